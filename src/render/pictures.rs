//! Pictures as pages show them: addresses, dimensions, smaller sizes.
//!
//! In: what a document refers to, and the measures of the site's pictures. Out: parts of view-models. Reads no picture.

use super::Renderer;
use super::view::Picture;
use crate::assets::sizes;
use crate::pictures::Measure;
use crate::site::{PictureSource, Report};

/// A picture as pages show it.
pub(super) struct Shown<'m> {
    /// Root-relative address.
    pub(super) src: String,
    /// Absolute address.
    pub(super) permalink: String,
    pub(super) measure: Option<&'m Measure>,
    /// Its sizes with their widths; none where it has only one.
    pub(super) srcset: Option<String>,
}

impl Renderer<'_> {
    pub(super) fn lead_picture(&self, report: &Report) -> Option<Picture> {
        let image = report.document.front.image.as_ref()?;
        let Shown { src, permalink, measure, srcset } = self.picture(report.image.as_ref()?)?;
        Some(Picture {
            src,
            permalink,
            alt: image.alt.value.clone(),
            credit: image.credit.as_ref().map(|credit| credit.value.clone()),
            width: measure.map(|measure| measure.dimensions.width),
            height: measure.map(|measure| measure.dimensions.height),
            srcset,
        })
    }

    pub(super) fn picture(&self, source: &PictureSource) -> Option<Shown<'_>> {
        let address = match source {
            PictureSource::Attachment(attachment) => &attachment.address,
            PictureSource::Root(path) => path,
            PictureSource::Missing => return None,
        };
        let encoded = match source {
            PictureSource::Attachment(_) => crate::site::address::encode(address),
            _ => address.clone(),
        };
        let measure = self.measures.get(address);
        Some(Shown {
            src: self.site.href(&encoded),
            permalink: self.site.absolute(&encoded),
            measure,
            srcset: measure.and_then(|measure| self.srcset(address, measure)),
        })
    }

    /// The smaller ones of a picture and the picture itself; none where it has none.
    fn srcset(&self, address: &str, measure: &Measure) -> Option<String> {
        let smaller =
            measure.sizes.iter().map(|size| (sizes::name(address, size.width, size.format), size.width));
        let own = (address.to_owned(), measure.dimensions.width);
        let one = |(address, width): (String, u32)| {
            // A comma would end the address.
            let encoded = crate::site::address::encode(&address).replace(',', "%2C");
            format!("{} {width}w", self.site.href(&encoded))
        };
        let all = || smaller.chain([own]).map(one).collect::<Vec<_>>().join(", ");
        (!measure.sizes.is_empty()).then(all)
    }

    /// What is known of a picture by its address below the root.
    pub(crate) fn measure(&self, address: &str) -> Option<&Measure> {
        self.measures.get(address)
    }
}
