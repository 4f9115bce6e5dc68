//! The phase that reads documents: each alone, in parallel, linted while it is at hand.
//!
//! In: the files of documents. Out: documents in order of path, and what was found in them. Does not know what is released.

use std::sync::Arc;

use rayon::prelude::*;

use super::memory::{Kept, Memory};
use super::preview::Viewer;
use crate::content::{Document, Loader, load_one, lost};
use crate::diag::{Diagnostic, Diagnostics, locate_here};
use crate::fs::{self, FileState};
use crate::inputs::{self, DocumentFile, Inputs};
use crate::lint::Linter;
use crate::markdown::{AlertLabels, Labels};
use crate::release::Policy;

/// What the linter found in a document, with its path below `content/`.
pub(super) type Linted = Vec<(String, Vec<Diagnostic>)>;

/// Reads documents, one at a time.
pub(super) struct Reader<'a> {
    inputs: &'a Inputs,
    loader: Loader<'a>,
    linter: Option<&'a Linter<'a>>,
}

impl<'a> Reader<'a> {
    /// A reader; `alerts` are those of the theme's strings.
    pub(super) fn new(
        inputs: &'a Inputs,
        policy: &Policy,
        linter: Option<&'a Linter<'a>>,
        alerts: &'a AlertLabels,
    ) -> Self {
        let strings = &inputs.theme.strings;
        let labels = Labels {
            table: strings.get("table"),
            anchor: strings.get("anchor"),
            back: strings.get("footnote_back"),
            source: strings.get("source"),
            untitled: strings.get("untitled"),
        };
        let loader = Loader { config: &inputs.config, alerts, labels, ceiling: policy.ceiling };
        Self { inputs, loader, linter }
    }

    /// Reads one, as it is now. `state` was taken before; `key` tells its bytes from others.
    pub(super) fn read(
        &self,
        file: &DocumentFile,
        state: Option<FileState>,
        key: impl FnOnce(&[u8]) -> u128,
    ) -> Kept {
        let state = state.unwrap_or(FileState { length: 0, modified: 0 });
        let kind = file.kind;
        let bytes = match fs::read(&file.entry.path) {
            Ok(bytes) => bytes,
            Err(error) => {
                let mut found = Diagnostics::new();
                found.push(inputs::unreadable(&format!("content/{}", file.entry.relative), &error));
                let document = Arc::new(lost(&file.entry.relative, kind, self.loader.config));
                return Kept { state, kind, document, linted: Vec::new(), found, key: 0 };
            }
        };
        let own = file.registry.map(|at| &self.inputs.registries[at]);
        let registries: Vec<_> = own.into_iter().chain([&self.inputs.registries[0]]).collect();
        let (mut document, mut found) =
            load_one(&file.entry.relative, kind, &bytes, &self.loader, &registries);
        let mut linted = self.linter.map(|linter| linter.lint(&document)).unwrap_or_default();
        // The text is at hand now, and a build that remembers need not read it again.
        if !(linted.is_empty() && found.is_empty())
            && let Ok(text) = std::str::from_utf8(&bytes)
        {
            locate_here(&document.file(), text, linted.iter_mut().chain(found.iter_mut()));
        }
        document.forget_passages();
        Kept { state, kind, document: Arc::new(document), linted, found, key: key(&bytes) }
    }

    /// Reads all documents, but for those that `memory` has, in parallel; their order is that of their paths. None if
    /// the viewer does not wait for them any more.
    pub(super) fn all(
        &self,
        memory: Option<(&mut Memory, &dyn Viewer)>,
        diagnostics: &mut Diagnostics,
    ) -> Option<(Vec<Arc<Document>>, Linted)> {
        let (mut memory, viewer) =
            memory.map_or((None, None), |(memory, viewer)| (Some(memory), Some(viewer)));
        let read_one = |file: &DocumentFile| {
            if viewer.is_some_and(Viewer::is_overtaken) {
                return None;
            }
            let known = memory.as_deref();
            // The state comes first: what changes in between is read as it is now and again the next time.
            let state = fs::state(&file.entry.path);
            if let Some(kept) = known.and_then(|memory| memory.find(&file.entry.relative, file.kind, state)) {
                return Some(Arc::clone(kept));
            }
            let key = |bytes: &[u8]| known.map_or(0, |memory| memory.key(bytes));
            Some(Arc::new(self.read(file, state, key)))
        };
        let read: Option<Vec<Arc<Kept>>> = self.inputs.documents.par_iter().map(read_one).collect();
        let read = read?;
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
        Some((documents, findings))
    }
}

/// Reads all documents of a site without linting them.
pub(super) fn load(
    inputs: &Inputs,
    policy: &Policy,
    diagnostics: &mut Diagnostics,
) -> (Vec<Arc<Document>>, Linted) {
    let alerts = inputs.theme.strings.alerts();
    Reader::new(inputs, policy, None, &alerts).all(None, diagnostics).unwrap_or_default()
}
