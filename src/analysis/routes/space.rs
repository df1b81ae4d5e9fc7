//! What has to come about for what: the atoms, rules and events of SEMANTICS §1 unrolled over the phases.
//!
//! An *atom* is a statement that a scenario derives: "node v is misaligned at the end of phase t", or "mitigation m does
//! not work in phase t" where nodes can undermine m. A *rule* derives an atom from events and further atoms. Failing is
//! an event of its own; where nothing undermines a mitigation it is the only way not to work, and needs no atom.

use crate::analysis::program::{Network, Place, Program};

/// What happens in a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RouteEvent {
    /// A node is misaligned before the first phase.
    InitialMisalignment,
    /// A node turns misaligned by itself.
    Emergence,
    /// A node stays misaligned from the phase before.
    Persistence,
    /// A link passes misalignment on.
    Opening,
    /// A mitigation does not do its job.
    Failure,
}

/// One event of a scenario, by places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::analysis) struct Event {
    /// 0 before the first phase, else the number of the phase counted from 1.
    pub(in crate::analysis) time: u32,
    /// What happens.
    pub(in crate::analysis) kind: RouteEvent,
    /// Place of the node, link or mitigation.
    pub(in crate::analysis) place: u32,
}

/// A statement that a scenario derives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::analysis) enum Atom {
    /// The node is misaligned at the end of that time.
    Node(usize, usize),
    /// The mitigation does not work at that time.
    Down(usize, usize),
}

/// What a rule needs of a mitigation in its way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Obstacle {
    /// Nothing undermines it and a derivation meets it once at most: its failing belongs to what it covers.
    Own,
    /// Nothing undermines it, but one failing can serve several rules.
    Shared,
    /// Nodes can undermine it: an atom.
    Undermined,
}

/// Dense look-ups over a program for whatever searches scenarios.
pub(in crate::analysis) struct Space<'a> {
    /// What it looks at.
    pub(in crate::analysis) program: &'a Program,
    /// By node, all links out of it, delayed ones too.
    pub(in crate::analysis) outbound: Vec<Vec<u32>>,
    /// By mitigation, what it covers.
    pub(in crate::analysis) covered: Vec<Covered>,
    obstacles: Vec<Obstacle>,
}

/// What a mitigation covers, by place.
#[derive(Clone, Default)]
pub(in crate::analysis) struct Covered {
    pub(in crate::analysis) prevents: Vec<usize>,
    pub(in crate::analysis) restores: Vec<usize>,
    pub(in crate::analysis) blocks: Vec<usize>,
}

impl<'a> Space<'a> {
    pub(in crate::analysis) fn new(program: &'a Program) -> Self {
        let network = &program.network;
        let mut outbound = vec![Vec::new(); network.nodes.len()];
        let mut covered = vec![Covered::default(); network.mitigations.len()];
        for (e, wire) in network.links.iter().enumerate() {
            outbound[wire.source].push(e as u32);
            wire.blockers.iter().for_each(|m| covered[*m].blocks.push(e));
        }
        for (v, place) in network.nodes.iter().enumerate() {
            place.preventers.iter().for_each(|m| covered[*m].prevents.push(v));
            place.restorers.iter().for_each(|m| covered[*m].restores.push(v));
        }
        let obstacles = covered.iter().enumerate().map(|(m, c)| obstacle(network, m, c)).collect();
        Self { program, outbound, covered, obstacles }
    }

    /// Last time: the number of phases.
    pub(in crate::analysis) fn times(&self) -> usize {
        self.program.phase_count
    }

    pub(in crate::analysis) fn node_count(&self) -> usize {
        self.program.network.nodes.len()
    }

    /// How many atoms there are.
    pub(in crate::analysis) fn atom_count(&self) -> usize {
        self.node_count() * (self.times() + 1)
            + self.program.network.mitigations.len() * self.times()
    }

    /// The number of "the node is misaligned at the end of that time".
    pub(in crate::analysis) fn node(&self, v: usize, time: usize) -> u32 {
        (time * self.node_count() + v) as u32
    }

    /// The number of "the mitigation does not work at that time", time ≥ 1.
    pub(in crate::analysis) fn down(&self, m: usize, time: usize) -> u32 {
        let first = self.node_count() * (self.times() + 1);
        (first + (time - 1) * self.program.network.mitigations.len() + m) as u32
    }

