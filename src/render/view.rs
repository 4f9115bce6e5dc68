//! The view-models: all that a template can see. docs/templates.md documents them; a field here is a promise.

use std::borrow::Cow;

use serde::Serialize;
use tera::Value;

use super::source_view::{GradeView, MethodologyLinks, StatusView};

/// `{title, url}`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Link {
    pub title: String,
    pub url: String,
}

/// `{iso, text}`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Date {
    pub iso: String,
    pub text: String,
}

/// A classification level.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Level {
    pub name: String,
    pub abbreviation: String,
    pub url: String,
    pub class: String,
    pub editorial: bool,
}

/// A term in an index.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Term {
    pub name: String,
    pub url: String,
    pub count: usize,
    pub depth: usize,
    pub latest: Option<Date>,
    pub level: Option<Level>,
}

/// A report in a list. Links and levels are values that all cards share.
#[derive(Debug, Serialize)]
pub(super) struct Card<'a> {
    pub url: String,
    pub title: &'a str,
    pub summary: &'a str,
    pub date: Date,
    pub updated: Option<Date>,
    pub classification: Value,
    pub regions: Vec<Value>,
    pub authors: Vec<Value>,
    pub tags: Vec<Value>,
    pub series: Option<Value>,
    pub reading_minutes: usize,
    pub bottom_line: Option<&'a str>,
    pub judgement_count: usize,
    pub superseded: bool,
    pub image: Option<Picture>,
}

/// A picture.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Picture {
    pub src: String,
    pub permalink: String,
    pub alt: String,
    pub credit: Option<String>,
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// For the attribute of that name; none where there is one size only.
    pub srcset: Option<String>,
}

/// The site, in every template.
#[derive(Debug, Serialize)]
pub(super) struct SiteView<'a> {
    pub title: &'a str,
    pub description: &'a str,
    pub language: &'a str,
    pub direction: &'static str,
    pub base_url: &'a str,
    pub home_url: &'a str,
    /// Absolute, for those who show the site elsewhere.
    pub icon_url: String,
    /// Those of the site, its own first; none where it has one.
    pub languages: Vec<LanguageView>,
    pub search_url: String,
    pub sources_url: Option<String>,
    pub methodology: MethodologyLinks,
    pub generator: String,
    pub scheme: SchemeView<'a>,
    pub release: Option<&'a str>,
    pub navigation: Vec<Link>,
    pub feeds: Vec<Feed>,
    pub corrections_url: Option<String>,
    pub footer: Option<&'a str>,
    pub newsletter: Option<&'a crate::config::Newsletter>,
    pub contact: Option<&'a crate::config::Contact>,
    pub login: Option<&'a crate::config::Login>,
    pub sealed: Vec<TierView>,
    pub log_out_url: Option<String>,
    pub extra: &'a serde_json::Map<String, serde_json::Value>,
    pub theme: &'a crate::theme::About,
}

/// An edition in one language, or a page in it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct LanguageView {
    pub language: String,
    pub name: String,
    pub url: String,
    pub permalink: String,
    pub current: bool,
    pub original: bool,
}

/// A sealed tier: where its passphrase is asked for, and by which script.
#[derive(Debug, Clone, Serialize)]
pub(super) struct TierView {
    pub name: String,
    pub title: Option<String>,
    pub url: String,
    pub script: crate::assets::AssetView,
}

/// `{name, editorial}`.
#[derive(Debug, Serialize)]
pub(super) struct SchemeView<'a> {
    pub name: &'a str,
    pub editorial: bool,
}

/// A feed of a page.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Feed {
    pub title: String,
    pub url: String,
    #[serde(rename = "type")]
    pub media: &'static str,
}

/// `{name, content}` of a meta tag.
#[derive(Debug, Serialize)]
pub(super) struct Meta {
    pub name: &'static str,
    pub content: String,
}

/// The page, in every template.
#[derive(Debug, Serialize, Default)]
pub(super) struct PageView {
    pub kind: &'static str,
    pub title: String,
    pub heading: String,
    pub description: String,
    pub url: String,
    pub permalink: String,
    pub language: String,
    #[serde(rename = "type")]
    pub graph_type: &'static str,
    pub image: Option<Picture>,
    pub feeds: Vec<Value>,
    pub translations: Vec<LanguageView>,
    pub breadcrumbs: Vec<Link>,
    pub json_ld: String,
    pub meta: Vec<Meta>,
    pub noindex: bool,
    pub previous_url: Option<String>,
    pub next_url: Option<String>,
    pub published: Option<Date>,
    pub updated: Option<Date>,
}

