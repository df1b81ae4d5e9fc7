//! Documents for the proofs: a short way to write one, and random ones.

use std::num::NonZeroU32;

use proptest::prelude::*;

use crate::model::{
    Assessment, Delay, Dimension, Estimate, Gate, Hypothesis, Id, Link, Mitigation, Node, NodeKind,
    Parts, Phase, Probability, Range, Score, Series, Shift, Subject, Weight, logistic, logit,
};

/// A document under construction; elements are named by their place.
#[derive(Clone, Debug, Default)]
pub(in crate::analysis) struct Draft(pub(in crate::analysis) Parts);

pub(in crate::analysis) fn probability(p: f64) -> Probability {
    Probability::try_from(p).expect("a probability")
}

fn id<T>(kind: &str, place: usize) -> Id<T> {
    Id::new(&format!("{kind}{place}")).expect("an id")
}

/// One value for each phase; a single one is carried forward.
pub(in crate::analysis) fn series(values: &[f64]) -> Series {
    let score = |(t, p): (usize, &f64)| (id("t", t), Score::point(probability(*p)));
    values.iter().enumerate().map(score).collect()
}

/// Three quantiles of belief.
pub(in crate::analysis) fn range(low: f64, best: f64, high: f64) -> Score {
    let range = Range::new(probability(low), probability(best), probability(high));
    Score::bare(Estimate::Range(range.expect("in order")))
}

/// A point within 0..1 becomes a range of `by` below and half as much again above, in log-odds.
fn widened(score: Score, by: f64) -> Score {
    match score.estimate {
        Estimate::Point(p) if 0.0 < p.get() && p.get() < 1.0 => {
            let at = |d: f64| logistic(logit(p.get()) + d);
            range(at(-by), p.get(), at(1.5 * by))
        }
        _ => score,
    }
}

impl Draft {
    /// The same with ranges in place of points.
    pub(in crate::analysis) fn widened(mut self, by: f64) -> Self {
        let phases = self.0.phases.clone();
        let change = |series: &mut Series| {
            for phase in &phases {
                let score = series.given(&phase.id).cloned().map(|score| widened(score, by));
                series.set(phase.id.clone(), score);
            }
        };
        for node in &mut self.0.nodes {
            change(&mut node.stability);
            change(&mut node.persistence);
            node.initially_misaligned = node.initially_misaligned.take().map(|s| widened(s, by));
        }
        self.0.links.iter_mut().for_each(|link| change(&mut link.likelihood));
        self.0.mitigations.iter_mut().for_each(|m| change(&mut m.effectiveness));
        self
    }

    /// The same with the belief in one dimension of one element at its low or at its high, as points.
    pub(in crate::analysis) fn at_end(
        &self,
        (subject, dimension): (&Subject, Dimension),
        is_high: bool,
    ) -> Self {
        let mut moved = self.clone();
        let phases = self.0.phases.clone();
        let moved_to_end = |score: Score| match score.estimate {
            Estimate::Range(range) => {
                Score::point(if is_high { range.high() } else { range.low() })
            }
            _ => score,
        };
        for phase in &phases {
            if let Some(series) = moved.series_mut(subject, dimension) {
                let score = series.given(&phase.id).cloned().map(moved_to_end);
                series.set(phase.id.clone(), score);
            }
        }
        if dimension == Dimension::InitiallyMisaligned {
            let node = moved.0.nodes.iter_mut().find(|n| Subject::Node(n.id.clone()) == *subject);
            if let Some(node) = node {
                node.initially_misaligned = node.initially_misaligned.take().map(moved_to_end);
            }
        }
        moved
    }

