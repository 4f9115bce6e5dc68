//! The statement on analysis: assumptions, gaps, what would change it (ICD 203, standards 2 to 4).

use crate::config::LintLevel;
use crate::content::PassageKind;
use crate::diag::{Code, Diagnostic, codes};
use crate::lint::{Block, Rule, View};
use crate::tradecraft::Openings;

pub(super) static RULES: [Rule; 5] = [
    Rule {
        code: &codes::NO_STATEMENT,
        name: "no-statement",
        default: LintLevel::Warning,
        find: no_statement,
    },
    Rule {
        code: &codes::NO_ASSUMPTION,
        name: "no-assumption",
        default: LintLevel::Warning,
        find: no_assumption,
    },
    Rule { code: &codes::NO_GAP, name: "no-gap", default: LintLevel::Warning, find: no_gap },
    Rule {
        code: &codes::NO_INDICATOR,
        name: "no-indicator",
        default: LintLevel::Warning,
        find: no_indicator,
    },
    Rule {
        code: &codes::NO_ALTERNATIVE,
        name: "no-alternative",
        default: LintLevel::Off,
        find: no_alternative,
    },
];

fn no_statement(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    if let Some(first) = view.report.judgements.first()
        && view.report.statement.is_empty()
    {
        found.push(
            view.at(&codes::NO_STATEMENT, view.head(first), "there are key judgements and no statement on analysis")
                .help("add `## Statement on Analysis`: confidence, assumptions, gaps, what would change the judgements"),
        );
    }
}

/// Whether a word of the statement begins with one of `stems`, a phrase of it is one of `phrases`, or an alert of
/// one of `alerts` stands anywhere. True as well where there is no statement to judge.
fn says(view: &View<'_>, alerts: &[&str], stems: &[&str], phrases: &[&str]) -> bool {
    let alert = |block: &Block<'_>| {
        // Nearly no text has a bracket, and to look for one is quicker than to look for two signs.
        memchr::memchr(b'[', block.passage.text.as_bytes()).is_some()
            && alerts.iter().any(|kind| {
                block.passage.text.match_indices("[!").any(|(at, _)| {
                    block
                        .passage
                        .text
                        .get(at + 2..at + 2 + kind.len())
                        .is_some_and(|word| word.eq_ignore_ascii_case(kind))
                })
            })
    };
    let openings = Openings::of(stems.iter().chain(phrases).copied());
    let mut statement = view.of(PassageKind::Statement).peekable();
    statement.peek().is_none()
        || statement.any(|block| {
            block.all().filter(|at| block.words.may_open(*at, &openings)).any(|at| {
                let first = block.words.first_byte(at);
                stems.iter().any(|stem| {
                    stem.as_bytes().first().copied() == first && block.words.get(at).starts_with(stem)
                }) || block.words.any_phrase(at, phrases).is_some()
            })
        })
        || view.blocks.iter().any(alert)
}

fn missing(view: &View<'_>, code: &'static Code, what: &str, help: &str, found: &mut Vec<Diagnostic>) {
    if let Some(block) = view.of(PassageKind::Statement).next()
        && !view.report.judgements.is_empty()
    {
        let end = block.sentences.first().map_or(0, |sentence| sentence.end.min(8));
        found
            .push(view.words(code, block, &(0..end), format!("the statement on analysis {what}")).help(help));
    }
}

fn no_assumption(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    const STEMS: [&str; 6] = ["assum", "presum", "premise", "presuppos", "suppos", "hypothes"];
    const PHRASES: [&str; 12] = [
        "relies on",
        "rely on",
        "rest on",
        "rests on",
        "depends on",
        "depend on",
        "provided that",
        "take for granted",
        "takes for granted",
        "take it that",
        "as long as",
        "hold if",
    ];
    if !says(view, &["assumption"], &STEMS, &PHRASES) {
        missing(
            view,
            &codes::NO_ASSUMPTION,
            "names no assumption",
            "say what is assumed, and what follows if it is wrong",
            found,
        );
    }
}

fn no_gap(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    const STEMS: [&str; 11] = [
        "gap",
        "unknown",
        "unclear",
        "uncertain",
        "lack",
        "missing",
        "unverified",
        "unconfirmed",
        "incomplete",
        "undisclosed",
        "blind",
    ];
    const PHRASES: [&str; 27] = [
        "no data",
        "not known",
        "do not know",
        "don't know",
        "don’t know",
        "could not",
        "cannot",
        "no access",
        "not published",
        "not public",
        "no reliable",
        "not been able",
        "no information",
        "not available",
        "little is known",
        "no source",
        "no record",
        "not seen",
        "not visible",
        "have not",
        "is not",
        "are not",
        "no independent",
        "limited to",
        "neither is",
        "no one",
        "we have no",
    ];
    if !says(view, &["gap"], &STEMS, &PHRASES) {
        missing(view, &codes::NO_GAP, "names no gap", "say what is not known", found);
    }
}

fn no_indicator(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    const STEMS: [&str; 22] = [
        "indicator",
        "signpost",
        "chang",
        "revis",
        "reconsider",
        "rethink",
        "reverse",
        "overturn",
        "undermin",
        "weaken",
        "strengthen",
        "lower",
        "raise",
        "shorten",
        "lengthen",
        "invalidat",
        "adjust",
        "tripwire",
        "warning",
        "reassess",
        "withdraw",
        "would",
    ];
    const PHRASES: [&str; 11] = [
        "alter",
        "alters",
        "altered",
        "would lead us",
        "would make us",
        "would move us",
        "watch for",
        "would point",
        "would cast",
        "would prompt",
        "we would",
    ];
    if !says(view, &["indicator"], &STEMS, &PHRASES) {
        missing(
            view,
            &codes::NO_INDICATOR,
            "says nothing that would change it",
            "name an event that would change the judgements",
            found,
        );
    }
}

fn no_alternative(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let judgement = view.report.judgements.first();
    let Some(first) = judgement.filter(|_| !view.report.statement.is_empty()) else { return };
    let said = view.blocks.iter().any(|block| {
        block.passage.text.to_ascii_lowercase().contains("[!dissent")
            || block.all().any(|at| {
                let word = block.words.get(at);
                word.starts_with("alternativ")
                    || word == "dissent"
                    || word == "instead"
                    || block
                        .words
                        .any_phrase(
                            at,
                            &[
                                "another explanation",
                                "other explanation",
                                "less likely explanation",
                                "competing explanation",
                                "other hypothesis",
                            ],
                        )
                        .is_some()
            })
    });
    if !said && !view.blocks.is_empty() {
        found.push(
            view.at(&codes::NO_ALTERNATIVE, view.head(first), "no alternative to this analysis is discussed")
                .help("say which other explanation was weighed, and why it was set aside"),
        );
    }
}
