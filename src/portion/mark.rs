//! Portion marks as people write them: `(S)`, `(TS//SI)`, `(TLP:AMBER)`, `(Secret)`, and what they write by mistake.
//!
//! In: text and a scheme. Out: where a mark stands and what it means, or that somebody seems to have meant one. Does not
//! know what it marks. What stands in the middle of a text is in `place`.

use std::ops::Range;

use super::bare::bare;
use super::bracket::{Bracket, Shape, enclosed_letter, is_invisible};
use super::level::{
    exact_level, is_ambiguous, is_designation, is_formula, is_shouted, level_of, loud, odd_level,
    quiet_level, spelt_level,
};
use super::likeness::{Likeness, is_body, is_of_some_scheme, likeness};
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
        let begins = begins_portion(before, after) || joins(before, scheme);
        let (level, form) = match exact {
            Some(level) if is_copyright(&inner, after) || is_credit(&inner, before, after) => {
                (level, Form::Doubtful)
            }
            Some(level) => (level, Form::Bracketed),
            None if shape == Shape::Round && !letter_before && is_small(&inner, before, after) => {
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
fn is_small(inner: &str, before: &str, after: &str) -> bool {
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
fn is_ending_of_word(before: &str) -> bool {
    let word = before.rsplit(|sign: char| !sign.is_alphanumeric()).next().unwrap_or(before);
    word.chars().count() == 1 || !word.is_empty() && word.chars().all(char::is_uppercase)
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
        return level_of(&letter, scheme).map(|level| (length, level));
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

/// Whether an abbreviation that is a word is used as one: `(Red) light`.
fn is_word_in(inner: &str, after: &str) -> bool {
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
fn is_copyright(inner: &str, after: &str) -> bool {
    let year = after.trim_start_matches(|sign: char| sign.is_whitespace() || "*_`".contains(sign));
    (year.starts_with("19") || year.starts_with("20")) && (inner == "c" || inner == "C" && is_held(year))
}

/// Most words of the name of those who hold a copyright.
const HOLDER: usize = 6;

/// What may follow the name.
const RESERVED: &str = "all rights reserved";

/// Whether a line is years and a short name, and nothing else. A verb cannot be told from a name, so what is longer may be a
/// sentence: `2025 NATO exercises will move to the north in May.`
fn is_held(line: &str) -> bool {
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
fn is_credit(inner: &str, before: &str, after: &str) -> bool {
    let label = before.trim_end().strip_suffix(':').unwrap_or_default();
    let word = label.rsplit(|sign: char| !sign.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    let mut words = after.lines().next().unwrap_or_default().split(|sign: char| !sign.is_alphanumeric());
    inner == "C"
        && ["photo", "photos", "image", "picture", "map", "graphic", "credit"].contains(&word.as_str())
        && words.any(|word| word.len() == 4 && (word.starts_with("19") || word.starts_with("20")))
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
        for text in [
            "(see annex) x",
            "(2025) x",
            "(a) x",
            "x (S)",
            "",
            "(",
            "(This is a remark.) x",
            "[S]he x",
            "(s)he x",
            "(EU) member states x",
            "(U.S.) forces",
            "(c) 2025 x",
            "[12] x",
            "[see] x",
            "U.S. x",
            "https://example.org x",
        ] {
            assert_eq!(leading(text, &us), Leading::None, "{text}");
        }
        let tlp = built_in("tlp").expect("it is in the binary");
        assert_eq!(leading("(Red) light", &tlp), Leading::None);
        for (text, nearest) in [
            ("(X) x", None),
            ("(s) x", Some("(S)")),
            ("(Secert) x", Some("(S)")),
            ("(ZZ//NF)", None),
            ("(Ѕ) x", None),
            ("(S…) x", Some("(S)")),
            ("[S] x", Some("(S)")),
            ("[S//NF] x", Some("(S)")),
            ("【S】 x", Some("(S)")),
            ("(S] x", Some("(S)")),
            ("{TS} x", Some("(TS)")),
            ("(s//nf) x", Some("(S)")),
            ("[s//nf] x", Some("(S)")),
            ("(S x (y) z", Some("(S)")),
            ("(S", Some("(S)")),
            ("S//NF x", Some("(S)")),
            ("TOP SECRET//NOFORN x", Some("(TS)")),
            ("S) x", Some("(S)")),
            ("🄢 x", Some("(S)")),
            ("(FOUO) x", None),
            ("(s)The x", Some("(S)")),
        ] {
            let Leading::Unknown { nearest: found, likeness: Likeness::Near, .. } = leading(text, &us) else {
                panic!("{text}")
            };
            assert_eq!(found.as_deref(), nearest, "{text}");
        }
        for text in ["(MSF) KHARTOUM", "(TBD)", "(KE) Mombasa"] {
            let read = leading(text, &us);
            assert!(matches!(read, Leading::Unknown { likeness: Likeness::Far, .. }), "{text}");
        }
        assert!(matches!(leading("(S)ecret", &us), Leading::Mark { glued: true, .. }));
    }

    #[test]
    fn a_mark_with_the_word_of_another_level_is_none() {
        for (scheme, marks) in [
            ("tlp", &["TLP:AMBER STRICT", "TLP:AMBER-STRICT", "AMBER/STRICT", "TLP:AMBER + STRICT"][..]),
            ("us", &["C/S", "C//S", "C-S", "C, S", "C or S", "U//TS", "U until 2027, then S", "U or S"]),
            ("uk", &["OFFICIAL-SENSITIVE", "O-S", "O//SENSITIVE"]),
            ("us", &["S–NF", "S—NF", "S\\NF", "S|NF", "S?", "S&NF", "Classification: S"]),
            ("nato", &["Secret", "COSMIC SECRET"]),
            ("eu", &["Secret", "Secret UE"]),
        ] {
            let scheme = built_in(scheme).expect("it is in the binary");
            for mark in marks {
                let read = leading(&format!("({mark}) text"), &scheme);
                assert!(matches!(read, Leading::Unknown { .. }), "{mark}: {read:?}");
            }
        }
        let us = built_in("us").expect("it is in the binary");
        for mark in ["S//NF", "S//NOFORN", "U//FOUO", "S//REL TO USA, GBR", "TS//SI//ORCON", "S//SECRET"] {
            let read = leading(&format!("({mark}) text"), &us);
            assert!(matches!(read, Leading::Mark { .. }), "{mark}: {read:?}");
        }
        let eu = built_in("eu").expect("it is in the binary");
        for mark in ["S-UE/EU-S", "SECRET UE/EU SECRET", "R-UE/EU-R//REL TO EU", "EU-U"] {
            let read = leading(&format!("({mark}) text"), &eu);
            assert!(matches!(read, Leading::Mark { .. }), "{mark}: {read:?}");
        }
        let tlp = built_in("tlp").expect("it is in the binary");
        assert!(matches!(leading("TLP:RED The port", &tlp), Leading::Unknown { length: 7, .. }));
        assert!(matches!(leading("(TLP:AMBER+STRICT) x", &tlp), Leading::Mark { .. }));
    }

    fn found(text: &str, scheme: &str) -> Vec<String> {
        let scheme = built_in(scheme).expect("it is in the binary");
        let found = strays(text, &scheme).into_iter().filter(|stray| stray.form != Form::Doubtful);
        found.map(|stray| text[stray.range].to_owned()).collect()
    }

    #[test]
    fn marks_are_found_where_a_portion_may_begin() {
        for (text, mark) in [
            ("It fell. (S) The order came", "(S)"),
            ("It fell. (S//NF)", "(S//NF)"),
            ("in a (S//NF) text", "(S//NF)"),
            ("in a (s//nf) text", "(s//nf)"),
            ("a [S//NF] b", "[S//NF]"),
            ("It fell. [S] The order", "[S]"),
            ("It fell.\n（S）The order", "（S）"),
            ("Comment: (S-NF) The order", "(S-NF)"),
            ("KJ-1 (S) The order", "(S)"),
            ("wo(S)rd", "(S)"),
            ("<p>(secret) The order", "(secret)"),
            ("a (ZZ//NF) b", "(ZZ//NF)"),
        ] {
            assert_eq!(found(text, "us"), [mark], "{text}");
        }
    }

    #[test]
    fn marks_are_found_where_a_portion_may_end() {
        for text in [
            "The plan of the port (S)",
            "The palace ordered it (S).",
            "The palace ordered it (S) .\u{200b}",
            "The palace ordered it (S). The port closed.",
            "The palace ordered it.(S)",
            "The palace ordered it(S)",
            "“The palace ordered it (S).” So",
            "The palace ordered it (S)\u{2028}The port",
            "The palace ordered it (S)\u{b}The port",
            "The palace ordered it (S)\u{2029}@source",
            "<p>The palace ordered it (S)</p>\n<p>The port</p>",
            "<img alt=\"The palace ordered it (S)\" src=\"a.png\">",
            "The palace ordered it (secret);",
            "The palace said \"(S) The port",
            "The palace said '(S) The port'",
        ] {
            assert_eq!(found(text, "us").len(), 1, "{text}");
        }
    }

    /// Sentences of ordinary prose, each read under every scheme.
    #[test]
    fn ordinary_prose_has_no_marks() {
        for text in [
            "Vitamin (C) is scarce",
            "Vitamin (C)\nis scarce",
            "Vitamin (<b>C</b>) and <i>sulphur (S)</i> are scarce",
            "the NAME(S)",
            "the mark \"(S)\" means",
            "Senator Smith (C) and Senator Jones (S) disagree.",
            "The European Union (EU) and the United Nations (UN) agree.",
            "Three paths: (a) by road; (b) by rail; (c) by sea.",
            "Three paths: (A) by road; (B) by rail; (C) by sea.",
            "the report(s) of the desk",
            "Sulphur (S), carbon (C) and uranium (U) are traded.",
            "as we said (see annex S).",
            "He said: “[S]he is in the town.”",
            "It fell. [C]ivilians left.",
            "care of (c/o) the embassy",
            "read it (https://example.org/S//NF)",
            "It fell. (Confidential sources agree.)",
            "a call of f(S) and g(TS)",
            "He ran a (Red) light, and an (Amber) one.",
            "It fell. (Secretly, they cheered.)",
        ] {
            for scheme in crate::classification::BUILT_IN {
                assert_eq!(found(text, scheme), [""; 0], "{scheme}: {text}");
            }
        }
    }

    #[test]
    fn what_may_be_a_lead_in_is_a_mark_where_there_are_others() {
        let us = built_in("us").expect("it is in the binary");
        for text in [
            "Comment (S) The order came",
            "(U) Comment (S) The order came",
            "Gate and port (TS) The order came.",
        ] {
            assert_eq!(strays(text, &us).last().map(|stray| stray.form), Some(Form::Doubtful), "{text}");
        }
        for text in
            ["Vitamin (C) Content", "the port (S) The order came", "The gate of the port (S) The order came"]
        {
            assert_eq!(strays(text, &us), [], "{text}");
        }
    }

    #[test]
    fn a_letter_behind_another_level_may_be_a_mark() {
        let config = "[[classification.levels]]\nname = \"Open\"\nabbreviation = \"A\"\n\
                      [[classification.levels]]\nname = \"Board\"\nabbreviation = \"B\"\n";
        let (config, _) = crate::config::load("site.toml", config, &crate::config::Overrides::default());
        for text in ["(A) Open words. (B) Shut words.", "(A) Open words. The gate is shut (B)."] {
            let found = strays(text, &config.scheme);
            assert!(
                found.iter().any(|stray| text[stray.range.clone()] == *"(B)" && stray.form == Form::Doubtful),
                "{text}"
            );
        }
    }

    #[test]
    fn a_copyright_is_years_and_a_short_name() {
        for text in [
            " 2025 Example Press",
            " 2024-2025, Example Press, Inc.",
            "** 2025 Example Press",
            " 2025 Example Press. All rights reserved.",
            " 2025 Example Press\nThe port closed in the north in May, as was said.",
        ] {
            assert!(is_copyright("C", text), "{text}");
        }
        for text in [
            " 2025 NATO exercises will move to the north in May.",
            " 2025 NATO moves. It will.",
            " 2025 was a year",
            " 2025",
            " Example Press",
        ] {
            assert!(!is_copyright("C", text), "{text}");
        }
        assert!(is_copyright("c", " 2025 was a year"));
    }

    #[test]
    fn letters_of_an_enumeration_follow_each_other() {
        assert!(is_enumerated("c", "(a) one (b) two ", ""));
        assert!(is_enumerated("C)", "A) one B) two ", ""));
        assert!(!is_enumerated("s", "(a) one (b) two ", "(t)"));
        assert!(is_enumerated("A", "", " one\n\n(B) two"));
        assert!(!is_enumerated("A", "", " one"));
        assert!(!is_enumerated("TS", "(TR)", ""));
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in "[(（）)\\[\\]【Ss/ÄTLP:+. -]{0,40}") {
            let us = built_in("us").expect("it is in the binary");
            leading(&text, &us);
            for stray in strays(&text, &us) {
                proptest::prop_assert!(text.get(stray.range).is_some());
            }
        }
    }
}
