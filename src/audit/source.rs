//! The source tree as the audit reads it: which documents are withheld, decided a second time.
//!
//! In: the site's files and a [`Policy`]. Out: [`Draft`]s. It shares with a build how files are found and what
//! site.toml says, and nothing of how a document is read or released: TOML is taken as it is, and whatever cannot
//! be understood counts as withheld.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::letters;
use super::marks::Rules;
use super::portions::{Block, blocks};
use crate::classification::Level;
use crate::config::{Config, Language, RawHtml};
use crate::content::Kind;
use crate::date::Moment;
use crate::fs::{self, FsError};
use crate::inputs::Inputs;
use crate::release::{Drafts, Policy};
use crate::site::address;

/// One document.
#[derive(Debug)]
pub(super) struct Draft {
    /// Path below `content/`.
    pub(super) path: String,
    /// Its path without its language: that of its original, if it is a translation.
    name: String,
    /// Where the edition in its language stands below the output; empty for the site's own.
    pub(super) edition: String,
    /// Report, page or section.
    pub(super) kind: Kind,
    /// Its text, lossily where it is not UTF-8.
    pub(super) text: String,
    /// Where the front matter stands in the text.
    pub(super) front_text: std::ops::Range<usize>,
    /// Where the body begins in the text.
    pub(super) body: usize,
    /// The front matter; nothing where it is not TOML.
    pub(super) front: toml::Table,
    /// What becomes of it.
    pub(super) fate: Fate,
    /// Its level; the highest where it cannot be read.
    pub(super) own: Level,
    /// The level of its front matter.
    pub(super) metadata: Level,
    /// The blocks of its text.
    pub(super) blocks: Vec<Block>,
    /// Path below the root of the registry beside it, if it has one.
    pub(super) registry: Option<String>,
}

/// What becomes of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is published, but for its portions: of a document above the release, what is marked as lower.
    Released,
    /// Its title and address are, its text is not.
    Withdrawn,
    /// Nothing of it is. The reason is for messages.
    Withheld(&'static str),
}

const FENCE: &str = "+++";

impl Draft {
    /// Path below the site's root.
    pub(super) fn file(&self) -> String {
        format!("content/{}", self.path)
    }

    /// The folder it stands in, below `content/`, with its slash.
    pub(super) fn folder(&self) -> &str {
        self.path.rfind('/').map_or("", |end| &self.path[..=end])
    }

    /// What its marks are held against.
    pub(super) fn rules<'c>(&self, config: &'c Config, policy: &Policy) -> Rules<'c> {
        rules(config, policy, self.own)
    }

    /// Whether it is withheld altogether.
    pub(super) fn is_withheld(&self) -> bool {
        matches!(self.fate, Fate::Withheld(_))
    }

    /// The line, from 1, of a byte of the text.
    pub(super) fn line(&self, at: usize) -> usize {
        memchr::memchr_iter(b'\n', &self.text.as_bytes()[..at.min(self.text.len())]).count() + 1
    }

    /// Whether its folder is its own.
    fn has_folder(&self) -> bool {
        self.kind == Kind::Section || self.name.ends_with("/index.md")
    }

    /// Whether it stands for a document in the site's own language.
    pub(super) fn is_translation(&self) -> bool {
        !self.edition.is_empty()
    }

    /// Its address below the output, with this slug.
    pub(super) fn address(&self, slug: Option<&str>) -> String {
        format!("{}{}", self.edition, address::of_document(&self.name, self.kind, slug))
    }

    /// A string of the front matter.
    pub(super) fn string(&self, key: &str) -> Option<&str> {
        self.front.get(key).and_then(toml::Value::as_str)
    }

    /// The strings of a list of the front matter, or the one string in its place.
    pub(super) fn strings(&self, key: &str) -> Vec<&str> {
        match self.front.get(key) {
            Some(toml::Value::Array(list)) => list.iter().filter_map(toml::Value::as_str).collect(),
            Some(toml::Value::String(one)) => vec![one],
            _ => Vec::new(),
        }
    }
}

