//! The least that it costs to derive each atom, as a lower bound that no scenario falls below.
//!
//! Dijkstra's algorithm as generalized to rules with several premises (Knuth 1977): a rule costs its events and the
//! dearest of its premises, which is never more than what deriving all of them together costs. So it is exact where
//! derivations are paths, and a bound elsewhere. It takes atoms in order of their cost and what leads from them to an
//! outcome at least (A*), and goes only as far as asked, so that causes far from every outcome are never looked at.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, VecDeque},
};

use super::space::{Atom, Event, RouteEvent, Space};

/// No atom.
pub(super) const NONE: u32 = u32::MAX;

/// Width of a band, in −ln p, and how many there are; the last one has no end.
const BAND_WIDTH: f64 = 0.25;
const BANDS: usize = 128;

/// Bounds under one hypothesis.
pub(super) struct Reach {
    hypothesis: usize,
    node_count: usize,
    /// How many of the atoms are of nodes.
    node_atoms: usize,
    /// Best cost found so far, by atom; final where it is not above the radius.
    cost: Vec<f64>,
    /// How many events the derivation of that cost has, as an estimate.
    event_counts: Vec<u32>,
    /// The premise that was settled last; `NONE` where the derivation needs none.
    premise: Vec<u32>,
    is_settled: Vec<bool>,
    /// By node, then mitigation: what leads from there to an outcome at least, in whatever phase.
    onward: Vec<f64>,
    /// Everything that costs less than this, with what leads on from there, is settled.
    radius: f64,
    queue: BinaryHeap<Reverse<Waiting>>,
    /// What comes about without premises, in bands of cost that wait until the queue comes to them: most never do.
    bands: VecDeque<Vec<Reverse<Waiting>>>,
    /// Where the first of the bands begins.
    band_start: f64,
    /// Links that carry into nodes whose gate asks for several.
    gates: BTreeMap<u32, Cheapest>,
}

/// Bits of the cost with what leads on (costs are not negative, so they sort as numbers), events, atom, premise.
type Waiting = (u64, u32, u32, u32);

/// The cheapest of some costs, as many as asked for.
pub(super) struct Cheapest {
    count: usize,
    costs: BinaryHeap<u64>,
    sum: f64,
}

impl Reach {
    pub(super) fn new(space: &Space<'_>, hypothesis: usize) -> Self {
        let atoms = space.atom_count();
        let mut reach = Self {
            hypothesis,
            node_count: space.node_count(),
            node_atoms: space.node_count() * (space.times() + 1),
            cost: vec![f64::INFINITY; atoms],
            event_counts: vec![u32::MAX; atoms],
            premise: vec![NONE; atoms],
            is_settled: vec![false; atoms],
            onward: onward(space, hypothesis),
            radius: 0.0,
            queue: BinaryHeap::new(),
            bands: vec![Vec::new(); BANDS].into(),
            band_start: 0.0,
            gates: BTreeMap::new(),
        };
        reach.begin(space);
        reach
    }

    /// No derivation of the atom costs less.
    pub(super) fn bound(&self, atom: u32) -> f64 {
        self.cost[atom as usize].min((self.radius - self.onward(atom)).max(0.0))
    }

    /// Whether going further can raise the bound of the atom.
    pub(super) fn is_open(&self, atom: u32) -> bool {
        !self.is_settled[atom as usize] && self.radius < f64::INFINITY
    }

    /// Events in the cheapest derivation; 0 if not known yet.
    pub(super) fn event_count(&self, atom: u32) -> u32 {
        if self.is_settled[atom as usize] { self.event_counts[atom as usize] } else { 0 }
    }

    /// The dearest premise in the cheapest derivation of a settled atom; `NONE` where there is none.
    pub(super) fn premise(&self, atom: u32) -> u32 {
        if self.is_settled[atom as usize] { self.premise[atom as usize] } else { NONE }
    }

    /// Goes on until the atom is settled or costs more than `radius`; the number of steps it took.
    pub(super) fn extend(&mut self, space: &Space<'_>, atom: u32, radius: f64) -> u64 {
        let radius = radius + self.onward(atom);
        let mut steps = 0;
        while !self.is_settled[atom as usize] {
            if !self.take_bands(radius) {
                self.radius = self.radius.max(radius);
                break;
            }
            let Some(Reverse((bits, events, next, premise))) = self.queue.pop() else {
                self.radius = f64::INFINITY;
                break;
            };
            let cost = f64::from_bits(bits);
            self.radius = self.radius.max(cost);
            if cost > radius {
                self.queue.push(Reverse((bits, events, next, premise)));
                break;
            }
            steps += 1;
            if !self.is_settled[next as usize] {
                self.is_settled[next as usize] = true;
                self.premise[next as usize] = premise;
                steps += self.spread(space, next);
            }
        }
        steps
    }

