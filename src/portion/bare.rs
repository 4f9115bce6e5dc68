//! Marks without their parentheses: `S//NF The order`, `TLP:RED The order`, and a level that stands alone like a banner
//! or before a colon: `TOP SECRET`, `SECRET: The order`, `Classification: Secret`.
//!
//! In: text and a scheme. Out: where such a mark stands and its level. Does not know what it is written in. Prose names
//! levels too: without caveats only capitals count, at the beginning of a line that no sentence goes on into.

use std::ops::Range;

use super::bracket::{Bracket, is_invisible};
use super::level::{begun, compact, is_ambiguous, level_of, loose_level};
use super::likeness::is_caveat;
use super::place::{AROUND, BREAK, LINE_ENDS, STOPS, begins_portion};
use crate::classification::{Level, Scheme};

/// Longest name that is looked for, in bytes.
const LONGEST: usize = 60;

/// Words before the colon of a banner: `Classification: SECRET`.
const LABELS: [&str; 7] = ["classif", "marking", "handling", "security", "clasific", "einstuf", "تصنيف"];

/// All of a text, some of them twice.
pub(super) fn bare(text: &str, scheme: &Scheme) -> Vec<(Range<usize>, Level)> {
    let mut found = Vec::new();
    let slashes = memchr::memmem::find_iter(text.as_bytes(), b"//");
    found.extend(slashes.filter_map(|at| with_caveats(text, at, scheme)));
    let slashes = memchr::memchr_iter(b'/', text.as_bytes());
    found.extend(slashes.filter_map(|at| with_one_slash(text, at, scheme)));
    found.extend(with_colon(text, scheme));
    found.extend(banners(text, scheme));
    found
}

/// Words of banners that are no levels: `UK SECRET`, `SECRET UK EYES ONLY`, `SECRET REL TO USA`.
const PARTIES: [&str; 9] = ["UK", "US", "USA", "EU", "UE", "NATO", "TO", "ONLY", "AND"];

/// `S//NF` anywhere, and where a portion may begin `S//` too; with a known caveat `S // NF` and `s//nf`.
fn with_caveats(text: &str, at: usize, scheme: &Scheme) -> Option<(Range<usize>, Level)> {
    let floor = text.ceil_char_boundary(at.saturating_sub(LONGEST));
    let (before, behind) = (text[..at].trim_end_matches(' '), &text[at + 2..]);
    let floor = floor.min(before.len());
    let spaced = before.len() < at;
    let words = behind.trim_start_matches(' ');
    let word = words.split(|sign: char| !sign.is_alphanumeric()).next().unwrap_or_default();
    let caveat = is_caveat(word) || !spaced && is_caveat(&word.to_uppercase());
    let level_of = |name: &str| {
        loose_level(name, scheme).or_else(|| loose_level(&name.to_uppercase(), scheme).filter(|_| caveat))
    };
    let starts = before[floor..].char_indices().filter(|(_, sign)| sign.is_alphanumeric());
    let mut starts = starts.map(|(start, _)| floor + start).filter(|start| {
        let before = before[..*start].strip_suffix("//").unwrap_or(&before[..*start]);
        // In an address a slash, a dot or a colon stands before it; what is in brackets is read as such.
        before.chars().next_back().is_none_or(|sign| {
            !(sign.is_alphanumeric() || "/.:-&=#?%@".contains(sign) || Bracket::opens(sign))
        })
    });
    let (start, level) = starts.find_map(|start| Some((start, level_of(&before[start..])?)))?;
    // `C// comment style`
    let is_comment = spaced
        || before.len() - start <= 2 && behind.starts_with(' ') && words.starts_with(char::is_lowercase);
    let is_mark = before.ends_with(char::is_alphanumeric)
        && (caveat
            || !is_comment
                && (behind.starts_with(char::is_uppercase)
                    || begins_portion(before[..start].trim_end_matches('/'), behind)));
    let behind = if caveat { words } else { behind };
    let end = text.len() - behind.len() + behind.find(char::is_whitespace).unwrap_or(behind.len());
    let end = start + text[start..end].trim_end_matches([')', '.', ',', ';', ':', '!', '?', '"']).len();
    let level = if is_ambiguous(&text[start..end], scheme) { scheme.highest() } else { level };
    is_mark.then_some((start..end.max(at + 2), level))
}

