//! The audit's reader against the build's: they share no code, and must say the same of every word.
//!
//! In: texts of random lines. What the build refuses is not compared, for it is never published.

use rustc_hash::FxHashSet;

use super::inline::{self, Targets};
use super::letters;
use super::marks::Rules;
use super::portions::blocks;
use crate::classification::{Level, built_in};
use crate::config::RawHtml;
use crate::diag::{Diagnostic, Severity};
use crate::markdown::plain_text;
use crate::portion::{self, Numbering};

/// No sources and no targets.
struct Nothing;

impl Targets for Nothing {
    fn of_source(&self, _: &str) -> Option<Level> {
        None
    }
    fn definition(&self, _: &str) -> Option<&str> {
        None
    }
}

/// The words `w0`, `w1` … of a text.
fn words(text: &str) -> FxHashSet<String> {
    let words = text.split(|one: char| !one.is_ascii_alphanumeric());
    let ours = |word: &&str| word.strip_prefix('w').is_some_and(|rest| rest.parse::<u32>().is_ok());
    words.filter(ours).map(str::to_owned).collect()
}

/// What the build shows of a text; nothing where it refuses it.
fn built(body: &str, own: Level, ceiling: Level) -> Option<FxHashSet<String>> {
    let scheme = built_in("us").expect("it is in the binary");
    let rules = portion::Rules {
        scheme: &scheme,
        own,
        front: None,
        ceiling,
        strict: true,
        raw_html: RawHtml::Escape,
        numbering: Numbering::Stable,
        source: &|_| None,
        path: "a.md",
        offset: 0,
    };
    let mut findings = Vec::new();
    let (masked, fences) = portion::mask(body, &rules, &mut findings);
    let edition = portion::filter(&masked, &fences, &rules, findings);
    let wrong = |finding: &Diagnostic| finding.code.severity == Severity::Error;
    (!edition.findings.iter().any(wrong)).then(|| words(&plain_text(&edition.events)))
}

/// What the audit takes for published and for withheld.
fn audited(body: &str, own: Level, ceiling: Level) -> (FxHashSet<String>, FxHashSet<String>) {
    let scheme = built_in("us").expect("it is in the binary");
    let mut rules = Rules { scheme: &scheme, own, ceiling, tags: false, letters: false };
    rules.letters = letters::are_text(body, &rules);
    let (mut shown, mut hidden) = (FxHashSet::default(), FxHashSet::default());
    for block in blocks(body, &rules) {
        if block.withheld {
            hidden.extend(words(&block.text));
        } else if block.code {
            shown.extend(words(&block.text));
        } else {
            let parts = inline::parts(&block.text, &rules, &Nothing);
            shown.extend(words(&parts.shown));
            hidden.extend(parts.hidden.iter().flat_map(|text| words(text)));
        }
    }
    (shown, hidden)
}

const STARTS: [&str; 22] = [
    "", "", "", "", "", "  ", "    ", "- ", "- ", "  - ", "1. ", "2. ", "   1. ", "> ", "> ", "# ", "## ",
    "### ", "- [ ] ", "   ", "10) ", "* ",
];

const MARKS: [&str; 32] = [
    "",
    "",
    "",
    "(U) ",
    "(U) ",
    "(U) ",
    "(C) ",
    "(S) ",
    "(S) ",
    "**(U)** ",
    "KJ-1. (S) ",
    "(U) KJ-2. ",
    "KJ-3. ",
    "\\(S) ",
    "[S]he ",
    "(EU) ",
    "(c) 2025 ",
    "(C) 2025 Press ",
    "(A) ",
    "(B) ",
    "(S-400) ",
    "(C/2024/12) ",
    "\u{200b}(S) ",
    "Comment (S): ",
    "(U) Comment (S): ",
    "Senator (S), ",
    "TS: ",
    "TS - ",
    "S/NF ",
    "S/N 12345 ",
    "`S/NF` ",
    "\u{a0}(U) ",
];

const LINES: [&str; 22] = [
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "---",
    "===",
    "***",
    "```",
    "::: portion S",
    "::: portion U",
    "::: portion C",
    "::: tearline",
    "::: tearline C",
    ":::",
    ":::",
    ":::",
    ":::",
    "## Key Judgements",
    "<div>",
];

const TAILS: [&str; 5] = ["", "", " [(S) wA](b)", " [(U) wA](b) ", "  "];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(4000))]
    #[test]
    fn both_readers_say_the_same(
        lines in proptest::collection::vec((0..3u8, 0..STARTS.len(), 0..MARKS.len(), 0..LINES.len(), 0..TAILS.len()), 1..9),
        own in 0..3u8,
        ceiling in 0..3u8,
    ) {
        let mut body = String::new();
        for (number, (plain, start, mark, line, tail)) in lines.into_iter().enumerate() {
            if plain == 0 {
                body.push_str(LINES[line]);
            } else {
                let tail = TAILS[tail].replace("wA", &format!("w1{number}"));
                body.extend([STARTS[start], MARKS[mark], &format!("w{number}{tail}")]);
            }
            body.push('\n');
        }
        let (own, ceiling) = (Level(own), Level(ceiling));
        if let Some(built) = built(&body, own, ceiling) {
            let (_, hidden) = audited(&body, own, ceiling);
            // A heading with nothing below it goes, whatever its mark.
            let heading = |word: &str| {
                let mut lines = body.lines().skip_while(|line| !words(line).contains(word)).take(9);
                lines.next().is_some_and(|line| line.contains("# ")) || lines.any(|line| line.contains("---") || line.contains("==="))
            };
            let mut all: Vec<_> = words(&body).into_iter().collect();
            all.sort_unstable();
            for word in all {
                if !built.contains(&word) && heading(&word) {
                    continue;
                }
                proptest::prop_assert!(
                    built.contains(&word) != hidden.contains(&word),
                    "{word} is {} by the build; own {} ceiling {}\n{body}\n---", if built.contains(&word) { "shown" } else { "withheld" }, own.0, ceiling.0,
                );
            }
        }
    }
}
