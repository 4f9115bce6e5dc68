//! What is between the server and the build: what the writer chose, what changed, and the site that comes of it.
//!
//! In: [`Options`] and [`Changes`]. Out: [`Built`]. The server knows a build only by [`Preview`], so that another
//! build can take the place of [`Remembering`].

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::build::{self, Memory, Request};
use crate::date::Moment;
use crate::diag::{Diagnostic, Diagnostics, codes};
pub use crate::publish::Files;
use crate::release::{self, Drafts};

/// What the writer chose to see. It begins with the command line's words and is changed in the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The release level; none for the site's own.
    pub release: Option<String>,
    /// Whether drafts are shown.
    pub drafts: Drafts,
    /// The moment at which embargoes and expiry dates are judged; none for now.
    pub as_of: Option<Moment>,
}

/// What may have changed since the last build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changes {
    /// Anything: the first build, or the system lost count.
    Everything,
    /// These files and folders, below the site's root with `/` between their parts, in order and each once. They need
    /// not exist any more. What lies below a folder may have changed with it.
    Paths(Vec<String>),
}

impl Changes {
    /// Adds what changed later.
    pub fn merge(&mut self, later: Changes) {
        match (&mut *self, later) {
            (Self::Everything, _) => {}
            (_, Self::Everything) => *self = Self::Everything,
            (Self::Paths(paths), Self::Paths(more)) => {
                paths.extend(more);
                paths.sort();
                paths.dedup();
            }
        }
    }
}

/// A site as it stands in memory.
#[derive(Debug, Default)]
pub struct Built {
    /// Every file; none when errors prevented that, and the last good ones stay. Files that did not change may share
    /// their bytes with those of the last build, which makes comparing them quick.
    pub files: Option<Files>,
    /// What was found, located.
    pub diagnostics: Diagnostics,
    /// The file that a page was written in, as diagnostics name it, by the page's path. Read only with files.
    pub sources: BTreeMap<String, String>,
    /// Names of the release levels to choose from, lowest first.
    pub levels: Vec<String>,
    /// The path part of the site's address, begins and ends in `/`; empty where even the configuration could not be read.
    pub base_path: String,
}

/// Something that builds a site into memory, again and again.
pub trait Preview {
    /// Builds the site as it is on disk now. What the machine could not do is among the diagnostics.
    fn build(&mut self, options: &Options, changes: &Changes) -> Built;
}

/// Builds the site each time, and remembers what it may need again.
pub struct Remembering<N> {
    /// Where the site is. Its gate is replaced by the options.
    pub request: Request,
    /// Scheme, host and port of the preview, without a slash at the end.
    pub origin: String,
    /// Tells the time where the options do not.
    pub now: N,
    /// What earlier builds read and made.
    pub memory: Memory,
}

impl<N: Fn() -> Timestamp> Preview for Remembering<N> {
    fn build(&mut self, options: &Options, changes: &Changes) -> Built {
        match changes {
            Changes::Everything => self.memory.forget(),
            Changes::Paths(paths) => paths.iter().for_each(|path| self.memory.doubt(path)),
        }
        let mut request = self.request.clone();
        request.gate = release::Request {
            level: options.release.clone(),
            drafts: options.drafts,
            as_of: options.as_of.map_or_else(&self.now, Moment::start),
        };
        match build::preview(&request, &self.origin, &mut self.memory) {
            Ok((preview, outcome)) => Built {
                files: preview.files,
                diagnostics: outcome.diagnostics,
                sources: preview.sources,
                levels: preview.levels,
                base_path: preview.base_path,
            },
            Err(error) => Built {
                diagnostics: {
                    let finding = Diagnostic::new(&codes::UNREADABLE, error.to_string());
                    let help = "the preview goes on as soon as it is there and can be read";
                    let mut list = Diagnostics::new();
                    list.push(finding.help(help));
                    list
                },
                ..Built::default()
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_add_up_in_order_and_each_once() {
        let paths = |list: &[&str]| Changes::Paths(list.iter().map(|path| (*path).to_owned()).collect());
        let mut changes = paths(&["content/b.md"]);
        changes.merge(paths(&["content/a.md", "content/b.md"]));
        assert_eq!(changes, paths(&["content/a.md", "content/b.md"]));
        changes.merge(Changes::Everything);
        changes.merge(paths(&["content/c.md"]));
        assert_eq!(changes, Changes::Everything);
    }
}
