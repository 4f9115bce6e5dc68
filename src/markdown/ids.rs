//! Ids of a page: readable, unique, and not those the page's frame uses.

use rustc_hash::{FxHashMap, FxHashSet};

/// Ids that templates and typed parts of a report use; a heading that would take one gets a number behind it.
const RESERVED: [&str; 32] = [
    "executive-summary",
    "key-judgements",
    "statement-on-analysis",
    "related",
    "changes",
    "corrections",
    "sources",
    "content",
    "contents",
    "newsletter",
    "contact",
    "footnotes",
    "main-content",
    "source-list",
    "yardstick-legend",
    "scale-report",
    "scale-likelihood",
    "scale-confidence",
    "scale-sources",
    "scale-classification",
    "latest-briefs",
    "browse-indexes",
    "within-term",
    "map-of-briefs",
    "briefs-by-month",
    "contact-form",
    "contact-name",
    "contact-email",
    "contact-message",
    "contact-check",
    "newsletter-footer-email",
    "newsletter-report-email",
];

/// The ids a page has so far.
#[derive(Debug)]
pub struct Ids {
    used: FxHashSet<String>,
    /// The next number to try behind an id, so that a thousand headings of one name cost no more than others.
    next: FxHashMap<String, u32>,
}

impl Default for Ids {
    fn default() -> Self {
        Self { used: RESERVED.iter().map(|id| (*id).to_owned()).collect(), next: FxHashMap::default() }
    }
}

impl Ids {
    /// An id made of a heading's text, unique in the page.
    pub fn from_text(&mut self, text: &str) -> String {
        let slug = slug::slugify(text);
        self.unique(if slug.is_empty() { "section".to_owned() } else { slug })
    }

    /// An id the author chose; false when the page has it already.
    pub fn claim(&mut self, id: &str) -> bool {
        self.used.insert(id.to_owned())
    }

    fn unique(&mut self, id: String) -> String {
        // `kj-1` and `source-1` belong to judgements and sources.
        let typed = ["kj-", "source-", "correction-", "cite-", "fn-", "fnref-"].iter().any(|start| {
            id.strip_prefix(start)
                .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'))
        });
        if !typed && self.used.insert(id.clone()) {
            return id;
        }
        loop {
            let number = self.next.entry(id.clone()).or_insert(2);
            let numbered = format!("{id}-{}{number}", if typed { "section-" } else { "" });
            *number += 1;
            if self.used.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_stay_off_reserved_ones() {
        let mut ids = Ids::default();
        assert_eq!(ids.from_text("Outlook"), "outlook");
        assert_eq!(ids.from_text("Outlook"), "outlook-2");
        assert_eq!(ids.from_text("Related"), "related-2");
        assert_eq!(ids.from_text("KJ-1"), "kj-1-section-2");
        assert_eq!(ids.from_text("…"), "section");
        assert!(!ids.claim("outlook"));
    }
}
