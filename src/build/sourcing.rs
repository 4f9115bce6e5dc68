//! Sources and what leans on them: `bluf sources`.
//!
//! In: a request. Out: rows, and what falls where a source is retracted. Ends after assemble; nothing is rendered.

use super::Request;
use super::look::look;
use crate::content::registry::{Registry, SourceRecord};
use crate::content::{Judgement, ReportBody, Source};
use crate::diag::{Diagnostics, nearest};
use crate::fs::FsError;
use crate::site::{Site, leanings};

/// A row of `bluf sources`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLine {
    /// The id that citations use.
    pub id: String,
    /// The registry's file below the root.
    pub file: String,
    /// Its title.
    pub title: Option<String>,
    /// `A` to `F`.
    pub reliability: Option<&'static str>,
    /// `current`, `corrected`, `retracted` or `dead`.
    pub status: &'static str,
    /// Published judgements that lean on it.
    pub judgements: usize,
    /// Published reports that cite it.
    pub reports: usize,
}

/// What becomes of the site's judgements where a source is retracted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retraction {
    /// The source.
    pub id: String,
    /// Entries that go with it: the same source under another id, and those of its independence group.
    pub with: Vec<String>,
    /// Why each of them does, in words.
    pub reasons: Vec<&'static str>,
    /// Judgements without any other source.
    pub fall: Vec<Leaning>,
    /// Judgements that have another one.
    pub stand: Vec<Leaning>,
}

/// A judgement that leans on a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaning {
    /// The report's file below `content/`.
    pub path: String,
    /// `KJ-1`.
    pub label: String,
    /// Its sentence.
    pub text: String,
    /// Points of its evidence that have no other source: `KJ-1.2`.
    pub points: Vec<String>,
    /// How many independent sources it has besides.
    pub others: usize,
}

/// What `bluf sources` tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sourcing {
    /// Every source of every registry, in order of files.
    All(Vec<SourceLine>),
    /// What falls with one.
    Retracted(Retraction),
    /// Several registries have one of this id: how to name each.
    Several(Vec<String>),
    /// There is no such source; the nearest id.
    Unknown(Option<String>),
}

/// The sources of a site, or what falls where the one with the id `retracted` is taken back.
pub fn sourcing(request: &Request, retracted: Option<&str>) -> Result<(Sourcing, Diagnostics), FsError> {
    look(request, |inputs, site, _| {
        let records = || inputs.registries.iter().flat_map(Registry::records).map(|record| &**record);
        let Some(id) = retracted else {
            return Sourcing::All(records().map(|record| line(site, record)).collect());
        };
        let (file, id) = id.rsplit_once('@').map_or((None, id), |(file, id)| (Some(file), id));
        let is_it =
            |record: &&SourceRecord| record.id == id && file.is_none_or(|file| *file == *record.place.0);
        let found: Vec<&SourceRecord> = records().filter(is_it).collect();
        match found[..] {
            [record] => Sourcing::Retracted(retraction(site, record, records())),
            [_, _, ..] => {
                Sourcing::Several(found.iter().map(|record| format!("{}@{id}", record.place.0)).collect())
            }
            [] => Sourcing::Unknown(nearest(id, records().map(|record| &*record.id)).map(str::to_owned)),
        }
    })
}

fn line(site: &Site<'_>, record: &SourceRecord) -> SourceLine {
    let is_it = |other: &SourceRecord| {
        (&other.canonical_file, &other.canonical) == (&record.canonical_file, &record.canonical)
    };
    let cited = site.sources.iter().find(|source| is_it(&source.record));
    SourceLine {
        id: record.id.clone(),
        file: record.place.0.to_string(),
        title: record.title.clone(),
        reliability: record.reliability,
        status: record.status.name(),
        judgements: cited.map_or(0, crate::site::CitedSource::judgements),
        reports: cited.map_or(0, |source| source.uses.len()),
    }
}

fn retraction<'r>(
    site: &Site<'_>,
    record: &SourceRecord,
    records: impl Iterator<Item = &'r SourceRecord>,
) -> Retraction {
    let end = |record: &SourceRecord| (record.canonical_file.clone(), record.canonical.clone());
    let goes = |other: &SourceRecord| other.lineage() == record.lineage() || end(other) == end(record);
    let reason = |other: &SourceRecord| {
        if end(other) == end(record) {
            "the same source"
        } else if other.address.is_some() && other.address == record.address {
            "the same address"
        } else {
            "the same independence group"
        }
    };
    let others = records.filter(|other| other.place != record.place && goes(other));
    let (with, reasons) = others.map(|other| (other.id.clone(), reason(other))).unzip();
    let mut told = Retraction { id: record.id.clone(), with, reasons, fall: Vec::new(), stand: Vec::new() };
    for report in site.newest.iter().map(|id| site.report(*id)) {
        let Some(body) = report.document.report() else { continue };
        let citations = &report.document.met.citations;
        let falls =
            |number: u32| body.source(number).and_then(|source| source.record.as_deref()).is_some_and(goes);
        let is_gone = |number: u32| body.source(number).is_some_and(Source::is_retracted);
        let cited = leanings(body, |at| citations.get(at).map(|citation| citation.number));
        for (judgement, numbers) in body.judgements.iter().zip(cited) {
            if !numbers.iter().any(|number| falls(*number)) {
                continue;
            }
            let others = independent(body, numbers.into_iter().filter(|number| !falls(*number)));
            let points = judgement.evidence.iter().filter(|point| {
                let mut cited = citations[point.citations.clone()].iter().peekable();
                cited.peek().is_some()
                    && cited.all(|citation| falls(citation.number) || is_gone(citation.number))
            });
            let leaning = Leaning {
                path: report.document.path.clone(),
                label: judgement.label(),
                text: judgement.text.clone(),
                points: points.map(|point| label(judgement, point.number)).collect(),
                others,
            };
            if others == 0 { &mut told.fall } else { &mut told.stand }.push(leaning);
        }
    }
    told
}

fn label(judgement: &Judgement, point: usize) -> String {
    format!("{}.{point}", judgement.label())
}

fn independent(body: &ReportBody, numbers: impl Iterator<Item = u32>) -> usize {
    body.standing(numbers).len()
}
