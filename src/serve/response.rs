//! What a request gets: status, headers and bytes.
//!
//! In: the head of a request and a snapshot. Out: [`Answer`]. Does not write to connections; the stream of events and
//! changes of options are elsewhere.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use super::inject::inject;
use super::media::media_type;
use super::range::{Wanted, wanted};
use super::request::{Head, Method};
use super::snapshot::{Found, Snapshot, fingerprint};
use crate::diag::render::{Style, block};

/// An answer, not sent yet.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
    /// Its bytes, which a request for the head does not get.
    pub body: Body,
}

/// The bytes of an answer.
#[derive(Debug)]
pub enum Body {
    /// Made for this answer.
    Own(Vec<u8>),
    /// A part of a file.
    Shared(Arc<[u8]>, Range<usize>),
}

impl Body {
    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Own(bytes) => bytes,
            Self::Shared(bytes, range) => &bytes[range.clone()],
        }
    }
}

/// The preview's own files, by address.
const OWN: [(&str, &str, &str); 2] = [
    ("/.bluf/preview.js", "text/javascript; charset=utf-8", include_str!("assets/preview.js")),
    ("/.bluf/preview.css", "text/css; charset=utf-8", include_str!("assets/preview.css")),
];

/// Headers of every answer: nothing is kept without asking again, types are not guessed, and no other site may frame
/// or embed what is not published yet.
const ALWAYS: [(&str, &str); 6] = [
    ("Cache-Control", "no-cache"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "same-origin"),
    ("X-Robots-Tag", "noindex"),
];

impl Answer {
    /// A line of text.
    pub fn text(status: u16, line: &str) -> Self {
        let headers = vec![("Content-Type", "text/plain; charset=utf-8".to_owned())];
        Self { status, headers, body: Body::Own(format!("{line}\n").into_bytes()) }
    }

    /// Nothing but a status.
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Body::Own(Vec::new()) }
    }

    fn page(status: u16, bytes: Vec<u8>) -> Self {
        let headers = vec![("Content-Type", media_type(".html").to_owned())];
        Self { status, headers, body: Body::Own(bytes) }
    }

    /// Status line and headers as they are sent.
    pub fn head(&self, close: bool) -> String {
        let mut text = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &self.headers {
            let _ = write!(text, "{name}: {value}\r\n");
        }
        for (name, value) in ALWAYS {
            let _ = write!(text, "{name}: {value}\r\n");
        }
        if self.status != 304 && self.status != 204 {
            let _ = write!(text, "Content-Length: {}\r\n", self.body.bytes().len());
        }
        if close {
            text.push_str("Connection: close\r\n");
        }
        text.push_str("\r\n");
        text
    }

    /// A header by name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// Answers a request for a file of the site or of the preview.
pub fn answer(head: &Head, snapshot: &Snapshot) -> Answer {
    if !matches!(head.method, Method::Get | Method::Head) {
        let mut answer = Answer::text(405, "the preview answers GET and HEAD");
        answer.headers.push(("Allow", "GET, HEAD".to_owned()));
        return answer;
    }
    if let Some((_, media_type, text)) = OWN.iter().find(|(address, ..)| *address == head.path()) {
        return file(head, media_type, Body::Own(text.as_bytes().to_vec()));
    }
    if head.path().starts_with("/.bluf/") {
        return Answer::text(404, "the preview has nothing at this address");
    }
    match snapshot.find(&head.target) {
        Found::File(path, bytes) if path.ends_with(".html") => {
            let page = inject(bytes, &fingerprint(bytes));
            file(head, media_type(path), Body::Own(page))
        }
        Found::File(path, bytes) => {
            file(head, media_type(path), Body::Shared(Arc::clone(bytes), 0..bytes.len()))
        }
        Found::Moved(to) => {
            let mut answer = Answer::empty(302);
            let query = head.target.split_once('?').map(|(_, query)| format!("?{query}"));
            answer.headers.push(("Location", to + &query.unwrap_or_default()));
            answer
        }
        Found::Missing if snapshot.is_empty() => {
            let page = inject(waiting(snapshot).as_bytes(), &snapshot.fingerprint(&head.target));
            Answer::page(503, page)
        }
        Found::Missing => match snapshot.file("404.html") {
            Found::File(_, bytes) => Answer::page(404, inject(bytes, &snapshot.fingerprint(&head.target))),
            _ => Answer::text(404, "there is nothing at this address"),
        },
    }
}

/// A whole file, a part of it, or word that it has not changed.
fn file(head: &Head, media_type: &str, body: Body) -> Answer {
    let tag = format!("\"{}\"", fingerprint(body.bytes()));
    let mut headers = vec![("ETag", tag.clone()), ("Accept-Ranges", "bytes".to_owned())];
    let known = |list: &str| {
        list.trim() == "*" || list.split(',').any(|known| known.trim().trim_start_matches("W/") == tag)
    };
    if head.header("if-none-match").is_some_and(known) {
        return Answer { status: 304, headers, body: Body::Own(Vec::new()) };
    }
    headers.push(("Content-Type", media_type.to_owned()));
    let length = body.bytes().len();
    let still = head.header("if-range").is_none_or(|known| known == tag);
    let range = head.header("range").filter(|_| still && head.method == Method::Get);
    match range.map_or(Wanted::Whole, |range| wanted(range, length)) {
        Wanted::Whole => Answer { status: 200, headers, body },
        Wanted::Part(part) => {
            headers.push(("Content-Range", format!("bytes {}-{}/{length}", part.start, part.end - 1)));
            let body = match body {
                Body::Own(bytes) => Body::Own(bytes[part].to_vec()),
                Body::Shared(bytes, _) => Body::Shared(bytes, part),
            };
            Answer { status: 206, headers, body }
        }
        Wanted::Unsatisfiable => {
            headers.push(("Content-Range", format!("bytes */{length}")));
            Answer { status: 416, headers, body: Body::Own(Vec::new()) }
        }
    }
}

