//! Horizons that judgements' sentences give as a length of time.
//!
//! In: a report whose text and front matter are joined, its cut-off date. Out: the days on which they end. Does not know
//! whether a judgement is worded well: where the words leave a doubt, no day is better than a wrong one.

use jiff::civil::Date;

use crate::content::document::ReportBody;
use crate::content::passage::PassageKind;
use crate::date::Moment;
use crate::tradecraft::HorizonFound;

/// Counts relative horizons from the cut-off date where front matter gives none.
pub(super) fn count(report: &mut ReportBody, cutoff: Date) {
    for judgement in report.judgements.iter_mut().filter(|judgement| judgement.by.is_none()) {
        let kind = PassageKind::Judgement(judgement.number);
        let Some(passage) = report.passages.iter().find(|passage| passage.kind == kind) else { continue };
        let words = passage.words();
        let span = HorizonFound::counted(words, cutoff.year(), |at| !passage.is_quoted(&words.bytes(at)));
        judgement.counted = span.and_then(|span| span.after(cutoff)).map(Moment::on);
    }
}
