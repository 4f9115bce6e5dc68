//! Everything a build reads, found and checked: configuration, theme, registries, documents, other files.
//!
//! In: the site's root. Out: [`Inputs`]. The only stage besides the last that touches the disk.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use crate::classification::Level;
use crate::config::{self, Config, Overrides};
use crate::content::marked_texts;
use crate::content::references;
use crate::content::registry::{self, Registry};
use crate::content::{Kind, decode, kind_of};
use crate::diag::{Diagnostic, Diagnostics, codes, nearest};
use crate::fs::{self, Entry, FsError, Hidden, Problem, ProblemKind};
use crate::manifest::hash;
use crate::record::{self, Record};
use crate::table::Findings;
use crate::theme::{self, Layer, LayerFile, Theme};

/// A document's file, not read yet.
#[derive(Debug)]
pub struct DocumentFile {
    /// Where it is.
    pub entry: Entry,
    /// Its path below `content/` without its language: what documents of every language call it.
    pub path: String,
    /// What it is.
    pub kind: Kind,
    /// The registry beside it, by place in [`Inputs::registries`].
    pub registry: Option<usize>,
}

/// What a build reads.
#[derive(Debug)]
pub struct Inputs {
    /// The site's root, links resolved.
    pub root: PathBuf,
    /// Tells site.toml and the registries from others, by their bytes.
    pub fingerprint: u128,
    /// Its configuration.
    pub config: Config,
    /// Its theme.
    pub theme: Theme,
    /// Documents in the language of the edition, in order of path.
    pub documents: Vec<DocumentFile>,
    /// Those in other languages.
    pub translations: Vec<DocumentFile>,
    /// Registries: the site's own first, then those of bundles.
    pub registries: Vec<Registry>,
    /// Other files of `content/`.
    pub files: Vec<Entry>,
    /// Files of `static/`.
    pub statics: Vec<Entry>,
    /// What was published, where the site keeps a record.
    pub record: Option<Record>,
    /// Findings about portion marks in site.toml and in registries, each with the level that its mark names. They are
    /// true where something is withheld: of a release below that level, or of any if nobody knows it.
    pub marks: Vec<(Option<Level>, Diagnostic)>,
}

/// Finds and reads the inputs of a site, all but the documents' texts.
pub fn read(
    root: &Path,
    config_path: &Path,
    overrides: &Overrides,
) -> Result<(Inputs, Diagnostics), FsError> {
    let mut diagnostics = Diagnostics::new();
    let root = fs::real_path(root)?;
    let shown = fs::real_path(config_path)?;
    let shown = shown.strip_prefix(&root).unwrap_or(config_path).to_string_lossy().into_owned();
    let bytes = fs::read(config_path)?;
    let text = decode(&shown, &bytes, &mut diagnostics).unwrap_or_default();
    let mut marks = Vec::new();
    let (config, found) = if diagnostics.has_errors() {
        // Nothing can be said about its keys, so they are not called missing.
        (
            config::load(&shown, "title = \"-\"\nbase_url = \"http://localhost/\"", &Overrides::default()).0,
            Diagnostics::new(),
        )
    } else {
        config::load(&shown, text, overrides)
    };
    diagnostics.append(found);
    let of_site = marked_texts::marks(text, &config.scheme).into_iter();
    marks.extend(of_site.map(|marked| {
        (
            marked.level,
            marked_texts::finding(&marked, &shown, 0, "the release level, and all editions show it"),
        )
    }));
    let theme = theme(&root, &config, &mut diagnostics);
    let (entries, problems) = fs::walk(&root.join("content"), &root, Hidden::Skip);
    report(&mut diagnostics, "content", problems);
    let (statics, problems) = fs::walk(&root.join("static"), &root, Hidden::Keep);
    report(&mut diagnostics, "static", problems);
    let mut inputs = Inputs {
        root,
        fingerprint: hash(&bytes),
        config,
        theme,
        documents: Vec::new(),
        translations: Vec::new(),
        registries: Vec::new(),
        files: Vec::new(),
        statics,
        record: None,
        marks,
    };
    inputs.record = read_record(&inputs.root, &mut diagnostics);
    sort_out(&mut inputs, entries, &mut diagnostics);
    Ok((inputs, diagnostics))
}

impl Inputs {
    /// The paths of all documents of the edition below `content/`.
    pub fn document_paths(&self) -> FxHashSet<&str> {
        self.documents.iter().map(|file| file.path.as_str()).collect()
    }

    /// Documents in every language.
    pub fn all_documents(&self) -> impl Iterator<Item = &DocumentFile> {
        self.documents.iter().chain(&self.translations)
    }
}

fn read_record(root: &Path, diagnostics: &mut Diagnostics) -> Option<Record> {
    let bytes = read_if_there(root, record::FILE, diagnostics)?;
    let mut findings = Findings::new(record::FILE, 0);
    let record = Record::read(decode(record::FILE, &bytes, diagnostics)?, &mut findings);
    diagnostics.append(findings.diagnostics);
    Some(record)
}

