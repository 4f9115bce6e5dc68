//! The schemes inside the binary. Names and order are the issuers'; colours are the issuers' where they
//! publish any, else ours and said to be.
//!
//! - `us`: levels of EO 13526; colours of the SF 706 to 710 labels as the Astro design system of the US Space
//!   Force gives them.
//! - `uk`: Government Security Classifications Policy of 5 August 2024: three tiers; no official colours, ours.
//! - `nato`, `eu`: no published colours, ours.
//! - `tlp`: FIRST's Traffic Light Protocol 2.0: exact colours on black, labels never translated.
//! - `editorial`: labels for readers, made to look unlike the real thing.

use super::{LevelDefinition, Purpose, Scheme};

/// The names of the schemes.
pub const BUILT_IN: [&str; 6] = ["editorial", "us", "uk", "nato", "eu", "tlp"];

type Row = (&'static str, &'static str, &'static str, &'static str, &'static str);

const EDITORIAL: &[Row] = &[
    ("Unclassified", "U", "unclassified", "#e6ece8", "#1f3a2d"),
    ("Confidential", "C", "confidential", "#e1e8f3", "#1b3660"),
    ("Secret", "S", "secret", "#f5e3e0", "#7a1f16"),
    ("Top Secret", "TS", "top-secret", "#f8e8cf", "#6b3d00"),
];

const US: &[Row] = &[
    ("UNCLASSIFIED", "U", "unclassified", "#007a33", "#ffffff"),
    ("CONFIDENTIAL", "C", "confidential", "#0033a0", "#ffffff"),
    ("SECRET", "S", "secret", "#c8102e", "#ffffff"),
    ("TOP SECRET", "TS", "top-secret", "#ff8c00", "#000000"),
];

const UK: &[Row] = &[
    ("OFFICIAL", "O", "official", "#0b0c0c", "#ffffff"),
    ("SECRET", "S", "secret", "#d4351c", "#ffffff"),
    ("TOP SECRET", "TS", "top-secret", "#4c2c92", "#ffffff"),
];

const NATO: &[Row] = &[
    ("NATO UNCLASSIFIED", "NU", "nato-unclassified", "#00693e", "#ffffff"),
    ("NATO RESTRICTED", "NR", "nato-restricted", "#004990", "#ffffff"),
    ("NATO CONFIDENTIAL", "NC", "nato-confidential", "#003366", "#ffffff"),
    ("NATO SECRET", "NS", "nato-secret", "#b3001b", "#ffffff"),
    ("COSMIC TOP SECRET", "CTS", "cosmic-top-secret", "#5a1a6b", "#ffffff"),
];

const EU: &[Row] = &[
    ("EU UNCLASSIFIED", "EU-U", "eu-unclassified", "#00693e", "#ffffff"),
    ("RESTREINT UE/EU RESTRICTED", "R-UE/EU-R", "restreint-ue-eu-restricted", "#004990", "#ffffff"),
    ("CONFIDENTIEL UE/EU CONFIDENTIAL", "C-UE/EU-C", "confidentiel-ue-eu-confidential", "#003366", "#ffffff"),
    ("SECRET UE/EU SECRET", "S-UE/EU-S", "secret-ue-eu-secret", "#b3001b", "#ffffff"),
    ("TRES SECRET UE/EU TOP SECRET", "TS-UE/EU-TS", "tres-secret-ue-eu-top-secret", "#5a1a6b", "#ffffff"),
];

const TLP: &[Row] = &[
    ("TLP:CLEAR", "CLEAR", "tlp-clear", "#000000", "#FFFFFF"),
    ("TLP:GREEN", "GREEN", "tlp-green", "#000000", "#33FF00"),
    ("TLP:AMBER", "AMBER", "tlp-amber", "#000000", "#FFC000"),
    ("TLP:AMBER+STRICT", "AMBER+STRICT", "tlp-amber-strict", "#000000", "#FFC000"),
    ("TLP:RED", "RED", "tlp-red", "#000000", "#FF2B2B"),
];

/// The scheme with this name.
pub fn built_in(name: &str) -> Option<Scheme> {
    let (rows, purpose) = match name {
        "editorial" => (EDITORIAL, Purpose::Editorial),
        "us" => (US, Purpose::Handling),
        "uk" => (UK, Purpose::Handling),
        "nato" => (NATO, Purpose::Handling),
        "eu" => (EU, Purpose::Handling),
        "tlp" => (TLP, Purpose::Handling),
        _ => return None,
    };
    let levels = rows
        .iter()
        .map(|(name, abbreviation, slug, background, text)| LevelDefinition {
            name: (*name).to_owned(),
            abbreviation: (*abbreviation).to_owned(),
            slug: (*slug).to_owned(),
            background: (*background).to_owned(),
            text: (*text).to_owned(),
        })
        .collect();
    Some(Scheme::new(name, purpose, levels))
}
