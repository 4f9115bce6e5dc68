//! Which blocks of a text are withheld, found line by line.
//!
//! In: Markdown and [`Rules`]. Out: [`Block`]s. This is on purpose not the code that a build uses: it knows how lines
//! begin and what belongs to what by columns, and has no parser, so that one mistake is not made twice.

use super::fences::Fences;
use super::inline;
use super::lines::{self, Line};
use super::marks::{Opening, Rules};
use crate::classification::Level;

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
    /// The label, where this is the target of links: it has no level and goes where they go.
    pub(super) target: Option<String>,
    /// Whether it is code, in which nothing is a link.
    pub(super) code: bool,
}

/// Cuts a body.
pub(super) fn blocks(body: &str, rules: &Rules<'_>) -> Vec<Block> {
    let mut fences = Fences::default();
    if body.contains(":::") {
        // Where the fences are depends on what is code, and what they enclose on fences that are still to come.
        let mut reader = Reader::new(*rules, &fences);
        reader.read(body);
        fences = Fences::new(&reader.fences, rules);
    }
    let mut reader = Reader::new(*rules, &fences);
    reader.read(body);
    reader.blocks
}

/// Headings that every report may have: they say nothing, and they end a judgement.
const FIXED: [&str; 7] = [
    "executive summary",
    "bottom line up front",
    "bluf",
    "key judgements",
    "key judgments",
    "statement on analysis",
    "statement of analysis",
];

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
            if !line.rest.starts_with(":::") || line.depth() > quotes {
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

    fn leave(&mut self, inside: usize) {
        if inside < self.frames.len() {
            self.frames.truncate(inside);
            self.table = None;
        }
    }

    /// Goes into all that begins on a line; what is left of it.
    fn containers(&mut self, number: usize, line: &Line<'b>, inside: usize) -> &'b str {
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

    fn begin(&mut self, number: usize, line: &Line<'b>, inside: usize) {
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

    /// Says what the innermost frame is, now that it is known what it begins with.
    fn settle(&mut self, mark: Option<Level>) {
        let Some(at) = self.frames.iter().rposition(|frame| frame.fresh) else { return };
        if at + 1 < self.frames.len() {
            return;
        }
        let own = self.frames[at].level.max(mark);
        self.frames[at].level = own;
        let standing = self.standing(self.frames[at].line, None);
        let frame = &mut self.frames[at];
        frame.fresh = false;
        // A quote that says nothing is looked into.
        frame.hidden = standing.hidden && !(frame.holds == Holds::Quote && standing.level.is_none());
    }

    /// What frames, portions and a mark make of a line.
    fn standing(&self, line: usize, mark: Option<Level>) -> Standing {
        let fence = self.placed.standing(line, &self.rules);
        let frames = self.frames.iter().map(|frame| frame.level);
        let level = frames.fold(fence.level.max(mark), Option::max);
        let hidden = fence.torn || self.frames.iter().any(|frame| frame.hidden) || !self.rules.shows(level);
        Standing { level, hidden }
    }

    /// Ends the block that is open.
    fn finish(&mut self) {
        let Some(Open { line, kind, text }) = self.open.take() else { return };
        if let Kind::Target(label) = kind {
            self.push(line, &text, Standing { level: None, hidden: false }, None);
            if let Some(block) = self.blocks.last_mut() {
                block.target = Some(label);
            }
            return;
        }
        let mut opening = match &kind {
            Kind::Html(_) if self.rules.tags => Opening { text: &text, level: None, judgement: None },
            Kind::Head | Kind::Row => self.row(&text),
            Kind::Code(_) => {
                let (level, text) = self.rules.marked(&text);
                Opening { text, level, judgement: None }
            }
            _ => self.rules.opening(&text),
        };
        let container = opening.level.filter(|_| kind == Kind::Paragraph);
        self.settle(container);
        if kind == Kind::Paragraph {
            opening.level = opening.level.max(inline::lone_picture(&text, &self.rules));
        }
        let mut standing = self.standing(line, opening.level);
        match (&kind, self.table) {
            (Kind::Head, _) => self.table = Some(standing),
            (Kind::Row, Some(table)) => {
                standing.level = standing.level.max(table.level);
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
            let title = opening.text.trim().trim_end_matches(':').replace(['*', '_', '`'], "").to_lowercase();
            let fixed = FIXED.contains(&title.as_str());
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

/// The label of a footnote, and its text.
fn note(text: &str) -> Option<(&str, &str)> {
    let (label, rest) = text.strip_prefix("[^")?.split_once("]:")?;
    (!label.contains([']', '['])).then(|| (label, rest.trim_start()))
}

/// The label of a target, and the target.
fn target(text: &str) -> Option<(&str, &str)> {
    let (label, rest) = text.strip_prefix('[')?.split_once("]:")?;
    (!label.contains([']', '['])).then(|| (label, rest.trim()))
}

/// The text of a definition.
fn definition(text: &str) -> Option<&str> {
    text.strip_prefix(':').filter(|rest| rest.starts_with([' ', '\t'])).map(str::trim_start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classification::built_in;

    /// The first word of every block that a document of level `own` keeps from the lowest readers, or shows them.
    fn words(body: &str, own: u8, withheld: bool) -> Vec<String> {
        let us = built_in("us").expect("it is in the binary");
        let rules = Rules { scheme: &us, own: Level(own), ceiling: Level(0), tags: false };
        let blocks = blocks(body, &rules).into_iter().filter(|block| block.withheld == withheld);
        let words = blocks.filter_map(|block| block.text.split_whitespace().next().map(str::to_owned));
        words.filter(|word| word.starts_with(char::is_alphanumeric)).collect()
    }

    fn withheld(body: &str) -> Vec<String> {
        words(body, 0, true)
    }

    fn shown(body: &str) -> Vec<String> {
        words(body, 2, false)
    }

    #[test]
    fn marks_are_found_wherever_a_block_begins() {
        for body in [
            "(S) x",
            "- (S) x",
            "1. (S) x",
            "> (S) x",
            "# (S) x",
            "a\n\n  (S) x",
            "[^1]: (S) x",
            "- [x] (S) x",
            "> [!NOTE]\n> (S) x",
            "(S) KJ-1. x",
            "### KJ-2\n\n(S) x",
            "a\n- (S) x",
            "- - (S) x",
            "```\n(S) x\n```",
            "    (S) x",
            "-\n  (S) x",
            "(S) x\n===",
            "a\n> (S) x",
            "a\n: (S) x",
            "| (S) x |\n|---|",
        ] {
            assert_eq!(withheld(body), ["x"], "{body}");
        }
        for body in [
            "(U) x",
            "x (S) y",
            "(see below) x",
            "(s) x",
            "\\(S) x",
            "a\n(S) x",
            "a\n2. (S) x",
            "<div>\n(S) x",
        ] {
            assert_eq!(withheld(body), [""; 0], "{body}");
        }
    }

    #[test]
    fn what_belongs_to_a_block_goes_with_it() {
        let body = "- a\n- (S) b\n  - c\n\n  d\n- e\n\nf\n\n1. (S) g\n   more\n\n   h\n\n  i\n2. j";
        assert_eq!(withheld(body), ["b", "c", "d", "g", "h"]);
        assert_eq!(withheld("> (S) a\n>\n> b\n\n> c\n\n- d\n\n  > (S) e\n\n  f"), ["a", "b", "e"]);
        assert_eq!(withheld("(S) a\n: b\n\nc\n: d"), ["a", "b"]);
        assert_eq!(withheld("[^1]: (S) a\n\n    b\n\nc"), ["a", "b"]);
        assert_eq!(withheld("| a |\n|---|\n| (S) |\n| c |\n\n| (S) |\n|---|\n| e |").len(), 1);
    }

    #[test]
    fn above_the_release_only_marked_text_is_shown() {
        assert_eq!(
            shown("(U) a\n\nb\n\n# c\n\n# (U) d\n\n## Key Judgements\n\n```\ne\n```"),
            ["a", "d", "Key"]
        );
        assert_eq!(shown("- (U) a\n\n  b\n- c\n  - (U) d\n\n  > (U) e\n\nf"), ["a", "b"]);
        assert_eq!(shown("> a\n>\n> (U) b\n\n> (U) c\n>\n> d"), ["b", "c", "d"]);
        assert_eq!(shown("(U) a\n: b\n\nc\n: (U) d"), ["a", "b", "d"]);
        assert_eq!(shown("::: portion U\na\n\n- b\n\n| c |\n|---|\n:::\n\nd"), ["a", "b", "c"]);
        assert_eq!(shown("![(U) a](b)\n\n![c](d)").len(), 0);
    }

    #[test]
    fn a_judgement_takes_its_evidence() {
        let body = "## Key Judgements\n\nKJ-1. a\n\n1. b\n\nKJ-2. (S) c\n\n1. d\n2. e\n\n### f\n\ng\n\nKJ-3. h\n\n1. i\n\nNext\n---\n\nj";
        assert_eq!(withheld(body), ["c", "d", "e", "f", "g"]);
        assert_eq!(withheld("### KJ-1\n\n(S) a\n\n1. b\n\n### KJ-2\n\nc"), ["a", "b"]);
        assert_eq!(withheld("::: portion S\nKJ-1. a\n:::\n\n1. b\n\n## c"), ["a", "b"]);
        assert_eq!(withheld("KJ-1. (S) a\n\nb\n\n[^1]: c\n\nStatement on Analysis\n===\n\nd"), ["a", "b"]);
        assert_eq!(shown("KJ-1. a\n\n(U) b\n\nKJ-2. (U) c\n\n1. d\n2. (U) e"), ["c", "e"]);
    }

    #[test]
    fn portions_hide_and_the_best_tear_line_shows() {
        let body = "::: portion Secret\na\n\n::: tearline\nb\n:::\n\nc\n:::\nd";
        assert_eq!(withheld(body), ["a", "c"]);
        let nested = "::: portion Secret\na\n::: portion U\nb\n::: tearline\nc\n:::\n:::\n:::\nd";
        assert_eq!(withheld(nested), ["a", "b", "c"]);
        assert_eq!(withheld("::: portion U\na\n::: tearline\nb\n:::\n:::"), ["b"]);
        assert_eq!(withheld("::: portion S\n::: tearline C\na\n:::\n::: tearline U\nb\n:::\n:::"), ["a"]);
        assert_eq!(withheld("::: portion Sekret\na"), ["a"]);
        assert_eq!(withheld("::: portion{mark=\"TS\"}\na\n:::\nb"), ["a"]);
        assert_eq!(withheld("::: portion (U)\na\n:::\nb"), [""; 0]);
        assert_eq!(withheld("```\n::: portion S\n```\na\n\n    ::: portion S\n\nb"), [""; 0]);
        assert_eq!(withheld("- a\n\n  ::: portion S\n  b\n  :::\n- c"), ["b"]);
        assert_eq!(
            withheld("> ::: portion S\n> a\n> :::\n>\n> b\n\n- ::: portion S\n  c\n  :::\n\n  d"),
            ["a", "c"]
        );
        assert_eq!(withheld("- (S) a\n::: portion U\n  b\n:::\n\n  c"), ["a", "b", "c"]);
    }

    proptest::proptest! {
        #[test]
        fn nothing_makes_cutting_panic(body in "(\\(S\\) |KJ-1\\. |- |1\\. |::: portion S|::: tearline|:::|\n|a|é|> |\\||--|```|\\[\\^1\\]: |&#40;|# |<!--|    |\t|: ){0,30}") {
            withheld(&body);
        }
    }
}
