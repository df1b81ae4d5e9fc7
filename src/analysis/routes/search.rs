//! Best first: scenarios in falling order of pooled probability, by derivations that grow backward from an outcome.
//!
//! A state is a partial derivation: atoms with the rule chosen for each, and open goals. Its bound is the pooled
//! probability of its events times, by hypothesis, the best that any one of its goals can add; no complete derivation
//! that extends it is more probable. States are taken in order of their bounds, so a complete one that is taken is at
//! least as probable as everything not yet seen. Where scenarios are paths this is a search for the k shortest loopless
//! paths with exact remaining distances; loops are met by looking again from where the bound was found to cross
//! the path itself.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap},
};

use super::{
    ahead::Ahead,
    picture::{Picture, State},
    reach::{Cheapest, NONE, Reach, threshold},
    replay::is_minimal,
    rule::{Part, Rule, inbound},
    space::{Atom, Event, RouteEvent, Space},
};
use crate::analysis::{Cancelled, Monitor};

/// Most elementary steps of one search: about a second.
const STEPS_MAX: u64 = 12_000_000;
/// Most partial derivations kept: some 100 MB.
const STATES_MAX: usize = 1 << 21;
/// How much farther, in −ln p, the bounds are found out at a time.
const RADIUS_STEP: f64 = 0.5;
/// Goals of one state that are looked at closely.
const GOALS_MAX: usize = 16;
/// States that are completed in a straight line when the limit is reached, and the steps each may take.
const DIVES_MAX: usize = 32;
const DIVE_STEPS_MAX: u64 = 300_000;
/// States that are looked through for complete ones when the limit is reached.
const REST_MAX: usize = 20_000;
/// Bounds that differ by less than this are the same but for rounding.
const ROUNDING: f64 = 1e-12;

/// What the search found next.
pub(super) enum Found {
    /// A minimal scenario, its events in order of time. None of those to come is more probable, where the search
    /// is within its limits.
    Scenario(Vec<Event>),
    /// There are no more.
    End,
    /// The limit is reached; nothing left is more probable than this.
    Limit(f64),
}

/// Bits of the bound (−ln p), events expected, later states first, whether the bound was looked at closely.
type Entry = (u64, u32, Reverse<u32>, bool);

/// A search under way.
pub(super) struct Search<'a> {
    space: &'a Space<'a>,
    /// By hypothesis that has a weight: bounds.
    reaches: Vec<Reach>,
    /// By hypothesis that has a weight: its place, and −ln of its weight.
    hypotheses: Vec<(usize, f64)>,
    has_paths_only: bool,
    states: Vec<State>,
    /// By state, then hypothesis that has a weight: −ln of the probability of the events.
    costs: Vec<f64>,
    queue: BinaryHeap<Reverse<Entry>>,
    picture: Picture,
    ahead: Ahead,
    found: BTreeSet<Vec<Event>>,
    steps: u64,
    /// States taken from the queue.
    taken: u64,
}

impl<'a> Search<'a> {
    pub(super) fn new(space: &'a Space<'a>) -> Self {
        let weights = space.program.weights.iter().enumerate();
        let hypotheses: Vec<(usize, f64)> =
            weights.filter(|(_, w)| **w > 0.0).map(|(h, w)| (h, -libm::log(*w))).collect();
        let mut search = Self {
            space,
            reaches: hypotheses.iter().map(|(h, _)| Reach::new(space, *h)).collect(),
            hypotheses,
            has_paths_only: space.has_paths_only(),
            states: Vec::new(),
            costs: Vec::new(),
            queue: BinaryHeap::new(),
            picture: Picture::new(space),
            ahead: Ahead::default(),
            found: BTreeSet::new(),
            steps: 0,
            taken: 0,
        };
        for v in (0..space.node_count()).filter(|v| space.is_outcome(*v)) {
            for time in 0..=space.times() {
                let state = State { parent: NONE, atom: space.node(v, time), rule: Rule::Goal };
                let costs = vec![0.0; search.hypotheses.len()];
                search.push(state, &costs, 0.0, 0);
            }
        }
        search
    }

