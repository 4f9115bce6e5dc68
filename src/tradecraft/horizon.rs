//! Horizons: until when a judgement is meant to hold, as sentences say it.
//!
//! In: words. Out: the first exact horizon among them, else the first vague one. A relative horizon ("over the
//! next year") is resolved against the intelligence cut-off date. English only. Does not know reports.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;

use super::deadline::{Deadline, Onset, is_fiscal, is_open, onset};
use super::length::{Amount, length};
use super::words::{Openings, Words};
use crate::date::MONTHS;

/// A length of time as a sentence gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Days; a week is seven.
    Days(u16),
    /// Months; a year is twelve, a quarter three.
    Months(u16),
}

impl Span {
    /// The day that lies this far after another; none beyond the calendar.
    pub fn after(self, day: Date) -> Option<Date> {
        match self {
            Self::Days(days) => day.checked_add(i64::from(days).days()).ok(),
            Self::Months(months) => day.checked_add(i64::from(months).months()).ok(),
        }
    }

    /// Its length in days, a month counted as thirty.
    pub fn days(self) -> i32 {
        match self {
            Self::Days(days) => i32::from(days),
            Self::Months(months) => i32::from(months) * 30,
        }
    }
}

/// Until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Horizon {
    /// Counted from the cut-off date: "over the next eighteen months".
    Relative(Span),
    /// A date: "until the end of 2027".
    Fixed,
    /// An event that ends it: "before the election", "while the truce holds".
    Event,
    /// Nobody can say when it is over: "in the coming months", "soon".
    Vague,
}

/// A horizon and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HorizonFound {
    /// Until when.
    pub horizon: Horizon,
    /// Its words.
    pub words: Range<usize>,
}

const VAGUE: [&str; 19] = [
    "soon",
    "shortly",
    "eventually",
    "sooner or later",
    "in the near future",
    "in the foreseeable future",
    "for the foreseeable future",
    "in the near term",
    "in the short term",
    "in the medium term",
    "in the long term",
    "over the medium term",
    "over the long term",
    "in the long run",
    "in due course",
    "before long",
    "going forward",
    "in the future",
    "in the years ahead",
];

/// Words that make a sentence a forecast.
const AHEAD: [&str; 14] = [
    "will",
    "won't",
    "won’t",
    "would",
    "may",
    "might",
    "could",
    "likely",
    "unlikely",
    "probable",
    "probably",
    "improbable",
    "chance",
    "certain",
];

/// What else a horizon begins with, but for a year.
const OTHERS: [&str; 26] = [
    "from",
    "tomorrow",
    "tonight",
    "fy",
    "next",
    "coming",
    "following",
    "within",
    "in",
    "for",
    "another",
    "over",
    "before",
    "until",
    "till",
    "through",
    "throughout",
    "during",
    "while",
    "as",
    "by",
    "end",
    "this",
    "same",
    "at",
    "mid",
];

static OPENINGS: LazyLock<Openings> = LazyLock::new(|| {
    let years: Vec<String> =
        ('0'..='9').flat_map(|one| ('0'..='9').map(move |two| format!("{one}{two}"))).collect();
    Openings::of(VAGUE.into_iter().chain(OTHERS).chain(years.iter().map(String::as_str)))
});

static VAGUE_OPENINGS: LazyLock<Openings> = LazyLock::new(|| Openings::of(VAGUE));

static AHEAD_OPENINGS: LazyLock<Openings> = LazyLock::new(|| Openings::of(AHEAD));

impl HorizonFound {
    /// What may be a horizon in a range of words. Years before `year`, that of the cut-off date, are none.
    pub fn all_in(words: &Words, range: Range<usize>, year: i16) -> impl Iterator<Item = Self> {
        let end = range.end;
        range
            .filter(move |at| words.may_open(*at, &OPENINGS))
            .filter_map(move |at| at_word(words, at, end, year))
    }

