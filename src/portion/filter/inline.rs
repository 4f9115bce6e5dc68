//! Links and pictures inside a text, with marks of their own and those of what they cite.
//!
//! In: the place of one. Out: it goes on, loses its address, or is passed over.

use pulldown_cmark::{CowStr, Event, Tag};

use super::Filter;
use crate::classification::Level;
use crate::markdown::{self, matching};
use crate::portion::beginning::Beginning;
use crate::portion::fence::Standing;
use crate::portion::mark::Leading;
use crate::portion::read_mark;

impl Filter<'_, '_> {
    /// A link or picture with a mark of its own, or a citation of a source with one.
    pub(super) fn inline(&mut self, at: usize) -> usize {
        let marks = self.inline_marks(at);
        // The words behind `[(S)](address)` were meant; a citation and a picture need no words.
        if matches!(self.events[at].0, Event::Start(Tag::Link { .. }))
            && !markdown::is_citation(&self.events, at)
        {
            self.refuse_idle_mark(at);
        }
        let range = self.events[at].1.clone();
        let standing = marks
            .into_iter()
            .flatten()
            .fold(self.around(), |standing, level| standing.and(Standing::Level(level)));
        // A source's level is its own affair: citing it does not raise the text.
        if let Some(level) = marks[..2].iter().copied().flatten().max() {
            self.consumed.push(range.clone());
            self.marks.note(level, &range);
        }
        let target = self.targets.standing(&self.events[at].0, self.rules);
        let hidden = target.is_some_and(|target| !self.shows(target));
        let is_link = matches!(self.events[at].0, Event::Start(Tag::Link { .. }));
        // The words of a link may stay without it; a citation and a picture have none.
        let goes_with_it = !is_link || markdown::is_citation(&self.events, at);
        if !self.shows(standing) || (hidden && goes_with_it) {
            let next = self.skip(at);
            self.close_gap(next);
            return next;
        }
        let beginning = Beginning::read(&self.events, at + 1);
        let found = self.mark_of(&beginning);
        match found.map(|found| (found.leading, found.at)) {
            Some((Leading::Mark { length, .. }, start)) => {
                let cuts = beginning.cut(start, length).into_iter();
                self.cuts.extend(cuts.map(|(place, cut)| (place, (cut, None))));
            }
            Some((Leading::Unknown { nearest: Some(_), .. }, _)) => self.cut_mark(at),
            _ => {}
        }
        if let Event::Start(Tag::Link { title, .. } | Tag::Image { title, .. }) = &mut self.events[at].0 {
            let read = read_mark(title, self.rules.scheme);
            if read.level.is_some() {
                *title = CowStr::from(read.text);
            }
        }
        if hidden {
            self.withheld = true;
            self.unlinked.push(matching(&self.events, at));
            return at + 1;
        }
        self.emit(at);
        at + 1
    }

    /// The marks of a link or picture: in its text, in its title, and of the source it cites.
    pub(super) fn inline_marks(&self, at: usize) -> [Option<Level>; 3] {
        let (Event::Start(Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. }), _) =
            &self.events[at]
        else {
            return [None; 3];
        };
        let registered = dest_url
            .strip_prefix('@')
            .filter(|id| !id.starts_with('/'))
            .and_then(|id| (self.rules.source)(id.split(',').next().unwrap_or(id).trim()));
        let in_text = match self.own_mark(at) {
            Standing::Level(level) => Some(level),
            _ => None,
        };
        [in_text, read_mark(title, self.rules.scheme).level, registered]
    }

    /// Takes away the space before a link that is left out, where nothing follows that needs it.
    pub(super) fn close_gap(&mut self, next: usize) {
        let follows = match self.events.get(next) {
            Some((Event::Text(text), _)) => text.starts_with([' ', '.', ',', ';', ':', '!', '?', ')']),
            Some((Event::SoftBreak | Event::HardBreak | Event::End(_), _)) => true,
            _ => false,
        };
        if let Some((Event::Text(text), _)) = self.out.last_mut().filter(|_| follows) {
            *text = CowStr::from(text.trim_end().to_owned());
        }
    }
}
