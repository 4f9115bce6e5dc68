//! The parts of a brief by their headings, and judgements by their numbers.
//!
//! In: the words of a heading or a paragraph. Out: what they begin. Does not know what stands below.

/// What a section of a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SectionKind {
    /// Executive summary.
    Summary,
    /// Key judgements.
    Judgements,
    /// Statement on analysis.
    Statement,
    /// Anything else.
    Prose,
}

impl SectionKind {
    /// The name in templates.
    pub fn name(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Judgements => "judgements",
            Self::Statement => "statement",
            Self::Prose => "prose",
        }
    }
}

/// Headings of the parts of a brief, in lower case: in English with both spellings, then in the other languages of the default
/// theme, as desks that write in them head these parts.
pub const HEADINGS: [(&str, SectionKind); 19] = [
    ("executive summary", SectionKind::Summary),
    ("bottom line up front", SectionKind::Summary),
    ("bluf", SectionKind::Summary),
    ("key judgements", SectionKind::Judgements),
    ("key judgments", SectionKind::Judgements),
    ("statement on analysis", SectionKind::Statement),
    ("statement of analysis", SectionKind::Statement),
    ("resumen ejecutivo", SectionKind::Summary),
    ("juicios clave", SectionKind::Judgements),
    ("juicios principales", SectionKind::Judgements),
    ("declaración sobre el análisis", SectionKind::Statement),
    ("résumé exécutif", SectionKind::Summary),
    ("synthèse", SectionKind::Summary),
    ("jugements clés", SectionKind::Judgements),
    ("appréciations clés", SectionKind::Judgements),
    ("déclaration sur l’analyse", SectionKind::Statement),
    ("الملخص التنفيذي", SectionKind::Summary),
    ("الأحكام الرئيسية", SectionKind::Judgements),
    ("بيان التحليل", SectionKind::Statement),
];

/// The words of links that are citations, in lower case: in the languages of the default theme.
const CITING: [&str; 4] = ["source", "fuente", "مصدر", "المصدر"];

/// Whether a link with this text is a citation.
pub fn is_citing(text: &str) -> bool {
    CITING.contains(&text.trim().to_lowercase().as_str())
}

/// What a heading names.
pub fn section_kind(heading: &str) -> SectionKind {
    let heading = heading.trim().trim_end_matches(':').trim_end().to_lowercase().replace('\'', "’");
    HEADINGS.iter().find(|(name, _)| *name == heading).map_or(SectionKind::Prose, |(_, kind)| *kind)
}

/// The number and the length in bytes of `KJ-1. `, `KJ-1: ` or `KJ-1` alone at the beginning of a text.
pub fn judgement_prefix(text: &str) -> Option<(u32, usize)> {
    let (letters, rest) = text.split_at_checked(3)?;
    if !letters.eq_ignore_ascii_case("kj-") {
        return None;
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest[..digits].parse().ok().filter(|number| *number > 0)?;
    match rest.as_bytes().get(digits) {
        None => Some((number, 3 + digits)),
        Some(b'.' | b':' | b')')
            if !rest.as_bytes().get(digits + 1).is_some_and(u8::is_ascii_alphanumeric) =>
        {
            Some((number, 3 + digits + 1))
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_judgement_begins_with_its_number_and_a_stop() {
        assert_eq!(judgement_prefix("KJ-1. Trade falls."), Some((1, 5)));
        assert_eq!(judgement_prefix("kj-12: Trade"), Some((12, 6)));
        assert_eq!(judgement_prefix("KJ-3"), Some((3, 4)));
        for no in ["KJ-1 was revised", "KJ-0. Nothing", "KJ-", "KJ-x. y", "KJ-1.5 percent", "KJ", "ÄKJ-1."] {
            assert_eq!(judgement_prefix(no), None, "{no}");
        }
    }

    #[test]
    fn headings_are_matched_without_case_and_in_both_spellings() {
        assert_eq!(section_kind("KEY JUDGMENTS"), SectionKind::Judgements);
        assert_eq!(section_kind("Key judgements:"), SectionKind::Judgements);
        assert_eq!(section_kind("executive Summary"), SectionKind::Summary);
        assert_eq!(section_kind("Summary of trade"), SectionKind::Prose);
    }

    #[test]
    fn headings_are_known_in_every_language_of_the_default_theme() {
        assert_eq!(section_kind("Juicios clave"), SectionKind::Judgements);
        assert_eq!(section_kind("RÉSUMÉ EXÉCUTIF :"), SectionKind::Summary);
        assert_eq!(section_kind("Déclaration sur l'analyse"), SectionKind::Statement);
        assert_eq!(section_kind("الأحكام الرئيسية"), SectionKind::Judgements);
    }
}