    /// The day on which a forecast that was made at a cut-off date ends, where its words leave no doubt; and whether it is
    /// counted from the cut-off date. `counts` says of a word whether it is the desk's own.
    pub fn last_day(words: &Words, cutoff: Date, counts: impl Fn(usize) -> bool) -> Option<(Date, bool)> {
        Self::said_day(words, cutoff, counts)
            .filter(|(day, ..)| *day > cutoff)
            .map(|(day, counted, _)| (day, counted))
    }

    /// As [`Self::last_day`], with the words that say it, and also where that was before the cut-off date: the day of one
    /// horizon, which opens the text or stands behind what makes it a forecast.
    pub fn said_day(
        words: &Words,
        cutoff: Date,
        counts: impl Fn(usize) -> bool,
    ) -> Option<(Date, bool, Range<usize>)> {
        let is_ahead = |at: &usize| {
            words.may_open(*at, &AHEAD_OPENINGS)
                && AHEAD.contains(&words.get(*at))
                && !is_month_of_may(words, *at)
                && counts(*at)
        };
        let forecast = (0..words.len()).find(is_ahead)?;
        let mut only: Option<(Date, bool, Range<usize>)> = None;
        let mut at = 0;
        while at < words.len() {
            let here = at;
            at += 1;
            if !(here == 0 || here > forecast) || !counts(here) || !words.may_open(here, &OPENINGS) {
                continue;
            }
            let deadline = Deadline::at(words, here, cutoff);
            let other =
                if deadline.is_none() { dated(words, here, words.len(), cutoff.year()) } else { None };
            let (other, other_words) = other.map(|found| (found.horizon, found.words)).unzip();
            if (deadline.is_some() || matches!(other, Some(Horizon::Relative(_) | Horizon::Fixed)))
                && let Some(onset) = onset(words, here)
            {
                if onset != Onset::Past {
                    return None;
                }
                continue;
            }
            let day = if let Some(found) = deadline {
                at = found.words.end;
                (found.last?, found.counted, found.words)
            } else {
                match other {
                    Some(Horizon::Relative(span)) => (span.after(cutoff)?, true, other_words?),
                    Some(Horizon::Fixed) => return None,
                    Some(Horizon::Event | Horizon::Vague) | None => continue,
                }
            };
            match &only {
                Some(only) if (only.0, only.1) != (day.0, day.1) => return None,
                Some(_) => {}
                None => only = Some(day),
            }
        }
        only
    }

    /// The first exact horizon in a range of words, else the first vague one.
    pub fn first_in(words: &Words, range: Range<usize>, year: i16) -> Option<Self> {
        let exact = Self::all_in(words, range.clone(), year).find(|found| found.horizon != Horizon::Vague);
        exact.or_else(|| Self::all_in(words, range, year).next())
    }
}

/// What a word begins that says until when; "after the end of 2026" says it not.
fn at_word(words: &Words, at: usize, end: usize, year: i16) -> Option<HorizonFound> {
    let found = dated(words, at, end, year)?;
    let ends =
        found.horizon == Horizon::Vague || !matches!(onset(words, at), Some(Onset::Past | Onset::Later));
    ends.then_some(found)
}

/// "In May", where "may" is no verb.
fn is_month_of_may(words: &Words, at: usize) -> bool {
    words.get(at) == "may"
        && (words.get(at + 1).starts_with(|sign: char| sign.is_ascii_digit())
            || matches!(
                words.before(at, 1),
                "in" | "by" | "of" | "since" | "until" | "from" | "early" | "late" | "mid" | "last" | "next"
            ))
}

