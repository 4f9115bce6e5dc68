//! Portions: what is left of a document in a release, and what is wrong with marks.

use crate::audit::unnoticed;
use crate::pictures::png;
use crate::support::{SITE, SiteTest};

const US: &str = "[classification]\nscheme = \"us\"\n";

/// A site of the scheme `us` with one report.
fn report(front: &str, body: &str) -> SiteTest {
    SiteTest::new().file("site.toml", format!("{SITE}{US}")).report(
        "content/reports/a.md",
        "(U) Title",
        &format!("classification = \"SECRET\"\n{front}"),
        body,
    )
}

/// Builds the report in two releases; words with `low` are in both, words with `high` only in the upper one.
#[track_caller]
fn splits(body: &str) {
    let site = report("", body).release("SECRET");
    let upper = everything(&site);
    let site = report("", body).release("UNCLASSIFIED");
    let lower = everything(&site);
    for word in body.split(|sign: char| !sign.is_ascii_alphanumeric()) {
        if word.starts_with("high") {
            assert!(upper.contains(word), "{word} is lost in the upper release of {body}");
            assert!(!lower.contains(word), "{word} leaks into the lower release of {body}\n{lower}");
        } else if word.starts_with("low") {
            assert!(upper.contains(word), "{word} is lost in the upper release of {body}");
            assert!(lower.contains(word), "{word} is lost in the lower release of {body}");
        }
    }
    for level in ["CONFIDENTIAL", "TOP SECRET"] {
        report("", body).release(level).build().ok();
    }
    // Capitals are taken for code names, which the audit looks for one by one.
    let words = || body.split(|sign: char| !sign.is_ascii_alphanumeric());
    let mut loud = body.to_owned();
    for word in words().filter(|word| word.starts_with("high")) {
        loud = loud.replace(word, &word.to_uppercase());
    }
    let loud = report("", &loud).release("UNCLASSIFIED");
    // An address is looked for as a whole.
    let whole = |word: &str| {
        let host = if word.ends_with("address") { "https://example.org/" } else { "" };
        format!("{host}{}", word.to_uppercase())
    };
    let high: Vec<String> = words().filter(|word| word.starts_with("high")).map(whole).collect();
    let missed = unnoticed(&loud, high.iter().map(String::as_str));
    assert!(missed.is_empty(), "the audit does not look for {missed:?} of {body}");
    let low: Vec<&str> = words().filter(|word| word.starts_with("low")).collect();
    assert_eq!(unnoticed(&loud, low.iter().copied()), low, "the audit looks for it in {body}");
}

/// All bytes of a build but the theme's, with the names of the files.
#[track_caller]
fn everything(site: &SiteTest) -> String {
    site.build().ok();
    let mut files = site.tree();
    files.retain(|(path, _)| ![".css", ".js"].iter().any(|theme| path.ends_with(theme)));
    let texts = files.iter().flat_map(|(path, bytes)| [path.into(), String::from_utf8_lossy(bytes)]);
    texts.collect::<Vec<_>>().join("\n")
}

/// Code in front of a fence goes on behind it, and was published at the level behind.
#[test]
fn code_that_reaches_over_a_fence_has_the_level_of_all_it_touches() {
    for body in [
        "    highword\n::: portion U\n    highalso\n:::\n",
        "::: portion U\n    highalso\n:::\n    highword\n",
    ] {
        let lower = everything(&report("", body).release("UNCLASSIFIED"));
        assert!(!lower.contains("highword"), "{body}\n{lower}");
    }
}