    /// The scores of a dimension of an element; none for initial misalignment.
    pub(in crate::analysis) fn series_mut(
        &mut self,
        subject: &Subject,
        dimension: Dimension,
    ) -> Option<&mut Series> {
        let parts = &mut self.0;
        match (subject, dimension) {
            (Subject::Node(id), Dimension::Stability) => {
                parts.nodes.iter_mut().find(|n| n.id == *id).map(|n| &mut n.stability)
            }
            (Subject::Node(id), Dimension::Persistence) => {
                parts.nodes.iter_mut().find(|n| n.id == *id).map(|n| &mut n.persistence)
            }
            (Subject::Link(id), _) => {
                parts.links.iter_mut().find(|e| e.id == *id).map(|e| &mut e.likelihood)
            }
            (Subject::Mitigation(id), _) => {
                parts.mitigations.iter_mut().find(|m| m.id == *id).map(|m| &mut m.effectiveness)
            }
            _ => None,
        }
    }

    pub(in crate::analysis) fn new(phases: usize) -> Self {
        let phases = (0..phases).map(|t| Phase::new(id("t", t), "")).collect();
        Self(Parts { phases, ..Parts::default() })
    }

    /// Adds a host with emergence and persistence and gives its place.
    pub(in crate::analysis) fn node(&mut self, emergence: &[f64], persistence: &[f64]) -> usize {
        let place = self.0.nodes.len();
        let mut node = Node::new(id("n", place), "", NodeKind::Host);
        let stability: Vec<f64> = emergence.iter().map(|p| 1.0 - p).collect();
        node.stability = series(&stability);
        node.persistence = series(persistence);
        self.0.nodes.push(node);
        place
    }

    pub(in crate::analysis) fn outcome(&mut self) -> usize {
        let place = self.node(&[0.0], &[0.0]);
        self.0.nodes[place].kind = NodeKind::Outcome;
        place
    }

    pub(in crate::analysis) fn gate(&mut self, node: usize, gate: Gate) {
        self.0.nodes[node].gate = gate;
    }

    pub(in crate::analysis) fn initial(&mut self, node: usize, p: f64) {
        self.0.nodes[node].initially_misaligned = Some(Score::point(probability(p)));
    }

    pub(in crate::analysis) fn link(
        &mut self,
        from: usize,
        to: usize,
        likelihood: &[f64],
    ) -> usize {
        let place = self.0.links.len();
        let mut link = Link::new(id("l", place), id("n", from), id("n", to));
        link.likelihood = series(likelihood);
        self.0.links.push(link);
        place
    }

    pub(in crate::analysis) fn delay(&mut self, link: usize) {
        self.0.links[link].delay = Delay::NextPhase;
    }

    pub(in crate::analysis) fn mitigation(&mut self, effectiveness: &[f64]) -> usize {
        let place = self.0.mitigations.len();
        let mut mitigation = Mitigation::new(id("m", place), "");
        mitigation.effectiveness = series(effectiveness);
        self.0.mitigations.push(mitigation);
        place
    }

    pub(in crate::analysis) fn covers(&mut self, mitigation: usize, targets: &Targets) {
        let nodes = |all: &[usize]| all.iter().map(|v| id("n", *v)).collect::<Vec<Id<Node>>>();
        let it = &mut self.0.mitigations[mitigation];
        it.prevents = nodes(&targets.prevents);
        it.restores = nodes(&targets.restores);
        it.undermined_by = nodes(&targets.undermined_by);
        it.blocks = targets.blocks.iter().map(|e| id("l", *e)).collect();
    }

    pub(in crate::analysis) fn requires(&mut self, link: usize, mitigation: usize) {
        self.0.links[link].requires = Some(id("m", mitigation));
    }

    pub(in crate::analysis) fn hypothesis(&mut self, weight: f64, shifts: [f64; 3]) {
        let weight = Weight::try_from(weight).expect("a weight");
        let mut hypothesis = Hypothesis::new(id("h", self.0.hypotheses.len()), "", weight);
        let shift = |d: f64| Shift::try_from(d).expect("a shift");
        hypothesis.emergence_shift = shift(shifts[0]);
        hypothesis.spread_shift = shift(shifts[1]);
        hypothesis.persistence_shift = shift(shifts[2]);
        self.0.hypotheses.push(hypothesis);
    }

    pub(in crate::analysis) fn document(&self) -> Assessment {
        Assessment::new(self.0.clone()).expect("a valid document")
    }
}

