//! Passphrases: read from lines, and judged.
//!
//! In: text that the command line took from a file or the environment. Out: [`Passphrases`]. No message ever quotes one.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use crate::date::MONTHS;

/// Characters that a passphrase has at least.
const SHORTEST: usize = 12;

/// The power of ten of guesses that a passphrase must outlast. A machine that tries a million a second, some fifty graphics
/// cards at 600,000 rounds, needs three years for them.
const GUESSES: f64 = 14.0;

/// A passphrase with the name its owner goes by.
#[derive(Clone)]
pub struct Passphrase {
    /// Lower-case letters, digits and hyphens; never published.
    pub id: String,
    words: Zeroizing<String>,
}

impl Passphrase {
    /// A passphrase as typed: spaces around it do not count, and forms of characters are made one (NFKC).
    pub fn new(id: &str, words: &str) -> Self {
        Self { id: id.to_owned(), words: Zeroizing::new(words.trim().nfkc().collect()) }
    }

    /// Its bytes, as browsers make them too.
    pub fn bytes(&self) -> &[u8] {
        self.words.as_bytes()
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Passphrase({}: …)", self.id)
    }
}

/// The passphrases of all tiers.
#[derive(Debug, Clone, Default)]
pub struct Passphrases {
    tiers: BTreeMap<String, Vec<Passphrase>>,
}

/// A line that cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} {problem}")]
pub struct PassphraseError {
    /// Its number, from 1.
    pub line: usize,
    /// What is the matter.
    pub problem: &'static str,
}

impl Passphrases {
    /// Those of a tier.
    pub fn of(&self, tier: &str) -> &[Passphrase] {
        self.tiers.get(tier).map_or(&[], Vec::as_slice)
    }

    /// Adds lines `id: passphrase`; those of several tiers stand below lines `[tier]`. Empty lines and lines that begin
    /// with `#` are passed over. `tier` is that of lines before the first such line.
    pub fn read(&mut self, tier: Option<&str>, text: &str) -> Result<(), PassphraseError> {
        let mut tier = tier.map(str::to_owned);
        for (at, line) in text.lines().enumerate() {
            let wrong = |problem| PassphraseError { line: at + 1, problem };
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                tier = Some(name.trim().to_owned());
                continue;
            }
            let form = "is not of the form `id: passphrase`";
            let (id, words) = line.split_once(':').ok_or_else(|| wrong(form))?;
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            if id.is_empty() || !id.bytes().all(plain) {
                return Err(wrong(
                    "must begin with an id of lower-case letters, digits and hyphens, then a colon",
                ));
            }
            if words.trim().is_empty() {
                return Err(wrong("has no passphrase after its id"));
            }
            let name = tier.as_ref().ok_or_else(|| wrong("stands before the first line `[tier]`"))?;
            let list = self.tiers.entry(name.clone()).or_default();
            if list.iter().any(|known| known.id == id) {
                return Err(wrong("repeats an id of its tier"));
            }
            let passphrase = Passphrase::new(id, words);
            // Taking one of the ids away would revoke nothing.
            if list.iter().any(|known| known.bytes() == passphrase.bytes()) {
                return Err(wrong("repeats a passphrase of its tier under another id"));
            }
            list.push(passphrase);
        }
        Ok(())
    }
}

/// Why a passphrase is too weak; none where it will do. `known` are words that an attacker tries first.
pub fn weakness(passphrase: &Passphrase, known: &[&str]) -> Option<String> {
    let count = passphrase.words.chars().count();
    if count < SHORTEST {
        return Some(format!("it has {count} characters, and {SHORTEST} are the least"));
    }
    if let Some(rest) = beyond_known(&passphrase.words, known).filter(|rest| *rest < SHORTEST) {
        return Some(format!(
            "it is made of words that are guessed first (names of the site and its levels, well-known phrases) and {rest} \
             other characters"
        ));
    }
    if is_date(&passphrase.words) {
        return Some("it is a date, and there are not many days".to_owned());
    }
    let guesses = zxcvbn::zxcvbn(&passphrase.words, known).guesses_log10();
    (guesses < GUESSES).then(|| {
        format!("it is found within some 10^{guesses:.0} guesses, and should outlast 10^{GUESSES:.0}")
    })
}

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Whether the words are one or several days, however they are written: `20 November 2025`, `2025-11-20 1969-07-20`.
fn is_date(words: &str) -> bool {
    let lower = Zeroizing::new(words.to_lowercase());
    let is_number = |part: &str| match part.parse::<u32>() {
        Ok(number) if part.len() <= 2 => number <= 31,
        Ok(number) if part.len() == 4 => (1900..2100).contains(&number),
        Ok(number) if part.len() == 8 => {
            (1900..2100).contains(&(number / 10_000)) || (1900..2100).contains(&(number % 10_000))
        }
        _ => false,
    };
    let is_part = |part: &str| {
        let number = ["st", "nd", "rd", "th"].iter().find_map(|end| part.strip_suffix(end)).unwrap_or(part);
        // In full or by their first three letters.
        let named = |name: &str| part == name || part.len() == 3 && name.starts_with(part);
        is_number(number)
            || matches!(part, "the" | "of" | "and" | "to")
            || MONTHS.iter().chain(&DAYS).any(|name| named(name))
    };
    // `20november2025` has no signs between its parts.
    let kind = |sign: char| (sign.is_ascii_digit(), sign.is_alphabetic());
    let mut parts: Vec<&str> = Vec::new();
    let (mut start, mut last) = (0, (false, false));
    for (at, sign) in lower.char_indices().chain([(lower.len(), ' ')]) {
        let now = kind(sign);
        if now != last || at == lower.len() {
            parts.extend((last != (false, false)).then(|| &lower[start..at]));
            (start, last) = (at, now);
        }
    }
    let ends = |part: &str| matches!(part, "st" | "nd" | "rd" | "th");
    parts.iter().any(|part| is_number(part)) && parts.iter().all(|part| is_part(part) || ends(part))
}

