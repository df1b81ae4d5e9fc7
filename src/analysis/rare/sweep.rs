//! From effects back to causes: which causes, at which times, lead to the goal along links that are open, for a block
//! of trials at once.
//!
//! # Method
//! Openings, persistence and mitigations are drawn; emergence and initial misalignment are not. Whatever is misaligned
//! when the goal is reached leads there along open links and persisting nodes, so a walk against the links from the
//! goal finds every cause that matters. The walk answers for every horizon t in turn: what led to the goal by t − 1
//! leads there by t too, so a horizon adds cells to those of the one before, and every link is decided in every trial
//! at most once a phase.
//!
//! The walk is made twice at once (`N` = 2) where a cause that leads to the goal may yet not be enough:
//!
//! - the *sure* walk passes no gate of several links and takes no mitigation for undermined: one cause in it reaches the goal;
//! - the *wide* walk passes a gate where enough of its links are open, takes each mitigation that may be undermined for
//!   undermined, and goes on from what would undermine it: no cause outside it bears on the goal.
//!
//! Where no such gate or mitigation matters (`N` = 1) both are the same, and the sure walk alone is made.
#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined is compiled for the narrowest vectors"
)]

use super::{
    super::{
        bits::{Bits, each},
        closure::Draw,
        layout::NEVER,
        stream::{Moment, bernoulli},
    },
    cost,
    wiring::Wiring,
};

/// What the walks of a block have found.
pub(super) struct Sweep<'a, const N: usize> {
    wiring: &'a Wiring<'a>,
    /// By time.
    moments: Vec<Moment>,
    /// By cell: where it stands among those that were reached, from 1 on; 0 if it was not.
    index: Vec<u32>,
    /// The cells that were reached, in the order in which they were.
    pub(super) reached: Vec<Reached<N>>,
    /// By time and row: cells with pending trials, one bit each.
    marks: Vec<u64>,
    /// By time and mitigation: where it was drawn to work.
    working: Vec<Bits>,
    /// What was drawn in this block, if there is room for it.
    memory: Option<Memory>,
    /// What it cost (`cost`).
    pub(super) work: u64,
}

/// Draws of a block, each for all of its trials: the walks of later horizons ask for most of them again.
struct Memory {
    /// By time, then by slot and row: where it stands among what was drawn, from 1 on; 0 if it was not.
    index: Vec<u32>,
    /// What was drawn: where it is found in the index, and its trials.
    drawn: Vec<(u32, Bits)>,
}

/// A cell that leads to the goal in some trials.
#[derive(Clone, Copy)]
pub(super) struct Reached<const N: usize> {
    /// Which one.
    pub(super) cell: u32,
    /// Where it leads to the goal.
    pub(super) leads: [Bits; N],
    /// Those of them that its causes have not heard of.
    pending: [Bits; N],
}

/// A cause that newly leads to the goal for sure.
#[derive(Clone, Copy)]
pub(super) struct Found {
    /// Where its cell stands in [`Sweep::reached`].
    pub(super) place: usize,
    /// Its cell.
    pub(super) cell: usize,
    /// In which trials.
    pub(super) sure: Bits,
}

/// A place on the walk.
#[derive(Clone, Copy)]
struct Spot {
    time: usize,
    row: usize,
}

/// Most variables that are remembered: some 80 MB for each thread if all are drawn.
const MEMORY_MAX: usize = 1 << 20;
/// The wide walk's place.
const WIDE: usize = 1;

impl<'a, const N: usize> Sweep<'a, N> {
    /// Nothing reached yet.
    pub(super) fn new(wiring: &'a Wiring<'a>) -> Self {
        let rows = wiring.layout.places.len();
        let times = wiring.phases + 1;
        let variables = (rows + wiring.layout.targets.len()) * times;
        let memory = || Memory { index: vec![0; variables], drawn: Vec::new() };
        Self {
            memory: (variables <= MEMORY_MAX).then(memory),
            wiring,
            moments: Vec::with_capacity(times),
            index: vec![0; rows * times],
            reached: Vec::new(),
            marks: vec![0; rows.div_ceil(64) * times],
            working: vec![Bits::NONE; wiring.layout.measures.len() * times],
            work: 0,
        }
    }

