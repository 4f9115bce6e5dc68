//! Sealed tiers: what the host's files hold, for whom they open, and when nothing is published.

use std::convert::Infallible;
use std::fs;
use std::sync::LazyLock;

use bluf::seal::{KeyFile, Passphrase, Passphrases, Renewal, TierKey};

use crate::support::SiteTest;

const STRONG: &str = "lectorate: gravel unsaid thimble orbit casket\n";
const OTHER: &str = "board: vT9#kq2LmZ!x4wRb\n";
const CONFIG: &str = "title = \"Desk\"\nbase_url = \"https://desk.example/\"\nrelease = \"Unclassified\"\n\
                      [sealed.members]\nlevel = \"Secret\"\n";

/// Words that stand in a report of the tier, each in a place of its own.
const CANARIES: [&str; 7] =
    ["Zanzibarine", "quokkafold", "wombatical", "Narwhalton", "ocelotique", "tapirworth", "axolotlike"];

fn passphrases(lines: &str) -> Passphrases {
    let mut all = Passphrases::default();
    all.read(Some("members"), lines).expect("well formed");
    all
}

/// The key file that these lines open, after `existing`.
fn key_file(lines: &str, existing: Option<&KeyFile>, first: u8) -> KeyFile {
    let mut next = first;
    let random = || {
        next += 1;
        Ok::<_, Infallible>([next; 32])
    };
    let all = passphrases(lines);
    let Ok((file, _)) = KeyFile::agree("members", existing, all.of("members"), Renewal::IfNeeded, random);
    file
}

/// The one of most sites; making it takes a second.
fn readers() -> &'static KeyFile {
    static FILE: LazyLock<KeyFile> = LazyLock::new(|| key_file(STRONG, None, 0));
    &FILE
}

fn unsealed() -> SiteTest {
    let site = SiteTest::new()
        .file("site.toml", CONFIG)
        .report("content/reports/open.md", "Open words", "", "Everybody reads this. [More](@/reports/shut.md)")
        .report(
            "content/reports/higher.md",
            "Above the tier",
            "classification = \"Top Secret\"",
            "Text for a vault: pangolinate.",
        )
        .report(
            "content/reports/shut.md",
            "Zanzibarine affairs",
            "classification = \"Secret\"\nsummary = \"A quokkafold summary.\"\ntags = [\"wombatical\"]\n\
             authors = [\"Ada Narwhalton\"]",
            "A body that is ocelotique.\n\n## Key Judgements\n\nKJ-1. It is likely that tapirworth rises.\n\n![A map](map.svg)",
        );
    let drawing =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"><title>axolotlike</title></svg>";
    site.file("content/reports/map.svg", drawing)
}

fn sealed() -> SiteTest {
    let mut site = unsealed().file("sealed/members.json", readers().to_text());
    site.request.passphrases = passphrases(STRONG);
    site
}

/// The tier's key as these words open what is published.
fn opened(site: &SiteTest, words: &str) -> Option<TierKey> {
    let bytes = fs::read(site.output().join("sealed/members/keys.json")).expect("published");
    KeyFile::parse("members", &bytes).expect("a key file").open(&[Passphrase::new("", words)]).remove(0)
}

/// A file of the tier, as a browser opens it.
fn file(site: &SiteTest, key: &TierKey, path: &str) -> Option<Vec<u8>> {
    let bytes = fs::read(site.output().join(format!("sealed/members/{}.bin", key.name(path)))).ok()?;
    key.open(path, &bytes)
}

