//! Which words stand in which reports, and how much each says of it.
//!
//! In: the reports of a site. Out: every word with its [`Postings`]. Reports are numbered from the newest. Does not
//! know how postings are written.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::packed::{Posting, Postings};
use super::words::{for_each_word, text_of};
use crate::markdown::Markup;
use crate::site::{ListingId, Report, ReportId, Site};

/// The highest impact: one character holds it.
pub(super) const STRONGEST: u8 = 63;

/// Judgements of a report that searches can land on; the words of further ones find the report.
const MOST_JUDGEMENTS: usize = 32;

/// Reports that share one intermediate vocabulary: large enough to make merging cheap, small enough for all cores.
const CHUNK: usize = 1024;

// Weights of a word by where it stands, and the two constants of BM25F (Robertson & Zaragoza 2009, 3.6): at SATURATION
// weighted occurrences a word has half of its impact; LENGTH is how much of a long report's advantage is taken away.
const TITLE: f32 = 8.0;
const TERM: f32 = 4.0;
const JUDGEMENT: f32 = 3.0;
const SUMMARY: f32 = 2.0;
const BODY: f32 = 1.0;
const ABOVE: f32 = 0.5;
const SATURATION: f32 = 6.0;
const LENGTH: f32 = 0.4;

/// A word and the reports it stands in, in their order.
pub(super) type Entry = (Box<str>, Postings);

/// Every word of the site in the order of [`before`].
pub(super) fn collect(site: &Site<'_>) -> Vec<Entry> {
    let words: usize = site.reports.iter().map(|report| report.document.met.words).sum();
    let usual = ratio(words.max(1), site.reports.len().max(1));
    let chunks: Vec<Chunk> = site
        .newest
        .par_chunks(CHUNK)
        .enumerate()
        .map(|(at, reports)| {
            let mut chunk = Chunk::default();
            for (number, id) in (at * CHUNK..).zip(reports) {
                chunk.report(site, *id, u32::try_from(number).unwrap_or(u32::MAX), usual);
            }
            chunk
        })
        .collect();
    merge(chunks)
}

#[expect(clippy::cast_precision_loss, reason = "lengths in words, where a millionth does not matter")]
fn ratio(one: usize, other: usize) -> f32 {
    one as f32 / other as f32
}

/// The order of words in the index: that of UTF-16, in which scripts compare.
pub(super) fn before(one: &str, other: &str) -> std::cmp::Ordering {
    if one.is_ascii() && other.is_ascii() {
        one.cmp(other)
    } else {
        one.encode_utf16().cmp(other.encode_utf16())
    }
}

fn merge(chunks: Vec<Chunk>) -> Vec<Entry> {
    let mut numbers: FxHashMap<Box<str>, usize> = FxHashMap::default();
    let mut entries: Vec<Entry> = Vec::new();
    // Chunks are in the order of their reports, and so are the postings of each word.
    for (word, postings) in chunks.into_iter().flat_map(|chunk| chunk.words.into_iter().zip(chunk.postings)) {
        match numbers.get(&word) {
            Some(number) => entries[*number].1.append(&postings),
            None => {
                numbers.insert(word.clone(), entries.len());
                entries.push((word, postings));
            }
        }
    }
    entries.par_sort_unstable_by(|one, other| before(&one.0, &other.0));
    entries
}

/// The words of some reports, by numbers of the chunk's own.
#[derive(Default)]
struct Chunk {
    numbers: FxHashMap<Box<str>, usize>,
    words: Vec<Box<str>>,
    postings: Vec<Postings>,
    /// Of the report that is being read, by word: its weighted occurrences and the judgements it is in.
    counts: Vec<(f32, u64)>,
    met: Vec<usize>,
}

impl Chunk {
    fn report(&mut self, site: &Site<'_>, id: ReportId, number: u32, usual: f32) {
        let report = site.report(id);
        self.head(site, report);
        self.body(report);
        let length = 1.0 - LENGTH + LENGTH * ratio(report.document.met.words, 1) / usual;
        for word in self.met.drain(..) {
            let (weight, judgements) = std::mem::take(&mut self.counts[word]);
            let share = weight / (weight + SATURATION * length);
            self.postings[word].push(Posting { report: number, impact: quantise(share), judgements });
        }
    }