#[test]
fn a_mark_releases_or_withholds_what_it_begins() {
    for body in [
        "\u{feff}(U) lowone\n\n\u{200b}(S) highone\n\n\u{a0}(S) hightwo\n\n（S） highthree",
        "(U) lowone\n\n(S) highone\n\nhighunmarked",
        "- (U) lowone\n- (S) highone\n- highunmarked",
        "- (U) lowone\n  - (S) highone\n  - lowtwo\n- (S) hightwo\n  - (U) highthree",
        "1. (U) lowone\n\n   lowmore\n2. (S) highone\n\n   highmore",
        "- [ ] (U) lowone\n- [x] (S) highone",
        "> (U) lowone\n\n> (S) highone\n>\n> hightwo",
        "> [!NOTE]\n> (U) lowone\n\n> [!GAP]\n> (S) highone",
        "## (U) lowone\n\n(U) lowtwo\n\n## (S) highone\n\n(U) lowthree",
        "(U) lowone[^a]\n\n(S) highone[^b]\n\n[^a]: (U) lowtwo\n\n[^b]: (S) hightwo",
        "| (U) lowone | b |\n|---|---|\n| (U) lowtwo | c |\n| (S) highone | hightwo |\n| highthree | d |",
        "::: portion U\n| lowone | b |\n|---|---|\n| lowtwo | c |\n:::\n\n(S) highone",
        "(U) lowterm\n: highone\n\n(U) lowother\n: (U) lowtwo",
        "| (S) highone | b |\n|---|---|\n| hightwo | c |\n\n(U) lowone",
        "(U) lowterm\n: (U) lowone\n\n(S) highterm\n: (U) highone",
        "**(U)** lowone\n\n**(S)** highone",
        "(U) lowone [(S) highlink](https://example.org/highaddress)",
        "(U) lowone [source](https://example.org/highaddress \"(S)\") [source](https://example.org/lowaddress)",
        "(S//NF) highone\n\n(U//FOUO) lowone",
        "```\nhighcode\n```\n\n(U) lowone",
        "<p>highhtml</p>\n\n(U) lowone",
    ] {
        splits(body);
    }
}

#[test]
fn a_block_marks_all_that_stands_in_it() {
    for body in [
        "(U) lowone\n\n::: portion Secret\nhighone\n\n- hightwo\n\n```\nhighthree\n```\n:::\n\n(U) lowtwo",
        "::: portion U\nlowone\n\n> lowtwo\n\n| lowthree | x |\n|---|---|\n| lowfour | y |\n:::",
        "::: portion U\nlowone\n\n(S) highone\n\n::: portion S\nhightwo\n:::\n\nlowtwo\n:::",
        "::: portion S\n(U) highone\n:::\n\n(U) lowone",
        "- (U) lowone\n\n  ::: portion S\n  highone\n  :::\n- (U) lowtwo",
        "- (U) lowone\n  ::: portion S\n  highone **hightwo** [highthree](https://example.org/)\n  :::\n- (U) lowtwo",
        "> ::: portion S\n> highone\n> :::\n>\n> (U) lowone",
        "::: portion U\n```\nlowcode\n```\n<b>lowhtml</b>\n:::",
        "(U) lowone\n::: portion S\nhighone\n:::\n(U) lowtwo",
    ] {
        splits(body);
    }
}

#[test]
fn an_address_behind_a_label_is_of_the_level_of_its_place() {
    let target = "[r]: https://example.org/highaddress \"hightitle\"";
    for text in ["[the lownote][r]", "[the lownote] [r]", "[r]"] {
        for place in [
            format!("::: portion S\nhighone\n\n{target}\n:::"),
            format!("- (S) highone\n\n  {target}"),
            format!("- (S) highone\n  - (U) hightwo\n\n    {target}"),
            format!("> (S) highone\n>\n> {target}"),
            format!("(S) highone\n\n{target}"),
            format!("## Key Judgements\n\nKJ-1. (S) highone\n\n{target}"),
            format!("(U) lowterm\n: (S) highone\n\n  {target}"),
            format!("::: portion U\n- (S) highone\n\n  {target}\n:::"),
            format!("[^n]: (S) highone\n\n    {target}"),
        ] {
            splits(&format!("(U) lowone {text}[^n]\n\n{place}"));
        }
    }
    splits(
        "(U) lowone [lowtext][r]\n\n::: portion U\n[r]: https://example.org/lowaddress\n:::\n\n(S) highone",
    );
    splits("(U) lowone [lowtext][r]\n\n(S) highone\n\n[r]: https://example.org/lowaddress \"(U) lowtitle\"");
}

#[test]
fn a_mark_in_an_attribute_of_html_is_an_error() {
    for body in ["::: portion U\n<p title=\"(S) more\">text</p>\n:::", "(U) text <b data-x='(S) more'>x</b>"]
    {
        let site =
            report("", body).file("site.toml", format!("{SITE}{US}[markdown]\nraw_html = \"allow\"\n"));
        let built = site.release("UNCLASSIFIED");
        assert!(built.build().codes().contains(&"E0312"), "{body}: {}", built.build().messages());
    }
}

