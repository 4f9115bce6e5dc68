//! What reaches the two streams: data on standard output, messages on standard error.
//!
//! In: text and diagnostics. Out: bytes, coloured where that is wanted. Does not know what they are about.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use anstream::{AutoStream, ColorChoice};

use super::arguments::{Colour, Format, GlobalOptions};
use super::failure::Failure;
use crate::diag::render::{Style, block};
use crate::diag::{Diagnostic, Diagnostics, Severity, github, json, sarif};

/// The two streams, as the command line wants them.
#[derive(Debug)]
pub(super) struct Terminal {
    style: Style,
    format: Format,
    quiet: bool,
}

/// Which findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Show {
    /// Errors and warnings.
    All,
    /// Errors, and the first [`WARNINGS`] warnings.
    Few,
    /// Errors.
    Errors,
}

/// Where findings for programs go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Findings {
    /// They are the command's data.
    AreData,
    /// The command has other data, which they must not disturb.
    AccompanyData,
}

/// Warnings that a build prints.
const WARNINGS: usize = 20;

impl Terminal {
    /// Colour follows `--color`, then `NO_COLOR` and its kin, then whether standard error is a terminal.
    pub(super) fn new(options: &GlobalOptions) -> Self {
        let choice = match options.colour {
            Colour::Auto => AutoStream::choice(&io::stderr()),
            Colour::Always => ColorChoice::Always,
            Colour::Never => ColorChoice::Never,
        };
        let style = if choice == ColorChoice::Never { Style::Plain } else { Style::Coloured };
        Self { style, format: options.format, quiet: options.quiet }
    }

    /// Prints what was asked for. A reader that leaves early ends the command.
    #[expect(clippy::unused_self, reason = "a command prints through its terminal only")]
    pub(super) fn data(&self, text: &str) -> Result<(), Failure> {
        let mut stream = io::stdout().lock();
        stream.write_all(text.as_bytes()).and_then(|()| stream.flush()).map_err(Failure::of_output)
    }

    /// Prints a line about what was done, unless `--quiet`.
    pub(super) fn message(&self, line: &str) {
        if !self.quiet {
            self.to_standard_error(&format!("{line}\n"));
        }
    }

    /// Prints lines that were asked for on standard error.
    pub(super) fn asked(&self, lines: &str) {
        self.to_standard_error(lines);
    }

    /// Prints what stopped the command.
    pub(super) fn error(&self, message: &str) {
        let (before, after) = match self.style {
            Style::Plain => ("", ""),
            Style::Coloured => ("\u{1b}[1m\u{1b}[91m", "\u{1b}[0m"),
        };
        self.to_standard_error(&format!("{before}error{after}: {}\n", printable(message)));
    }

    /// Prints diagnostics in the form of `--format`.
    pub(super) fn findings(&self, list: &Diagnostics, show: Show, findings: Findings) -> Result<(), Failure> {
        match (self.format, findings) {
            (Format::Json, Findings::AreData) => self.data(&json::lines(list))?,
            (Format::Json, Findings::AccompanyData) => self.to_standard_error(&json::lines(list)),
            (Format::Sarif, _) => self.data(&sarif::log(list))?,
            (Format::Github, _) => self.data(&github::commands(list))?,
            (Format::Human, _) => {
                let show = if self.quiet { Show::Errors } else { show };
                self.to_standard_error(&human(list, show, self.style));
            }
        }
        Ok(())
    }

    /// A message that cannot be delivered has nobody to be reported to.
    fn to_standard_error(&self, text: &str) {
        let choice = match self.style {
            Style::Plain => ColorChoice::Never,
            Style::Coloured => ColorChoice::Always,
        };
        let _ = AutoStream::new(io::stderr(), choice).lock().write_all(text.as_bytes());
    }
}

/// A number and its noun: `1 report`, `27 reports`.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// File names and titles may hold what would command a terminal.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '\u{fffd}' } else { character }).collect()
}

fn human(list: &Diagnostics, show: Show, style: Style) -> String {
    let most = match show {
        Show::All => usize::MAX,
        Show::Few => WARNINGS,
        Show::Errors => 0,
    };
    let mut text = String::new();
    let mut warnings = 0;
    let mut wanted = |diagnostic: &&Diagnostic| {
        warnings += usize::from(diagnostic.severity == Severity::Warning);
        diagnostic.severity == Severity::Error || warnings <= most
    };
    for diagnostic in list.iter().filter(&mut wanted) {
        text.push_str(&block(diagnostic, style));
        text.push('\n');
    }
    let more = list.count(Severity::Warning).saturating_sub(most);
    if more > 0 && show == Show::Few {
        let _ = writeln!(text, "… and {}; bluf check prints them all", count(more, "more warning"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::codes;

    fn list(warnings: usize) -> Diagnostics {
        let mut list = Diagnostics::new();
        for number in 0..warnings {
            list.push(Diagnostic::new(&codes::EMPTY_FILE, format!("file {number} is empty")));
        }
        list.push(Diagnostic::new(&codes::UNKNOWN_KEY, "unknown key `titel`"));
        list
    }

    #[test]
    fn a_build_prints_twenty_warnings_and_every_error() {
        let text = human(&list(23), Show::Few, Style::Plain);
        assert!(text.contains("file 19 is empty") && !text.contains("file 20 is empty"), "{text}");
        assert!(text.contains("unknown key `titel`"), "{text}");
        assert!(text.ends_with("… and 3 more warnings; bluf check prints them all\n"), "{text}");
        assert!(human(&list(21), Show::Few, Style::Plain).contains("… and 1 more warning;"));
        assert!(!human(&list(20), Show::Few, Style::Plain).contains("more"));
    }

    #[test]
    fn check_prints_all_and_quiet_only_errors() {
        assert!(human(&list(23), Show::All, Style::Plain).contains("file 22 is empty"));
        let quiet = human(&list(23), Show::Errors, Style::Plain);
        assert!(!quiet.contains("warning") && quiet.contains("titel"), "{quiet}");
    }

    #[test]
    fn escape_codes_in_names_do_not_reach_the_terminal() {
        assert_eq!(printable("a\u{1b}[31mb\n"), "a\u{fffd}[31mb\u{fffd}");
    }
}
