//! JSON Feed 1.1.

use serde::Serialize;

use super::{Entries, changed, feed_title, newest, with_entries};
use crate::site::{ListingId, ReportId, Site};

#[derive(Serialize)]
struct Feed<'a> {
    version: &'static str,
    title: String,
    home_page_url: String,
    #[serde(rename = "feed_url")]
    own_url: String,
    description: &'a str,
    language: &'a str,
    items: [(); 0],
}

#[derive(Serialize)]
struct Item<'a> {
    id: String,
    url: String,
    title: &'a str,
    content_text: &'a str,
    summary: &'a str,
    date_published: String,
    date_modified: String,
    authors: Vec<Author<'a>>,
    tags: Vec<&'a str>,
    language: &'a str,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
}

/// The feed of a listing.
pub fn json_feed(site: &Site<'_>, entries: &Entries, id: ListingId) -> Vec<u8> {
    let listing = site.listing(id);
    let items = newest(site, listing).iter().map(|report| entries.json(site, *report));
    write(site, feed_title(site, listing), &listing.address, items)
}

/// A report as it stands in a feed.
pub(super) fn item(site: &Site<'_>, id: ReportId) -> String {
    let report = site.report(id);
    let front = &report.document.front;
    let url = site.absolute(&report.address);
    let level = site.config.scheme.definition(front.classification).name.as_str();
    text(&Item {
        id: url.clone(),
        url,
        title: &report.document.title,
        content_text: &report.document.summary,
        summary: &report.document.summary,
        date_published: report.date.rfc3339(),
        date_modified: changed(site, id),
        authors: front.authors.iter().map(|author| Author { name: &author.value }).collect(),
        tags: front.tags.iter().map(|tag| tag.value.as_str()).chain([level]).collect(),
        language: &site.config.language,
    })
}

/// JSON without a line break.
pub(super) fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A feed of anything: `address` is that of the page that says the same, and `items` are objects.
pub(super) fn write<'e>(
    site: &Site<'_>,
    title: String,
    address: &str,
    items: impl Iterator<Item = &'e str>,
) -> Vec<u8> {
    let home = site.absolute(address);
    let feed = text(&Feed {
        version: "https://jsonfeed.org/version/1.1",
        title,
        own_url: format!("{home}feed.json"),
        home_page_url: home,
        description: &site.config.description,
        language: &site.config.language,
        items: [],
    });
    with_entries(&feed, items, ",", "]}")
}
