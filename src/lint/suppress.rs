//! Suppression: rules that a text need not keep, each with a reason.
//!
//! In: a report and what the rules found. Out: what stands, with findings about the suppressions themselves.
//! `<!-- bluf-allow: W2003 because … -->` holds for the block it stands in, or for the next one where it stands
//! alone; `allow = [{ code = "W2003", reason = "…" }]` in front matter for the whole report.

use std::ops::Range;

use super::{Rule, View, find, nearest_rule};
use crate::diag::{Code, Diagnostic, codes};
use crate::table::Located;

/// One suppression of one rule.
struct Allow {
    rule: &'static Rule,
    /// Bytes of the file where it holds.
    reach: Range<usize>,
    /// Where it is written.
    span: Range<usize>,
    used: bool,
}

const MARK: &str = "bluf-allow:";

/// Takes out what is suppressed. `is_on` tells whether a rule was asked at all: one that is off cannot show that
/// its suppression is needed.
pub(super) fn apply(
    view: &View<'_>,
    found: Vec<Diagnostic>,
    is_on: impl Fn(&Code) -> bool,
) -> Vec<Diagnostic> {
    let mut kept = Vec::new();
    let mut allows = from_text(view, &mut kept);
    allows.extend(from_front_matter(view, &mut kept));
    for diagnostic in found {
        let start = diagnostic.place.as_ref().map_or(0, |place| place.span.start);
        let mut suppressed = false;
        for allow in &mut allows {
            if allow.rule.code.id == diagnostic.code.id && allow.reach.contains(&start) {
                allow.used = true;
                suppressed = true;
            }
        }
        if !suppressed {
            kept.push(diagnostic);
        }
    }
    for allow in allows.iter().filter(|allow| !allow.used && is_on(allow.rule.code)) {
        let message =
            format!("nothing here needs {} ({}) to be allowed", allow.rule.code.id, allow.rule.name);
        kept.push(view.at(&codes::UNUSED_ALLOW, allow.span.clone(), message).help("remove it"));
    }
    kept
}

fn from_front_matter(view: &View<'_>, found: &mut Vec<Diagnostic>) -> Vec<Allow> {
    let mut allows = Vec::new();
    for entry in &view.document.front.allow {
        let span = entry.code.span.clone();
        let Some(rule) = find(&entry.code.value) else {
            let near = nearest_rule(&entry.code.value).map(|near| format!("\"{near}\""));
            found.push(unknown(view, &entry.code.value, span, near));
            continue;
        };
        if entry.reason.is_none() {
            found.push(no_reason(view, rule, span.clone(), "add reason = \"…\""));
        }
        allows.push(Allow { rule, reach: 0..usize::MAX, span, used: false });
    }
    allows
}

fn from_text(view: &View<'_>, found: &mut Vec<Diagnostic>) -> Vec<Allow> {
    let mut allows = Vec::new();
    let passages = &view.report.passages;
    for (place, passage) in passages.iter().enumerate() {
        for comment in &passage.comments {
            let Some(at) = comment.value.find(MARK) else {
                found.extend(almost(view, comment));
                continue;
            };
            let written = &comment.value[at + MARK.len()..];
            let first = comment.span.start + at + MARK.len();
            let holder = if passage.text.trim().is_empty() {
                passages[place..].iter().find(|passage| !passage.text.trim().is_empty())
            } else {
                Some(passage)
            };
            let reach = holder.map_or(0..0, |passage| passage.span.clone());
            let (names, has_reason) = parts(written);
            for name in &names {
                let span = first + name.start..first + name.end;
                let name = &written[name.clone()];
                match find(name) {
                    Some(rule) => {
                        if !has_reason {
                            found.push(no_reason(
                                view,
                                rule,
                                span.clone(),
                                "write `because …` after the code",
                            ));
                        }
                        allows.push(Allow { rule, reach: reach.clone(), span, used: false });
                    }
                    None => found.push(unknown(view, name, span, nearest_rule(name).map(str::to_owned))),
                }
            }
            if names.is_empty() {
                found.push(unknown(view, written.trim(), comment.span.clone(), None));
            }
        }
    }
    allows
}

