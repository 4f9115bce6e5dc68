//! Turns the texts of all reports into the few words that characterise each.
//!
//! In: weighted texts. Out: a vocabulary and, for every report, its heaviest words with their TF-IDF weight.
//! Each distinct word is stored once. It knows no language but the stop words that it is given, and does no stemming.

use std::borrow::Cow;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Features;
use super::index::{Rows, narrow};
use super::vectors::Rarity;

/// The words of a corpus.
pub(super) struct Words {
    /// Words found in at least two reports.
    pub(super) vocabulary: Vec<Box<str>>,
    /// By word, the number of reports it is in.
    pub(super) frequency: Vec<u32>,
    /// By report, up to [`KEPT`] words with `√tf · idf`.
    pub(super) reports: Rows<(u32, f32)>,
}

/// How many words stand for a report.
const KEPT: usize = 24;

/// Reports that share one intermediate vocabulary: large enough to make merging cheap, small enough for all
/// cores.
const CHUNK: usize = 1024;

impl Words {
    /// The words of the reports, in their order.
    pub(super) fn of(reports: &[&Features<'_>], rarity: Rarity, stop_words: &'static [&'static str]) -> Self {
        let count = |chunk| Counted::of(chunk, stop_words);
        let counted: Vec<Counted<'_>> = reports.par_chunks(CHUNK).map(count).collect();
        let (vocabulary, frequency, numbers) = merge(&counted);
        let idf: Vec<f32> = frequency.iter().map(|&reports| rarity.idf(reports)).collect();
        let rows: Vec<Vec<Vec<(u32, f32)>>> =
            counted.par_iter().zip(&numbers).map(|(chunk, numbers)| chunk.heaviest(numbers, &idf)).collect();
        Self { vocabulary, frequency, reports: Rows::from_rows(rows.iter().flatten()) }
    }
}

/// Marks a word that no second report has.
const SINGLE: u32 = u32::MAX;

/// One vocabulary out of those of all chunks: words, their document frequency, and for each chunk the new
/// numbers.
///
/// Numbers follow first occurrence, so they do not depend on how the reports were divided.
fn merge(chunks: &[Counted<'_>]) -> (Vec<Box<str>>, Vec<u32>, Vec<Vec<u32>>) {
    let mut first: FxHashMap<&str, u32> = FxHashMap::default();
    let mut all: Vec<(&str, u32)> = Vec::new();
    let mut numbers: Vec<Vec<u32>> = Vec::with_capacity(chunks.len());
    for chunk in chunks {
        let merged = chunk.words.iter().map(|(word, frequency)| {
            let number = *first.entry(word).or_insert_with(|| {
                all.push((word, 0));
                narrow(all.len() - 1)
            });
            all[number as usize].1 += frequency;
            number
        });
        numbers.push(merged.collect());
    }
    let mut vocabulary = Vec::new();
    let mut frequency = Vec::new();
    let kept: Vec<u32> = all
        .into_iter()
        .map(|(word, reports)| {
            if reports < 2 {
                return SINGLE;
            }
            vocabulary.push(word.into());
            frequency.push(reports);
            narrow(vocabulary.len() - 1)
        })
        .collect();
    for number in numbers.iter_mut().flatten() {
        *number = kept[*number as usize];
    }
    (vocabulary, frequency, numbers)
}

/// The words of a chunk of reports, by numbers of the chunk's own.
struct Counted<'a> {
    /// Words in order of first occurrence, with the number of the chunk's reports they are in.
    words: Vec<(Cow<'a, str>, u32)>,
    /// By report, its words with their weighted number of occurrences.
    reports: Rows<(u32, f32)>,
}

impl<'a> Counted<'a> {
    fn of(reports: &[&Features<'a>], stop_words: &'static [&'static str]) -> Self {
        let stop_words = stop_words.iter().flat_map(|words| words.split_whitespace());
        let mut known: FxHashMap<Cow<'a, str>, u32> =
            stop_words.map(|word| (Cow::Borrowed(word), SINGLE)).collect();
        let mut words: Vec<(Cow<'a, str>, u32)> = Vec::new();
        let mut occurrences: Vec<f32> = Vec::new();
        let mut row: Vec<u32> = Vec::new();
        let mut rows = Rows::default();
        for report in reports {
            let texts = report.text.iter().filter(|(_, weight)| weight.is_finite() && *weight > 0.0);
            for (text, weight) in texts {
                for_each_word(text, |word| {
                    let number = known.get(word.as_ref()).copied().unwrap_or_else(|| {
                        words.push((word.clone(), 0));
                        occurrences.push(0.0);
                        let number = narrow(words.len() - 1);
                        known.insert(word, number);
                        number
                    });
                    if number == SINGLE {
                        return;
                    }
                    let count = &mut occurrences[number as usize];
                    if *count == 0.0 {
                        row.push(number);
                        words[number as usize].1 += 1;
                    }
                    *count += weight;
                });
            }
            rows.push(
                row.drain(..).map(|number| (number, std::mem::take(&mut occurrences[number as usize]))),
            );
        }
        Self { words, reports: rows }
    }

    /// The heaviest words of each report, under their numbers in the whole vocabulary.
    fn heaviest(&self, numbers: &[u32], idf: &[f32]) -> Vec<Vec<(u32, f32)>> {
        self.reports
            .iter()
            .map(|row| {
                let mut row: Vec<(u32, f32)> = row
                    .iter()
                    .map(|&(word, occurrences)| (numbers[word as usize], occurrences))
                    .filter(|&(word, _)| word != SINGLE)
                    .map(|(word, occurrences)| {
                        // Beyond a million occurrences nothing is learnt, and the weight stays finite.
                        (word, occurrences.min(1e6).sqrt() * idf[word as usize])
                    })
                    .collect();
                if row.len() > KEPT {
                    row.select_nth_unstable_by(KEPT - 1, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
                    row.truncate(KEPT);
                }
                row.sort_unstable_by_key(|&(word, _)| word);
                row
            })
            .collect()
    }
}

/// Calls `take` with each word, borrowed from the text where it is in lower case already. Stop words
/// included.
fn for_each_word<'a>(text: &'a str, mut take: impl FnMut(Cow<'a, str>)) {
    for run in text.split(|c: char| !c.is_alphanumeric()) {
        if run.chars().nth(2).is_none() || run.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        if run.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
            take(Cow::Borrowed(run));
        } else {
            take(Cow::Owned(run.to_lowercase()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::related::stop_words;

    fn words_of(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        for_each_word(text, |word| words.push(word.into_owned()));
        words
    }

    #[test]
    fn words_are_lower_case_runs_of_three_characters_with_a_letter() {
        assert_eq!(
            words_of("The US–Mexico BORDER, 2025: 5G in São-Tomé"),
            ["the", "mexico", "border", "são", "tomé"]
        );
        assert_eq!(words_of("МОСКВА t72b 737"), ["москва", "t72b"]);
    }

    #[test]
    fn stop_words_and_words_of_one_report_are_left_out() {
        let reports = [
            Features { text: vec![("the cartels and precursors", 1.0)], ..Features::default() },
            Features {
                text: vec![("The Cartels of Sinaloa", 1.0), ("ports", f32::NAN)],
                ..Features::default()
            },
            Features { text: vec![("ports", 1.0)], ..Features::default() },
        ];
        let words = Words::of(&reports.iter().collect::<Vec<_>>(), Rarity::new(3), stop_words("en"));
        assert_eq!(words.vocabulary, ["cartels".into()]);
        assert_eq!(words.frequency, [2]);
        assert_eq!(words.reports.row(0).len(), 1);
        assert_eq!(words.reports.row(0), words.reports.row(1));
        assert!(words.reports.row(2).is_empty());
    }

    #[test]
    fn a_report_keeps_its_heaviest_words_also_across_chunks() {
        let common = "alpha bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november \
                      oscar papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu";
        let one = Features { text: vec![(common, 1.0), ("sahel", 1.0)], ..Features::default() };
        let other = Features { text: vec![(common, 1.0)], ..Features::default() };
        let mut reports = vec![&other; CHUNK];
        reports.insert(0, &one);
        reports.push(&one);
        let words = Words::of(&reports, Rarity::new(reports.len()), stop_words("en"));
        let row = words.reports.row(CHUNK + 1);
        assert_eq!(row.len(), KEPT);
        let heaviest = row.iter().max_by(|a, b| a.1.total_cmp(&b.1)).expect("the row has words");
        assert_eq!(&*words.vocabulary[heaviest.0 as usize], "sahel");
        assert_eq!(words.frequency[heaviest.0 as usize], 2);
    }
}
