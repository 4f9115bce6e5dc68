//! One file to one document.

use std::borrow::Cow;

use crate::classification::Level;
use crate::config::Config;
use crate::content::document::{Body, Document, ReportBody, Source};
use crate::content::front_matter::{self, FrontMatter, Kind};
use crate::content::registry::Registry;
use crate::content::source_text::{decode, split};
use crate::content::structure::Structure;
use crate::diag::{Diagnostic, Diagnostics, codes, nearest};
use crate::markdown::{
    self, AlertLabels, CitationKey, Citing, Events, Labels, Markup, Met, Options, Writer, plain_text,
};
use crate::table::{Findings, all_printable, is_printable};

/// What every document is read with.
#[derive(Debug, Clone, Copy)]
pub struct Loader<'a> {
    /// The site's configuration.
    pub config: &'a Config,
    /// Titles of alerts in the site's language.
    pub alerts: &'a AlertLabels,
    /// Words of the Markdown writer in the site's language.
    pub labels: Labels<'a>,
    /// Text marked above this level cannot be published.
    pub ceiling: Level,
}

/// What a file is, by its path below `content/`; none for a file that is not a document.
pub fn kind_of(path: &str, reports: &str) -> Option<Kind> {
    let name = path.rsplit('/').next().unwrap_or(path);
    if !name.ends_with(".md") {
        return None;
    }
    if name == "_index.md" {
        return Some(Kind::Section);
    }
    let below = path.strip_prefix(reports).is_some_and(|rest| rest.starts_with('/'));
    Some(if below { Kind::Report } else { Kind::Page })
}

/// Reads one document. None where nothing of it could be read; `registries` are searched in order.
pub fn load_one(
    path: &str,
    kind: Kind,
    bytes: &[u8],
    loader: &Loader<'_>,
    registries: &[&Registry],
) -> (Option<Document>, Diagnostics) {
    let file = format!("content/{path}");
    let mut diagnostics = Diagnostics::new();
    let Some(text) = decode(&file, bytes, &mut diagnostics) else { return (None, diagnostics) };
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        let finding = Diagnostic::new(&codes::EMPTY_FILE, "the file is empty").file(&file);
        diagnostics.push(finding.help("write something, or remove the file"));
    }
    let source = split(&file, text, &mut diagnostics);
    if diagnostics.has_errors() {
        return (None, diagnostics);
    }
    let mut findings = Findings::new(&file, source.front_offset);
    let front = front_matter::read(kind, source.front, loader.config, &mut findings);
    diagnostics.append(findings.diagnostics);
    let body = clean(source.body);
    let options = Options {
        raw_html: loader.config.raw_html,
        citing: if kind == Kind::Report { Citing::Reports } else { Citing::Plain },
        alerts: loader.alerts,
        labels: loader.labels,
        path: &file,
        offset: source.body_offset,
    };
    let mut reader = Reader {
        loader,
        file: &file,
        offset: source.body_offset,
        front: source.front,
        front_offset: source.front_offset,
        registries,
        diagnostics,
    };
    let document = reader.document(path, kind, front, &body, options);
    (Some(document), reader.diagnostics)
}

/// CommonMark wants NUL replaced, and neither HTML nor XML allows the other control characters and
/// noncharacters.
fn clean(body: &str) -> Cow<'_, str> {
    if all_printable(body) {
        return Cow::Borrowed(body);
    }
    let replace = |character| if is_printable(character) { character } else { char::REPLACEMENT_CHARACTER };
    Cow::Owned(body.chars().map(replace).collect())
}

struct Reader<'a, 'r> {
    loader: &'a Loader<'a>,
    file: &'a str,
    offset: usize,
    front: &'a str,
    front_offset: usize,
    registries: &'r [&'r Registry],
    diagnostics: Diagnostics,
}

impl Reader<'_, '_> {
    fn document(
        &mut self,
        path: &str,
        kind: Kind,
        front: FrontMatter,
        body: &str,
        options: Options<'_>,
    ) -> Document {
        let events = markdown::parse(body);
        // What is withheld as a whole has no portions to worry about.
        if front.classification <= self.loader.ceiling {
            self.refuse_portions(self.front, body, &events);
        }
        let mut writer = Writer::new(options);
        let body = match kind {
            Kind::Report => {
                let structure =
                    Structure::new(&mut writer, self.loader.config.yardstick, options.path, options.offset);
                let (mut report, cutoff) = structure.read(&events);
                self.join(&mut report, &front, cutoff.as_ref());
                Body::Report(Box::new(report))
            }
            Kind::Page | Kind::Section => Body::Prose(Self::prose(&mut writer, &events, &front)),
        };
        let footnotes = writer.footnotes(|label| footnote(&events, label));
        self.diagnostics.extend(writer.diagnostics);
        let met = writer.met;
        let title = front
            .title
            .as_ref()
            .map(|title| title.value.clone())
            .or_else(|| first_heading(&events))
            .unwrap_or_else(|| title_of_path(path));
        let mut document = Document {
            path: path.to_owned(),
            kind,
            title,
            summary: String::new(),
            front,
            met,
            footnotes,
            body,
        };
        if let Body::Report(report) = &mut document.body {
            // Citations in footnotes come last.
            report.citation_labels.resize(document.met.citations.len(), String::new());
            report.sources = self.sources(&document.met, document.front.classification);
            // These live as long as the build; what they hold now is all they will hold.
            document.met.sources = Vec::new();
            document.met.citations.shrink_to_fit();
            report.judgements.shrink_to_fit();
            report.citation_labels.shrink_to_fit();
        }
        document.summary = summary(&document, &events);
        document
    }

