//! Which blocks of a text are withheld, found line by line.
//!
//! In: Markdown and [`Rules`]. Out: [`Block`]s. This is on purpose not the code that a build uses: it knows how lines
//! begin and what belongs to what by columns, and has no parser, so that one mistake is not made twice.

mod beginning;
mod ending;
#[cfg(test)]
mod tests;

use super::fences::Fences;
use super::lines::{self, Line};
use super::marks::Rules;
use crate::classification::Level;
use beginning::{definition, note};

/// A few lines that belong together: a paragraph, a heading, a row of a table, code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// The line of the body it begins in, from 0.
    pub(super) line: usize,
    /// Its text, without the marks of blocks and portions at its beginning.
    pub(super) text: String,
    /// Whether this release must not have it.
    pub(super) withheld: bool,
    /// Its level, where a mark or a portion says so.
    pub(super) level: Option<Level>,
    /// The n of KJ-n, where this is a key judgement.
    pub(super) judgement: Option<u32>,
    /// The label, where this is a footnote.
    pub(super) note: Option<String>,
    /// The label, where this is the target of links: it is of the level of where it stands.
    pub(super) target: Option<String>,
    /// Whether it is code, in which nothing is a link.
    pub(super) code: bool,
    /// Whether it is HTML, in which nothing is a link either.
    pub(super) html: bool,
}

/// Cuts a body.
pub(super) fn blocks(body: &str, rules: &Rules<'_>) -> Vec<Block> {
    let mut fences = Fences::default();
    if body.contains("::") || body.contains(": :") || !body.is_ascii() {
        // Where the fences are depends on what is code, and what they enclose on fences that are still to come.
        let mut reader = Reader::new(*rules, &fences);
        reader.read(body);
        fences = Fences::new(&reader.fences, rules);
    }
    let mut reader = Reader::new(*rules, &fences);
    reader.read(body);
    reader.blocks
}