    /// The next scenario in falling order of pooled probability.
    pub(super) fn next(&mut self, monitor: &dyn Monitor) -> Result<Found, Cancelled> {
        while let Some(Reverse((bits, events, Reverse(state), is_sure))) = self.queue.pop() {
            if self.steps > STEPS_MAX || self.states.len() > STATES_MAX {
                self.queue.push(Reverse((bits, events, Reverse(state), is_sure)));
                return Ok(Found::Limit(libm::exp(-f64::from_bits(bits))));
            }
            if self.taken.is_multiple_of(64) {
                monitor.advance(self.steps.min(STEPS_MAX), STEPS_MAX)?;
            }
            self.taken += 1;
            self.picture.load(self.space, &self.states, state);
            self.steps += 1 + self.picture.steps.len() as u64;
            if self.is_complete() {
                let scenario = self.events();
                if self.is_new(&scenario) {
                    return Ok(Found::Scenario(scenario));
                }
                continue;
            }
            let (raised, is_closely) = self.raised(state, f64::from_bits(bits), is_sure);
            if raised > f64::from_bits(bits) + ROUNDING {
                if raised < f64::INFINITY {
                    let entry = (raised.to_bits(), events, Reverse(state), is_closely);
                    self.queue.push(Reverse(entry));
                }
            } else {
                self.expand(state, f64::from_bits(bits));
            }
        }
        Ok(Found::End)
    }

    /// Scenarios that the search has met, or can complete in a straight line, but not proved to be next.
    pub(super) fn rest(&mut self, monitor: &dyn Monitor) -> Result<Vec<Vec<Event>>, Cancelled> {
        let queue = std::mem::take(&mut self.queue).into_sorted_vec();
        // Sorted by `Reverse`, so the best come last.
        let mut scenarios = Vec::new();
        for Reverse((bits, _, Reverse(state), _)) in queue.iter().rev().take(DIVES_MAX) {
            monitor.advance(STEPS_MAX, STEPS_MAX)?;
            scenarios.extend(self.dive(*state, f64::from_bits(*bits)));
        }
        // Where nothing is left to derive, the events cost what the bound says.
        let stride = self.hypotheses.len();
        let is_spent = |bits: u64, state: u32| {
            let costs = &self.costs[state as usize * stride..][..stride];
            self.pooled(costs) + ROUNDING >= f64::from_bits(bits)
        };
        let spent: Vec<u32> = queue
            .into_iter()
            .rev()
            .filter(|Reverse((bits, _, Reverse(state), _))| is_spent(*bits, *state))
            .map(|Reverse((_, _, Reverse(state), _))| state)
            .take(REST_MAX)
            .collect();
        for state in spent {
            self.picture.load(self.space, &self.states, state);
            if self.is_complete() {
                let scenario = self.events();
                scenarios.extend(self.is_new(&scenario).then_some(scenario));
            }
        }
        Ok(scenarios)
    }

    /// A scenario that extends a state, by the best of the next states again and again, turning back where there is none.
    fn dive(&mut self, state: u32, bound: f64) -> Option<Vec<Event>> {
        let mut stack = vec![(state, bound)];
        let end = self.steps + DIVE_STEPS_MAX;
        while let Some((state, bound)) = stack.pop().filter(|_| self.steps < end) {
            self.picture.load(self.space, &self.states, state);
            self.steps += 1 + self.picture.steps.len() as u64;
            if self.is_complete() {
                let scenario = self.events();
                if self.is_new(&scenario) {
                    return Some(scenario);
                }
                continue;
            }
            self.expand(state, bound);
            let next = std::mem::take(&mut self.queue).into_sorted_vec();
            stack.extend(
                next.iter()
                    .map(|Reverse((bits, _, Reverse(state), _))| (*state, f64::from_bits(*bits))),
            );
        }
        None
    }

    fn is_complete(&self) -> bool {
        self.picture.goals.is_empty() && self.picks_left().is_none()
    }

    /// The events of the derivation laid out.
    fn events(&self) -> Vec<Event> {
        let mut events = BTreeSet::new();
        for (atom, rule) in &self.picture.steps {
            rule.parts(self.space, *atom, &mut |part| match part {
                Part::Event(event) | Part::Failure(event) => {
                    events.insert(event);
                }
                Part::Premise(_) => {}
            });
        }
        events.into_iter().collect()
    }

    /// Whether a scenario is minimal and not found before. Paths are both by themselves.
    fn is_new(&mut self, scenario: &[Event]) -> bool {
        if self.has_paths_only {
            return true;
        }
        self.steps += (scenario.len() * scenario.len()) as u64;
        is_minimal(self.space, scenario) && self.found.insert(scenario.to_vec())
    }

    /// Of the gate that is being filled: its node's atom, the first place to pick from, and how many are missing.
    fn picks_left(&self) -> Option<(u32, usize, usize)> {
        let (atom, Rule::Pick(last)) = *self.picture.steps.last()? else { return None };
        let picked = self.picture.steps.iter().rev().take_while(|(a, _)| *a == atom);
        let picked = picked.filter(|(_, rule)| matches!(rule, Rule::Pick(_))).count();
        let needed = threshold(self.space, atom)?;
        (picked < needed).then_some((atom, last as usize + 1, needed - picked))
    }