/// A file that is there and cannot be read.
pub fn unreadable(shown: &str, error: &FsError) -> Diagnostic {
    Diagnostic::new(&codes::UNREADABLE, format!("cannot be read: {}", error.source))
        .file(shown)
        .help("check its permissions")
}

/// The bytes of a file that a site may have or not, at a path below its root.
fn read_if_there(root: &Path, relative: &str, diagnostics: &mut Diagnostics) -> Option<Vec<u8>> {
    let path = root.join(relative);
    if !fs::exists(&path) {
        return None;
    }
    if fs::real_path(&path).is_ok_and(|real| real.starts_with(root)) {
        return read_or_report(&path, relative, diagnostics);
    }
    report(diagnostics, "", vec![Problem { relative: relative.to_owned(), kind: ProblemKind::Outside }]);
    None
}

fn read_or_report(path: &Path, shown: &str, diagnostics: &mut Diagnostics) -> Option<Vec<u8>> {
    fs::read(path).map_err(|error| diagnostics.push(unreadable(shown, &error))).ok()
}

fn sort_out(inputs: &mut Inputs, entries: Vec<Entry>, diagnostics: &mut Diagnostics) {
    let own: Vec<_> = registry::FILES
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), read_if_there(&inputs.root, name, diagnostics)?)))
        .collect();
    read_registry(inputs, &own, diagnostics);
    let mut found: BTreeMap<String, Vec<(String, Vec<u8>)>> = BTreeMap::new();
    let config = &inputs.config;
    let named: Vec<(String, bool)> = entries
        .iter()
        .map(|entry| match config.untranslated(&entry.relative) {
            Some((path, language)) => (path, language == config.language),
            None => (entry.relative.clone(), config.is_original()),
        })
        .collect();
    let bundles: BTreeSet<String> =
        named.iter().filter_map(|(path, _)| path.strip_suffix("index.md").map(str::to_owned)).collect();
    // References of other programs belong to a bundle; elsewhere a file of such a name is a file.
    let folder_of_registry = |entry: &Entry| {
        let name = entry.relative.rsplit('/').next().unwrap_or_default();
        let place = registry::FILES.iter().position(|known| *known == name)?;
        let folder = entry.relative.strip_suffix(name)?;
        (place == 0 || bundles.contains(folder)).then(|| (folder.to_owned(), place))
    };
    let mut registries: Vec<(String, usize, usize)> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        registries.extend(folder_of_registry(entry).map(|(folder, place)| (folder, place, at)));
    }
    registries.sort();
    for (folder, _, at) in &registries {
        let entry = &entries[*at];
        let shown = format!("content/{}", entry.relative);
        if let Some(bytes) = read_or_report(&entry.path, &shown, diagnostics) {
            found.entry(folder.clone()).or_default().push((shown, bytes));
        }
    }
    let mut beside: Vec<(String, usize)> = Vec::new();
    for (folder, files) in found {
        read_registry(inputs, &files, diagnostics);
        beside.push((folder, inputs.registries.len() - 1));
    }
    let taken: BTreeSet<usize> = registries.into_iter().map(|(.., at)| at).collect();
    for (at, (entry, (path, is_own))) in entries.into_iter().zip(named).enumerate() {
        if inputs.config.exclude.is_match(&entry.relative) || taken.contains(&at) {
            continue;
        }
        match kind_of(&path, &inputs.config.reports) {
            Some(kind) => {
                let bundle = path.strip_suffix("index.md").filter(|_| kind != Kind::Section);
                let registry = bundle
                    .and_then(|folder| beside.iter().find(|(path, _)| path == folder))
                    .map(|(_, at)| *at);
                let documents = if is_own { &mut inputs.documents } else { &mut inputs.translations };
                documents.push(DocumentFile { entry, path, kind, registry });
            }
            None => inputs.files.push(entry),
        }
    }
}

/// Adds the files of one folder, each with the path that is shown, as one registry. The first is the site's, which bundles share.
fn read_registry(inputs: &mut Inputs, files: &[(String, Vec<u8>)], diagnostics: &mut Diagnostics) {
    let mut registry = Registry::default();
    for (shown, bytes) in files {
        inputs.fingerprint =
            hash([&inputs.fingerprint.to_le_bytes()[..], shown.as_bytes(), bytes].concat().as_slice());
        let Some(text) = decode(shown, bytes, diagnostics) else { continue };
        let mut findings = Findings::new(shown, 0);
        let scheme = &inputs.config.scheme;
        match shown.rsplit('/').next() {
            Some(references::BIBTEX) => {
                let references = references::bibtex(text, scheme, &mut findings);
                registry.adopt(references, &mut findings);
            }
            Some(references::CSL) => {
                let references = references::csl(text, scheme, &mut findings);
                registry.adopt(references, &mut findings);
            }
            _ => {
                registry = Registry::read(text, scheme, &mut findings);
                // A mark at the beginning of a text is the level of its source.
                let marks = marked_texts::marks(text, scheme).into_iter();
                inputs.marks.extend(marks.filter(|marked| marked.level.is_none() || !marked.begins).map(
                    |marked| {
                        let place =
                            "the release level; begin the source's title with it, or write `classification`";
                        (marked.level, marked_texts::finding(&marked, shown, 0, place))
                    },
                ));
            }
        }
        diagnostics.append(findings.diagnostics);
    }
    diagnostics.append(registry.resolve(inputs.registries.first()));
    inputs.registries.push(registry);
}

