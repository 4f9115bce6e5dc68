//! Hostile, broken and strange input: it is named, or it works; it never hangs, panics or leaves the site.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::support::{SITE, SiteTest};

/// The smallest PNG: one grey pixel.
const PNG: &[u8] = b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00\x3a\x7e\x9b\x55\x00\x00\x00\x0a\x49\x44\x41\x54\x78\x9c\x63\x60\x00\x00\x00\x02\x00\x01\x48\xaf\xa4\x71\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

const REPORT: &str = "+++\ntitle = \"A\"\ndate = 2025-05-20\ntags = [\"x\"]\n+++\n## Executive Summary\n\nShort.\n\n\
    ## Key Judgements\n\nKJ-1. Prices will very likely rise.\n\n1. A point. [source](https://example.org/a)\n2. Another.\n\n\
    | a | b |\n|---|---|\n| 1 | 2 |\n";

/// Everything below a folder, folders too, but for what a build may write.
fn surroundings(folder: &Path, except: &[&str]) -> BTreeMap<String, Option<Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(folder).expect("below").to_str().expect("UTF-8").to_owned();
            if except.contains(&name.as_str()) {
                continue;
            }
            let bytes = if path.is_dir() && !path.is_symlink() {
                waiting.push(path);
                None
            } else {
                Some(std::fs::read(path).unwrap_or_default())
            };
            found.insert(name, bytes);
        }
    }
    found
}

/// Fails unless the build ends with exactly these codes and writes nothing but its cache.
#[track_caller]
fn refused(site: &SiteTest, codes: &[&str]) -> String {
    let before = surroundings(site.around(), &["site/.bluf"]);
    let built = site.build();
    assert_eq!(built.codes(), codes, "{}", built.messages());
    assert!(built.outcome.summary.is_none());
    assert!(surroundings(site.around(), &["site/.bluf"]) == before, "a failed build wrote something");
    built.messages()
}

/// The page of a report with this body, which must be made without a finding and in reasonable time.
#[track_caller]
fn quickly(body: &str) -> String {
    let site = SiteTest::new().report("content/reports/a.md", "A", "", body);
    let start = Instant::now();
    let built = site.build().ok();
    // Far above what linear work takes, far below what quadratic work would.
    assert!(start.elapsed() < Duration::from_secs(20), "took {:?}", start.elapsed());
    built.read("reports/a/index.html")
}

#[cfg(unix)]
fn link(site: &SiteTest, from: &str, to: impl AsRef<Path>) {
    let from = site.root().join(from);
    std::fs::create_dir_all(from.parent().expect("below the root")).expect("folders");
    std::os::unix::fs::symlink(to, from).expect("a link");
}

#[test]
fn text_that_is_not_utf_8() {
    for path in ["content/reports/a.md", "site.toml", "sources.toml", "templates/report.html", "i18n/en.toml"]
    {
        let message = refused(&SiteTest::new().file(path, b"home = \"\xff\"\n"), &["E0001"]);
        assert!(message.contains(path), "{message}");
    }
    let message = refused(&SiteTest::new().file("content/a.md", b"\xff\xfea\0b\0"), &["E0001"]);
    assert!(message.contains("UTF-16"), "{message}");
}

#[cfg(unix)]
#[test]
fn file_name_that_is_not_utf_8() {
    use std::os::unix::ffi::OsStrExt;
    let site = SiteTest::new().file("content/a.md", "Text.");
    let name = site.root().join("content").join(std::ffi::OsStr::from_bytes(b"\xff.md"));
    if std::fs::write(name, "Text.").is_err() {
        return; // This file system takes UTF-8 names only.
    }
    let built = site.build();
    assert_eq!(built.codes(), ["E0002"], "{}", built.messages());
}

