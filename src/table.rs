//! Reading TOML tables key by key, so that every mistake in a file is found in one go and each can be pointed
//! at: unknown keys, wrong types, values out of range, required keys that are missing.
//!
//! In: the text of a table (site.toml, front matter, sources.toml, theme.toml). Out: typed values with their
//! byte ranges, and diagnostics. Does not know what the keys mean.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::date::Moment;
use crate::diag::{Diagnostic, Diagnostics, codes, nearest};

/// A value and where it stands in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<T> {
    /// What was read.
    pub value: T,
    /// Bytes from the beginning of the file.
    pub span: Range<usize>,
}

/// The file being read: where findings go.
#[derive(Debug)]
pub struct Findings<'a> {
    /// Path below the site's root.
    pub path: &'a str,
    /// Where the TOML text begins in the file.
    pub offset: usize,
    /// What was found so far.
    pub diagnostics: Diagnostics,
}

impl<'a> Findings<'a> {
    /// Findings of the TOML text that begins at byte `offset` of the file.
    pub fn new(path: &'a str, offset: usize) -> Self {
        Self { path, offset, diagnostics: Diagnostics::new() }
    }

    /// Adds a finding at `span` of the file.
    pub fn push(&mut self, span: &Range<usize>, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic.at(self.path, span.clone()));
    }
}

/// A table whose keys are taken one by one; [`Table::finish`] reports what is left.
#[derive(Debug)]
pub struct Table<'a> {
    entries: DeTable<'a>,
    /// Where the table stands, for findings about what it lacks.
    pub span: Range<usize>,
    what: &'static str,
    asked: Vec<&'static str>,
    present: Vec<&'static str>,
}

/// Reads a whole text as a table. `what` completes "is not a key of …".
pub fn parse<'a>(text: &'a str, what: &'static str, findings: &mut Findings<'_>) -> Table<'a> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let offset = findings.offset;
    // One slip of the pen often draws several errors on the same line: the first tells it best.
    let mut last_line = None;
    for error in errors {
        let span = error.span().unwrap_or_else(|| deepest_key(text));
        let line = text[..text.floor_char_boundary(span.start)].matches('\n').count();
        if last_line.replace(line) == Some(line) {
            continue;
        }
        findings.push(&(span.start + offset..span.end + offset), syntax(error.message()));
    }
    Table { entries: table.into_inner(), span: offset..offset, what, asked: Vec::new(), present: Vec::new() }
}

/// The line whose key has most parts: the one error without a place is a key that is nested too deeply.
fn deepest_key(text: &str) -> Range<usize> {
    let mut start = 0;
    let mut deepest = (0, 0..0);
    for line in text.split_inclusive('\n') {
        let key = line.split('=').next().unwrap_or_default();
        let parts = key.matches('.').count();
        if parts > deepest.0 {
            deepest = (parts, start..start + key.trim_end().len());
        }
        start += line.len();
    }
    deepest.1
}

fn syntax(message: &str) -> Diagnostic {
    let first = message.lines().next().unwrap_or("not TOML");
    let diagnostic = Diagnostic::new(&codes::TOML_SYNTAX, format!("this is not TOML: {first}"));
    match message.lines().nth(1) {
        Some(more) => diagnostic.label(more),
        None => diagnostic,
    }
}

impl<'a> Table<'a> {
    fn take(&mut self, key: &'static str, findings: &Findings<'_>) -> Option<(DeValue<'a>, Range<usize>)> {
        self.asked.push(key);
        let value = self.entries.remove(key)?;
        self.present.push(key);
        let span = shift(&value.span(), findings.offset);
        Some((value.into_inner(), span))
    }

    /// A text.
    pub fn text(&mut self, key: &'static str, findings: &mut Findings<'_>) -> Option<Located<String>> {
        let (value, span) = self.take(key, findings)?;
        match value {
            DeValue::String(text) => printable(key, text.into_owned(), span, findings),
            other => wrong(key, "a text in quotes", &other, &span, findings),
        }
    }

    /// A text that must have something in it besides white space.
    pub fn words(&mut self, key: &'static str, findings: &mut Findings<'_>) -> Option<Located<String>> {
        let text = self.text(key, findings)?;
        if text.span.is_empty() {
            // What the parser made of a value that is not there; it has reported that.
            return None;
        }
        if text.value.trim().is_empty() {
            findings.push(
                &text.span,
                Diagnostic::new(&codes::INVALID_VALUE, format!("`{key}` is empty"))
                    .help("write something, or leave the key out"),
            );
            return None;
        }
        Some(text)
    }

