//! The styles of references that lie beside a report.
//!
//! In: nothing. Out: their names, files and media types, for pages that link them. How one is written is in `formats`.

/// A form of references.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// BibTeX, in UTF-8.
    BibTex,
    /// Research Information Systems, the tagged lines that most programs read.
    Ris,
    /// The JSON of the Citation Style Language 1.0.2.
    Csl,
}

impl Style {
    /// All of them, in the order in which pages offer them.
    pub const ALL: [Self; 3] = [Self::BibTex, Self::Ris, Self::Csl];

    /// The name of the file beside a report.
    pub fn file(self) -> &'static str {
        match self {
            Self::BibTex => "cite.bib",
            Self::Ris => "cite.ris",
            Self::Csl => "cite.json",
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::BibTex => "BibTeX",
            Self::Ris => "RIS",
            Self::Csl => "CSL-JSON",
        }
    }

    /// Its media type: the last as registered, the others as programs know them.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::BibTex => "application/x-bibtex",
            Self::Ris => "application/x-research-info-systems",
            Self::Csl => "application/vnd.citationstyles.csl+json",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_styles_share_a_file() {
        let files: std::collections::BTreeSet<_> = Style::ALL.iter().map(|style| style.file()).collect();
        assert_eq!(files.len(), Style::ALL.len());
    }
}
