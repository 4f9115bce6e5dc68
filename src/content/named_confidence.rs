//! Confidence that the statement on analysis gives judgements by name, for those that give none themselves.
//!
//! In: a report. Out: its judgements with that level and its reason. Does not know front matter, which has the last word before.

use crate::content::document::ReportBody;
use crate::content::passage::PassageKind;
use crate::tradecraft::NamedConfidence;

/// Gives judgements without a level the one that the statement names them beside. Of two that differ nobody knows which holds.
pub(super) fn take(report: &mut ReportBody) {
    let statement = report.passages.iter().filter(|passage| passage.kind == PassageKind::Statement);
    let named: Vec<NamedConfidence> =
        statement.flat_map(|passage| crate::tradecraft::named_confidence(&passage.text)).collect();
    for judgement in report.judgements.iter_mut().filter(|judgement| judgement.confidence.is_none()) {
        let mut said = named.iter().filter(|named| named.judgements.contains(&judgement.number));
        if let Some(first) = said.next()
            && said.all(|other| other.level == first.level)
        {
            judgement.confidence = Some(first.level);
            if judgement.confidence_reason.is_none() {
                judgement.confidence_reason.clone_from(&first.reason);
            }
        }
    }
}
