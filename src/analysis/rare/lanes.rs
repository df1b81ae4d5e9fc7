//! One number for each trial of a block.
#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined is compiled for the narrowest vectors"
)]

use super::super::bits::{Bits, TRIALS, WORDS};

/// Trials of a block.
const LANES: usize = TRIALS as usize;
/// Up to how many trials are touched one by one.
const FEW: u64 = 24;
/// Below it −expm1 is a short polynomial; its seventh term is below 2^-54 of the first.
const SMALL: f64 = 1.0 / 128.0;

/// One number for each trial.
#[derive(Clone)]
#[repr(align(64))]
pub(super) struct Lanes(pub(super) [f64; LANES]);

/// The sum and the sum of the squares over some trials.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Moments {
    /// Σ y.
    pub(super) sum: f64,
    /// Σ y².
    pub(super) squares: f64,
}

impl Lanes {
    /// 0 everywhere.
    pub(super) fn zero() -> Self {
        Self([0.0; LANES])
    }

    /// Adds a number in the trials of `bits`.
    #[inline(always)]
    pub(super) fn add(&mut self, bits: Bits, number: f64) {
        if bits.count() <= FEW {
            self.add_few(bits, number);
            return;
        }
        for (lanes, word) in self.0.as_chunks_mut::<64>().0.iter_mut().zip(bits.0) {
            for (i, lane) in lanes.iter_mut().enumerate() {
                // A choice, not a product: the number may be infinite.
                *lane += if word >> i & 1 == 1 { number } else { 0.0 };
            }
        }
    }

    #[inline(always)]
    fn add_few(&mut self, bits: Bits, number: f64) {
        for lane in lanes_of(bits) {
            self.0[lane] += number;
        }
    }

    /// 1 − exp(y), trial by trial, to the last digits however small it is; y ≤ 0.
    #[inline(always)]
    pub(super) fn complements(&self, into: &mut Self) {
        let mut is_small = true;
        for (to, y) in into.0.iter_mut().zip(&self.0) {
            let sum = 1.0
                + y / 2.0 * (1.0 + y / 3.0 * (1.0 + y / 4.0 * (1.0 + y / 5.0 * (1.0 + y / 6.0))));
            *to = -y * sum;
            is_small &= *y > -SMALL;
        }
        if is_small {
            return;
        }
        for (to, y) in into.0.iter_mut().zip(&self.0).filter(|(_, y)| **y <= -SMALL) {
            *to = -libm::expm1(*y);
        }
    }

    /// Adds a multiple of other numbers.
    #[inline(always)]
    pub(super) fn add_multiple(&mut self, factor: f64, other: &Self) {
        for (lane, its) in self.0.iter_mut().zip(&other.0) {
            *lane += factor * its;
        }
    }

    /// Sums over all trials, in an order that is the same for every width of vectors.
    #[inline(always)]
    pub(super) fn moments(&self) -> Moments {
        let (mut sums, mut squares) = ([0.0; WORDS], [0.0; WORDS]);
        for eight in self.0.as_chunks::<WORDS>().0 {
            for (i, lane) in eight.iter().enumerate() {
                sums[i] += lane;
                squares[i] += lane * lane;
            }
        }
        Moments { sum: sums.iter().sum(), squares: squares.iter().sum() }
    }
}

/// The places of the trials of `bits`, in order.
#[inline(always)]
pub(super) fn lanes_of(bits: Bits) -> impl Iterator<Item = usize> {
    bits.0.into_iter().enumerate().flat_map(|(place, word)| {
        let mut rest = word;
        std::iter::from_fn(move || {
            let bit = rest.trailing_zeros() as usize;
            (rest != 0).then(|| {
                rest &= rest - 1;
                place * 64 + bit
            })
        })
    })
}

/// A sum that carries what rounding took (Neumaier 1974).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sum {
    total: f64,
    lost: f64,
}

impl Sum {
    /// Adds a number.
    pub(super) fn add(&mut self, number: f64) {
        let total = self.total + number;
        self.lost += if self.total.abs() >= number.abs() {
            (self.total - total) + number
        } else {
            (number - total) + self.total
        };
        self.total = total;
    }

    /// The sum.
    pub(super) fn value(self) -> f64 {
        self.total + self.lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complements_are_right_to_the_last_digits() {
        let mut lanes = Lanes::zero();
        for (lane, y) in lanes.0.iter_mut().enumerate() {
            *y = -libm::exp(lane as f64 / 8.0 - 60.0);
        }
        lanes.0[0] = f64::NEG_INFINITY;
        let mut found = Lanes::zero();
        lanes.complements(&mut found);
        for (y, p) in lanes.0.iter().zip(found.0) {
            let wanted = -libm::expm1(*y);
            assert!((p - wanted).abs() <= 4.0 * f64::EPSILON * wanted, "{y}: {p} for {wanted}");
        }
    }

    #[test]
    fn few_trials_and_many_are_added_to_alike() {
        for count in [0, 1, 23, 24, 25, 100, TRIALS] {
            let mut lanes = Lanes::zero();
            lanes.add(Bits::first(count), -2.5);
            for (lane, y) in lanes.0.iter().enumerate() {
                let wanted = if (lane as u64) < count { -2.5 } else { 0.0 };
                assert!((y - wanted).abs() <= 0.0, "lane {lane} of {count}");
            }
        }
    }

    #[test]
    fn a_sum_keeps_what_a_plain_one_loses() {
        let mut sum = Sum::default();
        for number in [1e16, 1.0, 1.0, -1e16] {
            sum.add(number);
        }
        assert!((sum.value() - 2.0).abs() <= 0.0);
    }
}
