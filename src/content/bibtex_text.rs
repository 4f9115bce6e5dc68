//! Forms of BibTeX that its reader does not know: entries in round brackets, and quotation marks as LaTeX has them.
//!
//! In: the text of a file, or of a field. Out: the same in forms that the reader knows, each byte in its place; typographic
//! quotation marks; the hyphens of addresses. Does not know fields.

use std::borrow::Cow;

/// Entries in round brackets, `@book(…)`, in braces.
pub(super) fn braced(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut changed: Option<Vec<u8>> = None;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'@', &bytes[at..]) {
        at += found + 1;
        let name = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let space = bytes[at + name..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let open = at + name + space;
        let (true, Some(bracket @ (b'{' | b'('))) = (name > 0, bytes.get(open)) else { continue };
        // The reader says what is wrong with one that never ends.
        let Some(close) = end_of_entry(bytes, open + 1, *bracket) else { break };
        if *bracket == b'(' {
            let changed = changed.get_or_insert_with(|| bytes.to_vec());
            (changed[open], changed[close]) = (b'{', b'}');
        }
        at = close;
    }
    changed.and_then(|bytes| String::from_utf8(bytes).ok()).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Where an entry ends: at its bracket, outside of texts in braces or quotation marks.
fn end_of_entry(bytes: &[u8], mut at: usize, bracket: u8) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quoted = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'"' if depth == 0 => quoted = !quoted,
            b'{' => depth += 1,
            b')' if bracket == b'(' && depth == 0 && !quoted => return Some(at),
            b'}' if depth > 0 => depth -= 1,
            b'}' if bracket == b'{' && !quoted => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// Words with the quotation marks that LaTeX makes of two accents.
pub(super) fn typeset(words: &str) -> String {
    words.replace("``", "“").replace("''", "”").replace("\"`", "„")
}

/// Words without commands that set them in another type: `\emph{a}` is `a`.
pub(super) fn without_commands(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, command)) = rest.split_once('\\') {
        plain.push_str(before);
        let name = command.bytes().take_while(u8::is_ascii_alphabetic).count();
        if name == 0 {
            plain.push('\\');
            rest = command;
        } else {
            rest = command[name..].trim_start();
        }
    }
    plain.push_str(rest);
    if plain.len() < words.len() { plain.replace(['{', '}'], "") } else { plain }
}

/// An address with its hyphens: the reader takes two for a dash, as in any text, unless the file has the dash itself.
pub(super) fn undashed(address: String, file: &str) -> String {
    if file.contains(&address) { address } else { address.replace('—', "---").replace('–', "--") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_brackets_become_braces_in_their_places() {
        for (text, expected) in [
            ("@book(a, title = {b (c)})", "@book{a, title = {b (c)}}"),
            (
                "@Misc (a, title = \"b) c\", year = 2020)\n@x{y}",
                "@Misc {a, title = \"b) c\", year = 2020}\n@x{y}",
            ),
            ("@string(q = {Quay})", "@string{q = {Quay}}"),
            ("@book{a, note = {mail@host(b)}}", "@book{a, note = {mail@host(b)}}"),
            ("@book(a, title = {b}", "@book(a, title = {b}"),
            ("a@b (c)", "a@b {c}"),
            ("no entry", "no entry"),
        ] {
            assert_eq!(braced(text), expected);
        }
    }

    #[test]
    fn an_address_has_the_hyphens_that_the_file_has() {
        assert_eq!(undashed("https://a/b–c".to_owned(), "url = {https://a/b--c}"), "https://a/b--c");
        assert_eq!(undashed("https://a/b–c".to_owned(), "url = {https://a/b–c}"), "https://a/b–c");
    }

    proptest::proptest! {
        #[test]
        fn any_text_keeps_its_length(text in "[@a({\"\\\\)} é,=]{0,40}") {
            proptest::prop_assert_eq!(braced(&text).len(), text.len());
        }
    }
}
