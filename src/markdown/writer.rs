//! Events to HTML. The library writes the plain parts; this decides what bluf's readers get of headings,
//! links, pictures, alerts, citations, footnotes, tables and raw HTML.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Alignment, BlockQuoteKind, CowStr, Event, Tag, TagEnd, html};
use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use super::alerts::{self, AlertLabels};
use super::citation;
use super::events::{count_words, is_citation, is_comment, matching, plain_text};
use super::ids::Ids;
use super::markup::{Mark, Markup};
use super::met::{Citation, CitationKey, Heading, Link, Met, Picture};
use crate::diag::{Diagnostic, codes, nearest};
use crate::table::Located;

type Spanned<'a> = (Event<'a>, Range<usize>);

/// What to make of a body.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Whether citations are a thing here.
    pub citing: Citing,
    /// Titles of alerts.
    pub alerts: &'a AlertLabels,
    /// What a screen reader calls a table, and the mark beside a heading.
    pub labels: Labels<'a>,
    /// Path of the file, for findings.
    pub path: &'a str,
    /// First byte of the body in its file.
    pub offset: usize,
    /// The body, to find where in a link its target stands.
    pub body: &'a str,
}

/// Words the writer puts on the page itself.
#[derive(Debug, Clone, Copy)]
pub struct Labels<'a> {
    /// Name of the scrolling frame round a table.
    pub table: &'a str,
    /// Name of the permalink beside a heading.
    pub anchor: &'a str,
    /// Name of the way back from a footnote.
    pub back: &'a str,
    /// Name of a citation, before its number.
    pub source: &'a str,
    /// Title of a document that is released without its own.
    pub untitled: &'a str,
}

/// Whether `[source](…)` and `[@id]` are citations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Citing {
    /// In reports, which have a list of sources.
    Reports,
    /// Elsewhere they are a link and a text.
    Plain,
}

/// Writes the parts of one document, in order.
#[derive(Debug)]
pub struct Writer<'a> {
    options: Options<'a>,
    /// What was met so far.
    pub met: Met,
    /// Ids used so far.
    pub ids: Ids,
    /// Findings so far.
    pub diagnostics: Vec<Diagnostic>,
    /// Labels of footnotes in order of first reference.
    footnotes: Vec<String>,
}

/// The kind of the quote that an end belongs to.
enum Quote {
    Plain,
    Alert,
}

/// What the writer of HTML makes of a table without rows.
const EMPTY_BODY: &str = "<tbody>\n</tbody>";

impl<'a> Writer<'a> {
    /// A writer for one document.
    pub fn new(options: Options<'a>) -> Self {
        Self {
            options,
            met: Met::default(),
            ids: Ids::default(),
            diagnostics: Vec::new(),
            footnotes: Vec::new(),
        }
    }