/// Reads every document, in order of path.
pub(super) fn read(inputs: &Inputs, policy: &Policy) -> Result<Vec<Draft>, FsError> {
    let one = |file: &crate::inputs::DocumentFile| {
        let bytes = fs::read(&file.entry.path)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let mut draft = cut(file.entry.relative.clone(), file.kind, text, &inputs.config, policy);
        let tag = inputs.config.untranslated(&draft.path).map(|(_, tag)| tag);
        let language = inputs.config.languages.iter().find(|language| Some(&*language.tag.value) == tag);
        draft.name.clone_from(&file.path);
        draft.edition = language.map(Language::address).unwrap_or_default();
        draft.registry = file.registry.map(|_| format!("content/{}sources.toml", draft.folder()));
        Ok(draft)
    };
    let files: Vec<_> = inputs.all_documents().collect();
    let mut drafts: Vec<Draft> = files.into_par_iter().map(one).collect::<Result<_, FsError>>()?;
    close(&mut drafts);
    Ok(drafts)
}

fn cut(path: String, kind: Kind, text: String, config: &Config, policy: &Policy) -> Draft {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut front_text = start..start;
    let mut body = start;
    let mut broken = false;
    if text[start..].lines().next().is_some_and(|line| line.trim_end() == FENCE) {
        let mut at = start;
        let mut end = None;
        for (number, line) in text[start..].split_inclusive('\n').enumerate() {
            if number == 0 {
                front_text.start = at + line.len();
            } else if line.trim_end() == FENCE {
                end = Some((at, at + line.len()));
                break;
            }
            at += line.len();
        }
        broken = end.is_none();
        let (front_end, body_start) = end.unwrap_or((front_text.start, front_text.start));
        front_text.end = front_end;
        body = body_start;
    }
    let table = text[front_text.clone()].parse::<toml::Table>().ok().filter(|_| !broken);
    let level = |key: &str| {
        let value = table.as_ref()?.get(key)?;
        Some(value.as_str().and_then(|name| config.scheme.find(name)))
    };
    let classification = match (&table, level("classification")) {
        (None, _) => None,
        (Some(_), named) => named.unwrap_or(Some(config.scheme.lowest())),
    };
    let own = classification.unwrap_or(config.scheme.highest());
    let metadata = level("metadata").flatten().map_or(own, |metadata| metadata.min(own));
    let mut rules = rules(config, policy, own);
    let title = table.as_ref().and_then(|table| table.get("title")?.as_str());
    let marked = level("metadata").is_some() || title.is_some_and(|title| rules.marked(title).0.is_some());
    rules.letters = !marked && letters::are_text(&text[body..], &rules);
    let blocks = blocks(&text[body..], &rules);
    let kept = || blocks.iter().any(|block| !block.withheld && block.level.is_some());
    let fate = match &table {
        None => Fate::Withheld("its front matter cannot be read"),
        Some(_) if classification.is_none() => Fate::Withheld("nobody knows its classification"),
        Some(_) if own > policy.ceiling && metadata > policy.ceiling && !kept() => {
            Fate::Withheld("it is above the release level")
        }
        Some(front) => fate(front, policy),
    };
    let front = table.unwrap_or_default();
    let name = path.clone();
    Draft {
        path,
        kind,
        front_text,
        body,
        front,
        fate,
        own,
        metadata,
        blocks,
        name,
        edition: String::new(),
        registry: None,
        text,
    }
}

fn rules<'c>(config: &'c Config, policy: &Policy, own: Level) -> Rules<'c> {
    let tags = config.raw_html == RawHtml::Allow;
    Rules { scheme: &config.scheme, own, ceiling: policy.ceiling, tags, letters: false }
}

/// What becomes of a document of which something may be published by its level.
fn fate(front: &toml::Table, policy: &Policy) -> Fate {
    let draft = front.get("draft").is_some_and(|value| value.as_bool() != Some(false));
    if draft && policy.drafts == Drafts::Hide {
        return Fate::Withheld("it is a draft");
    }
    let moment = |key: &str| {
        front.get(key).map(|value| match value {
            toml::Value::Datetime(date) => Moment::from_toml(date),
            toml::Value::String(text) => Moment::from_text(text),
            _ => None,
        })
    };
    // A date that cannot be read is one that has not come, or is over.
    if moment("publish_at").is_some_and(|date| date.is_none_or(|date| date.start() > policy.as_of)) {
        return Fate::Withheld("it is under embargo");
    }
    if moment("expires").is_some_and(|date| date.is_none_or(|date| date.end() <= policy.as_of)) {
        return Fate::Withheld("it has expired");
    }
    if front.get("withdrawn").is_some_and(|value| value.as_bool() != Some(false)) {
        return Fate::Withdrawn;
    }
    Fate::Released
}