#[test]
fn no_file_of_the_host_has_a_word_of_the_tier_and_the_passphrase_opens_it() {
    let site = sealed();
    site.build().ok();
    for (path, bytes) in site.tree() {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        for canary in CANARIES.iter().chain(&["pangolinate", "lectorate", "thimble", "reports/shut"]) {
            let canary = canary.to_lowercase();
            assert!(
                !text.contains(&canary) && !path.to_lowercase().contains(&canary),
                "{canary} is in {path}"
            );
        }
    }
    let key = opened(&site, "gravel unsaid thimble orbit casket").expect("the right passphrase");
    let read = |path: &str| String::from_utf8(file(&site, &key, path).expect(path)).expect("UTF-8");
    let page = read("reports/shut/index.html");
    for canary in &CANARIES[..6] {
        assert!(page.contains(canary), "{canary}");
    }
    assert!(page.contains("href=\"/sealed/members/?log-out\""));
    assert!(read("reports/shut/map.svg").contains("axolotlike"));
    assert!(read("reports/shut/index.json").contains("tapirworth"));
    assert!(read("atom.xml").contains("Zanzibarine"));
    assert!(read("feed.json").contains("Zanzibarine") && read("catalog.json").contains("Zanzibarine"));
    assert!(read("search/words/0.json").contains("ocelotique"));
    assert!(read("reports/open/index.html").contains("href=\"/sealed/members/reports/shut/\""));
    assert!(file(&site, &key, "reports/higher/index.html").is_none(), "above the tier's level");

    let contents = fs::read(site.output().join("sealed/members/contents.bin")).expect("published");
    let contents: serde_json::Value =
        serde_json::from_slice(&key.open("", &contents).expect("its key")).expect("JSON");
    assert_eq!(contents["sealed"]["search/index.json"], format!("{}.bin", key.name("search/index.json")));
    let shared = contents["public"].as_array().expect("a list");
    assert!(!shared.is_empty());
    for path in shared {
        assert!(site.output().join(path.as_str().expect("a path")).exists(), "{path}");
    }
}

#[test]
fn a_wrong_passphrase_opens_nothing() {
    let site = sealed();
    site.build().ok();
    assert_eq!(opened(&site, "gravel unsaid thimble orbit basket"), None);
}

#[test]
fn the_public_edition_leads_to_the_page_that_asks_for_the_passphrase() {
    let site = sealed();
    let built = site.build().ok();
    assert!(built.read("index.html").contains("<a class=\"login\" href=\"/sealed/members/\">Log in</a>"));
    let page = built.read("sealed/members/index.html");
    assert!(page.contains("id=\"passphrase\"") && page.contains("noindex"), "{page}");
    assert!(page.contains("src=\"/sealed/members/unlock.js\" integrity=\"sha384-"), "{page}");
    assert!(built.read("404.html").contains("/sealed/members/unlock.js"));
    assert!(!built.read("sitemap.xml").contains("sealed"));

    let plain = SiteTest::new();
    let built = plain.build().clean();
    assert!(!built.has("sealed") && !built.read("404.html").contains("unlock"));
}

#[test]
fn what_did_not_change_stays_the_same_bytes() {
    let site = sealed();
    site.build().ok();
    let before = site.tree();
    let again = site.build().ok();
    assert_eq!(again.outcome.summary.expect("built").written, 0);
    assert_eq!(site.tree(), before);
}

#[test]
fn an_edit_changes_its_own_page_and_no_other_text() {
    let site = sealed();
    site.build().ok();
    let key = opened(&site, "gravel unsaid thimble orbit casket").expect("the right passphrase");
    let stored = |path: &str| {
        fs::read(site.output().join(format!("sealed/members/{}.bin", key.name(path)))).expect(path)
    };
    let (shut, svg) = (stored("reports/shut/index.html"), stored("reports/shut/map.svg"));
    let text = fs::read_to_string(site.root().join("content/reports/shut.md")).expect("there");
    site.edit("content/reports/shut.md", text.replace("ocelotique", "ocelotesque"));
    site.build().ok();
    assert_ne!(stored("reports/shut/index.html"), shut);
    assert_eq!(stored("reports/shut/index.html").len(), shut.len(), "lengths are told roughly");
    assert_eq!(stored("reports/shut/map.svg"), svg);
}

#[test]
fn a_revoked_passphrase_opens_nothing_that_is_published_afterwards() {
    let mut site = sealed();
    let both = key_file(&format!("{STRONG}{OTHER}"), None, 0);
    site.edit("sealed/members.json", both.to_text());
    site.build().ok();
    let old = opened(&site, "vT9#kq2LmZ!x4wRb").expect("not revoked yet");

    site.edit("sealed/members.json", key_file(STRONG, Some(&both), 100).to_text());
    site.request.passphrases = passphrases(STRONG);
    site.build().ok();
    assert_eq!(opened(&site, "vT9#kq2LmZ!x4wRb"), None);
    assert!(opened(&site, "gravel unsaid thimble orbit casket").is_some());
    assert!(file(&site, &old, "reports/shut/index.html").is_none(), "the key is another");
}

