//! What a picture file is, and how large it is shown.
//!
//! In go a file's bytes and the format that its name promises; out come its width and height, or an error that
//! says what the file is instead. This module does not know where the file lies, what refers to it, or whether
//! its pixels decode: it reads headers and structure only.

use std::fmt;

use imagesize::ImageType;

pub(super) use exif::Orientation;

mod exif;
pub(super) mod jpeg;
pub(super) mod png;
#[cfg(test)]
pub(super) mod samples;
mod svg;
pub(super) mod webp;

/// The formats that browsers show and a site may publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImageFormat {
    /// ITU-T T.81, in a JFIF or EXIF file.
    Jpeg,
    /// W3C Portable Network Graphics, still or animated.
    Png,
    /// RFC 9649, still or animated.
    Webp,
    /// `GIF87a` or `GIF89a`.
    Gif,
    /// W3C Scalable Vector Graphics, not compressed.
    Svg,
    /// AV1 Image File Format.
    Avif,
}

impl ImageFormat {
    /// The format that a file name's extension promises, in either case and without the dot.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "jpg" | "jpeg" | "jpe" | "jfif" => Some(Self::Jpeg),
            "png" | "apng" => Some(Self::Png),
            "webp" => Some(Self::Webp),
            "gif" => Some(Self::Gif),
            "svg" => Some(Self::Svg),
            "avif" => Some(Self::Avif),
            _ => None,
        }
    }

    /// The usual extension, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Svg => "svg",
            Self::Avif => "avif",
        }
    }
}

impl fmt::Display for ImageFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Webp => "WebP",
            Self::Gif => "GIF",
            Self::Svg => "SVG",
            Self::Avif => "AVIF",
        })
    }
}

/// How large a picture is shown at its natural size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Dimensions {
    /// CSS pixels, at least 1.
    pub width: u32,
    /// CSS pixels, at least 1.
    pub height: u32,
}

impl Dimensions {
    /// The size of a picture that is stored as `width` by `height` pixels and shown turned.
    fn shown(
        width: u32,
        height: u32,
        orientation: Option<Orientation>,
        format: ImageFormat,
    ) -> Result<Self, ImageError> {
        if width == 0 || height == 0 {
            return Err(ImageError::Damaged { format, problem: "its width or height is zero" });
        }
        Ok(match orientation {
            Some(orientation) if orientation.swaps_sides() => Self { width: height, height: width },
            _ => Self { width, height },
        })
    }
}

/// A picture of which smaller ones can be made: it stands still, and its colours are those of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Still {
    /// How it must be turned once it is decoded.
    pub(crate) orientation: Option<Orientation>,
    /// True when it has no transparency and lost some of its detail already, as photographs do.
    pub(crate) lossy: bool,
}

/// Why a file cannot be published as a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// The file is a picture of another format than its name says.
    #[error(
        "the file is named as {named} but is a picture in {actual} format; let its name end in .{}",
        actual.extension()
    )]
    Misnamed {
        /// What the name says.
        named: ImageFormat,
        /// What the content says.
        actual: ImageFormat,
    },
    /// The file is nothing that can be shown as a picture.
    #[error(
        "the file is named as {named} but holds {found}; export the picture as {named} and replace the file"
    )]
    NotAnImage {
        /// What the name says.
        named: ImageFormat,
        /// What the content looks like, with its article.
        found: &'static str,
    },
    /// The file begins as it should and then breaks off or breaks the format's rules.
    #[error("the {format} picture is damaged: {problem}; export it again from its original")]
    Damaged {
        /// The format of the file.
        format: ImageFormat,
        /// What is wrong, as a clause about the picture.
        problem: &'static str,
    },
    /// A drawing that runs a program where it is opened by itself.
    #[error("the SVG picture holds {found}; remove it, or export the picture without scripts")]
    Active {
        /// What it holds, with its article.
        found: &'static str,
    },
    /// It would fill the memory of the machine.
    #[error(
        "the picture is {} by {} pixels, and none of more than {} million is decoded for smaller sizes; export it with \
         fewer pixels, or write sizes = [] below [images] in site.toml",
        dimensions.width, dimensions.height, limit / 1_000_000
    )]
    TooLarge {
        /// Its size as shown.
        dimensions: Dimensions,
        /// The most pixels that are decoded.
        limit: u64,
    },
    /// Nobody can promise that a file of this format tells nothing about its author.
    #[error("metadata cannot be removed from a picture in {format} format; convert it to JPEG, PNG or WebP")]
    NotStrippable {
        /// The format of the file.
        format: ImageFormat,
    },
}

