//! The pipeline, phase by phase; ARCHITECTURE.md draws it.
//!
//! In: a [`Request`]. Out: a published site, or the errors that prevented it and an untouched output.

mod listing;
mod memory;
mod sealed;
mod sourcing;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::audit::{self, Audit};
use crate::config::{Edition, Overrides};
use crate::content::{Document, Loader, load_one, lost};
use crate::diag::{Diagnostic, Diagnostics, codes, locate_here};
use crate::fs::{self, FsError};
use crate::inputs::{self, DocumentFile, Inputs};
use crate::lint::Linter;
use crate::manifest::{self, Basis};
use crate::markdown::Labels;
use crate::release::{self, Policy};
use crate::seal::Passphrases;
use crate::site::{Site, assemble};
use crate::{assets, plan, publish, render, search, unchanged};

pub use listing::{Listed, RelatedLine, list, related};
pub use memory::Memory;
pub use sourcing::{Leaning, Retraction, SourceLine, Sourcing, sourcing};

use memory::Kept;

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
    /// What tells this program from others that would build the same site differently, such as a hash of its file.
    /// Without it a build never goes by what an earlier one left.
    pub program: Option<u128>,
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
    let mut clock = Clock::start();
    let made_from = unchanged::inputs(request);
    let standing = made_from.map_or(Ok(None), |inputs| unchanged::standing(request, inputs))?;
    clock.phase("compare");
    let Some((basis, files)) = standing else {
        return run_with(request, Mode::Publish(made_from), &overrides(request), clock);
    };
    Ok(Outcome {
        diagnostics: Diagnostics::new(),
        summary: Some(Summary { reports: basis.reports, files, written: 0, removed: 0 }),
        timings: clock.phases,
        effort: clock.effort,
    })
}

