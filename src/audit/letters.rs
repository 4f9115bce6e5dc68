//! Letters in parentheses that are no marks: `(A) … (B) … (C) …` and `(C) 2025 Example Press`, where a document has no marks.
//!
//! In: a body. Out: an answer. Written without the code that a build decides it with.

use super::marks::Rules;

/// Whether all that looks like a mark in a body are such letters.
pub(super) fn are_text(body: &str, rules: &Rules<'_>) -> bool {
    let mut places = body.match_indices(['(', '[', '{', '（', '［', '｛', '【', '&']).map(|(at, _)| at);
    !body.contains(":::")
        && places.all(|at| {
            let (before, text) = body.split_at(at);
            before.ends_with('\\') || rules.mark(text).is_none() || is_letter(before, text)
        })
}

/// Whether a text begins with a letter that follows the letter before it, or is the first of several, or a copyright.
fn is_letter(before: &str, text: &str) -> bool {
    let Some((inside, behind)) = text.strip_prefix('(').and_then(|text| text.split_once(')')) else {
        return false;
    };
    let mut letters = inside.chars();
    let (Some(letter), None) = (letters.next().filter(char::is_ascii_uppercase), letters.next()) else {
        return false;
    };
    let other = |step: i8| format!("({})", char::from((letter as u8).wrapping_add_signed(step)));
    let year = behind.trim_start();
    let name = year.trim_start_matches(|one: char| !one.is_alphabetic());
    let copyright = letter == 'C'
        && (year.starts_with("19") || year.starts_with("20"))
        && !name.starts_with(char::is_lowercase);
    copyright || if letter == 'A' { behind.contains(&other(1)) } else { before.contains(&other(-1)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classification::{Level, built_in};

    #[test]
    fn letters_are_text_where_nothing_is_marked() {
        let us = built_in("us").expect("it is in the binary");
        let rules = Rules { scheme: &us, own: Level(0), ceiling: Level(0), tags: false, letters: false };
        for body in
            ["- (A) a\n- (B) b\n- (C) c", "(C) 2025 Example Press.", "text\n\n(A) a\n\n(B) b\n\n(C) c\n"]
        {
            assert!(are_text(body, &rules), "{body}");
        }
        for body in [
            "- (B) b\n- (S) c",
            "(C) 2025 was a year",
            "- (A) a\n- (B) b\n- (C) c\n\n(U) d",
            "- (A) a\n- (B) b\n- (C) c\n\n::: portion S\n:::",
            "- (A) a\n- (B) b\n- (C) [(S) d](e)",
        ] {
            assert!(!are_text(body, &rules), "{body}");
        }
    }
}
