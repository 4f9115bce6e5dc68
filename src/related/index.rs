//! The inverted index of a corpus, with reports in order of date.
//!
//! In: features and options. Out: vectors, postings, links in both directions, and the recency of any pair.
//! Inside the module reports go by *rank*: rank 0 is the latest, and of one day the lowest index. So the
//! lower rank wins every tie, and neighbours in a posting are neighbours in time.

use super::vectors::{Meaning, RegionEntry, Vectors};
use super::{Features, Options, Weights};

/// Rows of unequal length in one allocation.
#[derive(Debug)]
pub(super) struct Rows<T> {
    ends: Vec<usize>,
    items: Vec<T>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { ends: Vec::new(), items: Vec::new() }
    }
}

impl<T: Copy> Rows<T> {
    pub(super) fn from_rows<'a>(rows: impl Iterator<Item = &'a Vec<T>> + Clone) -> Self
    where
        T: 'a,
    {
        let mut all = Self::default();
        all.items.reserve_exact(rows.clone().map(Vec::len).sum());
        for row in rows {
            all.push(row.iter().copied());
        }
        all
    }

    pub(super) fn push(&mut self, row: impl Iterator<Item = T>) {
        self.items.extend(row);
        self.ends.push(self.items.len());
    }

    pub(super) fn row(&self, row: usize) -> &[T] {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.items[start..self.ends[row]]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[T]> {
        (0..self.ends.len()).map(|row| self.row(row))
    }
}

impl<T: Copy + Default> Rows<T> {
    /// Turns rows around: `turn` gives for an item of row r the row it goes to and what stands there. Rows of
    /// the result keep the order of r.
    fn turned<S: Copy>(from: &Rows<S>, size: usize, turn: impl Fn(u32, S) -> (u32, T)) -> Self {
        let mut ends = vec![0_usize; size];
        for (row, items) in (0..).zip(from.iter()) {
            for &item in items {
                ends[turn(row, item).0 as usize] += 1;
            }
        }
        let mut start = 0;
        for end in &mut ends {
            start += std::mem::replace(end, start);
        }
        // Each entry of `ends` now is the start of its row, and grows to the end as the row fills.
        let mut items = vec![T::default(); from.items.len()];
        for (row, from_items) in (0..).zip(from.iter()) {
            for &item in from_items {
                let (to, value) = turn(row, item);
                items[ends[to as usize]] = value;
                ends[to as usize] += 1;
            }
        }
        Self { ends, items }
    }
}

impl Rows<u32> {
    /// By item of `from`, its place in the row that [`Rows::turned`] puts it in.
    fn places<S: Copy>(from: &Rows<S>, size: usize, target: impl Fn(S) -> u32) -> Self {
        let mut filled = vec![0_u32; size];
        let place = |item: &S| {
            let next = &mut filled[target(*item) as usize];
            *next += 1;
            *next - 1
        };
        let items = from.items.iter().map(place).collect();
        Self { ends: from.ends.clone(), items }
    }
}

/// A weighted id: of a feature in the row of a report, of a report in a posting.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Entry {
    pub(super) id: u32,
    pub(super) weight: f32,
}

/// A score that is not negative and an id, packed so that they compare as one whole number: the higher score
/// is the greater, of equal scores the one with the lower id.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ordered(u64);

impl Ordered {
    pub(super) fn new(score: f32, id: u32) -> Self {
        // The bits of floats from 0 up are in the order of their values.
        Self((u64::from(score.to_bits()) << 32) | u64::from(!id))
    }

    pub(super) fn score(self) -> f32 {
        f32::from_bits((self.0 >> 32) as u32)
    }

    pub(super) fn id(self) -> u32 {
        #[expect(clippy::cast_possible_truncation, reason = "the id is the lower half")]
        !(self.0 as u32)
    }
}

/// Everything about a corpus that does not depend on the report asked about. Reports are ranks.
pub(super) struct Index {
    /// By rank, the report's index.
    order: Vec<u32>,
    /// By index, the report's rank.
    ranks: Vec<u32>,
    days: Vec<i32>,
    recency: Recency,
    vectors: Vectors,
    postings: Rows<Entry>,
    region_postings: Rows<Entry>,
    /// Where a report stands in the postings of its features, and in those of its regions: to search would cost more
    /// than all else, since long postings lie outside of the processor's caches.
    places: Rows<u32>,
    region_places: Rows<u32>,
    outgoing: Rows<u32>,
    incoming: Rows<u32>,
    /// What a link adds to a score.
    pub(super) link_share: f32,
}

