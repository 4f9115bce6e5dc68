//! cite.bib, cite.ris and cite.json beside a report: how to cite it, for programs that keep references.
//!
//! In: a report of the assembled site. Out: one reference in one of three styles. All three say the same: a report, by its
//! authors, published by the site on its date. A handling level stands in a note, because a reference leaves the page
//! with its banners behind. Names are taken apart where it can be known which word is the family's ([`name`]).

mod bibtex;
mod csl;
mod name;
mod ris;

use crate::classification::Purpose;
use crate::date::Moment;
use crate::plan::Style;
use crate::site::{ListingId, ReportId, Site};

/// What a reference says.
#[derive(Debug, Clone)]
struct Reference<'a> {
    /// Tells it from others of the site: its address with hyphens, that of its language included.
    key: String,
    title: &'a str,
    authors: Vec<&'a str>,
    publisher: &'a str,
    date: Moment,
    series: Option<&'a str>,
    tags: Vec<&'a str>,
    summary: &'a str,
    language: &'a str,
    url: String,
    /// The level, where it is a rule for handling.
    note: Option<&'a str>,
}

/// The reference to a report.
pub fn citation(site: &Site<'_>, id: ReportId, style: Style) -> Vec<u8> {
    let report = site.report(id);
    let document = &report.document;
    let name = |id: &ListingId| site.listing(*id).title.as_str();
    let scheme = &site.config.scheme;
    let edition = if site.config.is_original() { String::new() } else { site.config.language.to_lowercase() };
    let address = [&edition, report.address.trim_end_matches('/')].join("/");
    let reference = Reference {
        key: address.trim_start_matches('/').replace('/', "-"),
        title: &document.title,
        authors: report.authors.iter().map(name).collect(),
        publisher: &site.config.title,
        date: report.date,
        series: report.series.as_ref().map(name),
        tags: report.tags.iter().map(name).collect(),
        summary: &document.summary,
        language: &site.config.language,
        url: site.absolute(&report.address),
        note: (scheme.purpose != Purpose::Editorial).then(|| name(&report.classification)),
    };
    match style {
        Style::BibTex => bibtex::write(&reference).into_bytes(),
        Style::Ris => ris::write(&reference).into_bytes(),
        Style::Csl => csl::write(&reference),
    }
}

/// A text in one line: runs of white space and control characters are one space, those at the ends none.
fn line(text: &str) -> String {
    let words = text.split(|character: char| character.is_whitespace() || character.is_control());
    let mut out = String::with_capacity(text.len());
    for word in words.filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A reference with everything that a format might trip over.
    pub(super) fn sample() -> Reference<'static> {
        Reference {
            key: "reports-harbours".into(),
            title: "Harbours & “quays”: 50 % {full}",
            authors: vec!["Dolores García", "Centre for Ports and Seas"],
            publisher: "The Desk",
            date: Moment::on("2025-05-20".parse().expect("a day")),
            series: Some("Ports_1"),
            tags: vec!["ports", "C#"],
            summary: "One line.\nER  - and another.",
            language: "en",
            url: "https://desk.example/reports/harbours/".into(),
            note: Some("SECRET"),
        }
    }

    #[test]
    fn a_text_becomes_one_line() {
        assert_eq!(line("  a \r\n b\u{0}\tc\u{2028}d "), "a b c d");
        assert_eq!(line(" \n "), "");
    }
}
