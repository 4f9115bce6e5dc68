//! What the sources say, sorted into what may be published and what must not be found.
//!
//! In: the site's files and the documents with their fates. Out: [`Passages`]. Does not know the output.

use percent_encoding::percent_decode_str;
use rustc_hash::{FxHashMap, FxHashSet};

use super::plain::{Plain, addresses, plain};
use super::portions::{Block, Marks, blocks};
use super::source::{Draft, Fate, closed_folders};
use crate::classification::{Level, Scheme};
use crate::content::Kind;
use crate::inputs::Inputs;
use crate::regions::RegionId;
use crate::release::Policy;
use crate::site::address;

/// What a withheld passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Running text.
    Text,
    /// A piece of it between two citations.
    Segment,
    /// A title, tag, author, series or place.
    Name,
    /// An address on the site, a slug, an alias, a path in the sources.
    Address,
    /// The address of a source.
    Source,
    /// The name of a file.
    File,
}

/// A withheld passage.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    /// Its text.
    pub(super) text: String,
    /// What it is.
    pub(super) what: What,
    /// File below the site's root.
    pub(super) path: String,
    /// Line in it, from 1.
    pub(super) line: usize,
}

/// Everything the sources say.
#[derive(Debug, Default)]
pub(super) struct Passages {
    /// What must not be found.
    pub(super) withheld: Vec<Passage>,
    /// What is no secret, because it is published.
    pub(super) released: Vec<String>,
    /// Targets in released texts, as paths below `content/`.
    pub(super) targets: FxHashSet<String>,
    /// Key judgements that no release of a document has: its address, their numbers and lines.
    pub(super) judgements: Vec<(String, Vec<u32>, Passage)>,
    /// Portions withheld of released documents.
    pub(super) portions: usize,
}

/// Marks of a site's scheme.
struct SchemeMarks<'a> {
    scheme: &'a Scheme,
    ceiling: Level,
}

impl Marks for SchemeMarks<'_> {
    fn is_above(&self, mark: &str) -> bool {
        let mark: String = mark
            .chars()
            .skip_while(|one| !one.is_alphanumeric())
            .filter(|one| !matches!(one, '\u{200b}'..='\u{200f}' | '`' | '*' | '\\'))
            .collect();
        ["//", "/", "-", ",", "\0"].iter().any(|cut| {
            let part = mark.split(cut).next().unwrap_or(&mark);
            self.scheme.find(part).is_some_and(|level| level > self.ceiling)
        })
    }

    fn is_released(&self, name: &str) -> bool {
        let first = name.split("//").next().unwrap_or(name);
        self.scheme.find(first).is_some_and(|level| level <= self.ceiling)
    }
}

/// Keys whose strings are names.
const NAMES: [&str; 4] = ["title", "authors", "tags", "series"];

/// Sorts the sources.
pub(super) fn sort(
    inputs: &Inputs,
    policy: &Policy,
    drafts: &[Draft],
    registries: &FxHashMap<String, String>,
) -> Passages {
    let config = &inputs.config;
    let marks = SchemeMarks { scheme: &config.scheme, ceiling: policy.ceiling };
    let mut sorter =
        Sorter { inputs, marks, out: Passages::default(), cited: FxHashSet::default(), registries };
    let mut places: FxHashSet<RegionId> = FxHashSet::default();
    for draft in drafts.iter().filter(|draft| !matches!(draft.fate, Fate::Withheld(_))) {
        places.extend(sorter.places(draft));
        sorter.released(draft);
    }
    for place in config.atlas.iter().map(|(id, _)| id).filter(|id| places.contains(id)) {
        let region = config.atlas.get(place);
        sorter.out.released.push(region.name.clone());
        sorter.out.released.push(format!("regions/{}", region.slug));
    }
    for draft in drafts.iter().filter(|draft| matches!(draft.fate, Fate::Withheld(_))) {
        sorter.withheld(draft, &places);
    }
    sorter.folders(drafts);
    sorter.registries();
    sorter.out
}

struct Sorter<'a> {
    inputs: &'a Inputs,
    marks: SchemeMarks<'a>,
    out: Passages,
    /// Registry and id of the sources that released texts cite.
    cited: FxHashSet<(String, String)>,
    /// Texts of registries by path below the root.
    registries: &'a FxHashMap<String, String>,
}

