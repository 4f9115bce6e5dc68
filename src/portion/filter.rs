//! The filter: events in, events that may be published out.
//!
//! In: the events of a body, its fences, the rules. Out: [`Edition`].

mod inline;
mod levels;
mod marks;
mod output;

use std::ops::Range;

use pulldown_cmark::{Event, Tag};
use rustc_hash::FxHashMap;

use super::banner::{Coverage, Marks};
use super::beginning::{Beginning, Cut, Letters};
use super::fence::{Fences, Standing};
use super::likeness::Likeness;
use super::mark::Leading;
use super::shape::{begins_part, is_container, is_inline, is_leaf, without_empty_sections};
use super::target::Targets;
use super::{Edition, Rules, stray};
use crate::classification::Level;
use crate::diag::Diagnostic;
use crate::markdown::{self, Events, matching, plain_text};
use crate::tradecraft::{SectionKind, judgement_prefix, section_kind};

/// Filters a body, masked as [`super::mask`] leaves it. `findings` are those of the fences.
pub fn filter<'a>(
    body: &'a str,
    fences: &Fences,
    rules: &Rules<'_>,
    findings: Vec<Diagnostic>,
) -> Edition<'a> {
    let events = markdown::parse(body, rules.raw_html);
    let out = Vec::with_capacity(events.len());
    let letters = letters(body, &events, fences, rules);
    let targets = Targets::read(body, &events, fences, rules, letters);
    let filter = Filter {
        body,
        fences,
        rules,
        events,
        letters,
        targets,
        unlinked: Vec::new(),
        out,
        cuts: FxHashMap::default(),
        consumed: Vec::new(),
        leaves: Vec::new(),
        stack: Vec::new(),
        term: Standing::Open,
        judgement: Showing::Yes,
        evidence: false,
        withheld_judgements: Vec::new(),
        kept: None,
        marks: Marks { highest: None, coverage: Coverage::All },
        withheld: false,
        findings,
        doubtful: Vec::new(),
    };
    filter.run()
}

/// What letters of an enumeration are in a document.
fn letters(body: &str, events: &Events<'_>, fences: &Fences, rules: &Rules<'_>) -> Letters {
    let is_mark = |at: usize| {
        let found = Beginning::read(events, at + 1).mark(events, body, rules.scheme, Letters::Text);
        found.is_some_and(|found| matches!(found.leading, Leading::Mark { .. }))
    };
    let may = |event: &Event<'_>| {
        let inline = |tag: &Tag<'_>| matches!(tag, Tag::Link { .. } | Tag::Image { .. });
        matches!(event, Event::Start(tag) if is_container(tag) || is_leaf(tag) || inline(tag))
    };
    let marked = rules.front.is_some()
        || !fences.is_empty()
        || events.iter().enumerate().any(|(at, (event, _))| may(event) && is_mark(at));
    if marked { Letters::Marks } else { Letters::Text }
}

/// What the events inside a container are at least.
struct Frame {
    end: usize,
    standing: Standing,
}

/// Whether the judgement whose blocks are read is published.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Showing {
    Yes,
    No,
}

struct Filter<'r, 'a> {
    body: &'a str,
    fences: &'r Fences,
    rules: &'r Rules<'r>,
    events: Events<'a>,
    letters: Letters,
    /// Where links lead that name a label.
    targets: Targets,
    /// Ends of links that lose their address.
    unlinked: Vec<usize>,
    out: Events<'a>,
    /// Text events that lose a mark, and what is shown in its place.
    cuts: FxHashMap<usize, (Cut, Option<String>)>,
    /// Where marks stand that were read.
    consumed: Vec<Range<usize>>,
    /// Texts by their events, with the level they are published at.
    leaves: Vec<(Range<usize>, Level)>,
    stack: Vec<Frame>,
    /// What a term makes of its definitions.
    term: Standing,
    judgement: Showing,
    /// Whether lists may be evidence: a judgement was begun in this section.
    evidence: bool,
    withheld_judgements: Vec<u32>,
    kept: Option<Level>,
    marks: Marks,
    withheld: bool,
    findings: Vec<Diagnostic>,
    /// What is wrong only where the document has marks.
    doubtful: Vec<Diagnostic>,
}

