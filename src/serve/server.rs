//! The listening socket: connections come in here and get a thread each.
//!
//! In: an address. Out: connections, served. The only part that opens sockets. Written on the standard library's
//! sockets because the limits that keep a preview alive (time for a head, for taking an answer, a number of connections,
//! running out of descriptors) have to stand where connections are accepted; ARCHITECTURE.md has the comparison.

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::connection::{self, Shared};
use super::connections::Connections;

/// Connections that may be open at once. The usual limit of a process is 1024 descriptors, and the watcher needs some.
const CONNECTIONS: usize = 900;

/// Stack of a connection's thread; it holds no more than a head and a buffer.
const STACK: usize = 256 * 1024;

/// How long nothing is accepted after the system refused a connection, for want of descriptors or threads.
const RECOVERY: Duration = Duration::from_millis(2);

/// Why nobody can be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Somebody else listens there.
    #[error(
        "cannot listen on {address}: something else does already; pass --port {free}, or --port 0 for any free one"
    )]
    InUse {
        /// What was asked for.
        address: SocketAddr,
        /// A port that is free.
        free: u16,
    },
    /// Another reason.
    #[error("cannot listen on {address}: {source}; pass another --bind or --port")]
    Listen {
        /// What was asked for.
        address: SocketAddr,
        /// The system's word.
        #[source]
        source: io::Error,
    },
}

impl ServeError {
    pub(super) fn listen(address: SocketAddr, source: io::Error) -> Self {
        Self::Listen { address, source }
    }
}

/// A server that accepts connections.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    connections: Arc<Connections>,
    stop: Arc<AtomicBool>,
    acceptor: Option<JoinHandle<()>>,
}

/// Listens at an address.
pub fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).map_err(|error| {
        if error.kind() != io::ErrorKind::AddrInUse {
            return ServeError::listen(address, error);
        }
        let is_free = |port: &u16| TcpListener::bind((address.ip(), *port)).is_ok();
        let free = (address.port()..=u16::MAX).skip(1).take(50).find(is_free).unwrap_or(0);
        ServeError::InUse { address, free }
    })
}

impl Server {
    /// Begins to accept.
    pub fn start(
        listener: TcpListener,
        address: SocketAddr,
        shared: &Arc<Shared>,
    ) -> Result<Self, ServeError> {
        let connections = Arc::new(Connections::default());
        let stop = Arc::new(AtomicBool::new(false));
        let acceptor = {
            let (connections, stop, shared) =
                (Arc::clone(&connections), Arc::clone(&stop), Arc::clone(shared));
            thread::Builder::new()
                .name("accept".into())
                .spawn(move || accept(&listener, &connections, &stop, &shared))
                .map_err(|error| ServeError::listen(address, error))?
        };
        Ok(Self { address, connections, stop, acceptor: Some(acceptor) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends all connections and accepts no more.
    pub fn stop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let mut own = self.address;
        if own.ip().is_unspecified() {
            own.set_ip(if own.is_ipv4() { [127, 0, 0, 1].into() } else { [0, 0, 0, 0, 0, 0, 0, 1].into() });
        }
        // Wakes the thread that accepts. If even that fails it stays until the process ends, which is soon.
        let woken = TcpStream::connect_timeout(&own, Duration::from_secs(1)).is_ok();
        if let Some(acceptor) = self.acceptor.take().filter(|_| woken) {
            let _ = acceptor.join();
        }
        self.connections.close();
    }
}

fn accept(listener: &TcpListener, connections: &Arc<Connections>, stop: &AtomicBool, shared: &Arc<Shared>) {
    loop {
        let accepted = listener.accept();
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let Ok((stream, _)) = accepted else {
            // Out of descriptors, most likely: somebody has to make room.
            connections.give_up_one();
            thread::sleep(RECOVERY);
            continue;
        };
        let stream = Arc::new(stream);
        let place = connections.add(Arc::clone(&stream), CONNECTIONS);
        let shared = Arc::clone(shared);
        let thread = thread::Builder::new().name("connection".into()).stack_size(STACK);
        if thread.spawn(move || connection::serve(&stream, place, &shared)).is_err() {
            connections.give_up_one();
            thread::sleep(RECOVERY);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_answered_with_a_free_one() {
        let taken = listen("127.0.0.1:0".parse().expect("an address")).expect("a free port");
        let address = taken.local_addr().expect("bound");
        let error = listen(address).expect_err("it is taken");
        assert!(matches!(error, ServeError::InUse { free, .. } if free != address.port()), "{error}");
    }
}
