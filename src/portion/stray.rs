//! Marks that mark nothing: in the middle of a paragraph or of a word, or in code.
//!
//! In: all events and what was made of them. Out: findings. They are errors because their author meant something by
//! them, and the text would be published as if they were not there.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::bracket::Bracket;
use super::likeness::Likeness;
use super::line::lines;
use super::mark::{Form, Leading, Stray};
use super::place::{BREAK, CITATION, begins_portion, goes_on as goes_on_in_text, goes_on_as_code};
use super::{Rules, mark};
use crate::classification::Level;
use crate::diag::{Diagnostic, codes};
use crate::markdown::{self, Events};
use crate::tradecraft::is_citing;

/// What is wrong with one, and whether it is for sure: [`Likeness::Far`] is only where the document has other marks.
#[derive(Debug)]
pub(super) struct Doubted {
    /// What is wrong.
    pub(super) finding: Diagnostic,
    /// How sure that is.
    pub(super) likeness: Likeness,
}

/// Finds them. `leaves` are elements by their events, with the level they are published at; `consumed` the places of
/// marks that were read.
pub(super) fn marks(
    body: &str,
    events: &Events<'_>,
    leaves: &[(Range<usize>, Level)],
    consumed: &[Range<usize>],
    rules: &Rules<'_>,
) -> Vec<Doubted> {
    let mut findings = Vec::new();
    let sure = |finding| Doubted { finding, likeness: Likeness::Near };
    for (place, level) in texts(events, leaves, rules.own) {
        let is_code = matches!(events[place.start].0, Event::Start(Tag::CodeBlock(_)));
        for text in Passage::of(&events[place], body) {
            if is_code {
                findings.extend(in_code(&text, level, rules).into_iter().map(sure));
            }
            findings.extend(text.misspelt(body, rules).map(sure));
            for Stray { range, level: found, form } in mark::strays(&text.text, rules.scheme) {
                let source = text.source(&range, body);
                let read = consumed.iter().any(|read| read.start <= source.start && source.start < read.end);
                let in_code = is_code || text.is_code(range.start);
                let escaped = match form {
                    // `S\//NF`, and code speaks of marks.
                    Form::Bare => in_code || body[source.clone()].contains('\\'),
                    _ if in_code && goes_on_as_code(&text.text[range.end..]) => true,
                    _ if text.ends_code(range.end) && goes_on_in_text(&text.text[range.end..]) => true,
                    _ => source.start > 0 && body.as_bytes()[source.start - 1] == b'\\',
                };
                if read || escaped || !(form == Form::InsideWord || found > level) {
                    continue;
                }
                let (message, help) = words(form);
                let finding = Diagnostic::new(&codes::PORTION_STRAY, message)
                    .at(rules.path, rules.place(&source))
                    .help(help);
                let likeness = if form == Form::Doubtful { Likeness::Far } else { Likeness::Near };
                findings.push(Doubted { finding, likeness });
            }
        }
    }
    findings
}

/// What is wrong with a mark that is written so, and what helps.
fn words(form: Form) -> (&'static str, &'static str) {
    match form {
        Form::InsideWord => ("a portion mark in the middle of a word", BEGIN),
        Form::Bracketed | Form::Doubtful => {
            ("a portion mark in the middle or at the end of a text marks nothing", BEGIN)
        }
        Form::Bare => (
            "a portion mark without parentheses marks nothing",
            "begin the paragraph, item or table row with the mark in parentheses; if it is no mark, write a backslash before its slash, colon or dash, or put it in backticks",
        ),
    }
}

const BEGIN: &str = "a mark stands before what it marks: begin the paragraph, item or cell with it; if it is no mark, write \\( for its parenthesis";

/// Portion blocks in code that say more than the code is published at: their author took the code for text.
fn in_code(text: &Passage, level: Level, rules: &Rules<'_>) -> Vec<Diagnostic> {
    let above = |words: &str| {
        let (word, name) = words.split_once(char::is_whitespace)?;
        let named = rules.scheme.find(name.trim().trim_matches(['(', ')', '"']))?;
        (word.eq_ignore_ascii_case("portion") && named > level).then_some(())
    };
    lines(&text.text)
        .filter(|line| above(line.words).is_some())
        .map(|line| {
            let at = text.start(line.span.start);
            Diagnostic::new(&codes::PORTION_FENCE, "a portion block inside code marks nothing")
                .at(rules.path, rules.place(&(at..at + line.span.len())))
                .help("put `::: portion LEVEL` before the code and `:::` after it")
        })
        .collect()
}

/// A text and where its parts stand in the body.
#[derive(Debug, Default)]
struct Passage {
    text: String,
    pieces: Vec<(usize, usize)>,
    /// Where code in backticks stands.
    codes: Vec<Range<usize>>,
    /// Whether this is the title of a link or picture, which may begin with a mark of its own.
    is_title: bool,
}

