//! A build that remembers gives what a clean one gives, after any sequence of edits.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Mutex;

use bluf::build::{Memory, Outcome, Preview, Quick, Reread, Viewer, preview, show};
use bluf::diag::render::{Style, block};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::pictures::png;
use crate::support::{SITE, SiteTest};

/// Files that edits touch: some are named by others, all may be there or not.
const PATHS: [&str; 22] = [
    "content/_index.md",
    "content/about.md",
    "content/reports/a.md",
    "content/reports/b.md",
    "content/reports/c/index.md",
    "content/reports/c/map.png",
    "content/reports/d.md",
    "content/reports/sub/e.md",
    "content/reports/sub/_index.md",
    "content/tags/ports/_index.md",
    "content/reports/c/sources.toml",
    "sources.toml",
    "static/note.txt",
    "static/lead.png",
    "templates/report.html",
    "templates/page.html",
    "themes/plain/templates/404.html",
    "themes/plain/theme.toml",
    "themes/plain/static/css/extra.css",
    "i18n/en.toml",
    "site.toml",
    "templates/components.html",
];

/// One of a few contents of a file; each number another, some of them wrong.
fn content(path: &str, number: u8) -> Vec<u8> {
    let text = match path {
        "site.toml" => {
            let more = [
                "",
                "theme = \"plain\"\n",
                "paginate_by = 2\nfeed_limit = 1\n",
                "release = \"Confidential\"\n",
                "[related]\nlimit = 1\n",
                "yardstick = \"phia\"\n[slugs]\n\"Ports\" = \"harbours\"\n",
                "unknown = 1\n",
                "[[navigation]]\ntitle = \"A\"\nurl = \"@/reports/a.md\"\n",
            ];
            format!("{SITE}{}", more[usize::from(number) % more.len()])
        }
        "sources.toml" | "content/reports/c/sources.toml" => {
            let more =
                ["", "classification = \"Secret\"\n", "url = \"https://example.org/s\"\n", "titel = 1\n"];
            format!("[s]\ntitle = \"Source {number}\"\n{}", more[usize::from(number) % more.len()])
        }
        "i18n/en.toml" => format!("related = \"Related {number}\"\nsource = \"Ref {}\"\n", number % 3),
        "themes/plain/theme.toml" => format!("name = \"Plain\"\n[extra]\nx = {number}\n"),
        "themes/plain/static/css/extra.css" => format!("p {{ margin: {number}px }}\n"),
        "themes/plain/templates/404.html" => {
            format!("{{{{ site.title }}}} {{{{ site.theme.extra.x }}}} {number}")
        }
        "templates/page.html" => {
            format!("<title>{{{{ page.title }}}}</title>{number}{{{{ content.html | safe }}}}")
        }
        "templates/components.html" if number.is_multiple_of(2) => return embedded("components.html"),
        "templates/components.html" => "{% component broken(".to_owned(),
        "templates/report.html" => match number % 3 {
            0 => format!(
                "<title>{{{{ report.title }}}}</title>{number}{{% for r in report.related %}}{{{{ r.card.title }}}}{{% endfor %}}"
            ),
            1 => "{{ report.no.such }}".to_owned(),
            _ => return embedded("report.html"),
        },
        path if path.ends_with(".png") => return png(&number.to_string()),
        path if path.ends_with(".txt") => format!("{number}\n"),
        path if path.ends_with("_index.md") || path.ends_with("about.md") => {
            let drafts = if number.is_multiple_of(5) { "draft = true\n" } else { "" };
            format!("+++\ntitle = \"Page {number}\"\n{drafts}+++\nText {number}. [a](@/reports/a.md)\n")
        }
        _ => report(number),
    };
    text.into_bytes()
}

fn report(number: u8) -> String {
    let fronts = [
        "tags = [\"Ports\"]",
        "tags = [\"Ports\", \"Trade\"]\nauthors = [\"Ann Ash\"]",
        "regions = [\"PE\"]\nseries = \"Watch\"",
        "classification = \"Secret\"",
        "classification = \"Secret\"\nmetadata = \"U\"",
        "supersedes = \"reports/a.md\"",
        "related = { pin = [\"reports/b.md\"] }",
        "draft = true",
        "aliases = [\"/old/\"]",
        "slug = \"moved\"",
        "importance = 2\nsummary = \"Short\"",
        "[withdrawn]\nreason = \"Wrong\"",
        "[image]\nsrc = \"/lead.png\"\nalt = \"Lead\"",
        "titel = 1",
    ];
    let bodies = [
        "Text about ports and trade.",
        "## Key Judgements\n\nKJ-1. Trade will very likely fall. (U) x\n\n1. Point. [@s]\n",
        "## Key Judgements\n\nKJ-1. Trade falls.\n\n1. Point. [source](https://example.org/)\n2. See [b](@/reports/b.md#kj-1).\n",
        "(U) open\n\n(S) closed\n",
        "![Map](map.png)\n",
        "See [nowhere](@/reports/none.md).\n",
        "[source](@/about.md) and [c](@/reports/c/index.md).\n",
    ];
    let at = usize::from(number);
    let (front, body) = (fronts[at % fronts.len()], bodies[at / 3 % bodies.len()]);
    format!("+++\ntitle = \"Report {number}\"\ndate = 2025-05-{:02}\n{front}\n+++\n{body}\n", 1 + at % 28)
}

