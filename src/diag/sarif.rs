//! Findings as SARIF 2.1.0 (OASIS Standard, 27 March 2020), for code review services.
//!
//! In: located diagnostics. Out: one JSON document with relative addresses, regions and the help of each rule
//! found. Does not know who reads it.

use serde_json::{Value, json};

use super::{Code, Diagnostic, Diagnostics, Place, Severity};

/// All findings as one log with one run, ended by a line break.
pub fn log(diagnostics: &Diagnostics) -> String {
    let mut rules: Vec<&'static Code> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    rules.sort_by_key(|code| code.id);
    rules.dedup();
    let results: Vec<Value> = diagnostics.iter().map(|diagnostic| result(diagnostic, &rules)).collect();
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "bluf",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|code| rule(code)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { "SITE": { "description": { "text": "the site's root" } } },
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: &Code) -> Value {
    json!({
        "id": code.id,
        "shortDescription": { "text": code.title },
        "help": { "text": code.explanation, "markdown": code.explanation },
        "defaultConfiguration": { "level": code.severity.name() },
    })
}

fn result(diagnostic: &Diagnostic, rules: &[&'static Code]) -> Value {
    let mut text = diagnostic.message.clone();
    for help in &diagnostic.help {
        text.push_str("; ");
        text.push_str(help);
    }
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut result = json!({
        "ruleId": diagnostic.code.id,
        "ruleIndex": rules.iter().position(|code| code.id == diagnostic.code.id),
        "level": level,
        "message": { "text": text },
        "locations": diagnostic.place.iter().map(location).collect::<Vec<_>>(),
    });
    let related: Vec<Value> = diagnostic
        .notes
        .iter()
        .filter_map(|note| {
            let mut related = location(note.place.as_ref()?);
            related["message"] = json!({ "text": note.message });
            Some(related)
        })
        .collect();
    if !related.is_empty() {
        result["relatedLocations"] = Value::Array(related);
    }
    if let (Some(replacement), Some(place)) = (&diagnostic.replacement, &diagnostic.place)
        && let Some(region) = region(place)
    {
        result["fixes"] = json!([{
            "description": { "text": format!("write `{replacement}`") },
            "artifactChanges": [{
                "artifactLocation": artifact(place),
                "replacements": [{ "deletedRegion": region, "insertedContent": { "text": replacement } }],
            }],
        }]);
    }
    result
}

fn location(place: &Place) -> Value {
    let mut physical = json!({ "artifactLocation": artifact(place) });
    if let Some(region) = region(place) {
        physical["region"] = region;
    }
    json!({ "physicalLocation": physical })
}

fn artifact(place: &Place) -> Value {
    json!({ "uri": address(&place.path), "uriBaseId": "SITE" })
}

/// A path as a relative address: everything but unreserved characters and slashes is percent-encoded.
fn address(path: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEPT: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    utf8_percent_encode(path, KEPT).to_string()
}

/// Lines and columns, both from 1; the end is behind the last character.
fn region(place: &Place) -> Option<Value> {
    let frame = place.frame.as_ref()?;
    let width = frame.text.get(frame.marked.clone()).map_or(0, |marked| marked.chars().count());
    Some(json!({
        "startLine": frame.line,
        "startColumn": frame.column,
        "endLine": frame.line,
        "endColumn": frame.column + width,
    }))
}

#[cfg(test)]
mod tests {
    use super::super::codes;
    use super::*;

    #[test]
    fn a_log_has_what_the_schema_requires() {
        let mut list = Diagnostics::new();
        list.push(
            Diagnostic::new(&codes::UNKNOWN_KEY, "unknown key `titel`")
                .at("content/ä b.md", 4..9)
                .help("say it")
                .note("it stands here first", Some(Place::new("content/ä b.md", 0..3)))
                .replace_with(Some("title".into())),
        );
        list.push(Diagnostic::new(&codes::NO_RELEASE, "no level"));
        list.locate(|_| Some("+++\ntitel = 1\n".into()));
        let log: Value = serde_json::from_str(&log(&list)).expect("JSON");
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        let (driver, results) = (&run["tool"]["driver"], &run["results"]);
        assert_eq!(driver["name"], "bluf");
        for rule in driver["rules"].as_array().expect("rules") {
            assert!(rule["help"]["text"].as_str().is_some_and(|text| text.contains("Right:")));
        }
        let located = results.as_array().expect("results").iter().find(|result| result["ruleId"] == "E0101");
        let located = located.expect("the first finding");
        let index =
            located["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok()).expect("an index");
        assert_eq!(driver["rules"][index]["id"], "E0101");
        let place = &located["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "content/%C3%A4%20b.md");
        assert_eq!(place["region"], json!({"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 6}));
        assert_eq!(located["message"]["text"], "unknown key `titel`; say it");
        assert_eq!(located["relatedLocations"][0]["message"]["text"], "it stands here first");
        let change = &located["fixes"][0]["artifactChanges"][0];
        assert_eq!(change["replacements"][0]["insertedContent"]["text"], "title");
    }
}