/// The size at which browsers show the picture, after a check that it is one of the `format`.
///
/// EXIF orientation is respected. Nothing for an SVG picture whose size depends on the page.
///
/// # Errors
///
/// A file that is no picture, one of another format, and one that is damaged: every variant but
/// [`ImageError::NotStrippable`].
pub fn inspect(bytes: &[u8], format: ImageFormat) -> Result<Option<Dimensions>, ImageError> {
    check(bytes, format)?;
    match format {
        ImageFormat::Jpeg => jpeg::measure(bytes).map(Some),
        ImageFormat::Png => png::measure(bytes).map(Some),
        ImageFormat::Webp => webp::measure(bytes).map(Some),
        ImageFormat::Svg => svg::measure(bytes),
        ImageFormat::Gif | ImageFormat::Avif => {
            let problem = "its header is incomplete";
            let size = imagesize::blob_size(bytes).map_err(|_| ImageError::Damaged { format, problem })?;
            let pixels = |side| u32::try_from(side).unwrap_or_default();
            Dimensions::shown(pixels(size.width), pixels(size.height), None, format).map(Some)
        }
    }
}

/// How to make smaller pictures of one; none where it must be published only as it is.
pub(crate) fn still(bytes: &[u8], format: ImageFormat) -> Result<Option<Still>, ImageError> {
    match format {
        ImageFormat::Jpeg => jpeg::still(bytes),
        ImageFormat::Png => png::still(bytes),
        ImageFormat::Webp => webp::still(bytes),
        ImageFormat::Gif | ImageFormat::Svg | ImageFormat::Avif => Ok(None),
    }
}

/// Succeeds when the `bytes` begin like a picture of the `format`.
pub(super) fn check(bytes: &[u8], format: ImageFormat) -> Result<(), ImageError> {
    match recognise(bytes) {
        Some(actual) if actual == format => Ok(()),
        Some(actual) => Err(ImageError::Misnamed { named: format, actual }),
        None => Err(ImageError::NotAnImage { named: format, found: describe(bytes) }),
    }
}

fn recognise(bytes: &[u8]) -> Option<ImageFormat> {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Some(ImageFormat::Jpeg),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(ImageFormat::Webp),
        _ if bytes.starts_with(png::SIGNATURE) => Some(ImageFormat::Png),
        _ if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") => Some(ImageFormat::Gif),
        _ if is_avif(bytes) => Some(ImageFormat::Avif),
        _ => svg::is_svg(bytes).then_some(ImageFormat::Svg),
    }
}

/// True when the file's major or compatible brands name AVIF (AV1 Image File Format, section 6).
fn is_avif(bytes: &[u8]) -> bool {
    let Some((length, rest)) = bytes.split_first_chunk() else { return false };
    let Ok(length) = usize::try_from(u32::from_be_bytes(*length)) else { return false };
    let brands = rest.strip_prefix(b"ftyp").and_then(|rest| rest.get(..length.checked_sub(8)?));
    brands.is_some_and(|brands| brands.chunks_exact(4).any(|brand| matches!(brand, b"avif" | b"avis")))
}

