//! What a sentence says beside its judgement: conditions, reasons and remarks. "If a fall becomes likely" estimates nothing.
//!
//! In: words and a place. Out: whether what stands there lies in such a clause, or in brackets. Where that is open the answer
//! is yes: no likelihood is better than one that the desk never gave. Does not know terms and dates.

use super::words::Words;

/// How many words of a clause are looked at.
const REACH: usize = 40;

/// Whether a word of likelihood lies beside the judgement; `end` is the word behind it.
pub(super) fn is_aside(words: &Words, at: usize, end: usize, from: usize) -> bool {
    is_in_brackets(words, at, end, from) || is_in_clause(words, at, from)
}

/// Whether a word begins a clause that says under what condition, why or of what, and not what will be.
pub(super) fn subordinates(words: &Words, at: usize) -> bool {
    matches!(
        words.get(at),
        "if" | "unless"
            | "once"
            | "after"
            | "before"
            | "until"
            | "when"
            | "while"
            | "although"
            | "though"
            | "because"
            | "which"
            | "who"
            | "whose"
            | "where"
            | "whereas"
    )
}

fn is_in_clause(words: &Words, at: usize, from: usize) -> bool {
    for place in (from..at).rev().take(REACH) {
        let word = words.get(place);
        let opens = place == from || !words.joined(place);
        match word {
            "if" | "unless" | "although" | "though" | "because" => return true,
            "while" if words.get(place + 1) != "away" => return true,
            "now" if words.get(place + 1) == "that" => return true,
            // "Those who pay are likely to leave": a clause without a comma before it goes on behind its end.
            "should" | "once" | "when" if opens => return true,
            // At the end of a sentence it is a second judgement, in the middle a remark.
            "which" | "who" | "whose" if opens => {
                return (at + 1..words.len()).take(REACH).any(|behind| words.gap(behind).contains(','));
            }
            _ => {}
        }
        if opens {
            return false;
        }
    }
    false
}

/// Whether a bracket is open at a word, and holds more than the term alone: "(very likely)" is the judgement's own.
fn is_in_brackets(words: &Words, at: usize, end: usize, from: usize) -> bool {
    let open = (from..=at).rev().take(REACH).find_map(|place| {
        let gap = words.gap(place);
        gap.rfind(['(', ')', '.', ';', '!', '?']).map(|sign| (place, gap[sign..].starts_with('(')))
    });
    open.is_some_and(|(place, opens)| opens && !(place == at && words.gap(end).contains(')')))
}

#[cfg(test)]
mod tests {
    use crate::tradecraft::{Term, YARDSTICKS};

    fn icd(sentence: &str) -> Option<&'static str> {
        YARDSTICKS[0].first_in(sentence).map(Term::name)
    }

    #[test]
    fn conditions_and_remarks_estimate_nothing() {
        for sentence in [
            "If a fall becomes very likely, the bank will act in 2026.",
            "Only if a fall is likely will the bank act.",
            "Should a fall become likely, the bank will act.",
            "Indicators that a fall is likely will emerge.",
            "The bank will raise rates if it judges inflation likely to rise.",
            "Exports (unlikely to fall before) will collapse.",
            "The best case, which is unlikely, is growth; the base case is decline.",
        ] {
            assert_eq!(icd(sentence), None, "{sentence}");
        }
        for (sentence, term) in [
            ("Unless talks resume, which is unlikely, prices will very likely rise.", "very likely"),
            ("While a coup is unlikely, unrest will very likely grow.", "very likely"),
            ("If talks fail, a coup is likely.", "likely"),
            ("Those who do not pay are likely to leave.", "likely"),
            ("Prices will rise (very likely).", "very likely"),
            ("The bank (of the north) will likely fail.", "likely"),
        ] {
            assert_eq!(icd(sentence), Some(term), "{sentence}");
        }
    }

    #[test]
    fn two_different_terms_are_no_estimate() {
        for sentence in [
            "We have changed our assessment from unlikely to likely: prices will rise.",
            "It is not only likely but almost certain.",
            "The deal is improbably generous and will likely fail.",
        ] {
            assert_eq!(icd(sentence), None, "{sentence}");
        }
        assert_eq!(icd("It is likely, and so is a strike likely."), Some("likely"));
    }
}
