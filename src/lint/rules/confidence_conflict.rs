//! One level of confidence for each judgement, wherever the report speaks of it.

use std::ops::Range;

use super::confidence::levels;
use crate::config::LintLevel;
use crate::content::{Judgement, PassageKind};
use crate::diag::{Diagnostic, Place, codes};
use crate::lint::cue::Cue;
use crate::lint::{Block, Rule, View};
use crate::tradecraft::{Confidence, is_of_judgement, is_supposed};

pub(super) static RULES: [Rule; 1] = [Rule {
    code: &codes::CONFIDENCE_CONFLICT,
    name: "confidence-conflict",
    default: LintLevel::Error,
    find: conflict,
}];

/// A level of confidence that the text gives a judgement.
struct Said<'b> {
    block: &'b Block<'b>,
    words: Range<usize>,
    level: Confidence,
}

fn conflict(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let sentences: Vec<(&Block<'_>, &Range<usize>)> = view
        .blocks
        .iter()
        .flat_map(|block| block.sentences.iter().map(move |sentence| (block, sentence)))
        .filter(|(block, sentence)| block.cued(sentence, Cue::Confidence).next().is_some())
        .filter(|(block, sentence)| is_plain(block, sentence))
        .collect();
    if sentences.is_empty() {
        return;
    }
    for judgement in &view.report.judgements {
        let Some(held) = judgement.confidence else { continue };
        let said: Vec<Said<'_>> = sentences
            .iter()
            .flat_map(|(block, sentence)| said_of(view, judgement, block, sentence))
            .collect();
        let agrees =
            |block: &Block<'_>| said.iter().any(|said| said.level == held && std::ptr::eq(said.block, block));
        // "High in the trend, low in the dates" is no contradiction.
        let Some(other) = said.iter().find(|said| said.level != held && !agrees(said.block)) else {
            continue;
        };
        let facts = view.facts(judgement).filter(|facts| facts.confidence.is_some());
        let (whose, span) = facts.map_or_else(
            || ("in its sentence", view.head(judgement)),
            |facts| ("in the front matter", facts.span.clone()),
        );
        let message = format!(
            "confidence in {} is {} here and {} {whose}",
            judgement.label(),
            other.level.name(),
            held.name()
        );
        found.push(
            view.words(&codes::CONFIDENCE_CONFLICT, other.block, &other.words, message)
                .note("the page shows what is said here", Some(Place::new(view.file(), span)))
                .help("keep the one that holds"),
        );
    }
}

/// Whether a sentence says what is, and not what is not, was or would be. An error needs less doubt than a reading of the level.
fn is_plain(block: &Block<'_>, sentence: &Range<usize>) -> bool {
    !sentence.clone().any(|at| {
        let word = block.words.get(at);
        is_supposed(word)
            || matches!(word, "if" | "unless" | "was" | "were" | "been" | "last" | "from" | "more" | "less")
    })
}

/// The levels that a sentence gives a judgement.
fn said_of<'b>(
    view: &View<'_>,
    judgement: &Judgement,
    block: &'b Block<'b>,
    sentence: &Range<usize>,
) -> Vec<Said<'b>> {
    let here = match block.passage.kind {
        PassageKind::Judgement(number) | PassageKind::Discussion(number) => number == judgement.number,
        _ => false,
    };
    let named: Vec<usize> = sentence.clone().filter(|at| number_of(block, *at).is_some()).collect();
    let all = levels(block, sentence);
    let speaks_of = |words: &Range<usize>, level: Confidence| {
        if named.is_empty() {
            // Where confidence is spoken of twice, each is in a part.
            let once = block.cued(sentence, Cue::Confidence).nth(1).is_none();
            // "We have moderate confidence in the identification of the man" is not about the judgement.
            return once
                && (here && is_about_judgement(block, words) || speaks_of_all(view, block, words, level));
        }
        // With two levels in a sentence only "high confidence in KJ-1" is clear.
        let follows = |at: &&usize| {
            (words.end..**at).all(|place| {
                matches!(
                    block.words.get(place),
                    "in" | "and" | "both" | "judgement" | "judgements" | "judgment" | "judgments"
                ) || number_of(block, place).is_some()
                    || number_of(block, place.saturating_sub(1)).is_some()
            }) && **at >= words.end
        };
        named
            .iter()
            .filter(|at| all.len() == 1 || follows(at))
            .any(|at| number_of(block, *at) == Some(judgement.written))
    };
    let said = |words: &Range<usize>| {
        let level = level_of(block, words)?;
        speaks_of(words, level).then(|| Said { block, words: words.clone(), level })
    };
    all.iter().filter_map(said).collect()
}

/// Whether words that say how sure the desk is, without a number, are about a judgement.
fn is_about_judgement(block: &Block<'_>, words: &Range<usize>) -> bool {
    let confidence = words.clone().find(|at| matches!(block.words.get(*at), "confidence" | "confident"));
    let about = confidence.map_or(words.end, |at| at + 1);
    !(matches!(block.words.get(about), "in" | "of") && block.words.joined(about))
        || is_of_judgement(&block.words, about + 1)
}

/// Whether a level is that of the key judgements in general. Where the sentence does not say "all", a judgement may be an
/// exception as long as another one is not.
fn speaks_of_all(view: &View<'_>, block: &Block<'_>, words: &Range<usize>, level: Confidence) -> bool {
    if block.words.get(words.end) != "in" {
        return false;
    }
    let mut at = words.end + 1;
    let mut all = false;
    while matches!(
        block.words.get(at),
        "all" | "both" | "each" | "of" | "our" | "the" | "these" | "key" | "three"
    ) {
        all |= matches!(block.words.get(at), "all" | "both" | "each");
        at += 1;
    }
    matches!(block.words.get(at), "judgements" | "judgments")
        && (all || view.report.judgements.iter().all(|judgement| judgement.confidence != Some(level)))
}

/// The n of `KJ-n` at a word.
fn number_of(block: &Block<'_>, at: usize) -> Option<u32> {
    let words = &block.words;
    (words.get(at) == "kj" && words.joined(at + 1)).then(|| words.get(at + 1).parse().ok()).flatten()
}

/// The level that words say: "high confidence", "confidence in high prices is low".
fn level_of(block: &Block<'_>, words: &Range<usize>) -> Option<Confidence> {
    words.clone().rev().find_map(|at| Confidence::from_word(block.words.get(at)))
}
