//! Lists that were made before, taken again while nothing they were made of differs.
//!
//! In: the features of every report, and the options. Out: the lists. Most edits of a text leave all features as they were, and then
//! nothing is compared; one difference anywhere, and all are compared anew, because every word's rarity depends on all reports.

use std::hash::Hash;

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::{Features, Neighbour, Options, Weights, related};

/// The lists that were made last.
#[derive(Debug, Default)]
pub struct Known {
    key: u128,
    lists: Vec<Vec<Neighbour>>,
}

impl Known {
    /// The related reports of every report, as [`related`] gives them.
    pub fn related(&mut self, features: &[Features<'_>], options: &Options) -> Vec<Vec<Neighbour>> {
        let key = key_of_all(features, options);
        if key != self.key || self.lists.len() != features.len() {
            self.lists = related(features, options);
            self.key = key;
        }
        self.lists.par_iter().cloned().collect()
    }
}

fn key_of_all(features: &[Features<'_>], options: &Options) -> u128 {
    let Options { limit, half_life_days, diversity, weights, stop_words } = options;
    let Weights { tags, regions, authors, series, links, words } = weights;
    let keys: Vec<u128> = features.par_iter().map(key_of).collect();
    let mut hasher = Xxh3::new();
    (limit, keys, stop_words).hash(&mut hasher);
    for number in [half_life_days, diversity, tags, regions, authors, series, links, words] {
        number.to_bits().hash(&mut hasher);
    }
    hasher.digest128()
}

fn key_of(features: &Features<'_>) -> u128 {
    // All fields are named, so that none is forgotten.
    let Features { tags, authors, series, regions, links, text, day, pin, exclude } = features;
    let mut hasher = Xxh3::new();
    (tags, authors, series, regions, links).hash(&mut hasher);
    (text.len(), day, pin, exclude).hash(&mut hasher);
    for (text, weight) in text {
        (text, weight.to_bits()).hash(&mut hasher);
    }
    hasher.digest128()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_what_would_be_made() {
        let report = |tags: &[u32], title: &'static str| Features {
            tags: tags.to_vec(),
            text: vec![(title, 3.0)],
            ..Features::default()
        };
        let mut features = vec![report(&[1, 2], "ports"), report(&[1], "ports"), report(&[2], "mines")];
        let mut known = Known::default();
        let mut options = Options::default();
        assert_eq!(known.related(&features, &options), related(&features, &options));
        let key = known.key;
        assert_eq!(known.related(&features, &options), related(&features, &options));
        assert_eq!(known.key, key);
        features[2].text[0].0 = "ports";
        assert_eq!(known.related(&features, &options), related(&features, &options));
        assert_ne!(known.key, key);
        options.limit = 1;
        assert_eq!(known.related(&features, &options), related(&features, &options));
        features.pop();
        assert_eq!(known.related(&features, &options), related(&features, &options));
    }
}
