//! What of front matter a release may have.
//!
//! In: front matter with its marks, and what is left of the text. Out: [`Clearance`], and front matter without marks and
//! without what is above the release. Does not know the text itself.

use crate::classification::{Level, Scheme};
use crate::content::document::Clearance;
use crate::content::front_matter::{FrontMatter, Withdrawal};
use crate::portion;

/// Takes out of front matter what this release may not have, and says what of the document it may. `kept` is the
/// highest level of what is left of the text by marks of its own.
pub(super) fn clear(
    front: &mut FrontMatter,
    kept: Option<Level>,
    ceiling: Level,
    scheme: &Scheme,
) -> Clearance {
    let title = front.title.as_ref().map(|title| portion::read_mark(&title.value, scheme));
    let summary = front.summary.as_ref().map(|summary| portion::read_mark(summary, scheme));
    let image = front.image.as_mut().and_then(|image| {
        let alt = portion::read_mark(&image.alt, scheme);
        let credit = image.credit.as_ref().map(|credit| portion::read_mark(credit, scheme));
        let level = image.level.max(alt.level).max(credit.as_ref().and_then(|credit| credit.level));
        image.alt = alt.text;
        image.credit = credit.map(|credit| credit.text);
        level
    });
    let own = front.classification;
    let metadata = front.metadata.unwrap_or(own);
    let has = |level: Option<Level>| level.unwrap_or(metadata) <= ceiling;
    let keep_title = title.as_ref().is_none_or(|title| has(title.level));
    let keep_summary = summary.as_ref().is_none_or(|summary| has(summary.level));
    let kept_level = |marked: &Option<portion::Marked>| marked.as_ref().and_then(|marked| marked.level);
    let levels = [kept_level(&title), kept_level(&summary), image, front.metadata];
    if let (Some(front), Some(read)) = (&mut front.title, title) {
        front.value = read.text;
    }
    front.summary = summary.map(|summary| summary.text);
    if !has(image) {
        front.image = None;
    }
    if own <= ceiling {
        return Clearance::Whole;
    }
    let part = kept.max(front.metadata.filter(|level| *level <= ceiling));
    let Some(part) = part else { return Clearance::Nothing };
    if !keep_title {
        front.title = None;
    }
    if !keep_summary {
        front.summary = None;
    }
    if metadata > ceiling {
        *front = FrontMatter {
            title: front.title.take(),
            date: front.date.take(),
            summary: front.summary.take(),
            image: front.image.take(),
            draft: front.draft,
            publish_at: front.publish_at,
            expires: front.expires,
            withdrawn: front.withdrawn.take().map(|withdrawn| Withdrawal { reason: None, ..withdrawn }),
            ..FrontMatter::empty(own)
        };
    }
    Clearance::Part(levels.into_iter().flatten().filter(|level| *level <= ceiling).fold(part, Level::max))
}
