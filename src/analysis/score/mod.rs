//! Derivatives of the headline in every probability of every phase, from one run of the simulation.
//!
//! # Method
//! **Score function.** Given the trials, P(all draws) is a product of p or 1 − p over the variables that were drawn, so
//! ∂M/∂p = E\[M · s\] with the score s = 1/p where the variable was drawn as 1, −1/(1 − p) where it was drawn as 0, and 0
//! where its value was never needed (Rubinstein 1986; Glynn 1990). E\[s\] = 0, so M may be replaced by M − 1, which has
//! the smaller spread where M is likely. A block notes every draw with its trials, and counts them when it knows M.
//!
//! **Flips.** A probability of exactly 0 or 1 has no score, and next to them a score has hardly a trial. For these, each
//! trial is simulated twice on the same random numbers, once as it is and once with one such variable turned to the other
//! value, another one in each trial: the share of the trials of a variable in which that changes the outcome is ∂M/∂p, for
//! M is linear in each p.
#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined is compiled for the narrowest vectors"
)]

use super::{
    Cancelled, Estimated, Monitor, Unmonitored,
    bits::Bits,
    closure::{Draw, Draws},
    layout::{Layout, Odds},
    simulate::{Keyed, Plan, Subject, simulate},
    stream::Moment,
    turns::{Turns, each_thread},
    variants::Stage,
    width::Work,
};

mod flips;
mod places;
mod run;

use flips::{Fixed, is_fixed};
use places::Places;
use run::{Run, Timed};

/// Derivatives of the headline.
pub(super) struct Gradient {
    places: Places,
    /// By place.
    derivatives: Vec<Estimated>,
}

/// Which variables are listened to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// Those that stand for the event of an element: emergence, opening, working.
    Events,
    /// All.
    All,
}

impl Scope {
    #[inline(always)]
    fn has(self, draw: Draw) -> bool {
        let is_event = !matches!(draw, Draw::Initial(_) | Draw::Persistence(_));
        is_event || self == Self::All
    }
}

/// Notes of one block are kept up to this size; above it the block is run a second time instead.
const NOTES_MAX_BYTES: usize = 64 << 20;
/// Trials from which the likelier side of the headline is guessed.
const PILOT_BLOCKS: u64 = 8;

impl Gradient {
    /// The derivative in the probability of a variable in a phase (0-based; initial variables have none).
    pub(super) fn of(&self, draw: Draw, phase: usize) -> Option<Estimated> {
        self.derivatives.get(self.places.of(draw, phase)).copied()
    }
}

/// The gradient of the headline of one variant in the probabilities of emergence, opening and working.
///
/// # Errors
/// [`Cancelled`] when the monitor asks to stop.
pub(super) fn gradient(
    layout: &Layout,
    odds: &Odds,
    plan: &Plan,
    monitor: &dyn Monitor,
) -> Result<Gradient, Cancelled> {
    let pass = Pass::new(layout, odds, plan, Scope::Events)?;
    let fixed = Fixed::new(&pass);
    // The trials with turned variables are run after the others.
    let total = plan.span() * if fixed.variables.is_empty() { 1 } else { 2 };
    let counts = pass.count(&Stage { monitor, before: 0, total })?;
    let mut derivatives = pass.derivatives(&counts);
    if !fixed.variables.is_empty() {
        let tested = fixed.test(&pass, &Stage { monitor, before: plan.span(), total })?;
        for (place, found) in fixed.variables.iter().zip(tested) {
            derivatives[*place] = found;
        }
    }
    Ok(Gradient { places: pass.places, derivatives })
}

/// The gradient in all probabilities that are neither 0 nor 1; in those it is 0.
///
/// # Errors
/// [`Cancelled`] when the monitor asks to stop.
pub(super) fn sketch(
    layout: &Layout,
    odds: &Odds,
    plan: &Plan,
    monitor: &dyn Monitor,
) -> Result<Gradient, Cancelled> {
    let pass = Pass::new(layout, odds, plan, Scope::All)?;
    let counts = pass.count(monitor)?;
    Ok(Gradient { places: pass.places, derivatives: pass.derivatives(&counts) })
}

/// Whether the headline is likelier than not, by the first blocks of the plan.
fn is_likely(layout: &Layout, odds: &Odds, plan: &Plan) -> Result<bool, Cancelled> {
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
    scope: Scope,
    is_likely: bool,
}

/// By place, over the trials on the counted side of the headline: where the variable was drawn, and where it
/// was 1.
struct Counts {
    drawn: Vec<u64>,
    hit: Vec<u64>,
}

