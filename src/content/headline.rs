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

/// A text without the label of a judgement before it: "KJ-1. The port will reopen" stands for itself in a list.
fn without_label(text: &str) -> &str {
    let number = text.strip_prefix("KJ-").or_else(|| text.strip_prefix("KJ "));
    let rest = number.map(|number| number.trim_start_matches(|letter: char| letter.is_ascii_digit()));
    let sentence = rest.and_then(|rest| rest.strip_prefix(['.', ':'])).map(str::trim_start);
    sentence.filter(|sentence| !sentence.is_empty()).unwrap_or(text)
}

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
            .map(|block| without_label(&plain_text(&events[block.events])).to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_without_the_label_of_its_judgement() {
        assert_eq!(without_label("KJ-1. The port will reopen."), "The port will reopen.");
        assert_eq!(without_label("KJ-12: The port will reopen."), "The port will reopen.");
        assert_eq!(without_label("KJ-1"), "KJ-1");
        assert_eq!(without_label("KJ-50 rifles were seen."), "KJ-50 rifles were seen.");
    }
}
