//! Sources: which judgements lean on which source of a registry, the other way round than reports have it.
//!
//! In: released reports, of which every withheld citation is gone. Out: [`CitedSource`]s, and for every report the
//! pages of its sources. A source that no released text cites is not among them, and neither is its name.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::address::segment;
use super::{Report, ReportId, Site};
use crate::content::registry::SourceRecord;
use crate::content::{Document, ReportBody, Source};

/// A source that released reports cite; place in [`Site::sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A source and who leans on it.
#[derive(Debug)]
pub struct CitedSource {
    /// What the registry says of it.
    pub record: Arc<SourceRecord>,
    /// Other cited entries that are the same source, in order of their ids.
    pub also: Vec<Arc<SourceRecord>>,
    /// Address below the root, ends in `/`.
    pub address: String,
    /// The reports that cite it, newest first.
    pub uses: Vec<SourceUse>,
}

/// What one report takes from a source.
#[derive(Debug)]
pub struct SourceUse {
    /// The report.
    pub report: ReportId,
    /// The source's number in its list, from 1; of several entries that are the same the first.
    pub number: usize,
    /// Its judgements that lean on the source, in order.
    pub judgements: Vec<Leaning>,
}

/// A judgement that leans on a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaning {
    /// Its place in the report.
    pub judgement: usize,
    /// Whether it has no independent source besides.
    pub alone: bool,
}

impl CitedSource {
    /// How many judgements lean on it.
    pub fn judgements(&self) -> usize {
        self.uses.iter().map(|used| used.judgements.len()).sum()
    }

    /// Its title, or its id where it has none.
    pub fn name(&self) -> &str {
        self.record.title.as_deref().unwrap_or(&self.record.id)
    }
}

/// Numbers of the sources that each judgement cites, in its sentence, its discussion and its evidence: each once, in
/// order. Citations in footnotes belong to no judgement.
pub fn leanings(body: &ReportBody, numbers: impl Fn(usize) -> Option<u32>) -> Vec<Vec<u32>> {
    let mut cited = vec![Vec::new(); body.judgements.len()];
    let labels: Vec<String> = body.judgements.iter().map(crate::content::Judgement::label).collect();
    for (at, label) in body.citation_labels.iter().enumerate().filter(|(_, label)| label.starts_with("KJ-")) {
        let own = label.split('.').next().unwrap_or(label);
        let judgement = labels.iter().position(|label| label == own);
        if let (Some(judgement), Some(number)) = (judgement, numbers(at)) {
            cited[judgement].push(number);
        }
    }
    for numbers in &mut cited {
        numbers.sort_unstable();
        numbers.dedup();
    }
    cited
}

/// Entries with one key are one source.
type Key<'r> = (&'r str, &'r str);

/// The entries that are one source, by id, and where it is used.
type Gathered<'r> = (BTreeMap<&'r str, &'r Arc<SourceRecord>>, Vec<SourceUse>);

fn key(record: &SourceRecord) -> Key<'_> {
    (&record.canonical_file, &record.canonical)
}

/// Fills `sources`, and the pages of the sources of every report.
pub(super) fn build(site: &mut Site<'_>) {
    let mut gathered: BTreeMap<Key<'_>, Gathered<'_>> = BTreeMap::new();
    for id in &site.newest {
        let report = site.report(*id);
        let Some(body) = report.document.report() else { continue };
        for (key, used) in uses(*id, report, body) {
            let (records, all) = gathered.entry(key).or_default();
            let cited = body.sources.iter().filter_map(|source| source.record.as_ref());
            records
                .extend(cited.filter(|record| self::key(record) == key).map(|record| (&*record.id, record)));
            all.push(used);
        }
    }
    let mut sources: Vec<CitedSource> = gathered
        .into_values()
        .filter_map(|(records, uses)| {
            let own =
                records.values().position(|record| self::key(record) == (&*record.place.0, &*record.id));
            let mut records: Vec<Arc<SourceRecord>> = records.into_values().cloned().collect();
            let record = (!records.is_empty()).then(|| records.remove(own.unwrap_or(0)))?;
            let address = address(site, &record, &uses);
            Some(CitedSource { record, also: records, address, uses })
        })
        .collect();
    sources.sort_by_cached_key(|source| (source.name().to_lowercase(), source.address.clone()));
    let known = Known::new(&sources);
    for report in &mut site.reports {
        report.source_pages = known.pages(&report.document);
    }
    site.sources = sources;
}

/// The pages of sources, to be found by their entries.
pub(super) struct Known<'s>(FxHashMap<Key<'s>, SourceId>);

impl<'s> Known<'s> {
    pub(super) fn new(sources: &'s [CitedSource]) -> Self {
        let ids = (0..=u32::MAX).map(SourceId);
        Self(sources.iter().map(|source| key(&source.record)).zip(ids).collect())
    }

    /// Those of the sources of a report, by their place in it.
    pub(super) fn pages(&self, document: &Document) -> Vec<Option<SourceId>> {
        let listed = document.report().map_or(&[][..], |body| &body.sources);
        let page = |source: &Source| self.0.get(&key(source.record.as_deref()?)).copied();
        listed.iter().map(page).collect()
    }
}

/// A source that the whole site shares has its page below `/sources/`; one that a bundle brings has it below the
/// bundle's own address, so that two bundles never want one page, and one that goes takes its pages with it.
fn address(site: &Site<'_>, record: &SourceRecord, uses: &[SourceUse]) -> String {
    let own = if record.place.0.contains('/') {
        uses.first().map_or("", |used| site.report(used.report).address.as_str())
    } else {
        ""
    };
    format!("{own}{}{}/", super::SOURCES, segment(&record.id))
}

fn uses<'r>(id: ReportId, report: &Report, body: &'r ReportBody) -> Vec<(Key<'r>, SourceUse)> {
    let mut found: Vec<(Key<'r>, SourceUse)> = Vec::new();
    for (at, source) in body.sources.iter().enumerate() {
        let Some(record) = &source.record else { continue };
        if !found.iter().any(|(known, _)| *known == key(record)) {
            found.push((key(record), SourceUse { report: id, number: at + 1, judgements: Vec::new() }));
        }
    }
    if found.is_empty() {
        return found;
    }
    let citations = &report.document.met.citations;
    let leanings = leanings(body, |at| citations.get(at).map(|citation| citation.number));
    for (judgement, numbers) in leanings.iter().enumerate() {
        let standing = body.standing(numbers.iter().copied());
        for (key, used) in &mut found {
            let is_it = |number: &&u32| {
                let record = body.source(**number).and_then(|source| source.record.as_ref());
                record.is_some_and(|record| self::key(record) == *key)
            };
            if let Some(number) = numbers.iter().find(is_it) {
                let own = body.lineage(*number);
                let alone = standing.iter().all(|lineage| *lineage == own);
                used.judgements.push(Leaning { judgement, alone });
            }
        }
    }
    found
}
