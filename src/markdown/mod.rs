//! Markdown to events, text and HTML.
//!
//! In: a body and what to make of it ([`Options`]). Out: [`Markup`] with marks where an address must be filled
//! in, and what was met on the way ([`Met`]): headings, links, pictures, citations, words. Knows no other
//! document: a page is a function of its own text, which is what makes incremental builds sound.

mod alerts;
mod citation;
mod events;
mod ids;
mod markup;
mod met;
mod writer;

pub use alerts::AlertLabels;
pub use events::{Block, BlockKind, Events, blocks, items, matching, parse, plain_text, strip_prefix};
pub(crate) use events::{Definition, definitions, is_citation, is_comment};
pub use ids::Ids;
pub use markup::{Mark, Markup};
pub use met::{Citation, CitationKey, Heading, Link, Met, Picture};
pub use writer::{Citing, Labels, Options, Writer};
