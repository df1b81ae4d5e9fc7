//! Probabilities that a simulation hardly ever sees: causes are integrated, not waited for.
//!
//! # Method
//! Emergence and initial misalignment are what is rare. So in every trial only openings, persistences and mitigations
//! are drawn; a walk backwards finds the causes that would reach the goal (`sweep`), and the probability that
//! one of them happens is computed: 1 − Π (1 − p), as −expm1(Σ ln(1 − p)), to the last digits however small it is.
//! Where a cause may need help (gates of several links, mitigations that can be undermined) the causes are drawn,
//! given that one happens, and played forwards (`doubt`). A trial gives a number in place of a hit or a miss, and the mean
//! of the trials is without bias in both cases.
//!
//! What the trials did not draw they cannot know: a link that opens once in ten million trials is missed by all of them,
//! and they agree. But no trial's number is larger than the probability that any cause happens that can lead to the goal at
//! all (the *peak*). So the error allows for one more trial with that number, and where three of them (what may be
//! missed with a probability of 5 %) would make a difference, the estimate is not believed. Where causes are drawn more
//! often than they happen, trials with a number near the peak are not what counts; there the error allows for the
//! peak times the probability of what was drawn too seldom, alone or in pairs.
//!
//! A pilot on other random numbers says how the causes are best drawn and how many trials the wanted error takes; it is
//! not counted. The sums of a block are added up in the order of the blocks, so that threads change no bit.

mod doubt;
mod lanes;
mod sweep;
mod wiring;

use std::sync::{
    atomic::{AtomicBool, AtomicU64, Ordering},
    mpsc,
};

use self::{
    doubt::{Dice, Doubt, Played},
    lanes::{Lanes, Moments, Sum},
    sweep::Sweep,
    wiring::{Goal, Inbound, Wiring},
};
use super::{
    Cancelled, Estimated, Monitor,
    bits::TRIALS,
    layout::{Layout, Odds},
    stream::mixed,
    support::Support,
    turns::each_thread,
    width::{Width, Work},
};
use crate::model::Study;

/// The hypotheses of a document.
pub(super) struct Subject<'a> {
    /// What is joined to what.
    pub(super) layout: &'a Layout,
    /// By hypothesis.
    pub(super) variants: &'a [Odds],
    /// By hypothesis.
    pub(super) supports: &'a [Support],
}

/// What is to be estimated.
pub(super) struct Ask<'a> {
    /// Of what.
    pub(super) wanted: Wanted,
    /// The weighted sums, over the hypotheses of all subjects in order.
    pub(super) weighings: &'a [Vec<f64>],
    /// How many of them, from the first on, decide how much work is done.
    pub(super) guides: usize,
    /// The relative error that is wanted of those at the last time.
    pub(super) precision: f64,
    /// Most draws of variables, each for up to 512 trials.
    pub(super) draws_max: u64,
}

/// What is wanted.
pub(super) enum Wanted {
    /// Some outcome was reached by the end of a phase.
    AnyOutcome,
    /// A node, by row, was misaligned at the end of some phase so far.
    Ever(u32),
    /// A node, by row, is misaligned at the end of a phase.
    Prevalence(u32),
}

