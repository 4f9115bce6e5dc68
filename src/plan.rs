//! Every file that a build will write, before any is written: so that two that want one address are found, and
//! links can be held against what will be there.
//!
//! In: the site, the assets. Out: [`Plan`]. Does not render.

mod collisions;
mod style;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::assets::Asset;
use crate::assets::sizes::name;
use crate::diag::Diagnostics;
use crate::pictures::Measures;
use crate::seal::Tier;
use crate::search::Index;
use crate::site::{
    CORRECTIONS, Facet, ListingId, METHODOLOGY, PageId, ReportId, SEARCH, SOURCES, Site, SourceId,
};

pub use style::Style;

use collisions::{collisions, too_long};

/// What a file is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A report's page.
    Report(ReportId),
    /// A report as data.
    ReportJson(ReportId),
    /// The picture for links to a report.
    SocialCard(ReportId),
    /// The reference to a report.
    Citation(ReportId, Style),
    /// A page's page.
    Page(PageId),
    /// One page of a listing, from 1.
    Listing(ListingId, usize),
    /// A listing's Atom feed.
    Atom(ListingId),
    /// A listing's JSON feed.
    JsonFeed(ListingId),
    /// All terms of a facet.
    Index(Facet),
    /// One page of the list of corrections and changed assessments, from 1.
    Corrections(usize),
    /// Its Atom feed.
    CorrectionsAtom,
    /// Its JSON feed.
    CorrectionsJson,
    /// The search page.
    Search,
    /// A file of the search index, by place in it.
    SearchData(usize),
    /// The page for addresses that lead nowhere.
    NotFound,
    /// A redirect, by place in the site's aliases.
    Alias(usize),
    /// All reports as data.
    Catalog,
    /// All addresses for search engines.
    Sitemap,
    /// What search engines may read.
    Robots,
    /// The list of the site's own files.
    FileList,
    /// A file beside documents, by place in the site's attachments.
    Attachment(usize),
    /// A picture beside documents made smaller: its place in the site's attachments, and that of the size.
    Resized(usize, usize),
    /// A file of `static/`, by place in the list of them.
    Static(usize),
    /// A file of the theme, by place in the assets.
    Asset(usize),
    /// The page that asks for the passphrase of a sealed tier, by place in the configuration.
    Unlock(usize),
    /// One page of a source, from 1.
    Source(SourceId, usize),
    /// All sources.
    Sources,
    /// How the desk works.
    Methodology,
    /// A file of a sealed tier: places of the tier and of the file in it.
    Sealed(usize, usize),
    /// A file of the edition in another language: places of the edition and of the file in it.
    Edition(usize, usize),
}

/// The files of the edition in another language, made already.
#[derive(Debug, Default)]
pub struct Edition {
    /// Paths below the output folder, and bytes.
    pub files: Vec<(String, Arc<[u8]>)>,
    /// The files below the root that pages were written in, by the same paths.
    pub sources: BTreeMap<String, String>,
}

/// One file to be written.
#[derive(Debug, Clone)]
pub struct Output {
    /// Path below the output folder.
    pub path: String,
    /// What it is made of.
    pub kind: Kind,
}

/// All files to be written, biggest work first.
#[derive(Debug)]
pub struct Plan {
    /// The files.
    pub outputs: Vec<Output>,
}

/// What a site publishes besides its own pages: editions that were made before.
#[derive(Debug, Default)]
pub struct Besides {
    /// The sealed tiers of the configuration, in its order.
    pub sealed: Vec<Tier>,
    /// The editions in other languages, in order of their tags.
    pub languages: Vec<Edition>,
}

