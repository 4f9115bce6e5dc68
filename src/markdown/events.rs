//! The event stream of a body, and ways to cut it: into top-level blocks, list items, plain text.
//!
//! No function here recurses, so a thousand nested lists cost time but no stack.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::config::RawHtml;
use crate::exact;
use crate::tradecraft::is_citing;

/// Events with their byte ranges in the body.
pub type Events<'a> = Vec<(Event<'a>, Range<usize>)>;

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_DEFINITION_LIST);

/// A link reference definition: `[label]: address "title"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Definition {
    /// Where links lead that name its label.
    pub(crate) address: String,
    /// Their title; empty where there is none.
    pub(crate) title: String,
    /// Where it stands in the body.
    pub(crate) span: Range<usize>,
}

/// The link reference definitions of a body, in the order they stand.
pub(crate) fn definitions(body: &str) -> Vec<Definition> {
    let parser = Parser::new_ext(body, OPTIONS);
    let found = parser.reference_definitions().iter().map(|(_, definition)| Definition {
        address: definition.dest.to_string(),
        title: definition.title.as_ref().map_or_else(String::new, ToString::to_string),
        span: definition.span.clone(),
    });
    let mut definitions: Vec<_> = found.collect();
    definitions.sort_by_key(|definition| definition.span.start);
    definitions
}

/// Parses a body: CommonMark with tables, footnotes, strikethrough, task lists, heading attributes and
/// definition lists. `[@id]` becomes a link to `@id`, for the writer to take as a citation. Comments are
/// events of their own, and HTML that is to be escaped is text from here on, so that no later stage can take it for
/// anything else.
pub fn parse(body: &str, raw_html: RawHtml) -> Events<'_> {
    let mut citation = |link: BrokenLink<'_>| {
        link.reference
            .strip_prefix('@')
            .map(|_| (CowStr::from(link.reference.to_string()), CowStr::Borrowed("")))
    };
    let parser = Parser::new_with_broken_link_callback(body, OPTIONS, Some(&mut citation)).into_offset_iter();
    let mut events: Events<'_> = Vec::with_capacity(body.len() / 16);
    // The block's place and its text so far.
    let mut block: Option<(usize, String)> = None;
    for (event, range) in parser {
        match (event, &mut block) {
            (Event::Start(Tag::HtmlBlock), _) => block = Some((range.start, String::new())),
            (Event::End(TagEnd::HtmlBlock), Some(_)) => {
                let Some((start, text)) = block.take() else { continue };
                html_block(&mut events, &text, body, start..range.end, raw_html);
            }
            (Event::Html(piece) | Event::Text(piece), Some((_, text))) => text.push_str(&piece),
            (Event::Html(piece) | Event::InlineHtml(piece), None) => {
                let (text, comments) = without_comments(&piece);
                if !text.is_empty() {
                    let text = CowStr::from(text);
                    events.push(match raw_html {
                        RawHtml::Allow => (Event::InlineHtml(text), range.clone()),
                        RawHtml::Escape => (Event::Text(text), range.clone()),
                    });
                }
                push_comments(&mut events, comments, body, &range);
            }
            (event, _) => events.push((event, range)),
        }
    }
    if memchr::memmem::find(body.as_bytes(), b"][@").is_some() { separate(&events, body) } else { events }
}

/// Two citations without a space between them, `[@a][@b]`: to Markdown that is one link with the words `@a`.
fn separate<'a>(events: &[(Event<'a>, Range<usize>)], body: &str) -> Events<'a> {
    let mut out = Events::with_capacity(events.len() + 3);
    let mut at = 0;
    while let Some((event, range)) = events.get(at) {
        if let Event::Start(Tag::Link { link_type: LinkType::ReferenceUnknown, dest_url, .. }) = event
            && let Some(between) = body[range.clone()].rfind("][")
        {
            let end = matching(events, at);
            let first = plain_text(&events[at + 1..end]);
            if first.starts_with('@') {
                let between = range.start + between + 1;
                out.extend(citation(first.into(), range.start..between));
                out.extend(citation(dest_url.clone(), between..range.end));
                at = end + 1;
                continue;
            }
        }
        out.push(events[at].clone());
        at += 1;
    }
    out
}

fn citation(name: CowStr<'_>, range: Range<usize>) -> [(Event<'_>, Range<usize>); 3] {
    let link = Tag::Link {
        link_type: LinkType::ShortcutUnknown,
        dest_url: name.clone(),
        title: CowStr::Borrowed(""),
        id: name.clone(),
    };
    let inside = range.start + 1..range.end - 1;
    [(Event::Start(link), range.clone()), (Event::Text(name), inside), (Event::End(TagEnd::Link), range)]
}

