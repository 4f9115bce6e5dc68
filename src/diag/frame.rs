//! The line that a finding quotes.
//!
//! In: a file's text and a byte range. Out: [`Frame`], line, column, and the text around the range. Reads no files.

use std::ops::Range;

/// The line of a place, cut to a readable width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Line number, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The line's text, or the part of it around the span when it is very long.
    pub text: String,
    /// The span inside `text`, in bytes; never empty unless `text` is.
    pub marked: Range<usize>,
}

/// Longest piece of a line that a frame quotes before the span, and at most twice this in all, in bytes.
const FRAME_REACH: usize = 120;

impl Frame {
    /// The frame of a whole file: its first line, not quoted.
    pub(super) fn of_file() -> Self {
        Self { line: 1, column: 1, text: String::new(), marked: 0..0 }
    }

    /// The frame of `span` in `text`. A span over several lines is cut at the end of its first.
    pub fn new(text: &str, span: &Range<usize>) -> Self {
        Self::counted(&mut Lines::of(text), span)
    }

    /// As [`Self::new`], for the findings of one file one after the other.
    pub(super) fn counted(lines: &mut Lines<'_>, span: &Range<usize>) -> Self {
        let text = lines.text;
        let start = floor_boundary(text, span.start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line_end =
            if text[..line_end].ends_with('\r') && line_end > start { line_end - 1 } else { line_end };
        let end = floor_boundary(text, span.end.clamp(start, line_end.max(start)));
        let from = floor_boundary(text, start.saturating_sub(FRAME_REACH)).max(line_start);
        let to = floor_boundary(text, (start + FRAME_REACH).min(line_end)).max(start);
        let end = end.min(to);
        let mut marked = start - from..end - from;
        if marked.is_empty() {
            let width = text[start..to].chars().next().map_or(0, char::len_utf8);
            marked.end += width;
        }
        Self {
            line: lines.before(line_start) + 1,
            column: text[line_start..start].chars().count() + 1,
            text: text[from..to].replace('\t', " "),
            marked,
        }
    }
}

/// Counts lines on from where it was asked last: findings are in order, and files may be long.
pub(super) struct Lines<'t> {
    text: &'t str,
    at: usize,
    count: usize,
}

impl<'t> Lines<'t> {
    /// Of a file's text.
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, at: 0, count: 0 }
    }

    /// How many lines end before a byte.
    fn before(&mut self, at: usize) -> usize {
        if at < self.at {
            (self.at, self.count) = (0, 0);
        }
        self.count += memchr::memchr_iter(b'\n', &self.text.as_bytes()[self.at..at]).count();
        self.at = at;
        self.count
    }
}

fn floor_boundary(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_on_and_back() {
        let text = "one\ntwo\n\nfour\nfive";
        let mut lines = Lines::of(text);
        for span in [4..5, 9..10, 15..16, 0..1, 14..15, 5..6] {
            assert_eq!(Frame::counted(&mut lines, &span), Frame::new(text, &span), "{span:?}");
        }
        assert_eq!(Frame::new(text, &(14..15)).line, 5);
    }

    #[test]
    fn a_frame_counts_lines_from_one_and_columns_in_characters() {
        let frame = Frame::new("one\nzwölf = 3\n", &(11..12));
        assert_eq!((frame.line, frame.column), (2, 7));
        assert_eq!(&frame.text[frame.marked.clone()], "=");
    }

    #[test]
    fn a_frame_of_a_very_long_line_stays_short() {
        let text = "x".repeat(1_000_000);
        let frame = Frame::new(&text, &(500_000..500_010));
        assert!(frame.text.len() <= 2 * FRAME_REACH);
        assert_eq!(frame.column, 500_001);
        assert_eq!(frame.marked, 120..130);
    }

    #[test]
    fn a_frame_never_splits_a_character_or_leaves_the_text() {
        let text = "äöü\r\n";
        for start in 0..12 {
            for end in start..12 {
                let frame = Frame::new(text, &(start..end));
                assert!(frame.text.get(frame.marked.clone()).is_some(), "{start}..{end}");
            }
        }
    }
}
