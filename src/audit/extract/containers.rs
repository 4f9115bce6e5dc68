//! Files inside of files: gzip, ZIP (and so Office documents and e-books), compressed texts of PNG, and what is
//! written as Base64 or in hexadecimal digits.
//!
//! In: bytes. Out: what was inside, and what could not be opened. Nothing is trusted: lengths are checked, and
//! unpacking stops at a limit, because a small file may claim to be a huge one.

use std::cell::RefCell;
use std::io::Read;

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use flate2::{Decompress, FlushDecompress, Status};

/// Most bytes that one file is unpacked to.
const MOST: u64 = 256 << 20;

/// Something that was inside.
#[derive(Debug)]
pub(super) struct Inner {
    /// Where it stood.
    pub(super) at: usize,
    /// What it was.
    pub(super) bytes: Vec<u8>,
}

/// What was inside, or the words for what could not be opened.
pub(super) type Opened = Result<Inner, (usize, &'static str)>;

/// Whether nobody can read such a file here, and what it is.
pub(super) fn closed(bytes: &[u8], path: &str) -> Option<&'static str> {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let kind = match () {
        () if bytes.starts_with(b"7z\xbc\xaf\x27\x1c") => "a 7z archive",
        () if bytes.starts_with(b"Rar!\x1a\x07") => "a RAR archive",
        () if bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) => "a Zstandard file",
        () if bytes.starts_with(b"BZh") && extension != "html" => "a bzip2 file",
        () if bytes.starts_with(&[0xfd, b'7', b'z', b'X', b'Z', 0]) => "an xz file",
        () if extension.eq_ignore_ascii_case("br") => "a Brotli file",
        () if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) => "an old Office file",
        () => return None,
    };
    Some(kind)
}

/// What a container holds; nothing if it is none.
pub(super) fn open(bytes: &[u8]) -> Vec<Opened> {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return vec![inflate(MultiGzDecoder::new(bytes), 0, "a gzip file that is damaged or too long")];
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return zip(bytes);
    }
    let mut found = buried(bytes);
    found.extend(zip(bytes));
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        found.extend(png(bytes));
    }
    if std::str::from_utf8(bytes).is_err() {
        found.extend(packed(bytes).map(|bytes| Ok(Inner { at: 0, bytes })));
        found.extend(buried_zlib(bytes));
    }
    found
}

/// zlib streams behind something else that hold text.
fn buried_zlib(bytes: &[u8]) -> impl Iterator<Item = Opened> {
    let starts = memchr::memchr_iter(0x78, bytes).filter(|at| *at > 0);
    let starts = starts.filter(|at| matches!(bytes.get(at + 1), Some(0x01 | 0x5e | 0x9c | 0xda)));
    starts.filter_map(|at| Some(Ok(Inner { at, bytes: packed(&bytes[at..])? })))
}

/// gzip files behind something else: a text, or the end of a picture. What does not open is chance.
fn buried(bytes: &[u8]) -> Vec<Opened> {
    let starts = memchr::memmem::find_iter(bytes, &[0x1f, 0x8b, 8]);
    let opened = starts.filter_map(|at| {
        let mut out = Vec::new();
        let _ = MultiGzDecoder::new(&bytes[at..]).take(MOST).read_to_end(&mut out);
        (!out.is_empty()).then_some(Ok(Inner { at, bytes: out }))
    });
    opened.collect()
}

/// Inflates a zlib stream as far as it goes: damaged ends are common and their beginning is readable.
pub(super) fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let _ = ZlibDecoder::new(bytes).take(MOST).read_to_end(&mut out);
    out
}

fn inflate(reader: impl Read, at: usize, otherwise: &'static str) -> Opened {
    let mut out = Vec::new();
    match reader.take(MOST).read_to_end(&mut out) {
        Ok(_) if (out.len() as u64) < MOST => Ok(Inner { at, bytes: out }),
        _ => Err((at, otherwise)),
    }
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at + length)?;
    Some(bytes.iter().rev().fold(0, |sum, byte| (sum << 8) | usize::from(*byte)))
}

