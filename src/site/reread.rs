//! A document that was read anew, put in the place of the old one while everything else stays as it was.
//!
//! In: the site and the document. Out: [`Reread`], if what changed shows on the document's own page and not in how others
//! are found. Lists, neighbours and related reports are those of the site as it stands.

use std::sync::Arc;

use super::address::of_document;
use super::assemble::Entry;
use super::links::Resolver;
use super::{Facet, Listing, ListingId, ListingKind, Page, PageId, Report, ReportId, Site, Subject};
use super::{changes, sources};
use crate::content::{Document, Kind};
use crate::diag::Diagnostics;

/// A document in the place of the old one.
#[derive(Debug)]
pub enum Reread {
    /// A report, with the terms that no report of the site has: their ids follow those of the site's listings.
    Report(ReportId, Box<Report>, Vec<Listing>),
    /// A page.
    Page(PageId, Box<Page>),
}

impl Site<'_> {
    /// Whether a document is part of the site; `path` is below `content/`.
    pub fn has(&self, path: &str) -> bool {
        self.paths.contains_key(path)
    }

    /// A document that passed the gate, in the place of the one that was read from the same file before, and what is wrong
    /// with its links. None where its address, its kind or its part in a series changed, or which files are published
    /// with it.
    pub fn reread(&self, document: Arc<Document>) -> Option<(Reread, Diagnostics)> {
        let slug = document.front.slug.as_ref().map(|slug| slug.value.as_str());
        let address = of_document(&document.path, document.kind, slug);
        let mut resolver = Resolver::new(&self.paths, &self.files);
        let reread = match (self.paths.get(&document.path)?, document.kind) {
            (Entry::Report(id), Kind::Report) => {
                let old = self.report(*id);
                let named = |document: &Document| {
                    let value = |name: &crate::table::Located<String>| name.value.clone();
                    let front = &document.front;
                    (front.series.as_ref().map(value), front.supersedes.as_ref().map(value))
                };
                if address != old.address || named(&document) != named(&old.document) {
                    return None;
                }
                let mut new = Vec::new();
                let report = self.report_from(old, document, &mut resolver, &mut new);
                Reread::Report(*id, Box::new(report), new)
            }
            (Entry::Page(id), Kind::Page) if address == self.page(*id).address => {
                let (hrefs, pictures) = resolver.page(self, &document, &address);
                Reread::Page(*id, Box::new(Page { document, address, hrefs, pictures }))
            }
            _ => return None,
        };
        let (attachments, diagnostics) = resolver.into_parts();
        let known = |attachment| self.attachments.binary_search(attachment).is_ok();
        attachments.iter().all(known).then_some((reread, diagnostics))
    }

    fn report_from(
        &self,
        old: &Report,
        document: Arc<Document>,
        resolver: &mut Resolver<'_>,
        new: &mut Vec<Listing>,
    ) -> Report {
        let (hrefs, sources, pictures, image) = resolver.report(self, &document, &old.address);
        let (front, config) = (&document.front, self.config);
        let mut term = |facet: Facet, subject: Subject, title: &str, slug: &str| {
            let address = format!("{}/{slug}/", facet.name());
            let all = self.terms(facet).iter();
            all.copied().find(|id| self.listing(*id).address == address).unwrap_or_else(|| {
                let id = self.listings.len() + new.len();
                new.push(Listing {
                    kind: ListingKind::Term(facet, subject),
                    title: title.to_owned(),
                    address,
                    reports: Vec::new(),
                    text: None,
                    depth: 0,
                    origin: None,
                });
                ListingId(u32::try_from(id).unwrap_or(u32::MAX))
            })
        };
        let regions = front.regions.iter().map(|id| {
            let region = config.atlas.get(*id);
            term(Facet::Regions, Subject::Region(*id), &region.name, &region.slug)
        });
        let regions = regions.collect();
        let level = config.scheme.definition(front.classification);
        let subject = Subject::Level(front.classification);
        let classification = term(Facet::Classifications, subject, &level.name, &level.slug);
        let mut names = |facet, names: &[crate::table::Located<String>]| -> Vec<ListingId> {
            let name = |name: &crate::table::Located<String>| {
                term(facet, Subject::Name, &name.value, &config.slug_of(&name.value))
            };
            names.iter().map(name).collect()
        };
        let (tags, authors) = (names(Facet::Tags, &front.tags), names(Facet::Authors, &front.authors));
        Report {
            address: old.address.clone(),
            // As in the site, where a report without a date is an error by now.
            date: front.date.as_ref().map_or(old.date, |date| date.value),
            hrefs,
            sources,
            pictures,
            image,
            regions,
            classification,
            tags,
            authors,
            series: old.series,
            supersedes: old.supersedes,
            superseded_by: old.superseded_by.clone(),
            backlinks: old.backlinks.clone(),
            differences: changes::against(self, old.supersedes, &document),
            source_pages: sources::Known::new(&self.sources).pages(&document),
            related: old.related.clone(),
            document,
        }
    }
}
