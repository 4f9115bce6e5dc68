//! Words that hide a likelihood: may and might, hedges upon hedges, double negatives.

use std::ops::Range;

use crate::config::LintLevel;
use crate::content::PassageKind;
use crate::diag::{Diagnostic, codes};
use crate::lint::cue::Cue;
use crate::lint::{Block, Rule, View};
use crate::tradecraft::{TermFound, Words};

pub(super) static RULES: [Rule; 3] = [
    Rule {
        code: &codes::VAGUE_LIKELIHOOD,
        name: "vague-likelihood",
        default: LintLevel::Warning,
        find: vague_likelihood,
    },
    Rule {
        code: &codes::STACKED_HEDGES,
        name: "stacked-hedges",
        default: LintLevel::Warning,
        find: stacked_hedges,
    },
    Rule {
        code: &codes::DOUBLE_NEGATIVE,
        name: "double-negative",
        default: LintLevel::Warning,
        find: double_negative,
    },
];

/// Words that are vague by themselves, some of them only in some places.
pub(in crate::lint) const WORDS: [&str; 24] = [
    "may",
    "might",
    "could",
    "possible",
    "possibly",
    "perhaps",
    "maybe",
    "conceivably",
    "plausibly",
    "potentially",
    "portend",
    "portends",
    "reportedly",
    "allegedly",
    "suggest",
    "suggests",
    "appear",
    "appears",
    "seem",
    "seems",
    "chance",
    "likelihood",
    "probability",
    "odds",
];

/// Verbs that hedge.
pub(in crate::lint) const MODALS: [&str; 3] = ["may", "might", "could"];

/// Adverbs that hedge.
pub(in crate::lint) const HEDGES: [&str; 8] =
    ["possibly", "potentially", "perhaps", "conceivably", "likely", "probably", "feasibly", "maybe"];

/// Words that turn a negation into a likelihood.
pub(in crate::lint) const NEGATIVES: [&str; 6] =
    ["unlikely", "improbable", "impossible", "implausible", "inconceivable", "unthinkable"];

/// Phrases that are vague.
pub(in crate::lint) const PHRASES: [&str; 34] = [
    "cannot rule out",
    "can't rule out",
    "can’t rule out",
    "cannot be ruled out",
    "can't be ruled out",
    "can’t be ruled out",
    "can not be ruled out",
    "not be ruled out",
    "cannot be excluded",
    "cannot exclude",
    "significant chance",
    "good chance",
    "fair chance",
    "real chance",
    "some chance",
    "serious possibility",
    "real possibility",
    "strong possibility",
    "distinct possibility",
    "strong probability",
    "real risk",
    "significant risk",
    "has the potential to",
    "have the potential to",
    "chances are",
    "is conceivable",
    "it is thinkable",
    "there is a chance",
    "every chance",
    "nobody can exclude",
    "nobody can rule out",
    "no one can exclude",
    "no one can rule out",
    "remains to be seen",
];

fn vague_likelihood(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for block in &view.blocks {
        for sentence in block.judging() {
            for words in vague(block, sentence, view) {
                let written = block.text(&words);
                let term =
                    view.config.yardstick.terms.get(view.config.yardstick.terms.len().saturating_sub(3));
                let example = term.map_or("likely", crate::tradecraft::Term::name);
                found.push(
                    view.words(
                        &codes::VAGUE_LIKELIHOOD,
                        block,
                        &words,
                        format!("`{written}` may mean any likelihood"),
                    )
                    .help(format!(
                        "say how likely it is in a term of {}, such as `{example}`",
                        view.config.yardstick.title
                    )),
                );
            }
        }
    }
}

