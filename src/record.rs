//! The record of published judgements, `judgements.lock`: what has been said, so that it cannot come to say something else
//! without a correction.
//!
//! In: the text of the record, the documents that are published. Out: findings about judgements that changed, and the record as it should
//! be now. A record is of one release level, because a lower one shows other words. It has hashes, not words. Does not read or
//! write files, and does not know who commits them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::{Timestamp, ToSpan};
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

use crate::content::{Document, Judgement, Kind};
use crate::date::Moment;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::site::address::of_document;
use crate::table::{Findings, parse};

/// The name of the file, in the site's root.
pub const FILE: &str = "judgements.lock";

/// What the file begins with.
const HEAD: &str = "# Judgements as they were published, written by `bluf lock`. Commit it with the reports. One whose words, likelihood,\n\
    # confidence or horizon change needs an entry of [[corrections]] in its report; then run `bluf lock` again.\n";

/// What the record says of a judgement that was struck out with a correction.
const STRUCK_OUT: &str = "struck out";

/// What the record says of a judgement without a horizon.
const NO_HORIZON: &str = "none";

/// What was published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Name of the level that the site was published at.
    release: String,
    /// By file below `content/`, by the n of KJ-n.
    reports: BTreeMap<String, BTreeMap<u32, Entry>>,
}

/// A judgement that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    /// Of its words, likelihood and confidence: 16 hexadecimal digits of XXH3; or [`STRUCK_OUT`].
    said: String,
    /// How many corrections named it.
    corrections: usize,
    /// What its likelihood meant; none where it had none, or where an earlier record does not say.
    likelihood: Option<Likelihood>,
    /// The last day it speaks of, or [`NO_HORIZON`]; none where an earlier record does not say.
    horizon: Option<String>,
}

/// A likelihood as it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Likelihood {
    /// The term.
    term: String,
    /// Percent, from and to.
    range: (u8, u8),
}

/// What is published now.
#[derive(Debug)]
pub struct Published<'a> {
    /// Name of the level.
    pub release: &'a str,
    /// The moment at which dates are judged.
    pub as_of: Timestamp,
    /// The reports, as this release has them.
    pub reports: Vec<&'a Document>,
    /// Files below `content/` of reports that are drafts, to come, or above the level.
    pub held_back: &'a [String],
}

impl Published<'_> {
    /// Corrections and outcomes that cannot be true: made in days to come, or of judgements that neither the report nor the record has.
    pub fn corrections(&self, record: Option<&Record>) -> Diagnostics {
        let mut diagnostics = Diagnostics::new();
        // Where the day begins first, it is tomorrow already.
        let latest = self.as_of.checked_add(24.hours()).unwrap_or(self.as_of);
        for report in &self.reports {
            let outcomes = judgements(report).iter().filter_map(|judgement| judgement.outcome.as_ref());
            for resolved in outcomes.filter_map(|outcome| outcome.resolved.as_ref()) {
                if resolved.value.start() > latest {
                    let message = format!("an outcome of {}, a day to come", resolved.value.iso());
                    let finding = Diagnostic::new(&codes::INVALID_VALUE, message);
                    let finding = finding.at(&report.file(), resolved.span.clone());
                    diagnostics.push(finding.help("give the day on which it was found out"));
                }
            }
            let recorded = record.and_then(|record| record.reports.get(&report.path));
            for correction in &report.front.corrections {
                if correction.date.start() > latest {
                    let message = format!("a correction of {}, a day to come", correction.date.iso());
                    let finding = Diagnostic::new(&codes::INVALID_VALUE, message);
                    let finding = finding.at(&report.file(), correction.date_span.clone());
                    diagnostics.push(finding.help("give the day on which it was corrected"));
                }
                let is_known = |number: u32| {
                    judgements(report).iter().any(|judgement| judgement.written == number)
                        || recorded.is_some_and(|recorded| recorded.contains_key(&number))
                };
                if let Some(named) = correction.judgement.as_ref().filter(|named| !is_known(named.value)) {
                    let message = format!("a correction of KJ-{}, which this report never had", named.value);
                    let finding = Diagnostic::new(&codes::CORRECTION_UNKNOWN, message);
                    let finding = finding.at(&report.file(), named.span.clone());
                    diagnostics.push(finding.help(
                        "name the judgement that was corrected; for one that no record knows, remove the key and name it in the text",
                    ));
                }
            }
        }
        diagnostics
    }
}

