//! A first-order screening of all beliefs at once: how far each would move the headline, from one simulation.
//!
//! # Method
//! A trial in which a variable with probability p was 1 counts 1/p for the derivative of its outcome by p, one in
//! which it was 0 counts −1/(1 − p), and one in which it was not asked for nothing: the score function. So the hits
//! and misses of every variable, among the trials that reached an outcome, give all derivatives of the headline from
//! one run. A belief moves some probabilities by Δp from low to high; the sum of derivatives times Δp is its effect
//! to first order. Where an outcome is likelier than not, the trials that reach none are counted instead, which say
//! the same with less noise.
//!
//! Whether a trial reaches an outcome is known at its end only. Draws are keyed, so every block is run twice, and the
//! second run counts: nothing has to be remembered, however large the document.
#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined is compiled for the narrowest vectors"
)]

use super::{
    Cancelled, Case, Monitor,
    belief::Belief,
    bits::Bits,
    closure::{Draw, Draws, State, Step},
    effort,
    layout::{Layout, Odds},
    program::Variable,
    score::is_likely,
    simulate::{Keyed, Plan},
    stream::Moment,
    turns::{Turns, each_thread},
    variants::Stage,
    width::Work,
};
use crate::model::{Hypothesis, Study};

/// Trials of a screening, at most.
const TRIALS: u64 = 1 << 16;

/// The trials of a screening.
pub(super) fn plan(case: &Case<'_>, study: &Study) -> Plan {
    // Each block is run twice.
    effort::plan(case, &Study { trials: study.trials.min(TRIALS), ..study.clone() }, 2)
}

/// By belief: what the pooled headline gains from its low to its high, to first order.
///
/// # Errors
/// [`Cancelled`] when the monitor asks to stop.
pub(super) fn effects(
    case: &Case<'_>,
    beliefs: &[Belief],
    hypotheses: &[&Hypothesis],
    (plan, monitor): (&Plan, &dyn Monitor),
) -> Result<Vec<f64>, Cancelled> {
    let mut effects = vec![0.0; beliefs.len()];
    let map = Map::new(&case.layout);
    let mut slots = vec![0; case.layout.links.len()];
    case.layout.links.iter().zip(0..).for_each(|(link, slot)| slots[*link as usize] = slot);
    let total = plan.span() * case.odds.len() as u64;
    for (h, hypothesis) in hypotheses.iter().enumerate() {
        let stage = Stage { monitor, before: plan.span() * h as u64, total };
        let weight = case.program.weights[h];
        let is_likely = is_likely(&case.layout, &case.odds[h], plan)?;
        let sign = if is_likely { -1.0 } else { 1.0 };
        let scores = scores(&case.layout, &case.odds[h], (plan, map, is_likely), &stage)?;
        for (effect, belief) in effects.iter_mut().zip(beliefs) {
            for (phase, way) in belief.ways(hypothesis) {
                let chance = case.program.chances[h].of(belief.variable, phase);
                let [hits, asked] =
                    scores[map.at(draw(&case.layout, &slots, belief.variable), phase)];
                let misses = f64::from(asked - hits);
                let slope = f64::from(hits) / chance - misses / (1.0 - chance);
                // Not finite only where rounding has made a range's best certain or impossible.
                if slope.is_finite() {
                    *effect += sign * weight * way * slope / plan.span() as f64;
                }
            }
        }
    }
    Ok(effects)
}

/// Where the counts of each variable are.
#[derive(Clone, Copy)]
struct Map {
    rows: usize,
    slots: usize,
    measures: usize,
}

impl Map {
    fn new(layout: &Layout) -> Self {
        let (rows, slots) = (layout.places.len(), layout.targets.len());
        Self { rows, slots, measures: layout.measures.len() }
    }

    fn size(self, phases: usize) -> usize {
        self.rows + phases * self.stride()
    }

    #[inline(always)]
    fn stride(self) -> usize {
        2 * self.rows + self.slots + self.measures
    }

    #[inline(always)]
    fn at(self, draw: Draw, phase: usize) -> usize {
        let start = self.rows + phase * self.stride();
        match draw {
            Draw::Initial(row) => row,
            Draw::Emergence(row) => start + row,
            Draw::Persistence(row) => start + self.rows + row,
            Draw::Opening(slot) => start + 2 * self.rows + slot,
            Draw::Working(m) => start + 2 * self.rows + self.slots + m,
        }
    }
}

