//! The record of published judgements: none changes without a correction.

use bluf::build::lock;
use bluf::record::FILE;

use crate::support::{SITE, SiteTest};

const BODY: &str = "## Key Judgements\n\nKJ-1. The canal will very likely reopen\nbefore June.\n\nKJ-2. Tolls are likely to rise.\n";
const CORRECTION: &str =
    "[[corrections]]\ndate = 2025-06-02\njudgement = \"KJ-1\"\ntext = \"It was June.\"\n";

fn site() -> SiteTest {
    SiteTest::new().report("content/reports/a.md", "A", "", BODY)
}

/// Writes the record; the codes of what stands against it.
fn locked(site: &SiteTest) -> Vec<&'static str> {
    let (locked, found) = lock(&site.request).expect("a readable site");
    if let Some(locked) = locked {
        site.edit(FILE, locked.text);
    }
    found.iter().map(|finding| finding.code.id).collect()
}

fn changed(site: &SiteTest, more: &str, from: &str, to: &str) {
    let body = BODY.replace(from, to);
    site.edit("content/reports/a.md", format!("+++\ntitle = \"A\"\ndate = 2025-05-20\n{more}+++\n{body}"));
}

#[test]
fn a_judgement_that_changes_after_publication_needs_a_correction() {
    let site = site();
    assert_eq!(locked(&site), [""; 0]);
    site.build().clean();
    for (more, from, to) in [
        ("", "before June", "before July"),
        ("", "very likely", "likely"),
        ("[judgements.KJ-1]\nconfidence = \"high\"\n", "-", "-"),
    ] {
        changed(&site, more, from, to);
        let built = site.build();
        assert_eq!(built.codes(), ["E1101"], "{to}: {}", built.messages());
        assert_eq!(locked(&site), ["E1101"], "and it cannot be locked away: {to}");
        changed(&site, &format!("{CORRECTION}{more}"), from, to);
        site.build().clean();
    }
}

#[test]
fn another_yardstick_does_not_change_published_ranges_in_silence() {
    let site = SiteTest::new().report("content/reports/a.md", "A", "", BODY);
    assert_eq!(locked(&site), [""; 0]);
    let record = std::fs::read_to_string(site.root().join(FILE)).expect("a record");
    assert!(record.contains(", likelihood = \"very likely, 80-95\" }"), "{record}");
    site.edit("site.toml", format!("{SITE}yardstick = \"nato\"\n"));
    let built = site.build();
    assert_eq!(built.codes(), ["E1105", "E1105"], "{}", built.messages());
    assert!(
        built
            .messages()
            .contains("KJ-2 said `likely` (55–80%) when it was published and says `likely` (60–90%) now"),
        "{}",
        built.messages()
    );
    assert_eq!(locked(&site), ["E1105", "E1105"], "and it cannot be locked away");
    let both = format!("{CORRECTION}{}", CORRECTION.replace("KJ-1", "KJ-2"));
    changed(&site, &both, "-", "-");
    assert_eq!(locked(&site), [""; 0]);
    site.build().clean();
    // A record that was made before ranges were in it holds nobody to one, only to the term.
    site.edit(
        FILE,
        record
            .replace(", likelihood = \"very likely, 80-95\"", "")
            .replace(", likelihood = \"likely, 55-80\"", ""),
    );
    changed(&site, "", "-", "-");
    let built = site.build();
    assert_eq!(built.codes(), ["E1101"], "{}", built.messages());
    assert!(built.messages().contains("KJ-1 was published with other words"), "{}", built.messages());
}

#[test]
fn a_judgement_that_only_lost_its_term_is_told_by_the_term() {
    let site = site();
    locked(&site);
    changed(&site, "[judgements.KJ-1]\nlikelihood = \"unlikely\"\n", "-", "-");
    let built = site.build();
    assert!(built.codes().contains(&"E1101"), "{}", built.messages());
    let message = "KJ-1 said `very likely` (80–95%) when it was published and says `unlikely` (20–45%) now";
    assert!(built.messages().contains(message), "{}", built.messages());
}

#[test]
fn a_judgement_that_is_struck_out_needs_a_correction() {
    let site = site();
    locked(&site);
    changed(&site, "", "KJ-2. Tolls are likely to rise.\n", "");
    let built = site.build();
    assert_eq!(built.codes(), ["E1101"]);
    assert!(built.messages().contains("KJ-2 was published and is gone"), "{}", built.messages());
    changed(&site, &CORRECTION.replace("KJ-1", "KJ-2"), "KJ-2. Tolls are likely to rise.\n", "");
    site.build().clean();
}

