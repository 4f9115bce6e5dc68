//! Dates that are a beginning and not an end, and what leaves an end open: "since March", "in 2026 or later".
//!
//! In: words and where a date stands among them. Out: what the words round it make of it. English only.

use super::calendar::{is_fiscal, is_number, year_of};
use super::words::Words;
use crate::date::MONTHS;

/// What a date behind certain words is, other than an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Onset {
    /// History: "since the end of March", "earlier this year".
    Past,
    /// A beginning that is dated: "from 2026 on", "starting next year".
    Dated,
    /// A time that nothing ends: "after the end of 2026", "no earlier than 2027".
    Later,
}

/// Whether the date that begins at a word, or that it is the year of, is a beginning and not an end.
pub(super) fn onset(words: &Words, at: usize) -> Option<Onset> {
    let mut head = at;
    // From "2026" back to "the end of 2026".
    while head > 0 && words.joined(head) {
        let filler = match words.before(head, 1) {
            "of" | "the" | "end" | "close" | "middle" | "mid" | "early" | "late" | "in" | "at" | "q1"
            | "q2" | "q3" | "q4" | "quarter" | "half" => true,
            "start" | "beginning" => words.get(head) == "of",
            word => MONTHS.contains(&word) || (MONTHS.contains(&words.get(head)) && is_number(word)),
        };
        if !filler {
            break;
        }
        head -= 1;
    }
    if head == 0 || !words.joined(head) {
        return None;
    }
    let negated = |steps: usize| matches!(words.before(head, steps), "no" | "not" | "never");
    match words.before(head, 1) {
        "since" | "earlier" => Some(Onset::Past),
        "far" if words.before(head, 2) == "so" => Some(Onset::Past),
        "from" | "starting" | "beginning" => Some(Onset::Dated),
        "as" if matches!(words.before(head, 2), "early" | "soon") => Some(Onset::Dated),
        "after" | "beyond" | "past" | "following" => Some(Onset::Later),
        "than" => {
            let limit = matches!(words.before(head, 2), "later" | "longer") && negated(3);
            (!limit).then_some(Onset::Later)
        }
        "not" if matches!(words.get(head), "before" | "until" | "till") => Some(Onset::Later),
        "before" | "until" | "till" if negated(2) => Some(Onset::Later),
        _ => None,
    }
}

/// Whether what follows a date or a length of time makes another of it, or leaves it open: "or later", "at the earliest".
pub(super) fn is_open(words: &Words, next: usize, counted: bool) -> bool {
    let (word, second) = (words.get(next), words.get(next + 1));
    let gap = words.gap(next);
    let joined = words.joined(next);
    // "In 2026-27", "Q3 ’26".
    let short_year = word.len() == 2 && is_number(word) && !gap.contains([',', '.', ';', ':', '(']);
    let clause = !gap.contains(['.', ';', ':', '!', '?', '(', ')']);
    let named = matches!(
        word,
        "fiscal"
            | "financial"
            | "marketing"
            | "season"
            | "seasons"
            | "prices"
            | "dollars"
            | "euros"
            | "terms"
    );
    match word {
        _ if short_year => true,
        "or" if joined => !matches!(second, "sooner" | "earlier" | "before"),
        "or" | "and" => {
            clause && matches!(second, "later" | "beyond" | "after" | "longer" | "onward" | "onwards")
        }
        "at" => clause && matches!(second, "the") && words.get(next + 2) == "earliest",
        "if" => clause && second == "not",
        "onward" | "onwards" | "on" => joined && (word != "on" || second.is_empty()),
        // "By the end of the year after next" and "of the month after the vote", but not "after falling".
        "after" => counted && joined && !second.ends_with("ing"),
        "of" | "following" | "that" | "when" | "before" => counted && joined,
        "in" => counted && joined && second == "which",
        _ => joined && (named || is_fiscal(word) || (counted && year_of(word).is_some())),
    }
}
