//! A phase as sparks: independent chances, each of which turns something as soon as all that it waits for has turned.
//!
//! SEMANTICS §1 in one shape. The variables of a phase are, for every node that matters, X(t) and X(t−1), and for every
//! mitigation whether it is *down*: failed, or undermined. All start as 0 and can only turn 1. A [`Spark`] is one of the
//! Bernoulli variables with the conditions under which it has an effect:
//! - persistence: X(t−1) of the node, and every mitigation that restores it is down;
//! - emergence: every mitigation that prevents it is down;
//! - an opening: the source, at t or t−1, and every mitigation that blocks the link is down;
//! - the failing of a mitigation: nothing; and its underminers, at t or t−1, with certainty.
//!
//! The least fixpoint is what has turned when no spark is left whose conditions hold. Whether a spark fires is
//! independent of everything else, so it may be decided at the moment at which the last of its conditions comes true.

use super::scope::Scope;
use crate::analysis::program::Variable;

/// A chance of two ways to go on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flow {
    /// The chance that something fires.
    pub(super) chance: f64,
    /// The chance that it does not.
    pub(super) rest: f64,
    /// What is behind it.
    pub(super) origin: Option<Origin>,
}

/// A variable of SEMANTICS §1 in a phase.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    /// Which.
    pub(super) variable: Variable,
    /// In which phase; 0 for X(0).
    pub(super) phase: usize,
    /// Whether the flow fires where the variable is 0.
    pub(super) is_reversed: bool,
}

impl Flow {
    /// What happens for certain.
    pub(super) const SURE: Self = Self { chance: 1.0, rest: 0.0, origin: None };
    /// What does not happen.
    pub(super) const NONE: Self = Self { chance: 0.0, rest: 1.0, origin: None };

    /// A variable that fires where it is 1.
    pub(super) fn of(variable: Variable, phase: usize, chance: f64) -> Self {
        let origin = Some(Origin { variable, phase, is_reversed: false });
        Self { chance, rest: 1.0 - chance, origin }
    }

    /// What fires where this does not.
    pub(super) fn reversed(self) -> Self {
        let origin = self.origin.map(|o| Origin { is_reversed: !o.is_reversed, ..o });
        Self { chance: self.rest, rest: self.chance, origin }
    }
}

/// One Bernoulli variable and what depends on it.
#[derive(Clone, Debug)]
pub(super) struct Spark {
    /// The variable that it turns.
    pub(super) target: usize,
    /// The variables that must be 1 first.
    pub(super) conditions: Vec<usize>,
    /// The chance that it fires.
    pub(super) flow: Flow,
    /// Whether it only counts towards the target's threshold.
    pub(super) is_counted: bool,
}

/// What is known of a variable without computing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    /// It is 0 for certain.
    Never,
    /// It can be either.
    Open,
    /// It is 1 for certain.
    Always,
}

/// All phases of a scope.
pub(super) struct Story {
    /// By phase, after those that decide X(0): the sparks that can fire and on which an answer depends, without
    /// conditions that are certain.
    pub(super) sparks: Vec<Vec<Spark>>,
    /// Measured nodes that are misaligned for certain, with the phase.
    pub(super) certain: Vec<(usize, usize)>,
}

/// The variables of a scope by number: by time, first the nodes, then the mitigations of the phase that ends there.
#[derive(Clone, Copy)]
pub(super) struct Variables {
    nodes: usize,
    mitigations: usize,
    times: usize,
}

impl Variables {
    /// Those of a scope.
    pub(super) fn of(scope: &Scope<'_>) -> Self {
        Self {
            nodes: scope.nodes.len(),
            mitigations: scope.program.network.mitigations.len(),
            times: scope.horizon + 1,
        }
    }

    /// X(time) of a node.
    fn at(self, node: usize, time: usize) -> usize {
        time * (self.nodes + self.mitigations) + node
    }

