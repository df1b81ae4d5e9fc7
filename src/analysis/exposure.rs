//! From test runs to a phase: what clean runs say about the stability over a phase's exposure.
//!
//! # Method
//! Runs are taken as exchangeable with those of the phase: every run, tested or deployed, turns the node with the same
//! unknown rate. Of N test runs k turned it.
//! - Bound: the 95 % upper confidence bound of the rate (Clopper and Pearson 1934); with k = 0 it is 1 − 0.05^(1/N),
//!   which the rule of three approximates by 3/N (Hanley and Lippman-Hand 1983).
//! - Rate per run: Beta(k + ½, N − k + ½), the posterior under Jeffreys' prior of a proportion, Beta(½, ½).
//! - Phase: the stability is exp(−λE) for the exposure E in runs, with λ ~ Gamma(k + ½, rate N), the posterior under
//!   Jeffreys' prior of a rate, λ^(−½).

use crate::model::{
    BAND_END, DistributionShift, EvidenceOverlap, Phase, Probability, Range, logistic,
};

/// Most runs that are computed with.
pub const RUNS_MAX: u64 = 1_000_000_000_000;

/// Test runs of a system, some of which failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TestRuns {
    runs: u64,
    failures: u64,
}

/// What test runs say about a phase.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// The 95 % upper confidence bound of the rate per run.
    pub bound: f64,
    /// The 5 %, 50 % and 95 % points of the posterior of the rate per run.
    pub rate: [f64; 3],
    /// The 5 %, 50 % and 95 % points of the posterior of the stability over the phase.
    pub stability: Range,
    /// Whether an end of the stability lay nearer to 0 or 1 than ε = 1e-6 and was drawn in.
    pub is_drawn_in: bool,
}

/// Why numbers are no test runs.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum InvalidRuns {
    /// Without runs there is no evidence.
    #[error("at least one run is needed, at most {RUNS_MAX}")]
    Runs,
    /// A run fails at most once.
    #[error("more runs failed than there were")]
    Failures,
    /// Exposure is counted in runs.
    #[error("the exposure must be a number of runs above 0")]
    Exposure,
}

/// Why runs in test may not be exchangeable with those of a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// The phase's inputs differ from those before.
    Shifted(DistributionShift),
    /// Earlier evidence covers the phase in part or not at all.
    Uncovered(EvidenceOverlap),
    /// The document does not say how far its inputs differ.
    ShiftUnstated,
    /// The document does not say how far earlier evidence covers it.
    OverlapUnstated,
}

impl TestRuns {
    /// So many runs of which so many failed.
    ///
    /// # Errors
    /// [`InvalidRuns`] where there are none, too many, or fewer than failed.
    pub fn new(runs: u64, failures: u64) -> Result<Self, InvalidRuns> {
        if runs == 0 || runs > RUNS_MAX {
            return Err(InvalidRuns::Runs);
        }
        if failures > runs {
            return Err(InvalidRuns::Failures);
        }
        Ok(Self { runs, failures })
    }

    /// How many runs there were.
    pub fn runs(self) -> u64 {
        self.runs
    }

    /// How many of them failed.
    pub fn failures(self) -> u64 {
        self.failures
    }

    /// The 95 % upper confidence bound of the rate per run.
    pub fn bound(self) -> f64 {
        let (runs, failures) = (self.runs as f64, self.failures as f64);
        if self.failures == 0 {
            // 1 − 0.05^(1/N) without cancellation.
            -libm::expm1(libm::log(0.05) / runs)
        } else if self.failures == self.runs {
            1.0
        } else {
            beta_quantile(0.95, failures + 1.0, runs - failures)
        }
    }

