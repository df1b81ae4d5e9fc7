//! Several experts' judgements of one quantity made into one, and how far they lie apart (SEMANTICS §6).
//!
//! # Sources
//! - Log-odds: the geometric mean of odds, that is the logarithmic pool with normalized weights (Genest 1984).
//! - Extremized log-odds: the factor of Neyman and Roughgarden 2021 ("Are you smarter than a random expert?", arXiv
//!   2111.03153), see [`extremizing_factor`].
//! - Linear: the mixture of the beliefs (Stone 1961).
//! - Median, quantile average, trimmed: of low, best and high each by itself, as quantiles are averaged in Hora 2013 and
//!   in the IDEA protocol (Hemming and others 2018).
//! - Classical model: [`cooke`]. Rescaling of stated confidence: [`standardized`]. Concordance: [`concordance()`].
//!
//! Sums run over the judgements in order of their numbers, so that the order in which they came changes no bit.

mod concordance;
pub mod cooke;
mod mixture;
mod moments;
mod scatter;
mod stated;

pub use concordance::{Concordance, concordance};
pub use mixture::{Belief, quantile};
pub use moments::{Pert, pert};
pub use scatter::{Outlier, Scatter, Split, scatter};
pub use stated::{standardized, stretched};

pub use crate::model::PoolingRule as Rule;
use crate::model::{logistic, logit};

/// What takes the place of 0, and its complement that of 1, so that log-odds are finite.
pub const EPSILON: f64 = 1e-6;

/// Share of the judgements that a trimmed mean drops at each end.
pub const TRIMMED: f64 = 0.1;

/// One judgement of a probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Opinion {
    /// The median of belief, 0..=1.
    pub best: f64,
    /// The 5 % and 95 % points of belief, if stated, around best. Beside judgements with ends, one without counts as a
    /// belief without width.
    pub ends: Option<(f64, f64)>,
    /// Finite and at least 0.
    pub weight: f64,
}

impl Opinion {
    /// A number without stated uncertainty, weight 1.
    pub fn point(best: f64) -> Self {
        Self { best, ends: None, weight: 1.0 }
    }

    /// Three quantiles, weight 1.
    pub fn range(low: f64, best: f64, high: f64) -> Self {
        Self { best, ends: Some((low, high)), weight: 1.0 }
    }

    fn is_sound(&self) -> bool {
        let (low, high) = self.ends.unwrap_or((self.best, self.best));
        let is_chance = |p: f64| (0.0..=1.0).contains(&p);
        is_chance(low) && is_chance(high) && low <= self.best && self.best <= high
    }
}

/// Judgements made into one. Never without its circumstances.
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    /// How.
    pub rule: Rule,
    /// How many judgements there were.
    pub count: usize,
    /// The share of each in the result, in the order of the judgements; the sum is 1. What was trimmed has 0.
    pub weights: Vec<f64>,
    /// The pooled median.
    pub best: f64,
    /// The pooled 5 % and 95 % points; `None` where nobody stated any.
    pub ends: Option<(f64, f64)>,
    /// How many numbers [`EPSILON`] was put in place of.
    pub clipped: usize,
    /// What log-odds were multiplied by; 1 but for the extremized rule.
    pub factor: f64,
    /// How far the judgements lie apart.
    pub scatter: Scatter,
    /// Whether the rule presumes private judgements and a discussion went before.
    pub is_extremized_after_discussion: bool,
}

/// Why judgements cannot be made into one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PoolError {
    /// There is none.
    #[error("nobody has judged it")]
    Nobody,
    /// The weights carry nothing.
    #[error("the weights are not finite numbers of at least 0 with a sum above 0")]
    Weights,
    /// A judgement is no belief in a probability.
    #[error("a judgement is not in order; 0 ≤ low ≤ best ≤ high ≤ 1 is needed")]
    Order,
}

/// Makes judgements into one. `is_discussed` tells whether those who judged had discussed before.
///
/// # Errors
/// [`PoolError`] where there is no judgement, or weights or judgements are unsound.
pub fn pool(opinions: &[Opinion], rule: Rule, is_discussed: bool) -> Result<Pool, PoolError> {
    if opinions.is_empty() {
        return Err(PoolError::Nobody);
    }
    if !opinions.iter().all(Opinion::is_sound) {
        return Err(PoolError::Order);
    }
    let weights = shares(opinions)?;
    let scatter = scatter(&opinions.iter().map(|o| o.best).collect::<Vec<_>>());
    let (rows, clipped) = sorted(opinions, &weights);
    let kept = if rule == Rule::Trimmed { trimmed(&rows)? } else { rows };
    let factor = match rule {
        Rule::Extremized => extremizing_factor(opinions.iter().filter(|o| o.weight > 0.0).count()),
        _ => 1.0,
    };
    let has_ends = opinions.iter().any(|o| o.ends.is_some());
    let [low, best, high] = made_one(&kept, rule, factor, has_ends);
    let mut told = vec![0.0; opinions.len()];
    for row in &kept {
        told[row.place] = row.weight;
    }
    Ok(Pool {
        rule,
        count: opinions.len(),
        weights: told,
        best,
        // Rounding must not put the ends on the wrong sides.
        ends: has_ends.then(|| (low.min(best), high.max(best))),
        clipped,
        factor,
        scatter,
        is_extremized_after_discussion: rule.needs_private_judgements() && is_discussed,
    })
}

