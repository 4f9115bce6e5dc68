//! Corrections and changed assessments: on the report that says them, and all together.
//!
//! In: the site's revisions. Out: view-models, the pages below `corrections/`, and the same in plain words for feeds.

use tera::Value;

use super::view::{AssessmentView, ChangeView, CorrectionView, Link, PageView, RevisionView};
use super::{Renderer, json_ld, term_range};
use crate::content::{Correction, Judgement};
use crate::diag::Diagnostic;
use crate::plan::{corrections_page_count, page_address};
use crate::site::{CORRECTIONS, Difference, Report, ReportId, Revision, RevisionKind};

impl Renderer<'_> {
    pub(super) fn corrections_page(&self, page: usize, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        let site = self.site;
        let size = site.config.paginate_by;
        let shown = site.revisions.iter().skip((page - 1) * size).take(size);
        let revisions: Vec<RevisionView> = shown.map(|revision| self.revision(revision)).collect();
        let pagination = self.pagination(CORRECTIONS, page, corrections_page_count(site));
        let title = self.strings.get("corrections");
        let address = page_address(CORRECTIONS, page);
        let plain = self.plain_page("corrections", title, &address);
        let view = PageView {
            title: self.numbered(title, page),
            feeds: self.feeds(CORRECTIONS).iter().map(Value::from_serializable).collect(),
            json_ld: json_ld::list(site, &plain.breadcrumbs, title, CORRECTIONS),
            previous_url: pagination.previous_url.clone(),
            next_url: pagination.next_url.clone(),
            ..plain
        };
        let text = site.page_at(CORRECTIONS).map(|text| self.content(text));
        let own = vec![
            ("revisions", Value::from_serializable(&revisions)),
            ("pagination", Value::from_serializable(&pagination)),
            ("content", Value::from_serializable(&text)),
        ];
        self.render("corrections.html", &view, own, out)
    }

    fn revision(&self, revision: &Revision) -> RevisionView {
        let report = self.site.report(revision.report);
        let (correction, changes) = match revision.kind {
            RevisionKind::Correction(at) => {
                let correction = report.document.front.corrections.get(at);
                (correction.map(|correction| self.correction(report, at, correction)), Vec::new())
            }
            RevisionKind::Assessments => (None, self.changes(report)),
        };
        RevisionView {
            date: self.date(revision.date),
            report: self.report_link(revision.report),
            supersedes: report.supersedes.map(|older| self.report_link(older)),
            correction,
            changes: changes.into_iter().filter(|change| change.kind != "same").collect(),
        }
    }

    /// The corrections of a report.
    pub(super) fn corrections(&self, report: &Report) -> Vec<CorrectionView> {
        let corrections = report.document.front.corrections.iter().enumerate();
        corrections.map(|(at, correction)| self.correction(report, at, correction)).collect()
    }

    fn correction(&self, report: &Report, at: usize, correction: &Correction) -> CorrectionView {
        let url = self.site.href(&report.address);
        let body = report.document.report();
        let judgement = correction.number().map(|number| {
            let known = body.and_then(|body| body.judgements.iter().find(|one| one.written == number));
            match known {
                Some(one) => Link { title: one.label(), url: format!("{url}#{}", one.id()) },
                // It was struck out; the report stands for it.
                None => Link { title: format!("KJ-{number}"), url: url.clone() },
            }
        });
        let id = correction_id(at);
        CorrectionView {
            url: format!("{url}#{id}"),
            id,
            date: self.date(correction.date),
            text: correction.text.clone(),
            judgement,
        }
    }

    /// How the judgements of a report differ from those of the one that it takes the place of.
    pub(super) fn changes(&self, report: &Report) -> Vec<ChangeView> {
        let Some(older) = report.supersedes.map(|older| self.site.report(older)) else { return Vec::new() };
        let changes = report.differences.iter().map(|difference| {
            let now = difference.now().and_then(|now| judgement(report, now));
            let before = difference.before().and_then(|before| judgement(older, before));
            let until = |one: Option<&Judgement>| one.and_then(Judgement::until);
            let is_moved = now.is_some() && before.is_some() && until(now) != until(before);
            let view = |report, one: &Judgement| AssessmentView {
                by: one.until().filter(|_| is_moved).map(|by| self.date(by)),
                ..self.assessment(report, one)
            };
            ChangeView {
                kind: difference.name(),
                now: now.map(|one| view(report, one)),
                before: before.map(|one| view(older, one)),
            }
        });
        changes.collect()
    }

    /// The same as kinds and labels, now and before.
    pub(crate) fn change_labels(
        &self,
        report: &Report,
    ) -> Vec<(&'static str, Option<String>, Option<String>)> {
        let Some(older) = report.supersedes.map(|older| self.site.report(older)) else { return Vec::new() };
        let label = |report, at| judgement(report, at).map(Judgement::label);
        let parts = |difference: &Difference| {
            let now = difference.now().and_then(|now| label(report, now));
            (difference.name(), now, difference.before().and_then(|before| label(older, before)))
        };
        report.differences.iter().map(parts).collect()
    }

    fn assessment(&self, report: &Report, judgement: &Judgement) -> AssessmentView {
        AssessmentView {
            label: judgement.label(),
            url: format!("{}#{}", self.site.href(&report.address), judgement.id()),
            text: judgement.text.clone(),
            likelihood: judgement.likelihood.map(|term| term_range(term, true)),
            confidence: judgement.confidence.map(crate::tradecraft::Confidence::name),
            by: None,
        }
    }

    /// A revision in a few plain sentences, for feeds.
    pub(crate) fn revision_text(&self, revision: &Revision) -> String {
        let report = self.site.report(revision.report);
        match revision.kind {
            RevisionKind::Correction(at) => {
                let correction = report.document.front.corrections.get(at);
                correction.map_or_else(String::new, |correction| match correction.number() {
                    Some(number) => format!("KJ-{number}: {}", correction.text),
                    None => correction.text.clone(),
                })
            }
            RevisionKind::Assessments => {
                let changes = self.changes(report).into_iter().filter(|change| change.kind != "same");
                changes.map(|change| self.change_text(&change)).collect::<Vec<_>>().join("\n")
            }
        }
    }

    fn change_text(&self, change: &ChangeView) -> String {
        let kind = self.strings.get(match change.kind {
            "new" => "change_new",
            "dropped" => "change_dropped",
            "reworded" => "change_reworded",
            "moved" => "change_moved",
            "changed" => "change_changed",
            _ => "change_assessed",
        });
        let held = |view: &AssessmentView| self.held(view);
        match (&change.before, &change.now) {
            (Some(before), Some(now)) => {
                let degrees = if change.kind == "assessed" {
                    format!("{} → {}. ", held(before), held(now))
                } else {
                    String::new()
                };
                let (was, is) = (self.strings.get("change_before"), self.strings.get("change_now"));
                let (said, says) = (self.said(before), self.said(now));
                format!("{}, {kind}: {degrees}{is}: {says} {was}: {said}", now.label)
            }
            (_, Some(now)) => format!("{}, {kind}: {}", now.label, now.text),
            (Some(before), None) => format!("{}, {kind}: {}", before.label, before.text),
            (None, None) => String::new(),
        }
    }

    /// The sentence, and its horizon where that is another now.
    fn said(&self, view: &AssessmentView) -> String {
        let by = view.by.as_ref().map(|by| self.strings.fill("horizon_by", "{date}", &by.text));
        by.map_or_else(|| view.text.clone(), |by| format!("{} ({by})", view.text))
    }

    /// How likely and how sure, in words.
    fn held(&self, view: &AssessmentView) -> String {
        let likelihood = view.likelihood.as_ref().map(|likelihood| likelihood.term.to_owned());
        let confidence = view.confidence.map(|confidence| {
            let level = self.strings.get(match confidence {
                "high" => "confidence_high",
                "moderate" => "confidence_moderate",
                _ => "confidence_low",
            });
            self.strings.fill("confidence_of", "{level}", level)
        });
        let said: Vec<String> = likelihood.into_iter().chain(confidence).collect();
        if said.is_empty() {
            self.strings.get("change_unsaid").to_owned()
        } else {
            said.join(self.strings.get("separator"))
        }
    }

    /// The address of a revision below the root.
    pub(crate) fn revision_address(&self, revision: &Revision) -> String {
        let address = &self.site.report(revision.report).address;
        match revision.kind {
            RevisionKind::Correction(at) => format!("{address}#{}", correction_id(at)),
            RevisionKind::Assessments => format!("{address}#changes"),
        }
    }

    /// The title of a revision: what it is, and the report.
    pub(crate) fn revision_title(&self, revision: &Revision) -> String {
        let kind = match revision.kind {
            RevisionKind::Correction(_) => "correction",
            RevisionKind::Assessments => "changes",
        };
        format!("{}: {}", self.strings.get(kind), self.title_of(revision.report))
    }

    fn title_of(&self, id: ReportId) -> &str {
        &self.site.report(id).document.title
    }

    /// The title of the list of revisions.
    pub(crate) fn corrections_title(&self) -> &str {
        self.strings.get("corrections")
    }
}

fn judgement(report: &Report, at: usize) -> Option<&Judgement> {
    report.document.report()?.judgements.get(at)
}

fn correction_id(at: usize) -> String {
    format!("correction-{}", at + 1)
}