impl Sorter<'_> {
    fn places(&self, draft: &Draft) -> Vec<RegionId> {
        let atlas = &self.inputs.config.atlas;
        let named = draft.strings("regions").into_iter().filter_map(|name| atlas.find(name));
        named.flat_map(|id| std::iter::once(id).chain(atlas.ancestors(id).iter().copied())).collect()
    }

    fn hide(&mut self, text: &str, what: What, path: &str, line: usize) {
        if !text.trim().is_empty() {
            self.out.withheld.push(Passage { text: text.to_owned(), what, path: path.to_owned(), line });
        }
    }

    fn hide_plain(&mut self, plain: &Plain, path: &str, line: usize) {
        self.hide(&plain.text, What::Text, path, line);
        for segment in &plain.segments {
            self.hide(segment, What::Segment, path, line);
        }
        for target in &plain.targets {
            if target.contains("://") {
                self.hide(target, What::Source, path, line);
            }
        }
    }

    fn address(draft: &Draft) -> String {
        address::of_document(&draft.path, draft.kind, draft.string("slug"))
    }

    fn released(&mut self, draft: &Draft) {
        let file = draft.file();
        let address = Self::address(draft);
        self.out.released.push(draft.path.clone());
        self.out.released.push(address.clone());
        let body = &draft.text[draft.body..];
        let first_line = draft.line(draft.body);
        let blocks = blocks(body, &self.marks);
        let is_text = draft.fate == Fate::Released;
        let withheld: Vec<bool> = withheld(&blocks);
        let gone: Vec<u32> = numbers(&blocks, &withheld, true);
        let kept = numbers(&blocks, &withheld, false);
        for (block, hidden) in blocks.iter().zip(&withheld) {
            let plain = plain(&block.text);
            let line = first_line + block.line;
            if *hidden || !is_text {
                self.out.portions += 1;
                self.hide_plain(&plain, &file, line);
            } else {
                self.show(draft, &block.text, &plain);
            }
        }
        self.front(draft, &gone, is_text);
        // Whether a build numbers judgements anew is its own affair: only a number beyond all that are left tells.
        let beyond: Vec<u32> = gone
            .into_iter()
            .filter(|number| *number as usize > kept.len() && !kept.contains(number))
            .collect();
        if !beyond.is_empty() {
            let passage = Passage { text: String::new(), what: What::Address, path: file, line: first_line };
            self.out.judgements.push((address, beyond, passage));
        }
    }

    fn show(&mut self, draft: &Draft, written: &str, plain: &Plain) {
        for id in &plain.citations {
            let own = draft.registry.clone().filter(|path| has_record(self.registries.get(path), id));
            self.cited.insert((own.unwrap_or_else(|| "sources.toml".to_owned()), id.clone()));
        }
        for target in &plain.targets {
            self.target(draft, target);
        }
        self.out.released.push(written.to_owned());
        self.out.released.push(plain.text.clone());
        self.out.released.extend(plain.segments.iter().cloned());
    }

    /// A path below `content/` that a released text names.
    fn target(&mut self, draft: &Draft, target: &str) {
        self.out.released.push(target.to_owned());
        let decoded = percent_decode_str(target).decode_utf8_lossy();
        let decoded = decoded.split(['#', '?']).next().unwrap_or_default();
        let path = match decoded.strip_prefix("@/").or_else(|| decoded.strip_prefix('/')) {
            Some(path) => path.to_owned(),
            None => format!("{}{decoded}", draft.folder()),
        };
        let mut parts: Vec<&str> = Vec::new();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        self.out.targets.insert(parts.join("/"));
    }

    /// The strings of a released document's front matter, but for those with a mark and those of withheld judgements.
    fn front(&mut self, draft: &Draft, gone: &[u32], is_text: bool) {
        let file = draft.file();
        let mut strings = Vec::new();
        for (key, value) in &draft.front {
            let of_judgements = matches!(key.as_str(), "judgements" | "judgments");
            let Some(table) = value.as_table().filter(|_| of_judgements) else {
                collect(value, &mut |text| strings.push((text.to_owned(), is_text || is_kept(key))));
                continue;
            };
            for (name, value) in table {
                let number = name.get(3..).and_then(|digits| digits.parse().ok());
                let hidden = number.is_some_and(|number| gone.contains(&number));
                collect(value, &mut |text| strings.push((text.to_owned(), is_text && !hidden)));
            }
        }
        for name in NAMES {
            let terms = draft.strings(name).into_iter().filter_map(|text| term(name, text));
            self.out.released.extend(terms.collect::<Vec<_>>());
        }
        for (text, open) in strings {
            let marked = blocks(&text, &self.marks).iter().any(|block| block.withheld);
            let plain = plain(&text);
            if open && !marked {
                // A string without spaces may name a file, as that of a lead picture does.
                if !text.contains(char::is_whitespace) {
                    self.target(draft, &text);
                }
                self.show(draft, &text, &plain);
            } else {
                let line = line_of(draft, &text);
                let text = blocks(&text, &self.marks).into_iter().map(|block| block.text).collect::<Vec<_>>();
                self.hide_plain(&super::plain::plain(&text.join("\n")), &file, line);
            }
        }
    }

    fn withheld(&mut self, draft: &Draft, places: &FxHashSet<RegionId>) {
        let file = draft.file();
        let first_line = draft.line(draft.body);
        for block in blocks(&draft.text[draft.body..], &self.marks) {
            let plain = plain(&block.text);
            self.hide_plain(&plain, &file, first_line + block.line);
        }
        for (key, value) in &draft.front {
            let mut found = Vec::new();
            collect(value, &mut |text| found.push(text.to_owned()));
            for text in found {
                let line = line_of(draft, &text);
                match key.as_str() {
                    "classification" | "regions" | "supersedes" | "related" => {}
                    "slug" | "aliases" => self.hide(&text, What::Address, &file, line),
                    name if NAMES.contains(&name) => {
                        self.hide(&text, What::Name, &file, line);
                        if let Some(term) = term(name, &text) {
                            self.hide(&term, What::Address, &file, line);
                        }
                    }
                    _ => self.hide_plain(&plain(&text), &file, line),
                }
            }
        }
        if draft.front.is_empty() {
            let front = draft.text[draft.front_text.clone()].to_owned();
            self.hide(&front, What::Text, &file, 1);
        }
        let address = Self::address(draft);
        self.hide(&address, What::Address, &file, 1);
        self.hide(&draft.path, What::Address, &file, 1);
        let last = address.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
        self.hide(&last, What::Address, &file, 1);
        for place in self.places(draft) {
            if !places.contains(&place) {
                let region = self.inputs.config.atlas.get(place);
                let (name, slug) = (region.name.clone(), format!("regions/{}", region.slug));
                self.hide(&name, What::Name, &file, 1);
                self.hide(&slug, What::Address, &file, 1);
            }
        }
    }

    /// Folders in which nothing is published have names too.
    fn folders(&mut self, drafts: &[Draft]) {
        let mut open: FxHashSet<&str> = FxHashSet::default();
        let above =
            |draft: &Draft| -> Vec<usize> { draft.path.match_indices('/').map(|(at, _)| at).collect() };
        for draft in drafts.iter().filter(|draft| !matches!(draft.fate, Fate::Withheld(_))) {
            open.extend(above(draft).into_iter().map(|at| &draft.path[..at]));
        }
        let mut told = FxHashSet::default();
        for draft in drafts.iter().filter(|draft| matches!(draft.fate, Fate::Withheld(_))) {
            for at in above(draft) {
                let folder = &draft.path[..at];
                if !open.contains(folder) && told.insert(folder) {
                    let last = folder.rsplit('/').next().unwrap_or(folder);
                    self.hide(folder, What::Address, &draft.file(), 1);
                    self.hide(last, What::Address, &draft.file(), 1);
                }
            }
        }
    }

    /// Sources that no released text cites.
    fn registries(&mut self) {
        let mut paths: Vec<&String> = self.registries.keys().collect();
        paths.sort_unstable();
        for path in paths {
            let text = &self.registries[path];
            let Ok(table) = text.parse::<toml::Table>() else {
                self.hide(text, What::Text, path, 1);
                continue;
            };
            for (id, value) in &table {
                let record = text.find(id.as_str()).unwrap_or(0);
                let line = memchr::memchr_iter(b'\n', &text.as_bytes()[..record]).count() + 1;
                let cited = self.cited.contains(&(path.clone(), id.clone()));
                let mut strings = Vec::new();
                for (key, value) in value.as_table().into_iter().flatten() {
                    collect(value, &mut |text| strings.push((key.clone(), text.to_owned())));
                }
                if cited {
                    self.out.released.push(id.clone());
                    self.out.released.extend(strings.into_iter().map(|(_, text)| text));
                    continue;
                }
                self.hide(id, What::Address, path, line);
                for (key, text) in strings {
                    let what = match key.as_str() {
                        "url" | "archive_url" => What::Source,
                        "title" | "author" | "authors" => What::Name,
                        _ => What::Text,
                    };
                    self.hide(&text, what, path, line);
                    for address in addresses(&text) {
                        self.hide(&address, What::Source, path, line);
                    }
                }
            }
        }
    }
}

