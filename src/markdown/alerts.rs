//! Alerts: quotes that begin with `[!WORD]`. The five of GitHub, and four of analysis.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

/// What an alert is called on the page, by its kind.
#[derive(Debug, Clone)]
pub struct AlertLabels(pub Vec<(&'static str, String)>);

/// The kinds, as written and as CSS class.
pub(super) const KINDS: [&str; 9] =
    ["note", "tip", "important", "warning", "caution", "assumption", "gap", "indicator", "dissent"];

/// The opening of a quote that is an alert.
pub(super) struct Opening {
    /// As written, lower case.
    pub word: String,
    /// Where the word stands.
    pub span: Range<usize>,
    /// How many events after the quote's start it takes, paragraph start included.
    pub events: usize,
}

/// Reads the opening of the quote that starts at `at`: `[!WORD]` alone on the first line of its first
/// paragraph.
pub(super) fn opening(events: &[(Event<'_>, Range<usize>)], at: usize) -> Option<Opening> {
    if !matches!(events.get(at + 1)?.0, Event::Start(Tag::Paragraph)) {
        return None;
    }
    let mut text = String::new();
    let mut next = at + 2;
    let start = events.get(next)?.1.start;
    let mut end = start;
    while let Some((Event::Text(piece), range)) = events.get(next) {
        text.push_str(piece);
        end = range.end;
        next += 1;
    }
    let word = text.trim().strip_prefix("[!")?.strip_suffix(']')?;
    if word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    if matches!(events.get(next)?.0, Event::SoftBreak | Event::HardBreak) {
        next += 1;
    }
    Some(Opening { word: word.to_ascii_lowercase(), span: start..end, events: next - at })
}

impl AlertLabels {
    /// The title of a kind.
    pub fn title(&self, kind: &str) -> &str {
        self.0.iter().find(|(name, _)| *name == kind).map_or("", |(_, title)| title.as_str())
    }
}

impl Default for AlertLabels {
    fn default() -> Self {
        let capital = |kind: &str| kind[..1].to_ascii_uppercase() + &kind[1..];
        Self(KINDS.iter().map(|kind| (*kind, capital(kind))).collect())
    }
}
