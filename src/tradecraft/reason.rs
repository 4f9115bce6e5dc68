//! Why the desk is as sure as it says: the words that follow a level of confidence and give its reason.
//!
//! In: a text. Out: the reason, as written, without the word that joins it. English only. Does not know whether the reason is
//! a good one.

use super::confidence::said_in;
use super::sentence::sentences;
use super::words::Words;

/// The reason beside the level that [`Confidence::in_text`](super::Confidence::in_text) finds: what stands behind "because",
/// behind a colon, in a bracket of its own.
pub fn confidence_reason(text: &str) -> Option<&str> {
    let words = Words::new(text);
    let (said, _) = said_in(text, &words)?;
    let first = words.bytes(said.start).start;
    let sentence = sentences(text).into_iter().find(|sentence| sentence.contains(&first))?;
    let last = words.within(&sentence).end;
    let opens = (said.end..last).find_map(|at| opens(&words, at, at == said.end))?;
    let start = words.bytes(opens).start;
    if opens >= last {
        return None;
    }
    // A quotation mark or a bracket that the reason begins with is part of it, unless the bracket holds the reason.
    let lead = words.gap(opens).chars().next_back().filter(|mark| "“\"‘$€£".contains(*mark));
    let start = start - lead.map_or(0, char::len_utf8);
    let rest = &text[start..sentence.end];
    let reason = rest[..closed(rest)].trim().trim_end_matches(['.', ';', ',', ':']);
    (!reason.is_empty()).then_some(reason)
}

/// The word that a reason begins with, if it is joined here. `follows` says that the word stands right behind the level.
fn opens(words: &Words, at: usize, follows: bool) -> Option<usize> {
    let gap = words.gap(at);
    if gap.contains([':', '—']) || (follows && gap.contains('(')) {
        return Some(at + joining(words, at));
    }
    let comma = gap.contains(',');
    match words.get(at) {
        "as" | "since" | "for" => comma.then_some(at + 1),
        _ => Some(at + joining(words, at)).filter(|place| *place > at),
    }
}

/// How many words from a place on join a reason to what it is for.
fn joining(words: &Words, at: usize) -> usize {
    ["because of", "because", "owing to", "due to", "given that", "given"]
        .into_iter()
        .find_map(|phrase| words.phrase(at, phrase))
        .unwrap_or(0)
}

/// Where a text ends, or the bracket that was opened before it.
fn closed(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' if depth == 0 => return at,
            ')' | ']' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_stands_beside_the_level() {
        for (text, reason) in [
            ("We have high confidence in this, because three registers agree.", "three registers agree"),
            ("It is likely. (High confidence: three registers agree.)", "three registers agree"),
            (
                "It is likely (high confidence, because the U.S. Navy says so) and will last.",
                "the U.S. Navy says so",
            ),
            ("Confidence: moderate (one yard did not answer). More follows.", "one yard did not answer"),
            ("Our confidence is low: dates (and names) are guessed.", "dates (and names) are guessed"),
            (
                "We are highly confident, as the law is in force since 2019. It may change.",
                "the law is in force since 2019",
            ),
            ("We have moderate confidence given the state of the record.", "the state of the record"),
            ("We have low confidence because of “noise” in the data.", "“noise” in the data"),
            ("We have high confidence here — the count is public.", "the count is public"),
        ] {
            assert_eq!(confidence_reason(text), Some(reason), "{text}");
        }
    }

    #[test]
    fn words_that_give_no_reason_are_none() {
        for text in [
            "We have high confidence in this.",
            "We have high confidence in this since May.",
            "We have high confidence. Prices rose because of the drought.",
            "Prices rose because of the drought, and we have high confidence in this.",
            "It is likely (high confidence).",
            "Traders have high confidence because prices rose.",
            "We have high confidence in this, because",
        ] {
            assert_eq!(confidence_reason(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in "(We have high confidence|\\(|\\)|: |, |because |U\\.S\\. |“|é|\\. ){0,12}") {
            let reason = confidence_reason(&text);
            proptest::prop_assert!(reason.is_none_or(|reason| text.contains(reason)));
        }
    }
}
