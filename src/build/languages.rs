//! The editions of a site in its other languages: for each the same phases, with the documents, the words and the addresses
//! of that language.
//!
//! In: the request, the assembled edition in the site's own language, what became of its documents. Out: the files of each edition, in
//! memory, and every edition's outline in the others. An edition goes through the same gate; what is withheld of an original is
//! withheld of its translations.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use rustc_hash::FxHashSet;

use super::load::Reader;
use super::phases::{quote, released, without_repetition};
use super::preview::sources;
use super::{Linting, Request};
use crate::assets::Asset;
use crate::config::Overrides;
use crate::diag::Diagnostics;
use crate::external::Addresses;
use crate::fs::FsError;
use crate::inputs::{self, Inputs};
use crate::lint::Linter;
use crate::pictures::{self, Measures, Store};
use crate::publish;
use crate::release::{Originals, Policy};
use crate::site::{Outline, Site, Surroundings, assemble_with};
use crate::{assets, formats, plan, render, search, unchanged};

/// What the editions are made with besides what they read.
pub(super) struct Setting<'s> {
    pub(super) request: &'s Request,
    pub(super) overrides: &'s Overrides,
    pub(super) policy: &'s Policy,
    pub(super) originals: &'s Originals,
    pub(super) pictures: &'s Store,
}

/// The editions in other languages.
#[derive(Default)]
pub(super) struct Editions {
    /// Their files by path below the output folder, one edition after the other in order of tags.
    pub(super) files: Vec<plan::Edition>,
    /// Until when they stay as they are, without an edit.
    pub(super) until: Option<Timestamp>,
}

impl Setting<'_> {
    /// Makes every edition, adds the addresses of other hosts that it names to `addresses`, and tells `site`, the one in the site's own language, of them.
    pub(super) fn editions(
        &self,
        original: &Inputs,
        site: &mut Site<'_>,
        mut addresses: Option<&mut Addresses>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Editions, FsError> {
        let mut read = Vec::new();
        for language in &original.config.languages {
            let overrides =
                Overrides { language: Some(language.tag.value.clone()), ..self.overrides.clone() };
            let (inputs, found) = inputs::read(&self.request.root, &self.request.config, &overrides)?;
            diagnostics.append(found);
            read.push((language.address(), inputs));
        }
        if read.is_empty() {
            return Ok(Editions::default());
        }
        let common = Common::new(original, self.pictures);
        let outline = Arc::new(Outline::of(site));
        let mut editions = Editions::default();
        let mut sites = Vec::new();
        for (_, inputs) in &read {
            let (site, until) = self.assembled(inputs, &outline, common.paths(), diagnostics);
            editions.until = [editions.until, until].into_iter().flatten().min();
            sites.push(site);
        }
        let outlines: Vec<Arc<Outline>> =
            std::iter::once(outline).chain(sites.iter().map(|site| Arc::new(Outline::of(site)))).collect();
        let others = |own: &str| outlines.iter().filter(|outline| outline.language != own).cloned().collect();
        site.editions = others(&site.config.language);
        for edition in &mut sites {
            edition.editions = others(&edition.config.language);
        }
        for ((address, inputs), site) in read.iter().zip(&sites) {
            let mut edition = plan::Edition::default();
            if let Some(addresses) = &mut addresses {
                addresses.gather(site, &|path| quote(&inputs.root, path));
            }
            let (files, sources) = files(inputs, site, &common, self.pictures, diagnostics)?;
            let below = |path: &str| format!("{address}{path}");
            edition.files.extend(files.into_iter().map(|(path, bytes)| (below(&path), bytes)));
            edition.sources.extend(sources.into_iter().map(|(path, source)| (below(&path), source)));
            editions.files.push(edition);
        }
        Ok(editions)
    }

    fn assembled<'i>(
        &self,
        inputs: &'i Inputs,
        original: &Arc<Outline>,
        shared: FxHashSet<String>,
        diagnostics: &mut Diagnostics,
    ) -> (Site<'i>, Option<Timestamp>) {
        let Request { gate, linting, .. } = self.request;
        let (linter, _) = Linter::new(&inputs.config, gate.as_of);
        let alerts = inputs.theme.strings.alerts();
        let linter = (*linting != Linting::Nothing).then_some(&linter);
        let reader = Reader::new(inputs, self.policy, linter, &alerts);
        let (documents, findings) = reader.all(None, diagnostics).unwrap_or_default();
        let until = unchanged::holds_until(&documents, gate.as_of, *linting);
        let released =
            released(self.request, inputs, self.policy, (documents, findings), self.originals, diagnostics);
        let surroundings = Surroundings { original: Some(Arc::clone(original)), shared };
        let (site, found) = assemble_with(&inputs.config, released, surroundings, None, |_, _| {});
        let found = without_repetition(found, diagnostics);
        diagnostics.extend(found);
        (site, until)
    }
}

/// What all editions have in common: files of `static/` and of the theme.
struct Common {
    assets: Vec<Asset>,
    statics: Vec<String>,
    measures: Measures,
}

impl Common {
    /// From what the original edition reads. What is wrong with these files is told by that edition.
    fn new(inputs: &Inputs, pictures: &Store) -> Self {
        Self {
            assets: assets::collect(&inputs.theme.files, &inputs.config.scheme),
            statics: inputs.statics.iter().map(|file| file.relative.clone()).collect(),
            measures: pictures::measure_statics(inputs, pictures).0,
        }
    }

    fn paths(&self) -> FxHashSet<String> {
        self.statics.iter().chain(self.assets.iter().map(|asset| &asset.output)).cloned().collect()
    }
}

/// Renders an edition.
fn files(
    inputs: &Inputs,
    site: &Site<'_>,
    common: &Common,
    pictures: &Store,
    diagnostics: &mut Diagnostics,
) -> Result<(publish::Files, BTreeMap<String, String>), FsError> {
    let Common { assets, statics, .. } = common;
    let index = search::Index::new(site, &inputs.theme.strings);
    let besides = plan::Besides::default();
    let (mut measures, found) = pictures::measure_attached(inputs, site, pictures);
    diagnostics.append(found);
    measures.extend(common.measures.clone());
    let (plan, found) = plan::plan(site, &index, assets, statics, &measures, &besides);
    diagnostics.append(found);
    let (renderer, found) = render::Renderer::new(site, &inputs.theme, assets, &measures);
    if found.has_errors() {
        // Told by the edition in the site's own language, which has the same templates.
        return Ok(Default::default());
    }
    let work = publish::Work {
        inputs,
        site,
        index: &index,
        plan: &plan,
        assets,
        entries: formats::Entries::new(site),
        renderer: &renderer,
        audit: None,
        besides: &besides,
    };
    let (files, _, found) = work.collect_edition()?;
    diagnostics.append(found);
    renderer.dismantle();
    Ok((files, sources(site, &plan)))
}
