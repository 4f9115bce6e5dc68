//! The gate: what is published, decided once, before anything is counted, listed, linked or searched.
//!
//! In: all documents and a [`Policy`]. Out: [`Released`], which only this module can make and the only thing
//! `site` takes; what was held back exists nowhere after it. Links of released documents to withheld ones lose
//! their address here, so that no later stage can even name them.

use jiff::Timestamp;
use rustc_hash::FxHashSet;

use crate::classification::{Level, Purpose};
use crate::config::Config;
use crate::content::{Document, Kind};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::markdown::Link;
use crate::site::address::{content_target, folder};
use crate::table::Located;

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
                    diagnostics.push(Diagnostic::new(&codes::NO_RELEASE, message).file(&config.path).help(
                        format!(
                            "pass --release LEVEL, or write release = \"{}\" into {}",
                            scheme.definition(scheme.lowest()).name,
                            config.path
                        ),
                    ));
                }
                scheme.lowest()
            }
        };
        (Self { ceiling, named, drafts: request.drafts, as_of: request.as_of }, diagnostics)
    }

    fn passes(&self, document: &Document) -> bool {
        let front = &document.front;
        front.classification <= self.ceiling
            && (!front.draft || self.drafts == Drafts::Show)
            && front.publish_at.is_none_or(|moment| moment.start() <= self.as_of)
            && front.expires.is_none_or(|moment| moment.end() > self.as_of)
    }
}

/// What passed the gate.
#[derive(Debug)]
pub struct Released {
    documents: Vec<Document>,
    files: Vec<String>,
    policy: Policy,
}

impl Released {
    /// Paths below `content/` of what passed.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.documents.iter().map(|document| document.path.as_str())
    }

    /// The documents, in order of path; the files that they may name; and the policy they passed under.
    pub fn into_parts(self) -> (Vec<Document>, Vec<String>, Policy) {
        (self.documents, self.files, self.policy)
    }
}

/// Holds back what may not pass. A section that is a draft holds back everything below it, and a bundle the files
/// beside it. `files` are the paths below `content/` of everything that is not a document.
pub fn gate(documents: Vec<Document>, mut files: Vec<String>, policy: &Policy) -> (Released, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let closed: Vec<String> = documents
        .iter()
        .filter(|document| !policy.passes(document))
        .filter_map(|document| match document.kind {
            Kind::Section => document.path.strip_suffix("_index.md"),
            // What stands in a bundle belongs to it, further texts included.
            Kind::Report | Kind::Page => {
                document.path.strip_suffix("/index.md").map(|_| folder(&document.path))
            }
        })
        .map(str::to_owned)
        .collect();
    let passes = |document: &Document| {
        policy.passes(document) && !closed.iter().any(|folder| document.path.starts_with(folder.as_str()))
    };
    let (mut documents, withheld): (Vec<Document>, Vec<Document>) = documents.into_iter().partition(passes);
    files.retain(|file| !closed.iter().any(|folder| file.starts_with(folder.as_str())));
    let withheld: FxHashSet<String> = withheld.into_iter().map(|document| document.path).collect();
    if !withheld.is_empty() {
        for document in &mut documents {
            unlink(document, &withheld, &mut diagnostics);
        }
    }
    (Released { documents, files, policy: *policy }, diagnostics)
}

fn unlink(document: &mut Document, withheld: &FxHashSet<String>, diagnostics: &mut Diagnostics) {
    let (path, file) = (document.path.clone(), document.file());
    for link in &mut document.met.links {
        let target = content_target(&path, &link.target.value);
        if target.is_some_and(|(target, _)| withheld.contains(&target)) {
            diagnostics.push(
                Diagnostic::new(&codes::WITHHELD_LINK, "this link leads to a page that is not released")
                    .at(&file, link.target.span.clone())
                    .label("becomes plain text")
                    .help("make sure that the words themselves may be published"),
            );
            link.withhold();
        }
    }
    let named = |name: &Located<String>| withheld.contains(name.value.trim_start_matches("@/"));
    let front = &mut document.front;
    front.pin.retain(|name| !named(name));
    front.exclude.retain(|name| !named(name));
    if front.supersedes.as_ref().is_some_and(named) {
        front.supersedes = None;
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
