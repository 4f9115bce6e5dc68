//! Whose a likelihood is: what a minister says is likely is his, and what a desk once judged is no longer its judgement.
//!
//! In: words and a place. Out: whether what stands there is somebody else's, or past. A range beside such a word would be
//! read as the desk's own. Verbs of judging ("the centre assesses that …") are left out, because desks speak of themselves
//! so. Does not know terms.

use std::ops::Range;

use super::confidence::is_judgement;
use super::words::Words;

/// How far back the speaker of a clause may stand.
const REACH: usize = 14;

/// How many words of a sentence are read behind a likelihood.
const LONGEST: usize = 120;

/// Whether a word stands in what somebody else is said to hold: "the minister believes that a coup is likely".
pub(super) fn is_ascribed(words: &Words, at: usize, from: usize) -> bool {
    let clause = (from..at).rev().take(REACH);
    let mut verbs = 0;
    for place in clause {
        // Behind a comma, a bracket or a stop another clause begins, but not behind "according to Reuters".
        if !words.joined(place + 1) && !opens_with_source(words, place, from) {
            return false;
        }
        let word = words.get(place);
        if matches!(word, "and" | "but" | "because" | "although" | "so") {
            return false;
        }
        if (is_saying(words, place, from) || is_claim(words, place, from)) && verbs <= 1 {
            return true;
        }
        if (word == "according" && is_source(words, place)) || is_rejection(words, place) {
            return true;
        }
        verbs += usize::from(matches!(word, "is" | "are" | "will" | "was" | "were" | "has" | "have"));
    }
    is_said_behind(words, at)
}

/// "Contrary to reports that", "we reject the view that", "it is too early to say that".
fn is_rejection(words: &Words, at: usize) -> bool {
    match words.get(at) {
        "contrary" => words.get(at + 1) == "to",
        "reject" | "rejects" | "dismiss" | "dismisses" => true,
        "too" => matches!(words.get(at + 1), "early" | "soon") && words.get(at + 2) == "to",
        _ => false,
    }
}

/// "The IMF considers a default likely", but not "the centre considers".
fn is_verb_of_judging(words: &Words, at: usize) -> bool {
    matches!(words.get(at), "considers" | "regards" | "deems" | "sees" | "views" | "rates" | "forecasts")
        && !(1..=3).any(|step| {
            matches!(
                words.before(at, step),
                "centre"
                    | "center"
                    | "team"
                    | "unit"
                    | "office"
                    | "community"
                    | "assessment"
                    | "report"
                    | "paper"
            )
        })
}

/// "According to Reuters, …": whether a place lies in that opening of a sentence.
fn opens_with_source(words: &Words, place: usize, from: usize) -> bool {
    words.gap(place + 1).trim() == ","
        && (from..=place)
            .rev()
            .take(6)
            .take_while(|at| *at == place || words.joined(at + 1))
            .any(|at| words.get(at) == "according" && is_source(words, at))
}

/// Whether "according to" names one who holds something, and not a plan or what was measured.
fn is_source(words: &Words, at: usize) -> bool {
    words.get(at + 1) == "to"
        && !(at + 2..at + 6).any(|at| {
            matches!(
                words.get(at),
                "our"
                    | "us"
                    | "plan"
                    | "plans"
                    | "schedule"
                    | "imagery"
                    | "data"
                    | "figures"
                    | "this"
                    | "these"
            )
        })
}

/// "…, officials say", "…, according to Reuters".
fn is_said_behind(words: &Words, at: usize) -> bool {
    let stop = |place: usize| words.gap(place).contains(['.', ';', ':', '!', '?', '\n', '—']);
    let mut place = at + 1;
    while place < words.len() && place < at + LONGEST && !stop(place) {
        if matches!(words.get(place), "and" | "but" | "because") {
            return false;
        }
        if words.gap(place).contains(',') {
            let ends = |end: usize| end >= words.len() || stop(end);
            let says = (1..4).find(|step| is_verb_of_saying(words.get(place + step)));
            let says =
                says.is_some_and(|step| ends(place + step + 1) && is_others(words, place + step, place));
            if says || (words.get(place) == "according" && is_source(words, place)) {
                return true;
            }
        }
        place += 1;
    }
    false
}

