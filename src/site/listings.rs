//! Every list of reports: the home page, the sections, the terms of the five facets.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::address::{folder, of_document};
use super::{Facet, Listing, ListingId, ListingKind, PageId, ReportId, Site, Subject};
use crate::content::Kind;
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::table::Located;

/// Reports at most this many days older than the newest one compete by importance on the home page.
const CURRENT_DAYS: i32 = 30;

/// Fills `listings`, `facets` and the listing ids of the reports.
pub(super) fn build(site: &mut Site<'_>) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    home(site);
    sections(site);
    regions(site);
    classifications(site);
    names(site, Facet::Tags, &mut diagnostics);
    names(site, Facet::Authors, &mut diagnostics);
    names(site, Facet::Series, &mut diagnostics);
    term_texts(site);
    diagnostics
}

fn add(site: &mut Site<'_>, listing: Listing) -> ListingId {
    let id = ListingId(u32::try_from(site.listings.len()).unwrap_or(u32::MAX));
    if let ListingKind::Term(facet, _) = listing.kind {
        site.facets[facet as usize].push(id);
    }
    site.listings.push(listing);
    id
}

/// The latest briefs by importance, then all others by date.
fn home(site: &mut Site<'_>) {
    let newest = site.newest.first().map_or(0, |id| site.report(*id).date.days());
    let current = |id: &ReportId| newest - site.report(*id).date.days() <= CURRENT_DAYS;
    let split = site.newest.partition_point(current);
    let mut reports = site.newest.clone();
    reports[..split].sort_by_key(|id| std::cmp::Reverse(site.report(*id).document.front.importance));
    let text = section_text(site, "");
    let title =
        text.and_then(|id| site.page(id).document.front.title.as_ref()).map(|title| title.value.clone());
    let title = title.unwrap_or_else(|| site.config.title.clone());
    let origin = text.map(|id| (site.page(id).document.file(), 0..0));
    let listing =
        Listing { kind: ListingKind::Home, title, address: String::new(), reports, text, depth: 0, origin };
    add(site, listing);
}

fn section_text(site: &Site<'_>, folder: &str) -> Option<PageId> {
    let path = format!("{folder}_index.md");
    let at = site.pages.iter().position(|page| page.document.path == path)?;
    u32::try_from(at).ok().map(PageId)
}

/// Every folder with a document in it or below it, whether it has an `_index.md` or not.
fn sections(site: &mut Site<'_>) {
    let mut below: BTreeMap<String, Vec<ReportId>> = BTreeMap::new();
    for id in &site.newest {
        let document = &site.report(*id).document;
        // A bundle's own folder is the report, not a section.
        let mut at = folder(document.path.trim_end_matches("/index.md"));
        while !at.is_empty() {
            below.entry(at.to_owned()).or_default().push(*id);
            at = folder(at.trim_end_matches('/'));
        }
    }
    for page in &site.pages {
        let own = folder(&page.document.path);
        if page.document.kind == Kind::Section && !own.is_empty() && !is_of_facet(&page.address) {
            below.entry(own.to_owned()).or_default();
        }
    }
    for (folder, reports) in below {
        let text = section_text(site, &folder);
        let path = format!("{folder}_index.md");
        let slug = text.and_then(|id| site.page(id).document.front.slug.clone());
        let address = of_document(&path, Kind::Section, slug.as_ref().map(|slug| slug.value.as_str()));
        let title = match text {
            Some(id) => site.page(id).document.title.clone(),
            None => title_of(&folder),
        };
        let origin = Some((format!("content/{}", text.map_or(folder, |_| path)), 0..0));
        add(site, Listing { kind: ListingKind::Section, title, address, reports, text, depth: 0, origin });
    }
}

/// Whether an address is that of a facet's index or of a term: a text there belongs to the index or the term.
fn is_of_facet(address: &str) -> bool {
    let mut parts = address.trim_end_matches('/').split('/');
    let first = parts.next();
    Facet::ALL.iter().any(|facet| Some(facet.name()) == first) && parts.count() <= 1
}

/// Gives terms the texts that stand at their addresses: `content/tags/cartels/_index.md`. One that is at no term's
/// address is a section of its own.
fn term_texts(site: &mut Site<'_>) {
    let indexes: Vec<String> = Facet::ALL.iter().map(|facet| format!("{}/", facet.name())).collect();
    let texts: Vec<(PageId, String)> = site
        .pages
        .iter()
        .enumerate()
        .filter(|(_, page)| page.document.kind == Kind::Section && is_of_facet(&page.address))
        .filter_map(|(at, page)| Some((PageId(u32::try_from(at).ok()?), page.address.clone())))
        .collect();
    for (id, address) in texts {
        if let Some(listing) = site.listings.iter_mut().find(|listing| listing.address == address) {
            listing.text = Some(id);
        } else if !indexes.contains(&address) {
            let document = &site.page(id).document;
            let (title, origin) = (document.title.clone(), Some((document.file(), 0..0)));
            let kind = ListingKind::Section;
            add(
                site,
                Listing { kind, title, address, reports: Vec::new(), text: Some(id), depth: 0, origin },
            );
        }
    }
}

