//! Portion marks as people write them: `(S)`, `(TS//SI)`, `(TLP:AMBER)`, `(Secret)`, and what they write by mistake.
//!
//! In: text and a scheme. Out: where a mark stands and what it means, or that somebody seems to have meant one. Does not
//! know what it marks. What stands in the middle of a text is in `place`.

use super::bare::bare;
use super::bracket::{Bracket, Shape, as_latin, enclosed_letter, is_invisible};
use std::ops::Range;

use super::level::{
    exact_level, is_ambiguous, is_designation, is_formula, is_shouted, level_of, loud, odd_level,
    quiet_level, spelt_level,
};
use super::likeness::{Likeness, is_body, is_of_some_scheme, likeness};
use super::lookalikes::{is_copyright, is_credit, is_ending_of_word, is_enumerated, is_small, is_word_in};
use super::place::{LINE_ENDS, begins_portion, ends_portion, follows_sentence};
use crate::classification::{Level, Scheme};

/// What a text begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Leading {
    /// No mark, nor anything that looks like one.
    None,
    /// A mark. The length is in bytes.
    Mark {
        /// Its level.
        level: Level,
        /// The mark alone.
        length: usize,
        /// Whether a letter follows at once, so that the mark is glued to a word.
        glued: bool,
    },
    /// What may be a mark that was misspelt, and the right one where it can be guessed.
    Unknown {
        /// The length in bytes.
        length: usize,
        /// What may have been meant.
        nearest: Option<String>,
        /// How sure that is.
        likeness: Likeness,
    },
}

/// A mark where it marks nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stray {
    /// Where it stands.
    pub(super) range: Range<usize>,
    /// The level it names; the highest where nobody knows which.
    pub(super) level: Level,
    /// How it is written.
    pub(super) form: Form,
}

/// How a mark is written that marks nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// In brackets.
    Bracketed,
    /// With letters on both sides: `wo(S)rd`.
    InsideWord,
    /// In small letters, or as in `(C) 2025 Example Press`: a mark only where the document has others.
    Doubtful,
    /// Without brackets.
    Bare,
}

/// Reads the mark that a text begins with. The text has nothing before it but what [`blank_start`] skips.
pub(super) fn leading(text: &str, scheme: &Scheme) -> Leading {
    let unknown = |length, nearest| Leading::Unknown { length, nearest, likeness: Likeness::Near };
    let near = |level: Level| Some(format!("({})", scheme.definition(level).abbreviation));
    let Some(Bracket { inner, length, shape }) = Bracket::read(text) else {
        return unbracketed(text, scheme)
            .map_or(Leading::None, |(length, level)| unknown(length, near(level)));
    };
    let after = &text[length..];
    let glued = after.starts_with(char::is_alphanumeric);
    match (shape, level_of(&inner, scheme)) {
        _ if is_designation(&inner, scheme) => return Leading::None,
        (Shape::Round, None) if is_body(&inner, after) => return Leading::None,
        (Shape::Round, _) if is_formula(&inner, after) => return Leading::None,
        (Shape::Round, _) if is_ambiguous(&inner, scheme) => return unknown(length, None),
        (Shape::Round, Some(level)) => return Leading::Mark { level, length, glued },
        // `[S]he` is a quotation with a changed letter.
        (Shape::Other | Shape::Open, level) => {
            let level = level.or_else(|| loud(&inner, scheme)).or_else(|| spelt_level(&inner, scheme));
            return match level.filter(|_| !glued) {
                Some(level) => unknown(length, near(level)),
                None => Leading::None,
            };
        }
        (Shape::Round, None) => {}
    }
    if let Some(level) = level_of(&inner.to_uppercase(), scheme) {
        let is_word = is_word_in(&inner, after) || inner == "c" && is_copyright(&inner, after);
        // `(s)he`
        let glued_word = after.starts_with(char::is_lowercase);
        if is_word || glued_word {
            return Leading::None;
        }
        return unknown(length, near(level));
    }
    let meant = odd_level(&inner, scheme).or_else(|| scheme.find(scheme.nearest(&inner)?)).and_then(near);
    if meant.is_some() {
        return unknown(length, meant);
    }
    if !is_shouted(&inner) {
        return Leading::None;
    }
    Leading::Unknown { length, nearest: None, likeness: likeness(&inner, scheme) }
}

/// How many bytes at the beginning of a text are not seen: spaces of any kind and characters without width.
pub(super) fn blank_start(text: &str) -> usize {
    text.len() - text.trim_start_matches(|sign: char| sign.is_whitespace() || is_invisible(sign)).len()
}

