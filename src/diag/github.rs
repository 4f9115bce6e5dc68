//! Findings as workflow commands of GitHub Actions, which shows them beside the lines of a review.
//!
//! In: located diagnostics. Out: a line a finding: `::warning file=…,line=…,col=…,title=…::…`. Does not know
//! what runs it.

use std::fmt::Write as _;

use super::{Diagnostic, Diagnostics};

/// All findings, one command a line.
pub fn commands(diagnostics: &Diagnostics) -> String {
    diagnostics.iter().map(command).collect()
}

fn command(diagnostic: &Diagnostic) -> String {
    let mut line = format!("::{} ", diagnostic.severity.name());
    if let Some(place) = &diagnostic.place {
        let _ = write!(line, "file={},", property(&place.path));
        if let Some(frame) = &place.frame {
            let width = frame.text.get(frame.marked.clone()).map_or(0, |marked| marked.chars().count());
            let end = frame.column + width.saturating_sub(1);
            let _ = write!(line, "line={},col={},endColumn={end},", frame.line, frame.column);
        }
    }
    let mut message = diagnostic.message.clone();
    for help in &diagnostic.help {
        message.push_str("\nhelp: ");
        message.push_str(help);
    }
    if let Some(replacement) = &diagnostic.replacement {
        let _ = write!(message, "\nhelp: did you mean `{replacement}`?");
    }
    let _ = writeln!(line, "title={}::{}", property(diagnostic.code.id), data(&message));
    line
}

/// Escapes as the runner undoes them: a message must not begin a command of its own.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::codes;
    use super::*;

    #[test]
    fn a_command_names_file_line_column_and_code() {
        let mut list = Diagnostics::new();
        list.push(
            Diagnostic::new(&codes::VAGUE_LIKELIHOOD, "`may` is 1–99%")
                .at("content/a,b.md", 3..6)
                .help("choose a term"),
        );
        list.locate(|_| Some("It may rain.".into()));
        assert_eq!(
            commands(&list),
            "::warning file=content/a%2Cb.md,line=1,col=4,endColumn=6,title=W2003::`may` is 1–99%25%0Ahelp: choose a term\n"
        );
    }

    #[test]
    fn a_finding_without_a_place_is_a_command_still() {
        let mut list = Diagnostics::new();
        list.push(Diagnostic::new(&codes::NO_RELEASE, "one\n::error::two"));
        assert_eq!(commands(&list), "::error title=E0902::one%0A::error::two\n");
    }
}