/// The draws of the variables of a program, by their places there.
fn draw(layout: &Layout, slots: &[u32], variable: Variable) -> Draw {
    match variable {
        Variable::Initial(v) => Draw::Initial(layout.rows[v] as usize),
        Variable::Emergence(v) => Draw::Emergence(layout.rows[v] as usize),
        Variable::Persistence(v) => Draw::Persistence(layout.rows[v] as usize),
        Variable::Opening(e) => Draw::Opening(slots[e] as usize),
        Variable::Working(m) => Draw::Working(m),
    }
}

/// By place in the map: in how many trials of the rarer side (that reached an outcome, or that did not) a variable was
/// 1, and in how many it was asked for.
fn scores(
    layout: &Layout,
    odds: &Odds,
    (plan, map, is_likely): (&Plan, Map, bool),
    monitor: &dyn Monitor,
) -> Result<Vec<[u32; 2]>, Cancelled> {
    let turns = Turns::new(&plan.blocks, plan.span(), monitor);
    let size = map.size(odds.emergence.len());
    let parts = each_thread(plan.thread_count(), || {
        let mut counts = vec![[0; 2]; size];
        let mut state = State::new(layout, [odds]);
        while let Some(block) = turns.claim() {
            let (live, seed) = (plan.live(block), plan.seed);
            let (state, counts) = (&mut state, &mut counts);
            let run = BlockRun { layout, odds, state, counts, map, live, seed, block };
            plan.width.run(BlockWork { run, is_likely });
            turns.advance(live.count());
        }
        counts
    });
    let mut sum = vec![[0; 2]; size];
    for part in parts {
        for (sum, count) in sum.iter_mut().zip(part) {
            sum[0] += count[0];
            sum[1] += count[1];
        }
    }
    turns.finish(sum)
}

/// One block on one thread.
struct BlockRun<'w> {
    layout: &'w Layout,
    odds: &'w Odds,
    state: &'w mut State<1>,
    counts: &'w mut [[u32; 2]],
    map: Map,
    live: Bits,
    seed: u64,
    block: u64,
}

/// A block whose trials on the rarer side are counted.
struct BlockWork<'w> {
    run: BlockRun<'w>,
    is_likely: bool,
}

impl Work for BlockWork<'_> {
    type Output = ();

    #[inline(always)]
    fn run<const IS_WIDE: bool>(mut self) {
        let reached = self.run.pass::<IS_WIDE>(Bits::NONE);
        let counted = if self.is_likely { self.run.live & !reached } else { reached };
        if !counted.is_none() {
            self.run.pass::<IS_WIDE>(counted);
        }
    }
}

impl BlockRun<'_> {
    /// Runs the block, counts in the trials of `counted`, and gives those that reach an outcome.
    #[inline(always)]
    fn pass<const IS_WIDE: bool>(&mut self, counted: Bits) -> Bits {
        let mut outcome = Bits::NONE;
        for time in 0..=self.odds.emergence.len() {
            let moment = Moment::new(self.seed, self.block, time);
            let keyed = Keyed::<IS_WIDE> { streams: &self.layout.streams, moment };
            let phase = time.saturating_sub(1);
            let mut draws =
                Counting { keyed, map: self.map, phase, counted, counts: &mut *self.counts };
            if time == 0 {
                self.state.start([self.odds], [self.live], &mut draws);
            } else {
                Step::new(self.layout, [self.odds], phase, [self.live])
                    .close(self.state, &mut draws);
            }
            for row in &self.layout.outcomes {
                outcome |= self.state.rows[*row as usize].now[0];
            }
        }
        outcome
    }
}

/// Draws that are counted in some trials.
struct Counting<'w, const IS_WIDE: bool> {
    keyed: Keyed<'w, IS_WIDE>,
    map: Map,
    phase: usize,
    counted: Bits,
    counts: &'w mut [[u32; 2]],
}

impl<const IS_WIDE: bool> Draws<1> for Counting<'_, IS_WIDE> {
    #[inline(always)]
    fn draw(&mut self, draw: Draw, chances: [f64; 1], need: [Bits; 1]) -> [Bits; 1] {
        let hits = self.keyed.draw(draw, chances, need);
        let asked = need[0] & self.counted;
        if !asked.is_none() {
            let count = &mut self.counts[self.map.at(draw, self.phase)];
            count[0] += (hits[0] & self.counted).count() as u32;
            count[1] += asked.count() as u32;
        }
        hits
    }
}
