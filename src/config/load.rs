//! Reading site.toml.

use std::collections::BTreeMap;

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::languages::{Language, is_tag};
use super::regions::regions;
use super::scheme::scheme;
use super::{
    Config, Contact, Edition, Images, LintLevel, Login, NavigationLink, Newsletter, RawHtml, RelatedConfig,
    SealedTier,
};
use crate::classification::{Level, Scheme};
use crate::diag::{Diagnostic, Diagnostics, codes, nearest};
use crate::portion::Numbering;
use crate::table::{Findings, Located, Table, parse};

/// What the command line says instead of site.toml.
#[derive(Debug, Default, Clone)]
pub struct Overrides {
    /// `--base-url`.
    pub base_url: Option<String>,
    /// Scheme and host in place of those in the address, whose path stays: where a preview is served.
    pub origin: Option<String>,
    /// The edition; that of a tier has its address below the site's.
    pub edition: Edition,
    /// The language of the edition, its address below that; none for the site's own.
    pub language: Option<String>,
}

/// Reads site.toml. A configuration with errors is still returned, with defaults in place of what could not be
/// read, so that the errors of the content can be reported with those of the configuration.
pub fn load(path: &str, text: &str, overrides: &Overrides) -> (Config, Diagnostics) {
    let mut findings = Findings::new(path, 0);
    let findings = &mut findings;
    let mut table = parse(text, "site.toml", findings);
    let base_url = base_url(&mut table, overrides, findings);
    let title = table.words("title", findings).map(|text| text.value);
    if title.is_none() {
        table.missing("title", "title = \"The Meridian Desk\"", findings);
    }
    let description = table.text("description", findings).map(|text| text.value).unwrap_or_default();
    let language = language(&mut table, findings);
    let theme = table.words("theme", findings).and_then(|name| {
        let value = folder_name("theme", &name, findings)?;
        Some(Located { value, span: name.span })
    });
    let reports = table
        .words("reports", findings)
        .and_then(|name| folder_name("reports", &name, findings))
        .unwrap_or_else(|| "reports".to_owned());
    let paginate_by = size(table.number("paginate_by", 1..=1000, findings), 20);
    let feed_limit = size(table.number("feed_limit", 1..=1000, findings), 20);
    let slugs = slugs(&mut table, findings);
    let exclude = globs(table.texts("exclude", findings), findings);
    let footer = table.words("footer", findings).map(|text| text.value);
    let raw_html = markdown(&mut table, findings);
    let images = Images::read(&mut table, findings);
    let (scheme, scheme_span) = scheme(&mut table, findings);
    let numbering = portions(&mut table, findings);
    let release = table.words("release", findings);
    let release_span = release.as_ref().map(|release| release.span.clone());
    let release = release.and_then(|release| level(&scheme, &release, findings));
    let yardstick = super::yardstick::read(&mut table, findings);
    let lint = table.table("lint", "[lint]", findings).map_or_else(Vec::new, |table| {
        table
            .choices(&LintLevel::NAMES, findings)
            .into_iter()
            .map(|(key, level)| (key, LintLevel::from_index(level)))
            .collect()
    });
    let atlas = regions(&mut table, &language, findings);
    let related = related(&mut table, findings);
    let navigation = navigation(&mut table, findings);
    let languages = table
        .table("languages", "[languages]", findings)
        .map_or_else(Vec::new, |table| Language::read_all(table, &language, &atlas, findings));
    let mut below = |key, what| table.table(key, what, findings);
    let (newsletter, contact, login) =
        (below("newsletter", "[newsletter]"), below("contact", "[contact]"), below("login", "[login]"));
    let sealed = table
        .table("sealed", "[sealed]", findings)
        .map_or_else(Vec::new, |table| SealedTier::read_all(table, &scheme, findings));
    let sealed = if overrides.edition == Edition::Public { sealed } else { Vec::new() };
    let social_cards = social(&mut table, findings) && cfg!(feature = "images");
    let extra = table.free("extra", findings);
    table.finish(findings);
    let root_url = match &overrides.edition {
        Edition::Tier(name) => format!("{base_url}{}", crate::seal::address(name)),
        Edition::Public | Edition::Preview => base_url,
    };
    let mut config = Config {
        path: path.to_owned(),
        release_span,
        scheme_span,
        base_path: base_path(&root_url),
        root_path: base_path(&root_url),
        base_url: root_url.clone(),
        root_url,
        title: title.unwrap_or_default(),
        description,
        own_language: language.clone(),
        language,
        languages,
        theme,
        reports,
        paginate_by,
        feed_limit,
        slugs,
        exclude,
        footer,
        raw_html,
        images,
        social_cards,
        scheme,
        numbering,
        release,
        yardstick,
        lint,
        atlas,
        related,
        navigation,
        newsletter: newsletter.and_then(|table| Newsletter::read(table, findings)),
        contact: contact.and_then(|table| Contact::read(table, findings)),
        login: login.and_then(|table| Login::read(table, findings)),
        sealed,
        edition: overrides.edition.clone(),
        extra,
    };
    if let Some(tag) = &overrides.language {
        config.translate(tag);
    }
    (config, std::mem::take(&mut findings.diagnostics))
}

