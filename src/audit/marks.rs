//! Portion marks as the audit reads them, and what a text begins with.
//!
//! In: text and a scheme. Out: levels. Written without the code that a build reads marks with, so that one mistake is
//! not made twice: it works on what people typed, not on events.

use crate::classification::{Level, Scheme};

/// What a document is held against.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules<'a> {
    /// The site's scheme.
    pub(super) scheme: &'a Scheme,
    /// The level of the document.
    pub(super) own: Level,
    /// The highest level that may be published.
    pub(super) ceiling: Level,
    /// Whether tags are markup, so that a mark may stand behind one.
    pub(super) tags: bool,
    /// Whether what blocks begin with are letters and no marks: see `letters`.
    pub(super) letters: bool,
}

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Among words.
    Text,
    /// In a block of code.
    Code,
}

/// How a text begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Opening<'t> {
    /// What stands behind marks and the number of a judgement.
    pub(super) text: &'t str,
    /// The level by its mark; the highest of several.
    pub(super) level: Option<Level>,
    /// The n of `KJ-n.`.
    pub(super) judgement: Option<u32>,
}

/// Longest text in parentheses that is taken for a mark, in bytes.
const LONGEST: usize = 400;

impl Rules<'_> {
    /// Whether what has this level may be published; what has none is of the document's.
    pub(super) fn shows(&self, level: Option<Level>) -> bool {
        level.unwrap_or(self.own) <= self.ceiling
    }

    /// Reads marks and the number of a judgement, in either order, behind the word of an alert.
    pub(super) fn opening<'t>(&self, text: &'t str) -> Opening<'t> {
        self.opening_in(text, Place::Text)
    }

    /// The same in a text or in a block of code.
    pub(super) fn opening_in<'t>(&self, text: &'t str, place: Place) -> Opening<'t> {
        let mut opening = Opening { text: self.bare(text), level: None, judgement: None };
        if opening.text.starts_with("[!")
            && let Some(end) = opening.text.find(']')
        {
            opening.text = self.bare(&opening.text[end + 1..]);
        }
        for _ in 0..3 {
            if opening.judgement.is_none()
                && let Some((number, behind)) = judgement(opening.text)
            {
                opening.judgement = Some(number);
                opening.text = self.bare(behind);
            } else if let Some((level, behind)) = self.mark(opening.text).filter(|(_, behind)| {
                let ticks = text[..text.len() - opening.text.len()].matches('`').count();
                let in_code = place == Place::Code || ticks % 2 == 1;
                !(self.letters || in_code && is_code(behind))
            }) {
                opening.level = opening.level.max(Some(level));
                opening.text = self.bare(behind);
            } else {
                break;
            }
        }
        opening
    }

    /// The level of a mark that a text begins with, and what stands behind it.
    pub(super) fn mark<'t>(&self, text: &'t str) -> Option<(Level, &'t str)> {
        if let Some((inside, behind)) = parenthesis(text) {
            let word = behind.trim_start().split(|one: char| !one.is_alphanumeric()).next();
            let formula =
                inside.contains([',', '/']) && inside.split([',', '/']).all(|one| one.trim().len() == 1);
            if formula && word.is_some_and(|word| matches!(word, "ratio" | "ratios" | "pair" | "pairs")) {
                return None;
            }
            return self.level_of(&inside).or_else(|| self.loud(&inside)).map(|level| (level, behind));
        }
        // A build refuses other brackets. Where they are not those of a link or of a changed letter, `[S]he`, they withhold.
        let (inside, behind) = bracket(text)?;
        let is_mark = !behind.starts_with(|next: char| next.is_alphanumeric() || "([:".contains(next));
        let level = self.level_of(&inside).or_else(|| self.loud(&inside)).filter(|_| is_mark)?;
        Some((level, behind))
    }

    /// The level of a mark that a text ends with, `The order came (S//NF).`: a build refuses it, and other programs publish it.
    pub(super) fn closing(&self, text: &str) -> Option<Level> {
        let end = |one: char| one.is_whitespace() || ".!?…\"'”’»*_`".contains(one) || is_invisible(one);
        let text = text.trim_end_matches(end);
        let start = text.rfind(['(', '（']).filter(|_| text.ends_with([')', '）']))?;
        let (before, mark) = text.split_at(start);
        let (level, behind) = self.mark(mark)?;
        // Words in capitals and letters have endings, `NAME(S)`; what begins with a mark is read as such.
        let word = before.trim_end().rsplit(|one: char| !one.is_alphanumeric()).next().unwrap_or_default();
        let is_ending = before.ends_with(char::is_alphanumeric)
            && (word.chars().count() == 1 || word.chars().all(char::is_uppercase));
        let mut letters = mark.bytes().skip(1).take_while(u8::is_ascii_uppercase);
        let previous =
            letters.next().filter(|_| letters.next().is_none()).map(|letter| char::from(letter - 1));
        // Where the letter before is a level too, it is a mark before a mark.
        let is_level =
            |letter: char| self.scheme.iter().any(|(_, level)| level.abbreviation.chars().eq([letter]));
        let is_listed =
            previous.is_some_and(|letter| !is_level(letter) && before.contains(&format!("{letter}) ")));
        let is_text =
            before.trim().is_empty() || before.ends_with(['\\', '[', ']']) || before.contains("<!--");
        (behind.is_empty() && !self.letters && !is_ending && !is_listed && !is_text).then_some(level)
    }

    /// The level of a mark that stands where it marks nothing for sure: at the end, before the colon of a label, or without
    /// parentheses. A build refuses them, and other programs publish them.
    pub(super) fn misplaced(&self, text: &str) -> Option<Level> {
        self.closing(text).max(self.label(text)).max(self.naked(text))
    }

    /// The level in `Comment (S): The order came.`
    fn label(&self, text: &str) -> Option<Level> {
        let text = self.opening(text).text;
        let start = text.find(['(', '（'])?;
        let (label, mark) = text.split_at(start);
        let plain = |one: char| one.is_alphabetic() || one.is_whitespace();
        let is_label = label.starts_with(char::is_uppercase)
            && label.ends_with(' ')
            && label.chars().all(plain)
            && label.split_whitespace().count() <= 3;
        let (level, behind) = self.mark(mark).filter(|_| is_label && !self.letters)?;
        behind.starts_with(": ").then_some(level)
    }

    /// The level in `TS: The order came.`, `TS - The order came.` and `TS/SCI The order came.`
    fn naked(&self, text: &str) -> Option<Level> {
        let rest = self.opening(text).text;
        if text[..text.len() - rest.len()].contains('`') {
            return None;
        }
        let of = |name: &str| {
            let behind = rest.strip_prefix(name).filter(|_| !name.is_empty())?;
            let caveat = behind.strip_prefix('/').map(|words| {
                let word = words.split(|one: char| !one.is_alphanumeric()).next().unwrap_or_default();
                CAVEATS.contains(&word)
            });
            let spaced = [": ", " - ", " – ", " — "].iter().any(|sign| behind.starts_with(sign));
            let is_light = self.scheme.iter().any(|(_, level)| {
                level.name != name && level.name.split([':', ' ']).any(|word| word == name)
            });
            (caveat == Some(true) || spaced && name.len() >= 2 && !is_light).then_some(())
        };
        let levels = self.scheme.iter();
        let named = levels.filter(|(_, level)| of(&level.abbreviation).or_else(|| of(&level.name)).is_some());
        named.map(|(level, _)| level).max()
    }

    /// A text of front matter or of a registry: its words and the level of its mark.
    pub(super) fn marked<'t>(&self, text: &'t str) -> (Option<Level>, &'t str) {
        self.mark(text.trim_start()).map_or((None, text), |(level, behind)| (Some(level), behind))
    }

    /// A link without the marks in it, which are cut out wherever it is published.
    pub(super) fn without_marks(&self, text: &str) -> String {
        let mut rest = text;
        let mut out = String::new();
        while let Some(at) = rest.find(['(', '（', '&']) {
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            rest = match self.mark(from) {
                Some((_, behind)) => behind,
                None => {
                    let length = from.chars().next().map_or(0, char::len_utf8);
                    out.push_str(&from[..length]);
                    &from[length..]
                }
            };
        }
        out + rest
    }

    /// The level that a mark names: `S`, `S//NF`, `Secret`. Abbreviations are in capitals, for `(c)` is no mark.
    fn level_of(&self, inside: &str) -> Option<Level> {
        let exact = |part: &str| {
            let part = part.trim().trim_start_matches('/');
            let mut levels = self.scheme.iter();
            levels.find(|(_, level)| level.abbreviation == part || level.name.eq_ignore_ascii_case(part))
        };
        let cuts = ["//", "/", "-", ",", ";", " "];
        let parts = cuts.iter().filter_map(|cut| inside.split_once(cut)).map(|(part, _)| part);
        let (level, own) = std::iter::once(inside).chain(parts).find_map(exact)?;
        if is_thing(inside) {
            return None;
        }
        // With the word of another level behind it, nobody knows which is meant.
        let has = |names: &str, word: &str| {
            names.split(|one: char| !one.is_alphanumeric()).any(|name| name.eq_ignore_ascii_case(word))
        };
        let apart = exact(inside).is_none()
            && inside.split(|one: char| !one.is_alphanumeric()).filter(|word| !word.is_empty()).any(|word| {
                let of = |names: &str| has(names, word);
                let others = self.scheme.iter().any(|(_, level)| of(&level.name) || of(&level.abbreviation));
                !of(&own.name) && !of(&own.abbreviation) && (others || of("SENSITIVE STRICT"))
            });
        Some(if apart { self.scheme.highest() } else { level })
    }

    /// The level of a mark in small letters with caveats behind it: `s//nf`.
    fn loud(&self, inside: &str) -> Option<Level> {
        inside.contains("//").then(|| self.level_of(&inside.to_uppercase())).flatten()
    }

    /// A text without what is not seen at its beginning: emphasis, comments, invisible characters.
    fn bare<'t>(&self, text: &'t str) -> &'t str {
        let mut rest = text;
        loop {
            rest = rest.trim_start_matches(|one: char| {
                one.is_whitespace() || "*_`~".contains(one) || is_invisible(one)
            });
            let end = match rest.strip_prefix("<!--") {
                Some(comment) => comment.find("-->").map(|end| end + 7),
                None if self.tags && rest.starts_with('<') => rest.find('>').map(|end| end + 1),
                None => None,
            };
            let Some(end) = end else { return rest };
            rest = &rest[end..];
        }
    }
}

