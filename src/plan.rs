//! Every file that a build will write, before any is written: so that two that want one address are found, and
//! links can be held against what will be there.
//!
//! In: the site, the assets. Out: [`Plan`]. Does not render.

mod style;

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::assets::Asset;
use crate::assets::sizes::name;
use crate::content::LONGEST_PART;
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::pictures::Measures;
use crate::seal::Tier;
use crate::search::Index;
use crate::site::{
    CORRECTIONS, Facet, ListingId, METHODOLOGY, PageId, ReportId, SEARCH, SOURCES, Site, SourceId,
};

pub use style::Style;

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

/// Two files with one path, or with paths that differ only in case (one file on many systems), or a file where
/// another needs a folder.
fn collisions(site: &Site<'_>, outputs: &[Output], statics: &[String]) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let mut seen: FxHashMap<String, &Output> = FxHashMap::default();
    let mut told = FxHashSet::default();
    let mut tell = |one: &Output, other: &Output| {
        // Two reports with one address clash in their pages and in their data; once is enough to say so.
        if told.insert((source(site, one, statics).0, source(site, other, statics).0)) {
            diagnostics.push(collision(site, one, other, statics));
        }
    };
    for output in outputs {
        if let Some(other) = seen.insert(output.path.to_lowercase(), output) {
            tell(other, output);
        }
    }
    for output in outputs {
        let path = output.path.to_lowercase();
        for (at, _) in path.match_indices('/') {
            if let Some(other) = seen.get(&path[..at]) {
                tell(other, output);
            }
        }
    }
    diagnostics
}

/// Names that no file system takes: made of names of files, tags and other terms.
fn too_long(site: &Site<'_>, outputs: &[Output], statics: &[String]) -> Vec<Diagnostic> {
    let mut told = FxHashSet::default();
    let mut found = Vec::new();
    for output in outputs {
        // A file that is copied has a name that some file system took.
        // Those of other editions are judged where these are made.
        let copied =
            matches!(output.kind, Kind::Attachment(_) | Kind::Static(_) | Kind::Asset(_) | Kind::Edition(..));
        if copied || output.path.split('/').all(|part| part.len() <= LONGEST_PART) {
            continue;
        }
        let (name, place) = source(site, output, statics);
        if told.insert(name.clone()) {
            let short = &name[..name.floor_char_boundary(60)];
            let message = format!("the address of {short}… has a part longer than {LONGEST_PART} bytes");
            let finding = Diagnostic::new(&codes::UNSAFE_ADDRESS, message)
                .help("choose a shorter name for the file or the term, or write slug = \"…\"");
            found.push(match place {
                Some((path, span)) => finding.at(&path, span),
                None => finding,
            });
        }
    }
    found
}

fn collision(site: &Site<'_>, one: &Output, other: &Output, statics: &[String]) -> Diagnostic {
    let shown = |output: &Output| format!("/{}", output.path.trim_end_matches("index.html"));
    let (one_source, other_source) = (source(site, one, statics), source(site, other, statics));
    let message = format!("{} and {} both want the address {}", one_source.0, other_source.0, shown(other));
    let mut diagnostic = Diagnostic::new(&codes::ADDRESS_COLLISION, message)
        .help("give one of them another slug, alias or name");
    if let Some((path, span)) = other_source.1.clone().or_else(|| one_source.1.clone()) {
        diagnostic = diagnostic.at(&path, span);
    }
    if let (Some((path, span)), Some(_)) = (one_source.1, other_source.1) {
        diagnostic = diagnostic.note("the other one", Some(Place::new(path, span)));
    }
    diagnostic
}

type Origin = (String, Option<(String, std::ops::Range<usize>)>);

fn source(site: &Site<'_>, output: &Output, statics: &[String]) -> Origin {
    let document = |document: &crate::content::Document| {
        let span = document.front.slug.as_ref().map_or(0..0, |slug| slug.span.clone());
        (document.file(), Some((document.file(), span)))
    };
    match &output.kind {
        Kind::Report(id) | Kind::ReportJson(id) | Kind::SocialCard(id) | Kind::Citation(id, _) => {
            document(&site.report(*id).document)
        }
        Kind::Page(id) => document(&site.page(*id).document),
        Kind::Listing(id, _) | Kind::Atom(id) | Kind::JsonFeed(id) => {
            let listing = site.listing(*id);
            let name = match &listing.origin {
                Some((path, _)) if !path.starts_with("content/") => path.clone(),
                Some((path, _)) if matches!(listing.kind, crate::site::ListingKind::Section) => path.clone(),
                _ => format!("the list `{}`", listing.title),
            };
            (name, listing.origin.clone().filter(|(path, _)| path.starts_with("content/")))
        }
        Kind::Alias(at) => {
            let alias = &site.aliases[*at];
            (format!("an alias in {}", alias.file), Some((alias.file.clone(), alias.written.span.clone())))
        }
        Kind::Resized(at, size) => {
            let path = format!("content/{}", site.attachments[*at].path);
            (format!("a smaller size ({}) of {path}", size + 1), Some((path, 0..0)))
        }
        Kind::Attachment(at) => {
            let path = format!("content/{}", site.attachments[*at].path);
            (path.clone(), Some((path, 0..0)))
        }
        Kind::Static(at) => {
            let path = format!("static/{}", statics[*at]);
            (path.clone(), Some((path, 0..0)))
        }
        Kind::Index(facet) => (format!("the index of {}", facet.name()), None),
        Kind::Corrections(_) | Kind::CorrectionsAtom | Kind::CorrectionsJson => {
            ("the list of corrections".into(), None)
        }
        Kind::Source(id, _) => {
            let record = &site.source(*id).record;
            let (file, span) = &record.place;
            (format!("the source `{}`", record.id), Some((file.to_string(), span.clone())))
        }
        Kind::Sources => ("the list of sources".into(), None),
        Kind::Methodology => ("the methodology page".into(), None),
        Kind::Search => ("the search page".into(), None),
        Kind::NotFound => ("the page for missing addresses".into(), None),
        Kind::Catalog | Kind::Sitemap | Kind::Robots | Kind::FileList | Kind::SearchData(_) => {
            (format!("bluf's own {}", output.path), None)
        }
        Kind::Asset(_) => (format!("the theme's {}", output.path), None),
        Kind::Edition(at, _) => {
            let language = site.config.languages.get(*at).map(|language| &language.tag);
            let name = language.map_or("", |tag| tag.value.as_str());
            let place = language.map(|tag| (site.config.path.clone(), tag.span.clone()));
            (format!("the edition in `{name}`"), place)
        }
        Kind::Unlock(at) | Kind::Sealed(at, _) => {
            let place = site
                .config
                .sealed
                .get(*at)
                .map(|tier| (format!("the sealed tier `{}`", tier.name.value), tier.name.span.clone()));
            let (name, span) = place.unwrap_or_default();
            (name, Some((site.config.path.clone(), span)))
        }
    }
}
