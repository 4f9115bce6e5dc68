//! What the template engine says of a broken template, with the place in the file.
//!
//! In: an error of Tera and the theme. Out: findings, one for each thing that is wrong. Tera tells some errors as data,
//! some as text ready for a terminal, and some without a place; all become the same here.

use tera::ErrorKind;

use crate::diag::{Code, Diagnostic};
use crate::theme::Theme;

/// The template that an error is in, where the engine names one.
pub(super) fn file(error: &tera::Error) -> Option<&str> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => Some(report.filename()),
        ErrorKind::MissingParent { current, .. } => Some(current),
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => Some(tpl),
        _ => None,
    }
}

/// An error as findings, at least one.
pub(super) fn findings(theme: &Theme, error: &tera::Error, code: &'static Code) -> Vec<Diagnostic> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let span = report.span();
            let finding = Diagnostic::new(code, message(report.message()));
            let Some(template) = theme.templates.get(report.filename()) else { return vec![finding] };
            let text = template.text.as_str();
            let start = offset(text, span.start_line, span.start_col);
            if start >= text.trim_end().len() {
                return vec![match unclosed(text) {
                    Some(tag) => finding.at(&template.path, tag).label("this is never closed"),
                    None => finding.at(&template.path, last_character(text)),
                }];
            }
            let end = offset(text, span.end_line, span.end_col).max(text.ceil_char_boundary(start + 1));
            vec![finding.at(&template.path, start..end)]
        }
        ErrorKind::Msg(report) if report.starts_with("error: ") => reports(theme, report, code),
        ErrorKind::MissingParent { current, parent } => {
            let said = format!("the template `{parent}` does not exist");
            vec![named(theme, current, parent, Diagnostic::new(code, said))]
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain: chain }
        | ErrorKind::CircularInclude { tpl, include_chain: chain } => {
            let next = chain.iter().find(|name| *name != tpl).unwrap_or(tpl);
            let said = format!("the template `{tpl}` needs itself: {}", chain.join(", "));
            vec![named(theme, tpl, next, Diagnostic::new(code, said))]
        }
        _ => vec![Diagnostic::new(code, message(&error.to_string()))],
    }
}

/// Errors that come as text: `error: MESSAGE`, then `--> FILE:LINE:COLUMN`, then a picture of the line.
fn reports(theme: &Theme, text: &str, code: &'static Code) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(said) = line.strip_prefix("error: ") else { continue };
        let finding = Diagnostic::new(code, message(said));
        let place = lines.peek().and_then(|line| line.trim_start().strip_prefix("--> "));
        found.push(match place.and_then(|place| at(theme, place, said)) {
            Some((path, span)) => finding.at(path, span),
            None => finding,
        });
    }
    if found.is_empty() { vec![Diagnostic::new(code, message(text))] } else { found }
}

/// The file and the words of `FILE:LINE:COLUMN`; the words are the name in the message.
fn at<'t>(theme: &'t Theme, place: &str, said: &str) -> Option<(&'t str, std::ops::Range<usize>)> {
    let mut parts = place.rsplitn(3, ':');
    let column: usize = parts.next()?.trim().parse().ok()?;
    let line: usize = parts.next()?.parse().ok()?;
    let template = theme.templates.get(parts.next()?)?;
    let start = offset(&template.text, line, column.saturating_sub(1));
    let name = said.split('`').nth(1).unwrap_or_default();
    let rest = &template.text[start..];
    let skipped = rest.lines().next().unwrap_or_default().find(name).unwrap_or(0);
    let start = start + skipped;
    let end = template.text.ceil_char_boundary((start + name.len().max(1)).min(template.text.len()));
    Some((&template.path, start..end))
}

/// A finding at the place where a template names another one.
fn named(theme: &Theme, template: &str, other: &str, finding: Diagnostic) -> Diagnostic {
    let Some(template) = theme.templates.get(template) else { return finding };
    let quoted = ['"', '\'', '`'].iter().find_map(|quote| {
        let words = format!("{quote}{other}{quote}");
        template.text.find(&words).map(|at| at..at + words.len())
    });
    match quoted {
        Some(span) => finding.at(&template.path, span),
        None => finding.file(&template.path),
    }
}

/// The last tag that opens a block and is not closed.
fn unclosed(text: &str) -> Option<std::ops::Range<usize>> {
    const OPENING: [&str; 7] = ["if", "for", "block", "filter", "set", "component", "raw"];
    let mut open: Vec<(&str, std::ops::Range<usize>)> = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("{%").map(|found| at + found) {
        let Some(end) = text[start..].find("%}").map(|found| start + found + 2) else {
            return Some(start..start + 2);
        };
        at = end;
        let inside = text[start + 2..end - 2].trim_matches(['-', ' ', '\n', '\t', '\r']);
        let word = inside.split_whitespace().next().unwrap_or_default();
        if let Some(closed) = word.strip_prefix("end") {
            match open.iter().rposition(|(word, _)| *word == closed) {
                Some(last) if last + 1 == open.len() => open.truncate(last),
                // Something inside of what this closes is still open.
                _ => break,
            }
        } else if OPENING.contains(&word) && !(word == "set" && inside.contains('=')) {
            open.push((word, start..end));
        }
    }
    open.pop().map(|(_, span)| span)
}

fn last_character(text: &str) -> std::ops::Range<usize> {
    let end = text.trim_end().len();
    text.floor_char_boundary(end.saturating_sub(1))..end
}

fn message(said: &str) -> String {
    let said = said.lines().next().unwrap_or("the template cannot be used");
    lower_first(said.trim_start_matches("error: ").trim_end_matches('.'))
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

/// The byte at a line (from 1) and column (characters from 0).
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let line = text[start.min(text.len())..].lines().next().unwrap_or_default();
    start + line.char_indices().nth(column).map_or(line.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_open_tag_is_found() {
        let text = "{% set a = 1 %}{% if a %}{% for b in a %}x{% endfor %}\n{% if b %}{%- endif -%}";
        assert_eq!(unclosed(text).map(|span| &text[span]), Some("{% if a %}"));
        let text = "{% block a %}{% for b in c %}{% endblock %}";
        assert_eq!(unclosed(text).map(|span| &text[span]), Some("{% for b in c %}"));
        assert_eq!(unclosed("{% if a %}{% endif %}"), None);
    }
}
