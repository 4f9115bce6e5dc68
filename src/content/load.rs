//! One file to one document.

use std::borrow::Cow;
use std::sync::Arc;

use pulldown_cmark::{Event, Tag, TagEnd};
use rustc_hash::FxHashMap;

use crate::classification::Level;
use crate::config::Config;
use crate::content::bare_targets;
use crate::content::clearance::clear;
use crate::content::corrections;
use crate::content::document::{Body, Clearance, Document, Reading, ReportBody, Source};
use crate::content::front_matter::{self, FrontMatter, Kind};
use crate::content::headline::{first_heading, summary, title_of_path};
use crate::content::horizons;
use crate::content::lost_citations;
use crate::content::marked_texts;
use crate::content::named_confidence;
use crate::content::registry::{Registry, is_id};
use crate::content::source_text::{decode, split};
use crate::content::structure::Structure;
use crate::diag::{Diagnostic, Diagnostics, codes, nearest};
use crate::exact;
use crate::markdown::{self, AlertLabels, CitationKey, Citing, Events, Labels, Markup, Met, Options, Writer};
use crate::portion::{self, Rules};
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

/// Reads the document whose file is at `path` below `content/`; `registries` are searched in order.
pub fn load_one(
    path: &str,
    kind: Kind,
    bytes: &[u8],
    loader: &Loader<'_>,
    registries: &[&Registry],
) -> (Document, Diagnostics) {
    let file = format!("content/{path}");
    let (name, translated) = name(path, loader.config);
    let mut diagnostics = Diagnostics::new();
    let Some(text) = decode(&file, bytes, &mut diagnostics) else {
        return (lost(path, kind, loader.config), diagnostics);
    };
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        let finding = Diagnostic::new(&codes::EMPTY_FILE, "the file is empty").file(&file);
        diagnostics.push(finding.help("write something, or remove the file"));
    }
    if let Some(tag) = loader.config.missing_language(path) {
        let message = format!("the file is named as a translation, and the site has no [languages.{tag}]");
        let help =
            format!("add [languages.{tag}] to {}, or call the file something else", loader.config.path);
        diagnostics.push(Diagnostic::new(&codes::UNKNOWN_LANGUAGE, message).file(&file).help(help));
    }
    let source = split(&file, text, &mut diagnostics);
    if diagnostics.has_errors() {
        return (lost(path, kind, loader.config), diagnostics);
    }
    let mut findings = Findings::new(&file, source.front_offset);
    let front = front_matter::read(kind, source.front, loader.config, &mut findings);
    diagnostics.append(findings.diagnostics);
    let body = clean(source.body);
    let options = Options {
        citing: if kind == Kind::Report { Citing::Reports } else { Citing::Plain },
        alerts: loader.alerts,
        labels: loader.labels,
        path: &file,
        offset: source.body_offset,
        body: &body,
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
    let document = reader.document(&name, kind, front, &body, options);
    (Document { file: translated, ..document }, reader.diagnostics)
}

/// What stands for a document that cannot be read.
pub fn lost(path: &str, kind: Kind, config: &Config) -> Document {
    let (name, file) = name(path, config);
    Document { file, ..Document::lost(&name, kind, title_of_path(&name), config.scheme.lowest()) }
}

