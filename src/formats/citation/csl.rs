//! CSL-JSON: the input of citation processors, a list of one item.
//!
//! In: a reference. Out: JSON by the schema of CSL 1.0.2. The name of a body is `literal`, which processors print as it stands.

use serde::Serialize;

use super::{Reference, name};
use crate::formats::json_bytes;

// Fields stand in the order of the alphabet, as in all JSON that bluf writes for machines.
#[derive(Serialize)]
struct Item<'a> {
    #[serde(rename = "URL")]
    url: &'a str,
    #[serde(rename = "abstract", skip_serializing_if = "str::is_empty")]
    summary: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Name<'a>>,
    #[serde(rename = "collection-title", skip_serializing_if = "Option::is_none")]
    collection_title: Option<&'a str>,
    id: &'a str,
    issued: Issued,
    #[serde(skip_serializing_if = "String::is_empty")]
    keyword: String,
    language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    publisher: &'a str,
    title: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Name<'a> {
    Person {
        family: &'a str,
        given: &'a str,
        #[serde(skip_serializing_if = "str::is_empty")]
        suffix: &'a str,
    },
    Whole {
        literal: &'a str,
    },
}

impl<'a> From<name::Name<'a>> for Name<'a> {
    fn from(name: name::Name<'a>) -> Self {
        match name {
            name::Name::Person { family, given, suffix } => Self::Person { family, given, suffix },
            name::Name::Whole(literal) => Self::Whole { literal },
        }
    }
}

#[derive(Serialize)]
struct Issued {
    #[serde(rename = "date-parts")]
    date_parts: [[i16; 3]; 1],
}

/// The list.
pub(super) fn write(reference: &Reference<'_>) -> Vec<u8> {
    let day = reference.date.day;
    json_bytes(&[Item {
        url: &reference.url,
        summary: reference.summary,
        author: reference.authors.iter().map(|name| name::Name::read(name).into()).collect(),
        collection_title: reference.series,
        id: &reference.key,
        issued: Issued { date_parts: [[day.year(), day.month().into(), day.day().into()]] },
        keyword: reference.tags.join(", "),
        language: reference.language,
        note: reference.note,
        publisher: reference.publisher,
        title: reference.title,
        kind: "report",
    }])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::sample;
    use super::*;

    #[test]
    fn an_item_says_what_a_processor_needs() {
        let read: serde_json::Value = serde_json::from_slice(&write(&sample())).expect("JSON");
        assert_eq!(
            read,
            json!([{
                "type": "report",
                "id": "reports-harbours",
                "title": "Harbours & “quays”: 50 % {full}",
                "author": [{"family": "García", "given": "Dolores"}, {"literal": "Centre for Ports and Seas"}],
                "publisher": "The Desk",
                "issued": {"date-parts": [[2025, 5, 20]]},
                "collection-title": "Ports_1",
                "keyword": "ports, C#",
                "abstract": "One line.\nER  - and another.",
                "language": "en",
                "URL": "https://desk.example/reports/harbours/",
                "note": "SECRET",
            }])
        );
    }
}
