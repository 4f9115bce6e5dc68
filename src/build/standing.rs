//! A site that stands in memory, and documents of it that were edited: their pages, made anew in the site as it is.
//!
//! In: paths of files that changed. Out: [`Quick`], in the time of a page. What others show of these documents (lists,
//! neighbours, related reports, the search) is left for the build that follows, and whatever changes more than the text of
//! documents is left to it altogether. Nothing here may take the time of a walk over the site.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use super::load::Reader;
use super::phases::quote;
use super::preview::{Quick, Reread};
use crate::check::Known;
use crate::content::Document;
use crate::diag::{Diagnostic, Severity, locate_here};
use crate::fs;
use crate::inputs::DocumentFile;
use crate::markdown::CitationKey;
use crate::publish::Work;
use crate::release::Policy;
use crate::site::address::content_target;

/// A site that stands.
pub(super) struct Standing<'a> {
    work: &'a Work<'a>,
    reader: &'a Reader<'a>,
    policy: &'a Policy,
    /// Made when first asked for, so that nobody waits for them.
    known: OnceCell<Known<'a>>,
    documents: OnceCell<FxHashMap<&'a str, usize>>,
}

impl<'a> Standing<'a> {
    pub(super) fn new(work: &'a Work<'a>, reader: &'a Reader<'a>, policy: &'a Policy) -> Self {
        Self { work, reader, policy, known: OnceCell::new(), documents: OnceCell::new() }
    }
}

impl Reread for Standing<'_> {
    fn prepare(&self) {
        self.documents();
        self.known();
    }

    fn reread(&self, paths: &[String]) -> Option<Quick> {
        let mut quick = Quick::default();
        let mut wrong = false;
        for path in paths {
            let file = &self.work.inputs.documents[*self.documents().get(path.strip_prefix("content/")?)?];
            let state = fs::state(&file.entry.path)?;
            let kept = self.reader.read(file, Some(state), |_| 0);
            let mut found: Vec<Diagnostic> = kept.found.into_iter().chain(kept.linted).collect();
            let is_error = |finding: &Diagnostic| finding.severity == Severity::Error;
            if !found.iter().any(is_error) {
                let document = self.policy.alone(kept.document)?;
                if self.names_withheld(&document) {
                    return None;
                }
                let (reread, more) = self.work.site.reread(document)?;
                if !more.is_empty() {
                    found.extend(more);
                    let text = quote(&self.work.inputs.root, path).unwrap_or_default();
                    let open = |finding: &&mut Diagnostic| {
                        finding.place.as_ref().is_some_and(|place| place.frame.is_none())
                    };
                    locate_here(path, &text, found.iter_mut().filter(open));
                }
                if !found.iter().any(is_error) {
                    quick.files.extend(self.work.reread(&reread, self.known())?);
                }
            }
            wrong |= found.iter().any(is_error);
            quick.findings.push((path.clone(), found));
        }
        if wrong {
            quick.files.clear();
        }
        Some(quick)
    }
}

impl<'a> Standing<'a> {
    fn documents(&self) -> &FxHashMap<&'a str, usize> {
        self.documents.get_or_init(|| {
            let files = self.work.inputs.documents.iter().enumerate();
            let names = |file: &'a DocumentFile| [file.path.as_str(), file.entry.relative.as_str()];
            files.flat_map(|(at, file)| names(file).map(|name| (name, at))).collect()
        })
    }

    fn known(&self) -> &Known<'a> {
        self.known.get_or_init(|| Known::new(self.work.plan, self.work.site.config))
    }

    /// Whether a document names one that is not released: what then becomes of its words is for the gate to say.
    fn names_withheld(&self, document: &Document) -> bool {
        let withheld = |written: &str| {
            content_target(&document.path, written).is_some_and(|(path, _)| {
                self.documents().contains_key(path.as_str()) && !self.work.site.has(&path)
            })
        };
        let cited = document.met.citations.iter().filter_map(|citation| match &citation.key.value {
            CitationKey::Url(url) => Some(&**url),
            CitationKey::Registry(_) => None,
        });
        document.met.links.iter().map(|link| link.target.value.as_str()).chain(cited).any(withheld)
    }
}
