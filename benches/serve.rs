//! How long a save takes to reach the browser: from the end of the write to the event that brings the new page, debounce
//! included; and to the event after which everything is as a clean build makes it.
//!
//! `cargo bench --bench serve -- REPORTS SAVES` makes a site of so many reports (default 1,000) in a temporary folder,
//! serves it, saves so many times (default 20) for each kind of edit, listens, and prints percentiles.
#![expect(clippy::disallowed_methods, reason = "it writes a site of its own")]
#![expect(clippy::print_stdout, reason = "its figures are for people")]

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use bluf::build::Request;
use bluf::release::{self, Drafts};
use bluf::serve::{self, Options, Patience, Remembering, Scope, Settings, Watching};

/// The one that the program has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const REGIONS: [&str; 6] = ["Mexico", "US", "France", "Japan", "Kenya", "Brazil"];

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let reports = numbers.first().copied().unwrap_or(1000).max(1);
    let saves = numbers.get(1).copied().unwrap_or(20).max(1);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().canonicalize().expect("it is there");
    write_site(&root, reports);
    let config = root.join("site.toml");
    let request = Request {
        config: config.clone(),
        output: root.join("public"),
        root: root.clone(),
        base_url: None,
        linting: bluf::build::Linting::Released,
        program: None,
        passphrases: bluf::seal::Passphrases::default(),
        gate: release::Request {
            level: None,
            drafts: Drafts::Hide,
            as_of: "2026-01-01T00:00:00Z".parse().expect("a moment"),
        },
    };
    let as_of = request.gate.as_of;
    let begun = Instant::now();
    let mut session = serve::start(Settings {
        address: "127.0.0.1:0".parse().expect("an address"),
        options: Options { release: None, drafts: Drafts::Hide, as_of: None },
        scope: Scope::new(&root, &config).expect("the site is there"),
        watching: Watching::Notified,
        patience: Patience::default(),
    })
    .expect("a free port");
    let (address, stop) = (session.address(), session.stopper());
    let preview = Remembering::new(request, format!("http://{address}"), move || as_of);
    let server = std::thread::spawn(move || session.run(&preview, |_| {}));
    get(address, "/");
    println!("{reports} reports; first page after {} ms", begun.elapsed().as_millis());
    let middle = reports / 2;
    let page = format!("/reports/{}/r{middle}/", middle % 50);
    let mut events = listen(address, &page);
    while !next(&mut events).contains(SETTLED) {}
    println!("everything after {} ms", begun.elapsed().as_millis());
    for (name, edit) in [("body", Edit::Body), ("title", Edit::Title), ("tag", Edit::Tag)] {
        let (mut shown, mut settled): (Vec<_>, Vec<_>) =
            (0..saves).map(|round| save(&root, middle, edit, round, &mut events)).unzip();
        for (what, times) in [("page", &mut shown), ("everything", &mut settled)] {
            times.sort();
            let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
            println!(
                "{name:5} {what:10} p50 {:7.1} ms   p90 {:7.1} ms   max {:7.1} ms",
                at(50),
                at(90),
                at(100)
            );
        }
        let page = get(address, &page);
        assert!(page.contains(name), "the page shows the edit");
    }
    stop.stop();
    server.join().expect("the server ends well");
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Edit {
    Body,
    Title,
    Tag,
}

/// In every event after which nothing more is to come.
const SETTLED: &str = "\"settled\":true";

/// Saves once; the times from the end of the write to the event with the new page and to the one after which everything is
/// as it should be.
fn save(
    root: &Path,
    id: usize,
    edit: Edit,
    round: usize,
    events: &mut BufReader<TcpStream>,
) -> (Duration, Duration) {
    let mut text = report(id);
    match edit {
        Edit::Body => {
            let _ = write!(text, "\nA new body in round {round}.\n");
        }
        Edit::Title => text = text.replacen("title = \"", &format!("title = \"Another title {round}: "), 1),
        Edit::Tag => text = text.replacen("tags = [", &format!("tags = [\"new tag {round}\", "), 1),
    }
    fs::write(path(root, id), text).expect("written");
    let saved = Instant::now();
    let mut event = next(events);
    let shown = saved.elapsed();
    while !event.contains(SETTLED) {
        event = next(events);
    }
    (shown, saved.elapsed())
}

fn write_site(root: &Path, reports: usize) {
    fs::write(root.join("site.toml"), "title = \"Desk\"\nbase_url = \"https://desk.example/\"\n")
        .expect("written");
    for id in 0..reports {
        let path = path(root, id);
        fs::create_dir_all(path.parent().expect("a path below the root")).expect("a folder");
        fs::write(path, report(id)).expect("written");
    }
}

fn path(root: &Path, id: usize) -> std::path::PathBuf {
    root.join(format!("content/reports/{}/r{id}.md", id % 50))
}

/// A report of about 400 words, with judgements and evidence, like others and not the same.
fn report(id: usize) -> String {
    let region = REGIONS[id % REGIONS.len()];
    let mut text = format!(
        "+++\ntitle = \"Report {id} on {region}\"\ndate = 20{:02}-{:02}-{:02}\nregions = [\"{region}\"]\n\
         tags = [\"topic-{}\", \"actor-{}\"]\nsummary = \"What report {id} says.\"\n+++\n## Executive Summary\n\n\
         Report {id} describes a development in {region}.\n\n## Key Judgements\n\n",
        10 + id % 15,
        1 + id % 12,
        1 + id % 28,
        id % 40,
        id % 97,
    );
    for judgement in 1..=3 {
        let _ = write!(
            text,
            "KJ-{judgement}. Development {} will very likely continue in {region} over the next year.\n\n",
            id * 7 + judgement
        );
        for evidence in 1..=3 {
            let _ = writeln!(
                text,
                "{evidence}. Observers in place {} reported movement, prices and traffic of kind {} and said that it \
                 had grown since the spring. [source](https://example.org/{id}/{judgement}/{evidence})",
                (id * 31 + evidence) % 500,
                (id * 17 + judgement * evidence) % 90
            );
        }
        text.push('\n');
    }
    text.push_str(
        "## Statement on Analysis\n\nThis rests on open sources and on the judgement of its authors.\n",
    );
    text
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_mins(2))).expect("possible");
    stream
}

/// The page at an address.
fn get(address: SocketAddr, page: &str) -> String {
    let mut stream = connect(address);
    write!(stream, "GET {page} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")
        .expect("it takes requests");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    assert!(answer.starts_with(b"HTTP/1.1 200"), "the site has errors");
    String::from_utf8_lossy(&answer).into_owned()
}

fn listen(address: SocketAddr, page: &str) -> BufReader<TcpStream> {
    let mut stream = connect(address);
    write!(stream, "GET /.bluf/events?path={page} HTTP/1.1\r\nHost: {address}\r\n\r\n")
        .expect("it takes requests");
    BufReader::new(stream)
}

/// Waits for the next event; what it says.
fn next(events: &mut BufReader<TcpStream>) -> String {
    let mut line = String::new();
    while !line.starts_with("data: ") {
        line.clear();
        assert!(events.read_line(&mut line).expect("an event comes") > 0, "the stream has ended");
    }
    line
}
