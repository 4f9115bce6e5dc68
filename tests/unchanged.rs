//! When a build may go by what the last one left, and when not.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use bluf::build::{Linting, build};
use bluf::diag::render::{Style, block};
use bluf::diag::{json, sarif};
use bluf::release::Drafts;

use crate::support::{Built, SITE, SiteTest, tree};

fn site() -> SiteTest {
    SiteTest::new()
        .report("content/reports/a.md", "Alpha", "tags = [\"trade\"]", "Words of Alpha.")
        .report("content/reports/b.md", "Bravo", "publish_at = 2026-03-01T06:00:00Z", "Words of Bravo.")
        .report("content/reports/c.md", "Charlie", "expires = 2026-02-01", "Words of Charlie.")
        .report("content/reports/d.md", "Delta", "draft = true", "Words of Delta.")
        .report("content/reports/e.md", "Echo", "classification = \"Secret\"", "Words of Echo.")
        .file("static/note.txt", "static")
        .file("themes/own/templates/404.html", "{% extends \"base.html\" %}")
}

/// Whether the build did nothing but compare.
fn rested(built: &Built<'_>) -> bool {
    let phases: Vec<_> = built.outcome.timings.iter().map(|(phase, _)| *phase).collect();
    phases == ["compare"]
}

/// The build is made anew, and gives what one into an empty folder gives.
#[track_caller]
fn made_anew(site: &SiteTest, what: &str) {
    assert!(!rested(&site.build().ok()), "{what}");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut request = site.request.clone();
    (request.output, request.program) = (folder.path().join("out"), None);
    assert!(!build(&request).expect("the machine works").diagnostics.has_errors(), "{what}");
    assert!(site.tree() == tree(&request.output), "{what}");
    assert!(rested(&site.build().ok()), "{what}: the build after that has nothing to do");
}

fn modified(path: &Path) -> SystemTime {
    fs::metadata(path).and_then(|data| data.modified()).expect("a time")
}

fn set_modified(path: &Path, time: SystemTime) {
    let file = fs::File::options().write(true).open(path).expect("writable");
    file.set_modified(time).expect("a time can be set");
}

#[test]
fn a_build_without_changes_touches_no_file() {
    let site = site();
    let first = site.build().clean().outcome.summary.expect("it is built");
    let files: Vec<_> = tree(site.root()).into_iter().map(|(path, _)| site.root().join(path)).collect();
    let times = || files.iter().map(|path| modified(path)).collect::<Vec<_>>();
    let before = times();
    let again = site.build().clean();
    assert!(rested(&again));
    let summary = again.outcome.summary.expect("it is known");
    assert_eq!((summary.reports, summary.files), (first.reports, first.files));
    assert_eq!((summary.written, summary.removed), (0, 0));
    assert_eq!(times(), before, "the lock and the manifest included");
}

#[test]
fn any_input_that_changed_is_noticed() {
    let site = site();
    site.build().clean();
    let report = |title: &str| format!("+++\ntitle = \"{title}\"\ndate = 2025-05-20\n+++\nWords of Alpha.\n");
    let edits: [(&str, Option<String>); 9] = [
        ("content/reports/a.md", Some(report("Alfa!"))),
        ("content/reports/f.md", Some(report("Foxtrot"))),
        ("content/reports/f.md", None),
        ("static/note.txt", Some("STATIC".to_owned())),
        ("site.toml", Some(format!("{SITE}paginate_by = 1\n"))),
        ("sources.toml", Some("[x]\ntitle = \"X\"\n".to_owned())),
        (
            "templates/404.html",
            Some("{% extends \"base.html\" %}{% block content %}x{% endblock %}".to_owned()),
        ),
        ("i18n/en.toml", Some("search = \"Find\"\n".to_owned())),
        ("themes/own/templates/404.html", None),
    ];
    for (path, content) in edits {
        match content {
            Some(content) => site.edit(path, content),
            None => site.remove(path),
        }
        made_anew(&site, path);
    }
}