/// The address of the list that a tag, an author or a series has; a title has none.
fn term(facet: &str, text: &str) -> Option<String> {
    (facet != "title").then(|| format!("{facet}/{}", address::segment(text)))
}

/// What a tombstone may show of a document that was withdrawn.
fn is_kept(key: &str) -> bool {
    matches!(key, "withdrawn" | "slug" | "aliases" | "date" | "regions" | "classification")
        || NAMES.contains(&key)
}

/// Blocks that are withheld, with notes and targets that only such blocks use.
fn withheld(blocks: &[Block]) -> Vec<bool> {
    let mut open = FxHashSet::default();
    let mut closed = FxHashSet::default();
    for block in blocks.iter().filter(|block| block.definition.is_none()) {
        let labels = plain(&block.text).labels.into_iter().map(|label| label.to_lowercase());
        if block.withheld { closed.extend(labels) } else { open.extend(labels) }
    }
    let only_there = |label: &String| {
        let label = label.to_lowercase();
        closed.contains(&label) && !open.contains(&label)
    };
    blocks.iter().map(|block| block.withheld || block.definition.as_ref().is_some_and(only_there)).collect()
}

fn numbers(blocks: &[Block], withheld: &[bool], hidden: bool) -> Vec<u32> {
    let of_kind = blocks.iter().zip(withheld).filter(|(_, withheld)| **withheld == hidden);
    of_kind.filter_map(|(block, _)| block.judgement).collect()
}

