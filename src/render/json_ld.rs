//! Structured data for search engines: schema.org as JSON-LD.

use serde_json::{Value, json};

use super::view::{Link, Picture};
use crate::site::{Report, Site};

/// JSON that may stand inside a script element: nothing in it can end the element.
fn script(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
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
    let authors: Vec<Value> = document
        .front
        .authors
        .iter()
        .map(|author| json!({"@type": "Person", "name": author.value}))
        .collect();
    let places: Vec<Value> = document
        .front
        .regions
        .iter()
        .map(|region| json!({"@type": "Place", "name": site.config.atlas.get(*region).name}))
        .collect();
    let citations: Vec<Value> = body
        .map(|body| {
            let named = body.sources.iter().zip(&report.sources).filter_map(|(source, cited_as)| {
                let title = source.record.as_ref().and_then(|record| record.title.as_ref());
                let url = cited_as.address.as_ref().map(|address| site.absolute_destination(address));
                match (title.or(cited_as.title.as_ref()), url) {
                    (Some(title), Some(url)) => {
                        Some(json!({"@type": "CreativeWork", "name": title, "url": url}))
                    }
                    (Some(title), None) => Some(json!({"@type": "CreativeWork", "name": title})),
                    (None, Some(url)) => Some(json!({"@type": "CreativeWork", "url": url})),
                    (None, None) => None,
                }
            });
            named.collect()
        })
        .unwrap_or_default();
    let mut article = json!({
        "@type": ["Report", "AnalysisNewsArticle"],
        "headline": document.title,
        "description": document.summary,
        "url": site.absolute(&report.address),
        "mainEntityOfPage": site.absolute(&report.address),
        "datePublished": report.date.iso(),
        "inLanguage": site.config.language,
        "publisher": {"@type": "Organization", "name": site.config.title, "url": site.config.base_url},
    });
    let mut add = |key: &str, value: Value| {
        if let Some(map) = article.as_object_mut() {
            map.insert(key.to_owned(), value);
        }
    };
    if let Some(updated) = &document.front.updated {
        add("dateModified", json!(updated.value.iso()));
    }
    if !authors.is_empty() {
        add("author", json!(authors));
    }
    if !places.is_empty() {
        add("spatialCoverage", json!(places));
    }
    if !citations.is_empty() {
        add("citation", json!(citations));
    }
    if !document.front.tags.is_empty() {
        add("keywords", json!(document.front.tags.iter().map(|tag| tag.value.as_str()).collect::<Vec<_>>()));
    }
    if let Some(cutoff) = body.and_then(|body| body.cutoff) {
        add("temporalCoverage", json!(format!("../{}", cutoff.day)));
    }
    if let Some(picture) = picture {
        add("image", json!(picture.permalink));
    }
    script(
        &json!({"@context": "https://schema.org", "@graph": [article, crumbs(site, breadcrumbs, &document.title, &report.address)]}),
    )
}

/// A list page: where it stands.
pub(super) fn list(site: &Site<'_>, breadcrumbs: &[Link], title: &str, address: &str) -> String {
    let mut list = crumbs(site, breadcrumbs, title, address);
    if let Some(map) = list.as_object_mut() {
        map.insert("@context".to_owned(), json!("https://schema.org"));
    }
    script(&list)
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

fn crumbs(site: &Site<'_>, breadcrumbs: &[Link], title: &str, address: &str) -> Value {
    let origin =
        site.config.base_url.trim_end_matches('/').strip_suffix(site.config.base_path.trim_end_matches('/'));
    let origin = origin.unwrap_or(&site.config.base_url);
    let own = Link { title: title.to_owned(), url: site.href(address) };
    let items: Vec<Value> = (1..)
        .zip(breadcrumbs.iter().chain([&own]))
        .map(|(position, link)| {
            json!({"@type": "ListItem", "position": position, "name": link.title, "item": format!("{origin}{}", link.url)})
        })
        .collect();
    json!({"@type": "BreadcrumbList", "itemListElement": items})
}
