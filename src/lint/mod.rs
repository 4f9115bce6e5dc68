//! The linter: what analytic standards and editors ask of a report's words, as rules with levels.
//!
//! In: one document with its passages, the configuration, the moment of the build. Out: findings, those that
//! the text suppresses left out. A rule sees a [`View`] and nothing else: no second document, no file. A new
//! rule is one entry in a file of `rules/` (a new file is one more line in `rules::all`), one line in
//! `diag/codes.rs` and one page in `diag/explain/`.

mod cue;
mod rules;
mod suppress;
mod view;

use jiff::Timestamp;

use crate::config::{Config, LintLevel};
use crate::content::Document;
use crate::diag::{Code, Diagnostic, Diagnostics, Severity, codes, nearest};

pub use view::{Block, View};

/// A rule of the linter.
#[derive(Debug)]
pub struct Rule {
    /// Its code.
    pub code: &'static Code,
    /// Its name, which site.toml and suppressions take as well.
    pub name: &'static str,
    /// Its level where site.toml does not say.
    pub default: LintLevel,
    /// Adds what it finds.
    find: fn(&View<'_>, &mut Vec<Diagnostic>),
}

/// Every rule, in order of code.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    rules::all()
}

/// The rule with this code, whichever letter it is written with, or name, in any case.
pub fn find(written: &str) -> Option<&'static Rule> {
    let written = written.trim();
    let code = codes::find(written);
    all().find(|rule| code == Some(rule.code) || rule.name.eq_ignore_ascii_case(written))
}

/// Warnings of other stages whose level a site may set as it does that of rules.
pub const BESIDES: [&Code; 3] = [&codes::ADDRESS_GONE, &codes::ADDRESS_SILENT, &codes::ADDRESS_MOVED];

/// A finding of [`BESIDES`] at the level of the site; none where it is off.
pub fn levelled(mut finding: Diagnostic, config: &Config) -> Option<Diagnostic> {
    let set = config.lint.iter().rev().find(|(key, _)| codes::find(key.value.trim()) == Some(finding.code));
    finding.severity = match set {
        Some((_, LintLevel::Off)) => return None,
        Some((_, LintLevel::Warning)) => Severity::Warning,
        Some((_, LintLevel::Error)) => Severity::Error,
        None => finding.severity,
    };
    Some(finding)
}

/// The code or name nearest to one that does not exist.
pub fn nearest_rule(written: &str) -> Option<&'static str> {
    nearest(written, all().flat_map(|rule| [rule.code.id, rule.name]))
}

/// The rules at the levels of a site.
#[derive(Debug)]
pub struct Linter<'a> {
    config: &'a Config,
    as_of: Timestamp,
    /// In order of [`all`].
    levels: Vec<LintLevel>,
}

impl<'a> Linter<'a> {
    /// A linter for a site; horizons have passed as of this moment. Unknown names in `[lint]` are errors.
    pub fn new(config: &'a Config, as_of: Timestamp) -> (Self, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let mut levels: Vec<LintLevel> = all().map(|rule| rule.default).collect();
        for (key, level) in &config.lint {
            if codes::find(key.value.trim()).is_some_and(|code| BESIDES.contains(&code)) {
                continue;
            }
            let Some(place) =
                all().position(|rule| find(&key.value).is_some_and(|found| std::ptr::eq(found, rule)))
            else {
                let finding = Diagnostic::new(&codes::UNKNOWN_KEY, format!("unknown rule `{}`", key.value))
                    .at(&config.path, key.span.clone())
                    .label("not a code or name of the linter's rules")
                    .help("bluf explain W2001 and its neighbours tell what each rule asks");
                diagnostics.push(finding.replace_with(nearest_rule(&key.value).map(str::to_owned)));
                continue;
            };
            levels[place] = *level;
        }
        (Self { config, as_of, levels }, diagnostics)
    }

    fn level(&self, code: &Code) -> LintLevel {
        rules::place(code).map_or(LintLevel::Warning, |place| self.levels[place])
    }

    /// What the rules find in a document. Pages and sections have no rules to keep.
    pub fn lint(&self, document: &Document) -> Vec<Diagnostic> {
        if self.levels.iter().all(|level| *level == LintLevel::Off) {
            return Vec::new();
        }
        let Some(view) = View::new(document, self.config, self.as_of) else { return Vec::new() };
        let mut found = Vec::new();
        for (rule, level) in all().zip(&self.levels) {
            if *level != LintLevel::Off {
                (rule.find)(&view, &mut found);
            }
        }
        let mut kept = suppress::apply(&view, found, |code| self.level(code) != LintLevel::Off);
        kept.retain_mut(|diagnostic| {
            diagnostic.severity = match self.level(diagnostic.code) {
                LintLevel::Off => return false,
                LintLevel::Warning => Severity::Warning,
                LintLevel::Error => Severity::Error,
            };
            true
        });
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_in_order_have_one_name_each_and_cover_the_codes_from_20_on() {
        let rules: Vec<&str> = all().map(|rule| rule.code.id).collect();
        let codes: Vec<&str> =
            codes::ALL.iter().map(|code| code.id).filter(|id| &id[1..] >= "2000").collect();
        assert_eq!(rules, codes);
        let mut names: Vec<&str> = all().map(|rule| rule.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), rules.len());
    }

    #[test]
    fn every_explanation_of_a_rule_says_its_name() {
        for rule in all() {
            let named = format!("Name of the rule: `{}`.", rule.name);
            assert!(rule.code.explanation.contains(&named), "{}", rule.code.id);
        }
    }

    #[test]
    fn rules_are_found_by_code_and_name() {
        assert_eq!(find("w2003").map(|rule| rule.name), Some("vague-likelihood"));
        assert_eq!(find("E2003").map(|rule| rule.name), Some("vague-likelihood"));
        assert!(find("E0101").is_none());
        assert_eq!(find("Vague-Likelihood").map(|rule| rule.code.id), Some("W2003"));
        assert_eq!(nearest_rule("vague-likelyhood"), Some("vague-likelihood"));
    }
}
