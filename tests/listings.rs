//! Lists, feeds, the catalogue, the sitemap: every way to find a report.

use std::collections::BTreeSet;

use atom_syndication::Feed;
use quick_xml::events::Event;

use crate::support::{Built, SITE, SiteTest};

fn three() -> SiteTest {
    SiteTest::new()
        .report(
            "content/reports/mexico.md",
            "Border trade",
            "regions = [\"MX\"]\ntags = [\"trade\"]\nauthors = [\"Ida Berg\"]\nseries = \"Border watch\"\nclassification = \"Secret\"\nsummary = \"Trucks wait.\"\naliases = [\"/old/mexico/\", \"/mexico.html\"]",
            "## Key Judgements\n\nKJ-1. Queues will likely grow.\n\n1. One.",
        )
        .file(
            "content/reports/2024/brazil.md",
            "+++\ntitle = \"Soy prices\"\ndate = 2024-03-01\nregions = [\"Brazil\"]\ntags = [\"trade\", \"soy\"]\nauthors = [\"Ida Berg\"]\n+++\nText.\n",
        )
        .file("content/reports/2024/russia.md", "+++\ntitle = \"Rail plans\"\ndate = 2024-06-01\nregions = [\"RU\"]\nclassification = \"Confidential\"\n+++\nText.\n")
        .file("content/about.md", "+++\ntitle = \"About\"\n+++\nWho we are.\n")
}

/// The titles of the cards of a page, in order.
fn cards(page: &str) -> Vec<&str> {
    page.split("class=\"card-title\"><a href=\"")
        .skip(1)
        .map(|rest| rest.split_once("\">").expect("a whole tag").1.split_once('<').expect("an end").0)
        .collect()
}

fn titles_at(built: &Built<'_>, address: &str) -> Vec<String> {
    cards(&built.read(&format!("{address}index.html"))).into_iter().map(str::to_owned).collect()
}

#[test]
fn a_region_lists_everything_below_it() {
    let site = three();
    let built = site.build().clean();
    for slug in ["mexico", "north-america"] {
        assert_eq!(titles_at(&built, &format!("regions/{slug}/")), ["Border trade"], "{slug}");
    }
    for slug in ["latin-america", "americas"] {
        assert_eq!(titles_at(&built, &format!("regions/{slug}/")), ["Border trade", "Soy prices"], "{slug}");
    }
    assert_eq!(titles_at(&built, "regions/south-america/"), ["Soy prices"]);
    assert!(!built.has("regions/canada/index.html"));
    let index = built.read("regions/index.html");
    for slug in ["mexico", "latin-america", "americas", "brazil"] {
        assert!(index.contains(&format!("href=\"/regions/{slug}/\"")), "{slug}");
    }
    assert!(!index.contains("/regions/canada/"));
}

#[test]
fn a_site_has_regions_of_its_own() {
    let site = three().file(
        "site.toml",
        format!("{SITE}[regions.steppe]\nname = \"The Steppe\"\ninclude = [\"RU\", \"143\"]\naliases = [\"Grassland\"]\n"),
    );
    let built = site.build().clean();
    assert_eq!(titles_at(&built, "regions/steppe/"), ["Rail plans"]);
    assert!(built.read("regions/index.html").contains(">The Steppe</a>"));
    site.edit(
        "content/reports/x.md",
        "+++\ntitle = \"Horses\"\ndate = 2025-01-01\nregions = [\"grassland\"]\n+++\n",
    );
    assert_eq!(titles_at(&site.build().clean(), "regions/steppe/"), ["Horses", "Rail plans"]);
}

#[test]
fn classifications_stand_in_the_order_of_the_scheme() {
    let site = three();
    let built = site.build().clean();
    let index = built.read("classifications/index.html");
    let main = &index[index.find("<main").expect("main")..];
    let places: Vec<usize> = ["unclassified", "confidential", "secret"]
        .iter()
        .map(|slug| main.find(&format!("href=\"/classifications/{slug}/\"")).expect("it is listed"))
        .collect();
    let mut sorted = places.clone();
    sorted.sort_unstable();
    let mut reversed = sorted.clone();
    reversed.reverse();
    assert!(places == sorted || places == reversed, "{places:?}");
    assert!(!main.contains("top-secret"));
    assert_eq!(titles_at(&built, "classifications/secret/"), ["Border trade"]);
}

#[test]
fn tags_authors_and_series_have_lists() {
    let site = three();
    let built = site.build().clean();
    assert_eq!(titles_at(&built, "tags/trade/"), ["Border trade", "Soy prices"]);
    assert_eq!(titles_at(&built, "tags/soy/"), ["Soy prices"]);
    assert_eq!(titles_at(&built, "authors/ida-berg/"), ["Border trade", "Soy prices"]);
    assert_eq!(titles_at(&built, "series/border-watch/"), ["Border trade"]);
    for facet in ["tags", "authors", "series"] {
        assert!(built.has(&format!("{facet}/index.html")), "{facet}");
    }
}

