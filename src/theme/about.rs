//! `theme.toml`: what a theme says of itself.
//!
//! In: its text. Out: [`About`]. Does not know the theme's other files.

use crate::table::{Findings, parse};

/// What a theme says of itself.
#[derive(Debug, Default, Clone, serde::Serialize)]
pub struct About {
    /// Its name; empty where it has none.
    pub name: String,
    /// Settings for its own templates: `site.theme.extra`.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// Reads `theme.toml`. What only people need (description, licence, authors, home page) is checked and dropped.
pub(super) fn read(text: &str, findings: &mut Findings<'_>) -> About {
    let mut table = parse(text, "theme.toml", findings);
    let name = table.words("name", findings).map(|name| name.value).unwrap_or_default();
    for key in ["description", "license", "homepage"] {
        table.text(key, findings);
    }
    table.texts("authors", findings);
    let extra = table.free("extra", findings);
    table.finish(findings);
    About { name, extra }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_kept_and_unknown_keys_reported() {
        let mut findings = Findings::new("themes/a/theme.toml", 0);
        let about = read("name = \"A\"\nlicence = \"MIT\"\n[extra]\nwide = true", &mut findings);
        assert_eq!((about.name.as_str(), about.extra["wide"].as_bool()), ("A", Some(true)));
        assert_eq!(findings.diagnostics.iter().count(), 1);
    }
}
