//! Words of the calendar: years, months, parts of a year, and what makes one the part of another.
//!
//! In: words. Out: whether they are such. Does not know what a sentence says with them. English only.

use super::words::Words;
use crate::date::MONTHS;

pub(super) fn is_time(word: &str) -> bool {
    is_unit(word.strip_suffix('s').unwrap_or(word)) || matches!(word, "day" | "days" | "hour" | "hours")
}

/// A month, shortened or not; "may" only where it is no verb.
pub(super) fn is_month(words: &Words, at: usize) -> bool {
    let word = words.get(at);
    let short = matches!(
        word,
        "jan" | "feb" | "mar" | "apr" | "jun" | "jul" | "aug" | "sep" | "sept" | "oct" | "nov" | "dec"
    );
    (MONTHS.contains(&word) && (word != "may" || is_month_of_may(words, at))) || short
}

pub(super) fn is_unit(word: &str) -> bool {
    matches!(word, "year" | "month" | "week" | "quarter" | "decade")
}

pub(super) fn is_period(word: &str) -> bool {
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

pub(super) fn is_date_word(words: &Words, at: usize, year: i16) -> bool {
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

pub(super) fn is_year(word: &str, earliest: i16) -> bool {
    word.len() == 4 && word.parse::<i16>().is_ok_and(|year| (earliest.max(1900)..2200).contains(&year))
}

/// "In May", where "may" is no verb.
pub(super) fn is_month_of_may(words: &Words, at: usize) -> bool {
    words.get(at) == "may"
        && (words.get(at + 1).starts_with(|sign: char| sign.is_ascii_digit())
            || matches!(
                words.before(at, 1),
                "in" | "by" | "of" | "since" | "until" | "from" | "early" | "late" | "mid" | "last" | "next"
            ))
}

/// "FY26", and "FY" before a year.
pub(super) fn is_fiscal(word: &str) -> bool {
    word.strip_prefix("fy").is_some_and(|year| year.is_empty() || is_number(year))
}

pub(super) fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// What makes "next year" and "this year" the year of something shorter: "late next year", "June this year".
pub(super) fn is_part_of_period(word: &str) -> bool {
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

pub(super) fn is_possessive(word: &str) -> bool {
    word.ends_with("'s") || word.ends_with("’s")
}

pub(super) fn year_of(word: &str) -> Option<i16> {
    (word.len() == 4).then(|| word.parse().ok()).flatten().filter(|year| (1900..2200).contains(year))
}
