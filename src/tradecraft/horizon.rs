//! Horizons: until when a judgement is meant to hold, as sentences say it.
//!
//! In: words. Out: the first exact horizon among them, else the first vague one. A relative horizon ("over the
//! next year") is resolved against the intelligence cut-off date. English only. Does not know reports.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;

use super::aside::subordinates;
use super::calendar::is_month_of_may;
use super::deadline::Deadline;
use super::onset::{Onset, onset};
use super::until::{OPENINGS, at_word, dated};
use super::words::{Openings, Words};

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
                && !is_perfect(words, *at)
                && counts(*at)
        };
        let forecast = (0..words.len()).find(is_ahead)?;
        let mut only: Option<(Date, bool, Range<usize>)> = None;
        let mut aside = None;
        let mut at = 0;
        while at < words.len() {
            let here = at;
            at += 1;
            if !(here == 0 || here > forecast) || !counts(here) || !words.may_open(here, &OPENINGS) {
                continue;
            }
            if was_so(words, here) {
                continue;
            }
            // "… if the treaty lapses by the end of 2026": that is until when the condition runs.
            aside = aside.or_else(|| (forecast.saturating_sub(1)..here).find(|at| subordinates(words, *at)));
            if aside.is_some_and(|aside| aside < here) {
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

/// "May have left": of the past, but for what one may have ("may have a bomb", "could have 500 missiles").
fn is_perfect(words: &Words, at: usize) -> bool {
    let object = |word: &str| {
        matches!(
            word,
            "" | "a" | "an" | "the" | "no" | "up" | "as" | "more" | "enough" | "its" | "their" | "to"
        ) || word.starts_with(|sign: char| sign.is_ascii_digit())
    };
    matches!(words.get(at), "may" | "might" | "could" | "would")
        && words.get(at + 1) == "have"
        && !object(words.get(at + 2))
}

/// Whether a date belongs to what was: "less likely than it was in March 2025".
fn was_so(words: &Words, at: usize) -> bool {
    (1..=4)
        .take_while(|step| *step <= at && words.joined(at + 1 - step))
        .map(|step| words.before(at, step))
        .find(|word| AHEAD.contains(word) || is_past_verb(word))
        .is_some_and(is_past_verb)
}

fn is_past_verb(word: &str) -> bool {
    matches!(word, "was" | "were" | "had" | "did")
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
            "Trade will likely fall unless the treaty is renewed by 1 March 2026.",
            "Trade will likely fall if the treaty lapses by the end of 2026.",
            "Trade will likely fall once the pipeline opens in 2026.",
            "Trade will likely fall six months after a ceasefire in 2026.",
            "Trade will likely fall while the fleet, due to be replaced over the next two years, ages.",
            "Trade will likely fall although the ministry expects growth over the next year.",
            "Trade will likely fall because the treaty, which lapses at the end of 2026, is not renewed.",
            "Trade will likely fall before the November 2026 election.",
            "Trade will likely fall in the next quarter.",
            "Who will lead the party in 2026 is likely to be settled in May.",
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
    fn what_was_is_no_horizon() {
        let cutoff = Date::new(2025, 5, 19).expect("a day");
        let said = |text: &str| {
            let words = Words::new(text);
            HorizonFound::said_day(&words, cutoff, |_| true).map(|(day, ..)| day.to_string())
        };
        assert_eq!(said("a veto is less likely than it was in March 2025"), None);
        assert_eq!(said("in May 2025 the fleet may have left port"), None);
        assert_eq!(said("the fleet may have 30 ships by 30 June 2025").as_deref(), Some("2025-06-30"));
        assert_eq!(said("it was weak and will fall in June 2025").as_deref(), Some("2025-06-30"));
        let early = "they will likely give way, e.g. through defections, by 30 June 2025";
        assert_eq!(said(early).as_deref(), Some("2025-06-30"));
    }

    #[test]
    fn a_span_is_counted_from_a_day() {
        let day = Date::new(2025, 5, 19).expect("a day");
        assert_eq!(Span::Months(12).after(day).map(|day| day.to_string()).as_deref(), Some("2026-05-19"));
        assert_eq!(Span::Days(14).after(day).map(|day| day.to_string()).as_deref(), Some("2025-06-02"));
    }
}