    /// Forgets the block before.
    #[inline(always)]
    pub(super) fn start(&mut self, seed: u64, block: u64) {
        self.forget();
        if let Some(memory) = &mut self.memory {
            for (place, _) in memory.drawn.drain(..) {
                memory.index[place as usize] = 0;
            }
        }
        self.moments.clear();
        self.moments.extend((0..=self.wiring.phases).map(|time| Moment::new(seed, block, time)));
        let measures = self.wiring.layout.measures.len();
        let chances = self.wiring.odds.working.iter().flatten();
        for (place, (working, chance)) in
            self.working.iter_mut().skip(measures).zip(chances).enumerate()
        {
            let (time, m) = (place / measures + 1, place % measures);
            let stream = self.wiring.layout.streams.of(Draw::Working(m));
            [*working] = bernoulli([*chance], [Bits::ALL], stream, self.moments[time]);
            self.work += cost::DRAW;
        }
    }

    /// Forgets what was reached, and keeps the block and its draws.
    pub(super) fn forget(&mut self) {
        for reached in self.reached.drain(..) {
            self.index[reached.cell as usize] = 0;
        }
    }

    /// What it walks on.
    pub(super) fn wiring(&self) -> &'a Wiring<'a> {
        self.wiring
    }

    /// The moment of a time.
    pub(super) fn moment(&self, time: usize) -> Moment {
        self.moments[time]
    }

    /// Where a cell stands in [`Sweep::reached`].
    pub(super) fn place(&self, cell: usize) -> Option<usize> {
        (self.index[cell] as usize).checked_sub(1)
    }

    /// Goes on to the next horizon. `note` hears of the causes that newly lead to the goal for sure.
    #[inline(always)]
    pub(super) fn advance(&mut self, horizon: usize, note: &mut impl FnMut(Found)) {
        let wiring = self.wiring;
        for row in &wiring.goal.rows {
            self.arrive(Spot { time: horizon, row: *row as usize }, [Bits::ALL; N]);
        }
        for time in (0..=horizon).rev() {
            while self.visit_all(time, note) {}
        }
    }

    /// Visits the marked cells of a time, later rows first: links mostly lead to those. Says whether there were any.
    #[inline(always)]
    fn visit_all(&mut self, time: usize, note: &mut impl FnMut(Found)) -> bool {
        let words = self.wiring.layout.places.len().div_ceil(64);
        let mut has_any = false;
        for word in (0..words).rev() {
            while self.marks[time * words + word] != 0 {
                has_any = true;
                let marks = &mut self.marks[time * words + word];
                let bit = 63 - marks.leading_zeros() as usize;
                *marks &= !(1 << bit);
                self.visit(Spot { time, row: word * 64 + bit }, note);
            }
        }
        has_any
    }

    /// A cell leads to the goal in the trials of `bits`.
    #[inline(always)]
    fn arrive(&mut self, spot: Spot, bits: [Bits; N]) {
        let cell = self.wiring.cell(spot.time, spot.row);
        if !self.wiring.is_possible[cell] || is_none(&bits) {
            return;
        }
        if self.index[cell] == 0 {
            let nothing = [Bits::NONE; N];
            self.reached.push(Reached { cell: cell as u32, leads: nothing, pending: nothing });
            self.index[cell] = self.reached.len() as u32;
        }
        let reached = &mut self.reached[self.index[cell] as usize - 1];
        let new: [Bits; N] = each(Bits::NONE, |k| bits[k] & !reached.leads[k]);
        if is_none(&new) {
            return;
        }
        for (k, new) in new.into_iter().enumerate() {
            reached.leads[k] |= new;
            reached.pending[k] |= new;
        }
        let words = self.wiring.layout.places.len().div_ceil(64);
        self.marks[spot.time * words + spot.row / 64] |= 1 << (spot.row % 64);
    }

    /// Goes from a cell to what leads to it.
    #[inline(always)]
    fn visit(&mut self, spot: Spot, note: &mut impl FnMut(Found)) {
        let wiring = self.wiring;
        self.work += cost::LOOK;
        let cell = wiring.cell(spot.time, spot.row);
        let place = self.index[cell] as usize - 1;
        let pending = std::mem::replace(&mut self.reached[place].pending, [Bits::NONE; N]);
        if wiring.calm[cell] < 0.0 {
            let preventers = wiring.layout.preventers.at(spot.row);
            let free = self.unhindered(preventers, spot.time, pending);
            note(Found { place, cell, sure: free[0] });
            self.summon(preventers, spot.time, free);
        }
        if spot.time == 0 {
            return;
        }
        match wiring.odds.thresholds[spot.row] {
            NEVER => {}
            1 => self.cross_links(spot, pending),
            threshold => self.cross_gate(spot, pending, threshold),
        }
        self.persist(spot, pending);
    }

