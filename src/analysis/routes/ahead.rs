//! A closer look at what one goal of a partial derivation still costs: past what depends on it, and with what is
//! derived already for free.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
};

use super::{
    picture::Picture,
    reach::{NONE, Reach},
    rule::{Part, Rule, inbound},
    space::{Atom, RouteEvent, Space},
};

/// Most atoms of one look; past them the bound reached so far is the answer.
const LOOK_MAX: usize = 400;

/// Scratch memory of the looks.
#[derive(Default)]
pub(super) struct Ahead {
    /// Least cost from the goal down to the atom.
    costs: BTreeMap<u32, f64>,
    /// Bits of the bound through the atom, bits of the cost down to it, the atom; `NONE` where nothing is left to derive.
    queue: BinaryHeap<Reverse<(u64, u64, u32)>>,
    steps: u64,
}

impl Ahead {
    /// Steps taken since last asked.
    pub(super) fn take_steps(&mut self) -> u64 {
        std::mem::take(&mut self.steps)
    }

    /// Whether the cheapest derivation of the goal passes through what is derived already.
    pub(super) fn is_crossing(
        &mut self,
        space: &Space<'_>,
        reach: &Reach,
        picture: &Picture,
        goal: u32,
    ) -> bool {
        let time = space.time(goal);
        let mut atom = reach.premise(goal);
        while atom != NONE && space.time(atom) == time {
            self.steps += 1;
            if picture.is_derived(atom) {
                return true;
            }
            atom = reach.premise(atom);
        }
        false
    }

    /// A lower bound on what deriving the goal adds. `picture.depend(goal)` must have been called if things
    /// derived for other goals `is_free` to be used; else everything derived is taken to depend on the goal.
    ///
    /// A search from the goal backward in which a rule leads on to one of its premises only, which cannot cost more.
    pub(super) fn look(
        &mut self,
        space: &Space<'_>,
        reach: &Reach,
        picture: &Picture,
        (hypothesis, goal, is_free): (usize, u32, bool),
    ) -> f64 {
        self.costs.clear();
        self.queue.clear();
        let sight = Sight { space, reach, picture, hypothesis, is_free };
        self.queue.push(Reverse((0.0_f64.to_bits(), 0.0_f64.to_bits(), goal)));
        self.costs.insert(goal, 0.0);
        let mut count = 0;
        while let Some(Reverse((bound, cost, atom))) = self.queue.pop() {
            let (bound, cost) = (f64::from_bits(bound), f64::from_bits(cost));
            if atom == NONE || count > LOOK_MAX {
                return bound;
            }
            if self.costs.get(&atom).is_some_and(|known| *known < cost) {
                continue;
            }
            count += 1;
            sight.rules(atom, &mut |own, next| self.offer(&sight, bound, cost + own, next));
        }
        f64::INFINITY
    }

    fn offer(&mut self, sight: &Sight<'_>, bound: f64, cost: f64, next: u32) {
        self.steps += 1;
        if cost == f64::INFINITY {
            return;
        }
        let total = if next == NONE { cost } else { cost + sight.at_least(next) };
        if total == f64::INFINITY {
            return;
        }
        if next != NONE {
            let known = self.costs.entry(next).or_insert(f64::INFINITY);
            if cost >= *known {
                return;
            }
            *known = cost;
        }
        self.queue.push(Reverse((total.max(bound).to_bits(), cost.to_bits(), next)));
    }
}

/// What a look sees.
struct Sight<'a> {
    space: &'a Space<'a>,
    reach: &'a Reach,
    picture: &'a Picture,
    hypothesis: usize,
    is_free: bool,
}

impl Sight<'_> {
    /// A lower bound on deriving the atom. Where something derived could be used, nothing is known but that.
    fn at_least(&self, atom: u32) -> f64 {
        let is_known = self.is_free && self.picture.has_reusable(self.space, self.space.time(atom));
        if is_known { 0.0 } else { self.reach.bound(atom) }
    }

    /// Tells for every rule of an atom what it costs and one premise to go on to: the dearest.
    fn rules(&self, atom: u32, tell: &mut dyn FnMut(f64, u32)) {
        match self.space.atom(atom) {
            Atom::Node(v, 0) => {
                let rule = Rule::Event(RouteEvent::InitialMisalignment, v as u32);
                self.rule(atom, rule, 0.0, tell);
            }
            Atom::Node(v, _) => {
                for kind in [RouteEvent::Emergence, RouteEvent::Persistence] {
                    self.rule(atom, Rule::Event(kind, v as u32), 0.0, tell);
                }
                if let Some(needed) = self.space.place(v).threshold {
                    self.gate(atom, needed, tell);
                }
            }
            Atom::Down(m, time) => {
                self.rule(atom, Rule::Event(RouteEvent::Failure, m as u32), 0.0, tell);
                for u in &self.space.program.network.mitigations[m].underminers {
                    for at in [time, time - 1] {
                        self.rule(atom, Rule::Undermined(self.space.node(*u, at)), 0.0, tell);
                    }
                }
            }
        }
    }

    /// The rules of a gate: through each link, with the cheapest choice of the others it takes.
    fn gate(&self, atom: u32, needed: usize, tell: &mut dyn FnMut(f64, u32)) {
        let links = inbound(self.space, atom);
        let own = |e: &usize| {
            let (kind, place) = (RouteEvent::Opening, *e as u32);
            let time = self.space.time(atom) as u32;
            self.space.cost(self.hypothesis, super::space::Event { time, kind, place })
        };
        let mut costs: Vec<f64> =
            if needed > 1 { links.iter().map(own).collect() } else { Vec::new() };
        costs.sort_by(f64::total_cmp);
        let first: f64 = costs.iter().take(needed.saturating_sub(1)).sum();
        let last = needed.checked_sub(2).and_then(|i| costs.get(i)).copied().unwrap_or(0.0);
        for e in links {
            // The cheapest `needed − 1` others: the first ones, less this one where it is among them.
            let mine = if needed > 1 { own(e) } else { 0.0 };
            let next = costs.get(needed - 1).copied().unwrap_or(0.0);
            let others = if needed > 1 && mine <= last { first - mine + next } else { first };
            let rule = Rule::Event(RouteEvent::Opening, *e as u32);
            self.rule(atom, rule, others.max(0.0), tell);
        }
    }

    fn rule(&self, atom: u32, rule: Rule, more: f64, tell: &mut dyn FnMut(f64, u32)) {
        let mut cost = more;
        let mut next = (NONE, -1.0);
        let mut is_possible = true;
        rule.parts(self.space, atom, &mut |part| match part {
            Part::Event(event) => cost += self.space.cost_in_its_way(self.hypothesis, event),
            Part::Failure(_) => {}
            Part::Premise(premise) => {
                let ends_elsewhere = matches!(
                    self.space.atom(premise), Atom::Node(v, _) if self.space.is_outcome(v)
                );
                let is_derived = self.picture.is_derived(premise);
                let is_given = self.is_free && is_derived && !self.picture.is_dependent(premise);
                is_possible &= !ends_elsewhere && (!is_derived || is_given);
                if !is_given && self.at_least(premise) > next.1 {
                    next = (premise, self.at_least(premise));
                }
            }
        });
        if is_possible {
            tell(cost, next.0);
        }
    }
}
