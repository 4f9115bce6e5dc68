//! Sources as readers meet them: their pages, grades, status, the summary, the methodology page, and what a release
//! says of them.

use bluf::build::{Sourcing, sourcing};

use crate::support::{SITE, SiteTest};

const REGISTRY: &str = r#"
[port]
title = "Port statistics"
publisher = "Harbour Board"
url = "https://example.org/port"
archive_url = "https://archive.example/port"
published = 2025-05-01
reliability = "B"
origin = "PAI"
[wire]
title = "Wire copy"
independence_group = "wire"
published = 2024-01-01
[copy]
title = "Copied wire"
independence_group = "wire"
[twin]
title = "Port statistics, second print"
same_as = "port"
[gone]
title = "Invented survey"
status = "retracted"
status_date = 2025-06-01
status_note = "Its figures were invented."
[uncited]
title = "Nobody cites this"
"#;

const BODY: &str = "## Key Judgements\n\nKJ-1. Trade will very likely fall.\n\n1. Ships left. [@port, p. 3, credibility 2]\n2. Crews left. [@wire]\n\n\
    KJ-2. Prices are likely to rise.\n\n1. Stocks fell. [@wire] [@copy]\n\nKJ-3. Rain is unlikely.\n\n1. It was dry. [@gone] [source](https://example.org/b)\n";

fn site() -> SiteTest {
    SiteTest::new().file("sources.toml", REGISTRY).report(
        "content/reports/a.md",
        "Trade",
        "cutoff = 2025-05-19",
        BODY,
    )
}

