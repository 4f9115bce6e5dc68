//! `[regions.NAME]`: regions of the site's own, laid over the atlas.
//!
//! In: the tables of site.toml. Out: the atlas with them, and findings where they do not fit.

use crate::diag::{Diagnostic, codes};
use crate::regions::{Atlas, Overlay, OverlayErrorKind, OverlayField};
use crate::table::{Findings, Located, Table};

/// Reads the tables; without any the atlas is the built-in one.
pub(super) fn regions(table: &mut Table<'_>, findings: &mut Findings<'_>) -> Atlas {
    struct Own {
        slug: Located<String>,
        name: Option<Located<String>>,
        parent: Option<Located<String>>,
        include: Vec<Located<String>>,
        include_texts: Vec<String>,
        aliases: Vec<String>,
    }
    let Some(table) = table.table("regions", "[regions]", findings) else { return Atlas::built_in() };
    let own: Vec<Own> = table
        .named_tables("a region", findings)
        .into_iter()
        .map(|(slug, mut table)| {
            let name = table.words("name", findings);
            let parent = table.words("parent", findings);
            let include = table.texts("include", findings);
            let aliases = table.texts("aliases", findings).into_iter().map(|text| text.value).collect();
            table.finish(findings);
            let include_texts = include.iter().map(|text| text.value.clone()).collect();
            Own { slug, name, parent, include, include_texts, aliases }
        })
        .collect();
    let overlays: Vec<Overlay<'_>> = own
        .iter()
        .map(|own| Overlay {
            slug: &own.slug.value,
            name: own.name.as_ref().map(|name| name.value.as_str()),
            parent: own.parent.as_ref().map(|parent| parent.value.as_str()),
            include: &own.include_texts,
            aliases: &own.aliases,
        })
        .collect();
    let (atlas, errors) = Atlas::with_overlays(&overlays);
    for error in errors {
        let own = &own[error.region];
        let span = match error.field {
            OverlayField::Slug | OverlayField::Alias(_) => &own.slug.span,
            OverlayField::Name => own.name.as_ref().map_or(&own.slug.span, |name| &name.span),
            OverlayField::Parent => own.parent.as_ref().map_or(&own.slug.span, |parent| &parent.span),
            OverlayField::Include(at) => own.include.get(at).map_or(&own.slug.span, |include| &include.span),
        };
        let near = match &error.kind {
            OverlayErrorKind::Unknown { nearest, .. } => nearest.as_ref().map(|name| format!("\"{name}\"")),
            _ => None,
        };
        findings.push(span, Diagnostic::new(&codes::REGION_TABLE, error.to_string()).replace_with(near));
    }
    atlas
}
