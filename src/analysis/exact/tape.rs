//! The steps that answer a question, in an order that keeps the table small; what they cost is known from the list alone.
//!
//! Variables are decided component by component (of 'a spark that waits for u turns v'), among the components that are
//! ready next the one after which the fewest variables have to be remembered. A variable is summed out when no spark
//! waits for it any more. There are two orders: phase by phase; or across the phases, where a node may be followed
//! through all phases before its neighbors are looked at, and sparks are decided one by one as soon as that frees a
//! variable. The second needs less memory where nodes have few neighbors, however many nodes there are.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Stop,
    agenda::{Agenda, Component, columns_of},
    circle::{Circle, Inner, Shape, counter_bits},
    scope::Scope,
    sparks::{Flow, Spark, Story, Variables, threshold},
    table::Operation,
};

/// In which order variables are decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Phase by phase; so what is absorbed in a phase was not absorbed before.
    ByPhase,
    /// Whatever keeps the table small. Absorption is by the horizon, in no order.
    Across,
}

/// What to do for one question.
pub(super) struct Tape {
    /// What to do, in order.
    pub(super) operations: Vec<Operation>,
    /// How many elementary operations it takes.
    pub(super) cost: u64,
    /// Measured nodes that are misaligned for certain, with the phase.
    pub(super) certain: Vec<(usize, usize)>,
}

/// Most variables of a table at a time: 128 MB.
const BITS_MAX: usize = 24;
/// What a step costs apart from its table.
const STEP_COST: u64 = 50;
/// A circle may have one branch for so many operations that are left.
const BRANCHES_SHARE: u64 = 400;
/// What it costs to find a branch of a circle.
const BRANCH_COST: u64 = 40;
/// Most bits of a counter.
const COUNTER_BITS_MAX: usize = 32;

impl Tape {
    /// The tape for a scope, if it costs no more than `limit`. Components are added to `circles`.
    pub(super) fn new(
        scope: &Scope<'_>,
        order: Order,
        circles: &mut Vec<Circle>,
        limit: u64,
    ) -> Result<Self, Stop> {
        if scope.nodes.len() > BITS_MAX && scope.largest_loop() > BITS_MAX {
            return Err(too_much());
        }
        let story = Story::new(scope);
        let mut writer = Writer::new(scope, &story, circles, limit);
        match order {
            Order::ByPhase => {
                let phases = story.sparks.iter();
                phases.map(|sparks| sparks.iter().collect()).try_for_each(
                    |sparks: Vec<&Spark>| {
                        let mut work = Agenda::new(sparks, &writer.is_decided);
                        writer.write(&mut work, None)
                    },
                )?;
            }
            Order::Across => {
                let sparks: Vec<&Spark> = story.sparks.iter().flatten().collect();
                let columns = columns_of(&sparks, writer.variables);
                writer.write(&mut Agenda::new(sparks, &writer.is_decided), Some(&columns))?;
            }
        }
        Ok(Self { operations: writer.operations, cost: writer.cost, certain: story.certain })
    }
}

/// What to do next.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Decide(usize),
    Fire(usize),
}

/// Writes a tape, keeping track of what the bits of the table stand for.
struct Writer<'a> {
    scope: &'a Scope<'a>,
    variables: Variables,
    circles: &'a mut Vec<Circle>,
    limit: u64,
    cost: u64,
    operations: Vec<Operation>,
    /// The variable of each bit.
    bits: Vec<usize>,
    /// How many sparks still wait for each variable.
    uses: Vec<usize>,
    /// How many counted sparks turn each variable; 1 where none counts.
    thresholds: Vec<usize>,
    is_decided: Vec<bool>,
}

impl<'a> Writer<'a> {
    fn new(scope: &'a Scope<'a>, story: &Story, circles: &'a mut Vec<Circle>, limit: u64) -> Self {
        let variables = Variables::of(scope);
        let mut uses = vec![0; variables.count()];
        let mut thresholds = vec![1; variables.count()];
        for spark in story.sparks.iter().flatten() {
            for condition in &spark.conditions {
                uses[*condition] += 1;
            }
            if spark.is_counted {
                thresholds[spark.target] = threshold(scope, variables.element(spark.target));
            }
        }
        let is_decided = vec![false; variables.count()];
        let (operations, bits) = (Vec::new(), Vec::new());
        let cost = 0;
        Self {
            scope,
            variables,
            circles,
            limit,
            cost,
            operations,
            bits,
            uses,
            thresholds,
            is_decided,
        }
    }

