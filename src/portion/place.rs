//! Where in a text a portion may begin or end: at its start, at the start of a line, behind the end of a sentence; and
//! before the end of a sentence, of the text, of a cell.
//!
//! In: what stands before and behind a place. Out: whether somebody may have meant a portion to begin or end there. Knows no
//! marks. In the middle of a sentence `Vitamin (C)` and `Senator Smith (S)` are words; at its end `(C)` is a mark that was
//! put into the wrong place, or cannot be told from one.

/// Signs at which a sentence, a cell, a tag or a label ends.
pub(super) const STOPS: &str = ".!?:;…>|•·–—‒。！？：；\u{2028}";

/// Signs that may stand between the end of a sentence and what follows.
pub(super) const AROUND: &str = "\"'“”„‘’‚«»‹›*_~`()[]{}";

/// Stands where a cell or a line that was broken on purpose begins: no sentence goes on over it.
pub(super) const BREAK: char = '\u{2029}';

/// Stands before the words of a citation, which closes what it is the source of.
pub(super) const CITATION: char = '\u{fff9}';

/// Whether a portion may end before this text: it is over, or its sentence is.
pub(super) fn ends_portion(after: &str) -> bool {
    let unseen =
        |sign: char| sign.is_whitespace() && !is_hard_end(sign) || super::bracket::is_invisible(sign);
    let mut rest = after;
    let mut stopped = false;
    loop {
        rest = rest.trim_start_matches(|sign: char| AROUND.contains(sign));
        let behind = rest.trim_start_matches(unseen);
        // Space behind a stop is the end of a sentence.
        if stopped && behind.len() < rest.len() {
            return true;
        }
        rest = behind;
        let Some(sign) = rest.chars().next() else { return true };
        if is_hard_end(sign) {
            return true;
        }
        if let Some(length) = tag(rest) {
            let name = rest[1..length].trim_start_matches('/');
            let name = &name[..name.find(|sign: char| !sign.is_alphanumeric()).unwrap_or(name.len())];
            if !INLINE.contains(&name.to_ascii_lowercase().as_str()) {
                return true;
            }
            rest = &rest[length..];
            continue;
        }
        stopped = stopped || ".!?…。！？".contains(sign);
        // What else stands between a mark and the end of all is nothing that is read: `(S);`.
        if !stopped {
            return ends_value(after) || !rest.contains(char::is_alphanumeric);
        }
        let behind = rest.trim_start_matches(|sign: char| STOPS.contains(sign) && !is_hard_end(sign));
        if behind.starts_with(char::is_alphanumeric) {
            return false;
        }
        // `(S).+`: behind a stop, a sign that nothing above takes away.
        if behind.len() == rest.len() {
            return true;
        }
        rest = behind;
    }
}

/// Line ends that no program wraps prose with, and citations.
fn is_hard_end(sign: char) -> bool {
    LINE_ENDS[2..].contains(&sign) || sign == CITATION
}

/// Tags that stand in the middle of sentences.
const INLINE: [&str; 16] = [
    "a", "abbr", "b", "cite", "code", "del", "em", "i", "ins", "mark", "q", "s", "small", "span", "strong",
    "u",
];

/// How long the tag is that a text begins with.
fn tag(text: &str) -> Option<usize> {
    let name = text.strip_prefix('<')?;
    let is_tag = name.starts_with(|sign: char| sign.is_ascii_alphabetic() || "/!".contains(sign));
    text.find('>').filter(|_| is_tag).map(|end| end + 1)
}

/// Whether the value of an attribute ends here: `" src=`, `">`.
fn ends_value(after: &str) -> bool {
    let Some(rest) = after.strip_prefix(['"', '\'']) else { return false };
    let name = rest.trim_start().trim_start_matches(|sign: char| sign.is_ascii_alphabetic() || sign == '-');
    name.starts_with('=') && rest.starts_with(char::is_whitespace)
        || rest.trim_start().starts_with(['>', '/'])
}