impl Index {
    pub(super) fn new(features: &[Features<'_>], options: &Options) -> Self {
        let shares: Weights = options.weights.shares();
        let mut order: Vec<u32> = (0..narrow(features.len())).collect();
        order.sort_by_key(|&report| std::cmp::Reverse(features[report as usize].day));
        let mut ranks = vec![0; order.len()];
        for (rank, &report) in (0..).zip(&order) {
            ranks[report as usize] = rank;
        }
        let reports: Vec<&Features<'_>> = order.iter().map(|&report| &features[report as usize]).collect();
        let vectors = Vectors::of(&reports, shares, options.stop_words);
        let postings = Rows::turned(&vectors.rows, vectors.meanings.len(), |report, entry: Entry| {
            (entry.id, Entry { id: report, weight: entry.weight })
        });
        let region_postings =
            Rows::turned(&vectors.regions, vectors.region_count, |report, entry: RegionEntry| {
                (entry.feature, Entry { id: report, weight: entry.weight })
            });
        let places = Rows::places(&vectors.rows, vectors.meanings.len(), |entry| entry.id);
        let region_places = Rows::places(&vectors.regions, vectors.region_count, |entry| entry.feature);
        let mut outgoing = Rows::default();
        for (rank, report) in (0..).zip(&reports) {
            let known = report.links.iter().filter_map(|&link| ranks.get(link as usize).copied());
            let mut row: Vec<u32> = known.filter(|&link| link != rank && shares.links > 0.0).collect();
            row.sort_unstable();
            row.dedup();
            outgoing.push(row.into_iter());
        }
        let incoming = Rows::turned(&outgoing, order.len(), |from, to| (to, from));
        let days: Vec<i32> = reports.iter().map(|report| report.day).collect();
        let span = days.first().zip(days.last()).map_or(0, |(latest, earliest)| latest.abs_diff(*earliest));
        let recency = Recency::new(options.half_life_days, span);
        let link_share = shares.links;
        Self {
            order,
            ranks,
            days,
            recency,
            vectors,
            postings,
            region_postings,
            places,
            region_places,
            outgoing,
            incoming,
            link_share,
        }
    }

    pub(super) fn size(&self) -> u32 {
        narrow(self.order.len())
    }

    /// By index, the rank of each report.
    pub(super) fn ranks(&self) -> &[u32] {
        &self.ranks
    }

    /// The rank of a report, unless there is none of that index.
    pub(super) fn rank(&self, report: u32) -> Option<u32> {
        self.ranks.get(report as usize).copied()
    }

    /// The index of the report of a rank.
    pub(super) fn report(&self, rank: u32) -> u32 {
        self.order[rank as usize]
    }

    /// The recency kernel of a pair, above 0.5 and at most 1.
    pub(super) fn recency(&self, one: u32, other: u32) -> f32 {
        self.recency.of(self.days[one as usize].abs_diff(self.days[other as usize]))
    }

    /// The features of a report other than regions.
    pub(super) fn vector(&self, rank: u32) -> &[Entry] {
        self.vectors.rows.row(rank as usize)
    }

    /// The regions of a report.
    pub(super) fn regions(&self, rank: u32) -> &[RegionEntry] {
        self.vectors.regions.row(rank as usize)
    }

    /// The reports that have a feature, latest first, with its weight in each. Empty for regions.
    pub(super) fn posting(&self, feature: u32) -> &[Entry] {
        self.postings.row(feature as usize)
    }

    /// The reports that have a region, latest first, with its weight in each.
    pub(super) fn region_posting(&self, feature: u32) -> &[Entry] {
        self.region_postings.row(feature as usize)
    }

    /// By feature of a report, its place in the feature's posting.
    pub(super) fn places(&self, rank: u32) -> &[u32] {
        self.places.row(rank as usize)
    }

    /// By region of a report, its place in the region's posting.
    pub(super) fn region_places(&self, rank: u32) -> &[u32] {
        self.region_places.row(rank as usize)
    }

    /// The reports that a report links to, latest first.
    pub(super) fn outgoing(&self, rank: u32) -> &[u32] {
        self.outgoing.row(rank as usize)
    }

    /// The reports that link to a report, latest first.
    pub(super) fn incoming(&self, rank: u32) -> &[u32] {
        self.incoming.row(rank as usize)
    }

    pub(super) fn meaning(&self, feature: u32) -> Meaning {
        self.vectors.meanings[feature as usize]
    }

    /// The number of reports that have a feature, also where it is not among the words kept.
    pub(super) fn frequency(&self, feature: u32) -> u32 {
        self.vectors.frequency[feature as usize]
    }

    pub(super) fn word(&self, word: u32) -> &str {
        &self.vectors.vocabulary[word as usize]
    }

    pub(super) fn feature_count(&self) -> usize {
        self.vectors.meanings.len()
    }

    /// Region features are those below this number.
    pub(super) fn region_count(&self) -> usize {
        self.vectors.region_count
    }
}

/// `0.5 + 0.5 · 2^(−days / half_life)`, from a table for the distances that occur.
struct Recency {
    half_life: Option<f32>,
    table: Vec<f32>,
}

/// Longest distance in the table, about 90 years.
const TABLE_DAYS: u32 = 1 << 15;

impl Recency {
    fn new(half_life_days: f32, span: u32) -> Self {
        let half_life = Some(half_life_days).filter(|days| days.is_finite() && *days > 0.0);
        let table = (0..=span.min(TABLE_DAYS)).map(|days| kernel(half_life, days)).collect();
        Self { half_life, table }
    }

