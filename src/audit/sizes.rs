//! Smaller pictures of pictures: under which names a build would publish them, and with which bytes.
//!
//! In: files of `content/`, the widths of the site. Out: names, and hashes of what a build makes of them. The same picture gives the
//! same bytes each time, so one that got out is known by them, whatever its name; saved again in another
//! program it is not.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::forms;
use crate::assets::{measure, picture_format, sizes};
use crate::fs::{self, Entry};
use crate::manifest::hash;
use crate::pictures::Store;

/// What the smaller pictures of a file may be called.
pub(super) fn names(path: &str, widths: &[u32]) -> Vec<String> {
    let Some(format) = picture_format(path) else { return Vec::new() };
    let formats = [format, crate::assets::image::ImageFormat::Jpeg];
    let names = widths.iter().flat_map(|width| formats.map(|format| sizes::name(path, *width, format)));
    names.collect()
}

/// The smaller pictures of withheld files, by hash, with the path of the file below `content/`; without those of files whose
/// content is published.
pub(super) fn secret(
    files: &[&Entry],
    open: &FxHashSet<u128>,
    widths: &[u32],
    pictures: &Store,
) -> Vec<(u128, String)> {
    let one = |file: &&Entry| {
        let path = &file.relative;
        let bytes = picture_format(path).and_then(|_| fs::read(&file.path).ok())?;
        let dimensions = measure(path, &bytes).ok()??;
        if forms(path, &bytes).iter().any(|form| open.contains(form)) {
            return None;
        }
        let sizes = pictures.sizes(path, &bytes, hash(&bytes), dimensions, widths).ok()?;
        let made = sizes.iter().filter_map(|size| size.bytes().ok());
        Some(made.map(|bytes| (hash(&bytes), format!("content/{path}"))).collect())
    };
    let found: Vec<Vec<_>> = files.par_iter().filter_map(one).collect();
    found.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_may_be_made_smaller_in_its_own_format_or_as_a_photograph() {
        assert_eq!(names("a/b.webp", &[480]), ["a/b.480w.webp", "a/b.480w.webp.jpg"]);
        assert_eq!(names("a/b.pdf", &[480]), [""; 0]);
    }
}
