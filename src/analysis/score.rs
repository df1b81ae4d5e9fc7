//! Derivatives of the headline in every probability of every phase, from one run of the simulation.
//!
//! # Method
//! **Score function.** Given the trials, P(all draws) is a product of p or 1 − p over the variables that were drawn, so
//! ∂M/∂p = E\[M · s\] with the score s = 1/p where the variable was drawn as 1, −1/(1 − p) where it was drawn as 0, and 0
//! where its value was never needed (Rubinstein 1986; Glynn 1990). E\[s\] = 0, so M may be replaced by M − 1, which has
//! the smaller spread where M is likely. A block notes every draw with its trials, and counts them when it knows M.
//!
//! **Flips.** A probability of exactly 0 or 1 has no score, and next to them a score has hardly a trial. For these, each trial is simulated twice on the same random
//! numbers, once as it is and once with one such variable turned to the other value, another one in each trial: the
//! share of the trials of a variable in which that changes the outcome is ∂M/∂p, for M is linear in each p.
#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined is compiled for the narrowest vectors"
)]

use super::{
    Cancelled, Estimated, Monitor, Unmonitored,
    bits::{self, Bits},
    closure::{Draw, Draws, State, Step},
    layout::{Layout, Odds},
    simulate::{Keyed, Plan, Subject, simulate},
    stream::Moment,
    turns::{Turns, each_thread},
    width::Work,
};

/// The derivatives of the headline in the probabilities of emergence, opening and working.
pub(super) struct Gradient {
    places: Places,
    /// By phase and place.
    derivatives: Vec<Estimated>,
}

/// Where the variables of a phase stand in a row of numbers: emergence of all rows, opening of all slots, working of
/// all mitigations.
#[derive(Clone, Copy)]
pub(super) struct Places {
    rows: usize,
    slots: usize,
    measures: usize,
}

/// Notes of one block are kept up to this size; above it the block is run a second time instead.
const NOTES_MAX_BYTES: usize = 64 << 20;
/// Trials from which the likelier side of the headline is guessed.
const PILOT_BLOCKS: u64 = 8;

impl Places {
    /// The places of a layout.
    pub(super) fn new(layout: &Layout) -> Self {
        Self {
            rows: layout.places.len(),
            slots: layout.targets.len(),
            measures: layout.measures.len(),
        }
    }

    /// How many there are.
    pub(super) fn count(self) -> usize {
        self.rows + self.slots + self.measures
    }

    /// The place of a variable; `None` for those without derivative.
    #[inline(always)]
    pub(super) fn of(self, draw: Draw) -> Option<usize> {
        match draw {
            Draw::Emergence(row) => Some(row),
            Draw::Opening(slot) => Some(self.rows + slot),
            Draw::Working(m) => Some(self.rows + self.slots + m),
            Draw::Initial(_) | Draw::Persistence(_) => None,
        }
    }

    /// The probability of the variable at a place.
    fn chance(self, odds: &Odds, phase: usize, place: usize) -> f64 {
        if place < self.rows {
            odds.emergence[phase][place]
        } else if place < self.rows + self.slots {
            odds.opening[phase][place - self.rows]
        } else {
            odds.working[phase][place - self.rows - self.slots]
        }
    }
}

impl Gradient {
    /// The derivative in the probability of a variable in a phase.
    pub(super) fn of(&self, draw: Draw, phase: usize) -> Option<Estimated> {
        let place = self.places.of(draw)?;
        self.derivatives.get(phase * self.places.count() + place).copied()
    }
}

/// The gradient of the headline of one variant.
///
/// # Errors
/// [`Cancelled`] when the monitor asks to stop.
pub(super) fn gradient(
    layout: &Layout,
    odds: &Odds,
    plan: &Plan,
    monitor: &dyn Monitor,
) -> Result<Gradient, Cancelled> {
    let places = Places::new(layout);
    let pass = Pass { layout, odds, plan, places, is_likely: is_likely(layout, odds, plan)? };
    let counts = pass.count(monitor)?;
    let mut derivatives = pass.derivatives(&counts);
    let fixed = Fixed::new(&pass);
    if !fixed.variables.is_empty() {
        let tested = fixed.test(&pass, monitor)?;
        for ((phase, place, _), found) in fixed.variables.iter().zip(tested) {
            derivatives[phase * places.count() + place] = found;
        }
    }
    Ok(Gradient { places, derivatives })
}

