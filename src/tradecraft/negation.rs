//! Negations of a word: those beside it, and those that its clause brings along ("nobody is likely to sign", "we do not
//! think it likely").
//!
//! In: words and a place. Out: whether what stands there is denied. Where that is open the answer is yes: a likelihood that
//! is left out is missed, and one that is the opposite of its author's misleads. Does not know terms.

use super::words::Words;

/// How many words of a clause are read.
const REACH: usize = 120;

/// Whether a negation stands before a word, over words such as "at all" and "yet".
pub fn is_negated(words: &Words, at: usize, from: usize) -> bool {
    let mut place = at;
    while place > from && at - place < 5 && words.joined(place) {
        place -= 1;
        match words.get(place) {
            "not" | "never" | "hardly" | "scarcely" | "rarely" | "seldom" | "neither" | "nor" | "cannot"
            | "without" => {
                return true;
            }
            "but" => return words.before(place, 1) == "anything",
            "no" => return words.get(place + 1) != "longer" || place + 2 <= at,
            "at" | "all" | "now" | "yet" | "so" | "any" | "longer" | "entirely" | "wholly"
            | "necessarily" | "remotely" | "very" | "highly" | "particularly" | "means" | "by" | "be"
            | "been" | "being" => {}
            word => return word.ends_with("n't") || word.ends_with("n’t"),
        }
    }
    false
}

/// Whether a word is denied: beside it, or by the subject or the verb of its clause.
pub fn is_denied(words: &Words, at: usize, from: usize) -> bool {
    is_negated(words, at, from) || is_denied_by_clause(words, at, from) || is_denied_abroad(words, at, from)
}

/// Words that deny or lessen in French, Spanish, German, Italian and Portuguese, without those that English has as well.
const ABROAD: [&str; 46] = [
    "pas",
    "n'est",
    "n’est",
    "n'était",
    "n’était",
    "aucun",
    "aucune",
    "nul",
    "nulle",
    "guère",
    "jamais",
    "personne",
    "peu",
    "moins",
    "aussi",
    "ni",
    "ningún",
    "ninguno",
    "ninguna",
    "nunca",
    "jamás",
    "nadie",
    "poco",
    "poca",
    "menos",
    "tampoco",
    "nicht",
    "kein",
    "keine",
    "keinen",
    "keinem",
    "keiner",
    "wenig",
    "weniger",
    "kaum",
    "nie",
    "niemand",
    "nichts",
    "weder",
    "nessun",
    "nessuno",
    "nessuna",
    "não",
    "nenhum",
    "nenhuma",
    "pouco",
];

/// How far such words reach, in words.
const REACH_ABROAD: usize = 12;

/// Whether a sentence in another language denies a term of its table: "Aucun accord n’est probable". Which word belongs to which
/// verb is not asked there, so that a range may be missing where a sentence denies something else.
fn is_denied_abroad(words: &Words, at: usize, from: usize) -> bool {
    let ends = |place: usize| words.gap(place).contains(['.', ';', ':', '!', '?', '\n']);
    let before = (from..at).rev().take(REACH_ABROAD).take_while(|place| !ends(place + 1));
    let denied = before.map(|place| words.get(place)).any(|word| ABROAD.contains(&word));
    // "Tan probable como no".
    denied || (at > from && words.joined(at) && words.before(at, 1) == "tan")
}

/// Walks back over the clause and counts its verbs: a negation reaches over so many that belong to its own clause.
fn is_denied_by_clause(words: &Words, at: usize, from: usize) -> bool {
    let mut verbs = 0;
    let mut relatives = 0;
    let mut joined = false;
    let mut place = at;
    // Whether anything but verbs and adverbs stands between the last comma and the word.
    let mut has_subject = false;
    while place > from {
        if at - place > REACH {
            return true;
        }
        let gap = words.gap(place);
        // "Nobody in the U.S. is likely to sign."
        let initial = gap.starts_with('.') && words.get(place - 1).len() == 1;
        if !initial && gap.contains(['.', ';', ':', '!', '?', '…', '\n', '"', '“', '”', '«', '»']) {
            return false;
        }
        if gap.contains([',', '(', ')', '—', '–']) {
            // "Talks are not, in our view, likely": what stands between two commas is passed over.
            let opening = (from + 1..place)
                .rev()
                .take(REACH)
                .take_while(|back| !words.gap(*back).contains(['.', ';', ':', '!', '?', '\n']))
                .find(|back| words.gap(*back).contains([',', '(', '—', '–']));
            match opening {
                Some(opening) if !has_subject => {
                    has_subject = true;
                    place = opening;
                }
                _ => return false,
            }
        }
        place -= 1;
        let word = words.get(place);
        has_subject |=
            !is_verb(word) && !matches!(word, "be" | "been" | "very" | "also" | "now" | "most" | "to");
        match word {
            "but" | "because" | "although" | "though" | "while" | "whereas" => return false,
            "and" => joined = true,
            "who" | "which" | "that" | "whom" | "whose" | "where" => relatives += 1,
            _ => {}
        }
        if denies_clause(words, place, from) && verbs <= 1 + relatives {
            return true;
        }
        if let Some(reach) = denies_predicate(words, place)
            && !joined
            && verbs <= reach
        {
            return true;
        }
        verbs += usize::from(is_verb(word));
    }
    false
}

