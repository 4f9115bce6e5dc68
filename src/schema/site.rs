//! The keys of site.toml, as [`crate::config`] reads them.
#![expect(dead_code, reason = "the shapes are all that is wanted")]

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde_json::{Map, Value};

use super::Texts;
use crate::classification::BUILT_IN;
use crate::tradecraft::YARDSTICKS;

/// The configuration of a bluf site.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "site.toml of a bluf site")]
pub(super) struct Site {
    /// Name of the site.
    #[schemars(length(min = 1))]
    title: String,
    /// Public address of the home page. A build needs it here or as --base-url.
    #[schemars(regex(pattern = "^https?://"))]
    base_url: Option<String>,
    /// One or two sentences for search engines and feeds.
    description: Option<String>,
    /// BCP 47 language tag.
    #[schemars(regex(pattern = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"), extend("default" = "en"))]
    language: Option<String>,
    /// A folder below themes/; the default theme where none is given.
    theme: Option<String>,
    /// The folder below content/ that holds the reports.
    #[schemars(extend("default" = "reports"))]
    reports: Option<String>,
    /// Reports on a list page.
    #[schemars(range(min = 1, max = 1000), extend("default" = 20))]
    paginate_by: Option<u16>,
    /// Reports in a feed.
    #[schemars(range(min = 1, max = 1000), extend("default" = 20))]
    feed_limit: Option<u16>,
    /// Last parts of the addresses of tags, authors and series whose names do not make good ones.
    slugs: Option<BTreeMap<String, String>>,
    /// Patterns of files in content/ that are not content.
    exclude: Option<Texts>,
    /// A line at the foot of every page.
    footer: Option<String>,
    /// What happens to Markdown.
    markdown: Option<Markdown>,
    /// What happens to pictures.
    images: Option<Images>,
    /// What social networks show of links.
    social: Option<Social>,
    /// The classification scheme.
    classification: Option<Classification>,
    /// Publish what is at or below this level and nothing else, unless --release names another.
    release: Option<String>,
    /// The words for likelihood.
    yardstick: Option<Yardstick>,
    /// Levels of the linter's rules, by code or name.
    #[schemars(extend("propertyNames" = { "enum": rules() }))]
    lint: Option<BTreeMap<String, LintLevelName>>,
    /// Regions of the site's own, laid over the built-in ones, by slug.
    regions: Option<BTreeMap<String, Region>>,
    /// What becomes of documents of which a release shows a part.
    portions: Option<Portions>,
    /// How related reports are chosen.
    related: Option<Related>,
    /// Links of the main navigation, instead of the default ones.
    navigation: Option<Vec<NavigationLink>>,
    /// The site in other languages, by language tag; a.es.md is a.md in es.
    #[schemars(extend("propertyNames" = { "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$" }))]
    languages: Option<BTreeMap<String, Language>>,
    /// The newsletter sign-up.
    newsletter: Option<Newsletter>,
    /// The contact form.
    contact: Option<Contact>,
    /// The log-in link.
    login: Option<Login>,
    /// Tiers that are published encrypted, by the last part of their address.
    #[schemars(extend("propertyNames" = { "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$" }))]
    sealed: Option<BTreeMap<String, SealedTier>>,
    /// Free, for themes.
    extra: Option<Map<String, Value>>,
}

/// A language besides the site's own. What is not said here is what site.toml says for all.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Language {
    /// What the language calls itself, where it is not a common one.
    name: Option<String>,
    /// Name of the site.
    title: Option<String>,
    /// One or two sentences for search engines and feeds.
    description: Option<String>,
    /// A line at the foot of every page.
    footer: Option<String>,
    /// Links of the main navigation.
    navigation: Option<Vec<NavigationLink>>,
    /// What it calls regions, by any name or code of each, where that is not what everybody calls them.
    regions: Option<BTreeMap<String, String>>,
    /// Its words of likelihood.
    yardstick: Option<Yardstick>,
    /// What its newsletter sign-up says.
    newsletter: Option<FormWords>,
    /// What its contact form says.
    contact: Option<FormWords>,
    /// What its log-in link says.
    login: Option<LinkWords>,
}

/// What a form says in another language.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct FormWords {
    /// Heading.
    heading: Option<String>,
    /// A sentence.
    text: Option<String>,
    /// Label of the button.
    button: Option<String>,
}

/// What a link says in another language.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct LinkWords {
    /// Its words.
    text: Option<String>,
}

/// What a finding of a rule is.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum LintLevelName {
    /// Not looked for.
    Off,
    /// A warning.
    Warning,
    /// An error: the site is not written.
    Error,
}

fn rules() -> Vec<&'static str> {
    let rules = crate::lint::all().flat_map(|rule| [rule.code.id, rule.name]);
    rules.chain(crate::lint::BESIDES.map(|code| code.id)).collect()
}

/// A built-in yardstick, or a table of the site's own.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Yardstick {
    /// A built-in one.
    Named(#[schemars(extend("enum" = yardsticks(), "default" = YARDSTICKS[0].name))] String),
    /// A table of the site's own.
    Own(OwnYardstick),
}

/// A yardstick of the site's own.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct OwnYardstick {
    /// Its name for readers.
    name: Option<String>,
    /// Its terms, whose ranges may touch but not overlap.
    #[schemars(length(min = 1))]
    terms: Vec<OwnTerm>,
}

