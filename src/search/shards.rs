//! The index of words, cut into files small enough to be loaded one by one.
//!
//! In: words with their postings. Out: the texts of the files, and the first word of each. `docs/search.md` describes
//! the form; `themes/default/static/js/index.js` reads it. Does not know where the files lie.

use std::collections::BTreeMap;

use super::postings::Entry;

/// A file is closed once it is this long. A word with more postings than fit has a file of its own, and is written
/// without the places of judgements, which are most of its length: the page sees them in the sentences that it shows.
const SHARD_BYTES: usize = 16 * 1024;

/// Stands before postings without places.
const PLACELESS: char = '*';

/// In more than this share of the reports a word tells them apart no longer, and searches for several words pass it over.
const COMMON_SHARE: f64 = 0.4;

/// Below this number of reports nothing is passed over, and every word is offered as a correction.
const FEW_REPORTS: usize = 100;

/// From this number of reports on a word must be in two of them to be offered as a correction.
const MANY_REPORTS: usize = 1000;

/// The files of words.
pub(super) struct Shards {
    /// The files, each a JSON object of words with their postings.
    pub(super) files: Vec<String>,
    /// The first word of each file.
    pub(super) first: Vec<String>,
    /// Words that searches for several words pass over, the most frequent first.
    pub(super) common: Vec<String>,
}

/// Cuts the index into files.
pub(super) fn shards(entries: &[Entry], reports: usize) -> Shards {
    let mut shards = Shards { files: Vec::new(), first: Vec::new(), common: Vec::new() };
    let (mut file, mut row) = (String::new(), String::new());
    let mut common: Vec<(usize, &str)> = Vec::new();
    for (word, postings) in entries {
        row.clear();
        row.extend(["\"", word, "\":\""]);
        if postings.len() > SHARD_BYTES {
            row.push(PLACELESS);
            postings.write_without_places(&mut row);
        } else {
            postings.write(&mut row);
        }
        row.push('"');
        if !file.is_empty() && file.len() + row.len() > SHARD_BYTES {
            shards.close(&mut file);
        }
        if file.is_empty() {
            shards.first.push(word.to_string());
        }
        file.push(if file.is_empty() { '{' } else { ',' });
        file.push_str(&row);
        if reports >= FEW_REPORTS && ratio(postings.count) > ratio(reports) * COMMON_SHARE {
            common.push((postings.count, word));
        }
    }
    shards.close(&mut file);
    common.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    shards.common = common.into_iter().map(|(_, word)| word.to_owned()).collect();
    shards
}

#[expect(clippy::cast_precision_loss, reason = "numbers of reports, far below 2^52")]
fn ratio(number: usize) -> f64 {
    number as f64
}

impl Shards {
    fn close(&mut self, file: &mut String) {
        if !file.is_empty() {
            file.push_str("}\n");
            self.files.push(std::mem::take(file));
        }
    }
}

/// The words that mistyped ones are held against, by their first character: words of letters, three and more.
pub(super) fn spelling(entries: &[Entry], reports: usize) -> Vec<(char, String)> {
    let least = if reports >= MANY_REPORTS { 2 } else { 1 };
    let mut files: BTreeMap<char, String> = BTreeMap::new();
    for (word, postings) in entries {
        let Some(first) = word.chars().next() else { continue };
        if postings.count < least || word.chars().nth(2).is_none() || !word.chars().all(char::is_alphabetic) {
            continue;
        }
        let file = files.entry(first).or_default();
        file.push_str(if file.is_empty() { "\"" } else { " " });
        file.push_str(word);
    }
    files.into_iter().map(|(first, words)| (first, words + "\"\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::packed::tests::{posting, postings};
    use super::super::packed::{Posting, Postings};
    use super::*;

    #[test]
    fn files_are_cut_between_words_and_know_their_first() {
        let many: Vec<Posting> = (0..9000).map(|report| posting(report, 9, 0)).collect();
        let entries: Vec<Entry> = vec![
            ("alpha".into(), postings(&[posting(0, 1, 0)])),
            ("bravo".into(), postings(&many)),
            ("charlie".into(), postings(&[posting(2, 1, 0)])),
            ("delta".into(), postings(&[posting(2, 1, 0)])),
        ];
        let shards = shards(&entries, 10_000);
        assert_eq!(shards.first, ["alpha", "bravo", "charlie"]);
        assert_eq!(shards.files[2], "{\"charlie\":\"EB\",\"delta\":\"EB\"}\n");
        assert_eq!(shards.common, ["bravo"]);
        for file in &shards.files {
            let words: BTreeMap<String, String> = serde_json::from_str(file).expect("JSON");
            assert!(!words.is_empty());
        }
    }

    /// A search of the page reads nine files of words, ten of reports, and the contents (`FILES` in index.js).
    #[test]
    fn frequent_words_of_ten_thousand_reports_stay_small() {
        let every = |step: usize, judgements: u64| -> Postings {
            let list: Vec<Posting> =
                (0..10_000).step_by(step).map(|report| posting(report, 63, judgements)).collect();
            postings(&list)
        };
        let mut entries: Vec<Entry> = Vec::new();
        for (at, step) in (1..60).enumerate() {
            for (kind, judgements) in [0, 0b1, 0x5555, u64::MAX].into_iter().enumerate() {
                entries.push((format!("word{at:02}{kind}").into(), every(step, judgements)));
            }
        }
        let shards = shards(&entries, 10_000);
        let longest = shards.files.iter().map(String::len).max().expect("files");
        assert!(longest < 20_100, "{longest}");
        assert_eq!(shards.common[0], "word000");
        assert_eq!(shards.common.len(), 8);
        let all = shards.files.concat();
        assert!(all.contains("\"word003\":\"*") && !all.contains("\"word581\":\"*"), "places where they fit");
    }

    #[test]
    fn corrections_are_words_of_letters_in_more_than_one_of_many_reports() {
        let entries: Vec<Entry> = vec![
            ("ab".into(), postings(&[posting(0, 1, 0), posting(1, 1, 0)])),
            ("abc".into(), postings(&[posting(0, 1, 0), posting(1, 1, 0)])),
            ("abd".into(), postings(&[posting(0, 1, 0)])),
            ("ab4".into(), postings(&[posting(0, 1, 0), posting(1, 1, 0)])),
        ];
        assert_eq!(spelling(&entries, 5), [('a', "\"abc abd\"\n".to_owned())]);
        assert_eq!(spelling(&entries, 5000), [('a', "\"abc\"\n".to_owned())]);
    }
}
