//! The classification at the top against the portions below.
//!
//! In: what was found of marks. Out: a finding, or none. The classification is the highest of the portions (32 CFR
//! 2001.23): less is an error, more a warning where every portion says what it is.

use std::ops::Range;

use super::Rules;
use crate::classification::Level;
use crate::diag::{Diagnostic, codes};

/// What all marks of a document amount to.
#[derive(Debug)]
pub(super) struct Marks {
    /// The highest, and where it stands.
    pub(super) highest: Option<(Level, Range<usize>)>,
    /// Whether some of the text says what it is by no mark.
    pub(super) coverage: Coverage,
}

/// How much of a text is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coverage {
    /// All of it.
    All,
    /// Some is not, or was not looked at.
    Some,
}

impl Marks {
    /// Counts a mark.
    pub(super) fn note(&mut self, level: Level, range: &Range<usize>) {
        if self.highest.as_ref().is_none_or(|(highest, _)| level > *highest) {
            self.highest = Some((level, range.clone()));
        }
    }

    /// Holds the marks against the document's classification.
    pub(super) fn check(&self, body: &str, rules: &Rules<'_>) -> Option<Diagnostic> {
        let (highest, range) = self.highest.clone()?;
        let name = |level: Level| rules.scheme.definition(level).name.as_str();
        let place = rules.place(&first_line(body, &range));
        if highest > rules.own {
            let message =
                format!("a portion is marked {} in a document classified {}", name(highest), name(rules.own));
            let finding = Diagnostic::new(&codes::PORTION_ABOVE, message).at(rules.path, place);
            return Some(
                finding.help(format!("write classification = \"{}\", or lower the mark", name(highest))),
            );
        }
        let front = rules.front?;
        if front.max(highest) < rules.own && self.coverage == Coverage::All {
            let message = format!(
                "the document is classified {}, and none of its portions is above {}",
                name(rules.own),
                name(highest)
            );
            let finding = Diagnostic::new(&codes::PORTION_BELOW, message).at(rules.path, place);
            return Some(
                finding.help(format!("write classification = \"{}\" if that is enough", name(highest))),
            );
        }
        None
    }
}

/// A finding about an element underlines its first line.
fn first_line(body: &str, range: &Range<usize>) -> Range<usize> {
    let text = &body[range.clone()];
    range.start..range.start + text.find('\n').unwrap_or(text.len())
}
