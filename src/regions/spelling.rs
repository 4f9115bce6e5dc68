//! Spellings: which text means which region.
//!
//! In: names, aliases, slugs and codes, each claimed for a region. Out: the region of a text, and the region whose
//! spelling comes closest. What a region is or contains is not known here.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::RegionId;

/// Suggestions come from spellings of at least this many letters: two- and three-letter codes are all close to
/// one another.
const SHORTEST_SUGGESTED: usize = 4;

/// Letters of the longest spelling that counts as an abbreviation: "dprk".
const LONGEST_ABBREVIATION: usize = 4;

/// How firmly a region holds a spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    /// A name, a slug, a code, or anything that the site itself declares.
    Firm,
    /// A built-in alias: a site may use the word for a region of its own.
    Yielding,
}

/// A map from [`key`] to region. Ordered, so that suggestions never depend on a hash.
#[derive(Debug, Clone, Default)]
pub(super) struct Spellings(BTreeMap<String, (RegionId, Hold)>);

impl Spellings {
    /// Lets `text` mean `id`; what another region holds is its own, unless it yields. An error is that region.
    pub(super) fn claim(&mut self, text: &str, id: RegionId, hold: Hold) -> Result<(), RegionId> {
        match self.0.entry(key(text)) {
            Entry::Vacant(entry) => {
                entry.insert((id, hold));
                Ok(())
            }
            Entry::Occupied(mut entry) => {
                let (holder, firmness) = *entry.get();
                if holder != id && (hold, firmness) != (Hold::Firm, Hold::Yielding) {
                    return Err(holder);
                }
                if hold == Hold::Firm {
                    entry.insert((id, hold));
                }
                Ok(())
            }
        }
    }

    /// The region that `text` means.
    pub(super) fn find(&self, text: &str) -> Option<RegionId> {
        self.0.get(&key(text)).map(|&(id, _)| id)
    }

    /// Spellings of two to four letters in alphabetical order.
    pub(super) fn abbreviations(&self) -> impl Iterator<Item = (&str, RegionId)> {
        let short = |spelling: &str| (2..=LONGEST_ABBREVIATION).contains(&spelling.len());
        let letters = |spelling: &str| spelling.bytes().all(|byte| byte.is_ascii_lowercase());
        let entries = self.0.iter().filter(move |(spelling, _)| short(spelling) && letters(spelling));
        entries.map(|(spelling, &(id, _))| (spelling.as_str(), id))
    }

    /// The region with the spelling that needs the fewest edits, if they are few for the length of `text`; of
    /// several, the first spelling in alphabetical order.
    pub(super) fn nearest(&self, text: &str) -> Option<RegionId> {
        let wanted = key(text);
        let limit = match wanted.len() {
            0..=2 => return None,
            3..=4 => 1,
            5..=8 => 2,
            _ => 3,
        };
        let candidates = self.0.iter().filter(|(spelling, _)| {
            spelling.len() >= SHORTEST_SUGGESTED && spelling.len().abs_diff(wanted.len()) <= limit
        });
        let edits = candidates.map(|(spelling, &(id, _))| (strsim::osa_distance(&wanted, spelling), id));
        edits.filter(|&(edits, _)| edits <= limit).min_by_key(|&(edits, _)| edits).map(|(_, id)| id)
    }
}

/// What two spellings of one name have in common: lower-case ASCII letters and digits, without accents,
/// punctuation, spaces or a leading "the"; an ampersand is "and", and a number has the leading zeros of an M49
/// code. Empty if the text has no letters or digits.
pub(super) fn key(text: &str) -> String {
    let text = text.trim();
    let text = match text.split_at_checked(4) {
        Some((article, rest)) if article.eq_ignore_ascii_case("the ") => rest,
        _ => text,
    };
    if !text.is_ascii() {
        return key(&slug::slugify(text.replace('&', "and")).replace('-', ""));
    }
    let mut key = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'&' => key.push_str("and"),
            _ if byte.is_ascii_alphanumeric() => key.push(char::from(byte.to_ascii_lowercase())),
            _ => {}
        }
    }
    if (1..3).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_digit()) {
        key = format!("{key:0>3}");
    }
    key
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FIRST: RegionId = RegionId(0);
    const SECOND: RegionId = RegionId(1);

    #[test]
    fn keys_keep_letters_and_digits_only() {
        assert_eq!(key("Côte d’Ivoire"), "cotedivoire");
        assert_eq!(key("  The South-East Asia "), "southeastasia");
        assert_eq!(key("Trinidad & Tobago"), "trinidadandtobago");
        assert_eq!(key("São Tomé & Príncipe"), "saotomeandprincipe");
        assert_eq!(key("Россия"), key("россия"));
        assert_eq!(key("The"), "the");
        assert_eq!((key("4"), key("٤")), ("004".to_owned(), "004".to_owned()));
        assert_eq!(key("—"), "");
    }

    #[test]
    fn a_built_in_alias_yields_to_the_site_and_a_name_does_not() {
        let mut spellings = Spellings::default();
        assert_eq!(spellings.claim("Region", FIRST, Hold::Yielding), Ok(()));
        assert_eq!(spellings.claim("region", SECOND, Hold::Yielding), Err(FIRST));
        assert_eq!(spellings.claim("region", SECOND, Hold::Firm), Ok(()));
        assert_eq!(spellings.claim("region", FIRST, Hold::Firm), Err(SECOND));
        assert_eq!(spellings.claim("region", SECOND, Hold::Yielding), Ok(()));
        assert_eq!(spellings.find("Region"), Some(SECOND));
    }

    #[test]
    fn a_name_that_was_an_alias_of_its_own_holds_firmly() {
        let mut spellings = Spellings::default();
        assert_eq!(spellings.claim("Region", FIRST, Hold::Yielding), Ok(()));
        assert_eq!(spellings.claim("Region", FIRST, Hold::Firm), Ok(()));
        assert_eq!(spellings.claim("Region", SECOND, Hold::Firm), Err(FIRST));
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key_and_plain(text in "\\PC{0,24}") {
            let once = key(&text);
            prop_assert!(once.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
            prop_assert_eq!(key(&once), once);
        }

        #[test]
        fn case_and_punctuation_make_no_difference(text in "[a-zA-Z0-9]{1,12}", mark in "[-' ._,’]{1,3}") {
            let spread: Vec<String> = text.chars().map(String::from).collect();
            prop_assume!(!text.to_ascii_lowercase().starts_with("the"));
            prop_assert_eq!(key(&spread.join(&mark).to_uppercase()), key(&text));
        }
    }
}