/// Whether the headline is likelier than not, by the first blocks of the plan.
pub(super) fn is_likely(layout: &Layout, odds: &Odds, plan: &Plan) -> Result<bool, Cancelled> {
    let start = plan.blocks.start;
    let pilot = Plan { blocks: start..plan.blocks.end.min(start + PILOT_BLOCKS), ..plan.clone() };
    let subject = Subject { layout, variants: std::slice::from_ref(odds) };
    let tally = simulate(&[subject], &pilot, &Unmonitored)?;
    Ok(2 * tally.any_outcome.at(odds.emergence.len(), 0).of(0) > tally.trials)
}

/// One score-function pass.
struct Pass<'a> {
    layout: &'a Layout,
    odds: &'a Odds,
    plan: &'a Plan,
    places: Places,
    is_likely: bool,
}

/// By phase and place, over the trials on the counted side of the headline: where the variable was drawn, and where it
/// was 1.
struct Counts {
    drawn: Vec<u64>,
    hit: Vec<u64>,
}

impl Pass<'_> {
    fn size(&self) -> usize {
        self.places.count() * self.odds.emergence.len()
    }

    fn count(&self, monitor: &dyn Monitor) -> Result<Counts, Cancelled> {
        let turns = Turns::new(&self.plan.blocks, self.plan.span(), monitor);
        let is_noting = self.size() * size_of::<Note>() <= NOTES_MAX_BYTES;
        let parts = each_thread(self.plan.thread_count(), || {
            let mut counting = Counting {
                run: Run::new(self.layout, [self.odds]),
                places: self.places,
                is_noting,
                is_likely: self.is_likely,
                notes: Vec::new(),
                counts: Counts { drawn: vec![0; self.size()], hit: vec![0; self.size()] },
            };
            while let Some(block) = turns.claim() {
                let live = self.plan.live(block);
                self.plan.width.run(CountingWork {
                    counting: &mut counting,
                    block,
                    seed: self.plan.seed,
                    live,
                });
                turns.advance(live.count());
            }
            counting.counts
        });
        let mut all = Counts { drawn: vec![0; self.size()], hit: vec![0; self.size()] };
        for part in parts {
            add(&mut all.drawn, &part.drawn);
            add(&mut all.hit, &part.hit);
        }
        turns.finish(all)
    }

    fn derivatives(&self, counts: &Counts) -> Vec<Estimated> {
        let n = self.plan.span() as f64;
        let sign = if self.is_likely { -1.0 } else { 1.0 };
        let of = |index: usize| {
            let (phase, place) = (index / self.places.count(), index % self.places.count());
            let p = self.places.chance(self.odds, phase, place);
            if is_fixed(p) {
                return Estimated { value: 0.0, standard_error: 0.0 };
            }
            let hit = counts.hit[index] as f64 / n;
            let missed = (counts.drawn[index] - counts.hit[index]) as f64 / n;
            let value = sign * (hit / p - missed / (1.0 - p));
            // One more of each than was counted: few counts say little about their own spread, none says nothing.
            let (hit, missed) = (hit + 1.0 / n, missed + 1.0 / n);
            let spread = hit / (p * p) + missed / ((1.0 - p) * (1.0 - p)) - value * value;
            Estimated { value, standard_error: (spread.max(0.0) / n).sqrt() }
        };
        (0..self.size()).map(of).collect()
    }
}

fn add(all: &mut [u64], part: &[u64]) {
    all.iter_mut().zip(part).for_each(|(mine, its)| *mine += its);
}

/// The trials of one block of N variants.
struct Run<'a, const N: usize> {
    layout: &'a Layout,
    variants: [&'a Odds; N],
    state: State<N>,
}

