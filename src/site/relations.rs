//! What connects reports: which replaces which, which links to which, which are related.

use super::assemble::{Entry, Paths};
use super::links::Destination;
use super::{ListingId, ReportId, Site};
use crate::diag::{Diagnostic, Diagnostics, codes, nearest};
use crate::related::{Features, Known, Options, related};
use crate::table::Located;

/// Fills `supersedes`, `superseded_by` and `backlinks`; gives the reports that each report's text links to.
pub(super) fn connect(site: &mut Site<'_>, paths: &Paths) -> (Vec<Vec<ReportId>>, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    supersede(site, paths, &mut diagnostics);
    let links = linked(site);
    for id in site.newest.clone() {
        for target in &links[id.0 as usize] {
            site.reports[target.0 as usize].backlinks.push(id);
        }
    }
    (links, diagnostics)
}

fn find(
    site: &Site<'_>,
    paths: &Paths,
    from: ReportId,
    name: &Located<String>,
    diagnostics: &mut Diagnostics,
) -> Option<ReportId> {
    let path = name.value.trim_start_matches("@/").trim_start_matches("content/");
    match paths.get(path) {
        Some(Entry::Report(id)) => return Some(*id),
        Some(Entry::Page(_)) => {
            diagnostics.push(
                Diagnostic::new(&codes::UNKNOWN_REPORT, format!("`{path}` is a page, not a report"))
                    .at(&site.report(from).document.file(), name.span.clone())
                    .help(format!("reports are the files below content/{}/", site.config.reports)),
            );
            return None;
        }
        None => {}
    }
    let known = site.reports.iter().map(|report| report.document.path.as_str());
    diagnostics.push(
        Diagnostic::new(&codes::UNKNOWN_REPORT, format!("there is no report `{path}`"))
            .at(&site.report(from).document.file(), name.span.clone())
            .help("name a file below content/, such as \"reports/2025/a.md\"")
            .replace_with(nearest(path, known).map(|near| format!("\"{near}\""))),
    );
    None
}

fn supersede(site: &mut Site<'_>, paths: &Paths, diagnostics: &mut Diagnostics) {
    for id in site.report_ids() {
        let Some(name) = site.report(id).document.front.supersedes.clone() else { continue };
        let Some(older) = find(site, paths, id, &name, diagnostics) else { continue };
        site.reports[id.0 as usize].supersedes = Some(older);
        if in_circle(site, id) {
            site.reports[id.0 as usize].supersedes = None;
            let message = if older == id {
                "a report cannot replace itself".to_owned()
            } else {
                format!("`{}` replaces this report in turn", name.value)
            };
            diagnostics.push(
                Diagnostic::new(&codes::SUPERSEDES_CYCLE, message)
                    .at(&site.report(id).document.file(), name.span.clone())
                    .help("only the newer report says `supersedes`"),
            );
            continue;
        }
        let (newer, replaced) = (site.report(id), site.report(older));
        if replaced.date.days() > newer.date.days() {
            let message = format!(
                "this report is of {}, the one it replaces of {}",
                newer.date.iso(),
                replaced.date.iso()
            );
            diagnostics.push(
                Diagnostic::new(&codes::SUPERSEDES_LATER, message)
                    .at(&newer.document.file(), name.span.clone())
                    .help("correct one of the dates, or exchange the reports"),
            );
        }
        site.reports[older.0 as usize].superseded_by.push(id);
    }
}

fn in_circle(site: &Site<'_>, start: ReportId) -> bool {
    let mut at = start;
    while let Some(next) = site.report(at).supersedes {
        if next == start {
            return true;
        }
        at = next;
    }
    false
}

/// The reports that each report's text links to, without repetition.
fn linked(site: &Site<'_>) -> Vec<Vec<ReportId>> {
    let by_address: rustc_hash::FxHashMap<&str, ReportId> =
        site.report_ids().map(|id| (site.report(id).address.as_str(), id)).collect();
    site.report_ids()
        .map(|id| {
            let mut targets: Vec<ReportId> = Vec::new();
            let report = site.report(id);
            let cited = report.sources.iter().map(|source| &source.address);
            for address in report.hrefs.iter().map(|href| &href.address).chain(cited) {
                let Some(Destination::Site(address)) = address else { continue };
                let path = address.split(['#', '?']).next().unwrap_or_default();
                if let Some(target) = by_address.get(path)
                    && *target != id
                    && !targets.contains(target)
                {
                    targets.push(*target);
                }
            }
            targets
        })
        .collect()
}

