//! Cooke's classical model: weights of experts by how they judged questions with known answers.
//!
//! # Formulas (Cooke 1991; EUR 18820)
//! - Calibration. Of N seed questions, s is the share of answers in the four bins that an expert's 5, 50 and 95 % points
//!   make, and p = (0.05, 0.45, 0.45, 0.05). With I(s, p) = Σ s ln(s/p), 2 N I is about χ² with 3 degrees of freedom if the
//!   expert is calibrated; the score is C = 1 − F(2 N I).
//! - Information. On an item's intrinsic range (from the lowest to the highest number that anybody gave, with the answer,
//!   10 % longer at either end), with background shares r of the bins, I = Σ p ln(p/r). The score is the mean over items.
//! - Weights. C · I where C ≥ α, else 0. The cut-off α is the calibration score of one of the experts: that one for which
//!   the weighted mixture, as an expert of its own, has the largest C · I on the seed questions.
//!
//! # Conventions
//! An answer that equals a quantile counts in the bin below it. The background is even on the item's axis: for
//! probabilities log-odds, where a factor counts alike at every order of magnitude. The mixture is that of
//! [`quantile`]: not the piecewise even densities of the original program, so its optimum may differ from published ones.
//! Each expert is scored on the seed questions that they answered; with few of them hardly anybody can be told apart.

use super::mixture::{Belief, quantile};
use crate::model::Axis;

/// Theoretical shares of the four bins.
const SHARES: [f64; 4] = [0.05, 0.45, 0.45, 0.05];
/// How much longer the intrinsic range is at either end.
const OVERSHOOT: f64 = 0.1;
/// The narrowest bin that counts, as a share of the intrinsic range: beliefs without width are not infinitely informative.
const NARROWEST: f64 = 1e-9;

/// A question that experts gave 5, 50 and 95 % points for.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The axis of its quantity.
    pub axis: Axis,
    /// The answer, where it is known.
    pub answer: Option<f64>,
    /// Low, best and high by expert; `None` for those who gave none.
    pub judged: Vec<Option<[f64; 3]>>,
}

/// How an expert, or a mixture of them, did on the seed questions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Performance {
    /// How many seed questions it is over.
    pub answered: usize,
    /// How many answers fell below low, up to best, up to high, above.
    pub bins: [usize; 4],
    /// I(s, p).
    pub divergence: f64,
    /// C: the larger, the less the answers speak against calibration.
    pub calibration: f64,
    /// Mean information over these questions.
    pub information: f64,
}

impl Performance {
    /// C · I, the weight before normalization.
    pub fn score(&self) -> f64 {
        self.calibration * self.information
    }
}

/// Weights of experts.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// By expert; `None` for those who answered no seed question.
    pub experts: Vec<Option<Performance>>,
    /// The calibration score from which on an expert counts.
    pub cut_off: f64,
    /// By expert, with the sum 1.
    pub shares: Vec<f64>,
    /// How the mixture with these weights does on the seed questions that it is made from: better than on others.
    pub mixture: Performance,
}

/// The calibration score of shares of N answers in the four bins.
pub fn calibration(shares: [f64; 4], count: usize) -> (f64, f64) {
    let terms = shares.iter().zip(SHARES);
    let divergence: f64 =
        terms.map(|(s, p)| if *s > 0.0 { s * libm::log(s / p) } else { 0.0 }).sum();
    let divergence = divergence.max(0.0);
    (divergence, chi_square_above(2.0 * count as f64 * divergence))
}

/// The probability that χ² with 3 degrees of freedom exceeds x: erfc(√(x/2)) + √(2x/π) e^(−x/2).
fn chi_square_above(x: f64) -> f64 {
    let tail = (2.0 * x / std::f64::consts::PI).sqrt() * libm::exp(-0.5 * x);
    (libm::erfc((0.5 * x).sqrt()) + tail).clamp(0.0, 1.0)
}

/// Weights by the seed questions, the same for all items; `None` where no expert answered any, or none has a score.
///
/// Items without an answer are ignored, as are judgements that are not in order or have no place on the item's axis.
pub fn weights(items: &[Item]) -> Option<Weights> {
    let seeds: Vec<Seed> = items.iter().filter_map(Seed::of).collect();
    let count = seeds.iter().map(|seed| seed.beliefs.len()).max()?;
    let experts: Vec<Option<Performance>> =
        (0..count).map(|e| performance(&seeds, |seed| *seed.beliefs.get(e)?)).collect();
    let mut cut_offs: Vec<f64> = experts.iter().flatten().map(|e| e.calibration).collect();
    cut_offs.sort_by(f64::total_cmp);
    cut_offs.dedup_by(|a, b| a.total_cmp(b).is_eq());
    let mut found: Option<Weights> = None;
    for cut_off in cut_offs {
        let Some(shares) = shares(&experts, cut_off) else { continue };
        let Some(mixture) = performance(&seeds, |seed| seed.mixed(&shares)) else { continue };
        // Of equal ones the lowest cut-off: it keeps most experts.
        if found.as_ref().is_none_or(|best| mixture.score() > best.mixture.score()) {
            found = Some(Weights { experts: experts.clone(), cut_off, shares, mixture });
        }
    }
    found
}

