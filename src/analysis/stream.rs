//! Random streams: a counter-based generator keyed by seed, variable, block of trials and phase.
//!
//! The `ChaCha` cipher with 8 rounds maps (key, stream, position) to random words. The key comes from the seed, the stream from the
//! variable, the position from block and phase, so any draw can be made at any time, by any thread, as often as
//! needed, and is always the same one. Streams of one key never overlap: the stream number is part of the cipher's
//! input, not an offset into one sequence.

use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use sha2::{Digest, Sha256};

/// 32-bit words set aside for one draw: 64 digits of 512 trials.
const WORDS_PER_DRAW_LOG2: u32 = 10;
/// Phases (and the state before them) set aside in one block; the rules of the document allow 1 000.
const MOMENTS_PER_BLOCK_LOG2: u32 = 10;

/// All random numbers of one seed.
pub(super) struct Streams {
    key: [u8; 32],
}

/// When a draw is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// Block of trials.
    pub(super) block: u64,
    /// 0 before the first phase, 1 in it, and so on.
    pub(super) time: usize,
}

impl Streams {
    /// The streams of a seed. Neighboring seeds have unrelated keys.
    pub(super) fn new(seed: u64) -> Self {
        let digest = Sha256::new().chain_update("driftline").chain_update(seed.to_le_bytes());
        Self { key: digest.finalize().into() }
    }

    /// The random words of one variable at one moment.
    pub(super) fn words(&self, stream: u64, moment: Moment) -> ChaCha8Rng {
        let draw = (u128::from(moment.block) << MOMENTS_PER_BLOCK_LOG2) + moment.time as u128;
        let mut words = ChaCha8Rng::from_seed(self.key);
        words.set_stream(stream);
        words.set_word_pos(draw << WORDS_PER_DRAW_LOG2);
        words
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rand_chacha::rand_core::RngCore;

    use super::*;

    #[test]
    fn no_two_draws_share_a_word_so_none_is_a_shifted_copy_of_another() {
        let mut seen = BTreeSet::new();
        let mut drawn = 0;
        for seed in [0, 1, 2, u64::MAX] {
            let streams = Streams::new(seed);
            for stream in [0, 1, 2, 3, 1 << 32, u64::MAX] {
                for (block, time) in [(0, 0), (0, 1), (0, 1000), (1, 0), (2, 5), (1 << 40, 3)] {
                    let mut words = streams.words(stream, Moment { block, time });
                    seen.extend((0..512).map(|_| words.next_u64()));
                    drawn += 512;
                }
            }
        }
        // 73 728 draws of 64 bits collide by chance with probability 1.5e-10.
        assert_eq!(seen.len(), drawn);
    }

    #[test]
    fn draws_of_neighboring_streams_are_uncorrelated() {
        let streams = Streams::new(7);
        let words = |stream, block| streams.words(stream, Moment { block, time: 1 }).next_u64();
        for (a, b) in [((0, 0), (1, 0)), ((0, 0), (0, 1)), ((5, 3), (6, 2))] {
            let equal: u32 = (0..4_000)
                .map(|i| (words(a.0, a.1 + 10 * i) ^ words(b.0, b.1 + 10 * i)).count_zeros())
                .sum();
            let n = 4_000.0 * 64.0;
            let z = (f64::from(equal) - n / 2.0) / (n / 4.0_f64).sqrt();
            assert!(z.abs() < 4.0, "{a:?} {b:?}: z {z}");
        }
    }
}
