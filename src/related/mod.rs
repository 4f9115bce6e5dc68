//! Related reports for a whole corpus at once, each with the reasons why.
//!
//! In go the [`Features`] of every report: ids and weighted texts. Out comes, for every report, a short list
//! of [`Neighbour`]s with scores and [`Reason`]s. The module deliberately knows no Markdown, no configuration
//! files and no names: the caller numbers tags, regions, authors and series, and says in words what a reason
//! means. It also knows no classification: give it only the reports of the release, or hidden ones will weigh
//! on the rest.
//!
//! # The score of a pair
//!
//! ```text
//! score(a, b) = recency(a, b) · Σ_f share_f · similarity_f(a, b)                              in 0..=1
//!
//! share_f      = weight_f / Σ weights                                              (see `Weights`)
//! recency      = 0.5 + 0.5 · 2^(−|day_a − day_b| / half_life)                      age never zeroes
//! idf(t)       = ln(1 + N / df(t)) / ln(1 + N)                                     in 0..=1, rare = 1
//! similarity_f = Σ_{t shared} x_a(t) · x_b(t) / √(max(1, m_a) · max(1, m_b))       in 0..=1
//! ```
//!
//! where `N` is the number of reports, `df(t)` the number of reports with `t`, and by facet
//!
//! | facet | `x(t)` | mass `m` |
//! |---|---|---|
//! | tags, authors | `√idf(t)` | `Σ idf` over all of the report's |
//! | regions | `√idf(t) · 0.5^steps` | `Σ` over the named places of the largest `idf` on the way up |
//! | series | 1 | 1 |
//! | words | `√tf · idf(t)`, `tf` = occurrences times the weight of their text | `Σ x²` |
//! | links | similarity 1 when either report links to the other | – |
//!
//! The division keeps long lists of tags from winning; the floor of 1, what one maximally rare feature
//! weighs, keeps a lone popular tag from counting as much as a rare one. Of the regions two reports share,
//! only those count that are the best match of a place named in `a` and also of a place named in `b`: sharing
//! Mexico does not add Central America, the Americas and the world on top. Words are runs of letters and
//! digits, lower case, three characters or more, not only digits, without English stop words; a report keeps
//! its 24 heaviest that another report has too. The score is symmetric to the last bit.
//!
//! Sources: K. Spärck Jones, *A statistical interpretation of term specificity and its application in
//! retrieval* (1972), for idf; G. Salton and C. Buckley, *Term-weighting approaches in automatic text
//! retrieval* (1988), for the cosine; J. Carbonell and J. Goldstein, *The use of MMR* (SIGIR 1998), for
//! diversity.
//!
//! # The list of a report
//!
//! 1. Pinned reports, in the author's order. Excluded reports and the report itself never appear.
//! 2. Candidates: every feature (and either direction of links) offers the reports that have it too, the 32
//!    nearest in order of date on either side (more when `limit` asks for it). A feature of at most 65
//!    reports thus offers all of them, a popular one only its neighbourhood in time, so the work is linear in
//!    the number of reports.
//! 3. The 64 best (or four times `limit`) by what they share through those offers are scored exactly.
//! 4. Maximal marginal relevance picks from the best 16 (more when `limit` asks for it), so that near copies
//!    do not fill the list: each next one has the highest `λ · score − (1 − λ) · highest score with a report
//!    already listed`.
//! 5. What was picked is listed by score, then later date, then lower index.
//!
//! A list is shorter than `limit` only if fewer than `limit` reports that may be listed share anything with
//! the report. The outcome depends on neither the number of threads nor hashing.

mod index;
mod known;
#[cfg(test)]
mod properties;
mod score;
mod select;
mod stop_words;
mod vectors;
mod words;

use rayon::prelude::*;

use index::Index;
pub use known::Known;
use select::Selector;
pub use stop_words::stop_words;

/// What one report has to be compared by. Its place in the slice is its id.
///
/// Repeated ids count once; links, pins and exclusions that are out of range or name the report itself are
/// ignored.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Features<'a> {
    /// Tag ids.
    pub tags: Vec<u32>,
    /// Author ids.
    pub authors: Vec<u32>,
    /// The series the report belongs to.
    pub series: Option<u32>,
    /// Each named place with steps 0, followed by its ancestors with their steps up (1 = parent). An entry
    /// with steps 0 begins the next place; an ancestor of two places stands after both.
    pub regions: Vec<(u32, u8)>,
    /// Reports this one links to.
    pub links: Vec<u32>,
    /// Texts and what one occurrence of a word in them weighs, such as title 3, summary 2, judgements 1. A
    /// text whose weight is not a positive number is left out.
    pub text: Vec<(&'a str, f32)>,
    /// Date, in days since 1970-01-01.
    pub day: i32,
    /// Reports to list first, in this order. An excluded report is not pinned.
    pub pin: Vec<u32>,
    /// Reports never to list for this one (they may still list it).
    pub exclude: Vec<u32>,
}

