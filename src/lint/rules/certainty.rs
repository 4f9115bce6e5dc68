//! Forecasts put as certainties.

use std::ops::Range;

use super::yardstick::own_terms;
use crate::config::LintLevel;
use crate::diag::{Diagnostic, codes};
use crate::lint::cue::Cue;
use crate::lint::{Block, Rule, View};
use crate::tradecraft::{is_modifier, is_negated};

pub(super) static RULES: [Rule; 2] = [
    Rule { code: &codes::BARE_WILL, name: "bare-will", default: LintLevel::Off, find: bare_will },
    Rule {
        code: &codes::ASSERTED_CERTAINTY,
        name: "asserted-certainty",
        default: LintLevel::Warning,
        find: asserted_certainty,
    },
];

/// Words of a clause that a likelihood may stand away from its "will".
const REACH: usize = 3;

fn bare_will(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (_, block) in view.judgements() {
        for sentence in &block.sentences {
            let terms = own_terms(block, sentence);
            if terms.is_empty() {
                continue;
            }
            for at in sentence.clone().filter(|at| is_will(block, *at) && !block.is_quoted(*at)) {
                let near = terms.iter().any(|term| {
                    // "is likely that prices will rise": a likelihood before the clause holds for it.
                    let that = (term.words.end..at).any(|place| block.words.get(place) == "that");
                    // "Very likely, the well on the eastern slope will be capped": it opens the sentence for its first verb.
                    let opens = term.words.start == sentence.start
                        && block.words.gap(term.words.end).starts_with(',')
                        && !(term.words.end..at).any(|place| is_will(block, place));
                    (term.words.start <= at + REACH && at < term.words.end + REACH) || that || opens
                });
                if !near {
                    let message =
                        format!("`{}` asserts a certainty beside a likelihood", block.text(&(at..at + 1)));
                    let help = "make it a judgement of its own, with its own likelihood";
                    found.push(view.words(&codes::BARE_WILL, block, &(at..at + 1), message).help(help));
                }
            }
        }
    }
}

/// Whether a word is the verb "will", not the noun.
pub(super) fn is_will(block: &Block<'_>, at: usize) -> bool {
    let words = &block.words;
    match words.get(at) {
        "won't" | "won’t" => true,
        "will" => {
            let noun = matches!(
                words.before(at, 1),
                "the"
                    | "political"
                    | "free"
                    | "good"
                    | "ill"
                    | "national"
                    | "popular"
                    | "a"
                    | "public"
                    | "no"
                    | "collective"
                    | "sovereign"
                    | "of"
            ) && matches!(
                words.get(at + 1),
                "of" | "to" | "for" | "and" | "in" | "is" | "" | "or" | "remains"
            );
            !noun && words.get(at + 1) != "of"
        }
        _ => false,
    }
}

/// Words that leave no doubt.
pub(in crate::lint) const WORDS: [&str; 10] = [
    "guaranteed",
    "certainly",
    "inevitably",
    "undoubtedly",
    "doubtless",
    "doubtlessly",
    "definitely",
    "unquestionably",
    "inevitable",
    "assuredly",
];

/// Phrases that leave no doubt.
pub(in crate::lint) const PHRASES: [&str; 13] = [
    "foregone conclusion",
    "no doubt",
    "without doubt",
    "without a doubt",
    "without question",
    "beyond doubt",
    "bound to",
    "guaranteed to",
    "sure to",
    "certain to",
    "certain that",
    "there is no chance",
    "no question that",
];

fn asserted_certainty(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for block in &view.blocks {
        for sentence in block.judging() {
            for words in certainties(block, sentence) {
                let written = block.text(&words);
                let name = view
                    .config
                    .yardstick
                    .terms
                    .last()
                    .map_or("almost certain", crate::tradecraft::Term::name);
                found.push(
                    view.words(
                        &codes::ASSERTED_CERTAINTY,
                        block,
                        &words,
                        format!("`{written}` puts a forecast as a certainty"),
                    )
                    .help(format!("use a term of {}, at most `{name}`", view.config.yardstick.title)),
                );
            }
        }
    }
}

/// Words that leave no doubt, and are not a term of the yardstick.
pub(super) fn certainties(block: &Block<'_>, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let words = &block.words;
    let mut own = None;
    block
        .cued(sentence, Cue::Certainty)
        .filter_map(|at| {
            let word = WORDS.contains(&words.get(at)).then_some(at..at + 1);
            let place = words.any_phrase(at, &PHRASES).or(word)?;
            let before = if at > sentence.start { words.before(at, 1) } else { "" };
            // "bound to the treaty", "legally bound to deliver", "make sure to": no forecast.
            // "A ship bound to Odesa", "a loan guaranteed by the state".
            let to_a_place = words.get(at) == "bound"
                && block.text(&(place.end..place.end + 1)).starts_with(char::is_uppercase);
            let of_a_debt = words.get(at) == "guaranteed"
                && place.len() == 1
                && !(matches!(before, "is" | "are" | "all" | "seems") && words.get(place.end) != "by");
            let other_sense = to_a_place
                || of_a_debt
                || matches!(words.get(place.end), "the" | "a" | "an" | "its" | "their" | "this" | "each")
                    && matches!(words.get(at), "bound" | "sure")
                || matches!(
                    before,
                    "legally"
                        | "contractually"
                        | "constitutionally"
                        | "duty"
                        | "make"
                        | "made"
                        | "makes"
                        | "be"
                        | "far"
                        | "formally"
                        | "treaty"
                        | "by"
                ) && matches!(words.get(at), "bound" | "sure" | "guaranteed");
            // "Not a foregone conclusion".
            let head = at - usize::from(at > sentence.start && matches!(before, "a" | "an"));
            let doubted = is_negated(words, head, sentence.start) && words.get(at) != "without"
                || (head > sentence.start && words.before(head, 1) == "from")
                || before == "near"
                || (before == "but" && matches!(words.before(at, 2), "all" | "anything"))
                || matches!(before, "un" | "whether" | "about")
                || (is_modifier(before) && before != "most");
            if other_sense || doubted || block.is_quoted(at) {
                return None;
            }
            let own = own.get_or_insert_with(|| own_terms(block, sentence));
            (!own.iter().any(|term| term.words.contains(&at))).then_some(place)
        })
        .collect()
}
