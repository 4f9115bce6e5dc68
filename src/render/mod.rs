//! The site to pages: view-models, templates, HTML.
//!
//! In: the assembled site, the theme, the measures of its pictures. Out: the bytes of one page at a time, in any
//! order and on any thread. Reads no files and knows no other page's bytes.

mod contents;
mod corrections;
mod engine;
mod frame;
mod json_ld;
mod languages;
mod likelihood;
mod lists;
mod map;
mod methodology;
mod once;
mod pages;
mod pictures;
mod places;
mod report;
mod social;
mod source_list;
mod source_summary;
mod source_view;
mod sources;
mod template_errors;
mod timeline;
mod view;

use std::fmt::Write as _;

use rayon::prelude::*;
use tera::{Context, Value};

use crate::assets::Asset;
use crate::classification::{self, Purpose};
use crate::date::Moment;
use crate::diag::{Diagnostic, Diagnostics};
use crate::markdown::{Mark, Markup};
use crate::pictures::{Measure, Measures};
use crate::plan::Kind;
use crate::related::{Reason, ReasonKind};
use crate::site::{Destination, Href, Listing, ListingId, PictureSource, Report, ReportId, Reread, Site};
use crate::theme::{Strings, Theme};

use engine::Engine;
use pictures::Shown;
use places::Places;
use view::{Card, Date, Level, Link, PageView, TermRange};

/// Words that people read in a minute: the usual figure for English prose (Brysbaert 2019: 238).
const WORDS_A_MINUTE: usize = 238;

/// Renders pages of one site.
pub struct Renderer<'s> {
    pub(crate) site: &'s Site<'s>,
    pub(crate) strings: &'s Strings,
    engine: Engine<'s>,
    measures: &'s Measures,
    /// How wide a picture in a text is shown, for `sizes`.
    picture_sizes: &'s str,
    places: Places,
    /// One value a listing: the link to it, shared by all cards.
    listing_links: Vec<Value>,
    /// One value a level, lowest first.
    levels: Vec<(classification::Level, Value)>,
    /// One value a report, shared by every list it stands in.
    cards: Vec<Value>,
    /// The feeds of the root, which most pages name.
    site_feeds: Vec<Value>,
    site_value: Value,
    strings_value: Value,
}

impl<'s> Renderer<'s> {
    /// A renderer. `measures` are the sizes of pictures by address below the root.
    pub fn new(
        site: &'s Site<'s>,
        theme: &'s Theme,
        assets: &[Asset],
        measures: &'s Measures,
    ) -> (Self, Diagnostics) {
        let (engine, diagnostics) = Engine::new(theme, assets, &site.config.root_path);
        let strings = &theme.strings;
        let mut renderer = Self {
            site,
            strings,
            engine,
            measures,
            picture_sizes: &theme.about.picture_sizes,
            places: Places::new(site),
            listing_links: Vec::new(),
            levels: Vec::new(),
            cards: Vec::new(),
            site_feeds: Vec::new(),
            site_value: Value::none(),
            strings_value: Value::from_serializable(strings.all()),
        };
        renderer.site_feeds = renderer.feeds("").iter().map(Value::from_serializable).collect();
        renderer.site_value = Value::from_serializable(&renderer.site_view(&theme.about));
        let mut shared = Context::new();
        shared.insert_value("site", renderer.site_value.clone());
        shared.insert_value("t", renderer.strings_value.clone());
        renderer.engine.share(shared);
        renderer.listing_links = site
            .listings
            .iter()
            .map(|listing| Value::from_serializable(&renderer.link_to(listing)))
            .collect();
        let levels = site.config.scheme.iter().map(|(level, _)| level);
        renderer.levels =
            levels.map(|level| (level, Value::from_serializable(&renderer.level(level)))).collect();
        renderer.cards = site
            .reports
            .par_iter()
            .map(|report| Value::from_serializable(&renderer.card(report, &|id| renderer.listing_link(id))))
            .collect();
        (renderer, diagnostics)
    }

    /// Renders a page into `out`; nothing for kinds that are not made by templates.
    pub fn page(&self, kind: &Kind, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        match kind {
            Kind::Report(id) => self.report_page(*id, self.site.report(*id), &self.card_value(*id), out),
            Kind::Page(id) => self.text_page(self.site.page(*id), out),
            Kind::Listing(id, page) => self.listing_page(*id, *page, out),
            Kind::Index(facet) => self.index_page(*facet, out),
            Kind::Corrections(page) => self.corrections_page(*page, out),
            Kind::Search => self.search_page(out),
            Kind::NotFound => self.not_found_page(out),
            Kind::Alias(at) => self.alias_page(*at, out),
            Kind::Unlock(at) => self.unlock_page(*at, out),
            Kind::Source(id, page) => self.source_page(*id, *page, out),
            Kind::Sources => self.sources_page(None, out),
            Kind::Methodology => self.methodology_page(None, out),
            Kind::ReportJson(_)
            | Kind::SocialCard(_)
            | Kind::Citation(..)
            | Kind::Atom(_)
            | Kind::JsonFeed(_)
            | Kind::CorrectionsAtom
            | Kind::CorrectionsJson
            | Kind::SearchData(_)
            | Kind::Catalog
            | Kind::Sitemap
            | Kind::Robots
            | Kind::FileList
            | Kind::Attachment(_)
            | Kind::Resized(..)
            | Kind::Static(_)
            | Kind::Asset(_)
            | Kind::Sealed(..)
            | Kind::Edition(..) => Ok(()),
        }
    }

