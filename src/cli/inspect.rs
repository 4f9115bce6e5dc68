//! `bluf list` and `bluf related`: what the site has, and what belongs together.
//!
//! In: what `build` knows of the reports. Out: lines or JSON.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;

use super::arguments::{ListCommand, RelatedCommand};
use super::failure::{Failure, Status};
use super::place::Place;
use super::terminal::{Findings, Show, Terminal, printable};
use crate::build::{self, Listed, RelatedLine};
use crate::diag::Diagnostics;
use crate::fs;

/// `bluf list`.
pub(super) fn list(place: &Place, command: &ListCommand, terminal: &Terminal) -> Result<Status, Failure> {
    let (reports, diagnostics) = build::list(&place.request(&command.gate, None, None)?)?;
    terminal.findings(&diagnostics, Show::Errors, Findings::AccompanyData)?;
    terminal.data(&if command.json { listed_json(&reports) } else { listed(&reports) })?;
    if reports.is_empty() && !diagnostics.has_errors() {
        terminal.message("the site has no reports; bluf new report \"TITLE\" begins one");
    }
    Ok(status(&diagnostics))
}

/// `bluf related`.
pub(super) fn related(
    place: &Place,
    command: &RelatedCommand,
    terminal: &Terminal,
) -> Result<Status, Failure> {
    let file = below_content(&place.root, &command.file)?;
    let (lines, diagnostics) = build::related(&place.request(&command.gate, None, None)?, &file)?;
    terminal.findings(&diagnostics, Show::Errors, Findings::AccompanyData)?;
    match lines {
        Some(lines) if lines.is_empty() => terminal.message("no report is related to this one"),
        Some(lines) => terminal.data(&related_lines(&lines))?,
        None if diagnostics.has_errors() => {}
        None => {
            let message =
                format!("`{file}` is not a published report; bluf list prints every report and its state");
            return Err(Failure::Usage(message));
        }
    }
    Ok(status(&diagnostics))
}

fn status(diagnostics: &Diagnostics) -> Status {
    if diagnostics.has_errors() { Status::Site } else { Status::Done }
}

/// The file as below content/: from a path on disk, or as links and front matter name it.
fn below_content(root: &Path, file: &Path) -> Result<String, Failure> {
    let content = root.join("content");
    let relative = if fs::is_file(file) && fs::is_folder(&content) {
        let real = fs::real_path(file)?;
        real.strip_prefix(fs::real_path(&content)?).map_or_else(|_| file.to_owned(), Path::to_owned)
    } else {
        file.to_owned()
    };
    let Some(name) = relative.to_str() else {
        return Err(Failure::Usage(format!("the name {} is not UTF-8; rename the file", file.display())));
    };
    let name = if cfg!(windows) { name.replace('\\', "/") } else { name.to_owned() };
    let name = name.strip_prefix("@/").unwrap_or(&name).trim_start_matches("./");
    Ok(name.strip_prefix("content/").unwrap_or(name).to_owned())
}

/// Date, classification, regions, state and path, in columns.
fn listed(reports: &[Listed]) -> String {
    let rows: Vec<[String; 5]> = reports
        .iter()
        .map(|report| {
            let regions = report.regions.join(", ");
            [&report.date, &report.classification, &regions, report.state.name(), &report.path].map(printable)
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2), width(3)];
    let mut text = String::new();
    for row in &rows {
        for (cell, width) in row.iter().zip(widths) {
            let _ = write!(text, "{cell:width$}  ");
        }
        let _ = writeln!(text, "{}", row[4]);
    }
    text
}

fn listed_json(reports: &[Listed]) -> String {
    let list: serde_json::Value = reports
        .iter()
        .map(|report| {
            json!({
                "date": report.date,
                "classification": report.classification,
                "regions": report.regions,
                "state": report.state.name(),
                "path": report.path,
                "title": report.title,
            })
        })
        .collect();
    format!("{list:#}\n")
}

fn related_lines(lines: &[RelatedLine]) -> String {
    let mut text = String::new();
    for line in lines {
        let _ = writeln!(text, "{:.3}  {}  {}", line.score, printable(&line.path), printable(&line.title));
        for (reason, part) in &line.reasons {
            let _ = writeln!(text, "       {part:.3}  {}", printable(reason));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::State;

    fn report(path: &str, regions: &[&str]) -> Listed {
        Listed {
            date: "2025-05-20".to_owned(),
            classification: "Secret".to_owned(),
            regions: regions.iter().map(|name| (*name).to_owned()).collect(),
            state: State::Published,
            path: path.to_owned(),
            title: "A \"title\"".to_owned(),
        }
    }

    #[test]
    fn columns_line_up_by_characters() {
        let text =
            listed(&[report("reports/a.md", &["Türkiye", "Iraq"]), report("reports/b\u{1b}.md", &["Peru"])]);
        assert_eq!(
            text,
            "2025-05-20  Secret  Türkiye, Iraq  published  reports/a.md\n\
             2025-05-20  Secret  Peru           published  reports/b\u{fffd}.md\n"
        );
        assert_eq!(listed(&[]), "");
    }

    #[test]
    fn json_has_the_title_too_and_is_a_list_even_when_empty() {
        let value: serde_json::Value =
            serde_json::from_str(&listed_json(&[report("a.md", &[])])).expect("JSON");
        assert_eq!(value[0]["title"], "A \"title\"");
        assert_eq!(value[0]["regions"], json!([]));
        assert_eq!(listed_json(&[]), "[]\n");
    }

    #[test]
    fn a_file_is_named_on_disk_or_as_links_name_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("content/reports/a.md");
        fs::create(&file, b"").expect("written");
        let name = |file: &Path| below_content(folder.path(), file).expect("UTF-8");
        assert_eq!(name(&file), "reports/a.md");
        for written in ["@/reports/b.md", "content/reports/b.md", "./content/reports/b.md", "reports/b.md"] {
            assert_eq!(name(Path::new(written)), "reports/b.md", "{written}");
        }
    }

    #[test]
    fn a_related_report_is_followed_by_its_reasons() {
        let line = RelatedLine {
            title: "B".to_owned(),
            path: "reports/b.md".to_owned(),
            score: 0.5,
            reasons: vec![("shares the tag cartels".to_owned(), 0.25)],
        };
        assert_eq!(related_lines(&[line]), "0.500  reports/b.md  B\n       0.250  shares the tag cartels\n");
    }
}