#[test]
fn byte_order_marks_and_crlf_change_nothing() {
    let registry = "[a]\ntitle = \"A\"\nurl = \"https://example.org/a\"\n";
    let files = [("site.toml", SITE), ("sources.toml", registry), ("content/reports/a.md", REPORT)];
    let output = |form: fn(&str) -> String| {
        let site = SiteTest::new();
        for (path, text) in files {
            site.edit(path, form(text));
        }
        site.build().clean();
        site.tree()
    };
    let plain = output(str::to_owned);
    assert!(plain.iter().any(|(path, bytes)| path == "reports/a/index.html"
        && String::from_utf8_lossy(bytes).contains("id=\"kj-1-2\"")));
    assert!(output(|text| format!("\u{feff}{text}")) == plain, "a byte-order mark changes the output");
    assert!(output(|text| text.replace('\n', "\r\n")) == plain, "CRLF changes the output");
}

#[test]
fn columns_are_right_after_a_byte_order_mark_and_crlf() {
    let text = REPORT.replace("tags", "tgas").replace('\n', "\r\n");
    let site = SiteTest::new().file("content/reports/a.md", format!("\u{feff}{text}"));
    let message = refused(&site, &["E0101"]);
    assert!(message.contains("content/reports/a.md:4:1") && message.contains("tags"), "{message}");
}

#[test]
fn empty_files() {
    let built = SiteTest::new().file("content/about.md", "").build().ok().codes();
    assert_eq!(built, ["W0004"]);
    let message = refused(&SiteTest::new().file("site.toml", ""), &["E0103", "E0103"]);
    assert!(message.contains("`title`") && message.contains("`base_url`"), "{message}");
    SiteTest::new().file("sources.toml", "").file("static/empty.txt", "").build().clean();
}

#[test]
fn front_matter_that_is_none() {
    let open = SiteTest::new().file("content/reports/a.md", "+++\ntitle = \"A\"\n\nText.\n");
    refused(&open, &["E0005"]);
    let yaml = SiteTest::new().file("content/reports/a.md", "---\ntitle: A\n---\nText.\n");
    assert!(refused(&yaml, &["E0006"]).contains("TOML"));
    // A thematic break is not front matter.
    SiteTest::new().file("content/about.md", "---\n\nText.\n").build().clean();
}

#[test]
fn toml_nested_without_end() {
    let deep = format!("[extra]\na = {}{}", "[".repeat(20_000), "]".repeat(20_000));
    refused(&SiteTest::new().report("content/reports/a.md", "A", &deep, ""), &["E0100"]);
}

#[test]
fn lines_of_a_million_characters() {
    assert!(quickly(&"word ".repeat(200_000)).len() > 900_000);
    assert!(quickly(&"x".repeat(1_000_000)).contains(&"x".repeat(1_000_000)));
    let site = SiteTest::new().report(
        "content/reports/a.md",
        "A",
        "",
        &format!("{}[b](gone.pdf)", "a ".repeat(500_000)),
    );
    let message = refused(&site, &["E0403"]);
    assert!(message.contains(":6:1000005") && message.len() < 2_000, "{message}");
}

#[test]
fn nesting_a_thousand_deep() {
    assert!(quickly(&format!("{}deep", "- ".repeat(1000))).contains("deep"));
    assert!(quickly(&format!("{}deep", "> ".repeat(1000))).contains("deep"));
    let steps: Vec<String> = (0..1000).map(|depth| format!("{}- item\n", "  ".repeat(depth))).collect();
    assert!(quickly(&steps.concat()).contains("item"));
    assert!(quickly(&format!("{}deep{}", "**a ".repeat(1000), " b**".repeat(1000))).contains("deep"));
}

#[test]
fn ten_thousand_openings_that_are_never_closed() {
    for opening in
        ["[", "![", "*", "_a ", "`", "<", "<!--", "[^", "[@", "~~", "(X (", "[a](", "|a", "&", "\\", "::: "]
    {
        let page = quickly(&format!("{}end", opening.repeat(10_000)));
        // A comment that never ends hides what follows, as it does in a browser.
        assert!(page.contains("end") || opening == "<!--", "{opening}");
    }
}

