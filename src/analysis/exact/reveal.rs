//! State enumeration: every set of misaligned nodes that occurs, with its probability, carried through the phases.
//!
//! # Method
//! Under one hypothesis X(0), X(1), … is a Markov chain over sets of misaligned nodes. The solver holds the
//! probability of every set that can occur and moves all of them through a phase at once.
//!
//! **Weights.** Each state carries a row of probabilities: that of the state; that of the state together with 'no
//! outcome so far'; and for each node v that of the state together with 'never v so far'. They move alike. At the end of
//! a phase the states with v = 1 have just left 'never v': what they held there is P\[v reached for the first time in
//! this phase\], which is added to `ever` and set to 0. Nothing is ever found as 1 minus something, so a probability
//! of 1e-30 comes out with as many digits as one of 0.3.
//!
//! **Reveal.** Within a phase the least fixpoint is revealed node by node. Let `T_v(P)` be the event that the right side
//! for v holds if exactly the nodes of P are misaligned; it grows with P. Its own variables (persistence and emergence
//! of v, openings of the links into v) belong to no other node, so given X(t−1), the mitigations' variables and P, the
//! events of different nodes are independent. A state of the reveal is (P, F): nodes whose effect was taken into
//! account, and nodes known to turn whose effect was not. Taking u out of F into P, an undecided node v has not been
//! triggered by P, and is by P ∪ {u} with probability `P[T_v(P ∪ u) | not T_v(P)]` ([`Phase::turning`]). When F is empty,
//! P is the least fixpoint: everything in it was triggered from below, and nothing outside it is triggered by it.
//!
//! **The conditional probability** needs no difference either. 'Not `T_v(P)`' says that none of v's own variables fired
//! that P made effective (carrying over, emerging), and that fewer than k of the links that P made effective are open:
//! two independent statements. What u adds is a set of newly effective variables (its links, and whatever an
//! undermined mitigation no longer stops), independent of those before. So the chance is that of the union of the new
//! own variables and of 'j open before, at least k − j of the new ones', j < k weighed by its conditional probability:
//! sums of products of positive numbers.
//!
//! **Order.** Nodes are decided in an order in which influence flows (strongly connected components of links and of
//! undermining, sources first), so that F holds only nodes of the component at hand. A mitigation's variable is drawn
//! before the first node that it bears on and forgotten after the last; a node's X(t−1) is forgotten after the last
//! node that asks for it. States that have become equal are added up. This is elimination of variables: it changes the
//! order of the sums, not their value.
//!
//! Nodes that can never be misaligned (`support`) are left out, and stay at exactly 0. What never occurs is never
//! held, so documents with many certain variables are affordable here that are too large for [`super::elimination`].

use super::{
    Exact, Stop, Technique, Work,
    phase::{Phase, ones},
};
use crate::analysis::{
    Monitor,
    program::{Chances, Program},
    support::Support,
};

/// Solves a program exactly under each of its hypotheses.
///
/// # Errors
/// [`Stop`] when it is cancelled or not affordable.
pub(super) fn solve(
    program: &Program,
    supports: &[Support],
    budget: &mut Work,
    monitor: &dyn Monitor,
) -> Result<Vec<Exact>, Stop> {
    let cases = program.chances.iter().zip(supports);
    let total = (program.chances.len() * program.phase_count) as u64;
    let mut solutions = Vec::new();
    for (chances, support) in cases {
        let mut chain = Chain::new(program, chances, support)?;
        for phase in 0..program.phase_count {
            let done = (solutions.len() * program.phase_count + phase) as u64;
            monitor.advance(done, total)?;
            budget.start_phase(total - done);
            chain.advance(phase, budget, monitor, (done, total))?;
        }
        solutions.push(chain.solution);
    }
    Ok(solutions)
}