    /// Decides everything on an agenda; with columns, spark by spark where that helps.
    fn write(
        &mut self,
        agenda: &mut Agenda<'_>,
        columns: Option<&BTreeMap<usize, usize>>,
    ) -> Result<(), Stop> {
        let column = |variable: usize| {
            let element = self.variables.element(variable);
            columns.and_then(|columns| columns.get(&element)).copied().unwrap_or_default()
        };
        let column_of: Vec<usize> =
            agenda.components.iter().map(|c| c.members.first().map_or(0, |v| column(*v))).collect();
        loop {
            let components = agenda.ready.iter().map(|c| {
                let growth = self.growth(agenda, &agenda.components[*c]);
                (growth, column_of[*c], Next::Decide(*c))
            });
            // A spark alone is only worth its while where it frees what it takes.
            let sparks = agenda.ready_sparks.iter().filter(|_| columns.is_some()).map(|s| {
                let growth = self.spark_growth(agenda.sparks[*s]);
                (growth, column_of[agenda.home[*s]], Next::Fire(*s))
            });
            let sparks = sparks.filter(|(growth, _, _)| *growth <= 0);
            match components.chain(sparks).min() {
                Some((_, _, Next::Decide(c))) => self.decide(agenda, c)?,
                Some((_, _, Next::Fire(s))) => {
                    let target = agenda.sparks[s].target;
                    let consumed = self.enter(agenda, target, &[s])?;
                    if consumed.is_none() {
                        self.fire(agenda.sparks[s])?;
                        agenda.set_fired(s);
                    }
                    self.forget_unused()?;
                }
                None => return Ok(()),
            }
        }
    }

    /// By how many bits the table grows with a component.
    fn growth(&self, agenda: &Agenda<'_>, component: &Component) -> i64 {
        let mut spent: BTreeMap<usize, usize> = BTreeMap::new();
        for s in component.sparks.iter().filter(|s| !agenda.is_fired[**s]) {
            for condition in &agenda.sparks[*s].conditions {
                *spent.entry(*condition).or_default() += 1;
            }
        }
        let dropped = spent.iter().filter(|(variable, count)| self.uses[**variable] == **count);
        let is_new = |member: &&usize| self.uses[**member] > 0 && !self.bits.contains(member);
        let kept = component.members.iter().filter(is_new);
        kept.count() as i64 - dropped.count() as i64
    }

    /// By how many bits the table grows with a single spark.
    fn spark_growth(&self, spark: &Spark) -> i64 {
        let dropped = spark.conditions.iter().filter(|c| self.uses[**c] == 1).count() as i64;
        let is_new = !self.is_absorbing(spark.target) && !self.bits.contains(&spark.target);
        let counters = i64::from(counter_bits(self.thresholds[spark.target]));
        i64::from(is_new) * (1 + counters) - dropped
    }

    fn is_absorbing(&self, variable: usize) -> bool {
        self.variables.node(variable).is_some_and(|node| self.scope.is_absorbing[node])
    }

    fn decide(&mut self, agenda: &mut Agenda<'_>, place: usize) -> Result<(), Stop> {
        agenda.ready.remove(&place);
        let component = &agenda.components[place];
        let members = component.members.clone();
        let outer: Vec<_> = members.iter().map(|m| (*m, agenda.outer(component, *m))).collect();
        for (member, outer) in outer {
            self.enter(agenda, member, &outer)?;
            for s in outer {
                if !agenda.is_fired[s] {
                    self.fire(agenda.sparks[s])?;
                    agenda.set_fired(s);
                }
            }
            self.forget_unused()?;
        }
        if members.len() > 1 {
            let component = &agenda.components[place];
            let inner = component.sparks.iter().filter(|s| agenda.is_inner(component, **s));
            let inner: Vec<&Spark> = inner.map(|s| agenda.sparks[*s]).collect();
            self.close(&members, &inner)?;
        }
        for member in members {
            let measured = self.variables.node(member).filter(|i| self.scope.is_measured[*i]);
            if let Some(node) = measured.filter(|_| self.variables.before(member).is_some()) {
                let (bit, phase) = (self.bit(member), self.variables.phase(member));
                self.push(Operation::Measure { bit, node, phase }, 1)?;
            }
            self.is_decided[member] = true;
            agenda.set_decided(member);
        }
        self.forget_unused()
    }

