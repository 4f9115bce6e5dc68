//! Passages: the words of a report block by block, each byte with its place in the file.
//!
//! In: events of a block. Out: [`Passage`], text for rules that judge wording. What others said is told apart:
//! block quotes, code and what stands in quotation marks. Does not know what is wrong with a text.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use pulldown_cmark::{Event, Tag};

use crate::markdown::{is_citation, matching};
use crate::table::Located;
use crate::tradecraft::{Words, quotations};

/// Where in a report a passage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassageKind {
    /// The executive summary.
    Summary,
    /// The sentence of KJ-n.
    Judgement(u32),
    /// Text about KJ-n that is not evidence.
    Discussion(u32),
    /// A point of evidence of KJ-n, from 1.
    Evidence(u32, usize),
    /// The statement on analysis.
    Statement,
    /// Anywhere else.
    Prose,
}

/// A block of text.
#[derive(Debug, Clone)]
pub struct Passage {
    /// Where it stands.
    pub kind: PassageKind,
    /// Its words; a line break between paragraphs, items and cells.
    pub text: String,
    /// Bytes of `text` that are somebody else's words, in order.
    pub quoted: Vec<Range<usize>>,
    /// Bytes of the block in the file.
    pub span: Range<usize>,
    /// The insides of its HTML comments.
    pub comments: Vec<Located<String>>,
    words: OnceLock<Arc<Words>>,
    /// Pieces of `text`, with their bytes in the file.
    pieces: Vec<(Range<usize>, Range<usize>)>,
}

