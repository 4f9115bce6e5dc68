//! Running a program to its end: how long it took, and how much memory it held at most.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What a run cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    /// From start to exit.
    pub(crate) seconds: f64,
    /// Highest resident memory in MB; 0 where the system does not say.
    pub(crate) peak: f64,
}

/// Between two looks at a program's memory. The mark only rises, so the last look before the end is what counts.
const LOOK: Duration = Duration::from_millis(4);

/// Runs a command that must succeed.
pub(crate) fn run(command: &mut Command) -> Run {
    command.stdout(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn().unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
    let status = format!("/proc/{}/status", child.id());
    let (done, ended) = std::sync::mpsc::channel::<()>();
    let looker = thread::spawn(move || {
        let mut peak = 0.0;
        while ended.recv_timeout(LOOK) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            peak = high_water(&status).unwrap_or(peak);
        }
        peak
    });
    let exit = child.wait().expect("a child can be waited for");
    let seconds = start.elapsed().as_secs_f64();
    drop(done);
    let peak = looker.join().expect("looking at a file does not fail");
    assert!(exit.success(), "{command:?} ended with {exit}");
    Run { seconds, peak }
}

fn high_water(status: &str) -> Option<f64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kilobytes| kilobytes / 1024.0)
}

/// Files below a folder and their bytes.
pub(crate) fn size(folder: &Path) -> (usize, u64) {
    let mut total = (0, 0);
    for entry in walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok) {
        if let Ok(metadata) = entry.metadata()
            && metadata.is_file()
        {
            total = (total.0 + 1, total.1 + metadata.len());
        }
    }
    total
}

/// Lowest, middle and highest of some figures.
pub(crate) fn spread(mut figures: Vec<f64>) -> [f64; 3] {
    figures.sort_by(f64::total_cmp);
    [figures[0], figures[figures.len() / 2], figures[figures.len() - 1]]
}
