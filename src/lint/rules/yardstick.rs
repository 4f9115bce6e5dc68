//! One yardstick a site: terms of others, mixed rows, and ranges that are not the term's.

use std::ops::Range;

use crate::config::LintLevel;
use crate::diag::{Diagnostic, Place, codes};
use crate::lint::cue::Cue;
use crate::lint::{Block, Rule, View};
use crate::tradecraft::{STRENGTHS, TermFound, Words, YARDSTICKS, Yardstick, estimates};

pub(super) static RULES: [Rule; 3] = [
    Rule {
        code: &codes::FOREIGN_TERM,
        name: "foreign-term",
        default: LintLevel::Warning,
        find: foreign_term,
    },
    Rule { code: &codes::MIXED_ROWS, name: "mixed-rows", default: LintLevel::Warning, find: mixed_rows },
    Rule {
        code: &codes::RANGE_CONFLICT,
        name: "range-conflict",
        default: LintLevel::Warning,
        find: range_conflict,
    },
];

/// Terms of the site's yardstick in a sentence, in the desk's own words.
pub(super) fn own_terms(block: &Block<'_>, sentence: &Range<usize>) -> Vec<TermFound> {
    block.terms.iter().filter(|term| sentence.contains(&term.words.start)).cloned().collect()
}

/// A likelihood in words that the site's yardstick does not have.
#[derive(Debug)]
pub(super) struct Foreign {
    /// Its words.
    pub words: Range<usize>,
    /// Whose term it is, with its range in percent; none of any.
    of: Option<(&'static str, u8, u8)>,
    /// Whether it is a number of percent.
    is_number: bool,
}

/// Terms of nobody's yardstick here (IPCC AR5 has some of them), and their range in percent.
const OTHERS: [(&str, &str, u8, u8); 7] = [
    ("virtually certain", "IPCC AR5", 99, 100),
    ("extremely likely", "IPCC AR5", 95, 100),
    ("extremely unlikely", "IPCC AR5", 0, 5),
    ("exceptionally unlikely", "IPCC AR5", 0, 1),
    ("about as likely as not", "IPCC AR5", 33, 66),
    ("as likely as not", "IPCC AR5", 33, 66),
    ("more likely than not", "IPCC AR5", 50, 100),
];

/// Chances that are in no table.
const NOBODYS: [&str; 8] = [
    "all but certain",
    "near certain",
    "better than even",
    "toss up",
    "fifty fifty",
    "50 50",
    "odds are that",
    "in all likelihood",
];

/// Further words with which a foreign likelihood begins.
pub(in crate::lint) const BEGINNINGS: [&str; 28] = [
    "chance",
    "probability",
    "likelihood",
    "as",
    "all",
    "near",
    "almost",
    "nearly",
    "virtually",
    "remote",
    "roughly",
    "even",
    "realistic",
    "likely",
    "unlikely",
    "probable",
    "probably",
    "improbable",
    "improbably",
    "about",
    "more",
    "better",
    "toss",
    "fifty",
    "50",
    "odds",
    "chances",
    "in",
];

/// Likelihoods in foreign words.
pub(super) fn foreign(view: &View<'_>, block: &Block<'_>, sentence: &Range<usize>) -> Vec<Foreign> {
    let own = view.config.yardstick;
    let mut list = Vec::new();
    let mut own_terms: Option<Vec<TermFound>> = None;
    let mut from = sentence.start;
    for at in block.cued(sentence, Cue::Foreign) {
        if at < from {
            continue;
        }
        let Some(candidate) = candidate(own, &block.words, at, sentence) else { continue };
        let terms = own_terms.get_or_insert_with(|| own.terms_in(&block.words, sentence.clone()));
        let overlaps = terms.iter().any(|term| term.words.start < candidate.words.end && at < term.words.end);
        let end = candidate.words.end;
        // "Likely, with a 60 to 70 percent chance" gives its term a number.
        let glosses = candidate.is_number && !terms.is_empty();
        if !overlaps
            && !glosses
            && !block.is_quoted(at)
            && estimates(&block.words, &candidate.words, sentence.start)
        {
            list.push(candidate);
            from = end;
        }
    }
    list
}

fn candidate(own: &Yardstick, words: &Words, at: usize, sentence: &Range<usize>) -> Option<Foreign> {
    let word = words.get(at);
    if !STRENGTHS.contains(&word) && !BEGINNINGS.contains(&word) {
        return None;
    }
    if let Some((words, number)) = number_of_chance(words, at, sentence) {
        return Some(Foreign { words, of: Some(("", number, number)), is_number: true });
    }
    let first = words.first_byte(at);
    let may_be = |written: &str| written.as_bytes().first().copied() == first;
    // A word of the site's table that it reads no likelihood from is no other table's either.
    let is_own = |written: &&str| own.terms.iter().any(|term| term.words.contains(written));
    let mut best: Option<Foreign> = None;
    let mut offer = |length: Option<usize>, of| {
        if let Some(length) = length
            && at + length <= sentence.end
            && best.as_ref().is_none_or(|best| best.words.len() < length)
        {
            best = Some(Foreign { words: at..at + length, of, is_number: false });
        }
    };
    for yardstick in YARDSTICKS.iter().filter(|yardstick| yardstick.name != own.name) {
        for term in yardstick.terms {
            for written in
                term.words.iter().filter(|written| may_be(written) && !is_common(written) && !is_own(written))
            {
                offer(words.phrase(at, written), Some((yardstick.title, term.low, term.high)));
            }
        }
    }
    for (written, whose, low, high) in OTHERS.into_iter().filter(|(written, ..)| may_be(written)) {
        offer(words.phrase(at, written), Some((whose, low, high)));
    }
    for written in NOBODYS.into_iter().filter(|written| may_be(written)) {
        offer(words.phrase(at, written), None);
    }
    let strong = STRENGTHS.contains(&word)
        && words.joined(at + 1)
        && matches!(words.get(at + 1), "likely" | "unlikely" | "probable" | "improbable");
    offer(strong.then_some(2), None);
    best
}

/// "An 80 percent chance", "a probability of 80%": a number where the yardstick has words.
fn number_of_chance(words: &Words, at: usize, sentence: &Range<usize>) -> Option<(Range<usize>, u8)> {
    if !matches!(words.get(at), "chance" | "probability" | "likelihood") {
        return None;
    }
    // How many words after a number say that it is one of a hundred.
    let percent = |number: usize| match (words.get(number + 1), words.get(number + 2)) {
        ("percent", _) => Some(1),
        ("per", "cent") => Some(2),
        _ => words.gap(number + 1).trim_start().starts_with('%').then_some(0),
    };
    let value = |number: usize| words.get(number).parse::<u8>().ok().filter(|value| *value <= 100);
    if words.get(at + 1) == "of" {
        let number = (at + 2..sentence.end.min(at + 5)).find(|place| value(*place).is_some())?;
        return Some((at..number + 1 + percent(number)?, value(number)?));
    }
    let number = (sentence.start..at).rev().take(3).find(|place| value(*place).is_some())?;
    (number + percent(number)? + 1 == at).then_some((number..at + 1, value(number)?))
}

/// Words that are a term in one table and have other senses everywhere else.
fn is_common(written: &str) -> bool {
    matches!(written, "certain" | "impossible" | "impossibility" | "remote" | "about even")
}

fn foreign_term(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let own = view.config.yardstick;
    for block in &view.blocks {
        for sentence in &block.sentences {
            for Foreign { words, of, .. } in foreign(view, block, sentence) {
                let written = block.text(&words);
                let message = match of {
                    Some(("", ..)) => format!("`{written}` is a number where {} has words", own.title),
                    Some((whose, ..)) => format!("`{written}` is a term of {whose}, not of {}", own.title),
                    None => format!("`{written}` is not a term of {}", own.title),
                };
                let diagnostic = view.words(&codes::FOREIGN_TERM, block, &words, message);
                let near = of.and_then(|(_, low, high)| {
                    let middle = u16::from(low) + u16::from(high);
                    own.terms
                        .iter()
                        .min_by_key(|term| (u16::from(term.low) + u16::from(term.high)).abs_diff(middle))
                });
                found.push(match near {
                    Some(term) => diagnostic.help(format!(
                        "its nearest term is `{}` ({}–{}%)",
                        term.name(),
                        term.low,
                        term.high
                    )),
                    None => {
                        let names: Vec<&str> = own.terms.iter().map(crate::tradecraft::Term::name).collect();
                        diagnostic.help(format!("the terms are: {}", names.join(", ")))
                    }
                });
            }
        }
    }
}

/// Whether a term of ICD 203 stands in the lower row of its table.
fn is_second_row(written: &str) -> bool {
    written.contains("probabl")
        || written.contains("odds")
        || written == "remote"
        || written == "nearly certain"
}

fn mixed_rows(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    if view.config.yardstick.name != "icd203" {
        return;
    }
    let mut first: Option<(bool, Range<usize>)> = None;
    for block in &view.blocks {
        for sentence in block.sentences.iter().filter(|sentence| !is_attributed(block, sentence)) {
            for term in own_terms(block, sentence) {
                let second_row = is_second_row(&block.text(&term.words).to_lowercase());
                let place = block.place(&term.words);
                match &first {
                    None => first = Some((second_row, place)),
                    Some((row, _)) if *row == second_row => {}
                    Some((_, earlier)) => {
                        if !says_that_rows_agree(view) {
                            let message =
                                format!("`{}` is of the other row of ICD 203", block.text(&term.words));
                            let finding = view
                                .at(&codes::MIXED_ROWS, place, message)
                                .note(
                                    "the first term stands here",
                                    Some(Place::new(view.file(), earlier.clone())),
                                )
                                .help("keep to one row, or say that the terms mean the same");
                            found.push(finding);
                        }
                        return;
                    }
                }
            }
        }
    }
}

/// Whether a sentence tells what somebody else holds likely.
fn is_attributed(block: &Block<'_>, sentence: &Range<usize>) -> bool {
    let words = &block.words;
    !block.is_judging(sentence) && words.phrase(sentence.start, "according to").is_some()
}

const SAME: [&str; 5] =
    ["mean the same", "means the same", "the same probability", "the same likelihood", "the same range"];

/// A disclaimer such as "likely and probable mean the same here".
fn says_that_rows_agree(view: &View<'_>) -> bool {
    view.blocks.iter().any(|block| {
        block.sentences.iter().any(|sentence| {
            let has = |wanted: &[&str]| sentence.clone().any(|at| wanted.contains(&block.words.get(at)));
            has(&["likely", "unlikely"])
                && has(&["probable", "probably", "improbable", "remote"])
                && (has(&["interchangeable", "interchangeably", "equivalent", "synonymous", "synonyms"])
                    || sentence.clone().any(|at| block.words.any_phrase(at, &SAME).is_some()))
        })
    })
}

fn range_conflict(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for block in &view.blocks {
        for sentence in &block.sentences {
            for term in own_terms(block, sentence) {
                let Some((range, low, high)) = written_range(&block.words, term.words.end) else { continue };
                if (low, high) != (u16::from(term.term.low), u16::from(term.term.high)) {
                    let message = format!("`{}` is not {low}–{high}%", block.text(&term.words));
                    let help = format!(
                        "{} gives it {}–{}%; the page prints the range itself",
                        view.config.yardstick.title, term.term.low, term.term.high
                    );
                    found.push(view.words(&codes::RANGE_CONFLICT, block, &range, message).help(help));
                }
            }
        }
    }
}

/// Two numbers in brackets or as a probability: `(55–80%)`, `(i.e. 55 to 80 per cent)`, `, with 55–80% probability`.
fn written_range(words: &Words, at: usize) -> Option<(Range<usize>, u16, u16)> {
    let gap = words.gap(at);
    let bracketed = gap.contains(['(', '[']);
    let named = !bracketed && matches!(words.get(at), "with" | "at") && !gap.contains(['.', ';', ':']);
    if !(bracketed || named) {
        return None;
    }
    let first = match (words.get(at), words.get(at + 1)) {
        ("i", "e") | ("with" | "at", "a") => at + 2,
        ("ie" | "with" | "at" | "about" | "roughly" | "between", _) => at + 1,
        _ => at,
    };
    let low = words.get(first).parse().ok()?;
    let next = first + 1 + usize::from(matches!(words.get(first + 1), "to" | "and"));
    let high = words.get(next).parse().ok()?;
    let spelled = match (words.get(next + 1), words.get(next + 2)) {
        ("per", "cent") => 2,
        ("percent", _) => 1,
        _ => 0,
    };
    let percent =
        spelled > 0 || ["%", " per", " percent"].iter().any(|sign| words.gap(next + 1).contains(sign));
    let of_chance = matches!(words.get(next + 1 + spelled), "probability" | "likelihood" | "chance");
    (percent && (bracketed || of_chance) && low <= high && high <= 100).then_some((
        first..next + 1,
        low,
        high,
    ))
}