    /// A variable joins, if it has not; tells which of the given sparks that turn it was decided on the way.
    fn enter(
        &mut self,
        agenda: &mut Agenda<'_>,
        variable: usize,
        outer: &[usize],
    ) -> Result<Option<usize>, Stop> {
        let has_counters = self.bits.contains(&self.counter(variable, 0));
        let mut consumed = None;
        if !self.is_absorbing(variable) && !self.bits.contains(&variable) {
            let carry = self.carrying(variable, agenda, outer);
            let is_free = |spark: &Spark| spark.conditions.is_empty() && !spark.is_counted;
            if let Some(s) = carry {
                self.inherit(variable, agenda.sparks[s])?;
                consumed = carry;
            } else {
                consumed = outer.iter().copied().find(|s| is_free(agenda.sparks[*s]));
                let flow = consumed.map_or(Flow::NONE, |s| agenda.sparks[s].flow);
                self.add(variable, flow)?;
            }
        }
        if !has_counters {
            for i in 0..counter_bits(self.thresholds[variable]) {
                self.add(self.counter(variable, i), Flow::NONE)?;
            }
        }
        if let Some(s) = consumed {
            agenda.set_fired(s);
        }
        Ok(consumed)
    }

    /// The spark by which a node carries its X(t−1) over, if that is all that X(t−1) is still needed for.
    fn carrying(&self, variable: usize, agenda: &Agenda<'_>, outer: &[usize]) -> Option<usize> {
        let before = self.variables.before(variable).filter(|v| self.uses[*v] == 1)?;
        let carries = |s: &usize| {
            let spark = agenda.sparks[*s];
            spark.conditions.contains(&before) && !spark.is_counted
        };
        outer.iter().copied().find(carries)
    }

    /// X(t−1) becomes X(t) in its place.
    fn inherit(&mut self, variable: usize, spark: &Spark) -> Result<(), Stop> {
        let Some(before) = self.variables.before(variable) else { return Ok(()) };
        let place = self.bit(before);
        let own = 1_usize << place;
        for condition in spark.conditions.iter().filter(|c| **c != before) {
            let mask = own | 1 << self.bit(*condition);
            self.shift(mask, own, own, Flow::SURE)?;
        }
        self.spend(spark);
        self.bits[place as usize] = variable;
        if spark.flow.rest > 0.0 {
            self.shift(own, own, own, spark.flow.reversed())?;
        }
        Ok(())
    }

    fn fire(&mut self, spark: &Spark) -> Result<(), Stop> {
        let is_absorbing = self.is_absorbing(spark.target);
        let phase = self.variables.phase(spark.target);
        let needed = spark.conditions.iter().fold(0, |all, c| all | 1_usize << self.bit(*c));
        let own = if is_absorbing { 0 } else { 1_usize << self.bit(spark.target) };
        let flow = spark.flow;
        let turn = |writer: &mut Self, mask: usize, value: usize| {
            if is_absorbing {
                writer.absorb(mask, value, flow, phase)
            } else {
                writer.shift(mask | own, value, own, flow)
            }
        };
        self.spend(spark);
        if !spark.is_counted {
            return turn(self, needed, needed);
        }
        let threshold = self.thresholds[spark.target];
        let places = 0..counter_bits(threshold);
        let places: Vec<u32> = places.map(|i| self.bit(self.counter(spark.target, i))).collect();
        let code = |count: usize| {
            let ones = places.iter().enumerate().filter(|(i, _)| count >> i & 1 == 1);
            ones.fold(0, |all, (_, place)| all | 1_usize << place)
        };
        let mask = needed | places.iter().fold(0, |all, place| all | 1_usize << place);
        for count in (0..threshold).rev() {
            let value = needed | code(count);
            if count + 1 == threshold {
                turn(self, mask, value)?;
            } else {
                self.shift(mask | own, value, code(count) ^ code(count + 1), flow)?;
            }
        }
        Ok(())
    }