impl<'a> Pass<'a> {
    fn new(
        layout: &'a Layout,
        odds: &'a Odds,
        plan: &'a Plan,
        scope: Scope,
    ) -> Result<Self, Cancelled> {
        let places = Places::new(layout, odds.emergence.len());
        let is_likely = is_likely(layout, odds, plan)?;
        Ok(Self { layout, odds, plan, places, scope, is_likely })
    }

    fn count(&self, monitor: &dyn Monitor) -> Result<Counts, Cancelled> {
        let turns = Turns::new(&self.plan.blocks, self.plan.span(), monitor);
        let size = self.places.count();
        let is_noting = size * size_of::<Note>() <= NOTES_MAX_BYTES;
        let parts = each_thread(self.plan.thread_count(), || {
            let mut counting = Counting {
                run: Run::new(self.layout, [self.odds]),
                hearing: (self.places, self.scope),
                is_noting,
                is_likely: self.is_likely,
                notes: Vec::new(),
                counts: Counts { drawn: vec![0; size], hit: vec![0; size] },
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
        let mut all = Counts { drawn: vec![0; size], hit: vec![0; size] };
        for part in parts {
            add(&mut all.drawn, &part.drawn);
            add(&mut all.hit, &part.hit);
        }
        turns.finish(all)
    }

    fn derivatives(&self, counts: &Counts) -> Vec<Estimated> {
        let n = self.plan.span() as f64;
        let sign = if self.is_likely { -1.0 } else { 1.0 };
        let of = |place: usize| {
            let p = self.places.chance(self.odds, place);
            if is_fixed(p) {
                return Estimated { value: 0.0, standard_error: 0.0 };
            }
            let hit = counts.hit[place] as f64 / n;
            let missed = (counts.drawn[place] - counts.hit[place]) as f64 / n;
            let value = sign * (hit / p - missed / (1.0 - p));
            // One more of each than was counted: few counts say little about their own spread, none says nothing.
            let (hit, missed) = (hit + 1.0 / n, missed + 1.0 / n);
            let spread = hit / (p * p) + missed / ((1.0 - p) * (1.0 - p)) - value * value;
            Estimated { value, standard_error: (spread.max(0.0) / n).sqrt() }
        };
        (0..self.places.count()).map(of).collect()
    }
}

fn add(all: &mut [u64], part: &[u64]) {
    all.iter_mut().zip(part).for_each(|(mine, its)| *mine += its);
}

/// That a variable was drawn.
struct Note {
    place: u32,
    drawn: Bits,
    hit: Bits,
}

/// Draws that are heard.
struct Heard<'a, 'n, const IS_WIDE: bool> {
    draws: Keyed<'a, IS_WIDE>,
    places: Places,
    scope: Scope,
    phase: usize,
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
    fn hear(&mut self, place: usize, drawn: Bits, hit: Bits) {
        match self {
            Self::Noting(notes, _) => notes.push(Note { place: place as u32, drawn, hit }),
            Self::Deaf(_) | Self::Done => {}
            Self::Knowing(counted, counts) => {
                counts.drawn[place] += (drawn & *counted).count();
                counts.hit[place] += (hit & *counted).count();
            }
        }
    }
}

impl<const IS_WIDE: bool> Heard<'_, '_, IS_WIDE> {
    #[inline(always)]
    fn tell(&mut self, draw: Draw, [drawn]: [Bits; 1], [hit]: [Bits; 1]) {
        if self.scope.has(draw) {
            self.ear.hear(self.places.of(draw, self.phase), drawn, hit);
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
    fn begin(&mut self, time: usize, moment: Moment) {
        Timed::<1>::begin(&mut self.draws, time, moment);
        self.phase = time.saturating_sub(1);
    }
}

/// One thread's memory.
struct Counting<'a> {
    run: Run<'a, 1>,
    hearing: (Places, Scope),
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
        let Counting { run, hearing, is_noting, is_likely, notes, counts } = self.counting;
        let (places, scope) = *hearing;
        let moment = Moment::new(self.seed, self.block, 0);
        let draws = Keyed::<IS_WIDE> { streams: &run.layout.streams, moment };
        notes.clear();
        let ear = if *is_noting { Ear::Noting(notes, counts) } else { Ear::Deaf(counts) };
        let mut heard = Heard { draws, places, scope, phase: 0, ear };
        loop {
            let [reached] = run.block((self.seed, self.block), self.live, &mut heard);
            let counted = side(reached, self.live, *is_likely);
            match std::mem::replace(&mut heard.ear, Ear::Done) {
                Ear::Noting(notes, counts) => {
                    let mut knowing = Ear::Knowing(counted, counts);
                    for note in notes {
                        knowing.hear(note.place as usize, note.drawn, note.hit);
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
