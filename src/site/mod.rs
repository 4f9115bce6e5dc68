//! The whole site, assembled: who is listed where, what leads where, what is related to what. The second barrier
//! of the pipeline: from here on nothing changes.
//!
//! In: what the release gate let through. Out: [`Site`], ids into vectors. No I/O, no HTML, no templates. It
//! cannot know what was withheld: [`crate::release::Released`] does not have it.

pub mod address;
mod assemble;
mod changes;
mod editions;
mod fragments;
mod links;
mod listings;
mod relations;
mod reread;
mod sources;
mod wording;

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::classification::Level;
use crate::config::Config;
use crate::content::Document;
use crate::date::Moment;
use crate::record::Published;
use crate::regions::RegionId;
use crate::related::Neighbour;
use crate::release::Policy;
use crate::table::Located;

pub use assemble::{assemble, assemble_with};
pub use changes::{Difference, Revision, RevisionKind};
pub use editions::{Outline, Surroundings, Translation};
pub use links::{Cited, Destination, Href, PictureSource};
pub use reread::Reread;
pub use sources::{CitedSource, Leaning, SourceId, SourceUse, leanings};

/// Address of the page about how the desk works.
pub const METHODOLOGY: &str = "methodology/";

/// Address of the list of sources, and the folder of their pages.
pub const SOURCES: &str = "sources/";

/// Address of the search page.
pub const SEARCH: &str = "search/";

/// Address of the list of corrections and changed assessments, which a site has as soon as it has one of them.
pub const CORRECTIONS: &str = "corrections/";

/// A report; place in [`Site::reports`], which is in order of path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReportId(pub u32);

/// A page or section text; place in [`Site::pages`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(pub u32);

/// A list of reports with an address; place in [`Site::listings`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListingId(pub u32);

/// The ways reports are indexed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// Places, as a tree.
    Regions,
    /// Levels of the scheme, in its order.
    Classifications,
    /// Tags.
    Tags,
    /// Authors.
    Authors,
    /// Series.
    Series,
}

impl Facet {
    /// All of them, in the order in which pages show them.
    pub const ALL: [Self; 5] =
        [Self::Regions, Self::Classifications, Self::Tags, Self::Authors, Self::Series];

    /// The facet's folder and name in templates.
    pub fn name(self) -> &'static str {
        match self {
            Self::Regions => "regions",
            Self::Classifications => "classifications",
            Self::Tags => "tags",
            Self::Authors => "authors",
            Self::Series => "series",
        }
    }

    /// One term of it, as templates name a listing's kind.
    pub fn term(self) -> &'static str {
        match self {
            Self::Regions => "region",
            Self::Classifications => "classification",
            Self::Tags => "tag",
            Self::Authors => "author",
            Self::Series => "series",
        }
    }
}

/// What a listing lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListingKind {
    /// Everything.
    Home,
    /// What is below a folder.
    Section,
    /// What has a term.
    Term(Facet, Subject),
}

/// What a term stands for, where it is more than a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A region.
    Region(RegionId),
    /// A level.
    Level(Level),
    /// A name.
    Name,
}

/// A list of reports with an address, feeds and pages.
#[derive(Debug)]
pub struct Listing {
    /// What it lists.
    pub kind: ListingKind,
    /// Its name.
    pub title: String,
    /// Address below the root, ends in `/` unless it is the home page's, which is empty.
    pub address: String,
    /// Its reports, in the order shown.
    pub reports: Vec<ReportId>,
    /// The section's text, if it has one.
    pub text: Option<PageId>,
    /// Depth in the region tree; 0 elsewhere.
    pub depth: usize,
    /// The file and words it comes from, for findings.
    pub origin: Option<(String, std::ops::Range<usize>)>,
}

/// A report in the site.
#[derive(Debug)]
pub struct Report {
    /// What was read.
    pub document: Arc<Document>,
    /// Address below the root, ends in `/`.
    pub address: String,
    /// Date, for order.
    pub date: Moment,
    /// Where its links lead, by their place in the document.
    pub hrefs: Vec<Href>,
    /// Where its sources are, by their place in the report.
    pub sources: Vec<Cited>,
    /// The pages of its sources, by their place in the report; none of a source that no registry has.
    pub source_pages: Vec<Option<SourceId>>,
    /// Where its pictures come from, by their place in the document.
    pub pictures: Vec<PictureSource>,
    /// Where its lead picture comes from.
    pub image: Option<PictureSource>,
    /// The listings of its places, tags, authors: as named, in order.
    pub regions: Vec<ListingId>,
    /// Its level's listing.
    pub classification: ListingId,
    /// Its tags' listings.
    pub tags: Vec<ListingId>,
    /// Its authors' listings.
    pub authors: Vec<ListingId>,
    /// Its series' listing.
    pub series: Option<ListingId>,
    /// The report it replaces.
    pub supersedes: Option<ReportId>,
    /// The reports that replace it.
    pub superseded_by: Vec<ReportId>,
    /// How its judgements differ from those of the report it replaces; empty where it replaces none.
    pub differences: Vec<Difference>,
    /// Reports whose text links to it, newest first.
    pub backlinks: Vec<ReportId>,
    /// Related reports, best first.
    pub related: Vec<Neighbour>,
}

/// A page's or section's text in the site.
#[derive(Debug)]
pub struct Page {
    /// What was read.
    pub document: Arc<Document>,
    /// Address below the root, ends in `/` unless empty.
    pub address: String,
    /// Where its links lead.
    pub hrefs: Vec<Href>,
    /// Where its pictures come from.
    pub pictures: Vec<PictureSource>,
}