/// The factor on log-odds for n private judgements (Neyman and Roughgarden 2021): n (√(3n² − 3n + 1) − 2) / (n² − n − 1),
/// 1 for a single one, towards √3 for many.
pub fn extremizing_factor(n: usize) -> f64 {
    let n = n.max(1) as f64;
    n * ((3.0 * n * n - 3.0 * n + 1.0).sqrt() - 2.0) / (n * n - n - 1.0)
}

/// A judgement inside ε and 1 − ε, with its share.
#[derive(Clone, Copy, Debug)]
struct Row {
    place: usize,
    numbers: [f64; 3],
    weight: f64,
}

/// Weights with the sum 1.
fn shares(opinions: &[Opinion]) -> Result<Vec<f64>, PoolError> {
    let largest = opinions.iter().map(|o| o.weight).fold(0.0, f64::max);
    let is_weight = |o: &Opinion| o.weight.is_finite() && o.weight >= 0.0;
    if !opinions.iter().all(is_weight) || largest <= 0.0 {
        return Err(PoolError::Weights);
    }
    // Dividing by the largest first keeps the sum of huge weights finite; summing in order of size keeps it the same
    // for any order of the judgements.
    let mut rising: Vec<f64> = opinions.iter().map(|o| o.weight / largest).collect();
    rising.sort_by(f64::total_cmp);
    let sum: f64 = rising.iter().sum();
    Ok(opinions.iter().map(|o| o.weight / largest / sum).collect())
}

/// The judgements by best, then by all else, and how many numbers were clipped.
fn sorted(opinions: &[Opinion], weights: &[f64]) -> (Vec<Row>, usize) {
    let mut clipped = 0;
    let mut clip = |p: f64| {
        let inside = p.clamp(EPSILON, 1.0 - EPSILON);
        clipped += usize::from(inside.to_bits() != p.to_bits());
        inside
    };
    let mut rows = Vec::with_capacity(opinions.len());
    for (place, (opinion, weight)) in opinions.iter().zip(weights).enumerate() {
        let best = clip(opinion.best);
        let (low, high) = opinion.ends.map_or((best, best), |(low, high)| (clip(low), clip(high)));
        rows.push(Row { place, numbers: [low, best, high], weight: *weight });
    }
    rows.sort_by(|a, b| {
        let key = |row: &Row| [row.numbers[1], row.numbers[0], row.numbers[2], row.weight];
        let pairs = key(a).into_iter().zip(key(b));
        pairs.map(|(a, b)| a.total_cmp(&b)).find(|o| o.is_ne()).unwrap_or(a.place.cmp(&b.place))
    });
    (rows, clipped)
}

/// Without ⌊0.1 n⌋ rows at each end, weights normalized anew.
fn trimmed(rows: &[Row]) -> Result<Vec<Row>, PoolError> {
    let drop = (TRIMMED * rows.len() as f64) as usize;
    let kept = &rows[drop..rows.len() - drop];
    let sum: f64 = kept.iter().map(|row| row.weight).sum();
    if sum <= 0.0 {
        return Err(PoolError::Weights);
    }
    Ok(kept.iter().map(|row| Row { weight: row.weight / sum, ..*row }).collect())
}

fn made_one(rows: &[Row], rule: Rule, factor: f64, has_ends: bool) -> [f64; 3] {
    let each = |of: &dyn Fn(usize) -> f64| [of(0), of(1), of(2)];
    let mean = |i: usize| within(rows, i, rows.iter().map(|r| r.weight * r.numbers[i]).sum());
    match rule {
        Rule::LogOdds => each(&|i| within(rows, i, logistic(log_odds(rows, i)))),
        Rule::Extremized => each(&|i| logistic(factor * log_odds(rows, i))),
        Rule::Median => each(&|i| lower_median(rows, i)),
        Rule::Linear | Rule::Classical if has_ends => {
            let beliefs: Vec<(Belief, f64)> = rows
                .iter()
                .filter_map(|row| {
                    Some((Belief::new(row.numbers, crate::model::Axis::LogOdds)?, row.weight))
                })
                .collect();
            [0.05, 0.5, 0.95].map(|q| quantile(&beliefs, q))
        }
        Rule::QuantileAverage | Rule::Trimmed | Rule::Linear | Rule::Classical => each(&mean),
    }
}

