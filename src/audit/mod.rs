//! The audit: proof, from the sources and an output alone, that the output holds nothing that is withheld.
//!
//! In: a site's root, what may be released, and files of an output, wherever they come from. Out: [`Diagnostics`] that
//! name the file, the byte and the line of the sources, and never the secret itself. It does not trust the build: what
//! is withheld is decided by a reader of its own (`source`, `portions`), and outputs are read as bytes. It fails
//! closed: what cannot be read is a finding.
//!
//! What it cannot see: withheld thoughts in other words, fragments of fewer than eight words without a name in them,
//! what pixels show, and letters put in another order or code (reversed, ROT13, EBCDIC). What also stands in released text is no secret and is not looked for.

#[cfg(test)]
mod agreement;
mod beside;
mod cited;
mod counts;
mod extract;
mod facets;
mod fences;
mod filter;
mod front;
mod guard;
mod inline;
mod letters;
mod lines;
mod links;
mod marks;
mod needles;
mod noise;
mod passages;
mod piece;
mod plain;
mod portions;
mod reading;
mod references;
mod runs;
mod site_words;
mod sizes;
mod source;
mod traces;
mod words;

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::assets;
use crate::classification::LevelDefinition;
use crate::config::{ImageMetadata, Language, Overrides};
use crate::content::registry;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::fs::{self, Besides, FsError, Hidden, ProblemKind};
use crate::inputs::{self, Inputs};
use crate::manifest::hash;
use crate::pictures::{Keep, Store};
use crate::release::{self, Policy};
use crate::seal::{self, Passphrase};
use cited::Registry;
use counts::{Counts, Limits};
use facets::Facets;
use needles::Needles;
use passages::{Passage, Passages, What};
use site_words::{calendar, is_date, known, of_theme, said_by_site, text_of};
use traces::Tracer;

pub use guard::Guard;
pub use reading::Reading;

/// What an audit is held against.
#[derive(Debug, Clone)]
pub struct Request {
    /// The site's root.
    pub root: PathBuf,
    /// Its configuration file.
    pub config: PathBuf,
    /// In place of the configured one.
    pub base_url: Option<String>,
    /// What may be published.
    pub gate: release::Request,
}

/// What an audit did.
#[derive(Debug)]
pub struct Outcome {
    /// Everything found, sorted; none is a clean output.
    pub diagnostics: Diagnostics,
    /// Files that were read; none when errors of the site stopped the audit.
    pub files: Option<usize>,
}

/// Everything that is looked for, ready to be held against files in any order and on any thread.
#[derive(Debug)]
pub struct Audit {
    needles: Needles,
    tracer: Tracer,
    /// Contents of files that are withheld, and where they stand in the sources.
    secret_files: FxHashMap<u128, String>,
    /// Contents of files that are published as they are.
    open_files: FxHashSet<u128>,
    /// Numbers of passages about key judgements that are gone, by the address of their document.
    judgements: FxHashMap<String, Vec<(u32, usize)>>,
    /// What may stand before a path of the site.
    bases: Vec<String>,
    /// What stands without anything that leads to it: files of sealed tiers, and pages of withdrawn reports.
    standing: Vec<String>,
    /// How long the lists of each edition can be of which something is withheld.
    limits: Vec<Limits>,
    facets: Facets,
    /// Folders of sealed tiers.
    sealed: Vec<String>,
    /// How the output folder is called in findings, with its slash.
    shown: String,
}

/// Audits an output folder.
pub fn audit(request: &Request, folder: &Path) -> Result<Outcome, FsError> {
    let shown = format!("{}/", folder.to_string_lossy().trim_end_matches(['/', '\\']));
    let (audit, mut diagnostics) = Audit::new(request, &Store::new(&request.root, Keep::InMemory), &shown)?;
    let Some(mut audit) = audit else { return Ok(Outcome { diagnostics, files: None }) };
    let real = fs::real_path(folder)?;
    if let Some(home) = fs::read_if_present(&real.join("index.html")).ok().flatten() {
        audit.bases.extend(links::base_of_home(&String::from_utf8_lossy(&home)));
    }
    let all = Besides::read(&real, Hidden::Everything, |_| false);
    let files = all.files.len();
    diagnostics.append(audit.conclude(audit.all(&all)));
    diagnostics.locate(|_| None);
    Ok(Outcome { diagnostics, files: Some(files) })
}

