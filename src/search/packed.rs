//! The reports of a word as the text that the search page reads, put together a posting at a time: a site has millions of
//! postings, and four letters each are less to hold than numbers.
//!
//! In: postings in the order of their reports. Out: their text. Does not know which word they are of.

/// Six bits a character: digits of numbers, and impacts.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// What each of them stands for.
static VALUES: [u8; 256] = {
    let mut values = [0; 256];
    let mut at = 0;
    while at < DIGITS.len() {
        #[expect(clippy::cast_possible_truncation, reason = "there are 64")]
        let value = at as u8;
        values[DIGITS[at] as usize] = value;
        at += 1;
    }
    values
};

/// A word in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Posting {
    /// Number of the report, from the newest.
    pub(super) report: u32,
    /// How much the word says of the report: 1 to 63, so that one character holds it.
    pub(super) impact: u8,
    /// Bit 2n: it stands in the sentence of the nth judgement; bit 2n + 1: in what supports it.
    pub(super) judgements: u64,
}

/// The postings of a word.
#[derive(Debug, Default)]
pub(super) struct Postings {
    /// How many there are.
    pub(super) count: usize,
    /// The first report, doubled, and 1 more if there are judgements: the number that the text begins with.
    first: u64,
    /// The last report.
    last: u32,
    /// What follows that number.
    rest: String,
}

impl Postings {
    /// Adds one. For each report: its distance to the one before, doubled, and 1 more if there are judgements; its
    /// impact, one character; for each judgement twice its place, 1 more for its support, doubled, and 1 more if another
    /// follows.
    pub(super) fn push(&mut self, posting: Posting) {
        let marked = u64::from(posting.judgements != 0);
        if self.count == 0 {
            self.first = u64::from(posting.report) * 2 + marked;
        } else {
            push_number(u64::from(posting.report - self.last) * 2 + marked, &mut self.rest);
        }
        self.rest.push(char::from(DIGITS[usize::from(posting.impact)]));
        let mut bits = posting.judgements;
        while bits != 0 {
            let place = u64::from(bits.trailing_zeros());
            bits &= bits - 1;
            push_number(place * 2 + u64::from(bits != 0), &mut self.rest);
        }
        (self.count, self.last) = (self.count + 1, posting.report);
    }

    /// Adds those of later reports.
    pub(super) fn append(&mut self, later: &Self) {
        if later.count == 0 {
            return;
        }
        if self.count == 0 {
            self.first = later.first;
        } else {
            push_number(later.first - u64::from(self.last) * 2, &mut self.rest);
        }
        self.rest.push_str(&later.rest);
        (self.count, self.last) = (self.count + later.count, later.last);
    }

    /// Writes them.
    pub(super) fn write(&self, text: &mut String) {
        if self.count > 0 {
            push_number(self.first, text);
        }
        text.push_str(&self.rest);
    }

    /// How long that text is, but for its first number.
    pub(super) fn len(&self) -> usize {
        self.rest.len()
    }

    /// Writes them without the places of judgements: two or three characters for each report.
    pub(super) fn write_without_places(&self, text: &mut String) {
        let mut rest = self.rest.bytes();
        let mut head = self.first;
        for _ in 0..self.count {
            push_number(head & !1, text);
            text.extend(rest.next().map(char::from));
            let mut more = head & 1 == 1;
            while more {
                more = number(&mut rest) & 1 == 1;
            }
            head = number(&mut rest);
        }
    }
}

/// What [`push_number`] wrote.
fn number(digits: &mut impl Iterator<Item = u8>) -> u64 {
    let (mut value, mut shift) = (0, 0);
    for digit in digits.by_ref() {
        let digit = u64::from(VALUES[usize::from(digit)]);
        value |= (digit & 31) << shift;
        shift += 5;
        if digit < 32 {
            break;
        }
    }
    value
}

/// Increasing numbers as text: the distance of each to the one before.
pub(super) fn distances(numbers: &[u32]) -> String {
    let mut text = String::with_capacity(numbers.len() * 2);
    let mut last = 0;
    for at in numbers {
        push_number(u64::from(at - last), &mut text);
        last = *at;
    }
    text
}

/// A number in digits of five bits, lowest first; the sixth bit says that more follow.
fn push_number(mut value: u64, text: &mut String) {
    loop {
        let more = if value > 31 { 32 } else { 0 };
        text.push(char::from(DIGITS[usize::try_from(value & 31).unwrap_or_default() + more]));
        value >>= 5;
        if value == 0 {
            return;
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::search) fn posting(report: u32, impact: u8, judgements: u64) -> Posting {
        Posting { report, impact, judgements }
    }

    pub(in crate::search) fn postings(list: &[Posting]) -> Postings {
        let mut postings = Postings::default();
        for posting in list {
            postings.push(*posting);
        }
        postings
    }

    fn text(postings: &Postings) -> String {
        let mut text = String::new();
        postings.write(&mut text);
        text
    }

    #[test]
    fn postings_are_short_text() {
        let encode = |list: &[Posting]| text(&postings(list));
        assert_eq!(encode(&[]), "");
        assert_eq!(encode(&[posting(0, 1, 0)]), "AB");
        assert_eq!(encode(&[posting(3, 63, 0), posting(4, 2, 0)]), "G_CC");
        // Sentence of the first judgement and support of the second: places 0 and 3.
        assert_eq!(encode(&[posting(1, 5, 0b1001)]), "DFBG");
        assert_eq!(encode(&[posting(500, 5, 0)]), "ofF");
    }

    #[test]
    fn two_parts_read_as_the_whole() {
        let list = [posting(0, 9, 0), posting(7, 3, 1), posting(8, 1, 0), posting(400, 2, 0b110)];
        let whole = text(&postings(&list));
        for at in 0..=list.len() {
            let mut first = postings(&list[..at]);
            first.append(&postings(&list[at..]));
            assert_eq!((text(&first), first.count), (whole.clone(), list.len()));
        }
    }

    #[test]
    fn places_can_be_left_out() {
        let list = [posting(3, 9, 0), posting(700, 3, 0b1001), posting(701, 1, 1 << 40), posting(9000, 2, 0)];
        let bare: Vec<Posting> = list.iter().map(|one| Posting { judgements: 0, ..*one }).collect();
        let mut written = String::new();
        postings(&list).write_without_places(&mut written);
        assert_eq!(written, text(&postings(&bare)));
    }

    #[test]
    fn numbers_have_five_bits_a_digit() {
        assert_eq!(distances(&[0, 31, 63, 1087]), "AfgBggB");
    }
}
