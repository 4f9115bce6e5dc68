//! Portion marks as they are written: cut out of the text, shown in a form of their own, or refused.
//!
//! In: the place of an element. Out: what is to be cut, and findings. Does not decide what is shown.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::Filter;
use crate::classification::{Level, Purpose};
use crate::diag::{Diagnostic, codes};
use crate::markdown::{matching, plain_text};
use crate::portion::beginning::Beginning;
use crate::portion::bracket::Bracket;
use crate::portion::likeness::Likeness;
use crate::portion::mark::Leading;

impl Filter<'_, '_> {
    /// Takes the mark out of the text an element begins with; what is wrong with it is reported here, once.
    pub(super) fn cut_mark(&mut self, at: usize) {
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
    pub(super) fn shown_mark(&self, level: Level, written: &str) -> Option<String> {
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

    /// A mark above what is round it that has nothing to mark: alone in its element, or before a lead-in, under which what
    /// it leads in would be published.
    pub(super) fn refuse_idle_mark(&mut self, at: usize) {
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
    pub(super) fn leads_in(&self, at: usize, end: usize, level: Level) -> bool {
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

    pub(super) fn tell(&mut self, span: &Range<usize>, finding: Diagnostic) {
        self.findings.push(finding.at(self.rules.path, self.rules.place(span)));
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
