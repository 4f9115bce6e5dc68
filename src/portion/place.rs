//! Where in a text a portion may begin: at its start, at the start of a line, behind the end of a sentence.
//!
//! In: what stands before a place. Out: whether somebody may have meant a portion to begin there. Knows no marks. In the
//! middle of a sentence `Vitamin (C)` and `Senator Smith (S)` are words; behind its end `(C)` is a mark that was put
//! into the wrong place.

/// Whether a mark at the end of a text may have been meant for all of it, as it is in headings and captions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trailing {
    /// It may.
    Counts,
    /// It is a word like others.
    Ignored,
}

/// Signs at which a sentence, a cell, a tag or a label ends.
const STOPS: &str = ".!?:;…>|•·–—‒。！？：；\u{2028}";

/// Signs that may stand between the end of a sentence and what follows.
const AROUND: &str = "\"'“”„‘’‚«»‹›*_~`()[]{}";

/// Whether a portion may begin behind this text.
pub(super) fn begins_portion(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or(before);
    let unseen =
        |sign: char| sign.is_whitespace() || super::bracket::is_invisible(sign) || AROUND.contains(sign);
    let rest = line.trim_end_matches(unseen);
    // A link that is none, because it stands in HTML.
    let in_brackets = line.trim_end_matches(['*', '_']).ends_with('[');
    in_brackets
        || !rest.contains(char::is_alphabetic)
        || rest.ends_with(|last: char| STOPS.contains(last))
        || is_label(rest)
}

/// Words that number what follows.
const LABELS: [&str; 14] = [
    "kj",
    "figure",
    "fig",
    "table",
    "annex",
    "appendix",
    "paragraph",
    "para",
    "section",
    "chapter",
    "item",
    "box",
    "map",
    "chart",
];

/// Whether all of a line is a word and a number: `KJ-1`, `Figure 3`, `Annex 2.1`.
fn is_label(line: &str) -> bool {
    let line = line.trim_start_matches(|sign: char| !sign.is_alphanumeric());
    let number = line.trim_start_matches(char::is_alphabetic);
    let word = line[..line.len() - number.len()].to_lowercase();
    LABELS.contains(&word.as_str())
        && number.contains(|sign: char| sign.is_ascii_digit())
        && number.chars().all(|sign| sign.is_ascii_digit() || " .-".contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portions_begin_where_sentences_do() {
        for before in [
            "",
            "1. ",
            "2.3 ",
            "It fell. ",
            "It fell.” ",
            "Comment: ",
            "a\n",
            "KJ-1 ",
            "Figure 3 ",
            "<p>",
            "“",
            "x — ",
            "x [",
        ] {
            assert!(begins_portion(before), "{before}");
        }
        for before in ["Vitamin ", "Smith, ", "the (b) ", "report", "B12 and ", "in 2025 "] {
            assert!(!begins_portion(before), "{before}");
        }
    }
}
