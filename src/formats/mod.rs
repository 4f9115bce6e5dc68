//! Outputs that no template makes, one file each: feeds, sitemap, robots, reports and catalogue as data.
//!
//! In: the assembled site. Out: bytes. Reads no files; a new format is one file here and one line in `plan`.

mod atom;
mod catalog;
mod citation;
mod corrections;
mod entries;
mod file_list;
mod json_feed;
mod report_json;
mod sitemap;

pub use atom::atom;
pub use catalog::catalog;
pub use citation::citation;
pub use corrections::{corrections_atom, corrections_json};
pub use entries::Entries;
pub use file_list::{FILE_LIST, file_list, listed};
pub use json_feed::json_feed;
pub use report_json::report_json;
pub use sitemap::{robots, sitemap};

use crate::site::{Listing, ListingKind, ReportId, Site};

/// The reports a feed carries: the newest of its list.
pub fn newest<'a>(site: &'a Site<'_>, listing: &'a Listing) -> &'a [ReportId] {
    // The home page puts important briefs first; a feed is in order of time.
    let reports = if listing.kind == ListingKind::Home { &site.newest } else { &listing.reports };
    &reports[..reports.len().min(site.config.feed_limit)]
}

/// The title of a feed: the site's, and the list's behind it.
fn feed_title(site: &Site<'_>, listing: &Listing) -> String {
    match listing.kind {
        ListingKind::Home => site.config.title.clone(),
        _ => format!("{}: {}", site.config.title, listing.title),
    }
}

/// When a report was last changed, as RFC 3339.
fn changed(site: &Site<'_>, id: ReportId) -> String {
    let report = site.report(id);
    report.document.front.updated.as_ref().map_or(report.date, |updated| updated.value).rfc3339()
}

/// A feed as text without its entries, put together with them: they stand before `end`, with which it ends.
fn with_entries<'e>(feed: &str, entries: impl Iterator<Item = &'e str>, between: &str, end: &str) -> Vec<u8> {
    let mut text = feed.strip_suffix(end).unwrap_or(feed).to_owned();
    for (at, entry) in entries.enumerate() {
        text.push_str(if at > 0 { between } else { "" });
        text.push_str(entry);
    }
    text.push_str(end);
    text.push('\n');
    text.into_bytes()
}

/// JSON with a line break at its end.
fn json_bytes(value: &impl serde::Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