impl<'a, const N: usize> Run<'a, N> {
    fn new(layout: &'a Layout, variants: [&'a Odds; N]) -> Self {
        Self { layout, variants, state: State::new(layout, variants) }
    }

    /// Runs a block, and gives where some outcome was reached.
    #[inline(always)]
    fn block(&mut self, live: Bits, draws: &mut impl Timed<N>) -> [Bits; N] {
        let live = [live; N];
        let mut reached = [Bits::NONE; N];
        draws.begin(0);
        self.state.start(self.variants, live, draws);
        self.note(&mut reached);
        for phase in 0..self.variants.first().map_or(0, |odds| odds.emergence.len()) {
            draws.begin(phase + 1);
            Step::new(self.layout, self.variants, phase, live).close(&mut self.state, draws);
            self.note(&mut reached);
        }
        reached
    }

    #[inline(always)]
    fn note(&self, reached: &mut [Bits; N]) {
        for row in &self.layout.outcomes {
            for (all, now) in reached.iter_mut().zip(self.state.rows[*row as usize].now) {
                *all |= now;
            }
        }
    }
}

/// Draws that are told the time.
trait Timed<const N: usize>: Draws<N> {
    /// What follows is drawn at this time (0 is before the first phase).
    fn begin(&mut self, time: usize);
}

/// The draws of a block.
struct OfBlock<'a, const IS_WIDE: bool> {
    keyed: Keyed<'a, IS_WIDE>,
    seed: u64,
    block: u64,
}

impl<'a, const IS_WIDE: bool> OfBlock<'a, IS_WIDE> {
    #[inline(always)]
    fn new(layout: &'a Layout, seed: u64, block: u64) -> Self {
        let keyed = Keyed { streams: &layout.streams, moment: Moment::new(seed, block, 0) };
        Self { keyed, seed, block }
    }
}

impl<const N: usize, const IS_WIDE: bool> Draws<N> for OfBlock<'_, IS_WIDE> {
    #[inline(always)]
    fn draw(&mut self, draw: Draw, chances: [f64; N], need: [Bits; N]) -> [Bits; N] {
        self.keyed.draw(draw, chances, need)
    }

    #[inline(always)]
    fn draw_two(
        &mut self,
        draws: [Draw; 2],
        chances: [[f64; N]; 2],
        need: [[Bits; N]; 2],
    ) -> [[Bits; N]; 2] {
        self.keyed.draw_two(draws, chances, need)
    }
}

impl<const N: usize, const IS_WIDE: bool> Timed<N> for OfBlock<'_, IS_WIDE> {
    #[inline(always)]
    fn begin(&mut self, time: usize) {
        self.keyed.moment = Moment::new(self.seed, self.block, time);
    }
}

/// That a variable was drawn.
struct Note {
    /// Its phase and place.
    index: u32,
    drawn: Bits,
    hit: Bits,
}

/// Draws that are heard.
struct Heard<'a, 'n, const IS_WIDE: bool> {
    draws: OfBlock<'a, IS_WIDE>,
    places: Places,
    /// Where the phase at hand starts in the counts.
    start: usize,
    ear: Ear<'n>,
}

/// What is done about a draw.
enum Ear<'n> {
    /// It is kept until the outcome is known.
    Noting(&'n mut Vec<Note>, &'n mut Counts),
    /// It is passed over: only the outcome is wanted.
    Deaf(&'n mut Counts),
    /// It is counted, the outcome being known.
    Knowing(Bits, &'n mut Counts),
    /// Nothing more is drawn.
    Done,
}

impl Ear<'_> {
    /// A variable was drawn in some trials and was 1 in some of them.
    #[inline(always)]
    fn hear(&mut self, index: usize, drawn: Bits, hit: Bits) {
        match self {
            Self::Noting(notes, _) => notes.push(Note { index: index as u32, drawn, hit }),
            Self::Deaf(_) | Self::Done => {}
            Self::Knowing(counted, counts) => {
                counts.drawn[index] += (drawn & *counted).count();
                counts.hit[index] += (hit & *counted).count();
            }
        }
    }
}

impl<const IS_WIDE: bool> Heard<'_, '_, IS_WIDE> {
    #[inline(always)]
    fn tell(&mut self, draw: Draw, [drawn]: [Bits; 1], [hit]: [Bits; 1]) {
        if let Some(place) = self.places.of(draw) {
            self.ear.hear(self.start + place, drawn, hit);
        }
    }
}

