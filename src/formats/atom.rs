//! Atom feeds (RFC 4287).

use atom_syndication::{Category, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};

use super::{changed, feed_title, newest};
use crate::site::{ListingId, ReportId, Site};

/// The feed of a listing.
pub fn atom(site: &Site<'_>, id: ListingId) -> Vec<u8> {
    let listing = site.listing(id);
    let reports = newest(site, listing);
    // A feed without entries still needs a date; the epoch says that nothing has happened.
    let updated = reports
        .iter()
        .map(|report| changed(site, *report))
        .max()
        .unwrap_or_else(|| "1970-01-01T00:00:00Z".into());
    let entries = reports.iter().map(|report| entry(site, *report)).collect();
    write(site, feed_title(site, listing), &listing.address, &updated, entries)
}

/// A feed of anything: `address` is that of the page that says the same, `updated` RFC 3339.
pub(super) fn write(
    site: &Site<'_>,
    title: String,
    address: &str,
    updated: &str,
    entries: Vec<Entry>,
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
    feed.set_entries(entries);
    let mut bytes = feed.to_string().into_bytes();
    bytes.push(b'\n');
    bytes
}

fn entry(site: &Site<'_>, id: ReportId) -> Entry {
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
