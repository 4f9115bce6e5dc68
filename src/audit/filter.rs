//! A set of hashes that says quickly that something is not in it.
//!
//! In: hashes. Out: whether one may be among them. Has no false "no"; how many a "yes" is wrong depends on how full it is.

/// Words of 64 bits: half a megabyte, so that it stays in the cache.
const WORDS: usize = 1 << 16;

/// The set.
#[derive(Debug)]
pub(super) struct Filter(Vec<u64>);

impl Default for Filter {
    fn default() -> Self {
        Self(vec![0; WORDS])
    }
}

impl Filter {
    /// Puts a hash in.
    pub(super) fn add(&mut self, key: u64) {
        self.0[place(key)] |= bit(key);
    }

    /// False for what was never put in.
    pub(super) fn may_have(&self, key: u64) -> bool {
        self.0[place(key)] & bit(key) != 0
    }
}

/// The highest sixteen bits.
fn place(key: u64) -> usize {
    (key >> 48) as usize
}

fn bit(key: u64) -> u64 {
    1 << ((key >> 32) & 63)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_never_denied() {
        let mut filter = Filter::default();
        let keys = (1..1000u64).map(|key| key.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        keys.clone().for_each(|key| filter.add(key));
        assert!(keys.clone().all(|key| filter.may_have(key)));
        assert!(!filter.may_have(0));
    }
}
