//! What stands in a folder besides the files that are known.
//!
//! In: a folder, and whether a path below it is known. Out: [`Besides`]. Does not know whose the rest is.

use std::path::Path;

use rustc_hash::FxHashSet;
use xxhash_rust::xxh3::Xxh3;

use super::target_state;
use super::walk::{Entry, Hidden, Problem, folders, walk};

/// What is not known.
#[derive(Debug)]
pub struct Besides {
    /// Files.
    pub files: Vec<Entry>,
    /// What could not be listed.
    pub problems: Vec<Problem>,
    /// Folders without a file in them, known ones included.
    pub folders: Vec<String>,
}

impl Besides {
    /// Lists a folder; links must stay below it. One that does not exist has nothing.
    pub fn read(folder: &Path, hidden: Hidden, is_known: impl Fn(&str) -> bool) -> Self {
        // The folder itself may be a link to one; links in it must stay below it.
        let folder = &super::real_path(folder).unwrap_or_else(|_| folder.to_owned());
        let (mut files, mut problems) = walk(folder, folder, hidden);
        let full: FxHashSet<&str> = files
            .iter()
            .filter_map(|entry| entry.relative.rsplit_once('/'))
            .map(|(above, _)| above)
            .collect();
        let all = folders(folder, hidden);
        let empty = all.into_iter().filter(|folder| !full.contains(folder.as_str())).collect();
        files.retain(|entry| !is_known(&entry.relative));
        // A link in the place of a known file gives way to it.
        problems.retain(|problem| !is_known(&problem.relative));
        Self { files, problems, folders: empty }
    }

    /// A hash of their names, and of the states of the files.
    pub fn hash(&self) -> u128 {
        let mut whole = Xxh3::new();
        // A zero stands in no name.
        let mut add = |bytes: &[u8]| {
            whole.update(bytes);
            whole.update(&[0]);
        };
        for file in &self.files {
            let state = target_state(&file.path).map(|state| format!("{} {}", state.length, state.modified));
            add(file.relative.as_bytes());
            add(state.unwrap_or_default().as_bytes());
        }
        self.problems.iter().for_each(|problem| add(problem.relative.as_bytes()));
        self.folders.iter().for_each(|folder| add(folder.as_bytes()));
        whole.digest128()
    }
}