    /// The links into a cell of which one is enough.
    #[inline(always)]
    fn cross_links(&mut self, spot: Spot, pending: [Bits; N]) {
        let wiring = self.wiring;
        for slot in wiring.inbound.at(spot.row) {
            let slot = *slot as usize;
            let source = self.source(spot.time, slot);
            let chance = wiring.odds.opening[spot.time - 1][slot];
            if chance <= 0.0 || !wiring.can_be(source.time, source.row) {
                continue;
            }
            let blockers = wiring.layout.blockers.at(slot);
            let open = self.unhindered(blockers, spot.time, pending);
            let need = if blockers.is_empty() { self.unreached(source, open) } else { open };
            let open = self.draw(Draw::Opening(slot), chance, spot.time, need);
            self.summon(blockers, spot.time, open);
            self.arrive(source, open);
        }
    }

    /// The links into a cell of which several are needed: the wide walk goes on where enough are open.
    #[inline(always)]
    fn cross_gate(&mut self, spot: Spot, pending: [Bits; N], threshold: u32) {
        let wiring = self.wiring;
        if N <= WIDE || pending[N - 1].is_none() {
            return;
        }
        let wide: [Bits; N] = each(Bits::NONE, |k| if k == WIDE { pending[k] } else { Bits::NONE });
        let mut opened: Vec<(usize, [Bits; N])> = Vec::new();
        for slot in wiring.inbound.at(spot.row) {
            let slot = *slot as usize;
            let source = self.source(spot.time, slot);
            let chance = wiring.odds.opening[spot.time - 1][slot];
            if chance > 0.0 && wiring.can_be(source.time, source.row) {
                let need = self.unhindered(wiring.layout.blockers.at(slot), spot.time, wide);
                opened.push((slot, self.draw(Draw::Opening(slot), chance, spot.time, need)));
            }
        }
        let enough = at_least(opened.iter().map(|(_, open)| open[N - 1]), threshold);
        for (slot, open) in opened {
            let open = each(Bits::NONE, |k| open[k] & enough);
            self.summon(wiring.layout.blockers.at(slot), spot.time, open);
            self.arrive(self.source(spot.time, slot), open);
        }
    }

    /// What a cell carries over from the phase before.
    #[inline(always)]
    fn persist(&mut self, spot: Spot, pending: [Bits; N]) {
        let wiring = self.wiring;
        let before = Spot { time: spot.time - 1, row: spot.row };
        let chance = wiring.odds.persistence[spot.time - 1][spot.row];
        if chance <= 0.0 || !wiring.can_be(before.time, before.row) {
            return;
        }
        let restorers = wiring.layout.restorers.at(spot.row);
        let open = self.unhindered(restorers, spot.time, pending);
        let need = if restorers.is_empty() { self.unreached(before, open) } else { open };
        let kept = self.draw(Draw::Persistence(spot.row), chance, spot.time, need);
        self.summon(restorers, spot.time, kept);
        self.arrive(before, kept);
    }

    #[inline(always)]
    fn source(&self, time: usize, slot: usize) -> Spot {
        let row = self.wiring.layout.sources[slot] as usize;
        Spot { time: time - usize::from(self.wiring.is_delayed(slot)), row }
    }

    /// The trials of `bits` in which a cell is not known to lead to the goal.
    #[inline(always)]
    fn unreached(&self, spot: Spot, bits: [Bits; N]) -> [Bits; N] {
        match self.place(self.wiring.cell(spot.time, spot.row)) {
            Some(place) => each(Bits::NONE, |k| bits[k] & !self.reached[place].leads[k]),
            None => bits,
        }
    }

    /// The trials of `bits` in which none of the mitigations is in the way; the wide walk fears only those that cannot
    /// be undermined.
    #[inline(always)]
    fn unhindered(&self, mitigations: &[u32], time: usize, mut bits: [Bits; N]) -> [Bits; N] {
        for m in mitigations {
            let can_fall = self.wiring.can_fall[time.max(1) - 1][*m as usize];
            let working = self.working(*m as usize, time);
            for (k, bits) in bits.iter_mut().enumerate() {
                if k != WIDE || !can_fall {
                    *bits &= !working;
                }
            }
        }
        bits
    }

