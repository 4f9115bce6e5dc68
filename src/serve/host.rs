//! Who may talk to the preview: names under which it is reached, and pages that may change its state.
//!
//! In: the address it listens on, and headers. Out: yes or no. A page of another site can make a browser send requests
//! here (DNS rebinding, forms), and these headers are how such requests give themselves away. Does not read requests.

use std::net::{IpAddr, SocketAddr};

/// The rules for one listening address.
#[derive(Debug, Clone, Copy)]
pub struct HostPolicy {
    address: SocketAddr,
}

impl HostPolicy {
    /// The rules of a preview that listens here.
    pub fn new(address: SocketAddr) -> Self {
        Self { address }
    }

    /// Whether a `Host` header names this preview: the address it listens on, or another name of the same machine.
    /// A name that an attacker could point here is refused; addresses in digits cannot be pointed anywhere.
    pub fn allows(&self, host: &str) -> bool {
        let Some((name, port)) = split(host) else { return false };
        if port != self.address.port() {
            return false;
        }
        let own = self.address.ip();
        let local = own.is_loopback() || own.is_unspecified();
        if name.eq_ignore_ascii_case("localhost") {
            return local;
        }
        let name = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        match name.parse::<IpAddr>() {
            Ok(ip) => ip == own || own.is_unspecified() || (local && ip.is_loopback()),
            Err(_) => false,
        }
    }

    /// Whether a request that changes something comes from a page of the preview itself. `host` has been allowed.
    /// One of `Origin` and `Sec-Fetch-Site` has to say so, and neither may say otherwise.
    pub fn same_origin(host: &str, origin: Option<&str>, fetch_site: Option<&str>) -> bool {
        let from_here = |origin: &str| {
            origin.strip_prefix("http://").is_some_and(|origin| origin.eq_ignore_ascii_case(host))
        };
        match (origin.map(from_here), fetch_site.map(|site| site == "same-origin")) {
            (None, None) => false,
            (origin, fetch_site) => origin.unwrap_or(true) && fetch_site.unwrap_or(true),
        }
    }
}

/// Name and port of a `Host` header; without a port it is that of HTTP.
fn split(host: &str) -> Option<(&str, u16)> {
    let colon = match host.rfind(']') {
        Some(bracket) => host[bracket..].find(':').map(|at| bracket + at),
        None => host.rfind(':'),
    };
    match colon {
        Some(at) => Some((&host[..at], host[at + 1..].parse().ok()?)),
        None => Some((host, 80)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(address: &str) -> HostPolicy {
        HostPolicy::new(address.parse().expect("an address"))
    }

    #[test]
    fn names_of_this_machine_with_the_right_port_are_allowed() {
        let policy = policy("127.0.0.1:1111");
        for host in ["127.0.0.1:1111", "localhost:1111", "LocalHost:1111", "[::1]:1111"] {
            assert!(policy.allows(host), "{host}");
        }
        for host in [
            "",
            ":1111",
            "localhost",
            "localhost:80",
            "127.0.0.1",
            "evil.example:1111",
            "localhost.evil.example:1111",
            "127.0.0.1.nip.io:1111",
            "192.168.1.5:1111",
            "localhost:1111:1111",
            "localhost:",
            "[::1]",
            "[::1",
            "localhost.:1111",
        ] {
            assert!(!policy.allows(host), "{host}");
        }
    }

    #[test]
    fn an_address_of_the_network_answers_to_itself_and_every_address_only_to_digits() {
        assert!(policy("192.168.1.5:80").allows("192.168.1.5"));
        assert!(!policy("192.168.1.5:80").allows("localhost"));
        let any = policy("0.0.0.0:1111");
        assert!(any.allows("192.168.1.5:1111") && any.allows("localhost:1111"));
        assert!(!any.allows("desk.example:1111"));
    }

    #[test]
    fn only_pages_of_the_preview_change_its_state() {
        let same = |origin, site| HostPolicy::same_origin("localhost:1111", origin, site);
        assert!(same(Some("http://localhost:1111"), Some("same-origin")));
        assert!(same(Some("http://localhost:1111"), None));
        assert!(same(None, Some("same-origin")));
        assert!(!same(None, None));
        assert!(!same(Some("null"), None));
        assert!(!same(Some("https://localhost:1111"), None));
        assert!(!same(Some("http://localhost:2222"), Some("same-site")));
        assert!(!same(Some("http://localhost:1111"), Some("cross-site")));
        assert!(!same(Some("http://evil.example"), Some("same-origin")));
    }
}
