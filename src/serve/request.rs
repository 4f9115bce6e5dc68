//! The head of a request, read from bytes.
//!
//! In: what came over a connection. Out: [`Head`], the need for more bytes, or a refusal with its status. Reads the
//! headers that the preview uses and no others; does not read connections.

/// Longest head that is read, in bytes. Browsers send less than 2 KiB to a site without cookies; other local servers
/// under the same host name may have set large ones.
pub const HEAD_LIMIT: usize = 32 * 1024;

const HEADERS_LIMIT: usize = 100;

/// Method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Bytes and headers.
    Get,
    /// Headers only.
    Head,
    /// A change.
    Post,
    /// One that the preview has no use for.
    Other,
}

/// What the preview wants to know of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its method.
    pub method: Method,
    /// The target as sent: path and query.
    pub target: String,
    /// Bytes of the body that follows.
    pub body_length: usize,
    /// Whether the connection is to be closed after the answer.
    pub close: bool,
    headers: Vec<(String, String)>,
}

/// What became of the bytes so far.
#[derive(Debug, PartialEq, Eq)]
pub enum Parsed {
    /// A head, and how many bytes it took.
    Complete(Head, usize),
    /// There is more to come.
    Partial,
    /// No head of a request: the status to answer with before closing.
    Refused(u16),
}

/// Headers that are kept.
const KEPT: [&str; 10] = [
    "host",
    "origin",
    "sec-fetch-site",
    "if-none-match",
    "if-range",
    "range",
    "content-type",
    "last-event-id",
    "accept",
    "expect",
];

/// Reads the head of a request.
pub fn parse(bytes: &[u8]) -> Parsed {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_LIMIT];
    let mut request = httparse::Request::new(&mut headers);
    let length = match request.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) if bytes.len() < HEAD_LIMIT => return Parsed::Partial,
        Ok(httparse::Status::Partial) | Err(httparse::Error::TooManyHeaders) => return Parsed::Refused(431),
        Err(_) => return Parsed::Refused(400),
    };
    head(&request).map_or_else(Parsed::Refused, |head| Parsed::Complete(head, length))
}

fn head(request: &httparse::Request<'_, '_>) -> Result<Head, u16> {
    let method = match request.method {
        Some("GET") => Method::Get,
        Some("HEAD") => Method::Head,
        Some("POST") => Method::Post,
        _ => Method::Other,
    };
    let (authority, target) = of_target(request.path.unwrap_or_default());
    let mut lengths = Vec::new();
    let mut head = Head {
        method,
        target: target.to_owned(),
        body_length: 0,
        close: request.version == Some(0),
        headers: Vec::new(),
    };
    for header in request.headers.iter() {
        let name = header.name.to_ascii_lowercase();
        let value = String::from_utf8_lossy(header.value).trim().to_owned();
        match name.as_str() {
            // A body whose end cannot be known must not be taken for the next request.
            "transfer-encoding" => return Err(501),
            "content-length" => lengths.push(value.parse().map_err(|_| 400_u16)?),
            "connection" => {
                let wants = |word: &str| value.split(',').any(|part| part.trim().eq_ignore_ascii_case(word));
                head.close = (head.close && !wants("keep-alive")) || wants("close");
            }
            name if KEPT.contains(&name) => {
                if head.header(name).is_some() && name == "host" {
                    return Err(400);
                }
                head.headers.push((name.to_owned(), value));
            }
            _ => {}
        }
    }
    // Two ends of one body, or two hosts of one request, are for a proxy to be fooled by.
    if lengths.iter().any(|length| *length != lengths[0]) {
        return Err(400);
    }
    if authority
        .is_some_and(|authority| head.header("host").is_none_or(|host| !host.eq_ignore_ascii_case(authority)))
    {
        return Err(400);
    }
    head.body_length = lengths.first().copied().unwrap_or(0);
    Ok(head)
}

/// The host, if the target is a whole address (RFC 9112, 3.2.2), and what it asks for.
fn of_target(target: &str) -> (Option<&str>, &str) {
    let scheme = target.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("http://"));
    let Some(rest) = scheme.map(|_| &target[7..]) else { return (None, target) };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let asked = if rest[end..].starts_with('/') { &rest[end..] } else { "/" };
    (Some(&rest[..end]), asked)
}

impl Head {
    /// A header by its name in lower case, the first if it stands more than once.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Path and query of the target.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// A value of the query, decoded.
    pub fn query(&self, key: &str) -> Option<String> {
        let (_, query) = self.target.split_once('?')?;
        let mut pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let (_, value) = pairs.find(|(known, _)| *known == key)?;
        percent_encoding::percent_decode_str(value).decode_utf8().ok().map(std::borrow::Cow::into_owned)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(crate) fn get(text: &str) -> Head {
        let text = format!("{text}\r\n\r\n");
        match parse(text.as_bytes()) {
            Parsed::Complete(head, length) if length == text.len() => head,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_whole_address_is_asked_for_as_its_path_if_its_host_is_the_named_one() {
        let head = get("GET http://localhost:1111/a/?b HTTP/1.1\r\nHost: localhost:1111");
        assert_eq!(head.target, "/a/?b");
        for refused in [
            "GET http://evil.example/a HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        ] {
            assert!(matches!(parse(refused.as_bytes()), Parsed::Refused(400)), "{refused}");
        }
    }

    #[test]
    fn a_head_is_read_with_the_headers_that_matter() {
        let head =
            get("GET /a/?path=%2Fb%2F&x HTTP/1.1\r\nHOST: localhost:1\r\nCookie: a=b\r\nRange:  bytes=0-1 ");
        assert_eq!((head.method, head.path(), head.close), (Method::Get, "/a/", false));
        assert_eq!(head.header("host"), Some("localhost:1"));
        assert_eq!(head.header("range"), Some("bytes=0-1"));
        assert_eq!(head.header("cookie"), None);
        assert_eq!(head.query("path").as_deref(), Some("/b/"));
        assert_eq!(head.query("x").as_deref(), Some(""));
        assert_eq!(head.query("y"), None);
    }

    #[test]
    fn connections_stay_open_unless_somebody_says_otherwise() {
        assert!(get("GET / HTTP/1.0").close);
        assert!(!get("GET / HTTP/1.0\r\nConnection: keep-alive").close);
        assert!(get("GET / HTTP/1.1\r\nConnection: Close").close);
        assert!(!get("GET / HTTP/1.1\r\nConnection: keep-alive, x").close);
    }

    #[test]
    fn what_is_no_head_is_refused_and_what_is_half_of_one_waits() {
        assert_eq!(parse(b"GET / HTTP/1.1\r\nHost: a\r\n"), Parsed::Partial);
        assert_eq!(parse(b"\x16\x03\x01\x02\x00"), Parsed::Refused(400));
        assert_eq!(parse(b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n"), Parsed::Refused(400));
        assert_eq!(parse(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"), Parsed::Refused(501));
        assert_eq!(parse(b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), Parsed::Refused(400));
        let long = format!("GET /{} HTTP/1.1\r\n", "a".repeat(HEAD_LIMIT));
        assert_eq!(parse(long.as_bytes()), Parsed::Refused(431));
        let many = format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(HEADERS_LIMIT + 1));
        assert_eq!(parse(many.as_bytes()), Parsed::Refused(431));
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes);
        }
    }
}
