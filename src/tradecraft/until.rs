//! What says until when, word by word: lengths of time, dates, events, and what ends on no day.
//!
//! In: words. Out: what begins at one of them. English only. Does not know which of several counts.

use std::sync::LazyLock;

use jiff::civil::Date;

use super::calendar::{is_date_word, is_fiscal, is_month, is_period, is_time, is_unit, is_year};
use super::deadline::Deadline;
use super::horizon::{Horizon, HorizonFound, Span};
use super::length::{Amount, length};
use super::onset::{Onset, is_open, onset};
use super::words::{Openings, Words};

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

pub(super) static OPENINGS: LazyLock<Openings> = LazyLock::new(|| {
    let years: Vec<String> =
        ('0'..='9').flat_map(|one| ('0'..='9').map(move |two| format!("{one}{two}"))).collect();
    Openings::of(VAGUE.into_iter().chain(OTHERS).chain(years.iter().map(String::as_str)))
});

static VAGUE_OPENINGS: LazyLock<Openings> = LazyLock::new(|| Openings::of(VAGUE));

/// What a word begins that says until when; "after the end of 2026" says it not.
pub(super) fn at_word(words: &Words, at: usize, end: usize, year: i16) -> Option<HorizonFound> {
    let found = dated(words, at, end, year)?;
    let ends =
        found.horizon == Horizon::Vague || !matches!(onset(words, at), Some(Onset::Past | Onset::Later));
    ends.then_some(found)
}

pub(super) fn dated(words: &Words, at: usize, end: usize, year: i16) -> Option<HorizonFound> {
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
            let dated = (at + 1..end.min(at + 6))
                .take_while(|place| words.joined(*place))
                .any(|place| is_year(words.get(place), year));
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
        // "The next quarter" may be that of the calendar as well.
        Amount::One(span) if is_next && (!article || span == Span::Months(3)) => Some(None),
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
