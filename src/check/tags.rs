//! The start tags of a page with their attributes, read loosely, as browsers do.
//!
//! In: HTML. Out: each element with its attributes as written; comments, scripts and styles are passed over. Does not know
//! which attributes matter.

/// Calls `each` with every start tag: its element and the names and raw values of its attributes.
pub(super) fn tags<'h>(html: &'h str, mut each: impl FnMut(&'h str, &[(&'h str, &'h str)])) {
    let bytes = html.as_bytes();
    let mut attributes: Vec<(&str, &str)> = Vec::new();
    let mut at = 0;
    while let Some(open) = find(bytes, at, b'<') {
        at = open + 1;
        if bytes.get(at) == Some(&b'!') && bytes[at..].starts_with(b"!--") {
            at = memchr::memmem::find(&bytes[at..], b"-->").map_or(bytes.len(), |end| at + end + 3);
            continue;
        }
        if !bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let name = at;
        at = skip(bytes, at, ELEMENT);
        let element = &html[name..at];
        attributes.clear();
        at = if bytes.get(at) == Some(&b'>') { at + 1 } else { tag(html, at, &mut attributes) };
        each(element, &attributes);
        if matches!(element.len(), 5 | 6)
            && (element.eq_ignore_ascii_case("script") || element.eq_ignore_ascii_case("style"))
        {
            at = end_of(html, element, at);
        }
    }
}

/// Where the text of a script or style ends: at its end tag, in any case.
fn end_of(html: &str, element: &str, mut at: usize) -> usize {
    let bytes = html.as_bytes();
    while let Some(open) = memchr::memchr(b'<', &bytes[at..]) {
        at += open;
        let name = bytes.get(at + 2..at + 2 + element.len());
        if bytes.get(at + 1) == Some(&b'/')
            && name.is_some_and(|name| name.eq_ignore_ascii_case(element.as_bytes()))
        {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

/// Reads the attributes of a tag from `at`; gives the place after its `>`. Every step ends at a
/// byte of ASCII, so the places are between characters.
fn tag<'h>(html: &'h str, mut at: usize, attributes: &mut Vec<(&'h str, &'h str)>) -> usize {
    let bytes = html.as_bytes();
    loop {
        at = skip(bytes, at, BETWEEN);
        match bytes.get(at) {
            None => return bytes.len(),
            Some(b'>') => return at + 1,
            Some(_) => {}
        }
        let start = at;
        at = skip(bytes, at, NAME);
        // A stray sign is a name of its own.
        at = at.max(start + 1);
        let name = &html[start..at];
        // As nearly every attribute is written.
        if let Some([b'=', quote @ (b'"' | b'\''), ..]) = bytes.get(at..) {
            let Some(end) = find(bytes, at + 2, *quote) else { return bytes.len() };
            attributes.push((name, &html[at + 2..end]));
            at = end + 1;
            continue;
        }
        // White space may stand round the sign.
        let sign = skip(bytes, at, SPACE);
        if bytes.get(sign) != Some(&b'=') {
            attributes.push((name, ""));
            continue;
        }
        at = skip(bytes, sign + 1, SPACE);
        match bytes.get(at) {
            Some(quote @ (b'"' | b'\'')) => {
                let Some(end) = find(bytes, at + 1, *quote) else { return bytes.len() };
                attributes.push((name, &html[at + 1..end]));
                at = end + 1;
            }
            _ => {
                let start = at;
                at = skip(bytes, at, VALUE);
                attributes.push((name, &html[start..at]));
            }
        }
    }
}

/// The first place of a byte from `at` on. Most are a few bytes away, and to set out for long distances costs more than
/// to look at eight bytes in one step a few times.
fn find(bytes: &[u8], at: usize, wanted: u8) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let rest = bytes.get(at..)?;
    let mut near = 0;
    for eight in rest.as_chunks::<8>().0.iter().take(3) {
        // The wanted byte becomes zero, and the first zero byte is the lowest with its high bit here
        // (Warren, Hacker's Delight, 6-1).
        let word = u64::from_le_bytes(*eight) ^ (ONES * u64::from(wanted));
        let zeros = word.wrapping_sub(ONES) & !word & (ONES << 7);
        if zeros != 0 {
            return Some(at + near + zeros.trailing_zeros() as usize / 8);
        }
        near += 8;
    }
    memchr::memchr(wanted, &rest[near..]).map(|found| at + near + found)
}

// What a byte may be part of, a bit for each.
const SPACE: u8 = 1;
/// White space and what else may stand between attributes.
const BETWEEN: u8 = 2;
/// The name of an element.
const ELEMENT: u8 = 4;
/// The name of an attribute.
const NAME: u8 = 8;
/// A value without quotation marks.
const VALUE: u8 = 16;

static PARTS: [u8; 256] = {
    let mut parts = [0; 256];
    let mut at = 0;
    while at < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "the loop ends at 256")]
        let byte = at as u8;
        let space = byte.is_ascii_whitespace();
        let mut bits = 0;
        if space {
            bits |= SPACE;
        }
        if space || byte == b'/' {
            bits |= BETWEEN;
        }
        if byte.is_ascii_alphanumeric() || byte == b'-' {
            bits |= ELEMENT;
        }
        if !space && byte != b'=' && byte != b'>' && byte != b'/' {
            bits |= NAME;
        }
        if !space && byte != b'>' {
            bits |= VALUE;
        }
        parts[at] = bits;
        at += 1;
    }
    parts
};

/// The first place from `at` whose byte is not such a part.
fn skip(bytes: &[u8], mut at: usize, part: u8) -> usize {
    while bytes.get(at).is_some_and(|byte| PARTS[usize::from(*byte)] & part != 0) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(html: &str) -> Vec<(&str, Vec<(&str, &str)>)> {
        let mut found = Vec::new();
        tags(html, |element, attributes| found.push((element, attributes.to_vec())));
        found
    }

    #[test]
    fn attributes_are_read_in_every_form() {
        let html = "a <A  b=c d='e' f = \"g\"h/><!-- <i> --></p><br>< no <script x>\"<b>\"</SCRIPT ><u";
        assert_eq!(
            all(html),
            [
                ("A", vec![("b", "c"), ("d", "e"), ("f", "g"), ("h", "")]),
                ("br", vec![]),
                ("script", vec![("x", "")]),
                ("u", vec![]),
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn a_byte_is_found_where_it_stands_first(bytes: Vec<u8>, wanted: u8, at in 0..40_usize) {
            let plainly = bytes.iter().skip(at).position(|byte| *byte == wanted).map(|found| at + found);
            proptest::prop_assert_eq!(find(&bytes, at, wanted), plainly);
        }

        #[test]
        fn near_values_are_told_apart(bytes in proptest::collection::vec(0x3b..=0x3d_u8, 0..40)) {
            let plainly = bytes.iter().position(|byte| *byte == b'<');
            proptest::prop_assert_eq!(find(&bytes, 0, b'<'), plainly);
        }
    }
}
