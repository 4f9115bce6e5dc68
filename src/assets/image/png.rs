//! The chunks of a PNG file, still or animated: which of them draw the picture, and which only talk about it.
//!
//! In go the bytes of a file that begins with the PNG signature; out come its size as shown, or the parts worth
//! keeping. Pixels are neither decoded nor checked, nor are the check sums of chunks that stay.
//!
//! Source: W3C Portable Network Graphics, third edition, sections 5 and 11.

use std::borrow::Cow;

use super::exif::Orientation;
use super::{Dimensions, ImageError, ImageFormat, Still};

/// The first eight bytes of every PNG file.
pub(crate) const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1A\n";

/// The chunks that draw, each with the most bytes it may hold. Decoders refuse or ignore longer ones, so that
/// what is too long is no part of the picture.
const DRAWN: [(&[u8; 4], usize); 18] = [
    (b"IHDR", 13),
    (b"PLTE", 768),
    (b"IDAT", usize::MAX),
    (b"IEND", 0),
    (b"tRNS", 256),
    (b"gAMA", 4),
    (b"cHRM", 32),
    (b"sRGB", 1),
    (b"iCCP", usize::MAX),
    (b"sBIT", 4),
    (b"bKGD", 6),
    (b"pHYs", 9),
    (b"acTL", 8),
    (b"fcTL", 26),
    (b"fdAT", usize::MAX),
    (b"cICP", 4),
    (b"mDCV", 24),
    (b"cLLI", 8),
];

/// The size as shown, after a full walk through the file.
pub(crate) fn measure(bytes: &[u8]) -> Result<Dimensions, ImageError> {
    let chunks = chunks(bytes)?;
    let (width, height) = match *chunks[0].data {
        [w1, w2, w3, w4, h1, h2, h3, h4, ..] => {
            (u32::from_be_bytes([w1, w2, w3, w4]), u32::from_be_bytes([h1, h2, h3, h4]))
        }
        _ => (0, 0),
    };
    let orientation = orientation(&chunks).map(|(_, orientation)| orientation);
    Dimensions::shown(width, height, orientation, ImageFormat::Png)
}

/// How the picture must be turned to be decoded into smaller ones; none where it moves, or where its colours are
/// neither those of the web nor told by a profile.
pub(crate) fn still(bytes: &[u8]) -> Result<Option<Still>, ImageError> {
    let chunks = chunks(bytes)?;
    let has = |kind: &[u8; 4]| chunks.iter().any(|chunk| chunk.kind == kind);
    // sRGB is close to a gamma of 1/2.2, and nearly every file that names one names that.
    let usual = |gamma: &[u8]| gamma.first_chunk().is_some_and(|gamma| u32::from_be_bytes(*gamma) == 45_455);
    let odd = chunks.iter().any(|chunk| chunk.kind == b"gAMA" && !usual(chunk.data));
    let plain = !has(b"acTL") && !has(b"cICP") && (!odd || has(b"sRGB") || has(b"iCCP"));
    let orientation = orientation(&chunks).map(|(_, orientation)| orientation);
    Ok(plain.then_some(Still { orientation, lossy: false }))
}

/// The parts that draw the picture, in order.
pub(crate) fn strip(bytes: &[u8]) -> Result<Vec<Cow<'_, [u8]>>, ImageError> {
    let chunks = chunks(bytes)?;
    let orientation = orientation(&chunks);
    let mut parts = vec![Cow::Borrowed(&bytes[..SIGNATURE.len()])];
    for (index, chunk) in chunks.iter().enumerate() {
        match orientation {
            Some((at, orientation)) if at == index && !orientation.is_upright() => {
                let exif = orientation.to_exif();
                let is_same = chunk.data == exif;
                parts.push(if is_same { Cow::Borrowed(chunk.bytes) } else { Cow::Owned(exif_chunk(&exif)) });
            }
            _ if chunk.is_drawn() => parts.push(Cow::Borrowed(chunk.bytes)),
            // Its name says that the picture cannot be drawn without it.
            _ if chunk.is_critical() => {
                return Err(damaged("it needs a chunk that the standard does not know"));
            }
            _ => {}
        }
    }
    Ok(parts)
}

struct Chunk<'a> {
    kind: &'a [u8; 4],
    /// With length, kind and check sum.
    bytes: &'a [u8],
    data: &'a [u8],
}

