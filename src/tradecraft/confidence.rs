//! Confidence: how far the analysis can be relied on, kept apart from likelihood (ICD 203 §D.6.e.(2)(b)).

/// Level of analytic confidence, as the annex on estimative language of the US National Intelligence Council
/// describes three of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Credibility uncertain, information fragmented or poorly corroborated.
    Low,
    /// Credibly sourced and plausible, but not corroborated well enough for high.
    Moderate,
    /// Consistent, high-quality information from several sources; still not certainty.
    High,
}

impl Confidence {
    /// The words, lowest first.
    pub const NAMES: [&'static str; 3] = ["low", "moderate", "high"];

    /// From a place in [`Self::NAMES`].
    pub fn from_index(index: usize) -> Self {
        match index {
            0 => Self::Low,
            1 => Self::Moderate,
            _ => Self::High,
        }
    }

    /// `low`, `moderate` or `high`.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// Reads "high confidence", "moderate confidence", "low confidence" in a text, in any case.
    pub fn in_text(text: &str) -> Option<Self> {
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower
            .split(|character: char| !character.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        words.windows(2).find_map(|pair| {
            let index = Self::NAMES.iter().position(|name| *name == pair[0])?;
            (pair[1] == "confidence").then(|| Self::from_index(index))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_is_read_from_two_words_together() {
        assert_eq!(Confidence::in_text("We have High Confidence that …"), Some(Confidence::High));
        assert_eq!(Confidence::in_text("with moderate confidence"), Some(Confidence::Moderate));
        assert_eq!(Confidence::in_text("a high level of confidence in highs"), None);
    }
}
