//! One file of an output, read and judged.
//!
//! In: a path, bytes, and an [`Audit`]. Out: a [`Reading`]. Nothing here depends on another file of the output.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::extract::{Extractor, View};
use super::facets::{self, Fault};
use super::needles::{Hit, Searched};
use super::passages::What;
use super::piece::Piece;
use super::traces::{Trace, TraceKind};
use super::{Audit, links};
use crate::diag::{Code, Diagnostic, Frame, Place, codes};
use crate::manifest::hash;

/// What was found in a file, and where it leads.
#[derive(Debug, Clone)]
pub struct Reading {
    pub(super) path: String,
    pub(super) findings: Vec<Diagnostic>,
    pub(super) links: FxHashSet<u64>,
    /// Whether it is published whatever leads to it.
    pub(super) is_free: bool,
    /// False for a folder without files.
    pub(super) is_file: bool,
}

/// Passages of one source file that are told for one file of the output; the rest are counted.
const MOST: usize = 5;

impl Reading {
    /// A file that could not be read.
    pub(super) fn failed(path: &str, finding: Diagnostic) -> Self {
        Self {
            path: path.to_owned(),
            findings: vec![finding],
            links: FxHashSet::default(),
            is_free: true,
            is_file: true,
        }
    }
}

/// What one file gave, before it is put into words.
#[derive(Default)]
struct Found<'a> {
    /// Withheld files, and the first place of each: the file itself, or one that is packed or written into it.
    files: BTreeMap<&'a str, usize>,
    /// The first place of each passage; none for the path itself.
    hits: BTreeMap<usize, Option<usize>>,
    traces: BTreeSet<(TraceKind, usize)>,
    comments: Vec<usize>,
    links: FxHashSet<u64>,
    troubles: Vec<(usize, String)>,
}

