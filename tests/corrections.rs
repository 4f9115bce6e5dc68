//! Change over time: corrections, and judgements that a newer report makes otherwise.

use crate::support::{Built, SITE, SiteTest};

const BODY: &str = "## Key Judgements\n\nKJ-1. The canal will very likely reopen before June.\n\nKJ-2. Tolls are likely to rise.\n";
const LATER: &str = "## Key Judgements\n\nKJ-1. Tolls are likely to rise.\n\nKJ-2. The canal is likely to reopen before June.\n\nKJ-3. A second lock will be built.\n";
const CORRECTED: &str = "[[corrections]]\ndate = 2025-06-02\njudgement = \"KJ-2\"\ntext = \"An earlier version called them fees.\"\n\
    [[corrections]]\ndate = 2025-05-25\ntext = \"The year of the survey was wrong.\"\n";

fn superseded() -> SiteTest {
    SiteTest::new().report("content/reports/old.md", "Old", "", BODY).report(
        "content/reports/new.md",
        "New",
        "supersedes = \"reports/old.md\"",
        LATER,
    )
}

/// The changes in the data of a report: kind, label now, label before.
fn changes(built: &Built<'_>, report: &str) -> Vec<String> {
    let data = built.json(&format!("reports/{report}/index.json"));
    let label = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    let rows = data["changes"].as_array().cloned().unwrap_or_default();
    rows.iter().map(|row| [&row["kind"], &row["now"], &row["before"]].map(label).join(" ")).collect()
}

#[test]
fn a_report_that_takes_the_place_of_another_says_what_changed() {
    let site = superseded();
    let built = site.build().clean();
    assert_eq!(changes(&built, "new"), ["same KJ-1 KJ-2", "assessed KJ-2 KJ-1", "new KJ-3 -"]);
    assert_eq!(changes(&built, "old"), Vec::<String>::new());
    let page = built.read("reports/new/index.html");
    let part = page.split("<section class=\"part\" id=\"changes\">").nth(1).expect("a section about changes");
    let assessed = part.split("change-assessed").nth(1).expect("a judgement assessed anew");
    let now = assessed.find(">likely ").expect("now");
    let before = assessed.find(">very likely ").expect("before");
    assert!(now < before, "{assessed}");
    assert!(assessed.contains("href=\"/reports/old/#kj-1\""), "{assessed}");
    assert!(!built.read("reports/old/index.html").contains("id=\"changes\""));
}

#[test]
fn an_author_can_say_which_judgement_is_taken_up() {
    let site = superseded();
    let more = "supersedes = \"reports/old.md\"\n[judgements.KJ-3]\nfollows = \"KJ-2\"";
    let site = site.report("content/reports/new.md", "New", more, LATER);
    let built = site.build().clean();
    assert_eq!(changes(&built, "new"), ["new KJ-1 -", "assessed KJ-2 KJ-1", "assessed KJ-3 KJ-2"]);
    for (more, message) in [
        ("[judgements.KJ-3]\nfollows = \"KJ-2\"", "KJ-2 of which report? this one replaces none"),
        (
            "supersedes = \"reports/old.md\"\n[judgements.KJ-3]\nfollows = \"KJ-9\"",
            "the report that this one replaces has no KJ-9",
        ),
        ("[judgements.KJ-3]\nfollows = \"second\"", "`second` does not name a key judgement"),
    ] {
        let wrong = superseded().report("content/reports/new.md", "New", more, LATER);
        let built = wrong.build();
        assert_eq!(built.codes(), ["E0304"], "{}", built.messages());
        assert!(built.messages().contains(message), "{}", built.messages());
    }
}

