//! Portion blocks and tear lines as the audit reads them.
//!
//! In: the words behind each `:::` of a body, in order. Out: [`Fences`], which says what any line lies in. A name
//! that nobody knows is of the highest level.

use super::marks::Rules;
use crate::classification::Level;

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Portion,
    Tearline,
    /// Somebody else's.
    Other,
}

#[derive(Debug)]
struct Block {
    kind: Kind,
    level: Level,
    parent: Option<usize>,
}

/// The blocks of a body.
#[derive(Debug, Default)]
pub(super) struct Fences {
    blocks: Vec<Block>,
    /// From which line on which block is the innermost.
    from: Vec<(usize, Option<usize>)>,
}

/// What blocks make of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Standing {
    /// The highest level of those it lies in.
    pub(super) level: Option<Level>,
    /// Whether it is a tear line that this release does not need.
    pub(super) torn: bool,
}

impl Fences {
    /// Reads the fences: their lines and their words.
    pub(super) fn new(fences: &[(usize, &str)], rules: &Rules<'_>) -> Self {
        let mut read = Self::default();
        let mut open: Option<usize> = None;
        for (line, words) in fences {
            if words.is_empty() {
                open = open.and_then(|block| read.blocks[block].parent);
            } else {
                let (word, name) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
                let word = word.to_lowercase();
                let name = name.trim().trim_matches(['(', ')', '"']);
                let level = rules.scheme.find(name).unwrap_or(rules.scheme.highest());
                let (kind, level) = match word.as_str() {
                    "portion" => (Kind::Portion, level),
                    "tearline" if name.is_empty() => (Kind::Tearline, rules.scheme.lowest()),
                    "tearline" => (Kind::Tearline, level),
                    other if other.starts_with("portion") || other.starts_with("tearline") => {
                        (Kind::Portion, rules.scheme.highest())
                    }
                    _ => (Kind::Other, level),
                };
                read.blocks.push(Block { kind, level, parent: open });
                open = Some(read.blocks.len() - 1);
            }
            // On its own line a fence is not in force yet: what it stands in began before it.
            read.from.push((*line + 1, open));
        }
        read
    }

    /// What the blocks make of a line.
    pub(super) fn standing(&self, line: usize, rules: &Rules<'_>) -> Standing {
        let after = self.from.partition_point(|(from, _)| *from <= line);
        let innermost = self.from[..after].last().and_then(|(_, block)| *block);
        self.of_block(innermost, rules)
    }

    fn of_block(&self, block: Option<usize>, rules: &Rules<'_>) -> Standing {
        let Some(number) = block else { return Standing::default() };
        let block = &self.blocks[number];
        match block.kind {
            Kind::Other => self.of_block(block.parent, rules),
            Kind::Portion => {
                let around = self.of_block(block.parent, rules);
                Standing { level: around.level.max(Some(block.level)), ..around }
            }
            Kind::Tearline => {
                let portion = self.portion(number);
                let inside = self.of_block(portion, rules);
                let withheld = !inside.torn && inside.level.is_some_and(|level| level > rules.ceiling);
                let better = |other: usize| {
                    let other_block = &self.blocks[other];
                    other_block.kind == Kind::Tearline
                        && other_block.level > block.level
                        && other_block.level <= rules.ceiling
                        && self.portion(other) == portion
                };
                let around = self.of_block(portion.and_then(|portion| self.blocks[portion].parent), rules);
                let torn = around.torn || !withheld || (0..self.blocks.len()).any(better);
                Standing { level: around.level.max(Some(block.level)), torn }
            }
        }
    }

    /// The portion that a block stands in.
    fn portion(&self, block: usize) -> Option<usize> {
        let mut round = self.blocks[block].parent;
        while let Some(parent) = round.filter(|parent| self.blocks[*parent].kind != Kind::Portion) {
            round = self.blocks[parent].parent;
        }
        round
    }
}
