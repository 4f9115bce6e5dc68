//! Forms of BibTeX that its reader does not know: entries in round brackets, and marks and commands as LaTeX has them.
//!
//! In: the text of a file, or of a field. Out: the same in forms that the reader knows, each byte in its place; typographic
//! quotation marks and letters; addresses as a browser wants them; a day of a month. Does not know fields.

use std::borrow::Cow;

use crate::date::MONTHS;

/// Commands that are a letter.
const GREEK: [(&str, &str); 34] = [
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("iota", "ι"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("upsilon", "υ"),
    ("phi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Gamma", "Γ"),
    ("Delta", "Δ"),
    ("Theta", "Θ"),
    ("Lambda", "Λ"),
    ("Xi", "Ξ"),
    ("Pi", "Π"),
    ("Sigma", "Σ"),
    ("Upsilon", "Υ"),
    ("Phi", "Φ"),
    ("Psi", "Ψ"),
    ("Omega", "Ω"),
];

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

/// Words without commands that set them in another type: `\emph{a}` is `a`, and `$\alpha$` is a letter.
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
            let letter = GREEK.iter().find(|(written, _)| *written == &command[..name]);
            plain.push_str(letter.map_or("", |(_, letter)| letter));
            rest = command[name..].trim_start();
        }
    }
    plain.push_str(rest);
    if plain.len() < words.len() {
        plain.retain(|one| !matches!(one, '{' | '}'));
    }
    without_formulas(&plain)
}

/// Words without the signs round a formula, `$x^2$`. With a space between two of them they are money.
fn without_formulas(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('$') {
        plain.push_str(before);
        rest = after;
        match after.split_once('$') {
            Some((formula, behind)) if !formula.is_empty() && !formula.contains(' ') => {
                plain.push_str(formula);
                rest = behind;
            }
            _ => plain.push('$'),
        }
    }
    plain + rest
}

/// An address without what LaTeX wants before its signs, and round it: `\url{https://a/?b\&c}`.
pub(super) fn address(written: &str) -> String {
    let mut plain = link(written).unwrap_or(written).to_owned();
    for sign in ["&", "%", "_", "#", "$", "~"] {
        plain = plain.replace(&["\\", sign].concat(), sign);
    }
    plain
}

/// The address in words: `see \url{https://a}`, `available at https://a.`
pub(super) fn link(words: &str) -> Option<&str> {
    let start = words.find("https://").or_else(|| words.find("http://"))?;
    let rest = &words[start..];
    let end = rest.find(|one: char| one.is_whitespace() || matches!(one, '}' | '{' | ',' | ';' | '>'));
    Some(rest[..end.unwrap_or(rest.len())].trim_end_matches(['.', ')']))
}

/// A day and the number of its month: `5~jun`, `June 5`.
pub(super) fn day_and_month(words: &str) -> Option<(i64, i64)> {
    let mut parts = words.split(|one: char| !one.is_alphanumeric()).filter(|part| !part.is_empty());
    let (one, other) = (parts.next()?, parts.next()?);
    let (day, name) = if one.as_bytes()[0].is_ascii_digit() { (one, other) } else { (other, one) };
    let (day, name) = (day.parse().ok().filter(|day| (1..=31).contains(day))?, name.to_lowercase());
    let month = (1..).zip(MONTHS).find(|(_, month)| name.len() >= 3 && month.starts_with(&name))?.0;
    parts.next().is_none().then_some((day, month))
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

    #[test]
    fn formulas_and_money_keep_apart() {
        for (text, expected) in
            [("a $x^2$ b $\\pi$", "a x^2 b π"), ("from $5 to $10", "from $5 to $10"), ("$", "$")]
        {
            assert_eq!(without_commands(text), expected);
        }
    }

    #[test]
    fn days_and_links_stand_in_words() {
        assert_eq!(day_and_month("5~jun"), Some((5, 6)));
        assert_eq!(day_and_month("September 30"), Some((30, 9)));
        assert_eq!(["june", "40 may", "may 5 2024", "5 ju"].map(day_and_month), [None; 4]);
        assert_eq!(link("see <https://e.org/a>, or not"), Some("https://e.org/a"));
        assert_eq!(link("by telephone"), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_keeps_its_length(text in "[@a({\"\\\\)} é,=]{0,40}") {
            proptest::prop_assert_eq!(braced(&text).len(), text.len());
        }
    }
}
