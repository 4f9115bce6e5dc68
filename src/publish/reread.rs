//! The outputs of one document that was read anew, made and checked by themselves.
//!
//! In: the document in the place of the old one. Out: its files; nothing where something is wrong that only a build of
//! everything can tell.

use super::{Few, Work};
use crate::check::Known;
use crate::formats;
use crate::site::Reread;

impl Work<'_> {
    /// The page, and the report as data if no list of it is new. What the page refers to in other pages is not checked.
    pub fn reread(&self, reread: &Reread, known: &Known<'_>) -> Option<Few> {
        let (address, new) = match reread {
            Reread::Report(_, report, new) => (&report.address, new.as_slice()),
            Reread::Page(_, page) => (&page.address, &[][..]),
        };
        let path = format!("{address}index.html");
        let mut page = Vec::new();
        self.renderer.reread(reread, &mut page).ok()?;
        let facts = known.read(&path, &page);
        let added: Vec<String> = new.iter().map(|term| self.site.href(&term.address)).collect();
        if facts.is_wrong_by_itself(|address| added.iter().any(|added| added == address)) {
            return None;
        }
        let mut files: Few = vec![(path.into(), page.into())];
        if let Reread::Report(_, report, new) = reread
            && new.is_empty()
        {
            let data = formats::report_json(self.renderer, report);
            files.push((format!("{address}index.json").into(), data.into()));
        }
        Some(files)
    }
}