/// Fails unless a build finds exactly these codes, and leaves what was published before.
#[track_caller]
fn refused(site: &SiteTest, expected: &[&str]) -> String {
    let before = site.tree();
    let built = site.build();
    let mut errors = built.codes();
    errors.retain(|code| code.starts_with('E'));
    assert_eq!(errors, expected, "{}", built.messages());
    assert_eq!(site.tree(), before, "nothing is published");
    built.messages()
}

#[test]
fn without_a_passphrase_or_a_key_nothing_is_published() {
    let mut site = unsealed();
    assert!(refused(&site, &["E0904", "E0905"]).contains("BLUF_SEALED_MEMBERS"));
    site.request.passphrases = passphrases(STRONG);
    assert!(refused(&site, &["E0904"]).contains("bluf seal members"));
    site.edit("sealed/members.json", readers().to_text());
    site.build().ok();
    site.request.passphrases = Passphrases::default();
    refused(&site, &["E0905"]);
    site.check().ok();
}

#[test]
fn passphrases_that_do_not_fit_and_weak_ones_stop_the_build_and_are_not_shown() {
    let mut site = sealed();
    site.build().ok();
    site.request.passphrases = passphrases("lectorate: another gravel unsaid thimble\n");
    assert!(!refused(&site, &["E0905"]).contains("gravel"));
    site.request.passphrases = passphrases(&format!("{STRONG}{OTHER}"));
    assert!(refused(&site, &["E0905"]).contains("`board` is not in sealed/members.json yet"));
    site.request.passphrases = passphrases("lectorate: Password2025!\n");
    assert!(!refused(&site, &["E0906"]).contains("Password2025"));
    site.request.passphrases = passphrases(STRONG);
    let weak = readers().to_text().replace("600000", "1000");
    site.edit("sealed/members.json", weak);
    refused(&site, &["E0904"]);
}

#[test]
fn a_passphrase_in_anything_that_is_published_stops_the_build_and_is_not_shown() {
    let words = "gravel unsaid thimble orbit casket";
    for (path, text) in [
        ("static/notes.txt", format!("Log in with {words}.")),
        ("static/members.txt", STRONG.to_owned()),
        ("static/data.json", format!("{{\"key\":\"{}\"}}", words.replace(' ', "\\u0020"))),
        (
            "content/reports/how.md",
            format!("+++\ntitle = \"How\"\ndate = 2025-05-20\n+++\nLog in with **gravel** {}.", &words[7..]),
        ),
        (
            "content/reports/id.md",
            format!("+++\ntitle = \"{}\"\ndate = 2025-05-20\n+++\nText.", words.replace(' ', "")),
        ),
    ] {
        let site = sealed();
        site.build().ok();
        site.edit(path, text);
        let before = site.tree();
        let built = site.build();
        assert!(built.codes().contains(&"E1011"), "{path}: {}", built.messages());
        assert_eq!(site.tree(), before, "nothing is published");
        let messages = built.messages();
        assert!(messages.contains("`lectorate`") && messages.contains("`members`"), "{messages}");
        assert!(!messages.contains("gravel") && !messages.contains("thimble"), "{messages}");
    }
}

/// One that lay in the output folder before is told by what remains there.
#[test]
fn a_list_of_passphrases_in_the_output_folder_stops_the_build() {
    let site = sealed();
    site.build().ok();
    site.edit("public/passphrases.txt", STRONG);
    let messages = refused(&site, &["E1011"]);
    assert!(messages.contains("passphrases.txt") && !messages.contains("gravel"), "{messages}");
}

#[test]
fn an_audit_knows_a_file_among_sealed_ones_that_is_not_sealed() {
    let site = sealed();
    site.build().ok();
    let request = bluf::audit::Request {
        root: site.request.root.clone(),
        config: site.request.config.clone(),
        base_url: None,
        gate: site.request.gate.clone(),
    };
    let found = || bluf::audit::audit(&request, &site.output()).expect("the machine works").diagnostics;
    assert!(found().is_empty(), "{:?}", found());
    let (name, _) = site.tree().into_iter().find(|(path, _)| path.ends_with("contents.bin")).expect("there");
    let page = "<p>Words that nobody wrote in a source.</p>".repeat(300);
    for bytes in [page.clone().into_bytes(), [vec![0x89, b'P', b'N', b'G'], vec![7; 4000]].concat()] {
        fs::write(site.output().join(&name), bytes).expect("writable");
        assert!(found().iter().any(|finding| finding.code.id == "E1003"), "{:?}", found());
    }
}

