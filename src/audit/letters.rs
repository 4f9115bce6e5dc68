//! Letters in parentheses that are no marks: `(A) … (B) … (C) …` and `(C) 2025 Example Press`, where a document has no marks.
//!
//! In: a body. Out: an answer. Written without the code that a build decides it with.

use super::marks::{Rules, is_code};
use super::portions::{blocks, has_fences};

/// Whether all that looks like a mark in a body are such letters: what its blocks and its links begin with.
pub(super) fn are_text(body: &str, rules: &Rules<'_>) -> bool {
    let mut places = body.match_indices(['(', '[', '{', '（', '［', '｛', '【', '&']);
    // Nearly no document has any.
    if !places.any(|(at, _)| rules.mark(&body[at..]).is_some()) || has_fences(body, rules) {
        return false;
    }
    let reading = Rules { letters: true, ..*rules };
    let starts: Vec<usize> =
        std::iter::once(0).chain(body.match_indices('\n').map(|(at, _)| at + 1)).collect();
    blocks(body, &reading).iter().all(|block| {
        let start = starts.get(block.line).copied().unwrap_or(body.len());
        let is_text = |text: &str| {
            let opened = reading.opening(text).text;
            let before = [&body[..start], &block.text[..block.text.len() - opened.len()]];
            let in_code = block.code || text[..text.len() - opened.len()].matches('`').count() % 2 == 1;
            reading.mark(opened).is_none_or(|(_, behind)| {
                in_code && is_code(behind) || is_letter(before, opened, &body[start..])
            })
        };
        is_text(&block.text) && (block.code || block.html || links(&block.text).all(is_text))
    })
}

/// What stands behind the opening brackets of a text that are not in code.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let mut code = false;
    text.char_indices().filter_map(move |(at, sign)| {
        code ^= sign == '`';
        let opens = sign == '[' && !code && !text[..at].ends_with('\\');
        opens.then(|| &text[at + 1..])
    })
}

/// Whether a text begins with a letter that follows the letter before it, or is the first of several, or a copyright. `all` is
/// what stands in the document from the beginning of its block on.
fn is_letter(before: [&str; 2], text: &str, all: &str) -> bool {
    let Some((inside, behind)) = text.strip_prefix('(').and_then(|text| text.split_once(')')) else {
        return false;
    };
    let mut letters = inside.chars();
    let (Some(letter), None) = (letters.next().filter(char::is_ascii_uppercase), letters.next()) else {
        return false;
    };
    let other = |step: i8| char::from((letter as u8).wrapping_add_signed(step));
    let follows = || {
        let forms = [format!("({})", other(-1)), format!("{}) ", other(-1))];
        other(-1).is_ascii_alphabetic()
            && forms.iter().any(|form| before.iter().any(|text| text.contains(form.as_str())))
    };
    letter == 'C' && is_copyright(behind)
        || if letter == 'A' { all.contains(&format!("({})", other(1))) } else { follows() }
}

/// Whether the rest of the line is years and at most six words of a name: what is longer may be a sentence.
fn is_copyright(behind: &str) -> bool {
    let start = behind.trim_start_matches(|one: char| one.is_whitespace() || "*_`".contains(one));
    let mut words: Vec<&str> = start.lines().next().unwrap_or_default().split_whitespace().collect();
    while words.last().is_some_and(|word| !word.contains(char::is_alphanumeric)) {
        words.pop();
    }
    let plain = |word: &str| word.trim_matches(|one: char| !one.is_alphanumeric()).to_lowercase();
    let reserved = words.len().saturating_sub(3);
    if words[reserved..].iter().map(|word| plain(word)).eq(["all", "rights", "reserved"]) {
        words.truncate(reserved);
    }
    let years = words.iter().take_while(|word| !word.contains(char::is_alphabetic)).count();
    let name = &words[years..];
    let Some((_, others)) = name.split_last() else { return false };
    let first = name[0].trim_start_matches(|one: char| !one.is_alphabetic());
    (start.starts_with("19") || start.starts_with("20"))
        && name.len() <= 6
        && !first.starts_with(char::is_lowercase)
        && !others.iter().any(|word| word.ends_with(['.', '!', '?', ';', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classification::{Level, built_in};

    #[test]
    fn letters_are_text_where_nothing_is_marked() {
        let us = built_in("us").expect("it is in the binary");
        let rules = Rules { scheme: &us, own: Level(0), ceiling: Level(0), tags: false, letters: false };
        for body in [
            "- (A) a\n- (B) b\n- (C) c",
            "(C) 2025 Example Press.",
            "(C) 2024, 2025 Example Press. All rights reserved.",
            "text\n\n(A) a\n\n(B) b\n\n(C) c\n",
            // In code nothing is a link, and no portion begins.
            "(C) 2025 Press\n\n```\ntext [(S) d](e)\n::: portion S\n```",
            "(C) 2025 Press\n\nWrite `[(S) d](e)`.",
            "    (U) => d\n\n(C) 2025 Press",
            "<div>\n[(U) d](e)\n\n(C) 2025 Press",
        ] {
            assert!(are_text(body, &rules), "{body}");
        }
        for body in [
            "- (B) b\n- (S) c",
            "(C) 2025 was a year",
            "(C) 2025 NATO exercises will move to the north in May.",
            "(C) 2025 NATO moves. It will.",
            "(C) 2025",
            "- (A) a\n- (B) b\n- (C) c\n\n(U) d",
            "- (A) a\n- (B) b\n- (C) c\n\n::: portion S\n:::",
            "- (A) a\n- (B) b\n- (C) [(S) d](e)",
            "(C) 2025 Press\n\n```\n(S) code\n```",
        ] {
            assert!(!are_text(body, &rules), "{body}");
        }
    }
}
