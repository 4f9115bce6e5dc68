//! Where links lead that name a label, and who may know it: `[text][label]`, and somewhere `[label]: address "title"`.
//!
//! In: events, what portion blocks enclose. Out: levels of addresses. A definition is of the level of where it stands, as a
//! footnote is: of the portion block and the item, quote or note round it and of the mark its title begins with; outside
//! of all of them it is of the document's level. Does not know which links name it.

use pulldown_cmark::{Event, LinkType, Tag};

use super::beginning::{Beginning, Letters};
use super::fence::{Fences, Standing};
use super::mark::Leading;
use super::shape::is_container;
use super::{Rules, read_mark};
use crate::markdown::{self, Events};

/// An address with its title, and what its place makes of it.
#[derive(Debug)]
struct Target {
    address: String,
    title: String,
    standing: Standing,
}

/// The targets of a body.
#[derive(Debug, Default)]
pub(super) struct Targets(Vec<Target>);

impl Targets {
    /// Reads the definitions of a body, as far as a link needs them.
    pub(super) fn read(
        body: &str,
        events: &Events<'_>,
        fences: &Fences,
        rules: &Rules<'_>,
        letters: Letters,
    ) -> Self {
        if !events.iter().any(|(event, _)| by_label(event).is_some()) {
            return Self::default();
        }
        let mark = |at: usize| match Beginning::read(events, at + 1).mark(events, body, rules.scheme, letters)
        {
            Some(found) => match found.leading {
                Leading::Mark { level, .. } => Standing::Level(level),
                _ => Standing::Level(rules.own),
            },
            None => Standing::Open,
        };
        let one = |definition: markdown::Definition| {
            let mut standing = fences.standing(&definition.span, rules);
            let mut term = Standing::Open;
            for (at, (event, range)) in events.iter().enumerate() {
                let Event::Start(tag) = event else { continue };
                if matches!(tag, Tag::DefinitionListTitle) {
                    term = mark(at);
                }
                if is_container(tag) && range.contains(&definition.span.start) {
                    standing = standing.and(mark(at));
                    if matches!(tag, Tag::DefinitionListDefinition) {
                        standing = standing.and(term).and(Standing::Level(rules.own));
                    }
                }
            }
            if let Some(level) = read_mark(&definition.title, rules.scheme).level {
                standing = standing.and(Standing::Level(level));
            }
            Target { address: definition.address, title: definition.title, standing }
        };
        Self(markdown::definitions(body).into_iter().map(one).collect())
    }

    /// What the definition behind a link or picture makes of its address; none where it is written out. One that is
    /// not found is of the document's level.
    pub(super) fn standing(&self, event: &Event<'_>, rules: &Rules<'_>) -> Option<Standing> {
        let (address, title) = by_label(event)?;
        let target = self.0.iter().filter(|target| target.address == address && target.title == title);
        // What one place may tell is no secret in another.
        let level = |standing: &Standing| match standing {
            Standing::Level(level) => Some(*level),
            Standing::Open => Some(rules.own),
            Standing::Torn => None,
        };
        let lowest = target.filter_map(|target| level(&target.standing)).min();
        Some(Standing::Level(lowest.unwrap_or(rules.scheme.highest().max(rules.own))))
    }
}

/// Address and title of a link or picture that names a label.
fn by_label<'e>(event: &'e Event<'_>) -> Option<(&'e str, &'e str)> {
    let Event::Start(
        Tag::Link { link_type, dest_url, title, .. } | Tag::Image { link_type, dest_url, title, .. },
    ) = event
    else {
        return None;
    };
    matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut)
        .then_some((&**dest_url, &**title))
}
