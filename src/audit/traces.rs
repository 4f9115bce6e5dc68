//! Traces of how a site was made: paths of a machine, errors of templates, words about what is missing.
//!
//! In: a text. Out: where such a trace stands, and what it is. Counts are judged here too: a number next to the
//! right noun gives away how much a release leaves out.

use memchr::memmem::Finder;
use rustc_hash::FxHashSet;

use super::words::BREAK;

/// A trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trace {
    /// First byte in the text.
    pub(super) start: usize,
    /// What it is.
    pub(super) kind: TraceKind,
}

/// What a trace is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TraceKind {
    /// A path of the machine.
    Machine,
    /// What a template leaves when it fails.
    Template(&'static str),
    /// A number that gives away how much is missing.
    Count,
}

/// What template engines leave in a page when they fail.
const TEMPLATE: [&str; 18] = [
    "ZgotmplZ",
    "(<nil>)",
    "(&lt;nil&gt;)",
    "raw HTML omitted",
    "Liquid error",
    "Liquid syntax error",
    "[object Object]",
    "Traceback (most recent call last)",
    "jinja2.exceptions",
    "%!s(",
    "%!d(",
    "%!v(",
    "{{",
    "{%",
    "<%=",
    "HAHAHUGOSHORTCODE",
    "[i18n]",
    "Error rendering template",
];

/// Folders in which people and build machines keep their files.
const HOMES: [&str; 10] = [
    "/home/",
    "/Users/",
    "/root/",
    ":\\Users\\",
    ":/Users/",
    "file:///",
    "/var/lib/jenkins/",
    "/github/workspace/",
    "/private/var/",
    "/builds/",
];

/// What counts are held against.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// Reports of the source tree.
    pub(super) all: usize,
    /// Reports of the release.
    pub(super) released: usize,
    /// Whether parts of released documents are withheld.
    pub(super) portions: bool,
    /// Words of the names of the scheme's levels, in lower case. Behind a number they are a badge: `1 Briefs NATO RESTRICTED`.
    pub(super) levels: FxHashSet<String>,
}

impl Counts {
    fn says_missing(&self, word: &str) -> bool {
        MISSING.contains(&word) && !self.levels.contains(word)
    }
}