/// `TS/SCI` and `S/NF` in capitals where a portion may begin, with a caveat that is known.
fn with_one_slash(text: &str, at: usize, scheme: &Scheme) -> Option<(Range<usize>, Level)> {
    let (before, behind) = (&text[..at], &text[at + 1..]);
    let caveat = behind.split(|sign: char| !sign.is_alphanumeric()).next().filter(|word| is_caveat(word))?;
    let length = |name: &str| if before.ends_with(name) { name.len() } else { 0 };
    let (length, level) = scheme
        .iter()
        .map(|(level, of)| (length(&of.name.to_uppercase()).max(length(&of.abbreviation)), level))
        .max()?;
    let start = at - length;
    let whole = !before[..start].ends_with(|sign: char| sign.is_alphanumeric() || "/.:-".contains(sign));
    let is_mark = length > 0 && whole && begins_portion(&before[..start], behind);
    is_mark.then_some((start..at + 1 + caveat.len(), level))
}

/// `TLP:RED`, `TLP-RED` or `TLP RED` where a portion may begin: nobody writes it by chance.
fn with_colon<'t>(text: &'t str, scheme: &'t Scheme) -> impl Iterator<Item = (Range<usize>, Level)> + 't {
    let mut words: Vec<&str> =
        scheme.iter().filter_map(|(_, level)| Some(level.name.split_once(':')?.0)).collect();
    words.dedup();
    words.into_iter().filter(|word| !word.is_empty()).flat_map(move |word| {
        text.match_indices(word).filter_map(move |(start, _)| {
            let (level, rest) = begun(&text[start..], scheme)?;
            let end = text.len() - rest.len();
            let before = &text[..start];
            let whole = before
                .chars()
                .next_back()
                .is_none_or(|sign| !(sign.is_alphanumeric() || Bracket::opens(sign)));
            (whole && begins_portion(before, rest)).then_some((start..end, level))
        })
    })
}

/// Lines that a level begins.
fn banners<'t>(text: &'t str, scheme: &'t Scheme) -> impl Iterator<Item = (Range<usize>, Level)> + 't {
    let mut at = 0;
    let mut begins = true;
    text.split_inclusive(LINE_ENDS).filter_map(move |line| {
        let start = at;
        at += line.len();
        let words = line.trim_end();
        let here = std::mem::replace(
            &mut begins,
            words.is_empty() || words.ends_with(|sign: char| STOPS.contains(sign)),
        );
        // A line that was broken on purpose begins a text of its own.
        begins |= line.ends_with(|end: char| LINE_ENDS[2..].contains(&end));
        let unseen = |sign: char| {
            sign.is_whitespace() || is_invisible(sign) || AROUND.contains(sign) && !"([{".contains(sign)
        };
        let words = words.trim_start_matches(unseen);
        let first = start + line.trim_end().len() - words.len();
        let found = if text.starts_with(BREAK) { None } else { lone(words, scheme) };
        let found = found.or_else(|| banner(words, scheme)).map(|(length, level)| (0, length, level));
        let (from, length, level) = found.or_else(|| behind_mark(words, scheme)).filter(|_| here)?;
        Some((first + from..first + from + length, level))
    })
}

/// A level alone in its line, exactly as the scheme writes it: `VS-NfD`, `RED`; not in a table, which may be of lights.
fn lone(line: &str, scheme: &Scheme) -> Option<(usize, Level)> {
    let is = |name: &str, abbreviation: &str| line == name || line == abbreviation && line.len() >= 3;
    let mut levels = scheme.iter();
    levels.find(|(_, level)| is(&level.name, &level.abbreviation)).map(|(level, _)| (line.len(), level))
}

