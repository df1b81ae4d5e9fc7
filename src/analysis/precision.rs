//! Simulation until the headline is precise enough.

use super::{
    Cancelled, Monitor, bits,
    simulate::{Plan, Subject, simulate},
    tally::Tally,
};

/// Blocks of the first round: 2^14 trials. Each further round doubles what there is.
const BLOCKS_FIRST: u64 = (1 << 14) / bits::TRIALS;

/// When to stop.
pub(super) struct Goal {
    /// The standard error may be at most this share of the headline.
    pub(super) precision: f64,
    /// The headlines that must be so precise, each as weights of all hypotheses of all subjects in order.
    pub(super) headlines: Vec<Vec<f64>>,
}

/// Runs rounds of trials until the goal is reached, or all trials of the plan are done.
///
/// The rounds are the same for any number of threads, so the trials that are used are, too: the result is that of a
/// plan with that many trials.
///
/// # Errors
/// [`Cancelled`] when the monitor asks to stop.
pub(super) fn simulate_until(
    goal: &Goal,
    subjects: &[Subject<'_>],
    plan: &Plan,
    monitor: &dyn Monitor,
) -> Result<Tally, Cancelled> {
    let mut end = BLOCKS_FIRST.min(plan.blocks.end);
    let mut tally =
        round(subjects, plan, 0..end, &Onward { monitor, before: 0, total: plan.trials })?;
    while end < plan.blocks.end && !goal.is_reached(&tally) {
        let start = end;
        end = (2 * start).min(plan.blocks.end);
        let total =
            goal.trials_expected(&tally).clamp(2 * tally.trials, plan.trials.max(2 * tally.trials));
        let onward = Onward { monitor, before: tally.trials, total };
        tally.add(&round(subjects, plan, start..end, &onward)?);
    }
    Ok(tally)
}

fn round(
    subjects: &[Subject<'_>],
    plan: &Plan,
    blocks: std::ops::Range<u64>,
    monitor: &dyn Monitor,
) -> Result<Tally, Cancelled> {
    simulate(subjects, &Plan { blocks, ..plan.clone() }, monitor)
}

impl Goal {
    fn is_reached(&self, tally: &Tally) -> bool {
        self.worst(tally) <= self.precision
    }

    /// The largest relative error; infinite where a headline has no hit.
    fn worst(&self, tally: &Tally) -> f64 {
        let last = tally.any_outcome.rows() - 1;
        let relative = |weights: &Vec<f64>| {
            let found = tally.any_outcome.at(last, 0).weighted(weights, tally.trials);
            if !found.has_hits {
                return f64::INFINITY;
            }
            // Where every trial counted, the estimate of the error is 0 and tells nothing; one trial that did not
            // count would have given this much.
            found.standard_error.max(1.0 / tally.trials as f64) / found.value
        };
        self.headlines.iter().map(relative).fold(0.0, f64::max)
    }

    /// How many trials it will probably take: errors fall with the root of the trials.
    fn trials_expected(&self, tally: &Tally) -> u64 {
        let ratio = self.worst(tally) / self.precision;
        (tally.trials as f64 * ratio * ratio) as u64
    }
}

/// Tells how far a round has come as part of all rounds.
struct Onward<'a> {
    monitor: &'a dyn Monitor,
    before: u64,
    total: u64,
}

impl Monitor for Onward<'_> {
    fn advance(&self, done: u64, _total: u64) -> Result<(), Cancelled> {
        self.monitor.advance((self.before + done).min(self.total), self.total)
    }
}
