//! Bytes to text, whatever they are: UTF-8, UTF-16, Latin-1, or the readable runs of a binary file.
//!
//! In: bytes. Out: [`Piece`]s. Pictures keep EXIF, XMP, IPTC and comments as plain runs, so they need no
//! reader of their own as long as nothing is compressed.

use crate::audit::piece::{Builder, Piece};

/// Shortest run of characters that counts as text in a binary file.
const RUN: usize = 4;

/// The text of a file. `base` is where it begins in the output file, or where it was unpacked from.
pub(super) fn texts(bytes: &[u8], base: Base) -> Vec<Piece<'_>> {
    if let Ok(text) = std::str::from_utf8(bytes)
        && !text.contains('\0')
    {
        return vec![base.piece(text, 0)];
    }
    let little = bytes.starts_with(&[0xff, 0xfe]);
    if bytes.starts_with(&[0xff, 0xfe, 0, 0])
        && let Some(text) = widest(bytes, u32::from_le_bytes)
    {
        return vec![Piece::unpacked(text, base.place(0))];
    }
    if little || bytes.starts_with(&[0xfe, 0xff]) {
        return vec![wide(
            &bytes[2..],
            if little { u16::from_le_bytes } else { u16::from_be_bytes },
            base,
            2,
        )];
    }
    if !bytes.contains(&0) {
        return vec![latin(bytes, base)];
    }
    let mut pieces = vec![latin(bytes, base)];
    pieces.extend([u32::from_le_bytes as fn([u8; 4]) -> u32, u32::from_be_bytes].into_iter().filter_map(
        |order| {
            let text = widest(bytes, order)?;
            Some(Piece::unpacked(text, base.place(0)))
        },
    ));
    // UTF-16 in a binary file may begin at an odd byte.
    for start in 0..2.min(bytes.len()) {
        for order in [u16::from_le_bytes as fn([u8; 2]) -> u16, u16::from_be_bytes] {
            let piece = wide(&bytes[start..], order, base, start);
            if !piece.text.trim().is_empty() {
                pieces.push(piece);
            }
        }
    }
    pieces
}

/// Where bytes stand.
#[derive(Debug, Clone, Copy)]
pub(super) enum Base {
    /// In the output file itself, from this byte on.
    At(usize),
    /// They were unpacked from what stands at this byte.
    UnpackedFrom(usize),
}

impl Base {
    fn piece<'a>(self, text: impl Into<std::borrow::Cow<'a, str>>, skipped: usize) -> Piece<'a> {
        match self {
            Self::At(base) => Piece::plain(text, base + skipped),
            Self::UnpackedFrom(base) => Piece::unpacked(text, base),
        }
    }

    /// The place in the output file of byte `at`.
    pub(super) fn place(self, at: usize) -> usize {
        match self {
            Self::At(base) => base + at,
            Self::UnpackedFrom(base) => base,
        }
    }
}

/// Bytes as UTF-8 where they are, else as Latin-1; control characters become spaces. Each byte of the
/// file is one of the parent, so that places stay true.
fn latin(bytes: &[u8], base: Base) -> Piece<'static> {
    let mut text = String::with_capacity(bytes.len());
    let mut places = Vec::new();
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            text.push(if character.is_control() && character != '\n' { ' ' } else { character });
        }
        for byte in chunk.invalid() {
            places.push(text.len());
            text.push(char::from(*byte));
        }
    }
    // A Latin-1 byte became two bytes: the second one has no place of its own.
    let piece = base.piece(text, 0);
    if places.is_empty() {
        return piece;
    }
    shift(&piece, &places)
}

/// The same text with places that do not count the second bytes of the characters at `places`.
fn shift(piece: &Piece<'_>, places: &[usize]) -> Piece<'static> {
    let mut builder = Builder::new(piece);
    let mut copied = 0;
    for (before, place) in places.iter().enumerate() {
        builder.copy_shifted(copied..*place, before);
        copied = *place;
    }
    builder.copy_shifted(copied..piece.text.len(), places.len());
    builder.finish()
}

/// Readable runs of UTF-16.
fn wide(bytes: &[u8], order: fn([u8; 2]) -> u16, base: Base, skipped: usize) -> Piece<'static> {
    let units = bytes.as_chunks::<2>().0;
    let mut text = String::new();
    let mut run: Vec<char> = Vec::new();
    let mut places: Vec<(usize, usize)> = Vec::new();
    for at in 0..=units.len() {
        let character = units
            .get(at)
            .and_then(|pair| char::from_u32(u32::from(order(*pair))))
            .filter(|character| is_plausible(*character) || (skipped == 2 && !character.is_control()));
        if let Some(character) = character {
            run.push(character);
            continue;
        }
        if run.len() >= RUN {
            let start = at - run.len();
            for (number, character) in run.iter().enumerate() {
                if number == 0 || !character.is_ascii() || !run[number - 1].is_ascii() {
                    places.push((text.len(), base.place(skipped + (start + number) * 2)));
                }
                text.push(*character);
            }
            text.push('\n');
        }
        run.clear();
    }
    Piece::of_wide(text, &places)
}

/// A file of UTF-32; nothing where a part of it is no character.
fn widest(bytes: &[u8], order: fn([u8; 4]) -> u32) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<4>();
    if !rest.is_empty() {
        return None;
    }
    units.iter().map(|unit| char::from_u32(order(*unit))).collect()
}

/// In a binary file any two bytes are some character; those of alphabets are likely to be meant.
fn is_plausible(character: char) -> bool {
    matches!(character, ' '..='~' | '\n' | '\r' | '\t' | '\u{a0}'..='\u{5ff}' | '\u{2010}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_is_read_with_and_without_a_mark() {
        let wide: Vec<u8> = "secret words".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked: Vec<u8> = [0xff, 0xfe].into_iter().chain(wide.iter().copied()).collect();
        assert_eq!(texts(&marked, Base::At(0))[0].text.trim(), "secret words");
        let buried: Vec<u8> = [1, 0, 0].into_iter().chain(wide).collect();
        let found = texts(&buried, Base::At(0))
            .into_iter()
            .find_map(|piece| piece.text.find("secret").map(|at| piece.offset(at)));
        assert!(matches!(found, Some(2 | 3)), "{found:?}");
    }

    #[test]
    fn latin_1_is_read_and_places_are_those_of_the_file() {
        let pieces = texts(b"caf\xe9 secret", Base::At(0));
        assert_eq!(pieces[0].text, "café secret");
        assert_eq!(pieces[0].offset(pieces[0].text.find("secret").expect("there")), 5);
    }
}
