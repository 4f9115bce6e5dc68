//! What becomes of the documents of the site's own language, which their translations follow.
//!
//! In: the documents of the original edition and their states. Out: what an edition in another language holds back besides.
//! A translation is published with its original: whoever withholds, withdraws or embargoes that means its text, in whatever
//! language, and need not remember each translation.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Policy, State, closed};
use crate::classification::{Level, Scheme};
use crate::content::Document;
use crate::diag::{Diagnostic, codes};

/// States of originals by path below `content/`; none of them while the original edition itself is made.
#[derive(Debug, Default)]
pub struct Originals {
    states: FxHashMap<String, State>,
    levels: FxHashMap<String, Level>,
    pub(super) closed: Vec<(String, State)>,
}

impl Originals {
    /// From the documents of the original edition.
    pub fn new(documents: &[Arc<Document>], policy: &Policy) -> Self {
        let states = policy.states(documents);
        let closed = closed(documents, &states).into_iter().map(|(folder, state)| (folder.to_owned(), state));
        let closed = closed.collect();
        let paths = || documents.iter().map(|document| document.path.clone());
        let levels = documents.iter().map(|document| document.front.classification);
        let levels = paths().zip(levels).collect();
        Self { states: paths().zip(states).collect(), levels, closed }
    }

    /// A finding for each translation that is classified below an original with a page, or not at all: what it holds would be
    /// released where the same is withheld in the original. One whose original is withheld is withheld with it.
    pub(super) fn above<'a>(
        &'a self,
        documents: &'a [Arc<Document>],
        scheme: &'a Scheme,
    ) -> impl Iterator<Item = Diagnostic> + 'a {
        let below = |document: &&Arc<Document>| {
            let shown = self.states.get(&document.path).is_some_and(|state| state.passes());
            shown && document.front.classification < self.levels[&document.path]
        };
        documents.iter().filter(below).map(|document| {
            let name = |level: Level| &scheme.definition(level).name;
            let (own, original) = (name(document.front.classification), name(self.levels[&document.path]));
            let message =
                format!("the original of this translation is classified {original}, and this {own}");
            Diagnostic::new(&codes::TRANSLATION_BELOW, message)
                .file(&format!("content/{}", document.file_path()))
                .help(format!(
                    "write classification = \"{original}\", and mark portions as the original does"
                ))
        })
    }

    /// The states of translations, given those that they have by themselves.
    pub fn hold_back(&self, documents: &[Arc<Document>], mut states: Vec<State>) -> Vec<State> {
        for (document, state) in documents.iter().zip(&mut states) {
            let round = self.closed.iter().filter(|(folder, _)| document.path.starts_with(folder));
            let own = self.states.get(&document.path);
            let held = round.map(|(_, state)| state).chain(own).filter(|state| !state.passes());
            // Of several reasons the one that leaves least.
            let Some(held) = held.min_by_key(|state| **state == State::Withdrawn) else { continue };
            if state.passes() || (*state == State::Withdrawn && *held != State::Withdrawn) {
                *state = *held;
            }
        }
        states
    }

    /// Whether there is a page of the original at this path.
    pub(super) fn shows(&self, path: &str) -> bool {
        self.states.get(path).is_some_and(|state| state.passes() || *state == State::Withdrawn)
    }

    /// Paths of originals that an edition with these documents does not have: those that are not published at all, and
    /// those that have a page in the original edition only.
    pub(super) fn elsewhere(&self, documents: &[Arc<Document>]) -> (FxHashSet<String>, FxHashSet<String>) {
        let own: FxHashSet<&str> = documents.iter().map(|document| document.path.as_str()).collect();
        let others = self.states.iter().filter(|(path, _)| !own.contains(path.as_str()));
        let (shown, held): (Vec<_>, Vec<_>) = others.partition(|(path, _)| self.shows(path));
        let paths = |list: Vec<(&String, &State)>| list.into_iter().map(|(path, _)| path.clone()).collect();
        (paths(held), paths(shown))
    }
}
