//! A piece of text taken out of a file, which still knows where in the file each of its bytes came from.
//!
//! In: bytes, or another piece and what to take of it. Out: [`Piece`]. Does not know formats.

use std::borrow::Cow;
use std::ops::Range;

/// Text and where it stood.
#[derive(Debug, Clone)]
pub(super) struct Piece<'a> {
    /// The text.
    pub(super) text: Cow<'a, str>,
    runs: Vec<Run>,
    /// Bytes at which it differs from what it was made of, in order.
    changes: Vec<usize>,
}

/// From byte `text` of the piece on, byte by byte, the file from byte `file` on.
#[derive(Debug, Clone, Copy)]
struct Run {
    text: usize,
    file: usize,
    step: usize,
}

impl<'a> Piece<'a> {
    /// A text that stands in the file as it is, from byte `file` on.
    pub(super) fn plain(text: impl Into<Cow<'a, str>>, file: usize) -> Self {
        Self { text: text.into(), runs: vec![Run { text: 0, file, step: 1 }], changes: Vec::new() }
    }

    /// A text that was unpacked from what stands at byte `file`.
    pub(super) fn unpacked(text: impl Into<Cow<'a, str>>, file: usize) -> Self {
        Self { text: text.into(), runs: vec![Run { text: 0, file, step: 0 }], changes: Vec::new() }
    }

    /// A text of runs that begin at byte `.0` of it and came from byte `.1` of the file, where each byte takes two.
    pub(super) fn of_wide(text: String, runs: &[(usize, usize)]) -> Self {
        let runs = runs.iter().map(|(text, file)| Run { text: *text, file: *file, step: 2 }).collect();
        Self { text: Cow::Owned(text), runs, changes: Vec::new() }
    }

    /// The byte of the file that byte `at` of the text came from.
    pub(super) fn offset(&self, at: usize) -> usize {
        let after = self.runs.partition_point(|run| run.text <= at);
        self.runs[..after].last().map_or(0, |run| run.file + (at - run.text) * run.step)
    }

    /// The parts round all changes, each with as many words on both sides as anything that is looked for may have.
    /// Whoever has seen what this was made of has seen the rest.
    pub(super) fn news(&self) -> Vec<Range<usize>> {
        let bytes = self.text.as_bytes();
        let mut news: Vec<Range<usize>> = Vec::new();
        for change in &self.changes {
            let near = reach(bytes[*change..].iter());
            let end = self.text.ceil_char_boundary(change + near);
            if let Some(last) = news.last_mut().filter(|last| *change <= last.end) {
                last.end = end.max(last.end);
                continue;
            }
            let floor = news.last().map_or(0, |last| last.end);
            let start = self.text.floor_char_boundary(change - reach(bytes[floor..*change].iter().rev()));
            match news.last_mut().filter(|last| start <= last.end) {
                Some(last) => last.end = end.max(last.end),
                None => news.push(start..end),
            }
        }
        news
    }
}

/// Words on each side of a change: those of a shingle and some more.
const WORDS: usize = 12;

/// Bytes on each side of a change: the words of a sentence about numbers, the length of a path.
const BYTES: usize = 256;

/// How many bytes it takes to have seen enough words, and to stand between two of them.
fn reach<'b>(bytes: impl Iterator<Item = &'b u8>) -> usize {
    let (mut words, mut inside, mut length) = (0, false, 0);
    for byte in bytes {
        let letter = byte.is_ascii_alphanumeric() || !byte.is_ascii();
        if words >= WORDS && length >= BYTES && byte.is_ascii_whitespace() {
            break;
        }
        words += usize::from(inside && !letter);
        (inside, length) = (letter, length + 1);
    }
    length
}

/// Builds one piece out of another.
pub(super) struct Builder<'p> {
    parent: &'p Piece<'p>,
    /// What was written so far.
    pub(super) text: String,
    runs: Vec<Run>,
    changes: Vec<usize>,
}

impl<'p> Builder<'p> {
    /// Nothing yet, out of `parent`.
    pub(super) fn new(parent: &'p Piece<'p>) -> Self {
        Self { parent, text: String::new(), runs: Vec::new(), changes: Vec::new() }
    }

    /// Takes a part of the parent as it is.
    pub(super) fn copy(&mut self, range: Range<usize>) {
        let mut at = range.start;
        let runs = &self.parent.runs;
        while at < range.end {
            let after = runs.partition_point(|run| run.text <= at);
            let end = runs.get(after).map_or(range.end, |run| run.text.min(range.end));
            let step = runs[..after].last().map_or(0, |run| run.step);
            self.runs.push(Run { text: self.text.len(), file: self.parent.offset(at), step });
            self.text.push_str(&self.parent.text[at..end]);
            at = end;
        }
    }

    /// Takes a part of a plain parent that has `extra` bytes before it which the file does not have.
    pub(super) fn copy_shifted(&mut self, range: Range<usize>, extra: usize) {
        let file = self.parent.offset(range.start).saturating_sub(extra);
        let step = self.parent.runs.first().map_or(0, |run| run.step);
        let file = if step == 0 { self.parent.offset(0) } else { file };
        self.runs.push(Run { text: self.text.len(), file, step });
        self.text.push_str(&self.parent.text[range]);
    }

    /// Writes a character that stands for what the parent has at byte `at`.
    pub(super) fn push(&mut self, character: char, at: usize) {
        self.runs.push(Run { text: self.text.len(), file: self.parent.offset(at), step: 0 });
        self.text.push(character);
    }

    /// Notes that what follows is not as the parent has it.
    pub(super) fn changes(&mut self) {
        self.changes.push(self.text.len());
    }

    /// The piece.
    pub(super) fn finish(self) -> Piece<'static> {
        Piece { text: Cow::Owned(self.text), runs: self.runs, changes: self.changes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_are_the_words_round_a_change() {
        let file = Piece::plain("word ".repeat(100) + "x" + &" word".repeat(100), 0);
        let mut builder = Builder::new(&file);
        builder.copy(0..500);
        builder.changes();
        builder.push('y', 500);
        builder.copy(501..1001);
        let decoded = builder.finish();
        let news = decoded.news();
        assert_eq!(news.len(), 1);
        let text = &decoded.text[news[0].clone()];
        let (before, after) = text.split_once('y').expect("the change is in it");
        assert_eq!((before.matches("word").count(), after.matches("word").count()), (52, 51));
        assert!(Piece::plain("a", 0).news().is_empty());
    }

    #[test]
    fn a_piece_of_a_piece_still_points_into_the_file() {
        let file = Piece::plain("ab&amp;cd", 100);
        let mut builder = Builder::new(&file);
        builder.copy(0..2);
        builder.push('&', 2);
        builder.copy(7..9);
        let decoded = builder.finish();
        assert_eq!(decoded.text, "ab&cd");
        assert_eq!((0..5).map(|at| decoded.offset(at)).collect::<Vec<_>>(), [100, 101, 102, 107, 108]);
        let mut builder = Builder::new(&decoded);
        builder.copy(1..5);
        let cut = builder.finish();
        assert_eq!((0..4).map(|at| cut.offset(at)).collect::<Vec<_>>(), [101, 102, 107, 108]);
    }
}