    /// A list of texts; a single text is taken as a list of one.
    pub fn texts(&mut self, key: &'static str, findings: &mut Findings<'_>) -> Vec<Located<String>> {
        let Some((value, span)) = self.take(key, findings) else { return Vec::new() };
        match value {
            DeValue::Array(items) => items
                .into_iter()
                .filter_map(|item| {
                    let span = shift(&item.span(), findings.offset);
                    match item.into_inner() {
                        DeValue::String(text) => printable(key, text.into_owned(), span, findings),
                        other => wrong(key, "a list of texts", &other, &span, findings),
                    }
                })
                .collect(),
            DeValue::String(text) => printable(key, text.into_owned(), span, findings).into_iter().collect(),
            other => wrong::<()>(key, "a list of texts", &other, &span, findings)
                .map_or_else(Vec::new, |()| Vec::new()),
        }
    }

    /// `true` or `false`.
    pub fn truth(&mut self, key: &'static str, findings: &mut Findings<'_>) -> Option<bool> {
        let (value, span) = self.take(key, findings)?;
        match value {
            DeValue::Boolean(truth) => Some(truth),
            other => wrong(key, "true or false, without quotes", &other, &span, findings),
        }
    }

    /// A whole number within `range`.
    pub fn number(
        &mut self,
        key: &'static str,
        range: std::ops::RangeInclusive<i64>,
        findings: &mut Findings<'_>,
    ) -> Option<i64> {
        let (value, span) = self.take(key, findings)?;
        let DeValue::Integer(number) = &value else {
            return wrong(key, "a whole number", &value, &span, findings);
        };
        let read = i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok();
        match read.filter(|number| range.contains(number)) {
            Some(number) => Some(number),
            None => {
                let message = format!("`{key}` must be between {} and {}", range.start(), range.end());
                findings.push(&span, Diagnostic::new(&codes::INVALID_VALUE, message));
                None
            }
        }
    }

    /// A date or date-time.
    pub fn moment(&mut self, key: &'static str, findings: &mut Findings<'_>) -> Option<Located<Moment>> {
        let (value, span) = self.take(key, findings)?;
        let moment = match &value {
            DeValue::Datetime(date) => Moment::from_toml(date),
            DeValue::String(text) => {
                let diagnostic =
                    Diagnostic::new(&codes::WRONG_TYPE, format!("`{key}` must be a date, not a text"))
                        .label("a text in quotes");
                let known = Moment::from_text(text);
                findings.push(
                    &span,
                    match known {
                        Some(moment) => diagnostic.replace_with(Some(moment.iso())),
                        None => diagnostic.help(format!("write it without quotes: {key} = 2025-05-20")),
                    },
                );
                return None;
            }
            other => return wrong(key, "a date such as 2025-05-20", other, &span, findings),
        };
        // A day that does not exist was reported when the text was parsed, and left nothing behind.
        let impossible = value.as_datetime().is_some_and(|date| date.date.is_none() && date.time.is_none());
        if moment.is_none() && !impossible {
            let dated = value.as_datetime().is_some_and(|date| date.date.is_some());
            findings.push(
                &span,
                if dated {
                    Diagnostic::new(&codes::INVALID_VALUE, format!("`{key}` is beyond the end of time"))
                        .help("use a moment before 9999-12-30")
                } else {
                    Diagnostic::new(&codes::WRONG_TYPE, format!("`{key}` needs a day, not only a time"))
                },
            );
        }
        moment.map(|value| Located { value, span })
    }

