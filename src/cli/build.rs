//! `bluf build` and `bluf check`: the whole site, written or only judged.
//!
//! In: the commands' options. Out: findings, a line about what was done, the status.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::arguments::{BuildCommand, CheckCommand};
use super::external;
use super::failure::{Failure, Status};
use super::place::Place;
use super::seal;
use super::terminal::{Findings, Show, Terminal, count};
use crate::build::{self, Linting, Outcome, Summary};
use crate::diag::{Diagnostics, Severity};
use crate::publish::Effort;
use crate::{fs, manifest};

/// `bluf build`.
pub(super) fn build(place: &Place, command: &BuildCommand, terminal: &Terminal) -> Result<Status, Failure> {
    let mut request = place.request(&command.gate, command.output.as_deref(), command.base_url.as_deref())?;
    request.passphrases = seal::passphrases(place, command.passphrases.file.as_deref())?;
    let begun = Instant::now();
    request.program = program();
    let outcome = build::build(&request)?;
    let took = begun.elapsed();
    terminal.findings(&outcome.diagnostics, Show::Few, Findings::AreData)?;
    if command.timings {
        terminal.asked(&timings(&outcome.timings));
        terminal.asked(&effort(&outcome.effort));
    }
    let status = status(&outcome);
    match outcome.summary.filter(|_| status == Status::Done) {
        Some(summary) => terminal.message(&built(&summary, took)),
        None => terminal.message(&format!("{}; the output was left as it was", found(&outcome.diagnostics))),
    }
    Ok(status)
}

/// What tells this program from any other: a hash of its file. A debug build reads the default theme from the disk, so
/// its file does not tell what it would write.
fn program() -> Option<u128> {
    let path = std::env::current_exe().ok().filter(|_| !cfg!(debug_assertions))?;
    fs::read(&path).ok().map(|bytes| manifest::hash(&bytes))
}

/// `bluf check`.
pub(super) fn check(place: &Place, command: &CheckCommand, terminal: &Terminal) -> Result<Status, Failure> {
    let mut request = place.request(&command.gate, None, None)?;
    request.linting = Linting::Everything;
    request.passphrases = seal::passphrases(place, command.passphrases.file.as_deref())?;
    let begun = Instant::now();
    let outcome =
        if command.external { external::check(&request, terminal)? } else { build::check(&request)? };
    let took = begun.elapsed();
    terminal.findings(&outcome.diagnostics, Show::All, Findings::AreData)?;
    let found = found(&outcome.diagnostics);
    match &outcome.summary {
        Some(summary) => terminal.message(&format!(
            "checked {}: {found}, in {}",
            count(summary.reports, "report"),
            duration(took)
        )),
        None => terminal.message(&found),
    }
    if let Some(tried) = outcome.tried {
        terminal.message(&external::told(tried)?);
    }
    Ok(status(&outcome))
}

fn status(outcome: &Outcome) -> Status {
    if outcome.diagnostics.has_errors() || outcome.summary.is_none() { Status::Site } else { Status::Done }
}

fn built(summary: &Summary, took: Duration) -> String {
    format!(
        "built {}: {}, {} written, {} removed, in {}",
        count(summary.reports, "report"),
        count(summary.files, "file"),
        summary.written,
        summary.removed,
        duration(took)
    )
}

pub(super) fn found(list: &Diagnostics) -> String {
    match (list.count(Severity::Error), list.count(Severity::Warning)) {
        (0, 0) => "found no errors or warnings".to_owned(),
        (0, warnings) => format!("found no errors and {}", count(warnings, "warning")),
        (errors, 0) => format!("found {}", count(errors, "error")),
        (errors, warnings) => format!("found {} and {}", count(errors, "error"), count(warnings, "warning")),
    }
}

pub(super) fn duration(took: Duration) -> String {
    if took < Duration::from_secs(10) {
        format!("{} ms", took.as_millis())
    } else {
        format!("{:.1} s", took.as_secs_f64())
    }
}

/// A line a stage, in milliseconds, and their sum.
fn timings(stages: &[(&str, Duration)]) -> String {
    let sum = ("in all", stages.iter().map(|(_, took)| *took).sum());
    let width = stages.iter().map(|(stage, _)| stage.chars().count()).max().unwrap_or(0).max(sum.0.len());
    let mut lines = String::new();
    for (stage, took) in stages.iter().chain([&sum]) {
        let _ = writeln!(lines, "{stage:width$} {:9.1} ms", took.as_secs_f64() * 1000.0);
    }
    lines
}

/// Templates and formats, and the slowest outputs, with the time they took on all threads together.
fn effort(effort: &Effort) -> String {
    let mut lines = String::new();
    let mut rows = |title: &str, rows: Vec<(String, Duration)>| {
        let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        if !rows.is_empty() {
            let _ = writeln!(lines, "\n{title}");
        }
        for (name, took) in rows {
            let _ = writeln!(lines, "  {name:width$} {:9.1} ms", took.as_secs_f64() * 1000.0);
        }
    };
    let makers =
        effort.makers.iter().map(|(maker, count, took)| (format!("{count} of {maker}"), *took)).collect();
    rows("made, by template or format, on all threads together", makers);
    rows("slowest outputs", effort.slowest.clone());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostic, codes};

    #[test]
    fn the_line_of_a_build_counts_and_declines() {
        let summary = Summary { reports: 27, files: 214, written: 12, removed: 0 };
        assert_eq!(
            built(&summary, Duration::from_millis(43)),
            "built 27 reports: 214 files, 12 written, 0 removed, in 43 ms"
        );
        let summary = Summary { reports: 1, files: 1, written: 1, removed: 0 };
        assert_eq!(
            built(&summary, Duration::from_millis(12_340)),
            "built 1 report: 1 file, 1 written, 0 removed, in 12.3 s"
        );
    }

    #[test]
    fn findings_are_counted_in_words() {
        let mut list = Diagnostics::new();
        assert_eq!(found(&list), "found no errors or warnings");
        list.push(Diagnostic::new(&codes::EMPTY_FILE, "empty"));
        assert_eq!(found(&list), "found no errors and 1 warning");
        list.push(Diagnostic::new(&codes::UNKNOWN_KEY, "unknown"));
        list.push(Diagnostic::new(&codes::WRONG_TYPE, "wrong"));
        assert_eq!(found(&list), "found 2 errors and 1 warning");
    }

    #[test]
    fn timings_line_up() {
        let stages = [("load", Duration::from_micros(1500)), ("render pages", Duration::from_millis(20))];
        assert_eq!(
            timings(&stages),
            "load               1.5 ms\nrender pages      20.0 ms\nin all            21.5 ms\n"
        );
    }

    #[test]
    fn effort_is_told_by_maker_and_by_output() {
        let told = effort(&Effort {
            makers: vec![("report.html", 2, Duration::from_millis(3))],
            slowest: vec![("reports/a/index.html".to_owned(), Duration::from_millis(2))],
        });
        assert!(told.contains("  2 of report.html       3.0 ms\n"), "{told}");
        assert!(told.ends_with("slowest outputs\n  reports/a/index.html       2.0 ms\n"), "{told}");
        assert_eq!(effort(&Effort::default()), "", "after a stop before the last phase");
    }

    #[test]
    fn a_build_that_stopped_is_the_sites_fault() {
        let outcome = Outcome {
            diagnostics: Diagnostics::new(),
            summary: None,
            timings: Vec::new(),
            effort: Effort::default(),
            tried: None,
        };
        assert_eq!(status(&outcome), Status::Site);
    }
}