    /// Renders the page of a document that was read anew, in the site as it stands.
    pub fn reread(&self, reread: &Reread, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        match reread {
            Reread::Report(id, report, new) => {
                let link = |id: ListingId| {
                    let at = (id.0 as usize).checked_sub(self.site.listings.len());
                    at.and_then(|at| new.get(at)).map_or_else(
                        || self.listing_link(id),
                        |listing| Value::from_serializable(&self.link_to(listing)),
                    )
                };
                let card = Value::from_serializable(&self.card(report, &link));
                self.report_page(*id, report, &card, out)
            }
            Reread::Page(_, page) => self.text_page(page, out),
        }
    }

    /// Gives back what it holds, on all threads.
    pub fn dismantle(self) {
        self.cards.into_par_iter().for_each(drop);
    }

    fn render(
        &self,
        template: &str,
        page: &PageView,
        own: Vec<(&'static str, Value)>,
        out: &mut Vec<u8>,
    ) -> Result<(), Box<Diagnostic>> {
        let mut context = Context::new();
        context.insert_value("site", self.site_value.clone());
        context.insert_value("t", self.strings_value.clone());
        context.insert_value("page", Value::from_serializable(page));
        for (name, value) in own {
            context.insert_value(name, value);
        }
        self.engine.render(template, &context, out)
    }

    fn date(&self, moment: Moment) -> Date {
        Date { iso: moment.iso(), text: self.strings.day(moment) }
    }

    fn link_to(&self, listing: &Listing) -> Link {
        Link { title: listing.title.clone(), url: self.site.href(&listing.address) }
    }

    fn listing_link(&self, id: ListingId) -> Value {
        self.listing_links[id.0 as usize].clone()
    }

    fn report_link(&self, id: ReportId) -> Link {
        let report = self.site.report(id);
        Link { title: report.document.title.clone(), url: self.site.href(&report.address) }
    }

    fn level(&self, level: crate::classification::Level) -> Level {
        let scheme = &self.site.config.scheme;
        let definition = scheme.definition(level);
        Level {
            name: definition.name.clone(),
            abbreviation: definition.abbreviation.clone(),
            url: self.site.href(&format!("classifications/{}/", definition.slug)),
            class: format!("level-{}", definition.slug),
            editorial: scheme.purpose == Purpose::Editorial,
        }
    }

    fn level_value(&self, level: classification::Level) -> Value {
        let known = self.levels.iter().find(|(known, _)| *known == level);
        known.map_or_else(Value::none, |(_, value)| value.clone())
    }

    /// What others show of a report; `link` makes the link to a listing.
    fn card<'a>(&self, report: &'a Report, link: &dyn Fn(ListingId) -> Value) -> Card<'a> {
        let links = |ids: &[ListingId]| ids.iter().map(|id| link(*id)).collect();
        let document = &report.document;
        let judgements = document.report().map_or(&[][..], |report| &report.judgements);
        Card {
            url: self.site.href(&report.address),
            title: &document.title,
            summary: &document.summary,
            date: self.date(report.date),
            updated: document.front.updated.as_ref().map(|date| self.date(date.value)),
            classification: self.level_value(document.front.classification),
            regions: links(&report.regions),
            authors: links(&report.authors),
            tags: links(&report.tags),
            series: report.series.map(link),
            reading_minutes: reading_minutes(document.met.words),
            bottom_line: judgements.first().map(|judgement| judgement.text.as_str()),
            judgement_count: judgements.len(),
            superseded: !report.superseded_by.is_empty(),
            image: self.lead_picture(report),
        }
    }

    fn card_value(&self, id: ReportId) -> Value {
        self.cards[id.0 as usize].clone()
    }

    /// Fills the gaps of a document's markup.
    fn html(
        &self,
        markup: &Markup,
        links: &[crate::markdown::Link],
        hrefs: &[Href],
        pictures: &[(&PictureSource, &str)],
    ) -> String {
        markup.resolve(|mark, out| match mark {
            Mark::Open(at) => {
                let (Some(link), Some(Href { address: Some(destination) })) = (links.get(at), hrefs.get(at))
                else {
                    return;
                };
                let relation = match destination {
                    Destination::External(url) if url.starts_with("http") || url.starts_with("//") => {
                        " rel=\"external noreferrer\""
                    }
                    _ => "",
                };
                out.push_str("<a href=\"");
                out.push_str(&escape(&self.site.destination(destination)));
                out.push('"');
                out.push_str(relation);
                if !link.title.is_empty() {
                    out.push_str(" title=\"");
                    out.push_str(&escape(&link.title));
                    out.push('"');
                }
                out.push('>');
            }
            Mark::Close(at) => {
                if matches!(hrefs.get(at), Some(Href { address: Some(_) })) {
                    out.push_str("</a>");
                }
            }
            Mark::Picture(at) => {
                let Some((source, alt)) = pictures.get(at) else { return };
                let Some(Shown { src, measure, srcset, .. }) = self.picture(source) else { return };
                let size = measure.map_or_else(String::new, |Measure { dimensions: size, .. }| {
                    format!(" width=\"{}\" height=\"{}\"", size.width, size.height)
                });
                let smaller = srcset.map_or_else(String::new, |srcset| {
                    format!(" srcset=\"{}\" sizes=\"{}\"", escape(&srcset), escape(self.picture_sizes))
                });
                let (src, alt) = (escape(&src), escape(alt));
                // Writing to a String cannot fail.
                let _ = write!(
                    out,
                    "<img src=\"{src}\"{smaller} alt=\"{alt}\"{size} loading=\"lazy\" decoding=\"async\">"
                );
            }
        })
    }

    /// What every page is given, as text: pages that are given the same may be the same.
    pub(crate) fn shared_values(&self) -> String {
        // Templates' maps are in another order each time.
        let mut values = serde_json::json!([&self.site_value, &self.strings_value]);
        values.sort_all_objects();
        values.to_string()
    }

    /// Titles and addresses of the sections above an address.
    pub(crate) fn titles_above(&self, address: &str) -> Vec<(String, String)> {
        self.sections_above(address).into_iter().map(|link| (link.title, link.url)).collect()
    }

    /// The older and the newer neighbour of a report among all, and in its series.
    pub(crate) fn neighbours_of(&self, id: ReportId, report: &Report) -> [Option<ReportId>; 4] {
        let around = |list: &[ReportId], at: usize| {
            [list.get(at + 1).copied(), at.checked_sub(1).and_then(|before| list.get(before).copied())]
        };
        let [older, newer] = around(&self.site.newest, self.places.in_newest(id));
        let series =
            report.series.map(|series| around(&self.site.listing(series).reports, self.places.in_series(id)));
        let [series_older, series_newer] = series.unwrap_or_default();
        [older, newer, series_older, series_newer]
    }

    /// A reason for a related report, in words.
    pub(crate) fn reason(&self, reason: &Reason) -> String {
        self::reason(self.site, self.strings, reason)
    }
}

