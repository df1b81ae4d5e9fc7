//! The steps that answer a question, in an order that keeps the table small; what they cost is known from the list alone.
//!
//! Within a phase the variables are decided component by component (of 'a spark that waits for u turns v'), among the
//! components that are ready next the one after which the fewest variables have to be remembered. A variable is
//! summed out when no spark waits for it any more and the next phase does not ask for it.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::{algo::tarjan_scc, graphmap::DiGraphMap};

use super::{
    Stop,
    circle::{Circle, Inner, Shape, counter_bits},
    scope::Scope,
    sparks::{Flow, Known, Spark, Stage, Variables, stages, threshold},
    table::Operation,
};
use crate::analysis::program::Variable;

/// What to do for one question.
pub(super) struct Tape {
    /// X(0).
    pub(super) start: Vec<Operation>,
    /// The phases in order.
    pub(super) phases: Vec<Vec<Operation>>,
    /// How many elementary operations it takes.
    pub(super) cost: u64,
    /// Nodes that are misaligned for certain, with the phase.
    pub(super) certain: Vec<(usize, usize)>,
}

/// Most variables of a table at a time: 128 MB.
const BITS_MAX: usize = 24;
/// What a step costs apart from its table.
const STEP_COST: u64 = 50;
/// What it costs to find a branch of a circle.
const BRANCH_COST: u64 = 40;
/// Most bits of a counter.
const COUNTER_BITS_MAX: usize = 32;

impl Tape {
    /// The tape for a scope, if it costs no more than `limit`. Components are added to `circles`.
    pub(super) fn new(
        scope: &Scope<'_>,
        circles: &mut Vec<Circle>,
        limit: u64,
    ) -> Result<Self, Stop> {
        let (carried, stages) = stages(scope);
        let mut writer = Writer::new(scope, circles, limit);
        for node in (0..carried.len()).filter(|i| carried[*i]) {
            let chance = scope.chances.initial[scope.nodes[node]];
            writer.add(node, Flow::of(Variable::Initial(scope.nodes[node]), chance))?;
        }
        let start = std::mem::take(&mut writer.operations);
        let mut phases = Vec::new();
        let mut certain = Vec::new();
        for (phase, stage) in stages.iter().enumerate() {
            writer.write(stage)?;
            phases.push(std::mem::take(&mut writer.operations));
            let nodes = stage.after.iter().zip(&scope.is_measured).enumerate();
            let surely = nodes.filter(|(_, (known, asked))| **asked && **known == Known::Always);
            certain.extend(surely.map(|(i, _)| (phase, i)));
        }
        Ok(Self { start, phases, cost: writer.cost, certain })
    }
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
    /// How many sparks still wait for each variable; the next phase counts as one.
    uses: Vec<usize>,
    /// How many counted sparks turn each variable; 1 where none counts.
    thresholds: Vec<usize>,
}

/// Variables that are decided together, and the sparks that turn them.
struct Component<'a> {
    members: Vec<usize>,
    sparks: Vec<&'a Spark>,
}

impl<'a> Writer<'a> {
    fn new(scope: &'a Scope<'a>, circles: &'a mut Vec<Circle>, limit: u64) -> Self {
        let variables = Variables::of(scope);
        Self {
            scope,
            variables,
            circles,
            limit,
            cost: 0,
            operations: Vec::new(),
            bits: Vec::new(),
            uses: Vec::new(),
            thresholds: Vec::new(),
        }
    }