#[test]
fn a_tear_line_is_for_those_who_do_not_get_the_portion() {
    let body = "::: portion S\nhighone\n\n::: tearline\ntornlow\n:::\n\n::: tearline Confidential\ntornmiddle\n:::\n:::\n\n(U) lowone";
    let edition = |level: &str| everything(&report("", body).release(level));
    let (upper, middle, lower) = (edition("SECRET"), edition("CONFIDENTIAL"), edition("UNCLASSIFIED"));
    let has = |text: &str| ["highone", "tornmiddle", "tornlow", "lowone"].map(|word| text.contains(word));
    assert_eq!(has(&upper), [true, false, false, true]);
    assert_eq!(has(&middle), [false, true, false, true]);
    assert_eq!(has(&lower), [false, false, true, true]);
}

#[test]
fn what_is_withheld_leaves_no_empty_elements() {
    let body = "(U) lowone\n\n- (S) highone\n- (U) lowtwo\n- (S) hightwo\n\n(U) lowthree\n\n1. (S) highthree\n2. (U) lowfour\n\n\
        (U) lowfive\n\n- [ ] (S) highfour\n- [x] (U) lowsix\n\n::: portion S\n- highfive\n- highsix\n- highseven\n:::\n\n\
        (U) lowseven\n\n| (U) lowhead |\n|---|\n| (S) highcell |\n\n(U) lowend [(S) highlink](https://example.org/high).";
    let page = report("", body).release("UNCLASSIFIED").build().ok().read("reports/a/index.html");
    let article = page.split("<main").nth(1).expect("a main part");
    let tight: String = article.split_whitespace().collect::<Vec<_>>().join(" ");
    for empty in [
        "<li></li>",
        "<li> </li>",
        "<ul></ul>",
        "<ul> </ul>",
        "<tbody></tbody>",
        "<tbody> </tbody>",
        "☐",
        "lowend .",
    ] {
        assert!(!tight.contains(empty), "{empty}: {tight}");
    }
    for kept in ["lowtwo", "lowfour", "lowsix", "lowhead", "lowend."] {
        assert!(tight.contains(kept), "{kept}: {tight}");
    }
}

#[test]
fn a_judgement_that_is_withheld_takes_its_evidence_with_it() {
    let body = "## Executive Summary\n\n(U) lowsummary\n\n## Key Judgements\n\nKJ-1. (U) lowone\n\n1. (U) lowpoint\n2. (S) highpoint [source](https://example.org/highaddress)\n3. (U) lowthird\n\n(S) KJ-2. highone\n\n1. (U) highevidence\n\n(U) highdiscussion\n\n### KJ-3\n\n(S) highsentence\n\n1. (U) highlast\n\n### KJ-4. (U) lowfour\n\n## Statement on Analysis\n\n(U) lowstatement";
    splits(body);
    let facts = "[judgements.KJ-2]\nconfidence = \"high\"\n[judgements.KJ-4]\nconfidence = \"low\"";
    let site = report(facts, body).release("UNCLASSIFIED");
    let json = site.build().ok().json("reports/a/index.json");
    let ids = |json: &serde_json::Value| -> Vec<String> {
        let judgements = json["judgements"].as_array().expect("a list");
        let evidence = judgements.iter().flat_map(|one| one["evidence"].as_array().expect("a list"));
        judgements.iter().chain(evidence).map(|one| one["id"].as_str().expect("an id").to_owned()).collect()
    };
    assert_eq!(ids(&json), ["KJ-1", "KJ-4", "KJ-1.1", "KJ-1.3"]);
    assert_eq!(json["sources"].as_array().map(Vec::len), Some(0));
    assert_eq!(json["classification"], "UNCLASSIFIED");
    assert_eq!(json["judgements"][1]["confidence"], serde_json::Value::Null, "its level is the document's");
    site.edit("site.toml", format!("{SITE}{US}[portions]\nnumbering = \"renumber\"\n"));
    site.edit("content/b.md", "See [four](@/reports/a.md#kj-4).\n");
    let built = site.build().ok();
    assert_eq!(ids(&built.json("reports/a/index.json")), ["KJ-1", "KJ-2", "KJ-1.1", "KJ-1.2"]);
    assert!(built.read("b/index.html").contains("/reports/a/#kj-2"));
    let page = built.read("reports/a/index.html");
    assert!(page.contains("id=\"kj-2\"") && !page.contains("kj-4"), "{page}");
}

