//! Evidence and its sources.

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use crate::config::LintLevel;
use crate::content::registry::SourceRecord;
use crate::content::{Judgement, PassageKind, Source};
use crate::diag::{Diagnostic, codes};
use crate::lint::{Rule, View};
use crate::markdown::Citation;
use crate::tradecraft::Confidence;

pub(super) static RULES: [Rule; 9] = [
    Rule { code: &codes::NO_EVIDENCE, name: "no-evidence", default: LintLevel::Warning, find: no_evidence },
    Rule {
        code: &codes::EVIDENCE_WITHOUT_SOURCE,
        name: "evidence-without-source",
        default: LintLevel::Warning,
        find: evidence_without_source,
    },
    Rule {
        code: &codes::SINGLE_SOURCE,
        name: "single-source",
        default: LintLevel::Warning,
        find: single_source,
    },
    Rule {
        code: &codes::SOURCE_AFTER_CUTOFF,
        name: "source-after-cutoff",
        default: LintLevel::Error,
        find: source_after_cutoff,
    },
    Rule {
        code: &codes::WEAK_SOURCES,
        name: "weak-sources",
        default: LintLevel::Warning,
        find: weak_sources,
    },
    Rule { code: &codes::NO_ARCHIVE, name: "no-archive", default: LintLevel::Off, find: no_archive },
    Rule { code: &codes::UNCONFIRMED, name: "unconfirmed", default: LintLevel::Warning, find: unconfirmed },
    Rule {
        code: &codes::RETRACTED_SOURCE,
        name: "retracted-source",
        default: LintLevel::Warning,
        find: retracted,
    },
    Rule {
        code: &codes::CUTOFF_AFTER_REPORT,
        name: "cutoff-after-report",
        default: LintLevel::Warning,
        find: cutoff_after_report,
    },
];

fn no_evidence(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for judgement in view.report.judgements.iter().filter(|judgement| judgement.evidence.is_empty()) {
        let message = format!("{} has no evidence", judgement.label());
        found.push(
            view.at(&codes::NO_EVIDENCE, view.head(judgement), message)
                .help("add a numbered list below it, each point with its source"),
        );
    }
}

fn evidence_without_source(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for judgement in &view.report.judgements {
        for (place, point) in judgement.evidence.iter().enumerate() {
            if !point.citations.is_empty() {
                continue;
            }
            let kind = PassageKind::Evidence(judgement.number, place + 1);
            let passage = view.report.passages.iter().find(|passage| passage.kind == kind);
            let span = passage.map_or_else(|| judgement.span.clone(), |passage| passage.span.clone());
            let message = format!("{}.{} has no source", judgement.label(), place + 1);
            found.push(
                view.at(&codes::EVIDENCE_WITHOUT_SOURCE, span, message)
                    .help("end it with [source](https://…) or [@id]"),
            );
        }
    }
}

