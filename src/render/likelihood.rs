//! The range of a likelihood, printed in the sentence: "very likely (80–95%)".
//!
//! A legend or a tooltip alone hardly helps: with the range in the sentence readers' numbers agreed with the
//! scale in two cases of three, without it in one (Wintle and others 2019, doi.org/10.1371/journal.pone.0213522).
//!
//! In: a judgement's sentence as HTML and its term, and where that ends if the sentence is plain text. Out: HTML. Does not
//! know the report.

use crate::tradecraft::{Term, Yardstick};

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
        let plain = plain(&html);
        let (found, end) = yardstick.first_place_in(&plain)?;
        (found == term).then_some(end)
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

/// HTML with blanks for tags and for characters that are escaped, so that each word keeps its place. A quotation mark
/// stays one: what it quotes is not the judgement.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let close = if rest.starts_with('<') { '>' } else { ';' };
        // What is struck out is not said.
        let length = match rest.strip_prefix("<del>").and_then(|struck| struck.find("</del>")) {
            Some(struck) => struck + "<del></del>".len(),
            None => rest.find(close).map_or(rest.len(), |end| end + 1),
        };
        text.push(if rest.starts_with("&quot;") { '"' } else { ' ' });
        text.extend(std::iter::repeat_n(' ', length - 1));
        rest = &rest[length..];
    }
    text + rest
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
    fn a_term_in_quotation_marks_or_denied_in_another_tag_is_passed_over() {
        assert_eq!(
            print("He said &quot;very <b>likely</b>&quot;, and it is <b>very</b> likely.", "very likely"),
            "He said &quot;very <b>likely</b>&quot;, and it is <b>very</b> likely <span class=\"likelihood-range\">(80–95%)</span>."
        );
        let denied = "It is <b>not</b> <i>very likely</i>.";
        assert_eq!(print(denied, "very likely"), denied);
    }

    #[test]
    fn what_is_struck_out_is_passed_over() {
        assert_eq!(
            print("It is <del>very likely</del> unlikely.", "unlikely"),
            "It is <del>very likely</del> unlikely <span class=\"likelihood-range\">(80–95%)</span>."
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
