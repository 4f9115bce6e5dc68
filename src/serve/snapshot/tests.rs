//! Snapshots of small sites.

use super::*;
use crate::diag::codes;
use crate::release::Drafts;

pub(crate) fn options() -> Options {
    Options { release: None, drafts: Drafts::Hide, as_of: None }
}

pub(crate) fn built(files: &[(&str, &str)]) -> Built {
    let files = files.iter().map(|(path, text)| ((*path).into(), text.as_bytes().into())).collect();
    Built { files: Some(files), base_path: "/".into(), ..Built::default() }
}

pub(crate) fn snapshot(files: &[(&str, &str)]) -> Snapshot {
    Snapshot::first(built(files), options())
}

fn path<'s>(found: &Found<'s>) -> Option<&'s str> {
    if let Found::File(path, _) = found { Some(path) } else { None }
}

#[test]
fn only_exact_paths_are_files() {
    let site = snapshot(&[("index.html", "home"), ("a b/index.html", "a"), ("ü.txt", "u"), ("a.txt", "t")]);
    for (target, expected) in [
        ("/", Some("index.html")),
        ("/index.html", Some("index.html")),
        ("/?q=1", Some("index.html")),
        ("/a%20b/", Some("a b/index.html")),
        ("/%C3%BC.txt", Some("ü.txt")),
        ("/%61.txt", Some("a.txt")),
        ("//a.txt", None),
        ("/./a.txt", None),
        ("/a%20b/../a.txt", None),
        ("/a%20b/%2e%2e/a.txt", None),
        ("/..%2fa.txt", None),
        ("/%252e%252e/a.txt", None),
        ("/a.txt/", None),
        ("/a.txt%00", None),
        ("/%ff", None),
        ("a.txt", None),
        ("http://localhost/a.txt", None),
        ("/etc/passwd", None),
        ("/\\a.txt", None),
    ] {
        assert_eq!(path(&site.find(target)), expected, "{target}");
    }
    assert_eq!(site.find("/a%20b"), Found::Moved("/a%20b/".into()));
}

#[test]
fn a_site_below_a_path_is_found_there() {
    let mut below = built(&[("index.html", "home"), ("a/index.html", "a")]);
    below.base_path = "/desk/".into();
    let site = Snapshot::first(below, options());
    assert_eq!(path(&site.find("/desk/a/")), Some("a/index.html"));
    assert_eq!(site.find("/"), Found::Moved("/desk/".into()));
    assert_eq!(site.find("/desk"), Found::Moved("/desk/".into()));
    assert_eq!(site.find("/a/"), Found::Missing);
    assert_eq!(site.address("a/index.html"), "/desk/a/");
}

#[test]
fn what_changed_came_or_went_is_told() {
    let site = snapshot(&[("a", "1"), ("b", "1"), ("d", "1")]);
    let next = site.after(built(&[("a", "1"), ("b", "2"), ("c", "1")]), options(), &Changes::Everything);
    assert_eq!(next.changed.iter().map(|path| &**path).collect::<Vec<_>>(), ["b", "c", "d"]);
    assert!(!next.shows_the_same_as(&site));
    let again = next.after(built(&[("a", "1"), ("b", "2"), ("c", "1")]), options(), &Changes::Everything);
    assert!(again.shows_the_same_as(&next));
}

#[test]
fn errors_leave_the_last_good_files() {
    let site = snapshot(&[("index.html", "good")]);
    let mut broken = Built::default();
    broken.diagnostics.push(Diagnostic::new(&codes::UNKNOWN_KEY, "unknown key"));
    let next = site.after(broken, options(), &Changes::Everything);
    assert_eq!(path(&next.find("/")), Some("index.html"));
    assert_eq!((next.errors().count(), next.changed.len(), next.home()), (1, 0, "/"));
    assert!(!next.shows_the_same_as(&site));
}

#[test]
fn the_page_of_an_edited_file_is_remembered() {
    let mut first = built(&[("a/index.html", "1")]);
    first.sources.insert("a/index.html".into(), "content/a.md".into());
    let site = Snapshot::first(first, options());
    assert_eq!(site.edited, None);
    let next =
        site.after(Built::default(), options(), &Changes::Paths(vec!["content/a.md".into(), "x".into()]));
    assert_eq!(next.edited, Some(Edited { generation: 2, address: "/a/".into() }));
    let later = next.after(Built::default(), options(), &Changes::Paths(vec!["static/a.png".into()]));
    assert_eq!(later.edited, next.edited);
    assert_eq!(later.source("/a/"), Some("content/a.md"));
}