    /// The same node a phase before; `None` for X(0) and for mitigations.
    pub(super) fn before(self, variable: usize) -> Option<usize> {
        self.node(variable)?;
        variable.checked_sub(self.nodes + self.mitigations)
    }

    /// Which node it is about.
    pub(super) fn node(self, variable: usize) -> Option<usize> {
        Some(self.element(variable)).filter(|i| *i < self.nodes)
    }

    /// Which node, or after these which mitigation, it is about.
    pub(super) fn element(self, variable: usize) -> usize {
        variable % (self.nodes + self.mitigations)
    }

    /// At the end of which phase it is; X(0) counts as the first.
    pub(super) fn phase(self, variable: usize) -> usize {
        (variable / (self.nodes + self.mitigations)).saturating_sub(1)
    }

    /// How many there are.
    pub(super) fn count(self) -> usize {
        self.times * (self.nodes + self.mitigations)
    }
}

impl Story {
    /// That of a scope.
    pub(super) fn new(scope: &Scope<'_>) -> Self {
        let numbers = scope.numbers();
        let mut known = initially(scope);
        let mut stages = Vec::new();
        for phase in 0..scope.horizon {
            let stage = Gathering::new(scope, &numbers, phase, &known).stage(scope, &known);
            known.clone_from(&stage.after);
            stages.push(stage);
        }
        let mut carried = vec![false; scope.nodes.len()];
        for stage in stages.iter_mut().rev() {
            carried = stage.keep_wanted(scope, &carried);
        }
        let variables = Variables::of(scope);
        let initial = (0..carried.len()).filter(|i| carried[*i]).map(|i| {
            let variable = Variable::Initial(scope.nodes[i]);
            let flow = Flow::of(variable, 0, scope.chances.initial[scope.nodes[i]]);
            Spark { target: variables.at(i, 0), conditions: Vec::new(), flow, is_counted: false }
        });
        let mut story = Self { sparks: vec![initial.collect()], certain: Vec::new() };
        for (phase, stage) in stages.into_iter().enumerate() {
            let measured = (0..scope.nodes.len()).filter(|i| scope.is_measured[*i]);
            let certain = measured.filter(|i| stage.after[*i] == Known::Always);
            story.certain.extend(certain.map(|i| (phase, i)));
            story.sparks.push(stage.numbered(variables, phase));
        }
        story
    }
}

/// One phase of a scope, with variables numbered within it.
struct Stage {
    sparks: Vec<Spark>,
    /// What is known of X(t), by node.
    after: Vec<Known>,
}

/// The variables of one phase by number: X(t), X(t−1), and whether mitigations are down.
#[derive(Clone, Copy)]
struct Local {
    nodes: usize,
    mitigations: usize,
}

impl Local {
    fn of(scope: &Scope<'_>) -> Self {
        Self { nodes: scope.nodes.len(), mitigations: scope.program.network.mitigations.len() }
    }

    fn before(self, node: usize) -> usize {
        self.nodes + node
    }

    fn down(self, mitigation: usize) -> usize {
        2 * self.nodes + mitigation
    }

    fn count(self) -> usize {
        2 * self.nodes + self.mitigations
    }
}

/// How many counted sparks turn a node; 1 for what is not a node.
pub(super) fn threshold(scope: &Scope<'_>, node: usize) -> usize {
    let node = scope.nodes.get(node).map(|v| &scope.program.network.nodes[*v]);
    node.and_then(|node| node.threshold).unwrap_or(1)
}

/// Conditions with one more, in order.
fn with(mut conditions: Vec<usize>, one: usize) -> Vec<usize> {
    conditions.push(one);
    conditions.sort_unstable();
    conditions
}

fn initially(scope: &Scope<'_>) -> Vec<Known> {
    let known = |(v, is_absorbing): (&usize, &bool)| match scope.chances.initial[*v] {
        _ if *is_absorbing => Known::Never,
        p if p <= 0.0 => Known::Never,
        p if p >= 1.0 => Known::Always,
        _ => Known::Open,
    };
    scope.nodes.iter().zip(&scope.is_absorbing).map(known).collect()
}

