//! One phase for many trials at once: the least fixpoint of SEMANTICS §1, reached from below by sweeps over the nodes
//! that turned.
//!
//! # Method
//! A row holds the trials in which it is misaligned, and among them those that are *pending*: not yet offered to the
//! links out of it. A sweep takes every row with pending trials, offers them to its links, and marks what turns. X only
//! ever grows and working mitigations only ever stop, so this is Kleene's iteration in another order and ends at the
//! same least fixpoint.
//!
//! A link is decided in a trial when its source is misaligned there and nothing blocks it, and that happens once: when
//! the source is offered, or when the last mitigation that blocked it stops working. So a gate of k links counts every
//! opening once, in binary digits held as bits.
//!
//! Several variants of the same wiring (a document and what-if changes of it) are closed in step, so that they can
//! share draws: what two variants have in common is drawn once.
#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined is compiled for the narrowest vectors"
)]

use super::{
    bits::{Bits, each},
    layout::{Layout, NEVER, Odds},
};

/// One of the variables of SEMANTICS §1, by its place in a [`Layout`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Draw {
    /// `X_v(0)`, by row.
    Initial(usize),
    /// `B^E_v`, by row.
    Emergence(usize),
    /// `B^R_v`, by row.
    Persistence(usize),
    /// `B^L_e`, by slot.
    Opening(usize),
    /// `B^M_m`.
    Working(usize),
}

/// Where the values of the variables come from.
pub(super) trait Draws<const N: usize> {
    /// The value of a variable in the trials of `need`, variant by variant; 0 elsewhere. Asked twice, it gives the same
    /// answer. It is not asked where nothing is needed.
    fn draw(&mut self, draw: Draw, chances: [f64; N], need: [Bits; N]) -> [Bits; N];

    /// Two variables at once, each as [`Draws::draw`] gives it.
    #[inline(always)]
    fn draw_two(
        &mut self,
        draws: [Draw; 2],
        chances: [[f64; N]; 2],
        need: [[Bits; N]; 2],
    ) -> [[Bits; N]; 2] {
        each([Bits::NONE; N], |k| self.draw(draws[k], chances[k], need[k]))
    }
}

/// A variable that is needed in some trials.
#[derive(Clone, Copy)]
struct Asked<const N: usize> {
    draw: Draw,
    chances: [f64; N],
    need: [Bits; N],
}

impl<const N: usize> Asked<N> {
    const NOTHING: Self = Self { draw: Draw::Initial(0), chances: [0.0; N], need: [Bits::NONE; N] };
}

/// The state of a block of trials, by row and variant.
pub(super) struct State<const N: usize> {
    /// Where a row is misaligned.
    pub(super) rows: Vec<Row<N>>,
    /// X(t−1), where a phase needs it.
    before: Vec<[Bits; N]>,
    /// Which mitigations work so far.
    working: Vec<[Bits; N]>,
    /// Where the digits of a row's counter start, and the digits.
    counters: (Vec<u32>, Vec<[Bits; N]>),
    /// Rows with pending trials, one bit each.
    marks: Vec<u64>,
}

/// One row.
#[derive(Clone, Copy)]
pub(super) struct Row<const N: usize> {
    /// The trials in which it is misaligned.
    pub(super) now: [Bits; N],
    /// Those of them that its links have not heard of.
    pending: [Bits; N],
}

