//! The page that says by which standard, scale and definitions the desk works.
//!
//! In: the configuration and the policy. Out: a page. Levels above the release are not named: what a release does not
//! have it does not know of.

use tera::Value;

use super::Renderer;
use super::source_view::{DefinitionView, LevelRow, MethodologyLinks, MethodologyView, ScaleTerm, ScaleView};
use crate::classification::Purpose;
use crate::diag::Diagnostic;
use crate::site::{Facet, ListingKind, METHODOLOGY, Page, Subject};
use crate::tradecraft::{CREDIBILITY, Confidence, RELIABILITY};

impl Renderer<'_> {
    /// The page; `text` is what the site has written at its address, which stands before what is made.
    pub(super) fn methodology_page(
        &self,
        text: Option<&Page>,
        out: &mut Vec<u8>,
    ) -> Result<(), Box<Diagnostic>> {
        let title = match text {
            Some(text) => text.document.title.clone(),
            None => self.strings.get("methodology").to_owned(),
        };
        let yardstick = self.site.config.yardstick;
        let terms = yardstick.terms.iter().map(|term| ScaleTerm {
            term: term.name(),
            also: term.words.iter().skip(1).copied().collect(),
            low: term.low,
            high: term.high,
        });
        let own = MethodologyView {
            yardstick: Some(ScaleView { name: yardstick.title, terms: terms.collect() }),
            confidence: Confidence::NAMES
                .iter()
                .rev()
                .map(|name| self.definition("confidence", name, name))
                .collect(),
            reliability: RELIABILITY
                .iter()
                .map(|letter| self.definition("reliability", letter, &letter.to_lowercase()))
                .collect(),
            credibility: CREDIBILITY
                .map(|grade| self.definition("credibility", &grade.to_string(), &grade.to_string()))
                .collect(),
            levels: self.released_levels(),
            editorial: self.site.config.scheme.purpose == Purpose::Editorial,
            content: text.map(|text| self.content_of(text)),
        };
        let view = self.generated_page("methodology", &title, METHODOLOGY, text);
        self.render("methodology.html", &view, vec![("methodology", Value::from_serializable(&own))], out)
    }

    /// Links to the page and its parts. Where the site has something else at its address, a section or a file of its own,
    /// the parts are not there, and the links lead to its beginning.
    pub(super) fn methodology_links(&self) -> MethodologyLinks {
        let site = self.site;
        let url = site.href(METHODOLOGY);
        let has_parts = !site.is_written(METHODOLOGY) || site.page_at(METHODOLOGY).is_some();
        let part = |id: &str| if has_parts { format!("{url}#scale-{id}") } else { url.clone() };
        MethodologyLinks {
            likelihood: part("likelihood"),
            confidence: part("confidence"),
            sources: part("sources"),
            url,
        }
    }

    fn definition(&self, scale: &str, code: &str, key: &str) -> DefinitionView {
        DefinitionView {
            code: code.to_owned(),
            name: self.strings.get(&format!("{scale}_{key}")).to_owned(),
            text: self.strings.get(&format!("{scale}_{key}_means")).to_owned(),
        }
    }

    fn released_levels(&self) -> Vec<LevelRow> {
        let site = self.site;
        let has_page = |level| {
            site.terms(Facet::Classifications).iter().any(|id| {
                site.listing(*id).kind == ListingKind::Term(Facet::Classifications, Subject::Level(level))
            })
        };
        site.config
            .scheme
            .iter()
            .map(|(level, _)| level)
            .filter(|level| *level <= site.policy.ceiling)
            .map(|level| LevelRow { level: self.level(level), linked: has_page(level) })
            .collect()
    }
}
