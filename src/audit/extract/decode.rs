//! Ways of writing a character that a reader of the bytes does not see: entities, escapes, percent signs.
//!
//! In: a piece. Out: the piece with one such way undone, or nothing where it has none. Whatever the file claims
//! to be, each is tried, so that JSON in a script in a page needs no special care.

use quick_xml::escape::resolve_html5_entity;

use crate::audit::piece::{Builder, Piece};

/// Longest name of an entity, `&` and `;` included.
const ENTITY: usize = 40;

/// `&amp;`, `&#38;` and `&#x26;` undone.
pub(super) fn entities(piece: &Piece<'_>) -> Option<Piece<'static>> {
    replace(piece, b'&', |text| {
        let end = text.as_bytes().iter().take(ENTITY).position(|byte| *byte == b';')?;
        let name = text.get(1..end)?;
        let number = name.strip_prefix('#').map(|digits| {
            let hexadecimal = digits.strip_prefix(['x', 'X']);
            hexadecimal.map_or_else(|| digits.parse().ok(), |digits| u32::from_str_radix(digits, 16).ok())
        });
        let decoded = match number {
            Some(number) => number.and_then(char::from_u32)?.to_string(),
            None => resolve_html5_entity(name)?.to_owned(),
        };
        Some((decoded, end + 1))
    })
}

/// The escapes of JSON, JavaScript and CSS undone.
pub(super) fn escapes(piece: &Piece<'_>) -> Option<Piece<'static>> {
    replace(piece, b'\\', |text| {
        let bytes = text.as_bytes();
        let hexadecimal = |from: usize, to: usize| u32::from_str_radix(text.get(from..to)?, 16).ok();
        let one = |character: char, length: usize| Some((character.to_string(), length));
        match *bytes.get(1)? {
            b'u' if bytes.get(2) == Some(&b'{') => {
                let end = bytes.iter().take(12).position(|byte| *byte == b'}')?;
                one(char::from_u32(hexadecimal(3, end)?)?, end + 1)
            }
            b'u' => {
                let first = hexadecimal(2, 6)?;
                if (0xd800..0xdc00).contains(&first) {
                    let second = hexadecimal(8, 12).filter(|_| text.get(6..8) == Some("\\u"))?;
                    let low = second.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                    return one(char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + low)?, 12);
                }
                one(char::from_u32(first)?, 6)
            }
            b'x' => one(char::from_u32(hexadecimal(2, 4)?)?, 4),
            b'n' | b't' | b'r' | b'f' | b'v' | b'\n' => one(' ', 2),
            b'"' => one('"', 2),
            b'\'' => one('\'', 2),
            b'/' => one('/', 2),
            b'\\' => one('\\', 2),
            b'0'..=b'3' if octal(bytes).is_some() => {
                let number = octal(bytes)?;
                // Bytes of UTF-8, as shells and PDF write them.
                let mut decoded = vec![number];
                let mut at = 4;
                while std::str::from_utf8(&decoded).is_err() && decoded.len() < 4 {
                    let Some(more) = bytes.get(at..).and_then(octal) else { break };
                    decoded.push(more);
                    at += 4;
                }
                match std::str::from_utf8(&decoded) {
                    Ok(whole) => Some((whole.to_owned(), at)),
                    Err(_) => one(char::from(number), 4),
                }
            }
            digit if digit.is_ascii_hexdigit() => {
                // CSS: up to six digits, and a space that ends them.
                let digits = bytes[1..].iter().take(6).take_while(|byte| byte.is_ascii_hexdigit()).count();
                let number = hexadecimal(1, 1 + digits).filter(|_| digits >= 2)?;
                let space = usize::from(bytes.get(1 + digits) == Some(&b' '));
                one(char::from_u32(number)?, 1 + digits + space)
            }
            _ => None,
        }
    })
}

/// The number of `\\101`.
fn octal(bytes: &[u8]) -> Option<u8> {
    let digits = bytes.get(1..4).filter(|digits| digits.iter().all(|digit| (b'0'..=b'7').contains(digit)))?;
    let number = digits.iter().fold(0u32, |sum, digit| sum * 8 + u32::from(digit - b'0'));
    u8::try_from(number).ok().filter(|number| *number >= 32 && bytes[0] == b'\\')
}

/// `=20` of quoted-printable mail undone, and its broken lines joined.
pub(super) fn quoted(piece: &Piece<'_>) -> Option<Piece<'static>> {
    replace(piece, b'=', |text| {
        let line = ["=\r\n", "=\n"].into_iter().find(|end| text.starts_with(end));
        if let Some(end) = line {
            return Some((String::new(), end.len()));
        }
        hexadecimal(text, b'=')
    })
}

/// `%20` undone, and `%2520`: an address in an attribute goes with its tag when that is taken off before a second round.
pub(super) fn percent(piece: &Piece<'_>) -> Option<Piece<'static>> {
    let layer = |piece: &Piece<'_>| replace(piece, b'%', |text| hexadecimal(text, b'%'));
    let mut undone = layer(piece)?;
    for _ in 1..LAYERS {
        let Some(next) = layer(&undone) else { break };
        undone = next;
    }
    Some(undone)
}

/// Layers of percent signs that are taken off at once.
const LAYERS: usize = 4;

/// The character of bytes in hexadecimal digits, each behind `sign`.
fn hexadecimal(text: &str, sign: u8) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::new();
    let mut at = 0;
    while bytes.get(at) == Some(&sign) && decoded.len() < 4 {
        let digits =
            text.get(at + 1..at + 3).filter(|digits| digits.bytes().all(|one| one.is_ascii_hexdigit()));
        let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) else { break };
        decoded.push(byte);
        at += 3;
        if let Ok(whole) = std::str::from_utf8(&decoded) {
            return Some((whole.to_owned(), at));
        }
    }
    None
}

/// Numbers of characters in a list undone: `[84,104,101]`, `84, 104, 101`.
pub(super) fn codes(piece: &Piece<'_>) -> Option<Piece<'static>> {
    let text = &*piece.text;
    let bytes = text.as_bytes();
    let mut builder: Option<Builder<'_>> = None;
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let (start, mut run) = (at, Vec::new());
        loop {
            let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            let token = &text[at..at + digits];
            let number = match token.strip_prefix("0x").or(token.strip_prefix("0X")) {
                Some(token) => u32::from_str_radix(token, 16).ok(),
                None => token.parse().ok(),
            };
            let known = number.and_then(char::from_u32).filter(|one| !one.is_control() || *one == '\n');
            at += digits.max(1);
            let Some(one) = known else { break };
            run.push(one);
            let gap = bytes[at..].iter().take_while(|byte| b", \n\r\t;".contains(byte)).count();
            if gap == 0 || !bytes.get(at + gap).is_some_and(u8::is_ascii_digit) {
                break;
            }
            at += gap;
        }
        let letters = run.iter().filter(|one| one.is_alphabetic() || **one == ' ').count();
        if run.len() >= CODES && letters * 4 >= run.len() * 3 {
            let builder = builder.get_or_insert_with(|| Builder::new(piece));
            for one in run {
                builder.push(one, start);
            }
            builder.push('\n', start);
        }
    }
    builder.map(Builder::finish)
}

/// Shortest list of numbers that is tried as one of characters.
const CODES: usize = 8;

/// Asks `decode` at every `mark` what stands there and how many bytes it takes.
fn replace(
    piece: &Piece<'_>,
    mark: u8,
    decode: impl Fn(&str) -> Option<(String, usize)>,
) -> Option<Piece<'static>> {
    let text = &*piece.text;
    let mut builder: Option<Builder<'_>> = None;
    let mut copied = 0;
    for at in memchr::memchr_iter(mark, text.as_bytes()) {
        if at < copied {
            continue;
        }
        if let Some((decoded, length)) = decode(&text[at..]) {
            let builder = builder.get_or_insert_with(|| Builder::new(piece));
            builder.copy(copied..at);
            for character in decoded.chars() {
                builder.push(character, at);
            }
            copied = at + length;
        }
    }
    let mut builder = builder?;
    builder.copy(copied..text.len());
    Some(builder.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(piece: Option<Piece<'static>>) -> Option<String> {
        piece.map(|piece| piece.text.into_owned())
    }

    #[test]
    fn entities_of_every_form_are_undone() {
        let entities = |written: &str| text(entities(&Piece::plain(written, 0)));
        assert_eq!(entities("a&amp;&#98;&#x63;&eacute;").as_deref(), Some("a&bcé"));
        assert_eq!(entities("a & b &unknown; &#xd800;"), None);
    }

    #[test]
    fn escapes_of_every_form_are_undone() {
        let escapes = |written: &str| text(escapes(&Piece::plain(written, 0)));
        assert_eq!(escapes(r"\u0041\x42\u{43}\0044 E\n\ud83d\ude00").as_deref(), Some("ABCDE 😀"));
        assert_eq!(escapes(r"\ud83d \q \u12"), None);
    }

    #[test]
    fn percent_signs_are_undone_over_whole_characters() {
        let percent = |written: &str| text(percent(&Piece::plain(written, 0)));
        assert_eq!(percent("a%20b%C3%A9").as_deref(), Some("a bé"));
        assert_eq!(percent("%256c%25252D%2").as_deref(), Some("l-%2"));
        assert_eq!(percent("100% of %zz %ff"), None);
    }

    #[test]
    fn octal_digits_quoted_printable_and_lists_of_codes_are_undone() {
        let read = |decode: fn(&Piece<'_>) -> Option<Piece<'static>>, written: &str| {
            text(decode(&Piece::plain(written, 0)))
        };
        assert_eq!(read(escapes, r"\101\040b\303\251").as_deref(), Some("A bé"));
        assert_eq!(read(quoted, "a=20b=C3=A9 c=\nd").as_deref(), Some("a bé cd"));
        assert_eq!(read(quoted, "a=b"), None);
        assert_eq!(read(codes, "x([84,104,101,32,99,111,110,118,111,121])").as_deref(), Some("The convoy\n"));
        assert_eq!(read(codes, "0x54,0x68,0x65,0x20,0x63,0x6f,0x6e,0x76").as_deref(), Some("The conv\n"));
        assert_eq!(read(codes, "[2025,1,30,12,14,15,16,17,18,19]"), None);
    }

    proptest::proptest! {
        #[test]
        fn nothing_makes_the_decoders_panic(written in "([&%=,\\\\#xu{};0-9a-fé\u{1f600}]|amp;){0,40}") {
            let piece = Piece::plain(written.as_str(), 0);
            for decoded in [entities(&piece), escapes(&piece), percent(&piece), quoted(&piece), codes(&piece)].into_iter().flatten() {
                proptest::prop_assert!(decoded.offset(decoded.text.len()) <= written.len());
            }
        }
    }
}
