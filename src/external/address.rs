//! What asking needs of addresses of the web (RFC 3986): their origin, and where a redirect leads.
//!
//! In: addresses in full, as text. Out: parts of them, or new ones. Everything else about them is left to hosts.

/// Scheme, host and port: `https://example.org`. What is no address in full is its own origin.
pub(super) fn origin(url: &str) -> &str {
    let Some(host) = url.find("://").map(|at| at + 3) else { return url };
    let end = url[host..].find(['/', '?', '#']).map_or(url.len(), |at| host + at);
    &url[..end]
}

/// Where a reference in an answer leads (RFC 3986, section 5.2); none where that is not on the web.
pub(super) fn join(base: &str, reference: &str) -> Option<String> {
    let reference = crate::site::address::encode_href(reference.trim());
    if has_scheme(&reference) {
        let lower = reference.get(..8).unwrap_or(&reference).to_ascii_lowercase();
        let is_web = lower.starts_with("http://") || lower.starts_with("https://");
        return is_web.then_some(reference);
    }
    let base = base.split('#').next().unwrap_or_default();
    let origin = origin(base);
    if reference.starts_with("//") {
        let (scheme, _) = origin.split_once("//")?;
        return Some(format!("{scheme}{reference}"));
    }
    let path = &base[origin.len()..];
    let path = path.split('?').next().unwrap_or_default();
    let end = reference.find(['?', '#']).unwrap_or(reference.len());
    let (to, rest) = reference.split_at(end);
    let joined = match to {
        // A query or a fragment alone keeps the path, and a fragment alone the query too.
        "" if rest.starts_with('?') => path.to_owned(),
        "" => base[origin.len()..].to_owned(),
        to if to.starts_with('/') => without_dots(to),
        to => without_dots(&format!("{}/{to}", path.rsplit_once('/').map_or("", |(folder, _)| folder))),
    };
    Some(format!("{origin}{joined}{rest}"))
}

fn has_scheme(reference: &str) -> bool {
    let end = reference.find(['/', '?', '#']).unwrap_or(reference.len());
    reference[..end].contains(':')
}

/// A path without its steps to here and above (section 5.2.4).
fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let steps: Vec<&str> = path.split('/').skip(1).collect();
    for (at, step) in steps.iter().enumerate() {
        match *step {
            "." => {}
            ".." => {
                parts.pop();
            }
            step => parts.push(step),
        }
        // The last step leads into a folder.
        if at + 1 == steps.len() && matches!(*step, "." | "..") {
            parts.push("");
        }
    }
    format!("/{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_end_where_the_host_ends() {
        for (url, expected) in [
            ("https://a.example/b//c", "https://a.example"),
            ("http://a.example:8080?b", "http://a.example:8080"),
            ("https://a.example", "https://a.example"),
        ] {
            assert_eq!(origin(url), expected);
        }
    }

    /// The normal and abnormal examples of RFC 3986, section 5.4, that hosts send.
    #[test]
    fn references_are_joined_as_the_standard_does() {
        let base = "http://a/b/c/d;p?q";
        for (reference, expected) in [
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y#s", "http://a/b/c/g?y#s"),
            ("#s", "http://a/b/c/d;p?q#s"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("HTTPS://g/", "HTTPS://g/"),
            ("/é", "http://a/%C3%A9"),
        ] {
            assert_eq!(join(base, reference).as_deref(), Some(expected), "{reference}");
        }
        assert_eq!(join(base, "mailto:a@b"), None);
        assert_eq!(join("http://a", "g").as_deref(), Some("http://a/g"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_joined(base in "(https?://)?[a-zé:/?#.]{0,12}", reference in "[a-zé:/?#. ]{0,12}") {
            if let Some(joined) = join(&base, &reference) {
                origin(&joined);
            }
        }
    }
}
