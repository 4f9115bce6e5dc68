//! What the site has and what belongs together: `bluf list` and `bluf related`.
//!
//! In: a request. Out: rows. Ends after load or after assemble; nothing is rendered.

use super::Request;
use super::load::load;
use super::look::look;
use super::phases::quote;
use crate::config::Overrides;
use crate::content::Document;
use crate::diag::Diagnostics;
use crate::fs::FsError;
use crate::inputs::{self, Inputs};
use crate::release::{Policy, State};
use crate::render;
use crate::site::{ReportId, Site};

/// A row of `bluf list`.
#[derive(Debug, Clone)]
pub struct Listed {
    /// `2025-05-20`.
    pub date: String,
    /// Name of the level.
    pub classification: String,
    /// Names of the places.
    pub regions: Vec<String>,
    /// Published or not.
    pub state: State,
    /// File below `content/`.
    pub path: String,
    /// Title.
    pub title: String,
}

/// Every report of the site, newest first, published or not.
pub fn list(request: &Request) -> Result<(Vec<Listed>, Diagnostics), FsError> {
    let (inputs, mut diagnostics) = inputs::read(&request.root, &request.config, &Overrides::default())?;
    let (policy, found) = Policy::new(&inputs.config, &request.gate);
    diagnostics.append(found);
    let (documents, _) = load(&inputs, &policy, &mut diagnostics);
    let date = |document: &Document| document.front.date.as_ref().map(|date| date.value);
    let states = policy.states(&documents);
    let mut reports: Vec<(&Document, State)> =
        documents.iter().map(|document| &**document).zip(states).collect();
    reports.retain(|(document, _)| document.report().is_some());
    reports.sort_by_key(|(document, _)| std::cmp::Reverse(date(document).map(crate::date::Moment::start)));
    let region = |region: &crate::regions::RegionId| inputs.config.atlas.get(*region).name.clone();
    let rows = reports
        .into_iter()
        .map(|(document, state)| Listed {
            date: date(document).map(|date| date.day.to_string()).unwrap_or_default(),
            classification: inputs.config.scheme.definition(document.front.classification).name.clone(),
            regions: document.front.regions.iter().map(region).collect(),
            state,
            path: document.path.clone(),
            title: document.title.clone(),
        })
        .collect();
    diagnostics.locate(|path| quote(&inputs, path));
    Ok((rows, diagnostics))
}

/// A related report and why.
#[derive(Debug, Clone)]
pub struct RelatedLine {
    /// Its title.
    pub title: String,
    /// File below `content/`.
    pub path: String,
    /// 0 to 1.
    pub score: f32,
    /// Reasons in words with their part of the score, strongest first.
    pub reasons: Vec<(String, f32)>,
}

/// Why these reports are related to the one in `file`, a path below `content/`; none where no such report is
/// published.
pub fn related(request: &Request, file: &str) -> Result<(Option<Vec<RelatedLine>>, Diagnostics), FsError> {
    look(request, |inputs, site, _| {
        let report = site.reports.iter().find(|report| report.document.path == file)?;
        Some(report.related.iter().map(|neighbour| related_line(site, inputs, neighbour)).collect())
    })
}

fn related_line(site: &Site<'_>, inputs: &Inputs, neighbour: &crate::related::Neighbour) -> RelatedLine {
    let other = &site.report(ReportId(neighbour.report)).document;
    let words = |reason| (render::reason(site, &inputs.theme.strings, reason), reason.score);
    RelatedLine {
        title: other.title.clone(),
        path: other.path.clone(),
        score: neighbour.score,
        reasons: neighbour.reasons.iter().map(words).collect(),
    }
}
