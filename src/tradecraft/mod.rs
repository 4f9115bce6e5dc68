//! What analytic standards say of words: how likely, and how sure.
//!
//! In: sentences. Out: the terms found in them. Does not know reports.

mod confidence;
mod yardstick;

pub use confidence::Confidence;
pub use yardstick::{Term, YARDSTICKS, Yardstick};