/// Plans a site. `statics` are the paths below `static/`.
pub fn plan(
    site: &Site<'_>,
    index: &Index,
    assets: &[Asset],
    statics: &[String],
    measures: &Measures,
    besides: &Besides,
) -> (Plan, Diagnostics) {
    let mut outputs = Vec::new();
    let mut add = |path: String, kind: Kind| outputs.push(Output { path, kind });
    for (at, listing) in site.listings.iter().enumerate() {
        let id = ListingId(u32::try_from(at).unwrap_or(u32::MAX));
        for page in 1..=page_count(site, id) {
            add(page_path(&listing.address, page), Kind::Listing(id, page));
        }
        add(format!("{}atom.xml", listing.address), Kind::Atom(id));
        add(format!("{}feed.json", listing.address), Kind::JsonFeed(id));
    }
    add("catalog.json".into(), Kind::Catalog);
    add("sitemap.xml".into(), Kind::Sitemap);
    for facet in Facet::ALL {
        add(format!("{}/index.html", facet.name()), Kind::Index(facet));
    }
    for id in site.report_ids() {
        of_report(site, id, &mut add);
    }
    if !site.revisions.is_empty() {
        for page in 1..=corrections_page_count(site) {
            add(page_path(CORRECTIONS, page), Kind::Corrections(page));
        }
        add(format!("{CORRECTIONS}atom.xml"), Kind::CorrectionsAtom);
        add(format!("{CORRECTIONS}feed.json"), Kind::CorrectionsJson);
    }
    for (at, page) in site.pages.iter().enumerate() {
        // A text at the address of the corrections introduces them.
        if page.address == CORRECTIONS && !site.revisions.is_empty() {
            continue;
        }
        // A section's text is part of its listing's page.
        if page.document.kind == crate::content::Kind::Page {
            add(
                format!("{}index.html", page.address),
                Kind::Page(PageId(u32::try_from(at).unwrap_or(u32::MAX))),
            );
        }
    }
    for id in site.source_ids() {
        let source = site.source(id);
        for page in 1..=source.uses.len().div_ceil(site.config.paginate_by).max(1) {
            add(page_path(&source.address, page), Kind::Source(id, page));
        }
    }
    // What the site itself has at these addresses stands there, with what is made below it.
    let is_free = |address: &str| {
        !site.is_written(address)
            && !statics.iter().any(|path| path.strip_prefix(address) == Some("index.html"))
    };
    if !site.sources.is_empty() && is_free(SOURCES) {
        add(format!("{SOURCES}index.html"), Kind::Sources);
    }
    if is_free(METHODOLOGY) {
        add(format!("{METHODOLOGY}index.html"), Kind::Methodology);
    }
    add(format!("{SEARCH}index.html"), Kind::Search);
    for (at, file) in index.files.iter().enumerate() {
        add(file.path.clone(), Kind::SearchData(at));
    }
    add("404.html".into(), Kind::NotFound);
    for (at, alias) in site.aliases.iter().enumerate() {
        add(alias_path(site.config.within_edition(&alias.written.value)), Kind::Alias(at));
    }
    for (at, attachment) in site.attachments.iter().enumerate() {
        add(attachment.address.clone(), Kind::Attachment(at));
        let sizes = measures.get(&attachment.address).map_or(&[][..], |measure| &measure.sizes);
        for (place, size) in sizes.iter().enumerate() {
            add(name(&attachment.address, size.width, size.format), Kind::Resized(at, place));
        }
    }
    for (at, path) in statics.iter().enumerate() {
        add(path.clone(), Kind::Static(at));
    }
    if !statics.iter().any(|path| path == "robots.txt") {
        add("robots.txt".into(), Kind::Robots);
    }
    add(crate::formats::FILE_LIST.into(), Kind::FileList);
    for (at, asset) in assets.iter().enumerate() {
        // A file of the site's own static/ takes the place of the theme's.
        if !statics.contains(&asset.output) {
            add(asset.output.clone(), Kind::Asset(at));
        }
    }
    for (at, tier) in besides.sealed.iter().enumerate() {
        add(format!("{}index.html", tier.address), Kind::Unlock(at));
        for (place, file) in tier.files.iter().enumerate() {
            add(file.path.clone(), Kind::Sealed(at, place));
        }
    }
    for (at, edition) in besides.languages.iter().enumerate() {
        for (place, (path, _)) in edition.files.iter().enumerate() {
            add(path.clone(), Kind::Edition(at, place));
        }
    }
    let mut diagnostics = collisions(site, &outputs, statics);
    diagnostics.extend(too_long(site, &outputs, statics));
    (Plan { outputs }, diagnostics)
}

/// The file of a report's picture for links, below its address.
pub const SOCIAL_CARD: &str = "social-card.png";

/// The files of a report.
fn of_report(site: &Site<'_>, id: ReportId, add: &mut impl FnMut(String, Kind)) {
    let address = &site.report(id).address;
    add(format!("{address}index.html"), Kind::Report(id));
    add(format!("{address}index.json"), Kind::ReportJson(id));
    if site.config.social_cards {
        add(format!("{address}{SOCIAL_CARD}"), Kind::SocialCard(id));
    }
    for style in Style::ALL {
        add(format!("{address}{}", style.file()), Kind::Citation(id, style));
    }
}

/// How many pages a listing has; an empty one has one.
pub fn page_count(site: &Site<'_>, id: ListingId) -> usize {
    site.listing(id).reports.len().div_ceil(site.config.paginate_by).max(1)
}

/// How many pages that list has.
pub fn corrections_page_count(site: &Site<'_>) -> usize {
    site.revisions.len().div_ceil(site.config.paginate_by).max(1)
}

/// The reports on one page of a listing, from 1.
pub fn on_page<'s>(site: &'s Site<'_>, id: ListingId, page: usize) -> &'s [ReportId] {
    let reports = &site.listing(id).reports;
    let size = site.config.paginate_by;
    let from = ((page - 1) * size).min(reports.len());
    &reports[from..(from + size).min(reports.len())]
}

/// The file of one page of a listing.
fn page_path(address: &str, page: usize) -> String {
    format!("{}index.html", page_address(address, page))
}

/// The address of one page of a listing: page 1 is the list itself.
pub fn page_address(address: &str, page: usize) -> String {
    if page == 1 { address.to_owned() } else { format!("{address}page/{page}/") }
}

fn alias_path(written: &str) -> String {
    let path = written.trim_start_matches('/');
    if path.ends_with('/') {
        return format!("{path}index.html");
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    if name.ends_with(".html") || name.ends_with(".htm") {
        path.to_owned()
    } else {
        format!("{path}/index.html")
    }
}
