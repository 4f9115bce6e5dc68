//! A site built into memory, for those who look at it while it is made and for as long as it stands.
//!
//! In: a request, what earlier builds left in [`Memory`], a [`Viewer`]. Out: to the viewer, what it wants first, then the
//! whole site, then single pages made anew for as long as it lets the site stand. Writes nothing.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::clock::Clock;
use super::mode::Mode;
use super::phases::{quote, run_with};
use super::{Memory, Outcome, Request, Summary};
use crate::config::{Config, Edition, Overrides};
use crate::diag::{Diagnostic, Diagnostics};
use crate::fs::FsError;
use crate::inputs::Inputs;
use crate::pictures::Measures;
use crate::plan::{Kind, Output, Plan};
use crate::publish::Few;
use crate::render::Renderer;
use crate::site::{ListingId, Site};
use crate::{assets, publish};

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
    /// The moment from which on the same files would give another site; none where nothing is ahead.
    pub until: Option<Timestamp>,
}

/// Documents read anew and shown in the site as it stands: what a build of everything will say of them, as far as they can
/// tell by themselves.
#[derive(Debug, Default)]
pub struct Quick {
    /// The pages, and what else is made of these documents alone; nothing where one of them has errors.
    pub files: Few,
    /// The documents, as diagnostics name them, each with what was found in it, located.
    pub findings: Vec<(String, Vec<Diagnostic>)>,
}

/// A site that stands.
pub trait Reread {
    /// Makes what the first call would wait for otherwise.
    fn prepare(&self);

    /// The pages of changed files, named by their paths below the root, in the site as it stands; none where a change is more
    /// than one of the text of documents.
    fn reread(&self, paths: &[String]) -> Option<Quick>;
}

/// Somebody who looks at a site while it is made and as long as it stands.
pub trait Viewer: Sync {
    /// The paths of files to make before all others, the most wanted first, for a site with this base path.
    fn wanted(&self, base_path: &str) -> Vec<String> {
        let _ = base_path;
        Vec::new()
    }

    /// Whether nobody waits for this build any more, so that it ends as soon as it can.
    fn is_overtaken(&self) -> bool {
        false
    }

    /// Some files are there before the rest is.
    fn early(&self, base_path: &str, files: Few) {
        let _ = (base_path, files);
    }

    /// The build has ended; with files if there are no errors.
    fn built(&self, preview: Preview, outcome: Outcome);

    /// The site stands until this returns.
    fn stand(&self, site: &dyn Reread) {
        let _ = site;
    }
}

/// A viewer, and what a build for it needs and has come to.
pub(super) struct Audience<'v> {
    pub(super) viewer: &'v dyn Viewer,
    pub(super) memory: &'v Mutex<Memory>,
    /// None once the viewer has been told.
    preview: RefCell<Option<Preview>>,
}

