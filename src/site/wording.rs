//! Whether two sentences speak of one thing, and whether they say the same of it.
//!
//! In: the words of two judgements. Out: how alike they are, and whether only words that carry no sense differ. Knows the grammar
//! words of English, and the shortest ones of French and Spanish; where a word is not known it counts as one that says
//! something, so that a doubt tells of a change and never of none.

use rustc_hash::FxHashSet;

use crate::content::Judgement;
use crate::date::MONTHS;

/// Words that can come and go without a change of what is said.
const EMPTY: [&str; 17] = [
    "a", "an", "are", "assess", "be", "been", "being", "is", "it", "judge", "that", "the", "there", "to",
    "we", "will", "very",
];

/// Words that say something, but not what a sentence is about: how, when and whether.
const GRAMMAR: [&str; 126] = [
    "after",
    "all",
    "also",
    "am",
    "and",
    "any",
    "as",
    "at",
    "before",
    "but",
    "by",
    "can",
    "cannot",
    "could",
    "did",
    "do",
    "does",
    "during",
    "each",
    "for",
    "from",
    "had",
    "hardly",
    "has",
    "have",
    "her",
    "his",
    "if",
    "in",
    "into",
    "its",
    "may",
    "might",
    "more",
    "most",
    "must",
    "neither",
    "never",
    "no",
    "nobody",
    "none",
    "nor",
    "not",
    "nothing",
    "of",
    "on",
    "or",
    "our",
    "over",
    "per",
    "shall",
    "should",
    "since",
    "so",
    "some",
    "such",
    "than",
    "their",
    "these",
    "they",
    "this",
    "those",
    "through",
    "under",
    "until",
    "was",
    "were",
    "when",
    "whether",
    "which",
    "while",
    "who",
    "with",
    "within",
    "without",
    "would", // when
    "day",
    "early",
    "late",
    "later",
    "mid",
    "month",
    "next",
    "quarter",
    "spring",
    "summer",
    "autumn",
    "week",
    "winter",
    "year", // how likely
    "almost",
    "certain",
    "certainly",
    "chance",
    "chances",
    "even",
    "highly",
    "improbable",
    "improbably",
    "likely",
    "nearly",
    "odds",
    "probable",
    "probably",
    "remote",
    "roughly",
    "unlikely",
    // French and Spanish
    "dans",
    "de",
    "del",
    "des",
    "el",
    "en",
    "et",
    "la",
    "las",
    "le",
    "les",
    "los",
    "ne",
    "pas",
    "por",
    "que",
    "un",
    "una",
    "une",
];

/// What part of what they are about two judgements have in common, 0 to 1; more than 1 for two with the same words.
#[expect(clippy::cast_precision_loss, reason = "a sentence has fewer words than an f64 has whole numbers")]
pub(super) fn alike(one: &Judgement, other: &Judgement) -> f64 {
    if one.text.split_whitespace().eq(other.text.split_whitespace()) {
        return 1.5;
    }
    let (one, other) = (subject(one), subject(other));
    let all = one.len().max(other.len());
    if all == 0 { 0.0 } else { one.intersection(&other).count() as f64 / all as f64 }
}

/// Whether two judgements of one likelihood say the same, in the same order, but for words that carry no sense.
pub(super) fn says_the_same(one: &Judgement, other: &Judgement) -> bool {
    let sense = |judgement: &Judgement| -> Vec<String> {
        let term = term(judgement);
        let carries = |word: &String| {
            !EMPTY.contains(&word.as_str()) && (is_negation(word) || !term.contains(&word.as_str()))
        };
        words(&judgement.text).filter(carries).collect()
    };
    sense(one) == sense(other)
}

/// The words that say what a judgement is about.
fn subject(judgement: &Judgement) -> FxHashSet<String> {
    let term = term(judgement);
    let all: Vec<String> = words(&judgement.text).collect();
    let is_subject = |(at, word): &(usize, &String)| {
        let word = word.as_str();
        // "to end the ceasefire" has a subject in it, "by the end of June" has none.
        let is_end = word == "end" && all.get(at + 1).is_some_and(|next| next == "of");
        let singular = word.strip_suffix('s').unwrap_or(word);
        let is_grammar = [word, singular]
            .iter()
            .any(|word| EMPTY.contains(word) || GRAMMAR.contains(word) || MONTHS.contains(word));
        let is_number = word.chars().all(char::is_numeric);
        !(is_end || is_grammar || is_number || is_negation(word) || term.contains(&word))
    };
    let kept = all.iter().enumerate().filter(is_subject);
    // "The toll rises" is about what "tolls rise" is about.
    kept.map(|(_, word)| if word.len() > 3 { word.trim_end_matches('s') } else { word }.to_owned()).collect()
}

/// The words of all that its likelihood can be called.
fn term(judgement: &Judgement) -> Vec<&'static str> {
    judgement.likelihood.iter().flat_map(|term| term.words).flat_map(|words| words.split(' ')).collect()
}

fn is_negation(word: &str) -> bool {
    matches!(word, "no" | "not" | "never" | "none" | "cannot") || word.ends_with("n't")
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let parts = text.split(|character: char| !character.is_alphanumeric() && !"'’".contains(character));
    let parts = parts.map(|word| word.to_lowercase().replace('’', "'"));
    let parts = parts.map(|word| word.trim_matches('\'').trim_end_matches("'s").to_owned());
    parts.filter(|word| !word.is_empty())
}
