//! Laying overlays over a draft.
//!
//! In: the built-in draft and a site's overlays. Out: the changed draft, and every error. What an overlay means is
//! said at [`Overlay`]; here are the steps, in an order that makes the order of the overlays irrelevant.

use super::draft::{Circle, Draft};
use super::overlay::{Overlay, OverlayError, OverlayErrorKind, OverlayField};
use super::spelling::{Hold, key};
use super::{Region, RegionId, RegionKind};

/// Far more regions than there are places, and well within a [`RegionId`].
const MOST_REGIONS: usize = 10_000;

/// Lays `overlays` over `draft`. The errors are sorted by overlay and field.
pub(super) fn apply(draft: &mut Draft, overlays: &[Overlay<'_>]) -> Vec<OverlayError> {
    let mut work = Work { draft, overlays, errors: Vec::new() };
    // All slugs before all names before all aliases: what an overlay is called never depends on another's place.
    let ids = work.add_regions();
    work.claim_names(&ids);
    work.claim_aliases(&ids);
    let links = work.resolve_links(&ids);
    let detached = work.detach(&links);
    work.attach(&links);
    work.move_up(&detached);
    let mut errors = work.errors;
    errors.sort_by_key(|error| (error.region, error.field));
    errors
}

struct Work<'a> {
    draft: &'a mut Draft,
    overlays: &'a [Overlay<'a>],
    errors: Vec<OverlayError>,
}

/// What one overlay links, as far as it could be resolved.
struct Links {
    overlay: usize,
    region: RegionId,
    parent: Option<RegionId>,
    included: Vec<(usize, RegionId)>,
}

/// A region that lost its last parent.
struct Detached {
    region: RegionId,
    from: RegionId,
}

