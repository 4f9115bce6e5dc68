//! What stands beside documents: folders, source registries, the navigation, attachments.
//!
//! In: documents with their fates, and what released texts cite and link. Out: more passages, and which files go with
//! what is published.

use rustc_hash::FxHashSet;

use super::marks::Rules;
use super::passages::{Passages, Sorter, What, collect};
use super::plain::addresses;
use super::source::{Draft, closed_folders};
use crate::inputs::Inputs;

impl Sorter<'_> {
    /// Links of the navigation to what is withheld are left out.
    pub(super) fn navigation(&mut self) {
        for link in &self.config.navigation {
            let closed = link.url.value.strip_prefix("@/").is_some_and(|path| self.closed.contains(path));
            if closed {
                self.hide(&link.title, What::Name, &self.config.path, 1);
            } else {
                self.out.released.extend([link.title.clone(), link.url.value.clone()]);
            }
        }
    }

    /// Folders in which nothing is published have names too.
    pub(super) fn folders(&mut self, drafts: &[Draft]) {
        let mut open: FxHashSet<&str> = FxHashSet::default();
        let above =
            |draft: &Draft| -> Vec<usize> { draft.path.match_indices('/').map(|(at, _)| at).collect() };
        for draft in drafts.iter().filter(|draft| !draft.is_withheld()) {
            open.extend(above(draft).into_iter().map(|at| &draft.path[..at]));
        }
        let mut told = FxHashSet::default();
        for draft in drafts.iter().filter(|draft| draft.is_withheld()) {
            for at in above(draft) {
                let folder = &draft.path[..at];
                if !open.contains(folder) && told.insert(folder) {
                    let last = folder.rsplit('/').next().unwrap_or(folder);
                    self.hide(folder, What::Address, &draft.file(), 1);
                    self.hide(last, What::Address, &draft.file(), 1);
                }
            }
        }
    }

    /// Sources that no released text cites.
    pub(super) fn registries(&mut self) {
        let mut paths: Vec<&String> = self.registries.keys().collect();
        paths.sort_unstable();
        for path in paths {
            let registry = &self.registries[path];
            for (path, text) in &registry.unread {
                self.hide(text, What::Text, path, 1);
            }
            let rules = Rules {
                scheme: &self.config.scheme,
                own: self.config.scheme.lowest(),
                ceiling: self.policy.ceiling,
                tags: false,
                letters: false,
            };
            for (id, value) in &registry.records {
                let (file, line) = registry.place(id);
                let cited = self.cited.contains(&(path.clone(), id.clone()));
                let mut strings = Vec::new();
                let keys = value.as_table().into_iter().flatten().filter(|(key, _)| *key != "classification");
                for (key, value) in keys {
                    collect(value, &mut |text| strings.push((key.clone(), rules.marked(text).1.to_owned())));
                }
                if cited {
                    self.out.released.push(id.clone());
                    self.out.released.extend(strings.into_iter().map(|(_, text)| text));
                    continue;
                }
                self.hide(id, What::Address, file, line);
                for (key, text) in strings {
                    let what = match key.trim_end_matches('+') {
                        "url" | "archive_url" | "doi" => What::Source,
                        "author" | "authors" | "editor" => What::Person,
                        "title" => What::Name,
                        _ => What::Text,
                    };
                    self.hide(&text, what, file, line);
                    for address in addresses(&text) {
                        self.hide(&address, What::Source, file, line);
                    }
                }
            }
        }
    }
}

/// Files of `content/` that are published with a released document, and those that are not.
pub(super) fn attachments<'a>(
    inputs: &'a Inputs,
    drafts: &[Draft],
    passages: &Passages,
) -> (Vec<&'a crate::fs::Entry>, Vec<&'a crate::fs::Entry>) {
    let closed = closed_folders(drafts);
    inputs.files.iter().partition(|file| {
        passages.targets.contains(&file.relative)
            && !closed.iter().any(|folder| file.relative.starts_with(folder.as_str()))
    })
}
