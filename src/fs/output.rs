//! Writing an output so that it is whole or unchanged: files are staged in the cache and moved into place only
//! when nothing can fail any more for a reason that lies in the site.
//!
//! Moves are renames, so a reader of the output sees the old or the new file and never a part. A stage on
//! another file system is copied to a temporary name beside its target first. Nothing is written through a
//! symbolic link inside the output folder: it might lead out of it.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use rustc_hash::FxHashSet;

use super::{FsError, create_folder, exists, is_vacant};

/// What tells a file that nobody touched from one that somebody did, without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileState {
    /// Length in bytes.
    pub length: u64,
    /// Last modification, nanoseconds since 1970.
    pub modified: u128,
}

/// The state of a regular file; nothing for anything else.
pub fn state(path: &Path) -> Option<FileState> {
    path.symlink_metadata().ok().and_then(|metadata| state_of(&metadata))
}

/// Like [`state`], of what a link leads to.
pub fn target_state(path: &Path) -> Option<FileState> {
    path.metadata().ok().and_then(|metadata| state_of(&metadata))
}

fn state_of(metadata: &std::fs::Metadata) -> Option<FileState> {
    let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
    metadata.is_file().then_some(FileState { length: metadata.len(), modified })
}

/// A lock on a folder, held while the value lives: two builds of one site take turns.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Waits until the lock file at `path` is free.
    pub fn acquire(path: &Path) -> Result<Self, FsError> {
        if let Some(folder) = path.parent() {
            create_folder(folder)?;
        }
        // Not truncated: a build that finds nothing to do touches nothing.
        let file = File::options().write(true).create(true).truncate(false).open(path);
        let file = file.map_err(|error| FsError::new("create", path, error))?;
        file.lock().map_err(|error| FsError::new("lock", path, error))?;
        Ok(Self { _file: file })
    }
}

/// Removes what a killed build left in the cache. Call with the lock held.
#[expect(clippy::disallowed_methods, reason = "this is the wrapper")]
pub fn clear_leftovers(stage: &Path) -> Result<(), FsError> {
    match std::fs::remove_dir_all(stage) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(FsError::new("remove", stage, error)),
        _ => Ok(()),
    }
}

/// Writes a file beside its place and moves it there, so that nobody reads a part of it. A disk that is full keeps nothing of it.
pub(super) fn put(to: &Path, bytes: &[u8]) -> Result<(), FsError> {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let beside = to.with_file_name(name);
    let put = write_new(&beside, bytes).and_then(|()| rename(&beside, to));
    if put.is_err() {
        discard(&beside);
    }
    put
}

/// Removes a file of our own that nobody needs; where that fails as well, the first error is the one to tell.
#[expect(clippy::disallowed_methods, reason = "this is the wrapper")]
fn discard(path: &Path) {
    drop(std::fs::remove_file(path));
}

/// A folder in the cache where a build's new and changed files wait.
#[derive(Debug)]
pub struct Stage {
    root: PathBuf,
}

/// One file on its way into the output.
#[derive(Debug, Clone)]
pub struct StagedFile {
    /// Path below the output folder, with `/`.
    pub path: String,
}

/// What a publication did.
#[derive(Debug, Default)]
pub struct Published {
    /// Files written anew or changed.
    pub written: usize,
    /// Files of earlier builds removed.
    pub removed: usize,
    /// True when files were copied between file systems and so carry a new modification time.
    pub copied: bool,
}

impl Stage {
    /// An empty stage at `root`.
    pub fn create(root: &Path) -> Result<Self, FsError> {
        clear_leftovers(root)?;
        create_folder(root)?;
        Ok(Self { root: root.to_owned() })
    }