/// A state of the reveal. Bits are places among the nodes, or mitigations, that matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct State {
    /// X(t−1), as far as it is still asked for.
    pub(super) before: u64,
    /// P: misaligned, effect taken into account.
    pub(super) settled: u64,
    /// F: misaligned, effect not taken into account.
    pub(super) fresh: u64,
    /// B^M as far as drawn and still asked for.
    pub(super) working: u64,
}

/// States with a row of probabilities each.
pub(super) struct Cloud {
    width: usize,
    pub(super) states: Vec<State>,
    rows: Vec<f64>,
}

impl Cloud {
    fn new(width: usize) -> Self {
        Self { width, states: Vec::new(), rows: Vec::new() }
    }

    fn row(&self, i: usize) -> &[f64] {
        &self.rows[i * self.width..][..self.width]
    }

    fn iter(&self) -> impl Iterator<Item = (State, &[f64])> {
        self.states.iter().copied().zip(self.rows.chunks_exact(self.width))
    }

    /// Adds a state with `factor` times a row; what has no probability is left out.
    pub(super) fn push(&mut self, state: State, row: &[f64], factor: f64) {
        if factor > 0.0 {
            self.states.push(state);
            self.rows.extend(row.iter().map(|p| p * factor));
        }
    }

    /// Adds up equal states, in a fixed order.
    fn merged(self) -> Self {
        let mut order: Vec<usize> = (0..self.states.len()).collect();
        order.sort_unstable_by_key(|i| (self.states[*i], *i));
        let mut merged = Self::new(self.width);
        for i in order {
            if merged.states.last() == Some(&self.states[i]) {
                let start = merged.rows.len() - self.width;
                let sums = merged.rows[start..].iter_mut();
                sums.zip(self.row(i)).for_each(|(sum, p)| *sum += p);
            } else {
                merged.push(self.states[i], self.row(i), 1.0);
            }
        }
        merged
    }

    /// Each state becomes several: `split` adds them.
    pub(super) fn each(
        &self,
        budget: &mut Work,
        mut split: impl FnMut(State, &[f64], &mut Self),
    ) -> Result<Self, Stop> {
        let mut next = Self::new(self.width);
        for (state, row) in self.iter() {
            let size = next.rows.len();
            split(state, row, &mut next);
            budget.spend((next.rows.len() - size) as u64 + 20)?;
            if next.rows.len() > HELD_MAX {
                return Err(Stop::Unaffordable("it needs too much memory".to_owned()));
            }
        }
        Ok(next.merged())
    }

    /// With probability p a bit is set in one of two ways.
    pub(super) fn split(&mut self, state: State, row: &[f64], p: f64, set: impl Fn(&mut State)) {
        let mut turned = state;
        set(&mut turned);
        self.push(turned, row, p);
        self.push(state, row, 1.0 - p);
    }
}

/// The chain under one hypothesis.
pub(super) struct Chain<'a> {
    pub(super) program: &'a Program,
    pub(super) chances: &'a Chances,
    /// The nodes that can be misaligned; a node's bit is its place here.
    pub(super) nodes: Vec<usize>,
    /// The bit of each node of the program.
    pub(super) bits: Vec<Option<u32>>,
    outcomes: u64,
    cloud: Cloud,
    /// P[v reached so far], by bit.
    ever: Vec<f64>,
    /// P[some outcome reached so far].
    any_outcome: f64,
    solution: Exact,
}

/// Most probabilities that are held at a time: 256 MB.
const HELD_MAX: usize = 1 << 25;

/// The places in a row of probabilities.
const PLAIN: usize = 0;
const NO_OUTCOME: usize = 1;
const NEVER: usize = 2;

