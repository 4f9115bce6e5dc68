//! Confidence in judgements by name: "we have moderate confidence in KJ-1 and KJ-3, because two registers agree".
//!
//! In: a text, mostly a statement on analysis. Out: which judgements it names beside a level, and why. "In all judgements" names
//! none: that is said of the report, and a chip on each judgement would say more than its author did.

use super::confidence::{Confidence, said_in};
use super::reason::confidence_reason;
use super::sentence::sentences;
use super::words::Words;

/// A level of confidence and the judgements that it is said of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedConfidence {
    /// The n of each KJ-n, as they are named.
    pub judgements: Vec<u32>,
    /// The level.
    pub level: Confidence,
    /// Why, where the sentence says it.
    pub reason: Option<String>,
}

/// Every sentence that gives judgements a level by name.
pub fn named_confidence(text: &str) -> Vec<NamedConfidence> {
    // Nearly no text names a judgement, and to look for a letter is quicker than to cut words.
    let names_one = |sentence: &str| sentence.contains("KJ") || sentence.contains("kj");
    let sentences = sentences(text).into_iter().map(|sentence| &text[sentence]).filter(|one| names_one(one));
    sentences
        .filter_map(|sentence| {
            let words = Words::new(sentence);
            let (said, level) = said_in(sentence, &words)?;
            let inside = said.clone().filter_map(|at| number_at(&words, at));
            let behind = (said.end..words.len())
                .take_while(|at| *at == said.end || !words.gap(*at).contains(['.', ';', ':', '(', '—']))
                .take_while(|at| is_of_list(&words, *at))
                .filter_map(|at| number_at(&words, at));
            let judgements: Vec<u32> = inside.chain(behind).collect();
            let reason = confidence_reason(sentence).map(str::to_owned);
            (!judgements.is_empty()).then_some(NamedConfidence { judgements, level, reason })
        })
        .collect()
}

/// The n of `KJ-n`.
fn number_at(words: &Words, at: usize) -> Option<u32> {
    (words.get(at) == "kj" && words.joined(at + 1)).then(|| words.get(at + 1).parse().ok())?
}

/// Whether a word belongs to "in our judgements KJ-1, KJ-2 and KJ-3".
fn is_of_list(words: &Words, at: usize) -> bool {
    let number = at > 0 && number_at(words, at - 1).is_some();
    let joins = matches!(
        words.get(at),
        "in" | "and"
            | "both"
            | "our"
            | "the"
            | "key"
            | "judgement"
            | "judgements"
            | "judgment"
            | "judgments"
            | "kj"
    );
    number || joins
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(text: &str) -> Vec<(Vec<u32>, &'static str, Option<String>)> {
        named_confidence(text).into_iter().map(|one| (one.judgements, one.level.name(), one.reason)).collect()
    }

    #[test]
    fn a_level_is_of_the_judgements_it_names() {
        let reason = Some("two registers agree".to_owned());
        assert_eq!(
            levels(
                "We have moderate confidence in KJ-1 because two registers agree. We have low confidence in KJ-2."
            ),
            [(vec![1], "moderate", reason.clone()), (vec![2], "low", None)]
        );
        assert_eq!(
            levels("Our confidence in KJ-1, KJ-2 and KJ-4 is high: two registers agree."),
            [(vec![1, 2, 4], "high", reason)]
        );
        assert_eq!(
            levels("We are moderately confident in judgements KJ-1 and KJ-3."),
            [(vec![1, 3], "moderate", None)]
        );
        // Of two levels in a sentence the first is clear.
        assert_eq!(
            levels("We have high confidence in KJ-1 and low confidence in KJ-2."),
            [(vec![1], "high", None)]
        );
    }

    #[test]
    fn a_judgement_that_is_named_for_something_else_has_no_level() {
        for text in [
            "We have high confidence in all judgements.",
            "We have high confidence in the register behind KJ-1.",
            "We do not have high confidence in KJ-1.",
            "An indicator for KJ-1 is a fall in consumer confidence, which is low.",
            "We have high confidence, but KJ-1 rests on one source.",
            "“We have high confidence in KJ-1”, an earlier draft said.",
        ] {
            assert_eq!(levels(text), [], "{text}");
        }
    }
}
