//! The pipeline, phase by phase; ARCHITECTURE.md draws it.
//!
//! In: a [`Request`]. Out: a published site, or the errors that prevented it and an untouched output.

mod clock;
mod languages;
mod listing;
mod load;
mod locking;
mod look;
mod memory;
mod mode;
mod output;
mod phases;
mod preview;
mod sealed;
mod sourcing;
mod standing;

use std::path::PathBuf;
use std::time::Duration;

use crate::config::Overrides;
use crate::diag::Diagnostics;
use crate::external::{Addresses, Ask, Tried};
use crate::fs::{self, FsError};
use crate::seal::Passphrases;
use crate::unchanged::{self, Standing};
use crate::{publish, release};

pub use crate::publish::Few;
pub use listing::{Listed, RelatedLine, list, related};
pub use locking::{Locked, lock};
pub use memory::Memory;
pub use preview::{Preview, Quick, Reread, Viewer, preview, show};
pub use sourcing::{Leaning, Retraction, SourceLine, Sourcing, sourcing};

use clock::Clock;
use mode::{Asking, Mode};
use phases::{quote, run_with};

/// What a command asks of the library.
#[derive(Debug, Clone)]
pub struct Request {
    /// The site's root.
    pub root: PathBuf,
    /// Its configuration file.
    pub config: PathBuf,
    /// In place of the configured one.
    pub base_url: Option<String>,
    /// Where the site is written.
    pub output: PathBuf,
    /// What may be published.
    pub gate: release::Request,
    /// Which reports the linter reads.
    pub linting: Linting,
    /// What tells this program from others that would build the same site differently, such as a hash of its file.
    /// Without it a build never goes by what an earlier one left.
    pub program: Option<u128>,
    /// Those of sealed tiers.
    pub passphrases: Passphrases,
}

/// Which reports the linter reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Linting {
    /// None.
    Nothing,
    /// Those that are released.
    Released,
    /// All, withheld ones included.
    Everything,
}

/// What a build did.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Everything found, sorted and located.
    pub diagnostics: Diagnostics,
    /// Counts; none when errors stopped the build.
    pub summary: Option<Summary>,
    /// How long each phase took.
    pub timings: Vec<(&'static str, Duration)>,
    /// Which outputs took the time of the last one.
    pub effort: publish::Effort,
    /// What came of trying out addresses of other hosts; none where nobody asked for it.
    pub tried: Option<Tried>,
}

/// Counts of a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Reports published.
    pub reports: usize,
    /// Files of the site.
    pub files: usize,
    /// Files written or rewritten.
    pub written: usize,
    /// Files of earlier builds removed.
    pub removed: usize,
}

/// Builds a site and publishes it into the output folder.
pub fn build(request: &Request) -> Result<Outcome, FsError> {
    let mut clock = Clock::start();
    let made_from = unchanged::inputs(request);
    let standing = made_from.map_or(Ok(None), |inputs| unchanged::standing(request, inputs))?;
    clock.phase("compare");
    let Some(Standing { basis, files, findings: mut diagnostics }) = standing else {
        return run_with(request, Mode::Publish(made_from), &overrides(request), clock);
    };
    let root = fs::real_path(&request.root)?;
    diagnostics.locate(|path| quote(&root, path));
    Ok(Outcome {
        diagnostics,
        summary: Some(Summary { reports: basis.reports, files, written: 0, removed: 0 }),
        timings: clock.phases,
        effort: clock.effort,
        tried: None,
    })
}

/// Does all that a build does except publish it.
pub fn check(request: &Request) -> Result<Outcome, FsError> {
    run_with(request, Mode::Check(None), &overrides(request), Clock::start())
}

/// Like [`check`], and tries out the addresses of other hosts, for no longer than `time` altogether.
pub fn check_external(request: &Request, asker: &dyn Ask, time: Duration) -> Result<Outcome, FsError> {
    let asking = Asking { asker, time, addresses: Addresses::default() };
    run_with(request, Mode::Check(Some(asking)), &overrides(request), Clock::start())
}

fn overrides(request: &Request) -> Overrides {
    Overrides { base_url: request.base_url.clone(), ..Overrides::default() }
}
