//! The built-in tables as a draft.
//!
//! In: `data/m49.tsv` and `data/editorial.tsv`, whose heads describe their columns. Out: a draft that needs no
//! checking, because the tests below check the tables. What a site adds is not known here.

use rustc_hash::FxHashMap;

use super::draft::Draft;
use super::spelling::Hold;
use super::{Region, RegionId, RegionKind};

const M49: &str = include_str!("data/m49.tsv");
const EDITORIAL: &str = include_str!("data/editorial.tsv");
const WORLD: &str = "001";

/// M49 codes, ISO 3166-1 codes and editorial slugs: what the tables refer to regions by.
type References = FxHashMap<&'static str, RegionId>;

/// Both tables, linked.
pub(super) fn built_in() -> Draft {
    let mut draft = Draft::default();
    let mut references = References::default();
    let m49 = rows::<6>(M49);
    let editorial = rows::<5>(EDITORIAL);
    for row in &m49 {
        add_m49(&mut draft, &mut references, row);
    }
    for &[slug, name, _, _, aliases] in &editorial {
        let id = add(&mut draft, name, slug.to_owned(), RegionKind::Editorial, [None; 3]);
        references.insert(slug, id);
        claim(&mut draft, id, &[slug, name], aliases);
    }
    for (id, &[_, _, _, parent, _, _]) in (0..).map(RegionId).zip(&m49) {
        draft.get_mut(id).parents.extend(reference(&references, parent));
    }
    for &[slug, _, parent, includes, _] in &editorial {
        let id = references[slug];
        let above = reference(&references, parent);
        draft.get_mut(id).parents.extend(above);
        for included in includes.split(';') {
            let (code, place) = included.strip_prefix('+').map_or((included, false), |code| (code, true));
            let child = reference(&references, code).expect("an included region has a name");
            let parents = &mut draft.get_mut(child).parents;
            if place {
                // The old place contains the new one: a step is put between, not a second way up.
                parents.retain(|&old| Some(old) != above);
            }
            parents.insert(if place { 0 } else { parents.len() }, id);
        }
    }
    draft
}

/// The rows without comments; a row without aliases ends before them.
fn rows<const COLUMNS: usize>(table: &'static str) -> Vec<[&'static str; COLUMNS]> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let mut cells = line.split('\t');
            std::array::from_fn(|_| cells.next().unwrap_or_default())
        })
        .collect()
}