    fn prose(writer: &mut Writer<'_>, events: &Events<'_>, front: &FrontMatter) -> Markup {
        let mut markup = Markup::default();
        for (place, block) in markdown::blocks(events).into_iter().enumerate() {
            let events = &events[block.events];
            // Without a title of its own a page takes its first heading, which then is not repeated.
            let is_title =
                place == 0 && front.title.is_none() && matches!(block.kind, markdown::BlockKind::Heading(1));
            if block.kind != markdown::BlockKind::Footnote && !is_title {
                markup.append(&writer.write(events));
            }
        }
        markup
    }

    /// Joins what the text says with what the front matter says.
    fn join(
        &mut self,
        report: &mut ReportBody,
        front: &FrontMatter,
        cutoff: Option<&crate::table::Located<crate::date::Moment>>,
    ) {
        report.cutoff =
            front.cutoff.as_ref().map(|date| date.value).or_else(|| cutoff.map(|date| date.value));
        if let (Some(front), Some(text)) = (&front.cutoff, cutoff)
            && front.value.day != text.value.day
        {
            let message = format!(
                "the cut-off date is {} here and {} in the front matter",
                text.value.iso(),
                front.value.iso()
            );
            self.diagnostics.push(
                Diagnostic::new(&codes::CUTOFF_CONFLICT, message)
                    .at(self.file, text.span.clone())
                    .note(
                        "the front matter says",
                        Some(crate::diag::Place::new(self.file, front.span.clone())),
                    )
                    .help("remove one of the two"),
            );
        }
        for facts in &front.judgements {
            let Some(judgement) =
                report.judgements.iter_mut().find(|judgement| judgement.number == facts.number)
            else {
                let message = format!("the text has no KJ-{}", facts.number);
                let known: Vec<String> =
                    report.judgements.iter().map(crate::content::Judgement::label).collect();
                let help = if known.is_empty() {
                    "the text has no key judgements".to_owned()
                } else {
                    format!("it has: {}", known.join(", "))
                };
                self.diagnostics.push(
                    Diagnostic::new(&codes::JUDGEMENT_UNKNOWN, message)
                        .at(self.file, facts.span.clone())
                        .help(help),
                );
                continue;
            };
            judgement.likelihood = facts.likelihood.or(judgement.likelihood);
            judgement.confidence = facts.confidence.or(judgement.confidence);
            judgement.by = facts.by;
            judgement.outcome.clone_from(&facts.outcome);
        }
    }

    fn sources(&mut self, met: &Met, level: Level) -> Vec<Source> {
        for citation in &met.citations {
            let CitationKey::Registry(id) = &citation.key.value else { continue };
            let Some(record) = self.registries.iter().find_map(|registry| registry.find(id)) else {
                continue;
            };
            let texts = [&record.title, &record.publisher, &record.descriptor].into_iter().flatten();
            let marked = texts.chain(&record.authors).any(|text| self.mark_above(text).is_some());
            if marked && level <= self.loader.ceiling {
                self.refuse(citation.key.span.clone(), "this source is marked above the release level");
            }
        }
        for citation in &met.citations {
            if let CitationKey::Registry(id) = &citation.key.value
                && !self.registries.iter().any(|registry| registry.find(id).is_some())
            {
                let near = nearest(id, self.registries.iter().flat_map(|registry| registry.ids()));
                self.diagnostics.push(
                    Diagnostic::new(&codes::UNKNOWN_SOURCE, format!("unknown source `{id}`"))
                        .at(self.file, citation.key.span.clone())
                        .label("not in sources.toml")
                        .replace_with(near.map(|near| {
                            let locator = citation
                                .locator
                                .as_ref()
                                .map_or_else(String::new, |locator| format!(", {locator}"));
                            format!("[@{near}{locator}]")
                        })),
                );
            }
        }
        met.sources
            .iter()
            .map(|key| match key {
                CitationKey::Url(url) => Source { url: Some(url.clone()), record: None },
                CitationKey::Registry(id) => {
                    let record = self.registries.iter().find_map(|registry| registry.find(id));
                    let url = record.and_then(|record| record.url.clone());
                    Source { url, record: record.cloned().map(Box::new) }
                }
            })
            .collect()
    }

