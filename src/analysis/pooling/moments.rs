//! The modified beta distribution of three-point estimates.

/// Mean, shape and spread of a PERT distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pert {
    /// (a + 4m + b) / 6.
    pub mean: f64,
    /// First shape, 1 + 4 (m − a) / (b − a).
    pub alpha: f64,
    /// Second shape, 1 + 4 (b − m) / (b − a).
    pub beta: f64,
    /// Standard deviation of that beta distribution, √((μ − a)(b − μ) / 7).
    pub deviation: f64,
    /// The rule of thumb for it, (b − a) / 6.
    pub classic_deviation: f64,
}

/// The PERT distribution (Malcolm and others 1959, λ = 4) of a least, most likely and largest value; `None` unless
/// a ≤ m ≤ b, a < b, all finite.
pub fn pert(least: f64, mode: f64, most: f64) -> Option<Pert> {
    let width = most - least;
    let is_sound = width.is_finite() && width > 0.0 && least <= mode && mode <= most;
    is_sound.then(|| {
        let mean = (least + 4.0 * mode + most) / 6.0;
        Pert {
            mean,
            alpha: 1.0 + 4.0 * (mode - least) / width,
            beta: 1.0 + 4.0 * (most - mode) / width,
            deviation: ((mean - least) * (most - mean) / 7.0).sqrt(),
            classic_deviation: width / 6.0,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_the_published_ones() {
        let found = pert(0.01, 0.05, 0.30).expect("in order");
        assert!((found.mean - 0.085).abs() < 1e-15);
        assert!((found.alpha - 1.5517).abs() < 5e-5 && (found.beta - 4.4483).abs() < 5e-5);
        assert!((found.deviation - 0.0480).abs() < 5e-5);
        assert!((found.classic_deviation - 0.29 / 6.0).abs() < 1e-15);
        // The shapes and the mean are those of one beta distribution.
        let share = found.alpha / (found.alpha + found.beta);
        assert!((0.01 + 0.29 * share - found.mean).abs() < 1e-15);
        for (a, m, b) in [(0.3, 0.2, 0.4), (0.1, 0.1, 0.1), (f64::NAN, 0.1, 0.2)] {
            assert!(pert(a, m, b).is_none());
        }
    }
}
