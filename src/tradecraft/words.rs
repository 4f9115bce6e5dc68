//! A text cut into words, for rules that look at words and not at letters.
//!
//! In: a text. Out: its words in lower case with their byte ranges. A word is a run of letters and digits, with
//! apostrophes inside it; hyphens and full stops separate. Only ASCII letters are lowered, so that bytes keep
//! their places. Does not know sentences.

use std::ops::Range;

/// A text and its words.
#[derive(Debug)]
pub struct Words {
    lower: String,
    places: Vec<Range<usize>>,
}

impl Words {
    /// Cuts a text.
    pub fn new(text: &str) -> Self {
        let lower = text.to_ascii_lowercase();
        let mut places = Vec::with_capacity(lower.len() / 5);
        let mut start: Option<usize> = None;
        let mut at = 0;
        while let Some(byte) = lower.as_bytes().get(at) {
            // Decoding what is ASCII, as nearly all is, would take most of the time.
            let (width, letter, apostrophe) = if byte.is_ascii() {
                (1, byte.is_ascii_alphanumeric(), *byte == b'\'')
            } else {
                let character = first(&lower[at..]).unwrap_or_default();
                (character.len_utf8(), character.is_alphanumeric(), character == '’')
            };
            let inside = apostrophe
                && start.is_some()
                && first(&lower[at + width..]).is_some_and(char::is_alphanumeric);
            if letter || inside {
                start.get_or_insert(at);
            } else if let Some(start) = start.take() {
                places.push(start..at);
            }
            at += width;
        }
        if let Some(start) = start {
            places.push(start..lower.len());
        }
        Self { lower, places }
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The word at a place in lower case; empty beyond the end.
    pub fn get(&self, at: usize) -> &str {
        self.places.get(at).map_or("", |place| &self.lower[place.clone()])
    }

    /// The word `steps` before a place; empty before the beginning.
    pub fn before(&self, at: usize, steps: usize) -> &str {
        at.checked_sub(steps).map_or("", |at| self.get(at))
    }

    /// Bytes of the word at a place; empty at the end of the text beyond the last.
    pub fn bytes(&self, at: usize) -> Range<usize> {
        self.places.get(at).cloned().unwrap_or(self.lower.len()..self.lower.len())
    }

    /// Bytes from the first word of a range to its last.
    pub fn span(&self, words: &Range<usize>) -> Range<usize> {
        let start = self.bytes(words.start).start;
        start..self.bytes(words.end.saturating_sub(1)).end.max(start)
    }

    /// What stands between a word and the one before it.
    pub fn gap(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.bytes(before).end);
        &self.lower[start..self.bytes(at).start.max(start)]
    }

    /// Whether nothing but white space or a hyphen parts a word from the one before it.
    pub fn joined(&self, at: usize) -> bool {
        at > 0
            && self.gap(at).chars().all(|character| character.is_whitespace() || "-‑–*_".contains(character))
    }

    /// The byte that the word at a place begins with: cheaper to ask than for a phrase, and mostly the answer.
    pub fn first_byte(&self, at: usize) -> Option<u8> {
        self.lower.as_bytes().get(self.places.get(at)?.start).copied()
    }

    /// How many words from a place on are those of a phrase in lower case; none if others are.
    pub fn phrase(&self, at: usize, phrase: &str) -> Option<usize> {
        // Nearly every question is answered by the first word.
        if !phrase.as_bytes().starts_with(self.get(at).as_bytes()) {
            return None;
        }
        let mut length = 0;
        for word in phrase.split(' ') {
            if self.get(at + length) != word || (length > 0 && !self.joined(at + length)) {
                return None;
            }
            length += 1;
        }
        Some(length)
    }

    /// The longest of some phrases that stands at a place, as a range of words.
    pub fn any_phrase(&self, at: usize, phrases: &[&str]) -> Option<Range<usize>> {
        let first = self.first_byte(at)?;
        let may_be = phrases.iter().filter(|phrase| phrase.as_bytes().first() == Some(&first));
        let length = may_be.filter_map(|phrase| self.phrase(at, phrase)).max()?;
        Some(at..at + length)
    }

    /// The words that begin inside a range of bytes.
    pub fn within(&self, bytes: &Range<usize>) -> Range<usize> {
        let first = self.places.partition_point(|place| place.start < bytes.start);
        first..self.places.partition_point(|place| place.start < bytes.end).max(first)
    }
}

fn first(text: &str) -> Option<char> {
    text.chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_apostrophes_and_lose_hyphens_and_stops() {
        let words = Words::new("Won’t the U.S. act even-handedly? 'Yes'");
        let all: Vec<&str> = (0..words.len()).map(|at| words.get(at)).collect();
        assert_eq!(all, ["won’t", "the", "u", "s", "act", "even", "handedly", "yes"]);
        assert_eq!(words.gap(4), ". ");
    }

    #[test]
    fn a_phrase_does_not_reach_over_a_comma() {
        let words = Words::new("a roughly-even chance, very likely; very, likely");
        assert_eq!(words.phrase(1, "roughly even chance"), Some(3));
        assert_eq!(words.any_phrase(4, &["very", "very likely"]), Some(4..6));
        assert_eq!(words.phrase(6, "very likely"), None);
    }

    proptest::proptest! {
        #[test]
        fn places_are_in_order_and_inside(text in "\\PC{0,60}") {
            let words = Words::new(&text);
            let mut end = 0;
            for at in 0..words.len() {
                let place = words.bytes(at);
                proptest::prop_assert!(place.start >= end && place.end > place.start);
                proptest::prop_assert!(text.get(place.clone()).is_some());
                end = place.end;
            }
        }
    }
}
