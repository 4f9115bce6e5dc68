//! What is looked for: hashes of withheld words, each knowing the passage it comes from.
//!
//! In: [`Passages`]. Out: [`Needles`]. What also stands in released text is no secret and is dropped here; so is a
//! single name that the theme or the site's files know. Does not read outputs.

use rustc_hash::FxHashMap;

use super::filter::Filter;
use super::passages::{Passage, What};
use super::runs::Runs;
use super::words::{SHINGLE, Word, read, windows};
use crate::seal::Passphrase;

/// The hashes, and what they come from.
#[derive(Debug)]
pub(super) struct Needles {
    found: FxHashMap<u64, Needle>,
    lengths: [bool; SHINGLE + 1],
    /// Names of persons and the same turned round: one is a secret while the other is.
    turned: Vec<(u64, u64)>,
    /// Passages whose words stand together without spaces.
    runs: Runs,
    /// Says quickly that a hash is none of ours.
    filter: Filter,
    /// The first two words of every needle that has two.
    beginnings: Filter,
    /// The passages.
    pub(super) passages: Vec<Passage>,
}

#[derive(Debug, Clone, Copy)]
struct Needle {
    passage: u32,
    strength: Strength,
}

/// How much a needle says, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    /// A common word that only withheld text has: in a list of all words of a release, and nowhere else, it tells.
    Listed,
    /// The first words of a passage: they tell where they are cut off.
    Beginning,
    /// A single word out of running text.
    Word,
    /// A title or address of one word, say of a report called `Margin`.
    Title,
    /// Anything else.
    Phrase,
}

/// A passage in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    /// Its number in [`Needles::passages`].
    pub(super) passage: usize,
    /// First byte in the text.
    pub(super) start: usize,
}

/// What kind of text is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Searched {
    /// Any.
    Text,
    /// The list of all words of a release.
    Words,
}

/// Shortest run of words between two citations that is looked for.
const SEGMENT: usize = 4;

/// Shortest phrase of running text.
const PHRASE: usize = 3;

/// Letters from which on an address is one in any writing; shorter ones need their slashes.
const SHORT_ADDRESS: usize = 20;

/// Letters of the shortest single word that is a name, and of the shortest pair.
const LETTERS: [usize; 3] = [usize::MAX, 6, 8];

/// Letters of the shortest name of two words in running text, and of a heading of two words.
const PAIR: usize = 7;

/// Letters of a name of two words from which on it is one with its words joined too.
const JOINED: usize = 10;

/// How many first words of a passage tell where `…` stands behind them.
const BEGINNINGS: std::ops::RangeInclusive<usize> = 5..=7;

/// Letters of the shortest common word that is looked for in lists of words.
const LISTED: usize = 6;

/// Letters of a file's name of one word from which on it is no common word.
const STEM: usize = 8;

/// Names of files that half of all sites have.
const COMMON_FILES: [&str; 16] = [
    "image",
    "photo",
    "picture",
    "map",
    "chart",
    "figure",
    "cover",
    "index",
    "logo",
    "icon",
    "table",
    "data",
    "header",
    "banner",
    "thumbnail",
    "readme",
];

