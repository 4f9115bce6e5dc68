//! A report's page.

use tera::{Map, Value};

use super::likelihood::with_range;
use super::view::{
    EvidenceView, Feed, JudgementView, Meta, OutcomeView, PageView, RelatedView, ReportView, SectionView,
    YardstickView,
};
use super::{Renderer, contents, json_ld, languages, term_range};
use crate::content::{Judgement, ReportBody};
use crate::diag::Diagnostic;
use crate::markdown::Markup;
use crate::plan::Style;
use crate::site::{Report, ReportId};
use crate::tradecraft::SectionKind;

impl Renderer<'_> {
    /// The page of a report, which may be another than the site's of this id; `card` is what others show of it.
    pub(super) fn report_page(
        &self,
        id: ReportId,
        report: &Report,
        card: &Value,
        out: &mut Vec<u8>,
    ) -> Result<(), Box<Diagnostic>> {
        let empty = ReportBody::default();
        let body = report.document.report().unwrap_or(&empty);
        let view = Value::from_serializable(&self.report_view(id, report, body));
        let picture = self.lead_picture(report);
        // What a list shows of a report, its own page can show too.
        let fields = [card, &view].into_iter().filter_map(Value::as_map).flatten();
        let whole: Map = fields.map(|(key, value)| (key.clone(), value.clone())).collect();
        let mut breadcrumbs = vec![self.home_link()];
        breadcrumbs.extend(self.sections_above(&report.address));
        let document = &report.document;
        let page = PageView {
            kind: "report",
            title: document.title.clone(),
            heading: document.title.clone(),
            description: document.summary.clone(),
            url: self.site.href(&report.address),
            permalink: self.site.absolute(&report.address),
            language: self.site.config.language.clone(),
            graph_type: "article",
            feeds: self.site_feeds.clone(),
            json_ld: json_ld::report(self.site, report, picture.as_ref(), &breadcrumbs),
            image: self.social_picture(report).or(picture),
            breadcrumbs,
            translations: languages::translations(&self.site.translations_of_document(&document.path)),
            meta: self.meta(report),
            noindex: false,
            previous_url: None,
            next_url: None,
            published: Some(self.date(report.date)),
            updated: document.front.updated.as_ref().map(|date| self.date(date.value)),
        };
        self.render("report.html", &page, vec![("report", Value::from(whole))], out)
    }

    /// Tags that make Zotero and Google Scholar take the page for a report: the institution does it.
    fn meta(&self, report: &Report) -> Vec<Meta> {
        let front = &report.document.front;
        let mut meta = vec![Meta { name: "citation_title", content: report.document.title.clone() }];
        meta.extend(
            front
                .authors
                .iter()
                .map(|author| Meta { name: "citation_author", content: author.value.clone() }),
        );
        meta.push(Meta {
            name: "citation_publication_date",
            content: report.date.day.to_string().replace('-', "/"),
        });
        meta.push(Meta {
            name: "citation_technical_report_institution",
            content: self.site.config.title.clone(),
        });
        meta.push(Meta { name: "citation_public_url", content: self.site.absolute(&report.address) });
        meta.push(Meta { name: "citation_language", content: self.site.config.language.clone() });
        meta
    }

    fn report_view<'v>(&'v self, id: ReportId, report: &'v Report, body: &'v ReportBody) -> ReportView<'v> {
        let document = &report.document;
        let neighbours = self.neighbours_of(id, report);
        let [previous, next, series_previous, series_next] =
            neighbours.map(|neighbour| neighbour.map(|id| self.report_link(id)));
        let mut sections: Vec<SectionView> = self.sections(report, body);
        if !document.footnotes.is_empty() {
            let html = self.report_html(report, &document.footnotes);
            sections.push(SectionView {
                kind: "prose",
                id: String::new(),
                title: None,
                level: 2,
                html,
                judgements: Vec::new(),
            });
        }
        ReportView {
            standfirst: document.front.summary.as_ref().map(|summary| summary.value.as_str()),
            permalink: self.site.absolute(&report.address),
            json_url: self.site.href(&format!("{}index.json", report.address)),
            references: self.references(report),
            cutoff: body.cutoff.map(|date| self.date(date)),
            toc: contents::of_report(body, &document.met.headings),
            word_count: document.met.words,
            sections,
            sources: self.sources(report, body),
            source_summary: self.source_summary(document, body),
            related: self.related(report),
            supersedes: report.supersedes.map(|older| self.card_value(older)),
            corrections: self.corrections(report),
            changes: self.changes(report),
            superseded_by: report.superseded_by.iter().map(|newer| self.card_value(*newer)).collect(),
            previous,
            next,
            series_previous,
            series_next,
            backlinks: report.backlinks.iter().map(|from| self.report_link(*from)).collect(),
            yardstick: self.yardstick(body),
            extra: document.front.extra.clone(),
        }
    }

    /// The files that programs for references take.
    fn references(&self, report: &Report) -> Vec<Feed> {
        let file = |style: Style| Feed {
            title: style.name().to_owned(),
            url: self.site.href(&format!("{}{}", report.address, style.file())),
            media: style.media_type(),
        };
        Style::ALL.map(file).into()
    }

    /// The sentence with the range of its likelihood in it.
    fn judgement_html(&self, report: &Report, judgement: &Judgement) -> String {
        let html = self.report_html(report, &judgement.markup);
        let Some(term) = judgement.likelihood else { return html };
        let (low, high) = (term.low.to_string(), term.high.to_string());
        let range = self.strings.get("percent_range").replace("{low}", &low).replace("{high}", &high);
        // A sentence without markup is its text.
        let end = judgement.likelihood_end.filter(|_| html == judgement.text);
        with_range(html, self.site.config.yardstick, term, end, &range)
    }

    fn report_html(&self, report: &Report, markup: &Markup) -> String {
        let alts = report.document.met.pictures.iter().map(|picture| picture.alt.as_str());
        let pictures: Vec<_> = report.pictures.iter().zip(alts).collect();
        self.html(markup, &report.document.met.links, &report.hrefs, &pictures)
    }

    fn sections(&self, report: &Report, body: &ReportBody) -> Vec<SectionView> {
        let mut judgements_left = true;
        body.sections
            .iter()
            .map(|section| {
                let holds = section.kind == SectionKind::Judgements && std::mem::take(&mut judgements_left);
                let judgements = if holds {
                    body.judgements.iter().map(|judgement| self.judgement(report, judgement)).collect()
                } else {
                    Vec::new()
                };
                SectionView {
                    kind: section.kind.name(),
                    id: section.id.clone(),
                    title: section.title.clone(),
                    level: 2,
                    html: self.report_html(report, &section.markup),
                    judgements,
                }
            })
            .collect()
    }

    fn judgement(&self, report: &Report, judgement: &Judgement) -> JudgementView {
        let (label, id) = (judgement.label(), judgement.id());
        let evidence = judgement
            .evidence
            .iter()
            .map(|point| EvidenceView {
                label: [&label, ".", &point.number.to_string()].concat(),
                id: [&id, "-", &point.number.to_string()].concat(),
                number: point.number,
                html: self.report_html(report, &point.markup),
                sources: report.document.met.citations[point.citations.clone()]
                    .iter()
                    .map(|citation| citation.number)
                    .collect(),
            })
            .collect();
        JudgementView {
            url: [&self.site.href(&report.address), "#", &id].concat(),
            html: self.judgement_html(report, judgement),
            text: judgement.text.clone(),
            discussion: self.report_html(report, &judgement.discussion),
            likelihood: judgement.likelihood.map(|term| term_range(term, true)),
            confidence: judgement.confidence.map(crate::tradecraft::Confidence::name),
            confidence_reason: judgement.reason().map(str::to_owned),
            by: judgement.until().map(|date| self.date(date)),
            by_counted: judgement.said.is_some_and(|said| said.from_cutoff),
            outcome: judgement.outcome.as_ref().map(|outcome| OutcomeView {
                result: outcome.result,
                resolved: outcome.resolved.as_ref().map(|date| self.date(date.value)),
                note: outcome.note.clone(),
            }),
            evidence,
            label,
            id,
        }
    }

    fn related(&self, report: &Report) -> Vec<RelatedView> {
        report
            .related
            .iter()
            .map(|neighbour| RelatedView {
                card: self.card_value(ReportId(neighbour.report)),
                score: neighbour.score,
                reasons: neighbour.reasons.iter().map(|reason| self.reason(reason)).collect(),
            })
            .collect()
    }

    fn yardstick(&self, body: &ReportBody) -> Option<YardstickView> {
        let yardstick = self.site.config.yardstick;
        let used = |term: &crate::tradecraft::Term| {
            body.judgements
                .iter()
                .any(|judgement| judgement.likelihood.is_some_and(|likelihood| likelihood == term))
        };
        let terms: Vec<_> = yardstick.terms.iter().map(|term| term_range(term, used(term))).collect();
        let marks: String = terms.iter().map(|term| if term.used { '1' } else { '0' }).collect();
        let key = format!("{}-{marks}", yardstick.name);
        marks.contains('1').then_some(YardstickView { key, name: yardstick.title, terms })
    }
}