#[test]
fn corrections_stand_on_the_report_in_a_list_and_in_feeds() {
    let site = superseded().report("content/reports/a.md", "A", CORRECTED, BODY);
    let built = site.build().clean();
    let page = built.read("reports/a/index.html");
    let (first, second) = (page.find("The year of the survey"), page.find("called them fees"));
    assert!(first.is_some() && first < second, "in order of date: {page}");
    assert!(page.contains("<li id=\"correction-2\">"), "{page}");
    assert!(page.contains("\"@type\":\"CorrectionComment\""), "{page}");
    assert_eq!(built.json("reports/a/index.json")["updated"], "2025-06-02");
    let list = built.read("corrections/index.html");
    let order: Vec<_> =
        ["called them fees", "The year of the survey", "change-assessed"].map(|text| list.find(text)).into();
    assert!(order.iter().all(Option::is_some) && order.is_sorted(), "newest first: {order:?}");
    assert!(list.contains("href=\"/reports/a/#kj-2\""), "{list}");
    assert!(!list.contains("change-same"), "what did not change is no news: {list}");
    let feed = built.json("corrections/feed.json");
    assert_eq!(feed["items"][0]["url"], "https://desk.example/reports/a/#correction-2");
    assert_eq!(feed["items"][0]["content_text"], "KJ-2: An earlier version called them fees.");
    let assessed = feed["items"][2]["content_text"].as_str().expect("a text");
    assert!(assessed.contains("KJ-2, Assessed anew: very likely → likely."), "{assessed}");
    assert!(
        built.read("corrections/atom.xml").contains("<id>https://desk.example/reports/new/#changes</id>")
    );
    assert!(built.read("index.html").contains("href=\"/corrections/\""), "the foot leads there");
    assert!(built.read("sitemap.xml").contains("https://desk.example/corrections/</loc>"));
}

#[test]
fn without_anything_to_correct_there_is_no_list() {
    let site = SiteTest::new().report("content/reports/a.md", "A", "", BODY);
    let built = site.build().clean();
    assert!(!built.has("corrections/index.html"));
    assert!(!built.read("index.html").contains("/corrections/"));
}

#[test]
fn a_text_of_the_site_introduces_the_list() {
    let page = "+++\ntitle = \"Our corrections\"\n+++\nWe correct within a day.\n";
    let site = superseded().file("content/corrections.md", page);
    let list = site.build().clean().read("corrections/index.html");
    assert!(list.contains("We correct within a day.") && list.contains("change-assessed"), "{list}");
}

#[test]
fn a_list_of_many_has_pages() {
    let entry = |day: u32| format!("[[corrections]]\ndate = 2025-06-{day:02}\ntext = \"Number {day}.\"\n");
    let many: String = (1..=5).map(entry).collect();
    let site = SiteTest::new().file("site.toml", format!("{SITE}paginate_by = 2\n")).report(
        "content/reports/a.md",
        "A",
        &many,
        BODY,
    );
    let built = site.build().clean();
    assert!(built.read("corrections/index.html").contains("Number 5."));
    assert!(built.read("corrections/page/3/index.html").contains("Number 1."));
    assert!(!built.has("corrections/page/4/index.html"));
}

#[test]
fn what_is_wrong_with_a_correction_is_said() {
    let more = "[[corrections]]\ndate = 2025-05-19\ntext = \" \"\njudgment = \"KJ-1\"\n[[corrections]]\ntext = \"A\"\n";
    let site = SiteTest::new().report("content/reports/a.md", "A", more, BODY);
    let built = site.build();
    let messages = built.messages();
    for said in [
        "a correction before the report itself, of 2025-05-20",
        "`text` is empty",
        "unknown key `judgment`",
        "the key `date` is missing",
    ] {
        assert!(messages.contains(said), "{said} is not in {messages}");
    }
}

