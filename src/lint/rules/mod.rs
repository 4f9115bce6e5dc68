//! The rules, a family a file.

pub(super) mod certainty;
mod confidence;
mod confidence_conflict;
mod evidence;
mod horizon;
mod likelihood;
mod pictures;
mod statement;
mod suppression;
pub(super) mod vague;
pub(super) mod yardstick;

use std::sync::LazyLock;

use super::Rule;
use crate::diag::Code;

/// Every rule, in order of code.
pub(super) fn all() -> impl Iterator<Item = &'static Rule> {
    ALL.iter().copied()
}

/// Where the rule with this code stands in [`all`].
pub(super) fn place(code: &Code) -> Option<usize> {
    let place = ALL.binary_search_by(|rule| rule.code.id[1..].cmp(&code.id[1..])).ok()?;
    (ALL[place].code.id == code.id).then_some(place)
}

static ALL: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    let families: [&'static [Rule]; 11] = [
        &certainty::RULES,
        &confidence::RULES,
        &confidence_conflict::RULES,
        &evidence::RULES,
        &horizon::RULES,
        &likelihood::RULES,
        &pictures::RULES,
        &statement::RULES,
        &suppression::RULES,
        &vague::RULES,
        &yardstick::RULES,
    ];
    let mut all: Vec<&'static Rule> = families.into_iter().flatten().collect();
    all.sort_by_key(|rule| &rule.code.id[1..]);
    all
});
