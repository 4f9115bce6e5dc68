//! The gate: what is published, decided once, before anything is counted, listed, linked or searched.
//!
//! In: all documents and a [`Policy`]. Out: [`Released`], which only this module can make and the only thing
//! `site` takes; what was held back exists nowhere after it. Links of released documents to withheld ones lose
//! their address here, so that no later stage can even name them.

mod originals;

use std::sync::Arc;

use jiff::Timestamp;
use rustc_hash::FxHashSet;

use crate::classification::{Level, OWN, Purpose};
use crate::config::{Config, NavigationLink};
use crate::content::{Body, Clearance, Document, FrontMatter, Kind};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::markdown::{CitationKey, Link};
use crate::site::address::{content_target, folder};
use crate::table::Located;

pub use originals::Originals;

/// Whether drafts are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drafts {
    /// They are held back.
    Hide,
    /// They are treated like everything else: `--drafts`.
    Show,
}

/// What may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// The highest level that may pass.
    pub ceiling: Level,
    /// Whether a level was named, so that the site says which edition it is.
    pub named: Option<Level>,
    /// Drafts.
    pub drafts: Drafts,
    /// The moment at which embargoes and expiry dates are judged.
    pub as_of: Timestamp,
}

/// What a command asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// `--release`.
    pub level: Option<String>,
    /// `--drafts`.
    pub drafts: Drafts,
    /// `--as-of`, or the clock as `cli` reads it.
    pub as_of: Timestamp,
}

impl Policy {
    /// The policy for a request: its level, else the site's, else everything if levels are only labels. A
    /// handling scheme has no default: nothing passes unless somebody said up to where.
    pub fn new(config: &Config, request: &Request) -> (Self, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let scheme = &config.scheme;
        let named = match &request.level {
            Some(name) => {
                let level = scheme.find(name);
                if level.is_none() {
                    let near = scheme.nearest(name).map(|near| format!("did you mean `{near}`? "));
                    diagnostics.push(
                        Diagnostic::new(&codes::UNKNOWN_RELEASE, format!("unknown release level `{name}`"))
                            .help(format!("{}the levels are: {}", near.unwrap_or_default(), scheme.names())),
                    );
                }
                level
            }
            None => config.release,
        };
        let ceiling = match (named, scheme.purpose) {
            (Some(level), _) => level,
            (None, Purpose::Editorial) => scheme.highest(),
            (None, Purpose::Handling) => {
                if diagnostics.is_empty() && config.release_span.is_none() {
                    let message = format!(
                        "the scheme `{}` is for handling, so a release level must be named",
                        scheme.name
                    );
                    let mut finding = Diagnostic::new(&codes::NO_RELEASE, message)
                        .at(&config.path, config.scheme_span.clone())
                        .help(format!(
                            "pass --release LEVEL, or write release = \"{}\" into {}",
                            scheme.definition(scheme.lowest()).name,
                            config.path
                        ));
                    if scheme.name == OWN {
                        finding = finding.help(
                            "if the levels are only labels for readers, write editorial = true below [classification]",
                        );
                    }
                    diagnostics.push(finding);
                }
                scheme.lowest()
            }
        };
        (Self { ceiling, named, drafts: request.drafts, as_of: request.as_of }, diagnostics)
    }

    /// Whether what only looks like a portion mark is an error: where marks are for handling, or something is withheld.
    pub fn is_strict(&self, config: &Config) -> bool {
        config.scheme.obeys_marks(self.ceiling)
    }

    /// What becomes of a document by its own front matter.
    fn judge(&self, document: &Document) -> State {
        let front = &document.front;
        if front.draft && self.drafts == Drafts::Hide {
            State::Draft
        } else if document.clearance == Clearance::Nothing {
            State::Withheld
        } else if front.publish_at.is_some_and(|moment| moment.start() > self.as_of) {
            State::Embargoed
        } else if front.expires.is_some_and(|moment| moment.end() <= self.as_of) {
            State::Expired
        } else if front.withdrawn.is_some() {
            State::Withdrawn
        } else if matches!(document.clearance, Clearance::Part(_)) {
            State::InPart
        } else {
            State::Published
        }
    }

    /// What may be published of a document by its own front matter, as the gate lets it through; none of it where it is held
    /// back or leaves no more than a note.
    pub fn alone(&self, document: Arc<Document>) -> Option<Arc<Document>> {
        self.judge(&document).passes().then(|| as_published(document))
    }

    /// What becomes of each document. A section that is held back holds back everything below it, and a bundle what
    /// stands beside it.
    pub fn states(&self, documents: &[Arc<Document>]) -> Vec<State> {
        let mut states: Vec<State> = documents.iter().map(|document| self.judge(document)).collect();
        let closed = closed(documents, &states);
        for (document, state) in documents.iter().zip(&mut states) {
            if !state.passes() && *state != State::Withdrawn {
                continue;
            }
            let round = closed.iter().filter(|(folder, _)| document.path.starts_with(folder));
            // What a withdrawn section leaves a page of, a withheld one does not.
            if let Some((_, reason)) = round.min_by_key(|(_, reason)| *reason == State::Withdrawn) {
                *state = *reason;
            }
        }
        states
    }
}

