//! Likelihood: one table of words and percentages a site, and the words recognised in a sentence.
//!
//! In: a sentence. Out: the first term of the yardstick in it. A term counts as whole words, the longest one
//! first ("very unlikely" is not "unlikely"), and not where it is negated ("not unlikely").

/// One word of a yardstick and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The words that count as this term; the first is the one shown.
    pub words: &'static [&'static str],
    /// Lowest likelihood in percent.
    pub low: u8,
    /// Highest likelihood in percent.
    pub high: u8,
}

impl Term {
    /// The word shown.
    pub fn name(&self) -> &'static str {
        self.words[0]
    }
}

/// A table of terms, least likely first.
#[derive(Debug, PartialEq, Eq)]
pub struct Yardstick {
    /// The name in site.toml.
    pub name: &'static str,
    /// The name for readers.
    pub title: &'static str,
    /// The table.
    pub terms: &'static [Term],
}

const fn term(words: &'static [&'static str], low: u8, high: u8) -> Term {
    Term { words, low, high }
}

/// The yardsticks inside the binary.
pub static YARDSTICKS: [Yardstick; 4] = [
    // ICD 203, 2 January 2015, amended 21 December 2022, §D.6.e.(2)(a): both rows of the table.
    Yardstick {
        name: "icd203",
        title: "ICD 203",
        terms: &[
            term(&["almost no chance", "remote"], 1, 5),
            term(&["very unlikely", "highly improbable"], 5, 20),
            term(&["unlikely", "improbable", "improbably"], 20, 45),
            term(&["roughly even chance", "roughly even odds"], 45, 55),
            term(&["likely", "probable", "probably"], 55, 80),
            term(&["very likely", "highly probable"], 80, 95),
            term(&["almost certain", "almost certainly", "nearly certain"], 95, 99),
        ],
    },
    // UK Professional Head of Intelligence Assessment, Probability Yardstick, 24 March 2025. Its gaps are
    // deliberate.
    Yardstick {
        name: "phia",
        title: "PHIA Probability Yardstick",
        terms: &[
            term(&["remote chance"], 0, 5),
            term(&["highly unlikely"], 10, 20),
            term(&["unlikely"], 25, 35),
            term(&["realistic possibility"], 40, 50),
            term(&["likely", "probable", "probably"], 55, 75),
            term(&["highly likely"], 80, 90),
            term(&["almost certain", "almost certainly"], 95, 100),
        ],
    },
    // NATO's words as the FIRST CTI special interest group recommends them.
    Yardstick {
        name: "nato",
        title: "NATO (FIRST CTI)",
        terms: &[
            term(&["highly unlikely"], 0, 10),
            term(&["unlikely"], 10, 40),
            term(&["even chance"], 40, 60),
            term(&["likely"], 60, 90),
            term(&["highly likely", "very likely"], 90, 100),
        ],
    },
    // Sherman Kent, Words of Estimative Probability, 1964.
    Yardstick {
        name: "kent",
        title: "Sherman Kent",
        terms: &[
            term(&["impossible", "impossibility"], 0, 0),
            term(&["almost certainly not"], 2, 12),
            term(&["probably not"], 20, 40),
            term(&["chances about even", "about even"], 40, 60),
            term(&["probable", "probably"], 63, 87),
            term(&["almost certain", "almost certainly"], 87, 99),
            term(&["certain"], 100, 100),
        ],
    },
];

impl Yardstick {
    /// The yardstick with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        YARDSTICKS.iter().find(|yardstick| yardstick.name == name)
    }

    /// The term that is written exactly like this, in any case.
    pub fn find(&self, text: &str) -> Option<&'static Term> {
        let terms: &'static [Term] = self.terms;
        let text = text.trim().to_lowercase();
        terms.iter().find(|term| term.words.contains(&text.as_str()))
    }

    /// The first term in a sentence.
    pub fn first_in(&self, sentence: &str) -> Option<&'static Term> {
        let lower = sentence.to_lowercase();
        let words: Vec<&str> = lower
            .split(|character: char| !character.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let terms: &'static [Term] = self.terms;
        (0..words.len()).find_map(|at| {
            let (length, term) = terms
                .iter()
                .flat_map(|term| term.words.iter().map(move |written| (written, term)))
                // Nearly every word of a sentence fails by its first letter.
                .filter(|(written, _)| written.as_bytes().first() == words[at].as_bytes().first())
                .filter(|(written, _)| starts_with(&words[at..], written))
                .map(|(written, term)| (written.split(' ').count(), term))
                .max_by_key(|(length, _)| *length)?;
            let negated = at > 0 && matches!(words[at - 1], "not" | "never" | "t");
            // "very unlikely" where the yardstick knows only "unlikely" is a word of another yardstick.
            let strengthened =
                at > 0 && matches!(words[at - 1], "very" | "highly" | "most" | "almost" | "un");
            let followed_by_not = words.get(at + length) == Some(&"not");
            (!negated && !strengthened && !followed_by_not).then_some(term)
        })
    }
}

fn starts_with(words: &[&str], written: &str) -> bool {
    written.split(' ').enumerate().all(|(at, word)| words.get(at) == Some(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn icd(sentence: &str) -> Option<&'static str> {
        YARDSTICKS[0].first_in(sentence).map(Term::name)
    }

    #[test]
    fn terms_are_whole_words_and_the_longest_wins() {
        assert_eq!(icd("Operations will very likely stay there."), Some("very likely"));
        assert_eq!(icd("It is Almost Certainly over."), Some("almost certain"));
        assert_eq!(icd("a roughly-even chance of talks"), Some("roughly even chance"));
        assert_eq!(icd("This is unlikely to change; it is likely to stay."), Some("unlikely"));
        assert_eq!(icd("the likelihood of a likelier outcome"), None);
    }

    #[test]
    fn negated_and_foreign_terms_do_not_count() {
        assert_eq!(icd("It is not unlikely that talks resume."), None);
        assert_eq!(icd("This is highly likely."), None);
        assert_eq!(YARDSTICKS[1].first_in("This is highly likely.").map(Term::name), Some("highly likely"));
    }

    #[test]
    fn every_yardstick_is_ordered_and_says_each_word_once() {
        for yardstick in &YARDSTICKS {
            let mut words: Vec<&str> = yardstick.terms.iter().flat_map(|term| term.words).copied().collect();
            let count = words.len();
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), count, "{}", yardstick.name);
            assert!(
                yardstick.terms.windows(2).all(|pair| pair[0].high <= pair[1].high),
                "{}",
                yardstick.name
            );
        }
    }
}
