//! Editions of a site in several languages: what each has, so that a page can name its translations.
//!
//! In: assembled sites. Out: [`Outline`]s, which hold no text. A page is a translation of another if both come from one document,
//! or, for lists, if both have one address in their editions. What an edition may not publish is not in its outline.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{CORRECTIONS, Facet, METHODOLOGY, SEARCH, SOURCES, Site};

/// What the edition in one language has.
#[derive(Debug)]
pub struct Outline {
    /// Its language tag.
    pub language: String,
    /// What the language calls itself.
    pub name: String,
    /// Whether it is the site's own language.
    pub original: bool,
    base_url: String,
    base_path: String,
    /// Addresses of documents by path.
    documents: FxHashMap<String, String>,
    /// Addresses of pages that no document has for itself.
    lists: FxHashSet<String>,
}

/// The same page in another language.
#[derive(Debug)]
pub struct Translation<'o> {
    /// The edition.
    pub outline: &'o Outline,
    /// Address of the page in it.
    address: &'o str,
}

/// What surrounds an edition that is not in the site's own language.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// The edition in the site's own language; documents that are not translated are linked there.
    pub original: Option<Arc<Outline>>,
    /// Paths below the root of files that all editions share.
    pub shared: FxHashSet<String>,
}

impl Outline {
    /// That of an assembled site.
    pub fn of(site: &Site<'_>) -> Self {
        let config = site.config;
        let reports = site.reports.iter().map(|report| (&report.document, &report.address));
        let pages = site.pages.iter().map(|page| (&page.document, &page.address));
        let documents = reports
            .chain(pages)
            .map(|(document, address)| (document.path.clone(), address.clone()))
            .collect();
        let lists = site.listings.iter().map(|listing| listing.address.clone());
        let fixed = [
            Some(METHODOLOGY),
            Some(SEARCH),
            (!site.sources.is_empty()).then_some(SOURCES),
            (!site.revisions.is_empty()).then_some(CORRECTIONS),
        ];
        let indexes = Facet::ALL.into_iter().map(|facet| format!("{}/", facet.name()));
        Self {
            language: config.language.clone(),
            name: config.language_name(&config.language).to_owned(),
            original: config.is_original(),
            base_url: config.base_url.clone(),
            base_path: config.base_path.clone(),
            documents,
            lists: lists.chain(fixed.into_iter().flatten().map(str::to_owned)).chain(indexes).collect(),
        }
    }

    /// The page of a document, if the edition has it.
    pub fn document(&self, path: &str) -> Option<Translation<'_>> {
        self.documents.get(path).map(|address| Translation { outline: self, address })
    }

    /// The list at an address, if the edition has it.
    fn list(&self, address: &str) -> Option<Translation<'_>> {
        self.lists.get(address).map(|address| Translation { outline: self, address })
    }
}

impl Translation<'_> {
    /// Root-relative address.
    pub fn href(&self) -> String {
        [&self.outline.base_path, self.address].concat()
    }

    /// Address with scheme and host.
    pub fn absolute(&self) -> String {
        [&self.outline.base_url, self.address].concat()
    }
}

impl Site<'_> {
    /// The page of a document in the other languages that have it.
    pub fn translations_of_document(&self, path: &str) -> Vec<Translation<'_>> {
        self.editions.iter().filter_map(|outline| outline.document(path)).collect()
    }

    /// The list at an address in the other languages that have it.
    pub fn translations_of_list(&self, address: &str) -> Vec<Translation<'_>> {
        self.editions.iter().filter_map(|outline| outline.list(address)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_stand_below_their_edition() {
        let outline = Outline {
            language: "es".into(),
            name: "Español".into(),
            original: false,
            base_url: "https://desk.example/es/".into(),
            base_path: "/es/".into(),
            documents: FxHashMap::from_iter([("a.md".to_owned(), "a/".to_owned())]),
            lists: FxHashSet::default(),
        };
        let page = |path| outline.document(path);
        assert_eq!(page("a.md").map(|page| page.href()).as_deref(), Some("/es/a/"));
        assert_eq!(page("a.md").map(|page| page.absolute()).as_deref(), Some("https://desk.example/es/a/"));
        assert!(page("b.md").is_none());
    }
}