/// Whether a document is published, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is.
    Published,
    /// What of it may be.
    InPart,
    /// A draft.
    Draft,
    /// Its time has not come.
    Embargoed,
    /// Its time is over.
    Expired,
    /// Above the release level.
    Withheld,
    /// Taken back: its page says so.
    Withdrawn,
}

impl State {
    /// Whether it is published, in part at least.
    pub fn passes(self) -> bool {
        matches!(self, Self::Published | Self::InPart)
    }

    /// The word in lists.
    pub fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::InPart => "published in part",
            Self::Draft => "draft",
            Self::Embargoed => "embargoed",
            Self::Expired => "expired",
            Self::Withheld => "withheld",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// The folders that are closed, and why.
fn closed<'d>(documents: &'d [Arc<Document>], states: &[State]) -> Vec<(&'d str, State)> {
    let own_folder = |document: &'d Document| match document.kind {
        Kind::Section => document.path.strip_suffix("_index.md"),
        // What stands in a bundle belongs to it, further texts included.
        Kind::Report | Kind::Page => document.path.strip_suffix("/index.md").map(|_| folder(&document.path)),
    };
    documents
        .iter()
        .zip(states)
        .filter(|(_, state)| !state.passes())
        .filter_map(|(document, state)| Some((own_folder(document)?, *state)))
        .collect()
}

/// What passed the gate.
#[derive(Debug)]
pub struct Released {
    documents: Vec<Arc<Document>>,
    files: Vec<String>,
    navigation: Vec<NavigationLink>,
    policy: Policy,
    held_back: Vec<String>,
}

/// The parts of what passed the gate.
#[derive(Debug)]
pub struct Parts {
    /// Documents, in order of path.
    pub documents: Vec<Arc<Document>>,
    /// The files of `content/` that they may name.
    pub files: Vec<String>,
    /// Links of the main navigation.
    pub navigation: Vec<NavigationLink>,
    /// The policy they passed under.
    pub policy: Policy,
    /// Files below `content/` that are drafts, to come, or above the level: for the record of judgements, not for readers.
    pub held_back: Vec<String>,
}

impl Released {
    /// Paths below `content/` of what passed.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.documents.iter().map(|document| document.path.as_str())
    }
}

impl Released {
    /// Takes it apart.
    pub fn into_parts(self) -> Parts {
        Parts {
            documents: self.documents,
            files: self.files,
            navigation: self.navigation,
            policy: self.policy,
            held_back: self.held_back,
        }
    }
}

/// Holds back what may not pass, and translations of it. `files` are the paths below `content/` of everything that is not a document.
pub fn gate(
    documents: Vec<Arc<Document>>,
    mut files: Vec<String>,
    config: &Config,
    policy: &Policy,
    originals: &Originals,
) -> (Released, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    diagnostics.extend(originals.above(&documents, &config.scheme));
    let states = originals.hold_back(&documents, policy.states(&documents));
    let folders = closed(&documents, &states).into_iter().map(|(folder, _)| folder.to_owned());
    let folders: Vec<String> =
        folders.chain(originals.closed.iter().map(|(folder, _)| folder.clone())).collect();
    files.retain(|file| !folders.iter().any(|folder| file.starts_with(folder.as_str())));
    let mut passed = Vec::with_capacity(documents.len());
    let (mut withheld, mut withdrawn) = originals.elsewhere(&documents);
    let mut held_back = Vec::new();
    for (document, state) in documents.into_iter().zip(states) {
        if matches!(state, State::Draft | State::Embargoed | State::Withheld) {
            held_back.push(document.path.clone());
        }
        let document = as_published(document);
        if state.passes() {
            passed.push(document);
        } else if state == State::Withdrawn {
            withdrawn.insert(document.path.clone());
            passed.push(Arc::new(tombstone(&document)));
        } else if originals.shows(&document.path) {
            // Links lead to the original instead.
            withdrawn.insert(document.path.clone());
        } else {
            withheld.insert(document.path.clone());
        }
    }
    let mut navigation = config.navigation.clone();
    if !withheld.is_empty() || !withdrawn.is_empty() {
        for document in passed.iter_mut().filter(|document| names(document, &withheld, &withdrawn)) {
            unlink(Arc::make_mut(document), &withheld, &withdrawn, &mut diagnostics);
        }
        navigation.retain(|link| {
            let kept = link.url.value.strip_prefix("@/").is_none_or(|path| !withheld.contains(path));
            if !kept {
                diagnostics.push(
                    Diagnostic::new(&codes::WITHHELD_LINK, "this link leads to a page that is not released")
                        .at(&config.path, link.url.span.clone())
                        .label("left out of the navigation"),
                );
            }
            kept
        });
    }
    (Released { documents: passed, files, navigation, policy: *policy, held_back }, diagnostics)
}

