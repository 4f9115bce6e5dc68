//! A preview that runs in the test, and clients that speak HTTP byte by byte.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use bluf::release::Drafts;
use bluf::serve::{self, Options, Patience, Remembering, Scope, Settings, Stop, Watching};

use crate::support::SiteTest;

/// Longer than anything takes; reached only by what is broken.
pub(crate) const LIMIT: Duration = Duration::from_secs(30);

/// A running preview of a site.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    stop: Stop,
    thread: Option<JoinHandle<()>>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

/// A stream of events.
pub(crate) struct Events {
    lines: BufReader<TcpStream>,
    pub(crate) id: String,
}

/// Starts a preview that the system tells of changes.
pub(crate) fn start(site: &SiteTest) -> Running {
    start_with(site, Watching::Notified, Patience::default())
}

pub(crate) fn start_with(site: &SiteTest, watching: Watching, patience: Patience) -> Running {
    let mut session = serve::start(Settings {
        address: "127.0.0.1:0".parse().expect("an address"),
        options: Options { release: site.request.gate.level.clone(), drafts: Drafts::Hide, as_of: None },
        scope: Scope::new(site.root(), &site.request.config).expect("the site is there"),
        watching,
        patience,
    })
    .expect("a free port");
    let (address, stop) = (session.address(), session.stopper());
    let now = site.request.gate.as_of;
    let build = Remembering::new(site.request.clone(), format!("http://{address}"), move || now);
    let thread = std::thread::spawn(move || session.run(&build, |_| {}));
    Running { address, stop, thread: Some(thread) }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.stop();
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(ended.is_ok() || std::thread::panicking(), "the preview failed");
        }
    }
}

impl Running {
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("the preview listens");
        stream.set_read_timeout(Some(LIMIT)).expect("possible");
        stream
    }

    /// A request with these lines after the first, on a connection of its own.
    pub(crate) fn request(&self, first: &str, headers: &str) -> Answer {
        let mut stream = self.connect();
        let host = if headers.to_lowercase().contains("host:") {
            String::new()
        } else {
            format!("Host: {}\r\n", self.address)
        };
        let text = format!("{first} HTTP/1.1\r\n{host}{headers}Connection: close\r\n\r\n");
        stream.write_all(text.as_bytes()).expect("it takes requests");
        read_answer(&mut stream)
    }

    pub(crate) fn get(&self, target: &str) -> Answer {
        self.request(&format!("GET {target}"), "")
    }

    /// A change of options from a page of the preview itself, with further headers.
    pub(crate) fn post(&self, body: &str, headers: &str) -> u16 {
        let mut stream = self.connect();
        let text = format!(
            "POST /.bluf/options HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{headers}Connection: close\r\n\r\n{body}",
            self.address,
            body.len()
        );
        stream.write_all(text.as_bytes()).expect("it takes requests");
        read_answer(&mut stream).status
    }

    pub(crate) fn own_origin(&self) -> String {
        format!("Origin: http://{}\r\n", self.address)
    }

    /// The events for the page at `target`.
    pub(crate) fn events(&self, target: &str) -> Events {
        self.events_since(target, "")
    }

    pub(crate) fn events_since(&self, target: &str, id: &str) -> Events {
        let mut stream = self.connect();
        let known = if id.is_empty() { String::new() } else { format!("Last-Event-ID: {id}\r\n") };
        let text = format!(
            "GET /.bluf/events?path={target} HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\n{known}\r\n",
            self.address
        );
        stream.write_all(text.as_bytes()).expect("it takes requests");
        Events { lines: BufReader::new(stream), id: String::new() }
    }
}

impl Events {
    /// The next event that tells of a whole build.
    #[track_caller]
    pub(crate) fn next(&mut self) -> serde_json::Value {
        loop {
            let event = self.at_once();
            if event["settled"] == true {
                return event;
            }
        }
    }

    /// The next event.
    #[track_caller]
    pub(crate) fn at_once(&mut self) -> serde_json::Value {
        let begun = Instant::now();
        loop {
            // Signs of life keep the connection from timing out.
            assert!(begun.elapsed() < LIMIT, "no event came");
            let mut line = String::new();
            let read = self.lines.read_line(&mut line).expect("an event comes");
            assert!(read > 0, "the stream has ended");
            if let Some(id) = line.strip_prefix("id: ") {
                id.trim_end().clone_into(&mut self.id);
            }
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).expect("JSON");
            }
        }
    }

    /// The first event of a whole build from now on that fits.
    #[track_caller]
    pub(crate) fn until(&mut self, fits: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
        loop {
            let event = self.next();
            if fits(&event) {
                return event;
            }
        }
    }
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let start = format!("{name}: ");
        self.head.lines().find_map(|line| line.strip_prefix(start.as_str()))
    }
}

/// One answer; its body as long as it says, or to the end of the connection.
pub(crate) fn read_answer(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("an answer and an end");
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a whole head") + 4;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).expect("a status");
    Answer { status, head, body: bytes.split_off(end) }
}
