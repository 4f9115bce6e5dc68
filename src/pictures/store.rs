//! Smaller pictures, each made once: what one edition made others take, and what one build made the next.
//!
//! In: the bytes of pictures. Out: [`Size`]s. On disk they stand in `.bluf/pictures/`, named after the hash of the picture
//! they were made of, their width and the version of the code; each ends with a hash of itself, so that one that a
//! dying machine left half written is made again. A preview keeps them in memory. Does not know which page shows what.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::assets::image::{Dimensions, ImageError, ImageFormat};
use crate::assets::sizes::{self, Possible};
use crate::assets::{picture_format, publishable};
use crate::config::ImageMetadata;
use crate::fs::{self, FsError};
use crate::inputs::Inputs;
use crate::manifest::{CACHE, PICTURES, hash};

/// Where what is made stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// In the cache of the site.
    OnDisk,
    /// In memory; what the cache has is taken from there.
    InMemory,
    /// Nowhere: it is only judged.
    Nowhere,
}

/// A smaller picture.
#[derive(Debug, Clone)]
pub struct Size {
    /// Width as shown, in pixels.
    pub width: u32,
    /// Its format, which may be another than that of the picture.
    pub format: ImageFormat,
    held: Held,
}

#[derive(Debug, Clone)]
enum Held {
    File(PathBuf),
    Bytes(Arc<[u8]>),
    Nowhere,
}

impl Size {
    /// The file; nothing in a store that keeps none.
    pub fn bytes(&self) -> Result<Vec<u8>, FsError> {
        Ok(match &self.held {
            Held::Bytes(bytes) => bytes.to_vec(),
            Held::Nowhere => Vec::new(),
            Held::File(path) => {
                let mut bytes = fs::read(path)?;
                bytes.truncate(bytes.len().saturating_sub(SEAL));
                bytes
            }
        })
    }
}

/// Bytes of the hash at the end of a file in the cache.
const SEAL: usize = size_of::<u128>();

/// What is made of one picture.
#[derive(Debug, Default)]
struct Entry {
    sizes: OnceLock<Result<Arc<[Size]>, ImageError>>,
    /// Whether somebody asked for it since the last sweep.
    used: AtomicBool,
}

/// A picture by the hash of its bytes, and widths.
type Key = (u128, Vec<u32>);

/// What is made, and where it stays.
#[derive(Debug)]
pub struct Store {
    folder: Option<PathBuf>,
    keep: Keep,
    entries: Mutex<FxHashMap<Key, Arc<Entry>>>,
}

impl Store {
    /// A store for a site. Nothing is read or written through a link that leads out of it.
    pub fn new(root: &Path, keep: Keep) -> Self {
        let folder = fs::leaving_link(root, &CACHE).is_none().then(|| root.join(PICTURES));
        Self { folder, keep, entries: Mutex::default() }
    }

    /// The smaller pictures of the picture `name` of these `bytes`, whose hash is `content`, by width; without those that have
    /// not fewer bytes than the next larger one.
    ///
    /// # Errors
    ///
    /// A picture that is damaged or too large.
    pub fn sizes(
        &self,
        name: &str,
        bytes: &[u8],
        content: u128,
        dimensions: Dimensions,
        wanted: &[u32],
    ) -> Result<Arc<[Size]>, ImageError> {
        let Some(format) = picture_format(name) else { return Ok(Arc::default()) };
        let Some(possible) = sizes::possible(bytes, format, dimensions, wanted)? else {
            return Ok(Arc::default());
        };
        let key = (content, possible.widths.clone());
        let entry = Arc::clone(self.entries().entry(key).or_default());
        entry.used.store(true, Ordering::Relaxed);
        // Two pages with one picture make it once: the second waits. Nothing inside waits for other tasks, so nobody waits
        // for ever.
        entry.sizes.get_or_init(|| self.made(bytes, format, content, &possible)).clone()
    }

    fn made(
        &self,
        bytes: &[u8],
        format: ImageFormat,
        content: u128,
        possible: &Possible,
    ) -> Result<Arc<[Size]>, ImageError> {
        let path = |width| {
            let name = format!("{content:032x}.{width}.{}.{}", sizes::VERSION, possible.format.extension());
            self.folder.as_ref().map(|folder| folder.join(name))
        };
        let cached = |width: &u32| Some((*width, unsealed(&path(*width)?)?, true));
        let cached: Option<Vec<_>> = possible.widths.iter().map(cached).collect();
        let all = match cached {
            Some(cached) => cached,
            None => {
                let made = sizes::make(bytes, format, possible)?.into_iter();
                made.map(|made| (made.width, made.bytes, false)).collect()
            }
        };
        let original =
            publishable(&format!("x.{}", format.extension()), bytes.to_vec(), ImageMetadata::Strip)?;
        let mut smallest = original.len();
        let mut kept = Vec::with_capacity(all.len());
        for (width, bytes, is_cached) in all.into_iter().rev() {
            let length = bytes.len();
            let held = self.hold(path(width), bytes, is_cached);
            if length < smallest {
                smallest = length;
                kept.push(Size { width, format: possible.format, held });
            }
        }
        kept.reverse();
        Ok(kept.into())
    }

