//! The list of one report: candidates, pins, diversity.
//!
//! A [`Selector`] is a thread's scratch memory. It finds candidates through the index, has the best of them
//! scored exactly, and picks. It knows nothing of how a score comes about.

use std::cmp::Reverse;

use super::index::{Index, Ordered};
use super::score::Probe;
use super::{Features, MAX_REASONS, Neighbour, Options, Reason, ReasonKind};

/// How many reports a feature offers on either side in date order.
const REACH: usize = 32;
/// How many candidates are scored exactly.
const SCORED: usize = 64;
/// How many of them diversity chooses from.
const POOL: usize = 16;

/// Chooses the neighbours of one report after another.
pub(super) struct Selector<'i> {
    index: &'i Index,
    features: &'i [Features<'i>],
    limit: usize,
    diversity: f32,
    probe: Probe<'i>,
    /// By rank, what a report shares with the current one as far as offered; 0 between reports.
    offered: Vec<f32>,
    /// The ranks with an offer.
    touched: Vec<u32>,
    best: Best,
}

impl<'i> Selector<'i> {
    pub(super) fn new(index: &'i Index, features: &'i [Features<'i>], options: &Options) -> Self {
        // A list cannot be longer than the corpus; bounded so, sums with the limit cannot overflow either.
        let limit = options.limit.min(features.len());
        Self {
            index,
            features,
            limit,
            diversity: if options.diversity.is_nan() { 1.0 } else { options.diversity.clamp(0.0, 1.0) },
            probe: Probe::new(index),
            offered: vec![0.0; features.len()],
            touched: Vec::new(),
            best: Best::new(SCORED.max(4 * limit)),
        }
    }

    /// The neighbours of a report.
    pub(super) fn neighbours(&mut self, rank: u32) -> Vec<Neighbour> {
        let features: &Features<'_> = &self.features[self.index.report(rank) as usize];
        let ranks = |reports: &[u32]| -> Vec<u32> {
            reports
                .iter()
                .filter_map(|&report| self.index.rank(report))
                .filter(|&other| other != rank)
                .collect()
        };
        let excluded = ranks(&features.exclude);
        let mut pinned: Vec<u32> = Vec::new();
        for pin in ranks(&features.pin) {
            if pinned.len() < self.limit && !pinned.contains(&pin) && !excluded.contains(&pin) {
                pinned.push(pin);
            }
        }
        let mut candidates = Vec::new();
        if pinned.len() < self.limit {
            let barred: Vec<u32> = [&[rank], &*pinned, &*excluded].concat();
            self.candidates(rank, &barred, &mut candidates);
        }
        self.probe.hold(rank);
        let pins: Vec<Candidate> = pinned.into_iter().map(|rank| self.scored(rank)).collect();
        let mut candidates: Vec<Candidate> = candidates.into_iter().map(|rank| self.scored(rank)).collect();
        candidates.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.rank.cmp(&b.rank)));
        candidates.truncate(POOL.max(2 * self.limit));
        let mut picked = self.pick(&pins, candidates);
        picked.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.rank.cmp(&b.rank)));
        self.probe.hold(rank);
        let pin_count = pins.len();
        let listed = pins.into_iter().chain(picked).enumerate();
        listed.map(|(place, candidate)| self.explained(candidate, place < pin_count)).collect()
    }

    /// A candidate scored with the report held.
    fn scored(&mut self, rank: u32) -> Candidate {
        Candidate { rank, score: self.probe.score(rank), nearest: 0.0 }
    }

    fn explained(&mut self, candidate: Candidate, is_pin: bool) -> Neighbour {
        let mut reasons = self.probe.reasons(candidate.rank);
        if is_pin {
            reasons.insert(0, Reason { kind: ReasonKind::Pinned, score: 0.0 });
        }
        reasons.truncate(MAX_REASONS);
        Neighbour { report: self.index.report(candidate.rank), score: candidate.score, reasons }
    }

    /// The reports that share most with a report as far as features and links offer them.
    fn candidates(&mut self, rank: u32, barred: &[u32], candidates: &mut Vec<u32>) {
        // Wide enough that the barred ones cannot leave a popular feature with fewer than `limit` to offer.
        let reach = REACH.max(self.limit + barred.len());
        let index = self.index;
        for (region, place) in index.regions(rank).iter().zip(index.region_places(rank)) {
            for entry in around(index.region_posting(region.feature), *place as usize, reach) {
                self.offer(entry.id, entry.weight * region.weight);
            }
        }
        for (feature, place) in index.vector(rank).iter().zip(index.places(rank)) {
            for entry in around(index.posting(feature.id), *place as usize, reach) {
                self.offer(entry.id, entry.weight * feature.weight);
            }
        }
        for linked in [index.outgoing(rank), index.incoming(rank)] {
            let place = linked.partition_point(|report| *report < rank);
            for &report in around(linked, place, reach) {
                self.offer(report, index.link_share);
            }
        }
        for &report in barred {
            self.offered[report as usize] = 0.0;
        }
        for report in self.touched.drain(..) {
            let offered = std::mem::take(&mut self.offered[report as usize]);
            if offered > 0.0 {
                self.best.push(offered * index.recency(rank, report), report);
            }
        }
        candidates.extend(self.best.drain());
    }

    fn offer(&mut self, report: u32, score: f32) {
        let offered = &mut self.offered[report as usize];
        if *offered == 0.0 && score > 0.0 {
            self.touched.push(report);
        }
        *offered += score;
    }

    /// Maximal marginal relevance: fills up what the pins leave of the limit. Takes candidates best first.
    fn pick(&mut self, pins: &[Candidate], mut candidates: Vec<Candidate>) -> Vec<Candidate> {
        let room = self.limit - pins.len();
        candidates.retain(|candidate| candidate.score > 0.0);
        if candidates.len() <= room || self.diversity >= 1.0 {
            candidates.truncate(room);
            return candidates;
        }
        for pin in pins {
            self.compare(*pin, &mut candidates);
        }
        let mut picked: Vec<Candidate> = Vec::with_capacity(room);
        while picked.len() < room {
            let worth = |candidate: &Candidate| {
                self.diversity * candidate.score - (1.0 - self.diversity) * candidate.nearest
            };
            // The last maximum of the reversed order is the first of the order: the better score, then lower
            // rank.
            let best = candidates.iter().enumerate().rev().max_by(|a, b| worth(a.1).total_cmp(&worth(b.1)));
            let Some((place, _)) = best else { break };
            let candidate = candidates.remove(place);
            picked.push(candidate);
            if picked.len() < room {
                self.compare(candidate, &mut candidates);
            }
        }
        picked
    }

    /// Notes how close each candidate is to a report just listed.
    fn compare(&mut self, listed: Candidate, candidates: &mut [Candidate]) {
        self.probe.hold(listed.rank);
        for candidate in candidates {
            candidate.nearest = candidate.nearest.max(self.probe.score(candidate.rank));
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Candidate {
    rank: u32,
    score: f32,
    /// The highest score with a report already listed.
    nearest: f32,
}

/// Up to `reach` items on either side of a place; near an end of the list, the other side makes up for it.
fn around<T>(items: &[T], place: usize, reach: usize) -> &[T] {
    let window = 2 * reach + 1;
    if items.len() <= window {
        return items;
    }
    let start = place.saturating_sub(reach).min(items.len() - window);
    &items[start..start + window]
}

/// Keeps the best of many: by score, then by lower rank.
struct Best {
    kept: usize,
    /// At most twice as many as are kept.
    found: Vec<Ordered>,
    /// Nothing up to this can still be among the best.
    floor: Ordered,
}

impl Best {
    fn new(kept: usize) -> Self {
        Self { kept, found: Vec::with_capacity(2 * kept), floor: Ordered::default() }
    }

    fn push(&mut self, score: f32, rank: u32) {
        let candidate = Ordered::new(score, rank);
        if candidate > self.floor {
            self.found.push(candidate);
            if self.found.len() == 2 * self.kept {
                self.cut();
            }
        }
    }

    fn cut(&mut self) {
        if self.found.len() > self.kept {
            let (_, last, _) = self.found.select_nth_unstable_by_key(self.kept - 1, |found| Reverse(*found));
            self.floor = *last;
            self.found.truncate(self.kept);
        }
    }

    /// The ranks of the best, in no order; leaves nothing.
    fn drain(&mut self) -> impl Iterator<Item = u32> {
        self.cut();
        self.floor = Ordered::default();
        self.found.drain(..).map(Ordered::id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_keeps_its_size_at_the_ends() {
        let items: Vec<u32> = (0..100).map(|item| item * 2).collect();
        let window = |place| around(&items, place, 2).to_vec();
        assert_eq!(window(0), [0, 2, 4, 6, 8]);
        assert_eq!(window(50), [96, 98, 100, 102, 104]);
        assert_eq!(window(99), [190, 192, 194, 196, 198]);
        assert_eq!(around(&items, 5, 50).len(), 100);
    }

    #[test]
    fn the_best_are_those_of_a_full_sort() {
        let mut best = Best::new(3);
        for round in 0..2 {
            for rank in 0..50_u32 {
                let score = f32::from(u8::try_from(rank * 7 % 10).expect("below ten") + 1 + round);
                best.push(score, rank);
            }
            let mut ranks: Vec<u32> = best.drain().collect();
            ranks.sort_unstable();
            assert_eq!(ranks, [7, 17, 27], "rank * 7 % 10 is 9, lowest ranks first");
        }
    }
}