    /// What the atom of that number says.
    pub(in crate::analysis) fn atom(&self, number: u32) -> Atom {
        let (number, nodes) = (number as usize, self.node_count());
        let first = nodes * (self.times() + 1);
        if number < first {
            Atom::Node(number % nodes, number / nodes)
        } else {
            let mitigations = self.program.network.mitigations.len();
            Atom::Down((number - first) % mitigations, (number - first) / mitigations + 1)
        }
    }

    /// The time of which an atom speaks.
    pub(in crate::analysis) fn time(&self, number: u32) -> usize {
        match self.atom(number) {
            Atom::Node(_, time) | Atom::Down(_, time) => time,
        }
    }

    pub(in crate::analysis) fn place(&self, v: usize) -> &'a Place {
        &self.program.network.nodes[v]
    }

    /// Whether a derivation can pass through that node: a minimal scenario ends at the first outcome.
    pub(in crate::analysis) fn is_outcome(&self, v: usize) -> bool {
        self.program.network.nodes[v].is_outcome
    }

    /// Whether scenarios are paths: nothing needs two derivations at once.
    pub(in crate::analysis) fn has_paths_only(&self) -> bool {
        let network = &self.program.network;
        network.nodes.iter().all(|place| place.threshold.is_none_or(|k| k == 1))
            && self.obstacles.iter().all(|it| *it != Obstacle::Undermined)
    }

    /// Whether a mitigation has an atom of its own.
    pub(in crate::analysis) fn is_undermined(&self, m: usize) -> bool {
        self.obstacles[m] == Obstacle::Undermined
    }

    /// The mitigations in the way of an event of a node or link.
    pub(in crate::analysis) fn mitigations(&self, kind: RouteEvent, place: usize) -> &'a [usize] {
        let network = &self.program.network;
        match kind {
            RouteEvent::InitialMisalignment | RouteEvent::Failure => &[],
            RouteEvent::Emergence => &network.nodes[place].preventers,
            RouteEvent::Persistence => &network.nodes[place].restorers,
            RouteEvent::Opening => &network.links[place].blockers,
        }
    }

    /// The probability of an event under a hypothesis.
    pub(in crate::analysis) fn chance(&self, hypothesis: usize, event: Event) -> f64 {
        let chances = &self.program.chances[hypothesis];
        let place = event.place as usize;
        let phase = (event.time as usize).saturating_sub(1);
        match event.kind {
            RouteEvent::InitialMisalignment => chances.initial[place],
            RouteEvent::Emergence => chances.emergence[phase][place],
            RouteEvent::Persistence => chances.persistence[phase][place],
            RouteEvent::Opening => chances.opening[phase][place],
            RouteEvent::Failure => 1.0 - chances.working[phase][place],
        }
    }

    /// −ln of the probability of an event; infinite where it cannot happen.
    pub(in crate::analysis) fn cost(&self, hypothesis: usize, event: Event) -> f64 {
        cost(self.chance(hypothesis, event))
    }

    /// What an event costs at least, with the failing of mitigations that nothing else in a derivation can share.
    ///
    /// Infinite where a mitigation in its way always works and nothing undermines it.
    pub(in crate::analysis) fn cost_in_its_way(&self, hypothesis: usize, event: Event) -> f64 {
        let mut total = self.cost(hypothesis, event);
        for m in self.mitigations(event.kind, event.place as usize) {
            let failure = Event { kind: RouteEvent::Failure, place: *m as u32, time: event.time };
            match self.obstacles[*m] {
                Obstacle::Own => total += self.cost(hypothesis, failure),
                Obstacle::Shared if self.chance(hypothesis, failure) <= 0.0 => {
                    total = f64::INFINITY;
                }
                Obstacle::Shared | Obstacle::Undermined => {}
            }
        }
        total
    }
}

/// −ln p; infinite for 0.
fn cost(p: f64) -> f64 {
    if p > 0.0 { (-libm::log(p)).max(0.0) } else { f64::INFINITY }
}

fn obstacle(network: &Network, m: usize, covered: &Covered) -> Obstacle {
    let measure = &network.mitigations[m];
    let count = covered.prevents.len() + covered.restores.len() + covered.blocks.len();
    // The rules of one node are alternatives, unless its gate asks for several links at once.
    let is_met_once = count <= 1
        || measure.concerned.len() == 1
            && network.nodes[measure.concerned[0]].threshold.is_none_or(|k| k == 1);
    match (measure.underminers.is_empty(), is_met_once) {
        (false, _) => Obstacle::Undermined,
        (true, true) => Obstacle::Own,
        (true, false) => Obstacle::Shared,
    }
}