impl Audit {
    /// Reads one file of the output. `path` is below the output folder, with `/`.
    pub fn file(&self, path: &str, bytes: &[u8]) -> Reading {
        // What the sources publish as it is may have comments and paths of its own, but nothing withheld.
        let is_open = self.open_files.contains(&hash(bytes));
        let mut found = self.look(path, bytes, is_open);
        self.judgement_ids(path, bytes, &mut found);
        let lines = Lines { bytes };
        let mut findings = self.passages(path, &found, &lines);
        let mut tell = |code: &'static Code, message: String, at: usize, help: &str| {
            let message = format!("{message}, {}", lines.words(at));
            let finding = place(Diagnostic::new(code, message), &self.shown, path, at, lines.at(at));
            findings.push(finding.help(help));
        };
        for (source, at) in &found.files {
            let help = "remove it; no released document names this file";
            tell(&codes::AUDIT_FILE, format!("this is the withheld file {source}"), *at, help);
        }
        if self.sealed.iter().any(|folder| path.starts_with(folder.as_str()))
            && path.ends_with(".bin")
            && !super::noise::is_noise(bytes)
        {
            let help = "build again: everything of a tier is encrypted";
            tell(&codes::AUDIT_FILE, "a file of a sealed tier that is not sealed".to_owned(), 0, help);
        }
        for (kind, at) in &found.traces {
            let (code, message, help) = match kind {
                TraceKind::Machine => {
                    let help = "publish addresses, not paths of the machine that made them";
                    (&codes::AUDIT_MACHINE_PATH, "a path of a machine".to_owned(), help)
                }
                TraceKind::Template(mark) => {
                    let help = "a template failed here; mend it and build again";
                    (&codes::AUDIT_TEMPLATE, format!("`{mark}`, which templates leave when they fail"), help)
                }
                TraceKind::Mark => {
                    let help = "what it marks may be above the release as well; remove both";
                    (&codes::AUDIT_TEXT, "a portion mark above the release level".to_owned(), help)
                }
                TraceKind::Level => {
                    let help = "make the page after the release is cut; only what is released has a badge";
                    (&codes::AUDIT_COUNT, "the badge of a level above the release".to_owned(), help)
                }
                TraceKind::Gap => {
                    let help = "leave it out: its place and its length tell";
                    (&codes::AUDIT_COUNT, "a sign in the place of what is withheld".to_owned(), help)
                }
                TraceKind::Count => {
                    let help = "count after the release is cut, never before";
                    (&codes::AUDIT_COUNT, "a number that tells how much is withheld".to_owned(), help)
                }
            };
            tell(code, message, *at, help);
        }
        for at in found.comments.iter().take(MOST) {
            let help = "remove it: readers of a page's source see it";
            tell(&codes::AUDIT_COMMENT, "a comment".to_owned(), *at, help);
        }
        for (at, why) in &found.troubles {
            let help = "nobody can say what is in it; publish it in a form that can be read";
            tell(&codes::AUDIT_UNREADABLE, format!("cannot be understood: {why}"), *at, help);
        }
        if let Some(at) = self.too_many(path, bytes).filter(|_| !is_open) {
            let help = "lists must be made of released documents only";
            tell(
                &codes::AUDIT_COUNT,
                "a list with more entries than the release has documents".into(),
                at,
                help,
            );
        }
        for fault in self.facets.faults(path, bytes).into_iter().filter(|_| !is_open) {
            let (code, message) = match fault {
                Fault::Reports => {
                    (&codes::AUDIT_COUNT, "a part of the search with more reports than the release")
                }
                Fault::Level => (&codes::AUDIT_COUNT, "what there is at a level above the release"),
                Fault::Term => (&codes::AUDIT_NAME, "a term of the search that no released report has"),
            };
            let help = "make the search of released documents only; the rest of its files may be of another release too";
            tell(code, message.to_owned(), 0, help);
        }
        let redirect = memchr::memmem::find(bytes, b"http-equiv=\"refresh\"").is_some();
        Reading {
            path: path.to_owned(),
            findings,
            links: found.links,
            is_free: is_open || redirect,
            is_file: true,
        }
    }

    /// Reads the name of a folder that has no files.
    pub(super) fn name(&self, path: &str) -> Reading {
        let found = self.look(path, b"", true);
        let findings = self.passages(path, &found, &Lines { bytes: b"" });
        Reading {
            path: path.to_owned(),
            findings,
            links: FxHashSet::default(),
            is_free: true,
            is_file: false,
        }
    }

    fn look(&self, path: &str, bytes: &[u8], is_open: bool) -> Found<'_> {
        let mut found = Found::default();
        let mut files = BTreeMap::new();
        let mut troubles = Vec::new();
        let mut words = Vec::new();
        let is_markup = [".html", ".htm", ".xhtml", ".xml", ".svg", ".atom", ".rss"]
            .iter()
            .any(|end| path.ends_with(end))
            || bytes.trim_ascii_start().starts_with(b"<");
        let is_list = path.ends_with(".json") && facets::is_search(path);
        let searched = if is_list { Searched::Words } else { Searched::Text };
        let is_code = [".js", ".mjs", ".css", ".map"].iter().any(|end| path.ends_with(end));
        let mut see = |piece: &Piece<'_>, view: View| {
            self.needles.search(&piece.text, searched, &mut words, |Hit { passage, start }| {
                let at = (view != View::Path).then(|| piece.offset(start));
                // The name of the file tells where to look even if its text has the passage too.
                found.hits.entry(passage).and_modify(|first| *first = (*first).min(at)).or_insert(at);
            });
            if view == View::Comment && is_markup && !is_open && is_comment(&piece.text) {
                let at = piece.offset(0);
                if !is_shown(&bytes[..at.min(bytes.len())], path.ends_with("ml") && !path.ends_with(".xml")) {
                    found.comments.push(at);
                }
            }
            // Tags stay in what is decoded of markup, so its addresses are among the text as written.
            let decoded = view == View::Decoded && piece.text.len() < bytes.len() * 2 && !is_markup;
            if view == View::Written || decoded {
                links::read(path, &piece.text, &self.bases, &mut found.links);
            }
            if !is_open && view != View::Path {
                for Trace { start, kind } in self.tracer.search(path, &piece.text) {
                    // What begins with two backslashes begins with one as soon as JSON is read.
                    let undone = view == View::Written && path.ends_with(".json");
                    if undone && piece.text[start..].starts_with('\\') {
                        continue;
                    }
                    if kind == TraceKind::Machine || !is_code {
                        found.traces.insert((kind, piece.offset(start)));
                    }
                }
            }
        };
        let mut content = |at: usize, bytes: &[u8]| {
            if let Some(source) = self.secret_files.get(&hash(bytes)) {
                files.entry(source.as_str()).or_insert(at);
            }
        };
        let trouble = &mut |at, why: &str| troubles.push((at, why.to_owned()));
        Extractor { see: &mut see, trouble, content: &mut content }.file(path, bytes);
        found.files = files;
        troubles.sort();
        troubles.dedup();
        found.troubles = if is_open { Vec::new() } else { troubles };
        found.comments.sort_unstable();
        found.comments.dedup();
        found
    }

    /// `kj-3` in the files of a document that has lost it.
    fn judgement_ids(&self, path: &str, bytes: &[u8], found: &mut Found<'_>) {
        let folder = path.rfind('/').map_or("", |end| &path[..=end]);
        let Some(gone) = self.judgements.get(folder) else { return };
        let lower = bytes.to_ascii_lowercase();
        for (number, passage) in gone {
            let id = format!("kj-{number}");
            let whole = |at: &usize| !lower.get(at + id.len()).is_some_and(u8::is_ascii_digit);
            if let Some(at) = memchr::memmem::find_iter(&lower, id.as_bytes()).find(whole) {
                found.hits.entry(*passage).or_insert(Some(at));
            }
        }
    }

    fn passages(&self, path: &str, found: &Found<'_>, lines: &Lines<'_>) -> Vec<Diagnostic> {
        let mut by_source: BTreeMap<&str, Vec<(Option<usize>, usize)>> = BTreeMap::new();
        for (passage, at) in &found.hits {
            by_source.entry(&self.needles.passages[*passage].path).or_default().push((*at, *passage));
        }
        let mut findings = Vec::new();
        for (source, mut hits) in by_source {
            hits.sort_unstable();
            let mut told = FxHashSet::default();
            let all = hits.len();
            for (at, number) in hits {
                let passage = &self.needles.passages[number];
                let (code, what) = match passage.what {
                    What::Text | What::Segment => (&codes::AUDIT_TEXT, "withheld text"),
                    What::Name | What::Person => (&codes::AUDIT_NAME, "a withheld title or name"),
                    What::Address => (&codes::AUDIT_NAME, "a withheld address or id"),
                    What::File => (&codes::AUDIT_FILE, "the name of a withheld file"),
                    What::Source => (&codes::AUDIT_SOURCE, "the address of a withheld source"),
                    What::Passphrase => (&codes::AUDIT_PASSPHRASE, passage.text.as_str()),
                };
                if told.len() >= MOST || !told.insert((code.id, passage.line)) {
                    continue;
                }
                let message = match at {
                    Some(at) => format!("{what}, {}", lines.words(at)),
                    None => format!("{what}, in the name of the file or folder"),
                };
                let at = at.unwrap_or(0);
                let mut finding = place(Diagnostic::new(code, message), &self.shown, path, at, lines.at(at));
                finding = if passage.what == What::Passphrase {
                    finding.help(
                        "take it out; if it was published before, make a new passphrase and run bluf seal",
                    )
                } else {
                    finding.note(
                        format!("it stands in line {} of {source}", passage.line),
                        Some(quoting_nothing(source, passage.line)),
                    )
                };
                findings.push(finding);
            }
            if let Some(last) = findings.last_mut().filter(|_| all > told.len() && told.len() >= MOST) {
                last.help.push(format!("more of {source} may be in this file: {all} passages were found"));
            }
        }
        findings
    }

    /// The place where a list has more entries than there are documents.
    fn too_many(&self, path: &str, bytes: &[u8]) -> Option<usize> {
        let edition = self.limits.iter().find(|limits| path.starts_with(limits.folder.as_str()))?;
        let (documents, reports) = (edition.documents, edition.reports);
        if path.ends_with(".xml") {
            let entries = |tag: &[u8]| memchr::memmem::find_iter(bytes, tag).nth(documents);
            return [&b"<entry>"[..], b"<entry ", b"<item>", b"<item "].into_iter().find_map(entries);
        }
        if !path.ends_with(".json") {
            return None;
        }
        let value: serde_json::Value = serde_json::from_slice(bytes).ok()?;
        let lists = value.as_object()?.iter().find(|(key, value)| {
            let most = match key.as_str() {
                "reports" => reports,
                "items" | "posts" | "pages" | "entries" | "documents" => documents,
                _ => return false,
            };
            value.as_array().is_some_and(|list| list.len() > most)
        });
        lists.map(|_| 0)
    }
}

