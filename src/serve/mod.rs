//! The preview: a site in memory, served to a browser that follows every change.
//!
//! In: a [`Preview`] that builds the site, [`Settings`], and changes on disk. Out: answers to browsers, and word of every
//! rebuild to the caller. Nothing is written to disk. Does not know how a site is built, nor the terminal.
//!
//! ```text
//! watch ─► causes ─► Session::run ─► Preview::build ─► Snapshot ─► Hub ─┬► answers
//! options ─┘                                                            └► events
//! ```
//!
//! One thread builds; one watches; one accepts connections, each of which has a thread of its own. They meet in the
//! [`Hub`], which holds the current snapshot, and in a channel of causes, which collects what happened during
//! a build so that one build follows it.

pub mod choice;
pub mod connection;
pub mod connections;
pub mod host;
pub mod inject;
pub mod live;
pub mod media;
pub mod poll;
pub mod preview;
pub mod range;
pub mod request;
pub mod response;
pub mod scope;
pub mod server;
pub mod snapshot;
pub mod watch;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

pub use connection::Patience;
pub use preview::{Built, Changes, Files, Options, Preview, Remembering};
pub use scope::Scope;
pub use server::ServeError;
pub use snapshot::Snapshot;
pub use watch::Watching;

use connection::Shared;
use host::HostPolicy;
use live::Hub;
use server::Server;

/// What a preview needs to know.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where it listens; port 0 for any free one.
    pub address: SocketAddr,
    /// What it shows at first.
    pub options: Options,
    /// What is watched.
    pub scope: Scope,
    /// How.
    pub watching: Watching,
    /// How long connections may take.
    pub patience: Patience,
}

/// Why the site is built again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// Files changed.
    Files(Changes),
    /// The writer wants to see something else.
    Options(Options),
    /// The watcher has something to say.
    Notice(String),
    /// It is not: the preview ends.
    Stop,
}

/// What a caller is told.
#[derive(Debug)]
pub enum News<'s> {
    /// A build ended.
    Built(Rebuilt<'s>),
    /// Something about watching that the writer should know.
    Notice(&'s str),
}

/// A build that ended.
#[derive(Debug)]
pub struct Rebuilt<'s> {
    /// The site now.
    pub snapshot: &'s Snapshot,
    /// How long it took.
    pub took: Duration,
    /// What it was for.
    pub changes: &'s Changes,
    /// Whether anybody can see a difference.
    pub differs: bool,
}

/// A running preview.
#[derive(Debug)]
pub struct Session {
    server: Server,
    shared: Arc<Shared>,
    causes: Receiver<Cause>,
    sender: Sender<Cause>,
    options: Options,
    watcher: watch::Watcher,
}

/// Ends a preview from another thread.
#[derive(Debug, Clone)]
pub struct Stop(Sender<Cause>);

impl Stop {
    /// Ends it after the build that is going on.
    pub fn stop(&self) {
        // One that has ended already needs no telling.
        let _ = self.0.send(Cause::Stop);
    }
}

/// Begins to listen and to watch. Requests wait for the first build, which [`Session::run`] makes.
pub fn start(settings: Settings) -> Result<Session, ServeError> {
    let listener = server::listen(settings.address)?;
    let address = listener.local_addr().map_err(|error| ServeError::listen(settings.address, error))?;
    let (sender, causes) = channel();
    let shared = Arc::new(Shared {
        policy: HostPolicy::new(address),
        hub: Hub::default(),
        causes: sender.clone(),
        patience: settings.patience,
    });
    let server = Server::start(listener, address, &shared)?;
    let watcher = watch::start(settings.scope, settings.watching, sender.clone());
    Ok(Session { server, shared, causes, sender, options: settings.options, watcher })
}

impl Session {
    /// Where it listens, with the port that was free.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Something to end it with.
    pub fn stopper(&self) -> Stop {
        Stop(self.sender.clone())
    }

    /// Builds the site now and whenever it changes, until it is stopped. What happens during a build is answered by one
    /// build after it.
    pub fn run(&mut self, preview: &mut dyn Preview, mut tell: impl FnMut(&News<'_>)) {
        let mut changes = Changes::Everything;
        let mut last: Option<Arc<Snapshot>> = None;
        loop {
            let begun = Instant::now();
            let built = preview.build(&self.options, &changes);
            let next = match &last {
                Some(last) => last.after(built, self.options.clone(), &changes),
                None => Snapshot::first(built, self.options.clone()),
            };
            let differs = last.as_ref().is_none_or(|last| !next.shows_the_same_as(last));
            let snapshot = match last.take() {
                Some(last) if !differs => last,
                _ => Arc::new(next),
            };
            if differs {
                self.shared.hub.publish(Arc::clone(&snapshot));
            }
            let took = begun.elapsed();
            tell(&News::Built(Rebuilt { snapshot: &snapshot, took, changes: &changes, differs }));
            last = Some(snapshot);
            match self.next(&mut tell) {
                Some(more) => changes = more,
                None => return,
            }
        }
    }

    /// Waits for a cause to build, and takes all that are there; none to end.
    fn next(&mut self, tell: &mut impl FnMut(&News<'_>)) -> Option<Changes> {
        let mut due: Option<Changes> = None;
        loop {
            let cause = match due {
                None => self.causes.recv().ok()?,
                Some(_) => match self.causes.try_recv() {
                    Ok(cause) => cause,
                    Err(_) => return due,
                },
            };
            match cause {
                Cause::Files(changes) => match &mut due {
                    Some(due) => due.merge(changes),
                    None => due = Some(changes),
                },
                Cause::Options(options) => {
                    self.options = options;
                    due.get_or_insert(Changes::Paths(Vec::new()));
                }
                Cause::Notice(notice) => tell(&News::Notice(&notice)),
                Cause::Stop => return None,
            }
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.watcher.stop();
        self.shared.hub.close();
        self.server.stop();
    }
}
