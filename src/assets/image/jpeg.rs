//! The segments of a JPEG file: which of them draw the picture, and which only talk about it.
//!
//! In go the bytes of a file that begins like a JPEG; out come its size as shown, or the parts worth keeping.
//! Pixels are neither decoded nor checked, and bytes hidden inside a scan or a table are not looked for.
//!
//! Sources: ITU-T T.81, annex B (markers); ITU-T T.871 (JFIF); ICC.1, annex B.4 (colour profiles).

use std::borrow::Cow;

use super::exif::{self, Orientation};
use super::{Dimensions, ImageError, ImageFormat, Still};

const START_OF_SCAN: u8 = 0xDA;
const END_OF_IMAGE: u8 = 0xD9;
const APP0: u8 = 0xE0;
const APP1: u8 = 0xE1;
const APP2: u8 = 0xE2;
const APP14: u8 = 0xEE;

/// The size as shown, after a full walk through the file.
pub(crate) fn measure(bytes: &[u8]) -> Result<Dimensions, ImageError> {
    let segments = segments(bytes)?;
    let frame = segments.iter().find(|segment| is_frame(segment.marker));
    let size = frame.and_then(|frame| match *frame.payload {
        [_, h1, h2, w1, w2, ..] => Some((u16::from_be_bytes([w1, w2]), u16::from_be_bytes([h1, h2]))),
        _ => None,
    });
    let (width, height) = size.ok_or_else(|| damaged("it has no frame header"))?;
    let orientation = orientation(&segments).map(|(_, orientation)| orientation);
    Dimensions::shown(u32::from(width), u32::from(height), orientation, ImageFormat::Jpeg)
}

/// How the picture must be turned to be decoded into smaller ones; none where its colours are mixed for printing.
pub(crate) fn still(bytes: &[u8]) -> Result<Option<Still>, ImageError> {
    let segments = segments(bytes)?;
    let components = segments
        .iter()
        .find(|segment| is_frame(segment.marker))
        .and_then(|frame| frame.payload.get(5).copied());
    let orientation = orientation(&segments).map(|(_, orientation)| orientation);
    Ok(matches!(components, Some(1 | 3)).then_some(Still { orientation, lossy: true }))
}

/// The parts that draw the picture, in order.
pub(crate) fn strip(bytes: &[u8]) -> Result<Vec<Cow<'_, [u8]>>, ImageError> {
    let segments = segments(bytes)?;
    let orientation = orientation(&segments);
    let mut parts = vec![Cow::Borrowed(&bytes[..2])];
    for (index, segment) in segments.iter().enumerate() {
        match orientation {
            Some((at, orientation)) if at == index && !orientation.is_upright() => {
                let payload = [exif::PREFIX, &orientation.to_exif()].concat();
                parts.push(segment.with_payload(&payload));
            }
            _ => parts.extend(segment.drawn()),
        }
    }
    Ok(parts)
}

/// A marker with what belongs to it.
struct Segment<'a> {
    marker: u8,
    /// From the marker's first byte to the next marker's.
    bytes: &'a [u8],
    /// Without marker, length and scan.
    payload: &'a [u8],
    /// Readers take application data only before the first scan.
    is_before_scans: bool,
}

impl<'a> Segment<'a> {
    /// What of the segment a browser needs to draw the picture in the right colours.
    fn drawn(&self) -> Option<Cow<'a, [u8]>> {
        match self.marker {
            // Frames, tables, restart intervals, scans and the end; 0xC8 is reserved for extensions.
            0xC0..=0xC7 | 0xC9..=0xCF | END_OF_IMAGE..=0xDF => Some(Cow::Borrowed(self.bytes)),
            _ if !self.is_before_scans => None,
            APP0 if self.payload.starts_with(b"JFIF\0") => {
                // The last two bytes are the width and height of a thumbnail, which follows them.
                let mut fields = *self.payload.first_chunk::<14>()?;
                fields[12..].fill(0);
                Some(self.with_payload(&fields))
            }
            APP2 if self.payload.starts_with(b"ICC_PROFILE\0") => Some(Cow::Borrowed(self.bytes)),
            // It says whether the colours are RGB, YCbCr, CMYK or YCCK.
            APP14 if self.payload.starts_with(b"Adobe") => {
                self.payload.get(..12).map(|fields| self.with_payload(fields))
            }
            _ => None,
        }
    }

    /// The segment with another payload, of at most 65 533 bytes; as it was when the payload is the same.
    fn with_payload(&self, payload: &[u8]) -> Cow<'a, [u8]> {
        if payload == self.payload {
            return Cow::Borrowed(self.bytes);
        }
        let length = u16::try_from(payload.len() + 2).expect("callers pass a few dozen bytes");
        Cow::Owned([&[0xFF, self.marker], &length.to_be_bytes()[..], payload].concat())
    }
}

/// Where the first readable orientation stands, and what it says.
fn orientation(segments: &[Segment<'_>]) -> Option<(usize, Orientation)> {
    segments.iter().enumerate().take_while(|(_, segment)| segment.is_before_scans).find_map(
        |(index, segment)| {
            let is_exif = segment.marker == APP1 && segment.payload.starts_with(exif::PREFIX);
            Orientation::read(segment.payload).filter(|_| is_exif).map(|orientation| (index, orientation))
        },
    )
}

/// The segments up to the end of the image. Stray bytes and markers that stand alone are left out, as decoders
/// leave them out; fill bytes belong to the segment that follows them.
fn segments(bytes: &[u8]) -> Result<Vec<Segment<'_>>, ImageError> {
    let mut segments = Vec::new();
    let mut position = 2;
    let mut is_before_scans = true;
    loop {
        let (start, end) = find_marker(bytes, position).ok_or_else(|| {
            damaged("it ends before its end-of-image marker, as an interrupted download does")
        })?;
        let marker = bytes[end - 1];
        position = end;
        if matches!(marker, 0x01 | 0xD0..=0xD8) {
            continue;
        }
        let payload = if marker == END_OF_IMAGE { Some(&[][..]) } else { payload(&bytes[end..]) };
        let payload = payload.ok_or_else(|| damaged("a segment is longer than the file"))?;
        if marker != END_OF_IMAGE {
            position += 2 + payload.len();
        }
        if marker == START_OF_SCAN {
            is_before_scans = false;
            position = scan_end(bytes, position);
        }
        segments.push(Segment { marker, bytes: &bytes[start..position], payload, is_before_scans });
        if marker == END_OF_IMAGE {
            break;
        }
    }
    if is_before_scans {
        return Err(damaged("it has no picture data"));
    }
    Ok(segments)
}

