//! The texts that `init` and `new` write: a whole small site, and skeletons of documents.
//!
//! In: titles and a day. Out: texts that build without an error. Does not know where they are written.

use jiff::civil::Date;

/// A new site: paths below its root with `/` between their parts, and texts.
pub const SITE: [(&str, &str); 6] = [
    ("site.toml", include_str!("scaffold/site.toml")),
    ("sources.toml", include_str!("scaffold/sources.toml")),
    ("content/_index.md", include_str!("scaffold/home.md")),
    ("content/about.md", include_str!("scaffold/about.md")),
    ("content/reports/_index.md", include_str!("scaffold/reports.md")),
    ("content/reports/northern-cable-outages.md", include_str!("scaffold/sample.md")),
];

/// A report with every part that a report has, as a draft of that day.
pub fn report(title: &str, day: Date) -> String {
    include_str!("scaffold/report.md").replace("DAY", &day.to_string()).replace("TITLE", &toml_text(title))
}

/// A page.
pub fn page(title: &str) -> String {
    include_str!("scaffold/page.md").replace("TITLE", &toml_text(title))
}

/// A section's own page.
pub fn section(title: &str) -> String {
    include_str!("scaffold/section.md").replace("TITLE", &toml_text(title))
}

/// The name of a file with this title; none for a title without a letter or digit. At most 80 bytes, cut between
/// words where that is possible, because file systems end names at 255 and people read them.
pub fn slug(title: &str) -> Option<String> {
    let slug = slug::slugify(title);
    let cut = match slug.get(..=LONGEST) {
        Some(head) => head.rsplit_once('-').map_or(&slug[..LONGEST], |(words, _)| words),
        None => slug.as_str(),
    };
    (!cut.is_empty()).then(|| cut.to_owned())
}

/// Longest file name, in bytes without its ending.
const LONGEST: usize = 80;

/// The title as a TOML text on one line. Control characters, which no reader takes, become spaces; of what is
/// left, JSON escapes exactly what TOML wants escaped, and in the same way.
fn toml_text(title: &str) -> String {
    let plain: String =
        title.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    serde_json::Value::from(plain.trim()).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config::{Config, Overrides, load};
    use crate::content::registry::{self, Registry};
    use crate::content::{Document, Loader, kind_of, load_one};
    use crate::diag::Diagnostics;
    use crate::markdown::{AlertLabels, Labels};
    use crate::table::Findings;

    fn file(path: &str) -> &'static str {
        SITE.iter().find(|(name, _)| *name == path).map(|(_, text)| *text).expect("a file of the new site")
    }

    fn config() -> (Config, Diagnostics) {
        load("site.toml", file("site.toml"), &Overrides::default())
    }

    /// Reads a document as a build does, with the registry of the new site.
    fn read(path: &str, text: &str) -> (Document, Vec<String>) {
        let (config, mut found) = config();
        let mut findings = Findings::new(registry::FILE, 0);
        let registry = Registry::read(file("sources.toml"), &config.scheme, &mut findings);
        found.append(findings.diagnostics);
        let kind = kind_of(path, &config.reports).expect("a document");
        let labels = Labels { table: "", anchor: "", back: "", source: "", untitled: "" };
        let alerts = AlertLabels(Vec::new());
        let loader = Loader { config: &config, alerts: &alerts, labels, ceiling: config.scheme.highest() };
        let (document, diagnostics) = load_one(path, kind, text.as_bytes(), &loader, &[&registry]);
        found.append(diagnostics);
        let (linter, levels) = crate::lint::Linter::new(&config, jiff::Timestamp::UNIX_EPOCH);
        found.append(levels);
        found.extend(linter.lint(&document));
        (document, found.iter().map(|finding| format!("{} {}", finding.code.id, finding.message)).collect())
    }

    #[test]
    fn the_new_site_has_no_finding() {
        for (path, text) in SITE {
            if let Some(path) = path.strip_prefix("content/") {
                assert_eq!(read(path, text).1, [] as [&str; 0], "{path}");
            }
        }
    }

    #[test]
    fn the_sample_report_shows_every_part() {
        let (path, text) = SITE[5];
        let document = read(path.trim_start_matches("content/"), text).0;
        let report = document.report().expect("it is a report");
        assert_eq!(report.judgements.len(), 3);
        for judgement in &report.judgements {
            assert!(
                judgement.likelihood.is_some() && judgement.confidence.is_some(),
                "{}",
                judgement.label()
            );
            assert!(
                judgement.evidence.iter().all(|point| !point.citations.is_empty()),
                "{}",
                judgement.label()
            );
        }
        assert!(report.sources.iter().any(|source| source.record.is_some()));
        assert!(report.sources.iter().any(|source| source.record.is_none()));
        assert!(
            !report.executive_summary.is_empty() && !report.statement.is_empty() && report.cutoff.is_some()
        );
    }

    #[test]
    fn the_skeleton_of_a_report_builds_as_a_draft() {
        let text = report("Chokepoints", Date::constant(2025, 5, 20));
        let (document, findings) = read("reports/chokepoints.md", &text);
        assert_eq!(findings, [] as [&str; 0]);
        assert!(document.front.draft);
        assert_eq!(document.front.date.as_ref().map(|date| date.value.iso()).as_deref(), Some("2025-05-20"));
        let report = document.report().expect("it is a report");
        assert_eq!(report.judgements.len(), 1);
        assert_eq!(report.judgements[0].evidence.len(), 1);
        assert_eq!(report.sources.len(), 1);
    }

    #[test]
    fn file_names_are_short_and_never_empty() {
        assert_eq!(slug("Réseau: été 2025").as_deref(), Some("reseau-ete-2025"));
        assert_eq!(slug("?!"), None);
        assert_eq!(slug(&"x".repeat(300)).map(|slug| slug.len()), Some(80));
        assert_eq!(slug(&"word ".repeat(60)).map(|slug| slug.len()), Some(79));
        assert_eq!(slug("../../etc/passwd").as_deref(), Some("etc-passwd"));
    }

    proptest! {
        #[test]
        fn any_title_comes_back_from_the_skeletons(title in "[\\PC]{0,40}[a-z]") {
            let written = [
                ("reports/a.md", report(&title, Date::constant(2025, 5, 20))),
                ("a.md", page(&title)),
                ("a/_index.md", section(&title)),
            ];
            for (path, text) in written {
                let (document, findings) = read(path, &text);
                prop_assert_eq!(findings, [] as [&str; 0]);
                prop_assert_eq!(document.title, title.trim());
            }
        }
    }

    #[test]
    fn control_characters_do_not_reach_the_front_matter() {
        let (document, findings) = read("a.md", &page("one\ntwo\u{1b}\u{7f}\""));
        assert_eq!(findings, [] as [&str; 0]);
        assert_eq!(document.title, "one two  \"");
    }
}