#[test]
fn front_matter_follows_the_document_unless_it_says_otherwise() {
    let fields = "summary = \"highsummary\"\ntags = [\"hightag\"]\nauthors = [\"Highauthor\"]\nseries = \"Highseries\"\nregions = [\"PE\"]\nslug = \"highslug\"\naliases = [\"/highalias/\"]\ncutoff = 2025-05-01\n[image]\nsrc = \"highimage.png\"\nalt = \"highalt\"\ncredit = \"highcredit\"\n[extra]\nx = \"highextra\"";
    let site = |title: &str, metadata: &str| {
        SiteTest::new()
            .file("site.toml", format!("{SITE}{US}"))
            // The page about scales speaks of high confidence; a file of the site's own takes its place.
            .file("static/methodology/index.html", "ours")
            .file("content/reports/highimage.png", png("x"))
            .report(
                "content/reports/a.md",
                title,
                &format!("classification = \"SECRET\"\n{metadata}{fields}"),
                "(U) lowone\n\n(S) more",
            )
            .release("UNCLASSIFIED")
    };
    let plain = site("hightitle", "");
    let text = everything(&plain).to_lowercase();
    assert!(text.contains("lowone"));
    for line in text.lines() {
        assert!(!line.contains("high") && !line.contains("peru"), "{line}");
    }
    assert_eq!(plain.build().codes(), ["W0316"]);
    let titled = site("(U) lowtitle", "");
    let text = everything(&titled).to_lowercase();
    assert!(text.contains("lowtitle"));
    assert!(!text.lines().any(|line| line.contains("high")));
    assert!(!titled.build().clean().read("reports/a/index.html").contains("(U) lowtitle"));
    let whole = site("hightitle", "metadata = \"U\"\n");
    let built = whole.build().clean();
    assert!(built.read("reports/highslug/index.html").contains("highsummary"));
    assert_eq!(built.json("catalog.json")["reports"].as_array().map(Vec::len), Some(1));
    assert!(built.read("regions/peru/index.html").contains("hightitle"));
}

#[test]
fn pictures_files_and_sources_can_be_marked() {
    let site = report(
        "[image]\nsrc = \"lead.png\"\nalt = \"lowlead\"\nclassification = \"U\"",
        "(U) lowone ![(S) highalt](high.png) [@high, p. 3] [@marked] [@low] [lowfile](low.csv) [(S) highfile](high.csv)\n\n![(U) lowalt](low.png \"(U) lowcaption\")",
    )
    .file("content/reports/lead.png", png("x"))
    .file("content/reports/high.png", png("x"))
    .file("content/reports/low.png", png("x"))
    .file("content/reports/high.csv", "highcsv")
    .file("content/reports/low.csv", "lowcsv")
    .file(
        "sources.toml",
        "[high]\ntitle = \"highsource\"\nclassification = \"SECRET\"\n[marked]\ntitle = \"(S) highmarked\"\n[low]\ntitle = \"(U) lowsource\"\n",
    )
    .release("UNCLASSIFIED");
    let text = everything(&site);
    for word in ["high.png", "high.csv", "highalt", "highfile", "highcsv", "highsource", "highmarked"] {
        assert!(!text.contains(word), "{word} leaks");
    }
    for word in ["lead.png", "low.png", "low.csv", "lowalt", "lowcaption", "lowfile", "lowsource", "lowlead"]
    {
        assert!(text.contains(word), "{word} is lost");
    }
}

#[test]
fn marks_are_shown_where_they_are_for_handling() {
    let built = report("", "(S//NF) highone").release("SECRET");
    let page = built.build().ok().read("reports/a/index.html");
    assert!(page.contains("<span class=\"portion level-secret\">(S//NF)</span> highone"), "{page}");
    let editorial = SiteTest::new().report(
        "content/reports/a.md",
        "(U) Title",
        "classification = \"Secret\"",
        "(S) highone\n\n## Executive Summary\n\n(U) lowone",
    );
    let built = editorial.build().clean();
    let page = built.read("reports/a/index.html");
    assert!(page.contains("highone") && !page.contains("(S)") && !page.contains("(U)"), "{page}");
    assert_eq!(built.json("reports/a/index.json")["executive_summary"], "lowone");
}

