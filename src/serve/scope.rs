//! Which paths of a site matter to a preview of it.
//!
//! In: the site's root and its configuration file. Out: what to watch, and yes or no to a path. Reads no files.

use std::path::{Component, Path, PathBuf};

use crate::fs;

/// Folders of a site that a build reads.
const FOLDERS: [&str; 5] = ["content", "static", "templates", "i18n", "themes"];

/// Files of a site that a build reads, besides its configuration.
const FILES: [&str; 4] = {
    let [toml, bibtex, csl] = crate::content::registry::FILES;
    [toml, bibtex, csl, crate::record::FILE]
};

/// Which paths matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The site's root, absolute, links resolved.
    pub root: PathBuf,
    /// Its configuration file, likewise.
    pub config: PathBuf,
}

impl Scope {
    /// The scope of a site.
    pub fn new(root: &Path, config: &Path) -> Result<Self, fs::FsError> {
        Ok(Self { root: fs::real_path(root)?, config: fs::real_path(config)? })
    }

    /// Folders that are watched with everything below them.
    pub fn folders(&self) -> impl Iterator<Item = PathBuf> + '_ {
        FOLDERS.iter().map(|name| self.root.join(name))
    }

    /// Files that are watched.
    pub fn files(&self) -> impl Iterator<Item = PathBuf> + '_ {
        FILES.iter().map(|name| self.root.join(name)).chain([self.config.clone()])
    }

    /// Folders that are watched for their own entries only: that of the root, and that of the configuration.
    pub(super) fn shallow(&self) -> Vec<PathBuf> {
        let beside = self.config.parent().filter(|folder| *folder != self.root).map(Path::to_owned);
        [self.root.clone()].into_iter().chain(beside).collect()
    }

    /// The path below the root, with `/`, if a build may read what is there. What editors write beside a file for
    /// themselves does not matter.
    pub fn relevant(&self, path: &Path) -> Option<String> {
        if path == self.config {
            let shown = path.strip_prefix(&self.root).unwrap_or(path);
            return Some(shown.to_string_lossy().replace('\\', "/"));
        }
        let parts: Vec<_> = path
            .strip_prefix(&self.root)
            .ok()?
            .components()
            .map(|part| match part {
                Component::Normal(name) => name.to_str(),
                _ => None,
            })
            .collect::<Option<_>>()?;
        let (first, rest) = parts.split_first()?;
        let inside = FOLDERS.contains(first) || (rest.is_empty() && FILES.contains(first));
        // A dotted name counts in static/ only, but for what version control and file managers leave there.
        let hidden = |name: &&str| {
            let left_out = matches!(*name, ".git" | ".hg" | ".svn" | ".DS_Store");
            left_out || (name.starts_with('.') && (*first != "static" || name.ends_with(".swp")))
        };
        let scratch = |name: &&str| name.ends_with('~') || name.starts_with('#') || *name == "4913";
        let own = rest.iter().any(hidden) || rest.last().is_some_and(scratch);
        (inside && !own).then(|| parts.join("/"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope() -> Scope {
        Scope { root: "/site".into(), config: "/site/site.toml".into() }
    }

    #[test]
    fn what_a_build_reads_matters_and_nothing_else() {
        for (path, expected) in [
            ("/site/site.toml", true),
            ("/site/sources.toml", true),
            ("/site/judgements.lock", true),
            ("/site/content", true),
            ("/site/content/reports/a.md", true),
            ("/site/static/.well-known/security.txt", true),
            ("/site/themes/own/templates/base.html", true),
            ("/site/public/index.html", false),
            ("/site/.bluf/lock", false),
            ("/site/.git/index", false),
            ("/site/notes.md", false),
            ("/site/other.toml", false),
            ("/site", false),
            ("/elsewhere/content/a.md", false),
            ("/site/content/.a.md.swp", false),
            ("/site/content/4913", false),
            ("/site/content/a.md~", false),
            ("/site/content/#a.md#", false),
            ("/site/content/.git/index", false),
            ("/site/static/.git/index", false),
            ("/site/static/.a.css.swp", false),
        ] {
            assert_eq!(scope().relevant(Path::new(path)).is_some(), expected, "{path}");
        }
        let other = Scope { root: "/site".into(), config: "/etc/desk.toml".into() };
        assert_eq!(other.relevant(Path::new("/etc/desk.toml")).as_deref(), Some("/etc/desk.toml"));
        assert_eq!(other.shallow(), [PathBuf::from("/site"), "/etc".into()]);
    }
}
