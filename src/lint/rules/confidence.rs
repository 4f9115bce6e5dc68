//! Confidence: a level, in a sentence of its own (ICD 203, D.6.e.(2)(b)).

use std::ops::Range;

use super::yardstick::{foreign, own_terms};
use crate::config::LintLevel;
use crate::content::PassageKind;
use crate::diag::{Diagnostic, Place, codes};
use crate::lint::cue::Cue;
use crate::lint::{Block, Rule, View};
use crate::tradecraft::{
    Confidence, confidence_reason, is_judgement, is_negated, is_of_another, is_particle,
};

pub(super) static RULES: [Rule; 4] = [
    Rule {
        code: &codes::CONFIDENCE_WITH_LIKELIHOOD,
        name: "confidence-with-likelihood",
        default: LintLevel::Warning,
        find: with_likelihood,
    },
    Rule {
        code: &codes::CONFIDENCE_WITHOUT_LEVEL,
        name: "confidence-without-level",
        default: LintLevel::Warning,
        find: without_level,
    },
    Rule {
        code: &codes::NO_CONFIDENCE,
        name: "no-confidence",
        default: LintLevel::Warning,
        find: none_at_all,
    },
    Rule {
        code: &codes::CONFIDENCE_WITHOUT_REASON,
        name: "confidence-without-reason",
        // Many desks give one reason for all judgements, in prose that no rule can tell from other prose.
        default: LintLevel::Off,
        find: without_reason,
    },
];

/// Words that say how sure the desk is: "high confidence", "confidence is moderate", "highly confident".
pub(super) fn levels(block: &Block<'_>, sentence: &Range<usize>) -> Vec<Range<usize>> {
    block
        .cued(sentence, Cue::Confidence)
        .filter_map(|at| level_at(block, at, sentence))
        .filter(|words| !block.is_quoted(words.start))
        .collect()
}

/// A level before "confidence"; "highly" stands before "confident".
fn is_level(word: &str) -> bool {
    Confidence::from_word(word).is_some() && !word.ends_with("ly")
}

/// Whether a level stands in brackets behind the stop of its sentence, and so in one of its own.
fn is_apart(block: &Block<'_>, words: &Range<usize>, sentence: &Range<usize>) -> bool {
    words.start > sentence.start
        && block.words.gap(words.start).split_once(['(', '[']).is_some_and(|(before, _)| before.contains('.'))
}

fn level_at(block: &Block<'_>, at: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
    let words = &block.words;
    let back = |steps: usize| if at >= sentence.start + steps { words.before(at, steps) } else { "" };
    match words.get(at) {
        "confident" if matches!(back(1), "highly" | "moderately") && is_ours(block, at, sentence) => {
            Some(at - 1..at + 1)
        }
        "confidence" if is_analytic(block, at, sentence) => {
            if is_level(back(1)) {
                // "High-confidence voters".
                let compound = words.gap(at).contains(['-', '‑']) && words.joined(at + 1);
                let particle = is_particle(words.get(at + 1));
                return (!compound || particle).then_some(at - 1..at + 1);
            }
            let label = at + 1 + usize::from(words.get(at + 1) == "level");
            if words.gap(label).trim_start().starts_with(':')
                && label < sentence.end
                && is_level(words.get(label))
            {
                return Some(at..label + 1);
            }
            if back(1) == "of" && matches!(back(2), "degree" | "level") && is_level(back(3)) {
                return Some(at - 3..at + 1);
            }
            let own = matches!(
                back(1),
                "" | "our"
                    | "analytic"
                    | "analytical"
                    | "overall"
                    | "the"
                    | "this"
                    | "and"
                    | "of"
                    | "but"
                    | "their"
            );
            let verb = (at + 1..sentence.end.min(at + 10))
                .find(|place| matches!(words.get(*place), "is" | "remains" | "stays" | "was" | "ranges"))?;
            let level = (verb + 1..sentence.end.min(verb + 5)).find(|place| is_level(words.get(*place)))?;
            own.then_some(at..level + 1)
        }
        _ => None,
    }
}

/// Whether "confidence" is that of an analysis, not of consumers, investors or parliament.
fn is_analytic(block: &Block<'_>, at: usize, sentence: &Range<usize>) -> bool {
    let words = &block.words;
    if matches!(
        words.get(at + 1),
        "interval"
            | "intervals"
            | "vote"
            | "motion"
            | "building"
            | "measures"
            | "index"
            | "among"
            | "of"
            | "trick"
    ) {
        return false;
    }
    if words.get(at + 1) == "in" {
        return is_ours(block, at, sentence)
            || (at + 2..sentence.end.min(at + 9)).any(|place| {
                let word = words.get(place);
                is_judgement(word) || matches!(word, "this" | "it" | "first" | "second" | "third")
            });
    }
    true
}

