//! Portion blocks and tear lines: `::: portion Secret`, `::: tearline`, `:::`.
//!
//! In: a body. Out: the body with the fences blanked, so that they separate paragraphs and nothing else moves, and
//! [`Fences`], which knows what any byte lies in. Does not know what stands between fences.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::Rules;
use super::line::{Line, Shape, WORDS, lines, may_have};
use crate::classification::Level;
use crate::diag::{Diagnostic, codes, nearest};
use crate::markdown;

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Text of a level.
    Portion(Level),
    /// What readers get who do not get the portion round it; the level is its own.
    Tearline(Level),
    /// A container of somebody else's syntax, which is text.
    Foreign,
}

#[derive(Debug)]
struct Block {
    kind: Kind,
    /// The text between its fences.
    inner: Range<usize>,
    parent: Option<usize>,
}

/// The blocks of a body.
#[derive(Debug, Default)]
pub struct Fences {
    blocks: Vec<Block>,
}

/// What the blocks round a text make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// No block says anything.
    Open,
    /// It is of this level.
    Level(Level),
    /// A tear line that this release does not need.
    Torn,
}

impl Standing {
    /// What two of them make together: the higher level.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Torn, _) | (_, Self::Torn) => Self::Torn,
            (Self::Level(one), Self::Level(other)) => Self::Level(one.max(other)),
            (Self::Open, other) => other,
            (standing, Self::Open) => standing,
        }
    }
}

/// Blanks the fences of a body and says what they enclose.
pub fn mask<'b>(body: &'b str, rules: &Rules<'_>, findings: &mut Vec<Diagnostic>) -> (Cow<'b, str>, Fences) {
    if !may_have(body) {
        return (Cow::Borrowed(body), Fences::default());
    }
    let code = code_blocks(body, rules);
    let mut reader = Reader { rules, findings, blocks: Vec::new(), open: Vec::new(), fences: Vec::new() };
    for line in lines(body) {
        match code.iter().find(|code| code.contains(&line.span.start)) {
            Some(code) => reader.in_code(body, code, &line),
            None if line.shape == Shape::Fence => reader.line(&line),
            None => reader.lookalike(&line),
        }
    }
    reader.unclosed(body.len());
    let mut masked = body.to_owned();
    for fence in reader.fences {
        masked.replace_range(fence.clone(), &" ".repeat(fence.len()));
    }
    (Cow::Owned(masked), Fences { blocks: reader.blocks })
}

fn code_blocks(body: &str, rules: &Rules<'_>) -> Vec<Range<usize>> {
    markdown::parse(body, rules.raw_html)
        .into_iter()
        .filter(|(event, _)| matches!(event, Event::Start(Tag::CodeBlock(_))))
        .map(|(_, range)| range)
        .collect()
}

struct Reader<'r, 'f> {
    rules: &'r Rules<'r>,
    findings: &'f mut Vec<Diagnostic>,
    blocks: Vec<Block>,
    /// Blocks that are open, innermost last, with their fences and how many colons these have.
    open: Vec<(usize, Range<usize>, usize)>,
    /// Fences to be blanked.
    fences: Vec<Range<usize>>,
}

impl Reader<'_, '_> {
    fn tell(&mut self, span: &Range<usize>, finding: Diagnostic) {
        self.findings.push(finding.at(self.rules.path, self.rules.place(span)));
    }

    fn line(&mut self, line: &Line<'_>) {
        if line.words.is_empty() {
            return self.close(line);
        }
        let (word, rest) = line.words.split_once(char::is_whitespace).unwrap_or((line.words, ""));
        let rest = rest.trim();
        let kind = match word.to_lowercase().as_str() {
            "portion" => self.portion(line, rest),
            "tearline" => self.tearline(line, rest),
            other => self.foreign(line, other),
        };
        if kind != Kind::Foreign {
            self.fences.push(line.span.clone());
        }
        let parent = self.open.last().map(|(at, ..)| *at);
        self.blocks.push(Block { kind, inner: line.span.end..line.span.end, parent });
        self.open.push((self.blocks.len() - 1, line.span.clone(), line.colons));
    }

