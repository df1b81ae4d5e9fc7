//! What can happen at all when some links are cut: the events with a probability above 0 all happen, mitigations fail
//! where they can. X is monotone in the events, so what is not derived then is in no scenario.

use std::collections::{BTreeSet, VecDeque};

use crate::analysis::routes::space::{Atom, Event, RouteEvent, Space};

/// What is possible in a document, phase by phase.
pub(super) struct World<'a> {
    pub(super) space: &'a Space<'a>,
    /// Links that can open, by phase and place.
    opening: Vec<Vec<bool>>,
}

/// What can be derived, and how.
pub(super) struct Closure {
    /// By atom: how it is derived first.
    causes: Vec<Cause>,
    /// By atom: how many were derived before it.
    ranks: Vec<u32>,
    /// An outcome's atom, if one is derived.
    pub(super) outcome: Option<u32>,
    /// Elementary steps it took.
    pub(super) steps: u64,
}

/// How an atom is derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    /// It is not.
    None,
    /// By events alone, or by a mitigation that fails.
    Event(RouteEvent),
    /// By links into it.
    Links,
    /// By the atom of a node that undermines it.
    Undermined(u32),
}

impl<'a> World<'a> {
    pub(super) fn new(space: &'a Space<'a>) -> Self {
        let mut world = Self { space, opening: Vec::new() };
        for time in 1..=space.times() {
            let links = 0..space.program.network.links.len();
            world
                .opening
                .push(links.map(|e| world.happens(RouteEvent::Opening, e, time)).collect());
        }
        world
    }

    /// Whether an event has a chance under some hypothesis that has a weight.
    fn happens(&self, kind: RouteEvent, place: usize, time: usize) -> bool {
        let event = Event { kind, place: place as u32, time: time as u32 };
        let weights = self.space.program.weights.iter().enumerate();
        weights.filter(|(_, w)| **w > 0.0).any(|(h, _)| self.space.chance(h, event) > 0.0)
    }

    /// Whether a link can open in the phase of that time.
    pub(super) fn opens(&self, e: usize, time: usize) -> bool {
        self.opening[time - 1][e]
    }

    /// What is derived when the links of the set are cut; stops at the first outcome.
    pub(super) fn close(&self, is_cut: &dyn Fn(usize) -> bool) -> Closure {
        self.closed(is_cut, true)
    }

    /// The same for all that is derived, outcomes too.
    pub(super) fn close_all(&self, is_cut: &dyn Fn(usize) -> bool) -> Closure {
        self.closed(is_cut, false)
    }

    fn closed(&self, is_cut: &dyn Fn(usize) -> bool, stops: bool) -> Closure {
        let atoms = self.space.atom_count();
        let network = &self.space.program.network;
        let (causes, ranks) = (vec![Cause::None; atoms], vec![u32::MAX; atoms]);
        let mut tide = Tide {
            world: self,
            is_cut,
            closure: Closure { causes, ranks, outcome: None, steps: 0 },
            counts: vec![0; network.nodes.len()],
            is_counted: vec![false; network.links.len()],
            derived: 0,
            queue: VecDeque::new(),
        };
        for time in 0..=self.space.times() {
            tide.begin(time);
            tide.flood(time);
            if stops && tide.closure.outcome.is_some() {
                break;
            }
        }
        tide.closure
    }

    /// The links of one scenario within a closure that reaches an outcome.
    pub(super) fn links_of(&self, closure: &Closure, is_cut: &dyn Fn(usize) -> bool) -> Vec<usize> {
        let mut links = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<u32> = closure.outcome.into_iter().collect();
        while let Some(atom) = waiting.pop() {
            if seen.insert(atom) {
                self.trace(closure, is_cut, atom, &mut |premise, link| {
                    links.extend(link);
                    waiting.extend(premise);
                });
            }
        }
        links.into_iter().collect()
    }

    /// Tells the premises and links by which an atom was derived.
    fn trace(
        &self,
        closure: &Closure,
        is_cut: &dyn Fn(usize) -> bool,
        atom: u32,
        tell: &mut dyn FnMut(Option<u32>, Option<usize>),
    ) {
        match (self.space.atom(atom), closure.causes[atom as usize]) {
            (_, Cause::Undermined(node)) => tell(Some(node), None),
            (_, Cause::None) | (Atom::Down(..), _) => {}
            (Atom::Node(v, time), Cause::Event(kind)) => {
                self.obstacles((kind, v, time), tell);
                if kind == RouteEvent::Persistence {
                    tell(Some(self.space.node(v, time - 1)), None);
                }
            }
            (Atom::Node(v, time), Cause::Links) => {
                // Only links that carried before the node turned can be what turned it.
                let links = self.space.place(v).inbound.iter().copied();
                let carrying = links.filter(|e| {
                    !is_cut(*e)
                        && self.carries(closure, *e, time)
                        && self.rank(closure, *e, time) < closure.ranks[atom as usize]
                });
                for e in carrying.take(self.space.place(v).threshold.unwrap_or(0)) {
                    self.obstacles((RouteEvent::Opening, e, time), tell);
                    tell(Some(self.source(e, time)), Some(e));
                }
            }
        }
    }

    fn obstacles(
        &self,
        (kind, place, time): (RouteEvent, usize, usize),
        tell: &mut dyn FnMut(Option<u32>, Option<usize>),
    ) {
        for m in self.space.mitigations(kind, place) {
            tell(Some(self.space.down(*m, time)), None);
        }
    }

    fn source(&self, e: usize, time: usize) -> u32 {
        let wire = &self.space.program.network.links[e];
        self.space.node(wire.source, time - usize::from(wire.is_delayed))
    }

