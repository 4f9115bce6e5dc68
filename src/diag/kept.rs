//! Findings as a build leaves them for the next one, which tells them again if nothing changed.
//!
//! In: findings, located or not. Out: text, and findings from it. Lines around a place are not kept: the files that they
//! stand in have not changed either. Texts that repeat, as paths, labels and remedies do, are kept once. Does not know
//! where the text is kept, or when it may be trusted.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{Diagnostic, Diagnostics, Note, Place, Severity, codes};

/// Numbers in it are places in `texts`, but for codes, which are places in [`codes::ALL`], and bytes of a file.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    texts: Vec<String>,
    findings: Vec<Finding>,
}

/// Code, whether it is an error, message, place, label, replacement, remedies, notes.
type Finding =
    (usize, bool, usize, Option<Range>, usize, Option<usize>, Vec<usize>, Vec<(usize, Option<Range>)>);

/// Path, first byte, byte after the last.
type Range = (usize, usize, usize);

/// The findings as text, in their order.
pub fn text<'d>(findings: impl Iterator<Item = &'d Diagnostic>) -> String {
    let mut known = FxHashMap::default();
    let mut texts = Vec::new();
    let mut number = |text: &'d str| {
        *known.entry(text).or_insert_with(|| {
            texts.push(text.to_owned());
            texts.len() - 1
        })
    };
    let findings = findings
        .map(|finding| {
            let mut range = |place: &'d Place| (number(&place.path), place.span.start, place.span.end);
            let place = finding.place.as_ref().map(&mut range);
            let places: Vec<_> =
                finding.notes.iter().map(|note| note.place.as_ref().map(&mut range)).collect();
            let messages = finding.notes.iter().map(|note| number(&note.message));
            let notes = messages.zip(places).collect();
            (
                codes::ALL.iter().position(|code| *code == finding.code).unwrap_or(usize::MAX),
                finding.severity == Severity::Error,
                number(&finding.message),
                place,
                number(&finding.label),
                finding.replacement.as_deref().map(&mut number),
                finding.help.iter().map(|help| number(help)).collect(),
                notes,
            )
        })
        .collect();
    serde_json::to_string(&Kept { texts, findings }).expect("texts and numbers serialise")
}

/// The findings of a text, not located; none if it is damaged.
pub fn read(text: &str) -> Option<Diagnostics> {
    let Kept { texts, findings } = serde_json::from_str(text).ok()?;
    let text = |at: usize| texts.get(at).cloned();
    let range =
        |(path, start, end): Range| (start <= end).then(|| Some(Place::new(text(path)?, start..end)))?;
    let place = |place: Option<Range>| place.map_or(Some(None), |place| range(place).map(Some));
    let finding = |(code, is_error, message, at, label, replacement, help, notes): Finding| {
        Some(Diagnostic {
            code: *codes::ALL.get(code)?,
            severity: if is_error { Severity::Error } else { Severity::Warning },
            message: text(message)?,
            place: place(at)?,
            label: text(label)?,
            replacement: replacement.map_or(Some(None), |replacement| text(replacement).map(Some))?,
            help: help.into_iter().map(text).collect::<Option<_>>()?,
            notes: notes
                .into_iter()
                .map(|(message, at)| Some(Note { message: text(message)?, place: place(at)? }))
                .collect::<Option<_>>()?,
        })
    };
    Some(Diagnostics { list: findings.into_iter().map(finding).collect::<Option<_>>()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings() -> Vec<Diagnostic> {
        let mut raised = Diagnostic::new(&codes::NO_ALT, "a picture without words");
        raised.severity = Severity::Error;
        vec![
            Diagnostic::new(&codes::UNKNOWN_KEY, "unknown key `titel`")
                .at("content/a.md", 4..9)
                .label("here\n\"é\"")
                .replace_with(Some("title".to_owned()))
                .help("one")
                .help("two")
                .note("and there", Some(Place::new("content/b.md", 1..2)))
                .note("nowhere", None),
            Diagnostic::new(&codes::EMPTY_FILE, "an empty file").file("content/a.md"),
            raised,
        ]
    }

    #[test]
    fn findings_come_back_as_they_were() {
        let found = findings();
        let text = text(found.iter());
        assert_eq!(read(&text).expect("readable").list, found);
        assert_eq!(text.matches("content/a.md").count(), 1, "a path is kept once");
    }

    #[test]
    fn a_located_finding_is_kept_without_its_lines() {
        let mut located = Diagnostics { list: findings() };
        located.locate(|_| Some("some words\n".repeat(3)));
        assert!(located.list.iter().any(|finding| finding.places().any(|place| place.frame.is_some())));
        let read = read(&text(located.iter())).expect("readable");
        assert!(read.list.iter().all(|finding| finding.places().all(|place| place.frame.is_none())));
    }

    #[test]
    fn a_damaged_text_has_no_findings() {
        let whole = text(findings().iter());
        assert!(read(&whole[..whole.len() - 1]).is_none());
        let beyond = |finding: &str| format!("{{\"texts\":[\"a\"],\"findings\":[{finding}]}}");
        assert!(read(&beyond("[0,true,0,[0,1,2],0,null,[],[]]")).is_some());
        for damaged in [
            "[9999,true,0,null,0,null,[],[]]",
            "[0,true,1,null,0,null,[],[]]",
            "[0,true,0,[0,2,1],0,null,[],[]]",
        ] {
            assert!(read(&beyond(damaged)).is_none(), "{damaged}");
        }
    }
}
