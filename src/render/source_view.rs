//! The view-models of source pages and of the methodology page; docs/templates.md documents them.

use serde::Serialize;
use tera::Value;

use super::view::{ContentView, Date, Level, Pagination};

/// A grade as readers see it: `B2` and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct GradeView {
    pub code: String,
    pub text: String,
}

/// What became of a source.
#[derive(Debug, Clone, Serialize)]
pub(super) struct StatusView {
    pub name: &'static str,
    pub date: Option<Date>,
    pub note: Option<String>,
}

/// A source in the list of all.
#[derive(Debug, Serialize)]
pub(super) struct SourceRow {
    pub title: String,
    pub url: String,
    pub publisher: Option<String>,
    pub published: Option<Date>,
    pub reliability: Option<&'static str>,
    pub status: StatusView,
    pub judgement_count: usize,
    pub report_count: usize,
}

/// The list of all sources.
#[derive(Debug, Serialize)]
pub(super) struct SourcesView {
    pub title: String,
    pub count: usize,
    pub rows: Vec<SourceRow>,
}

/// A source's page.
#[derive(Debug, Serialize)]
pub(super) struct SourcePageView {
    pub id: String,
    pub title: String,
    pub authors: Vec<String>,
    pub publisher: Option<String>,
    pub url: Option<String>,
    pub host: Option<String>,
    pub archive_url: Option<String>,
    pub published: Option<Date>,
    pub accessed: Option<Date>,
    pub grade: Option<GradeView>,
    pub descriptor: Option<String>,
    pub origin: Option<String>,
    pub ai_tool: Option<String>,
    pub status: StatusView,
    pub also: Vec<String>,
    pub judgement_count: usize,
    pub report_count: usize,
    pub uses: Vec<UseView>,
    pub pagination: Pagination,
}

/// A report that cites a source.
#[derive(Debug, Serialize)]
pub(super) struct UseView {
    pub card: Value,
    pub url: String,
    pub judgements: Vec<LeaningView>,
}

/// A judgement that leans on a source.
#[derive(Debug, Serialize)]
pub(super) struct LeaningView {
    pub label: String,
    pub url: String,
    pub text: String,
    pub alone: bool,
}

/// Where the methodology page is, and its parts.
#[derive(Debug, Serialize)]
pub(super) struct MethodologyLinks {
    pub url: String,
    pub likelihood: String,
    pub confidence: String,
    pub sources: String,
}

/// The methodology page.
#[derive(Debug, Serialize)]
pub(super) struct MethodologyView {
    pub yardstick: Option<ScaleView>,
    pub confidence: Vec<DefinitionView>,
    pub reliability: Vec<DefinitionView>,
    pub credibility: Vec<DefinitionView>,
    pub levels: Vec<LevelRow>,
    pub editorial: bool,
    pub content: Option<ContentView>,
}

/// A yardstick in full.
#[derive(Debug, Serialize)]
pub(super) struct ScaleView {
    pub name: &'static str,
    pub terms: Vec<ScaleTerm>,
}

/// A term with all its words.
#[derive(Debug, Serialize)]
pub(super) struct ScaleTerm {
    pub term: &'static str,
    pub also: Vec<&'static str>,
    pub low: u8,
    pub high: u8,
}

/// A grade or level with its definition.
#[derive(Debug, Serialize)]
pub(super) struct DefinitionView {
    pub code: String,
    pub name: String,
    pub text: String,
}

/// A classification level; `linked` where reports have it, so that it has a page.
#[derive(Debug, Serialize)]
pub(super) struct LevelRow {
    pub level: Level,
    pub linked: bool,
}
