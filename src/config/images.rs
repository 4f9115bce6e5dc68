//! `[images]`: what happens to pictures.
//!
//! In: the table. Out: [`Images`]. Does not know any picture.

use crate::diag::{Diagnostic, codes};
use crate::table::{Findings, Table};

/// Whether pictures keep their metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageMetadata {
    /// EXIF (places and cameras), XMP, IPTC and comments are removed.
    Strip,
    /// Pictures are copied byte for byte.
    Keep,
}

/// What happens to pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Images {
    /// Whether they keep their EXIF, XMP, IPTC and comments.
    pub metadata: ImageMetadata,
    /// The widths that pictures of documents are published in besides their own, in pixels, ascending.
    pub sizes: Vec<u32>,
}

/// Widths where site.toml names none: a telephone, one with a fine screen or a column of text, a column on a fine screen.
const SIZES: [u32; 3] = [480, 960, 1440];

/// The most widths: every one is a file for each picture.
const MOST_SIZES: usize = 8;

impl Default for Images {
    fn default() -> Self {
        Self { metadata: ImageMetadata::Strip, sizes: SIZES.to_vec() }
    }
}

impl Images {
    pub(super) fn read(site: &mut Table<'_>, findings: &mut Findings<'_>) -> Self {
        let Some(mut table) = site.table("images", "[images]", findings) else { return Self::default() };
        let choice = table.choice("metadata", &["strip", "keep"], findings);
        let mut images = Self::default();
        if choice == Some(1) {
            images.metadata = ImageMetadata::Keep;
        }
        if let Some(sizes) = table.numbers("sizes", 16..=8192, findings) {
            if let Some(first) = sizes.get(MOST_SIZES) {
                let message = format!("`sizes` has more than {MOST_SIZES} widths");
                let help = "leave some out: each is another file for every picture";
                findings.push(&first.span, Diagnostic::new(&codes::INVALID_VALUE, message).help(help));
            }
            let sizes = sizes.into_iter().filter_map(|width| u32::try_from(width.value).ok());
            images.sizes = sizes.take(MOST_SIZES).collect();
            images.sizes.sort_unstable();
            images.sizes.dedup();
        }
        table.finish(findings);
        images
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::parse;

    fn read(text: &str) -> (Images, Vec<String>) {
        let mut findings = Findings::new("site.toml", 0);
        let text = format!("[images]\n{text}");
        let images = Images::read(&mut parse(&text, "site.toml", &mut findings), &mut findings);
        (images, findings.diagnostics.iter().map(|finding| finding.message.clone()).collect())
    }

    #[test]
    fn widths_are_put_in_order_and_may_be_none() {
        assert_eq!(read("").0.sizes, [480, 960, 1440]);
        assert_eq!(
            read("sizes = [800, 400, 800]"),
            (Images { sizes: vec![400, 800], ..Images::default() }, vec![])
        );
        assert_eq!(read("sizes = []").0.sizes, [0_u32; 0]);
    }

    #[test]
    fn widths_that_no_screen_has_are_refused() {
        let message = "`sizes` must be between 16 and 8192";
        assert_eq!(read("sizes = [480, 0, -1, 9000]").1, [message; 3]);
        assert_eq!(read("sizes = 480").1, ["`sizes` must be a list of whole numbers"]);
        assert_eq!(read("sizes = [\"480\"]").1, ["`sizes` must be a list of whole numbers"]);
        assert_eq!(
            read("sizes = [16, 17, 18, 19, 20, 21, 22, 23, 24]").1,
            ["`sizes` has more than 8 widths"]
        );
    }
}