/// A level in capitals behind the mark that a line begins with: `(U) SECRET text`.
fn behind_mark(line: &str, scheme: &Scheme) -> Option<(usize, usize, Level)> {
    let bracket = Bracket::read(line)?;
    level_of(&bracket.inner, scheme)?;
    let rest = line[bracket.length..].trim_start_matches([' ', '/', '-']);
    let from = line.len() - rest.len();
    if let Some((length, level)) = banner(rest, scheme) {
        return Some((from, length, level));
    }
    let (level, behind) = begun(rest, scheme)?;
    let name = &rest[..rest.len() - behind.len()];
    let is_name = compact(name) != compact(&scheme.definition(level).abbreviation)
        && !name.contains(char::is_lowercase);
    is_name.then_some((from, name.len(), level))
}

/// The level that a line begins with as banners do, and how long that is.
fn banner(line: &str, scheme: &Scheme) -> Option<(usize, Level)> {
    let is_over = |rest: &str| {
        let mut words = rest.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
        words.all(is_caveat)
    };
    if let Some((label, name)) = line.split_once([':', '：'])
        && label.len() <= LONGEST
        && LABELS.iter().any(|known| label.to_lowercase().contains(known))
        && let Some((level, rest)) = begun(name, scheme)
        && is_over(rest)
    {
        return Some((line.len(), level));
    }
    if let Some(level) = versioned(line, scheme).or_else(|| composed(line, scheme)) {
        return Some((line.len(), level));
    }
    let head = line.find([':', '：', '—', '–', '(']).map(|end| line.split_at(end));
    if let Some((head, tail)) = head
        && (!tail.starts_with('(') || tail.ends_with(')'))
        && let Some(level) = composed(head, scheme)
    {
        let sign = tail.chars().next().map_or(0, char::len_utf8);
        return Some((head.len() + sign, level));
    }
    let (level, rest) = begun(line, scheme)?;
    let name = &line[..line.len() - rest.len()];
    // An abbreviation alone may be anything: S, M and L.
    let is_abbreviation = compact(name) == compact(&scheme.definition(level).abbreviation);
    if is_abbreviation && is_over(rest) && rest.contains(char::is_alphanumeric) {
        return Some((line.len(), level));
    }
    // `TS: The order`; a word of the name, `RED: closed`, may be of a light.
    let named = scheme.definition(level).name.split(|sign: char| !sign.is_alphanumeric());
    let is_letter =
        is_abbreviation && (compact(name).len() < 2 || named.into_iter().any(|word| word == name));
    if is_letter || name.contains(char::is_lowercase) {
        return None;
    }
    if !is_abbreviation && is_over(rest) {
        return Some((line.len(), level));
    }
    let behind = rest.trim_start();
    let spaced = behind.len() < rest.len();
    let dashed = behind.starts_with(['–', '—']) || spaced && behind.starts_with("- ");
    let sign = behind.chars().next().map_or(0, char::len_utf8);
    let labels = behind.starts_with([':', '：']) && !behind[sign..].starts_with(char::is_alphanumeric);
    let marks = dashed || labels || !is_abbreviation && behind.starts_with([':', '：', ')']);
    marks.then_some((line.len() - behind.len() + sign, level))
}

/// `tlp:red`, `TLP2:RED` and `TLP 2.0:RED` alone in a line.
fn versioned(line: &str, scheme: &Scheme) -> Option<Level> {
    let (label, name) = line.split_once([':', '：'])?;
    let label = label.trim_end_matches(|sign: char| !sign.is_alphabetic());
    let name = name.trim_matches(|sign: char| !sign.is_alphanumeric());
    let is =
        |(prefix, rest): (&str, &str)| prefix.eq_ignore_ascii_case(label) && rest.eq_ignore_ascii_case(name);
    let mut levels = scheme.iter();
    levels.find(|(_, level)| level.name.split_once(':').is_some_and(is)).map(|(level, _)| level)
}

