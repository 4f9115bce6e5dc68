//! An edit shows before everything is built again, and then everything is right. What is told in between may be told together
//! with what follows, where a stream is slow; that there was something in between shows in the numbers of generations.

use super::client::start;
use crate::support::{SITE, SiteTest};

fn report(title: &str, more: &str, body: &str) -> String {
    format!("+++\ntitle = \"{title}\"\ndate = 2025-05-20\n{more}\n+++\n{body}\n")
}

fn site() -> SiteTest {
    SiteTest::new()
        .file("content/reports/a.md", report("First", "tags = [\"ports\"]", "Text."))
        .file("content/reports/b.md", report("Second", "tags = [\"ports\"]", "See [a](@/reports/a.md)."))
}

#[test]
fn an_edited_page_is_ahead_of_the_others_and_they_follow() {
    let site = site();
    let running = start(&site);
    let mut events = running.events("/reports/a/");
    let first = events.next();
    site.edit("content/reports/a.md", report("Renamed", "tags = [\"ports\", \"Deep sea\"]", "Other."));
    let last = events.next();
    assert!(last["generation"].as_u64() >= first["generation"].as_u64().map(|first| first + 2));
    assert_ne!(last["page"], first["page"]);
    assert_eq!(last["edited"]["url"], "/reports/a/");
    let page = running.get("/reports/a/").text();
    assert!(page.contains("Renamed") && page.contains("/tags/deep-sea/"), "{page}");
    assert!(running.get("/tags/deep-sea/").text().contains("Renamed"));
    assert!(running.get("/reports/b/").text().contains("Renamed"));
}

/// The card of a report looked up the list of a place that no report had named before, and the server fell.
#[test]
fn a_place_that_is_new_to_the_site_stands_on_the_card_at_once() {
    let site = site().file("site.toml", format!("{SITE}[social]\ncards = true\n"));
    let running = start(&site);
    let mut events = running.events("/reports/a/");
    events.next();
    site.edit("content/reports/a.md", report("First", "regions = [\"Norway\"]", "Text."));
    events.next();
    let page = running.get("/reports/a/").text();
    assert!(page.contains("· Norway ·") && page.contains("/regions/norway/"), "{page}");
    assert!(running.get("/regions/norway/").text().contains("First"));
}

#[test]
fn an_error_is_told_at_once_and_goes_at_once() {
    let site = site();
    let running = start(&site);
    let mut events = running.events("/reports/a/");
    let first = events.next();
    let mut generation = first["generation"].as_u64();
    let mut save = |text: String| {
        site.edit("content/reports/a.md", text);
        let (at_once, mut settled) = (events.at_once(), None);
        if at_once["settled"] != true {
            settled = Some(events.next());
        }
        let settled = settled.unwrap_or_else(|| at_once.clone());
        let last = std::mem::replace(&mut generation, settled["generation"].as_u64());
        assert!(generation >= last.map(|last| last + 2), "one ahead, one settled");
        assert_eq!(settled["errors"], at_once["errors"]);
        at_once
    };
    let event = save(report("First", "tag = 1", "Text."));
    assert_eq!(event["page"], first["page"]);
    let text = event["errors"][0]["text"].as_str().expect("a text");
    assert!(text.contains("tag = 1") && text.contains("content/reports/a.md:4"), "{text}");
    // Where links lead is known without a build too.
    let event = save(report("First", "", "See [x](@/reports/none.md)."));
    assert_eq!(event["errors"][0]["code"], "E0401");
    let event = save(report("Mended", "tags = [\"ports\"]", "Text."));
    assert_eq!(event["error_count"], 0);
    assert!(running.get("/reports/a/").text().contains("Mended"));
}

#[test]
fn edits_in_a_row_all_arrive() {
    let site = site();
    let running = start(&site);
    let mut events = running.events("/reports/a/");
    events.next();
    for round in 1..=4 {
        site.edit("content/reports/a.md", report(&format!("Round {round}"), "tags = [\"ports\"]", "Text."));
        events.at_once();
    }
    while !running.get("/reports/").text().contains("Round 4") {
        assert_eq!(events.at_once()["error_count"], 0);
    }
    assert!(running.get("/reports/a/").text().contains("Round 4"));
}

#[test]
fn what_was_withheld_does_not_come_ahead() {
    let site = SiteTest::new()
        .release("Unclassified")
        .file("content/reports/a.md", report("First", "", "Text."))
        .file("content/reports/s.md", report("Hidden", "classification = \"Secret\"", "Text."));
    let running = start(&site);
    let mut events = running.events("/reports/a/");
    events.next();
    site.edit("content/reports/a.md", report("First", "", "Now with [words](@/reports/s.md)."));
    assert_eq!(events.at_once()["error_count"], 0);
    let page = running.get("/reports/a/").text();
    assert!(page.contains("Now with words.") && !page.contains("reports/s"), "{page}");
}
