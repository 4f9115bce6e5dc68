//! Until when a forecast is meant to hold.

use std::ops::Range;

use jiff::civil::Date;

use super::likelihood::looks_ahead;
use super::vague::{stacks, vague};
use crate::config::LintLevel;
use crate::diag::{Diagnostic, Place, codes};
use crate::lint::{Block, Rule, View};
use crate::tradecraft::{Horizon, HorizonFound, Span};

pub(super) static RULES: [Rule; 6] = [
    Rule { code: &codes::NO_HORIZON, name: "no-horizon", default: LintLevel::Warning, find: no_horizon },
    Rule {
        code: &codes::VAGUE_HORIZON,
        name: "vague-horizon",
        default: LintLevel::Warning,
        find: vague_horizon,
    },
    Rule {
        code: &codes::HORIZON_WITHOUT_CUTOFF,
        name: "horizon-without-cutoff",
        default: LintLevel::Warning,
        find: horizon_without_cutoff,
    },
    Rule {
        code: &codes::HORIZON_CONFLICT,
        name: "horizon-conflict",
        default: LintLevel::Warning,
        find: horizon_conflict,
    },
    Rule {
        code: &codes::HORIZON_BEFORE_CUTOFF,
        name: "horizon-before-cutoff",
        default: LintLevel::Warning,
        find: horizon_before_cutoff,
    },
    Rule {
        code: &codes::HORIZON_PASSED,
        name: "horizon-passed",
        default: LintLevel::Off,
        find: horizon_passed,
    },
];

/// The horizon of a judgement's passage: the first exact one, else the first vague one. An event before the
/// forecast is history ("she began even before the vote and will go on") unless the sentence opens with it.
fn horizon(view: &View<'_>, block: &Block<'_>) -> Option<HorizonFound> {
    block.horizon(|| read_horizon(view, block))
}

fn read_horizon(view: &View<'_>, block: &Block<'_>) -> Option<HorizonFound> {
    let forecast = forecast(view, block).unwrap_or(0);
    let opens = |at| block.sentences.iter().any(|sentence| sentence.start == at);
    let counts = |found: &HorizonFound| {
        found.horizon != Horizon::Event || found.words.start > forecast || opens(found.words.start)
    };
    let mut vague = None;
    for found in HorizonFound::all_in(&block.words, block.all(), view.year()).filter(counts) {
        if found.horizon != Horizon::Vague {
            return Some(found);
        }
        vague.get_or_insert(found);
    }
    vague
}

/// The word that makes a judgement a forecast, a modal verb included.
fn forecast(view: &View<'_>, block: &Block<'_>) -> Option<usize> {
    block.sentences.iter().find_map(|sentence| {
        let modal = || {
            let vague = vague(block, sentence, view).into_iter().chain(stacks(block, sentence));
            vague
                .map(|words| words.start)
                .find(|at| matches!(block.words.get(*at), "may" | "might" | "could"))
        };
        looks_ahead(block, sentence).or_else(modal)
    })
}

fn no_horizon(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (judgement, block) in view.judgements() {
        if judgement.until().is_some() || horizon(view, block).is_some() {
            continue;
        }
        if let Some(at) = forecast(view, block) {
            let message = format!("{} looks ahead without an end", judgement.label());
            let help = format!("say until when, or give `by` in [judgements.{}]", judgement.label());
            found.push(view.words(&codes::NO_HORIZON, block, &(at..at + 1), message).help(help));
        }
    }
}

fn vague_horizon(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (judgement, block) in view.judgements().filter(|(judgement, _)| judgement.until().is_none()) {
        let Some(HorizonFound { horizon: Horizon::Vague, words }) = horizon(view, block) else { continue };
        if !block.is_quoted(words.start) && forecast(view, block).is_some() {
            let message = format!("`{}` ends on no day", block.text(&words));
            let help = format!(
                "name a date or a number of months, or give `by` in [judgements.{}]",
                judgement.label()
            );
            found.push(view.words(&codes::VAGUE_HORIZON, block, &words, message).help(help));
        }
    }
}

