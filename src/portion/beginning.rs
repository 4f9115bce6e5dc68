//! How an element begins: the words before anything else, over the events that emphasis spreads them over.
//!
//! In: events. Out: [`Beginning`], and what becomes of the events when a mark is cut out of it.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::bracket::Bracket;
use super::lookalikes;
use super::mark::{self, Leading, blank_start};
use super::place::{goes_on, goes_on_as_code};
use crate::classification::Scheme;
use crate::markdown::Events;
use crate::tradecraft::judgement_prefix;

/// Longest beginning that is read, in bytes: longer than any mark behind a judgement's number.
const LONGEST: usize = 160;

/// The beginning of an element.
#[derive(Debug, Default)]
pub(super) struct Beginning {
    /// Its words.
    pub(super) text: String,
    /// Events and where their text begins in `text`.
    pieces: Vec<(usize, usize)>,
}

/// A mark, or what may be one, in a beginning.
#[derive(Debug)]
pub(super) struct Found {
    /// What it says.
    pub(super) leading: Leading,
    /// Where it stands in the beginning.
    pub(super) at: usize,
    /// Where it stands in the body.
    pub(super) source: Range<usize>,
}

/// What a text event becomes where a mark is cut out of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// Text before the mark.
    pub(super) before: String,
    /// Whether the mark began in this event.
    pub(super) begins: bool,
    /// Text after it.
    pub(super) after: String,
}

/// What letters of an enumeration and a copyright are: `(A) … (B) … (C) …`, `(C) 2025 Example Press`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    /// Text: nothing else in the document is a mark.
    Text,
    /// Marks, if they name a level.
    Marks,
}

impl Beginning {
    /// The beginning of the element whose first inner event is at `at`; empty where it cannot have a mark.
    pub(super) fn read(events: &Events<'_>, at: usize) -> Self {
        let mut beginning = Self::default();
        for (place, (event, _)) in events.iter().enumerate().skip(at) {
            match event {
                Event::Text(text) | Event::Code(text) => {
                    // Nearly every element has none, and most of them show it with their first letter.
                    if beginning.text.is_empty() && !may_begin_mark(text) {
                        break;
                    }
                    beginning.pieces.push((place, beginning.text.len()));
                    beginning.text.push_str(text);
                }
                Event::SoftBreak => beginning.text.push(' '),
                Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
                | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough)
                | Event::TaskListMarker(_)
                | Event::InlineHtml(_) => {}
                // A table's mark stands in its first cell.
                Event::Start(Tag::Paragraph | Tag::TableHead | Tag::TableRow | Tag::TableCell)
                    if beginning.text.is_empty() => {}
                _ => break,
            }
            if beginning.text.len() > LONGEST {
                break;
            }
        }
        beginning
    }

    /// The mark it begins with: behind the word of an alert, and before or behind the number of a judgement. What would
    /// be one if letters were marks is found with [`Leading::None`].
    pub(super) fn mark(
        &self,
        events: &Events<'_>,
        body: &str,
        scheme: &Scheme,
        letters: Letters,
    ) -> Option<Found> {
        if self.text.is_empty() {
            return None;
        }
        let mut at = blank_start(&self.text);
        if self.text[at..].starts_with("[!")
            && let Some(end) = self.text[at..].find(']')
        {
            at = self.behind(at + end + 1);
        }
        let (mut leading, mut escaped) = (self.leading(at, scheme), self.is_escaped(at, events, body));
        if leading == Leading::None
            && let Some((_, length)) = judgement_prefix(&self.text[at..])
        {
            at = self.behind(at + length);
            (leading, escaped) = (self.leading(at, scheme), self.is_escaped(at, events, body));
        }
        let (Leading::Mark { length, .. } | Leading::Unknown { length, .. }) = &leading else { return None };
        if let Some(code) = self.code(at, events) {
            let behind = &self.text[at + length..];
            // `(S)` in backticks is spoken of where the sentence goes on.
            if goes_on_as_code(behind) || code == at + length && goes_on(behind) {
                return None;
            }
        }
        let source = self.source(at..at + length, events);
        let unknown = matches!(leading, Leading::Unknown { .. });
        let written = &self.text[at..at + length];
        let enumerated = || {
            lookalikes::is_enumerated(
                written,
                &body[..source.start.min(body.len())],
                &body[source.end.min(body.len())..],
            )
        };
        if escaped || unknown && enumerated() {
            return None;
        }
        // The end of its line is seen in the body alone.
        let copyright = || lookalikes::is_copyright_line(written, body.get(source.end..).unwrap_or_default());
        if letters == Letters::Text && (enumerated() || copyright()) {
            leading = Leading::None;
        }
        Some(Found { leading, at, source })
    }

    /// The last event it was read from; none where it is empty.
    pub(super) fn last(&self) -> Option<usize> {
        self.pieces.last().map(|(place, _)| *place)
    }

    fn behind(&self, at: usize) -> usize {
        at + blank_start(&self.text[at..])
    }

    fn leading(&self, at: usize, scheme: &Scheme) -> Leading {
        mark::leading(&self.text[at..], scheme)
    }

    /// The end of the code that this stands in, if it does.
    fn code(&self, at: usize, events: &Events<'_>) -> Option<usize> {
        let index = self.pieces.iter().rposition(|(_, start)| *start <= at)?;
        let place = self.pieces[index].0;
        let is_block = place > 0 && matches!(events[place - 1].0, Event::Start(Tag::CodeBlock(_)));
        let end = self.pieces.get(index + 1).map_or(self.text.len(), |(_, next)| *next);
        (is_block || matches!(events[place].0, Event::Code(_))).then_some(end)
    }

    /// `\(S)` is no mark.
    fn is_escaped(&self, at: usize, events: &Events<'_>, body: &str) -> bool {
        self.pieces.iter().any(|(place, start)| {
            let source = events[*place].1.start;
            *start == at && source > 0 && body.as_bytes()[source - 1] == b'\\'
        })
    }

    /// Where a part of the text stands in the body, as near as can be told.
    fn source(&self, range: Range<usize>, events: &Events<'_>) -> Range<usize> {
        let piece = self.pieces.iter().rev().find(|(_, start)| *start <= range.start);
        let Some((place, start)) = piece else { return 0..0 };
        let source = &events[*place].1;
        let begin = (source.start + range.start - start).min(source.end);
        begin..(begin + range.len()).max(begin)
    }

    /// What is left of the events when `length` bytes from `at` are cut out, with the white space behind them.
    pub(super) fn cut(&self, at: usize, length: usize) -> Vec<(usize, Cut)> {
        let end = self.behind(at + length);
        let mut cuts = Vec::new();
        for (index, (place, start)) in self.pieces.iter().enumerate() {
            let stop = self.pieces.get(index + 1).map_or(self.text.len(), |(_, next)| *next);
            if *start >= end || stop <= at {
                continue;
            }
            let before = self.text[*start..at.max(*start)].to_owned();
            let after = self.text[end.min(stop)..stop].to_owned();
            cuts.push((*place, Cut { before, begins: at >= *start, after }));
        }
        cuts
    }
}