fn collect(value: &toml::Value, see: &mut dyn FnMut(&str)) {
    match value {
        toml::Value::String(text) => see(text),
        toml::Value::Array(list) => list.iter().for_each(|value| collect(value, see)),
        toml::Value::Table(table) => table.iter().for_each(|(_, value)| collect(value, see)),
        _ => {}
    }
}

fn has_record(registry: Option<&String>, id: &str) -> bool {
    registry.and_then(|text| text.parse::<toml::Table>().ok()).is_some_and(|table| table.contains_key(id))
}

/// The line in which a string of the front matter begins.
fn line_of(draft: &Draft, text: &str) -> usize {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or(text);
    let front = &draft.text[draft.front_text.clone()];
    front.find(first).map_or(1, |at| draft.line(draft.front_text.start + at))
}

/// Files of `content/` that are published with a released document, and those that are not.
pub(super) fn attachments<'a>(
    inputs: &'a Inputs,
    drafts: &[Draft],
    passages: &Passages,
) -> (Vec<&'a crate::fs::Entry>, Vec<&'a crate::fs::Entry>) {
    let closed = closed_folders(drafts);
    inputs.files.iter().partition(|file| {
        passages.targets.contains(&file.relative)
            && !closed.iter().any(|folder| file.relative.starts_with(folder.as_str()))
    })
}

/// How many reports there are, and how many are released.
pub(super) fn reports(drafts: &[Draft]) -> (usize, usize) {
    let reports = || drafts.iter().filter(|draft| draft.kind == Kind::Report);
    (reports().count(), reports().filter(|draft| !matches!(draft.fate, Fate::Withheld(_))).count())
}