/// An entry of a table of contents.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Contents {
    pub id: String,
    pub title: String,
    pub children: Vec<Contents>,
}

/// A page's text.
#[derive(Debug, Serialize)]
pub(super) struct ContentView {
    pub title: String,
    pub html: String,
    pub toc: Vec<Contents>,
    pub word_count: usize,
    pub updated: Option<Date>,
}

/// A report that was taken back.
#[derive(Debug, Serialize)]
pub(super) struct WithdrawnView {
    pub title: String,
    pub date: Option<Date>,
    pub reason: Option<String>,
}

/// One page of a list of reports.
#[derive(Debug, Serialize)]
pub(super) struct ListingView<'a> {
    pub title: &'a str,
    pub kind: &'static str,
    pub count: usize,
    pub cards: Vec<Value>,
    pub pages: Vec<Link>,
    pub pagination: Pagination,
    pub latest: Option<Date>,
    pub map: Option<MapView>,
    pub timeline: Option<TimelineView>,
}

/// A map, and the countries on it that have reports.
#[derive(Debug, Serialize)]
pub(super) struct MapView {
    pub view_box: String,
    pub width: i32,
    pub height: i32,
    pub radius: i32,
    pub most: usize,
    pub countries: Vec<MapCountry>,
}

/// A country on a map.
#[derive(Debug, Serialize)]
pub(super) struct MapCountry {
    pub name: String,
    pub url: String,
    pub count: usize,
    pub shade: u8,
    pub current: bool,
    pub path: &'static str,
    pub x: i32,
    pub y: i32,
}

/// Reports by month.
#[derive(Debug, Serialize)]
pub(super) struct TimelineView {
    pub years: Vec<TimelineYear>,
    pub months: Vec<String>,
    pub first: String,
    pub last: String,
    pub most: TimelineMost,
    pub width: usize,
    pub height: usize,
    pub bars: String,
    pub ticks: String,
}

/// A year of a timeline; months before the first report and after the last have no count.
#[derive(Debug, Serialize)]
pub(super) struct TimelineYear {
    pub year: usize,
    pub total: usize,
    pub span: usize,
    pub counts: Vec<Option<usize>>,
}

/// The month with most reports, the first of several.
#[derive(Debug, Serialize)]
pub(super) struct TimelineMost {
    pub month: String,
    pub count: usize,
}

/// Where one is in a list.
#[derive(Debug, Serialize)]
pub(super) struct Pagination {
    pub page: usize,
    pub pages: usize,
    pub first_url: String,
    pub previous_url: Option<String>,
    pub next_url: Option<String>,
    pub last_url: String,
    pub numbers: Vec<PageNumber>,
}

/// A link to one page of a list.
#[derive(Debug, Serialize)]
pub(super) struct PageNumber {
    pub number: usize,
    pub url: String,
    pub current: bool,
    pub gap: bool,
}

/// A term's page.
#[derive(Debug, Serialize)]
pub(super) struct TermView {
    pub name: String,
    pub facet: &'static str,
    pub index: Link,
    pub level: Option<Level>,
    pub parents: Vec<Term>,
    pub children: Vec<Term>,
    pub content: Option<ContentView>,
}

/// All terms of a facet, or its fullest.
#[derive(Debug, Serialize)]
pub(super) struct IndexView {
    pub facet: &'static str,
    pub title: String,
    pub url: String,
    pub count: usize,
    pub terms: Vec<Term>,
}

/// A report's page; the fields of its card are added to these.
#[derive(Debug, Serialize)]
pub(super) struct ReportView<'a> {
    /// The summary that the author wrote: one taken from the text would stand above that text.
    pub standfirst: Option<&'a str>,
    pub permalink: String,
    pub json_url: String,
    pub references: Vec<Feed>,
    pub cutoff: Option<Date>,
    pub toc: Vec<Contents>,
    pub word_count: usize,
    pub sections: Vec<SectionView>,
    pub sources: Vec<SourceView<'a>>,
    pub source_summary: Option<String>,
    pub related: Vec<RelatedView>,
    pub supersedes: Option<Value>,
    pub superseded_by: Vec<Value>,
    pub corrections: Vec<CorrectionView>,
    pub changes: Vec<ChangeView>,
    pub previous: Option<Link>,
    pub next: Option<Link>,
    pub series_previous: Option<Link>,
    pub series_next: Option<Link>,
    pub backlinks: Vec<Link>,
    pub yardstick: Option<YardstickView>,
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// A section of a report.
#[derive(Debug, Serialize)]
pub(super) struct SectionView {
    pub kind: &'static str,
    pub id: String,
    pub title: Option<String>,
    pub level: u8,
    pub html: String,
    pub judgements: Vec<JudgementView>,
}

