//! Seeded simulation, 512 trials at a time.
//!
//! # Method
//! The trials are cut into blocks of 512, one bit each. In a block the nodes start as X(0) is drawn; then each phase is
//! computed as the least fixpoint of SEMANTICS §1 for all trials of the block at once (`closure`). A variable is drawn
//! when its value is first needed, for the trials that need it, and remembered until the phase ends. What a draw gives
//! depends on the seed, the variable's element, the block and the phase only (`stream`, `bits`), so
//!
//! - the order in which variables are asked for, and the number of threads, cannot change a result;
//! - all hypotheses, and both documents of a comparison, see the same uniform numbers: trial by trial, a higher
//!   probability gives the same draws and more, and an element that did not change gives the same draws.
//!
//! Only whole numbers are added up: in how many trials a thing happened, and in how many trials it happened under two
//! hypotheses at once. Sums of whole numbers do not depend on their order. The joint counts give the covariances that
//! the errors of weighted means and of differences need ([`Joint::weighted`]). A last block that is not full is cut
//! off by a mask: exactly the asked number of trials is counted.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::{
    Cancelled, Monitor,
    bits::{self, Bits},
    closure::{Draws, PhaseOf, Scratch},
    program::{Program, StreamNumbers, Variable},
    stream::{Moment, Streams},
};
use crate::model::Study;

/// Most hypotheses for which joint counts are kept node by node.
pub(super) const JOINT_MAX: usize = 8;

/// A program with the streams of its variables.
pub(super) struct Subject<'a> {
    /// The program.
    pub(super) program: &'a Program,
    /// Its streams.
    pub(super) streams: &'a StreamNumbers,
}

/// What was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tally {
    /// Trials for each hypothesis.
    pub(super) trials: u64,
    /// Node by node, for each program.
    pub(super) nodes: Vec<NodeTally>,
    /// Some outcome reached so far, by time from 0 on, jointly over the hypotheses of all programs in order.
    pub(super) any_outcome: Vec<Joint>,
}

/// Counts of the nodes of one program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NodeTally {
    /// `X_v(t)` = 1: by phase and node.
    pub(super) prevalence: Vec<Vec<Joint>>,
    /// `X_v(τ)` = 1 for some τ ≤ t: by phase and node.
    pub(super) ever: Vec<Vec<Joint>>,
}

/// In how many trials an event happened, under each of several cases and under each two of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Joint {
    cases: usize,
    /// With `is_paired` the upper triangle row by row, else the diagonal alone.
    counts: Vec<u64>,
    is_paired: bool,
}

/// A weighted sum of probabilities, estimated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Weighted {
    /// Its estimate.
    pub(super) value: f64,
    /// Its standard error.
    pub(super) standard_error: f64,
    /// Whether any trial counted.
    pub(super) has_hits: bool,
}

impl Joint {
    fn new(cases: usize, is_paired: bool) -> Self {
        let size = if is_paired { cases * (cases + 1) / 2 } else { cases };
        Self { cases, counts: vec![0; size], is_paired }
    }

    /// How many cases there are.
    pub(super) fn cases(&self) -> usize {
        self.cases
    }