/// All that was published, as one text.
fn everything(site: &SiteTest) -> String {
    let text = |(path, bytes): &(String, Vec<u8>)| [path, &*String::from_utf8_lossy(bytes)].join("\n");
    site.tree().iter().map(text).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_source_has_a_page_that_lists_what_leans_on_it() {
    let site = site().report("content/reports/b.md", "Rain", "", "Text. [@twin]");
    let built = site.build().clean();
    let page = built.read("sources/port/index.html");
    assert!(page.contains("<h1>Port statistics</h1>") && page.contains("usually reliable"), "{page}");
    assert!(page.contains("href=\"/reports/a/#kj-1\">Trade will very likely fall.</a>"), "{page}");
    assert!(page.contains("href=\"/reports/a/#source-1\"") && page.contains("Port statistics, second print"));
    assert!(page.contains("Cited, but by none of the key judgements."), "the other report cites it in prose");
    assert!(page.contains("Judgements that lean on it: 1") && page.contains("Briefs: 2"));
    let wire = built.read("sources/wire/index.html");
    assert_eq!(wire.matches("no other independent source").count(), 1, "KJ-2 has only wire copy");
    assert!(!built.has("sources/twin/index.html") && !built.has("sources/uncited/index.html"));
    let index = built.read("sources/index.html");
    assert!(index.contains("href=\"/sources/gone/\"") && index.contains("Retracted"), "{index}");
    assert!(!index.contains("Nobody cites this"));
    let sitemap = built.read("sitemap.xml");
    for address in ["sources/", "sources/port/", "methodology/"] {
        assert!(sitemap.contains(&format!("<loc>https://desk.example/{address}</loc>")), "{address}");
    }
}

#[test]
fn a_report_grades_its_sources_and_sums_them_up() {
    let page = site().build().clean().read("reports/a/index.html");
    assert!(page.contains("<span class=\"grade\">B2</span> (usually reliable, probably true)"), "{page}");
    assert!(page.contains("[1, p. 3]</a>"), "the grade is no part of the place");
    assert!(
        page.contains("href=\"/sources/port/\"") && page.contains("href=\"https://archive.example/port\"")
    );
    assert!(page.contains("<strong>Retracted</strong>, <time datetime=\"2025-06-01\">1 June 2025</time>: Its figures were invented."));
    for sentence in [
        "This brief draws on 5 sources.",
        "Some repeat others, so they count as 3 independent ones.",
        "Origin: 1 × publicly available information, 4 × not stated.",
        "Reliability: 1 × B, 4 × not stated.",
        "Of 2 with a known date, 1 appeared in the 30 days before the cut-off date; the oldest is of 1 January 2024.",
        "Source 2 supports most judgements (2 of 3).",
        "Resting on a single independent source: KJ-2, KJ-3.",
        "Retracted since: 1.",
    ] {
        assert!(page.contains(sentence), "{sentence}: {page}");
    }
}

#[test]
fn an_author_may_sum_up_the_sources() {
    let body = format!("{BODY}\n## Source summary statement\n\nWe had little.\n");
    let site =
        SiteTest::new().file("sources.toml", REGISTRY).report("content/reports/a.md", "Trade", "", &body);
    let page = site.build().clean().read("reports/a/index.html");
    assert!(page.contains("We had little.") && !page.contains("This brief draws on"), "{page}");
}

#[test]
fn a_release_knows_only_the_sources_that_it_cites() {
    let us = format!("{SITE}release = \"UNCLASSIFIED\"\n[classification]\nscheme = \"us\"\n");
    let registry = format!(
        "{REGISTRY}[mole]\ntitle = \"Hidden asset\"\n[above]\ntitle = \"Upper channel\"\nclassification = \"SECRET\"\n[open]\nsame_as = \"above\"\ntitle = \"Open print\"\n"
    );
    let site = SiteTest::new()
        .file("site.toml", us)
        .file("sources.toml", registry)
        .report("content/reports/a.md", "Trade", "classification = \"SECRET\"\nmetadata = \"U\"", "## Key Judgements\n\n(U) KJ-1. Trade is likely to fall.\n\n1. (U) Ships left. [@port] [@above] [@open]\n2. (S) Crews left. [@mole]\n\n(S) KJ-2. Zebras fell.\n\n1. (S) So. [@port]\n")
        .report("content/reports/b.md", "Giraffes", "classification = \"SECRET\"", "Text. [@wire] [@port]");
    let built = site.build().clean();
    let page = built.read("sources/port/index.html");
    assert!(page.contains("Judgements that lean on it: 1") && page.contains("Briefs: 1"), "{page}");
    assert!(built.has("sources/open/index.html"), "named under its own id");
    for path in ["sources/mole/index.html", "sources/above/index.html", "sources/wire/index.html"] {
        assert!(!built.has(path), "{path}");
    }
    let text = everything(&site);
    for word in ["Hidden asset", "Upper channel", "Zebras", "Giraffes", "Wire copy"] {
        assert!(!text.contains(word), "{word}");
    }
    let methodology = built.read("methodology/index.html");
    assert!(methodology.contains("UNCLASSIFIED") && !methodology.contains("SECRET"), "{methodology}");
}

#[test]
fn two_bundles_may_have_a_source_of_one_name() {
    let site = ["a", "b"].into_iter().fold(SiteTest::new(), |site, name| {
        site.file(&format!("content/reports/{name}/sources.toml"), format!("[own]\ntitle = \"Own {name}\"\n"))
            .report(&format!("content/reports/{name}/index.md"), name, "", "Text. [@own]")
    });
    let built = site.build().clean();
    assert!(built.read("reports/a/sources/own/index.html").contains("Own a"));
    assert!(built.read("reports/b/sources/own/index.html").contains("Own b"));
}

#[test]
fn a_long_list_of_uses_has_pages() {
    let site = (0..5).fold(site().file("site.toml", format!("{SITE}paginate_by = 2\n")), |site, number| {
        site.report(&format!("content/reports/r{number}.md"), &format!("R{number}"), "", "Text. [@port]")
    });
    let built = site.build().clean();
    assert!(built.read("sources/port/index.html").contains("href=\"/sources/port/page/3/\""));
    assert!(built.has("sources/port/page/3/index.html") && !built.has("sources/port/page/4/index.html"));
    assert!(!built.read("sitemap.xml").contains("sources/port/page"));
}

#[test]
fn the_methodology_page_says_what_words_mean() {
    let site = site();
    let page = site.build().clean().read("methodology/index.html");
    for words in [
        "very likely",
        "80–95%",
        "highly probable",
        "id=\"scale-confidence\"",
        "probably true",
        "Unclassified",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let report = site.build().clean().read("reports/a/index.html");
    assert!(report.contains("href=\"/methodology/#scale-likelihood\""), "{report}");
}

#[test]
fn what_the_site_writes_stands_before_what_is_made_or_takes_its_place() {
    let own = "+++\ntitle = \"How we work\"\n+++\n## Our rules\n\nWe are slow.\n";
    let page = site().file("content/methodology.md", own).build().clean().read("methodology/index.html");
    assert!(
        page.contains("<h1>How we work</h1>") && page.contains("We are slow.") && page.contains("80–95%"),
        "{page}"
    );
    let listed = site().file("content/sources.md", "+++\ntitle = \"Our sources\"\n+++\nAll of them.\n");
    let page = listed.build().clean().read("sources/index.html");
    assert!(page.contains("All of them.") && page.contains("href=\"/sources/port/\""), "{page}");
    let section = site().file("content/methodology/_index.md", own);
    let page = section.build().clean().read("methodology/index.html");
    assert!(page.contains("We are slow.") && !page.contains("80–95%"), "{page}");
}

#[test]
fn a_yardstick_of_the_sites_own_is_recognised_shown_and_linted() {
    let config = format!(
        "{SITE}[yardstick]\nname = \"Desk scale\"\nterms = [{{ term = \"poor odds\", low = 0, high = 50 }}, {{ term = \"good odds\", low = 50, high = 100 }}]\n"
    );
    let body = "## Key Judgements\n\nKJ-1. Trade has good odds of falling by 2026.\n\n1. So. [source](https://example.org/a)\n\nKJ-2. Rain is very likely in 2026.\n\n1. So. [source](https://example.org/a)\n\n## Statement on Analysis\n\nWe have low confidence.";
    let mut site = SiteTest::new().file("site.toml", config).report(
        "content/reports/a.md",
        "A",
        "cutoff = 2025-05-19",
        body,
    );
    site.request.linting = bluf::build::Linting::Released;
    let built = site.build();
    assert!(
        built.messages().contains("`very likely` is a term of ICD 203, not of Desk scale"),
        "{}",
        built.messages()
    );
    let page = built.read("reports/a/index.html");
    assert!(page.contains("good odds <span class=\"likelihood-range\">(50–100%)</span>"), "{page}");
    assert!(page.contains("(Desk scale)") && page.contains("poor odds"), "{page}");
}

#[test]
fn mistakes_in_the_registry_and_in_citations_have_a_place() {
    for (registry, citation, code, message) in [
        ("", "[@, p. 3]", "E0204", "a locator without a source"),
        ("", "[@port, credibility 7]", "E0209", "`7` is not a credibility"),
        ("", "[@port, credibility]", "E0209", "a credibility without a number"),
        (
            "[x]\nsame_as = \"y\"\n[y]\nsame_as = \"x\"\n",
            "[@port]",
            "E0208",
            "`x` → `y` → `x` lead in a circle",
        ),
        ("[x]\nsame_as = \"prot\"\n", "[@port]", "E0204", "unknown source `prot`"),
        ("[x]\nstatus = \"gone\"\n", "[@port]", "E0104", "`status`"),
    ] {
        let site = SiteTest::new().file("sources.toml", format!("{REGISTRY}{registry}")).report(
            "content/reports/a.md",
            "A",
            "",
            &format!("Text. {citation}"),
        );
        let built = site.build();
        assert_eq!(built.codes(), [code], "{}", built.messages());
        assert!(built.messages().contains(message), "{}", built.messages());
    }
}

#[test]
fn an_edited_registry_changes_the_pages_of_its_sources() {
    let site = site();
    site.build().clean();
    site.edit("sources.toml", REGISTRY.replace("Harbour Board", "Board of the Harbour"));
    let built = site.build().clean();
    assert!(built.read("sources/port/index.html").contains("Board of the Harbour"));
    assert!(built.read("reports/a/index.html").contains("Board of the Harbour"));
    site.edit("sources.toml", REGISTRY.replace("[port]", "[quay]").replace("\"port\"", "\"quay\""));
    site.edit(
        "content/reports/a.md",
        format!("+++\ntitle = \"A\"\ndate = 2025-05-20\n+++\n{}", BODY.replace("@port", "@quay")),
    );
    let built = site.build().clean();
    assert!(built.has("sources/quay/index.html") && !built.has("sources/port/index.html"));
}

#[test]
fn what_falls_with_a_source_is_told() {
    let site = site();
    let told = |id| sourcing(&site.request, id).expect("readable").0;
    let Sourcing::All(lines) = told(None) else { panic!("all were asked for") };
    let counts: Vec<_> = lines.iter().map(|line| (line.id.as_str(), line.judgements, line.reports)).collect();
    assert_eq!(
        counts,
        [("port", 1, 1), ("wire", 2, 1), ("copy", 1, 1), ("twin", 1, 1), ("gone", 1, 1), ("uncited", 0, 0)]
    );
    let Sourcing::Retracted(told_of) = told(Some("copy")) else { panic!("it is there") };
    assert_eq!(told_of.with, ["wire"]);
    let labels = |list: &[bluf::build::Leaning]| {
        list.iter().map(|one| (one.label.clone(), one.points.clone())).collect::<Vec<_>>()
    };
    assert_eq!(labels(&told_of.fall), [("KJ-2".to_owned(), vec!["KJ-2.1".to_owned()])]);
    assert_eq!(labels(&told_of.stand), [("KJ-1".to_owned(), vec!["KJ-1.2".to_owned()])]);
    assert_eq!(told(Some("prot")), Sourcing::Unknown(Some("port".to_owned())));
}

const BIBTEX: &str = "@report{port, title = {Ignored title}, institution = {Ignored}, date = {2020-01-01}}\n@book{tides,\n  title = {Tides of the {North}},\n  author = {Ebb, Flo},\n  year = 1987,\n}\n@book{hidden, title = {Concealed almanac}, author = {Quill, Nib}}\n";
const CSL: &str = r#"[{"id": "ports-json", "title": "Ports as data", "URL": "https://example.org/ports", "issued": {"date-parts": [[2025, 5]]}},
 {"id": "unseen", "title": "Unseen ledger of the strait"}]"#;

#[test]
fn references_of_other_programs_are_sources_too() {
    let registry = format!("{REGISTRY}[tides]\nreliability = \"A\"\n");
    let site = SiteTest::new()
        .file("sources.toml", registry)
        .file("sources.bib", BIBTEX)
        .file("content/reports/a/sources.json", CSL)
        .report("content/reports/a/index.md", "A", "", "Text. [@tides] [@port] [@ports-json]")
        .release("Confidential");
    let built = site.build().clean();
    let page = built.read("sources/tides/index.html");
    for words in
        ["Tides of the North", "Flo Ebb", "<time datetime=\"1987\">1987</time>", "completely reliable"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(built.read("sources/port/index.html").contains("<h1>Port statistics</h1>"));
    assert!(built.has("reports/a/sources/ports-json/index.html"));
    let text = everything(&site);
    assert!(!text.contains("Concealed") && !text.contains("Unseen") && !text.contains("Ignored"));
    site.edit("sources.bib", "@book{tides, title = {Tides");
    let built = site.build();
    assert!(built.codes().contains(&"E0210"), "{}", built.messages());
    assert!(built.messages().contains("sources.bib:1:"), "{}", built.messages());
}

#[test]
fn the_audit_looks_for_references_that_nobody_may_have() {
    let site = SiteTest::new()
        .file("sources.bib", BIBTEX)
        .file("content/reports/a/sources.json", CSL)
        .report("content/reports/a/index.md", "A", "", "Text. [@tides]")
        .release("Confidential");
    site.build().clean();
    let words =
        ["Concealed almanac", "Nib Quill", "Unseen ledger of the strait", "https://example.org/ports"];
    assert_eq!(crate::audit::unnoticed(&site, words.into_iter()), Vec::<&str>::new());
    let shown = ["Tides of the North", "Flo Ebb"];
    assert_eq!(crate::audit::unnoticed(&site, shown.into_iter()), shown);
}

fn evidence(registry: &str, point: &str) -> SiteTest {
    let body = format!("## Key Judgements\n\nKJ-1. Rain is likely.\n\n1. {point}\n");
    SiteTest::new().file("sources.toml", registry).report("content/reports/a.md", "A", "", &body)
}

#[test]
fn citations_without_a_space_between_them_all_count() {
    let site =
        evidence("[a]\ntitle = \"A\"\n[b]\ntitle = \"B\"\n[c]\ntitle = \"C\"\n", "p [@a, p. 3][@b][@c]");
    let built = site.build().clean();
    let data = built.json("reports/a/index.json");
    let titles: Vec<_> =
        data["sources"].as_array().into_iter().flatten().map(|source| &source["title"]).collect();
    assert_eq!(titles, ["A", "B", "C"]);
    let page = built.read("reports/a/index.html");
    assert!(page.contains("[1, p. 3]</a>") && page.contains("[3]</a>"), "{page}");
}

#[test]
fn a_citation_that_is_none_is_an_error() {
    for point in ["p [@a][source](https://e.org/)", "p [@a, p. 3](https://e.org/)", "[p and q][@a]"] {
        let site = evidence("[a]\ntitle = \"A\"\n", point);
        assert_eq!(site.build().codes(), ["E0204"], "{point}");
    }
}

#[test]
fn what_is_the_same_source_is_of_the_same_group() {
    let registry = "[a]\ntitle = \"A\"\nindependence_group = \"wire\"\n[a2]\ntitle = \"A2\"\nsame_as = \"a\"\n[w]\ntitle = \"W\"\nindependence_group = \"Wire\"\n\
        [b]\ntitle = \"B\"\n[b2]\nsame_as = \"b\"\nindependence_group = \"wire\"\n[o]\ntitle = \"O\"\n";
    let site = evidence(registry, "p [@a] [@a2] [@w] [@b] [@o]");
    for (id, expected) in [("a2", "a w b b2"), ("w", "a a2 b b2"), ("o", "")] {
        let (Sourcing::Retracted(told), _) = sourcing(&site.request, Some(id)).expect("a readable site")
        else {
            panic!("{id} is there");
        };
        assert_eq!(told.with.join(" "), expected, "{id}");
    }
    let page = site.build().clean().read("reports/a/index.html");
    assert!(page.contains("count as 2 independent ones"), "{page}");
}

#[test]
fn one_source_is_one_by_its_id_and_by_its_address() {
    let site =
        evidence("[a]\ntitle = \"A\"\nurl = \"https://e.org/a\"\n", "p [@a] [source](https://e.org/a/)");
    let page = site.build().clean().read("reports/a/index.html");
    assert!(page.contains("This brief draws on one source."), "{page}");
    let secret = "[a]\ntitle = \"Hidden\"\nurl = \"https://e.org/a\"\nclassification = \"Secret\"\n";
    let page = evidence(secret, "p [source](https://e.org/a)").build().read("reports/a/index.html");
    assert!(!page.contains("Hidden"), "{page}");
}

#[test]
fn years_and_months_count_among_the_dates_of_sources() {
    let site = evidence(
        "[a]\ntitle = \"A\"\npublished = 2025-04-01\n[m]\ntitle = \"M\"\npublished = \"2025-05\"\n",
        "p [@a]",
    )
    .file("sources.bib", "@online{b, title = {B}, year = 2024, month = jan}\n");
    let body = "## Key Judgements\n\nKJ-1. Rain is likely.\n\n1. p [@a] [@m] [@b]\n";
    let site = site.report("content/reports/a.md", "A", "cutoff = 2025-05-19", body);
    let page = site.build().clean().read("reports/a/index.html");
    assert!(
        page.contains("Of 3 with a known date, 1 appeared in the 30 days before the cut-off date; the oldest is of 2024-01."),
        "{page}"
    );
    let wrong = evidence("[a]\ntitle = \"A\"\npublished = \"2025-13\"\n", "p [@a]");
    assert_eq!(wrong.build().codes(), ["E0102"]);
}

const RETRACTED: &str = "[a]\ntitle = \"A\"\npublished = 2025-05-01\n[d]\ntitle = \"D\"\nstatus = \"retracted\"\nstatus_date = 2025-03-01\n";

#[test]
fn a_retracted_source_supports_nothing() {
    let body = "## Key Judgements\n\nKJ-1. Rain is likely.\n\n1. p [@a]\n2. q [@d]\n";
    let front = "cutoff = 2025-05-19\n[judgements.KJ-1]\nconfidence = \"high\"";
    let mut site =
        SiteTest::new().file("sources.toml", RETRACTED).report("content/reports/a.md", "A", front, body);
    let told = sourcing(&site.request, Some("a")).expect("readable").0;
    let Sourcing::Retracted(told) = told else { panic!("it is there") };
    let (fall, stand): (Vec<_>, Vec<_>) = (
        told.fall.iter().map(|one| &*one.label).collect(),
        told.stand.iter().map(|one| &*one.label).collect(),
    );
    assert_eq!((fall, stand), (vec!["KJ-1"], vec![]));
    let built = site.build();
    let page = built.read("reports/a/index.html");
    assert!(page.contains("Resting on a single independent source: KJ-1."), "{page}");
    assert!(
        page.contains("Retracted, and counted as no support: 1.") && !page.contains("Retracted since"),
        "{page}"
    );
    assert!(built.read("sources/a/index.html").contains("no other independent source"));
    assert!(!built.read("sources/d/index.html").contains("no other independent source"));
    site.request.linting = bluf::build::Linting::Released;
    let built = site.build();
    let codes = built.codes();
    assert!(codes.contains(&"W2103"), "{}", built.messages());
    assert!(
        built.messages().contains("KJ-1 has high confidence and a single source"),
        "{}",
        built.messages()
    );
    assert_eq!(codes.iter().filter(|code| **code == "W2108").count(), 1, "{}", built.messages());
}

#[test]
fn an_entry_that_is_the_same_as_a_retracted_one_is_retracted() {
    let body = "## Key Judgements\n\nKJ-1. Rain is likely.\n\n1. p [@copy]\n2. q [@d]\n";
    let registry = "[a]\ntitle = \"A\"\nstatus = \"retracted\"\nstatus_note = \"Made up.\"\n[copy]\nsame_as = \"a\"\ntitle = \"C\"\n\
        [d]\ntitle = \"D\"\nurl = \"https://example.org/d\"\n[e]\ntitle = \"E\"\nurl = \"https://example.org/d\"\nstatus = \"retracted\"\n";
    let mut site =
        SiteTest::new().file("sources.toml", registry).report("content/reports/a.md", "A", "", body);
    site.request.linting = bluf::build::Linting::Released;
    let built = site.build();
    let told: Vec<_> = built.outcome.diagnostics.iter().filter(|found| found.code.id == "W2108").collect();
    let messages: Vec<_> = told.iter().map(|found| &*found.message).collect();
    assert_eq!(
        messages,
        ["`copy` was retracted, and KJ-1 has no other independent source"],
        "{}",
        built.messages()
    );
    assert!(built.messages().contains("Made up."), "{}", built.messages());
    // A withheld entry tells those below it nothing.
    let above = registry.replace("status_note", "classification = \"SECRET\"\nstatus_note");
    let above = above.replace("[e]", "[e]\nclassification = \"SECRET\"");
    let config = format!("{SITE}release = \"OFFICIAL\"\n[classification]\nscheme = \"uk\"\n");
    let mut site = SiteTest::new().file("site.toml", config).file("sources.toml", above);
    site = site.report("content/reports/a.md", "A", "", body);
    site.request.linting = bluf::build::Linting::Released;
    let built = site.build();
    assert!(!built.codes().contains(&"W2108"), "{}", built.messages());
}

#[test]
fn both_places_of_an_id_that_stands_twice_are_named() {
    let registry = "[a]\ntitle = \"A\"\n\n[b]\ntitle = \"B\"\n\n[a]\ntitle = \"Another\"\n[c]\ntitle = \"C\"\ntitle = \"D\"\n";
    let site = SiteTest::new().file("sources.toml", registry);
    let built = site.build();
    assert_eq!(built.codes(), ["E0100", "E0100"], "{}", built.messages());
    let messages = built.messages();
    for part in [
        "`[a]` stands twice",
        "sources.toml:7:2",
        "sources.toml:1:2",
        "`title` stands twice",
        "sources.toml:11:1",
        "sources.toml:10:1",
    ] {
        assert!(messages.contains(part), "{part}: {messages}");
    }
}

#[test]
fn each_judgement_that_falls_with_a_retracted_source_is_told_of() {
    let body = "## Key Judgements\n\nKJ-1. Rain is likely.\n\n1. p [@d]\n2. q [@d]\n\nKJ-2. Hail is likely.\n\n1. p [@d]\n\n\
        KJ-3. Snow is likely.\n\n1. p [@a] [@d]\n";
    let mut site =
        SiteTest::new().file("sources.toml", RETRACTED).report("content/reports/a.md", "A", "", body);
    site.request.linting = bluf::build::Linting::Released;
    let built = site.build();
    let told: Vec<_> = built.outcome.diagnostics.iter().filter(|found| found.code.id == "W2108").collect();
    let messages: Vec<_> = told.iter().map(|found| &*found.message).collect();
    assert_eq!(
        messages,
        [
            "`d` was retracted, and KJ-1 has no other independent source",
            "`d` was retracted, and KJ-2 has no other independent source"
        ]
    );
}

#[test]
fn entries_with_one_address_are_not_independent() {
    let two =
        "[a]\ntitle = \"A\"\nurl = \"https://e.org/a\"\n[b]\ntitle = \"B\"\nurl = \"https://e.org/a#part\"\n";
    let page = evidence(two, "p [@a] [@b]").build().clean().read("reports/a/index.html");
    assert!(
        page.contains("This brief draws on one source.")
            && page.contains("Resting on a single independent source: KJ-1."),
        "{page}"
    );
    let graded = "[a]\ntitle = \"A\"\nurl = \"https://e.org/a\"\nreliability = \"B\"\norigin = \"PAI\"\n";
    let page =
        evidence(graded, "p [@a] [source](https://e.org/a)").build().clean().read("reports/a/index.html");
    assert!(page.contains("Reliability: 1 × B.") && page.contains("Origin: 1 × publicly"), "{page}");
}

#[test]
fn two_sources_in_one_bracket_are_an_error_that_names_the_form() {
    for citation in ["[@a, @b]", "[@a, p. 3, @b, p. 4]"] {
        let site = evidence("[a]\n[b]\n", &format!("p {citation}"));
        let built = site.build();
        assert_eq!(built.codes(), ["E0204"], "{citation}");
        assert!(built.messages().contains("write a bracket for each: [@a] [@b]"), "{}", built.messages());
    }
}

#[test]
fn two_sources_of_one_id_are_told_apart() {
    let site = ["a", "b"].into_iter().fold(SiteTest::new(), |site, name| {
        site.file(&format!("content/reports/{name}/sources.toml"), format!("[own]\ntitle = \"Own {name}\"\n"))
            .report(
                &format!("content/reports/{name}/index.md"),
                name,
                "",
                "## Key Judgements\n\nKJ-1. Rain is likely.\n\n1. p [@own]\n",
            )
    });
    let told = |id: &str| sourcing(&site.request, Some(id)).expect("readable").0;
    let Sourcing::Several(names) = told("own") else { panic!("there are two") };
    assert_eq!(names.len(), 2, "{names:?}");
    let Sourcing::Retracted(first) = told(&names[0]) else { panic!("it is there: {names:?}") };
    let paths: Vec<_> = first.fall.iter().map(|one| &*one.path).collect();
    assert_eq!((paths, first.with), (vec!["reports/a/index.md"], vec![]));
}

#[test]
fn why_a_source_falls_with_another_is_told() {
    let site = site();
    let told = |id: &str| match sourcing(&site.request, Some(id)).expect("readable").0 {
        Sourcing::Retracted(told) => told.reasons,
        other => panic!("{other:?}"),
    };
    assert_eq!(told("copy"), ["the same independence group"]);
    assert_eq!(told("port"), ["the same source"]);
}

#[test]
fn mistakes_in_references_are_told_once_and_with_a_remedy() {
    let bib = "@book{x, title = {X}}\n";
    let twice = evidence("[a]\n", "p [@a] [@x]").file("sources.bib", bib);
    let twice = twice.file("sources.json", r#"[{"id": "x", "title": "X"}]"#);
    let twice = twice.build();
    assert_eq!(twice.codes(), ["E0210"], "{}", twice.messages());
    assert!(twice.messages().contains("`x` stands twice"), "{}", twice.messages());
    let broken = evidence("[a]\n", "p [@a] [@x]").file("sources.bib", "@book{x, title = {X}");
    let broken = broken.build();
    assert_eq!(broken.codes(), ["E0210"], "nothing is said of what the file may have: {}", broken.messages());
    for (published, remedy) in
        [("\"1987-13\"", "write a real date"), ("\"1987-02-30\"", "write a real date"), ("1987", "\"1987\"")]
    {
        let site = evidence(&format!("[a]\npublished = {published}\n"), "p [@a]");
        let built = site.build();
        assert_eq!(built.codes(), ["E0102"], "{published}");
        assert!(built.messages().contains(remedy), "{}", built.messages());
    }
}
