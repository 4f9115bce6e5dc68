//! Themes: a site replaces one file of the default theme and keeps the rest.

use crate::support::{SITE, SiteTest};

const OWN_404: &str = "{% extends \"base.html\" %}\n{% block content %}<h1>MARK</h1>{% endblock content %}\n";

fn site() -> SiteTest {
    SiteTest::new().report("content/reports/a.md", "A", "", "## Executive Summary\n\nText.")
}

fn not_found(mark: &str) -> String {
    OWN_404.replace("MARK", mark)
}

#[test]
fn one_template_of_the_site_replaces_one_of_the_theme() {
    let site = site();
    let before = site.build().clean().read("reports/a/index.html");
    site.edit("templates/404.html", not_found("Nothing here"));
    let built = site.build().clean();
    assert!(built.read("404.html").contains("<h1>Nothing here</h1>"));
    assert!(
        built.read("404.html").contains("<title>Page not found | Desk</title>"),
        "the base is still the theme's"
    );
    assert_eq!(built.read("reports/a/index.html"), before);
}

#[test]
fn a_site_comes_before_its_theme_and_that_before_the_default() {
    let site = site()
        .file("site.toml", format!("{SITE}theme = \"quiet\"\n"))
        .file("themes/quiet/theme.toml", "name = \"quiet\"\n")
        .file("themes/quiet/templates/404.html", not_found("Of the theme"))
        .file("themes/quiet/static/css/style.css", "body { color: teal }\n")
        .file("themes/quiet/i18n/en.toml", "table_of_contents = \"In this brief\"\n");
    let built = site.build().clean();
    assert!(built.read("404.html").contains("<h1>Of the theme</h1>"));
    let page = built.read("reports/a/index.html");
    assert!(page.contains("aria-label=\"In this brief\""), "{page}");
    assert_eq!(style(&site, &page), "body { color: teal }\n");
    site.edit("templates/404.html", not_found("Of the site"));
    site.edit("i18n/en.toml", "table_of_contents = \"Parts\"\n");
    site.edit("static/css/style.css", "body { color: navy }\n");
    let built = site.build().clean();
    assert!(built.read("404.html").contains("<h1>Of the site</h1>"));
    let page = built.read("reports/a/index.html");
    assert!(page.contains("aria-label=\"Parts\""), "{page}");
    assert_eq!(style(&site, &page), "body { color: navy }\n");
}