/// Vague words of a sentence; those that touch are one, and stacked hedges are left to their own rule.
pub(super) fn vague(block: &Block<'_>, sentence: &Range<usize>, view: &View<'_>) -> Vec<Range<usize>> {
    let mut list: Vec<Range<usize>> = Vec::new();
    let mut stacks = None;
    let mut end = sentence.start;
    for at in block.cued(sentence, Cue::Vague) {
        if at < end {
            continue;
        }
        let place = vague_at(block, at, sentence, view).filter(|_| !block.is_quoted(at));
        let Some(place) = place else { continue };
        end = place.end;
        // A site's own yardstick may give a range to words that are vague elsewhere.
        // "Chances are about even" is one as a whole.
        let is_term = |term: &TermFound| {
            (term.words.start < place.end && place.start < term.words.end) || term.words.start == place.end
        };
        let phrase = place.len() > 1;
        if block.terms.iter().any(|term| is_term(term) && (phrase || term.words.start < place.end)) {
            continue;
        }
        if is_subordinate(block, &place, sentence) {
            continue;
        }
        let stacks = stacks.get_or_insert_with(|| self::stacks(block, sentence));
        let stacked = stacks.iter().any(|stack| stack.start <= place.start && place.start < stack.end);
        match list.last_mut() {
            _ if stacked => {}
            Some(last) if last.end == place.start && block.words.joined(place.start) => last.end = place.end,
            // "May or may not".
            Some(last) if last.end + 1 == place.start && block.words.get(last.end) == "or" => {
                last.end = place.end;
            }
            _ => list.push(place),
        }
    }
    list
}

/// Whether a judgement has its likelihood and a vague word stands in what it only mentions: "a bill that could allow
/// drilling will likely pass", "the minister may by law", "could it close? It is unlikely".
fn is_subordinate(block: &Block<'_>, place: &Range<usize>, sentence: &Range<usize>) -> bool {
    if !block.is_judgement() || block.terms.is_empty() {
        return false;
    }
    let words = &block.words;
    let asked = block.words.gap(sentence.end).contains('?');
    let lawful = matches!(words.get(place.end), "by" | "under")
        && matches!(words.get(place.end + 1), "law" | "the")
        || matches!(words.get(place.end), "legally" | "lawfully" | "constitutionally");
    let mut at = place.start;
    let mut subordinate = false;
    while at > sentence.start && !subordinate {
        let clause_begins = words.gap(at).contains([';', ':', '—']);
        if clause_begins {
            break;
        }
        at -= 1;
        // "Prices will likely rise, and exports may fall" judges twice.
        if matches!(words.get(at), "and" | "but" | "or") {
            break;
        }
        let after_term = block.terms.iter().any(|term| term.words.end == at);
        subordinate = !after_term
            && matches!(
                words.get(at),
                "that"
                    | "which"
                    | "who"
                    | "whose"
                    | "whom"
                    | "where"
                    | "as"
                    | "because"
                    | "since"
                    | "although"
                    | "though"
                    | "while"
                    | "whether"
                    | "if"
                    | "when"
                    | "what"
            );
    }
    asked || lawful || subordinate
}

