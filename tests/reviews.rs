//! Findings for programs that show reviews: SARIF as its schema wants it, commands as the runner reads them.

use bluf::build::Linting;
use bluf::diag::{github, sarif};
use serde_json::Value;

use crate::support::SiteTest;

const BODY: &str = "## Key Judgements\n\nKJ-1. Ä prices, {0} and [all](#nowhere), will very likely rise. We have high confidence.\n\n\
    1. Stocks fell: 50 %, so. [@nope, p. 3]\n\n## Statement on Analysis\n\nWe are confident, and it is likely.\n";

/// A site with errors and warnings in files with difficult names, with notes, replacements and a finding without a place.
fn faulty() -> SiteTest {
    let table =
        "cutoff = 2025-05-19\ntitel = 1\n[judgements.KJ-1]\nlikelihood = \"likely\"\nconfidence = \"low\"";
    let mut site = SiteTest::new()
        .file("site.toml", "title = \"A\"\nbase_url = \"https://a.example/\"\nreleas = \"x\"\n[classification]\nscheme = \"us\"\n")
        .report("content/reports/ä b, 100%.md", "A", table, BODY);
    site.request.linting = Linting::Everything;
    site
}

/// What an object must have and may have besides: the schema forbids all else.
fn keys(value: &Value, required: &[&str], allowed: &[&str]) {
    let object = value.as_object().unwrap_or_else(|| panic!("{value} is no object"));
    for key in required {
        assert!(object.contains_key(*key), "{value} has no {key}");
    }
    for key in object.keys() {
        assert!(required.contains(&key.as_str()) || allowed.contains(&key.as_str()), "{key} in {value}");
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list"))
}

fn text(value: &Value) -> &str {
    value.as_str().filter(|text| !text.is_empty()).unwrap_or_else(|| panic!("{value} is no text"))
}

/// `artifactLocation` (3.4): a relative reference below a base that the run defines.
fn artifact(value: &Value, run: &Value) {
    keys(value, &["uri", "uriBaseId"], &[]);
    let uri = text(&value["uri"]);
    let is_kept = |sign: char| sign.is_ascii_alphanumeric() || "/-_.~%".contains(sign);
    assert!(!uri.starts_with('/') && uri.chars().all(is_kept), "{uri}");
    assert!(run["originalUriBaseIds"].get(text(&value["uriBaseId"])).is_some(), "{value}");
}

/// `region` (3.30): lines and columns from 1, the end behind the last character.
fn region(value: &Value) {
    keys(value, &["startLine", "startColumn", "endLine", "endColumn"], &[]);
    let number = |key: &str| value[key].as_u64().filter(|number| *number > 0).expect("a number from 1");
    assert!(number("startLine") <= number("endLine"), "{value}");
    assert!(
        number("startLine") < number("endLine") || number("startColumn") <= number("endColumn"),
        "{value}"
    );
}

/// `location` (3.28).
fn location(value: &Value, run: &Value, allowed: &[&str]) {
    keys(value, &["physicalLocation"], allowed);
    keys(&value["physicalLocation"], &["artifactLocation"], &["region"]);
    artifact(&value["physicalLocation"]["artifactLocation"], run);
    if let Some(place) = value["physicalLocation"].get("region") {
        region(place);
    }
}

/// `result` (3.27).
fn result(value: &Value, run: &Value) {
    keys(value, &["ruleId", "ruleIndex", "level", "message", "locations"], &["relatedLocations", "fixes"]);
    let index = value["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok()).expect("an index");
    let rules = list(&run["tool"]["driver"]["rules"]);
    assert_eq!(rules.get(index).map(|rule| &rule["id"]), Some(&value["ruleId"]));
    assert!(matches!(text(&value["level"]), "error" | "warning" | "note" | "none"));
    keys(&value["message"], &["text"], &[]);
    text(&value["message"]["text"]);
    for place in list(&value["locations"]) {
        location(place, run, &[]);
    }
    for place in value.get("relatedLocations").map_or(&[][..], list) {
        location(place, run, &["message"]);
        text(&place["message"]["text"]);
    }
    for fix in value.get("fixes").map_or(&[][..], list) {
        keys(fix, &["artifactChanges", "description"], &[]);
        for change in list(&fix["artifactChanges"]) {
            keys(change, &["artifactLocation", "replacements"], &[]);
            artifact(&change["artifactLocation"], run);
            for replacement in list(&change["replacements"]) {
                keys(replacement, &["deletedRegion", "insertedContent"], &[]);
                region(&replacement["deletedRegion"]);
                text(&replacement["insertedContent"]["text"]);
            }
        }
    }
}

#[test]
fn a_log_is_valid_sarif() {
    let site = faulty();
    let diagnostics = site.check().outcome.diagnostics;
    let log: Value = serde_json::from_str(&sarif::log(&diagnostics)).expect("JSON");
    keys(&log, &["version", "runs"], &["$schema"]);
    assert_eq!(log["version"], "2.1.0");
    assert!(text(&log["$schema"]).ends_with("sarif-schema-2.1.0.json"));
    let [run] = list(&log["runs"]) else { panic!("one run: {log}") };
    keys(run, &["tool", "results"], &["columnKind", "originalUriBaseIds"]);
    assert!(matches!(text(&run["columnKind"]), "utf16CodeUnits" | "unicodeCodePoints"));
    keys(&run["tool"], &["driver"], &[]);
    let driver = &run["tool"]["driver"];
    keys(driver, &["name"], &["semanticVersion", "rules"]);
    let mut ids = Vec::new();
    for rule in list(&driver["rules"]) {
        keys(rule, &["id"], &["shortDescription", "help", "defaultConfiguration"]);
        ids.push(text(&rule["id"]));
        text(&rule["shortDescription"]["text"]);
        text(&rule["help"]["text"]);
        assert!(matches!(text(&rule["defaultConfiguration"]["level"]), "error" | "warning"));
    }
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
    let results = list(&run["results"]);
    assert_eq!(results.len(), diagnostics.iter().count());
    for one in results {
        result(one, run);
    }
    // What the site has for each of the branches above.
    for code in ["E0101", "E0204", "E2014", "W2012", "W2303"] {
        assert!(ids.contains(&code), "{code}: {ids:?}");
    }
    let fixed = results.iter().filter(|one| one.get("fixes").is_some()).count();
    let related = results.iter().filter(|one| one.get("relatedLocations").is_some()).count();
    assert!(fixed > 0 && related > 0 && results.iter().any(|one| one["level"] == "warning"));
}

#[test]
fn a_rule_that_a_site_made_an_error_is_one_in_a_review() {
    let site = faulty();
    site.edit(
        "site.toml",
        "title = \"A\"\nbase_url = \"https://a.example/\"\n[lint]\nW2303 = \"error\"\nE2014 = \"warning\"\n",
    );
    let diagnostics = site.check().outcome.diagnostics;
    let log: Value = serde_json::from_str(&sarif::log(&diagnostics)).expect("JSON");
    let level = |code: &str| {
        let found = list(&log["runs"][0]["results"]).iter().find(|one| one["ruleId"] == code);
        found.map(|one| text(&one["level"]).to_owned())
    };
    assert_eq!((level("W2303").as_deref(), level("E2014").as_deref()), (Some("error"), Some("warning")));
    let commands = github::commands(&diagnostics);
    assert!(commands.contains("title=W2303::") && commands.contains("title=E2014::"), "{commands}");
    for line in commands.lines() {
        let wanted = if line.contains("title=W2303::") { "::error " } else { "::warning " };
        let is_one = line.contains("title=W2303::") || line.contains("title=E2014::");
        assert!(!is_one || line.starts_with(wanted), "{line}");
    }
}

#[test]
fn commands_are_one_a_line_with_escaped_properties() {
    let site = faulty();
    let diagnostics = site.check().outcome.diagnostics;
    let commands = github::commands(&diagnostics);
    assert_eq!(commands.lines().count(), diagnostics.iter().count());
    for line in commands.lines() {
        let rest =
            line.strip_prefix("::error ").or_else(|| line.strip_prefix("::warning ")).expect("a command");
        let (properties, message) = rest.split_once("::").expect("a message");
        assert!(!message.is_empty());
        let mut place = (0, 0);
        for property in properties.split(',') {
            let (name, value) = property.split_once('=').expect("a property");
            assert!(!value.contains(':') && !value.is_empty(), "{line}");
            match name {
                "file" => assert!(!value.contains("100%.md") || value.contains("100%25"), "{line}"),
                "col" => place.0 = value.parse().expect("a number"),
                "endColumn" => place.1 = value.parse().expect("a number"),
                "line" | "title" => {}
                other => panic!("{other} in {line}"),
            }
        }
        assert!(place.0 <= place.1 || place.1 == 0, "{line}");
    }
    assert!(commands.contains("file=content/reports/ä b%2C 100%25.md,line=12,"), "{commands}");
}
