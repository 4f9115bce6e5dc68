//! How assessments changed: what a report says otherwise than the one it takes the place of, and what was corrected.
//!
//! In: the site's reports, and which replaces which. Out: [`Difference`]s of each report, and [`Revision`]s of the site, newest
//! first. Sees only what is released: a judgement that a release may not have was neither made nor dropped in it. ICD 203
//! wants an analysis to say how it differs from earlier ones (D.6.e.(7)).

use super::wording::{alike, says_the_same};
use super::{ReportId, Site};
use crate::content::{Document, Judgement};
use crate::date::Moment;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::table::Located;

/// A key judgement, now and before; places in the two reports' lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// It says the same.
    Same(usize, usize),
    /// It is as likely and as sure as before, and only words without a sense of their own differ.
    Reworded(usize, usize),
    /// It is as likely and as sure as before, and says the same of another time.
    Moved(usize, usize),
    /// It is as likely and as sure as before, and says something else.
    Changed(usize, usize),
    /// Its likelihood or the confidence in it is another.
    Assessed(usize, usize),
    /// The earlier report did not have it.
    New(usize),
    /// This report does not have it any more; place in the earlier one.
    Dropped(usize),
}

/// Something that readers of an earlier text should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revision {
    /// Since when.
    pub date: Moment,
    /// The report that says it.
    pub report: ReportId,
    /// What it is.
    pub kind: RevisionKind,
}

/// What a revision is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevisionKind {
    /// A mistake put right: place in the corrections of the report.
    Correction(usize),
    /// Judgements that changed from the report that this one takes the place of.
    Assessments,
}

/// What part of what they are about two judgements must have in common, and more, to be one that was changed.
const ALIKE: f64 = 0.5;

/// More than words can have in common: their author says so.
const SAID: f64 = 2.0;

/// Fills the differences of reports, and the site's revisions. Gives findings about what judgements are said to take up.
pub(super) fn build(site: &mut Site<'_>) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    for id in site.report_ids() {
        diagnostics.extend(unfollowed(site, id));
        let Some(older) = site.report(id).supersedes else { continue };
        let differences = compare(judgements(site, older), judgements(site, id));
        site.reports[id.0 as usize].differences = differences;
    }
    let mut revisions = Vec::new();
    for id in site.report_ids() {
        let report = site.report(id);
        let corrections = report.document.front.corrections.iter().enumerate();
        revisions.extend(corrections.map(|(at, correction)| Revision {
            date: correction.date,
            report: id,
            kind: RevisionKind::Correction(at),
        }));
        if report.differences.iter().any(|difference| !difference.is_same()) {
            revisions.push(Revision { date: report.date, report: id, kind: RevisionKind::Assessments });
        }
    }
    // Those of one day keep the order of reports.
    revisions.sort_by_key(|revision| std::cmp::Reverse(revision.date.start()));
    site.revisions = revisions;
    diagnostics
}

/// How the judgements of a document differ from those of a report that it takes the place of.
pub(super) fn against(site: &Site<'_>, older: Option<ReportId>, document: &Document) -> Vec<Difference> {
    let now = document.report().map_or(&[][..], |report| &report.judgements);
    older.map(|older| compare(judgements(site, older), now)).unwrap_or_default()
}

/// What a judgement is said to take up and the earlier report does not have.
fn unfollowed(site: &Site<'_>, id: ReportId) -> Vec<Diagnostic> {
    let report = site.report(id);
    let finding = |follows: &Located<u32>, message: String, help: &str| {
        let finding = Diagnostic::new(&codes::JUDGEMENT_UNKNOWN, message).help(help);
        finding.at(&report.document.file(), follows.span.clone())
    };
    let check = |follows: &Located<u32>| {
        let number = follows.value;
        let Some(older) = report.supersedes else {
            // With a report that could not be found, that is said already.
            let said = report.document.front.supersedes.is_some();
            let message = format!("KJ-{number} of which report? this one replaces none");
            let help = "add supersedes = \"reports/2025/earlier.md\", or remove `follows`";
            return (!said).then(|| finding(follows, message, help));
        };
        let known = judgements(site, older).iter().any(|judgement| judgement.written == number);
        // In a lower release it may be withheld, and nobody can tell.
        let all = site.policy.ceiling == site.config.scheme.highest();
        let message = format!("the report that this one replaces has no KJ-{number}");
        (!known && all).then(|| finding(follows, message, "name one that it has, or remove `follows`"))
    };
    judgements(site, id).iter().filter_map(|judgement| judgement.follows.as_ref()).filter_map(check).collect()
}

