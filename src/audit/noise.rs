//! Whether bytes look encrypted: all values equally often.
//!
//! In: bytes. Out: an answer. It tells what somebody put in the place of a sealed file, and says nothing about the cipher.

/// Shorter files are no sealed ones: those are filled up.
const SHORTEST: usize = 1024;

/// Chi-squared over 256 values has a mean of 255 and a deviation of 22.6; noise is never ten deviations above.
const MOST: f64 = 480.0;

/// Whether the bytes are noise, as far as one can see.
pub(super) fn is_noise(bytes: &[u8]) -> bool {
    let mut times = [0u32; 256];
    for byte in bytes {
        times[usize::from(*byte)] += 1;
    }
    #[expect(clippy::cast_precision_loss, reason = "files are far shorter than 2^52 bytes")]
    let expected = bytes.len() as f64 / 256.0;
    let squares: f64 = times.iter().map(|times| (f64::from(*times) - expected).powi(2)).sum();
    bytes.len() >= SHORTEST && squares / expected < MOST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_short_files_are_no_noise() {
        let mut state = 1u64;
        let noise: Vec<u8> = (0..4096)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 56) as u8
            })
            .collect();
        assert!(is_noise(&noise));
        assert!(!is_noise(&noise[..512]));
        assert!(!is_noise(&b"The convoy leaves at dawn. ".repeat(200)));
        assert!(!is_noise(&[noise, vec![0; 2000]].concat()));
    }
}