impl Record {
    /// Reads a record.
    pub fn read(text: &str, findings: &mut Findings<'_>) -> Self {
        let mut table = parse(text, "a record of judgements", findings);
        let release = table.words("release", findings).map(|name| name.value);
        if release.is_none() && !findings.diagnostics.has_errors() {
            table.missing("release", "release = \"Unclassified\"", findings);
        }
        let mut reports: BTreeMap<String, BTreeMap<u32, Entry>> = BTreeMap::new();
        for (path, report) in table.named_tables("a report", findings) {
            let judgements = reports.entry(path.value).or_default();
            for (name, mut entry) in report.named_tables("a judgement", findings) {
                let number = name.value.strip_prefix("KJ-").and_then(|digits| digits.parse().ok());
                let said = entry.words("said", findings).map(|said| said.value);
                let corrections = entry.number("corrections", 0..=i64::from(u16::MAX), findings).unwrap_or(0);
                let likelihood =
                    entry.words("likelihood", findings).map(|text| Likelihood::read(&text.value));
                let horizon = entry.words("horizon", findings).map(|text| text.value);
                entry.finish(findings);
                let is_form = likelihood.as_ref().is_none_or(Option::is_some);
                let said = said.filter(|_| is_form);
                let likelihood = likelihood.flatten();
                let (Some(number), Some(said)) = (number, said) else {
                    let message = format!("`{}` is not an entry of a record", name.value);
                    let finding = Diagnostic::new(&codes::INVALID_VALUE, message);
                    findings.push(&name.span, finding.help("restore the file from version control"));
                    continue;
                };
                let corrections = usize::try_from(corrections).unwrap_or(0);
                judgements.insert(number, Entry { said, corrections, likelihood, horizon });
            }
        }
        Self { release: release.unwrap_or_default(), reports }
    }

    /// Judgements that were published and say something else now, without a correction that was made since. `is_there` says
    /// whether a file below `content/` exists. Nothing is found in another release than the record's.
    pub fn judge(&self, now: &Published<'_>, is_there: impl Fn(&str) -> bool) -> Diagnostics {
        let mut diagnostics = Diagnostics::new();
        if self.release != now.release {
            return diagnostics;
        }
        let reports: FxHashMap<&str, &Document> =
            now.reports.iter().map(|report| (report.path.as_str(), *report)).collect();
        for (path, recorded) in &self.reports {
            match reports.get(path.as_str()) {
                Some(report) => diagnostics.extend(changed(report, recorded)),
                None if now.held_back.contains(path) => diagnostics.push(
                    Diagnostic::new(
                        &codes::RECORD_GONE,
                        format!("content/{path} was published and is held back now"),
                    )
                    .file(FILE)
                    .help("publish it again, or take it back with [withdrawn] in its front matter, which tells readers why"),
                ),
                // It may be withdrawn or expired; that is said on its page, or was from the first.
                None if is_there(path) => {}
                // What went elsewhere is held to its words there; from its address it is gone all the same, unless it took that
                // along.
                None => {
                    let stays = self.at_address_of(path, now);
                    if let Some(moved) = stays.or_else(|| self.moved(recorded, now)) {
                        diagnostics.extend(changed(moved, recorded));
                    }
                    if stays.is_some() {
                        continue;
                    }
                    diagnostics.push(
                        Diagnostic::new(
                            &codes::RECORD_GONE,
                            format!("content/{path} was published and is gone"),
                        )
                        .file(FILE)
                        .help("put it back with [withdrawn] in its front matter, or let bluf lock forget it"),
                    );
                }
            }
        }
        diagnostics
    }

