//! What stands in a citation: `@incsr-2025, p. 12, credibility 2`.
//!
//! In: the text between the brackets. Out: the source's id, a place in it, a grade. Does not know which sources
//! there are.

use crate::tradecraft::CREDIBILITY;

/// A citation as written, without its `@`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written<'a> {
    /// The source.
    pub(super) id: &'a str,
    /// Page, paragraph or time in it.
    pub(super) locator: Option<String>,
    /// Credibility of what is taken from it, 1 to 6; an error has what stands in its place, of two the whole second part.
    pub(super) credibility: Option<Result<u8, &'a str>>,
}

/// Reads a citation. What follows the id is its place in the source, but for a part that says `credibility 2`.
pub(super) fn read(reference: &str) -> Written<'_> {
    let (id, rest) = reference.split_once(',').unwrap_or((reference, ""));
    let mut locator: Vec<&str> = Vec::new();
    let mut credibility = None;
    for part in rest.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match grade(part) {
            // Of two grades neither is the one.
            Some(_) if credibility.is_some() => credibility = Some(Err(part)),
            Some(grade) => credibility = Some(grade),
            None => locator.push(part),
        }
    }
    let locator = (!locator.is_empty()).then(|| locator.join(", "));
    Written { id: id.trim(), locator, credibility }
}

fn grade(part: &str) -> Option<Result<u8, &str>> {
    const WORD: &str = "credibility";
    let rest =
        part.get(..WORD.len()).filter(|word| word.eq_ignore_ascii_case(WORD)).map(|_| &part[WORD.len()..])?;
    let separated = rest.is_empty() || rest.starts_with([' ', ':', '=']);
    let number = rest.trim_start_matches([' ', ':', '=']).trim();
    let grade = number.parse().ok().filter(|grade| CREDIBILITY.contains(grade)).ok_or(number);
    separated.then_some(grade)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written<'a>(
        id: &'a str,
        locator: Option<&str>,
        credibility: Option<Result<u8, &'a str>>,
    ) -> Written<'a> {
        Written { id, locator: locator.map(str::to_owned), credibility }
    }

    #[test]
    fn a_citation_has_an_id_a_place_and_a_grade() {
        for (text, expected) in [
            ("a-1", written("a-1", None, None)),
            (" a-1 , p. 12", written("a-1", Some("p. 12"), None)),
            ("a, p. 12, para. 3", written("a", Some("p. 12, para. 3"), None)),
            ("a, p. 12, credibility 2", written("a", Some("p. 12"), Some(Ok(2)))),
            ("a, Credibility: 6, p. 12", written("a", Some("p. 12"), Some(Ok(6)))),
            ("a, credibility 7", written("a", None, Some(Err("7")))),
            ("a, credibility", written("a", None, Some(Err("")))),
            ("a, credibility two", written("a", None, Some(Err("two")))),
            ("a, credibility 1, credibility 2", written("a", None, Some(Err("credibility 2")))),
            ("a, credibilityish", written("a", Some("credibilityish"), None)),
            (", p. 3", written("", Some("p. 3"), None)),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