impl Audit {
    /// Reads the sources. `pictures` makes the smaller ones of withheld pictures, and `shown` is what stands before a path of the output in findings. No audit where the
    /// site's own configuration has errors.
    pub fn new(
        request: &Request,
        pictures: &Store,
        shown: &str,
    ) -> Result<(Option<Self>, Diagnostics), FsError> {
        let overrides = Overrides { base_url: request.base_url.clone(), ..Overrides::default() };
        let (inputs, found) = inputs::read(&request.root, &request.config, &overrides)?;
        let (policy, mut diagnostics) = Policy::new(&inputs.config, &request.gate);
        // Only what makes the configuration unreadable stops an audit; the rest is for `check`.
        let of_config = |finding: &Diagnostic| {
            finding.place.as_ref().is_some_and(|place| place.path == inputs.config.path)
        };
        diagnostics.extend(found.into_iter().filter(of_config));
        diagnostics.locate(|path| {
            let bytes = fs::read(&inputs.root.join(path)).ok()?;
            String::from_utf8(bytes).ok()
        });
        if diagnostics.has_errors() {
            return Ok((None, diagnostics));
        }
        Ok((Some(Self::of(&inputs, &policy, pictures, shown)?), Diagnostics::new()))
    }

    fn of(inputs: &Inputs, policy: &Policy, pictures: &Store, shown: &str) -> Result<Self, FsError> {
        let widths = &inputs.config.images.sizes;
        let drafts = source::read(inputs, policy)?;
        let registries = registries(inputs, &drafts)?;
        let mut passages = passages::sort(inputs, policy, &drafts, &registries);
        let calendar = calendar(inputs);
        passages.withheld.retain(|passage| !is_date(passage, &calendar));
        let (open, secret) = beside::attachments(inputs, &drafts, &passages);
        let mut files = Files::default();
        for file in &inputs.statics {
            files.open(&file.relative, &fs::read(&file.path)?);
        }
        for (name, bytes) in &inputs.theme.files {
            files.open(name, bytes);
        }
        for file in open {
            let bytes = fs::read(&file.path)?;
            files.open(&file.relative, &bytes);
            passages.released.push(file.relative.clone());
            passages.released.extend(sizes::names(&file.relative, widths));
            passages.released.extend(text_of(bytes));
        }
        files.secret.extend(sizes::secret(&secret, &files.open, widths, pictures));
        for file in secret {
            let bytes = fs::read(&file.path)?;
            files.secret(&file.relative, &bytes);
            let path = format!("content/{}", file.relative);
            let name = file.relative.rsplit('/').next().unwrap_or_default().to_owned();
            let names = sizes::names(&name, widths).into_iter().chain([name]);
            let named = names.map(|text| Passage { text, what: What::File, path: path.clone(), line: 1 });
            passages.withheld.extend(named);
            let text = text_of(bytes).map(|text| Passage { text, what: What::Text, path, line: 1 });
            passages.withheld.extend(text);
        }
        let Files { open: open_files, secret: mut secret_files } = files;
        secret_files.retain(|key, _| !open_files.contains(key));
        let mut judgements: FxHashMap<String, Vec<(u32, usize)>> = FxHashMap::default();
        for (address, numbers, passage) in std::mem::take(&mut passages.judgements) {
            let entry = judgements.entry(address).or_default();
            for number in numbers {
                entry.push((number, passages.withheld.len()));
                passages.withheld.push(passage.clone());
            }
        }
        let levels = inputs.config.scheme.iter();
        let levels = counts::words_of(levels.flat_map(|(_, level)| [level.name.as_str(), &level.slug]));
        // The site's own edition is all that stands elsewhere, so it comes last.
        let languages = || inputs.config.languages.iter().map(Language::address);
        let folders = || languages().chain([String::new()]);
        let counts = folders().map(|edition| {
            let (all, released) = passages::reports(&drafts, &edition);
            let counts = Counts { all, released, portions: passages.portions > 0, levels: levels.clone() };
            (edition, counts)
        });
        let counts: Vec<_> = counts.collect();
        let limits: Vec<Limits> = folders().filter_map(|folder| Limits::new(&drafts, folder)).collect();
        let above = levels_above(inputs, policy);
        let marks = above.iter().flat_map(|level| [level.abbreviation.clone(), level.name.clone()]).collect();
        let classes: Vec<String> = above.iter().map(|level| format!("level-{}", level.slug)).collect();
        let facets = Facets::new(&limits, &above, &passages.released);
        let (theme, known) = (of_theme(inputs), known(inputs, &passages)?);
        let embedded = crate::theme::embedded_texts();
        let Passages { withheld, mut released, .. } = passages;
        released.extend(said_by_site(inputs));
        let texts = || released.iter().map(String::as_str);
        let (root, base) = (inputs.root.to_string_lossy().into_owned(), inputs.config.base_path.clone());
        Ok(Self {
            tracer: Tracer::new(root, counts, marks, &classes, texts()),
            needles: Needles::new(
                withheld,
                // What is inside of every copy of bluf is nobody's secret, the beginning of an SVG file included.
                texts().chain(embedded.iter().map(String::as_str)),
                theme.iter().map(String::as_str),
                known.iter().map(String::as_str),
            ),
            secret_files,
            open_files,
            judgements,
            bases: vec!["/".to_owned(), base],
            standing: inputs
                .config
                .sealed
                .iter()
                .map(|tier| seal::address(&tier.name.value))
                .chain(drafts.iter().filter(|draft| draft.fate == source::Fate::Withdrawn).map(|draft| {
                    let slug = draft.string("slug");
                    format!("{}index.html", draft.address(slug))
                }))
                // Their search pages know the names of their files, as that of the site does; a site may have a robots.txt
                // of its own, which names no sitemap.
                .chain(languages().map(|edition| format!("{edition}search/")))
                .chain(languages().map(|edition| format!("{edition}sitemap.xml")))
                .collect(),
            limits,
            facets,
            sealed: inputs.config.sealed.iter().map(|tier| seal::address(&tier.name.value)).collect(),
            shown: shown.to_owned(),
        })
    }

