//! What the words in a pair of brackets say: which level of a scheme, for sure or by likeness.
//!
//! In: the inside of brackets and a scheme. Out: levels. Does not know where the brackets stand.

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

/// Level of a mark that nobody writes by chance: with `//` behind it, in any case. What is in capitals and names no
/// level is of the highest.
pub(super) fn loud(inner: &str, scheme: &Scheme) -> Option<Level> {
    let (head, tail) = inner.split_once("//")?;
    if is_ambiguous(inner, scheme) {
        return Some(scheme.highest());
    }
    let known = level_of(head, scheme).or_else(|| level_of(&head.to_uppercase(), scheme));
    let short = !tail.contains(['.', '\n']) && tail.chars().count() <= 200;
    known.filter(|_| short).or_else(|| is_shouted(inner).then(|| scheme.highest()))
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
        .or_else(|| odd_level(inner, scheme).filter(|_| !inner.contains(char::is_lowercase)))
}

pub(super) fn is_shouted(inner: &str) -> bool {
    inner.starts_with(|first: char| first.is_uppercase() || first == '/')
        && inner.chars().all(|sign| sign.is_uppercase() || " :+/-,.;…".contains(sign))
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
    head.or_else(tail).or_else(part)
}
