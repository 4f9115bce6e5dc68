//! Sources and what links mean: registries with their levels, and the targets that labels stand for.
//!
//! In: registries as TOML, blocks. Out: [`Registry`], [`Known`]. Does not know what is published.

use rustc_hash::FxHashMap;

use super::inline::{self, Parts, Targets};
use super::marks::Rules;
use super::passages::collect;
use super::portions::Block;
use crate::classification::Level;

/// Registries by their path below the root.
pub(super) type Registries = FxHashMap<String, Registry>;

/// A source registry.
#[derive(Debug)]
pub(super) struct Registry {
    /// Its text.
    pub(super) text: String,
    /// Its records; nothing where it is not TOML.
    pub(super) records: Option<toml::Table>,
}

impl Registry {
    /// Reads one.
    pub(super) fn new(text: String) -> Self {
        Self { records: text.parse().ok(), text }
    }

    /// Whether it has a source.
    pub(super) fn has(&self, id: &str) -> bool {
        self.records.as_ref().is_some_and(|records| records.contains_key(id))
    }

    /// The level of a source, by its key or the marks of its texts.
    fn level(&self, id: &str, rules: &Rules<'_>) -> Option<Level> {
        let record = self.records.as_ref()?.get(id)?.as_table()?;
        let text = |key: &str| record.get(key).and_then(toml::Value::as_str);
        let named =
            text("classification").map(|name| rules.scheme.find(name).unwrap_or(rules.scheme.highest()));
        let mut marked = None;
        for (_, value) in record {
            collect(value, &mut |text| marked = marked.max(rules.marked(text).0));
        }
        named.max(marked)
    }
}

/// The sources and targets that the links of a document may mean.
pub(super) struct Known<'a> {
    /// Those that it may cite from, its own first.
    pub(super) registries: Vec<&'a Registry>,
    /// Targets by their labels.
    pub(super) targets: FxHashMap<String, &'a str>,
    /// What marks are held against.
    pub(super) rules: Rules<'a>,
}

impl Targets for Known<'_> {
    fn of_source(&self, id: &str) -> Option<Level> {
        self.registries.iter().find_map(|registry| registry.level(id, &self.rules))
    }

    fn definition(&self, label: &str) -> Option<&str> {
        self.targets.get(&label.to_lowercase()).copied()
    }
}

impl Known<'_> {
    /// Cuts a block in what is published of it and what is not.
    pub(super) fn parts(&self, block: &Block) -> Parts {
        if block.withheld || block.code || block.target.is_some() {
            return Parts { shown: block.text.clone(), hidden: Vec::new() };
        }
        inline::parts(&block.text, &self.rules, self)
    }
}

/// The targets of links by their labels.
pub(super) fn targets(blocks: &[Block]) -> FxHashMap<String, &str> {
    let with_label = |block: &'_ Block| block.target.as_ref().map(|label| label.to_lowercase());
    blocks.iter().rev().filter_map(|block| Some((with_label(block)?, block.text.as_str()))).collect()
}
