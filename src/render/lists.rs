//! Pages that list: the home page, sections, terms, indexes.

use tera::Value;

use super::view::{IndexView, Link, ListingView, PageNumber, PageView, Pagination, Term, TermView};
use super::{Renderer, json_ld, languages};
use crate::diag::Diagnostic;
use crate::plan::{on_page, page_address, page_count};
use crate::site::{Facet, Listing, ListingId, ListingKind, PageId, Subject};

/// Terms of a facet that the search page shows.
const FULLEST: usize = 10;

impl Renderer<'_> {
    pub(super) fn listing_page(
        &self,
        id: ListingId,
        page: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), Box<Diagnostic>> {
        let site = self.site;
        let listing = site.listing(id);
        let pages = page_count(site, id);
        let cards = on_page(site, id, page).iter().map(|report| self.card_value(*report)).collect();
        let pagination = self.pagination(&listing.address, page, pages);
        let (template, kind) = match listing.kind {
            ListingKind::Home => ("home.html", "home"),
            ListingKind::Section => ("section.html", "section"),
            ListingKind::Term(..) => ("term.html", "term"),
        };
        let breadcrumbs = self.listing_breadcrumbs(listing);
        let address = page_address(&listing.address, page);
        let text = listing.text.map(|text| self.content(text));
        let description = match (&listing.kind, listing.text) {
            (ListingKind::Home, _) if !site.config.description.is_empty() => site.config.description.clone(),
            (_, Some(text)) => site.page(text).document.summary.clone(),
            _ => listing.title.clone(),
        };
        let title = if listing.kind == ListingKind::Home { &site.config.title } else { &listing.title };
        let view = PageView {
            kind,
            title: self.numbered(title, page),
            heading: listing.title.clone(),
            description,
            url: site.href(&address),
            permalink: site.absolute(&address),
            language: site.config.language.clone(),
            graph_type: "website",
            feeds: self.feeds(&listing.address).iter().map(Value::from_serializable).collect(),
            json_ld: match listing.kind {
                ListingKind::Home => json_ld::home(site),
                _ => json_ld::list(site, &breadcrumbs, &listing.title, &listing.address),
            },
            breadcrumbs,
            translations: languages::translations(&self.site.translations_of_list(&address)),
            previous_url: pagination.previous_url.clone(),
            next_url: pagination.next_url.clone(),
            ..PageView::default()
        };
        let list = ListingView {
            title: &listing.title,
            kind: match listing.kind {
                ListingKind::Home => "home",
                ListingKind::Section => "section",
                ListingKind::Term(facet, _) => facet.term(),
            },
            count: listing.reports.len(),
            cards,
            pages: self.child_pages(listing),
            pagination,
            latest: self.places.latest(id).map(|date| self.date(date)),
            map: (page == 1).then(|| self.map(listing)).flatten(),
            timeline: (page == 1).then(|| self.timeline(listing)).flatten(),
        };
        let mut own =
            vec![("listing", Value::from_serializable(&list)), ("content", Value::from_serializable(&text))];
        if let ListingKind::Term(facet, subject) = listing.kind {
            own.push(("term", Value::from_serializable(&self.term_view(listing, facet, subject))));
        }
        if listing.kind == ListingKind::Home {
            let indexes = if page == 1 { self.indexes() } else { Vec::new() };
            own.push(("indexes", Value::from_serializable(&indexes)));
        }
        self.render(template, &view, own, out)
    }

    /// All that the pages of a listing show besides its cards, as text: what stands around it in the site, its own text, what its
    /// term says.
    pub(crate) fn around(&self, id: ListingId) -> String {
        let listing = self.site.listing(id);
        let term = match listing.kind {
            ListingKind::Term(facet, subject) => Some(self.term_view(listing, facet, subject)),
            ListingKind::Home | ListingKind::Section => None,
        };
        let indexes = if listing.kind == ListingKind::Home { self.indexes() } else { Vec::new() };
        let text = listing.text.map(|text| (self.content(text), &self.site.page(text).document.summary));
        let latest = self.places.latest(id).map(|date| self.date(date));
        let own = (&listing.title, &listing.address, listing.reports.len());
        let places = (self.listing_breadcrumbs(listing), self.child_pages(listing));
        let overviews = (self.map(listing), self.timeline(listing));
        let others = languages::translations(&self.site.translations_of_list(&listing.address));
        serde_json::to_string(&(own, places, term, indexes, text, latest, overviews, others))
            .unwrap_or_default()
    }

    /// Pages that stand in a section's own folder.
    fn child_pages(&self, listing: &Listing) -> Vec<Link> {
        if listing.kind != ListingKind::Section {
            return Vec::new();
        }
        let pages = self.places.children(&listing.address).iter().map(|id| self.site.page(*id));
        pages
            .map(|page| Link { title: page.document.title.clone(), url: self.site.href(&page.address) })
            .collect()
    }

    fn listing_breadcrumbs(&self, listing: &Listing) -> Vec<Link> {
        let mut links = Vec::new();
        match listing.kind {
            ListingKind::Home => return links,
            ListingKind::Section => {
                links.push(self.home_link());
                links.extend(self.sections_above(&listing.address));
            }
            ListingKind::Term(facet, subject) => {
                links.push(self.home_link());
                links.push(self.index_link(facet));
                if let Subject::Region(region) = subject {
                    let mut path: Vec<_> = self.site.config.atlas.path(region).collect();
                    path.reverse();
                    links.extend(
                        path.into_iter()
                            .filter(|above| *above != region)
                            .filter_map(|above| self.region_link(above)),
                    );
                }
            }
        }
        links
    }

    pub(super) fn home_link(&self) -> Link {
        Link { title: self.strings.get("home").to_owned(), url: self.site.href("") }
    }

    /// Links to the sections above an address, outermost first.
    pub(super) fn sections_above(&self, address: &str) -> Vec<Link> {
        let sections = self.places.sections.iter().map(|id| self.site.listing(*id));
        sections
            .filter(|section| {
                address.len() > section.address.len() && address.starts_with(section.address.as_str())
            })
            .map(|section| Link { title: section.title.clone(), url: self.site.href(&section.address) })
            .collect()
    }

    fn region_link(&self, region: crate::regions::RegionId) -> Option<Link> {
        self.places.region(region).map(|id| self.link_to(self.site.listing(id)))
    }

    /// The title of a page of a list: from the second on it says which one it is.
    pub(super) fn numbered(&self, title: &str, page: usize) -> String {
        if page == 1 {
            return title.to_owned();
        }
        format!("{title}, {}", self.strings.fill("page_number", "{number}", &page.to_string()))
    }

    pub(super) fn pagination(&self, address: &str, page: usize, pages: usize) -> Pagination {
        let url = |page| self.site.href(&page_address(address, page));
        let mut numbers: Vec<PageNumber> = Vec::new();
        // A list may have thousands of pages, and each of them shows a few numbers only.
        let near = page.saturating_sub(2).max(2)..=(page + 2).min(pages.saturating_sub(1));
        for number in std::iter::once(1).chain(near).chain((pages > 1).then_some(pages)) {
            let gap = numbers.last().is_some_and(|last| last.number + 1 != number);
            numbers.push(PageNumber { number, url: url(number), current: number == page, gap });
        }
        Pagination {
            page,
            pages,
            first_url: url(1),
            previous_url: (page > 1).then(|| url(page - 1)),
            next_url: (page < pages).then(|| url(page + 1)),
            last_url: url(pages),
            numbers,
        }
    }

    fn term(&self, listing: &Listing) -> Term {
        let level = match listing.kind {
            ListingKind::Term(_, Subject::Level(level)) => Some(self.level(level)),
            _ => None,
        };
        let latest = listing.reports.first().map(|report| self.date(self.site.report(*report).date));
        Term {
            name: listing.title.clone(),
            url: self.site.href(&listing.address),
            count: listing.reports.len(),
            depth: listing.depth,
            latest,
            level,
        }
    }

    fn term_view(&self, listing: &Listing, facet: Facet, subject: Subject) -> TermView {
        let content = listing.text.map(|text| self.content(text));
        let atlas = &self.site.config.atlas;
        let terms = |regions: &mut dyn Iterator<Item = crate::regions::RegionId>| -> Vec<Term> {
            regions
                .filter_map(|region| self.places.region(region))
                .map(|id| self.term(self.site.listing(id)))
                .collect()
        };
        let (parents, children) = match subject {
            Subject::Region(region) => {
                (terms(&mut atlas.get(region).parents.iter().copied()), terms(&mut atlas.members(region)))
            }
            _ => (Vec::new(), Vec::new()),
        };
        TermView {
            name: listing.title.clone(),
            facet: facet.name(),
            index: self.index_link(facet),
            level: match subject {
                Subject::Level(level) => Some(self.level(level)),
                _ => None,
            },
            parents,
            children,
            content,
        }
    }

    pub(super) fn index_page(&self, facet: Facet, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        let title = self.strings.get(facet.name()).to_owned();
        let terms =
            self.site.terms(facet).iter().map(|id| self.term(self.site.listing(*id))).collect::<Vec<_>>();
        let link = self.index_link(facet);
        let index =
            IndexView { facet: facet.name(), title: title.clone(), url: link.url, count: terms.len(), terms };
        let view = self.plain_page("index", &title, &format!("{}/", facet.name()));
        let text = self.site.pages.iter().position(|page| {
            page.document.kind == crate::content::Kind::Section
                && page.address.strip_suffix('/') == Some(facet.name())
        });
        let text = text.and_then(|at| u32::try_from(at).ok()).map(|at| self.content(PageId(at)));
        let own =
            vec![("index", Value::from_serializable(&index)), ("content", Value::from_serializable(&text))];
        self.render("index.html", &view, own, out)
    }

    /// The fullest terms of every facet.
    pub(super) fn indexes(&self) -> Vec<IndexView> {
        Facet::ALL
            .into_iter()
            .filter(|facet| !self.site.terms(*facet).is_empty())
            .map(|facet| {
                let all = self.site.terms(facet);
                let mut terms: Vec<&Listing> = all.iter().map(|id| self.site.listing(*id)).collect();
                if facet != Facet::Classifications {
                    terms.sort_by_key(|listing| std::cmp::Reverse(listing.reports.len()));
                }
                terms.truncate(FULLEST);
                let link = self.index_link(facet);
                let terms = terms.into_iter().map(|listing| self.term(listing)).collect();
                IndexView { facet: facet.name(), title: link.title, url: link.url, count: all.len(), terms }
            })
            .collect()
    }
}
