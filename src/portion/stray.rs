//! Marks that mark nothing: in the middle of a paragraph or of a word, or in code.
//!
//! In: all events and what was made of them. Out: findings. They are errors because their author meant something by
//! them, and the text would be published as if they were not there.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::{Rules, mark};
use crate::classification::Level;
use crate::diag::{Diagnostic, codes};
use crate::markdown::{self, Events};

/// Finds them. `leaves` are elements by their events, with the level they are published at; `consumed` the places of
/// marks that were read.
pub(super) fn marks(
    body: &str,
    events: &Events<'_>,
    leaves: &[(Range<usize>, Level)],
    consumed: &[Range<usize>],
    rules: &Rules<'_>,
) -> Vec<Diagnostic> {
    if memchr::memchr2(b'(', b'&', body.as_bytes()).is_none() && !body.contains('（') {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (place, level) in texts(events, leaves, rules.own) {
        let mut text = String::new();
        let mut pieces: Vec<(usize, usize)> = Vec::new();
        for (event, range) in &events[place] {
            match event {
                comment if markdown::is_comment(comment) => {}
                Event::Text(piece) | Event::Code(piece) | Event::Html(piece) | Event::InlineHtml(piece) => {
                    pieces.push((text.len(), range.start));
                    text.push_str(piece);
                }
                Event::Start(Tag::Link { title, .. } | Tag::Image { title, .. }) if !title.is_empty() => {
                    pieces.push((text.len(), range.start));
                    text.push_str(title);
                    text.push(' ');
                }
                Event::SoftBreak | Event::HardBreak => text.push(' '),
                _ => {}
            }
        }
        for (range, found) in mark::anywhere(&text, rules.scheme) {
            let source = source(&pieces, range.start);
            let end = (source + range.len()).min(body.len());
            let read = consumed.iter().any(|read| read.start <= source && source < read.end);
            let escaped = source > 0 && body.as_bytes()[source - 1] == b'\\';
            if read || escaped {
                continue;
            }
            let message = if mark::inside_word(&text, &range) {
                "a portion mark in the middle of a word"
            } else if found > level {
                "a portion mark in the middle of a text marks nothing"
            } else {
                continue;
            };
            findings.push(
                Diagnostic::new(&codes::PORTION_STRAY, message)
                    .at(rules.path, rules.place(&(source..end)))
                    .help("begin a paragraph with it; if it is no mark, write \\( for its parenthesis"),
            );
        }
    }
    findings
}

/// The innermost elements, without what stands in others, and the text outside of any.
fn texts(events: &Events<'_>, leaves: &[(Range<usize>, Level)], own: Level) -> Vec<(Range<usize>, Level)> {
    let mut leaves: Vec<_> = leaves.to_vec();
    leaves.sort_by_key(|(range, _)| (range.start, range.end));
    let mut texts = Vec::new();
    // Elements that are open: their end and their level.
    let mut open: Vec<(usize, Level)> = Vec::new();
    let mut from = 0;
    let mut next = leaves.into_iter().peekable();
    for at in 0..=events.len() {
        let starts = next.peek().is_some_and(|(range, _)| range.start == at);
        let ends = open.last().is_some_and(|(end, _)| *end <= at);
        if !(starts || ends || at == events.len()) {
            continue;
        }
        let level = open.last().map_or(own, |(_, level)| *level);
        if from < at {
            texts.push((from..at, level));
        }
        from = at;
        while open.last().is_some_and(|(end, _)| *end <= at) {
            open.pop();
        }
        while let Some((range, level)) = next.next_if(|(range, _)| range.start == at) {
            open.push((range.end, level));
        }
    }
    texts
}

/// Where a place of a text stands in the body.
fn source(pieces: &[(usize, usize)], at: usize) -> usize {
    pieces.iter().rev().find(|(start, _)| *start <= at).map_or(0, |(start, source)| source + at - start)
}