/// A term of a yardstick of the site's own.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct OwnTerm {
    /// The word shown.
    term: String,
    /// Other words that count as this term.
    also: Option<Vec<String>>,
    /// Lowest likelihood in percent.
    #[schemars(range(min = 0, max = 100))]
    low: u8,
    /// Highest likelihood in percent.
    #[schemars(range(min = 0, max = 100))]
    high: u8,
}

fn yardsticks() -> Vec<&'static str> {
    YARDSTICKS.iter().map(|yardstick| yardstick.name).collect()
}

/// What happens to Markdown.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Markdown {
    /// Whether HTML in Markdown is shown as text or reaches the page.
    #[schemars(extend("enum" = ["escape", "allow"], "default" = "escape"))]
    raw_html: Option<String>,
}

/// What happens to pictures.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Images {
    /// Whether pictures lose or keep their EXIF, XMP, IPTC and comments.
    #[schemars(extend("enum" = ["strip", "keep"], "default" = "strip"))]
    metadata: Option<String>,
    /// Widths in pixels that pictures of documents are published in besides their own.
    #[schemars(length(max = 8), inner(range(min = 16, max = 8192)), extend("default" = [480, 960, 1440]))]
    sizes: Option<Vec<u16>>,
}

/// What social networks show of links.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Social {
    /// Whether each report gets a picture with its title, level, date and regions.
    #[schemars(extend("default" = false))]
    cards: Option<bool>,
}

/// What becomes of documents of which a release shows a part.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Portions {
    /// Whether judgements and evidence keep their numbers or count anew.
    #[schemars(extend("enum" = ["stable", "renumber"], "default" = "stable"))]
    numbering: Option<String>,
}

/// A built-in scheme, or levels of the site's own.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Classification {
    /// A built-in scheme.
    #[schemars(extend("enum" = BUILT_IN, "default" = BUILT_IN[0]))]
    scheme: Option<String>,
    /// Whether levels of the site's own are only labels for readers, so that no release level is needed.
    #[schemars(extend("default" = false))]
    editorial: Option<bool>,
    /// Levels of the site's own, lowest first.
    levels: Option<Vec<Level>>,
}

/// A level of the site's own.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Level {
    /// Its name.
    #[schemars(length(min = 1))]
    name: String,
    /// Its portion mark; the initials of its name where none is given.
    abbreviation: Option<String>,
    /// Colour of the banner.
    background: Option<String>,
    /// Colour of the words on it; the contrast must be 4.5 or more.
    text: Option<String>,
}

/// A region of the site's own, or a change to a built-in one.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Region {
    /// Its name.
    name: Option<String>,
    /// The region it lies in.
    parent: Option<String>,
    /// Names, ISO 3166 codes, M49 codes or slugs of what lies in it.
    include: Option<Texts>,
    /// Further spellings.
    aliases: Option<Texts>,
}

/// How related reports are chosen.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Related {
    /// Reports in the related block.
    #[schemars(range(min = 0, max = 20), extend("default" = 3))]
    limit: Option<u8>,
    /// Days after which a difference in date halves its part of the score.
    #[schemars(range(min = 1, max = 36500), extend("default" = 540))]
    half_life_days: Option<u16>,
}

/// A link of the main navigation.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct NavigationLink {
    /// Its words.
    #[schemars(length(min = 1))]
    title: String,
    /// Where it leads: @/file.md, a path from the site's root, or another site.
    #[schemars(regex(pattern = "^(https?://|mailto:|/|@/)"))]
    url: String,
}

/// The newsletter sign-up.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Newsletter {
    /// Where the form is sent.
    #[schemars(regex(pattern = "^(https?://|mailto:|/)"))]
    action: String,
    /// How the form is sent.
    #[schemars(extend("enum" = ["post", "get"], "default" = "post"))]
    method: Option<String>,
    /// Heading; the theme's where none is given.
    heading: Option<String>,
    /// A sentence; the theme's where none is given.
    text: Option<String>,
    /// Label of the button; the theme's where none is given.
    button: Option<String>,
    /// Name of the e-mail field, as the provider wants it.
    #[schemars(extend("default" = "email"))]
    name: Option<String>,
}

/// The contact form.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Contact {
    /// Where the form is sent.
    #[schemars(regex(pattern = "^(https?://|mailto:|/)"))]
    action: String,
    /// How the form is sent.
    #[schemars(extend("enum" = ["post", "get"], "default" = "post"))]
    method: Option<String>,
    /// Heading; the theme's where none is given.
    heading: Option<String>,
    /// A sentence; the theme's where none is given.
    text: Option<String>,
    /// Label of the button; the theme's where none is given.
    button: Option<String>,
    /// Name of the field that people do not see and machines fill in.
    #[schemars(extend("default" = "website"))]
    honeypot: Option<String>,
}

/// The log-in link.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Login {
    /// Where it leads.
    #[schemars(regex(pattern = "^(https?://|mailto:|/)"))]
    url: String,
    /// Its words; the theme's where none are given.
    text: Option<String>,
}

/// A tier that is published encrypted, for readers with a passphrase.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct SealedTier {
    /// The highest level in it; it must be above the release.
    level: String,
    /// Words of the link to it; the theme's where none are given.
    title: Option<String>,
}
