//! The linter: precision and recall of every rule on labelled sentences, levels, suppressions, who is linted.

use std::collections::{BTreeMap, BTreeSet};

use bluf::build::Linting;
use bluf::diag::render::{Style, block};
use bluf::diag::{Diagnostic, github, sarif};

use crate::support::{SITE, SiteTest};

const SENTENCES: &str = include_str!("lint/sentences.txt");
const EVERYTHING: &str = "[lint]\nW2007 = \"warning\"\nno-archive = \"warning\"\nW2206 = \"warning\"\nW2306 = \"warning\"\nW2015 = \"warning\"\n";
const STATEMENT: &str = "We have high confidence, because the registers agree. We assume that the truce holds. Cargo by road is a gap. \
    A recount would change our view. An alternative explanation was set aside.";
const SOURCES: &str = r#"
[good]
reliability = "B"
url = "https://example.org/good"
archive_url = "https://archive.example/good"
published = 2025-01-01
[late]
url = "https://example.org/late"
archive_url = "https://archive.example/late"
published = 2025-05-30
[weak]
reliability = "D"
[weaker]
reliability = "F"
[unarchived]
url = "https://example.org/unarchived"
[printed]
title = "A book"
[reread]
published = 2025-05-19
accessed = 2025-06-30
[retracted]
status = "retracted"
[corrected]
status = "corrected"
[wire]
independence_group = "wire"
[copy]
independence_group = "wire"
[twin]
same_as = "good"
"#;

/// A day is not known of these.
const REFERENCES: &str = "@book{year, title = {A}, year = 2026}\n@book{month, title = {B}, date = {2025-06}}\n\
    @book{same-month, title = {C}, date = {2025-05}}\n";

struct Case {
    line: usize,
    expected: BTreeSet<String>,
    options: Vec<String>,
    sentence: String,
}

impl Case {
    fn option(&self, name: &str) -> Option<&str> {
        self.options.iter().find_map(|option| option.strip_prefix(name)?.strip_prefix('='))
    }

    fn has(&self, name: &str) -> bool {
        self.options.iter().any(|option| option == name)
    }

    fn report(&self) -> String {
        let mut front = "title = \"A\"\ndate = 2025-05-20\n".to_owned();
        match self.option("cutoff").unwrap_or("2025-05-19") {
            "none" => {}
            cutoff => front.extend(["cutoff = ", cutoff, "\n"]),
        }
        if let Some(updated) = self.option("updated") {
            front.extend(["updated = ", updated, "\n"]);
        }
        if let Some(allow) = self.option("allow") {
            front.extend(["allow = [", allow, "]\n"]);
        }
        if let Some(image) = self.option("image") {
            front += "[image]\nsrc = \"lake.svg\"\nalt = \"A lake\"\n";
            front += if image == "credited" { "credit = \"Coast Guard\"\n" } else { "" };
        }
        front += "[judgements.KJ-1]\n";
        for key in ["likelihood", "confidence", "confidence_reason", "outcome"] {
            if let Some(value) = self.option(key) {
                front.extend([key, " = ", value, "\n"]);
            }
        }
        if !self.has("nb") {
            front.extend(["by = ", self.option("by").unwrap_or("2026-05-19"), "\n"]);
        }
        let place = ["summary", "statement", "statement-only", "no-statement", "prose", "evidence"]
            .into_iter()
            .find(|place| self.has(place));
        let here = |name: &str| if place == Some(name) { self.sentence.as_str() } else { "" };
        let judgement = if place.is_none() { self.sentence.as_str() } else { "Prices rose in 2024." };
        let evidence = match self.option("evidence").unwrap_or("two") {
            "none" => "",
            "unsourced" => "1. Stocks fell.",
            "half" => "1. Stocks fell. [@good]\n2. Rain fell.",
            "one" => "1. Stocks fell. [source](https://example.org/a)",
            "twice" => {
                "1. Stocks fell. [source](https://example.org/a)\n2. Rain fell. [source](https://example.org/a)"
            }
            "registry" => "1. Stocks fell. [@good, p. 2]",
            "late" => "1. Stocks fell. [@late]",
            "weak" => "1. Stocks fell. [@weak] [@weaker]",
            "mixed" => "1. Stocks fell. [@weak] [@good]",
            "unarchived" => "1. Stocks fell. [@unarchived]",
            "retracted" => "1. Stocks fell. [@retracted] [@good]",
            "corrected" => "1. Stocks fell. [@corrected] [@good]",
            "group" => "1. Stocks fell. [@wire] [@copy]",
            "twins" => "1. Stocks fell. [@good] [@twin]",
            "alone" => "1. Stocks fell. [@good, credibility 1]",
            "echo" => "1. Stocks fell. [@wire, p. 3, credibility 1]\n2. Rain fell. [@copy]",
            "confirmed" => "1. Stocks fell. [@good, credibility 1] [@wire]",
            "probable" => "1. Stocks fell. [@good, credibility 2]",
            "year" | "month" | "same-month" | "reread" => {
                &format!("1. Stocks fell. [@{}]", self.option("evidence").unwrap_or_default())
            }
            "printed" => "1. Stocks fell. [@printed]",
            _ => {
                "1. Stocks fell. [source](https://example.org/a)\n2. Rain fell. [source](https://example.org/b)"
            }
        };
        let point = if place == Some("evidence") {
            format!("\n3. {} [source](https://example.org/c)", self.sentence)
        } else {
            String::new()
        };
        let statement = match place {
            Some("no-statement") => String::new(),
            Some("statement-only") => format!("## Statement on Analysis\n\n{}", self.sentence),
            _ => format!("## Statement on Analysis\n\n{STATEMENT}\n\n{}", here("statement")),
        };
        format!(
            "+++\n{front}+++\n## Executive Summary\n\nTrade fell.\n\n{}\n\n## Key Judgements\n\nKJ-1. {judgement}\n\n{evidence}{point}\n\n{statement}\n\n## Background\n\n{}\n",
            here("summary"),
            here("prose"),
        )
    }
}

