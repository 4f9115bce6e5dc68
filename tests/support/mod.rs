//! One fluent builder for all feature tests: write a tree, build, look at the output, edit, build again.

use std::fs;
use std::path::{Path, PathBuf};

use bluf::build::{Linting, Outcome, Request, build, check};
use bluf::diag::render::{Style, block};
use bluf::release::{self, Drafts};
use bluf::seal::Passphrases;

/// A site in a temporary folder.
pub(crate) struct SiteTest {
    folder: tempfile::TempDir,
    pub(crate) request: Request,
}

/// What a build of it gave.
pub(crate) struct Built<'s> {
    site: &'s SiteTest,
    pub(crate) outcome: Outcome,
}

pub(crate) const SITE: &str = "title = \"Desk\"\nbase_url = \"https://desk.example/\"\n";

impl SiteTest {
    /// A site with a configuration and nothing else.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().join("site");
        fs::create_dir(&root).expect("a new folder");
        let request = Request {
            config: root.join("site.toml"),
            output: root.join("public"),
            root,
            base_url: None,
            // The linter has tests of its own; the sites of the others are shorter than a report should be.
            linting: Linting::Nothing,
            program: Some(1),
            passphrases: Passphrases::default(),
            gate: release::Request {
                level: None,
                drafts: Drafts::Hide,
                as_of: "2026-01-01T00:00:00Z".parse().expect("a moment"),
            },
        };
        Self { folder, request }.file("site.toml", SITE)
    }

    /// Writes or replaces a file.
    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.edit(path, content);
        self
    }

    /// Writes a report with a title, a date and further front matter.
    pub(crate) fn report(self, path: &str, title: &str, more: &str, body: &str) -> Self {
        let text = format!("+++\ntitle = \"{title}\"\ndate = 2025-05-20\n{more}\n+++\n{body}\n");
        self.file(path, text)
    }

    /// Sets the release level.
    pub(crate) fn release(mut self, level: &str) -> Self {
        self.request.gate.level = Some(level.to_owned());
        self
    }

    pub(crate) fn edit(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a path below the root")).expect("folders");
        fs::write(path, content).expect("a file");
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.root().join(path)).expect("the file is there");
    }

    pub(crate) fn root(&self) -> &Path {
        &self.request.root
    }

    /// The folder that holds the site and nothing else.
    pub(crate) fn around(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn output(&self) -> PathBuf {
        self.request.output.clone()
    }

    #[track_caller]
    pub(crate) fn build(&self) -> Built<'_> {
        Built { site: self, outcome: build(&self.request).expect("the machine works") }
    }

    #[track_caller]
    pub(crate) fn check(&self) -> Built<'_> {
        Built { site: self, outcome: check(&self.request).expect("the machine works") }
    }

    /// Every file of the output with its bytes, in order of path.
    pub(crate) fn tree(&self) -> Vec<(String, Vec<u8>)> {
        tree(&self.output())
    }
}

/// Every file below a folder with its bytes, in order of path.
pub(crate) fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let (entries, problems) = bluf::fs::walk(folder, folder, bluf::fs::Hidden::Keep);
    assert!(problems.is_empty(), "{problems:?}");
    let mut files: Vec<_> =
        entries.into_iter().map(|entry| (entry.relative, fs::read(entry.path).expect("readable"))).collect();
    files.sort();
    files
}

impl Built<'_> {
    /// Fails unless there is neither error nor warning.
    #[track_caller]
    pub(crate) fn clean(self) -> Self {
        assert!(self.outcome.diagnostics.is_empty(), "{}", self.messages());
        self
    }

    /// Fails unless there is no error.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert!(!self.outcome.diagnostics.has_errors(), "{}", self.messages());
        self
    }

    /// The codes found, in order.
    pub(crate) fn codes(&self) -> Vec<&'static str> {
        self.outcome.diagnostics.iter().map(|diagnostic| diagnostic.code.id).collect()
    }

    /// All findings as people see them.
    pub(crate) fn messages(&self) -> String {
        self.outcome.diagnostics.iter().map(|diagnostic| block(diagnostic, Style::Plain)).collect()
    }

    /// A text file of the output.
    #[track_caller]
    pub(crate) fn read(&self, path: &str) -> String {
        let full = self.site.output().join(path);
        fs::read_to_string(&full).unwrap_or_else(|error| panic!("{path}: {error}\n{}", self.messages()))
    }

    #[track_caller]
    pub(crate) fn json(&self, path: &str) -> serde_json::Value {
        serde_json::from_str(&self.read(path)).expect("JSON")
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.site.output().join(path).exists()
    }
}
