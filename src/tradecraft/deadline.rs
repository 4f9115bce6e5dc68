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
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;

use super::words::{Openings, Words};
use crate::date::MONTHS;

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

static MONTH_OPENINGS: LazyLock<Openings> = LazyLock::new(|| Openings::of(MONTHS));

/// Which part of a period is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    Start,
    Middle,
    End,
    Unclear,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Day,
    Month,
    Other,
}

/// Days of the calendar, as a sentence names them.
struct Period {
    first: Date,
    last: Date,
    unit: Unit,
    counted: bool,
    /// The word behind it.
    next: usize,
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
        let article = usize::from(words.get(place) == "the");
        place += article;
        let pointed = matches!(lead, "this" | "next");
        // "The year's end" needs no other word; nearly every place is left here.
        if part == Part::Whole && !is_lead && !pointed && !is_of_year(words, place + 1) {
            return None;
        }
        let period = period(words, place, cutoff, article > 0, part, lead)?;
        let (part, next) = match (part, words.get(period.next)) {
            // "By the year's end".
            (Part::Whole, "end") if is_of_year(words, period.next) => (Part::End, period.next + 1),
            _ => (part, period.next),
        };
        if part == Part::Whole && !is_lead && !pointed {
            return None;
        }
        // "In the next year" is counted from the cut-off date.
        if lead == "next" && words.before(at, 1) == "the" {
            return None;
        }
        let of_another = pointed && is_part_of_period(words.before(at, 1)) && words.joined(at);
        let unsure = of_another || is_open(words, next, period.counted) || onset(words, at).is_some();
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

/// What a date behind certain words is, other than an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Onset {
    /// History: "since the end of March", "earlier this year".
    Past,
    /// A beginning that is dated: "from 2026 on", "starting next year".
    Dated,
    /// A time that nothing ends: "after the end of 2026", "no earlier than 2027".
    Later,
}

/// Whether the date that begins at a word, or that it is the year of, is a beginning and not an end.
pub(super) fn onset(words: &Words, at: usize) -> Option<Onset> {
    let mut head = at;
    // From "2026" back to "the end of 2026".
    while head > 0 && words.joined(head) {
        let filler = match words.before(head, 1) {
            "of" | "the" | "end" | "close" | "middle" | "mid" | "early" | "late" | "in" | "at" | "q1"
            | "q2" | "q3" | "q4" | "quarter" | "half" => true,
            "start" | "beginning" => words.get(head) == "of",
            word => MONTHS.contains(&word) || (MONTHS.contains(&words.get(head)) && is_number(word)),
        };
        if !filler {
            break;
        }
        head -= 1;
    }
    if head == 0 || !words.joined(head) {
        return None;
    }
    let negated = |steps: usize| matches!(words.before(head, steps), "no" | "not" | "never");
    match words.before(head, 1) {
        "since" | "earlier" => Some(Onset::Past),
        "far" if words.before(head, 2) == "so" => Some(Onset::Past),
        "from" | "starting" | "beginning" => Some(Onset::Dated),
        "as" if matches!(words.before(head, 2), "early" | "soon") => Some(Onset::Dated),
        "after" | "beyond" | "past" | "following" => Some(Onset::Later),
        "than" => {
            let limit = matches!(words.before(head, 2), "later" | "longer") && negated(3);
            (!limit).then_some(Onset::Later)
        }
        "not" if matches!(words.get(head), "before" | "until" | "till") => Some(Onset::Later),
        "before" | "until" | "till" if negated(2) => Some(Onset::Later),
        _ => None,
    }
}

/// Whether what follows a date or a length of time makes another of it, or leaves it open: "or later", "at the earliest".
pub(super) fn is_open(words: &Words, next: usize, counted: bool) -> bool {
    let (word, second) = (words.get(next), words.get(next + 1));
    let gap = words.gap(next);
    let joined = words.joined(next);
    // "In 2026-27", "Q3 ’26".
    let short_year = word.len() == 2 && is_number(word) && !gap.contains([',', '.', ';', ':', '(']);
    let clause = !gap.contains(['.', ';', ':', '!', '?', '(', ')']);
    let named = matches!(
        word,
        "fiscal"
            | "financial"
            | "marketing"
            | "season"
            | "seasons"
            | "prices"
            | "dollars"
            | "euros"
            | "terms"
    );
    match word {
        _ if short_year => true,
        "or" if joined => !matches!(second, "sooner" | "earlier" | "before"),
        "or" | "and" => {
            clause && matches!(second, "later" | "beyond" | "after" | "longer" | "onward" | "onwards")
        }
        "at" => clause && matches!(second, "the") && words.get(next + 2) == "earliest",
        "if" => clause && second == "not",
        "onward" | "onwards" | "on" => joined && (word != "on" || second.is_empty()),
        // "By the end of the year after next" and "of the month after the vote", but not "after falling".
        "after" => counted && joined && !second.ends_with("ing"),
        "of" | "following" | "that" | "when" | "before" => counted && joined,
        "in" => counted && joined && second == "which",
        _ => joined && (named || is_fiscal(word) || (counted && year_of(word).is_some())),
    }
}

/// "FY26", and "FY" before a year.
pub(super) fn is_fiscal(word: &str) -> bool {
    word.strip_prefix("fy").is_some_and(|year| year.is_empty() || is_number(year))
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// What makes "next year" and "this year" the year of something shorter: "late next year", "June this year".
fn is_part_of_period(word: &str) -> bool {
    matches!(
        word,
        "of" | "early"
            | "late"
            | "mid"
            | "middle"
            | "end"
            | "start"
            | "time"
            | "half"
            | "quarter"
            | "spring"
            | "summer"
            | "autumn"
            | "fall"
            | "winter"
    ) || MONTHS.contains(&word)
        || is_number(word)
}

fn is_of_year(words: &Words, end: usize) -> bool {
    matches!(words.before(end, 1), "year" | "year's" | "year’s" | "month's" | "month’s")
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

/// The days that words name.
fn period(words: &Words, at: usize, cutoff: Date, article: bool, part: Part, lead: &str) -> Option<Period> {
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

fn is_possessive(word: &str) -> bool {
    word.ends_with("'s") || word.ends_with("’s")
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

fn year_of(word: &str) -> Option<i16> {
    (word.len() == 4).then(|| word.parse().ok()).flatten().filter(|year| (1900..2200).contains(year))
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