fn log_odds(rows: &[Row], i: usize) -> f64 {
    rows.iter().map(|row| row.weight * logit(row.numbers[i])).sum()
}

/// A mean lies among what it is the mean of, whatever rounding says.
fn within(rows: &[Row], i: usize, mean: f64) -> f64 {
    let counted = || rows.iter().filter(|row| row.weight > 0.0).map(|row| row.numbers[i]);
    mean.clamp(counted().fold(1.0, f64::min), counted().fold(0.0, f64::max))
}

/// The smallest number at which half of the weight is reached.
fn lower_median(rows: &[Row], i: usize) -> f64 {
    let mut pairs: Vec<(f64, f64)> = rows.iter().map(|row| (row.numbers[i], row.weight)).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut reached = 0.0;
    for (number, weight) in &pairs {
        reached += weight;
        // Shares of a third and the like are not exact.
        if reached >= 0.5 - 1e-12 {
            return *number;
        }
    }
    pairs.last().map_or(0.5, |(number, _)| *number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The estimates of Rodriguez: 1.40, 2.21, 0.39 and 0.40 percent.
    fn rodriguez() -> Vec<Opinion> {
        [0.0140, 0.0221, 0.0039, 0.0040].into_iter().map(Opinion::point).collect()
    }

    fn best(rule: Rule) -> f64 {
        pool(&rodriguez(), rule, false).expect("sound").best
    }

    #[test]
    fn the_estimates_of_rodriguez_pool_to_the_published_numbers() {
        assert!((best(Rule::Linear) - 0.0110).abs() < 5e-6, "{}", best(Rule::Linear));
        let odds = best(Rule::LogOdds);
        assert!((odds - 0.008_36).abs() < 5e-6, "{odds}");
        assert!(((1.0 - odds) / odds - 118.7).abs() < 0.1);
        assert!((best(Rule::Extremized) - 0.000_83).abs() < 5e-6);
        // The ordinary median lies between the middle two; the rule gives the lower one of them.
        let pool = pool(&rodriguez(), Rule::Median, false).expect("sound");
        assert!((pool.scatter.quartiles[1] - 0.0090).abs() < 1e-15);
        assert_eq!(pool.best.to_bits(), 0.0040_f64.to_bits());
    }

    #[test]
    fn the_factors_are_those_of_neyman_and_roughgarden() {
        let known = [
            (1, 1.0),
            (2, 1.2915),
            (3, 1.4153),
            (4, 1.4846),
            (5, 1.5290),
            (8, 1.6000),
            (10, 1.6250),
            (20, 1.6770),
        ];
        for (n, factor) in known {
            assert!((extremizing_factor(n) - factor).abs() < 5e-5, "{n}");
        }
        assert!((extremizing_factor(1_000_000) - 3.0_f64.sqrt()).abs() < 1e-5);
    }

    #[test]
    fn extremizing_after_a_discussion_is_told() {
        for (rule, is_discussed, wanted) in [
            (Rule::Extremized, true, true),
            (Rule::Extremized, false, false),
            (Rule::LogOdds, true, false),
        ] {
            let pool = pool(&rodriguez(), rule, is_discussed).expect("sound");
            assert_eq!(pool.is_extremized_after_discussion, wanted);
            assert_eq!(pool.factor > 1.0, rule == Rule::Extremized);
        }
    }

    #[test]
    fn certainty_is_clipped_and_told() {
        let opinions = [Opinion::point(0.0), Opinion::range(0.5, 1.0, 1.0), Opinion::point(0.5)];
        let pool = pool(&opinions, Rule::LogOdds, false).expect("sound");
        assert_eq!(pool.clipped, 3);
        // 1 − 10⁻⁶ is rounded, and with it its log-odds in their twelfth digit.
        assert!((pool.best - 0.5).abs() < 1e-11);
    }

    #[test]
    fn a_tenth_goes_at_each_end() {
        let mut opinions: Vec<Opinion> = (1..=8).map(|_| Opinion::point(0.5)).collect();
        opinions.extend([Opinion::point(0.0), Opinion::point(0.9)]);
        let pool = pool(&opinions, Rule::Trimmed, false).expect("sound");
        assert!((pool.best - 0.5).abs() < 1e-15);
        assert!(pool.weights[8] <= 0.0 && pool.weights[9] <= 0.0);
        assert!((pool.weights[0] - 0.125).abs() < 1e-15);
        assert_eq!(pool.count, 10);
    }

    #[test]
    fn what_is_no_judgement_is_refused() {
        let wrong = |opinions: &[Opinion]| pool(opinions, Rule::LogOdds, false).expect_err("wrong");
        assert_eq!(wrong(&[]), PoolError::Nobody);
        assert_eq!(wrong(&[Opinion::range(0.2, 0.1, 0.3)]), PoolError::Order);
        assert_eq!(wrong(&[Opinion::point(f64::NAN)]), PoolError::Order);
        for weight in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let opinion = Opinion { weight, ..Opinion::point(0.3) };
            assert_eq!(wrong(&[opinion]), PoolError::Weights, "{weight}");
        }
    }

    #[test]
    fn a_mixture_of_two_apart_is_wider_than_either() {
        let opinions = [Opinion::range(0.01, 0.02, 0.03), Opinion::range(0.6, 0.7, 0.8)];
        let pool = pool(&opinions, Rule::Linear, false).expect("sound");
        let (low, high) = pool.ends.expect("with ends");
        assert!(low < 0.02 && high > 0.7, "{low} {high}");
        // Half of the first belief lies below its 10 % point of the mixture's twentieth.
        assert!((0.03..0.6).contains(&pool.best), "{}", pool.best);
    }

    fn opinion() -> impl Strategy<Value = Opinion> {
        let number =
            || prop_oneof![8 => 1e-7..(1.0 - 1e-7), 1 => Just(0.0), 1 => Just(1.0), 1 => Just(0.5)];
        ([number(), number(), number()], prop::bool::ANY, 0.1..9.0_f64).prop_map(
            |(mut of, has_ends, weight)| {
                of.sort_by(f64::total_cmp);
                Opinion { best: of[1], ends: has_ends.then_some((of[0], of[2])), weight }
            },
        )
    }

    fn numbers(pool: &Pool) -> [f64; 3] {
        let (low, high) = pool.ends.unwrap_or((pool.best, pool.best));
        [low, pool.best, high]
    }

    fn three(opinion: &Opinion) -> [f64; 3] {
        let (low, high) = opinion.ends.unwrap_or((opinion.best, opinion.best));
        [low, opinion.best, high]
    }

    proptest! {
        #[test]
        fn the_order_of_the_judgements_changes_no_bit(
            opinions in prop::collection::vec(opinion(), 1..12), turn in 0..12_usize,
        ) {
            let mut others = opinions.clone();
            others.rotate_left(turn % opinions.len());
            others.reverse();
            for rule in Rule::ALL {
                let [one, other] = [&opinions, &others].map(|of| pool(of, rule, false));
                let bits = |of: Result<Pool, PoolError>| of.map(|p| numbers(&p).map(f64::to_bits));
                prop_assert_eq!(bits(one), bits(other), "{:?}", rule);
            }
        }

        #[test]
        fn only_the_proportions_of_weights_count(
            opinions in prop::collection::vec(opinion(), 1..8), scale in 1e-3..1e3_f64,
        ) {
            let scaled: Vec<Opinion> =
                opinions.iter().map(|o| Opinion { weight: o.weight * scale, ..*o }).collect();
            for rule in Rule::ALL {
                // At a tie of weights, rounding decides on which side the lower median lies.
                if rule == Rule::Median {
                    continue;
                }
                let [one, other] = [&opinions, &scaled].map(|of| pool(of, rule, false).expect("sound"));
                for (a, b) in numbers(&one).into_iter().zip(numbers(&other)) {
                    prop_assert!((a - b).abs() < 1e-9, "{:?}: {} {}", rule, a, b);
                }
            }
        }

        #[test]
        fn those_who_agree_pool_to_what_they_agree_on(of in opinion(), n in 1..9_usize) {
            let opinions = vec![of; n];
            for rule in Rule::ALL.into_iter().filter(|rule| *rule != Rule::Extremized) {
                let pool = pool(&opinions, rule, true).expect("sound");
                for (found, wanted) in numbers(&pool).into_iter().zip(three(&of)) {
                    let wanted = wanted.clamp(EPSILON, 1.0 - EPSILON);
                    prop_assert!((found - wanted).abs() < 1e-12, "{:?}: {} {}", rule, found, wanted);
                }
                prop_assert!(pool.scatter.range() <= 0.0);
            }
        }

        #[test]
        fn a_pool_lies_within_its_judgements_and_in_order(
            opinions in prop::collection::vec(opinion(), 1..12),
        ) {
            for rule in Rule::ALL {
                let pool = pool(&opinions, rule, false).expect("sound");
                let [low, best, high] = numbers(&pool);
                prop_assert!(low <= best && best <= high, "{:?}", rule);
                prop_assert!((pool.weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                if rule == Rule::Extremized {
                    continue;
                }
                for (i, found) in [low, best, high].into_iter().enumerate() {
                    let all = || opinions.iter().map(|o| three(o)[i].clamp(EPSILON, 1.0 - EPSILON));
                    let (least, most) = (all().fold(1.0, f64::min), all().fold(0.0, f64::max));
                    prop_assert!(found >= least - 1e-15 && found <= most + 1e-15, "{:?} {}", rule, i);
                }
            }
        }
    }
}
