//! What an output is made of, as a number: if it is the same, so are the bytes.
//!
//! In: the site and all that pages are made of. Out: [`Keys`]. Only report pages, reports as data, references, pages and feeds of lists, smaller pictures and social cards have keys:
//! they are most of a site and change least. Everything a template sees of a report is covered: its own document, the cards of
//! those it shows, the names and addresses of its neighbours and terms, the site's own values, the theme.

use std::hash::Hash;
use std::sync::Arc;

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::Work;
use crate::content::Document;
use crate::formats::newest as in_feed;
use crate::plan::{Kind, on_page};
use crate::site::{ListingId, PictureSource, ReportId};

/// Tells documents apart by what was read; none for one that was changed since, by the gate, say.
pub type DocumentKey<'k> = dyn Fn(&Arc<Document>) -> Option<u128> + 'k;

/// The keys of one build.
pub(super) struct Keys<'w> {
    work: &'w Work<'w>,
    /// What all pages are made of.
    shared: u128,
    /// By report: what others show of it.
    cards: Vec<u128>,
    /// By report: its document.
    documents: Vec<u128>,
    /// By listing: what its pages show besides cards.
    listings: Vec<u128>,
}

/// Hashes what `write` writes.
pub(super) fn hash_of(write: impl FnOnce(&mut Xxh3)) -> u128 {
    let mut hasher = Xxh3::new();
    write(&mut hasher);
    hasher.digest128()
}

impl<'w> Keys<'w> {
    pub(super) fn new(work: &'w Work<'w>, document_key: &DocumentKey<'_>) -> Self {
        let site = work.site;
        let shared = hash_of(|hasher| {
            work.inputs.fingerprint.hash(hasher);
            site.config.base_url.hash(hasher);
            work.renderer.shared_values().hash(hasher);
            for template in work.inputs.theme.templates.values() {
                (&template.name, &template.text).hash(hasher);
            }
            for asset in work.assets {
                (&asset.name, &asset.output, &asset.integrity).hash(hasher);
            }
        });
        // Of one that was changed its text says what is left.
        let changed = |document: &Document| hash_of(|hasher| format!("{document:?}").hash(hasher));
        let key = |document: &Arc<Document>| document_key(document).unwrap_or_else(|| changed(document));
        let documents: Vec<u128> = site.reports.iter().map(|report| key(&report.document)).collect();
        let mut keys = Self { work, shared, cards: Vec::new(), documents, listings: Vec::new() };
        keys.cards = site.report_ids().map(|id| hash_of(|hasher| keys.card(id, hasher))).collect();
        let listings: Vec<_> = (0..).map(ListingId).take(site.listings.len()).collect();
        let around = |id: &ListingId| hash_of(|hasher| work.renderer.around(*id).hash(hasher));
        keys.listings = listings.par_iter().map(around).collect();
        keys
    }

    /// The key of an output, if it has one.
    pub(super) fn of(&self, kind: &Kind) -> Option<u128> {
        match kind {
            Kind::Report(id) => Some(hash_of(|hasher| {
                0_u8.hash(hasher);
                self.report(*id, hasher);
            })),
            Kind::ReportJson(id) => Some(hash_of(|hasher| {
                1_u8.hash(hasher);
                self.report(*id, hasher);
            })),
            // A reference says less than a card.
            Kind::Citation(id, style) => {
                Some(hash_of(|hasher| (2_u8, style, self.shared, self.cards[id.0 as usize]).hash(hasher)))
            }
            Kind::Listing(id, page) => Some(hash_of(|hasher| {
                (3_u8, page).hash(hasher);
                self.shared.hash(hasher);
                self.listings[id.0 as usize].hash(hasher);
                for report in on_page(self.work.site, *id, *page) {
                    self.cards[report.0 as usize].hash(hasher);
                }
            })),
            Kind::Atom(id) | Kind::JsonFeed(id) => Some(hash_of(|hasher| {
                (4_u8, matches!(kind, Kind::Atom(_))).hash(hasher);
                self.shared.hash(hasher);
                self.listing(*id, hasher);
                for report in in_feed(self.work.site, self.work.site.listing(*id)) {
                    self.cards[report.0 as usize].hash(hasher);
                }
            })),
            Kind::Resized(at, size) => {
                let address = &self.work.site.attachments[*at].address;
                let measure = self.work.renderer.measure(address)?;
                Some(hash_of(|hasher| (5_u8, measure.content, measure.sizes[*size].width).hash(hasher)))
            }
            Kind::SocialCard(id) => {
                Some(hash_of(|hasher| (6_u8, self.shared, self.cards[id.0 as usize]).hash(hasher)))
            }
            _ => None,
        }
    }