    /// Lets in the bands that come before what is queued; false if all that is left costs more than `radius`.
    fn take_bands(&mut self, radius: f64) -> bool {
        let is_later = |waiting: &Reverse<Waiting>, start| f64::from_bits(waiting.0.0) >= start;
        while self.queue.peek().is_none_or(|waiting| is_later(waiting, self.band_start)) {
            if self.bands.is_empty() {
                break;
            }
            if self.band_start > radius {
                return false;
            }
            self.queue.extend(self.bands.pop_front().into_iter().flatten());
            self.band_start += BAND_WIDTH;
        }
        true
    }

    /// Puts everything that comes about without premises into its band.
    fn begin(&mut self, space: &Space<'_>) {
        let mut add = |atom: u32, cost: f64, onward: f64| {
            let total = cost + onward;
            if total < f64::INFINITY {
                self.cost[atom as usize] = cost;
                self.event_counts[atom as usize] = 1;
                let band = ((total / BAND_WIDTH) as usize).min(BANDS - 1);
                self.bands[band].push(Reverse((total.to_bits(), 1, atom, NONE)));
            }
        };
        for time in 0..=space.times() {
            let kind =
                if time == 0 { RouteEvent::InitialMisalignment } else { RouteEvent::Emergence };
            for v in 0..space.node_count() {
                let event = Event { kind, place: v as u32, time: time as u32 };
                let needs_more = space.mitigations(kind, v).iter().any(|m| space.is_undermined(*m));
                let onward = self.onward[v];
                if onward < f64::INFINITY
                    && !needs_more
                    && space.chance(self.hypothesis, event) > 0.0
                {
                    let cost = space.cost_in_its_way(self.hypothesis, event);
                    add(space.node(v, time), cost, onward);
                }
            }
            for m in (0..space.covered.len()).filter(|m| time > 0 && space.is_undermined(*m)) {
                let event = Event { kind: RouteEvent::Failure, place: m as u32, time: time as u32 };
                let onward = self.onward[space.node_count() + m];
                add(space.down(m, time), space.cost(self.hypothesis, event), onward);
            }
        }
    }

    /// Tries every rule that has the settled atom among its premises.
    fn spread(&mut self, space: &Space<'_>, atom: u32) -> u64 {
        match space.atom(atom) {
            Atom::Node(v, _) if space.is_outcome(v) => 0,
            Atom::Node(v, time) => {
                let later = time < space.times();
                if later {
                    self.attempt(space, atom, RouteEvent::Persistence, (v, time + 1));
                }
                for e in &space.outbound[v] {
                    let is_delayed = space.program.network.links[*e as usize].is_delayed;
                    let at = time + usize::from(is_delayed);
                    if at > 0 && at <= space.times() {
                        self.attempt(space, atom, RouteEvent::Opening, (*e as usize, at));
                    }
                }
                let (cost, events) = self.settled(atom);
                for at in (time.max(1)..=time + 1).filter(|at| *at <= space.times()) {
                    for m in &space.place(v).undermines {
                        self.offer(space.down(*m, at), cost, events, atom);
                    }
                }
                space.outbound[v].len() as u64
            }
            Atom::Down(m, time) => {
                let covered = &space.covered[m];
                for (kind, places) in [
                    (RouteEvent::Emergence, &covered.prevents),
                    (RouteEvent::Persistence, &covered.restores),
                    (RouteEvent::Opening, &covered.blocks),
                ] {
                    for place in places {
                        self.attempt(space, atom, kind, (*place, time));
                    }
                }
                (covered.prevents.len() + covered.restores.len() + covered.blocks.len()) as u64
            }
        }
    }

    /// What leads from an atom to an outcome at least.
    fn onward(&self, atom: u32) -> f64 {
        let (atom, nodes) = (atom as usize, self.node_count);
        let place = if atom < self.node_atoms {
            atom % nodes
        } else {
            nodes + (atom - self.node_atoms) % (self.onward.len() - nodes)
        };
        self.onward[place]
    }

    fn settled(&self, atom: u32) -> (f64, u32) {
        (self.cost[atom as usize], self.event_counts[atom as usize])
    }

    /// Tries the rule of one event, whose last premise may be the atom just settled.
    fn attempt(
        &mut self,
        space: &Space<'_>,
        atom: u32,
        kind: RouteEvent,
        (place, time): (usize, usize),
    ) {
        let is_settled = |a: u32| self.is_settled[a as usize];
        let (source, target) = ends(space, kind, place, time);
        let is_ready = source.is_none_or(is_settled)
            && space
                .mitigations(kind, place)
                .iter()
                .all(|m| !space.is_undermined(*m) || is_settled(space.down(*m, time)));
        if !is_ready || is_settled(target) {
            return;
        }
        let event = Event { kind, place: place as u32, time: time as u32 };
        let own = space.cost_in_its_way(self.hypothesis, event);
        if own == f64::INFINITY {
            return;
        }
        let events = self.event_counts[atom as usize];
        // The dearest premise; the one settled last need not be that.
        let obstacles = space.mitigations(kind, place).iter().filter(|m| space.is_undermined(**m));
        let before = obstacles
            .map(|m| space.down(*m, time))
            .chain(source)
            .map(|premise| self.cost[premise as usize])
            .fold(0.0, f64::max);
        match (kind, threshold(space, target)) {
            (RouteEvent::Opening, None) => {}
            (RouteEvent::Opening, Some(needed)) if needed > 1 => {
                let others = self.gates.entry(target).or_insert_with(|| Cheapest::new(needed - 1));
                let total = before + (own + others.sum());
                others.take_in(own);
                self.offer(target, total, events + needed as u32, atom);
            }
            _ => self.offer(target, before + own, events + 1, atom),
        }
    }