impl<const IS_WIDE: bool> Draws<1> for Heard<'_, '_, IS_WIDE> {
    #[inline(always)]
    fn draw(&mut self, draw: Draw, chances: [f64; 1], need: [Bits; 1]) -> [Bits; 1] {
        let hit = self.draws.draw(draw, chances, need);
        self.tell(draw, need, hit);
        hit
    }

    #[inline(always)]
    fn draw_two(
        &mut self,
        draws: [Draw; 2],
        chances: [[f64; 1]; 2],
        need: [[Bits; 1]; 2],
    ) -> [[Bits; 1]; 2] {
        let hit = self.draws.draw_two(draws, chances, need);
        self.tell(draws[0], need[0], hit[0]);
        self.tell(draws[1], need[1], hit[1]);
        hit
    }
}

impl<const IS_WIDE: bool> Timed<1> for Heard<'_, '_, IS_WIDE> {
    #[inline(always)]
    fn begin(&mut self, time: usize) {
        Timed::<1>::begin(&mut self.draws, time);
        self.start = time.saturating_sub(1) * self.places.count();
    }
}

/// One thread's memory.
struct Counting<'a> {
    run: Run<'a, 1>,
    places: Places,
    is_noting: bool,
    is_likely: bool,
    notes: Vec<Note>,
    counts: Counts,
}

struct CountingWork<'c, 'a> {
    counting: &'c mut Counting<'a>,
    block: u64,
    seed: u64,
    live: Bits,
}

impl Work for CountingWork<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<const IS_WIDE: bool>(self) {
        let Counting { run, places, is_noting, is_likely, notes, counts } = self.counting;
        let draws = OfBlock::<IS_WIDE>::new(run.layout, self.seed, self.block);
        notes.clear();
        let ear = if *is_noting { Ear::Noting(notes, counts) } else { Ear::Deaf(counts) };
        let mut heard = Heard { draws, places: *places, start: 0, ear };
        loop {
            let [reached] = run.block(self.live, &mut heard);
            let counted = side(reached, self.live, *is_likely);
            match std::mem::replace(&mut heard.ear, Ear::Done) {
                Ear::Noting(notes, counts) => {
                    let mut knowing = Ear::Knowing(counted, counts);
                    for note in notes {
                        knowing.hear(note.index as usize, note.drawn, note.hit);
                    }
                    break;
                }
                // Without notes the block is run again, its outcome being known.
                Ear::Deaf(counts) => heard.ear = Ear::Knowing(counted, counts),
                Ear::Knowing(..) | Ear::Done => break,
            }
        }
    }
}

/// The trials of the rarer side of the headline.
#[inline(always)]
fn side(reached: Bits, live: Bits, is_likely: bool) -> Bits {
    if is_likely { live & !reached } else { reached }
}

/// The variables whose probability is exactly 0 or 1, each with its phase, its place, and whether it is 1.
struct Fixed {
    variables: Vec<(usize, usize, bool)>,
    /// By phase and place: which of them it is.
    numbers: Vec<u32>,
}

/// How near to 0 or 1 a probability counts as fixed: there a run of a million trials meets hardly any of the rarer side,
/// and the score of one of them is larger than any derivative.
const FIXED: f64 = 1e-6;

fn is_fixed(p: f64) -> bool {
    p <= FIXED || 1.0 - p <= FIXED
}

/// The number of a variable that is not fixed.
const FREE: u32 = u32::MAX;

impl Fixed {
    fn new(pass: &Pass<'_>) -> Self {
        let mut fixed = Self { variables: Vec::new(), numbers: vec![FREE; pass.size()] };
        for index in 0..pass.size() {
            let (phase, place) = (index / pass.places.count(), index % pass.places.count());
            let p = pass.places.chance(pass.odds, phase, place);
            if is_fixed(p) {
                fixed.numbers[index] = fixed.variables.len() as u32;
                fixed.variables.push((phase, place, p >= 1.0));
            }
        }
        fixed
    }

