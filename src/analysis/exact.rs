//! The exact solution: all states with their probabilities, carried through the phases.
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
//! Nodes that can never be misaligned (`support`) are left out, and stay at exactly 0.

use petgraph::{algo::tarjan_scc, graphmap::DiGraphMap};

use super::{
    Cancelled, Monitor,
    program::{Chances, Program},
    support::Support,
};

/// Exact probabilities under one hypothesis, nodes by place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Exact {
    /// `P[X_v(t) = 1]`, by phase and node.
    pub(super) prevalence: Vec<Vec<f64>>,
    /// `P[X_v(τ) = 1 for some τ ≤ t]`, by phase and node.
    pub(super) ever: Vec<Vec<f64>>,
    /// P[some outcome reached by t], by time from 0 on.
    pub(super) any_outcome: Vec<f64>,
}

/// Why there is no exact solution.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stop {
    /// The monitor asked to stop.
    Cancelled,
    /// It would take too much; the text says of what.
    Unaffordable(String),
}

impl From<Cancelled> for Stop {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// How much work may be done, in elementary operations: multiplications and additions of probabilities, and what
/// goes with them. An operation takes a few nanoseconds.
pub(super) struct Budget {
    left: u64,
    /// Whether a phase may only use its share of what is left. Later phases have as many states as earlier ones or
    /// more, so a phase above its share predicts that the whole is not affordable, before all is spent.
    is_shared_out: bool,
    /// What the phase at hand may still use.
    phase_left: u64,
}

/// Most probabilities that are held at a time: 256 MB.
const HELD_MAX: usize = 1 << 25;

impl Budget {
    /// A budget to be spent as it comes.
    pub(super) fn whole(operations: u64) -> Self {
        Self { left: operations, is_shared_out: false, phase_left: 0 }
    }

    /// A budget that is given up as soon as a phase exceeds its share.
    pub(super) fn shared_out(operations: u64) -> Self {
        Self { left: operations, is_shared_out: true, phase_left: 0 }
    }

    fn start_phase(&mut self, phases_to_go: u64) {
        self.phase_left =
            if self.is_shared_out { self.left / phases_to_go.max(1) } else { self.left };
    }