    fn head(&mut self, site: &Site<'_>, report: &Report) {
        let document = &report.document;
        self.add(&document.title, TITLE, 0);
        self.add(&document.summary, SUMMARY, 0);
        let listings = report.regions.iter().chain(&report.tags).chain(&report.authors).chain(&report.series);
        for listing in listings.chain([&report.classification]) {
            self.add(&site.listing(*listing).title, TERM, 0);
        }
        // Whoever looks for a continent finds what is about its countries.
        let regions = document.front.regions.iter().flat_map(|region| site.config.atlas.ancestors(*region));
        for region in regions {
            self.add(&site.config.atlas.get(*region).name, ABOVE, 0);
        }
        for region in &document.front.regions {
            for id in std::iter::once(region).chain(site.config.atlas.ancestors(*region)) {
                for abbreviation in site.config.atlas.abbreviations(*id) {
                    self.add(abbreviation, ABOVE, 0);
                }
            }
        }
        if let Some(image) = &document.front.image {
            self.add(&image.alt.value, BODY, 0);
        }
    }

    fn body(&mut self, report: &Report) {
        let document = &report.document;
        let Some(body) = document.report() else { return };
        for section in &body.sections {
            self.add(section.title.as_deref().unwrap_or_default(), BODY, 0);
            self.markup(&section.markup, BODY, 0);
        }
        self.add(&body.executive_summary, SUMMARY - BODY, 0);
        self.markup(&document.footnotes, BODY, 0);
        for source in body.sources.iter().filter_map(|source| source.record.as_ref()) {
            self.add(source.title.as_deref().unwrap_or_default(), ABOVE, 0);
        }
        for (at, judgement) in body.judgements.iter().enumerate() {
            let (sentence, support) =
                if at < MOST_JUDGEMENTS { (1 << (2 * at), 2 << (2 * at)) } else { (0, 0) };
            self.add(&judgement.text, JUDGEMENT, sentence);
            self.markup(&judgement.discussion, BODY, support);
            for point in &judgement.evidence {
                self.add(&point.text, BODY, support);
            }
        }
    }

    fn markup(&mut self, markup: &Markup, weight: f32, judgements: u64) {
        if markup.is_empty() {
            return;
        }
        self.add(&text_of(&markup.resolve(|_, _| {})), weight, judgements);
    }

    fn add(&mut self, text: &str, weight: f32, judgements: u64) {
        for_each_word(text, |word| {
            let word = self.number(&word);
            self.count(word, weight, judgements);
        });
    }

    fn number(&mut self, word: &str) -> usize {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = self.words.len();
        self.words.push(word.into());
        self.postings.push(Postings::default());
        self.counts.push((0.0, 0));
        self.numbers.insert(word.into(), number);
        number
    }

    fn count(&mut self, word: usize, weight: f32, judgements: u64) {
        let count = &mut self.counts[word];
        if count.0 == 0.0 {
            self.met.push(word);
        }
        count.0 += weight;
        count.1 |= judgements;
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share between 0 and 1 gives a number up to 63"
)]
fn quantise(share: f32) -> u8 {
    ((share * f32::from(STRONGEST)).round() as u8).clamp(1, STRONGEST)
}

/// The number of a listing's reports, in the order of the index.
pub(super) fn numbers(site: &Site<'_>) -> FxHashMap<ReportId, u32> {
    (0..).zip(&site.newest).map(|(number, id)| (*id, number)).collect()
}

/// The reports of a listing by their numbers, in order.
pub(super) fn of_listing(site: &Site<'_>, id: ListingId, numbers: &FxHashMap<ReportId, u32>) -> Vec<u32> {
    let mut reports: Vec<u32> =
        site.listing(id).reports.iter().filter_map(|report| numbers.get(report).copied()).collect();
    reports.sort_unstable();
    reports
}
