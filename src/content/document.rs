//! The model: what a document is once it has been read. Everything after loading works on these types.

use std::sync::Arc;

use crate::classification::Level;
use crate::content::front_matter::{FrontMatter, Kind};
use crate::content::judgement_facts::Outcome;
use crate::content::passage::Passage;
use crate::content::registry::{Lineage, SourceRecord, one_address};
use crate::date::Moment;
use crate::markdown::{Markup, Met};
use crate::table::Located;
use crate::tradecraft::{Confidence, SectionKind, SourceStatus, Term};

/// One Markdown file of `content/`.
#[derive(Debug, Clone)]
pub struct Document {
    /// Path below `content/`, with `/`: `reports/2025/a.md`.
    pub path: String,
    /// Path below `content/` of its file, where that has a language in it that `path` has not.
    pub file: Option<Box<str>>,
    /// What it is.
    pub kind: Kind,
    /// Its front matter.
    pub front: FrontMatter,
    /// Title: of the front matter, or of the first heading, or of the file.
    pub title: String,
    /// Links, pictures, headings, citations and words of the text.
    pub met: Met,
    /// Footnotes, at the end of the text.
    pub footnotes: Markup,
    /// The text.
    pub body: Body,
    /// A sentence or two for lists: of the front matter, or from the text.
    pub summary: String,
    /// Whether its text is known.
    pub reading: Reading,
    /// What of it may be published.
    pub clearance: Clearance,
}

/// What of a document may be published, by its classification and its portions. What may not is gone already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clearance {
    /// All of it.
    Whole,
    /// What is left of it, of this level at most.
    Part(Level),
    /// Nothing.
    Nothing,
}

/// How much of a file could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// All of it, errors aside.
    Whole,
    /// Nothing. It stands for itself all the same, so that links to it are not errors as well.
    Lost,
}

/// The text of a document.
#[derive(Debug, Clone)]
pub enum Body {
    /// Typed parts.
    Report(Box<ReportBody>),
    /// Plain Markdown.
    Prose(Markup),
}

/// The typed parts of a report.
#[derive(Debug, Default, Clone)]
pub struct ReportBody {
    /// Sections in order of the text.
    pub sections: Vec<ReportSection>,
    /// Key judgements in order of the text.
    pub judgements: Vec<Judgement>,
    /// Words of the executive summary; empty without one.
    pub executive_summary: String,
    /// Words of the statement on analysis; empty without one.
    pub statement: String,
    /// Intelligence cut-off date, of the front matter or the text.
    pub cutoff: Option<Moment>,
    /// Numbered sources.
    pub sources: Vec<Source>,
    /// Where each citation stands, in words: `KJ-1.2` or a section's title.
    pub citation_labels: Vec<String>,
    /// The words block by block, for the linter; a build drops them once it has been at work.
    pub passages: Vec<Passage>,
}

/// A section of a report.
#[derive(Debug, Clone)]
pub struct ReportSection {
    /// What it is.
    pub kind: SectionKind,
    /// Id of its heading.
    pub id: String,
    /// Words of its heading; none for text before the first one.
    pub title: Option<String>,
    /// Its text without the heading, and without judgements.
    pub markup: Markup,
    /// Headings inside it, as places in the document's list.
    pub headings: std::ops::Range<usize>,
}

/// A key judgement.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// The n of KJ-n, as published.
    pub number: u32,
    /// The number as written, which differs where the judgements that are left were counted anew.
    pub written: u32,
    /// Where it begins in the file.
    pub span: std::ops::Range<usize>,
    /// The sentence, inline HTML.
    pub markup: Markup,
    /// The sentence's words.
    pub text: String,
    /// Text between the sentence and the next judgement that is not evidence.
    pub discussion: Markup,
    /// How likely.
    pub likelihood: Option<&'static Term>,
    /// Where the words that say how likely end in `text`, in bytes; none where the front matter alone says it.
    pub likelihood_end: Option<usize>,
    /// How sure.
    pub confidence: Option<Confidence>,
    /// Why no more and no less sure.
    pub confidence_reason: Option<String>,
    /// Horizon, as front matter gives it.
    pub by: Option<Moment>,
    /// The horizon that its sentence gives; none where front matter gives one.
    pub said: Option<SaidHorizon>,
    /// What became of it.
    pub outcome: Option<Outcome>,
    /// The n of the KJ-n in the report that this one replaces, which it takes up.
    pub follows: Option<Located<u32>>,
    /// Points of evidence, in order.
    pub evidence: Vec<Evidence>,
}