    fn portion(&mut self, line: &Line<'_>, name: &str) -> Kind {
        let scheme = self.rules.scheme;
        let name = name.trim_matches(['(', ')', '"']);
        match scheme.find(name) {
            Some(level) => Kind::Portion(level),
            None => {
                let message = if name.is_empty() {
                    "a portion needs a level".to_owned()
                } else {
                    format!("unknown classification `{name}`")
                };
                let near = scheme.nearest(name).map(|near| format!("::: portion {near}"));
                self.tell(
                    &line.span,
                    Diagnostic::new(&codes::UNKNOWN_LEVEL, message)
                        .help(format!("its levels are: {}", scheme.names()))
                        .replace_with(near),
                );
                // Until somebody mends it nobody gets it.
                Kind::Portion(scheme.highest())
            }
        }
    }

    fn tearline(&mut self, line: &Line<'_>, name: &str) -> Kind {
        let scheme = self.rules.scheme;
        let level = if name.is_empty() { Some(scheme.lowest()) } else { scheme.find(name) };
        if level.is_none() {
            let near = scheme.nearest(name).map(|near| format!("::: tearline {near}"));
            self.tell(
                &line.span,
                Diagnostic::new(&codes::UNKNOWN_LEVEL, format!("unknown classification `{name}`"))
                    .help(format!("its levels are: {}", scheme.names()))
                    .replace_with(near),
            );
        }
        let level = level.unwrap_or(scheme.highest());
        let around = self.open.iter().rev().map(|(at, ..)| self.blocks[*at].kind);
        match around.into_iter().find(|kind| *kind != Kind::Foreign) {
            Some(Kind::Portion(portion)) if portion > level => {}
            Some(Kind::Portion(portion)) => {
                let message = format!(
                    "a tear line of level {} in a portion of level {}",
                    scheme.definition(level).name,
                    scheme.definition(portion).name
                );
                self.tell(
                    &line.span,
                    Diagnostic::new(&codes::TEARLINE, message)
                        .help("give it a lower level: it is for those who do not get the portion"),
                );
            }
            _ => self.tell(
                &line.span,
                Diagnostic::new(&codes::TEARLINE, "a tear line outside a portion")
                    .help("put it between `::: portion LEVEL` and the `:::` that ends the portion"),
            ),
        }
        Kind::Tearline(level)
    }

    fn foreign(&mut self, line: &Line<'_>, word: &str) -> Kind {
        let near = nearest(word, WORDS);
        if near.is_some() || self.rules.strict {
            self.tell(
                &line.span,
                Diagnostic::new(&codes::PORTION_FENCE, format!("unknown block `{word}`"))
                    .help("the blocks are: portion LEVEL, tearline")
                    .replace_with(near.map(|near| line_with(line, word, near))),
            );
        }
        Kind::Foreign
    }

    fn close(&mut self, line: &Line<'_>) {
        let Some((at, _, colons)) = self.open.pop() else {
            if self.rules.strict {
                self.tell(
                    &line.span,
                    Diagnostic::new(&codes::PORTION_FENCE, "this ends a block that was not begun")
                        .help("begin it with `::: portion LEVEL`, or remove the line"),
                );
            }
            return;
        };
        self.blocks[at].inner.end = line.span.start;
        if self.blocks[at].kind != Kind::Foreign {
            self.fences.push(line.span.clone());
            if colons != line.colons && self.rules.strict {
                let message = format!("{} colons end a block that {colons} colons began", line.colons);
                self.tell(
                    &line.span,
                    Diagnostic::new(&codes::PORTION_FENCE, message)
                        .help("end each block with as many colons as it began with"),
                );
            }
        }
    }

    /// What is meant as a fence would be text, and what it was to enclose would be published.
    fn lookalike(&mut self, line: &Line<'_>) {
        if self.rules.strict && (line.shape == Shape::Lookalike || !self.open.is_empty()) {
            self.tell(
                &line.span,
                Diagnostic::new(&codes::PORTION_FENCE, "this looks like the fence of a portion block and is none")
                    .help("write three plain colons at the beginning of a line: `::: portion LEVEL`, and `:::` at its end"),
            );
        }
    }