#[test]
#[expect(clippy::too_many_lines, reason = "one list of mistakes")]
fn what_is_wrong_with_marks_stops_every_release() {
    for (body, code) in [
        ("(X) text", "E0311"),
        ("(s) text", "E0311"),
        ("(Secert) text", "E0311"),
        ("(ZZ//NF) text", "E0311"),
        ("text wo(S)rd", "E0312"),
        ("(S)word", "E0312"),
        ("(U) text. (S) more", "E0312"),
        ("(U) text\n(S) more", "E0312"),
        ("::: portion S\ntext", "E0313"),
        ("(U) text\n\n:::", "E0313"),
        ("::: portoin S\ntext\n:::", "E0313"),
        ("::: note\ntext\n:::", "E0313"),
        ("```\n::: portion S\n```\ntext\n\n:::", "E0313"),
        ("::: tearline\ntext\n:::", "E0314"),
        ("::: portion U\ntext\n\n::: tearline S\ntext\n:::\n:::", "E0314"),
        ("::: portion Sekret\ntext\n:::", "E0202"),
        ("::: portion\ntext\n:::", "E0202"),
        ("- ::: portion TS\n  text\n  :::", "E0309"),
        ("[x](https://example.org/ \"t. (TS) text\")", "E0312"),
        ("[x](https://example.org/ \"text (TS)\")", "E0312"),
        ("![text (TS)](https://example.org/)", "E0312"),
        ("# Plan of the port (TS)", "E0312"),
        ("[S] text", "E0311"),
        ("[S//NF] text", "E0311"),
        ("- [TS//SI] text", "E0311"),
        ("【S】 text", "E0311"),
        ("(S] text", "E0311"),
        ("(S//NF text", "E0311"),
        ("(S text", "E0311"),
        ("S//NF text", "E0311"),
        ("\u{feff}(X) text", "E0311"),
        ("\u{200b}[S] text", "E0311"),
        ("| a | b |\n|---|---|\n| (U) c | (TS) d |", "E0312"),
        ("(U) text (s//nf) more", "E0312"),
        ("(U) text [S//NF] more", "E0312"),
        ("(U) text.[^1] (S) more\n\n[^1]: (U) note", "E0312"),
        ("(U) text. [source](https://example.org/) (S) more", "E0312"),
        ("(U) text. [S] more", "E0312"),
        ("(U) text.\n（S）more", "E0312"),
        ("KJ-1 (TS) text", "E0312"),
        ("**Comment:** (TS) text", "E0312"),
        ("：：： portion S\ntext\n：：：", "E0313"),
        (":: portion S\ntext\n::", "E0313"),
        (": : : portion S\ntext\n: : :", "E0313"),
        ("\u{feff}::: portion S\ntext\n:::", "E0313"),
        (":::: portion S\ntext\n:::", "E0313"),
        ("::: portion S\ntext\n::\n\ntext\n\n:::", "E0313"),
        ("(U) text ::: portion S\ntext\n:::", "E0313"),
        ("::: portion U\n```\n::: portion S\ntext\n:::\n```\n:::", "E0313"),
        ("- (U) text\n\n      ::: portion S\n      text\n      :::", "E0313"),
        ("(TS) text", "E0309"),
        ("- a\n  - (TS) text", "E0309"),
        ("::: portion TOP SECRET\ntext\n:::", "E0309"),
        ("(C/S) text", "E0311"),
        ("(C or S) text", "E0311"),
        ("(U//TS) text", "E0311"),
        ("(S–NF) text", "E0311"),
        ("(S\\NF) text", "E0311"),
        ("(S?) text", "E0311"),
        ("(Classification: S) text", "E0311"),
        ("(U) text. (S—NF) more", "E0312"),
        ("(U) text. (U/S) more", "E0312"),
        ("(a) (TS) text", "E0312"),
        ("- a) (TS) text", "E0312"),
        ("(i) (TS) text", "E0312"),
        ("(U) (S) text", "E0312"),
        ("(U)(S) text", "E0312"),
        ("(U) see `(S) more` here", "E0312"),
        ("(U) closed **(S) more**", "E0312"),
        ("(U) closed “(S) more”", "E0312"),
        ("**Comment** (TS) text", "E0312"),
        ("Annex A (TS) text", "E0312"),
        ("(U) Why? (S) text", "E0312"),
        ("(U) text\u{2028}(S) more", "E0312"),
        ("(U) text\u{b}(S) more", "E0312"),
        ("(U) text\u{85}(S) more", "E0312"),
        ("(U) he wrote \"(S) more\"", "E0312"),
        ("(U) he ordered it (S)", "E0312"),
        ("(U) he ordered it (S).", "E0312"),
        ("(U) he ordered it (S). The port closed.", "E0312"),
        ("(U) he ordered it (S)\\\nThe port closed.", "E0312"),
        ("(U) he ordered it (S) [source](https://example.org/) in May", "E0312"),
        ("- (U) he ordered **it (S//NF)**;\n- (U) text", "E0312"),
        ("| (U) a | b |\n|---|---|\n| (U) he ordered it (S) | d |", "E0312"),
        ("> (U) he ordered it (secret).", "E0312"),
        ("text (TS)", "E0312"),
        ("(TBD) text\n\n(U) text", "E0311"),
        ("Comment (TS): The order came.", "E0312"),
        ("- Comment (TS): The order came.", "E0312"),
        ("(U) Comment (S): The order came.", "E0312"),
        ("(U) Gate shut. Source comment (S): The order came.", "E0312"),
        ("TS/SCI The order came.", "E0312"),
        ("(U) S/NF The order came.", "E0312"),
        ("Gate shut. TS/SCI: the order.", "E0312"),
        ("TS: The order came.", "E0312"),
        ("(U) TS - The order came.", "E0312"),
        ("(U) [(S)](https://example.org/) The order came.", "E0312"),
        ("(U) [(S)][a] The order came.\n\n[a]: https://example.org/", "E0312"),
        ("::: portion U\n(U) (s) the order came\n:::", "E0312"),
        ("Ⓢ The order came.", "E0311"),
        ("(U) Gate shut. (Ѕ) The order came.", "E0312"),
        ("- (KE) Mombasa\n- (S) text", "E0311"),
    ] {
        for level in ["UNCLASSIFIED", "SECRET", "TOP SECRET"] {
            let built = report("", body).release(level);
            let built = built.build();
            assert!(
                built.codes().contains(&code),
                "{level}: {body}: {:?}\n{}",
                built.codes(),
                built.messages()
            );
            assert!(built.outcome.summary.is_none());
        }
    }
}

