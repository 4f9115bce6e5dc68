//! `bluf sources`: the source registry, and what falls where a source is retracted.
//!
//! In: what `build` knows of sources. Out: lines or JSON.

use std::fmt::Write as _;

use serde_json::json;

use super::arguments::SourcesCommand;
use super::failure::{Failure, Status};
use super::place::Place;
use super::terminal::{Findings, Show, Terminal, printable};
use crate::build::{self, Leaning, Retraction, SourceLine, Sourcing};

/// `bluf sources`.
pub(super) fn sources(
    place: &Place,
    command: &SourcesCommand,
    terminal: &Terminal,
) -> Result<Status, Failure> {
    let retracted = command.if_retracted.as_deref().map(|id| id.trim_start_matches('@'));
    let (told, diagnostics) = build::sourcing(&place.request(&command.gate, None, None)?, retracted)?;
    terminal.findings(&diagnostics, Show::Errors, Findings::AccompanyData)?;
    let text = match &told {
        Sourcing::All(lines) => {
            if lines.is_empty() && !diagnostics.has_errors() {
                terminal.message("the site has no sources.toml, or nothing in it");
            }
            if command.json { listed_json(lines) } else { listed(lines) }
        }
        Sourcing::Retracted(told) if command.json => retraction_json(told),
        Sourcing::Retracted(told) => retraction(told),
        Sourcing::Several(names) => {
            let id = retracted.unwrap_or_default();
            return Err(Failure::Usage(format!(
                "several registries have a source `{id}`; name the one that is meant: {}",
                names.join(" or ")
            )));
        }
        Sourcing::Unknown(near) => {
            let id = retracted.unwrap_or_default();
            let near = near.as_ref().map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            return Err(Failure::Usage(format!(
                "no registry has a source `{id}`{near}; bluf sources prints every one"
            )));
        }
    };
    terminal.data(&text)?;
    Ok(if diagnostics.has_errors() { Status::Site } else { Status::Done })
}

/// Reliability, status, judgements, reports, id and title, in columns.
fn listed(lines: &[SourceLine]) -> String {
    let rows: Vec<[String; 5]> = lines
        .iter()
        .map(|line| {
            [
                line.reliability.unwrap_or("-").to_owned(),
                line.status.to_owned(),
                format!("judgements: {}", line.judgements),
                format!("reports: {}", line.reports),
                // Two registries may each have a source of this name.
                if lines.iter().filter(|other| other.id == line.id).count() > 1 {
                    printable(&format!("{}@{}", line.file, line.id))
                } else {
                    printable(&line.id)
                },
            ]
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2), width(3), width(4)];
    let mut text = String::new();
    for (row, line) in rows.iter().zip(lines) {
        let mut cells = String::new();
        for (cell, width) in row.iter().zip(widths) {
            let _ = write!(cells, "{cell:width$}  ");
        }
        let title = line.title.as_deref().map(printable).unwrap_or_default();
        let _ = writeln!(text, "{}", format!("{cells}{title}").trim_end());
    }
    text
}

fn listed_json(lines: &[SourceLine]) -> String {
    let list: serde_json::Value = lines
        .iter()
        .map(|line| {
            json!({
                "id": line.id,
                "file": line.file,
                "title": line.title,
                "reliability": line.reliability,
                "status": line.status,
                "judgements": line.judgements,
                "reports": line.reports,
            })
        })
        .collect();
    format!("{list:#}\n")
}

fn retraction(told: &Retraction) -> String {
    let mut text = String::new();
    if !told.with.is_empty() {
        let with = told.with.iter().zip(&told.reasons).map(|(id, reason)| format!("{id} ({reason})"));
        let _ = writeln!(text, "with it: {}", printable(&with.collect::<Vec<_>>().join(", ")));
    }
    if told.fall.is_empty() && told.stand.is_empty() {
        text.push_str("no published judgement leans on it\n");
    }
    for (heading, list) in [("falls", &told.fall), ("stands", &told.stand)] {
        for leaning in list {
            let _ = writeln!(
                text,
                "{heading:6}  {}  {}  {}",
                printable(&leaning.path),
                leaning.label,
                printable(&leaning.text)
            );
            if leaning.others > 0 {
                let _ = writeln!(text, "        other independent sources: {}", leaning.others);
            }
            if !leaning.points.is_empty() {
                let _ = writeln!(text, "        evidence that falls: {}", leaning.points.join(", "));
            }
        }
    }
    text
}

fn retraction_json(told: &Retraction) -> String {
    let list = |leanings: &[Leaning]| -> serde_json::Value {
        leanings
            .iter()
            .map(|leaning| {
                json!({
                    "path": leaning.path,
                    "judgement": leaning.label,
                    "text": leaning.text,
                    "evidence": leaning.points,
                    "others": leaning.others,
                })
            })
            .collect()
    };
    let value = json!({ "id": told.id, "with": told.with, "reasons": told.reasons, "falls": list(&told.fall), "stands": list(&told.stand) });
    format!("{value:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(id: &str, reliability: Option<&'static str>, judgements: usize) -> SourceLine {
        let title = Some(format!("The {id}"));
        let file = "sources.toml".to_owned();
        SourceLine { id: id.to_owned(), file, title, reliability, status: "current", judgements, reports: 1 }
    }

    #[test]
    fn columns_line_up() {
        assert_eq!(
            listed(&[source("a", Some("B"), 12), source("long", None, 0)]),
            "B  current  judgements: 12  reports: 1  a     The a\n\
             -  current  judgements: 0   reports: 1  long  The long\n"
        );
    }

    #[test]
    fn what_falls_stands_before_what_does_not() {
        let leaning = |label: &str, others| Leaning {
            path: "reports/a.md".to_owned(),
            label: label.to_owned(),
            text: "Trade falls.".to_owned(),
            points: vec![format!("{label}.1")],
            others,
        };
        let told = Retraction {
            id: "a".to_owned(),
            with: vec!["b".to_owned()],
            reasons: vec!["the same source"],
            fall: vec![leaning("KJ-2", 0)],
            stand: vec![leaning("KJ-1", 2)],
        };
        assert_eq!(
            retraction(&told),
            "with it: b (the same source)\n\
             falls   reports/a.md  KJ-2  Trade falls.\n        evidence that falls: KJ-2.1\n\
             stands  reports/a.md  KJ-1  Trade falls.\n        other independent sources: 2\n        evidence that falls: KJ-1.1\n"
        );
        let value: serde_json::Value = serde_json::from_str(&retraction_json(&told)).expect("JSON");
        assert_eq!(
            (&value["falls"][0]["judgement"], &value["stands"][0]["others"]),
            (&json!("KJ-2"), &json!(2))
        );
    }
}
