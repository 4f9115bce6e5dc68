//! The last phase: every output rendered, checked and staged in one parallel loop, then moved into place at once.
//!
//! In: the plan and all that its outputs are made of. Out: files, or findings and an untouched output folder.

mod blame;
mod keys;
mod memory;
mod reread;
mod target;

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::assets::{self, Asset};
use crate::audit::{self, Audit};
use crate::check::{Known, PageFacts, judge};
use crate::config::Edition;
use crate::diag::{Diagnostic, Diagnostics, codes, kept};
use crate::formats;
use crate::fs::{self, FsError, Published};
use crate::inputs::{self, Inputs};
use crate::manifest::{Basis, hash};
use crate::plan::{Besides, Kind, Output, Plan};
use crate::render::Renderer;
use crate::search::Index;
use crate::site::{ListingKind, Site};

pub use keys::DocumentKey;
pub use memory::{Demand, Few, Files, Memory};

use target::Target;

/// Everything an output can be made of.
pub struct Work<'a> {
    /// Files of the site's folder.
    pub inputs: &'a Inputs,
    /// The assembled site.
    pub site: &'a Site<'a>,
    /// What searches read.
    pub index: &'a Index,
    /// What to write.
    pub plan: &'a Plan,
    /// Files of the theme.
    pub assets: &'a [Asset],
    /// Entries of feeds.
    pub entries: formats::Entries,
    /// Makes pages.
    pub renderer: &'a Renderer<'a>,
    /// Judges every output before it is published.
    pub audit: Option<&'a Audit>,
    /// What is published besides, and made already.
    pub besides: &'a Besides,
}

/// Where a build publishes.
pub struct Publication<'a> {
    /// The output folder.
    pub output: &'a Path,
    /// What the output is made from, if the next build may go by it; the hash of its findings is filled in here.
    pub basis: Option<Basis>,
    /// What was found so far, to be told again by a build that rests.
    pub told: &'a Diagnostics,
}

/// Where the time of making outputs went, summed over all threads.
#[derive(Debug, Default)]
pub struct Effort {
    /// By template or format: how many outputs were made, and how long they took together; longest first.
    pub makers: Vec<(&'static str, usize, Duration)>,
    /// The outputs that took longest.
    pub slowest: Vec<(String, Duration)>,
}

/// How many outputs [`Effort`] names.
const SLOWEST: usize = 5;

/// Outputs with what became of each; none of one that could not be made.
type Fates<'p, T> = Vec<(&'p Output, Option<T>)>;

#[derive(Clone)]
struct Done<T> {
    took: Duration,
    fate: Option<T>,
    facts: Option<Arc<PageFacts>>,
    findings: Vec<Diagnostic>,
    reading: Option<Box<audit::Reading>>,
}

impl<T> Default for Done<T> {
    fn default() -> Self {
        Self { took: Duration::ZERO, fate: None, facts: None, findings: Vec::new(), reading: None }
    }
}

