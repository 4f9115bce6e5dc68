//! The last phase: every output rendered, checked and staged in one parallel loop, then moved into place at once.
//!
//! In: the plan and all that its outputs are made of. Out: files, or findings and an untouched output folder.

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::assets::image::Dimensions;
use crate::assets::{self, Asset};
use crate::audit::{self, Audit};
use crate::check::{Known, PageFacts, judge};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::formats;
use crate::fs::{self, FileState, FsError, Lock, Published, Stage, StagedFile};
use crate::inputs::{self, Inputs};
use crate::manifest::{Manifest, Written, hash};
use crate::plan::{Kind, Output, Plan};
use crate::render::Renderer;
use crate::site::{Destination, Href, Site};

/// Everything an output can be made of.
pub struct Work<'a> {
    /// Files of the site's folder.
    pub inputs: &'a Inputs,
    /// The assembled site.
    pub site: &'a Site<'a>,
    /// What to write.
    pub plan: &'a Plan,
    /// Files of the theme.
    pub assets: &'a [Asset],
    /// Makes pages.
    pub renderer: &'a Renderer<'a>,
    /// Judges every output before it is published.
    pub audit: Option<&'a Audit>,
}

/// Sizes of all pictures that pages may show, by address below the root; a picture that is none is an error.
pub fn measure(inputs: &Inputs, site: &Site<'_>) -> (FxHashMap<String, Dimensions>, Diagnostics) {
    let content = inputs.root.join("content");
    let attached = site.attachments.iter().map(|attachment| {
        (content.join(&attachment.path), format!("content/{}", attachment.path), attachment.address.clone())
    });
    let statics = inputs
        .statics
        .iter()
        .map(|file| (file.path.clone(), format!("static/{}", file.relative), file.relative.clone()));
    let mut diagnostics = Diagnostics::new();
    let mut measures = FxHashMap::default();
    let pictures: Vec<_> =
        attached.chain(statics).filter(|(_, shown, _)| assets::picture_format(shown).is_some()).collect();
    let results: Vec<_> = pictures
        .into_par_iter()
        .map(|(path, shown, address)| {
            let bytes = fs::read(&path).map_err(|error| Box::new(inputs::unreadable(&shown, &error)));
            let measured = bytes.and_then(|bytes| {
                assets::measure(&shown, &bytes).map_err(|error| {
                    Box::new(Diagnostic::new(&codes::NOT_AN_IMAGE, error.to_string()).file(&shown))
                })
            });
            (measured, address)
        })
        .collect();
    for (measured, address) in results {
        match measured {
            Ok(Some(dimensions)) => {
                measures.insert(address, dimensions);
            }
            Ok(None) => {}
            Err(finding) => diagnostics.push(*finding),
        }
    }
    (measures, diagnostics)
}

/// What became of one output.
enum Fate {
    Same(Written),
    Changed(Written),
}

struct Done {
    fate: Option<Fate>,
    facts: Option<PageFacts>,
    findings: Vec<Diagnostic>,
    reading: Option<audit::Reading>,
}

/// Where files go.
struct Target<'a> {
    output: &'a Path,
    manifest: Manifest,
    manifest_path: PathBuf,
    stage: Stage,
    /// False when the output folder has nothing in it, so that nobody needs to look.
    occupied: bool,
    _lock: Lock,
}