    /// Looks for the passphrases of sealed tiers too, as they are known to a build.
    pub fn guard(&mut self, tier: &str, passphrases: &[Passphrase]) {
        self.needles.guard(tier, passphrases);
    }

    /// Reads everything that stands in a folder.
    fn all(&self, besides: &Besides) -> Vec<Reading> {
        let read = |entry: &fs::Entry| match fs::read(&entry.path) {
            Ok(bytes) => self.file(&entry.relative, &bytes),
            Err(error) => {
                let words = format!("this cannot be read: {}", error.source);
                Reading::failed(&entry.relative, self.unreadable(&entry.relative, &words))
            }
        };
        let mut readings: Vec<Reading> = besides.files.par_iter().map(read).collect();
        readings.extend(besides.folders.iter().map(|folder| self.name(folder)));
        readings.extend(besides.problems.iter().map(|problem| {
            let words = match &problem.kind {
                ProblemKind::Outside => "is a symbolic link that leaves the output",
                ProblemKind::Loop => "is a symbolic link that leads to a folder above itself",
                ProblemKind::Dangling => "is a symbolic link to nothing",
                ProblemKind::Name => "has a name that is not UTF-8",
                ProblemKind::Special => "is neither a file nor a folder",
                ProblemKind::System(words) => &format!("cannot be read: {words}"),
            };
            let path = &problem.relative;
            Reading::failed(path, self.unreadable(path, &format!("this {words}")))
        }));
        readings
    }

