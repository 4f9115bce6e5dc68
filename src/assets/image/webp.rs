//! The chunks of a WebP file, still or animated: which of them draw the picture, and which only talk about it.
//!
//! In go the bytes of a file that begins like a WebP; out come its size as shown, or the parts worth keeping.
//! Pixels are neither decoded nor checked.
//!
//! Source: RFC 9649, section 2.

use std::borrow::Cow;

use super::exif::Orientation;
use super::{Dimensions, ImageError, ImageFormat, Still};

/// `RIFF`, the size of what follows, `WEBP`.
const FILE_HEADER: usize = 12;
/// Place, size, duration and flags of an animation's frame, before the frame's own chunks.
const FRAME_HEADER: usize = 16;
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;

/// The size as shown, after a full walk through the file.
pub(crate) fn measure(bytes: &[u8]) -> Result<Dimensions, ImageError> {
    let chunks = picture_chunks(bytes)?;
    let size = imagesize::blob_size(bytes).map_err(|_| damaged("its header is incomplete"))?;
    let pixels = |side| u32::try_from(side).unwrap_or_default();
    let orientation = orientation(&chunks).map(|(_, orientation)| orientation);
    Dimensions::shown(pixels(size.width), pixels(size.height), orientation, ImageFormat::Webp)
}

/// How the picture must be turned to be decoded into smaller ones; none where it moves.
pub(crate) fn still(bytes: &[u8]) -> Result<Option<Still>, ImageError> {
    let chunks = picture_chunks(bytes)?;
    let has = |kind: &[u8; 4]| chunks.iter().any(|chunk| chunk.kind == kind);
    let orientation = orientation(&chunks).map(|(_, orientation)| orientation);
    let lossy = has(b"VP8 ") && !has(b"ALPH");
    Ok((!has(b"ANMF") && !has(b"ANIM")).then_some(Still { orientation, lossy }))
}

/// The parts that draw the picture, in order.
pub(crate) fn strip(bytes: &[u8]) -> Result<Vec<Cow<'_, [u8]>>, ImageError> {
    let chunks = picture_chunks(bytes)?;
    let turned = orientation(&chunks).filter(|(_, orientation)| !orientation.is_upright());
    let mut parts = vec![Cow::Borrowed(&bytes[..FILE_HEADER])];
    for (index, chunk) in chunks.iter().enumerate() {
        let part = match (chunk.kind, turned) {
            (b"VP8X", _) if index == 0 => chunk.with_data(&features(chunk.data, turned.is_some()))?,
            (b"EXIF", Some((at, orientation))) if at == index => chunk.with_data(&orientation.to_exif())?,
            (b"ANMF", _) => chunk.with_data(&frame(chunk.data)?)?,
            (b"ICCP" | b"ANIM", _) => Cow::Borrowed(chunk.bytes),
            _ if chunk.is_pixels() => Cow::Borrowed(chunk.bytes),
            _ => continue,
        };
        parts.push(part);
    }
    let length = parts.iter().map(|part| part.len()).sum::<usize>() - 8;
    let header = [b"RIFF", &size_field(length)?[..], b"WEBP"].concat();
    if *parts[0] != header[..] {
        parts[0] = Cow::Owned(header);
    }
    Ok(parts)
}

struct Chunk<'a> {
    kind: &'a [u8; 4],
    /// With kind, length and padding.
    bytes: &'a [u8],
    data: &'a [u8],
}

impl<'a> Chunk<'a> {
    fn is_pixels(&self) -> bool {
        matches!(self.kind, b"VP8 " | b"VP8L" | b"ALPH")
    }

    /// The chunk with other data; as it was when the data is the same.
    fn with_data(&self, data: &[u8]) -> Result<Cow<'a, [u8]>, ImageError> {
        if data == self.data {
            return Ok(Cow::Borrowed(self.bytes));
        }
        let padding = &[0][..data.len() % 2];
        Ok(Cow::Owned([self.kind, &size_field(data.len())?[..], data, padding].concat()))
    }
}

/// The chunks of a file that has a header and pixels; there is at least one, the header.
fn picture_chunks(bytes: &[u8]) -> Result<Vec<Chunk<'_>>, ImageError> {
    let size = bytes.get(4..).and_then(|size| size.first_chunk()).map(|size| u32::from_le_bytes(*size));
    let end = size.and_then(|size| usize::try_from(size).ok()?.checked_add(8));
    let body = end
        .and_then(|end| bytes.get(FILE_HEADER..end))
        .ok_or_else(|| damaged("it ends before its stated size, as an interrupted download does"))?;
    let chunks = chunks(body)?;
    if !chunks.iter().any(|chunk| matches!(chunk.kind, b"VP8 " | b"VP8L" | b"ANMF")) {
        return Err(damaged("it has no picture data"));
    }
    if !matches!(chunks[0].kind, b"VP8X" | b"VP8 " | b"VP8L") {
        return Err(damaged("it does not begin with its header"));
    }
    Ok(chunks)
}

