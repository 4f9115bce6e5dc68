//! What site.toml says, checked and typed.
//!
//! In: the text of site.toml and what the command line overrides. Out: [`Config`], immutable from then on.
//! Does not know any report.

mod forms;
mod images;
mod languages;
mod load;
mod regions;
mod scheme;
mod sealed;
mod yardstick;

use std::collections::BTreeMap;
use std::ops::Range;

use globset::GlobSet;

use crate::classification::{Level, Scheme};
use crate::portion::Numbering;
use crate::regions::Atlas;
use crate::table::Located;
use crate::tradecraft::Yardstick;

pub use forms::{Contact, FormWords, Login, Newsletter};
pub use images::{ImageMetadata, Images};
pub use languages::Language;
pub use load::{Overrides, base_url_problem, load};
pub use sealed::{Edition, SealedTier};

/// The name of the configuration file; the nearest folder with one is the site's root.
pub const FILE: &str = "site.toml";

/// A site's configuration.
#[derive(Debug)]
pub struct Config {
    /// Path of the file below the root, for diagnostics.
    pub path: String,
    /// Where `release` stands in the file.
    pub release_span: Option<Range<usize>>,
    /// Where the classification scheme is named.
    pub scheme_span: Range<usize>,
    /// Public address of the root, absolute, ends in `/`.
    pub base_url: String,
    /// The path part of `base_url`, begins and ends in `/`.
    pub base_path: String,
    /// The same of the edition in the site's own language, where files that all languages share are.
    pub root_path: String,
    /// The public address of that edition's root.
    pub root_url: String,
    /// Name of the site.
    pub title: String,
    /// One or two sentences for search engines and feeds.
    pub description: String,
    /// BCP 47 language tag of this edition.
    pub language: String,
    /// That of the site's own language.
    pub own_language: String,
    /// The other languages of the site, in order of their tags.
    pub languages: Vec<Language>,
    /// Folder below `themes/`; none for the default theme.
    pub theme: Option<Located<String>>,
    /// Folder below `content/` that holds the reports, without slashes at its ends.
    pub reports: String,
    /// Reports on a list page.
    pub paginate_by: usize,
    /// Reports in a feed.
    pub feed_limit: usize,
    /// Addresses of tags, authors and series whose names do not make good ones.
    pub slugs: BTreeMap<String, String>,
    /// Files of `content/` that are not content.
    pub exclude: GlobSet,
    /// Line at the foot of every page.
    pub footer: Option<String>,
    /// What happens to HTML in Markdown.
    pub raw_html: RawHtml,
    /// What happens to pictures.
    pub images: Images,
    /// Whether reports have pictures for links to them; never without the feature `images`.
    pub social_cards: bool,
    /// The classification scheme.
    pub scheme: Scheme,
    /// What becomes of numbers where judgements or evidence are withheld.
    pub numbering: Numbering,
    /// The release level the site names; none when it names none.
    pub release: Option<Level>,
    /// Likelihood terms.
    pub yardstick: &'static Yardstick,
    /// Levels of the linter's rules, by code or name as written; `lint` knows which there are.
    pub lint: Vec<(Located<String>, LintLevel)>,
    /// The regions, the site's own included.
    pub atlas: Atlas,
    /// Related reports.
    pub related: RelatedConfig,
    /// Links of the main navigation; empty for the default ones.
    pub navigation: Vec<NavigationLink>,
    /// The newsletter box.
    pub newsletter: Option<Newsletter>,
    /// The contact form.
    pub contact: Option<Contact>,
    /// The log-in link.
    pub login: Option<Login>,
    /// Tiers that are published encrypted; none but in the public edition.
    pub sealed: Vec<SealedTier>,
    /// Which edition is made.
    pub edition: Edition,
    /// Free table for themes.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// What a finding of the linter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LintLevel {
    /// Not looked for.
    Off,
    /// A warning.
    Warning,
    /// An error: the site is not written.
    Error,
}

impl LintLevel {
    /// The words in site.toml.
    pub const NAMES: [&'static str; 3] = ["off", "warning", "error"];

    fn from_index(index: usize) -> Self {
        match index {
            0 => Self::Off,
            1 => Self::Warning,
            _ => Self::Error,
        }
    }
}

/// What happens to HTML in Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RawHtml {
    /// It is shown as text.
    Escape,
    /// It reaches the page as it is.
    Allow,
}

/// How related reports are chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RelatedConfig {
    /// Reports in the related block, 0 to 20.
    pub limit: usize,
    /// Days after which a difference in date halves its part of the score.
    pub half_life_days: u32,
}

/// A link of the main navigation.
#[derive(Debug, Clone)]
pub struct NavigationLink {
    /// Text.
    pub title: String,
    /// Absolute, root-relative, or `@/file.md`.
    pub url: Located<String>,
}

impl Config {
    /// Whether the site's texts are in English, the language whose words are judged.
    pub fn is_english(&self) -> bool {
        self.language == "en" || self.language.starts_with("en-")
    }

    /// The last part of the address of a tag, an author or a series.
    pub fn slug_of(&self, name: &str) -> String {
        self.slugs.get(name).cloned().unwrap_or_else(|| slug::slugify(name))
    }
}