    /// Counts one group of trials; `event` gives where it happened in a case.
    fn add(&mut self, event: impl Fn(usize) -> Bits) {
        let mut place = 0;
        for a in 0..self.cases {
            let first = event(a);
            let last = if self.is_paired { self.cases } else { a + 1 };
            for b in a..last {
                if !first.is_none() {
                    self.counts[place] += (first & event(b)).count();
                }
                place += 1;
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(mine, its)| *mine += its);
    }

    /// In how many trials it happened in one case.
    pub(super) fn of(&self, case: usize) -> u64 {
        self.pair(case, case).unwrap_or(0)
    }

    /// In how many trials it happened in both cases; `None` where that was not counted.
    fn pair(&self, a: usize, b: usize) -> Option<u64> {
        let (a, b) = (a.min(b), a.max(b));
        if self.is_paired {
            self.counts.get(a * self.cases - a * (a + 1) / 2 + b).copied()
        } else {
            (a == b).then(|| self.counts.get(a).copied())?
        }
    }

    /// `Σ c_i p_i` over the cases, with its standard error.
    ///
    /// One trial contributes `Σ c_i 1_i`, whose variance is `Σ c_i c_j P[i and j] − (Σ c_i p_i)²`; all of it is
    /// estimated from the counts. Without joint counts the error is `Σ |c_i| s_i`, which no dependence can exceed.
    pub(super) fn weighted(&self, weights: &[f64], trials: u64) -> Weighted {
        let n = trials as f64;
        let share = |count: u64| count as f64 / n;
        let cases = || weights.iter().copied().enumerate().filter(|(_, c)| c.abs() > 0.0);
        let value: f64 = cases().map(|(i, c)| c * share(self.of(i))).sum();
        let has_hits = cases().any(|(i, _)| self.of(i) > 0);
        let standard_error = if self.is_paired {
            let pairs = cases().flat_map(|a| cases().map(move |b| (a, b)));
            // Counts are whole numbers, so each covariance is exact before it is weighed: no figure near 1 loses
            // its error to a difference of two numbers near 1.
            let covariance = |i: usize, j: usize| {
                let both = i128::from(trials) * i128::from(self.pair(i, j).unwrap_or(0));
                let apart = i128::from(self.of(i)) * i128::from(self.of(j));
                (both - apart) as f64 / n / n
            };
            let variance: f64 = pairs.map(|((i, c), (j, d))| c * d * covariance(i, j)).sum();
            (variance.max(0.0) / n).sqrt()
        } else {
            cases().map(|(i, c)| c.abs() * standard_error(self.of(i), trials)).sum()
        };
        Weighted { value, standard_error, has_hits }
    }
}

/// The standard error of a share of trials: √(p (1 − p) / n).
pub(super) fn standard_error(count: u64, trials: u64) -> f64 {
    let n = trials as f64;
    // The complement is counted, not subtracted: exact however near p is to 1.
    ((count as f64 / n) * ((trials - count) as f64 / n) / n).sqrt()
}

/// Runs `study.trials` trials of every hypothesis of every program, all on the same random numbers.
///
/// The programs have equally many phases.
///
/// # Errors
/// [`Cancelled`] when the monitor asks to stop.
pub(super) fn simulate(
    subjects: &[Subject<'_>],
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Tally, Cancelled> {
    let blocks = study.trials.div_ceil(bits::TRIALS);
    let threads = (study.threads.max(1) as u64).min(blocks).max(1);
    let progress = Progress {
        done: AtomicU64::new(0),
        is_cancelled: AtomicBool::new(false),
        trials: study.trials,
        monitor,
    };
    let run = |first: u64| {
        let mut worker = Worker::new(subjects, study);
        for block in (first..blocks).step_by(threads as usize) {
            let count = bits::TRIALS.min(study.trials - block * bits::TRIALS);
            if progress.is_stopped() {
                break;
            }
            worker.block(block, Bits::first(count));
            progress.advance(count);
        }
        worker.tally
    };
    let tallies = std::thread::scope(|scope| {
        let run = &run;
        let others: Vec<_> = (1..threads).map(|first| scope.spawn(move || run(first))).collect();
        let mut tallies = vec![run(0)];
        for other in others {
            match other.join() {
                Ok(tally) => tallies.push(tally),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        tallies
    });
    if progress.is_stopped() {
        return Err(Cancelled);
    }
    let mut all = Tally::new(subjects, study.trials);
    for tally in &tallies {
        all.merge(tally);
    }
    Ok(all)
}

/// How far all threads have come together.
struct Progress<'a> {
    done: AtomicU64,
    is_cancelled: AtomicBool,
    trials: u64,
    monitor: &'a dyn Monitor,
}

impl Progress<'_> {
    fn is_stopped(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }

    fn advance(&self, count: u64) {
        let done = self.done.fetch_add(count, Ordering::Relaxed) + count;
        if self.monitor.advance(done, self.trials).is_err() {
            self.is_cancelled.store(true, Ordering::Relaxed);
        }
    }
}

impl Tally {
    fn new(subjects: &[Subject<'_>], trials: u64) -> Self {
        let cases = subjects.iter().map(|s| s.program.chances.len()).sum();
        let phases = subjects.first().map_or(0, |s| s.program.phase_count);
        Self {
            trials,
            nodes: subjects.iter().map(|s| NodeTally::new(s.program)).collect(),
            any_outcome: vec![Joint::new(cases, true); phases + 1],
        }
    }

    fn merge(&mut self, other: &Self) {
        self.nodes.iter_mut().zip(&other.nodes).for_each(|(mine, its)| mine.merge(its));
        self.any_outcome.iter_mut().zip(&other.any_outcome).for_each(|(mine, its)| mine.merge(its));
    }
}

impl NodeTally {
    fn new(program: &Program) -> Self {
        let cases = program.chances.len();
        let row = vec![Joint::new(cases, cases <= JOINT_MAX); program.network.nodes.len()];
        let rows = vec![row; program.phase_count];
        Self { prevalence: rows.clone(), ever: rows }
    }

    fn merge(&mut self, other: &Self) {
        let merge = |mine: &mut Vec<Vec<Joint>>, its: &Vec<Vec<Joint>>| {
            let pairs = mine.iter_mut().flatten().zip(its.iter().flatten());
            pairs.for_each(|(m, i)| m.merge(i));
        };
        merge(&mut self.prevalence, &other.prevalence);
        merge(&mut self.ever, &other.ever);
    }
}

/// One thread's memory.
struct Worker<'a> {
    runs: Vec<Run<'a>>,
    tally: Tally,
}

/// The trials of one block of one program, under each of its hypotheses.
struct Run<'a> {
    program: &'a Program,
    scratch: Scratch,
    draws: Drawn<'a>,
    cases: Vec<Trials>,
}

/// The state of the trials under one hypothesis.
struct Trials {
    before: Vec<Bits>,
    now: Vec<Bits>,
    ever: Vec<Bits>,
    any_outcome: Bits,
}

impl<'a> Worker<'a> {
    fn new(subjects: &[Subject<'a>], study: &Study) -> Self {
        let runs = subjects.iter().map(|subject| Run::new(subject, study.seed)).collect();
        Self { runs, tally: Tally::new(subjects, study.trials) }
    }

    fn block(&mut self, block: u64, live: Bits) {
        self.runs.iter_mut().for_each(|run| run.start(block, live));
        self.count_outcomes(0);
        for phase in 0..self.tally.any_outcome.len() - 1 {
            for (run, counts) in self.runs.iter_mut().zip(&mut self.tally.nodes) {
                run.advance(block, phase, live);
                run.count(&mut counts.prevalence[phase], |trials| &trials.now);
                run.count(&mut counts.ever[phase], |trials| &trials.ever);
            }
            self.count_outcomes(phase + 1);
        }
    }

    fn count_outcomes(&mut self, time: usize) {
        let reached: Vec<Bits> =
            self.runs.iter().flat_map(|run| run.cases.iter().map(|c| c.any_outcome)).collect();
        self.tally.any_outcome[time].add(|case| reached[case]);
    }
}

impl<'a> Run<'a> {
    fn new(subject: &Subject<'a>, seed: u64) -> Self {
        let nodes = subject.program.network.nodes.len();
        let none = || vec![Bits::NONE; nodes];
        let cases = subject.program.chances.iter().map(|_| Trials {
            before: none(),
            now: none(),
            ever: none(),
            any_outcome: Bits::NONE,
        });
        Self {
            program: subject.program,
            scratch: Scratch::new(subject.program),
            draws: Drawn::new(subject, seed),
            cases: cases.collect(),
        }
    }

    fn start(&mut self, block: u64, live: Bits) {
        for (trials, chances) in self.cases.iter_mut().zip(&self.program.chances) {
            self.draws.begin(Moment { block, time: 0 });
            for (v, p) in chances.initial.iter().enumerate() {
                let is_possible = *p > 0.0;
                trials.now[v] = if is_possible {
                    self.draws.draw(Variable::Initial(v), *p, live)
                } else {
                    Bits::NONE
                };
            }
            trials.ever.copy_from_slice(&trials.now);
            trials.any_outcome = Bits::NONE;
            trials.note_outcomes(self.program);
        }
    }

    fn advance(&mut self, block: u64, phase: usize, live: Bits) {
        for (trials, chances) in self.cases.iter_mut().zip(&self.program.chances) {
            self.draws.begin(Moment { block, time: phase + 1 });
            std::mem::swap(&mut trials.before, &mut trials.now);
            let step = PhaseOf { network: &self.program.network, chances, phase, live };
            step.close(&trials.before, &mut trials.now, &mut self.draws, &mut self.scratch);
            trials.ever.iter_mut().zip(&trials.now).for_each(|(ever, now)| *ever |= *now);
            trials.note_outcomes(self.program);
        }
    }

    fn count(&self, counts: &mut [Joint], of: impl Fn(&Trials) -> &Vec<Bits>) {
        for (v, joint) in counts.iter_mut().enumerate() {
            joint.add(|case| of(&self.cases[case])[v]);
        }
    }
}

impl Trials {
    fn note_outcomes(&mut self, program: &Program) {
        for (place, now) in program.network.nodes.iter().zip(&self.now) {
            if place.is_outcome {
                self.any_outcome |= *now;
            }
        }
    }
}

/// The draws of one moment, remembered as far as they were asked for.
struct Drawn<'a> {
    streams: Streams,
    numbers: &'a StreamNumbers,
    moment: Moment,
    nodes: usize,
    links: usize,
    /// For each variable, where it was drawn and what it was there.
    known: Vec<(Bits, Bits)>,
}

impl<'a> Drawn<'a> {
    fn new(subject: &Subject<'a>, seed: u64) -> Self {
        let network = &subject.program.network;
        let (nodes, links) = (network.nodes.len(), network.links.len());
        Self {
            streams: Streams::new(seed),
            numbers: subject.streams,
            moment: Moment { block: 0, time: 0 },
            nodes,
            links,
            known: vec![(Bits::NONE, Bits::NONE); 3 * nodes + links + network.mitigations.len()],
        }
    }

    fn begin(&mut self, moment: Moment) {
        self.moment = moment;
        self.known.fill((Bits::NONE, Bits::NONE));
    }

    fn place(&self, variable: Variable) -> usize {
        match variable {
            Variable::Initial(v) => v,
            Variable::Emergence(v) => self.nodes + v,
            Variable::Persistence(v) => 2 * self.nodes + v,
            Variable::Opening(e) => 3 * self.nodes + e,
            Variable::Working(m) => 3 * self.nodes + self.links + m,
        }
    }
}

impl Draws for Drawn<'_> {
    fn draw(&mut self, variable: Variable, chance: f64, need: Bits) -> Bits {
        if chance >= 1.0 {
            return need;
        }
        let place = self.place(variable);
        let (known, value) = self.known[place];
        let missing = need & !known;
        if missing.is_none() {
            return value & need;
        }
        let mut words = self.streams.words(self.numbers.of(variable), self.moment);
        let value = value | bits::bernoulli(chance, missing, &mut words);
        self.known[place] = (known | missing, value);
        value & need
    }
}
