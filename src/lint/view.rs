//! What a rule sees: one report, its blocks cut into sentences and words, and where each stands in the file.
//!
//! In: a document. Out: [`View`]. Does not know any rule.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::cue::{Cue, Cues};
use crate::config::Config;
use crate::content::judgement_facts::JudgementFacts;
use crate::content::{Document, Judgement, Passage, PassageKind, ReportBody};
use crate::diag::{Code, Diagnostic};
use crate::tradecraft::{HorizonFound, TermFound, Words, Yardstick, sentences};

/// A report as rules see it.
#[derive(Debug)]
pub struct View<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its typed parts.
    pub report: &'a ReportBody,
    /// The site's configuration.
    pub config: &'a Config,
    /// The moment of the build.
    pub as_of: Timestamp,
    /// Text in the desk's own words, that is all but evidence, in order. Empty where the site is not in English.
    pub blocks: Vec<Block<'a>>,
    file: String,
}

/// A passage and its words.
#[derive(Debug)]
pub struct Block<'a> {
    /// The passage.
    pub passage: &'a Passage,
    /// Its words.
    pub words: Arc<Words>,
    /// Its sentences, as ranges of words.
    pub sentences: Vec<Range<usize>>,
    /// Terms of the site's yardstick in the desk's own words, in order: most rules ask for them.
    pub terms: Vec<TermFound>,
    cues: Cues,
    horizon: OnceCell<Option<HorizonFound>>,
}

impl<'a> View<'a> {
    /// The view of a report; none of another document.
    pub(super) fn new(document: &'a Document, config: &'a Config, as_of: Timestamp) -> Option<Self> {
        let report = document.report()?;
        let english = config.is_english();
        let own = |passage: &&Passage| {
            english && !matches!(passage.kind, PassageKind::Evidence(..)) && !passage.text.is_empty()
        };
        let blocks =
            report.passages.iter().filter(own).map(|passage| Block::new(passage, config.yardstick)).collect();
        Some(Self { document, report, config, as_of, blocks, file: document.file() })
    }

    /// A finding at bytes of the file.
    pub fn at(&self, code: &'static Code, span: Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, message).at(&self.file, span)
    }

    /// A finding at words of a block.
    pub fn words(
        &self,
        code: &'static Code,
        block: &Block<'_>,
        words: &Range<usize>,
        message: impl Into<String>,
    ) -> Diagnostic {
        self.at(code, block.place(words), message)
    }

    /// The path of the file, for second places.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Blocks of one kind.
    pub fn of(&self, kind: PassageKind) -> impl Iterator<Item = &Block<'a>> {
        self.blocks.iter().filter(move |block| block.passage.kind == kind)
    }

    /// Key judgements with the block of their sentence.
    pub fn judgements(&self) -> impl Iterator<Item = (&'a Judgement, &Block<'a>)> {
        let report = self.report;
        report.judgements.iter().filter_map(|judgement| {
            Some((judgement, self.of(PassageKind::Judgement(judgement.number)).next()?))
        })
    }

    /// What front matter says of a judgement.
    pub fn facts(&self, judgement: &Judgement) -> Option<&'a JudgementFacts> {
        self.document.front.judgements.iter().find(|facts| facts.number == judgement.written)
    }

    /// The day from which relative horizons are counted.
    pub fn cutoff(&self) -> Option<Date> {
        self.report.cutoff.map(|moment| moment.day)
    }

    /// The year of the cut-off date, else of publication: earlier years are the past.
    pub fn year(&self) -> i16 {
        let published = self.document.front.date.as_ref().map(|date| date.value.day);
        self.cutoff().or(published).map_or(1900, Date::year)
    }

    /// A short piece of a judgement's passage for findings about the judgement as a whole, in any language.
    pub fn head(&self, judgement: &Judgement) -> Range<usize> {
        let passage = self
            .report
            .passages
            .iter()
            .find(|passage| passage.kind == PassageKind::Judgement(judgement.number));
        passage.map_or_else(
            || judgement.span.clone(),
            |passage| passage.place(&(0..passage.text.find(['.', ',', ';']).unwrap_or(passage.text.len()))),
        )
    }
}

