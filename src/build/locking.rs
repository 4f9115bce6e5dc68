//! The record of published judgements, made anew: `bluf lock`.
//!
//! In: a request. Out: the text of `judgements.lock` as it should be, or what stands in the way. Ends after assemble; writes
//! nothing itself.

use rustc_hash::FxHashSet;

use super::Request;
use super::load::load;
use super::phases::quote;
use crate::config::Overrides;
use crate::diag::Diagnostics;
use crate::fs::FsError;
use crate::inputs;
use crate::record::Record;
use crate::release::{self, Policy};
use crate::site::assemble;

/// A record made anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked {
    /// The text of the file.
    pub text: String,
    /// Judgements in it.
    pub judgements: usize,
}

/// The record of the site as it is now; none where the site has errors, changed judgements without a correction included.
pub fn lock(request: &Request) -> Result<(Option<Locked>, Diagnostics), FsError> {
    let (inputs, mut diagnostics) = inputs::read(&request.root, &request.config, &Overrides::default())?;
    let (policy, found) = Policy::new(&inputs.config, &request.gate);
    diagnostics.append(found);
    let (documents, _) = load(&inputs, &policy, &mut diagnostics);
    let files = inputs.files.iter().map(|file| file.relative.clone()).collect();
    let (released, found) = release::gate(documents, files, &inputs.config, &policy);
    diagnostics.append(found);
    let (site, found) = assemble(&inputs.config, released);
    diagnostics.append(found);
    let known: FxHashSet<&str> = inputs.documents.iter().map(|file| file.entry.relative.as_str()).collect();
    let is_there = |path: &str| known.contains(path);
    let old = inputs.record.clone().unwrap_or_default();
    diagnostics.append(old.judge(&site.published(), is_there));
    diagnostics.locate(|path| quote(&inputs, path));
    let new = |()| {
        let record: Record = old.renewed(&site.published(), is_there);
        Locked { text: record.to_text(), judgements: record.len() }
    };
    Ok(((!diagnostics.has_errors()).then_some(()).map(new), diagnostics))
}