fn horizon_without_cutoff(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    if view.cutoff().is_some() {
        return;
    }
    for (judgement, block) in view.judgements() {
        if let Some(HorizonFound { horizon: Horizon::Relative(_), words }) = horizon(view, block)
            && judgement.by.is_none()
            && forecast(view, block).is_some()
        {
            let message = format!(
                "`{}` is counted from a cut-off date that the report does not have",
                block.text(&words)
            );
            found.push(
                view.words(&codes::HORIZON_WITHOUT_CUTOFF, block, &words, message)
                    .help("add cutoff = 2025-05-19 to the front matter"),
            );
        }
    }
}

/// Days by which two horizons may differ: a month, or a tenth of the period if that is more.
fn tolerance(span: Span) -> i32 {
    (span.days() / 10).max(31)
}

fn days_between(one: Date, other: Date) -> i32 {
    one.until(other).map_or(0, |span| span.get_days()).abs()
}

fn horizon_conflict(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let Some(cutoff) = view.cutoff() else { return };
    for (judgement, block) in view.judgements() {
        let Some(by) = judgement.by else { continue };
        let counted = match horizon(view, block) {
            Some(HorizonFound { horizon: Horizon::Relative(span), words }) => span.after(cutoff).map(|end| {
                let help = format!("counted from the cut-off date {cutoff}, `by` would be {end}");
                (end, words, tolerance(span), help)
            }),
            _ => None,
        };
        // Within a month `by` may say more closely what the sentence says: "in October", and 24 October.
        let by_calendar = || {
            said_day(block, cutoff)
                .map(|(end, words)| (end, words, 31, format!("give `by = {end}`, or correct the sentence")))
        };
        let Some((end, words, tolerance, help)) = counted.or_else(by_calendar) else { continue };
        if days_between(end, by.day) > tolerance {
            let message = format!("`{}` ends on {end}, and `by` is {}", block.text(&words), by.day);
            let place = view.facts(judgement).map(|facts| Place::new(view.file(), facts.span.clone()));
            found.push(
                view.words(&codes::HORIZON_CONFLICT, block, &words, message)
                    .note("the front matter speaks of it here", place)
                    .help(help),
            );
        }
    }
}

/// The day on which a judgement ends by its sentence, and the words that say so.
fn said_day(block: &Block<'_>, cutoff: Date) -> Option<(Date, Range<usize>)> {
    HorizonFound::said_day(&block.words, cutoff, |at| !block.is_quoted(at))
        .map(|(day, _, words)| (day, words))
}

fn horizon_before_cutoff(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let Some(cutoff) = view.cutoff() else { return };
    for judgement in &view.report.judgements {
        let (Some(by), Some(facts)) = (judgement.by, view.facts(judgement)) else { continue };
        if by.day <= cutoff {
            let message =
                format!("{} was over on {}, before the cut-off date {cutoff}", judgement.label(), by.day);
            found.push(
                view.at(&codes::HORIZON_BEFORE_CUTOFF, facts.span.clone(), message)
                    .help("correct one of the dates"),
            );
        }
    }
    for (judgement, block) in view.judgements().filter(|(judgement, _)| judgement.until().is_none()) {
        if let Some((day, words)) = said_day(block, cutoff).filter(|(day, _)| *day <= cutoff) {
            let message =
                format!("{} was over on {day}, before the cut-off date {cutoff}", judgement.label());
            found.push(
                view.words(&codes::HORIZON_BEFORE_CUTOFF, block, &words, message)
                    .help("correct one of the dates"),
            );
        }
    }
}

fn horizon_passed(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for judgement in view.report.judgements.iter().filter(|judgement| judgement.outcome.is_none()) {
        let Some(by) = judgement.until() else { continue };
        if by.end() <= view.as_of {
            let facts = view.facts(judgement).map(|facts| facts.span.clone());
            let span = facts.unwrap_or_else(|| view.head(judgement));
            let message = format!("{} ended on {} and has no outcome yet", judgement.label(), by.day);
            found.push(
                view.at(&codes::HORIZON_PASSED, span, message)
                    .help("add outcome = \"true\", \"false\", \"partly\" or \"unresolvable\""),
            );
        }
    }
}