impl Difference {
    /// Whether there is nothing to tell.
    pub fn is_same(self) -> bool {
        matches!(self, Self::Same(..))
    }

    /// What templates and `index.json` call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same(..) => "same",
            Self::Reworded(..) => "reworded",
            Self::Moved(..) => "moved",
            Self::Changed(..) => "changed",
            Self::Assessed(..) => "assessed",
            Self::New(_) => "new",
            Self::Dropped(_) => "dropped",
        }
    }

    /// The judgement in the report's list.
    pub fn now(self) -> Option<usize> {
        self.places().0
    }

    /// The judgement in the list of the earlier one.
    pub fn before(self) -> Option<usize> {
        self.places().1
    }

    fn places(self) -> (Option<usize>, Option<usize>) {
        match self {
            Self::Same(now, before)
            | Self::Reworded(now, before)
            | Self::Moved(now, before)
            | Self::Changed(now, before)
            | Self::Assessed(now, before) => (Some(now), Some(before)),
            Self::New(now) => (Some(now), None),
            Self::Dropped(before) => (None, Some(before)),
        }
    }
}

fn judgements<'s>(site: &'s Site<'_>, id: ReportId) -> &'s [Judgement] {
    site.report(id).document.report().map_or(&[], |report| &report.judgements)
}

