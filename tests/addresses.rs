//! Where links, citations and what pages load lead: each is resolved by one rule, and what does not pass has a place.

use crate::support::{SITE, SiteTest};

const UNDER_A_PATH: &str = "title = \"Desk\"\nbase_url = \"https://desk.example/briefs/\"\n";

fn citing(target: &str) -> SiteTest {
    let body = format!("## Outlook\n\nPrices rise. [source]({target})");
    SiteTest::new().file("site.toml", UNDER_A_PATH).report("content/reports/a.md", "Alpha", "", &body).report(
        "content/reports/b.md",
        "Bravo",
        "",
        "Words.",
    )
}

#[test]
fn a_citation_cannot_run_a_script() {
    for target in
        ["javascript:alert(1)", "data:text/html,x", "JavaScript:alert(1)", "vbscript:x", "file:///etc"]
    {
        let site = citing(target);
        let built = site.build();
        assert_eq!(built.codes(), ["E0404"], "{target}: {}", built.messages());
        assert!(built.messages().contains("content/reports/a.md:8"), "{}", built.messages());
    }
}

#[test]
fn a_citation_of_an_own_page_leads_there_and_has_its_title() {
    for target in ["/reports/b/", "b.md", "@/reports/b.md", "../b/", "../../reports/b/"] {
        let site = citing(target);
        let built = site.build();
        let built = if target == "/reports/b/" { built.ok() } else { built.clean() };
        let page = built.read("reports/a/index.html");
        assert!(page.contains("href=\"/briefs/reports/b/\""), "{target}: {page}");
        let json = built.json("reports/a/index.json");
        assert_eq!(json["sources"][0]["url"], "https://desk.example/briefs/reports/b/", "{target}");
    }
    let site = citing("b.md");
    assert_eq!(site.build().clean().json("reports/a/index.json")["sources"][0]["title"], "Bravo");
}

#[test]
fn a_citation_of_a_file_publishes_it() {
    let site = citing("d%20e.pdf").file("content/reports/d e.pdf", "%PDF");
    let built = site.build().clean();
    assert!(built.has("reports/a/d e.pdf"));
    assert!(built.read("reports/a/index.html").contains("href=\"/briefs/reports/a/d%20e.pdf\""));
}

#[test]
fn a_citation_that_leads_nowhere_has_a_place() {
    for (target, code) in [
        ("/reports/none/", "E0409"),
        ("none.md", "E0401"),
        ("d.pdf", "E0403"),
        ("", "E0404"),
        ("#kj-1", "E0404"),
        ("https://", "E0404"),
        ("../../../x/", "E0404"),
    ] {
        let site = citing(target);
        let built = site.build();
        assert_eq!(built.codes(), [code], "{target}: {}", built.messages());
        assert!(built.messages().contains("content/reports/a.md:8:"), "{target}: {}", built.messages());
    }
    let site = citing("");
    assert!(site.build().messages().contains("a citation needs the address"));
}

#[test]
fn addresses_of_sources_are_encoded() {
    let registry =
        "[r]\ntitle = \"R\"\nurl = \"https://example.org/aä\"\narchive_url = \"https://example.net/cö\"\n";
    let body = "Rise. [source](<https://example.org/x y>) Fall. [@r]";
    let built = SiteTest::new().file("sources.toml", registry).report("content/reports/a.md", "A", "", body);
    let page = built.build().clean().read("reports/a/index.html");
    for address in ["https://example.org/x%20y", "https://example.org/a%C3%A4", "https://example.net/c%C3%B6"]
    {
        assert!(page.contains(&format!("href=\"{address}\"")), "{address}: {page}");
    }
}

#[test]
fn a_citation_of_a_withheld_page_has_no_address() {
    let site = SiteTest::new()
        .report(
            "content/reports/a.md",
            "Alpha",
            "",
            "One. [source](codename.md) Two. [source](https://example.org/)",
        )
        .report("content/reports/codename.md", "Codeword", "classification = \"Secret\"", "Words.")
        .release("Unclassified");
    let built = site.build().ok();
    assert_eq!(built.codes(), ["W0406"], "{}", built.messages());
    assert!(built.messages().contains("content/reports/a.md:6:"), "{}", built.messages());
    for (path, bytes) in site.tree() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("codename"), "{path} names a withheld page");
        assert!(!text.contains("Codeword"), "{path} has the title of a withheld page");
    }
    let json = built.json("reports/a/index.json");
    assert_eq!(json["sources"][0]["url"], serde_json::Value::Null);
    assert_eq!(json["sources"][1]["url"], "https://example.org/");
}

