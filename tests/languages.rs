//! A site in several languages: an edition for each, which names its translations and shares its files.

use crate::pictures::png;
use crate::support::SiteTest;

const SITE: &str = "title = \"The Desk\"\nbase_url = \"https://desk.example/briefs/\"\n\
    [languages.es]\ntitle = \"La Mesa\"\n[languages.ar]\n";

/// `a` in two languages, `b` in one, a picture for both.
fn site() -> SiteTest {
    SiteTest::new()
        .file("site.toml", SITE)
        .report("content/reports/a.md", "First", "tags = [\"Ports\"]\nregions = [\"Kenya\"]", "See [b](@/reports/b.md#kj-1).")
        .report(
            "content/reports/a.es.md",
            "Primero",
            "tags = [\"Puertos\"]\nregions = [\"Kenya\"]\nsupersedes = \"reports/b.md\"",
            "Vea [b](@/reports/b.md#kj-1) y [a](@/reports/a.md).\n\n![Mapa](/map.png)",
        )
        .report(
            "content/reports/b.md",
            "Second",
            "",
            "## Key Judgements\n\n### KJ-1: It is very likely that it holds.\n\n- Evidence. [source](https://news.example/a)",
        )
        .file("static/map.png", png("a note"))
}

#[test]
fn each_language_has_an_edition_of_its_own() {
    let site = site();
    let built = site.build().clean();
    let page = built.read("es/reports/a/index.html");
    assert!(page.contains("<html lang=\"es\""), "{page}");
    assert!(page.contains("Primero") && page.contains("La Mesa") && page.contains("Ir al texto"));
    assert!(built.read("es/index.html").contains("\"/briefs/es/reports/a/\""));
    assert!(!built.read("es/index.html").contains("Second"));
    assert!(!built.read("index.html").contains("Primero"));
    assert!(built.read("es/atom.xml").contains("https://desk.example/briefs/es/reports/a/"));
    assert!(built.read("es/tags/puertos/index.html").contains("Primero"));
    assert!(built.read("es/regions/kenya/index.html").contains("Primero"));
    assert_eq!(built.json("es/catalog.json")["reports"].as_array().map(Vec::len), Some(1));
    assert!(built.read("ar/index.html").contains("dir=\"rtl\""));
    assert!(built.read("robots.txt").contains("https://desk.example/briefs/es/sitemap.xml"));
    assert!(built.read("es/sitemap.xml").contains("https://desk.example/briefs/es/reports/a/"));
}

#[test]
fn pages_name_their_translations_and_lead_to_them() {
    let site = site();
    let built = site.build().clean();
    let alternate = |language: &str, url: &str| {
        format!("<link rel=\"alternate\" hreflang=\"{language}\" href=\"{url}\">")
    };
    let both = [
        alternate("x-default", "https://desk.example/briefs/reports/a/"),
        alternate("en", "https://desk.example/briefs/reports/a/"),
        alternate("es", "https://desk.example/briefs/es/reports/a/"),
    ];
    for path in ["reports/a/index.html", "es/reports/a/index.html"] {
        let page = built.read(path);
        assert!(both.iter().all(|link| page.contains(link)), "{page}");
    }
    let original = built.read("reports/a/index.html");
    assert!(
        original.contains("<a href=\"/briefs/es/reports/a/\" lang=\"es\" hreflang=\"es\">Español</a>"),
        "{original}"
    );
    // What is not translated leads to the home page of the other language, and names no translation.
    assert!(original.contains("<a href=\"/briefs/ar/\" lang=\"ar\" hreflang=\"ar\">العربية</a>"));
    assert!(!built.read("reports/b/index.html").contains("rel=\"alternate\" hreflang"));
    assert!(
        built
            .read("es/regions/kenya/index.html")
            .contains(&alternate("en", "https://desk.example/briefs/regions/kenya/"))
    );
    assert!(built.read("index.html").contains(&alternate("ar", "https://desk.example/briefs/ar/")));
}

#[test]
fn places_have_the_names_of_the_edition() {
    let site = site().file(
        "site.toml",
        format!("{SITE}[languages.fr]\n[languages.fr.regions]\nKE = \"République du Kenya\"\n"),
    );
    let site = site
        .report("content/reports/c.es.md", "Segundo", "regions = [\"Estados Unidos\"]", "Vea esto.")
        .report("content/reports/a.fr.md", "Premier", "regions = [\"Kenya\"]", "Voilà.");
    let built = site.build().clean();
    let page = built.read("es/regions/united-states/index.html");
    assert!(page.contains("Estados Unidos") && page.contains("América del Norte"), "{page}");
    assert!(!page.contains("United States") && !page.contains("North America"), "{page}");
    let report = built.read("es/reports/c/index.html");
    assert!(report.contains("Estados Unidos") && !report.contains("United States"), "{report}");
    assert_eq!(built.json("es/reports/c/index.json")["regions"][0]["name"], "Estados Unidos");
    assert!(built.read("fr/reports/a/index.html").contains("République du Kenya"));
    assert!(built.read("regions/kenya/index.html").contains("East Africa"));

    let unknown = format!("{SITE}[languages.fr.regions]\nAtlantis = \"Atlantide\"\n");
    site.edit("site.toml", unknown);
    assert!(site.build().messages().contains("no region is called `Atlantis`"));
}

