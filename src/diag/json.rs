//! Findings as data: one JSON object a line, for editors and continuous integration.
//!
//! In: located diagnostics. Out: text. Does not know who reads it.

use serde::Serialize;

use super::{Diagnostic, Diagnostics, Place};

/// One finding as `--format json` prints it. Lines and columns count from 1.
#[derive(Serialize)]
struct Finding<'a> {
    severity: &'static str,
    code: &'static str,
    message: &'a str,
    path: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_column: Option<usize>,
    label: &'a str,
    replacement: Option<&'a str>,
    help: &'a [String],
    notes: Vec<NoteLine<'a>>,
}

#[derive(Serialize)]
struct NoteLine<'a> {
    message: &'a str,
    path: Option<&'a str>,
    line: Option<usize>,
}

/// All findings, one object a line, each line ended.
pub fn lines(diagnostics: &Diagnostics) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics.iter() {
        out.push_str(
            &serde_json::to_string(&finding(diagnostic)).expect("plain strings and numbers serialise"),
        );
        out.push('\n');
    }
    out
}

fn finding(diagnostic: &Diagnostic) -> Finding<'_> {
    let place = diagnostic.place.as_ref();
    let frame = place.and_then(|place| place.frame.as_ref());
    let width = frame.map_or(0, |frame| frame.text[frame.marked.clone()].chars().count());
    Finding {
        severity: diagnostic.severity.name(),
        code: diagnostic.code.id,
        message: &diagnostic.message,
        path: place.map(|place| place.path.as_str()),
        line: frame.map(|frame| frame.line),
        column: frame.map(|frame| frame.column),
        end_column: frame.map(|frame| frame.column + width),
        label: &diagnostic.label,
        replacement: diagnostic.replacement.as_deref(),
        help: &diagnostic.help,
        notes: diagnostic
            .notes
            .iter()
            .map(|note| NoteLine {
                message: &note.message,
                path: note.place.as_ref().map(|place| place.path.as_str()),
                line: note.place.as_ref().and_then(line),
            })
            .collect(),
    }
}

fn line(place: &Place) -> Option<usize> {
    place.frame.as_ref().map(|frame| frame.line)
}

#[cfg(test)]
mod tests {
    use super::super::codes;
    use super::*;

    #[test]
    fn a_finding_carries_line_column_and_replacement() {
        let mut list = Diagnostics::new();
        list.push(
            Diagnostic::new(&codes::UNKNOWN_KEY, "unknown key `titel`")
                .at("content/a.md", 4..9)
                .replace_with(Some("title".into())),
        );
        list.locate(|_| Some("+++\ntitel = 1\n".into()));
        let value: serde_json::Value = serde_json::from_str(lines(&list).trim()).expect("one object a line");
        assert_eq!(value["line"], 2);
        assert_eq!(value["column"], 1);
        assert_eq!(value["end_column"], 6);
        assert_eq!(value["replacement"], "title");
    }
}
