//! Withheld sentences whose words are joined: `theConvoyLeavesTheHarbour`, as in ids, keys and names of files.
//!
//! In: passages. Out: [`Runs`], which finds them in long words. Does not know what a passage is.

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::needles::Hit;
use super::words::{Word, letters};

/// Letters that must be the same: as many as five words have, so that nothing is found by chance.
const LETTERS: usize = 24;

/// Windows of letters that begin where a word of a passage does.
#[derive(Debug, Default)]
pub(super) struct Runs {
    found: FxHashMap<u64, u32>,
}

impl Runs {
    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Looks for a passage.
    pub(super) fn add(&mut self, number: usize, text: &str) {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        windows(text, |key| {
            self.found.entry(key).or_insert(number);
        });
    }

    /// Forgets what a released text has too.
    pub(super) fn remove(&mut self, text: &str) {
        if !self.found.is_empty() {
            windows(text, |key| {
                self.found.remove(&key);
            });
        }
    }

    /// Finds passages in the long words of a text.
    pub(super) fn search(&self, text: &str, words: &[Word], mut hit: impl FnMut(Hit)) {
        for (number, word) in words.iter().enumerate().filter(|(_, word)| word.length >= LETTERS) {
            let end = words.get(number + 1).map_or(text.len(), |next| next.start);
            let (letters, _) = letters(&text[word.start..end]);
            let bytes: Vec<u8> = letters.iter().map(|(letter, _)| *letter).collect();
            for (at, window) in bytes.windows(LETTERS).enumerate() {
                if let Some(passage) = self.found.get(&xxh3_64(window)) {
                    hit(Hit { passage: *passage as usize, start: word.start + letters[at].1 });
                }
            }
        }
    }
}

fn windows(text: &str, mut see: impl FnMut(u64)) {
    let (letters, starts) = letters(text);
    let bytes: Vec<u8> = letters.into_iter().map(|(letter, _)| letter).collect();
    for start in starts {
        if let Some(window) = bytes.get(start..start + LETTERS) {
            see(xxh3_64(window));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::words::read;

    #[test]
    fn joined_words_are_found_at_their_place() {
        let mut runs = Runs::default();
        runs.add(3, "The convoy leaves the harbour of Kiruna at dawn");
        let places = |runs: &Runs, text: &str| {
            let (mut words, mut found) = (Vec::new(), Vec::new());
            read(text, &mut words);
            runs.search(text, &words, |hit| found.push((hit.passage, hit.start)));
            found
        };
        assert_eq!(places(&runs, "id=xConvoyLeavesTheHarbourOf"), [(3, 4)]);
        assert_eq!(places(&runs, "convoy leaves the harbour of"), []);
        runs.remove("a convoy leaves the harbour of it");
        assert_eq!(places(&runs, "id=xConvoyLeavesTheHarbourOf"), []);
    }
}
