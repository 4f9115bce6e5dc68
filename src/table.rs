//! Reading TOML tables key by key, so that every mistake in a file is found in one go and each can be pointed
//! at: unknown keys, wrong types, values out of range, required keys that are missing.
//!
//! In: the text of a table (site.toml, front matter, sources.toml, theme.toml). Out: typed values with their
//! byte ranges, and diagnostics. Does not know what the keys mean.

mod nested;
mod values;

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::diag::{Diagnostic, Diagnostics, Place, codes, nearest};

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
    let mut second: Option<Range<usize>> = None;
    for error in errors {
        let span = error.span().unwrap_or_else(|| deepest_key(text));
        let line = text[..text.floor_char_boundary(span.start)].matches('\n').count();
        if last_line.replace(line) == Some(line) {
            continue;
        }
        let place = span.start + offset..span.end + offset;
        if error.message() == "duplicate key" {
            // What stands in the second of two tables is read into the first, and is no other mistake.
            let follows = second.as_ref().is_some_and(|second| !text[second.end..span.start].contains("\n["));
            if follows {
                continue;
            }
            let (finding, is_table) = twice(text, &span, findings);
            findings.push(&place, finding);
            second = is_table.then_some(span);
            continue;
        }
        findings.push(&place, syntax(error.message()));
    }
    Table { entries: table.into_inner(), span: offset..offset, what, asked: Vec::new(), present: Vec::new() }
}

/// A key that stands twice, with the place where it stands first; and whether it is that of a `[table]`.
fn twice(text: &str, span: &Range<usize>, findings: &Findings<'_>) -> (Diagnostic, bool) {
    let key = &text[span.clone()];
    let start_of = |at: usize| text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = start_of(span.start);
    let is_table = text[line..].trim_start().starts_with('[');
    let is_first = |line: &str| {
        let line = line.trim();
        match line.strip_prefix('[') {
            Some(table) if is_table => table.trim_start_matches('[').trim_start().strip_prefix(key),
            None if !is_table => line.strip_prefix(key),
            _ => None,
        }
        .is_some_and(|rest| rest.trim_start().starts_with(if is_table { ']' } else { '=' }))
    };
    let mut at = 0;
    let mut first = None;
    for earlier in text[..line].split_inclusive('\n') {
        if is_first(earlier) {
            let start = at + earlier.find(key).unwrap_or(0);
            first = Some(start + findings.offset..start + key.len() + findings.offset);
        } else if !is_table && earlier.trim_start().starts_with('[') {
            first = None;
        }
        at += earlier.len();
    }
    let written = if is_table { format!("[{key}]") } else { key.to_owned() };
    let finding = Diagnostic::new(&codes::TOML_SYNTAX, format!("this is not TOML: `{written}` stands twice"));
    let finding = match first {
        Some(first) => finding.note("the first one stands here", Some(Place::new(findings.path, first))),
        None => finding,
    };
    (finding.help("make one of the two, or give one another name"), is_table)
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

    /// Whether a finding about the value of `key` stands already, so that it is not called missing as well.
    pub fn was_wrong(&self, key: &str, findings: &Findings<'_>) -> bool {
        let quoted = format!("`{key}` ");
        findings.diagnostics.iter().any(|diagnostic| diagnostic.message.starts_with(&quoted))
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
