//! `[languages.TAG]`: the languages of a site besides its own, each an edition below an address of its own.
//!
//! A document `report.es.md` is `report.md` in Spanish once the site has `[languages.es]`.

use super::forms::FormWords;
use super::load::navigation;
use super::{Config, NavigationLink, regions};
use crate::diag::{Diagnostic, codes};
use crate::regions::{Atlas, RegionId};
use crate::table::{Findings, Located, Table};
use crate::tradecraft::Yardstick;

/// What languages call themselves (CLDR), by primary language.
const NAMES: [(&str, &str); 24] = [
    ("ar", "العربية"),
    ("bn", "বাংলা"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "Español"),
    ("fa", "فارسی"),
    ("fr", "Français"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("id", "Indonesia"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ru", "Русский"),
    ("sw", "Kiswahili"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("ur", "اردو"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
];

/// A language besides the site's own. What is not said here is what site.toml says for all.
#[derive(Debug, Clone)]
pub struct Language {
    /// BCP 47 language tag: the part of file names before `.md`.
    pub tag: Located<String>,
    /// What the language calls itself, where it is not a common one.
    pub name: Option<String>,
    /// Name of the site.
    pub title: Option<String>,
    /// One or two sentences for search engines and feeds.
    pub description: Option<String>,
    /// Line at the foot of every page.
    pub footer: Option<String>,
    /// Links of the main navigation.
    pub navigation: Vec<NavigationLink>,
    /// What it calls regions, where that is not what everybody calls them.
    pub regions: Vec<(RegionId, String)>,
    /// Its words of likelihood; without them its reports use those of the site's own language.
    pub yardstick: Option<&'static Yardstick>,
    /// What its newsletter box says.
    pub newsletter: FormWords,
    /// What its contact form says.
    pub contact: FormWords,
    /// What its log-in link says.
    pub login: FormWords,
}

impl Language {
    /// The languages in order of their tags; `own` is the site's.
    pub(super) fn read_all(
        table: Table<'_>,
        own: &str,
        atlas: &Atlas,
        findings: &mut Findings<'_>,
    ) -> Vec<Self> {
        let mut languages: Vec<Self> = Vec::new();
        for (tag, table) in table.named_tables("a language", findings) {
            let language = Self::read(tag, table, atlas, findings);
            let same = |other: &str| other.eq_ignore_ascii_case(&language.tag.value);
            let problem = if !is_tag(&language.tag.value) {
                Some(("is not a language tag", "write one such as es, ar or pt-BR"))
            } else if same(own) {
                Some((
                    "is the site's own language",
                    "remove it: what is said of it stands at the top of the file",
                ))
            } else if languages.iter().any(|known| same(&known.tag.value)) {
                Some(("is there twice", "keep one of them"))
            } else {
                None
            };
            match problem {
                Some((message, help)) => findings.push(
                    &language.tag.span,
                    Diagnostic::new(&codes::INVALID_VALUE, format!("`{}` {message}", language.tag.value))
                        .help(help),
                ),
                None => languages.push(language),
            }
        }
        languages
    }

    fn read(tag: Located<String>, mut table: Table<'_>, atlas: &Atlas, findings: &mut Findings<'_>) -> Self {
        let mut words = |key, read: fn(Table<'_>, &mut Findings<'_>) -> FormWords| {
            table
                .table(key, "a table of words", findings)
                .map(|table| read(table, findings))
                .unwrap_or_default()
        };
        let [newsletter, contact] = ["newsletter", "contact"].map(|key| words(key, FormWords::of_form));
        let login = words("login", FormWords::of_link);
        let language = Self {
            newsletter,
            contact,
            login,
            tag,
            name: table.words("name", findings).map(|text| text.value),
            title: table.words("title", findings).map(|text| text.value),
            description: table.text("description", findings).map(|text| text.value),
            footer: table.words("footer", findings).map(|text| text.value),
            navigation: navigation(&mut table, findings),
            regions: regions::names(&mut table, atlas, findings),
            yardstick: super::yardstick::of_language(&mut table, findings),
        };
        table.finish(findings);
        language
    }

    /// Address of the edition below the site's root.
    pub fn address(&self) -> String {
        format!("{}/", self.tag.value.to_ascii_lowercase())
    }
}

impl Config {
    /// Makes this the configuration of the edition in another of the site's languages.
    pub(super) fn translate(&mut self, tag: &str) {
        let Some(language) = self.languages.iter().find(|language| language.tag.value == tag).cloned() else {
            return;
        };
        self.base_url.push_str(&language.address());
        self.base_path.push_str(&language.address());
        self.language = language.tag.value;
        self.title = language.title.unwrap_or_else(|| std::mem::take(&mut self.title));
        self.description = language.description.unwrap_or_else(|| std::mem::take(&mut self.description));
        self.yardstick = language.yardstick.unwrap_or(self.yardstick);
        self.footer = language.footer.or_else(|| self.footer.take());
        if !language.navigation.is_empty() {
            self.navigation = language.navigation;
        }
        if let Some(form) = &mut self.newsletter {
            language.newsletter.replace(&mut form.heading, &mut form.text, &mut form.button);
        }
        if let Some(form) = &mut self.contact {
            language.contact.replace(&mut form.heading, &mut form.text, &mut form.button);
        }
        if let Some(link) = &mut self.login {
            language.login.replace(&mut None, &mut link.text, &mut None);
        }
        self.atlas = self.atlas.in_language(&self.language, &language.regions);
        // Tiers have editions in all languages, and not the other way round.
        self.sealed = Vec::new();
    }

    /// The atlas of each edition: that of this one, then those of the site's other languages.
    pub fn atlases(&self) -> Vec<Atlas> {
        let others = self.languages.iter();
        let others = others.map(|language| self.atlas.in_language(&language.tag.value, &language.regions));
        std::iter::once(self.atlas.clone()).chain(others).collect()
    }

    /// Whether this is the edition in the site's own language.
    pub fn is_original(&self) -> bool {
        self.language == self.own_language
    }

    /// An address from the site's root as one from the root of this edition, if it stands below that.
    pub fn within_edition<'a>(&self, address: &'a str) -> &'a str {
        let edition = self.base_path.strip_prefix(self.root_path.as_str()).unwrap_or_default();
        let below = address.trim_start_matches('/').strip_prefix(edition);
        below.filter(|_| !edition.is_empty()).unwrap_or(address)
    }

    /// What a language of the site calls itself; its tag where nobody knows.
    pub fn language_name<'n>(&'n self, tag: &'n str) -> &'n str {
        let said = self.languages.iter().find(|language| language.tag.value == tag);
        let primary = tag.split('-').next().unwrap_or(tag);
        let known =
            NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(primary)).map(|(_, name)| *name);
        said.and_then(|language| language.name.as_deref()).or(known).unwrap_or(tag)
    }

    /// Divides the path of a document below `content/` into the path without its language, and the language if the name has
    /// one of the site's: `reports/a.es.md` is `reports/a.md` in `es`.
    pub fn untranslated(&self, path: &str) -> Option<(String, &str)> {
        let stem = path.strip_suffix(".md")?;
        let (stem, tag) = stem.rsplit_once('.')?;
        let others = self.languages.iter().map(|language| language.tag.value.as_str());
        let own = (!self.languages.is_empty()).then_some(self.own_language.as_str());
        let language = others.chain(own).find(|language| language.eq_ignore_ascii_case(tag))?;
        (!stem.is_empty() && !stem.ends_with('/')).then(|| (format!("{stem}.md"), language))
    }

    /// The language that a document is named after as if it were a translation, though the site has no such language.
    pub fn missing_language<'p>(&self, path: &'p str) -> Option<&'p str> {
        let (stem, tag) = path.strip_suffix(".md")?.rsplit_once('.')?;
        let known = NAMES.iter().any(|(known, _)| *known == tag);
        let named = !stem.is_empty() && !stem.ends_with('/') && tag != self.own_language;
        (known && named && self.untranslated(path).is_none()).then_some(tag)
    }
}

/// Whether a text has the form of a BCP 47 language tag.
pub(super) fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let primary = parts.next().unwrap_or_default();
    (2..=3).contains(&primary.len())
        && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}
