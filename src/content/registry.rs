//! The source registry: sources.toml of the site, and of a bundle beside its index.md.
//!
//! In: TOML, one table a source. Out: [`Registry`]. Does not know who cites what.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::classification::{Level, Scheme};
use crate::date::Moment;
use crate::diag::{Diagnostic, Diagnostics, Place, codes, nearest};
use crate::portion::read_mark;
use crate::table::{Findings, Located, Table, parse};
use crate::tradecraft::{ORIGINS, RELIABILITY, SourceStatus};

/// The name of a registry file.
pub const FILE: &str = "sources.toml";

/// Names of the files that make a registry, in the order in which they are read.
pub const FILES: [&str; 3] = [FILE, super::references::BIBTEX, super::references::CSL];

/// One source, as ICD 206 and ICS 206-01 want it described.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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
    /// Its year, or year and month, where no day is known: `1987`, `1987-02`.
    pub published_in: Option<String>,
    /// When it was read.
    pub accessed: Option<Moment>,
    /// Reliability of the source, `A` to `F` (STANAG 2511).
    pub reliability: Option<&'static str>,
    /// What affects its quality, in words (ICD 206 source descriptor).
    pub descriptor: Option<String>,
    /// Its level, where it may not be named to everybody who may read what cites it.
    pub level: Option<Level>,
    /// Sources with one group repeat each other: wire copy, reports after one press release.
    pub group: Option<String>,
    /// One of [`ORIGINS`].
    pub origin: Option<&'static str>,
    /// The system that made it or a part of it (ICS 206-01).
    pub ai_tool: Option<String>,
    /// What became of it since.
    pub status: SourceStatus,
    /// When that became known.
    pub status_date: Option<Moment>,
    /// Why, in a sentence.
    pub status_note: Option<String>,
    /// Another entry that is the same source.
    pub same_as: Option<Located<String>>,
    /// The address that tells it from others: that of the entry it repeats, else its own, without what servers do not tell
    /// apart. Not for readers.
    pub address: Option<String>,
    /// The id of the entry at the end of all `same_as`; its own where it names none. Not for readers: that entry may be
    /// above the release.
    pub canonical: String,
    /// The file of that entry.
    pub canonical_file: Arc<str>,
    /// The file it stands in, below the root, and where its id stands there.
    pub place: (Arc<str>, Range<usize>),
}

impl SourceRecord {
    /// Fills what is open with what another entry says of the same source.
    fn complete(&mut self, other: Self) {
        self.title = self.title.take().or(other.title);
        if self.authors.is_empty() {
            self.authors = other.authors;
        }
        self.publisher = self.publisher.take().or(other.publisher);
        self.url = self.url.take().or(other.url);
        if self.published.is_none() && self.published_in.is_none() {
            (self.published, self.published_in) = (other.published, other.published_in);
        }
        self.accessed = self.accessed.or(other.accessed);
        self.level = self.level.max(other.level);
    }

    /// What sources that repeat each other have in common. Not for readers.
    pub fn lineage(&self) -> Lineage<'_> {
        match (&self.group, &self.address) {
            (Some(group), _) => Lineage::Group(group),
            (None, Some(address)) => Lineage::Address(address),
            (None, None) => Lineage::Record(&self.canonical_file, &self.canonical),
        }
    }
}