impl Weights {
    /// Weights for one item: calibration times the information on this very item, above the same cut-off. The sum is 1;
    /// `None` where nobody with a weight judged it.
    pub fn for_item(&self, item: &Item) -> Option<Vec<f64>> {
        let beliefs = beliefs(item);
        let range = intrinsic(item.axis, item.answer, &beliefs)?;
        let raw =
            self.experts.iter().zip(&beliefs).map(|(expert, belief)| match (expert, belief) {
                (Some(e), Some(b)) if e.calibration >= self.cut_off => {
                    e.calibration * information(b, range)
                }
                _ => 0.0,
            });
        normalized(raw.collect())
    }
}

/// A seed question ready to be counted.
struct Seed {
    axis: Axis,
    answer: f64,
    range: (f64, f64),
    beliefs: Vec<Option<Belief>>,
}

impl Seed {
    fn of(item: &Item) -> Option<Self> {
        let beliefs = beliefs(item);
        let range = intrinsic(item.axis, item.answer, &beliefs)?;
        Some(Self { axis: item.axis, answer: item.axis.place(item.answer?), range, beliefs })
    }

    /// The belief of the mixture of those who answered; `None` where none of them has a share.
    fn mixed(&self, shares: &[f64]) -> Option<Belief> {
        let parts = self.beliefs.iter().zip(shares);
        let parts: Vec<(Belief, f64)> =
            parts.filter_map(|(belief, share)| Some((belief.as_ref().copied()?, *share))).collect();
        let sum: f64 = parts.iter().map(|(_, share)| share).sum();
        if sum <= 0.0 {
            return None;
        }
        let parts: Vec<(Belief, f64)> = parts.iter().map(|(b, share)| (*b, share / sum)).collect();
        let mut values = [0.05, 0.5, 0.95].map(|q| quantile(&parts, q));
        values[0] = values[0].min(values[1]);
        values[2] = values[2].max(values[1]);
        Belief::new(values, self.axis)
    }
}

fn beliefs(item: &Item) -> Vec<Option<Belief>> {
    item.judged.iter().map(|of| of.and_then(|values| Belief::new(values, item.axis))).collect()
}

/// The intrinsic range on the axis; `None` where nobody judged, where all is one number, or where the answer has no place.
fn intrinsic(axis: Axis, answer: Option<f64>, beliefs: &[Option<Belief>]) -> Option<(f64, f64)> {
    let places = beliefs.iter().flatten().flat_map(Belief::places);
    let (mut low, mut high) =
        places.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
    if let Some(answer) = answer {
        let place = axis.place(answer);
        (low, high) = (low.min(place), high.max(place));
        if !place.is_finite() || beliefs.iter().all(Option::is_none) {
            return None;
        }
    }
    let more = OVERSHOOT * (high - low);
    (more.is_finite() && more > 0.0).then_some((low - more, high + more))
}

/// Σ p ln(p/r) with an even background on the range.
fn information(belief: &Belief, (start, end): (f64, f64)) -> f64 {
    let [low, best, high] = belief.places();
    let edges = [start, low, best, high, end];
    let terms = edges.windows(2).zip(SHARES);
    let bin = |(edges, p): (&[f64], f64)| {
        let share = ((edges[1] - edges[0]) / (end - start)).max(NARROWEST);
        p * libm::log(p / share)
    };
    terms.map(bin).sum::<f64>().max(0.0)
}

/// How beliefs do on the seed questions; `None` without any.
fn performance(seeds: &[Seed], of: impl Fn(&Seed) -> Option<Belief>) -> Option<Performance> {
    let mut bins = [0_usize; 4];
    let mut sum = 0.0;
    for seed in seeds {
        let Some(belief) = of(seed) else { continue };
        let above = belief.places().iter().filter(|place| seed.answer > **place).count();
        bins[above] += 1;
        sum += information(&belief, seed.range);
    }
    let answered: usize = bins.iter().sum();
    if answered == 0 {
        return None;
    }
    let (divergence, calibration) =
        calibration(bins.map(|count| count as f64 / answered as f64), answered);
    let information = sum / answered as f64;
    Some(Performance { answered, bins, divergence, calibration, information })
}

fn shares(experts: &[Option<Performance>], cut_off: f64) -> Option<Vec<f64>> {
    let counted = |e: &Performance| if e.calibration >= cut_off { e.score() } else { 0.0 };
    normalized(experts.iter().map(|e| e.as_ref().map_or(0.0, counted)).collect())
}