/// The horizon that a sentence gives: "over the next year", "before the end of 2026".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaidHorizon {
    /// Its last day.
    pub last: Moment,
    /// Whether that day is counted from the cut-off date.
    pub from_cutoff: bool,
}

/// A point of evidence.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Its number, as published.
    pub number: usize,
    /// The point, as HTML.
    pub markup: Markup,
    /// Its words.
    pub text: String,
    /// Its citations, as places in the document's list.
    pub citations: std::ops::Range<usize>,
}

/// A numbered source of a report.
#[derive(Debug, Clone)]
pub struct Source {
    /// Where it is, as written; none where the registry names no address, or where the release gate took it away.
    pub url: Option<Arc<str>>,
    /// What the registry says of it.
    pub record: Option<Arc<SourceRecord>>,
}

impl Source {
    /// Whether its registry says that it was taken back.
    pub fn is_retracted(&self) -> bool {
        self.record.as_ref().is_some_and(|record| record.status == SourceStatus::Retracted)
    }
}

impl ReportBody {
    /// What tells the source with this number from independent ones.
    pub fn lineage(&self, number: u32) -> Lineage<'_> {
        let at = usize::try_from(number).unwrap_or(usize::MAX);
        let Some(source) = at.checked_sub(1).and_then(|at| self.sources.get(at)) else {
            return Lineage::Unknown(at);
        };
        match (&source.record, &source.url) {
            (Some(record), _) => record.lineage(),
            (None, Some(url)) => Lineage::Address(one_address(url)),
            (None, None) => Lineage::Unknown(at),
        }
    }

    /// The source with this number, from 1.
    pub fn source(&self, number: u32) -> Option<&Source> {
        self.sources.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    /// The lineages of the sources with these numbers that still stand: one that was retracted supports nothing.
    pub fn standing(&self, numbers: impl IntoIterator<Item = u32>) -> Vec<Lineage<'_>> {
        let stands = |number: &u32| self.source(*number).is_none_or(|source| !source.is_retracted());
        let mut lineages: Vec<Lineage<'_>> =
            numbers.into_iter().filter(stands).map(|number| self.lineage(number)).collect();
        lineages.sort_unstable();
        lineages.dedup();
        lineages
    }
}

impl Judgement {
    /// `KJ-1`.
    pub fn label(&self) -> String {
        ["KJ-", &self.number.to_string()].concat()
    }

    /// `kj-1`.
    pub fn id(&self) -> String {
        ["kj-", &self.number.to_string()].concat()
    }

    /// Why the desk is as sure as it says; none where it does not say how sure it is.
    pub fn reason(&self) -> Option<&str> {
        self.confidence_reason.as_deref().filter(|_| self.confidence.is_some())
    }

    /// Until when it is meant to hold, wherever that is said.
    pub fn until(&self) -> Option<Moment> {
        self.by.or(self.said.map(|said| said.last))
    }
}

impl Document {
    /// A document whose file could not be read.
    pub fn lost(path: &str, kind: Kind, title: String, level: Level) -> Self {
        Self {
            path: path.to_owned(),
            file: None,
            kind,
            front: FrontMatter::empty(level),
            title,
            met: Met::default(),
            footnotes: Markup::default(),
            body: match kind {
                Kind::Report => Body::Report(Box::default()),
                Kind::Page | Kind::Section => Body::Prose(Markup::default()),
            },
            summary: String::new(),
            reading: Reading::Lost,
            clearance: Clearance::Whole,
        }
    }

    /// The typed parts, if this is a report.
    pub fn report(&self) -> Option<&ReportBody> {
        match &self.body {
            Body::Report(report) => Some(report),
            Body::Prose(_) => None,
        }
    }

    /// All of its text, in the order of the page.
    pub fn markups(&self) -> Vec<&Markup> {
        let mut all = Vec::new();
        match &self.body {
            Body::Prose(markup) => all.push(markup),
            Body::Report(report) => {
                all.extend(report.sections.iter().map(|section| &section.markup));
                for judgement in &report.judgements {
                    all.extend([&judgement.markup, &judgement.discussion]);
                    all.extend(judgement.evidence.iter().map(|point| &point.markup));
                }
            }
        }
        all.push(&self.footnotes);
        all
    }

    /// Drops the words that only the linter reads.
    pub fn forget_passages(&mut self) {
        if let Body::Report(report) = &mut self.body {
            report.passages = Vec::new();
        }
    }

    /// Path below the site's root, for findings.
    pub fn file(&self) -> String {
        format!("content/{}", self.file_path())
    }

    /// Path of its file below `content/`.
    pub fn file_path(&self) -> &str {
        self.file.as_deref().unwrap_or(&self.path)
    }
}