fn html_block<'a>(
    events: &mut Events<'a>,
    text: &str,
    body: &'a str,
    range: Range<usize>,
    raw_html: RawHtml,
) {
    let (text, comments) = without_comments(text);
    let empty = text.trim().is_empty();
    let (start, end, inner) = match raw_html {
        RawHtml::Escape if !empty => {
            (Tag::Paragraph, TagEnd::Paragraph, Event::Text(CowStr::from(text.trim_end().to_owned())))
        }
        RawHtml::Allow | RawHtml::Escape => {
            (Tag::HtmlBlock, TagEnd::HtmlBlock, Event::Html(CowStr::from(text)))
        }
    };
    events.push((Event::Start(start), range.clone()));
    if !empty {
        events.push((inner, range.clone()));
    }
    push_comments(events, comments, body, &range);
    events.push((Event::End(end), range));
}

fn push_comments<'a>(events: &mut Events<'a>, comments: Vec<String>, body: &'a str, around: &Range<usize>) {
    for comment in comments {
        let at = body[around.clone()].find(&comment).map_or(around.start, |at| around.start + at);
        events.push((Event::InlineHtml(comment.clone().into()), at..(at + comment.len()).min(around.end)));
    }
}

/// Whether an event is a comment: a note of the author to the desk, which no reader gets.
pub(crate) fn is_comment(event: &Event<'_>) -> bool {
    matches!(event, Event::InlineHtml(text) if text.starts_with("<!--"))
}

/// HTML without comments, and the comments. One that never ends takes the rest with it, as it does in a browser.
fn without_comments(html: &str) -> (String, Vec<String>) {
    let mut out = String::with_capacity(html.len());
    let mut comments = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find("<!--") {
        out.push_str(&rest[..start]);
        let end = rest[start..].find("-->").map_or(rest.len(), |end| start + end + 3);
        comments.push(rest[start..end].to_owned());
        rest = &rest[end..];
    }
    out.push_str(rest);
    (out, comments)
}

/// What a top-level block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading and its level, 1 to 6.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A list.
    List,
    /// The text of a footnote.
    Footnote,
    /// Anything else.
    Other,
}

/// A top-level block: a range of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its events, start and end included.
    pub events: Range<usize>,
}

