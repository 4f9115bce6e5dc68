//! What stands in brackets at the beginning of a text, whatever brackets they are.
//!
//! In: text. Out: [`Bracket`]. Knows no scheme.

/// A text in brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bracket {
    /// What stands in them, without characters that nobody sees, full-width letters as they are meant.
    pub(super) inner: String,
    /// How long all of it is, in bytes.
    pub(super) length: usize,
    /// What brackets they are.
    pub(super) shape: Shape,
}

/// Which brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// `(` and `)`, which marks have.
    Round,
    /// Others, or two that do not fit.
    Other,
    /// The second is missing.
    Open,
}

/// Longest text in brackets that is taken for a mark, in bytes.
const LONGEST: usize = 400;

const ROUND: [char; 2] = ['(', '（'];

const OPENING: [char; 18] =
    ['(', '（', '[', '［', '{', '｛', '【', '〔', '〖', '〈', '⟨', '﹙', '⁽', '₍', '❨', '⟮', '⦅', '｟'];

const CLOSING: [char; 18] =
    [')', '）', ']', '］', '}', '｝', '】', '〕', '〗', '〉', '⟩', '﹚', '⁾', '₎', '❩', '⟯', '⦆', '｠'];

impl Bracket {
    /// Whether something may begin with this character.
    pub(super) fn opens(sign: char) -> bool {
        OPENING.contains(&sign)
    }

    /// The brackets that a text begins with. Of those that never end, or end only behind others, it is the first word.
    pub(super) fn read(text: &str) -> Option<Self> {
        let first = text.chars().next().filter(|first| Self::opens(*first))?;
        let open = first.len_utf8();
        let limit = text.floor_char_boundary(LONGEST.min(text.len()));
        let end = text[open..limit].find(CLOSING).map(|end| open + end);
        let Some(end) = end.filter(|end| !text[open..*end].contains(ROUND)) else {
            let word = text[open..].find(char::is_whitespace).unwrap_or(text.len() - open);
            let inner = plain(&text[open..open + word]);
            return Some(Self { inner, length: open + word, shape: Shape::Open });
        };
        let last = text[end..].chars().next()?;
        let round = ROUND.contains(&first) && [')', '）'].contains(&last);
        Some(Self {
            inner: plain(&text[open..end]),
            length: end + last.len_utf8(),
            shape: if round { Shape::Round } else { Shape::Other },
        })
    }
}

/// Capitals of other alphabets that look like letters of marks, as these.
pub(super) fn as_latin(text: &str) -> String {
    let letter = |sign| match sign {
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'С' | 'Ϲ' => 'C',
        'Е' | 'Ε' => 'E',
        'Н' | 'Η' => 'H',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Ν' => 'N',
        'О' | 'Ο' => 'O',
        'Р' | 'Ρ' => 'P',
        'Ѕ' => 'S',
        'Т' | 'Τ' => 'T',
        'Х' | 'Χ' => 'X',
        other => other,
    };
    text.chars().map(letter).collect()
}

/// The letter of a character that is a letter in parentheses, a circle or a square, and how long it is.
pub(super) fn enclosed_letter(text: &str) -> Option<(String, usize)> {
    let first = text.chars().next()?;
    let number = match first {
        '\u{249c}'..='\u{24b5}' => u32::from(first) - 0x249c,
        '\u{24b6}'..='\u{24cf}' => u32::from(first) - 0x24b6,
        '\u{1f110}'..='\u{1f129}' => u32::from(first) - 0x1f110,
        '\u{1f130}'..='\u{1f149}' => u32::from(first) - 0x1f130,
        '\u{1f150}'..='\u{1f169}' => u32::from(first) - 0x1f150,
        '\u{1f170}'..='\u{1f189}' => u32::from(first) - 0x1f170,
        _ => return None,
    };
    char::from_u32(u32::from('A') + number).map(|letter| (letter.to_string(), first.len_utf8()))
}

/// Whether nobody sees a character.
pub(crate) fn is_invisible(sign: char) -> bool {
    matches!(
        sign,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
    )
}

fn plain(text: &str) -> String {
    let signs = text.chars().filter(|sign| !is_invisible(*sign)).map(|sign| match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        sign if sign.is_whitespace() => ' ',
        sign => sign,
    });
    signs.collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_read_with_what_is_missing() {
        let read = |text: &'static str| {
            Bracket::read(text).map(|bracket| (bracket.inner, &text[..bracket.length], bracket.shape))
        };
        let found = |inner: &str, all: &'static str, shape| Some((inner.to_owned(), all, shape));
        assert_eq!(read("(S//NF) x"), found("S//NF", "(S//NF)", Shape::Round));
        assert_eq!(read("（\u{200b}Ｓ） x"), found("S", "（\u{200b}Ｓ）", Shape::Round));
        assert_eq!(read("[S] x"), found("S", "[S]", Shape::Other));
        assert_eq!(read("(S] x"), found("S", "(S]", Shape::Other));
        assert_eq!(read("(S x (y) z"), found("S", "(S", Shape::Open));
        assert_eq!(read("(S"), found("S", "(S", Shape::Open));
        assert_eq!(read("x"), None);
        for (text, length) in [("🄢 x", 4), ("Ⓢ x", 3), ("🅂 x", 4), ("🅢 x", 4), ("🆂 x", 4)] {
            assert_eq!(enclosed_letter(text), Some(("S".to_owned(), length)), "{text}");
        }
    }
}
