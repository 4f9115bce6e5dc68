//! Files for programs that keep references, beside each report.

use crate::support::{SITE, SiteTest};

#[test]
fn a_report_can_be_cited_by_programs() {
    let site = SiteTest::new().report(
        "content/reports/quays.md",
        "Quays & piers",
        "authors = [\"Ida Ek\"]\nseries = \"Ports\"\nsummary = \"In short.\"",
        "Text.",
    );
    let built = site.build().clean();
    let page = built.read("reports/quays/index.html");
    for (file, name) in [("cite.bib", "BibTeX"), ("cite.ris", "RIS"), ("cite.json", "CSL-JSON")] {
        let link = format!("<a href=\"/reports/quays/{file}\" download>{name}</a>");
        assert!(page.contains(&link), "{link}");
        let text = built.read(&format!("reports/quays/{file}"));
        for part in ["Quays", "Ida", "Ek", "Desk", "2025", "https://desk.example/reports/quays/"] {
            assert!(text.contains(part), "{file} lacks {part}");
        }
    }
    // Zotero takes a page with an institution for a report.
    assert!(page.contains("<meta name=\"citation_title\" content=\"Quays &amp; piers\">"));
    assert!(page.contains("<meta name=\"citation_technical_report_institution\" content=\"Desk\">"));
    assert!(page.contains("Ida Ek, “Quays &amp; piers”, Desk, 20 May 2025"), "{page}");
    assert!(built.json("reports/quays/cite.json")[0]["note"].is_null(), "an editorial label is no note");
}

#[test]
fn a_reference_says_how_its_report_is_handled() {
    let site = SiteTest::new()
        .file("site.toml", format!("{SITE}release = \"SECRET\"\n[classification]\nscheme = \"us\"\n"))
        .report("content/reports/a.md", "A", "classification = \"SECRET\"", "Text.")
        .report("content/reports/b.md", "B", "classification = \"TOP SECRET\"", "Text.");
    let built = site.build().clean();
    assert_eq!(built.json("reports/a/cite.json")[0]["note"], "SECRET");
    assert!(built.read("reports/a/cite.bib").contains("note = {SECRET}"));
    assert!(built.read("reports/a/cite.ris").contains("N1  - SECRET\r\n"));
    assert!(!built.has("reports/b/cite.bib"), "what is withheld is not cited");
}

#[test]
fn references_to_translations_have_keys_of_their_own() {
    let site = SiteTest::new()
        .file("site.toml", format!("{SITE}\n[languages.es]\n"))
        .report("content/reports/a.md", "A", "authors = [\"Ida Ek\", \"Harbour Desk\"]", "Text.")
        .report("content/reports/a.es.md", "A", "authors = [\"Ida Ek\"]", "Texto.");
    let built = site.build().clean();
    assert!(built.read("reports/a/cite.bib").starts_with("@techreport{reports-a,"));
    assert!(built.read("es/reports/a/cite.bib").starts_with("@techreport{es-reports-a,"));
    assert_eq!(built.json("es/reports/a/cite.json")[0]["id"], "es-reports-a");
    assert!(built.read("reports/a/cite.ris").contains("AU  - Ek, Ida\r\nAU  - Harbour Desk\r\n"));
}