impl Passage {
    /// The words of events. `offset` is the first byte of the body in its file.
    pub(super) fn new(
        kind: PassageKind,
        events: &[(Event<'_>, Range<usize>)],
        span: Range<usize>,
        offset: usize,
    ) -> Self {
        let mut passage = Self {
            kind,
            text: String::new(),
            quoted: Vec::new(),
            span,
            comments: Vec::new(),
            words: OnceLock::new(),
            pieces: Vec::new(),
        };
        let mut at = 0;
        while at < events.len() {
            let (event, range) = &events[at];
            let range = range.start + offset..range.end + offset;
            match event {
                Event::Text(text) => passage.piece(text, range),
                Event::Code(text) => {
                    let start = passage.text.len();
                    // The marks around code are as many before it as behind it.
                    let marks = range.len().saturating_sub(text.len()) / 2;
                    passage.piece(text, range.start + marks..range.end - marks);
                    passage.quoted.push(start..passage.text.len());
                }
                Event::SoftBreak => passage.text.push(' '),
                Event::InlineHtml(html) => passage.comment(html, &range),
                // A block of HTML comes line by line.
                Event::Html(_) => {
                    let lines = || {
                        events[at..].iter().map_while(|(event, _)| match event {
                            Event::Html(line) => Some(&**line),
                            _ => None,
                        })
                    };
                    passage.comment(&lines().collect::<String>(), &range);
                    at += lines().count() - 1;
                }
                Event::Start(tag)
                    if matches!(tag, Tag::Image { .. } | Tag::CodeBlock(_) | Tag::Strikethrough)
                        || is_citation(events, at) =>
                {
                    at = matching(events, at);
                }
                Event::Start(Tag::BlockQuote(_)) => {
                    let end = matching(events, at);
                    let inner = Self::new(kind, &events[at + 1..end], 0..0, offset);
                    let alert = inner.text.trim_start().starts_with("[!");
                    passage.adopt(inner, alert);
                    at = end;
                }
                Event::HardBreak
                | Event::Start(
                    Tag::Paragraph | Tag::Item | Tag::TableCell | Tag::Heading { .. } | Tag::List(_),
                ) => {
                    passage.line();
                }
                _ => {}
            }
            at += 1;
        }
        passage.quotation_marks();
        passage
    }

    fn piece(&mut self, text: &str, range: Range<usize>) {
        let start = self.text.len();
        self.text.push_str(text);
        self.pieces.push((start..self.text.len(), range));
    }

    fn line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn adopt(&mut self, inner: Self, own_words: bool) {
        self.line();
        let start = self.text.len();
        self.pieces
            .extend(inner.pieces.into_iter().map(|(at, range)| (at.start + start..at.end + start, range)));
        self.comments.extend(inner.comments);
        self.text.push_str(&inner.text);
        if !own_words {
            self.quoted.push(start..self.text.len());
        }
        self.line();
    }

    /// The comments in HTML.
    fn comment(&mut self, html: &str, range: &Range<usize>) {
        let mut from = 0;
        while let Some(start) = html[from..].find("<!--").map(|at| from + at + 4) {
            let Some(end) = html[start..].find("-->").map(|at| start + at) else { return };
            let span = range.start + start..range.start + end;
            self.comments.push(Located { value: html[start..end].to_owned(), span });
            from = end + 3;
        }
    }

    fn quotation_marks(&mut self) {
        self.quoted.extend(quotations(&self.text));
        self.quoted.sort_by_key(|range| range.start);
    }

    /// The text cut into words, when it is first asked for.
    pub fn words(&self) -> &Arc<Words> {
        self.words.get_or_init(|| Arc::new(Words::new(&self.text)))
    }

    /// Whether bytes of the text are somebody else's words.
    pub fn is_quoted(&self, bytes: &Range<usize>) -> bool {
        self.quoted.iter().any(|range| range.start <= bytes.start && bytes.start < range.end)
    }

    /// Bytes of the file for bytes of the text.
    pub fn place(&self, bytes: &Range<usize>) -> Range<usize> {
        let start = self.byte(bytes.start);
        start..self.byte(bytes.end.saturating_sub(1)).saturating_add(1).max(start)
    }

    /// A piece may be shorter than its source, where a prefix was stripped: its end is where the two agree.
    fn byte(&self, at: usize) -> usize {
        let Some(index) = self.pieces.partition_point(|(text, _)| text.start <= at).checked_sub(1) else {
            return self.span.start;
        };
        let (text, range) = &self.pieces[index];
        let shift = range.len().saturating_sub(text.len());
        (range.start + shift + (at - text.start)).min(range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::parse;

    fn passage(body: &str) -> Passage {
        Passage::new(PassageKind::Prose, &parse(body, crate::config::RawHtml::Escape), 0..body.len(), 0)
    }

    #[test]
    fn every_word_knows_its_place() {
        for body in [
            "One *two* &amp; thrée four [source](https://example.org/a) `five`\nsix.",
            "- a one\n- b two\n\n> quoted three",
        ] {
            let passage = passage(body);
            for word in ["two", "four", "five", "six", "one", "three"] {
                if let Some(at) = passage.text.find(word) {
                    assert_eq!(&body[passage.place(&(at..at + word.len()))], word, "{body}");
                }
            }
        }
    }

    #[test]
    fn words_of_others_are_quoted_and_alerts_are_not() {
        let one = passage("We “may go”, he said; \"might\" or `could`, but open “may");
        let quoted = |passage: &Passage, word| {
            passage.is_quoted(&{
                let at = passage.text.find(word).expect("there");
                at..at + 1
            })
        };
        assert!(quoted(&one, "may go") && quoted(&one, "might") && quoted(&one, "could"));
        assert!(!one.is_quoted(&(one.text.len() - 2..one.text.len())));
        assert!(quoted(&passage("> It may rain."), "rain"));
        assert!(!quoted(&passage("> [!GAP]\n> It may rain."), "rain"));
    }

    #[test]
    fn comments_are_read_and_are_not_text() {
        let one = passage("One <!-- bluf-allow: W2003 because --> two.");
        assert_eq!(one.text, "One  two.");
        assert_eq!(one.comments[0].value.trim(), "bluf-allow: W2003 because");
        let two = passage("<!-- one -->\n<!-- two\nlines -->\n\nText.");
        let values: Vec<&str> = two.comments.iter().map(|comment| comment.value.as_str()).collect();
        assert_eq!(values, [" one ", " two\nlines "]);
        assert_eq!(two.comments[1].span, 17..28);
    }
}