#[test]
fn a_site_in_another_language_calls_places_as_it_does() {
    let site = SiteTest::new()
        .file("site.toml", "title = \"La Mesa\"\nbase_url = \"https://mesa.example/\"\nlanguage = \"es\"\n")
        .report("content/reports/a.md", "Primero", "regions = [\"Francia\", \"Sahel\"]", "Texto.");
    let built = site.build().clean();
    assert!(built.read("regions/france/index.html").contains("Francia"));
    assert!(built.read("regions/france/index.html").contains("Europa occidental"));
}

#[test]
fn a_translation_into_a_language_that_the_site_lacks_is_told() {
    let site = site().report("content/reports/a.fr.md", "Premier", "", "Voilà.");
    let built = site.build().ok();
    assert_eq!(built.codes(), ["W0007"]);
    assert!(built.messages().contains("the site has no [languages.fr]"), "{}", built.messages());
}

#[test]
fn what_is_not_translated_is_linked_in_the_original() {
    let site = site();
    let built = site.build().clean();
    let page = built.read("es/reports/a/index.html");
    assert!(page.contains("<a href=\"/briefs/reports/b/#kj-1\">b</a>"), "{page}");
    assert!(page.contains("<a href=\"/briefs/es/reports/a/\">a</a>"));
}

#[test]
fn editions_share_the_files_of_the_site_and_the_theme() {
    let site = site();
    let built = site.build().clean();
    let page = built.read("es/reports/a/index.html");
    assert!(page.contains("<img src=\"/briefs/map.png\" alt=\"Mapa\" width=\"1\""), "{page}");
    let tree = site.tree();
    let shared = |path: &str| path.starts_with("es/") && (path.ends_with(".css") || path.ends_with(".png"));
    assert!(!tree.iter().any(|(path, _)| shared(path)));
}

#[test]
fn a_site_of_one_language_has_no_languages() {
    let site = SiteTest::new().report("content/reports/a.es.md", "One", "", "Text.");
    let built = site.build().ok();
    assert!(!built.read("reports/a-es/index.html").contains("class=\"languages\""));
}

#[test]
fn a_translation_is_withheld_with_its_original() {
    for (key, code) in [
        ("draft = true", "W0406"),
        ("classification = \"SECRET\"", "W0406"),
        ("publish_at = 2030-01-01", "W0406"),
    ] {
        let site = SiteTest::new()
            .file("site.toml", format!("{SITE}[classification]\nscheme = \"us\"\n"))
            .report("content/reports/a.md", "First", key, "Text.")
            .report("content/reports/a.es.md", "Ornitorrinco", "", "Texto que nadie debe leer.")
            .report("content/reports/c.es.md", "Tercero", "", "Vea [a](@/reports/a.md).")
            .release("UNCLASSIFIED");
        let built = site.build().ok();
        assert_eq!(built.codes(), [code], "{key}: {}", built.messages());
        assert!(!built.has("es/reports/a/index.html"), "{key}");
        assert!(site.tree().iter().all(|(_, bytes)| !crate::pictures::holds(bytes, "Ornitorrinco")), "{key}");
        assert!(!built.read("es/reports/c/index.html").contains("reports/a/"), "{key}");
    }
}

#[test]
fn a_section_that_is_held_back_holds_back_its_translations() {
    let site = SiteTest::new()
        .file("site.toml", SITE)
        .file("content/reports/x/_index.md", "+++\ntitle = \"X\"\ndraft = true\n+++\n")
        .report("content/reports/x/a.md", "First", "", "Text.")
        .report("content/reports/x/a.es.md", "Primero", "", "Texto.");
    let built = site.build().ok();
    assert!(!built.has("reports/x/a/index.html") && !built.has("es/reports/x/a/index.html"));
}

