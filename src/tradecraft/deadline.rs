//! Deadlines: the last day of a horizon that a sentence gives by the calendar ("by the end of the year", "in Q3 2026").
//!
//! In: words and the cut-off date. Out: a [`Deadline`]. The rules, which no standard gives: a period that the forecast falls
//! into ("in", "during", "through", "by the end of") ends on its last day; "before" a period is the day before its first, "before
//! the end" of one its last; "by mid-2026" is the last day of June, "by mid-May" the fifteenth. A period without a year is the
//! next one that ends after the cut-off date; "this" and "the" period is the one of the cut-off date. Quarters and halves are
//! those of the calendar, and so are "next year", "next month" and "next quarter". What can be read in two ways has no day: "by
//! March" (its first day or its last), "early" and "late", fiscal years, and seasons, which differ from one hemisphere and one
//! ministry to another. What says when something begins has none either. English only.

use std::ops::Range;

use jiff::civil::Date;

use super::calendar::{is_month, is_part_of_period};
use super::onset::{is_open, onset};
use super::period::{Period, Unit, is_of_year, period};
use super::words::Words;

/// A horizon by the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deadline {
    /// Its last day; none where the words can be read in two ways.
    pub(super) last: Option<Date>,
    /// Whether the cut-off date decides which day that is.
    pub(super) counted: bool,
    /// Whether it is one that history has as well: "in the third quarter".
    pub(super) may_be_past: bool,
    /// Its words.
    pub(super) words: Range<usize>,
}

/// What a deadline begins with.
pub(super) const LEADS: [&str; 12] =
    ["by", "before", "until", "till", "through", "throughout", "during", "in", "within", "at", "end", "mid"];

/// Which part of a period is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Start,
    Middle,
    End,
    Unclear,
}

impl Deadline {
    /// The deadline that begins at a word.
    pub(super) fn at(words: &Words, at: usize, cutoff: Date) -> Option<Self> {
        let mut place = at;
        let lead = words.get(at);
        let is_lead = LEADS[..10].contains(&lead);
        place += usize::from(is_lead);
        let (part, length) = part(words, place);
        place += length;
        let article = words.get(place) == "the";
        place += usize::from(article);
        // "The November 2026 election" is on a day that nobody has named.
        let names_event = article && is_month(words, place);
        let pointed = matches!(lead, "this" | "next");
        // "The year's end" needs no other word; nearly every place is left here.
        if part == Part::Whole && !is_lead && !pointed && !is_of_year(words, place + 1) {
            return None;
        }
        let period = period(words, place, cutoff, part, lead)?;
        let (part, next) = match (part, words.get(period.next)) {
            // "By the year's end".
            (Part::Whole, "end") if is_of_year(words, period.next) => (Part::End, period.next + 1),
            _ => (part, period.next),
        };
        if part == Part::Whole && !is_lead && !pointed {
            return None;
        }
        let of_another = pointed && is_part_of_period(words.before(at, 1)) && words.joined(at);
        let unsure = (names_event && words.joined(next))
            || of_another
            || is_open(words, next, period.counted)
            || onset(words, at).is_some();
        let before = |day: Date| day.yesterday().ok();
        let last = match (lead, part) {
            _ if unsure => None,
            ("before", Part::Whole | Part::Start) => before(period.first),
            (_, Part::End) => Some(period.last),
            ("by" | "until" | "till", Part::Whole) => (period.unit == Unit::Day).then_some(period.last),
            ("in" | "within" | "during" | "through" | "throughout" | "this" | "next", Part::Whole) => {
                Some(period.last)
            }
            ("by" | "before" | "until" | "till", Part::Middle) => middle(&period),
            _ => None,
        };
        let falls_into = matches!(lead, "in" | "within" | "during" | "through" | "throughout" | "at");
        let may_be_past = falls_into && period.counted && part == Part::Whole && words.get(at + 1) != "this";
        Some(Self { last, counted: period.counted, may_be_past, words: at..next })
    }
}

fn middle(period: &Period) -> Option<Date> {
    match period.unit {
        Unit::Month => period.first.with().day(15).build().ok(),
        Unit::Other if period.first.month() == 1 && period.last.month() == 12 => {
            period.first.with().month(6).day(30).build().ok()
        }
        Unit::Day | Unit::Other => None,
    }
}