#[test]
fn one_tag_in_two_spellings_is_an_error() {
    let site = three().report("content/reports/z.md", "Z", "tags = [\"Trade\"]", "Text.");
    assert_eq!(site.build().codes(), ["E0502"]);
}

#[test]
fn folders_are_sections_with_or_without_a_page_of_their_own() {
    let site = three()
        .file("content/reports/_index.md", "+++\ntitle = \"All our briefs\"\n+++\nWhat stands *here*.\n");
    let built = site.build().clean();
    let page = built.read("reports/index.html");
    assert!(
        page.contains("<h1>All our briefs</h1>") && page.contains("What stands <em>here</em>."),
        "{page}"
    );
    assert_eq!(cards(&page), ["Border trade", "Rail plans", "Soy prices"]);
    let implicit = built.read("reports/2024/index.html");
    assert!(implicit.contains("<h1>2024</h1>"), "{implicit}");
    assert_eq!(cards(&implicit), ["Rail plans", "Soy prices"]);
}

#[test]
fn the_home_page_goes_by_importance_and_then_by_date() {
    let report = |date: &str, more: &str| format!("+++\ntitle = \"Of {date}\"\ndate = {date}\n{more}\n+++\n");
    let site = SiteTest::new()
        .file("content/reports/a.md", report("2025-05-20", ""))
        .file("content/reports/b.md", report("2025-05-10", "importance = 3"))
        .file("content/reports/c.md", report("2025-05-15", "importance = 1"))
        .file("content/reports/d.md", report("2024-05-20", "importance = 3"));
    let built = site.build().clean();
    assert_eq!(titles_at(&built, ""), ["Of 2025-05-10", "Of 2025-05-15", "Of 2025-05-20", "Of 2024-05-20"]);
}

#[test]
fn lists_are_paginated() {
    let mut site = SiteTest::new().file("site.toml", format!("{SITE}paginate_by = 2\n"));
    for day in 1..=5 {
        site = site.file(
            &format!("content/reports/r{day}.md"),
            format!("+++\ntitle = \"Day {day}\"\ndate = 2025-05-0{day}\ntags = [\"all\"]\n+++\n"),
        );
    }
    let built = site.build().clean();
    for list in ["", "reports/", "tags/all/"] {
        assert_eq!(titles_at(&built, list), ["Day 5", "Day 4"], "{list}");
        assert_eq!(titles_at(&built, &format!("{list}page/2/")), ["Day 3", "Day 2"], "{list}");
        assert_eq!(titles_at(&built, &format!("{list}page/3/")), ["Day 1"], "{list}");
        assert!(
            !built.has(&format!("{list}page/1/index.html"))
                && !built.has(&format!("{list}page/4/index.html"))
        );
    }
    let second = built.read("tags/all/page/2/index.html");
    assert!(second.contains("<link rel=\"prev\" href=\"/tags/all/\">"), "{second}");
    assert!(second.contains("<link rel=\"next\" href=\"/tags/all/page/3/\">"), "{second}");
    assert!(second.contains("Briefs: 5"));
}

#[test]
fn every_list_has_an_atom_feed_with_absolute_addresses() {
    let site = three();
    let built = site.build().clean();
    let lists = [
        ("", 3),
        ("reports/", 3),
        ("reports/2024/", 2),
        ("regions/americas/", 2),
        ("classifications/secret/", 1),
        ("tags/trade/", 2),
        ("authors/ida-berg/", 2),
        ("series/border-watch/", 1),
    ];
    for (list, count) in lists {
        let text = built.read(&format!("{list}atom.xml"));
        let feed = Feed::read_from(text.as_bytes()).expect("an Atom feed");
        assert_eq!(feed.entries().len(), count, "{list}");
        assert!(feed.id().starts_with("https://desk.example/"), "{list}");
        let own = feed.links().iter().find(|link| link.rel() == "self").expect("a link to itself");
        assert_eq!(own.href(), format!("https://desk.example/{list}atom.xml"));
        for entry in feed.entries() {
            assert!(entry.id().starts_with("https://desk.example/reports/"), "{list}: {}", entry.id());
            assert!(entry.links().iter().all(|link| link.href().starts_with("https://desk.example/")));
            assert!(!entry.title().as_str().is_empty());
        }
        assert_eq!(
            feed.entries().iter().map(atom_syndication::Entry::updated).max(),
            Some(feed.updated()),
            "{list}"
        );
    }
}

