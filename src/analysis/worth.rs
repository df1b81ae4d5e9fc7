//! Risk worths: what the headlines of a document's variants come to beside its own, with the errors of ratios.

use super::{Estimated, Extremes, figures, tally::Joint};

/// Headlines of several variants: as it is, certain, impossible, disabled.
pub(super) enum Headlines<'a> {
    Exact(Vec<f64>),
    /// On common random numbers.
    Simulated {
        joint: Joint<'a>,
        weights: &'a [f64],
        trials: u64,
    },
    /// Estimated as what hardly ever happens, on common random numbers: values, and covariances of their errors.
    Resolved(Vec<f64>, Vec<Vec<f64>>),
}

impl Headlines<'_> {
    /// How many variants there are.
    fn variants(&self) -> usize {
        match self {
            Self::Exact(all) | Self::Resolved(all, _) => all.len(),
            Self::Simulated { joint, weights, .. } => joint.cases() / weights.len().max(1),
        }
    }

    /// `Σ c_i M_i` over the variants with its error.
    fn sum(&self, factors: &[f64]) -> Estimated {
        match self {
            Self::Exact(all) => Estimated {
                value: all.iter().zip(factors).map(|(m, c)| m * c).sum(),
                standard_error: 0.0,
            },
            Self::Simulated { joint, weights, trials } => {
                let all: Vec<f64> =
                    factors.iter().flat_map(|c| weights.iter().map(move |w| w * c)).collect();
                let found = joint.weighted(&all, *trials);
                Estimated { value: found.value, standard_error: found.standard_error }
            }
            Self::Resolved(all, covariances) => {
                let of_row = |row: &Vec<f64>| row.iter().zip(factors).map(|(c, f)| c * f).sum();
                let rows = covariances.iter().map(of_row).collect::<Vec<f64>>();
                let variance: f64 = rows.iter().zip(factors).map(|(c, f)| c * f).sum();
                Estimated {
                    value: all.iter().zip(factors).map(|(m, c)| m * c).sum(),
                    standard_error: variance.max(0.0).sqrt(),
                }
            }
        }
    }

    /// Whether the headline as it is had too few hits to be compared with anything.
    pub(super) fn is_coarse(&self) -> bool {
        let mut factors = vec![0.0; self.variants()];
        factors[0] = 1.0;
        let found = self.sum(&factors);
        found.value <= 0.0 || found.standard_error > figures::COARSE * found.value
    }

    fn of(&self, variant: usize) -> f64 {
        let mut factors = vec![0.0; self.variants()];
        factors[variant] = 1.0;
        self.sum(&factors).value
    }

    /// `M_a / M_b`, with its error to first order (delta method); `None` where `M_b` is 0.
    fn ratio(&self, a: usize, b: usize) -> Option<Estimated> {
        let (above, below) = (self.of(a), self.of(b));
        if below <= 0.0 {
            return None;
        }
        let mut factors = vec![0.0; self.variants()];
        factors[a] += 1.0 / below;
        factors[b] -= above / below / below;
        let standard_error = self.sum(&factors).standard_error;
        Some(Estimated { value: above / below, standard_error })
    }
}

/// What the headlines of an element's variants come to.
pub(super) fn worths(headlines: &Headlines<'_>) -> Extremes {
    const AS_IT_IS: usize = 0;
    const CERTAIN: usize = 1;
    const IMPOSSIBLE: usize = 2;
    let complement = |ratio: Estimated| Estimated { value: 1.0 - ratio.value, ..ratio };
    Extremes {
        certain: headlines.of(CERTAIN),
        impossible: headlines.of(IMPOSSIBLE),
        achievement_worth: headlines.ratio(CERTAIN, AS_IT_IS),
        reduction_worth: headlines.ratio(AS_IT_IS, IMPOSSIBLE),
        fussell_vesely: headlines.ratio(IMPOSSIBLE, AS_IT_IS).map(complement),
        benefit: (headlines.variants() > 3).then(|| headlines.sum(&[-1.0, 0.0, 0.0, 1.0])),
    }
}

/// Each variant alone, pooled over the hypotheses, then all differences of two, with the pairs that they are of: the
/// weights of the hypotheses of all variants in order.
pub(super) fn weighings(weights: &[f64], variants: usize) -> (Vec<Vec<f64>>, Vec<(usize, usize)>) {
    let weighed = |factor: &dyn Fn(usize) -> f64| -> Vec<f64> {
        (0..variants)
            .flat_map(|i| weights.iter().map(move |w| (i, w)))
            .map(|(i, w)| factor(i) * w)
            .collect()
    };
    let is = |a: usize, b: usize| f64::from(u8::from(a == b));
    let pairs: Vec<_> =
        (0..variants).flat_map(|a| (a + 1..variants).map(move |b| (a, b))).collect();
    let alone = (0..variants).map(|a| weighed(&|i| is(i, a)));
    let differences = pairs.iter().map(|(a, b)| weighed(&|i| is(i, *a) - is(i, *b)));
    (alone.chain(differences).collect(), pairs)
}

/// The covariances of errors, from those of the differences: var(a − b) = var a + var b − 2 cov(a, b).
pub(super) fn covariances(
    all: &[Estimated],
    differences: impl Iterator<Item = ((usize, usize), Estimated)>,
) -> Vec<Vec<f64>> {
    let variance = |of: &Estimated| of.standard_error * of.standard_error;
    let mut found = vec![vec![0.0; all.len()]; all.len()];
    for (place, of) in all.iter().enumerate() {
        found[place][place] = variance(of);
    }
    for ((a, b), difference) in differences {
        let joint = (variance(&all[a]) + variance(&all[b]) - variance(&difference)) / 2.0;
        found[a][b] = joint;
        found[b][a] = joint;
    }
    found
}
