//! The rules, a family a file.

mod certainty;
mod confidence;
mod evidence;
mod horizon;
mod likelihood;
mod pictures;
mod statement;
mod suppression;
mod vague;
mod yardstick;

use super::Rule;

/// Every rule, in order of code.
pub(super) fn all() -> impl Iterator<Item = &'static Rule> {
    static ALL: std::sync::LazyLock<Vec<&'static Rule>> = std::sync::LazyLock::new(|| {
        let families: [&'static [Rule]; 10] = [
            &certainty::RULES,
            &confidence::RULES,
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
        all.sort_by_key(|rule| rule.code.id[1..].to_owned());
        all
    });
    ALL.iter().copied()
}