impl Chunk<'_> {
    fn is_drawn(&self) -> bool {
        DRAWN.iter().any(|(kind, longest)| *kind == self.kind && self.data.len() <= *longest)
    }

    fn is_critical(&self) -> bool {
        self.kind[0].is_ascii_uppercase()
    }
}

/// Where the first readable orientation stands, and what it says.
fn orientation(chunks: &[Chunk<'_>]) -> Option<(usize, Orientation)> {
    let mut exif = chunks.iter().enumerate().filter(|(_, chunk)| chunk.kind == b"eXIf");
    exif.find_map(|(index, chunk)| Some((index, Orientation::read(chunk.data)?)))
}

/// The chunks from the header to the end; there is at least one, the header.
fn chunks(bytes: &[u8]) -> Result<Vec<Chunk<'_>>, ImageError> {
    let mut chunks = Vec::new();
    let mut rest = bytes.get(SIGNATURE.len()..).unwrap_or_default();
    loop {
        let (chunk, after) = split_chunk(rest)
            .ok_or_else(|| damaged("it ends before its end chunk, as an interrupted download does"))?;
        rest = after;
        let is_end = chunk.kind == b"IEND";
        chunks.push(chunk);
        if is_end {
            break;
        }
    }
    if chunks[0].kind != b"IHDR" {
        return Err(damaged("it does not begin with its header"));
    }
    if !chunks.iter().any(|chunk| chunk.kind == b"IDAT") {
        return Err(damaged("it has no picture data"));
    }
    Ok(chunks)
}

fn split_chunk(bytes: &[u8]) -> Option<(Chunk<'_>, &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (kind, rest) = rest.split_first_chunk()?;
    let (data, rest) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    let (_check_sum, rest) = rest.split_first_chunk::<4>()?;
    Some((Chunk { kind, bytes: &bytes[..bytes.len() - rest.len()], data }, rest))
}

fn exif_chunk(exif: &[u8; 26]) -> Vec<u8> {
    let named = [b"eXIf", &exif[..]].concat();
    [&[0, 0, 0, 26], &named[..], &check_sum(&named).to_be_bytes()].concat()
}

/// CRC-32 as in the standard's annex D, bit by bit: it is only taken of thirty bytes.
pub(crate) fn check_sum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| (sum >> 1) ^ (0xEDB8_8320 * (sum & 1)))
    })
}

fn damaged(problem: &'static str) -> ImageError {
    ImageError::Damaged { format: ImageFormat::Png, problem }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assets::image::samples::{self, SECRET, chunk, png_of};

    fn stripped(bytes: &[u8]) -> Vec<u8> {
        strip(bytes).unwrap().concat()
    }

    #[test]
    fn the_check_sum_is_that_of_every_end_chunk() {
        assert_eq!(check_sum(b"IEND"), 0xAE42_6082);
    }

    #[test]
    fn only_the_chunks_that_draw_stay_and_stay_the_same() {
        let private = ["tEXt", "zTXt", "iTXt", "tIME", "caBX", "prVt"].map(|kind| chunk(kind, SECRET));
        let upright = chunk("eXIf", &samples::exif(1));
        let drawn = [chunk("gAMA", &[0, 0, 0xB1, 0x8F]), chunk("iCCP", b"p\0\0zz"), chunk("acTL", &[0; 8])];
        let dirty = png_of(&[&private[..], &[upright], &drawn, &private].concat());
        assert_eq!(stripped(&[&dirty[..], SECRET].concat()), png_of(&drawn));
    }

    #[test]
    fn text_in_a_chunk_that_is_too_long_goes() {
        let smuggled = png_of(&[chunk("gAMA", SECRET), chunk("pHYs", SECRET)]);
        assert_eq!(stripped(&smuggled), png_of(&[]));
    }

    #[test]
    fn an_unknown_critical_chunk_is_refused() {
        let error = strip(&png_of(&[chunk("CgBI", &[0; 4])])).unwrap_err();
        assert!(error.to_string().contains("chunk that the standard does not know"));
    }

    #[test]
    fn order_and_data_are_required() {
        let headless = [SIGNATURE, &chunk("IDAT", b"")[..], &chunk("IEND", b"")].concat();
        assert!(measure(&headless).unwrap_err().to_string().contains("does not begin with its header"));
        let empty = [SIGNATURE, &chunk("IHDR", &[0; 13])[..], &chunk("IEND", b"")].concat();
        assert!(measure(&empty).unwrap_err().to_string().contains("no picture data"));
    }
}
