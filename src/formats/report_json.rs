//! index.json beside a report: the typed report as data. Its form is part of the public interface.

use serde::Serialize;

use super::json_bytes;
use crate::content::{Correction, ReportBody};
use crate::render::{Renderer, reading_minutes};
use crate::site::{ListingId, ReportId, Site};

#[derive(Serialize)]
struct Data<'a> {
    title: &'a str,
    url: String,
    date: String,
    cutoff: Option<String>,
    updated: Option<String>,
    authors: Vec<&'a str>,
    classification: &'a str,
    regions: Vec<Region<'a>>,
    tags: Vec<&'a str>,
    series: Option<&'a str>,
    summary: &'a str,
    word_count: usize,
    reading_minutes: usize,
    executive_summary: &'a str,
    judgements: Vec<JudgementData<'a>>,
    sources: Vec<SourceData<'a>>,
    statement_on_analysis: &'a str,
    related: Vec<RelatedData<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    corrections: Vec<CorrectionData<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<ChangeData>,
}

#[derive(Serialize)]
struct CorrectionData<'a> {
    date: String,
    text: &'a str,
    judgement: Option<String>,
}

/// A judgement of this report and the one it takes up in the report that was replaced, by their labels.
#[derive(Serialize)]
struct ChangeData {
    kind: &'static str,
    now: Option<String>,
    before: Option<String>,
}

#[derive(Serialize)]
struct Region<'a> {
    name: &'a str,
    url: String,
}

#[derive(Serialize)]
struct JudgementData<'a> {
    id: String,
    url: String,
    text: &'a str,
    likelihood: Option<&'static str>,
    range: Option<[u8; 2]>,
    confidence: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence_reason: Option<&'a str>,
    by: Option<String>,
    /// Whether `by` is the horizon of the sentence, counted from the cut-off date.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    by_counted: bool,
    outcome: Option<&'static str>,
    evidence: Vec<EvidenceData<'a>>,
}

#[derive(Serialize)]
struct EvidenceData<'a> {
    id: String,
    text: &'a str,
    sources: Vec<u32>,
}

#[derive(Serialize)]
struct SourceData<'a> {
    number: usize,
    url: Option<String>,
    title: Option<&'a str>,
}

#[derive(Serialize)]
struct RelatedData<'a> {
    url: String,
    title: &'a str,
    classification: &'a str,
    regions: Vec<&'a str>,
    score: f32,
    reasons: Vec<String>,
}

/// A report as data.
pub fn report_json(renderer: &Renderer<'_>, report: &crate::site::Report) -> Vec<u8> {
    let site = renderer.site;
    let document = &report.document;
    let empty = ReportBody::default();
    let body = document.report().unwrap_or(&empty);
    let name = |id: &ListingId| site.listing(*id).title.as_str();
    let url = site.absolute(&report.address);
    json_bytes(&Data {
        title: &document.title,
        date: report.date.iso(),
        cutoff: body.cutoff.map(crate::date::Moment::iso),
        updated: document.front.updated.as_ref().map(|date| date.value.iso()),
        authors: report.authors.iter().map(name).collect(),
        classification: name(&report.classification),
        regions: report
            .regions
            .iter()
            .map(|id| Region { name: name(id), url: site.absolute(&site.listing(*id).address) })
            .collect(),
        tags: report.tags.iter().map(name).collect(),
        series: report.series.as_ref().map(name),
        summary: &document.summary,
        word_count: document.met.words,
        reading_minutes: reading_minutes(document.met.words),
        executive_summary: &body.executive_summary,
        judgements: judgements(report, body, &url),
        sources: (1..)
            .zip(body.sources.iter().zip(&report.sources))
            .map(|(number, (source, cited_as))| SourceData {
                number,
                url: cited_as.address.as_ref().map(|address| site.absolute_destination(address)),
                title: source
                    .record
                    .as_ref()
                    .and_then(|record| record.title.as_deref())
                    .or(cited_as.title.as_deref()),
            })
            .collect(),
        statement_on_analysis: &body.statement,
        related: related(renderer, site, report),
        corrections: document.front.corrections.iter().map(correction).collect(),
        changes: renderer.change_labels(report).into_iter().map(change).collect(),
        url,
    })
}

fn correction(correction: &Correction) -> CorrectionData<'_> {
    CorrectionData {
        date: correction.date.iso(),
        text: &correction.text,
        judgement: correction.number().map(|number| format!("KJ-{number}")),
    }
}

fn change((kind, now, before): (&'static str, Option<String>, Option<String>)) -> ChangeData {
    ChangeData { kind, now, before }
}

fn judgements<'a>(
    report: &'a crate::site::Report,
    body: &'a ReportBody,
    url: &str,
) -> Vec<JudgementData<'a>> {
    let citations = &report.document.met.citations;
    body.judgements
        .iter()
        .map(|judgement| JudgementData {
            id: judgement.label(),
            url: format!("{url}#{}", judgement.id()),
            text: &judgement.text,
            likelihood: judgement.likelihood.map(crate::tradecraft::Term::name),
            range: judgement.likelihood.map(|term| [term.low, term.high]),
            confidence: judgement.confidence.map(crate::tradecraft::Confidence::name),
            confidence_reason: judgement.reason(),
            by: judgement.until().map(crate::date::Moment::iso),
            by_counted: judgement.said.is_some_and(|said| said.from_cutoff),
            outcome: judgement.outcome.as_ref().map(|outcome| outcome.result),
            evidence: judgement
                .evidence
                .iter()
                .map(|point| EvidenceData {
                    id: format!("{}.{}", judgement.label(), point.number),
                    text: &point.text,
                    sources: citations[point.citations.clone()]
                        .iter()
                        .map(|citation| citation.number)
                        .collect(),
                })
                .collect(),
        })
        .collect()
}

fn related<'a>(
    renderer: &Renderer<'_>,
    site: &'a Site<'_>,
    report: &crate::site::Report,
) -> Vec<RelatedData<'a>> {
    report
        .related
        .iter()
        .map(|neighbour| {
            let other = site.report(ReportId(neighbour.report));
            let name = |id: &ListingId| site.listing(*id).title.as_str();
            RelatedData {
                url: site.absolute(&other.address),
                title: &other.document.title,
                classification: name(&other.classification),
                regions: other.regions.iter().map(name).collect(),
                score: neighbour.score,
                reasons: neighbour.reasons.iter().map(|reason| renderer.reason(reason)).collect(),
            }
        })
        .collect()
}