/// The page that stands in for a site whose first build had errors. It lists them itself, for those who have no script.
fn waiting(snapshot: &Snapshot) -> String {
    let mut page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
        <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
        <meta name=\"color-scheme\" content=\"light dark\">\n<title>bluf preview</title>\n</head>\n<body>\n\
        <h1>There is nothing to show yet</h1>\n<p>The site has errors. This page gives way to it when they are mended.</p>\n"
        .to_owned();
    for finding in snapshot.errors() {
        page.push_str("<pre>");
        let _ = pulldown_cmark_escape::escape_html_body_text(&mut page, &block(finding, Style::Plain));
        page.push_str("</pre>\n");
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        206 => "Partial Content",
        302 => "Found",
        304 => "Not Modified",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        416 => "Range Not Satisfiable",
        417 => "Expectation Failed",
        421 => "Misdirected Request",
        422 => "Unprocessable Content",
        431 => "Request Header Fields Too Large",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        _ => "Unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::super::inject::without;
    use super::super::preview::Built;
    use super::super::request::tests::get;
    use super::super::snapshot::tests::{options, snapshot};
    use super::*;
    use crate::diag::{Diagnostic, codes};

    fn site() -> Snapshot {
        snapshot(&[
            ("index.html", "<body></body>"),
            ("film.mp4", "0123456789"),
            ("404.html", "<body>no</body>"),
        ])
    }

    #[test]
    fn pages_carry_the_line_and_other_files_are_as_they_are() {
        let page = answer(&get("GET / HTTP/1.1"), &site());
        assert_eq!((page.status, without(page.body.bytes())), (200, b"<body></body>".to_vec()));
        assert!(page.body.bytes().len() > 13);
        let film = answer(&get("GET /film.mp4 HTTP/1.1"), &site());
        assert_eq!((film.status, film.body.bytes()), (200, b"0123456789".as_slice()));
        assert_eq!(film.header("Content-Type"), Some("video/mp4"));
    }

    #[test]
    fn a_known_file_is_not_sent_again() {
        let first = answer(&get("GET / HTTP/1.1"), &site());
        let tag = first.header("ETag").expect("a tag").to_owned();
        for list in [tag.clone(), format!("\"x\", W/{tag}"), "*".to_owned()] {
            let again = answer(&get(&format!("GET / HTTP/1.1\r\nIf-None-Match: {list}")), &site());
            assert_eq!((again.status, again.body.bytes().len()), (304, 0));
            assert!(!again.head(false).contains("Content-Length"));
        }
        assert_eq!(answer(&get("GET / HTTP/1.1\r\nIf-None-Match: \"x\""), &site()).status, 200);
    }

    #[test]
    fn parts_of_a_file_are_sent_if_it_is_still_the_same() {
        let part = |headers: &str| answer(&get(&format!("GET /film.mp4 HTTP/1.1\r\n{headers}")), &site());
        let middle = part("Range: bytes=2-4");
        assert_eq!((middle.status, middle.body.bytes()), (206, b"234".as_slice()));
        assert_eq!(middle.header("Content-Range"), Some("bytes 2-4/10"));
        assert_eq!(part("Range: bytes=2-4\r\nIf-Range: \"other\"").status, 200);
        let tag = middle.header("ETag").expect("a tag");
        assert_eq!(part(&format!("Range: bytes=2-4\r\nIf-Range: {tag}")).status, 206);
        let beyond = part("Range: bytes=10-");
        assert_eq!((beyond.status, beyond.header("Content-Range")), (416, Some("bytes */10")));
    }

    #[test]
    fn missing_pages_show_the_sites_own_words() {
        let missing = answer(&get("GET /nowhere/ HTTP/1.1"), &site());
        assert_eq!((missing.status, without(missing.body.bytes())), (404, b"<body>no</body>".to_vec()));
        assert_eq!(answer(&get("GET /.bluf/other HTTP/1.1"), &site()).status, 404);
        assert_eq!(answer(&get("DELETE / HTTP/1.1"), &site()).status, 405);
    }

    #[test]
    fn a_site_that_was_never_built_shows_its_errors_as_text() {
        let mut built = Built::default();
        built.diagnostics.push(Diagnostic::new(&codes::UNKNOWN_KEY, "unknown key `<b>`"));
        let page = answer(&get("GET /any/ HTTP/1.1"), &Snapshot::first(built, options()));
        let text = String::from_utf8_lossy(page.body.bytes()).into_owned();
        assert_eq!(page.status, 503);
        assert!(text.contains("unknown key `&lt;b&gt;`") && text.contains("/.bluf/preview.js"), "{text}");
    }
}
