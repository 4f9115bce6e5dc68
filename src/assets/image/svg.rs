//! The root element of an SVG file, read leniently.
//!
//! In go a file's bytes; out comes its natural size, if it has one, and a refusal if it holds a program. Of the rest
//! only tags are read: whether it is well-formed, and what it draws or loads, this module does not know.
//!
//! Sources: XML 1.0, sections 2.8 and 3.1; SVG 2, section 8.12; CSS Values 3, section 6.2 (absolute lengths).

use super::{Dimensions, ImageError, ImageFormat};

/// Absolute units and their length in CSS pixels. Longer names come before those that they end in.
const UNITS: [(&str, f64); 8] = [
    ("px", 1.0),
    ("pt", 96.0 / 72.0),
    ("pc", 16.0),
    ("mm", 96.0 / 25.4),
    ("cm", 96.0 / 2.54),
    ("in", 96.0),
    ("Q", 96.0 / 101.6),
    ("", 1.0),
];

/// True when the first element of the document is `svg`, in any namespace prefix.
pub(crate) fn is_svg(bytes: &[u8]) -> bool {
    root(bytes).is_some()
}

/// The natural size: of `width` and `height`, or else of `viewBox`, whose proportions complete a lone side.
pub(crate) fn measure(bytes: &[u8]) -> Result<Option<Dimensions>, ImageError> {
    let damaged = |problem| ImageError::Damaged { format: ImageFormat::Svg, problem };
    let (name, rest) = root(bytes).ok_or_else(|| damaged("it has no svg element"))?;
    let (tag, content) = split_start_tag(rest).ok_or_else(|| damaged("its svg tag is never closed"))?;
    let end = [b"</", name].concat();
    if !tag.ends_with(b"/") && !content.windows(end.len()).any(|window| window == end) {
        return Err(damaged("it ends before its svg element does"));
    }
    if let Some(found) = program(bytes) {
        return Err(ImageError::Active { found });
    }
    let view_box = attribute(tag, "viewBox").and_then(|value| view_box(&value));
    let side = |name| attribute(tag, name).and_then(|value| length(&value));
    let natural = match (side("width"), side("height"), view_box) {
        (Some(width), Some(height), _) => Some((width, height)),
        (Some(width), None, Some(view_box)) => Some((width, width * view_box.1 / view_box.0)),
        (None, Some(height), Some(view_box)) => Some((height * view_box.0 / view_box.1, height)),
        (_, _, view_box) => view_box,
    };
    Ok(natural
        .and_then(|(width, height)| Some(Dimensions { width: pixels(width)?, height: pixels(height)? })))
}

/// The first part that would run a program: browsers run those of a drawing that is opened by itself, with the rights
/// of the site's own pages (SVG 2, sections 15 and 16).
fn program(bytes: &[u8]) -> Option<&'static str> {
    let mut rest = bytes;
    while let Some(at) = memchr::memchr(b'<', rest) {
        rest = &rest[at + 1..];
        if rest.starts_with(b"!--") {
            rest = after(rest, b"-->").unwrap_or_default();
            continue;
        }
        let end = rest.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))?;
        let (name, inside) = rest.split_at(end);
        if name.rsplit(|&byte| byte == b':').next().is_some_and(|name| name.eq_ignore_ascii_case(b"script")) {
            return Some("a script");
        }
        if !name.first().is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let (tag, content) = split_start_tag(inside)?;
        for (name, value) in Attributes(tag) {
            if name.len() > 2 && name[..2].eq_ignore_ascii_case(b"on") {
                return Some("an event handler");
            }
            let value: Vec<u8> = value.iter().filter(|byte| byte.is_ascii_graphic()).copied().collect();
            let value = value.to_ascii_lowercase();
            // No address that is meant well begins with an encoded letter.
            let hidden = name.ends_with(b"href") && value.starts_with(b"&#");
            if hidden || value.windows(11).any(|window| window == b"javascript:") {
                return Some("a script in an address");
            }
        }
        rest = content;
    }
    None
}

/// The names and values of a tag's attributes.
struct Attributes<'a>(&'a [u8]);

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let equals = self.0.iter().position(|&byte| byte == b'=')?;
        let name = self.0[..equals].trim_ascii();
        let value = self.0[equals + 1..].trim_ascii_start();
        let (quote, value) = value.split_first_chunk::<1>()?;
        self.0 = after(value, quote)?;
        Some((name, &value[..value.len() - self.0.len() - 1]))
    }
}

/// The root's name with its prefix, and what follows the name; nothing when the root is another element.
fn root(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut rest = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    loop {
        rest = rest.trim_ascii_start();
        rest = if rest.starts_with(b"<?") {
            after(rest, b"?>")?
        } else if rest.starts_with(b"<!--") {
            after(rest, b"-->")?
        } else if rest.starts_with(b"<!DOCTYPE") {
            after_document_type(rest)?
        } else {
            break;
        };
    }
    let rest = rest.strip_prefix(b"<")?;
    let end = rest.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))?;
    let (name, rest) = rest.split_at(end);
    let local_name = name.rsplit(|&byte| byte == b':').next();
    (local_name == Some(b"svg")).then_some((name, rest))
}

fn after<'a>(bytes: &'a [u8], end: &[u8]) -> Option<&'a [u8]> {
    let start = bytes.windows(end.len()).position(|window| window == end)?;
    bytes.get(start + end.len()..)
}