/// How to choose.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Longest list for a report, pins included. Default 3.
    pub limit: usize,
    /// Days apart after which half of the recency effect is gone. Default 540; 0, less or not finite: age is
    /// ignored.
    pub half_life_days: f32,
    /// λ of maximal marginal relevance: 1 looks at the score only, 0 only at difference. Default 0.7;
    /// clamped.
    pub diversity: f32,
    /// What each facet weighs.
    pub weights: Weights,
    /// Words that do not count, by texts in which spaces part them. Default: those of English.
    pub stop_words: &'static [&'static str],
}

impl Default for Options {
    fn default() -> Self {
        Self {
            limit: 3,
            half_life_days: 540.0,
            diversity: 0.7,
            weights: Weights::default(),
            stop_words: stop_words("en"),
        }
    }
}

/// What each facet weighs against the others. Only proportions matter: scores use each weight's share of the
/// sum. A weight that is not a positive number turns its facet off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// Shared tags. Default 0.25.
    pub tags: f32,
    /// Shared regions and ancestors. Default 0.15.
    pub regions: f32,
    /// Shared authors. Default 0.05.
    pub authors: f32,
    /// The same series. Default 0.10.
    pub series: f32,
    /// A link in either direction. Default 0.20.
    pub links: f32,
    /// Shared words. Default 0.25.
    pub words: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self { tags: 0.25, regions: 0.15, authors: 0.05, series: 0.10, links: 0.20, words: 0.25 }
    }
}

impl Weights {
    /// The weights as shares of their sum; all 0 when none is positive.
    fn shares(self) -> Self {
        let clean = |weight: f32| if weight.is_finite() && weight > 0.0 { f64::from(weight) } else { 0.0 };
        let all = [self.tags, self.regions, self.authors, self.series, self.links, self.words];
        let sum: f64 = all.into_iter().map(clean).sum();
        #[expect(clippy::cast_possible_truncation, reason = "a share lies in 0..=1")]
        let share = |weight: f32| if sum > 0.0 { (clean(weight) / sum) as f32 } else { 0.0 };
        Self {
            tags: share(self.tags),
            regions: share(self.regions),
            authors: share(self.authors),
            series: share(self.series),
            links: share(self.links),
            words: share(self.words),
        }
    }
}

/// One entry of a report's list.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbour {
    /// The related report.
    pub report: u32,
    /// Score of the pair, 0 to 1, comparable across the corpus; above 0 unless the report is pinned.
    pub score: f32,
    /// Why, strongest first; at most [`MAX_REASONS`]. `Pinned` comes before all others.
    pub reasons: Vec<Reason>,
}

/// How many reasons a [`Neighbour`] keeps.
pub const MAX_REASONS: usize = 4;

/// One reason and its part in the score.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// What the two reports share.
    pub kind: ReasonKind,
    /// What it adds to the score of the pair; all reasons of a pair add up to its score. 0 for `Pinned`.
    pub score: f32,
}

/// What two reports can share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReasonKind {
    /// The author of the report asked for it.
    Pinned,
    /// The report links to its neighbour.
    LinksTo,
    /// The neighbour links to the report.
    LinkedFrom,
    /// Both belong to this series.
    Series(u32),
    /// Both have this tag.
    Tag(u32),
    /// Both are about this region, the most specific one that a place of each lies in.
    Region(u32),
    /// Both have this author.
    Author(u32),
    /// Up to three shared words, rarest first, in lower case.
    Words(Vec<String>),
}