#[test]
fn ten_thousand_blocks() {
    assert!(quickly(&"## Outlook\n\nText.\n\n".repeat(5_000)).contains("id=\"outlook-5000\""));
    let notes: Vec<String> = (0..5_000).map(|note| format!("[^{note}]\n\n[^{note}]: Note.\n\n")).collect();
    assert!(quickly(&notes.concat()).contains("Note."));
    assert!(quickly(&format!("## Key Judgements\n\n{}", judgements(2_000))).contains("id=\"kj-2000\""));
}

fn judgements(count: usize) -> String {
    let one = |number| format!("KJ-{number}. Prices will likely rise.\n\n1. A point.\n\n");
    (1..=count).map(one).collect::<Vec<_>>().concat()
}

#[test]
fn slugs_that_could_leave_the_site() {
    let paths = ["..", "../x", "../../x", "/x", "/etc/x", "a/b", "a/../../b", r"..\\x"];
    let names = [".", "C:x", "%2e%2e", "A b", " "];
    for (slug, code) in paths.map(|slug| (slug, "E0105")).into_iter().chain(names.map(|slug| (slug, "E0104")))
    {
        let site = SiteTest::new().report("content/reports/a.md", "A", &format!("slug = \"{slug}\""), "");
        assert!(refused(&site, &[code]).contains("content/reports/a.md:4:8"), "{slug}");
    }
}

#[test]
fn aliases_that_could_leave_the_site() {
    for alias in [
        "../x",
        "/../x",
        "/a/../../x/",
        "/..",
        "//example.org/x",
        "https://example.org/x",
        "javascript:x",
        "x",
        r"/a\\..\\..\\x",
        "/a?x",
        "/a#x",
        "/%2e%2e/x",
        "",
    ] {
        let site =
            SiteTest::new().report("content/reports/a.md", "A", &format!("aliases = [\"{alias}\"]"), "");
        let built = site.build();
        assert_eq!(built.codes(), ["E0105"], "{alias}: {}", built.messages());
        assert!(!built.has(""));
    }
}

#[test]
fn references_that_leave_the_site() {
    let site = SiteTest::new().report("content/reports/a.md", "A", "", "[x](../../../secret.txt)");
    std::fs::write(site.around().join("secret.txt"), "secret").expect("a file");
    refused(&site, &["E0404"]);
    let picture = SiteTest::new().report(
        "content/reports/a.md",
        "A",
        "[image]\nsrc = \"../../../x.png\"\nalt = \"X\"",
        "",
    );
    std::fs::write(picture.around().join("x.png"), PNG).expect("a file");
    refused(&picture, &["E0404"]);
    for key in ["theme", "reports"] {
        for value in ["..", "../x", "/etc", "a/../../b"] {
            let site = SiteTest::new().file("site.toml", format!("{SITE}{key} = \"{value}\"\n"));
            refused(&site, &["E0105"]);
        }
    }
}

#[cfg(unix)]
#[test]
fn symbolic_links_that_loop() {
    let site = SiteTest::new().file("content/reports/a.md", REPORT);
    link(&site, "content/reports/again", "../reports");
    assert!(refused(&site, &["E0003"]).contains("content/reports/again"));
    let site = SiteTest::new();
    link(&site, "content/a.md", "b.md");
    link(&site, "content/b.md", "a.md");
    refused(&site, &["E0003", "E0003"]);
}

#[cfg(unix)]
#[test]
fn symbolic_links_that_leave_the_site() {
    for (from, target) in [
        ("content/a.md", "../../secret/a.md"),
        ("content/folder", "../../secret"),
        ("content", "../secret"),
        ("static/a.txt", "../../secret/a.md"),
        ("static", "../secret"),
        ("templates/report.html", "../../secret/a.md"),
        ("i18n", "../secret"),
        ("sources.toml", "../secret/sources.toml"),
    ] {
        let site = SiteTest::new();
        let secret = site.around().join("secret");
        std::fs::create_dir(&secret).expect("a folder");
        std::fs::write(secret.join("a.md"), "Hidden words.").expect("a file");
        std::fs::write(secret.join("sources.toml"), "[a]\nhidden_words = 1\n").expect("a file");
        link(&site, from, target);
        let message = refused(&site, &["E0003"]);
        assert!(message.contains(from) && !message.to_lowercase().contains("hidden"), "{message}");
    }
}

