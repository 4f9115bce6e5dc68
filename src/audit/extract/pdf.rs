//! The words of a PDF, as well as they can be had: strings in the file and in its compressed streams.
//!
//! In: bytes. Out: texts with their places, or why they cannot be had. Words are read through every table of glyphs of the
//! file (`ToUnicode`), for which font shows them is not followed; a file with numbered glyphs and no table is not understood.

use super::containers::zlib;
use super::pdf_streams::{Decoded, Glyphs, decoded};

/// A text and where it stood.
pub(super) type Found = (usize, String);

/// Texts of a PDF, or the reason why it cannot be read.
pub(super) fn texts(bytes: &[u8]) -> Result<Vec<Found>, &'static str> {
    if memchr::memmem::find(bytes, b"/Encrypt").is_some() {
        return Err("an encrypted PDF");
    }
    let mut found = vec![(0, strings(bytes, None))];
    let mut streams = Vec::new();
    let mut at = 0;
    while let Some(next) = memchr::memmem::find(&bytes[at..], b"stream") {
        let mut start = at + next + 6;
        at = start;
        if bytes[..start].ends_with(b"endstream") {
            continue;
        }
        let before = &bytes[..start - 6];
        let dictionary = &before[memchr::memmem::rfind(before, b"obj").unwrap_or(start - 6)..];
        start += usize::from(bytes.get(start) == Some(&b'\r'));
        start += usize::from(bytes.get(start) == Some(&b'\n'));
        let Some(data) = bytes.get(start..) else { break };
        let end = memchr::memmem::find(data, b"endstream").unwrap_or(data.len());
        match decoded(dictionary, &data[..end])? {
            Decoded::Text(stream) => streams.push((start, stream)),
            // What only calls itself a picture or a font may be packed text as well.
            Decoded::Other => {
                let inflated = zlib(&data[..end]);
                if !inflated.is_empty() {
                    found.push((start, String::from_utf8_lossy(&inflated).into_owned()));
                }
            }
        }
        at = start + end;
    }
    let tables: Vec<Glyphs> = streams.iter().filter_map(|(_, stream)| Glyphs::read(stream)).collect();
    let all = || std::iter::once(bytes).chain(streams.iter().map(|(_, stream)| stream.as_slice()));
    let count = |name: &[u8]| all().map(|part| memchr::memmem::find_iter(part, name).count()).sum::<usize>();
    if count(b"/Type0") > count(b"/ToUnicode") || tables.len() > TABLES {
        return Err("a PDF with a font that numbers its letters");
    }
    for (start, stream) in &streams {
        found.push((*start, strings(stream, None)));
        found.push((*start, String::from_utf8_lossy(stream).into_owned()));
        let shows = ["Tj", "TJ"].iter().any(|shows| memchr::memmem::find(stream, shows.as_bytes()).is_some());
        found.extend(tables.iter().filter(|_| shows).map(|glyphs| (*start, strings(stream, Some(glyphs)))));
    }
    Ok(found)
}

/// Most tables of glyphs that texts are read through.
const TABLES: usize = 200;

/// What stands in `(…)` and `<…>`. Parts of one array are parts of one line; a wide gap is a space.
fn strings(bytes: &[u8], glyphs: Option<&Glyphs>) -> String {
    let mut text = String::new();
    let mut in_array = false;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'(' => {
                let (string, end) = literal(bytes, at + 1);
                push(&mut text, &string, glyphs);
                at = end;
            }
            b'<' if bytes.get(at + 1) == Some(&b'<') => at += 1,
            b'<' => {
                let length = bytes[at + 1..].iter().take(1 << 16).position(|byte| *byte == b'>');
                if let Some(length) = length {
                    let digits: Vec<u8> = bytes[at + 1..at + 1 + length]
                        .iter()
                        .filter_map(|digit| {
                            char::from(*digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
                        })
                        .collect();
                    let string: Vec<u8> =
                        digits.as_chunks::<2>().0.iter().map(|[high, low]| high << 4 | low).collect();
                    push(&mut text, &string, glyphs);
                    at += length;
                }
            }
            b'[' => in_array = true,
            b']' => {
                in_array = false;
                text.push(' ');
            }
            b'-' if in_array => {
                let digits = bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                if digits >= 3 {
                    text.push(' ');
                }
            }
            // Operators that move to the next line.
            b'd' | b'D' | b'*' | b'\'' if !in_array && at > 0 && bytes[at - 1] == b'T' => text.push(' '),
            b'/' if !in_array && !text.ends_with(' ') => text.push(' '),
            _ => {}
        }
        at += 1;
    }
    text
}

/// A string with its escapes undone, and where it ends.
fn literal(bytes: &[u8], start: usize) -> (Vec<u8>, usize) {
    let mut string = Vec::new();
    let mut depth = 0usize;
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            b'(' => depth += 1,
            b'\\' => {
                at += 1;
                match bytes.get(at) {
                    Some(digit @ b'0'..=b'7') => {
                        let mut value = u32::from(digit - b'0');
                        while let Some(next @ b'0'..=b'7') = bytes.get(at + 1).filter(|_| value < 32) {
                            value = value * 8 + u32::from(next - b'0');
                            at += 1;
                        }
                        string.push(u8::try_from(value & 0xff).unwrap_or(b' '));
                    }
                    // As glyphs they are numbers, as text white space.
                    Some(b'n') => string.push(b'\n'),
                    Some(b'r') => string.push(b'\r'),
                    Some(b't') => string.push(b'\t'),
                    Some(b'b') => string.push(8),
                    Some(b'f') => string.push(12),
                    Some(b'\n') | None => {}
                    Some(other) => string.push(*other),
                }
                at += 1;
                continue;
            }
            _ => {}
        }
        string.push(*byte);
        at += 1;
    }
    (string, at)
}

fn push(text: &mut String, string: &[u8], glyphs: Option<&Glyphs>) {
    if let Some(glyphs) = glyphs {
        glyphs.push(text, string);
    } else if string.starts_with(&[0xfe, 0xff]) {
        let units = string[2..].as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair));
        text.extend(char::decode_utf16(units).map(|character| character.unwrap_or(' ')));
    } else {
        text.extend(string.iter().map(|byte| char::from(*byte)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_of_one_array_are_one_line() {
        assert_eq!(
            strings(b"[(Hel) -20 (lo) -333 (w\\157rld)] TJ T* (ne\\)xt) Tj", None).trim(),
            "Hello world  ne)xt"
        );
        assert_eq!(strings(b"/Title <FEFF00480069> /Author (A)", None).trim(), "Hi A");
    }

    #[test]
    fn encryption_is_told() {
        assert!(texts(b"%PDF-1.7 /Encrypt 4 0 R").is_err());
    }

    proptest::proptest! {
        #[test]
        fn nothing_makes_reading_panic(bytes in "(stream|endstream|[()<>\\[\\]\\\\0-9aTJ/ \n-]){0,40}") {
            let _ = texts(bytes.as_bytes());
        }
    }
}
