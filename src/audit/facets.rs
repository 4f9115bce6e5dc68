//! Lists that are made of many reports: the files of the search, and numbers of reports at each level.
//!
//! In: JSON of an output, and what is released. Out: [`Fault`]s. Reads the form of docs/search.md, and tables of levels and
//! numbers in any JSON. What the words of such a file are is for `needles`.

use rustc_hash::FxHashSet;
use serde_json::Value;

use super::counts::Limits;
use crate::classification::LevelDefinition;

/// What such a list gives away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It knows reports beyond those of the release.
    Reports,
    /// It knows what there is at a level above the release.
    Level,
    /// It has a term of front matter that no released report has.
    Term,
}

/// What lists are held against.
#[derive(Debug, Default)]
pub(super) struct Facets {
    /// Where each edition stands of which something is withheld, with the number of its released reports.
    editions: Vec<(String, usize)>,
    /// Names, addresses and other spellings of levels above the release.
    above: FxHashSet<String>,
    /// Addresses of the lists of terms of what is released, `tags/oil`.
    terms: FxHashSet<String>,
}

/// Filters and where the lists of their terms stand.
const FILTERS: [(&str, &str); 3] = [("region", "regions"), ("tag", "tags"), ("author", "authors")];

/// Keys of numbers.
const NUMBERS: [&str; 6] = ["count", "total", "reports", "results", "number", "value"];

impl Facets {
    /// What lists are held against: `above` are the levels above the release, `released` what its documents say.
    pub(super) fn new(limits: &[Limits], above: &[&LevelDefinition], released: &[String]) -> Self {
        let spellings = |level: &&LevelDefinition| {
            [level.name.clone(), level.name.to_lowercase(), level.name.to_uppercase(), level.slug.clone()]
        };
        let listed = |text: &&String| FILTERS.iter().any(|(_, folder)| text.starts_with(folder));
        Self {
            editions: limits.iter().map(|limits| (limits.folder.clone(), limits.reports)).collect(),
            above: above.iter().flat_map(spellings).collect(),
            terms: released.iter().filter(listed).cloned().collect(),
        }
    }

    /// What a file gives away, each once.
    pub(super) fn faults(&self, path: &str, bytes: &[u8]) -> Vec<Fault> {
        let names = |name: &String| memchr::memmem::find(bytes, name.as_bytes()).is_some();
        if !path.ends_with(".json") || !is_search(path) && !self.above.iter().any(names) {
            return Vec::new();
        }
        let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return Vec::new() };
        let mut found = Vec::new();
        found.extend(self.counts(&value).then_some(Fault::Level));
        let edition = self.editions.iter().find_map(|(folder, reports)| {
            Some((path.strip_prefix(folder.as_str())?.strip_prefix("search/")?, *reports))
        });
        if let Some((file, reports)) = edition {
            self.search(file, &value, reports, &mut found);
        }
        found.dedup();
        found
    }

    fn is_above(&self, value: &Value) -> bool {
        value.as_str().is_some_and(|text| self.above.contains(text))
    }

    /// Whether a number stands beside a level above the release: `{"Secret": 3}`, `{"level": "Secret", "count": 3}`, `["Secret", 3]`.
    fn counts(&self, value: &Value) -> bool {
        let some = |value: &Value| value.as_u64().is_some_and(|number| number > 0);
        match value {
            Value::Object(table) => {
                let named = table.values().any(|value| self.is_above(value));
                table.iter().any(|(key, value)| {
                    some(value) && (self.above.contains(key) || named && NUMBERS.contains(&key.as_str()))
                }) || table.values().any(|value| self.counts(value))
            }
            Value::Array(list) => {
                matches!(&list[..], [name, number] if self.is_above(name) && some(number))
                    || list.iter().any(|value| self.counts(value))
            }
            _ => false,
        }
    }

    fn search(&self, file: &str, value: &Value, reports: usize, found: &mut Vec<Fault>) {
        let beyond = |postings: &Value, form: Postings| {
            let last = postings.as_str().and_then(|postings| last_report(postings, form));
            last.is_some_and(|last| last >= reports)
        };
        if let Some(filter) = file.strip_prefix("filters/").and_then(|name| name.strip_suffix(".json")) {
            let rows = || value.as_array().into_iter().flatten();
            if rows().any(|row| beyond(&row[2], Postings::Terms)) {
                found.push(Fault::Reports);
            }
            let folder = FILTERS.iter().find(|(name, _)| *name == filter).map(|(_, folder)| *folder);
            let is_open = |row: &Value| match (folder, row[0].as_str()) {
                (Some(folder), Some(term)) => self.terms.contains(&format!("{folder}/{term}")),
                _ => filter != "classification" || !(self.is_above(&row[0]) || self.is_above(&row[1])),
            };
            if !rows().all(is_open) {
                found.push(Fault::Term);
            }
        } else if file.starts_with("words/") {
            let words = value.as_object().into_iter().flatten();
            if words.into_iter().any(|(_, postings)| beyond(postings, Postings::Words)) {
                found.push(Fault::Reports);
            }
        } else if file == "index.json" {
            let levels = || value["levels"].as_array().into_iter().flatten();
            found.extend(levels().any(|level| self.is_above(&level["name"])).then_some(Fault::Level));
        }
    }
}

