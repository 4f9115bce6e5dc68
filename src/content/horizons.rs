//! Horizons that judgements' sentences give as a length of time or by the calendar.
//!
//! In: a report whose text and front matter are joined, its cut-off date. Out: the days on which they end. Does not know
//! whether a judgement is worded well: where the words leave a doubt, no day is better than a wrong one.

use jiff::civil::Date;

use crate::content::document::{ReportBody, SaidHorizon};
use crate::content::passage::PassageKind;
use crate::date::Moment;
use crate::tradecraft::HorizonFound;

/// Finds the days on which judgements end where front matter gives none.
pub(super) fn count(report: &mut ReportBody, cutoff: Date) {
    for judgement in report.judgements.iter_mut().filter(|judgement| judgement.by.is_none()) {
        let kind = PassageKind::Judgement(judgement.number);
        let Some(passage) = report.passages.iter().find(|passage| passage.kind == kind) else { continue };
        let words = passage.words();
        let last = HorizonFound::last_day(words, cutoff, |at| !passage.is_quoted(&words.bytes(at)));
        judgement.said = last.map(|(day, from_cutoff)| SaidHorizon { last: Moment::on(day), from_cutoff });
    }
}