fn embedded(name: &str) -> Vec<u8> {
    fs::read(format!("{}/themes/default/templates/{name}", env!("CARGO_MANIFEST_DIR"))).expect("the theme")
}

/// What a site shows: its files, and what is wrong with it.
type Shown = (Option<Vec<(String, Vec<u8>)>>, Vec<String>);

fn shown(site: &SiteTest, memory: &mut Memory) -> Shown {
    let (preview, outcome) =
        preview(&site.request, "http://127.0.0.1:1111", memory).expect("the machine works");
    let files = preview
        .files
        .map(|files| files.into_iter().map(|(path, bytes)| (path.to_string(), bytes.to_vec())).collect());
    let findings = outcome.diagnostics.iter().map(|finding| block(finding, Style::Plain)).collect();
    (files, findings)
}

/// Edits a file; the paths of all that changed.
fn apply(site: &SiteTest, path: &str, number: u8) -> Vec<String> {
    let full = site.root().join(path);
    let mut paths = vec![path.to_owned()];
    match number % 11 {
        0 if full.exists() && path != "site.toml" => {
            fs::remove_file(&full).expect("it is there");
        }
        1 if full.exists() && path.ends_with(".md") => {
            // Another name in the same folder.
            let other = full.with_file_name("renamed.md");
            fs::rename(&full, &other).expect("it is there");
            let renamed = other.strip_prefix(site.root()).expect("below");
            paths.push(renamed.to_string_lossy().into_owned());
        }
        _ => site.edit(path, content(path, number)),
    }
    paths
}

/// What is said of a file before everything is built again is what will be said of it, and its pages will be there.
fn told_rightly(quick: &Quick, clean: &Shown) -> Result<(), TestCaseError> {
    for (file, findings) in &quick.findings {
        for finding in findings {
            let text = block(finding, Style::Plain);
            prop_assert!(clean.1.contains(&text), "of {file}: {text} not in {:?}", clean.1);
        }
    }
    for (path, _) in &quick.files {
        let files = clean.0.as_ref();
        prop_assert!(files.is_none_or(|files| files.iter().any(|(known, _)| **known == **path)), "{path}");
    }
    Ok(())
}

/// Somebody who edits a file while the site stands.
struct Editor<'e> {
    edit: &'e (dyn Fn() -> Vec<String> + Sync),
    quick: Mutex<Option<Quick>>,
}

impl Viewer for Editor<'_> {
    fn wanted(&self, _: &str) -> Vec<String> {
        vec!["reports/a/index.html".to_owned(), "index.html".to_owned()]
    }

    fn built(&self, _: Preview, _: Outcome) {}

    fn stand(&self, site: &dyn Reread) {
        site.prepare();
        *self.quick.lock().expect("free") = site.reread(&(self.edit)());
    }
}

/// What the pages of edited files are in the site as it stands, after an edit.
fn ahead(site: &SiteTest, memory: &mut Memory, edit: &(dyn Fn() -> Vec<String> + Sync)) -> Option<Quick> {
    let shared = Mutex::new(std::mem::take(memory));
    let editor = Editor { edit, quick: Mutex::default() };
    show(&site.request, "http://127.0.0.1:1111", &shared, &editor).expect("the machine works");
    *memory = shared.into_inner().expect("no panic");
    editor.quick.into_inner().expect("no panic")
}