#[cfg(unix)]
#[test]
fn symbolic_links_to_nothing() {
    for from in ["content/a.md", "content/reports", "static/a.txt", "templates/report.html"] {
        let site = SiteTest::new();
        link(&site, from, "gone");
        assert!(refused(&site, &["E0003"]).contains(from));
    }
    // Editors mark a file that is open with such a link.
    let site = SiteTest::new();
    link(&site, "content/.#a.md", "desk@example.7412");
    site.build().clean();
}

#[cfg(unix)]
#[test]
fn symbolic_links_inside_the_site_are_followed() {
    let site = SiteTest::new().file("common/annex.txt", "Annex.");
    link(&site, "static/annex.txt", "../common/annex.txt");
    assert_eq!(site.build().clean().read("annex.txt"), "Annex.");
}

#[test]
fn pictures_that_are_none() {
    for (name, bytes) in
        [("a.jpg", b"no picture".as_slice()), ("a.jpg", PNG), ("a.png", b""), ("a.webp", PNG)]
    {
        for folder in ["static", "content/reports/a"] {
            let path = format!("{folder}/{name}");
            let target = if folder == "static" { format!("/{name}") } else { name.to_owned() };
            let body = format!("![A port]({target})");
            let site =
                SiteTest::new().report("content/reports/a/index.md", "A", "", &body).file(&path, bytes);
            assert!(refused(&site, &["E0701"]).contains(&path));
        }
    }
    let built = SiteTest::new().report("content/reports/a/index.md", "A", "", "![A port](a.png)");
    let built = built.file("content/reports/a/a.png", PNG);
    assert!(built.build().clean().has("reports/a/a.png"));
}

#[cfg(unix)]
#[test]
fn neither_file_nor_folder() {
    for path in ["content/a.md", "static/a.txt"] {
        let site = SiteTest::new().file("content/b.md", "Text.").file("static/b.txt", "Text.");
        let _listener = std::os::unix::net::UnixListener::bind(site.root().join(path)).expect("a socket");
        assert!(refused(&site, &["E0002"]).contains(path));
    }
}

#[cfg(unix)]
#[test]
fn unreadable_file_and_folder() {
    use std::os::unix::fs::PermissionsExt;
    for path in ["content/closed", "content/a.md"] {
        let site = SiteTest::new().file("content/a.md", "Text.").file("content/closed/b.md", "Text.");
        let full = site.root().join(path);
        let permit = |mode| std::fs::set_permissions(&full, PermissionsExt::from_mode(mode)).expect("ours");
        permit(0o000);
        // The administrator reads everything, so there is nothing to find.
        if std::fs::read_dir(&full).is_err() && std::fs::read(&full).is_err() {
            let built = site.build();
            assert_eq!(built.codes(), ["E0002"], "{}", built.messages());
            assert!(built.messages().contains(path) && !built.has(""));
        }
        permit(0o755);
    }
}

#[test]
fn control_characters_in_front_matter() {
    for key in ["summary = ", "authors = [", "tags = [", "series = "] {
        let end = if key.ends_with('[') { "]" } else { "" };
        let front = format!("{key}\"x\\u001B[31m\"{end}");
        refused(&SiteTest::new().report("content/reports/a.md", "A", &front, ""), &["E0104"]);
    }
    refused(&SiteTest::new().report("content/reports/a.md", "A\\u0000", "", ""), &["E0104"]);
}

#[test]
fn control_characters_reach_no_page_and_no_feed() {
    let body = "Nul \0, bell \u{7}, escape \u{1b}[31m, form \u{c}, vertical \u{b}, end \u{ffff}.";
    let site = SiteTest::new().report("content/reports/a.md", "A", "", body);
    let built = site.build().ok();
    assert!(built.read("reports/a/index.html").contains("bell"));
    assert!(built.read("atom.xml").contains("bell"), "the feed must have the text for this to say anything");
    let forbidden = |character: char| {
        character == '\u{ffff}' || (character.is_control() && !matches!(character, '\n' | '\t' | '\r'))
    };
    for (path, bytes) in site.tree() {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let found = text.char_indices().find(|(_, character)| forbidden(*character));
        assert!(found.is_none(), "{path}: {found:?}");
    }
}