#[test]
fn every_list_has_a_json_feed() {
    let site = three();
    let built = site.build().clean();
    let feed = built.json("regions/americas/feed.json");
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(feed["home_page_url"], "https://desk.example/regions/americas/");
    assert_eq!(feed["feed_url"], "https://desk.example/regions/americas/feed.json");
    assert_eq!(feed["items"].as_array().expect("a list").len(), 2);
    let first = &feed["items"][0];
    assert_eq!(first["url"], "https://desk.example/reports/mexico/");
    assert_eq!(first["title"], "Border trade");
    assert_eq!(first["summary"], "Trucks wait.");
    assert_eq!(first["date_published"], "2025-05-20T00:00:00Z");
    assert_eq!(first["authors"], serde_json::json!([{"name": "Ida Berg"}]));
}

#[test]
fn feeds_are_limited() {
    let site = three();
    site.edit("site.toml", format!("{SITE}feed_limit = 1\n"));
    let built = site.build().clean();
    assert_eq!(built.json("feed.json")["items"].as_array().expect("a list").len(), 1);
    let feed = Feed::read_from(built.read("atom.xml").as_bytes()).expect("an Atom feed");
    assert_eq!(feed.entries()[0].title().as_str(), "Border trade");
    assert_eq!(feed.entries().len(), 1);
}

/// What stands in all elements `loc` of a well-formed sitemap.
fn locations(text: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut found, mut inside) = (Vec::new(), false);
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(tag) => inside = tag.name().as_ref() == "loc",
            Event::End(_) => inside = false,
            Event::Text(text) if inside => found.push(text.as_ref().to_owned()),
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn the_sitemap_lists_pages_and_no_redirect() {
    let site = three();
    let built = site.build().clean();
    let locations = locations(&built.read("sitemap.xml"));
    for path in ["", "reports/mexico/", "reports/2024/", "about/", "regions/americas/", "tags/trade/"] {
        assert!(locations.contains(&format!("https://desk.example/{path}")), "{path}: {locations:?}");
    }
    for part in ["old", "mexico.html", "404", "search", ".xml", ".json"] {
        assert!(!locations.iter().any(|location| location.contains(part)), "{part}: {locations:?}");
    }
    let unique: BTreeSet<&String> = locations.iter().collect();
    assert_eq!(unique.len(), locations.len());
    for location in &locations {
        let path = location.strip_prefix("https://desk.example/").expect("an absolute address");
        assert!(built.has(&format!("{path}index.html")), "{location}");
    }
}

#[test]
fn the_catalogue_has_every_report() {
    let site = three();
    let built = site.build().clean();
    let catalog = built.json("catalog.json");
    let reports = catalog["reports"].as_array().expect("a list");
    let titles: Vec<&str> = reports.iter().map(|report| report["title"].as_str().expect("a title")).collect();
    assert_eq!(titles, ["Border trade", "Rail plans", "Soy prices"]);
    let first = &reports[0];
    assert_eq!(first["url"], "https://desk.example/reports/mexico/");
    assert_eq!(first["data"], "https://desk.example/reports/mexico/index.json");
    assert_eq!(first["classification"], "Secret");
    assert_eq!(first["regions"], serde_json::json!(["Mexico"]));
    assert_eq!(first["series"], "Border watch");
    assert_eq!(first["judgements"], 1);
}

#[test]
fn robots_and_the_page_for_missing_addresses() {
    let site = three();
    let built = site.build().clean();
    assert!(built.read("robots.txt").contains("Sitemap: https://desk.example/sitemap.xml\n"));
    let page = built.read("404.html");
    assert!(
        page.contains("<meta name=\"robots\" content=\"noindex\">") && page.contains("href=\"/search/\""),
        "{page}"
    );
    assert!(built.read("search/index.html").contains("href=\"/tags/trade/\""));
    site.edit("static/robots.txt", "User-agent: *\nDisallow: /\n");
    assert_eq!(site.build().clean().read("robots.txt"), "User-agent: *\nDisallow: /\n");
}

#[test]
fn an_old_address_leads_to_the_new_one_without_a_script() {
    let site = three();
    let built = site.build().clean();
    for path in ["old/mexico/index.html", "mexico.html"] {
        let page = built.read(path);
        assert!(
            page.contains("<link rel=\"canonical\" href=\"https://desk.example/reports/mexico/\">"),
            "{page}"
        );
        assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"), "{page}");
        assert!(
            page.contains("url=/reports/mexico/\"") && page.contains("<a href=\"/reports/mexico/\">"),
            "{page}"
        );
        assert!(!page.contains("<script"), "{page}");
    }
}