fn vague_at(block: &Block<'_>, at: usize, sentence: &Range<usize>, view: &View<'_>) -> Option<Range<usize>> {
    let words = &block.words;
    let before = if at > sentence.start { words.before(at, 1) } else { "" };
    let next = if at + 1 < sentence.end && words.joined(at + 1) { words.get(at + 1) } else { "" };
    let vague = match words.get(at) {
        "may" => is_modal_may(block, at, before, next),
        "might" => {
            let noun = matches!(
                before,
                "military"
                    | "the"
                    | "its"
                    | "their"
                    | "naval"
                    | "economic"
                    | "industrial"
                    | "financial"
                    | "full"
                    | "air"
                    | "of"
                    | "with"
            );
            let owned = before.ends_with("'s") || before.ends_with("’s");
            !noun && !owned && next != "of" && !next.is_empty()
        }
        // "could not" is mostly a fact of the past, and "than it could in 2023" a comparison.
        "could" => {
            !matches!(next, "not" | "in" | "before" | "then" | "ever" | "")
                && !than_before(block, at, sentence)
        }
        "possibly" | "perhaps" | "maybe" | "conceivably" | "plausibly" | "potentially" | "portend"
        | "portends" | "reportedly" | "allegedly" => true,
        "possible" => {
            let fixed = matches!(
                before,
                "as" | "if"
                    | "where"
                    | "wherever"
                    | "when"
                    | "whenever"
                    | "all"
                    | "every"
                    | "best"
                    | "not"
                    | "makes"
                    | "made"
                    | "make"
                    | "become"
                    | "became"
                    | "becomes"
                    | "everything"
                    | "longer"
                    | "worst"
                    | "earliest"
                    | "the"
                    | "its"
                    | "their"
                    | "any"
            );
            let made = (sentence.start..at)
                .rev()
                .take(4)
                .any(|back| matches!(words.get(back), "make" | "makes" | "made" | "making"));
            !fixed && !made
        }
        "suggest" | "suggests" | "appears" | "appear" | "seem" | "seems" => {
            // They report evidence; a judgement that says how likely something is may do so.
            block.is_judgement()
                && matches!(next, "to" | "that" | "")
                && view.config.yardstick.terms_in(words, sentence.clone()).is_empty()
        }
        "chance" | "likelihood" | "probability" | "odds" => return degree_of_chance(words, at, sentence),
        _ => return words.any_phrase(at, &PHRASES).filter(|place| place.end <= sentence.end),
    };
    vague.then(|| words.any_phrase(at, &PHRASES).unwrap_or(at..at + 1))
}

/// "Little likelihood", "the probability of a default is high": a degree that no table has. "Low-probability events" are a kind
/// of events.
fn degree_of_chance(words: &Words, at: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
    let is_degree = |word: &str| {
        matches!(
            word,
            "little"
                | "low"
                | "high"
                | "small"
                | "slim"
                | "slight"
                | "strong"
                | "considerable"
                | "decent"
                | "negligible"
        )
    };
    let joined = at > sentence.start && words.joined(at) && !words.gap(at).contains(['-', '‑']);
    if joined && is_degree(words.before(at, 1)) && !matches!(words.get(at + 1), "event" | "events") {
        return Some(at - 1..at + 1);
    }
    let clause = (at + 1..sentence.end.min(at + 10)).take_while(|place| words.joined(*place));
    let verb =
        clause.clone().find(|place| matches!(words.get(*place), "is" | "are" | "remains" | "remain"))?;
    let degree =
        clause.skip_while(|place| *place <= verb).take(2).find(|place| is_degree(words.get(*place)))?;
    let ends =
        degree + 1 >= sentence.end || !words.joined(degree + 1) || !words.get(degree + 1).ends_with("er");
    (ends && !matches!(words.get(at + 1), "paper" | "theory" | "distribution")).then_some(at..degree + 1)
}

fn is_modal_may(block: &Block<'_>, at: usize, before: &str, next: &str) -> bool {
    if matches!(before, "whatever" | "whoever" | "whichever" | "however" | "what" | "as" | "come") {
        return false;
    }
    let capital = block.text(&(at..at + 1)).starts_with('M');
    let dated = next.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
        || matches!(
            before,
            "in" | "by"
                | "since"
                | "of"
                | "until"
                | "from"
                | "early"
                | "late"
                | "mid"
                | "last"
                | "next"
                | "before"
                | "after"
                | "during"
                | "this"
        )
        || next.is_empty();
    // A subject before it by way of a name "whatever measures the government may take".
    let relative = (at.saturating_sub(6)..at)
        .any(|back| matches!(block.words.get(back), "whatever" | "whichever" | "however"));
    // "No person under 18 may vote", "the party may no longer field candidates": what is allowed.
    let barred = next == "no"
        && block.words.get(at + 2) == "longer"
        && !matches!(block.words.get(at + 3), "be" | "have" | "exist");
    let nobody = (at.saturating_sub(5)..at)
        .rev()
        .take_while(|back| block.words.joined(back + 1))
        .any(|back| block.words.get(back) == "no" && (back == 0 || !block.words.joined(back)));
    !capital && !dated && !relative && !barred && !nobody
}

