//! `[classification]`: a built-in scheme, or levels of the site's own.
//!
//! In: the table of site.toml. Out: the scheme, and where the table stands. Contrast and names are judged here, because only here
//! somebody can mend them.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use crate::classification::{BUILT_IN, LevelDefinition, OWN, Purpose, Scheme, built_in, contrast};
use crate::diag::{Diagnostic, codes};
use crate::portion::is_invisible;
use crate::table::{Findings, Table};

/// Reads the table; without one the scheme is `editorial`.
pub(super) fn scheme(table: &mut Table<'_>, findings: &mut Findings<'_>) -> (Scheme, Range<usize>) {
    let default = || built_in("editorial").expect("it is in the binary");
    let Some(mut table) = table.table("classification", "[classification]", findings) else {
        return (default(), 0..0);
    };
    let named = table.located_choice("scheme", &BUILT_IN, findings);
    let named_span = named.as_ref().map(|named| named.span.clone());
    let named = named.map(|named| named.value);
    let editorial = table.truth("editorial", findings);
    let span = table.span.clone();
    let levels = own_levels(&mut table, findings);
    table.finish(findings);
    if levels.is_empty() {
        if editorial.is_some() {
            let message = "`editorial` goes with levels of the site's own";
            findings.push(
                &span,
                Diagnostic::new(&codes::SCHEME, message)
                    .help("add [[classification.levels]] tables, or remove the key"),
            );
        }
        let scheme = built_in(BUILT_IN[named.unwrap_or(0)]).unwrap_or_else(default);
        return (scheme, named_span.unwrap_or(span));
    }
    if named.is_some() {
        let message = "a site has either a built-in scheme or levels of its own";
        findings.push(
            &span,
            Diagnostic::new(&codes::SCHEME, message)
                .help("remove `scheme`, or the [[classification.levels]] tables"),
        );
    }
    let purpose = if editorial == Some(true) { Purpose::Editorial } else { Purpose::Handling };
    (Scheme::new(OWN, purpose, levels), span)
}

fn own_levels(table: &mut Table<'_>, findings: &mut Findings<'_>) -> Vec<LevelDefinition> {
    let mut levels: Vec<LevelDefinition> = Vec::new();
    for mut table in table.tables("levels", "[[classification.levels]]", findings) {
        let span = table.span.clone();
        let name = table.words("name", findings);
        if name.is_none() {
            table.missing("name", "name = \"Members\"", findings);
        }
        let abbreviation = table.words("abbreviation", findings).map(|text| text.value);
        let mut colour = |key, default: &str| match table.words(key, findings) {
            Some(text) if contrast(&text.value, &text.value).is_some() => text.value,
            Some(text) => {
                let message = format!("`{key}` cannot be `{}`", text.value);
                findings.push(
                    &text.span,
                    Diagnostic::new(&codes::INVALID_VALUE, message).help("write a colour such as #0b3d91"),
                );
                default.to_owned()
            }
            None => default.to_owned(),
        };
        let (background, text) = (colour("background", "#2b2f36"), colour("text", "#ffffff"));
        table.finish(findings);
        let ratio = contrast(&background, &text).unwrap_or(21.0);
        if ratio < 4.5 {
            let message = format!(
                "{text} on {background} is hard to read: contrast {ratio:.1}, at least 4.5 is needed"
            );
            findings.push(
                &span,
                Diagnostic::new(&codes::SCHEME, message)
                    .help("choose a lighter or darker colour (WCAG 2.2, 1.4.3)"),
            );
        }
        let Some(name) = name else { continue };
        let abbreviation = abbreviation.unwrap_or_else(|| initials(&name.value));
        let slug = slug::slugify(&name.value);
        let names = [&name.value, &abbreviation, &slug].map(|text| compared(text));
        let same = levels.iter().find(|level| {
            let theirs = [&level.name, &level.abbreviation, &level.slug].map(|text| compared(text));
            theirs.iter().any(|text| names.contains(text))
        });
        if let Some(same) = same {
            let message = format!("the levels `{}` and `{}` cannot be told apart", same.name, name.value);
            findings.push(
                &name.span,
                Diagnostic::new(&codes::SCHEME, message)
                    .help("give each level its own name and abbreviation"),
            );
            continue;
        }
        levels.push(LevelDefinition { name: name.value, abbreviation, slug, background, text });
    }
    levels.truncate(usize::from(u8::MAX));
    levels
}

/// A name as those who read marks and keys see it: case, width and space do not tell levels apart.
fn compared(name: &str) -> String {
    let name: String = name.nfkc().filter(|sign| !is_invisible(*sign)).flat_map(char::to_lowercase).collect();
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}