/// Whether a mark, the word of an alert or the number of a judgement may begin with this text.
fn may_begin_mark(text: &str) -> bool {
    let text = &text[blank_start(text)..];
    let Some(first) = text.chars().next() else { return true };
    Bracket::opens(first) || matches!(first, 'k' | 'K') || mark::may_lack_brackets(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classification::built_in;
    use crate::config::RawHtml;
    use crate::markdown::parse;

    /// Where the mark stands in the body, and what is left of the text it stands in: `before|after`.
    fn mark_of(body: &str) -> Option<(usize, String)> {
        let us = built_in("us").expect("it is in the binary");
        let events = parse(body, RawHtml::Escape);
        let beginning = Beginning::read(&events, 1);
        let found = beginning.mark(&events, body, &us, Letters::Marks)?;
        let Leading::Mark { length, .. } = found.leading else { return None };
        let cuts = beginning.cut(found.at, length).into_iter();
        let left =
            cuts.map(|(_, cut)| format!("{}{}{}", cut.before, if cut.begins { "|" } else { "" }, cut.after));
        Some((found.source.start, left.collect()))
    }

    #[test]
    fn a_mark_is_cut_out_wherever_an_element_may_have_it() {
        let left = |text: &str| mark_of(text).map(|(at, left)| format!("{at} {left}"));
        assert_eq!(left("(S) text").as_deref(), Some("0 |text"));
        assert_eq!(left("**(S)** text").as_deref(), Some("2 |text"));
        assert_eq!(left("KJ-1. (S) text").as_deref(), Some("6 KJ-1. |text"));
        assert_eq!(left("(S) KJ-1. text").as_deref(), Some("0 |KJ-1. text"));
        assert_eq!(left("`(S)` Text").as_deref(), Some("0 |Text"));
        assert_eq!(left("`(S)` is a cast"), None);
        assert_eq!(left("    (S) => x"), None);
        assert_eq!(left("\u{200b}\u{a0}(S) text").as_deref(), Some("5 \u{200b}\u{a0}|text"));
        assert_eq!(mark_of("\\(S) text"), None);
        assert_eq!(mark_of("text (S)"), None);
        assert_eq!(mark_of("[(S) a](b)"), None);
    }
}