/// A comment that begins nearly as a suppression does.
fn almost(view: &View<'_>, comment: &Located<String>) -> Option<Diagnostic> {
    let written = comment.value.trim_start();
    let first = comment.span.start + comment.value.len() - written.len();
    let is_word = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_');
    let length = written.find(|character| !is_word(character)).unwrap_or(written.len());
    // "bluf allow: …".
    let second = written[length..].strip_prefix(' ').and_then(|rest| rest.split_once(':'));
    let spaced = second.filter(|(word, _)| !word.is_empty() && word.chars().all(is_word));
    let spaced = spaced.map(|(word, _)| &written[..length + 1 + word.len()]);
    let meant = |word: &&str| is_near(word) || word.to_lowercase().starts_with("bluf-");
    let length = [Some(&written[..length]), spaced].into_iter().flatten().find(meant)?.len();
    let near = is_near(&written[..length]).then(|| MARK.to_owned());
    let end = length + usize::from(written[length..].starts_with(':'));
    let message = format!("`{}` suppresses nothing", &written[..end]);
    let finding = view.at(&codes::UNKNOWN_COMMENT, first..first + end, message);
    Some(finding.help("write <!-- bluf-allow: W2003 because … -->").replace_with(near))
}

/// Two typing errors at most.
fn is_near(word: &str) -> bool {
    word.len() < 2 * MARK.len() && strsim::damerau_levenshtein(&word.to_lowercase(), "bluf-allow") <= 2
}

/// Names of rules, as bytes, and whether words follow that can be a reason: `W2003, W2006 because …`.
fn parts(written: &str) -> (Vec<Range<usize>>, bool) {
    let mut names = Vec::new();
    let mut at = 0;
    while at < written.len() {
        let rest = &written[at..];
        let skipped = rest.len() - rest.trim_start_matches([' ', ',', '\n', '\t', '\r']).len();
        let start = at + skipped;
        let rest = &written[start..];
        let length = rest.find([' ', ',', ':', '\n', '\t', '\r']).unwrap_or(rest.len());
        let word = &rest[..length];
        let looks_like_a_rule =
            word.contains('-') && word.len() > 2 || word.bytes().any(|byte| byte.is_ascii_digit());
        // After a comma a further name is meant, however it is spelled; the first word always is one.
        if word.is_empty() || word == "because" || !(names.is_empty() || looks_like_a_rule) {
            break;
        }
        names.push(start..start + length);
        at = start + length;
    }
    let reason = written[at..].trim_start_matches([' ', ',', ':', '-', '–', '—', '\n', '\t', '\r']);
    let reason = reason.strip_prefix("because").unwrap_or(reason);
    (names, reason.chars().any(char::is_alphanumeric))
}

fn unknown(view: &View<'_>, name: &str, span: Range<usize>, near: Option<String>) -> Diagnostic {
    view.at(&codes::UNKNOWN_RULE, span, format!("there is no rule `{name}` that could be allowed"))
        .help("write the code that the finding shows, such as W2003")
        .replace_with(near)
}

fn no_reason(view: &View<'_>, rule: &Rule, span: Range<usize>, help: &str) -> Diagnostic {
    view.at(&codes::ALLOW_WITHOUT_REASON, span, format!("{} is allowed without a reason", rule.code.id))
        .help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(written: &str) -> (Vec<&str>, bool) {
        let (names, reason) = parts(written);
        (names.into_iter().map(|name| &written[name]).collect(), reason)
    }

    #[test]
    fn names_come_first_and_a_reason_after() {
        assert_eq!(read(" W2003 because it is quoted "), (vec!["W2003"], true));
        assert_eq!(
            read(" W2003, stacked-hedges: the ministry's words"),
            (vec!["W2003", "stacked-hedges"], true)
        );
        assert_eq!(read("W2003"), (vec!["W2003"], false));
        assert_eq!(read("W2003 because "), (vec!["W2003"], false));
        assert_eq!(read(" because why"), (vec![], true));
    }

    proptest::proptest! {
        #[test]
        fn any_comment_can_be_read(written in "\\PC{0,40}") {
            let (names, _) = parts(&written);
            proptest::prop_assert!(names.into_iter().all(|name| written.get(name).is_some()));
        }
    }
}