fn than_before(block: &Block<'_>, at: usize, sentence: &Range<usize>) -> bool {
    (sentence.start.max(at.saturating_sub(3))..at).any(|back| matches!(block.words.get(back), "than" | "as"))
}

fn stacked_hedges(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for block in &view.blocks {
        for sentence in &block.sentences {
            if !block.is_judgement()
                && block.passage.kind == PassageKind::Prose
                && !block.is_judging(sentence)
            {
                continue;
            }
            for words in stacks(block, sentence) {
                let written = block.text(&words);
                found.push(
                    view.words(
                        &codes::STACKED_HEDGES,
                        block,
                        &words,
                        format!("`{written}` is a hedge upon a hedge"),
                    )
                    .help(format!("choose one term of {}", view.config.yardstick.title)),
                );
            }
        }
    }
}

/// Two hedges side by side.
pub(super) fn stacks(block: &Block<'_>, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let words = &block.words;
    let modal = |word: &str| MODALS.contains(&word);
    let hedge = |word: &str| HEDGES.contains(&word);
    block
        .cued(sentence, Cue::Hedge)
        .map(|first| first + 1)
        .filter(|at| *at < sentence.end)
        .filter(|at| words.joined(*at) && !block.is_quoted(*at))
        .filter_map(|at| {
            let (first, second) = (words.before(at, 1), words.get(at));
            let capital = block.text(&(at - 1..at)).starts_with("May") && at - 1 > sentence.start;
            let next = if words.joined(at + 1) { words.get(at + 1) } else { "" };
            let pair = (modal(first)
                && !capital
                && (hedge(second)
                    || (second == "well"
                        && !matches!(next, "" | "as")
                        // "It may well be the oldest port" tells what is, and judges nothing.
                        && (next != "be" || block.is_judging(sentence)))))
                || (hedge(first) && modal(second))
                || (matches!(first, "possibly" | "perhaps" | "potentially" | "maybe") && hedge(second))
                || (matches!(first, "seem" | "seems" | "appear" | "appears")
                    && matches!(second, "likely" | "unlikely" | "possible" | "probable"));
            let to = matches!(first, "seem" | "seems" | "appear" | "appears")
                && second == "to"
                && matches!(next, "suggest" | "indicate" | "imply");
            if to { Some(at - 1..at + 2) } else { pair.then_some(at - 1..at + 1) }
        })
        .collect()
}

fn double_negative(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for block in &view.blocks {
        for sentence in &block.sentences {
            for words in double_negatives(block, sentence) {
                let written = block.text(&words);
                found.push(
                    view.words(
                        &codes::DOUBLE_NEGATIVE,
                        block,
                        &words,
                        format!("`{written}` hides a likelihood in a double negative"),
                    )
                    .help(format!("say it in one term of {}", view.config.yardstick.title)),
                );
            }
        }
    }
}

/// "not unlikely", "not at all improbable", "isn't impossible".
pub(super) fn double_negatives(block: &Block<'_>, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let words = &block.words;
    block
        .cued(sentence, Cue::Negative)
        .filter(|at| NEGATIVES.contains(&words.get(*at)) && !block.is_quoted(*at))
        .filter_map(|at| {
            let mut start = at;
            while start > sentence.start && at - start < 4 && words.joined(start) {
                start -= 1;
                match words.get(start) {
                    "not" | "never" | "hardly" => return Some(start..at + 1),
                    "at" | "all" | "entirely" | "wholly" | "so" | "very" | "highly" | "altogether" | "an"
                    | "completely" => {}
                    word if word.ends_with("n't") || word.ends_with("n’t") => return Some(start..at + 1),
                    _ => return None,
                }
            }
            None
        })
        .collect()
}
