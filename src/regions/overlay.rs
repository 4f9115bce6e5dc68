//! A site's own regions, laid over the built-in ones.
//!
//! In: the `[regions.SLUG]` tables of site.toml as [`Overlay`]s, in any order. Out: every error as an
//! [`OverlayError`], with the index of the overlay and the field it is about. Files and positions are not known
//! here, nor how overlays are laid.

/// One `[regions.SLUG]` table.
///
/// With a slug of its own it adds an editorial region. With the slug of a built-in region it changes that region:
/// `name` renames it (the old name still resolves), `parent` moves it in the tree, `include` replaces what it
/// directly contains, `aliases` are added. A region that loses its last parent by that moves up one step, rather
/// than out of its continent.
///
/// A site may take a built-in *alias* ("APAC", "Gaza") for a region of its own that has a `parent` or an `include`;
/// names, slugs and codes are taken.
#[derive(Debug, Clone, Copy)]
pub struct Overlay<'a> {
    /// The key of the table: lower-case ASCII letters, digits and single hyphens.
    pub slug: &'a str,
    /// The display name; by default the slug in words, each with a capital.
    pub name: Option<&'a str>,
    /// Its place in the tree, by any spelling; by default a root, or where the built-in region stands.
    pub parent: Option<&'a str>,
    /// What it contains, by any spelling; an empty list changes nothing. What is included keeps its place in the
    /// tree, and a root gets its place here.
    pub include: &'a [String],
    /// Further spellings.
    pub aliases: &'a [String],
}

/// Something in an overlay that was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct OverlayError {
    /// The index of the overlay.
    pub region: usize,
    /// The field of the overlay.
    pub field: OverlayField,
    /// What is wrong with it.
    pub kind: OverlayErrorKind,
}

/// A field of an [`Overlay`]; indices are into its lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OverlayField {
    /// The key of the table.
    Slug,
    /// `name`
    Name,
    /// `parent`
    Parent,
    /// An entry of `include`.
    Include(usize),
    /// An entry of `aliases`.
    Alias(usize),
}

/// Why part of an overlay was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OverlayErrorKind {
    /// `include` or `parent` names no region.
    #[error("no region is called `{text}`{}", did_you_mean(nearest.as_deref()))]
    Unknown {
        /// What was written.
        text: String,
        /// The display name of the closest region, if one is close.
        nearest: Option<String>,
    },
    /// The region would contain itself.
    #[error("a region cannot contain itself ({}); leave one of these links out", circle.join(" > "))]
    Cycle {
        /// Display names, each containing the next; the last is the first again.
        circle: Vec<String>,
    },
    /// Another region has this slug, name or alias.
    #[error(
        "`{text}` already means {holder}; choose another word, or change that region as [regions.{holder_slug}]"
    )]
    NameTaken {
        /// What was written.
        text: String,
        /// The display name of the region that has it.
        holder: String,
        /// The slug of that region.
        holder_slug: String,
    },
    /// The slug is not fit for an address.
    #[error("`{slug}` cannot be part of an address; use {}", fitting(suggestion.as_deref()))]
    BadSlug {
        /// What was written.
        slug: String,
        /// The same in a form that fits.
        suggestion: Option<String>,
    },
    /// A name or alias without a letter or digit.
    #[error("`{text}` has no letter or digit; write a name that can be found")]
    NoLetters {
        /// What was written.
        text: String,
    },
    /// The world was given a parent or a part.
    #[error("{world} neither contains regions nor lies in one; the index of all regions is the whole world")]
    World {
        /// Its display name.
        world: String,
    },
    /// More regions than an atlas can hold.
    #[error("an atlas can hold no more than {most} regions; leave some out")]
    TooMany {
        /// How many it can hold, the built-in ones counted.
        most: usize,
    },
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or("; use a name, an ISO 3166 code, an M49 code or a slug".to_owned(), |name| {
        format!("; did you mean {name}?")
    })
}

