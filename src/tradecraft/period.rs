//! Periods of the calendar, as a sentence names them: "the third quarter of 2026", "next month", "15 June".
//!
//! In: words and the cut-off date. Out: a [`Period`] with its first and last day. Does not know what a sentence says with it.
//! English only.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;

use super::calendar::{is_possessive, year_of};
use super::deadline::Part;
use super::words::{Openings, Words};
use crate::date::MONTHS;

/// How long a period is, as far as that matters for its middle and for "by".
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Month,
    Other,
}

/// Days of the calendar, as a sentence names them.
pub(super) struct Period {
    pub(super) first: Date,
    pub(super) last: Date,
    pub(super) unit: Unit,
    /// Whether the cut-off date decides which days these are.
    pub(super) counted: bool,
    /// The word behind it.
    pub(super) next: usize,
}

static MONTH_OPENINGS: LazyLock<Openings> = LazyLock::new(|| Openings::of(MONTHS));

/// The days that words name, behind what they are led in with and the part of them that is meant.
pub(super) fn period(words: &Words, at: usize, cutoff: Date, part: Part, lead: &str) -> Option<Period> {
    let article = words.before(at, 1) == "the";
    let word = words.get(at);
    let limited = matches!(lead, "by" | "before" | "until" | "till") || part == Part::End;
    match word {
        // "In the year" and "the month" say little; with an end they are those of the cut-off date.
        "year" | "year's" | "year’s" | "month" | "month's" | "month’s" | "quarter" | "decade"
            if part == Part::End || (words.get(at + 1) == "end" && is_of_year(words, at + 1)) =>
        {
            current(word, cutoff, 0, at + 1)
        }
        // "In this year's budget".
        "this" | "next" if is_possessive(words.get(at + 1)) && words.get(at + 2) != "end" => None,
        "this" => current(words.get(at + 1), cutoff, 0, at + 2),
        "next" if part == Part::End => current(words.get(at + 1), cutoff, 1, at + 2),
        // "Over the next year" is counted from the cut-off date, "next year" is of the calendar.
        "next" if !article && matches!(words.get(at + 1), "year" | "month" | "quarter") => {
            current(words.get(at + 1), cutoff, 1, at + 2)
        }
        "first" | "second" | "third" | "fourth" | "last" | "final" => ordinal(words, at, cutoff),
        "q1" | "q2" | "q3" | "q4" => {
            let number = i8::try_from(word[1..].parse::<u8>().ok()?).ok()?;
            within_year(words, at + 1, cutoff, number * 3 - 2, 3)
        }
        "h1" => within_year(words, at + 1, cutoff, 1, 6),
        "h2" => within_year(words, at + 1, cutoff, 7, 6),
        // "Before the 2026 election".
        _ if !article && year_of(word).is_some_and(|year| year >= cutoff.year()) => {
            span(year_of(word)?, 1, 12, false, at + 1)
        }
        _ => day_or_month(words, at, cutoff, limited),
    }
}

/// "This quarter", "the year", "next month".
fn current(unit: &str, cutoff: Date, ahead: i16, next: usize) -> Option<Period> {
    let unit = unit.trim_end_matches("'s").trim_end_matches("’s");
    let year = cutoff.year();
    match unit {
        "year" => span(year + ahead, 1, 12, true, next),
        "decade" => {
            let first = year - year.rem_euclid(10) + ahead * 10;
            let period = span(first, 1, 12, true, next)?;
            let last = period.last.with().year(first + 9).build().ok()?;
            Some(Period { last, ..period })
        }
        "quarter" | "month" => {
            let length: i8 = if unit == "month" { 1 } else { 3 };
            let first = (cutoff.month() - 1) / length * length + 1;
            let moved = cutoff.with().month(first).day(1).build().ok()?;
            let moved = moved.checked_add((i64::from(ahead) * i64::from(length)).months()).ok()?;
            span(moved.year(), moved.month(), length, true, next)
        }
        _ => None,
    }
}

/// "Third quarter of 2026", "second half of the year".
fn ordinal(words: &Words, at: usize, cutoff: Date) -> Option<Period> {
    let length: i8 = match words.get(at + 1) {
        "quarter" => 3,
        "half" => 6,
        _ => return None,
    };
    let parts = 12 / length;
    let number = match words.get(at) {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" => 4,
        _ => parts,
    };
    let period = within_year(words, at + 2, cutoff, (number - 1) * length + 1, length)?;
    // "The first half" is one of a match as well.
    (number <= parts && (length == 3 || period.next > at + 2)).then_some(period)
}

