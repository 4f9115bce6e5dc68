//! Likelihood: one table of words and percentages a site, and the words recognised in a sentence.
//!
//! In: a sentence. Out: the first term of the yardstick in it. A term counts as whole words, the longest one
//! first ("very unlikely" is not "unlikely"), and not where it is negated ("not unlikely"), compared ("more likely")
//! or part of the name of something else ("a likely candidate").

use std::ops::Range;

use super::ascription::{is_ascribed, is_past, is_taken_back};
use super::aside::is_aside;
use super::negation::is_denied;
use super::quotation::quotations;
use super::words::{Openings, Words};

/// One word of a yardstick and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The word shown, as a table has it.
    pub shown: &'static str,
    /// The words that count as this term, in lower case, without hyphens; the first is the one shown.
    pub words: &'static [&'static str],
    /// Lowest likelihood in percent.
    pub low: u8,
    /// Highest likelihood in percent.
    pub high: u8,
}

impl Term {
    /// The word shown.
    pub fn name(&self) -> &'static str {
        self.shown
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
    Term { shown: words[0], words, low, high }
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
            term(&["roughly even chance", "roughly even odds", "roughly even"], 45, 55),
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
        let text = text.trim().to_lowercase().replace('-', " ");
        terms.iter().find(|term| term.words.contains(&text.as_str()))
    }

    /// The term of a sentence, in the words of its author: quotations do not count, and where two terms differ there is none.
    pub fn first_in(&self, sentence: &str) -> Option<&'static Term> {
        self.first_place_in(sentence).map(|(term, _)| term)
    }

    /// As [`Self::first_in`], and where its words end the first time: bytes from the sentence's start.
    pub fn first_place_in(&self, sentence: &str) -> Option<(&'static Term, usize)> {
        self.first_place_among(&Words::new(sentence), sentence)
    }

    /// As [`Self::first_place_in`], where the words of the sentence are at hand.
    pub fn first_place_among(&self, words: &Words, sentence: &str) -> Option<(&'static Term, usize)> {
        let openings = self.openings();
        let mut quoted = None;
        let mut at = 0;
        let mut only: Option<(&'static Term, usize)> = None;
        while let Some(found) = self.next_in(words, 0..words.len(), at, &openings) {
            let bytes = words.span(&found.words);
            let quoted = quoted.get_or_insert_with(|| quotations(sentence));
            if !quoted.iter().any(|range: &Range<usize>| range.contains(&bytes.start)) {
                match only {
                    Some((term, _)) if term != found.term => return None,
                    Some(_) => {}
                    None => only = Some((found.term, bytes.end)),
                }
            }
            at = found.words.end;
        }
        only
    }

    /// The first words in a range that look like a term and are denied: "nobody is likely to sign".
    pub fn denied_in(&self, words: &Words, range: Range<usize>) -> Option<Range<usize>> {
        let openings = self.openings();
        range.clone().filter(|at| words.may_open(*at, &openings)).find_map(|at| {
            let written = self.terms.iter().flat_map(|term| term.words);
            let length = written.filter_map(|written| words.phrase(at, written)).max()?;
            denies(words, &(at..at + length), range.start).then_some(at..at + length)
        })
    }

    /// Every term in a range of words that says how likely something is.
    pub fn terms_in(&self, words: &Words, range: Range<usize>) -> Vec<TermFound> {
        let openings = self.openings();
        let mut at = range.start;
        std::iter::from_fn(|| {
            let found = self.next_in(words, range.clone(), at, &openings)?;
            at = found.words.end;
            Some(found)
        })
        .collect()
    }

    fn openings(&self) -> Openings {
        Openings::of(self.terms.iter().flat_map(|term| term.words).copied())
    }

    /// The first term that begins at a word or later.
    fn next_in(
        &self,
        words: &Words,
        range: Range<usize>,
        mut at: usize,
        openings: &Openings,
    ) -> Option<TermFound> {
        let terms: &'static [Term] = self.terms;
        while at < range.end {
            if !words.may_open(at, openings) {
                at += 1;
                continue;
            }
            let first = words.first_byte(at);
            let longest = terms
                .iter()
                .flat_map(|term| term.words.iter().map(move |written| (written, term)))
                .filter(|(written, _)| written.as_bytes().first().copied() == first)
                .filter_map(|(written, term)| Some((words.phrase(at, written)?, term)))
                .filter(|(length, _)| !is_half_denial(words, at + length))
                .max_by_key(|(length, _)| *length);
            if let Some((length, term)) = longest {
                let place = at..at + length;
                let is_term = |at: usize| {
                    words.may_open(at, openings)
                        && terms.iter().flat_map(|term| term.words).any(|one| words.phrase(at, one).is_some())
                };
                if estimates(words, &place, range.start) && !is_taken_back(words, at, range.start, is_term) {
                    return Some(TermFound { term, words: place });
                }
                at += length;
            } else {
                at += 1;
            }
        }
        None
    }
}

/// A term and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermFound {
    /// The term.
    pub term: &'static Term,
    /// Its words.
    pub words: Range<usize>,
}

