//! What spares a build in which nothing changed: whether the output of the last one still stands.
//!
//! In: a request, the manifest and the findings of the last build, the folders of the site and the output. Out: a hash of
//! all that decides what a build writes, and the word that nothing needs doing, with what was found. Does not know what any file means, so any
//! change of any of them, even one that shows nowhere, counts.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use crate::build::{Linting, Request};
use crate::content::{Document, registry};
use crate::date::Moment;
use crate::diag::{Diagnostics, kept};
use crate::fs::{self, FileState, FsError, Hidden, Lock};
use crate::manifest::{self, Basis, Manifest, hash};
use crate::record;
use crate::release::Drafts;

/// Folders below the root that a build reads, and whether it sees names that begin with a dot.
const FOLDERS: [(&str, Hidden); 5] = [
    ("content", Hidden::Skip),
    ("static", Hidden::Keep),
    ("templates", Hidden::Skip),
    ("i18n", Hidden::Skip),
    ("themes", Hidden::Skip),
];

/// A hash of all that decides what a build of this request writes, but for the moment it is for: the program, the
/// options, and the path, state and bytes of every file. The state is there because a file that changed while a build
/// read it, and changed back, has the same bytes again. None where the caller does not know the program, or where a
/// build would find a mistake: a file that cannot be read, a link that leaves the site.
pub fn inputs(request: &Request) -> Option<u128> {
    let program = request.program?;
    let root = fs::real_path(&request.root).ok()?;
    let mut whole = Xxh3::new();
    let mut add = |bytes: &[u8]| {
        // The length keeps two neighbours from passing for one.
        whole.update(&bytes.len().to_le_bytes());
        whole.update(bytes);
    };
    add(&program.to_le_bytes());
    add(root.as_os_str().as_encoded_bytes());
    add(request.config.as_os_str().as_encoded_bytes());
    add(format!("{:?} {:?} {:?}", request.base_url, request.gate.level, request.linting).as_bytes());
    add(&[u8::from(request.gate.drafts == Drafts::Show)]);
    add(fs::folders_in(&root.join("themes")).join("/").as_bytes());
    for (path, state, hash) in files(&root, &request.config)? {
        add(path.as_os_str().as_encoded_bytes());
        add(&state.length.to_le_bytes());
        add(&state.modified.to_le_bytes());
        add(&hash.to_le_bytes());
    }
    Some(whole.digest128())
}

/// Every file that a build may read, in a fixed order.
fn files(root: &Path, config: &Path) -> Option<Vec<(PathBuf, FileState, u128)>> {
    let mut paths = vec![config.to_owned()];
    for name in registry::FILES.into_iter().chain([record::FILE]) {
        let sources = root.join(name);
        if fs::exists(&sources) {
            fs::real_path(&sources).ok().filter(|real| real.starts_with(root))?;
            paths.push(sources);
        }
    }
    for (folder, hidden) in FOLDERS {
        let (entries, problems) = fs::walk(&root.join(folder), root, hidden);
        if !problems.is_empty() {
            return None;
        }
        paths.extend(entries.into_iter().map(|entry| entry.path));
    }
    // The state comes first: should the file change before its bytes are read, the next build finds another state.
    let read = |path: PathBuf| {
        let state = fs::target_state(&path)?;
        let bytes = fs::read(&path).ok()?;
        Some((path, state, hash(&bytes)))
    };
    paths.into_par_iter().map(read).collect()
}

/// The moment from which on the same files would give something else: an embargo ends, a report expires, a horizon
/// passes. The linter may compare days that only it finds in the text, so where it is at work a build holds until the
/// day ends. None where nothing is ahead.
pub fn holds_until(documents: &[Arc<Document>], as_of: Timestamp, linting: Linting) -> Option<Timestamp> {
    let embargoes = documents.iter().filter_map(|document| document.front.publish_at.map(Moment::start));
    let ends = documents.iter().filter_map(|document| document.front.expires.map(Moment::end));
    let horizons = documents
        .iter()
        .filter_map(|document| document.report())
        .flat_map(|report| &report.judgements)
        .filter_map(|judgement| judgement.until().map(Moment::end));
    let midnight = (linting != Linting::Nothing).then(|| {
        let day = as_of.to_zoned(TimeZone::UTC).start_of_day().ok();
        day.and_then(|day| day.checked_add(1.day()).ok()).map_or(as_of, |next| next.timestamp())
    });
    let ahead = embargoes.chain(ends).chain(horizons).filter(|moment| *moment > as_of);
    ahead.chain(midnight).min()
}

