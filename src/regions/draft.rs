//! The draft of an atlas: regions and spellings while they are still being put together.
//!
//! In: nodes and links from the built-in tables and from overlays. Out: a graph without cycles, which the atlas
//! then orders. Where a node or a link comes from is not known here.

use super::spelling::Spellings;
use super::{Region, RegionId};

/// Regions by id, and what they are called.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    pub(super) regions: Vec<Region>,
    pub(super) spellings: Spellings,
}

/// A link that was refused because its parent lies in its child: the regions from the parent round to itself,
/// each containing the next.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Circle(pub(super) Vec<RegionId>);

impl Draft {
    /// Adds a region.
    pub(super) fn add(&mut self, region: Region) -> RegionId {
        let id = self.next_id();
        self.regions.push(region);
        id
    }

    /// The id that the next region will have.
    pub(super) fn next_id(&self) -> RegionId {
        RegionId(u16::try_from(self.regions.len()).expect("an overlay is refused before the ids run out"))
    }

    /// The region.
    pub(super) fn get(&self, id: RegionId) -> &Region {
        &self.regions[id.index()]
    }

    /// The region, to change it.
    pub(super) fn get_mut(&mut self, id: RegionId) -> &mut Region {
        &mut self.regions[id.index()]
    }

    /// The region with exactly this slug.
    pub(super) fn with_slug(&self, slug: &str) -> Option<RegionId> {
        (0..).map(RegionId).zip(&self.regions).find(|(_, region)| region.slug == slug).map(|(id, _)| id)
    }

    /// Lets `parent` contain `child`. The place of `child` in the tree changes only if it had none.
    pub(super) fn include(&mut self, parent: RegionId, child: RegionId) -> Result<(), Circle> {
        self.refuse_circle(parent, child)?;
        let parents = &mut self.get_mut(child).parents;
        if !parents.contains(&parent) {
            parents.push(parent);
        }
        Ok(())
    }

    /// Moves the place of `child` in the tree to `parent`; its further parents stay.
    pub(super) fn replace_place(&mut self, parent: RegionId, child: RegionId) -> Result<(), Circle> {
        self.refuse_circle(parent, child)?;
        let parents = &mut self.get_mut(child).parents;
        let further = parents.iter().skip(1).copied().filter(|&other| other != parent);
        *parents = std::iter::once(parent).chain(further).collect();
        Ok(())
    }

    fn refuse_circle(&self, parent: RegionId, child: RegionId) -> Result<(), Circle> {
        match self.way_up(parent, child) {
            None => Ok(()),
            Some(mut way) => {
                way.push(parent);
                way.rotate_right(1);
                way[1..].reverse();
                Err(Circle(way))
            }
        }
    }

    /// The regions from `from` up to `to`, both included, if `from` is or lies in `to`.
    fn way_up(&self, from: RegionId, to: RegionId) -> Option<Vec<RegionId>> {
        let mut reached_from = vec![None; self.regions.len()];
        let mut pending = vec![from];
        while let Some(id) = pending.pop() {
            if id == to {
                let below = |&id: &RegionId| if id == from { None } else { reached_from[id.index()] };
                let mut way: Vec<RegionId> = std::iter::successors(Some(to), below).collect();
                way.reverse();
                return Some(way);
            }
            for &parent in self.get(id).parents.iter().rev() {
                if reached_from[parent.index()].is_none() {
                    reached_from[parent.index()] = Some(id);
                    pending.push(parent);
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::RegionKind;
    use super::*;

    const A: RegionId = RegionId(0);
    const B: RegionId = RegionId(1);
    const C: RegionId = RegionId(2);

    fn three() -> Draft {
        let mut draft = Draft::default();
        for slug in ["a", "b", "c"] {
            draft.add(Region {
                name: slug.to_owned(),
                slug: slug.to_owned(),
                kind: RegionKind::Editorial,
                m49: None,
                alpha2: None,
                alpha3: None,
                parents: Vec::new(),
            });
        }
        draft
    }

    #[test]
    fn a_circle_is_refused_with_its_way_round() {
        let mut draft = three();
        assert_eq!(draft.include(A, B), Ok(()));
        assert_eq!(draft.include(B, C), Ok(()));
        assert_eq!(draft.include(C, A), Err(Circle(vec![C, A, B, C])));
        assert_eq!(draft.include(A, A), Err(Circle(vec![A, A])));
        assert!(draft.get(A).parents.is_empty());
    }

    #[test]
    fn including_twice_is_once() {
        let mut draft = three();
        assert_eq!(draft.include(A, C), Ok(()));
        assert_eq!(draft.include(A, C), Ok(()));
        assert_eq!(draft.get(C).parents, [A]);
    }

    #[test]
    fn a_new_place_replaces_the_old_one_only() {
        let mut draft = three();
        draft.get_mut(C).parents = vec![A];
        assert_eq!(draft.include(B, C), Ok(()));
        assert_eq!(draft.get(C).parents, [A, B]);
        assert_eq!(draft.replace_place(B, C), Ok(()));
        assert_eq!(draft.get(C).parents, [B]);
    }
}
