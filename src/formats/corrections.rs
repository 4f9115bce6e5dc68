//! Feeds of corrections and changed assessments: Atom and JSON Feed.

use atom_syndication::{Entry, Feed, Generator, Person, Text};
use serde::Serialize;

use super::atom::{date, link};
use super::json_bytes;
use crate::plan::CORRECTIONS;
use crate::render::Renderer;
use crate::site::Revision;

fn newest<'a>(renderer: &Renderer<'a>) -> &'a [Revision] {
    let site = renderer.site;
    &site.revisions[..site.revisions.len().min(site.config.feed_limit)]
}

fn title(renderer: &Renderer<'_>) -> String {
    format!("{}: {}", renderer.site.config.title, renderer.corrections_title())
}

/// As Atom.
pub fn corrections_atom(renderer: &Renderer<'_>) -> Vec<u8> {
    let site = renderer.site;
    let address = site.absolute(CORRECTIONS);
    let mut feed = Feed::default();
    feed.set_title(title(renderer));
    feed.set_id(address.clone());
    // There is no feed without a revision, and the first is the newest.
    let updated = newest(renderer).first().map(|revision| revision.date.rfc3339());
    feed.set_updated(date(&updated.unwrap_or_default()));
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
    feed.set_authors(vec![Person { name: site.config.title.clone(), ..Person::default() }]);
    let entry = |revision: &Revision| {
        let address = site.absolute(&renderer.revision_address(revision));
        let mut entry = Entry::default();
        entry.set_title(Text::plain(renderer.revision_title(revision)));
        entry.set_id(address.clone());
        entry.set_updated(date(&revision.date.rfc3339()));
        entry.set_links(vec![link("alternate", &address, "text/html")]);
        entry.set_summary(Some(Text::plain(renderer.revision_text(revision))));
        entry
    };
    feed.set_entries(newest(renderer).iter().map(entry).collect::<Vec<_>>());
    let mut bytes = feed.to_string().into_bytes();
    bytes.push(b'\n');
    bytes
}

#[derive(Serialize)]
struct JsonFeed<'a> {
    version: &'static str,
    title: String,
    home_page_url: String,
    #[serde(rename = "feed_url")]
    own_url: String,
    language: &'a str,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    id: String,
    url: String,
    title: String,
    content_text: String,
    date_published: String,
}

/// As JSON Feed 1.1.
pub fn corrections_json(renderer: &Renderer<'_>) -> Vec<u8> {
    let site = renderer.site;
    let item = |revision: &Revision| {
        let url = site.absolute(&renderer.revision_address(revision));
        Item {
            id: url.clone(),
            url,
            title: renderer.revision_title(revision),
            content_text: renderer.revision_text(revision),
            date_published: revision.date.rfc3339(),
        }
    };
    json_bytes(&JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: title(renderer),
        home_page_url: site.absolute(CORRECTIONS),
        own_url: format!("{}feed.json", site.absolute(CORRECTIONS)),
        language: &site.config.language,
        items: newest(renderer).iter().map(item).collect(),
    })
}