/// The related reports of every report, in the order of `features`.
///
/// Runs on the current rayon pool. Time and memory are linear in the size of the features and in `limit`.
pub fn related(features: &[Features<'_>], options: &Options) -> Vec<Vec<Neighbour>> {
    if options.limit == 0 {
        return vec![Vec::new(); features.len()];
    }
    let index = Index::new(features, options);
    let mut by_rank: Vec<Vec<Neighbour>> = (0..index.size())
        .into_par_iter()
        .with_min_len(REPORTS_PER_TASK)
        .map_init(|| Selector::new(&index, features, options), Selector::neighbours)
        .collect();
    index.ranks().iter().map(|&rank| std::mem::take(&mut by_rank[rank as usize])).collect()
}

/// Enough reports that setting up a thread's scratch memory does not show.
const REPORTS_PER_TASK: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    /// Reports that share nothing with any other, so that features of a few reports are rare.
    fn strangers(count: usize) -> impl Iterator<Item = Features<'static>> {
        (0..count).map(|_| Features::default())
    }

    fn tagged(tags: &[u32]) -> Features<'static> {
        Features { tags: tags.to_vec(), ..Features::default() }
    }

    fn listed(features: &[Features<'_>], options: &Options, report: usize) -> Vec<u32> {
        related(features, options)[report].iter().map(|neighbour| neighbour.report).collect()
    }

    #[test]
    fn a_rare_tag_beats_a_popular_one() {
        let mut features = vec![tagged(&[1, 2]), tagged(&[1]), tagged(&[2])];
        features.extend((0..20).map(|_| tagged(&[1])));
        let list = &related(&features, &Options { limit: 2, ..Options::default() })[0];
        assert_eq!(list[0].report, 2);
        assert!(list[0].score > 1.5 * list[1].score);
        assert_eq!(list[0].reasons, [Reason { kind: ReasonKind::Tag(2), score: list[0].score }]);
    }

    #[test]
    fn a_long_list_of_tags_does_not_win() {
        let mut features = vec![tagged(&[1, 2]), tagged(&(1..30).collect::<Vec<_>>()), tagged(&[1, 2])];
        features.extend(strangers(50));
        assert_eq!(listed(&features, &Options::default(), 0), [2, 1]);
    }

    #[test]
    fn the_same_place_beats_a_shared_ancestor() {
        let place = |region| Features { regions: vec![(region, 0), (9, 1)], ..Features::default() };
        let mut features = vec![place(1), place(2), place(1)];
        features.extend(strangers(20));
        let list = &related(&features, &Options::default())[0];
        assert_eq!(list.iter().map(|neighbour| neighbour.report).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(list[0].reasons[0].kind, ReasonKind::Region(1));
        assert_eq!(list[1].reasons[0].kind, ReasonKind::Region(9));
    }

    #[test]
    fn pins_come_first_in_their_order_with_real_reasons() {
        let mut features: Vec<_> = (0..5).map(|_| tagged(&[1])).chain(strangers(2)).collect();
        features[0].pin = vec![6, 3, 6, 0, 77, 4];
        features[0].exclude = vec![4];
        let list = &related(&features, &Options::default())[0];
        assert_eq!(list.iter().map(|neighbour| neighbour.report).collect::<Vec<_>>(), [6, 3, 1]);
        let kinds = |place: usize| list[place].reasons.iter().map(|reason| &reason.kind).collect::<Vec<_>>();
        assert_eq!(kinds(0), [&ReasonKind::Pinned]);
        assert_eq!(kinds(1), [&ReasonKind::Pinned, &ReasonKind::Tag(1)]);
        assert_eq!(kinds(2), [&ReasonKind::Tag(1)]);
    }

    #[test]
    fn exclusion_goes_one_way_and_a_popular_feature_fills_in() {
        let mut features: Vec<_> = (0..500).map(|_| tagged(&[1])).collect();
        features[250].exclude = (100..400).collect();
        let lists = related(&features, &Options::default());
        assert_eq!(lists[250].len(), 3);
        assert!(lists[250].iter().all(|neighbour| !(100..400).contains(&neighbour.report)));
        assert!(lists.iter().flatten().any(|neighbour| neighbour.report == 250));
    }

    #[test]
    fn near_copies_do_not_fill_the_list() {
        let copy = || tagged(&[1, 2, 3]);
        let mut features = vec![tagged(&[1, 2, 3, 4]), copy(), copy(), copy(), tagged(&[4])];
        features.extend(strangers(50));
        let options = Options { limit: 2, diversity: 1.0, ..Options::default() };
        assert_eq!(listed(&features, &options, 0), [1, 2]);
        assert_eq!(listed(&features, &Options { diversity: 0.5, ..options }, 0), [1, 4]);
    }

    #[test]
    fn the_nearer_in_time_wins_and_age_never_zeroes() {
        let features = [0, -540, 100_000, 5400].map(|day| Features { day, ..tagged(&[1]) });
        let list = &related(&features, &Options::default())[0];
        assert_eq!(list.iter().map(|neighbour| neighbour.report).collect::<Vec<_>>(), [1, 3, 2]);
        assert!((list[2].score / list[0].score - 0.5 / 0.75).abs() < 1e-5);
    }

    #[test]
    fn ties_go_to_the_later_date_then_the_lower_index() {
        let features = [5, 3, 7, 7, 3].map(|day| Features { day, ..tagged(&[1]) });
        let options = Options { limit: 4, half_life_days: 0.0, ..Options::default() };
        assert_eq!(listed(&features, &options, 0), [2, 3, 1, 4]);
    }

    #[test]
    fn nothing_comes_of_nothing() {
        assert!(related(&[], &Options::default()).is_empty());
        let pair = [tagged(&[1]), tagged(&[1])];
        assert_eq!(related(&pair, &Options { limit: 0, ..Options::default() }), [[], []]);
        assert_eq!(listed(&pair, &Options { limit: usize::MAX, ..Options::default() }, 0), [1]);
        let off =
            Weights { tags: 0.0, regions: -1.0, authors: f32::NAN, series: 0.0, links: 0.0, words: 0.0 };
        assert!(listed(&pair, &Options { weights: off, ..Options::default() }, 0).is_empty());
    }
}
