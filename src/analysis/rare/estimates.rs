//! Sums over the trials, and what they are worth: values, errors, and whether enough was met to believe them.

use super::{Ask, BLOCKS_MIN, EARLIER, doubt::Played, lanes::Sum, run::Record, wiring::Wiring};
use crate::analysis::{Estimated, bits::TRIALS};

/// Weighted sums of probabilities over the hypotheses of all subjects, estimated.
pub(in crate::analysis) struct Estimates {
    /// How many trials each hypothesis had.
    pub(super) trials: u64,
    /// By weighing and time.
    totals: Vec<Vec<Total>>,
    /// What the blocks cost.
    pub(super) work: u64,
    /// By hypothesis: what was played forwards.
    played: Vec<Tried>,
    /// By hypothesis and time: the largest number that a trial can have.
    peaks: Vec<Vec<f64>>,
    /// By hypothesis: the share of such trials that may be missing.
    missed: Vec<f64>,
    /// The weighings.
    weighings: Vec<Vec<f64>>,
    /// How many of the weighings decide how much work is done.
    guides: usize,
}

/// Σ y and Σ y² over the trials.
#[derive(Clone, Copy, Default)]
struct Total {
    sum: Sum,
    squares: Sum,
}

/// What was played forwards under one hypothesis.
#[derive(Clone, Default)]
struct Tried {
    /// By time: trials that reached the goal, and not for sure.
    hits: Vec<u64>,
    trials: u64,
    /// Σ w².
    squares: Sum,
}

impl Tried {
    fn add(&mut self, played: &Played, trials: u64) {
        self.hits.resize(played.hits.len(), 0);
        for (all, more) in self.hits.iter_mut().zip(&played.hits) {
            *all += more;
        }
        self.trials += trials;
        self.squares.add(played.squares);
    }

    /// What one hit counts for, where there are few; 0 where there are enough.
    fn one_hit(&self, time: usize) -> f64 {
        match self.hits.get(time) {
            Some(hits) if *hits < HITS_FEW => (self.squares.value() / self.trials as f64).sqrt(),
            _ => 0.0,
        }
    }
}

impl Total {
    fn variance(self, n: f64) -> f64 {
        let mean = self.sum.value() / n;
        (self.squares.value() / n - mean * mean).max(0.0)
    }
}

/// Trials that must have contributed, in effect, for a figure to be believed: (Σ y)² / Σ y².
const EFFECTIVE_MIN: f64 = 400.0;
/// How often something must be met for its share in the figures to be believed.
const MET_MIN: f64 = 30.0;
/// Trials that may be missed with a probability of 5 % (the rule of three).
const MISSED: f64 = 3.0;
/// The share of a figure that missed trials may make up.
const MISSED_MAX: f64 = 0.5;
/// Hits below which trials say little about the causes in doubt.
pub(super) const HITS_FEW: u64 = 64;

