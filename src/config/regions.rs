//! `[regions.NAME]`: regions of the site's own, laid over the atlas.
//!
//! In: the tables of site.toml. Out: the atlas with them, and findings where they do not fit.

use crate::diag::{Diagnostic, codes};
use crate::regions::{Atlas, Overlay, OverlayErrorKind, OverlayField, RegionId};
use crate::table::{Findings, Located, Table, all_printable};

/// Reads the tables; without any the atlas is the built-in one, in the site's `language`.
pub(super) fn regions(table: &mut Table<'_>, language: &str, findings: &mut Findings<'_>) -> Atlas {
    struct Own {
        slug: Located<String>,
        name: Option<Located<String>>,
        parent: Option<Located<String>>,
        include: Vec<Located<String>>,
        include_texts: Vec<String>,
        aliases: Vec<String>,
    }
    let Some(table) = table.table("regions", "[regions]", findings) else {
        return Atlas::with_overlays(&[], language).0;
    };
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
    let (atlas, errors) = Atlas::with_overlays(&overlays, language);
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

/// What an edition in another language calls regions: `[languages.TAG.regions]`, by any spelling of each.
pub(super) fn names(
    table: &mut Table<'_>,
    atlas: &Atlas,
    findings: &mut Findings<'_>,
) -> Vec<(RegionId, String)> {
    let Some(table) = table.table("regions", "[languages.TAG.regions]", findings) else { return Vec::new() };
    let mut names = Vec::new();
    for (spelling, name) in table.all_texts(findings) {
        let known = atlas.find(&spelling);
        let problem = match known {
            _ if name.value.trim().is_empty() || !all_printable(&name.value) => {
                Some(format!("`{spelling}` has no name that can be printed"))
            }
            None => Some(format!("no region is called `{spelling}`")),
            Some(_) => None,
        };
        if let Some(message) = problem {
            let mut diagnostic = Diagnostic::new(&codes::REGION_TABLE, message);
            if let Some(near) = atlas.nearest(&spelling).filter(|_| known.is_none()) {
                diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
            }
            findings.push(&name.span, diagnostic);
        }
        names.extend(known.map(|region| (region, name.value)));
    }
    names
}