    /// What leaks through files of an output that its build did not make and does not take away. Whether anything leads to
    /// them, and what else they say, is the affair of those who put them there.
    pub fn besides(&self, besides: &Besides) -> Diagnostics {
        let leaks = [
            &codes::AUDIT_TEXT,
            &codes::AUDIT_NAME,
            &codes::AUDIT_FILE,
            &codes::AUDIT_SOURCE,
            &codes::AUDIT_COUNT,
            &codes::AUDIT_PASSPHRASE,
            &codes::AUDIT_UNREADABLE,
        ];
        let findings = self.all(besides).into_iter().flat_map(|reading| reading.findings);
        let mut diagnostics = Diagnostics::new();
        diagnostics.extend(findings.filter(|finding| leaks.contains(&finding.code)).map(|finding| {
            finding.help(
                "bluf did not write this file and leaves it alone: remove it, or build into another folder",
            )
        }));
        diagnostics
    }

    /// What all readings say together; each finding of a file, and files that nothing leads to.
    pub fn conclude(&self, readings: Vec<Reading>) -> Diagnostics {
        let mut diagnostics = Diagnostics::new();
        let listed: Vec<_> = readings
            .iter()
            .filter(|reading| reading.is_file)
            .map(|reading| {
                let path = reading.path.as_str();
                let stands = self.standing.iter().any(|start| path.starts_with(start.as_str()));
                (path, &reading.links, reading.is_free || stands)
            })
            .collect();
        for number in links::orphans(&listed) {
            let path = listed[number].0;
            let finding = Diagnostic::new(
                &codes::AUDIT_ORPHAN,
                "no page, feed or list of the output leads to this file",
            );
            diagnostics.push(
                reading::place(finding, &self.shown, path, 0, (1, 1))
                    .help("remove it, or link it; an earlier build or another tool may have left it"),
            );
        }
        for reading in readings {
            diagnostics.extend(reading.findings);
        }
        diagnostics
    }

    fn unreadable(&self, path: &str, words: &str) -> Diagnostic {
        let finding = Diagnostic::new(&codes::AUDIT_UNREADABLE, words);
        reading::place(finding, &self.shown, path, 0, (1, 1))
            .help("nobody can say what is in it; remove it, or publish it in a form that can be read")
    }
}

/// Contents of files by hash.
#[derive(Default)]
struct Files {
    open: FxHashSet<u128>,
    secret: FxHashMap<u128, String>,
}

/// Shorter contents are too common to mean anything.
const CONTENT: usize = 16;

impl Files {
    fn open(&mut self, path: &str, bytes: &[u8]) {
        self.open.extend(forms(path, bytes));
    }

    fn secret(&mut self, path: &str, bytes: &[u8]) {
        for form in forms(path, bytes).into_iter().filter(|_| bytes.len() >= CONTENT) {
            self.secret.insert(form, format!("content/{path}"));
        }
    }
}

/// A file as it is, and as a build publishes it.
fn forms(path: &str, bytes: &[u8]) -> Vec<u128> {
    let stripped = assets::publishable(path, bytes.to_vec(), ImageMetadata::Strip);
    std::iter::once(hash(bytes)).chain(stripped.ok().map(|bytes| hash(&bytes))).collect()
}

/// The levels that a release must not have.
fn levels_above<'i>(inputs: &'i Inputs, policy: &Policy) -> Vec<&'i LevelDefinition> {
    let levels = inputs.config.scheme.iter();
    levels.filter(|(level, _)| *level > policy.ceiling).map(|(_, named)| named).collect()
}

/// The registries of the site and of its bundles, by path.
fn registries(inputs: &Inputs, drafts: &[source::Draft]) -> Result<FxHashMap<String, Registry>, FsError> {
    let mut registries = FxHashMap::default();
    let beside = drafts.iter().filter_map(|draft| draft.registry.clone());
    for path in beside.chain([registry::FILE.to_owned()]) {
        let folder = path.trim_end_matches(registry::FILE);
        let mut files = Vec::new();
        for name in registry::FILES {
            let shown = format!("{folder}{name}");
            let bytes = fs::read_if_present(&inputs.root.join(&shown))?;
            files.extend(bytes.map(|bytes| (shown, String::from_utf8_lossy(&bytes).into_owned())));
        }
        if !files.is_empty() {
            registries.insert(path, Registry::new(files));
        }
    }
    Ok(registries)
}
