//! Lines that are fences of portion blocks, and lines whose author meant one.
//!
//! In: text. Out: [`Line`]s. Knows neither levels nor what stands between fences.

use std::ops::Range;

use super::bracket::is_invisible;
use crate::diag::nearest;

/// The words that begin blocks.
pub(super) const WORDS: [&str; 2] = ["portion", "tearline"];

/// A line that is, or may be meant as, a fence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line<'b> {
    /// From the colons to the end of the line.
    pub(super) span: Range<usize>,
    /// What follows the colons.
    pub(super) words: &'b str,
    /// How many colons there are.
    pub(super) colons: usize,
    /// Whether it is one.
    pub(super) shape: Shape,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A fence.
    Fence,
    /// Two colons, wide ones, colons with spaces between them or behind words: no fence, and meant as one.
    Lookalike,
    /// Two colons alone, which may be meant as the end of a block that is open.
    Half,
}

const COLONS: [char; 7] = [':', '：', '﹕', '︓', '∶', '꞉', 'ː'];

/// Whether a text can have such a line; most have not.
pub(super) fn may_have(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memmem::find(bytes, b"::").is_some()
        || memchr::memmem::find(bytes, b": :").is_some()
        || !text.is_ascii() && text.contains(&COLONS[1..])
}

/// The fences of a text, and what looks like them.
pub(super) fn lines(body: &str) -> impl Iterator<Item = Line<'_>> {
    let mut at = 0;
    body.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let text = line.trim_end();
        // Nearly all lines have no colon at all.
        if memchr::memchr(b':', text.as_bytes()).is_none() && text.is_ascii() {
            return None;
        }
        let (first, line) = read(text)?;
        Some(Line { span: start + first..start + text.len(), ..line })
    })
}

/// The byte at which the colons begin, and the line without its place.
fn read(text: &str) -> Option<(usize, Line<'_>)> {
    // A fence may stand in a quote or a list, but not behind words.
    let before = |sign: char| {
        sign.is_whitespace() || sign.is_ascii_digit() || ">-*+.)".contains(sign) || is_invisible(sign)
    };
    let first = text.len() - text.trim_start_matches(before).len();
    let rest = &text[first..];
    let line = |words, colons, shape| Some((first, Line { span: 0..0, words, colons, shape }));
    if rest.starts_with(":::") {
        let words = rest.trim_start_matches(':');
        let shape = if text[..first].contains(is_invisible) || words.starts_with(COLONS) {
            Shape::Lookalike
        } else {
            Shape::Fence
        };
        return line(words.trim(), rest.len() - words.len(), shape);
    }
    let words = rest.trim_start_matches(|sign: char| {
        COLONS.contains(&sign) || sign.is_whitespace() || is_invisible(sign)
    });
    let colons = rest[..rest.len() - words.len()].chars().filter(|sign| COLONS.contains(sign)).count();
    let word = words.split(|sign: char| !sign.is_alphanumeric()).find(|word| !word.is_empty());
    let meant = word.is_some_and(|word| nearest(&word.to_lowercase(), WORDS).is_some());
    match colons {
        0 | 1 => behind_words(text),
        2 if words.is_empty() => line("", colons, Shape::Half),
        2 if !meant => None,
        _ => line(words, colons, Shape::Lookalike),
    }
}

/// `text ::: portion S`; in backticks it is spoken of.
fn behind_words(text: &str) -> Option<(usize, Line<'_>)> {
    let first = text.find(":::").filter(|first| !text[..*first].ends_with('`'))?;
    let words = text[first..].trim_start_matches(':').trim();
    let lower = words.to_lowercase();
    WORDS.iter().any(|word| lower.starts_with(word)).then(|| {
        let colons = text[first..].len() - text[first..].trim_start_matches(':').len();
        (first, Line { span: 0..0, words, colons, shape: Shape::Lookalike })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shapes(text: &str) -> Vec<(Shape, usize, &str)> {
        lines(text).map(|line| (line.shape, line.colons, line.words)).collect()
    }

    #[test]
    fn fences_are_told_from_what_is_meant_as_one() {
        for (text, found) in [
            ("::: portion S", (Shape::Fence, 3, "portion S")),
            (":::portion S", (Shape::Fence, 3, "portion S")),
            ("> - ::: portion S", (Shape::Fence, 3, "portion S")),
            ("::::", (Shape::Fence, 4, "")),
            (":: portion S", (Shape::Lookalike, 2, "portion S")),
            ("：：： portion S", (Shape::Lookalike, 3, "portion S")),
            (": : : Portion S", (Shape::Lookalike, 3, "Portion S")),
            (": : :", (Shape::Lookalike, 3, "")),
            ("：：：", (Shape::Lookalike, 3, "")),
            ("\u{feff}::: portion S", (Shape::Lookalike, 3, "portion S")),
            ("::\u{200b}: portion S", (Shape::Lookalike, 3, "portion S")),
            ("text ::: portion S", (Shape::Lookalike, 3, "portion S")),
            (":: portoin S", (Shape::Lookalike, 2, "portoin S")),
            ("::", (Shape::Half, 2, "")),
        ] {
            assert_eq!(shapes(text), [found], "{text}");
            assert!(may_have(text), "{text}");
        }
        for text in [
            "term\n: portion of a cargo",
            "::std::mem",
            "a `::: portion S` b",
            "at 10:30",
            "note: :)",
            "：注",
        ] {
            assert_eq!(shapes(text), [], "{text}");
        }
    }
}
