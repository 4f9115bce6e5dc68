//! Sentences of a text: English prose with abbreviations, initials, quotation marks, lists.
//!
//! In: a text in which a line break ends a block. Out: byte ranges that cover the text without gap or overlap.
//! Where a full stop is undecided ("the U.S. The talks"), the next word decides; when in doubt there is no end,
//! because two sentences taken for one mislead fewer rules than one cut in two. Knows no grammar.

use std::ops::Range;

/// Titles and the like: what follows belongs to them.
const NEVER_LAST: [&str; 44] = [
    "mr", "mrs", "ms", "dr", "prof", "gen", "lt", "col", "maj", "capt", "cpt", "sgt", "adm", "cmdr", "brig",
    "gov", "sen", "rep", "amb", "pres", "hon", "rev", "st", "mt", "ft", "no", "nos", "fig", "art", "para",
    "sec", "ch", "vol", "pp", "p", "cf", "vs", "v", "viz", "approx", "ca", "est", "e.g", "i.e",
];

/// Abbreviations that may end a sentence.
const MAYBE_LAST: [&str; 22] = [
    "etc", "inc", "ltd", "co", "corp", "bros", "jr", "sr", "al", "a.m", "p.m", "jan", "feb", "aug", "sept",
    "oct", "nov", "dec", "u.s", "u.k", "d.c", "u.n",
];

/// Bytes of the longest abbreviation, and a few more for letters that are longer than their small forms.
const LONGEST_ABBREVIATION: usize = 20;

/// Words that begin sentences and rarely follow an abbreviation inside one.
const STARTERS: [&str; 40] = [
    "the",
    "a",
    "an",
    "this",
    "that",
    "these",
    "those",
    "it",
    "its",
    "he",
    "she",
    "they",
    "we",
    "our",
    "their",
    "his",
    "her",
    "in",
    "on",
    "at",
    "by",
    "but",
    "however",
    "if",
    "when",
    "while",
    "although",
    "since",
    "both",
    "neither",
    "no",
    "there",
    "as",
    "for",
    "after",
    "before",
    "until",
    "such",
    "meanwhile",
    "two",
];

/// Cuts a text into sentences, white space after one included in it.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut list = Vec::new();
    let mut start = 0;
    let mut next = 0;
    while let Some((at, mark)) = next_mark(text, next) {
        let after = at + mark.len_utf8();
        next = after;
        let end = if mark == '\n' {
            after
        } else {
            let closed = after + closing(&text[after..]);
            if !ends(text, start, at, mark, closed) {
                continue;
            }
            closed
        };
        let end = end + (text[end..].len() - text[end..].trim_start().len());
        next = end;
        list.push(start..end);
        start = end;
    }
    if start < text.len() {
        list.push(start..text.len());
    }
    list
}

/// The next character that may end a sentence; text between them is not decoded.
fn next_mark(text: &str, from: usize) -> Option<(usize, char)> {
    let mut at = from;
    loop {
        let found = text.as_bytes()[at..]
            .iter()
            .position(|byte| matches!(byte, b'\n' | b'.' | b'!' | b'?') || *byte == "…".as_bytes()[0])?;
        at += found;
        match text[at..].chars().next()? {
            mark @ ('\n' | '.' | '!' | '?' | '…') => return Some((at, mark)),
            other => at += other.len_utf8(),
        }
    }
}

/// Bytes of closing quotation marks, brackets and further stops.
fn closing(rest: &str) -> usize {
    rest.char_indices()
        .find(|(_, character)| {
            !matches!(character, '”' | '’' | '"' | '\'' | ')' | ']' | '»' | '.' | '!' | '?')
        })
        .map_or(rest.len(), |(at, _)| at)
}