    /// One of a few words, compared without case; gives its place in `allowed`.
    pub fn choice(
        &mut self,
        key: &'static str,
        allowed: &[&'static str],
        findings: &mut Findings<'_>,
    ) -> Option<usize> {
        self.located_choice(key, allowed, findings).map(|choice| choice.value)
    }

    /// The same, with its place in the file.
    pub fn located_choice(
        &mut self,
        key: &'static str,
        allowed: &[&'static str],
        findings: &mut Findings<'_>,
    ) -> Option<Located<usize>> {
        let text = self.text(key, findings)?;
        let value = one_of(key, &text.value, &text.span, allowed, findings)?;
        Some(Located { value, span: text.span })
    }

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

    /// A table below this one under either of two spellings of its key.
    pub fn table_of_either(
        &mut self,
        key: &'static str,
        other: &'static str,
        what: &'static str,
        findings: &mut Findings<'_>,
    ) -> Option<Table<'a>> {
        let (first, second) = (self.table(key, what, findings), self.table(other, what, findings));
        first.or(second)
    }

    /// Whether a finding about the value of `key` stands already, so that it is not called missing as well.
    pub fn was_wrong(&self, key: &str, findings: &Findings<'_>) -> bool {
        let quoted = format!("`{key}` ");
        findings.diagnostics.iter().any(|diagnostic| diagnostic.message.starts_with(&quoted))
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

    /// Reports a required key that was not there. Call after asking for it.
    pub fn missing(&self, key: &str, example: &str, findings: &mut Findings<'_>) {
        let message = format!("the key `{key}` is missing");
        findings.push(
            &self.span,
            Diagnostic::new(&codes::MISSING_KEY, message).help(format!("add a line such as: {example}")),
        );
    }

    /// Reports the keys nobody asked for.
    pub fn finish(self, findings: &mut Findings<'_>) {
        for (key, _) in self.entries {
            let span = shift(&key.span(), findings.offset);
            let free = self.asked.iter().copied().filter(|key| !self.present.contains(key));
            let known = nearest(key.get_ref(), free).map(str::to_owned);
            let mut diagnostic =
                Diagnostic::new(&codes::UNKNOWN_KEY, format!("unknown key `{}`", key.get_ref()))
                    .label(format!("not a key of {}", self.what));
            if known.is_none() {
                diagnostic = diagnostic.help(format!("the keys are: {}", self.asked.join(", ")));
            }
            findings.push(&span, diagnostic.replace_with(known));
        }
    }
}

/// The place of a text in `allowed`, compared without case; a finding where it is none of them.
fn one_of(
    key: &str,
    text: &str,
    span: &Range<usize>,
    allowed: &[&'static str],
    findings: &mut Findings<'_>,
) -> Option<usize> {
    let found = allowed.iter().position(|word| word.eq_ignore_ascii_case(text));
    if found.is_none() {
        let near = nearest(text, allowed.iter().copied()).map(|word| format!("\"{word}\""));
        findings.push(
            span,
            Diagnostic::new(&codes::INVALID_VALUE, format!("`{key}` cannot be `{text}`"))
                .help(format!("it is one of: {}", allowed.join(", ")))
                .replace_with(near),
        );
    }
    found
}

fn shift(span: &Range<usize>, offset: usize) -> Range<usize> {
    span.start + offset..span.end + offset
}

/// Whether a character may stand in HTML and in XML 1.0: no control character but white space, no noncharacter.
pub fn is_printable(character: char) -> bool {
    match character {
        '\n' | '\t' | '\r' => true,
        '\u{fdd0}'..='\u{fdef}' => false,
        _ => !character.is_control() && u32::from(character) & 0xfffe != 0xfffe,
    }
}

/// Whether all characters of a text are printable. Nearly all texts are plain ASCII and need no decoding.
pub fn all_printable(text: &str) -> bool {
    // Without a way out of the loop, so that many bytes are looked at in one step.
    let plain = |byte: u8| (byte.wrapping_sub(b' ') < 0x5f) | matches!(byte, b'\n' | b'\t' | b'\r');
    text.bytes().fold(true, |all, byte| all & plain(byte)) || text.chars().all(is_printable)
}

/// Neither HTML nor XML allows control characters, and no reader expects them.
fn printable(
    key: &str,
    text: String,
    span: Range<usize>,
    findings: &mut Findings<'_>,
) -> Option<Located<String>> {
    if !all_printable(&text) {
        let message = format!("`{key}` has a control character in it");
        findings.push(
            &span,
            Diagnostic::new(&codes::INVALID_VALUE, message).help("remove it; a line break is \\n"),
        );
        return None;
    }
    Some(Located { value: text, span })
}

fn wrong<T>(
    key: &str,
    wanted: &str,
    found: &DeValue<'_>,
    span: &Range<usize>,
    findings: &mut Findings<'_>,
) -> Option<T> {
    let found = match found {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    let message = format!("`{key}` must be {wanted}");
    findings.push(span, Diagnostic::new(&codes::WRONG_TYPE, message).label(format!("this is {found}")));
    None
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
