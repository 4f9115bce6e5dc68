//! A text cut into words, for rules that look at words and not at letters.
//!
//! In: a text. Out: its words in lower case with their byte ranges. A word is a run of letters and digits, with
//! apostrophes inside it; hyphens and full stops separate, soft hyphens and signs without width do not. Only ASCII letters are lowered, so that bytes keep
//! their places. Does not know sentences.

use std::ops::Range;

/// A text and its words.
#[derive(Debug, Clone)]
pub struct Words {
    lower: String,
    places: Vec<Range<usize>>,
    /// Words with signs inside that nobody sees, and what they are without them, in order of their places.
    cleaned: Vec<(usize, String)>,
}

impl Words {
    /// Cuts a text.
    pub fn new(text: &str) -> Self {
        let lower = text.to_ascii_lowercase();
        let bytes = lower.as_bytes();
        let mut places = Vec::with_capacity(lower.len() / 5);
        let mut cleaned = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            // Words of ASCII letters, as nearly all are, are found without decoding.
            let start = at;
            at += run(&bytes[at..], |byte| byte.is_ascii_alphanumeric());
            if bytes.get(at).is_none_or(|byte| byte.is_ascii() && *byte != b'\'') {
                if at > start {
                    places.push(start..at);
                }
                at += 1;
                at += run(bytes.get(at..).unwrap_or_default(), |byte| {
                    byte.is_ascii() && !byte.is_ascii_alphanumeric()
                });
            } else {
                let (end, next) = rest_of_word(&lower, start, at);
                let word = &lower[start..end];
                if word.contains(is_unseen) {
                    let seen: String = word.chars().filter(|sign| !is_unseen(*sign)).collect();
                    if !seen.is_empty() {
                        cleaned.push((places.len(), seen));
                        places.push(start..end);
                    }
                } else if end > start {
                    places.push(start..end);
                }
                at = next;
            }
        }
        Self { lower, places, cleaned }
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
        if !self.cleaned.is_empty()
            && let Ok(found) = self.cleaned.binary_search_by_key(&at, |(place, _)| *place)
        {
            return &self.cleaned[found].1;
        }
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
        self.get(at).as_bytes().first().copied()
    }

    /// Whether a phrase of a list may begin at a place: what the list says of its first two bytes.
    pub fn may_open(&self, at: usize, openings: &Openings) -> bool {
        let word = self.get(at).as_bytes();
        word.first().is_some_and(|first| openings.holds(*first, word.get(1).copied().unwrap_or(b' ')))
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

/// How many bytes at the start are as wanted.
fn run(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| !wanted(*byte)).unwrap_or(bytes.len())
}

/// Where a word from `start` ends that is of ASCII letters up to `at`, and where the next may begin.
fn rest_of_word(text: &str, start: usize, mut at: usize) -> (usize, usize) {
    while let Some(character) = first(&text[at..]) {
        let next = at + character.len_utf8();
        let inside = matches!(character, '\'' | '’')
            && at > start
            && first(&text[next..]).is_some_and(char::is_alphanumeric);
        if !inside && !character.is_alphanumeric() && !is_unseen(character) {
            return (at, next);
        }
        at = next;
    }
    (at, at)
}

/// Soft hyphens and signs without width: they part no words.
fn is_unseen(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// The beginnings of a list of words and phrases in lower case, as a set that may hold others too: one look tells of
/// most words that nothing of the list begins with them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Openings([u32; 32]);

impl Openings {
    /// The beginnings of some phrases, or of stems of words.
    pub fn of<'p>(phrases: impl IntoIterator<Item = &'p str>) -> Self {
        let mut set = Self::default();
        for phrase in phrases {
            if let Some(first) = phrase.as_bytes().first() {
                let second = phrase.as_bytes().get(1).copied().unwrap_or(b' ');
                set.0[Self::place(*first)] |= 1 << Self::place(second);
            }
        }
        set
    }

    fn holds(&self, first: u8, second: u8) -> bool {
        self.0[Self::place(first)] & (1 << Self::place(second)) != 0
    }

    /// Letters of ASCII have a place each, and all that comes before them has one.
    fn place(byte: u8) -> usize {
        usize::from(if byte < b'a' { 27 } else { byte & 31 })
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

    #[test]
    fn signs_that_nobody_sees_are_no_part_of_a_word() {
        let words = Words::new("un\u{ad}likely \u{200b}to\u{2060} \u{feff} rain");
        let all: Vec<&str> = (0..words.len()).map(|at| words.get(at)).collect();
        assert_eq!(all, ["unlikely", "to", "rain"]);
        assert_eq!(words.phrase(0, "unlikely to"), Some(2));
        assert_eq!(words.bytes(0), 0..10);
    }

    /// Every word as the definition at the top of this file has it, a character at a time.
    fn plainly(text: &str) -> Vec<String> {
        let signs: Vec<char> = text.chars().collect();
        let mut words = vec![String::new()];
        for (at, sign) in signs.iter().enumerate() {
            let next = signs.get(at + 1).is_some_and(|next| next.is_alphanumeric());
            let word = words.last_mut().expect("one at least");
            if sign.is_alphanumeric() || (matches!(sign, '\'' | '’') && !word.is_empty() && next) {
                word.push(sign.to_ascii_lowercase());
            } else if !word.is_empty() {
                words.push(String::new());
            }
        }
        words.retain(|word| !word.is_empty());
        words
    }

    #[test]
    fn the_beginnings_of_a_list_hold_all_of_it() {
        let list = ["a", "almost no chance", "é", "x ray", "in"];
        let openings = Openings::of(list);
        for phrase in list {
            assert!(Words::new(phrase).may_open(0, &openings), "{phrase}");
        }
        assert!(!Words::new("other").may_open(0, &openings));
    }

    proptest::proptest! {
        #[test]
        fn words_are_as_a_plain_reading_has_them(text in "[a-cA-C1é’' .\\-ß]{0,24}") {
            let words = Words::new(&text);
            let all: Vec<&str> = (0..words.len()).map(|at| words.get(at)).collect();
            proptest::prop_assert_eq!(all, plainly(&text));
        }

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
