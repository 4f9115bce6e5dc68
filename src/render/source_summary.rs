//! The source summary statement that ICD 206 asks for, drafted from the facts where the author gives none: how many
//! sources, how independent, of what kind and grade, how fresh, and what rests on one alone.
//!
//! In: a report's numbered sources and its citations. Out: sentences. Whatever was withheld is no longer among them,
//! so it is not counted either.

use std::collections::{BTreeMap, BTreeSet};

use super::Renderer;
use crate::content::registry::{Lineage, SourceRecord};
use crate::content::{Document, ReportBody};
use crate::date::Moment;
use crate::site::leanings;
use crate::tradecraft::{ORIGINS, RELIABILITY, SourceStatus};

/// Sources published so many days before the cut-off date are recent.
const RECENT_DAYS: i32 = 30;

impl Renderer<'_> {
    /// The statement; none where a report has no sources, or its author wrote one: a section whose title begins with
    /// "source summary".
    pub(super) fn source_summary(&self, document: &Document, body: &ReportBody) -> Option<String> {
        let is_statement = |title: &String| title.to_lowercase().starts_with("source summary");
        let written = body.sections.iter().filter_map(|section| section.title.as_ref()).any(is_statement)
            || document.met.headings.iter().any(|heading| is_statement(&heading.title));
        if written || body.sources.is_empty() {
            return None;
        }
        let firsts = firsts(body);
        let sources: Vec<u32> =
            (1..).zip(&firsts).filter(|(number, first)| number == *first).map(|(number, _)| number).collect();
        let mut sentences = self.counted(body, &sources);
        let records: Vec<&SourceRecord> =
            sources.iter().filter_map(|number| body.source(*number)?.record.as_deref()).collect();
        sentences.extend(self.tally("summary_origin", &ORIGINS, sources.len(), &|place| {
            let origin = records.iter().filter(|record| record.origin == Some(ORIGINS[place]));
            (self.origin(ORIGINS[place]), origin.count())
        }));
        sentences.extend(self.tally("summary_reliability", &RELIABILITY, sources.len(), &|place| {
            let grade = records.iter().filter(|record| record.reliability == Some(RELIABILITY[place]));
            (RELIABILITY[place].to_owned(), grade.count())
        }));
        sentences.extend(self.freshness(body, &records));
        sentences.extend(self.leaned_on(document, body, &firsts));
        let gone = records.iter().filter(|record| record.status == SourceStatus::Retracted);
        let is_since = |record: &&SourceRecord| {
            record.status_date.zip(body.cutoff).is_some_and(|(gone, cutoff)| gone.day > cutoff.day)
        };
        let (since, before) = gone.copied().partition::<Vec<&SourceRecord>, _>(is_since);
        for (key, count) in [
            ("summary_ai", records.iter().filter(|record| record.ai_tool.is_some()).count()),
            ("summary_retracted", since.len()),
            ("summary_retracted_before", before.len()),
        ] {
            if count > 0 {
                sentences.push(self.strings.fill(key, "{count}", &count.to_string()));
            }
        }
        Some(sentences.join(" "))
    }

    /// A sentence with a number; a language may put it differently for one.
    fn number(&self, key: &str, count: usize) -> String {
        let key = if count == 1 { format!("{key}_one") } else { key.to_owned() };
        self.strings.fill(&key, "{count}", &count.to_string())
    }

    fn counted(&self, body: &ReportBody, sources: &[u32]) -> Vec<String> {
        let mut sentences = vec![self.number("summary_sources", sources.len())];
        let stands = |number: &&u32| body.source(**number).is_some_and(|source| !source.is_retracted());
        let independent = body.standing(sources.iter().copied()).len();
        if independent < sources.iter().filter(stands).count() {
            sentences.push(self.number("summary_independent", independent));
        }
        sentences
    }

    /// "Reliability: 2 × A, 5 × B, 6 × not stated." Nothing where nothing is stated.
    fn tally(
        &self,
        key: &str,
        kinds: &[&str],
        all: usize,
        count: &dyn Fn(usize) -> (String, usize),
    ) -> Option<String> {
        let mut items: Vec<(String, usize)> =
            (0..kinds.len()).map(count).filter(|(_, count)| *count > 0).collect();
        let stated: usize = items.iter().map(|(_, count)| count).sum();
        if stated == 0 {
            return None;
        }
        if stated < all {
            items.push((self.strings.get("summary_not_stated").to_owned(), all - stated));
        }
        let items: Vec<String> = items
            .into_iter()
            .map(|(name, count)| {
                self.strings.fill("summary_item", "{count}", &count.to_string()).replace("{name}", &name)
            })
            .collect();
        Some(self.strings.fill(key, "{list}", &items.join(self.strings.get("separator"))))
    }

    fn freshness(&self, body: &ReportBody, records: &[&SourceRecord]) -> Option<String> {
        let cutoff = body.cutoff?;
        let dates: Vec<_> = records.iter().filter_map(|record| self.first_day(record)).collect();
        let (_, oldest) = dates.iter().min_by_key(|(date, _)| date.start())?;
        let is_recent = |date: &Moment| (0..=RECENT_DAYS).contains(&(cutoff.days() - date.days()));
        let recent = dates.iter().filter(|(date, _)| is_recent(date)).count();
        Some(
            self.strings
                .get("summary_fresh")
                .replace("{count}", &recent.to_string())
                .replace("{dated}", &dates.len().to_string())
                .replace("{days}", &RECENT_DAYS.to_string())
                .replace("{date}", oldest),
        )
    }

    /// The day on which a source appeared at the earliest, and in words what is known: a day, a month or a year.
    fn first_day(&self, record: &SourceRecord) -> Option<(Moment, String)> {
        if let Some(date) = record.published {
            return Some((date, self.strings.day(date)));
        }
        let period = record.published_in.as_deref()?;
        let first =
            Moment::from_text(&format!("{period}{}", if period.len() == 4 { "-01-01" } else { "-01" }))?;
        Some((first, period.to_owned()))
    }

    /// Judgements that rest on one independent source, and the source that most of them lean on; `firsts` as [`firsts`] has it.
    fn leaned_on(&self, document: &Document, body: &ReportBody, firsts: &[u32]) -> Vec<String> {
        let citations = &document.met.citations;
        let cited = leanings(body, |at| citations.get(at).map(|citation| citation.number));
        let mut sentences = Vec::new();
        let mut alone = Vec::new();
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for (judgement, numbers) in body.judgements.iter().zip(&cited) {
            let standing = numbers
                .iter()
                .filter(|number| body.source(**number).is_some_and(|source| !source.is_retracted()));
            // Numbers begin with 1.
            let first = |number: &u32| firsts.get(usize::try_from(*number).ok()?.checked_sub(1)?).copied();
            let once: BTreeSet<u32> = standing.filter_map(first).collect();
            for number in once {
                *counts.entry(number).or_default() += 1;
            }
            if body.standing(numbers.iter().copied()).len() == 1 {
                alone.push(judgement.label());
            }
        }
        let most = counts.values().max().copied().unwrap_or_default();
        let leaders: Vec<u32> =
            counts.iter().filter(|(_, count)| **count == most).map(|(at, _)| *at).collect();
        if most > 1
            && let [leader] = leaders[..]
        {
            sentences.push(
                self.strings
                    .get("summary_leading")
                    .replace("{number}", &leader.to_string())
                    .replace("{count}", &most.to_string())
                    .replace("{all}", &body.judgements.len().to_string()),
            );
        }
        if !alone.is_empty() {
            sentences.push(self.strings.fill(
                "summary_single",
                "{list}",
                &alone.join(self.strings.get("separator")),
            ));
        }
        sentences
    }
}

/// For each source of a report, the number under which it stands first: it may be cited by its id and by its address.
fn firsts(body: &ReportBody) -> Vec<u32> {
    let lineages: Vec<Lineage<'_>> =
        (1..).zip(&body.sources).map(|(number, _)| body.lineage(number)).collect();
    let is_same = |at: usize, before: usize| match (&body.sources[at].record, &body.sources[before].record) {
        (Some(one), Some(other)) => {
            (one.canonical == other.canonical && one.canonical_file == other.canonical_file)
                || (one.address.is_some() && one.address == other.address)
        }
        (None, None) => lineages[at] == lineages[before],
        _ => false,
    };
    let first = |at: usize| (0..at).find(|before| is_same(at, *before)).unwrap_or(at);
    (0..body.sources.len()).filter_map(|at| u32::try_from(first(at) + 1).ok()).collect()
}