    /// ∂M/∂p of each.
    fn test(&self, pass: &Pass<'_>, monitor: &dyn Monitor) -> Result<Vec<Estimated>, Cancelled> {
        let turns = Turns::new(&pass.plan.blocks, pass.plan.span(), monitor);
        let parts = each_thread(pass.plan.thread_count(), || {
            let mut run = Run::new(pass.layout, [pass.odds; 2]);
            let mut changed = vec![0_u64; self.variables.len()];
            while let Some(block) = turns.claim() {
                let live = pass.plan.live(block);
                let work = FlipWork { fixed: self, pass, run: &mut run, block, live };
                let [as_it_is, flipped] = pass.plan.width.run(work);
                for lane in (as_it_is ^ flipped).places() {
                    changed[self.turned(block, lane)] += 1;
                }
                turns.advance(live.count());
            }
            changed
        });
        let mut changed = vec![0; self.variables.len()];
        for part in parts {
            add(&mut changed, &part);
        }
        let trials = pass.plan.span();
        let found = changed.into_iter().enumerate().map(|(number, changed)| {
            // Trials number, number + K, number + 2K … were its own.
            let own = trials.saturating_sub(number as u64).div_ceil(self.variables.len() as u64);
            if own == 0 {
                return Estimated { value: 0.0, standard_error: 1.0 };
            }
            let share = changed as f64 / own as f64;
            // All variables but the working of mitigations raise the headline.
            let (_, place, _) = self.variables[number];
            let value = if place < pass.places.rows + pass.places.slots { share } else { -share };
            Estimated { value, standard_error: (share * (1.0 - share) / own as f64).sqrt() }
        });
        turns.finish(found.collect())
    }

    /// Which variable is turned in a trial.
    fn turned(&self, block: u64, lane: u64) -> usize {
        ((block * bits::TRIALS + lane) % self.variables.len() as u64) as usize
    }

    /// The trials of a block in which a variable is turned.
    fn trials(&self, number: u32, block: u64) -> Bits {
        let count = self.variables.len() as u64;
        let first = (u64::from(number) + count - (block * bits::TRIALS) % count) % count;
        let mut trials = Bits::NONE;
        for lane in (first..bits::TRIALS).step_by(count as usize) {
            trials.set(lane);
        }
        trials
    }
}

/// A block as it is and with one fixed variable turned in each trial.
struct FlipWork<'f, 'a> {
    fixed: &'f Fixed,
    pass: &'f Pass<'a>,
    run: &'f mut Run<'a, 2>,
    block: u64,
    live: Bits,
}

impl Work for FlipWork<'_, '_> {
    type Output = [Bits; 2];

    #[inline(always)]
    fn run<const IS_WIDE: bool>(self) -> [Bits; 2] {
        let draws = OfBlock::<IS_WIDE>::new(self.run.layout, self.pass.plan.seed, self.block);
        let (fixed, places) = (self.fixed, self.pass.places);
        self.run
            .block(self.live, &mut Flipping { draws, fixed, places, start: 0, block: self.block })
    }
}

/// Draws in which the second variant has one fixed variable turned in each trial.
struct Flipping<'f, const IS_WIDE: bool> {
    draws: OfBlock<'f, IS_WIDE>,
    fixed: &'f Fixed,
    places: Places,
    start: usize,
    block: u64,
}

impl<const IS_WIDE: bool> Draws<2> for Flipping<'_, IS_WIDE> {
    #[inline(always)]
    fn draw(&mut self, draw: Draw, chances: [f64; 2], need: [Bits; 2]) -> [Bits; 2] {
        let number = self.places.of(draw).map_or(FREE, |p| self.fixed.numbers[self.start + p]);
        if number == FREE {
            return self.draws.draw(draw, chances, need);
        }
        let turned = self.fixed.trials(number, self.block);
        let [as_it_is, other] = self.draws.draw(draw, chances, need);
        [as_it_is, other ^ (need[1] & turned)]
    }
}

impl<const IS_WIDE: bool> Timed<2> for Flipping<'_, IS_WIDE> {
    #[inline(always)]
    fn begin(&mut self, time: usize) {
        Timed::<2>::begin(&mut self.draws, time);
        self.start = time.saturating_sub(1) * self.places.count();
    }
}