/// The next marker at or after `from`: where its fill bytes start, and where it ends.
fn find_marker(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    let mut from = from;
    loop {
        let start = from + bytes.get(from..)?.iter().position(|&byte| byte == 0xFF)?;
        let code = start + bytes[start..].iter().position(|&byte| byte != 0xFF)?;
        if bytes[code] != 0 {
            return Some((start, code + 1));
        }
        from = code + 1;
    }
}

/// The payload of a segment whose length field comes first in `bytes`. The length counts itself.
fn payload(bytes: &[u8]) -> Option<&[u8]> {
    let length = u16::from_be_bytes(*bytes.first_chunk()?);
    bytes.get(2..usize::from(length))
}

/// Where the compressed data that starts at `from` ends: at a marker that is neither a stuffed zero nor a restart.
fn scan_end(bytes: &[u8], from: usize) -> usize {
    let mut from = from;
    loop {
        match find_marker(bytes, from) {
            Some((_, end)) if matches!(bytes[end - 1], 0xD0..=0xD7) => from = end,
            Some((start, _)) => return start,
            None => return bytes.len(),
        }
    }
}

fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

fn damaged(problem: &'static str) -> ImageError {
    ImageError::Damaged { format: ImageFormat::Jpeg, problem }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assets::image::samples::{self, SECRET, jpeg_of, segment};

    fn stripped(bytes: &[u8]) -> Vec<u8> {
        strip(bytes).unwrap().concat()
    }

    #[test]
    fn only_the_segments_that_draw_stay_and_stay_the_same() {
        let private = [
            segment(0xE1, &[exif::PREFIX, &samples::exif(1)].concat()),
            segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", SECRET].concat()),
            segment(0xED, &[b"Photoshop 3.0\08BIM", SECRET].concat()),
            segment(0xE2, &[b"MPF\0", SECRET].concat()),
            segment(0xE0, &[b"JFXX\0\x10", SECRET].concat()),
            segment(0xEB, SECRET),
            segment(0xFE, SECRET),
        ];
        let drawn = [
            segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            segment(0xE2, b"ICC_PROFILE\0\x01\x01profile"),
            segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01"),
        ];
        let dirty = [jpeg_of(&[&private[..], &drawn, &private].concat()), SECRET.to_vec()].concat();
        assert_eq!(stripped(&dirty), jpeg_of(&drawn));
    }

    #[test]
    fn a_thumbnail_goes_and_its_header_stays() {
        let with = segment(0xE0, &[b"JFIF\0\x01\x01\0\0\x48\0\x48\x04\x03", SECRET].concat());
        let without = segment(0xE0, b"JFIF\0\x01\x01\0\0\x48\0\x48\0\0");
        assert_eq!(stripped(&jpeg_of(&[with])), jpeg_of(&[without]));
        let with = segment(0xEE, &[b"Adobe\0\x64\0\0\0\0\x01", SECRET].concat());
        let without = segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01");
        assert_eq!(stripped(&jpeg_of(&[with])), jpeg_of(&[without]));
    }

    #[test]
    fn comments_between_the_scans_of_a_progressive_picture_go() {
        let scan = [segment(0xDA, &[1, 1, 0, 0, 63, 0]), b"\x12\xFF\0\x34\xFF\xD0\x56".to_vec()].concat();
        let exif = segment(0xE1, &[exif::PREFIX, &samples::exif(6)].concat());
        let table = segment(0xC4, b"table");
        let head = [b"\xFF\xD8".to_vec(), samples::frame(3, 2)].concat();
        let dirty = [&head[..], &scan, &segment(0xFE, SECRET), &exif, &table, &scan, b"\xFF\xD9"].concat();
        assert_eq!(stripped(&dirty), [&head[..], &scan, &table, &scan, b"\xFF\xD9"].concat());
        assert_eq!(measure(&dirty), Ok(Dimensions { width: 3, height: 2 }));
    }

    #[test]
    fn fill_bytes_stay_and_stray_bytes_go() {
        let filled = [&b"\xFF\xFF\xFF"[..], &segment(0xDB, b"table")].concat();
        let picture = jpeg_of(std::slice::from_ref(&filled));
        assert_eq!(stripped(&picture), picture);
        let strayed = jpeg_of(&[SECRET.to_vec(), filled]);
        assert_eq!(stripped(&strayed), picture);
    }

    #[test]
    fn a_height_of_zero_and_a_missing_frame_are_damage() {
        let flat = [b"\xFF\xD8".to_vec(), samples::frame(3, 0), segment(0xDA, b""), b"\xFF\xD9".to_vec()];
        assert!(measure(&flat.concat()).unwrap_err().to_string().contains("width or height is zero"));
        let frameless = [b"\xFF\xD8".to_vec(), segment(0xDA, b""), b"\xFF\xD9".to_vec()];
        assert!(measure(&frameless.concat()).unwrap_err().to_string().contains("no frame header"));
    }
}
