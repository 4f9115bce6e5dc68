//! The site at one moment, as the server shows it: the last good files, what is wrong now, what changed.
//!
//! In: what a build gave. Out: a [`Snapshot`], immutable and shared by all connections. Does not know HTTP.

use std::collections::BTreeMap;
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use xxhash_rust::xxh3::xxh3_128;

use super::preview::{Built, Changes, Files, Options};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::site::address::encode;

/// A site in memory.
#[derive(Debug)]
pub struct Snapshot {
    /// Counts snapshots, from 1.
    pub generation: u64,
    /// What the writer chose.
    pub options: Options,
    /// What was found by the last build.
    pub diagnostics: Diagnostics,
    /// Names of the levels to choose from.
    pub levels: Vec<String>,
    /// Paths of files that differ from those of the generation before, in order.
    pub changed: Vec<Arc<str>>,
    /// The page whose file was edited last.
    pub edited: Option<Edited>,
    files: Files,
    sources: BTreeMap<String, String>,
    base_path: String,
}

/// A page whose file was edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The generation that the edit made.
    pub generation: u64,
    /// The page's address on this server.
    pub address: String,
}

/// What stands at an address.
#[derive(Debug, PartialEq, Eq)]
pub enum Found<'s> {
    /// A file: its path and bytes.
    File(&'s str, &'s Arc<[u8]>),
    /// A folder whose page is at this address, which ends in a slash.
    Moved(String),
    /// Nothing.
    Missing,
}

impl Snapshot {
    /// The first one.
    pub fn first(built: Built, options: Options) -> Self {
        let empty = Self {
            generation: 0,
            options: options.clone(),
            diagnostics: Diagnostics::new(),
            levels: Vec::new(),
            changed: Vec::new(),
            edited: None,
            files: Files::new(),
            sources: BTreeMap::new(),
            base_path: "/".to_owned(),
        };
        empty.after(built, options, &Changes::Everything)
    }

    /// The one after this, whether or not it differs. Without files those of this one stay.
    #[must_use]
    pub fn after(&self, built: Built, options: Options, changes: &Changes) -> Self {
        let generation = self.generation + 1;
        let (files, sources) = match built.files {
            Some(files) => (files, built.sources),
            None => (self.files.clone(), self.sources.clone()),
        };
        let base_path = if built.base_path.is_empty() { self.base_path.clone() } else { built.base_path };
        let changed = differing(&self.files, &files);
        let levels = if built.levels.is_empty() { self.levels.clone() } else { built.levels };
        let edited = None;
        let diagnostics = built.diagnostics;
        let mut next =
            Self { generation, options, diagnostics, levels, changed, edited, files, sources, base_path };
        next.edited = match next.page_of(changes) {
            Some(address) => Some(Edited { generation, address }),
            None => self.edited.clone(),
        };
        next
    }

    /// Whether a reader of `earlier` would see nothing new.
    pub fn shows_the_same_as(&self, earlier: &Self) -> bool {
        self.changed.is_empty()
            && self.options == earlier.options
            && self.levels == earlier.levels
            && self.base_path == earlier.base_path
            && self.diagnostics.iter().eq(earlier.diagnostics.iter())
    }

    /// Whether there is nothing to show yet, because every build so far had errors.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Address of the home page on this server; begins and ends in `/`.
    pub fn home(&self) -> &str {
        &self.base_path
    }

    /// What stands at the target of a request. Files are found by their exact path only, so that no target leads to
    /// anything but a file of the site.
    pub fn find(&self, target: &str) -> Found<'_> {
        let path = target.split(['?', '#']).next().unwrap_or_default();
        let Ok(path) = percent_decode_str(path).decode_utf8() else { return Found::Missing };
        let base = percent_decode_str(&self.base_path).decode_utf8_lossy();
        let Some(below) = path.strip_prefix(base.as_ref()) else {
            let home = path == "/" || path == base.trim_end_matches('/');
            return if home && !self.is_empty() {
                Found::Moved(self.base_path.clone())
            } else {
                Found::Missing
            };
        };
        if below.is_empty() || below.ends_with('/') {
            return self.file(&format!("{below}index.html"));
        }
        match self.file(below) {
            Found::Missing if self.files.contains_key(format!("{below}/index.html").as_str()) => {
                Found::Moved(format!("{}{}/", self.base_path, encode(below)))
            }
            found => found,
        }
    }

    /// A file by its path.
    pub fn file(&self, path: &str) -> Found<'_> {
        self.files.get_key_value(path).map_or(Found::Missing, |(path, bytes)| Found::File(path, bytes))
    }

    /// Tells this version of what a page shows from others, for the page at this target.
    pub fn fingerprint(&self, target: &str) -> String {
        match (self.find(target), self.file("404.html")) {
            (Found::File(_, bytes), _) => fingerprint(bytes),
            (_, Found::File(_, bytes)) => format!("missing-{}", fingerprint(bytes)),
            _ => "missing".to_owned(),
        }
    }

    /// The file that the page at this target was written in.
    pub fn source(&self, target: &str) -> Option<&str> {
        match self.find(target) {
            Found::File(path, _) => self.sources.get(path).map(String::as_str),
            _ => None,
        }
    }

    /// The errors.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|finding| finding.severity == Severity::Error)
    }

    /// The address of a file by its path.
    pub fn address(&self, path: &str) -> String {
        format!("{}{}", self.base_path, encode(path.strip_suffix("index.html").unwrap_or(path)))
    }

    /// The first page that was written in a file that changed.
    fn page_of(&self, changes: &Changes) -> Option<String> {
        let Changes::Paths(paths) = changes else { return None };
        let written = |(_, source): &(&String, &String)| paths.binary_search(source).is_ok();
        self.sources.iter().find(written).map(|(page, _)| self.address(page))
    }
}

/// A hash in hexadecimal.
pub fn fingerprint(bytes: &[u8]) -> String {
    format!("{:032x}", xxh3_128(bytes))
}

/// Paths with other bytes, new ones and gone ones, in order. Shared bytes are not compared.
fn differing(old: &Files, new: &Files) -> Vec<Arc<str>> {
    let mut changed = Vec::new();
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (Some((before, _)), Some((after, _))) => before.cmp(after),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => return changed,
        };
        let before = if order.is_le() { old.next() } else { None };
        let after = if order.is_ge() { new.next() } else { None };
        let same = matches!((before, after), (Some((_, before)), Some((_, after)))
            if Arc::ptr_eq(before, after) || before == after);
        if let (false, Some((path, _))) = (same, before.or(after)) {
            changed.push(Arc::clone(path));
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
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
        let site =
            snapshot(&[("index.html", "home"), ("a b/index.html", "a"), ("ü.txt", "u"), ("a.txt", "t")]);
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
}
