//! Files that a site publishes beside its pages: pictures without their metadata, style sheets and scripts with
//! a fingerprint in their name.
//!
//! In: bytes. Out: bytes, dimensions, names, integrity hashes. Does not know which page uses what.

pub mod fingerprint;
pub mod image;
pub mod metadata;
pub mod sizes;
pub mod social;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use self::fingerprint::{fingerprinted_name, integrity};
use self::image::{Dimensions, ImageError, ImageFormat, inspect};
use crate::classification::Scheme;
use crate::config::ImageMetadata;

/// A file of the theme, ready to be written.
#[derive(Debug, Clone)]
pub struct Asset {
    /// The name templates ask for: `css/style.css`.
    pub name: String,
    /// Path below the output folder.
    pub output: String,
    /// Integrity hash for the page.
    pub integrity: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// What `asset(path=…)` gives a template.
#[derive(Debug, Clone, Serialize)]
pub struct AssetView {
    /// Root-relative address.
    pub url: String,
    /// Subresource integrity hash.
    pub integrity: String,
}

/// The theme's files, style sheets and scripts under fingerprinted names; and the style sheet of the levels'
/// colours, which a strict policy does not let a page carry itself.
pub fn collect(files: &BTreeMap<String, Vec<u8>>, scheme: &Scheme) -> Vec<Asset> {
    let levels = ("levels.css".to_owned(), levels_css(scheme).into_bytes());
    let all = files.iter().map(|(name, bytes)| (name.clone(), bytes.clone())).chain([levels]);
    all.map(|(name, bytes)| {
        let kind = name.rsplit('.').next().unwrap_or_default();
        let named_by_content = matches!(kind, "css" | "js" | "mjs");
        let output = if named_by_content { fingerprinted_name(&name, &bytes) } else { name.clone() };
        Asset { output, integrity: integrity(&bytes), name, bytes }
    })
    .collect()
}

fn levels_css(scheme: &Scheme) -> String {
    let mut css = String::new();
    for (_, level) in scheme.iter() {
        // Writing to a String cannot fail.
        let _ = writeln!(
            css,
            ".level-{} {{ --level-background: {}; --level-text: {}; }}",
            level.slug, level.background, level.text
        );
    }
    css
}

/// The picture format of a file by its name; none for other files.
pub fn picture_format(path: &str) -> Option<ImageFormat> {
    path.rsplit('/')
        .next()?
        .rsplit_once('.')
        .and_then(|(_, extension)| ImageFormat::from_extension(extension))
}

/// Width and height of a picture; none for files that are no pictures and for drawings without a size.
pub fn measure(path: &str, bytes: &[u8]) -> Result<Option<Dimensions>, ImageError> {
    picture_format(path).map_or(Ok(None), |format| inspect(bytes, format))
}

/// A file as it may be published: without metadata if it is a picture that can have some.
pub fn publishable(path: &str, bytes: Vec<u8>, policy: ImageMetadata) -> Result<Vec<u8>, ImageError> {
    match (picture_format(path), policy) {
        (Some(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::Webp)), ImageMetadata::Strip) => {
            metadata::strip(bytes, format)
        }
        _ => Ok(bytes),
    }
}
