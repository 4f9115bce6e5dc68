//! What is done when: which changes are answered by a few pages at once, and when everything is built again.
//!
//! In: causes, one after the other. Out: snapshots. Does not know how anything is built or shown.
//!
//! The site of the last build **stands** on the thread of that build until another has taken its place, and answers edits of
//! single documents in the time of a page. Then everything is built again on another thread, and what comes of it settles
//! what is shown. A change during a build overtakes it: it ends, and another begins with all that is not settled yet.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Scope};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::connection::Shared;
use super::preview::{Built, Changes, Options, Preview};
use super::snapshot::{Snapshot, page_at};
use super::{Cause, News, Rebuilt};
use crate::build::{self, Few, Outcome, Quick, Reread, Viewer};

/// How often it is asked how long what is shown will hold: a machine may sleep in between.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// What a build says.
#[derive(Debug)]
pub enum Word {
    /// These files are there before the others; first the base path.
    Early(String, Few),
    /// It has ended, and the site stands.
    Built(Box<Built>),
    /// These are the pages that were asked for; none if that takes a build.
    Reread(Option<Quick>),
    /// Its thread ends.
    Gone,
    /// Its thread failed.
    Failed,
}

/// The viewer of one build.
struct Desk<'s> {
    number: u64,
    shared: &'s Shared,
    causes: Sender<Cause>,
    overtaken: Arc<AtomicBool>,
    asks: Mutex<Receiver<Vec<String>>>,
    /// Paths of the pages that were edited.
    edited: Vec<String>,
}

impl Desk<'_> {
    fn say(&self, word: Word) {
        // A session that has ended does not listen any more.
        let _ = self.causes.send(Cause::Build(self.number, word));
    }
}

impl Viewer for Desk<'_> {
    fn wanted(&self, base_path: &str) -> Vec<String> {
        let looked_at = self.shared.hub.looks.all();
        let looked_at = looked_at.iter().filter_map(|target| page_at(target, base_path));
        self.edited.iter().cloned().chain(looked_at).chain(["index.html".to_owned()]).collect()
    }

    fn is_overtaken(&self) -> bool {
        self.overtaken.load(Ordering::Relaxed)
    }

    fn early(&self, base_path: &str, files: Few) {
        self.say(Word::Early(base_path.to_owned(), files));
    }

    fn built(&self, preview: build::Preview, outcome: Outcome) {
        self.say(Word::Built(Box::new(Built::new(preview, outcome))));
    }

    fn stand(&self, site: &dyn Reread) {
        site.prepare();
        let asks = self.asks.lock().unwrap_or_else(PoisonError::into_inner);
        for paths in asks.iter() {
            self.say(Word::Reread(site.reread(&paths)));
        }
    }
}

impl Drop for Desk<'_> {
    fn drop(&mut self) {
        self.say(if thread::panicking() { Word::Failed } else { Word::Gone });
    }
}

/// A build whose thread is there.
struct Build {
    number: u64,
    overtaken: Arc<AtomicBool>,
    asks: Sender<Vec<String>>,
    /// What it was begun for.
    changes: Changes,
    options: Options,
    begun: Instant,
}

/// A session at work.
struct State<'s, 'p> {
    shared: &'s Shared,
    causes: &'s Sender<Cause>,
    preview: &'p dyn Preview,
    options: Options,
    last: Arc<Snapshot>,
    /// Builds so far.
    count: u64,
    building: Option<Build>,
    standing: Option<Build>,
    /// Whether the site that stands was asked for pages and has not answered yet; for what changes.
    asked: Option<Changes>,
    /// What happened since the last question or build.
    fresh: Option<Changes>,
    /// What happened since the build that is shown began.
    unsettled: Option<Changes>,
    until: Option<Timestamp>,
}

