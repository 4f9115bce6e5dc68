//! Questions over HTTP, through ureq.
//!
//! In: one address. Out: its host's answer, or why there is none. Reads no body, follows no redirect, keeps no cookies, and
//! takes a proxy only from whoever makes it. Does not know why it asks.

use std::io::{self, ErrorKind};
use std::time::Duration;

use ureq::{Agent, Error};

pub use ureq::Proxy;

use super::ask::{Answer, Ask, Method, Silence};

/// Somebody who asks over HTTP.
#[derive(Debug)]
pub struct Http {
    agent: Agent,
}

/// Who asks, for those who read the logs of a host.
const USER_AGENT: &str = concat!("bluf/", env!("CARGO_PKG_VERSION"), " (+link check)");

impl Http {
    /// Waits so long for an answer.
    pub fn new(patience: Duration, proxy: Option<Proxy>) -> Self {
        let config = Agent::config_builder()
            .user_agent(USER_AGENT)
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_per_call(Some(patience))
            // A host that is away should not take as long as a slow one.
            .timeout_connect(Some(patience / 2))
            .proxy(proxy)
            .build();
        Self { agent: config.into() }
    }
}

impl Ask for Http {
    fn ask(&self, method: Method, url: &str) -> Result<Answer, Silence> {
        let request = match method {
            Method::Head => self.agent.head(url),
            Method::Get => self.agent.get(url),
        };
        let response = request.call().map_err(silence)?;
        let location = response.headers().get("location");
        // Servers write addresses in UTF-8 too, whatever the standard says.
        let location = location.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        Ok(Answer { status: response.status().as_u16(), location })
    }
}

fn silence(error: Error) -> Silence {
    match error {
        Error::HostNotFound => Silence::NoHost,
        Error::ConnectionFailed | Error::Timeout(ureq::Timeout::Connect) => Silence::Closed,
        Error::Timeout(_) => Silence::Slow,
        Error::Io(error) if is_lookup(&error) => match error.to_string() {
            // The server of names is silent, which says nothing of the name.
            why if why.contains("Temporary failure") || why.contains("Try again") => Silence::Closed,
            _ => Silence::NoHost,
        },
        Error::Io(error) => match error.kind() {
            ErrorKind::ConnectionRefused
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::AddrNotAvailable => Silence::Closed,
            ErrorKind::TimedOut | ErrorKind::WouldBlock => Silence::Slow,
            // Rustls tells its errors as those of the connection.
            ErrorKind::InvalidData => Silence::Insecure(error.to_string()),
            _ => Silence::Broken(error.to_string()),
        },
        Error::Rustls(error) => Silence::Insecure(error.to_string()),
        Error::Tls(why) => Silence::Insecure(why.to_owned()),
        // Names in other scripts than Latin, and what only browsers mend.
        Error::BadUri(_) | Error::Http(_) => Silence::Unasked,
        error => Silence::Broken(error.to_string()),
    }
}

/// Whether a name was not found. The standard library has no kind for that: it says so in words, or on Windows by number
/// (`WSAHOST_NOT_FOUND`).
fn is_lookup(error: &io::Error) -> bool {
    error.raw_os_error() == Some(11_001) || error.to_string().starts_with("failed to lookup address")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_told_apart() {
        let io = |words: &str| silence(Error::Io(io::Error::other(words.to_owned())));
        let lookup = "failed to lookup address information: ";
        assert_eq!(io(&format!("{lookup}Name or service not known")), Silence::NoHost);
        assert_eq!(io(&format!("{lookup}Temporary failure in name resolution")), Silence::Closed);
        assert_eq!(io("it burned down"), Silence::Broken("it burned down".to_owned()));
        assert_eq!(silence(Error::HostNotFound), Silence::NoHost);
        assert_eq!(silence(Error::Timeout(ureq::Timeout::Connect)), Silence::Closed);
        assert_eq!(silence(Error::Timeout(ureq::Timeout::PerCall)), Silence::Slow);
        let expired = io::Error::new(ErrorKind::InvalidData, "invalid peer certificate: Expired");
        assert_eq!(
            silence(Error::Io(expired)),
            Silence::Insecure("invalid peer certificate: Expired".into())
        );
    }

    #[test]
    fn what_cannot_be_written_in_ascii_is_not_asked_for() {
        let http = Http::new(Duration::from_secs(1), None);
        for url in ["https://b%C3%BCcher.example/", "https://", "https://a b/"] {
            assert_eq!(http.ask(Method::Head, url), Err(Silence::Unasked), "{url}");
        }
    }
}
