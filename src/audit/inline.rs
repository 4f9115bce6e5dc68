//! Links, pictures and citations with levels of their own, in a text that is otherwise published.
//!
//! In: the text of a block. Out: what is left of it, and what is withheld. Knows brackets and code, no other Markdown.

use super::marks::Rules;
use super::plain::closing;
use crate::classification::Level;

/// A text, cut in two.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    /// What may be published.
    pub(super) shown: String,
    /// What may not.
    pub(super) hidden: Vec<String>,
}

/// What links refer to.
pub(super) trait Targets {
    /// The level of a source by its id.
    fn of_source(&self, id: &str) -> Option<Level>;
    /// The definition behind a label, `https://… "title"`.
    fn definition(&self, label: &str) -> Option<&str>;
}

/// Cuts the text of a block that is published.
pub(super) fn parts(text: &str, rules: &Rules<'_>, targets: &dyn Targets) -> Parts {
    let mut parts = Parts::default();
    Reader { rules, targets, parts: &mut parts }.read(text, 0);
    parts
}

/// The level of a picture that is all of its paragraph, which it marks.
pub(super) fn lone_picture(text: &str, rules: &Rules<'_>) -> Option<Level> {
    let text = text.trim();
    let link = Link::read(text.strip_prefix('!')?).filter(|link| link.length + 1 == text.len())?;
    rules.opening(link.inside).level.max(rules.marked(link.title()).0)
}

/// `[inside](behind)`, `[inside][behind]`, `[inside]`.
struct Link<'t> {
    inside: &'t str,
    behind: &'t str,
    /// Whether `behind` is a target and not its label.
    direct: bool,
    length: usize,
}

impl<'t> Link<'t> {
    fn read(text: &'t str) -> Option<Self> {
        if !text.starts_with('[') {
            return None;
        }
        let end = closing(text, b'[', b']')?;
        let (inside, rest) = (&text[1..end], &text[end + 1..]);
        let signs =
            [(b'(', b')'), (b'[', b']')].into_iter().find(|(open, _)| rest.as_bytes().first() == Some(open));
        let close = signs.and_then(|(open, close)| closing(rest, open, close));
        let Some(close) = close else {
            return Some(Self { inside, behind: "", direct: false, length: end + 1 });
        };
        Some(Self {
            inside,
            behind: rest[1..close].trim(),
            direct: rest.starts_with('('),
            length: end + close + 2,
        })
    }

    /// The title behind the address.
    fn title(&self) -> &'t str {
        title(self.behind)
    }
}

/// The title of `address "title"`.
pub(super) fn title(target: &str) -> &str {
    let (_, title) = target.split_once(char::is_whitespace).unwrap_or((target, ""));
    let title = title.trim();
    // The parentheses of a title may be those of its mark.
    let inside = ['"', '\''].into_iter().find_map(|sign| title.strip_prefix(sign)?.strip_suffix(sign));
    inside.unwrap_or(title)
}

struct Reader<'r> {
    rules: &'r Rules<'r>,
    targets: &'r dyn Targets,
    parts: &'r mut Parts,
}

/// Pictures in links in notes, at most.
const NESTED: u8 = 6;

impl Reader<'_> {
    fn read(&mut self, text: &str, depth: u8) {
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let mut length = first.len_utf8();
            match first {
                '\\' => length += rest[length..].chars().next().map_or(0, char::len_utf8),
                '`' => {
                    let ticks = rest.len() - rest.trim_start_matches('`').len();
                    let end = rest[ticks..].find(&rest[..ticks]).map(|end| end + 2 * ticks);
                    length = end.unwrap_or(ticks);
                }
                '[' | '!' if depth < NESTED => {
                    let sign = usize::from(first == '!');
                    if let Some(link) = Link::read(&rest[sign..]) {
                        self.link(&rest[..sign + link.length], &link, depth);
                        rest = &rest[sign + link.length..];
                        continue;
                    }
                }
                _ => {}
            }
            self.parts.shown.push_str(&rest[..length]);
            rest = &rest[length..];
        }
    }

    fn link(&mut self, whole: &str, link: &Link<'_>, depth: u8) {
        let label = if link.behind.is_empty() { link.inside } else { link.behind };
        let definition = if link.direct { None } else { self.targets.definition(label) };
        let target = if link.direct { link.behind } else { definition.unwrap_or("") };
        let source = target.strip_prefix('@').filter(|id| !id.starts_with('/'));
        let source = source.or_else(|| link.inside.strip_prefix('@').filter(|_| !link.direct));
        let source =
            source.and_then(|id| self.targets.of_source(id.split([',', ';']).next().unwrap_or(id).trim()));
        let marks = [self.rules.opening(link.inside).level, self.rules.marked(title(target)).0, source];
        if marks.into_iter().flatten().any(|level| level > self.rules.ceiling) {
            self.parts.hidden.push(whole.to_owned());
            self.parts.shown.push(' ');
            return;
        }
        let end = 1 + whole.len() - whole.trim_start_matches('!').len();
        self.parts.shown.push_str(&whole[..end]);
        self.read(link.inside, depth + 1);
        self.parts.shown.push_str(&whole[end + link.inside.len()..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classification::built_in;

    struct Known;

    impl Targets for Known {
        fn of_source(&self, id: &str) -> Option<Level> {
            (id == "high").then_some(Level(2))
        }
        fn definition(&self, label: &str) -> Option<&str> {
            (label == "ref").then_some("https://e.org/ \"(S) t\"")
        }
    }

    #[test]
    fn links_go_with_their_marks_and_sources() {
        let us = built_in("us").expect("it is in the binary");
        let rules = Rules { scheme: &us, own: Level(0), ceiling: Level(0), tags: false, letters: false };
        for (text, shown) in [
            ("a [(S) b](c) d", "a   d"),
            ("a ![(S) b](c \"t\")", "a  "),
            ("a [b](c \"(S)\")[(U) d](e)", "a  [(U) d](e)"),
            ("a [b][ref] [ref]", "a    "),
            ("a [@high, p. 3] [@low] [b](@high)", "a   [@low]  "),
            ("a [b ![(S) c](d)](e)", "a [b  ](e)"),
            ("a `[(S) b](c)` \\[(S) d](e)", "a `[(S) b](c)` \\[(S) d](e)"),
        ] {
            assert_eq!(parts(text, &rules, &Known).shown, shown, "{text}");
        }
        assert_eq!(lone_picture("![(S) a](b)", &rules), Some(Level(2)));
        assert_eq!(lone_picture("![a](b \"(U) c\")", &rules), Some(Level(0)));
        assert_eq!(lone_picture("![(S) a](b) c", &rules), None);
    }
}
