//! What kinds of elements there are, as far as marks are concerned, and what is left of sections.
//!
//! In: tags and events. Out: answers. Does not know levels.

use pulldown_cmark::Tag;

use crate::markdown::{self, Events, plain_text};
use crate::tradecraft::judgement_prefix;

/// Elements whose mark covers all they hold.
pub(super) fn is_container(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Item
            | Tag::BlockQuote(_)
            | Tag::FootnoteDefinition(_)
            | Tag::DefinitionListDefinition
            | Tag::Table(_)
    )
}

/// Elements of text.
pub(super) fn is_leaf(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::CodeBlock(_)
            | Tag::HtmlBlock
            | Tag::TableRow
            | Tag::DefinitionListTitle
    )
}

/// Parts of a line of text.
pub(super) fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
}

/// Whether a block can end a judgement's evidence.
pub(super) fn begins_part(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Paragraph | Tag::Heading { .. })
}

/// Elements that say nothing when they hold nothing.
pub(super) fn is_nothing_when_empty(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::List(_)
            | Tag::BlockQuote(_)
            | Tag::DefinitionList
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
    )
}

/// Headings below which nothing is left are left out.
pub(super) fn without_empty_sections(events: Events<'_>) -> Events<'_> {
    let blocks = markdown::blocks(&events);
    let level = |at: usize| match blocks.get(at).map(|block| block.kind) {
        Some(markdown::BlockKind::Heading(level)) => Some(level),
        _ => None,
    };
    // From the end, so that a heading over empty headings goes too.
    let mut keep = vec![true; blocks.len()];
    for at in (0..blocks.len()).rev() {
        let Some(own) = level(at) else { continue };
        let next = (at + 1..blocks.len())
            .find(|next| keep[*next] && blocks[*next].kind != markdown::BlockKind::Footnote);
        let is_judgement = judgement_prefix(&plain_text(&events[blocks[at].events.clone()])).is_some();
        keep[at] = is_judgement || next.is_some_and(|next| level(next).is_none_or(|level| level > own));
    }
    if keep.iter().all(|keep| *keep) {
        return events;
    }
    let mut kept = Vec::with_capacity(events.len());
    for (block, keep) in blocks.into_iter().zip(keep) {
        if keep {
            kept.extend_from_slice(&events[block.events]);
        }
    }
    kept
}
