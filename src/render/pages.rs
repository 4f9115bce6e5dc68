//! Pages that are not lists: texts, search, the missing page, redirects.

use tera::Value;

use super::view::{ContentView, PageView, TierView, WithdrawnView};
use super::{Renderer, contents, json_ld, languages};
use crate::assets::AssetView;
use crate::assets::fingerprint::integrity;
use crate::config::SealedTier;
use crate::content::Body;
use crate::diag::Diagnostic;
use crate::seal;
use crate::site::{METHODOLOGY, Page, PageId, SEARCH, SOURCES};

impl Renderer<'_> {
    /// A page at the top of the site with only a title.
    pub(super) fn plain_page(&self, kind: &'static str, title: &str, address: &str) -> PageView {
        let breadcrumbs = vec![self.home_link()];
        PageView {
            kind,
            title: title.to_owned(),
            heading: title.to_owned(),
            description: format!("{title}: {}", self.site.config.title),
            url: self.site.href(address),
            permalink: self.site.absolute(address),
            language: self.site.config.language.clone(),
            graph_type: "website",
            feeds: self.site_feeds.clone(),
            json_ld: json_ld::list(self.site, &breadcrumbs, title, address),
            breadcrumbs,
            translations: languages::translations(&self.site.translations_of_list(address)),
            ..PageView::default()
        }
    }

    pub(super) fn text_page(&self, page: &Page, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        let document = &page.document;
        // What bluf makes at such an address goes below what the site has written there.
        let stands = document.front.withdrawn.is_none();
        if stands && page.address == METHODOLOGY {
            return self.methodology_page(Some(page), out);
        }
        if stands && !self.site.sources.is_empty() && page.address == SOURCES {
            return self.sources_page(Some(page), out);
        }
        let mut view = self.plain_page("page", &document.title, &page.address);
        view.translations = languages::translations(&self.site.translations_of_document(&document.path));
        view.breadcrumbs.extend(self.sections_above(&page.address));
        view.json_ld = json_ld::list(self.site, &view.breadcrumbs, &document.title, &page.address);
        if !document.summary.is_empty() {
            view.description.clone_from(&document.summary);
        }
        if let Some(withdrawn) = &document.front.withdrawn {
            view.noindex = true;
            let own = WithdrawnView {
                title: document.title.clone(),
                date: withdrawn.date.map(|date| self.date(date)),
                reason: withdrawn.reason.clone(),
            };
            let own = vec![("withdrawn", Value::from_serializable(&own))];
            return self.render("withdrawn.html", &view, own, out);
        }
        view.updated = document.front.updated.as_ref().map(|date| self.date(date.value));
        view.published = document.front.date.as_ref().map(|date| self.date(date.value));
        self.render(
            "page.html",
            &view,
            vec![("content", Value::from_serializable(&self.content_of(page)))],
            out,
        )
    }

    /// A text as templates see it.
    pub(super) fn content(&self, id: PageId) -> ContentView {
        self.content_of(self.site.page(id))
    }

    pub(super) fn content_of(&self, page: &Page) -> ContentView {
        let document = &page.document;
        let mut html = match &document.body {
            Body::Prose(markup) => self.page_html(page, markup),
            Body::Report(_) => String::new(),
        };
        html.push_str(&self.page_html(page, &document.footnotes));
        ContentView {
            title: document.title.clone(),
            html,
            toc: contents::tree(&document.met.headings),
            word_count: document.met.words,
            updated: document.front.updated.as_ref().map(|date| self.date(date.value)),
        }
    }

    fn page_html(&self, page: &Page, markup: &crate::markdown::Markup) -> String {
        let alts = page.document.met.pictures.iter().map(|picture| picture.alt.as_str());
        let pictures: Vec<_> = page.pictures.iter().zip(alts).collect();
        self.html(markup, &page.document.met.links, &page.hrefs, &pictures)
    }

    pub(super) fn search_page(&self, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        let view = self.plain_page("search", self.strings.get("search"), SEARCH);
        self.render("search.html", &view, vec![("indexes", Value::from_serializable(&self.indexes()))], out)
    }

    pub(super) fn not_found_page(&self, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        let view = PageView {
            noindex: true,
            ..self.plain_page("not-found", self.strings.get("not_found"), "404.html")
        };
        self.render("404.html", &view, Vec::new(), out)
    }

    /// A sealed tier as templates see it.
    pub(super) fn tier(&self, tier: &SealedTier) -> TierView {
        let address = seal::address(&tier.name.value);
        let script = AssetView {
            url: self.site.href(&format!("{address}unlock.js")),
            integrity: integrity(seal::UNLOCK_SCRIPT.as_bytes()),
        };
        TierView {
            name: tier.name.value.clone(),
            title: tier.title.clone(),
            url: self.site.href(&address),
            script,
        }
    }

    pub(super) fn unlock_page(&self, at: usize, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        let tier = &self.site.config.sealed[at];
        let title = tier.title.as_deref().unwrap_or(self.strings.get("login"));
        let address = seal::address(&tier.name.value);
        let view = PageView { noindex: true, ..self.plain_page("unlock", title, &address) };
        self.render("unlock.html", &view, vec![("unlock", Value::from_serializable(&self.tier(tier)))], out)
    }

    pub(super) fn alias_page(&self, at: usize, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        let alias = &self.site.aliases[at];
        let own = vec![
            ("target", Value::from(self.site.href(&alias.target))),
            ("permalink", Value::from(self.site.absolute(&alias.target))),
        ];
        self.render("alias.html", &PageView::default(), own, out)
    }
}
