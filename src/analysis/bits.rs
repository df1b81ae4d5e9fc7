//! Many trials side by side: one bit is one trial, and a Bernoulli variable is drawn for all of them at once.

use std::ops::{BitAnd, BitAndAssign, BitOr, BitOrAssign, BitXor, Not};

use rand_chacha::rand_core::RngCore;

/// Words in a group.
const WORDS: usize = 8;

/// Trials in a group.
pub(super) const TRIALS: u64 = 64 * WORDS as u64;

/// Binary digits of a probability that a draw looks at: exact to 2^-64.
const DIGITS: u32 = 64;

/// One truth value for each of [`TRIALS`] trials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bits([u64; WORDS]);

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
    pub(super) fn is_none(self) -> bool {
        self.0.iter().fold(0, |all, word| all | word) == 0
    }

    /// In how many trials it is true.
    pub(super) fn count(self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    fn random(source: &mut impl RngCore) -> Self {
        Self(std::array::from_fn(|_| source.next_u64()))
    }

    fn each(self, other: Self, combine: impl Fn(u64, u64) -> u64) -> Self {
        Self(std::array::from_fn(|i| combine(self.0[i], other.0[i])))
    }
}

impl BitAnd for Bits {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.each(other, |a, b| a & b)
    }
}

impl BitOr for Bits {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.each(other, |a, b| a | b)
    }
}

impl BitXor for Bits {
    type Output = Self;

    fn bitxor(self, other: Self) -> Self {
        self.each(other, |a, b| a ^ b)
    }
}

impl Not for Bits {
    type Output = Self;

    fn not(self) -> Self {
        Self(self.0.map(|word| !word))
    }
}

impl BitAndAssign for Bits {
    fn bitand_assign(&mut self, other: Self) {
        *self = *self & other;
    }
}

impl BitOrAssign for Bits {
    fn bitor_assign(&mut self, other: Self) {
        *self = *self | other;
    }
}

/// Draws a variable that is 1 with probability p, in the trials of `need`; elsewhere the result is 0.
///
/// Each trial has a uniform number U, whose binary digits are its bits of the successive random groups, and the
/// variable is 1 where `U < p`: the first digit in which U and p differ decides. So the result of a trial depends on its own
/// digits alone, neither on `need` nor on the other trials, and it can only grow with p. Reading stops when every
/// trial of `need` is decided, after about log2(trials) + 2 groups.
pub(super) fn bernoulli(p: f64, need: Bits, source: &mut impl RngCore) -> Bits {
    if p >= 1.0 {
        return need;
    }
    // Scaling by 2^64 is exact; the cast drops what lies beyond the last digit.
    let digits = libm::ldexp(p, DIGITS as i32) as u64;
    let (mut hit, mut open) = (Bits::NONE, need);
    for digit in (0..DIGITS).rev() {
        // Where all further digits of p are 0, U cannot become smaller than p any more.
        if open.is_none() || digits & (u64::MAX >> (DIGITS - 1 - digit)) == 0 {
            break;
        }
        let random = Bits::random(source);
        if digits >> digit & 1 == 1 {
            hit |= open & !random;
            open &= random;
        } else {
            open &= !random;
        }
    }
    hit
}

/// Counts, trial by trial, in binary digits held as bits: counts\[i\] is the digit of 2^i.
#[derive(Default)]
pub(super) struct Counter {
    digits: Vec<Bits>,
}

impl Counter {
    /// Starts again from 0.
    pub(super) fn clear(&mut self) {
        self.digits.clear();
    }

    /// Adds 1 where `bits` is true.
    pub(super) fn add(&mut self, bits: Bits) {
        let mut carry = bits;
        for digit in &mut self.digits {
            let sum = *digit ^ carry;
            carry &= *digit;
            *digit = sum;
            if carry.is_none() {
                return;
            }
        }
        if !carry.is_none() {
            self.digits.push(carry);
        }
    }

    /// Where the count is at least `k`.
    pub(super) fn at_least(&self, k: usize) -> Bits {
        if usize::BITS - k.leading_zeros() > self.digits.len() as u32 {
            return Bits::NONE;
        }
        let (mut above, mut level) = (Bits::NONE, Bits::ALL);
        for (i, digit) in self.digits.iter().enumerate().rev() {
            if k >> i & 1 == 1 {
                level &= *digit;
            } else {
                above |= level & *digit;
                level &= !*digit;
            }
        }
        above | level
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    use super::*;

    #[test]
    fn the_first_trials_are_counted_exactly() {
        for count in [0, 1, 63, 64, 65, 200, TRIALS - 1, TRIALS] {
            assert_eq!(Bits::first(count).count(), count);
        }
        assert_eq!(Bits::first(TRIALS), Bits::ALL);
    }

    #[test]
    fn a_counter_compares_like_the_number_it_holds() {
        let mut counter = Counter::default();
        // Trial i is counted i times, for i up to 40.
        for n in 0..40 {
            counter.add(!Bits::first(n + 1));
        }
        for k in 1..=50 {
            let wanted = if k <= 40 { !Bits::first(k) } else { Bits::NONE };
            assert_eq!(counter.at_least(k as usize), wanted, "{k}");
        }
        assert_eq!(counter.at_least(0), Bits::ALL);
    }

    #[test]
    fn draws_come_as_often_as_they_should() {
        let mut source = ChaCha8Rng::seed_from_u64(11);
        for p in [0.5, 0.25, 0.3, 0.01, 0.999, 1.0 / 3.0] {
            let groups = 2_000;
            let hits: u64 = (0..groups).map(|_| bernoulli(p, Bits::ALL, &mut source).count()).sum();
            let n = (groups * TRIALS) as f64;
            let z = (hits as f64 - n * p) / (n * p * (1.0 - p)).sqrt();
            assert!(z.abs() < 4.0, "p {p}: z {z}");
        }
        assert_eq!(bernoulli(0.0, Bits::ALL, &mut source), Bits::NONE);
        assert_eq!(bernoulli(1.0, Bits::ALL, &mut source), Bits::ALL);
    }

    #[test]
    fn a_draw_depends_neither_on_what_is_needed_nor_falls_as_p_grows() {
        for seed in 0..50 {
            let draw = |p, need| bernoulli(p, need, &mut ChaCha8Rng::seed_from_u64(seed));
            let some = Bits::first(77);
            assert_eq!(draw(0.37, some), draw(0.37, Bits::ALL) & some);
            let (low, high) = (draw(0.37, Bits::ALL), draw(0.41, Bits::ALL));
            assert_eq!(low & !high, Bits::NONE);
        }
    }
}
