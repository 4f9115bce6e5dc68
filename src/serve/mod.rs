//! The preview: a site in memory, served to a browser that follows every change.
//!
//! In: a [`Preview`] that builds the site, [`Settings`], and changes on disk. Out: answers to browsers, and word of every
//! rebuild to the caller. Nothing is written to disk. Does not know how a site is built, nor the terminal.
//!
//! ```text
//! watch ─► causes ─► Session::run ─► Snapshot ─► Hub ─┬► answers
//! options ─┘ ▲           │                            └► events
//!            └── builds ◄┘
//! ```
//!
//! Each build has a thread of its own, which ends when its site need not stand any more; one thread watches; one accepts
//! connections, each of which has its own. They meet in the [`Hub`], which holds the current snapshot, and in a channel of causes.

pub mod choice;
pub mod connection;
pub mod connections;
pub mod host;
pub mod inject;
pub mod live;
pub mod looks;
pub mod media;
pub mod poll;
pub mod preview;
pub mod range;
pub mod request;
pub mod response;
pub mod scope;
pub mod server;
pub mod session;
pub mod snapshot;
pub mod watch;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

pub use connection::Patience;
pub use preview::{Built, Changes, Files, Options, Preview, Remembering};
pub use scope::Scope;
pub use server::ServeError;
pub use session::Word;
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

/// Why something is to be done.
#[derive(Debug)]
pub enum Cause {
    /// Files changed.
    Files(Changes),
    /// The writer wants to see something else.
    Options(Options),
    /// The watcher has something to say.
    Notice(String),
    /// It is not: the preview ends.
    Stop,
    /// A build, by its number, has something to say.
    Build(u64, Word),
}

/// What a caller is told.
#[derive(Debug)]
pub enum News<'s> {
    /// There is something to show, at this address on this server: the home page's.
    Ready(&'s str),
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

    /// Builds the site now and whenever it changes, until it is stopped.
    pub fn run(&mut self, preview: &dyn Preview, tell: impl FnMut(&News<'_>)) {
        let Self { shared, causes, sender, options, .. } = self;
        session::run(shared, causes, sender, options.clone(), preview, tell);
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.watcher.stop();
        self.shared.hub.close();
        self.server.stop();
    }
}
