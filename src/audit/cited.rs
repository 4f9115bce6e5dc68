//! Sources and what links mean: registries with their levels, and the targets that labels stand for.
//!
//! In: registries as TOML, blocks. Out: [`Registry`], [`Known`]. Does not know what is published.

use rustc_hash::FxHashMap;

use super::inline::{self, Parts, Targets};
use super::marks::Rules;
use super::passages::collect;
use super::portions::Block;
use super::references;
use crate::classification::Level;

/// Registries by their path below the root.
pub(super) type Registries = FxHashMap<String, Registry>;

/// A source registry.
#[derive(Debug)]
pub(super) struct Registry {
    /// Its files, with what could not be read of them in the second place.
    pub(super) unread: Vec<(String, String)>,
    /// Its records.
    pub(super) records: toml::Table,
    /// By id, file and line of a record.
    places: FxHashMap<String, (String, usize)>,
}

impl Registry {
    /// Reads the files of one, with their paths.
    pub(super) fn new(files: Vec<(String, String)>) -> Self {
        let mut registry =
            Self { unread: Vec::new(), records: toml::Table::new(), places: FxHashMap::default() };
        for (path, text) in files {
            let known = match path.rsplit('.').next() {
                Some("bib") => {
                    // What is between entries, or in one that cannot be told apart, is somebody's text as well.
                    registry.adopt(&path, &text, references::bibtex(&text));
                    true
                }
                Some("json") => match references::csl(&text) {
                    Some(entries) => {
                        registry.adopt(&path, &text, entries);
                        true
                    }
                    None => false,
                },
                _ => match text.parse::<toml::Table>() {
                    Ok(records) => {
                        for id in records.keys() {
                            let start = text.find(id.as_str()).unwrap_or(0);
                            registry.places.insert(id.clone(), (path.clone(), line(&text, start)));
                        }
                        registry.records = records;
                        true
                    }
                    Err(_) => false,
                },
            };
            if !known {
                registry.unread.push((path, text));
            }
        }
        registry
    }

    /// Adds what references say to what is known of their ids.
    fn adopt(&mut self, path: &str, text: &str, entries: Vec<references::Entry>) {
        for entry in entries {
            let place = (path.to_owned(), line(text, entry.start));
            self.places.entry(entry.id.clone()).or_insert(place);
            let record =
                self.records.entry(entry.id).or_insert_with(|| toml::Value::Table(toml::Table::new()));
            let Some(record) = record.as_table_mut() else { continue };
            for (key, words) in entry.words {
                // A title may carry a mark, so it stands under its own key; further ones only need to be found.
                let mut key = key;
                while record.contains_key(&key) {
                    key.push('+');
                }
                record.insert(key, toml::Value::String(words));
            }
        }
    }

    /// File and line, from 1, of a record.
    pub(super) fn place(&self, id: &str) -> (&str, usize) {
        self.places.get(id).map_or(("", 1), |(path, line)| (path, *line))
    }

    /// Whether it has a source.
    pub(super) fn has(&self, id: &str) -> bool {
        self.records.contains_key(id)
    }

    /// The level of a source, by its key or the marks of its texts.
    fn level(&self, id: &str, rules: &Rules<'_>) -> Option<Level> {
        let record = self.records.get(id)?.as_table()?;
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

fn line(text: &str, at: usize) -> usize {
    memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count() + 1
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
