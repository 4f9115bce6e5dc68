//! How long the phases of a build take.

use std::time::{Duration, Instant};

use crate::external::Tried;
use crate::publish;

/// Collects phases and their times.
pub(super) struct Clock {
    pub(super) last: Instant,
    pub(super) phases: Vec<(&'static str, Duration)>,
    pub(super) effort: publish::Effort,
    pub(super) tried: Option<Tried>,
}

impl Clock {
    pub(super) fn start() -> Self {
        Self { last: Instant::now(), phases: Vec::new(), effort: publish::Effort::default(), tried: None }
    }

    pub(super) fn phase(&mut self, name: &'static str) {
        let now = Instant::now();
        self.phases.push((name, now - self.last));
        self.last = now;
    }
}
