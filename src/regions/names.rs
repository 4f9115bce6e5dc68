//! What places are called in other languages than English.
//!
//! In: `data/names.tsv` (Unicode CLDR, and our own names of editorial regions), a language tag, names of the site's own. Out: a draft
//! whose regions carry those names and are found by them. Addresses stay: a slug is that of the English name in every language.
//! Which page shows a name is not known here.

use super::RegionId;
use super::draft::Draft;
use super::spelling::Hold;

const NAMES: &str = include_str!("data/names.tsv");

/// Gives built-in regions their names in the language of `tag`, if the table has it.
pub(super) fn translate(draft: &mut Draft, tag: &str) {
    let mut rows = NAMES.lines().filter(|line| !line.starts_with('#'));
    let languages = rows.next().unwrap_or_default().split('\t').skip(1);
    let primary = tag.split('-').next().unwrap_or(tag);
    let Some(column) = languages.zip(1..).find(|(known, _)| known.eq_ignore_ascii_case(primary)) else {
        return;
    };
    for row in rows {
        let mut cells = row.split('\t');
        let region = cells.next().and_then(|code| draft.spellings.find(code));
        if let (Some(region), Some(name)) = (region, cells.nth(column.1 - 1)) {
            rename(draft, region, name);
        }
    }
}

/// Calls a region something else; what it was called still means it. A spelling that another region holds stays with that.
pub(super) fn rename(draft: &mut Draft, region: RegionId, name: &str) {
    name.clone_into(&mut draft.get_mut(region).name);
    let _held_by_another = draft.spellings.claim(name, region, Hold::Yielding);
}

#[cfg(test)]
mod tests {
    use super::super::{Atlas, data};
    use super::*;

    #[test]
    fn every_region_has_a_name_in_every_language() {
        let draft = data::built_in();
        let rows: Vec<Vec<&str>> = NAMES
            .lines()
            .filter(|line| !line.starts_with('#'))
            .skip(1)
            .map(|line| line.split('\t').collect())
            .collect();
        assert_eq!(rows.len(), draft.regions.len());
        let mut named: Vec<RegionId> = Vec::new();
        for row in &rows {
            assert_eq!(row.len(), 4, "{row:?}");
            assert!(row.iter().all(|cell| !cell.is_empty() && cell.trim() == *cell), "{row:?}");
            named.extend(draft.spellings.find(row[0]));
        }
        named.sort();
        named.dedup();
        assert_eq!(named.len(), draft.regions.len());
    }

    #[test]
    fn a_name_in_another_language_is_shown_and_understood() {
        let atlas = Atlas::built_in().in_language("es-MX", &[]);
        let region = atlas.find("Estados Unidos").expect("it is understood");
        assert_eq!(atlas.get(region).name, "Estados Unidos");
        assert_eq!(atlas.get(region).slug, "united-states");
        assert_eq!(atlas.find("United States"), Some(region));
        let region = atlas.find("HORN OF AFRICA").expect("it is understood");
        assert_eq!(atlas.get(region).name, "Cuerno de África");
    }

    #[test]
    fn every_translated_name_is_unlike_the_others_of_its_language() {
        for tag in ["es", "fr", "ar"] {
            let atlas = Atlas::built_in().in_language(tag, &[]);
            let mut names: Vec<&str> = atlas.iter().map(|(_, region)| region.name.as_str()).collect();
            names.sort_unstable();
            let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
            assert!(twice.is_empty(), "{tag}: {twice:?}");
        }
    }

    #[test]
    fn names_of_the_site_come_last() {
        let atlas = Atlas::built_in();
        let middle_east = atlas.find("Middle East").expect("it is there");
        let atlas = atlas.in_language("es", &[(middle_east, "Asia occidental y Egipto".to_owned())]);
        assert_eq!(atlas.get(middle_east).name, "Asia occidental y Egipto");
        assert_eq!(atlas.find("Oriente Medio"), Some(middle_east));
    }

    #[test]
    fn siblings_are_in_the_order_of_their_names_in_that_language() {
        let atlas = Atlas::built_in().in_language("es", &[]);
        let western_europe = atlas.find("Western Europe").expect("it is there");
        let names: Vec<&str> = atlas
            .tree_order()
            .iter()
            .filter(|entry| atlas.get(entry.id).parents.first() == Some(&western_europe))
            .map(|entry| atlas.get(entry.id).name.as_str())
            .collect();
        assert_eq!(names[..3], ["Alemania", "Austria", "Bélgica"]);
    }
}
