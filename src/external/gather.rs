//! The addresses of other hosts that a site's pages name, each once, with every place where it is written.
//!
//! In: the assembled site, the texts of registries and site.toml. Out: [`Address`]es in order. What the release does not have
//! is not in the site, and so is not here. Does not know whether an address leads anywhere.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::check::linked;
use crate::config::RawHtml;
use crate::content::Document;
use crate::content::registry::SourceRecord;
use crate::markdown::CitationKey;
use crate::site::address::encode_href;
use crate::site::{Cited, Destination, Href, Site};

/// An address to be asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// In full and encoded, without its fragment, which hosts are not told.
    pub(super) url: String,
    /// In order of file and place; at least one.
    pub(super) places: Vec<Written>,
    /// The archived copy that a registry names.
    pub(super) archive: Option<String>,
    /// Whether a report cites it.
    pub(super) is_source: bool,
}

/// Where an address is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// The file, below the root.
    pub(super) file: String,
    /// Bytes in it.
    pub(super) span: Range<usize>,
    /// The address as it stands there.
    pub(super) text: String,
    /// What the bytes hold.
    pub(super) quoted: Quoted,
}

/// What the bytes of a place hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoted {
    /// The address and nothing else.
    Address,
    /// A whole link, or the name of a source.
    More,
}

/// The addresses of a site, in all its languages.
#[derive(Debug, Default)]
pub struct Addresses(BTreeMap<String, Address>);

impl Addresses {
    /// Adds those of an edition; `read` gives the text of a file below the root.
    pub fn gather(&mut self, site: &Site<'_>, read: &dyn Fn(&str) -> Option<String>) {
        let found = std::mem::take(&mut self.0);
        self.0 = gather(site, read, found);
    }

    /// In order.
    pub(super) fn finish(self) -> Vec<Address> {
        self.0.into_values().map(finish).collect()
    }
}

fn gather(
    site: &Site<'_>,
    read: &dyn Fn(&str) -> Option<String>,
    found: BTreeMap<String, Address>,
) -> BTreeMap<String, Address> {
    let mut gatherer = Gatherer { root_url: &site.config.root_url, read, texts: FxHashMap::default(), found };
    let raw = site.config.raw_html == RawHtml::Allow;
    for report in &site.reports {
        gatherer.links(&report.document, &report.hrefs);
        gatherer.sources(&report.document, &report.sources);
        if raw {
            gatherer.raw(&report.document);
        }
    }
    for page in &site.pages {
        gatherer.links(&page.document, &page.hrefs);
        if raw {
            gatherer.raw(&page.document);
        }
    }
    let navigation = site.config.navigation.iter().map(|link| link.url.value.as_str());
    for url in navigation.chain(site.config.login.iter().map(|login| login.url.as_str())) {
        gatherer.in_file(&site.config.path, &(0..0), url);
    }
    gatherer.found
}

fn finish(mut address: Address) -> Address {
    address.places.sort_by(|one, other| (&one.file, one.span.start).cmp(&(&other.file, other.span.start)));
    address.places.dedup_by(|one, other| one.file == other.file && one.span == other.span);
    address
}

struct Gatherer<'a> {
    root_url: &'a str,
    read: &'a dyn Fn(&str) -> Option<String>,
    texts: FxHashMap<String, Option<String>>,
    found: BTreeMap<String, Address>,
}