/// Whether what stands before the text of a comment is shown to readers, as in code about HTML: `&lt;!--` in a page, one
/// layer more in a feed, where pages are escaped themselves.
fn is_shown(before: &[u8], is_page: bool) -> bool {
    let Some(sign) = before.strip_suffix(b"!--") else { return false };
    let ends = |ends: &[&[u8]]| ends.iter().any(|end| sign.ends_with(end));
    let deep: [&[u8]; 4] = [b"&amp;lt;", b"&amp;#60;", b"&amp;#x3C;", b"&amp;#x3c;"];
    let shallow: [&[u8]; 7] = [b"&lt;", b"&#60;", b"&#x3C;", b"&#x3c;", b"\\u003c", b"\\u003C", b"\\x3c"];
    // Texts of Atom that do not say they are HTML.
    let tag = memchr::memrchr(b'<', sign).map_or(&[][..], |open| &sign[open..]);
    let tag = &tag[..memchr::memchr(b'>', tag).unwrap_or(tag.len())];
    let plain = [&b"<summary"[..], b"<title", b"<subtitle"].iter().any(|start| tag.starts_with(start))
        && memchr::memmem::find(tag, b"html").is_none();
    ends(&deep) || (is_page || plain) && ends(&shallow)
}

/// Comments that say nothing: empty ones, and those that old browsers took for conditions.
fn is_comment(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty()
        && !text.starts_with("[if ")
        && !text.starts_with("<![endif]")
        && !text.ends_with("[endif]")
}