/// Whether a verb of saying stands here whose subject is not the desk.
fn is_saying(words: &Words, at: usize, from: usize) -> bool {
    if at == from || !(is_verb_of_saying(words.get(at)) || is_verb_of_judging(words, at)) {
        return false;
    }
    let before = words.before(at, 1);
    let passive = matches!(before, "is" | "are" | "was" | "were" | "been" | "be" | "being" | "as" | "to");
    let noun = matches!(
        before,
        "the" | "these" | "those" | "this" | "that" | "its" | "their" | "his" | "her" | "such" | "of"
    ) || before.ends_with("'s")
        || before.ends_with("’s");
    // "What he said is likely wrong", "the bank that said so is likely to fall".
    let relative = matches!(words.get(at + 1), "is" | "are" | "was" | "were" | "will" | "so" | "it")
        || (matches!(before, "that" | "which" | "who") && words.get(at + 1) != "that");
    words.joined(at) && !passive && !noun && !relative && is_others(words, at, from)
}

fn is_others(words: &Words, at: usize, from: usize) -> bool {
    !(from.max(at.saturating_sub(3))..at)
        .any(|at| matches!(words.get(at), "we" | "i" | "our" | "desk" | "we've" | "we’ve"))
}

fn is_verb_of_saying(word: &str) -> bool {
    matches!(
        word,
        "said"
            | "says"
            | "say"
            | "told"
            | "tells"
            | "argued"
            | "argues"
            | "argue"
            | "claimed"
            | "claims"
            | "claim"
            | "believed"
            | "believes"
            | "believe"
            | "thinks"
            | "think"
            | "warned"
            | "warns"
            | "warn"
            | "insists"
            | "insisted"
    )
}

/// "The claim that a coup is likely".
fn is_claim(words: &Words, at: usize, from: usize) -> bool {
    matches!(
        words.get(at),
        "claim"
            | "claims"
            | "notion"
            | "rumour"
            | "rumours"
            | "rumor"
            | "rumors"
            | "allegation"
            | "allegations"
            | "assertion"
            | "assertions"
            | "suggestion"
            | "suggestions"
            | "belief"
            | "perception"
            | "fear"
            | "fears"
            | "hope"
            | "hopes"
            | "reports"
            | "view"
            | "views"
            | "idea"
            | "prediction"
            | "predictions"
            | "indicators"
    ) && words.get(at + 1) == "that"
        && is_others(words, at, from)
}

/// Whether a word tells what the desk held before: "previously unlikely", "once thought likely", "our earlier judgement that
/// a fall was unlikely".
pub(super) fn is_past(words: &Words, term: &Range<usize>, from: usize) -> bool {
    let at = term.start;
    if at > from && words.joined(at) && is_past_verb(words, term, from) {
        return true;
    }
    let is_adverb =
        |word: &str| matches!(word, "previously" | "formerly" | "once" | "initially" | "originally");
    if at > from && is_adverb(words.before(at, 1)) {
        return true;
    }
    (from + 1..=at).rev().take_while(|place| words.joined(*place)).any(|place| {
        let (first, second) = (words.before(place, 1), words.get(place));
        place < at
            && ((matches!(first, "we" | "i")
                && matches!(
                    second,
                    "called" | "judged" | "assessed" | "thought" | "considered" | "expected"
                ))
                || (is_judgement(second)
                    && matches!(
                        first,
                        "earlier" | "previous" | "former" | "prior" | "initial" | "original" | "last"
                    ))
                || ((first == "had" || is_adverb(first))
                    && matches!(
                        second,
                        "judged"
                            | "assessed"
                            | "thought"
                            | "called"
                            | "considered"
                            | "held"
                            | "deemed"
                            | "seen"
                    )))
    })
}

/// "It seemed likely", "it was likely to fall", "had a vote been held, he would likely have won"; but "the fire was likely laid"
/// and "was likely to have been laid" are estimates of what was.
fn is_past_verb(words: &Words, term: &Range<usize>, from: usize) -> bool {
    let next = words.get(term.end);
    match words.before(term.start, 1) {
        "seemed" | "looked" | "appeared" => true,
        "was" | "were" => {
            (next == "to" && words.get(term.end + 1) != "have")
                || matches!(next, "that" | "until" | "before" | "when")
        }
        "would" => next == "have" && words.get(from) == "had",
        _ => false,
    }
}