/// What tells independent sources apart: two with one lineage are one source that was told twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lineage<'a> {
    /// A group of the registry.
    Group(&'a str),
    /// An address, whether an entry stands for it or not.
    Address(&'a str),
    /// An entry of a registry that has no address: file and id.
    Record(&'a str, &'a str),
    /// A source of which nothing is known, by its number in its report.
    Unknown(usize),
}

/// Sources by id.
#[derive(Debug, Default)]
pub struct Registry {
    records: Vec<Arc<SourceRecord>>,
    by_id: FxHashMap<String, usize>,
    by_url: FxHashMap<String, usize>,
    broken: bool,
}

impl Registry {
    /// Reads a registry.
    pub fn read(text: &str, scheme: &Scheme, findings: &mut Findings<'_>) -> Self {
        let mut registry = Self::default();
        let file: Arc<str> = findings.path.into();
        let table = parse(text, "the source registry", findings);
        for (id, mut table) in table.named_tables("a source", findings) {
            if !is_id(&id.value) {
                let message = format!("`{}` cannot be cited", id.value);
                findings.push(
                    &id.span,
                    Diagnostic::new(&codes::INVALID_VALUE, message)
                        .help("use letters, digits, `-`, `_`, `.`, `:`, `/`, `+` and `'`"),
                );
                continue;
            }
            let record = record(id, &file, &mut table, scheme, findings);
            table.finish(findings);
            registry.add(record);
        }
        registry
    }

    fn add(&mut self, record: SourceRecord) {
        self.by_id.entry(record.id.clone()).or_insert(self.records.len());
        self.records.push(Arc::new(record));
    }

    /// Takes over references from another file. An entry that is there already keeps what it says and gains what it
    /// leaves open: so grades stand in sources.toml and the rest in what a reference manager exports.
    pub fn adopt(&mut self, references: Vec<SourceRecord>, findings: &mut Findings<'_>) {
        // Of a file that cannot be read nobody knows what it has.
        self.broken |= references.is_empty() && findings.diagnostics.has_errors();
        for reference in references {
            match self.by_id.get(&reference.id) {
                Some(at) if !self.records[*at].place.0.ends_with(FILE) => {
                    let (file, span) = &self.records[*at].place;
                    let message = format!("`{}` stands twice", reference.id);
                    let finding = Diagnostic::new(&codes::REFERENCES, message);
                    let finding = finding.note("the first one", Some(Place::new(&**file, span.clone())));
                    findings.push(&reference.place.1, finding.help("remove one of the two"));
                }
                Some(at) => Arc::make_mut(&mut self.records[*at]).complete(reference),
                None => self.add(reference),
            }
        }
    }

    /// Follows every `same_as` to its end, in this registry and in `site`, the one that bundles share.
    pub fn resolve(&mut self, site: Option<&Self>) -> Diagnostics {
        let mut diagnostics = Diagnostics::new();
        let ends: Vec<(usize, (String, Arc<str>))> = self
            .records
            .iter()
            .enumerate()
            .filter(|(_, record)| record.same_as.is_some())
            .filter_map(|(at, record)| Some((at, self.end(record, site, &mut diagnostics)?)))
            .collect();
        for (at, end) in ends {
            let record = Arc::make_mut(&mut self.records[at]);
            (record.canonical, record.canonical_file) = end;
        }
        self.share_addresses(site);
        self.share_groups(site);
        self.share_retractions(site);
        for (at, record) in self.records.iter().enumerate() {
            if let Some(url) = &record.url {
                self.by_url.entry(one_address(url).to_owned()).or_insert(at);
            }
        }
        diagnostics
    }

    /// Gives every entry the address that tells it from others: of entries that are one source that of their end, as far as
    /// those may know it who may have them.
    fn share_addresses(&mut self, site: Option<&Self>) {
        let own = |record: &SourceRecord| record.url.as_deref().map(|url| one_address(url).to_owned());
        let is_of = |end: &&Arc<SourceRecord>, file: &Arc<str>| end.place.0 == *file;
        for at in 0..self.records.len() {
            let record = &self.records[at];
            let (id, file) = (&record.canonical, &record.canonical_file);
            let end = self.find(id).filter(|end| is_of(end, file));
            let end = end.or_else(|| site?.find(id).filter(|end| is_of(end, file)));
            let address = own(end.unwrap_or(record));
            if address.is_some() {
                Arc::make_mut(&mut self.records[at]).address = address;
            }
        }
    }

    /// Gives entries that are one source, or have one address, one group: that of the entry they repeat, else that of the first which has one. A group
    /// that stands in an entry above another tells that one nothing.
    fn share_groups(&mut self, site: Option<&Self>) {
        // One address is one source, though nobody has written `same_as`.
        let key = |record: &SourceRecord| match &record.address {
            Some(address) => (Arc::from(""), address.clone()),
            None => (Arc::clone(&record.canonical_file), record.canonical.clone()),
        };
        let mut groups: FxHashMap<(Arc<str>, String), (String, Option<Level>)> = FxHashMap::default();
        let is_end = |record: &&Arc<SourceRecord>| record.same_as.is_none();
        let others = site.into_iter().flat_map(|site| &site.records);
        let ends = self.records.iter().chain(others).filter(is_end);
        for record in ends.chain(self.records.iter()) {
            if let Some(group) = &record.group {
                groups.entry(key(record)).or_insert_with(|| (group.clone(), record.level));
            }
        }
        for record in &mut self.records {
            if let Some((group, _)) = groups.get(&key(record)).filter(|(_, level)| *level <= record.level)
                && record.group.as_ref() != Some(group)
            {
                Arc::make_mut(record).group = Some(group.clone());
            }
        }
    }

    /// Has entries that are one source, or have one address, share that it was taken back, with its day and its reason. An
    /// entry above another tells that one nothing.
    fn share_retractions(&mut self, site: Option<&Self>) {
        let others = site.into_iter().flat_map(|site| &site.records);
        let gone: Vec<Arc<SourceRecord>> = self
            .records
            .iter()
            .chain(others)
            .filter(|record| record.status == SourceStatus::Retracted)
            .map(Arc::clone)
            .collect();
        for record in self.records.iter_mut().filter(|record| record.status != SourceStatus::Retracted) {
            let is_same = |other: &&Arc<SourceRecord>| {
                other.level <= record.level
                    && match (&other.address, &record.address) {
                        (Some(one), Some(other)) => one == other,
                        _ => {
                            other.canonical == record.canonical
                                && other.canonical_file == record.canonical_file
                        }
                    }
            };
            if let Some(other) = gone.iter().find(is_same) {
                let record = Arc::make_mut(record);
                record.status = other.status;
                record.status_date = record.status_date.or(other.status_date);
                record.status_note = record.status_note.take().or_else(|| other.status_note.clone());
            }
        }
    }

    /// The id at the end of a chain; none where the chain is a circle, or begins below its end: that a source is a
    /// withheld one is for those who may have that.
    fn end(
        &self,
        first: &SourceRecord,
        site: Option<&Self>,
        diagnostics: &mut Diagnostics,
    ) -> Option<(String, Arc<str>)> {
        let end = |record: &SourceRecord| (record.id.clone(), Arc::clone(&record.place.0));
        let mut seen = vec![first.id.as_str()];
        let mut known: FxHashSet<&str> = seen.iter().copied().collect();
        let mut at = first;
        while let Some(next) = &at.same_as {
            let finding = |code, message| {
                Diagnostic::new(code, message)
                    .at(&first.place.0, first.same_as.as_ref().map_or(0..0, |same| same.span.clone()))
            };
            let Some(record) = self.find(&next.value).or_else(|| site?.find(&next.value)) else {
                // Whoever named it is told, once.
                if std::ptr::eq(at, first) {
                    let ids = self.ids().chain(site.into_iter().flat_map(Self::ids));
                    let near = nearest(&next.value, ids.filter(|id| *id != first.id));
                    diagnostics.push(
                        finding(&codes::UNKNOWN_SOURCE, format!("unknown source `{}`", next.value))
                            .help("`same_as` names another entry of the registry")
                            .replace_with(near.map(|near| format!("\"{near}\""))),
                    );
                }
                return (at.id != first.id && at.level <= first.level).then(|| end(at));
            };
            if !known.insert(&record.id) {
                // A circle is told once, where it begins in the file.
                let is_first = seen
                    .iter()
                    .all(|id| self.find(id).is_none_or(|other| other.place.1.start >= first.place.1.start));
                if record.id == first.id && is_first {
                    let way = seen.iter().copied().chain([record.id.as_str()]).map(|id| format!("`{id}`"));
                    let way: Vec<String> = way.collect();
                    let mut diagnostic =
                        finding(&codes::SAME_AS_CIRCLE, format!("{} lead in a circle", way.join(" → ")));
                    if let Some(same) = at.same_as.as_ref().filter(|_| !std::ptr::eq(at, first)) {
                        let place = Place::new(&*at.place.0, same.span.clone());
                        diagnostic = diagnostic.note("it closes here", Some(place));
                    }
                    diagnostics.push(
                        diagnostic.help("remove `same_as` from the entry that the others are copies of"),
                    );
                }
                return None;
            }
            seen.push(&record.id);
            at = record;
        }
        (at.level <= first.level).then(|| end(at))
    }

    /// The source with this id.
    pub fn find(&self, id: &str) -> Option<&Arc<SourceRecord>> {
        self.by_id.get(id).map(|at| &self.records[*at])
    }

    /// The source whose address this is, where everybody may know that it is.
    pub fn at_address(&self, url: &str) -> Option<&Arc<SourceRecord>> {
        let record = self.by_url.get(one_address(url)).map(|at| &self.records[*at])?;
        record.level.is_none().then_some(record)
    }

    /// Whether a file of it could not be read, so that it may have any source.
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// All sources, in order of the file.
    pub fn records(&self) -> &[Arc<SourceRecord>] {
        &self.records
    }

    /// All ids, in order of the file.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.records.iter().map(|record| record.id.as_str())
    }
}