/// The numbers of the sources that a judgement's evidence cites, each once.
fn numbers(view: &View<'_>, judgement: &Judgement) -> Vec<u32> {
    let citations = &view.document.met.citations;
    let mut numbers: Vec<u32> = judgement
        .evidence
        .iter()
        .flat_map(|point| citations.get(point.citations.clone()).unwrap_or_default())
        .map(|citation| citation.number)
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// How many of some sources are independent: a group counts as one, and one that was retracted not at all.
fn independent(view: &View<'_>, numbers: &[u32]) -> usize {
    view.report.standing(numbers.iter().copied()).len()
}

fn source<'v>(view: &'v View<'_>, number: u32) -> Option<&'v Source> {
    view.report.source(number)
}

fn stands(view: &View<'_>, number: u32) -> bool {
    source(view, number).is_some_and(|source| !source.is_retracted())
}

fn single_source(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for judgement in &view.report.judgements {
        let numbers = numbers(view, judgement);
        if judgement.confidence == Some(Confidence::High) && independent(view, &numbers) == 1 {
            let standing = numbers.iter().filter(|number| stands(view, **number)).count();
            let what = if standing == 1 { "a single source" } else { "sources that all repeat one" };
            let message = format!("{} has high confidence and {what}", judgement.label());
            found.push(
                view.at(&codes::SINGLE_SOURCE, view.head(judgement), message)
                    .help("add an independent source, or lower the confidence"),
            );
        }
    }
}

fn weak_sources(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for judgement in
        view.report.judgements.iter().filter(|judgement| judgement.confidence == Some(Confidence::High))
    {
        let grades: Vec<Option<&str>> = numbers(view, judgement)
            .into_iter()
            .filter_map(|number| source(view, number))
            .filter(|source| !source.is_retracted())
            .map(|source| source.record.as_ref().and_then(|record| record.reliability))
            .collect();
        // A source without a grade may be good: only grades that are known can speak against one.
        if !grades.is_empty() && grades.iter().all(|grade| matches!(grade, Some("D" | "E" | "F"))) {
            let message = format!("{} has high confidence and no source better than D", judgement.label());
            found.push(
                view.at(&codes::WEAK_SOURCES, view.head(judgement), message)
                    .help("lower the confidence, or add a source that is at least fairly reliable (C)"),
            );
        }
    }
}

fn source_after_cutoff(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let Some(cutoff) = view.cutoff() else { return };
    let mut seen = FxHashSet::default();
    for citation in &view.document.met.citations {
        let record = source(view, citation.number).and_then(|source| source.record.as_ref());
        let Some((record, published)) = record.and_then(|record| Some((record, after(record, cutoff)?)))
        else {
            continue;
        };
        if seen.insert(citation.number) {
            let message =
                format!("`{}` was published {published}, after the cut-off date {cutoff}", record.id);
            found.push(
                view.at(&codes::SOURCE_AFTER_CUTOFF, citation.key.span.clone(), message)
                    .help("move the cut-off date, or leave the source out"),
            );
        }
    }
}

/// When a source was published, if that was after a day. The day on which it was read tells nothing: a source that was known
/// may be read again, and one entry serves reports of many dates.
fn after(record: &SourceRecord, day: Date) -> Option<String> {
    if let Some(published) = record.published {
        return (published.day > day).then(|| format!("on {}", published.day));
    }
    // A year or a month is after a day where its first day is.
    let period = record.published_in.as_deref()?;
    let first = format!("{period}{}", if period.len() == 4 { "-01-01" } else { "-01" });
    (first.parse::<Date>().ok()? > day).then(|| format!("in {period}"))
}

fn no_archive(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut seen = FxHashSet::default();
    for citation in &view.document.met.citations {
        let record = source(view, citation.number).and_then(|source| source.record.as_ref());
        let Some(record) = record.filter(|record| record.url.is_some() && record.archive_url.is_none())
        else {
            continue;
        };
        if seen.insert(citation.number) {
            let message = format!("`{}` has no archived copy", record.id);
            found.push(
                view.at(&codes::NO_ARCHIVE, citation.key.span.clone(), message)
                    .help("add archive_url = \"https://…\" to it in sources.toml"),
            );
        }
    }
}

/// Credibility 1 is "confirmed by other independent sources", so a judgement that has it cites more than one.
fn unconfirmed(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let citations = &view.document.met.citations;
    for judgement in &view.report.judgements {
        if independent(view, &numbers(view, judgement)) != 1 {
            continue;
        }
        let cited = judgement.evidence.iter().filter_map(|point| citations.get(point.citations.clone()));
        let confirmed = cited.flatten().find(|citation| citation.credibility == Some(1));
        if let Some(citation) = confirmed {
            let message = format!("{} cites no independent source that confirms this", judgement.label());
            found.push(
                view.at(&codes::UNCONFIRMED, citation.key.span.clone(), message)
                    .help("cite the source that confirms it, or write credibility 2"),
            );
        }
    }
}

/// Once for each judgement that nothing else supports, and once for each retracted source of which that says nothing.
fn retracted(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let citations = &view.document.met.citations;
    let mut seen = FxHashSet::default();
    let mut find = |citation: &Citation, judgement: Option<&Judgement>| {
        let Some(record) = source(view, citation.number).and_then(|source| source.record.as_ref()) else {
            return;
        };
        let mut message = format!("`{}` was retracted", record.id);
        if let Some(judgement) = judgement {
            message = format!("{message}, and {} has no other independent source", judgement.label());
        }
        let mut finding = view.at(&codes::RETRACTED_SOURCE, citation.key.span.clone(), message);
        if let Some(note) = &record.status_note {
            finding = finding.note(note.clone(), None);
        }
        found.push(finding.help("cite another source, or say in the text what the retraction changes"));
    };
    let gone = |citation: &&Citation| source(view, citation.number).is_some_and(Source::is_retracted);
    for judgement in &view.report.judgements {
        let numbers = numbers(view, judgement);
        if independent(view, &numbers) > 0 {
            continue;
        }
        let cited = judgement.evidence.iter().filter_map(|point| citations.get(point.citations.clone()));
        let cited: Vec<&Citation> = cited.flatten().filter(gone).collect();
        if let Some(citation) = cited.first() {
            find(citation, Some(judgement));
        }
        seen.extend(cited.iter().map(|citation| citation.number));
    }
    for citation in citations.iter().filter(gone) {
        if seen.insert(citation.number) {
            find(citation, None);
        }
    }
}

fn cutoff_after_report(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let front = &view.document.front;
    let Some(date) = &front.date else { return };
    let updated = front.updated.as_ref().filter(|updated| updated.value.day > date.value.day);
    let (key, last) = updated.map_or(("date", date), |updated| ("updated", updated));
    if let Some(cutoff) = view.cutoff().filter(|cutoff| *cutoff > last.value.day) {
        let span = front.cutoff.as_ref().map_or_else(|| last.span.clone(), |cutoff| cutoff.span.clone());
        let message = format!("the cut-off date {cutoff} is after `{key}`, {}", last.value.day);
        found.push(view.at(&codes::CUTOFF_AFTER_REPORT, span, message).help("correct one of the dates"));
    }
}