fn theme(root: &Path, config: &Config, diagnostics: &mut Diagnostics) -> Theme {
    let mut layers = Vec::new();
    if let Some(theme) = &config.theme {
        let name = &theme.value;
        let folder = format!("themes/{name}");
        if fs::is_folder(&root.join(&folder)) {
            layers.push(Layer {
                templates: layer_files(root, &format!("{folder}/templates"), diagnostics),
                files: layer_files(root, &format!("{folder}/static"), diagnostics),
                strings: layer_files(root, &format!("{folder}/i18n"), diagnostics),
                about: about(root, &folder, diagnostics),
            });
        } else {
            let near = nearest(name, fs::folders_in(&root.join("themes")).iter().map(String::as_str))
                .map(|near| format!("\"{near}\""));
            diagnostics.push(
                Diagnostic::new(&codes::THEME_MISSING, format!("there is no theme `{name}`"))
                    .at(&config.path, theme.span.clone())
                    .help(format!("put it into {folder}/, or leave `theme` out to use the default one"))
                    .replace_with(near),
            );
        }
    }
    let mut own = Layer { templates: layer_files(root, "templates", diagnostics), ..Layer::default() };
    own.strings = layer_files(root, "i18n", diagnostics);
    layers.push(own);
    let (mut theme, found) = theme::load(&config.language, layers);
    diagnostics.append(found);
    if !theme.translated {
        let language = &config.language;
        let message = format!("no theme has words in the language `{language}`, so pages have English ones");
        let help =
            format!("translate themes/default/i18n/en.toml of bluf into i18n/{language}.toml of this site");
        diagnostics
            .push(Diagnostic::new(&codes::LANGUAGE_WITHOUT_WORDS, message).file(&config.path).help(help));
    }
    // A file of the site's static/ under a name that the theme uses takes its place.
    let names: Vec<String> = theme.files.keys().cloned().collect();
    for name in names {
        let path = root.join("static").join(&name);
        if fs::is_file(&path)
            && let Some(bytes) = read_or_report(&path, &format!("static/{name}"), diagnostics)
        {
            theme.files.insert(name, bytes);
        }
    }
    theme
}

fn about(root: &Path, folder: &str, diagnostics: &mut Diagnostics) -> Option<LayerFile> {
    let shown = format!("{folder}/{}", theme::ABOUT);
    let bytes = read_if_there(root, &shown, diagnostics)?;
    Some(LayerFile { name: theme::ABOUT.to_owned(), path: shown, bytes })
}

fn layer_files(root: &Path, folder: &str, diagnostics: &mut Diagnostics) -> Vec<LayerFile> {
    let (entries, problems) = fs::walk(&root.join(folder), root, Hidden::Skip);
    report(diagnostics, folder, problems);
    entries
        .into_iter()
        .filter_map(|entry| {
            let path = format!("{folder}/{}", entry.relative);
            let bytes = read_or_report(&entry.path, &path, diagnostics)?;
            Some(LayerFile { path, name: entry.relative, bytes })
        })
        .collect()
}

fn report(diagnostics: &mut Diagnostics, folder: &str, problems: Vec<Problem>) {
    for problem in problems {
        let path = format!("{folder}/{}", problem.relative);
        let path = path.trim_matches('/');
        let (code, message, help) = match problem.kind {
            ProblemKind::Loop => (
                &codes::UNSAFE_LINK,
                "a symbolic link that leads to a folder above itself".into(),
                "remove the link",
            ),
            ProblemKind::Outside => (
                &codes::UNSAFE_LINK,
                "a symbolic link that leaves the site".into(),
                "copy the file into the site",
            ),
            ProblemKind::Dangling => (
                &codes::UNSAFE_LINK,
                "a symbolic link to nothing".into(),
                "remove the link, or restore what it names",
            ),
            ProblemKind::Name => {
                (&codes::UNREADABLE, "a name that is not UTF-8 cannot be an address".into(), "rename it")
            }
            ProblemKind::Special => (&codes::UNREADABLE, "neither a file nor a folder".into(), "remove it"),
            ProblemKind::System(error) => {
                (&codes::UNREADABLE, format!("cannot be read: {error}"), "check its permissions")
            }
        };
        diagnostics.push(Diagnostic::new(code, message).file(path).help(help));
    }
}