#[test]
fn the_same_length_and_time_do_not_hide_a_change() {
    let site = site();
    site.build().clean();
    let path = site.root().join("content/reports/a.md");
    let (text, time) = (fs::read_to_string(&path).expect("readable"), modified(&path));
    site.edit("content/reports/a.md", text.replace("Alpha", "Aleph"));
    set_modified(&path, time);
    made_anew(&site, "other words");
    // It may have been something else while a build read it.
    set_modified(&path, time + Duration::from_secs(1));
    made_anew(&site, "another time");
}

#[test]
fn another_program_or_other_options_are_noticed() {
    let mut site = site();
    site.build().clean();
    site.request.program = Some(2);
    made_anew(&site, "program");
    site.request.gate.drafts = Drafts::Show;
    made_anew(&site, "drafts");
    site.request.gate.level = Some("Unclassified".to_owned());
    made_anew(&site, "release");
    site.request.base_url = Some("https://other.example/desk/".to_owned());
    made_anew(&site, "address");
    site.request.program = None;
    assert!(!rested(&site.build().clean()), "an unknown program never rests");
}

#[test]
fn time_that_passes_is_noticed_when_it_decides_something() {
    let mut site = site();
    let mut at = |moment: &str| {
        site.request.gate.as_of = moment.parse().expect("a moment");
        let rests = rested(&site.build().clean());
        let shown = ["b", "c"].map(|name| site.output().join("reports").join(name).exists());
        (rests, shown)
    };
    assert_eq!(at("2026-01-01T00:00:00Z"), (false, [false, true]));
    assert_eq!(at("2026-02-01T23:59:59Z"), (true, [false, true]));
    assert_eq!(at("2026-02-02T00:00:00Z"), (false, [false, false]), "expired");
    assert_eq!(at("2026-03-01T05:59:59Z"), (true, [false, false]));
    assert_eq!(at("2026-03-01T06:00:00Z"), (false, [true, false]), "embargo over");
    assert_eq!(at("2030-01-01T00:00:00Z"), (true, [true, false]));
    assert_eq!(at("2026-01-15T00:00:00Z"), (false, [false, true]), "back");
}

#[test]
fn an_output_that_is_not_as_it_was_left_is_noticed() {
    let site = site();
    site.build().clean();
    let page = site.output().join("reports/a/index.html");
    let bytes = fs::read(&page).expect("readable");
    fs::write(&page, bytes.to_ascii_uppercase()).expect("writable");
    set_modified(&page, modified(&page) + Duration::from_secs(1));
    made_anew(&site, "an edit");
    site.remove("public/catalog.json");
    made_anew(&site, "a file is gone");
    fs::remove_dir_all(site.output()).expect("it was there");
    made_anew(&site, "all is gone");
    fs::remove_dir_all(site.root().join(".bluf")).expect("it was there");
    made_anew(&site, "the cache is gone");
}

#[cfg(unix)]
#[test]
fn links_are_noticed() {
    let site = site().file("elsewhere.html", "theirs");
    site.build().clean();
    let page = site.output().join("reports/a/index.html");
    let elsewhere = site.around().join("page.html");
    fs::rename(&page, &elsewhere).expect("moved");
    std::os::unix::fs::symlink(&elsewhere, &page).expect("linked");
    made_anew(&site, "a link in the place of a page");
    assert!(!page.is_symlink());
    // A text that becomes a link out of the site is an error, whatever is behind it.
    let (text, outside) = (site.root().join("content/reports/a.md"), site.around().join("a.md"));
    fs::rename(&text, &outside).expect("moved");
    std::os::unix::fs::symlink(&outside, &text).expect("linked");
    assert_eq!(site.build().codes(), ["E0003"]);
    fs::remove_file(&text).expect("it is there");
    std::os::unix::fs::symlink(site.root().join("static/note.txt"), site.root().join("content/note.txt"))
        .expect("linked");
    fs::rename(&outside, &text).expect("moved");
    assert!(!rested(&site.build().ok()), "a link inside the site");
}