#[test]
fn a_build_that_remembers_equals_a_clean_one() {
    let edits = proptest::collection::vec((0..PATHS.len(), any::<u8>()), 4..10);
    let config = ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new(config)
        .run(&edits, |edits| {
            let site = SiteTest::new();
            for (number, path) in (10_u8..).zip(PATHS.iter().take(14)) {
                site.edit(path, content(path, number * 3));
            }
            site.edit("static/lead.png", png("x"));
            let mut memory = Memory::default();
            shown(&site, &mut memory);
            for (at, number) in edits {
                let done = Mutex::new(None);
                let edit = || {
                    let paths = apply(&site, PATHS[at], number);
                    *done.lock().expect("free") = Some(paths.clone());
                    paths
                };
                let quick = ahead(&site, &mut memory, &edit);
                // A site whose templates cannot be read does not stand.
                if done.lock().expect("free").is_none() {
                    edit();
                }
                done.lock().expect("free").iter().flatten().for_each(|path| memory.doubt(path));
                let (remembered, clean) = (shown(&site, &mut memory), shown(&site, &mut Memory::default()));
                prop_assert_eq!(&remembered.1, &clean.1, "after {} {}", PATHS[at], number);
                if let Some(quick) = quick {
                    told_rightly(&quick, &clean)?;
                }
                compare(remembered.0, clean.0, PATHS[at])?;
            }
            Ok(())
        })
        .expect("what is remembered equals what is made anew");
}

fn compare(
    remembered: Option<Vec<(String, Vec<u8>)>>,
    clean: Option<Vec<(String, Vec<u8>)>>,
    edited: &str,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(remembered.is_some(), clean.is_some());
    let (Some(remembered), Some(clean)) = (remembered, clean) else { return Ok(()) };
    let paths = |files: &[(String, Vec<u8>)]| files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
    prop_assert_eq!(paths(&remembered), paths(&clean));
    for ((path, one), (_, other)) in remembered.iter().zip(&clean) {
        prop_assert!(one == other, "{} differs after an edit of {}", path, edited);
    }
    Ok(())
}

#[test]
fn what_did_not_change_is_not_made_again() {
    let site = SiteTest::new().report("content/reports/a.md", "A", "tags = [\"x\"]", "Text.").report(
        "content/reports/b.md",
        "B",
        "summary = \"S\"",
        "Text.",
    );
    let mut memory = Memory::default();
    let build = |memory: &mut Memory| {
        let built = preview(&site.request, "http://127.0.0.1:1111", memory).expect("the machine works");
        let made = built.1.effort.makers.into_iter().map(|(maker, count, _)| (maker, count)).collect();
        (built.0.files.expect("no errors"), made)
    };
    let (first, made): (_, BTreeMap<_, _>) = build(&mut memory);
    assert_eq!(made["report.html"], 2);
    site.edit(
        "content/reports/b.md",
        "+++\ntitle = \"B\"\ndate = 2025-05-20\nsummary = \"S\"\n+++\nOther text.\n",
    );
    memory.doubt("content/reports/b.md");
    let (second, made) = build(&mut memory);
    assert_eq!(made["report.html"], 1, "{made:?}");
    // The list of the tag stays; that of the classification has both.
    assert_eq!(made["term.html"], 1, "{made:?}");
    let same = |path: &str| std::sync::Arc::ptr_eq(&first[path], &second[path]);
    assert!(same("reports/a/index.html") && same("tags/x/index.html"));
    assert!(!same("reports/b/index.html"));
}

#[test]
fn a_page_ahead_of_the_others_is_the_page_of_a_clean_build() {
    let page = |title: &str, body: &str| format!("+++\ntitle = \"{title}\"\n+++\n{body}\n");
    let report = |more: &str, body: &str| {
        format!("+++\ntitle = \"A\"\ndate = 2025-05-20\nregions = [\"PE\"]\n{more}\n+++\n{body}\n")
    };
    let site = SiteTest::new()
        .file("content/reports/a.md", report("tags = [\"Ports\"]", "Text."))
        .file(
            "content/reports/z.md",
            report("tags = [\"Ports\", \"Trade\"]\nauthors = [\"Ann Ash\"]", "Text. [a](@/reports/a.md)"),
        )
        .file("content/about.md", page("About", "Text."))
        .file("static/lead.png", png("x"));
    let mut memory = Memory::default();
    for (path, text) in [
        ("content/reports/a.md", report("tags = [\"Ports\"]", "Other. [z](@/reports/z.md) ![L](/lead.png)")),
        (
            "content/reports/a.md",
            report("tags = [\"Ports\"]\nauthors = [\"New Name\"]", "## Heading\n\nText."),
        ),
        ("content/reports/a.md", report("tags = [\"Ports\", \"New\"]\nclassification = \"Secret\"", "Text.")),
        (
            "content/reports/a.md",
            report("tags = [\"Ports\"]\nsummary = \"S\"", "Text [source](https://example.org/)."),
        ),
        ("content/about.md", page("About", "[a](@/reports/a.md) and more.")),
    ] {
        let edit = || {
            site.edit(path, &text);
            vec![path.to_owned()]
        };
        let quick = ahead(&site, &mut memory, &edit).expect("an edit of text alone");
        memory.doubt(path);
        let clean = shown(&site, &mut Memory::default());
        let clean = clean.0.unwrap_or_else(|| panic!("{:?}", clean.1));
        let made: Vec<_> = quick.files.iter().filter(|(path, _)| path.ends_with("index.html")).collect();
        assert_eq!(made.len(), 1);
        for (path, bytes) in made {
            let expected = clean.iter().find(|(known, _)| **known == **path).expect("the page");
            // Related reports are those of the site as it stood.
            let own = |bytes: &[u8]| {
                let page = String::from_utf8_lossy(bytes).into_owned();
                page.split("<section class=\"related\"").next().map(str::to_owned)
            };
            let texts = (own(bytes), own(&expected.1));
            assert_eq!(texts.0, texts.1, "{text}");
        }
    }
}

