//! The definition taken at its word: every assignment of a phase's variables, the fixpoint by iteration from nothing.

use std::collections::BTreeMap;

use super::{
    documents::{Size, cases},
    techniques::solved,
};
use crate::{
    analysis::{
        Method, Unmonitored, analyze,
        exact::{Exact, Technique},
    },
    model::{
        Assessment, Dimension, Gate, Hypothesis, Id, Link, MethodChoice, Node, NodeKind, Series,
        Shift, Study,
    },
};

/// What the definition says under one hypothesis: by phase and node prevalence and ever, and by time any outcome.
struct Defined {
    prevalence: Vec<Vec<f64>>,
    ever: Vec<Vec<f64>>,
    any_outcome: Vec<f64>,
}

/// One variable and its probability.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Letter {
    E(usize),
    R(usize),
    L(usize),
    M(usize),
}

fn value(
    document: &Assessment,
    series: &Series,
    dimension: Dimension,
    phase: usize,
    d: Shift,
) -> f64 {
    let score = series.at(document.phases(), phase);
    let central = score.map_or(dimension.default_value(), |s| {
        s.score.estimate.central(dimension, document.scale())
    });
    let p = if dimension == Dimension::Stability { central.complement() } else { central };
    p.shifted(d).get()
}

pub(super) fn variables(document: &Assessment, h: &Hypothesis, t: usize) -> BTreeMap<Letter, f64> {
    let mut all = BTreeMap::new();
    for (v, node) in document.nodes().iter().enumerate() {
        let emergence =
            value(document, &node.stability, Dimension::Stability, t, h.emergence_shift);
        all.insert(Letter::E(v), emergence);
        let stays =
            value(document, &node.persistence, Dimension::Persistence, t, h.persistence_shift);
        all.insert(Letter::R(v), stays);
    }
    for (e, link) in document.links().iter().enumerate() {
        let p = value(document, &link.likelihood, Dimension::Likelihood, t, h.spread_shift);
        all.insert(Letter::L(e), p);
    }
    for (m, mitigation) in document.mitigations().iter().enumerate() {
        let p =
            value(document, &mitigation.effectiveness, Dimension::Effectiveness, t, Shift::ZERO);
        all.insert(Letter::M(m), if mitigation.enabled { p } else { 0.0 });
    }
    all
}

/// The right side of the equation of SEMANTICS §1.
fn applied(document: &Assessment, before: u32, x: u32, b: &BTreeMap<Letter, bool>) -> u32 {
    let at =
        |set: u32, id: &Id<Node>| set >> document.nodes().position(id).expect("a node") & 1 == 1;
    let works: Vec<bool> = document
        .mitigations()
        .iter()
        .enumerate()
        .map(|(m, it)| {
            b[&Letter::M(m)] && !it.undermined_by.iter().any(|u| at(x, u) || at(before, u))
        })
        .collect();
    let working = || document.mitigations().iter().zip(&works).filter(|(_, w)| **w).map(|(m, _)| m);
    let passes = |link: &Link| {
        let e = document.links().position(&link.id).expect("a link");
        let source = if link.delay.phases() == 1 { before } else { x };
        at(source, &link.from)
            && b[&Letter::L(e)]
            && !working().any(|m| m.blocks.contains(&link.id))
    };
    let mut after = 0;
    for (v, node) in document.nodes().iter().enumerate() {
        let inbound = || document.links_into(&node.id).filter(|link| document.link_exists(link));
        let (open, all) = (inbound().filter(|l| passes(l)).count(), inbound().count());
        let reached = match node.gate {
            Gate::Any => open >= 1,
            Gate::All => all >= 1 && open == all,
            Gate::AtLeast(k) => open >= k.get() as usize,
        };
        let carried = before >> v & 1 == 1
            && b[&Letter::R(v)]
            && !working().any(|m| m.restores.contains(&node.id));
        let emerged = b[&Letter::E(v)] && !working().any(|m| m.prevents.contains(&node.id));
        if reached || carried || emerged {
            after |= 1 << v;
        }
    }
    after
}

pub(super) fn fixpoint(document: &Assessment, before: u32, b: &BTreeMap<Letter, bool>) -> u32 {
    let mut x = 0;
    loop {
        let next = applied(document, before, x, b);
        if next == x {
            return x;
        }
        x = next;
    }
}

/// The distribution of X(t) given X(t−1).
fn step(document: &Assessment, before: u32, chances: &BTreeMap<Letter, f64>) -> BTreeMap<u32, f64> {
    let uncertain: Vec<(Letter, f64)> =
        chances.iter().map(|(l, p)| (*l, *p)).filter(|(_, p)| *p > 0.0 && *p < 1.0).collect();
    let mut b: BTreeMap<Letter, bool> = chances.iter().map(|(l, p)| (*l, *p >= 1.0)).collect();
    let mut after = BTreeMap::new();
    for assignment in 0..1_u32 << uncertain.len() {
        let mut weight = 1.0;
        for (i, (letter, p)) in uncertain.iter().enumerate() {
            let is_one = assignment >> i & 1 == 1;
            weight *= if is_one { *p } else { 1.0 - p };
            b.insert(*letter, is_one);
        }
        *after.entry(fixpoint(document, before, &b)).or_insert(0.0) += weight;
    }
    after
}