fn dated(words: &Words, at: usize, end: usize, year: i16) -> Option<HorizonFound> {
    let vague = || if words.may_open(at, &VAGUE_OPENINGS) { words.any_phrase(at, &VAGUE) } else { None };
    let found = |horizon, length: usize| Some(HorizonFound { horizon, words: at..(at + length).min(end) });
    if let Some(found) = Date::new(year, 1, 1).ok().and_then(|from| Deadline::at(words, at, from)) {
        let horizon = if found.may_be_past { Horizon::Event } else { Horizon::Fixed };
        return Some(HorizonFound { horizon, words: found.words.start..found.words.end.min(end) });
    }
    match words.get(at) {
        "next" | "coming" | "following" | "within" | "in" | "for" | "another" | "over" => {
            if let Some(place) = vague() {
                return Some(HorizonFound { horizon: Horizon::Vague, words: place });
            }
            length_of_time(words, at)
                .or_else(|| {
                    if words.get(at) == "in" && is_month(words, at + 1) {
                        found(Horizon::Event, 2)
                    } else {
                        None
                    }
                })
                .or_else(|| {
                    if words.any_phrase(at, &["for the rest of"]).is_some() {
                        found(Horizon::Fixed, 4)
                    } else {
                        None
                    }
                })
        }
        "from" if matches!(words.get(at + 1), "now") && is_time(words.before(at, 1)) => {
            found(Horizon::Fixed, 2)
        }
        "tomorrow" | "tonight" => found(Horizon::Fixed, 1),
        word if word.starts_with("fy") && is_fiscal(word) => found(Horizon::Fixed, 1),
        "before" if words.get(at + 1) == "long" => found(Horizon::Vague, 2),
        "until" | "till" | "before" | "through" | "throughout" | "during" | "while" if at + 1 < end => {
            let dated = (at + 1..end.min(at + 6)).any(|place| is_year(words.get(place), year));
            found(if dated { Horizon::Fixed } else { Horizon::Event }, 2)
        }
        "as" if words.any_phrase(at, &["as long as"]).is_some() => found(Horizon::Event, 3),
        "by" if is_date_word(words, at + 1, year) => found(Horizon::Fixed, 2),
        "end" if words.get(at + 1) == "of" => found(Horizon::Fixed, 2),
        "this" if is_period(words.get(at + 1)) => found(Horizon::Fixed, 2),
        "same" if matches!(words.get(at + 1), "period" | "horizon" | "time") => found(Horizon::Fixed, 2),
        word if is_year(word, year) && words.before(at, 1) != "since" => found(Horizon::Fixed, 1),
        "soon" | "shortly" => {
            let compared = matches!(words.before(at, 1), "as" | "too" | "how")
                || matches!(words.get(at + 1), "after" | "before");
            if compared { None } else { found(Horizon::Vague, 1) }
        }
        _ => vague().map(|words| HorizonFound { horizon: Horizon::Vague, words }),
    }
}

