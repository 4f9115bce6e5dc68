//! JSON Feed 1.1.

use serde::Serialize;

use super::{changed, feed_title, json_bytes, newest};
use crate::site::{ListingId, Site};

#[derive(Serialize)]
struct Feed<'a, I> {
    version: &'static str,
    title: String,
    home_page_url: String,
    #[serde(rename = "feed_url")]
    own_url: String,
    description: &'a str,
    language: &'a str,
    items: Vec<I>,
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
pub fn json_feed(site: &Site<'_>, id: ListingId) -> Vec<u8> {
    let listing = site.listing(id);
    let items = newest(site, listing)
        .iter()
        .map(|id| {
            let report = site.report(*id);
            let front = &report.document.front;
            let url = site.absolute(&report.address);
            let level = site.config.scheme.definition(front.classification).name.as_str();
            Item {
                id: url.clone(),
                url,
                title: &report.document.title,
                content_text: &report.document.summary,
                summary: &report.document.summary,
                date_published: report.date.rfc3339(),
                date_modified: changed(site, *id),
                authors: front.authors.iter().map(|author| Author { name: &author.value }).collect(),
                tags: front.tags.iter().map(|tag| tag.value.as_str()).chain([level]).collect(),
                language: &site.config.language,
            }
        })
        .collect();
    write(site, feed_title(site, listing), &listing.address, items)
}

/// A feed of anything: `address` is that of the page that says the same.
pub(super) fn write<I: Serialize>(site: &Site<'_>, title: String, address: &str, items: Vec<I>) -> Vec<u8> {
    let home = site.absolute(address);
    json_bytes(&Feed {
        version: "https://jsonfeed.org/version/1.1",
        title,
        own_url: format!("{home}feed.json"),
        home_page_url: home,
        description: &site.config.description,
        language: &site.config.language,
        items,
    })
}
