//! Findings for people: file, line, column, the text underlined, what to do.
//!
//! In: located diagnostics and whether colour is wanted. Out: text. Does not know where it is printed.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::{Diagnostic, Frame, Place, Severity};

/// Whether the text carries terminal colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Plain text, for files, pipes and tests.
    Plain,
    /// ANSI colours.
    Coloured,
}

/// One finding as a block of lines, ended by a line break.
pub fn block(diagnostic: &Diagnostic, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(clean(&diagnostic.message)).id(diagnostic.code.id);
    let mut groups = Vec::new();
    let located =
        diagnostic.place.as_ref().and_then(|place| place.frame.as_ref().map(|frame| (place, frame)));
    match located {
        Some((place, frame)) if !frame.text.is_empty() => {
            let mut mark = AnnotationKind::Primary.span(frame.marked.clone());
            if !diagnostic.label.is_empty() {
                mark = mark.label(clean(&diagnostic.label));
            }
            groups.push(title.element(snippet(place, frame).annotation(mark)));
            if let Some(replacement) = &diagnostic.replacement {
                groups.push(
                    Level::HELP.secondary_title(format!("did you mean `{}`?", clean(replacement))).element(
                        Snippet::source(frame.text.as_str())
                            .line_start(frame.line)
                            .patch(Patch::new(frame.marked.clone(), clean(replacement))),
                    ),
                );
            }
        }
        _ => groups.push(without_text(title, diagnostic.place.as_ref())),
    }
    for note in &diagnostic.notes {
        let title = Level::NOTE.secondary_title(clean(&note.message));
        let located = note.place.as_ref().and_then(|place| place.frame.as_ref().map(|frame| (place, frame)));
        groups.push(match located {
            Some((place, frame)) if !frame.text.is_empty() => {
                let mark = AnnotationKind::Context.span(frame.marked.clone());
                title.element(snippet(place, frame).annotation(mark))
            }
            _ => without_text(title, note.place.as_ref()),
        });
    }
    for help in &diagnostic.help {
        groups.push(Group::with_title(Level::HELP.secondary_title(clean(help))));
    }
    let mut text = renderer.decor_style(DecorStyle::Ascii).render(&groups);
    drop(groups);
    for (place, frame) in places(diagnostic) {
        // The renderer counts columns inside the text quoted, which of a long line is a part.
        let quoted = frame.text[..frame.marked.start].chars().count() + 1;
        if quoted != frame.column {
            let (path, line) = (clean(&place.path), frame.line);
            text =
                text.replace(&format!("{path}:{line}:{quoted}"), &format!("{path}:{line}:{}", frame.column));
        }
    }
    text.push('\n');
    text
}

fn places(diagnostic: &Diagnostic) -> impl Iterator<Item = (&Place, &Frame)> {
    let notes = diagnostic.notes.iter().filter_map(|note| note.place.as_ref());
    diagnostic.place.iter().chain(notes).filter_map(|place| place.frame.as_ref().map(|frame| (place, frame)))
}

/// A title with the file's name, where there is no text to quote.
fn without_text<'a>(title: annotate_snippets::Title<'a>, place: Option<&Place>) -> Group<'a> {
    let group = Group::with_title(title);
    match place {
        Some(place) => group.element(annotate_snippets::Origin::path(clean(&place.path))),
        None => group,
    }
}

fn snippet<'a, T: Clone>(place: &'a Place, frame: &'a Frame) -> Snippet<'a, T> {
    Snippet::source(frame.text.as_str()).line_start(frame.line).path(clean(&place.path))
}

/// Control characters in a file's text must not reach a terminal.
fn clean(text: &str) -> String {
    text.chars()
        .map(|character| if character.is_control() && character != '\n' { '\u{fffd}' } else { character })
        .collect()
}
