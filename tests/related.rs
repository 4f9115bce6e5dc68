//! Related reports: which three, why, and what editors can say about it.

use std::fmt::Write as _;

use serde_json::Value;

use crate::support::{Built, SITE, SiteTest};

const TOPICS: [(&str, &str, &str, &str); 10] = [
    (
        "grain-a",
        "Grain corridors",
        "tags = [\"grain\", \"ports\"]\nregions = [\"Ukraine\"]",
        "Wheat silos and barges.",
    ),
    ("grain-b", "Wheat exports", "tags = [\"grain\"]\nregions = [\"Ukraine\"]", "Wheat silos and prices."),
    ("grain-c", "Port insurance", "tags = [\"ports\"]\nregions = [\"Romania\"]", "Insurers and barges."),
    ("chips-a", "Chip plants", "tags = [\"chips\"]\nregions = [\"Japan\"]", "Lithography and wafers."),
    ("chips-b", "Wafer prices", "tags = [\"chips\"]\nregions = [\"Japan\"]", "Wafers and lithography."),
    ("chips-c", "Export rules", "tags = [\"chips\"]\nregions = [\"Taiwan\"]", "Licences for lithography."),
    ("gold-a", "Gold routes", "tags = [\"gold\"]\nregions = [\"Sudan\"]", "Smugglers and refineries."),
    ("gold-b", "Refineries", "tags = [\"gold\"]\nregions = [\"Sudan\"]", "Refineries buy gold."),
    ("snow", "Snow season", "tags = [\"weather\"]\nregions = [\"Chile\"]", "Avalanches and roads."),
    ("votes", "Ballot design", "tags = [\"votes\"]\nregions = [\"Fiji\"]", "Paper ballots."),
];

fn site() -> SiteTest {
    TOPICS.iter().fold(SiteTest::new(), |site, (name, title, front, body)| {
        site.report(&format!("content/reports/{name}.md"), title, front, body)
    })
}

fn related(built: &Built<'_>, name: &str) -> Vec<Value> {
    let data = built.json(&format!("reports/{name}/index.json"));
    data["related"].as_array().expect("a list").clone()
}

fn titles(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["title"].as_str().expect("a title")).collect()
}

fn reasons(entry: &Value) -> String {
    let mut text = String::new();
    for reason in entry["reasons"].as_array().expect("a list") {
        writeln!(text, "{}", reason.as_str().expect("a text")).expect("a string grows");
    }
    text
}

#[test]
fn what_shares_tags_and_places_comes_first_and_says_so() {
    let site = site();
    let built = site.build().clean();
    let entries = related(&built, "grain-a");
    assert!(entries.len() <= 3, "{entries:?}");
    assert_eq!(titles(&entries)[..2], ["Wheat exports", "Port insurance"]);
    let first = reasons(&entries[0]);
    assert!(first.contains("shares the tag grain") && first.contains("shares the region Ukraine"), "{first}");
    assert!(reasons(&entries[1]).contains("shares the tag ports"), "{entries:?}");
    assert_eq!(entries[0]["url"], "https://desk.example/reports/grain-b/");
    assert_eq!(entries[0]["classification"], "Unclassified");
    assert_eq!(entries[0]["regions"], serde_json::json!(["Ukraine"]));
    let scores: Vec<f64> = entries.iter().map(|entry| entry["score"].as_f64().expect("a number")).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b) && scores[0] <= 1.0 && scores[1] > 0.0, "{scores:?}");
}

#[test]
fn the_page_shows_the_same_as_the_data() {
    let site = site();
    let built = site.build().clean();
    for (name, ..) in TOPICS {
        let page = built.read(&format!("reports/{name}/index.html"));
        let entries = related(&built, name);
        let Some(at) = page.find("id=\"related\"") else {
            assert!(entries.is_empty(), "{name}");
            continue;
        };
        let section = &page[at..];
        assert_eq!(section.matches("<article class=\"card\"").count(), entries.len(), "{name}");
        for entry in &entries {
            assert_ne!(reasons(entry), "", "{name}");
            assert!(section.contains(reasons(entry).lines().next().expect("a reason")), "{name}");
        }
    }
}

#[test]
fn pins_come_first_in_their_order_and_exclusions_never() {
    let site = site().report(
        "content/reports/grain-a.md",
        "Grain corridors",
        "tags = [\"grain\", \"ports\"]\nregions = [\"Ukraine\"]\nrelated = { pin = [\"reports/votes.md\", \"reports/snow.md\"], exclude = [\"reports/grain-b.md\"] }",
        "Wheat silos and barges.",
    );
    let built = site.build().clean();
    let entries = related(&built, "grain-a");
    assert_eq!(titles(&entries), ["Ballot design", "Snow season", "Port insurance"]);
    assert!(reasons(&entries[0]).starts_with("chosen by the editors\n"), "{entries:?}");
    assert!(!reasons(&entries[2]).contains("editors"));
}

#[test]
fn a_pin_of_a_report_that_does_not_exist_is_an_error() {
    for key in ["pin", "exclude"] {
        let site = site().report(
            "content/reports/more.md",
            "More",
            &format!("related = {{ {key} = [\"reports/vots.md\"] }}"),
            "Text.",
        );
        let built = site.build();
        assert_eq!(built.codes(), ["E0407"], "{key}");
        assert!(built.messages().contains("reports/votes.md"), "{}", built.messages());
    }
}

#[test]
fn links_series_and_authors_are_reasons() {
    let site = SiteTest::new()
        .report(
            "content/reports/a.md",
            "A",
            "authors = [\"Ida Berg\"]\nseries = \"Watch\"",
            "See [B](@/reports/b.md).",
        )
        .report("content/reports/b.md", "B", "", "Quartz.")
        .report("content/reports/c.md", "C", "series = \"Watch\"", "Velvet.")
        .report("content/reports/d.md", "D", "authors = [\"Ida Berg\"]", "Copper.");
    let built = site.build().clean();
    let entries = related(&built, "a");
    let reason =
        |title: &str| reasons(entries.iter().find(|entry| entry["title"] == title).expect("it is related"));
    assert_eq!(reason("B"), "this brief refers to it\n");
    assert_eq!(reason("C"), "both belong to the series Watch\n");
    assert_eq!(reason("D"), "written by Ida Berg as well\n");
    assert_eq!(reasons(&related(&built, "b")[0]), "it refers to this brief\n");
    assert!(built.read("reports/b/index.html").contains("Briefs that refer to this one"));
}

#[test]
fn a_site_sets_how_many_there_are() {
    let site = site();
    site.edit("site.toml", format!("{SITE}[related]\nlimit = 1\n"));
    assert_eq!(related(&site.build().clean(), "grain-a").len(), 1);
    site.edit("site.toml", format!("{SITE}[related]\nlimit = 0\n"));
    let built = site.build().clean();
    assert!(related(&built, "grain-a").is_empty());
    assert!(!built.read("reports/grain-a/index.html").contains("id=\"related\""));
}

#[test]
fn pins_that_say_nothing_are_warned_of() {
    let related = "related = { pin = [\"reports/a.md\", \"reports/b.md\"], exclude = [\"@/reports/b.md\"] }";
    let site = SiteTest::new().report("content/reports/a.md", "A", related, "").report(
        "content/reports/b.md",
        "B",
        "related = { pin = [\"reports/a.md\"] }",
        "",
    );
    let built = site.build().ok();
    assert_eq!(built.codes(), ["W0413", "W0413"], "{}", built.messages());
    let messages = built.messages();
    assert!(messages.contains("a.md:4:20") && messages.contains("a.md:4:64"), "{messages}");
}
