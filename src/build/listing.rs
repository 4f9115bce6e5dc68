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
use crate::release::{Originals, Policy, State};
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

/// Every report of the site in every language, newest first, published or not.
pub fn list(request: &Request) -> Result<(Vec<Listed>, Diagnostics), FsError> {
    let mut rows = Vec::new();
    let mut all = Diagnostics::new();
    let mut originals = Originals::default();
    let mut waiting = vec![None];
    while let Some(language) = waiting.pop() {
        let is_original = language.is_none();
        let overrides = Overrides { language, ..Overrides::default() };
        let (inputs, mut diagnostics) = inputs::read(&request.root, &request.config, &overrides)?;
        let (policy, found) = Policy::new(&inputs.config, &request.gate);
        diagnostics.append(found);
        let (documents, _) = load(&inputs, &policy, &mut diagnostics);
        let states = originals.hold_back(&documents, policy.states(&documents));
        let pairs = documents.iter().zip(states);
        let reports = pairs.filter(|(document, _)| document.report().is_some());
        let start = |document: &Document| document.front.date.as_ref().map(|date| date.value.start());
        rows.extend(reports.map(|(document, state)| (start(document), row(&inputs, document, state))));
        diagnostics.locate(|path| quote(&inputs.root, path));
        if is_original {
            originals = Originals::new(&documents, &policy);
            waiting.extend(
                inputs.config.languages.iter().rev().map(|language| Some(language.tag.value.clone())),
            );
        }
        all.append(diagnostics);
    }
    rows.sort_by_key(|(start, _)| std::cmp::Reverse(*start));
    // What is wrong with site.toml was found once a language.
    all.locate(|_| None);
    Ok((rows.into_iter().map(|(_, row)| row).collect(), all))
}

fn row(inputs: &Inputs, document: &Document, state: State) -> Listed {
    let region = |region: &crate::regions::RegionId| inputs.config.atlas.get(*region).name.clone();
    Listed {
        date: document.front.date.as_ref().map(|date| date.value.day.to_string()).unwrap_or_default(),
        classification: inputs.config.scheme.definition(document.front.classification).name.clone(),
        regions: document.front.regions.iter().map(region).collect(),
        state,
        path: document.file_path().to_owned(),
        title: document.title.clone(),
    }
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
