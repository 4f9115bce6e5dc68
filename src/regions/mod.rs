//! The atlas: every country and every region that a report can name, and what lies in what.
//!
//! **In:** two tables inside the binary (`data/m49.tsv`: the United Nations' *Standard country or area codes for
//! statistical use*, M49, with the ISO 3166-1 codes; `data/editorial.tsv`: the regions that publishers use and
//! M49 lacks), their names in other languages (`data/names.tsv`), and the `[regions.SLUG]` tables of a site as [`Overlay`]s.
//! **Out:** an [`Atlas`]: a spelling resolves to one region, a region knows everything that contains it, and the
//! whole is a tree in a fixed order.
//! **Not known here:** reports, addresses, configuration syntax. Errors point to overlays by index; the caller
//! knows where those stand.
//!
//! The grouping is the UN's statistical convenience plus publishers' usage. It implies nothing about the political
//! status or affiliation of any place, and a site can overrule all of it.
//!
//! # What was decided
//!
//! - Where publishers mean an M49 group, the group carries their name and its M49 name is an alias: "North Africa"
//!   is 015, not a second node beside "Northern Africa". "Latin America" is 419 and so includes the Caribbean;
//!   "Northern America" (021) stays beside "North America", which adds Mexico.
//! - A region has one place in the tree, its first parent, and any number of further parents; all of them contain
//!   it. The place is the M49 one, except where readers look elsewhere first: North America, the Middle East, the
//!   Caucasus and the Pacific Islands are the place of their members. Iran is found under the Middle East, and
//!   still belongs to South Asia (034) and Asia.
//! - "Global" (001) is for reports about the world as such. It contains nothing and lies in nothing: the index of
//!   all regions is the whole world, and a list of everything need not exist twice.
//! - "Micronesia" is the M49 group (057); the country is "Federated States of Micronesia" or FM. A bare "Congo" is
//!   the Republic of the Congo, as in M49. Spellings that mean two places ("Korea", "Virgin Islands") mean none.
//! - Taiwan, Kosovo and Antarctica have no group in M49 and stand where publishers put them.

mod data;
mod draft;
mod hierarchy;
mod layering;
mod names;
mod overlay;
mod spelling;

pub use hierarchy::TreeEntry;
pub use overlay::{Overlay, OverlayError, OverlayErrorKind, OverlayField};

use draft::Draft;
use hierarchy::Hierarchy;
use spelling::Spellings;

/// A region's index in the [`Atlas`] that gave it out; meaningless in any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionId(pub u16);

impl RegionId {
    fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// What a region is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegionKind {
    /// The one node for reports about the world as such; it contains nothing.
    World,
    /// A region, sub-region or intermediate region of M49.
    Group,
    /// A region that publishers use, built in or a site's own.
    Editorial,
    /// A country or area with an ISO 3166-1 code (and Kosovo, whose code XK is user-assigned).
    Country,
}

/// One node of the [`Atlas`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Display name: the common short one in the site's language (English, where it is not known), or what the site calls it.
    pub name: String,
    /// Unique and URL-safe: lower-case ASCII letters, digits and single hyphens.
    pub slug: String,
    /// What it is.
    pub kind: RegionKind,
    /// Three digits. Taiwan has its ISO 3166-1 number, which M49 leaves out; Kosovo has none.
    pub m49: Option<&'static str>,
    /// ISO 3166-1 alpha-2, countries only.
    pub alpha2: Option<&'static str>,
    /// ISO 3166-1 alpha-3, countries only.
    pub alpha3: Option<&'static str>,
    /// What contains it directly. The first is its place in the tree; a root has none.
    pub parents: Vec<RegionId>,
}

/// Every region, with its spellings and its ancestors.
#[derive(Debug, Clone)]
pub struct Atlas {
    regions: Vec<Region>,
    spellings: Spellings,
    hierarchy: Hierarchy,
    abbreviations: Vec<Vec<String>>,
}

impl Atlas {
    /// The atlas without any region of a site's own. Takes a fraction of a millisecond.
    #[must_use]
    pub fn built_in() -> Self {
        Self::from_draft(data::built_in())
    }

