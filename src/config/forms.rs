//! The three things on a briefing site that need a service behind them: newsletter, contact form, log-in.
//! Each is a table of site.toml and absent without it; any provider that takes a plain form post will do.

use serde::Serialize;

use crate::diag::{Diagnostic, codes};
use crate::table::{Findings, Table};

/// `[newsletter]`.
#[derive(Debug, Clone, Serialize)]
pub struct Newsletter {
    /// Where the form is sent.
    pub action: String,
    /// `post` or `get`.
    pub method: &'static str,
    /// Heading, or none for the theme's.
    pub heading: Option<String>,
    /// A sentence, or none for the theme's.
    pub text: Option<String>,
    /// Label of the button, or none for the theme's.
    pub button: Option<String>,
    /// Name of the e-mail field, as the provider wants it.
    pub name: String,
}

/// `[contact]`.
#[derive(Debug, Clone, Serialize)]
pub struct Contact {
    /// Where the form is sent.
    pub action: String,
    /// `post` or `get`.
    pub method: &'static str,
    /// Heading, or none for the theme's.
    pub heading: Option<String>,
    /// A sentence, or none for the theme's.
    pub text: Option<String>,
    /// Label of the button, or none for the theme's.
    pub button: Option<String>,
    /// Name of the field that people do not see and machines fill in.
    pub honeypot: String,
}

/// `[login]`.
#[derive(Debug, Clone, Serialize)]
pub struct Login {
    /// Where the link leads.
    pub url: String,
    /// Text of the link, or none for the theme's.
    pub text: Option<String>,
}

/// What a form or link says in another language; what is not said here stays as it is.
#[derive(Debug, Clone, Default)]
pub struct FormWords {
    /// Heading.
    pub heading: Option<String>,
    /// A sentence, or the text of the link.
    pub text: Option<String>,
    /// Label of the button.
    pub button: Option<String>,
}

impl FormWords {
    /// `[languages.TAG.newsletter]` and `[languages.TAG.contact]`.
    pub(super) fn of_form(mut table: Table<'_>, findings: &mut Findings<'_>) -> Self {
        let mut words = |key| table.words(key, findings).map(|text| text.value);
        let read = Self { heading: words("heading"), text: words("text"), button: words("button") };
        table.finish(findings);
        read
    }

    /// `[languages.TAG.login]`.
    pub(super) fn of_link(mut table: Table<'_>, findings: &mut Findings<'_>) -> Self {
        let text = table.words("text", findings).map(|text| text.value);
        table.finish(findings);
        Self { text, ..Self::default() }
    }

    /// All of them, in no particular use.
    pub fn all(&self) -> impl Iterator<Item = &String> {
        [&self.heading, &self.text, &self.button].into_iter().flatten()
    }

    /// Puts these in the place of what a form says.
    pub(super) fn replace(
        self,
        heading: &mut Option<String>,
        text: &mut Option<String>,
        button: &mut Option<String>,
    ) {
        for (said, own) in [(heading, self.heading), (text, self.text), (button, self.button)] {
            *said = own.or_else(|| said.take());
        }
    }
}

const METHODS: [&str; 2] = ["post", "get"];

struct Form {
    action: Option<String>,
    method: &'static str,
    heading: Option<String>,
    text: Option<String>,
    button: Option<String>,
}

fn form(table: &mut Table<'_>, findings: &mut Findings<'_>) -> Form {
    let action = address(table, "action", "action = \"https://example.org/subscribe\"", findings);
    let method = METHODS[table.choice("method", &METHODS, findings).unwrap_or(0)];
    let mut text = |key| table.words(key, findings).map(|text| text.value);
    Form { action, method, heading: text("heading"), text: text("text"), button: text("button") }
}

/// An address that a form or link may lead to: http, https, mailto, or a path of the site.
fn address(
    table: &mut Table<'_>,
    key: &'static str,
    example: &str,
    findings: &mut Findings<'_>,
) -> Option<String> {
    let Some(url) = table.words(key, findings) else {
        table.missing(key, example, findings);
        return None;
    };
    let safe = ["https://", "http://", "mailto:", "/"].iter().any(|start| url.value.starts_with(start));
    if !safe {
        let message = format!("`{key}` is not an address that a page may lead to");
        findings.push(
            &url.span,
            Diagnostic::new(&codes::FORBIDDEN_ADDRESS, message).help("begin it with https:// or /"),
        );
        return None;
    }
    Some(url.value)
}

impl Newsletter {
    pub(super) fn read(mut table: Table<'_>, findings: &mut Findings<'_>) -> Option<Self> {
        let form = form(&mut table, findings);
        let name = table.words("name", findings).map_or_else(|| "email".to_owned(), |text| text.value);
        table.finish(findings);
        let Form { action, method, heading, text, button } = form;
        Some(Self { action: action?, method, heading, text, button, name })
    }
}

impl Contact {
    pub(super) fn read(mut table: Table<'_>, findings: &mut Findings<'_>) -> Option<Self> {
        let form = form(&mut table, findings);
        let honeypot =
            table.words("honeypot", findings).map_or_else(|| "website".to_owned(), |text| text.value);
        table.finish(findings);
        let Form { action, method, heading, text, button } = form;
        Some(Self { action: action?, method, heading, text, button, honeypot })
    }
}

impl Login {
    pub(super) fn read(mut table: Table<'_>, findings: &mut Findings<'_>) -> Option<Self> {
        let url = address(&mut table, "url", "url = \"https://example.org/login\"", findings);
        let text = table.words("text", findings).map(|text| text.value);
        table.finish(findings);
        Some(Self { url: url?, text })
    }
}
