//! Single values of a table: texts, lists of them, numbers, truths, dates, choices.
//!
//! In: a key. Out: its value with its byte range, or nothing and a finding that says what was wanted.

use std::ops::Range;

use toml::de::DeValue;

use super::{Findings, Located, Table, all_printable, shift};
use crate::date::Moment;
use crate::diag::{Diagnostic, codes, nearest};

impl Table<'_> {
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
        integer(key, "a whole number", &value, &span, &range, findings)
    }

    /// A list of whole numbers within `range`, each with its place; none where it is not there.
    pub fn numbers(
        &mut self,
        key: &'static str,
        range: std::ops::RangeInclusive<i64>,
        findings: &mut Findings<'_>,
    ) -> Option<Vec<Located<i64>>> {
        let (value, span) = self.take(key, findings)?;
        let DeValue::Array(items) = value else {
            return wrong(key, "a list of whole numbers", &value, &span, findings);
        };
        let number = |item: toml::Spanned<DeValue<'_>>| {
            let span = shift(&item.span(), findings.offset);
            let value = integer(key, "a list of whole numbers", item.get_ref(), &span, &range, findings)?;
            Some(Located { value, span })
        };
        Some(items.into_iter().filter_map(number).collect())
    }

    /// A year or a month in quotes, which TOML has no dates for: `"1987"`, `"1987-02"`. Anything else is left for [`Self::moment`].
    pub fn period(&mut self, key: &'static str, findings: &mut Findings<'_>) -> Option<String> {
        let is_period = |text: &str| {
            let rest = if text.len() == 4 { "-01-01" } else { "-01" };
            matches!(text.len(), 4 | 7) && format!("{text}{rest}").parse::<jiff::civil::Date>().is_ok()
        };
        let value = self.entries.get(key)?.get_ref();
        if let DeValue::Integer(year) = value {
            let year = year.as_str().to_owned();
            let (_, span) = self.take(key, findings)?;
            let message = format!("`{key}` must be a date, or a year or month in quotes");
            let finding = Diagnostic::new(&codes::WRONG_TYPE, message);
            findings.push(&span, finding.replace_with(Some(format!("\"{year}\""))));
            return None;
        }
        let text = value.as_str()?.to_owned();
        let text = text.as_str();
        let is_dated = text.len() > 3 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        if is_dated && !is_period(text) && Moment::from_text(text).is_none() {
            let message = format!("`{key}` is no day, month or year of the calendar");
            let (_, span) = self.take(key, findings)?;
            let finding = Diagnostic::new(&codes::WRONG_TYPE, message);
            findings.push(
                &span,
                finding.help(format!(
                    "write a real date: {key} = 1987-02-28, or \"1987-02\" where no day is known"
                )),
            );
            return None;
        }
        is_period(text).then(|| self.words(key, findings))?.map(|text| text.value)
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
}

/// The place of a text in `allowed`, compared without case; a finding where it is none of them.
pub(super) fn one_of(
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

/// Neither HTML nor XML allows control characters, and no reader expects them.
pub(super) fn printable(
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

fn integer(
    key: &str,
    wanted: &str,
    value: &DeValue<'_>,
    span: &Range<usize>,
    range: &std::ops::RangeInclusive<i64>,
    findings: &mut Findings<'_>,
) -> Option<i64> {
    let DeValue::Integer(number) = value else { return wrong(key, wanted, value, span, findings) };
    let read = i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok();
    let read = read.filter(|number| range.contains(number));
    if read.is_none() {
        let message = format!("`{key}` must be between {} and {}", range.start(), range.end());
        findings.push(span, Diagnostic::new(&codes::INVALID_VALUE, message));
    }
    read
}

pub(super) fn wrong<T>(
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