/// What the last build left, where it still stands.
#[derive(Debug)]
pub struct Standing {
    /// What it was made from.
    pub basis: Basis,
    /// How many files it has.
    pub files: usize,
    /// What was found when it was made, not located.
    pub findings: Diagnostics,
}

/// What the last build left, if a build from these inputs would give the same, the output is as that build left it, and
/// it is known what was found.
pub fn standing(request: &Request, inputs: u128) -> Result<Option<Standing>, FsError> {
    let root = fs::real_path(&request.root)?;
    // What is wrong with the place of the output, or of the cache, is for the build to say.
    let Ok(path) = manifest::path(&root, &request.output) else { return Ok(None) };
    if !fs::exists(&path) || fs::leaving_link(&root, &manifest::CACHE).is_some() {
        return Ok(None);
    }
    let _lock = Lock::acquire(&manifest::lock(&root))?;
    let text = fs::read_if_present(&path)?.unwrap_or_default();
    let manifest = Manifest::parse(&String::from_utf8_lossy(&text));
    let Some(basis) = manifest.basis.filter(|basis| basis.covers(inputs, request.gate.as_of)) else {
        return Ok(None);
    };
    let kept = fs::read_if_present(&manifest::findings(&path))?.filter(|kept| hash(kept) == basis.findings);
    let Some(findings) = kept.and_then(|kept| kept::read(str::from_utf8(&kept).ok()?)) else {
        return Ok(None);
    };
    let files: Vec<_> = manifest.files.iter().collect();
    let as_left =
        files.par_iter().all(|(path, written)| fs::state(&request.output.join(path)) == Some(written.state));
    let known = |path: &str| manifest.files.contains_key(path);
    let besides = || fs::Besides::read(&request.output, Hidden::Keep, known).hash();
    let as_left = as_left && basis.besides.is_none_or(|left| besides() == left);
    Ok(as_left.then_some(Standing { basis, files: files.len(), findings }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classification::Level;
    use crate::content::Kind;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    #[test]
    fn a_build_holds_until_the_next_thing_happens() {
        let scheme = crate::config::load("site.toml", "", &crate::config::Overrides::default()).0.scheme;
        let lowest: Level = scheme.lowest();
        let mut documents = vec![
            Arc::new(Document::lost("reports/a.md", Kind::Report, "A".to_owned(), lowest)),
            Arc::new(Document::lost("reports/b.md", Kind::Report, "B".to_owned(), lowest)),
        ];
        let until = |documents: &[Arc<Document>], now: &str| {
            holds_until(documents, at(now), Linting::Nothing).map(|moment| moment.to_string())
        };
        assert_eq!(until(&documents, "2026-01-01T12:00:00Z"), None);
        Arc::make_mut(&mut documents[0]).front.publish_at = Moment::from_text("2026-03-01T06:00:00Z");
        Arc::make_mut(&mut documents[1]).front.expires = Moment::from_text("2026-02-01");
        assert_eq!(until(&documents, "2026-01-01T12:00:00Z").as_deref(), Some("2026-02-02T00:00:00Z"));
        assert_eq!(until(&documents, "2026-02-02T00:00:00Z").as_deref(), Some("2026-03-01T06:00:00Z"));
        assert_eq!(until(&documents, "2026-03-01T06:00:00Z"), None);
        let linted = holds_until(&documents, at("2026-01-01T12:00:00Z"), Linting::Released);
        assert_eq!(linted, Some(at("2026-01-02T00:00:00Z")));
    }
}