    /// The bound of the state laid out, after finding out more about its goals; and whether that is all there is.
    fn raised(&mut self, state: u32, bound: f64, is_sure: bool) -> (f64, bool) {
        let stride = self.hypotheses.len();
        let mut totals = self.costs[state as usize * stride..][..stride].to_vec();
        let goals: Vec<u32> = self.picture.goals.iter().copied().take(GOALS_MAX).collect();
        let mut extras = vec![0.0_f64; stride];
        let mut is_open = false;
        for goal in &goals {
            let is_free = !self.has_paths_only && self.is_reusing(*goal);
            for (h, extra) in extras.iter_mut().enumerate() {
                let reach = &mut self.reaches[h];
                let is_far = totals[h] + self.hypotheses[h].1 + reach.bound(*goal) > bound + 14.0;
                if reach.is_open(*goal) && !is_far {
                    let radius = reach.bound(*goal) + RADIUS_STEP;
                    self.steps += reach.extend(self.space, *goal, radius);
                    is_open |= reach.is_open(*goal);
                }
                let must_look = is_free
                    || !is_open && self.ahead.is_crossing(self.space, reach, &self.picture, *goal);
                let more = match (must_look, is_sure) {
                    (true, false) => {
                        let subject = (self.hypotheses[h].0, *goal, is_free);
                        self.ahead.look(self.space, reach, &self.picture, subject)
                    }
                    (true, true) => 0.0,
                    (false, _) => reach.bound(*goal),
                };
                *extra = extra.max(more);
            }
            self.steps += self.ahead.take_steps();
        }
        totals.iter_mut().zip(&extras).for_each(|(total, extra)| *total += extra);
        (self.pooled(&totals).max(bound), !is_open)
    }

    /// Whether the goal could build on something that is derived for another one.
    fn is_reusing(&mut self, goal: u32) -> bool {
        self.picture.depend(self.space, goal);
        self.picture.has_reusable(self.space, self.space.time(goal))
    }

    /// −ln of the pooled probability, from −ln by hypothesis.
    fn pooled(&self, costs: &[f64]) -> f64 {
        let terms = || costs.iter().zip(&self.hypotheses).map(|(cost, (_, weight))| cost + weight);
        let least = terms().fold(f64::INFINITY, f64::min);
        if costs.len() == 1 || least == f64::INFINITY {
            return least.max(0.0);
        }
        (least - libm::log(terms().map(|term| libm::exp(least - term)).sum())).max(0.0)
    }

    /// Adds every state that derives one goal more.
    fn expand(&mut self, state: u32, bound: f64) {
        if let Some((atom, first, missing)) = self.picks_left() {
            self.picture.depend(self.space, atom);
            self.pick(state, bound, atom, (first, missing));
            return;
        }
        let Some(goal) = self.dearest() else { return };
        self.picture.depend(self.space, goal);
        match self.space.atom(goal) {
            Atom::Node(v, 0) => {
                let rule = Rule::Event(RouteEvent::InitialMisalignment, v as u32);
                self.attempt(state, bound, (goal, rule), &[]);
            }
            Atom::Node(v, _) => {
                for kind in [RouteEvent::Emergence, RouteEvent::Persistence] {
                    self.attempt(state, bound, (goal, Rule::Event(kind, v as u32)), &[]);
                }
                self.expand_gate(state, bound, goal);
            }
            Atom::Down(m, time) => {
                let rule = Rule::Event(RouteEvent::Failure, m as u32);
                self.attempt(state, bound, (goal, rule), &[]);
                for u in &self.space.program.network.mitigations[m].underminers {
                    for at in [time, time - 1] {
                        let rule = Rule::Undermined(self.space.node(*u, at));
                        self.attempt(state, bound, (goal, rule), &[]);
                    }
                }
            }
        }
    }

    fn expand_gate(&mut self, state: u32, bound: f64, goal: u32) {
        let links = inbound(self.space, goal);
        match threshold(self.space, goal) {
            None => {}
            Some(1) => {
                for e in links {
                    let rule = Rule::Event(RouteEvent::Opening, *e as u32);
                    self.attempt(state, bound, (goal, rule), &[]);
                }
            }
            Some(all) if all == links.len() => {
                self.attempt(state, bound, (goal, Rule::All), &[]);
            }
            Some(needed) => self.pick(state, bound, goal, (0, needed)),
        }
    }