/// The judgements of the later report in their order, then those that it dropped.
fn compare(old: &[Judgement], new: &[Judgement]) -> Vec<Difference> {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (now, later) in new.iter().enumerate() {
        if let Some(follows) = &later.follows {
            let before = old.iter().position(|judgement| judgement.written == follows.value);
            pairs.extend(before.map(|before| (SAID, now, before)));
            continue;
        }
        for (before, earlier) in old.iter().enumerate() {
            let alike = alike(earlier, later);
            if alike > ALIKE {
                // A number that was kept tips the scales between two that are equally alike.
                pairs.push((alike + if earlier.number == later.number { 0.1 } else { 0.0 }, now, before));
            }
        }
    }
    pairs.sort_by(|one, other| other.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))));
    let mut earlier: Vec<Option<usize>> = vec![None; new.len()];
    let mut taken = vec![false; old.len()];
    for (_, now, before) in pairs {
        if earlier[now].is_none() && !taken[before] {
            earlier[now] = Some(before);
            taken[before] = true;
        }
    }
    let kept = earlier.iter().enumerate().map(|(now, before)| match *before {
        None => Difference::New(now),
        Some(before) => {
            let (one, other) = (&old[before], &new[now]);
            if one.likelihood != other.likelihood || one.confidence != other.confidence {
                Difference::Assessed(now, before)
            } else if !says_the_same(one, other) {
                Difference::Changed(now, before)
            } else if one.until() != other.until() {
                Difference::Moved(now, before)
            } else if one.text.split_whitespace().eq(other.text.split_whitespace()) {
                Difference::Same(now, before)
            } else {
                Difference::Reworded(now, before)
            }
        }
    });
    let dropped = taken.iter().enumerate().filter(|(_, taken)| !**taken);
    kept.chain(dropped.map(|(before, _)| Difference::Dropped(before))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::Markup;
    use crate::tradecraft::Confidence;

    fn judgement(number: u32, text: &str, confidence: Option<Confidence>) -> Judgement {
        Judgement {
            number,
            written: number,
            span: 0..0,
            markup: Markup::default(),
            text: text.to_owned(),
            discussion: Markup::default(),
            likelihood: None,
            likelihood_end: None,
            confidence,
            confidence_reason: None,
            by: None,
            said: None,
            outcome: None,
            follows: None,
            evidence: Vec::new(),
        }
    }

    fn differences(old: &[&str], new: &[&str]) -> Vec<Difference> {
        let list = |texts: &[&str]| -> Vec<Judgement> {
            (1..).zip(texts).map(|(number, text)| judgement(number, text, None)).collect()
        };
        compare(&list(old), &list(new))
    }

    #[test]
    fn judgements_are_known_again_in_another_place() {
        let (canal, dam) =
            ("The canal imposes draught limits in 2027.", "Works on the dam begin later than announced.");
        assert_eq!(
            differences(&[canal, dam], &[dam, canal]),
            [Difference::Same(0, 1), Difference::Same(1, 0)]
        );
    }

    #[test]
    fn another_number_in_the_sentence_is_a_change() {
        let (before, now) =
            ("The canal imposes draught limits in 2027.", "The canal imposes draught limits in 2028.");
        assert_eq!(differences(&[before], &[now]), [Difference::Changed(0, 0)]);
        assert_eq!(
            differences(&["Trade  falls\nat once."], &["Trade falls at once."]),
            [Difference::Same(0, 0)]
        );
    }

    #[test]
    fn what_shares_no_words_is_new_and_the_other_dropped() {
        assert_eq!(
            differences(&["Trade falls at once."], &["A second reservoir fills before winter."]),
            [Difference::New(0), Difference::Dropped(0)]
        );
    }

    #[test]
    fn what_the_author_says_counts_more_than_words() {
        let list = |texts: &[&str]| -> Vec<Judgement> {
            (1..).zip(texts).map(|(number, text)| judgement(number, text, None)).collect()
        };
        let old = list(&["Trade falls at once.", "The ferry line stays closed."]);
        let mut new = list(&["Trade falls at once."]);
        new[0].follows = Some(Located { value: 2, span: 0..0 });
        assert_eq!(compare(&old, &new), [Difference::Changed(0, 1), Difference::Dropped(0)]);
    }

    #[test]
    fn one_earlier_judgement_is_taken_once() {
        let text = "The ferry line resumes before April.";
        assert_eq!(differences(&[text], &[text, text]), [Difference::Same(0, 0), Difference::New(1)]);
    }

    #[test]
    fn another_confidence_is_another_assessment_even_in_the_same_words() {
        let of = |confidence| vec![judgement(1, "Trade falls at once.", Some(confidence))];
        let (high, low) = (of(Confidence::High), of(Confidence::Low));
        assert_eq!(compare(&high, &low), [Difference::Assessed(0, 0)]);
        assert_eq!(compare(&high, &high), [Difference::Same(0, 0)]);
    }

    #[test]
    fn what_says_something_else_is_never_told_as_the_same_in_other_words() {
        for (before, now) in [
            ("The port will close by the end of 2026.", "The port will not close by the end of 2026."),
            ("The port will close.", "The port won’t close."),
            ("It is unlikely that the port closes.", "It is likely that the port closes."),
            ("The parties extend the ceasefire.", "The parties end the ceasefire."),
            ("The port closes by the end of 2026.", "The port closes by the end of 2027."),
            ("The army attacks the rebels.", "The rebels attack the army."),
            ("The bank will sell its shares.", "The bank may sell its shares."),
        ] {
            assert_eq!(differences(&[before], &[now]), [Difference::Changed(0, 0)], "{now}");
        }
        assert_eq!(
            differences(&["The port will be closed."], &["We assess that the port is closed."]),
            [Difference::Reworded(0, 0)]
        );
    }

    #[test]
    fn another_horizon_in_front_matter_alone_is_told() {
        let of = |day| {
            let by = crate::date::Moment::from_text(day);
            vec![Judgement { by, ..judgement(1, "The port will close.", None) }]
        };
        let (before, now) = (of("2026-12-31"), of("2027-12-31"));
        assert_eq!(compare(&before, &now), [Difference::Moved(0, 0)]);
        assert_eq!(compare(&before, &before), [Difference::Same(0, 0)]);
    }

    #[test]
    fn likelihood_modal_and_horizon_words_make_no_pair() {
        assert_eq!(
            differences(
                &["The currency will likely lose value in 2026."],
                &["The army will likely split in 2026."]
            ),
            [Difference::New(0), Difference::Dropped(0)]
        );
    }
}