/// Whether code goes on here: `(S) => x`, `` `(S)` is a cast ``.
pub(super) fn is_code(behind: &str) -> bool {
    let spoken =
        behind.strip_prefix('`').is_some_and(|rest| rest.trim_start().starts_with(char::is_lowercase));
    let behind = behind.trim_start_matches(|one: char| one.is_whitespace() || "*_~`".contains(one));
    spoken
        || behind.starts_with(|one: char| "=>{;_$+|".contains(one))
        || ["->", "<-", "<="].iter().any(|sign| behind.starts_with(sign))
}

/// Caveats behind a level.
const CAVEATS: [&str; 13] =
    ["NF", "NOFORN", "REL", "ORCON", "SI", "TK", "FOUO", "HCS", "FVEY", "LES", "SBU", "SCI", "SAR"];

/// Whether these are things with numbers and no level: `S-400`, `C 123`, `S/RES/2720`. A build tells them by more; what it
/// refuses is never held against an output.
fn is_thing(inside: &str) -> bool {
    let caveat = |word: &str| CAVEATS.contains(&word);
    let one = |part: &str| {
        let letters = part.bytes().take_while(u8::is_ascii_alphabetic).count();
        let rest = &part[letters..];
        let mut words = rest.split(|one: char| !one.is_alphanumeric()).filter(|word| !word.is_empty());
        let first = words.next().unwrap_or_default();
        let figures = first.bytes().take_while(u8::is_ascii_digit).count();
        let fits = match rest.bytes().next() {
            Some(b'/') => {
                letters == 1
                    && (figures == 4 || figures == 0)
                    && words.next().is_some_and(|word| word.bytes().all(|one| one.is_ascii_digit()))
            }
            Some(b'-' | b' ' | b'.') => {
                let (suffix, allowed) = (first.len() - figures, if figures > 2 { 5 } else { 2 });
                rest[1..].starts_with(first) && figures > 0 && suffix <= allowed
            }
            _ => false,
        };
        (1..=2).contains(&letters) && fits && !caveat(first) && !words.any(caveat)
    };
    !inside.contains("//") && inside.split([',', ';']).all(|part| one(part.trim()))
}

