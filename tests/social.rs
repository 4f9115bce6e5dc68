//! Pictures for links to reports in social networks.

use std::fs;

use crate::support::{SITE, SiteTest};

fn site() -> SiteTest {
    SiteTest::new()
        .file("site.toml", format!("{SITE}[social]\ncards = true\n"))
        .report("content/reports/open.md", "Ports reopen", "regions = [\"Kenya\"]", "Text.")
        .report("content/reports/closed.md", "Lamplight convoy", "classification = \"Secret\"", "Text.")
        .release("Confidential")
}

#[test]
fn a_report_has_a_card_and_its_page_says_what_is_on_it() {
    let site = site();
    let built = site.build().clean();
    let page = built.read("reports/open/index.html");
    for tag in [
        "<meta property=\"og:image\" content=\"https://desk.example/reports/open/social-card.png\">",
        "<meta property=\"og:image:alt\" content=\"Ports reopen · Unclassified · 20 May 2025 · Kenya · Desk\">",
        "<meta property=\"og:image:width\" content=\"1200\">",
        "<meta name=\"twitter:card\" content=\"summary_large_image\">",
    ] {
        assert!(page.contains(tag), "{tag} in {page}");
    }
    let card = image::open(site.output().join("reports/open/social-card.png")).expect("a picture");
    assert_eq!((card.width(), card.height()), (1200, 630));
    assert!(!built.has("reports/closed/social-card.png"), "a report that is withheld has none");
}

#[test]
fn the_card_follows_the_report() {
    let site = site();
    site.build().clean();
    let card = || fs::read(site.output().join("reports/open/social-card.png")).expect("a card");
    let first = card();
    site.edit("content/reports/other.md", "+++\ntitle = \"Other\"\ndate = 2025-05-20\n+++\nText\n");
    site.build().clean();
    assert_eq!(card(), first);
    site.edit("content/reports/open.md", "+++\ntitle = \"Ports close\"\ndate = 2025-05-20\n+++\nText\n");
    site.build().clean();
    assert_ne!(card(), first);
}

#[test]
fn without_cards_the_lead_picture_or_the_icon_stands_for_a_page() {
    let site = site()
        .file("site.toml", SITE)
        .report("content/reports/lead/index.md", "Lead", "[image]\nsrc = \"a.png\"\nalt = \"A\"", "Text.")
        .file("content/reports/lead/a.png", crate::pictures::png("note"));
    let built = site.build().clean();
    assert!(!built.has("reports/open/social-card.png"));
    let lead = built.read("reports/lead/index.html");
    assert!(lead.contains("og:image\" content=\"https://desk.example/reports/lead/a.png\""), "{lead}");
    let open = built.read("reports/open/index.html");
    assert!(open.contains("og:image\" content=\"https://desk.example/apple-touch-icon.png\""), "{open}");
    assert!(
        open.contains("twitter:card\" content=\"summary\"") && built.has("apple-touch-icon.png"),
        "{open}"
    );
}
