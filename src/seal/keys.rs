//! The key file of a tier: its key, wrapped once for each passphrase.
//!
//! In: JSON, passphrases, random bytes. Out: the tier's key, or a new key file. Nothing in a key file opens it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::crypto::{NONCE, TierKey, decrypt, encrypt};
use super::passphrases::Passphrase;

/// Rounds of PBKDF2-HMAC-SHA256 of new key files, and the least that a build accepts (OWASP Password Storage, 2023 on).
pub const ROUNDS: u32 = 600_000;

/// More rounds than this keep readers waiting for minutes.
const MOST_ROUNDS: u32 = 20_000_000;

const FORMAT: u32 = 1;

/// A key file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyFile {
    format: u32,
    /// Name of the tier.
    pub tier: String,
    rounds: u32,
    keys: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    id: String,
    /// 16 bytes, Base64.
    salt: String,
    /// Nonce, the tier's key encrypted, tag; Base64.
    wrapped: String,
}

/// What is wrong with a key file.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// It is not JSON of the right form.
    #[error("it is not a key file (line {0})")]
    Form(usize),
    /// It is for a later bluf.
    #[error("its format {0} is not known to this version of bluf")]
    Format(u32),
    /// It belongs to another tier.
    #[error("it belongs to the tier `{0}`")]
    OtherTier(String),
    /// It can be guessed too fast, or never opened.
    #[error("it has {0} rounds, and {ROUNDS} to {MOST_ROUNDS} are accepted")]
    Rounds(u32),
    /// No passphrase can open it.
    #[error("it has no keys")]
    Empty,
}

/// Whether the tier gets a new key in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// Only if somebody has lost access.
    IfNeeded,
    /// Yes.
    Always,
}

/// What became of a key file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It fitted already.
    None,
    /// The key stays, and so many passphrases more open it.
    Added(usize),
    /// The tier has a new key.
    NewKey,
}

impl KeyFile {
    /// Reads the key file of a tier.
    pub fn parse(tier: &str, bytes: &[u8]) -> Result<Self, KeyFileError> {
        let file: Self = serde_json::from_slice(bytes).map_err(|error| KeyFileError::Form(error.line()))?;
        if file.format != FORMAT {
            return Err(KeyFileError::Format(file.format));
        }
        if file.tier != tier {
            return Err(KeyFileError::OtherTier(file.tier));
        }
        if !(ROUNDS..=MOST_ROUNDS).contains(&file.rounds) {
            return Err(KeyFileError::Rounds(file.rounds));
        }
        if file.keys.is_empty() {
            return Err(KeyFileError::Empty);
        }
        Ok(file)
    }

    /// The file as it is kept with the site.
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The file as it is published: without ids, in an order that says nothing about when each was added.
    pub fn published(&self) -> Vec<u8> {
        let mut public = self.clone();
        for entry in &mut public.keys {
            entry.id.clear();
        }
        public.keys.sort_by(|one, other| one.salt.cmp(&other.salt));
        public.to_text().into_bytes()
    }

    /// Whether there is an entry with this id.
    pub fn knows(&self, id: &str) -> bool {
        self.keys.iter().any(|entry| entry.id == id)
    }

    /// The tier's key as each passphrase opens it, in their order; none for one that does not.
    pub fn open(&self, passphrases: &[Passphrase]) -> Vec<Option<TierKey>> {
        let one = |passphrase: &Passphrase| {
            self.keys
                .iter()
                .filter(|entry| entry.id.is_empty() || entry.id == passphrase.id)
                .find_map(|entry| self.unwrap(entry, passphrase))
        };
        passphrases.par_iter().map(one).collect()
    }

    fn unwrap(&self, entry: &Entry, passphrase: &Passphrase) -> Option<TierKey> {
        let salt = STANDARD.decode(&entry.salt).ok()?;
        let wrapped = STANDARD.decode(&entry.wrapped).ok()?;
        let key = stretched(passphrase, &salt, self.rounds);
        let bytes = decrypt(&key, &with(&self.tier), &wrapped)?;
        Some(TierKey::new(bytes.as_slice().try_into().ok()?))
    }

    /// The key file that exactly these passphrases open. The tier's key stays if all who could open it still can; else it is
    /// made anew, because whoever lost access may have kept the old one. `random` gives 32 random bytes.
    pub fn agree<E>(
        tier: &str,
        existing: Option<&Self>,
        passphrases: &[Passphrase],
        renewal: Renewal,
        random: impl FnMut() -> Result<[u8; 32], E>,
    ) -> Result<(Self, Change), E> {
        Self::agree_with(tier, existing, passphrases, renewal, ROUNDS, random)
    }