/// Cuts events into top-level blocks.
pub fn blocks(events: &[(Event<'_>, Range<usize>)]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < events.len() {
        let (kind, end) = match &events[at].0 {
            Event::Start(tag) => {
                let kind = match tag {
                    Tag::Heading { level, .. } => BlockKind::Heading(*level as u8),
                    Tag::Paragraph => BlockKind::Paragraph,
                    Tag::List(_) => BlockKind::List,
                    Tag::FootnoteDefinition(_) => BlockKind::Footnote,
                    _ => BlockKind::Other,
                };
                (kind, matching(events, at) + 1)
            }
            _ => (BlockKind::Other, at + 1),
        };
        blocks.push(Block { kind, events: at..end });
        at = end;
    }
    blocks
}

/// The index of the end that belongs to the start at `at`.
pub fn matching(events: &[(Event<'_>, Range<usize>)], at: usize) -> usize {
    let mut depth = 0usize;
    for (offset, (event, _)) in events[at..].iter().enumerate() {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => {
                depth -= 1;
                if depth == 0 {
                    return at + offset;
                }
            }
            _ => {}
        }
    }
    events.len().saturating_sub(1)
}

/// The contents of a list's items, each without its own start and end. `events` is a list block.
pub fn items(events: &[(Event<'_>, Range<usize>)]) -> Vec<Range<usize>> {
    let mut items = Vec::new();
    let mut at = 1;
    while at + 1 < events.len() {
        let end = matching(events, at);
        items.push(at + 1..end);
        at = end + 1;
    }
    items
}

/// The words of events, with single spaces; citations, footnote marks, pictures, HTML and what is struck out
/// left out.
pub fn plain_text(events: &[(Event<'_>, Range<usize>)]) -> String {
    let mut text = String::new();
    let mut at = 0;
    while at < events.len() {
        match &events[at].0 {
            Event::Text(piece) | Event::Code(piece) => text.push_str(piece),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::TableCell) => text.push(' '),
            // What is struck out is not said.
            Event::Start(Tag::Image { .. } | Tag::HtmlBlock | Tag::Strikethrough) => {
                at = matching(events, at);
            }
            Event::Start(Tag::Link { .. }) if is_citation(events, at) => at = matching(events, at),
            Event::Start(tag) if begins_line(tag) => text.push(' '),
            Event::InlineHtml(tag) => at = silent_end(events, at, tag),
            _ => {}
        }
        at += 1;
    }
    if !is_tidy(&text) {
        return squeeze(&text);
    }
    // It may live as long as the build.
    exact::text(text)
}

/// Whether [`squeeze`] would change nothing, as in nearly every text: passes without a way out, many bytes in a step.
fn is_tidy(text: &str) -> bool {
    let bytes = text.as_bytes();
    let ([first, ..], [.., last]) = (bytes, bytes) else { return true };
    *first != b' '
        && *last != b' '
        && bytes.iter().fold(0, |any, byte| any | odd(*byte)) == 0
        && (bytes.iter().zip(&bytes[1..])).fold(0, |any, (one, next)| any | may_go(*one, *next)) == 0
}

/// What `char::is_whitespace` takes of ASCII.
fn is_space(byte: u8) -> bool {
    (byte == b' ') | (byte.wrapping_sub(b'\t') < 5)
}

/// The event that ends the script or style which begins at `at`; `at` itself where neither does.
fn silent_end(events: &[(Event<'_>, Range<usize>)], at: usize, tag: &str) -> usize {
    let opens = |name: &str| {
        tag.get(1..=name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
            && !tag[name.len() + 1..].starts_with(|character: char| character.is_ascii_alphanumeric())
    };
    let Some(name) = ["script", "style"].into_iter().find(|name| opens(name)) else { return at };
    let closes = |event: &Event<'_>| match event {
        Event::InlineHtml(html) => html
            .strip_prefix("</")
            .and_then(|html| html.get(..name.len()))
            .is_some_and(|found| found.eq_ignore_ascii_case(name)),
        _ => false,
    };
    let end = events[at..].iter().position(|(event, _)| closes(event));
    end.map_or(events.len(), |end| at + end)
}

fn begins_line(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Superscript
            | Tag::Subscript
    )
}

/// Whether the link at `at` is a citation: `[@id]`, or a link whose whole text is "source", in a language of the theme.
pub(crate) fn is_citation(events: &[(Event<'_>, Range<usize>)], at: usize) -> bool {
    let Event::Start(Tag::Link { dest_url, .. }) = &events[at].0 else { return false };
    if dest_url.starts_with('@') && !dest_url.starts_with("@/") {
        return true;
    }
    match (&events.get(at + 1).map(|event| &event.0), &events.get(at + 2).map(|event| &event.0)) {
        (Some(Event::Text(text)), Some(Event::End(TagEnd::Link))) => is_citing(text),
        _ => false,
    }
}

/// Words with a single space between them, and none before a stop: a citation between word and stop leaves a space that
/// nobody wrote.
fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.bytes().fold(0, |any, byte| any | odd(byte)) != 0 {
        for word in text.split_whitespace() {
            if !out.is_empty() && !matches!(word, "." | "," | ";" | ":") {
                out.push(' ');
            }
            out.push_str(word);
        }
        return out;
    }
    // White space is spaces, as nearly everywhere. Those that go stand before others and before stops; stretches without
    // any are passed over many bytes in a step.
    let text = text.trim_matches(' ');
    let bytes = text.as_bytes();
    let (mut from, mut at) = (0, 0);
    for stretch in bytes.chunks(STRETCH) {
        let next = &bytes[(at + 1).min(bytes.len())..];
        let any = stretch.iter().zip(next).fold(0, |any, (one, next)| any | may_go(*one, *next));
        for place in (at..at + stretch.len()).filter(|_| any != 0) {
            let goes = bytes[place] == b' '
                && matches!(
                    bytes[place + 1..],
                    [b' ', ..] | [b'.' | b',' | b';' | b':', b' ', ..] | [b'.' | b',' | b';' | b':']
                );
            if goes {
                out.push_str(&text[from..place]);
                from = place + 1;
            }
        }
        at += stretch.len();
    }
    out.push_str(&text[from..]);
    out
}

/// Bytes looked at in one step without a way out.
const STRETCH: usize = 64;

/// Not 0 for a space before another or before a stop.
fn may_go(one: u8, next: u8) -> u8 {
    let closes = u8::from(next == b' ')
        | u8::from(next == b'.')
        | u8::from(next == b',')
        | u8::from(next == b':')
        | u8::from(next == b';');
    u8::from(one == b' ') & closes
}

/// Not 0 for what is not ASCII, and for white space that is no space.
fn odd(byte: u8) -> u8 {
    u8::from(byte >= 0x80) | u8::from(byte.wrapping_sub(b'\t') < 5)
}

/// How many words a text has.
pub(super) fn count_words(text: &str) -> usize {
    let ([first, ..], true) = (text.as_bytes(), text.is_ascii()) else {
        return text.split_whitespace().count();
    };
    // Words begin where white space ends. So many at a time that one byte holds their number.
    let begins = |any: u8, (one, next): (&u8, &u8)| any + u8::from(is_space(*one) & !is_space(*next));
    let (one, next) = (text.as_bytes().chunks(255), text.as_bytes()[1..].chunks(255));
    usize::from(!is_space(*first))
        + one.zip(next).map(|(one, next)| usize::from(one.iter().zip(next).fold(0, begins))).sum::<usize>()
}

/// Removes the first `bytes` bytes of the text in `events`, across emphasis: `**KJ-1.** Text` may keep an empty
/// `<strong>`, which is removed with it. White space that follows goes too.
pub fn strip_prefix<'a>(events: &[(Event<'a>, Range<usize>)], mut bytes: usize) -> Events<'a> {
    let mut out: Events<'a> = Vec::with_capacity(events.len());
    let mut trimming = true;
    for (event, range) in events {
        match event {
            Event::Text(text) if trimming => {
                let cut = bytes.min(text.len());
                bytes -= cut;
                let rest = text[text.ceil_char_boundary(cut)..].trim_start();
                if bytes == 0 && !rest.is_empty() {
                    trimming = false;
                    out.push((Event::Text(CowStr::from(rest.to_owned())), range.clone()));
                }
            }
            Event::SoftBreak if trimming => bytes = bytes.saturating_sub(1),
            Event::End(_)
                if trimming && matches!(out.last(), Some((Event::Start(tag), _)) if !begins_line(tag)) =>
            {
                out.pop();
            }
            _ => {
                trimming &= !matches!(event, Event::Code(_) | Event::HardBreak);
                out.push((event.clone(), range.clone()));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(body: &str) -> Events<'_> {
        super::parse(body, RawHtml::Escape)
    }

    #[test]
    fn plain_text_joins_blocks_and_leaves_citations_out() {
        let text = "One *two* `three`.\nFour [source](https://example.org/a).\n\n- five [@id, p. 2]\n\n![six](a.png)";
        assert_eq!(plain_text(&parse(text)), "One two three. Four. five");
    }

    proptest::proptest! {
        #[test]
        fn words_are_counted_as_the_standard_library_has_them(text in "[a.\\x09-\\x0d \\x1c\\x1f\u{a0}é]{0,12}") {
            proptest::prop_assert_eq!(count_words(&text), text.split_whitespace().count());
        }

        #[test]
        fn words_are_squeezed_as_one_by_one(text in "[a.;  \\n]{0,12}|[a.; \u{a0}é]{0,12}") {
            let mut plainly = String::new();
            for word in text.split_whitespace() {
                if !plainly.is_empty() && !matches!(word, "." | "," | ";" | ":") {
                    plainly.push(' ');
                }
                plainly.push_str(word);
            }
            proptest::prop_assert_eq!(squeeze(&text), plainly);
        }

        #[test]
        fn a_tidy_text_is_one_that_squeezing_does_not_change(text in "[a.; \\n\u{a0}é]{0,8}") {
            if is_tidy(&text) {
                proptest::prop_assert_eq!(squeeze(&text), text);
            }
        }
    }

    #[test]
    fn escaped_html_is_text_and_comments_are_gone() {
        let text = "a <high> b <!-- c --> d\n\n<div>\ne <!-- f\n g --> h\n</div>\n\n<!-- only -->";
        assert_eq!(plain_text(&parse(text)), "a <high> b d <div> e h </div>");
        assert_eq!(plain_text(&super::parse(text, RawHtml::Allow)), "a b d");
    }

    #[test]
    fn scripts_and_styles_are_no_words() {
        let text = "a <script>b()</script> c <STYLE>d</STYLE>e <scripture>f</scripture>";
        assert_eq!(plain_text(&super::parse(text, RawHtml::Allow)), "a c e f");
    }

    #[test]
    fn a_prefix_is_stripped_across_emphasis() {
        for text in
            ["KJ-1. Trade falls.", "**KJ-1.** Trade falls.", "**KJ-1. Trade** falls.", "KJ-1.\nTrade falls."]
        {
            let events = parse(text);
            assert_eq!(plain_text(&strip_prefix(&events, 5)), "Trade falls.", "{text}");
        }
        let events = parse("**KJ-1.** Trade");
        let kept = strip_prefix(&events, 5);
        assert!(!kept.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Strong))));
    }

    #[test]
    fn blocks_and_items_cover_the_text() {
        let events = parse("# A\n\ntext\n\n1. one\n2. two\n   - deep\n\n---\n");
        let kinds: Vec<_> = blocks(&events).into_iter().map(|block| block.kind).collect();
        assert_eq!(kinds, [BlockKind::Heading(1), BlockKind::Paragraph, BlockKind::List, BlockKind::Other]);
        let list = &blocks(&events)[2];
        assert_eq!(items(&events[list.events.clone()]).len(), 2);
    }

    #[test]
    fn deep_nesting_costs_no_stack() {
        let text = format!("{}text", "> ".repeat(5_000));
        assert_eq!(plain_text(&parse(&text)).split(' ').next_back(), Some("text"));
        let list: String = (0..1_000).flat_map(|depth| ["  ".repeat(depth), "- a\n".to_owned()]).collect();
        assert!(!blocks(&parse(&list)).is_empty());
    }
}
