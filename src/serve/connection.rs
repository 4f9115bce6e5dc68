//! One connection, from its first byte to its last.
//!
//! In: a stream, the rules, the current snapshot. Out: answers, one after the other, and events for those who ask for
//! them. Every wait has an end: a client that sends nothing, sends slowly or does not read loses its connection and
//! costs nobody else anything, because each connection has a thread of its own.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use super::Cause;
use super::choice;
use super::connections::{Phase, Place};
use super::host::HostPolicy;
use super::live::{Hub, Waited};
use super::request::{Head, Method, Parsed, parse};
use super::response::{Answer, answer};

/// What all connections share.
#[derive(Debug)]
pub struct Shared {
    /// Who may talk to us.
    pub policy: HostPolicy,
    /// The current snapshot.
    pub hub: Hub,
    /// Where changes of options go.
    pub causes: Sender<Cause>,
    /// How long anything may take.
    pub patience: Patience,
}

/// How long a connection may take over what.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Between requests, and for a new connection to begin one.
    pub idle: Duration,
    /// From the first byte of a request to the last.
    pub request: Duration,
    /// Without taking a single byte of an answer.
    pub write: Duration,
    /// For the first build to end.
    pub build: Duration,
    /// Between signs of life on a stream of events.
    pub ping: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            idle: Duration::from_secs(20),
            request: Duration::from_secs(5),
            write: Duration::from_secs(10),
            build: Duration::from_mins(2),
            ping: Duration::from_secs(10),
        }
    }
}

/// A connection that reads requests.
struct Reader<'s> {
    stream: &'s TcpStream,
    buffer: Vec<u8>,
    patience: Patience,
}

/// Serves a connection until it ends. What goes wrong with it ends it and concerns nobody else.
pub fn serve(stream: &Arc<TcpStream>, mut place: Place, shared: &Shared) {
    let _ = converse(stream, &mut place, shared);
}

fn converse(stream: &TcpStream, place: &mut Place, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(shared.patience.write))?;
    let mut reader = Reader { stream, buffer: Vec::new(), patience: shared.patience };
    loop {
        place.enter(Phase::Waiting);
        let head = match reader.head()? {
            Some(Ok(head)) => head,
            Some(Err(status)) => {
                send(stream, &Answer::text(status, "the preview cannot read this request"), true, true)?;
                return reader.drain();
            }
            None => return Ok(()),
        };
        place.enter(Phase::Serving);
        if !head.header("host").is_some_and(|host| shared.policy.allows(host)) {
            let line = "this is a preview of a site on this machine; it is reached by the address that bluf serve printed";
            send(stream, &Answer::text(421, line), head.method != Method::Head, true)?;
            return reader.drain();
        }
        if head.method == Method::Get && head.path() == "/.bluf/events" {
            return events(stream, &head, place, shared);
        }
        let answer = if head.path() == choice::ADDRESS {
            choose(&mut reader, &head, shared)?
        } else {
            current(&head, shared)
        };
        // A body that nobody read would be taken for the next request.
        let close =
            head.close || (head.body_length > 0 && head.path() != choice::ADDRESS) || answer.status >= 400;
        send(stream, &answer, head.method != Method::Head, close)?;
        if close {
            return reader.drain();
        }
    }
}

fn current(head: &Head, shared: &Shared) -> Answer {
    let _look = shared.hub.looks.at(&head.target);
    let end = Instant::now() + shared.patience.build;
    let mut known = 0;
    loop {
        match shared.hub.wait(known, end.saturating_duration_since(Instant::now())) {
            // As long as the first build goes on, what is not there may still come.
            Waited::New(snapshot) if !snapshot.whole && snapshot.lacks(&head.target) => {
                known = snapshot.generation;
            }
            Waited::New(snapshot) => return answer(head, &snapshot),
            Waited::Quiet | Waited::Closed => {
                return Answer::text(503, "the site is still being built; try again");
            }
        }
    }
}