    fn write(&mut self, stage: &Stage) -> Result<(), Stop> {
        for variable in &mut self.bits {
            *variable = self.variables.before(*variable);
        }
        self.uses = vec![0; self.variables.count()];
        for condition in stage.sparks.iter().flat_map(|spark| &spark.conditions) {
            self.uses[*condition] += 1;
        }
        for (i, _) in stage.is_carried.iter().enumerate().filter(|(_, carried)| **carried) {
            self.uses[i] += 1;
        }
        self.thresholds = vec![1; self.variables.count()];
        for spark in stage.sparks.iter().filter(|spark| spark.is_counted) {
            self.thresholds[spark.target] = threshold(self.scope, spark.target);
        }
        let mut left = self.components(stage);
        let mut is_decided: Vec<bool> = (0..self.variables.count())
            .map(|variable| self.variables.is_before(variable))
            .collect();
        while !left.is_empty() {
            let is_ready = |c: &Component<'_>| {
                let mut conditions = c.sparks.iter().flat_map(|spark| &spark.conditions);
                conditions.all(|v| is_decided[*v] || c.members.contains(v))
            };
            let ready = (0..left.len()).filter(|i| is_ready(&left[*i]));
            let Some(next) = ready.min_by_key(|i| (self.growth(&left[*i]), *i)) else { break };
            let component = left.remove(next);
            self.decide(&component)?;
            component.members.iter().for_each(|member| is_decided[*member] = true);
        }
        Ok(())
    }

    /// The components of a phase, each after those that it waits for.
    fn components<'b>(&self, stage: &'b Stage) -> Vec<Component<'b>> {
        let mut graph = DiGraphMap::<usize, ()>::new();
        for spark in &stage.sparks {
            graph.add_node(spark.target);
            for condition in spark.conditions.iter().filter(|c| !self.variables.is_before(**c)) {
                graph.add_edge(*condition, spark.target, ());
            }
        }
        let mut sparks: BTreeMap<usize, Vec<&Spark>> = BTreeMap::new();
        for spark in &stage.sparks {
            sparks.entry(spark.target).or_default().push(spark);
        }
        let components = tarjan_scc(&graph).into_iter().rev().map(|mut members| {
            members.sort_unstable();
            let own = members.iter().filter_map(|member| sparks.get(member));
            let own = own.flatten().copied().collect();
            Component { members, sparks: own }
        });
        components.collect()
    }

    /// By how many bits the table grows with a component.
    fn growth(&self, component: &Component<'_>) -> i64 {
        let mut spent: BTreeMap<usize, usize> = BTreeMap::new();
        for condition in component.sparks.iter().flat_map(|spark| &spark.conditions) {
            *spent.entry(*condition).or_default() += 1;
        }
        let dropped = spent.iter().filter(|(variable, count)| self.uses[**variable] == **count);
        let kept = component.members.iter().filter(|member| self.uses[**member] > 0);
        kept.count() as i64 - dropped.count() as i64
    }

    fn decide(&mut self, component: &Component<'_>) -> Result<(), Stop> {
        let members = &component.members;
        let is_inner =
            |spark: &&&Spark| spark.conditions.iter().any(|condition| members.contains(condition));
        for member in members {
            let own = component.sparks.iter().filter(|s| s.target == *member && !is_inner(s));
            self.enter(*member, own.copied().collect())?;
            self.forget_unused(members)?;
        }
        if members.len() > 1 {
            let inner: Vec<&Spark> = component.sparks.iter().filter(is_inner).copied().collect();
            self.close(members, &inner)?;
        }
        for member in members {
            if self.scope.is_measured.get(*member) == Some(&true) {
                let bit = self.bit(*member);
                self.push(Operation::Measure { bit, node: *member }, 1)?;
            }
        }
        self.forget_unused(&[])
    }

    /// A variable joins, and the sparks from outside its component that turn it are decided.
    fn enter(&mut self, variable: usize, mut own: Vec<&Spark>) -> Result<(), Stop> {
        let is_absorbing = self.scope.is_absorbing.get(variable) == Some(&true);
        if !is_absorbing {
            let carry = self.carrying(variable, &own).map(|i| own.remove(i));
            if let Some(spark) = carry {
                self.inherit(variable, spark)?;
            } else {
                let is_free = |s: &&Spark| s.conditions.is_empty() && !s.is_counted;
                let free = own.iter().position(is_free).map(|i| own.remove(i));
                self.add(variable, free.map_or(Flow::NONE, |s| s.flow))?;
            }
        }
        for i in 0..counter_bits(self.thresholds[variable]) {
            self.add(self.counter(variable, i), Flow::NONE)?;
        }
        for spark in own {
            self.fire(spark, is_absorbing)?;
        }
        Ok(())
    }

    /// The spark by which a node carries its X(t−1) over, if that is all that X(t−1) is still needed for.
    fn carrying(&self, variable: usize, own: &[&Spark]) -> Option<usize> {
        let before = self.variables.before(variable);
        let is_node = variable < self.variables.nodes;
        let carry = |spark: &&Spark| spark.conditions.contains(&before) && !spark.is_counted;
        if is_node && self.uses[before] == 1 { own.iter().position(carry) } else { None }
    }

    /// X(t−1) becomes X(t) in its place.
    fn inherit(&mut self, node: usize, spark: &Spark) -> Result<(), Stop> {
        let before = self.variables.before(node);
        let place = self.bit(before);
        let own = 1_usize << place;
        for condition in spark.conditions.iter().filter(|c| **c != before) {
            let mask = own | 1 << self.bit(*condition);
            self.shift(mask, own, own, Flow::SURE)?;
        }
        self.spend(spark);
        self.bits[place as usize] = node;
        if spark.flow.rest > 0.0 {
            self.shift(own, own, own, spark.flow.reversed())?;
        }
        Ok(())
    }

    fn fire(&mut self, spark: &Spark, is_absorbing: bool) -> Result<(), Stop> {
        let needed = spark.conditions.iter().fold(0, |all, c| all | 1_usize << self.bit(*c));
        let own = if is_absorbing { 0 } else { 1_usize << self.bit(spark.target) };
        let flow = spark.flow;
        let turn = |writer: &mut Self, mask: usize, value: usize| {
            if is_absorbing {
                writer.absorb(mask, value, flow)
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
        let limit = (left / BRANCH_COST).min(left / columns(low) / 2);
        let circle = Circle::new(shape, limit as usize).ok_or_else(too_much)?;
        self.charge(circle.cost() / 2 * BRANCH_COST)?;
        self.circles.push(circle);
        Ok(self.circles.len() - 1)
    }

    /// Sums out what nothing waits for any more, except some; and counters.
    fn forget_unused(&mut self, except: &[usize]) -> Result<(), Stop> {
        let counter = self.variables.count();
        for place in (0..self.bits.len()).rev() {
            let variable = self.bits[place];
            let is_kept = |v: usize| except.len() > 1 && except.contains(&v);
            let is_used = if variable < counter {
                self.uses[variable] > 0 || except.contains(&variable)
            } else {
                is_kept((variable - counter) / COUNTER_BITS_MAX)
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

    fn absorb(&mut self, mask: usize, value: usize, flow: Flow) -> Result<(), Stop> {
        let work = self.size() >> (mask.count_ones() + 1);
        self.push(Operation::Absorb { mask, value, flow }, work)
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