/// What strengthens or weakens a term until it is in no table: "quite likely".
pub const STRENGTHS: [&str; 20] = [
    "vanishingly",
    "exceedingly",
    "extraordinarily",
    "incredibly",
    "barely",
    "remotely",
    "quite",
    "rather",
    "fairly",
    "somewhat",
    "increasingly",
    "reasonably",
    "pretty",
    "overwhelmingly",
    "exceptionally",
    "extremely",
    "really",
    "slightly",
    "very",
    "highly",
];

/// What compares a term, or makes another word of it: "more likely".
const COMPARISONS: [&str; 17] = [
    "than",
    "most",
    "almost",
    "nearly",
    "virtually",
    "more",
    "less",
    "least",
    "equally",
    "as",
    "how",
    "so",
    "too",
    "un",
    "non",
    "particularly",
    "practically",
];

/// Whether a word makes another term of the one after it, or compares it.
pub fn is_modifier(word: &str) -> bool {
    STRENGTHS.contains(&word) || COMPARISONS.contains(&word)
}

/// Whether words that look like a term say how likely something is: not negated, strengthened, compared, or part
/// of a name of something else ("a likely candidate", "probable cause", "a remote village").
pub fn estimates(words: &Words, place: &Range<usize>, from: usize) -> bool {
    let at = place.start;
    let before = if at > from && words.joined(at) { words.before(at, 1) } else { "" };
    if is_modifier(before) || is_compared(words, at, from) || is_denied(words, at, from) {
        return false;
    }
    is_predicate(words, place, from)
}

/// "Better than a roughly even chance".
fn is_compared(words: &Words, at: usize, from: usize) -> bool {
    let skipped = (0..2)
        .take_while(|step| {
            at > from + step
                && matches!(words.before(at - step, 1), "a" | "an" | "the" | "one" | "roughly" | "about")
        })
        .count();
    let at = at - skipped;
    at > from && words.joined(at) && words.before(at, 1) == "than"
}

/// "Probably not only" and "almost certainly not grain but sand": what is said is likely.
fn is_half_denial(words: &Words, end: usize) -> bool {
    words.before(end, 1) == "not"
        && words.joined(end)
        && (matches!(words.get(end), "only" | "just" | "merely" | "simply" | "solely")
            || (1..5).take_while(|step| words.joined(end + step)).any(|step| words.get(end + step) == "but"))
}

/// Whether words that look like a term say how likely something is not: denied, or weakened as in "at least likely".
pub fn denies(words: &Words, place: &Range<usize>, from: usize) -> bool {
    let before =
        if place.start > from && words.joined(place.start) { words.before(place.start, 1) } else { "" };
    let weakened = match before {
        "un" | "non" | "than" => true,
        "least" => words.before(place.start, 2) == "at",
        _ => false,
    };
    let compared = is_compared(words, place.start, from);
    (weakened || compared || is_denied(words, place.start, from)) && is_predicate(words, place, from)
}