/// Whether the desk speaks of itself: "we are confident", "the desk remains confident".
fn is_ours(block: &Block<'_>, at: usize, sentence: &Range<usize>) -> bool {
    (sentence.start.max(at.saturating_sub(5))..at)
        .any(|place| matches!(block.words.get(place), "we" | "we're" | "we’re" | "desk"))
}

fn with_likelihood(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for block in &view.blocks {
        for sentence in &block.sentences {
            let mut levels = levels(block, sentence).into_iter();
            let Some(confidence) = levels.find(|words| {
                !is_apart(block, words, sentence) && !is_of_another(&block.words, sentence.start..words.start)
            }) else {
                continue;
            };
            let own = own_terms(block, sentence).into_iter().next().map(|term| term.words);
            let Some(term) =
                own.or_else(|| foreign(view, block, sentence).into_iter().next().map(|term| term.words))
            else {
                continue;
            };
            let message =
                format!("`{}` and `{}` stand in one sentence", block.text(&confidence), block.text(&term));
            found.push(
                view.words(&codes::CONFIDENCE_WITH_LIKELIHOOD, block, &confidence, message)
                    .note("the likelihood stands here", Some(Place::new(view.file(), block.place(&term))))
                    .help("say in one sentence how likely it is and in another how sure you are, and why"),
            );
        }
    }
}

fn without_level(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for block in &view.blocks {
        for sentence in &block.sentences {
            if let Some(words) = level_missing(block, sentence) {
                let message = format!("`{}` says no level", block.text(&words));
                found.push(
                    view.words(&codes::CONFIDENCE_WITHOUT_LEVEL, block, &words, message)
                        .help("write high, moderate or low confidence, and why"),
                );
            }
        }
    }
}

fn level_missing(block: &Block<'_>, sentence: &Range<usize>) -> Option<Range<usize>> {
    let words = &block.words;
    if !levels(block, sentence).is_empty() {
        return None;
    }
    block.cued(sentence, Cue::Confidence).find_map(|at| {
        let back = |steps: usize| if at >= sentence.start + steps { words.before(at, steps) } else { "" };
        let claim = match words.get(at) {
            "confident" => {
                is_ours(block, at, sentence)
                    && !matches!(back(1), "highly" | "moderately" | "more" | "less" | "a" | "the")
            }
            "confidence" => {
                let claimed =
                    matches!(back(1), "with" | "have" | "full" | "great" | "considerable" | "some" | "every")
                        || (back(1) == "of" && matches!(back(2), "degree" | "level"));
                claimed && is_ours(block, at, sentence) && is_analytic(block, at, sentence)
            }
            _ => false,
        };
        (claim && !is_negated(words, at, sentence.start) && !block.is_quoted(at)).then_some(at..at + 1)
    })
}

fn none_at_all(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let report = view.report;
    let said = report.judgements.iter().any(|judgement| judgement.confidence.is_some())
        || view.blocks.iter().any(|block| {
            block.sentences.iter().any(|sentence| {
                !levels(block, sentence).is_empty() || level_missing(block, sentence).is_some()
            })
        });
    // Without a statement on analysis there is one finding about that.
    let Some(statement) = view.of(PassageKind::Statement).next() else { return };
    if !said && !report.judgements.is_empty() {
        let end = statement.sentences.first().map_or(0, |sentence| sentence.end.min(8));
        found.push(
            view.words(
                &codes::NO_CONFIDENCE,
                statement,
                &(0..end),
                "this analysis does not say how sure it is",
            )
            .help(
                "write high, moderate or low confidence, and why, or give `confidence` in [judgements.KJ-1]",
            ),
        );
    }
}

fn without_reason(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    // One reason for all of them may stand in the statement on analysis.
    let mut statement = view.of(PassageKind::Statement);
    if statement.any(|block| !names_judgement(block) && confidence_reason(&block.passage.text).is_some()) {
        return;
    }
    for judgement in &view.report.judgements {
        let Some(level) = judgement.confidence.filter(|_| judgement.reason().is_none()) else { continue };
        let facts = view.facts(judgement).filter(|facts| facts.confidence.is_some());
        let span = facts.map_or_else(|| view.head(judgement), |facts| facts.span.clone());
        let message =
            format!("{} is held with {} confidence for no reason given", judgement.label(), level.name());
        let help =
            format!("write why beside it, or give `confidence_reason` in [judgements.{}]", judgement.label());
        found.push(view.at(&codes::CONFIDENCE_WITHOUT_REASON, span, message).help(help));
    }
}

/// Whether a block speaks of single judgements, so that its reason is not one for all.
fn names_judgement(block: &Block<'_>) -> bool {
    block.all().any(|at| block.words.get(at) == "kj")
}
