//! What every page of a site has around its own content: name, navigation, feeds, what it signs with.
//!
//! In: the assembled site and its theme. Out: one view-model for all pages. Does not know what any page says.

use super::view::{Feed, Link, SchemeView, SiteView};
use super::{Renderer, generator};
use crate::classification::Purpose;
use crate::config::Edition;
use crate::site::{CORRECTIONS, Facet, SEARCH};
use crate::theme::About;

impl Renderer<'_> {
    pub(super) fn site_view<'v>(&'v self, about: &'v About) -> SiteView<'v> {
        let config = self.site.config;
        let navigation =
            if self.site.navigation.is_empty() { self.default_navigation() } else { self.own_navigation() };
        let primary = config.language.split('-').next().unwrap_or_default();
        SiteView {
            title: &config.title,
            description: &config.description,
            language: &config.language,
            direction: if matches!(primary, "ar" | "he" | "fa" | "ur" | "ps" | "yi") { "rtl" } else { "ltr" },
            base_url: &config.base_url,
            home_url: &config.base_path,
            icon_url: format!("{}apple-touch-icon.png", config.root_url),
            languages: self.languages(),
            search_url: self.site.href(SEARCH),
            sources_url: self.sources_url(),
            methodology: self.methodology_links(),
            generator: generator(),
            scheme: SchemeView {
                name: &config.scheme.name,
                editorial: config.scheme.purpose == Purpose::Editorial,
            },
            release: self.site.policy.named.map(|level| config.scheme.definition(level).name.as_str()),
            navigation,
            feeds: self.feeds(""),
            corrections_url: (!self.site.revisions.is_empty()).then(|| self.site.href(CORRECTIONS)),
            footer: config.footer.as_deref(),
            newsletter: config.newsletter.as_ref(),
            contact: config.contact.as_ref(),
            login: config.login.as_ref(),
            sealed: config.sealed.iter().map(|tier| self.tier(tier)).collect(),
            log_out_url: match config.edition {
                Edition::Tier(_) => Some(self.site.href("?log-out")),
                Edition::Public | Edition::Preview => None,
            },
            extra: &config.extra,
            theme: about,
        }
    }

    /// The indexes that have terms, and the pages at the top.
    fn default_navigation(&self) -> Vec<Link> {
        let indexes = Facet::ALL
            .into_iter()
            .filter(|facet| !self.site.terms(*facet).is_empty())
            .map(|facet| self.index_link(facet));
        let top = self.site.pages.iter().filter(|page| {
            page.document.kind == crate::content::Kind::Page
                && page.document.front.withdrawn.is_none()
                && page.address.matches('/').count() == 1
        });
        let pages =
            top.map(|page| Link { title: page.document.title.clone(), url: self.site.href(&page.address) });
        indexes.chain(pages).collect()
    }

    fn own_navigation(&self) -> Vec<Link> {
        self.site
            .navigation
            .iter()
            .map(|(title, url)| {
                // A path of the site's own is meant from its root, wherever that is hosted.
                let base = &self.site.config.base_path;
                let own = url.starts_with('/') && !url.starts_with("//") && !url.starts_with(base.as_str());
                let url = if own { self.site.href(url.trim_start_matches('/')) } else { url.clone() };
                Link { title: title.clone(), url }
            })
            .collect()
    }

    pub(super) fn index_link(&self, facet: Facet) -> Link {
        Link {
            title: self.strings.get(facet.name()).to_owned(),
            url: self.site.href(&format!("{}/", facet.name())),
        }
    }

    pub(super) fn feeds(&self, address: &str) -> Vec<Feed> {
        vec![
            Feed {
                title: "Atom".into(),
                url: self.site.href(&format!("{address}atom.xml")),
                media: "application/atom+xml",
            },
            Feed {
                title: "JSON Feed".into(),
                url: self.site.href(&format!("{address}feed.json")),
                media: "application/feed+json",
            },
        ]
    }
}