fn normalized(raw: Vec<f64>) -> Option<Vec<f64>> {
    let sum: f64 = raw.iter().sum();
    (sum > 0.0).then(|| raw.into_iter().map(|w| w / sum).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calibration_is_that_of_the_published_cases() {
        let cases = [
            ([0.1, 0.4, 0.4, 0.1], 0.8283),
            ([0.0, 0.5, 0.5, 0.0], 0.5505),
            ([0.3, 0.2, 0.2, 0.3], 0.0018),
            (SHARES, 1.0),
        ];
        for (shares, wanted) in cases {
            let (_, found) = calibration(shares, 10);
            assert!((found - wanted).abs() < 5e-5, "{shares:?}: {found}");
        }
        assert!((calibration([0.1, 0.4, 0.4, 0.1], 10).0 - 0.0444).abs() < 5e-5);
    }

    #[test]
    fn the_tail_of_chi_square_hits_its_tabled_points() {
        for (x, wanted) in [(7.814_727_903, 0.05), (11.344_866_730, 0.01), (0.0, 1.0)] {
            assert!((chi_square_above(x) - wanted).abs() < 1e-9, "{x}");
        }
    }

    fn item(answer: Option<f64>, judged: &[[f64; 3]]) -> Item {
        Item { axis: Axis::Linear, answer, judged: judged.iter().copied().map(Some).collect() }
    }

    #[test]
    fn information_is_counted_on_the_range_with_overshoot() {
        // From 0 to 10 with a tenth more at either end: −1 to 11, bins 3, 2, 3, 4 of 12.
        let seeds = [item(Some(0.0), &[[2.0, 4.0, 7.0], [5.0, 6.0, 10.0]])];
        let found = weights(&seeds).expect("scored");
        let expert = found.experts[0].expect("answered");
        let bin = |p: f64, width: f64| p * libm::log(p / (width / 12.0));
        let wanted = bin(0.05, 3.0) + bin(0.45, 2.0) + bin(0.45, 3.0) + bin(0.05, 4.0);
        assert!((expert.information - wanted).abs() < 1e-12);
        assert_eq!(expert.bins, [1, 0, 0, 0]);
    }

    /// Ten seeds: the first expert is calibrated, the second sure and wrong, the third vague.
    fn seeds() -> Vec<Item> {
        let answers = [1.0, 3.0, 3.5, 4.0, 4.5, 5.5, 6.0, 6.5, 7.0, 9.0];
        let judged = [[2.0, 5.0, 8.0], [9.4, 9.5, 9.6], [0.0, 5.0, 10.0]];
        answers.into_iter().map(|answer| item(Some(answer), &judged)).collect()
    }

    #[test]
    fn the_cut_off_leaves_those_who_help() {
        let found = weights(&seeds()).expect("scored");
        let [one, two, three] = [0, 1, 2].map(|e| found.experts[e].expect("answered"));
        assert_eq!(one.bins, [1, 4, 4, 1]);
        assert_eq!(two.bins, [10, 0, 0, 0]);
        assert_eq!(three.bins, [0, 5, 5, 0]);
        assert!(one.calibration > three.calibration && three.calibration > two.calibration);
        assert!(two.information > one.information && one.information > three.information);
        assert!(found.shares[1] <= 0.0 && found.shares[0] > 0.5);
        assert!((found.shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        // No other cut-off makes a better mixture.
        let ready: Vec<Seed> = seeds().iter().filter_map(Seed::of).collect();
        for cut_off in [one, two, three].map(|e| e.calibration) {
            let shares = shares(&found.experts, cut_off).expect("somebody is left");
            let other = performance(&ready, |seed| seed.mixed(&shares)).expect("answered");
            assert!(found.mixture.score() >= other.score());
        }
    }

    #[test]
    fn on_an_item_the_sharper_of_two_counts_more() {
        let found = weights(&seeds()).expect("scored");
        let asked = item(None, &[[4.0, 5.0, 6.0], [1.0, 2.0, 3.0], [0.0, 5.0, 9.0]]);
        let shares = found.for_item(&asked).expect("judged");
        assert!(shares[1] <= 0.0 && shares[0] >= found.shares[0]);
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let nobody = Item { judged: vec![None; 3], ..asked };
        assert_eq!(found.for_item(&nobody), None);
    }

    #[test]
    fn without_answers_nobody_has_a_weight() {
        assert_eq!(weights(&[]), None);
        assert_eq!(weights(&[item(None, &[[0.0, 0.5, 1.0]])]), None);
        let nobody = Item { judged: vec![None, None], ..item(Some(1.0), &[]) };
        assert_eq!(weights(&[nobody]), None);
    }

    #[test]
    fn those_who_left_seeds_out_are_scored_on_the_others() {
        let mut items = seeds();
        for item in items.iter_mut().take(4) {
            item.judged[0] = None;
        }
        let found = weights(&items).expect("scored");
        assert_eq!(found.experts[0].map(|e| e.answered), Some(6));
    }
}
