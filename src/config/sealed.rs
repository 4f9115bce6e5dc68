//! `[sealed.NAME]`: the tiers that are published encrypted, and which edition of the site a build makes.
//!
//! Passphrases and keys never stand in site.toml.

use crate::classification::{Level, Scheme};
use crate::diag::{Diagnostic, codes};
use crate::table::{Findings, Located, Table};

/// A tier whose reports are published encrypted.
#[derive(Debug, Clone)]
pub struct SealedTier {
    /// Last part of its address: lower-case letters, digits, hyphens.
    pub name: Located<String>,
    /// The highest level in it.
    pub level: Level,
    /// Words of the link to it, or none for the theme's.
    pub title: Option<String>,
}

/// Which edition of the site is made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Edition {
    /// The one that everybody reads, with sealed tiers beside it.
    #[default]
    Public,
    /// One for people at this machine: whoever wants to see a tier names its level as the release.
    Preview,
    /// The one that is sealed under this name; its address is that of the tier.
    Tier(String),
}

impl SealedTier {
    pub(super) fn read_all(table: Table<'_>, scheme: &Scheme, findings: &mut Findings<'_>) -> Vec<Self> {
        let named = table.named_tables("a sealed tier", findings);
        named.into_iter().filter_map(|(name, table)| Self::read(name, table, scheme, findings)).collect()
    }

    fn read(
        name: Located<String>,
        mut table: Table<'_>,
        scheme: &Scheme,
        findings: &mut Findings<'_>,
    ) -> Option<Self> {
        // No line is quoted: its value may be a passphrase, and messages end up in logs.
        for key in table.drop_others(&["level", "title"]) {
            let message = format!("`{key}` is not a key of [sealed.{}]", name.value);
            findings.diagnostics.push(
                Diagnostic::new(&codes::UNKNOWN_KEY, message).file(findings.path).help(
                    "passphrases come from the environment or a file; one that stood here is to be replaced",
                ),
            );
        }
        let level = table.words("level", findings);
        if level.is_none() {
            let example = format!("level = \"{}\"", scheme.definition(scheme.highest()).name);
            table.missing("level", &example, findings);
        }
        let title = table.words("title", findings).map(|text| text.value);
        table.finish(findings);
        let level = super::load::level(scheme, &level?, findings)?;
        if name.value.is_empty() || slug::slugify(&name.value) != name.value {
            let message = format!("`{}` cannot be the name of a sealed tier", name.value);
            findings.push(
                &name.span,
                Diagnostic::new(&codes::INVALID_VALUE, message)
                    .help("use lower-case letters, digits and hyphens: it is a part of addresses"),
            );
            return None;
        }
        Some(Self { name, level, title })
    }
}
