//! Removal of what a picture file tells about its author, its place and its making.
//!
//! In go the bytes of a JPEG, PNG or WebP file; out come the bytes of a file that draws the same pixels in the
//! same colours, the same way up, and holds nothing else that the format has a place for: no EXIF, XMP, IPTC,
//! comments, texts, times, thumbnails, provenance manifests, and nothing behind its end. What is kept stays
//! byte for byte.
//!
//! This module does not decode pixels. So it cannot know what the picture itself shows, what was hidden in pixels
//! or tables on purpose, or what a colour profile says about the device that it was made for.

use std::borrow::Cow;

use super::image::{self, ImageError, ImageFormat, jpeg, png, webp};

/// The picture without its metadata; the `bytes` themselves when there was nothing to remove.
///
/// An EXIF orientation other than upright is written back, alone.
///
/// # Errors
///
/// Like [`image::inspect`], and [`ImageError::NotStrippable`] for GIF, SVG and AVIF. They are never passed
/// through: a file that was not cleaned must not look as if it were.
pub fn strip(bytes: Vec<u8>, format: ImageFormat) -> Result<Vec<u8>, ImageError> {
    image::check(&bytes, format)?;
    let parts = match format {
        ImageFormat::Jpeg => jpeg::strip(&bytes)?,
        ImageFormat::Png => png::strip(&bytes)?,
        ImageFormat::Webp => webp::strip(&bytes)?,
        ImageFormat::Gif | ImageFormat::Svg | ImageFormat::Avif => {
            return Err(ImageError::NotStrippable { format });
        }
    };
    // Parts that are all borrowed lie in the file in their order: as long as the file, they are the file.
    let length: usize = parts.iter().map(|part| part.len()).sum();
    if length == bytes.len() && parts.iter().all(|part| matches!(part, Cow::Borrowed(_))) {
        return Ok(bytes);
    }
    Ok(parts.concat())
}

#[cfg(test)]
mod tests {
    use img_parts::{ImageEXIF as _, jpeg::Jpeg, png::Png, webp::WebP};
    use proptest::prelude::*;

    use super::*;
    use crate::assets::image::inspect;
    use crate::assets::image::samples::{self, SECRET, STRIPPABLE_FORMATS, plain, with_secrets};

    fn contains(bytes: &[u8], part: &[u8]) -> bool {
        bytes.windows(part.len()).any(|window| window == part)
    }

    /// The EXIF block as an independent reader finds it.
    fn exif(bytes: Vec<u8>, format: ImageFormat) -> Option<Vec<u8>> {
        let exif = match format {
            ImageFormat::Jpeg => Jpeg::from_bytes(bytes.into()).unwrap().exif(),
            ImageFormat::Png => Png::from_bytes(bytes.into()).unwrap().exif(),
            _ => WebP::from_bytes(bytes.into()).unwrap().exif(),
        };
        exif.map(|exif| exif.to_vec())
    }

    #[test]
    fn secrets_go_and_the_orientation_stays() {
        for format in STRIPPABLE_FORMATS {
            let dirty = with_secrets(format, 6);
            let clean = strip(dirty.clone(), format).unwrap();
            for secret in [SECRET, b"Cam\0", &samples::exif(6)[52..]] {
                assert!(contains(&dirty, secret) && !contains(&clean, secret), "{format}");
            }
            assert_eq!(inspect(&clean, format), inspect(&dirty, format), "{format}");
            let only_orientation = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
            assert_eq!(exif(clean, format).as_deref(), Some(&only_orientation[..]), "{format}");
        }
    }

    #[test]
    fn an_upright_picture_keeps_no_exif() {
        for format in STRIPPABLE_FORMATS {
            let clean = strip(with_secrets(format, 1), format).unwrap();
            assert_eq!(exif(clean.clone(), format), None, "{format}");
            // WebP keeps its extended header, which `plain` does not have.
            assert!(clean == plain(format) || format == ImageFormat::Webp, "{format}");
        }
    }

    #[test]
    fn a_picture_with_nothing_to_remove_is_the_same() {
        for format in STRIPPABLE_FORMATS {
            assert_eq!(strip(plain(format), format), Ok(plain(format)));
        }
    }

    #[test]
    fn pictures_that_cannot_be_cleaned_are_refused() {
        let error = strip(plain(ImageFormat::Avif), ImageFormat::Avif).unwrap_err();
        assert_eq!(
            error.to_string(),
            "metadata cannot be removed from a picture in AVIF format; convert it to JPEG, PNG or WebP"
        );
        let misnamed = strip(plain(ImageFormat::Png), ImageFormat::Webp).unwrap_err();
        assert_eq!(misnamed, ImageError::Misnamed { named: ImageFormat::Webp, actual: ImageFormat::Png });
    }

    #[test]
    fn a_picture_cut_anywhere_is_refused() {
        for format in STRIPPABLE_FORMATS {
            let picture = plain(format);
            for end in 0..picture.len() {
                assert!(strip(picture[..end].to_vec(), format).is_err(), "{format} cut at {end}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn hostile_files_are_refused_or_cleaned_once_and_for_all(bytes in samples::hostile_bytes()) {
            for format in STRIPPABLE_FORMATS {
                if let Ok(clean) = strip(bytes.clone(), format) {
                    prop_assert_eq!(inspect(&clean, format), inspect(&bytes, format));
                    prop_assert_eq!(strip(clean.clone(), format), Ok(clean));
                }
            }
        }
    }
}
