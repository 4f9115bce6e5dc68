//! What the sources say, sorted into what may be published and what must not be found.
//!
//! In: the site's files and the documents with their fates. Out: [`Passages`]. Does not know the output.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;
use rustc_hash::FxHashSet;

use super::cited::{Known, Registries, targets};
use super::inline::Parts;
use super::links::plain_path;
use super::plain::{Plain, addresses, plain};
use super::portions::Block;
use super::source::{Draft, Fate};
use crate::config::Config;
use crate::content::{Kind, registry};
use crate::inputs::Inputs;
use crate::regions::{Atlas, RegionId};
use crate::release::Policy;

/// What a withheld passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Running text.
    Text,
    /// A piece of it between two citations.
    Segment,
    /// A title, tag, author, series or place.
    Name,
    /// A person.
    Person,
    /// An address on the site, a slug, an alias, a path in the sources.
    Address,
    /// The address of a source.
    Source,
    /// The name of a file.
    File,
    /// A passphrase; the text of its passage says whose, and not what it is.
    Passphrase,
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

/// Sorts the sources.
pub(super) fn sort(inputs: &Inputs, policy: &Policy, drafts: &[Draft], registries: &Registries) -> Passages {
    let config = &inputs.config;
    let out = Passages::default();
    let closed = drafts.iter().filter(|draft| draft.is_withheld()).map(|draft| draft.path.as_str()).collect();
    let (cited, places) = (FxHashSet::default(), FxHashSet::default());
    let atlases = config.atlases();
    let mut sorter = Sorter { config, atlases, policy, out, closed, cited, places, registries };
    for draft in drafts.iter().filter(|draft| !draft.is_withheld()) {
        sorter.released(draft);
    }
    for atlas in &sorter.atlases {
        for (_, region) in atlas.iter().filter(|(place, _)| sorter.places.contains(place)) {
            sorter.out.released.push(region.name.clone());
            sorter.out.released.push(format!("regions/{}", region.slug));
        }
    }
    for draft in drafts {
        if draft.is_withheld() {
            sorter.withheld(draft);
        }
        sorter.hide_places(draft);
    }
    sorter.folders(drafts);
    sorter.registries();
    sorter.navigation();
    sorter.out.forget_own_pages(&config.base_url);
    sorter.out
}

impl Passages {
    /// Released pages of the site itself are no secret sources, whatever part of them is cited.
    fn forget_own_pages(&mut self, base_url: &str) {
        let open: FxHashSet<&str> = self.released.iter().map(|text| text.trim_matches('/')).collect();
        let base = base_url.trim_end_matches('/');
        let is_open = |address: &str| {
            let path = address.strip_prefix(base).filter(|rest| rest.starts_with('/'));
            path.is_some_and(|path| {
                open.contains(path.split(['#', '?']).next().unwrap_or(path).trim_matches('/'))
            })
        };
        self.withheld.retain(|passage| passage.what != What::Source || !is_open(&passage.text));
    }
}

/// What is being sorted.
pub(super) struct Sorter<'a> {
    pub(super) config: &'a Config,
    /// What places are called in each language of the site.
    pub(super) atlases: Vec<Atlas>,
    pub(super) policy: &'a Policy,
    pub(super) out: Passages,
    /// Paths of documents that are withheld.
    pub(super) closed: FxHashSet<&'a str>,
    /// Registry and id of the sources that released texts cite.
    pub(super) cited: FxHashSet<(String, String)>,
    /// Places that released front matter names.
    pub(super) places: FxHashSet<RegionId>,
    pub(super) registries: &'a Registries,
}

