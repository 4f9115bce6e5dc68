//! Portions: which parts of a text belong to which level, and what is left of it in this release.
//!
//! In: a body, the level of its document, the release level. Out: [`Edition`], the events that may be published, and
//! what is wrong with the marks. It is the only caller of the Markdown parser, so no later stage ever sees a body that
//! was not filtered. Does not know what the text says: judgements count here only as far as their evidence goes with
//! them.
//!
//! The rules:
//! - A paragraph, heading, list item, quote, footnote, table, table row, link or picture that begins with a mark is of
//!   that level, with all that is in it. What is nested is at least of the level of what it is nested in.
//! - `::: portion LEVEL` … `:::` marks all between. `::: tearline [LEVEL]` … `:::` inside it is for those who do not get
//!   the portion; of several they get the highest that they may have.
//! - What is not marked is of the document's level: below a marked head of a table and a marked term too.
//! - The address of `[text][label]` is of the level of where its definition stands; above the release the words stay.
//! - A key judgement that is withheld takes all up to the next one with it.
//! - Headings of fixed parts (Key Judgements …) say nothing and are kept while something follows them.

mod banner;
mod bare;
mod beginning;
mod bracket;
#[cfg(test)]
mod cases;
mod fence;
mod filter;
mod level;
mod likeness;
mod line;
mod lookalikes;
mod mark;
mod place;
mod shape;
mod stray;
mod target;

use std::ops::Range;

use crate::classification::{Level, Scheme};
use crate::config::RawHtml;
use crate::diag::Diagnostic;
use crate::markdown::Events;

pub(crate) use bracket::is_invisible;
pub use fence::{Fences, mask};
pub use filter::filter;

/// What a body is read under.
pub struct Rules<'a> {
    /// The site's scheme.
    pub scheme: &'a Scheme,
    /// The level of the document.
    pub own: Level,
    /// The level of its title or its front matter by a mark of their own; none where they are of the document's.
    pub front: Option<Level>,
    /// The highest level that may be published.
    pub ceiling: Level,
    /// Whether what only looks like a mark is an error: where marks are for handling, or something is withheld. A
    /// site that publishes everything under labels for readers may write `(UN)` at the beginning of a paragraph.
    pub strict: bool,
    /// What happens to HTML.
    pub raw_html: RawHtml,
    /// What becomes of the numbers of what is left.
    pub numbering: Numbering,
    /// The level of a source by its id in the registry; none where it says nothing.
    pub source: &'a dyn Fn(&str) -> Option<Level>,
    /// Path of the file, for findings.
    pub path: &'a str,
    /// First byte of the body in its file.
    pub offset: usize,
}

impl Rules<'_> {
    /// A place of the body in its file.
    fn place(&self, span: &Range<usize>) -> Range<usize> {
        span.start + self.offset..span.end + self.offset
    }
}

/// What becomes of the numbers of judgements and evidence where some are withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbering {
    /// KJ-3 is KJ-3 in every release: citations hold, and readers can see that something is missing.
    Stable,
    /// What is left counts from 1: nothing shows, and KJ-2 may be another judgement elsewhere.
    Renumber,
}

/// What is left of a body.
#[derive(Debug)]
pub struct Edition<'a> {
    /// Events that may be published.
    pub events: Events<'a>,
    /// The highest level of what is left by a mark of its own; none where nothing is.
    pub kept: Option<Level>,
    /// Numbers of key judgements that are withheld.
    pub withheld_judgements: Vec<u32>,
    /// What is wrong with the marks.
    pub findings: Vec<Diagnostic>,
}

/// A text of front matter: its words without the mark it may begin with, and their level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The words.
    pub text: String,
    /// The level; none without a mark.
    pub level: Option<Level>,
}

/// Reads the mark of a text in front matter.
pub fn read_mark(text: &str, scheme: &Scheme) -> Marked {
    let trimmed = &text[mark::blank_start(text)..];
    match mark::leading(trimmed, scheme) {
        mark::Leading::Mark { level, length, .. } => Marked {
            text: trimmed[length + mark::blank_start(&trimmed[length..])..].to_owned(),
            level: Some(level),
        },
        _ => Marked { text: text.to_owned(), level: None },
    }
}

/// A mark of a text that has no body: a title, a footer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Where it stands in the text.
    pub span: Range<usize>,
    /// The level it names; none where it only looks like a mark.
    pub level: Option<Level>,
    /// Whether the text begins with it.
    pub begins: bool,
}

/// The marks of a plain text: the one it begins with, and those that mark nothing.
pub fn marks_of(text: &str, scheme: &Scheme) -> Vec<Wrong> {
    let start = mark::blank_start(text);
    let mut found = Vec::new();
    match mark::leading(&text[start..], scheme) {
        // A text without a document cannot have other marks: the line at the foot of a site is its copyright.
        mark::Leading::Mark { length, .. }
            if lookalikes::is_copyright_line(&text[start..start + length], &text[start + length..]) => {}
        mark::Leading::Mark { level, length, .. } => {
            found.push(Wrong { span: start..start + length, level: Some(level), begins: true });
        }
        mark::Leading::Unknown { length, likeness: likeness::Likeness::Near, .. } => {
            found.push(Wrong { span: start..start + length, level: None, begins: true });
        }
        mark::Leading::None | mark::Leading::Unknown { .. } => {}
    }
    let begun = found.first().map_or(0, |first| first.span.end);
    let strays = mark::strays(text, scheme);
    let later =
        strays.into_iter().filter(|stray| stray.range.start >= begun && stray.form != mark::Form::Doubtful);
    found.extend(later.map(|stray| Wrong { span: stray.range, level: Some(stray.level), begins: false }));
    found
}
