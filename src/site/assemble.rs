//! Putting the site together, step by step.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Surroundings;
use super::address::of_document;
use super::{Alias, Page, PageId, Report, ReportId, Site, changes, links, listings, relations, sources};
use crate::config::Config;
use crate::content::{Document, Kind};
use crate::date::Moment;
use crate::diag::Diagnostics;
use crate::related::Known;
use crate::release::{Parts, Released};

/// What a path below `content/` is in the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    Report(ReportId),
    Page(PageId),
}

/// Documents by path.
pub(super) type Paths = FxHashMap<String, Entry>;

/// Assembles a site of what was released.
pub fn assemble(config: &Config, released: Released) -> (Site<'_>, Diagnostics) {
    assemble_with(config, released, Surroundings::default(), None, |_, _| {})
}

/// Assembles a site of what was released. `glance` sees it, and what is wrong with it, when only the related reports are missing,
/// which take longest; `known` are those of another time.
pub fn assemble_with<'c>(
    config: &'c Config,
    released: Released,
    surroundings: Surroundings,
    known: Option<&mut Known>,
    glance: impl FnOnce(&Site<'c>, &Diagnostics),
) -> (Site<'c>, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let Parts { documents, files, navigation, policy, held_back } = released.into_parts();
    let mut site = Site {
        config,
        policy,
        held_back,
        reports: Vec::new(),
        pages: Vec::new(),
        listings: Vec::new(),
        facets: Default::default(),
        sources: Vec::new(),
        newest: Vec::new(),
        revisions: Vec::new(),
        aliases: Vec::new(),
        attachments: Vec::new(),
        navigation: Vec::new(),
        editions: Vec::new(),
        surroundings,
        paths: Paths::default(),
        files: files.into_iter().collect(),
    };
    let paths = place(&mut site, documents);
    site.newest = newest_first(&site);
    diagnostics.append(listings::build(&mut site));
    diagnostics.append(links::resolve(&mut site, &paths, &navigation));
    let (links, found) = relations::connect(&mut site, &paths);
    diagnostics.append(found);
    diagnostics.append(changes::build(&mut site));
    sources::build(&mut site);
    glance(&site, &diagnostics);
    diagnostics.append(relations::relate(&mut site, &paths, &links, known));
    site.paths = paths;
    (site, diagnostics)
}

/// Gives every document its address and id.
fn place(site: &mut Site<'_>, documents: Vec<Arc<Document>>) -> Paths {
    let mut paths = Paths::default();
    for document in documents {
        let slug = document.front.slug.as_ref().map(|slug| slug.value.as_str());
        let address = of_document(&document.path, document.kind, slug);
        for written in &document.front.aliases {
            site.aliases.push(Alias {
                written: written.clone(),
                file: document.file(),
                target: address.clone(),
            });
        }
        if document.kind == Kind::Report {
            let id = ReportId(u32::try_from(site.reports.len()).unwrap_or(u32::MAX));
            paths.insert(document.path.clone(), Entry::Report(id));
            // A report without a date is an error by now; any date lets the other checks go on.
            let date =
                document.front.date.as_ref().map_or(Moment::on(jiff::civil::Date::ZERO), |date| date.value);
            site.reports.push(Report {
                document,
                address,
                date,
                hrefs: Vec::new(),
                sources: Vec::new(),
                source_pages: Vec::new(),
                pictures: Vec::new(),
                image: None,
                regions: Vec::new(),
                classification: super::ListingId(0),
                tags: Vec::new(),
                authors: Vec::new(),
                series: None,
                supersedes: None,
                superseded_by: Vec::new(),
                differences: Vec::new(),
                backlinks: Vec::new(),
                related: Vec::new(),
            });
        } else {
            let id = PageId(u32::try_from(site.pages.len()).unwrap_or(u32::MAX));
            paths.insert(document.path.clone(), Entry::Page(id));
            site.pages.push(Page { document, address, hrefs: Vec::new(), pictures: Vec::new() });
        }
    }
    paths
}

fn newest_first(site: &Site<'_>) -> Vec<ReportId> {
    let mut ids: Vec<ReportId> = site.report_ids().collect();
    // Equal dates keep the order of paths.
    ids.sort_by_key(|id| std::cmp::Reverse(site.report(*id).date.start()));
    ids
}
