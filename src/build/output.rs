//! What must be known of the output folder before anything is written to it.
//!
//! In: a request. Out: the audit that every output is held against, or why nothing can be written. Writes nothing.

use std::path::Path;

use super::Request;
use crate::audit::{self, Audit};
use crate::config::SealedTier;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::fs::{self, FsError};
use crate::manifest;
use crate::pictures::Store;

/// What the output is held against: the sources, read a second time by the audit itself.
pub(super) fn audit_of(
    request: &Request,
    tiers: &[SealedTier],
    pictures: &Store,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Audit>, FsError> {
    let Request { root, config, base_url, gate, output, .. } = request.clone();
    let shown = format!("{}/", output.display());
    let (audit, found) = Audit::new(&audit::Request { root, config, base_url, gate }, pictures, &shown)?;
    diagnostics.append(found);
    let guarded = audit.map(|mut audit| {
        for tier in tiers {
            audit.guard(&tier.name.value, request.passphrases.of(&tier.name.value));
        }
        audit
    });
    Ok(guarded)
}

/// The output folder must not hold what the site is made of, and the cache must not lie outside of it.
pub(super) fn unsafe_output(root: &Path, output: &Path) -> Result<Option<Diagnostic>, FsError> {
    let refused = |problem: &str| {
        let message = format!("{} cannot be the output folder: {problem}", output.display());
        Diagnostic::new(&codes::OUTPUT_FOLDER, message).help("name a folder of its own: --output public")
    };
    let real = match fs::real_path(output) {
        Err(error) if error.source.kind() == std::io::ErrorKind::NotADirectory => {
            return Ok(Some(refused("a part of its path is not a folder")));
        }
        other => other?,
    };
    if let Some(name) = fs::leaving_link(root, &manifest::CACHE) {
        let message = "a symbolic link in the place of bluf's own cache: nothing is written through it";
        let finding = Diagnostic::new(&codes::UNSAFE_LINK, message).file(name);
        return Ok(Some(finding.help("remove the link; the cache is made anew")));
    }
    let sources = ["content", "static", "themes", "templates", "i18n", "sealed", ".bluf", ".git"];
    let problem = if root.starts_with(&real) {
        Some("it holds the site itself")
    } else if let Some(name) = sources.iter().find(|name| real.starts_with(root.join(name))) {
        return Ok(Some(refused(&format!("it is part of {name}/"))));
    } else if fs::is_file(&real) {
        Some("it is a file")
    } else if fs::exists(&real) && !fs::is_folder(&real) {
        Some("it is not a folder")
    } else {
        None
    };
    Ok(problem.map(refused))
}
