//! Whether capitals in parentheses that name no level of the site's scheme may have been meant as a mark all the same.
//!
//! In: the inside of the parentheses. Out: an answer. `(AP)`, `(TBD)` and `(KE)` are datelines, notes and countries; `(CUI)`,
//! `(TLP:REDD)` and `(X)` are marks of another scheme or slips. Does not know what else the document has.

use crate::classification::{BUILT_IN, Scheme, built_in};

/// How sure it is that a mark was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// It resembles a mark: nobody can tell who may read what follows.
    Near,
    /// It is like no mark of any scheme. In a document without marks it is text; among marks it is a mistake.
    Far,
}

/// Bodies and news agencies that texts name in parentheses at their beginning. They look like marks and are none, unless the scheme has
/// a level of that name.
const BODIES: [&str; 42] = [
    "EU", "UN", "US", "USA", "UK", "UAE", "AU", "NATO", "OSCE", "IAEA", "WHO", "WTO", "IMF", "OPEC", "OECD",
    "ASEAN", "BRICS", "ECB", "ICC", "ICJ", "ILO", "IEA", "EFTA", "CSTO", "CIS", "GCC", "OAS", "FAO", "AP",
    "AFP", "UPI", "DPA", "EFE", "ANSA", "TASS", "BBC", "CNN", "RIA", "PTI", "KCNA", "IRNA", "REUTERS",
];

/// Marks of no scheme in the binary: caveats, and levels of other countries and of earlier rules.
const OTHERS: [&str; 21] = [
    "CUI",
    "FOUO",
    "LES",
    "SBU",
    "OUO",
    "NF",
    "NOFORN",
    "ORCON",
    "REL",
    "FVEY",
    "SI",
    "TK",
    "HCS",
    "OS",
    "TLP",
    "WHITE",
    "ATOMAL",
    "UNCLASS",
    "PROTECTED",
    "SENSITIVE",
    "EYESONLY",
];

/// Caveats that mean something else where no level stands before them: `(SAR) images`.
const BEHIND: [&str; 7] = ["SCI", "SAR", "STRAP", "GAMMA", "EYES", "RELIDO", "PROPIN"];

/// Whether a word behind a level is a caveat or a mark of somebody else; some have a number: `STRAP2`, `5EYES`.
pub(super) fn is_caveat(word: &str) -> bool {
    let word = word.trim_matches(|sign: char| sign.is_ascii_digit());
    OTHERS.contains(&word) || BEHIND.contains(&word)
}

/// Whether this is a body or an agency, `(EU) law`, `(U.S.) forces` or `(AP) KHARTOUM`.
pub(super) fn is_body(inner: &str, after: &str) -> bool {
    let apart =
        if inner.contains('.') { after.starts_with(' ') } else { !after.starts_with(char::is_alphanumeric) };
    apart && BODIES.contains(&inner.replace('.', "").as_str())
}

/// Whether some scheme in the binary has a level of this abbreviation.
pub(super) fn is_of_some_scheme(inner: &str) -> bool {
    let has = |scheme: Scheme| scheme.iter().any(|(_, level)| level.abbreviation == inner);
    BUILT_IN.into_iter().filter_map(built_in).any(has)
}

/// How like a mark something in capitals is.
pub(super) fn likeness(inner: &str, scheme: &Scheme) -> Likeness {
    let compact = |text: &str| -> String { text.chars().filter(|one| one.is_alphanumeric()).collect() };
    let written = compact(inner);
    let letters = written.chars().count();
    // Letters of other alphabets look like those of marks.
    if inner.contains("//") || letters <= 1 || letters <= 3 && !written.is_ascii() {
        return Likeness::Near;
    }
    let parts: Vec<&str> = inner.split([' ', '/', ':', '-', '+', ',', ';']).collect();
    let like = |known: &str| {
        let distance = || strsim::damerau_levenshtein(&written, &compact(known));
        written == compact(known)
            || letters >= 4 && known.len() >= 4 && distance() <= 1 + usize::from(letters >= 8)
            || parts.len() > 1 && parts.contains(&known)
    };
    let of_scheme = |scheme: &Scheme| {
        scheme.iter().any(|(_, level)| {
            let name = level.name.to_uppercase();
            like(&level.abbreviation)
                || level.abbreviation.split('/').any(like)
                || like(&name)
                || name.split([' ', '/']).any(|word| word.len() >= 6 && like(word))
        })
    };
    // `(ST)` for TS; among three letters more is chance.
    let turned = |known: &str| {
        let sorted = |text: &str| {
            let mut letters: Vec<char> = text.chars().collect();
            letters.sort_unstable();
            letters
        };
        letters <= 3 && sorted(known) == sorted(&written)
    };
    let near = OTHERS.into_iter().any(like)
        || of_scheme(scheme)
        || scheme.iter().any(|(_, level)| turned(&level.abbreviation))
        || BUILT_IN.into_iter().filter_map(built_in).any(|scheme| of_scheme(&scheme));
    if near { Likeness::Near } else { Likeness::Far }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_and_countries_are_far_from_marks_and_slips_are_near() {
        let far = |text: &str, scheme: &str| {
            let scheme = built_in(scheme).expect("it is in the binary");
            likeness(text, &scheme) == Likeness::Far
        };
        for text in
            ["AP", "TBD", "KE", "REUTERS", "AFP/KHARTOUM", "IS", "TASS", "NZ", "S.A.", "AP-KE", "DPRK"]
        {
            assert!(far(text, "us") && far(text, "nato") && far(text, "tlp"), "{text}");
        }
        for text in [
            "X",
            "CUI",
            "ZZ//NF",
            "ST",
            "NR",
            "AMBR",
            "TLP:REDD",
            "O-S",
            "Ѕ",
            "SECRRT",
            "AP-TS",
            "FOUO",
            "EU-R",
            "NATO SECRETT",
        ] {
            assert!(!far(text, "us"), "{text}");
        }
        assert!(is_body("U.S.", " forces") && !is_body("U.S.", "") && !is_body("TS", " x"));
    }
}
