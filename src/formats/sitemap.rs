//! sitemap.xml (sitemaps.org 0.9) and robots.txt.

use std::fmt::Write as _;

use quick_xml::Writer;
use quick_xml::events::BytesText;

use crate::config::Language;
use crate::content::Kind as DocumentKind;
use crate::plan::{Kind, Output};
use crate::site::{CORRECTIONS, METHODOLOGY, SOURCES, Site};

/// Addresses of everything a search engine should read: no second pages of lists, no redirects, no data.
pub fn sitemap(site: &Site<'_>, outputs: &[Output]) -> Vec<u8> {
    let mut rows: Vec<(String, Option<String>)> =
        outputs.iter().filter_map(|output| row(site, output)).collect();
    rows.sort();
    let mut writer = Writer::new(Vec::new());
    // Writing to a vector cannot fail.
    let _ = writer.write_event(quick_xml::events::Event::Decl(quick_xml::events::BytesDecl::new(
        "1.0",
        Some("UTF-8"),
        None,
    )));
    let _ = writer
        .create_element("urlset")
        .with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"))
        .write_inner_content(|writer| {
            for (address, changed) in &rows {
                writer.create_element("url").write_inner_content(|writer| {
                    writer.create_element("loc").write_text_content(BytesText::new(address))?;
                    if let Some(changed) = changed {
                        writer.create_element("lastmod").write_text_content(BytesText::new(changed))?;
                    }
                    Ok(())
                })?;
            }
            Ok(())
        });
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    bytes
}

fn row(site: &Site<'_>, output: &Output) -> Option<(String, Option<String>)> {
    match output.kind {
        Kind::Report(id) => {
            let report = site.report(id);
            let changed = report.document.front.updated.as_ref().map_or(report.date, |date| date.value);
            Some((site.absolute(&report.address), Some(changed.iso())))
        }
        Kind::Page(id) => {
            let page = site.page(id);
            if page.document.front.withdrawn.is_some() {
                return None;
            }
            debug_assert_eq!(page.document.kind, DocumentKind::Page, "sections are part of their lists");
            Some((
                site.absolute(&page.address),
                page.document.front.updated.as_ref().map(|date| date.value.iso()),
            ))
        }
        Kind::Listing(id, 1) => {
            let listing = site.listing(id);
            let newest =
                listing.reports.iter().map(|id| site.report(*id).date).max_by_key(|date| date.start());
            Some((site.absolute(&listing.address), newest.map(crate::date::Moment::iso)))
        }
        Kind::Corrections(1) => {
            let newest = site.revisions.first().map(|revision| revision.date.iso());
            Some((site.absolute(CORRECTIONS), newest))
        }
        Kind::Source(id, 1) => {
            let source = site.source(id);
            let newest = source.uses.first().map(|used| site.report(used.report).date.iso());
            Some((site.absolute(&source.address), newest))
        }
        Kind::Sources => Some((site.absolute(SOURCES), None)),
        Kind::Methodology => Some((site.absolute(METHODOLOGY), None)),
        Kind::Index(facet) => Some((site.absolute(&format!("{}/", facet.name())), None)),
        _ => None,
    }
}

/// Everything may be read; here is where everything is, in every language.
pub fn robots(site: &Site<'_>) -> Vec<u8> {
    let mut text = "User-agent: *\nAllow: /\n\n".to_owned();
    let others = site.config.languages.iter().map(Language::address);
    for edition in std::iter::once(String::new()).chain(others) {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "Sitemap: {}", site.absolute(&format!("{edition}sitemap.xml")));
    }
    text.into_bytes()
}
