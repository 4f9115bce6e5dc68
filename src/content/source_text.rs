//! A document's file cut into front matter and body, whatever an editor left in it.
//!
//! In: bytes. Out: two texts and where they begin, so that every byte range points into the file as it is on
//! disk. Takes a byte-order mark, CRLF and a missing front matter; does not read TOML or Markdown.

use crate::diag::{Diagnostic, Diagnostics, codes};

/// The two parts of a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SourceText<'a> {
    /// TOML between the `+++` lines; empty where there are none.
    pub front: &'a str,
    /// First byte of `front` in the file.
    pub front_offset: usize,
    /// Markdown.
    pub body: &'a str,
    /// First byte of `body` in the file.
    pub body_offset: usize,
}

const FENCE: &str = "+++";
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The text of a file, or the error that it is not text.
pub fn decode<'a>(path: &str, bytes: &'a [u8], diagnostics: &mut Diagnostics) -> Option<&'a str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            let at = error.valid_up_to();
            let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
            let help = if utf16 { "it looks like UTF-16; save it as UTF-8" } else { "save it as UTF-8" };
            let line = memchr::memchr_iter(b'\n', &bytes[..at]).count() + 1;
            let message = format!("line {line} is not UTF-8: byte {at} of the file is 0x{:02x}", bytes[at]);
            diagnostics.push(Diagnostic::new(&codes::INVALID_UTF8, message).file(path).help(help));
            None
        }
    }
}

/// Cuts a document. Front matter that never ends leaves no body: nothing can be said about the rest.
pub(super) fn split<'a>(path: &str, text: &'a str, diagnostics: &mut Diagnostics) -> SourceText<'a> {
    let start = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    let rest = &text[start..];
    let whole = SourceText { front: "", front_offset: start, body: rest, body_offset: start };
    let first = rest.lines().next().unwrap_or_default().trim_end();
    if first != FENCE {
        let yaml = first == "---" && rest.lines().skip(1).any(|line| line.trim_end() == "---");
        let fence_too_long = first.len() > FENCE.len() && first.bytes().all(|byte| byte == b'+');
        if yaml || fence_too_long {
            let help = if fence_too_long {
                "write exactly three plus signs"
            } else {
                "bluf reads TOML between +++ lines: title = \"…\""
            };
            diagnostics.push(
                Diagnostic::new(&codes::FRONT_MATTER_FORM, format!("`{first}` does not begin front matter"))
                    .at(path, start..start + first.len())
                    .help(help),
            );
            return SourceText { body: "", ..whole };
        }
        return whole;
    }
    let mut at = rest.find('\n').map_or(rest.len(), |end| end + 1);
    let front_start = at;
    while at < rest.len() {
        let end = rest[at..].find('\n').map_or(rest.len(), |end| at + end + 1);
        if rest[at..end].trim_end() == FENCE {
            return SourceText {
                front: &rest[front_start..at],
                front_offset: start + front_start,
                body: &rest[end..],
                body_offset: start + end,
            };
        }
        at = end;
    }
    diagnostics.push(
        Diagnostic::new(&codes::FRONT_MATTER_OPEN, "front matter that never ends")
            .at(path, start..start + FENCE.len())
            .label("begins here")
            .help("end it with a line of +++"),
    );
    SourceText { front: "", front_offset: start, body: "", body_offset: text.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> (SourceText<'_>, Vec<&'static str>) {
        let mut diagnostics = Diagnostics::new();
        let source = split("a.md", text, &mut diagnostics);
        (source, diagnostics.iter().map(|diagnostic| diagnostic.code.id).collect())
    }

    #[test]
    fn byte_order_mark_and_crlf_keep_offsets_true() {
        let text = "\u{feff}+++\r\ntitle = 1\r\n+++\r\nBody\r\n";
        let (source, codes) = cut(text);
        assert!(codes.is_empty());
        assert_eq!(source.front, "title = 1\r\n");
        assert_eq!(source.body, "Body\r\n");
        assert_eq!(&text[source.front_offset..source.front_offset + 5], "title");
        assert_eq!(&text[source.body_offset..], "Body\r\n");
    }

    #[test]
    fn a_file_without_front_matter_is_all_body() {
        assert_eq!(cut("# Hello\n").0.body, "# Hello\n");
        assert_eq!(cut("").0.body, "");
        assert_eq!(cut("--- \n\nA rule above.\n").1, [] as [&str; 0]);
    }

    #[test]
    fn an_open_end_and_other_formats_are_errors_that_hide_the_body() {
        assert_eq!(cut("+++\ntitle = \"a\"\n\nText\n").1, ["E0005"]);
        assert_eq!(cut("---\ntitle: a\n---\nText\n").1, ["E0006"]);
        assert_eq!(cut("++++\ntitle = \"a\"\n++++\nText\n").1, ["E0006"]);
        assert_eq!(cut("+++\ntitle = \"a\"\n\nText\n").0.body, "");
    }

    proptest::proptest! {
        #[test]
        fn cutting_never_panics_and_offsets_point_at_the_parts(text in "(\u{feff})?(\\+{2,4}|-{3}|[a-z =\r\n\u{e9}]{0,12}|\n){0,8}") {
            let (source, _) = cut(&text);
            if !source.front.is_empty() {
                proptest::prop_assert!(text[source.front_offset..].starts_with(source.front));
            }
            if !source.body.is_empty() {
                proptest::prop_assert!(text[source.body_offset..].starts_with(source.body));
            }
        }
    }
}
