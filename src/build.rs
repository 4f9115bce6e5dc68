//! The pipeline, phase by phase; ARCHITECTURE.md draws it.
//!
//! In: a [`Request`]. Out: a published site, or the errors that prevented it and an untouched output.

mod sealed;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::config::{Edition, Overrides};
use crate::content::{Document, Loader, load_one, lost};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::fs::{self, FsError};
use crate::inputs::{self, DocumentFile, Inputs};
use crate::lint::Linter;
use crate::markdown::Labels;
use crate::release::{self, Policy, State};
use crate::seal::Passphrases;
use crate::site::{ReportId, Site, assemble};
use crate::{assets, plan, publish, render, search};

/// What a command asks of the library.
#[derive(Debug, Clone)]
pub struct Request {
    /// The site's root.
    pub root: PathBuf,
    /// Its configuration file.
    pub config: PathBuf,
    /// In place of the configured one.
    pub base_url: Option<String>,
    /// Where the site is written.
    pub output: PathBuf,
    /// What may be published.
    pub gate: release::Request,
    /// Which reports the linter reads.
    pub linting: Linting,
    /// Those of sealed tiers.
    pub passphrases: Passphrases,
}

/// Which reports the linter reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Linting {
    /// None.
    Nothing,
    /// Those that are released.
    Released,
    /// All, withheld ones included.
    Everything,
}

/// What a build did.
#[derive(Debug)]
pub struct Outcome {
    /// Everything found, sorted and located.
    pub diagnostics: Diagnostics,
    /// Counts; none when errors stopped the build.
    pub summary: Option<Summary>,
    /// How long each phase took.
    pub timings: Vec<(&'static str, Duration)>,
    /// Which outputs took the time of the last one.
    pub effort: publish::Effort,
}

/// Counts of a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Reports published.
    pub reports: usize,
    /// Files of the site.
    pub files: usize,
    /// Files written or rewritten.
    pub written: usize,
    /// Files of earlier builds removed.
    pub removed: usize,
}

/// Builds a site and publishes it into the output folder.
pub fn build(request: &Request) -> Result<Outcome, FsError> {
    run(request, Mode::Publish)
}

/// Does all that a build does except publish it.
pub fn check(request: &Request) -> Result<Outcome, FsError> {
    run(request, Mode::Check)
}

/// A site in memory, for those who look at it before it is published.
#[derive(Debug, Default)]
pub struct Preview {
    /// The files; none when errors stopped the build.
    pub files: Option<publish::Files>,
    /// The file that a page was written in, as diagnostics name it, by the page's path.
    pub sources: BTreeMap<String, String>,
    /// Names of the levels that may be released, lowest first.
    pub levels: Vec<String>,
    /// The path part of the site's address, begins and ends in `/`.
    pub base_path: String,
}

/// Builds a site into memory, with addresses below `origin` (`http://127.0.0.1:1111`), and writes nothing.
pub fn preview(request: &Request, origin: &str) -> Result<(Preview, Outcome), FsError> {
    let mut preview = Preview::default();
    let overrides = Overrides {
        base_url: request.base_url.clone(),
        origin: Some(origin.to_owned()),
        edition: Edition::Preview,
    };
    let outcome = run_with(request, Mode::Memory(&mut preview), &overrides)?;
    preview.files = preview.files.filter(|_| outcome.summary.is_some());
    Ok((preview, outcome))
}

