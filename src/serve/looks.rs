//! Which pages somebody looks at, so that they are made first.
//!
//! In: targets of requests and of streams of events, for as long as they last. Out: a list. Knows no page.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The targets that somebody looks at or waits for, and how many do.
#[derive(Debug, Default)]
pub struct Looks(Mutex<BTreeMap<String, usize>>);

/// Somebody looks at a page, until this is dropped.
#[derive(Debug)]
pub struct Look<'l> {
    looks: &'l Looks,
    target: String,
}

impl Looks {
    /// Notes that somebody looks at the page at this target.
    pub fn at(&self, target: &str) -> Look<'_> {
        *self.targets().entry(target.to_owned()).or_default() += 1;
        Look { looks: self, target: target.to_owned() }
    }

    /// All targets, in order.
    pub fn all(&self) -> Vec<String> {
        self.targets().keys().cloned().collect()
    }

    fn targets(&self) -> MutexGuard<'_, BTreeMap<String, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Look<'_> {
    fn drop(&mut self) {
        let mut targets = self.looks.targets();
        if let Some(count) = targets.get_mut(&self.target) {
            *count -= 1;
            if *count == 0 {
                targets.remove(&self.target);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_looked_at_until_the_last_one_leaves() {
        let looks = Looks::default();
        let (first, second, other) = (looks.at("/b/"), looks.at("/b/"), looks.at("/a/"));
        assert_eq!(looks.all(), ["/a/", "/b/"]);
        drop((first, other));
        assert_eq!(looks.all(), ["/b/"]);
        drop(second);
        assert_eq!(looks.all(), Vec::<String>::new());
    }
}
