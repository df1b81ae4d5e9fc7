//! Beliefs as distributions, and the quantiles of their mixture.
//!
//! A belief is a two-piece normal distribution on an axis (SEMANTICS §3: the log-odds axis for probabilities): with z
//! standard normal, x = best + z·σ, σ = (best − low)/1.645 below and (high − best)/1.645 above. It hits its three
//! quantiles exactly. A side without width is a jump.

use std::f64::consts::FRAC_1_SQRT_2;

use crate::model::{Axis, Z_95};

/// A belief in one quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Belief {
    axis: Axis,
    /// Low, best and high on the axis.
    places: [f64; 3],
    /// Low, best and high as they were given.
    values: [f64; 3],
}

impl Belief {
    /// A belief by its 5, 50 and 95 % points; `None` where they are not in order or have no place on the axis.
    pub fn new(values: [f64; 3], axis: Axis) -> Option<Self> {
        let places = values.map(|value| axis.place(value));
        let is_sound = places.iter().all(|place| place.is_finite())
            && values[0] <= values[1]
            && values[1] <= values[2];
        is_sound.then_some(Self { axis, places, values })
    }

    /// Low, best and high on the axis.
    pub fn places(&self) -> [f64; 3] {
        self.places
    }

    /// Density of probability at a place of the axis; 0 on a side without width.
    pub fn density(&self, place: f64) -> f64 {
        let [low, best, high] = self.places;
        let side = if place < best { best - low } else { high - best };
        if side <= 0.0 {
            return 0.0;
        }
        let sigma = side / Z_95;
        let z = (place - best) / sigma;
        libm::exp(-0.5 * z * z) / (sigma * (2.0 * std::f64::consts::PI).sqrt())
    }

    /// Probability of a value at this place of the axis or below.
    fn below(&self, place: f64) -> f64 {
        let [low, best, high] = self.places;
        let side = if place < best { best - low } else { high - best };
        if side > 0.0 {
            normal_below((place - best) * Z_95 / side)
        } else if place < best {
            0.0
        } else {
            1.0
        }
    }
}

/// P[Z ≤ z] for a standard normal Z.
fn normal_below(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

/// The smallest value at which the mixture of weighted beliefs reaches a probability, 0.05, 0.5 or 0.95. Beliefs are of
/// one axis; weights have the sum 1. NaN without beliefs.
///
/// A quantile of a mixture lies among those of its parts, so that it is found by halving between them.
pub fn quantile(beliefs: &[(Belief, f64)], probability: f64) -> f64 {
    let part = if probability < 0.5 {
        0
    } else if probability > 0.5 {
        2
    } else {
        1
    };
    let counted: Vec<&(Belief, f64)> = beliefs.iter().filter(|(_, weight)| *weight > 0.0).collect();
    let by_place =
        |a: &&&(Belief, f64), b: &&&(Belief, f64)| a.0.places[part].total_cmp(&b.0.places[part]);
    let (Some((first, _)), Some((last, _))) =
        (counted.iter().min_by(by_place), counted.iter().max_by(by_place))
    else {
        return f64::NAN;
    };
    let (mut under, mut over) = (first.places[part], last.places[part]);
    let below = |place: f64| counted.iter().map(|(b, weight)| weight * b.below(place)).sum::<f64>();
    // Shares of a third and the like are not exact.
    let wanted = probability - 1e-12;
    if over <= under || below(under) >= wanted {
        return first.values[part];
    }
    // Each half is exact to the last bit once the two are neighbors.
    loop {
        let middle = under + 0.5 * (over - under);
        if middle <= under || middle >= over {
            return first.axis.value(over);
        }
        if below(middle) >= wanted {
            over = middle;
        } else {
            under = middle;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::logit;

    #[test]
    fn a_belief_by_itself_keeps_its_three_points() {
        for axis in [Axis::LogOdds, Axis::Log, Axis::Linear] {
            let belief = Belief::new([0.02, 0.1, 0.6], axis).expect("in order");
            for (q, place) in [0.05, 0.5, 0.95].into_iter().zip(belief.places()) {
                assert!((belief.below(place) - q).abs() < 1e-12, "{axis:?}");
            }
            // Not by the short cut: twice the same, one of them a little moved.
            let moved = Belief::new([0.02, 0.1 + 1e-9, 0.6], axis).expect("in order");
            let two = [(belief, 0.5), (moved, 0.5)];
            assert!((quantile(&two, 0.5) - 0.1).abs() < 1e-8, "{axis:?}");
        }
    }

    #[test]
    fn density_sums_up_to_probability() {
        let belief = Belief::new([0.02, 0.1, 0.6], Axis::LogOdds).expect("in order");
        let [low, best, high] = belief.places();
        for (from, to, wanted) in [(low, best, 0.45), (best, high, 0.45)] {
            let steps = 20_000;
            let width = (to - from) / f64::from(steps);
            let middle = |i: i32| from + (f64::from(i) + 0.5) * width;
            let sum: f64 = (0..steps).map(|i| belief.density(middle(i)) * width).sum();
            assert!((sum - wanted).abs() < 1e-6, "{sum}");
        }
        let point = Belief::new([0.1; 3], Axis::LogOdds).expect("in order");
        assert!(point.density(point.places()[1]) <= 0.0);
    }

    #[test]
    fn the_mixture_has_the_quantiles_that_its_probability_says() {
        let beliefs: Vec<(Belief, f64)> =
            [([0.01, 0.05, 0.2], 0.2), ([0.3, 0.4, 0.8], 0.5), ([0.02, 0.02, 0.9], 0.3)]
                .into_iter()
                .map(|(of, w)| (Belief::new(of, Axis::LogOdds).expect("in order"), w))
                .collect();
        for q in [0.05, 0.5, 0.95] {
            let place = logit(quantile(&beliefs, q));
            let below = |x: f64| beliefs.iter().map(|(b, w)| w * b.below(x)).sum::<f64>();
            // At 0.02 lies half of a belief at once.
            assert!(below(place) >= q - 1e-9, "{q}: {}", below(place));
            assert!(below(place - 1e-9) <= q, "{q}: {}", below(place - 1e-9));
        }
    }

    #[test]
    fn what_has_no_place_is_no_belief() {
        assert!(Belief::new([0.0, 0.1, 0.2], Axis::LogOdds).is_none());
        assert!(Belief::new([0.0, 0.1, 0.2], Axis::Linear).is_some());
        assert!(Belief::new([0.3, 0.1, 0.2], Axis::Linear).is_none());
        assert!(Belief::new([-1.0, 0.1, 0.2], Axis::Log).is_none());
        assert!(quantile(&[], 0.5).is_nan());
    }
}
