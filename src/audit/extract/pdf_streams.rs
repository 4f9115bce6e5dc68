//! Streams of a PDF: what their filters did is undone, and tables of glyphs are read.
//!
//! In: a stream with the dictionary before it. Out: its bytes, or why they cannot be had; letters for the numbers of glyphs.
//! Does not know which font a text is shown in.

use rustc_hash::FxHashMap;

use super::containers::zlib;

/// What a stream holds.
pub(super) enum Decoded {
    /// What may be text.
    Text(Vec<u8>),
    /// A picture or a font.
    Other,
}

/// Filters of pictures, whose words only eyes can read.
const PICTURES: [&str; 6] = ["DCTDecode", "DCT", "JPXDecode", "CCITTFaxDecode", "CCF", "JBIG2Decode"];

/// Undoes the filters that a dictionary names.
pub(super) fn decoded(dictionary: &[u8], data: &[u8]) -> Result<Decoded, &'static str> {
    let text = String::from_utf8_lossy(dictionary);
    let compact: String = text.split_whitespace().collect::<Vec<_>>().join(" ").replace("/ ", "/");
    let is_font = ["/FontFile", "/Length1", "/Type1C", "/CIDFontType0C", "/OpenType"]
        .iter()
        .any(|name| compact.contains(name));
    let named = filters(&compact);
    if named.iter().any(|name| PICTURES.contains(name)) || is_font {
        return Ok(Decoded::Other);
    }
    if named.is_empty() {
        let inflated = zlib(data);
        return Ok(Decoded::Text(if inflated.is_empty() { data.to_vec() } else { inflated }));
    }
    let is_picture = compact.contains("/Image");
    let mut bytes = data.to_vec();
    for name in named {
        bytes = match name {
            "FlateDecode" | "Fl" => {
                let inflated = zlib(&bytes);
                // The shortest stream that says nothing has eight bytes.
                if inflated.is_empty() && bytes.len() > 16 {
                    return Err("a PDF with a part that is damaged");
                }
                inflated
            }
            "ASCII85Decode" | "A85" => ascii85(&bytes).ok_or("a PDF with a part that is damaged")?,
            "ASCIIHexDecode" | "AHx" => {
                let digits = bytes.iter().take_while(|byte| **byte != b'>');
                let digits: Vec<u8> = digits
                    .filter_map(|byte| {
                        char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
                    })
                    .collect();
                digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
            }
            _ if is_picture => return Ok(Decoded::Other),
            _ => return Err("a PDF with a part that is packed in a way nobody reads here"),
        };
    }
    Ok(if is_picture { Decoded::Other } else { Decoded::Text(bytes) })
}

/// The names behind `/Filter`.
fn filters(dictionary: &str) -> Vec<&str> {
    let Some(at) = dictionary.find("/Filter") else { return Vec::new() };
    let rest = dictionary[at + 7..].trim_start();
    let list = match rest.strip_prefix('[') {
        Some(list) => list.split(']').next().unwrap_or(list),
        None => rest.get(1..).and_then(|name| name.find([' ', '/', '>'])).map_or(rest, |end| &rest[..=end]),
    };
    list.split(['/', ' ', '>']).filter(|name| !name.is_empty()).collect()
}

/// Ascii85, up to `~>` or the end; nothing where it is none.
pub(super) fn ascii85(bytes: &[u8]) -> Option<Vec<u8>> {
    let bytes = bytes.trim_ascii_start();
    let bytes = bytes.strip_prefix(b"<~").unwrap_or(bytes);
    let (mut out, mut group) = (Vec::with_capacity(bytes.len()), Vec::with_capacity(5));
    let flush = |group: &mut Vec<u8>, out: &mut Vec<u8>| {
        let length = group.len();
        if length < 2 {
            return;
        }
        group.resize(5, 84);
        let value = group.iter().fold(0u64, |sum, digit| sum * 85 + u64::from(*digit));
        let value = u32::try_from(value & 0xffff_ffff).unwrap_or_default();
        out.extend(&value.to_be_bytes()[..length - 1]);
        group.clear();
    };
    for byte in bytes {
        match byte {
            b'~' => break,
            b'z' if group.is_empty() => out.extend([0; 4]),
            b'!'..=b'u' => {
                group.push(byte - b'!');
                if group.len() == 5 {
                    flush(&mut group, &mut out);
                }
            }
            blank if blank.is_ascii_whitespace() || *blank == 0 => {}
            _ => return None,
        }
    }
    flush(&mut group, &mut out);
    Some(out)
}

/// Letters by the numbers of glyphs, as a `ToUnicode` table has them.
#[derive(Debug, Default)]
pub(super) struct Glyphs {
    /// Bytes of a number.
    width: usize,
    letters: FxHashMap<u32, String>,
}

/// Most glyphs of one range.
const RANGE: u32 = 0xffff;

