//! What is served is what a build writes.

use bluf::serve::inject::{LINE_START, without};
use bluf::serve::{Patience, Watching};

use super::client::{start, start_with};
use crate::support::{SITE, SiteTest, tree};

fn site() -> SiteTest {
    SiteTest::new()
        .file("static/film.mp4", b"0123456789".repeat(100))
        .file("static/a b/ü.txt", "text")
        .file("static/.well-known/security.txt", "Contact: desk")
        .report("content/reports/first.md", "First", "tags = [\"one\"]", "## Executive Summary\n\nText.")
        .report("content/reports/second.md", "Second", "tags = [\"one\"]", "Text.")
}

#[test]
fn every_file_is_the_one_that_a_build_writes_but_for_one_line_in_pages() {
    for base in ["", "desk/"] {
        let mut site =
            site().file("site.toml", SITE.replace("desk.example/", &format!("desk.example/{base}")));
        let running = start(&site);
        running.events("/").next();
        site.request.base_url = Some(format!("http://{}/{base}", running.address));
        site.build().ok();
        let files = site.tree();
        assert!(files.len() > 20, "{}", files.len());
        for (path, bytes) in files {
            let target = path.replace(' ', "%20").replace('ü', "%C3%BC");
            let answer = running.get(&format!("/{base}{}", target.trim_end_matches("index.html")));
            assert_eq!(answer.status, 200, "{path}");
            assert!(without(&answer.body) == bytes, "{path}");
            let line = answer.text().matches(LINE_START).count();
            assert_eq!(line, usize::from(path.ends_with(".html")), "{path}");
        }
    }
}

#[test]
fn nothing_is_written() {
    let site = site();
    let before = tree(site.root());
    let running = start(&site);
    let mut events = running.events("/");
    events.next();
    site.edit("content/reports/first.md", "+++\ntitle = \"New\"\ndate = 2025-05-20\n+++\nText.\n");
    events.until(|event| event["changed_count"].as_u64() > Some(0));
    running.get("/");
    let mut after = tree(site.root());
    for file in before.iter().chain(&after) {
        assert!(!file.0.starts_with("public") && !file.0.starts_with(".bluf"), "{}", file.0);
    }
    after.retain(|(path, _)| path != "content/reports/first.md");
    assert_eq!(after.len() + 1, before.len());
}

#[test]
fn a_save_is_announced_with_what_it_changed() {
    let site = site();
    let running = start(&site);
    let mut events = running.events("/reports/first/");
    let first = events.next();
    assert_eq!(first["source"], "content/reports/first.md");
    site.edit("content/reports/first.md", "+++\ntitle = \"Renamed\"\ndate = 2025-05-20\n+++\nText.\n");
    let event = events.until(|event| event["page"] != first["page"]);
    assert_eq!(event["edited"]["url"], "/reports/first/");
    assert!(running.get("/reports/first/").text().contains("Renamed"));
    assert!(running.get("/reports/").text().contains("Renamed"), "lists follow");
}

#[test]
fn who_was_away_hears_what_happened_meanwhile() {
    let site = site();
    let running = start(&site);
    let mut away = running.events("/");
    away.next();
    let id = away.id.clone();
    drop(away);
    let mut events = running.events("/");
    events.next();
    site.edit("static/new.css", "a {}");
    events.until(|event| event["changed_count"].as_u64() > Some(0));
    let event = running.events_since("/", &id).next();
    assert_eq!(event["changed"][0], "/new.css");
    assert_eq!(event["lost"], false);
}

#[test]
fn a_save_by_renaming_counts_and_a_new_folder_too() {
    let site = site();
    let running = start(&site);
    let mut events = running.events("/reports/first/");
    let first = events.next();
    let folder = site.root().join("content/reports");
    let text = "+++\ntitle = \"Renamed into place\"\ndate = 2025-05-20\n+++\nText.\n";
    std::fs::write(folder.join(".first.md.tmp"), text).expect("written");
    std::fs::rename(folder.join(".first.md.tmp"), folder.join("first.md")).expect("renamed");
    let second = events.until(|event| event["page"] != first["page"]);
    site.edit("content/reports/deep/er/third.md", text);
    events.until(|event| event["page"] != second["page"] || event["changed_count"].as_u64() > Some(0));
    assert_eq!(running.get("/reports/deep/er/third/").status, 200);
    site.edit("content/reports/deep/er/third.md", text.replace("into place", "again"));
    events.until(|event| event["edited"]["url"] == "/reports/deep/er/third/");
}

#[test]
fn a_folder_that_is_deleted_and_comes_back_is_followed() {
    let site = site();
    let running = start(&site);
    let mut events = running.events("/reports/first/");
    let first = events.next();
    let (content, aside) = (site.root().join("content"), site.around().join("aside"));
    std::fs::rename(&content, &aside).expect("moved away");
    events.until(|event| event["page"] != first["page"]);
    assert_eq!(running.get("/reports/first/").status, 404);
    std::fs::create_dir(&content).expect("made again");
    std::fs::rename(aside.join("reports"), content.join("reports")).expect("moved back");
    events.until(|event| event["page"] == first["page"]);
    site.edit("content/reports/first.md", "+++\ntitle = \"After\"\ndate = 2025-05-20\n+++\nText.\n");
    events.until(|event| event["page"] != first["page"]);
    assert!(running.get("/reports/first/").text().contains("After"));
}

#[test]
fn the_sites_own_folder_may_vanish_and_come_back() {
    let site = site();
    let running = start(&site);
    let mut events = running.events("/reports/first/");
    let first = events.next();
    let aside = site.around().join("aside");
    std::fs::rename(site.root(), &aside).expect("moved away");
    let event = events.until(|event| event["error_count"] == 1);
    assert_eq!(event["page"], first["page"], "the last good page stays");
    std::fs::rename(&aside, site.root()).expect("moved back");
    events.until(|event| event["error_count"] == 0);
    site.edit("content/reports/first.md", "+++\ntitle = \"After\"\ndate = 2025-05-20\n+++\nText.\n");
    events.until(|event| event["page"] != first["page"]);
}

#[test]
fn polling_notices_the_same() {
    let site = site();
    let often = std::time::Duration::from_millis(40);
    let running = start_with(&site, Watching::Polling(often), Patience::default());
    let mut events = running.events("/reports/first/");
    let first = events.next();
    site.edit("content/reports/first.md", "+++\ntitle = \"Polled title\"\ndate = 2025-05-20\n+++\nText.\n");
    let event = events.until(|event| event["page"] != first["page"]);
    assert_eq!(event["edited"]["url"], "/reports/first/");
}

#[test]
fn options_change_what_is_shown() {
    let site = site().report("content/reports/draft.md", "Draft", "draft = true", "Text.").report(
        "content/reports/high.md",
        "High",
        "classification = \"Secret\"",
        "Text.",
    );
    let running = start(&site);
    let mut events = running.events("/reports/draft/");
    assert_eq!(events.next()["options"]["levels"][0], "Unclassified");
    let origin = running.own_origin();
    let wish = r#"{"release": "Unclassified", "drafts": true, "as_of": "2025-05-20"}"#;
    assert_eq!(running.post(wish, &origin), 204);
    let event = events.until(|event| event["options"]["drafts"] == true);
    assert_eq!(event["options"]["release"], "Unclassified");
    assert_eq!(event["options"]["as_of"], "2025-05-20");
    assert_eq!(running.get("/reports/draft/").status, 200);
    assert_eq!(running.get("/reports/high/").status, 404);
    assert_eq!(running.post(r#"{"release": "Cosmic", "drafts": true, "as_of": null}"#, &origin), 422);
}
