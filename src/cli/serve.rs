//! `bluf serve`: the preview, and a line about each build of it.
//!
//! In: the command's options. Out: messages until the process is interrupted, which needs no cleaning up because the
//! preview writes nothing. Does not know how pages are served.

use std::env;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use super::arguments::ServeCommand;
use super::build::{duration, found};
use super::failure::{Failure, Status};
use super::place::{self, Place};
use super::terminal::{Findings, Show, Terminal, count, printable};
use crate::release::Drafts;
use crate::serve::watch::POLL_INTERVAL;
use crate::serve::{self, Changes, News, Options, Patience, Rebuilt, Remembering, Scope, Settings, Watching};

/// `bluf serve`.
pub(super) fn serve(place: &Place, command: &ServeCommand, terminal: &Terminal) -> Result<Status, Failure> {
    let request = place.request(&command.gate, None, None)?;
    let options = Options {
        release: command.gate.release.clone(),
        drafts: if command.gate.drafts { Drafts::Show } else { Drafts::Hide },
        as_of: command.gate.as_of,
    };
    let settings = Settings {
        address: SocketAddr::new(command.bind, command.port),
        options,
        scope: Scope::new(&place.root, &place.config)?,
        watching: if command.poll { Watching::Polling(POLL_INTERVAL) } else { Watching::Notified },
        patience: Patience::default(),
    };
    let mut session = serve::start(settings)?;
    let origin = origin(session.address());
    let fallback = request.gate.as_of;
    // What was a good SOURCE_DATE_EPOCH at first still is.
    let now = move || place::as_of(None).unwrap_or(fallback);
    let preview = Remembering::new(request, origin.clone(), now);
    let mut first = true;
    let mut ended = Ok(());
    let stop = session.stopper();
    session.run(&preview, |news| {
        let rebuilt = match news {
            News::Notice(notice) => return terminal.message(&format!("note: {}", printable(notice))),
            News::Ready(home) => return announce(&format!("{origin}{home}"), command, terminal),
            News::Built(rebuilt) => rebuilt,
        };
        if rebuilt.differs {
            let list = &rebuilt.snapshot.diagnostics;
            if let Err(failure) = terminal.findings(list, Show::Few, Findings::AreData) {
                ended = Err(failure);
                return stop.stop();
            }
        }
        terminal.message(&line(rebuilt, first));
        first = false;
    });
    ended.map(|()| Status::Done)
}

fn announce(home: &str, command: &ServeCommand, terminal: &Terminal) {
    if !command.bind.is_loopback() {
        terminal.message(
            "note: everybody who reaches this machine can read the preview, unpublished reports included; without --bind only this machine can",
        );
    }
    terminal.message(&format!("serving {home} — press Ctrl-C to stop"));
    if command.open && !open(home) {
        terminal.message("note: no browser could be opened; open the address yourself");
    }
}

/// Scheme, name and port under which this machine reaches the preview.
fn origin(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        format!("http://localhost:{}", address.port())
    } else {
        format!("http://{address}")
    }
}

/// What a build did, in a line.
fn line(rebuilt: &Rebuilt<'_>, first: bool) -> String {
    let snapshot = rebuilt.snapshot;
    let took = duration(rebuilt.took);
    if snapshot.errors().next().is_some() {
        let shown = if snapshot.is_empty() {
            "there is nothing to show until they are mended"
        } else {
            "the last good pages stay until they are mended"
        };
        return format!("{} in {took}; {shown}", found(&snapshot.diagnostics));
    }
    if first {
        return format!("built {} in {took}", count(snapshot.len(), "file"));
    }
    let cause = match rebuilt.changes {
        Changes::Everything => String::new(),
        Changes::Paths(paths) => match paths.as_slice() {
            [] => " (other options)".to_owned(),
            [path] => format!(" ({})", printable(path)),
            [path, more @ ..] => format!(" ({} and {} more)", printable(path), more.len()),
        },
    };
    match snapshot.changed.len() {
        _ if !rebuilt.differs => format!("rebuilt in {took}: nothing changed{cause}"),
        changed => format!("rebuilt in {took}: {} changed{cause}", count(changed, "file")),
    }
}

/// Opens an address in the browser that `BROWSER` names, or else in the system's own. Whether a program could be
/// started; what it does then is its own affair.
fn open(address: &str) -> bool {
    let named = env::var_os("BROWSER").filter(|name| !name.is_empty()).map(|name| vec![name]);
    let program: Vec<OsString> = named.unwrap_or_else(|| {
        let words: &[&str] = if cfg!(target_os = "macos") {
            &["open"]
        } else if cfg!(windows) {
            &["cmd", "/C", "start", ""]
        } else {
            &["xdg-open"]
        };
        words.iter().map(OsString::from).collect()
    });
    let Some((name, before)) = program.split_first() else { return false };
    let mut command = Command::new(name);
    command.args(before).arg(address);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().is_ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::diag::{Diagnostic, codes};
    use crate::serve::{Built, Snapshot};

    fn options() -> Options {
        Options { release: None, drafts: Drafts::Hide, as_of: None }
    }

    fn rebuilt<'s>(snapshot: &'s Snapshot, changes: &'s Changes, differs: bool) -> Rebuilt<'s> {
        Rebuilt { snapshot, took: Duration::from_millis(12), changes, differs }
    }

    #[test]
    fn a_line_says_how_long_and_what() {
        let files = [("a/index.html".into(), b"a".as_slice().into())];
        let built = Built { files: Some(files.into()), ..Built::default() };
        let site = Snapshot::first(built, options());
        let edit = Changes::Paths(vec!["content/a.md".into()]);
        assert_eq!(line(&rebuilt(&site, &Changes::Everything, true), true), "built 1 file in 12 ms");
        assert_eq!(
            line(&rebuilt(&site, &edit, true), false),
            "rebuilt in 12 ms: 1 file changed (content/a.md)"
        );
        assert_eq!(
            line(&rebuilt(&site, &edit, false), false),
            "rebuilt in 12 ms: nothing changed (content/a.md)"
        );
    }

    #[test]
    fn a_line_about_errors_says_what_is_shown_meanwhile() {
        let mut broken = Built::default();
        broken.diagnostics.push(Diagnostic::new(&codes::UNKNOWN_KEY, "unknown key"));
        let site = Snapshot::first(broken, options());
        assert_eq!(
            line(&rebuilt(&site, &Changes::Everything, true), true),
            "found 1 error in 12 ms; there is nothing to show until they are mended"
        );
    }

    #[test]
    fn an_address_for_every_interface_is_shown_as_one_that_works() {
        assert_eq!(origin("0.0.0.0:1111".parse().expect("valid")), "http://localhost:1111");
        assert_eq!(origin("[::1]:1111".parse().expect("valid")), "http://[::1]:1111");
    }
}
