//! The timeline of a list: how many reports each month has.
//!
//! In: a listing of the assembled site. Out: a view-model for the home page, sections and regions; none for other lists and for
//! those that have too little to show. The work is a step for each report and each month between the first and the last.

use std::fmt::Write as _;

use super::Renderer;
use super::view::{TimelineMost, TimelineView, TimelineYear};
use crate::site::{Facet, Listing, ListingKind};

/// Lists with fewer reports say it all themselves.
const FEWEST: usize = 3;
/// Height of the highest bar, in units of the drawing.
const HEIGHT: usize = 100;

/// A month: years times twelve and the month from 0.
type Month = usize;

impl Renderer<'_> {
    /// The timeline of a list.
    pub(super) fn timeline(&self, listing: &Listing) -> Option<TimelineView> {
        match listing.kind {
            ListingKind::Home | ListingKind::Section | ListingKind::Term(Facet::Regions, _) => {}
            ListingKind::Term(..) => return None,
        }
        let months = listing.reports.iter().filter_map(|report| {
            let day = self.site.report(*report).date.day;
            Some(usize::try_from(day.year()).ok()? * 12 + usize::try_from(day.month()).ok()? - 1)
        });
        let months: Vec<Month> = months.collect();
        let (first, last) = (*months.iter().min()?, *months.iter().max()?);
        if first == last || months.len() < FEWEST {
            return None;
        }
        let mut counts = vec![0; last - first + 1];
        for month in &months {
            counts[month - first] += 1;
        }
        let most = counts.iter().copied().max()?;
        let fullest = first + counts.iter().position(|count| *count == most)?;
        let names: Vec<&str> = self.strings.get("months").split(' ').collect();
        let name = |month: Month| {
            let name = names.get(month % 12).copied().unwrap_or_default();
            self.strings.get("month").replace("{month}", name).replace("{year}", &(month / 12).to_string())
        };
        let years = (first / 12..=last / 12).map(|year| {
            let count = |month: Month| month.checked_sub(first).and_then(|at| counts.get(at)).copied();
            let counts: Vec<Option<usize>> = (year * 12..year * 12 + 12).map(count).collect();
            let span = counts.iter().flatten().count();
            TimelineYear { year, total: counts.iter().flatten().sum(), span, counts }
        });
        Some(TimelineView {
            years: years.collect(),
            months: names.iter().map(|name| (*name).to_owned()).collect(),
            first: name(first),
            last: name(last),
            most: TimelineMost { month: name(fullest), count: most },
            width: counts.len(),
            height: HEIGHT,
            bars: bars(&counts, most),
            ticks: ticks(first, last),
        })
    }
}

/// One path for all bars: each fills four fifths of its unit.
fn bars(counts: &[usize], most: usize) -> String {
    let mut path = String::with_capacity(counts.len() * 20);
    for (at, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        // A single report stays visible beside a month of hundreds.
        let height = (count * HEIGHT).div_ceil(most).max(3);
        // Writing to a String cannot fail.
        let _ = write!(path, "M{at}.1 {HEIGHT}v-{height}h.8v{height}z");
    }
    path
}

/// A line where each year but the first begins.
fn ticks(first: Month, last: Month) -> String {
    (first + 1..=last).filter(|month| month % 12 == 0).fold(String::new(), |mut path, month| {
        let _ = write!(path, "M{} 0v{HEIGHT}", month - first);
        path
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_high_as_their_counts() {
        assert_eq!(bars(&[1, 0, 4], 4), "M0.1 100v-25h.8v25zM2.1 100v-100h.8v100z");
        assert_eq!(bars(&[1, 900], 900), "M0.1 100v-3h.8v3zM1.1 100v-100h.8v100z");
    }

    #[test]
    fn a_line_stands_where_a_year_begins() {
        assert_eq!(ticks(2024 * 12 + 10, 2026 * 12), "M2 0v100M14 0v100");
        assert_eq!(ticks(2024 * 12, 2024 * 12 + 11), "", "not before the first bar");
    }
}