impl Passage {
    /// The texts of an element: its own, and those of links and pictures that stand apart. Where a cell begins and behind
    /// a citation a new line begins.
    fn of(events: &[(Event<'_>, Range<usize>)], body: &str) -> Vec<Self> {
        let mut open = vec![Self::default()];
        let mut done = Vec::new();
        // Where citations that are open began.
        let mut citations = Vec::new();
        // Whether emphasis or a link that is open may be a label: `**Comment** (S) The …`.
        let mut leads = Vec::new();
        for (at, (event, range)) in events.iter().enumerate() {
            if let Event::Start(Tag::Link { title, .. } | Tag::Image { title, .. }) = event
                && !title.is_empty()
            {
                let mut apart = Self { is_title: true, ..Self::default() };
                let within = body.get(range.clone()).and_then(|text| text.find(&**title)).unwrap_or(0);
                apart.push(title, range.start + within);
                done.push(apart);
            }
            match event {
                Event::Start(Tag::Image { .. }) => open.push(Self::default()),
                Event::End(TagEnd::Image) if open.len() > 1 => done.extend(open.pop()),
                _ => {}
            }
            let Some(text) = open.last_mut() else { continue };
            match event {
                comment if markdown::is_comment(comment) => {}
                // Words behind a mark in code or in emphasis are what it marks.
                Event::Code(piece) if goes_on(piece) => {
                    text.text.push('\n');
                    text.push_code(piece, range.start);
                }
                Event::Start(Tag::Strong | Tag::Emphasis | Tag::Strikethrough) => {
                    leads.push(begins_portion(&text.text, ""));
                    if matches!(events.get(at + 1), Some((Event::Text(piece), _)) if goes_on(piece)) {
                        text.text.push('\n');
                    }
                }
                Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough) => {
                    text.text.extend(leads.pop().filter(|leads| *leads).map(|_| '\n'));
                }
                Event::Code(piece) => {
                    let leads = begins_portion(&text.text, "");
                    text.push_code(piece, range.start);
                    text.text.extend(leads.then_some('\n'));
                }
                Event::Text(piece) | Event::Html(piece) | Event::InlineHtml(piece) => {
                    text.push(piece, range.start);
                }
                Event::Start(Tag::Link { .. }) => {
                    let begins = begins_portion(&text.text, "");
                    // The words of a citation go on with no sentence.
                    let is_citation = markdown::is_citation(events, at);
                    text.text.extend(is_citation.then_some(CITATION));
                    leads.push(begins && !is_citation);
                    citations.push((begins || is_citation).then_some(text.text.len()));
                }
                Event::End(TagEnd::Link) => {
                    let begun = citations.pop().flatten();
                    let is_citation =
                        |said: &str| is_citing(said) || said.starts_with('@') || said.is_empty();
                    let leads = leads.pop().is_some_and(|leads| leads);
                    if leads || begun.is_some_and(|begun| text.text.get(begun..).is_none_or(is_citation)) {
                        text.text.push('\n');
                    }
                }
                Event::SoftBreak => text.text.push('\n'),
                Event::HardBreak | Event::Start(Tag::TableCell) => text.text.push(BREAK),
                _ => {}
            }
        }
        done.extend(open);
        done
    }

    /// What is wrong with the mark a title begins with.
    fn misspelt(&self, body: &str, rules: &Rules<'_>) -> Option<Diagnostic> {
        let start = mark::blank_start(&self.text);
        let Leading::Unknown { length, nearest: nearest @ Some(_), .. } =
            mark::leading(&self.text[start..], rules.scheme)
        else {
            return None;
        };
        let place = rules.place(&self.source(&(start..start + length), body));
        let finding =
            Diagnostic::new(&codes::PORTION_UNKNOWN, "an unknown portion mark").at(rules.path, place);
        let help = "begin the title with a mark of the site's scheme in round parentheses, or with a word";
        self.is_title.then(|| finding.help(help).replace_with(nearest))
    }

    fn is_code(&self, at: usize) -> bool {
        self.codes.iter().any(|code| code.contains(&at))
    }

    fn ends_code(&self, at: usize) -> bool {
        self.codes.iter().any(|code| code.end == at)
    }

    fn push_code(&mut self, piece: &str, at: usize) {
        self.codes.push(self.text.len()..self.text.len() + piece.len());
        self.push(piece, at);
    }

    fn push(&mut self, piece: &str, at: usize) {
        self.pieces.push((self.text.len(), at));
        self.text.push_str(piece);
    }

    /// Where a byte of the text stands in the body, as near as can be told.
    fn start(&self, at: usize) -> usize {
        self.pieces
            .iter()
            .rev()
            .find(|(start, _)| *start <= at)
            .map_or(0, |(start, source)| source + at - start)
    }

    /// Where a part of the text stands in the body.
    fn source(&self, range: &Range<usize>, body: &str) -> Range<usize> {
        let start = body.floor_char_boundary(self.start(range.start));
        start..body.ceil_char_boundary((start + range.len()).min(body.len()))
    }
}

/// Whether a text begins with something in brackets and does not end with it.
fn goes_on(text: &str) -> bool {
    let text = text.trim();
    Bracket::read(text).is_some_and(|bracket| !text[bracket.length..].trim().is_empty())
}

/// The innermost elements, without what stands in others, and the text outside of any.
fn texts(events: &Events<'_>, leaves: &[(Range<usize>, Level)], own: Level) -> Vec<(Range<usize>, Level)> {
    let mut leaves: Vec<_> = leaves.to_vec();
    leaves.sort_by_key(|(range, _)| (range.start, range.end));
    let mut texts = Vec::new();
    // Elements that are open: their end and their level.
    let mut open: Vec<(usize, Level)> = Vec::new();
    let mut from = 0;
    let mut next = leaves.into_iter().peekable();
    for at in 0..=events.len() {
        let starts = next.peek().is_some_and(|(range, _)| range.start == at);
        let ends = open.last().is_some_and(|(end, _)| *end <= at);
        if !(starts || ends || at == events.len()) {
            continue;
        }
        let level = open.last().map_or(own, |(_, level)| *level);
        if from < at {
            texts.push((from..at, level));
        }
        from = at;
        while open.last().is_some_and(|(end, _)| *end <= at) {
            open.pop();
        }
        while let Some((range, level)) = next.next_if(|(range, _)| range.start == at) {
            open.push((range.end, level));
        }
    }
    texts
}
