//! Passphrases looked for alone, in texts that nobody audits otherwise: the sealed edition of another tier, the configuration.
//!
//! In: passphrases with the tiers they open; a file. Out: whose passphrase it tells. Quotes none.

use super::extract::Extractor;
use super::needles::{Needles, Searched};
use crate::seal::Passphrase;

/// The passphrases that are looked for.
#[derive(Debug)]
pub struct Guard(Needles);

impl Default for Guard {
    fn default() -> Self {
        let nothing = std::iter::empty::<&str>;
        Self(Needles::new(Vec::new(), nothing(), nothing(), nothing()))
    }
}

impl Guard {
    /// Looks for these too.
    pub fn add(&mut self, tier: &str, passphrases: &[Passphrase]) {
        self.0.guard(tier, passphrases);
    }

    /// Whose passphrase a file tells; none of them.
    pub fn told(&self, path: &str, bytes: &[u8]) -> Option<&str> {
        let mut found = None;
        let mut words = Vec::new();
        Extractor {
            see: &mut |piece, _| {
                self.0.search(&piece.text, Searched::Text, &mut words, |hit| {
                    found.get_or_insert(hit.passage);
                });
            },
            trouble: &mut |_, _| {},
            content: &mut |_, _| {},
        }
        .file(path, bytes);
        found.map(|passage| self.0.passages[passage].text.as_str())
    }
}
