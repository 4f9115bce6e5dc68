//! What open pages are told: where the site stands, again after each change.
//!
//! In: snapshots, and what a page says of itself. Out: server-sent events. An event is not a piece of news but the whole
//! state as far as that page is concerned, so that a page which missed some of them lacks nothing once it gets the
//! next. Does not write to connections.

use std::collections::VecDeque;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::looks::Looks;
use super::media::media_type;
use super::snapshot::Snapshot;
use crate::diag::render::{Style, block};
use crate::diag::{Diagnostic, Severity};
use crate::release::Drafts;

/// Where the current snapshot is, and where one waits for the next.
#[derive(Debug)]
pub struct Hub {
    /// Tells this server's generations from those of an earlier one at the same address.
    run: u64,
    state: Mutex<State>,
    changed: Condvar,
    /// What somebody looks at or waits for.
    pub looks: Looks,
}

#[derive(Debug, Default)]
struct State {
    current: Option<Arc<Snapshot>>,
    history: VecDeque<(u64, Vec<Arc<str>>)>,
    closed: bool,
}

/// What became of waiting.
#[derive(Debug)]
pub enum Waited {
    /// There is a snapshot that was not known.
    New(Arc<Snapshot>),
    /// Time passed.
    Quiet,
    /// There will be no more.
    Closed,
}

/// Generations whose changed files are remembered.
const HISTORY: usize = 64;

/// Files named in an event, and findings shown; beyond that a number says how many there are.
const SHOWN: usize = 50;

impl Default for Hub {
    fn default() -> Self {
        let run = RandomState::new().build_hasher().finish();
        Self { run, state: Mutex::default(), changed: Condvar::new(), looks: Looks::default() }
    }
}

impl Hub {
    /// Makes a snapshot the current one and wakes those who wait.
    pub fn publish(&self, snapshot: Arc<Snapshot>) {
        let mut state = self.lock();
        state.history.push_back((snapshot.generation, snapshot.changed.clone()));
        if state.history.len() > HISTORY {
            state.history.pop_front();
        }
        state.current = Some(snapshot);
        drop(state);
        self.changed.notify_all();
    }