impl<'a> Block<'a> {
    fn new(passage: &'a Passage, yardstick: &Yardstick) -> Self {
        let words = Arc::clone(passage.words());
        let sentences: Vec<Range<usize>> = sentences(&passage.text)
            .into_iter()
            .map(|bytes| words.within(&bytes))
            .filter(|words| !words.is_empty())
            .collect();
        let cues = Cues::new(&words);
        let mut terms: Vec<TermFound> = sentences
            .iter()
            // The table of cues has the words of built-in yardsticks only.
            .filter(|sentence| yardstick.is_own() || cues.of(Cue::Term, sentence).next().is_some())
            .flat_map(|sentence| yardstick.terms_in(&words, sentence.clone()))
            .collect();
        terms.retain(|term| !passage.is_quoted(&words.bytes(term.words.start)));
        Self { passage, words, sentences, terms, cues, horizon: OnceCell::new() }
    }

    /// The words of a range at which something begins that a rule asks for.
    pub(super) fn cued(&self, words: &Range<usize>, cue: Cue) -> impl Iterator<Item = usize> + use<'_, 'a> {
        self.cues.of(cue, words)
    }

    /// Until when it is meant to hold, as `find` has it the first time: several rules ask.
    pub(super) fn horizon(&self, find: impl FnOnce() -> Option<HorizonFound>) -> Option<HorizonFound> {
        self.horizon.get_or_init(find).clone()
    }

    /// Has every rule read every word.
    #[cfg(test)]
    pub(super) fn cue_everywhere(&mut self) {
        self.horizon = OnceCell::new();
        self.cues = Cues::everywhere(&self.words);
    }

    /// All of its words.
    pub fn all(&self) -> Range<usize> {
        0..self.words.len()
    }

    /// Bytes of the file for words.
    pub fn place(&self, words: &Range<usize>) -> Range<usize> {
        self.passage.place(&self.words.span(words))
    }

    /// Whether a word is somebody else's.
    pub fn is_quoted(&self, word: usize) -> bool {
        !self.passage.quoted.is_empty() && self.passage.is_quoted(&self.words.bytes(word))
    }

    /// Words as they are written.
    pub fn text(&self, words: &Range<usize>) -> &str {
        &self.passage.text[self.words.span(words)]
    }

    /// Whether this is the sentence of a key judgement.
    pub fn is_judgement(&self) -> bool {
        matches!(self.passage.kind, PassageKind::Judgement(_))
    }

    /// Sentences in which the desk itself judges: those of key judgements, and those with "we assess" and the
    /// like.
    pub fn judging(&self) -> impl Iterator<Item = &Range<usize>> {
        self.sentences.iter().filter(|sentence| self.is_judging(sentence))
    }

    /// Whether the desk itself judges in a sentence.
    pub fn is_judging(&self, sentence: &Range<usize>) -> bool {
        self.is_judgement() || self.judges(sentence)
    }

    fn judges(&self, sentence: &Range<usize>) -> bool {
        const VERBS: [&str; 12] = [
            "judge",
            "assess",
            "expect",
            "estimate",
            "believe",
            "think",
            "anticipate",
            "forecast",
            "project",
            "foresee",
            "conclude",
            "predict",
        ];
        self.cued(sentence, Cue::Desk).any(|at| match self.words.get(at) {
            "we" => (1..=2).any(|step| VERBS.contains(&self.words.get(at + step))) && !self.is_quoted(at),
            "our" => matches!(
                self.words.get(at + 1),
                "judgement" | "judgment" | "assessment" | "estimate" | "forecast"
            ),
            _ => false,
        })
    }
}
