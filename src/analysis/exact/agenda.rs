//! What is still to be decided, and what can be decided next.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::graphmap::DiGraphMap;

use super::sparks::{Spark, Variables};
use crate::analysis::components::strongly_connected;

/// The place of every element in an order in which influence flows, as far as there is one.
pub(super) fn columns_of(sparks: &[&Spark], variables: Variables) -> BTreeMap<usize, usize> {
    let mut graph = DiGraphMap::<usize, ()>::new();
    for spark in sparks {
        let target = graph.add_node(variables.element(spark.target));
        for condition in &spark.conditions {
            graph.add_edge(variables.element(*condition), target, ());
        }
    }
    let order = strongly_connected(&graph).into_iter().rev().flatten();
    order.enumerate().map(|(place, element)| (element, place)).collect()
}

/// Variables that are decided together.
pub(super) struct Component {
    /// The variables.
    pub(super) members: Vec<usize>,
    /// Their sparks, by number.
    pub(super) sparks: Vec<usize>,
    /// How many of these wait for something from outside that is not decided.
    waiting: usize,
}

/// What is to be decided.
pub(super) struct Agenda<'a> {
    /// All sparks.
    pub(super) sparks: Vec<&'a Spark>,
    /// Which were decided.
    pub(super) is_fired: Vec<bool>,
    /// By spark: how many of its conditions from outside its component are not decided.
    missing: Vec<usize>,
    /// All components, each after those that it waits for.
    pub(super) components: Vec<Component>,
    /// The component of each spark.
    pub(super) home: Vec<usize>,
    /// The sparks that wait for a variable.
    asking: BTreeMap<usize, Vec<usize>>,
    /// Components of which nothing is missing.
    pub(super) ready: BTreeSet<usize>,
    /// The same of sparks.
    pub(super) ready_sparks: BTreeSet<usize>,
}

impl<'a> Agenda<'a> {
    /// Everything that the sparks turn, given what is decided.
    pub(super) fn new(sparks: Vec<&'a Spark>, is_decided: &[bool]) -> Self {
        let mut graph = DiGraphMap::<usize, ()>::new();
        let mut own: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (s, spark) in sparks.iter().enumerate() {
            graph.add_node(spark.target);
            own.entry(spark.target).or_default().push(s);
            for condition in spark.conditions.iter().filter(|c| !is_decided[**c]) {
                graph.add_edge(*condition, spark.target, ());
            }
        }
        let mut agenda = Self {
            is_fired: vec![false; sparks.len()],
            missing: vec![0; sparks.len()],
            components: Vec::new(),
            home: vec![0; sparks.len()],
            asking: BTreeMap::new(),
            ready: BTreeSet::new(),
            ready_sparks: BTreeSet::new(),
            sparks,
        };
        for mut members in strongly_connected(&graph).into_iter().rev() {
            members.sort_unstable();
            let own = members.iter().filter_map(|member| own.get(member)).flatten();
            agenda
                .add(Component { sparks: own.copied().collect(), members, waiting: 0 }, is_decided);
        }
        agenda
    }

    fn add(&mut self, mut component: Component, is_decided: &[bool]) {
        let place = self.components.len();
        for s in component.sparks.iter().copied() {
            self.home[s] = place;
            let is_outside = |c: &&usize| !is_decided[**c] && !component.members.contains(c);
            let outside = self.sparks[s].conditions.iter().filter(is_outside);
            for condition in outside {
                self.missing[s] += 1;
                self.asking.entry(*condition).or_default().push(s);
            }
            component.waiting += usize::from(self.missing[s] > 0);
            let is_inner = self.sparks[s].conditions.iter().any(|c| component.members.contains(c));
            if self.missing[s] == 0 && !is_inner {
                self.ready_sparks.insert(s);
            }
        }
        if component.waiting == 0 {
            self.ready.insert(place);
        }
        self.components.push(component);
    }

    /// Sparks of a component that do not wait for its members.
    pub(super) fn outer(&self, component: &Component, member: usize) -> Vec<usize> {
        let is_own = |s: &usize| self.sparks[*s].target == member && !self.is_fired[*s];
        let is_outer = |s: &usize| !self.is_inner(component, *s);
        component.sparks.iter().copied().filter(is_own).filter(is_outer).collect()
    }

    /// Whether a spark waits for a member of its component.
    pub(super) fn is_inner(&self, component: &Component, spark: usize) -> bool {
        self.sparks[spark].conditions.iter().any(|c| component.members.contains(c))
    }

    /// A spark was decided.
    pub(super) fn set_fired(&mut self, spark: usize) {
        self.is_fired[spark] = true;
        self.ready_sparks.remove(&spark);
    }

    /// What waited for a variable need not wait any more.
    pub(super) fn set_decided(&mut self, variable: usize) {
        for s in self.asking.remove(&variable).unwrap_or_default() {
            self.missing[s] -= 1;
            if self.missing[s] > 0 {
                continue;
            }
            let home = self.home[s];
            if !self.is_inner(&self.components[home], s) {
                self.ready_sparks.insert(s);
            }
            self.components[home].waiting -= 1;
            if self.components[home].waiting == 0 {
                self.ready.insert(home);
            }
        }
    }
}