fn cases() -> Vec<Case> {
    SENTENCES
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(line, text)| {
            let mut parts = text.splitn(3, '|').map(str::trim);
            let mut part = || parts.next().unwrap_or_else(|| panic!("line {} has no three parts", line + 1));
            let (codes, options, sentence) = (part(), part(), part().to_owned());
            Case {
                line: line + 1,
                expected: codes.split(',').filter(|code| *code != "-").map(str::to_owned).collect(),
                options: split(options),
                sentence,
            }
        })
        .collect()
}

/// Options part at spaces and commas outside of quotation marks and braces.
fn split(options: &str) -> Vec<String> {
    let mut list = vec![String::new()];
    let (mut quoted, mut depth) = (false, 0);
    for character in options.chars() {
        match character {
            '"' => quoted = !quoted,
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if matches!(character, ' ' | ',') && !quoted && depth == 0 {
            list.push(String::new());
        } else {
            list.last_mut().expect("never empty").push(character);
        }
    }
    list
}

/// What the linter finds in each case, by the line of the case.
fn found(cases: &[Case]) -> BTreeMap<usize, Vec<Diagnostic>> {
    let mut found: BTreeMap<usize, Vec<Diagnostic>> = BTreeMap::new();
    for yardstick in ["icd203", "phia", "nato", "kent"] {
        let mut site = SiteTest::new()
            .file("site.toml", format!("{SITE}yardstick = \"{yardstick}\"\n{EVERYTHING}"))
            .file(
                "content/reports/lake.svg",
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>",
            )
            .file("sources.toml", SOURCES)
            .file("sources.bib", REFERENCES);
        site.request.linting = Linting::Everything;
        for case in cases.iter().filter(|case| case.option("yardstick").unwrap_or("icd203") == yardstick) {
            site.edit(&format!("content/reports/{}.md", case.line), case.report());
        }
        let built = site.check();
        let foreign = |finding: &&Diagnostic| bluf::lint::find(finding.code.id).is_none();
        assert!(built.outcome.diagnostics.iter().find(foreign).is_none(), "{}", built.messages());
        for diagnostic in built.outcome.diagnostics.iter() {
            let path = &diagnostic.place.as_ref().expect("every finding of a rule has a place").path;
            let line =
                path.trim_start_matches("content/reports/").trim_end_matches(".md").parse().expect("a line");
            // A case that says nothing of `by` has one so that it has an end: whether that is the sentence's is not asked.
            let asked = cases.iter().any(|case| case.line == line && case.option("by").is_some());
            if diagnostic.code.id == "W2204" && !asked {
                continue;
            }
            found.entry(line).or_default().push(diagnostic.clone());
        }
    }
    found
}

#[test]
#[expect(clippy::print_stdout, reason = "the table is what the test is for")]
fn every_rule_is_precise_and_complete_on_the_labelled_sentences() {
    let cases = cases();
    let traps = cases.iter().filter(|case| case.expected.is_empty()).count();
    assert!(cases.len() >= 150, "{} sentences", cases.len());
    assert!(traps * 2 >= cases.len(), "{traps} of {} sentences are traps", cases.len());
    let found: BTreeMap<usize, BTreeSet<String>> = found(&cases)
        .into_iter()
        .map(|(line, findings)| (line, findings.iter().map(|finding| finding.code.id.to_owned()).collect()))
        .collect();
    let mut wrong = Vec::new();
    // For each rule: rightly found, wrongly found, missed.
    let mut counts: BTreeMap<&str, [u32; 3]> =
        bluf::lint::all().map(|rule| (rule.code.id, [0_u32; 3])).collect();
    let nothing = BTreeSet::new();
    for case in &cases {
        let found = found.get(&case.line).unwrap_or(&nothing);
        if *found != case.expected {
            wrong.push(format!(
                "line {}: {found:?} found, {:?} expected: {}",
                case.line, case.expected, case.sentence
            ));
        }
        for code in found.union(&case.expected) {
            let place = match (found.contains(code), case.expected.contains(code)) {
                (true, true) => 0,
                (true, false) => 1,
                _ => 2,
            };
            if let Some(counts) = counts.get_mut(code.as_str()) {
                counts[place] += 1;
            }
        }
    }
    let ratio = |part: u32, whole: u32| if whole == 0 { 1.0 } else { f64::from(part) / f64::from(whole) };
    println!(
        "{} sentences, {traps} of them traps\nrule                              found  precision  recall",
        cases.len()
    );
    let mut failed = Vec::new();
    for rule in bluf::lint::all() {
        let [right, false_alarms, missed] = counts[rule.code.id];
        let (precision, recall) = (ratio(right, right + false_alarms), ratio(right, right + missed));
        println!("{} {:26} {right:7} {precision:10.3} {recall:7.3}", rule.code.id, rule.name);
        if precision < 0.95 || recall < 0.95 || right < 3 {
            failed.push(rule.code.id);
        }
    }
    assert!(failed.is_empty(), "below 0.95, or fewer than three sentences: {failed:?}\n{}", wrong.join("\n"));
}

#[test]
fn the_words_of_every_rule_are_as_they_were() {
    let cases = cases();
    let found = found(&cases);
    let words = |rule: &bluf::lint::Rule| {
        let first = found.values().flatten().find(|finding| finding.code.id == rule.code.id);
        let finding = first.unwrap_or_else(|| panic!("no sentence for {}", rule.code.id));
        let path = &finding.place.as_ref().expect("every finding of a rule has a place").path;
        // The number of a line in the list of sentences is nothing that anybody should have to keep.
        block(finding, Style::Plain).replace(path, "content/reports/a.md")
    };
    let all: Vec<String> = bluf::lint::all().map(words).collect();
    snapbox::assert_data_eq!(all.join("\n"), snapbox::file!["lint/wording.txt"]);
}

const VAGUE: &str = "## Key Judgements\n\nKJ-1. The canal may close in 2026.\n\n1. Stocks fell. [source](https://example.org/a)\n\n\
    ## Statement on Analysis\n\nWe have high confidence. We assume peace. Roads are a gap. A war would change this.";

fn vague(config: &str, more: &str) -> SiteTest {
    let mut site = SiteTest::new().file("site.toml", format!("{SITE}{config}")).report(
        "content/reports/a.md",
        "A",
        &format!("cutoff = 2025-05-19\n{more}"),
        VAGUE,
    );
    site.request.linting = Linting::Released;
    site
}

#[test]
fn a_finding_is_a_warning_that_underlines_the_word() {
    let site = vague("", "");
    let built = site.build().ok();
    assert_eq!(built.codes(), ["W2003"]);
    assert!(built.messages().contains("9 | KJ-1. The canal may close"), "{}", built.messages());
    assert!(built.has("reports/a/index.html"));
}

#[test]
fn levels_are_set_by_code_or_name() {
    assert!(vague("[lint]\nW2003 = \"off\"\n", "").build().codes().is_empty());
    assert!(vague("[lint]\nvague-likelihood = \"off\"\n", "").build().codes().is_empty());
    let site = vague("[lint]\nW2003 = \"error\"\n", "");
    let built = site.build();
    assert!(built.outcome.diagnostics.has_errors() && built.outcome.summary.is_none());
}

#[test]
fn words_of_the_sites_own_yardstick_are_not_vague() {
    let own = "[yardstick]\nname = \"Desk\"\nterms = [{ term = \"cannot rule out\", low = 0, high = 40 }, \
        { term = \"fair chance\", low = 40, high = 100 }]\n";
    for sentence in ["Prices have a fair chance of rising in 2026.", "We cannot rule out a rise in 2026."] {
        let body = VAGUE.replace("The canal may close in 2026.", sentence);
        let mut site = SiteTest::new().file("site.toml", format!("{SITE}{own}")).report(
            "content/reports/a.md",
            "A",
            "cutoff = 2025-05-19",
            &body,
        );
        site.request.linting = Linting::Released;
        let built = site.build();
        assert!(built.codes().is_empty(), "{sentence}: {}", built.messages());
        site.edit("site.toml", SITE);
        assert_eq!(site.build().codes(), ["W2003"], "{sentence}");
    }
}

#[test]
fn contradictions_are_errors_until_a_site_says_otherwise() {
    let table = "[judgements.KJ-1]\nlikelihood = \"likely\"\nconfidence = \"low\"\n";
    let site = |config: &str| {
        let body =
            VAGUE.replace("may close", "will likely close").replace("confidence.", "confidence in KJ-1.");
        let mut site = SiteTest::new().file("site.toml", format!("{SITE}{config}")).report(
            "content/reports/a.md",
            "A",
            &format!("cutoff = 2025-05-19\n{table}"),
            &body,
        );
        site.request.linting = Linting::Released;
        site
    };
    let site_with_error = site("");
    let built = site_with_error.build();
    assert_eq!(built.codes(), ["E2014"], "{}", built.messages());
    assert!(built.messages().starts_with("error[E2014]") && built.outcome.summary.is_none());
    for level in ["E2014 = \"warning\"", "W2014 = \"warning\"", "confidence-conflict = \"warning\""] {
        let site = site(&format!("[lint]\n{level}\n"));
        let built = site.build().ok();
        assert!(built.messages().starts_with("warning[E2014]"), "{}", built.messages());
    }
}

#[test]
fn an_unknown_rule_or_level_is_an_error_with_a_suggestion() {
    let site = vague("[lint]\nvague-likelyhood = \"off\"\nW2003 = \"of\"\n", "");
    let built = site.build();
    assert_eq!(built.codes(), ["W2003", "E0101", "E0104"], "{}", built.messages());
    assert!(built.messages().contains("did you mean `vague-likelihood`?"), "{}", built.messages());
    assert!(built.messages().contains("did you mean `\"off\"`?"), "{}", built.messages());
}

#[test]
fn a_build_lints_what_it_releases_and_a_check_may_lint_all() {
    let mut site = vague("", "draft = true");
    assert!(site.build().codes().is_empty());
    site.request.linting = Linting::Everything;
    assert_eq!(site.check().codes(), ["W2003"]);
}

#[test]
fn the_range_of_a_likelihood_stands_in_the_sentence() {
    let body = "## Key Judgements\n\nKJ-1. Prices will *very likely* rise.";
    let site = SiteTest::new().report("content/reports/a.md", "A", "", body);
    let html = site.build().read("reports/a/index.html");
    assert!(
        html.contains("<em>very likely <span class=\"likelihood-range\">(80–95%)</span></em> rise."),
        "{html}"
    );
}

#[test]
fn a_suppression_never_reaches_the_output() {
    for place in [
        "KJ-1. The canal may close in 2026. <!-- bluf-allow: W2003 because SECRET-REASON -->",
        "<!-- bluf-allow: W2003 because SECRET-REASON -->\nKJ-1. The canal may close in 2026.",
        "<!-- bluf-allow: W2003 because SECRET-REASON -->\n\nKJ-1. The canal may close in 2026.",
    ] {
        for html in ["escape", "allow"] {
            let body = VAGUE.replace("KJ-1. The canal may close in 2026.", place);
            let mut site = SiteTest::new()
                .file("site.toml", format!("{SITE}[markdown]\nraw_html = \"{html}\"\n"))
                .report("content/reports/a.md", "A", "cutoff = 2025-05-19", &body);
            site.request.linting = Linting::Released;
            let built = site.build().clean();
            assert!(built.read("reports/a/index.html").contains("The canal may close"));
            for (path, bytes) in site.tree() {
                let text = String::from_utf8_lossy(&bytes);
                assert!(!text.contains("SECRET-REASON") && !text.contains("bluf-allow"), "{path}");
            }
        }
    }
}

#[test]
fn a_suppression_holds_for_its_own_block_only() {
    let body = VAGUE.replace(
        "## Statement",
        "KJ-2. The port might close in 2026. <!-- bluf-allow: W2003 because it is the port's word -->\n\n1. Rain. [source](https://example.org/b)\n\n## Statement",
    );
    let mut site = SiteTest::new().report("content/reports/a.md", "A", "cutoff = 2025-05-19", &body);
    site.request.linting = Linting::Released;
    assert_eq!(site.build().codes(), ["W2003"]);
}

#[test]
fn findings_go_to_reviews_as_sarif_and_as_annotations() {
    let site = vague("", "");
    let diagnostics = site.check().outcome.diagnostics;
    let log: serde_json::Value = serde_json::from_str(&sarif::log(&diagnostics)).expect("JSON");
    let result = &log["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&"W2003".into(), &"warning".into()));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "content/reports/a.md");
    assert_eq!((&place["region"]["startLine"], &place["region"]["startColumn"]), (&9.into(), &17.into()));
    let line = github::commands(&diagnostics);
    assert!(
        line.starts_with("::warning file=content/reports/a.md,line=9,col=17,endColumn=19,title=W2003::"),
        "{line}"
    );
}

#[test]
fn a_site_in_another_language_is_spared_rules_about_english_words() {
    let config = "language = \"es\"\n";
    assert!(vague(config, "").build().codes().is_empty());
}