#[test]
fn what_only_looks_like_a_mark_is_none() {
    for body in [
        "\\(X) text",
        "(see annex) text",
        "report(s) text",
        "(1) text",
        "(a) text",
        "text \\(S) text",
        "(U) f\\(S)",
        "(U) Vitamin (C) and Senator Smith (S) of the (EU)",
        "(EU) law is slow",
        "TS\\: text",
        "(U) `TS: text` and the S/N 12345",
        "Таможенный союз (ТС) и Россия",
        "(U) Ⓤ is a letter",
        "(a) one\n\n(b) two\n\n(c) three",
        "(U) Three: (a) one; (b) two; (c) three. (s)he",
        "(U) Three: (A) one; (B) two; (C) three.",
        "> [S]he said so",
        "(c) 2025 the desk",
        "(U) text\n: portion of a cargo",
        "::std is a path",
        "(U) he wrote `::: portion S` and `(U) S`",
        "[S][ref] text\n\n[ref]: https://example.org/",
        ":::: portion S\ntext\n\n::: portion C\ntext\n:::\n::::",
    ] {
        report("", body).release("SECRET").build().ok();
    }
    // Labels for readers, all of them published: an abbreviation may begin a paragraph.
    let text = "(UN) forces\n\nSenator Smith (C) said\n\n::: note\ntext\n:::\n";
    SiteTest::new().report("content/reports/a.md", "A", "", text).build().clean();
}

