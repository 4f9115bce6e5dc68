//! The source tree as the audit reads it: which documents are withheld, decided a second time.
//!
//! In: the site's files and a [`Policy`]. Out: [`Draft`]s. It shares with a build how files are found and what
//! site.toml says, and nothing of how a document is read or released: TOML is taken as it is, and whatever cannot
//! be understood counts as withheld.

use rayon::prelude::*;

use crate::config::Config;
use crate::content::Kind;
use crate::date::Moment;
use crate::fs::{self, FsError};
use crate::inputs::Inputs;
use crate::release::{Drafts, Policy};

/// One document.
#[derive(Debug)]
pub(super) struct Draft {
    /// Path below `content/`.
    pub(super) path: String,
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
    /// Path below the root of the registry beside it, if it has one.
    pub(super) registry: Option<String>,
}

/// What becomes of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is published, but for its portions.
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

    /// The line, from 1, of a byte of the text.
    pub(super) fn line(&self, at: usize) -> usize {
        memchr::memchr_iter(b'\n', &self.text.as_bytes()[..at.min(self.text.len())]).count() + 1
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
        draft.registry = file.registry.map(|_| format!("content/{}sources.toml", draft.folder()));
        Ok(draft)
    };
    let mut drafts: Vec<Draft> = inputs.documents.par_iter().map(one).collect::<Result<_, FsError>>()?;
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
    let table = text[front_text.clone()].parse::<toml::Table>();
    let fate = match &table {
        Err(_) => Fate::Withheld("its front matter cannot be read"),
        Ok(_) if broken => Fate::Withheld("its front matter cannot be read"),
        Ok(front) => fate(front, config, policy),
    };
    Draft { path, kind, front_text, body, front: table.unwrap_or_default(), fate, registry: None, text }
}

fn fate(front: &toml::Table, config: &Config, policy: &Policy) -> Fate {
    if let Some(level) = front.get("classification") {
        let level = level.as_str().and_then(|name| config.scheme.find(name));
        if level.is_none_or(|level| level > policy.ceiling) {
            return Fate::Withheld("it is above the release level");
        }
    }
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

/// A withheld section takes all below it along, and a withheld bundle what stands beside it.
fn close(drafts: &mut [Draft]) {
    let closed = closed_folders(drafts);
    for draft in drafts {
        let inside = closed.iter().any(|folder| draft.path.starts_with(folder.as_str()));
        if inside && !matches!(draft.fate, Fate::Withheld(_)) {
            draft.fate = Fate::Withheld("its section or bundle is withheld");
        }
    }
}

/// Folders below `content/`, with their slash, of which nothing is published.
pub(super) fn closed_folders(drafts: &[Draft]) -> Vec<String> {
    let closes = |draft: &&Draft| {
        matches!(draft.fate, Fate::Withheld(_))
            && (draft.kind == Kind::Section || draft.path.ends_with("/index.md"))
    };
    drafts.iter().filter(closes).map(|draft| draft.folder().to_owned()).collect()
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
        assert_eq!(front("withdrawn = \"wrong figures\""), Fate::Withdrawn);
        assert_eq!(fate_of("Text without front matter"), Fate::Released);
        assert!(matches!(fate_of("+++\ntitle = \"a\"\nText"), Fate::Withheld(_)));
    }
}