/// The words of texts, in lower case.
pub(super) fn words_of<'t>(texts: impl Iterator<Item = &'t str>) -> FxHashSet<String> {
    let words = texts.flat_map(|text| text.split(|one: char| !one.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Looks for traces; what released texts say of machines, templates and numbers is theirs to say.
#[derive(Debug)]
pub(super) struct Tracer {
    root: String,
    /// One for each of `TEMPLATE` and of `HOMES`: making them takes as long as searching a page.
    templates: Vec<Finder<'static>>,
    homes: Vec<Finder<'static>>,
    counts: Counts,
    said: FxHashSet<String>,
    /// Paths that released texts name, sorted.
    paths: Vec<String>,
}

impl Tracer {
    /// A tracer for a site at `root`.
    pub(super) fn new<'t>(root: String, counts: Counts, released: impl Iterator<Item = &'t str>) -> Self {
        let mut tracer = Self {
            root,
            templates: TEMPLATE.iter().map(|pattern| Finder::new(*pattern)).collect(),
            homes: HOMES.iter().map(|pattern| Finder::new(*pattern)).collect(),
            counts,
            said: FxHashSet::default(),
            paths: Vec::new(),
        };
        let (mut said, mut paths) = (FxHashSet::default(), Vec::new());
        for text in released {
            for trace in tracer.all(text) {
                if trace.kind == TraceKind::Machine {
                    paths.push(machine_path(text, &trace));
                }
                said.insert(excerpt(text, &trace));
            }
        }
        paths.sort_unstable();
        (tracer.said, tracer.paths) = (said, paths);
        tracer
    }

    /// The traces in a text.
    pub(super) fn search(&self, text: &str) -> Vec<Trace> {
        let mut found = self.all(text);
        found.retain(|trace| !(self.said.contains(&excerpt(text, trace)) || self.is_said_path(text, trace)));
        found
    }

    /// Whether an author wrote this path, or one that goes on: where backslashes are undone as escapes, it ends early.
    fn is_said_path(&self, text: &str, trace: &Trace) -> bool {
        if trace.kind != TraceKind::Machine || self.paths.is_empty() {
            return false;
        }
        let path = machine_path(text, trace);
        let next = self.paths.partition_point(|said| *said < path);
        self.paths.get(next).is_some_and(|said| said.starts_with(&path))
    }

    fn all(&self, text: &str) -> Vec<Trace> {
        let mut found = Vec::new();
        self.machines(text, &mut found);
        let bytes = text.as_bytes();
        for (pattern, finder) in TEMPLATE.into_iter().zip(&self.templates) {
            let starts = finder.find_iter(bytes);
            let real = |start: &usize| is_template(text, *start, pattern);
            found
                .extend(starts.filter(real).map(|start| Trace { start, kind: TraceKind::Template(pattern) }));
        }
        if self.counts.all > self.counts.released || self.counts.portions {
            self.numbers(text, &mut found);
            self.sentences(text, &mut found);
        }
        found
    }

    fn machines(&self, text: &str, found: &mut Vec<Trace>) {
        let bytes = text.as_bytes();
        if self.root.len() > 4 {
            let starts = memchr::memmem::find_iter(bytes, self.root.as_bytes());
            found.extend(starts.map(|start| Trace { start, kind: TraceKind::Machine }));
        }
        for (pattern, finder) in HOMES.into_iter().zip(&self.homes) {
            for start in finder.find_iter(bytes) {
                // A web address may have a part called `home`; a path begins at the beginning.
                let before = text[..start].chars().next_back();
                let begins = if pattern.starts_with('/') {
                    before.is_none_or(|one| !(one.is_alphanumeric() || "/.-_~%".contains(one)))
                } else {
                    before.is_some_and(|one| one.is_ascii_alphabetic()) || pattern.starts_with("file")
                };
                let goes_on = text[start + pattern.len()..]
                    .starts_with(|one: char| one.is_alphanumeric() || one == '/');
                let as_attribute = before.is_some_and(|one| "\"'=(".contains(one)) && pattern == "/home/";
                if begins && goes_on && (!as_attribute || deep(&text[start + pattern.len()..])) {
                    found.push(Trace { start, kind: TraceKind::Machine });
                }
            }
        }
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
            let noun = NOUNS.iter().any(|noun| noun.eq_ignore_ascii_case(word));
            if noun {
                let more = ["more", "other", "further"].iter().any(|more| more.eq_ignore_ascii_case(last[1]));
                let number = last[usize::from(!more)].trim_start_matches(['[', '(', '"']);
                let letters = |word: &str| word.chars().take_while(char::is_ascii_alphabetic).count();
                let next = rest.split_whitespace().take(3);
                let next = next.map(|word| word[..letters(word)].to_lowercase()).collect::<Vec<_>>();
                let gone = |word: &String| self.counts.says_missing(word) || word == "removed";
                let others = more && next.first().is_some_and(|word| word == "for");
                if is_number(number) && (next.iter().any(gone) || others) {
                    found.push(Trace { start: place(number), kind: TraceKind::Count });
                }
            }
            last = [last[1], word];
        }
    }

    fn tells(&self, number: usize, before: &str, after: &str) -> bool {
        let is_total = number == self.counts.all || number == self.counts.all - self.counts.released;
        if !is_total && !begins_with_noun(after) {
            return false;
        }
        let next = nearby(after, Side::After);
        let all = number == self.counts.all && self.counts.all > self.counts.released;
        let missing = |words: &[String]| words.iter().any(|word| self.counts.says_missing(word));
        // `3 reports withheld`, `2 hidden`, `withheld: 3`
        let noun = next.first().is_some_and(|word| NOUNS.contains(&word.as_str()));
        if number > 0
            && (next.first().is_some_and(|word| self.counts.says_missing(word))
                || noun && missing(&next[..next.len().min(4)]))
        {
            return true;
        }
        if !all && number != self.counts.all - self.counts.released {
            return false;
        }
        let last = nearby(before, Side::Before);
        let labelled = before.trim_end().ends_with([':', '=', '(', '"', '>', '\u{e000}']);
        if number > 0 && labelled && last.first().is_some_and(|word| self.counts.says_missing(word)) {
            return true;
        }
        if !all {
            return false;
        }
        // `30 reports`, `of 30`, `total: 30`, `Reports (30)`
        let of = last.first().is_some_and(|word| word == "of")
            && last
                .get(1)
                .is_some_and(|word| word.parse::<usize>().is_ok_and(|part| part <= self.counts.released))
            && (noun || last.get(1).is_some_and(|word| word.parse() == Ok(self.counts.released)));
        let total = last.first().is_some_and(|word| TOTALS.contains(&word.as_str()));
        let counted = labelled
            && last.first().is_some_and(|word| NOUNS[..6].contains(&word.as_str()))
            && !next.first().is_some_and(|word| is_month(word));
        let plural = next.first().is_some_and(|word| NOUNS[..6].contains(&word.as_str()));
        of || total || counted || plural
    }
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

/// Whether the next word may be one that a number counts. Nearly none is, and this is quick.
fn begins_with_noun(after: &str) -> bool {
    let belongs = |one: char| one.is_alphanumeric() || one == '_';
    let word = after[..after.floor_char_boundary(60)].trim_start_matches(|one| !belongs(one));
    let word = &word[..word.find(|one| !belongs(one)).unwrap_or(word.len())];
    let is = |known: &&str| known.eq_ignore_ascii_case(word);
    word.contains('_') || NOUNS.iter().any(is) || MISSING.iter().any(is)
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

/// Numbers that sentences spell out.
const SPELLED: [&str; 12] =
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

fn is_number(word: &str) -> bool {
    let digits = (1..=6).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    digits && word.bytes().any(|byte| byte != b'0')
        || SPELLED.iter().any(|spelled| spelled.eq_ignore_ascii_case(word))
}

/// Words between spaces, each with the text behind it; tags and breaks that stand before a word are no part of it.
fn split_words(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (token, behind) = rest.split_at(end);
        rest = behind;
        let word = token.rsplit(['>', BREAK]).next().unwrap_or(token);
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
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    MONTHS.iter().any(|month| word.starts_with(month))
}

/// A path of three parts or more, as those of files on a machine are.
fn deep(rest: &str) -> bool {
    let end = rest.find(|one: char| one.is_whitespace() || "\"'<>)".contains(one)).unwrap_or(rest.len());
    rest[..end].trim_end_matches('/').matches('/').count() >= 2
}

/// Braces count as a template's where they open and close around a word, as `{{ title }}` does.
fn is_template(text: &str, start: usize, pattern: &str) -> bool {
    let close = match pattern {
        "{{" => "}}",
        "{%" => "%}",
        "<%=" => "%>",
        _ => return true,
    };
    let rest = &text[start + pattern.len()..];
    let rest = &rest[..rest.floor_char_boundary(200)];
    let Some(end) = rest.find(close) else { return false };
    let inside = rest[..end].trim_matches(['-', ' ']);
    inside.starts_with(|one: char| one.is_alphabetic() || "._$".contains(one))
        && !inside.contains([';', '\n'])
}

/// The path that a trace begins, however its slashes are written.
fn machine_path(text: &str, trace: &Trace) -> String {
    let belongs = |one: char| one.is_alphanumeric() || "/\\._-~:".contains(one);
    let rest = &text[trace.start..];
    let rest = &rest[..rest.find(|one: char| !belongs(one)).unwrap_or(rest.len())];
    let parts = rest.split(['/', '\\']).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("/").trim_end_matches(['.', ':', '-', '_']).to_lowercase()
}

/// What makes two traces the same: what is said, without case.
fn excerpt(text: &str, trace: &Trace) -> String {
    let rest = &text[trace.start..];
    let words = if trace.kind == TraceKind::Count { 2 } else { 1 };
    let rest = rest.split(['"', '<', '>', '\'']).next().unwrap_or(rest);
    let words: Vec<&str> = rest.split_whitespace().take(words).collect();
    words.join(" ").trim_end_matches(['.', ',', ')', ';', '/']).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<TraceKind> {
        let levels = words_of(["NATO RESTRICTED"].into_iter());
        let counts = Counts { all: 30, released: 27, portions: false, levels };
        let tracer = Tracer::new(
            "/srv/desk".into(),
            counts,
            ["she has 30 reports of it", "/home/user/x", "`C:\\Users\\ada\\x`:"].into_iter(),
        );
        tracer.search(text).into_iter().map(|trace| trace.kind).collect()
    }

    #[test]
    fn counts_give_away_what_is_missing() {
        for text in [
            "27 of 30",
            "showing 20 of 30 briefs",
            "\"total\": 30",
            "Briefs: 30",
            "3 reports withheld",
            "30 briefings",
            "Reports (30)",
            "\"withheld\":3",
            "3 hidden",
            "1 paragraph redacted",
            "\"total_count\":30",
            "three reports are withheld",
            "<p>Three paragraphs withheld</p>",
            "[3 paragraphs removed]",
            "2 more reports for members",
        ] {
            let found = kinds(text);
            assert!(found.first() == Some(&TraceKind::Count), "{text}: {found:?}");
        }
        for text in [
            "27 reports",
            "30 May 2025",
            "Reports 30 May",
            "30 reports of it",
            "page 1 of 30",
            "30.5 reports",
            "width=30",
            "of 30 tonnes",
            "2025-05-30",
            "0 hidden",
            "1 Briefs NATO RESTRICTED",
            "three reports are late",
            "2 more reports",
            "0 paragraphs removed",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn machines_and_templates_leave_traces() {
        for text in [
            "/srv/desk/content",
            "x /home/ida/desk",
            "C:\\Users\\ida",
            "(file:///tmp/a)",
            "\"/home/ida/site/a.md\"",
        ] {
            assert_eq!(kinds(text), [TraceKind::Machine], "{text}");
        }
        for text in [
            "/home/user/x",
            "(/home/user/x): y",
            "C:\\Users\\ada\\x",
            "C:\\Users\\\u{ad}a",
            "https://a.example/home/news",
            "href=\"/home/news\"",
            "/homes/",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
        assert_eq!(kinds("{{ page.title }} a{{b:1}}").len(), 2);
        for text in ["ZgotmplZ", "<p>{% if x %}"] {
            assert!(matches!(kinds(text)[..], [TraceKind::Template(_)]), "{text}");
        }
        assert_eq!(kinds("function(){{return 1;}}"), []);
    }
}
