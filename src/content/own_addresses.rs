//! Addresses that a document chooses itself: its slug and its aliases.
//!
//! In: what the front matter says. Out: what can stand in an address, or a finding. Does not know what other documents want.

use crate::diag::{Diagnostic, codes};
use crate::table::{Findings, Located};

/// Longest part of an address, in bytes: file systems end names at 255, and a name gets an ending.
pub const LONGEST_PART: usize = 200;

/// The slug, if it can be the last part of an address.
pub(super) fn safe_slug(slug: Located<String>, findings: &mut Findings<'_>) -> Option<Located<String>> {
    if slug.value.len() > LONGEST_PART {
        let message = format!("`slug` is too long: {LONGEST_PART} bytes at most");
        findings
            .push(&slug.span, Diagnostic::new(&codes::INVALID_VALUE, message).help("write a shorter one"));
        return None;
    }
    let proper = slug::slugify(&slug.value);
    if slug.value == proper && !proper.is_empty() {
        return Some(slug);
    }
    let unsafe_parts = slug.value.contains(['/', '\\']) || slug.value.contains("..");
    let code = if unsafe_parts { &codes::UNSAFE_ADDRESS } else { &codes::INVALID_VALUE };
    let replacement = (!proper.is_empty()).then(|| format!("\"{proper}\""));
    findings.push(
        &slug.span,
        Diagnostic::new(code, format!("`{}` cannot be the last part of an address", slug.value))
            .help("use lower-case letters, digits and hyphens")
            .replace_with(replacement),
    );
    None
}

/// An alias, if it is a path from the root that every file system takes.
pub(super) fn safe_alias(alias: Located<String>, findings: &mut Findings<'_>) -> Option<Located<String>> {
    let problem = alias_problem(&alias.value);
    if let Some(problem) = problem {
        findings.push(
            &alias.span,
            Diagnostic::new(&codes::UNSAFE_ADDRESS, format!("the alias `{}` {problem}", alias.value))
                .help("write a path from the site's root, such as \"/2025/counterdrug/\""),
        );
        return None;
    }
    Some(alias)
}

fn alias_problem(alias: &str) -> Option<&'static str> {
    let path = alias.strip_prefix('/');
    match path {
        None => Some("does not begin with `/`"),
        Some("") => Some("is the home page"),
        Some(path) if path.starts_with('/') => Some("names another host"),
        Some(path) if path.split('/').any(|part| part == ".." || part == ".") => Some("leaves its folder"),
        Some(path) if path.contains("//") => Some("has an empty part"),
        Some(path) if path.contains(['\\', '?', '#', '%', ':', '*', '"', '<', '>', '|', '\0']) => {
            Some("has a character that is not safe in a path")
        }
        Some(path) if path.chars().any(|character| character.is_control() || character.is_whitespace()) => {
            Some("has white space in it")
        }
        Some(path) if path.split('/').any(|part| part.len() > LONGEST_PART) || path.len() > 1000 => {
            Some("is too long for a file name")
        }
        Some(_) => None,
    }
}