/// A withheld section takes all below it along, and a withheld bundle what stands beside it. Below a withdrawn one
/// there are only the pages that say so. What closes the original closes its translations, and not the other way round; and
/// whatever a translation says of itself, it is no lower than its original.
fn close(drafts: &mut [Draft]) {
    let originals: FxHashMap<String, (Fate, Level)> = drafts
        .iter()
        .filter(|draft| !draft.is_translation())
        .map(|draft| (draft.path.clone(), (draft.fate, draft.own)))
        .collect();
    for draft in drafts.iter_mut().filter(|draft| draft.is_translation() && !draft.is_withheld()) {
        let Some((fate, own)) = originals.get(&draft.name) else { continue };
        draft.own = draft.own.max(*own);
        if *fate != Fate::Released {
            draft.fate = *fate;
        }
    }
    let closed = |fate: fn(&Draft) -> bool, drafts: &[Draft]| -> Vec<(String, String)> {
        let closes = drafts.iter().filter(|draft| fate(draft) && draft.has_folder());
        closes.map(|draft| (draft.folder().to_owned(), draft.edition.clone())).collect()
    };
    let withheld = closed(Draft::is_withheld, drafts);
    let withdrawn = closed(|draft| draft.fate == Fate::Withdrawn, drafts);
    for draft in drafts.iter_mut().filter(|draft| !draft.is_withheld()) {
        let inside = |folders: &[(String, String)]| {
            let closes = |(folder, edition): &(String, String)| {
                draft.path.starts_with(folder.as_str()) && (edition.is_empty() || *edition == draft.edition)
            };
            folders.iter().any(closes)
        };
        if inside(&withheld) {
            draft.fate = Fate::Withheld("its section or bundle is withheld");
        } else if inside(&withdrawn) {
            draft.fate = Fate::Withdrawn;
        }
    }
}

/// Folders below `content/`, with their slash, of which no text and no file is published.
pub(super) fn closed_folders(drafts: &[Draft]) -> Vec<String> {
    let closes = drafts
        .iter()
        .filter(|draft| !draft.is_translation() && draft.fate != Fate::Released && draft.has_folder());
    closes.map(|draft| draft.folder().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Overrides, load};

    fn fate_of(text: &str) -> Fate {
        let site = "title = \"a\"\nbase_url = \"https://a.example/\"";
        let (config, _) = load("site.toml", site, &Overrides::default());
        let policy = Policy {
            ceiling: crate::classification::Level(1),
            named: None,
            drafts: Drafts::Hide,
            as_of: "2026-01-01T00:00:00Z".parse().expect("a moment"),
        };
        cut("reports/a.md".into(), Kind::Report, text.into(), &config, &policy).fate
    }

    #[test]
    fn documents_above_the_release_are_released_in_part() {
        let part = |front: &str, body: &str| {
            fate_of(&format!("+++\nclassification = \"Top Secret\"\n{front}\n+++\n{body}\n"))
        };
        for (front, body) in [
            ("", "(C) text"),
            ("", "::: portion U\ntext\n:::"),
            ("", "::: portion TS\ntext\n::: tearline\ntorn\n:::\n:::"),
            ("metadata = \"Confidential\"", "text"),
        ] {
            assert_eq!(part(front, body), Fate::Released, "{front}{body}");
        }
        for (front, body) in [
            ("", "text"),
            ("", "## Key Judgements\n\n(S) text"),
            ("title = \"(U) a\"", "text"),
            ("metadata = \"Secret\"", "text"),
            ("", "- text\n  - (U) text"),
        ] {
            assert!(matches!(part(front, body), Fate::Withheld(_)), "{front}{body}");
        }
    }

    #[test]
    fn what_is_not_understood_is_withheld() {
        let front = |front: &str| fate_of(&format!("+++\n{front}\n+++\nText\n"));
        for released in [
            "",
            "classification = \"Confidential\"",
            "draft = false",
            "publish_at = 2026-01-01",
            "expires = 2026-01-01",
        ] {
            assert_eq!(front(released), Fate::Released, "{released}");
        }
        for withheld in [
            "classification = \"Secret\"",
            "classification = \"Sekret\"",
            "classification = 2",
            "draft = true",
            "draft = \"no\"",
            "publish_at = 2026-01-02",
            "publish_at = \"soon\"",
            "expires = 2025-12-31",
            "title = ",
        ] {
            assert!(matches!(front(withheld), Fate::Withheld(_)), "{withheld}");
        }
        assert_eq!(front("[withdrawn]\nreason = \"wrong figures\""), Fate::Withdrawn);
        assert_eq!(fate_of("Text without front matter"), Fate::Released);
        assert!(matches!(fate_of("+++\ntitle = \"a\"\nText"), Fate::Withheld(_)));
    }
}