    /// The report that is not in the record and stands at the address of a recorded one, whatever it says.
    fn at_address_of<'a>(&self, path: &str, now: &Published<'a>) -> Option<&'a Document> {
        let address = of_document(path, Kind::Report, None);
        let is_there = |report: &Document| {
            let slug = report.front.slug.as_ref().map(|slug| slug.value.as_str());
            let old = report.front.aliases.iter().map(|alias| alias.value.trim_matches('/'));
            of_document(&report.path, Kind::Report, slug) == address
                || old.into_iter().any(|alias| alias == address.trim_matches('/'))
        };
        let is_new = |report: &Document| !self.reports.contains_key(&report.path);
        now.reports.iter().copied().find(|report| is_new(report) && is_there(report))
    }

    /// The report that a recorded one has become: one that is not in the record, replaces none, and still says a judgement of it
    /// in the same words.
    fn moved<'a>(&self, recorded: &BTreeMap<u32, Entry>, now: &Published<'a>) -> Option<&'a Document> {
        let says = |report: &Document| {
            judgements(report).iter().any(|judgement| {
                recorded.get(&judgement.written).is_some_and(|entry| entry.said == said(judgement))
            })
        };
        let is_new =
            |report: &Document| !self.reports.contains_key(&report.path) && report.front.supersedes.is_none();
        now.reports.iter().copied().find(|report| is_new(report) && says(report))
    }

    /// That this record is of another release than what is published, where it would lose what only that one shows.
    pub fn other_release(&self, now: &Published<'_>) -> Option<Diagnostic> {
        if self.is_empty() || self.release == now.release {
            return None;
        }
        let message = format!("the record is of {}, this release is {}", self.release, now.release);
        let help = format!(
            "run bluf lock --release \"{}\"; to keep a record of {} instead, remove {FILE} first, and what it holds reports to is forgotten",
            self.release, now.release
        );
        Some(Diagnostic::new(&codes::RECORD_RELEASE, message).file(FILE).help(help))
    }

    /// The record of what is published now. Reports that are not published at the moment keep their entries if their files are
    /// there.
    #[must_use]
    pub fn renewed(&self, now: &Published<'_>, is_there: impl Fn(&str) -> bool) -> Self {
        let mut reports = BTreeMap::new();
        if self.release == now.release {
            reports.extend(
                self.reports
                    .iter()
                    .filter(|(path, _)| is_there(path))
                    .map(|(path, old)| (path.clone(), old.clone())),
            );
        }
        for report in &now.reports {
            let mut said: BTreeMap<u32, Entry> =
                judgements(report).iter().map(|one| (one.written, entry(report, one))).collect();
            // Its correction stays, and so must what tells that there was such a judgement.
            for number in reports.get(&report.path).into_iter().flat_map(BTreeMap::keys) {
                let corrections = corrections(report, *number);
                if corrections > 0 {
                    let struck =
                        Entry { said: STRUCK_OUT.to_owned(), corrections, likelihood: None, horizon: None };
                    said.entry(*number).or_insert(struck);
                }
            }
            if said.is_empty() {
                reports.remove(&report.path);
            } else {
                reports.insert(report.path.clone(), said);
            }
        }
        Self { release: now.release.to_owned(), reports }
    }

    /// As text.
    pub fn to_text(&self) -> String {
        // What JSON escapes in a text, TOML escapes in the same way; a key of TOML may not be a text of several lines.
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let mut text = format!("{HEAD}release = {}\n", quoted(&self.release));
        for (path, judgements) in &self.reports {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "\n[{}]", quoted(path));
            for (number, Entry { said, corrections, likelihood, horizon }) in judgements {
                let likelihood = likelihood
                    .as_ref()
                    .map(|likelihood| format!(", likelihood = {}", quoted(&likelihood.to_text())))
                    .unwrap_or_default();
                let horizon = horizon.as_ref().map(|horizon| format!(", horizon = {}", quoted(horizon)));
                let horizon = horizon.unwrap_or_default();
                let _ = writeln!(
                    text,
                    "KJ-{number} = {{ said = \"{said}\", corrections = {corrections}{horizon}{likelihood} }}"
                );
            }
        }
        text
    }

    /// How many judgements it has that stand.
    pub fn len(&self) -> usize {
        self.reports.values().flat_map(BTreeMap::values).filter(|entry| entry.said != STRUCK_OUT).count()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Likelihood {
    fn of(judgement: &Judgement) -> Option<Self> {
        let term = judgement.likelihood?;
        Some(Self { term: term.name().to_owned(), range: (term.low, term.high) })
    }

    /// `very likely, 80-95`.
    fn read(text: &str) -> Option<Self> {
        let (term, range) = text.rsplit_once(", ")?;
        let (low, high) = range.split_once('-')?;
        Some(Self { term: term.to_owned(), range: (low.parse().ok()?, high.parse().ok()?) })
    }

    fn to_text(&self) -> String {
        let (low, high) = self.range;
        format!("{}, {low}-{high}", self.term)
    }

    /// For a message.
    fn told(&self) -> String {
        let (low, high) = self.range;
        format!("`{}` ({low}–{high}%)", self.term)
    }
}

fn judgements(report: &Document) -> &[Judgement] {
    report.report().map_or(&[], |report| &report.judgements)
}

fn entry(report: &Document, judgement: &Judgement) -> Entry {
    Entry {
        said: said(judgement),
        corrections: corrections(report, judgement.written),
        likelihood: Likelihood::of(judgement),
        horizon: Some(horizon(judgement)),
    }
}

fn horizon(judgement: &Judgement) -> String {
    judgement.until().map_or_else(|| NO_HORIZON.to_owned(), Moment::iso)
}

fn corrections(report: &Document, number: u32) -> usize {
    report.front.corrections.iter().filter(|correction| correction.number() == Some(number)).count()
}

/// Lines may be broken elsewhere; anything else counts.
fn said(judgement: &Judgement) -> String {
    said_with(judgement, judgement.likelihood.map_or("", crate::tradecraft::Term::name))
}

fn said_with(judgement: &Judgement, likelihood: &str) -> String {
    let words = judgement.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let confidence = judgement.confidence.map_or("", crate::tradecraft::Confidence::name);
    format!("{:016x}", xxh3_64(format!("{words}\0{likelihood}\0{confidence}").as_bytes()))
}

fn changed(report: &Document, recorded: &BTreeMap<u32, Entry>) -> Vec<Diagnostic> {
    let unexplained = |number: u32, entry: &Entry| corrections(report, number) <= entry.corrections;
    let finding = |number: &u32, entry: &Entry| {
        let now = judgements(report).iter().find(|judgement| judgement.written == *number);
        if !unexplained(*number, entry) {
            return None;
        }
        if let Some((old, new)) = now.and_then(|now| ranges(now, entry)) {
            let message =
                format!("KJ-{number} said {} when it was published and says {} now", old.told(), new.told());
            let finding = Diagnostic::new(&codes::RECORD_RANGE, message);
            let finding = finding.at(&report.file(), now.map_or(0..0, |now| now.span.clone()));
            return Some(finding.help("use the yardstick that it was published with, or add [[corrections]] that tells readers what it means now"));
        }
        let is_same = now.map_or_else(|| STRUCK_OUT.to_owned(), said) == entry.said;
        let moved = now.filter(|_| is_same).and_then(|now| moved(now, entry));
        if is_same && moved.is_none() {
            return None;
        }
        let (message, place) = match now {
            Some(now) => (moved.unwrap_or_else(|| rewritten(now, entry)), now.span.clone()),
            None => (format!("KJ-{number} was published and is gone"), 0..0),
        };
        let help = format!(
            "put it back, or add [[corrections]] with a date, judgement = \"KJ-{number}\" and a text that tells readers what changed"
        );
        let finding = Diagnostic::new(&codes::RECORD_CHANGED, message);
        Some(finding.at(&report.file(), place).help(help))
    };
    recorded.iter().filter_map(|(number, entry)| finding(number, entry)).collect()
}

/// What a judgement's likelihood meant and means, where the same words mean something else.
fn ranges(now: &Judgement, entry: &Entry) -> Option<(Likelihood, Likelihood)> {
    let (old, new) = (entry.likelihood.clone()?, Likelihood::of(now)?);
    // The same sentence has another term only on another yardstick.
    let by_yardstick = old.term == new.term || now.likelihood_end.is_some();
    (said_with(now, &old.term) == entry.said && by_yardstick && old != new).then_some((old, new))
}

/// That a judgement has another horizon: in front matter, or counted from another cut-off date.
fn moved(now: &Judgement, entry: &Entry) -> Option<String> {
    let (old, new) = (entry.horizon.clone()?, horizon(now));
    let told = |day: &str| {
        if day == NO_HORIZON { "without a horizon".to_owned() } else { format!("with the horizon {day}") }
    };
    (old != new)
        .then(|| format!("KJ-{} was published {} and stands {} now", now.written, told(&old), told(&new)))
}

/// That a judgement says something else, or nothing but its likelihood.
fn rewritten(now: &Judgement, entry: &Entry) -> String {
    let number = now.written;
    let old = entry.likelihood.as_ref();
    if said_with(now, old.map_or("", |old| &old.term)) != entry.said {
        return format!("KJ-{number} was published with other words");
    }
    let told =
        |likelihood: Option<&Likelihood>| likelihood.map_or("no likelihood".to_owned(), Likelihood::told);
    let new = Likelihood::of(now);
    format!("KJ-{number} said {} when it was published and says {} now", told(old), told(new.as_ref()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> (Record, Diagnostics) {
        let mut findings = Findings::new(FILE, 0);
        let record = Record::read(text, &mut findings);
        (record, findings.diagnostics)
    }

    #[test]
    fn what_is_no_record_is_said() {
        let codes = |text: &str| read(text).1.iter().map(|finding| finding.code.id).collect::<Vec<_>>();
        assert_eq!(codes(""), ["E0103"]);
        assert_eq!(codes("release = \"A\"\n[\"a.md\"]\nKJ-1 = \"x\"\n"), ["E0102"]);
        assert_eq!(
            codes("release = \"A\"\n[\"a.md\"]\nfirst = { said = \"x\", corrections = 0 }\n"),
            ["E0104"]
        );
        for likelihood in ["likely", "likely, 5", "likely, a-b"] {
            let entry = format!("KJ-1 = {{ said = \"x\", corrections = 0, likelihood = \"{likelihood}\" }}");
            assert_eq!(codes(&format!("release = \"A\"\n[\"a.md\"]\n{entry}\n")), ["E0104"]);
        }
    }

    proptest! {
        #[test]
        fn a_record_comes_back_from_its_text(
            release in "[ -~é]{1,12}",
            entries in proptest::collection::btree_map("[ -~é]{1,20}", (1_u32..99, 0_usize..9), 0..5),
        ) {
            prop_assume!(!release.trim().is_empty() && !entries.contains_key("release"));
            let reports = entries
                .into_iter()
                .map(|(path, (number, corrections))| {
                    let likelihood = (corrections > 2).then(|| Likelihood { term: path.clone(), range: (5, 20) });
                    let said = "0123456789abcdef".to_owned();
                    let horizon = (corrections > 4).then(|| "2026-12-31".to_owned());
                    (path, BTreeMap::from([(number, Entry { said, corrections, likelihood, horizon })]))
                })
                .collect();
            let record = Record { release, reports };
            let (again, found) = read(&record.to_text());
            prop_assert!(found.is_empty(), "{found:?}");
            prop_assert_eq!(again, record);
        }
    }
}
