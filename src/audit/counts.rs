//! Counts that give away how much a release leaves out: a number next to the right noun.
//!
//! In: how many reports an edition has and how many of them are released; a text. Out: where it tells the difference.

use rustc_hash::FxHashSet;

use super::passages::reports;
use super::source::Draft;
use super::traces::{Trace, TraceKind};
use super::words::BREAK;
use crate::date::MONTHS;
use crate::tradecraft::NUMBERS;

/// What counts are held against.
#[derive(Debug, Default, Clone)]
pub(super) struct Counts {
    /// Reports of the source tree in the language of the edition.
    pub(super) all: usize,
    /// Those of the release.
    pub(super) released: usize,
    /// Whether parts of released documents are withheld.
    pub(super) portions: bool,
    /// Words of the names of the scheme's levels, in lower case. Behind a number they are a badge: `1 Briefs NATO RESTRICTED`.
    pub(super) levels: FxHashSet<String>,
}

impl Counts {
    /// Where a text tells how much is missing.
    pub(super) fn search(&self, text: &str) -> Vec<Trace> {
        let mut found = Vec::new();
        if self.all > self.released || self.portions {
            self.numbers(text, &mut found);
            self.sentences(text, &mut found);
        }
        found
    }

    fn says_missing(&self, word: &str) -> bool {
        MISSING.contains(&word) && !self.levels.contains(word)
    }

    fn numbers(&self, text: &str, found: &mut Vec<Trace>) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if !bytes[at].is_ascii_digit() {
                at += 1;
                continue;
            }
            let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            let alone = |byte: Option<&u8>| {
                byte.is_none_or(|byte| !byte.is_ascii_alphanumeric() && !b".,-_%".contains(byte))
            };
            let before = at.checked_sub(1).map(|before| &bytes[before]);
            if length <= 6
                && alone(before)
                && bytes.get(at + length).is_none_or(|byte| !byte.is_ascii_alphanumeric())
                && let Ok(number) = text[at..at + length].parse::<usize>()
                && self.tells(number, &text[..at], &text[at + length..])
            {
                found.push(Trace { start: at, kind: TraceKind::Count });
            }
            at += length;
        }
    }

    /// Sentences about what is missing: `three reports are withheld`, `[3 paragraphs removed]`, `2 more reports for members`.
    /// Only spaces stand between their words, so an author's own are the same in the source and in a page.
    fn sentences(&self, text: &str, found: &mut Vec<Trace>) {
        let place = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
        let mut last: [&str; 2] = [""; 2];
        for (word, rest) in split_words(text) {
            if is_noun(word) {
                let more = ["more", "other", "further"].iter().any(|more| more.eq_ignore_ascii_case(last[1]));
                let number = last[usize::from(!more)].trim_start_matches(['[', '(', '"']);
                let letters = |word: &str| word.chars().take_while(char::is_ascii_alphabetic).count();
                let next = rest.split_whitespace().take(4);
                let next = next.map(|word| word[..letters(word)].to_lowercase()).collect::<Vec<_>>();
                let gone = |word: &String| self.says_missing(word) || word == "removed";
                let others = more && next.first().is_some_and(|word| word == "for");
                let classified = next.windows(2).any(|pair| {
                    matches!(pair[0].as_str(), "are" | "is" | "remain" | "remains") && pair[1] == "classified"
                });
                let missing =
                    classified || next.iter().take(3).any(gone) || is_denied(&next) || is_above(&next);
                if is_number(number) && (missing || others) {
                    found.push(Trace { start: place(number), kind: TraceKind::Count });
                }
            }
            last = [last[1], word];
        }
    }

    fn tells(&self, number: usize, before: &str, after: &str) -> bool {
        // A number beyond what is released is that of another release.
        let all = (self.released + 1..=self.all).contains(&number);
        let is_missing = number == self.all - self.released;
        if !(all || is_missing || begins_with_noun(after)) {
            return false;
        }
        let next = nearby(after, Side::After);
        let missing = |words: &[String]| words.iter().any(|word| self.says_missing(word));
        // `3 reports withheld`, `2 hidden`, `withheld: 3`
        let noun = next.first().is_some_and(|word| NOUNS.contains(&word.as_str()));
        if number > 0
            && (next.first().is_some_and(|word| self.says_missing(word))
                || noun && missing(&next[..next.len().min(4)])
                || number <= self.all && is_denied(&next[..next.len().min(2)]))
        {
            return true;
        }
        if !all && !is_missing {
            return false;
        }
        let last = nearby(before, Side::Before);
        let labelled = before.trim_end().ends_with([':', '=', '(', '"', '>', '\u{e000}']);
        if number > 0 && labelled && last.first().is_some_and(|word| self.says_missing(word)) {
            return true;
        }
        if !all {
            return false;
        }
        // `30 reports`, `of 30`, `total: 30`, `Reports (30)`
        // `11 of 30`, `11 out of 30`
        let part = last.get(1).filter(|word| *word != "out").or(last.get(2));
        let part = part.and_then(|word| word.parse::<usize>().ok()).filter(|part| *part <= self.released);
        let plural = next.first().is_some_and(|word| NOUNS[..6].contains(&word.as_str()));
        let counted_parts = noun && number == self.all;
        let showing = || [&last, &next].iter().any(|words| words.iter().any(|word| is_shown(word)));
        let of = last.first().is_some_and(|word| word == "of")
            && part.is_some_and(|part| counted_parts || part == self.released || showing());
        let total = last.first().is_some_and(|word| TOTALS.contains(&word.as_str()));
        let counted = labelled
            && last.first().is_some_and(|word| NOUNS[..6].contains(&word.as_str()))
            && !next.first().is_some_and(|word| is_month(word));
        of || total || counted || plural
    }
}