/// An old address that leads to a new one.
#[derive(Debug, Clone)]
pub struct Alias {
    /// As written, with the file it stands in.
    pub written: Located<String>,
    /// File below the root, for findings.
    pub file: String,
    /// Address below the root that it leads to.
    pub target: String,
}

/// A file of `content/` that a released document refers to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Attachment {
    /// Path below `content/`.
    pub path: String,
    /// Address below the root.
    pub address: String,
}

/// The site.
#[derive(Debug)]
pub struct Site<'c> {
    /// The configuration.
    pub config: &'c Config,
    /// The policy everything passed under.
    pub policy: Policy,
    /// Files that the gate held back, see [`Published::held_back`].
    held_back: Vec<String>,
    /// Reports in order of path.
    pub reports: Vec<Report>,
    /// Pages and sections' texts in order of path.
    pub pages: Vec<Page>,
    /// All listings: home first, then sections, then the facets' terms.
    pub listings: Vec<Listing>,
    /// The terms of each facet in the order shown, by place in [`Facet::ALL`].
    pub facets: [Vec<ListingId>; 5],
    /// Sources of registries that its reports cite, by the alphabet.
    pub sources: Vec<CitedSource>,
    /// Every report, newest first.
    pub newest: Vec<ReportId>,
    /// Corrections and changed assessments, newest first.
    pub revisions: Vec<Revision>,
    /// Old addresses.
    pub aliases: Vec<Alias>,
    /// Files beside documents that are published.
    pub attachments: Vec<Attachment>,
    /// The main navigation where site.toml names one.
    pub navigation: Vec<(String, String)>,
    /// What each path below `content/` is.
    paths: assemble::Paths,
    /// Its editions in other languages, that in its own language first; filled once all are assembled.
    pub editions: Vec<Arc<Outline>>,
    surroundings: Surroundings,
    /// Paths below `content/` of the other files that documents may name.
    files: FxHashSet<String>,
}

impl Site<'_> {
    /// A report.
    pub fn report(&self, id: ReportId) -> &Report {
        &self.reports[id.0 as usize]
    }

    /// A page.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0 as usize]
    }

    /// A source.
    pub fn source(&self, id: SourceId) -> &CitedSource {
        &self.sources[id.0 as usize]
    }

    /// All sources with their ids.
    pub fn source_ids(&self) -> impl Iterator<Item = SourceId> + use<> {
        (0..u32::try_from(self.sources.len()).unwrap_or(u32::MAX)).map(SourceId)
    }

    /// The page at an address, unless it says only that its report was withdrawn.
    pub fn page_at(&self, address: &str) -> Option<PageId> {
        let is_there = |page: &Page| {
            page.address == address
                && page.document.kind == crate::content::Kind::Page
                && page.document.front.withdrawn.is_none()
        };
        let at = self.pages.iter().position(is_there)?;
        u32::try_from(at).ok().map(PageId)
    }

    /// Whether something of the site's own has this address: a page, or a section.
    pub fn is_written(&self, address: &str) -> bool {
        self.pages.iter().any(|page| page.address == address)
            || self.listings.iter().any(|listing| listing.address == address)
    }

    /// A listing.
    pub fn listing(&self, id: ListingId) -> &Listing {
        &self.listings[id.0 as usize]
    }

    /// The terms of a facet.
    pub fn terms(&self, facet: Facet) -> &[ListingId] {
        &self.facets[facet as usize]
    }

    /// What is published, for the record of it.
    pub fn published(&self) -> Published<'_> {
        Published {
            release: &self.config.scheme.definition(self.policy.ceiling).name,
            as_of: self.policy.as_of,
            reports: self.reports.iter().map(|report| &*report.document).collect(),
            held_back: &self.held_back,
        }
    }

    /// All reports with their ids.
    pub fn report_ids(&self) -> impl Iterator<Item = ReportId> + use<> {
        (0..u32::try_from(self.reports.len()).unwrap_or(u32::MAX)).map(ReportId)
    }

    /// An address as a page writes it: root-relative, under the base path.
    pub fn href(&self, address: &str) -> String {
        let base = if self.is_shared(address) { &self.config.root_path } else { &self.config.base_path };
        [base.as_str(), address].concat()
    }

    /// Whether all languages have a file in common, so that it is not below the address of this one.
    fn is_shared(&self, address: &str) -> bool {
        let shared = &self.surroundings.shared;
        !shared.is_empty() && shared.contains(address.split(['#', '?']).next().unwrap_or(address))
    }

    /// An address in full.
    pub fn absolute(&self, address: &str) -> String {
        let base = if self.is_shared(address) { &self.config.root_url } else { &self.config.base_url };
        [base.as_str(), address].concat()
    }

    /// A destination in full, as data has it.
    pub fn absolute_destination(&self, destination: &Destination) -> String {
        match destination {
            Destination::External(url) => address::encode_href(url),
            Destination::Here(fragment) => address::encode_href(fragment),
            Destination::Original { absolute, .. } => address::encode_href(absolute),
            Destination::Site(below) => address::encode_href(&self.absolute(below)),
        }
    }

    /// A destination as a page writes it, fit for an attribute.
    pub fn destination(&self, destination: &Destination) -> String {
        match destination {
            Destination::External(url) => address::encode_href(url),
            Destination::Here(fragment) => address::encode_href(fragment),
            Destination::Original { href, .. } => address::encode_href(href),
            Destination::Site(below) => address::encode_href(&self.href(below)),
        }
    }
}