fn choose(reader: &mut Reader<'_>, head: &Head, shared: &Shared) -> io::Result<Answer> {
    if head.method != Method::Post {
        let mut answer = Answer::text(405, "options are changed with POST");
        answer.headers.push(("Allow", "POST".to_owned()));
        return Ok(answer);
    }
    if let Err(refusal) = choice::admit(head) {
        return Ok(refusal);
    }
    let body = reader.body(head.body_length)?;
    let Waited::New(snapshot) = shared.hub.wait(0, shared.patience.build) else {
        return Ok(Answer::text(503, "the site is still being built; try again"));
    };
    Ok(match choice::read(&body, &snapshot.levels) {
        Ok(options) => match shared.causes.send(Cause::Options(options)) {
            Ok(()) => Answer::empty(204),
            Err(_) => Answer::text(503, "the preview is ending"),
        },
        Err(refusal) => refusal,
    })
}

fn send(mut stream: &TcpStream, answer: &Answer, with_body: bool, close: bool) -> io::Result<()> {
    let head = answer.head(close);
    if !with_body || answer.body.bytes().is_empty() {
        return stream.write_all(head.as_bytes());
    }
    // Small answers go out as one packet.
    if answer.body.bytes().len() < 16 * 1024 {
        return stream.write_all(&[head.as_bytes(), answer.body.bytes()].concat());
    }
    stream.write_all(head.as_bytes())?;
    stream.write_all(answer.body.bytes())
}

/// The stream of events: the state at once, then after every change.
fn events(mut stream: &TcpStream, head: &Head, place: &mut Place, shared: &Shared) -> io::Result<()> {
    let target = head.query("path").unwrap_or_else(|| "/".to_owned());
    let known = head.header("last-event-id").map(str::to_owned).or_else(|| head.query("since"));
    let _look = shared.hub.looks.at(&target);
    let mut since = known.and_then(|id| shared.hub.generation(&id));
    stream.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
          X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\nConnection: close\r\n\r\n\
          retry: 500\n\n",
    )?;
    let mut told = 0;
    loop {
        match shared.hub.wait(told, shared.patience.ping) {
            Waited::New(snapshot) => {
                stream.write_all(shared.hub.event(&snapshot, &target, since).as_bytes())?;
                told = snapshot.generation;
                since = Some(told);
            }
            // So that tabs that were closed are noticed.
            Waited::Quiet => stream.write_all(b": still here\n\n")?,
            Waited::Closed => return Ok(()),
        }
        place.enter(Phase::Serving);
    }
}

impl Reader<'_> {
    /// The next head; nothing at the end of the connection, a status for what is none.
    fn head(&mut self) -> io::Result<Option<Result<Head, u16>>> {
        let mut deadline = Instant::now() + self.patience.idle;
        if !self.buffer.is_empty() {
            deadline = Instant::now() + self.patience.request;
        }
        loop {
            // Some clients end a request with a line break too many.
            while self.buffer.first().is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
                self.buffer.remove(0);
            }
            if !self.buffer.is_empty() {
                match parse(&self.buffer) {
                    Parsed::Complete(head, length) => {
                        self.buffer.drain(..length);
                        return Ok(Some(Ok(head)));
                    }
                    Parsed::Refused(status) => return Ok(Some(Err(status))),
                    Parsed::Partial => {}
                }
            }
            let fresh = self.buffer.is_empty();
            match self.more(deadline) {
                Ok(0) => return Ok(None),
                Ok(_) if fresh => deadline = Instant::now() + self.patience.request,
                Ok(_) => {}
                Err(error) if timed_out(&error) && !self.buffer.is_empty() => return Ok(Some(Err(408))),
                Err(error) if timed_out(&error) => return Ok(None),
                Err(error) => return Err(error),
            }
        }
    }

    fn body(&mut self, length: usize) -> io::Result<Vec<u8>> {
        let deadline = Instant::now() + self.patience.request;
        while self.buffer.len() < length {
            if self.more(deadline)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(self.buffer.drain(..length).collect())
    }

    fn more(&mut self, deadline: Instant) -> io::Result<usize> {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))?;
        let mut chunk = [0; 4096];
        let read = loop {
            match self.stream.read(&mut chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.buffer.extend_from_slice(&chunk[..read]);
        Ok(read)
    }

    /// Reads a little of what is still coming before the end: closing with unread bytes resets the connection, and the
    /// client might lose the answer.
    fn drain(&mut self) -> io::Result<()> {
        self.stream.shutdown(std::net::Shutdown::Write)?;
        let deadline = Instant::now() + Duration::from_millis(500);
        let mut left = 64;
        while left > 0 && self.more(deadline)? > 0 {
            self.buffer.clear();
            left -= 1;
        }
        Ok(())
    }
}

fn timed_out(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}