/// Whether a body has the beginning or end of a portion block outside of code.
pub(super) fn has_fences(body: &str, rules: &Rules<'_>) -> bool {
    let fences = Fences::default();
    let mut reader = Reader::new(*rules, &fences);
    reader.read(body);
    !reader.fences.is_empty()
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Holds {
    Quote,
    Item,
    Definition,
    Note(String),
}

/// What a line may stand in.
struct Frame {
    line: usize,
    holds: Holds,
    /// How many quotes stand round it.
    depth: usize,
    /// The first column that belongs to it.
    content: usize,
    /// Whether nothing was read of it yet: its first paragraph has its mark.
    fresh: bool,
    level: Option<Level>,
    hidden: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Paragraph,
    Heading(usize),
    /// Fenced with this, or indented.
    Code(Option<String>),
    /// Ends with this, or with a blank line.
    Html(&'static str),
    /// The head of a table.
    Head,
    Row,
    Target(String),
}

/// The block that is being read.
struct Open {
    line: usize,
    kind: Kind,
    text: String,
}

struct Judgement {
    /// Its place in the blocks.
    block: usize,
    level: Option<Level>,
    hidden: bool,
    /// Its sentence is still to come: `### KJ-1` alone.
    waiting: bool,
}

/// What marks and places make of a block or frame.
#[derive(Clone, Copy)]
struct Standing {
    level: Option<Level>,
    hidden: bool,
}

struct Reader<'r, 'b> {
    rules: Rules<'r>,
    placed: &'r Fences,
    blocks: Vec<Block>,
    fences: Vec<(usize, &'b str)>,
    frames: Vec<Frame>,
    open: Option<Open>,
    table: Option<Standing>,
    /// The level of the term that definitions may follow.
    term: Option<Level>,
    /// In how many frames the last block stands, where it can be a term: a paragraph.
    termed: Option<usize>,
    judgement: Option<Judgement>,
}

impl<'r, 'b> Reader<'r, 'b> {
    fn new(rules: Rules<'r>, placed: &'r Fences) -> Self {
        Self {
            rules,
            placed,
            blocks: Vec::new(),
            fences: Vec::new(),
            frames: Vec::new(),
            open: None,
            table: None,
            term: None,
            termed: None,
            judgement: None,
        }
    }

    fn read(&mut self, body: &'b str) {
        for (number, line) in body.lines().enumerate() {
            let line = Line::of(line);
            let far = (0..line.depth()).find(|depth| line.columns[*depth] >= self.base(&line, *depth) + 4);
            // In code and HTML a sign of quotes is one of theirs.
            let raw = matches!(self.open, Some(Open { kind: Kind::Code(Some(_)) | Kind::Html(_), .. }));
            let depth = far.unwrap_or(line.depth()).min(if raw { self.quotes() } else { usize::MAX });
            self.line(number, &line.within(depth));
        }
        self.finish();
    }

    fn line(&mut self, number: usize, line: &Line<'b>) {
        let inside = self.inside(line);
        if let Some(Open { kind: Kind::Code(Some(fence)), text, .. }) = &mut self.open {
            // Code ends with what it stands in.
            if line.rest.is_empty() || inside == self.frames.len() {
                if line.rest.starts_with(fence.as_str())
                    && line.rest.trim_matches(['`', '~']).trim().is_empty()
                {
                    self.finish();
                } else {
                    text.push('\n');
                    text.push_str(line.rest);
                }
                return;
            }
            self.finish();
        }
        if let Some(Open { kind: Kind::Html(end), text, .. }) = &mut self.open
            && !end.is_empty()
        {
            text.push('\n');
            text.push_str(line.rest);
            if line.rest.contains(*end) {
                self.finish();
            }
            return;
        }
        if line.rest.is_empty() {
            self.blank(line);
            if line.depth() > self.quotes_of(inside) {
                self.containers(number, line, inside.min(self.frames.len()));
            }
            return;
        }
        let deep = line.column() >= self.base(line, line.depth()) + 4;
        if deep && !matches!(self.open, Some(Open { kind: Kind::Paragraph | Kind::Html(_), .. })) {
            return self.indented(number, line, inside);
        }
        if let Some(words) = line.fence() {
            // It separates like a blank line, and may be the first line of a list item or of a quote.
            let quotes = self.quotes();
            self.blank(line);
            if !line.rest.starts_with([':', '：']) || line.depth() > quotes {
                self.containers(number, line, inside);
            }
            self.fences.push((number, words));
            return;
        }
        if !self.goes_on(line, inside, deep) {
            self.finish();
            self.begin(number, line, inside);
        }
    }

    /// How many of the frames the line may stand in.
    fn inside(&self, line: &Line<'_>) -> usize {
        let has = |frame: &Frame| match frame.holds {
            Holds::Quote => line.depth() > frame.depth,
            _ => line.columns.get(frame.depth).is_some_and(|column| *column >= frame.content),
        };
        self.frames.iter().position(|frame| !has(frame)).unwrap_or(self.frames.len())
    }

    fn quotes(&self) -> usize {
        self.quotes_of(self.frames.len())
    }

    /// The quotes among the outermost frames.
    fn quotes_of(&self, frames: usize) -> usize {
        self.frames.iter().take(frames).filter(|frame| frame.holds == Holds::Quote).count()
    }

    /// The column from which the indent of a line counts behind so many quotes.
    fn base(&self, line: &Line<'_>, depth: usize) -> usize {
        let inside = self.inside(line);
        let frames = self.frames[..inside].iter().filter(|frame| frame.holds != Holds::Quote);
        let of_frames = frames.filter(|frame| frame.depth == depth).map(|frame| frame.content);
        of_frames.chain(line.bases.get(depth).copied()).max().unwrap_or(0)
    }

    fn blank(&mut self, line: &Line<'_>) {
        if let Some(Open { kind: Kind::Code(_), text, .. }) = &mut self.open {
            text.push('\n');
            return;
        }
        self.finish();
        self.table = None;
        let left =
            self.frames.iter().position(|frame| frame.holds == Holds::Quote && frame.depth >= line.depth());
        if let Some(left) = left {
            self.frames.truncate(left);
        }
    }

    fn indented(&mut self, number: usize, line: &Line<'b>, inside: usize) {
        if let Some(Open { kind: Kind::Code(None), text, .. }) = &mut self.open {
            text.push('\n');
            text.push_str(line.rest);
            return;
        }
        self.finish();
        self.leave(inside);
        self.open = Some(Open { line: number, kind: Kind::Code(None), text: line.rest.to_owned() });
    }

    /// Whether a line belongs to the block that is open.
    fn goes_on(&mut self, line: &Line<'b>, inside: usize, deep: bool) -> bool {
        let in_frames = inside == self.frames.len();
        let deeper = line.depth() > self.quotes_of(inside);
        let Some(open) = &mut self.open else { return false };
        let rest = line.rest;
        match open.kind {
            Kind::Html(_) => {}
            Kind::Paragraph => {
                if in_frames && !deep {
                    if let Some(level) = lines::underline(rest) {
                        open.kind = Kind::Heading(level);
                        self.finish();
                        return true;
                    }
                    let head = open.text.lines().next_back().is_some_and(|last| last.contains('|'));
                    if lines::is_delimiter(rest) && head {
                        self.head_of_table();
                        return true;
                    }
                }
                let item = lines::item(rest, line.column()).filter(|item| {
                    !in_frames || item.number.is_none_or(|number| number == 1) && !item.rest.0.is_empty()
                });
                let begins = item.is_some()
                    || deeper
                    || lines::heading(rest).is_some()
                    || lines::code(rest).is_some()
                    || lines::is_rule(rest)
                    || note(rest).is_some()
                    || in_frames && definition(rest).is_some()
                    || lines::html_breaks(rest);
                if begins && !deep {
                    return false;
                }
            }
            _ => return false,
        }
        if let Some(open) = &mut self.open {
            open.text.push('\n');
            open.text.push_str(rest);
        }
        true
    }

    /// The last line of the open paragraph turns out to be the head of a table.
    fn head_of_table(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        if let Some((text, head)) = open.text.rsplit_once('\n') {
            let (line, head) = (open.line + open.text.lines().count() - 1, head.to_owned());
            self.open = Some(Open { text: text.to_owned(), ..open });
            self.finish();
            open = Open { line, kind: Kind::Head, text: head };
        }
        self.open = Some(Open { kind: Kind::Head, ..open });
        self.finish();
    }
}
