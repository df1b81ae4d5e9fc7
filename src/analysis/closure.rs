//! One phase for many trials at once: the least fixpoint of SEMANTICS §1, reached from below by a worklist.
//!
//! The worklist holds nodes whose right side may have grown. A node is re-examined when a source of a link into it
//! turned, or when a node turned that undermines a mitigation that bears on it. X only ever grows and working
//! mitigations only ever stop, so this is Kleene's iteration in another order and ends at the same least fixpoint.

use super::{
    bits::{Bits, Counter},
    program::{Chances, Network, Program, Variable},
};

/// Where the values of the variables come from.
pub(super) trait Draws {
    /// The value of a variable with probability `chance` (above 0) in the trials of `need`; 0 elsewhere. Asked
    /// twice, it gives the same answer.
    fn draw(&mut self, variable: Variable, chance: f64, need: Bits) -> Bits;
}

/// The inputs of one phase.
pub(super) struct PhaseOf<'a> {
    /// What is joined to what.
    pub(super) network: &'a Network,
    /// The probabilities.
    pub(super) chances: &'a Chances,
    /// The phase, 0-based.
    pub(super) phase: usize,
    /// Which trials to compute.
    pub(super) live: Bits,
}

/// Working memory, kept from phase to phase.
pub(super) struct Scratch {
    /// Which mitigations work so far.
    working: Vec<Bits>,
    /// Nodes to examine, first in first out.
    queue: std::collections::VecDeque<usize>,
    is_queued: Vec<bool>,
    counter: Counter,
}

impl Scratch {
    /// Working memory for a program.
    pub(super) fn new(program: &Program) -> Self {
        Self {
            working: vec![Bits::NONE; program.network.mitigations.len()],
            queue: std::collections::VecDeque::new(),
            is_queued: vec![false; program.network.nodes.len()],
            counter: Counter::default(),
        }
    }

    fn push(&mut self, v: usize) {
        if !self.is_queued[v] {
            self.is_queued[v] = true;
            self.queue.push_back(v);
        }
    }
}

impl PhaseOf<'_> {
    /// X(t) into `after`, from X(t−1) in `before`, by node.
    pub(super) fn close(
        &self,
        before: &[Bits],
        after: &mut [Bits],
        draws: &mut impl Draws,
        scratch: &mut Scratch,
    ) {
        after.fill(Bits::NONE);
        self.start_mitigations(before, draws, scratch);
        for v in 0..self.network.nodes.len() {
            scratch.push(v);
        }
        while let Some(v) = scratch.queue.pop_front() {
            scratch.is_queued[v] = false;
            let turned = self.turned(v, (before, after), draws, scratch);
            if !turned.is_none() {
                after[v] |= turned;
                self.spread(v, turned, scratch);
            }
        }
    }

    /// `W_m` as far as X(t−1) decides it.
    fn start_mitigations(&self, before: &[Bits], draws: &mut impl Draws, scratch: &mut Scratch) {
        for (m, measure) in self.network.mitigations.iter().enumerate() {
            let undermined = measure.underminers.iter().fold(Bits::NONE, |all, u| all | before[*u]);
            scratch.working[m] = self.value(Variable::Working(m), self.live & !undermined, draws);
        }
    }

    /// The trials in which the right side for `v` holds by now and `X_v` does not.
    fn turned(
        &self,
        v: usize,
        (before, after): (&[Bits], &[Bits]),
        draws: &mut impl Draws,
        scratch: &mut Scratch,
    ) -> Bits {
        let place = &self.network.nodes[v];
        let calm = self.live & !after[v];
        let carried = calm & before[v] & !any(&place.restorers, &scratch.working);
        let mut turned = self.value(Variable::Persistence(v), carried, draws);
        let emerging = calm & !turned & !any(&place.preventers, &scratch.working);
        turned |= self.value(Variable::Emergence(v), emerging, draws);
        match place.threshold {
            None => {}
            Some(1) => {
                for e in &place.inbound {
                    let asked = self.reaching(*e, (before, after), &scratch.working);
                    turned |= self.value(Variable::Opening(*e), asked & calm & !turned, draws);
                }
            }
            Some(k) => {
                scratch.counter.clear();
                for e in &place.inbound {
                    let asked = self.reaching(*e, (before, after), &scratch.working);
                    let open = self.value(Variable::Opening(*e), asked & calm & !turned, draws);
                    scratch.counter.add(open);
                }
                turned |= scratch.counter.at_least(k) & calm & !turned;
            }
        }
        turned
    }

    /// Where link `e` needs only to open: its source is misaligned and nothing blocks it.
    fn reaching(&self, e: usize, (before, after): (&[Bits], &[Bits]), working: &[Bits]) -> Bits {
        let wire = &self.network.links[e];
        let source = if wire.is_delayed { before[wire.source] } else { after[wire.source] };
        source & !any(&wire.blockers, working)
    }

    /// Queues everything whose right side may have grown because `v` turned.
    fn spread(&self, v: usize, turned: Bits, scratch: &mut Scratch) {
        let place = &self.network.nodes[v];
        for e in &place.outbound {
            scratch.push(self.network.links[*e].target);
        }
        for m in &place.undermines {
            if !(scratch.working[*m] & turned).is_none() {
                scratch.working[*m] &= !turned;
                for concerned in &self.network.mitigations[*m].concerned {
                    scratch.push(*concerned);
                }
            }
        }
    }

    fn value(&self, variable: Variable, need: Bits, draws: &mut impl Draws) -> Bits {
        let chance = self.chances.of(variable, self.phase);
        if chance <= 0.0 || need.is_none() {
            Bits::NONE
        } else {
            draws.draw(variable, chance, need)
        }
    }
}

fn any(mitigations: &[usize], working: &[Bits]) -> Bits {
    mitigations.iter().fold(Bits::NONE, |all, m| all | working[*m])
}
