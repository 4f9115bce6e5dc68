//! Errors do not take the site down.

use super::client::start;
use crate::support::SiteTest;

const GOOD: &str = "+++\ntitle = \"Good\"\ndate = 2025-05-20\n+++\nText.\n";
const BROKEN: &str = "+++\ntitel = \"Broken\"\ndate = 2025-05-20\n+++\nText.\n";

#[test]
fn a_broken_file_leaves_the_last_good_page_and_its_errors_go_when_it_is_mended() {
    let site = SiteTest::new().file("content/reports/a.md", GOOD);
    let running = start(&site);
    let mut events = running.events("/reports/a/");
    let first = events.next();
    site.edit("content/reports/a.md", BROKEN);
    let event = events.until(|event| event["error_count"] != 0);
    assert_eq!(event["page"], first["page"]);
    let text = event["errors"][0]["text"].as_str().expect("a text");
    assert!(text.contains("titel = \"Broken\"") && text.contains("content/reports/a.md:2"), "{text}");
    let page = running.get("/reports/a/");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Good"));
    site.edit("content/reports/a.md", GOOD);
    let event = events.until(|event| event["error_count"] == 0);
    assert_eq!((&event["page"], event["errors"].as_array().map(Vec::len)), (&first["page"], Some(0)));
}

#[test]
fn all_errors_of_all_files_are_told_at_once() {
    let site = SiteTest::new().file("content/reports/a.md", GOOD);
    let running = start(&site);
    let mut events = running.events("/reports/a/");
    events.next();
    site.edit("content/reports/a.md", BROKEN);
    site.edit("content/reports/b.md", BROKEN.replace("2025-05-20", "\"soon\""));
    site.edit("site.toml", "title = 1\n");
    let paths = |event: &serde_json::Value| {
        let mut paths: Vec<String> = event["errors"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|error| error["path"].as_str().unwrap_or_default().to_owned())
            .collect();
        paths.dedup();
        paths
    };
    events.until(|event| paths(event) == ["site.toml", "content/reports/a.md", "content/reports/b.md"]);
}

#[test]
fn it_starts_with_errors_and_shows_the_site_once_they_are_mended() {
    let site = SiteTest::new().file("content/reports/a.md", BROKEN);
    let running = start(&site);
    let page = running.get("/reports/a/");
    assert_eq!(page.status, 503);
    assert!(page.text().contains("titel") && page.text().contains("/.bluf/preview.js"), "{}", page.text());
    let mut events = running.events("/reports/a/");
    let first = events.next();
    assert_eq!(first["page"], "missing");
    site.edit("content/reports/a.md", GOOD);
    events.until(|event| event["page"] != first["page"] && event["error_count"] == 0);
    assert!(running.get("/reports/a/").text().contains("Good"));
}

#[test]
fn a_site_without_a_readable_configuration_waits_for_one() {
    let site = SiteTest::new().file("content/reports/a.md", GOOD);
    let running = start(&site);
    let mut events = running.events("/reports/a/");
    let first = events.next();
    let text = std::fs::read(site.root().join("site.toml")).expect("readable");
    site.remove("site.toml");
    let event = events.until(|event| event["error_count"] == 1);
    assert_eq!(event["page"], first["page"]);
    site.edit("site.toml", text);
    events.until(|event| event["error_count"] == 0);
}

#[test]
fn a_page_is_told_its_own_warnings() {
    let site = SiteTest::new().file("content/reports/a.md", GOOD);
    let running = start(&site);
    let event = running.events("/reports/a/").next();
    let own = event["warning_count"].as_u64();
    site.edit("content/reports/a.md", format!("{GOOD}\n> [!ASSUMPTIONS]\n> Text.\n"));
    let event = running.events("/reports/a/").until(|event| event["warning_count"].as_u64() > own);
    let code = &event["warnings"].as_array().expect("a list").last().expect("one")["code"];
    assert_eq!(code, "W0308");
}
