//! Addresses: where a document ends up, and what a link in a text means.
//!
//! In: paths below `content/` and targets as written. Out: paths below the site's root without a leading
//! slash, `reports/2025/a/`. Does not know which of them exist.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::content::Kind;

/// Characters of a path that an address must not have in the clear.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'\'')
    .add(b'\\')
    .add(b'^')
    .add(b'|')
    .add(b'[')
    .add(b']');

/// A path as it stands in an address.
pub fn encode(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// An address as written, made fit for an attribute: what is encoded stays, what cannot stand is encoded.
pub fn encode_href(href: &str) -> String {
    const HREF: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'<')
        .add(b'>')
        .add(b'`')
        .add(b'{')
        .add(b'}')
        .add(b'\\')
        .add(b'^')
        .add(b'|');
    // Nearly all addresses are fit as they are.
    let fit = |byte: u8| {
        byte.is_ascii_graphic()
            & !matches!(byte, b'"' | b'<' | b'>' | b'`' | b'{' | b'}' | b'\\' | b'^' | b'|')
    };
    if href.bytes().fold(true, |all, byte| all & fit(byte)) {
        return href.to_owned();
    }
    utf8_percent_encode(href, HREF).to_string()
}

/// The address of a document: its folders, then its slug. Empty for the home page.
pub fn of_document(path: &str, kind: Kind, slug: Option<&str>) -> String {
    let stem = path.strip_suffix(".md").unwrap_or(path);
    let stem = match kind {
        Kind::Section => stem.strip_suffix("_index").unwrap_or(stem).trim_end_matches('/'),
        Kind::Report | Kind::Page => stem.strip_suffix("/index").unwrap_or(stem),
    };
    let (folder, name) = stem.rsplit_once('/').map_or(("", stem), |(folder, name)| (folder, name));
    let mut address = String::new();
    for part in folder.split('/').filter(|part| !part.is_empty()) {
        address.push_str(&segment(part));
        address.push('/');
    }
    // content/index.md is the home page by another name.
    if !(name.is_empty() || (stem == "index" && kind == Kind::Page)) {
        address.push_str(&slug.map_or_else(|| segment(name), str::to_owned));
        address.push('/');
    }
    address
}

/// One part of an address, made of a file's or folder's name; a name without a letter or digit keeps its code
/// points in hexadecimal, so that it still has an address.
pub fn segment(name: &str) -> String {
    let slug = slug::slugify(name);
    if slug.is_empty() {
        name.chars().map(|character| format!("{:x}", u32::from(character))).collect::<Vec<_>>().join("-")
    } else {
        slug
    }
}

/// What a target in a text means.
#[derive(Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// Another host, a mail address, a telephone number.
    External(&'a str),
    /// A place in the same page.
    Here(&'a str),
    /// A document of `content/`, with a fragment or nothing.
    Document(String, &'a str),
    /// A file beside the document, as a path below `content/`, with what follows it in the address.
    File(String, &'a str),
    /// A page, as a path from the page's own address (`../b/`), with what follows it in the address.
    Page(&'a str, &'a str),
    /// A path from the site's root, without its slash.
    Root(&'a str),
    /// An address that is not safe to follow, and why.
    Forbidden(&'static str),
}

const SCHEMES: [&str; 5] = ["http", "https", "mailto", "tel", "sms"];

/// Reads a target that stands in the document at `from`.
pub fn target<'a>(from: &str, written: &'a str) -> Target<'a> {
    if let Some(fragment) = written.strip_prefix('#') {
        return Target::Here(fragment);
    }
    if let Some((path, fragment)) = content_target(from, written) {
        return Target::Document(path, fragment);
    }
    if written.starts_with("//") {
        return Target::External(written);
    }
    if let Some(path) = written.strip_prefix('/') {
        return Target::Root(path);
    }
    // A scheme is letters, digits, + - . before the first colon; `notes:2.pdf` in a folder is rare enough to be
    // written `./notes:2.pdf`.
    if let Some((scheme, _)) = written.split_once(':')
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        && !scheme.is_empty()
        && !scheme.starts_with('.')
    {
        return if names_no_host(written) {
            Target::Forbidden("it names no host; write it in full: https://example.org/")
        } else if SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme)) {
            Target::External(written)
        } else {
            Target::Forbidden("pages link only to http, https, mailto, tel and sms addresses")
        };
    }
    if written.is_empty() {
        return Target::Forbidden("a link needs an address; write it between the parentheses");
    }
    let end = written.find(['?', '#']).unwrap_or(written.len());
    let last = written[..end].rsplit('/').next().unwrap_or_default();
    if last.is_empty() || matches!(last, "." | "..") {
        return Target::Page(&written[..end], &written[end..]);
    }
    let decoded = percent_decode_str(&written[..end]).decode_utf8_lossy();
    match join(from, &decoded) {
        Some(path) => Target::File(path, &written[end..]),
        None => Target::Forbidden("it leads out of the site"),
    }
}

/// The document that a target names, `@/reports/a.md#kj-1` or `../a.md`, with its fragment.
pub fn content_target<'a>(from: &str, written: &'a str) -> Option<(String, &'a str)> {
    let (path, fragment) = written.split_once('#').unwrap_or((written, ""));
    if let Some(path) = path.strip_prefix("@/") {
        let path = percent_decode_str(path).decode_utf8_lossy().into_owned();
        return Some((path, fragment));
    }
    let relative = path.ends_with(".md") && !path.starts_with('/') && !path.contains(':');
    let joined = relative.then(|| join(from, &percent_decode_str(path).decode_utf8_lossy())).flatten();
    joined.map(|path| (path, fragment))
}

