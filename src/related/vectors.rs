//! Turns the features of each report into one sparse vector, so that a pair's score is almost a dot product.
//!
//! In: features and shares of the facets. Out: by report, entries of (feature, weight) with idf,
//! normalisation and the facet's share already in the weight, and the regions above each named place. What
//! the numbers mean to the caller is kept only to give reasons.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::index::{Entry, Rows, narrow};
use super::words::Words;
use super::{Features, Weights};

/// The facets that become features. Links do not: they relate reports directly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Facet {
    Region,
    Series,
    Tag,
    Author,
    Word,
}

/// What a feature stands for: the caller's id, or for a word its place in the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Meaning {
    pub(super) facet: Facet,
    pub(super) id: u32,
}

/// A region in the vector of a report.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct RegionEntry {
    pub(super) feature: u32,
    pub(super) weight: f32,
    /// The named places that lie in the region, one bit each; from the 32nd place on they share the last bit.
    pub(super) places: u32,
}

/// The idf of a corpus.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rarity {
    reports: f32,
}

impl Rarity {
    pub(super) fn new(reports: usize) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "idf needs no more than seven digits")]
        Self { reports: reports as f32 }
    }

    /// `ln(1 + N / df) / ln(1 + N)`: 1 for what one report has, about `ln 2 / ln N` for what all have.
    pub(super) fn idf(self, frequency: u32) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "idf needs no more than seven digits")]
        let frequency = frequency.max(1) as f32;
        (self.reports / frequency).ln_1p() / self.reports.ln_1p()
    }
}

/// The vectors of a corpus. Region features have the lowest numbers.
pub(super) struct Vectors {
    /// By report, its features other than regions, in ascending order; `id` is the feature.
    pub(super) rows: Rows<Entry>,
    /// By report, its regions, in ascending order.
    pub(super) regions: Rows<RegionEntry>,
    /// By feature, what it stands for.
    pub(super) meanings: Vec<Meaning>,
    /// By feature, the number of reports that have it.
    pub(super) frequency: Vec<u32>,
    /// How many of the features are regions.
    pub(super) region_count: usize,
    /// The vocabulary.
    pub(super) vocabulary: Vec<Box<str>>,
}

impl Vectors {
    /// The vectors of the reports, in their order.
    pub(super) fn of(
        reports: &[&Features<'_>],
        shares: Weights,
        stop_words: &'static [&'static str],
    ) -> Self {
        let rarity = Rarity::new(reports.len());
        let mut numbering = Numbering::default();
        for (report, features) in reports.iter().enumerate() {
            numbering.count(report, Facet::Region, features.regions.iter().map(|&(region, _)| region));
        }
        let region_count = numbering.meanings.len();
        for (report, features) in reports.iter().enumerate() {
            numbering.count(report, Facet::Series, features.series);
            numbering.count(report, Facet::Tag, features.tags.iter().copied());
            numbering.count(report, Facet::Author, features.authors.iter().copied());
        }
        let first_word = narrow(numbering.meanings.len());
        let texts = if shares.words > 0.0 { reports } else { &[] };
        let words = Words::of(texts, rarity, stop_words);
        let built: Vec<(Vec<Entry>, Vec<RegionEntry>)> = reports
            .par_iter()
            .enumerate()
            .map(|(report, features)| {
                let mut row = Builder { numbering: &numbering, rarity, entries: Vec::new() };
                row.add_series(features.series, shares.series);
                row.add_facet(Facet::Tag, &features.tags, shares.tags);
                row.add_facet(Facet::Author, &features.authors, shares.authors);
                if shares.words > 0.0 {
                    row.add_words(words.reports.row(report), first_word, shares.words);
                }
                row.entries.sort_unstable_by_key(|entry| entry.id);
                let regions = row.regions(&features.regions, shares.regions);
                (row.entries, regions)
            })
            .collect();
        let rows = Rows::from_rows(built.iter().map(|(entries, _)| entries));
        let regions = Rows::from_rows(built.iter().map(|(_, regions)| regions));
        let Numbering { mut meanings, mut frequency, .. } = numbering;
        meanings.extend((0..narrow(words.vocabulary.len())).map(|id| Meaning { facet: Facet::Word, id }));
        frequency.extend(words.frequency);
        Self { rows, regions, meanings, frequency, region_count, vocabulary: words.vocabulary }
    }
}

/// Numbers features in order of first occurrence and counts the reports that have them.
#[derive(Default)]
struct Numbering {
    numbers: FxHashMap<Meaning, u32>,
    meanings: Vec<Meaning>,
    frequency: Vec<u32>,
    /// By feature, the last report counted, so that repeated ids count once.
    last: Vec<usize>,
}

impl Numbering {
    fn count(&mut self, report: usize, facet: Facet, ids: impl IntoIterator<Item = u32>) {
        for id in ids {
            let meaning = Meaning { facet, id };
            let feature = *self.numbers.entry(meaning).or_insert_with(|| {
                self.meanings.push(meaning);
                self.frequency.push(0);
                self.last.push(usize::MAX);
                narrow(self.meanings.len() - 1)
            }) as usize;
            if self.last[feature] != report {
                self.last[feature] = report;
                self.frequency[feature] += 1;
            }
        }
    }

    fn feature(&self, facet: Facet, id: u32) -> u32 {
        self.numbers[&Meaning { facet, id }]
    }
}

/// Beyond this many steps up a region counts as this far: f32 could not tell it from nothing.
const MAX_STEPS: u8 = 16;

