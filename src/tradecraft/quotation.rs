//! Somebody else's words in a text: what stands in quotation marks.
//!
//! In: a text. Out: bytes from the mark that opens to the one that closes, both included. A mark that never closes in its line
//! quotes nothing, and an apostrophe is no mark. Does not know block quotes and code.

use std::ops::Range;

/// Marks that open, each with those that close it.
const PAIRS: [(char, &[char]); 9] = [
    ('"', &['"']),
    ('“', &['”', '"']),
    ('„', &['“', '”', '"']),
    ('«', &['»']),
    ('»', &['«']),
    ('‹', &['›']),
    ('‚', &['‘', '’']),
    ('‘', &['’']),
    ('\'', &['\'']),
];

/// What stands in quotation marks, in order. Quotations inside of one belong to it.
pub fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut list = Vec::new();
    let mut from = 0;
    while let Some(start) = next_mark(text, from) {
        let Some(mark) = text[start..].chars().next() else { break };
        from = start + mark.len_utf8();
        let closing = PAIRS.iter().find(|(open, _)| *open == mark).map(|(_, closing)| *closing);
        if let Some(end) = closing.and_then(|closing| close(text, start, mark, closing)) {
            list.push(start..end);
            from = end;
        }
    }
    list
}

/// Bytes with which marks begin: two are ASCII; the others begin with one of two bytes.
const MARKS: [u8; 4] = [b'"', b'\'', 0xE2, 0xC2];

fn next_mark(text: &str, from: usize) -> Option<usize> {
    // Most texts have none. Counted without a branch, many bytes go at a time.
    let marks = |byte: &u8| MARKS.iter().map(|mark| u8::from(byte == mark)).sum::<u8>();
    let bytes = &text.as_bytes()[from..];
    let without = |chunk: &&[u8; 32]| chunk.iter().map(marks).sum::<u8>() == 0;
    let passed = bytes.as_chunks().0.iter().take_while(without).count() * 32;
    bytes[passed..].iter().position(|byte| marks(byte) > 0).map(|at| from + passed + at)
}

/// The end of what a mark opens, if it opens something.
fn close(text: &str, start: usize, mark: char, closing: &[char]) -> Option<usize> {
    let single = matches!(mark, '\'' | '‘' | '‚');
    let before = text[..start].chars().next_back();
    let rest = &text[start + mark.len_utf8()..];
    // "the yards' 1990s", "rock 'n' roll": a single mark opens before a letter and after none.
    let opens = !before.is_some_and(char::is_alphanumeric) && rest.starts_with(char::is_alphanumeric);
    if single && !opens {
        return None;
    }
    let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
    let ends = line.char_indices().filter(|(at, sign)| {
        let after = &line[at + sign.len_utf8()..];
        closing.contains(sign) && !(single && after.starts_with(char::is_alphanumeric))
    });
    let mut last = None;
    for (at, sign) in ends {
        last = Some(start + mark.len_utf8() + at + sign.len_utf8());
        // After an s a single mark may be that of a genitive: "‘the banks’ plan’".
        if !single || !line[..at].ends_with(['s', 'S']) {
            break;
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> Vec<&str> {
        quotations(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn all_kinds_of_marks_quote() {
        for quotation in ["\"a b\"", "“a ‘b’ c”", "„a“", "«a»", "‹a›", "‘a b’", "'a'", "‚a’"]
        {
            assert_eq!(quoted(&format!("He said {quotation}, didn't he?")), [quotation]);
        }
    }

    #[test]
    fn apostrophes_and_open_marks_quote_nothing() {
        for text in [
            "the yards' and the bank's",
            "in the ’90s, it’s likely",
            "an “open end",
            "'tis likely",
            "5\" of rain",
        ] {
            assert_eq!(quoted(text), [""; 0], "{text}");
        }
        assert_eq!(quoted("‘the banks’ plan’ failed"), ["‘the banks’ plan’"]);
        assert_eq!(quoted("“open\nnext “closed”"), ["“closed”"]);
    }
}
