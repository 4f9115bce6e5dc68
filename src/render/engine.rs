//! The template engine: Tera with the theme's templates, two functions of ours, and errors as diagnostics.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Context, Kwargs, State, Tera, Value};

use super::template_errors;
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
            let name = template_errors::file(&error);
            diagnostics.extend(template_errors::findings(theme, &error, &codes::TEMPLATE_SYNTAX));
            // The others are still worth reading: go on without the broken one.
            match name.and_then(|name| texts.get_mut(name)) {
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
        self.tera.render_to(template, context, &mut *out).map_err(|error| {
            let found = template_errors::findings(self.theme, &error, &codes::TEMPLATE_RENDER);
            let first = found.into_iter().next();
            Box::new(first.unwrap_or_else(|| Diagnostic::new(&codes::TEMPLATE_RENDER, error.to_string())))
        })
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
