//! What a preview keeps from one build to the next: documents as they were read, lists of related reports, outputs as they were made.
//!
//! In: files and what they were read with. Out: documents, read anew only where something differs. A file is taken for
//! the same if it has the same length and time and nobody said that it changed. Does not know what documents say.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Linting, Request};
use crate::content::{Document, Kind};
use crate::diag::{Diagnostic, Diagnostics};
use crate::fs::FileState;
use crate::inputs::Inputs;
use crate::manifest::hash;
use crate::pictures::{Keep, Store};
use crate::publish;
use crate::related;
use crate::release::Policy;

/// What is kept.
#[derive(Debug, Default)]
pub struct Memory {
    documents: BTreeMap<String, Arc<Kept>>,
    /// What documents were read with.
    reading: u128,
    /// Paths below the root that may have changed, whatever their length and time say.
    doubtful: Vec<String>,
    outputs: publish::Memory,
    pub(super) related: related::Known,
    /// Smaller pictures; none before the first build.
    pub(super) pictures: Option<Arc<Store>>,
}

/// A document as it was read.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) state: FileState,
    pub(super) kind: Kind,
    pub(super) document: Arc<Document>,
    pub(super) linted: Vec<Diagnostic>,
    pub(super) found: Diagnostics,
    /// Tells it from any other text, and from the same text read with other settings.
    pub(super) key: u128,
}

impl Memory {
    /// Doubts a file or a folder, named by its path below the root.
    pub fn doubt(&mut self, path: &str) {
        self.doubtful.push(path.to_owned());
    }

    /// Forgets everything.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Whether no build has ended yet that it could remember.
    pub(super) fn is_new(&self) -> bool {
        self.outputs.is_empty()
    }

    /// Begins a build: what was read with other settings is forgotten.
    pub(super) fn begin(&mut self, request: &Request, inputs: &Inputs, policy: &Policy) {
        let mut text = format!(
            "{:x} {:?} {:?} {} {}",
            inputs.fingerprint,
            policy.ceiling,
            inputs.config.base_url,
            match request.linting {
                Linting::Nothing => 0,
                Linting::Released => 1,
                Linting::Everything => 2,
            },
            // Rules compare days.
            policy.as_of.to_string().get(..10).unwrap_or_default(),
        );
        for (key, word) in inputs.theme.strings.all() {
            text.push('\n');
            text.push_str(key);
            text.push('=');
            text.push_str(word);
        }
        let reading = hash(text.as_bytes());
        if reading != self.reading {
            self.documents.clear();
        }
        self.reading = reading;
        self.pictures.get_or_insert_with(|| Arc::new(Store::new(&inputs.root, Keep::InMemory)));
    }

    /// The document of a file that did not change.
    pub(super) fn find(&self, path: &str, kind: Kind, state: Option<FileState>) -> Option<&Arc<Kept>> {
        let kept = self.documents.get(path).filter(|kept| kept.kind == kind && Some(kept.state) == state)?;
        let file = format!("content/{path}");
        let doubted = self.doubtful.iter().any(|doubtful| {
            file.strip_prefix(doubtful.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        (!doubted).then_some(kept)
    }

    /// The key of a text read with the settings of this build.
    pub(super) fn key(&self, bytes: &[u8]) -> u128 {
        hash(bytes) ^ self.reading.rotate_left(1)
    }

    /// Ends the reading: what was read stands for what was kept before.
    pub(super) fn keep(&mut self, read: &[Arc<Kept>]) {
        self.doubtful.clear();
        self.documents =
            read.iter().map(|kept| (kept.document.file_path().to_owned(), Arc::clone(kept))).collect();
    }

    /// The key of a document as it was read, and the outputs that were made.
    pub(super) fn parts(&mut self) -> (impl Fn(&Arc<Document>) -> Option<u128>, &mut publish::Memory) {
        let documents = &self.documents;
        let key = |document: &Arc<Document>| {
            let kept = documents.get(&document.path)?;
            Arc::ptr_eq(&kept.document, document).then_some(kept.key)
        };
        (key, &mut self.outputs)
    }
}
