//! What a build writes, leaves alone and takes away.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use bluf::build::build;
use proptest::prelude::*;

use crate::pictures::{holds, jpeg, png};
use crate::support::{SITE, SiteTest, tree};

fn text(title: &str, more: &str) -> String {
    format!(
        "+++\ntitle = \"{title}\"\ndate = 2025-05-20\ntags = [\"trade\"]\nregions = [\"Norway\"]\n{more}\n+++\nWords of {title}.\n"
    )
}

fn site() -> SiteTest {
    SiteTest::new()
        .file("content/about.md", "+++\ntitle = \"About\"\n+++\nWho we are.\n")
        .file("content/reports/a.md", text("Alpha", "aliases = [\"/old/alpha/\"]"))
        .file("content/reports/b.md", text("Bravo", ""))
        .file("static/note.txt", "static")
}

fn times(site: &SiteTest) -> BTreeMap<String, SystemTime> {
    site.tree()
        .into_iter()
        .map(|(path, _)| {
            let time =
                fs::metadata(site.output().join(&path)).and_then(|data| data.modified()).expect("a time");
            (path, time)
        })
        .collect()
}

/// The tree of a build of the same site into an empty folder without a cache.
fn from_nothing(site: &SiteTest) -> Vec<(String, Vec<u8>)> {
    let output = tempfile::tempdir().expect("a temporary folder");
    let mut request = site.request.clone();
    request.output = output.path().join("out");
    let outcome = build(&request).expect("the machine works");
    assert!(!outcome.diagnostics.has_errors(), "{:?}", outcome.diagnostics);
    tree(&request.output)
}

#[track_caller]
fn same(one: &[(String, Vec<u8>)], other: &[(String, Vec<u8>)]) {
    let paths = |tree: &[(String, Vec<u8>)]| tree.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
    assert_eq!(paths(one), paths(other));
    for ((path, bytes), (_, wanted)) in one.iter().zip(other) {
        assert!(bytes == wanted, "{path} differs");
    }
}

#[test]
fn a_second_build_writes_nothing() {
    let site = site();
    let first = site.build().clean().outcome.summary.expect("it is built");
    assert_eq!(first.written, first.files);
    assert_eq!(first.files, site.tree().len());
    let before = times(&site);
    let second = site.build().clean().outcome.summary.expect("it is built");
    assert_eq!((second.written, second.removed), (0, 0));
    assert_eq!(second.files, first.files);
    assert_eq!(times(&site), before);
}

#[test]
fn an_edit_rewrites_what_it_changes_and_nothing_else() {
    let site = site();
    site.build().clean();
    site.edit("content/about.md", "+++\ntitle = \"About\"\n+++\nWho we were.\n");
    assert_eq!(site.build().clean().outcome.summary.expect("it is built").written, 1);
    let (tree_before, times_before) = (site.tree(), times(&site));
    site.edit("content/reports/b.md", text("Beta", ""));
    let summary = site.build().clean().outcome.summary.expect("it is built");
    let (tree_after, times_after) = (site.tree(), times(&site));
    let mut changed = 0;
    for ((path, old), (_, new)) in tree_before.iter().zip(&tree_after) {
        assert_eq!(old != new, times_before[path] != times_after[path], "{path}");
        changed += usize::from(old != new);
    }
    assert_eq!(summary.written, changed);
    assert!(changed > 3 && changed < summary.files / 2 + 8, "{changed}");
    assert!(times_before["about/index.html"] == times_after["about/index.html"]);
}

#[test]
fn after_any_edits_the_output_is_that_of_a_clean_build() {
    let site = site();
    site.build().clean();
    let steps: [&dyn Fn(&SiteTest); 6] = [
        &|site| site.edit("content/reports/c.md", text("Charlie", "")),
        &|site| site.edit("content/reports/c.md", text("Charly", "slug = \"renamed\"")),
        &|site| site.remove("content/reports/a.md"),
        &|site| {
            site.remove("content/reports/b.md");
            site.edit("content/reports/2025/b.md", text("Bravo", "tags2 = 1").replace("tags2 = 1\n", ""));
        },
        &|site| site.edit("site.toml", format!("{SITE}paginate_by = 1\n")),
        &|site| site.remove("static/note.txt"),
    ];
    for (number, step) in steps.into_iter().enumerate() {
        step(&site);
        site.build().clean();
        same(&site.tree(), &from_nothing(&site));
        assert!(!site.tree().is_empty(), "{number}");
    }
}

