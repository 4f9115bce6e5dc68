//! Smaller pictures of a picture, for smaller screens.
//!
//! In: the bytes of a PNG, JPEG or WebP file, and widths. Out: which widths it can have, under which names and in
//! which formats, and the pictures themselves: upright, with the colour profile of the original and nothing else of
//! what it tells. Does not know where files lie, nor what was made before.
//!
//! Without the feature `images` no picture has any.

#[cfg(feature = "images")]
mod codec;

use super::image::{self, Dimensions, ImageError, ImageFormat};

/// Tells what earlier versions made from what this one makes: raise it when the same picture gives other bytes.
pub const VERSION: u32 = 1;

/// The most pixels that are decoded: four bytes each have to fit into the memory of a small machine.
const MOST_PIXELS: u64 = 100_000_000;

/// What can be made of a picture.
#[derive(Debug, Clone)]
pub struct Possible {
    #[cfg_attr(not(feature = "images"), expect(dead_code, reason = "nothing is decoded"))]
    still: image::Still,
    /// The format of what is made.
    pub format: ImageFormat,
    /// Widths as shown, in pixels, ascending; at least one.
    pub widths: Vec<u32>,
}

/// A smaller picture.
#[derive(Debug)]
pub struct Made {
    /// Width as shown, in pixels.
    pub width: u32,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Which of the `wanted` widths a picture can have; none where it has to stay as it is: drawings, animations, pictures in
/// colours for printing, and those that are as small.
///
/// # Errors
///
/// A damaged picture, and one that is too large to be decoded.
pub fn possible(
    bytes: &[u8],
    format: ImageFormat,
    dimensions: Dimensions,
    wanted: &[u32],
) -> Result<Option<Possible>, ImageError> {
    let widths: Vec<u32> = wanted.iter().copied().filter(|width| *width < dimensions.width).collect();
    if widths.is_empty() || !cfg!(feature = "images") {
        return Ok(None);
    }
    let Some(still) = image::still(bytes, format)? else { return Ok(None) };
    if u64::from(dimensions.width) * u64::from(dimensions.height) > MOST_PIXELS {
        return Err(ImageError::TooLarge { dimensions, limit: MOST_PIXELS });
    }
    // What can be written as WebP is lossless, and a photograph would be larger than before.
    let format = if still.lossy { ImageFormat::Jpeg } else { format };
    Ok(Some(Possible { still, format, widths }))
}

/// The smaller pictures, in the order of their widths.
///
/// # Errors
///
/// A picture whose pixels cannot be decoded.
#[cfg(feature = "images")]
pub fn make(bytes: &[u8], format: ImageFormat, possible: &Possible) -> Result<Vec<Made>, ImageError> {
    codec::make(bytes, format, possible)
        .map_err(|()| ImageError::Damaged { format, problem: "its pixels cannot be decoded" })
}

/// The smaller pictures: none.
///
/// # Errors
///
/// None.
#[cfg(not(feature = "images"))]
pub fn make(_: &[u8], _: ImageFormat, _: &Possible) -> Result<Vec<Made>, ImageError> {
    Ok(Vec::new())
}

/// What a smaller picture is called: `a/lab.jpg` becomes `a/lab.480w.jpg`, and `a/lab.webp`, as a JPEG,
/// `a/lab.480w.webp.jpg`. No two pictures of one folder share such a name.
#[must_use]
pub fn name(path: &str, width: u32, format: ImageFormat) -> String {
    let (stem, extension) = path.rsplit_once('.').unwrap_or((path, ""));
    let name = format!("{stem}.{width}w.{extension}");
    if ImageFormat::from_extension(extension) == Some(format) {
        name
    } else {
        format!("{name}.{}", format.extension())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::assets::image::samples;

    #[test]
    fn names_say_the_width_and_tell_pictures_of_other_formats_apart() {
        assert_eq!(name("a.b/lab.JPEG", 480, ImageFormat::Jpeg), "a.b/lab.480w.JPEG");
        assert_eq!(name("lab.webp", 960, ImageFormat::Jpeg), "lab.960w.webp.jpg");
        assert_eq!(name("lab.webp", 960, ImageFormat::Webp), "lab.960w.webp");
    }

    #[cfg(feature = "images")]
    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn hostile_files_are_refused_or_made_smaller(bytes in samples::hostile_bytes()) {
            for format in samples::STRIPPABLE_FORMATS {
                let Ok(Some(dimensions)) = image::inspect(&bytes, format) else { continue };
                if let Ok(Some(possible)) = possible(&bytes, format, dimensions, &[1, 2])
                    && let Ok(made) = make(&bytes, format, &possible)
                {
                    prop_assert_eq!(made.len(), possible.widths.len());
                }
            }
        }
    }
}