fn title_of(folder: &str) -> String {
    let name = folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default().replace(['-', '_'], " ");
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Regions in the order of the tree; each lists what is below it as well.
fn regions(site: &mut Site<'_>) {
    let atlas = &site.config.atlas;
    let mut lists: FxHashMap<crate::regions::RegionId, Vec<ReportId>> = FxHashMap::default();
    for id in &site.newest {
        let mut seen = FxHashSet::default();
        for region in &site.report(*id).document.front.regions {
            for region in std::iter::once(region).chain(atlas.ancestors(*region)) {
                if seen.insert(*region) {
                    lists.entry(*region).or_default().push(*id);
                }
            }
        }
    }
    let mut ids = FxHashMap::default();
    // The depth shown counts only regions that are there: an ancestor without reports of its own is listed all
    // the same, since it has those of its members.
    for entry in atlas.tree_order() {
        let Some(reports) = lists.remove(&entry.id) else { continue };
        let region = atlas.get(entry.id);
        let listing = Listing {
            kind: ListingKind::Term(Facet::Regions, Subject::Region(entry.id)),
            title: region.name.clone(),
            address: format!("regions/{}/", region.slug),
            reports,
            text: None,
            depth: entry.depth,
            origin: Some((format!("the region {}", region.name), 0..0)),
        };
        ids.insert(entry.id, add(site, listing));
    }
    for report in &mut site.reports {
        report.regions =
            report.document.front.regions.iter().filter_map(|region| ids.get(region).copied()).collect();
    }
}

fn classifications(site: &mut Site<'_>) {
    let levels: Vec<_> =
        site.config.scheme.iter().map(|(level, definition)| (level, definition.clone())).collect();
    for (level, definition) in levels {
        let has = |id: &&ReportId| site.report(**id).document.front.classification == level;
        let reports: Vec<ReportId> = site.newest.iter().filter(has).copied().collect();
        if reports.is_empty() {
            continue;
        }
        let listing = Listing {
            kind: ListingKind::Term(Facet::Classifications, Subject::Level(level)),
            title: definition.name.clone(),
            address: format!("classifications/{}/", definition.slug),
            reports,
            text: None,
            depth: 0,
            origin: Some((format!("the classification {}", definition.name), 0..0)),
        };
        let id = add(site, listing);
        for report in site.reports.iter_mut().filter(|report| report.document.front.classification == level) {
            report.classification = id;
        }
    }
}

/// Tags, authors and series: terms are what the reports write, in order of the alphabet. One term written in
/// two ways would have one address with two names.
fn names(site: &mut Site<'_>, facet: Facet, diagnostics: &mut Diagnostics) {
    struct Term {
        name: String,
        origin: (String, std::ops::Range<usize>),
        reports: Vec<ReportId>,
    }
    // Terms are few and their uses many.
    let mut slugs: FxHashMap<String, String> = FxHashMap::default();
    for name in site.reports.iter().flat_map(|report| written(&report.document.front, facet)) {
        if !slugs.contains_key(&name.value) {
            slugs.insert(name.value.clone(), site.config.slug_of(&name.value));
        }
    }
    let mut terms: BTreeMap<String, Term> = BTreeMap::new();
    // In order of path, so that the spelling that stands first is the one others are held against.
    for id in site.report_ids() {
        let document = &site.report(id).document;
        for name in written(&document.front, facet) {
            let term = terms.entry(slugs[&name.value].clone()).or_insert_with(|| Term {
                name: name.value.clone(),
                origin: (document.file(), name.span.clone()),
                reports: Vec::new(),
            });
            if term.name != name.value {
                let (path, span) = term.origin.clone();
                // `Border security` and `border-security` are one term; `C` and `C#` are two.
                let plain = |name: &str| {
                    name.chars().all(|letter| letter.is_alphanumeric() || " -_".contains(letter))
                };
                let slip = plain(&term.name) && plain(&name.value);
                let remedy = if slip {
                    "write a term in the same way everywhere".to_owned()
                } else {
                    format!(
                        "if they are one term, write it in the same way everywhere; if not, give one an address of its own in {}: [slugs] \"{}\" = \"…\"",
                        site.config.path, name.value
                    )
                };
                diagnostics.push(
                    Diagnostic::new(
                        &codes::TERM_SPELLING,
                        format!(
                            "`{}` and `{}` would share the address /{}/{}/",
                            name.value,
                            term.name,
                            facet.name(),
                            site.config.slug_of(&name.value)
                        ),
                    )
                    .at(&document.file(), name.span.clone())
                    .note(format!("it is written `{}` here", term.name), Some(Place::new(path, span)))
                    .help(remedy)
                    .replace_with(slip.then(|| format!("\"{}\"", term.name))),
                );
            }
        }
    }
    for id in &site.newest {
        let mut seen = FxHashSet::default();
        for name in written(&site.report(*id).document.front, facet) {
            let slug = slugs[&name.value].as_str();
            if let Some(term) = terms.get_mut(slug)
                && seen.insert(slug)
            {
                term.reports.push(*id);
            }
        }
    }
    let mut terms: Vec<(String, Term)> = terms.into_iter().collect();
    terms.sort_by_cached_key(|(slug, term)| (term.name.to_lowercase(), slug.clone()));
    let mut ids: FxHashMap<String, ListingId> = FxHashMap::default();
    for (slug, term) in terms {
        let listing = Listing {
            kind: ListingKind::Term(facet, Subject::Name),
            title: term.name,
            address: format!("{}/{slug}/", facet.name()),
            reports: term.reports,
            text: None,
            depth: 0,
            origin: Some(term.origin),
        };
        let id = add(site, listing);
        ids.insert(slug, id);
    }
    for report in &mut site.reports {
        let found: Vec<ListingId> = written(&report.document.front, facet)
            .filter_map(|name| ids.get(&slugs[&name.value]).copied())
            .collect();
        match facet {
            Facet::Tags => report.tags = found,
            Facet::Authors => report.authors = found,
            _ => report.series = found.first().copied(),
        }
    }
}

fn written(front: &crate::content::FrontMatter, facet: Facet) -> impl Iterator<Item = &Located<String>> {
    let (list, one) = match facet {
        Facet::Tags => (front.tags.as_slice(), None),
        Facet::Authors => (front.authors.as_slice(), None),
        _ => (&[][..], front.series.as_ref()),
    };
    list.iter().chain(one)
}