#[test]
fn control_characters_reach_no_terminal() {
    let site = SiteTest::new()
        .report(
            "content/reports/a.md",
            "A",
            "\"\\u001B[31m\" = 1\nregions = [\"\\u001B]0;x\\u0007\"]",
            "\u{1b}[2J[x](\u{1b}gone)",
        )
        .file("content/reports/a\u{1b}[31m.md", "+++\n");
    let built = site.build();
    assert!(built.codes().len() >= 4, "{}", built.messages());
    assert!(!built.messages().contains(['\u{1b}', '\u{7}']), "{:?}", built.messages());
}

#[test]
fn output_that_is_the_site_or_part_of_it_or_a_file() {
    for output in [
        "",
        ".",
        "..",
        "content",
        "content/reports/new",
        "static",
        "templates",
        "themes/new",
        "i18n",
        ".bluf",
        ".git/x",
        "site.toml",
        "new/../content",
        "public/../..",
    ] {
        let mut site = SiteTest::new().file("content/reports/a.md", REPORT).file("static/a.txt", "A");
        site.request.output = site.root().join(output);
        refused(&site, &["E0801"]);
    }
}

#[cfg(unix)]
#[test]
fn output_that_is_a_link_to_the_content() {
    let site = SiteTest::new().file("content/reports/a.md", REPORT);
    link(&site, "public", "content");
    refused(&site, &["E0801"]);
}

#[test]
fn nothing_outside_the_output_and_the_cache_is_written() {
    let mut site = SiteTest::new()
        .file("content/reports/a.md", REPORT)
        .file("content/reports/b/index.md", REPORT.replace("Another", "[Another](annex.txt)"))
        .file("content/reports/b/annex.txt", "Annex.")
        .file("static/a.png", PNG);
    std::fs::write(site.around().join("neighbour.txt"), "ours").expect("a file");
    for (output, except) in
        [("public", "site/public"), ("../elsewhere/site", "elsewhere"), ("out/x", "site/out")]
    {
        let except = [except, "site/.bluf"];
        site.request.output = site.root().join(output);
        let before = surroundings(site.around(), &except);
        site.build().clean();
        site.edit("content/reports/a.md", REPORT.replace("Short", output));
        site.build().clean();
        site.edit("content/reports/a.md", REPORT);
        assert!(surroundings(site.around(), &except) == before, "{output}");
        assert!(site.output().join("reports/b/annex.txt").exists());
    }
    let before = surroundings(site.around(), &[]);
    site.check().clean();
    assert!(surroundings(site.around(), &[]) == before, "check wrote something");
}

#[test]
fn failed_build_leaves_the_previous_output_as_it_was() {
    let breakages = [
        ("site.toml", "title = "),
        ("sources.toml", "x"),
        ("content/reports/b.md", "+++\ntitle = 1\n+++\n"),
        ("content/reports/b.md", "+++\ntitle = \"B\"\ndate = 2025-05-20\n+++\n[x](gone.pdf)"),
        ("content/reports/b.md", "+++\ntitle = \"B\"\ndate = 2025-05-20\nslug = \"a\"\n+++\n"),
        ("static/a.png", "no picture"),
        ("templates/report.html", "{% if"),
        ("templates/report.html", "{{ nothing.at.all }}"),
        ("templates/report.html", "<a href=\"/gone/\">x</a>"),
        ("templates/report.html", "<p id=\"a\"></p><p id=\"a\"></p>"),
    ];
    let site = SiteTest::new().file("content/reports/a.md", REPORT);
    site.build().clean();
    let first = site.tree();
    assert!(first.len() > 10);
    for (path, text) in breakages {
        let previous = std::fs::read(site.root().join(path)).ok();
        site.edit(path, text);
        // So that there is something to write and something to remove.
        site.edit("content/reports/a.md", REPORT.replace("\"x\"", "\"z\""));
        let built = site.build();
        assert!(built.outcome.diagnostics.has_errors() && built.outcome.summary.is_none(), "{path}: {text}");
        assert!(site.tree() == first, "{path}: {text} changed the output");
        match previous {
            Some(bytes) => site.edit(path, bytes),
            None => site.remove(path),
        }
    }
    site.build().clean();
    let fresh = SiteTest::new().file("content/reports/a.md", REPORT.replace("\"x\"", "\"z\""));
    fresh.build().clean();
    assert!(site.tree() == fresh.tree(), "after failures a build is not what a fresh one is");
}

