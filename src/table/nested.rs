//! Tables in tables: of a known key, in lists, under keys that are free, and those whose content is nobody's business.
//!
//! In: a key. Out: further [`Table`]s, whose keys are taken one by one in turn, or all of their entries.

use toml::de::DeValue;

use super::values::{one_of, printable, wrong};
use super::{Findings, Located, Table, shift};
use crate::diag::{Diagnostic, codes};

impl<'a> Table<'a> {
    /// Every entry as one of a few words with its key, for tables whose keys are free: `[lint]`. In order of the
    /// file.
    pub fn choices(
        self,
        allowed: &[&'static str],
        findings: &mut Findings<'_>,
    ) -> Vec<(Located<String>, usize)> {
        let mut list = Vec::new();
        for (key, value) in self.entries {
            let key =
                Located { span: shift(&key.span(), findings.offset), value: key.into_inner().into_owned() };
            let span = shift(&value.span(), findings.offset);
            match value.into_inner() {
                DeValue::String(text) => {
                    let place = one_of(&key.value, &text, &span, allowed, findings);
                    list.extend(place.map(|place| (key, place)));
                }
                other => {
                    wrong::<()>(&key.value, "a text in quotes", &other, &span, findings);
                }
            }
        }
        list.sort_by_key(|(key, _)| key.span.start);
        list
    }

    /// Whether the value of `key` is a table, for keys that take either that or a word.
    pub fn is_table(&self, key: &str) -> bool {
        self.entries.get(key).is_some_and(|value| matches!(value.get_ref(), DeValue::Table(_)))
    }

    /// A table below this one.
    pub fn table(
        &mut self,
        key: &'static str,
        what: &'static str,
        findings: &mut Findings<'_>,
    ) -> Option<Table<'a>> {
        let (value, span) = self.take(key, findings)?;
        match value {
            DeValue::Table(entries) => {
                Some(Table { entries, span, what, asked: Vec::new(), present: Vec::new() })
            }
            other => wrong(key, "a table", &other, &span, findings),
        }
    }

    /// A list of tables below this one: `[[key]]`.
    pub fn tables(
        &mut self,
        key: &'static str,
        what: &'static str,
        findings: &mut Findings<'_>,
    ) -> Vec<Table<'a>> {
        let Some((value, span)) = self.take(key, findings) else { return Vec::new() };
        let items = match value {
            DeValue::Array(items) => items,
            other => {
                return wrong::<()>(key, "a list of tables", &other, &span, findings)
                    .map_or_else(Vec::new, |()| Vec::new());
            }
        };
        items
            .into_iter()
            .filter_map(|item| {
                let span = shift(&item.span(), findings.offset);
                match item.into_inner() {
                    DeValue::Table(entries) => {
                        Some(Table { entries, span, what, asked: Vec::new(), present: Vec::new() })
                    }
                    other => wrong(key, "a list of tables", &other, &span, findings),
                }
            })
            .collect()
    }

    /// Takes away the keys that are none of these, in alphabetical order; their values are nobody's business.
    pub fn drop_others(&mut self, known: &[&str]) -> Vec<String> {
        let keys = self.entries.iter().map(|(key, _)| key.get_ref().to_string());
        let mut others: Vec<String> = keys.filter(|key| !known.contains(&key.as_str())).collect();
        for key in &others {
            self.entries.remove(key.as_str());
        }
        others.sort_unstable();
        others
    }

    /// Every entry as a table with its key, for tables whose keys are free: `[regions.eurasia]`. In order of
    /// the file.
    pub fn named_tables(
        self,
        what: &'static str,
        findings: &mut Findings<'_>,
    ) -> Vec<(Located<String>, Table<'a>)> {
        let mut list: Vec<_> = self
            .entries
            .into_iter()
            .filter_map(|(key, value)| {
                let key_span = shift(&key.span(), findings.offset);
                let span = shift(&value.span(), findings.offset);
                let key = Located { value: key.into_inner().into_owned(), span: key_span };
                match value.into_inner() {
                    DeValue::Table(entries) => {
                        Some((key, Table { entries, span, what, asked: Vec::new(), present: Vec::new() }))
                    }
                    other => {
                        wrong::<()>(&key.value, "a table", &other, &span, findings);
                        None
                    }
                }
            })
            .collect();
        list.sort_by_key(|(key, _)| key.span.start);
        list
    }

    /// Every entry as a text with its key.
    pub fn all_texts(self, findings: &mut Findings<'_>) -> Vec<(String, Located<String>)> {
        let mut texts = Vec::new();
        for (key, value) in self.entries {
            let span = shift(&value.span(), findings.offset);
            let key = key.into_inner().into_owned();
            match value.into_inner() {
                DeValue::String(text) => {
                    texts.extend(printable(&key, text.into_owned(), span, findings).map(|text| (key, text)));
                }
                other => {
                    wrong::<()>(&key, "a text in quotes", &other, &span, findings);
                }
            }
        }
        texts
    }

    /// A free table as JSON, dates as texts.
    pub fn free(
        &mut self,
        key: &'static str,
        findings: &mut Findings<'_>,
    ) -> serde_json::Map<String, serde_json::Value> {
        let Some((value, span)) = self.take(key, findings) else { return serde_json::Map::new() };
        match json(value) {
            serde_json::Value::Object(map) => map,
            _ => {
                findings.push(&span, Diagnostic::new(&codes::WRONG_TYPE, format!("`{key}` must be a table")));
                serde_json::Map::new()
            }
        }
    }
}

fn json(value: DeValue<'_>) -> serde_json::Value {
    use serde_json::Value;
    match value {
        DeValue::String(text) => Value::String(text.into_owned()),
        DeValue::Integer(number) => i64::from_str_radix(&number.as_str().replace('_', ""), number.radix())
            .map_or(Value::Null, Value::from),
        DeValue::Float(number) => {
            number.as_str().replace('_', "").parse::<f64>().map_or(Value::Null, Value::from)
        }
        DeValue::Boolean(truth) => Value::Bool(truth),
        DeValue::Datetime(date) => Value::String(date.to_string()),
        DeValue::Array(items) => items.into_iter().map(|item| json(item.into_inner())).collect(),
        DeValue::Table(entries) => Value::Object(
            entries
                .into_iter()
                .map(|(key, value)| (key.into_inner().into_owned(), json(value.into_inner())))
                .collect(),
        ),
    }
}
