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
        Self { text: text.into(), runs: vec![Run { text: 0, file, step: 1 }] }
    }

    /// A text that was unpacked from what stands at byte `file`.
    pub(super) fn unpacked(text: impl Into<Cow<'a, str>>, file: usize) -> Self {
        Self { text: text.into(), runs: vec![Run { text: 0, file, step: 0 }] }
    }

    /// A text of runs that begin at byte `.0` of it and came from byte `.1` of the file, where each byte takes two.
    pub(super) fn of_wide(text: String, runs: &[(usize, usize)]) -> Self {
        let runs = runs.iter().map(|(text, file)| Run { text: *text, file: *file, step: 2 }).collect();
        Self { text: Cow::Owned(text), runs }
    }

    /// The byte of the file that byte `at` of the text came from.
    pub(super) fn offset(&self, at: usize) -> usize {
        let after = self.runs.partition_point(|run| run.text <= at);
        self.runs[..after].last().map_or(0, |run| run.file + (at - run.text) * run.step)
    }
}

/// Builds one piece out of another.
pub(super) struct Builder<'p> {
    parent: &'p Piece<'p>,
    /// What was written so far.
    pub(super) text: String,
    runs: Vec<Run>,
}

impl<'p> Builder<'p> {
    /// Nothing yet, out of `parent`.
    pub(super) fn new(parent: &'p Piece<'p>) -> Self {
        Self { parent, text: String::new(), runs: Vec::new() }
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

    /// The piece.
    pub(super) fn finish(self) -> Piece<'static> {
        Piece { text: Cow::Owned(self.text), runs: self.runs }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