impl Work<'_> {
    /// Renders everything; publishes into `output` if there is one and nothing is wrong.
    pub fn run(&self, output: Option<&Path>) -> Result<(Option<Published>, Diagnostics), FsError> {
        let target = output.map(|output| self.target(output)).transpose()?;
        let known = Known::new(self.plan, self.site.config);
        let done: Vec<Done> = self
            .plan
            .outputs
            .par_iter()
            .map_init(Vec::new, |buffer, output| self.one(output, target.as_ref(), &known, buffer))
            .collect::<Result<_, FsError>>()?;
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
            readings.extend(done.reading);
            pages.extend(done.facts.map(|facts| (output.path.as_str(), facts)));
            fates.push((output, done.fate));
        }
        diagnostics.extend(judge(&pages, |path, address| self.blame(path, address)));
        if let Some(audit) = self.audit {
            diagnostics.append(audit.conclude(readings));
        }
        let Some(target) = target else { return Ok((Some(Published::default()), diagnostics)) };
        if diagnostics.has_errors() {
            return Ok((None, diagnostics));
        }
        Ok((Some(target.publish(fates)?), diagnostics))
    }

    fn target<'o>(&self, output: &'o Path) -> Result<Target<'o>, FsError> {
        let cache = self.inputs.root.join(".bluf");
        let lock = Lock::acquire(&cache.join("lock"))?;
        let name = format!("{:016x}", hash(fs::real_path(output)?.as_os_str().as_encoded_bytes()) >> 64);
        let manifest_path = cache.join(format!("output-{name}.manifest"));
        let text = fs::read_if_present(&manifest_path)?.unwrap_or_default();
        let mut manifest = Manifest::parse(&String::from_utf8_lossy(&text));
        let list = fs::read_if_present(&output.join(formats::FILE_LIST)).ok().flatten().unwrap_or_default();
        let list = String::from_utf8_lossy(&list);
        if let (true, Some(paths)) = (manifest.files.is_empty(), formats::listed(&list)) {
            // The cache is gone: all these are ours, and none is known to be as it should.
            let state = FileState { length: 0, modified: 0 };
            manifest.files =
                paths.into_iter().map(|path| (path.to_owned(), Written { hash: 0, state })).collect();
        }
        Ok(Target {
            output,
            manifest,
            manifest_path,
            stage: Stage::create(&cache.join("stage"))?,
            occupied: !fs::is_vacant(output)?,
            _lock: lock,
        })
    }

    fn one(
        &self,
        output: &Output,
        target: Option<&Target<'_>>,
        known: &Known<'_>,
        buffer: &mut Vec<u8>,
    ) -> Result<Done, FsError> {
        buffer.clear();
        let mut done = Done { fate: None, facts: None, findings: Vec::new(), reading: None };
        if let Err(finding) = self.make(output, buffer)? {
            done.findings.push(finding);
            return Ok(done);
        }
        if is_page(&output.kind) {
            done.facts = Some(known.read(&output.path, buffer));
        }
        done.reading = self.audit.map(|audit| audit.file(&output.path, buffer));
        match target.map(|target| target.settle(&output.path, buffer)).transpose()? {
            Some(Ok(fate)) => done.fate = Some(fate),
            Some(Err(finding)) => done.findings.push(*finding),
            None => {}
        }
        Ok(done)
    }

    /// The bytes of one output.
    fn make(&self, output: &Output, buffer: &mut Vec<u8>) -> Result<Result<(), Diagnostic>, FsError> {
        let site = self.site;
        let read =
            |path: &Path, shown: &str, buffer: &mut Vec<u8>| -> Result<Result<(), Diagnostic>, FsError> {
                let policy = site.config.image_metadata;
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
            Kind::Atom(id) => *buffer = formats::atom(site, *id),
            Kind::JsonFeed(id) => *buffer = formats::json_feed(site, *id),
            Kind::Catalog => *buffer = formats::catalog(site),
            Kind::Sitemap => *buffer = formats::sitemap(site, &self.plan.outputs),
            Kind::FileList => *buffer = formats::file_list(&self.plan.outputs),
            Kind::Robots => *buffer = formats::robots(site),
            Kind::ReportJson(id) => *buffer = formats::report_json(self.renderer, *id),
            Kind::Asset(at) => buffer.extend_from_slice(&self.assets[*at].bytes),
            Kind::Attachment(at) => {
                let path = &site.attachments[*at].path;
                return read(
                    &self.inputs.root.join("content").join(path),
                    &format!("content/{path}"),
                    buffer,
                );
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

    /// The line in which an address of a page was written.
    fn blame(&self, path: &str, address: &str) -> Option<(String, std::ops::Range<usize>)> {
        let output = self.plan.outputs.iter().find(|output| output.path == path)?;
        let (document, hrefs) = match output.kind {
            Kind::Report(id) => (&self.site.report(id).document, &self.site.report(id).hrefs),
            Kind::Page(id) => (&self.site.page(id).document, &self.site.page(id).hrefs),
            Kind::Listing(id, _) => {
                let page = self.site.page(self.site.listing(id).text?);
                (&page.document, &page.hrefs)
            }
            _ => return None,
        };
        let shown = |href: &Href| match href.address.as_ref() {
            Some(Destination::Site(below)) => self.site.href(below),
            Some(Destination::External(url) | Destination::Here(url)) => url.clone(),
            None => String::new(),
        };
        let at = hrefs.iter().position(|href| shown(href) == address);
        let written = |path: &str| address.ends_with(path.trim_start_matches('/'));
        let span = match at {
            Some(at) => document.met.links[at].target.span.clone(),
            None => {
                let lead = document
                    .front
                    .image
                    .as_ref()
                    .filter(|image| written(&image.src.value))
                    .map(|image| &image.src);
                let picture = document
                    .met
                    .pictures
                    .iter()
                    .map(|picture| &picture.target)
                    .find(|target| written(&target.value));
                lead.or(picture)?.span.clone()
            }
        };
        Some((document.file(), span))
    }
}

fn is_page(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Report(_)
            | Kind::Page(_)
            | Kind::Listing(..)
            | Kind::Index(_)
            | Kind::Search
            | Kind::NotFound
            | Kind::Alias(_)
    )
}

impl Target<'_> {
    /// Stages a file unless the output has it already.
    fn settle(&self, path: &str, bytes: &[u8]) -> Result<Result<Fate, Box<Diagnostic>>, FsError> {
        let hash = hash(bytes);
        if self.occupied {
            let on_disk = fs::state(&self.output.join(path));
            match (self.manifest.files.get(path), on_disk) {
                (Some(written), Some(state)) if written.hash == hash && written.state == state => {
                    return Ok(Ok(Fate::Same(*written)));
                }
                // Known by name only, from the list in the output: its bytes tell.
                (Some(written), Some(state))
                    if written.hash == 0 && fs::read(&self.output.join(path))? == bytes =>
                {
                    return Ok(Ok(Fate::Same(Written { hash, state })));
                }
                (None, Some(state)) => {
                    if fs::read(&self.output.join(path))? == bytes {
                        return Ok(Ok(Fate::Same(Written { hash, state })));
                    }
                    let message = format!("{path} stands in the output folder and was not written by bluf");
                    let finding = Diagnostic::new(&codes::FOREIGN_FILE, message);
                    return Ok(Err(Box::new(
                        finding.help("move it to static/, delete it, or choose another --output"),
                    )));
                }
                _ => {}
            }
        }
        let state = self.stage.write(path, bytes)?;
        Ok(Ok(Fate::Changed(Written { hash, state })))
    }

    fn publish(self, fates: Vec<(&Output, Option<Fate>)>) -> Result<Published, FsError> {
        let mut new = Manifest::default();
        let mut staged = Vec::new();
        for (output, fate) in fates {
            let written = match fate {
                Some(Fate::Same(written)) => written,
                Some(Fate::Changed(written)) => {
                    staged.push(StagedFile { path: output.path.clone() });
                    written
                }
                None => continue,
            };
            new.files.insert(output.path.clone(), written);
        }
        let stale: Vec<String> =
            self.manifest.files.keys().filter(|path| !new.files.contains_key(*path)).cloned().collect();
        // Should this process end in the middle, the next one must know both the old and the new files as ours, and
        // trust none of those that were about to change.
        let mut both = self.manifest;
        for (path, written) in &new.files {
            both.files.entry(path.clone()).or_insert(Written { hash: 0, ..*written });
        }
        fs::replace(&self.manifest_path, both.to_text().as_bytes())?;
        let published = self.stage.publish(self.output, &staged, &stale)?;
        if published.copied {
            for file in &staged {
                if let (Some(written), Some(state)) =
                    (new.files.get_mut(&file.path), fs::state(&self.output.join(&file.path)))
                {
                    written.state = state;
                }
            }
        }
        fs::replace(&self.manifest_path, new.to_text().as_bytes())?;
        Ok(published)
    }
}