fn size(number: Option<i64>, default: usize) -> usize {
    number.and_then(|number| usize::try_from(number).ok()).unwrap_or(default)
}

fn base_url(table: &mut Table<'_>, overrides: &Overrides, findings: &mut Findings<'_>) -> String {
    let written = table.words("base_url", findings);
    let Some(url) = overrides.base_url.clone().or_else(|| written.as_ref().map(|text| text.value.clone()))
    else {
        // A preview is where it is served.
        if let Some(origin) = &overrides.origin {
            return format!("{origin}/");
        }
        table.missing("base_url", "base_url = \"https://briefs.example/\"", findings);
        return "http://localhost/".to_owned();
    };
    let span = written.map_or(0..0, |text| text.span);
    if let Some(problem) = base_url_problem(&url) {
        findings.push(
            &span,
            Diagnostic::new(&codes::INVALID_VALUE, format!("`base_url` cannot be `{url}`"))
                .label(problem)
                .help("write the public address of the site's home page, such as https://briefs.example/"),
        );
        return "http://localhost/".to_owned();
    }
    let url = format!("{}/", url.trim_end_matches('/'));
    match &overrides.origin {
        Some(origin) => format!("{origin}{}", base_path(&url)),
        None => url,
    }
}

/// Why an address cannot be that of a home page; none where it can.
pub fn base_url_problem(url: &str) -> Option<&'static str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let Some(rest) = rest else { return Some("it does not begin with https:// or http://") };
    if rest.starts_with('/') || rest.is_empty() {
        Some("it names no host")
    } else if url.contains(['?', '#']) {
        Some("it has a query or a fragment")
    } else if url.contains(['"', '<', '>', '\\']) || url.contains(char::is_whitespace) {
        Some("it has a character that an address cannot have")
    } else if url.split('/').any(|part| part == "..") {
        Some("it has a step upwards")
    } else {
        None
    }
}

/// `[slugs]`: the names of terms whose addresses the site chooses itself.
fn slugs(table: &mut Table<'_>, findings: &mut Findings<'_>) -> BTreeMap<String, String> {
    let Some(table) = table.table("slugs", "[slugs]", findings) else { return BTreeMap::new() };
    let mut slugs = BTreeMap::new();
    for (name, slug) in table.all_texts(findings) {
        if slug.value.is_empty() || slug::slugify(&slug.value) != slug.value {
            let message = format!("`{}` cannot be the last part of an address", slug.value);
            let proper = slug::slugify(&slug.value);
            findings.push(
                &slug.span,
                Diagnostic::new(&codes::INVALID_VALUE, message)
                    .help("use lower-case letters, digits and hyphens")
                    .replace_with((!proper.is_empty()).then(|| format!("\"{proper}\""))),
            );
        } else {
            slugs.insert(name, slug.value);
        }
    }
    slugs
}

pub(super) fn base_path(base_url: &str) -> String {
    let after_scheme = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    after_scheme.find('/').map_or("/", |at| &after_scheme[at..]).to_owned()
}

fn language(table: &mut Table<'_>, findings: &mut Findings<'_>) -> String {
    let Some(language) = table.words("language", findings) else { return "en".to_owned() };
    if !is_tag(&language.value) {
        let message = format!("`{}` is not a language tag", language.value);
        findings.push(
            &language.span,
            Diagnostic::new(&codes::INVALID_VALUE, message).help("write one such as en, es or pt-BR"),
        );
    }
    language.value
}

/// A folder named by the user: below its parent, without steps upwards.
fn folder_name(key: &str, name: &Located<String>, findings: &mut Findings<'_>) -> Option<String> {
    let trimmed = name.value.trim_matches('/');
    let safe = !trimmed.is_empty()
        && !name.value.starts_with('/')
        && !trimmed.contains('\\')
        && trimmed.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
    if !safe {
        let message = format!("`{key}` must name a folder of the site");
        findings.push(
            &name.span,
            Diagnostic::new(&codes::UNSAFE_ADDRESS, message)
                .help("write its name only, without `..` or a leading `/`"),
        );
        return None;
    }
    Some(trimmed.to_owned())
}

