//! What becomes of a block when its end is reached.
//!
//! In: the block that is open, and what it stands in. Out: one more [`Block`]. Does not know lines.

use super::{Block, Holds, Judgement, Kind, Open, Reader, Standing};
use crate::audit::inline;
use crate::audit::marks::{Opening, Place};
use crate::classification::Level;
use crate::tradecraft::{SectionKind, section_kind};

impl Reader<'_, '_> {
    /// Says what the innermost frame is, now that it is known what it begins with.
    pub(super) fn settle(&mut self, mark: Option<Level>) {
        let Some(at) = self.frames.iter().rposition(|frame| frame.fresh) else { return };
        if at + 1 < self.frames.len() {
            return;
        }
        let mut own = self.frames[at].level.max(mark);
        if self.frames[at].holds == Holds::Definition && own.is_some() && mark.is_none() {
            let fence = self.placed.standing(self.frames[at].line, &self.rules);
            let round = self.frames[..at].iter().fold(fence.level, |level, frame| level.max(frame.level));
            // The mark of a term does not lower what stands below it.
            own = if round.is_none() { own.max(Some(self.rules.own)) } else { own };
        }
        self.frames[at].level = own;
        let standing = self.standing(self.frames[at].line, None);
        let frame = &mut self.frames[at];
        frame.fresh = false;
        // A quote that says nothing is looked into.
        frame.hidden = standing.hidden && !(frame.holds == Holds::Quote && standing.level.is_none());
    }

    /// What frames, portions and a mark make of a line.
    pub(super) fn standing(&self, line: usize, mark: Option<Level>) -> Standing {
        let fence = self.placed.standing(line, &self.rules);
        let frames = self.frames.iter().map(|frame| frame.level);
        let level = frames.fold(fence.level.max(mark), Option::max);
        let hidden = fence.torn || self.frames.iter().any(|frame| frame.hidden) || !self.rules.shows(level);
        Standing { level, hidden }
    }

    /// Ends the block that is open.
    pub(super) fn finish(&mut self) {
        let Some(Open { line, kind, text }) = self.open.take() else { return };
        if let Kind::Target(label) = kind {
            let level = self.rules.marked(inline::title(&text)).0;
            self.push(line, &text, self.standing(line, level), None);
            if let Some(block) = self.blocks.last_mut() {
                block.target = Some(label);
            }
            return;
        }
        let mut opening = match &kind {
            Kind::Html(_) if self.rules.tags => Opening { text: &text, level: None, judgement: None },
            Kind::Head | Kind::Row => self.row(&text),
            // Signs of emphasis are no such thing in code.
            Kind::Code(_) if text.trim_start().starts_with(['*', '_', '`', '~', '<']) => {
                Opening { text: &text, level: None, judgement: None }
            }
            Kind::Code(_) => self.rules.opening_in(&text, Place::Code),
            _ => self.rules.opening(&text),
        };
        let container = opening.level.filter(|_| kind == Kind::Paragraph);
        self.settle(container);
        if kind == Kind::Paragraph {
            opening.level = opening.level.max(inline::lone_picture(&text, &self.rules));
        }
        let mut standing = self.standing(line, opening.level);
        // A mark at the end may raise a block and never lowers it.
        let closing = match kind {
            Kind::Paragraph | Kind::Heading(_) => self.rules.misplaced(&text),
            Kind::Row => text.split('|').filter_map(|cell| self.rules.closing(cell)).max(),
            _ => None,
        };
        if let Some(level) = closing
            && level > standing.level.unwrap_or(self.rules.own)
        {
            standing.level = Some(level);
            standing.hidden |= !self.rules.shows(standing.level);
        }
        match (&kind, self.table) {
            (Kind::Head, _) => self.table = Some(standing),
            (Kind::Row, Some(table)) => {
                // The mark of the head does not lower a row.
                let unmarked = standing.level.is_none() && table.level.is_some();
                standing.level = standing.level.max(table.level).max(unmarked.then_some(self.rules.own));
                standing.hidden = table.hidden || !self.rules.shows(standing.level);
            }
            _ => {}
        }
        self.termed = (kind == Kind::Paragraph).then_some(self.frames.len());
        let defined = self.frames.last().is_some_and(|frame| frame.holds == Holds::Definition);
        if self.termed.is_some() && !defined {
            self.term = standing.level;
        }
        let is_top = self.frames.is_empty() && matches!(kind, Kind::Paragraph | Kind::Heading(_));
        let number = opening.judgement.filter(|_| is_top);
        if let Kind::Heading(level) = kind
            && is_top
            && number.is_none()
        {
            // It says nothing, and it ends a judgement.
            let fixed = section_kind(&opening.text.replace(['*', '_', '`'], "")) != SectionKind::Prose;
            if level <= 2 || fixed {
                self.judgement = None;
            }
            if fixed && standing.level.is_none() {
                standing.hidden = false;
            }
        }
        self.judge(number, is_top, opening.text.trim().is_empty(), &mut standing);
        self.push(line, opening.text, standing, number);
        if let Some(block) = self.blocks.last_mut() {
            block.code = matches!(kind, Kind::Code(_));
            block.html = matches!(kind, Kind::Html(_));
        }
    }

    /// What key judgements make of a block.
    fn judge(&mut self, number: Option<u32>, is_top: bool, waiting: bool, standing: &mut Standing) {
        let Standing { level, hidden } = *standing;
        if number.is_some() {
            self.judgement = Some(Judgement { block: self.blocks.len(), level, hidden, waiting });
            return;
        }
        let noted = self.frames.iter().any(|frame| matches!(frame.holds, Holds::Note(_)));
        let Some(judgement) = self.judgement.as_mut().filter(|_| !noted) else { return };
        if std::mem::take(&mut judgement.waiting) && is_top {
            judgement.level = judgement.level.max(level);
            judgement.hidden = !self.rules.shows(judgement.level);
            self.blocks[judgement.block].withheld = judgement.hidden;
            self.blocks[judgement.block].level = judgement.level;
        }
        standing.hidden |= judgement.hidden;
    }

    fn push(&mut self, line: usize, text: &str, standing: Standing, judgement: Option<u32>) {
        let note = self.frames.iter().find_map(|frame| match &frame.holds {
            Holds::Note(label) => Some(label.clone()),
            _ => None,
        });
        self.blocks.push(Block {
            line,
            text: text.to_owned(),
            withheld: standing.hidden,
            level: standing.level,
            judgement,
            note,
            target: None,
            code: false,
            html: false,
        });
    }

    /// A row of a table has the mark of its first cell; one in another cell is wrong, and withholds all the same.
    fn row<'t>(&self, text: &'t str) -> Opening<'t> {
        let cells = text.trim_start_matches('|');
        let mut opening = self.rules.opening(cells);
        let later = cells.split('|').skip(1).filter_map(|cell| self.rules.opening(cell).level);
        if let Some(level) = later.max().filter(|level| *level > self.rules.ceiling) {
            opening.level = opening.level.max(Some(level));
        }
        opening.judgement = None;
        opening
    }
}
