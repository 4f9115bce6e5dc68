//! The exact score of a pair, and its reasons.
//!
//! A [`Probe`] holds one report spread out over dense memory and compares others with it, each in time
//! proportional to the other's features. It knows nothing of lists, pins or diversity.

use super::index::{Index, Ordered};
use super::vectors::{Facet, RegionEntry};
use super::{Reason, ReasonKind};

/// Compares reports with the one it holds.
pub(super) struct Probe<'i> {
    index: &'i Index,
    held: Option<u32>,
    /// By feature, the weight it has in the report held; 0 elsewhere and for regions.
    weights: Vec<f32>,
    /// By region, its entry in the report held; weight 0 elsewhere.
    regions: Vec<RegionEntry>,
    /// Regions the last pair shares that count.
    shared: Vec<SharedRegion>,
}

#[derive(Debug, Clone, Copy)]
struct SharedRegion {
    /// What sharing it adds to a score, before recency, and the feature: see [`Ordered`].
    value: Ordered,
    /// Places in it, of the report held and of the other.
    places: [u32; 2],
}

/// How many words a reason names.
const NAMED_WORDS: usize = 3;

const NO_REGION: RegionEntry = RegionEntry { feature: u32::MAX, weight: 0.0, places: 0 };

impl<'i> Probe<'i> {
    pub(super) fn new(index: &'i Index) -> Self {
        let weights = vec![0.0; index.feature_count()];
        let regions = vec![NO_REGION; index.region_count()];
        Self { index, held: None, weights, regions, shared: Vec::new() }
    }

    /// Holds a report, in place of the one before.
    pub(super) fn hold(&mut self, rank: u32) {
        if let Some(before) = self.held.replace(rank) {
            for entry in self.index.vector(before) {
                self.weights[entry.id as usize] = 0.0;
            }
            for entry in self.index.regions(before) {
                self.regions[entry.feature as usize] = NO_REGION;
            }
        }
        for entry in self.index.vector(rank) {
            self.weights[entry.id as usize] = entry.weight;
        }
        for entry in self.index.regions(rank) {
            self.regions[entry.feature as usize] = *entry;
        }
    }

    /// The score of the report held and another, 0 to 1.
    pub(super) fn score(&mut self, other: u32) -> f32 {
        let Some(held) = self.held else { return 0.0 };
        self.choose_regions(other);
        // Not `sum()`, which gives −0 for nothing.
        let mut sum = self.shared.iter().fold(0.0, |sum, region| sum + region.value.score());
        for entry in self.index.vector(other) {
            sum += self.weights[entry.id as usize] * entry.weight;
        }
        if self.links(held, other).contains(&true) {
            sum += self.index.link_share;
        }
        // Rounding may carry two identical reports a hair beyond 1.
        (sum * self.index.recency(held, other)).min(1.0)
    }

    /// Why the report held and another are related, strongest first. The scores add up to that of the pair.
    pub(super) fn reasons(&mut self, other: u32) -> Vec<Reason> {
        let Some(held) = self.held else { return Vec::new() };
        let mut reasons = Vec::new();
        let links = self.links(held, other);
        let link = if links == [true, true] { self.index.link_share / 2.0 } else { self.index.link_share };
        for (present, kind) in links.into_iter().zip([ReasonKind::LinksTo, ReasonKind::LinkedFrom]) {
            if present {
                reasons.push(Reason { kind, score: link });
            }
        }
        let mut words: Vec<(u32, u32)> = Vec::new();
        let mut words_score = 0.0;
        self.choose_regions(other);
        let regions = self.shared.iter().map(|region| (region.value.id(), region.value.score()));
        let others = self.index.vector(other).iter();
        let plain = others.map(|entry| (entry.id, self.weights[entry.id as usize] * entry.weight));
        for (feature, score) in regions.chain(plain).filter(|(_, score)| *score > 0.0) {
            let meaning = self.index.meaning(feature);
            let kind = match meaning.facet {
                Facet::Region => ReasonKind::Region(meaning.id),
                Facet::Series => ReasonKind::Series(meaning.id),
                Facet::Tag => ReasonKind::Tag(meaning.id),
                Facet::Author => ReasonKind::Author(meaning.id),
                Facet::Word => {
                    words.push((self.index.frequency(feature), meaning.id));
                    words_score += score;
                    continue;
                }
            };
            reasons.push(Reason { kind, score });
        }
        if !words.is_empty() {
            words.sort_by_key(|&(frequency, word)| (frequency, self.index.word(word)));
            let named = words.iter().take(NAMED_WORDS).map(|&(_, word)| self.index.word(word).to_owned());
            reasons.push(Reason { kind: ReasonKind::Words(named.collect()), score: words_score });
        }
        let recency = self.index.recency(held, other);
        for reason in &mut reasons {
            reason.score *= recency;
        }
        reasons.sort_by(|a, b| b.score.total_cmp(&a.score));
        reasons
    }

    /// Whether the report held links to the other, and the other to it.
    fn links(&self, held: u32, other: u32) -> [bool; 2] {
        [self.index.outgoing(held), self.index.incoming(held)]
            .map(|linked| linked.binary_search(&other).is_ok())
    }