    /// Nobody is to wait any more.
    pub fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// Waits for a snapshot after `generation`; 0 for any.
    pub fn wait(&self, generation: u64, patience: Duration) -> Waited {
        let end = Instant::now() + patience;
        let mut state = self.lock();
        loop {
            if state.closed {
                return Waited::Closed;
            }
            match &state.current {
                Some(snapshot) if snapshot.generation > generation => {
                    return Waited::New(Arc::clone(snapshot));
                }
                _ => {}
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Waited::Quiet;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// The id of an event about a generation.
    pub fn id(&self, generation: u64) -> String {
        format!("{:016x}.{generation}", self.run)
    }

    /// The generation of an id, if it is of this run.
    pub fn generation(&self, id: &str) -> Option<u64> {
        let (run, generation) = id.split_once('.')?;
        (u64::from_str_radix(run, 16) == Ok(self.run)).then(|| generation.parse().ok())?
    }

    /// Paths that changed after `since` up to `until`; none where that is not known any more.
    fn changed(&self, since: u64, until: u64) -> Option<Vec<Arc<str>>> {
        let state = self.lock();
        let known = state.history.front().is_none_or(|(oldest, _)| since + 1 >= *oldest);
        let between = state.history.iter().filter(|(at, _)| *at > since && *at <= until);
        let mut paths: Vec<_> = between.flat_map(|(_, paths)| paths.iter().cloned()).collect();
        paths.sort();
        paths.dedup();
        known.then_some(paths)
    }

    /// The event about `snapshot` for the page at `target`, which knows the generation `since`; none if it knows none.
    pub fn event(&self, snapshot: &Snapshot, target: &str, since: Option<u64>) -> String {
        let (changed, lost) = match since {
            Some(since) => match self.changed(since, snapshot.generation) {
                Some(changed) => (changed, false),
                None => (Vec::new(), true),
            },
            None => (Vec::new(), false),
        };
        let message = serde_json::to_string(&Message::new(snapshot, target, &changed, lost))
            .expect("plain strings and numbers serialise");
        format!("event: state\nid: {}\ndata: {message}\n\n", self.id(snapshot.generation))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // What is behind the lock is replaced as a whole, so a thread that failed with it left nothing half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The state as a page needs it.
#[derive(Serialize)]
struct Message<'a> {
    generation: u64,
    /// Whether all pages are of one build, and not some ahead of the others.
    settled: bool,
    /// Fingerprint of what stands at the page's address now.
    page: String,
    /// The file it was written in.
    source: Option<&'a str>,
    /// Errors of the site, the first [`SHOWN`].
    errors: Vec<Shown<'a>>,
    error_count: usize,
    /// Warnings about the page's own file, the first [`SHOWN`].
    warnings: Vec<Shown<'a>>,
    warning_count: usize,
    /// Warnings of the whole site.
    site_warning_count: usize,
    /// Addresses that changed since the page last heard of it: what pages are made of first, pages last.
    changed: Vec<String>,
    /// How many there are in all.
    changed_count: usize,
    /// Whether it is not known what changed.
    lost: bool,
    edited: Option<EditedPage<'a>>,
    options: Choice<'a>,
}

#[derive(Serialize)]
struct EditedPage<'a> {
    generation: u64,
    url: &'a str,
}

#[derive(Serialize)]
struct Choice<'a> {
    release: Option<&'a str>,
    drafts: bool,
    as_of: Option<String>,
    levels: &'a [String],
}

/// A finding as the overlay shows it.
#[derive(Serialize)]
struct Shown<'a> {
    code: &'static str,
    message: &'a str,
    path: Option<&'a str>,
    line: Option<usize>,
    /// The whole message with the quoted line.
    text: String,
}

impl<'a> Message<'a> {
    fn new(snapshot: &'a Snapshot, target: &str, changed: &[Arc<str>], lost: bool) -> Self {
        let source = snapshot.source(target);
        let own = |finding: &&Diagnostic| {
            let path = finding.place.as_ref().map(|place| place.path.as_str());
            finding.severity == Severity::Warning && path.is_some() && path == source
        };
        let warnings = || snapshot.findings().filter(own);
        let mut paths: Vec<&Arc<str>> = changed.iter().collect();
        paths.sort_by_key(|path| importance(path));
        // Mistakes of the whole site have others for consequences; then what stands in the page's own file.
        let mut errors: Vec<&Diagnostic> = snapshot.errors().collect();
        errors.sort_by_key(|error| {
            let path = error.place.as_ref().map(|place| place.path.as_str());
            (path.is_some_and(|path| path.starts_with("content/")), path != source)
        });
        let options = &snapshot.options;
        Self {
            generation: snapshot.generation,
            settled: snapshot.settled,
            page: snapshot.fingerprint(target),
            source,
            errors: errors.into_iter().take(SHOWN).map(Shown::new).collect(),
            error_count: snapshot.errors().count(),
            warnings: warnings().take(SHOWN).map(Shown::new).collect(),
            warning_count: warnings().count(),
            site_warning_count: snapshot
                .findings()
                .filter(|finding| finding.severity == Severity::Warning)
                .count(),
            changed: paths.iter().take(SHOWN).map(|path| snapshot.address(path)).collect(),
            changed_count: paths.len(),
            lost,
            edited: snapshot
                .edited
                .as_ref()
                .map(|edited| EditedPage { generation: edited.generation, url: &edited.address }),
            options: Choice {
                release: options.release.as_deref(),
                drafts: options.drafts == Drafts::Show,
                as_of: options.as_of.map(crate::date::Moment::iso),
                levels: &snapshot.levels,
            },
        }
    }
}

impl<'a> Shown<'a> {
    fn new(finding: &'a Diagnostic) -> Self {
        let place = finding.place.as_ref();
        Self {
            code: finding.code.id,
            message: &finding.message,
            path: place.map(|place| place.path.as_str()),
            line: place.and_then(|place| place.frame.as_ref()).map(|frame| frame.line),
            text: block(finding, Style::Plain),
        }
    }
}

/// What a page may show without being it comes first, data that no page shows next, other pages last.
fn importance(path: &str) -> u8 {
    const PARTS: [&str; 6] = ["text/css", "text/javascript", "image/", "font/", "video/", "audio/"];
    let media_type = media_type(path);
    if PARTS.iter().any(|part| media_type.starts_with(part)) {
        0
    } else {
        1 + u8::from(media_type.starts_with("text/html"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::preview::Changes;
    use super::super::snapshot::tests::{built, options, snapshot};
    use super::*;
    use crate::diag::codes;

    const SOON: Duration = Duration::from_secs(20);

    fn data(event: &str) -> serde_json::Value {
        let line = event.lines().find_map(|line| line.strip_prefix("data: ")).expect("a line of data");
        serde_json::from_str(line).expect("JSON")
    }

    #[test]
    fn who_missed_some_generations_is_told_what_they_changed() {
        let hub = Hub::default();
        let mut site = Arc::new(snapshot(&[("a/index.html", "0"), ("a.css", "0")]));
        hub.publish(Arc::clone(&site));
        for files in [[("a/index.html", "1"), ("a.css", "0")], [("a/index.html", "1"), ("a.css", "2")]] {
            site = Arc::new(site.after(built(&files), options(), &Changes::Everything));
            hub.publish(Arc::clone(&site));
        }
        let all = data(&hub.event(&site, "/a/", Some(1)));
        assert_eq!(all["changed"], serde_json::json!(["/a.css", "/a/"]));
        let last = data(&hub.event(&site, "/a/", Some(2)));
        assert_eq!((&last["changed"], &last["lost"]), (&serde_json::json!(["/a.css"]), &false.into()));
        assert_eq!(last["page"], site.fingerprint("/a/"));
        assert_eq!(hub.generation(&hub.id(3)), Some(3));
        assert_eq!(Hub::default().generation(&hub.id(3)), None);
    }

    #[test]
    fn who_missed_too_many_is_told_so() {
        let hub = Hub::default();
        let mut site = Arc::new(snapshot(&[("a", "0")]));
        hub.publish(Arc::clone(&site));
        for text in 1..=HISTORY + 1 {
            site = Arc::new(site.after(built(&[("a", &text.to_string())]), options(), &Changes::Everything));
            hub.publish(Arc::clone(&site));
        }
        assert_eq!(data(&hub.event(&site, "/", Some(1)))["lost"], true);
        assert_eq!(data(&hub.event(&site, "/", Some(2)))["lost"], false);
    }

    #[test]
    fn a_page_hears_of_its_own_warnings_and_of_every_error() {
        let mut with = built(&[("a/index.html", "0")]);
        with.sources.insert("a/index.html".into(), "content/a.md".into());
        for (code, path) in [
            (&codes::EMPTY_FILE, "content/a.md"),
            (&codes::EMPTY_FILE, "content/b.md"),
            (&codes::UNKNOWN_KEY, "content/b.md"),
        ] {
            with.diagnostics.push(Diagnostic::new(code, "found").file(path));
        }
        let site = Snapshot::first(with, options());
        let message = data(&Hub::default().event(&site, "/a/", None));
        assert_eq!((&message["warning_count"], &message["site_warning_count"]), (&1.into(), &2.into()));
        assert_eq!((&message["error_count"], &message["errors"][0]["code"]), (&1.into(), &"E0101".into()));
        assert_eq!(message["source"], "content/a.md");
    }

    #[test]
    fn mistakes_of_the_whole_site_come_first_and_those_of_the_page_second() {
        let mut with = built(&[("b/index.html", "0")]);
        with.sources.insert("b/index.html".into(), "content/b.md".into());
        for path in ["content/a.md", "content/b.md", "sources.toml"] {
            with.diagnostics.push(Diagnostic::new(&codes::UNKNOWN_KEY, "found").file(path));
        }
        let site = Snapshot::first(with, options());
        let message = data(&Hub::default().event(&site, "/b/", None));
        let paths: Vec<_> =
            message["errors"].as_array().expect("a list").iter().map(|one| &one["path"]).collect();
        assert_eq!(paths, ["sources.toml", "content/b.md", "content/a.md"]);
    }

    #[test]
    fn waiting_ends_with_the_next_snapshot_or_the_end() {
        let hub = Arc::new(Hub::default());
        assert!(matches!(hub.wait(0, Duration::ZERO), Waited::Quiet));
        let waiting = {
            let hub = Arc::clone(&hub);
            std::thread::spawn(move || (hub.wait(0, SOON), hub.wait(1, SOON)))
        };
        hub.publish(Arc::new(snapshot(&[])));
        hub.close();
        let (first, second) = waiting.join().expect("no panic");
        // The hub may close before the thread looks for the first time.
        assert!(matches!(first, Waited::New(_) | Waited::Closed) && matches!(second, Waited::Closed));
    }
}
