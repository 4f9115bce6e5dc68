//! Names and digests that change when a file's content changes.
//!
//! In go the bytes of a finished file; out come a fingerprint for its name, so that a browser may keep it for
//! ever, and a digest for the `integrity` attribute, so that a browser refuses a file that was swapped.
//! This module does not know where files lie, nor which pages refer to them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha384};
use xxhash_rust::xxh3::xxh3_128;

/// The first 64 bits of the content's XXH3 128-bit hash, as 16 lower-case hexadecimal digits.
///
/// It tells versions of one file apart. It is not a defence against somebody who forges content on purpose:
/// that is what [`integrity`] is for.
#[must_use]
pub fn fingerprint(bytes: &[u8]) -> String {
    format!("{:016x}", xxh3_128(bytes) >> 64)
}

/// The value of an `integrity` attribute: `sha384-` and the digest in Base64 with padding.
///
/// Source: W3C Subresource Integrity, section 3.5.
#[must_use]
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

/// The `path` with the content's fingerprint before the last extension: `css/style.css` becomes
/// `css/style.0123456789abcdef.css`.
///
/// A name without an extension gets the fingerprint at its end; a leading dot starts a name, not an extension.
/// The `path` uses `/` between folders.
#[must_use]
pub fn fingerprinted_name(path: &str, bytes: &[u8]) -> String {
    let fingerprint = fingerprint(bytes);
    let name_start = path.rfind('/').map_or(0, |slash| slash + 1);
    match path.rfind('.') {
        Some(dot) if dot > name_start => format!("{}.{fingerprint}{}", &path[..dot], &path[dot..]),
        _ => format!("{path}.{fingerprint}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_fingerprint_is_the_high_half_of_the_published_hash() {
        // XXH3 128-bit of nothing with seed 0, from the reference implementation: 99aa06d3014798d8 6001c324468d497f.
        assert_eq!(fingerprint(b""), "99aa06d3014798d8");
        assert_ne!(fingerprint(b"a"), fingerprint(b"b"));
    }

    #[test]
    fn the_integrity_is_the_example_of_the_standard() {
        // W3C Subresource Integrity, section 3.5: the digest of `alert('Hello, world.');`.
        assert_eq!(
            integrity(b"alert('Hello, world.');"),
            "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
        );
    }

    #[test]
    fn the_fingerprint_stands_before_the_last_extension() {
        let name = |path| fingerprinted_name(path, b"");
        assert_eq!(name("css/style.css"), "css/style.99aa06d3014798d8.css");
        assert_eq!(name("app.min.js"), "app.min.99aa06d3014798d8.js");
        assert_eq!(name("v1.2/licence"), "v1.2/licence.99aa06d3014798d8");
        assert_eq!(name("fonts/.keep"), "fonts/.keep.99aa06d3014798d8");
    }

    proptest! {
        #[test]
        fn a_fingerprint_is_sixteen_lower_case_digits(bytes: Vec<u8>) {
            let fingerprint = fingerprint(&bytes);
            prop_assert_eq!(fingerprint.len(), 16);
            prop_assert!(fingerprint.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')));
        }

        #[test]
        fn a_fingerprinted_name_keeps_its_folder_and_extension(path in "[a-zà-ü./]{0,12}", bytes: Vec<u8>) {
            let name = fingerprinted_name(&path, &bytes);
            let added = format!(".{}", fingerprint(&bytes));
            prop_assert_eq!(name.replacen(&added, "", 1), path);
        }
    }
}