fn globs(patterns: Vec<Located<String>>, findings: &mut Findings<'_>) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        match Glob::new(&pattern.value) {
            Ok(glob) => {
                builder.add(glob);
            }
            Err(error) => {
                let message = format!("`{}` is not a pattern: {}", pattern.value, error.kind());
                findings.push(
                    &pattern.span,
                    Diagnostic::new(&codes::INVALID_VALUE, message).help("write one such as \"drafts/**\""),
                );
            }
        }
    }
    builder.build().unwrap_or_default()
}

fn markdown(table: &mut Table<'_>, findings: &mut Findings<'_>) -> RawHtml {
    let Some(mut table) = table.table("markdown", "[markdown]", findings) else { return RawHtml::Escape };
    let choice = table.choice("raw_html", &["escape", "allow"], findings);
    table.finish(findings);
    if choice == Some(1) { RawHtml::Allow } else { RawHtml::Escape }
}

fn social(table: &mut Table<'_>, findings: &mut Findings<'_>) -> bool {
    let Some(mut table) = table.table("social", "[social]", findings) else { return false };
    let cards = table.truth("cards", findings);
    table.finish(findings);
    cards == Some(true)
}

fn portions(table: &mut Table<'_>, findings: &mut Findings<'_>) -> Numbering {
    let Some(mut table) = table.table("portions", "[portions]", findings) else { return Numbering::Stable };
    let choice = table.choice("numbering", &["stable", "renumber"], findings);
    table.finish(findings);
    if choice == Some(1) { Numbering::Renumber } else { Numbering::Stable }
}

pub(super) fn level(scheme: &Scheme, name: &Located<String>, findings: &mut Findings<'_>) -> Option<Level> {
    let found = scheme.find(&name.value);
    if found.is_none() {
        findings.push(
            &name.span,
            Diagnostic::new(&codes::UNKNOWN_RELEASE, format!("unknown release level `{}`", name.value))
                .label(format!("not a level of the scheme `{}`", scheme.name))
                .help(format!("its levels are: {}", scheme.names()))
                .replace_with(scheme.nearest(&name.value).map(|name| format!("\"{name}\""))),
        );
    }
    found
}

fn related(table: &mut Table<'_>, findings: &mut Findings<'_>) -> RelatedConfig {
    let default = RelatedConfig { limit: 3, half_life_days: 540 };
    let Some(mut table) = table.table("related", "[related]", findings) else { return default };
    let limit = size(table.number("limit", 0..=20, findings), default.limit);
    let half_life = table.number("half_life_days", 1..=36_500, findings);
    table.finish(findings);
    let half_life_days =
        half_life.and_then(|days| u32::try_from(days).ok()).unwrap_or(default.half_life_days);
    RelatedConfig { limit, half_life_days }
}

pub(super) fn navigation(table: &mut Table<'_>, findings: &mut Findings<'_>) -> Vec<NavigationLink> {
    let mut links = Vec::new();
    for mut table in table.tables("navigation", "[[navigation]]", findings) {
        let (title, url) = (table.words("title", findings), table.words("url", findings));
        for (key, found, example) in
            [("title", title.is_some(), "title = \"About\""), ("url", url.is_some(), "url = \"@/about.md\"")]
        {
            if !found {
                table.missing(key, example, findings);
            }
        }
        table.finish(findings);
        if let (Some(title), Some(url)) = (title, url) {
            let safe = ["https://", "http://", "mailto:", "/", "@/"]
                .iter()
                .any(|start| url.value.starts_with(start));
            if !safe {
                let message = format!("`{}` is not an address for the navigation", url.value);
                let near = nearest(&url.value, ["/", "@/"]).map(str::to_owned);
                findings.push(
                    &url.span,
                    Diagnostic::new(&codes::FORBIDDEN_ADDRESS, message)
                        .help("begin it with @/, / or https://")
                        .replace_with(near),
                );
                continue;
            }
            links.push(NavigationLink { title: title.value, url });
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_needs_no_address_of_its_site() {
        let origin = Some("http://127.0.0.1:1111".to_owned());
        let (config, found) =
            load("site.toml", "title = \"T\"", &Overrides { origin, ..Overrides::default() });
        assert!(found.is_empty());
        assert_eq!(config.base_url, "http://127.0.0.1:1111/");
        assert!(load("site.toml", "title = \"T\"", &Overrides::default()).1.has_errors());
    }
}
