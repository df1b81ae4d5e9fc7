//! Seeded simulation, 512 trials at a time.
//!
//! # Method
//! The trials are cut into blocks of 512, one bit each. In a block the nodes start as X(0) is drawn; then each phase is
//! computed as the least fixpoint of SEMANTICS §1 for all trials of the block at once (`closure`). A variable is drawn
//! when its value is first needed, for the trials that need it. What a draw gives depends on the seed, the variable's
//! element, the block and the time only (`stream`), so
//!
//! - the order in which variables are asked for, the order of the blocks and the number of threads cannot change a
//!   result;
//! - all hypotheses, and all documents of a comparison, see the same uniform numbers: trial by trial, a higher
//!   probability gives the same draws and more, and an element that did not change gives the same draws.
//!
//! Subjects that share a layout are simulated in step, hypothesis by hypothesis, and share the draws that they have in
//! common. A last block that is not full is cut off by a mask: exactly the asked number of trials is counted.
#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined is compiled for the narrowest vectors"
)]

use std::{
    array::from_fn,
    ops::Range,
    sync::atomic::{AtomicU64, Ordering},
};

use super::{
    Cancelled, Monitor,
    bits::{self, Bits, each},
    closure::{Draw, Draws, State, Step},
    layout::{Layout, Odds},
    program::StreamNumbers,
    stream::{Moment, bernoulli, bernoulli_two},
    tally::{NodeTally, Shape, Table, Tally},
    turns::{Turns, each_thread},
    width::{Width, Work},
};
use crate::model::Study;

/// A layout with the probabilities of each hypothesis.
pub(super) struct Subject<'a> {
    /// What is joined to what. Subjects with the very same one are simulated in step.
    pub(super) layout: &'a Layout,
    /// By hypothesis.
    pub(super) variants: &'a [Odds],
}

/// Which trials are simulated, and how.
#[derive(Clone)]
pub(super) struct Plan {
    /// Trials of the whole run, of which the last block may be short.
    pub(super) trials: u64,
    /// The blocks to simulate.
    pub(super) blocks: Range<u64>,
    /// Seed of the streams.
    pub(super) seed: u64,
    /// Worker threads.
    pub(super) threads: usize,
    /// The vectors in use.
    pub(super) width: Width,
}

/// Blocks after which the counts of a thread, held in 16 bits, are handed over.
const BLOCKS_HELD: u32 = u16::MAX as u32 / bits::TRIALS as u32;

impl Plan {
    /// All trials of a study.
    pub(super) fn new(study: &Study) -> Self {
        Self {
            trials: study.trials,
            blocks: 0..study.trials.div_ceil(bits::TRIALS),
            seed: study.seed,
            threads: study.threads,
            width: Width::new(study.vectors),
        }
    }

    /// How many trials its blocks hold.
    pub(super) fn span(&self) -> u64 {
        let end = (self.blocks.end * bits::TRIALS).min(self.trials);
        end.saturating_sub(self.blocks.start * bits::TRIALS)
    }

    /// Threads that find something to do.
    pub(super) fn thread_count(&self) -> usize {
        let blocks = self.blocks.end.saturating_sub(self.blocks.start);
        self.threads.max(1).min(usize::try_from(blocks).unwrap_or(usize::MAX).max(1))
    }

    /// Which trials of a block count.
    pub(super) fn live(&self, block: u64) -> Bits {
        Bits::first(self.trials.saturating_sub(block * bits::TRIALS).min(bits::TRIALS))
    }
}

