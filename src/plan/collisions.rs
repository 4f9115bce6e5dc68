//! Addresses that two outputs would have, and those that no file system takes.
//!
//! In: the site, the outputs that are planned, the static files. Out: an error for each, with the places that make it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Kind, Output};
use crate::content::LONGEST_PART;
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::site::Site;

/// Two files with one path, or with paths that differ only in case (one file on many systems), or a file where
/// another needs a folder.
pub(super) fn collisions(site: &Site<'_>, outputs: &[Output], statics: &[String]) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let mut seen: FxHashMap<String, &Output> = FxHashMap::default();
    let mut told = FxHashSet::default();
    let mut tell = |one: &Output, other: &Output| {
        // Two reports with one address clash in their pages and in their data; once is enough to say so.
        if told.insert((source(site, one, statics).0, source(site, other, statics).0)) {
            diagnostics.push(collision(site, one, other, statics));
        }
    };
    for output in outputs {
        if let Some(other) = seen.insert(output.path.to_lowercase(), output) {
            tell(other, output);
        }
    }
    for output in outputs {
        let path = output.path.to_lowercase();
        for (at, _) in path.match_indices('/') {
            if let Some(other) = seen.get(&path[..at]) {
                tell(other, output);
            }
        }
    }
    diagnostics
}

/// Names that no file system takes: made of names of files, tags and other terms.
pub(super) fn too_long(site: &Site<'_>, outputs: &[Output], statics: &[String]) -> Vec<Diagnostic> {
    let mut told = FxHashSet::default();
    let mut found = Vec::new();
    for output in outputs {
        // A file that is copied has a name that some file system took.
        // Those of other editions are judged where these are made.
        let copied =
            matches!(output.kind, Kind::Attachment(_) | Kind::Static(_) | Kind::Asset(_) | Kind::Edition(..));
        if copied || output.path.split('/').all(|part| part.len() <= LONGEST_PART) {
            continue;
        }
        let (name, place) = source(site, output, statics);
        if told.insert(name.clone()) {
            let short = &name[..name.floor_char_boundary(60)];
            let message = format!("the address of {short}… has a part longer than {LONGEST_PART} bytes");
            let finding = Diagnostic::new(&codes::UNSAFE_ADDRESS, message)
                .help("choose a shorter name for the file or the term, or write slug = \"…\"");
            found.push(match place {
                Some((path, span)) => finding.at(&path, span),
                None => finding,
            });
        }
    }
    found
}

fn collision(site: &Site<'_>, one: &Output, other: &Output, statics: &[String]) -> Diagnostic {
    let shown = |output: &Output| format!("/{}", output.path.trim_end_matches("index.html"));
    let (one_source, other_source) = (source(site, one, statics), source(site, other, statics));
    let message = format!("{} and {} both want the address {}", one_source.0, other_source.0, shown(other));
    let mut diagnostic = Diagnostic::new(&codes::ADDRESS_COLLISION, message)
        .help("give one of them another slug, alias or name");
    if let Some((path, span)) = other_source.1.clone().or_else(|| one_source.1.clone()) {
        diagnostic = diagnostic.at(&path, span);
    }
    if let (Some((path, span)), Some(_)) = (one_source.1, other_source.1) {
        diagnostic = diagnostic.note("the other one", Some(Place::new(path, span)));
    }
    diagnostic
}

type Origin = (String, Option<(String, std::ops::Range<usize>)>);

fn source(site: &Site<'_>, output: &Output, statics: &[String]) -> Origin {
    let document = |document: &crate::content::Document| {
        let span = document.front.slug.as_ref().map_or(0..0, |slug| slug.span.clone());
        (document.file(), Some((document.file(), span)))
    };
    match &output.kind {
        Kind::Report(id) | Kind::ReportJson(id) | Kind::SocialCard(id) | Kind::Citation(id, _) => {
            document(&site.report(*id).document)
        }
        Kind::Page(id) => document(&site.page(*id).document),
        Kind::Listing(id, _) | Kind::Atom(id) | Kind::JsonFeed(id) => {
            let listing = site.listing(*id);
            let name = match &listing.origin {
                Some((path, _)) if !path.starts_with("content/") => path.clone(),
                Some((path, _)) if matches!(listing.kind, crate::site::ListingKind::Section) => path.clone(),
                _ => format!("the list `{}`", listing.title),
            };
            (name, listing.origin.clone().filter(|(path, _)| path.starts_with("content/")))
        }
        Kind::Alias(at) => {
            let alias = &site.aliases[*at];
            (format!("an alias in {}", alias.file), Some((alias.file.clone(), alias.written.span.clone())))
        }
        Kind::Resized(at, size) => {
            let path = format!("content/{}", site.attachments[*at].path);
            (format!("a smaller size ({}) of {path}", size + 1), Some((path, 0..0)))
        }
        Kind::Attachment(at) => {
            let path = format!("content/{}", site.attachments[*at].path);
            (path.clone(), Some((path, 0..0)))
        }
        Kind::Static(at) => {
            let path = format!("static/{}", statics[*at]);
            (path.clone(), Some((path, 0..0)))
        }
        Kind::Index(facet) => (format!("the index of {}", facet.name()), None),
        Kind::Corrections(_) | Kind::CorrectionsAtom | Kind::CorrectionsJson => {
            ("the list of corrections".into(), None)
        }
        Kind::Source(id, _) => {
            let record = &site.source(*id).record;
            let (file, span) = &record.place;
            (format!("the source `{}`", record.id), Some((file.to_string(), span.clone())))
        }
        Kind::Sources => ("the list of sources".into(), None),
        Kind::Methodology => ("the methodology page".into(), None),
        Kind::Search => ("the search page".into(), None),
        Kind::NotFound => ("the page for missing addresses".into(), None),
        Kind::Catalog | Kind::Sitemap | Kind::Robots | Kind::FileList | Kind::SearchData(_) => {
            (format!("bluf's own {}", output.path), None)
        }
        Kind::Asset(_) => (format!("the theme's {}", output.path), None),
        Kind::Edition(at, _) => {
            let language = site.config.languages.get(*at).map(|language| &language.tag);
            let name = language.map_or("", |tag| tag.value.as_str());
            let place = language.map(|tag| (site.config.path.clone(), tag.span.clone()));
            (format!("the edition in `{name}`"), place)
        }
        Kind::Unlock(at) | Kind::Sealed(at, _) => {
            let place = site
                .config
                .sealed
                .get(*at)
                .map(|tier| (format!("the sealed tier `{}`", tier.name.value), tier.name.span.clone()));
            let (name, span) = place.unwrap_or_default();
            (name, Some((site.config.path.clone(), span)))
        }
    }
}
