//! What of front matter a release may have.
//!
//! In: front matter with its marks, and what is left of the text. Out: [`Clearance`], and front matter without marks and
//! without what is above the release. Does not know the text itself.

use crate::classification::{Level, Scheme};
use crate::content::document::Clearance;
use crate::content::front_matter::{FrontMatter, Withdrawal};
use crate::portion;
use crate::table::Located;

/// Takes out of front matter what this release may not have, and says what of the document it may. `kept` is the
/// highest level of what is left of the text by marks of its own.
pub(super) fn clear(
    front: &mut FrontMatter,
    kept: Option<Level>,
    ceiling: Level,
    scheme: &Scheme,
) -> Clearance {
    let mut read = |text: &mut Located<String>| {
        let marked = portion::read_mark(&text.value, scheme);
        text.value = marked.text;
        marked.level
    };
    let title = front.title.as_mut().and_then(&mut read);
    let summary = front.summary.as_mut().and_then(&mut read);
    let image = front.image.as_mut().and_then(|image| {
        let alt = read(&mut image.alt);
        image.level.max(alt).max(image.credit.as_mut().and_then(&mut read))
    });
    let own = front.classification;
    let metadata = front.metadata.unwrap_or(own);
    let has = |level: Option<Level>| level.unwrap_or(metadata) <= ceiling;
    let levels = [title, summary, image, front.metadata];
    if !has(image) {
        front.image = None;
    }
    if own <= ceiling {
        return Clearance::Whole;
    }
    let part = kept.max(front.metadata.filter(|level| *level <= ceiling));
    let Some(part) = part else { return Clearance::Nothing };
    if !has(title) {
        front.title = None;
    }
    if !has(summary) {
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