/// Whether a file is one of the search of some edition.
pub(super) fn is_search(path: &str) -> bool {
    path.starts_with("search/") || path.contains("/search/")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Postings {
    /// Distances between reports.
    Terms,
    /// The same with how much the word says, and the judgements that have it.
    Words,
}

/// The number of the last report; none where the text has another form.
fn last_report(postings: &str, form: Postings) -> Option<usize> {
    let mut digits = postings.bytes();
    let mut last = 0usize;
    while digits.len() > 0 {
        let number = number(&mut digits)?;
        if form == Postings::Terms {
            last = last.checked_add(number)?;
            continue;
        }
        last = last.checked_add(number >> 1)?;
        digits.next()?;
        let mut more = number & 1 == 1;
        while more {
            more = self::number(&mut digits)? & 1 == 1;
        }
    }
    (!postings.is_empty()).then_some(last)
}

/// A number of digits of five bits, the lowest first; the sixth bit says that more follow.
fn number(digits: &mut impl Iterator<Item = u8>) -> Option<usize> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut number = 0;
    for shift in (0..usize::BITS - 5).step_by(5) {
        let digit = digits.next()?;
        let value = ALPHABET.iter().position(|known| *known == digit)?;
        number |= (value & 31) << shift;
        if value < 32 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classification::built_in;

    fn faults(path: &str, text: &str) -> Vec<Fault> {
        let us = built_in("us").expect("it is in the binary");
        let above: Vec<&LevelDefinition> = us.iter().skip(2).map(|(_, level)| level).collect();
        let limits = [("es/", 1), ("", 3)];
        let limits =
            limits.map(|(folder, reports)| Limits { folder: folder.to_owned(), documents: 9, reports });
        let facets = Facets::new(&limits, &above, &["tags/oil".to_owned(), "Oil".to_owned()]);
        facets.faults(path, text.as_bytes())
    }

    #[test]
    fn files_of_a_search_know_no_more_than_the_release() {
        for (path, text, found) in [
            ("search/filters/tag.json", r#"[["oil","Oil","AB"]]"#, &[][..]),
            ("search/filters/tag.json", r#"[["oil","Oil","ABB"]]"#, &[]),
            ("search/filters/tag.json", r#"[["oil","Oil","ABBB"]]"#, &[Fault::Reports]),
            ("search/filters/tag.json", r#"[["gas","Gas","A"]]"#, &[Fault::Term]),
            ("es/search/filters/tag.json", r#"[["oil","Oil","B"]]"#, &[Fault::Reports]),
            ("search/filters/year.json", r#"[["2025","2025","gB"]]"#, &[Fault::Reports]),
            ("search/filters/classification.json", r#"[["secret","SECRET","A"]]"#, &[Fault::Term]),
            ("search/filters/classification.json", r#"[["unclassified","UNCLASSIFIED","A"]]"#, &[]),
            ("search/words/0.json", r#"{"a":"BJCCF"}"#, &[]),
            ("search/words/0.json", r#"{"a":"HJDC","b":"not one!"}"#, &[Fault::Reports]),
            ("search/index.json", r#"{"levels":[{"name":"SECRET"}]}"#, &[Fault::Level]),
            ("search/index.json", r#"{"levels":[{"name":"UNCLASSIFIED"}]}"#, &[]),
        ] {
            assert_eq!(faults(path, text), found, "{path} {text}");
        }
    }

    #[test]
    fn levels_above_the_release_are_not_counted() {
        for text in [
            r#"{"filters":{"Secret":{"SECRET":3}}}"#,
            r#"{"facets":[{"level":"secret","count":1}]}"#,
            r#"[["SECRET",2]]"#,
        ] {
            assert_eq!(faults("facets.json", text), [Fault::Level], "{text}");
        }
        for text in [r#"{"SECRET":0,"UNCLASSIFIED":3}"#, r#"["the SECRET of",3]"#, r#"{"secret":"word"}"#] {
            assert_eq!(faults("facets.json", text), [], "{text}");
        }
    }
}
