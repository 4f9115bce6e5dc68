//! Pixels: decoded, made fewer, turned upright, encoded.
//!
//! In: a picture and what can be made of it. Out: files. Nothing that stands beside the pixels comes through but the colour
//! profile, without which they would have other colours. Pictures are resized as browsers do it, on their values as
//! they are stored, with Lanczos' filter.

use std::io::Cursor;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{CompressionType, FilterType as RowFilter, PngDecoder, PngEncoder};
use image::codecs::webp::{WebPDecoder, WebPEncoder};
use image::metadata::Orientation;
use image::{
    ColorType, DynamicImage, GrayAlphaImage, GrayImage, ImageDecoder, ImageEncoder, ImageResult, Limits,
    RgbImage, RgbaImage,
};

use super::{Made, Possible};
use crate::assets::image::{ImageFormat, Orientation as Stored};

/// Of JPEG, from 1 to 100: where photographs on small screens look as they did.
const QUALITY: u8 = 80;

/// The most bytes that a decoder may ask for: pixels of 16 bits in four channels.
const MOST_BYTES: u64 = super::MOST_PIXELS * 8;

/// The smaller pictures; nobody could do anything with what a decoder says.
pub(super) fn make(bytes: &[u8], format: ImageFormat, possible: &Possible) -> Result<Vec<Made>, ()> {
    let reader = Cursor::new(bytes);
    let (picture, profile) = match format {
        ImageFormat::Jpeg => JpegDecoder::new(reader).and_then(decode),
        ImageFormat::Png => PngDecoder::new(reader).and_then(decode),
        ImageFormat::Webp => WebPDecoder::new(reader).and_then(decode),
        ImageFormat::Gif | ImageFormat::Svg | ImageFormat::Avif => return Err(()),
    }
    .map_err(drop)?;
    let picture = plain(picture, possible.format);
    let orientation = possible.still.orientation;
    let swaps = orientation.is_some_and(Stored::swaps_sides);
    let turn = orientation.and_then(|orientation| Orientation::from_exif(orientation.number()));
    let mut resizer = Resizer::new();
    let one = |width: &u32| {
        let mut small = resize(&mut resizer, &picture, *width, swaps).ok_or(())?;
        small.apply_orientation(turn.unwrap_or(Orientation::NoTransforms));
        let bytes = encode(&small, possible.format, profile.clone()).map_err(drop)?;
        Ok(Made { width: *width, bytes })
    };
    possible.widths.iter().map(one).collect()
}

fn decode(mut decoder: impl ImageDecoder) -> ImageResult<(DynamicImage, Option<Vec<u8>>)> {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_BYTES);
    decoder.set_limits(limits)?;
    let profile = decoder.icc_profile()?;
    Ok((DynamicImage::from_decoder(decoder)?, profile))
}

/// With eight bits a channel, and with transparency only where something is transparent and the format has it.
fn plain(picture: DynamicImage, format: ImageFormat) -> DynamicImage {
    let color = picture.color();
    let opaque = format == ImageFormat::Jpeg
        || match &picture {
            DynamicImage::ImageRgba8(pixels) => pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX),
            DynamicImage::ImageLumaA8(pixels) => pixels.pixels().all(|pixel| pixel.0[1] == u8::MAX),
            _ => !color.has_alpha(),
        };
    match (color.has_color(), opaque) {
        (true, true) => picture.into_rgb8().into(),
        (true, false) => picture.into_rgba8().into(),
        (false, true) => picture.into_luma8().into(),
        (false, false) => picture.into_luma_alpha8().into(),
    }
}

/// The picture with another width, as shown; `swaps` where it is stored lying on its side.
fn resize(resizer: &mut Resizer, picture: &DynamicImage, width: u32, swaps: bool) -> Option<DynamicImage> {
    let (stored_width, stored_height) = (picture.width(), picture.height());
    let (shown, other) = if swaps { (stored_height, stored_width) } else { (stored_width, stored_height) };
    let height = (u64::from(other) * u64::from(width) + u64::from(shown) / 2) / u64::from(shown);
    let height = u32::try_from(height).ok()?.max(1);
    let (width, height) = if swaps { (height, width) } else { (width, height) };
    let pixels = match picture.color() {
        ColorType::L8 => PixelType::U8,
        ColorType::La8 => PixelType::U8x2,
        ColorType::Rgb8 => PixelType::U8x3,
        _ => PixelType::U8x4,
    };
    let from = ImageRef::new(stored_width, stored_height, picture.as_bytes(), pixels).ok()?;
    let mut to = Image::new(width, height, pixels);
    let lanczos = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    resizer.resize(&from, &mut to, &lanczos).ok()?;
    let bytes = to.into_vec();
    match pixels {
        PixelType::U8 => GrayImage::from_raw(width, height, bytes).map(Into::into),
        PixelType::U8x2 => GrayAlphaImage::from_raw(width, height, bytes).map(Into::into),
        PixelType::U8x3 => RgbImage::from_raw(width, height, bytes).map(Into::into),
        _ => RgbaImage::from_raw(width, height, bytes).map(Into::into),
    }
}

fn encode(picture: &DynamicImage, format: ImageFormat, profile: Option<Vec<u8>>) -> ImageResult<Vec<u8>> {
    let mut out = Vec::new();
    match format {
        ImageFormat::Png => {
            let encoder =
                PngEncoder::new_with_quality(&mut out, CompressionType::Default, RowFilter::Adaptive);
            write(picture, encoder, profile)?;
        }
        ImageFormat::Webp => write(picture, WebPEncoder::new_lossless(&mut out), profile)?,
        _ => write(picture, JpegEncoder::new_with_quality(&mut out, QUALITY), profile)?,
    }
    Ok(out)
}

fn write(
    picture: &DynamicImage,
    mut encoder: impl ImageEncoder,
    profile: Option<Vec<u8>>,
) -> ImageResult<()> {
    if let Some(profile) = profile {
        // Every format that is written has a place for it.
        drop(encoder.set_icc_profile(profile));
    }
    picture.write_with_encoder(encoder)
}
