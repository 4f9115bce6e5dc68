//! What changed on disk, in batches.
//!
//! In: the folders and files that a build reads. Out: [`Cause`]s. One save is often several events (write a copy, rename
//! it, set its mode), and saving all files of an editor is many, so a batch ends when nothing has happened for a moment.
//! Folders may vanish and come back: they are looked for, because the system forgets a watch with its folder. Does not
//! read files.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::EventKind;
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::preview::Changes;
use super::scope::Scope;
use super::{Cause, poll};
use crate::fs;

/// A batch ends after this much silence. Long enough for an editor's steps of one save, too short to be felt.
pub const DEBOUNCE: Duration = Duration::from_millis(30);

/// A batch ends after this long at the latest, so that a file which is written all the time does not starve the others.
const LONGEST_BATCH: Duration = Duration::from_millis(500);

/// How often it is checked that what is watched is still there.
const ROUND: Duration = Duration::from_millis(400);

/// How changes are noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watching {
    /// The system tells.
    Notified,
    /// By looking again and again, at this interval: for network drives and containers, where the system does not know.
    Polling(Duration),
}

/// The interval of polling, unless another is asked for.
pub const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// A running watcher.
#[derive(Debug)]
pub struct Watcher {
    stop: Arc<AtomicBool>,
}

impl Watcher {
    /// Ends it, within a round.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// Begins to watch. Where the system refuses, it is polled instead, and a notice says so.
pub fn start(scope: Scope, watching: Watching, causes: Sender<Cause>) -> Watcher {
    let stop = Arc::new(AtomicBool::new(false));
    let (sender, events) = channel();
    let watched = match watching {
        Watching::Polling(interval) => Err((interval, None)),
        Watching::Notified => Watched::new(&scope, sender).map_err(|error| {
            let why =
                format!("the system cannot watch the site ({error}), so it is looked at twice a second");
            (POLL_INTERVAL, Some(why))
        }),
    };
    let handle = Arc::clone(&stop);
    let work: Box<dyn FnOnce() + Send> = match watched {
        Ok(watched) => Box::new(move || follow(&scope, watched, &events, &causes, &stop)),
        Err((interval, notice)) => {
            // The first listing is made before anything is built, so that no change falls between.
            let poller = poll::Poller::new(&scope);
            Box::new(move || {
                if let Some(notice) = notice {
                    let _ = causes.send(Cause::Notice(notice));
                }
                poller.follow(&scope, interval, &causes, &stop);
            })
        }
    };
    // Without a thread nothing works any more, the server included, which says so.
    let _ = thread::Builder::new().name("watch".into()).spawn(work);
    Watcher { stop: handle }
}

/// What the system watches for us, and how it looked then.
struct Watched {
    watcher: RecommendedWatcher,
    folders: Vec<(PathBuf, RecursiveMode, Option<fs::Identity>)>,
}

impl Watched {
    fn new(scope: &Scope, sender: Sender<notify::Result<Event>>) -> notify::Result<Self> {
        let mut watcher = RecommendedWatcher::new(sender, notify::Config::default())?;
        let shallow = scope.shallow().into_iter().map(|folder| (folder, RecursiveMode::NonRecursive));
        let deep = scope.folders().map(|folder| (folder, RecursiveMode::Recursive));
        let mut folders = Vec::new();
        for (folder, mode) in shallow.chain(deep) {
            let identity = fs::identity(&folder);
            if identity.is_some() {
                watcher.watch(&folder, mode)?;
            }
            folders.push((folder, mode, identity));
        }
        Ok(Self { watcher, folders })
    }