/// What a file that is no picture for a site looks like.
fn describe(bytes: &[u8]) -> &'static str {
    let start = bytes[..bytes.len().min(512)].trim_ascii_start().to_ascii_lowercase();
    match imagesize::image_type(bytes) {
        _ if bytes.is_empty() => "nothing",
        _ if bytes.starts_with(b"%PDF-") => "a PDF document",
        _ if bytes.starts_with(b"\x1F\x8B") => "gzip-compressed data",
        _ if start.starts_with(b"<!doctype html") || start.starts_with(b"<html") => "a web page",
        Ok(ImageType::Heif(imagesize::Compression::Hevc)) => "an HEIC picture",
        Ok(ImageType::Heif(_)) => "a video or a picture in a container that browsers do not show",
        Ok(ImageType::Tiff) => "a TIFF picture",
        Ok(ImageType::Psd) => "a Photoshop document",
        Ok(ImageType::Jxl) => "a JPEG XL picture",
        Ok(ImageType::Bmp) => "a BMP picture",
        _ if bytes.contains(&0) => "data that is no picture",
        _ if std::str::from_utf8(bytes).is_ok() => "text",
        _ => "data that is no picture",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::samples;
    use super::*;

    fn message(bytes: &[u8], extension: &str) -> String {
        let format = ImageFormat::from_extension(extension).unwrap();
        inspect(bytes, format).unwrap_err().to_string()
    }

    #[test]
    fn extensions_are_read_in_either_case() {
        assert_eq!(ImageFormat::from_extension("JPEG"), Some(ImageFormat::Jpeg));
        assert_eq!(ImageFormat::from_extension("txt"), None);
        for format in samples::ALL_FORMATS {
            assert_eq!(ImageFormat::from_extension(format.extension()), Some(format));
        }
    }

    #[test]
    fn pictures_have_the_size_of_their_header() {
        let size = Ok(Some(Dimensions { width: 3, height: 2 }));
        for format in samples::ALL_FORMATS {
            assert_eq!(inspect(&samples::plain(format), format), size, "{format}");
        }
    }

    #[test]
    fn orientations_from_five_on_swap_the_sides() {
        for (orientation, size) in [(1, (3, 2)), (4, (3, 2)), (5, (2, 3)), (8, (2, 3))] {
            let size = Ok(Some(Dimensions { width: size.0, height: size.1 }));
            for format in samples::STRIPPABLE_FORMATS {
                let picture = samples::with_secrets(format, orientation);
                assert_eq!(inspect(&picture, format), size, "{format}, {orientation}");
            }
        }
    }

    #[test]
    fn a_wrong_name_is_told_from_a_file_that_is_no_picture() {
        assert_eq!(
            message(&samples::plain(ImageFormat::Png), "jpg"),
            "the file is named as JPEG but is a picture in PNG format; let its name end in .png"
        );
        assert_eq!(
            message(b"see attachment", "jpg"),
            "the file is named as JPEG but holds text; export the picture as JPEG and replace the file"
        );
        assert!(message(b"", "png").contains("holds nothing;"));
        assert!(message(b"\n<!DOCTYPE html><title>404</title>", "webp").contains("holds a web page;"));
        assert!(message(b"%PDF-1.7", "svg").contains("holds a PDF document;"));
        assert!(message(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "avif").contains("holds an HEIC picture;"));
        assert!(message(b"\0\0\0\x10ftypmp42\0\0\0\0", "jpg").contains("holds a video"));
        assert!(message(b"\x89PN\0", "png").contains("data that is no picture"));
    }

    #[test]
    fn a_picture_that_breaks_off_is_damaged() {
        for format in samples::STRIPPABLE_FORMATS {
            let picture = samples::plain(format);
            let message = message(&picture[..picture.len() - 1], format.extension());
            assert!(
                message.starts_with(&format!("the {format} picture is damaged: it ends before")),
                "{message}"
            );
        }
        assert!(message(b"GIF89a\x03\0", "gif").contains("header is incomplete"));
        assert!(message(b"GIF89a\x03\0\0\0\0\0\0;", "gif").contains("width or height is zero"));
    }

    proptest! {
        #[test]
        fn hostile_files_are_refused_or_measured_without_a_panic(
            bytes in samples::hostile_bytes(),
            format in samples::any_format(),
        ) {
            let size = inspect(&bytes, format);
            let has_area = |size: Dimensions| size.width > 0 && size.height > 0;
            prop_assert!(size.ok().flatten().is_none_or(has_area));
        }
    }
}
