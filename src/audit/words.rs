//! Words as the audit compares them: lower case, without punctuation, accents and invisible characters, each a hash.
//!
//! In: text. Out: [`Word`]s with their places, and the hashes of windows of up to [`SHINGLE`] of them. The same
//! words come out of a title, of the slug made of it and of the paragraph that quotes it. Knows no secret.

/// Words in a shingle: long enough not to be found by chance, short enough to be found in an excerpt.
pub(super) const SHINGLE: usize = 8;

/// Stands for the end of a block in text taken from markup: short phrases do not reach over it.
pub(super) const BREAK: char = '\u{e000}';

/// One word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    hash: u64,
    /// Its first byte in the text.
    pub(super) start: usize,
    /// Its length in letters and digits after folding.
    pub(super) length: usize,
    /// How many ends of blocks stand before it.
    blocks: u32,
}

impl Word {
    /// The word as if no end of a block stood before it.
    pub(super) fn in_one_block(&self) -> Self {
        Self { blocks: 0, ..*self }
    }
}

/// What a word is multiplied with for each place it stands before the end of a window.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// The words of a text, in place of what `words` held.
pub(super) fn read(text: &str, words: &mut Vec<Word>) {
    take_apart(text, words, None);
}

/// The letters and digits of a text after folding, each with its place, and where words begin among them.
pub(super) fn letters(text: &str) -> (Vec<(u8, usize)>, Vec<usize>) {
    let (mut words, mut letters) = (Vec::new(), Vec::with_capacity(text.len()));
    take_apart(text, &mut words, Some(&mut letters));
    let mut starts = Vec::with_capacity(words.len());
    let mut at = 0;
    for word in words {
        starts.push(at);
        at += word.length;
    }
    (letters, starts)
}

fn take_apart(text: &str, words: &mut Vec<Word>, letters: Option<&mut Vec<(u8, usize)>>) {
    words.clear();
    let mut reader = Reader { words, letters, open: None, blocks: 0, last: b' ', empty_line: false };
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii() {
            if byte == b'('
                && let Some(length) = printed_range(&text[at..])
            {
                reader.close();
                at += length;
                continue;
            }
            if byte.is_ascii_alphanumeric() {
                let rest = &bytes[at..];
                let run = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
                reader.push_run(&rest[..run], at);
                at += run;
                continue;
            } else if byte == b'\'' && reader.open.is_some() {
                // An apostrophe joins: `don't` and `don’t` are `dont`.
            } else {
                reader.separate(byte);
            }
            at += 1;
            continue;
        }
        let Some(character) = text[at..].chars().next() else { break };
        reader.foreign(character, at);
        at += character.len_utf8();
    }
    reader.close();
}

/// How long the range is that a text begins with, `(80–95%)`: a page prints it in the middle of a judgement that the
/// sources have without it, and some sources have it too.
fn printed_range(text: &str) -> Option<usize> {
    let number = |text: &'_ str| {
        let digits = text.chars().take_while(char::is_ascii_digit).count();
        (1..=3).contains(&digits).then_some(digits)
    };
    let mut rest = text.strip_prefix('(')?;
    rest = &rest[number(rest)?..];
    rest = rest.strip_prefix(['–', '-', '‑', '—', '−'])?;
    rest = rest[number(rest)?..].trim_start();
    rest = rest.strip_prefix(['%', '٪'])?.strip_prefix(')')?;
    Some(text.len() - rest.len())
}

/// Calls `see` with the first word, the number of words and the key of each window that `lengths` asks for:
/// `lengths[n]` for windows of n words. Short windows do not reach over the end of a block. `may_begin` is asked with the
/// key of each pair of words whether a window may begin with it.
pub(super) fn windows(
    words: &[Word],
    lengths: &[bool; SHINGLE + 1],
    mut may_begin: impl FnMut(u64) -> bool,
    mut see: impl FnMut(usize, usize, u64),
) {
    for start in 0..words.len() {
        let mut sum = 0u64;
        for length in 1..=SHINGLE.min(words.len() - start) {
            let last = &words[start + length - 1];
            sum = sum.wrapping_mul(BASE).wrapping_add(last.hash);
            if length == 2 && !may_begin(key(sum, length)) {
                break;
            }
            let whole = length == SHINGLE || last.blocks == words[start].blocks;
            if lengths[length] && whole {
                see(start, length, key(sum, length));
            }
        }
    }
}

fn key(sum: u64, length: usize) -> u64 {
    let mixed = (sum ^ (length as u64).wrapping_mul(PRIME)).wrapping_mul(BASE);
    mixed ^ (mixed >> 31)
}

struct Reader<'w> {
    words: &'w mut Vec<Word>,
    /// Every letter, for those who want them.
    letters: Option<&'w mut Vec<(u8, usize)>>,
    open: Option<Word>,
    blocks: u32,
    /// The last byte between words that is not white space.
    last: u8,
    empty_line: bool,
}

