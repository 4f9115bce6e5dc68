//! The typed report in the text: executive summary, key judgements with their evidence, statement on analysis,
//! cut-off date.
//!
//! In: events of a body. Out: [`ReportBody`]. Headings are matched without case and in both spellings of
//! judgement. Does not know the front matter; `load` joins the two.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use crate::content::document::{Evidence, Judgement, ReportBody, ReportSection};
use crate::content::passage::{Passage, PassageKind};
use crate::date::Moment;
use crate::diag::{Diagnostic, Place, codes};
use crate::exact;
use crate::markdown::{
    Block, BlockKind, Events, Heading, Markup, Writer, blocks, is_comment, items, plain_text, strip_prefix,
};
use crate::portion::Numbering;
use crate::table::Located;
use crate::tradecraft::{
    Confidence, SectionKind, Words, Yardstick, confidence_reason, judgement_prefix, section_kind,
};

/// Reads a report's body.
pub(super) struct Structure<'w, 'o> {
    writer: &'w mut Writer<'o>,
    yardstick: &'static Yardstick,
    path: &'o str,
    offset: usize,
    numbering: Numbering,
    /// Whether judgements were withheld, so that numbers are missing for a reason.
    gaps: bool,
    report: ReportBody,
    section: Option<ReportSection>,
    judgement: Option<Draft>,
    awaiting_cutoff: bool,
    /// The cut-off date in the text and where it stands.
    cutoff: Option<Located<Moment>>,
}

/// A judgement while its blocks come in.
struct Draft {
    judgement: Judgement,
    /// A heading `KJ-1` without words takes the next paragraph as its sentence.
    awaiting_sentence: bool,
}

const CUTOFF_LABELS: [&str; 6] = [
    "intelligence cut-off date",
    "intelligence cutoff date",
    "intelligence cut off date",
    "information cut-off date",
    "cut-off date",
    "cutoff date",
];

impl<'w, 'o> Structure<'w, 'o> {
    /// A reader that writes with `writer`. `offset` is the first byte of the body in the file `path`.
    pub(super) fn new(
        writer: &'w mut Writer<'o>,
        yardstick: &'static Yardstick,
        path: &'o str,
        offset: usize,
        numbering: Numbering,
    ) -> Self {
        Self {
            writer,
            yardstick,
            path,
            offset,
            numbering,
            gaps: false,
            report: ReportBody::default(),
            section: None,
            judgement: None,
            awaiting_cutoff: false,
            cutoff: None,
        }
    }

    /// Reads all blocks but footnotes. `withheld` are the numbers of judgements that are not among them.
    pub(super) fn read(
        mut self,
        events: &Events<'_>,
        withheld: &[u32],
    ) -> (ReportBody, Option<Located<Moment>>) {
        self.gaps = !withheld.is_empty();
        for block in blocks(events) {
            self.block(&block, &events[block.events.clone()]);
        }
        self.end_section();
        self.check_order();
        (self.report, self.cutoff)
    }

