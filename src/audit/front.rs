//! What of front matter is published, decided by the audit.
//!
//! In: documents that are published in whole, in part or as the page of what was withdrawn. Out: texts among what is
//! released and what is withheld. The rules: a key is of the level that `metadata` names, else of the document's;
//! title, summary and the picture may say otherwise by marks of their own.

use super::passages::{Sorter, What, collect};
use super::plain::plain;
use super::source::{Draft, Fate};

/// Keys whose strings are names.
const NAMES: [&str; 4] = ["title", "authors", "tags", "series"];

/// Keys that stay of a report that was withdrawn.
const WITHDRAWN: [&str; 4] = ["title", "slug", "aliases", "withdrawn"];

impl Sorter<'_> {
    /// The address of a document; a slug that may not be published makes none.
    pub(super) fn address(&self, draft: &Draft) -> String {
        let slug =
            draft.string("slug").filter(|_| draft.is_withheld() || draft.metadata <= self.policy.ceiling);
        draft.address(slug)
    }

    /// Sorts the front matter of a document that is not withheld altogether. `gone` are the numbers of its key
    /// judgements that are.
    pub(super) fn front(&mut self, draft: &Draft, gone: &[u32]) {
        for (key, value) in &draft.front {
            // What is about a key judgement goes where that goes.
            let is_gone = |name: &str| {
                let number = name.get(3..).and_then(|digits| digits.parse().ok());
                number.is_some_and(|number| gone.contains(&number))
            };
            match (key.as_str(), value) {
                ("judgements" | "judgments", toml::Value::Table(table)) => {
                    for (name, value) in table {
                        self.key(draft, key, value, !is_gone(name) && self.has(draft, key, value));
                    }
                }
                ("corrections", toml::Value::Array(entries)) => {
                    for entry in entries {
                        let about = entry.get("judgement").and_then(toml::Value::as_str);
                        let shown = !about.is_some_and(is_gone) && self.has(draft, key, entry);
                        self.key(draft, key, entry, shown);
                    }
                }
                _ => self.key(draft, key, value, self.has(draft, key, value)),
            }
        }
    }

    /// Whether a key is published.
    fn has(&self, draft: &Draft, key: &str, value: &toml::Value) -> bool {
        let rules = draft.rules(self.config, self.policy);
        let level = match (key, value) {
            ("title" | "summary", toml::Value::String(text)) => rules.marked(text).0,
            ("image", toml::Value::Table(image)) => {
                let text = |key: &str| image.get(key).and_then(toml::Value::as_str);
                let named = text("classification").and_then(|name| rules.scheme.find(name));
                let marks = ["alt", "credit"].iter().filter_map(|key| rules.marked(text(key)?).0);
                marks.chain(named).max()
            }
            _ => None,
        };
        let kept = draft.fate == Fate::Released || WITHDRAWN.contains(&key);
        kept && level.unwrap_or(draft.metadata) <= self.policy.ceiling
    }

    fn key(&mut self, draft: &Draft, key: &str, value: &toml::Value, shown: bool) {
        if shown && key == "regions" {
            self.places.extend(self.places_of(draft));
        }
        collect(value, &mut |text| {
            if shown { self.show_key(draft, key, text) } else { self.hide_key(draft, key, text) }
        });
    }

    fn show_key(&mut self, draft: &Draft, key: &str, text: &str) {
        let text = draft.rules(self.config, self.policy).marked(text).1;
        if matches!(key, "supersedes" | "related") {
            let path = text.trim_start_matches("@/").trim_start_matches("content/");
            if self.closed.contains(path) {
                return;
            }
        }
        if let Some(term) = self.term(key, text) {
            self.out.released.push(term);
        }
        let mut plain = plain(text);
        // A string without spaces may name a file, as that of a lead picture does.
        if !text.contains(char::is_whitespace) {
            plain.targets.push(text.to_owned());
        }
        self.show(draft, text, &plain);
    }

    /// Looks for a string of the front matter.
    pub(super) fn hide_key(&mut self, draft: &Draft, key: &str, text: &str) {
        let (file, line) = (draft.file(), line_of(draft, text));
        let text = draft.rules(self.config, self.policy).marked(text).1;
        match key {
            "classification" | "metadata" | "regions" | "supersedes" | "related" => {}
            "slug" | "aliases" => self.hide(text, What::Address, &file, line),
            name if NAMES.contains(&name) => {
                let what = if name == "authors" { What::Person } else { What::Name };
                self.hide(text, what, &file, line);
                if let Some(term) = self.term(name, text) {
                    self.hide(&term, What::Address, &file, line);
                }
            }
            _ => self.hide_plain(&plain(text), &file, line),
        }
    }

    /// The address of the list that a tag, an author or a series has; a title has none.
    fn term(&self, key: &str, text: &str) -> Option<String> {
        let listed = NAMES.contains(&key) && key != "title";
        listed.then(|| format!("{key}/{}", self.config.slug_of(text)))
    }
}

/// The line in which a string of the front matter begins.
fn line_of(draft: &Draft, text: &str) -> usize {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or(text);
    let front = &draft.text[draft.front_text.clone()];
    front.find(first).map_or(1, |at| draft.line(draft.front_text.start + at))
}