    /// Portions cannot be withheld yet, so a text that has some above the ceiling is not published at all. This
    /// looks everywhere, front matter and code included: a mark too many is mended in a minute, a leak never.
    fn refuse_portions(&mut self, front: &str, body: &str, events: &Events<'_>) {
        let mut at = 0;
        // Without a fence there is nothing to look for in lines, and with the highest release nothing to refuse.
        let fenced = body.contains(":::");
        for line in body.split_inclusive('\n').take_while(|_| fenced) {
            let lower = line.to_lowercase();
            let fence = lower.find(":::").map(|start| lower[start..].trim_start_matches(':').trim_start());
            if fence.is_some_and(|name| name.starts_with("portion") || name.starts_with("tearline")) {
                let span = self.offset + at..self.offset + at + line.trim_end().len();
                self.refuse(span, "portion blocks and tear lines cannot be released in part");
            }
            at += line.len();
        }
        if self.loader.ceiling >= self.loader.config.scheme.highest() {
            return;
        }
        let written = self.mark_above(body).map(|span| span.start + self.offset..span.end + self.offset);
        // Entities and escapes are read by now; where in the file they stand is not known any more.
        let read = || self.mark_above(&plain_text(events)).map(|_| self.offset..self.offset);
        let said =
            self.mark_above(front).map(|span| span.start + self.front_offset..span.end + self.front_offset);
        if let Some(span) = said.or(written).or_else(read) {
            self.refuse(span, "this portion is marked above the release level");
        }
    }

    /// The first mark in parentheses, such as `(S)`, `(TS//SI)` or `(NS)`, of a level above the ceiling.
    fn mark_above(&self, text: &str) -> Option<std::ops::Range<usize>> {
        let scheme = &self.loader.config.scheme;
        if self.loader.ceiling >= scheme.highest() {
            return None;
        }
        text.match_indices(['(', '（']).find_map(|(start, open)| {
            let inside = start + open.len();
            let end = inside + text[inside..].find([')', '）'])?;
            let mark: String = text[inside..end]
                .chars()
                .skip_while(|character| !character.is_alphanumeric())
                .filter(|character| !matches!(character, '\u{200b}'..='\u{200f}' | '`' | '*'))
                .take(80)
                .collect();
            let parts = [mark.as_str()]
                .into_iter()
                .chain(["//", "/", "-", ","].map(|cut| mark.split(cut).next().unwrap_or("")));
            let above = |part: &str| scheme.find(part).is_some_and(|level| level > self.loader.ceiling);
            parts.into_iter().any(above).then_some(start..end + 1)
        })
    }

    fn refuse(&mut self, span: std::ops::Range<usize>, message: &str) {
        self.diagnostics.push(
            Diagnostic::new(&codes::PORTION_UNSUPPORTED, message)
                .at(self.file, span)
                .help("move the text into a report of its own with that classification"),
        );
    }
}

fn footnote<'e>(
    events: &'e Events<'e>,
    label: &str,
) -> Option<&'e [(pulldown_cmark::Event<'e>, std::ops::Range<usize>)]> {
    use pulldown_cmark::{Event, Tag};
    let at = events.iter().position(
        |(event, _)| matches!(event, Event::Start(Tag::FootnoteDefinition(name)) if &**name == label),
    )?;
    Some(&events[at + 1..markdown::matching(events, at)])
}

fn first_heading(events: &Events<'_>) -> Option<String> {
    let block = markdown::blocks(events)
        .into_iter()
        .find(|block| matches!(block.kind, markdown::BlockKind::Heading(_)))?;
    Some(plain_text(&events[block.events])).filter(|title| !title.is_empty())
}

/// A title for a document that has none: the words of its file or folder.
fn title_of_path(path: &str) -> String {
    let path = path.trim_end_matches(".md").trim_end_matches("/index").trim_end_matches("/_index");
    let name = path.rsplit('/').next().unwrap_or(path).replace(['-', '_'], " ");
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Longest summary taken from the text, in bytes.
const SUMMARY_LENGTH: usize = 280;

fn summary(document: &Document, events: &Events<'_>) -> String {
    if let Some(summary) = &document.front.summary {
        return summary.clone();
    }
    let text = match document.report() {
        Some(report) if !report.executive_summary.is_empty() => report.executive_summary.replace("\n\n", " "),
        _ => markdown::blocks(events)
            .into_iter()
            .find(|block| block.kind == markdown::BlockKind::Paragraph)
            .map(|block| plain_text(&events[block.events]))
            .unwrap_or_default(),
    };
    if text.len() <= SUMMARY_LENGTH {
        return text;
    }
    let cut = &text[..text.floor_char_boundary(SUMMARY_LENGTH)];
    match cut.rfind(". ") {
        Some(stop) if stop > SUMMARY_LENGTH / 3 => cut[..=stop].to_owned(),
        _ => format!("{}…", cut.rsplit_once(' ').map_or(cut, |(words, _)| words)),
    }
}