/// Runs the trials of a plan for every hypothesis of every subject, all on the same random numbers.
///
/// The subjects have equally many phases.
///
/// # Errors
/// [`Cancelled`] when the monitor asks to stop.
pub(super) fn simulate(
    subjects: &[Subject<'_>],
    plan: &Plan,
    monitor: &dyn Monitor,
) -> Result<Tally, Cancelled> {
    let is_in_step = subjects.len() > 1
        && subjects.windows(2).all(|pair| {
            std::ptr::eq(pair[0].layout, pair[1].layout)
                && pair[0].variants.len() == pair[1].variants.len()
        });
    // Two at a time: larger groups would gain little and make the program large.
    if is_in_step {
        in_step::<2>(subjects, plan, monitor)
    } else {
        in_step::<1>(subjects, plan, monitor)
    }
}

/// With groups of up to N subjects.
fn in_step<const N: usize>(
    subjects: &[Subject<'_>],
    plan: &Plan,
    monitor: &dyn Monitor,
) -> Result<Tally, Cancelled> {
    let shared = Shared::new(subjects);
    let turns = Turns::new(&plan.blocks, plan.span(), monitor);
    each_thread(plan.thread_count(), || {
        let mut worker = Worker::<N>::new(subjects, &shared);
        while let Some(block) = turns.claim() {
            let live = plan.live(block);
            plan.width.run(BlockWork { worker: &mut worker, block, live, seed: plan.seed });
            worker.hand_over_when_full();
            turns.advance(live.count());
        }
        worker.hand_over();
    });
    turns.finish(shared.into_tally(subjects, plan.span()))
}

/// The counts of all threads.
struct Shared {
    /// By subject: prevalence and ever, each by phase, place and pair.
    nodes: Vec<[Vec<AtomicU64>; 2]>,
    /// By time and pair.
    any_outcome: Vec<AtomicU64>,
}

impl Shared {
    fn new(subjects: &[Subject<'_>]) -> Self {
        let zeros = |count: usize| (0..count).map(|_| AtomicU64::new(0)).collect::<Vec<_>>();
        Self {
            nodes: subjects.iter().map(|s| [zeros(s.count()), zeros(s.count())]).collect(),
            any_outcome: zeros((phases(subjects) + 1) * all_cases(subjects).size()),
        }
    }

    fn into_tally(self, subjects: &[Subject<'_>], trials: u64) -> Tally {
        let plain =
            |counts: Vec<AtomicU64>| counts.into_iter().map(AtomicU64::into_inner).collect();
        let nodes = self.nodes.into_iter().zip(subjects).map(|([prevalence, ever], subject)| {
            let table =
                |counts| Table::new(subject.shape(), subject.layout.places.len(), plain(counts));
            NodeTally { prevalence: table(prevalence), ever: table(ever) }
        });
        Tally {
            trials,
            nodes: nodes.collect(),
            any_outcome: Table::new(all_cases(subjects), 1, plain(self.any_outcome)),
        }
    }
}

impl Subject<'_> {
    fn shape(&self) -> Shape {
        Shape::of_nodes(self.variants.len())
    }

    /// Counts of one kind: by phase, node and pair.
    fn count(&self) -> usize {
        self.phases() * self.layout.places.len() * self.shape().size()
    }

    fn phases(&self) -> usize {
        self.variants.first().map_or(0, |odds| odds.emergence.len())
    }
}

fn phases(subjects: &[Subject<'_>]) -> usize {
    subjects.first().map_or(0, Subject::phases)
}

fn all_cases(subjects: &[Subject<'_>]) -> Shape {
    Shape { cases: subjects.iter().map(|s| s.variants.len()).sum(), is_paired: true }
}

/// One thread's memory.
struct Worker<'a, const N: usize> {
    groups: Vec<Group<'a, N>>,
    /// By subject.
    counted: Vec<Counted<'a>>,
    /// By time and pair, over the cases of all subjects.
    any_outcome: Vec<u64>,
    /// By subject and hypothesis: the group and the variant in it.
    cases: Vec<(usize, usize)>,
    blocks_held: u32,
    shared: &'a Shared,
}

/// The counts of a subject that are not yet handed over.
struct Counted<'a> {
    layout: &'a Layout,
    shape: Shape,
    /// Its cases in [`Worker::cases`].
    cases: Range<usize>,
    /// Prevalence and ever, by phase, row and pair.
    counts: [Vec<u16>; 2],
}

/// Variants that are simulated in step.
struct Group<'a, const N: usize> {
    layout: &'a Layout,
    variants: [&'a Odds; N],
    state: State<N>,
    ever: Vec<[Bits; N]>,
    any_outcome: [Bits; N],
}

/// One block on one thread.
struct BlockWork<'w, 'a, const N: usize> {
    worker: &'w mut Worker<'a, N>,
    block: u64,
    live: Bits,
    seed: u64,
}

impl<const N: usize> Work for BlockWork<'_, '_, N> {
    type Output = ();

    #[inline(always)]
    fn run<const IS_WIDE: bool>(self) {
        self.worker.block::<IS_WIDE>(self.block, self.live, self.seed);
    }
}

impl<'a, const N: usize> Worker<'a, N> {
    fn new(subjects: &[Subject<'a>], shared: &'a Shared) -> Self {
        let mut cases = Vec::new();
        let mut groups = Vec::new();
        let mut counted = Vec::new();
        let mut first_group = 0;
        for (place, subject) in subjects.iter().enumerate() {
            let start = cases.len();
            // N subjects share the groups of the first of them.
            if place % N == 0 {
                first_group = groups.len();
                // A place that is left over repeats the last subject, which costs no draw.
                let of = |i: usize| &subjects[(place + i).min(subjects.len() - 1)];
                for h in 0..subject.variants.len() {
                    groups.push(Group::new(subject.layout, from_fn(|i| &of(i).variants[h])));
                }
            }
            cases.extend((0..subject.variants.len()).map(|h| (first_group + h, place % N)));
            counted.push(Counted {
                layout: subject.layout,
                shape: subject.shape(),
                cases: start..cases.len(),
                counts: from_fn(|_| vec![0; subject.count()]),
            });
        }
        let any_outcome = vec![0; shared.any_outcome.len()];
        Self { groups, counted, any_outcome, cases, blocks_held: 0, shared }
    }

    #[inline(always)]
    fn block<const IS_WIDE: bool>(&mut self, block: u64, live: Bits, seed: u64) {
        let live = [live; N];
        let moment = Moment::new(seed, block, 0);
        for group in &mut self.groups {
            group.start(moment, live);
        }
        self.count_outcomes(0);
        for phase in 0..self.groups.first().map_or(0, Group::phases) {
            let moment = Moment::new(seed, block, phase + 1);
            for group in &mut self.groups {
                group.advance::<IS_WIDE>(phase, moment, live);
            }
            for counted in &mut self.counted {
                counted.count(phase, &self.cases[counted.cases.clone()], &self.groups);
            }
            self.count_outcomes(phase + 1);
        }
        self.blocks_held += 1;
    }

    #[inline(always)]
    fn count_outcomes(&mut self, time: usize) {
        let cases = self.cases.len();
        let size = Shape { cases, is_paired: true }.size();
        let mut counts = self.any_outcome[time * size..].iter_mut();
        for (a, (group, variant)) in self.cases.iter().enumerate() {
            let first = self.groups[*group].any_outcome[*variant];
            for (group, variant) in &self.cases[a..] {
                if let Some(count) = counts.next() {
                    *count += (first & self.groups[*group].any_outcome[*variant]).count();
                }
            }
        }
    }

    fn hand_over_when_full(&mut self) {
        if self.blocks_held >= BLOCKS_HELD {
            self.hand_over();
        }
    }

    /// Adds the counts to those of all threads.
    fn hand_over(&mut self) {
        for (counted, totals) in self.counted.iter_mut().zip(&self.shared.nodes) {
            counted.hand_over(totals);
        }
        for (count, total) in self.any_outcome.iter_mut().zip(&self.shared.any_outcome) {
            total.fetch_add(std::mem::take(count), Ordering::Relaxed);
        }
        self.blocks_held = 0;
    }
}

impl Counted<'_> {
    /// Counts the end of a phase.
    #[inline(always)]
    fn count<const N: usize>(
        &mut self,
        phase: usize,
        cases: &[(usize, usize)],
        groups: &[Group<'_, N>],
    ) {
        let rows = self.layout.places.len();
        let size = self.shape.size();
        let range = phase * rows * size..(phase + 1) * rows * size;
        let [prevalence, ever] = &mut self.counts;
        let (prevalence, ever) = (&mut prevalence[range.clone()], &mut ever[range]);
        if let [(group, variant)] = cases {
            let group = &groups[*group];
            for row in 0..rows {
                let now = group.state.rows[row].now[*variant];
                prevalence[row] += now.count() as u16;
                ever[row] += group.ever[row][*variant].count() as u16;
            }
            return;
        }
        let mut place = 0;
        for row in 0..rows {
            for (a, (group, variant)) in cases.iter().enumerate() {
                let first = &groups[*group];
                let (now, so_far) =
                    (first.state.rows[row].now[*variant], first.ever[row][*variant]);
                let last = if self.shape.is_paired { cases.len() } else { a + 1 };
                for (group, variant) in &cases[a..last] {
                    let second = &groups[*group];
                    prevalence[place] +=
                        (now & second.state.rows[row].now[*variant]).count() as u16;
                    ever[place] += (so_far & second.ever[row][*variant]).count() as u16;
                    place += 1;
                }
            }
        }
    }

    fn hand_over(&mut self, totals: &[Vec<AtomicU64>; 2]) {
        let (rows, size) = (self.layout.places.len(), self.shape.size());
        for (counts, totals) in self.counts.iter_mut().zip(totals) {
            for (place, count) in counts.iter_mut().enumerate().filter(|(_, count)| **count > 0) {
                let (pair, event) = (place % size, place / size);
                let (row, phase) = (event % rows, event / rows);
                let node = self.layout.places[row] as usize;
                let total = &totals[(phase * rows + node) * size + pair];
                total.fetch_add(u64::from(std::mem::take(count)), Ordering::Relaxed);
            }
        }
    }
}

impl<'a, const N: usize> Group<'a, N> {
    fn new(layout: &'a Layout, variants: [&'a Odds; N]) -> Self {
        Self {
            layout,
            variants,
            state: State::new(layout, variants),
            ever: vec![[Bits::NONE; N]; layout.places.len()],
            any_outcome: [Bits::NONE; N],
        }
    }

    fn phases(&self) -> usize {
        self.variants.first().map_or(0, |odds| odds.emergence.len())
    }

    #[inline(always)]
    fn start(&mut self, moment: Moment, live: [Bits; N]) {
        let mut draws = Keyed::<false> { streams: &self.layout.streams, moment };
        self.state.start(self.variants, live, &mut draws);
        for (ever, row) in self.ever.iter_mut().zip(&self.state.rows) {
            *ever = row.now;
        }
        self.any_outcome = [Bits::NONE; N];
        self.note_outcomes();
    }

    #[inline(always)]
    fn advance<const IS_WIDE: bool>(&mut self, phase: usize, moment: Moment, live: [Bits; N]) {
        let mut draws = Keyed::<IS_WIDE> { streams: &self.layout.streams, moment };
        Step::new(self.layout, self.variants, phase, live).close(&mut self.state, &mut draws);
        for (ever, row) in self.ever.iter_mut().zip(&self.state.rows) {
            for (ever, now) in ever.iter_mut().zip(row.now) {
                *ever |= now;
            }
        }
        self.note_outcomes();
    }

    #[inline(always)]
    fn note_outcomes(&mut self) {
        for row in &self.layout.outcomes {
            let now = self.state.rows[*row as usize].now;
            for (reached, now) in self.any_outcome.iter_mut().zip(now) {
                *reached |= now;
            }
        }
    }
}

/// Draws from the streams of a layout at a moment.
pub(super) struct Keyed<'a, const IS_WIDE: bool> {
    /// The streams.
    pub(super) streams: &'a StreamNumbers,
    /// The moment.
    pub(super) moment: Moment,
}

impl<const N: usize, const IS_WIDE: bool> Draws<N> for Keyed<'_, IS_WIDE> {
    #[inline(always)]
    fn draw(&mut self, draw: Draw, chances: [f64; N], need: [Bits; N]) -> [Bits; N] {
        if is_impossible(&chances) {
            return [Bits::NONE; N];
        }
        bernoulli(chances, need, self.streams.of(draw), self.moment)
    }

    #[inline(always)]
    fn draw_two(
        &mut self,
        draws: [Draw; 2],
        chances: [[f64; N]; 2],
        need: [[Bits; N]; 2],
    ) -> [[Bits; N]; 2] {
        if !IS_WIDE || is_impossible(&chances[0]) || is_impossible(&chances[1]) {
            return each([Bits::NONE; N], |k| self.draw(draws[k], chances[k], need[k]));
        }
        bernoulli_two(chances, need, each(0, |k| self.streams.of(draws[k])), self.moment)
    }
}

#[inline(always)]
fn is_impossible(chances: &[f64]) -> bool {
    chances.iter().all(|p| *p <= 0.0)
}
