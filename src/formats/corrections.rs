//! Feeds of corrections and changed assessments: Atom and JSON Feed.

use atom_syndication::{Entry, Text};
use serde::Serialize;

use super::atom::{self, date, link};
use super::json_feed;
use crate::render::Renderer;
use crate::site::{CORRECTIONS, Revision};

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
    // There is no feed without a revision, and the first is the newest.
    let updated = newest(renderer).first().map(|revision| revision.date.rfc3339());
    let entry = |revision: &Revision| {
        let address = site.absolute(&renderer.revision_address(revision));
        let mut entry = Entry::default();
        entry.set_title(Text::plain(renderer.revision_title(revision)));
        entry.set_id(address.clone());
        entry.set_updated(date(&revision.date.rfc3339()));
        entry.set_links(vec![link("alternate", &address, "text/html")]);
        entry.set_summary(Some(Text::plain(renderer.revision_text(revision))));
        atom::element(entry)
    };
    let entries: Vec<String> = newest(renderer).iter().map(entry).collect();
    let entries = entries.iter().map(String::as_str);
    atom::write(site, title(renderer), CORRECTIONS, &updated.unwrap_or_default(), entries)
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
        json_feed::text(&Item {
            id: url.clone(),
            url,
            title: renderer.revision_title(revision),
            content_text: renderer.revision_text(revision),
            date_published: revision.date.rfc3339(),
        })
    };
    let items: Vec<String> = newest(renderer).iter().map(item).collect();
    json_feed::write(site, title(renderer), CORRECTIONS, items.iter().map(String::as_str))
}
