//! Encryption of one file: names, padding, nonces.
//!
//! In: a tier's key, a path, bytes. Out: a name and sealed bytes. [`super`] gives the reasons.

use aes_gcm::aead::{Aead as _, Payload};
use aes_gcm::{Aes256Gcm, KeyInit as _};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Bytes of a nonce of AES-GCM.
pub(super) const NONCE: usize = 12;

/// Bytes that every padded file has at least.
const SMALLEST: usize = 4096;

/// Bytes of the length in front of a padded file.
const LENGTH: usize = 8;

/// The random key of a tier.
#[derive(Clone, PartialEq, Eq)]
pub struct TierKey(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for TierKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("TierKey(…)")
    }
}

impl TierKey {
    /// A key of 32 random bytes.
    pub fn new(random: [u8; 32]) -> Self {
        Self(Zeroizing::new(random))
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn derived(&self, label: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(hmac(&self.0, &[label.as_bytes()]))
    }

    /// The name of the file that holds `path`.
    pub fn name(&self, path: &str) -> String {
        let mac = hmac(&self.derived("bluf sealed names 1"), &[path.as_bytes()]);
        mac[..16].iter().fold(String::new(), |name, byte| format!("{name}{byte:02x}"))
    }

    /// The sealed bytes of what is at `path`: nonce, ciphertext, tag. None where the content is too long for AES-GCM.
    pub fn seal(&self, path: &str, content: &[u8]) -> Option<Vec<u8>> {
        let padded = padded(content);
        let length = u64::try_from(path.len()).ok()?.to_be_bytes();
        let mac = hmac(&self.derived("bluf sealed nonces 1"), &[&length, path.as_bytes(), &padded]);
        let mut nonce = [0; NONCE];
        nonce.copy_from_slice(&mac[..NONCE]);
        encrypt(&self.derived("bluf sealed contents 1"), nonce, path.as_bytes(), &padded)
    }

    /// What [`TierKey::seal`] was given; none where key, path or bytes are others.
    pub fn open(&self, path: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let padded = decrypt(&self.derived("bluf sealed contents 1"), path.as_bytes(), sealed)?;
        Some(unpadded(&padded)?.to_vec())
    }
}

fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Nonce, ciphertext and tag.
pub(super) fn encrypt(key: &[u8; 32], nonce: [u8; NONCE], with: &[u8], content: &[u8]) -> Option<Vec<u8>> {
    let cipher = Aes256Gcm::new(key.into());
    let sealed = cipher.encrypt(&nonce.into(), Payload { msg: content, aad: with }).ok()?;
    Some([&nonce[..], &sealed].concat())
}

/// What [`encrypt`] was given; none where anything is another.
pub(super) fn decrypt(key: &[u8; 32], with: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
    let cipher = Aes256Gcm::new(key.into());
    cipher.decrypt(nonce.into(), Payload { msg: sealed, aad: with }).ok().map(Zeroizing::new)
}

/// The content behind its length, with zeros up to the next size of the scale.
fn padded(content: &[u8]) -> Vec<u8> {
    let size = scaled(content.len() + LENGTH);
    let mut padded = Vec::with_capacity(size);
    padded.extend_from_slice(&(content.len() as u64).to_be_bytes());
    padded.extend_from_slice(content);
    padded.resize(size, 0);
    padded
}

/// The content of a padded file; none where it is no such file.
pub fn unpadded(padded: &[u8]) -> Option<&[u8]> {
    let (length, rest) = padded.split_first_chunk::<LENGTH>()?;
    rest.get(..usize::try_from(u64::from_be_bytes(*length)).ok()?)
}

/// The next size at or above `length` that has as many significant bits as its magnitude allows: Padmé of Nikitin et al.,
/// "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs" (2019), section 4.
fn scaled(length: usize) -> usize {
    let length = length.max(SMALLEST);
    let magnitude = length.ilog2();
    let rounded = magnitude - (magnitude.ilog2() + 1);
    let mask = (1 << rounded) - 1;
    (length + mask) & !mask
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> TierKey {
        TierKey::new([7; 32])
    }

    #[test]
    fn the_cipher_is_aes_256_gcm_as_published() {
        // McGrew and Viega, "The Galois/Counter Mode of Operation", test case 14.
        let sealed = encrypt(&[0; 32], [0; NONCE], b"", &[0; 16]).expect("short");
        let expected = [
            0xce, 0xa7, 0x40, 0x3d, 0x4d, 0x60, 0x6b, 0x6e, 0x07, 0x4e, 0xc5, 0xd3, 0xba, 0xf3, 0x9d, 0x18,
            0xd0, 0xd1, 0xc8, 0xa7, 0x99, 0x99, 0x6b, 0xf0, 0x26, 0x5b, 0x98, 0xb5, 0xd4, 0x8a, 0xb9, 0x19,
        ];
        assert_eq!(sealed[NONCE..], expected);
    }

    #[test]
    fn a_file_opens_with_its_key_and_path_only() {
        let sealed = key().seal("a", b"text").expect("short");
        assert_eq!(key().open("a", &sealed).as_deref(), Some(&b"text"[..]));
        assert_eq!(key().open("b", &sealed), None);
        assert_eq!(TierKey::new([8; 32]).open("a", &sealed), None);
        let mut other = sealed.clone();
        other[20] ^= 1;
        assert_eq!(key().open("a", &other), None);
        assert_eq!(key().open("a", &sealed[..5]), None);
    }

    #[test]
    fn nonces_follow_path_and_content() {
        let nonce = |path, content: &[u8]| key().seal(path, content).expect("short")[..NONCE].to_vec();
        assert_eq!(nonce("a", b"x"), nonce("a", b"x"));
        assert_ne!(nonce("a", b"x"), nonce("a", b"y"));
        assert_ne!(nonce("a", b"x"), nonce("b", b"x"));
        assert_ne!(nonce("a", b"x"), nonce("a", b"x\0"), "padding must not make two contents one");
    }

    #[test]
    fn lengths_are_told_roughly() {
        assert_eq!((scaled(0), scaled(4096), scaled(4097)), (4096, 4096, 4352));
        assert_eq!(scaled(1_000_000), 1_015_808);
        for length in [5000, 70_000, 1 << 20, (1 << 24) + 1] {
            let size = scaled(length);
            assert!(size >= length && size < length + length / 8, "{length} {size}");
        }
    }
}
