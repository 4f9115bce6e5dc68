//! What is between the server and the build: what the writer chose, what changed, and the site that comes of it.
//!
//! In: [`Options`] and [`Changes`]. Out: [`Built`]. The server knows a build only by [`Preview`], so that another
//! build can take the place of [`Remembering`].

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use crate::build::{self, Memory, Outcome, Request, Viewer};
use crate::date::Moment;
use crate::diag::{Diagnostic, Diagnostics, codes};
pub use crate::publish::Files;
use crate::release::{self, Drafts};

/// What the writer chose to see. It begins with the command line's words and is changed in the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The release level; none for the site's own.
    pub release: Option<String>,
    /// Whether drafts are shown.
    pub drafts: Drafts,
    /// The moment at which embargoes and expiry dates are judged; none for now.
    pub as_of: Option<Moment>,
}

/// What may have changed since the last build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changes {
    /// Anything: the first build, or the system lost count.
    Everything,
    /// These files and folders, below the site's root with `/` between their parts, in order and each once. They need
    /// not exist any more. What lies below a folder may have changed with it.
    Paths(Vec<String>),
}

impl Changes {
    /// Adds what changed later.
    pub fn merge(&mut self, later: Changes) {
        match (&mut *self, later) {
            (Self::Everything, _) => {}
            (_, Self::Everything) => *self = Self::Everything,
            (Self::Paths(paths), Self::Paths(more)) => {
                paths.extend(more);
                paths.sort();
                paths.dedup();
            }
        }
    }
}

/// A site as it stands in memory.
#[derive(Debug, Default)]
pub struct Built {
    /// Every file; none when errors prevented that, and the last good ones stay. Files that did not change may share
    /// their bytes with those of the last build, which makes comparing them quick.
    pub files: Option<Files>,
    /// What was found, located.
    pub diagnostics: Diagnostics,
    /// The file that a page was written in, as diagnostics name it, by the page's path. Read only with files.
    pub sources: BTreeMap<String, String>,
    /// Names of the release levels to choose from, lowest first.
    pub levels: Vec<String>,
    /// The path part of the site's address, begins and ends in `/`; empty where even the configuration could not be read.
    pub base_path: String,
    /// The moment from which on the same files give another site.
    pub until: Option<Timestamp>,
}

impl Built {
    /// What a build told its viewer.
    pub fn new(preview: build::Preview, outcome: Outcome) -> Self {
        Self {
            files: preview.files,
            diagnostics: outcome.diagnostics,
            sources: preview.sources,
            levels: preview.levels,
            base_path: preview.base_path,
            until: preview.until,
        }
    }
}

/// Something that builds a site into memory, again and again. One build may begin while the site of the last still stands.
pub trait Preview: Sync {
    /// Builds the site as it is on disk now and shows it to `viewer` until that has seen enough. What the machine could not do
    /// is among the diagnostics.
    fn build(&self, options: &Options, changes: &Changes, viewer: &dyn Viewer);

    /// How long it is until a moment; none where time stands still.
    fn remaining(&self, options: &Options, until: Timestamp) -> Option<Duration>;
}

/// Builds the site each time, and remembers what it may need again.
pub struct Remembering<N> {
    request: Request,
    origin: String,
    now: N,
    memory: Mutex<Memory>,
}

impl<N: Fn() -> Timestamp + Sync> Remembering<N> {
    /// Builds the site of `request`, whose gate is replaced by the options, for `origin` (scheme, host and port of the preview,
    /// without a slash at the end). `now` tells the time where the options do not.
    pub fn new(request: Request, origin: String, now: N) -> Self {
        Self { request, origin, now, memory: Mutex::default() }
    }

    fn as_of(&self, options: &Options) -> Timestamp {
        options.as_of.map_or_else(&self.now, Moment::start)
    }
}

impl<N: Fn() -> Timestamp + Sync> Preview for Remembering<N> {
    fn build(&self, options: &Options, changes: &Changes, viewer: &dyn Viewer) {
        {
            let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
            match changes {
                Changes::Everything => memory.forget(),
                Changes::Paths(paths) => paths.iter().for_each(|path| memory.doubt(path)),
            }
        }
        let mut request = self.request.clone();
        request.gate = release::Request {
            level: options.release.clone(),
            drafts: options.drafts,
            as_of: self.as_of(options),
        };
        if let Err(error) = build::show(&request, &self.origin, &self.memory, viewer) {
            let finding = Diagnostic::new(&codes::UNREADABLE, error.to_string());
            let mut outcome = Outcome::default();
            outcome
                .diagnostics
                .push(finding.help("the preview goes on as soon as it is there and can be read"));
            viewer.built(build::Preview::default(), outcome);
        }
    }

    fn remaining(&self, options: &Options, until: Timestamp) -> Option<Duration> {
        let now = options.as_of.is_none().then(|| (self.now)())?;
        Some(Duration::try_from(until.duration_since(now)).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::Linting;
    use crate::seal::Passphrases;

    #[test]
    fn time_runs_unless_the_writer_chose_a_day() {
        let at = |text: &str| text.parse::<Timestamp>().expect("a moment");
        let gate = release::Request {
            level: None,
            drafts: release::Drafts::Hide,
            as_of: at("2026-01-01T00:00:00Z"),
        };
        let request = Request {
            root: "site".into(),
            config: "site/site.toml".into(),
            base_url: None,
            output: "public".into(),
            gate,
            linting: Linting::Nothing,
            program: None,
            passphrases: Passphrases::default(),
        };
        let preview = Remembering::new(request, String::new(), || at("2026-01-01T10:00:00Z"));
        let mut options = Options { release: None, drafts: Drafts::Hide, as_of: None };
        let left = |options: &Options, until| preview.remaining(options, at(until));
        assert_eq!(left(&options, "2026-01-01T12:00:00Z"), Some(Duration::from_hours(2)));
        assert_eq!(left(&options, "2026-01-01T09:00:00Z"), Some(Duration::ZERO));
        options.as_of = Moment::from_text("2026-01-01");
        assert_eq!(left(&options, "2026-01-01T12:00:00Z"), None);
    }

    #[test]
    fn changes_add_up_in_order_and_each_once() {
        let paths = |list: &[&str]| Changes::Paths(list.iter().map(|path| (*path).to_owned()).collect());
        let mut changes = paths(&["content/b.md"]);
        changes.merge(paths(&["content/a.md", "content/b.md"]));
        assert_eq!(changes, paths(&["content/a.md", "content/b.md"]));
        changes.merge(Changes::Everything);
        changes.merge(paths(&["content/c.md"]));
        assert_eq!(changes, Changes::Everything);
    }
}
