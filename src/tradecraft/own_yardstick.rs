//! A yardstick of a site's own: a table checked, and made to live as long as the program.
//!
//! In: terms with their words and ranges as somebody wrote them. Out: a [`Yardstick`] that is used like a built-in
//! one, or what is wrong with the table. Does not know site.toml.

use std::sync::{Mutex, PoisonError};

use super::{Term, Words, Yardstick};

/// The name of every yardstick that is not built in.
pub const OWN_YARDSTICK: &str = "own";

/// A term as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTerm {
    /// The word shown.
    pub name: String,
    /// Other words that count as this term.
    pub also: Vec<String>,
    /// Lowest likelihood in percent.
    pub low: u8,
    /// Highest likelihood in percent.
    pub high: u8,
}

/// What is wrong with a table. Numbers are places of terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnError {
    /// It has no terms.
    Empty,
    /// A term's range ends before it begins.
    Backwards(usize),
    /// A term without a letter or digit, which no text can contain.
    Wordless(usize),
    /// A word of a term is one of an earlier term as well, or stands twice in one.
    Repeated {
        /// The later term.
        term: usize,
        /// The earlier one.
        earlier: usize,
        /// The word, in lower case.
        word: String,
    },
    /// Two ranges share more than an end.
    Overlap {
        /// The likelier term.
        term: usize,
        /// The less likely one.
        earlier: usize,
    },
}

/// All tables made so far: a preview reads site.toml over and over, and equal tables are one.
static MADE: Mutex<Vec<&'static Yardstick>> = Mutex::new(Vec::new());

impl Yardstick {
    /// The yardstick of a table, or everything that is wrong with it. Terms may come in any order, and bands may
    /// share an end, as those of ICD 203 do, or leave gaps, as those of PHIA do.
    ///
    /// # Errors
    /// An empty table, ranges that run backwards or overlap, words that stand for two ranges.
    pub fn own(title: &str, terms: &[OwnTerm]) -> Result<&'static Self, Vec<OwnError>> {
        let words: Vec<Vec<String>> = terms.iter().map(words).collect();
        let errors = errors(terms, &words);
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut order: Vec<usize> = (0..terms.len()).collect();
        order.sort_by_key(|at| (terms[*at].low, terms[*at].high));
        let same = |made: &&&'static Self| {
            made.title == title
                && made.terms.len() == terms.len()
                && made.terms.iter().zip(&order).all(|(made, at)| {
                    let term = &terms[*at];
                    (made.shown, made.low, made.high) == (term.name.as_str(), term.low, term.high)
                        && made.words.iter().eq(words[*at].iter())
                })
        };
        let mut all = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = all.iter().find(same) {
            return Ok(made);
        }
        // Terms are compared, copied and kept everywhere; counting who still has one would cost more than a table.
        let terms: Vec<Term> = order
            .into_iter()
            .map(|at| {
                let words: Vec<&'static str> = words[at].iter().map(|word| &*word.clone().leak()).collect();
                let term = &terms[at];
                Term { shown: term.name.clone().leak(), words: words.leak(), low: term.low, high: term.high }
            })
            .collect();
        let title = title.to_owned().leak();
        let made = Box::leak(Box::new(Self { name: OWN_YARDSTICK, title, terms: terms.leak() }));
        all.push(made);
        Ok(made)
    }

    /// Whether it is a site's own.
    pub fn is_own(&self) -> bool {
        self.name == OWN_YARDSTICK
    }
}

/// All words of a term as a text has them: in lower case, hyphens undone.
fn words(term: &OwnTerm) -> Vec<String> {
    std::iter::once(&term.name)
        .chain(&term.also)
        .map(|written| {
            let words = Words::new(&written.to_lowercase());
            (0..words.len()).map(|at| words.get(at)).collect::<Vec<_>>().join(" ")
        })
        .collect()
}

fn errors(terms: &[OwnTerm], words: &[Vec<String>]) -> Vec<OwnError> {
    if terms.is_empty() {
        return vec![OwnError::Empty];
    }
    let mut errors = Vec::new();
    for (at, term) in terms.iter().enumerate() {
        if term.low > term.high {
            errors.push(OwnError::Backwards(at));
        }
        if words[at].iter().any(String::is_empty) {
            errors.push(OwnError::Wordless(at));
        }
        for (place, word) in words[at].iter().enumerate().filter(|(_, word)| !word.is_empty()) {
            let before = words[..at].iter().position(|words| words.contains(word));
            let earlier = before.or_else(|| words[at][..place].contains(word).then_some(at));
            if let Some(earlier) = earlier {
                errors.push(OwnError::Repeated { term: at, earlier, word: word.clone() });
            }
        }
    }
    let mut order: Vec<usize> = (0..terms.len()).filter(|at| terms[*at].low <= terms[*at].high).collect();
    order.sort_by_key(|at| (terms[*at].low, terms[*at].high));
    for pair in order.windows(2) {
        let (earlier, term) = (&terms[pair[0]], &terms[pair[1]]);
        if term.low < earlier.high || (term.low, term.high) == (earlier.low, earlier.high) {
            errors.push(OwnError::Overlap { term: pair[1], earlier: pair[0] });
        }
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(name: &str, also: &[&str], low: u8, high: u8) -> OwnTerm {
        let also = also.iter().map(|word| (*word).to_owned()).collect();
        OwnTerm { name: name.to_owned(), also, low, high }
    }

    #[test]
    fn a_table_is_sorted_recognised_and_made_once() {
        let terms = [term("Toss-up", &["even"], 40, 60), term("poor odds", &[], 5, 40)];
        let yardstick = Yardstick::own("Desk", &terms).expect("sound");
        assert_eq!(yardstick.terms.iter().map(Term::name).collect::<Vec<_>>(), ["poor odds", "Toss-up"]);
        let found = |sentence| yardstick.first_in(sentence).map(Term::name);
        assert_eq!(found("The vote is a toss up."), Some("Toss-up"));
        assert_eq!(found("It has Poor odds of passing, poor odds indeed."), Some("poor odds"));
        assert_eq!(found("It is likely."), None);
        assert_eq!(yardstick.find("toss-up").map(|term| term.low), Some(40));
        let [first, second] = terms;
        let again = Yardstick::own("Desk", &[second, first]).expect("sound");
        assert!(std::ptr::eq(yardstick, again));
    }

    #[test]
    fn everything_wrong_is_told() {
        assert_eq!(Yardstick::own("a", &[]).expect_err("empty"), [OwnError::Empty]);
        let terms = [
            term("unlikely", &["?"], 0, 40),
            term("likely", &["Unlikely"], 39, 80),
            term("sure", &["sure"], 90, 80),
        ];
        assert_eq!(
            Yardstick::own("a", &terms).expect_err("wrong"),
            [
                OwnError::Wordless(0),
                OwnError::Repeated { term: 1, earlier: 0, word: "unlikely".into() },
                OwnError::Backwards(2),
                OwnError::Repeated { term: 2, earlier: 2, word: "sure".into() },
                OwnError::Overlap { term: 1, earlier: 0 },
            ]
        );
    }

    #[test]
    fn bands_may_touch_and_leave_gaps() {
        for (low, high) in [(40, 60), (50, 60), (40, 40)] {
            let terms = [term("one", &[], 0, 40), term("two", &[], low, high)];
            assert!(Yardstick::own("a", &terms).is_ok(), "{low}–{high}");
        }
    }
}
