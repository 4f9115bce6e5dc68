//! What earlier builds wrote: the ground for writing only what changed and removing only what is ours.
//!
//! In and out: the lines of a file in the cache. Does not know what the files mean. Without it a build still works:
//! it writes everything and removes nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use xxhash_rust::xxh3::xxh3_128;

use crate::fs::FileState;

/// A file that bluf wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Hash of its bytes: XXH3, 128 bits. It tells change, not tampering.
    pub hash: u128,
    /// As it was on disk then.
    pub state: FileState,
}

/// Files by path below the output folder.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The files.
    pub files: BTreeMap<String, Written>,
}

const HEADER: &str = "bluf manifest 1";

impl Manifest {
    /// Reads a manifest. One that cannot be read counts as none: the cache may be deleted at any time.
    pub fn parse(text: &str) -> Self {
        let mut lines = text.lines();
        if lines.next() != Some(HEADER) {
            return Self::default();
        }
        let row = |line: &str| {
            let mut fields = line.splitn(4, ' ');
            let hash = u128::from_str_radix(fields.next()?, 16).ok()?;
            let length = fields.next()?.parse().ok()?;
            let modified = fields.next()?.parse().ok()?;
            let path = fields.next()?;
            // A manifest is a list of files to delete one day: nothing in it may lead out of the output.
            let inside =
                !path.starts_with('/') && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
            inside.then(|| (path.to_owned(), Written { hash, state: FileState { length, modified } }))
        };
        Self { files: lines.filter_map(row).collect() }
    }

    /// The manifest as text.
    pub fn to_text(&self) -> String {
        let mut text = format!("{HEADER}\n");
        for (path, written) in &self.files {
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "{:032x} {} {} {path}",
                written.hash, written.state.length, written.state.modified
            );
        }
        text
    }
}

/// The hash of a file's bytes.
pub fn hash(bytes: &[u8]) -> u128 {
    xxh3_128(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_survives_being_written() {
        let mut manifest = Manifest::default();
        let written = Written { hash: hash(b"x"), state: FileState { length: 1, modified: 2 } };
        manifest.files.insert("a b/index.html".into(), written);
        assert_eq!(Manifest::parse(&manifest.to_text()), manifest);
    }

    #[test]
    fn lines_that_lead_out_of_the_output_are_dropped() {
        let text = format!("{HEADER}\n0 1 2 ../x\n0 1 2 /etc/x\n0 1 2 a/../b\nnonsense\n0 1 2 ok");
        assert_eq!(Manifest::parse(&text).files.into_keys().collect::<Vec<_>>(), ["ok"]);
        assert_eq!(Manifest::parse("something else"), Manifest::default());
    }
}