/// A finding with its place, and without a line of the file: the line may be the secret.
pub(super) fn place(
    finding: Diagnostic,
    shown: &str,
    path: &str,
    at: usize,
    (line, column): (usize, usize),
) -> Diagnostic {
    let frame = Frame { line, column, text: String::new(), marked: 0..0 };
    let shown = format!("{shown}{path}");
    Diagnostic { place: Some(Place { path: shown, span: at..at, frame: Some(frame) }), ..finding }
}

fn quoting_nothing(path: &str, line: usize) -> Place {
    let frame = Frame { line, column: 1, text: String::new(), marked: 0..0 };
    Place { path: path.to_owned(), span: 0..0, frame: Some(frame) }
}

struct Lines<'b> {
    bytes: &'b [u8],
}

impl Lines<'_> {
    /// A place in words, for a finding that must not quote its line.
    fn words(&self, at: usize) -> String {
        let (line, column) = self.at(at);
        format!("at byte {at} (line {line}, column {column})")
    }

    /// Line and column, from 1; columns count characters where the line is text, else bytes.
    fn at(&self, at: usize) -> (usize, usize) {
        let before = &self.bytes[..at.min(self.bytes.len())];
        let start = memchr::memrchr(b'\n', before).map_or(0, |end| end + 1);
        let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
        (memchr::memchr_iter(b'\n', before).count() + 1, column)
    }
}
