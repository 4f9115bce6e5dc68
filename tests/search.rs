//! The search index: everything released is found, nothing else is in it, and a search loads little of it.

use std::collections::{BTreeMap, BTreeSet};

use bluf::fs::{Hidden, walk};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization as _;

use crate::support::{SITE, SiteTest};

fn small() -> SiteTest {
    SiteTest::new()
        .report(
            "content/reports/ferry.md",
            "Évian ferries",
            "regions = [\"Uganda\"]\ntags = [\"lake trade\"]\nauthors = [\"Ida Berg\"]\nsummary = \"Crossings in doubt.\"",
            "## Executive Summary\n\nTraders de*pen*d on two hulls.\n\n## Key Judgements\n\nKJ-1. The crossing is very likely to stop.\n\n1. A dock slot is booked. [source](https://example.org/dock)\n\nKJ-2. Prices are unlikely to fall.\n",
        )
        .file(
            "content/reports/older.md",
            "+++\ntitle = \"Rail plans\"\ndate = 2024-06-01\nregions = [\"RU\"]\nclassification = \"Secret\"\n+++\nSleepers wait.\n",
        )
}

/// All words of the index with their postings as they stand in the files.
fn words(site: &SiteTest) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let folder = site.output().join("search/words");
    for entry in walk(&folder, &folder, Hidden::Keep).0 {
        let bytes = std::fs::read(entry.path).expect("readable");
        all.extend(serde_json::from_slice::<BTreeMap<String, String>>(&bytes).expect("JSON"));
    }
    all
}

#[test]
fn every_word_of_a_report_is_in_the_index() {
    let site = small();
    site.build().clean();
    let words = words(&site);
    // Of title, summary, tag, author, region and those above it, text, judgement, evidence.
    let expected = [
        "evian",
        "ferries",
        "crossings",
        "lake",
        "ida",
        "uganda",
        "africa",
        "depend",
        "hulls",
        "stop",
        "dock",
        "prices",
        "rail",
        "sleepers",
        "secret",
    ];
    for word in expected {
        assert!(words.contains_key(word), "{word}: {:?}", words.keys());
    }
    for word in ["source", "kj"] {
        assert!(!words.contains_key(word), "{word}");
    }
    // The newer report has number 0 and the older one 1.
    assert!(words["ferries"].starts_with('A') && words["sleepers"].starts_with('C'), "{words:?}");
}

#[test]
fn regions_are_found_by_their_abbreviations_and_initials_are_one_word() {
    let site = SiteTest::new()
        .report("content/reports/a.md", "Ports", "regions = [\"United Kingdom\"]", "The U.S. view in ٢٠٢٦.")
        .report("content/reports/b.md", "Dams", "regions = [\"United Arab Emirates\"]", "Water.");
    site.build();
    let words = words(&site);
    for word in ["uk", "gbr", "uae", "us", "2026"] {
        assert!(words.contains_key(word), "{word}");
    }
    assert!(!words.contains_key("u"), "initials are one word");
}

#[test]
fn a_word_leads_to_its_judgement() {
    let site = small();
    let built = site.build().clean();
    let words = words(&site);
    // Report 0 with judgements (B), its impact, and the place: 0 and 2 for the sentences, 1 for what supports the first.
    let place = |word: &str| words[word][2..].to_owned();
    assert_eq!((place("stop"), place("dock"), place("prices")), ("A".into(), "C".into(), "E".into()));
    let reports = built.json("search/reports/0.json");
    assert_eq!(reports[0]["url"], "/reports/ferry/");
    assert_eq!(
        reports[0]["judgements"],
        serde_json::json!([
            [1, "The crossing is very likely to stop.", "very likely"],
            [2, "Prices are unlikely to fall.", "unlikely"]
        ])
    );
    assert_eq!((&reports[0]["level"], &reports[1]["level"]), (&0.into(), &1.into()));
    let levels = &built.json("search/index.json")["levels"];
    assert_eq!((&levels[0]["name"], &levels[1]["name"]), (&"Unclassified".into(), &"Secret".into()));
}

#[test]
fn filters_name_what_is_there() {
    let site = small();
    let built = site.build().clean();
    assert_eq!(
        built.json("search/index.json")["filters"],
        serde_json::json!(["region", "classification", "tag", "author", "likelihood", "year"])
    );
    let regions = built.json("search/filters/region.json");
    let africa =
        regions.as_array().expect("a list").iter().find(|term| term[0] == "africa").expect("it is there");
    assert_eq!(*africa, serde_json::json!(["africa", "Africa", "A"]));
    assert_eq!(
        built.json("search/filters/likelihood.json"),
        serde_json::json!([["unlikely", "unlikely", "A"], ["very-likely", "very likely", "A"]])
    );
    assert_eq!(
        built.json("search/filters/year.json"),
        serde_json::json!([["2025", "2025", "A"], ["2024", "2024", "B"]])
    );
}

#[test]
fn addresses_of_results_stand_below_the_base_path() {
    let site = small().file("site.toml", SITE.replace("desk.example/", "desk.example/briefs/"));
    let built = site.build().clean();
    assert_eq!(built.json("search/reports/0.json")[0]["url"], "/briefs/reports/ferry/");
    assert!(built.read("search/index.html").contains("data-index=\"/briefs/search/index.json\""));
}

#[test]
fn what_is_withheld_is_not_found() {
    let site = small().release("Confidential");
    let built = site.build().clean();
    for (path, bytes) in site.tree() {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!text.contains("sleepers") && !text.contains("russia"), "{path}");
        assert!(!path.starts_with("search/") || !text.contains("secret"), "{path}");
    }
    assert_eq!(built.json("search/index.json")["reports"], 1);
}