/// Whether a word denies all that its clause says: "nobody", "whether", "neither side".
fn denies_clause(words: &Words, at: usize, from: usize) -> bool {
    let next = words.get(at + 1);
    let first =
        || at == from || !words.joined(at) || matches!(words.before(at, 1), "that" | "and" | "or" | "so");
    match words.get(at) {
        "whether" => true,
        "no" => first() && !matches!(next, "longer" | "later" | "less" | "fewer" | "more" | "doubt"),
        "none" | "nobody" | "nothing" | "neither" | "nor" | "few" | "nowhere" | "seldom" | "rarely"
        | "never" => first() && next != "less",
        "little" => first() && matches!(next, "is" | "will" | "of" | "else"),
        _ => false,
    }
}

/// How many verbs lie at most between a word that denies its predicate and what is denied: none for "not likely", one for
/// "do not think that it is likely".
fn denies_predicate(words: &Words, at: usize) -> Option<usize> {
    let word = words.get(at);
    let next = words.get(at + 1);
    let negation = matches!(word, "not" | "cannot" | "never" | "hardly" | "scarcely")
        || (word == "no" && next == "longer")
        || word.ends_with("n't")
        || word.ends_with("n’t");
    if negation {
        let only = matches!(next, "only" | "just" | "merely" | "least" | "later" | "before" | "until");
        let refuted = next == "true" || (next == "the" && words.get(at + 2) == "case");
        let open = (1..=3).any(|step| is_settled(words.get(at + step)) && words.get(at + step + 1) == "that");
        let opinion = refuted || open || (1..=2).any(|step| is_opinion(words.get(at + step)));
        return (!only).then_some(usize::from(opinion));
    }
    let refuted = match word {
        // "A dispute over fishing is unlikely" denies nothing.
        "doubt" | "doubts" | "dispute" | "disputes"
            if !matches!(
                next,
                "that"
                    | "whether"
                    | "if"
                    | "this"
                    | "these"
                    | "the"
                    | "it"
                    | "any"
                    | "a"
                    | "an"
                    | "such"
                    | "there"
            ) =>
        {
            false
        }
        "doubt" | "doubts" | "doubted" | "deny" | "denies" | "denied" | "disputes" | "dispute" => {
            !matches!(words.before(at, 1), "no" | "without" | "beyond" | "not")
                && !words.before(at, 1).ends_with("n't")
                && !words.before(at, 1).ends_with("n’t")
        }
        "wrong" | "mistaken" | "misleading" | "false" | "untrue" | "incorrect" | "doubtful" | "premature"
        | "implausible" => matches!(next, "to" | "that"),
        "far" => next == "from",
        "no" | "little" | "scant" | "insufficient" => (1..=2).any(|step| is_lacking_reason(words, at + step)),
        _ => false,
    };
    refuted.then_some(1)
}

/// Whether what is lacking here is a reason to hold what follows: "no evidence that", "no reason to think".
fn is_lacking_reason(words: &Words, at: usize) -> bool {
    let reason = matches!(
        words.get(at),
        "evidence"
            | "sign"
            | "signs"
            | "indication"
            | "indications"
            | "proof"
            | "suggestion"
            | "reason"
            | "reasons"
            | "basis"
            | "grounds"
    );
    let to_hold = matches!(words.get(at + 1), "to" | "for")
        && (is_opinion(words.get(at + 2)) || matches!(words.get(at + 2), "thinking" | "believing"));
    reason && (words.get(at + 1) == "that" || to_hold)
}