#[test]
fn two_documents_with_one_address_are_an_error() {
    let site = three().report("content/reports/z.md", "Z", "aliases = [\"/reports/mexico/\"]", "Text.");
    assert_eq!(site.build().codes(), ["E0501"]);
    let site = three().report("content/reports/z.md", "Z", "slug = \"mexico\"", "Text.");
    assert!(site.build().codes().contains(&"E0501"));
}

#[test]
fn a_site_below_a_path_never_leaves_it() {
    let mut site = three()
        .report(
            "content/reports/y/index.md",
            "Y",
            "regions = [\"FR\"]\n[image]\nsrc = \"dot.png\"\nalt = \"A dot\"",
            "See [that](@/reports/mexico.md#kj-1), ![dot](dot.png) and [about](@/about.md).",
        )
        .file("content/reports/y/dot.png", crate::pictures::png("x"));
    site.request.base_url = Some("https://desk.example/intel/briefs".to_owned());
    let built = site.build().clean();
    let mut seen = 0;
    for (path, bytes) in site.tree() {
        if !path.ends_with(".html") {
            continue;
        }
        let page = String::from_utf8(bytes).expect("UTF-8");
        for attribute in [" href=\"", " src=\"", "content=\"0; url="] {
            for rest in page.split(attribute).skip(1) {
                let address = rest.split_once('"').expect("a whole attribute").0;
                let local = address.starts_with("/intel/briefs/") || address.starts_with('#');
                assert!(
                    local || address.starts_with("https://desk.example/intel/briefs/"),
                    "{path}: {address}"
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 300, "{seen}");
    assert!(built.read("reports/y/index.html").contains("href=\"/intel/briefs/reports/mexico/#kj-1\""));
    let feed = Feed::read_from(built.read("atom.xml").as_bytes()).expect("an Atom feed");
    assert!(
        feed.entries()
            .iter()
            .all(|entry| entry.id().starts_with("https://desk.example/intel/briefs/reports/"))
    );
    assert!(
        locations(&built.read("sitemap.xml"))
            .iter()
            .all(|at| at.starts_with("https://desk.example/intel/briefs/"))
    );
    assert!(built.read("robots.txt").contains("Sitemap: https://desk.example/intel/briefs/sitemap.xml"));
}

#[test]
fn a_report_that_takes_the_place_of_another_says_so_on_both() {
    let site =
        three().report("content/reports/new.md", "New view", "supersedes = \"reports/mexico.md\"", "Text.");
    let built = site.build().clean();
    let newer = built.read("reports/new/index.html");
    assert!(newer.contains("This brief takes the place of: <a href=\"/reports/mexico/\">"), "{newer}");
    let older = built.read("reports/mexico/index.html");
    assert!(
        older.contains("notice-superseded") && older.contains("href=\"/reports/new/\">New view"),
        "{older}"
    );
    site.edit(
        "content/reports/mexico.md",
        "+++\ntitle = \"Border trade\"\ndate = 2025-05-20\nsupersedes = \"reports/new.md\"\n+++\n",
    );
    assert!(site.build().codes().contains(&"E0408"));
}

#[test]
fn terms_that_differ_in_signs_only_can_be_given_addresses() {
    let site = SiteTest::new().report("content/reports/a.md", "A", "tags = [\"C++\"]", "x").report(
        "content/reports/b.md",
        "B",
        "tags = [\"C#\"]",
        "x",
    );
    let built = site.build();
    assert_eq!(built.codes(), ["E0502"]);
    assert!(built.messages().contains("[slugs]"), "{}", built.messages());
    site.edit("site.toml", format!("{}[slugs]\n\"C++\" = \"cpp\"\n", crate::support::SITE));
    let built = site.build().clean();
    assert!(built.read("tags/cpp/index.html").contains("C++"));
    assert!(built.has("tags/c/index.html"));
}

#[test]
fn a_text_at_the_address_of_a_term_or_an_index_is_its_introduction() {
    let site = SiteTest::new()
        .report("content/reports/a.md", "A", "tags = [\"Ports\"]\nregions = [\"PE\"]", "x")
        .file("content/tags/ports/_index.md", "What we mean by ports.\n")
        .file("content/regions/peru/_index.md", "About Peru.\n")
        .file("content/tags/_index.md", "About our tags.\n");
    let built = site.build().clean();
    assert!(built.read("tags/ports/index.html").contains("What we mean by ports."));
    assert!(built.read("regions/peru/index.html").contains("About Peru."));
    assert!(built.read("tags/index.html").contains("About our tags."));
    assert_eq!(built.json("tags/ports/feed.json")["items"].as_array().map(Vec::len), Some(1));
}
