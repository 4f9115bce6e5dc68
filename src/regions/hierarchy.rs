//! The order of the regions: the tree from top to bottom, and what contains what.
//!
//! In: regions whose parents form no cycle. Out: the depth-first order and every region's ancestors, computed once.
//! Names matter only for the order of siblings.

use std::cmp::Reverse;
use std::ops::Range;

use super::spelling::key;
use super::{Region, RegionId, RegionKind};

/// One line of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeEntry {
    /// The region.
    pub id: RegionId,
    /// Steps below its root; 0 for a root.
    pub depth: usize,
}

/// The tree in order, and all ancestors in one vector.
#[derive(Debug, Clone)]
pub(super) struct Hierarchy {
    tree: Vec<TreeEntry>,
    ancestors: Vec<RegionId>,
    ranges: Vec<Range<usize>>,
}

impl Hierarchy {
    /// Orders `regions`, whose parents must not form a cycle.
    pub(super) fn new(regions: &[Region]) -> Self {
        let tree = tree(regions);
        let mut positions = vec![0; regions.len()];
        for (position, entry) in tree.iter().enumerate() {
            positions[entry.id.index()] = position;
        }
        let mut ancestors = Vec::new();
        let mut ranges = Vec::with_capacity(regions.len());
        for region in regions {
            let start = ancestors.len();
            push_ancestors(region, regions, &positions, &mut ancestors);
            ranges.push(start..ancestors.len());
        }
        Self { tree, ancestors, ranges }
    }

    /// Every region once, depth first.
    pub(super) fn tree(&self) -> &[TreeEntry] {
        &self.tree
    }

    /// What contains `id`, nearest first.
    pub(super) fn ancestors(&self, id: RegionId) -> &[RegionId] {
        &self.ancestors[self.ranges[id.index()].clone()]
    }
}

fn tree(regions: &[Region]) -> Vec<TreeEntry> {
    let sort_keys: Vec<String> = regions.iter().map(|region| key(&region.name)).collect();
    let mut children = vec![Vec::new(); regions.len()];
    let mut roots = Vec::new();
    for (id, region) in (0..).map(RegionId).zip(regions) {
        match region.parents.first() {
            Some(parent) => children[parent.index()].push(id),
            None => roots.push(id),
        }
    }
    // Backwards, because what is pushed last is taken first.
    roots.sort_by_key(|id| Reverse((root_rank(regions[id.index()].kind), &sort_keys[id.index()], *id)));
    let mut pending: Vec<TreeEntry> = roots.into_iter().map(|id| TreeEntry { id, depth: 0 }).collect();
    let mut tree = Vec::with_capacity(regions.len());
    while let Some(entry) = pending.pop() {
        tree.push(entry);
        let below = &mut children[entry.id.index()];
        below.sort_by_key(|id| Reverse((&sort_keys[id.index()], *id)));
        pending.extend(below.iter().map(|&id| TreeEntry { id, depth: entry.depth + 1 }));
    }
    tree
}

fn root_rank(kind: RegionKind) -> u8 {
    match kind {
        RegionKind::Group | RegionKind::Country => 0,
        RegionKind::Editorial => 1,
        RegionKind::World => 2,
    }
}

/// Appends what contains `region`, one step after the other, each step in tree order.
fn push_ancestors(region: &Region, regions: &[Region], positions: &[usize], all: &mut Vec<RegionId>) {
    let start = all.len();
    let mut step = start;
    push_new(&region.parents, start, all);
    while step < all.len() {
        let end = all.len();
        all[step..].sort_by_key(|id| positions[id.index()]);
        for index in step..end {
            push_new(&regions[all[index].index()].parents, start, all);
        }
        step = end;
    }
}

fn push_new(parents: &[RegionId], start: usize, all: &mut Vec<RegionId>) {
    for parent in parents {
        if !all[start..].contains(parent) {
            all.push(*parent);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Atlas;
    use super::*;

    #[test]
    fn roots_are_continents_then_editorial_regions_then_the_world() {
        let atlas = Atlas::built_in();
        let roots = atlas.tree_order().iter().filter(|entry| entry.depth == 0);
        let names: Vec<&str> = roots.map(|entry| atlas.get(entry.id).name.as_str()).collect();
        assert_eq!(
            names,
            [
                "Africa",
                "Americas",
                "Antarctica",
                "Asia",
                "Europe",
                "Oceania",
                "Arctic",
                "Eurasia",
                "Indo-Pacific",
                "MENA",
                "Global"
            ]
        );
    }

    #[test]
    fn the_tree_has_every_region_once_below_its_first_parent() {
        let atlas = Atlas::built_in();
        let mut open: Vec<RegionId> = Vec::new();
        let mut seen = vec![false; atlas.iter().count()];
        for entry in atlas.tree_order() {
            open.truncate(entry.depth);
            assert_eq!(atlas.get(entry.id).parents.first(), open.last());
            open.push(entry.id);
            assert!(!std::mem::replace(&mut seen[entry.id.index()], true));
        }
        assert!(seen.into_iter().all(|seen| seen));
    }

    #[test]
    fn siblings_are_sorted_without_accents() {
        let atlas = Atlas::built_in();
        let nordic = atlas.find("Northern Europe").expect("it is in the table");
        let names: Vec<&str> = atlas.members(nordic).map(|id| atlas.get(id).name.as_str()).collect();
        assert_eq!(&names[..3], ["Åland Islands", "Denmark", "Estonia"]);
    }

    #[test]
    fn ancestors_agree_with_the_parents() {
        let atlas = Atlas::built_in();
        for (id, region) in atlas.iter() {
            let ancestors = atlas.ancestors(id);
            assert!(!ancestors.contains(&id), "{} contains itself", region.name);
            assert!(region.parents.iter().all(|parent| ancestors.contains(parent)));
            for above in ancestors {
                assert!(atlas.ancestors(*above).iter().all(|higher| ancestors.contains(higher)));
            }
        }
    }
}