#[test]
fn what_is_deleted_disappears_with_its_folders() {
    let site = site();
    assert!(site.build().clean().has("old/alpha/index.html"));
    site.remove("content/reports/a.md");
    let built = site.build().clean();
    assert!(built.outcome.summary.expect("it is built").removed >= 3);
    assert!(!site.output().join("reports/a").exists() && !site.output().join("old").exists());
    assert!(built.has("reports/b/index.html"));
}

#[test]
fn files_of_others_stay() {
    let site = site();
    site.build().clean();
    site.edit("public/CNAME", "desk.example\n");
    site.edit("public/reports/a/theirs.txt", "keep");
    site.remove("content/reports/a.md");
    let built = site.build().clean();
    assert_eq!(built.read("CNAME"), "desk.example\n");
    assert_eq!(built.read("reports/a/theirs.txt"), "keep");
    assert!(!built.has("reports/a/index.html"));
}

#[test]
fn a_foreign_file_in_the_way_stops_the_build() {
    let site = site();
    site.edit("public/about/index.html", "theirs");
    let built = site.build();
    assert_eq!(built.codes(), ["E0802"]);
    assert_eq!(tree(&site.output()), [("about/index.html".to_owned(), b"theirs".to_vec())]);
}

#[test]
fn a_foreign_file_in_the_way_of_a_later_build_stops_it() {
    let site = site();
    site.build().clean();
    site.edit("public/reports/new/index.html", "theirs");
    site.edit("content/reports/new.md", text("New", ""));
    let built = site.build();
    assert_eq!(built.codes(), ["E0802"]);
    assert_eq!(built.read("reports/new/index.html"), "theirs");
}

#[test]
fn a_foreign_file_where_a_folder_is_needed_stops_the_build() {
    let site = site();
    site.edit("public/reports", "theirs");
    let built = site.build();
    assert_eq!(built.codes(), ["E0802"], "{}", built.messages());
    assert!(built.messages().contains("reports stands in the output folder"), "{}", built.messages());
    assert_eq!(tree(&site.output()), [("reports".to_owned(), b"theirs".to_vec())]);
}

#[test]
fn a_foreign_file_where_a_later_build_needs_a_folder_leaves_all_as_it_was() {
    let site = site();
    site.build().clean();
    site.edit("public/zebra", "theirs");
    site.edit("content/about.md", "+++\ntitle = \"About us\"\n+++\nWho we are now.\n");
    site.edit("content/zebra/a.md", "Words.");
    let before = site.tree();
    let built = site.build();
    assert_eq!(built.codes(), ["E0802"], "{}", built.messages());
    assert!(site.tree() == before, "a failed build changed the output");
}

#[test]
fn a_foreign_folder_where_a_file_is_needed_stops_the_build() {
    let site = site();
    site.edit("public/atom.xml/theirs.txt", "theirs");
    let built = site.build();
    assert_eq!(built.codes(), ["E0802"], "{}", built.messages());
    assert_eq!(tree(&site.output()).len(), 1);
}

#[test]
fn a_folder_of_ours_may_become_a_file() {
    let site = site().file("static/data/a.txt", "a");
    site.build().clean();
    std::fs::remove_dir_all(site.root().join("static/data")).expect("the folder is there");
    site.edit("static/data", "a file now");
    assert_eq!(site.build().clean().read("data"), "a file now");
}

