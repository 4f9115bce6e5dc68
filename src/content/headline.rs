//! The title and summary of a document whose author wrote none.
//!
//! In: the document as far as it is read, its events, its path. Out: words. Does not know where they are shown.

use super::Document;
use crate::markdown::{self, Events, plain_text};

/// The words of the first heading.
pub(super) fn first_heading(events: &Events<'_>) -> Option<String> {
    let block = markdown::blocks(events)
        .into_iter()
        .find(|block| matches!(block.kind, markdown::BlockKind::Heading(_)))?;
    Some(plain_text(&events[block.events])).filter(|title| !title.is_empty())
}

/// A title for a document that has none: the words of its file or folder.
pub(super) fn title_of_path(path: &str) -> String {
    let path = path.trim_end_matches(".md").trim_end_matches("/index").trim_end_matches("/_index");
    let name = path.rsplit('/').next().unwrap_or(path).replace(['-', '_'], " ");
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Longest summary taken from the text, in bytes.
const SUMMARY_LENGTH: usize = 280;

/// The summary that an author wrote, or the beginning of what the report says first.
pub(super) fn summary(document: &Document, events: &Events<'_>) -> String {
    if let Some(summary) = &document.front.summary {
        return summary.value.clone();
    }
    let text = match document.report() {
        Some(report) if !report.executive_summary.is_empty() => report.executive_summary.replace("\n\n", " "),
        _ => markdown::blocks(events)
            .into_iter()
            .find(|block| block.kind == markdown::BlockKind::Paragraph)
            .map(|block| plain_text(&events[block.events]))
            .unwrap_or_default(),
    };
    if text.len() <= SUMMARY_LENGTH {
        return text;
    }
    let cut = &text[..text.floor_char_boundary(SUMMARY_LENGTH)];
    match cut.rfind(". ") {
        Some(stop) if stop > SUMMARY_LENGTH / 3 => cut[..=stop].to_owned(),
        _ => format!("{}…", cut.rsplit_once(' ').map_or(cut, |(words, _)| words)),
    }
}
