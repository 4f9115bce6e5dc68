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
    let line = before.rsplit(LINE_ENDS).next().unwrap_or(before);
    let unseen =
        |sign: char| sign.is_whitespace() || super::bracket::is_invisible(sign) || AROUND.contains(sign);
    let rest = line.trim_end_matches(unseen);
    // A link that is none, because it stands in HTML.
    let in_brackets = line.trim_end_matches(['*', '_']).ends_with('[');
    in_brackets
        || begins_value(line)
        || is_in_brackets(line)
        || !rest.contains(char::is_alphabetic)
        || rest.ends_with(|last: char| STOPS.contains(last))
        || is_label(rest)
}

/// Characters at which programs begin a new line.
const LINE_ENDS: [char; 7] = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];

/// Whether a quotation or the value of an attribute in HTML begins: `he said “`, `<img title="`.
fn begins_value(line: &str) -> bool {
    let line = line.trim_end();
    let attribute = line.strip_suffix(['"', '\'']).is_some_and(|name| name.trim_end().ends_with('='));
    attribute || line.ends_with(['“', '„', '«'])
}

/// Whether all of a line is a number or a remark in parentheses: `(a)`, `iv)`, `(U)`.
fn is_in_brackets(line: &str) -> bool {
    let Some(inside) = line.trim().strip_suffix(')') else { return false };
    match inside.strip_prefix('(') {
        Some(inside) => !inside.contains(['(', ')']),
        None => inside.len() <= 4 && inside.chars().all(char::is_alphanumeric),
    }
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
    // `Annex A`
    let lettered = line.trim_end().rsplit_once(' ').is_some_and(|(word, letter)| {
        LABELS.contains(&word.trim().to_lowercase().as_str())
            && letter.len() == 1
            && letter.chars().all(char::is_uppercase)
    });
    lettered
        || LABELS.contains(&word.as_str())
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
            "(a) ",
            "iv) ",
            "a\u{85}",
            "<img title=\"",
            "Annex A ",
            "he wrote “",
        ] {
            assert!(begins_portion(before), "{before}");
        }
        for before in ["Vitamin ", "Smith, ", "the (b) ", "report", "B12 and ", "in 2025 "] {
            assert!(!begins_portion(before), "{before}");
        }
    }
}
