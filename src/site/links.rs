//! Where links lead and pictures come from, with an error that names the line for each that leads nowhere.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::address::{Target, encode, folder, relative, target};
use super::assemble::{Entry, Paths};
use super::fragments::{has_id, ids, published_fragment};
use super::{Attachment, Site};
use crate::config::NavigationLink;
use crate::content::{Document, Reading, Source};
use crate::diag::{Diagnostic, Diagnostics, codes, nearest};
use crate::markdown::CitationKey;
use crate::table::Located;

/// Where a link leads, ready for a page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Href {
    /// The address; none when the link was withheld or is an error.
    pub address: Option<Destination>,
}

/// A link's destination.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Destination {
    /// In full, as written.
    External(Arc<str>),
    /// Below the root, with a fragment perhaps.
    Site(String),
    /// A document that is not translated: its page in the site's own language.
    Original {
        /// Root-relative.
        href: String,
        /// With scheme and host.
        absolute: String,
    },
    /// In the same page: `#kj-1`.
    Here(String),
}

/// Where a source of a report is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cited {
    /// The address; none where the registry has none, where it was withheld or is an error.
    pub address: Option<Destination>,
    /// What it is called, if it is a page of this site.
    pub title: Option<String>,
}

/// Where a picture comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PictureSource {
    /// A file of `content/` and its address below the root.
    Attachment(Attachment),
    /// A path from the root: a file of `static/`.
    Root(String),
    /// Nowhere: an error by now.
    Missing,
}

/// Looks up where links lead.
pub(super) struct Resolver<'a> {
    paths: &'a Paths,
    files: &'a FxHashSet<String>,
    attachments: Vec<Attachment>,
    diagnostics: Diagnostics,
}

/// Fills the hrefs and pictures of all documents, and the site's attachments and navigation.
pub(super) fn resolve(site: &mut Site<'_>, paths: &Paths, navigation: &[NavigationLink]) -> Diagnostics {
    let files = std::mem::take(&mut site.files);
    let of_reports: Vec<_> = site
        .reports
        .par_iter()
        .map(|report| {
            let mut resolver = Resolver::new(paths, &files);
            (resolver.report(site, &report.document, &report.address), resolver.into_parts())
        })
        .collect();
    let mut resolver = Resolver::new(paths, &files);
    let mut reports = Vec::with_capacity(of_reports.len());
    for (report, (attachments, diagnostics)) in of_reports {
        resolver.attachments.extend(attachments);
        resolver.diagnostics.append(diagnostics);
        reports.push(report);
    }
    let pages: Vec<_> =
        site.pages.iter().map(|page| resolver.page(site, &page.document, &page.address)).collect();
    let navigation =
        navigation.iter().map(|link| (link.title.clone(), resolver.navigation(site, &link.url))).collect();
    for (report, (hrefs, sources, pictures, image)) in site.reports.iter_mut().zip(reports) {
        (report.hrefs, report.sources, report.pictures, report.image) = (hrefs, sources, pictures, image);
    }
    for (page, (hrefs, pictures)) in site.pages.iter_mut().zip(pages) {
        (page.hrefs, page.pictures) = (hrefs, pictures);
    }
    let (mut attachments, diagnostics) = resolver.into_parts();
    attachments.sort();
    attachments.dedup();
    site.attachments = attachments;
    site.navigation = navigation;
    site.files = files;
    diagnostics
}

/// Where everything leads that a report names: links, sources, pictures, the lead picture.
impl Site<'_> {
    /// The page of a document that this edition has no translation of.
    fn original(&self, path: &str, fragment: &str) -> Option<Destination> {
        let page = self.surroundings.original.as_ref()?.document(path)?;
        let fragment = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
        let (href, absolute) = (page.href() + &fragment, page.absolute() + &fragment);
        Some(Destination::Original { href, absolute })
    }
}

type OfReport = (Vec<Href>, Vec<Cited>, Vec<PictureSource>, Option<PictureSource>);

impl<'a> Resolver<'a> {
    pub(super) fn new(paths: &'a Paths, files: &'a FxHashSet<String>) -> Self {
        Self { paths, files, attachments: Vec::new(), diagnostics: Diagnostics::new() }
    }

    /// The files that were named, and what leads nowhere.
    pub(super) fn into_parts(self) -> (Vec<Attachment>, Diagnostics) {
        (self.attachments, self.diagnostics)
    }

    pub(super) fn report(&mut self, site: &Site<'_>, document: &Document, address: &str) -> OfReport {
        let image = document.front.image.as_ref();
        let image = image.map(|image| self.picture(document, address, &image.src));
        (
            self.hrefs(site, document, address),
            self.sources(site, document, address),
            self.pictures(document, address),
            image,
        )
    }

    pub(super) fn page(
        &mut self,
        site: &Site<'_>,
        document: &Document,
        address: &str,
    ) -> (Vec<Href>, Vec<PictureSource>) {
        (self.hrefs(site, document, address), self.pictures(document, address))
    }