/// What a mitigation acts on, and what undermines it, by place.
#[derive(Clone, Debug, Default)]
pub(in crate::analysis) struct Targets {
    pub(in crate::analysis) prevents: Vec<usize>,
    pub(in crate::analysis) restores: Vec<usize>,
    pub(in crate::analysis) blocks: Vec<usize>,
    pub(in crate::analysis) undermined_by: Vec<usize>,
}

/// How large random documents may be.
#[derive(Clone, Copy)]
pub(in crate::analysis) struct Size {
    pub(in crate::analysis) nodes: usize,
    pub(in crate::analysis) links: usize,
    pub(in crate::analysis) mitigations: usize,
    pub(in crate::analysis) phases: usize,
    pub(in crate::analysis) hypotheses: usize,
}

/// Random documents: gated, looping, delayed, mitigated, undermined, dual-use, with certain and impossible variables.
pub(in crate::analysis) fn drafts(size: Size) -> impl Strategy<Value = Draft> {
    let chance = || prop_oneof![2 => Just(0.0), 1 => Just(1.0), 8 => 0.02..0.98_f64];
    let node = (chance(), chance(), chance(), chance(), 0..6_u32, 0..4_u8);
    let n = size.nodes;
    let link = (0..n, 0..n, chance(), chance(), 0..4_u8, 0..8_usize);
    let set = move |of: usize| prop::collection::btree_set(0..of.max(1), 0..=of.min(2));
    let mitigation = (chance(), set(n), set(n), set(size.links), set(n), 0..6_u8);
    let hypothesis = (0.0..2.0_f64, prop::array::uniform3(-1.5..1.5_f64));
    (
        prop::collection::vec(node, n),
        prop::collection::vec(link, 0..=size.links),
        prop::collection::vec(mitigation, 0..=size.mitigations),
        prop::collection::vec(hypothesis, 0..=size.hypotheses),
    )
        .prop_map(move |(nodes, links, mitigations, hypotheses)| {
            let mut draft = Draft::new(size.phases);
            let given = size.phases.min(2);
            for (emergence, later, persistence, initial, gate, kind) in nodes {
                let v = draft.node(&[emergence * 0.5, later * 0.5][..given], &[persistence]);
                if kind == 0 {
                    draft.0.nodes[v].kind = NodeKind::Outcome;
                } else if kind == 1 {
                    draft.initial(v, initial);
                }
                draft.gate(
                    v,
                    match gate {
                        0 => Gate::All,
                        1 => Gate::AtLeast(NonZeroU32::new(2).expect("above 0")),
                        _ => Gate::Any,
                    },
                );
            }
            for (from, to, early, late, delay, _) in &links {
                let e = draft.link(*from, *to, &[*early, *late][..given]);
                if *delay == 0 {
                    draft.delay(e);
                }
            }
            let count = mitigations.len();
            for (effectiveness, prevents, restores, blocks, undermined_by, off) in mitigations {
                let m = draft.mitigation(&[effectiveness]);
                draft.0.mitigations[m].enabled = off != 0;
                let list = |all: std::collections::BTreeSet<usize>, limit: usize| {
                    all.into_iter().filter(|i| *i < limit).collect::<Vec<usize>>()
                };
                draft.covers(
                    m,
                    &Targets {
                        prevents: list(prevents, n),
                        restores: list(restores, n),
                        blocks: list(blocks, links.len()),
                        undermined_by: list(undermined_by, n),
                    },
                );
            }
            for (e, link) in links.iter().enumerate() {
                if link.5 < count {
                    draft.requires(e, link.5);
                }
            }
            let all_zero = hypotheses.iter().all(|(weight, _)| *weight <= 0.0);
            for (weight, shifts) in hypotheses {
                draft.hypothesis(if all_zero { 1.0 } else { weight }, shifts);
            }
            draft
        })
}

/// The same random documents in every run.
pub(in crate::analysis) fn cases(count: usize, size: Size) -> Vec<Draft> {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let strategy = drafts(size);
    (0..count).map(|_| strategy.new_tree(&mut runner).expect("a draft").current()).collect()
}
