//! `Range` headers (RFC 9110, section 14), so that players can seek.
//!
//! In: the header and the length of what was asked for. Out: which bytes to send. Several ranges at once are answered
//! with the whole, which the standard permits.

use std::ops::Range;

/// What a `Range` header asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Everything: the header is of another unit, malformed, or names several ranges.
    Whole,
    /// These bytes.
    Part(Range<usize>),
    /// Bytes that are not there.
    Unsatisfiable,
}

/// Reads a `Range` header for something of `length` bytes.
pub fn wanted(header: &str, length: usize) -> Wanted {
    read(header, length).unwrap_or(Wanted::Whole)
}

fn read(header: &str, length: usize) -> Option<Wanted> {
    let (unit, set) = header.trim().split_once('=')?;
    if !unit.eq_ignore_ascii_case("bytes") || set.contains(',') {
        return None;
    }
    let (first, last) = set.trim().split_once('-')?;
    let part = if first.is_empty() {
        let suffix = number(last)?;
        length.saturating_sub(suffix)..length
    } else {
        let first = number(first)?;
        let end = if last.is_empty() { length } else { number(last)?.saturating_add(1) };
        if !last.is_empty() && end <= first {
            return None;
        }
        first..end.min(length)
    };
    Some(if part.is_empty() { Wanted::Unsatisfiable } else { Wanted::Part(part) })
}

/// A number beyond what fits is beyond every length.
fn number(text: &str) -> Option<usize> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn single_ranges_are_those_of_the_standard() {
        for (header, expected) in [
            ("bytes=0-499", Wanted::Part(0..500)),
            ("bytes=500-999", Wanted::Part(500..1000)),
            ("bytes=-500", Wanted::Part(500..1000)),
            ("bytes=-5000", Wanted::Part(0..1000)),
            ("bytes=990-", Wanted::Part(990..1000)),
            ("bytes=990-5000", Wanted::Part(990..1000)),
            ("BYTES=0-0", Wanted::Part(0..1)),
            ("bytes=1000-", Wanted::Unsatisfiable),
            ("bytes=-0", Wanted::Unsatisfiable),
            ("bytes=99999999999999999999999-", Wanted::Unsatisfiable),
            ("bytes=5-4", Wanted::Whole),
            ("bytes=0-1,4-5", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("bytes=+1-2", Wanted::Whole),
            ("lines=0-1", Wanted::Whole),
            ("bytes", Wanted::Whole),
        ] {
            assert_eq!(wanted(header, 1000), expected, "{header}");
        }
        assert_eq!(wanted("bytes=0-", 0), Wanted::Unsatisfiable);
    }

    proptest! {
        #[test]
        fn no_header_asks_for_more_than_there_is(header in "(bytes=)?[0-9,-]{0,12}", length in 0_usize..2000) {
            if let Wanted::Part(part) = wanted(&header, length) {
                prop_assert!(part.start < part.end && part.end <= length);
            }
        }
    }
}
