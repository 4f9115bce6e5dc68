//! Nothing but the site is served, to nobody but its writer, whatever clients do.

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use bluf::serve::{Patience, Watching};

use super::client::{LIMIT, start, start_with};
use crate::support::SiteTest;

/// What another client may have to wait while some misbehave; far more than it takes.
const SOON: Duration = Duration::from_secs(5);

fn site() -> SiteTest {
    SiteTest::new()
        .file("static/film.mp4", b"0123456789")
        .file("secret.txt", "outside of the site's published files")
        .report("content/reports/a.md", "Title", "", "Text.")
}

#[test]
fn other_names_for_this_machine_are_turned_away() {
    let site = site();
    let running = start(&site);
    let port = running.address.port();
    for host in [format!("localhost:{port}"), format!("127.0.0.1:{port}"), format!("[::1]:{port}")] {
        assert_eq!(running.request("GET /", &format!("Host: {host}\r\n")).status, 200, "{host}");
    }
    for host in
        [format!("evil.example:{port}"), "localhost".into(), format!("localhost:{}", port ^ 1), String::new()]
    {
        for target in ["/", "/.bluf/events", "/.bluf/preview.js", "/film.mp4"] {
            let answer = running.request(&format!("GET {target}"), &format!("Host: {host}\r\n"));
            assert_eq!(answer.status, 421, "{host} {target}");
            assert!(!answer.text().contains("Title"));
        }
    }
}

