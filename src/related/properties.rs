//! What holds for every corpus, tried on random ones.

use std::cmp::Reverse;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use super::index::Index;
use super::score::Probe;
use super::{Features, MAX_REASONS, Neighbour, Options, ReasonKind, Weights, related};

const TEXTS: [&str; 6] = [
    "cocaine seized in the port of Guayaquil",
    "Port authorities and cartels",
    "grain exports from Odesa resume",
    "drone strikes on grain ports",
    "cartels turn to fentanyl precursors",
    "",
];

fn ids(below: u32, most: usize) -> impl Strategy<Value = Vec<u32>> {
    vec(0..below, 0..=most)
}

fn features() -> impl Strategy<Value = Features<'static>> {
    let facets =
        (ids(12, 4), ids(4, 2), prop::option::weighted(0.3, 0..3_u32), vec((0..8_u32, 0..4_u8), 0..7));
    let rest = (ids(60, 2), vec((prop::sample::select(&TEXTS[..]), 0.5..3.0_f32), 0..3), -900..900_i32);
    (facets, rest, ids(60, 2), ids(60, 3)).prop_map(|(facets, rest, pin, exclude)| {
        let (tags, authors, series, regions) = facets;
        let (links, text, day) = rest;
        Features { tags, authors, series, regions, links, text, day, pin, exclude }
    })
}

fn options() -> impl Strategy<Value = Options> {
    (1..8_usize, 0.0..1000.0_f32, 0.0..=1.0_f32, prop::array::uniform6(0.0..2.0_f32)).prop_map(
        |(limit, half_life_days, diversity, [tags, regions, authors, series, links, words])| Options {
            limit,
            half_life_days,
            diversity,
            weights: Weights { tags, regions, authors, series, links, words },
            ..Options::default()
        },
    )
}

fn is_pin(neighbour: &Neighbour) -> bool {
    neighbour.reasons.first().is_some_and(|reason| reason.kind == ReasonKind::Pinned)
}

/// Every score of the corpus, by rank.
fn scores(index: &Index) -> Vec<Vec<f32>> {
    let mut probe = Probe::new(index);
    let row = |rank| {
        probe.hold(rank);
        (0..index.size()).map(|other| probe.score(other)).collect()
    };
    (0..index.size()).map(row).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn lists_keep_their_contract(corpus in vec(features(), 0..60), options in options()) {
        let lists = related(&corpus, &options);
        prop_assert_eq!(lists.len(), corpus.len());
        for ((report, list), features) in (0..).zip(&lists).zip(&corpus) {
            let mut reports: Vec<u32> = list.iter().map(|neighbour| neighbour.report).collect();
            prop_assert!(reports.len() <= options.limit);
            prop_assert!(!reports.contains(&report));
            prop_assert!(!reports.iter().any(|other| features.exclude.contains(other)));
            reports.sort_unstable();
            reports.dedup();
            prop_assert_eq!(reports.len(), list.len());
            let pins = list.iter().take_while(|neighbour| is_pin(neighbour)).count();
            for neighbour in list {
                prop_assert!((0.0..=1.0).contains(&neighbour.score));
                prop_assert!(neighbour.reasons.len() <= MAX_REASONS);
                let reasons = &neighbour.reasons[usize::from(is_pin(neighbour))..];
                prop_assert!(reasons.is_sorted_by(|a, b| a.score >= b.score && b.score > 0.0));
            }
            prop_assert!(list[pins..].iter().all(|neighbour| !is_pin(neighbour) && neighbour.score > 0.0));
            let order = |neighbour: &Neighbour| {
                let day = corpus[neighbour.report as usize].day;
                (Reverse(neighbour.score.to_bits()), Reverse(day), neighbour.report)
            };
            prop_assert!(list[pins..].is_sorted_by_key(order));
        }
    }

    #[test]
    fn scores_are_symmetric(corpus in vec(features(), 0..30), options in options()) {
        let scores = scores(&Index::new(&corpus, &options));
        for (one, row) in scores.iter().enumerate() {
            for (other, score) in row.iter().enumerate() {
                prop_assert_eq!(score.to_bits(), scores[other][one].to_bits());
            }
        }
    }

    #[test]
    fn a_list_is_short_only_for_want_of_reports(corpus in vec(features(), 0..60), options in options()) {
        let index = Index::new(&corpus, &options);
        let scores = scores(&index);
        let lists = related(&corpus, &options);
        for ((list, features), &rank) in lists.iter().zip(&corpus).zip(index.ranks()) {
            let eligible = (0..index.size()).filter(|&other| {
                let report = index.report(other);
                let wanted = scores[rank as usize][other as usize] > 0.0 || features.pin.contains(&report);
                wanted && other != rank && !features.exclude.contains(&report)
            });
            prop_assert_eq!(list.len(), eligible.count().min(options.limit));
        }
    }
}

#[test]
fn the_number_of_threads_does_not_show() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let corpus = vec(features(), 3000).new_tree(&mut runner).expect("no filter can reject").current();
    let [one, two] = [1, 2].map(|threads| {
        let pool =
            rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("two threads can be had");
        pool.install(|| related(&corpus, &Options::default()))
    });
    assert_eq!(one, two);
}
