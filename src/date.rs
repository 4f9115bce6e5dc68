//! Dates as content has them: a day, or a moment with its time zone offset.
//!
//! In: TOML dates and dates as people write them. Out: [`Moment`]. Does not know the clock: what "now" is comes
//! from the caller.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A day, with the exact time where the text gives one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The calendar day as written.
    pub day: Date,
    /// The instant; a day alone has none.
    pub instant: Option<Timestamp>,
}

impl Moment {
    /// A day without a time.
    pub fn on(day: Date) -> Self {
        Self { day, instant: None }
    }

    /// The instant, or the day's beginning in UTC: for ordering and comparing.
    pub fn start(self) -> Timestamp {
        self.instant.unwrap_or_else(|| midnight(self.day))
    }

    /// The instant, or the day's end in UTC: what is over after a day is there all of that day.
    pub fn end(self) -> Timestamp {
        self.instant.unwrap_or_else(|| self.day.tomorrow().map_or(Timestamp::MAX, midnight))
    }

    /// `2025-05-20`, or `2025-05-20T06:00:00Z`.
    pub fn iso(self) -> String {
        self.instant.map_or_else(|| self.day.to_string(), |instant| instant.to_string())
    }

    /// RFC 3339 with a time, as feeds want it.
    pub fn rfc3339(self) -> String {
        self.start().to_string()
    }

    /// Days since 1970-01-01 of the day as written.
    pub fn days(self) -> i32 {
        let seconds = midnight(self.day).as_second();
        i32::try_from(seconds.div_euclid(86_400)).unwrap_or(0)
    }

    /// Reads what TOML calls a date or date-time. A date-time without an offset counts as UTC, so that a build
    /// means the same on every machine.
    pub fn from_toml(value: &toml::value::Datetime) -> Option<Self> {
        let text = value.to_string();
        value.date?;
        if value.time.is_none() {
            return text.parse().ok().map(Self::on);
        }
        let day = text.get(..10)?.parse().ok()?;
        let instant =
            if value.offset.is_some() { text.parse().ok()? } else { format!("{text}Z").parse().ok()? };
        Some(Self { day, instant: Some(instant) })
    }

    /// Reads `2025-05-19`, `2025-05-19T06:00:00Z`, `19 May 2025` or `May 19, 2025` (English month names).
    pub fn from_text(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(day) = text.parse::<Date>()
            && text.len() == 10
        {
            return Some(Self::on(day));
        }
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Some(Self { day: text.get(..10)?.parse().ok()?, instant: Some(instant) });
        }
        let mut words = text.split([' ', ',']).filter(|word| !word.is_empty());
        let (first, second, year) = (words.next()?, words.next()?, words.next()?);
        if words.next().is_some() {
            return None;
        }
        let (day, month) = match month(first) {
            Some(month) => (second, month),
            None => (first, month(second)?),
        };
        let day = day.trim_end_matches(|character: char| character.is_ascii_alphabetic()).parse().ok()?;
        Date::new(year.parse().ok()?, month, day).ok().map(Self::on)
    }
}

/// English names of the months, in lower case.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.').to_lowercase();
    if word.len() < 3 {
        return None;
    }
    let found =
        MONTHS.iter().position(|name| name.starts_with(&word) || (word == "sept" && *name == "september"))?;
    i8::try_from(found + 1).ok()
}

fn midnight(day: Date) -> Timestamp {
    // Fails only at the ends of jiff's range, years -9999 and 9999, where any answer orders the same.
    day.to_zoned(TimeZone::UTC).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Option<String> {
        Moment::from_text(text).map(Moment::iso)
    }

    #[test]
    fn people_write_dates_in_several_ways() {
        for written in ["2025-05-19", "19 May 2025", "May 19, 2025", "19th May 2025", " 19 may. 2025 "] {
            assert_eq!(text(written).as_deref(), Some("2025-05-19"), "{written}");
        }
        assert_eq!(text("2025-05-19T06:00:00Z").as_deref(), Some("2025-05-19T06:00:00Z"));
        for wrong in ["", "May 2025", "31 February 2025", "19/05/2025", "soon", "2025-05-19 or later"] {
            assert_eq!(text(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_time_without_an_offset_is_utc() {
        let value: toml::value::Datetime = "2025-05-21T06:00:00".parse().expect("a local date-time");
        assert_eq!(Moment::from_toml(&value).map(Moment::iso).as_deref(), Some("2025-05-21T06:00:00Z"));
        let value: toml::value::Datetime = "2025-05-21T01:00:00+02:00".parse().expect("a date-time");
        let moment = Moment::from_toml(&value).expect("valid");
        assert_eq!(moment.iso(), "2025-05-20T23:00:00Z");
        assert_eq!(moment.day.to_string(), "2025-05-21");
    }

    #[test]
    fn days_count_from_1970() {
        assert_eq!(Moment::from_text("1970-01-02").map(Moment::days), Some(1));
        assert_eq!(Moment::from_text("1969-12-31").map(Moment::days), Some(-1));
    }
}