/// Bits for places in a [`RegionEntry`].
const MAX_PLACES: usize = 32;

/// Collects the vector of one report.
struct Builder<'n> {
    numbering: &'n Numbering,
    rarity: Rarity,
    entries: Vec<Entry>,
}

impl Builder<'_> {
    fn idf(&self, feature: u32) -> f32 {
        self.rarity.idf(self.numbering.frequency[feature as usize])
    }

    /// What no second report has can never be shared; it only counts in the mass.
    fn is_shared(&self, feature: u32) -> bool {
        self.numbering.frequency[feature as usize] > 1
    }

    fn push(&mut self, feature: u32, weight: f32) {
        if self.is_shared(feature) && weight > 0.0 {
            self.entries.push(Entry { id: feature, weight });
        }
    }

    fn add_facet(&mut self, facet: Facet, ids: &[u32], share: f32) {
        let mut features: Vec<u32> = ids.iter().map(|&id| self.numbering.feature(facet, id)).collect();
        features.sort_unstable();
        features.dedup();
        let scale = scale(share, features.iter().map(|&feature| self.idf(feature)).sum());
        for feature in features {
            self.push(feature, self.idf(feature).sqrt() * scale);
        }
    }

    fn add_series(&mut self, series: Option<u32>, share: f32) {
        if let Some(series) = series {
            self.push(self.numbering.feature(Facet::Series, series), share.sqrt());
        }
    }

    fn add_words(&mut self, words: &[(u32, f32)], first_word: u32, share: f32) {
        let scale = scale(share, words.iter().map(|(_, weight)| weight * weight).sum());
        let entries =
            words.iter().map(|(word, weight)| Entry { id: first_word + word, weight: weight * scale });
        self.entries.extend(entries.filter(|entry| entry.weight > 0.0));
    }

    fn regions(&self, regions: &[(u32, u8)], share: f32) -> Vec<RegionEntry> {
        // One per region so far: feature, fewest steps, places in it. Lists are short, so a scan finds it.
        let mut found: Vec<(u32, u8, u32)> = Vec::with_capacity(regions.len());
        let mut named: Vec<u32> = Vec::new();
        let mut mass = 0.0;
        for way in regions.chunk_by(|_, next| next.1 > 0) {
            let place = self.numbering.feature(Facet::Region, way[0].0);
            if named.contains(&place) {
                continue;
            }
            let bit = 1 << named.len().min(MAX_PLACES - 1);
            named.push(place);
            let mut largest: f32 = 0.0;
            for &(region, steps) in way {
                let feature = self.numbering.feature(Facet::Region, region);
                largest = largest.max(self.idf(feature));
                if let Some((_, fewest, places)) = found.iter_mut().find(|(known, ..)| *known == feature) {
                    *fewest = steps.min(*fewest);
                    *places |= bit;
                } else {
                    found.push((feature, steps, bit));
                }
            }
            mass += largest;
        }
        let scale = scale(share, mass);
        let shared = found.into_iter().filter(|&(feature, ..)| self.is_shared(feature));
        let mut entries: Vec<RegionEntry> = shared
            .map(|(feature, steps, places)| {
                let closeness = 0.5_f32.powi(i32::from(steps.min(MAX_STEPS)));
                RegionEntry { feature, weight: self.idf(feature).sqrt() * closeness * scale, places }
            })
            .filter(|entry| entry.weight > 0.0)
            .collect();
        entries.sort_unstable_by_key(|entry| entry.feature);
        entries
    }
}

/// What turns raw weights of a facet into those whose products are parts of the score.
fn scale(share: f32, mass: f32) -> f32 {
    (share / mass.max(1.0)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idf_runs_from_one_down_as_reports_are_added() {
        let rarity = Rarity::new(1000);
        assert!((rarity.idf(1) - 1.0).abs() < 1e-6);
        assert!(rarity.idf(2) < rarity.idf(1));
        assert!((rarity.idf(1000) - 2.0_f32.ln() / 1001.0_f32.ln()).abs() < 1e-6);
    }

    #[test]
    fn an_ancestor_of_two_places_is_one_feature_at_its_shorter_distance() {
        let report =
            Features { regions: vec![(7, 0), (9, 2), (8, 0), (9, 1), (7, 0), (9, 2)], ..Features::default() };
        let shares = Weights { regions: 1.0, ..Weights::default() };
        let vectors = Vectors::of(&[&report, &report], shares, &[]);
        assert_eq!(vectors.frequency, [2, 2, 2]);
        let [first, above, second] = vectors.regions.row(0) else { panic!("three regions") };
        assert!(
            (first.weight - second.weight).abs() < 1e-6 && (above.weight * 2.0 - first.weight).abs() < 1e-6
        );
        assert_eq!(
            [first.places, above.places, second.places],
            [0b01, 0b11, 0b10],
            "named twice counts once"
        );
    }

    #[test]
    fn a_vector_is_no_longer_than_the_shares_allow() {
        let report =
            Features { tags: (0..50).collect(), authors: vec![1], series: Some(3), ..Features::default() };
        let vectors =
            Vectors::of(&[&report, &report, &Features::default()], Weights::default().shares(), &[]);
        let length: f32 = vectors.rows.row(0).iter().map(|entry| entry.weight * entry.weight).sum();
        assert!(length > 0.3 && length <= 0.25 + 0.05 + 0.10 + 1e-6, "{length}");
        assert!(vectors.rows.row(2).is_empty());
    }
}
