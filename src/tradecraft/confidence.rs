//! Confidence: how far the analysis can be relied on, kept apart from likelihood (ICD 203 §D.6.e.(2)(b)).

use std::ops::Range;

use super::negation::is_denied;
use super::quotation::quotations;
use super::words::Words;

/// Level of analytic confidence, as the annex on estimative language of the US National Intelligence Council
/// describes three of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Credibility uncertain, information fragmented or poorly corroborated.
    Low,
    /// Credibly sourced and plausible, but not corroborated well enough for high.
    Moderate,
    /// Consistent, high-quality information from several sources; still not certainty.
    High,
}

impl Confidence {
    /// The words, lowest first.
    pub const NAMES: [&'static str; 3] = ["low", "moderate", "high"];

    /// From a place in [`Self::NAMES`].
    pub fn from_index(index: usize) -> Self {
        match index {
            0 => Self::Low,
            1 => Self::Moderate,
            _ => Self::High,
        }
    }

    /// `low`, `moderate` or `high`.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// From a word beside "confidence" or "confident".
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "low" => Some(Self::Low),
            "moderate" | "medium" | "moderately" => Some(Self::Moderate),
            "high" | "highly" => Some(Self::High),
            _ => None,
        }
    }

    /// How sure a text says that the desk is of what the text judges: "we have high confidence in this", "our
    /// confidence is moderate", "(low confidence)", "Confidence: high". None where somebody else is sure, where the level
    /// is denied, supposed, past or one of two, and where something else is what one is sure of.
    pub fn in_text(text: &str) -> Option<Self> {
        Self::among(&Words::new(text), text)
    }

    /// As [`Self::in_text`], where the words of the text are at hand.
    pub fn among(words: &Words, text: &str) -> Option<Self> {
        said_in(text, words).map(|(_, level)| level)
    }
}

/// The words that first say the one level of a text, and the level.
pub(super) fn said_in(text: &str, words: &Words) -> Option<(Range<usize>, Confidence)> {
    let mut at =
        (0..words.len()).filter(|at| matches!(words.get(*at), "confidence" | "confident")).peekable();
    at.peek()?;
    let quoted = quotations(text);
    let own = |at: &usize| !quoted.iter().any(|range| range.contains(&words.bytes(*at).start));
    let mut said = at.filter(own).filter_map(|at| level_at(words, at));
    let first = said.next()?;
    said.all(|other| other.1 == first.1).then_some(first)
}

/// The level that the desk gives at a word "confidence" or "confident", and its words.
fn level_at(words: &Words, at: usize) -> Option<(Range<usize>, Confidence)> {
    let clause = clause(words, at);
    let back = |steps: usize| if at >= clause.start + steps { words.before(at, steps) } else { "" };
    let (start, end, level) = if let Some(level) = Confidence::from_word(back(1)) {
        (at - 1, at + 1, level)
    } else if let Some(level) = Confidence::from_word(back(3))
        && back(1) == "of"
        && matches!(back(2), "degree" | "level")
    {
        (at - 3, at + 1, level)
    } else {
        let (end, level) = level_after(words, at, &clause)?;
        (at, end, level)
    };
    // "Moderate-to-high confidence", "low or moderate".
    if start > clause.start
        && matches!(words.before(start, 1), "to" | "or" | "and" | "not" | "than" | "from" | "of")
        && words.before(start, 2) != "level"
    {
        return None;
    }
    // "High-confidence voters".
    let joined = at + 1 == end && words.joined(end);
    if start < at && words.gap(at).contains(['-', '‑']) && joined && !is_particle(words.get(end)) {
        return None;
    }
    // What one is sure of may be denied and supposed: "high confidence that prices would not rise before 2026".
    let own = |at: &usize| *at < end || !is_particle(words.get(*at));
    let supposed = clause.clone().take_while(own).any(|at| is_supposed(words.get(at)));
    let conditional = sentence(words, at)
        .any(|at| matches!(words.get(at), "if" | "unless") || at < end && words.get(at) == "would");
    if supposed || conditional || is_denied(words, start, clause.start) {
        return None;
    }
    let about = if words.get(at + 1) == "level" { at + 2 } else { at + 1 };
    let about = (about < clause.end && words.joined(about)).then_some(about);
    let is_about_this =
        about.is_none_or(|about| words.get(about) != "in" || is_of_judgement(words, about + 1));
    (is_about_this && is_of_desk(words, start, end, &clause)).then_some((start..end, level))
}