/// The marks of a text that stand where a portion may begin or end but none does, and those that cannot be anything else.
pub(super) fn strays(text: &str, scheme: &Scheme) -> Vec<Stray> {
    let mut found: Vec<Stray> = bracketed(text, scheme).collect();
    for (range, level) in bare(text, scheme) {
        let overlaps = |known: &Stray| known.range.start < range.end && range.start < known.range.end;
        if !found.iter().any(overlaps) {
            found.push(Stray { range, level, form: Form::Bare });
        }
    }
    found.sort_by_key(|stray| stray.range.start);
    found
}

fn bracketed<'t>(text: &'t str, scheme: &'t Scheme) -> impl Iterator<Item = Stray> + 't {
    let starts = text.char_indices().filter(|(_, sign)| Bracket::opens(*sign));
    starts.filter_map(move |(at, _)| {
        let Bracket { inner, length, shape } = Bracket::read(&text[at..])?;
        let range = at..at + length;
        let (before, after) = (&text[..at], &text[range.end..]);
        if is_designation(&inner, scheme) || is_formula(&inner, after) {
            return None;
        }
        let letter_before = before.ends_with(char::is_alphanumeric);
        let letter_after = after.starts_with(char::is_alphanumeric);
        let exact = quiet_level(&inner, scheme).filter(|_| !(inner.contains('.') && is_body(&inner, after)));
        if shape == Shape::Round && letter_before && letter_after {
            return exact.map(|level| Stray { range, level, form: Form::InsideWord });
        }
        if let Some(level) = loud(&inner, scheme) {
            return Some(Stray { range, level, form: Form::Bracketed });
        }
        let exact = exact.filter(|_| shape == Shape::Round || !letter_after && shape != Shape::Open);
        // `501(C)(3)`
        if before.ends_with(|last: char| last.is_ascii_digit()) && after.starts_with('(') {
            return None;
        }
        let joined = joins(before, scheme);
        let begins = begins_portion(before, after) || joined;
        let small = || {
            let behind_mark = joined
                && !inner.contains(char::is_uppercase)
                && !letter_after
                && !is_copyright(&inner, after);
            behind_mark || is_small(&inner, before, after)
        };
        let alike = || quiet_level(&as_latin(&inner), scheme).filter(|_| !inner.is_ascii());
        let (level, form) = match exact {
            Some(level) if is_copyright(&inner, after) || is_credit(&inner, before, after) => {
                (level, Form::Doubtful)
            }
            Some(level) => (level, Form::Bracketed),
            None if begins && alike().is_some() => (alike()?, Form::Bracketed),
            None if shape == Shape::Round && !letter_before && small() => {
                (exact_level(&inner.to_uppercase(), scheme)?, Form::Doubtful)
            }
            None if shape == Shape::Round && follows_sentence(before, after) => {
                (is_likely(&inner, &text[at..], scheme).then(|| scheme.highest())?, Form::Bracketed)
            }
            None => return None,
        };
        let closes = || ends_portion(after) && !is_ending_of_word(before);
        let meant = begins || closes();
        let enumerated = meant && is_enumerated(&inner, before, after);
        let form = match () {
            () if meant && !enumerated => form,
            // Where the letter before is a level too, both may be marks.
            () if enumerated && follows_level(&inner, scheme) => Form::Doubtful,
            () if exact.is_some() && labels(before, after) => form,
            () if exact.is_some() && leads_in(before, after) => Form::Doubtful,
            () => return None,
        };
        Some(Stray { range, level, form })
    })
}

/// Whether the letter before this one is a level of its own, as B is before C: `(A) One. (B) Two.`
fn follows_level(inner: &str, scheme: &Scheme) -> bool {
    let mut letters = inner.bytes();
    let (Some(letter @ b'B'..=b'Z'), None) = (letters.next(), letters.next()) else { return false };
    let previous = char::from(letter - 1);
    scheme.iter().any(|(_, level)| level.abbreviation.chars().eq([previous]))
}

