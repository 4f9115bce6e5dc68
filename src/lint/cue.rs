//! Cues: the words at which a rule begins to read.
//!
//! Nearly every word of a report begins nothing that a rule asks for. In: words in lower case. Out: [`Cues`], which
//! questions each of them may answer, from one look into one table, so that a rule visits a few words of a text
//! and not all of them. A cue promises nothing: the rule decides.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::rules::{certainty, vague, yardstick};
use crate::tradecraft::{STRENGTHS, Words, YARDSTICKS};

/// A question that begins at a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// A term of a yardstick.
    Term,
    /// A likelihood that is a term of no yardstick, or of another one.
    Foreign,
    /// A vague likelihood.
    Vague,
    /// The first of two hedges.
    Hedge,
    /// The second of two negatives.
    Negative,
    /// A certainty.
    Certainty,
    /// What looks ahead.
    Ahead,
    /// How sure the desk is.
    Confidence,
    /// The desk as it speaks of itself.
    Desk,
}

impl Cue {
    fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// The cues of a text, a word a place.
#[derive(Debug)]
pub(super) struct Cues {
    words: Vec<u16>,
    /// What any of the words is a cue for.
    any: u16,
}

impl Cues {
    /// The cues of words.
    pub(super) fn new(words: &Words) -> Self {
        let table = &*TABLE;
        let cues = |word: &str| {
            // "Prices'll" begins with any noun.
            let may_be = word.as_bytes().last() == Some(&b'l');
            let shortened = may_be && (word.ends_with("'ll") || word.ends_with("’ll"));
            if shortened { Cue::Ahead.bit() } else { table.get(word).copied().unwrap_or_default() }
        };
        let words: Vec<u16> = (0..words.len()).map(|at| cues(words.get(at))).collect();
        let any = words.iter().fold(0, |any, bits| any | bits);
        Self { words, any }
    }

    /// Every word a cue for everything.
    #[cfg(test)]
    pub(super) fn everywhere(words: &Words) -> Self {
        Self { words: vec![u16::MAX; words.len()], any: u16::MAX }
    }

    /// The words of a range at which a question begins.
    pub(super) fn of(&self, cue: Cue, range: &Range<usize>) -> impl Iterator<Item = usize> + use<'_> {
        let range = if self.any & cue.bit() == 0 { 0..0 } else { range.clone() };
        let start = range.start;
        let words = self.words.get(range).unwrap_or_default();
        words
            .iter()
            .enumerate()
            .filter(move |(_, bits)| **bits & cue.bit() != 0)
            .map(move |(at, _)| start + at)
    }
}

