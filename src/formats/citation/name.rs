//! The name of an author, taken apart for programs that sort by family.
//!
//! In: a name as a report has it. Out: family and given names where they can be known, or the whole. Only names in Latin letters in the
//! shape "Given I. particle Family" are taken apart. With two capitalised words before the last, the middle one may be a second
//! given name or the first of two family names, so such a name stays whole, and so does what looks like the name of a body.

/// A name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name<'a> {
    /// Of a person.
    Person {
        /// With its particles: `van den Berg`.
        family: &'a str,
        /// With initials: `Ida M.`
        given: &'a str,
        /// What comes after the name: `Jr.`, or nothing.
        suffix: &'a str,
    },
    /// Of a body, or of a person where nobody can tell.
    Whole(&'a str),
}

/// What tells apart members of a family that bear one name.
const SUFFIXES: [&str; 8] = ["Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV", "V"];

/// Words of lower case that begin a family name.
const PARTICLES: [&str; 26] = [
    "af", "al", "av", "bin", "da", "das", "de", "degli", "del", "della", "den", "der", "di", "do", "dos",
    "du", "el", "ibn", "la", "le", "ten", "ter", "van", "von", "zu", "zur",
];

/// Words of the names of bodies, in the languages that bluf speaks.
const BODIES: [&str; 71] = [
    "agence",
    "agencia",
    "agency",
    "analysis",
    "analysts",
    "archive",
    "association",
    "board",
    "branch",
    "brief",
    "briefs",
    "bureau",
    "cell",
    "center",
    "centre",
    "centro",
    "college",
    "comité",
    "command",
    "commission",
    "committee",
    "consortium",
    "contributors",
    "council",
    "department",
    "desk",
    "directorate",
    "division",
    "editor",
    "editorial",
    "editors",
    "equipo",
    "force",
    "foundation",
    "fund",
    "group",
    "groupe",
    "grupo",
    "initiative",
    "institut",
    "institute",
    "instituto",
    "intelligence",
    "international",
    "lab",
    "laboratory",
    "media",
    "mesa",
    "ministry",
    "monitor",
    "network",
    "news",
    "observatory",
    "office",
    "organisation",
    "organization",
    "press",
    "project",
    "redacción",
    "research",
    "review",
    "school",
    "secretariat",
    "section",
    "service",
    "services",
    "society",
    "staff",
    "team",
    "university",
    "watch",
];

impl<'a> Name<'a> {
    /// Reads a name.
    pub(super) fn read(written: &'a str) -> Self {
        let suffixed = written.rsplit_once(' ').filter(|(_, last)| SUFFIXES.contains(last));
        if let Some((name, suffix)) = suffixed
            && let Self::Person { family, given, .. } = Self::without_suffix(name.trim_end_matches(','))
        {
            return Self::Person { family, given, suffix };
        }
        Self::without_suffix(written)
    }

    fn without_suffix(written: &'a str) -> Self {
        let whole = Self::Whole(written);
        let suffix = "";
        if let Some((family, given)) = written.split_once(',') {
            // "Ek, Ida" says itself which is which; a body may have a comma in its name, and more than one word after it.
            let (family, given) = (family.trim(), given.trim());
            let plain = is_given(given) && is_family(family.rsplit(' ').next().unwrap_or_default());
            return if plain && !is_body(written) { Self::Person { family, given, suffix } } else { whole };
        }
        let words: Vec<&str> = written.split(' ').collect();
        let Some((last, before)) = words.split_last() else { return whole };
        let given = before.iter().take_while(|word| !PARTICLES.contains(word)).count();
        let is_plain = before.first().is_some_and(|first| is_given(first))
            && before[1.min(given)..given].iter().all(|word| is_initial(word))
            && before[given..].iter().all(|word| PARTICLES.contains(word))
            && is_family(last);
        if !is_plain || is_body(written) {
            return whole;
        }
        let at = before[..given].iter().map(|word| word.len() + 1).sum::<usize>();
        Self::Person { family: &written[at..], given: written[..at].trim_end(), suffix }
    }
}

fn is_body(name: &str) -> bool {
    name.split([' ', ',']).any(|word| BODIES.contains(&word.to_lowercase().as_str()))
}

/// A name or an initial.
fn is_given(word: &str) -> bool {
    is_initial(word) || is_family(word)
}

/// `M.` or `J.-P.`; a letter without a point is more often part of the name of a body.
fn is_initial(word: &str) -> bool {
    word.ends_with('.')
        && word.split_inclusive('.').all(|part| {
            let letters = part.trim_start_matches('-').trim_end_matches('.');
            letters.chars().count() == 1
                && letters.chars().all(|letter| is_latin(letter) && letter.is_uppercase())
        })
}

/// A capitalised word in Latin letters; one that has no small letter is more often part of the name of a body.
fn is_family(word: &str) -> bool {
    let small = word.chars().filter(|letter| letter.is_lowercase()).count();
    word.starts_with(char::is_uppercase)
        && small > 0
        && word.chars().all(|letter| is_latin(letter) || matches!(letter, '-' | '’' | '\''))
}

fn is_latin(letter: char) -> bool {
    letter.is_alphabetic() && matches!(letter, 'A'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_a_family() {
        for (written, family, given) in [
            ("Ida Ek", "Ek", "Ida"),
            ("Dolores García", "García", "Dolores"),
            ("John F. Kennedy", "Kennedy", "John F."),
            ("J.-P. O’Neill-Voss", "O’Neill-Voss", "J.-P."),
            ("Ludwig van den Berg", "van den Berg", "Ludwig"),
            ("Ida M. de la Cruz", "de la Cruz", "Ida M."),
            ("Đorđe Łukasz", "Łukasz", "Đorđe"),
            ("García Márquez, Gabriel", "García Márquez", "Gabriel"),
        ] {
            assert_eq!(Name::read(written), Name::Person { family, given, suffix: "" }, "{written}");
        }
    }

    #[test]
    fn a_person_may_have_a_suffix() {
        for (written, suffix) in
            [("Smith, John, Jr.", "Jr."), ("John Smith Jr.", "Jr."), ("John Smith, III", "III")]
        {
            let expected = Name::Person { family: "Smith", given: "John", suffix };
            assert_eq!(Name::read(written), expected, "{written}");
        }
        assert_eq!(Name::read("Radio Center II"), Name::Whole("Radio Center II"));
    }

    #[test]
    fn what_nobody_can_tell_stays_whole() {
        for written in [
            "",
            "Ida",
            "Meridian Desk",
            "Centre for Ports and Seas",
            "Ports, Seas and Rivers",
            "Ports, Group",
            "Gabriel García Márquez",
            "Team 5",
            "IHS Markit",
            "van Berg",
            "王小明",
            "ليلى حداد",
            "Анна Петрова",
            "X",
        ] {
            assert_eq!(Name::read(written), Name::Whole(written));
        }
    }
}
