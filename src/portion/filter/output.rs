//! What is put out: events without their marks, and nothing that holds nothing any more.
//!
//! In: the place of an event that is shown. Out: it, at the end of the edition's events.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Filter;
use crate::portion::Numbering;
use crate::portion::shape::is_nothing_when_empty;

impl Filter<'_, '_> {
    /// Puts an event out: without its mark, and not at all where it ends what holds nothing any more.
    pub(super) fn emit(&mut self, at: usize) {
        if self.unlinked.last() == Some(&at) {
            self.unlinked.pop();
            return;
        }
        if let Some((cut, shown)) = self.cuts.remove(&at) {
            let range = self.events[at].1.clone();
            let code = matches!(self.events[at].0, Event::Code(_));
            let text = |text: String| if code { Event::Code(text.into()) } else { Event::Text(text.into()) };
            if !cut.before.is_empty() {
                self.out.push((text(cut.before), range.clone()));
            }
            if let Some(shown) = shown.filter(|_| cut.begins) {
                self.out.push((Event::InlineHtml(shown.into()), range.clone()));
            }
            if !cut.after.is_empty() {
                self.out.push((text(cut.after), range));
            }
            return;
        }
        if self.drops_item(at) {
            return;
        }
        let event = self.events[at].clone();
        if let (Event::End(end), Some((Event::Start(start), _))) = (&event.0, self.out.last())
            && start.to_end() == *end
            && is_nothing_when_empty(start)
        {
            self.out.pop();
            return;
        }
        self.out.push(event);
    }

    /// Takes out the item that ends here where nothing of it is left but its box to tick.
    pub(super) fn drops_item(&mut self, at: usize) -> bool {
        let is_start = |place: usize| {
            let place = self.out.len().checked_sub(place);
            place.is_some_and(|place| matches!(self.out[place].0, Event::Start(Tag::Item)))
        };
        let ticked = matches!(self.out.last(), Some((Event::TaskListMarker(_), _))) && is_start(2);
        let ends = matches!(self.events[at].0, Event::End(TagEnd::Item)) && self.withheld;
        if !ends || !(is_start(1) || ticked) || self.keeps_number() {
            return false;
        }
        self.out.truncate(self.out.len() - 1 - usize::from(ticked));
        true
    }

    /// Whether an item that is withheld leaves its number: evidence of a judgement alone has one that is referred to.
    /// Elsewhere an empty item would only tell how much is missing.
    pub(super) fn keeps_number(&self) -> bool {
        let list = self.out.iter().rev().find_map(|(event, _)| match event {
            Event::Start(Tag::List(start)) => Some(start.is_some()),
            _ => None,
        });
        self.rules.numbering == Numbering::Stable
            && self.evidence
            && self.stack.len() <= 1
            && list == Some(true)
    }
}