/// Capitals in parentheses are datelines and countries where nothing else is marked.
#[test]
fn datelines_are_text_in_a_document_without_marks() {
    let site = |scheme: &str, body: &str| {
        let config = format!("{SITE}[classification]\nscheme = \"{scheme}\"\n");
        let level = match scheme {
            "us" => "UNCLASSIFIED",
            "nato" => "NATO UNCLASSIFIED",
            _ => "TLP:CLEAR",
        };
        let front = format!("classification = \"{level}\"\n");
        SiteTest::new()
            .file("site.toml", config)
            .report("content/reports/a.md", "A", &front, body)
            .release(level)
    };
    let text =
        "(AP) KHARTOUM, 3 May. Text.\n\n(TBD)\n\n- (KE) Mombasa\n- (U.S.) forces\n\n(A) one\n\n(B) two";
    for scheme in ["us", "nato", "tlp"] {
        site(scheme, text).build().ok();
        for mark in ["(CUI)", "(NR)", "(TLP:REDD)", "(S//NF)", "(X)", "(O-S)"] {
            let site = site(scheme, &format!("{mark} text"));
            assert!(site.build().outcome.summary.is_none(), "{scheme}: {mark}");
        }
    }
}

#[test]
fn a_classification_above_all_portions_is_a_warning() {
    let built = report("", "(U) one\n\n- (C) two\n").release("SECRET");
    assert_eq!(built.build().ok().codes(), ["W0315"]);
    report("", "(U) one\n\ntwo\n").release("SECRET").build().clean();
}

#[test]
fn what_is_left_is_listed_and_counted_under_its_own_level() {
    let site = report("", "(C) middle\n\n(S) highone").release("CONFIDENTIAL");
    let built = site.build().ok();
    assert!(built.read("classifications/confidential/index.html").contains("Title"));
    assert!(!built.has("classifications/secret"));
    let (rows, _) = bluf::build::list(&site.request).expect("the machine works");
    assert_eq!(rows[0].state.name(), "published in part");
    assert!(!report("", "highone").release("CONFIDENTIAL").build().ok().has("reports/a"));
}

#[test]
fn keys_marked_above_the_front_matter_are_errors() {
    for key in [
        "tags = [\"(S) x\"]",
        "series = \"(S) x\"",
        "authors = [\"(S) x\"]",
        "[judgements.KJ-1]\nnote = \"(S) x\"",
    ] {
        let body = "## Key Judgements\n\nKJ-1. (U) One.";
        let site = report(&format!("metadata = \"U\"\n{key}"), body).release("UNCLASSIFIED");
        assert!(site.build().codes().contains(&"E0309"), "{key}");
    }
    let site =
        report("metadata = \"U\"\nsummary = \"(S) highsummary\"", "(U) lowone").release("UNCLASSIFIED");
    assert!(!everything(&site).contains("highsummary"));
}

#[test]
fn a_withdrawn_report_that_nothing_links_passes_the_audit() {
    let site = report("[withdrawn]\nreason = \"wrong\"\n", "(U) one").release("SECRET");
    assert!(site.build().ok().has("reports/a/index.html"));
}

#[test]
fn files_named_like_outputs_are_no_false_alarm() {
    let mut site =
        SiteTest::new().file("site.toml", format!("{SITE}{US}paginate_by = 1\n").replace(US, "").as_str());
    for (number, name) in ["feed", "atom", "page"].into_iter().enumerate() {
        site = site.report(
            &format!("content/reports/{name}.md"),
            "Hidden",
            "classification = \"Secret\"",
            "Canary text.",
        );
        site = site.report(&format!("content/reports/open{number}.md"), "Open", "", "Open text.");
    }
    site.release("Unclassified").build().ok();
}

#[test]
fn a_key_of_another_table_has_no_mark_of_its_own() {
    let site = report("metadata = \"U\"\n[extra]\ntitle = \"(S) x\"\nsummary = \"(S) y\"", "(U) One.");
    assert!(site.release("UNCLASSIFIED").build().codes().contains(&"E0309"));
}