    fn offer(&mut self, atom: u32, cost: f64, events: u32, premise: u32) {
        let place = atom as usize;
        let is_shorter = cost <= self.cost[place] && events < self.event_counts[place];
        if cost < self.cost[place] || is_shorter && !self.is_settled[place] {
            self.cost[place] = cost;
            self.event_counts[place] = events;
            let total = cost + self.onward(atom);
            if total < f64::INFINITY {
                self.queue.push(Reverse((total.to_bits(), events, atom, premise)));
            }
        }
    }
}

impl Cheapest {
    pub(super) fn new(count: usize) -> Self {
        Self { count, costs: BinaryHeap::new(), sum: 0.0 }
    }

    pub(super) fn take_in(&mut self, cost: f64) {
        if cost == f64::INFINITY {
            return;
        }
        self.costs.push(cost.to_bits());
        self.sum += cost;
        if self.costs.len() > self.count {
            self.sum -= self.costs.pop().map_or(0.0, f64::from_bits);
        }
    }

    /// The sum of the cheapest `count`; infinite while there are fewer.
    pub(super) fn sum(&self) -> f64 {
        if self.costs.len() < self.count { f64::INFINITY } else { self.sum.max(0.0) }
    }
}

/// The node that a rule of one event starts from, if any, and the one that it derives.
pub(super) fn ends(
    space: &Space<'_>,
    kind: RouteEvent,
    place: usize,
    time: usize,
) -> (Option<u32>, u32) {
    match kind {
        RouteEvent::Persistence => (Some(space.node(place, time - 1)), space.node(place, time)),
        RouteEvent::Opening => {
            let wire = &space.program.network.links[place];
            let source = space.node(wire.source, time - usize::from(wire.is_delayed));
            (Some(source), space.node(wire.target, time))
        }
        RouteEvent::InitialMisalignment | RouteEvent::Emergence => (None, space.node(place, time)),
        RouteEvent::Failure => (None, space.down(place, time)),
    }
}

/// How many links open the gate of the node of a node atom.
pub(super) fn threshold(space: &Space<'_>, atom: u32) -> Option<usize> {
    match space.atom(atom) {
        Atom::Node(v, _) => space.place(v).threshold,
        Atom::Down(..) => None,
    }
}

/// By node, then mitigation: the least that the links from there to an outcome cost, each in its best phase.
fn onward(space: &Space<'_>, hypothesis: usize) -> Vec<f64> {
    let network = &space.program.network;
    let nodes = space.node_count();
    let mut least = vec![f64::INFINITY; nodes + network.mitigations.len()];
    let mut queue = BinaryHeap::new();
    let outcomes = (0..nodes).filter(|v| space.is_outcome(*v));
    let mut offers: Vec<(usize, f64)> = outcomes.map(|v| (v, 0.0)).collect();
    loop {
        for (place, cost) in offers.drain(..) {
            if cost < least[place] {
                least[place] = cost;
                queue.push(Reverse((cost.to_bits(), place)));
            }
        }
        let Some(Reverse((bits, place))) = queue.pop() else { return least };
        let cost = f64::from_bits(bits);
        if cost > least[place] {
            continue;
        }
        if let Some(m) = place.checked_sub(nodes) {
            let underminers = network.mitigations[m].underminers.iter();
            offers.extend(underminers.filter(|u| !space.is_outcome(**u)).map(|u| (*u, cost)));
            continue;
        }
        let node = space.place(place);
        let own = node.preventers.iter().chain(&node.restorers);
        offers.extend(own.map(|m| (nodes + m, cost)));
        for e in node.inbound.iter().filter(|_| node.threshold.is_some()) {
            let wire = &network.links[*e];
            let chances = space.program.chances[hypothesis].opening.iter().map(|row| row[*e]);
            let best = chances.fold(0.0, f64::max);
            if best > 0.0 && !space.is_outcome(wire.source) {
                offers.push((wire.source, cost + (-libm::log(best)).max(0.0)));
            }
            offers.extend(wire.blockers.iter().map(|m| (nodes + m, cost)));
        }
    }
}
