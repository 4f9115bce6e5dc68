//! The demonstration site in the repository's root.

use std::fs;
use std::path::Path;

use bluf::build::Linting;

use crate::support::{SiteTest, tree};

#[test]
fn the_demonstration_site_builds_without_a_finding() {
    let mut site = SiteTest::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    site.request.root = root.to_owned();
    site.request.config = root.join("site.toml");
    site.request.linting = Linting::Everything;
    let built = site.check().clean();
    let summary = built.outcome.summary.expect("nothing is wrong");
    assert!(summary.reports >= 24, "{summary:?}");
}

/// The levels of the demonstration, lowest first.
const LEVELS: [&str; 4] = ["Unclassified", "Confidential", "Secret", "Top Secret"];

#[test]
fn the_demonstration_site_can_be_released_in_handling_schemes() {
    let nato = ["NATO UNCLASSIFIED", "NATO RESTRICTED", "NATO CONFIDENTIAL", "NATO SECRET"];
    let us = ["UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "TOP SECRET"];
    let tlp = ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:RED"];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (scheme, levels, release) in [("nato", nato, 1), ("us", us, 0), ("tlp", tlp, 2)] {
        let site = SiteTest::new().release(levels[release]);
        let config = fs::read_to_string(root.join("site.toml")).expect("a text");
        site.edit("site.toml", config.replace("\"editorial\"", &format!("\"{scheme}\"")));
        site.edit("sources.toml", fs::read(root.join("sources.toml")).expect("a file"));
        for folder in ["content", "static"] {
            for (path, bytes) in tree(&root.join(folder)) {
                let bytes = match String::from_utf8(bytes) {
                    Ok(text) => LEVELS
                        .iter()
                        .zip(levels)
                        .fold(text, |text, (old, new)| {
                            text.replace(
                                &format!("classification = \"{old}\""),
                                &format!("classification = \"{new}\""),
                            )
                        })
                        .into_bytes(),
                    Err(error) => error.into_bytes(),
                };
                site.edit(&format!("{folder}/{path}"), bytes);
            }
        }
        let built = site.build().ok();
        assert!(built.has("reports/2026/panama-reservoir/index.html"), "{scheme}");
        assert!(!built.has("reports/2024/baltic-synchronisation/index.html") || release > 0, "{scheme}");
    }
}
