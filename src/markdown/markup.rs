//! HTML with gaps: what depends on other files is a mark until their addresses are known.
//!
//! A mark is a NUL character, a letter, a number and another NUL. No text can forge one: CommonMark replaces
//! NUL by U+FFFD, and bodies are cleaned of it before they are parsed.

use std::fmt::Write as _;

use crate::exact;

/// A gap in [`Markup`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The start tag of a link, by its place in the document's links.
    Open(usize),
    /// The end tag of that link.
    Close(usize),
    /// A picture, by its place in the document's pictures.
    Picture(usize),
}

/// HTML with gaps.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Markup(String);

impl Mark {
    /// The mark as it stands in markup, for the writer.
    pub(super) fn encode(self) -> String {
        let (letter, number) = match self {
            Self::Open(number) => ('A', number),
            Self::Close(number) => ('Z', number),
            Self::Picture(number) => ('I', number),
        };
        let mut text = String::with_capacity(8);
        // Writing to a String cannot fail.
        let _ = write!(text, "\0{letter}{number}\0");
        text
    }

    fn decode(text: &str) -> Option<Self> {
        let number = text.get(1..)?.parse().ok()?;
        match text.as_bytes()[0] {
            b'A' => Some(Self::Open(number)),
            b'Z' => Some(Self::Close(number)),
            b'I' => Some(Self::Picture(number)),
            _ => None,
        }
    }
}

impl Markup {
    /// From the writer's output.
    pub(super) fn new(html: String) -> Self {
        // It lives as long as the build, and the writer reserves more than it needs.
        Self(exact::text(html))
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// Adds more.
    pub fn append(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }

    /// The same in memory of its size, where nothing more is to come.
    #[must_use]
    pub fn exact(self) -> Self {
        Self(exact::text(self.0))
    }

    /// The HTML, each gap filled by `fill`.
    pub fn resolve(&self, mut fill: impl FnMut(Mark, &mut String)) -> String {
        let mut out = String::with_capacity(self.0.len() + self.0.len() / 8);
        let mut rest = self.0.as_str();
        while let Some(at) = memchr::memchr(0, rest.as_bytes()) {
            out.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            let Some(end) = memchr::memchr(0, rest.as_bytes()) else { break };
            if let Some(mark) = Mark::decode(&rest[..end]) {
                fill(mark, &mut out);
            }
            rest = &rest[end + 1..];
        }
        out.push_str(rest);
        out
    }
}