impl Sorter<'_> {
    /// The places that a document names, with those that they lie in.
    pub(super) fn places_of(&self, draft: &Draft) -> Vec<RegionId> {
        let atlas = &self.config.atlas;
        // A translation may call a place what its own language does.
        let find = |name: &str| self.atlases.iter().find_map(|atlas| atlas.find(name));
        let named = draft.strings("regions").into_iter().filter_map(find);
        named.flat_map(|id| std::iter::once(id).chain(atlas.ancestors(id).iter().copied())).collect()
    }

    fn hide_places(&mut self, draft: &Draft) {
        for place in
            self.places_of(draft).into_iter().filter(|place| !self.places.contains(place)).collect::<Vec<_>>()
        {
            let names: BTreeSet<String> =
                self.atlases.iter().map(|atlas| atlas.get(place).name.clone()).collect();
            for name in names {
                self.hide(&name, What::Name, &draft.file(), 1);
            }
            let slug = format!("regions/{}", self.config.atlas.get(place).slug);
            self.hide(&slug, What::Address, &draft.file(), 1);
        }
    }

    /// Looks for a text.
    pub(super) fn hide(&mut self, text: &str, what: What, path: &str, line: usize) {
        if !text.trim().is_empty() {
            self.out.withheld.push(Passage { text: text.to_owned(), what, path: path.to_owned(), line });
        }
    }

    /// Looks for the words of a block and what stands behind them.
    pub(super) fn hide_plain(&mut self, plain: &Plain, path: &str, line: usize) {
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

    fn released(&mut self, draft: &Draft) {
        let file = draft.file();
        let address = self.address(draft);
        self.out.released.push(draft.path.clone());
        // A source may well be another report of the site.
        self.out.released.push(format!("{}/{address}", self.config.base_url.trim_end_matches('/')));
        self.out.released.push(address.clone());
        let first_line = draft.line(draft.body);
        let is_text = draft.fate == Fate::Released;
        let known = Known {
            registries: draft
                .registry
                .iter()
                .map(String::as_str)
                .chain([registry::FILE])
                .filter_map(|path| self.registries.get(path))
                .collect(),
            targets: targets(&draft.blocks),
            rules: draft.rules(self.config, self.policy),
        };
        let parts: Vec<Parts> = draft.blocks.iter().map(|block| known.parts(block)).collect();
        let withheld = with_their_users(draft, &parts, self.policy);
        let numbers = |hidden: bool| -> Vec<u32> {
            let of_kind = draft.blocks.iter().zip(&withheld).filter(|(_, withheld)| **withheld == hidden);
            of_kind.filter_map(|(block, _)| block.judgement).collect()
        };
        let (gone, kept) = (numbers(true), numbers(false));
        for ((block, parts), hidden) in draft.blocks.iter().zip(parts).zip(&withheld) {
            let line = first_line + block.line;
            if *hidden || !is_text {
                self.out.portions += 1;
                self.hide_plain(&words(&block.text, block.code), &file, line);
                continue;
            }
            self.show(draft, &parts.shown, &words(&parts.shown, block.code));
            for hidden in parts.hidden {
                self.out.portions += 1;
                self.hide_plain(&plain(&known.rules.without_marks(&hidden)), &file, line);
            }
        }
        self.front(draft, &gone);
        // Whether a build numbers judgements anew is its own affair: only a number beyond all that are left tells.
        let beyond: Vec<u32> = gone
            .into_iter()
            .filter(|number| *number as usize > kept.len() && !kept.contains(number))
            .collect();
        if !beyond.is_empty() && is_text {
            let passage = Passage { text: String::new(), what: What::Address, path: file, line: first_line };
            self.out.judgements.push((address, beyond, passage));
        }
    }

    /// Takes note of what a released text says, cites and links. Links to what is withheld lose their address.
    pub(super) fn show(&mut self, draft: &Draft, written: &str, plain: &Plain) {
        for id in &plain.citations {
            let own = draft
                .registry
                .clone()
                .filter(|path| self.registries.get(path).is_some_and(|own| own.has(id)));
            self.cited.insert((own.unwrap_or_else(|| registry::FILE.to_owned()), id.clone()));
        }
        let mut whole = true;
        for target in &plain.targets {
            let path = resolved(draft, target);
            if self.closed.contains(path.as_str()) {
                whole = false;
            } else {
                self.out.released.push(target.clone());
                self.out.targets.insert(path);
            }
        }
        if whole {
            self.out.released.push(written.to_owned());
        }
        self.out.released.push(plain.text.clone());
        self.out.released.extend(plain.segments.iter().cloned());
    }

    fn withheld(&mut self, draft: &Draft) {
        let file = draft.file();
        let first_line = draft.line(draft.body);
        for block in &draft.blocks {
            self.hide_plain(&words(&block.text, block.code), &file, first_line + block.line);
        }
        for (key, value) in &draft.front {
            collect(value, &mut |text| self.hide_key(draft, key, text));
        }
        if draft.front.is_empty() {
            let front = draft.text[draft.front_text.clone()].to_owned();
            self.hide(&front, What::Text, &file, 1);
        }
        let address = self.address(draft);
        self.hide(&address, What::Address, &file, 1);
        self.hide(&draft.path, What::Address, &file, 1);
        // With a slug of its own it may still be called so, in the name of a file say.
        let name = draft.path.rsplit('/').next().unwrap_or_default();
        let stem = name.split('.').next().unwrap_or_default();
        if !matches!(stem, "index" | "_index") {
            self.hide(stem, What::Address, &file, 1);
        }
        let last = address.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
        self.hide(&last, What::Address, &file, 1);
    }
}

