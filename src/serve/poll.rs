//! Noticing changes by looking, where the system cannot tell: network drives, some containers.
//!
//! In: a scope and an interval. Out: [`Cause`]s. Compares times and lengths of files, and reads none.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant};

use super::Cause;
use super::preview::Changes;
use super::scope::Scope;
use super::watch::DEBOUNCE;
use crate::fs::{self, FileState, Hidden};

type Listing = BTreeMap<PathBuf, Option<FileState>>;

/// What was there when it was last looked at.
#[derive(Debug)]
pub struct Poller {
    last: Listing,
}

impl Poller {
    /// Looks for the first time.
    pub fn new(scope: &Scope) -> Self {
        Self { last: listing(scope) }
    }

    /// Looks again and again until it is stopped or nobody listens.
    pub fn follow(mut self, scope: &Scope, interval: Duration, causes: &Sender<Cause>, stop: &AtomicBool) {
        loop {
            let next = Instant::now() + interval;
            while Instant::now() < next {
                thread::sleep(DEBOUNCE.min(next.saturating_duration_since(Instant::now())));
                if stop.load(Ordering::Relaxed) {
                    return;
                }
            }
            let paths = self.look(scope);
            if !paths.is_empty() && causes.send(Cause::Files(Changes::Paths(paths))).is_err() {
                return;
            }
        }
    }

    /// What changed since the last look.
    fn look(&mut self, scope: &Scope) -> Vec<String> {
        let now = listing(scope);
        let changed = now.iter().filter(|(path, state)| self.last.get(*path) != Some(*state));
        let gone = self.last.iter().filter(|(path, _)| !now.contains_key(*path));
        let mut paths: Vec<String> =
            changed.chain(gone).filter_map(|(path, _)| scope.relevant(path)).collect();
        paths.sort();
        paths.dedup();
        self.last = now;
        paths
    }
}

fn listing(scope: &Scope) -> Listing {
    let below = scope.folders().flat_map(|folder| fs::walk(&folder, &scope.root, Hidden::Keep).0);
    let files = below.map(|entry| entry.path).chain(scope.files().filter(|file| fs::exists(file)));
    files.map(|path| (path.clone(), fs::target_state(&path))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_changed_and_removed_files_are_noticed_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("it is there");
        let scope = Scope { config: root.join("site.toml"), root: root.clone() };
        fs::create(&root.join("content/a.md"), b"a").expect("written");
        fs::create(&root.join("static/b.css"), b"b").expect("written");
        let mut poller = Poller::new(&scope);
        assert_eq!(poller.look(&scope), Vec::<String>::new());
        fs::create(&scope.config, b"").expect("written");
        fs::replace(&root.join("content/a.md"), b"longer").expect("written");
        fs::clear_leftovers(&root.join("static")).expect("removed");
        assert_eq!(poller.look(&scope), ["content/a.md", "site.toml", "static/b.css"]);
        assert_eq!(poller.look(&scope), Vec::<String>::new());
    }
}
