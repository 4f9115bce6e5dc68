//! Reports as feeds have them. A report stands in a dozen feeds, and is written once for all.
//!
//! In: the assembled site. Out: texts, made when they are first asked for and kept as long as the outputs are made. Does not
//! know which feeds there are.

use std::sync::OnceLock;

use super::{atom, json_feed};
use crate::site::{ReportId, Site};

/// The entries of feeds.
#[derive(Debug)]
pub struct Entries(Vec<[OnceLock<String>; 2]>);

impl Entries {
    /// Of a site, with none made yet.
    pub fn new(site: &Site<'_>) -> Self {
        Self(site.reports.iter().map(|_| Default::default()).collect())
    }

    /// A report as an element of Atom.
    pub(super) fn atom(&self, site: &Site<'_>, id: ReportId) -> &str {
        self.0[id.0 as usize][0].get_or_init(|| atom::element(atom::entry(site, id)))
    }

    /// A report as an item of JSON Feed.
    pub(super) fn json(&self, site: &Site<'_>, id: ReportId) -> &str {
        self.0[id.0 as usize][1].get_or_init(|| json_feed::item(site, id))
    }
}