    /// Stages one file. Folders are made when a file needs them: probing first would cost a call a file.
    pub fn write(&self, relative: &str, bytes: &[u8]) -> Result<FileState, FsError> {
        let path = self.root.join(relative);
        let mut file = match File::create_new(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                create_folder(path.parent().unwrap_or(&self.root))?;
                File::create_new(&path)
            }
            other => other,
        }
        .map_err(|error| FsError::new("create", &path, error))?;
        file.write_all(bytes)
            .and_then(|()| file.metadata())
            .ok()
            .and_then(|metadata| state_of(&metadata))
            .ok_or_else(|| FsError::new("write", &path, io::Error::other("the disk did not take it all")))
    }

    /// Moves the staged `files` into `output` and removes `stale` ones of an earlier build.
    pub fn publish(
        self,
        output: &Path,
        files: &[StagedFile],
        stale: &[String],
    ) -> Result<Published, FsError> {
        let mut done = Published { written: files.len(), ..Published::default() };
        if stale.is_empty() && !output.is_symlink() && is_vacant(output)? {
            if let Some(parent) = output.parent() {
                create_folder(parent)?;
            }
            if rename(&self.root, output).is_ok() {
                return Ok(done);
            }
        }
        create_folder(output)?;
        let mut target = Target { output, plain_folders: FxHashSet::default() };
        let staged: FxHashSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        let folders: FxHashSet<&str> = files.iter().flat_map(|file| ancestors(&file.path)).collect();
        // A page that became a folder, or a folder that became a page, must go before its successor comes.
        let (first, last): (Vec<&String>, Vec<&String>) = stale.iter().partition(|path| {
            folders.contains(path.as_str()) || ancestors(path).any(|ancestor| staged.contains(ancestor))
        });
        done.removed += target.remove(&first)?;
        for file in files {
            done.copied |= target.place(&self.root.join(&file.path), &file.path)?;
        }
        done.removed += target.remove(&last)?;
        clear_leftovers(&self.root)?;
        Ok(done)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // A failed build leaves nothing behind; should this fail, the next build clears it.
        drop(clear_leftovers(&self.root));
    }
}

struct Target<'a> {
    output: &'a Path,
    plain_folders: FxHashSet<String>,
}

impl Target<'_> {
    /// Moves one file; true when it had to be copied.
    fn place(&mut self, from: &Path, relative: &str) -> Result<bool, FsError> {
        let to = self.output.join(relative);
        self.check_folders(relative)?;
        match std_rename(from, &to) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                create_folder(to.parent().unwrap_or(self.output))?;
                self.move_or_copy(from, &to)
            }
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => self.move_or_copy(from, &to),
            Err(error) => Err(FsError::new("replace", &to, error)),
            Ok(()) => Ok(false),
        }
    }

    #[expect(clippy::unused_self, reason = "reads as a step of `place`")]
    fn move_or_copy(&self, from: &Path, to: &Path) -> Result<bool, FsError> {
        match std_rename(from, to) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {}
            other => return other.map(|()| false).map_err(|error| FsError::new("replace", to, error)),
        }
        if let Some(folder) = to.parent() {
            create_folder(folder)?;
        }
        put(to, &super::read(from)?).map(|()| true)
    }

    /// Removes files and the folders that this empties.
    #[expect(clippy::disallowed_methods, reason = "this is the wrapper")]
    fn remove(&mut self, paths: &[&String]) -> Result<usize, FsError> {
        let mut emptied = BTreeSet::new();
        let mut count = 0;
        for relative in paths {
            self.check_folders(relative)?;
            let path = self.output.join(relative.as_str());
            match std::fs::remove_file(&path) {
                Ok(()) => count += 1,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(FsError::new("remove", &path, error)),
            }
            emptied.extend(ancestors(relative).map(str::to_owned));
        }
        // Deepest first: a folder sorts before what is in it. A folder that is not empty stays.
        for folder in emptied.iter().rev() {
            drop(std::fs::remove_dir(self.output.join(folder)));
            self.plain_folders.remove(folder);
        }
        Ok(count)
    }

    fn check_folders(&mut self, relative: &str) -> Result<(), FsError> {
        for folder in ancestors(relative) {
            if self.plain_folders.contains(folder) {
                continue;
            }
            let path = self.output.join(folder);
            if path.is_symlink() {
                let reason = "it is a symbolic link and may lead out of the output folder; remove the link";
                return Err(FsError::new("write through", &path, io::Error::other(reason)));
            }
            if exists(&path) {
                self.plain_folders.insert(folder.to_owned());
            }
        }
        Ok(())
    }
}