#[test]
fn a_correction_goes_where_its_judgement_goes() {
    let handling = format!("{SITE}release = \"OFFICIAL\"\n[classification]\nscheme = \"uk\"\n");
    let body = "## Key Judgements\n\n(O) KJ-1. Tolls are likely to rise.\n\n(S) KJ-2. The canal will very likely reopen before June.\n";
    let more = "classification = \"SECRET\"\nmetadata = \"OFFICIAL\"\n[[corrections]]\ndate = 2025-06-02\njudgement = \"KJ-2\"\ntext = \"The month was wrong.\"\n";
    let site =
        SiteTest::new().file("site.toml", handling).report("content/reports/a.md", "Canal", more, body);
    let built = site.build();
    assert!(!built.outcome.diagnostics.has_errors(), "{}", built.messages());
    let page = built.read("reports/a/index.html");
    assert!(page.contains("Tolls are likely"), "{page}");
    for (path, bytes) in site.tree() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("The month was wrong") && !text.contains("2025-06-02"), "{path}: {text}");
    }
    assert!(!built.has("corrections/index.html"));
}

#[test]
fn what_a_judgement_takes_up_goes_with_the_report_or_the_judgement_that_is_withheld() {
    let handling = format!("{SITE}[classification]\nscheme = \"uk\"\n");
    let newer = "supersedes = \"reports/old.md\"\nclassification = \"OFFICIAL\"\n[judgements.KJ-1]\nfollows = \"KJ-2\"";
    let body = "## Key Judgements\n\nKJ-1. (O) Tolls are likely to rise.\n";
    let part = "## Key Judgements\n\n(O) KJ-1. The canal reopens.\n\n(S) KJ-2. Tolls rise.\n";
    for (front, older) in [
        ("classification = \"SECRET\"", part),
        ("classification = \"SECRET\"\nmetadata = \"OFFICIAL\"", part),
        ("classification = \"OFFICIAL\"\ndraft = true", &body.replace("KJ-1", "KJ-2")),
    ] {
        let site = SiteTest::new()
            .file("site.toml", &handling)
            .report("content/reports/old.md", "Old", front, older)
            .report("content/reports/new.md", "New", newer, body);
        let site = site.release("OFFICIAL");
        assert!(!site.build().codes().contains(&"E0304"), "{front}: {}", site.build().messages());
        let site = site.release("SECRET");
        assert!(!site.build().codes().contains(&"E0304"), "{front}: {}", site.build().messages());
    }
}

#[test]
fn a_correction_is_of_a_day_that_was_and_of_a_judgement_that_is_known() {
    let codes = |date: &str, judgement: &str| {
        let more = format!("[[corrections]]\ndate = {date}\njudgement = \"{judgement}\"\ntext = \"Wrong.\"");
        let site = SiteTest::new().report("content/reports/a.md", "A", &more, BODY);
        site.build().codes()
    };
    assert_eq!(codes("2025-06-02", "KJ-2"), [""; 0]);
    assert_eq!(codes("2026-01-02", "KJ-2"), [""; 0], "tomorrow is today elsewhere");
    assert_eq!(codes("2026-01-03", "KJ-2"), ["E0104"]);
    assert_eq!(codes("2025-06-02", "KJ-9"), ["W1104"]);
}

#[test]
fn what_says_something_else_now_is_told_with_what_was_said() {
    let judgement = |sentence: &str| format!("## Key Judgements\n\nKJ-1. {sentence}\n");
    for (old, new, kind) in [
        ("The port will very likely close in 2026.", "The port will very likely not close in 2026.", None),
        (
            "The parties are likely to extend the ceasefire.",
            "The parties are likely to end the ceasefire.",
            Some("changed KJ-1 KJ-1"),
        ),
        (
            "The port is likely to close by the end of 2026.",
            "The port is likely to close by the end of 2027.",
            Some("changed KJ-1 KJ-1"),
        ),
    ] {
        let site =
            SiteTest::new().report("content/reports/old.md", "Old", "cutoff = 2025-05-19", &judgement(old));
        let more = "cutoff = 2025-05-19\nsupersedes = \"reports/old.md\"";
        let site = site.report("content/reports/new.md", "New", more, &judgement(new));
        let built = site.build();
        let found = changes(&built, "new");
        assert!(kind.is_none_or(|kind| found == [kind]), "{found:?}");
        assert!(!found[0].starts_with("reworded") && !found[0].starts_with("same"), "{found:?}");
        let feed = built.json("corrections/feed.json");
        let told = feed["items"][0]["content_text"].as_str().expect("a text");
        assert!(told.contains(&format!("Now: {new}")) && told.contains(&format!("Before: {old}")), "{told}");
    }
}