fn add_m49(draft: &mut Draft, references: &mut References, row: &[&'static str; 6]) {
    let &[code, alpha2, alpha3, _, name, aliases] = row;
    let kind = match (code, alpha2) {
        (WORLD, _) => RegionKind::World,
        (_, "") => RegionKind::Group,
        _ => RegionKind::Country,
    };
    let codes = [code, alpha2, alpha3].map(|code| (!code.is_empty()).then_some(code));
    let id = add(draft, name, slug::slugify(name), kind, codes);
    references.extend(codes.into_iter().flatten().map(|code| (code, id)));
    claim(draft, id, &[name, code, alpha2, alpha3], aliases);
}

fn add(
    draft: &mut Draft,
    name: &str,
    slug: String,
    kind: RegionKind,
    [m49, alpha2, alpha3]: [Option<&'static str>; 3],
) -> RegionId {
    draft.add(Region { name: name.to_owned(), slug, kind, m49, alpha2, alpha3, parents: Vec::new() })
}

fn claim(draft: &mut Draft, id: RegionId, firm: &[&str], aliases: &str) {
    let firm = firm.iter().map(|&text| (text, Hold::Firm));
    let yielding = aliases.split(';').map(|text| (text, Hold::Yielding));
    for (text, hold) in firm.chain(yielding).filter(|(text, _)| !text.is_empty()) {
        let claimed = draft.spellings.claim(text, id, hold);
        debug_assert_eq!(claimed, Ok(()), "two regions are spelled {text}");
    }
}

fn reference(references: &References, code: &str) -> Option<RegionId> {
    (!code.is_empty()).then(|| references[code])
}

#[cfg(test)]
mod tests {
    use super::super::Atlas;
    use super::*;

    /// Every spelling of the tables with the display name of its region.
    fn spellings() -> Vec<(&'static str, &'static str)> {
        let m49 = rows::<6>(M49).into_iter().flat_map(|[code, alpha2, alpha3, _, name, aliases]| {
            let listed = aliases.split(';').chain([code, alpha2, alpha3, name]);
            listed.map(move |text| (text, name)).collect::<Vec<_>>()
        });
        let editorial = rows::<5>(EDITORIAL).into_iter().flat_map(|[slug, name, _, _, aliases]| {
            aliases.split(';').chain([slug, name]).map(move |text| (text, name)).collect::<Vec<_>>()
        });
        m49.chain(editorial).filter(|(text, _)| !text.is_empty()).collect()
    }

    #[test]
    fn every_spelling_means_exactly_one_region() {
        let atlas = Atlas::built_in();
        for (text, name) in spellings() {
            let id = atlas.find(text).expect("it is in the table");
            assert_eq!(atlas.get(id).name, name, "{text}");
        }
        for (id, region) in atlas.iter() {
            assert_eq!(atlas.find(&region.slug), Some(id), "{}", region.slug);
            assert_eq!(slug::slugify(&region.slug), region.slug);
        }
    }

    #[test]
    fn rows_have_their_columns_and_no_stray_spaces() {
        for (table, columns) in [(M49, 6), (EDITORIAL, 5)] {
            for line in table.lines().filter(|line| !line.starts_with('#')) {
                assert!((columns - 1..=columns).contains(&line.split('\t').count()), "{line}");
                assert_eq!(line.trim_end(), line);
                assert!(line.split(['\t', ';']).all(|cell| cell == cell.trim()), "{line}");
            }
        }
    }

    #[test]
    fn all_of_iso_3166_is_there_and_kosovo() {
        let draft = built_in();
        let countries: Vec<&Region> =
            draft.regions.iter().filter(|region| region.kind == RegionKind::Country).collect();
        assert_eq!(countries.len(), 250);
        let without_number: Vec<&str> =
            countries.iter().filter(|country| country.m49.is_none()).map(|country| &*country.name).collect();
        assert_eq!(without_number, ["Kosovo"]);
        for country in countries {
            let letters = |code: Option<&str>| {
                code.filter(|code| code.bytes().all(|byte| byte.is_ascii_uppercase())).map(str::len)
            };
            assert_eq!((letters(country.alpha2), letters(country.alpha3)), (Some(2), Some(3)));
        }
    }

    /// The number of M49 countries directly in each group; Taiwan and Kosovo are not M49's.
    #[test]
    fn groups_have_the_counts_of_m49() {
        let draft = built_in();
        let id = |code| draft.spellings.find(code).expect("it is in the table");
        let ours = ["TW", "XK"];
        let expected = [
            ("015", 7),
            ("014", 22),
            ("017", 9),
            ("018", 5),
            ("011", 17),
            ("029", 28),
            ("013", 8),
            ("005", 16),
            ("021", 5),
            ("143", 5),
            ("030", 7),
            ("035", 11),
            ("034", 9),
            ("145", 18),
            ("151", 10),
            ("154", 16),
            ("039", 16),
            ("155", 9),
            ("053", 6),
            ("054", 5),
            ("057", 8),
            ("061", 10),
        ];
        for (code, count) in expected {
            let group = id(code);
            let of_m49 = draft.regions.iter().filter(|region| {
                region.kind == RegionKind::Country
                    && !ours.contains(&region.alpha2.unwrap_or_default())
                    && region.parents.contains(&group)
            });
            assert_eq!(of_m49.count(), count, "{code}");
        }
        assert_eq!(expected.iter().map(|(_, count)| count).sum::<usize>(), 247);
        for group in draft.regions.iter().filter(|region| region.kind == RegionKind::Group) {
            let continent = ["002", "019", "142", "150", "009"].contains(&group.m49.unwrap_or_default());
            assert_eq!(group.parents.is_empty(), continent, "{}", group.name);
        }
    }

    #[test]
    fn publishers_find_their_names() {
        let atlas = Atlas::built_in();
        let names = "North America|Central America|South America|Latin America|Caribbean|Western Europe|\
            Eastern Europe|Northern Europe|Southern Europe|Central Europe|Balkans|Caucasus|Eurasia|Central Asia|\
            South Asia|East Asia|Southeast Asia|Middle East|Gulf|Levant|MENA|North Africa|West Africa|\
            East Africa|Central Africa|Southern Africa|Sahel|Horn of Africa|Oceania|Pacific Islands|\
            Indo-Pacific|Arctic|Antarctica|Global";
        assert_eq!(names.split('|').count(), 34);
        for name in names.split('|') {
            let id = atlas.find(name).expect("it is in a table");
            assert_eq!(atlas.get(id).name, name);
        }
    }
}