/// The folders above a relative path, outermost first: of `a/b/c`, `a` and `a/b`.
pub fn ancestors(relative: &str) -> impl Iterator<Item = &str> {
    relative.match_indices('/').map(|(at, _)| &relative[..at])
}

/// Copies a tree of embedded or listed files to a folder that has nothing in it, for `init`.
pub fn copy_tree_new<'a>(
    folder: &Path,
    files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) -> Result<(), FsError> {
    create_folder(folder)?;
    for (relative, bytes) in files {
        super::create(&folder.join(relative), bytes)?;
    }
    Ok(())
}

pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), FsError> {
    let file = File::create(path);
    file.and_then(|mut file| file.write_all(bytes)).map_err(|error| FsError::new("write", path, error))
}

pub(super) fn rename(from: &Path, to: &Path) -> Result<(), FsError> {
    std_rename(from, to).map_err(|error| FsError::new("replace", to, error))
}

#[expect(clippy::disallowed_methods, reason = "this is the wrapper")]
fn std_rename(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::rename(from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let root = folder.canonicalize().expect("the folder exists");
        super::super::walk(&root, &root, super::super::Hidden::Keep)
            .0
            .into_iter()
            .map(|entry| entry.relative)
            .collect()
    }

    fn staged(paths: &[&str]) -> Vec<StagedFile> {
        paths.iter().map(|path| StagedFile { path: (*path).to_owned() }).collect()
    }

    #[test]
    fn what_cannot_be_put_in_its_place_leaves_nothing_beside_it() {
        let temporary = tempfile::tempdir().expect("a temporary folder");
        let taken = temporary.path().join("a");
        super::super::create_folder(&taken.join("b")).expect("a folder");
        assert!(put(&taken, b"text").is_err());
        put(&temporary.path().join("c"), b"text").expect("there is room");
        assert_eq!(names(temporary.path()), ["c"]);
    }

    #[test]
    fn a_page_may_become_a_folder_and_back() {
        let temporary = tempfile::tempdir().expect("a temporary folder");
        let (stage_root, output) = (temporary.path().join("stage"), temporary.path().join("out"));
        let steps: [(&str, &[&str]); 3] = [("a", &[]), ("a/b", &["a"]), ("a", &["a/b"])];
        for (path, stale) in steps {
            let stage = Stage::create(&stage_root).expect("stage");
            stage.write(path, b"x").expect("write");
            let stale: Vec<String> = stale.iter().map(|path| (*path).to_owned()).collect();
            stage.publish(&output, &staged(&[path]), &stale).expect("publish");
            assert_eq!(names(&output), [path]);
        }
    }

    #[test]
    fn files_of_others_stay_and_so_do_their_folders() {
        let temporary = tempfile::tempdir().expect("a temporary folder");
        let output = temporary.path().join("out");
        super::super::create(&output.join("reports/theirs.txt"), b"keep").expect("create");
        super::super::create(&output.join("reports/ours.txt"), b"old").expect("create");
        let stage = Stage::create(&temporary.path().join("stage")).expect("stage");
        stage.write("new.txt", b"x").expect("write");
        stage.publish(&output, &staged(&["new.txt"]), &["reports/ours.txt".to_owned()]).expect("publish");
        assert_eq!(names(&output), ["new.txt", "reports/theirs.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link_inside_the_output() {
        let temporary = tempfile::tempdir().expect("a temporary folder");
        let (output, elsewhere) = (temporary.path().join("out"), temporary.path().join("elsewhere"));
        create_folder(&output).expect("create");
        create_folder(&elsewhere).expect("create");
        std::os::unix::fs::symlink(&elsewhere, output.join("reports")).expect("link");
        let stage = Stage::create(&temporary.path().join("stage")).expect("stage");
        stage.write("reports/a.html", b"x").expect("write");
        let error = stage.publish(&output, &staged(&["reports/a.html"]), &[]).expect_err("refused");
        assert!(error.to_string().contains("symbolic link"), "{error}");
        assert!(is_vacant(&elsewhere).expect("readable"));
    }
}