/// Every local header, whether or not the directory at the end still lists it.
fn zip(bytes: &[u8]) -> Vec<Opened> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = memchr::memmem::find(&bytes[at..], b"PK\x03\x04") {
        let start = at + next;
        at = start + 4;
        let header = (|| {
            let flags = number(bytes, start + 6, 2)?;
            let method = number(bytes, start + 8, 2)?;
            let size = number(bytes, start + 18, 4)?;
            let name = start + 30..start + 30 + number(bytes, start + 26, 2)?;
            let data = name.end + number(bytes, start + 28, 2)?;
            Some((flags, method, size, bytes.get(name)?, data, bytes.get(data..)?))
        })();
        // Behind something else the four bytes may be those of a program that reads archives.
        let sane = number(bytes, start + 4, 2).is_some_and(|version| version & 0xff <= 63)
            && header.is_some_and(|(_, method, ..)| method <= 20 || (90..100).contains(&method));
        if !bytes.starts_with(b"PK\x03\x04") && !sane {
            continue;
        }
        let Some((flags, method, size, name, data, rest)) = header else {
            found.push(Err((start, "a ZIP archive that ends too early")));
            break;
        };
        found.push(Ok(Inner { at: start, bytes: name.to_vec() }));
        let known = flags & 8 == 0;
        found.push(match method {
            _ if flags & 1 != 0 => Err((start, "an encrypted file in a ZIP archive")),
            0 if known && size <= rest.len() => Ok(Inner { at: data, bytes: rest[..size].to_vec() }),
            // Without a length: as far as the next header.
            0 => {
                let end = memchr::memmem::find(rest, b"PK").unwrap_or(rest.len());
                Ok(Inner { at: data, bytes: rest[..end].to_vec() })
            }
            8 => inflate(DeflateDecoder::new(rest), data, "a damaged file in a ZIP archive"),
            _ => Err((start, "a file in a ZIP archive that is packed in an unknown way")),
        });
        if known && size <= rest.len() {
            at = data + size;
        }
    }
    found
}

/// zTXt, iTXt and iCCP; texts that are not compressed are readable in the file itself.
fn png(bytes: &[u8]) -> Vec<Opened> {
    let mut found = Vec::new();
    let mut at = 8;
    while let Some(header) = bytes.get(at..at + 8) {
        let length = header[..4].iter().fold(0usize, |sum, byte| (sum << 8) | usize::from(*byte));
        let Some(data) = at.checked_add(8 + length).and_then(|end| bytes.get(at + 8..end)) else { break };
        let packed = match &header[4..8] {
            b"zTXt" | b"iCCP" => memchr::memchr(0, data).and_then(|end| data.get(end + 2..)),
            b"iTXt" => itxt(data),
            // Apart from the letters that its checksum may have.
            b"tEXt" => {
                found.push(Ok(Inner { at: at + 8, bytes: data.to_vec() }));
                None
            }
            _ => None,
        };
        found.extend(packed.map(|packed| Ok(Inner { at: at + 8, bytes: zlib(packed) })));
        at += 12 + length;
    }
    // What is appended to the file after its end is read with the file's bytes.
    found
}

fn itxt(data: &[u8]) -> Option<&[u8]> {
    let keyword = memchr::memchr(0, data)?;
    if data.get(keyword + 1) != Some(&1) {
        return None;
    }
    let rest = data.get(keyword + 3..)?;
    let language = memchr::memchr(0, rest)?;
    let rest = &rest[language + 1..];
    let translated = memchr::memchr(0, rest)?;
    Some(&rest[translated + 1..])
}

/// Shortest run of digits or letters that is tried: 18 bytes.
const ENCODED: usize = 24;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

