//! What is written as a mark is and is none: letters of an enumeration, a copyright, a credit, the ending of a word.
//!
//! In: what stands in the brackets, and the text before and behind. Out: whether it is such. Does not know events.

use super::place::{LINE_ENDS, follows_sentence};

/// Words that a letter in parentheses belongs to.
const REFERRING: [&str; 14] = [
    "paragraph",
    "para",
    "subparagraph",
    "clause",
    "article",
    "section",
    "item",
    "point",
    "option",
    "annex",
    "letter",
    "and",
    "or",
    "copyright",
];

/// Whether an abbreviation in small letters may be meant as a mark, `(s) Text` or `text (s).`: not the letter of a paragraph of
/// a law, nor a copyright, nor what a sentence goes on behind.
pub(super) fn is_small(inner: &str, before: &str, after: &str) -> bool {
    let word = before.trim_end().rsplit(|sign: char| !sign.is_alphanumeric()).next().unwrap_or_default();
    let behind = after.trim_start();
    let goes_on = behind.starts_with(|sign: char| sign.is_ascii_digit())
        || behind.starts_with(char::is_lowercase) && !follows_sentence(before, "");
    !inner.contains(char::is_uppercase)
        && !after.starts_with(char::is_alphanumeric)
        && !goes_on
        && !REFERRING.contains(&word.to_lowercase().as_str())
}

/// Whether this is a letter of an enumeration: the letter before it stands before it, `(a) … (b) … (c)`, or it is the first
/// and the second follows. Roman numerals are enumerated if a lower one stands before or a higher one behind.
pub(super) fn is_enumerated(inner: &str, before: &str, after: &str) -> bool {
    if let Some(place) = ROMAN.iter().position(|numeral| *numeral == inner.trim_matches(['(', ')'])) {
        let stands = |text: &str, numeral: &str| {
            let numerals = text.match_indices(numeral).map(|(at, _)| (at, at + numeral.len()));
            numerals
                .into_iter()
                .any(|(start, end)| text[..start].ends_with('(') && text[end..].starts_with(')'))
        };
        let (lower, higher) = (&ROMAN[..place], &ROMAN[place + 1..]);
        if lower.iter().any(|one| stands(before, one)) || higher.iter().any(|one| stands(after, one)) {
            return true;
        }
    }
    let mut letters = inner.trim_matches(['(', ')']).bytes();
    let (Some(letter), None) = (letters.next(), letters.next()) else { return false };
    if matches!(letter, b'a' | b'A') {
        return after.contains(&format!("({})", char::from(letter + 1)));
    }
    let previous = char::from(letter.saturating_sub(1));
    previous.is_ascii_alphabetic()
        && (before.contains(&format!("({previous})")) || before.contains(&format!("{previous}) ")))
}

/// Roman numerals that lists have.
const ROMAN: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

/// Whether parentheses behind this belong to a word, as in `NAME(S)` and `f(S)`.
pub(super) fn is_ending_of_word(before: &str) -> bool {
    let word = before.rsplit(|sign: char| !sign.is_alphanumeric()).next().unwrap_or(before);
    word.chars().count() == 1 || !word.is_empty() && word.chars().all(char::is_uppercase)
}

/// Whether an abbreviation that is a word is used as one: `(Red) light`.
pub(super) fn is_word_in(inner: &str, after: &str) -> bool {
    let mut letters = inner.chars();
    let titled = letters.next().is_some_and(char::is_uppercase);
    titled
        && inner.len() >= 3
        && letters.all(char::is_lowercase)
        && after.starts_with(' ')
        && after.trim_start().starts_with(char::is_lowercase)
}

/// Whether a mark is the sign of a copyright, by what stands behind it.
pub(super) fn is_copyright_line(mark: &str, behind: &str) -> bool {
    is_copyright(mark.trim_matches(['(', ')']), behind)
}

/// Whether this is `(c) 2025`, or `(C) 2025 Example Press`: with a capital letter a sentence may begin with the year.
pub(super) fn is_copyright(inner: &str, after: &str) -> bool {
    let year = after.trim_start_matches(|sign: char| sign.is_whitespace() || "*_`".contains(sign));
    (year.starts_with("19") || year.starts_with("20")) && (inner == "c" || inner == "C" && is_held(year))
}

/// Most words of the name of those who hold a copyright.
const HOLDER: usize = 6;

/// What may follow the name.
const RESERVED: &str = "all rights reserved";

/// Whether a line is years and a short name, and nothing else. A verb cannot be told from a name, so what is longer may be a
/// sentence: `2025 NATO exercises will move to the north in May.`
pub(super) fn is_held(line: &str) -> bool {
    let line = line.split(LINE_ENDS).next().unwrap_or(line);
    let ended = |text: &str| text.trim_end_matches(|sign: char| !sign.is_alphanumeric()).len();
    let name = line.trim_start_matches(|sign: char| !sign.is_alphabetic());
    let mut name = &name[..ended(name)];
    if let Some(at) = name.len().checked_sub(RESERVED.len())
        && name.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(RESERVED))
    {
        name = &name[..ended(&name[..at])];
    }
    (1..=HOLDER).contains(&name.split_whitespace().count())
        && !name.starts_with(char::is_lowercase)
        && ![". ", "! ", "? ", "; ", ": "].iter().any(|stop| name.contains(stop))
}

/// Whether this is the credit of a picture: `Photo: (C) Reuters 2025`.
pub(super) fn is_credit(inner: &str, before: &str, after: &str) -> bool {
    let label = before.trim_end().strip_suffix(':').unwrap_or_default();
    let word = label.rsplit(|sign: char| !sign.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    let mut words = after.lines().next().unwrap_or_default().split(|sign: char| !sign.is_alphanumeric());
    inner == "C"
        && ["photo", "photos", "image", "picture", "map", "graphic", "credit"].contains(&word.as_str())
        && words.any(|word| word.len() == 4 && (word.starts_with("19") || word.starts_with("20")))
}
