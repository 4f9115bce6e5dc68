//! What a site says of itself, outside of what its reports say: configuration, theme, vocabularies, dates.
//!
//! In: the inputs. Out: texts that may stand in any output, which therefore give nothing away. Does not know what is withheld.

use rustc_hash::FxHashSet;

use super::counts;
use super::passages::{Passage, Passages, What};
use crate::fs::{self, FsError};
use crate::inputs::Inputs;
use crate::tradecraft;

/// Longest attachment whose words are looked for.
const TEXT: usize = 4 << 20;

pub(super) fn text_of(bytes: Vec<u8>) -> Option<String> {
    let is_text = bytes.len() <= TEXT && !bytes.contains(&0);
    String::from_utf8(bytes).ok().filter(|_| is_text)
}

/// What the site says outside of its documents: its configuration, the theme's words, the vocabularies.
pub(super) fn said_by_site(inputs: &Inputs) -> Vec<String> {
    let config = &inputs.config;
    let mut said = vec![config.title.clone(), config.description.clone(), config.base_url.clone()];
    said.extend(config.footer.clone());
    let forms = [
        config
            .newsletter
            .as_ref()
            .map(|form| [Some(&form.action), form.heading.as_ref(), form.text.as_ref()]),
        config.contact.as_ref().map(|form| [Some(&form.action), form.heading.as_ref(), form.text.as_ref()]),
        config.login.as_ref().map(|login| [Some(&login.url), login.text.as_ref(), None]),
    ];
    said.extend(forms.into_iter().flatten().flatten().flatten().cloned());
    let translated = config.languages.iter().flat_map(|one| [&one.newsletter, &one.contact, &one.login]);
    said.extend(translated.flat_map(|words| words.all().cloned()));
    let strings = inputs.theme.strings.all();
    said.extend(strings.values().cloned());
    // `high confidence`, which a page puts together.
    for name in ["high", "moderate", "low"] {
        let parts = strings.get("confidence_of").zip(strings.get(format!("confidence_{name}").as_str()));
        said.extend(parts.map(|(of, level)| of.replace("{level}", level)));
    }
    said.extend(config.scheme.iter().map(|(_, level)| format!("{} {}", level.name, level.slug)));
    let yardsticks = config.languages.iter().filter_map(|language| language.yardstick);
    for yardstick in yardsticks.chain([config.yardstick]) {
        // What the methodology page says of it.
        said.extend(yardstick.terms.iter().flat_map(|term| {
            let others = term.words.get(1..).unwrap_or_default();
            [term.name().to_owned(), term.words.join(", "), others.join(", ")]
        }));
        let named = strings.values().filter(|text| text.contains("{name}"));
        said.extend(named.map(|text| text.replace("{name}", yardstick.title)));
    }
    said.extend(tradecraft::HEADINGS.map(|(heading, _)| heading.to_owned()));
    said.extend(FOLDERS.map(str::to_owned));
    // Files and folders that every list has.
    let lists = || FOLDERS.into_iter().chain([config.reports.as_str()]);
    said.extend(lists().flat_map(|list| OUTPUTS.map(|name| format!("{list}/{name}"))));
    said.extend(FORMATS.map(str::to_owned));
    said.extend((2..=200).map(|number| format!("{}/page/{number}", config.reports)));
    said
}

/// Folders and keys of data that any site has: that a folder of the sources is called so tells nobody anything.
const FOLDERS: [&str; 12] = [
    "reports",
    "regions",
    "tags",
    "authors",
    "series",
    "classifications",
    "search",
    "sources",
    "judgements",
    "evidence",
    "catalog",
    "archive",
];

/// Outputs that stand beside those of documents.
const OUTPUTS: [&str; 4] = ["feed", "atom", "page", "index"];

/// What the formats of outputs say of themselves, on every site: vocabularies, kinds of files, and names that programs ask
/// for.
const FORMATS: [&str; 33] = [
    "https://schema.org/Report",
    "https://schema.org",
    "https://jsonfeed.org/version/1.1",
    "https://jsonfeed.org",
    "https://www.sitemaps.org/protocol.html",
    "http://www.sitemaps.org/schemas/sitemap/0.9",
    "http://www.w3.org/2005/Atom",
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org",
    "http://purl.org/dc/elements/1.1/",
    "http://a9.com/-/spec/opensearch/1.1/",
    "application/atom+xml",
    "application/rss+xml",
    "application/feed+json",
    "application/json",
    "application/ld+json",
    "application/opensearchdescription+xml",
    "text/html",
    "text/css",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "index.html",
    "index.json",
    "catalog.json",
    "feed.json",
    "atom.xml",
    "404.html",
    "sitemap.xml",
    "robots.txt",
    "Sitemap",
];

/// Words of dates, which no source needs to spell out.
const CALENDAR: &str = "January February March April May June July August September October November December Monday \
    Tuesday Wednesday Thursday Friday Saturday Sunday";

/// Words of dates in the languages of the site.
pub(super) fn calendar(inputs: &Inputs) -> FxHashSet<String> {
    let strings = inputs.theme.strings.all();
    let forms = ["months", "date", "month"].into_iter().filter_map(|key| strings.get(key));
    counts::words_of(forms.map(String::as_str).chain([CALENDAR, "UTC GMT"]))
}

/// Whether a passage says nothing but a day, as every page does.
pub(super) fn is_date(passage: &Passage, calendar: &FxHashSet<String>) -> bool {
    let mut words = passage.text.split(|one: char| !one.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_part = |word: &str| {
        word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit())
            || calendar.contains(&word.to_lowercase())
    };
    matches!(passage.what, What::Text | What::Segment | What::Name) && words.all(is_part)
}

/// What the theme says and does.
pub(super) fn of_theme(inputs: &Inputs) -> Vec<String> {
    let templates = inputs.theme.templates.values().map(|template| template.text.clone());
    let files = inputs.theme.files.values().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    templates.chain(files).collect()
}

/// Texts that may be in any output. A single name that stands in them is not unusual.
pub(super) fn known(inputs: &Inputs, passages: &Passages) -> Result<Vec<String>, FsError> {
    let mut known = vec![CALENDAR.to_owned()];
    for atlas in inputs.config.atlases() {
        known.extend(atlas.iter().map(|(_, region)| region.name.clone()));
    }
    for file in &inputs.statics {
        known.extend(text_of(fs::read(&file.path)?));
    }
    known.extend(fs::read_if_present(&inputs.root.join(&inputs.config.path))?.and_then(text_of));
    known.extend(passages.released.iter().cloned());
    Ok(known)
}
