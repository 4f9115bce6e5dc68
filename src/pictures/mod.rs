//! The pictures of a site: how large they are, and the smaller ones that are published beside them.
//!
//! In: the assembled site, the listing of `static/`, a [`Store`]. Out: [`Measures`]. Only pictures that a released document
//! shows have smaller ones: a file that is only linked, and those of `static/`, are published as they are.
//! Does not know how pages show them.

mod store;

use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::assets;
use crate::assets::image::Dimensions;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::fs;
use crate::inputs::{self, Inputs};
use crate::manifest::hash;
use crate::site::{PictureSource, Site};

pub use store::{Keep, Size, Store};

/// What is known of a picture.
#[derive(Debug, Clone)]
pub struct Measure {
    /// How large it is shown.
    pub dimensions: Dimensions,
    /// The smaller ones, by width.
    pub sizes: Arc<[Size]>,
    /// Tells its bytes from others.
    pub content: u128,
}

/// Pictures by address below the root.
pub type Measures = FxHashMap<String, Measure>;

/// All pictures that pages may show; a picture that is none is an error.
pub fn measure(inputs: &Inputs, site: &Site<'_>, store: &Store) -> (Measures, Diagnostics) {
    let (mut measures, mut diagnostics) = measure_attached(inputs, site, store);
    let (statics, found) = measure_statics(inputs, store);
    measures.extend(statics);
    diagnostics.append(found);
    (measures, diagnostics)
}

/// Those beside documents.
pub fn measure_attached(inputs: &Inputs, site: &Site<'_>, store: &Store) -> (Measures, Diagnostics) {
    let content = inputs.root.join("content");
    let shown = shown(site);
    let file = |attachment: &crate::site::Attachment| File {
        path: content.join(&attachment.path),
        name: format!("content/{}", attachment.path),
        address: attachment.address.clone(),
        widths: if shown.contains(attachment.address.as_str()) { &inputs.config.images.sizes } else { &[] },
    };
    measured(site.attachments.iter().map(file), store)
}

/// Those in `static/`, which are the same in every edition.
pub fn measure_statics(inputs: &Inputs, store: &Store) -> (Measures, Diagnostics) {
    let file = |file: &fs::Entry| File {
        path: file.path.clone(),
        name: format!("static/{}", file.relative),
        address: file.relative.clone(),
        widths: &[],
    };
    measured(inputs.statics.iter().map(file), store)
}

/// The addresses of pictures that stand in a text or lead a report.
fn shown<'s>(site: &'s Site<'_>) -> FxHashSet<&'s str> {
    let of_reports = site.reports.iter().flat_map(|report| report.pictures.iter().chain(&report.image));
    let of_pages = site.pages.iter().flat_map(|page| &page.pictures);
    let address = |source: &'s PictureSource| match source {
        PictureSource::Attachment(attachment) => Some(attachment.address.as_str()),
        PictureSource::Root(_) | PictureSource::Missing => None,
    };
    of_reports.chain(of_pages).filter_map(address).collect()
}

struct File<'w> {
    path: PathBuf,
    /// As findings name it.
    name: String,
    address: String,
    /// The widths that it should have besides its own.
    widths: &'w [u32],
}

fn measured<'w>(files: impl Iterator<Item = File<'w>>, store: &Store) -> (Measures, Diagnostics) {
    let pictures: Vec<_> = files.filter(|file| assets::picture_format(&file.name).is_some()).collect();
    let results: Vec<_> = pictures.par_iter().map(|file| one(file, store)).collect();
    let mut diagnostics = Diagnostics::new();
    let mut measures = Measures::default();
    for (file, measured) in pictures.into_iter().zip(results) {
        match measured {
            Ok(Some(measure)) => drop(measures.insert(file.address, measure)),
            Ok(None) => {}
            Err(finding) => diagnostics.push(*finding),
        }
    }
    (measures, diagnostics)
}

fn one(file: &File<'_>, store: &Store) -> Result<Option<Measure>, Box<Diagnostic>> {
    let wrong = |error: assets::image::ImageError| {
        Box::new(Diagnostic::new(&codes::NOT_AN_IMAGE, error.to_string()).file(&file.name))
    };
    let bytes = fs::read(&file.path).map_err(|error| Box::new(inputs::unreadable(&file.name, &error)))?;
    let Some(dimensions) = assets::measure(&file.name, &bytes).map_err(wrong)? else { return Ok(None) };
    let content = hash(&bytes);
    let sizes = store.sizes(&file.name, &bytes, content, dimensions, file.widths).map_err(wrong)?;
    Ok(Some(Measure { dimensions, sizes, content }))
}