fn is_invisible(one: char) -> bool {
    matches!(one, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// The inside of other brackets that a text begins with, and what follows them.
fn bracket(text: &str) -> Option<(String, &str)> {
    let open = text.chars().next().filter(|first| "([［{｛【〔〖〈⟨﹙⁽₍❨⟮⦅｟（".contains(*first))?;
    let limit = text.floor_char_boundary(LONGEST.min(text.len()));
    let end = text[..limit].find([
        ')', '）', ']', '］', '}', '｝', '】', '〕', '〗', '〉', '⟩', '﹚', '⁾', '₎', '❩', '⟯', '⦆', '｠',
    ])?;
    let close = text[end..].chars().next().map_or(0, char::len_utf8);
    let inside = text[open.len_utf8()..end].chars().filter(|one| !is_invisible(*one)).collect();
    Some((narrow(inside), &text[end + close..]))
}

/// Full-width letters and signs as they are meant.
fn narrow(text: String) -> String {
    if text.is_ascii() {
        return text;
    }
    let one = |sign: char| match u32::from(sign) {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(sign),
        _ => sign,
    };
    text.chars().map(one).collect()
}

/// The inside of the parentheses that a text begins with, and what follows them. An entity is as good as a sign; a
/// backslash before it makes it none, and is met as a character that is no parenthesis.
fn parenthesis(text: &str) -> Option<(String, &str)> {
    let one_of = |text: &'_ str, forms: &[&str]| {
        forms.iter().find(|form| text.starts_with(**form)).map(|form| form.len())
    };
    let open = one_of(text, &["(", "（", "&#40;", "&lpar;"])?;
    let limit = text.floor_char_boundary((open + LONGEST).min(text.len()));
    let ends = ["&#41;", "&rpar;", ")", "）"];
    let (end, close) = text[open..limit]
        .char_indices()
        .find_map(|(at, _)| Some((open + at, one_of(&text[open + at..], &ends)?)))?;
    let inside: String =
        text[open..end].chars().filter(|one| !is_invisible(*one) && !"*_`".contains(*one)).collect();
    let inside = inside.split_whitespace().collect::<Vec<_>>().join(" ");
    Some((narrow(inside), &text[end + close..]))
}

/// The number of `KJ-1.`, and what follows.
fn judgement(text: &str) -> Option<(u32, &str)> {
    let rest = text.get(..3).filter(|start| start.eq_ignore_ascii_case("kj-")).map(|_| &text[3..])?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest[..digits].parse().ok().filter(|number| *number > 0)?;
    let emphasis = ['*', '_', '`'];
    let behind = rest[digits..].trim_start_matches(emphasis);
    if behind.trim().is_empty() {
        return Some((number, ""));
    }
    let behind = behind.strip_prefix(['.', ':', ')'])?.trim_start_matches(emphasis);
    (!behind.starts_with(|one: char| one.is_ascii_alphanumeric())).then_some((number, behind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classification::built_in;

    #[test]
    fn marks_and_numbers_are_read_in_either_order() {
        let us = built_in("us").expect("it is in the binary");
        let rules = Rules { scheme: &us, own: Level(2), ceiling: Level(0), tags: false, letters: false };
        let read = |text: &'static str| {
            let opening = rules.opening(text);
            (opening.level.map(|level| level.0), opening.judgement, opening.text)
        };
        for text in [
            "(S) x",
            "(S//NF) x",
            "**(S)** x",
            "（S）x",
            "(\u{200b}S) x",
            "&#40;S&#41; x",
            "(Secret) x",
            "[!NOTE]\n(S) x",
            "<!-- a --> (S) x",
            "(S-NF) x",
            "(S\n) x",
            "(U) (S) x",
            "[S] x",
            "[S//NF] x",
            "(s//nf) x",
            "（Ｓ）x",
            "(S] x",
            "\u{feff}\u{a0}(S) x",
        ] {
            assert_eq!(read(text), (Some(2), None, "x"), "{text}");
        }
        assert_eq!(read("`(S)` X"), (Some(2), None, "X"));
        for text in ["KJ-1. (S) x", "(S) KJ-1. x", "**KJ-1.** (S) x", "(S) **kj-1:** x"] {
            assert_eq!(read(text), (Some(2), Some(1), "x"), "{text}");
        }
        for text in [
            "(s) x",
            "[S]he x",
            "[S](x) x",
            "\\(S) x",
            "(see) x",
            "(S-400) x",
            "(S/RES/2720) x",
            "(X) x",
            "KJ-1 (S)",
            "KJ-0. x",
            "KJ-1.5 x",
            "<b>(S)</b> x",
            "(S-300, C-130) x",
            "(C/S) ratio",
        ] {
            assert_eq!(read(text), (None, None, text), "{text}");
        }
        assert_eq!(rules.marked(" (C) x"), (Some(Level(1)), " x"));
        for text in ["x (S//NF)", "x (S).", "x. (S) ", "“x (S).”", "x **(S)**", "order(SECRET)"] {
            assert_eq!(rules.closing(text), Some(Level(2)), "{text}");
        }
        for text in
            ["x (S) y", "NAME(S)", "f(S)", "(R) x (S)", "x \\(S)", "x (see)", "[x](S)", "(S)", "x (S-400)"]
        {
            assert_eq!(rules.closing(text), None, "{text}");
        }
        assert_eq!(Rules { tags: true, ..rules }.opening("<b>(S)</b> x").level, Some(Level(2)));
    }
}
