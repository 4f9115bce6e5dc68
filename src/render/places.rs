//! What many pages ask of the site, answered once: without this every page would search whole lists, and the work
//! would grow with the square of the site.
//!
//! In: the assembled site. Out: places and lists by id. Makes nothing that is shown.

use rustc_hash::FxHashMap;

use crate::content::Kind;
use crate::date::Moment;
use crate::regions::RegionId;
use crate::site::{Facet, ListingId, ListingKind, PageId, ReportId, Site, Subject};

/// Answers about one site.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// By report, its place in the list of all, newest first.
    newest: Vec<usize>,
    /// By report, its place in the list of its series.
    series: Vec<usize>,
    /// By listing, the date of its newest report.
    latest: Vec<Option<Moment>>,
    /// The sections in order of listings.
    pub(super) sections: Vec<ListingId>,
    regions: FxHashMap<RegionId, ListingId>,
    /// Pages by the address of the folder they stand in.
    children: FxHashMap<String, Vec<PageId>>,
}

impl Places {
    pub(super) fn new(site: &Site<'_>) -> Self {
        let count = site.reports.len();
        let mut places = Self { newest: vec![0; count], series: vec![0; count], ..Self::default() };
        for (at, report) in site.newest.iter().enumerate() {
            places.newest[report.0 as usize] = at;
        }
        for (id, listing) in (0..).map(ListingId).zip(&site.listings) {
            let dates = listing.reports.iter().map(|report| site.report(*report).date);
            places.latest.push(dates.max_by_key(|date| date.start()));
            match listing.kind {
                ListingKind::Section => places.sections.push(id),
                ListingKind::Term(Facet::Regions, Subject::Region(region)) => {
                    places.regions.insert(region, id);
                }
                ListingKind::Term(Facet::Series, _) => {
                    for (at, report) in listing.reports.iter().enumerate() {
                        places.series[report.0 as usize] = at;
                    }
                }
                ListingKind::Home | ListingKind::Term(..) => {}
            }
        }
        for (id, page) in (0..).map(PageId).zip(&site.pages) {
            if page.document.kind == Kind::Page && page.document.front.withdrawn.is_none() {
                let own = page.address.trim_end_matches('/');
                let folder = own.rfind('/').map_or("", |slash| &own[..=slash]);
                places.children.entry(folder.to_owned()).or_default().push(id);
            }
        }
        places
    }

    /// The place of a report in the list of all, newest first.
    pub(super) fn in_newest(&self, report: ReportId) -> usize {
        self.newest[report.0 as usize]
    }

    /// The place of a report in the list of its series.
    pub(super) fn in_series(&self, report: ReportId) -> usize {
        self.series[report.0 as usize]
    }

    /// The date of a listing's newest report.
    pub(super) fn latest(&self, listing: ListingId) -> Option<Moment> {
        self.latest[listing.0 as usize]
    }

    /// The listing of a region, if it has one.
    pub(super) fn region(&self, region: RegionId) -> Option<ListingId> {
        self.regions.get(&region).copied()
    }

    /// The pages that stand in the folder of this address.
    pub(super) fn children(&self, folder: &str) -> &[PageId] {
        self.children.get(folder).map_or(&[], Vec::as_slice)
    }
}
