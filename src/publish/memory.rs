//! A site in memory: every output made, or taken from what an earlier build made.
//!
//! In: the plan and all that its outputs are made of, and the [`Memory`] of the last build. Out: [`Files`], and the memory
//! for the next. An output is taken only if its key is the same, and a key covers all that the output is made of; the
//! property that what comes out equals a clean build is held by tests. Does not know how files change.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::keys::{DocumentKey, Keys, hash_of};
use super::{Done, Effort, Work};
use crate::check::{Known, PageFacts};
use crate::diag::Diagnostics;
use crate::fs::FsError;
use crate::plan::{Kind, Output};

/// The bytes of each file by its path.
pub type Files = BTreeMap<Arc<str>, Arc<[u8]>>;

/// Files by path, a few of a site.
pub type Few = Vec<(Arc<str>, Arc<[u8]>)>;

/// What somebody wants of a site that is being made.
pub struct Demand<'d> {
    /// Paths of files that are made before all others.
    pub first: &'d [String],
    /// Takes those.
    pub early: &'d dyn Fn(Few),
    /// Whether nobody wants the rest any more.
    pub is_overtaken: &'d (dyn Fn() -> bool + Sync),
}

/// What was made by the last build.
#[derive(Debug, Default)]
pub struct Memory {
    outputs: FxHashMap<Arc<str>, Made>,
}

impl Memory {
    /// Whether nothing was made yet.
    pub fn is_empty(&self) -> bool {
        self.outputs.is_empty()
    }
}

/// An output that was made.
#[derive(Debug, Clone)]
struct Made {
    /// What it was made of; none where nobody can say.
    key: Option<u128>,
    /// The addresses that its links were held against.
    known: u128,
    bytes: Arc<[u8]>,
    facts: Option<Arc<PageFacts>>,
}

impl Work<'_> {
    /// Makes everything, by path; with errors what is there is not a site. `document_key` tells documents apart. None if the
    /// demand has ended meanwhile; what was made until then is remembered.
    pub fn collect(
        &self,
        memory: &mut Memory,
        document_key: &DocumentKey<'_>,
        demand: &Demand<'_>,
        effort: &mut Effort,
    ) -> Result<Option<(Files, Diagnostics)>, FsError> {
        let keys = Keys::new(self, document_key);
        let known_key = hash_of(|hasher| {
            for output in &self.plan.outputs {
                std::hash::Hash::hash(&output.path, hasher);
            }
        });
        let last = &memory.outputs;
        let make = |output: &Output, known: &Known<'_>, buffer: &mut Vec<u8>| {
            let key = keys.of(&output.kind);
            let before = last.get(output.path.as_str());
            if let Some(before) = before.filter(|before| key.is_some() && before.key == key) {
                let facts = match &before.facts {
                    Some(facts) if before.known == known_key => Some(Arc::clone(facts)),
                    Some(_) => Some(Arc::new(known.read(&output.path, &before.bytes))),
                    None => None,
                };
                let made = Made { known: known_key, facts: facts.clone(), ..before.clone() };
                return Ok(Done {
                    took: Duration::ZERO,
                    fate: Some(made),
                    facts,
                    findings: Vec::new(),
                    reading: None,
                });
            }
            let settle = |_: &str, bytes: &[u8]| {
                // The same bytes are kept as the same, so that nobody has to compare them.
                let bytes = match before {
                    Some(before) if *before.bytes == *bytes => Arc::clone(&before.bytes),
                    _ => Arc::from(bytes),
                };
                Ok(Ok(Made { key, known: known_key, bytes, facts: None }))
            };
            let mut done = self.one(output, &settle, known, buffer)?;
            if let Some(made) = &mut done.fate {
                made.facts.clone_from(&done.facts);
            }
            Ok(done)
        };
        let first = self.first(demand, &make)?;
        let (made, diagnostics) = self.each(effort, |output, known, buffer| {
            if (demand.is_overtaken)() {
                return Ok(Done::default());
            }
            match first.get(output.path.as_str()) {
                Some(done) => Ok(done.clone()),
                None => make(output, known, buffer),
            }
        })?;
        if (demand.is_overtaken)() {
            let made =
                made.into_iter().filter_map(|(output, made)| Some((output.path.as_str().into(), made?)));
            memory.outputs.extend(made);
            return Ok(None);
        }
        let mut outputs = FxHashMap::default();
        let mut files = Files::new();
        for (output, made) in made {
            let Some(made) = made else { continue };
            let path = memory
                .outputs
                .get_key_value(output.path.as_str())
                .map_or_else(|| Arc::from(output.path.as_str()), |(path, _)| Arc::clone(path));
            files.insert(Arc::clone(&path), Arc::clone(&made.bytes));
            outputs.insert(path, made);
        }
        memory.outputs = outputs;
        Ok(Some((files, diagnostics)))
    }

    /// Makes what is wanted before all else, and hands it over if nothing is wrong with it.
    fn first(
        &self,
        demand: &Demand<'_>,
        make: &(impl Fn(&Output, &Known<'_>, &mut Vec<u8>) -> Result<Done<Made>, FsError> + Sync),
    ) -> Result<FxHashMap<&str, Done<Made>>, FsError> {
        let mut first = FxHashMap::default();
        if demand.first.is_empty() {
            return Ok(first);
        }
        let known = Known::new(self.plan, self.site.config);
        // A page is nothing without its styles, and they are few.
        let wanted =
            |output: &&Output| matches!(output.kind, Kind::Asset(_)) || demand.first.contains(&output.path);
        let made: Vec<(&Output, Done<Made>)> = self
            .plan
            .outputs
            .par_iter()
            .filter(wanted)
            .map_init(Vec::new, |buffer, output| Ok((output, make(output, &known, buffer)?)))
            .collect::<Result<_, FsError>>()?;
        let mut files = Vec::new();
        for (output, done) in made {
            let right = done.findings.is_empty();
            files.extend(
                done.fate
                    .as_ref()
                    .filter(|_| right)
                    .map(|made| (Arc::from(output.path.as_str()), Arc::clone(&made.bytes))),
            );
            first.insert(output.path.as_str(), done);
        }
        (demand.early)(files);
        Ok(first)
    }
}