/// Somebody who notes what comes before the rest.
#[derive(Default)]
struct Waiting {
    early: Mutex<Vec<Vec<String>>>,
    built: Mutex<Option<Preview>>,
}

impl Viewer for Waiting {
    fn wanted(&self, base_path: &str) -> Vec<String> {
        assert_eq!(base_path, "/");
        vec!["reports/b/index.html".to_owned()]
    }

    fn early(&self, _: &str, files: bluf::build::Few) {
        let mut paths: Vec<String> = files.into_iter().map(|(path, _)| path.to_string()).collect();
        paths.retain(|path| path.ends_with(".html"));
        self.early.lock().expect("free").push(paths);
    }

    fn built(&self, preview: Preview, _: Outcome) {
        *self.built.lock().expect("free") = Some(preview);
    }
}

#[test]
fn the_home_page_comes_first_and_then_what_is_wanted() {
    let site = SiteTest::new()
        .report("content/reports/a.md", "A", "", "Text.")
        .report("content/reports/b.md", "B", "publish_at = 2026-06-01", "Text.")
        .report("content/reports/c.md", "C", "", "Text.");
    let memory = Mutex::default();
    let see = |site: &SiteTest| {
        let viewer = Waiting::default();
        show(&site.request, "http://127.0.0.1:1111", &memory, &viewer).expect("the machine works");
        let until = viewer.built.into_inner().expect("free").and_then(|preview| preview.until);
        (viewer.early.into_inner().expect("free"), until.map(|until| until.to_string()))
    };
    let (early, until) = see(&site);
    assert_eq!(early, [vec!["index.html".to_owned()], vec![]]);
    assert_eq!(until.as_deref(), Some("2026-06-01T00:00:00Z"));
    site.edit("content/reports/b.md", "+++\ntitle = \"B\"\ndate = 2025-05-20\n+++\nText.\n");
    assert_eq!(see(&site), (vec![vec!["reports/b/index.html".to_owned()]], None));
    site.edit("content/reports/c.md", "+++\ntitel = \"C\"\n+++\n");
    assert_eq!(see(&site), (vec![], None));
}

/// Somebody who leaves.
struct Leaving(std::sync::atomic::AtomicUsize);

impl Viewer for Leaving {
    fn is_overtaken(&self) -> bool {
        // In the middle of the outputs.
        self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed) > 40
    }

    fn built(&self, _: Preview, _: Outcome) {
        panic!("it was overtaken");
    }

    fn stand(&self, _: &dyn Reread) {
        panic!("it was overtaken");
    }
}

#[test]
fn an_overtaken_build_leaves_nothing_wrong_behind() {
    let site = SiteTest::new().report("content/reports/a.md", "A", "tags = [\"x\"]", "Text.").report(
        "content/reports/b.md",
        "B",
        "",
        "Text.",
    );
    let memory = Mutex::default();
    show(&site.request, "http://127.0.0.1:1111", &memory, &Waiting::default()).expect("the machine works");
    for (round, seen) in [0, 20, 36].into_iter().enumerate() {
        let text = format!("+++\ntitle = \"Round {round}\"\ndate = 2025-05-20\n+++\nText {round}.\n");
        site.edit("content/reports/b.md", text);
        memory.lock().expect("free").doubt("content/reports/b.md");
        let leaving = Leaving(seen.into());
        show(&site.request, "http://127.0.0.1:1111", &memory, &leaving).expect("the machine works");
    }
    let mut memory = memory.into_inner().expect("free");
    assert_eq!(shown(&site, &mut memory), shown(&site, &mut Memory::default()));
}