impl Needles {
    /// Needles for these passages, without those that `released` texts have, without titles of one word that the
    /// `theme` has, and without single words that `known` texts have.
    pub(super) fn new<'t>(
        passages: Vec<Passage>,
        released: impl Iterator<Item = &'t str>,
        theme: impl Iterator<Item = &'t str>,
        known: impl Iterator<Item = &'t str>,
    ) -> Self {
        let mut needles = Self {
            found: FxHashMap::default(),
            lengths: [false; SHINGLE + 1],
            turned: Vec::new(),
            runs: Runs::default(),
            filter: Filter::default(),
            beginnings: Filter::default(),
            passages,
        };
        let mut words = Vec::new();
        // Where one phrase is two things, a file's name say and a word of a text, the sharper one is told.
        let mut order: Vec<usize> = (0..needles.passages.len()).collect();
        order.sort_by_key(|number| match needles.passages[*number].what {
            What::File => 0,
            What::Source => 1,
            What::Name | What::Person | What::Address => 2,
            What::Text | What::Segment | What::Passphrase => 3,
        });
        for number in order {
            needles.add(number, &mut words);
        }
        needles.fill();
        for text in released {
            read(text, &mut words);
            needles.drop_windows(&words, |_| true);
            needles.runs.remove(text);
            // A list of words has `Oslo` of `Oslo's`.
            if text.contains(APOSTROPHES) {
                read(&text.replace(APOSTROPHES, " "), &mut words);
                needles.drop_windows(&words, |needle| needle.strength == Strength::Listed);
            }
        }
        for (name, turned) in std::mem::take(&mut needles.turned) {
            if !needles.found.contains_key(&name) {
                needles.found.remove(&turned);
            }
        }
        for text in theme {
            read(text, &mut words);
            needles.drop_windows(&words, |needle| needle.strength <= Strength::Title);
        }
        for text in known {
            read(text, &mut words);
            needles.drop_windows(&words, |needle| needle.strength <= Strength::Word);
        }
        needles.fill();
        needles
    }

    /// Looks for the passphrases of a tier as well, whatever text has them.
    pub(super) fn guard(&mut self, tier: &str, passphrases: &[Passphrase]) {
        let mut words = Vec::new();
        for passphrase in passphrases {
            let number = self.passages.len();
            // What findings call it.
            let whose = format!("the passphrase `{}` of the sealed tier `{tier}`", passphrase.id);
            self.passages.push(Passage { text: whose, what: What::Passphrase, path: String::new(), line: 1 });
            let text = String::from_utf8_lossy(passphrase.bytes());
            read(&text, &mut words);
            self.whole(number, &words, Strength::Phrase);
            self.joined(number, &text, &mut words);
        }
        self.fill();
    }

    /// Finds passages in a text. `words` is room to work in.
    pub(super) fn search(
        &self,
        text: &str,
        searched: Searched,
        words: &mut Vec<Word>,
        mut hit: impl FnMut(Hit),
    ) {
        if self.found.is_empty() && self.runs.is_empty() {
            return;
        }
        read(text, words);
        let may_begin = |pair| self.beginnings.may_have(pair);
        windows(words, &self.lengths, may_begin, |first, length, key| {
            if self.filter.may_have(key)
                && let Some(needle) = self.found.get(&key)
                && self.is_meant(*needle, searched, text, &words[first..first + length])
            {
                hit(Hit { passage: needle.passage as usize, start: words[first].start });
            }
        });
        self.runs.search(text, words, hit);
    }

    /// Whether what was found is more than the words of a short address by chance: `reports/a` is not `reports_a_file`.
    fn is_meant(&self, needle: Needle, searched: Searched, text: &str, words: &[Word]) -> bool {
        match needle.strength {
            Strength::Listed => return searched == Searched::Words,
            Strength::Beginning => return words.last().is_some_and(|last| is_cut_off(&text[last.start..])),
            _ => {}
        }
        let passage = &self.passages[needle.passage as usize];
        let letters: usize = words.iter().map(|word| word.length).sum();
        if passage.what != What::Address || !passage.text.contains('/') || letters >= SHORT_ADDRESS {
            return true;
        }
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
        let ends = text[last.start..]
            .find(|sign: char| !sign.is_alphanumeric())
            .map_or(text.len(), |at| last.start + at);
        let written = &text[first.start..ends];
        // Encoded it is read in another piece of the same file.
        written.contains(['/', '\\', '%']) && !text[ends..].starts_with(['_', '-'])
    }

    fn add(&mut self, number: usize, words: &mut Vec<Word>) {
        let passage = self.passages[number].clone();
        let text = passage.text.as_str();
        read(text, words);
        let count = words.len();
        let letters: usize = words.iter().map(|word| word.length).sum();
        let has_letter = text.chars().any(char::is_alphabetic);
        if matches!(passage.what, What::Text | What::Name) {
            for most in BEGINNINGS.filter(|most| *most < count) {
                self.whole(number, &words[..most], Strength::Beginning);
            }
        }
        if matches!(passage.what, What::Text | What::Segment | What::Name) {
            for at in (0..count).filter(|at| words[*at].length >= LISTED) {
                self.whole(number, &words[at..=at], Strength::Listed);
            }
        }
        let shortest = match passage.what {
            What::Text => PHRASE,
            What::Segment => SEGMENT,
            What::Source | What::File => 2,
            What::Name | What::Person | What::Address | What::Passphrase => 1,
        };
        let long_enough = LETTERS.get(count).is_none_or(|least| letters >= *least);
        let common = passage.what == What::File
            && text
                .rsplit_once('.')
                .is_some_and(|(stem, _)| COMMON_FILES.contains(&stem.to_lowercase().as_str()));
        if count >= shortest && long_enough && has_letter && !common {
            let one = count == 1 && matches!(passage.what, What::Name | What::Person | What::Address);
            self.whole(number, words, if one { Strength::Title } else { Strength::Phrase });
        }
        match passage.what {
            What::Text | What::Segment => {
                // A heading of two words.
                if passage.what == What::Text && count == 2 && letters >= PAIR && !has_digit(text) {
                    self.whole(number, words, Strength::Word);
                }
                self.runs.add(number, text);
                self.unusual(number, text, words);
            }
            What::Source => {
                // The host alone tells where a source is.
                let host = text.split("://").nth(1).and_then(|rest| rest.split(['/', ':', '?', '#']).next());
                for host in host.into_iter().filter(|host| host.contains('.')) {
                    read(host.trim_start_matches("www."), words);
                    self.whole(number, words, Strength::Phrase);
                }
            }
            What::Name | What::Address | What::Passphrase => self.joined(number, text, words),
            What::File => {
                let stem = text.rsplit_once('.').map_or("", |(stem, _)| stem);
                if !common && stem.chars().any(char::is_alphabetic) {
                    read(stem, words);
                    let letters: usize = words.iter().map(|word| word.length).sum();
                    if words.len() >= 2 && letters >= LETTERS[2] {
                        self.whole(number, words, Strength::Phrase);
                        self.joined(number, stem, words);
                    } else if letters >= STEM {
                        self.whole(number, words, Strength::Word);
                    }
                }
            }
            What::Person => {
                // Persons are also named the other way round, or by their last name.
                if let [.., last] = words[..]
                    && count >= 2
                {
                    let turned: Vec<Word> =
                        std::iter::once(last).chain(words[..count - 1].iter().copied()).collect();
                    self.whole(number, &turned, Strength::Phrase);
                    self.turned.extend(key_of(words).zip(key_of(&turned)));
                    if last.length >= LETTERS[1] {
                        self.whole(number, &[last], Strength::Word);
                    }
                }
                self.joined(number, text, words);
            }
        }
    }

    /// A name of several words written as one: in names of files, ids and classes.
    fn joined(&mut self, number: usize, text: &str, words: &mut Vec<Word>) {
        read(text, words);
        let letters: usize = words.iter().map(|word| word.length).sum();
        if words.len() < 2 || letters < JOINED {
            return;
        }
        let one: String = text.chars().filter(|one| one.is_alphanumeric()).collect();
        read(&one, words);
        if words.len() == 1 {
            self.whole(number, words, Strength::Phrase);
        }
    }

    /// All of the words in one window, or in as many as they need.
    fn whole(&mut self, number: usize, words: &[Word], strength: Strength) {
        let length = words.len().min(SHINGLE);
        let mut lengths = [false; SHINGLE + 1];
        lengths[length] = length > 0;
        self.lengths[length] = self.lengths[length] || length > 0;
        let passage = u32::try_from(number).unwrap_or(u32::MAX);
        let beginnings = &mut self.beginnings;
        let note = |pair| {
            beginnings.add(pair);
            true
        };
        windows(&without_blocks(words), &lengths, note, |_, _, key| {
            let needle = self.found.entry(key).or_insert(Needle { passage, strength });
            if needle.strength <= Strength::Beginning && needle.strength < strength {
                needle.passage = passage;
            }
            needle.strength = needle.strength.max(strength);
        });
    }

    /// Single words of a text that nobody writes by chance: code names in capitals, identifiers with digits, and
    /// names in the middle of a sentence.
    fn unusual(&mut self, number: usize, text: &str, words: &mut Vec<Word>) {
        let mut ended = true;
        // The word before, where a name of two words may begin with it.
        let mut first = None;
        for token in text.split_whitespace() {
            let word = token.trim_matches(|one: char| !one.is_alphanumeric());
            let letters = word.chars().filter(|one| one.is_alphabetic()).count();
            let digits = word.chars().filter(char::is_ascii_digit).count();
            let capitals = word.chars().filter(|one| one.is_uppercase()).count();
            let capital = word.chars().next().is_some_and(char::is_uppercase);
            let code = (letters >= 5 && capitals == letters)
                || (letters >= 2 && digits >= 2 && letters + digits >= 6);
            let name = capital && !ended && letters >= 6;
            if (code || name) && !word.contains("://") && word.len() <= 80 {
                read(word, words);
                if words.len() <= 4 {
                    self.whole(number, words, Strength::Word);
                }
            }
            // `Abu Omar`, each too short or too common alone.
            let half = capital && letters >= 2 && letters == word.chars().count();
            if let Some(first) = first.take()
                && half
                && token.starts_with(word)
            {
                read(&format!("{first} {word}"), words);
                if words.len() == 2 && words[0].length + words[1].length >= PAIR {
                    self.whole(number, words, Strength::Word);
                }
            }
            first = (half && !ended && token.ends_with(word)).then_some(word);
            ended = word.is_empty() || token.ends_with(['.', '!', '?', ':', ';', '|', '"', '”', '(']);
        }
    }

    fn drop_windows(&mut self, words: &[Word], which: impl Fn(&Needle) -> bool) {
        let lengths = self.lengths;
        let may_begin = |pair| self.beginnings.may_have(pair);
        windows(words, &lengths, may_begin, |_, _, key| {
            if self.filter.may_have(key) && self.found.get(&key).is_some_and(&which) {
                self.found.remove(&key);
            }
        });
    }

    fn fill(&mut self) {
        self.filter = Filter::default();
        #[expect(clippy::iter_over_hash_type, reason = "bits of a set have no order")]
        for key in self.found.keys() {
            self.filter.add(*key);
        }
    }
}