/// "The end of", "mid-", "early", and how many words that is.
fn part(words: &Words, at: usize) -> (Part, usize) {
    let article = usize::from(words.get(at) == "the");
    let part = match words.get(at + article) {
        "end" | "close" => Part::End,
        "middle" => Part::Middle,
        "start" | "beginning" => Part::Start,
        "mid" => return (Part::Middle, article + 1),
        "early" | "late" => return (Part::Unclear, article + 1),
        _ => return (Part::Whole, 0),
    };
    if words.get(at + article + 1) == "of" { (part, article + 2) } else { (Part::Whole, 0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The last day that a text gives, counted from 19 May 2025.
    fn last(text: &str) -> Option<String> {
        let words = Words::new(text);
        let cutoff = Date::new(2025, 5, 19).expect("a day");
        (0..words.len())
            .find_map(|at| Deadline::at(&words, at, cutoff))
            .map(|found| found.last.map_or("no day".to_owned(), |day| day.to_string()))
    }

    #[test]
    fn a_deadline_ends_on_a_day_of_the_calendar() {
        for (text, day) in [
            ("by the end of the year", "2025-12-31"),
            ("by year's end", "2025-12-31"),
            ("by the year’s end", "2025-12-31"),
            ("by year-end", "2025-12-31"),
            ("before the end of this year", "2025-12-31"),
            ("by the end of next year", "2026-12-31"),
            ("by the end of 2026", "2026-12-31"),
            ("until the end of March 2026", "2026-03-31"),
            ("by the end of March", "2026-03-31"),
            ("by the end of May", "2025-05-31"),
            ("this side of the end of the decade", "2029-12-31"),
            ("in the third quarter", "2025-09-30"),
            ("in the first quarter", "2026-03-31"),
            ("in the third quarter of next year", "2026-09-30"),
            ("during the fourth quarter of 2026", "2026-12-31"),
            ("in Q3 2026", "2026-09-30"),
            ("by the end of Q1", "2026-03-31"),
            ("before Q3 2026", "2026-06-30"),
            ("in the second half of 2026", "2026-12-31"),
            ("by mid-2026", "2026-06-30"),
            ("by mid-June", "2025-06-15"),
            ("in 2026", "2026-12-31"),
            ("before 2026", "2025-12-31"),
            ("this is over before April 2026", "2026-03-31"),
            ("by 1 March 2026", "2026-03-01"),
            ("before June 15, 2025", "2025-06-14"),
            ("by April 30th", "2026-04-30"),
            ("by the end of the quarter", "2025-06-30"),
            ("during this month", "2025-05-31"),
            ("it will rain this year", "2025-12-31"),
            ("it will rain next year", "2026-12-31"),
            ("it will rain next month", "2025-06-30"),
            ("it will rain next quarter", "2025-09-30"),
            ("during next year", "2026-12-31"),
            ("in June next year", "2026-06-30"),
            ("by the end of June of next year", "2026-06-30"),
            ("by 30 June next year", "2026-06-30"),
            ("by the end of the year after falling", "2025-12-31"),
            ("no later than the end of 2026", "2026-12-31"),
            ("by the end of 2026 or sooner", "2026-12-31"),
            ("unlikely to open before 2027", "2026-12-31"),
        ] {
            assert_eq!(last(text).as_deref(), Some(day), "{text}");
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_has_no_day() {
        for text in [
            "by March 2026",
            "by 2027",
            "in late 2026",
            "by early June",
            "in mid-2026",
            "at the start of 2026",
            "by next year",
            "late next year",
            "the summer of next year",
            "by year-end 2026",
        ] {
            assert_eq!(last(text).as_deref(), Some("no day"), "{text}");
        }
        for text in [
            "this summer",
            "for the year",
            "in the year",
            "in March",
            "in 2024",
            "in the third quarter of 2024",
            "before the 2026 election",
            "in the first half of the match",
            "a quarter of the voters",
            "by the third quartermaster",
            "at the end of the road",
            "by 31 June 2026",
            "in the first quarter of the century",
            "in this year's budget",
            "in next year’s budget",
            "in the next year",
        ] {
            assert_eq!(last(text), None, "{text}");
        }
    }

    #[test]
    fn a_beginning_is_no_end() {
        for text in [
            "not before 2027",
            "not until the end of 2026",
            "no earlier than the end of 2026",
            "later than the end of 2026",
            "after the end of 2026",
            "beyond the end of 2026",
            "from the end of 2026",
            "since the end of March",
            "starting in 2026",
            "beginning in 2026",
            "starting next year",
            "as early as the end of 2026",
            "rising earlier this year",
        ] {
            assert_eq!(last(text).as_deref(), Some("no day"), "{text}");
        }
    }

    #[test]
    fn what_follows_a_date_may_make_another_of_it() {
        for text in [
            "by the end of the year after next",
            "by the end of the month after the vote",
            "in Q3 FY26",
            "in Q3 FY2026",
            "in Q3 ’27",
            "in 2026-27",
            "in 2026 prices",
            "in 2027 at the earliest",
            "by the end of 2026 or later",
            "through 2026, and beyond",
        ] {
            assert_eq!(last(text).as_deref(), Some("no day"), "{text}");
        }
    }
}