/// Whether a few words that begin a line, and a sentence that begins behind them, make this the mark of that sentence:
/// `Comment (S) The order …`.
fn leads_in(before: &str, after: &str) -> bool {
    let line = before.rsplit(LINE_ENDS).next().unwrap_or(before).trim();
    // The mark of the text itself stands before the label.
    let line = Bracket::read(line).map_or(line, |bracket| line[bracket.length..].trim_start());
    let mut words = line.split_whitespace();
    let plain = |word: &str| word.chars().all(char::is_alphabetic);
    (1..=LEAD).contains(&words.clone().count())
        && line.starts_with(char::is_uppercase)
        && words.all(plain)
        && after.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_uppercase))
        && after.split_whitespace().count() >= LEAD
}

/// Whether this stands between a label and its colon: `Comment (S): The order …`.
fn labels(before: &str, after: &str) -> bool {
    let line = before.rsplit(LINE_ENDS).next().unwrap_or(before);
    let label = line.rsplit(['.', '!', '?', ';', ')', '）']).next().unwrap_or(line).trim();
    let plain = |sign: char| sign.is_alphabetic() || sign.is_whitespace() || "-'’".contains(sign);
    let text = after.strip_prefix([':', '：']);
    (1..=LEAD).contains(&label.split_whitespace().count())
        && label.starts_with(char::is_uppercase)
        && label.chars().all(plain)
        && text.is_some_and(|text| text.starts_with(char::is_whitespace) && !text.trim().is_empty())
}

/// Most words of a label without a colon, and the fewest of the sentence behind it: `Vitamin (C) Content` is none.
const LEAD: usize = 3;

/// Whether what would be refused at the beginning of a paragraph is meant as a mark behind a sentence too: `(NOFORN)`, `(S)`
/// in a scheme of other letters.
fn is_likely(inner: &str, text: &str, scheme: &Scheme) -> bool {
    !inner.contains(char::is_lowercase)
        && (inner.chars().count() > 1 || is_of_some_scheme(inner))
        && matches!(leading(text, scheme), Leading::Unknown { likeness: Likeness::Near, .. })
}

/// Whether a mark stands before this one and no words between them: `(U)/(S)`, `(U) and (S)`.
fn joins(before: &str, scheme: &Scheme) -> bool {
    let line = before.rsplit(LINE_ENDS).next().unwrap_or(before).trim_end();
    let between = ["and", "or", "/", "-", "–", "+", "&", ","];
    let line = between.iter().find_map(|word| line.strip_suffix(word)).unwrap_or(line).trim_end();
    let Some(open) = line.rfind(['(', '（']) else { return false };
    let bracket = Bracket::read(&line[open..]).filter(|bracket| open + bracket.length == line.len());
    bracket.is_some_and(|bracket| level_of(&bracket.inner, scheme).is_some())
        && begins_portion(&line[..open], "")
}

/// Whether a text may begin with a mark that lacks a bracket. Nearly none does, and this is quick.
pub(super) fn may_lack_brackets(text: &str) -> bool {
    let head = &text[..text.floor_char_boundary(60)];
    enclosed_letter(head).is_some()
        || head.contains("//")
        || head
            .split_whitespace()
            .next()
            .is_some_and(|word| word.ends_with(')') || word.contains(':') && !word.ends_with(':'))
}

/// A mark without its parentheses or without one of them: `S//NF The port`, `S) The port`, `🄢`.
fn unbracketed(text: &str, scheme: &Scheme) -> Option<(usize, Level)> {
    if let Some((letter, length)) = enclosed_letter(text) {
        let is_mark = !is_copyright(&letter, &text[length..]);
        return level_of(&letter, scheme).filter(|_| is_mark).map(|level| (length, level));
    }
    let word = text.find(char::is_whitespace).unwrap_or(text.len());
    if let Some(closed) = text[..word].strip_suffix(')').filter(|closed| !closed.contains('(')) {
        let abbreviation = scheme.iter().find(|(_, level)| level.abbreviation == closed);
        return abbreviation.map(|(level, _)| (word, level));
    }
    // `TLP:RED`, the longest name of those that fit.
    let bare = scheme.iter().filter(|(_, level)| {
        let behind = text.strip_prefix(level.name.as_str());
        level.name.contains(':') && behind.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    });
    if let Some((level, found)) = bare.max_by_key(|(_, level)| level.name.len()) {
        return Some((found.name.len(), level));
    }
    let head = text.get(..text.floor_char_boundary(60))?;
    let (name, caveats) = head.split_once("//")?;
    let level = exact_level(name, scheme).filter(|_| caveats.starts_with(char::is_uppercase))?;
    let end = caveats.find(char::is_whitespace).unwrap_or(caveats.len());
    Some((name.len() + 2 + end, level))
}

#[cfg(test)]
mod tests;
