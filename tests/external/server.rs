//! A host on this machine that answers by a table and keeps what it was asked.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// A host; it stops when it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Answers `METHOD PATH STATUS LOCATION`, or never with `hang` for a status; 404 to everything else.
    pub(crate) fn start(answers: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (heads, stopped) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let answers: Vec<String> = answers.iter().map(|answer| (*answer).to_owned()).collect();
        let (kept, stop) = (Arc::clone(&heads), Arc::clone(&stopped));
        let thread = std::thread::spawn(move || {
            // Those that are never answered stay open until the host stops.
            let mut hanging = Vec::new();
            for stream in listener.incoming().take_while(|_| !stop.load(Ordering::SeqCst)) {
                hanging.extend(stream.ok().and_then(|stream| answer(stream, &answers, &kept)));
            }
        });
        Self { address, heads, stopped, thread: Some(thread) }
    }

    /// Its address, without a slash.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// `HEAD /path` for each question, in order.
    pub(crate) fn questions(&self) -> Vec<String> {
        self.heads().iter().map(|head| question(head).to_owned()).collect()
    }

    /// What came with each question.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().expect("nobody panics").clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        // It looks up when somebody comes.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the host does not fail");
        }
    }
}

/// A port of this machine where nobody listens.
pub(crate) fn closed_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

fn question(head: &str) -> &str {
    head.split(" HTTP/").next().unwrap_or_default()
}

/// Answers one question and closes; gives the connection back if it is not answered.
fn answer(mut stream: TcpStream, answers: &[String], heads: &Mutex<Vec<String>>) -> Option<TcpStream> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
        head.push(byte[0]);
    }
    if head.is_empty() {
        return None;
    }
    let head = String::from_utf8(head).expect("text");
    let known = answers.iter().find_map(|answer| answer.strip_prefix(&format!("{} ", question(&head))));
    heads.lock().expect("nobody panics").push(head.clone());
    let answer = known.unwrap_or("404");
    if answer == "hang" {
        return Some(stream);
    }
    let (status, location) = answer.split_once(' ').unwrap_or((answer, ""));
    let location = if location.is_empty() { String::new() } else { format!("Location: {location}\r\n") };
    let text = format!("HTTP/1.1 {status} Words\r\n{location}Content-Length: 0\r\nConnection: close\r\n\r\n");
    // Whoever asked may have left.
    let _ = stream.write_all(text.as_bytes());
    None
}
