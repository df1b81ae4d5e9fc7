//! Questions, and which nodes matter for their answers.

use std::collections::BTreeSet;

use petgraph::graphmap::DiGraphMap;

use super::sparks::{Flow, Origin};
use crate::analysis::{
    components::strongly_connected,
    program::{Chances, Program, Variable},
    support::Support,
};

/// What is asked under one hypothesis. Nodes are places in the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// P[one of these was misaligned at some time so far], at every time from 0 on.
    AnyOf(Vec<usize>),
    /// The same for one node.
    Ever(usize),
    /// P[misaligned at the end of the phase], for each of these and every phase.
    Prevalence(Vec<usize>),
}

impl Question {
    /// The nodes that it is about.
    pub(super) fn nodes(&self) -> &[usize] {
        match self {
            Self::AnyOf(nodes) | Self::Prevalence(nodes) => nodes,
            Self::Ever(node) => std::slice::from_ref(node),
        }
    }
}

/// Which nodes can directly influence which, in any phase.
pub(super) struct Influences {
    /// By node: sources of links that can open into it, and underminers of what protects it.
    inbound: Vec<Vec<usize>>,
    can_turn: Vec<bool>,
}

impl Influences {
    /// The influences under one hypothesis.
    pub(super) fn new(program: &Program, chances: &Chances, support: &Support) -> Self {
        let ever = |rows: &[Vec<f64>], place: usize| rows.iter().any(|row| row[place] > 0.0);
        let can_turn = support.ever.last().cloned().unwrap_or_default();
        Self::among(program, chances, can_turn, ever)
    }

    /// What could be influences if every probability were open.
    pub(super) fn possible(program: &Program, chances: &Chances) -> Self {
        let can_turn = vec![true; program.network.nodes.len()];
        Self::among(program, chances, can_turn, |rows, _| !rows.is_empty())
    }

    fn among(
        program: &Program,
        chances: &Chances,
        can_turn: Vec<bool>,
        ever: impl Fn(&[Vec<f64>], usize) -> bool,
    ) -> Self {
        let network = &program.network;
        let inbound = network.nodes.iter().enumerate().map(|(v, node)| {
            let mut protectors: Vec<usize> = Vec::new();
            if ever(&chances.persistence, v) {
                protectors.extend(&node.restorers);
            }
            if ever(&chances.emergence, v) {
                protectors.extend(&node.preventers);
            }
            let mut inbound = BTreeSet::new();
            let open = node.inbound.iter().filter(|e| ever(&chances.opening, **e));
            for e in open.filter(|_| node.threshold.is_some()) {
                inbound.insert(network.links[*e].source);
                protectors.extend(&network.links[*e].blockers);
            }
            for m in protectors.into_iter().filter(|m| ever(&chances.working, *m)) {
                inbound.extend(&network.mitigations[m].underminers);
            }
            inbound.into_iter().filter(|u| can_turn[*u]).collect()
        });
        Self { inbound: inbound.collect(), can_turn }
    }

    /// The nodes that can turn, in order.
    pub(super) fn turning(&self) -> impl Iterator<Item = usize> {
        self.can_turn.iter().enumerate().filter(|(_, can)| **can).map(|(v, _)| v)
    }

    /// The given nodes and all that can influence them, in order.
    pub(super) fn ancestors(&self, of: &[usize]) -> Vec<usize> {
        let mut is_seen = vec![false; self.inbound.len()];
        let mut stack: Vec<usize> = of.to_vec();
        while let Some(v) = stack.pop() {
            if !std::mem::replace(&mut is_seen[v], true) {
                stack.extend(&self.inbound[v]);
            }
        }
        (0..is_seen.len()).filter(|v| is_seen[*v]).collect()
    }
}

/// The part of a program that matters for a question. A node's number is its place among `nodes`.
#[derive(Clone)]
pub(super) struct Scope<'a> {
    /// The program.
    pub(super) program: &'a Program,
    /// The probabilities of the hypothesis.
    pub(super) chances: &'a Chances,
    /// The nodes that matter.
    pub(super) nodes: Vec<usize>,
    /// Which of them end the story: nothing that follows their turning matters.
    pub(super) is_absorbing: Vec<bool>,
    /// Of which the prevalence is asked.
    pub(super) is_measured: Vec<bool>,
    /// How many phases are looked at.
    pub(super) horizon: usize,
    /// Whether probabilities of 0 and 1 are treated like all others, because it is asked what they do.
    pub(super) is_open: bool,
}

impl<'a> Scope<'a> {
    /// What matters for a question.
    pub(super) fn new(
        program: &'a Program,
        chances: &'a Chances,
        influences: &Influences,
        question: &Question,
    ) -> Self {
        let nodes = influences.ancestors(question.nodes());
        let is_asked: Vec<bool> = nodes.iter().map(|v| question.nodes().contains(v)).collect();
        let none = vec![false; nodes.len()];
        let (is_absorbing, is_measured) = match question {
            Question::AnyOf(_) | Question::Ever(_) => (is_asked, none),
            Question::Prevalence(_) => (none, is_asked),
        };
        let (horizon, is_open) = (program.phase_count, false);
        Self { program, chances, nodes, is_absorbing, is_measured, horizon, is_open }
    }

    /// P[an absorbing node is misaligned from the start], and that none is.
    pub(super) fn reached_initially(&self) -> [f64; 2] {
        let ends = self.nodes.iter().zip(&self.is_absorbing).filter(|(_, ends)| **ends);
        let initial = ends.map(|(v, _)| self.chances.initial[*v]);
        initial.fold([0.0, 1.0], |[some, none], p| [some + none * p, none * (1.0 - p)])
    }

    /// How many nodes the largest loop of links within the last phase has.
    pub(super) fn largest_loop(&self) -> usize {
        let numbers = self.numbers();
        let last = self.horizon.saturating_sub(1);
        let mut graph = DiGraphMap::<usize, ()>::new();
        for (e, wire) in self.program.network.links.iter().enumerate() {
            let ends = numbers[wire.source].zip(numbers[wire.target]);
            let acts = |u: usize| !self.is_absorbing[u];
            let flow = Flow::of(Variable::Opening(e), last, self.chances.opening[last][e]);
            if let Some((u, v)) = ends.filter(|(u, _)| acts(*u) && !wire.is_delayed)
                && self.can(flow)
            {
                graph.add_edge(u, v, ());
            }
        }
        strongly_connected(&graph).iter().map(Vec::len).max().unwrap_or_default()
    }

    /// Whether something has to be counted with.
    pub(super) fn can(&self, flow: Flow) -> bool {
        flow.chance > 0.0 || self.is_asked(flow)
    }

    /// Whether something happens as soon as it can.
    pub(super) fn must(&self, flow: Flow) -> bool {
        flow.rest <= 0.0 && !self.is_asked(flow)
    }

    /// Whether it is asked what another probability would do.
    fn is_asked(&self, flow: Flow) -> bool {
        let asked =
            |o: Origin| !matches!(o.variable, Variable::Initial(_) | Variable::Persistence(_));
        self.is_open && flow.origin.is_some_and(asked)
    }

    /// The numbers of the program's nodes.
    pub(super) fn numbers(&self) -> Vec<Option<usize>> {
        let mut numbers = vec![None; self.program.network.nodes.len()];
        self.nodes.iter().enumerate().for_each(|(i, v)| numbers[*v] = Some(i));
        numbers
    }
}
