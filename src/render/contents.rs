//! Tables of contents.

use super::view::Contents;
use crate::content::ReportBody;
use crate::markdown::Heading;
use crate::tradecraft::SectionKind;

/// A tree of headings; a heading that skips levels stands below the last higher one.
pub(super) fn tree(headings: &[Heading]) -> Vec<Contents> {
    let mut roots: Vec<Contents> = Vec::new();
    let top = headings.iter().map(|heading| heading.level).min().unwrap_or(2);
    for heading in headings {
        let entry = Contents { id: heading.id.clone(), title: heading.title.clone(), children: Vec::new() };
        // Two levels are enough to find one's way; deeper headings stay out.
        match roots.last_mut() {
            Some(parent) if heading.level == top + 1 => parent.children.push(entry),
            Some(_) if heading.level != top => {}
            _ => roots.push(entry),
        }
    }
    roots
}

/// Sections, with judgements and headings below them.
pub(super) fn of_report(report: &ReportBody, headings: &[Heading]) -> Vec<Contents> {
    report
        .sections
        .iter()
        .filter_map(|section| {
            let title = section.title.clone()?;
            let children = if section.kind == SectionKind::Judgements {
                report
                    .judgements
                    .iter()
                    .map(|judgement| Contents {
                        id: judgement.id(),
                        title: judgement.label(),
                        children: Vec::new(),
                    })
                    .collect()
            } else {
                tree(headings.get(section.headings.clone()).unwrap_or_default())
                    .into_iter()
                    .map(|entry| Contents { children: Vec::new(), ..entry })
                    .collect()
            };
            Some(Contents { id: section.id.clone(), title, children })
        })
        .collect()
}