/// Findings of the linter and of loading, in content and in a template; with notes, labels and letters beyond ASCII.
fn with_findings() -> SiteTest {
    let golf = "Zürich. Ships will probably leave, and it may be that they return.\n\n## Key judgements\n\n\
        KJ-1. Ships will probably leave.\n\nKJ-3. [A footnote](#kj-1) is missing.[^x]\n";
    let mut site = site().report("content/reports/g.md", "Golf", "", golf).file(
        "templates/404.html",
        "{% extends \"base.html\" %}{% block content %}<p style=\"x\">é</p>{% endblock %}",
    );
    site.request.linting = Linting::Released;
    site
}

/// What the forms of output say of a build's findings.
fn told(built: &Built<'_>) -> [String; 3] {
    let found = &built.outcome.diagnostics;
    let blocks = found.iter().map(|finding| block(finding, Style::Plain)).collect();
    [blocks, json::lines(found), sarif::log(found)]
}

#[test]
fn what_was_found_is_told_again_in_the_same_words() {
    let site = with_findings();
    let first = site.build().ok();
    let codes = first.codes();
    assert!(codes.contains(&"W0411") && codes.contains(&"W0302") && codes.contains(&"W2101"), "{codes:?}");
    let second = site.build();
    assert!(rested(&second));
    assert_eq!(told(&second), told(&first));
    assert!(
        told(&second)[0].contains("| KJ-3. [A footnote]"),
        "lines of files are quoted: {}",
        told(&second)[0]
    );
    let counts = |built: &Built<'_>| {
        let summary = built.outcome.summary.expect("it is built");
        (summary.reports, summary.files)
    };
    assert_eq!(counts(&second), counts(&first));
    fs::remove_dir_all(site.root().join(".bluf")).expect("it was there");
    let third = site.build();
    assert!(!rested(&third), "the cache is gone");
    assert_eq!(told(&third), told(&first));
}

#[test]
fn findings_are_told_again_only_while_nothing_changed() {
    let site = with_findings();
    let before = site.build().ok().codes();
    let template = "templates/404.html";
    site.edit(template, fs::read(site.root().join(template)).expect("readable"));
    made_anew(&site, "a template that was written again");
    site.edit("site.toml", format!("{SITE}[lint]\nno-evidence = \"off\"\n"));
    made_anew(&site, "a level of the linter");
    let after = site.build().codes();
    assert!(before.contains(&"W2101") && !after.contains(&"W2101"), "{before:?} became {after:?}");
    let mut silent = with_findings();
    silent.request.linting = Linting::Nothing;
    let unlinted = silent.build().ok().codes().len();
    silent.request.linting = Linting::Released;
    made_anew(&silent, "the linter is asked");
    assert!(silent.build().codes().len() > unlinted);
}

#[test]
fn findings_that_were_not_kept_well_are_found_again() {
    let site = with_findings();
    let first = told(&site.build().ok());
    let kept = || {
        let cache = fs::read_dir(site.root().join(".bluf")).expect("readable");
        let mut paths = cache.map(|entry| entry.expect("readable").path());
        paths.find(|path| path.extension().is_some_and(|extension| extension == "findings")).expect("kept")
    };
    let bytes = fs::read(kept()).expect("readable");
    let mut damaged = bytes.clone();
    damaged[20] ^= 1;
    for wrong in [&damaged[..], &bytes[..bytes.len() - 1], b""] {
        fs::write(kept(), wrong).expect("writable");
        let built = site.build();
        assert!(!rested(&built));
        assert_eq!(told(&built), first);
        assert!(rested(&site.build()));
    }
    fs::remove_file(kept()).expect("it was there");
    assert!(!rested(&site.build()));
    assert!(rested(&site.build()));
}
