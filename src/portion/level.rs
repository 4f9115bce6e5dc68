//! What the words in a pair of brackets say: which level of a scheme, for sure or by likeness.
//!
//! In: the inside of brackets and a scheme. Out: levels. Does not know where the brackets stand.

use super::likeness::is_caveat;
use crate::classification::{Level, Scheme};

/// The level of this name or, in capitals, of this abbreviation: `(c)` and `report(s)` are not marks.
pub(super) fn exact_level(part: &str, scheme: &Scheme) -> Option<Level> {
    let part = part.trim().trim_start_matches('/');
    let is = |name: &str, abbreviation: &str| abbreviation == part || name.eq_ignore_ascii_case(part);
    scheme.iter().find(|(_, level)| is(&level.name, &level.abbreviation)).map(|(level, _)| level)
}

/// The level a mark names: the whole of it, or what stands before its caveats.
pub(super) fn level_of(inner: &str, scheme: &Scheme) -> Option<Level> {
    let before = |cut: &str| inner.split_once(cut).and_then(|(part, _)| exact_level(part, scheme));
    let cuts = ["//", "/", "-", ",", ";", " "];
    exact_level(inner, scheme).or_else(|| cuts.into_iter().find_map(before))
}

/// The letters and digits of a name.
pub(super) fn compact(text: &str) -> String {
    text.chars().filter(|one| one.is_alphanumeric()).collect()
}

/// The level of a name or, in capitals, of an abbreviation, whatever is written between its letters: `Top-Secret`, `T S`.
pub(super) fn loose_level(part: &str, scheme: &Scheme) -> Option<Level> {
    let written = compact(part);
    let is = |name: &str, abbreviation: &str| {
        compact(name).eq_ignore_ascii_case(&written) || compact(abbreviation) == written
    };
    let mut levels = scheme.iter();
    levels
        .find(|(_, level)| !written.is_empty() && is(&level.name, &level.abbreviation))
        .map(|(level, _)| level)
}

/// The level that a text begins with, however its name is written, and what stands behind: of several the longest name.
pub(super) fn begun<'t>(text: &'t str, scheme: &Scheme) -> Option<(Level, &'t str)> {
    let text = text.trim_start().trim_start_matches('/');
    let head = &text[..text.floor_char_boundary(60)];
    let ends = head.char_indices().filter(|(_, sign)| !sign.is_alphanumeric()).map(|(end, _)| end);
    let ends = ends.chain((head.len() == text.len()).then_some(text.len()));
    let ends = ends.filter(|end| text[..*end].ends_with(char::is_alphanumeric));
    ends.filter_map(|end| Some((loose_level(&text[..end], scheme)?, &text[end..]))).next_back()
}

/// Whether this names things and no level: `(S-400)`, `(S-300, C-130)`, `(S/RES/2720)`, `(S&P)`, `(C+)`. A number follows
/// the letter, a body and a number those of the United Nations' documents, another letter its ampersand, or nothing its
/// plus; a caveat or the word of a level makes it a mark again.
pub(super) fn is_designation(inner: &str, scheme: &Scheme) -> bool {
    let head = inner.split(|sign: char| !sign.is_alphanumeric()).next().unwrap_or_default();
    head.len() <= 2
        && head.len() < inner.len()
        && exact_level(head, scheme).is_some()
        && !inner.contains("//")
        && inner.split([',', ';']).all(|part| is_thing(part.trim(), scheme))
}