    fn spend(&mut self, operations: u64) -> Result<(), Stop> {
        if operations > self.phase_left {
            return Err(Stop::Unaffordable("it has too many states".to_owned()));
        }
        self.phase_left -= operations;
        self.left -= operations;
        Ok(())
    }
}

/// Solves a program exactly under each of its hypotheses.
///
/// # Errors
/// [`Stop`] when it is cancelled or not affordable.
pub(super) fn solve(
    program: &Program,
    supports: &[Support],
    budget: &mut Budget,
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
struct State {
    /// X(t−1), as far as it is still asked for.
    before: u64,
    /// P: misaligned, effect taken into account.
    settled: u64,
    /// F: misaligned, effect not taken into account.
    fresh: u64,
    /// B^M as far as drawn and still asked for.
    working: u64,
}

/// States with a row of probabilities each.
struct Cloud {
    width: usize,
    states: Vec<State>,
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
    fn push(&mut self, state: State, row: &[f64], factor: f64) {
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
    fn each(
        &self,
        budget: &mut Budget,
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
    fn split(&mut self, state: State, row: &[f64], p: f64, set: impl Fn(&mut State)) {
        let mut turned = state;
        set(&mut turned);
        self.push(turned, row, p);
        self.push(state, row, 1.0 - p);
    }
}

/// The chain under one hypothesis.
struct Chain<'a> {
    program: &'a Program,
    chances: &'a Chances,
    /// The nodes that can be misaligned; a node's bit is its place here.
    nodes: Vec<usize>,
    /// The bit of each node of the program.
    bits: Vec<Option<u32>>,
    outcomes: u64,
    cloud: Cloud,
    /// P[v reached so far], by bit.
    ever: Vec<f64>,
    /// P[some outcome reached so far].
    any_outcome: f64,
    solution: Exact,
}

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
        let solution = Exact { prevalence: Vec::new(), ever: Vec::new(), any_outcome: Vec::new() };
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
        budget: &mut Budget,
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
    fn start(&mut self, budget: &mut Budget) -> Result<(), Stop> {
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

/// One phase, with nodes and mitigations by bit, cut down to what can have an effect in it.
struct Phase {
    nodes: Vec<Turning>,
    mitigations: Vec<Working>,
    steps: Vec<Step>,
}

/// What can make a node turn.
struct Turning {
    /// Persistence, and the mitigations that restore.
    persistence: f64,
    restorers: u64,
    /// Emergence, and the mitigations that prevent.
    emergence: f64,
    preventers: u64,
    /// How many open links it takes; `None` if no number does.
    threshold: Option<usize>,
    inbound: Vec<Inbound>,
}

/// A link that can open.
struct Inbound {
    /// Its source, as a set of one.
    source: u64,
    is_delayed: bool,
    opening: f64,
    blockers: u64,
}

/// A mitigation that can work and bears on something.
struct Working {
    chance: f64,
    underminers: u64,
}

/// One component of nodes that influence each other, decided together.
struct Step {
    /// Its nodes.
    members: Vec<usize>,
    /// Mitigations to draw first.
    drawn: Vec<usize>,
    /// What later steps ask of X(t−1) and of the mitigations.
    before_kept: u64,
    working_kept: u64,
    /// What this step asks of X(t−1).
    before_asked: u64,
}

/// A situation that a node's right side is judged in.
#[derive(Clone, Copy)]
struct Situation {
    before: u64,
    misaligned: u64,
    /// The mitigations that work: drawn so, and not undermined.
    working: u64,
}

impl Phase {
    fn new(chain: &Chain<'_>, number: usize) -> Result<Self, Stop> {
        let network = &chain.program.network;
        // Mitigations by bit: those that can work and bear on a node that can turn.
        let bears = |m: &usize| {
            chain.chances.working[number][*m] > 0.0
                && network.mitigations[*m].concerned.iter().any(|v| chain.bits[*v].is_some())
        };
        let kept: Vec<usize> = (0..network.mitigations.len()).filter(bears).collect();
        if kept.len() > 64 {
            return Err(Stop::Unaffordable(format!(
                "{} of its mitigations can work; the limit is 64",
                kept.len()
            )));
        }
        let node_set = |all: &[usize]| set(all.iter().filter_map(|v| chain.bits[*v]));
        let mitigation_set = |all: &[usize]| {
            set((0..).zip(&kept).filter(|(_, m)| all.contains(m)).map(|(bit, _)| bit))
        };
        let inbound = |e: &usize| {
            let wire = &network.links[*e];
            let opening = chain.chances.opening[number][*e];
            let source = chain.bits[wire.source].filter(|_| opening > 0.0)?;
            let blockers = mitigation_set(&wire.blockers);
            Some(Inbound { source: 1 << source, is_delayed: wire.is_delayed, opening, blockers })
        };
        let nodes = chain.nodes.iter().map(|v| Turning {
            persistence: chain.chances.persistence[number][*v],
            restorers: mitigation_set(&network.nodes[*v].restorers),
            emergence: chain.chances.emergence[number][*v],
            preventers: mitigation_set(&network.nodes[*v].preventers),
            threshold: network.nodes[*v].threshold,
            inbound: network.nodes[*v].inbound.iter().filter_map(inbound).collect(),
        });
        let mitigations = kept.iter().map(|m| Working {
            chance: chain.chances.working[number][*m],
            underminers: node_set(&network.mitigations[*m].underminers),
        });
        let mut phase =
            Self { nodes: nodes.collect(), mitigations: mitigations.collect(), steps: Vec::new() };
        phase.steps = phase.plan();
        Ok(phase)
    }

    /// Components in an order in which influence flows, with what each draws and what may be forgotten after it.
    fn plan(&self) -> Vec<Step> {
        let mut influence = DiGraphMap::<usize, ()>::new();
        for (v, node) in self.nodes.iter().enumerate() {
            influence.add_node(v);
            let sources = node.inbound.iter().filter(|l| !l.is_delayed).map(|l| l.source);
            let underminers = ones(node.mitigations()).map(|m| self.mitigations[m].underminers);
            for u in ones(sources.chain(underminers).fold(0, |all, bits| all | bits)) {
                influence.add_edge(u, v, ());
            }
        }
        let mut components = tarjan_scc(&influence);
        components.reverse();
        let mut drawn_before = 0;
        let mut steps: Vec<Step> = Vec::new();
        for mut members in components {
            members.sort_unstable();
            let asked = self.mitigations_of(&members);
            let drawn = ones(asked & !drawn_before).collect();
            drawn_before |= asked;
            let before_asked = members.iter().fold(0, |all, v| all | self.asks_of_before(*v));
            steps.push(Step { members, drawn, before_kept: 0, working_kept: 0, before_asked });
        }
        let (mut before_kept, mut working_kept) = (0, 0);
        for step in steps.iter_mut().rev() {
            (step.before_kept, step.working_kept) = (before_kept, working_kept);
            before_kept |= step.before_asked;
            working_kept |= self.mitigations_of(&step.members);
        }
        steps
    }

    fn mitigations_of(&self, members: &[usize]) -> u64 {
        members.iter().fold(0, |all, v| all | self.nodes[*v].mitigations())
    }

    /// The nodes whose X(t−1) node `v` depends on.
    fn asks_of_before(&self, v: usize) -> u64 {
        let node = &self.nodes[v];
        let own = if node.persistence > 0.0 { 1 << v } else { 0 };
        let delayed = node.inbound.iter().filter(|l| l.is_delayed).map(|l| l.source);
        let underminers = ones(node.mitigations()).map(|m| self.mitigations[m].underminers);
        delayed.chain(underminers).fold(own, |all, bits| all | bits)
    }

    /// What the steps from one on ask of X(t−1).
    fn asked_before(&self, step: usize) -> u64 {
        self.steps.get(step).map_or(0, |s| s.before_asked | s.before_kept)
    }

    /// Decides one component.
    fn decide(&self, step: usize, cloud: Cloud, budget: &mut Budget) -> Result<Cloud, Stop> {
        let step = &self.steps[step];
        let mut cloud = cloud;
        for m in &step.drawn {
            let chance = self.mitigations[*m].chance;
            cloud = cloud.each(budget, |state, row, next| {
                next.split(state, row, chance, |s| s.working |= 1 << m);
            })?;
        }
        // What the component's surroundings trigger in it.
        for v in &step.members {
            cloud = cloud.each(budget, |state, row, next| {
                let p = self.turning(*v, None, self.situation(state, state.settled));
                next.split(state, row, p, |s| s.fresh |= 1 << v);
            })?;
        }
        // What its nodes trigger in each other.
        while cloud.states.iter().any(|state| state.fresh != 0) {
            cloud = cloud.each(budget, |state, row, next| self.settle(step, state, row, next))?;
        }
        cloud.each(budget, |state, row, next| {
            let before = state.before & step.before_kept;
            let working = state.working & step.working_kept;
            next.push(State { before, working, ..state }, row, 1.0);
        })
    }

    /// Takes the lowest fresh node's effect into account; a state without one stays as it is.
    fn settle(&self, step: &Step, state: State, row: &[f64], next: &mut Cloud) {
        if state.fresh == 0 {
            next.push(state, row, 1.0);
            return;
        }
        let u = state.fresh & state.fresh.wrapping_neg();
        let without = self.situation(state, state.settled);
        let with = self.situation(state, state.settled | u);
        let known = state.settled | state.fresh;
        let settled = State { settled: state.settled | u, fresh: state.fresh & !u, ..state };
        let mut branches = vec![(settled, 1.0)];
        for v in step.members.iter().filter(|v| known >> **v & 1 == 0) {
            let p = self.turning(*v, Some(without), with);
            if p > 0.0 {
                let turned = branches.iter().map(|(s, q)| {
                    let fresh = s.fresh | 1 << v;
                    (State { fresh, ..*s }, q * p)
                });
                let turned: Vec<_> = turned.collect();
                for (_, q) in &mut branches {
                    *q *= 1.0 - p;
                }
                branches.extend(turned);
            }
        }
        for (state, q) in branches {
            next.push(state, row, q);
        }
    }

    fn situation(&self, state: State, misaligned: u64) -> Situation {
        let down = state.before | misaligned;
        let works = |m: &usize| self.mitigations[*m].underminers & down == 0;
        let working = set(ones(state.working).filter(works).map(|m| m as u32));
        Situation { before: state.before, misaligned, working }
    }

    /// P[`T_v(with)` | not `T_v(without)`]; `None` stands for a situation in which nothing triggers.
    fn turning(&self, v: usize, without: Option<Situation>, with: Situation) -> f64 {
        let node = &self.nodes[v];
        let is_new = |holds: &dyn Fn(Situation) -> bool| holds(with) && !without.is_some_and(holds);
        let mut chance = 0.0;
        if is_new(&|s| s.before >> v & 1 == 1 && s.working & node.restorers == 0) {
            chance = either(chance, node.persistence);
        }
        if is_new(&|s| s.working & node.preventers == 0) {
            chance = either(chance, node.emergence);
        }
        if let Some(k) = node.threshold {
            let effective = |link: &&Inbound, s: Situation| link.is_effective(s);
            let (old, new): (Vec<&Inbound>, Vec<&Inbound>) = node
                .inbound
                .iter()
                .filter(|link| effective(link, with))
                .partition(|link| without.is_some_and(|s| effective(link, s)));
            chance = either(chance, opening(k, &old, &new));
        }
        chance
    }
}

impl Turning {
    /// The mitigations that bear on it in this phase.
    fn mitigations(&self) -> u64 {
        let restorers = if self.persistence > 0.0 { self.restorers } else { 0 };
        let preventers = if self.emergence > 0.0 { self.preventers } else { 0 };
        self.inbound.iter().fold(restorers | preventers, |all, link| all | link.blockers)
    }
}

impl Inbound {
    /// Whether it needs only to open.
    fn is_effective(&self, s: Situation) -> bool {
        let sources = if self.is_delayed { s.before } else { s.misaligned };
        sources & self.source != 0 && s.working & self.blockers == 0
    }
}

/// The chance of either of two independent events.
fn either(p: f64, q: f64) -> f64 {
    p + (1.0 - p) * q
}

/// P[at least k of all links are open | fewer than k of the old ones are].
fn opening(k: usize, old: &[&Inbound], new: &[&Inbound]) -> f64 {
    if new.is_empty() || old.len() + new.len() < k {
        return 0.0;
    }
    if k == 1 {
        return new.iter().fold(0.0, |p, link| either(p, link.opening));
    }
    let (old, new) = (counts(k, old), counts(k, new));
    // beyond[i] = P[at least i of the new ones are open].
    let mut beyond = new;
    for i in (0..k).rev() {
        beyond[i] += beyond[i + 1];
    }
    let below: f64 = old[..k].iter().sum();
    let opened: f64 = (0..k).map(|j| old[j] * beyond[k - j]).sum();
    if below > 0.0 { (opened / below).min(1.0) } else { 0.0 }
}

/// P[exactly i are open] for i < k, and at k P[at least k are].
fn counts(k: usize, links: &[&Inbound]) -> Vec<f64> {
    let mut counts = vec![0.0; k + 1];
    counts[0] = 1.0;
    for link in links {
        counts[k] += counts[k - 1] * link.opening;
        for i in (0..k).rev() {
            let arriving = if i == 0 { 0.0 } else { counts[i - 1] * link.opening };
            counts[i] = counts[i] * (1.0 - link.opening) + arriving;
        }
    }
    counts
}

/// The places of the ones.
fn ones(bits: u64) -> impl Iterator<Item = usize> {
    let mut rest = bits;
    std::iter::from_fn(move || {
        let place = rest.trailing_zeros();
        rest &= rest.wrapping_sub(1);
        (place < 64).then_some(place as usize)
    })
}

fn set(places: impl Iterator<Item = u32>) -> u64 {
    places.fold(0, |all, place| all | 1 << place)
}
