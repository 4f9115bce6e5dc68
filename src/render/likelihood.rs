//! The range of a likelihood, printed in the sentence: "very likely (80–95%)".
//!
//! A legend or a tooltip alone hardly helps: with the range in the sentence readers' numbers agreed with the
//! scale in two cases of three, without it in one (Wintle and others 2019, doi.org/10.1371/journal.pone.0213522).
//!
//! In: a judgement's sentence as HTML and its term, and where that ends if the sentence is plain text. Out: HTML. Does not
//! know the report.

use std::ops::Range;

use crate::tradecraft::{Term, Words, Yardstick};

/// Puts `range`, a text without markup, in brackets after the first place where the term stands in the HTML,
/// unless a number in brackets stands there already. Without such a place the HTML stays as it is. `end` is where the
/// term ends, if that is known already; else it is looked for.
pub(super) fn with_range(
    html: String,
    yardstick: &Yardstick,
    term: &Term,
    end: Option<usize>,
    range: &str,
) -> String {
    let look = || {
        texts(&html).find_map(|text| {
            let words = Words::new(&html[text.clone()]);
            let found =
                yardstick.terms_in(&words, 0..words.len()).into_iter().find(|found| found.term == term)?;
            Some(text.start + words.span(&found.words).end)
        })
    };
    let Some(at) = end.or_else(look) else { return html };
    let rest = html[at..].trim_start();
    let written = rest
        .strip_prefix(['(', '['])
        .is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()));
    if written {
        return html;
    }
    [&html[..at], " <span class=\"likelihood-range\">(", range, ")</span>", &html[at..]].concat()
}

/// What stands between tags.
fn texts(html: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < html.len() {
            let start = at;
            let end = html[at..].find('<').map_or(html.len(), |tag| at + tag);
            at = html[end..].find('>').map_or(html.len(), |close| end + close + 1);
            if end > start {
                return Some(start..end);
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tradecraft::YARDSTICKS;

    fn print(html: &str, term: &str) -> String {
        let yardstick = &YARDSTICKS[0];
        let term = yardstick.find(term).expect("a term");
        let range = "80–95%";
        let looked_for = with_range(html.to_owned(), yardstick, term, None, range);
        // Where the sentence is plain text, its loading has found the place already.
        if let Some((found, end)) = yardstick.first_place_in(html).filter(|_| !html.contains('<')) {
            assert_eq!(found, term);
            assert_eq!(with_range(html.to_owned(), yardstick, term, Some(end), range), looked_for);
        }
        looked_for
    }

    #[test]
    fn the_range_stands_behind_the_term_once() {
        assert_eq!(
            print("<a href=\"/very-likely/\">It</a> is <em>very likely</em>, very likely.", "very likely"),
            "<a href=\"/very-likely/\">It</a> is <em>very likely <span class=\"likelihood-range\">(80–95%)</span></em>, very likely."
        );
        assert_eq!(
            print("It is very likely, very likely.", "very likely"),
            "It is very likely <span class=\"likelihood-range\">(80–95%)</span>, very likely."
        );
    }

    #[test]
    fn nothing_is_printed_where_the_term_is_not_or_has_its_range() {
        for html in
            ["It will rise.", "It is not very likely.", "It is very likely (80–95%) to rise.", "<very likely"]
        {
            assert_eq!(print(html, "very likely"), html);
        }
    }
}
