//! What analytic standards say of words: how likely, and how sure.
//!
//! In: sentences. Out: the terms found in them. Does not know reports.

mod ascription;
mod aside;
mod calendar;
mod confidence;
mod deadline;
mod grades;
mod horizon;
mod length;
mod named_confidence;
mod negation;
mod onset;
mod outline;
mod own_yardstick;
mod period;
mod quotation;
mod reason;
mod sentence;
mod until;
mod words;
mod yardstick;

pub use confidence::{Confidence, is_judgement, is_of_another, is_of_judgement, is_particle, is_supposed};
pub use grades::{CREDIBILITY, ORIGINS, RELIABILITY, SourceStatus};
pub use horizon::{Horizon, HorizonFound, Span};
pub use length::NUMBERS;
pub use named_confidence::{NamedConfidence, named_confidence};
pub use negation::{is_denied, is_negated};
pub use outline::{HEADINGS, SectionKind, is_citing, judgement_prefix, section_kind};
pub use own_yardstick::{OWN_YARDSTICK, OwnError, OwnTerm};
pub use quotation::quotations;
pub use reason::confidence_reason;
pub use sentence::sentences;
pub use words::{Openings, Words};
pub use yardstick::{STRENGTHS, Term, TermFound, YARDSTICKS, Yardstick, denies, estimates, is_modifier};