/// Phrases that every list of passphrases has; `zxcvbn` knows words only.
const FAMOUS: [&str; 12] = [
    "correct horse battery staple",
    "to be or not to be",
    "that is the question",
    "the quick brown fox jumps over the lazy dog",
    "open sesame",
    "may the force be with you",
    "in the beginning was the word",
    "it was the best of times",
    "all your base are belong to us",
    "let me in please",
    "the truth is out there",
    "lorem ipsum dolor sit amet",
];

/// Characters that are left of a passphrase without famous phrases and `known` words; none where it has neither.
fn beyond_known(words: &str, known: &[&str]) -> Option<usize> {
    let plain =
        |text: &str| -> String { text.to_lowercase().chars().filter(|one| one.is_alphanumeric()).collect() };
    let parts = known.iter().flat_map(|text| text.split(|one: char| !one.is_alphanumeric()));
    let mut all: Vec<String> = FAMOUS.iter().chain(known).copied().chain(parts).map(plain).collect();
    all.retain(|text| text.chars().count() >= 3);
    all.sort_by_key(|text| std::cmp::Reverse(text.len()));
    let whole = Zeroizing::new(plain(words));
    let mut rest = whole.clone();
    for text in all {
        // Words that were apart stay apart: nothing new may form where one was taken out.
        *rest = rest.replace(&text, " ");
    }
    (rest != whole).then(|| rest.chars().filter(|one| *one != ' ').count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tier: Option<&str>, text: &str) -> Result<Passphrases, String> {
        let mut all = Passphrases::default();
        all.read(tier, text).map(|()| all).map_err(|error| error.to_string())
    }

    #[test]
    fn lines_name_tiers_ids_and_passphrases() {
        let all =
            read(None, "# ours\n[members]\n\na: one: two\nb-2:  three \n[board]\na: four\n").expect("valid");
        let bytes: Vec<_> = all.of("members").iter().map(|one| (one.id.as_str(), one.bytes())).collect();
        assert_eq!(bytes, [("a", &b"one: two"[..]), ("b-2", b"three")]);
        assert_eq!(all.of("board").len(), 1);
        assert!(all.of("other").is_empty());
    }

    #[test]
    fn a_wrong_line_is_told_by_number_and_never_shown() {
        for (tier, text) in [
            (None, "a: hunter"),
            (Some("t"), "hunter"),
            (Some("t"), "hunter two: x"),
            (Some("t"), "# a\na:  "),
            (Some("t"), "a: hunter\na: hunted"),
        ] {
            let message = read(tier, text).expect_err(text);
            assert!(message.starts_with("line ") && !message.contains("hunter"), "{message}");
        }
        assert!(!format!("{:?}", read(Some("t"), "a: hunter").expect("valid")).contains("hunter"));
    }

    #[test]
    fn one_passphrase_under_two_ids_is_refused() {
        for text in ["a: hunter two\nb:  hunter two ", "a: Cafe\u{301}\nb: Café"] {
            let message = read(Some("t"), text).expect_err(text);
            assert_eq!(message, "line 2 repeats a passphrase of its tier under another id");
        }
        assert!(read(Some("t"), "a: hunter\n[other]\na: hunter").is_ok());
    }

    #[test]
    fn forms_of_characters_are_one_passphrase() {
        assert_eq!(Passphrase::new("a", "Cafe\u{301} ﬁ").bytes(), "Café fi".as_bytes());
    }

    #[test]
    fn weak_passphrases_are_told_from_strong_ones() {
        let weak = |words| weakness(&Passphrase::new("a", words), &["Meridian Desk"]);
        assert!(weak("short").expect("weak").contains("5 characters"));
        for words in ["passwordpassword", "123456789012345", "Meridian Desk 2025", "aaaaaaaaaaaaaaaaaaaa"] {
            assert!(weak(words).expect(words).contains("guess"), "{words}");
        }
        for words in [
            "correct horse battery staple",
            "Correct-Horse-Battery-Staple 2025",
            "to be or not to be that is the question",
        ] {
            assert!(weak(words).expect(words).contains("guessed first"), "{words}");
        }
        for words in [
            "20 November 2025",
            "Thursday, 20th of November 2025",
            "20november2025",
            "2025-11-20/1969-07-20 20:25",
        ] {
            assert!(weak(words).expect(words).contains("date"), "{words}");
        }
        assert_eq!(weak("8391 6027 4416 5820 9173 3304"), None);
        let levels = ["UNCLASSIFIED", "SECRET", "TOP SECRET"];
        let of_levels = Passphrase::new("a", "unclassified secret top secret");
        assert!(weakness(&of_levels, &levels).expect("weak").contains("guessed first"));
        assert_eq!(
            weakness(&Passphrase::new("a", "secret gravel unsaid thimble orbit casket"), &levels),
            None
        );
        assert_eq!(weak("gravel unsaid thimble orbit casket"), None);
        assert_eq!(weak("vT9#kq2LmZ!x4wRb"), None);
    }
}
