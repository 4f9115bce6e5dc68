//! `bluf audit`: an output held against the sources.
//!
//! In: the output's folder and what may be in it. Out: findings, a line about what was read, the status. The library
//! does the reading and judging.

use std::time::Instant;

use super::arguments::AuditCommand;
use super::failure::{Failure, Status};
use super::place::Place;
use super::terminal::{Findings, Show, Terminal, count};
use crate::audit;
use crate::fs;

/// `bluf audit`.
pub(super) fn audit(place: &Place, command: &AuditCommand, terminal: &Terminal) -> Result<Status, Failure> {
    if !fs::is_folder(&command.folder) {
        let message =
            format!("there is no folder {}; bluf audit reads a built output", command.folder.display());
        return Err(Failure::Usage(message));
    }
    let build = place.request(&command.gate, None, None)?;
    let request = audit::Request { root: build.root, config: build.config, base_url: None, gate: build.gate };
    let begun = Instant::now();
    let outcome = audit::audit(&request, &command.folder)?;
    let took = begun.elapsed().as_millis();
    terminal.findings(&outcome.diagnostics, Show::All, Findings::AreData)?;
    let found = outcome.diagnostics.iter().count();
    if outcome.files == Some(0) {
        let message =
            format!("{} has no files; name the folder that a build wrote", command.folder.display());
        return Err(Failure::Usage(message));
    }
    terminal.message(&line(outcome.files, found, took));
    Ok(if found == 0 { Status::Done } else { Status::Site })
}

fn line(files: Option<usize>, found: usize, took: u128) -> String {
    match (files, found) {
        (None, _) => "nothing was audited; the site has errors".to_owned(),
        (Some(files), 0) => {
            format!("audited {}: found nothing, in {took} ms", count(files, "file"))
        }
        (Some(files), found) => {
            format!(
                "audited {}: {}; do not publish this folder",
                count(files, "file"),
                count(found, "finding")
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_what_was_read_and_what_to_do() {
        assert_eq!(line(Some(1), 0, 5), "audited 1 file: found nothing, in 5 ms");
        assert_eq!(line(Some(20), 2, 5), "audited 20 files: 2 findings; do not publish this folder");
        assert!(line(None, 1, 5).starts_with("nothing was audited"));
    }
}