#[cfg(unix)]
#[test]
fn a_cache_that_leads_out_of_the_site_is_not_touched() {
    for name in [".bluf", ".bluf/stage", ".bluf/lock"] {
        let site = site();
        let outside = site.around().join("outside");
        fs::create_dir(&outside).expect("a new folder");
        fs::write(outside.join("lock"), "theirs").expect("a file");
        let link = site.root().join(name);
        fs::create_dir_all(link.parent().expect("below the root")).expect("folders");
        let to = if name.ends_with("lock") { outside.join("lock") } else { outside.clone() };
        std::os::unix::fs::symlink(to, link).expect("a link");
        let built = site.build();
        assert_eq!(built.codes(), ["E0003"], "{name}: {}", built.messages());
        assert_eq!(tree(&outside), [("lock".to_owned(), b"theirs".to_vec())], "{name}");
        assert!(!site.output().exists());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_is_no_folder_is_refused() {
    for path in ["/dev/full", "/dev/full/x", "/"] {
        let mut site = site();
        site.request.output = path.into();
        let built = site.build();
        assert_eq!(built.codes(), ["E0801"], "{path}: {}", built.messages());
    }
}

#[test]
fn the_cache_can_be_deleted() {
    let site = site();
    site.build().clean();
    let before = times(&site);
    fs::remove_dir_all(site.root().join(".bluf")).expect("it was there");
    let summary = site.build().clean().outcome.summary.expect("it is built");
    assert_eq!(summary.written, 0);
    assert_eq!(times(&site), before);
    fs::remove_dir_all(site.root().join(".bluf")).expect("it was there");
    site.edit("content/reports/a.md", text("Another", ""));
    assert!(site.build().clean().read("reports/a/index.html").contains("Words of Another."));
}

#[test]
fn an_output_that_somebody_edited_is_written_again() {
    let site = site();
    site.build().clean();
    let wanted = site.tree();
    site.edit("public/about/index.html", "edited");
    site.remove("public/catalog.json");
    assert_eq!(site.build().clean().outcome.summary.expect("it is built").written, 2);
    same(&site.tree(), &wanted);
}

#[test]
fn an_edit_that_keeps_the_length_is_noticed() {
    let site = site();
    site.build().clean();
    let wanted = site.tree();
    let page = fs::read(site.output().join("about/index.html")).expect("readable");
    site.edit("public/about/index.html", page.to_ascii_uppercase());
    site.build().clean();
    same(&site.tree(), &wanted);
}

#[test]
fn errors_leave_the_previous_output() {
    let site = site();
    site.build().clean();
    let before = times(&site);
    site.edit("content/reports/b.md", text("Beta", "colour = 1"));
    assert_eq!(site.build().codes(), ["E0101"]);
    assert_eq!(times(&site), before);
}

#[test]
fn nothing_is_written_but_the_output_and_the_cache() {
    let site = site();
    let outside = |site: &SiteTest| -> Vec<String> {
        let mine = |path: &str| path.starts_with("site/public/") || path.starts_with("site/.bluf/");
        tree(site.around()).into_iter().map(|(path, _)| path).filter(|path| !mine(path)).collect()
    };
    let before = outside(&site);
    site.build().clean();
    assert_eq!(outside(&site), before);
    site.check().clean();
    assert_eq!(outside(&site), before);
}

#[test]
fn a_check_writes_nothing_at_all() {
    let site = site();
    let before = tree(site.around());
    site.check().clean();
    assert!(tree(site.around()) == before);
}

#[test]
fn two_builds_of_one_input_are_the_same_bytes() {
    let (one, other) = (site(), site());
    one.build().clean();
    other.build().clean();
    same(&one.tree(), &other.tree());
    same(&one.tree(), &from_nothing(&one));
}

#[test]
fn the_output_must_not_be_the_site() {
    for folder in ["", "content", "content/reports", "static", ".."] {
        let mut site = site();
        let before = site.tree_of_root();
        site.request.output = site.root().join(folder);
        assert_eq!(site.build().codes(), ["E0801"], "{folder}");
        assert!(site.tree_of_root() == before, "{folder}");
    }
}

impl SiteTest {
    fn tree_of_root(&self) -> Vec<(String, Vec<u8>)> {
        tree(self.root()).into_iter().filter(|(path, _)| !path.starts_with(".bluf/")).collect()
    }
}

#[test]
fn only_files_that_somebody_refers_to_are_published() {
    let site = site()
        .file(
            "content/reports/d/index.md",
            text("Delta", "[image]\nsrc = \"lead.png\"\nalt = \"A dot\"")
                + "\n![a dot](dot.png) [data](data.csv)\n",
        )
        .file("content/reports/d/lead.png", png("x"))
        .file("content/reports/d/dot.png", png("x"))
        .file("content/reports/d/data.csv", "a,b\n")
        .file("content/reports/d/notes.txt", "of the desk")
        .file("content/reports/d/unused.png", png("x"))
        .file("content/reports/stray.docx", "of the desk");
    let built = site.build().clean();
    for name in ["lead.png", "dot.png", "data.csv"] {
        assert!(built.has(&format!("reports/d/{name}")), "{name}");
    }
    let names: Vec<String> = site.tree().into_iter().map(|(path, _)| path).collect();
    for name in ["notes.txt", "unused.png", "stray.docx", "index.md"] {
        assert!(!names.iter().any(|path| path.ends_with(name)), "{name}");
    }
}

#[test]
fn pictures_are_published_without_what_they_tell() {
    for keep in [false, true] {
        let site = site()
            .file("content/reports/d/index.md", text("Delta", "") + "\n![a dot](dot.png) ![a dot](dot.jpg)\n")
            .file("content/reports/d/dot.png", png("camera-owner"))
            .file("content/reports/d/dot.jpg", jpeg("camera-owner"))
            .file("static/also.jpg", jpeg("camera-owner"));
        if keep {
            site.edit("site.toml", format!("{SITE}[images]\nmetadata = \"keep\"\n"));
        }
        site.build().clean();
        let found: Vec<String> = site
            .tree()
            .into_iter()
            .filter(|(_, bytes)| holds(bytes, "camera-owner"))
            .map(|(path, _)| path)
            .collect();
        let all = ["also.jpg", "reports/d/dot.jpg", "reports/d/dot.png"];
        assert_eq!(found, if keep { &all[..] } else { &[] });
        let picture = fs::read(site.output().join("reports/d/dot.jpg")).expect("it is published");
        assert!(picture.starts_with(&[0xFF, 0xD8]) && picture.ends_with(&[0xFF, 0xD9]));
    }
}

#[test]
fn a_file_that_is_no_picture_is_an_error() {
    let site = site()
        .file("content/reports/d/index.md", text("Delta", "") + "\n![a dot](dot.png)\n")
        .file("content/reports/d/dot.png", "not a picture");
    assert_eq!(site.build().codes(), ["E0701"]);
    assert!(!site.output().exists());
}

/// One step of an editor; slots are files, titles are words.
#[derive(Debug, Clone)]
enum Edit {
    Write(usize, usize),
    Delete(usize),
    Rename(usize, usize),
}

const SLOTS: [&str; 4] = ["reports/a.md", "reports/b.md", "reports/2025/c.md", "reports/d/index.md"];
const TITLES: [&str; 4] = ["Alpha", "Bravo", "Harbour", "Rail"];

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        3 => (0..4usize, 0..4usize).prop_map(|(slot, title)| Edit::Write(slot, title)),
        1 => (0..4usize).prop_map(Edit::Delete),
        1 => (0..4usize, 0..4usize).prop_map(|(from, to)| Edit::Rename(from, to)),
    ];
    prop::collection::vec(edit, 1..7)
}

