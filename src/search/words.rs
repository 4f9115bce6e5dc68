//! A text to the words that searches find it by.
//!
//! In: any text. Out: words without case and accents, one after the other. Knows no language: it does not stem and
//! keeps every word. Scripts written without spaces give pairs of characters.
//!
//! `themes/default/static/js/index.js` reads what people type in the same way, step by step; the examples in
//! `tests/browser/words.json` hold the two together.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Longest word in characters; the rest of a longer one is not looked at.
const LONGEST: usize = 40;

/// What a byte is to a word, a bit for each: part of one, a capital, part of what has to be decoded.
const PART: u8 = 1;
const CAPITAL: u8 = 2;
const ODD: u8 = 4;

static BYTES: [u8; 256] = {
    let mut bytes = [0; 256];
    let mut at = 0;
    while at < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "the loop ends at 256")]
        let byte = at as u8;
        bytes[at] = match byte {
            b'A'..=b'Z' => PART | CAPITAL,
            b'a'..=b'z' | b'0'..=b'9' => PART,
            0..0x80 => 0,
            0x80.. => ODD,
        };
        at += 1;
    }
    bytes
};

/// Calls `take` with each word of a text; borrowed where it stands there in lower case already.
pub(super) fn for_each_word<'t>(text: &'t str, mut take: impl FnMut(Cow<'t, str>)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let mut met = 0;
        // How long what ends the word is.
        let mut end = 1;
        while let Some(byte) = bytes.get(at) {
            // Decoding what is ASCII, as nearly all is, would take most of the time.
            let kind = BYTES[usize::from(*byte)];
            if kind & PART != 0 {
                at += 1;
            } else if kind & ODD == 0 {
                break;
            } else {
                let letter = text[at..].chars().next().unwrap_or_default();
                if !belongs(letter) {
                    end = letter.len_utf8();
                    break;
                }
                at += letter.len_utf8();
            }
            met |= kind;
        }
        let initials = if at == start + 1 { initials(text, start) } else { start };
        if initials > at {
            take(Cow::Owned(text[start..initials].replace('.', "").to_ascii_lowercase()));
            at = initials;
            continue;
        }
        let run = &text[start..at];
        at += end;
        if run.is_empty() {
            continue;
        }
        if met & ODD == 0 && run.len() <= LONGEST {
            take(if met & CAPITAL != 0 { Cow::Owned(run.to_ascii_lowercase()) } else { Cow::Borrowed(run) });
        } else {
            // Folding can bring characters that part words: ½ becomes 1⁄2.
            let folded = fold(run);
            for run in folded.split(|letter| !belongs(letter)).filter(|run| !run.is_empty()) {
                parts(run, |word| take(Cow::Owned(word)));
            }
        }
    }
}

/// Where initials with points between them end that begin at `start`: "U.S." is one word, as "US" is.
fn initials(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    let alone = |at: usize| !text[at..].chars().next().is_some_and(belongs);
    let mut end = start + 1;
    while letter(start) && bytes.get(end) == Some(&b'.') && letter(end + 1) && alone(end + 2) {
        end += 2;
    }
    end
}

/// Letters, digits and the marks upon them.
fn belongs(letter: char) -> bool {
    letter.is_alphanumeric() || (!letter.is_ascii() && is_combining_mark(letter))
}

/// Without case, accents and differences of form (NFKD); letters that Unicode does not take apart are told one by one.
fn fold(run: &str) -> String {
    let open: String = run.nfkd().collect();
    let mut letters = String::with_capacity(open.len());
    for letter in open.to_lowercase().nfkd() {
        match letter {
            'ß' => letters.push_str("ss"),
            'æ' => letters.push_str("ae"),
            'œ' => letters.push_str("oe"),
            'ø' => letters.push('o'),
            'ł' => letters.push('l'),
            'đ' | 'ð' => letters.push('d'),
            'ı' => letters.push('i'),
            'ς' => letters.push('σ'),
            // Letters of Arabic that are written for one another, in Arabic or by keyboards for Persian.
            'ٱ' => letters.push('ا'),
            'ى' | 'ی' => letters.push('ي'),
            'ة' => letters.push('ه'),
            'ک' => letters.push('ك'),
            // Digits of Arabic, and of Persian and Urdu.
            '٠'..='٩' => letters.push(digit(letter, '٠')),
            '۰'..='۹' => letters.push(digit(letter, '۰')),
            // Accents; the points of Hebrew; the vowels of Arabic and its tatweel, which only makes words longer.
            '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' => {
            }
            letter => letters.push(letter),
        }
    }
    letters.nfc().collect()
}