/// The text of the first style sheet that a page names.
fn style(site: &SiteTest, page: &str) -> String {
    let tag = page.split("<link rel=\"stylesheet\" href=\"/").nth(1).expect("a style sheet");
    let path = tag.split_once('"').expect("a whole attribute").0;
    let bytes =
        site.tree().into_iter().find(|(name, _)| name == path).expect("the style sheet is published").1;
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn a_theme_that_is_not_there_is_an_error() {
    let site = site().file("site.toml", format!("{SITE}theme = \"quiet\"\n"));
    assert_eq!(site.build().codes(), ["E0603"]);
}

#[test]
fn one_string_can_be_changed() {
    let site = site().file("i18n/en.toml", "table_of_contents = \"On this page\"\n");
    let page = site.build().clean().read("reports/a/index.html");
    assert!(page.contains("aria-label=\"On this page\""), "{page}");
    assert!(page.contains(">Skip to the text</a>"), "the other strings stay");
}

#[test]
fn another_language_falls_back_to_english() {
    let site = site()
        .file("site.toml", format!("{SITE}language = \"pl\"\n"))
        .file("i18n/pl.toml", "table_of_contents = \"Spis treści\"\n");
    let page = site.build().clean().read("reports/a/index.html");
    assert!(page.contains("<html lang=\"pl\" dir=\"ltr\">"), "{page}");
    assert!(page.contains("aria-label=\"Spis treści\""));
    assert!(page.contains(">Skip to the text</a>"));
}

#[test]
fn a_style_sheet_of_the_site_takes_the_place_of_the_themes() {
    let site = site();
    let before = site.build().clean().read("reports/a/index.html");
    assert!(style(&site, &before).len() > 1000);
    site.edit("static/css/style.css", "body { color: black }\n");
    let after = site.build().clean().read("reports/a/index.html");
    assert_eq!(style(&site, &after), "body { color: black }\n");
    let integrity = |page: &str| page.split("integrity=\"").nth(1).map(|rest| rest[..20].to_owned());
    assert!(integrity(&before).is_some_and(|hash| hash.starts_with("sha")));
    assert_ne!(integrity(&before), integrity(&after));
}

#[test]
fn a_file_of_the_sites_theme_is_an_asset() {
    let site = site()
        .file("site.toml", format!("{SITE}theme = \"quiet\"\n"))
        .file("themes/quiet/static/js/own.js", "export {};\n")
        .file("templates/404.html", not_found("{% set file = asset(path=\"js/own.js\") %}{{ file.url }}"));
    let page = site.build().clean().read("404.html");
    let path = page.split("<h1>/").nth(1).and_then(|rest| rest.split("</h1>").next()).expect("an address");
    assert!(path.starts_with("js/own") && path.len() > "js/own.js".len(), "a fingerprint: {path}");
    assert!(site.output().join(path).exists());
}

#[test]
fn an_asset_that_is_not_there_is_an_error() {
    let site = site().file(
        "templates/404.html",
        not_found("{% set file = asset(path=\"css/stile.css\") %}{{ file.url }}"),
    );
    let built = site.build();
    assert_eq!(built.codes(), ["E0602"]);
    assert!(built.messages().contains("css/stile.css"), "{}", built.messages());
    assert!(built.outcome.summary.is_none());
}

#[test]
fn a_template_with_an_error_leaves_the_previous_output() {
    let site = site();
    site.build().clean();
    let before = site.tree();
    site.edit("content/reports/b.md", "+++\ntitle = \"B\"\ndate = 2025-05-21\n+++\n");
    for (text, code) in [
        ("{% if %}", "E0601"),
        ("{{ page.title", "E0601"),
        ("{% extends \"bass.html\" %}", "E0601"),
        ("{{ page.no.such.thing }}", "E0602"),
    ] {
        site.edit("templates/404.html", text);
        let built = site.build();
        assert!(built.codes().iter().all(|found| *found == code), "{text}: {}", built.messages());
        assert!(built.messages().contains("templates/404.html"), "{text}: {}", built.messages());
        assert!(site.tree() == before, "{text}");
    }
    site.remove("templates/404.html");
    assert!(site.build().clean().has("reports/b/index.html"));
}

#[test]
fn an_error_in_a_template_has_a_place() {
    let cases = [
        ("a\n {{ page.title | nofilter }}", "unknown filter `nofilter`", ":2:18", "nofilter"),
        ("{{ nofunction(a=1) }}", "unknown function `nofunction`", ":1:4", "nofunction"),
        ("{% if page is notest %}{% endif %}", "unknown test `notest`", ":1:15", "notest"),
        ("x\n{% include \"none.html\" %}", "unknown template `none.html`", ":2:", "none.html"),
        ("x\n{% if page %}\n<p>\n", "end of input", ":2:1", "{% if page %}"),
        ("{% extends \"none.html\" %}", "`none.html` does not exist", ":1:12", "\"none.html\""),
        ("x\n{% include \"404.html\" %}", "needs itself", ":2:12", "\"404.html\""),
    ];
    for (template, message, place, words) in cases {
        let site = site().file("templates/404.html", template);
        let built = site.build();
        let messages = built.messages();
        assert_eq!(built.codes(), ["E0601"], "{messages}");
        assert!(messages.contains(message), "{messages}");
        assert!(!messages.contains("error: "), "{messages}");
        assert!(messages.contains(&format!("templates/404.html{place}")), "{messages}");
        let marks = "^".repeat(words.len());
        assert!(messages.contains(&marks), "{messages}");
    }
}

#[test]
fn errors_in_several_templates_come_at_once() {
    let site = site()
        .file("templates/404.html", "{{ page | one }}")
        .file("templates/search.html", "{{ page | two }}");
    let built = site.build();
    assert_eq!(built.codes(), ["E0601", "E0601"], "{}", built.messages());
}

#[test]
fn titles_are_escaped_wherever_they_stand() {
    let site = SiteTest::new().file(
        "content/reports/a.md",
        "+++\ntitle = 'Ships & <b>\"boats\"</b></script>'\ndate = 2025-05-20\ntags = [\"a<b\"]\n+++\nText.\n",
    );
    site.build().clean();
    for (path, bytes) in site.tree() {
        let text = String::from_utf8_lossy(&bytes);
        if path.ends_with(".html") {
            assert!(!text.contains("<b>\"boats"), "{path}");
            assert!(!text.contains("</b></script>"), "{path}");
            assert!(!text.contains(">a<b<"), "{path}");
        }
    }
}

#[test]
fn a_theme_says_what_it_is_and_hands_settings_to_its_templates() {
    let site = SiteTest::new()
        .file("site.toml", format!("{}theme = \"plain\"\n", crate::support::SITE))
        .file("themes/plain/theme.toml", "name = \"Plain\"\n[extra]\nmotto = \"less\"\n")
        .file("themes/plain/templates/404.html", "{{ site.theme.name }}: {{ site.theme.extra.motto }}");
    assert_eq!(site.build().clean().read("404.html"), "Plain: less");
    site.edit("themes/plain/theme.toml", "nmae = \"Plain\"\n");
    let built = site.build();
    assert!(built.codes().contains(&"E0101"));
    assert!(built.messages().contains("did you mean `name`?"), "{}", built.messages());
    site.edit("site.toml", format!("{}theme = \"plan\"\n", crate::support::SITE));
    assert!(site.build().messages().contains("did you mean `\"plain\"`?"));
}

/// The keys of a language file of the default theme with the gaps of each string, in order.
fn strings(language: &str) -> Vec<(String, Vec<String>)> {
    let path = format!("{}/themes/default/i18n/{language}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("a language of the default theme");
    let table: toml::Table = text.parse().expect("TOML");
    let mut strings: Vec<_> = table
        .into_iter()
        .map(|(key, value)| {
            let value = value.as_str().expect("a text").to_owned();
            assert!(!value.trim().is_empty(), "{language}: {key} is empty");
            let mut gaps: Vec<String> = value
                .split('{')
                .skip(1)
                .filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()))
                .collect();
            gaps.sort();
            (key, gaps)
        })
        .collect();
    strings.sort();
    strings
}

#[test]
fn every_language_of_the_default_theme_is_complete() {
    let english = strings("en");
    for language in ["ar", "es", "fr"] {
        let keys: Vec<_> = strings(language);
        for string in &english {
            assert!(keys.contains(string), "{language}.toml lacks {string:?}, or its gaps differ");
        }
        assert_eq!(keys.len(), english.len(), "{language}.toml has strings that English has not");
    }
}

#[test]
fn a_site_in_arabic_reads_from_right_to_left_and_in_arabic() {
    let site = site().file("site.toml", format!("{SITE}language = \"ar-EG\"\n"));
    let built = site.build().clean();
    let page = built.read("reports/a/index.html");
    assert!(page.contains("<html lang=\"ar-EG\" dir=\"rtl\">"), "{page}");
    assert!(page.contains("aria-label=\"المحتويات\""), "{page}");
    assert!(page.contains(" مايو 2025"), "months are Arabic too: {page}");
    assert!(built.read("404.html").contains("الصفحة غير موجودة"));
}
