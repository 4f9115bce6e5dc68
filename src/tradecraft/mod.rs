//! What analytic standards say of words: how likely, and how sure.
//!
//! In: sentences. Out: the terms found in them. Does not know reports.

mod confidence;
mod horizon;
mod outline;
mod words;
mod yardstick;

pub use confidence::Confidence;
pub use horizon::{Horizon, HorizonFound, Span};
pub use outline::{SectionKind, judgement_prefix, section_kind};
pub use words::{Openings, Words};
pub use yardstick::{MODIFIERS, Term, TermFound, YARDSTICKS, Yardstick, estimates, is_negated};
