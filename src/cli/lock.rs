//! `bluf lock`: the record of published judgements, brought up to date.
//!
//! In: what `build` knows of judgements. Out: `judgements.lock` in the site's root, unless something stands against it.

use super::arguments::{GateOptions, LockCommand};
use super::failure::{Failure, Status};
use super::place::Place;
use super::terminal::{Findings, Show, Terminal, count};
use crate::{build, fs, record};

/// `bluf lock`.
pub(super) fn lock(place: &Place, command: &LockCommand, terminal: &Terminal) -> Result<Status, Failure> {
    // A draft is not published, so nobody can hold its author to it.
    let gate = GateOptions { release: command.release.clone(), drafts: false, as_of: command.as_of };
    let (locked, diagnostics) = build::lock(&place.request(&gate, None, None)?)?;
    terminal.findings(&diagnostics, Show::All, Findings::AreData)?;
    let Some(locked) = locked else { return Ok(Status::Site) };
    if let Some(link) = fs::leaving_link(&place.root, &[record::FILE]) {
        return Err(Failure::Refused(format!("{link} is a symbolic link out of the site; remove it")));
    }
    let path = place.root.join(record::FILE);
    if fs::read_if_present(&path)?.as_deref() == Some(locked.text.as_bytes()) {
        terminal.message(&format!(
            "{} is up to date: {}",
            record::FILE,
            count(locked.judgements, "judgement")
        ));
    } else {
        fs::replace(&path, locked.text.as_bytes())?;
        terminal.message(&format!(
            "{} has {}; commit it with the reports",
            record::FILE,
            count(locked.judgements, "judgement")
        ));
    }
    Ok(Status::Done)
}