#[test]
fn a_day_that_does_not_exist_is_reported_once() {
    let site =
        SiteTest::new().file("content/reports/a.md", "+++\ntitle = \"A\"\ndate = 2025-02-30\n+++\nText.\n");
    assert_eq!(site.build().codes(), ["E0100"]);
}

#[test]
fn errors_in_pages_are_reported_with_those_of_the_content() {
    let site = SiteTest::new()
        .file("content/reports/a.md", "+++\ntitle = \"A\"\n+++\nSee [this](/nowhere/).\n")
        .file("content/broken.md", "+++\ntitle = \"B\"\n")
        .file("content/about.md", "See [that](@/broken.md#part) and [that](/broken/).\n")
        .file("templates/404.html", "{{ page.no.such.thing }}");
    refused(&site, &["E0005", "E0103", "E0409", "E0602"]);
}

#[test]
fn one_mistake_in_a_template_is_told_once_however_many_pages_show_it() {
    let mut site = SiteTest::new().file("templates/report.html", "{{ report.no.such.thing }}");
    for number in 0..9 {
        site = site.report(&format!("content/reports/{number}.md"), "A", "", "Text.");
    }
    refused(&site, &["E0602"]);
}

#[test]
fn a_missing_value_is_one_error_with_its_place() {
    let site = SiteTest::new().file("content/reports/a.md", "+++\ntitle =\ndate = 2025-05-20\n+++\nText.\n");
    let message = refused(&site, &["E0100"]);
    assert!(message.contains("a.md:2:"), "{message}");
}

#[cfg(unix)]
#[test]
fn files_without_read_permission_do_not_hide_other_errors() {
    use std::os::unix::fs::PermissionsExt;
    let files = ["static/a.txt", "static/p.png", "templates/404.html", "sources.toml"];
    let mut site = SiteTest::new().file("content/reports/b.md", "+++\ntitle = \"B\"\n+++\n");
    for file in files {
        site = site.file(file, "x");
        let closed = std::fs::Permissions::from_mode(0o000);
        std::fs::set_permissions(site.root().join(file), closed).expect("permissions");
    }
    if std::fs::read(site.root().join("sources.toml")).is_ok() {
        // Whoever runs this may read everything.
        return;
    }
    let codes = site.build().codes();
    assert_eq!(codes.iter().filter(|code| **code == "E0002").count(), files.len(), "{codes:?}");
    assert!(codes.contains(&"E0103"));
}

#[test]
fn what_looks_like_a_judgement_and_is_none_is_a_warning() {
    for body in ["KJ-1 no stop", "KJ–1. wrong dash", "KJ 1. no hyphen", "### KJ1: no hyphen"] {
        let site = SiteTest::new().report(
            "content/reports/a.md",
            "A",
            "",
            &format!("## Key Judgements\n\n{body}\n\nKJ-1. Right.\n\nKJ authorities agree.\n"),
        );
        assert_eq!(site.build().ok().codes(), ["W0310"], "{body}");
    }
}