    /// What the runs say about a phase with so much exposure, counted in runs.
    ///
    /// # Errors
    /// [`InvalidRuns::Exposure`] unless the exposure is finite and above 0.
    pub fn over(self, exposure: f64) -> Result<Reading, InvalidRuns> {
        if !(exposure.is_finite() && exposure > 0.0) {
            return Err(InvalidRuns::Exposure);
        }
        let (runs, failures) = (self.runs as f64, self.failures as f64);
        let rate = [0.05, 0.5, 0.95]
            .map(|share| beta_quantile(share, failures + 0.5, runs - failures + 0.5));
        // A high rate makes a low stability.
        let exact = [0.95, 0.5, 0.05].map(|share| {
            let rate = gamma_quantile(share, failures + 0.5) / runs;
            libm::exp(-rate * exposure)
        });
        let inside = exact.map(|p| p.clamp(BAND_END, 1.0 - BAND_END));
        let is_drawn_in = exact.iter().any(|p| !(BAND_END..=1.0 - BAND_END).contains(p));
        let [low, best, high] = inside.map(Probability::clamped);
        let stability =
            Range::new(low, best, high).map_err(|_never_out_of_order| InvalidRuns::Exposure)?;
        Ok(Reading { bound: self.bound(), rate, stability, is_drawn_in })
    }
}

/// What speaks against taking test runs as exchangeable with those of a phase; empty where the document says that
/// neither inputs nor evidence differ.
pub fn doubts(phase: &Phase) -> Vec<Doubt> {
    let shift = match phase.distribution_shift {
        Some(DistributionShift::None) => None,
        Some(shift) => Some(Doubt::Shifted(shift)),
        None => Some(Doubt::ShiftUnstated),
    };
    let overlap = match phase.evidence_overlap {
        Some(EvidenceOverlap::Full) => None,
        Some(overlap) => Some(Doubt::Uncovered(overlap)),
        None => Some(Doubt::OverlapUnstated),
    };
    shift.into_iter().chain(overlap).collect()
}

/// The quantile of a beta distribution: the x with `I_x(a, b)` = share. `a` and `b` above 0.
pub fn beta_quantile(share: f64, a: f64, b: f64) -> f64 {
    // On the axis of log-odds small and large values are equally exact.
    logistic(bisected(-800.0, 40.0, |x| {
        let odds = libm::exp(-libm::fabs(x));
        let (near, far) = (odds / (1.0 + odds), 1.0 / (1.0 + odds));
        let (x, complement) = if x < 0.0 { (near, far) } else { (far, near) };
        beta_share(x, complement, (a, b)) < share
    }))
}

/// The quantile of a gamma distribution of rate 1 and shape `a` above 0.
pub fn gamma_quantile(share: f64, a: f64) -> f64 {
    libm::exp(bisected(-800.0, 60.0, |x| gamma_share(a, libm::exp(x)) < share))
}

/// The place where a condition that holds below it ends.
fn bisected(mut low: f64, mut high: f64, is_below: impl Fn(f64) -> bool) -> f64 {
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return middle;
        }
        if is_below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// Smallest change of a continued fraction or series that matters.
const TINY: f64 = 1e-16;
/// Stands in for a zero denominator (Thompson and Barnett 1986).
const FLOOR: f64 = 1e-300;
/// Terms until a fraction or series is taken as it is; they converge in about √(a + b) terms.
const TERMS_MAX: u32 = 200_000;

/// The regularized incomplete beta function `I_x(a, b)`, with 1 − x given apart (DLMF 8.17.22).
fn beta_share(x: f64, complement: f64, (a, b): (f64, f64)) -> f64 {
    if x <= 0.0 || complement <= 0.0 {
        return if x <= 0.0 { 0.0 } else { 1.0 };
    }
    let ln_beta = ln_beta(a.min(b), a.max(b));
    let front = libm::exp(a * libm::log(x) + b * libm::log(complement) - ln_beta);
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(x, a, b) / a
    } else {
        1.0 - front * beta_fraction(complement, b, a) / b
    }
}

/// ln B(a, b) for a ≤ b. For large b the difference of Stirling's series (DLMF 5.11.1) keeps the digits that cancel.
fn ln_beta(a: f64, b: f64) -> f64 {
    if b < 50.0 {
        return libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    }
    let tail = |z: f64| (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / (1260.0 * z * z)) / (z * z)) / z;
    let difference = -(b - 0.5) * libm::log1p(a / b) - a * libm::log(a + b) + a;
    libm::lgamma(a) + difference + tail(b) - tail(a + b)
}

