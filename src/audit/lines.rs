//! How a line of Markdown begins: quotes, list markers, headings, code, and the columns at which they stand.
//!
//! In: a line. Out: [`Line`], and what its rest begins. Knows one line at a time and no levels.

/// A line without its indent and the marks of quotes at its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line<'l> {
    /// For each number of quotes, the column at which what stands in them begins.
    pub(super) columns: Vec<usize>,
    /// For each number of quotes, the column from which indents count in them.
    pub(super) bases: Vec<usize>,
    /// What follows the white space behind so many quotes.
    rests: Vec<&'l str>,
    /// The rest.
    pub(super) rest: &'l str,
}

impl<'l> Line<'l> {
    /// Cuts a line.
    pub(super) fn of(line: &'l str) -> Self {
        let mut rest = line.trim_end().trim_start_matches('\u{feff}');
        let (mut column, mut columns, mut bases, mut rests) = (0, Vec::new(), vec![0], Vec::new());
        loop {
            let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            column = after(&rest[..blank], column);
            columns.push(column);
            rest = &rest[blank..];
            rests.push(rest);
            let Some(behind) = rest.strip_prefix('>') else { break };
            column += 1;
            bases.push(column + usize::from(behind.starts_with([' ', '\t'])));
            rest = behind;
        }
        Self { columns, bases, rests, rest }
    }

    /// The line where only so many quotes are quotes, because the next stands too far to the right.
    pub(super) fn within(mut self, depth: usize) -> Self {
        self.columns.truncate(depth + 1);
        self.bases.truncate(depth + 1);
        self.rests.truncate(depth + 1);
        self.rest = self.rests.last().copied().unwrap_or(self.rest);
        self
    }

    /// In how many quotes it stands.
    pub(super) fn depth(&self) -> usize {
        self.columns.len() - 1
    }

    /// The column of the rest.
    pub(super) fn column(&self) -> usize {
        self.columns.last().copied().unwrap_or(0)
    }

    /// The words behind `:::`, which may stand in quotes and lists. What only looks like a fence is one here: a build
    /// refuses it.
    pub(super) fn fence(&self) -> Option<&'l str> {
        let rest = self.rest.trim_start_matches(|one: char| {
            one.is_whitespace() || one.is_ascii_digit() || ">-*+.)\u{200b}\u{feff}\u{2060}".contains(one)
        });
        let colon = |one: char| ":：﹕︓∶꞉ː".contains(one);
        let words = rest.trim_start_matches(|one: char| {
            colon(one) || one.is_whitespace() || "\u{200b}\u{feff}\u{2060}".contains(one)
        });
        let colons = rest[..rest.len() - words.len()].chars().filter(|one| colon(*one)).count();
        let begins = ["portion", "tearline"]
            .iter()
            .any(|word| words.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)));
        let is_fence = rest.starts_with(":::") || colons >= 2 && begins || colons >= 3 && words.is_empty();
        is_fence.then(|| words.trim())
    }
}

/// The column behind white space that begins at `column`.
fn after(blank: &str, column: usize) -> usize {
    blank.bytes().fold(column, |column, byte| if byte == b'\t' { column / 4 * 4 + 4 } else { column + 1 })
}

/// The marker of a list item.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Item<'l> {
    /// Its number, where it has one.
    pub(super) number: Option<u32>,
    /// The column that what belongs to it has at least.
    pub(super) content: usize,
    /// The text behind it, and its column.
    pub(super) rest: (&'l str, usize),
}

/// The list item that begins at a column.
pub(super) fn item(text: &str, column: usize) -> Option<Item<'_>> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (marker, number) = match digits {
        0 => (usize::from(text.starts_with(['-', '*', '+'])), None),
        1..10 => (digits + usize::from(text[digits..].starts_with(['.', ')'])), text[..digits].parse().ok()),
        _ => return None,
    };
    if marker == digits || is_rule(text) {
        return None;
    }
    let behind = &text[marker..];
    let rest = behind.trim_start_matches([' ', '\t']);
    let start = after(&behind[..behind.len() - rest.len()], column + marker);
    let gap = start - column - marker;
    if gap == 0 && !rest.is_empty() {
        return None;
    }
    // Five spaces are one, and code behind it.
    let content = if rest.is_empty() || gap > 4 { column + marker + 1 } else { start };
    Some(Item { number, content, rest: (rest, start) })
}

/// Whether a line is a rule: `---`, `* * *`.
pub(super) fn is_rule(text: &str) -> bool {
    let mut signs = text.bytes().filter(|byte| !byte.is_ascii_whitespace());
    let Some(first) = signs.next().filter(|first| b"-*_".contains(first)) else { return false };
    text.bytes().filter(|byte| *byte == first).count() >= 3 && signs.all(|byte| byte == first)
}