/// Whether a sentence takes back what stands at a place: "we judged in March that a coup was likely; it is now unlikely".
/// `is_term` tells where a likelihood begins.
pub(super) fn is_taken_back(words: &Words, at: usize, from: usize, is_term: impl Fn(usize) -> bool) -> bool {
    let now = (at + 1..words.len())
        .take(LONGEST)
        .take_while(|place| !words.gap(*place).contains(['.', '!', '?', '\n']))
        .find(|place| words.get(*place) == "now" && words.get(place + 1) != "that");
    let Some(now) = now else { return false };
    let parted = (at + 1..=now).any(|place| {
        words.gap(place).contains([';', ',', ':', '—', '(']) || matches!(words.get(place), "and" | "but")
    });
    let held = (from..at).rev().take_while(|place| words.joined(place + 1)).any(|place| {
        matches!(
            words.get(place),
            "was" | "were" | "judged" | "assessed" | "thought" | "considered" | "had" | "been" | "previously"
        )
    });
    parted && held && (now + 1..now + 8).any(is_term)
}

#[cfg(test)]
mod tests {
    use crate::tradecraft::{Term, YARDSTICKS};

    fn icd(sentence: &str) -> Option<&'static str> {
        YARDSTICKS[0].first_in(sentence).map(Term::name)
    }

    #[test]
    fn a_likelihood_that_another_holds_is_not_the_desks() {
        for sentence in [
            "The minister believes a coup is likely.",
            "The minister said on Monday that a coup is likely.",
            "According to Reuters, a coup is likely.",
            "According to two officials a coup is likely.",
            "A coup is likely, according to Reuters.",
            "A coup before May is likely, officials say.",
            "The claim that a coup is likely is wrong.",
            "Rumours persist, and fears that a coup is likely have grown.",
            "Those who say that a coup is likely are wrong.",
        ] {
            assert_eq!(icd(sentence), None, "{sentence}");
        }
    }

    #[test]
    fn a_rejected_or_earlier_estimate_is_none_of_the_desks() {
        for sentence in [
            "Contrary to reports that exports are likely to fall, they will rise in 2026.",
            "We reject the view that exports are likely to fall in 2026.",
            "It is too early to say that a reopening in 2026 is likely.",
            "In May we called a fall of exports very likely; they will now rise in 2026.",
            "In KJ-2 of our last report we judged that exports would very likely fall in 2026; they will not.",
            "Had the vote been held, he would very likely have won; he will not run in 2026.",
            "Before the coup it seemed very likely that he would stay.",
            "It was very likely to close in 2024; it will stay open.",
            "The IMF considers a default very likely in 2026.",
            "Exports are rarely likely to fall.",
        ] {
            assert_eq!(icd(sentence), None, "{sentence}");
        }
        for sentence in [
            "The fire was likely laid by rebels.",
            "The fire was likely to have been laid by rebels.",
            "Exports would likely have fallen without aid.",
            "The centre considers a default likely.",
        ] {
            assert_eq!(icd(sentence), Some("likely"), "{sentence}");
        }
    }

    #[test]
    fn a_likelihood_beside_what_another_says_is_the_desks() {
        for sentence in [
            "We believe a coup is likely.",
            "We and our partners believe that a coup is likely.",
            "The centre assesses that a coup is likely.",
            "The minister said he would go, and a coup is likely.",
            "What the minister said is likely wrong.",
            "The bank that said so is likely to close.",
            "Maduro's claims are likely to be tested in court.",
            "A handover is likely, according to our count.",
            "According to satellite imagery, the runway is likely ready.",
            "A coup is likely, and the minister says so.",
            "Whatever officials say, a coup is likely.",
            "Contrary to what the ministry thinks, a coup is likely.",
        ] {
            assert_eq!(icd(sentence), Some("likely"), "{sentence}");
        }
    }

    #[test]
    fn a_likelihood_that_was_revised_gives_way_to_that_of_now() {
        for (sentence, term) in [
            ("A boycott, once thought likely, is now unlikely.", "unlikely"),
            (
                "We previously judged a boycott likely; we now judge that it is very unlikely.",
                "very unlikely",
            ),
            ("We judged in March that a boycott was likely; we now judge it unlikely.", "unlikely"),
            ("A boycott was likely in March but is now unlikely.", "unlikely"),
            ("A boycott is likely now that a deal is unlikely.", "likely"),
            ("A boycott is likely because the bank is unlikely to yield.", "likely"),
            ("Opposition leaders say that a boycott is very likely; we judge it unlikely.", "unlikely"),
        ] {
            assert_eq!(icd(sentence), Some(term), "{sentence}");
        }
        assert_eq!(icd("We previously judged a boycott likely."), None);
    }
}
