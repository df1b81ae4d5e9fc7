//! Many trials side by side: one bit is one trial, and an operation acts on all of them at once.
//!
//! Everything here is inlined into the loops of `closure`, which are compiled once for each width of vectors that a
//! processor may have (`width`): eight words of 64 bits are one AVX-512 register, two of AVX2, four of the baseline.
#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined is compiled for the narrowest vectors"
)]

use std::ops::{BitAnd, BitAndAssign, BitOr, BitOrAssign, BitXor, Not};

/// Words in a group.
pub(super) const WORDS: usize = 8;

/// Trials in a group.
pub(super) const TRIALS: u64 = 64 * WORDS as u64;

/// One truth value for each of [`TRIALS`] trials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(64))]
pub(super) struct Bits(pub(super) [u64; WORDS]);

impl Bits {
    /// False in every trial.
    pub(super) const NONE: Self = Self([0; WORDS]);
    /// True in every trial.
    pub(super) const ALL: Self = Self([u64::MAX; WORDS]);

    /// True in the first `count` trials.
    pub(super) fn first(count: u64) -> Self {
        let mut bits = Self::NONE;
        for (word, start) in bits.0.iter_mut().zip((0..).step_by(64)) {
            *word = match count.saturating_sub(start) {
                0 => 0,
                rest if rest >= 64 => u64::MAX,
                rest => (1 << rest) - 1,
            };
        }
        bits
    }

    /// Whether it is false in every trial.
    #[inline(always)]
    pub(super) fn is_none(self) -> bool {
        self.0.iter().fold(0, |all, word| all | word) == 0
    }

    /// In how many trials it is true.
    #[inline(always)]
    pub(super) fn count(self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// The trials in which it is true, rising.
    pub(super) fn places(self) -> impl Iterator<Item = u64> {
        self.0.into_iter().zip((0..).step_by(64)).flat_map(|(mut word, start)| {
            std::iter::from_fn(move || {
                let place = word.trailing_zeros();
                word &= word.wrapping_sub(1);
                (place < 64).then(|| start + u64::from(place))
            })
        })
    }

    /// Makes it true in a trial.
    pub(super) fn set(&mut self, trial: u64) {
        self.0[(trial / 64) as usize] |= 1 << (trial % 64);
    }

    /// Word by word, of this group alone.
    #[inline(always)]
    pub(super) fn map(mut self, change: impl Fn(u64) -> u64) -> Self {
        for word in &mut self.0 {
            *word = change(*word);
        }
        self
    }

    /// Word by word, of two groups.
    #[inline(always)]
    pub(super) fn zip(mut self, other: Self, combine: impl Fn(u64, u64) -> u64) -> Self {
        for (word, its) in self.0.iter_mut().zip(other.0) {
            *word = combine(*word, its);
        }
        self
    }
}

impl BitAnd for Bits {
    type Output = Self;

    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        self.zip(other, |a, b| a & b)
    }
}

impl BitOr for Bits {
    type Output = Self;

    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        self.zip(other, |a, b| a | b)
    }
}

impl BitXor for Bits {
    type Output = Self;

    #[inline(always)]
    fn bitxor(self, other: Self) -> Self {
        self.zip(other, |a, b| a ^ b)
    }
}

impl Not for Bits {
    type Output = Self;

    #[inline(always)]
    fn not(self) -> Self {
        self.map(|word| !word)
    }
}

impl BitAndAssign for Bits {
    #[inline(always)]
    fn bitand_assign(&mut self, other: Self) {
        *self = *self & other;
    }
}

impl BitOrAssign for Bits {
    #[inline(always)]
    fn bitor_assign(&mut self, other: Self) {
        *self = *self | other;
    }
}

/// One value for each place. Unlike `std::array::from_fn` it is inlined into vector code for certain.
#[inline(always)]
pub(super) fn each<T: Copy, const K: usize>(start: T, mut of: impl FnMut(usize) -> T) -> [T; K] {
    let mut all = [start; K];
    for (place, one) in all.iter_mut().enumerate() {
        *one = of(place);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_trials_are_counted_exactly() {
        for count in [0, 1, 63, 64, 65, 200, TRIALS - 1, TRIALS] {
            assert_eq!(Bits::first(count).count(), count);
        }
        assert_eq!(Bits::first(TRIALS), Bits::ALL);
    }
}
