//! Blocks of trials, many at once: the walks of every hypothesis, and their sums in the order of the blocks.

use std::sync::{
    atomic::{AtomicBool, AtomicU64, Ordering},
    mpsc,
};

use super::{
    Ask, cost,
    doubt::{Dice, Doubt, Played},
    estimates::{Estimates, HITS_FEW},
    lanes::{Lanes, Moments},
    sweep::Sweep,
    wiring::Wiring,
};
use crate::{
    analysis::{
        Cancelled, Monitor,
        stream::mixed,
        turns::each_thread,
        width::{Width, Work},
    },
    model::Study,
};

/// Tells these random numbers from those of the plain simulation.
const SALT: u64 = 0x5241_5245_4556_454e;

/// Blocks of a pilot.
const PILOT_BLOCKS: u64 = 16;
/// Blocks between two folds of the sums.
const ROUND: u64 = 256;
/// How many causes in doubt are expected in a trial: as often as they happen, or at least so many.
const HEATS: [f64; 3] = [0.0, 1.0, 3.0];

/// What one block gave.
#[derive(Default)]
pub(super) struct Record {
    /// By weighing and time.
    pub(super) moments: Vec<Moments>,
    /// What it cost.
    pub(super) work: u64,
    /// By hypothesis: what was played forwards, if anything, and in how many trials.
    pub(super) played: Vec<Option<(Played, u64)>>,
}

/// Everything that the blocks of a run have in common.
pub(super) struct Run<'a> {
    wirings: &'a [Wiring<'a>],
    ask: &'a Ask<'a>,
    width: Width,
    threads: usize,
    seed: u64,
    heat: f64,
    monitor: &'a dyn Monitor,
}

impl<'a> Run<'a> {
    /// Nothing run yet.
    pub(super) fn new(
        wirings: &'a [Wiring<'a>],
        ask: &'a Ask<'a>,
        study: &Study,
        monitor: &'a dyn Monitor,
    ) -> Self {
        let width = Width::new(study.vectors);
        let seed = mixed(study.seed ^ SALT);
        Self { wirings, ask, width, threads: study.threads, seed, heat: HEATS[0], monitor }
    }

    /// Takes random numbers that no pilot has seen.
    pub(super) fn reseed(&mut self) {
        self.seed = mixed(self.seed);
    }

    /// Finds out how causes in doubt are best drawn, and gives the pilot that says so.
    pub(super) fn choose_heat(&mut self) -> Result<Estimates, Cancelled> {
        let seed = self.seed;
        let mut best = self.blocks(PILOT_BLOCKS)?;
        if !self.wirings.iter().any(|wiring| wiring.has_doubt) {
            return Ok(best);
        }
        let mut best_heat = self.heat;
        for (heat, salt) in HEATS.into_iter().skip(1).zip(1..) {
            (self.heat, self.seed) = (heat, mixed(seed ^ salt));
            let pilot = self.blocks(PILOT_BLOCKS)?;
            let is_clearer = best.hits() < HITS_FEW && pilot.hits() > best.hits();
            let is_sharper = pilot.hits() >= HITS_FEW && pilot.variance() < best.variance();
            if is_clearer || is_sharper {
                (best, best_heat) = (pilot, heat);
            }
        }
        (self.heat, self.seed) = (best_heat, seed);
        Ok(best)
    }

    fn times(&self) -> usize {
        self.wirings.first().map_or(1, |wiring| wiring.phases + 1)
    }

    /// Runs the first blocks.
    pub(super) fn blocks(&self, count: u64) -> Result<Estimates, Cancelled> {
        let mut estimates = Estimates::new(self.ask, self.wirings, self.times());
        let mut start = 0;
        while start < count {
            let end = (start + ROUND).min(count);
            for (_, record) in self.round(start, end)? {
                estimates.add(&record);
            }
            if self.monitor.advance(end, count).is_err() {
                return Err(Cancelled);
            }
            start = end;
        }
        estimates.note_missed(self.wirings, estimates.trials as f64);
        Ok(estimates)
    }

    /// Runs some blocks and gives their records in order.
    fn round(&self, start: u64, end: u64) -> Result<Vec<(u64, Record)>, Cancelled> {
        let next = AtomicU64::new(start);
        let is_cancelled = AtomicBool::new(false);
        let (sender, receiver) = mpsc::channel();
        each_thread(self.threads.min((end - start) as usize), || {
            let mut worker = Worker::new(self);
            loop {
                let block = next.fetch_add(1, Ordering::Relaxed);
                if block >= end || is_cancelled.load(Ordering::Relaxed) {
                    break;
                }
                let record = self.width.run(BlockWork { worker: &mut worker, block });
                // The receiver outlives the threads.
                if sender.send((block, record)).is_err() {
                    break;
                }
                if self.monitor.advance(block, end).is_err() {
                    is_cancelled.store(true, Ordering::Relaxed);
                }
            }
        });
        if is_cancelled.into_inner() {
            return Err(Cancelled);
        }
        drop(sender);
        let mut records: Vec<_> = receiver.into_iter().collect();
        records.sort_unstable_by_key(|(block, _)| *block);
        Ok(records)
    }
}