#[test]
fn what_was_corrected_once_needs_another_correction_to_change_again() {
    let site = site();
    locked(&site);
    changed(&site, CORRECTION, "before June", "before July");
    assert_eq!(locked(&site), [""; 0]);
    site.build().clean();
    changed(&site, CORRECTION, "before June", "before August");
    assert_eq!(site.build().codes(), ["E1101"]);
    let twice = format!("{CORRECTION}{}", CORRECTION.replace("06-02", "07-01"));
    changed(&site, &twice, "before June", "before August");
    site.build().clean();
}

#[test]
fn broken_lines_and_other_parts_of_a_report_may_change() {
    let site = site();
    locked(&site);
    changed(&site, "tags = [\"canals\"]\n", "reopen\nbefore", "reopen before");
    site.build().clean();
    changed(&site, "", "KJ-2. Tolls", "1. The dam is closed. [source](https://example.org/a)\n\nKJ-2. Tolls");
    site.build().clean();
}

#[test]
fn a_report_that_is_gone_is_missed_and_one_that_is_withdrawn_is_not() {
    let site = site();
    locked(&site);
    changed(&site, "[withdrawn]\ndate = 2025-07-01\n", "-", "-");
    site.build().clean();
    assert_eq!(locked(&site), [""; 0]);
    site.remove("content/reports/a.md");
    assert_eq!(site.build().codes(), ["W1102"]);
    assert_eq!(locked(&site), ["W1102"]);
    site.build().clean();
}

#[test]
fn a_report_that_moves_takes_its_record_along() {
    let site = site();
    locked(&site);
    site.remove("content/reports/a.md");
    let moved = |body: &str, more: &str| {
        site.edit(
            "content/reports/b.md",
            format!("+++\ntitle = \"A\"\ndate = 2025-05-20\n{more}+++\n{body}"),
        );
        site.build().codes()
    };
    assert_eq!(moved(BODY, ""), ["W1102"]);
    let other = BODY.replace("before June", "before July");
    assert_eq!(moved(&other, ""), ["E1101", "W1102"]);
    assert_eq!(locked(&site), ["E1101", "W1102"], "and it cannot be locked away");
    assert_eq!(moved(&other, CORRECTION), ["W1102"]);
    // Another report is another one.
    assert_eq!(moved("## Key Judgements\n\nKJ-1. Rain is likely.\n", ""), ["W1102"]);
}

#[test]
fn without_a_record_and_in_another_release_nothing_is_held() {
    let site = site();
    changed(&site, "", "before June", "before July");
    site.build().clean();
    let handling = format!("{SITE}release = \"SECRET\"\n[classification]\nscheme = \"uk\"\n");
    let body = "## Key Judgements\n\nKJ-1. (O) Tolls are likely to rise.\n";
    let mut site = SiteTest::new().file("site.toml", handling).report(
        "content/reports/a.md",
        "A",
        "classification = \"OFFICIAL\"",
        body,
    );
    assert_eq!(locked(&site), [""; 0]);
    assert!(
        std::fs::read_to_string(site.root().join(FILE)).expect("a record").contains("release = \"SECRET\"")
    );
    site.edit(
        "content/reports/a.md",
        format!("+++\ntitle = \"A\"\ndate = 2025-05-20\n+++\n{}", body.replace("rise", "fall")),
    );
    assert_eq!(site.build().codes(), ["E1101"]);
    site.request.gate.level = Some("OFFICIAL".to_owned());
    assert_eq!(site.build().codes(), [""; 0]);
}

#[test]
fn a_record_that_cannot_be_read_is_an_error() {
    let site = site().file(FILE, "release = \"Top Secret\"\n[\"reports/a.md\"]\nKJ-1 = { sayed = \"0\" }\n");
    let built = site.build();
    assert!(built.codes().contains(&"E0101"), "{}", built.messages());
    assert!(built.messages().contains("judgements.lock"), "{}", built.messages());
}

#[test]
fn a_change_of_the_record_alone_wakes_a_build_that_rests() {
    let site = site();
    locked(&site);
    site.build().clean();
    let record = std::fs::read_to_string(site.root().join(FILE)).expect("a record");
    let at = record.find("said = \"").expect("an entry") + 8;
    site.edit(FILE, format!("{}{}{}", &record[..at], "0000000000000000", &record[at + 16..]));
    assert_eq!(site.build().codes(), ["E1101"]);
}