/// Whether this is one of them.
fn is_thing(part: &str, scheme: &Scheme) -> bool {
    let Some(end) = part.find(|sign: char| !sign.is_alphanumeric()) else { return false };
    let (head, tail) = part.split_at(end);
    let mut signs = tail.chars();
    let sign = signs.next();
    let rest = signs.as_str();
    let is_level = |word: &str| {
        let of = |name: &str| name.split([' ', ':', '/', '+']).any(|part| part.eq_ignore_ascii_case(word));
        word != head && scheme.iter().any(|(_, level)| of(&level.name) || of(&level.abbreviation))
    };
    let mut words = rest.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    match sign {
        _ if head.is_empty() || head.len() > 2 => false,
        Some('+') => head.len() == 1 && rest.trim_start_matches('+').is_empty(),
        Some('&') => {
            let first = words.next();
            first.is_some_and(|word| {
                word.len() == 1 && word.starts_with(char::is_uppercase) && !is_level(word)
            })
        }
        Some('-' | '‑' | '–' | ' ' | '.') => {
            words.next().is_some_and(|word| rest.starts_with(word) && is_number(word))
                && words.all(|word| {
                    !is_level(word)
                        && !is_caveat(word)
                        && (is_number(word) || word.contains(char::is_lowercase))
                })
        }
        // `S/2024/5`, `S/RES/2720`, `S/PV.9453`, and the serial number `S/N 12345`.
        Some('/') => {
            let digits = |word: &str| word.bytes().all(|sign| sign.is_ascii_digit());
            let first = words.next().unwrap_or_default();
            let body = first.len() >= 2 && first.bytes().all(|sign| sign.is_ascii_uppercase());
            let known = first.len() == 4 && digits(first) || first == "N" || body;
            head.len() == 1
                && known
                && !is_level(first)
                && !is_caveat(first)
                && words.next().is_some_and(digits)
                && words.all(|word| !is_caveat(word) && !is_level(word))
        }
        _ => false,
    }
}

/// Whether this is a number as things have it: `400`, `70B`, `300PMU2`, and not the caveats `5EYES` and `25X1`.
fn is_number(word: &str) -> bool {
    let letters = word.trim_start_matches(|sign: char| sign.is_ascii_digit());
    let digits = word.len() - letters.len();
    let version = letters.trim_start_matches(|sign: char| sign.is_ascii_alphabetic());
    let letters = letters.len() - version.len();
    match digits {
        0 => false,
        1 | 2 => letters <= 2 && version.is_empty(),
        _ => letters <= 4 && version.len() <= 1,
    }
}

/// Whether these are letters of a formula: `(C/S) ratio`, `(S, C) pairs`.
pub(super) fn is_formula(inner: &str, after: &str) -> bool {
    let word = after.trim_start().split(|sign: char| !sign.is_alphanumeric()).next().unwrap_or_default();
    ["ratio", "ratios", "pair", "pairs"].contains(&word)
        && inner.contains(['/', ','])
        && inner.split(['/', ',']).all(|part| part.trim().len() == 1)
}

/// Whether what stands behind a level's name is as in a mark: caveats, or a colon before the text it marks.
fn is_of_mark(rest: &str) -> bool {
    let labels = rest.strip_prefix(':').is_some_and(|text| {
        text.starts_with(char::is_whitespace) && text.trim_start().starts_with(char::is_alphabetic)
    });
    labels || rest.starts_with("//") || !rest.contains(char::is_lowercase)
}

/// Whether what stands behind the level of a mark names another one: `(C/S)`, `(TLP:AMBER STRICT)`, `(U, then S)`.
/// Nobody knows which was meant, and the lower one would publish.
pub(super) fn is_ambiguous(inner: &str, scheme: &Scheme) -> bool {
    if exact_level(inner, scheme).is_some() {
        return false;
    }
    let ends = inner.char_indices().filter(|(_, sign)| !sign.is_alphanumeric());
    // The longest name: `TLP:AMBER+STRICT` is not `TLP:AMBER` with a caveat.
    let longest = ends.filter_map(|(end, _)| Some((end, exact_level(&inner[..end], scheme)?))).next_back();
    let Some((end, own)) = longest else { return false };
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_uppercase).collect()
    };
    let named = |level: Level| {
        let definition = scheme.definition(level);
        [words(&definition.name), words(&definition.abbreviation)].concat()
    };
    let ours = named(own);
    words(&inner[end..]).iter().filter(|word| !ours.contains(word)).any(|word| {
        word == "SENSITIVE" || word == "STRICT" || scheme.iter().any(|(level, _)| named(level).contains(word))
    })
}