#[test]
fn a_relative_address_is_read_from_the_page() {
    let site = SiteTest::new()
        .report(
            "content/reports/a.md",
            "Alpha",
            "",
            "[b](../b/) [there](../b/#related) [home](../../) [up](..)",
        )
        .report("content/reports/b.md", "Bravo", "", "[self](?q=1)");
    let page = site.build().clean().read("reports/a/index.html");
    for address in ["/reports/b/", "/reports/b/#related", "/reports/"] {
        assert!(page.contains(&format!("<a href=\"{address}\">")), "{address}: {page}");
    }
}

#[test]
fn a_relative_address_that_leads_nowhere_is_named_as_written() {
    let site = SiteTest::new().report("content/reports/a.md", "Alpha", "", "[b](../none/)");
    let built = site.build();
    assert_eq!(built.codes(), ["E0409"]);
    let message = built.messages();
    assert!(message.contains("`../none/`") && message.contains("/reports/none/"), "{message}");
    assert!(message.contains("content/reports/a.md:6:"), "{message}");
    let site = SiteTest::new().report("content/reports/a.md", "Alpha", "", "[b](../../../x/)");
    assert_eq!(site.build().codes(), ["E0404"]);
}

#[test]
fn a_broken_address_in_raw_html_has_a_place() {
    let site = SiteTest::new().file("site.toml", format!("{SITE}[markdown]\nraw_html = \"allow\"\n")).report(
        "content/reports/a.md",
        "Alpha",
        "",
        "Text.\n\n<p><a href=\"/none/?a=1&amp;b=2\">x</a></p>",
    );
    let built = site.build();
    assert_eq!(built.codes(), ["E0409"], "{}", built.messages());
    assert!(built.messages().contains("content/reports/a.md:8:"), "{}", built.messages());
}

#[test]
fn raw_html_loads_nothing_from_another_host() {
    for html in [
        "<p><img src=\"https://other.example/a.png\" alt=\"\"></p>",
        "<p><img srcset='//other.example/a.png 2x' alt=\"\"></p>",
        "<iframe src=https://other.example/></iframe>",
        "<script src=\"https://other.example/a.js\"></script>",
        "<link rel=\"stylesheet\" href=\"https://other.example/a.css\">",
    ] {
        let site = SiteTest::new()
            .file("site.toml", format!("{SITE}[markdown]\nraw_html = \"allow\"\n"))
            .report("content/reports/a.md", "Alpha", "", &format!("Text.\n\n{html}"));
        let built = site.build();
        assert_eq!(built.codes(), ["E0405"], "{html}: {}", built.messages());
        assert!(built.messages().contains("content/reports/a.md:8:"), "{}", built.messages());
    }
}

#[test]
fn inline_scripts_and_styles_are_warned_of_and_are_no_summary() {
    let site = SiteTest::new()
        .file("site.toml", format!("{SITE}[markdown]\nraw_html = \"allow\"\n"))
        .report("content/reports/a.md", "Alpha", "", "Text <script>alert(1)</script> ends.")
        .report("content/reports/b.md", "Bravo", "", "Text.\n\n<p style=\"color: red\">x</p>");
    let built = site.build().ok();
    assert_eq!(built.codes(), ["W0411", "W0411"], "{}", built.messages());
    let messages = built.messages();
    assert!(messages.contains("a.md:6:6") && messages.contains("b.md:8:11"), "{messages}");
    assert_eq!(built.json("reports/a/index.json")["summary"], "Text ends.");
}

#[test]
fn a_template_that_loads_from_another_host_is_named_once() {
    let site = SiteTest::new()
        .file(
            "templates/404.html",
            "<!doctype html><title>x</title><img src=\"https://other.example/a.png\">",
        )
        .file(
            "templates/search.html",
            "<!doctype html><title>x</title><img src=\"https://other.example/a.png\">",
        );
    let built = site.build();
    assert_eq!(built.codes(), ["E0405"], "{}", built.messages());
}