impl Reader<'_> {
    fn push(&mut self, byte: u8, at: usize) {
        let word = self.open.get_or_insert(Word { hash: OFFSET, start: at, length: 0, blocks: self.blocks });
        word.hash = (word.hash ^ u64::from(byte)).wrapping_mul(PRIME);
        word.length += 1;
        if let Some(letters) = &mut self.letters {
            letters.push((byte, at));
        }
    }

    /// ASCII letters and digits, of which 0x20 makes small ones.
    fn push_run(&mut self, run: &[u8], at: usize) {
        let word = self.open.get_or_insert(Word { hash: OFFSET, start: at, length: 0, blocks: self.blocks });
        word.length += run.len();
        for byte in run {
            word.hash = (word.hash ^ u64::from(byte | 0x20)).wrapping_mul(PRIME);
        }
        if let Some(letters) = &mut self.letters {
            letters.extend(run.iter().zip(at..).map(|(byte, at)| (byte | 0x20, at)));
        }
    }

    fn close(&mut self) {
        if let Some(mut word) = self.open.take() {
            word.hash ^= word.hash >> 29;
            word.hash = word.hash.wrapping_mul(BASE);
            self.words.push(word);
            self.last = b' ';
            self.empty_line = false;
        }
    }

    fn separate(&mut self, byte: u8) {
        self.close();
        match byte {
            b'\n' if self.empty_line => self.blocks += 1,
            b'\n' => self.empty_line = true,
            b' ' | b'\t' | b'\r' => {}
            _ => {
                // The strings of JSON are blocks too; quoted words in prose are not.
                let structure = match byte {
                    b'"' => matches!(self.last, b',' | b':' | b'[' | b'{'),
                    b',' | b':' | b']' | b'}' => self.last == b'"',
                    _ => false,
                };
                self.blocks += u32::from(structure);
                self.last = byte;
                self.empty_line = false;
            }
        }
    }

    fn foreign(&mut self, character: char, at: usize) {
        match character {
            BREAK => {
                self.close();
                self.blocks += 1;
            }
            // Soft hyphens, joiners and marks of direction are not seen; combining marks are accents.
            '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2060}'..='\u{2064}'
            | '\u{feff}'
            | '\u{300}'..='\u{36f}' => {}
            '’' | '‘' | 'ʼ' if self.open.is_some() => {}
            _ if !character.is_alphanumeric() => self.separate(b'.'),
            _ => {
                // Where nothing stands between words, each character counts as one.
                let alone = matches!(character, '\u{e00}'..='\u{eff}' | '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
                if alone {
                    self.close();
                }
                let mut buffer = [0; 4];
                let written = &*character.encode_utf8(&mut buffer);
                let folded = slug::slugify(written);
                let letters = if folded.is_empty() || alone { written } else { folded.as_str() };
                for byte in letters.bytes().filter(|byte| *byte != b'-') {
                    self.push(byte, at);
                }
                if alone {
                    self.close();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(text: &str) -> Vec<u64> {
        let mut words = Vec::new();
        read(text, &mut words);
        words.iter().map(|word| word.hash).collect()
    }

    #[test]
    fn a_title_its_slug_and_its_quotation_have_the_same_words() {
        let title = hashes("Joint counterdrug operations: México, don’t & more");
        assert_eq!(title, hashes("joint-counterdrug-operations-mexico-dont-more"));
        assert_eq!(title, hashes("JOINT coun\u{ad}terdrug\noperations “Me\u{301}xico” don't / more"));
        assert_eq!(title.len(), 6);
        assert_ne!(hashes("abc"), hashes("acb"));
    }

    #[test]
    fn a_printed_range_breaks_no_sentence() {
        let bare = hashes("very likely rise");
        for range in ["(80–95%)", "(80-95\u{202f}%)", "(5–20٪)", "(80–100 %)"] {
            assert_eq!(hashes(&format!("very likely {range} rise")), bare, "{range}");
        }
        for other in ["(80)", "(80–95)", "(1990–1995%)", "(a–b%)", "(80–95% of them)"] {
            assert_ne!(hashes(&format!("very likely {other} rise")), bare, "{other}");
        }
    }

    #[test]
    fn letters_know_where_their_words_begin() {
        let (letters, starts) = letters("É b’c, de");
        assert_eq!(letters.iter().map(|(letter, _)| char::from(*letter)).collect::<String>(), "ebcde");
        assert_eq!((starts, letters[3].1), (vec![0, 1, 3], 10));
    }

    #[test]
    fn short_windows_stay_in_their_block_and_long_ones_do_not() {
        let count = |text: &str, length: usize| {
            let mut words = Vec::new();
            read(text, &mut words);
            let mut lengths = [false; SHINGLE + 1];
            lengths[length] = true;
            let mut found = 0;
            windows(&words, &lengths, |_| true, |_, _, _| found += 1);
            found
        };
        assert_eq!(count("one two three", 2), 2);
        assert_eq!(count("one two\u{e000}three", 2), 1);
        assert_eq!(count("{\"a\": \"two\", \"b\": 3}", 2), 0);
        assert_eq!(count("one \"two\" three", 2), 2);
        assert_eq!(count("1 2 3 4\u{e000}5 6 7 8", 8), 1);
    }

    #[test]
    fn places_point_at_the_first_letter() {
        let mut words = Vec::new();
        read("é  ab", &mut words);
        assert_eq!(words.iter().map(|word| (word.start, word.length)).collect::<Vec<_>>(), [(0, 1), (4, 2)]);
    }
}