impl Glyphs {
    /// Reads a table, if this is one.
    pub(super) fn read(stream: &[u8]) -> Option<Self> {
        memchr::memmem::find(stream, b"begincmap").or_else(|| memchr::memmem::find(stream, b"beginbf"))?;
        let text = String::from_utf8_lossy(stream);
        let mut glyphs = Self { width: 2, ..Self::default() };
        let parts = |begin: &'static str, end: &'static str| {
            let parts = text.split(begin).skip(1).map(move |part| part.split(end).next().unwrap_or(part));
            parts.map(str::to_owned).collect::<Vec<_>>()
        };
        if let Some(space) = parts("begincodespacerange", "endcodespacerange").first()
            && let Some(first) = tokens(space).into_iter().find(|token| !token.is_empty())
        {
            glyphs.width = (first.len() / 2).clamp(1, 4);
        }
        for part in parts("beginbfchar", "endbfchar") {
            for pair in tokens(&part).as_chunks::<2>().0 {
                glyphs.letters.insert(number(&pair[0]), letters(&pair[1], 0));
            }
        }
        for part in parts("beginbfrange", "endbfrange") {
            let mut rest = part.as_str();
            while let Some((first, behind)) = token(rest) {
                let Some((last, behind)) = token(behind) else { break };
                let (first, last) = (number(&first), number(&last));
                let list = behind.trim_start().strip_prefix('[');
                if let Some((list, behind)) = list.and_then(|list| list.split_once(']')) {
                    let numbered = (first..=last).zip(tokens(list));
                    glyphs.letters.extend(numbered.map(|(number, token)| (number, letters(&token, 0))));
                    rest = behind;
                    continue;
                }
                let Some((target, behind)) = token(behind) else { break };
                for step in 0..=last.saturating_sub(first).min(RANGE) {
                    glyphs.letters.insert(first + step, letters(&target, step));
                }
                rest = behind;
            }
        }
        Some(glyphs)
    }

    /// Adds the letters of a string.
    pub(super) fn push(&self, text: &mut String, string: &[u8]) {
        for code in string.chunks(self.width) {
            let number = code.iter().fold(0u32, |sum, byte| sum << 8 | u32::from(*byte));
            text.push_str(self.letters.get(&number).map_or(" ", String::as_str));
        }
    }
}

/// The digits of the next `<…>`, and what stands behind.
fn token(text: &str) -> Option<(String, &str)> {
    let (_, rest) = text.split_once('<')?;
    let (digits, behind) = rest.split_once('>')?;
    Some((digits.chars().filter(char::is_ascii_hexdigit).collect(), behind))
}

fn tokens(text: &str) -> Vec<String> {
    let mut rest = text;
    std::iter::from_fn(|| {
        let (digits, behind) = token(rest)?;
        rest = behind;
        Some(digits)
    })
    .collect()
}

fn number(digits: &str) -> u32 {
    u32::from_str_radix(digits, 16).unwrap_or_default() & 0x00ff_ffff
}

/// UTF-16 in digits, its last unit so many later.
fn letters(digits: &str, step: u32) -> String {
    let mut units: Vec<u16> = digits
        .as_bytes()
        .chunks(4)
        .filter_map(|unit| u16::from_str_radix(std::str::from_utf8(unit).ok()?, 16).ok())
        .collect();
    if let Some(last) = units.last_mut() {
        *last = last.wrapping_add(u16::try_from(step).unwrap_or_default());
    }
    char::decode_utf16(units).map(|letter| letter.unwrap_or(' ')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_undone_in_their_order() {
        let text = |dictionary: &str, data: &[u8]| match decoded(dictionary.as_bytes(), data) {
            Ok(Decoded::Text(bytes)) => String::from_utf8(bytes).ok(),
            _ => None,
        };
        assert_eq!(text("<< /Filter /ASCIIHexDecode >>", b"48 69>").as_deref(), Some("Hi"));
        assert_eq!(
            text("<</Filter[/A85 /AHx]>>", b"1H-F41FWX~>").as_deref(),
            text("<</Filter/AHx>>", &ascii85(b"1H-F41FWX").unwrap_or_default()).as_deref()
        );
        assert_eq!(ascii85(b"87cURD]i,\"Ebo80~>").as_deref(), Some(&b"Hello World!"[..]));
        assert!(decoded(b"<< /Filter /LZWDecode >>", b"x").is_err());
        assert!(matches!(decoded(b"<< /Filter /DCTDecode >>", b"x"), Ok(Decoded::Other)));
    }

    #[test]
    fn tables_of_glyphs_are_read() {
        let table = b"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfchar <0003> <0020> endbfchar \
            2 beginbfrange <0024> <0026> <0041> <0030> <0031> [<00480069> <0021>] endbfrange";
        let glyphs = Glyphs::read(table).expect("a table");
        let mut text = String::new();
        glyphs.push(&mut text, &[0, 0x24, 0, 0x26, 0, 3, 0, 0x30, 0, 0x31, 0, 0xff]);
        assert_eq!(text, "AC Hi! ");
        assert!(Glyphs::read(b"BT ET").is_none());
    }
}