/// The sparks of a phase as they are gathered.
struct Gathering {
    variables: Local,
    sparks: Vec<Spark>,
}

impl Gathering {
    fn new(scope: &Scope<'_>, numbers: &[Option<usize>], phase: usize, before: &[Known]) -> Self {
        let variables = Local::of(scope);
        let mut all = Self { variables, sparks: Vec::new() };
        let network = &scope.program.network;
        let flow = |variable| Flow::of(variable, phase, scope.chances.of(variable, phase));
        let acts = |node: usize| !scope.is_absorbing[node];
        let was = |node: usize| acts(node) && before[node] != Known::Never;
        // The mitigations of a list that can work; the others are down for certain.
        let down = |list: &[usize]| -> Vec<usize> {
            let can_work = list.iter().filter(|m| scope.can(flow(Variable::Working(**m))));
            can_work.map(|m| variables.down(*m)).collect()
        };
        for (i, v) in scope.nodes.iter().enumerate() {
            let node = &network.nodes[*v];
            if was(i) {
                let conditions = with(down(&node.restorers), variables.before(i));
                all.push(scope, i, conditions, flow(Variable::Persistence(*v)));
            }
            all.push(scope, i, down(&node.preventers), flow(Variable::Emergence(*v)));
            for e in node.inbound.iter().filter(|_| node.threshold.is_some()) {
                let wire = &network.links[*e];
                let Some(source) = numbers[wire.source].filter(|u| acts(*u)) else { continue };
                if (wire.is_delayed && !was(source)) || (source == i && !wire.is_delayed) {
                    continue;
                }
                let source = if wire.is_delayed { variables.before(source) } else { source };
                let conditions = with(down(&wire.blockers), source);
                let length = all.sparks.len();
                all.push(scope, i, conditions, flow(Variable::Opening(*e)));
                let own = &mut all.sparks[length..];
                for spark in own {
                    spark.is_counted = node.threshold != Some(1);
                }
            }
        }
        let asked_for = all.asked_for();
        for (m, mitigation) in network.mitigations.iter().enumerate() {
            let (working, target) = (flow(Variable::Working(m)), variables.down(m));
            if !asked_for[target] {
                continue;
            }
            all.push(scope, target, Vec::new(), working.reversed());
            for u in mitigation.underminers.iter().filter_map(|u| numbers[*u]) {
                if acts(u) {
                    all.push(scope, target, vec![u], Flow::SURE);
                }
                if was(u) {
                    all.push(scope, target, vec![variables.before(u)], Flow::SURE);
                }
            }
        }
        all
    }

    fn push(&mut self, scope: &Scope<'_>, target: usize, conditions: Vec<usize>, flow: Flow) {
        if scope.can(flow) {
            self.sparks.push(Spark { target, conditions, flow, is_counted: false });
        }
    }

    /// Which variables some spark waits for.
    fn asked_for(&self) -> Vec<bool> {
        let mut asked_for = vec![false; self.variables.count()];
        let conditions = self.sparks.iter().flat_map(|spark| &spark.conditions);
        conditions.for_each(|c| asked_for[*c] = true);
        asked_for
    }