/// Does all that a build does except publish it.
pub fn check(request: &Request) -> Result<Outcome, FsError> {
    run_with(request, Mode::Check, &overrides(request), Clock::start())
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

/// Builds a site into memory, with addresses below `origin` (`http://127.0.0.1:1111`), and writes nothing. What
/// `memory` has of an earlier build is not made again.
pub fn preview(request: &Request, origin: &str, memory: &mut Memory) -> Result<(Preview, Outcome), FsError> {
    let mut preview = Preview::default();
    let overrides = Overrides {
        base_url: request.base_url.clone(),
        origin: Some(origin.to_owned()),
        edition: Edition::Preview,
    };
    let outcome = run_with(request, Mode::Memory(&mut preview, memory), &overrides, Clock::start())?;
    preview.files = preview.files.filter(|_| outcome.summary.is_some());
    Ok((preview, outcome))
}

enum Mode<'m> {
    /// With the hash of the inputs, if the next build may go by it.
    Publish(Option<u128>),
    Check,
    Memory(&'m mut Preview, &'m mut Memory),
    Tier(&'m mut sealed::Contents),
}

/// Collects phases and their times.
struct Clock {
    last: Instant,
    phases: Vec<(&'static str, Duration)>,
    effort: publish::Effort,
}

impl Clock {
    fn start() -> Self {
        Self { last: Instant::now(), phases: Vec::new(), effort: publish::Effort::default() }
    }

    fn phase(&mut self, name: &'static str) {
        let now = Instant::now();
        self.phases.push((name, now - self.last));
        self.last = now;
    }
}

fn overrides(request: &Request) -> Overrides {
    Overrides { base_url: request.base_url.clone(), ..Overrides::default() }
}

fn run_with(
    request: &Request,
    mode: Mode<'_>,
    overrides: &Overrides,
    mut clock: Clock,
) -> Result<Outcome, FsError> {
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
    if let Mode::Memory(preview, _) = &mut mode {
        preview.levels = config.scheme.iter().map(|(_, level)| level.name.clone()).collect();
        preview.base_path.clone_from(&config.base_path);
    }
    let (policy, found) = Policy::new(config, &request.gate);
    diagnostics.append(found);
    if policy.is_strict(config) {
        let above = inputs.marks.iter().filter(|(level, _)| level.is_none_or(|level| level > policy.ceiling));
        diagnostics.extend(above.map(|(_, finding)| finding.clone()));
    }
    let (linter, found) = Linter::new(config, request.gate.as_of);
    diagnostics.append(found);
    let linter = (request.linting != Linting::Nothing).then_some(&linter);
    let (documents, findings) = match &mut mode {
        Mode::Memory(_, memory) => {
            memory.begin(request, inputs, &policy);
            load(inputs, &policy, linter, Some(memory), diagnostics)
        }
        Mode::Publish(_) | Mode::Check | Mode::Tier(_) => load(inputs, &policy, linter, None, diagnostics),
    };
    clock.phase("load");
    let until = unchanged::holds_until(&documents, request.gate.as_of, request.linting);
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
    let keys = if matches!(mode, Mode::Publish(_)) { sealed::Keys::Needed } else { sealed::Keys::IfGiven };
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
    if let Mode::Publish(_) = mode {
        diagnostics.extend(unsafe_output(&inputs.root, &request.output)?);
    }
    // A release level is a promise, so what is about to be published under one is audited first.
    let audit = match (policy.named, &mode) {
        (Some(_), Mode::Publish(_)) if !diagnostics.has_errors() => audit_of(request, diagnostics)?,
        _ => None,
    };
    // With errors, those of the audit included, nothing is published, but the pages are made all the same: what is wrong
    // in them belongs to the same report.
    let wrong = diagnostics.has_errors();
    if wrong && !templates_work {
        return Ok(None);
    }
    let work = publish::Work {
        inputs,
        site: &site,
        index: &index,
        plan: &plan,
        assets: &assets,
        renderer: &renderer,
        audit: audit.as_ref(),
        sealed: &tiers,
    };
    // What was found has to be told again by the next build, and key files and passphrases of sealed tiers are no inputs
    // that it could compare.
    let rests = diagnostics.is_empty() && config.sealed.is_empty();
    let basis = |inputs| Basis { inputs, from: request.gate.as_of, until, reports: site.reports.len() };
    let mode = match mode {
        Mode::Publish(_) if wrong => Mode::Check,
        mode => mode,
    };
    let (counts, found) =
        carry_out(mode, &work, &request.output, &|inputs| rests.then(|| basis(inputs)), clock)?;
    diagnostics.append(found);
    clock.phase("render and write");
    let summary = counts.filter(|_| !wrong).map(|counts| Summary {
        reports: site.reports.len(),
        files: plan.outputs.len(),
        written: counts.written,
        removed: counts.removed,
    });
    renderer.dismantle();
    // Millions of texts, which one thread alone would take long to give back.
    site.reports.into_par_iter().for_each(drop);
    clock.phase("clear up");
    Ok(summary)
}

/// Makes the outputs, and does with them what the mode says. `basis` is what the next build may go by.
fn carry_out(
    mode: Mode<'_>,
    work: &publish::Work<'_>,
    output: &Path,
    basis: &dyn Fn(u128) -> Option<Basis>,
    clock: &mut Clock,
) -> Result<(Option<fs::Published>, Diagnostics), FsError> {
    let done = |found| Ok((Some(fs::Published::default()), found));
    match mode {
        Mode::Publish(made_from) => {
            let publication = publish::Publication { output, basis: made_from.and_then(basis) };
            work.run(Some(&publication), &mut clock.effort)
        }
        Mode::Check => work.run(None, &mut clock.effort),
        Mode::Memory(preview, memory) => {
            let (document_key, outputs) = memory.parts();
            let (files, found) = work.collect(outputs, &document_key)?;
            preview.files = Some(files);
            preview.sources = sources(work.site, work.plan);
            done(found)
        }
        Mode::Tier(contents) => {
            let (files, shared, found) = work.collect_edition()?;
            *contents = sealed::Contents { files, shared };
            done(found)
        }
    }
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

/// What the output is held against: the sources, read a second time by the audit itself.
fn audit_of(request: &Request, diagnostics: &mut Diagnostics) -> Result<Option<Audit>, FsError> {
    let Request { root, config, base_url, gate, output, .. } = request.clone();
    let shown = format!("{}/", output.display());
    let (audit, found) = Audit::new(&audit::Request { root, config, base_url, gate }, &shown)?;
    diagnostics.append(found);
    Ok(audit)
}

/// What the linter found in a document, with its path below `content/`.
type Linted = Vec<(String, Vec<Diagnostic>)>;

/// Reads all documents, but for those that `memory` has, in parallel, and has each linted while it is at hand; their order is
/// that of their paths.
fn load(
    inputs: &Inputs,
    policy: &Policy,
    linter: Option<&Linter<'_>>,
    mut memory: Option<&mut Memory>,
    diagnostics: &mut Diagnostics,
) -> (Vec<Arc<Document>>, Linted) {
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
        // The state comes first: what changes in between is read as it is now and again the next time.
        let state = fs::state(&file.entry.path);
        let known = memory.as_deref().and_then(|memory| memory.find(&file.entry.relative, file.kind, state));
        if let Some(kept) = known {
            return Arc::clone(kept);
        }
        let state = state.unwrap_or(fs::FileState { length: 0, modified: 0 });
        let kind = file.kind;
        let bytes = match fs::read(&file.entry.path) {
            Ok(bytes) => bytes,
            Err(error) => {
                let mut found = Diagnostics::new();
                found.push(inputs::unreadable(&format!("content/{}", file.entry.relative), &error));
                let document = Arc::new(lost(&file.entry.relative, kind, loader.config));
                return Arc::new(Kept { state, kind, document, linted: Vec::new(), found, key: 0 });
            }
        };
        let own = file.registry.map(|at| &inputs.registries[at]);
        let registries: Vec<_> = own.into_iter().chain([&inputs.registries[0]]).collect();
        let (mut document, mut found) = load_one(&file.entry.relative, kind, &bytes, &loader, &registries);
        let mut linted = linter.map(|linter| linter.lint(&document)).unwrap_or_default();
        // The text is at hand now, and a build that remembers need not read it again.
        if !(linted.is_empty() && found.is_empty())
            && let Ok(text) = std::str::from_utf8(&bytes)
        {
            locate_here(&document.file(), text, linted.iter_mut().chain(found.iter_mut()));
        }
        document.forget_passages();
        let key = memory.as_deref().map_or(0, |memory| memory.key(&bytes));
        Arc::new(Kept { state, kind, document: Arc::new(document), linted, found, key })
    };
    let read: Vec<Arc<Kept>> = inputs.documents.par_iter().map(read_one).collect();
    let mut documents = Vec::with_capacity(read.len());
    let mut findings = Vec::new();
    if let Some(memory) = &mut memory {
        memory.keep(&read);
    }
    for kept in read {
        // Nobody else has it, unless it is remembered.
        let kept = Arc::unwrap_or_clone(kept);
        if !kept.linted.is_empty() {
            findings.push((kept.document.path.clone(), kept.linted));
        }
        documents.push(kept.document);
        diagnostics.append(kept.found);
    }
    (documents, findings)
}

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
    if let Some(name) = fs::leaving_link(root, &manifest::CACHE) {
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
