//! The numbered sources below a report, as templates see them.
//!
//! In: the sources that a report cites. Out: one value each. Does not know how a theme shows them.

use std::borrow::Cow;

use super::Renderer;
use super::view::{CitationView, SourceView};
use crate::content::ReportBody;
use crate::content::registry::SourceRecord;
use crate::markdown::Citation;
use crate::site::Report;
use crate::site::address::encode_href;
use crate::tradecraft::SourceStatus;

impl Renderer<'_> {
    /// All sources of a report, by number.
    pub(super) fn sources<'v>(&'v self, report: &'v Report, body: &'v ReportBody) -> Vec<SourceView<'v>> {
        let citations = &report.document.met.citations;
        (1..)
            .zip(body.sources.iter().zip(&report.sources).zip(&report.source_pages))
            .map(|(number, ((source, cited_as), page))| {
                let cited: Vec<(usize, &Citation)> = citations
                    .iter()
                    .enumerate()
                    .filter(|(_, citation)| citation.number as usize == number)
                    .collect();
                let record = source.record.as_deref();
                let credibilities = cited.iter().map(|(_, citation)| citation.credibility);
                let mut view = SourceView {
                    number,
                    id: ["source-", &number.to_string()].concat(),
                    title: cited_as.title.as_deref(),
                    url: cited_as.address.as_ref().map(|address| self.site.destination(address)),
                    page_url: page.map(|page| self.site.href(&self.site.source(page).address)),
                    locators: cited.iter().filter_map(|(_, citation)| citation.locator.as_deref()).collect(),
                    grades: self.grades(record, credibilities),
                    citations: self.citations(body, &cited),
                    ..record.map(|record| self.recorded(record)).unwrap_or_default()
                };
                view.title = record.and_then(|record| record.title.as_deref()).or(view.title);
                view.host = view.url.as_deref().and_then(host);
                // Most sources are a bare link, and templates need not ask for each of the facts.
                view.described = record.is_some()
                    || view.page_url.is_some()
                    || !view.locators.is_empty()
                    || !view.grades.is_empty()
                    || (view.title.is_some() && view.host.is_some());
                let names = [view.title, view.host.as_deref(), view.url.as_deref()];
                let name = names.into_iter().flatten().find(|name| !name.is_empty());
                view.name = name.unwrap_or_else(|| self.strings.get("source_untitled")).to_owned();
                view
            })
            .collect()
    }

    /// What the registry knows of a source.
    fn recorded<'v>(&self, record: &'v SourceRecord) -> SourceView<'v> {
        SourceView {
            authors: &record.authors,
            // An organisation that publishes its own work is named once.
            publisher: record.publisher.as_deref().filter(|publisher| record.authors != [*publisher]),
            published: self.source_date(record),
            accessed: record.accessed.map(|date| self.date(date)),
            archive_url: record.archive_url.as_deref().map(encode_href),
            reliability: record.reliability,
            origin: record.origin.map(|origin| self.origin(origin)),
            ai_tool: record.ai_tool.as_deref(),
            status: (record.status != SourceStatus::Current).then(|| self.status(record)),
            descriptor: record.descriptor.as_deref(),
            ..SourceView::default()
        }
    }

    /// Where a source is cited.
    fn citations<'v>(&self, body: &'v ReportBody, cited: &[(usize, &Citation)]) -> Vec<CitationView<'v>> {
        cited
            .iter()
            .map(|(at, citation)| {
                let label = body.citation_labels.get(*at).filter(|label| !label.is_empty());
                let note = || {
                    let note = citation.footnote?.to_string();
                    Some(Cow::Owned(self.strings.fill("footnote", "{number}", &note)))
                };
                let number = (at + 1).to_string();
                let url = ["#cite-", &number].concat();
                let label = label.map(|label| Cow::Borrowed(label.as_str())).or_else(note);
                CitationView {
                    label: label.unwrap_or(Cow::Owned(number)),
                    url,
                    credibility: citation.credibility,
                }
            })
            .collect()
    }
}

/// The host of a web address, without `www.`.
pub(crate) fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?.trim_start_matches("www.");
    (!host.is_empty()).then(|| host.to_owned())
}
