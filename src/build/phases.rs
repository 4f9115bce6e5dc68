//! The phases of a build in order.
//!
//! In: a request and what is to become of the site. Out: findings, counts, times. What each phase does is in the module that
//! it calls; here is only what follows what, and what is passed on.

use std::path::Path;
use std::sync::{Arc, MutexGuard};

use jiff::Timestamp;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::clock::Clock;
use super::load::{Linted, Reader};
use super::mode::{Asking, Mode};
use super::output::{audit_of, unsafe_output};
use super::standing::Standing;
use super::{Linting, Memory, Outcome, Request, Summary, languages, sealed};
use crate::config::Overrides;
use crate::content::Document;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::external;
use crate::fs::{self, FsError};
use crate::inputs::{self, Inputs};
use crate::lint::Linter;
use crate::manifest::Basis;
use crate::pictures::{self, Store};
use crate::release::{self, Originals, Policy, Released};
use crate::site::{Site, Surroundings, assemble_with};
use crate::{assets, formats, plan, publish, render, search, theme, unchanged};

pub(super) fn run_with(
    request: &Request,
    mode: Mode<'_>,
    overrides: &Overrides,
    mut clock: Clock,
) -> Result<Outcome, FsError> {
    let (inputs, mut diagnostics) = inputs::read(&request.root, &request.config, overrides)?;
    clock.phase("read");
    let summary = stages(request, mode, &inputs, overrides, &mut diagnostics, &mut clock)?;
    diagnostics.locate(|path| quote(&inputs.root, path));
    Ok(Outcome {
        summary: summary.filter(|_| !diagnostics.has_errors()),
        diagnostics,
        timings: clock.phases,
        effort: clock.effort,
        tried: clock.tried,
    })
}

pub(super) fn stages(
    request: &Request,
    mut mode: Mode<'_>,
    inputs: &Inputs,
    overrides: &Overrides,
    diagnostics: &mut Diagnostics,
    clock: &mut Clock,
) -> Result<Option<Summary>, FsError> {
    let config = &inputs.config;
    if let Mode::Memory(audience) = &mode {
        audience.begin(config);
    }
    let (policy, found) = Policy::new(config, &request.gate);
    diagnostics.append(found);
    diagnostics.extend(marks_above(inputs, &policy));
    let (linter, found) = Linter::new(config, request.gate.as_of);
    diagnostics.append(found);
    let linter = (request.linting != Linting::Nothing).then_some(&linter);
    let alerts = inputs.theme.strings.alerts();
    let reader = Reader::new(inputs, &policy, linter, &alerts);
    let mut memory = mode.memory(request, inputs, &policy);
    let remembered = memory.as_deref_mut().zip(mode.viewer());
    let Some((documents, findings)) = reader.all(remembered, diagnostics) else { return Ok(None) };
    clock.phase("load");
    let until = unchanged::holds_until(&documents, request.gate.as_of, request.linting);
    let originals =
        if config.languages.is_empty() { Originals::default() } else { Originals::new(&documents, &policy) };
    let read = (documents, findings);
    let released = released(request, inputs, &policy, read, &Originals::default(), diagnostics);
    let wrong = diagnostics.has_errors();
    let is_new = memory.as_ref().is_some_and(|memory| memory.is_new());
    let known = memory.as_deref_mut().map(|memory| &mut memory.related);
    let (mut site, found) = assemble_with(config, released, Surroundings::default(), known, |site, found| {
        if let Mode::Memory(audience) = &mode
            && is_new
            && !wrong
            && !found.has_errors()
        {
            audience.glance(inputs, site);
        }
    });
    let found = without_repetition(found, diagnostics);
    diagnostics.extend(found);
    let published = site.published();
    if let Some(record) = &inputs.record {
        let known = inputs.document_paths();
        diagnostics.append(record.judge(&published, |path| known.contains(path)));
    }
    diagnostics.append(published.corrections(inputs.record.as_ref()));
    clock.phase("assemble");
    if mode.is_overtaken() {
        return Ok(None);
    }
    let pictures = mode.pictures(&inputs.root, memory.as_deref());
    let setting = languages::Setting {
        request,
        overrides,
        policy: &policy,
        originals: &originals,
        pictures: &pictures,
    };
    let addresses = match &mut mode {
        Mode::Check(Some(asking)) => Some(&mut asking.addresses),
        _ => None,
    };
    let editions = setting.editions(inputs, &mut site, addresses, diagnostics)?;
    if !config.languages.is_empty() {
        clock.phase("languages");
    }
    let until = [until, editions.until].into_iter().flatten().min();
    if let Mode::Memory(audience) = &mode {
        audience.holds_until(until);
    }
    if mode.is_overtaken() {
        return Ok(None);
    }
    let assembled =
        Assembled { request, inputs, policy: &policy, site, languages: editions.files, until, pictures };
    assembled.publish(mode, memory, &reader, diagnostics, clock)
}