/// The level of a heading, 1 to 6, and its text.
pub(super) fn heading(text: &str) -> Option<(usize, &str)> {
    let level = text.bytes().take_while(|byte| *byte == b'#').count();
    let rest = &text[level..];
    let is_heading = (1..=6).contains(&level) && (rest.is_empty() || rest.starts_with([' ', '\t']));
    is_heading.then(|| (level, rest.trim().trim_end_matches('#').trim_end()))
}

/// The level of a heading that a line of `===` or `---` makes of what stands before it.
pub(super) fn underline(text: &str) -> Option<usize> {
    let text = text.trim();
    let all = |sign: u8| !text.is_empty() && text.bytes().all(|byte| byte == sign);
    if all(b'=') { Some(1) } else { all(b'-').then_some(2) }
}

/// Whether a line stands between the head of a table and its rows.
pub(super) fn is_delimiter(text: &str) -> bool {
    text.contains('-') && text.contains(['|', ':']) && text.bytes().all(|byte| b"|-: \t".contains(&byte))
}

/// The fence that begins a block of code.
pub(super) fn code(text: &str) -> Option<String> {
    let sign = text.chars().next().filter(|sign| "`~".contains(*sign))?;
    let length = text.len() - text.trim_start_matches(sign).len();
    let is_fence = length >= 3 && !(sign == '`' && text[length..].contains('`'));
    is_fence.then(|| text[..length].to_owned())
}

/// Elements that begin a block of HTML wherever a line begins with them.
const BLOCKS: &str = " address article aside base blockquote body caption center col colgroup dd details dialog dir div \
    dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li \
    link main menu menuitem nav noframes ol optgroup option p param search section summary table tbody td tfoot th \
    thead title tr track ul ";

/// Whether a line begins a block of HTML even in the middle of a paragraph.
pub(super) fn html_breaks(text: &str) -> bool {
    html(text).is_some_and(|end| !end.is_empty() || BLOCKS.contains(&format!(" {} ", tag_name(text))))
}

fn tag_name(text: &str) -> String {
    let inside = text.trim_start_matches('<').trim_start_matches('/');
    inside.chars().take_while(char::is_ascii_alphanumeric).map(|one| one.to_ascii_lowercase()).collect()
}

/// What ends a block of HTML: a blank line where this is empty.
pub(super) fn html(text: &str) -> Option<&'static str> {
    let inside = text.strip_prefix('<')?;
    if inside.starts_with("!--") {
        return Some("-->");
    }
    if inside.starts_with('?') {
        return Some("?>");
    }
    let name = tag_name(text);
    let ends =
        [("script", "</script>"), ("pre", "</pre>"), ("style", "</style>"), ("textarea", "</textarea>")];
    if let Some((_, end)) = ends.into_iter().find(|(start, _)| *start == name && !inside.starts_with('/')) {
        return Some(end);
    }
    let alone = text.ends_with('>') && text.matches('<').count() == 1 && !text.contains("://");
    (!name.is_empty() && (alone || BLOCKS.contains(&format!(" {name} ")))).then_some("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_those_of_what_stands_in_quotes() {
        let line = Line::of("  > > a");
        assert_eq!(
            (line.columns.as_slice(), line.bases.as_slice(), line.rest),
            (&[2, 4, 6][..], &[0, 4, 6][..], "a")
        );
        assert_eq!(Line::of("\ta").column(), 4);
        assert_eq!(Line::of("> - ::: portion S").fence(), Some("portion S"));
        for text in [":: portion S", "：：： portion S", ": : : portion S", "\u{feff}::: portion S"] {
            assert_eq!(Line::of(text).fence(), Some("portion S"), "{text}");
        }
        for text in ["a :::", "::std", ": a", "::", ": portion of it"] {
            assert_eq!(Line::of(text).fence(), None, "{text}");
        }
    }

    #[test]
    fn items_know_the_column_of_their_text() {
        let read = |text: &'static str| item(text, 2).map(|item| (item.number, item.content, item.rest));
        assert_eq!(read("- a"), Some((None, 4, ("a", 4))));
        assert_eq!(read("12)  a"), Some((Some(12), 7, ("a", 7))));
        assert_eq!(read("-      a"), Some((None, 4, ("a", 9))));
        assert_eq!(read("-"), Some((None, 4, ("", 3))));
        for no in ["-a", "1a", "* * *", "---", "1", "a", ""] {
            assert_eq!(read(no), None, "{no}");
        }
    }

    #[test]
    fn blocks_are_told_by_their_first_line() {
        assert_eq!(heading("## a ##"), Some((2, "a")));
        assert_eq!(heading("#a"), None);
        assert_eq!((underline("---"), underline("="), underline("a")), (Some(2), Some(1), None));
        assert!(is_delimiter("|---|:-:|") && !is_delimiter("---"));
        assert_eq!((code("```rust").as_deref(), code("```a```")), (Some("```"), None));
        assert_eq!(
            (html("<p>a"), html("<b>a</b> c"), html("<b>"), html("<!-- a")),
            (Some(""), None, Some(""), Some("-->"))
        );
    }
}
