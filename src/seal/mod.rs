//! Sealed tiers: what a release withholds, encrypted for readers with a passphrase and served by any static host.
//!
//! In: the finished files of an edition, the tier's key file, passphrases. Out: files whose names and bytes tell nothing of
//! what is in them. Does not know how pages are made, nor where passphrases and randomness come from.
//!
//! **Keys.** A tier has a random key of 256 bits. The key file of the site (`sealed/NAME.json`) holds it wrapped once for each
//! passphrase: PBKDF2-HMAC-SHA256 over a random salt gives a key that encrypts the tier's key with AES-256-GCM. The file can be
//! kept with the site and is published, without the names of its entries. From the tier's key HMAC-SHA256 with distinct labels
//! derives one key each for contents, nonces and names; a pseudorandom function under a random key gives independent keys.
//!
//! **Nonces.** The same page must give the same bytes in every build, so the nonce is the beginning of an HMAC, under a key used
//! for nothing else, of path and padded content. A nonce repeats under one key in two cases: for the same path and content, where the
//! result is the same file again and tells only that it did not change; or by a collision among 96 bits, whose odds are those of the
//! random nonces that NIST SP 800-38D (8.3) allows for 2³² messages. The path is authenticated too, so that a host cannot serve one file as another.
//!
//! **Names and lengths.** A file is called by an HMAC of its path, and padded as PURBs are (Nikitin et al. 2019), to 4 KiB at
//! least: of a length its order of magnitude is told, and that only to within an eighth.

mod crypto;
mod keys;
mod passphrases;
mod tier;

pub use crypto::{TierKey, unpadded};
pub use keys::{Change, KeyFile, KeyFileError, ROUNDS, Renewal};
pub use passphrases::{Passphrase, PassphraseError, Passphrases, weakness};
pub use tier::{File, Tier, UNLOCK_SCRIPT, VARIABLES, address, key_file, variable};
