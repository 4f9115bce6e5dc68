//! A block of Markdown as its readers see it: words without marks, and the addresses that stand behind them.
//!
//! In: a block. Out: [`Plain`]. Simple on purpose; what it takes for text that is none only adds words to look
//! for.

use crate::audit::piece::Piece;
use crate::tradecraft::is_citing;

/// The words of a block.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Plain {
    /// The text.
    pub(super) text: String,
    /// The text between citations and notes, where there are any: renderers put numbers in their place.
    pub(super) segments: Vec<String>,
    /// Targets of links and pictures, and addresses in the text.
    pub(super) targets: Vec<String>,
    /// Ids of sources, `incsr-2025` of `[@incsr-2025, p. 12]`.
    pub(super) citations: Vec<String>,
    /// Labels of footnotes and of link targets.
    pub(super) labels: Vec<String>,
}

/// Reads a block.
pub(super) fn plain(markdown: &str) -> Plain {
    let decoded = super::extract::without_entities(&Piece::plain(markdown, 0));
    let mut reader = Reader { plain: Plain::default(), segment: 0 };
    reader.read(decoded.as_deref().unwrap_or(markdown), 0);
    let mut plain = reader.plain;
    if reader.segment > 0 {
        plain.segments.push(plain.text[reader.segment..].to_owned());
    }
    plain.targets.extend(addresses(&plain.text));
    plain
}

/// Web addresses that stand in a text.
pub(super) fn addresses(text: &str) -> Vec<String> {
    let ends = |one: char| one.is_whitespace() || "<>\"'`)]}|\\".contains(one);
    let starts = ["https://", "http://"];
    let mut found = Vec::new();
    for start in starts {
        for (at, _) in text.match_indices(start) {
            let rest = &text[at..];
            let address =
                rest[..rest.find(ends).unwrap_or(rest.len())].trim_end_matches(['.', ',', ';', ':']);
            found.push(address.to_owned());
        }
    }
    found
}

struct Reader {
    plain: Plain,
    segment: usize,
}

/// Links inside of links inside of pictures, at most.
const NESTED: u8 = 6;

impl Reader {
    fn cut(&mut self) {
        let segment = self.plain.text[self.segment..].to_owned();
        self.plain.segments.push(segment);
        self.plain.text.push(' ');
        self.segment = self.plain.text.len();
    }

    fn read(&mut self, markdown: &str, depth: u8) {
        let mut rest = markdown;
        while let Some(first) = rest.chars().next() {
            let behind = &rest[first.len_utf8()..];
            let taken = match first {
                '[' if depth < NESTED => self.bracket(rest, depth),
                '<' => self.angle(rest),
                '{' if behind.starts_with('#') => behind.find('}').map(|end| end + 2),
                _ => None,
            };
            match (taken, first) {
                (Some(length), _) => {
                    rest = &rest[length..];
                    continue;
                }
                // Emphasis may stand inside a word; it joins.
                (None, '*' | '`' | '~' | '\\') => {}
                (None, other) => self.plain.text.push(other),
            }
            rest = behind;
            // An escaped backslash is one.
            if let ('\\', Some(escaped)) = (first, behind.strip_prefix('\\')) {
                self.plain.text.push('\\');
                rest = escaped;
            }
        }
    }

    /// A link, a picture, a citation or a note; how long it is.
    fn bracket(&mut self, text: &str, depth: u8) -> Option<usize> {
        let end = closing(text, b'[', b']')?;
        let inside = &text[1..end];
        let behind = &text[end + 1..];
        if let Some(label) = inside.strip_prefix('^') {
            self.plain.labels.push(format!("^{label}"));
            self.cut();
            return Some(end + 1);
        }
        if inside.starts_with('@') {
            for key in inside.split(';').filter_map(|part| part.trim().strip_prefix('@')) {
                let key = key.split([',', ' ']).next().unwrap_or(key);
                self.plain.citations.push(key.to_owned());
            }
            self.cut();
            return Some(end + 1);
        }
        let mut length = end + 1;
        if behind.starts_with('(') {
            let close = closing(behind, b'(', b')')?;
            let target = behind[1..close].trim();
            let (target, title) = target.split_once(char::is_whitespace).unwrap_or((target, ""));
            self.plain.targets.push(target.trim_matches(['<', '>']).to_owned());
            length += close + 1;
            if is_citing(inside) {
                self.cut();
            } else {
                self.read(inside, depth + 1);
            }
            let title = title.trim().trim_matches(['"', '\'', '(', ')']);
            if !title.is_empty() {
                self.plain.segments.push(title.to_owned());
            }
            return Some(length);
        }
        if behind.starts_with('[') {
            let close = closing(behind, b'[', b']')?;
            let label = &behind[1..close];
            self.plain.labels.push(if label.is_empty() { inside } else { label }.to_owned());
            length += close + 1;
        } else {
            self.plain.labels.push(inside.to_owned());
        }
        self.read(inside, depth + 1);
        Some(length)
    }

    /// A tag or an address in angle brackets.
    fn angle(&mut self, text: &str) -> Option<usize> {
        let next = text.as_bytes().get(1)?;
        if !(next.is_ascii_alphabetic() || matches!(next, b'/' | b'!')) {
            return None;
        }
        let end = text.find('>')?;
        let inside = &text[1..end];
        if inside.contains("://") && !inside.contains([' ', '=']) {
            self.plain.text.push_str(inside);
        }
        for name in ["src=", "href=", "poster=", "data="] {
            for (at, _) in inside.match_indices(name) {
                let value = inside[at + name.len()..].trim_start_matches(['"', '\'']);
                let value = &value[..value.find(['"', '\'', ' ']).unwrap_or(value.len())];
                self.plain.targets.push(value.to_owned());
            }
        }
        Some(end + 1)
    }
}

/// The bracket that closes the one at the beginning.
pub(super) fn closing(text: &str, open: u8, close: u8) -> Option<usize> {
    let mut depth = 0usize;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().take(8000) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            _ if byte == open => depth += 1,
            _ if byte == close => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_becomes_its_words() {
        let found = plain(
            "A **b**old `c` [link *x*](https://e.org/a(b) \"tip\"). [source](https://e.org/c) End[^1] [@k-1, p. 2].",
        );
        assert_eq!(found.text.split_whitespace().collect::<Vec<_>>().join(" "), "A bold c link x. End .");
        assert_eq!(found.targets, ["https://e.org/a(b)", "https://e.org/c"]);
        assert_eq!(found.citations, ["k-1"]);
        assert_eq!(found.labels, ["^1"]);
        assert!(found.segments.iter().any(|segment| segment == "tip"), "{:?}", found.segments);
    }

    #[test]
    fn tags_go_and_addresses_stay() {
        let found =
            plain("a <b title='x'>b</b> <https://e.org/> <img src=\"p.png\"> &lt; caf&eacute; ![alt](q.png)");
        assert_eq!(found.targets, ["p.png", "q.png", "https://e.org/"]);
        assert!(found.text.contains("café") && found.text.contains("!alt"), "{}", found.text);
    }

    proptest::proptest! {
        #[test]
        fn nothing_makes_reading_panic(markdown in "([\\[\\]()<>!@^{}#*`\\\\ a\"é:/;=]|https://|src=){0,40}") {
            plain(&markdown);
        }
    }
}