#[test]
fn drawings_that_run_a_program() {
    let drawing = |inside: &str| {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\">{inside}</svg>")
    };
    for inside in ["<script>x()</script>", "<rect onload=\"x()\"/>", "<a href=\"javascript:x()\">a</a>"] {
        for (path, body) in [
            ("static/a.svg", ""),
            ("content/reports/a.svg", "![A](a.svg)"),
            ("content/reports/a.svg", "[A](a.svg)"),
        ] {
            let site =
                SiteTest::new().file(path, drawing(inside)).report("content/reports/a.md", "A", "", body);
            let message = refused(&site, &["E0701"]);
            assert!(message.contains(path), "{message}");
        }
    }
    SiteTest::new().file("static/a.svg", drawing("<a href=\"/\">a</a>")).build().clean();
}

#[test]
fn names_too_long_for_a_file() {
    let long = "a".repeat(230);
    let slug = SiteTest::new().report("content/reports/a.md", "A", &format!("slug = \"{long}\""), "");
    assert!(refused(&slug, &["E0104"]).contains("content/reports/a.md:4:"));
    let alias = SiteTest::new().report("content/reports/a.md", "A", &format!("aliases = [\"/{long}/\"]"), "");
    assert!(refused(&alias, &["E0105"]).contains("content/reports/a.md:4:"));
    let name = SiteTest::new().report(&format!("content/reports/{long}.md"), "A", "", "");
    assert!(refused(&name, &["E0105"]).contains(&long));
    let tag = SiteTest::new().report("content/reports/a.md", "A", &format!("tags = [\"{long}\"]"), "");
    assert!(refused(&tag, &["E0105"]).contains("content/reports/a.md:4:"));
    SiteTest::new()
        .report("content/reports/a.md", "A", &format!("slug = \"{}\"", "a".repeat(200)), "")
        .build()
        .clean();
}

#[test]
fn a_moment_beyond_the_end_of_time() {
    let site = SiteTest::new().report("content/reports/a.md", "A", "updated = 9999-12-31T23:59:59Z", "");
    let message = refused(&site, &["E0104"]);
    assert!(message.contains("end of time") && message.contains("content/reports/a.md:4:11"), "{message}");
}

#[test]
fn a_picture_that_is_not_there_is_reported_once() {
    let image = "[image]\nsrc = \"/etc/passwd.png\"\nalt = \"x\"";
    let site = SiteTest::new().report("content/reports/a.md", "A", image, "");
    let message = refused(&site, &["E0409"]);
    assert!(message.contains("content/reports/a.md:5:"), "{message}");
}

#[test]
fn an_id_of_the_frame_is_reported_once() {
    for heading in ["## x {#main-content}", "## y\n\n### x {#main-content}"] {
        let site = SiteTest::new().report("content/reports/a.md", "A", "", heading);
        assert!(refused(&site, &["E0410"]).contains("content/reports/a.md:"));
    }
}

#[test]
fn links_without_an_address() {
    let site = SiteTest::new().report("content/reports/a.md", "A", "", "[x]()");
    assert!(refused(&site, &["E0404"]).contains("a link needs an address"));
}

#[cfg(unix)]
#[test]
fn an_attachment_that_leaves_the_site_is_reported_once() {
    let site = SiteTest::new().report("content/reports/a.md", "A", "", "[x](out.pdf) [y](no.pdf)");
    std::fs::write(site.around().join("out.pdf"), "x").expect("a file");
    link(&site, "content/reports/out.pdf", site.around().join("out.pdf"));
    refused(&site, &["E0403", "E0003"]);
}

#[test]
fn toml_nested_too_deeply_has_its_place() {
    let keys = format!("[extra]\nb = 1.0\n{}c = 1", "a.".repeat(300));
    let site = SiteTest::new().report("content/reports/a.md", "A", &keys, "");
    assert!(refused(&site, &["E0100"]).contains("content/reports/a.md:6:1"));
    let deep = format!("[extra]\nb = 1\na = {}{}", "[".repeat(20_000), "]".repeat(20_000));
    let site = SiteTest::new().report("content/reports/a.md", "A", &deep, "");
    assert!(refused(&site, &["E0100"]).contains("content/reports/a.md:6:"));
}
