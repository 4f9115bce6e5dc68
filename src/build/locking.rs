//! The record of published judgements, made anew: `bluf lock`.
//!
//! In: a request. Out: the text of `judgements.lock` as it should be, or what stands in the way. Ends after assemble; writes
//! nothing itself.

use super::Request;
use super::look::look;
use crate::diag::Diagnostics;
use crate::fs::FsError;

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
    look(request, |inputs, site, diagnostics| {
        let known = inputs.document_paths();
        let is_there = |path: &str| known.contains(path);
        let published = site.published();
        let old = inputs.record.clone().unwrap_or_default();
        diagnostics.extend(old.other_release(&published));
        diagnostics.append(old.judge(&published, is_there));
        diagnostics.append(published.corrections(Some(&old)));
        if diagnostics.has_errors() {
            return None;
        }
        let record = old.renewed(&published, is_there);
        Some(Locked { text: record.to_text(), judgements: record.len() })
    })
}
