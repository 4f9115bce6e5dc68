//! The open connections, so that there are never too many: the one that has waited longest makes room.
//!
//! In: connections and what they are doing. Out: nothing but their end. Does not read or write.

use std::collections::BTreeMap;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a connection is doing, in the order in which they are given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// It has not sent a whole request.
    Waiting,
    /// It is being answered or listens to events.
    Serving,
}

/// All open connections.
#[derive(Debug, Default)]
pub struct Connections {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    open: BTreeMap<(Phase, u64), Arc<TcpStream>>,
    next: u64,
}

/// A place among the connections; it is given back when this is dropped.
#[derive(Debug)]
pub struct Place {
    all: Arc<Connections>,
    key: (Phase, u64),
}

impl Connections {
    /// Adds a connection; with `limit` of them open already, one makes room.
    pub fn add(self: &Arc<Self>, stream: Arc<TcpStream>, limit: usize) -> Place {
        let mut state = self.lock();
        while state.open.len() >= limit.max(1) {
            state.give_up_one();
        }
        let key = state.insert(Phase::Waiting, stream);
        Place { all: Arc::clone(self), key }
    }

    /// Closes the connection that has waited longest.
    pub fn give_up_one(&self) {
        self.lock().give_up_one();
    }

    /// Closes all.
    pub fn close(&self) {
        let mut state = self.lock();
        while state.give_up_one() {}
    }

    /// How many are open.
    pub fn count(&self) -> usize {
        self.lock().open.len()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn insert(&mut self, phase: Phase, stream: Arc<TcpStream>) -> (Phase, u64) {
        let key = (phase, self.next);
        self.next += 1;
        self.open.insert(key, stream);
        key
    }

    fn give_up_one(&mut self) -> bool {
        let first = self.open.pop_first();
        if let Some((_, stream)) = &first {
            // The thread behind it wakes with an end of file. One that is gone already is closed enough.
            let _ = stream.shutdown(Shutdown::Both);
        }
        first.is_some()
    }
}

impl Place {
    /// Says what the connection does from now on; it becomes the youngest of its phase.
    pub fn enter(&mut self, phase: Phase) {
        let mut state = self.all.lock();
        if let Some(stream) = state.open.remove(&self.key) {
            self.key = state.insert(phase, stream);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.all.lock().open.remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::net::TcpListener;

    use super::*;

    fn pair(listener: &TcpListener) -> (TcpStream, Arc<TcpStream>) {
        let client = TcpStream::connect(listener.local_addr().expect("bound")).expect("connected");
        (client, Arc::new(listener.accept().expect("accepted").0))
    }

    #[test]
    fn those_without_a_request_make_room_first() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let all = Arc::new(Connections::default());
        let (mut busy, server) = pair(&listener);
        let mut busy_place = all.add(server, 2);
        busy_place.enter(Phase::Serving);
        let (mut idle, server) = pair(&listener);
        let idle_place = all.add(server, 2);
        let (mut third, server) = pair(&listener);
        let third_place = all.add(server, 2);
        assert_eq!(idle.read(&mut [0]).expect("an end"), 0);
        assert_eq!(all.count(), 2);
        busy.set_nonblocking(true).expect("possible");
        assert!(busy.read(&mut [0]).is_err(), "it is open and silent");
        drop((idle_place, busy_place));
        assert_eq!(all.count(), 1);
        all.close();
        assert_eq!(third.read(&mut [0]).expect("an end"), 0);
        drop(third_place);
    }
}