fn record(
    id: Located<String>,
    file: &Arc<str>,
    table: &mut Table<'_>,
    scheme: &Scheme,
    findings: &mut Findings<'_>,
) -> SourceRecord {
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
    let authors = authors.into_iter().map(&mut read).collect();
    let group = table.words("independence_group", findings).map(&mut read);
    let ai_tool = ai_tool(table, findings).map(&mut read);
    let status_note = table.words("status_note", findings).map(&mut read);
    let published_in = table.period("published", findings);
    let status = table.choice("status", &SourceStatus::NAMES, findings).map(SourceStatus::from_index);
    SourceRecord {
        canonical: id.value.clone(),
        canonical_file: Arc::clone(file),
        id: id.value,
        title,
        authors,
        publisher,
        url: web_address("url", table, findings),
        archive_url: web_address("archive_url", table, findings),
        published: table.moment("published", findings).map(|date| date.value),
        published_in,
        accessed: table.moment("accessed", findings).map(|date| date.value),
        reliability: table.choice("reliability", &RELIABILITY, findings).map(|at| RELIABILITY[at]),
        descriptor,
        level: level.max(marked),
        // Only compared, never shown.
        group: group.map(|group| group.trim().to_lowercase()),
        origin: table.choice("origin", &ORIGINS, findings).map(|at| ORIGINS[at]),
        ai_tool,
        status: status.unwrap_or_default(),
        status_date: table.moment("status_date", findings).map(|date| date.value),
        status_note,
        same_as: table.words("same_as", findings),
        address: None,
        place: (Arc::clone(file), id.span),
    }
}

