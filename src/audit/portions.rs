//! Which lines of a released text are withheld, found line by line.
//!
//! In: Markdown, and which marks are above the release. Out: [`Block`]s. This is on purpose not the code that a build
//! uses and much simpler: it knows no Markdown beyond how blocks begin, so that one mistake is not made twice.

/// A few lines that belong together: a paragraph, a list item, a heading, a row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// The line of the body it begins in, from 0.
    pub(super) line: usize,
    /// Its text, without the marks of blocks and portions at its beginning.
    pub(super) text: String,
    /// Whether this release must not have it.
    pub(super) withheld: bool,
    /// The n of KJ-n, where this is a key judgement.
    pub(super) judgement: Option<u32>,
    /// The label, where this is a footnote or the target of links.
    pub(super) definition: Option<String>,
}

/// What is above the release.
pub(super) trait Marks {
    /// Whether the inside of parentheses, `S//NF`, is a mark above the release.
    fn is_above(&self, mark: &str) -> bool;
    /// Whether `::: portion NAME` is released; a name nobody knows is not.
    fn is_released(&self, name: &str) -> bool;
}

/// Cuts a body.
pub(super) fn blocks(body: &str, marks: &dyn Marks) -> Vec<Block> {
    let mut reader = Reader {
        marks,
        blocks: Vec::new(),
        open: false,
        fences: Vec::new(),
        code: None,
        item: None,
        judgement: None,
        fresh: true,
    };
    for (number, line) in body.lines().enumerate() {
        reader.line(number, line);
    }
    reader.blocks
}

struct Fence {
    hidden: bool,
    /// Whether the text around it is withheld: what a tear line in it goes back to.
    around: bool,
    portion: bool,
}

struct Judgement {
    hidden: bool,
    /// Level of its heading; a paragraph ends with the section.
    level: usize,
    /// Its sentence is still to come: `### KJ-1` alone.
    waiting: bool,
}

struct Reader<'m> {
    marks: &'m dyn Marks,
    blocks: Vec<Block>,
    /// Whether the next line may go on with the last block.
    open: bool,
    fences: Vec<Fence>,
    code: Option<String>,
    /// Indent of the marker of the withheld list item that we are in.
    item: Option<usize>,
    judgement: Option<Judgement>,
    /// Whether the last line was blank.
    fresh: bool,
}

