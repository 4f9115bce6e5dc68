//! The site at one moment, as the server shows it: the last good files, what is wrong now, what changed.
//!
//! In: what a build gave, or a few pages ahead of one. Out: a [`Snapshot`], immutable and shared by all connections. One with pages
//! ahead shares everything else with the one before, so that making it takes no longer than the pages did. Does not know HTTP.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use xxhash_rust::xxh3::xxh3_128;

use super::preview::{Built, Changes, Files, Options};
use crate::build::{Few, Quick};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::site::address::encode;

/// A site in memory.
#[derive(Debug)]
pub struct Snapshot {
    /// Counts snapshots, from 1.
    pub generation: u64,
    /// What the writer chose.
    pub options: Options,
    /// What was found by the last build; [`Self::findings`] has what is newer.
    pub diagnostics: Arc<Diagnostics>,
    /// Names of the levels to choose from.
    pub levels: Vec<String>,
    /// Paths of files that differ from those of the generation before, in order.
    pub changed: Vec<Arc<str>>,
    /// The page whose file was edited last.
    pub edited: Option<Edited>,
    /// Whether everything shown is of one build. Otherwise some pages are ahead of the others.
    pub settled: bool,
    /// Whether a build has ended at all: before, what is not here may still come.
    pub whole: bool,
    files: Arc<Files>,
    /// Files that are ahead of the others.
    ahead: Files,
    /// What was found in files that are ahead, by file; it takes the place of what the last build found in them.
    reread: BTreeMap<String, Vec<Diagnostic>>,
    sources: Arc<BTreeMap<String, String>>,
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
        Self::none(options.clone()).after(built, options, &Changes::Everything)
    }

    /// The one before the first, which shows nothing.
    pub fn none(options: Options) -> Self {
        Self {
            generation: 0,
            options,
            diagnostics: Arc::default(),
            levels: Vec::new(),
            changed: Vec::new(),
            edited: None,
            settled: false,
            whole: false,
            files: Arc::default(),
            ahead: Files::new(),
            reread: BTreeMap::new(),
            sources: Arc::default(),
            base_path: "/".to_owned(),
        }
    }

    /// The one after this, whether or not it differs. Without files those of this one stay.
    #[must_use]
    pub fn after(&self, built: Built, options: Options, changes: &Changes) -> Self {
        let generation = self.generation + 1;
        let (files, sources, ahead, changed) = match built.files {
            Some(files) => {
                let changed = self.differing(&files);
                (Arc::new(files), Arc::new(built.sources), Files::new(), changed)
            }
            // Pages that are ahead stay: they are the last good ones. Without any other they are no site.
            None => {
                let ahead = if self.whole { self.ahead.clone() } else { Files::new() };
                (Arc::clone(&self.files), Arc::clone(&self.sources), ahead, Vec::new())
            }
        };
        let base_path = if built.base_path.is_empty() { self.base_path.clone() } else { built.base_path };
        let levels = if built.levels.is_empty() { self.levels.clone() } else { built.levels };
        let mut next = Self {
            generation,
            options,
            diagnostics: Arc::new(built.diagnostics),
            levels,
            changed,
            edited: None,
            settled: true,
            whole: true,
            files,
            ahead,
            reread: BTreeMap::new(),
            sources,
            base_path,
        };
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
            && self.settled == earlier.settled
            && self.findings().eq(earlier.findings())
    }

    /// The one after this with a few files ahead of the others.
    #[must_use]
    pub fn ahead(&self, base_path: &str, files: Few) -> Self {
        let mut next = Self { changed: Vec::new(), settled: false, ..self.share() };
        base_path.clone_into(&mut next.base_path);
        for (path, bytes) in files {
            if self.get(&path).is_none_or(|(_, known)| **known != *bytes) {
                next.changed.push(Arc::clone(&path));
                next.ahead.insert(path, bytes);
            }
        }
        next.changed.sort_unstable();
        next
    }

    /// The one after this with documents read anew.
    #[must_use]
    pub fn reread(&self, quick: Quick, changes: &Changes) -> Self {
        let mut next = self.ahead(&self.base_path, quick.files);
        next.reread.extend(quick.findings);
        if let Some(address) = next.page_of(changes) {
            next.edited = Some(Edited { generation: next.generation, address });
        }
        next
    }

    /// The same again, with everything large shared.
    fn share(&self) -> Self {
        Self {
            generation: self.generation + 1,
            options: self.options.clone(),
            diagnostics: Arc::clone(&self.diagnostics),
            levels: self.levels.clone(),
            changed: self.changed.clone(),
            edited: self.edited.clone(),
            settled: self.settled,
            whole: self.whole,
            files: Arc::clone(&self.files),
            ahead: self.ahead.clone(),
            reread: self.reread.clone(),
            sources: Arc::clone(&self.sources),
            base_path: self.base_path.clone(),
        }
    }

    /// What is wrong: what was found in pages that are ahead, and what the last build found in all others.
    pub fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        let replaced = |finding: &&Diagnostic| {
            let place = finding.place.as_ref().filter(|_| !self.reread.is_empty());
            place.is_none_or(|place| !self.reread.contains_key(&place.path))
        };
        self.reread.values().flatten().chain(self.diagnostics.iter().filter(replaced))
    }

    /// Whether there is nothing to show yet, because every build so far had errors.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.ahead.is_empty()
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
        let Some(path) = decoded(target) else { return Found::Missing };
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
            Found::Missing if self.get(&format!("{below}/index.html")).is_some() => {
                Found::Moved(format!("{}{}/", self.base_path, encode(below)))
            }
            found => found,
        }
    }

    /// Whether there is nothing of the site at the target of a request.
    pub fn lacks(&self, target: &str) -> bool {
        !target.starts_with("/.bluf/") && self.find(target) == Found::Missing
    }

    /// A file by its path.
    pub fn file(&self, path: &str) -> Found<'_> {
        self.get(path).map_or(Found::Missing, |(path, bytes)| Found::File(path, bytes))
    }

    fn get(&self, path: &str) -> Option<(&Arc<str>, &Arc<[u8]>)> {
        self.ahead.get_key_value(path).or_else(|| self.files.get_key_value(path))
    }

    /// Paths of what differs from these files, new ones and gone ones, in order.
    fn differing(&self, files: &Files) -> Vec<Arc<str>> {
        let mut changed = differing(&self.files, files);
        if !self.ahead.is_empty() {
            changed.retain(|path| !self.ahead.contains_key(path));
            let same = |path: &Arc<str>, bytes: &Arc<[u8]>| files.get(path).is_some_and(|new| new == bytes);
            let differs = self.ahead.iter().filter(|(path, bytes)| !same(path, bytes));
            changed.extend(differs.map(|(path, _)| Arc::clone(path)));
            changed.sort_unstable();
        }
        changed
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
        self.findings().filter(|finding| finding.severity == Severity::Error)
    }

    /// The address of a file by its path.
    pub fn address(&self, path: &str) -> String {
        format!("{}{}", self.base_path, encode(path.strip_suffix("index.html").unwrap_or(path)))
    }

    /// The first page that was written in a file that changed.
    fn page_of(&self, changes: &Changes) -> Option<String> {
        self.pages_of(changes).first().map(|page| self.address(page))
    }

    /// Paths of the pages that were written in files that changed.
    pub fn pages_of(&self, changes: &Changes) -> Vec<String> {
        let Changes::Paths(paths) = changes else { return Vec::new() };
        let written = |(_, source): &(&String, &String)| paths.binary_search(source).is_ok();
        self.sources.iter().filter(written).map(|(page, _)| page.clone()).collect()
    }
}

/// The path of the target of a request, without its query.
fn decoded(target: &str) -> Option<Cow<'_, str>> {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    percent_decode_str(path).decode_utf8().ok()
}

/// The path of the page at the target of a request, for a site with this base path.
pub fn page_at(target: &str, base_path: &str) -> Option<String> {
    let (path, base) = (decoded(target)?, percent_decode_str(base_path).decode_utf8_lossy());
    let below = path.strip_prefix(base.as_ref())?;
    let folder = below.is_empty() || below.ends_with('/');
    Some(if folder { format!("{below}index.html") } else { below.to_owned() })
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
pub(super) mod tests;
