//! How far judgements of one quantity lie apart.

use super::EPSILON;
use crate::model::logit;

/// The spread of the best values of several judgements.
#[derive(Clone, Debug, PartialEq)]
pub struct Scatter {
    /// Standard deviation of logit(best), with n − 1; `None` for a single judgement.
    pub deviation: Option<f64>,
    /// The 25, 50 and 75 % points of best (type 7 of Hyndman and Fan 1996).
    pub quartiles: [f64; 3],
    /// Lowest and highest best.
    pub ends: (f64, f64),
    /// Where the judgements seem to fall into two groups.
    pub split: Option<Split>,
    /// Judgements far from the rest, the farthest first.
    pub outliers: Vec<Outlier>,
}

impl Scatter {
    /// Highest minus lowest best.
    pub fn range(&self) -> f64 {
        self.ends.1 - self.ends.0
    }

    /// The interquartile range of best.
    pub fn interquartile_range(&self) -> f64 {
        self.quartiles[2] - self.quartiles[0]
    }
}

/// Two groups of judgements with a gap between them. A hint to ask, not a test to rely on: a handful of judgements cannot
/// show much, and groups that overlap are not seen at all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// How many lie below the gap.
    pub below: usize,
    /// How many lie above it.
    pub above: usize,
    /// The best values on its two sides.
    pub gap: (f64, f64),
    /// How often a gap so wide would come about between judgements that are spread evenly over the same range.
    pub chance: f64,
}

/// A judgement far from the rest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outlier {
    /// Its place among the judgements.
    pub place: usize,
    /// How far it lies outside the middle half, in interquartile ranges of logit(best); infinite where that range is 0.
    pub distance: f64,
}

/// How rarely a gap comes about by chance that is taken for a hint.
const SPLIT_CHANCE: f64 = 0.05;
/// Fewest judgements of which outliers are told: with fewer, quartiles are hardly more than the ends.
const OUTLIERS_FROM: usize = 5;
/// Tukey's fences: this many interquartile ranges outside the middle half.
const FENCE: f64 = 1.5;

/// The spread of best values. All numbers are 0 or `None` where there are none.
///
/// Two groups are told of where the widest gap of logit(best) that leaves at least two judgements, and a fifth of them, on
/// each side is wider than chance makes gaps in one judgement out of twenty ([`Split::chance`]): of n − 1 gaps between n
/// values the widest of evenly spread ones takes more than a share g of the range with probability
/// `Σ_k (−1)^(k+1) C(n−1, k) (1 − kg)₊^(n−2)` (Fisher 1929; David and Nagaraja 2003). Of four judgements only a gap of
/// 87 % of the range counts, of fewer none.
///
/// Outliers lie more than one and a half interquartile ranges outside the middle half (Tukey 1977), of at least five
/// judgements, on the log-odds axis.
pub fn scatter(best: &[f64]) -> Scatter {
    let mut rising: Vec<f64> = best.to_vec();
    rising.sort_by(f64::total_cmp);
    let places: Vec<f64> = rising.iter().map(|p| logit(p.clamp(EPSILON, 1.0 - EPSILON))).collect();
    Scatter {
        deviation: deviation(&places),
        quartiles: [0.25, 0.5, 0.75].map(|q| point(&rising, q)),
        ends: (
            rising.first().copied().unwrap_or_default(),
            rising.last().copied().unwrap_or_default(),
        ),
        split: split(&rising, &places),
        outliers: outliers(best, &places),
    }
}

fn deviation(numbers: &[f64]) -> Option<f64> {
    if numbers.len() < 2 {
        return None;
    }
    let n = numbers.len() as f64;
    let mean = numbers.iter().sum::<f64>() / n;
    let squares: f64 = numbers.iter().map(|x| (x - mean) * (x - mean)).sum();
    Some((squares / (n - 1.0)).sqrt())
}

/// Quantile of type 7 of rising numbers; 0 of none.
fn point(rising: &[f64], q: f64) -> f64 {
    let Some(last) = rising.len().checked_sub(1) else { return 0.0 };
    let at = q * last as f64;
    let under = at.floor() as usize;
    let (a, b) = (rising[under.min(last)], rising[(under + 1).min(last)]);
    a + (b - a) * (at - under as f64)
}