#[test]
fn a_horizon_that_moved_in_front_matter_is_told() {
    let by = |year: &str| format!("[judgements.KJ-2]\nby = {year}-12-31");
    let site = SiteTest::new().report("content/reports/old.md", "Old", &by("2026"), BODY);
    let more = format!("supersedes = \"reports/old.md\"\n{}", by("2027"));
    let site = site.report("content/reports/new.md", "New", &more, BODY);
    let built = site.build().clean();
    assert_eq!(changes(&built, "new"), ["same KJ-1 KJ-1", "moved KJ-2 KJ-2"]);
    let page = built.read("reports/new/index.html");
    let part = page.split("change-moved").nth(1).expect("a horizon that moved");
    assert!(part.contains("Horizon changed") && part.contains("by 31 December 2027"), "{part}");
    assert!(part.contains("by 31 December 2026"), "{part}");
    let feed = built.json("corrections/feed.json");
    let told = feed["items"][0]["content_text"].as_str().expect("a text");
    assert!(told.contains("Now: Tolls are likely to rise. (by 31 December 2027)"), "{told}");
}

#[test]
fn judgements_that_share_only_likelihood_and_function_words_are_no_pair() {
    let body = |sentence: &str| {
        format!("## Key Judgements\n\nKJ-1. Tolls are likely to rise.\n\nKJ-2. {sentence}\n")
    };
    let old = body("The currency will likely lose value in 2026.");
    let site = SiteTest::new().report("content/reports/old.md", "Old", "", &old);
    let more = "supersedes = \"reports/old.md\"";
    let site =
        site.report("content/reports/new.md", "New", more, &body("The army will likely split in 2026."));
    assert_eq!(changes(&site.build(), "new"), ["same KJ-1 KJ-1", "new KJ-2 -", "dropped - KJ-2"]);
}

#[test]
fn a_judgement_has_one_table() {
    for second in ["[judgments.KJ-1]", "[judgements.kj-1]", "[judgements.KJ-01]"] {
        let more = format!("[judgements.KJ-1]\nconfidence = \"high\"\n{second}\nconfidence = \"low\"");
        let site = SiteTest::new().report("content/reports/a.md", "A", &more, BODY);
        let built = site.build();
        assert_eq!(built.codes(), ["E0301"], "{second}: {}", built.messages());
        assert!(built.messages().contains("KJ-1 has two tables"), "{}", built.messages());
        assert!(
            built.outcome.diagnostics.iter().any(|found| !found.notes.is_empty()),
            "the first one is named"
        );
    }
}

#[test]
fn an_outcome_is_of_a_day_between_cut_off_and_today_and_says_what_it_is() {
    for (facts, code, said) in [
        ("outcome = \"true\"\nresolved = 2025-05-18", "E0104", "before the cut-off date"),
        ("outcome = \"true\"\nresolved = 2199-01-01", "E0104", "a day to come"),
        ("resolved = 2025-06-02", "W0318", "`resolved` shows nowhere without an outcome"),
        ("note = \"It did.\"", "W0318", "`note` shows nowhere without an outcome"),
    ] {
        let more = format!("cutoff = 2025-05-19\n[judgements.KJ-1]\n{facts}");
        let site = SiteTest::new().report("content/reports/a.md", "A", &more, BODY);
        let built = site.build();
        assert_eq!(built.codes(), [code], "{}", built.messages());
        assert!(built.messages().contains(said), "{}", built.messages());
    }
}
