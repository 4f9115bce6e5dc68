//! What was met in a text while its HTML was written: headings, links, pictures, citations, words.
//!
//! Filled by the writer, read by everything that asks where a document leads and what it rests on. Does not know HTML.

use std::sync::Arc;

use crate::table::Located;

/// A heading in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 2 to 6; a first-level heading counts as second, because the page's title is the first.
    pub level: u8,
    /// Its id.
    pub id: String,
    /// Its words.
    pub title: String,
}

/// A link in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// As written.
    pub target: Located<String>,
    /// Its title attribute, or nothing.
    pub title: String,
    /// True when the release gate took the address away; the words stay.
    pub withheld: bool,
}

/// A picture in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// As written.
    pub target: Located<String>,
    /// Alternative text.
    pub alt: String,
}

/// What a citation names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CitationKey {
    /// An address, which the source and its link share.
    Url(Arc<str>),
    /// An entry of the registry.
    Registry(String),
}

/// A citation in the text. Its place in [`Met::citations`] plus one is the number in its id, `cite-5`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The source.
    pub key: Located<CitationKey>,
    /// Page, paragraph or time in it, as written.
    pub locator: Option<String>,
    /// Credibility of what is taken from the source, 1 to 6 (STANAG 2511).
    pub credibility: Option<u8>,
    /// The source's number in the list of sources, from 1.
    pub number: u32,
    /// The number of the footnote it stands in, if it does.
    pub footnote: Option<usize>,
}

/// What a writer met in a document.
#[derive(Debug, Default, Clone)]
pub struct Met {
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// Links in order.
    pub links: Vec<Link>,
    /// Pictures in order.
    pub pictures: Vec<Picture>,
    /// Citations in order.
    pub citations: Vec<Citation>,
    /// Sources in order of first citation; a source's number is its place plus one.
    pub sources: Vec<CitationKey>,
    /// Words read.
    pub words: usize,
}
