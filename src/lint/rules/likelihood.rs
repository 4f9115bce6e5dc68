//! Key judgements and their likelihood: one each, and the same one everywhere.

use std::ops::Range;

use super::certainty::{certainties, is_will};
use super::vague::{double_negatives, stacks, vague};
use super::yardstick::{foreign, own_terms};
use crate::config::LintLevel;
use crate::diag::{Diagnostic, Place, codes};
use crate::lint::cue::Cue;
use crate::lint::{Block, Rule, View};
use crate::tradecraft::TermFound;

pub(super) static RULES: [Rule; 3] = [
    Rule {
        code: &codes::NO_LIKELIHOOD,
        name: "no-likelihood",
        default: LintLevel::Warning,
        find: no_likelihood,
    },
    Rule {
        code: &codes::TWO_LIKELIHOODS,
        name: "two-likelihoods",
        default: LintLevel::Warning,
        find: two_likelihoods,
    },
    Rule {
        code: &codes::LIKELIHOOD_CONFLICT,
        name: "likelihood-conflict",
        default: LintLevel::Warning,
        find: conflict,
    },
];

/// The word that makes a sentence look ahead, if one does.
pub(super) fn looks_ahead(block: &Block<'_>, sentence: &Range<usize>) -> Option<usize> {
    let words = &block.words;
    block.cued(sentence, Cue::Ahead).find(|at| {
        let next = words.get(at + 1);
        let to_come = next == "to" && words.get(at + 2) != "have" && *at + 2 < sentence.end;
        match words.get(*at) {
            "will" | "won't" | "won’t" => is_will(block, *at) && !block.is_quoted(*at),
            "would" => next != "have" && !block.is_quoted(*at),
            // "We expect prices to fall", not "we expected".
            "expect" | "anticipate" | "forecast" | "predict" | "foresee" => {
                words.before(*at, 1) == "we" && !block.is_quoted(*at)
            }
            "should" | "ought" => {
                !matches!(next, "" | "have" | "not") && words.get(at + 2) != "have" && !block.is_quoted(*at)
            }
            "stand" | "stands" => next == "to" && !block.is_quoted(*at),
            short if short.ends_with("'ll") || short.ends_with("’ll") => !block.is_quoted(*at),
            "going" => {
                matches!(words.before(*at, 1), "is" | "are" | "not")
                    && to_come
                    && !matches!(words.get(at + 2), "the" | "a" | "an" | "its" | "their")
            }
            "likely" | "unlikely" | "certain" | "expected" | "set" | "due" | "poised" | "bound" => {
                to_come
                    && matches!(
                        words.before(*at, 1),
                        "is" | "are"
                            | "very"
                            | "highly"
                            | "almost"
                            | "nearly"
                            | "remains"
                            | "remain"
                            | "be"
                            | "not"
                    )
                    && !matches!(words.get(at + 2), "the" | "a" | "an" | "its" | "their")
            }
            _ => false,
        }
    })
}

fn no_likelihood(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (judgement, block) in view.judgements() {
        if judgement.likelihood.is_some() {
            continue;
        }
        let denied = block.sentences.iter().find_map(|sentence| denied(view, block, sentence));
        let ahead = || block.sentences.iter().find_map(|sentence| looks_ahead(block, sentence));
        let Some(at) = denied.or_else(ahead) else { continue };
        // A word that is wrong in another way has a finding of its own, and is what will be replaced.
        let said = block.sentences.iter().any(|sentence| {
            !own_terms(block, sentence).is_empty()
                || !vague(block, sentence, view).is_empty()
                || !foreign(view, block, sentence).is_empty()
                || !stacks(block, sentence).is_empty()
                || !double_negatives(block, sentence).is_empty()
                || !certainties(block, sentence).is_empty()
        });
        if !said {
            let message = format!("{} looks ahead and does not say how likely that is", judgement.label());
            let help = format!(
                "use a term of {}, or give `likelihood` in [judgements.{}]",
                view.config.yardstick.title,
                judgement.label()
            );
            found.push(
                view.words(&codes::NO_LIKELIHOOD, block, &(at..at + 1), message)
                    .label("looks ahead")
                    .help(help),
            );
        }
    }
}

/// A term that is denied says only what the likelihood is not.
fn denied(view: &View<'_>, block: &Block<'_>, sentence: &Range<usize>) -> Option<usize> {
    let yardstick = view.config.yardstick;
    (yardstick.is_own() || block.cued(sentence, Cue::Term).next().is_some())
        .then(|| yardstick.denied_in(&block.words, sentence.clone()))
        .flatten()
        .map(|words| words.start)
        .filter(|at| !block.is_quoted(*at))
}

fn two_likelihoods(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (judgement, block) in view.judgements() {
        let terms: Vec<TermFound> =
            block.sentences.iter().flat_map(|sentence| own_terms(block, sentence)).collect();
        let [first, second, ..] = terms.as_slice() else { continue };
        let message = format!("{} has two likelihoods", judgement.label());
        found.push(
            view.words(&codes::TWO_LIKELIHOODS, block, &second.words, message)
                .note("the first one stands here", Some(Place::new(view.file(), block.place(&first.words))))
                .help("make two judgements of it"),
        );
    }
}

fn conflict(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (judgement, block) in view.judgements() {
        let Some(facts) = view.facts(judgement) else { continue };
        let said = block.sentences.iter().find_map(|sentence| own_terms(block, sentence).into_iter().next());
        if let (Some(said), Some(given)) = (said, facts.likelihood)
            && said.term != given
        {
            let message = format!(
                "{} is `{}` here and `{}` in the front matter",
                judgement.label(),
                block.text(&said.words),
                given.name()
            );
            found.push(
                view.words(&codes::LIKELIHOOD_CONFLICT, block, &said.words, message)
                    .note(
                        "the front matter speaks of it here",
                        Some(Place::new(view.file(), facts.span.clone())),
                    )
                    .help("remove one of the two"),
            );
        }
    }
}