    /// Writes blocks or inline events.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm an event, in one place, is easier to read than a chain"
    )]
    pub fn write(&mut self, events: &[Spanned<'_>]) -> Markup {
        let length = events.last().map_or(0, |last| last.1.end - events[0].1.start);
        let mut out: Vec<Event<'_>> = Vec::with_capacity(events.len() + 8);
        let mut quotes: Vec<Quote> = Vec::new();
        let mut links: Vec<usize> = Vec::new();
        let (mut alignments, mut columns, mut cell) = (Vec::new(), 0, "td");
        let mut at = 0;
        while at < events.len() {
            let (event, range) = &events[at];
            match event {
                Event::Text(text) => {
                    if text.starts_with('^') {
                        self.check_note(events, at, text);
                    }
                    self.met.words += count_words(text);
                    out.push(Event::Text(text.clone()));
                }
                Event::Start(Tag::Heading { level, id, .. }) => {
                    let end = matching(events, at);
                    self.heading(&mut out, &events[at + 1..end], (*level as u8).max(2), id.as_deref(), range);
                }
                Event::End(TagEnd::Heading(level)) => {
                    // Headings do not nest, so the one that ends is the last one met.
                    let id =
                        self.met.headings.last().map(|heading| attribute(&heading.id)).unwrap_or_default();
                    let label = attribute(self.options.labels.anchor);
                    let level = (*level as u8).max(2);
                    out.push(markup(format!(
                        " <a class=\"anchor\" href=\"#{id}\" aria-label=\"{label}\">#</a></h{level}>\n"
                    )));
                }
                Event::Start(Tag::Link { .. })
                    if self.options.citing == Citing::Reports && is_citation(events, at) =>
                {
                    self.citation(&mut out, events, at);
                    at = matching(events, at);
                }
                Event::Start(Tag::Link { dest_url, title, .. }) => {
                    let number = self.met.links.len();
                    self.met.links.push(Link {
                        target: self.located(dest_url, range),
                        title: title.to_string(),
                        withheld: false,
                    });
                    links.push(number);
                    out.push(markup(Mark::Open(number).encode()));
                }
                Event::End(TagEnd::Link) => {
                    if let Some(number) = links.pop() {
                        out.push(markup(Mark::Close(number).encode()));
                    }
                }
                Event::Start(Tag::Paragraph) if is_figure(events, at) => {
                    at = self.figure(&mut out, events, at);
                }
                Event::Start(Tag::Image { .. }) => {
                    out.push(self.picture(events, at));
                    at = matching(events, at);
                }
                Event::Start(Tag::BlockQuote(_)) => match self.alert(events, at) {
                    Some((opening, skipped)) => {
                        quotes.push(Quote::Alert);
                        out.push(opening);
                        // The paragraph that held the word goes on, unless the word was all it held.
                        let empty =
                            matches!(events.get(at + skipped), Some((Event::End(TagEnd::Paragraph), _)));
                        if !empty {
                            out.push(Event::Start(Tag::Paragraph));
                        }
                        at += skipped - usize::from(!empty);
                    }
                    None => {
                        quotes.push(Quote::Plain);
                        out.push(Event::Start(Tag::BlockQuote(None::<BlockQuoteKind>)));
                    }
                },
                Event::End(TagEnd::BlockQuote(_)) => match quotes.pop() {
                    Some(Quote::Alert) => out.push(markup("</aside>\n".to_owned())),
                    _ => out.push(Event::End(TagEnd::BlockQuote(None))),
                },
                Event::Start(Tag::Table(alignment)) => {
                    let label = attribute(self.options.labels.table);
                    out.push(markup(format!(
                        "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\">"
                    )));
                    // Cells are written below: a strict policy allows no style attribute.
                    alignments.clone_from(alignment);
                    out.push(Event::Start(Tag::Table(Vec::new())));
                }
                Event::End(TagEnd::Table) => {
                    out.push(Event::End(TagEnd::Table));
                    out.push(markup("</div>\n".to_owned()));
                }
                comment if is_comment(comment) => {}
                Event::TaskListMarker(done) => {
                    let (class, sign) = if *done { ("task task-done", "☑") } else { ("task", "☐") };
                    out.push(markup(format!("<span class=\"{class}\">{sign}</span> ")));
                }
                Event::FootnoteReference(label) => out.push(self.footnote_reference(label)),
                Event::Start(Tag::TableHead | Tag::TableRow) => {
                    columns = 0;
                    cell = if matches!(event, Event::Start(Tag::TableHead)) { "th" } else { "td" };
                    out.push(event.clone());
                }
                Event::Start(Tag::TableCell) => {
                    let class = alignment_class(alignments.get(columns));
                    out.push(markup(format!("<{cell}{class}>")));
                    columns += 1;
                }
                Event::End(TagEnd::TableCell) => out.push(markup(format!("</{cell}>"))),
                other => out.push(other.clone()),
            }
            at += 1;
        }
        let mut html = String::with_capacity(length + length / 2);
        html::push_html(&mut html, out.into_iter());
        // An empty body below a head would tell that rows were withheld.
        if html.contains(EMPTY_BODY) {
            html = html.replace(EMPTY_BODY, "");
        }
        Markup::new(html)
    }

    /// The footnotes that were referred to, as a section; `definition` gives the events inside a footnote.
    pub fn footnotes<'b>(&mut self, definition: impl Fn(&str) -> Option<&'b [Spanned<'b>]>) -> Markup {
        let mut section = Markup::default();
        let mut at = 0;
        // Footnotes may refer to further ones, so the list may grow while it is written.
        while let Some(label) = self.footnotes.get(at).cloned() {
            at += 1;
            let first = self.met.citations.len();
            let body = definition(&label).map(|events| self.write(events)).unwrap_or_default();
            for citation in &mut self.met.citations[first..] {
                citation.footnote = Some(at);
            }
            let back = attribute(self.options.labels.back);
            section.append(&Markup::new(format!("<li id=\"fn-{at}\">")));
            section.append(&body);
            section.append(&Markup::new(format!(
                "<a class=\"footnote-back\" href=\"#fnref-{at}\" aria-label=\"{back} {at}\">↩</a></li>\n"
            )));
        }
        if at == 0 {
            return section;
        }
        let mut whole = Markup::new(
            "<section class=\"footnotes\" id=\"footnotes\" role=\"doc-endnotes\"><ol>\n".to_owned(),
        );
        whole.append(&section);
        whole.append(&Markup::new("</ol></section>\n".to_owned()));
        whole
    }

    /// A target with its place in the file; the whole link where the target is not written in it as it reads.
    fn located(&self, target: &str, range: &Range<usize>) -> Located<String> {
        let written = self.options.body.get(range.clone()).and_then(|link| link.rfind(target));
        let span = match written.filter(|_| !target.is_empty()) {
            Some(at) => range.start + at..range.start + at + target.len(),
            None => range.clone(),
        };
        Located { value: target.to_owned(), span: self.shift(&span) }
    }

    fn shift(&self, range: &Range<usize>) -> Range<usize> {
        range.start + self.options.offset..range.end + self.options.offset
    }

    fn heading(
        &mut self,
        out: &mut Vec<Event<'_>>,
        inner: &[Spanned<'_>],
        level: u8,
        id: Option<&str>,
        range: &Range<usize>,
    ) {
        let title = plain_text(inner);
        let id = match id {
            Some(id) => {
                if self.ids.claim(id) {
                    id.to_owned()
                } else {
                    let message = format!("the id `{id}` stands twice in this page");
                    let finding = Diagnostic::new(&codes::REPEATED_ID, message)
                        .help("give this heading another id: {#name}");
                    self.diagnostics.push(finding.at(self.options.path, self.shift(range)));
                    // The page has each id once, so that its check does not find the same again.
                    self.ids.from_text(id)
                }
            }
            None => self.ids.from_text(&title),
        };
        // The page's title is the first level, and a part of a report stands below a heading of the second.
        let before = self.met.headings.last().map_or(2, |heading| heading.level);
        if level > before + 1 {
            let message = format!("a heading of level {level} comes after one of level {before}");
            let finding = Diagnostic::new(&codes::HEADING_SKIPS, message)
                .help(format!("begin it with {}", "#".repeat(usize::from(before) + 1)));
            self.diagnostics.push(finding.at(self.options.path, self.shift(range)));
        }
        out.push(markup(format!("<h{level} id=\"{}\">", attribute(&id))));
        self.met.headings.push(Heading { level, id, title });
    }

    fn citation(&mut self, out: &mut Vec<Event<'_>>, events: &[Spanned<'_>], at: usize) {
        let (Event::Start(Tag::Link { dest_url, .. }), range) = &events[at] else { return };
        let reference = dest_url.strip_prefix('@').filter(|reference| !reference.starts_with('/'));
        let written = reference.map(citation::read);
        let key = written.as_ref().map_or_else(
            || CitationKey::Url(Arc::from(&**dest_url)),
            |written| CitationKey::Registry(written.id.to_owned()),
        );
        let locator = written.as_ref().and_then(|written| written.locator.as_deref());
        let credibility = written.as_ref().and_then(|written| written.credibility);
        if let Some(Err(given)) = credibility {
            let message = if given.is_empty() {
                "a credibility without a number".to_owned()
            } else if given.to_ascii_lowercase().starts_with("credibility") {
                "two credibilities in one citation".to_owned()
            } else {
                format!("`{given}` is not a credibility")
            };
            self.diagnostics.push(
                Diagnostic::new(&codes::CREDIBILITY, message)
                    .at(self.options.path, self.shift(range))
                    .help("write a number from 1 (confirmed) to 6 (cannot be judged): credibility 2"),
            );
        }
        let place = self.met.sources.iter().position(|source| *source == key).unwrap_or_else(|| {
            self.met.sources.push(key.clone());
            self.met.sources.len() - 1
        });
        let number = u32::try_from(place + 1).unwrap_or(u32::MAX);
        // "Evidence. [source]" reads better as "Evidence.[1]".
        if let Some(Event::Text(text)) = out.last_mut() {
            let trimmed = text.trim_end().len();
            *text = CowStr::from(text[..trimmed].to_owned());
        }
        let ordinal = self.met.citations.len() + 1;
        let label = attribute(self.options.labels.source);
        let shown = locator.map_or_else(String::new, |locator| format!(", {}", attribute(locator)));
        out.push(markup(format!(
            "<sup><a class=\"citation\" id=\"cite-{ordinal}\" href=\"#source-{number}\" aria-label=\"{label} {number}{shown}\">[{number}{shown}]</a></sup>"
        )));
        let span = match &key {
            CitationKey::Url(url) => self.located(url, range).span,
            CitationKey::Registry(_) => self.shift(range),
        };
        let key = Located { value: key, span };
        self.met.citations.push(Citation {
            key,
            locator: locator.map(str::to_owned),
            credibility: credibility.and_then(Result::ok),
            number,
            footnote: None,
        });
    }

    fn figure(&mut self, out: &mut Vec<Event<'_>>, events: &[Spanned<'_>], at: usize) -> usize {
        let picture = self.picture(events, at + 1);
        let caption = match &events[at + 1].0 {
            Event::Start(Tag::Image { title, .. }) if !title.is_empty() => {
                let mut escaped = String::new();
                // Writing to a String cannot fail.
                let _ = escape_html_body_text(&mut escaped, title);
                format!("<figcaption>{escaped}</figcaption>")
            }
            _ => String::new(),
        };
        out.push(markup("<figure>".to_owned()));
        out.push(picture);
        out.push(markup(format!("{caption}</figure>\n")));
        matching(events, at)
    }

    fn picture<'e>(&mut self, events: &[Spanned<'_>], at: usize) -> Event<'e> {
        let (Event::Start(Tag::Image { dest_url, .. }), range) = &events[at] else { return Event::SoftBreak };
        let alt = plain_text(&events[at + 1..matching(events, at)]);
        let number = self.met.pictures.len();
        self.met.pictures.push(Picture { target: self.located(dest_url, range), alt });
        markup(Mark::Picture(number).encode())
    }

    /// The start of an alert and the number of events it takes, if the quote at `at` is one.
    fn alert<'e>(&mut self, events: &[Spanned<'_>], at: usize) -> Option<(Event<'e>, usize)> {
        let opening = alerts::opening(events, at)?;
        let Some(kind) = alerts::KINDS.iter().find(|kind| **kind == opening.word) else {
            let message = format!("unknown kind of alert `{}`", opening.word);
            let near =
                nearest(&opening.word, alerts::KINDS).map(|kind| format!("[!{}]", kind.to_ascii_uppercase()));
            let finding = Diagnostic::new(&codes::UNKNOWN_ALERT, message)
                .help(format!("the kinds are: {}", alerts::KINDS.join(", ")))
                .replace_with(near)
                .at(self.options.path, self.shift(&opening.span));
            self.diagnostics.push(finding);
            return None;
        };
        let title = attribute(self.options.alerts.title(kind)).into_owned();
        let html = format!(
            "<aside class=\"alert alert-{kind}\" role=\"note\"><p class=\"alert-title\">{title}</p>\n"
        );
        Some((markup(html), opening.events))
    }

    /// Warns of `[^2]` in the text: with a footnote of that label it would be no text any more.
    fn check_note(&mut self, events: &[Spanned<'_>], at: usize, label: &str) {
        let range = &events[at].1;
        let beside = |at: Option<usize>, sign: &str| match at.and_then(|at| events.get(at)) {
            Some((Event::Text(text), other)) => {
                &**text == sign && (other.end == range.start || other.start == range.end)
            }
            _ => false,
        };
        let bracketed = beside(at.checked_sub(1), "[") && beside(Some(at + 1), "]");
        if bracketed && label.len() > 1 && !label.contains(char::is_whitespace) {
            let finding =
                Diagnostic::new(&codes::FOOTNOTE_MISSING, format!("there is no footnote `[{label}]`"))
                    .help(format!("write its text below, at the start of a line: [{label}]: …"));
            let span = self.shift(&(range.start - 1..range.end + 1));
            self.diagnostics.push(finding.at(self.options.path, span));
        }
    }

    fn footnote_reference<'e>(&mut self, label: &str) -> Event<'e> {
        let known = self.footnotes.iter().position(|known| known == label);
        let number = known.unwrap_or_else(|| {
            self.footnotes.push(label.to_owned());
            self.footnotes.len() - 1
        }) + 1;
        // Only the first reference has the id: the way back leads there.
        let id = if known.is_none() { format!(" id=\"fnref-{number}\"") } else { String::new() };
        markup(format!(
            "<sup class=\"footnote-reference\"><a href=\"#fn-{number}\"{id} role=\"doc-noteref\">{number}</a></sup>"
        ))
    }
}

fn alignment_class(alignment: Option<&Alignment>) -> &'static str {
    match alignment {
        Some(Alignment::Left) => " class=\"align-left\"",
        Some(Alignment::Center) => " class=\"align-center\"",
        Some(Alignment::Right) => " class=\"align-right\"",
        Some(Alignment::None) | None => "",
    }
}

/// A paragraph that holds a picture and nothing else.
fn is_figure(events: &[Spanned<'_>], at: usize) -> bool {
    matches!(events.get(at + 1), Some((Event::Start(Tag::Image { .. }), _)))
        && matches!(events.get(matching(events, at + 1) + 1), Some((Event::End(TagEnd::Paragraph), _)))
}

fn markup<'e>(html: String) -> Event<'e> {
    Event::InlineHtml(CowStr::from(html))
}

/// Text made safe for an attribute in double quotes, and for text.
fn attribute(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    // Writing to a String cannot fail.
    let _ = escape_html(&mut out, text);
    Cow::Owned(out)
}