/// "the next two years", "within a year", "in eighteen months", "in the coming months".
fn length_of_time(words: &Words, at: usize) -> Option<HorizonFound> {
    let first = words.get(at);
    let pointed = matches!(first, "next" | "coming" | "another");
    let mut place = at + 1;
    let mut seen = pointed;
    let mut unclear = first == "following";
    let mut article = matches!(words.before(at, 1), "the" | "these") && pointed;
    let mut is_next = first == "next";
    while matches!(
        words.get(place),
        "the" | "next" | "coming" | "following" | "at" | "least" | "about" | "roughly" | "some" | "these"
    ) {
        let word = words.get(place);
        seen |= matches!(word, "next" | "coming");
        is_next |= word == "next";
        // "In about two years", "in the following year".
        unclear |= matches!(word, "following" | "about" | "roughly" | "some");
        article |= matches!(word, "the" | "these");
        place += 1;
        if place > at + 5 {
            return None;
        }
    }
    let found = |horizon, next| Some(HorizonFound { horizon, words: at..next });
    if (seen || pointed) && is_period(words.get(place)) && !is_unit(words.get(place)) {
        return found(Horizon::Fixed, place + 1);
    }
    let (amount, next, indefinite) = length(words, place)?;
    // "In a year" says when, "in the year" does not, and "for years" is a vague horizon only if it looks ahead.
    let exact = match amount {
        Amount::Exact(span) => Some(Some(span)),
        // "Next week" is of the calendar, "the next week" is not.
        Amount::One(_) if is_next && !article => Some(None),
        Amount::One(span) if seen => Some(Some(span)),
        Amount::Unclear => Some(None),
        Amount::One(_) if first == "following" || (unclear && article) => return found(Horizon::Event, next),
        Amount::One(_) => return None,
        Amount::Indefinite => None,
    };
    let after = words.get(next);
    let from_elsewhere = words.joined(next)
        && (matches!(
            after,
            "after"
                | "before"
                | "since"
                | "following"
                | "of"
                | "to"
                | "ending"
                | "starting"
                | "beginning"
                | "when"
                | "that"
                | "which"
                | "where"
        ) || (after == "from" && !matches!(words.get(next + 1), "now" | "today")));
    // "Over the twelve months after the switch" is not counted from the cut-off date, and "the two years" are those of something.
    if exact.is_some() && (from_elsewhere || (article && !seen)) {
        return found(Horizon::Event, next);
    }
    // "For a month in 2026" is how long, and may still be all that says until when.
    if exact.is_some() && first == "for" && !seen {
        return found(Horizon::Event, next);
    }
    if exact.is_some() && !seen && is_record(words, at) {
        return None;
    }
    unclear |= is_open(words, next, false) || (words.before(place, 1) == "least" && !seen);
    match exact {
        Some(span) if seen || matches!(first, "within" | "in" | "over" | "following") => {
            let exact = span.filter(|_| !unclear).map_or(Horizon::Fixed, Horizon::Relative);
            found(exact, next)
        }
        None if seen || (indefinite && matches!(first, "within" | "in")) => found(Horizon::Vague, next),
        _ => None,
    }
}

/// Whether a length of time looks back: "the worst in 40 years", "for the first time in five years", "in over two years".
fn is_record(words: &Words, at: usize) -> bool {
    (1..=4)
        .take_while(|step| {
            *step <= at
                && words.joined(at + 1 - step)
                && !matches!(
                    words.before(at, *step),
                    "will" | "would" | "may" | "likely" | "unlikely" | "probably"
                )
        })
        .any(|step| match words.before(at, step) {
            "in" | "for" => step == 1,
            "most" | "least" => words.before(at, step + 1) != "at",
            "worst" | "best" | "first" | "second" | "third" | "only" | "once" | "twice" | "time"
            | "times" | "ever" => true,
            "west" | "east" | "northwest" | "northeast" | "southwest" | "southeast" | "forest" | "rest"
            | "unrest" | "test" | "protest" | "contest" | "interest" | "harvest" | "arrest" | "request"
            | "conquest" | "invest" | "suggest" => false,
            word => word.len() > 4 && word.ends_with("est"),
        })
}

fn is_time(word: &str) -> bool {
    is_unit(word.strip_suffix('s').unwrap_or(word)) || matches!(word, "day" | "days" | "hour" | "hours")
}

/// A month, shortened or not; "may" only where it is no verb.
fn is_month(words: &Words, at: usize) -> bool {
    let word = words.get(at);
    let short = matches!(
        word,
        "jan" | "feb" | "mar" | "apr" | "jun" | "jul" | "aug" | "sep" | "sept" | "oct" | "nov" | "dec"
    );
    (MONTHS.contains(&word) && (word != "may" || is_month_of_may(words, at))) || short
}

fn is_unit(word: &str) -> bool {
    matches!(word, "year" | "month" | "week" | "quarter" | "decade")
}

fn is_period(word: &str) -> bool {
    matches!(
        word,
        "year"
            | "month"
            | "week"
            | "quarter"
            | "decade"
            | "season"
            | "spring"
            | "summer"
            | "autumn"
            | "winter"
            | "fall"
            | "cycle"
            | "term"
    )
}