    /// Leaves out what cannot happen and what happens anyway.
    fn stage(mut self, scope: &Scope<'_>, before: &[Known]) -> Stage {
        let starts = |least: &[Known]| -> Vec<bool> {
            let mut starts = vec![false; self.variables.count()];
            for (i, known) in before.iter().enumerate() {
                starts[self.variables.before(i)] = least.contains(known);
            }
            starts
        };
        let can = self.closed(scope, starts(&[Known::Open, Known::Always]), |_| true);
        let must = self.closed(scope, starts(&[Known::Always]), |spark| scope.must(spark.flow));
        let after = (0..scope.nodes.len()).map(|i| match (must[i], can[i]) {
            (true, _) => Known::Always,
            (false, true) => Known::Open,
            (false, false) => Known::Never,
        });
        let after = after.collect();
        let ends_surely = |i: usize| must[i] && scope.is_absorbing.get(i) == Some(&true);
        self.sparks.retain(|spark| {
            can[spark.target]
                && !must[spark.target]
                && spark.conditions.iter().all(|condition| can[*condition])
        });
        for spark in &mut self.sparks {
            spark.conditions.retain(|condition| !must[*condition]);
        }
        for end in (0..scope.nodes.len()).filter(|i| ends_surely(*i)) {
            self.push(scope, end, Vec::new(), Flow::SURE);
        }
        Stage { sparks: self.sparks, after }
    }

    /// What turns if exactly the given sparks fire.
    fn closed(
        &self,
        scope: &Scope<'_>,
        starts: Vec<bool>,
        fires: impl Fn(&Spark) -> bool,
    ) -> Vec<bool> {
        let mut waiting: Vec<usize> = Vec::new();
        let mut asking: Vec<Vec<usize>> = vec![Vec::new(); self.variables.count()];
        for (s, spark) in self.sparks.iter().enumerate() {
            waiting.push(spark.conditions.iter().filter(|c| !starts[**c]).count());
            spark.conditions.iter().for_each(|c| asking[*c].push(s));
        }
        let mut counts = vec![0; self.variables.count()];
        let mut has_turned = starts;
        let mut ready: Vec<usize> = (0..waiting.len()).filter(|s| waiting[*s] == 0).collect();
        while let Some(s) = ready.pop() {
            let spark = &self.sparks[s];
            if !fires(spark) || has_turned[spark.target] {
                continue;
            }
            counts[spark.target] += 1;
            if spark.is_counted && counts[spark.target] < threshold(scope, spark.target) {
                continue;
            }
            has_turned[spark.target] = true;
            for asked in &asking[spark.target] {
                waiting[*asked] -= 1;
                if waiting[*asked] == 0 {
                    ready.push(*asked);
                }
            }
        }
        has_turned
    }
}

impl Stage {
    /// Keeps the sparks on which an answer depends, given which nodes the next phase asks for; tells which nodes this
    /// one asks for in X(t−1).
    fn keep_wanted(&mut self, scope: &Scope<'_>, carried: &[bool]) -> Vec<bool> {
        let variables = Local::of(scope);
        let mut inbound: Vec<Vec<usize>> = vec![Vec::new(); variables.count()];
        for (s, spark) in self.sparks.iter().enumerate() {
            inbound[spark.target].push(s);
        }
        let mut is_wanted = vec![false; variables.count()];
        let mut stack: Vec<usize> = (0..scope.nodes.len())
            .filter(|i| carried[*i] || scope.is_absorbing[*i] || scope.is_measured[*i])
            .collect();
        while let Some(variable) = stack.pop() {
            if !std::mem::replace(&mut is_wanted[variable], true) {
                let conditions = inbound[variable].iter().map(|s| &self.sparks[*s].conditions);
                stack.extend(conditions.flatten());
            }
        }
        self.sparks.retain(|spark| is_wanted[spark.target]);
        (0..scope.nodes.len()).map(|i| is_wanted[variables.before(i)]).collect()
    }

    /// The sparks with the numbers that variables have in the whole story.
    fn numbered(self, variables: Variables, phase: usize) -> Vec<Spark> {
        let number = |local: usize| {
            let at_end = local < variables.nodes || local >= 2 * variables.nodes;
            let element = if local < variables.nodes { local } else { local - variables.nodes };
            if at_end { variables.at(element, phase + 1) } else { variables.at(element, phase) }
        };
        let renumbered = self.sparks.into_iter().map(|spark| Spark {
            target: number(spark.target),
            conditions: spark.conditions.into_iter().map(number).collect(),
            ..spark
        });
        renumbered.collect()
    }
}