    /// The built-in atlas, in the language of a tag if there are names in it, with a site's own regions laid over it.
    ///
    /// Overlays may include one another in any order. Every error is reported, ordered by overlay and then by
    /// field, and the atlas is usable all the same: it lacks exactly what was refused.
    #[must_use]
    pub fn with_overlays(overlays: &[Overlay<'_>], language: &str) -> (Self, Vec<OverlayError>) {
        let mut draft = data::built_in();
        names::translate(&mut draft, language);
        let errors = layering::apply(&mut draft, overlays);
        (Self::from_draft(draft), errors)
    }

    /// The same regions under their names in the language of `tag`, where those are known, and under those of the site's `own`.
    /// Ids and slugs stay; what a region was called before is still understood.
    #[must_use]
    pub fn in_language(&self, tag: &str, own: &[(RegionId, String)]) -> Self {
        let mut draft = Draft { regions: self.regions.clone(), spellings: self.spellings.clone() };
        names::translate(&mut draft, tag);
        for (region, name) in own {
            names::rename(&mut draft, *region, name);
        }
        Self::from_draft(draft)
    }

    fn from_draft(draft: Draft) -> Self {
        let hierarchy = Hierarchy::new(&draft.regions);
        let mut abbreviations = vec![Vec::new(); draft.regions.len()];
        for (spelling, id) in draft.spellings.abbreviations() {
            abbreviations[id.index()].push(spelling.to_owned());
        }
        Self { regions: draft.regions, spellings: draft.spellings, hierarchy, abbreviations }
    }

    /// The region that `text` means: a name, alias, slug, ISO 3166-1 alpha-2 or alpha-3 code, or M49 code with or
    /// without leading zeros.
    ///
    /// Case, accents, punctuation, spaces and a leading "the" make no difference: "South-East Asia",
    /// "southeast asia" and "Southeast Asia" are one, and so are "côte d’ivoire" and "COTE DIVOIRE".
    #[must_use]
    pub fn find(&self, text: &str) -> Option<RegionId> {
        self.spellings.find(text)
    }

    /// The display name of the region whose spelling is closest to `text`, for "did you mean"; `None` if nothing
    /// is close.
    #[must_use]
    pub fn nearest(&self, text: &str) -> Option<&str> {
        self.spellings.nearest(text).map(|id| self.get(id).name.as_str())
    }

    /// What people write short for a region, in lower case: its codes of letters and aliases like "uk", "uae", "drc".
    pub fn abbreviations(&self, id: RegionId) -> &[String] {
        self.abbreviations.get(id.index()).map_or(&[], Vec::as_slice)
    }

    /// The region itself.
    ///
    /// # Panics
    ///
    /// If `id` comes from another, larger atlas.
    #[must_use]
    pub fn get(&self, id: RegionId) -> &Region {
        &self.regions[id.index()]
    }

    /// Every region that contains `id`, nearest first by number of steps, then in tree order; without `id` itself.
    #[must_use]
    pub fn ancestors(&self, id: RegionId) -> &[RegionId] {
        self.hierarchy.ancestors(id)
    }

    /// From the place of `id` in the tree up to its root, without `id` itself: the breadcrumbs, reversed.
    pub fn path(&self, id: RegionId) -> impl Iterator<Item = RegionId> {
        std::iter::successors(self.place(id), |&above| self.place(above))
    }

    /// What `id` contains directly, in tree order, wherever the tree shows it: the countries of the Sahel, say.
    pub fn members(&self, id: RegionId) -> impl Iterator<Item = RegionId> {
        let everything = self.tree_order().iter().map(|entry| entry.id);
        everything.filter(move |&member| self.get(member).parents.contains(&id))
    }

    /// Every region, by id.
    pub fn iter(&self) -> impl Iterator<Item = (RegionId, &Region)> {
        (0..).map(RegionId).zip(&self.regions)
    }

    /// Every region once, depth first by place in the tree, siblings by name without regard to accents.
    ///
    /// Of the roots, the continents come first (Antarctica among them), then the editorial regions, then Global.
    #[must_use]
    pub fn tree_order(&self) -> &[TreeEntry] {
        self.hierarchy.tree()
    }

    fn place(&self, id: RegionId) -> Option<RegionId> {
        self.get(id).parents.first().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(atlas: &Atlas, text: &str) -> RegionId {
        atlas.find(text).unwrap_or_else(|| panic!("no region is spelled {text}"))
    }

    fn slugs(atlas: &Atlas, ids: impl IntoIterator<Item = RegionId>) -> Vec<&str> {
        ids.into_iter().map(|id| atlas.get(id).slug.as_str()).collect()
    }

    #[test]
    fn one_country_has_many_spellings() {
        let atlas = Atlas::built_in();
        for text in ["US", "us", "U.S.", "USA", "840", "United States of America", "the united states"] {
            assert_eq!(atlas.get(id(&atlas, text)).slug, "united-states", "{text}");
        }
        for text in ["4", "04", "004", "AF", "afg"] {
            assert_eq!(atlas.get(id(&atlas, text)).name, "Afghanistan", "{text}");
        }
    }

    #[test]
    fn regions_have_abbreviations() {
        let atlas = Atlas::built_in();
        let expected = [
            ("United Kingdom", &["gb", "gbr", "uk"][..]),
            ("United Arab Emirates", &["ae", "are", "uae"]),
            ("Panama", &["pa", "pan"]),
        ];
        for (name, abbreviations) in expected {
            assert_eq!(atlas.abbreviations(id(&atlas, name)), abbreviations, "{name}");
        }
    }

    #[test]
    fn neighbouring_names_stay_apart() {
        let atlas = Atlas::built_in();
        let expected = [
            ("Southern Africa", "southern-africa"),
            ("South Africa", "south-africa"),
            ("Georgia", "georgia"),
            ("South Georgia", "south-georgia-and-the-south-sandwich-islands"),
            ("Micronesia", "micronesia"),
            ("FM", "federated-states-of-micronesia"),
            ("Northern America", "northern-america"),
            ("North America", "north-america"),
            ("Northern Mariana Islands", "northern-mariana-islands"),
            ("Congo", "republic-of-the-congo"),
            ("DRC", "dr-congo"),
            ("Central African Republic", "central-african-republic"),
            ("Middle Africa", "central-africa"),
        ];
        for (text, slug) in expected {
            assert_eq!(atlas.get(id(&atlas, text)).slug, slug, "{text}");
        }
        assert_eq!(atlas.find("Korea"), None);
        assert_eq!(atlas.find("Virgin Islands"), None);
    }

    #[test]
    fn ancestors_are_nearest_first_and_complete() {
        let atlas = Atlas::built_in();
        let of = |text| slugs(&atlas, atlas.ancestors(id(&atlas, text)).iter().copied());
        assert_eq!(of("Mexico"), ["central-america", "north-america", "americas", "latin-america"]);
        assert_eq!(of("Syria"), ["western-asia", "middle-east", "levant", "asia", "mena"]);
        assert_eq!(of("Iran"), ["south-asia", "middle-east", "asia", "mena"]);
        assert_eq!(of("Fiji"), ["melanesia", "pacific-islands", "oceania", "indo-pacific"]);
        assert_eq!(of("Kosovo"), ["balkans", "southern-europe", "europe"]);
        assert_eq!(of("Taiwan"), ["east-asia", "asia", "indo-pacific"]);
        assert!(of("Europe").is_empty());
    }

    #[test]
    fn the_world_contains_nothing_and_lies_in_nothing() {
        let atlas = Atlas::built_in();
        let world = id(&atlas, "Worldwide");
        assert_eq!((atlas.get(world).name.as_str(), atlas.get(world).kind), ("Global", RegionKind::World));
        assert_eq!(world, id(&atlas, "001"));
        assert!(atlas.ancestors(world).is_empty());
        assert_eq!(atlas.members(world).count(), 0);
    }

    #[test]
    fn paths_and_members_follow_the_editorial_places() {
        let atlas = Atlas::built_in();
        assert_eq!(slugs(&atlas, atlas.path(id(&atlas, "US"))), ["north-america", "americas"]);
        assert_eq!(
            slugs(&atlas, atlas.path(id(&atlas, "Fiji"))),
            ["melanesia", "pacific-islands", "oceania"]
        );
        assert_eq!(
            slugs(&atlas, atlas.members(id(&atlas, "Horn of Africa"))),
            ["djibouti", "eritrea", "ethiopia", "somalia"]
        );
    }

    #[test]
    fn suggestions_are_close_or_absent() {
        let atlas = Atlas::built_in();
        assert_eq!(atlas.nearest("Mexcio"), Some("Mexico"));
        assert_eq!(atlas.nearest("Phillipines"), Some("Philippines"));
        assert_eq!(atlas.nearest("Lybia"), Some("Libya"));
        assert_eq!(atlas.nearest("Untied Kingdom"), Some("United Kingdom"));
        assert_eq!(atlas.nearest("Atlantis"), None);
        assert_eq!(atlas.nearest("zz"), None);
        assert_eq!(atlas.nearest(""), None);
    }
}