/// What is published carries the level of what is left: that there is more shows nowhere.
fn as_published(mut document: Arc<Document>) -> Arc<Document> {
    if let Clearance::Part(level) = document.clearance {
        let document = Arc::make_mut(&mut document);
        document.front.classification = level;
        document.clearance = Clearance::Whole;
    }
    document
}

/// What stays of a report that was taken back: a page at its address, with its title and why.
fn tombstone(document: &Document) -> Document {
    let front = FrontMatter {
        title: document.front.title.clone(),
        slug: document.front.slug.clone(),
        aliases: document.front.aliases.clone(),
        // What a section or an original takes back says so too.
        withdrawn: Some(document.front.withdrawn.clone().unwrap_or_default()),
        ..FrontMatter::empty(document.front.classification)
    };
    Document {
        file: document.file.clone(),
        front,
        title: document.title.clone(),
        ..Document::lost(&document.path, Kind::Page, String::new(), document.front.classification)
    }
}

/// Whether a target as written in the document at `from` leads to one of these documents.
fn leads(from: &str, written: &str, withheld: &FxHashSet<String>) -> bool {
    content_target(from, written).is_some_and(|(to, _)| withheld.contains(&to))
}

/// Whether a citation of the document at `from` is one of these documents.
fn cites(from: &str, key: &CitationKey, withheld: &FxHashSet<String>) -> bool {
    match key {
        CitationKey::Url(url) => leads(from, url, withheld),
        CitationKey::Registry(_) => false,
    }
}

/// Whether a document names one that is not published: nearly none does, and the others are left as they are.
fn names(document: &Document, withheld: &FxHashSet<String>, withdrawn: &FxHashSet<String>) -> bool {
    let (path, met) = (&document.path, &document.met);
    let front = &document.front;
    let is_held = |name: &Located<String>| is_named(name, withheld) || is_named(name, withdrawn);
    met.links.iter().any(|link| leads(path, &link.target.value, withheld))
        || met.citations.iter().any(|citation| cites(path, &citation.key.value, withheld))
        || front.pin.iter().chain(&front.exclude).chain(&front.supersedes).any(is_held)
}

/// Whether front matter names one of these documents.
fn is_named(name: &Located<String>, paths: &FxHashSet<String>) -> bool {
    paths.contains(name.value.trim_start_matches("@/").trim_start_matches("content/"))
}

fn unlink(
    document: &mut Document,
    withheld: &FxHashSet<String>,
    withdrawn: &FxHashSet<String>,
    diagnostics: &mut Diagnostics,
) {
    let (path, file) = (document.path.clone(), document.file());
    for link in &mut document.met.links {
        if leads(&path, &link.target.value, withheld) {
            diagnostics.push(
                Diagnostic::new(&codes::WITHHELD_LINK, "this link leads to a page that is not released")
                    .at(&file, link.target.span.clone())
                    .label("becomes plain text")
                    .help("make sure that the words themselves may be published"),
            );
            link.withhold();
        }
    }
    uncite(document, withheld, diagnostics);
    let named = |name: &Located<String>| is_named(name, withheld) || is_named(name, withdrawn);
    let front = &mut document.front;
    front.pin.retain(|name| !named(name));
    front.exclude.retain(|name| !named(name));
    if front.supersedes.as_ref().is_some_and(named) {
        front.supersedes = None;
        // What is taken up goes with the report that had it.
        if let Body::Report(report) = &mut document.body {
            report.judgements.iter_mut().for_each(|judgement| judgement.follows = None);
        }
    }
}

/// Takes the address from sources that are pages which are not released. The number stays, so that every other
/// citation keeps its own; the entry has neither address nor title.
fn uncite(document: &mut Document, withheld: &FxHashSet<String>, diagnostics: &mut Diagnostics) {
    let (path, file) = (document.path.clone(), document.file());
    let Body::Report(report) = &mut document.body else { return };
    for source in &mut report.sources {
        source.url = source.url.take().filter(|url| !leads(&path, url, withheld));
    }
    for citation in &mut document.met.citations {
        if cites(&path, &citation.key.value, withheld) {
            diagnostics.push(
                Diagnostic::new(&codes::WITHHELD_LINK, "this cites a page that is not released")
                    .at(&file, citation.key.span.clone())
                    .label("becomes a source without an address")
                    .help("make sure that the words themselves may be published"),
            );
            citation.key.value = CitationKey::Url(Arc::default());
        }
    }
}

impl Link {
    /// Forgets where the link leads; its words stay.
    fn withhold(&mut self) {
        self.target.value.clear();
        self.title.clear();
        self.withheld = true;
    }
}