#[test]
fn nothing_outside_the_site_is_served() {
    let site = site();
    let running = start(&site);
    for target in [
        "/../secret.txt",
        "/../../../../../../etc/passwd",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e%2fsecret.txt",
        "/%252e%252e%252fsecret.txt",
        "/..%5csecret.txt",
        "/reports/a/../../../secret.txt",
        "//etc/passwd",
        "/etc/passwd",
        "/%2Fetc/passwd",
        "/file:///etc/passwd",
        "/C:/Windows/win.ini",
        "/secret.txt",
        "/site.toml",
        "/content/reports/a.md",
        "/film.mp4%00.html",
        "/.bluf/../site.toml",
        "/.bluf/lock",
        "/%ff%fe",
    ] {
        let answer = running.get(target);
        assert_eq!(answer.status, 404, "{target}");
        assert!(!answer.text().contains("outside of") && !answer.text().contains("root:"), "{target}");
    }
    for target in ["http://evil.example/", "*", "secret.txt"] {
        let status = running.get(target).status;
        assert!(status == 404 || status == 400, "{target}: {status}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_site_is_an_error_and_not_a_way_out() {
    let site = site();
    std::fs::write(site.around().join("key"), "private").expect("written");
    std::os::unix::fs::symlink(site.around().join("key"), site.root().join("static/key")).expect("linked");
    let running = start(&site);
    let event = running.events("/").next();
    assert_eq!(event["errors"][0]["code"], "E0003");
    let answer = running.get("/key");
    assert!(answer.status != 200 && !answer.text().contains("private"));
}

#[test]
fn heads_tags_and_ranges_follow_the_standard() {
    let site = site();
    let running = start(&site);
    let film = running.get("/film.mp4");
    assert_eq!((film.status, film.body.as_slice()), (200, b"0123456789".as_slice()));
    assert_eq!(film.header("Content-Type"), Some("video/mp4"));
    assert_eq!(film.header("Accept-Ranges"), Some("bytes"));
    let head = running.request("HEAD /film.mp4", "");
    assert_eq!((head.status, head.body.len(), head.header("Content-Length")), (200, 0, Some("10")));
    let tag = film.header("ETag").expect("a tag").to_owned();
    let again = running.request("GET /film.mp4", &format!("If-None-Match: {tag}\r\n"));
    assert_eq!((again.status, again.body.len()), (304, 0));
    for (range, status, body, content) in [
        ("bytes=2-4", 206, "234", Some("bytes 2-4/10")),
        ("bytes=-3", 206, "789", Some("bytes 7-9/10")),
        ("bytes=8-", 206, "89", Some("bytes 8-9/10")),
        ("bytes=0-1,4-5", 200, "0123456789", None),
        ("bytes=10-", 416, "", Some("bytes */10")),
    ] {
        let answer = running.request("GET /film.mp4", &format!("Range: {range}\r\n"));
        assert_eq!((answer.status, answer.text().as_str()), (status, body), "{range}");
        assert_eq!(answer.header("Content-Range"), content, "{range}");
    }
    let page = running.get("/");
    assert_eq!(page.header("Content-Type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("Cross-Origin-Resource-Policy"), Some("same-origin"));
    assert_eq!(running.get("/reports/a").header("Location"), Some("/reports/a/"));
    assert_eq!(running.request("PUT /", "").status, 405);
}

#[test]
fn other_sites_cannot_change_the_options() {
    let site = site();
    let running = start(&site);
    let wish = r#"{"release": null, "drafts": true, "as_of": null}"#;
    let origin = running.own_origin();
    assert_eq!(running.post(wish, ""), 403);
    assert_eq!(running.post(wish, "Origin: http://evil.example\r\n"), 403);
    assert_eq!(running.post(wish, &format!("{origin}Sec-Fetch-Site: cross-site\r\n")), 403);
    assert_eq!(running.request("GET /.bluf/options", &origin).status, 405);
    assert_eq!(running.events("/").next()["options"]["drafts"], false);
    assert_eq!(running.post(wish, &origin), 204);
}

#[test]
fn five_hundred_connections_at_once_are_all_answered() {
    let site = site();
    let running = start(&site);
    running.get("/");
    let mut streams: Vec<_> = (0..500).map(|_| running.connect()).collect();
    let request = format!("GET /film.mp4 HTTP/1.1\r\nHost: {}\r\n\r\n", running.address);
    for stream in &mut streams {
        stream.write_all(request.as_bytes()).expect("it takes requests");
    }
    for stream in &mut streams {
        let mut bytes = [0; 12];
        stream.read_exact(&mut bytes).expect("an answer");
        assert_eq!(&bytes, b"HTTP/1.1 200");
    }
}

#[test]
fn listeners_do_not_keep_others_waiting_and_all_hear_of_a_change() {
    let site = site();
    let running = start(&site);
    let mut listeners: Vec<_> = (0..200).map(|_| running.events("/reports/a/")).collect();
    let first = listeners.iter_mut().map(super::client::Events::next).next_back().expect("some");
    site.edit("content/reports/a.md", "+++\ntitle = \"Heard\"\ndate = 2025-05-20\n+++\nText.\n");
    for listener in &mut listeners {
        listener.until(|event| event["page"] != first["page"]);
    }
    assert_eq!(running.get("/").status, 200);
}

#[test]
fn half_open_and_slow_clients_keep_nobody_waiting() {
    let site = site().file("static/big.bin", vec![7; 40_000_000]);
    let running = start(&site);
    running.get("/film.mp4");
    let mut held = Vec::new();
    for at in 0..600 {
        let mut stream = running.connect();
        let text: &str = match at % 4 {
            0 => "",
            1 => "GET / HT",
            2 => "GET /film.mp4 HTTP/1.1\r\nHost: loc",
            // Asks for much and takes none of it.
            _ => &format!("GET /big.bin HTTP/1.1\r\nHost: {}\r\n\r\n", running.address),
        };
        stream.write_all(text.as_bytes()).expect("it listens");
        held.push(stream);
    }
    let begun = Instant::now();
    for _ in 0..20 {
        assert_eq!(running.get("/film.mp4").status, 200);
    }
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
}

#[test]
fn who_sends_or_reads_too_slowly_is_let_go() {
    let short = Duration::from_millis(60);
    let patience = Patience { idle: short, request: short, write: short, ..Patience::default() };
    let site = site().file("static/big.bin", vec![7; 40_000_000]);
    let running = start_with(&site, Watching::Notified, patience);
    running.events("/").next();
    let mut silent = running.connect();
    let mut rest = Vec::new();
    silent.read_to_end(&mut rest).expect("it is closed");
    assert!(rest.is_empty());
    let mut slow = running.connect();
    slow.write_all(b"GET / HT").expect("it listens");
    slow.read_to_end(&mut rest).expect("it is closed");
    assert!(rest.starts_with(b"HTTP/1.1 408"));
    let mut lazy = running.connect();
    let request = format!("GET /big.bin HTTP/1.1\r\nHost: {}\r\n\r\n", running.address);
    lazy.write_all(request.as_bytes()).expect("it listens");
    // The end is noticed by writing, as reading would let the answer flow.
    let begun = Instant::now();
    while lazy.write_all(b"\n").is_ok() {
        let mut silent = running.connect();
        silent.read_to_end(&mut Vec::new()).expect("it is closed");
        assert!(begun.elapsed() < LIMIT, "it is still being waited for");
    }
}

#[test]
fn what_is_no_request_gets_an_answer_and_an_end() {
    let site = site();
    let running = start(&site);
    running.get("/");
    for (text, status) in [
        ("\u{16}\u{3}\u{1}", "400"),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "501"),
        ("GET / HTTP/1.1\r\n\r\n", "421"),
    ] {
        let mut stream = running.connect();
        stream.write_all(text.as_bytes()).expect("it listens");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer and an end");
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{text}: {answer}");
    }
}

#[test]
fn one_connection_carries_many_requests() {
    let site = site();
    let running = start(&site);
    let mut stream = running.connect();
    let request = |target: &str, more: &str| {
        format!("GET {target} HTTP/1.1\r\nHost: {}\r\n{more}\r\n", running.address)
    };
    let text =
        [request("/film.mp4", ""), request("/film.mp4", ""), request("/film.mp4", "Connection: close\r\n")];
    stream.write_all(text.concat().as_bytes()).expect("it takes requests");
    let mut answers = String::new();
    stream.read_to_string(&mut answers).expect("an end");
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 3);
    assert_eq!(answers.matches("0123456789").count(), 3);
}
