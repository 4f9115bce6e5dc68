//! Pages named in angle brackets, `<@/about.md>`: Markdown makes links of addresses only, and would publish the name of the
//! file as text.
//!
//! In: a body and its events. Out: findings. Does not know which files there are.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::diag::{Diagnostic, codes};
use crate::markdown::Events;

/// How such a name begins.
const START: &str = "<@/";

/// A finding for each that is text and not code. `offset` is the first byte of the body in the file `path`.
pub(super) fn findings(body: &str, events: &Events<'_>, path: &str, offset: usize) -> Vec<Diagnostic> {
    let mut texts: Vec<&Range<usize>> = Vec::new();
    let starts = memchr::memmem::find_iter(body.as_bytes(), START.as_bytes());
    let starts: Vec<usize> = starts.filter(|at| !body[..*at].ends_with('\\')).collect();
    if !starts.is_empty() {
        let mut code = false;
        for (event, range) in events {
            match event {
                Event::Start(Tag::CodeBlock(_)) => code = true,
                Event::End(TagEnd::CodeBlock) => code = false,
                Event::Text(_) | Event::Html(_) | Event::InlineHtml(_) if !code => texts.push(range),
                _ => {}
            }
        }
    }
    let is_text = |at: &usize| texts.iter().any(|range| range.contains(at));
    let one = |at: usize| {
        let rest = &body[at + 1..];
        let name = &rest[..rest.find(|sign: char| sign == '>' || sign.is_whitespace()).unwrap_or(rest.len())];
        let end = (at + 2 + name.len()).min(body.len());
        Diagnostic::new(&codes::BROKEN_LINK, "a page in angle brackets is no link")
            .at(path, at + offset..end + offset)
            .help(format!("write [words]({name}); to speak of the file, write its name as `code`"))
    };
    starts.into_iter().filter(is_text).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::RawHtml;
    use crate::markdown::parse;

    #[test]
    fn names_in_angle_brackets_are_found_in_text_alone() {
        let places = |body: &str| -> Vec<usize> {
            let events = parse(body, RawHtml::Escape);
            let found = findings(body, &events, "a.md", 10).into_iter();
            found.filter_map(|finding| finding.place.map(|place| place.span.start)).collect()
        };
        assert_eq!(places("see <@/a.md>.\n\n- <@/b é.md>"), [14, 27]);
        assert_eq!(places("<div><@/a.md></div>"), [15]);
        for body in
            ["[a](<@/a.md>)", "`<@/a.md>`", "```\n<@/a.md>\n```", "\\<@/a.md>", "[a][b]\n\n[b]: <@/a.md>"]
        {
            assert_eq!(places(body), [0; 0], "{body}");
        }
    }
}
