//! What the search page shows and filters by: reports in small files, and the terms of each filter with their reports.
//!
//! In: the site and the words of its language. Out: JSON. Reports have the numbers that `postings` gives them.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::packed::distances;
use super::postings::of_listing;
use crate::site::{Facet, ReportId, Site};
use crate::theme::Strings;

/// Reports in one file: a page of results loads about as many files as it shows reports, and on a large site needs one report of each.
pub(super) const REPORTS_A_FILE: usize = 4;

/// Longest summary of a result in characters.
const SUMMARY: usize = 240;

#[derive(Serialize)]
struct Record<'a> {
    title: &'a str,
    url: String,
    date: String,
    day: String,
    level: usize,
    regions: Vec<&'a str>,
    summary: String,
    /// Number, sentence, likelihood.
    judgements: Vec<(u32, &'a str, Option<&'static str>)>,
}

/// A level as results show it.
#[derive(Serialize)]
pub(super) struct Level<'a> {
    name: &'a str,
    class: String,
}

/// The levels of the scheme, in its order.
pub(super) fn levels<'a>(site: &'a Site<'_>) -> Vec<Level<'a>> {
    let definition = |level| site.config.scheme.definition(level);
    used(site)
        .into_keys()
        .map(|level| Level {
            name: &definition(level).name,
            class: format!("level-{}", definition(level).slug),
        })
        .collect()
}

/// The levels that reports have, each with its place among them.
fn used(site: &Site<'_>) -> BTreeMap<crate::classification::Level, usize> {
    let has = |level| site.reports.iter().any(|report| report.document.front.classification == level);
    site.config.scheme.iter().map(|(level, _)| level).filter(|level| has(*level)).zip(0..).collect()
}

/// The reports in files of [`REPORTS_A_FILE`].
pub(super) fn reports(site: &Site<'_>, strings: &Strings) -> Vec<Vec<u8>> {
    let places = used(site);
    site.newest
        .par_chunks(REPORTS_A_FILE)
        .map(|ids| {
            let records: Vec<Record<'_>> = ids
                .iter()
                .map(|id| {
                    let report = site.report(*id);
                    let document = &report.document;
                    let judgements = document.report().map_or(&[][..], |body| &body.judgements);
                    Record {
                        title: &document.title,
                        url: site.href(&report.address),
                        date: report.date.iso(),
                        day: strings.day(report.date),
                        level: places.get(&document.front.classification).copied().unwrap_or_default(),
                        regions: report
                            .regions
                            .iter()
                            .map(|listing| site.listing(*listing).title.as_str())
                            .collect(),
                        summary: shortened(&document.summary),
                        judgements: judgements
                            .iter()
                            .map(|judgement| {
                                let likelihood = judgement.likelihood.map(crate::tradecraft::Term::name);
                                (judgement.number, judgement.text.as_str(), likelihood)
                            })
                            .collect(),
                    }
                })
                .collect();
            json(&records)
        })
        .collect()
}

fn shortened(summary: &str) -> String {
    match summary.char_indices().nth(SUMMARY) {
        None => summary.to_owned(),
        Some((end, _)) => {
            let cut = &summary[..end];
            let cut = cut.rsplit_once(char::is_whitespace).map_or(cut, |(whole, _)| whole);
            format!("{cut} …")
        }
    }
}

/// A term of a filter: its name in addresses, its name, its reports.
type Term = (String, String, String);

/// The filters that have terms, by their names in addresses.
pub(super) fn filters(site: &Site<'_>, numbers: &FxHashMap<ReportId, u32>) -> Vec<(&'static str, Vec<u8>)> {
    let facets = [Facet::Regions, Facet::Classifications, Facet::Tags, Facet::Authors];
    let listed = facets.map(|facet| {
        let terms = site.terms(facet).iter().map(|id| {
            let listing = site.listing(*id);
            let slug = listing.address.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            (slug.to_owned(), listing.title.clone(), distances(&of_listing(site, *id, numbers)))
        });
        (facet.term(), terms.collect::<Vec<Term>>())
    });
    let own = [("likelihood", likelihoods(site)), ("year", years(site))];
    listed
        .into_iter()
        .chain(own)
        .filter(|(_, terms)| !terms.is_empty())
        .map(|(name, terms)| (name, json(&terms)))
        .collect()
}

/// Reports with a judgement of each likelihood, the least likely first.
fn likelihoods(site: &Site<'_>) -> Vec<Term> {
    let mut terms: BTreeMap<(u8, u8, &str), Vec<u32>> = BTreeMap::new();
    for (number, id) in (0..).zip(&site.newest) {
        let judgements = site.report(*id).document.report().map_or(&[][..], |body| &body.judgements);
        for term in judgements.iter().filter_map(|judgement| judgement.likelihood) {
            let reports = terms.entry((term.low, term.high, term.name())).or_default();
            if reports.last() != Some(&number) {
                reports.push(number);
            }
        }
    }
    terms
        .into_iter()
        .map(|((_, _, name), reports)| (slug::slugify(name), name.to_owned(), distances(&reports)))
        .collect()
}

/// Reports of each year, the newest first.
fn years(site: &Site<'_>) -> Vec<Term> {
    let mut terms: BTreeMap<i16, Vec<u32>> = BTreeMap::new();
    for (number, id) in (0..).zip(&site.newest) {
        terms.entry(site.report(*id).date.day.year()).or_default().push(number);
    }
    terms
        .into_iter()
        .rev()
        .map(|(year, reports)| (year.to_string(), year.to_string(), distances(&reports)))
        .collect()
}

/// JSON with a line break at its end.
pub(super) fn json(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_summary_ends_with_a_whole_word() {
        let long = "word ".repeat(100);
        let short = shortened(&long);
        assert!(short.ends_with("word …") && short.chars().count() <= SUMMARY + 2, "{short}");
        assert_eq!(shortened("As it is."), "As it is.");
    }
}
