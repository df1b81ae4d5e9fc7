//! Derivatives in probabilities of 0 or 1 or next to them: the same trials with one of these variables turned in each.

#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined is compiled for the narrowest vectors"
)]

use super::{
    super::{
        Cancelled, Estimated, Monitor,
        bits::{self, Bits},
        closure::{Draw, Draws},
        simulate::Keyed,
        stream::Moment,
        turns::{Turns, each_thread},
        width::Work,
    },
    Pass, Scope, add,
    places::Places,
    run::{Run, Timed},
};

/// How near to 0 or 1 a probability counts as fixed: there a run of ten million trials meets hardly any of the rarer side,
/// and the score of one of them is larger than any derivative.
const FIXED: f64 = 1e-7;

/// Whether a probability is 0 or 1 or next to them.
pub(super) fn is_fixed(p: f64) -> bool {
    p <= FIXED || 1.0 - p <= FIXED
}

/// The variables whose probability is fixed, by their places.
pub(super) struct Fixed {
    /// Their places.
    pub(super) variables: Vec<usize>,
    /// By place: which of them it is.
    numbers: Vec<u32>,
}

/// The number of a variable that is not fixed.
const FREE: u32 = u32::MAX;

impl Fixed {
    /// Those of a pass among the variables that have an event.
    pub(super) fn new(pass: &Pass<'_>) -> Self {
        let mut fixed = Self { variables: Vec::new(), numbers: vec![FREE; pass.places.count()] };
        for place in 0..pass.places.count() {
            let chance = pass.places.chance(pass.odds, place);
            if Scope::Events.has(pass.places.at(place).0) && is_fixed(chance) {
                fixed.numbers[place] = fixed.variables.len() as u32;
                fixed.variables.push(place);
            }
        }
        fixed
    }

    /// ∂M/∂p of each.
    ///
    /// # Errors
    /// [`Cancelled`] when the monitor asks to stop.
    pub(super) fn test(
        &self,
        pass: &Pass<'_>,
        monitor: &dyn Monitor,
    ) -> Result<Vec<Estimated>, Cancelled> {
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
            let (draw, _) = pass.places.at(self.variables[number]);
            let value = if matches!(draw, Draw::Working(_)) { -share } else { share };
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
        let seed = self.pass.plan.seed;
        let moment = Moment::new(seed, self.block, 0);
        let draws = Keyed::<IS_WIDE> { streams: &self.run.layout.streams, moment };
        let (fixed, places) = (self.fixed, self.pass.places);
        let mut draws = Flipping { draws, fixed, places, phase: 0, block: self.block };
        self.run.block((seed, self.block), self.live, &mut draws)
    }
}

/// Draws in which the second variant has one fixed variable turned in each trial.
struct Flipping<'f, const IS_WIDE: bool> {
    draws: Keyed<'f, IS_WIDE>,
    fixed: &'f Fixed,
    places: Places,
    phase: usize,
    block: u64,
}

impl<const IS_WIDE: bool> Draws<2> for Flipping<'_, IS_WIDE> {
    #[inline(always)]
    fn draw(&mut self, draw: Draw, chances: [f64; 2], need: [Bits; 2]) -> [Bits; 2] {
        let number = self.fixed.numbers[self.places.of(draw, self.phase)];
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
    fn begin(&mut self, time: usize, moment: Moment) {
        Timed::<2>::begin(&mut self.draws, time, moment);
        self.phase = time.saturating_sub(1);
    }
}
