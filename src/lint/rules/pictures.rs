//! Pictures: who made them, and what they show.

use crate::config::LintLevel;
use crate::diag::{Diagnostic, codes};
use crate::lint::{Rule, View};

pub(super) static RULES: [Rule; 2] = [
    Rule { code: &codes::NO_CREDIT, name: "no-credit", default: LintLevel::Warning, find: no_credit },
    Rule { code: &codes::NO_ALT, name: "no-alt", default: LintLevel::Warning, find: no_alt },
];

fn no_credit(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    if let Some(image) = view.document.front.image.as_ref().filter(|image| image.credit.is_none()) {
        found.push(
            view.at(&codes::NO_CREDIT, image.src.span.clone(), "the lead picture has no credit")
                .help("add credit = \"who made it\" to [image]"),
        );
    }
}

fn no_alt(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for picture in view.document.met.pictures.iter().filter(|picture| picture.alt.trim().is_empty()) {
        let message = format!("the picture `{}` has no alternative text", picture.target.value);
        found.push(
            view.at(&codes::NO_ALT, picture.target.span.clone(), message)
                .help("say in the square brackets what it shows: ![…](…)"),
        );
    }
}
