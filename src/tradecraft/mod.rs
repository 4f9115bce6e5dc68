//! What analytic standards say of words: how likely, and how sure.
//!
//! In: sentences. Out: the terms found in them. Does not know reports.

mod confidence;
mod outline;
mod yardstick;

pub use confidence::Confidence;
pub use outline::{SectionKind, judgement_prefix, section_kind};
pub use yardstick::{Term, YARDSTICKS, Yardstick};
