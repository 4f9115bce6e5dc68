//! Small pictures for tests, assembled segment by segment, with secrets in every place that may hold one.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::ImageFormat::{self, Avif, Gif, Jpeg, Png, Svg, Webp};
use super::{exif, png};

/// Every format.
pub(crate) const ALL_FORMATS: [ImageFormat; 6] = [Jpeg, Png, Webp, Gif, Svg, Avif];
/// The formats whose metadata can be removed.
pub(crate) const STRIPPABLE_FORMATS: [ImageFormat; 3] = [Jpeg, Png, Webp];
/// What no published file may contain; longer than any PNG field that could hide it.
pub(crate) const SECRET: &[u8] = b"SECRET: taken by A. N. Author at 52.5163 N 13.3777 E";

/// A picture of 3 by 2 pixels with nothing to remove.
pub(crate) fn plain(format: ImageFormat) -> Vec<u8> {
    match format {
        Jpeg => jpeg_of(&[segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")]),
        Png => png_of(&[chunk("pHYs", &[0; 9])]),
        Webp => webp_of(&[lossless()]),
        Gif => b"GIF89a\x03\0\x02\0\0\0\0;".to_vec(),
        Svg => b"<svg width='3' height='2'/>".to_vec(),
        Avif => avif(),
    }
}

/// The picture of [`plain`] with an EXIF block of that orientation, and secrets wherever metadata may stand.
pub(crate) fn with_secrets(format: ImageFormat, orientation: u8) -> Vec<u8> {
    let exif = [&exif(orientation), SECRET].concat();
    let picture = match format {
        Jpeg => jpeg_of(&[
            segment(0xE0, &[b"JFIF\0\x01\x01\0\0\x01\0\x01\x05\x03", SECRET].concat()),
            segment(0xE1, &[exif::PREFIX, &exif].concat()),
            segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", SECRET].concat()),
            segment(0xE2, &[b"MPF\0", SECRET].concat()),
            segment(0xED, &[b"Photoshop 3.0\x008BIM", SECRET].concat()),
            segment(0xFE, SECRET),
        ]),
        Png => png_of(&[
            chunk("pHYs", &[0; 9]),
            chunk("tEXt", &[b"Author\0", SECRET].concat()),
            chunk("iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", SECRET].concat()),
            chunk("eXIf", &exif),
        ]),
        Webp => {
            webp_of(&[webp_header(0x0C), lossless(), riff_chunk("EXIF", &exif), riff_chunk("XMP ", SECRET)])
        }
        Gif | Svg | Avif => plain(format),
    };
    [&picture, SECRET].concat()
}

/// Files that are cut, changed, or wrong from the start.
pub(crate) fn hostile_bytes() -> impl Strategy<Value = Vec<u8>> {
    let picture =
        (any_format(), 0_u8..10).prop_map(|(format, orientation)| with_secrets(format, orientation));
    let edits = prop::collection::vec((any::<Index>(), any::<u8>()), 0..6);
    let changed = (picture, edits, any::<Index>()).prop_map(|(mut picture, edits, end)| {
        picture.truncate(1 + end.index(picture.len() * 2));
        for (at, value) in edits {
            let at = at.index(picture.len());
            picture[at] = value;
        }
        picture
    });
    let starts =
        select(vec![&b""[..], b"\xFF\xD8\xFF", png::SIGNATURE, b"RIFF\x40\0\0\0WEBP", b"<svg ", b"GIF89a"]);
    let random = (starts, any::<Vec<u8>>()).prop_map(|(start, rest)| [start, &rest].concat());
    prop_oneof![4 => changed, 1 => random]
}

/// One of all formats.
pub(crate) fn any_format() -> impl Strategy<Value = ImageFormat> {
    select(ALL_FORMATS.to_vec())
}

/// An EXIF block with the camera's maker, an orientation, and a GPS directory with a latitude.
pub(crate) fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"MM\0*\0\0\0\x08\0\x03".to_vec();
    exif.extend(b"\x01\x0F\0\x02\0\0\0\x04Cam\0");
    exif.extend([1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    exif.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x32\0\0\0\0");
    exif.extend(b"\0\x02\0\x01\0\x02\0\0\0\x02N\0\0\0\0\x02\0\x05\0\0\0\x03\0\0\0\x50\0\0\0\0");
    exif.extend([0, 0, 0, 52, 0, 0, 0, 1, 0, 0, 0, 30, 0, 0, 0, 1, 0, 0, 0, 58, 0, 0, 0, 1]);
    exif
}

/// A JPEG segment.
pub(crate) fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 2).unwrap();
    [&[0xFF, marker], &length.to_be_bytes()[..], payload].concat()
}

