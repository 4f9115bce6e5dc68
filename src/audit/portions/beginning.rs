//! What a line begins: quotes, items and notes to go into, and the block behind them.
//!
//! In: a line that goes on with nothing. Out: frames and the block that is open. Does not know levels.

use super::{Frame, Holds, Kind, Open, Reader};
use crate::audit::lines::{self, Line};

impl<'b> Reader<'_, 'b> {
    pub(super) fn leave(&mut self, inside: usize) {
        if inside < self.frames.len() {
            self.frames.truncate(inside);
            self.table = None;
        }
    }

    /// Goes into all that begins on a line; what is left of it.
    pub(super) fn containers(&mut self, number: usize, line: &Line<'b>, inside: usize) -> &'b str {
        self.leave(inside);
        for depth in self.quotes()..line.depth() {
            self.enter(number, Holds::Quote, depth, 0);
        }
        let (mut rest, mut column, mut depth) = (line.rest, line.column(), line.depth());
        loop {
            if let Some(item) = lines::item(rest, column) {
                self.enter(number, Holds::Item, depth, item.content);
                (rest, column) = item.rest;
                if column >= item.content + 4 && !rest.is_empty() {
                    self.open = Some(Open { line: number, kind: Kind::Code(None), text: rest.to_owned() });
                    return "";
                }
                let tasks = ["[ ] ", "[x] ", "[X] "];
                rest = tasks.iter().find_map(|task| rest.strip_prefix(task)).unwrap_or(rest);
            } else if let Some(behind) = rest.strip_prefix('>') {
                self.enter(number, Holds::Quote, depth, 0);
                depth += 1;
                rest = behind.trim_start();
                column += 1 + behind.len() - rest.len();
            } else if let Some((label, behind)) = note(rest) {
                self.enter(number, Holds::Note(label.to_owned()), depth, column + 4);
                rest = behind;
            } else if let Some(behind) = definition(rest).filter(|_| self.termed == Some(self.frames.len())) {
                self.enter(number, Holds::Definition, depth, column + 2);
                rest = behind;
            } else {
                return rest;
            }
        }
    }

    pub(super) fn begin(&mut self, number: usize, line: &Line<'b>, inside: usize) {
        let rest = self.containers(number, line, inside);
        if rest.is_empty() || lines::is_rule(rest) {
            return;
        }
        let table = self.table.is_some();
        let (kind, text) = if let Some((level, text)) = lines::heading(rest) {
            (Kind::Heading(level), text)
        } else if let Some(fence) = lines::code(rest) {
            (Kind::Code(Some(fence)), "")
        } else if let Some(end) = lines::html(rest) {
            (Kind::Html(end), rest)
        } else if let Some((label, text)) = target(rest) {
            (Kind::Target(label.to_owned()), text)
        } else if table {
            (Kind::Row, rest)
        } else {
            (Kind::Paragraph, rest)
        };
        let ends = match kind {
            Kind::Heading(_) | Kind::Target(_) | Kind::Row => true,
            Kind::Html(end) => !end.is_empty() && rest.contains(end),
            _ => false,
        };
        if kind != Kind::Row {
            self.table = None;
        }
        self.open = Some(Open { line: number, kind, text: text.to_owned() });
        if ends {
            self.finish();
        }
    }

    /// Goes into a quote, item or note.
    fn enter(&mut self, number: usize, holds: Holds, depth: usize, content: usize) {
        self.settle(None);
        self.table = None;
        let level = if holds == Holds::Definition { self.term } else { None };
        self.frames.push(Frame { line: number, holds, depth, content, fresh: true, level, hidden: false });
    }
}

/// The label of a footnote, and its text.
pub(super) fn note(text: &str) -> Option<(&str, &str)> {
    let (label, rest) = text.strip_prefix("[^")?.split_once("]:")?;
    (!label.contains([']', '['])).then(|| (label, rest.trim_start()))
}

/// The label of a target, and the target.
fn target(text: &str) -> Option<(&str, &str)> {
    let (label, rest) = text.strip_prefix('[')?.split_once("]:")?;
    (!label.contains([']', '['])).then(|| (label, rest.trim()))
}

/// The text of a definition.
pub(super) fn definition(text: &str) -> Option<&str> {
    text.strip_prefix(':').filter(|rest| rest.starts_with([' ', '\t'])).map(str::trim_start)
}