    /// When the last of what a link needs was derived.
    fn rank(&self, closure: &Closure, e: usize, time: usize) -> u32 {
        let mitigations = self.space.mitigations(RouteEvent::Opening, e).iter();
        let obstacles = mitigations.map(|m| closure.ranks[self.space.down(*m, time) as usize]);
        obstacles.fold(closure.ranks[self.source(e, time) as usize], u32::max)
    }

    /// Whether a link that is not cut carries in the phase of that time.
    pub(super) fn carries(&self, closure: &Closure, e: usize, time: usize) -> bool {
        self.opens(e, time)
            && closure.has(self.source(e, time))
            && self.is_clear(closure, RouteEvent::Opening, e, time)
    }

    /// Whether no mitigation in the way of an event must work.
    pub(super) fn is_clear(
        &self,
        closure: &Closure,
        kind: RouteEvent,
        place: usize,
        time: usize,
    ) -> bool {
        let mitigations = self.space.mitigations(kind, place);
        mitigations.iter().all(|m| closure.has(self.space.down(*m, time)))
    }

    /// Whether a node emerges, or starts, at that time if the mitigations let it.
    pub(super) fn emerges(&self, v: usize, time: usize) -> bool {
        let kind = if time == 0 { RouteEvent::InitialMisalignment } else { RouteEvent::Emergence };
        self.happens(kind, v, time)
    }
}

impl Closure {
    /// Whether the atom is derived.
    pub(super) fn has(&self, atom: u32) -> bool {
        self.causes[atom as usize] != Cause::None
    }
}

/// A closure on its way.
struct Tide<'a> {
    world: &'a World<'a>,
    is_cut: &'a dyn Fn(usize) -> bool,
    closure: Closure,
    /// By node: links that carry into it at the time under way.
    counts: Vec<usize>,
    /// By link: whether it is counted.
    is_counted: Vec<bool>,
    derived: u32,
    queue: VecDeque<u32>,
}

impl Tide<'_> {
    /// Everything that a time begins with.
    fn begin(&mut self, time: usize) {
        let space = self.world.space;
        self.counts.fill(0);
        self.is_counted.fill(false);
        for m in (0..space.covered.len()).filter(|_| time > 0) {
            let underminers = space.program.network.mitigations[m].underminers.iter();
            let mut before = underminers.map(|u| space.node(*u, time - 1));
            if self.world.happens(RouteEvent::Failure, m, time) {
                self.derive(space.down(m, time), Cause::Event(RouteEvent::Failure));
            } else if let Some(node) = before.find(|node| self.closure.has(*node)) {
                self.derive(space.down(m, time), Cause::Undermined(node));
            }
        }
        for v in 0..space.node_count() {
            self.turn(v, time);
        }
        let links = space.program.network.links.iter().enumerate();
        for (e, _) in links.filter(|(_, wire)| wire.is_delayed && time > 0) {
            self.carry(e, time);
        }
        self.closure.steps += (self.counts.len() + self.is_counted.len()) as u64;
    }

    /// Goes on within one time until nothing is new.
    fn flood(&mut self, time: usize) {
        let space = self.world.space;
        while let Some(atom) = self.queue.pop_front() {
            match space.atom(atom) {
                Atom::Node(_, 0) => {}
                Atom::Node(v, _) => {
                    for m in &space.place(v).undermines {
                        self.derive(space.down(*m, time), Cause::Undermined(atom));
                    }
                    for e in &space.place(v).outbound {
                        self.carry(*e, time);
                    }
                    self.closure.steps += space.place(v).outbound.len() as u64;
                }
                Atom::Down(m, _) => {
                    let covered = &space.covered[m];
                    for v in covered.prevents.iter().chain(&covered.restores) {
                        self.turn(*v, time);
                    }
                    covered.blocks.iter().for_each(|e| self.carry(*e, time));
                    self.closure.steps += (covered.blocks.len() + covered.prevents.len()) as u64;
                }
            }
        }
    }

    /// Derives a node by events of its own, if they can happen by now.
    fn turn(&mut self, v: usize, time: usize) {
        let (world, space, closure) = (self.world, self.world.space, &self.closure);
        if closure.has(space.node(v, time)) {
            return;
        }
        let start = if time == 0 { RouteEvent::InitialMisalignment } else { RouteEvent::Emergence };
        let persistence = RouteEvent::Persistence;
        if world.happens(start, v, time) && world.is_clear(closure, start, v, time) {
            self.derive(space.node(v, time), Cause::Event(start));
        } else if time > 0
            && closure.has(space.node(v, time - 1))
            && world.happens(persistence, v, time)
            && world.is_clear(closure, persistence, v, time)
        {
            self.derive(space.node(v, time), Cause::Event(persistence));
        }
    }

    /// Counts a link if it carries by now, and opens the gate that it leads to if it is the last that was missing.
    fn carry(&mut self, e: usize, time: usize) {
        let (world, space) = (self.world, self.world.space);
        if self.is_counted[e] || (self.is_cut)(e) || !world.carries(&self.closure, e, time) {
            return;
        }
        let target = space.program.network.links[e].target;
        self.is_counted[e] = true;
        self.counts[target] += 1;
        if space.place(target).threshold.is_some_and(|k| self.counts[target] >= k) {
            self.derive(space.node(target, time), Cause::Links);
        }
    }

    fn derive(&mut self, atom: u32, cause: Cause) {
        if self.closure.has(atom) {
            return;
        }
        self.closure.causes[atom as usize] = cause;
        self.closure.ranks[atom as usize] = self.derived;
        self.derived += 1;
        self.queue.push_back(atom);
        if let Atom::Node(v, _) = self.world.space.atom(atom)
            && self.world.space.is_outcome(v)
        {
            self.closure.outcome.get_or_insert(atom);
        }
    }
}