    /// A fence in a code block is code, as in a text about bluf, unless the block hides what it seems to say: a
    /// portion cannot begin in code and end elsewhere. Levels in it are looked at where its own is known.
    fn in_code(&mut self, body: &str, code: &Range<usize>, line: &Line<'_>) {
        let within = || lines(&body[code.clone()]).filter(|line| line.shape == Shape::Fence);
        let ends = within().filter(|line| line.words.is_empty()).count();
        let begins = within().count() - ends;
        let word = line.words.split_whitespace().next().unwrap_or_default().to_lowercase();
        if begins != ends && WORDS.contains(&word.as_str()) {
            self.tell(
                &line.span,
                Diagnostic::new(&codes::PORTION_FENCE, "a portion block inside code marks nothing")
                    .help("put `::: portion LEVEL` before the code and `:::` after it"),
            );
        }
    }

    fn unclosed(&mut self, end: usize) {
        for (at, fence, _) in std::mem::take(&mut self.open) {
            self.blocks[at].inner.end = end;
            if self.blocks[at].kind != Kind::Foreign {
                self.tell(
                    &fence,
                    Diagnostic::new(&codes::PORTION_FENCE, "a block that never ends")
                        .label("begins here")
                        .help("end it with a line of `:::`"),
                );
            }
        }
    }
}

fn line_with(line: &Line<'_>, word: &str, near: &str) -> String {
    format!("::: {near}{}", &line.words[word.len()..])
}

impl Fences {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// What the blocks make of a text that stands at `range`, for readers up to `rules.ceiling`. A text that reaches over a
    /// fence, such as code that goes on behind it, has the highest level of all it touches, that of the document among them.
    pub(super) fn standing(&self, range: &Range<usize>, rules: &Rules<'_>) -> Standing {
        let touches = |block: &Block| block.inner.start < range.end && range.start < block.inner.end;
        let holds = |block: &Block| block.inner.start <= range.start && range.end <= block.inner.end;
        let mut standing = self.of_block(self.innermost(range.start), rules.ceiling);
        for (at, _) in self.blocks.iter().enumerate().filter(|(_, block)| touches(block) && !holds(block)) {
            standing = standing.and(self.of_block(Some(at), rules.ceiling)).and(Standing::Level(rules.own));
        }
        standing
    }

    /// What the blocks round its first byte make of a container; what it holds is asked for on its own.
    pub(super) fn standing_of_container(&self, range: &Range<usize>, ceiling: Level) -> Standing {
        self.of_block(self.innermost(range.start), ceiling)
    }

    fn innermost(&self, at: usize) -> Option<usize> {
        let blocks = self.blocks.iter().enumerate();
        blocks
            .filter(|(_, block)| block.inner.contains(&at))
            .max_by_key(|(_, block)| block.inner.start)
            .map(|(at, _)| at)
    }

    fn of_block(&self, at: Option<usize>, ceiling: Level) -> Standing {
        let Some(at) = at else { return Standing::Open };
        let block = &self.blocks[at];
        match block.kind {
            Kind::Foreign => self.of_block(block.parent, ceiling),
            Kind::Portion(level) => self.of_block(block.parent, ceiling).and(Standing::Level(level)),
            Kind::Tearline(level) => {
                let portion = self.portion_round(at);
                let withheld =
                    matches!(self.of_block(portion, ceiling), Standing::Level(level) if level > ceiling);
                if !withheld || self.better_tearline(portion, at, ceiling) {
                    return Standing::Torn;
                }
                let around = portion.and_then(|portion| self.blocks[portion].parent);
                self.of_block(around, ceiling).and(Standing::Level(level))
            }
        }
    }

    fn portion_round(&self, at: usize) -> Option<usize> {
        let mut round = self.blocks[at].parent;
        while let Some(parent) = round {
            if matches!(self.blocks[parent].kind, Kind::Portion(_)) {
                return round;
            }
            round = self.blocks[parent].parent;
        }
        None
    }

    /// Whether another tear line of the same portion tells these readers more: the highest at or below their level.
    fn better_tearline(&self, portion: Option<usize>, at: usize, ceiling: Level) -> bool {
        let Kind::Tearline(own) = self.blocks[at].kind else { return false };
        self.blocks.iter().enumerate().any(|(other, block)| match block.kind {
            Kind::Tearline(level) => level <= ceiling && level > own && self.portion_round(other) == portion,
            _ => false,
        })
    }
}