/// What may be open of what follows: "it is not certain that …".
fn is_settled(word: &str) -> bool {
    matches!(
        word,
        "certain"
            | "clear"
            | "sure"
            | "evident"
            | "obvious"
            | "given"
            | "proven"
            | "established"
            | "convinced"
            | "persuaded"
    )
}

fn is_opinion(word: &str) -> bool {
    matches!(
        word,
        "think"
            | "believe"
            | "judge"
            | "assess"
            | "consider"
            | "expect"
            | "regard"
            | "hold"
            | "find"
            | "deem"
            | "call"
            | "see"
            | "view"
            | "rate"
            | "conclude"
            | "say"
            | "estimate"
    )
}

fn is_verb(word: &str) -> bool {
    matches!(
        word,
        "is" | "are"
            | "was"
            | "were"
            | "will"
            | "would"
            | "has"
            | "have"
            | "had"
            | "remains"
            | "remain"
            | "seems"
            | "seem"
            | "appears"
            | "appear"
            | "looks"
            | "look"
            | "becomes"
            | "became"
            | "should"
            | "may"
            | "might"
            | "could"
            | "can"
            | "must"
            | "shall"
            | "it's"
            | "it’s"
            | "they're"
            | "they’re"
    )
}

#[cfg(test)]
mod tests {
    use crate::tradecraft::{Term, YARDSTICKS};

    fn icd(sentence: &str) -> Option<&'static str> {
        YARDSTICKS[0].first_in(sentence).map(Term::name)
    }

    #[test]
    fn a_denied_term_of_another_language_has_none() {
        for sentence in [
            "Il n’est pas très probable que le port ferme.",
            "Aucun accord n’est probable en 2026.",
            "Un accord est aussi probable que non.",
            "Ningún acuerdo es probable.",
            "No es probable que cierre el puerto.",
            "Es poco probable que cierre el puerto.",
            "Es menos probable que cierre el puerto.",
            "El acuerdo es tan probable como no.",
            "Es ist nicht probable.",
            "Kein Abkommen ist probable.",
            "Das ist wenig probable.",
        ] {
            assert_eq!(icd(sentence), None, "{sentence}");
        }
        for sentence in [
            "Es probable que cierre el puerto. No habrá acuerdo.",
            "Il est probable que le port ne ferme pas.",
        ] {
            assert_eq!(icd(sentence), Some("likely"), "{sentence}");
        }
    }

    #[test]
    fn a_clause_that_denies_its_term_has_none() {
        for sentence in [
            "No talks are likely before May.",
            "Neither side is likely to yield.",
            "Nobody is likely to sign.",
            "No talks, in our view, are likely.",
            "None of the parties is likely to sign.",
            "None of the ports and yards is likely to close.",
            "Few are likely to sign.",
            "Nobody who is in office is likely to sign.",
            "We do not think it likely that talks resume.",
            "We do not think that talks are likely.",
            "We don’t believe talks are likely.",
            "Talks are not, in our view, likely to resume.",
            "Talks cannot be considered likely.",
            "It would be wrong to call talks likely.",
            "We no longer judge it almost certain that talks resume.",
            "We doubt that talks are likely.",
            "Talks are far from likely.",
            "It is not clear whether talks are likely.",
            "By May, no side is likely to yield.",
            "It is not certain that Hungary is likely to yield.",
            "It is not yet clear that talks are likely.",
            "There is no evidence that a coup is likely.",
            "We see no reason to believe that a coup is likely.",
            "Little evidence that a coup is likely was found.",
        ] {
            assert_eq!(icd(sentence), None, "{sentence}");
        }
    }

    #[test]
    fn negations_of_other_clauses_deny_nothing() {
        for sentence in [
            "Talks are not over, and a deal is likely.",
            "The talks are not over and war is likely.",
            "No talks have begun and war is likely.",
            "With no deal in sight, war is likely.",
            "A country with no navy is likely to yield.",
            "Prices that did not fall in 2024 are likely to fall.",
            "Those who do not pay are likely to leave.",
            "A few are likely to sign.",
            "Prices, which no one controls, are likely to rise.",
            "It is not over; war is likely.",
            "It is not only likely but wanted.",
            "Nobody won. A second round is likely.",
            "It is likely that no talks resume.",
            "No later than May, talks are likely to resume.",
            "With no evidence of talks, a coup is likely.",
            "No evidence was found and a coup is likely.",
            "It is certain that talks are likely.",
        ] {
            assert_eq!(icd(sentence), Some("likely"), "{sentence}");
        }
    }
}