/// A key judgement.
#[derive(Debug, Serialize)]
pub(super) struct JudgementView {
    pub label: String,
    pub id: String,
    pub url: String,
    pub html: String,
    pub text: String,
    pub discussion: String,
    pub likelihood: Option<TermRange>,
    pub confidence: Option<&'static str>,
    pub confidence_reason: Option<String>,
    pub by: Option<Date>,
    /// Whether that is the horizon of the sentence, counted from the cut-off date.
    pub by_counted: bool,
    pub outcome: Option<OutcomeView>,
    pub evidence: Vec<EvidenceView>,
}

/// A mistake that was put right.
#[derive(Debug, Serialize)]
pub(super) struct CorrectionView {
    pub id: String,
    pub url: String,
    pub date: Date,
    pub text: String,
    pub judgement: Option<Link>,
}

/// A key judgement, now and in the report that was replaced.
#[derive(Debug, Serialize)]
pub(super) struct ChangeView {
    pub kind: &'static str,
    pub now: Option<AssessmentView>,
    pub before: Option<AssessmentView>,
}

/// A key judgement as one of two.
#[derive(Debug, Serialize)]
pub(super) struct AssessmentView {
    pub label: String,
    pub url: String,
    pub text: String,
    pub likelihood: Option<TermRange>,
    pub confidence: Option<&'static str>,
    /// Its horizon, where that of the other one is not the same.
    pub by: Option<Date>,
}

/// A correction, or what a report changed from the one it replaces.
#[derive(Debug, Serialize)]
pub(super) struct RevisionView {
    pub date: Date,
    pub report: Link,
    pub supersedes: Option<Link>,
    pub correction: Option<CorrectionView>,
    pub changes: Vec<ChangeView>,
}

/// A likelihood term with its range in percent.
#[derive(Debug, Serialize)]
pub(super) struct TermRange {
    pub term: &'static str,
    pub low: u8,
    pub high: u8,
    pub used: bool,
}

/// What became of a judgement.
#[derive(Debug, Serialize)]
pub(super) struct OutcomeView {
    pub result: &'static str,
    pub resolved: Option<Date>,
    pub note: Option<String>,
}

/// A point of evidence.
#[derive(Debug, Serialize)]
pub(super) struct EvidenceView {
    pub label: String,
    pub id: String,
    pub number: usize,
    pub html: String,
    pub sources: Vec<u32>,
}

/// A numbered source. `name` is what to call it; `described` says that there is more than its name, its address and where
/// it is cited.
#[derive(Debug, Default, Serialize)]
pub(super) struct SourceView<'a> {
    pub number: usize,
    pub id: String,
    pub name: String,
    pub described: bool,
    pub url: Option<String>,
    pub host: Option<String>,
    pub title: Option<&'a str>,
    pub authors: &'a [String],
    pub publisher: Option<&'a str>,
    pub published: Option<Date>,
    pub accessed: Option<Date>,
    pub archive_url: Option<String>,
    pub reliability: Option<&'static str>,
    pub grades: Vec<GradeView>,
    pub descriptor: Option<&'a str>,
    pub origin: Option<String>,
    pub ai_tool: Option<&'a str>,
    pub status: Option<StatusView>,
    pub page_url: Option<String>,
    pub locators: Vec<&'a str>,
    pub citations: Vec<CitationView<'a>>,
}

/// Where a source is cited.
#[derive(Debug, Serialize)]
pub(super) struct CitationView<'a> {
    pub label: Cow<'a, str>,
    pub url: String,
    pub credibility: Option<u8>,
}

/// A related report and why.
#[derive(Debug, Serialize)]
pub(super) struct RelatedView {
    pub card: Value,
    pub score: f32,
    pub reasons: Vec<String>,
}

/// The site's yardstick and the terms this report uses.
#[derive(Debug, Serialize)]
pub(super) struct YardstickView {
    /// Tells it from one with other marks, for `once`.
    pub key: String,
    pub name: &'static str,
    pub terms: Vec<TermRange>,
}