fn is_date_word(words: &Words, at: usize, year: i16) -> bool {
    let word = words.get(at);
    is_year(word, year)
        || is_month(words, at)
        || is_fiscal(word)
        || matches!(
            word,
            "then"
                | "tomorrow"
                | "tonight"
                | "monday"
                | "tuesday"
                | "wednesday"
                | "thursday"
                | "friday"
                | "saturday"
                | "sunday"
                | "christmas"
                | "easter"
                | "ramadan"
                | "mid"
                | "midnight"
                | "year"
                | "spring"
                | "summer"
                | "autumn"
                | "winter"
                | "late"
                | "early"
                | "next"
                | "election"
        )
        || (word == "the"
            && matches!(
                words.get(at + 1),
                "time"
                    | "date"
                    | "end"
                    | "summer"
                    | "winter"
                    | "spring"
                    | "autumn"
                    | "election"
                    | "elections"
                    | "middle"
                    | "next"
            ))
        || (word.bytes().all(|byte| byte.is_ascii_digit()) && !word.is_empty() && is_month(words, at + 1))
}

fn is_year(word: &str, earliest: i16) -> bool {
    word.len() == 4 && word.parse::<i16>().is_ok_and(|year| (earliest.max(1900)..2200).contains(&year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> Option<Horizon> {
        let words = Words::new(text);
        HorizonFound::first_in(&words, 0..words.len(), 2025).map(|found| found.horizon)
    }

    #[test]
    fn relative_horizons_are_lengths_of_time() {
        for (text, months) in [
            ("over the next year", 12),
            ("within the next eighteen months", 18),
            ("in each of the next two years", 24),
            ("over the coming quarter", 3),
            ("within a year", 12),
            ("over the next 6-12 months", 12),
            ("in the next two to three years", 36),
            ("over the next year and a half", 18),
            ("within half a year", 6),
            ("in the next three (3) months", 3),
            ("the largest port will likely close in two years", 24),
            ("unrest will end in two years", 24),
            ("at least one port closes in two years", 24),
        ] {
            assert_eq!(first(text), Some(Horizon::Relative(Span::Months(months))), "{text}");
        }
        assert_eq!(first("in two weeks"), Some(Horizon::Relative(Span::Days(14))));
    }

    #[test]
    fn fixed_horizons_are_dates_and_events_to_come() {
        for text in [
            "before the end of 2028",
            "until April 2027",
            "in 2027",
            "over the same period",
            "this season",
            "within 72 hours",
            "within 10 business days",
            "in the next year or two",
            "in the next five-year plan",
            "in about two years",
            "by Sept. 30",
            "by 31 Dec",
            "by Friday",
            "by Christmas",
            "by FY2026",
            "tomorrow",
            "a year from now",
            "for the rest of the year",
            "next summer",
        ] {
            assert_eq!(first(text), Some(Horizon::Fixed), "{text}");
        }
        for text in [
            "before the vote",
            "while the truce holds",
            "over the twelve months after the switch",
            "for at least 3 years",
            "in June",
            "in May",
            "within a year from the signing",
        ] {
            assert_eq!(first(text), Some(Horizon::Event), "{text}");
        }
        for text in [
            "below its 2023 level",
            "since 2025",
            "by the government",
            "in the north",
            "for the year",
            "the worst in 40 years",
            "for the first time in five years",
            "the lowest level in ten years",
            "the worst in over 40 years",
            "not before 2027",
            "no earlier than the end of 2026",
            "after the end of 2026",
        ] {
            assert_eq!(first(text), None, "{text}");
        }
    }

    #[test]
    fn vague_horizons_yield_to_exact_ones() {
        for text in
            ["in the coming months", "soon", "over the next few years", "in the near future", "before long"]
        {
            assert_eq!(first(text), Some(Horizon::Vague), "{text}");
        }
        assert_eq!(first("soon, and before the end of 2026"), Some(Horizon::Fixed));
        assert_eq!(first("as soon as possible"), None);
    }

    #[test]
    fn a_forecast_ends_on_a_day_only_where_one_horizon_is_its_own() {
        let cutoff = Date::new(2025, 5, 19).expect("a day");
        let last = |text: &str| {
            let words = Words::new(text);
            HorizonFound::last_day(&words, cutoff, |_| true).map(|(day, counted)| (day.to_string(), counted))
        };
        for (text, day, counted) in [
            ("Trade will likely grow over the next year.", "2026-05-19", true),
            ("Over the next year, trade will likely grow.", "2026-05-19", true),
            (
                "Trade doubled within six months of 2024 and will very likely grow within a year.",
                "2026-05-19",
                true,
            ),
            (
                "Trade rose in 2025 and will likely grow over the next twelve months, though not soon.",
                "2026-05-19",
                true,
            ),
            ("A break has almost no chance of occurring over the next twelve months.", "2026-05-19", true),
            ("By the end of the year trade will likely grow.", "2025-12-31", true),
            ("Trade will likely grow in Q3 2026.", "2026-09-30", false),
            (
                "Trade fell in the first quarter and will likely grow in the third quarter.",
                "2025-09-30",
                true,
            ),
            ("Trade will likely grow before the end of 2026.", "2026-12-31", false),
            ("Trade will likely grow next year.", "2026-12-31", true),
            ("Trade will likely grow next month.", "2025-06-30", true),
            ("Trade will likely grow in June next year.", "2026-06-30", true),
            ("Trade will likely grow over the next year and a half.", "2026-11-19", true),
            ("Trade will likely grow over the next two to three years.", "2028-05-19", true),
            (
                "Trade will likely fall, as it has since the end of March, by the end of 2026.",
                "2026-12-31",
                false,
            ),
        ] {
            assert_eq!(last(text), Some((day.to_owned(), counted)), "{text}");
        }
        for text in [
            "Trade doubled within a year.",
            "Trade doubled within a year and will likely grow.",
            "Trade will likely grow over the next year and until the end of 2027.",
            "Trade will likely grow within a year and double over the next two years.",
            "Trade will likely grow in the coming months.",
            "Trade will likely grow over the twelve months after the switch.",
            "Trade will likely grow by 2027.",
            "Trade will likely grow until talks end in 2026.",
            "Trade will likely grow this summer.",
            "The drought will likely be the worst in 40 years.",
            "Trade will likely grow for the first time in five years.",
            "Trade will likely fall to the lowest level in ten years.",
            "Trade will likely grow in the next five-year plan.",
            "Trade will likely grow, but not before 2027.",
            "Trade will likely grow no earlier than the end of 2026.",
            "Trade will likely grow after the end of 2026.",
            "Trade will likely grow beyond 2026 and over the next year.",
            "Trade will likely grow from the end of 2026.",
            "Trade will likely grow starting in 2026.",
            "Trade will likely grow starting next year.",
            "Trade will likely grow over the next year or two.",
            "Trade will likely grow by the end of the year after next.",
            "Trade will likely grow by the end of the month after the vote.",
            "Trade will likely grow in Q3 FY26.",
            "Trade will likely grow in FY2026.",
            "Trade will likely grow next week.",
            "Trade will likely grow in about two years.",
            "Trade will likely grow within two years or so.",
            "In May, trade doubled within a year and will likely grow.",
        ] {
            assert_eq!(last(text), None, "{text}");
        }
        let words = Words::new("He said it will end within a year");
        assert_eq!(HorizonFound::last_day(&words, cutoff, |at| at < 2), None);
    }

    #[test]
    fn a_span_is_counted_from_a_day() {
        let day = Date::new(2025, 5, 19).expect("a day");
        assert_eq!(Span::Months(12).after(day).map(|day| day.to_string()).as_deref(), Some("2026-05-19"));
        assert_eq!(Span::Days(14).after(day).map(|day| day.to_string()).as_deref(), Some("2025-06-02"));
    }
}
