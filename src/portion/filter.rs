//! The filter: events in, events that may be published out.
//!
//! In: the events of a body, its fences, the rules. Out: [`Edition`].

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use rustc_hash::FxHashMap;

use super::banner::{Coverage, Marks};
use super::beginning::{Beginning, Cut, Found, Letters};
use super::bracket::Bracket;
use super::fence::{Fences, Standing};
use super::likeness::Likeness;
use super::mark::Leading;
use super::shape::{
    begins_part, is_container, is_inline, is_leaf, is_nothing_when_empty, without_empty_sections,
};
use super::target::Targets;
use super::{Edition, Numbering, Rules, stray};
use crate::classification::{Level, Purpose};
use crate::diag::{Diagnostic, codes};
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

    /// A mark above what is round it that has nothing to mark: alone in its element, or before a lead-in, under which what
    /// it leads in would be published.
    fn refuse_idle_mark(&mut self, at: usize) {
        let round = self.published_at(self.around().and(self.fenced(at)));
        let beginning = Beginning::read(&self.events, at + 1);
        let Some(found) = self.mark_of(&beginning) else { return };
        let Leading::Mark { level, length, .. } = found.leading else { return };
        if level <= round || self.consumed.contains(&found.source) || !self.rules.strict {
            return;
        }
        let end = matching(&self.events, at);
        let mut words = beginning.text[..found.at].chars().chain(beginning.text[found.at + length..].chars());
        let is_over = beginning.last().is_none_or(|last| {
            self.events[(last + 1).min(end)..end].iter().all(|(event, _)| {
                matches!(
                    event,
                    Event::End(_) | Event::Start(Tag::TableCell) | Event::SoftBreak | Event::HardBreak
                ) || matches!(event, Event::Text(text) if !text.contains(char::is_alphanumeric))
            })
        });
        let is_title = matches!(self.events[at].0, Event::Start(Tag::DefinitionListTitle));
        if is_over && !is_title && !words.any(char::is_alphanumeric) {
            let finding = Diagnostic::new(&codes::PORTION_STRAY, "a portion mark alone marks nothing");
            self.tell(&found.source, finding.help("write the mark before the text it is for"));
        } else if self.leads_in(at, end, level) {
            let message = "the mark of a lead-in does not mark what stands under it";
            let finding = Diagnostic::new(&codes::PORTION_STRAY, message);
            let help = "mark the items or rows too, or put both between `::: portion LEVEL` and `:::`";
            self.tell(&found.source, finding.help(help));
        }
    }

    /// Whether a paragraph ends with a colon, and what follows it would be published below its level.
    fn leads_in(&self, at: usize, end: usize, level: Level) -> bool {
        let colon = matches!(&self.events[at].0, Event::Start(Tag::Paragraph))
            && plain_text(&self.events[at..=end]).trim_end().ends_with([':', '：']);
        let Some((Event::Start(tag), _)) = self.events.get(end + 1).filter(|_| colon) else { return false };
        let under = end + 1..matching(&self.events, end + 1);
        let is_below = |part: &usize| {
            let standing = self.around().and(self.fenced(*part)).and(self.own_mark(*part));
            self.published_at(standing) < level
        };
        match tag {
            // What is nested goes with the item it is nested in.
            Tag::List(_) => {
                let next =
                    |part: &usize| Some(matching(&self.events, *part) + 1).filter(|next| *next < under.end);
                std::iter::successors(Some(end + 2), next).any(|item| is_below(&item))
            }
            // The mark of its head raises the rows.
            Tag::Table(_) => {
                let mut rows =
                    under.filter(|part| matches!(self.events[*part].0, Event::Start(Tag::TableRow)));
                is_below(&(end + 1)) && rows.any(|row| is_below(&row))
            }
            Tag::BlockQuote(_) | Tag::CodeBlock(_) => is_below(&(end + 1)),
            _ => false,
        }
    }

    /// Whether an item that is withheld leaves its number: evidence of a judgement alone has one that is referred to.
    /// Elsewhere an empty item would only tell how much is missing.
    fn keeps_number(&self) -> bool {
        let list = self.out.iter().rev().find_map(|(event, _)| match event {
            Event::Start(Tag::List(start)) => Some(start.is_some()),
            _ => None,
        });
        self.rules.numbering == Numbering::Stable
            && self.evidence
            && self.stack.len() <= 1
            && list == Some(true)
    }

    /// Takes out the item that ends here where nothing of it is left but its box to tick.
    fn drops_item(&mut self, at: usize) -> bool {
        let is_start = |place: usize| {
            let place = self.out.len().checked_sub(place);
            place.is_some_and(|place| matches!(self.out[place].0, Event::Start(Tag::Item)))
        };
        let ticked = matches!(self.out.last(), Some((Event::TaskListMarker(_), _))) && is_start(2);
        let ends = matches!(self.events[at].0, Event::End(TagEnd::Item)) && self.withheld;
        if !ends || !(is_start(1) || ticked) || self.keeps_number() {
            return false;
        }
        self.out.truncate(self.out.len() - 1 - usize::from(ticked));
        true
    }

    /// Takes away the space before a link that is left out, where nothing follows that needs it.
    fn close_gap(&mut self, next: usize) {
        let follows = match self.events.get(next) {
            Some((Event::Text(text), _)) => text.starts_with([' ', '.', ',', ';', ':', '!', '?', ')']),
            Some((Event::SoftBreak | Event::HardBreak | Event::End(_), _)) => true,
            _ => false,
        };
        if let Some((Event::Text(text), _)) = self.out.last_mut().filter(|_| follows) {
            *text = CowStr::from(text.trim_end().to_owned());
        }
    }

    /// A link or picture with a mark of its own, or a citation of a source with one.
    fn inline(&mut self, at: usize) -> usize {
        let marks = self.inline_marks(at);
        let range = self.events[at].1.clone();
        let standing = marks
            .into_iter()
            .flatten()
            .fold(self.around(), |standing, level| standing.and(Standing::Level(level)));
        // A source's level is its own affair: citing it does not raise the text.
        if let Some(level) = marks[..2].iter().copied().flatten().max() {
            self.consumed.push(range.clone());
            self.marks.note(level, &range);
        }
        let target = self.targets.standing(&self.events[at].0, self.rules);
        let hidden = target.is_some_and(|target| !self.shows(target));
        let is_link = matches!(self.events[at].0, Event::Start(Tag::Link { .. }));
        // The words of a link may stay without it; a citation and a picture have none.
        let goes_with_it = !is_link || markdown::is_citation(&self.events, at);
        if !self.shows(standing) || (hidden && goes_with_it) {
            let next = self.skip(at);
            self.close_gap(next);
            return next;
        }
        let beginning = Beginning::read(&self.events, at + 1);
        let found = self.mark_of(&beginning);
        match found.map(|found| (found.leading, found.at)) {
            Some((Leading::Mark { length, .. }, start)) => {
                let cuts = beginning.cut(start, length).into_iter();
                self.cuts.extend(cuts.map(|(place, cut)| (place, (cut, None))));
            }
            Some((Leading::Unknown { nearest: Some(_), .. }, _)) => self.cut_mark(at),
            _ => {}
        }
        if let Event::Start(Tag::Link { title, .. } | Tag::Image { title, .. }) = &mut self.events[at].0 {
            let read = super::read_mark(title, self.rules.scheme);
            if read.level.is_some() {
                *title = CowStr::from(read.text);
            }
        }
        if hidden {
            self.withheld = true;
            self.unlinked.push(matching(&self.events, at));
            return at + 1;
        }
        self.emit(at);
        at + 1
    }

    /// The marks of a link or picture: in its text, in its title, and of the source it cites.
    fn inline_marks(&self, at: usize) -> [Option<Level>; 3] {
        let (Event::Start(Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. }), _) =
            &self.events[at]
        else {
            return [None; 3];
        };
        let registered = dest_url
            .strip_prefix('@')
            .filter(|id| !id.starts_with('/'))
            .and_then(|id| (self.rules.source)(id.split(',').next().unwrap_or(id).trim()));
        let in_text = match self.own_mark(at) {
            Standing::Level(level) => Some(level),
            _ => None,
        };
        [in_text, super::read_mark(title, self.rules.scheme).level, registered]
    }

    fn fenced(&self, at: usize) -> Standing {
        if self.fences.is_empty() {
            return Standing::Open;
        }
        let (event, range) = &self.events[at];
        match event {
            Event::Start(tag) if is_container(tag) => {
                self.fences.standing_of_container(range, self.rules.ceiling)
            }
            _ => self.fences.standing(range, self.rules),
        }
    }

    fn around(&self) -> Standing {
        self.stack.last().map_or(Standing::Open, |frame| frame.standing)
    }

    /// What an element's place and mark make of it.
    fn standing(&self, at: usize) -> Standing {
        let mut standing = self.around().and(self.fenced(at));
        // The head of a table and a term raise what stands below them. They do not lower it: what is not marked itself,
        // nor all that is round the table, is of the document's level.
        let below = match self.events[at].0 {
            Event::Start(Tag::TableRow) => {
                let table = self.stack.len().saturating_sub(1);
                let round = self.stack[..table].last().map_or(Standing::Open, |frame| frame.standing);
                Some(round.and(self.fenced(at)))
            }
            Event::Start(Tag::DefinitionListDefinition) => {
                let round = standing;
                standing = standing.and(self.term);
                Some(round)
            }
            _ => None,
        };
        if below.is_some_and(|round| round.and(self.own_mark(at)) == Standing::Open)
            && standing != Standing::Open
        {
            return standing.and(Standing::Level(self.rules.own));
        }
        // A picture alone in its paragraph marks it.
        let alone = matches!(self.events[at].0, Event::Start(Tag::Paragraph))
            && matches!(self.events.get(at + 1), Some((Event::Start(Tag::Image { .. }), _)))
            && matching(&self.events, at + 1) + 1 == matching(&self.events, at);
        if alone {
            let marks = self.inline_marks(at + 1).into_iter().flatten();
            return marks.fold(standing, |standing, level| standing.and(Standing::Level(level)));
        }
        let beginning = Beginning::read(&self.events, at + 1);
        match self.mark_of(&beginning).map(|found| found.leading) {
            Some(Leading::Mark { level, .. }) => standing.and(Standing::Level(level)),
            // Nobody knows what it means, so nobody gets it before it is mended.
            Some(Leading::Unknown { likeness: Likeness::Near, .. }) if self.rules.strict => {
                standing.and(Standing::Level(self.rules.own))
            }
            _ => standing,
        }
    }

    fn published_at(&self, standing: Standing) -> Level {
        match standing {
            Standing::Level(level) => level,
            Standing::Open | Standing::Torn => self.rules.own,
        }
    }

    fn shows(&self, standing: Standing) -> bool {
        standing != Standing::Torn && self.published_at(standing) <= self.rules.ceiling
    }

    fn holds_text(&self, at: usize) -> bool {
        match self.events.get(at + 1) {
            Some((Event::Start(tag), _)) => is_inline(tag) || matches!(tag, Tag::TableHead),
            Some((Event::End(_), _)) | None => false,
            Some(_) => true,
        }
    }

    fn note_level(&mut self, at: usize, standing: Standing) {
        if let Standing::Level(level) = standing {
            let range = self.events[at].1.clone();
            self.marks.note(level, &range);
        }
    }

    /// Takes the mark out of the text an element begins with; what is wrong with it is reported here, once.
    fn cut_mark(&mut self, at: usize) {
        let beginning = Beginning::read(&self.events, at + 1);
        let Some(found) = self.mark_of(&beginning) else { return };
        match found.leading {
            Leading::None => self.consumed.push(found.source),
            Leading::Mark { level, length, glued } => {
                if self.consumed.contains(&found.source) {
                    return;
                }
                let shown = self.shown_mark(level, &beginning.text[found.at..found.at + length]);
                let cuts = beginning.cut(found.at, length).into_iter();
                self.cuts.extend(cuts.map(|(place, cut)| (place, (cut, shown.clone()))));
                if glued && self.rules.strict {
                    self.tell(
                        &found.source,
                        Diagnostic::new(&codes::PORTION_STRAY, "a portion mark that is part of a word")
                            .help("put a space after it; if it is no mark, write \\( for its parenthesis"),
                    );
                }
                self.consumed.push(found.source);
            }
            Leading::Unknown { nearest, likeness, .. } if self.rules.strict => {
                if self.consumed.contains(&found.source) {
                    return;
                }
                let scheme = self.rules.scheme;
                let marks: Vec<String> =
                    scheme.iter().map(|(_, level)| format!("({})", level.abbreviation)).collect();
                let finding = Diagnostic::new(&codes::PORTION_UNKNOWN, "an unknown portion mark")
                    .at(self.rules.path, self.rules.place(&found.source))
                    .help(format!(
                        "the marks are: {}; if it is none, {}",
                        marks.join(", "),
                        escape(self.body.get(found.source.clone()).unwrap_or_default())
                    ))
                    .replace_with(nearest);
                match likeness {
                    Likeness::Near => self.findings.push(finding),
                    Likeness::Far => self.doubtful.push(finding),
                }
                self.consumed.push(found.source);
            }
            Leading::Unknown { .. } => {}
        }
    }

    /// Marks are for handling; labels for readers do not look like them.
    fn shown_mark(&self, level: Level, written: &str) -> Option<String> {
        let scheme = self.rules.scheme;
        if scheme.purpose == Purpose::Editorial {
            return None;
        }
        let definition = scheme.definition(level);
        let mut mark = String::new();
        // Writing to a String cannot fail.
        let _ = pulldown_cmark_escape::escape_html_body_text(&mut mark, written);
        Some(format!("<span class=\"portion level-{}\">{mark}</span> ", definition.slug))
    }

    fn tell(&mut self, span: &Range<usize>, finding: Diagnostic) {
        self.findings.push(finding.at(self.rules.path, self.rules.place(span)));
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

    fn mark_of(&self, beginning: &Beginning) -> Option<Found> {
        beginning.mark(&self.events, self.body, self.rules.scheme, self.letters)
    }

    fn own_mark(&self, at: usize) -> Standing {
        let found = self.mark_of(&Beginning::read(&self.events, at + 1));
        match found.map(|found| found.leading) {
            Some(Leading::Mark { level, .. }) => Standing::Level(level),
            _ => Standing::Open,
        }
    }

    /// Puts an event out: without its mark, and not at all where it ends what holds nothing any more.
    fn emit(&mut self, at: usize) {
        if self.unlinked.last() == Some(&at) {
            self.unlinked.pop();
            return;
        }
        if let Some((cut, shown)) = self.cuts.remove(&at) {
            let range = self.events[at].1.clone();
            let code = matches!(self.events[at].0, Event::Code(_));
            let text = |text: String| if code { Event::Code(text.into()) } else { Event::Text(text.into()) };
            if !cut.before.is_empty() {
                self.out.push((text(cut.before), range.clone()));
            }
            if let Some(shown) = shown.filter(|_| cut.begins) {
                self.out.push((Event::InlineHtml(shown.into()), range.clone()));
            }
            if !cut.after.is_empty() {
                self.out.push((text(cut.after), range));
            }
            return;
        }
        if self.drops_item(at) {
            return;
        }
        let event = self.events[at].clone();
        if let (Event::End(end), Some((Event::Start(start), _))) = (&event.0, self.out.last())
            && start.to_end() == *end
            && is_nothing_when_empty(start)
        {
            self.out.pop();
            return;
        }
        self.out.push(event);
    }
}
/// How a text that looks like a mark is written so that it is none.
fn escape(written: &str) -> &'static str {
    match written.chars().next() {
        Some('(') => "write \\( for its parenthesis",
        Some(sign) if Bracket::opens(sign) => "write a backslash before its bracket",
        _ => "write a backslash before its slash, colon or closing bracket, as in S\\//NF",
    }
}