fn split(rising: &[f64], places: &[f64]) -> Option<Split> {
    let n = rising.len();
    let least = n.div_ceil(5).max(2);
    let (first, last) = (places.first()?, places.last()?);
    let range = last - first;
    if n < 2 * least || range <= 0.0 {
        return None;
    }
    let widest = (least..=n - least)
        .max_by(|i, j| (places[*i] - places[i - 1]).total_cmp(&(places[*j] - places[j - 1])))?;
    let share = (places[widest] - places[widest - 1]) / range;
    let chance = chance_of_gap(n - 1, share);
    (chance < SPLIT_CHANCE).then(|| Split {
        below: widest,
        above: n - widest,
        gap: (rising[widest - 1], rising[widest]),
        chance,
    })
}

/// P[the widest of m gaps of m − 1 points spread evenly over 0..=1 is wider than g].
fn chance_of_gap(m: usize, g: f64) -> f64 {
    let (mut sum, mut choices, mut sign) = (0.0, 1.0, 1.0);
    for k in 1..=m {
        let left = 1.0 - k as f64 * g;
        if left <= 0.0 {
            break;
        }
        choices *= (m + 1 - k) as f64 / k as f64;
        sum += sign * choices * libm::pow(left, (m - 1) as f64);
        sign = -sign;
    }
    sum.clamp(0.0, 1.0)
}

fn outliers(best: &[f64], rising: &[f64]) -> Vec<Outlier> {
    if best.len() < OUTLIERS_FROM {
        return Vec::new();
    }
    let (low, high) = (point(rising, 0.25), point(rising, 0.75));
    let width = high - low;
    let distance = |p: f64| {
        let place = logit(p.clamp(EPSILON, 1.0 - EPSILON));
        let outside = (low - place).max(place - high).max(0.0);
        if outside > 0.0 { outside / width } else { 0.0 }
    };
    let all = best.iter().enumerate();
    let mut found: Vec<Outlier> = all
        .map(|(place, p)| Outlier { place, distance: distance(*p) })
        .filter(|outlier| outlier.distance > FENCE)
        .collect();
    found.sort_by(|a, b| b.distance.total_cmp(&a.distance).then(a.place.cmp(&b.place)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::logistic;

    #[test]
    fn the_spread_of_a_few_is_what_one_counts_by_hand() {
        let odds = [-2.0, 0.0, 2.0].map(logistic);
        let found = scatter(&[odds[2], odds[0], odds[1]]);
        assert!((found.deviation.expect("several") - 2.0).abs() < 1e-12);
        assert!((found.quartiles[1] - 0.5).abs() < 1e-15);
        assert!((found.interquartile_range() - 0.5 * found.range()).abs() < 1e-12);
        assert_eq!(scatter(&[0.3]).deviation, None);
        assert_eq!(scatter(&[]).ends, (0.0, 0.0));
    }

    #[test]
    fn the_chance_of_a_gap_is_that_of_even_spacings() {
        // Of two gaps by one even point, the wider is above g with 2 (1 − g) for g ≥ 1/2, and always above 1/2.
        for (m, g, wanted) in [(2, 0.75, 0.5), (2, 0.5, 1.0), (3, 0.9, 0.03), (3, 0.2, 1.0)] {
            assert!((chance_of_gap(m, g) - wanted).abs() < 1e-12, "{m} {g}");
        }
    }

    #[test]
    fn two_camps_are_seen_and_one_is_not() {
        let camps: Vec<f64> = [-6.0, -5.8, -5.9, -6.1, 1.0, 1.2, 0.9, 1.1].map(logistic).to_vec();
        let split = scatter(&camps).split.expect("two camps");
        assert_eq!((split.below, split.above), (4, 4));
        assert!((split.gap.0 - logistic(-5.8)).abs() < 1e-15 && split.chance < 1e-3);
        let even: Vec<f64> = (0..9).map(|i| logistic(f64::from(i))).collect();
        assert_eq!(scatter(&even).split, None);
        // One apart from the rest is an outlier, not a camp.
        let alone: Vec<f64> = [-6.0, 1.0, 1.2, 0.9, 1.1, 1.05].map(logistic).to_vec();
        let found = scatter(&alone);
        assert_eq!(found.split, None);
        assert_eq!(found.outliers.iter().map(|o| o.place).collect::<Vec<_>>(), [0]);
        assert_eq!(scatter(&[0.1, 0.9]).split, None);
    }
}
