//! A look at the assembled site: what `bluf related`, `bluf sources` and `bluf lock` have in common.
//!
//! In: a request, and what is wanted of the site. Out: that, and every finding so far. Ends after assemble; nothing is rendered,
//! and what the looker wants it for is not known here.

use super::Request;
use super::load::load;
use super::phases::quote;
use crate::config::Overrides;
use crate::diag::Diagnostics;
use crate::fs::FsError;
use crate::inputs::{self, Inputs};
use crate::release::{self, Originals, Policy};
use crate::site::{Site, assemble};

/// Gives the site to `look`, with the findings so far, to which it may add its own.
pub(super) fn look<T>(
    request: &Request,
    look: impl FnOnce(&Inputs, &Site<'_>, &mut Diagnostics) -> T,
) -> Result<(T, Diagnostics), FsError> {
    let (inputs, mut diagnostics) = inputs::read(&request.root, &request.config, &Overrides::default())?;
    let (policy, found) = Policy::new(&inputs.config, &request.gate);
    diagnostics.append(found);
    let (documents, _) = load(&inputs, &policy, &mut diagnostics);
    let files = inputs.files.iter().map(|file| file.relative.clone()).collect();
    let (released, found) = release::gate(documents, files, &inputs.config, &policy, &Originals::default());
    diagnostics.append(found);
    let (site, found) = assemble(&inputs.config, released);
    diagnostics.append(found);
    let seen = look(&inputs, &site, &mut diagnostics);
    diagnostics.locate(|path| quote(&inputs.root, path));
    Ok((seen, diagnostics))
}