/// "Our confidence in this judgement is low", "Confidence level: high": where that ends, and the level.
fn level_after(words: &Words, at: usize, clause: &Range<usize>) -> Option<(usize, Confidence)> {
    if words.get(at) != "confidence" {
        return None;
    }
    let label = if words.get(at + 1) == "level" { at + 2 } else { at + 1 };
    if words.gap(label).trim_start().starts_with(':') {
        let opens = at == clause.start || matches!(words.before(at, 1), "our" | "analytic" | "overall");
        return opens
            .then(|| Confidence::from_word(words.get(label)))
            .flatten()
            .map(|level| (label + 1, level));
    }
    let verb =
        (at + 1..clause.end.min(at + 10)).find(|at| matches!(words.get(*at), "is" | "remains" | "stays"))?;
    let adverb =
        |at: usize| usize::from(matches!(words.get(at), "therefore" | "still" | "now" | "only" | "thus"));
    let place = verb + 1 + adverb(verb + 1);
    let level = Confidence::from_word(words.get(place))?;
    (place < clause.end && !matches!(words.get(place + 1), "to" | "or")).then_some((place + 1, level))
}

/// The words around one up to a stop, a bracket, a semicolon or a colon.
fn clause(words: &Words, at: usize) -> Range<usize> {
    bounded(words, at, &['.', ';', ':', '!', '?', '\n', '(', ')', '[', ']', '—'])
}

fn sentence(words: &Words, at: usize) -> Range<usize> {
    bounded(words, at, &['.', '!', '?', '\n'])
}

fn bounded(words: &Words, at: usize, marks: &[char]) -> Range<usize> {
    let mut start = at;
    while start > 0 && !words.gap(start).contains(marks) {
        start -= 1;
    }
    let mut end = at + 1;
    while end < words.len() && !words.gap(end).contains(marks) {
        end += 1;
    }
    start..end
}

/// Words of a clause that says what is not, was or would be.
pub fn is_supposed(word: &str) -> bool {
    matches!(
        word,
        "lack"
            | "lacks"
            | "lacked"
            | "lacking"
            | "had"
            | "would"
            | "could"
            | "might"
            | "should"
            | "may"
            | "previously"
            | "formerly"
            | "earlier"
            | "once"
            | "before"
            | "until"
            | "not"
            | "never"
            | "cannot"
            | "no"
            | "neither"
            | "nor"
            | "without"
            | "hardly"
            | "than"
            | "rather"
    ) || word.ends_with("n't")
        || word.ends_with("n’t")
}

/// Words that may follow "high-confidence", which makes it no property of voters.
pub fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "in" | "that"
            | "because"
            | "as"
            | "since"
            | "and"
            | "but"
            | "for"
            | "here"
            | "given"
            | "based"
            | "due"
            | "owing"
            | "on"
            | "judgement"
            | "judgements"
            | "judgment"
            | "judgments"
            | "assessment"
            | "assessments"
    )
}

/// Whether the words after "confidence in" name a judgement.
pub fn is_of_judgement(words: &Words, mut at: usize) -> bool {
    let first = at;
    while matches!(
        words.get(at),
        "this"
            | "these"
            | "that"
            | "our"
            | "the"
            | "all"
            | "both"
            | "each"
            | "of"
            | "key"
            | "first"
            | "second"
            | "third"
            | "overall"
            | "above"
            | "it"
            | "them"
            | "two"
            | "three"
            | "analytic"
            | "main"
            | "last"
    ) && (at == first || words.joined(at))
    {
        at += 1;
    }
    let pronoun = matches!(words.before(at, 1), "this" | "these" | "that" | "it" | "them" | "both" | "all");
    match words.get(at) {
        word if is_judgement(word) => true,
        word => at > first && pronoun && (!words.joined(at) || is_particle(word) || is_verb_of_level(word)),
    }
}

/// Words for what a desk judges.
pub fn is_judgement(word: &str) -> bool {
    matches!(
        word,
        "judgement"
            | "judgements"
            | "judgment"
            | "judgments"
            | "assessment"
            | "assessments"
            | "analysis"
            | "estimate"
            | "estimates"
            | "conclusion"
            | "conclusions"
            | "finding"
            | "findings"
            | "forecast"
            | "forecasts"
            | "view"
            | "kj"
    )
}

fn is_verb_of_level(word: &str) -> bool {
    matches!(word, "is" | "remains" | "stays" | "" | "by" | "until" | "so" | "while" | "although" | "though")
}

/// Whether words before a level say that somebody other than the desk judges: "the CIA assessed with", "the IMF said with".
pub fn is_of_another(words: &Words, before: Range<usize>) -> bool {
    let from = before.start;
    before.rev().find(|at| is_report(words.get(*at))).is_some_and(|at| {
        // A participle that opens has no subject, and "is assessed" has one that does not judge.
        let passive = at == from
            || !words.joined(at)
            || matches!(words.before(at, 1), "is" | "are" | "was" | "were" | "been" | "be");
        let desk = (from.max(at.saturating_sub(3))..at)
            .any(|at| matches!(words.get(at), "we" | "we've" | "we’ve" | "our" | "desk" | "i"));
        !desk && !passive
    })
}

