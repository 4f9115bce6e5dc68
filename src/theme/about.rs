//! `theme.toml`: what a theme says of itself.
//!
//! In: its text. Out: [`About`]. Does not know the theme's other files.

use crate::table::{Findings, parse};

/// What a theme says of itself.
#[derive(Debug, Clone, serde::Serialize)]
pub struct About {
    /// Its name; empty where it has none.
    pub name: String,
    /// How wide it shows a picture in a text, as the attribute `sizes` says it: `(min-width: 48rem) 43rem, 100vw`.
    pub picture_sizes: String,
    /// Settings for its own templates: `site.theme.extra`.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

impl Default for About {
    fn default() -> Self {
        Self { name: String::new(), picture_sizes: "100vw".to_owned(), extra: serde_json::Map::default() }
    }
}

/// Reads `theme.toml`. What only people need (description, licence, authors, home page) is checked and dropped.
pub(super) fn read(text: &str, findings: &mut Findings<'_>) -> About {
    let mut table = parse(text, "theme.toml", findings);
    let mut about = About::default();
    if let Some(name) = table.words("name", findings) {
        about.name = name.value;
    }
    if let Some(sizes) = table.words("picture_sizes", findings) {
        about.picture_sizes = sizes.value;
    }
    for key in ["description", "license", "homepage"] {
        table.text(key, findings);
    }
    table.texts("authors", findings);
    about.extra = table.free("extra", findings);
    table.finish(findings);
    about
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_kept_and_unknown_keys_reported() {
        let mut findings = Findings::new("themes/a/theme.toml", 0);
        let about = read(
            "name = \"A\"\npicture_sizes = \"50vw\"\nlicence = \"MIT\"\n[extra]\nwide = true",
            &mut findings,
        );
        assert_eq!((about.name.as_str(), about.extra["wide"].as_bool()), ("A", Some(true)));
        assert_eq!(about.picture_sizes, "50vw");
        assert_eq!(findings.diagnostics.iter().count(), 1);
    }
}