/// A site behind the second barrier, with what its pages are made of.
struct Assembled<'a> {
    request: &'a Request,
    inputs: &'a Inputs,
    policy: &'a Policy,
    site: Site<'a>,
    languages: Vec<plan::Edition>,
    /// Until when it stays as it is, without an edit.
    until: Option<Timestamp>,
    pictures: Arc<Store>,
}

impl Assembled<'_> {
    /// The phases after the second barrier.
    fn publish(
        self,
        mode: Mode<'_>,
        memory: Option<MutexGuard<'_, Memory>>,
        reader: &Reader<'_>,
        diagnostics: &mut Diagnostics,
        clock: &mut Clock,
    ) -> Result<Option<Summary>, FsError> {
        let Self { request, inputs, policy, site, languages, until, pictures: store } = self;
        let config = &inputs.config;
        let assets = assets::collect(&inputs.theme.files, &config.scheme);
        let statics: Vec<String> = inputs.statics.iter().map(|file| file.relative.clone()).collect();
        let index = search::Index::new(&site, &inputs.theme.strings);
        clock.phase("search");
        let keys =
            if matches!(mode, Mode::Publish(_)) { sealed::Keys::Needed } else { sealed::Keys::IfGiven };
        let sealed = sealed::tiers(request, keys, inputs, policy, &store, diagnostics)?;
        if !sealed.is_empty() {
            clock.phase("sealed tiers");
        }
        let besides = plan::Besides { sealed, languages };
        let (measures, found) = pictures::measure(inputs, &site, &store);
        diagnostics.append(found);
        clock.phase("pictures");
        let (plan, found) = plan::plan(&site, &index, &assets, &statics, &measures, &besides);
        diagnostics.append(found);
        let (renderer, found) = render::Renderer::new(&site, &inputs.theme, &assets, &measures);
        // A template that cannot be read would be told again by every page that needs it.
        let templates_work = !found.has_errors();
        diagnostics.append(found);
        clock.phase("plan");
        if let Mode::Publish(_) = mode {
            diagnostics.extend(unsafe_output(&inputs.root, &request.output)?);
        }
        // A release level is a promise, so what is about to be published under one is audited first.
        let audit = match (policy.named, &mode) {
            (Some(_), Mode::Publish(_)) if !diagnostics.has_errors() => {
                audit_of(request, &config.sealed, &store, diagnostics)?
            }
            _ => None,
        };
        // With errors, those of the audit included, nothing is published, but the pages are made all the same: what is wrong
        // in them belongs to the same report.
        let wrong = diagnostics.has_errors();
        if wrong && !templates_work {
            return Ok(None);
        }
        let work = publish::Work {
            inputs,
            site: &site,
            index: &index,
            plan: &plan,
            assets: &assets,
            entries: formats::Entries::new(&site),
            renderer: &renderer,
            audit: audit.as_ref(),
            besides: &besides,
        };
        // Key files and passphrases of sealed tiers are no inputs that the next build could compare.
        let rests = config.sealed.is_empty();
        let basis = |inputs| Basis {
            inputs,
            from: request.gate.as_of,
            until,
            reports: site.reports.len(),
            findings: 0,
            besides: None,
        };
        let summary = |counts: fs::Published| Summary {
            reports: site.reports.len(),
            files: plan.outputs.len(),
            written: counts.written,
            removed: counts.removed,
        };
        let mode = match (mode, memory) {
            (Mode::Publish(_), _) if wrong => Mode::Check(None),
            (Mode::Memory(audience), Some(memory)) => {
                store.sweep();
                if audience.show(&work, memory, diagnostics, clock, summary(fs::Published::default()))? {
                    audience.viewer.stand(&Standing::new(&work, reader, policy));
                }
                renderer.dismantle();
                return Ok(None);
            }
            (mode, _) => mode,
        };
        let publishes = matches!(mode, Mode::Publish(_));
        let (counts, found) = carry_out(
            mode,
            &work,
            &request.output,
            &|inputs| rests.then(|| basis(inputs)),
            diagnostics,
            clock,
        )?;
        diagnostics.append(found);
        let summary = counts.filter(|_| !wrong).map(summary);
        if let (Some(_), true) = (summary, publishes) {
            store.clear(inputs)?;
        }
        renderer.dismantle();
        // Millions of texts, which one thread alone would take long to give back.
        site.reports.into_par_iter().for_each(drop);
        clock.phase("clear up");
        Ok(summary)
    }
}

