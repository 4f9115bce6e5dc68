//! Search: an index of every report and every judgement, in files of which a browser loads the few it needs.
//!
//! In: the assembled site, so nothing that is withheld. Out: [`Index`], files below `search/`. The same site gives the
//! same bytes. Knows no template and no HTML but to take the words out of it; `docs/search.md` describes the files.

mod packed;
mod postings;
mod shards;
mod table;
mod words;

use serde::Serialize;

use crate::manifest::hash;
use crate::site::Site;
use crate::theme::Strings;

/// A file of the index.
#[derive(Debug, Clone)]
pub struct File {
    /// Path below the output folder.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// The index of a site.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// Its files: `search/index.json` first, which says what the others are.
    pub files: Vec<File>,
}

/// What a search reads first.
#[derive(Serialize)]
struct Contents<'a> {
    /// Changes with any file: part of the address under which the others are loaded.
    version: String,
    /// Number of reports.
    reports: usize,
    /// Reports in one file.
    reports_a_file: usize,
    levels: Vec<table::Level<'a>>,
    /// Filters that have terms.
    filters: Vec<&'static str>,
    /// First characters of the files of corrections.
    spelling: Vec<char>,
    /// Words to pass over.
    common: Vec<String>,
    /// First words of the files of words.
    words: Vec<String>,
}

impl Index {
    /// Indexes a site. `strings` are the words of its language.
    pub fn new(site: &Site<'_>, strings: &Strings) -> Self {
        let entries = postings::collect(site);
        let shards = shards::shards(&entries, site.reports.len());
        let spelling = shards::spelling(&entries, site.reports.len());
        let filters = table::filters(site, &postings::numbers(site));
        let file = |path: String, bytes: Vec<u8>| File { path: format!("search/{path}"), bytes };
        let mut files = Vec::new();
        for (at, text) in shards.files.into_iter().enumerate() {
            files.push(file(format!("words/{at}.json"), text.into_bytes()));
        }
        let mut contents = Contents {
            version: String::new(),
            reports: site.reports.len(),
            reports_a_file: table::REPORTS_A_FILE,
            levels: table::levels(site),
            filters: filters.iter().map(|(name, _)| *name).collect(),
            spelling: spelling.iter().map(|(first, _)| *first).collect(),
            common: shards.common,
            words: shards.first,
        };
        for (at, (_, text)) in spelling.into_iter().enumerate() {
            files.push(file(format!("spelling/{at}.json"), text.into_bytes()));
        }
        for (name, bytes) in filters {
            files.push(file(format!("filters/{name}.json"), bytes));
        }
        for (at, bytes) in table::reports(site, strings).into_iter().enumerate() {
            files.push(file(format!("reports/{at}.json"), bytes));
        }
        let hashes: Vec<u8> = files.iter().flat_map(|file| hash(&file.bytes).to_be_bytes()).collect();
        contents.version = format!("{:016x}", hash(&hashes) >> 64);
        files.insert(0, file("index.json".to_owned(), table::json(&contents)));
        Self { files }
    }
}