impl<'a> Filter<'_, 'a> {
    fn run(mut self) -> Edition<'a> {
        let mut at = 0;
        while at < self.events.len() {
            while self.stack.last().is_some_and(|frame| frame.end < at) {
                self.stack.pop();
            }
            at = self.step(at);
        }
        if self.withheld {
            self.out = without_empty_sections(std::mem::take(&mut self.out));
        }
        self.findings.extend(self.marks.check(self.body, self.rules));
        if self.rules.strict {
            for found in stray::marks(self.body, &self.events, &self.leaves, &self.consumed, self.rules) {
                match found.likeness {
                    Likeness::Near => self.findings.push(found.finding),
                    Likeness::Far => self.doubtful.push(found.finding),
                }
            }
        }
        if self.marks.highest.is_some() || self.rules.front.is_some() {
            self.findings.append(&mut self.doubtful);
        }
        Edition {
            events: self.out,
            kept: self.kept,
            withheld_judgements: self.withheld_judgements,
            findings: self.findings,
        }
    }

    /// Takes one event, or all of an element; gives the place of the next.
    fn step(&mut self, at: usize) -> usize {
        if let Some(next) = self.loose(at) {
            return next;
        }
        let Event::Start(tag) = &self.events[at].0 else {
            self.emit(at);
            return at + 1;
        };
        let footnote = matches!(tag, Tag::FootnoteDefinition(_));
        if self.stack.is_empty() && self.judgement == Showing::No && !footnote && !begins_part(tag) {
            return self.skip(at);
        }
        match tag {
            Tag::Paragraph | Tag::Heading { .. } if self.stack.is_empty() => self.top_block(at),
            Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::TableRow => {
                self.element(at)
            }
            Tag::DefinitionListTitle => {
                self.term = self.standing(at);
                self.element(at)
            }
            Tag::Item
            | Tag::BlockQuote(_)
            | Tag::FootnoteDefinition(_)
            | Tag::DefinitionListDefinition
            | Tag::Table(_) => self.element(at),
            Tag::Link { .. } | Tag::Image { .. } => self.inline(at),
            _ => {
                self.emit(at);
                at + 1
            }
        }
    }

    /// The text of a tight list item has no paragraph round it, so a block inside the item is found at each of its words;
    /// gives the place behind what is withheld.
    fn loose(&mut self, at: usize) -> Option<usize> {
        let (event, range) = &self.events[at];
        let is_start = match event {
            Event::Start(tag) if is_inline(tag) => true,
            Event::Start(_) | Event::End(_) => return None,
            _ => false,
        };
        if self.fences.is_empty() {
            return None;
        }
        let range = range.clone();
        let standing = self.around().and(self.fences.standing(&range, self.rules));
        if let Standing::Level(level) = standing {
            self.marks.note(level, &range);
        }
        if self.shows(standing) || standing == Standing::Open {
            return None;
        }
        self.withheld = true;
        Some(if is_start { self.skip(at) } else { at + 1 })
    }

    /// A paragraph or heading outside of everything: the place where judgements and parts begin.
    fn top_block(&mut self, at: usize) -> usize {
        let beginning = Beginning::read(&self.events, at + 1);
        let text = beginning.text.trim_start();
        let marked = super::read_mark(text, self.rules.scheme);
        if let Some((number, length)) = judgement_prefix(&marked.text) {
            return self.judgement(at, number, marked.text[length..].trim().is_empty());
        }
        if let Event::Start(Tag::Heading { level, .. }) = &self.events[at].0 {
            let title = plain_text(&self.events[at..=matching(&self.events, at)]);
            let title = super::read_mark(&title, self.rules.scheme);
            let fixed = section_kind(&title.text) != SectionKind::Prose;
            if *level as u8 <= 2 || fixed {
                self.judgement = Showing::Yes;
                self.evidence = false;
            }
            // It says no more than that this is a brief.
            if fixed && marked.level.is_none() && self.fenced(at) == Standing::Open {
                self.emit(at);
                return at + 1;
            }
        }
        if self.judgement == Showing::No { self.skip(at) } else { self.element(at) }
    }

    /// The beginning of a key judgement. A heading without a sentence has it in the paragraph that follows.
    fn judgement(&mut self, at: usize, number: u32, awaits_sentence: bool) -> usize {
        let next = matching(&self.events, at) + 1;
        let sentence = matches!(self.events.get(next), Some((Event::Start(Tag::Paragraph), _)));
        let mut standing = self.standing(at);
        if awaits_sentence && sentence {
            let sentence = self.standing(next);
            standing = standing.and(sentence);
        }
        self.evidence = true;
        self.judgement = if self.shows(standing) { Showing::Yes } else { Showing::No };
        if self.judgement == Showing::No {
            self.withheld_judgements.push(number);
            self.note_level(at, standing);
            return self.skip(at);
        }
        if awaits_sentence {
            self.cut_mark(at);
            self.emit(at);
            return at + 1;
        }
        self.element(at)
    }

    /// Any element that may have a level: goes into it, or passes over it.
    fn element(&mut self, at: usize) -> usize {
        let standing = self.standing(at);
        self.note_level(at, standing);
        self.refuse_idle_mark(at);
        let Event::Start(tag) = &self.events[at].0 else { return at + 1 };
        let (container, leaf) = (is_container(tag), is_leaf(tag));
        let enters = matches!(tag, Tag::BlockQuote(_)) && standing == Standing::Open;
        if !self.shows(standing) && !enters {
            if matches!(tag, Tag::Item) && self.keeps_number() {
                // An empty item keeps the numbers of those that follow.
                self.emit(at);
                let next = self.skip(at);
                self.out.push(self.events[next - 1].clone());
                return next;
            }
            return self.skip(at);
        }
        let end = matching(&self.events, at);
        if leaf || (container && self.holds_text(at)) {
            if standing == Standing::Open && !matches!(self.events[at].0, Event::Start(Tag::Heading { .. })) {
                self.marks.coverage = Coverage::Some;
            }
            let level = self.published_at(standing);
            self.leaves.push((at..end, level));
            if matches!(standing, Standing::Level(_)) {
                self.kept = Some(self.kept.map_or(level, |kept| kept.max(level)));
            }
        }
        self.cut_mark(at);
        self.stack.push(Frame { end, standing });
        self.emit(at);
        at + 1
    }

    fn holds_text(&self, at: usize) -> bool {
        match self.events.get(at + 1) {
            Some((Event::Start(tag), _)) => is_inline(tag) || matches!(tag, Tag::TableHead),
            Some((Event::End(_), _)) | None => false,
            Some(_) => true,
        }
    }

    /// Passes over an element. Marks in it count for the banner all the same.
    fn skip(&mut self, at: usize) -> usize {
        self.withheld = true;
        self.marks.coverage = Coverage::Some;
        let end = matching(&self.events, at);
        for inner in at..end {
            if !self.fences.is_empty() && matches!(self.events[inner].0, Event::Text(_) | Event::Code(_)) {
                let standing = self.fenced(inner);
                self.note_level(inner, standing);
            }
            let Event::Start(tag) = &self.events[inner].0 else { continue };
            if is_container(tag) || is_leaf(tag) {
                let standing = self.fenced(inner).and(self.own_mark(inner));
                self.note_level(inner, standing);
                self.cut_mark(inner);
                let level = self.published_at(self.around().and(standing)).max(self.rules.own);
                self.leaves.push((inner..matching(&self.events, inner), level));
            }
        }
        end + 1
    }
}