fn is_report(word: &str) -> bool {
    matches!(
        word,
        "assessed"
            | "assesses"
            | "judged"
            | "judges"
            | "said"
            | "says"
            | "concluded"
            | "concludes"
            | "reported"
            | "reports"
            | "wrote"
            | "writes"
            | "stated"
            | "states"
            | "estimated"
            | "believes"
            | "believed"
    )
}

/// Whether it is the desk that is sure: it says so, or nobody is named.
fn is_of_desk(words: &Words, start: usize, end: usize, clause: &Range<usize>) -> bool {
    if is_of_another(words, clause.start..start) {
        return false;
    }
    let desk = (clause.start..start).any(|at| {
        matches!(
            words.get(at),
            "we" | "we're" | "we’re" | "we've" | "we’ve" | "our" | "desk" | "desk's" | "desk’s"
        )
    });
    // "This judgement is made with high confidence", "assessed with low confidence".
    let judging = (clause.start..start).any(|at| {
        matches!(words.get(at), "judgement" | "judgment" | "assessment" | "analysis" | "assessed" | "judged")
    });
    if desk || judging {
        return true;
    }
    if words.get(end - 1) == "confident" {
        return false;
    }
    // "This is a low-confidence judgement."
    let pronoun = matches!(words.get(clause.start), "this" | "these" | "it" | "all" | "both");
    if pronoun && words.joined(end) && is_judgement(words.get(end)) {
        return true;
    }
    let mut opening = start;
    while opening > clause.start
        && words.joined(opening)
        && matches!(
            words.before(opening, 1),
            "with" | "analytic" | "overall" | "a" | "at" | "the" | "and" | "but"
        )
    {
        opening -= 1;
    }
    let closed = end >= clause.end || !words.joined(end) || is_particle(words.get(end));
    let with = (opening..start).any(|at| words.get(at) == "with");
    (opening == clause.start && (closed || with))
        || (!words.joined(opening) && closed && (with || end >= clause.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_is_read_where_the_desk_says_it_of_its_judgement() {
        for (level, sentences) in [
            (
                Confidence::High,
                &[
                    "We have High Confidence that …",
                    "It is likely. We have high confidence in this.",
                    "It is likely (high confidence).",
                    "It is likely. (High confidence)",
                    "It is likely. High confidence.",
                    "It is likely, with high confidence.",
                    "With high confidence prices will rise.",
                    "A high level of confidence.",
                    "We are highly confident.",
                    "Confidence level: High.",
                    "High-confidence judgement.",
                    "We judge with high confidence that prices rise.",
                    "This judgement is made with high confidence.",
                    "In May 2024 we had low confidence in this; we now have high confidence.",
                    "Assessed with high confidence.",
                    "We have assessed with high confidence that prices rise.",
                    "Analysts of the desk have high confidence in this judgement.",
                    "We judge with high confidence that talks will fail before 2026.",
                    "We have high confidence that Iran will not leave the treaty until May.",
                    "We have high confidence that prices would fall.",
                ] as &[&str],
            ),
            (
                Confidence::Moderate,
                &[
                    "with moderate confidence",
                    "Our confidence is moderate.",
                    "We are moderately confident.",
                    "We have medium confidence.",
                    "Confidence: moderate.",
                    "Confidence is moderate, because one source speaks.",
                ],
            ),
            (
                Confidence::Low,
                &[
                    "Our confidence in this judgement is low, because one source speaks.",
                    "We attach low confidence to this judgement, for lack of sources.",
                    "This is a low-confidence judgement.",
                    "Our level of confidence is low.",
                ],
            ),
        ] {
            for sentence in sentences {
                assert_eq!(Confidence::in_text(sentence), Some(level), "{sentence}");
            }
        }
    }

    #[test]
    fn confidence_of_others_or_denied_or_past_is_no_level() {
        for sentence in [
            "We do not have high confidence in this.",
            "We lack high confidence here.",
            "Had the yard answered, we would have high confidence.",
            "Consumers have low confidence in the currency.",
            "Gen. Ito has low confidence in his staff.",
            "Polls show high confidence in the bank.",
            "The bank said it had \"high confidence\" in this.",
            "The bank has “high confidence”. ‘High confidence’, we wrote.",
            "In May 2024 we had low confidence in this.",
            "We have moderate-to-high confidence in this.",
            "We have low to moderate confidence.",
            "High-confidence voters will very likely stay home.",
            "Low confidence among builders will delay housing.",
            "Our confidence would be high if the register were found.",
            "Our confidence is not high.",
            "High confidence is not warranted.",
            "High confidence would be premature.",
            "Before May we had high confidence.",
            "We have moderate confidence in the identification of Mr. K. as the person on the video.",
            "a high level of confidence in highs",
            "Traders are highly confident.",
            "The CIA assessed with high confidence that the port closed.",
            "We note that the CIA has assessed with high confidence that the port closed.",
            "The IMF said with high confidence that prices rise.",
        ] {
            assert_eq!(Confidence::in_text(sentence), None, "{sentence}");
        }
    }
}