/// The chunks in a file's or a frame's body. Fewer bytes at its end than a chunk needs are left out.
fn chunks(body: &[u8]) -> Result<Vec<Chunk<'_>>, ImageError> {
    let mut chunks = Vec::new();
    let mut rest = body;
    while rest.len() >= 8 {
        let (chunk, after) = split_chunk(rest).ok_or_else(|| damaged("a chunk is longer than the file"))?;
        chunks.push(chunk);
        rest = after;
    }
    Ok(chunks)
}

fn split_chunk(bytes: &[u8]) -> Option<(Chunk<'_>, &[u8])> {
    let (kind, rest) = bytes.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (data, rest) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
    // The last chunk's padding is missing in some files.
    let rest = rest.get(data.len() % 2..).unwrap_or_default();
    Some((Chunk { kind, bytes: &bytes[..bytes.len() - rest.len()], data }, rest))
}

/// Where the orientation stands that browsers follow, and what it says: the header must announce it.
fn orientation(chunks: &[Chunk<'_>]) -> Option<(usize, Orientation)> {
    let header = chunks.first().filter(|chunk| chunk.kind == b"VP8X")?;
    header.data.first().filter(|flags| **flags & HAS_EXIF != 0)?;
    let mut exif = chunks.iter().enumerate().filter(|(_, chunk)| chunk.kind == b"EXIF");
    exif.find_map(|(index, chunk)| Some((index, Orientation::read(chunk.data)?)))
}

/// The extended header's data with flags that say what stays.
fn features(data: &[u8], has_exif: bool) -> Vec<u8> {
    let mut features = data[..data.len().min(10)].to_vec();
    if let Some(flags) = features.first_mut() {
        *flags = (*flags & !(HAS_EXIF | HAS_XMP)) | if has_exif { HAS_EXIF } else { 0 };
    }
    features
}

/// An animation frame's data without chunks that do not draw.
fn frame(data: &[u8]) -> Result<Vec<u8>, ImageError> {
    let (header, body) = data
        .split_at_checked(FRAME_HEADER)
        .ok_or_else(|| damaged("a frame of the animation is too short"))?;
    let chunks = chunks(body)?;
    let drawn = chunks.iter().filter(|chunk| chunk.is_pixels()).map(|chunk| chunk.bytes);
    Ok(std::iter::once(header).chain(drawn).collect::<Vec<_>>().concat())
}

fn size_field(length: usize) -> Result<[u8; 4], ImageError> {
    u32::try_from(length).map(u32::to_le_bytes).map_err(|_| damaged("it is larger than the format allows"))
}

fn damaged(problem: &'static str) -> ImageError {
    ImageError::Damaged { format: ImageFormat::Webp, problem }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assets::image::samples::{self, SECRET, lossless, riff_chunk, webp_header, webp_of};

    fn stripped(bytes: &[u8]) -> Vec<u8> {
        strip(bytes).unwrap().concat()
    }

    #[test]
    fn only_the_chunks_that_draw_stay_and_the_header_says_so() {
        let colours = riff_chunk("ICCP", b"profile");
        let exif = riff_chunk("EXIF", &samples::exif(1));
        let xmp = riff_chunk("XMP ", SECRET);
        let dirty =
            webp_of(&[webp_header(0x2C), colours.clone(), lossless(), exif, xmp, riff_chunk("note", SECRET)]);
        let clean = webp_of(&[webp_header(0x20), colours, lossless()]);
        assert_eq!(stripped(&[&dirty[..], SECRET].concat()), clean);
    }

    #[test]
    fn frames_of_an_animation_lose_what_does_not_draw() {
        let frame =
            |chunks: &[Vec<u8>]| riff_chunk("ANMF", &[vec![7; FRAME_HEADER], chunks.concat()].concat());
        let start = [webp_header(0x02), riff_chunk("ANIM", &[0; 6])].concat();
        let clean = webp_of(&[start.clone(), frame(&[lossless()]), frame(&[lossless()])]);
        let dirty = webp_of(&[start, frame(&[lossless(), riff_chunk("note", SECRET)]), frame(&[lossless()])]);
        assert_eq!(stripped(&dirty), clean);
        assert_eq!(stripped(&clean), clean);
    }

    #[test]
    fn an_orientation_that_the_header_does_not_announce_is_not_followed() {
        let exif = riff_chunk("EXIF", &samples::exif(6));
        let silent = webp_of(&[webp_header(0), lossless(), exif.clone()]);
        assert_eq!(measure(&silent), Ok(Dimensions { width: 3, height: 2 }));
        assert_eq!(stripped(&silent), webp_of(&[webp_header(0), lossless()]));
        assert_eq!(stripped(&webp_of(&[lossless(), exif])), webp_of(&[lossless()]));
    }

    #[test]
    fn pixels_a_header_and_whole_frames_are_required() {
        let empty = webp_of(&[webp_header(0)]);
        assert!(strip(&empty).unwrap_err().to_string().contains("no picture data"));
        let headless = webp_of(&[riff_chunk("note", b""), lossless()]);
        assert!(measure(&headless).unwrap_err().to_string().contains("does not begin with its header"));
        let short = webp_of(&[webp_header(2), riff_chunk("ANMF", b"short")]);
        assert!(strip(&short).unwrap_err().to_string().contains("frame of the animation is too short"));
    }
}