/// A path relative to the folder of `from`; nothing where it leads above the root.
fn join(from: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Whether a web address has nothing where its host should stand.
pub fn names_no_host(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once(':') else { return false };
    (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
        && rest
            .strip_prefix("//")
            .is_none_or(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#', ':', '@', ' ']))
}

/// The address that a relative one means in the page at `own`, by the rule of browsers (RFC 3986, 5.2); nothing where
/// it leads above the root.
pub fn relative(own: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = own.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match &*percent_decode_str(part).decode_utf8_lossy() {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.iter().flat_map(|part| [*part, "/"]).collect())
}

/// The folder of a path below `content/`, with its slash; empty at the root.
pub fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |at| &path[..=at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_keeps_its_folders_and_its_slug_comes_last() {
        assert_eq!(of_document("reports/2025/Big News.md", Kind::Report, None), "reports/2025/big-news/");
        assert_eq!(of_document("reports/2025/a/index.md", Kind::Report, Some("b")), "reports/2025/b/");
        assert_eq!(of_document("reports/_index.md", Kind::Section, None), "reports/");
        assert_eq!(of_document("_index.md", Kind::Section, None), "");
        assert_eq!(of_document("index.md", Kind::Page, None), "");
        assert_eq!(of_document("about.md", Kind::Page, None), "about/");
        assert_eq!(of_document("reports/Ünïted/日本.md", Kind::Report, None), "reports/united/ri-ben/");
        assert_eq!(of_document("reports/….md", Kind::Report, None), "reports/2026/");
    }

    #[test]
    fn targets_are_told_apart() {
        let from = "reports/2025/a/index.md";
        assert_eq!(target(from, "@/about.md#us"), Target::Document("about.md".into(), "us"));
        assert_eq!(target(from, "../b.md"), Target::Document("reports/2025/b.md".into(), ""));
        assert_eq!(target(from, "my%20map.png"), Target::File("reports/2025/a/my map.png".into(), ""));
        assert_eq!(
            target(from, "data.csv?raw#l1"),
            Target::File("reports/2025/a/data.csv".into(), "?raw#l1")
        );
        assert_eq!(target(from, "#kj-1"), Target::Here("kj-1"));
        assert_eq!(target(from, "../b/#kj-1"), Target::Page("../b/", "#kj-1"));
        assert_eq!(target(from, ".."), Target::Page("..", ""));
        assert_eq!(target(from, "?q"), Target::Page("", "?q"));
        for nothing in ["", "https://", "HTTPS:///x", "http:", "https://#x"] {
            assert!(matches!(target(from, nothing), Target::Forbidden(_)), "{nothing}");
        }
        assert_eq!(target(from, "/about/"), Target::Root("about/"));
        assert_eq!(target(from, "https://example.org/a.md"), Target::External("https://example.org/a.md"));
        assert!(matches!(target(from, "javascript:alert(1)"), Target::Forbidden(_)));
        assert!(matches!(target(from, "JAVASCRIPT:alert(1)"), Target::Forbidden(_)));
        assert!(matches!(target(from, "data:text/html,x"), Target::Forbidden(_)));
        assert!(matches!(target(from, "../../../../etc/passwd"), Target::Forbidden(_)));
        assert!(matches!(target(from, "..%2f..%2f..%2f..%2fx"), Target::Forbidden(_)));
    }

    #[test]
    fn relative_addresses_are_read_as_browsers_do() {
        let own = "reports/a/";
        for (written, meant) in [("../b/", "reports/b/"), ("c/", "reports/a/c/"), ("", "reports/a/")] {
            assert_eq!(relative(own, written).as_deref(), Some(meant));
        }
        assert_eq!(relative(own, "../../about/").as_deref(), Some("about/"));
        assert_eq!(relative(own, "%2e%2E/../").as_deref(), Some(""));
        assert_eq!(relative(own, "../../../x/"), None);
    }

    proptest::proptest! {
        #[test]
        fn no_target_reads_a_file_outside_the_content(written in "[a-z./%2eEfF#?:@\\\\]{0,24}") {
            if let Target::File(path, _) | Target::Document(path, _) = target("reports/a.md", &written)
                && !written.starts_with("@/")
            {
                proptest::prop_assert!(!path.split('/').any(|part| part == ".."));
            }
        }
    }
}