    fn hold(&self, path: Option<PathBuf>, bytes: Vec<u8>, is_cached: bool) -> Held {
        match (self.keep, path) {
            (Keep::Nowhere, _) => Held::Nowhere,
            (Keep::OnDisk, Some(path)) if is_cached => Held::File(path),
            (Keep::OnDisk, Some(path)) => {
                let seal = hash(&bytes).to_le_bytes();
                // A cache that takes nothing is no reason to publish nothing.
                match fs::replace(&path, &[&bytes, &seal[..]].concat()) {
                    Ok(()) => Held::File(path),
                    Err(_) => Held::Bytes(bytes.into()),
                }
            }
            (Keep::InMemory, _) | (Keep::OnDisk, None) => Held::Bytes(bytes.into()),
        }
    }

    /// Forgets what nobody asked for since the last time.
    pub fn sweep(&self) {
        self.entries().retain(|_, entry| entry.used.swap(false, Ordering::Relaxed));
    }

    /// Removes from the cache what was made of pictures that are not in `content/` any more, in other widths, or by other
    /// versions. What another release of the same pictures needs stays.
    pub fn clear(&self, inputs: &Inputs) -> Result<(), FsError> {
        let Some(folder) = self.folder.as_ref().filter(|folder| fs::is_folder(folder)) else { return Ok(()) };
        let files = fs::files_in(folder)?;
        let mut current: FxHashSet<u128> = self.entries().keys().map(|(content, _)| *content).collect();
        let wanted = &inputs.config.images.sizes;
        let is_stale = |file: &&String, current: &FxHashSet<u128>| {
            parse(file).is_none_or(|(content, width, version)| {
                version != sizes::VERSION || !wanted.contains(&width) || !current.contains(&content)
            })
        };
        if !files.iter().any(|file| is_stale(&file, &current)) {
            return Ok(());
        }
        let pictures = inputs.files.par_iter().filter(|file| picture_format(&file.relative).is_some());
        let others: Vec<u128> = pictures.filter_map(|file| Some(hash(&fs::read(&file.path).ok()?))).collect();
        current.extend(others);
        files
            .iter()
            .filter(|file| is_stale(file, &current))
            .try_for_each(|file| fs::remove(&folder.join(file)))
    }

    fn entries(&self) -> MutexGuard<'_, FxHashMap<Key, Arc<Entry>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The bytes of a file in the cache, if it is whole.
fn unsealed(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = fs::read(path).ok()?;
    let seal = bytes.split_off(bytes.len().checked_sub(SEAL)?);
    (hash(&bytes).to_le_bytes() == seal[..]).then_some(bytes)
}

/// The hash, width and version in the name of a file in the cache.
fn parse(name: &str) -> Option<(u128, u32, u32)> {
    let mut parts = name.split('.');
    let content = u128::from_str_radix(parts.next()?, 16).ok()?;
    Some((content, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(all(test, feature = "images"))]
mod tests {
    use super::*;

    const LARGE: Dimensions = Dimensions { width: 40, height: 20 };

    fn picture() -> Vec<u8> {
        let pixels = image::RgbImage::from_fn(40, 20, |x, y| {
            image::Rgb([x, y, x * y % 7].map(|value| u8::try_from(value * 5 % 256).unwrap()))
        });
        let mut bytes = std::io::Cursor::new(Vec::new());
        pixels.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_is_made_once_for_as_long_as_somebody_asks_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path(), Keep::InMemory);
        let sizes = |wanted: &[u32]| store.sizes("a.png", &picture(), 1, LARGE, wanted).unwrap();
        let first = sizes(&[20]);
        assert_eq!((first.len(), first[0].width), (1, 20));
        store.sweep();
        assert!(Arc::ptr_eq(&first, &sizes(&[20])), "it is the one of before");
        assert!(!Arc::ptr_eq(&first, &sizes(&[10])), "other widths are another thing");
        store.sweep();
        store.sweep();
        assert!(!Arc::ptr_eq(&first, &sizes(&[20])), "it was forgotten");
    }

    #[test]
    fn what_is_kept_on_disk_is_what_is_kept_in_memory_and_judging_keeps_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = |keep| {
            let sizes =
                Store::new(folder.path(), keep).sizes("a.png", &picture(), 1, LARGE, &[10, 20]).unwrap();
            sizes.iter().map(|size| size.bytes().unwrap()).collect::<Vec<_>>()
        };
        let in_memory = bytes(Keep::InMemory);
        assert!(!folder.path().join(PICTURES).exists() && in_memory.len() == 2);
        assert_eq!(bytes(Keep::Nowhere), [Vec::<u8>::new(), Vec::new()]);
        assert_eq!(bytes(Keep::OnDisk), in_memory);
        assert_eq!(bytes(Keep::OnDisk), in_memory, "read again");
        assert_eq!(fs::files_in(&folder.path().join(PICTURES)).unwrap().len(), 2);
    }

    #[test]
    fn names_in_the_cache_are_read_as_they_are_written() {
        assert_eq!(parse("0000000000000000000000000000002a.480.1.jpg"), Some((42, 480, 1)));
        assert_eq!(parse("0000000000000000000000000000002a.480.1.jpg.77.new"), Some((42, 480, 1)));
        assert_eq!(parse("note.txt"), None);
    }
}