/// What documents of all languages call the one at a path, and that path if it is another.
fn name<'p>(path: &'p str, config: &Config) -> (Cow<'p, str>, Option<Box<str>>) {
    match config.untranslated(path) {
        Some((name, _)) => (Cow::Owned(name), Some(path.into())),
        None => (Cow::Borrowed(path), None),
    }
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
        mut front: FrontMatter,
        body: &str,
        options: Options<'_>,
    ) -> Document {
        let config = self.loader.config;
        let ceiling = self.loader.ceiling;
        let rules = Rules {
            scheme: &config.scheme,
            own: front.classification,
            front: front.metadata.or_else(|| {
                let title = front.title.as_ref()?;
                portion::read_mark(&title.value, &config.scheme).level
            }),
            ceiling,
            strict: config.scheme.obeys_marks(ceiling),
            raw_html: config.raw_html,
            numbering: config.numbering,
            source: &|id| self.registries.iter().find_map(|registry| registry.find(id)?.level),
            path: self.file,
            offset: self.offset,
        };
        let mut findings = Vec::new();
        let (masked, fences) = portion::mask(body, &rules, &mut findings);
        let edition = portion::filter(&masked, &fences, &rules, findings);
        let strict = rules.strict;
        self.diagnostics.extend(edition.findings);
        if strict {
            self.check_front_matter(&front);
        }
        let titled = front.title.is_some();
        let clearance = clear(&mut front, edition.kept, ceiling, &config.scheme);
        if matches!(clearance, Clearance::Part(_)) && titled && front.title.is_none() {
            self.diagnostics.push(
                Diagnostic::new(&codes::PART_WITHOUT_TITLE, "this document is released in part, without its title")
                    .at(self.file, self.front_offset..self.front_offset)
                    .help("if readers of this release may have the title, begin it with a mark: title = \"(U) …\"; if they may have all keys, name their level: metadata = \"…\""),
            );
        }
        corrections::settle(&mut front, &edition.withheld_judgements);
        let events = &edition.events;
        self.diagnostics.extend(bare_targets::findings(&masked, events, self.file, self.offset));
        if kind == Kind::Report {
            let is_source = |id: &str| self.registries.iter().any(|registry| registry.find(id).is_some());
            let found = lost_citations::findings(&masked, events, is_source, self.file, self.offset);
            self.diagnostics.extend(found);
        }
        let mut writer = Writer::new(options);
        let body = match kind {
            Kind::Report => {
                let structure = Structure::new(
                    &mut writer,
                    config.yardstick,
                    options.path,
                    options.offset,
                    config.numbering,
                );
                let (mut report, cutoff) = structure.read(events, &edition.withheld_judgements);
                self.join(&mut report, &front, cutoff.as_ref(), &edition.withheld_judgements);
                Body::Report(Box::new(report))
            }
            Kind::Page | Kind::Section => Body::Prose(Self::prose(&mut writer, events, &front)),
        };
        let notes = footnotes(events);
        let footnotes = writer.footnotes(|label| notes.get(label).map(|range| &events[range.clone()]));
        self.diagnostics.extend(writer.diagnostics);
        let met = writer.met;
        let title = match (&front.title, clearance) {
            (Some(title), _) => title.value.clone(),
            (None, Clearance::Part(_)) if titled => match &front.date {
                Some(date) => format!("{}, {}", self.loader.labels.untitled, date.value.day),
                None => self.loader.labels.untitled.to_owned(),
            },
            (None, _) => first_heading(events).unwrap_or_else(|| title_of_path(path)),
        };
        let mut document = Document {
            path: path.to_owned(),
            file: None,
            kind,
            title,
            summary: String::new(),
            front,
            met,
            footnotes,
            body,
            reading: Reading::Whole,
            clearance,
        };
        if let Body::Report(report) = &mut document.body {
            // Citations in footnotes come last.
            report.citation_labels.resize(document.met.citations.len(), String::new());
            report.sources = self.sources(&document.met);
            // These live as long as the build; what they hold now is all they will hold.
            document.met.sources = Vec::new();
            report.judgements = exact::list(std::mem::take(&mut report.judgements));
            report.citation_labels = exact::list(std::mem::take(&mut report.citation_labels));
            report.sections = exact::list(std::mem::take(&mut report.sections));
            report.executive_summary = exact::text(std::mem::take(&mut report.executive_summary));
            report.statement = exact::text(std::mem::take(&mut report.statement));
        }
        let met = &mut document.met;
        met.citations = exact::list(std::mem::take(&mut met.citations));
        met.links = exact::list(std::mem::take(&mut met.links));
        met.headings = exact::list(std::mem::take(&mut met.headings));
        document.summary = exact::text(summary(&document, events));
        document
    }

    /// Keys of front matter may have marks of their own, but none above the document's classification.
    fn check_front_matter(&mut self, front: &FrontMatter) {
        let scheme = &self.loader.config.scheme;
        let level = front.metadata.unwrap_or(front.classification);
        for marked in marked_texts::marks(self.front, scheme) {
            // A title may be of the document's own level while the other keys are for everybody.
            let has_own = marked.begins
                && matches!(marked.key.as_str(), "title" | "summary" | "image.alt" | "image.credit");
            let most = if has_own { front.classification } else { level };
            if marked.level.is_none_or(|marked| marked > most) {
                let place = format!("the level of the front matter, {}", scheme.definition(level).name);
                let finding = marked_texts::finding(&marked, self.file, self.front_offset, &place);
                self.diagnostics.push(finding.help("or raise `classification` or `metadata`"));
            }
        }
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
        withheld: &[u32],
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
                report.judgements.iter_mut().find(|judgement| judgement.written == facts.number)
            else {
                // What is known of a judgement goes where the judgement goes.
                if withheld.contains(&facts.number) {
                    continue;
                }
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
            if facts.likelihood.is_some() && facts.likelihood != judgement.likelihood {
                (judgement.likelihood, judgement.likelihood_end) = (facts.likelihood, None);
            }
            if facts.confidence.is_some() && facts.confidence != judgement.confidence {
                (judgement.confidence, judgement.confidence_reason) = (facts.confidence, None);
            }
            if facts.confidence_reason.is_some() {
                judgement.confidence_reason.clone_from(&facts.confidence_reason);
            }
            judgement.by = facts.by;
            judgement.outcome.clone_from(&facts.outcome);
            let resolved = facts.outcome.as_ref().and_then(|outcome| outcome.resolved.as_ref());
            if let (Some(resolved), Some(cutoff)) = (resolved, report.cutoff)
                && resolved.value.day < cutoff.day
            {
                let message = format!("an outcome of {}, before the cut-off date", resolved.value.iso());
                let finding = Diagnostic::new(&codes::INVALID_VALUE, message);
                let finding = finding.help("give the day on which it was found how the judgement turned out");
                self.diagnostics.push(finding.at(self.file, resolved.span.clone()));
            }
            judgement.follows.clone_from(&facts.follows);
        }
        if self.loader.config.is_english() {
            named_confidence::take(report);
        }
        if let Some(cutoff) = report.cutoff.filter(|_| self.loader.config.is_english()) {
            horizons::count(report, cutoff.day);
        }
    }

    fn sources(&mut self, met: &Met) -> Vec<Source> {
        for citation in &met.citations {
            // A place in a source has no name of a second one in it.
            let second = citation.locator.as_deref().and_then(|place| {
                let named = place.split([',', ';', ' ']).filter_map(|part| part.strip_prefix('@'));
                named.map(|id| id.trim_end_matches('.')).find(|id| is_id(id))
            });
            if let (CitationKey::Registry(id), Some(second)) = (&citation.key.value, second) {
                let finding = Diagnostic::new(&codes::UNKNOWN_SOURCE, "one citation names one source")
                    .help(format!("write a bracket for each: [@{id}] [@{second}]"));
                self.diagnostics.push(finding.at(self.file, citation.key.span.clone()));
                continue;
            }
            if let CitationKey::Registry(id) = &citation.key.value
                && !self.registries.iter().any(|registry| registry.find(id).is_some())
            {
                if id.is_empty() || id.contains(';') {
                    let (message, help) = if id.is_empty() && citation.locator.is_some() {
                        ("a locator without a source", "write the id of a source before it: [@id, p. 12]")
                    } else if id.is_empty() {
                        ("a citation without an id", "write the id of a source: [@id]")
                    } else {
                        ("one citation names one source", "write a bracket for each: [@a] [@b, p. 3]")
                    };
                    let finding = Diagnostic::new(&codes::UNKNOWN_SOURCE, message).help(help);
                    self.diagnostics.push(finding.at(self.file, citation.key.span.clone()));
                    continue;
                }
                if self.registries.iter().any(|registry| registry.is_broken()) {
                    continue;
                }
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
                CitationKey::Url(url) => {
                    // The same source, whichever way it is cited.
                    let record = self.registries.iter().find_map(|registry| registry.at_address(url));
                    Source { url: Some(url.clone()), record: record.cloned() }
                }
                CitationKey::Registry(id) => {
                    let record = self.registries.iter().find_map(|registry| registry.find(id));
                    let url = record.and_then(|record| record.url.as_deref()).map(Arc::from);
                    Source { url, record: record.cloned() }
                }
            })
            .collect()
    }
}

/// The events inside each footnote; of two with one label the first.
fn footnotes<'e>(events: &'e Events<'e>) -> FxHashMap<&'e str, std::ops::Range<usize>> {
    let mut notes = FxHashMap::default();
    let mut begun = Vec::new();
    for (at, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => begun.push((&**label, at + 1)),
            Event::End(TagEnd::FootnoteDefinition) => {
                if let Some((label, start)) = begun.pop() {
                    notes.entry(label).or_insert(start..at);
                }
            }
            _ => {}
        }
    }
    notes
}