static TABLE: LazyLock<FxHashMap<&'static str, u16>> = LazyLock::new(|| {
    const SEEMING: [&str; 4] = ["seem", "seems", "appear", "appears"];
    const AHEAD: [&str; 22] = [
        "will",
        "won't",
        "won’t",
        "would",
        "going",
        "likely",
        "unlikely",
        "certain",
        "expected",
        "set",
        "due",
        "poised",
        "bound",
        "expect",
        "anticipate",
        "forecast",
        "predict",
        "foresee",
        "should",
        "ought",
        "stand",
        "stands",
    ];
    let terms = YARDSTICKS.iter().flat_map(|yardstick| yardstick.terms).flat_map(|term| term.words);
    let lists: [(Cue, &mut dyn Iterator<Item = &&'static str>); 9] = [
        (Cue::Term, &mut terms.into_iter()),
        (Cue::Foreign, &mut STRENGTHS.iter().chain(&yardstick::BEGINNINGS)),
        (Cue::Vague, &mut vague::WORDS.iter().chain(&vague::PHRASES)),
        (Cue::Hedge, &mut vague::MODALS.iter().chain(&vague::HEDGES).chain(&SEEMING)),
        (Cue::Negative, &mut vague::NEGATIVES.iter()),
        (Cue::Certainty, &mut certainty::WORDS.iter().chain(&certainty::PHRASES)),
        (Cue::Ahead, &mut AHEAD.iter()),
        (Cue::Confidence, &mut ["confident", "confidence"].iter()),
        (Cue::Desk, &mut ["we", "our"].iter()),
    ];
    let mut table = FxHashMap::default();
    for (cue, list) in lists {
        for phrase in list {
            let first = phrase.split(' ').next().unwrap_or_default();
            *table.entry(first).or_default() |= cue.bit();
        }
    }
    table
});

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Write as _;

    use super::*;
    use crate::config::{Overrides, load};
    use crate::content::registry::Registry;
    use crate::content::{Loader, kind_of, load_one};
    use crate::diag::Diagnostic;
    use crate::lint::{View, all};
    use crate::markdown::{AlertLabels, Labels};

    #[test]
    fn a_word_is_a_cue_for_what_begins_with_it() {
        let words = Words::new("We can rule that out; it will likely rain.");
        let cues = Cues::new(&words);
        let at = |cue| cues.of(cue, &(0..words.len())).map(|at| words.get(at)).collect::<Vec<_>>();
        assert_eq!(at(Cue::Desk), ["we"]);
        assert_eq!(at(Cue::Vague), ["can", "it"]);
        assert_eq!(at(Cue::Ahead), ["will", "likely"]);
        assert_eq!(at(Cue::Term), ["likely"]);
        assert_eq!(cues.of(Cue::Ahead, &(7..9)).collect::<Vec<_>>(), [7]);
        assert!(at(Cue::Confidence).is_empty());
    }

    /// What stands in quotation marks in the sources of the rules, every word and phrase they ask for among it.
    fn literals() -> BTreeSet<&'static str> {
        let sources = [
            include_str!("rules/certainty.rs"),
            include_str!("rules/confidence.rs"),
            include_str!("rules/likelihood.rs"),
            include_str!("rules/vague.rs"),
            include_str!("rules/yardstick.rs"),
            include_str!("view.rs"),
            include_str!("../tradecraft/yardstick.rs"),
        ];
        let is_words = |text: &&str| {
            let letters = text.chars().all(|sign| sign.is_alphanumeric() || " '’".contains(sign));
            letters && !text.trim().is_empty() && text.len() < 40
        };
        sources
            .iter()
            .flat_map(|source| source.lines())
            .flat_map(|line| line.split('"').skip(1).step_by(2))
            .filter(is_words)
            .collect()
    }

    fn findings(view: &View<'_>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        all().for_each(|rule| (rule.find)(view, &mut found));
        found
    }

    #[test]
    fn no_rule_finds_more_where_it_reads_every_word() {
        let mut body = "+++\ntitle = \"One\"\ndate = 2025-05-20\n+++\n\n## Key Judgements\n".to_owned();
        let mut number = 0;
        for words in literals() {
            for sentence in [
                format!("We judge that prices {words} rise."),
                format!("It is not {words} to fall, and we have {words} confidence in this judgement"),
                format!("Prices may {words}; {words} likely to fall within a year"),
                format!("Our forecast seems {words} confident that it will rain."),
            ] {
                number += 1;
                let _ = write!(body, "\nKJ-{number}. {sentence}\n");
            }
        }
        assert!(number > 1000, "{number}");
        body.push_str("\n## Statement on Analysis\n\nWe judge that prices likely rise.\n");
        let (config, _) = load(
            "site.toml",
            "title = \"Desk\"\nbase_url = \"https://desk.example/\"\n",
            &Overrides::default(),
        );
        let labels = Labels { table: "", anchor: "", back: "", source: "", untitled: "" };
        let alerts = AlertLabels(Vec::new());
        let loader = Loader { config: &config, alerts: &alerts, labels, ceiling: config.scheme.highest() };
        let path = "reports/one.md";
        let kind = kind_of(path, &config.reports).expect("a document");
        let registry = Registry::default();
        let (document, _) = load_one(path, kind, body.as_bytes(), &loader, &[&registry]);
        let mut view = View::new(&document, &config, jiff::Timestamp::UNIX_EPOCH).expect("a report");
        let found = findings(&view);
        assert!(found.len() > number / 2, "{}", found.len());
        for block in &mut view.blocks {
            let all: Vec<_> = block
                .sentences
                .iter()
                .flat_map(|one| config.yardstick.terms_in(&block.words, one.clone()))
                .filter(|term| !block.is_quoted(term.words.start))
                .collect();
            assert_eq!(block.terms, all);
            block.cue_everywhere();
        }
        let everywhere = findings(&view);
        for (one, other) in found.iter().zip(&everywhere) {
            assert_eq!(one, other);
        }
        assert_eq!(found.len(), everywhere.len());
    }
}
