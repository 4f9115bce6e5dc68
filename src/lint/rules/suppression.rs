//! Rules about suppressions. `lint::suppress` finds what they find; here they have a name and a level.

use crate::config::LintLevel;
use crate::diag::codes;
use crate::lint::Rule;

pub(super) static RULES: [Rule; 4] = [
    Rule {
        code: &codes::ALLOW_WITHOUT_REASON,
        name: "allow-without-reason",
        default: LintLevel::Warning,
        find: |_, _| {},
    },
    Rule { code: &codes::UNUSED_ALLOW, name: "unused-allow", default: LintLevel::Warning, find: |_, _| {} },
    Rule { code: &codes::UNKNOWN_RULE, name: "unknown-rule", default: LintLevel::Warning, find: |_, _| {} },
    Rule {
        code: &codes::UNKNOWN_COMMENT,
        name: "unknown-comment",
        default: LintLevel::Warning,
        find: |_, _| {},
    },
];
