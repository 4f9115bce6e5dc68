//! What pages say of sources: grades in words, pages of sources, the list of them.
//!
//! In: the site's sources. Out: view-models and pages. Which judgement leans on what was found when the site was
//! assembled.

use tera::Value;

use super::source_view::{
    GradeView, LeaningView, SourcePageView, SourceRow, SourcesView, StatusView, UseView,
};
use super::view::{Date, PageView};
use super::{Renderer, json_ld};
use crate::content::ReportBody;
use crate::content::registry::SourceRecord;
use crate::diag::Diagnostic;
use crate::plan::page_address;
use crate::site::address::encode_href;
use crate::site::{CitedSource, Page, SOURCES, SourceId, SourceUse};

impl Renderer<'_> {
    /// `B2`, and both grades in words; none without either.
    pub(super) fn grade(&self, reliability: Option<&str>, credibility: Option<u8>) -> Option<GradeView> {
        let words = |key: &str, grade: String| self.strings.get(&format!("{key}_{grade}")).to_owned();
        let reliability = reliability.map(|grade| (grade, words("reliability", grade.to_lowercase())));
        let credibility =
            credibility.map(|grade| (grade.to_string(), words("credibility", grade.to_string())));
        let (code, text) = match (reliability, credibility) {
            (Some((letter, source)), Some((digit, information))) => (
                format!("{letter}{digit}"),
                format!("{source}{}{information}", self.strings.get("separator")),
            ),
            (Some((letter, words)), None) => (letter.to_owned(), words),
            (None, Some((digit, words))) => (digit, words),
            (None, None) => return None,
        };
        Some(GradeView { code, text })
    }

    /// The grades under which a report cites a source, each once.
    pub(super) fn grades(
        &self,
        record: Option<&SourceRecord>,
        credibilities: impl Iterator<Item = Option<u8>>,
    ) -> Vec<GradeView> {
        let reliability = record.and_then(|record| record.reliability);
        let mut grades: Vec<Option<u8>> = credibilities.collect();
        grades.sort_unstable();
        grades.dedup();
        if grades.len() > 1 {
            grades.retain(Option::is_some);
        }
        grades.into_iter().filter_map(|credibility| self.grade(reliability, credibility)).collect()
    }

    pub(super) fn status(&self, record: &SourceRecord) -> StatusView {
        StatusView {
            name: record.status.name(),
            date: record.status_date.map(|date| self.date(date)),
            note: record.status_note.clone(),
        }
    }

    /// When a source was published: a day, or the year or month where no more is known.
    pub(super) fn source_date(&self, record: &SourceRecord) -> Option<Date> {
        let part = || record.published_in.as_ref().map(|part| Date { iso: part.clone(), text: part.clone() });
        record.published.map(|date| self.date(date)).or_else(part)
    }

    /// Where kinds of origin are named in words.
    pub(super) fn origin(&self, origin: &str) -> String {
        self.strings.get(&format!("origin_{}", origin.to_lowercase())).to_owned()
    }

    /// The address of the list of sources; none without sources.
    pub(super) fn sources_url(&self) -> Option<String> {
        (!self.site.sources.is_empty()).then(|| self.site.href(SOURCES))
    }

    pub(super) fn source_page(
        &self,
        id: SourceId,
        page: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), Box<Diagnostic>> {
        let site = self.site;
        let source = site.source(id);
        let record = &*source.record;
        let size = site.config.paginate_by;
        let pages = source.uses.len().div_ceil(size).max(1);
        let from = ((page - 1) * size).min(source.uses.len());
        let to = (from + size).min(source.uses.len());
        let url = record.url.as_deref().map(encode_href);
        let own = SourcePageView {
            id: record.id.clone(),
            title: source.name().to_owned(),
            authors: record.authors.clone(),
            publisher: record.publisher.clone(),
            host: url.as_deref().and_then(super::source_list::host),
            url,
            archive_url: record.archive_url.as_deref().map(encode_href),
            published: self.source_date(record),
            accessed: record.accessed.map(|date| self.date(date)),
            grade: self.grade(record.reliability, None),
            descriptor: record.descriptor.clone(),
            origin: record.origin.map(|origin| self.origin(origin)),
            ai_tool: record.ai_tool.clone(),
            status: self.status(record),
            also: source.also.iter().map(|other| other.title.as_ref().unwrap_or(&other.id).clone()).collect(),
            judgement_count: source.judgements(),
            report_count: source.uses.len(),
            uses: source.uses[from..to].iter().map(|used| self.used(used)).collect(),
            pagination: self.pagination(&source.address, page, pages),
        };
        let address = page_address(&source.address, page);
        let mut view = self.plain_page("source", &own.title, &address);
        if let Some(descriptor) = &own.descriptor {
            view.description.clone_from(descriptor);
        }
        view.title = self.numbered(&own.title, page);
        view.breadcrumbs = self.source_breadcrumbs(source);
        view.json_ld = json_ld::list(site, &view.breadcrumbs, &own.title, &source.address);
        view.previous_url.clone_from(&own.pagination.previous_url);
        view.next_url.clone_from(&own.pagination.next_url);
        self.render("source.html", &view, vec![("source", Value::from_serializable(&own))], out)
    }

    fn source_breadcrumbs(&self, source: &CitedSource) -> Vec<super::view::Link> {
        let mut links = vec![self.home_link()];
        if source.address.starts_with(SOURCES) {
            let title = self.strings.get("sources").to_owned();
            links.push(super::view::Link { title, url: self.site.href(SOURCES) });
        } else {
            links.extend(self.sections_above(&source.address));
            links.extend(source.uses.first().map(|used| self.report_link(used.report)));
        }
        links
    }

    fn used(&self, used: &SourceUse) -> UseView {
        let report = self.site.report(used.report);
        let address = self.site.href(&report.address);
        let empty = ReportBody::default();
        let body = report.document.report().unwrap_or(&empty);
        UseView {
            card: self.card_value(used.report),
            url: format!("{address}#source-{}", used.number),
            judgements: used
                .judgements
                .iter()
                .filter_map(|leaning| {
                    let judgement = body.judgements.get(leaning.judgement)?;
                    Some(LeaningView {
                        label: judgement.label(),
                        url: format!("{address}#{}", judgement.id()),
                        text: judgement.text.clone(),
                        alone: leaning.alone,
                    })
                })
                .collect(),
        }
    }

    /// The list of sources; `text` is the page that the site has written at its address.
    pub(super) fn sources_page(&self, text: Option<&Page>, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        let title = match text {
            Some(text) => text.document.title.clone(),
            None => self.strings.get("sources").to_owned(),
        };
        let rows: Vec<SourceRow> = self
            .site
            .sources
            .iter()
            .map(|source| SourceRow {
                title: source.name().to_owned(),
                url: self.site.href(&source.address),
                publisher: source.record.publisher.clone(),
                published: self.source_date(&source.record),
                reliability: source.record.reliability,
                status: self.status(&source.record),
                judgement_count: source.judgements(),
                report_count: source.uses.len(),
            })
            .collect();
        let own = SourcesView { title: title.clone(), count: rows.len(), rows };
        let view = self.generated_page("sources", &title, SOURCES, text);
        let content = text.map(|text| self.content_of(text));
        let own = vec![
            ("sources", Value::from_serializable(&own)),
            ("content", Value::from_serializable(&content)),
        ];
        self.render("sources.html", &view, own, out)
    }

    /// A page that bluf makes and the site may have written a text for.
    pub(super) fn generated_page(
        &self,
        kind: &'static str,
        title: &str,
        address: &str,
        text: Option<&Page>,
    ) -> PageView {
        let mut view = self.plain_page(kind, title, address);
        if let Some(document) = text.map(|text| &text.document) {
            if !document.summary.is_empty() {
                view.description.clone_from(&document.summary);
            }
            view.updated = document.front.updated.as_ref().map(|date| self.date(date.value));
            view.published = document.front.date.as_ref().map(|date| self.date(date.value));
        }
        view
    }
}