fn ends(text: &str, start: usize, at: usize, mark: char, closed: usize) -> bool {
    let rest = &text[closed..];
    let Some(next) = rest.trim_start().chars().next() else { return true };
    if !rest.starts_with(char::is_whitespace) {
        return false;
    }
    let opens = |character: char| matches!(character, '“' | '"' | '‘' | '(' | '[' | '«' | '„');
    let first = rest.trim_start().trim_start_matches(opens).chars().next().unwrap_or(next);
    if !first.is_uppercase() && !first.is_ascii_digit() {
        return false;
    }
    if mark != '.' || closed > at + 1 {
        return true;
    }
    let word = last_word(&text[start..at]);
    let starter = || {
        let next_word: String =
            rest.trim_start().trim_start_matches(opens).chars().take_while(|c| c.is_alphanumeric()).collect();
        STARTERS.contains(&next_word.to_lowercase().as_str())
    };
    // Most sentences end with a word that is longer than any abbreviation.
    if word.len() <= LONGEST_ABBREVIATION {
        let lower = word.to_lowercase();
        if NEVER_LAST.contains(&lower.as_str()) {
            // "No." is an answer where it is all there is.
            return lower == "no" && word.len() == text[start..at].trim().len();
        }
        if MAYBE_LAST.contains(&lower.as_str()) {
            return starter() && !(first.is_ascii_digit());
        }
    }
    let initials = !word.is_empty()
        && word.split('.').all(|part| part.chars().count() == 1)
        && word.chars().next().is_some_and(char::is_uppercase);
    if initials && word != "I" {
        return starter();
    }
    // "1. The" at the beginning of a line is a list's number.
    !(word.bytes().all(|byte| byte.is_ascii_digit()) && word.len() == text[start..at].trim().len())
}

/// The word before a full stop, inner full stops included: `U.S` of `U.S.`.
fn last_word(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .find(|(_, character)| !(character.is_alphanumeric() || *character == '.'))
        .map_or(0, |(at, character)| at + character.len_utf8());
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn cut(expected: &[&str]) {
        let text = expected.join(" ");
        let found: Vec<&str> = sentences(&text).into_iter().map(|range| text[range].trim()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn stops_end_sentences() {
        cut(&["One.", "Two!", "Three?", "Four … and more.", "He left…", "Then he came."]);
        cut(&["Prices rose by 3.5 per cent.", "In 2025 they fell."]);
    }

    #[test]
    fn abbreviations_titles_and_initials_do_not() {
        cut(&["The U.S. Senate met Gen. J. R. Smith, i.e. the man, on Sept. 5.", "It rose."]);
        cut(&["Some goods, e.g. Grain No. 5, rose; cf. Fig. 2.", "Others fell."]);
        cut(&["Mr. Ortiz v. State of Nevada was decided.", "Dr. Lee agreed."]);
        cut(&["He moved to the U.S. Navy yard in Washington D.C. Yards followed."]);
    }

    #[test]
    fn an_abbreviation_ends_a_sentence_before_a_word_that_begins_one() {
        cut(&["She works with the U.S.", "The talks go on."]);
        cut(&["Oil, gas, etc.", "However, coal fell."]);
        cut(&["They met at 6 p.m.", "No deal was made."]);
    }

    #[test]
    fn quotation_marks_and_brackets_stay_with_their_sentence() {
        cut(&["“We will act.”", "Then she left.", "(They stayed.)", "All was calm."]);
        cut(&["\"Is it over?\" she asked.", "“No.”", "He left."]);
    }

    #[test]
    fn blocks_end_sentences_and_numbers_of_lists_do_not() {
        let text = "a list without stops\nof two items";
        assert_eq!(sentences(text).len(), 2);
        cut(&["1. The first.", "Another."]);
    }

    proptest::proptest! {
        #[test]
        fn sentences_cover_the_text_without_overlap(text in "([A-Za-z ]{0,6}[.!?…\n”)\"]{0,3}|U\\.S\\. |\\PC){0,20}") {
            let mut end = 0;
            for range in sentences(&text) {
                proptest::prop_assert_eq!(range.start, end);
                proptest::prop_assert!(text.get(range.clone()).is_some_and(|sentence| !sentence.is_empty()));
                end = range.end;
            }
            proptest::prop_assert_eq!(end, text.len());
        }
    }
}