fn apply(site: &SiteTest, edit: &Edit) {
    let path = |slot: usize| site.root().join("content").join(SLOTS[slot]);
    match *edit {
        Edit::Write(slot, title) => {
            let more = format!("series = \"Of {}\"\naliases = [\"/old/{slot}/\"]", TITLES[title]);
            site.edit(&format!("content/{}", SLOTS[slot]), text(TITLES[title], &more));
        }
        Edit::Delete(slot) => drop(fs::remove_file(path(slot))),
        Edit::Rename(from, to) if from != to && path(from).exists() => {
            make_folder(&path(to));
            fs::rename(path(from), path(to)).expect("renamed");
        }
        Edit::Rename(..) => {}
    }
}

fn make_folder(path: &Path) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn incremental_builds_are_clean_builds(edits in edits()) {
        let site = site();
        site.build().clean();
        for edit in &edits {
            apply(&site, edit);
            // Two files with one alias cannot be built; the step after may mend it.
            let built = site.build();
            if !built.outcome.diagnostics.has_errors() {
                same(&site.tree(), &from_nothing(&site));
            }
        }
    }
}

#[test]
fn what_is_no_longer_released_goes_even_when_the_cache_is_gone() {
    let mut site = SiteTest::new().report("content/reports/a.md", "Open", "", "Text.").report(
        "content/reports/s.md",
        "Closed canary",
        "classification = \"Secret\"",
        "Text.",
    );
    site.build().clean();
    std::fs::remove_dir_all(site.root().join(".bluf")).expect("the cache is there");
    site.request.gate.level = Some("Unclassified".to_owned());
    let built = site.build().ok();
    assert!(!built.has("reports/s") && !built.has("classifications/secret"));
    assert!(site.tree().iter().all(|(_, bytes)| !bytes.windows(6).any(|word| word == b"canary")));
}