/// Months of the year that is named behind them, or else of the next year in which they end after the cut-off date.
fn within_year(words: &Words, at: usize, cutoff: Date, first: i8, length: i8) -> Option<Period> {
    let of = usize::from(words.get(at) == "of");
    let place = at + of + usize::from(of > 0 && words.get(at + of) == "the");
    let joined = words.joined(at);
    if joined && let Some(year) = year_of(words.get(place)) {
        return (year >= cutoff.year()).then(|| span(year, first, length, false, place + 1))?;
    }
    if of > 0 && joined {
        return match (words.get(place), words.get(place + 1)) {
            ("year", _) if place > at + 1 => span(cutoff.year(), first, length, true, place + 1),
            ("this", "year") => span(cutoff.year(), first, length, true, place + 2),
            ("next", "year") => span(cutoff.year() + 1, first, length, true, place + 2),
            _ => None,
        };
    }
    let period = span(cutoff.year(), first, length, true, at)?;
    if period.last > cutoff { Some(period) } else { span(cutoff.year() + 1, first, length, true, at) }
}

/// "1 March 2026", "June 15", "March 2026". Without a year only behind what sets a limit: "in March" is mostly history.
fn day_or_month(words: &Words, at: usize, cutoff: Date, limited: bool) -> Option<Period> {
    let month_at = |at: usize| {
        if !words.may_open(at, &MONTH_OPENINGS) {
            return None;
        }
        MONTHS.iter().position(|month| *month == words.get(at)).and_then(|place| i8::try_from(place + 1).ok())
    };
    let day_at = |at: usize| {
        let digits = words.get(at);
        if !digits.starts_with(|sign: char| sign.is_ascii_digit()) {
            return None;
        }
        let digits =
            ["st", "nd", "rd", "th"].iter().find_map(|end| digits.strip_suffix(end)).unwrap_or(digits);
        digits.parse().ok().filter(|day: &i8| (1..=31).contains(day))
    };
    let (month, day, next) = match (day_at(at), month_at(at + 1)) {
        (Some(day), Some(month)) => (month, Some(day), at + 2),
        _ => match (month_at(at)?, day_at(at + 1)) {
            (month, Some(day)) => (month, Some(day), at + 2),
            (month, None) => (month, None, at + 1),
        },
    };
    let apart = |at: usize| words.gap(at).trim().trim_matches(',').is_empty();
    let of = usize::from(words.get(next) == "of" && words.joined(next));
    // "June next year", "March of 2026".
    let pointed = match (words.get(next + of), words.get(next + of + 1)) {
        ("this", "year") => Some(cutoff.year()),
        ("next", "year") => Some(cutoff.year() + 1),
        _ => None,
    }
    .filter(|_| words.joined(next + of));
    let named = pointed.or_else(|| year_of(words.get(next + of)).filter(|_| apart(next + of)));
    if named.is_none() && !limited {
        return None;
    }
    let make = |year: i16| {
        let counted = named.is_none() || pointed.is_some();
        let length = usize::from(named.is_some()) * (of + 1) + usize::from(pointed.is_some());
        let next = next + length;
        match day {
            Some(day) => {
                let day = Date::new(year, month, day).ok()?;
                Some(Period { first: day, last: day, unit: Unit::Day, counted, next })
            }
            None => span(year, month, 1, counted, next),
        }
    };
    match named {
        Some(year) => (year >= cutoff.year()).then(|| make(year))?,
        None => make(cutoff.year()).filter(|period| period.last > cutoff).or_else(|| make(cutoff.year() + 1)),
    }
}

/// Whole months of a year.
fn span(year: i16, month: i8, months: i8, counted: bool, next: usize) -> Option<Period> {
    let first = Date::new(year, month, 1).ok()?;
    let last = Date::new(year, month + months - 1, 1).ok()?.last_of_month();
    let unit = if months == 1 { Unit::Month } else { Unit::Other };
    Some(Period { first, last, unit, counted, next })
}

pub(super) fn is_of_year(words: &Words, end: usize) -> bool {
    matches!(words.before(end, 1), "year" | "year's" | "year’s" | "month's" | "month’s")
}
