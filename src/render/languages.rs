//! The languages of a site: its editions, and the translations of a page.
//!
//! In: outlines of the editions. Out: view-models. Does not know what the pages say.

use super::Renderer;
use super::view::LanguageView;
use crate::site::Translation;

impl Renderer<'_> {
    /// The editions of the site, the original first, then by tag; none where there is one language only.
    pub(super) fn languages(&self) -> Vec<LanguageView> {
        let site = self.site;
        if site.editions.is_empty() {
            return Vec::new();
        }
        let config = site.config;
        let own = LanguageView {
            language: config.language.clone(),
            name: config.language_name(&config.language).to_owned(),
            url: site.href(""),
            permalink: site.absolute(""),
            current: true,
            original: config.is_original(),
        };
        let others = site.translations_of_list("");
        let mut all = translations(&others);
        all.push(own);
        all.sort_by(|one, other| {
            other.original.cmp(&one.original).then_with(|| one.language.cmp(&other.language))
        });
        all
    }
}

/// A page in the other languages that have it.
pub(super) fn translations(found: &[Translation<'_>]) -> Vec<LanguageView> {
    let view = |translation: &Translation<'_>| LanguageView {
        language: translation.outline.language.clone(),
        name: translation.outline.name.clone(),
        url: crate::site::address::encode_href(&translation.href()),
        permalink: crate::site::address::encode_href(&translation.absolute()),
        current: false,
        original: translation.outline.original,
    };
    found.iter().map(view).collect()
}