/// What follows a document type declaration, whose entities may hold any sign between quotes.
fn after_document_type(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes;
    let mut is_subset = false;
    loop {
        let (&byte, next) = rest.split_first()?;
        rest = match byte {
            b'"' | b'\'' => after(next, &[byte])?,
            b'<' if next.starts_with(b"!--") => after(next, b"-->")?,
            b'>' if !is_subset => return Some(next),
            _ => next,
        };
        match byte {
            b'[' => is_subset = true,
            b']' => is_subset = false,
            _ => {}
        }
    }
}

/// The inside of a start tag, and what follows its `>`; an attribute's value may hold a `>`.
fn split_start_tag(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut rest = bytes;
    loop {
        let (&byte, next) = rest.split_first()?;
        rest = match byte {
            b'"' | b'\'' => after(next, &[byte])?,
            b'>' => return Some((&bytes[..bytes.len() - rest.len()], next)),
            _ => next,
        };
    }
}

/// The value of a start tag's attribute.
fn attribute(tag: &[u8], name: &str) -> Option<String> {
    let (_, value) = Attributes(tag).find(|(found, _)| *found == name.as_bytes())?;
    Some(String::from_utf8_lossy(value).into_owned())
}

/// A length in CSS pixels; nothing for one that depends on the page, such as `100%` or `2em`.
fn length(value: &str) -> Option<f64> {
    let value = value.trim();
    let (number, factor) =
        UNITS.iter().find_map(|(unit, factor)| Some((value.strip_suffix(unit)?, factor)))?;
    number.parse::<f64>().ok().map(|number| number * factor)
}

/// The width and height of a view box whose sides are longer than nothing.
fn view_box(value: &str) -> Option<(f64, f64)> {
    let mut numbers = value.split([' ', ',', '\t', '\r', '\n']).filter(|number| !number.is_empty()).skip(2);
    let mut side = || numbers.next()?.parse().ok().filter(|side: &f64| *side > 0.0);
    Some((side()?, side()?))
}

/// Whole pixels; nothing for a length that no screen could show.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked first")]
fn pixels(length: f64) -> Option<u32> {
    (length > 0.0 && length < 1e9).then(|| (length.round() as u32).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_wherever_it_stands() {
        for inside in [
            "<script>x()</script>",
            "<svg:SCRIPT href=\"a.js\"/>",
            "<g><rect width=\"1\" onclick=\"x()\"/></g>",
            "<a href=\" java\nscript:x()\">a</a>",
            "<a xlink:href='&#106;avascript:x()'>a</a>",
            "<set attributeName=\"href\" to=\"javascript:x()\"/>",
        ] {
            assert!(program(format!("<svg>{inside}</svg>").as_bytes()).is_some(), "{inside}");
        }
        let fine = "<svg><!-- <script> --><title>on=\"1\"</title><a href=\"/x/\" one=\"1\">a</a></svg>";
        assert_eq!(program(fine.replace("one=", "id=").as_bytes()), None);
    }

    fn size(document: &str) -> Option<(u32, u32)> {
        measure(document.as_bytes()).unwrap().map(|size| (size.width, size.height))
    }

    #[test]
    fn the_size_is_read_from_lengths_or_the_view_box() {
        assert_eq!(size("<svg width='30' height=\"20px\"/>"), Some((30, 20)));
        assert_eq!(size("<svg height='1in' width = '25.4mm'></svg>"), Some((96, 96)));
        assert_eq!(size("<svg width='100%' viewBox='0,0 640.4\n360'/>"), Some((640, 360)));
        assert_eq!(size("<svg viewBox='0 0 4 3' width='1e2' data-height='9'/>"), Some((100, 75)));
        assert_eq!(size("<svg viewBox='0 0 4 3' height='30'/>"), Some((40, 30)));
    }

    #[test]
    fn a_size_that_depends_on_the_page_or_makes_no_sense_is_none() {
        for attributes in ["", "width='2em' height='3em'", "width='-1' height='2'", "width='inf' height='2'"]
        {
            assert_eq!(size(&format!("<svg {attributes}/>")), None, "{attributes}");
        }
        assert_eq!(size("<svg viewBox='0 0 0 3' width='3'/>"), None);
    }

    #[test]
    fn the_root_is_found_behind_everything_that_may_precede_it() {
        let subset = "<!DOCTYPE svg [<!-- it's > ] --><!ENTITY a \"]><html>\">]>";
        let document =
            format!("\u{FEFF}<?xml version='1.0'?>\n<!-- <p> -->{subset}<s:svg a='>' width='3' height='2'>");
        assert_eq!(size(&format!("{document}</s:svg>")), Some((3, 2)));
        let error = measure(document.as_bytes()).unwrap_err().to_string();
        assert_eq!(
            error,
            "the SVG picture is damaged: it ends before its svg element does; export it again from its original"
        );
    }

    #[test]
    fn other_documents_are_not_svg() {
        for document in
            ["", "svg", "<svgs/>", "<html><svg/></html>", "<!-- <svg/>", "<!DOCTYPE svg [", "<svg"]
        {
            assert!(!is_svg(document.as_bytes()), "{document}");
        }
        assert!(measure(b"<svg width='>").unwrap_err().to_string().contains("tag is never closed"));
    }
}
