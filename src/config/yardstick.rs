//! `yardstick` of site.toml: the name of a built-in table, or a table of the site's own.

use std::ops::Range;

use crate::diag::{Diagnostic, Place, codes};
use crate::table::{Findings, Table};
use crate::tradecraft::{OwnError, OwnTerm, YARDSTICKS, Yardstick};

/// The name of a table that has none.
const UNNAMED: &str = "this site’s yardstick";

/// Reads the key; with mistakes in it the first built-in table, so that texts can still be read.
pub(super) fn read(table: &mut Table<'_>, findings: &mut Findings<'_>) -> &'static Yardstick {
    of_language(table, findings).unwrap_or(&YARDSTICKS[0])
}

/// Reads the key in the table of a language, whose words of likelihood are its own; none without it.
pub(super) fn of_language(table: &mut Table<'_>, findings: &mut Findings<'_>) -> Option<&'static Yardstick> {
    if !table.is_table("yardstick") {
        let names: Vec<&'static str> = YARDSTICKS.iter().map(|yardstick| yardstick.name).collect();
        return table.choice("yardstick", &names, findings).map(|at| &YARDSTICKS[at]);
    }
    let own = table.table("yardstick", "[yardstick]", findings);
    own.and_then(|table| own_table(table, findings))
}

/// A term, with the place of its words and of its table.
struct Written {
    term: OwnTerm,
    span: Range<usize>,
}

fn own_table(mut table: Table<'_>, findings: &mut Findings<'_>) -> Option<&'static Yardstick> {
    let span = table.span.clone();
    let title = table.words("name", findings).map_or_else(|| UNNAMED.to_owned(), |name| name.value);
    let tables = table.tables("terms", "[[yardstick.terms]]", findings);
    let said = table.was_wrong("terms", findings);
    table.finish(findings);
    let count = tables.len();
    let terms: Vec<Written> = tables.into_iter().filter_map(|table| term(table, findings)).collect();
    // Where a term could not be read, that is told, and the others cannot be judged without it.
    if terms.len() < count || said {
        return None;
    }
    let plain: Vec<OwnTerm> = terms.iter().map(|written| written.term.clone()).collect();
    match Yardstick::own(&title, &plain) {
        Ok(yardstick) => Some(yardstick),
        Err(errors) => {
            for error in errors {
                let (span, diagnostic) = diagnostic(&error, &terms, &span, findings.path);
                findings.push(&span, diagnostic);
            }
            None
        }
    }
}

fn term(mut table: Table<'_>, findings: &mut Findings<'_>) -> Option<Written> {
    let name = table.words("term", findings);
    if name.is_none() && !table.was_wrong("term", findings) {
        table.missing("term", "term = \"likely\"", findings);
    }
    let also = table.texts("also", findings).into_iter().map(|text| text.value).collect();
    let mut percent = |key: &'static str, example: &str| {
        let number = table.number(key, 0..=100, findings);
        if number.is_none() && !table.was_wrong(key, findings) {
            table.missing(key, example, findings);
        }
        number.and_then(|number| u8::try_from(number).ok())
    };
    let (low, high) = (percent("low", "low = 55"), percent("high", "high = 80"));
    table.finish(findings);
    let name = name?;
    Some(Written { term: OwnTerm { name: name.value, also, low: low?, high: high? }, span: name.span })
}

fn diagnostic(
    error: &OwnError,
    terms: &[Written],
    table: &Range<usize>,
    path: &str,
) -> (Range<usize>, Diagnostic) {
    let name = |at: usize| terms[at].term.name.as_str();
    let range = |at: usize| format!("{}–{}%", terms[at].term.low, terms[at].term.high);
    let wrong = |message: String| Diagnostic::new(&codes::YARDSTICK, message);
    let other = |at: usize| Some(Place::new(path, terms[at].span.clone()));
    match error {
        OwnError::Empty => (
            table.clone(),
            wrong("a yardstick needs terms".to_owned())
                .help("add [[yardstick.terms]] tables: term = \"likely\", low = 55, high = 80"),
        ),
        OwnError::Backwards(at) => (
            terms[*at].span.clone(),
            wrong(format!("the range of `{}` ends before it begins", name(*at)))
                .help(format!("write low = {}, high = {}", terms[*at].term.high, terms[*at].term.low)),
        ),
        OwnError::Wordless(at) => (
            terms[*at].span.clone(),
            wrong(format!("`{}` has a word without a letter", name(*at)))
                .help("write words as they stand in sentences"),
        ),
        OwnError::Repeated { term, earlier, word } if term == earlier => (
            terms[*term].span.clone(),
            wrong(format!("`{word}` stands twice in one term")).help("remove it from `also`"),
        ),
        OwnError::Repeated { term, earlier, word } => (
            terms[*term].span.clone(),
            wrong(format!("`{word}` cannot mean both {} and {}", range(*earlier), range(*term)))
                .note(format!("it is a word of `{}` as well", name(*earlier)), other(*earlier))
                .help("give each word to one term"),
        ),
        OwnError::Overlap { term, earlier } => (
            terms[*term].span.clone(),
            wrong(format!(
                "the ranges of `{}` ({}) and `{}` ({}) overlap",
                name(*earlier),
                range(*earlier),
                name(*term),
                range(*term)
            ))
            .note("the other term stands here", other(*earlier))
            .help("let each range begin where the one before it ends, or later"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Overrides, load};

    fn messages(yardstick: &str) -> Vec<String> {
        let text = format!("title = \"a\"\nbase_url = \"https://a.example/\"\n{yardstick}\n");
        let (_, diagnostics) = load("site.toml", &text, &Overrides::default());
        diagnostics.iter().map(|finding| finding.message.clone()).collect()
    }

    #[test]
    fn a_table_of_the_sites_own_is_taken() {
        let text = "title = \"a\"\nbase_url = \"https://a.example/\"\n[yardstick]\nname = \"Desk scale\"\n\
            terms = [{ term = \"poor odds\", low = 0, high = 50 }, { term = \"good odds\", also = [\"fair odds\"], low = 50, high = 100 }]\n";
        let (config, diagnostics) = load("site.toml", text, &Overrides::default());
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        assert_eq!((config.yardstick.title, config.yardstick.terms.len()), ("Desk scale", 2));
        assert_eq!(config.yardstick.terms[1].words, ["good odds", "fair odds"]);
    }

    #[test]
    fn mistakes_are_told_once_each() {
        for (written, wanted) in [
            ("[yardstick]\nname = \"a\"", "a yardstick needs terms"),
            ("[yardstick]\nterms = []", "a yardstick needs terms"),
            (
                "[yardstick]\nterms = [{ term = \"a\", low = 60, high = 50 }]",
                "the range of `a` ends before it begins",
            ),
            (
                "[yardstick]\nterms = [{ term = \"a\", low = 0, high = 50 }, { term = \"b\", low = 40, high = 60 }]",
                "the ranges of `a` (0–50%) and `b` (40–60%) overlap",
            ),
            (
                "[yardstick]\nterms = [{ term = \"a\", low = 0, high = 50 }, { term = \"b\", also = [\"A\"], low = 50, high = 60 }]",
                "`a` cannot mean both 0–50% and 50–60%",
            ),
        ] {
            assert_eq!(messages(written), [wanted], "{written}");
        }
        for written in [
            "terms = 3",
            "terms = [{ term = \"a\", low = 0, high = 101 }]",
            "terms = [{ low = 0, high = 9 }]",
        ] {
            assert_eq!(messages(&format!("[yardstick]\n{written}")).len(), 1, "{written}");
        }
    }
}