    fn of(&self, days: u32) -> f32 {
        self.table.get(days as usize).copied().unwrap_or_else(|| kernel(self.half_life, days))
    }
}

fn kernel(half_life: Option<f32>, days: u32) -> f32 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "the kernel is flat long before days need more than 24 bits"
    )]
    half_life.map_or(1.0, |half_life| 0.5 + 0.5 * (-(days as f32) / half_life).exp2())
}

/// A count as an id. Reports and features are numbered in u32 throughout.
pub(super) fn narrow(count: usize) -> u32 {
    u32::try_from(count).expect("a corpus has fewer than four thousand million reports and distinct features")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_halves_towards_one_half() {
        let recency = Recency::new(540.0, 600);
        assert!((recency.of(0) - 1.0).abs() < 1e-6);
        assert!((recency.of(540) - 0.75).abs() < 1e-6);
        assert!((recency.of(1080) - 0.625).abs() < 1e-6, "beyond the table");
        for off in [0.0, -1.0, f32::NAN, f32::INFINITY] {
            assert!((Recency::new(off, 9).of(9) - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn ranks_run_from_the_latest_and_on_one_day_by_index() {
        let features = [3, 9, 3, i32::MIN, i32::MAX].map(|day| Features { day, ..Features::default() });
        let index = Index::new(&features, &Options::default());
        assert_eq!(index.order, [4, 1, 0, 2, 3]);
        assert_eq!(index.ranks(), [2, 1, 3, 4, 0]);
    }

    #[test]
    fn links_turn_around_and_foreign_ones_are_ignored() {
        let links = [vec![1, 1, 0, 99], vec![], vec![1]];
        let features = links.map(|links| Features { links, ..Features::default() });
        let index = Index::new(&features, &Options::default());
        assert_eq!(index.outgoing(0), [1]);
        assert_eq!(index.incoming(1), [0, 2]);
        assert!(index.incoming(0).is_empty());
    }

    #[test]
    fn postings_list_the_latest_report_first() {
        let features = [1, 3, 2].map(|day| Features { day, tags: vec![5], ..Features::default() });
        let index = Index::new(&features, &Options::default());
        let reports: Vec<u32> = index.posting(0).iter().map(|entry| index.report(entry.id)).collect();
        assert_eq!(reports, [1, 2, 0]);
        assert!((0..3).all(|rank| index.posting(0)[index.places(rank)[0] as usize].id == rank));
    }
}