/// What runs of Base64 (both alphabets) and of hexadecimal digits in a text stand for, where that is a text or
/// a known kind of file. Each with its place in the text.
pub(super) fn encoded(text: &str) -> Vec<Inner> {
    let standard = GeneralPurpose::new(&base64::alphabet::STANDARD, LENIENT);
    let for_addresses = GeneralPurpose::new(&base64::alphabet::URL_SAFE, LENIENT);
    let bytes = text.as_bytes();
    let belongs = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_=".contains(byte);
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..].iter().take_while(|byte| belongs(byte)).count();
        let mut end = at + length;
        if length >= 60 {
            // Mail and keys break it into lines of equal length.
            while let Some(next) = next_line(&bytes[end..]) {
                let more = bytes[end + next..].iter().take_while(|byte| belongs(byte)).count();
                if more == 0 {
                    break;
                }
                end += next + more;
            }
        }
        if length >= ENCODED {
            let run: String = text[at..end].split_whitespace().collect();
            // A data URI says so, whatever kind of file it is.
            let is_file = text[..at].ends_with(";base64,");
            let engine = if run.contains(['-', '_']) { &for_addresses } else { &standard };
            let hexadecimal = if run.bytes().all(|byte| byte.is_ascii_hexdigit()) { hex(&run) } else { None };
            // The first characters may belong to something else, such as `x=`.
            let equals = run.find('=').map(|place| &run[place + 1..]).filter(|rest| rest.len() >= ENCODED);
            let decoded = [Some(run.as_str()), equals]
                .into_iter()
                .flatten()
                .filter_map(|run| {
                    let run = run.trim_end_matches('=');
                    // One letter more than can be is no part of it.
                    let whole = run.len() - usize::from(run.len() % 4 == 1);
                    engine.decode(run.get(..whole)?).ok()
                })
                .chain(hexadecimal)
                .chain(base32(&run))
                .flat_map(|decoded| [packed(&decoded), Some(decoded)])
                .flatten()
                .filter(|decoded| is_file || is_meant(decoded));
            found.extend(decoded.map(|bytes| Inner { at, bytes }));
        }
        at = end + 1;
    }
    found.extend(separated(bytes));
    found
}

/// Fewest pairs of digits with signs between them that are tried.
const PAIRS: usize = 16;

/// Hexadecimal pairs with one sign between them each, `68:69:64`, where they are a text.
fn separated(bytes: &[u8]) -> Vec<Inner> {
    let digit = |at: usize| {
        let digit = char::from(*bytes.get(at)?).to_digit(16)?;
        u8::try_from(digit).ok()
    };
    let pair = |at: usize| Some(digit(at)? << 4 | digit(at + 1)?);
    let mut found = Vec::new();
    let mut at = 0;
    while at + 2 < bytes.len() {
        let sign = bytes[at + 2];
        if !b": -,.".contains(&sign) {
            // The next sign that can stand between pairs is at least one byte further.
            at += 1;
            continue;
        }
        let alone = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        let mut out = Vec::new();
        let mut end = at;
        while let Some(byte) = pair(end).filter(|_| alone) {
            out.push(byte);
            end += 2;
            if bytes.get(end) != Some(&sign) {
                break;
            }
            end += 1;
        }
        if out.len() >= PAIRS && is_meant(&out) {
            found.push(Inner { at, bytes: out });
        }
        at = end.max(at + 1);
    }
    found
}

fn next_line(bytes: &[u8]) -> Option<usize> {
    let blank = bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n' | b' ' | b'\t')).count();
    (blank > 0 && bytes[..blank].contains(&b'\n')).then_some(blank)
}

fn hex(run: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        run.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    Some(digits?.as_chunks::<2>().0.iter().map(|[high, low]| high << 4 | low).collect())
}