    /// Leaves in `shared` the regions that count: the best match of a place of the one and of a place of the
    /// other.
    ///
    /// From the best down, a region counts if it is the first for some place on either side, and takes all
    /// places in it. The first always counts, so something is left whenever anything is shared; and as every
    /// region left took a place on either side, no more count than either report names places.
    fn choose_regions(&mut self, other: u32) {
        self.shared.clear();
        for theirs in self.index.regions(other) {
            let ours = &self.regions[theirs.feature as usize];
            let value = ours.weight * theirs.weight;
            if value > 0.0 {
                let places = [ours.places, theirs.places];
                self.shared.push(SharedRegion { value: Ordered::new(value, theirs.feature), places });
            }
        }
        if self.shared.len() < 2 {
            return;
        }
        let mut open =
            [0, 1].map(|side: usize| self.shared.iter().fold(0, |all, region| all | region.places[side]));
        let mut counted = 0;
        for next in 0..self.shared.len() {
            // Mostly one region takes all places of a side, so looking for the best again beats sorting.
            if open.contains(&0) {
                break;
            }
            let best =
                (next..self.shared.len()).max_by_key(|&place| self.shared[place].value).unwrap_or(next);
            self.shared.swap(next, best);
            let region = self.shared[next];
            if (0..2).all(|side| region.places[side] & open[side] != 0) {
                self.shared[counted] = region;
                counted += 1;
            }
            open = [open[0] & !region.places[0], open[1] & !region.places[1]];
        }
        self.shared.truncate(counted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::related::{Features, Options, Weights};

    const ONLY_REGIONS: Weights =
        Weights { tags: 0.0, regions: 1.0, authors: 0.0, series: 0.0, links: 0.0, words: 0.0 };

    /// Reports of the given regions with enough others that regions are rare.
    fn corpus(regions: &[&[(u32, u8)]]) -> Vec<Features<'static>> {
        let named =
            regions.iter().map(|regions| Features { regions: regions.to_vec(), ..Features::default() });
        named.chain((0..100).map(|_| Features::default())).collect()
    }

    fn reasons(features: &[Features<'_>], one: u32, other: u32) -> Vec<ReasonKind> {
        let index = Index::new(features, &Options { weights: ONLY_REGIONS, ..Options::default() });
        let mut probe = Probe::new(&index);
        probe.hold(one);
        probe.reasons(other).into_iter().map(|reason| reason.kind).collect()
    }

    fn score(features: &[Features<'_>], weights: Weights, one: u32, other: u32) -> f32 {
        let index = Index::new(features, &Options { weights, ..Options::default() });
        let mut probe = Probe::new(&index);
        probe.hold(one);
        probe.score(other)
    }

    #[test]
    fn only_the_most_specific_shared_region_of_a_place_counts() {
        // 1 Mexico, 2 United States, 3 Canada; 10 Central America, 11 Northern America; 20 the Americas.
        const MEXICO: [(u32, u8); 3] = [(1, 0), (10, 1), (20, 2)];
        const STATES: [(u32, u8); 3] = [(2, 0), (11, 1), (20, 2)];
        const CANADA: [(u32, u8); 3] = [(3, 0), (11, 1), (20, 2)];
        let features =
            corpus(&[&[MEXICO, STATES].concat(), &MEXICO, &[MEXICO, CANADA].concat(), &CANADA, &[(20, 0)]]);
        assert_eq!(reasons(&features, 0, 1), [ReasonKind::Region(1)]);
        assert_eq!(reasons(&features, 0, 2), [ReasonKind::Region(1), ReasonKind::Region(11)]);
        assert_eq!(reasons(&features, 0, 3), [ReasonKind::Region(11)]);
        assert_eq!(reasons(&features, 1, 3), [ReasonKind::Region(20)]);
        assert_eq!(reasons(&features, 1, 4), [ReasonKind::Region(20)]);
    }

    #[test]
    fn each_step_up_halves_a_region() {
        let features =
            corpus(&[&[(1, 0)], &[(1, 0)], &[(5, 0), (1, 1)], &[(6, 0), (1, 1)], &[(7, 0), (1, 2)]]);
        let [named, step, siblings, steps] =
            [(0, 1), (0, 2), (2, 3), (0, 4)].map(|(one, other)| score(&features, ONLY_REGIONS, one, other));
        assert!((step / named - 0.5).abs() < 1e-5, "{step} {named}");
        assert!((siblings / named - 0.25).abs() < 1e-5, "{siblings} {named}");
        assert!((steps / named - 0.25).abs() < 1e-5, "{steps} {named}");
    }

    #[test]
    fn a_link_counts_once_in_either_direction() {
        let linking = |links: Vec<u32>| Features { links, ..Features::default() };
        let features = [linking(vec![1, 2]), linking(vec![]), linking(vec![0])];
        let [to, from, both] =
            [(0, 1), (1, 0), (0, 2)].map(|(a, b)| score(&features, Weights::default(), a, b));
        assert!((to - 0.2).abs() < 1e-6 && (from - to).abs() < 1e-6 && (both - to).abs() < 1e-6);
    }

    #[test]
    fn reasons_add_up_to_the_score() {
        let report = |day, tag| Features {
            tags: vec![1, tag],
            authors: vec![4],
            series: Some(2),
            regions: vec![(1, 0), (2, 1)],
            links: vec![0],
            text: vec![("ports of Guayaquil", 1.0), ("cocaine in containers", 2.0)],
            day,
            ..Features::default()
        };
        let features = [report(0, 2), report(100, 3), Features::default()];
        let index = Index::new(&features, &Options::default());
        let mut probe = Probe::new(&index);
        probe.hold(index.ranks()[0]);
        let other = index.ranks()[1];
        let score = probe.score(other);
        let reasons = probe.reasons(other);
        assert!((reasons.iter().map(|reason| reason.score).sum::<f32>() - score).abs() < 1e-6);
        assert!(reasons.is_sorted_by(|a, b| a.score >= b.score));
        let words = ["cocaine", "containers", "guayaquil"].map(String::from).to_vec();
        assert!(reasons.iter().any(|reason| reason.kind == ReasonKind::Words(words.clone())), "{reasons:?}");
        assert!(reasons.iter().any(|reason| reason.kind == ReasonKind::LinkedFrom));
    }
}