/// The words of a block.
fn words(text: &str, code: bool) -> Plain {
    if code {
        return Plain { text: text.to_owned(), targets: addresses(text), ..Plain::default() };
    }
    plain(text)
}

/// Which blocks are withheld: notes and targets also where only withheld blocks use them.
fn with_their_users(draft: &Draft, parts: &[Parts], policy: &Policy) -> Vec<bool> {
    let (mut open, mut closed) = (FxHashSet::default(), FxHashSet::default());
    let labels = |text: &str| plain(text).labels.into_iter().map(|label| label.to_lowercase());
    for (block, parts) in draft.blocks.iter().zip(parts) {
        if block.withheld {
            closed.extend(labels(&block.text));
        } else if block.target.is_none() {
            open.extend(labels(&parts.shown));
            // `[label]` alone is a link too.
            let brackets = parts.shown.split('[').skip(1).filter_map(|rest| rest.split_once(']'));
            open.extend(brackets.map(|(label, _)| label.to_lowercase()));
            closed.extend(parts.hidden.iter().flat_map(|text| labels(text)));
        }
    }
    let above = draft.own > policy.ceiling;
    let only_there = |label: &str| !open.contains(label) && (closed.contains(label) || above);
    let one = |block: &Block| {
        block.withheld
            || block.target.as_ref().is_some_and(|label| only_there(&label.to_lowercase()))
            || block.note.as_ref().is_some_and(|label| only_there(&format!("^{}", label.to_lowercase())))
    };
    draft.blocks.iter().map(one).collect()
}

/// A path below `content/` that a text of a document names.
fn resolved(draft: &Draft, target: &str) -> String {
    let decoded = percent_decode_str(target).decode_utf8_lossy();
    let decoded = decoded.split(['#', '?']).next().unwrap_or_default();
    let path = match decoded.strip_prefix("@/").or_else(|| decoded.strip_prefix('/')) {
        Some(path) => path.to_owned(),
        None => format!("{}{decoded}", draft.folder()),
    };
    plain_path(&path)
}

/// Every string in a value.
pub(super) fn collect(value: &toml::Value, see: &mut dyn FnMut(&str)) {
    match value {
        toml::Value::String(text) => see(text),
        toml::Value::Array(list) => list.iter().for_each(|value| collect(value, see)),
        toml::Value::Table(table) => table.iter().for_each(|(_, value)| collect(value, see)),
        _ => {}
    }
}

/// How many reports an edition has, and how many of them are released.
pub(super) fn reports(drafts: &[Draft], edition: &str) -> (usize, usize) {
    let is_counted = |draft: &&Draft| draft.kind == Kind::Report && draft.edition == edition;
    let reports = || drafts.iter().filter(is_counted);
    (reports().count(), reports().filter(|draft| !draft.is_withheld()).count())
}
