//! The numbered sources below a report, as templates see them.
//!
//! In: the sources that a report cites. Out: one value each. Does not know how a theme shows them.

use tera::value::Key;
use tera::{Map, Value};

use super::Renderer;
use super::view::{CitationView, SourceView};
use crate::content::ReportBody;
use crate::content::registry::SourceRecord;
use crate::markdown::Citation;
use crate::site::Report;
use crate::site::address::encode_href;
use crate::tradecraft::SourceStatus;

/// A source of which nothing is known: the values of most fields of most sources.
pub(super) fn unknown() -> Map {
    Value::from_serializable(&SourceView::default()).into_map().unwrap_or_default()
}

impl Renderer<'_> {
    /// All sources of a report, by number.
    pub(super) fn sources(&self, report: &Report, body: &ReportBody) -> Vec<Value> {
        let citations = &report.document.met.citations;
        (1..)
            .zip(body.sources.iter().zip(&report.sources).zip(&report.source_pages))
            .map(|(number, ((source, cited_as), page))| {
                let cited: Vec<(usize, &Citation)> = citations
                    .iter()
                    .enumerate()
                    .filter(|(_, citation)| citation.number as usize == number)
                    .collect();
                let url = cited_as.address.as_ref().map(|address| self.site.destination(address));
                let record = source.record.as_deref();
                let title = record.and_then(|record| record.title.clone()).or_else(|| cited_as.title.clone());
                let mut map = match record {
                    Some(record) => self.recorded(record, &cited),
                    None => self.unknown_source.clone(),
                };
                let host = url.as_deref().and_then(host);
                // Most sources are a bare link: what the map holds already is not put into it again.
                let mut set = |key, value: Value| drop(map.insert(Key::Str(key), value));
                let named = [&title, &host, &url].into_iter().flatten().find(|name| !name.is_empty());
                let name = named.map_or_else(|| self.strings.get("source_untitled"), String::as_str);
                set("name", Value::from(name));
                set("number", Value::from(number));
                set("id", Value::from(["source-", &number.to_string()].concat()));
                let locators: Vec<&str> =
                    cited.iter().filter_map(|(_, citation)| citation.locator.as_deref()).collect();
                let described = record.is_some()
                    || page.is_some()
                    || !locators.is_empty()
                    || cited.iter().any(|(_, citation)| citation.credibility.is_some())
                    || (title.is_some() && host.is_some());
                set("described", Value::from(described));
                if record.is_none() && described {
                    let grades = self.grades(None, cited.iter().map(|(_, citation)| citation.credibility));
                    set("grades", Value::from_serializable(&grades));
                }
                if !locators.is_empty() {
                    set("locators", Value::from_serializable(&locators));
                }
                if let Some(page) = page {
                    set("page_url", Value::from(self.site.href(&self.site.source(*page).address)));
                }
                for (key, text) in [("url", url), ("host", host), ("title", title)] {
                    if let Some(text) = text {
                        set(key, Value::from(text));
                    }
                }
                set("citations", self.citations(body, &cited));
                Value::from(map)
            })
            .collect()
    }

    /// What the registry knows of a source.
    fn recorded(&self, record: &SourceRecord, cited: &[(usize, &Citation)]) -> Map {
        let view = SourceView {
            authors: record.authors.clone(),
            publisher: record.publisher.clone(),
            published: self.source_date(record),
            accessed: record.accessed.map(|date| self.date(date)),
            archive_url: record.archive_url.as_deref().map(encode_href),
            reliability: record.reliability,
            grades: self.grades(Some(record), cited.iter().map(|(_, citation)| citation.credibility)),
            origin: record.origin.map(|origin| self.origin(origin)),
            ai_tool: record.ai_tool.clone(),
            status: (record.status != SourceStatus::Current).then(|| self.status(record)),
            descriptor: record.descriptor.clone(),
            ..SourceView::default()
        };
        Value::from_serializable(&view).into_map().unwrap_or_default()
    }

    /// Where a source is cited.
    fn citations(&self, body: &ReportBody, cited: &[(usize, &Citation)]) -> Value {
        let views: Vec<CitationView<'_>> = cited
            .iter()
            .map(|(at, citation)| {
                let label = body.citation_labels.get(*at).filter(|label| !label.is_empty());
                let note = || {
                    let note = citation.footnote?.to_string();
                    Some(self.strings.fill("footnote", "{number}", &note).into())
                };
                let number = (at + 1).to_string();
                let url = ["#cite-", &number].concat();
                let label = label.map(|label| label.as_str().into()).or_else(note);
                CitationView {
                    label: label.unwrap_or_else(|| number.into()),
                    url,
                    credibility: citation.credibility,
                }
            })
            .collect();
        Value::from_serializable(&views)
    }
}

/// The host of a web address, without `www.`.
pub(crate) fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?.trim_start_matches("www.");
    (!host.is_empty()).then(|| host.to_owned())
}
