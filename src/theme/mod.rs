//! The theme: templates, strings and files in layers. The site's own come before its theme's, and those before
//! the default theme inside the binary, file by file.
//!
//! In: texts and bytes of the layers. Out: [`Theme`]. Does not render anything.

mod about;
mod strings;

use std::collections::BTreeMap;

use rust_embed::RustEmbed;

use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::table::{Findings, parse};

pub use about::About;
pub use strings::Strings;

#[derive(RustEmbed)]
#[folder = "themes/default"]
struct Embedded;

/// The file in which a theme says what it is.
pub const ABOUT: &str = "theme.toml";

/// How the embedded theme's files are named in messages.
const EMBEDDED: &str = "(default theme)";

/// One template.
#[derive(Debug, Clone)]
pub struct Template {
    /// Name in the engine: `report.html`.
    pub name: String,
    /// Path below the site's root, or marked as the default theme's.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// A file that comes from somewhere in the site: its path for messages, its bytes.
#[derive(Debug, Clone)]
pub struct LayerFile {
    /// Path in its folder: `report.html`, `css/style.css`.
    pub name: String,
    /// Path below the site's root.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// The files of one layer.
#[derive(Debug, Default)]
pub struct Layer {
    /// Below `templates/`.
    pub templates: Vec<LayerFile>,
    /// Below `static/`; the site's own static files are not among them.
    pub files: Vec<LayerFile>,
    /// Below `i18n/`.
    pub strings: Vec<LayerFile>,
    /// `theme.toml`.
    pub about: Option<LayerFile>,
}

/// All layers together.
#[derive(Debug)]
pub struct Theme {
    /// By name.
    pub templates: BTreeMap<String, Template>,
    /// Files of the theme by path below `static/`.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Strings in the site's language.
    pub strings: Strings,
    /// Whether a layer has strings of that language.
    pub translated: bool,
    /// What the uppermost theme says of itself.
    pub about: About,
}

/// Layers a theme for a language; `layers` go over the default theme in order, the site's own last.
pub fn load(language: &str, layers: Vec<Layer>) -> (Theme, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let mut templates = BTreeMap::new();
    let mut files = BTreeMap::new();
    let mut strings = Strings::default();
    let mut translated = false;
    let embedded = embedded();
    let layers: Vec<Layer> = std::iter::once(embedded).chain(layers).collect();
    // English first, so that a language falls back to it; then `pt`, then `pt-BR`; each through all layers.
    let primary = language.split('-').next().unwrap_or(language);
    for wanted in ["en", primary, language] {
        let name = format!("{wanted}.toml");
        for file in layers.iter().flat_map(|layer| &layer.strings).filter(|file| file.name == name) {
            translated |= wanted != "en" || primary == "en";
            let Some(text) = crate::content::decode(&file.path, &file.bytes, &mut diagnostics) else {
                continue;
            };
            let mut findings = Findings::new(&file.path, 0);
            let table = parse(text, "the strings of a theme", &mut findings);
            strings.extend(
                table.all_texts(&mut findings).into_iter().map(|(key, text)| (key, text.value)).collect(),
            );
            diagnostics.append(findings.diagnostics);
        }
    }
    let mut about = About::default();
    for layer in layers {
        if let Some(file) = layer.about
            && let Some(text) = crate::content::decode(&file.path, &file.bytes, &mut diagnostics)
        {
            let mut findings = Findings::new(&file.path, 0);
            about = about::read(text, &mut findings);
            diagnostics.append(findings.diagnostics);
        }
        for file in layer.templates {
            match String::from_utf8(file.bytes) {
                Ok(text) => {
                    let template = Template { name: file.name.clone(), path: file.path, text };
                    templates.insert(file.name, template);
                }
                Err(_) => diagnostics.push(
                    Diagnostic::new(&codes::INVALID_UTF8, "the template is not UTF-8")
                        .file(&file.path)
                        .help("save it as UTF-8"),
                ),
            }
        }
        files.extend(layer.files.into_iter().map(|file| (file.name, file.bytes)));
    }
    (Theme { templates, files, strings, translated, about }, diagnostics)
}

/// The texts of the default theme, which every copy of bluf has.
pub fn embedded_texts() -> Vec<String> {
    let Layer { templates, files, strings, .. } = embedded();
    let all = templates.into_iter().chain(files).chain(strings);
    all.map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).collect()
}

fn embedded() -> Layer {
    let mut layer = Layer::default();
    let mut names: Vec<_> = Embedded::iter().collect();
    names.sort();
    for name in names {
        let Some(file) = Embedded::get(&name) else { continue };
        if name == ABOUT {
            let path = format!("{EMBEDDED}/{name}");
            layer.about = Some(LayerFile { name: name.to_string(), path, bytes: file.data.into_owned() });
            continue;
        }
        let list = match name.split('/').next() {
            Some("templates") => &mut layer.templates,
            Some("static") => &mut layer.files,
            Some("i18n") => &mut layer.strings,
            _ => continue,
        };
        let short = name.split_once('/').map_or(&*name, |(_, rest)| rest).to_owned();
        list.push(LayerFile {
            name: short,
            path: format!("{EMBEDDED}/{name}"),
            bytes: file.data.into_owned(),
        });
    }
    layer
}

/// The text of a file of the default theme by its path in messages, for quoting it there.
pub fn embedded_text(path: &str) -> Option<String> {
    let file = Embedded::get(path.strip_prefix(EMBEDDED)?.strip_prefix('/')?)?;
    String::from_utf8(file.data.into_owned()).ok()
}
