//! The keys of a report's front matter, as [`crate::content::front_matter`] reads them.
#![expect(dead_code, reason = "the shapes are all that is wanted")]

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde_json::{Map, Value};

use super::{Moment, Texts};
use crate::content::judgement_facts::OUTCOMES;
use crate::tradecraft::Confidence;

/// The front matter of a bluf report: TOML between +++ lines.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "Front matter of a bluf report")]
pub(super) struct FrontMatter {
    /// What happened, and what it means.
    #[schemars(length(min = 1))]
    title: String,
    /// Date of publication.
    date: Moment,
    /// Intelligence cut-off date: nothing later was taken into account.
    cutoff: Option<Moment>,
    /// Date of the last change of substance.
    updated: Option<Moment>,
    /// Names of the authors.
    authors: Option<Texts>,
    /// A level of the site's scheme, by name or abbreviation; its lowest where none is given.
    classification: Option<String>,
    /// The level of the title, the summary, tags, places and the other keys, where lower releases may have them;
    /// the classification where none is given.
    metadata: Option<String>,
    /// Places: names, ISO 3166 codes, M49 codes or aliases.
    regions: Option<Texts>,
    /// Tags.
    tags: Option<Texts>,
    /// One or two sentences for lists, feeds and search engines.
    summary: Option<String>,
    /// Whether it is kept out of the site, except with --drafts.
    #[schemars(extend("default" = false))]
    draft: Option<bool>,
    /// Embargo: hidden before.
    publish_at: Option<Moment>,
    /// Hidden from then on.
    expires: Option<Moment>,
    /// Taken back after publication: its page says so, and it stands in no list.
    withdrawn: Option<Withdrawn>,
    /// Last part of the address; from the file's name where none is given.
    #[schemars(regex(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    slug: Option<String>,
    /// Old addresses, from the site's root, each of which becomes a redirect.
    aliases: Option<Texts>,
    /// The series it belongs to.
    series: Option<String>,
    /// The report that this one replaces: its file below content/.
    supersedes: Option<String>,
    /// Reports to show, or not to show, as related.
    related: Option<Related>,
    /// Standing among the latest briefs on the home page.
    #[schemars(range(min = 0, max = 3), extend("default" = 0))]
    importance: Option<u8>,
    /// The lead picture.
    image: Option<Image>,
    /// What the text does not say about a key judgement, by its number: KJ-1.
    #[schemars(extend("propertyNames" = { "pattern": "^[Kk][Jj]-[0-9]+$" }))]
    judgements: Option<BTreeMap<String, Judgement>>,
    /// The same in the American spelling.
    #[schemars(extend("propertyNames" = { "pattern": "^[Kk][Jj]-[0-9]+$" }))]
    judgments: Option<BTreeMap<String, Judgement>>,
    /// What was wrong after publication and has been put right.
    corrections: Option<Vec<Correction>>,
    /// Rules of the linter that this report need not keep, each with a reason.
    allow: Option<Vec<Allow>>,
    /// Free, for themes.
    extra: Option<Map<String, Value>>,
}

/// Taken back after publication.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Withdrawn {
    /// When.
    date: Option<Moment>,
    /// Why, in a sentence for readers.
    reason: Option<String>,
}

/// Reports to show, or not to show, as related.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Related {
    /// Reports that come first: files below content/.
    pin: Option<Texts>,
    /// Reports never shown: files below content/.
    exclude: Option<Texts>,
}

/// What was wrong after publication and has been put right.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Correction {
    /// When the report was put right.
    date: Moment,
    /// What was wrong and what is right, in a sentence or two for readers.
    #[schemars(length(min = 1))]
    text: String,
    /// The key judgement it is about.
    #[schemars(regex(pattern = "^[Kk][Jj]-[0-9]+$"))]
    judgement: Option<String>,
}

/// A rule of the linter that this report need not keep.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Allow {
    /// Code or name of the rule.
    #[schemars(length(min = 1))]
    code: String,
    /// Why.
    #[schemars(length(min = 1))]
    reason: String,
}

/// The lead picture.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Image {
    /// A file beside the report, or an address from the site's root.
    #[schemars(length(min = 1))]
    src: String,
    /// What it shows, for those who do not see it.
    #[schemars(length(min = 1))]
    alt: String,
    /// Who made it.
    credit: Option<String>,
    /// Its level, where it is not that of the other keys.
    classification: Option<String>,
}

/// What the text does not say about a key judgement.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Judgement {
    /// A term of the site's yardstick; otherwise read from the judgement's sentence.
    likelihood: Option<String>,
    /// Analytic confidence.
    #[schemars(extend("enum" = Confidence::NAMES))]
    confidence: Option<String>,
    /// Why no more and no less sure; otherwise read from the words that say how sure.
    confidence_reason: Option<String>,
    /// Horizon: until when it is to be judged.
    by: Option<Moment>,
    /// The key judgement of the report in `supersedes` that it takes up.
    #[schemars(regex(pattern = "^[Kk][Jj]-[0-9]+$"))]
    follows: Option<String>,
    /// What became of it.
    #[schemars(extend("enum" = OUTCOMES))]
    outcome: Option<String>,
    /// When that was found.
    resolved: Option<Moment>,
    /// A sentence about the outcome.
    note: Option<String>,
}