/// The level of a line that is nothing but words of one level's name, of caveats and of countries, in capitals:
/// `UK TOP SECRET`, `EU SECRET`, `SECRET REL TO USA, FVEY`. Where several levels have the words it is the highest.
fn composed(line: &str, scheme: &Scheme) -> Option<Level> {
    if line.len() > 2 * LONGEST {
        return None;
    }
    let folded = line.replace(['È', 'É'], "E");
    let mut words =
        folded.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    words.next_if(|word| LABELS.iter().any(|label| word.to_lowercase().contains(label)));
    let mut named: Vec<&str> = Vec::new();
    let mut released = false;
    for word in words {
        released |= word == "REL";
        if word.contains(char::is_lowercase) {
            return None;
        }
        let is_other = is_caveat(word) || PARTIES.contains(&word) || released && word.len() <= 4;
        if !is_other && named.last() != Some(&word) {
            named.push(word);
        }
    }
    let holds = |name: &str| {
        let of_name = |word: &&str| name.split([' ', '/']).any(|part| part.eq_ignore_ascii_case(word));
        named.iter().all(of_name)
    };
    if !named.iter().any(|word| word.len() >= 6) {
        return None;
    }
    let highest = || scheme.iter().filter(|(_, level)| holds(&level.name)).map(|(level, _)| level).last();
    let level = loose_level(&named.concat(), scheme).or_else(highest)?;
    Some(if is_ambiguous(line, scheme) && line.contains("SENSITIVE") { scheme.highest() } else { level })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classification::built_in;

    #[test]
    fn marks_without_parentheses_are_told_from_prose() {
        let found = |text: &str, scheme: &str| {
            let scheme = built_in(scheme).expect("it is in the binary");
            bare(text, &scheme).first().map(|(range, level)| (text[range.clone()].to_owned(), level.0))
        };
        for (text, mark, level) in [
            ("Gate shut. S//NF The order.", "S//NF", 2),
            ("Order S//NF.", "S//NF", 2),
            ("S//NF) Text", "S//NF", 2),
            ("S// Text", "S//", 2),
            ("//S// Text", "S//", 2),
            ("Top-Secret//SI Text", "Top-Secret//SI", 3),
            ("TOP SECRET", "TOP SECRET", 3),
            ("SECRET: Text", "SECRET:", 2),
            ("SECRET - Text", "SECRET -", 2),
            ("SECRET NOFORN", "SECRET NOFORN", 2),
            ("A sentence.\nSECRET\nText", "SECRET", 2),
            ("Classification: Secret", "Classification: Secret", 2),
            ("TS/SCI The order", "TS/SCI", 3),
            ("S/NF The order", "S/NF", 2),
            ("TOP SECRET/SCI The order", "TOP SECRET/SCI", 3),
            ("Gate shut. TS/SCI: the order.", "TS/SCI", 3),
            ("TS: The order", "TS:", 3),
            ("TS - The order", "TS -", 3),
        ] {
            assert_eq!(found(text, "us"), Some((mark.to_owned(), level)), "{text}");
        }
        for text in [
            "The documents were marked secret",
            "SECRET talks",
            "Secret: text",
            "S",
            "and were marked\nSECRET\nby the palace",
            "https://e.org/S//NF",
            "the class S // a comment",
            "Motive: SECRET",
            "S: text",
            "TS:80 is a gate",
            "the S/N 12345",
            "in C/SI units",
            "https://e.org/S/NF",
        ] {
            assert_eq!(found(text, "us"), None, "{text}");
        }
        for text in [
            "TLP: RED Text",
            "TLP-RED Text",
            "TLP RED Text",
            "TLP:RED: Text",
            "TLP:RED) Text",
            "Gate. TLP:RED Text",
        ] {
            assert_eq!(found(text, "tlp").map(|(_, level)| level), Some(4), "{text}");
        }
        assert_eq!(found("It is TLP:RED for us", "tlp"), None);
    }
}
