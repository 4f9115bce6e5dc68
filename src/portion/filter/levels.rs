//! What level an element has: by the fences round it, by its place, by its own mark.
//!
//! In: the place of an event. Out: its [`Standing`], and whether the release shows it. Takes nothing out.

use pulldown_cmark::{Event, Tag};

use super::Filter;
use crate::classification::Level;
use crate::markdown::matching;
use crate::portion::beginning::{Beginning, Found};
use crate::portion::fence::Standing;
use crate::portion::likeness::Likeness;
use crate::portion::mark::Leading;
use crate::portion::shape::is_container;

impl Filter<'_, '_> {
    pub(super) fn fenced(&self, at: usize) -> Standing {
        if self.fences.is_empty() {
            return Standing::Open;
        }
        let (event, range) = &self.events[at];
        match event {
            Event::Start(tag) if is_container(tag) => {
                self.fences.standing_of_container(range, self.rules.ceiling)
            }
            _ => self.fences.standing(range, self.rules),
        }
    }

    pub(super) fn around(&self) -> Standing {
        self.stack.last().map_or(Standing::Open, |frame| frame.standing)
    }

    /// What an element's place and mark make of it.
    pub(super) fn standing(&self, at: usize) -> Standing {
        let mut standing = self.around().and(self.fenced(at));
        // The head of a table and a term raise what stands below them. They do not lower it: what is not marked itself,
        // nor all that is round the table, is of the document's level.
        let below = match self.events[at].0 {
            Event::Start(Tag::TableRow) => {
                let table = self.stack.len().saturating_sub(1);
                let round = self.stack[..table].last().map_or(Standing::Open, |frame| frame.standing);
                Some(round.and(self.fenced(at)))
            }
            Event::Start(Tag::DefinitionListDefinition) => {
                let round = standing;
                standing = standing.and(self.term);
                Some(round)
            }
            _ => None,
        };
        if below.is_some_and(|round| round.and(self.own_mark(at)) == Standing::Open)
            && standing != Standing::Open
        {
            return standing.and(Standing::Level(self.rules.own));
        }
        // A picture alone in its paragraph marks it.
        let alone = matches!(self.events[at].0, Event::Start(Tag::Paragraph))
            && matches!(self.events.get(at + 1), Some((Event::Start(Tag::Image { .. }), _)))
            && matching(&self.events, at + 1) + 1 == matching(&self.events, at);
        if alone {
            let marks = self.inline_marks(at + 1).into_iter().flatten();
            return marks.fold(standing, |standing, level| standing.and(Standing::Level(level)));
        }
        let beginning = Beginning::read(&self.events, at + 1);
        match self.mark_of(&beginning).map(|found| found.leading) {
            Some(Leading::Mark { level, .. }) => standing.and(Standing::Level(level)),
            // Nobody knows what it means, so nobody gets it before it is mended.
            Some(Leading::Unknown { likeness: Likeness::Near, .. }) if self.rules.strict => {
                standing.and(Standing::Level(self.rules.own))
            }
            _ => standing,
        }
    }

    pub(super) fn published_at(&self, standing: Standing) -> Level {
        match standing {
            Standing::Level(level) => level,
            Standing::Open | Standing::Torn => self.rules.own,
        }
    }

    pub(super) fn shows(&self, standing: Standing) -> bool {
        standing != Standing::Torn && self.published_at(standing) <= self.rules.ceiling
    }

    pub(super) fn note_level(&mut self, at: usize, standing: Standing) {
        if let Standing::Level(level) = standing {
            let range = self.events[at].1.clone();
            self.marks.note(level, &range);
        }
    }

    pub(super) fn mark_of(&self, beginning: &Beginning) -> Option<Found> {
        beginning.mark(&self.events, self.body, self.rules.scheme, self.letters)
    }

    pub(super) fn own_mark(&self, at: usize) -> Standing {
        let found = self.mark_of(&Beginning::read(&self.events, at + 1));
        match found.map(|found| found.leading) {
            Some(Leading::Mark { level, .. }) => Standing::Level(level),
            _ => Standing::Open,
        }
    }
}