    fn hrefs(&mut self, site: &Site<'_>, document: &Document, address: &str) -> Vec<Href> {
        document
            .met
            .links
            .iter()
            .map(|link| {
                if link.withheld {
                    return Href { address: None };
                }
                Href { address: self.href(site, document, address, &link.target) }
            })
            .collect()
    }

    /// Sources are resolved as links are: a citation may name a page or a file of the site.
    fn sources(&mut self, site: &Site<'_>, document: &Document, address: &str) -> Vec<Cited> {
        let sources = document.report().map_or(&[][..], |report| &report.sources);
        (1..)
            .zip(sources)
            .map(|(number, source)| self.source(site, document, address, number, source))
            .collect()
    }

    fn source(
        &mut self,
        site: &Site<'_>,
        document: &Document,
        address: &str,
        number: u32,
        source: &Source,
    ) -> Cited {
        let nowhere = Cited { address: None, title: None };
        let Some(url) = &source.url else { return nowhere };
        let citation = document.met.citations.iter().find(|citation| citation.number == number);
        let Some(citation) = citation.filter(|citation| matches!(citation.key.value, CitationKey::Url(_)))
        else {
            return Cited { address: Some(Destination::External(url.clone())), title: None };
        };
        let span = citation.key.span.clone();
        if url.is_empty() || url.starts_with(['#', '?']) {
            self.diagnostics.push(
                Diagnostic::new(&codes::FORBIDDEN_ADDRESS, "a citation needs the address of its source")
                    .at(&document.file(), span)
                    .help("write [source](https://…), [source](@/reports/b.md) or, for the registry, [@id]"),
            );
            return nowhere;
        }
        let meant = target(&document.path, url);
        if let Target::External(same) = meant
            && same.len() == url.len()
        {
            return Cited { address: Some(Destination::External(url.clone())), title: None };
        }
        let title = match &meant {
            Target::Document(path, _) => self.paths.get(path).map(|entry| match entry {
                Entry::Report(id) => site.report(*id).document.title.clone(),
                Entry::Page(id) => site.page(*id).document.title.clone(),
            }),
            _ => None,
        };
        let written = Located { value: url.to_string(), span };
        Cited { address: self.destination(site, document, address, &written, meant), title }
    }

    fn href(
        &mut self,
        site: &Site<'_>,
        document: &Document,
        address: &str,
        written: &Located<String>,
    ) -> Option<Destination> {
        self.destination(site, document, address, written, target(&document.path, &written.value))
    }

    /// Where a target leads that was written in a document.
    fn destination(
        &mut self,
        site: &Site<'_>,
        document: &Document,
        address: &str,
        written: &Located<String>,
        meant: Target<'_>,
    ) -> Option<Destination> {
        match meant {
            Target::External(url) => Some(Destination::External(Arc::from(url))),
            Target::Here(fragment) => {
                let found = self.check_fragment(document, document, fragment, written);
                found.then(|| Destination::Here(format!("#{}", published_fragment(document, fragment))))
            }
            Target::Root(path) => Some(Destination::Site(path.to_owned())),
            Target::Document(path, fragment) => {
                let Some(entry) = self.paths.get(&path) else {
                    if let Some(original) = site.original(&path, fragment) {
                        return Some(original);
                    }
                    self.broken(document, written, &path);
                    return None;
                };
                let (to, address) = match entry {
                    Entry::Report(id) => (&site.report(*id).document, &site.report(*id).address),
                    Entry::Page(id) => (&site.page(*id).document, &site.page(*id).address),
                };
                if !self.check_fragment(document, to, fragment, written) {
                    return None;
                }
                // Nobody knows what places a document has that could not be read.
                let fragment = &published_fragment(to, fragment);
                let fragment = if fragment.is_empty() || to.reading == Reading::Lost {
                    String::new()
                } else {
                    format!("#{fragment}")
                };
                Some(Destination::Site(format!("{address}{fragment}")))
            }
            Target::File(path, rest) if self.files.contains(path.as_str()) => {
                let attachment = attach(document, address, path);
                let href = format!("{}{rest}", encode(&attachment.address));
                self.attachments.push(attachment);
                Some(Destination::Site(href))
            }
            // Whether there is such a page, the check of the rendered pages will tell.
            Target::Page(path, rest) => match relative(address, path) {
                Some(below) => Some(Destination::Site(format!("{below}{rest}"))),
                None => {
                    self.forbidden(document, written, "it leads out of the site");
                    None
                }
            },
            Target::File(path, _) => {
                self.missing(document, written, &path);
                None
            }
            Target::Forbidden(reason) => {
                self.forbidden(document, written, reason);
                None
            }
        }
    }

    fn navigation(&mut self, site: &Site<'_>, url: &Located<String>) -> String {
        let Some(path) = url.value.strip_prefix("@/") else { return url.value.clone() };
        match self.paths.get(path) {
            Some(Entry::Report(id)) => site.href(&site.report(*id).address),
            Some(Entry::Page(id)) => site.href(&site.page(*id).address),
            None if let Some(outline) = &site.surroundings.original
                && let Some(page) = outline.document(path) =>
            {
                page.absolute()
            }
            None => {
                let message = format!("the navigation leads to `{path}`, which does not exist");
                let near = nearest(path, sorted(self.paths)).map(|near| format!("\"@/{near}\""));
                let mut finding =
                    Diagnostic::new(&codes::BROKEN_LINK, message).at(&site.config.path, url.span.clone());
                if near.is_none() {
                    finding = finding.help("name a file below content/");
                }
                self.diagnostics.push(finding.replace_with(near));
                site.href("")
            }
        }
    }

