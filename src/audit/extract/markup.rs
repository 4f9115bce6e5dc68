//! Text as a reader of a page sees it: without tags, so that words split by them are whole again.
//!
//! In: a piece with tags of HTML, XML or SVG. Out: [`Stripped`]. It is lenient where browsers are: what never
//! ends ends with the file. Attributes are not among the text; the audit reads them in the piece as written.

use std::ops::Range;

use crate::audit::piece::{Builder, Piece};
use crate::audit::words::BREAK;

/// A piece without its tags.
#[derive(Debug)]
pub(super) struct Stripped {
    /// Its text, words across inline tags joined as browsers show them.
    pub(super) text: Piece<'static>,
    /// The same with every tag as a space, where that makes a difference.
    pub(super) spaced: Option<Piece<'static>>,
    /// The comments, by their bytes in the piece without `<!--` and `-->`.
    pub(super) comments: Vec<Range<usize>>,
    /// Tags that have tags in their attributes, without their own `<` and `>`.
    pub(super) nested: Vec<Range<usize>>,
}

const INLINE: [&str; 34] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "mark", "q", "s", "samp", "small", "span", "strong", "strike", "sub", "sup", "time", "tspan",
    "tt", "u", "var", "wbr", "ruby", "label",
];

/// Whether there is anything to strip.
pub(super) fn has_tags(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'<', bytes).any(|at| {
        bytes.get(at + 1).is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?'))
    })
}

/// Strips a piece.
pub(super) fn strip(piece: &Piece<'_>) -> Stripped {
    let text = &*piece.text;
    let bytes = text.as_bytes();
    let mut joined = Builder::new(piece);
    let mut cuts: Vec<usize> = Vec::new();
    let mut comments = Vec::new();
    let mut nested = Vec::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        let open = at + found;
        let Some((end, what)) = tag(text, open) else {
            at = open + 1;
            continue;
        };
        joined.copy(copied..open);
        let inside = open + 1..end.saturating_sub(1).max(open + 1);
        let is_tag = matches!(what, Tag::Inline | Tag::Block);
        if is_tag && text.get(inside.clone()).is_some_and(|inside| inside.contains('<')) {
            nested.push(inside);
        }
        match what {
            Tag::Inline => cuts.push(joined.text.len()),
            Tag::Block => joined.push(BREAK, open),
            Tag::Comment(range) => {
                cuts.push(joined.text.len());
                comments.push(range);
            }
            Tag::Text(range) => joined.copy(range),
        }
        copied = end;
        at = end;
    }
    joined.copy(copied..text.len());
    let joined = joined.finish();
    Stripped { spaced: spaced(&joined, &cuts), text: joined, comments, nested }
}

/// With a space at each cut, if one of them stands inside a word.
fn spaced(joined: &Piece<'static>, cuts: &[usize]) -> Option<Piece<'static>> {
    let text = &*joined.text;
    let letter = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    let glued =
        |cut: &&usize| letter(text[..**cut].chars().next_back()) && letter(text[**cut..].chars().next());
    cuts.iter().find(glued)?;
    let mut builder = Builder::new(joined);
    let mut copied = 0;
    for cut in cuts {
        builder.copy(copied..*cut);
        builder.push(' ', *cut);
        copied = *cut;
    }
    builder.copy(copied..text.len());
    Some(builder.finish())
}

enum Tag {
    Inline,
    Block,
    Comment(Range<usize>),
    Text(Range<usize>),
}

/// What begins at the `<` at `open`, and where it ends.
fn tag(text: &str, open: usize) -> Option<(usize, Tag)> {
    let rest = &text[open..];
    let until = |from: usize, end: &str| rest[from..].find(end).map(|found| from + found);
    if rest.starts_with("<!--") {
        let end = until(4, "-->");
        let content = open + 4..open + end.unwrap_or(rest.len());
        return Some((open + end.map_or(rest.len(), |end| end + 3), Tag::Comment(content)));
    }
    if rest.starts_with("<![CDATA[") {
        let end = until(9, "]]>");
        let content = open + 9..open + end.unwrap_or(rest.len());
        return Some((open + end.map_or(rest.len(), |end| end + 3), Tag::Text(content)));
    }
    let name = rest[1..].trim_start_matches('/');
    let length = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b':').count();
    let name = name[..length].to_ascii_lowercase();
    let first = rest.as_bytes().get(1)?;
    if !(first.is_ascii_alphabetic() || matches!(first, b'/' | b'!' | b'?')) {
        return None;
    }
    let end = open + tag_end(rest)?;
    Some((end, if INLINE.contains(&name.as_str()) { Tag::Inline } else { Tag::Block }))
}

/// Behind the `>` of a tag; one in a quoted value does not count.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = b' ';
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match quote {
            Some(open) if byte == open => quote = None,
            None if byte == b'>' => return Some(at + 1),
            None if matches!(byte, b'"' | b'\'') && before == b'=' => quote = Some(byte),
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    // A quote that never ends must not hide the rest of the file.
    rest.find('>').map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(html: &str) -> (String, Option<String>, usize) {
        let piece = Piece::plain(html, 0);
        let stripped = strip(&piece);
        let own = |piece: Piece<'static>| piece.text.replace(BREAK, "|");
        (own(stripped.text), stripped.spaced.map(own), stripped.comments.len())
    }

    #[test]
    fn inline_tags_join_and_block_tags_separate() {
        assert_eq!(texts("one <b>two</b> three").0, "one two three");
        assert_eq!(texts("<p>one</p><p>two</p>").0, "|one||two|");
        assert_eq!(texts("can<i>ary</i>"), ("canary".into(), Some("can ary ".into()), 0));
        assert_eq!(texts("a<!-- x -->b").2, 1);
        assert_eq!(texts("<a title=\"1>2\">x</a> 1 < 2").0, "x 1 < 2");
        assert_eq!(texts("<a title=\"1>2 x").0, "2 x");
        assert_eq!(texts("<![CDATA[<p>x]]>y").0, "<p>xy");
    }

    proptest::proptest! {
        #[test]
        fn nothing_makes_stripping_panic(html in "(<|>|!--|-->|\"|'|=|/|a|p|é|\\[CDATA\\[|\\]\\]>){0,30}") {
            let piece = Piece::plain(html.as_str(), 0);
            let stripped = strip(&piece);
            for comment in stripped.comments {
                proptest::prop_assert!(html.get(comment).is_some());
            }
        }
    }
}