    /// Where one of the mitigations stands in the way of the wide walk, what undermines it matters.
    #[inline(always)]
    fn summon(&mut self, mitigations: &[u32], time: usize, bits: [Bits; N]) {
        if N <= WIDE {
            return;
        }
        for m in mitigations {
            let working = self.working(*m as usize, time);
            let held: [Bits; N] =
                each(Bits::NONE, |k| if k == WIDE { bits[k] & working } else { Bits::NONE });
            if is_none(&held) {
                continue;
            }
            for row in &self.wiring.layout.measures[*m as usize].underminers {
                let row = *row as usize;
                self.arrive(Spot { time, row }, held);
                self.arrive(Spot { time: time - 1, row }, held);
            }
        }
    }

    /// Where a mitigation was drawn to work. Before the first phase none does.
    #[inline(always)]
    fn working(&self, m: usize, time: usize) -> Bits {
        self.working[time * self.wiring.layout.measures.len() + m]
    }

    /// The value of the opening of a slot or the persistence of a row, in the trials of `need`.
    #[inline(always)]
    fn draw(&mut self, draw: Draw, chance: f64, time: usize, need: [Bits; N]) -> [Bits; N] {
        if is_none(&need) {
            return need;
        }
        let layout = self.wiring.layout;
        let place = match draw {
            Draw::Persistence(row) => layout.targets.len() + row,
            Draw::Opening(slot) => slot,
            Draw::Initial(_) | Draw::Emergence(_) | Draw::Working(_) => return need,
        };
        let place = time * (layout.targets.len() + layout.places.len()) + place;
        self.work += cost::LOOK;
        let known = self.memory.as_ref().map_or(0, |memory| memory.index[place]) as usize;
        if let Some(memory) = self.memory.as_ref().filter(|_| known > 0) {
            return each(Bits::NONE, |k| need[k] & memory.drawn[known - 1].1);
        }
        self.work += cost::DRAW;
        let all = if self.memory.is_some() { Bits::ALL } else { union(&need) };
        let [drawn] = bernoulli([chance], [all], layout.streams.of(draw), self.moments[time]);
        if let Some(memory) = &mut self.memory {
            memory.drawn.push((place as u32, drawn));
            memory.index[place] = memory.drawn.len() as u32;
        }
        each(Bits::NONE, |k| need[k] & drawn)
    }

    /// Where the mitigations let the cause of a reached cell happen at most, and at least: at most in the wide walk.
    #[inline(always)]
    pub(super) fn causes(&self, place: usize) -> [Bits; N] {
        let Reached { cell, leads, .. } = self.reached[place];
        let rows = self.wiring.layout.places.len();
        let (time, row) = (cell as usize / rows, cell as usize % rows);
        self.unhindered(self.wiring.layout.preventers.at(row), time, leads)
    }
}

/// Where at least so many of the links are open.
#[inline(always)]
fn at_least(links: impl Iterator<Item = Bits>, threshold: u32) -> Bits {
    // The digits of a counter of what is still missing; it stays at 0 once it is there.
    let mut missing: Vec<Bits> = (0..u32::BITS - threshold.leading_zeros())
        .map(|place| if threshold >> place & 1 == 1 { Bits::ALL } else { Bits::NONE })
        .collect();
    let some = |digits: &[Bits]| digits.iter().fold(Bits::NONE, |all, digit| all | *digit);
    for open in links {
        let mut borrow = open & some(&missing);
        for digit in &mut missing {
            let rest = *digit ^ borrow;
            borrow &= !*digit;
            *digit = rest;
        }
    }
    !some(&missing)
}

#[inline(always)]
fn union<const N: usize>(bits: &[Bits; N]) -> Bits {
    bits.iter().fold(Bits::NONE, |all, b| all | *b)
}

#[inline(always)]
fn is_none<const N: usize>(bits: &[Bits; N]) -> bool {
    union(bits).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_opens_where_enough_links_are_open() {
        // Link i is open in the trials whose number has digit i: seven links, so every number of open links occurs.
        let links: Vec<Bits> = (0..7)
            .map(|i| {
                let mut bits = Bits::NONE;
                for trial in (0..512_usize).filter(|trial| trial >> i & 1 == 1) {
                    bits.0[trial / 64] |= 1 << (trial % 64);
                }
                bits
            })
            .collect();
        for threshold in 1..9_u32 {
            let found = at_least(links.iter().copied(), threshold);
            for trial in 0..512_usize {
                let is_open = found.0[trial / 64] >> (trial % 64) & 1 == 1;
                assert_eq!(is_open, (trial & 127).count_ones() >= threshold, "{trial}");
            }
        }
    }
}