    fn agree_with<E>(
        tier: &str,
        existing: Option<&Self>,
        passphrases: &[Passphrase],
        renewal: Renewal,
        rounds: u32,
        mut random: impl FnMut() -> Result<[u8; 32], E>,
    ) -> Result<(Self, Change), E> {
        let kept = existing.filter(|_| renewal == Renewal::IfNeeded).and_then(|file| {
            let known: Vec<Passphrase> =
                passphrases.iter().filter(|one| file.knows(&one.id)).cloned().collect();
            let all = known.len() == file.keys.len();
            let mut keys = file.open(&known).into_iter();
            let first = keys.next()??;
            (all && keys.all(|key| key.as_ref() == Some(&first))).then_some((file, first))
        });
        let (mut file, key, change) = match kept {
            Some((file, key)) => {
                let added = passphrases.len() - file.keys.len();
                let change = if added == 0 { Change::None } else { Change::Added(added) };
                (file.clone(), key, change)
            }
            None => {
                let file = Self { format: FORMAT, tier: tier.to_owned(), rounds, keys: Vec::new() };
                (file, TierKey::new(random()?), Change::NewKey)
            }
        };
        for passphrase in passphrases {
            if !file.knows(&passphrase.id) {
                let bytes = random()?;
                let (salt, rest) = bytes.split_at(16);
                let mut nonce = [0; NONCE];
                nonce.copy_from_slice(&rest[..NONCE]);
                let stretched = stretched(passphrase, salt, file.rounds);
                let wrapped = encrypt(&stretched, nonce, &with(tier), key.bytes());
                file.keys.push(Entry {
                    id: passphrase.id.clone(),
                    salt: STANDARD.encode(salt),
                    wrapped: STANDARD.encode(wrapped.expect("32 bytes are not too long")),
                });
            }
        }
        Ok((file, change))
    }
}

fn stretched(passphrase: &Passphrase, salt: &[u8], rounds: u32) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    pbkdf2::pbkdf2_hmac::<Sha256>(passphrase.bytes(), salt, rounds, key.as_mut_slice());
    key
}

/// What a wrapped key is bound to.
fn with(tier: &str) -> Vec<u8> {
    format!("bluf sealed key 1 {tier}").into_bytes()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn agree(existing: Option<&KeyFile>, ids: &[(&str, &str)], first: u8) -> (KeyFile, Change) {
        let passphrases: Vec<_> = ids.iter().map(|(id, words)| Passphrase::new(id, words)).collect();
        let mut next = first;
        let random = || {
            next += 1;
            Ok::<_, Infallible>([next; 32])
        };
        let Ok(made) = KeyFile::agree_with("members", existing, &passphrases, Renewal::IfNeeded, 2, random);
        made
    }

    fn opens(file: &KeyFile, id: &str, words: &str) -> Option<TierKey> {
        file.open(&[Passphrase::new(id, words)]).remove(0)
    }

    #[test]
    fn stretching_is_pbkdf2_hmac_sha_256_as_published() {
        // RFC 7914, section 11: P = "passwd", S = "salt", c = 1, first 32 bytes.
        let key = stretched(&Passphrase::new("a", "passwd"), b"salt", 1);
        assert_eq!(key[..8], [0x55, 0xac, 0x04, 0x6e, 0x56, 0xe3, 0x08, 0x9f]);
    }

    #[test]
    fn each_passphrase_opens_the_file_until_it_is_revoked() {
        let (file, change) = agree(None, &[("a", "one"), ("b", "two")], 0);
        assert_eq!(change, Change::NewKey);
        let key = opens(&file, "a", "one").expect("the right passphrase");
        assert_eq!(opens(&file, "b", "two"), Some(key.clone()));
        assert_eq!(opens(&file, "a", "two"), None);

        let (more, change) = agree(Some(&file), &[("a", "one"), ("b", "two"), ("c", "three")], 50);
        assert_eq!((change, opens(&more, "c", "three")), (Change::Added(1), Some(key.clone())));

        let (revoked, change) = agree(Some(&more), &[("a", "one"), ("c", "three")], 100);
        assert_eq!((change, opens(&revoked, "b", "two")), (Change::NewKey, None));
        assert_ne!(opens(&revoked, "a", "one"), Some(key), "who was revoked may have kept the old key");
    }

    #[test]
    fn a_file_survives_being_written_and_is_published_without_ids() {
        let (mut file, _) = agree(None, &[("alice", "one"), ("bob", "two")], 0);
        let published = String::from_utf8(file.published()).expect("UTF-8");
        assert!(!published.contains("alice") && !published.contains("bob"), "{published}");
        let again: KeyFile = serde_json::from_str(&published).expect("a key file");
        assert!(opens(&again, "", "two").is_some());
        file.rounds = ROUNDS;
        assert_eq!(KeyFile::parse("members", file.to_text().as_bytes()), Ok(file.clone()));
    }

    #[test]
    fn a_file_that_is_weaker_or_foreign_is_refused() {
        let (mut file, _) = agree(None, &[("a", "one")], 0);
        file.rounds = ROUNDS;
        let parse = |text: String| KeyFile::parse("members", text.as_bytes());
        let text = file.to_text();
        assert_eq!(parse(text.replace("600000", "599999")), Err(KeyFileError::Rounds(599_999)));
        assert_eq!(parse(text.replace("members", "board")), Err(KeyFileError::OtherTier("board".into())));
        assert_eq!(parse(text.replace("\"format\": 1", "\"format\": 2")), Err(KeyFileError::Format(2)));
        assert_eq!(parse("{".into()), Err(KeyFileError::Form(1)));
    }
}
