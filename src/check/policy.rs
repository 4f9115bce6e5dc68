//! What a strict Content-Security-Policy would refuse in a page: things loaded from other hosts, inline scripts and
//! inline styles.
//!
//! In: elements with their attributes as written. Out: [`Refused`]. Does not know who wrote them.

use super::unescape;

/// Something in a page that the policy refuses.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Refused {
    /// Loaded from another host: the address as written.
    Foreign(String),
    /// An inline script or style: what it is called in a finding, and the words to look for in a source.
    Inline(&'static str, String),
}

/// Relations of a `link` element that make a browser load or prepare something.
const LOADING: [&str; 11] = [
    "stylesheet",
    "preload",
    "modulepreload",
    "prefetch",
    "prerender",
    "icon",
    "apple-touch-icon",
    "mask-icon",
    "manifest",
    "preconnect",
    "dns-prefetch",
];

/// What the policy refuses of an element. `base_url` is the site's own address.
pub(super) fn refused(
    element: &str,
    attributes: &[(&str, &str)],
    base_url: &str,
    found: &mut impl FnMut(Refused),
) {
    if attributes.is_empty() && !matches!(element.len(), 5 | 6) {
        // Neither a style nor a script.
        return;
    }
    let is = |name: &str| element.eq_ignore_ascii_case(name);
    let value = |wanted: &str| {
        attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| *value)
    };
    if is("style") {
        found(Refused::Inline("a style element", "<style".to_owned()));
    } else if is("script") && value("src").is_none() && !is_data(value("type").unwrap_or_default()) {
        found(Refused::Inline("an inline script", "<script".to_owned()));
    }
    for (name, written) in attributes {
        if !may_matter(name, written) {
            continue;
        }
        let named = |wanted: &str| name.eq_ignore_ascii_case(wanted);
        if named("style") {
            found(Refused::Inline("a style attribute", (*written).to_owned()));
        } else if name.len() > 2 && name.get(..2).is_some_and(|on| on.eq_ignore_ascii_case("on")) {
            found(Refused::Inline("an event handler", (*written).to_owned()));
        } else if named("srcset") || named("imagesrcset") {
            for candidate in written.split(',') {
                let address = candidate.split_whitespace().next().unwrap_or_default();
                if is_foreign(address, base_url) {
                    found(Refused::Foreign(address.to_owned()));
                }
            }
        } else if named("src") || named("poster") || named("background") || (named("data") && is("object")) {
            if is_foreign(written, base_url) {
                found(Refused::Foreign((*written).to_owned()));
            }
        } else if named("href") || named("xlink:href") {
            let loads = match () {
                () if is("link") => value("rel")
                    .unwrap_or_default()
                    .split_whitespace()
                    .any(|relation| LOADING.iter().any(|loading| relation.eq_ignore_ascii_case(loading))),
                () => ["base", "image", "use", "feImage", "script"].into_iter().any(is),
            };
            if loads && is_foreign(written, base_url) {
                found(Refused::Foreign((*written).to_owned()));
            } else if starts_with(written, "javascript:") {
                found(Refused::Inline("a script in an address", (*written).to_owned()));
            }
        }
    }
}

/// Whether the policy may have anything to say of an attribute: of nearly all it has not, and this tells by a byte or two.
fn may_matter(name: &str, written: &str) -> bool {
    let Some(first) = name.as_bytes().first() else { return false };
    match first.to_ascii_lowercase() {
        b's' | b'o' | b'i' | b'p' | b'b' | b'd' => name.len() > 2,
        // Neither another host nor a script: a place in this page, or a path below the root.
        b'h' | b'x' => match written.as_bytes() {
            [b'#', ..] => false,
            [b'/', second, ..] => matches!(second, b'/' | b'\\' | b'\t' | b'\n' | b'\r' | b'&'),
            _ => true,
        },
        _ => false,
    }
}

/// Whether a script element of this type is data that no browser runs.
fn is_data(kind: &str) -> bool {
    let kind = kind.trim();
    kind.eq_ignore_ascii_case("application/ld+json") || kind.eq_ignore_ascii_case("application/json")
}

fn is_foreign(written: &str, base_url: &str) -> bool {
    let relative = !written.contains(':') && !written.trim_start().starts_with(['/', '\\']);
    if relative {
        return false;
    }
    let address = unescape(written.trim());
    let mut start = address.chars().map(|character| character == '/' || character == '\\');
    let other = (start.next() == Some(true) && start.next() == Some(true))
        || ["http:", "https:", "ftp:", "ws:", "wss:"].into_iter().any(|scheme| starts_with(&address, scheme));
    other && !address.starts_with(base_url)
}

fn starts_with(text: &str, start: &str) -> bool {
    let text = text.trim_start();
    text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(element: &str, attributes: &[(&str, &str)]) -> Vec<Refused> {
        let mut found = Vec::new();
        refused(element, attributes, "https://desk.example/", &mut |refused| found.push(refused));
        found
    }

    #[test]
    fn what_another_host_serves_is_found() {
        let foreign = |address: &str| vec![Refused::Foreign(address.to_owned())];
        assert_eq!(
            all("img", &[("src", "https://other.example/a.png")]),
            foreign("https://other.example/a.png")
        );
        assert_eq!(all("IFRAME", &[("SRC", "//other.example/")]), foreign("//other.example/"));
        assert_eq!(all("video", &[("poster", "HTTP://o.example/a")]), foreign("HTTP://o.example/a"));
        assert_eq!(all("link", &[("rel", "x ICON"), ("href", "/\\o.example")]), foreign("/\\o.example"));
        assert_eq!(
            all("source", &[("srcset", "/a 1x, https://o.example/b 2x")]),
            foreign("https://o.example/b")
        );
    }

    #[test]
    fn what_is_near_it_passes() {
        assert!(all("a", &[("href", "https://other.example/")]).is_empty());
        assert!(all("link", &[("rel", "canonical"), ("href", "https://other.example/")]).is_empty());
        assert!(all("img", &[("src", "https://desk.example/a.png"), ("alt", "//x")]).is_empty());
        assert!(all("img", &[("src", "data:image/png;base64,AA==")]).is_empty());
        assert!(all("script", &[("type", "application/ld+json")]).is_empty());
        assert!(all("script", &[("src", "/a.js"), ("defer", "")]).is_empty());
    }

    #[test]
    fn inline_scripts_and_styles_are_found() {
        for (element, attributes) in [
            ("script", &[][..]),
            ("script", &[("type", "module")]),
            ("style", &[]),
            ("p", &[("style", "color:red")]),
            ("p", &[("onClick", "x()")]),
            ("a", &[("href", " JavaScript:x()")]),
        ] {
            assert_eq!(all(element, attributes).len(), 1, "{element} {attributes:?}");
        }
    }
}