    /// The goal that costs most: settling it soonest lets bad states show themselves soonest.
    fn dearest(&self) -> Option<u32> {
        let goals = self.picture.goals.iter().copied();
        let cost = |goal: &u32| self.reaches.first().map_or(0.0, |reach| reach.bound(*goal));
        goals.max_by(|a, b| cost(a).total_cmp(&cost(b)))
    }

    /// Adds the states that pick the next link of a gate, with what the cheapest choice of the others costs.
    fn pick(&mut self, state: u32, bound: f64, atom: u32, (first, missing): (usize, usize)) {
        let links = inbound(self.space, atom);
        let time = self.space.time(atom) as u32;
        let mut rests = vec![Vec::new(); links.len()];
        for (h, _) in &self.hypotheses {
            let mut others = Cheapest::new(missing - 1);
            for place in (first..links.len()).rev() {
                rests[place].push(others.sum());
                let (kind, e) = (RouteEvent::Opening, links[place] as u32);
                others.take_in(self.space.cost(*h, Event { time, kind, place: e }));
            }
        }
        for (place, rest) in rests.iter().enumerate().skip(first) {
            self.attempt(state, bound, (atom, Rule::Pick(place as u32)), rest);
        }
    }

    /// Adds the state that derives the goal by the rule, unless that is impossible, circular or cannot be minimal.
    ///
    /// `rest` is what must come on top, by hypothesis that has a weight.
    fn attempt(&mut self, parent: u32, bound: f64, (goal, rule): (u32, Rule), rest: &[f64]) {
        self.steps += 1;
        let stride = self.hypotheses.len();
        let mut costs = self.costs[parent as usize * stride..][..stride].to_vec();
        let Some(premises) = self.take(&mut costs, goal, rule) else { return };
        if costs.iter().all(|cost| *cost == f64::INFINITY) {
            return;
        }
        let mut totals = costs.clone();
        let mut expected = 0;
        // Bounds hold for goals that nothing derived so far can serve.
        let is_fresh =
            self.has_paths_only || !self.picture.has_reusable(self.space, self.space.time(goal));
        for (h, total) in totals.iter_mut().enumerate() {
            let mut extra = 0.0;
            for premise in &premises {
                expected = expected.max(self.reaches[h].event_count(*premise));
                if is_fresh {
                    extra = f64::max(extra, self.reaches[h].bound(*premise));
                }
            }
            *total += extra + rest.get(h).copied().unwrap_or(0.0);
        }
        let bound = self.pooled(&totals).max(bound);
        if bound < f64::INFINITY {
            let expected = expected + self.picture.steps.len() as u32 + 1;
            self.push(State { parent, atom: goal, rule }, &costs, bound, expected);
        }
    }

    /// Adds what the rule costs, and gives its premises that are not derived yet; `None` if it must not be taken.
    fn take(&mut self, costs: &mut [f64], goal: u32, rule: Rule) -> Option<Vec<u32>> {
        let (space, picture) = (self.space, &mut self.picture);
        let mut events = Vec::new();
        let mut premises = Vec::new();
        let mut seen = Vec::new();
        let mut is_possible = true;
        rule.parts(space, goal, &mut |part| match part {
            Part::Event(event) => events.push(event),
            Part::Failure(event) => {
                let atom = space.down(event.place as usize, event.time as usize);
                if !picture.is_derived(atom) && !picture.see(atom) {
                    seen.push(atom);
                    events.push(event);
                }
            }
            Part::Premise(premise) => {
                let ends_elsewhere =
                    matches!(space.atom(premise), Atom::Node(v, _) if space.is_outcome(v));
                is_possible &= !ends_elsewhere
                    && premise != goal
                    && !(picture.is_derived(premise) && picture.is_dependent(premise));
                if !picture.is_known(premise) {
                    premises.push(premise);
                }
            }
        });
        for atom in seen {
            self.picture.forget(atom);
        }
        for (cost, (h, _)) in costs.iter_mut().zip(&self.hypotheses) {
            *cost += events.iter().map(|event| space.cost(*h, *event)).sum::<f64>();
        }
        self.steps += events.len() as u64;
        is_possible.then_some(premises)
    }

    fn push(&mut self, state: State, costs: &[f64], bound: f64, expected: u32) {
        let number = self.states.len() as u32;
        self.states.push(state);
        self.costs.extend_from_slice(costs);
        self.queue.push(Reverse((bound.to_bits(), expected, Reverse(number), false)));
    }
}
