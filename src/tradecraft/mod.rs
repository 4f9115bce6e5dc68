//! What analytic standards say of words: how likely, and how sure.
//!
//! In: sentences. Out: the terms found in them. Does not know reports.

mod confidence;
mod grades;
mod horizon;
mod outline;
mod own_yardstick;
mod words;
mod yardstick;

pub use confidence::Confidence;
pub use grades::{CREDIBILITY, ORIGINS, RELIABILITY, SourceStatus};
pub use horizon::{Horizon, HorizonFound, Span};
pub use outline::{HEADINGS, SectionKind, is_citing, judgement_prefix, section_kind};
pub use own_yardstick::{OWN_YARDSTICK, OwnError, OwnTerm};
pub use words::{Openings, Words};
pub use yardstick::{MODIFIERS, Term, TermFound, YARDSTICKS, Yardstick, estimates, is_negated};
