//! Numbers that cannot be wrong: probabilities, weights and shifts in log-odds.

/// A number from 0 to 1, never NaN.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Probability(f64);

/// A finite number of at least 0.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Weight(f64);

/// A finite difference of log-odds (natural logarithm).
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Shift(f64);

/// Why a number is none of the above.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum InvalidNumber {
    /// A probability lies in 0..=1.
    #[error("{0} is no probability; use a number from 0 to 1")]
    Probability(f64),
    /// A weight is finite and not negative.
    #[error("{0} is no weight; use a finite number of at least 0")]
    Weight(f64),
    /// A shift is finite.
    #[error("{0} is no shift in log-odds; use a finite number")]
    Shift(f64),
}

impl Probability {
    /// The impossible.
    pub const ZERO: Self = Self(0.0);
    /// The certain.
    pub const ONE: Self = Self(1.0);

    /// The plain number, 0..=1.
    pub fn get(self) -> f64 {
        self.0
    }

    /// 1 − p.
    #[must_use]
    pub fn complement(self) -> Self {
        Self(1.0 - self.0)
    }

    /// The number forced into 0..=1; NaN becomes 0. For computed values that rounding may push over the edge.
    pub fn clamped(value: f64) -> Self {
        if value.is_nan() { Self::ZERO } else { Self(value.clamp(0.0, 1.0)) }
    }

    /// logistic(logit p + shift); 0 and 1 stay what they are (SEMANTICS §4).
    #[must_use]
    pub fn shifted(self, shift: Shift) -> Self {
        if shift == Shift::ZERO || self == Self::ZERO || self == Self::ONE {
            return self;
        }
        Self::clamped(logistic(logit(self.0) + shift.0))
    }
}

impl TryFrom<f64> for Probability {
    type Error = InvalidNumber;

    fn try_from(value: f64) -> Result<Self, InvalidNumber> {
        // `+ 0.0` turns a negative zero into the ordinary one, so that equal numbers have equal bytes.
        if (0.0..=1.0).contains(&value) {
            Ok(Self(value + 0.0))
        } else {
            Err(InvalidNumber::Probability(value))
        }
    }
}

impl Weight {
    /// The weight of a single hypothesis.
    pub const ONE: Self = Self(1.0);

    /// The plain number, at least 0 and finite.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Weight {
    type Error = InvalidNumber;

    fn try_from(value: f64) -> Result<Self, InvalidNumber> {
        if value.is_finite() && value >= 0.0 {
            Ok(Self(value + 0.0))
        } else {
            Err(InvalidNumber::Weight(value))
        }
    }
}

impl Shift {
    /// No shift.
    pub const ZERO: Self = Self(0.0);

    /// The plain number, finite.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Shift {
    type Error = InvalidNumber;

    fn try_from(value: f64) -> Result<Self, InvalidNumber> {
        if value.is_finite() { Ok(Self(value + 0.0)) } else { Err(InvalidNumber::Shift(value)) }
    }
}

/// ln(p / (1 − p)); −∞ at 0 and +∞ at 1.
pub fn logit(p: f64) -> f64 {
    libm::log(p) - libm::log1p(-p)
}

/// 1 / (1 + e^−x), without overflow at either end.
pub fn logistic(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + libm::exp(-x))
    } else {
        let e = libm::exp(x);
        e / (1.0 + e)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_from_zero_to_one_are_probabilities() {
        assert!(Probability::try_from(0.0).is_ok() && Probability::try_from(1.0).is_ok());
        for bad in [-1e-300, 1.000_000_1, f64::NAN, f64::INFINITY] {
            assert!(Probability::try_from(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_shift_moves_log_odds_and_leaves_the_ends() {
        let shift = Shift::try_from(2.0).expect("finite");
        for end in [Probability::ZERO, Probability::ONE] {
            assert_eq!(end.shifted(shift), end);
        }
        let p = Probability::try_from(0.3).expect("in range");
        assert!((logit(p.shifted(shift).get()) - logit(0.3) - 2.0).abs() < 1e-12);
    }

    #[test]
    fn logit_and_logistic_undo_each_other() {
        for p in [1e-12, 1e-6, 0.02, 0.5, 0.97, 1.0 - 1e-9] {
            assert!((logistic(logit(p)) - p).abs() <= 1e-15, "{p}");
        }
    }
}