impl<'a> Chain<'a> {
    fn new(program: &'a Program, chances: &'a Chances, support: &Support) -> Result<Self, Stop> {
        let can_turn = |v: &usize| support.ever.last().is_some_and(|ever| ever[*v]);
        let nodes: Vec<usize> = (0..program.network.nodes.len()).filter(can_turn).collect();
        if nodes.len() > 64 {
            return Err(Stop::Unaffordable(format!(
                "{} of its nodes can turn misaligned; the limit is 64",
                nodes.len()
            )));
        }
        let mut bits = vec![None; program.network.nodes.len()];
        nodes.iter().zip(0..).for_each(|(v, bit)| bits[*v] = Some(bit));
        let outcomes =
            nodes.iter().enumerate().filter(|(_, v)| program.network.nodes[**v].is_outcome);
        let outcomes = outcomes.fold(0, |all, (bit, _)| all | 1 << bit);
        let width = NEVER + nodes.len();
        let mut cloud = Cloud::new(width);
        cloud.push(State::default(), &vec![1.0; width], 1.0);
        let technique = Technique::Enumeration;
        let solution =
            Exact { technique, prevalence: Vec::new(), ever: Vec::new(), any_outcome: Vec::new() };
        let ever = vec![0.0; nodes.len()];
        Ok(Self {
            program,
            chances,
            nodes,
            bits,
            outcomes,
            cloud,
            ever,
            any_outcome: 0.0,
            solution,
        })
    }

    fn advance(
        &mut self,
        number: usize,
        budget: &mut Work,
        monitor: &dyn Monitor,
        (done, total): (u64, u64),
    ) -> Result<(), Stop> {
        if number == 0 {
            self.start(budget)?;
        }
        let phase = Phase::new(self, number)?;
        let mut cloud = self.restarted(phase.asked_before(0));
        for step in 0..phase.steps.len() {
            monitor.advance(done, total)?;
            cloud = phase.decide(step, cloud, budget)?;
        }
        self.cloud = cloud;
        self.note(false);
        Ok(())
    }

    /// The states at the end of a phase as those before the next one, as far as they are asked for.
    fn restarted(&self, asked: u64) -> Cloud {
        let mut cloud = Cloud::new(self.cloud.width);
        for (state, row) in self.cloud.iter() {
            let before = state.settled & asked;
            cloud.push(State { before, ..State::default() }, row, 1.0);
        }
        cloud.merged()
    }

    /// X(0).
    fn start(&mut self, budget: &mut Work) -> Result<(), Stop> {
        for (bit, v) in self.nodes.iter().enumerate() {
            let p = self.chances.initial[*v];
            self.cloud = self.cloud.each(budget, |state, row, next| {
                next.split(state, row, p, |s| s.settled |= 1 << bit);
            })?;
        }
        self.note(true);
        Ok(())
    }

    /// Reads off what the states say, and closes the books of 'never so far'. `is_initial` is true for time 0, of
    /// which only the outcomes are reported.
    fn note(&mut self, is_initial: bool) {
        let width = self.cloud.width;
        let mut prevalence = vec![0.0; self.nodes.len()];
        let mut mass = 0.0;
        let states = self.cloud.states.iter().zip(self.cloud.rows.chunks_exact_mut(width));
        for (state, row) in states {
            mass += row[PLAIN];
            if state.settled & self.outcomes != 0 {
                self.any_outcome += std::mem::take(&mut row[NO_OUTCOME]);
            }
            for bit in ones(state.settled) {
                prevalence[bit] += row[PLAIN];
                self.ever[bit] += std::mem::take(&mut row[NEVER + bit]);
            }
        }
        debug_assert!((mass - 1.0_f64).abs() <= 1e-12, "the probabilities add up to {mass}");
        self.solution.any_outcome.push(self.any_outcome.min(1.0));
        if !is_initial {
            self.solution.prevalence.push(self.by_node(&prevalence));
            self.solution.ever.push(self.by_node(&self.ever));
        }
    }

    /// Numbers by bit as probabilities by node of the program.
    fn by_node(&self, by_bit: &[f64]) -> Vec<f64> {
        let of = |bit: &Option<u32>| bit.map_or(0.0, |bit| by_bit[bit as usize].min(1.0));
        self.bits.iter().map(of).collect()
    }
}
