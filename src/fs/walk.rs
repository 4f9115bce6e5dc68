//! Listing a tree: every file below a folder, in order of path, with what could not be listed and why.
//!
//! Symbolic links are followed as long as they stay inside the site and do not loop; a link that leaves the
//! site would publish what its author does not see there.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it is.
    pub path: PathBuf,
    /// Path below the folder that was walked, with `/` between its parts.
    pub relative: String,
}

/// Something that could not be listed.
#[derive(Debug)]
pub struct Problem {
    /// Path below the folder that was walked, with `/`; empty for the folder itself.
    pub relative: String,
    /// Why.
    pub kind: ProblemKind,
}

/// Why a file or folder could not be listed.
#[derive(Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// A symbolic link that leads to a folder above itself.
    Loop,
    /// A symbolic link to a place outside the site.
    Outside,
    /// A symbolic link to nothing.
    Dangling,
    /// A name that is not UTF-8 and so cannot be an address.
    Name,
    /// Neither file nor folder: a socket, a pipe, a device.
    Special,
    /// The system's word.
    System(String),
}

/// Whether files and folders whose names begin with a dot are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    /// They are not: editors and systems leave such files beside texts.
    Skip,
    /// They are, as a host may need `.well-known/`, but for version control and file managers' droppings.
    Keep,
    /// All are, without exception: an audit must see what is there.
    Everything,
}

impl Hidden {
    fn leaves_out(self, name: &[u8]) -> bool {
        match self {
            Self::Everything => false,
            Self::Skip => name.starts_with(b"."),
            Self::Keep => matches!(name, b".git" | b".hg" | b".svn" | b".DS_Store"),
        }
    }
}

/// Every file below `folder`. A folder that does not exist is empty. `boundary` is the
/// real path of the site's root: links must stay below it.
pub fn walk(folder: &Path, boundary: &Path, hidden_files: Hidden) -> (Vec<Entry>, Vec<Problem>) {
    let mut entries = Vec::new();
    let mut problems = Vec::new();
    if !folder.exists() {
        return (entries, problems);
    }
    let mut walker = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
    while let Some(item) = walker.next() {
        match item {
            Ok(entry) => {
                let hidden =
                    entry.depth() > 0 && hidden_files.leaves_out(entry.file_name().as_encoded_bytes());
                let outside = entry.path_is_symlink()
                    && entry.path().canonicalize().is_ok_and(|target| !target.starts_with(boundary));
                if hidden || outside {
                    if entry.file_type().is_dir() {
                        walker.skip_current_dir();
                    }
                    if outside && !hidden {
                        problems.push(problem(folder, entry.path(), ProblemKind::Outside));
                    }
                    continue;
                }
                if entry.file_type().is_dir() {
                    continue;
                }
                match relative(folder, entry.path()) {
                    None => problems.push(problem(folder, entry.path(), ProblemKind::Name)),
                    Some(_) if !entry.file_type().is_file() => {
                        problems.push(problem(folder, entry.path(), ProblemKind::Special));
                    }
                    Some(relative) => entries.push(Entry { path: entry.into_path(), relative }),
                }
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                let hidden =
                    path.file_name().is_some_and(|name| hidden_files.leaves_out(name.as_encoded_bytes()));
                let kind = if error.loop_ancestor().is_some() {
                    ProblemKind::Loop
                } else if path.is_symlink() && !path.exists() {
                    ProblemKind::Dangling
                } else {
                    ProblemKind::System(
                        error.io_error().map_or_else(|| error.to_string(), ToString::to_string),
                    )
                };
                if !hidden {
                    problems.push(problem(folder, &path, kind));
                }
            }
        }
    }
    (entries, problems)
}

/// Every folder below `folder`, in order of path, links not followed. Names that are not UTF-8 are left to [`walk`].
pub(super) fn folders(folder: &Path, hidden: Hidden) -> Vec<String> {
    let below = WalkDir::new(folder).min_depth(1).sort_by_file_name().into_iter();
    below
        .filter_entry(|entry| !hidden.leaves_out(entry.file_name().as_encoded_bytes()))
        .flatten()
        .filter(|entry| entry.file_type().is_dir())
        .filter_map(|entry| relative(folder, entry.path()))
        .collect()
}

fn problem(folder: &Path, path: &Path, kind: ProblemKind) -> Problem {
    let relative = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
    Problem { relative, kind }
}

fn relative(folder: &Path, path: &Path) -> Option<String> {
    let mut text = String::new();
    for part in path.strip_prefix(folder).ok()?.components() {
        if !text.is_empty() {
            text.push('/');
        }
        text.push_str(part.as_os_str().to_str()?);
    }
    Some(text)
}