/// A translation without a classification was published whole beside an original that was released in part.
#[test]
fn a_translation_below_its_original_is_an_error() {
    let original = |body: &str| {
        SiteTest::new().file("site.toml", SITE).report(
            "content/reports/m.md",
            "First",
            "classification = \"Secret\"\nmetadata = \"Unclassified\"",
            body,
        )
    };
    let english = "(U) Open.\n\n(S) Closed.";
    for own in ["", "classification = \"Unclassified\"\n"] {
        let site = original(english)
            .report("content/reports/m.es.md", "Primero", own, "canario")
            .release("Unclassified");
        let built = site.build();
        assert_eq!(built.codes(), ["E0317"], "{}", built.messages());
        assert!(built.messages().contains("content/reports/m.es.md"), "{}", built.messages());
        assert!(!built.has("es/index.html"));
    }
    let secret = "classification = \"Secret\"\nmetadata = \"Unclassified\"";
    let site = original(english)
        .report("content/reports/m.es.md", "Primero", secret, "(U) Abierto.\n\ncanario")
        .release("Unclassified");
    let built = site.build().ok();
    assert!(built.read("es/reports/m/index.html").contains("Abierto"));
    assert!(site.tree().iter().all(|(_, bytes)| !String::from_utf8_lossy(bytes).contains("canario")));
}

#[test]
fn mistakes_in_a_translation_name_its_file() {
    let site = site().report(
        "content/reports/a.es.md",
        "Primero",
        "regions = [\"Quenia\"]",
        "Vea [z](@/reports/z.md).",
    );
    let built = site.build();
    let messages = built.messages();
    assert!(messages.contains("content/reports/a.es.md:4"), "{messages}");
    assert!(messages.contains("`reports/z.md` does not exist"), "{messages}");
}

#[test]
fn a_language_has_likelihoods_in_its_own_words() {
    let config = "[languages.fr.yardstick]\nname = \"ICD 203\"\n\
        [[languages.fr.yardstick.terms]]\nterm = \"très probable\"\nalso = [\"très probablement\"]\nlow = 80\nhigh = 95\n";
    let body = |sentence: &str| format!("## Key Judgements\n\nKJ-1. {sentence}\n");
    let site = SiteTest::new()
        .file("site.toml", format!("{SITE}{config}"))
        .report("content/reports/a.md", "A", "", &body("It is very likely to rise."))
        .report("content/reports/a.fr.md", "A", "", &body("Le prix va très probablement monter."));
    let built = site.build().clean();
    let likelihood = |path: &str| built.json(path)["judgements"][0]["likelihood"].clone();
    assert_eq!(likelihood("reports/a/index.json"), "very likely");
    assert_eq!(likelihood("fr/reports/a/index.json"), "très probable");
    assert!(built.read("fr/reports/a/index.html").contains("likelihood-range\">(80"));
    assert!(built.read("fr/methodology/index.html").contains("très probable"));
}

#[test]
fn a_language_has_words_of_its_own_for_forms_and_links() {
    let config = "[newsletter]\naction = \"https://d.example/in\"\nheading = \"Join\"\nbutton = \"Go\"\n\
        [contact]\naction = \"https://d.example/to\"\ntext = \"Write.\"\n\
        [login]\nurl = \"https://d.example/log\"\ntext = \"Log in\"\n\
        [languages.fr.newsletter]\nheading = \"Abonnez-vous\"\n[languages.fr.contact]\ntext = \"Écrivez.\"\n\
        [languages.fr.login]\ntext = \"Connexion\"\n";
    let site = SiteTest::new()
        .file("site.toml", format!("{SITE}{config}"))
        .report("content/reports/a.md", "A", "", "Yes.")
        .report("content/reports/a.fr.md", "A", "", "Oui.");
    let built = site.build().clean();
    let (own, french) = (built.read("index.html"), built.read("fr/index.html"));
    for (english, other) in [("Join", "Abonnez-vous"), ("Write.", "Écrivez."), ("Log in", "Connexion")] {
        assert!(own.contains(english) && !own.contains(other), "{english}");
        assert!(french.contains(other) && !french.contains(english), "{other}");
    }
    assert!(french.contains("<button>Go</button>"), "what a language does not say stays");
}

#[test]
fn a_language_without_words_is_told_until_the_site_has_them() {
    let german = "title = \"Der Tisch\"\nbase_url = \"https://d.example/\"\nlanguage = \"de-AT\"\n";
    let site = SiteTest::new().file("site.toml", german).report("content/reports/a.md", "Erster", "", "Ja.");
    let built = site.build().ok();
    assert_eq!(built.codes(), ["W0008"]);
    assert!(built.messages().contains("i18n/de-AT.toml"), "{}", built.messages());
    let site = site.file("i18n/de.toml", "published = \"Veröffentlicht\"\n");
    let built = site.build().clean();
    assert!(built.read("reports/a/index.html").contains("Veröffentlicht"));
}