    fn pictures(&mut self, document: &Document, address: &str) -> Vec<PictureSource> {
        document.met.pictures.iter().map(|picture| self.picture(document, address, &picture.target)).collect()
    }

    fn picture(&mut self, document: &Document, address: &str, written: &Located<String>) -> PictureSource {
        match target(&document.path, &written.value) {
            Target::File(path, _) if self.files.contains(path.as_str()) => {
                let attachment = attach(document, address, path);
                self.attachments.push(attachment.clone());
                PictureSource::Attachment(attachment)
            }
            Target::Root(path) => PictureSource::Root(path.to_owned()),
            Target::External(_) => {
                self.diagnostics.push(
                    Diagnostic::new(&codes::FOREIGN_IMAGE, "a page loads nothing from another host")
                        .at(&document.file(), written.span.clone())
                        .label("a picture from elsewhere")
                        .help("save the picture beside the document and name the file"),
                );
                PictureSource::Missing
            }
            Target::Forbidden(reason) => {
                self.forbidden(document, written, reason);
                PictureSource::Missing
            }
            Target::File(path, _) | Target::Document(path, _) => {
                self.missing(document, written, &path);
                PictureSource::Missing
            }
            Target::Here(_) | Target::Page(..) => {
                self.missing(document, written, &written.value);
                PictureSource::Missing
            }
        }
    }

    /// Whether the document has the place; a finding where it has not.
    fn check_fragment(
        &mut self,
        from: &Document,
        to: &Document,
        fragment: &str,
        written: &Located<String>,
    ) -> bool {
        if fragment.is_empty() || fragment == "top" || to.reading == Reading::Lost || has_id(to, fragment) {
            return true;
        }
        let ids = ids(to);
        let near = nearest(fragment, ids.iter().map(String::as_str))
            .map(|near| written.value.replace(fragment, near));
        let message = if from.path == to.path {
            format!("this page has no `#{fragment}`")
        } else {
            format!("`{}` has no `#{fragment}`", to.file_path())
        };
        let finding =
            Diagnostic::new(&codes::BROKEN_FRAGMENT, message).at(&from.file(), written.span.clone());
        let remedy = "link to the page itself, or give the heading an id: {#name}; what is above the release has no place \
                      in it, so what leads there is marked as it is";
        self.diagnostics.push(suggest(finding, written, near, remedy));
        false
    }

    fn broken(&mut self, document: &Document, written: &Located<String>, path: &str) {
        let near = nearest(path, sorted(self.paths)).map(|near| format!("@/{near}"));
        let finding = Diagnostic::new(&codes::BROKEN_LINK, format!("`{path}` does not exist"))
            .at(&document.file(), written.span.clone())
            .label("leads nowhere");
        let remedy = "name a file below content/, such as @/about.md";
        self.diagnostics.push(suggest(finding, written, near, remedy));
    }

    fn missing(&mut self, document: &Document, written: &Located<String>, path: &str) {
        let mut files: Vec<&str> = self.files.iter().map(String::as_str).collect();
        files.sort_unstable();
        let near = nearest(path, files).map(|near| format!("did you mean content/{near}?"));
        self.diagnostics.push(
            Diagnostic::new(&codes::MISSING_FILE, format!("there is no file content/{path}"))
                .at(&document.file(), written.span.clone())
                .help(
                    near.unwrap_or_else(|| {
                        "put the file beside the document, or correct its name".to_owned()
                    }),
                ),
        );
    }

    fn forbidden(&mut self, document: &Document, written: &Located<String>, reason: &str) {
        self.diagnostics.push(
            Diagnostic::new(
                &codes::FORBIDDEN_ADDRESS,
                format!("`{}` is not an address for a page", shorten(&written.value)),
            )
            .at(&document.file(), written.span.clone())
            .help(reason),
        );
    }
}

/// A correction where the target itself is underlined, in words where the whole link is.
fn suggest(finding: Diagnostic, written: &Located<String>, near: Option<String>, remedy: &str) -> Diagnostic {
    match near {
        Some(near) if written.span.len() == written.value.len() => finding.replace_with(Some(near)),
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help(remedy),
    }
}

fn sorted(paths: &Paths) -> Vec<&str> {
    let mut known: Vec<&str> = paths.keys().map(String::as_str).collect();
    known.sort_unstable();
    known
}

fn shorten(text: &str) -> &str {
    &text[..text.floor_char_boundary(60)]
}

/// Where a file beside a document is published: below the document's own address, under its own name.
fn attach(document: &Document, address: &str, path: String) -> Attachment {
    let own = folder(&document.path);
    let name = path.strip_prefix(own).unwrap_or_else(|| path.rsplit('/').next().unwrap_or(&path));
    Attachment { address: format!("{address}{name}"), path }
}
