//! Places in a page that a link may name: headings, judgements, evidence, sources.
//!
//! In: a document and a fragment as written. Out: whether its page has it, and what it is called there. Does not know addresses.

use crate::content::Document;

/// Whether a document's page has an id that a text may link to.
pub(super) fn has_id(document: &Document, id: &str) -> bool {
    // Nearly every link with a fragment is good, and then no list of ids is made.
    let number = |text: &str| text.parse::<usize>().ok().filter(|_| !text.starts_with(['0', '+']));
    let of_report = document.report().is_some_and(|report| {
        let source = id.strip_prefix("source-").and_then(number);
        source.is_some_and(|number| number <= report.sources.len())
            || id == "related"
            || report.judgements.iter().any(|judgement| {
                id.strip_prefix(format!("kj-{}", judgement.written).as_str()).is_some_and(|rest| {
                    let point = rest.strip_prefix('-').and_then(number);
                    let has = |point| judgement.evidence.iter().any(|known| known.number == point);
                    rest.is_empty() || point.is_some_and(has)
                })
            })
    });
    of_report || document.met.headings.iter().any(|heading| heading.id == id)
}

/// A fragment as the page has it: judgements that were counted anew are linked by the number they are written with.
pub(super) fn published_fragment(document: &Document, fragment: &str) -> String {
    let judgements = document.report().map_or(&[][..], |report| &report.judgements);
    for judgement in judgements.iter().filter(|judgement| judgement.written != judgement.number) {
        let written = format!("kj-{}", judgement.written);
        if let Some(rest) = fragment.strip_prefix(&written)
            && (rest.is_empty() || rest.starts_with('-'))
        {
            return format!("{}{rest}", judgement.id());
        }
    }
    fragment.to_owned()
}

/// The ids of a document's page that a text may link to.
pub(super) fn ids(document: &Document) -> Vec<String> {
    let mut ids: Vec<String> = document.met.headings.iter().map(|heading| heading.id.clone()).collect();
    if let Some(report) = document.report() {
        for judgement in &report.judgements {
            let id = format!("kj-{}", judgement.written);
            let points = judgement.evidence.iter().map(|point| point.number);
            ids.extend(points.map(|point| format!("{id}-{point}")));
            ids.push(id);
        }
        ids.extend((1..=report.sources.len()).map(|number| format!("source-{number}")));
        ids.push("related".to_owned());
    }
    ids
}
