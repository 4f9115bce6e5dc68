//! The only user of `std::fs`: every error names its path, every write is whole or not at all.
//!
//! In: paths. Out: bytes, listings, and the changes a build makes on disk ([`Stage`]). Does not know what the
//! files mean.

mod besides;
mod output;
mod walk;

use std::io;
use std::path::{Path, PathBuf};

pub use besides::Besides;
pub use output::{
    FileState, Lock, Published, Stage, StagedFile, ancestors, clear_leftovers, copy_tree_new, state,
    target_state,
};
pub use walk::{Entry, Hidden, Problem, ProblemKind, walk};

/// What the machine could not do.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} {}: {source}", path.display())]
pub struct FsError {
    /// A verb: `read`, `write`, `create`.
    pub action: &'static str,
    /// The file or folder.
    pub path: PathBuf,
    /// The system's word.
    #[source]
    pub source: io::Error,
}

impl FsError {
    pub(crate) fn new(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self { action, path: path.to_owned(), source }
    }
}

/// The bytes of a file.
#[expect(clippy::disallowed_methods, reason = "this is the wrapper")]
pub fn read(path: &Path) -> Result<Vec<u8>, FsError> {
    std::fs::read(path).map_err(|error| FsError::new("read", path, error))
}

/// The bytes of a file, or nothing where there is no such file.
pub fn read_if_present(path: &Path) -> Result<Option<Vec<u8>>, FsError> {
    match read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.source.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes a file that is not there yet, with its folders; an existing file is an error.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), FsError> {
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    std::fs::File::create_new(path)
        .and_then(|mut file| io::Write::write_all(&mut file, bytes))
        .map_err(|error| FsError::new("create", path, error))
}

/// Creates a folder and those above it.
#[expect(clippy::disallowed_methods, reason = "this is the wrapper")]
pub fn create_folder(path: &Path) -> Result<(), FsError> {
    std::fs::create_dir_all(path).map_err(|error| FsError::new("create", path, error))
}

/// Replaces a file of bluf's own cache; readers see the old or the new one, never a part.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), FsError> {
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    output::put(path, bytes)
}

/// Removes a file of bluf's own cache; one that is gone already is no error.
#[expect(clippy::disallowed_methods, reason = "this is the wrapper")]
pub fn remove(path: &Path) -> Result<(), FsError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(FsError::new("remove", path, error)),
        _ => Ok(()),
    }
}

/// Whether the folder exists and has nothing in it, or does not exist.
pub fn is_vacant(path: &Path) -> Result<bool, FsError> {
    match std::fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(FsError::new("read", path, error)),
    }
}

/// The names of the folders in a folder, in order; none where it cannot be read.
pub fn folders_in(path: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(path) else { return Vec::new() };
    let folders = entries.flatten().filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> = folders.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort_unstable();
    names
}

/// Whether something stands at the path.
pub fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// The first of these paths below `root` that is a symbolic link out of the folder it stands in, or to nothing.
pub fn leaving_link<'n>(root: &Path, names: &[&'n str]) -> Option<&'n str> {
    names.iter().copied().find(|name| {
        let path = root.join(name);
        let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
        let stays = |real: PathBuf| folder.is_some_and(|folder| real.starts_with(folder));
        path.is_symlink() && !path.canonicalize().is_ok_and(stays)
    })
}

/// Whether a folder stands at the path that is no link.
pub fn is_plain_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir())
}

/// Whether something stands at the path that is no folder; a link counts, as nothing is written through one.
pub fn is_in_the_way_of_a_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| !metadata.is_dir())
}

/// The paths of all files below a folder, with `/`, in order.
pub fn files_in(folder: &Path) -> Result<Vec<String>, FsError> {
    let (entries, problems) = walk(folder, folder, Hidden::Keep);
    match problems.into_iter().next() {
        None => Ok(entries.into_iter().map(|entry| entry.relative).collect()),
        Some(problem) => Ok(vec![problem.relative]),
    }
}

/// Whether a file stands at the path, links followed.
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether a folder stands at the path, links followed.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// What tells a file or folder from another that later stands in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// Device and number, where the system has them.
    number: Option<(u64, u64)>,
    /// When it was made, where the file system knows: numbers are used again.
    created: Option<std::time::SystemTime>,
}

/// The identity of what stands at the path, links followed; none where nothing does.
pub fn identity(path: &Path) -> Option<Identity> {
    let metadata = path.metadata().ok()?;
    #[cfg(unix)]
    let number = {
        use std::os::unix::fs::MetadataExt as _;
        Some((metadata.dev(), metadata.ino()))
    };
    #[cfg(not(unix))]
    let number = None;
    Some(Identity { number, created: metadata.created().ok() })
}

/// The real place of the path, links resolved; of a path that does not exist yet, the nearest existing folder
/// is resolved and the rest appended.
pub fn real_path(path: &Path) -> Result<PathBuf, FsError> {
    let absolute = std::path::absolute(path).map_err(|error| FsError::new("resolve", path, error))?;
    let mut missing = Vec::new();
    let mut existing = absolute.as_path();
    loop {
        match existing.canonicalize() {
            Ok(mut real) => {
                for name in missing.iter().rev() {
                    if *name == ".." {
                        real.pop();
                    } else {
                        real.push(name);
                    }
                }
                return Ok(real);
            }
            Err(error) => match (existing.parent(), existing.components().next_back()) {
                (Some(parent), Some(name)) if error.kind() == io::ErrorKind::NotFound => {
                    missing.push(name.as_os_str());
                    existing = parent;
                }
                _ => return Err(FsError::new("resolve", path, error)),
            },
        }
    }
}