const APOSTROPHES: [char; 4] = ['\'', '’', '‘', 'ʼ'];

/// Whether what begins with a word is cut off behind it, or within the next word: `the conv…`.
fn is_cut_off(text: &str) -> bool {
    let letters = |one: char| one.is_alphanumeric() || APOSTROPHES.contains(&one);
    let rest = text.trim_start_matches(letters);
    let rest = rest.trim_start_matches([' ', '\u{a0}', ',', ';', ':', '[', '(']).trim_start_matches(letters);
    let rest = rest.trim_start_matches([' ', '\u{a0}', '[', '(']);
    rest.starts_with('…') || rest.starts_with("...")
}

fn has_digit(text: &str) -> bool {
    text.contains(|one: char| one.is_ascii_digit())
}

/// The hash of all words together, if they fit one window.
fn key_of(words: &[Word]) -> Option<u64> {
    let mut lengths = [false; SHINGLE + 1];
    *lengths.get_mut(words.len())? = true;
    let mut key = None;
    windows(&without_blocks(words), &lengths, |_| true, |_, _, found| key = Some(found));
    key
}

/// In a passage the ends of blocks do not count: it is one.
fn without_blocks(words: &[Word]) -> Vec<Word> {
    words.iter().map(Word::in_one_block).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(passage: (What, &str), released: &str, known: &str, output: &str) -> bool {
        let (what, text) = passage;
        let passage = Passage { text: text.into(), what, path: "a".into(), line: 1 };
        let needles =
            Needles::new(vec![passage], [released].into_iter(), [THEME].into_iter(), [known].into_iter());
        let mut hits = 0;
        needles.search(output, Searched::Text, &mut Vec::new(), |_| hits += 1);
        hits > 0
    }

    const THEME: &str = "a { margin: 0 }";

    const LONG: &str = "the port of the town lost a third of its trade in April";

    #[test]
    fn eight_words_of_a_passage_are_enough_and_seven_are_not() {
        assert!(found((What::Text, LONG), "", "", "x Town lost a third: of its trade in y"));
        assert!(!found((What::Text, LONG), "", "", "x town lost a third of its y"));
        assert!(found((What::Text, LONG), "", "", "id=theTownLostAThirdOfItsTrade"));
        assert!(!found((What::Text, LONG), LONG, "", "id=theTownLostAThirdOfItsTrade"));
    }

    #[test]
    fn a_beginning_tells_where_it_is_cut_off() {
        for (what, output) in [
            (What::Text, "The port of the town…"),
            (What::Name, "the port of the town lost ..."),
            (What::Text, "the port of the town lost a thi…"),
            (What::Text, "the port of the town […]"),
        ] {
            assert!(found((what, LONG), "", "", output), "{output}");
            assert!(!found((what, LONG), output, "", output), "{output}");
        }
        for output in ["the port of the town.", "the port of the…", "the port of the town saw no ship…"] {
            assert!(!found((What::Text, LONG), "", "", output), "{output}");
        }
    }

    #[test]
    fn a_common_word_tells_in_a_list_of_words_alone() {
        let text = "Prices of barley fell in Oslo";
        let found = |released: &str, searched: Searched| {
            let passage = Passage { text: text.into(), what: What::Text, path: "a".into(), line: 1 };
            let none = || std::iter::empty::<&str>();
            let needles = Needles::new(vec![passage], [released].into_iter(), none(), none());
            let mut hits = 0;
            needles.search("{\"barley\":\"A\"}", searched, &mut Vec::new(), |_| hits += 1);
            hits
        };
        assert_eq!((found("", Searched::Words), found("", Searched::Text)), (1, 0));
        assert_eq!(found("the barley's end", Searched::Words), 0);
    }

    #[test]
    fn what_is_released_is_no_secret() {
        let output = "the port of the town lost a third";
        assert!(!found((What::Text, LONG), output, "", output));
        assert!(found((What::Text, LONG), "", output, output));
        assert!(!found((What::Name, "Harvest"), "the harvest", "", "harvest"));
    }

    #[test]
    fn short_passages_and_names_are_whole() {
        assert!(found((What::Text, "Prices will fall."), "", "", "say prices will fall soon"));
        assert!(!found((What::Text, "He fell."), "", "", "he fell"));
        assert!(found((What::Name, "Canary"), "", "", "a canary b"));
        assert!(!found((What::Name, "Margin"), "", "", "margin"));
        assert!(found((What::Address, "reports/2025/lab"), "", "", "href=\"/x/reports/2025/lab/\""));
        assert!(!found((What::Address, "lab"), "", "", "lab"));
        assert!(found((What::Address, "reports/a"), "", "", "<a href=\"/reports/a/\">"));
        assert!(!found((What::Address, "reports/a"), "", "", "\"reports_a_file\": 8, reports a decline"));
        assert!(found((What::Source, "https://www.host.example/a?b"), "", "", "see host.example"));
        assert!(!found((What::File, "map.png"), "", "", "map.png"));
        assert!(found((What::File, "lantern-plan.png"), "", "", "id=\"lantern_plan\""));
        assert!(found((What::File, "lantern-plan.png"), "", "", "class=LanternPlan"));
        for output in ["Vukovic, Mirela", "vukovic", "MirelaVukovic", "mirela-vukovic"] {
            assert!(found((What::Person, "Mirela Vuković"), "", "", output), "{output}");
            assert!(!found((What::Person, "Mirela Vuković"), output, "", output), "{output}");
        }
        assert!(!found((What::Person, "Mirela Vuković"), "", "", "mirela"));
        assert!(found((What::Name, "The lamplight convoy"), "", "", "var TheLamplightConvoy"));
    }

    #[test]
    fn two_words_count_where_no_released_text_has_them_in_a_row() {
        let known = "the order of the halcyon days, of abu and omar";
        assert!(found((What::Text, "Order Halcyon"), known, known, "<h2>Order Halcyon</h2>"));
        assert!(found((What::Text, "Order Halcyon"), known, "", "see order-halcyon"));
        assert!(found((What::Text, "Oil deal"), "oil, a deal", "", "<h2>Oil deal</h2>"));
        assert!(!found((What::Text, "Order Halcyon"), "see Order Halcyon", "", "order halcyon"));
        assert!(!found((What::Text, "Order Halcyon"), "", "Order Halcyon", "order halcyon"));
        assert!(!found((What::Text, "Order Halcyon"), "", known, "order\u{e000}halcyon"));
        for text in ["In June 2025", "June 2025", "He fell"] {
            assert!(!found((What::Text, text), "", "", "june 2025, he fell"), "{text}");
        }
        let named = "It was paid for by Abu Omar, Omar Said of Kano";
        assert!(found((What::Text, named), known, "", "Abu Omar"));
        assert!(!found((What::Text, named), known, "", "Omar, Omar; omar paid"));
        assert!(!found((What::Text, named), "she met Abu Omar", "", "Abu Omar"));
        assert!(!found((What::Text, "Abu Omar, Ali Said"), known, "", "omar ali"));
    }

    #[test]
    fn single_words_count_when_they_are_names_that_nobody_else_knows() {
        let text = "Prices fell, said Kowalczyk of the operation GLASSBOX and case X7R-2291";
        for word in ["kowalczyk", "glassbox", "x7r-2291"] {
            assert!(found((What::Text, text), "", "", word), "{word}");
            assert!(!found((What::Text, text), "", word, word), "{word}");
        }
        assert!(!found((What::Text, text), "", "", "prices operation"));
    }
}