/// What the gate lets through, and what was found in it.
pub(super) fn released(
    request: &Request,
    inputs: &Inputs,
    policy: &Policy,
    (documents, findings): (Vec<Arc<Document>>, Linted),
    originals: &Originals,
    diagnostics: &mut Diagnostics,
) -> Released {
    let files = inputs.files.iter().map(|file| file.relative.clone()).collect();
    let (released, found) = release::gate(documents, files, &inputs.config, policy, originals);
    diagnostics.append(found);
    let paths: FxHashSet<&str> = released.paths().collect();
    for (path, found) in findings {
        // A report that is held back is nobody's business here, its mistakes included.
        if request.linting == Linting::Everything || paths.contains(path.as_str()) {
            diagnostics.extend(found);
        }
    }
    released
}

/// Marks outside of documents that this release may not have, where marks are obeyed.
fn marks_above(inputs: &Inputs, policy: &Policy) -> Vec<Diagnostic> {
    if !policy.is_strict(&inputs.config) {
        return Vec::new();
    }
    let above = inputs.marks.iter().filter(|(level, _)| level.is_none_or(|level| level > policy.ceiling));
    above.map(|(_, finding)| finding.clone()).collect()
}

/// Makes the outputs, and does with them what the mode says. `basis` is what the next build may go by, with what was `told` so far.
fn carry_out(
    mode: Mode<'_>,
    work: &publish::Work<'_>,
    output: &Path,
    basis: &dyn Fn(u128) -> Option<Basis>,
    told: &Diagnostics,
    clock: &mut Clock,
) -> Result<(Option<fs::Published>, Diagnostics), FsError> {
    let mut external = None;
    let (counts, mut found) = match mode {
        Mode::Publish(made_from) => {
            let publication = publish::Publication { output, basis: made_from.and_then(basis), told };
            work.run(Some(&publication), &mut clock.effort)?
        }
        Mode::Check(asking) => {
            external = asking;
            work.run(None, &mut clock.effort)?
        }
        Mode::Memory(_) => work.run(None, &mut clock.effort)?,
        Mode::Tier(contents, _) => {
            let (files, shared, found) = work.collect_edition()?;
            *contents = sealed::Contents { files, shared };
            (Some(fs::Published::default()), found)
        }
    };
    clock.phase("render and write");
    if let Some(Asking { asker, time, mut addresses }) = external {
        addresses.gather(work.site, &|path| quote(&work.inputs.root, path));
        let (tried, more) = external::try_out(addresses, &work.inputs.config, asker, time);
        found.append(more);
        clock.tried = Some(tried);
        clock.phase("external");
    }
    Ok((counts, found))
}

/// Findings about missing files, but for those that are there and were refused: that is said already.
pub(super) fn without_repetition(found: Diagnostics, earlier: &Diagnostics) -> Vec<Diagnostic> {
    let refused: Vec<&str> = earlier
        .iter()
        .filter(|finding| finding.code == &codes::UNSAFE_LINK)
        .filter_map(|finding| Some(finding.place.as_ref()?.path.as_str()))
        .collect();
    let said = |finding: &Diagnostic| {
        let missing = finding.message.strip_prefix("there is no file ");
        finding.code == &codes::MISSING_FILE
            && missing.is_some_and(|missing| refused.iter().any(|path| Path::new(missing).starts_with(path)))
    };
    found.into_iter().filter(|finding| !said(finding)).collect()
}

/// The text of a path, for quoting it. `root` is the real path of the site.
pub(super) fn quote(root: &Path, path: &str) -> Option<String> {
    if let Some(text) = theme::embedded_text(path) {
        return Some(text);
    }
    // A link that leaves the site is an error whose message must not show what is behind it.
    let real = fs::real_path(&root.join(path)).ok().filter(|real| real.starts_with(root))?;
    let bytes = fs::read(&real).ok()?;
    String::from_utf8(bytes).ok()
}
