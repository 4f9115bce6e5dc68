//! catalog.json: every published report with its metadata and addresses.

use serde::Serialize;

use super::json_bytes;
use crate::site::{ListingId, Site};

#[derive(Serialize)]
struct Catalog<'a> {
    generator: String,
    title: &'a str,
    url: &'a str,
    reports: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    title: &'a str,
    url: String,
    data: String,
    date: String,
    cutoff: Option<String>,
    updated: Option<String>,
    authors: Vec<&'a str>,
    classification: &'a str,
    regions: Vec<&'a str>,
    tags: Vec<&'a str>,
    series: Option<&'a str>,
    summary: &'a str,
    judgements: usize,
}

/// The catalogue, newest report first.
pub fn catalog(site: &Site<'_>) -> Vec<u8> {
    let name = |id: &ListingId| site.listing(*id).title.as_str();
    let reports = site
        .newest
        .iter()
        .map(|id| {
            let report = site.report(*id);
            let front = &report.document.front;
            let body = report.document.report();
            let url = site.absolute(&report.address);
            Row {
                title: &report.document.title,
                data: format!("{url}index.json"),
                url,
                date: report.date.iso(),
                cutoff: body.and_then(|body| body.cutoff).map(crate::date::Moment::iso),
                updated: front.updated.as_ref().map(|date| date.value.iso()),
                authors: report.authors.iter().map(name).collect(),
                classification: name(&report.classification),
                regions: report.regions.iter().map(name).collect(),
                tags: report.tags.iter().map(name).collect(),
                series: report.series.as_ref().map(name),
                summary: &report.document.summary,
                judgements: body.map_or(0, |body| body.judgements.len()),
            }
        })
        .collect();
    json_bytes(&Catalog {
        generator: crate::render::generator(),
        title: &site.config.title,
        url: &site.config.base_url,
        reports,
    })
}