/// Fills `related`.
pub(super) fn relate(
    site: &mut Site<'_>,
    paths: &Paths,
    links: &[Vec<ReportId>],
    known: Option<&mut Known>,
) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let named: Vec<(Vec<u32>, Vec<u32>)> = site
        .report_ids()
        .map(|id| {
            let front = &site.report(id).document.front;
            let mut all = |names: &[Located<String>]| {
                names
                    .iter()
                    .filter_map(|name| find(site, paths, id, name, &mut diagnostics))
                    .map(|id| id.0)
                    .collect()
            };
            (all(&front.pin), all(&front.exclude))
        })
        .collect();
    for id in site.report_ids() {
        idle(site, paths, id, &mut diagnostics);
    }
    let judgements: Vec<String> = site
        .reports
        .iter()
        .map(|report| {
            let judgements = report.document.report().map_or(&[][..], |report| &report.judgements);
            judgements.iter().map(|judgement| judgement.text.as_str()).collect::<Vec<_>>().join(" ")
        })
        .collect();
    let features: Vec<Features<'_>> = site
        .reports
        .iter()
        .zip(&judgements)
        .zip(links.iter().zip(named))
        .map(|((report, judgements), (links, (pin, exclude)))| Features {
            tags: numbers(&report.tags),
            authors: numbers(&report.authors),
            series: report.series.map(|series| series.0),
            regions: regions(site, report),
            links: links.iter().map(|id| id.0).collect(),
            text: vec![(&report.document.title, 3.0), (&report.document.summary, 2.0), (judgements, 1.0)],
            day: report.date.days(),
            pin,
            exclude,
        })
        .collect();
    let half_life = site.config.related.half_life_days;
    #[expect(clippy::cast_precision_loss, reason = "days below 36,500 are exact in an f32")]
    let options = Options {
        limit: site.config.related.limit,
        half_life_days: half_life as f32,
        stop_words: crate::related::stop_words(&site.config.language),
        ..Options::default()
    };
    let lists = match known {
        Some(known) => known.related(&features, &options),
        None => related(&features, &options),
    };
    drop(features);
    for (report, list) in site.reports.iter_mut().zip(lists) {
        report.related = list;
    }
    diagnostics
}

/// Names in `related` that can have no effect.
fn idle(site: &Site<'_>, paths: &Paths, id: ReportId, diagnostics: &mut Diagnostics) {
    let document = &site.report(id).document;
    let front = &document.front;
    let named = |name: &Located<String>| {
        let path = name.value.trim_start_matches("@/").trim_start_matches("content/");
        paths.get(path).copied()
    };
    let mut tell = |name: &Located<String>, message: &str, help: &str| {
        let finding = Diagnostic::new(&codes::RELATED_IDLE, message).help(help);
        diagnostics.push(finding.at(&document.file(), name.span.clone()));
    };
    for name in front.pin.iter().chain(&front.exclude) {
        if named(name) == Some(Entry::Report(id)) {
            tell(name, "a report is not related to itself", "remove it from `related`");
        }
    }
    for name in &front.exclude {
        let entry = named(name).filter(|entry| *entry != Entry::Report(id));
        if entry.is_some() && front.pin.iter().any(|pinned| named(pinned) == entry) {
            tell(name, "this report is both pinned and excluded", "remove it from `pin` or from `exclude`");
        }
    }
}

fn numbers(listings: &[ListingId]) -> Vec<u32> {
    listings.iter().map(|listing| listing.0).collect()
}

/// Each place named, followed by what contains it and how many steps away that is.
fn regions(site: &Site<'_>, report: &super::Report) -> Vec<(u32, u8)> {
    let atlas = &site.config.atlas;
    let mut list = Vec::new();
    for region in &report.document.front.regions {
        list.push((u32::from(region.0), 0));
        let ancestors = atlas.ancestors(*region);
        list.extend(
            (1u8..=u8::MAX).zip(ancestors).map(|(step, ancestor)| (u32::from(ancestor.0), step.min(3))),
        );
    }
    list
}