/// Level of a mark that nobody writes by chance: with `//` behind it, in any case; with a caveat, `(S-NF)`, or a colon in
/// its name. What is in capitals, has `//` and names no level is of the highest.
pub(super) fn loud(inner: &str, scheme: &Scheme) -> Option<Level> {
    let Some((head, tail)) = inner.split_once("//") else { return with_caveat(inner, scheme) };
    if is_ambiguous(inner, scheme) {
        return Some(scheme.highest());
    }
    let known = level_of(head, scheme)
        .or_else(|| level_of(&head.to_uppercase(), scheme))
        .or_else(|| loose_level(head, scheme));
    let short = !tail.contains(['.', '\n']) && tail.chars().count() <= 200;
    known.filter(|_| short).or_else(|| is_shouted(inner).then(|| scheme.highest()))
}

/// The level of `S-NF`, `TS/SCI`, `SECRET REL TO USA`, `OFFICIAL-SENSITIVE`, `TLP:RED`.
fn with_caveat(inner: &str, scheme: &Scheme) -> Option<Level> {
    let (level, rest) = begun(inner, scheme).filter(|(_, rest)| !rest.contains(char::is_lowercase))?;
    let mut words = rest.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_loud = words.any(is_caveat) || inner.contains(':') && exact_level(inner, scheme).is_some();
    is_loud.then(|| if is_ambiguous(inner, scheme) { scheme.highest() } else { level })
}

/// Level of a mark in the middle of a text: its abbreviation in capitals or its name, with caveats in capitals.
pub(super) fn quiet_level(inner: &str, scheme: &Scheme) -> Option<Level> {
    if is_ambiguous(inner, scheme) {
        return Some(scheme.highest());
    }
    let exact = exact_level(inner, scheme);
    let cuts = ["/", "-", ",", ";", " "].into_iter().filter_map(|cut| inner.split_once(cut));
    let mut quiet = cuts.filter(|(_, caveats)| !caveats.contains(char::is_lowercase));
    exact
        .or_else(|| quiet.find_map(|(head, _)| exact_level(head, scheme)))
        .or_else(|| spelt_level(inner, scheme))
        .or_else(|| odd_level(inner, scheme).filter(|_| !inner.contains(char::is_lowercase)))
}

pub(super) fn is_shouted(inner: &str) -> bool {
    inner.starts_with(|first: char| first.is_uppercase() || first == '/')
        && inner.chars().all(|sign| sign.is_uppercase() || " :+/-,.;…".contains(sign))
}

/// The level of a mark whose name is spelt otherwise, or that holds the text it marks: `(NATO-SECRET X)`, `(S: Text)`.
pub(super) fn spelt_level(inner: &str, scheme: &Scheme) -> Option<Level> {
    begun(inner, scheme).filter(|(_, rest)| is_of_mark(rest)).map(|(level, _)| level)
}

/// Signs that people write where a mark has a slash or nothing.
const ODD: [char; 13] = ['–', '—', '‒', '‐', '‑', '−', '\\', '|', '&', '?', '!', '+', '_'];

/// The level of what is nearly a mark: `(S–NF)`, `(S?)`, `(Classification: S)`, and of a part of a long name that
/// says enough, `(Secret)` for `NATO SECRET`; the highest of several.
pub(super) fn odd_level(inner: &str, scheme: &Scheme) -> Option<Level> {
    let head = inner.find(ODD).and_then(|end| exact_level(&inner[..end], scheme));
    let tail = || inner.rsplit_once(':').and_then(|(_, name)| exact_level(name, scheme));
    let telling = |name: &str| {
        let mut words = inner.split([' ', '/']).filter(|word| !word.is_empty()).peekable();
        let of_name = |word: &str| name.split([' ', '/']).any(|part| part.eq_ignore_ascii_case(word));
        inner.split([' ', '/']).any(|word| word.len() >= 6) && words.peek().is_some() && words.all(of_name)
    };
    let part = || scheme.iter().filter(|(_, level)| telling(&level.name)).map(|(level, _)| level).last();
    head.or_else(tail).or_else(|| spelt_level(inner, scheme)).or_else(part)
}