/// Runs a session until it is stopped.
pub(super) fn run(
    shared: &Shared,
    causes: &Receiver<Cause>,
    sender: &Sender<Cause>,
    options: Options,
    preview: &dyn Preview,
    mut tell: impl FnMut(&News<'_>),
) {
    let mut state = State {
        shared,
        causes: sender,
        preview,
        last: Arc::new(Snapshot::none(options.clone())),
        options,
        count: 0,
        building: None,
        standing: None,
        asked: None,
        fresh: Some(Changes::Everything),
        unsettled: None,
        until: None,
    };
    thread::scope(|scope| {
        state.advance(scope);
        while let Some(cause) = state.next(causes) {
            if !state.take(cause, &mut tell) {
                break;
            }
            // Everything that has happened by now is answered together.
            while let Ok(cause) = causes.try_recv() {
                if !state.take(cause, &mut tell) {
                    return state.end();
                }
            }
            state.advance(scope);
        }
        state.end();
    });
}

impl<'s, 'p> State<'s, 'p> {
    /// The next cause, which may be that time has passed; none if there will be no more.
    fn next(&self, causes: &Receiver<Cause>) -> Option<Cause> {
        loop {
            let idle = self.building.is_none() && self.asked.is_none();
            let left =
                self.until.filter(|_| idle).and_then(|until| self.preview.remaining(&self.options, until));
            let Some(left) = left else { return causes.recv().ok() };
            match causes.recv_timeout(left.min(LONGEST_WAIT)) {
                Ok(cause) => return Some(cause),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) if left <= LONGEST_WAIT => {
                    return Some(Cause::Files(Changes::Paths(Vec::new())));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// Notes a cause; whether the session goes on.
    fn take(&mut self, cause: Cause, tell: &mut impl FnMut(&News<'_>)) -> bool {
        match cause {
            Cause::Files(changes) => self.note(changes),
            Cause::Options(options) => {
                self.options = options;
                self.note(Changes::Paths(Vec::new()));
            }
            Cause::Notice(notice) => tell(&News::Notice(&notice)),
            Cause::Stop | Cause::Build(_, Word::Failed) => return false,
            Cause::Build(number, word) => self.hear(number, word, tell),
        }
        true
    }

    fn note(&mut self, changes: Changes) {
        merge(&mut self.fresh, changes);
        if let Some(building) = &self.building {
            building.overtaken.store(true, Ordering::Relaxed);
        }
    }

    fn hear(&mut self, number: u64, word: Word, tell: &mut impl FnMut(&News<'_>)) {
        let is = |build: &Option<Build>| build.as_ref().is_some_and(|build| build.number == number);
        let is_overtaken = |build: &Build| build.overtaken.load(Ordering::Relaxed);
        let awaited = is(&self.building) && !self.building.as_ref().is_some_and(is_overtaken);
        match word {
            Word::Early(base_path, files) if awaited => {
                let next = self.last.ahead(&base_path, files);
                if !next.changed.is_empty() {
                    self.publish(next, tell);
                }
            }
            Word::Built(built) if awaited => self.settle(*built, tell),
            Word::Reread(quick) if is(&self.standing) => {
                let Some(changes) = self.asked.take() else { return };
                if let Some(quick) = quick {
                    let next = self.last.reread(quick, &changes);
                    self.publish(next, tell);
                }
            }
            Word::Gone if is(&self.building) => self.building = None,
            Word::Gone if is(&self.standing) => {
                self.standing = None;
                self.asked = None;
            }
            // An overtaken build came to its end all the same, and need not stand.
            Word::Built(_) if is(&self.building) => {
                if let Some(building) = &mut self.building {
                    building.asks = channel().0;
                }
            }
            Word::Early(..) | Word::Built(_) | Word::Reread(_) | Word::Gone | Word::Failed => {}
        }
    }

    /// Everything is built: what comes of it is shown, and stands in the place of what stood.
    fn settle(&mut self, built: Built, tell: &mut impl FnMut(&News<'_>)) {
        let Some(build) = self.building.take() else { return };
        self.until = built.until;
        let next = self.last.after(built, build.options.clone(), &build.changes);
        let differs = !next.shows_the_same_as(&self.last);
        if differs {
            self.publish(next, tell);
        }
        self.unsettled = None;
        let took = build.begun.elapsed();
        tell(&News::Built(Rebuilt { snapshot: &self.last, took, changes: &build.changes, differs }));
        self.standing = Some(build);
    }

    fn publish(&mut self, next: Snapshot, tell: &mut impl FnMut(&News<'_>)) {
        let is_first = self.last.generation == 0;
        self.last = Arc::new(next);
        self.shared.hub.publish(Arc::clone(&self.last));
        if is_first {
            tell(&News::Ready(self.last.home()));
        }
    }

    /// Does what is to be done next: asks the site that stands, or builds another.
    fn advance<'t>(&mut self, scope: &'t Scope<'t, '_>)
    where
        's: 't,
        'p: 't,
    {
        if self.asked.is_some() {
            return;
        }
        if let Some(fresh) = self.fresh.take() {
            merge(&mut self.unsettled, fresh.clone());
            let standing = self.standing.as_ref().filter(|standing| standing.options == self.options);
            if let (Changes::Paths(paths), Some(standing)) = (&fresh, standing)
                && !paths.is_empty()
                && standing.asks.send(paths.clone()).is_ok()
            {
                self.asked = Some(fresh);
                return;
            }
        }
        if let (None, Some(changes)) = (&self.building, self.unsettled.clone()) {
            self.begin(scope, changes);
        }
    }

    fn begin<'t>(&mut self, scope: &'t Scope<'t, '_>, changes: Changes)
    where
        's: 't,
        'p: 't,
    {
        self.count += 1;
        let (asks, asked) = channel();
        let overtaken = Arc::new(AtomicBool::new(false));
        let desk = Desk {
            number: self.count,
            shared: self.shared,
            causes: self.causes.clone(),
            overtaken: Arc::clone(&overtaken),
            asks: Mutex::new(asked),
            edited: self.last.pages_of(&changes),
        };
        let (options, begun) = (self.options.clone(), Instant::now());
        self.building = Some(Build {
            number: self.count,
            overtaken,
            asks,
            changes: changes.clone(),
            options: options.clone(),
            begun,
        });
        let preview = self.preview;
        scope.spawn(move || preview.build(&options, &changes, &desk));
    }

    /// Lets every build end.
    fn end(&mut self) {
        if let Some(building) = self.building.take() {
            building.overtaken.store(true, Ordering::Relaxed);
        }
        self.standing = None;
    }
}

fn merge(all: &mut Option<Changes>, more: Changes) {
    match all {
        Some(all) => all.merge(more),
        None => *all = Some(more),
    }
}

#[cfg(test)]
mod tests;