/// The inputs of one phase.
pub(super) struct Step<'a, const N: usize> {
    layout: &'a Layout,
    emergence: [&'a [f64]; N],
    persistence: [&'a [f64]; N],
    opening: [&'a [f64]; N],
    working: [&'a [f64]; N],
    thresholds: [&'a [u32]; N],
    /// Which trials to compute.
    live: [Bits; N],
}

impl<const N: usize> State<N> {
    /// Nothing misaligned yet.
    pub(super) fn new(layout: &Layout, variants: [&Odds; N]) -> Self {
        let rows = layout.places.len();
        let none = [Bits::NONE; N];
        let mut starts = Vec::with_capacity(rows + 1);
        let mut digits = 0;
        for row in 0..rows {
            starts.push(digits);
            let most =
                variants.iter().map(|odds| odds.thresholds[row]).filter(|k| *k != NEVER).max();
            if let Some(most) = most.filter(|k| *k > 1) {
                digits += u32::BITS - most.leading_zeros();
            }
        }
        starts.push(digits);
        Self {
            rows: vec![Row { now: none, pending: none }; rows],
            before: vec![none; if layout.has_memory { rows } else { 0 }],
            working: vec![none; layout.measures.len()],
            counters: (starts, vec![none; digits as usize]),
            marks: vec![0; rows.div_ceil(64)],
        }
    }

    /// X(0) in the trials of `live`.
    #[inline(always)]
    pub(super) fn start(
        &mut self,
        variants: [&Odds; N],
        live: [Bits; N],
        draws: &mut impl Draws<N>,
    ) {
        for (row, cell) in self.rows.iter_mut().enumerate() {
            let chances = each(0.0, |i| variants[i].initial[row]);
            cell.now = draws.draw(Draw::Initial(row), chances, live);
        }
    }

    #[inline(always)]
    fn turn(&mut self, row: usize, new: [Bits; N]) {
        if is_none(&new) {
            return;
        }
        let cell = &mut self.rows[row];
        for (i, new) in new.into_iter().enumerate() {
            cell.now[i] |= new;
            cell.pending[i] |= new;
        }
        self.marks[row / 64] |= 1 << (row % 64);
    }

    /// Where `row` of the phase before was misaligned; asked only where the layout has memory.
    #[inline(always)]
    fn before(&self, row: usize) -> [Bits; N] {
        self.before[row]
    }
}

impl<'a, const N: usize> Step<'a, N> {
    /// A phase (0-based) of several variants, in the trials of `live`.
    #[inline(always)]
    pub(super) fn new(
        layout: &'a Layout,
        variants: [&'a Odds; N],
        phase: usize,
        live: [Bits; N],
    ) -> Self {
        Self {
            layout,
            emergence: variants.map(|odds| odds.emergence[phase].as_slice()),
            persistence: variants.map(|odds| odds.persistence[phase].as_slice()),
            opening: variants.map(|odds| odds.opening[phase].as_slice()),
            working: variants.map(|odds| odds.working[phase].as_slice()),
            thresholds: variants.map(|odds| odds.thresholds.as_slice()),
            live,
        }
    }

    /// X(t−1) in `state` becomes X(t).
    #[inline(always)]
    pub(super) fn close(&self, state: &mut State<N>, draws: &mut impl Draws<N>) {
        self.start_mitigations(state, draws);
        state.counters.1.fill([Bits::NONE; N]);
        for row in (0..state.rows.len() & !1).step_by(2) {
            self.start_rows([row, row + 1], state, draws);
        }
        if state.rows.len() % 2 == 1 {
            self.start_last(state, draws);
        }
        self.offer_delayed(state, draws);
        loop {
            let mut is_settled = true;
            for word in 0..state.marks.len() {
                while state.marks[word] != 0 {
                    is_settled = false;
                    let bit = state.marks[word].trailing_zeros() as usize;
                    state.marks[word] &= state.marks[word] - 1;
                    self.spread(word * 64 + bit, state, draws);
                }
            }
            if is_settled {
                break;
            }
        }
    }

    // What follows up to `start_rows`, and `undermine`, takes little of the time. It is compiled once, for the narrowest
    // vectors, instead of once for each width: it gives the same bits, and the program builds twice as fast.

    /// `W_m` as far as X(t−1) decides it.
    #[inline(never)]
    fn start_mitigations(&self, state: &mut State<N>, draws: &mut impl Draws<N>) {
        for (m, measure) in self.layout.measures.iter().enumerate() {
            let mut need = self.live;
            for row in &measure.underminers {
                need = minus(need, state.rows[*row as usize].now);
            }
            let chances = each(0.0, |i| self.working[i][m]);
            [state.working[m]] = ask(draws, [Asked { draw: Draw::Working(m), chances, need }]);
        }
    }

    /// The last row, if their number is odd.
    #[inline(never)]
    fn start_last(&self, state: &mut State<N>, draws: &mut impl Draws<N>) {
        self.start_rows([state.rows.len() - 1], state, draws);
    }

    /// Offers X(t−1) to the links that act a phase later.
    #[inline(never)]
    fn offer_delayed(&self, state: &mut State<N>, draws: &mut impl Draws<N>) {
        for slot in self.layout.prompt_slots()..self.layout.targets.len() {
            let source = state.before(self.layout.sources[slot] as usize);
            let blocked = any(self.layout.blockers.at(slot), &state.working);
            self.offer(slot, minus(source, blocked), state, draws);
        }
    }

    /// What carries over and what emerges, as far as the mitigations at the start of the phase let it; of one row or
    /// of two.
    #[inline(always)]
    fn start_rows<const K: usize>(
        &self,
        rows: [usize; K],
        state: &mut State<N>,
        draws: &mut impl Draws<N>,
    ) {
        let mut asked = each(Asked::NOTHING, |k| {
            let before = state.rows[rows[k]].now;
            if self.layout.has_memory {
                state.before[rows[k]] = before;
            }
            let restored = any(self.layout.restorers.at(rows[k]), &state.working);
            self.persistence(rows[k], minus(before, restored))
        });
        let carried: [_; K] = ask(draws, asked);
        for (k, asked) in asked.iter_mut().enumerate() {
            let prevented = any(self.layout.preventers.at(rows[k]), &state.working);
            *asked = self.emergence(rows[k], minus(minus(self.live, carried[k]), prevented));
        }
        let emerged = ask(draws, asked);
        for (k, row) in rows.into_iter().enumerate() {
            state.rows[row] = Row { now: [Bits::NONE; N], pending: [Bits::NONE; N] };
            state.turn(row, each(Bits::NONE, |i| carried[k][i] | emerged[k][i]));
        }
    }

    #[inline(always)]
    fn persistence(&self, row: usize, need: [Bits; N]) -> Asked<N> {
        Asked {
            draw: Draw::Persistence(row),
            chances: each(0.0, |i| self.persistence[i][row]),
            need,
        }
    }

    #[inline(always)]
    fn emergence(&self, row: usize, need: [Bits; N]) -> Asked<N> {
        Asked { draw: Draw::Emergence(row), chances: each(0.0, |i| self.emergence[i][row]), need }
    }

    #[inline(always)]
    fn opening(&self, slot: usize, need: [Bits; N]) -> Asked<N> {
        Asked { draw: Draw::Opening(slot), chances: each(0.0, |i| self.opening[i][slot]), need }
    }

    /// Offers the pending trials of a row to its links, and stops the mitigations that it undermines.
    #[inline(always)]
    fn spread(&self, row: usize, state: &mut State<N>, draws: &mut impl Draws<N>) {
        let pending = std::mem::replace(&mut state.rows[row].pending, [Bits::NONE; N]);
        let slots = self.layout.starts[row] as usize..self.layout.starts[row + 1] as usize;
        let mut held = None;
        for slot in slots {
            let blocked = any(self.layout.blockers.at(slot), &state.working);
            let need = self.needed(slot, minus(pending, blocked), state);
            if is_none(&need) {
                continue;
            }
            // Two at a time.
            let Some((other, others)) = held.take() else {
                held = Some((slot, need));
                continue;
            };
            let asked = [self.opening(other, others), self.opening(slot, need)];
            let [first, second] = ask(draws, asked);
            self.settle(other, first, state);
            self.settle(slot, second, state);
        }
        if let Some((slot, need)) = held {
            let [open] = ask(draws, [self.opening(slot, need)]);
            self.settle(slot, open, state);
        }
        // After the links of the row itself: they count as offered from here on.
        for m in self.layout.undermines.at(row) {
            self.undermine(*m as usize, pending, state, draws);
        }
    }

    /// The source of a link is misaligned in the trials of `reaching` and nothing blocks it there: does it open?
    #[inline(always)]
    fn offer(
        &self,
        slot: usize,
        reaching: [Bits; N],
        state: &mut State<N>,
        draws: &mut impl Draws<N>,
    ) {
        let [open] = ask(draws, [self.opening(slot, self.needed(slot, reaching, state))]);
        self.settle(slot, open, state);
    }

    /// The trials among `reaching` in which it matters whether a link opens.
    #[inline(always)]
    fn needed(&self, slot: usize, reaching: [Bits; N], state: &State<N>) -> [Bits; N] {
        let target = self.layout.targets[slot] as usize;
        if self.thresholds.iter().all(|gates| gates[target] == NEVER) {
            return [Bits::NONE; N];
        }
        minus(reaching, state.rows[target].now)
    }

    /// A link has opened in the trials of `open`.
    #[inline(always)]
    fn settle(&self, slot: usize, open: [Bits; N], state: &mut State<N>) {
        let target = self.layout.targets[slot] as usize;
        // A link that was drawn at the same time may have turned the target.
        let open = minus(open, state.rows[target].now);
        let thresholds = each(0, |i| self.thresholds[i][target]);
        if thresholds.iter().all(|k| *k == 1) {
            state.turn(target, open);
        } else if !is_none(&open) {
            let reached = count(target, open, &thresholds, state);
            state.turn(target, minus(reached, state.rows[target].now));
        }
    }

    /// A mitigation stops working where a node that undermines it has turned; what it held back happens.
    #[inline(never)]
    fn undermine(
        &self,
        m: usize,
        turned: [Bits; N],
        state: &mut State<N>,
        draws: &mut impl Draws<N>,
    ) {
        let lost: [Bits; N] = each(Bits::NONE, |i| state.working[m][i] & turned[i]);
        if is_none(&lost) {
            return;
        }
        state.working[m] = minus(state.working[m], lost);
        let measure = &self.layout.measures[m];
        for row in measure.restores.iter().map(|row| *row as usize) {
            let freed = minus(lost, any(self.layout.restorers.at(row), &state.working));
            let calm = minus(freed, state.rows[row].now);
            let before = state.before(row);
            let need = each(Bits::NONE, |i| calm[i] & before[i]);
            let [carried] = ask(draws, [self.persistence(row, need)]);
            state.turn(row, carried);
        }
        for row in measure.prevents.iter().map(|row| *row as usize) {
            let freed = minus(lost, any(self.layout.preventers.at(row), &state.working));
            let need = minus(freed, state.rows[row].now);
            let [emerged] = ask(draws, [self.emergence(row, need)]);
            state.turn(row, emerged);
        }
        for slot in measure.blocks.iter().map(|slot| *slot as usize) {
            let freed = minus(lost, any(self.layout.blockers.at(slot), &state.working));
            let source = self.layout.sources[slot] as usize;
            let heard = if slot < self.layout.prompt_slots() {
                minus(state.rows[source].now, state.rows[source].pending)
            } else {
                state.before(source)
            };
            self.offer(slot, each(Bits::NONE, |i| freed[i] & heard[i]), state, draws);
        }
    }
}

/// Adds openings to the counter of a row and gives the trials in which they have become enough.
///
/// A link is offered only in trials that have not turned, so a count never passes the threshold.
#[inline(always)]
fn count<const N: usize>(
    row: usize,
    open: [Bits; N],
    thresholds: &[u32; N],
    state: &mut State<N>,
) -> [Bits; N] {
    let (starts, digits) = &mut state.counters;
    let digits = &mut digits[starts[row] as usize..starts[row + 1] as usize];
    each(Bits::NONE, |i| {
        if thresholds[i] == 1 {
            return open[i];
        }
        let mut carry = open[i];
        let mut is_equal = Bits::ALL;
        for (place, digit) in digits.iter_mut().enumerate() {
            let sum = digit[i] ^ carry;
            carry &= digit[i];
            digit[i] = sum;
            let wanted = 0_u64.wrapping_sub(u64::from(thresholds[i] >> place & 1));
            is_equal = is_equal.zip(sum, |all, sum| all & !(sum ^ wanted));
        }
        if thresholds[i] == NEVER { Bits::NONE } else { is_equal }
    })
}

/// One draw or two, unless nothing is needed.
#[inline(always)]
fn ask<const N: usize, const K: usize>(
    draws: &mut impl Draws<N>,
    asked: [Asked<N>; K],
) -> [[Bits; N]; K] {
    let mut drawn = [[Bits::NONE; N]; K];
    if let (2, [first, .., last], [one, .., other]) = (K, &asked[..], &mut drawn[..])
        && !is_none(&first.need)
        && !is_none(&last.need)
    {
        let draws_two = [first.draw, last.draw];
        let chances = [first.chances, last.chances];
        [*one, *other] = draws.draw_two(draws_two, chances, [first.need, last.need]);
        return drawn;
    }
    for (bits, asked) in drawn.iter_mut().zip(&asked) {
        if !is_none(&asked.need) {
            *bits = draws.draw(asked.draw, asked.chances, asked.need);
        }
    }
    drawn
}

#[inline(always)]
fn is_none<const N: usize>(bits: &[Bits; N]) -> bool {
    bits.iter().fold(Bits::NONE, |all, b| all | *b).is_none()
}

#[inline(always)]
fn minus<const N: usize>(from: [Bits; N], what: [Bits; N]) -> [Bits; N] {
    each(Bits::NONE, |i| from[i] & !what[i])
}

/// Where any of the listed mitigations works.
#[inline(always)]
fn any<const N: usize>(mitigations: &[u32], working: &[[Bits; N]]) -> [Bits; N] {
    let mut all = [Bits::NONE; N];
    for m in mitigations {
        for (bits, its) in all.iter_mut().zip(working[*m as usize]) {
            *bits |= its;
        }
    }
    all
}