    fn listing(&self, id: ListingId, hasher: &mut Xxh3) {
        let listing = self.work.site.listing(id);
        (&listing.title, &listing.address).hash(hasher);
    }

    fn picture(&self, source: &PictureSource, hasher: &mut Xxh3) {
        source.hash(hasher);
        let address = match source {
            PictureSource::Attachment(attachment) => attachment.address.as_str(),
            PictureSource::Root(path) => path.as_str(),
            PictureSource::Missing => return,
        };
        let Some(measure) = self.work.renderer.measure(address) else { return };
        measure.dimensions.hash(hasher);
        for size in measure.sizes.iter() {
            (size.width, size.format).hash(hasher);
        }
    }

    fn link(&self, id: ReportId, hasher: &mut Xxh3) {
        let report = self.work.site.report(id);
        (&report.document.title, &report.address).hash(hasher);
    }

    fn card(&self, id: ReportId, hasher: &mut Xxh3) {
        let report = self.work.site.report(id);
        self.documents[id.0 as usize].hash(hasher);
        report.address.hash(hasher);
        let terms = report.regions.iter().chain(&report.tags).chain(&report.authors).chain(&report.series);
        for listing in terms.chain([&report.classification]) {
            self.listing(*listing, hasher);
        }
        report.superseded_by.is_empty().hash(hasher);
        if let Some(image) = &report.image {
            self.picture(image, hasher);
        }
    }

    fn report(&self, id: ReportId, hasher: &mut Xxh3) {
        let report = self.work.site.report(id);
        self.shared.hash(hasher);
        self.cards[id.0 as usize].hash(hasher);
        report.hrefs.hash(hasher);
        for picture in &report.pictures {
            self.picture(picture, hasher);
        }
        for cited in &report.sources {
            cited.title.hash(hasher);
            cited.address.hash(hasher);
        }
        for page in &report.source_pages {
            page.map(|page| &self.work.site.source(page).address).hash(hasher);
        }
        for neighbour in &report.related {
            self.cards[neighbour.report as usize].hash(hasher);
            neighbour.score.to_bits().hash(hasher);
            for reason in &neighbour.reasons {
                reason.score.to_bits().hash(hasher);
                self.work.renderer.reason(reason).hash(hasher);
            }
        }
        for other in report.supersedes.iter().chain(&report.superseded_by) {
            self.cards[other.0 as usize].hash(hasher);
        }
        (report.supersedes.is_some(), report.superseded_by.len()).hash(hasher);
        for neighbour in self.work.renderer.neighbours_of(id, report) {
            neighbour.is_some().hash(hasher);
            if let Some(neighbour) = neighbour {
                self.link(neighbour, hasher);
            }
        }
        for from in &report.backlinks {
            self.link(*from, hasher);
        }
        for other in self.work.site.translations_of_document(&report.document.path) {
            other.href().hash(hasher);
        }
        for above in self.work.renderer.titles_above(&report.address) {
            above.hash(hasher);
        }
    }
}

impl std::fmt::Debug for Keys<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Keys").field("shared", &self.shared).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::hash::Hasher;

    use super::*;

    #[test]
    fn what_differs_has_another_key() {
        let of = |text: &str| hash_of(|hasher| text.hash(hasher));
        assert_eq!(of("a"), of("a"));
        assert_ne!(of("a"), of("b"));
        let mut hasher = Xxh3::new();
        hasher.write(b"a");
        assert_ne!(hasher.digest128(), of("b"));
    }
}