impl Gatherer<'_> {
    fn links(&mut self, document: &Document, hrefs: &[Href]) {
        for (link, href) in document.met.links.iter().zip(hrefs) {
            if let Some(Destination::External(url)) = &href.address {
                self.in_text(document, &link.target.span, url);
            }
        }
    }

    /// Addresses in HTML that its author wrote: of links in Markdown there are only marks.
    fn raw(&mut self, document: &Document) {
        for markup in document.markups() {
            let html = markup.resolve(|_, _| {});
            for (written, url) in linked(&html) {
                let span = self.place(&document.file(), 0, written);
                let quoted = if span.is_some() && written == url { Quoted::Address } else { Quoted::More };
                let span = span.unwrap_or_default();
                self.add(Written { file: document.file(), span, text: url.into_owned(), quoted });
            }
        }
    }

    fn sources(&mut self, document: &Document, cited: &[Cited]) {
        let sources = document.report().map_or(&[][..], |report| &report.sources);
        for citation in &document.met.citations {
            let at = (citation.number as usize).wrapping_sub(1);
            let (Some(source), Some(cited)) = (sources.get(at), cited.get(at)) else { continue };
            if let Some(record) = &source.record {
                self.record(record);
            }
            if let (CitationKey::Url(_), Some(Destination::External(url))) =
                (&citation.key.value, &cited.address)
                && let Some(address) = self.in_text(document, &citation.key.span, url)
            {
                address.is_source = true;
            }
        }
    }

    fn record(&mut self, record: &SourceRecord) {
        let (file, place) = &record.place;
        if let Some(copy) = &record.archive_url {
            self.in_file(file, place, copy);
        }
        if let Some(address) = record.url.as_deref().and_then(|url| self.in_file(file, place, url)) {
            address.is_source = true;
            address.archive = address.archive.take().or_else(|| record.archive_url.clone());
        }
    }

    /// An address in a document, whose place is known.
    fn in_text(&mut self, document: &Document, span: &Range<usize>, url: &str) -> Option<&mut Address> {
        let quoted = if span.len() == url.len() { Quoted::Address } else { Quoted::More };
        self.add(Written { file: document.file(), span: span.clone(), text: url.to_owned(), quoted })
    }

    /// An address in a file of data: the first one behind a name, or else the name.
    fn in_file(&mut self, file: &str, name: &Range<usize>, url: &str) -> Option<&mut Address> {
        let span = self.place(file, name.end, url);
        let quoted = if span.is_some() { Quoted::Address } else { Quoted::More };
        let span = span.unwrap_or_else(|| name.clone());
        self.add(Written { file: file.to_owned(), span, text: url.to_owned(), quoted })
    }

    /// The first place of an address in a file.
    fn place(&mut self, file: &str, from: usize, written: &str) -> Option<Range<usize>> {
        let read = self.read;
        let text = self.texts.entry(file.to_owned()).or_insert_with(|| read(file));
        text.as_deref().and_then(|text| find(text, from, written))
    }

    /// Mail addresses, telephone numbers and the site's own pages, which the check of rendered pages knows, are not asked for.
    fn add(&mut self, place: Written) -> Option<&mut Address> {
        let url = place.text.split('#').next().unwrap_or_default();
        let url = if url.starts_with("//") { format!("https:{url}") } else { url.to_owned() };
        let is_web = url.split_once("://").is_some_and(|(scheme, _)| {
            scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
        });
        if !is_web || url.starts_with(self.root_url) || url == self.root_url.trim_end_matches('/') {
            return None;
        }
        let url = encode_href(&url);
        let address = self.found.entry(url.clone()).or_insert_with(|| Address {
            url,
            places: Vec::new(),
            archive: None,
            is_source: false,
        });
        address.places.push(place);
        Some(address)
    }
}

/// The first place of an address that stands alone: one may be a part of another.
fn find(text: &str, from: usize, url: &str) -> Option<Range<usize>> {
    let alone = |sign: Option<char>| sign.is_none_or(|sign| sign.is_whitespace() || "\"'{},".contains(sign));
    let behind = text.get(from..)?;
    behind
        .match_indices(url)
        .map(|(at, _)| from + at..from + at + url.len())
        .find(|span| alone(text[..span.start].chars().next_back()) && alone(text[span.end..].chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_where_it_stands_alone_behind_the_name() {
        let text = "[a]\nurl = \"https://a.example/\"\n[b]\narchive_url = \"https://c.example/https://a.example/\"\nurl = 'https://a.example/'";
        assert_eq!(find(text, 0, "https://a.example/"), Some(11..29));
        let second = find(text, 30, "https://a.example/").expect("the other one");
        assert_eq!(&text[second.start - 1..=second.end], "'https://a.example/'");
        assert_eq!(find(text, 0, "https://a.example"), None);
        assert_eq!(find(text, 999, "https://a.example/"), None);
        assert_eq!(find("@misc{x, url = {https://a.example/}}", 6, "https://a.example/"), Some(16..34));
    }
}