#[test]
fn a_tier_that_is_published_openly_is_refused() {
    let site = sealed().release("Secret");
    assert!(refused(&site, &["E0903"]).contains("Secret"));
    let site = sealed();
    site.edit("site.toml", CONFIG.replace("release = \"Unclassified\"\n", ""));
    assert!(refused(&site, &["E0903"]).contains("release = \"Unclassified\""));
}

#[test]
fn site_toml_takes_no_passphrase_and_knows_its_levels() {
    let site = sealed();
    site.edit("site.toml", format!("{CONFIG}passphrase = \"x\"\n"));
    refused(&site, &["E0101"]);
    site.edit("site.toml", CONFIG.replace("Secret", "Sekret"));
    refused(&site, &["E0901"]);
    site.edit("site.toml", CONFIG.replace("members", "\"Our members\""));
    refused(&site, &["E0104"]);
}

#[test]
fn a_page_at_the_address_of_a_tier_is_a_collision() {
    let site = sealed().file("content/sealed/members.md", "+++\ntitle = \"Mine\"\n+++\nText.\n");
    assert!(refused(&site, &["E0501"]).contains("the sealed tier `members`"));
}

#[test]
fn mistakes_in_the_reports_of_a_tier_are_found_with_their_place() {
    let site = sealed();
    site.edit(
        "content/reports/shut.md",
        "+++\ntitle = \"A\"\ndate = 2025-05-20\nclassification = \"Secret\"\n+++\n[x](@/none.md)\n",
    );
    let built = site.build();
    assert!(built.messages().contains("content/reports/shut.md:6"), "{}", built.messages());
}

#[test]
fn a_site_below_a_path_has_its_tiers_there_too() {
    let mut site = sealed();
    site.request.base_url = Some("https://host.example/desk".to_owned());
    site.build().ok();
    let key = opened(&site, "gravel unsaid thimble orbit casket").expect("the right passphrase");
    let page = String::from_utf8(file(&site, &key, "index.html").expect("sealed")).expect("UTF-8");
    assert!(page.contains("href=\"/desk/sealed/members/reports/shut/\""));
}

/// The same with a second tier of the highest level, whose passphrases are these.
fn two_tiers(board: &str) -> SiteTest {
    let mut all = Passphrases::default();
    all.read(Some("members"), STRONG).expect("well formed");
    all.read(Some("board"), board).expect("well formed");
    let mut site = unsealed()
        .file("site.toml", format!("{CONFIG}[sealed.board]\nlevel = \"Top Secret\"\n"))
        .file("sealed/members.json", readers().to_text());
    site.request.passphrases = all;
    site
}

#[test]
fn a_passphrase_of_a_higher_tier_in_a_lower_one_is_refused() {
    let words = OTHER.split_once(": ").expect("an id").1.trim();
    let site = two_tiers(OTHER).report(
        "content/reports/leak.md",
        "Leak",
        "classification = \"Secret\"",
        &format!("The board says {words} at the door."),
    );
    let built = site.build();
    assert!(built.codes().contains(&"E1011"), "{}", built.messages());
    assert!(!built.messages().contains(words));
}

#[test]
fn one_passphrase_for_two_tiers_is_refused() {
    let site = two_tiers(STRONG);
    let built = site.build();
    assert!(built.codes().contains(&"E0906"), "{}", built.messages());
    let site = two_tiers(OTHER);
    let built = site.build();
    assert!(!built.codes().contains(&"E0906") && !built.codes().contains(&"E1011"), "{}", built.messages());
}

#[test]
fn a_passphrase_in_the_configuration_is_refused_and_never_quoted() {
    let words = "gravel unsaid thimble orbit casket";
    let site = sealed().file("site.toml", format!("{CONFIG}passphrase = \"{words}\"\n"));
    let built = site.build();
    assert!(built.codes().contains(&"E0101"), "{}", built.messages());
    assert!(!built.messages().contains("gravel"), "{}", built.messages());
    let site = sealed().file("site.toml", format!("{CONFIG}# {words}\n"));
    let built = site.build();
    assert!(built.codes().contains(&"E1011"), "{}", built.messages());
    assert!(!built.messages().contains("gravel"), "{}", built.messages());
}
