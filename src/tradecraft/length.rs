//! Lengths of time in words: "two and a half years", "6-12 months", "three (3) months".
//!
//! In: words and a place. Out: an [`Amount`] of a unit, and where its words end. Of two numbers the greater counts, for by then the
//! forecast is over. What is no whole number of days or months, and what is only about so long, has no length. English only.

use super::horizon::Span;
use super::words::Words;

/// How much time words give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Amount {
    /// So much.
    Exact(Span),
    /// Some length that has no day: "72 hours", "10 business days", "a year or two".
    Unclear,
    /// A unit alone: "the year".
    One(Span),
    /// "Years", "a few months".
    Indefinite,
}

/// The length that begins at a word, the word behind it, and whether it says "a few" and the like.
pub(super) fn length(words: &Words, at: usize) -> Option<(Amount, usize, bool)> {
    let mut place = at;
    if words.get(place) == "half" && matches!(words.get(place + 1), "a" | "an") {
        let (span, _) = unit_of(words.get(place + 2))?;
        return Some((scaled(span, 1), place + 3, false));
    }
    let mut unclear = false;
    // "A 12-month period".
    if matches!(words.get(place), "a" | "an") && number(words.get(place + 1)).is_some() {
        place += 1;
        unclear = true;
    }
    let indefinite = matches!(words.get(place), "few" | "several" | "many" | "couple" | "number");
    let mut halves = None;
    if let Some((first, next)) = whole(words, place) {
        place = next;
        let mut amount = first;
        // "Three (3) months".
        if words.gap(place).contains('(') && number(words.get(place)) == Some(first) {
            place += 1;
        }
        let to = usize::from(matches!(words.get(place), "to" | "or"));
        let range = to > 0 || words.gap(place).contains(['-', '–']);
        if let Some((upper, next)) = whole(words, place + to).filter(|_| range && words.joined(place)) {
            unclear |= upper <= first;
            amount = upper;
            place = next;
        }
        let mut doubled = amount.saturating_mul(2);
        if words.phrase(place, "and a half").is_some() {
            doubled = doubled.saturating_add(1);
            place += 3;
        }
        halves = Some(doubled);
    }
    if halves.is_some() || indefinite {
        place += usize::from(indefinite);
        place += usize::from(words.get(place) == "of");
    }
    let qualified = matches!(words.get(place), "business" | "working" | "trading" | "banking");
    place += usize::from(qualified);
    // "The next five-year plan".
    let attributive = halves.is_some() && words.gap(place).contains(['-', '–']);
    if matches!(words.get(place), "hour" | "hours") {
        return halves.map(|_| (Amount::Unclear, place + 1, false));
    }
    let (span, plural) = unit_of(words.get(place))?;
    let mut next = place + 1;
    let amount = match halves {
        Some(_) if unclear || qualified || attributive => Amount::Unclear,
        Some(2) | None if !plural && words.phrase(next, "and a half").is_some() => {
            next += 3;
            scaled(span, 3)
        }
        Some(2) | None if !plural && words.get(next) == "or" && words.joined(next) => Amount::Unclear,
        Some(halves) => scaled(span, halves),
        None if !plural && !indefinite => Amount::One(span),
        None => Amount::Indefinite,
    };
    Some((amount, next, indefinite))
}

/// So many halves of a unit.
fn scaled(span: Span, halves: u16) -> Amount {
    let times =
        |unit: u16| unit.checked_mul(halves).filter(|product| product % 2 == 0).map(|product| product / 2);
    let length = match span {
        Span::Days(days) => times(days).map(Span::Days),
        Span::Months(months) => times(months).map(Span::Months),
    };
    length.map_or(Amount::Unclear, Amount::Exact)
}

fn unit_of(word: &str) -> Option<(Span, bool)> {
    let singular = word.strip_suffix('s').unwrap_or(word);
    let size = match singular {
        "day" => Span::Days(1),
        "week" => Span::Days(7),
        "fortnight" => Span::Days(14),
        "month" => Span::Months(1),
        "quarter" => Span::Months(3),
        "year" => Span::Months(12),
        "decade" => Span::Months(120),
        _ => return None,
    };
    Some((size, singular.len() < word.len()))
}

/// A whole number, "twenty-four" among them, and the word behind it.
fn whole(words: &Words, at: usize) -> Option<(u16, usize)> {
    let tens = number(words.get(at))?;
    let spelled = |at: usize| words.get(at).bytes().all(|byte| byte.is_ascii_alphabetic());
    let ones = number(words.get(at + 1)).filter(|ones| {
        (1..10).contains(ones)
            && words.get(at + 1).len() > 2
            && spelled(at)
            && spelled(at + 1)
            && words.joined(at + 1)
    });
    match ones {
        Some(ones) if tens >= 20 => Some((tens + ones, at + 2)),
        _ => Some((tens, at + 1)),
    }
}

/// English names of the numbers from 0, each at its place.
pub const NUMBERS: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

fn number(word: &str) -> Option<u16> {
    match word {
        "a" | "an" => Some(1),
        "thirty" => Some(30),
        "forty" => Some(40),
        "fifty" => Some(50),
        "sixty" => Some(60),
        "seventy" => Some(70),
        "eighty" => Some(80),
        "ninety" => Some(90),
        _ => NUMBERS
            .iter()
            .position(|name| *name == word)
            .and_then(|number| u16::try_from(number).ok())
            .or_else(|| word.parse().ok())
            .filter(|number| (1..1000).contains(number)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_whole_days_or_months() {
        for (text, amount) in [
            ("eighteen months", Amount::Exact(Span::Months(18))),
            ("twenty-four months", Amount::Exact(Span::Months(24))),
            ("two to three years", Amount::Exact(Span::Months(36))),
            ("6-12 months", Amount::Exact(Span::Months(12))),
            ("one or two years", Amount::Exact(Span::Months(24))),
            ("two and a half years", Amount::Exact(Span::Months(30))),
            ("a year and a half", Amount::Exact(Span::Months(18))),
            ("half a year", Amount::Exact(Span::Months(6))),
            ("three (3) months", Amount::Exact(Span::Months(3))),
            ("half a month", Amount::Unclear),
            ("a year or two", Amount::Unclear),
            ("five-year plan", Amount::Unclear),
            ("a 12-month period", Amount::Unclear),
            ("72 hours", Amount::Unclear),
            ("10 business days", Amount::Unclear),
            ("year", Amount::One(Span::Months(12))),
            ("years", Amount::Indefinite),
        ] {
            let found = length(&Words::new(text), 0).map(|(amount, ..)| amount);
            assert_eq!(found, Some(amount), "{text}");
        }
    }
}
