//! A report as people write it, as a page and as data.

use crate::pictures;
use crate::support::{SITE, SiteTest};

const FRONT: &str = "\
cutoff = 2025-05-19
authors = [\"Aino Lindqvist\"]
classification = \"Secret\"
regions = [\"Finland\", \"SE\"]
tags = [\"cables\", \"navy\"]
summary = \"Two navies guard the seabed together.\"
[image]
src = \"patrol.png\"
alt = \"A patrol boat beside a buoy\"
credit = \"Finnish Border Guard\"
[judgements.KJ-2]
likelihood = \"likely\"
confidence = \"moderate\"
by = 2026-05-20
outcome = \"partly\"
";

const BODY: &str = "\
## Executive Summary

Finland and Sweden watch the seabed together. Both governments gain from it.

## Key Judgements

KJ-1. Joint patrols have reached a new level and will very likely go on for the next year.

1. On 2 May both navies reported a shared patrol. [source](https://example.org/1)
2. A report of March names shared interests. [source](https://example.org/2)
3. Helsinki asked for help with surveillance. [source](https://example.org/3)
4. They agreed to share sonar pictures. [Source](https://example.org/4)

KJ-2. New methods may lead to a busier summer at sea.

1. A law now lets coast guards board idle ships. [source](https://example.org/5)
2. The first crews stood trial, and a second trial was announced. [source](https://example.org/6) [source](https://example.org/7)
3. Drones fly from both coasts. [source](https://example.org/8)
4. Insurers ask for escorts. [source](https://example.org/9)
5. Twenty-nine anchors were seized. [source](https://example.org/10)

KJ-3. It is unlikely that Stockholm leaves the programme.

1. Its strategy of October names the seabed. [source](https://example.org/11)
2. The December exercise was its biggest. [source](https://example.org/12)
3. Parliament paid for six more boats. [source](https://example.org/13)

## Statement on Analysis

We are confident. The assessment assumes that budgets stay as they are.

Intelligence Cut-off Date: 19 May 2025
";

fn brief() -> SiteTest {
    SiteTest::new()
        .report("content/reports/baltic/index.md", "Seabed patrols", FRONT, BODY)
        .file("content/reports/baltic/patrol.png", pictures::png("made by hand"))
        .report(
            "content/reports/other.md",
            "Harbour drills",
            "tags = [\"navy\"]\nregions = [\"Finland\"]",
            "Text.",
        )
}

/// A report whose only judgements section holds `text`.
fn judged(text: &str) -> SiteTest {
    SiteTest::new().report("content/reports/a.md", "A", "", &format!("## Key Judgements\n\n{text}"))
}

/// The page of a report with this body.
fn page_of(body: &str) -> String {
    SiteTest::new().report("content/reports/a.md", "A", "", body).build().clean().read("reports/a/index.html")
}

#[test]
fn a_brief_becomes_data_with_everything_it_says() {
    let site = brief();
    let data = site.build().clean().json("reports/baltic/index.json");
    let keys = [
        "title",
        "url",
        "date",
        "cutoff",
        "updated",
        "authors",
        "classification",
        "regions",
        "tags",
        "summary",
        "word_count",
        "reading_minutes",
        "executive_summary",
        "judgements",
        "sources",
        "statement_on_analysis",
        "related",
    ];
    for key in keys {
        assert!(data.get(key).is_some(), "{key}");
    }
    assert_eq!(data["title"], "Seabed patrols");
    assert_eq!(data["url"], "https://desk.example/reports/baltic/");
    assert_eq!(data["date"], "2025-05-20");
    assert_eq!(data["cutoff"], "2025-05-19");
    assert_eq!(data["updated"], serde_json::Value::Null);
    assert_eq!(data["authors"], serde_json::json!(["Aino Lindqvist"]));
    assert_eq!(data["classification"], "Secret");
    assert_eq!(data["regions"][0]["name"], "Finland");
    assert_eq!(data["regions"][1]["url"], "https://desk.example/regions/sweden/");
    assert_eq!(data["tags"], serde_json::json!(["cables", "navy"]));
    assert_eq!(data["summary"], "Two navies guard the seabed together.");
    assert_eq!(
        data["executive_summary"],
        "Finland and Sweden watch the seabed together. Both governments gain from it."
    );
    let statement = "We are confident. The assessment assumes that budgets stay as they are.";
    assert_eq!(data["statement_on_analysis"], statement);
    assert!(
        data["word_count"].as_u64().is_some_and(|words| (100..250).contains(&words)),
        "{}",
        data["word_count"]
    );
    assert_eq!(data["reading_minutes"], 1);

    let judgements = data["judgements"].as_array().expect("a list");
    let points: Vec<usize> =
        judgements.iter().map(|judgement| judgement["evidence"].as_array().expect("a list").len()).collect();
    assert_eq!(points, [4, 5, 3]);
    let cited: Vec<u64> = judgements
        .iter()
        .flat_map(|judgement| judgement["evidence"].as_array().expect("a list"))
        .flat_map(|point| point["sources"].as_array().expect("a list"))
        .map(|number| number.as_u64().expect("a number"))
        .collect();
    assert_eq!(cited, (1..=13).collect::<Vec<u64>>());
    assert_eq!(judgements[1]["evidence"][1]["sources"], serde_json::json!([6, 7]));
    assert_eq!(judgements[1]["evidence"][1]["id"], "KJ-2.2");
    assert_eq!(
        judgements[1]["evidence"][1]["text"],
        "The first crews stood trial, and a second trial was announced."
    );
    let sources = data["sources"].as_array().expect("a list");
    assert_eq!(sources.len(), 13);
    assert_eq!(
        sources[12],
        serde_json::json!({"number": 13, "url": "https://example.org/13", "title": null})
    );
}

#[test]
fn a_horizon_in_the_sentence_is_counted_from_the_cutoff_and_said_to_be() {
    let body = "## Key Judgements\n\nKJ-1. Prices will likely rise over the next eighteen months.\n\n\
        KJ-2. “Prices will rise within a year”, he said.\n\nKJ-3. Prices will likely rise within a year.";
    let table = "cutoff = 2025-05-19\n[judgements.KJ-3]\nby = 2026-04-30\n";
    let site = SiteTest::new().report("content/reports/a.md", "A", table, body);
    let built = site.build().clean();
    let data = built.json("reports/a/index.json");
    let by: Vec<String> = (0..3).map(|at| data["judgements"][at]["by"].to_string()).collect();
    assert_eq!(by, ["\"2026-11-19\"", "null", "\"2026-04-30\""]);
    let html = built.read("reports/a/index.html");
    assert_eq!(html.matches("counted from the cut-off date").count(), 1, "{html}");
    let place = html.find("19 November 2026").expect("the day of KJ-1");
    assert!(html[place..].starts_with("19 November 2026</time> <span class=\"note\">counted"), "{html}");
    // Without a cut-off date, and in a language whose words are not judged, there is nothing to count.
    let undated = SiteTest::new().report("content/reports/a.md", "A", "", body);
    assert!(undated.build().clean().json("reports/a/index.json")["judgements"][0]["by"].is_null());
    let foreign = SiteTest::new().file("site.toml", format!("{SITE}language = \"es\"\n")).report(
        "content/reports/a.md",
        "A",
        table,
        body,
    );
    assert!(foreign.build().clean().json("reports/a/index.json")["judgements"][0]["by"].is_null());
}

#[test]
fn likelihood_comes_from_the_sentence_or_from_the_front_matter() {
    let site = brief();
    let data = site.build().clean().json("reports/baltic/index.json");
    let [first, second, third] = [0, 1, 2].map(|at| &data["judgements"][at]);
    assert_eq!(first["id"], "KJ-1");
    assert_eq!(first["url"], "https://desk.example/reports/baltic/#kj-1");
    assert_eq!(first["likelihood"], "very likely");
    assert_eq!(first["range"], serde_json::json!([80, 95]));
    assert_eq!(first["by"], "2026-05-19");
    assert_eq!(first["by_counted"], true);
    assert_eq!(second["likelihood"], "likely");
    assert_eq!(second["range"], serde_json::json!([55, 80]));
    assert_eq!(second["confidence"], "moderate");
    assert_eq!((&second["by"], second.get("by_counted")), (&"2026-05-20".into(), None));
    assert_eq!(third["likelihood"], "unlikely");
    assert_eq!(third["range"], serde_json::json!([20, 45]));
    assert_eq!(third["text"], "It is unlikely that Stockholm leaves the programme.");
}

#[test]
fn the_reason_for_a_confidence_stands_beside_it() {
    let body = "## Key Judgements\n\nKJ-1. A first judgement of the desk is likely before 2026.\n\nWe have high confidence in this, because three registers agree.\n\n\
        KJ-2. A second one is likely before 2026.\n\nWe have low confidence in this, because of haste.\n\n\
        KJ-3. A third one is likely before 2026. (Moderate confidence: one yard did not answer.)\n\n\
        KJ-4. A fourth one is likely before 2026.\n";
    let more = "[judgements.KJ-2]\nconfidence = \"high\"\nconfidence_reason = \"the *text* is law\"\n[judgements.KJ-4]\nconfidence_reason = \"of nothing\"\n";
    let site = SiteTest::new().report("content/reports/a.md", "A", more, body);
    let built = site.build().ok();
    let data = built.json("reports/a/index.json");
    let reasons = ["three registers agree", "the *text* is law", "one yard did not answer"];
    for (at, reason) in reasons.into_iter().enumerate() {
        assert_eq!(data["judgements"][at]["confidence_reason"], reason);
    }
    assert_eq!(data["judgements"][3].get("confidence_reason"), None);
    let page = built.read("reports/a/index.html");
    for (level, reason) in ["high", "high", "moderate"].into_iter().zip(reasons) {
        assert!(
            page.contains(&format!("<dd>{level} <span class=\"note confidence-reason\">{reason}</span>"))
        );
    }
    assert_eq!(page.matches("confidence-reason").count(), 3);
}

#[test]
fn a_judgement_without_a_term_has_no_range() {
    let site = judged("KJ-1. Trade goes on.\n\n1. One.");
    let data = site.build().clean().json("reports/a/index.json");
    assert_eq!(data["judgements"][0]["likelihood"], serde_json::Value::Null);
    assert_eq!(data["judgements"][0]["range"], serde_json::Value::Null);
}

#[test]
fn the_page_has_a_place_for_every_part() {
    let site = brief();
    let page = site.build().clean().read("reports/baltic/index.html");
    let ids = [
        "executive-summary",
        "kj-1",
        "kj-3",
        "kj-1-1",
        "kj-2-2",
        "kj-3-3",
        "source-1",
        "source-13",
        "related",
        "statement-on-analysis",
    ];
    for id in ids {
        assert_eq!(page.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
    }
    for absent in ["kj-4", "kj-1-5", "source-14"] {
        assert!(!page.contains(&format!(" id=\"{absent}\"")), "{absent}");
    }
    assert!(page.contains("<nav class=\"toc\" aria-label=\"Table of contents\">"), "{page}");
    assert_eq!(page.matches("<h1").count(), 1);
    assert!(page.contains("alt=\"A patrol boat beside a buoy\" width=\"1\" height=\"1\""), "{page}");
    assert!(page.contains("Finnish Border Guard"));
    assert!(page.contains("<time datetime=\"2025-05-19\">19 May 2025</time>"));
    assert!(page.contains("Aino Lindqvist"));
    assert!(!page.contains("Cut-off Date: 19"), "the line is a fact now, not a paragraph");
    let related = &page[page.find("<section class=\"related\" id=\"related\">").expect("related")..];
    for part in ["Harbour drills", "shares the tag navy", "Unclassified", "Finland"] {
        assert!(related.contains(part), "{part}");
    }
}

#[test]
fn without_related_reports_there_is_no_such_section() {
    assert!(!page_of("Text.").contains("id=\"related\""));
}

#[test]
fn the_classification_stands_at_the_top_and_at_the_foot() {
    let site = brief();
    let page = site.build().clean().read("reports/baltic/index.html");
    let (head, rest) = page.split_once("<h1").expect("a heading");
    let foot = &rest[rest.find("report-foot").expect("a foot")..];
    let foot = &foot[..foot.find("</article>").expect("its end")];
    assert!(head.contains(">Secret</a>"), "{head}");
    assert!(foot.contains(">Secret</a>"), "{foot}");

    let site = SiteTest::new()
        .file("site.toml", format!("{SITE}release = \"SECRET\"\n[classification]\nscheme = \"us\"\n"))
        .report("content/reports/a.md", "A", "classification = \"secret\"", "Text.");
    let page = site.build().clean().read("reports/a/index.html");
    let bands: Vec<usize> = page.match_indices("<p class=\"band").map(|(at, _)| at).collect();
    let main = page.find("<main").expect("main");
    assert!(matches!(bands[..], [top, foot] if top < main && main < foot), "{page}");
}

#[test]
fn no_page_has_inline_code_or_loads_from_elsewhere() {
    let site = brief();
    site.build().clean();
    let mut pages = 0;
    for (path, bytes) in site.tree() {
        if !path.ends_with(".html") {
            continue;
        }
        pages += 1;
        let page = String::from_utf8(bytes).expect("UTF-8");
        assert!(!page.contains("<style") && !page.contains(" style="), "{path}");
        for script in page.split("<script").skip(1) {
            let tag = script.split_once('>').expect("a whole tag").0;
            assert!(tag.contains(" src=\"/") || tag.contains("application/ld+json"), "{path}: {tag}");
        }
        for tag in page.split('<').filter(|tag| tag.starts_with("link ") || tag.contains(" src=")) {
            let tag = tag.split_once('>').expect("a whole tag").0;
            let loads = tag.contains("stylesheet") || tag.contains(" src=");
            assert!(!loads || !tag.contains("//"), "{path}: {tag}");
            assert!(!tag.contains(" onload=") && !tag.contains(" onerror="), "{path}: {tag}");
        }
    }
    assert!(pages > 10, "{pages}");
}

#[test]
fn judgements_are_read_in_every_form() {
    let body =
        "### KJ-1. Trade will likely fall.\n\n1. One.\n\n### KJ-2\n\nPrices will likely rise.\n\n1. Two.";
    let forms = [
        format!("## Key Judgements\n\n{body}"),
        format!("## key judgments\n\n{body}"),
        format!("# KEY JUDGMENTS:\n\n{body}"),
        "## Key Judgements\n\n**KJ-1.** Trade will likely fall.\n\n1. One.\n\n**KJ-2.** Prices will likely rise.\n\n1. Two."
            .to_owned(),
        "## Key Judgements\n\nkj-1: Trade will likely fall.\n\n- One.\n\nKJ-2) Prices will likely rise.\n\n- Two.".to_owned(),
    ];
    for form in forms {
        let site = SiteTest::new().report("content/reports/a.md", "A", "", &form);
        let data = site.build().clean().json("reports/a/index.json");
        assert_eq!(data["judgements"][0]["text"], "Trade will likely fall.", "{form}");
        assert_eq!(data["judgements"][1]["text"], "Prices will likely rise.", "{form}");
        assert_eq!(data["judgements"][1]["range"], serde_json::json!([55, 80]), "{form}");
        assert_eq!(data["judgements"][1]["evidence"][0]["text"], "Two.", "{form}");
    }
}

#[test]
fn front_matter_may_say_judgments() {
    let site = SiteTest::new().report(
        "content/reports/a.md",
        "A",
        "[judgments.KJ-1]\nconfidence = \"high\"",
        "## Key Judgments\n\nKJ-1. Trade falls.\n\n1. One.",
    );
    assert_eq!(site.build().clean().json("reports/a/index.json")["judgements"][0]["confidence"], "high");
}

#[test]
fn a_registry_names_sources_and_a_bundle_has_its_own() {
    let site = SiteTest::new()
        .file("sources.toml", "[atlas-2025]\ntitle = \"Atlas of ports\"\nurl = \"https://example.org/atlas\"\n[both]\ntitle = \"Of the site\"\n")
        .report("content/reports/a/index.md", "A", "", "One [@atlas-2025, p. 12]. Two [@own]. Three [@both]. Four [@atlas-2025, p. 13].")
        .file("content/reports/a/sources.toml", "[own]\ntitle = \"Notebook\"\n[both]\ntitle = \"Of the bundle\"\n")
        .report("content/reports/b.md", "B", "", "One [@both].");
    let built = site.build().clean();
    let data = built.json("reports/a/index.json");
    let titles: Vec<&str> = data["sources"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|source| source["title"].as_str().expect("a title"))
        .collect();
    assert_eq!(titles, ["Atlas of ports", "Notebook", "Of the bundle"]);
    assert_eq!(data["sources"][0]["url"], "https://example.org/atlas");
    assert_eq!(built.json("reports/b/index.json")["sources"][0]["title"], "Of the site");
    let page = built.read("reports/a/index.html");
    assert!(page.contains("[1, p. 12]") && page.contains("[1, p. 13]"), "{page}");
    assert!(!built.has("reports/a/sources.toml"));
}

#[test]
fn a_source_nobody_registered_is_an_error() {
    let site = SiteTest::new().file("sources.toml", "[atlas-2025]\ntitle = \"Atlas\"\n").report(
        "content/reports/a.md",
        "A",
        "",
        "One [@atlas-2026].",
    );
    let built = site.build();
    assert_eq!(built.codes(), ["E0204"]);
    assert!(built.messages().contains("[@atlas-2025]"), "{}", built.messages());
}

#[test]
fn raw_html_is_escaped_unless_the_site_allows_it() {
    let body = "Some <b>bold</b> words.\n\n<div class=\"own\">block</div>";
    let site = SiteTest::new().report("content/reports/a.md", "A", "", body);
    let page = site.build().clean().read("reports/a/index.html");
    assert!(page.contains("&lt;b&gt;bold&lt;/b&gt;") && page.contains("&lt;div class="), "{page}");
    assert!(!page.contains("<div class=\"own\">"));
    site.edit("site.toml", format!("{SITE}[markdown]\nraw_html = \"allow\"\n"));
    let page = site.build().clean().read("reports/a/index.html");
    assert!(page.contains("Some <b>bold</b> words."), "{page}");
    assert!(page.contains("<div class=\"own\">block</div>"));
}

#[test]
fn comments_reach_no_reader() {
    let body =
        "Before <!-- desknote inline --> after.\n\n<!-- desknote block\n\nof two paragraphs -->\n\nEnd.";
    for raw_html in ["escape", "allow"] {
        let site = SiteTest::new()
            .file("site.toml", format!("{SITE}[markdown]\nraw_html = \"{raw_html}\"\n"))
            .report("content/reports/a.md", "A", "", body);
        site.build().clean();
        for (path, bytes) in site.tree() {
            assert!(!pictures::holds(&bytes, "desknote"), "{raw_html}: {path}");
            assert!(!pictures::holds(&bytes, "of two paragraphs"), "{raw_html}: {path}");
        }
    }
}

#[test]
fn comments_beside_other_html_reach_no_reader() {
    for body in [
        "<!-- desknote --> Words after it.",
        "<div>\n<!-- desknote -->\n</div>",
        "<!-- desknote --><!-- desknote -->",
        "Words.\n<!-- desknote --> more",
    ] {
        for raw_html in ["escape", "allow"] {
            let site = SiteTest::new()
                .file("site.toml", format!("{SITE}[markdown]\nraw_html = \"{raw_html}\"\n"))
                .report("content/reports/a.md", "A", "", body);
            site.build().ok();
            for (path, bytes) in site.tree() {
                assert!(!pictures::holds(&bytes, "desknote"), "{raw_html}: {path}: {body}");
            }
        }
    }
}

#[test]
fn alerts_have_a_kind_and_a_title() {
    let kinds = [
        ("NOTE", "Note"),
        ("TIP", "Tip"),
        ("WARNING", "Warning"),
        ("ASSUMPTION", "Assumption"),
        ("GAP", "Gap in the evidence"),
        ("INDICATOR", "Indicator"),
        ("DISSENT", "Dissent"),
    ];
    for (kind, title) in kinds {
        let page = page_of(&format!("> [!{kind}]\n> Text of it."));
        let lower = kind.to_lowercase();
        assert!(
            page.contains(&format!("<aside class=\"alert alert-{lower}\" role=\"note\">")),
            "{kind}: {page}"
        );
        assert!(
            page.contains(&format!("<p class=\"alert-title\">{title}</p>\n<p>Text of it.</p>")),
            "{kind}: {page}"
        );
    }
    let site = SiteTest::new().report("content/reports/a.md", "A", "", "> [!GAPS]\n> Text.");
    assert_eq!(site.build().codes(), ["W0308"]);
}

#[test]
fn footnotes_lead_there_and_back() {
    let page = page_of("Words.[^a] More.[^a]\n\n[^a]: The note.");
    for part in ["href=\"#fn-1\"", "id=\"fnref-1\"", "<li id=\"fn-1\">", "href=\"#fnref-1\"", "The note."] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(page.matches("id=\"fnref-1\"").count(), 1);
}

#[test]
fn tables_task_lists_and_the_rest_of_the_markdown() {
    let page = page_of(
        "| Port | Ships |\n|:--|--:|\n| Oslo | 3 |\n\n- [x] asked\n- [ ] answered\n\n~~gone~~\n\nTerm\n: Meaning\n\n## Later {#own-id}\n",
    );
    assert!(page.contains("<table>") && page.contains("<td class=\"align-right\">3</td>"), "{page}");
    for part in ["Oslo", "☑", "☐", "<del>gone</del>", "<dt>Term</dt>", "id=\"own-id\"", "href=\"#own-id\""]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains(" style="), "alignment must not be an inline style");
}

#[test]
fn links_name_files_and_places_in_them() {
    let site = judged("KJ-1. Trade will likely fall.\n\n1. One.").report(
        "content/reports/b.md",
        "B",
        "",
        "See [that](@/reports/a.md#kj-1), [its point](@/reports/a.md#kj-1-1) and [this](a.md).",
    );
    let page = site.build().clean().read("reports/b/index.html");
    for part in
        ["href=\"/reports/a/#kj-1\">that", "href=\"/reports/a/#kj-1-1\">its", "href=\"/reports/a/\">this"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    site.edit(
        "content/reports/b.md",
        "+++\ntitle = \"B\"\ndate = 2025-05-20\n+++\n[x](@/reports/a.md#kj-9) [y](@/reports/z.md)\n",
    );
    let built = site.build();
    assert_eq!(built.codes(), ["E0402", "E0401"]);
    assert!(built.outcome.summary.is_none());
}

#[test]
fn a_citation_of_another_report_leads_to_its_address() {
    let site = SiteTest::new().report("content/reports/a.md", "A", "", "Text.").report(
        "content/reports/b.md",
        "B",
        "",
        "As said before. [source](@/reports/a.md)",
    );
    let built = site.build();
    if !built.outcome.diagnostics.has_errors() {
        let page = built.read("reports/b/index.html");
        assert!(!page.contains("@/reports/a.md"), "a path of content/ is no address: {page}");
    }
}

#[test]
fn two_different_cutoff_dates_are_an_error() {
    let site = SiteTest::new().report(
        "content/reports/a.md",
        "A",
        "cutoff = 2025-05-18",
        "Text.\n\nIntelligence Cut-off Date: 19 May 2025",
    );
    assert_eq!(site.build().codes(), ["E0306"]);
}

#[test]
fn forms_and_log_in_are_there_only_when_configured() {
    let site = SiteTest::new().report("content/reports/a.md", "A", "", "Text.");
    let page = site.build().clean().read("reports/a/index.html");
    assert!(!page.contains("<form") && !page.contains("Log in"));
    site.edit(
        "site.toml",
        format!(
            "{SITE}[newsletter]\naction = \"https://mail.example/join\"\n[contact]\naction = \"https://mail.example/write\"\n[login]\nurl = \"https://desk.example/members/\"\n"
        ),
    );
    let page = site.build().ok().read("reports/a/index.html");
    for part in [
        "action=\"https://mail.example/join\"",
        "action=\"https://mail.example/write\"",
        "Log in",
        "Fields marked “*” are required.",
        "Leave this field unchanged",
        "<label for=\"contact-email\">",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn escaped_html_is_part_of_the_text_everywhere() {
    let body = "## Executive Summary\n\nA <high> risk.\n\n## Key Judgements\n\nKJ-1. Trade is <low>.\n\n1. At <ten> ports.\n";
    let site = SiteTest::new().report("content/reports/a.md", "A", "", body);
    let built = site.build().clean();
    let json = built.json("reports/a/index.json");
    assert_eq!(json["executive_summary"], "A <high> risk.");
    assert_eq!(json["judgements"][0]["text"], "Trade is <low>.");
    assert_eq!(json["judgements"][0]["evidence"][0]["text"], "At <ten> ports.");
    assert!(built.read("reports/a/index.html").contains("A &lt;high&gt; risk."));
}

#[test]
fn citations_of_other_tools_are_explained() {
    let registry = "[a]\ntitle = \"A\"\n[b]\ntitle = \"B\"\n";
    for (body, help) in [("Rise [@a; @b, p. 3].", "[@a] [@b, p. 3]"), ("Rise [@].", "without an id")] {
        let site =
            SiteTest::new().file("sources.toml", registry).report("content/reports/a.md", "A", "", body);
        let built = site.build();
        assert_eq!(built.codes(), ["E0204"], "{}", built.messages());
        assert!(built.messages().contains(help), "{}", built.messages());
    }
}

#[test]
fn a_footnote_without_a_text_is_warned_of() {
    let body = "One.[^1] Two.[^2] `[^3]` \\[^4] [^5](/)\n\n[^1]: Note.";
    let site = SiteTest::new().report("content/reports/a.md", "A", "", body);
    let built = site.build().ok();
    assert_eq!(built.codes(), ["W0412"], "{}", built.messages());
    assert!(built.messages().contains("content/reports/a.md:6:14"), "{}", built.messages());
    let page = SiteTest::new().file("content/about.md", "Two.[^2]");
    assert_eq!(page.build().ok().codes(), ["W0412"]);
}

#[test]
fn a_citation_in_a_footnote_is_labelled_by_it() {
    let body = "One. [source](https://example.org/a)[^n]\n\n[^n]: Note. [source](https://example.org/b)";
    let site = SiteTest::new().report("content/reports/a.md", "A", "", body);
    let page = site.build().clean().read("reports/a/index.html");
    assert!(page.contains("<a href=\"#cite-2\">footnote 1</a>"), "{page}");
}

#[test]
fn a_source_of_which_only_the_address_is_known_is_told_briefly() {
    let site = SiteTest::new().report(
        "content/reports/a.md",
        "Alpha",
        "",
        "## Text\n\nWords. [source](https://example.org/paper)\n",
    );
    let page = site.build().ok().read("reports/a/index.html");
    assert!(page.contains("\"citation\":[\"https://example.org/paper\"]"), "{page}");
    assert!(!page.contains("source-facts"), "an empty list says nothing: {page}");
}

#[test]
fn confidence_is_taken_from_a_statement_that_names_the_judgement() {
    let body = "## Key Judgements\n\nKJ-1. Rain is likely.\n\nKJ-2. Hail is likely. We have low confidence.\n\nKJ-3. Snow is likely.\n\n\
        ## Statement on Analysis\n\nWe have moderate confidence in KJ-1 and KJ-2, because two gauges agree. We have high confidence in all judgements.";
    let front = "allow = [{ code = \"E2014\", reason = \"here a test\" }]";
    let site = SiteTest::new().report("content/reports/a.md", "A", front, body);
    let report: serde_json::Value =
        serde_json::from_str(&site.build().read("reports/a/index.json")).expect("JSON");
    let said = |at: usize| {
        let judgement = &report["judgements"][at];
        (judgement["confidence"].as_str(), judgement["confidence_reason"].as_str())
    };
    assert_eq!(said(0), (Some("moderate"), Some("two gauges agree")));
    assert_eq!(said(1), (Some("low"), None));
    assert_eq!(said(2), (None, None));
}

#[test]
fn a_summary_taken_from_the_text_does_not_stand_above_it() {
    let body = "## Key Judgements\n\nKJ-1. The port will likely reopen.\n";
    let site = SiteTest::new().report("content/reports/a.md", "A", "", body).report(
        "content/reports/b.md",
        "B",
        "summary = \"In doubt.\"",
        body,
    );
    let built = site.build();
    let (derived, written) = (built.read("reports/a/index.html"), built.read("reports/b/index.html"));
    assert!(!derived.contains("class=\"standfirst\""), "{derived}");
    assert!(
        derived.contains("<meta name=\"description\" content=\"The port will likely reopen"),
        "{derived}"
    );
    assert!(written.contains("<p class=\"standfirst\">In doubt.</p>"), "{written}");
}