#[test]
fn languages_that_are_none_are_errors() {
    for (languages, message) in [
        ("[languages.spanish]", "`spanish` is not a language tag"),
        ("[languages.en]", "`en` is the site's own language"),
        ("[languages.pt-BR]\n[languages.pt-br]", "`pt-br` is there twice"),
        ("[languages.es]\ntitel = \"x\"", "unknown key `titel`"),
    ] {
        let site = SiteTest::new()
            .file("site.toml", format!("title = \"D\"\nbase_url = \"https://d.example/\"\n{languages}\n"));
        let messages = site.build().messages();
        assert!(messages.contains(message), "{messages}");
    }
}

#[test]
fn a_folder_may_not_have_the_address_of_a_language() {
    let site = site().file("content/es/reports/a.md", "+++\ntitle = \"Clash\"\n+++\nText.\n");
    let built = site.build();
    assert!(built.messages().contains("the edition in `es`"), "{}", built.messages());
}

#[test]
fn an_edit_of_a_translation_changes_its_edition() {
    let site = site();
    site.build().clean();
    site.edit("content/reports/a.es.md", "+++\ntitle = \"Cambiado\"\ndate = 2025-05-20\n+++\nTexto.\n");
    assert!(site.build().clean().read("es/reports/a/index.html").contains("Cambiado"));
    site.remove("content/reports/a.es.md");
    let built = site.build().clean();
    assert!(!built.has("es/reports/a/index.html"));
    assert!(!built.read("reports/a/index.html").contains("/es/reports/a/"));
}

#[test]
fn the_list_of_reports_has_those_of_every_language() {
    let site = site().file(
        "content/reports/a.md",
        "+++\ntitle = \"First\"\ndate = 2025-05-20\ndraft = true\n+++\nText.\n",
    );
    let (rows, _) = bluf::build::list(&site.request).expect("the machine works");
    let rows: Vec<_> = rows.iter().map(|row| (row.path.as_str(), row.state.name())).collect();
    let expected = [("reports/a.md", "draft"), ("reports/b.md", "published"), ("reports/a.es.md", "draft")];
    assert_eq!(rows, expected);
}

#[test]
fn a_higher_release_has_the_translations_of_its_level() {
    let site = site()
        .file("site.toml", format!("{SITE}[classification]\nscheme = \"us\"\n"))
        .report("content/reports/s.md", "Sealed", "classification = \"SECRET\"", "Text.")
        .report("content/reports/s.es.md", "Sellado", "classification = \"SECRET\"", "Texto.");
    let built = site.release("SECRET");
    let built = built.build().ok();
    assert!(built.read("es/reports/s/index.html").contains("hreflang=\"en\""), "{}", built.messages());
}

#[test]
fn a_translation_of_a_withdrawn_report_says_that_it_was_withdrawn() {
    let site = site().file(
        "content/reports/a.md",
        "+++\ntitle = \"First\"\ndate = 2025-05-20\n[withdrawn]\nreason = \"Wrong\"\n+++\nText.\n",
    );
    let built = site.build().ok();
    let page = built.read("es/reports/a/index.html");
    assert!(page.contains("noindex") && page.contains("kicker"), "{page}");
    assert!(!page.contains("map.png"));
}

#[test]
fn a_link_to_a_draft_of_a_translation_leads_to_the_original() {
    let site = site().report("content/reports/b.es.md", "Segundo", "draft = true", "Texto.");
    let built = site.build().clean();
    assert!(built.read("es/reports/a/index.html").contains("<a href=\"/briefs/reports/b/#kj-1\">b</a>"));
}

#[test]
fn an_old_address_below_a_language_leads_to_the_translation() {
    let aliases = "aliases = [\"/es/vieja/\", \"/otra/\"]";
    let site = site().report("content/reports/c.es.md", "Tercero", aliases, "Texto.");
    let built = site.build().clean();
    for path in ["es/vieja/index.html", "es/otra/index.html"] {
        assert!(built.read(path).contains("/briefs/es/reports/c/"), "{path}");
    }
}

#[test]
fn a_release_with_a_robots_file_of_its_own_has_every_sitemap() {
    let site = site().file("static/robots.txt", "User-agent: *\n").release("Unclassified");
    assert!(site.build().clean().has("es/sitemap.xml"));
}

#[test]
fn the_preview_knows_the_files_of_translations() {
    let site = site();
    let origin = "http://127.0.0.1:1";
    let (preview, _) = bluf::build::preview(&site.request, origin, &mut bluf::build::Memory::default())
        .expect("the machine works");
    let source = |path: &str| preview.sources.get(path).map(String::as_str);
    assert_eq!(source("es/reports/a/index.html"), Some("content/reports/a.es.md"));
    assert_eq!(source("reports/a/index.html"), Some("content/reports/a.md"));
}
