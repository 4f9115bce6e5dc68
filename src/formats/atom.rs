//! Atom feeds (RFC 4287).

use atom_syndication::{Category, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};

use super::{Entries, changed, feed_title, newest, with_entries};
use crate::site::{ListingId, ReportId, Site};

/// What a feed ends with, behind its entries.
const END: &str = "</feed>";

/// The feed of a listing.
pub fn atom(site: &Site<'_>, entries: &Entries, id: ListingId) -> Vec<u8> {
    let listing = site.listing(id);
    let reports = newest(site, listing);
    // A feed without entries still needs a date; the epoch says that nothing has happened.
    let updated = reports
        .iter()
        .map(|report| changed(site, *report))
        .max()
        .unwrap_or_else(|| "1970-01-01T00:00:00Z".into());
    let entries = reports.iter().map(|report| entries.atom(site, *report));
    write(site, feed_title(site, listing), &listing.address, &updated, entries)
}

/// A feed of anything: `address` is that of the page that says the same, `updated` RFC 3339, and `entries` are elements.
pub(super) fn write<'e>(
    site: &Site<'_>,
    title: String,
    address: &str,
    updated: &str,
    entries: impl Iterator<Item = &'e str>,
) -> Vec<u8> {
    let address = site.absolute(address);
    let mut feed = Feed::default();
    feed.set_title(title);
    feed.set_id(address.clone());
    feed.set_updated(date(updated));
    feed.set_generator(Generator {
        value: "bluf".into(),
        uri: None,
        version: Some(env!("CARGO_PKG_VERSION").into()),
    });
    feed.set_lang(site.config.language.clone());
    feed.set_links(vec![
        link("self", &format!("{address}atom.xml"), "application/atom+xml"),
        link("alternate", &address, "text/html"),
    ]);
    // Entries without an author of their own take the feed's.
    feed.set_authors(vec![Person { name: site.config.title.clone(), ..Person::default() }]);
    with_entries(&feed.to_string(), entries, "", END)
}

/// An entry as it stands in a feed.
pub(super) fn element(entry: Entry) -> String {
    // Only whole feeds can be written; the entries stand at their end.
    let feed = Feed { entries: vec![entry], ..Feed::default() }.to_string();
    let start = feed.find("<entry>").unwrap_or(0);
    feed[start..].trim_end_matches(END).to_owned()
}

pub(super) fn entry(site: &Site<'_>, id: ReportId) -> Entry {
    let report = site.report(id);
    let front = &report.document.front;
    let address = site.absolute(&report.address);
    let mut entry = Entry::default();
    entry.set_title(Text::plain(report.document.title.clone()));
    entry.set_id(address.clone());
    entry.set_updated(date(&changed(site, id)));
    entry.set_published(Some(date(&report.date.rfc3339())));
    entry.set_links(vec![link("alternate", &address, "text/html")]);
    entry.set_summary(Some(Text::plain(report.document.summary.clone())));
    entry.set_authors(
        front
            .authors
            .iter()
            .map(|author| Person { name: author.value.clone(), ..Person::default() })
            .collect::<Vec<_>>(),
    );
    let level = site.config.scheme.definition(front.classification).name.clone();
    let terms = front.tags.iter().map(|tag| tag.value.clone()).chain([level]);
    entry.set_categories(terms.map(|term| Category { term, ..Category::default() }).collect::<Vec<_>>());
    entry
}

pub(super) fn link(relation: &str, href: &str, media: &str) -> Link {
    Link { href: href.into(), rel: relation.into(), mime_type: Some(media.into()), ..Link::default() }
}

pub(super) fn date(text: &str) -> FixedDateTime {
    text.parse().unwrap_or_default()
}
