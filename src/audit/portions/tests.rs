//! Texts by hand, for each rule; `agreement` has random ones.

use super::blocks;
use crate::audit::marks::Rules;
use crate::classification::{Level, built_in};

/// The first word of every block that a document of level `own` keeps from the lowest readers, or shows them.
fn words(body: &str, own: u8, withheld: bool) -> Vec<String> {
    let us = built_in("us").expect("it is in the binary");
    let rules = Rules { scheme: &us, own: Level(own), ceiling: Level(0), tags: false, letters: false };
    let blocks = blocks(body, &rules).into_iter().filter(|block| block.withheld == withheld);
    let words = blocks.filter_map(|block| block.text.split_whitespace().next().map(str::to_owned));
    words.filter(|word| word.starts_with(char::is_alphanumeric)).collect()
}

fn withheld(body: &str) -> Vec<String> {
    words(body, 0, true)
}

fn shown(body: &str) -> Vec<String> {
    words(body, 2, false)
}

#[test]
fn marks_are_found_wherever_a_block_begins() {
    for body in [
        "(S) x",
        "- (S) x",
        "1. (S) x",
        "> (S) x",
        "# (S) x",
        "a\n\n  (S) x",
        "[^1]: (S) x",
        "- [x] (S) x",
        "> [!NOTE]\n> (S) x",
        "(S) KJ-1. x",
        "### KJ-2\n\n(S) x",
        "a\n- (S) x",
        "- - (S) x",
        "```\n(S) x\n```",
        "    (S) x",
        "-\n  (S) x",
        "(S) x\n===",
        "a\n> (S) x",
        "a\n: (S) x",
        "| (S) x |\n|---|",
    ] {
        assert_eq!(withheld(body), ["x"], "{body}");
    }
    assert_eq!(withheld("    (S) => x"), [""; 0]);
    for body in
        ["(U) x", "x (S) y", "(see below) x", "(s) x", "\\(S) x", "a\n(S) x", "a\n2. (S) x", "<div>\n(S) x"]
    {
        assert_eq!(withheld(body), [""; 0], "{body}");
    }
}

#[test]
fn a_mark_at_the_end_withholds_what_it_closes_and_releases_nothing() {
    for body in ["x text (S//NF)", "x text (S).", "- x text. (S)", "# x text (S)", "> x text\n> more (S)."] {
        assert_eq!(withheld(body), ["x"], "{body}");
    }
    assert_eq!(withheld("| a | b |\n|---|---|\n| x text (S) | c |\n| d | e |").len(), 1);
    assert_eq!(withheld("x f(S)\n\ny\n\n`z (S)` z"), [""; 0]);
    assert_eq!(shown("x text (U)"), [""; 0]);
}

#[test]
fn what_belongs_to_a_block_goes_with_it() {
    let body = "- a\n- (S) b\n  - c\n\n  d\n- e\n\nf\n\n1. (S) g\n   more\n\n   h\n\n  i\n2. j";
    assert_eq!(withheld(body), ["b", "c", "d", "g", "h"]);
    assert_eq!(withheld("> (S) a\n>\n> b\n\n> c\n\n- d\n\n  > (S) e\n\n  f"), ["a", "b", "e"]);
    assert_eq!(withheld("(S) a\n: b\n\nc\n: d"), ["a", "b"]);
    assert_eq!(withheld("[^1]: (S) a\n\n    b\n\nc"), ["a", "b"]);
    assert_eq!(withheld("| a |\n|---|\n| (S) |\n| c |\n\n| (S) |\n|---|\n| e |").len(), 1);
}

#[test]
fn above_the_release_only_marked_text_is_shown() {
    assert_eq!(shown("(U) a\n\nb\n\n# c\n\n# (U) d\n\n## Key Judgements\n\n```\ne\n```"), ["a", "d", "Key"]);
    assert_eq!(shown("- (U) a\n\n  b\n- c\n  - (U) d\n\n  > (U) e\n\nf"), ["a", "b"]);
    assert_eq!(shown("> a\n>\n> (U) b\n\n> (U) c\n>\n> d"), ["b", "c", "d"]);
    assert_eq!(shown("(U) a\n: b\n\nc\n: (U) d"), ["a", "d"]);
    assert_eq!(shown("::: portion U\na\n\n- b\n\n| c |\n|---|\n:::\n\nd"), ["a", "b", "c"]);
    assert_eq!(shown("![(U) a](b)\n\n![c](d)").len(), 0);
}

#[test]
fn a_judgement_takes_its_evidence() {
    let body = "## Key Judgements\n\nKJ-1. a\n\n1. b\n\nKJ-2. (S) c\n\n1. d\n2. e\n\n### f\n\ng\n\nKJ-3. h\n\n1. i\n\nNext\n---\n\nj";
    assert_eq!(withheld(body), ["c", "d", "e", "f", "g"]);
    assert_eq!(withheld("### KJ-1\n\n(S) a\n\n1. b\n\n### KJ-2\n\nc"), ["a", "b"]);
    assert_eq!(withheld("::: portion S\nKJ-1. a\n:::\n\n1. b\n\n## c"), ["a", "b"]);
    assert_eq!(withheld("KJ-1. (S) a\n\nb\n\n[^1]: c\n\nStatement on Analysis\n===\n\nd"), ["a", "b"]);
    assert_eq!(shown("KJ-1. a\n\n(U) b\n\nKJ-2. (U) c\n\n1. d\n2. (U) e"), ["c", "e"]);
}

#[test]
fn portions_hide_and_the_best_tear_line_shows() {
    let body = "::: portion Secret\na\n\n::: tearline\nb\n:::\n\nc\n:::\nd";
    assert_eq!(withheld(body), ["a", "c"]);
    let nested = "::: portion Secret\na\n::: portion U\nb\n::: tearline\nc\n:::\n:::\n:::\nd";
    assert_eq!(withheld(nested), ["a", "b", "c"]);
    assert_eq!(withheld("::: portion U\na\n::: tearline\nb\n:::\n:::"), ["b"]);
    assert_eq!(withheld("::: portion S\n::: tearline C\na\n:::\n::: tearline U\nb\n:::\n:::"), ["a"]);
    assert_eq!(withheld("::: portion Sekret\na"), ["a"]);
    assert_eq!(withheld("::: portion{mark=\"TS\"}\na\n:::\nb"), ["a"]);
    assert_eq!(withheld("::: portion (U)\na\n:::\nb"), [""; 0]);
    assert_eq!(withheld("```\n::: portion S\n```\na\n\n    ::: portion S\n\nb"), [""; 0]);
    assert_eq!(withheld("- a\n\n  ::: portion S\n  b\n  :::\n- c"), ["b"]);
    assert_eq!(
        withheld("> ::: portion S\n> a\n> :::\n>\n> b\n\n- ::: portion S\n  c\n  :::\n\n  d"),
        ["a", "c"]
    );
    assert_eq!(withheld("- (S) a\n::: portion U\n  b\n:::\n\n  c"), ["a", "b", "c"]);
}

proptest::proptest! {
    #[test]
    fn nothing_makes_cutting_panic(body in "(\\(S\\) |KJ-1\\. |- |1\\. |::: portion S|::: tearline|:::|\n|a|é|> |\\||--|```|\\[\\^1\\]: |&#40;|# |<!--|    |\t|: ){0,30}") {
        withheld(&body);
    }
}