/// The ASCII digit for one of a script whose zero is given.
fn digit(letter: char, zero: char) -> char {
    char::from_digit(u32::from(letter) - u32::from(zero), 10).unwrap_or(letter)
}

/// Cuts a folded run where the script changes, and text without spaces into pairs.
fn parts(run: &str, mut take: impl FnMut(String)) {
    let mut rest = run;
    while let Some(first) = rest.chars().next() {
        let spaceless = is_spaceless(first);
        let end = rest.find(|letter| is_spaceless(letter) != spaceless).unwrap_or(rest.len());
        let (part, tail) = rest.split_at(end);
        rest = tail;
        if spaceless {
            let letters: Vec<char> = part.chars().collect();
            for pair in letters.windows(2.min(letters.len())) {
                take(pair.iter().collect());
            }
        } else {
            take(without_article(part).chars().take(LONGEST).collect());
        }
    }
}

/// A folded word without the article of Arabic and the particles that are written with it, if three letters or more are left.
fn without_article(word: &str) -> &str {
    let rest = word.strip_prefix(['و', 'ف', 'ب', 'ك']).unwrap_or(word).strip_prefix("ال");
    let rest = rest.or_else(|| word.strip_prefix("لل"));
    rest.filter(|rest| rest.chars().nth(2).is_some()).unwrap_or(word)
}

/// Thai, Lao, Burmese and Khmer; kana and Han.
fn is_spaceless(letter: char) -> bool {
    matches!(
        u32::from(letter),
        0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x3400..=0x4dbf
            | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff
    )
}

/// The words in HTML: what stands between tags, without the numbers of citations and notes.
pub(super) fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut raised = 0_usize;
    let mut rest = html;
    while let Some(at) = memchr::memchr2(b'<', b'&', rest.as_bytes()) {
        if raised == 0 {
            text.push_str(&rest[..at]);
        }
        let entity = rest.as_bytes()[at] == b'&';
        let end = rest[at..].find(if entity { ';' } else { '>' });
        let Some(end) = end.filter(|end| !entity || *end <= 10) else {
            text.push(' ');
            rest = &rest[at + 1..];
            continue;
        };
        let inside = &rest[at + 1..at + end];
        rest = &rest[at + end + 1..];
        if entity {
            text.push(' ');
            continue;
        }
        let name = inside.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap_or_default();
        match (name, inside.starts_with('/')) {
            ("sup", false) => raised += 1,
            ("sup", true) => raised = raised.saturating_sub(1),
            // A tag inside a word does not part it.
            ("em" | "strong" | "del" | "code" | "a" | "sub" | "span" | "b" | "i", _) => {}
            _ => text.push(' '),
        }
    }
    if raised == 0 {
        text.push_str(rest);
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        for_each_word(text, |word| all.push(word.into_owned()));
        all
    }

    #[test]
    fn the_page_reads_the_same_words() {
        let examples: Vec<(String, Vec<String>)> =
            serde_json::from_str(include_str!("../../tests/browser/words.json")).expect("examples");
        assert!(examples.len() > 10);
        for (text, expected) in examples {
            assert_eq!(words(&text), expected, "{text}");
        }
    }

    #[test]
    fn html_is_read_without_tags_and_marks() {
        let html = "<p>Two <em>un</em>likely<sup class=\"citation\"><a href=\"#s\">12</a></sup> cases</p><p>a &amp; b &c</p>";
        assert_eq!(words(&text_of(html)), ["two", "unlikely", "cases", "a", "b", "c"]);
        assert_eq!(words(&text_of("a < b <")), ["a", "b"]);
    }

    proptest! {
        #[test]
        fn words_are_found_again_as_they_are(text: String) {
            for word in words(&text) {
                prop_assert!(!word.is_empty() && word.chars().count() <= LONGEST);
                prop_assert!(word.chars().all(belongs), "{word:?}");
            }
            text_of(&text);
        }

        #[test]
        fn neither_case_nor_accents_matter(text in "[a-zà-ž ]{0,40}") {
            prop_assert_eq!(words(&text), words(&text.to_uppercase()));
            let open: String = text.nfd().collect();
            prop_assert_eq!(words(&text), words(&open));
        }
    }
}
