//! One phase of the reveal: which nodes turn, given those that did, and in what order to ask.

use petgraph::graphmap::DiGraphMap;

use super::{
    Stop, Work,
    reveal::{Chain, Cloud, State},
};
use crate::analysis::components::strongly_connected;

/// One phase, with nodes and mitigations by bit, cut down to what can have an effect in it.
pub(super) struct Phase {
    nodes: Vec<Turning>,
    mitigations: Vec<Working>,
    pub(super) steps: Vec<Step>,
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
pub(super) struct Step {
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
    pub(super) fn new(chain: &Chain<'_>, number: usize) -> Result<Self, Stop> {
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
        let mut components = strongly_connected(&influence);
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
    pub(super) fn asked_before(&self, step: usize) -> u64 {
        self.steps.get(step).map_or(0, |s| s.before_asked | s.before_kept)
    }

    /// Decides one component.
    pub(super) fn decide(
        &self,
        step: usize,
        cloud: Cloud,
        budget: &mut Work,
    ) -> Result<Cloud, Stop> {
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
pub(super) fn ones(bits: u64) -> impl Iterator<Item = usize> {
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