/// The continued fraction of the incomplete beta function, evaluated forwards (Lentz 1976).
#[expect(clippy::many_single_char_names, reason = "the names of the literature")]
fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / unzero(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for m in 1..TERMS_MAX {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let before = value;
        for term in [even, odd] {
            d = 1.0 / unzero(1.0 + term * d);
            c = unzero(1.0 + term / c);
            value *= d * c;
        }
        if (value - before).abs() <= TINY * value.abs() {
            break;
        }
    }
    value
}

/// The regularized lower incomplete gamma function P(a, x).
fn gamma_share(a: f64, x: f64) -> f64 {
    let front = libm::exp(a * libm::log(x) - x - libm::lgamma(a));
    if x < a + 1.0 { front * gamma_series(a, x) } else { 1.0 - front * gamma_fraction(a, x) }
}

/// Σ xⁿ / (a (a+1) … (a+n)) (DLMF 8.11.4).
fn gamma_series(a: f64, x: f64) -> f64 {
    let mut term = 1.0 / a;
    let mut sum = term;
    for n in 1..TERMS_MAX {
        term *= x / (a + f64::from(n));
        sum += term;
        if term <= TINY * sum {
            break;
        }
    }
    sum
}

/// The continued fraction of the upper incomplete gamma function (DLMF 8.9.2, contracted), evaluated forwards.
#[expect(clippy::many_single_char_names, reason = "the names of the literature")]
fn gamma_fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / FLOOR;
    let mut d = 1.0 / unzero(b);
    let mut value = d;
    for n in 1..TERMS_MAX {
        let n = f64::from(n);
        let term = n * (a - n);
        b += 2.0;
        d = 1.0 / unzero(term * d + b);
        c = unzero(b + term / c);
        value *= d * c;
        if (d * c - 1.0).abs() <= TINY {
            break;
        }
    }
    value
}