fn fitting(suggestion: Option<&str>) -> String {
    suggestion.map_or("lower-case letters, digits and hyphens".to_owned(), |slug| format!("`{slug}`"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Atlas, RegionKind};
    use super::*;

    /// An overlay with lists of its own: slug, name, parent, include, aliases.
    #[derive(Debug, Clone, Default)]
    struct Table {
        slug: String,
        name: Option<String>,
        parent: Option<String>,
        include: Vec<String>,
        aliases: Vec<String>,
    }

    fn table(slug: &str, include: &[&str]) -> Table {
        let include = include.iter().map(ToString::to_string).collect();
        Table { slug: slug.to_owned(), include, ..Table::default() }
    }

    fn lay(tables: &[Table]) -> (Atlas, Vec<OverlayError>) {
        let overlays: Vec<Overlay<'_>> = tables
            .iter()
            .map(|table| Overlay {
                slug: &table.slug,
                name: table.name.as_deref(),
                parent: table.parent.as_deref(),
                include: &table.include,
                aliases: &table.aliases,
            })
            .collect();
        Atlas::with_overlays(&overlays, "en")
    }

    fn above(atlas: &Atlas, text: &str) -> Vec<String> {
        let id = atlas.find(text).expect("the region exists");
        atlas.ancestors(id).iter().map(|&id| atlas.get(id).slug.clone()).collect()
    }

    fn path(atlas: &Atlas, text: &str) -> Vec<String> {
        let id = atlas.find(text).expect("the region exists");
        atlas.path(id).map(|id| atlas.get(id).slug.clone()).collect()
    }

    fn messages(errors: &[OverlayError]) -> Vec<String> {
        errors.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn overlays_include_one_another_in_any_order() {
        let outer = Table { parent: Some("Europe".to_owned()), ..table("low-lands", &["benelux"]) };
        let inner = table("benelux", &["BE", "528", "Luxembourg"]);
        for tables in [[outer.clone(), inner.clone()], [inner, outer]] {
            let (atlas, errors) = lay(&tables);
            assert_eq!(errors, []);
            assert_eq!(path(&atlas, "Benelux"), ["low-lands", "europe"]);
            assert_eq!(path(&atlas, "BE"), ["western-europe", "europe"], "its place stays");
            assert!(above(&atlas, "BE").contains(&"low-lands".to_owned()));
            let id = atlas.find("Low Lands").expect("it was added");
            assert_eq!(
                (atlas.get(id).name.as_str(), atlas.get(id).kind),
                ("Low Lands", RegionKind::Editorial)
            );
        }
    }

    #[test]
    fn an_include_replaces_what_a_built_in_region_contains() {
        let (atlas, errors) = lay(&[table("western-europe", &["FR", "GB", "DE"])]);
        assert_eq!(errors, []);
        assert_eq!(above(&atlas, "GB"), ["northern-europe", "western-europe", "europe"]);
        assert_eq!(path(&atlas, "FR"), ["western-europe", "europe"]);
        assert_eq!(path(&atlas, "BE"), ["europe"], "what drops out moves up");
        assert_eq!(path(&atlas, "AT"), ["central-europe", "europe"], "or to where else it lies");
    }

    #[test]
    fn a_built_in_region_can_be_renamed_and_moved() {
        let tables = [
            Table {
                name: Some("Türkiye".to_owned()),
                parent: Some("039".to_owned()),
                ..table("turkey", &[])
            },
            Table { aliases: vec!["Lusophone Atlantic".to_owned()], ..table("cape-verde", &[]) },
        ];
        let (atlas, errors) = lay(&tables);
        assert_eq!(errors, []);
        let turkey = atlas.find("Turkey").expect("the old name still resolves");
        assert_eq!((atlas.get(turkey).name.as_str(), atlas.get(turkey).slug.as_str()), ("Türkiye", "turkey"));
        assert_eq!(above(&atlas, "TR"), ["western-asia", "southern-europe", "asia", "europe"]);
        assert_eq!(atlas.find("lusophone atlantic"), atlas.find("CV"));
    }

    #[test]
    fn a_site_can_take_a_built_in_alias_but_not_by_mistake() {
        let (atlas, errors) = lay(&[table("apac", &["030", "035"])]);
        assert_eq!(errors, []);
        assert_ne!(atlas.find("APAC"), atlas.find("Indo-Pacific"));
        assert_eq!(atlas.find("Asia-Pacific"), atlas.find("Indo-Pacific"));
        let (_, errors) = lay(&[Table { name: Some("Türkiye".to_owned()), ..table("turkiye", &[]) }]);
        assert_eq!(
            messages(&errors),
            [
                "`turkiye` already means Turkey; choose another word, or change that region as [regions.turkey]"
            ]
        );
    }

    #[test]
    fn every_error_is_reported_and_says_where() {
        let tables = [
            Table { parent: Some("Europa".to_owned()), ..table("Big Four", &["DE", "Frence", "Atlantis"]) },
            Table {
                name: Some("—".to_owned()),
                aliases: vec!["x-land".to_owned(), "FR".to_owned()],
                ..table("x", &[])
            },
            Table { parent: Some("World".to_owned()), ..table("me", &["big-four", "001"]) },
            table("global", &["FR"]),
            table("!", &[]),
        ];
        let (atlas, errors) = lay(&tables);
        let places: Vec<_> = errors.iter().map(|error| (error.region, error.field)).collect();
        let expected = [
            (0, OverlayField::Slug, "`Big Four` cannot be part of an address; use `big-four`"),
            (0, OverlayField::Parent, "no region is called `Europa`; did you mean Europe?"),
            (0, OverlayField::Include(1), "no region is called `Frence`; did you mean France?"),
            (
                0,
                OverlayField::Include(2),
                "no region is called `Atlantis`; use a name, an ISO 3166 code, an M49 code or a slug",
            ),
            (1, OverlayField::Name, "`—` has no letter or digit; write a name that can be found"),
            (
                1,
                OverlayField::Alias(1),
                "`FR` already means France; choose another word, or change that region as [regions.france]",
            ),
            (
                2,
                OverlayField::Slug,
                "`me` already means Montenegro; choose another word, or change that region as [regions.montenegro]",
            ),
            (
                2,
                OverlayField::Parent,
                "Global neither contains regions nor lies in one; the index of all regions is the whole world",
            ),
            (
                2,
                OverlayField::Include(1),
                "Global neither contains regions nor lies in one; the index of all regions is the whole world",
            ),
            (
                3,
                OverlayField::Include(0),
                "Global neither contains regions nor lies in one; the index of all regions is the whole world",
            ),
            (
                4,
                OverlayField::Slug,
                "`!` cannot be part of an address; use lower-case letters, digits and hyphens",
            ),
        ];
        assert_eq!(places, expected.map(|(region, field, _)| (region, field)));
        assert_eq!(messages(&errors), expected.map(|(_, _, message)| message));
        assert!(above(&atlas, "Germany").contains(&"big-four".to_owned()), "what is right still holds");
        assert_eq!(atlas.find("x-land"), atlas.find("x"));
    }

    #[test]
    fn a_cycle_is_refused_at_the_link_that_closes_it() {
        let (atlas, errors) =
            lay(&[table("one", &["two"]), table("two", &["three", "FR"]), table("three", &["one"])]);
        assert_eq!(
            messages(&errors),
            ["a region cannot contain itself (Three > One > Two > Three); leave one of these links out"]
        );
        assert_eq!((errors[0].region, errors[0].field), (2, OverlayField::Include(0)));
        assert_eq!(above(&atlas, "Three"), ["two", "one"]);
        let (_, errors) = lay(&[table("self", &["self"])]);
        assert_eq!(
            errors[0].kind,
            OverlayErrorKind::Cycle { circle: vec!["Self".to_owned(), "Self".to_owned()] }
        );
    }

    proptest! {
        #[test]
        fn any_overlays_leave_an_atlas_in_order(
            tables in prop::collection::vec(
                (
                    "a|b|c|d|asia|europe|france|mena|global|Bad Slug|\\PC{0,3}",
                    prop::option::of("a|b|c|asia|france|world|nowhere"),
                    prop::collection::vec("a|b|c|d|asia|europe|FR|mena|142|world|nowhere", 0..4),
                ),
                0..7,
            )
        ) {
            let tables: Vec<Table> = tables
                .into_iter()
                .map(|(slug, parent, include)| Table { slug, parent, include, ..Table::default() })
                .collect();
            let (atlas, errors) = lay(&tables);
            prop_assert_eq!(atlas.tree_order().len(), atlas.iter().count());
            let mut slugs: Vec<&str> = atlas.iter().map(|(_, region)| region.slug.as_str()).collect();
            slugs.sort_unstable();
            prop_assert!(slugs.windows(2).all(|pair| pair[0] != pair[1]));
            for (id, region) in atlas.iter() {
                prop_assert!(!atlas.ancestors(id).contains(&id));
                prop_assert_eq!(atlas.find(&region.slug), Some(id));
            }
            for error in errors {
                if let OverlayField::Include(index) = error.field {
                    prop_assert!(index < tables[error.region].include.len());
                }
            }
        }
    }
}
