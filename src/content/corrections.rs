//! `[[corrections]]`: what was wrong in a report after it had been published, and has been put right.
//!
//! In: the tables of the front matter. Out: [`Correction`]s in order of date. Does not know whether the text still has the
//! judgements they are about: one that was struck out is corrected too.

use std::ops::Range;

use crate::content::front_matter::FrontMatter;
use crate::date::Moment;
use crate::diag::{Diagnostic, codes};
use crate::table::{Findings, Located, Table};

/// An entry of `[[corrections]]`.
#[derive(Debug, Clone)]
pub struct Correction {
    /// When the report was put right.
    pub date: Moment,
    /// What was wrong and what is right, in a sentence or two for readers.
    pub text: String,
    /// The n of KJ-n as written, if it is about a key judgement.
    pub judgement: Option<Located<u32>>,
    /// Where the date stands.
    pub date_span: Range<usize>,
}

impl Correction {
    /// The n of KJ-n as written, if it is about a key judgement.
    pub fn number(&self) -> Option<u32> {
        self.judgement.as_ref().map(|judgement| judgement.value)
    }
}

/// Reads all entries. `published` is the date of the report, before which nobody could have read the mistake.
pub(super) fn read(
    table: &mut Table<'_>,
    published: Option<&Located<Moment>>,
    findings: &mut Findings<'_>,
) -> Vec<Correction> {
    let mut corrections = Vec::new();
    for mut entry in table.tables("corrections", "an entry of [[corrections]]", findings) {
        let date = entry.moment("date", findings);
        if date.is_none() && !entry.was_wrong("date", findings) {
            entry.missing("date", "date = 2025-06-02", findings);
        }
        let text = entry.words("text", findings);
        if text.is_none() && !entry.was_wrong("text", findings) {
            entry.missing("text", "text = \"An earlier version gave the wrong year.\"", findings);
        }
        let judgement =
            entry.words("judgement", findings).and_then(|name| named_judgement(&name, "judgement", findings));
        entry.finish(findings);
        if let (Some(date), Some(published)) = (&date, published)
            && date.value.day < published.value.day
        {
            let message = format!("a correction before the report itself, of {}", published.value.iso());
            let finding = Diagnostic::new(&codes::INVALID_VALUE, message);
            findings.push(&date.span, finding.help("give the day on which it was corrected"));
        }
        if let (Some(date), Some(text)) = (date, text) {
            corrections.push(Correction {
                date: date.value,
                text: text.value,
                judgement,
                date_span: date.span,
            });
        }
    }
    corrections.sort_by_key(|correction| correction.date.start());
    corrections
}

/// Drops what is about key judgements that this release may not have, and makes the date of the last change one that does
/// not hide a correction from those who look there.
pub(super) fn settle(front: &mut FrontMatter, withheld: &[u32]) {
    front
        .corrections
        .retain(|correction| correction.number().is_none_or(|number| !withheld.contains(&number)));
    let Some(last) = front.corrections.last().map(|correction| correction.date) else { return };
    if front.updated.as_ref().is_none_or(|updated| updated.value.day < last.day) {
        let span = front.updated.as_ref().map_or(0..0, |updated| updated.span.clone());
        front.updated = Some(Located { value: last, span });
    }
}

/// The key judgement that the value of a key names.
pub(super) fn named_judgement(
    name: &Located<String>,
    key: &str,
    findings: &mut Findings<'_>,
) -> Option<Located<u32>> {
    let number = judgement_number(&name.value);
    if number.is_none() {
        let message = format!("`{}` does not name a key judgement", name.value);
        let finding = Diagnostic::new(&codes::JUDGEMENT_UNKNOWN, message);
        findings.push(&name.span, finding.help(format!("write {key} = \"KJ-1\"")));
    }
    number.map(|value| Located { value, span: name.span.clone() })
}

/// The n of `KJ-n`, without case.
pub(super) fn judgement_number(name: &str) -> Option<u32> {
    let (prefix, digits) = name.split_at_checked(3)?;
    if !prefix.eq_ignore_ascii_case("kj-") || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok().filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_judgement_is_named_as_its_label_is_written() {
        assert_eq!(judgement_number("KJ-12"), Some(12));
        assert_eq!(judgement_number("kj-1"), Some(1));
        for no in ["KJ-", "KJ-0", "KJ-+1", "KJ1", "1", "KJ-1a", "ÄKJ-1", ""] {
            assert_eq!(judgement_number(no), None, "{no}");
        }
    }
}