fn unzero(x: f64) -> f64 {
    if x.abs() < FLOOR { FLOOR } else { x }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Id;

    fn runs(runs: u64, failures: u64) -> TestRuns {
        TestRuns::new(runs, failures).expect("runs")
    }

    /// Half of each listed chi-squared quantile is one of a gamma distribution of half the degrees of freedom.
    /// Abramowitz and Stegun, table 26.8.
    #[test]
    fn gamma_quantiles_are_those_of_the_tables_of_chi_squared() {
        for (degrees, share, wanted) in [
            (1.0, 0.95, 3.841_46),
            (1.0, 0.5, 0.454_937),
            (2.0, 0.95, 5.991_46),
            (10.0, 0.05, 3.940_30),
            (10.0, 0.95, 18.307_0),
            (100.0, 0.95, 124.342),
            (100.0, 0.05, 77.929_5),
        ] {
            let found = 2.0 * gamma_quantile(share, degrees / 2.0);
            assert!((found / wanted - 1.0).abs() < 4e-6, "{degrees} {share}: {found} for {wanted}");
        }
    }

    /// Jeffreys intervals of 95 %, in Brown, Cai and `DasGupta` 2001, table 5, three decimals.
    #[test]
    fn beta_quantiles_are_those_of_published_jeffreys_intervals() {
        for (hits, trials, low, high) in
            [(1.0, 10.0, 0.011, 0.381), (2.0, 10.0, 0.044, 0.503), (5.0, 10.0, 0.224, 0.776)]
        {
            let at = |share| beta_quantile(share, hits + 0.5, trials - hits + 0.5);
            assert!((at(0.025) - low).abs() < 6e-4, "{hits}: {}", at(0.025));
            assert!((at(0.975) - high).abs() < 6e-4, "{hits}: {}", at(0.975));
        }
    }

    #[test]
    fn quantiles_with_closed_forms_are_hit() {
        for share in [1e-6, 0.05, 0.5, 0.95] {
            // Beta(1, b): 1 − (1 − q)^(1/b). Beta(a, 1): q^(1/a). Gamma(1): −ln(1 − q).
            for shape in [0.5, 3.0, 2_900.0, 1e7] {
                let wanted = -libm::expm1(libm::log1p(-share) / shape);
                let found = beta_quantile(share, 1.0, shape);
                assert!((found / wanted - 1.0).abs() < 1e-8, "{share} {shape}: {found}");
            }
            let found = beta_quantile(share, 4.0, 1.0);
            assert!((found / libm::sqrt(libm::sqrt(share)) - 1.0).abs() < 1e-12, "{share}");
            let wanted = -libm::log1p(-share);
            assert!((gamma_quantile(share, 1.0) / wanted - 1.0).abs() < 1e-9, "{share}");
        }
    }

    #[test]
    fn clean_runs_have_the_bound_of_the_rule_of_three() {
        // 2 900 clean audit sessions bound the rate near 0.103 %.
        let bound = runs(2_900, 0).bound();
        assert!((bound - 0.001_032_5).abs() < 5e-7, "{bound}");
        for n in [100, 10_000, 1_000_000] {
            let ratio = runs(n, 0).bound() * n as f64 / 3.0;
            assert!(ratio < 1.0 && ratio > 0.98, "{n}: {ratio}");
        }
        assert_eq!(runs(7, 7).bound().to_bits(), 1.0_f64.to_bits());
    }

    #[test]
    fn more_exposure_is_less_stable_and_too_much_is_drawn_in_and_said_so() {
        let tested = runs(1_000, 0);
        let short = tested.over(100.0).expect("a reading");
        let long = tested.over(1_000.0).expect("a reading");
        assert!(long.stability.low() < short.stability.low());
        assert!(long.stability.best() < short.stability.best() && !short.is_drawn_in);
        // The 95 % point of Gamma(½) is half of 3.84146.
        let wanted = libm::exp(-3.841_46 / 2.0 / 10.0);
        assert!((short.stability.low().get() - wanted).abs() < 1e-6);
        let endless = tested.over(1e9).expect("a reading");
        assert!(endless.is_drawn_in && endless.stability.low().get() <= 1e-6);
        for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(tested.over(bad), Err(InvalidRuns::Exposure));
        }
    }

    #[test]
    fn what_are_no_runs_is_refused() {
        assert_eq!(TestRuns::new(0, 0), Err(InvalidRuns::Runs));
        assert_eq!(TestRuns::new(3, 4), Err(InvalidRuns::Failures));
    }

    #[test]
    fn only_a_phase_like_the_tests_leaves_no_doubt() {
        let mut phase = Phase::new(Id::new("one").expect("an id"), "One");
        assert_eq!(doubts(&phase), [Doubt::ShiftUnstated, Doubt::OverlapUnstated]);
        phase.distribution_shift = Some(DistributionShift::Major);
        phase.evidence_overlap = Some(EvidenceOverlap::Full);
        assert_eq!(doubts(&phase), [Doubt::Shifted(DistributionShift::Major)]);
        phase.distribution_shift = Some(DistributionShift::None);
        assert_eq!(doubts(&phase), []);
    }

    proptest! {
        #[test]
        fn shares_of_quantiles_are_the_shares_asked_for(
            share in 0.001..0.999f64, a in 0.5..2000.0f64, b in 0.5..20_000.0f64,
        ) {
            let x = beta_quantile(share, a, b);
            prop_assert!((beta_share(x, 1.0 - x, (a, b)) - share).abs() < 1e-9);
            let x = gamma_quantile(share, a);
            prop_assert!((gamma_share(a, x) - share).abs() < 1e-9);
        }

        #[test]
        fn failures_only_ever_lower_the_stability(n in 1_u64..5000, k in 0_u64..5000, e in 0.1..1e4f64) {
            prop_assume!(k < n);
            let clean = runs(n, k).over(e).expect("a reading").stability;
            let worse = runs(n, k + 1).over(e).expect("a reading").stability;
            prop_assert!(worse.low() <= clean.low() && worse.best() <= clean.best());
            prop_assert!(runs(n, k).bound() <= runs(n, k + 1).bound());
        }
    }
}