impl Work<'_> {
    /// Renders everything; publishes if there is somewhere to and nothing is wrong.
    pub fn run(
        &self,
        publication: Option<&Publication<'_>>,
        effort: &mut Effort,
    ) -> Result<(Option<Published>, Diagnostics), FsError> {
        let Some(Publication { output, basis, told }) = publication else {
            let (_, diagnostics) = self
                .each(effort, |output, known, buffer| self.one(output, &|_, _| Ok(Ok(())), known, buffer))?;
            return Ok((Some(Published::default()), diagnostics));
        };
        let target = Target::of(&self.inputs.root, output)?;
        let (fates, mut diagnostics) = self.each(effort, |output, known, buffer| {
            self.one(output, &|path, bytes| target.settle(path, bytes), known, buffer)
        })?;
        diagnostics.extend(target.obstacles(&self.plan.outputs)?);
        // What is published is the folder, whoever wrote into it.
        let besides = self.audit.map(|audit| {
            let besides = target.besides(&self.plan.outputs);
            diagnostics.append(audit.besides(&besides));
            besides.hash()
        });
        if diagnostics.has_errors() {
            return Ok((None, diagnostics));
        }
        let basis = basis.map(|basis| {
            let findings = kept::text(told.iter().chain(diagnostics.iter()));
            (Basis { findings: hash(findings.as_bytes()), besides, ..basis }, findings)
        });
        Ok((Some(target.publish(fates, basis)?), diagnostics))
    }

    /// Renders everything into memory but what is the same in every edition, whose paths come second; and without what only
    /// search engines and later builds read.
    pub fn collect_edition(&self) -> Result<(Files, Vec<String>, Diagnostics), FsError> {
        let is_shared = |kind: &Kind| matches!(kind, Kind::Static(_) | Kind::Asset(_));
        let sealed = matches!(self.site.config.edition, Edition::Tier(_));
        let is_left_out = |kind: &Kind| match kind {
            Kind::Robots | Kind::FileList => true,
            // A language has one, for what everybody may read.
            Kind::Sitemap => sealed,
            _ => false,
        };
        let outputs = &self.plan.outputs;
        let mut shared: Vec<String> = outputs
            .iter()
            .filter(|output| is_shared(&output.kind))
            .map(|output| output.path.clone())
            .collect();
        shared.sort_unstable();
        let settle = |path: &str, bytes: &[u8]| {
            let known = shared.binary_search_by(|shared| shared.as_str().cmp(path)).is_ok();
            Ok(Ok((!known).then(|| Arc::<[u8]>::from(bytes))))
        };
        let (made, diagnostics) = self
            .each(&mut Effort::default(), |output, known, buffer| self.one(output, &settle, known, buffer))?;
        let files = made
            .into_iter()
            .filter(|(output, _)| !is_left_out(&output.kind))
            .filter_map(|(output, bytes)| Some((output.path.as_str().into(), bytes??)));
        Ok((files.collect(), shared, diagnostics))
    }

    /// Has every output made by `one`, and judges them together.
    fn each<T: Send>(
        &self,
        effort: &mut Effort,
        one: impl Fn(&Output, &Known<'_>, &mut Vec<u8>) -> Result<Done<T>, FsError> + Sync,
    ) -> Result<(Fates<'_, T>, Diagnostics), FsError> {
        let known = Known::new(self.plan, self.site.config);
        // Collected as results they would stand twice in memory, once for each thread and once for all.
        let failure = OnceLock::new();
        let make = |buffer: &mut Vec<u8>, output| {
            let made =
                if failure.get().is_none() { one(output, &known, buffer) } else { Ok(Done::default()) };
            made.unwrap_or_else(|error| {
                // Of several, any one will do.
                let _ = failure.set(error);
                Done::default()
            })
        };
        let done: Vec<Done<T>> = self.plan.outputs.par_iter().map_init(Vec::new, make).collect();
        if let Some(error) = failure.into_inner() {
            return Err(error);
        }
        *effort = self.effort(&done);
        let mut diagnostics = Diagnostics::new();
        let mut pages = Vec::new();
        let mut fates = Vec::with_capacity(done.len());
        let mut readings = Vec::new();
        let mut told: FxHashMap<(String, Option<(String, usize)>), usize> = FxHashMap::default();
        for (output, done) in self.plan.outputs.iter().zip(done) {
            for finding in done.findings {
                // One mistake in a template is one mistake, however many pages show it.
                let place = finding.place.as_ref().map(|place| (place.path.clone(), place.span.start));
                let times = told.entry((finding.message.clone(), place)).or_default();
                *times += 1;
                if *times == 1 {
                    diagnostics.push(finding);
                }
            }
            readings.extend(done.reading.map(|reading| *reading));
            pages.extend(done.facts.map(|facts| (output.path.as_str(), facts)));
            fates.push((output, done.fate));
        }
        // Only a site with broken addresses asks; then it may ask for each of thousands of pages.
        let by_path = OnceCell::new();
        let output = |path: &str| {
            let all = self.plan.outputs.iter().map(|output| (output.path.as_str(), output));
            by_path.get_or_init(|| all.collect::<FxHashMap<_, _>>()).get(path).copied()
        };
        diagnostics.extend(judge(
            &pages,
            |path, address| self.blame(output(path)?, address),
            |path, words| self.find(output(path)?, words),
        ));
        if let Some(audit) = self.audit {
            diagnostics.append(audit.conclude(readings));
        }
        Ok((fates, diagnostics))
    }

    /// Makes one output, and lets `settle` say what becomes of its bytes.
    fn one<T>(
        &self,
        output: &Output,
        settle: &impl Fn(&str, &[u8]) -> Result<Result<T, Box<Diagnostic>>, FsError>,
        known: &Known<'_>,
        buffer: &mut Vec<u8>,
    ) -> Result<Done<T>, FsError> {
        buffer.clear();
        let begun = Instant::now();
        let mut done = Done::default();
        if let Err(finding) = self.make(output, buffer)? {
            done.findings.push(finding);
            return Ok(done);
        }
        if is_page(&output.kind) {
            done.facts = Some(Arc::new(known.read(&output.path, buffer)));
        }
        done.reading = self.audit.map(|audit| Box::new(audit.file(&output.path, buffer)));
        match settle(&output.path, buffer)? {
            Ok(fate) => done.fate = Some(fate),
            Err(finding) => done.findings.push(*finding),
        }
        done.took = begun.elapsed();
        Ok(done)
    }

    fn effort<T>(&self, done: &[Done<T>]) -> Effort {
        let mut makers: BTreeMap<&'static str, (usize, Duration)> = BTreeMap::new();
        let mut slowest: Vec<(&Output, Duration)> = Vec::with_capacity(done.len());
        for (output, done) in self.plan.outputs.iter().zip(done).filter(|(_, done)| !done.took.is_zero()) {
            let (count, took) = makers.entry(self.maker(&output.kind)).or_default();
            (*count, *took) = (*count + 1, *took + done.took);
            slowest.push((output, done.took));
        }
        slowest.sort_unstable_by_key(|(_, took)| std::cmp::Reverse(*took));
        let mut makers: Vec<_> =
            makers.into_iter().map(|(maker, (count, took))| (maker, count, took)).collect();
        makers.sort_by_key(|(.., took)| std::cmp::Reverse(*took));
        let named = slowest.into_iter().take(SLOWEST).map(|(output, took)| (output.path.clone(), took));
        Effort { makers, slowest: named.collect() }
    }

    /// The template or format that makes an output.
    fn maker(&self, kind: &Kind) -> &'static str {
        match kind {
            Kind::Report(_) => "report.html",
            Kind::Page(_) => "page.html",
            Kind::Listing(id, _) => match self.site.listing(*id).kind {
                ListingKind::Home => "home.html",
                ListingKind::Section => "section.html",
                ListingKind::Term(..) => "term.html",
            },
            Kind::Index(_) => "index.html",
            Kind::Corrections(_) => "corrections.html",
            Kind::Search => "search.html",
            Kind::SearchData(_) => "search index",
            Kind::NotFound => "404.html",
            Kind::Alias(_) => "alias.html",
            Kind::ReportJson(_) => "reports as data",
            Kind::SocialCard(_) => "social cards",
            Kind::Atom(_) | Kind::JsonFeed(_) | Kind::CorrectionsAtom | Kind::CorrectionsJson => "feeds",
            Kind::Citation(..) => "references",
            Kind::Catalog | Kind::Sitemap | Kind::Robots | Kind::FileList => "files of the whole site",
            Kind::Attachment(_) | Kind::Static(_) | Kind::Asset(_) => "files as they are",
            Kind::Resized(..) => "smaller pictures",
            Kind::Unlock(_) => "unlock.html",
            Kind::Source(..) => "source.html",
            Kind::Sources => "sources.html",
            Kind::Methodology => "methodology.html",
            Kind::Sealed(..) => "sealed files",
            Kind::Edition(..) => "editions in other languages",
        }
    }

    /// The bytes of one output.
    fn make(&self, output: &Output, buffer: &mut Vec<u8>) -> Result<Result<(), Diagnostic>, FsError> {
        let site = self.site;
        let read =
            |path: &Path, shown: &str, buffer: &mut Vec<u8>| -> Result<Result<(), Diagnostic>, FsError> {
                let policy = site.config.images.metadata;
                let bytes = match fs::read(path) {
                    Ok(bytes) => bytes,
                    Err(error) => return Ok(Err(inputs::unreadable(shown, &error))),
                };
                Ok(match assets::publishable(shown, bytes, policy) {
                    Ok(bytes) => {
                        *buffer = bytes;
                        Ok(())
                    }
                    Err(error) => Err(Diagnostic::new(&codes::NOT_AN_IMAGE, error.to_string()).file(shown)),
                })
            };
        match &output.kind {
            Kind::Atom(id) => *buffer = formats::atom(site, &self.entries, *id),
            Kind::JsonFeed(id) => *buffer = formats::json_feed(site, &self.entries, *id),
            Kind::CorrectionsAtom => *buffer = formats::corrections_atom(self.renderer),
            Kind::CorrectionsJson => *buffer = formats::corrections_json(self.renderer),
            Kind::Catalog => *buffer = formats::catalog(site),
            Kind::Sitemap => *buffer = formats::sitemap(site, &self.plan.outputs),
            Kind::FileList => *buffer = formats::file_list(&self.plan.outputs),
            Kind::Robots => *buffer = formats::robots(site),
            Kind::Citation(id, style) => *buffer = formats::citation(site, *id, *style),
            Kind::ReportJson(id) => *buffer = formats::report_json(self.renderer, site.report(*id)),
            Kind::SocialCard(id) => *buffer = self.renderer.social_card(*id),
            Kind::SearchData(at) => buffer.extend_from_slice(&self.index.files[*at].bytes),
            Kind::Sealed(tier, at) => buffer.extend_from_slice(&self.besides.sealed[*tier].files[*at].bytes),
            Kind::Edition(edition, at) => {
                buffer.extend_from_slice(&self.besides.languages[*edition].files[*at].1);
            }
            Kind::Asset(at) => buffer.extend_from_slice(&self.assets[*at].bytes),
            Kind::Attachment(at) => {
                let path = &site.attachments[*at].path;
                return read(
                    &self.inputs.root.join("content").join(path),
                    &format!("content/{path}"),
                    buffer,
                );
            }
            Kind::Resized(at, size) => {
                let measure = self.renderer.measure(&site.attachments[*at].address);
                *buffer = measure.map_or_else(|| Ok(Vec::new()), |measure| measure.sizes[*size].bytes())?;
            }
            Kind::Static(at) => {
                let file = &self.inputs.statics[*at];
                return read(&file.path, &format!("static/{}", file.relative), buffer);
            }
            page => {
                return Ok(self.renderer.page(page, buffer).map_err(|finding| {
                    let page = output.path.trim_end_matches("index.html");
                    finding.note(format!("while making the page /{page}"), None)
                }));
            }
        }
        Ok(Ok(()))
    }
}

fn is_page(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Report(_)
            | Kind::Page(_)
            | Kind::Listing(..)
            | Kind::Index(_)
            | Kind::Corrections(_)
            | Kind::Source(..)
            | Kind::Sources
            | Kind::Methodology
            | Kind::Search
            | Kind::NotFound
            | Kind::Alias(_)
            | Kind::Unlock(_)
    )
}
