//! Structured data for search engines: schema.org as JSON-LD.

use serde::Serialize;
use serde_json::json;

use super::view::{Link, Picture};
use crate::site::{Report, Site};

/// JSON that may stand inside a script element: nothing in it can end the element.
fn script(value: &impl Serialize) -> String {
    let text = serde_json::to_string(value).unwrap_or_default();
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text.as_str();
    while let Some(at) = memchr::memchr3(b'<', b'>', b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'<' => "\\u003c",
            b'>' => "\\u003e",
            _ => "\\u0026",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out
}

// Fields stand in the order of the alphabet, as in all JSON that bluf writes for machines.

#[derive(Serialize)]
struct Graph<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    graph: (Article<'a>, Crumbs<'a>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Article<'a> {
    #[serde(rename = "@type")]
    kind: [&'static str; 2],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Thing<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    citation: Vec<Citation<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    correction: Vec<CorrectionComment<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    date_published: String,
    description: &'a str,
    headline: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    in_language: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    keywords: Vec<&'a str>,
    main_entity_of_page: &'a str,
    publisher: Thing<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    spatial_coverage: Vec<Thing<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temporal_coverage: Option<String>,
    url: &'a str,
}

/// A source: a work, or where nothing but its address is known, that alone (schema.org takes either), which is a third
/// as long; a report has dozens.
#[derive(Serialize)]
#[serde(untagged)]
enum Citation<'a> {
    Work(Thing<'a>),
    Address(&'a str),
}

/// A mistake that was put right.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CorrectionComment<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    date_published: String,
    text: &'a str,
}

/// A person, a place, a work: a name or an address or both.
#[derive(Serialize)]
struct Thing<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Crumbs<'a> {
    #[serde(rename = "@context", skip_serializing_if = "Option::is_none")]
    context: Option<&'static str>,
    #[serde(rename = "@type")]
    kind: &'static str,
    item_list_element: Vec<Crumb<'a>>,
}

#[derive(Serialize)]
struct Crumb<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    item: String,
    name: &'a str,
    position: usize,
}

/// A report, as `Report` and `AnalysisNewsArticle` (schema.org 30.0).
pub(super) fn report(
    site: &Site<'_>,
    report: &Report,
    picture: Option<&Picture>,
    breadcrumbs: &[Link],
) -> String {
    let document = &report.document;
    let body = document.report();
    let named = |kind, name| Thing { kind, name: Some(name), url: None };
    let sources = body.map_or(&[][..], |body| body.sources.as_slice());
    let addresses: Vec<Option<String>> = report
        .sources
        .iter()
        .map(|cited| cited.address.as_ref().map(|address| site.absolute_destination(address)))
        .collect();
    let citation =
        sources.iter().zip(&report.sources).zip(&addresses).filter_map(|((source, cited), url)| {
            let name =
                source.record.as_ref().and_then(|record| record.title.as_deref()).or(cited.title.as_deref());
            match (name, url.as_deref()) {
                (None, url) => url.map(Citation::Address),
                (name, url) => Some(Citation::Work(Thing { kind: "CreativeWork", name, url })),
            }
        });
    let regions = document.front.regions.iter();
    let address = site.absolute(&report.address);
    let article = Article {
        kind: ["Report", "AnalysisNewsArticle"],
        author: document.front.authors.iter().map(|author| named("Person", author.value.as_str())).collect(),
        citation: citation.collect(),
        correction: document
            .front
            .corrections
            .iter()
            .map(|correction| CorrectionComment {
                kind: "CorrectionComment",
                date_published: correction.date.iso(),
                text: &correction.text,
            })
            .collect(),
        date_modified: document.front.updated.as_ref().map(|updated| updated.value.iso()),
        date_published: report.date.iso(),
        description: &document.summary,
        headline: &document.title,
        image: picture.map(|picture| picture.permalink.as_str()),
        in_language: &site.config.language,
        keywords: document.front.tags.iter().map(|tag| tag.value.as_str()).collect(),
        main_entity_of_page: &address,
        publisher: Thing { url: Some(&site.config.base_url), ..named("Organization", &site.config.title) },
        spatial_coverage: regions
            .map(|region| named("Place", site.config.atlas.get(*region).name.as_str()))
            .collect(),
        temporal_coverage: body.and_then(|body| body.cutoff).map(|cutoff| format!("../{}", cutoff.day)),
        url: &address,
    };
    let crumbs = crumbs(site, breadcrumbs, &document.title, &report.address);
    script(&Graph { context: "https://schema.org", graph: (article, crumbs) })
}

/// A list page: where it stands.
pub(super) fn list(site: &Site<'_>, breadcrumbs: &[Link], title: &str, address: &str) -> String {
    script(&Crumbs { context: Some("https://schema.org"), ..crumbs(site, breadcrumbs, title, address) })
}

/// The home page: the site.
pub(super) fn home(site: &Site<'_>) -> String {
    script(&json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": site.config.title,
        "url": site.config.base_url,
        "description": site.config.description,
        "inLanguage": site.config.language,
    }))
}

fn crumbs<'a>(site: &Site<'_>, breadcrumbs: &'a [Link], title: &'a str, address: &str) -> Crumbs<'a> {
    let origin =
        site.config.base_url.trim_end_matches('/').strip_suffix(site.config.base_path.trim_end_matches('/'));
    let origin = origin.unwrap_or(&site.config.base_url);
    let own = (title, site.href(address));
    let above = breadcrumbs.iter().map(|link| (link.title.as_str(), link.url.clone()));
    let item_list_element = (1..)
        .zip(above.chain([own]))
        .map(|(position, (name, url))| Crumb {
            kind: "ListItem",
            item: format!("{origin}{url}"),
            name,
            position,
        })
        .collect();
    Crumbs { context: None, kind: "BreadcrumbList", item_list_element }
}