    /// Watches again what has vanished, come, or was replaced; `touched` are folders that events were about. Whether
    /// there was any.
    fn renew(&mut self, touched: &[PathBuf]) -> bool {
        let mut renewed = false;
        for (folder, mode, known) in &mut self.folders {
            let identity = fs::identity(folder);
            if identity == *known && !touched.contains(folder) {
                continue;
            }
            if known.is_some() {
                // The system has forgotten a folder that is gone; then there is nothing to take back.
                let _ = self.watcher.unwatch(folder);
            }
            let watched = identity.is_some() && self.watcher.watch(folder, *mode).is_ok();
            *known = identity.filter(|_| watched);
            renewed = true;
        }
        renewed
    }
}

fn follow(
    scope: &Scope,
    mut watched: Watched,
    events: &Receiver<notify::Result<Event>>,
    causes: &Sender<Cause>,
    stop: &AtomicBool,
) {
    let roots: Vec<PathBuf> = scope.folders().chain(scope.shallow()).collect();
    let mut next_round = Instant::now() + ROUND;
    while !stop.load(Ordering::Relaxed) {
        let mut batch = Batch::default();
        match events.recv_timeout(next_round.saturating_duration_since(Instant::now())) {
            Ok(event) => {
                batch.add(scope, &roots, event);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        if !batch.is_empty() {
            let end = Instant::now() + LONGEST_BATCH;
            let mut quiet = Instant::now() + DEBOUNCE;
            while let Ok(event) =
                events.recv_timeout(quiet.min(end).saturating_duration_since(Instant::now()))
            {
                if batch.add(scope, &roots, event) {
                    quiet = Instant::now() + DEBOUNCE;
                }
            }
        }
        if Instant::now() >= next_round || !batch.roots.is_empty() {
            batch.everything |= watched.renew(&batch.roots);
            next_round = Instant::now() + ROUND;
        }
        if !batch.is_empty() && causes.send(Cause::Files(batch.changes())).is_err() {
            return;
        }
    }
}

/// Changes that are told together.
#[derive(Debug, Default)]
struct Batch {
    paths: Vec<String>,
    /// Folders that are watched and came or went themselves.
    roots: Vec<PathBuf>,
    everything: bool,
}

impl Batch {
    /// Adds an event; whether it matters.
    fn add(&mut self, scope: &Scope, roots: &[PathBuf], event: notify::Result<Event>) -> bool {
        let event = match event {
            Ok(event) if event.need_rescan() => {
                self.everything = true;
                return true;
            }
            Ok(event) if is_change(event.kind) => event,
            Ok(_) => return false,
            Err(_) => {
                self.everything = true;
                return true;
            }
        };
        let mut matters = false;
        for path in event.paths {
            let relative = scope.relevant(&path);
            if !matches!(event.kind, EventKind::Modify(notify::event::ModifyKind::Metadata(_)))
                && roots.contains(&path)
            {
                self.roots.push(path);
                self.everything = true;
                matters = true;
            }
            if let Some(relative) = relative {
                self.paths.push(relative);
                matters = true;
            }
        }
        matters
    }

    fn is_empty(&self) -> bool {
        !self.everything && self.paths.is_empty()
    }

    fn changes(mut self) -> Changes {
        if self.everything {
            return Changes::Everything;
        }
        self.paths.sort();
        self.paths.dedup();
        Changes::Paths(self.paths)
    }
}

/// Whether an event can mean other bytes. Reading is an event too, and a build reads everything.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(_) => false,
        EventKind::Any
        | EventKind::Create(_)
        | EventKind::Modify(_)
        | EventKind::Remove(_)
        | EventKind::Other => true,
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, CreateKind, Flag, ModifyKind};

    use super::*;

    fn scope() -> Scope {
        Scope { root: "/site".into(), config: "/site/site.toml".into() }
    }

    #[test]
    fn a_batch_is_sorted_and_holds_each_path_once() {
        let mut batch = Batch::default();
        let event = |path: &str, kind| Ok(Event::new(kind).add_path(path.into()));
        let create = EventKind::Create(CreateKind::File);
        let modify = EventKind::Modify(ModifyKind::Any);
        assert!(batch.add(&scope(), &[], event("/site/content/b.md", create)));
        assert!(batch.add(&scope(), &[], event("/site/content/a.md", modify)));
        assert!(batch.add(&scope(), &[], event("/site/content/b.md", modify)));
        assert!(!batch.add(&scope(), &[], event("/site/content/a.md", EventKind::Access(AccessKind::Read))));
        assert!(!batch.add(&scope(), &[], event("/site/public/a.html", modify)));
        assert_eq!(batch.changes(), Changes::Paths(vec!["content/a.md".into(), "content/b.md".into()]));
    }

    #[test]
    fn lost_events_and_lost_folders_mean_everything() {
        let mut batch = Batch::default();
        batch.add(&scope(), &[], Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)));
        assert_eq!(batch.changes(), Changes::Everything);
        let mut batch = Batch::default();
        let root = PathBuf::from("/site/content");
        let gone = Event::new(EventKind::Remove(notify::event::RemoveKind::Folder)).add_path(root.clone());
        batch.add(&scope(), std::slice::from_ref(&root), Ok(gone));
        assert_eq!((batch.roots.clone(), batch.changes()), (vec![root], Changes::Everything));
    }
}