impl Estimates {
    pub(super) fn new(ask: &Ask<'_>, wirings: &[Wiring<'_>], times: usize) -> Self {
        let totals = vec![vec![Total::default(); times]; ask.weighings.len()];
        let cases = ask.weighings.first().map_or(0, Vec::len);
        Self {
            trials: 0,
            totals,
            work: 0,
            played: vec![Tried::default(); cases],
            peaks: wirings.iter().map(|wiring| wiring.peaks.clone()).collect(),
            missed: vec![1.0; wirings.len()],
            weighings: ask.weighings.to_vec(),
            guides: ask.guides,
        }
    }

    /// The estimate of a weighing at a time, if enough trials contributed for its error to be believed.
    pub(in crate::analysis) fn believed(&self, weighing: usize, time: usize) -> Option<Estimated> {
        let total = self.totals[weighing][time];
        let (sum, squares) = (total.sum.value(), total.squares.value());
        let is_clear = squares > 0.0 && sum * sum >= EFFECTIVE_MIN * squares;
        let n = self.trials as f64;
        let is_whole = MISSED * self.missed(weighing, time) <= MISSED_MAX * sum / n;
        (is_clear && is_whole).then(|| self.at(weighing, time))
    }

    /// The estimate of a weighing at a time, however many trials contributed.
    pub(in crate::analysis) fn at(&self, weighing: usize, time: usize) -> Estimated {
        let n = self.trials as f64;
        let total = self.totals[weighing][time];
        let value = total.sum.value() / n;
        let one_hit = self.one_hit(weighing, time) / n;
        let missed = self.missed(weighing, time);
        let variance = total.variance(n) / (n - 1.0) + one_hit * one_hit + missed * missed;
        let standard_error = variance.sqrt();
        Estimated { value, standard_error }
    }

    /// What the mean may lack because of trials that were not met.
    fn missed(&self, weighing: usize, time: usize) -> f64 {
        let each = self.peaks.iter().zip(&self.missed);
        let each = each.map(|(peaks, share)| peaks.get(time).copied().unwrap_or(1.0) * share);
        self.weighings[weighing].iter().zip(each).map(|(factor, of)| factor.abs() * of).sum()
    }

    /// Notes how much may be missing after so many trials.
    pub(super) fn note_missed(&mut self, wirings: &[Wiring<'_>], trials: f64) {
        let share = |wiring: &Wiring<'_>| match (wiring.is_drawing, wiring.has_doubt) {
            (false, _) => 0.0,
            (true, false) => 1.0 / trials,
            (true, true) => undrawn(&wiring.seldom, trials),
        };
        self.missed = wirings.iter().map(share).collect();
    }

    /// Whether what may be missing makes little difference to the first weighings at the last time.
    fn is_whole(&self) -> bool {
        let guides = self.totals.iter().take(self.guides).enumerate();
        guides.filter_map(|(i, times)| Some((i, times.len().checked_sub(1)?))).all(|(i, last)| {
            let mean = self.totals[i][last].sum.value() / self.trials as f64;
            MISSED * self.missed(i, last) <= MISSED_MAX * mean
        })
    }

    /// What one more hit of causes in doubt would count for, where there are few: those say little about their own
    /// number, so the error allows for one more.
    fn one_hit(&self, weighing: usize, time: usize) -> f64 {
        let weighed = self.weighings[weighing].iter().zip(&self.played);
        weighed.map(|(factor, tried)| factor.abs() * tried.one_hit(time)).sum()
    }

    /// Trials in which causes in doubt reached the goal.
    pub(super) fn hits(&self) -> u64 {
        self.played.iter().filter_map(|tried| tried.hits.last()).sum()
    }

    /// How many blocks this pilot says are needed for the first weighings, as far as the work is affordable.
    pub(super) fn blocks_for(
        mut self,
        wirings: &[Wiring<'_>],
        precision: f64,
        work_most: u64,
    ) -> u64 {
        let blocks = (self.trials / TRIALS).max(1);
        let most = work_most / (self.work / blocks).max(1);
        let n = self.trials as f64;
        let needed = |total: &Total, precision: f64| {
            let mean = total.sum.value() / n;
            let relative = total.variance(n) / (mean * mean * precision * precision);
            if relative.is_nan() { f64::INFINITY } else { (relative / TRIALS as f64).ceil() }
        };
        let guides = self.totals.iter().take(self.guides).filter_map(|times| times.split_last());
        let needed = guides.flat_map(|(last, others)| {
            // What no trial of the pilot saw at an earlier time may be impossible there.
            let others = others.iter().filter(|total| total.sum.value() > 0.0);
            let others = others.map(|total| needed(total, EARLIER * precision));
            others.chain([needed(last, precision)]).collect::<Vec<_>>()
        });
        let needed = needed.fold(0.0, f64::max);
        let blocks = (needed.min(most as f64) as u64).max(BLOCKS_MIN);
        // What is drawn too seldom is often met in a few times as many trials. Where all that are affordable would not
        // do, more of them are of no use.
        let doublings =
            std::iter::successors(Some(blocks), |b| (*b < most).then(|| (2 * b).min(most)));
        doublings.into_iter().find(|b| self.would_be_whole(wirings, *b)).unwrap_or(blocks)
    }

    fn would_be_whole(&mut self, wirings: &[Wiring<'_>], blocks: u64) -> bool {
        self.note_missed(wirings, (blocks * TRIALS) as f64);
        self.is_whole()
    }

    /// Variance of a trial's number, summed over the first weighings at the last time.
    pub(super) fn variance(&self) -> f64 {
        let lasts = self.totals.iter().take(self.guides).filter_map(|times| times.last());
        lasts.map(|total| total.variance(self.trials as f64)).sum()
    }

    pub(super) fn add(&mut self, record: &Record) {
        self.trials += TRIALS;
        self.work += record.work;
        for (tried, played) in self.played.iter_mut().zip(&record.played) {
            if let Some((played, trials)) = played {
                tried.add(played, *trials);
            }
        }
        for (total, moments) in self.totals.iter_mut().flatten().zip(&record.moments) {
            total.sum.add(moments.sum);
            total.squares.add(moments.squares);
        }
    }
}

/// The probability that something happens which so many trials have met too seldom to tell: one thing alone, or two
/// together. A bound from above (the sum over all things and pairs).
fn undrawn(seldom: &[f64], trials: f64) -> f64 {
    let below = |least: f64| seldom.iter().filter(|p| **p < least).sum::<f64>();
    let (alone, together) = (below(MET_MIN / trials), below((MET_MIN / trials).sqrt()));
    (alone + together * together / 2.0).min(1.0)
}
