//! The smallest pictures, with a note in their metadata that must not be published.

use base64::Engine as _;
use img_parts::Bytes;
use img_parts::png::{Png, PngChunk};

const DOT: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// One pixel as PNG, with a `tEXt` chunk.
pub(crate) fn png(note: &str) -> Vec<u8> {
    let bytes = base64::engine::general_purpose::STANDARD.decode(DOT).expect("base64");
    let mut picture = Png::from_bytes(Bytes::from(bytes)).expect("a PNG");
    let text = format!("Comment\0{note}");
    picture.chunks_mut().insert(1, PngChunk::new(*b"tEXt", Bytes::from(text.into_bytes())));
    picture.encoder().bytes().to_vec()
}

/// One pixel as JPEG, with an APP1 segment.
pub(crate) fn jpeg(note: &str) -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xE1];
    let payload = [b"Exif\0\0".as_slice(), note.as_bytes()].concat();
    let length = u16::try_from(payload.len() + 2).expect("a short note");
    bytes.extend(length.to_be_bytes());
    bytes.extend(payload);
    bytes.extend([0xFF, 0xC0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
    bytes.extend([0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x2A, 0xFF, 0xD9]);
    bytes
}

/// Whether a word stands in bytes, in any case.
pub(crate) fn holds(bytes: &[u8], word: &str) -> bool {
    let word = word.to_ascii_lowercase().into_bytes();
    bytes.to_ascii_lowercase().windows(word.len()).any(|window| window == word)
}
