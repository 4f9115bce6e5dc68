//! Files to documents: the first barrier of the pipeline.
//!
//! In: bytes of Markdown files and of source registries, the configuration. Out: [`Document`]s in order of
//! path, and every finding. Each document is read alone and in parallel: nothing here knows a second one.

mod bare_targets;
mod bibtex_links;
mod bibtex_text;
mod clearance;
mod corrections;
pub mod document;
pub mod front_matter;
mod headline;
mod horizons;
pub mod judgement_facts;
mod load;
mod lost_citations;
pub mod marked_texts;
mod named_confidence;
mod own_addresses;
mod passage;
pub mod references;
pub mod registry;
mod source_text;
mod structure;

pub use corrections::Correction;
pub use document::{
    Body, Clearance, Document, Evidence, Judgement, Reading, ReportBody, ReportSection, Source,
};
pub use front_matter::{FrontMatter, Kind, LeadImage, Withdrawal};
pub use load::{Loader, kind_of, load_one, lost};
pub use own_addresses::LONGEST_PART;
pub use passage::{Passage, PassageKind};
pub use source_text::decode;