    fn block(&mut self, block: &Block, events: &[(Event<'_>, Range<usize>)]) {
        let inline = matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading(_));
        let text = if inline { plain_text(events) } else { String::new() };
        let span = self.span(events);
        if inline && self.cutoff_line(block.kind, &text, &span) {
            return;
        }
        match block.kind {
            BlockKind::Footnote => {}
            // A note of the author's begins no section.
            BlockKind::Other
                if events.len() > 2
                    && events[1..events.len() - 1].iter().all(|(event, _)| is_comment(event)) =>
            {
                self.passage(events, span);
            }
            BlockKind::Heading(_) | BlockKind::Paragraph if judgement_prefix(&text).is_some() => {
                self.judgement_start(block.kind, events, &text, span);
            }
            BlockKind::Heading(level) if level <= 2 || section_kind(&text) != SectionKind::Prose => {
                self.end_section();
                self.start_section(Some(text), events, &span);
            }
            BlockKind::Paragraph if self.judgement.as_ref().is_some_and(|draft| draft.awaiting_sentence) => {
                let inner = &events[1..events.len() - 1];
                self.passage(inner, span);
                let markup = self.writer.write(inner);
                self.label_citations(|draft| draft.map_or_else(String::new, |draft| draft.judgement.label()));
                if let Some(draft) = &mut self.judgement {
                    draft.judgement.markup = markup;
                    draft.judgement.text = text;
                    draft.awaiting_sentence = false;
                }
            }
            BlockKind::List if self.continues_evidence(events) => self.evidence(events),
            BlockKind::Heading(_) | BlockKind::Paragraph if self.almost_judgement(&text) => {
                let finding = Diagnostic::new(
                    &codes::JUDGEMENT_FORM,
                    "this begins like a key judgement and is read as plain text",
                );
                self.push(
                    span,
                    finding.help("write a number and a stop: KJ-1. The judgement in a sentence."),
                );
                self.prose(events);
            }
            _ => self.prose(events),
        }
    }

    fn span(&self, events: &[(Event<'_>, Range<usize>)]) -> Range<usize> {
        let range = events.first().map_or(0..0, |first| first.1.clone());
        range.start + self.offset..range.end + self.offset
    }

    /// Keeps the words of a block for the linter.
    fn passage(&mut self, events: &[(Event<'_>, Range<usize>)], span: Range<usize>) {
        let section = self.section.as_ref().map_or(SectionKind::Prose, |section| section.kind);
        let kind = match (&self.judgement, section) {
            (Some(draft), _) if draft.awaiting_sentence => PassageKind::Judgement(draft.judgement.number),
            (Some(draft), _) => PassageKind::Discussion(draft.judgement.number),
            (None, SectionKind::Summary) => PassageKind::Summary,
            (None, SectionKind::Statement) => PassageKind::Statement,
            (None, SectionKind::Judgements | SectionKind::Prose) => PassageKind::Prose,
        };
        self.report.passages.push(Passage::new(kind, events, span, self.offset));
    }

    fn push(&mut self, span: Range<usize>, diagnostic: Diagnostic) {
        self.writer.diagnostics.push(diagnostic.at(self.path, span));
    }

    fn cutoff_line(&mut self, kind: BlockKind, text: &str, span: &Range<usize>) -> bool {
        // The longest label has 27 letters; whole paragraphs need not be read.
        let lower = text[..text.floor_char_boundary(40)].to_lowercase();
        let label = CUTOFF_LABELS.iter().find(|label| {
            lower.strip_prefix(*label).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', ' ']))
        });
        let written = match label {
            Some(label) => text.get(label.len()..).unwrap_or_default().trim_matches([':', ' ', '.']),
            None if std::mem::take(&mut self.awaiting_cutoff) && kind == BlockKind::Paragraph => text,
            None => return false,
        };
        if written.is_empty() {
            self.awaiting_cutoff = matches!(kind, BlockKind::Heading(_));
            return self.awaiting_cutoff;
        }
        match Moment::from_text(written) {
            Some(date) => self.cutoff = Some(Located { value: date, span: span.clone() }),
            // "Cut-off date of the treaty …" is prose; "Intelligence Cut-off Date: soon" is a mistake.
            None if label.is_none() || !text[..text.len().min(40)].contains(':') => return false,
            None => self.push(
                span.clone(),
                Diagnostic::new(&codes::CUTOFF_UNREADABLE, format!("`{written}` is not a date"))
                    .help("write it as 2025-05-19 or 19 May 2025"),
            ),
        }
        true
    }

    fn start_section(
        &mut self,
        title: Option<String>,
        events: &[(Event<'_>, Range<usize>)],
        span: &Range<usize>,
    ) {
        let kind = title.as_deref().map_or(SectionKind::Prose, section_kind);
        let fixed = match kind {
            SectionKind::Summary => Some("executive-summary"),
            SectionKind::Judgements => Some("key-judgements"),
            SectionKind::Statement => Some("statement-on-analysis"),
            SectionKind::Prose => None,
        };
        // A second section of one kind is prose under its own heading: the first one is what the report says.
        let repeated =
            kind != SectionKind::Prose && self.report.sections.iter().any(|section| section.kind == kind);
        let explicit = match &events.first().map(|first| &first.0) {
            Some(Event::Start(Tag::Heading { id: Some(id), .. })) => Some(id.to_string()),
            _ => None,
        };
        let id = match (fixed.filter(|_| !repeated), &title, explicit) {
            (Some(id), ..) => id.to_owned(),
            (None, Some(_), Some(id)) => {
                if self.writer.ids.claim(&id) {
                    id
                } else {
                    let message = format!("the id `{id}` stands twice in this page");
                    self.push(
                        span.clone(),
                        Diagnostic::new(&codes::REPEATED_ID, message)
                            .help("give this heading another id: {#name}"),
                    );
                    // The page has each id once, so that its check does not find the same again.
                    self.writer.ids.from_text(&id)
                }
            }
            (None, Some(title), None) => self.writer.ids.from_text(title),
            (None, None, _) => String::new(),
        };
        let kind = if repeated && kind != SectionKind::Judgements { SectionKind::Prose } else { kind };
        let first = self.writer.met.headings.len();
        if let Some(title) = &title {
            self.writer.met.headings.push(Heading { level: 2, id: id.clone(), title: title.clone() });
            self.writer.met.words += title.split_whitespace().count();
        }
        let headings = first + usize::from(title.is_some())..first;
        self.section = Some(ReportSection { kind, id, title, markup: Markup::default(), headings });
    }

    fn current(&mut self) -> &mut ReportSection {
        if self.section.is_none() {
            self.start_section(None, &[], &(0..0));
        }
        self.section.as_mut().expect("a section was begun just now")
    }

    fn end_section(&mut self) {
        self.end_judgement();
        if let Some(mut section) = self.section.take() {
            section.markup = section.markup.exact();
            section.headings.end = self.writer.met.headings.len().max(section.headings.start);
            self.report.sections.push(section);
        }
    }

    fn prose(&mut self, events: &[(Event<'_>, Range<usize>)]) {
        self.current();
        self.passage(events, self.span(events));
        let markup = self.writer.write(events);
        if self.judgement.is_some() {
            self.label_citations(|draft| draft.map_or_else(String::new, |draft| draft.judgement.label()));
            if let Some(draft) = &mut self.judgement {
                draft.judgement.discussion.append(&markup);
                // "We have high confidence in this judgement, because …" below the sentence. A quoted block is another's.
                if draft.judgement.confidence.is_none() && matches!(events[0].0, Event::Start(Tag::Paragraph))
                {
                    let text = plain_text(events);
                    draft.judgement.confidence = Confidence::in_text(&text);
                    draft.judgement.confidence_reason = confidence_reason(&text).map(str::to_owned);
                }
            }
            return;
        }
        let text = plain_text(events);
        let section = self.current();
        section.markup.append(&markup);
        let (kind, title) = (section.kind, section.title.clone().unwrap_or_default());
        let target = match kind {
            SectionKind::Summary => Some(&mut self.report.executive_summary),
            SectionKind::Statement => Some(&mut self.report.statement),
            SectionKind::Judgements | SectionKind::Prose => None,
        };
        if let Some(target) = target {
            if !target.is_empty() && !text.is_empty() {
                target.push_str("\n\n");
            }
            target.push_str(&text);
        }
        self.label_citations(|_| title.clone());
    }

    /// Names the place of the citations written since the last call.
    fn label_citations(&mut self, label: impl Fn(Option<&Draft>) -> String) {
        while self.report.citation_labels.len() < self.writer.met.citations.len() {
            self.report.citation_labels.push(label(self.judgement.as_ref()));
        }
    }

    fn judgement_start(
        &mut self,
        kind: BlockKind,
        events: &[(Event<'_>, Range<usize>)],
        text: &str,
        span: Range<usize>,
    ) {
        let Some((number, prefix)) = judgement_prefix(text) else { return };
        let inside = self.section.as_ref().is_some_and(|section| section.kind == SectionKind::Judgements);
        if !inside {
            // "KJ-1 was revised" in running text is no judgement; "KJ-1. …" may well be meant as one.
            self.push(
                span,
                Diagnostic::new(
                    &codes::JUDGEMENT_OUTSIDE,
                    format!("KJ-{number} stands outside the key judgements"),
                )
                .label("read as plain text")
                .help("put it below a heading `## Key Judgements`"),
            );
            return self.prose(events);
        }
        self.end_judgement();
        let inner = strip_prefix(&events[1..events.len() - 1], prefix);
        let sentence = text[prefix..].trim().to_owned();
        let markup = self.writer.write(&inner);
        let passage = Passage::new(PassageKind::Judgement(number), &inner, span.clone(), self.offset);
        self.report.passages.push(passage);
        let awaiting_sentence = sentence.is_empty() && matches!(kind, BlockKind::Heading(_));
        self.judgement = Some(Draft {
            judgement: Judgement {
                number: match self.numbering {
                    Numbering::Stable => number,
                    Numbering::Renumber if !self.gaps => number,
                    Numbering::Renumber => {
                        u32::try_from(self.report.judgements.len() + 1).unwrap_or(u32::MAX)
                    }
                },
                written: number,
                span,
                markup,
                text: sentence,
                discussion: Markup::default(),
                likelihood: None,
                likelihood_end: None,
                confidence: None,
                confidence_reason: None,
                by: None,
                said: None,
                outcome: None,
                follows: None,
                evidence: Vec::new(),
            },
            awaiting_sentence,
        });
        self.label_citations(|draft| draft.map_or_else(String::new, |draft| draft.judgement.label()));
    }

    fn end_judgement(&mut self) {
        let Some(Draft { mut judgement, .. }) = self.judgement.take() else { return };
        if judgement.text.is_empty() {
            let message = format!("{} has no sentence", judgement.label());
            self.push(
                judgement.span.clone(),
                Diagnostic::new(&codes::JUDGEMENT_EMPTY, message)
                    .help("write the judgement after its number"),
            );
        }
        if let Some(earlier) =
            self.report.judgements.iter().find(|earlier| earlier.written == judgement.written)
        {
            let place = Place::new(self.path, earlier.span.clone());
            let finding =
                Diagnostic::new(&codes::JUDGEMENT_TWICE, format!("{} stands twice", judgement.label()))
                    .note("it stands here first", Some(place))
                    .help("give each judgement its own number");
            self.push(judgement.span.clone(), finding);
            return;
        }
        judgement.evidence = exact::list(judgement.evidence);
        judgement.discussion = judgement.discussion.exact();
        let words = Words::new(&judgement.text);
        (judgement.likelihood, judgement.likelihood_end) =
            self.yardstick.first_place_among(&words, &judgement.text).unzip();
        if let Some(level) = Confidence::among(&words, &judgement.text) {
            let reason = confidence_reason(&judgement.text).map(str::to_owned);
            let below = judgement.confidence_reason.filter(|_| judgement.confidence == Some(level));
            (judgement.confidence, judgement.confidence_reason) = (Some(level), reason.or(below));
        }
        self.report.judgements.push(judgement);
    }

    /// Whether a paragraph of the key judgements begins like one of them and is none: `KJ 1`, `KJ–1.`, `KJ-1 text`.
    fn almost_judgement(&self, text: &str) -> bool {
        let inside = self.section.as_ref().is_some_and(|section| section.kind == SectionKind::Judgements);
        let rest = text.get(..2).filter(|start| start.eq_ignore_ascii_case("kj")).map(|_| &text[2..]);
        inside
            && rest.is_some_and(|rest| {
                rest.trim_start_matches([
                    '-', ' ', '\u{2010}', '\u{2011}', '\u{2013}', '\u{2014}', '\u{2212}', '.',
                ])
                .starts_with(|character: char| character.is_ascii_digit())
            })
    }

    /// Whether a list is evidence: the first list of a judgement, or one that goes on counting after a
    /// paragraph between.
    fn continues_evidence(&self, events: &[(Event<'_>, Range<usize>)]) -> bool {
        let Some(draft) = &self.judgement else { return false };
        let so_far = draft.judgement.evidence.last().map_or(0, |point| point.number);
        let so_far = u64::try_from(so_far).unwrap_or(u64::MAX);
        match &events[0].0 {
            Event::Start(Tag::List(Some(start))) => so_far == 0 || *start == so_far + 1,
            _ => so_far == 0,
        }
    }

    fn evidence(&mut self, events: &[(Event<'_>, Range<usize>)]) {
        let before = self.judgement.as_ref().and_then(|draft| draft.judgement.evidence.last());
        let before = before.map_or(0, |point| point.number);
        for (place, item) in items(events).into_iter().enumerate() {
            // An empty item stands for a point that is withheld, and keeps its number.
            if item.is_empty() {
                continue;
            }
            let inner = &events[item];
            let first = self.writer.met.citations.len();
            if let Some(draft) = &self.judgement {
                let kind = PassageKind::Evidence(draft.judgement.number, draft.judgement.evidence.len() + 1);
                let start = inner.first().map_or(0, |first| first.1.start);
                let end = inner.last().map_or(start, |last| last.1.end);
                let span = start + self.offset..end + self.offset;
                self.report.passages.push(Passage::new(kind, inner, span, self.offset));
            }
            let markup = self.writer.write(inner);
            let point = Evidence {
                number: before + place + 1,
                markup,
                text: plain_text(inner),
                citations: first..self.writer.met.citations.len(),
            };
            if let Some(draft) = &mut self.judgement {
                draft.judgement.evidence.push(point);
            }
            self.label_citations(|draft| {
                draft.map_or_else(String::new, |draft| {
                    let point = draft.judgement.evidence.last().map_or(0, |point| point.number);
                    format!("{}.{point}", draft.judgement.label())
                })
            });
        }
    }

    fn check_order(&mut self) {
        if self.gaps {
            return;
        }
        let numbers: Vec<(u32, Range<usize>)> = self
            .report
            .judgements
            .iter()
            .map(|judgement| (judgement.number, judgement.span.clone()))
            .collect();
        for (place, (number, span)) in numbers.into_iter().enumerate() {
            if usize::try_from(number).ok() != Some(place + 1) {
                let message = format!("KJ-{number} stands where KJ-{} is expected", place + 1);
                self.push(
                    span,
                    Diagnostic::new(&codes::JUDGEMENT_ORDER, message)
                        .help("number the judgements in order, from 1"),
                );
                return;
            }
        }
    }
}