/// Whether a portion may begin between these texts.
pub(super) fn begins_portion(before: &str, after: &str) -> bool {
    let line = before.rsplit(LINE_ENDS).next().unwrap_or(before);
    let unseen =
        |sign: char| sign.is_whitespace() || super::bracket::is_invisible(sign) || AROUND.contains(sign);
    let rest = line.trim_end_matches(unseen);
    // A link that is none, because it stands in HTML.
    let in_brackets = line.trim_end_matches(['*', '_']).ends_with('[');
    in_brackets
        || begins_value(line, after)
        || is_in_brackets(line)
        // `12°30' (S)` is a place.
        || !rest.contains(char::is_alphabetic) && !rest.contains(['°', 'º'])
        || rest.ends_with(|last: char| STOPS.contains(last)) && !is_shortened(rest, after)
        || rest.ends_with(" -")
        || rest.ends_with(',') && after.trim_start().starts_with(char::is_alphabetic)
        || is_label(rest) && !(refers(rest) && goes_on(after))
}

/// Whether a portion may begin behind this with a mark that is like none of the scheme: behind the end of a sentence, and at
/// the beginning of a cell.
pub(super) fn follows_sentence(before: &str, after: &str) -> bool {
    let line = before.rsplit(LINE_ENDS).next().unwrap_or(before);
    let unseen =
        |sign: char| sign.is_whitespace() || super::bracket::is_invisible(sign) || AROUND.contains(sign);
    let rest = line.trim_end_matches(unseen);
    if rest.is_empty() {
        return before[..before.len() - line.len()].ends_with(BREAK);
    }
    rest.ends_with(['.', '!', '?', '…', '。', '！', '？']) && !is_shortened(rest, after)
}

/// Whether code goes on behind a mark: `(S) => x`.
pub(super) fn goes_on_as_code(after: &str) -> bool {
    let after = after.trim_start();
    let signs = ["=", "->", "<-", "<=", ">", "{", ";", "_", "$", "+", "|"];
    signs.iter().any(|sign| after.starts_with(sign))
}

/// Whether a sentence goes on.
pub(super) fn goes_on(after: &str) -> bool {
    after.trim_start().starts_with(char::is_lowercase)
}

/// `Fig. (C) shows`: the stop ends no sentence.
fn is_shortened(rest: &str, after: &str) -> bool {
    let Some(rest) = rest.strip_suffix('.').filter(|_| goes_on(after)) else { return false };
    let word = rest.rsplit(|sign: char| !sign.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    ["fig", "figs", "sec", "sect", "art", "para", "cl", "no", "nos"].contains(&word.as_str())
}

/// `Section 5 (C) applies`: a label with a letter of its own.
fn refers(rest: &str) -> bool {
    let word = rest.trim_start().split(' ').next().unwrap_or_default().to_lowercase();
    ["section", "paragraph", "para", "item", "chapter"].contains(&word.as_str())
}

/// Characters at which programs begin a new line; U+FFFD stands for those of them that no text may have.
pub(super) const LINE_ENDS: [char; 8] =
    ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{fffd}', BREAK];

/// Whether a quotation or the value of an attribute in HTML begins: `he said “`, `<img title="`.
fn begins_value(line: &str, after: &str) -> bool {
    let line = line.trim_end();
    let quoted = line.strip_suffix(['"', '\'']);
    let attribute = quoted.is_some_and(|name| name.trim_end().ends_with('='));
    // `the mark "(S)" means` speaks of it.
    let straight = quoted.is_some_and(|words| words.ends_with(char::is_whitespace) || words.is_empty())
        && !after.starts_with(['"', '\'']);
    attribute || straight || line.ends_with(['“', '„', '«'])
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
            "he wrote \"",
            "it fell - ",
            "it fell, ",
        ] {
            assert!(begins_portion(before, " x"), "{before}");
        }
        for before in ["Vitamin ", "well-", "the (b) ", "report", "B12 and ", "in 2025 "] {
            assert!(!begins_portion(before, " x"), "{before}");
        }
        assert!(!begins_portion("Smith, ", ", and Jones"));
        // It must end.
        assert!(ends_portion(".+ a") && ends_portion("./"));
    }
}
