//! Where an author wrote what a rendered page has: the place of a finding that only finished pages show.
//!
//! In: a page and an address or words in it. Out: file and bytes. Reads the file again for raw HTML, which is in no model.

use super::Work;
use crate::check::Blame;
use crate::config::RawHtml;
use crate::content::Document;
use crate::fs;
use crate::markdown::CitationKey;
use crate::plan::{Kind, Output};
use crate::site::address::encode_href;
use crate::site::{Destination, PictureSource};

impl Work<'_> {
    /// The words in which an address of a page was written.
    pub(super) fn blame(&self, output: &Output, address: &str) -> Option<Blame> {
        self.blame_text(output, address).or_else(|| self.blame_card(address))
    }

    /// The report whose lead picture has this address: lists show it too.
    fn blame_card(&self, address: &str) -> Option<Blame> {
        self.site.reports.iter().find_map(|report| {
            let Some(PictureSource::Root(path)) = &report.image else { return None };
            let image = report.document.front.image.as_ref()?;
            let shown = self.site.href(path) == address || self.site.absolute(path) == address;
            shown.then(|| Blame { file: report.document.file(), span: image.src.span.clone(), written: None })
        })
    }

    fn blame_text(&self, output: &Output, address: &str) -> Option<Blame> {
        let (hrefs, sources) = match output.kind {
            Kind::Report(id) => (&self.site.report(id).hrefs, &self.site.report(id).sources[..]),
            Kind::Page(id) => (&self.site.page(id).hrefs, &[][..]),
            Kind::Listing(id, _) => (&self.site.page(self.site.listing(id).text?).hrefs, &[][..]),
            _ => return None,
        };
        let document = self.document(output)?;
        let shown = |to: &Option<Destination>| {
            to.as_ref().is_some_and(|to| self.site.destination(to) == encode_href(address))
        };
        let file = document.file();
        if let Some(at) = hrefs.iter().position(|href| shown(&href.address)) {
            let target = &document.met.links[at].target;
            return Some(Blame { file, span: target.span.clone(), written: Some(target.value.clone()) });
        }
        if let Some(at) = sources.iter().position(|source| shown(&source.address)) {
            let mut citations = document.met.citations.iter();
            let citation = citations.find(|citation| citation.number as usize == at + 1)?;
            let written = match &citation.key.value {
                CitationKey::Url(url) => Some(url.to_string()),
                CitationKey::Registry(_) => None,
            };
            return Some(Blame { file, span: citation.key.span.clone(), written });
        }
        let written = |path: &str| address.ends_with(path.trim_start_matches('/'));
        let lead = document.front.image.as_ref().map(|image| &image.src);
        let pictures = document.met.pictures.iter().map(|picture| &picture.target);
        let named = lead.into_iter().chain(pictures).find(|target| written(&target.value));
        let span = match named {
            Some(target) => target.span.clone(),
            None => self.in_source(&document.file(), address)?,
        };
        Some(Blame { file, span, written: None })
    }

    /// The text that a page shows.
    fn document(&self, output: &Output) -> Option<&Document> {
        match output.kind {
            Kind::Report(id) => Some(&self.site.report(id).document),
            Kind::Page(id) => Some(&self.site.page(id).document),
            Kind::Listing(id, _) => Some(&self.site.page(self.site.listing(id).text?).document),
            _ => None,
        }
    }

    /// The place of words in the raw HTML that a page shows.
    pub(super) fn find(&self, output: &Output, words: &str) -> Option<Blame> {
        let file = self.document(output)?.file();
        let span = self.in_source(&file, words)?;
        Some(Blame { file, span, written: None })
    }

    /// Where the text of a file has these words: raw HTML is in no model.
    fn in_source(&self, file: &str, words: &str) -> Option<std::ops::Range<usize>> {
        if self.site.config.raw_html == RawHtml::Escape || words.is_empty() {
            return None;
        }
        let bytes = fs::read(&self.inputs.root.join(file)).ok()?;
        let text = std::str::from_utf8(&bytes).ok()?;
        let mut escaped = String::new();
        // Writing to a String cannot fail.
        let _ = pulldown_cmark_escape::escape_html(&mut escaped, words);
        [words, &escaped].into_iter().find_map(|words| {
            let quoted = ['"', '\'', '=']
                .iter()
                .find_map(|before| text.find(&format!("{before}{words}")).map(|at| at + before.len_utf8()));
            let tag = || words.starts_with('<').then(|| text.find(words)).flatten();
            quoted.or_else(tag).map(|at| at..at + words.len())
        })
    }
}