/// Base32 of RFC 4648, in either case.
fn base32(run: &str) -> Option<Vec<u8>> {
    let run = run.trim_end_matches('=');
    let (mut bits, mut held, mut out) = (0u32, 0, Vec::with_capacity(run.len()));
    for sign in run.bytes() {
        let value = match sign.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' => letter - b'A',
            digit @ b'2'..=b'7' => digit - b'2' + 26,
            _ => return None,
        };
        bits = (bits << 5 | u32::from(value)) & 0xfff;
        held += 5;
        if held >= 8 {
            held -= 8;
            out.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    Some(out)
}

thread_local! {
    /// The state of a decoder, for zlib and for raw streams: it is larger than nearly all that is tried with it.
    static DECODERS: RefCell<[Decompress; 2]> = RefCell::new([Decompress::new(true), Decompress::new(false)]);
}

/// What a zlib or a raw deflate stream holds, where that is text.
fn packed(bytes: &[u8]) -> Option<Vec<u8>> {
    let is_text = |out: &[u8]| out.len() >= 8 && is_meant(out) && std::str::from_utf8(out).is_ok();
    let zlib = bytes.first() == Some(&0x78);
    // A block of a type that does not exist.
    if !zlib && bytes.first().is_none_or(|first| first >> 1 & 3 == 3) {
        return None;
    }
    let out = DECODERS.with_borrow_mut(|decoders| {
        let decoder = &mut decoders[usize::from(!zlib)];
        decoder.reset(zlib);
        let mut out = Vec::with_capacity(bytes.len() * 2 + 64);
        loop {
            let read = usize::try_from(decoder.total_in()).ok()?;
            let before = (read, out.len());
            let status = decoder.decompress_vec(bytes.get(read..)?, &mut out, FlushDecompress::None).ok()?;
            if status == Status::StreamEnd || out.len() as u64 >= MOST {
                return Some(out);
            }
            if out.len() == out.capacity() {
                out.reserve(out.len());
            } else if before == (usize::try_from(decoder.total_in()).ok()?, out.len()) {
                return None;
            }
        }
    });
    out.filter(|out| is_text(out))
}

/// Names and digests decode to noise; what somebody encoded is a text or a file.
fn is_meant(bytes: &[u8]) -> bool {
    const MAGIC: [&[u8]; 7] =
        [&[0x1f, 0x8b], b"\x89PNG", b"\xff\xd8\xff", b"PK\x03\x04", b"%PDF", b"RIFF", b"GIF8"];
    // UTF-16 of Latin letters has a zero in nearly every pair.
    let pairs = bytes.as_chunks::<2>().0;
    let zeros = |side: usize| pairs.iter().filter(|pair| pair[side] == 0 && pair[1 - side] != 0).count();
    let is_wide = bytes.len() >= 16 && (zeros(0).max(zeros(1))) * 10 >= pairs.len() * 8;
    is_wide
        || MAGIC.iter().any(|magic| bytes.starts_with(magic))
        || std::str::from_utf8(bytes)
            .is_ok_and(|text| !text.chars().any(|one| one.is_control() && !one.is_whitespace()))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn inside(bytes: &[u8]) -> Vec<Vec<u8>> {
        open(bytes).into_iter().map(|inner| inner.expect("it opens").bytes).collect()
    }

    #[test]
    fn gzip_opens_and_a_damaged_one_is_told() {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        writer.write_all(b"hidden words").expect("memory");
        let packed = writer.finish().expect("memory");
        assert_eq!(inside(&packed), [b"hidden words"]);
        assert!(open(&packed[..packed.len() - 6])[0].is_err());
    }

    #[test]
    fn a_zip_gives_names_and_contents() {
        let mut file =
            b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0\x05\0\0\0\x05\0\0\0a.txthello".to_vec();
        assert_eq!(inside(&file), [b"a.txt".to_vec(), b"hello".to_vec()]);
        file[6] = 1;
        assert!(open(&file)[1].is_err());
    }

    #[test]
    fn base64_and_digits_are_tried_and_noise_is_not_kept() {
        let kept = |text: &str| {
            let found = encoded(text);
            found
                .into_iter()
                .map(|inner| String::from_utf8_lossy(&inner.bytes).into_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(kept("x=\"aGlkZGVuIHdvcmRzIG9mIGEgcmVwb3J0\""), ["hidden words of a report"]);
        assert_eq!(kept("68696464656e20776f726473206f662061"), ["hidden words of a"]);
        assert_eq!(kept("data:image/avif;base64,oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQl").len(), 1);
        assert_eq!(kept("sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"), [""; 0]);
    }

    #[test]
    fn base32_is_read() {
        assert_eq!(base32("NBUWIZDFNYQHO33SMRZQ====").as_deref(), Some(&b"hidden words"[..]));
        assert_eq!(base32("nbuwizdfnyqho33smrzq").as_deref(), Some(&b"hidden words"[..]));
        assert_eq!(base32("NBUW1"), None);
    }

    proptest::proptest! {
        #[test]
        fn nothing_makes_opening_panic(magic in 0usize..3, rest in proptest::collection::vec(0u8..255, 0..120)) {
            let mut bytes = [&b"PK\x03\x04"[..], b"\x1f\x8b\x08", b"\x89PNG\r\n\x1a\n"][magic].to_vec();
            bytes.extend(rest);
            let _ = open(&bytes);
        }
    }
}