/// `ai_tool = "name and version"`, or a table with both and the model.
fn ai_tool(table: &mut Table<'_>, findings: &mut Findings<'_>) -> Option<Located<String>> {
    if !table.is_table("ai_tool") {
        return table.words("ai_tool", findings);
    }
    let mut tool = table.table("ai_tool", "ai_tool", findings)?;
    let parts: Vec<Located<String>> =
        ["name", "model", "version"].into_iter().filter_map(|key| tool.words(key, findings)).collect();
    tool.finish(findings);
    let span = parts.first()?.span.clone();
    let value = parts.into_iter().map(|part| part.value).collect::<Vec<_>>().join(" ");
    Some(Located { value, span })
}

fn web_address(key: &'static str, table: &mut Table<'_>, findings: &mut Findings<'_>) -> Option<String> {
    let url = table.words(key, findings)?;
    if !is_web_address(&url.value) {
        let message = format!("`{key}` must be a web address");
        findings.push(
            &url.span,
            Diagnostic::new(&codes::FORBIDDEN_ADDRESS, message)
                .help("begin it with https:// and a host, and write a space as %20"),
        );
        return None;
    }
    Some(url.value)
}

/// An address without what servers do not tell apart.
pub(super) fn one_address(url: &str) -> &str {
    url.split('#').next().unwrap_or(url).trim_end_matches('/')
}

