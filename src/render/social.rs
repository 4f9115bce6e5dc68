//! What a report looks like where somebody shares a link to it.
//!
//! In: a report. Out: its card, and what its page says of it. A card shows nothing that the page does not show.

use super::Renderer;
use super::view::Picture;
use crate::assets::social::{HEIGHT, SocialCard, WIDTH, drawable};
use crate::plan::SOCIAL_CARD;
use crate::site::{Report, ReportId};

impl Renderer<'_> {
    /// The card of a report as PNG.
    pub(crate) fn social_card(&self, id: ReportId) -> Vec<u8> {
        let report = self.site.report(id);
        let level = self.site.config.scheme.definition(report.document.front.classification);
        SocialCard {
            title: &report.document.title,
            level: &level.name,
            background: &level.background,
            text: &level.text,
            facts: &self.facts(report),
            site: &self.site.config.title,
        }
        .draw()
    }

    /// The card of a report as its page names it; none where the site has no cards.
    pub(super) fn social_picture(&self, report: &Report) -> Option<Picture> {
        if !self.site.config.social_cards {
            return None;
        }
        let address = format!("{}{SOCIAL_CARD}", report.address);
        let level = self.site.config.scheme.definition(report.document.front.classification);
        let said = [&report.document.title, &level.name, &self.facts(report), &self.site.config.title];
        Some(Picture {
            src: self.site.href(&address),
            permalink: self.site.absolute(&address),
            alt: alternative(said.map(String::as_str)),
            credit: None,
            width: Some(WIDTH),
            height: Some(HEIGHT),
            srcset: None,
        })
    }

    /// Date and regions. Their names are those of the atlas: a report that was read anew may name one that no listing has yet.
    fn facts(&self, report: &Report) -> String {
        let atlas = &self.site.config.atlas;
        let regions = report.document.front.regions.iter().map(|id| atlas.get(*id).name.clone());
        let facts: Vec<String> = std::iter::once(self.date(report.date).text).chain(regions).collect();
        facts.join(" · ")
    }
}

/// What a card shows, in words: of a script that it cannot write, only whose it is, which its mark says.
fn alternative(said: [&str; 4]) -> String {
    let shown: Vec<String> = said.map(drawable).into_iter().filter(|text| !text.is_empty()).collect();
    if shown.is_empty() { said[3].to_owned() } else { shown.join(" · ") }
}

#[cfg(all(test, feature = "images"))]
mod tests {
    use super::*;

    #[test]
    fn the_alternative_of_a_card_says_what_it_shows() {
        assert_eq!(alternative(["Ports", "U", "2025", "Desk"]), "Ports · U · 2025 · Desk");
        assert_eq!(alternative(["موانئ", "Unclassified", "مايو", "Desk"]), "Unclassified · Desk");
        assert_eq!(alternative(["موانئ", "سري", "مايو", "المكتب"]), "المكتب");
    }
}
