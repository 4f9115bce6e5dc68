//! `[judgements.KJ-n]`: what the sentence of a key judgement does not say by itself.
//!
//! In: the table of the front matter. Out: [`JudgementFacts`] with every mistake found. Does not know which judgements the text
//! has.

use std::ops::Range;

use crate::config::Config;
use crate::content::corrections::{judgement_number, named_judgement};
use crate::date::Moment;
use crate::diag::{Diagnostic, Place, codes};
use crate::table::{Findings, Located, Table};
use crate::tradecraft::{Confidence, Term};

/// `[judgements.KJ-n]`.
#[derive(Debug, Clone)]
pub struct JudgementFacts {
    /// The n of KJ-n.
    pub number: u32,
    /// Where the table's key stands.
    pub span: Range<usize>,
    /// Likelihood, where the sentence does not say it.
    pub likelihood: Option<&'static Term>,
    /// Analytic confidence.
    pub confidence: Option<Confidence>,
    /// Why no more and no less sure.
    pub confidence_reason: Option<String>,
    /// Horizon.
    pub by: Option<Moment>,
    /// What became of it.
    pub outcome: Option<Outcome>,
    /// The n of the KJ-n in the report that this one replaces, which it takes up.
    pub follows: Option<Located<u32>>,
}

/// How a judgement turned out.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// One of [`OUTCOMES`].
    pub result: &'static str,
    /// When that was found.
    pub resolved: Option<Located<Moment>>,
    /// A sentence about it.
    pub note: Option<String>,
}

/// What a judgement can turn out to be.
pub const OUTCOMES: [&str; 4] = ["true", "false", "partly", "unresolvable"];

/// Adds the facts of a table. A judgement has one: of two, nobody knows which its author meant.
pub(super) fn judgement_facts(
    table: Table<'_>,
    config: &Config,
    findings: &mut Findings<'_>,
    facts: &mut Vec<JudgementFacts>,
) {
    for (key, mut table) in table.named_tables("a judgement", findings) {
        let number = judgement_number(&key.value);
        if number.is_none() {
            let message = format!("`{}` does not name a key judgement", key.value);
            findings.push(
                &key.span,
                Diagnostic::new(&codes::JUDGEMENT_UNKNOWN, message).help("write [judgements.KJ-1]"),
            );
        }
        let likelihood =
            table.words("likelihood", findings).and_then(|term| likelihood(&term, config, findings));
        let confidence = table.choice("confidence", &Confidence::NAMES, findings).map(Confidence::from_index);
        let confidence_reason = table.words("confidence_reason", findings).map(|text| text.value);
        let by = table.moment("by", findings).map(|date| date.value);
        let follows =
            table.words("follows", findings).and_then(|name| named_judgement(&name, "follows", findings));
        let result = table.choice("outcome", &OUTCOMES, findings);
        let resolved = table.moment("resolved", findings);
        let note = table.words("note", findings);
        let idle = resolved.as_ref().map(|date| ("resolved", &date.span));
        let idle = idle.or_else(|| note.as_ref().map(|note| ("note", &note.span)));
        if let Some((name, span)) = idle.filter(|_| result.is_none() && !table.was_wrong("outcome", findings))
        {
            let finding =
                Diagnostic::new(&codes::OUTCOME_IDLE, format!("`{name}` shows nowhere without an outcome"));
            findings.push(
                span,
                finding
                    .help(format!("add outcome = \"true\" (or {}), or remove it", OUTCOMES[1..].join(", "))),
            );
        }
        let note = note.map(|text| text.value);
        table.finish(findings);
        let outcome = result.map(|result| Outcome { result: OUTCOMES[result], resolved, note });
        let Some(number) = number else { continue };
        if let Some(earlier) = facts.iter().find(|earlier| earlier.number == number) {
            let place = Place::new(findings.path, earlier.span.clone());
            let finding = Diagnostic::new(&codes::JUDGEMENT_TWICE, format!("KJ-{number} has two tables"));
            let finding = finding.note("the first one stands here", Some(place));
            findings.push(&key.span, finding.help(format!("keep one, [judgements.KJ-{number}]")));
        } else {
            facts.push(JudgementFacts {
                number,
                span: key.span,
                likelihood,
                confidence,
                confidence_reason,
                by,
                outcome,
                follows,
            });
        }
    }
}

fn likelihood(term: &Located<String>, config: &Config, findings: &mut Findings<'_>) -> Option<&'static Term> {
    let found = config.yardstick.find(&term.value);
    if found.is_none() {
        let words: Vec<&str> = config.yardstick.terms.iter().map(Term::name).collect();
        findings.push(
            &term.span,
            Diagnostic::new(&codes::UNKNOWN_TERM, format!("unknown likelihood `{}`", term.value))
                .label(format!("not a term of {}", config.yardstick.title))
                .help(format!("its terms are: {}", words.join(", ")))
                .replace_with(
                    crate::diag::nearest(&term.value, words.iter().copied())
                        .map(|word| format!("\"{word}\"")),
                ),
        );
    }
    found
}