#[test]
fn a_record_is_not_made_anew_at_another_release() {
    let handling = format!("{SITE}release = \"SECRET\"\n[classification]\nscheme = \"uk\"\n");
    let marked = |level: &str, judgement: &str| format!("## Key Judgements\n\nKJ-1. ({level}) {judgement}\n");
    let (open, high) = ("classification = \"OFFICIAL\"", "classification = \"SECRET\"");
    let mut site = SiteTest::new()
        .file("site.toml", handling)
        .report("content/reports/a.md", "A", open, &marked("O", "Tolls are likely to rise."))
        .report("content/reports/s.md", "S", high, &marked("S", "Ships are likely to leave."));
    assert_eq!(locked(&site), [""; 0]);
    let root = site.root().to_owned();
    let before = std::fs::read_to_string(root.join(FILE)).expect("a record");
    assert!(before.contains("s.md"), "{before}");
    site.request.gate.level = Some("OFFICIAL".to_owned());
    assert_eq!(locked(&site), ["E1103"]);
    assert_eq!(std::fs::read_to_string(root.join(FILE)).expect("a record"), before);
    site.request.gate.level = Some("SECRET".to_owned());
    assert_eq!(locked(&site), [""; 0]);
    // One that holds nobody to anything is in nobody's way.
    site.edit(FILE, "release = \"SECRET\"\n");
    site.request.gate.level = Some("OFFICIAL".to_owned());
    assert_eq!(locked(&site), [""; 0]);
}

#[test]
fn what_was_struck_out_with_a_correction_stays_known() {
    let site = site();
    locked(&site);
    let correction = CORRECTION.replace("KJ-1", "KJ-2");
    changed(&site, &correction, "KJ-2. Tolls are likely to rise.\n", "");
    assert_eq!(locked(&site), [""; 0]);
    site.build().clean();
    assert_eq!(locked(&site), [""; 0], "again and again");
    site.build().clean();
    changed(&site, &correction, "-", "-");
    assert_eq!(site.build().codes(), ["E1101"], "and does not come back in silence");
}

#[test]
fn a_report_that_keeps_its_address_under_another_name_is_held_to_its_words() {
    for address in ["slug = \"a\"\n", "aliases = [\"/reports/a/\"]\n"] {
        let site = site();
        locked(&site);
        site.remove("content/reports/a.md");
        let other =
            "## Key Judgements\n\nKJ-1. The canal is unlikely to reopen before June.\n\nKJ-2. Tolls fall.\n";
        let renamed = |body: &str| {
            let front = format!("+++\ntitle = \"A\"\ndate = 2025-05-20\n{address}+++\n{body}");
            site.edit("content/reports/b.md", front);
            site.build().codes()
        };
        assert_eq!(renamed(other), ["E1101", "E1101"], "{address}");
        assert_eq!(renamed(BODY), [""; 0], "{address}");
    }
}

#[test]
fn a_report_that_becomes_a_draft_is_missed() {
    let site = site();
    locked(&site);
    for held in ["draft = true\n", "publish_at = 2199-01-01\n"] {
        changed(&site, held, "-", "-");
        let built = site.build();
        assert_eq!(built.codes(), ["W1102"], "{held}");
        assert!(built.messages().contains("was published and is held back now"), "{}", built.messages());
    }
}

#[test]
fn another_horizon_is_another_judgement() {
    let counted = "## Key Judgements\n\nKJ-1. Tolls will very likely rise within six months.\n";
    let write = |site: &SiteTest, more: &str, body: &str| {
        site.edit(
            "content/reports/a.md",
            format!("+++\ntitle = \"A\"\ndate = 2025-05-20\n{more}+++\n{body}"),
        );
    };
    for (before, after, body) in [
        ("[judgements.KJ-1]\nby = 2025-12-31\n", "[judgements.KJ-1]\nby = 2026-12-31\n", BODY),
        ("[judgements.KJ-1]\nby = 2025-12-31\n", "", BODY),
        ("cutoff = 2025-05-19\n", "cutoff = 2025-04-19\n", counted),
    ] {
        let site = site();
        write(&site, before, body);
        assert_eq!(locked(&site), [""; 0]);
        let record = std::fs::read_to_string(site.root().join(FILE)).expect("a record");
        write(&site, after, body);
        let built = site.build();
        assert_eq!(built.codes(), ["E1101"], "{after}: {}", built.messages());
        assert!(
            built.messages().contains("KJ-1 was published with the horizon 2025-"),
            "{}",
            built.messages()
        );
        // A record that was made before horizons were in it holds nobody to one.
        let lines = record.lines().map(|line| match line.split_once(", horizon = ") {
            Some((start, rest)) => {
                format!("{start}{}\n", &rest[rest[1..].find('"').map_or(0, |end| end + 2)..])
            }
            None => format!("{line}\n"),
        });
        site.edit(FILE, lines.collect::<String>());
        site.build().clean();
    }
}