/// How long a list of an edition can be.
#[derive(Debug)]
pub(super) struct Limits {
    /// Where the edition stands below the output.
    pub(super) folder: String,
    /// Its released documents.
    pub(super) documents: usize,
    /// Its released reports.
    pub(super) reports: usize,
}

impl Limits {
    /// Those of the edition in a folder; none where nothing of it is withheld.
    pub(super) fn new(drafts: &[Draft], folder: String) -> Option<Self> {
        let own = || drafts.iter().filter(|draft| draft.edition == folder);
        let documents = own().filter(|draft| !draft.is_withheld()).count();
        let reports = reports(drafts, &folder).1;
        (documents < own().count()).then_some(Self { folder, documents, reports })
    }
}

/// The words of texts, in lower case.
pub(super) fn words_of<'t>(texts: impl Iterator<Item = &'t str>) -> FxHashSet<String> {
    let words = texts.flat_map(|text| text.split(|one: char| !one.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// The first six count reports; the others are parts of one.
const NOUNS: [&str; 24] = [
    "reports",
    "briefs",
    "briefings",
    "documents",
    "posts",
    "publications",
    "report",
    "brief",
    "briefing",
    "document",
    "post",
    "page",
    "pages",
    "paragraphs",
    "paragraph",
    "portions",
    "portion",
    "judgements",
    "judgments",
    "judgement",
    "items",
    "sections",
    "entries",
    "results",
];

fn is_noun(word: &str) -> bool {
    // Most words are left at their first letter.
    word.starts_with(|first: char| "bdeijprs".contains(first.to_ascii_lowercase()))
        && NOUNS.iter().any(|noun| noun.eq_ignore_ascii_case(word))
}

/// Whether the next word may be one that a number counts. Nearly none is, and this is quick.
fn begins_with_noun(after: &str) -> bool {
    let belongs = |one: char| one.is_alphanumeric() || one == '_';
    let word = after[..after.floor_char_boundary(60)].trim_start_matches(|one| !belongs(one));
    let word = &word[..word.find(|one| !belongs(one)).unwrap_or(word.len())];
    let is = |known: &&str| known.eq_ignore_ascii_case(word);
    word.contains('_') || is(&"not") || NOUNS.iter().any(is) || MISSING.iter().any(is)
}

/// What a reader sees; with `not` before it, what is missing.
const SHOWN: [&str; 8] =
    ["shown", "displayed", "listed", "visible", "available", "released", "included", "published"];

fn is_shown(word: &str) -> bool {
    SHOWN.contains(&word) || matches!(word, "showing" | "displaying" | "listing")
}

/// `not shown`, `aren't listed`, in the words behind a number.
fn is_denied(words: &[String]) -> bool {
    words
        .windows(2)
        .any(|pair| matches!(pair[0].as_str(), "not" | "aren" | "isn") && SHOWN.contains(&pair[1].as_str()))
}

/// `at higher levels`, `above this level`.
fn is_above(words: &[String]) -> bool {
    let first = words.iter().position(|word| word == "higher" || word == "above");
    let names = ["level", "clearance", "classification", "release"];
    first.is_some_and(|at| words[at + 1..].iter().any(|word| names.iter().any(|name| word.starts_with(name))))
}

const MISSING: [&str; 9] = [
    "withheld",
    "hidden",
    "redacted",
    "suppressed",
    "unreleased",
    "embargoed",
    "omitted",
    "restricted",
    "drafts",
];

fn is_number(word: &str) -> bool {
    let digits = (1..=6).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    digits && word.bytes().any(|byte| byte != b'0')
        || NUMBERS[1..].iter().any(|spelled| spelled.eq_ignore_ascii_case(word))
}

/// Where the first white space is; what is ASCII is not decoded.
fn end_of_word(text: &str) -> usize {
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        if byte.is_ascii() {
            // A vertical tab is one for Unicode alone.
            if byte.is_ascii_whitespace() || *byte == 0x0b {
                break;
            }
            at += 1;
        } else {
            let sign = text[at..].chars().next().unwrap_or_default();
            if sign.is_whitespace() {
                break;
            }
            at += sign.len_utf8();
        }
    }
    at
}

/// Words between spaces, each with the text behind it; tags and breaks that stand before a word are no part of it.
fn split_words(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let (token, behind) = rest.split_at(end_of_word(rest));
        rest = behind;
        let tag = memchr::memrchr(b'>', token.as_bytes()).map_or(0, |end| end + 1);
        let word = &token[tag..];
        let word = if word.is_ascii() { word } else { word.rsplit(BREAK).next().unwrap_or(word) };
        (!token.is_empty()).then_some((word, behind))
    })
}

const TOTALS: [&str; 7] =
    ["total", "totalcount", "totalresults", "totalitems", "numberofitems", "totalreports", "count"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// The four words next to a number, the nearest first; tags are not words.
fn nearby(text: &str, side: Side) -> Vec<String> {
    let end = if side == Side::After { text.floor_char_boundary(60) } else { text.len() };
    let start = if side == Side::Before { text.ceil_char_boundary(text.len().saturating_sub(60)) } else { 0 };
    let part = &text[start..end];
    let mut words: Vec<String> = part
        .split(|one: char| !one.is_alphanumeric() && one != '_')
        .filter(|word| !word.is_empty())
        .map(|word| word.to_lowercase().replace('_', ""))
        .collect();
    if side == Side::Before {
        words.reverse();
    }
    words.truncate(4);
    words
}

fn is_month(word: &str) -> bool {
    MONTHS.iter().any(|month| word.starts_with(&month[..3]))
}
