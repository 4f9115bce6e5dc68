//! Where files go: the output folder with what bluf wrote there before, and a stage beside it.
//!
//! In: outputs and their bytes. Out: files in place, or what stands in the way of them. Does not know what they say.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use crate::diag::{Diagnostic, codes};
use crate::formats;
use crate::fs::{self, Besides, FileState, FsError, Hidden, Lock, Published, Stage, StagedFile};
use crate::manifest::{self, Basis, Manifest, Written, hash};
use crate::plan::Output;

/// What became of one output.
pub(super) enum Fate {
    Same(Written),
    Changed(Written),
}

/// Where files go.
pub(super) struct Target<'a> {
    output: &'a Path,
    manifest: Manifest,
    manifest_path: PathBuf,
    stage: Stage,
    /// False when the output folder has nothing in it, so that nobody needs to look.
    occupied: bool,
    _lock: Lock,
}

impl<'a> Target<'a> {
    /// The output folder of a site at `root`, locked against other builds until this is gone.
    pub(super) fn of(root: &Path, output: &'a Path) -> Result<Self, FsError> {
        let cache = root.join(".bluf");
        let lock = Lock::acquire(&manifest::lock(root))?;
        let manifest_path = manifest::path(root, output)?;
        let text = fs::read_if_present(&manifest_path)?.unwrap_or_default();
        let mut manifest = Manifest::parse(&String::from_utf8_lossy(&text));
        let list = fs::read_if_present(&output.join(formats::FILE_LIST)).ok().flatten().unwrap_or_default();
        let list = String::from_utf8_lossy(&list);
        if let (true, Some(paths)) = (manifest.files.is_empty(), formats::listed(&list)) {
            // The cache is gone: all these are ours, and none is known to be as it should.
            let state = FileState { length: 0, modified: 0 };
            manifest.files =
                paths.into_iter().map(|path| (path.to_owned(), Written { hash: 0, state })).collect();
        }
        Ok(Self {
            output,
            manifest,
            manifest_path,
            stage: Stage::create(&cache.join("stage"))?,
            occupied: !fs::is_vacant(output)?,
            _lock: lock,
        })
    }

    /// What stands in the output and stays there: neither of these outputs, nor anything that an earlier build wrote. Version
    /// control of the output is no part of it.
    pub(super) fn besides(&self, outputs: &[Output]) -> Besides {
        let made: FxHashSet<&str> = outputs.iter().map(|output| output.path.as_str()).collect();
        let known = |path: &str| made.contains(path) || self.manifest.files.contains_key(path);
        Besides::read(self.output, Hidden::Keep, known)
    }

    /// What stands in the output where a file or a folder must come, and is not bluf's own. Found before anything is
    /// moved, because halfway through it would be too late.
    pub(super) fn obstacles(&self, outputs: &[Output]) -> Result<Vec<Diagnostic>, FsError> {
        if !self.occupied {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        let folders: BTreeSet<&str> = outputs.iter().flat_map(|output| fs::ancestors(&output.path)).collect();
        for folder in folders {
            if fs::is_in_the_way_of_a_folder(&self.output.join(folder))
                && !self.manifest.files.contains_key(folder)
            {
                found.push(foreign(folder));
            }
        }
        for output in outputs {
            let path = self.output.join(&output.path);
            if !fs::is_plain_folder(&path) {
                continue;
            }
            // A folder that becomes a file goes if all in it is bluf's own.
            let files = fs::files_in(&path)?;
            let ours = |file: &String| self.manifest.files.contains_key(&format!("{}/{file}", output.path));
            if files.is_empty() {
                found.push(foreign(&output.path));
            } else if let Some(file) = files.iter().find(|file| !ours(file)) {
                found.push(foreign(&format!("{}/{file}", output.path)));
            }
        }
        Ok(found)
    }

    /// Stages a file unless the output has it already.
    pub(super) fn settle(&self, path: &str, bytes: &[u8]) -> Result<Result<Fate, Box<Diagnostic>>, FsError> {
        let hash = hash(bytes);
        if self.occupied {
            let on_disk = fs::state(&self.output.join(path));
            match (self.manifest.files.get(path), on_disk) {
                (Some(written), Some(state)) if written.hash == hash && written.state == state => {
                    return Ok(Ok(Fate::Same(*written)));
                }
                // Known by name only, from the list in the output: its bytes tell.
                (Some(written), Some(state))
                    if written.hash == 0 && fs::read(&self.output.join(path))? == bytes =>
                {
                    return Ok(Ok(Fate::Same(Written { hash, state })));
                }
                (None, Some(state)) => {
                    if fs::read(&self.output.join(path))? == bytes {
                        return Ok(Ok(Fate::Same(Written { hash, state })));
                    }
                    return Ok(Err(Box::new(foreign(path))));
                }
                _ => {}
            }
        }
        let state = self.stage.write(path, bytes)?;
        Ok(Ok(Fate::Changed(Written { hash, state })))
    }

    /// Moves what is staged into place, and removes what this build no longer makes.
    pub(super) fn publish(
        self,
        fates: Vec<(&Output, Option<Fate>)>,
        basis: Option<(Basis, String)>,
    ) -> Result<Published, FsError> {
        let (basis, findings) = basis.unzip();
        let mut files = Vec::with_capacity(fates.len());
        let mut staged = Vec::new();
        for (output, fate) in fates {
            let written = match fate {
                Some(Fate::Same(written)) => written,
                Some(Fate::Changed(written)) => {
                    staged.push(StagedFile { path: output.path.clone() });
                    written
                }
                None => continue,
            };
            files.push((output.path.clone(), written));
        }
        // Tens of thousands at once are put in order in far less time than one by one.
        let mut new = Manifest { files: files.into_iter().collect(), basis };
        let stale: Vec<String> =
            self.manifest.files.keys().filter(|path| !new.files.contains_key(*path)).cloned().collect();
        // Should this process end in the middle, the next one must know both the old and the new files as ours, and
        // trust none of those that were about to change.
        fs::replace(&self.manifest_path, self.manifest.text_before(&new).as_bytes())?;
        let published = self.stage.publish(self.output, &staged, &stale)?;
        if published.copied {
            for file in &staged {
                if let (Some(written), Some(state)) =
                    (new.files.get_mut(&file.path), fs::state(&self.output.join(&file.path)))
                {
                    written.state = state;
                }
            }
        }
        if let Some(findings) = findings {
            fs::replace(&manifest::findings(&self.manifest_path), findings.as_bytes())?;
        }
        fs::replace(&self.manifest_path, new.to_text().as_bytes())?;
        Ok(published)
    }
}

fn foreign(path: &str) -> Diagnostic {
    let message = format!("{path} stands in the output folder and was not written by bluf");
    Diagnostic::new(&codes::FOREIGN_FILE, message)
        .help("move it to static/, delete it, or choose another --output")
}
