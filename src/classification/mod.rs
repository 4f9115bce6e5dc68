//! Classification schemes as data: ordered levels with names, abbreviations and colours.
//!
//! In: a scheme's name, or a site's own levels. Out: [`Scheme`], whose [`Level`]s compare in order. Does not
//! know what is released: see `release`.

mod schemes;

use crate::diag::nearest;

pub use schemes::{BUILT_IN, built_in};

/// The name of a scheme that a site defines itself.
pub const OWN: &str = "own";

/// A level of the site's scheme: an index, lowest first, so that levels compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Level(pub u8);

/// Whether levels are labels for readers or rules for handling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Labels such as a magazine's: everything may be published.
    Editorial,
    /// Rules: nothing is published before a release level is named.
    Handling,
}

/// One level of a scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelDefinition {
    /// Full name, as written in front matter and shown: `Top Secret`, `TLP:AMBER+STRICT`.
    pub name: String,
    /// As in portion marks: `TS`.
    pub abbreviation: String,
    /// Last part of the level's address: `top-secret`.
    pub slug: String,
    /// Background colour, `#rrggbb`.
    pub background: String,
    /// Text colour, `#rrggbb`.
    pub text: String,
}

/// A scheme: what it is for and its levels, lowest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// `us`, `uk`, `nato`, `eu`, `tlp`, `editorial`, or `own`.
    pub name: String,
    /// Labels or rules.
    pub purpose: Purpose,
    levels: Vec<LevelDefinition>,
}

impl Scheme {
    /// A scheme of these levels, lowest first. There must be at least one and at most 255.
    pub fn new(name: impl Into<String>, purpose: Purpose, levels: Vec<LevelDefinition>) -> Self {
        Self { name: name.into(), purpose, levels }
    }

    /// The lowest level: the default of a report.
    pub fn lowest(&self) -> Level {
        Level(0)
    }

    /// The highest level.
    pub fn highest(&self) -> Level {
        Level(u8::try_from(self.levels.len().saturating_sub(1)).unwrap_or(u8::MAX))
    }

    /// Whether what only looks like a portion mark is an error in a release at `ceiling`: where marks are for handling, or
    /// something is withheld.
    pub fn obeys_marks(&self, ceiling: Level) -> bool {
        self.purpose == Purpose::Handling || ceiling < self.highest()
    }

    /// What a level is called and looks like.
    pub fn definition(&self, level: Level) -> &LevelDefinition {
        &self.levels[usize::from(level.0)]
    }

    /// The levels in order, lowest first.
    pub fn iter(&self) -> impl Iterator<Item = (Level, &LevelDefinition)> {
        (0u8..).map(Level).zip(&self.levels)
    }

    /// The level with this name or abbreviation, compared without case.
    pub fn find(&self, text: &str) -> Option<Level> {
        let text = text.trim();
        self.iter()
            .find(|(_, level)| {
                level.name.eq_ignore_ascii_case(text) || level.abbreviation.eq_ignore_ascii_case(text)
            })
            .map(|(level, _)| level)
    }

    /// The name nearest to a misspelt one.
    pub fn nearest(&self, text: &str) -> Option<&str> {
        nearest(text, self.levels.iter().map(|level| level.name.as_str()))
    }

    /// All names, for messages.
    pub fn names(&self) -> String {
        self.levels.iter().map(|level| level.name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// Contrast ratio of two `#rrggbb` colours, 1 to 21, as WCAG 2.2 defines it (relative luminance of sRGB); none
/// where one is not such a colour.
pub fn contrast(one: &str, other: &str) -> Option<f64> {
    let (one, other) = (luminance(one)?, luminance(other)?);
    Some((one.max(other) + 0.05) / (one.min(other) + 0.05))
}

fn luminance(colour: &str) -> Option<f64> {
    let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&digits[at..at + 2], 16).ok()?) / 255.0;
        Some(if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
    };
    Some(0.2126 * channel(0)? + 0.7152 * channel(2)? + 0.0722 * channel(4)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_scheme_is_ordered_distinct_and_readable() {
        for name in BUILT_IN {
            let scheme = built_in(name).expect("it is listed");
            let mut slugs: Vec<&str> = scheme.iter().map(|(_, level)| level.slug.as_str()).collect();
            slugs.sort_unstable();
            slugs.dedup();
            assert_eq!(slugs.len(), scheme.iter().count(), "{name}");
            for (_, level) in scheme.iter() {
                let ratio = contrast(&level.background, &level.text).expect("both are colours");
                assert!(ratio >= 4.5, "{name}: {} has a contrast of {ratio:.2}", level.name);
            }
        }
    }

    #[test]
    fn levels_are_found_by_name_and_abbreviation_in_any_case() {
        let scheme = built_in("editorial").expect("it is listed");
        assert_eq!(scheme.find("top secret"), Some(Level(3)));
        assert_eq!(scheme.find("TS"), Some(Level(3)));
        assert_eq!(scheme.find("Sekret"), None);
        assert_eq!(scheme.nearest("Sekret"), Some("Secret"));
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert_eq!(contrast("#000000", "#ffffff").map(f64::round), Some(21.0));
        assert_eq!(contrast("#000000", "#FF2B2B").map(|ratio| (ratio * 100.0).round() / 100.0), Some(5.63));
        assert_eq!(contrast("red", "#ffffff"), None);
    }
}
