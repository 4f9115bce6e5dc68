//! A tier as files: what everybody may load, and what is sealed.
//!
//! In: the files of the tier's edition. Out: [`Tier`]. The page that asks for the passphrase is made by the theme.

use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

use super::{KeyFile, TierKey};

/// The script of the page that asks for the passphrase.
pub const UNLOCK_SCRIPT: &str = include_str!("assets/unlock.js");

const WORKER: &str = include_str!("assets/worker.js");

/// A file of a tier.
#[derive(Debug, Clone)]
pub struct File {
    /// Path below the output folder.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// A tier, ready to be published.
#[derive(Debug, Clone)]
pub struct Tier {
    /// Its address below the root, ends in `/`.
    pub address: String,
    /// Its files, sealed ones last.
    pub files: Vec<File>,
}

/// The address of a tier below the root, ends in `/`.
pub fn address(name: &str) -> String {
    format!("sealed/{name}/")
}

/// The key file of a tier, below the site's root.
pub fn key_file(name: &str) -> String {
    format!("sealed/{name}.json")
}

/// What the browser must know of a tier: itself a sealed file.
#[derive(Serialize)]
struct Contents<'a> {
    /// Name of the file that holds each path.
    sealed: BTreeMap<&'a str, String>,
    /// Paths that the public edition has as well: style sheets, scripts, `static/`.
    public: &'a [String],
}

impl Tier {
    /// The files that need no key.
    pub fn open_files(name: &str) -> Self {
        let address = address(name);
        let file = |name: &str, text: &str| File { path: format!("{address}{name}"), bytes: text.into() };
        let files = vec![file("unlock.js", UNLOCK_SCRIPT), file("worker.js", WORKER)];
        Self { address, files }
    }

    /// Adds the key file and the edition, sealed. None where a file is too long to be sealed.
    pub fn seal<'f>(
        mut self,
        keys: &KeyFile,
        key: &TierKey,
        edition: impl IntoIterator<Item = (&'f str, &'f [u8])>,
        public: &[String],
    ) -> Option<Self> {
        let edition: Vec<(&str, &[u8])> = edition.into_iter().collect();
        let sealed: BTreeMap<&str, String> =
            edition.iter().map(|(path, _)| (*path, format!("{}.bin", key.name(path)))).collect();
        let contents = serde_json::to_vec(&Contents { sealed, public }).unwrap_or_default();
        let address = self.address.clone();
        let file = |name: &str, bytes| File { path: format!("{address}{name}"), bytes };
        self.files.push(file("keys.json", keys.published()));
        // No file has an empty path, so this cannot be taken for one.
        self.files.push(file("contents.bin", key.seal("", &contents)?));
        let mut sealed: Vec<File> = edition
            .into_par_iter()
            .map(|(path, bytes)| Some(file(&format!("{}.bin", key.name(path)), key.seal(path, bytes)?)))
            .collect::<Option<_>>()?;
        // In the order of names, which says nothing about that of paths.
        sealed.sort_by(|one, other| one.path.cmp(&other.path));
        self.files.append(&mut sealed);
        Some(self)
    }
}

/// The beginning of the names of [`variable`]s.
pub const VARIABLES: &str = "BLUF_SEALED_";

/// The environment variable with the passphrases of a tier.
pub fn variable(name: &str) -> String {
    format!("{VARIABLES}{}", name.replace('-', "_").to_ascii_uppercase())
}
