//! JSON Schema of what people write by hand, for editors: the front matter of a report, and site.toml.
//!
//! In: nothing. Out: schemas (draft 2020-12) whose keys are those that the readers take; the tests hold the two
//! together. Vocabularies come from where they are defined. What a schema cannot say, such as which regions
//! there are on a site, only a build knows.

mod front_matter;
mod site;

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

/// The schema of a report's front matter. Pages and sections take a part of the same keys.
pub fn front_matter() -> Value {
    of::<front_matter::FrontMatter>()
}

/// The schema of site.toml.
pub fn config() -> Value {
    of::<site::Site>()
}

fn of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with_transform(RecursiveTransform(without_null));
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// TOML has no null: a key that may be left out is still of one type.
fn without_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    let is_null = |schema: &Value| schema.get("type").is_some_and(|name| name == "null");
    if let Some(Value::Array(mut choices)) = schema.remove("anyOf") {
        choices.retain(|choice| !is_null(choice));
        match choices.as_slice() {
            [Value::Object(only)] => {
                for (key, value) in only {
                    schema.insert(key.clone(), value.clone());
                }
            }
            _ => {
                schema.insert("anyOf".to_owned(), Value::Array(choices));
            }
        }
    }
}

/// A text, or a list of texts.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "the shape is all that is wanted")]
enum Texts {
    /// A list of texts.
    Many(Vec<String>),
    /// A single one.
    One(String),
}

/// A date or date-time, without quotes in TOML. Without an offset it is UTC.
#[derive(JsonSchema)]
#[schemars(transparent)]
#[expect(dead_code, reason = "the shape is all that is wanted")]
struct Moment(#[schemars(regex(pattern = r"^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}.*)?$"))] String);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Overrides, load};
    use crate::content::Kind;
    use crate::diag::Diagnostics;
    use crate::table::Findings;

    /// The keys at a place of the schema, sorted.
    fn keys(schema: &Value, pointer: &str) -> Vec<String> {
        let table = schema.pointer(pointer).unwrap_or_else(|| panic!("no {pointer} in {schema:#}"));
        assert_eq!(table["additionalProperties"], false, "{pointer} takes unknown keys");
        let mut keys: Vec<String> =
            table["properties"].as_object().expect("a table").keys().cloned().collect();
        keys.sort();
        keys
    }

    /// The keys that the reader names when it meets one that it does not know, sorted.
    fn known(diagnostics: &Diagnostics) -> Vec<String> {
        let list = diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.code.id == "E0101")
            .flat_map(|diagnostic| &diagnostic.help)
            .find_map(|help| help.strip_prefix("the keys are: "))
            .expect("an unknown key");
        let mut keys: Vec<String> = list.split(", ").map(str::to_owned).collect();
        keys.sort();
        keys.dedup();
        keys
    }

    fn known_to_config(text: &str) -> Vec<String> {
        known(&load("site.toml", text, &Overrides::default()).1)
    }

    fn known_to_front_matter(text: &str) -> Vec<String> {
        let (config, _) = load("site.toml", "", &Overrides::default());
        let mut findings = Findings::new("content/reports/a.md", 0);
        crate::content::front_matter::read(Kind::Report, text, &config, &mut findings);
        known(&findings.diagnostics)
    }

    #[test]
    fn front_matter_has_the_keys_that_the_reader_takes() {
        let schema = front_matter();
        for (text, pointer) in [
            ("zzzzzzzzzzzz = 1", ""),
            ("[image]\nzzzzzzzzzzzz = 1", "/$defs/Image"),
            ("[related]\nzzzzzzzzzzzz = 1", "/$defs/Related"),
            ("[judgements.KJ-1]\nzzzzzzzzzzzz = 1", "/$defs/Judgement"),
        ] {
            assert_eq!(keys(&schema, pointer), known_to_front_matter(text), "{text}");
        }
    }

    #[test]
    fn config_has_the_keys_that_the_reader_takes() {
        let schema = config();
        for (text, pointer) in [
            ("zzzzzzzzzzzz = 1", ""),
            ("[classification]\nzzzzzzzzzzzz = 1", "/$defs/Classification"),
            ("[[classification.levels]]\nzzzzzzzzzzzz = 1", "/$defs/Level"),
            ("[markdown]\nzzzzzzzzzzzz = 1", "/$defs/Markdown"),
            ("[images]\nzzzzzzzzzzzz = 1", "/$defs/Images"),
            ("[social]\nzzzzzzzzzzzz = 1", "/$defs/Social"),
            ("[related]\nzzzzzzzzzzzz = 1", "/$defs/Related"),
            ("[regions.north]\nzzzzzzzzzzzz = 1", "/$defs/Region"),
            ("[[navigation]]\nzzzzzzzzzzzz = 1", "/$defs/NavigationLink"),
            ("[newsletter]\nzzzzzzzzzzzz = 1", "/$defs/Newsletter"),
            ("[contact]\nzzzzzzzzzzzz = 1", "/$defs/Contact"),
            ("[login]\nzzzzzzzzzzzz = 1", "/$defs/Login"),
        ] {
            assert_eq!(keys(&schema, pointer), known_to_config(text), "{text}");
        }
    }

    #[test]
    fn required_keys_are_those_that_are_missed() {
        assert_eq!(front_matter()["required"], serde_json::json!(["title", "date"]));
        assert_eq!(config()["required"], serde_json::json!(["title"]));
    }

    #[test]
    fn nothing_is_null_and_everything_is_described() {
        for schema in [front_matter(), config()] {
            assert!(!schema.to_string().contains("null"), "{schema:#}");
            let definitions = schema["$defs"].as_object().expect("definitions").values();
            for table in definitions.chain([&schema]) {
                for (key, property) in table["properties"].as_object().into_iter().flatten() {
                    assert!(property["description"].is_string(), "{key} has no description");
                }
            }
        }
    }

    #[test]
    fn vocabularies_are_the_ones_of_the_binary() {
        assert_eq!(config()["$defs"]["Yardstick"]["anyOf"][0]["enum"][0], "icd203");
        assert_eq!(front_matter()["$defs"]["Judgement"]["properties"]["confidence"]["enum"][2], "high");
    }
}