/// A reason for a related report, in words.
pub(crate) fn reason(site: &Site<'_>, strings: &Strings, reason: &Reason) -> String {
    let listing = |id: u32| site.listing(ListingId(id)).title.as_str();
    match &reason.kind {
        ReasonKind::Pinned => strings.get("reason_pinned").to_owned(),
        ReasonKind::LinksTo => strings.get("reason_links_to").to_owned(),
        ReasonKind::LinkedFrom => strings.get("reason_linked_from").to_owned(),
        ReasonKind::Series(id) => strings.fill("reason_series", "{name}", listing(*id)),
        ReasonKind::Tag(id) => strings.fill("reason_tag", "{name}", listing(*id)),
        ReasonKind::Author(id) => strings.fill("reason_author", "{name}", listing(*id)),
        ReasonKind::Region(id) => {
            let region = crate::regions::RegionId(u16::try_from(*id).unwrap_or_default());
            strings.fill("reason_region", "{name}", &site.config.atlas.get(region).name)
        }
        ReasonKind::Words(words) => {
            strings.fill("reason_words", "{words}", &words.join(strings.get("separator")))
        }
    }
}

/// Name and version for `<meta name="generator">`.
pub(crate) fn generator() -> String {
    format!("bluf {}", env!("CARGO_PKG_VERSION"))
}

/// Minutes to read so many words, at least 1.
pub(crate) fn reading_minutes(words: usize) -> usize {
    words.div_ceil(WORDS_A_MINUTE).max(1)
}

fn term_range(term: &'static crate::tradecraft::Term, used: bool) -> TermRange {
    TermRange { term: term.name(), low: term.low, high: term.high, used }
}

/// Text made safe for an attribute in double quotes.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    // Writing to a String cannot fail.
    let _ = pulldown_cmark_escape::escape_html(&mut out, text);
    out
}
