//! The template engine: Tera with the theme's templates, two functions of ours, and errors as diagnostics.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Context, ErrorKind, Kwargs, State, Tera, Value};

use crate::assets::{Asset, AssetView};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::theme::Theme;

use super::once::Once;

/// A set of templates, ready to render.
pub(super) struct Engine<'t> {
    tera: Tera,
    once: Arc<Once>,
    theme: &'t Theme,
}

/// Most errors reported in the templates of one build; each try costs a parse of all of them.
const MOST_ERRORS: usize = 20;

impl<'t> Engine<'t> {
    /// Reads all templates of a theme. With errors in some of them the engine has empty ones in their place.
    pub(super) fn new(theme: &'t Theme, assets: &[Asset], base_path: &str) -> (Self, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let mut texts: BTreeMap<&str, &str> = theme
            .templates
            .values()
            .map(|template| (template.name.as_str(), template.text.as_str()))
            .collect();
        let once = Arc::new(Once::default());
        for _ in 0..MOST_ERRORS {
            let mut tera = base(assets, base_path, &once);
            let Err(error) = tera.add_raw_templates(texts.iter().map(|(name, text)| (*name, *text))) else {
                return (Self { tera, once, theme }, diagnostics);
            };
            let name = error_file(&error);
            diagnostics.push(diagnostic(theme, &error, &codes::TEMPLATE_SYNTAX));
            // The others are still worth reading: go on without the broken one.
            match name.and_then(|name| texts.get_mut(name.as_str())) {
                Some(text) if !text.is_empty() => *text = "",
                _ => break,
            }
        }
        (Self { tera: base(assets, base_path, &once), once, theme }, diagnostics)
    }

    /// Makes `once` ready: `shared` are the variables that its components may take implicitly.
    pub(super) fn share(&self, shared: Context) {
        self.once.prepare(&self.tera, shared);
    }

    /// Renders one page into `out`.
    pub(super) fn render(
        &self,
        template: &str,
        context: &Context,
        out: &mut Vec<u8>,
    ) -> Result<(), Box<Diagnostic>> {
        self.tera
            .render_to(template, context, &mut *out)
            .map_err(|error| Box::new(diagnostic(self.theme, &error, &codes::TEMPLATE_RENDER)))
    }
}

fn base(assets: &[Asset], base_path: &str, once: &Arc<Once>) -> Tera {
    let mut tera = Tera::new();
    Once::register(once, &mut tera);
    let known: BTreeMap<String, Value> = assets
        .iter()
        .map(|asset| {
            let view =
                AssetView { url: format!("{base_path}{}", asset.output), integrity: asset.integrity.clone() };
            (asset.name.clone(), Value::from_serializable(&view))
        })
        .collect();
    tera.register_function("asset", move |arguments: Kwargs, _: &State<'_>| -> tera::TeraResult<Value> {
        let path = arguments.must_get::<&str>("path")?;
        known
            .get(path)
            .cloned()
            .ok_or_else(|| tera::Error::message(format!("the theme has no file `static/{path}`")))
    });
    tera
}

fn error_file(error: &tera::Error) -> Option<String> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            Some(report.filename().to_owned())
        }
        ErrorKind::MissingParent { current, .. } => Some(current.clone()),
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => Some(tpl.clone()),
        _ => None,
    }
}

fn diagnostic(theme: &Theme, error: &tera::Error, code: &'static crate::diag::Code) -> Diagnostic {
    let (ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report)) = error.kind() else {
        let message = error.to_string();
        let finding = Diagnostic::new(code, message.lines().next().unwrap_or("the template cannot be used"));
        return match error_file(error).and_then(|name| theme.templates.get(&name)) {
            Some(template) => finding.file(&template.path),
            None => finding,
        };
    };
    let message = report.message().lines().next().unwrap_or_default().trim_end_matches('.').to_owned();
    let finding = Diagnostic::new(code, lower_first(&message));
    let Some(template) = theme.templates.get(report.filename()) else { return finding };
    let span = report.span();
    let start = offset(&template.text, span.start_line, span.start_col);
    let end = offset(&template.text, span.end_line, span.end_col).max(start + 1);
    finding.at(&template.path, start..end)
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

/// The byte at a line (from 1) and column (characters from 0).
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let line = text[start.min(text.len())..].lines().next().unwrap_or_default();
    start + line.char_indices().nth(column).map_or(line.len(), |(at, _)| at)
}