/// A JPEG frame header for one component.
pub(crate) fn frame(width: u8, height: u8) -> Vec<u8> {
    segment(0xC0, &[8, 0, height, 0, width, 1, 1, 0x11, 0])
}

/// A JPEG file of 3 by 2 pixels with some segments before its frame.
pub(crate) fn jpeg_of(segments: &[Vec<u8>]) -> Vec<u8> {
    let scan = [segment(0xDA, &[1, 1, 0, 0, 63, 0]), b"\x12\xFF\0\x34\xFF\xD0\x56".to_vec()].concat();
    [b"\xFF\xD8".to_vec(), segments.concat(), frame(3, 2), scan, b"\xFF\xD9".to_vec()].concat()
}

/// A PNG chunk.
pub(crate) fn chunk(kind: &str, data: &[u8]) -> Vec<u8> {
    let named = [kind.as_bytes(), data].concat();
    let length = u32::try_from(data.len()).unwrap();
    [&length.to_be_bytes(), &named[..], &png::check_sum(&named).to_be_bytes()].concat()
}

/// A PNG file of 3 by 2 grey pixels with some chunks before its data.
pub(crate) fn png_of(chunks: &[Vec<u8>]) -> Vec<u8> {
    let header = chunk("IHDR", &[0, 0, 0, 3, 0, 0, 0, 2, 8, 0, 0, 0, 0]);
    let data = chunk("IDAT", b"\x78\x01\x01\x08\0\xF7\xFF\0\0\0\0\0\0\0\0\0\x08\0\x01");
    [png::SIGNATURE.to_vec(), header, chunks.concat(), data, chunk("IEND", b"")].concat()
}

/// A WebP chunk.
pub(crate) fn riff_chunk(kind: &str, data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap();
    [kind.as_bytes(), &length.to_le_bytes(), data, &[0][..data.len() % 2]].concat()
}

/// A WebP extended header for 3 by 2 pixels.
pub(crate) fn webp_header(flags: u8) -> Vec<u8> {
    riff_chunk("VP8X", &[flags, 0, 0, 0, 2, 0, 0, 1, 0, 0])
}

/// A WebP chunk with the header of 3 by 2 losslessly compressed pixels.
pub(crate) fn lossless() -> Vec<u8> {
    riff_chunk("VP8L", &[0x2F, 2, 0x40, 0, 0, 0x88, 0x88])
}

/// A WebP file.
pub(crate) fn webp_of(chunks: &[Vec<u8>]) -> Vec<u8> {
    riff_chunk("RIFF", &[b"WEBP".to_vec(), chunks.concat()].concat())
}

/// An AVIF file's boxes down to the one that holds the size of 3 by 2 pixels.
fn avif() -> Vec<u8> {
    let boxed = |kind: &str, data: &[u8]| {
        let length = u32::try_from(data.len() + 8).unwrap();
        [&length.to_be_bytes(), kind.as_bytes(), data].concat()
    };
    let extent = boxed("ispe", &[0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 2]);
    let properties = boxed("iprp", &boxed("ipco", &extent));
    [boxed("ftyp", b"avif\0\0\0\0mif1avif"), boxed("meta", &[vec![0; 4], properties].concat())].concat()
}