/// Whether a citation can name a source so.
pub(super) fn is_id(id: &str) -> bool {
    // Keys of bibliographies have them: `DBLP:journals/x`, `o'brien+2020`. An address is no id, and neither is a path.
    let allowed = |character: char| character.is_alphanumeric() || "-_.:/+'".contains(character);
    !id.is_empty() && id.chars().all(allowed) && !id.starts_with('/') && !id.contains("//")
}

/// Whether an address begins with a scheme of the web and a host.
pub(super) fn is_web_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let spaced = url.contains(char::is_whitespace);
    rest.is_some_and(|rest| !spaced && !rest.is_empty() && !rest.starts_with(['/', '?', '#', ':', '@', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Registry, Vec<String>) {
        let scheme = crate::classification::built_in("editorial").expect("it is in the binary");
        let mut findings = Findings::new(FILE, 0);
        let mut registry = Registry::read(text, &scheme, &mut findings);
        let mut diagnostics = findings.diagnostics;
        diagnostics.append(registry.resolve(None));
        let messages =
            diagnostics.iter().map(|found| format!("{} {}", found.code.id, found.message)).collect();
        (registry, messages)
    }

    #[test]
    fn every_key_is_read() {
        let (registry, messages) = read(
            "[a]\nindependence_group = \"wire\"\norigin = \"pai\"\nai_tool = { name = \"Scribe\", version = \"2\" }\n\
             status = \"Retracted\"\nstatus_date = 2025-05-01\nstatus_note = \"Figures invented.\"\n[b]\nsame_as = \"a\"\nai_tool = \"Scribe 2\"\n",
        );
        assert!(messages.is_empty(), "{messages:?}");
        let a = registry.find("a").expect("there");
        assert_eq!(
            (a.origin, a.ai_tool.as_deref(), a.status.name()),
            (Some("PAI"), Some("Scribe 2"), "retracted")
        );
        assert_eq!(a.lineage(), Lineage::Group("wire"));
        let b = registry.find("b").expect("there");
        assert_eq!(
            (b.canonical.as_str(), b.lineage()),
            ("a", Lineage::Group("wire")),
            "the same source is of the same group"
        );
    }

    #[test]
    fn a_circle_is_told_once_and_a_chain_is_followed_to_its_end() {
        let (registry, messages) = read("[a]\nsame_as = \"b\"\n[b]\nsame_as = \"c\"\n[c]\n");
        assert!(messages.is_empty());
        assert_eq!(registry.find("a").map(|record| record.canonical.as_str()), Some("c"));
        for (text, expected) in [
            ("[a]\nsame_as = \"a\"", "`a` → `a` lead in a circle"),
            (
                "[x]\nsame_as = \"a\"\n[a]\nsame_as = \"b\"\n[b]\nsame_as = \"a\"",
                "`a` → `b` → `a` lead in a circle",
            ),
        ] {
            assert_eq!(read(text).1, [format!("E0208 {expected}")], "{text}");
        }
    }

    #[test]
    fn an_unknown_entry_is_told_and_wrong_values_too() {
        assert_eq!(read("[a]\nsame_as = \"bb\"\n[b]").1, ["E0204 unknown source `bb`"]);
        for key in [
            "status = \"gone\"",
            "origin = \"spy\"",
            "reliability = \"G\"",
            "ai_tool = 3",
            "ai_tool = { nam = \"a\" }",
        ] {
            assert_eq!(read(&format!("[a]\n{key}")).1.len(), 1, "{key}");
        }
    }

    #[test]
    fn a_source_below_the_entry_it_repeats_stands_for_itself() {
        let (registry, _) = read(
            "[a]\nsame_as = \"b\"\n[b]\nclassification = \"Secret\"\n[c]\nsame_as = \"a\"\nclassification = \"Secret\"",
        );
        assert_eq!(registry.find("a").map(|record| record.canonical.as_str()), Some("a"));
        assert_eq!(registry.find("c").map(|record| record.canonical.as_str()), Some("b"));
    }
}