impl Audience<'_> {
    /// Begins with what the configuration says.
    pub(super) fn begin(&self, config: &Config) {
        if let Some(preview) = &mut *self.preview.borrow_mut() {
            preview.levels = config.scheme.iter().map(|(_, level)| level.name.clone()).collect();
            preview.base_path.clone_from(&config.base_path);
        }
    }

    pub(super) fn holds_until(&self, until: Option<Timestamp>) {
        if let Some(preview) = &mut *self.preview.borrow_mut() {
            preview.until = until;
        }
    }

    /// Shows the home page of a site that is not related, indexed and planned yet, so that there is something to see. Sizes of
    /// pictures are not known either: where there are any, the page comes again.
    pub(super) fn glance(&self, inputs: &Inputs, site: &Site<'_>) {
        let assets = assets::collect(&inputs.theme.files, &site.config.scheme);
        let measures = Measures::default();
        let (renderer, found) = Renderer::new(site, &inputs.theme, &assets, &measures);
        let mut page = Vec::new();
        if !found.has_errors() && renderer.page(&Kind::Listing(ListingId(0), 1), &mut page).is_ok() {
            let files = assets.iter().map(|asset| (asset.output.as_str().into(), Arc::from(&*asset.bytes)));
            let files = files.chain([("index.html".into(), page.into())]).collect();
            self.viewer.early(&site.config.base_path, files);
        }
        renderer.dismantle();
    }

    /// Makes all outputs and tells the viewer, unless it does not wait for them any more.
    pub(super) fn show(
        &self,
        work: &publish::Work<'_>,
        mut memory: MutexGuard<'_, Memory>,
        diagnostics: &mut Diagnostics,
        clock: &mut Clock,
        summary: Summary,
    ) -> Result<bool, FsError> {
        let base_path = &work.site.config.base_path;
        // Of a site with errors nothing new is shown.
        let first = if diagnostics.has_errors() { Vec::new() } else { self.viewer.wanted(base_path) };
        let demand = publish::Demand {
            first: &first,
            early: &|files| self.viewer.early(base_path, files),
            is_overtaken: &|| self.viewer.is_overtaken(),
        };
        let collected = {
            let (document_key, outputs) = memory.parts();
            work.collect(outputs, &document_key, &demand, &mut clock.effort)?
        };
        drop(memory);
        let Some((files, found)) = collected else { return Ok(false) };
        diagnostics.append(found);
        diagnostics.locate(|path| quote(&work.inputs.root, path));
        clock.phase("render and write");
        let right = !diagnostics.has_errors();
        if let Some(preview) = &mut *self.preview.borrow_mut() {
            preview.files = right.then_some(files);
            preview.sources = sources(work.site, work.plan);
            preview.sources.extend(work.besides.languages.iter().flat_map(|edition| edition.sources.clone()));
        }
        self.tell(Outcome {
            diagnostics: std::mem::take(diagnostics),
            summary: right.then_some(summary),
            timings: std::mem::take(&mut clock.phases),
            effort: std::mem::take(&mut clock.effort),
            tried: None,
        });
        Ok(true)
    }

    /// Tells the viewer that the build has ended, once.
    fn tell(&self, outcome: Outcome) {
        if let Some(preview) = self.preview.take() {
            self.viewer.built(preview, outcome);
        }
    }
}

/// Builds a site into memory, with addresses below `origin` (`http://127.0.0.1:1111`), shows it to `viewer`, and returns when
/// that has seen enough. What `memory` has of an earlier build is not made again; nobody else can have it until the site
/// stands.
pub fn show(
    request: &Request,
    origin: &str,
    memory: &Mutex<Memory>,
    viewer: &dyn Viewer,
) -> Result<(), FsError> {
    let overrides = Overrides {
        base_url: request.base_url.clone(),
        origin: Some(origin.to_owned()),
        edition: Edition::Preview,
        language: None,
    };
    let audience = Audience { viewer, memory, preview: RefCell::new(Some(Preview::default())) };
    let outcome = run_with(request, Mode::Memory(&audience), &overrides, Clock::start())?;
    if !viewer.is_overtaken() {
        // Nothing could be made, so nothing stands.
        audience.tell(outcome);
    }
    Ok(())
}

/// Builds a site into memory as [`show`] does, and lets it stand for nobody.
pub fn preview(request: &Request, origin: &str, memory: &mut Memory) -> Result<(Preview, Outcome), FsError> {
    struct Once(Mutex<Option<(Preview, Outcome)>>);
    impl Viewer for Once {
        fn built(&self, preview: Preview, outcome: Outcome) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((preview, outcome));
        }
    }
    let shared = Mutex::new(std::mem::take(memory));
    let viewer = Once(Mutex::new(None));
    let ended = show(request, origin, &shared, &viewer);
    *memory = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    ended?;
    let built = viewer.0.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(built.expect("a build that nothing overtakes ends by telling its viewer"))
}

/// The documents that pages were written in.
pub(super) fn sources(site: &Site<'_>, plan: &Plan) -> BTreeMap<String, String> {
    let source = |output: &Output| {
        let document = match output.kind {
            Kind::Report(id) => &site.report(id).document,
            Kind::Page(id) => &site.page(id).document,
            Kind::Listing(id, 1) => &site.page(site.listing(id).text?).document,
            _ => return None,
        };
        Some((output.path.clone(), document.file()))
    };
    plan.outputs.iter().filter_map(source).collect()
}
