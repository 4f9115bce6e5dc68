//! Portion marks as people write them: `(S)`, `(TS//SI)`, `(TLP:AMBER)`, `(Secret)`.
//!
//! In: text and a scheme. Out: where a mark stands and what it means. Does not know what it marks.

use std::ops::Range;

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
    },
}

/// Longest text in parentheses that is taken for a mark, in bytes.
const LONGEST: usize = 400;

/// Reads the mark that a text begins with. The text has no white space at its beginning.
pub(super) fn leading(text: &str, scheme: &Scheme) -> Leading {
    let Some((inner, length)) = parenthesis(text) else { return Leading::None };
    if let Some(level) = level_of(&inner, scheme) {
        let glued = text[length..].starts_with(char::is_alphanumeric);
        return Leading::Mark { level, length, glued };
    }
    let near = |level: Level| Some(format!("({})", scheme.definition(level).abbreviation));
    if let Some(level) = level_of(&inner.to_uppercase(), scheme) {
        return Leading::Unknown { length, nearest: near(level) };
    }
    let shouted = inner.starts_with(|first: char| first.is_uppercase() || first == '/')
        && inner.chars().all(|sign| sign.is_uppercase() || " :+/-,.;…".contains(sign));
    let meant = scheme.nearest(&inner).and_then(|name| scheme.find(name)).and_then(near);
    if shouted || meant.is_some() {
        return Leading::Unknown { length, nearest: meant };
    }
    Leading::None
}

/// All marks of a text, wherever they stand.
pub(super) fn anywhere<'t>(
    text: &'t str,
    scheme: &'t Scheme,
) -> impl Iterator<Item = (Range<usize>, Level)> + 't {
    text.match_indices(['(', '（']).filter_map(move |(at, _)| {
        let (inner, length) = parenthesis(&text[at..])?;
        Some((at..at + length, level_of(&inner, scheme)?))
    })
}

/// Whether a mark has letters on both sides: `wo(S)rd`.
pub(super) fn inside_word(text: &str, mark: &Range<usize>) -> bool {
    text[..mark.start].ends_with(char::is_alphanumeric) && text[mark.end..].starts_with(char::is_alphanumeric)
}

/// What stands in the parentheses that a text begins with, without characters that nobody sees, and how long all
/// of it is.
fn parenthesis(text: &str) -> Option<(String, usize)> {
    let open = text.chars().next().filter(|first| matches!(first, '(' | '（'))?.len_utf8();
    let limit = text.floor_char_boundary(LONGEST.min(text.len()));
    let end = open + text[open..limit].find([')', '）'])?;
    let close = text[end..].chars().next()?.len_utf8();
    let inner: String = text[open..end]
        .chars()
        .filter(|sign| !matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'))
        .map(plain)
        .collect();
    Some((inner.trim().to_owned(), end + close))
}

/// Full-width letters and signs, and other spaces, as they are meant.
fn plain(sign: char) -> char {
    match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        sign if sign.is_whitespace() => ' ',
        sign => sign,
    }
}

/// The level a mark names: the whole of it, or what stands before its caveats. Abbreviations are in capitals, as
/// `(c)` and `report(s)` are not marks; names are compared without case.
fn level_of(inner: &str, scheme: &Scheme) -> Option<Level> {
    let exact = |part: &str| {
        let part = part.trim().trim_start_matches('/');
        scheme
            .iter()
            .find(|(_, level)| level.abbreviation == part || level.name.eq_ignore_ascii_case(part))
            .map(|(level, _)| level)
    };
    let before = |cut: &str| inner.split_once(cut).and_then(|(part, _)| exact(part));
    exact(inner).or_else(|| ["//", "/", "-", ",", ";", " "].into_iter().find_map(before))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classification::built_in;

    #[test]
    fn marks_are_read_with_their_caveats() {
        let us = built_in("us").expect("it is in the binary");
        for (text, name) in [
            ("(S) x", "SECRET"),
            ("(S//NF) x", "SECRET"),
            ("(TS//SI//NOFORN) x", "TOP SECRET"),
            ("(S-NF) x", "SECRET"),
            ("(S/NF) x", "SECRET"),
            ("（S）x", "SECRET"),
            ("(\u{200b}S) x", "SECRET"),
            ("(Secret) x", "SECRET"),
            ("(U) x", "UNCLASSIFIED"),
            ("(S; NF) x", "SECRET"),
            ("(//S) x", "SECRET"),
            ("(S\u{a0}NF) x", "SECRET"),
            ("（Ｓ） x", "SECRET"),
            (
                "(TS//SI-G/TK//RSEN/ORCON/REL TO USA, AUS, CAN, GBR, NZL, DEU, FRA, NLD, NOR, DNK) x",
                "TOP SECRET",
            ),
        ] {
            let Leading::Mark { level, .. } = leading(text, &us) else { panic!("{text}") };
            assert_eq!(us.definition(level).name, name, "{text}");
        }
        let tlp = built_in("tlp").expect("it is in the binary");
        let Leading::Mark { level, length, .. } = leading("(TLP:AMBER+STRICT) x", &tlp) else { panic!() };
        assert_eq!((tlp.definition(level).name.as_str(), length), ("TLP:AMBER+STRICT", 18));
    }

    #[test]
    fn what_looks_like_a_mark_is_told_from_what_does_not() {
        let us = built_in("us").expect("it is in the binary");
        for text in ["(see annex) x", "(2025) x", "(a) x", "x (S)", "", "(", "(S", "(This is a remark.) x"] {
            assert_eq!(leading(text, &us), Leading::None, "{text}");
        }
        for (text, nearest) in [
            ("(X) x", None),
            ("(s) x", Some("(S)")),
            ("(Secert) x", Some("(S)")),
            ("(ZZ//NF)", None),
            ("(Ѕ) x", None),
            ("(S…) x", None),
        ] {
            let Leading::Unknown { nearest: found, .. } = leading(text, &us) else { panic!("{text}") };
            assert_eq!(found.as_deref(), nearest, "{text}");
        }
        assert!(matches!(leading("(S)ecret", &us), Leading::Mark { glued: true, .. }));
    }

    #[test]
    fn marks_are_found_inside_a_text() {
        let us = built_in("us").expect("it is in the binary");
        let text = "a report(s) of wo(S)rds (TS//SI) and (c)";
        let found: Vec<_> = anywhere(text, &us).map(|(range, level)| (&text[range], level.0)).collect();
        assert_eq!(found, [("(S)", 2), ("(TS//SI)", 3)]);
        assert!(inside_word(text, &(17..20)));
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in "[(（）)Ss/ÄTLP:+ -]{0,40}") {
            let us = built_in("us").expect("it is in the binary");
            leading(&text, &us);
            for (range, _) in anywhere(&text, &us) {
                proptest::prop_assert!(text.get(range).is_some());
            }
        }
    }
}
