//! Grades of sources: reliability and credibility after the Admiralty system, as STANAG 2511 and AJP-2.1 have it.
//!
//! Reliability is a property of the source, credibility of one piece of information from it; the two are judged apart.
//! `F` and `6` mean that nobody can judge, not that the source is bad. Does not know any source.

/// Reliability of a source, from completely reliable to one that cannot be judged.
pub const RELIABILITY: [&str; 6] = ["A", "B", "C", "D", "E", "F"];

/// Credibility of information, from confirmed by other sources to what cannot be judged.
pub const CREDIBILITY: std::ops::RangeInclusive<u8> = 1..=6;

/// Where information comes from, as ICS 206-01 tells its kinds apart: publicly and commercially available
/// information, open-source intelligence, and what a machine made.
pub const ORIGINS: [&str; 4] = ["PAI", "CAI", "OSINT", "AI"];

/// What became of a source since it was published.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SourceStatus {
    /// It stands as it was.
    #[default]
    Current,
    /// Its publisher corrected it.
    Corrected,
    /// Its publisher or author took it back.
    Retracted,
    /// It is no longer where it was.
    Dead,
}

impl SourceStatus {
    /// The words in a registry, in order of the variants.
    pub const NAMES: [&'static str; 4] = ["current", "corrected", "retracted", "dead"];

    /// The word in a registry and in templates.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// The status at a place in [`Self::NAMES`].
    pub fn from_index(index: usize) -> Self {
        match index {
            1 => Self::Corrected,
            2 => Self::Retracted,
            3 => Self::Dead,
            _ => Self::Current,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_its_status_and_back() {
        for (at, name) in SourceStatus::NAMES.iter().enumerate() {
            assert_eq!(SourceStatus::from_index(at).name(), *name);
        }
    }
}