enum Mode<'m> {
    Publish,
    Check,
    Memory(&'m mut Preview),
    Tier(&'m mut sealed::Contents),
}

/// Collects phases and their times.
struct Clock {
    last: Instant,
    phases: Vec<(&'static str, Duration)>,
    effort: publish::Effort,
}

impl Clock {
    fn phase(&mut self, name: &'static str) {
        let now = Instant::now();
        self.phases.push((name, now - self.last));
        self.last = now;
    }
}

fn run(request: &Request, mode: Mode<'_>) -> Result<Outcome, FsError> {
    run_with(request, mode, &Overrides { base_url: request.base_url.clone(), ..Overrides::default() })
}

fn run_with(request: &Request, mode: Mode<'_>, overrides: &Overrides) -> Result<Outcome, FsError> {
    let mut clock = Clock { last: Instant::now(), phases: Vec::new(), effort: publish::Effort::default() };
    let (inputs, mut diagnostics) = inputs::read(&request.root, &request.config, overrides)?;
    clock.phase("read");
    let summary = stages(request, mode, &inputs, &mut diagnostics, &mut clock)?;
    diagnostics.locate(|path| quote(&inputs, path));
    Ok(Outcome {
        summary: summary.filter(|_| !diagnostics.has_errors()),
        diagnostics,
        timings: clock.phases,
        effort: clock.effort,
    })
}

fn stages(
    request: &Request,
    mut mode: Mode<'_>,
    inputs: &Inputs,
    diagnostics: &mut Diagnostics,
    clock: &mut Clock,
) -> Result<Option<Summary>, FsError> {
    let config = &inputs.config;
    if let Mode::Memory(preview) = &mut mode {
        preview.levels = config.scheme.iter().map(|(_, level)| level.name.clone()).collect();
        preview.base_path.clone_from(&config.base_path);
    }
    let (policy, found) = Policy::new(config, &request.gate);
    diagnostics.append(found);
    let (linter, found) = Linter::new(config, request.gate.as_of);
    diagnostics.append(found);
    let (documents, findings) =
        load(inputs, &policy, (request.linting != Linting::Nothing).then_some(&linter), diagnostics);
    clock.phase("load");
    let files = inputs.files.iter().map(|file| file.relative.clone()).collect();
    let (released, found) = release::gate(documents, files, config, &policy);
    diagnostics.append(found);
    let paths: FxHashSet<&str> = released.paths().collect();
    for (path, found) in findings {
        // A report that is held back is nobody's business here, its mistakes included.
        if request.linting == Linting::Everything || paths.contains(path.as_str()) {
            diagnostics.extend(found);
        }
    }
    let (site, found) = assemble(config, released);
    let found = without_repetition(found, diagnostics);
    diagnostics.extend(found);
    clock.phase("assemble");
    let assets = assets::collect(&inputs.theme.files, &config.scheme);
    let statics: Vec<String> = inputs.statics.iter().map(|file| file.relative.clone()).collect();
    let index = search::Index::new(&site, &inputs.theme.strings);
    clock.phase("search");
    let keys = if matches!(mode, Mode::Publish) { sealed::Keys::Needed } else { sealed::Keys::IfGiven };
    let tiers = sealed::tiers(request, keys, inputs, &policy, diagnostics)?;
    if !tiers.is_empty() {
        clock.phase("sealed tiers");
    }
    let (plan, found) = plan::plan(&site, &index, &assets, &statics, &tiers);
    diagnostics.append(found);
    let (measures, found) = publish::measure(inputs, &site);
    diagnostics.append(found);
    let (renderer, found) = render::Renderer::new(&site, &inputs.theme, &assets, &measures);
    // A template that cannot be read would be told again by every page that needs it.
    let templates_work = !found.has_errors();
    diagnostics.append(found);
    clock.phase("plan");
    if let Mode::Publish = mode {
        diagnostics.extend(unsafe_output(&inputs.root, &request.output)?);
    }
    let wrong = diagnostics.has_errors();
    if wrong && !templates_work {
        return Ok(None);
    }
    // With errors nothing is published, but the pages are made all the same: what is wrong in them belongs to the
    // same report.
    let work = publish::Work {
        inputs,
        site: &site,
        index: &index,
        plan: &plan,
        assets: &assets,
        renderer: &renderer,
        sealed: &tiers,
    };
    let (counts, found) = match mode {
        Mode::Publish if !wrong => work.run(Some(&request.output), &mut clock.effort)?,
        Mode::Publish | Mode::Check => work.run(None, &mut clock.effort)?,
        Mode::Memory(preview) => {
            let (files, found) = work.collect()?;
            preview.files = Some(files);
            preview.sources = sources(&site, &plan);
            (Some(fs::Published::default()), found)
        }
        Mode::Tier(contents) => {
            let (files, shared, found) = work.collect_edition()?;
            *contents = sealed::Contents { files, shared };
            (Some(fs::Published::default()), found)
        }
    };
    diagnostics.append(found);
    clock.phase("render and write");
    Ok(counts.filter(|_| !wrong).map(|counts| Summary {
        reports: site.reports.len(),
        files: plan.outputs.len(),
        written: counts.written,
        removed: counts.removed,
    }))
}

/// The documents that pages were written in.
fn sources(site: &Site<'_>, plan: &plan::Plan) -> BTreeMap<String, String> {
    let source = |output: &plan::Output| {
        let document = match output.kind {
            plan::Kind::Report(id) => &site.report(id).document,
            plan::Kind::Page(id) => &site.page(id).document,
            plan::Kind::Listing(id, 1) => &site.page(site.listing(id).text?).document,
            _ => return None,
        };
        Some((output.path.clone(), document.file()))
    };
    plan.outputs.iter().filter_map(source).collect()
}

/// Findings about missing files, but for those that are there and were refused: that is said already.
fn without_repetition(found: Diagnostics, earlier: &Diagnostics) -> Vec<Diagnostic> {
    let refused: Vec<&str> = earlier
        .iter()
        .filter(|finding| finding.code == &codes::UNSAFE_LINK)
        .filter_map(|finding| Some(finding.place.as_ref()?.path.as_str()))
        .collect();
    let said = |finding: &Diagnostic| {
        let missing = finding.message.strip_prefix("there is no file ");
        finding.code == &codes::MISSING_FILE
            && missing.is_some_and(|missing| refused.iter().any(|path| Path::new(missing).starts_with(path)))
    };
    found.into_iter().filter(|finding| !said(finding)).collect()
}

/// What the linter found in a document, with its path below `content/`.
type Linted = Vec<(String, Vec<Diagnostic>)>;

/// Reads all documents, in parallel, and has each linted while it is at hand; their order is that of their paths.
fn load(
    inputs: &Inputs,
    policy: &Policy,
    linter: Option<&Linter<'_>>,
    diagnostics: &mut Diagnostics,
) -> (Vec<Document>, Linted) {
    let strings = &inputs.theme.strings;
    let alerts = strings.alerts();
    let labels = Labels {
        table: strings.get("table"),
        anchor: strings.get("anchor"),
        back: strings.get("footnote_back"),
        source: strings.get("source"),
        untitled: strings.get("untitled"),
    };
    let loader = Loader { config: &inputs.config, alerts: &alerts, labels, ceiling: policy.ceiling };
    let read_one = |file: &DocumentFile| {
        let bytes = match fs::read(&file.entry.path) {
            Ok(bytes) => bytes,
            Err(error) => {
                let mut found = Diagnostics::new();
                found.push(inputs::unreadable(&format!("content/{}", file.entry.relative), &error));
                return (lost(&file.entry.relative, file.kind, loader.config), Vec::new(), found);
            }
        };
        let own = file.registry.map(|at| &inputs.registries[at]);
        let registries: Vec<_> = own.into_iter().chain([&inputs.registries[0]]).collect();
        let (mut document, found) = load_one(&file.entry.relative, file.kind, &bytes, &loader, &registries);
        let linted = linter.map(|linter| linter.lint(&document)).unwrap_or_default();
        document.forget_passages();
        (document, linted, found)
    };
    let results: Vec<_> = inputs.documents.par_iter().map(read_one).collect();
    let mut documents = Vec::with_capacity(results.len());
    let mut findings = Vec::new();
    for (document, linted, found) in results {
        if !linted.is_empty() {
            findings.push((document.path.clone(), linted));
        }
        documents.push(document);
        diagnostics.append(found);
    }
    (documents, findings)
}

/// What a build writes outside of the output, below the root; none of it may be a link that leads elsewhere.
const CACHE: [&str; 3] = [".bluf", ".bluf/lock", ".bluf/stage"];

/// The output folder must not hold what the site is made of, and the cache must not lie outside of it.
fn unsafe_output(root: &Path, output: &Path) -> Result<Option<Diagnostic>, FsError> {
    let refused = |problem: &str| {
        let message = format!("{} cannot be the output folder: {problem}", output.display());
        Diagnostic::new(&codes::OUTPUT_FOLDER, message).help("name a folder of its own: --output public")
    };
    let real = match fs::real_path(output) {
        Err(error) if error.source.kind() == std::io::ErrorKind::NotADirectory => {
            return Ok(Some(refused("a part of its path is not a folder")));
        }
        other => other?,
    };
    if let Some(name) = fs::leaving_link(root, &CACHE) {
        let message = "a symbolic link in the place of bluf's own cache: nothing is written through it";
        let finding = Diagnostic::new(&codes::UNSAFE_LINK, message).file(name);
        return Ok(Some(finding.help("remove the link; the cache is made anew")));
    }
    let sources = ["content", "static", "themes", "templates", "i18n", "sealed", ".bluf", ".git"];
    let problem = if root.starts_with(&real) {
        Some("it holds the site itself")
    } else if let Some(name) = sources.iter().find(|name| real.starts_with(root.join(name))) {
        return Ok(Some(refused(&format!("it is part of {name}/"))));
    } else if fs::is_file(&real) {
        Some("it is a file")
    } else if fs::exists(&real) && !fs::is_folder(&real) {
        Some("it is not a folder")
    } else {
        None
    };
    Ok(problem.map(refused))
}

/// The text of a path, for quoting it.
fn quote(inputs: &Inputs, path: &str) -> Option<String> {
    if let Some(text) = inputs.theme.text_at(path) {
        return Some(text.to_owned());
    }
    // A link that leaves the site is an error whose message must not show what is behind it.
    let real = fs::real_path(&inputs.root.join(path)).ok().filter(|real| real.starts_with(&inputs.root))?;
    let bytes = fs::read(&real).ok()?;
    String::from_utf8(bytes).ok()
}

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
    let (documents, _) = load(&inputs, &policy, None, &mut diagnostics);
    let date = |document: &Document| document.front.date.as_ref().map(|date| date.value);
    let states = policy.states(&documents);
    let mut reports: Vec<(&Document, State)> = documents.iter().zip(states).collect();
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
    let (inputs, mut diagnostics) = inputs::read(&request.root, &request.config, &Overrides::default())?;
    let (policy, found) = Policy::new(&inputs.config, &request.gate);
    diagnostics.append(found);
    let (documents, _) = load(&inputs, &policy, None, &mut diagnostics);
    let files = inputs.files.iter().map(|file| file.relative.clone()).collect();
    let (released, _) = release::gate(documents, files, &inputs.config, &policy);
    let (site, found) = assemble(&inputs.config, released);
    diagnostics.append(found);
    diagnostics.locate(|path| quote(&inputs, path));
    let lines = site.reports.iter().find(|report| report.document.path == file).map(|report| {
        report.related.iter().map(|neighbour| related_line(&site, &inputs, neighbour)).collect()
    });
    Ok((lines, diagnostics))
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