impl Reader<'_> {
    fn hidden(&self) -> bool {
        self.fences.last().is_some_and(|fence| fence.hidden)
    }

    fn line(&mut self, number: usize, line: &str) {
        let (indent, content) = unquoted(line);
        if let Some(fence) = &self.code {
            if content.starts_with(fence.as_str()) && content.trim_matches(['`', '~']).trim().is_empty() {
                self.code = None;
                self.open = false;
            } else {
                self.append(content);
            }
            return;
        }
        if content.is_empty() {
            self.open = false;
            self.fresh = true;
            return;
        }
        if content.starts_with(":::") {
            self.fence(content.trim_start_matches(':').trim());
            self.open = false;
            return;
        }
        let start = Start::of(content);
        let begins = !self.open || start.marker != Marker::None;
        if begins {
            // What is not indented below the marker has left the item.
            let left = |item: usize| indent <= item && (self.fresh || start.marker != Marker::None);
            if self.item.is_some_and(left) {
                self.item = None;
            }
            self.begin(number, indent, &start);
        } else {
            self.append(content);
        }
        self.fresh = false;
        self.open = !matches!(start.marker, Marker::Heading(_) | Marker::Row | Marker::Alert);
        if let Some(fence) = start.code {
            self.code = Some(fence);
        }
    }

    fn append(&mut self, content: &str) {
        if let Some(block) = self.blocks.last_mut() {
            block.text.push('\n');
            block.text.push_str(content);
        }
    }

    fn begin(&mut self, number: usize, indent: usize, start: &Start<'_>) {
        if let (Marker::Heading(level), Some(judgement)) = (start.marker, &self.judgement)
            && level <= judgement.level
        {
            self.judgement = None;
        }
        let (text, mark, judgement) = self.opening(start.text);
        let cell =
            start.marker == Marker::Row && start.text.split('|').any(|cell| self.opening(cell.trim()).1);
        let mut hidden = self.hidden() || mark || cell || self.item.is_some();
        if start.marker == Marker::Item && mark && self.item.is_none() {
            self.item = Some(indent);
        }
        if judgement.is_some() {
            let level = if let Marker::Heading(level) = start.marker { level } else { 2 };
            let waiting = text.is_empty();
            self.judgement = Some(Judgement { hidden, level, waiting });
        } else if let Some(judgement) = &mut self.judgement {
            if judgement.waiting && start.marker != Marker::Alert {
                judgement.waiting = false;
                judgement.hidden |= hidden;
            }
            hidden |= judgement.hidden;
        }
        self.blocks.push(Block {
            line: number,
            text: text.to_owned(),
            withheld: hidden,
            judgement,
            definition: start.definition.map(str::to_owned),
        });
    }

    /// The text behind marks and the number of a judgement in either order; whether a mark is above the
    /// release; the number.
    fn opening<'t>(&self, text: &'t str) -> (&'t str, bool, Option<u32>) {
        let mut rest = text;
        let (mut above, mut number) = (false, None);
        for _ in 0..4 {
            rest = rest
                .trim_start_matches(|one: char| one.is_whitespace() || "*_\\`\u{200b}\u{feff}".contains(one));
            if number.is_none()
                && let Some((found, behind)) = judgement(rest)
            {
                number = Some(found);
                rest = behind;
            } else if let Some((inside, behind)) = parenthesis(rest) {
                if self.marks.is_above(inside) {
                    above = true;
                    rest = behind;
                } else if number.is_none() && judgement(behind.trim_start_matches([' ', '*'])).is_some() {
                    rest = behind;
                } else {
                    break;
                }
            } else {
                break;
            }
        }
        (rest, above, number)
    }

    fn fence(&mut self, words: &str) {
        let lower = words.to_lowercase();
        let around = self.hidden();
        let name = |word: &str| {
            let rest = words.get(word.len()..).unwrap_or("");
            let rest = rest
                .split_once('=')
                .map_or(rest, |(_, value)| value.split([' ', '}']).next().unwrap_or(value));
            rest.trim_matches(|one: char| !one.is_alphanumeric() && one != '+').to_owned()
        };
        if words.is_empty() {
            self.fences.pop();
        } else if lower.starts_with("portion") {
            let hidden = around || !self.marks.is_released(&name("portion"));
            self.fences.push(Fence { hidden, around, portion: true });
        } else if lower.starts_with("tearline") {
            let portion = self.fences.iter().rev().find(|fence| fence.portion);
            let outer = portion.map_or(around, |fence| fence.around);
            let level = name("tearline");
            let hidden = outer || (!level.is_empty() && !self.marks.is_released(&level));
            self.fences.push(Fence { hidden, around, portion: false });
        } else {
            self.fences.push(Fence { hidden: around, around, portion: false });
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marker {
    None,
    Heading(usize),
    Item,
    Row,
    Alert,
    Definition,
    Code,
}

/// How a line begins.
struct Start<'l> {
    marker: Marker,
    text: &'l str,
    definition: Option<&'l str>,
    code: Option<String>,
}

impl<'l> Start<'l> {
    fn of(content: &'l str) -> Self {
        let new = |marker, text| Self { marker, text, definition: None, code: None };
        let hashes = content.bytes().take_while(|byte| *byte == b'#').count();
        if (1..=6).contains(&hashes) && content[hashes..].starts_with([' ', '\t']) {
            return new(Marker::Heading(hashes), content[hashes..].trim());
        }
        for fence in ["```", "~~~"] {
            if content.starts_with(fence) {
                let mark = &fence[..1];
                let length = content.len() - content.trim_start_matches(mark).len();
                return Self { code: Some(mark.repeat(length)), ..new(Marker::Code, "") };
            }
        }
        if content.starts_with("[!") && content.contains(']') {
            return new(Marker::Alert, content);
        }
        if let Some((label, rest)) = content.strip_prefix('[').and_then(|rest| rest.split_once("]:")) {
            return Self { definition: Some(label), ..new(Marker::Definition, rest.trim()) };
        }
        if let Some(item) = item(content) {
            let item = ["[ ]", "[x]", "[X]"].iter().find_map(|task| item.strip_prefix(task)).unwrap_or(item);
            // An item may hold an item, `- 1. (S) …`, or a heading.
            let inner = Self::of(item.trim_start());
            return new(Marker::Item, inner.text);
        }
        if content.starts_with('|') {
            return new(Marker::Row, content);
        }
        for word in ["Table:", "Figure:", ": "] {
            if let Some(rest) = content.strip_prefix(word) {
                return new(Marker::Definition, rest.trim());
            }
        }
        new(Marker::None, content)
    }
}

/// The text of a list item.
fn item(content: &str) -> Option<&str> {
    let digits = content.bytes().take_while(u8::is_ascii_digit).count();
    let rest = if digits > 0 && digits < 10 {
        content[digits..].strip_prefix(['.', ')'])?
    } else {
        content.strip_prefix(['-', '*', '+'])?
    };
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then(|| rest.trim_start())
}

/// A line without its indent and the marks of block quotes; the indent in columns.
fn unquoted(line: &str) -> (usize, &str) {
    let mut indent = 0;
    let mut rest = line.trim_end();
    while let Some(first) = rest.chars().next() {
        match first {
            ' ' | '\u{feff}' => indent += 1,
            '\t' => indent += 4,
            '>' => indent = 0,
            _ => break,
        }
        rest = &rest[first.len_utf8()..];
    }
    (indent, rest)
}

/// The number of `KJ-1.` and what follows.
fn judgement(text: &str) -> Option<(u32, &str)> {
    let rest = text.get(..3).filter(|start| start.eq_ignore_ascii_case("kj-")).map(|_| &text[3..])?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest[..digits].parse().ok()?;
    let behind = rest[digits..].trim_start_matches(['*', '_']);
    if behind.is_empty() || behind.starts_with(' ') && parenthesis(behind.trim_start()).is_some() {
        return Some((number, behind.trim_start()));
    }
    behind.strip_prefix(['.', ':', ')']).map(|behind| (number, behind.trim_start_matches(['*', '_', ' '])))
}

/// The inside of parentheses at the beginning, and what follows them.
fn parenthesis(text: &str) -> Option<(&str, &str)> {
    let text = ["&#40;", "&lpar;"]
        .iter()
        .find_map(|entity| text.strip_prefix(entity))
        .or_else(|| text.strip_prefix(['(', '（']))?;
    let end = text.find([')', '）', '&'])?;
    let (inside, rest) = text.split_at(end);
    let close = rest.find([')', '）', ';'])?;
    let length = rest[close..].chars().next().map_or(1, char::len_utf8);
    Some((inside, rest[close + length..].trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Secret;

    impl Marks for Secret {
        fn is_above(&self, mark: &str) -> bool {
            matches!(mark.split("//").next(), Some("S" | "TS" | "Secret"))
        }
        fn is_released(&self, name: &str) -> bool {
            matches!(name, "U" | "C" | "Confidential")
        }
    }

    /// The first word of every withheld block.
    fn withheld(body: &str) -> Vec<String> {
        let blocks = blocks(body, &Secret);
        let withheld = blocks.iter().filter(|block| block.withheld);
        withheld.map(|block| block.text.split_whitespace().next().unwrap_or("").to_owned()).collect()
    }

    #[test]
    fn marks_are_found_wherever_a_block_begins() {
        for body in [
            "(S) x",
            "(S//NF) x",
            "**(S)** x",
            "- (S) x",
            "1. (S) x",
            "> (S) x",
            "# (S) x",
            "a\n\n  (S) x",
            "[^1]: (S) x",
            "- [x] (S) x",
            "> [!NOTE]\n> (S) x",
            "Table: (S) x",
            "&#40;S&#41; x",
            "\\(S) x",
            "KJ-1. (S) x",
            "(S) KJ-1. x",
            "**KJ-1.** (S) x",
            "### KJ-2\n\n(S) x",
            "a\n- (S) x",
            "(Secret) x",
            "- - (S) x",
        ] {
            assert_eq!(withheld(body), ["x"], "{body}");
        }
        for body in ["(U) x", "x (S) y", "(see below) x", "```\n(S) x\n```", "a\n(S) x"] {
            assert_eq!(withheld(body), [""; 0], "{body}");
        }
        assert_eq!(withheld("| a | b |\n|---|---|\n| (S) x | y |").len(), 1);
    }

    #[test]
    fn an_item_takes_what_is_nested_in_it() {
        let body = "- a\n- (S) b\n  - c\n\n  d\n- e\n\nf\n\n1. (S) g\n   more\n\n   h\n2. i";
        assert_eq!(withheld(body), ["b", "c", "d", "g", "h"]);
    }

    #[test]
    fn a_judgement_takes_its_evidence() {
        let body = "## Key Judgements\n\nKJ-1. a\n\n1. b\n\nKJ-2. (S) c\n\n1. d\n2. e\n\nf\n\nKJ-3. g\n\n1. h\n\n## Next\n\ni";
        assert_eq!(withheld(body), ["c", "d", "e", "f"]);
        assert_eq!(withheld("### KJ-1\n\n(S) a\n\n1. b\n\n### KJ-2\n\nc"), ["a", "b"]);
        assert_eq!(withheld("::: portion S\nKJ-1. a\n:::\n\n1. b\n\n## c"), ["a", "b"]);
    }

    #[test]
    fn portions_hide_and_tear_lines_show() {
        let body = "::: portion Secret\na\n\n::: tearline\nb\n:::\n\nc\n:::\nd";
        assert_eq!(withheld(body), ["a", "c"]);
        let nested = "::: portion Secret\na\n::: portion U\nb\n::: tearline\nc\n:::\n:::\n:::\nd";
        assert_eq!(withheld(nested), ["a", "b", "c"]);
        assert_eq!(withheld("::: portion Confidential\na\n::: tearline\nb\n:::\n:::"), [""; 0]);
        assert_eq!(withheld("::: portion Sekret\na"), ["a"]);
        assert_eq!(withheld("::: portion{mark=\"TS\"}\na\n:::\nb"), ["a"]);
        assert_eq!(withheld("::: portion (C)\na\n:::\nb"), [""; 0]);
    }

    proptest::proptest! {
        #[test]
        fn nothing_makes_cutting_panic(body in "(\\(S\\) |KJ-1\\. |- |1\\. |::: portion S|::: tearline|:::|\n|a|é|> |\\||```|\\[\\^1\\]: |&#40;|# ){0,30}") {
            blocks(&body, &Secret);
        }
    }
}