/// Weighted sums of probabilities over the hypotheses of all subjects, estimated.
pub(super) struct Estimates {
    /// How many trials each hypothesis had.
    pub(super) trials: u64,
    /// By weighing and time.
    totals: Vec<Vec<Total>>,
    /// How often a variable was drawn.
    draws: u64,
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

/// The relative error of a headline that is wanted if the study names none.
pub(super) const PRECISION: f64 = 0.002;
/// How many times the error that is wanted at last is let pass before, and for single nodes.
pub(super) const EARLIER: f64 = 5.0;
/// Blocks of a pilot.
const PILOT_BLOCKS: u64 = 16;
/// Fewest blocks that count.
const BLOCKS_MIN: u64 = 16;
/// Draws that an estimate of its own may take: some 2 s.
pub(super) const DRAWS_MAX: u64 = 1 << 24;
/// Draws that are always affordable: some 20 ms.
const DRAWS_MIN: u64 = 1 << 18;
/// How many times the draws of the plain simulation are spent at most.
const SIMULATIONS: u64 = 4;
/// Blocks between two folds of the sums.
const ROUND: u64 = 256;
/// Trials that must have contributed, in effect, for a figure to be believed: (Σ y)² / Σ y².
const EFFECTIVE_MIN: f64 = 400.0;
/// How often something must be met for its share in the figures to be believed.
const MET_MIN: f64 = 30.0;
/// Trials that may be missed with a probability of 5 % (the rule of three).
const MISSED: f64 = 3.0;
/// The share of a figure that missed trials may make up.
const MISSED_MAX: f64 = 0.5;
/// How many causes in doubt are expected in a trial: as often as they happen, or at least so many.
const HEATS: [f64; 3] = [0.0, 1.0, 3.0];
/// Hits below which trials say little about the causes in doubt.
const HITS_FEW: u64 = 64;
/// Tells these random numbers from those of the plain simulation.
const SALT: u64 = 0x5241_5245_4556_454e;

/// Estimates weighted sums of the probabilities of something, at every time from 0 on.
///
/// All hypotheses see the same random numbers. `None` where the method has no answer: the prevalence of a node whose
/// misalignment may take several causes, or a document whose walks cost too much beside its plain simulation.
///
/// # Errors
/// [`Cancelled`] when the monitor asks to stop.
pub(super) fn estimate(
    subjects: &[Subject<'_>],
    ask: &Ask<'_>,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Option<Estimates>, Cancelled> {
    let inbounds: Vec<Inbound> = subjects.iter().map(|s| Inbound::new(s.layout)).collect();
    let goals: Vec<Goal> = subjects.iter().map(|s| ask.wanted.goal(s.layout)).collect();
    let mut wirings = Vec::new();
    for (subject, (inbound, goal)) in subjects.iter().zip(inbounds.iter().zip(&goals)) {
        for odds in subject.variants.iter().zip(subject.supports) {
            wirings.push(Wiring::new(subject.layout, odds, inbound, goal));
        }
    }
    let is_lasting = goals.iter().all(|goal| goal.is_lasting);
    if !is_lasting && wirings.iter().any(|wiring| wiring.has_doubt) {
        return Ok(None);
    }
    let mut run = Run {
        wirings: &wirings,
        ask,
        width: Width::new(study.vectors),
        threads: study.threads,
        seed: mixed(study.seed ^ SALT),
        heat: HEATS[0],
        monitor,
    };
    let most = draws_most(subjects, study).min(ask.draws_max.max(DRAWS_MIN));
    // One block tells what the others cost.
    if run.blocks(1)?.draws.saturating_mul(BLOCKS_MIN) > most {
        return Ok(None);
    }
    let pilot = run.choose_heat()?;
    let blocks = pilot.blocks_for(&wirings, ask.precision, most);
    run.seed = mixed(run.seed);
    run.blocks(blocks).map(Some)
}

/// The work that is spent at most: some times that of the plain simulation.
fn draws_most(subjects: &[Subject<'_>], study: &Study) -> u64 {
    let cells = subjects.iter().map(|s| {
        let phases = s.variants.first().map_or(0, |odds| odds.emergence.len());
        (s.layout.places.len() + s.layout.targets.len()) * phases * s.variants.len()
    });
    let plain = study.trials.div_ceil(TRIALS).saturating_mul(cells.sum::<usize>() as u64);
    plain.saturating_mul(SIMULATIONS).clamp(DRAWS_MIN, DRAWS_MAX)
}

impl Wanted {
    fn goal(&self, layout: &Layout) -> Goal {
        match self {
            Self::AnyOutcome => Goal { rows: layout.outcomes.clone(), is_lasting: true },
            Self::Ever(row) => Goal { rows: vec![*row], is_lasting: true },
            Self::Prevalence(row) => Goal { rows: vec![*row], is_lasting: false },
        }
    }
}

impl Estimates {
    fn new(ask: &Ask<'_>, wirings: &[Wiring<'_>], times: usize) -> Self {
        let totals = vec![vec![Total::default(); times]; ask.weighings.len()];
        let cases = ask.weighings.first().map_or(0, Vec::len);
        Self {
            trials: 0,
            totals,
            draws: 0,
            played: vec![Tried::default(); cases],
            peaks: wirings.iter().map(|wiring| wiring.peaks.clone()).collect(),
            missed: vec![1.0; wirings.len()],
            weighings: ask.weighings.to_vec(),
            guides: ask.guides,
        }
    }

    /// The estimate of a weighing at a time, if enough trials contributed for its error to be believed.
    pub(super) fn believed(&self, weighing: usize, time: usize) -> Option<Estimated> {
        let total = self.totals[weighing][time];
        let (sum, squares) = (total.sum.value(), total.squares.value());
        let is_clear = squares > 0.0 && sum * sum >= EFFECTIVE_MIN * squares;
        let n = self.trials as f64;
        let is_whole = MISSED * self.missed(weighing, time) <= MISSED_MAX * sum / n;
        (is_clear && is_whole).then(|| self.at(weighing, time))
    }

    /// The estimate of a weighing at a time, however many trials contributed.
    pub(super) fn at(&self, weighing: usize, time: usize) -> Estimated {
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
    fn note_missed(&mut self, wirings: &[Wiring<'_>], trials: f64) {
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
    fn hits(&self) -> u64 {
        self.played.iter().filter_map(|tried| tried.hits.last()).sum()
    }

    /// How many blocks this pilot says are needed for the first weighings, as far as the work is affordable.
    fn blocks_for(mut self, wirings: &[Wiring<'_>], precision: f64, draws_most: u64) -> u64 {
        let blocks = (self.trials / TRIALS).max(1);
        let most = draws_most / (self.draws / blocks).max(1);
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
        let mut blocks = (needed.min(most as f64) as u64).max(BLOCKS_MIN);
        // What was drawn too seldom is often met in a few times as many trials.
        loop {
            self.note_missed(wirings, (blocks * TRIALS) as f64);
            if self.is_whole() || blocks >= most {
                return blocks;
            }
            blocks = (2 * blocks).min(most);
        }
    }

    /// Variance of a trial's number, summed over the first weighings at the last time.
    fn variance(&self) -> f64 {
        let lasts = self.totals.iter().take(self.guides).filter_map(|times| times.last());
        lasts.map(|total| total.variance(self.trials as f64)).sum()
    }

    fn add(&mut self, record: &Record) {
        self.trials += TRIALS;
        self.draws += record.draws;
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

/// What one block gave.
#[derive(Default)]
struct Record {
    /// By weighing and time.
    moments: Vec<Moments>,
    draws: u64,
    /// By hypothesis: what was played forwards, if anything.
    played: Vec<Option<(Played, u64)>>,
}

/// Everything that the blocks of a run have in common.
struct Run<'a> {
    wirings: &'a [Wiring<'a>],
    ask: &'a Ask<'a>,
    width: Width,
    threads: usize,
    seed: u64,
    heat: f64,
    monitor: &'a dyn Monitor,
}

impl Run<'_> {
    /// Finds out how causes in doubt are best drawn, and gives the pilot that says so.
    fn choose_heat(&mut self) -> Result<Estimates, Cancelled> {
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
    fn blocks(&self, count: u64) -> Result<Estimates, Cancelled> {
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
                    record.draws += std::mem::take(&mut sweep.draws);
                }
                Walker::Doubtful(sweep, doubt) => {
                    sweep.start(seed, block);
                    walk_doubtfully(sweep, doubt, values);
                    let mut dice = Dice::new(seed, block);
                    let live = doubt.choose(sweep, heat, &mut dice);
                    if !live.is_none() {
                        let played = doubt.play::<2, IS_WIDE>(sweep, live, values);
                        record.draws += played.draws;
                        record.played.pop();
                        record.played.push(Some((played, live.count())));
                    }
                    record.draws += std::mem::take(&mut sweep.draws);
                }
            }
        }
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