    /// Closes a component of several members.
    fn close(&mut self, members: &[usize], inner: &[&Spark]) -> Result<(), Stop> {
        let conditions = inner.iter().flat_map(|spark| spark.conditions.iter().copied());
        let outside: BTreeSet<usize> = conditions.filter(|c| !members.contains(c)).collect();
        let outside: Vec<usize> = outside.into_iter().collect();
        let places = |spark: &Spark, of: &[usize]| {
            let place = |c: &usize| of.iter().position(|v| v == c);
            spark.conditions.iter().filter_map(place).collect()
        };
        let shape = Shape {
            thresholds: members.iter().map(|member| self.thresholds[*member]).collect(),
            outside: outside.len(),
            sparks: inner
                .iter()
                .map(|spark| Inner {
                    target: members.iter().position(|m| *m == spark.target).unwrap_or_default(),
                    members: places(spark, members),
                    outside: places(spark, &outside),
                    is_counted: spark.is_counted,
                })
                .collect(),
        };
        let counters = members.iter().flat_map(|member| {
            (0..counter_bits(self.thresholds[*member])).map(|i| self.counter(*member, i))
        });
        let ends: Vec<usize> = outside.iter().chain(members).copied().collect();
        let starts: Vec<usize> = ends.iter().copied().chain(counters).collect();
        let low = self.bits.len() - starts.len();
        let circle = self.circle(shape, low)?;
        let work = self.circles[circle].cost() * columns(low);
        let bits = starts.iter().map(|variable| self.bit(*variable)).collect();
        let flows = inner.iter().map(|spark| spark.flow).collect();
        self.push(Operation::Close { circle, bits, flows }, work + self.size())?;
        self.bits.retain(|variable| !starts.contains(variable));
        self.bits.extend(ends);
        for spark in inner {
            self.spend(spark);
        }
        Ok(())
    }

    /// The place of a circle of that shape, found before or now.
    fn circle(&mut self, shape: Shape, low: usize) -> Result<usize, Stop> {
        if let Some(known) = self.circles.iter().position(|circle| circle.is(&shape)) {
            return Ok(known);
        }
        let left = self.limit - self.cost;
        // A circle is gone through for every phase and, by and large, for every node: what looks for a longer way than
        // this finds one that nobody can afford to go.
        let phases = self.scope.horizon as u64;
        let limit = (left / BRANCHES_SHARE).min(left / columns(low) / 2 / phases);
        let circle = Circle::new(shape, limit as usize).ok_or_else(too_much)?;
        self.charge(circle.cost() / 2 * BRANCH_COST)?;
        self.circles.push(circle);
        Ok(self.circles.len() - 1)
    }

    /// Sums out what is decided and nothing waits for any more, and its counters.
    fn forget_unused(&mut self) -> Result<(), Stop> {
        let count = self.variables.count();
        for place in (0..self.bits.len()).rev() {
            let variable = self.bits[place];
            let is_used = match variable.checked_sub(count) {
                None => self.uses[variable] > 0 || !self.is_decided[variable],
                Some(counter) => !self.is_decided[counter / COUNTER_BITS_MAX],
            };
            if !is_used {
                let work = self.size() / 4;
                self.push(Operation::Drop { bit: place as u32 }, work)?;
                self.bits.remove(place);
            }
        }
        Ok(())
    }

    fn add(&mut self, variable: usize, flow: Flow) -> Result<(), Stop> {
        if self.bits.len() >= BITS_MAX {
            return Err(too_much());
        }
        self.bits.push(variable);
        self.push(Operation::Add { flow }, self.size() / 4)
    }

    fn shift(&mut self, mask: usize, value: usize, flip: usize, flow: Flow) -> Result<(), Stop> {
        let work = self.size() >> (mask.count_ones() + 1);
        self.push(Operation::Move { mask, value, flip, flow }, work)
    }

    fn absorb(&mut self, mask: usize, value: usize, flow: Flow, phase: usize) -> Result<(), Stop> {
        let work = self.size() >> (mask.count_ones() + 1);
        self.push(Operation::Absorb { mask, value, flow, phase }, work)
    }

    fn push(&mut self, operation: Operation, work: u64) -> Result<(), Stop> {
        self.operations.push(operation);
        self.charge(work + STEP_COST)
    }

    fn charge(&mut self, work: u64) -> Result<(), Stop> {
        self.cost = self.cost.saturating_add(work);
        if self.cost > self.limit { Err(too_much()) } else { Ok(()) }
    }

    /// A spark was decided.
    fn spend(&mut self, spark: &Spark) {
        spark.conditions.iter().for_each(|condition| self.uses[*condition] -= 1);
    }

    /// The bit of a variable that is in the table.
    fn bit(&self, variable: usize) -> u32 {
        let place = self.bits.iter().position(|v| *v == variable);
        debug_assert!(place.is_some(), "variable {variable} is not in the table");
        place.unwrap_or_default() as u32
    }

    /// The variable of a counter's bit.
    fn counter(&self, variable: usize, bit: u32) -> usize {
        self.variables.count() + variable * COUNTER_BITS_MAX + bit as usize
    }

    fn size(&self) -> u64 {
        1 << self.bits.len()
    }
}

fn too_much() -> Stop {
    Stop::Unaffordable("it has too many states".to_owned())
}

/// How many vectors wide a row is with that many bits outside a circle.
fn columns(low: usize) -> u64 {
    (1_u64 << low).div_ceil(8)
}
