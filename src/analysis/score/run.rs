//! Blocks of trials run with draws that are listened to or changed on the way.

#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined is compiled for the narrowest vectors"
)]

use super::super::{
    bits::Bits,
    closure::{Draws, State, Step},
    layout::{Layout, Odds},
    simulate::Keyed,
    stream::Moment,
};

/// The trials of one block of N variants.
pub(super) struct Run<'a, const N: usize> {
    /// What is joined to what.
    pub(super) layout: &'a Layout,
    variants: [&'a Odds; N],
    state: State<N>,
}

impl<'a, const N: usize> Run<'a, N> {
    /// Nothing misaligned yet.
    pub(super) fn new(layout: &'a Layout, variants: [&'a Odds; N]) -> Self {
        Self { layout, variants, state: State::new(layout, variants) }
    }

    /// Runs a block, and gives where some outcome was reached.
    #[inline(always)]
    pub(super) fn block(
        &mut self,
        (seed, block): (u64, u64),
        live: Bits,
        draws: &mut impl Timed<N>,
    ) -> [Bits; N] {
        let live = [live; N];
        let mut reached = [Bits::NONE; N];
        draws.begin(0, Moment::new(seed, block, 0));
        self.state.start(self.variants, live, draws);
        self.note(&mut reached);
        for phase in 0..self.variants.first().map_or(0, |odds| odds.emergence.len()) {
            draws.begin(phase + 1, Moment::new(seed, block, phase + 1));
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
pub(super) trait Timed<const N: usize>: Draws<N> {
    /// What follows is drawn at this time (0 is before the first phase).
    fn begin(&mut self, time: usize, moment: Moment);
}

impl<const N: usize, const IS_WIDE: bool> Timed<N> for Keyed<'_, IS_WIDE> {
    #[inline(always)]
    fn begin(&mut self, _time: usize, moment: Moment) {
        self.moment = moment;
    }
}