impl Work<'_> {
    /// The region of each overlay: new, built in, or none where the slug was refused.
    fn add_regions(&mut self) -> Vec<Option<RegionId>> {
        let built_in = self.draft.regions.len();
        (0..self.overlays.len()).map(|overlay| self.add_region(overlay, built_in)).collect()
    }

    fn add_region(&mut self, overlay: usize, built_in: usize) -> Option<RegionId> {
        let written = self.overlays[overlay].slug;
        let slug = slug::slugify(written);
        if slug != written {
            let suggestion = (!slug.is_empty()).then(|| slug.clone());
            let kind = OverlayErrorKind::BadSlug { slug: written.to_owned(), suggestion: suggestion.clone() };
            self.refuse(overlay, OverlayField::Slug, kind);
            // The region exists in the form that fits, so that what includes it is not refused as well.
            suggestion?;
        }
        if let Some(id) = self.draft.with_slug(&slug).filter(|id| id.index() < built_in) {
            let renewed = self.overlays[..overlay].iter().any(|earlier| slug::slugify(earlier.slug) == slug);
            if renewed {
                self.refuse_taken(overlay, OverlayField::Slug, written, id);
            }
            return (!renewed).then_some(id);
        }
        if self.draft.regions.len() == MOST_REGIONS {
            self.refuse(overlay, OverlayField::Slug, OverlayErrorKind::TooMany { most: MOST_REGIONS });
            return None;
        }
        // A table that links nothing and is called "turkiye" means to change Turkey, not to add a region beside it.
        let links_nothing =
            self.overlays[overlay].parent.is_none() && self.overlays[overlay].include.is_empty();
        if links_nothing && let Some(holder) = self.draft.spellings.find(&slug) {
            self.refuse_taken(overlay, OverlayField::Slug, written, holder);
            return None;
        }
        if let Err(holder) = self.draft.spellings.claim(&slug, self.draft.next_id(), Hold::Firm) {
            self.refuse_taken(overlay, OverlayField::Slug, written, holder);
            return None;
        }
        Some(self.draft.add(Region {
            name: in_words(&slug),
            slug,
            kind: RegionKind::Editorial,
            m49: None,
            alpha2: None,
            alpha3: None,
            parents: Vec::new(),
        }))
    }

    fn claim_names(&mut self, ids: &[Option<RegionId>]) {
        for (overlay, id) in ids.iter().enumerate() {
            if let (Some(id), Some(name)) = (*id, self.overlays[overlay].name)
                && self.claim(overlay, OverlayField::Name, name, id)
            {
                name.trim().clone_into(&mut self.draft.get_mut(id).name);
            }
        }
    }

    fn claim_aliases(&mut self, ids: &[Option<RegionId>]) {
        let overlays = self.overlays;
        for (overlay, id) in ids.iter().enumerate() {
            let Some(id) = *id else { continue };
            for (index, alias) in overlays[overlay].aliases.iter().enumerate() {
                self.claim(overlay, OverlayField::Alias(index), alias, id);
            }
        }
    }

    fn claim(&mut self, overlay: usize, field: OverlayField, text: &str, id: RegionId) -> bool {
        if key(text).is_empty() {
            self.refuse(overlay, field, OverlayErrorKind::NoLetters { text: text.to_owned() });
            return false;
        }
        let claimed = self.draft.spellings.claim(text, id, Hold::Firm);
        if let Err(holder) = claimed {
            self.refuse_taken(overlay, field, text, holder);
        }
        claimed.is_ok()
    }

    /// Resolves every parent and include, also those of refused overlays, for their errors' sake.
    fn resolve_links(&mut self, ids: &[Option<RegionId>]) -> Vec<Links> {
        let overlays = self.overlays;
        let mut all = Vec::new();
        for (overlay, id) in ids.iter().enumerate() {
            let Overlay { parent, include, .. } = overlays[overlay];
            let parent = parent.and_then(|text| self.resolve(overlay, OverlayField::Parent, text, *id));
            let included = include.iter().enumerate().filter_map(|(index, text)| {
                self.resolve(overlay, OverlayField::Include(index), text, *id).map(|child| (index, child))
            });
            let included = included.collect();
            all.extend(id.map(|region| Links { overlay, region, parent, included }));
        }
        all
    }

    fn resolve(
        &mut self,
        overlay: usize,
        field: OverlayField,
        text: &str,
        of: Option<RegionId>,
    ) -> Option<RegionId> {
        let Some(found) = self.draft.spellings.find(text) else {
            let nearest = self.draft.spellings.nearest(text).map(|id| self.draft.get(id).name.clone());
            self.refuse(overlay, field, OverlayErrorKind::Unknown { text: text.to_owned(), nearest });
            return None;
        };
        let world = [Some(found), of]
            .into_iter()
            .flatten()
            .map(|id| self.draft.get(id))
            .find(|region| region.kind == RegionKind::World);
        if let Some(world) = world.map(|world| world.name.clone()) {
            self.refuse(overlay, field, OverlayErrorKind::World { world });
            return None;
        }
        Some(found)
    }

    /// Takes out of each redefined region what its overlay does not include.
    fn detach(&mut self, links: &[Links]) -> Vec<Detached> {
        let mut detached = Vec::new();
        for link in links.iter().filter(|link| !link.included.is_empty()) {
            for (id, region) in (0..).map(RegionId).zip(&mut self.draft.regions) {
                let stays = link.included.iter().any(|&(_, child)| child == id);
                if !stays && region.parents.contains(&link.region) {
                    region.parents.retain(|&parent| parent != link.region);
                    if region.parents.is_empty() {
                        detached.push(Detached { region: id, from: link.region });
                    }
                }
            }
        }
        detached
    }

    /// Sets all places before all includes, so that an include never counts as the place of a region that has one.
    fn attach(&mut self, links: &[Links]) {
        for link in links {
            if let Some(parent) = link.parent
                && let Err(circle) = self.draft.replace_place(parent, link.region)
            {
                self.refuse_circle(link.overlay, OverlayField::Parent, &circle);
            }
        }
        for link in links {
            for &(index, child) in &link.included {
                if let Err(circle) = self.draft.include(link.region, child) {
                    self.refuse_circle(link.overlay, OverlayField::Include(index), &circle);
                }
            }
        }
    }

    fn move_up(&mut self, detached: &[Detached]) {
        for &Detached { region, from } in detached {
            let above = self.draft.get(from).parents.first().copied();
            if let Some(above) = above.filter(|_| self.draft.get(region).parents.is_empty()) {
                // A circle here means that the region was moved above its old parent: it is a root, then.
                let _stays_a_root = self.draft.include(above, region);
            }
        }
    }

    fn refuse(&mut self, region: usize, field: OverlayField, kind: OverlayErrorKind) {
        self.errors.push(OverlayError { region, field, kind });
    }

    fn refuse_taken(&mut self, overlay: usize, field: OverlayField, text: &str, holder: RegionId) {
        let Region { name, slug, .. } = self.draft.get(holder).clone();
        let text = text.to_owned();
        self.refuse(overlay, field, OverlayErrorKind::NameTaken { text, holder: name, holder_slug: slug });
    }

    fn refuse_circle(&mut self, overlay: usize, field: OverlayField, circle: &Circle) {
        let circle = circle.0.iter().map(|&id| self.draft.get(id).name.clone()).collect();
        self.refuse(overlay, field, OverlayErrorKind::Cycle { circle });
    }
}

/// "black-sea" as "Black Sea".
fn in_words(slug: &str) -> String {
    let capitalised = slug.split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + rest
    });
    capitalised.collect::<Vec<_>>().join(" ")
}
