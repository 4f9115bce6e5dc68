//! Portion marks in the texts of TOML files: front matter, site.toml, registries.
//!
//! In: TOML and a scheme. Out: [`Marked`], the marks that stand where they mark nothing or are misspelt, with the levels
//! they name. Does not know what may be published: who asks compares.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::classification::{Level, Scheme};
use crate::diag::{Diagnostic, codes};
use crate::portion::{self, Wrong};

/// A mark in a text.
#[derive(Debug, Clone)]
pub struct Marked {
    /// The keys that lead to the text, without numbers of lists: `image.alt`.
    pub key: String,
    /// What is marked, in bytes of the TOML text.
    pub span: Range<usize>,
    /// Its level; none where nobody knows what the mark means.
    pub level: Option<Level>,
    /// Whether the text begins with it, so that a key which may have a mark of its own has it.
    pub begins: bool,
}

/// Keys whose values are names of files, levels and the like.
const NO_TEXTS: [&str; 14] = [
    "classification",
    "metadata",
    "release",
    "slug",
    "slugs",
    "aliases",
    "supersedes",
    "related",
    "url",
    "archive_url",
    "base_url",
    "src",
    "sealed",
    "exclude",
];

/// All marks in the texts of a TOML file.
pub fn marks(text: &str, scheme: &Scheme) -> Vec<Marked> {
    if !may_have(text, scheme) {
        return Vec::new();
    }
    let (table, _) = DeTable::parse_recoverable(text);
    let mut found = Vec::new();
    let mut waiting: Vec<(String, Range<usize>, DeValue<'_>)> = Vec::new();
    waiting.push((String::new(), 0..text.len(), DeValue::Table(table.into_inner())));
    while let Some((key, span, value)) = waiting.pop() {
        match value {
            DeValue::String(string) => read(&key, &string, text, &span, scheme, &mut found),
            DeValue::Array(list) => {
                waiting.extend(list.into_iter().map(|item| (key.clone(), item.span(), item.into_inner())));
            }
            DeValue::Table(table) => {
                let texts = table.into_iter().filter(|(name, _)| !NO_TEXTS.contains(&&**name.get_ref()));
                waiting.extend(texts.map(|(name, item)| {
                    let dot = if key.is_empty() { "" } else { "." };
                    (format!("{key}{dot}{}", name.get_ref()), item.span(), item.into_inner())
                }));
            }
            _ => {}
        }
    }
    found.sort_by_key(|marked| marked.span.start);
    found
}

/// The finding about one.
pub fn finding(marked: &Marked, path: &str, offset: usize, place: &str) -> Diagnostic {
    let span = marked.span.start + offset..marked.span.end + offset;
    match marked.level {
        Some(_) => Diagnostic::new(&codes::PORTION_ABOVE, format!("this is marked above {place}"))
            .at(path, span)
            .help("remove what is marked"),
        None => Diagnostic::new(&codes::PORTION_UNKNOWN, "an unknown portion mark")
            .at(path, span)
            .help("begin with a mark of the site's scheme in round parentheses, or with a word"),
    }
}

/// Whether some text may have a mark; brackets of lists and slashes of addresses are none.
fn may_have(text: &str, scheme: &Scheme) -> bool {
    let bytes = text.as_bytes();
    // A level in capitals, but as the value of a key that has one.
    let names: Vec<String> = scheme.iter().map(|(_, level)| level.name.to_uppercase()).collect();
    let heads = names.iter().map(|name| name.split_once(':').map_or(name.as_str(), |(head, _)| head));
    let is_text = |line: &&str| !line.starts_with("classification") && !line.starts_with("metadata");
    let is_named = |line: &str| heads.clone().any(|name| line.contains(name));
    if text.lines().filter(is_text).any(is_named) {
        return true;
    }
    let opens = |at: usize| {
        let behind = at > 0 && matches!(bytes[at - 1], b'"' | b'\'' | b' ');
        behind && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic)
    };
    !text.is_ascii()
        || memchr::memchr(b'(', bytes).is_some()
        || memchr::memchr(b')', bytes).is_some()
        || memchr::memchr2_iter(b'[', b'{', bytes).any(opens)
        || memchr::memmem::find_iter(bytes, b"//").any(|at| at == 0 || bytes[at - 1] != b':')
}

fn read(key: &str, string: &str, text: &str, span: &Range<usize>, scheme: &Scheme, found: &mut Vec<Marked>) {
    for Wrong { span: part, level, begins } in portion::marks_of(string, scheme) {
        // As it is written, unless it is written with escapes.
        let written = text.get(span.clone()).and_then(|raw| raw.find(&string[part.clone()]));
        let span = match written {
            Some(at) => span.start + at..span.start + at + part.len(),
            None => span.clone(),
        };
        found.push(Marked { key: key.to_owned(), span, level, begins });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classification::built_in;

    fn keys(text: &str) -> Vec<(String, Option<u8>, bool)> {
        let us = built_in("us").expect("it is in the binary");
        let found = marks(text, &us).into_iter();
        found.map(|marked| (marked.key, marked.level.map(|level| level.0), marked.begins)).collect()
    }

    #[test]
    fn marks_are_found_in_every_text() {
        let one = |key: &str, level, begins| vec![(key.to_owned(), level, begins)];
        assert_eq!(keys("title = \"(S) a\""), one("title", Some(2), true));
        assert_eq!(keys("title = \"Plan of the port (S)\""), one("title", Some(2), false));
        assert_eq!(keys("[image]\nalt = \"[S] a\""), one("image.alt", None, true));
        assert_eq!(keys("tags = [\"a\", \"(s//nf) b\"]"), one("tags", None, true));
        assert_eq!(keys("a = [{ b = \"It fell. (TS) c\" }]"), one("a.b", Some(3), false));
        assert_eq!(keys("classification = \"(S)\"\nurl = \"https://a.example/(S)\"\ntags = [\"[S]he\"]"), []);
        assert_eq!(keys("title = \"TOP SECRET\""), one("title", Some(3), false));
        assert_eq!(keys("title = \"A S//NF\""), one("title", Some(2), false));
        assert_eq!(keys("classification = \"SECRET\"\na = \"Vitamin (C) tablets\""), []);
    }
}
