//! Citations that Markdown takes for something else: `[@a](https://example.org/)` is a link, `[words][@a]` loses its words, and
//! of `[@a][source](https://example.org/)` the first part is text.
//!
//! In: a body and its events. Out: findings. What sources there are is asked.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use crate::diag::{Diagnostic, codes};
use crate::markdown::{Events, is_citation, matching, plain_text};

/// A finding for each. `offset` is the first byte of the body in the file `path`. The name of a person on a network may be the
/// words of a link, `[@minister](https://example.org/@minister)`, so a link is wrong only where its words name a source.
pub(super) fn findings(
    body: &str,
    events: &Events<'_>,
    is_source: impl Fn(&str) -> bool,
    path: &str,
    offset: usize,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if memchr::memmem::find(body.as_bytes(), b"[@").is_none() && !body.contains("][") {
        return found;
    }
    let mut finding = |message: &str, range: &Range<usize>, help: String| {
        let finding = Diagnostic::new(&codes::UNKNOWN_SOURCE, message);
        found.push(finding.at(path, range.start + offset..range.end + offset).help(help));
    };
    let mut code = false;
    for (at, (event, range)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::Text(text) if !code && body.get(range.clone()) == Some(text) => {
                let starts = memchr::memmem::find_iter(&body.as_bytes()[range.start..], b"[@");
                let starts = starts.map(|start| start + range.start).take_while(|start| *start < range.end);
                // One that is never closed is none.
                let is_closed = |start: usize| {
                    let rest = &body[start + 2..];
                    rest.find(['[', ']', '\n']).is_some_and(|end| rest[end..].starts_with(']'))
                };
                for start in starts.filter(|start| !body[..*start].ends_with('\\') && is_closed(*start)) {
                    let help = "put a space behind it if a bracket follows, and take it out of the words of a link; where it is text, write \\[@";
                    finding(
                        "a citation that would be printed as it is written",
                        &(start..start + 2),
                        help.to_owned(),
                    );
                }
            }
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                let words = plain_text(&events[at + 1..matching(events, at)]);
                let is_cited = dest_url.starts_with('@') && is_citation(events, at);
                if is_cited && *link_type == LinkType::ReferenceUnknown {
                    let help = format!("write the citation behind them: {words} [{dest_url}]");
                    finding("words before a citation that would be lost", range, help);
                } else if let Some(name) = words.strip_prefix('@').filter(|_| !dest_url.starts_with('@')) {
                    let id = name.split(',').next().unwrap_or(name).trim();
                    if is_source(id) {
                        let help =
                            format!("write [{words}] alone; the address of `{id}` stands in its registry");
                        finding("a citation with an address of its own is a mere link", range, help);
                    }
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::RawHtml;
    use crate::markdown::parse;

    #[test]
    fn what_is_meant_as_a_citation_and_is_none_is_found() {
        let found = |body: &str| -> Vec<(String, usize)> {
            let events = parse(body, RawHtml::Escape);
            let found = findings(body, &events, |id| id == "ok", "a.md", 10).into_iter();
            let start = |one: &Diagnostic| one.place.as_ref().map_or(0, |place| place.span.start);
            found.map(|one| (one.message[..10].to_owned(), start(&one))).collect()
        };
        let [text, words, address] = ["a citation", "words befo", "a citation"].map(str::to_owned);
        assert_eq!(found("p [@ok][source](https://e.org/)"), [(text.clone(), 12)]);
        assert_eq!(found("[see [@ok]](https://e.org/)"), []);
        assert_eq!(found("[@ok, p. 3](https://e.org/)"), [(address.clone(), 10)]);
        assert_eq!(found("[@ok]\n\n[@ok]: https://e.org/"), [(address, 10)]);
        assert_eq!(found("[some words][@ok]"), [(words, 10)]);
        for sound in [
            "[@ok][@b][@c, p. 3]",
            "[@ok] [@b]",
            "[@ok][]",
            "`[@ok][source](https://e.org/)`",
            "```\n[@ok][a](b)\n```",
            "\\[@ok][a](https://e.org/)",
            "[@ok and [@b",
            "[@minister](https://e.org/@minister)",
            "<!-- [@ok][a](https://e.org/) -->",
        ] {
            assert_eq!(found(sound), [], "{sound}");
        }
    }
}