/// One thread's memory.
struct Worker<'a> {
    run: &'a Run<'a>,
    walkers: Vec<Walker<'a>>,
    /// By hypothesis and time.
    values: Vec<Vec<Lanes>>,
    /// A weighted sum of them.
    weighed: Lanes,
}

/// The walks of one hypothesis.
enum Walker<'a> {
    /// Every cause that leads to the goal reaches it.
    Sure(Sweep<'a, 1>),
    /// Some may not.
    Doubtful(Sweep<'a, 2>, Box<Doubt<'a>>),
}

struct BlockWork<'w, 'a> {
    worker: &'w mut Worker<'a>,
    block: u64,
}

impl Work for BlockWork<'_, '_> {
    type Output = Record;

    #[expect(clippy::inline_always, reason = "the work is compiled for the vectors of its caller")]
    #[inline(always)]
    fn run<const IS_WIDE: bool>(self) -> Record {
        self.worker.block::<IS_WIDE>(self.block)
    }
}

impl<'a> Worker<'a> {
    fn new(run: &'a Run<'a>) -> Self {
        let walkers = run.wirings.iter().map(|wiring| {
            if wiring.has_doubt {
                Walker::Doubtful(Sweep::new(wiring), Box::new(Doubt::new(wiring)))
            } else {
                Walker::Sure(Sweep::new(wiring))
            }
        });
        let values = run.wirings.iter().map(|_| vec![Lanes::zero(); run.times()]);
        Self { run, walkers: walkers.collect(), values: values.collect(), weighed: Lanes::zero() }
    }

    #[expect(clippy::inline_always, reason = "it is compiled for the vectors of its caller")]
    #[inline(always)]
    fn block<const IS_WIDE: bool>(&mut self, block: u64) -> Record {
        let (seed, heat) = (self.run.seed, self.run.heat);
        let mut record = Record::default();
        for (walker, values) in self.walkers.iter_mut().zip(&mut self.values) {
            record.played.push(None);
            match walker {
                Walker::Sure(sweep) => {
                    sweep.start(seed, block);
                    walk_surely(sweep, values);
                    record.work += std::mem::take(&mut sweep.work);
                }
                Walker::Doubtful(sweep, doubt) => {
                    sweep.start(seed, block);
                    walk_doubtfully(sweep, doubt, values);
                    let mut dice = Dice::new(seed, block);
                    let live = doubt.choose(sweep, heat, &mut dice);
                    if !live.is_none() {
                        let played = doubt.play::<2, IS_WIDE>(sweep, live, values);
                        record.played.pop();
                        record.played.push(Some((played, live.count())));
                    }
                    record.work += std::mem::take(&mut sweep.work);
                    record.work += std::mem::take(&mut doubt.work);
                }
            }
        }
        record.work += cost::HORIZON * (self.run.times() * self.values.len()) as u64;
        record.work += cost::WEIGHING * (self.run.times() * self.run.ask.weighings.len()) as u64;
        for weighing in self.run.ask.weighings {
            for time in 0..self.run.times() {
                self.weighed.0.fill(0.0);
                let cases = weighing.iter().zip(&self.values);
                for (factor, values) in cases.filter(|(factor, _)| factor.abs() > 0.0) {
                    self.weighed.add_multiple(*factor, &values[time]);
                }
                record.moments.push(self.weighed.moments());
            }
        }
        record
    }
}

/// What every horizon's walk gives where all causes on it are enough.
#[expect(clippy::inline_always, reason = "it is compiled for the vectors of its caller")]
#[inline(always)]
fn walk_surely(sweep: &mut Sweep<'_, 1>, values: &mut [Lanes]) {
    let wiring = sweep.wiring();
    let mut sums = Lanes::zero();
    for (horizon, value) in values.iter_mut().enumerate() {
        if !wiring.goal.is_lasting {
            sweep.forget();
            sums.0.fill(0.0);
        }
        sweep.advance(horizon, &mut |found| sums.add(found.sure, wiring.calm[found.cell]));
        sums.complements(value);
    }
}

/// The sure part of every horizon, and what remains in doubt.
#[expect(clippy::inline_always, reason = "it is compiled for the vectors of its caller")]
#[inline(always)]
fn walk_doubtfully(sweep: &mut Sweep<'_, 2>, doubt: &mut Doubt<'_>, values: &mut [Lanes]) {
    let wiring = sweep.wiring();
    let mut sums = Lanes::zero();
    doubt.start();
    for (horizon, value) in values.iter_mut().enumerate() {
        sweep.advance(horizon, &mut |found| {
            sums.add(found.sure, wiring.calm[found.cell]);
            doubt.note(found, horizon);
        });
        sums.complements(value);
        doubt.observe(sweep);
    }
}