fn defined(document: &Assessment, hypothesis: &Hypothesis) -> Defined {
    let n = document.nodes().len();
    let outcomes: u32 = document
        .nodes()
        .iter()
        .enumerate()
        .map(|(v, node)| u32::from(node.kind == NodeKind::Outcome) << v)
        .sum();
    // The state is (misaligned now, misaligned at any time so far).
    let mut states = BTreeMap::from([((0_u32, 0_u32), 1.0)]);
    for (v, node) in document.nodes().iter().enumerate() {
        let score = node.initially_misaligned.as_ref();
        let p =
            score.map_or(0.0, |s| s.estimate.central(Dimension::InitiallyMisaligned, None).get());
        let mut next = BTreeMap::new();
        for ((now, _), weight) in states {
            for (set, q) in [(now, 1.0 - p), (now | 1 << v, p)] {
                *next.entry((set, set)).or_insert(0.0) += weight * q;
            }
        }
        states = next;
    }
    let sum = |states: &BTreeMap<(u32, u32), f64>, of: &dyn Fn(u32, u32) -> bool| -> f64 {
        states.iter().filter(|((now, ever), _)| of(*now, *ever)).map(|(_, w)| w).sum()
    };
    let mut result = Defined {
        prevalence: Vec::new(),
        ever: Vec::new(),
        any_outcome: vec![sum(&states, &|_, ever| ever & outcomes != 0)],
    };
    for t in 0..document.phases().len() {
        let chances = variables(document, hypothesis, t);
        let mut steps = BTreeMap::new();
        let mut next = BTreeMap::new();
        for ((now, ever), weight) in states {
            let after = steps.entry(now).or_insert_with(|| step(document, now, &chances));
            for (set, p) in after.iter() {
                *next.entry((*set, ever | set)).or_insert(0.0) += weight * p;
            }
        }
        states = next;
        let each = |of: &dyn Fn(u32, u32) -> u32| {
            (0..n).map(|v| sum(&states, &|now, ever| of(now, ever) >> v & 1 == 1)).collect()
        };
        result.prevalence.push(each(&|now, _| now));
        result.ever.push(each(&|_, ever| ever));
        result.any_outcome.push(sum(&states, &|_, ever| ever & outcomes != 0));
    }
    result
}

#[test]
fn the_exact_solution_is_what_the_definition_says() {
    let sizes = [
        Size { nodes: 3, links: 4, mitigations: 2, phases: 2, hypotheses: 2 },
        Size { nodes: 4, links: 6, mitigations: 1, phases: 2, hypotheses: 0 },
        Size { nodes: 3, links: 3, mitigations: 3, phases: 3, hypotheses: 0 },
    ];
    let study = Study { method: MethodChoice::Exact, ..Study::default() };
    let mut compared = 0;
    for draft in sizes.into_iter().flat_map(|size| cases(150, size)) {
        let document = draft.document();
        let result = analyze(&document, &study, &Unmonitored).expect("solved");
        assert_eq!(result.method, Method::Exact);
        for ((hypothesis, _), found) in document.weighed_hypotheses().iter().zip(&result.hypotheses)
        {
            let wanted = defined(&document, hypothesis);
            let near = |found: f64, wanted: f64, what: &str| {
                assert!((found - wanted).abs() < 1e-12, "{what}: {found} for {wanted}\n{draft:#?}");
                assert_eq!(found > 0.0, wanted > 0.0, "{what}: {found} for {wanted}");
            };
            for (v, node) in document.nodes().iter().enumerate() {
                let outlook = &found.outlook.nodes[&node.id];
                for t in 0..document.phases().len() {
                    near(outlook.prevalence[t].value, wanted.prevalence[t][v], "prevalence");
                    near(outlook.ever[t].value, wanted.ever[t][v], "ever");
                    compared += 2;
                }
            }
            near(found.outlook.initial_any_outcome.value, wanted.any_outcome[0], "initial");
            for (t, figure) in found.outlook.any_outcome.iter().enumerate() {
                near(figure.value, wanted.any_outcome[t + 1], "any outcome");
            }
        }
    }
    assert!(compared > 5_000, "{compared}");
}

/// Compares all figures to their last digits but a few, and counts them.
fn agreements(found: &Exact, wanted: &Defined) -> usize {
    let pairs = [(&found.prevalence, &wanted.prevalence), (&found.ever, &wanted.ever)];
    let nodes = pairs.into_iter().flat_map(|(found, wanted)| found.iter().zip(wanted));
    let rows = nodes.chain([(&found.any_outcome, &wanted.any_outcome)]);
    let mut compared = 0;
    for (found, wanted) in rows {
        assert_eq!(found.len(), wanted.len());
        for (x, y) in found.iter().zip(wanted) {
            assert!((x - y).abs() <= 1e-12 * y, "{x} for {y} in {found:?}");
            compared += 1;
        }
    }
    compared
}

#[test]
fn every_technique_gives_what_the_definition_says() {
    let sizes = [
        Size { nodes: 3, links: 4, mitigations: 2, phases: 2, hypotheses: 2 },
        Size { nodes: 4, links: 7, mitigations: 1, phases: 2, hypotheses: 0 },
        Size { nodes: 3, links: 3, mitigations: 3, phases: 3, hypotheses: 0 },
    ];
    let mut compared = 0;
    for draft in sizes.into_iter().flat_map(|size| cases(100, size)) {
        let document = draft.document();
        let wanted: Vec<Defined> =
            document.weighed_hypotheses().iter().map(|(h, _)| defined(&document, h)).collect();
        for technique in [Technique::Elimination, Technique::Unrolling, Technique::Enumeration] {
            let found = solved(technique, &document).expect("affordable");
            for (found, wanted) in found.iter().zip(&wanted) {
                assert_eq!(found.technique, technique);
                compared += agreements(found, wanted);
            }
        }
    }
    assert!(compared > 10_000, "{compared}");
}