#[test]
fn an_empty_site_has_an_empty_index() {
    let site = SiteTest::new();
    let built = site.build().clean();
    let contents = built.json("search/index.json");
    assert_eq!((contents["reports"].as_u64(), &contents["words"]), (Some(0), &serde_json::json!([])));
    assert!(!built.has("search/reports/0.json"));
}

/// The numbers of the reports in a posting's text, read without the code that wrote it.
fn reports_of(text: &str) -> Vec<u64> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut digits = text.chars().map(|digit| DIGITS.find(digit).expect("a digit") as u64).peekable();
    let number = |digits: &mut dyn Iterator<Item = u64>| {
        let (mut value, mut shift) = (0, 0);
        for digit in digits {
            value |= (digit & 31) << shift;
            shift += 5;
            if digit < 32 {
                break;
            }
        }
        value
    };
    let (mut reports, mut last) = (Vec::new(), 0);
    while digits.peek().is_some() {
        let head = number(&mut digits);
        last += head / 2;
        reports.push(last);
        digits.next();
        let mut more = head % 2 == 1;
        while more {
            more = number(&mut digits) % 2 == 1;
        }
    }
    reports
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn every_word_of_a_text_finds_its_report(texts in prop::collection::vec("[a-zA-Zà-öø-ýа-я0-9]{1,12}( [a-zA-Zà-öø-ýа-я0-9]{1,12}){0,20}", 1..5)) {
        let mut site = SiteTest::new();
        for (at, text) in texts.iter().enumerate() {
            // The newest is number 0.
            let report = format!("+++\ntitle = \"T{at}\"\ndate = 2025-01-{:02}\n+++\nText {text}\n", 20 - at);
            site = site.file(&format!("content/reports/r{at}.md"), report);
        }
        site.build().ok();
        let words = words(&site);
        for (at, text) in texts.iter().enumerate() {
            for word in text.split(' ') {
                let lower: String = word.to_lowercase().nfd().filter(|letter| letter.is_alphanumeric()).collect();
                let folded = lower.replace('æ', "ae").replace('ø', "o").replace('ð', "d").replace('ß', "ss");
                let found = words.get(&folded).map(|text| reports_of(text)).unwrap_or_default();
                prop_assert!(found.contains(&(at as u64)), "{word} ({folded}) of report {at}: {found:?}");
            }
        }
    }
}

/// Words as texts have them: few very often, most seldom (Zipf), drawn from syllables so that beginnings repeat.
struct Prose(u64);

impl Prose {
    fn number(&mut self, below: u64) -> u64 {
        // Steele, Lea & Flood 2014: SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % below
    }

    fn word(&mut self) -> String {
        const SYLLABLES: [&str; 16] = [
            "con", "re", "in", "pro", "ma", "sta", "pa", "ter", "ti", "ca", "men", "li", "or", "sa", "ne",
            "tra",
        ];
        // The square of an even draw is small more often than not.
        let draw = self.number(1 << 20);
        let mut rank = (draw * draw) >> 26;
        let mut word = String::new();
        loop {
            word.push_str(SYLLABLES[usize::try_from(rank % 16).expect("small")]);
            rank /= 16;
            if rank == 0 {
                return word;
            }
        }
    }

    fn text(&mut self, words: usize) -> String {
        (0..words).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }
}

/// The files that the page loads for words: see `rows` and `forms` in index.js.
fn loaded(first: &[String], word: &str) -> BTreeSet<usize> {
    let place = |word: &str| first.partition_point(|known| known.as_str() <= word).saturating_sub(1);
    let shorter = if word.len() > 4 { &word[..word.len() - 1] } else { word };
    let from = place(word);
    let following = (from..=place(&format!("{word}\u{ffff}"))).take(3);
    following.chain([place(shorter)]).collect()
}

#[test]
fn a_search_loads_little_of_a_large_index() {
    let mut prose = Prose(1);
    let reports: u64 = 700;
    let mut site = SiteTest::new();
    for number in 0..reports {
        let mut judgement =
            |at| format!("KJ-{at}. {} is likely.\n\n1. {}.\n\n", prose.text(12), prose.text(20));
        let judgements = [judgement(1), judgement(2), judgement(3)].concat();
        let body = format!("{}\n\n## Key Judgements\n\n{judgements}", prose.text(60));
        site = site.report(&format!("content/reports/r{number}.md"), &prose.text(6), "", &body);
    }
    let built = site.build().ok();
    let size = |path: &str| std::fs::metadata(site.output().join(path)).expect("a file").len();
    let contents = built.json("search/index.json");
    let first: Vec<String> = contents["words"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|word| word.as_str().expect("text").to_owned())
        .collect();
    assert!(first.len() > 20, "the index is in many files: {}", first.len());
    let mut most = 0;
    for _ in 0..200 {
        let words = prose.text(3);
        let files: BTreeSet<usize> = words.split(' ').flat_map(|word| loaded(&first, word)).collect();
        let index: u64 = files.iter().map(|at| size(&format!("search/words/{at}.json"))).sum();
        // Ten results, each from a file of its own.
        let shown: u64 = (0..10).map(|at| size(&format!("search/reports/{at}.json"))).sum();
        most = most.max(index + shown + size("search/index.json"));
    }
    assert!(most < 200_000, "{most} bytes");
    let longest = first.iter().enumerate().map(|(at, _)| size(&format!("search/words/{at}.json"))).max();
    // No file of words grows with the site, but by the postings of a single word.
    assert!(longest <= Some(16 * 1024 + reports * 5), "{longest:?}");
}
