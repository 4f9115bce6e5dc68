//! The gate: what is not released leaves no trace.

use bluf::release::Drafts;

use crate::pictures::{holds, png};
use crate::support::{SITE, SiteTest};

/// What holds a report back, as front matter, under release Confidential on 1 January 2026.
const WAYS: [&str; 5] = [
    "classification = \"Secret\"",
    "draft = true",
    "publish_at = 2026-01-01T00:00:01Z",
    "expires = 2025-12-31",
    "classification = \"Top Secret\"\ndraft = true",
];

const PLANTED: &str = "\
summary = \"canarysummary of it\"
tags = [\"canarytag\", \"shared\"]
authors = [\"Canaryauthor Berg\", \"Ida Berg\"]
slug = \"canaryslug\"
series = \"Canaryseries\"
aliases = [\"/canaryalias/\"]
regions = [\"Tuvalu\", \"Norway\"]
";

const IMAGE: &str = "[image]\nsrc = \"canaryimage.png\"\nalt = \"canaryalt\"\ncredit = \"Canarycredit\"\n";

const BODY: &str = "\
## Executive Summary

The canaryword of the text, shared quartz.

## Key Judgements

KJ-1. A canaryjudgement is likely.

1. A canarypoint. [source](https://canaryhost.example/)
";

/// A site of two open reports.
fn open() -> SiteTest {
    SiteTest::new()
        .report(
            "content/reports/a.md",
            "Open one",
            "tags = [\"shared\"]\nregions = [\"Norway\"]\nauthors = [\"Ida Berg\"]",
            "Words of quartz.",
        )
        .report(
            "content/reports/b.md",
            "Open two",
            "tags = [\"shared\"]\nregions = [\"Norway\"]",
            "Words of copper.",
        )
}

/// The same with a report full of canaries, held back by `way`.
fn planted(way: &str) -> SiteTest {
    open()
        .report(
            "content/reports/canaryfile/index.md",
            "Canarytitle",
            &format!("{way}\n{PLANTED}{IMAGE}"),
            BODY,
        )
        .file("content/reports/canaryfile/canaryimage.png", png("x"))
        .release("Confidential")
}

#[track_caller]
fn no_canary(site: &SiteTest, way: &str) {
    for (path, bytes) in site.tree() {
        for word in ["canary", "tuvalu", "polynesia"] {
            assert!(!holds(path.as_bytes(), word), "{way}: the path {path}");
            assert!(!holds(&bytes, word), "{way}: {word} in {path}");
        }
    }
}

#[test]
fn every_canary_would_be_seen() {
    let site = planted("classification = \"Confidential\"");
    site.build().clean();
    let tree = site.tree();
    let words = [
        "canarysummary",
        "canarytag",
        "canaryauthor",
        "canaryslug",
        "canaryseries",
        "canaryalias",
        "canaryimage",
        "canaryalt",
        "canarycredit",
        "canaryword",
        "canaryjudgement",
        "canarypoint",
        "canaryhost",
        "canarytitle",
        "tuvalu",
        "polynesia",
    ];
    for word in words {
        assert!(
            tree.iter().any(|(path, bytes)| holds(bytes, word) || holds(path.as_bytes(), word)),
            "{word}"
        );
    }
}

#[test]
fn what_is_held_back_is_as_if_it_did_not_exist() {
    let without = open().release("Confidential");
    without.build().clean();
    let expected = without.tree();
    for way in WAYS {
        let site = planted(way);
        let built = site.build().clean();
        assert_eq!(built.outcome.summary.expect("it is built").reports, 2, "{way}");
        no_canary(&site, way);
        let tree = site.tree();
        let paths =
            |tree: &[(String, Vec<u8>)]| tree.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
        assert_eq!(paths(&tree), paths(&expected), "{way}");
        for ((path, bytes), (_, wanted)) in tree.iter().zip(&expected) {
            assert!(bytes == wanted, "{way}: {path}");
        }
    }
}

#[test]
fn counts_leave_it_out() {
    let site = planted(WAYS[0]);
    let built = site.build().clean();
    assert!(
        built.read("tags/index.html").contains("<span class=\"count\">2</span>"),
        "{}",
        built.read("tags/index.html")
    );
    assert!(built.read("regions/norway/index.html").contains("Briefs: 2"));
    assert!(built.read("authors/ida-berg/index.html").contains("Briefs: 1"));
    assert_eq!(built.json("catalog.json")["reports"].as_array().expect("a list").len(), 2);
    let related = built.json("reports/a/index.json")["related"].clone();
    assert_eq!(related.as_array().expect("a list").len(), 1);
}

#[test]
fn an_earlier_build_of_it_is_taken_away() {
    let mut site = planted(WAYS[0]).release("Secret");
    assert!(site.build().clean().has("reports/canaryslug/canaryimage.png"));
    site = site.release("Confidential");
    let built = site.build().clean();
    assert!(built.outcome.summary.expect("it is built").removed > 5);
    no_canary(&site, "lower release");
    assert!(!site.output().join("reports/canaryslug").exists());
}

#[test]
fn a_link_to_it_becomes_words() {
    for way in WAYS {
        let site = planted(way).report(
            "content/reports/c.md",
            "Open three",
            "supersedes = \"reports/canaryfile/index.md\"\nrelated = { pin = [\"reports/canaryfile/index.md\"], exclude = [] }",
            "See [plain words](@/reports/canaryfile/index.md#kj-1 \"canarytip\").",
        );
        let built = site.build().ok();
        assert_eq!(built.codes(), ["W0406"], "{way}: {}", built.messages());
        let page = built.read("reports/c/index.html");
        assert!(page.contains("See plain words"), "{way}: {page}");
        no_canary(&site, way);
    }
}

#[test]
fn every_form_of_link_loses_its_address() {
    let forms = [
        "[words](canaryfile/index.md)",
        "[words][ref]\n\n[ref]: @/reports/canaryfile/index.md 'canarytip'",
        "<span>[words](@/reports/canaryfile/index.md)</span>",
        "| a |\n|---|\n| [words](@/reports/canaryfile/index.md) |",
        "Note.[^1]\n\n[^1]: See [words](@/reports/canaryfile/index.md).",
        "## Key Judgements\n\nKJ-1. It is likely, see [words](@/reports/canaryfile/index.md).\n\n1. One [words](@/reports/canaryfile/index.md).",
    ];
    for form in forms {
        let site = planted(WAYS[0]).report("content/reports/c.md", "Open three", "", form);
        let built = site.build().ok();
        assert!(built.codes().iter().all(|code| *code == "W0406"), "{form}: {}", built.messages());
        assert!(built.codes().contains(&"W0406"), "{form}");
        assert!(built.read("reports/c/index.html").contains("words"), "{form}");
        no_canary(&site, form);
    }
}

#[test]
fn a_citation_of_it_does_not_name_it() {
    let site = planted(WAYS[0]).report(
        "content/reports/c.md",
        "Open three",
        "",
        "As we said. [source](@/reports/canaryfile/index.md)",
    );
    let built = site.build();
    if built.outcome.diagnostics.has_errors() {
        assert!(site.tree().is_empty());
    } else {
        assert!(built.codes().contains(&"W0406"), "{}", built.messages());
        no_canary(&site, "citation");
    }
}

#[test]
fn a_picture_of_it_is_not_published_through_another_report() {
    let site = planted(WAYS[0]).report(
        "content/reports/c.md",
        "Open three",
        "",
        "![what it shows](canaryfile/canaryimage.png)",
    );
    let built = site.build();
    if !built.outcome.diagnostics.has_errors() {
        no_canary(&site, "picture");
    }
}

#[test]
fn the_moment_itself_counts() {
    let site = SiteTest::new()
        .report("content/reports/a.md", "Just open", "publish_at = 2026-01-01T00:00:00Z", "Text.")
        .report("content/reports/b.md", "Still open", "expires = 2026-01-01T00:00:01Z", "Text.");
    let built = site.build().clean();
    assert!(built.has("reports/a/index.html") && built.has("reports/b/index.html"));
}

#[test]
fn drafts_are_shown_on_demand_but_nothing_else_is() {
    let mut site = open()
        .report("content/reports/draft.md", "Sketch", "draft = true", "Text.")
        .report("content/reports/later.md", "Later", "publish_at = 2026-02-01", "Text.")
        .report("content/reports/high.md", "High", "draft = true\nclassification = \"Secret\"", "Text.")
        .release("Confidential");
    assert!(!site.build().clean().has("reports/draft/index.html"));
    site.request.gate.drafts = Drafts::Show;
    let built = site.build().clean();
    assert!(built.has("reports/draft/index.html"));
    assert!(!built.has("reports/later/index.html") && !built.has("reports/high/index.html"));
}

#[test]
fn a_handling_scheme_has_no_default_release() {
    for (scheme, level) in [("us", "SECRET"), ("uk", "SECRET"), ("nato", "NATO SECRET"), ("tlp", "TLP:GREEN")]
    {
        let site = open().file("site.toml", format!("{SITE}[classification]\nscheme = \"{scheme}\"\n"));
        let built = site.build();
        assert_eq!(built.codes(), ["E0902"], "{scheme}");
        assert!(!site.output().exists(), "{scheme}");
        let site = site.release(level);
        assert!(site.build().clean().has("reports/a/index.html"), "{scheme}");
        site.edit(
            "site.toml",
            format!("{SITE}release = \"{level}\"\n[classification]\nscheme = \"{scheme}\"\n"),
        );
        site.build().clean();
    }
}

#[test]
fn an_abbreviation_that_is_the_name_of_another_level_is_refused() {
    let level = |name: &str, abbreviation: &str| {
        format!("[[classification.levels]]\nname = \"{name}\"\nabbreviation = \"{abbreviation}\"\n")
    };
    for (one, other) in [
        (["Open", "R"], ["R", "S"]),
        (["Open", "O"], ["Board", "open"]),
        (["Open Desk", "O"], ["Board", "open-desk"]),
        (["Open", "Ｒ"], ["r", "B"]),
        (["Open", "O"], ["Board", "O\u{200b}"]),
    ] {
        let levels = [one, other].map(|[name, abbreviation]| level(name, abbreviation)).concat();
        let site = open().file("site.toml", format!("{SITE}{levels}")).release(one[0]);
        assert!(site.build().codes().contains(&"E0206"), "{levels}: {}", site.build().messages());
    }
}

#[test]
fn own_levels_need_a_release_unless_they_are_labels() {
    let levels =
        "[[classification.levels]]\nname = \"Open\"\n[[classification.levels]]\nname = \"Members\"\n";
    let site = open().file("site.toml", format!("{SITE}{levels}"));
    assert_eq!(site.build().codes(), ["E0902"]);
    site.edit("site.toml", format!("{SITE}[classification]\neditorial = true\n{levels}"));
    assert!(site.build().clean().has("reports/a/index.html"));
}

#[test]
fn an_unknown_release_level_is_an_error() {
    let site = open().release("Secrte");
    let built = site.build();
    assert_eq!(built.codes(), ["E0901"]);
    assert!(built.messages().contains("Secret"), "{}", built.messages());
}

#[test]
fn the_editorial_scheme_releases_everything() {
    let site = open().report("content/reports/top.md", "Top", "classification = \"Top Secret\"", "Text.");
    assert!(site.build().clean().has("reports/top/index.html"));
}

#[test]
fn a_section_that_is_held_back_hides_what_is_below_it() {
    for way in WAYS.into_iter().filter(|way| !way.contains("Top")) {
        let site = open()
            .file(
                "content/reports/canaryfolder/_index.md",
                format!("+++\ntitle = \"Canarysection\"\n{way}\n+++\nCanarytext.\n"),
            )
            .report("content/reports/canaryfolder/deep/x.md", "Canarytitle", "", "Canaryword.")
            .file("content/reports/canaryfolder/deep/_index.md", "+++\ntitle = \"Canarydeep\"\n+++\n")
            .release("Confidential");
        site.build().clean();
        no_canary(&site, way);
    }
}

#[test]
fn a_page_is_held_back_like_a_report() {
    for way in WAYS {
        let site = open()
            .file("content/canarypage.md", format!("+++\ntitle = \"Canarytitle\"\n{way}\n+++\nCanaryword.\n"))
            .release("Confidential");
        site.build().clean();
        no_canary(&site, way);
    }
}

#[test]
fn a_portion_above_the_ceiling_stops_the_build() {
    for body in [
        "(TS) A paragraph.",
        "- (S) An item.",
        "Text.\n\n::: portion Secret\nText.\n:::",
        "(Secret) A paragraph.",
    ] {
        let site = open().report("content/reports/c.md", "Open three", "", body).release("Confidential");
        let built = site.build();
        assert_eq!(built.codes(), ["E0309"], "{body}: {}", built.messages());
        assert!(!site.output().exists(), "{body}");
    }
}

#[test]
fn a_picture_of_a_folder_is_not_published_because_a_withheld_report_shows_it() {
    let site = open()
        .report(
            "content/reports/s.md",
            "Hidden",
            "classification = \"Secret\"",
            "![x](canarymap.png) [y](canarydata.csv)",
        )
        .file("content/reports/canarymap.png", png("x"))
        .file("content/reports/canarydata.csv", "canary")
        .release("Confidential");
    site.build().clean();
    no_canary(&site, "attachments");
}

#[test]
fn a_mark_above_the_release_level_is_refused_wherever_it_stands() {
    let us = format!("{}[classification]\nscheme = \"us\"\n", crate::support::SITE);
    let bodies = [
        "> [!NOTE]\n> (S) x",
        "- [ ] (S) x",
        "> ::: portion Secret\n> x\n> :::",
        "::: PORTION S\nx\n:::",
        "&#40;S) x",
        "(TS-SCI) x",
        "(S/NF) x",
        "## 1. (S) x",
        "`(S)` X",
        "（S）x",
        "first\n(S) x",
    ];
    for body in bodies {
        let site = SiteTest::new()
            .file("site.toml", &us)
            .report("content/reports/a.md", "A", "", body)
            .release("UNCLASSIFIED");
        let built = site.build();
        assert!(
            built.codes().iter().any(|code| ["E0309", "E0312"].contains(code)),
            "{body}: {:?}",
            built.codes()
        );
    }
    let site = SiteTest::new()
        .file("site.toml", &us)
        .report("content/reports/a.md", "(S) A", "", "x")
        .release("UNCLASSIFIED");
    assert!(site.build().codes().contains(&"E0309"));
}

#[test]
fn texts_in_a_withheld_bundle_are_withheld_with_it() {
    let site = SiteTest::new()
        .report("content/reports/b/index.md", "B", "classification = \"Top Secret\"", "x")
        .report("content/reports/b/annex.md", "Annex", "", "x")
        .release("Unclassified");
    assert!(!site.build().ok().has("reports/b"));
}

#[test]
fn a_report_is_there_all_of_its_last_day() {
    let mut site = SiteTest::new().report("content/reports/a.md", "A", "expires = 2026-01-01", "x");
    site.request.gate.as_of = "2026-01-01T23:59:59Z".parse().expect("a moment");
    assert!(site.build().clean().has("reports/a"));
    site.request.gate.as_of = "2026-01-02T00:00:00Z".parse().expect("a moment");
    assert!(!site.build().clean().has("reports/a"));
}

#[test]
fn navigation_to_a_page_that_is_withheld_is_left_out() {
    let site = SiteTest::new()
        .file(
            "site.toml",
            format!(
                "{}[[navigation]]\ntitle = \"Canary\"\nurl = \"@/plans.md\"\n[[navigation]]\ntitle = \"Tags\"\nurl = \"/tags/\"\n",
                crate::support::SITE
            ),
        )
        .file("content/plans.md", "+++\ndraft = true\n+++\nText.\n");
    let built = site.build().ok();
    assert_eq!(built.codes(), ["W0406"]);
    assert!(!built.read("index.html").contains("Canary"));
    assert!(built.read("index.html").contains("/tags/"));
}

#[test]
fn a_list_says_what_a_closed_section_withholds() {
    let site = SiteTest::new().file("content/reports/closed/_index.md", "+++\ndraft = true\n+++\n").report(
        "content/reports/closed/a.md",
        "A",
        "",
        "x",
    );
    let (rows, _) = bluf::build::list(&site.request).expect("the machine works");
    assert_eq!(rows[0].state.name(), "draft");
}

#[test]
fn a_report_that_was_withdrawn_leaves_a_page_that_says_so_and_nothing_else() {
    let site = SiteTest::new()
        .report(
            "content/reports/w.md",
            "Openword",
            "tags = [\"canarytag\"]\naliases = [\"/old/\"]\nsummary = \"canarysummary\"\n[withdrawn]\ndate = 2025-08-01\nreason = \"Its main source was not what it said.\"",
            "## Key Judgements\n\nKJ-1. Canaryword. ![canaryalt](canary.png)\n",
        )
        .file("content/reports/canary.png", png("x"))
        .report(
            "content/reports/b.md",
            "B",
            "related = { pin = [\"reports/w.md\"] }\nsupersedes = \"reports/w.md\"",
            "See [that](@/reports/w.md#kj-1).",
        );
    let built = site.build().clean();
    let page = built.read("reports/w/index.html");
    for words in ["Openword", "This brief was withdrawn on 1 August 2025.", "Its main source", "noindex"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    no_canary(&site, "withdrawn");
    assert!(built.has("old/index.html") && !built.has("reports/w/index.json"));
    assert!(built.read("reports/b/index.html").contains("href=\"/reports/w/\""));
    assert!(!built.read("sitemap.xml").contains("reports/w/"));
    assert!(!built.read("reports/index.html").contains("Openword"));
    let (rows, _) = bluf::build::list(&site.request).expect("the machine works");
    assert!(rows.iter().any(|row| row.state.name() == "withdrawn"));
}
