//! The source registry: sources.toml of the site, and of a bundle beside its index.md.
//!
//! In: TOML, one table a source. Out: [`Registry`]. Does not know who cites what.

use rustc_hash::FxHashMap;

use crate::classification::{Level, Scheme};
use crate::date::Moment;
use crate::diag::{Diagnostic, codes};
use crate::portion::read_mark;
use crate::table::{Findings, Located, Table, parse};

/// The name of a registry file.
pub const FILE: &str = "sources.toml";

/// One source, as ICD 206 and ICS 206-01 want it described.
#[derive(Debug, Clone)]
pub struct SourceRecord {
    /// The key that citations use: `[@incsr-2025]`.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// Persons or bodies that wrote it.
    pub authors: Vec<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where it is.
    pub url: Option<String>,
    /// A copy that will not change.
    pub archive_url: Option<String>,
    /// When it was published.
    pub published: Option<Moment>,
    /// When it was read.
    pub accessed: Option<Moment>,
    /// Reliability of the source, `A` to `F` (STANAG 2511).
    pub reliability: Option<&'static str>,
    /// What affects its quality, in words (ICD 206 source descriptor).
    pub descriptor: Option<String>,
    /// Its level, where it may not be named to everybody who may read what cites it.
    pub level: Option<Level>,
}

/// Sources by id.
#[derive(Debug, Default)]
pub struct Registry {
    records: Vec<SourceRecord>,
    by_id: FxHashMap<String, usize>,
}

const RELIABILITY: [&str; 6] = ["A", "B", "C", "D", "E", "F"];

impl Registry {
    /// Reads a registry.
    pub fn read(text: &str, scheme: &Scheme, findings: &mut Findings<'_>) -> Self {
        let mut registry = Self::default();
        let table = parse(text, "the source registry", findings);
        for (id, mut table) in table.named_tables("a source", findings) {
            let allowed = |character: char| character.is_alphanumeric() || "-_.:".contains(character);
            if id.value.is_empty() || !id.value.chars().all(allowed) {
                let message = format!("`{}` cannot be cited", id.value);
                findings.push(
                    &id.span,
                    Diagnostic::new(&codes::INVALID_VALUE, message)
                        .help("use letters, digits, `-`, `_`, `.` and `:`"),
                );
                continue;
            }
            let record = record(id.value, &mut table, scheme, findings);
            table.finish(findings);
            registry.by_id.insert(record.id.clone(), registry.records.len());
            registry.records.push(record);
        }
        registry
    }

    /// The source with this id.
    pub fn find(&self, id: &str) -> Option<&SourceRecord> {
        self.by_id.get(id).map(|at| &self.records[*at])
    }

    /// All ids, in order of the file.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.records.iter().map(|record| record.id.as_str())
    }
}

fn record(id: String, table: &mut Table<'_>, scheme: &Scheme, findings: &mut Findings<'_>) -> SourceRecord {
    let level = table.words("classification", findings);
    let level = level.and_then(|name| crate::content::front_matter::level(&name, scheme, findings));
    let mut marked = None;
    // A source goes as a whole, whichever of its texts has the mark.
    let mut read = |text: Located<String>| {
        let read = read_mark(&text.value, scheme);
        marked = marked.max(read.level);
        read.text
    };
    let title = table.words("title", findings).map(&mut read);
    let publisher = table.words("publisher", findings).map(&mut read);
    let descriptor = table.words("descriptor", findings).map(&mut read);
    let mut authors = table.texts("author", findings);
    authors.append(&mut table.texts("authors", findings));
    SourceRecord {
        id,
        title,
        authors: authors.into_iter().map(&mut read).collect(),
        publisher,
        url: web_address("url", table, findings),
        archive_url: web_address("archive_url", table, findings),
        published: table.moment("published", findings).map(|date| date.value),
        accessed: table.moment("accessed", findings).map(|date| date.value),
        reliability: table.choice("reliability", &RELIABILITY, findings).map(|at| RELIABILITY[at]),
        descriptor,
        level: level.max(marked),
    }
}

fn web_address(key: &'static str, table: &mut Table<'_>, findings: &mut Findings<'_>) -> Option<String> {
    let url = table.words(key, findings)?;
    let rest = url.value.strip_prefix("https://").or_else(|| url.value.strip_prefix("http://"));
    if rest.is_none_or(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#', ':', '@', ' '])) {
        let message = format!("`{key}` must be a web address");
        findings.push(
            &url.span,
            Diagnostic::new(&codes::FORBIDDEN_ADDRESS, message).help("begin it with https:// and a host"),
        );
        return None;
    }
    Some(url.value)
}
