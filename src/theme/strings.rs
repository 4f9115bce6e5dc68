//! The words of a theme in one language.

use std::collections::BTreeMap;

use crate::date::Moment;
use crate::markdown::AlertLabels;

/// Words by key. A missing key gives the key itself, so that a page never fails for want of a word.
#[derive(Debug, Default, Clone)]
pub struct Strings(BTreeMap<String, String>);

impl Strings {
    pub(super) fn extend(&mut self, strings: Vec<(String, String)>) {
        self.0.extend(strings);
    }

    /// The word for a key.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.0.get(key).map_or(key, String::as_str)
    }

    /// The word for a key with one gap filled.
    pub fn fill(&self, key: &str, gap: &str, with: &str) -> String {
        self.get(key).replace(gap, with)
    }

    /// All words, for templates.
    pub fn all(&self) -> &BTreeMap<String, String> {
        &self.0
    }

    /// A day in words: `20 May 2025`.
    pub fn day(&self, moment: Moment) -> String {
        let month = usize::try_from(moment.day.month()).unwrap_or(1);
        let name = self.get("months").split(' ').nth(month - 1).unwrap_or_default();
        let mut rest = self.get("date");
        let mut out = String::with_capacity(rest.len() + name.len());
        while let Some(at) = rest.find('{') {
            let (before, gap) = rest.split_at(at);
            out.push_str(before);
            let end = gap.find('}').map_or(gap.len(), |end| end + 1);
            match &gap[..end] {
                "{day}" => out.push_str(&moment.day.day().to_string()),
                "{month}" => out.push_str(name),
                "{year}" => out.push_str(&moment.day.year().to_string()),
                other => out.push_str(other),
            }
            rest = &gap[end..];
        }
        out + rest
    }

    /// Titles of alerts.
    pub fn alerts(&self) -> AlertLabels {
        let mut labels = AlertLabels::default();
        for (kind, title) in &mut labels.0 {
            if let Some(word) = self.0.get(&format!("alert_{kind}")) {
                title.clone_from(word);
            }
        }
        labels
    }
}
