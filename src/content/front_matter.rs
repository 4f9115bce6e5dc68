//! The table at the top of a document, typed: what prose cannot say by itself.
//!
//! In: TOML text and the site's vocabularies. Out: [`FrontMatter`] with every mistake found. Does not know the
//! text below it nor any other document; names of other files are checked when all are known.

use crate::classification::{Level, Scheme};
use crate::config::Config;
use crate::content::corrections::{self, Correction};
use crate::content::judgement_facts::{JudgementFacts, judgement_facts};
use crate::content::own_addresses::{safe_alias, safe_slug};
use crate::date::Moment;
use crate::diag::{Diagnostic, codes};
use crate::regions::RegionId;
use crate::table::{Findings, Located, Table, parse};

/// What a document is, by its place in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Below the reports folder.
    Report,
    /// Any other document.
    Page,
    /// `_index.md`.
    Section,
}

/// The front matter of any kind of document; pages and sections leave the keys of reports empty.
#[derive(Debug, Clone)]
pub struct FrontMatter {
    /// Title; of a report never empty, unless reported.
    pub title: Option<Located<String>>,
    /// Date of publication; of a report always there, unless reported.
    pub date: Option<Located<Moment>>,
    /// Intelligence cut-off date.
    pub cutoff: Option<Located<Moment>>,
    /// Date of the last change of substance.
    pub updated: Option<Located<Moment>>,
    /// Names of authors.
    pub authors: Vec<Located<String>>,
    /// Classification; the scheme's lowest level where none is given.
    pub classification: Level,
    /// The level of the keys of front matter themselves (title, summary, tags, places and so on), where it is not that
    /// of the document.
    pub metadata: Option<Level>,
    /// Places the report names.
    pub regions: Vec<RegionId>,
    /// Tags.
    pub tags: Vec<Located<String>>,
    /// A sentence or two for lists, feeds and search engines.
    pub summary: Option<Located<String>>,
    /// Not to be published yet.
    pub draft: bool,
    /// Hidden before.
    pub publish_at: Option<Moment>,
    /// Hidden from then on.
    pub expires: Option<Moment>,
    /// Taken back after publication: a page that says so stays at its address.
    pub withdrawn: Option<Withdrawal>,
    /// Last part of the address.
    pub slug: Option<Located<String>>,
    /// Old addresses, root-relative.
    pub aliases: Vec<Located<String>>,
    /// The series it belongs to.
    pub series: Option<Located<String>>,
    /// File below `content/` that this report replaces.
    pub supersedes: Option<Located<String>>,
    /// Related reports that come first, files below `content/`.
    pub pin: Vec<Located<String>>,
    /// Reports never shown as related, files below `content/`.
    pub exclude: Vec<Located<String>>,
    /// Standing among the latest briefs on the home page, 0 to 3.
    pub importance: u8,
    /// Lead picture.
    pub image: Option<LeadImage>,
    /// Facts about key judgements, by number.
    pub judgements: Vec<JudgementFacts>,
    /// What was wrong after publication and has been put right, in order of date.
    pub corrections: Vec<Correction>,
    /// Rules of the linter that this report need not keep.
    pub allow: Vec<Allow>,
    /// Free table for themes.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

impl FrontMatter {
    /// Front matter that says nothing but the level.
    pub fn empty(classification: Level) -> Self {
        Self {
            title: None,
            date: None,
            cutoff: None,
            updated: None,
            authors: Vec::new(),
            classification,
            metadata: None,
            regions: Vec::new(),
            tags: Vec::new(),
            summary: None,
            draft: false,
            publish_at: None,
            expires: None,
            withdrawn: None,
            slug: None,
            aliases: Vec::new(),
            series: None,
            supersedes: None,
            pin: Vec::new(),
            exclude: Vec::new(),
            importance: 0,
            image: None,
            judgements: Vec::new(),
            corrections: Vec::new(),
            allow: Vec::new(),
            extra: serde_json::Map::new(),
        }
    }
}

impl FrontMatter {
    /// The texts that may begin with a mark of their own.
    pub fn markable(&self) -> impl Iterator<Item = &Located<String>> {
        let image = self.image.iter().flat_map(|image| std::iter::once(&image.alt).chain(&image.credit));
        self.title.iter().chain(&self.summary).chain(image)
    }
}

/// `[withdrawn]`.
#[derive(Debug, Clone, Default)]
pub struct Withdrawal {
    /// When.
    pub date: Option<Moment>,
    /// Why, in a sentence for readers.
    pub reason: Option<String>,
}

/// An entry of `allow`.
#[derive(Debug, Clone)]
pub struct Allow {
    /// Code or name of the rule, as written.
    pub code: Located<String>,
    /// Why.
    pub reason: Option<String>,
}

/// `[image]`.
#[derive(Debug, Clone)]
pub struct LeadImage {
    /// File beside the document, or a root-relative address.
    pub src: Located<String>,
    /// What it shows, for those who do not see it.
    pub alt: Located<String>,
    /// Who made it.
    pub credit: Option<Located<String>>,
    /// Its level, where it is not that of the other keys.
    pub level: Option<Level>,
}

/// Reads front matter. `text` begins at byte `findings.offset` of its file.
pub fn read(kind: Kind, text: &str, config: &Config, findings: &mut Findings<'_>) -> FrontMatter {
    let what = match kind {
        Kind::Report => "a report",
        Kind::Page => "a page",
        Kind::Section => "a section",
    };
    let mut table = parse(text, what, findings);
    let syntax_errors = findings.diagnostics.has_errors();
    let table_ref = &mut table;
    let mut front = common(table_ref, config, findings);
    if kind == Kind::Report {
        report(table_ref, config, findings, &mut front);
    }
    // A broken line may be the very key that seems to be missing.
    if kind == Kind::Report && !syntax_errors {
        if front.title.is_none() && !table.was_wrong("title", findings) {
            table.missing("title", "title = \"What happened, and what it means\"", findings);
        }
        if front.date.is_none() && !table.was_wrong("date", findings) {
            table.missing("date", "date = 2025-05-20", findings);
        }
    }
    table.finish(findings);
    front
}

fn common(table: &mut Table<'_>, config: &Config, findings: &mut Findings<'_>) -> FrontMatter {
    let title = table.words("title", findings);
    let date = table.moment("date", findings);
    let updated = table.moment("updated", findings);
    let own = table.words("classification", findings).and_then(|name| level(&name, &config.scheme, findings));
    let own = own.unwrap_or_else(|| config.scheme.lowest());
    let metadata =
        table.words("metadata", findings).and_then(|name| level_below(&name, own, config, findings));
    let slug = table.words("slug", findings).and_then(|slug| safe_slug(slug, findings));
    let aliases = table.texts("aliases", findings);
    FrontMatter {
        title,
        date,
        updated,
        summary: table.words("summary", findings),
        draft: table.truth("draft", findings).unwrap_or(false),
        publish_at: table.moment("publish_at", findings).map(|date| date.value),
        expires: table.moment("expires", findings).map(|date| date.value),
        slug,
        aliases: aliases.into_iter().filter_map(|alias| safe_alias(alias, findings)).collect(),
        extra: table.free("extra", findings),
        metadata,
        ..FrontMatter::empty(own)
    }
}

fn report(table: &mut Table<'_>, config: &Config, findings: &mut Findings<'_>, front: &mut FrontMatter) {
    front.cutoff = table.moment("cutoff", findings);
    front.authors = filled(table.texts("authors", findings), "authors", findings);
    front.tags = filled(table.texts("tags", findings), "tags", findings);
    for name in table.texts("regions", findings) {
        match config.atlas.find(&name.value) {
            Some(region) if front.regions.contains(&region) => {}
            Some(region) => front.regions.push(region),
            None => findings.push(
                &name.span,
                Diagnostic::new(&codes::UNKNOWN_REGION, format!("unknown region `{}`", name.value))
                    .label("not a name, ISO 3166 code, M49 code or alias")
                    .help("a region of the site's own goes into site.toml: [regions.NAME] include = [\"RU\", \"BY\"]")
                    .replace_with(config.atlas.nearest(&name.value).map(|name| format!("\"{name}\""))),
            ),
        }
    }
    front.series = table.words("series", findings);
    front.supersedes = table.words("supersedes", findings);
    if let Some(mut related) = table.table("related", "`related`", findings) {
        front.pin = related.texts("pin", findings);
        front.exclude = related.texts("exclude", findings);
        related.finish(findings);
    }
    front.importance =
        table.number("importance", 0..=3, findings).and_then(|number| u8::try_from(number).ok()).unwrap_or(0);
    if let Some(mut table) = table.table("withdrawn", "[withdrawn]", findings) {
        let date = table.moment("date", findings).map(|date| date.value);
        let reason = table.words("reason", findings).map(|text| text.value);
        table.finish(findings);
        front.withdrawn = Some(Withdrawal { date, reason });
    }
    front.corrections = corrections::read(table, front.date.as_ref(), findings);
    for mut allow in table.tables("allow", "an entry of `allow`", findings) {
        let code = allow.words("code", findings);
        if code.is_none() && !allow.was_wrong("code", findings) {
            allow.missing("code", "code = \"W2003\"", findings);
        }
        let reason =
            allow.text("reason", findings).map(|text| text.value).filter(|text| !text.trim().is_empty());
        allow.finish(findings);
        front.allow.extend(code.map(|code| Allow { code, reason }));
    }
    if let Some(image) = table.table("image", "[image]", findings) {
        front.image = lead_image(image, config, findings);
    }
    for key in ["judgements", "judgments"] {
        if let Some(judgements) = table.table(key, "[judgements]", findings) {
            judgement_facts(judgements, config, findings, &mut front.judgements);
        }
    }
}

/// Drops empty names and repetitions.
fn filled(names: Vec<Located<String>>, key: &str, findings: &mut Findings<'_>) -> Vec<Located<String>> {
    let mut kept: Vec<Located<String>> = Vec::with_capacity(names.len());
    for mut name in names {
        name.value = name.value.trim().into();
        if name.value.is_empty() || slug::slugify(&name.value).is_empty() {
            let message = format!("`{key}` has a name without a letter or digit");
            findings.push(
                &name.span,
                Diagnostic::new(&codes::INVALID_VALUE, message).help("write a name, or remove it"),
            );
        } else if !kept.iter().any(|earlier| earlier.value == name.value) {
            kept.push(name);
        }
    }
    kept
}

/// A level by its name.
pub fn level(name: &Located<String>, scheme: &Scheme, findings: &mut Findings<'_>) -> Option<Level> {
    let found = scheme.find(&name.value);
    if found.is_none() {
        findings.push(
            &name.span,
            Diagnostic::new(&codes::UNKNOWN_LEVEL, format!("unknown classification `{}`", name.value))
                .label(format!("not a level of the scheme `{}`", scheme.name))
                .help(format!("its levels are: {}", scheme.names()))
                .replace_with(scheme.nearest(&name.value).map(|name| format!("\"{name}\""))),
        );
    }
    found
}

/// A level that must not be above that of the document.
fn level_below(
    name: &Located<String>,
    own: Level,
    config: &Config,
    findings: &mut Findings<'_>,
) -> Option<Level> {
    let found = level(name, &config.scheme, findings)?;
    if found > own {
        let message =
            format!("`metadata` is above the classification, {}", config.scheme.definition(own).name);
        findings.push(
            &name.span,
            Diagnostic::new(&codes::PORTION_ABOVE, message).help(
                "it says who may see the title and the other keys: the classification, or a lower level",
            ),
        );
        return None;
    }
    Some(found)
}

fn lead_image(mut table: Table<'_>, config: &Config, findings: &mut Findings<'_>) -> Option<LeadImage> {
    let level = table.words("classification", findings);
    let level = level.and_then(|name| self::level(&name, &config.scheme, findings));
    let src = table.words("src", findings);
    let alt = table.words("alt", findings);
    if src.is_none() && !table.was_wrong("src", findings) {
        table.missing("src", "src = \"laboratory.jpg\"", findings);
    }
    if alt.is_none() && !table.was_wrong("alt", findings) {
        table.missing("alt", "alt = \"what the picture shows\"", findings);
    }
    let credit = table.words("credit", findings);
    table.finish(findings);
    Some(LeadImage { src: src?, alt: alt?, credit, level })
}