#[test]
fn texts_of_the_site_itself_have_no_mark_above_the_release() {
    let us = format!("{SITE}{US}");
    let nav = |title: &str| format!("{US}[[navigation]]\ntitle = \"{title}\"\nurl = \"/tags/\"\n");
    for (site, sources, section, code) in [
        (format!("{SITE}footer = \"(S) Desk\"\n{US}"), "", "", "E0309"),
        (format!("{SITE}footer = \"[S] Desk\"\n{US}"), "", "", "E0311"),
        (format!("{SITE}description = \"It fell. (S//NF) Desk\"\n{US}"), "", "", "E0309"),
        (format!("{SITE}{}", nav("(S) Plans")), "", "", "E0309"),
        (format!("{SITE}{}", nav("Plans (S)")), "", "", "E0309"),
        (us.clone(), "[a]\ntitle = \"[S] Register\"\n", "", "E0311"),
        (us.clone(), "[a]\ntitle = \"Register (S)\"\n", "", "E0309"),
        (us.clone(), "", "title = \"(S) Plans\"", "E0309"),
        (us.clone(), "", "title = \"[S] Plans\"", "E0311"),
        (us.clone(), "", "title = \"Plans\"\nsummary = \"(s//nf) Plans\"", "E0311"),
    ] {
        for folder in ["reports/plans", "tags/plans", "authors/ida-berg"] {
            let site = SiteTest::new()
                .file("site.toml", &site)
                .file("sources.toml", sources)
                .file(&format!("content/{folder}/_index.md"), format!("+++\n{section}\n+++\n"))
                .report("content/reports/a.md", "A", "tags = [\"plans\"]\nauthors = [\"Ida Berg\"]", "Text.")
                .release("CONFIDENTIAL");
            let built = site.build();
            assert!(built.codes().contains(&code), "{sources}{section}: {}", built.messages());
            assert!(built.outcome.summary.is_none());
        }
    }
}

#[test]
fn a_source_goes_with_whichever_of_its_texts_has_the_mark() {
    for key in ["descriptor", "publisher", "author"] {
        let site = report("", "(U) lowone [@x]")
            .file("sources.toml", format!("[x]\ntitle = \"hightitle\"\n{key} = \"(S) highword\"\n"))
            .release("UNCLASSIFIED");
        let text = everything(&site);
        assert!(
            text.contains("lowone") && !text.contains("hightitle") && !text.contains("highword"),
            "{key}"
        );
        assert_eq!(unnoticed(&site, ["hightitle"].into_iter()), [""; 0], "{key}");
    }
}

#[test]
fn a_horizon_is_not_counted_from_a_withheld_cutoff_date() {
    let body = "## Key Judgements\n\n(U) KJ-1. Prices will likely rise over the next year.\n\n## Statement on Analysis\n\n\
        (S) Intelligence Cut-off Date: 17 May 2025";
    for (front, body) in
        [("", body), ("cutoff = 2025-05-17\n", body.split("\n\n## Statement").next().unwrap_or_default())]
    {
        let upper = report(front, body).release("SECRET");
        assert!(everything(&upper).contains("2026-05-17"), "{body}");
        let lower = report(front, body).release("UNCLASSIFIED");
        let lower = everything(&lower);
        assert!(lower.contains("Prices will") && !lower.contains("2026-05-17"), "{body}");
    }
}

/// A site may call its levels A and B; then an enumeration looks like portions, and a document that has marks means them.
#[test]
fn letters_that_are_levels_are_marks_where_there_are_others() {
    let levels = "[[classification.levels]]\nname = \"Open\"\nabbreviation = \"A\"\n\
                  [[classification.levels]]\nname = \"Board\"\nabbreviation = \"B\"\n";
    let built = |body: &str| {
        let site = SiteTest::new().file("site.toml", format!("{SITE}{levels}")).release("Open");
        site.report("content/reports/a.md", "(A) Alpha", "classification = \"Board\"", body).build().codes()
    };
    for body in ["(A) Open words. (B) Shut words.", "(A) Open words. The gate is shut (B)."] {
        assert!(built(body).contains(&"E0312"), "{body}: {:?}", built(body));
    }
    assert!(!built("(A) Open words.\n\n(B) Shut words.").contains(&"E0312"));
}

#[test]
fn a_mark_behind_a_label_without_a_colon_is_refused_among_marks() {
    let built =
        |body: &str| report("classification = \"SECRET\"", body).release("UNCLASSIFIED").build().codes();
    assert!(built("(U) Open words.\n\n(U) Comment (S) The gate is shut.").contains(&"E0312"));
    assert!(!built("(U) Open words.\n\n(U) Vitamin (S) is scarce.").contains(&"E0312"));
}