/// Whether words that look like a term are said of something, and are not part of a name.
fn is_predicate(words: &Words, place: &Range<usize>, from: usize) -> bool {
    let at = place.start;
    let before = if at > from && words.joined(at) { words.before(at, 1) } else { "" };
    let next = if words.joined(place.end) { words.get(place.end) } else { "" };
    let last = words.get(place.end - 1);
    if matches!(next, "or" | "as") && words.get(place.end + 1) == "not" {
        return false;
    }
    if is_past(words, place, from) || is_ascribed(words, at, from) || is_aside(words, at, place.end, from) {
        return false;
    }
    match last {
        // "Unlikely allies will meet".
        "likely" | "unlikely" | "probable" | "improbable"
            if (at == from || words.gap(at).contains(['.', '!', '?', '\n']))
                && !matches!(
                    next,
                    "" | "to" | "that" | "not" | "and" | "but" | "because" | "as" | "if" | "given"
                ) =>
        {
            false
        }
        "likely" | "unlikely" | "probable" | "improbable" => {
            let article = matches!(
                before,
                "a" | "an"
                    | "the"
                    | "its"
                    | "their"
                    | "his"
                    | "her"
                    | "our"
                    | "any"
                    | "some"
                    | "every"
                    | "other"
                    | "this"
            );
            !article && !matches!(next, "voter" | "voters" | "cause" | "causes" | "suspect" | "suspects")
        }
        "remote" => {
            let chance = |word: &str| {
                matches!(
                    word,
                    "chance" | "chances" | "possibility" | "probability" | "prospect" | "likelihood" | "odds"
                )
            };
            let predicate = matches!(before, "is" | "are" | "remain" | "remains" | "seems" | "be" | "was");
            chance(next) || (predicate && next != "from" && (from..at).any(|at| chance(words.get(at))))
        }
        "certain" if place.len() == 1 => {
            matches!(before, "is" | "are" | "be" | "seems" | "appears" | "remains" | "remain" | "it's")
                && matches!(next, "to" | "that" | "")
        }
        "impossible"
            if next == "to"
                && matches!(
                    words.get(place.end + 1),
                    "say" | "tell" | "know" | "judge" | "assess" | "determine" | "estimate" | "predict"
                ) =>
        {
            false
        }
        "impossible" | "impossibility" => matches!(before, "is" | "are" | "be" | "an" | "seems" | "remains"),
        // Two fleets may be even, and a number "even greater": the chance may stand before or behind.
        "even" => {
            let chance = |at: usize| matches!(words.get(at), "chance" | "chances" | "odds");
            chance(place.end) || (from..at).any(chance)
        }
        _ => true,
    }
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
        assert_eq!(icd("The odds of talks are roughly even."), Some("roughly even chance"));
        assert_eq!(icd("The two fleets are roughly even."), None);
        assert_eq!(icd("This is unlikely to change; it is unlikely to stay."), Some("unlikely"));
        assert_eq!(icd("the likelihood of a likelier outcome"), None);
    }

    #[test]
    fn negated_and_foreign_terms_do_not_count() {
        assert_eq!(icd("It is not unlikely that talks resume."), None);
        assert_eq!(icd("This is highly likely."), None);
        assert_eq!(YARDSTICKS[1].first_in("This is highly likely.").map(Term::name), Some("highly likely"));
        for sentence in [
            "It isn’t at all likely.",
            "It is not very likely to pass.",
            "Talks are no longer likely.",
            "He is a likely candidate.",
            "The minister said that talks are \"very likely\" to fail.",
            "Gen. Ito (ret.) said 'war is almost certain'.",
            "Prices are more likely to rise than in 2024.",
            "It is as likely as not.",
            "The remote village has no road.",
            "They met among likely voters.",
        ] {
            assert_eq!(icd(sentence), None, "{sentence}");
        }
    }

    #[test]
    fn terms_count_before_a_negated_verb_and_beside_a_noun_of_chance() {
        assert_eq!(icd("Prices will likely not recover."), Some("likely"));
        assert_eq!(icd("There is a remote chance of talks."), Some("almost no chance"));
        assert_eq!(icd("The chance of talks is remote."), Some("almost no chance"));
        assert_eq!(YARDSTICKS[3].first_in("It is probably not over.").map(Term::name), Some("probably not"));
        assert_eq!(YARDSTICKS[3].first_in("A certain number left."), None);
        assert_eq!(YARDSTICKS[3].first_in("It is certain to pass.").map(Term::name), Some("certain"));
    }

    #[test]
    fn compared_past_and_attributive_terms_are_not_what_is_judged() {
        for sentence in [
            "A fall is more likely than unlikely.",
            "A fall is anything but likely.",
            "A fall is less than likely.",
            "It is not the case that prices will likely rise.",
            "There is a less than roughly even chance of talks.",
            "There is better than a roughly even chance of talks.",
            "There is more than a remote chance of talks.",
            "A fall is vanishingly unlikely.",
            "A fall is exceedingly unlikely.",
            "A fall is barely likely.",
            "A fall, previously unlikely, has begun.",
            "Unlikely allies meet.",
        ] {
            assert_eq!(icd(sentence), None, "{sentence}");
        }
        for (sentence, term) in [
            (
                "Contrary to our earlier judgement that a fall was unlikely, exports will very likely fall.",
                "very likely",
            ),
            ("A previously unlikely fall is now very likely.", "very likely"),
            ("Unlikely allies will almost certainly meet.", "almost certain"),
            ("Likely, prices will rise.", "likely"),
            ("Unlikely to rise, prices will hold.", "unlikely"),
            ("Prices are un\u{ad}likely to rise.", "unlikely"),
            ("Prices are \u{200b}un\u{2060}likely to rise.", "unlikely"),
        ] {
            assert_eq!(icd(sentence), Some(term), "{sentence}");
        }
        let kent = |sentence| YARDSTICKS[3].first_in(sentence).map(Term::name);
        assert_eq!(kent("It is impossible to say whether prices will rise."), None);
        assert_eq!(kent("It will probably not only rise but double."), Some("probable"));
        assert_eq!(kent("The cargo is almost certainly not grain but sand."), Some("almost certain"));
        assert_eq!(kent("It is almost certainly not over."), Some("almost certainly not"));
    }

    #[test]
    fn the_first_term_outside_of_quotation_marks_counts() {
        for said in ["\"very likely\"", "“very likely”", "‘very likely’", "'very likely'", "«very likely»"]
        {
            assert_eq!(
                icd(&format!("He calls it {said}; we judge it unlikely.")),
                Some("unlikely"),
                "{said}"
            );
        }
    }

    #[test]
    fn a_denied_term_is_known() {
        let denied = |sentence| {
            let words = Words::new(sentence);
            YARDSTICKS[0].denied_in(&words, 0..words.len()).map(|found| words.get(found.start).to_owned())
        };
        for sentence in
            ["Talks aren't likely.", "It is hardly likely.", "It is at least likely.", "It is un-likely."]
        {
            assert_eq!(denied(sentence).as_deref(), Some("likely"), "{sentence}");
        }
        for sentence in ["Talks are likely.", "It is not a likely place.", "It is more likely than war."] {
            assert_eq!(denied(sentence), None, "{sentence}");
        }
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
