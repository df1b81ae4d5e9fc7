//! The techniques of the exact solution against each other, and what each can afford.

use super::documents::{Draft, Size, Targets, cases};
use crate::{
    analysis::{
        Case, Method, Unmonitored, analyze,
        exact::{Budget, Exact, Gradient, Stop, Technique, gradient, solve_by},
        program::{Program, Variable},
        support::Support,
    },
    model::{Assessment, Gate, MethodChoice, NodeKind, Study},
};

/// The exact solution by one technique, with as much work as a person would wait for in a test.
pub(super) fn solved(technique: Technique, document: &Assessment) -> Result<Vec<Exact>, Stop> {
    let case = Case::new(document, &Study::default()).expect("a case");
    let mut budget = Budget::whole(60_000_000);
    solve_by(technique, &case.program, &case.supports, &mut budget, &Unmonitored)
}

fn numbers(solution: &Exact) -> Vec<f64> {
    let rows = solution.prevalence.iter().chain(&solution.ever).chain([&solution.any_outcome]);
    rows.flatten().copied().collect()
}

/// Compares all figures to their last digits but a few, and counts them.
fn agreements(found: &[Exact], wanted: &[Exact]) -> usize {
    let mut compared = 0;
    for (x, y) in found.iter().flat_map(numbers).zip(wanted.iter().flat_map(numbers)) {
        assert!((x - y).abs() <= 1e-12 * x.max(y), "{x} for {y}");
        compared += 1;
    }
    compared
}

#[test]
fn techniques_agree_on_documents_of_some_size() {
    let sizes = [
        Size { nodes: 8, links: 20, mitigations: 3, phases: 3, hypotheses: 2 },
        Size { nodes: 11, links: 16, mitigations: 4, phases: 3, hypotheses: 0 },
        Size { nodes: 16, links: 20, mitigations: 2, phases: 2, hypotheses: 0 },
    ];
    let mut compared = 0;
    for draft in sizes.into_iter().flat_map(|size| cases(25, size)) {
        let document = draft.document();
        let ways = [Technique::Enumeration, Technique::Elimination, Technique::Unrolling];
        let [Ok(truth), one, other] = ways.map(|technique| solved(technique, &document)) else {
            continue;
        };
        for found in [one, other].into_iter().flatten() {
            compared += agreements(&found, &truth);
        }
    }
    assert!(compared > 8_000, "{compared}");
}

/// A fleet of hosts around shared channels: loops, a gate, delays, a mitigation that its own subject undermines.
fn fleet(hosts: usize) -> Draft {
    let mut draft = Draft::new(4);
    let all: Vec<usize> =
        (0..hosts).map(|i| draft.node(&[0.001 * (i + 1) as f64, 0.02], &[0.5, 0.7])).collect();
    for pair in all.windows(2) {
        draft.link(pair[0], pair[1], &[0.2, 0.3]);
        draft.link(pair[1], pair[0], &[0.05]);
    }
    let back = draft.link(all[hosts - 1], all[0], &[0.3]);
    draft.delay(back);
    draft.gate(all[hosts / 2], Gate::All);
    let end = draft.outcome();
    draft.link(all[0], end, &[0.01]);
    let last = draft.link(all[hosts - 1], end, &[0.1]);
    let guard = draft.mitigation(&[0.6]);
    let (prevents, restores) = (vec![all[0]], vec![all[1]]);
    draft.covers(
        guard,
        &Targets { prevents, restores, blocks: vec![last], undermined_by: vec![all[2]] },
    );
    draft
}

#[test]
fn loops_of_many_nodes_are_eliminated() {
    let document = fleet(11).document();
    let study = |method| Study { method, trials: 200_000, ..Study::default() };
    let truth = analyze(&document, &study(MethodChoice::Automatic), &Unmonitored).expect("done");
    assert_eq!(truth.method, Method::Exact);
    let found = analyze(&document, &study(MethodChoice::Simulation), &Unmonitored).expect("done");
    for (node, wanted) in &truth.pooled.nodes {
        let wanted = wanted.prevalence.iter().chain(&wanted.ever);
        let found = &found.pooled.nodes[node];
        for (wanted, found) in wanted.zip(found.prevalence.iter().chain(&found.ever)) {
            let error = found.standard_error.max(1e-5);
            let z = (found.value - wanted.value) / error;
            assert!(z.abs() <= 4.5, "{node}: {} for {}", found.value, wanted.value);
        }
    }
}

/// A tree of persistent hosts, three to each, with an outcome at every leaf.
fn tree(depth: usize) -> Draft {
    let mut draft = Draft::new(3);
    let mut level = vec![draft.node(&[0.02], &[0.6])];
    for height in (0..depth).rev() {
        let parents = std::mem::take(&mut level);
        for parent in parents.iter().flat_map(|parent| [*parent; 3]) {
            let child = draft.node(&[0.001], &[0.7]);
            if height == 0 {
                draft.0.nodes[child].kind = NodeKind::Outcome;
            }
            draft.link(parent, child, &[0.1, 0.2]);
            level.push(child);
        }
    }
    draft
}

#[test]
fn trees_are_eliminated_across_the_phases() {
    let found = solved(Technique::Elimination, &tree(4).document()).expect("affordable");
    assert_eq!(found[0].technique, Technique::Unrolling);
    let small = tree(2).document();
    let ways = [Technique::Elimination, Technique::Unrolling, Technique::Enumeration];
    let [one, other, truth] = ways.map(|way| solved(way, &small).expect("affordable"));
    assert!(agreements(&one, &truth) + agreements(&other, &truth) > 100);
    // The upper part of the large tree is the small one without its outcomes.
    for phase in 0..3 {
        let rows = [(&found[0].prevalence, &one[0].prevalence), (&found[0].ever, &one[0].ever)];
        for (large, small) in rows {
            for (x, y) in large[phase].iter().zip(&small[phase]) {
                assert!((x - y).abs() <= 1e-12 * y, "{x} for {y}");
            }
        }
    }
}

#[test]
fn where_little_can_occur_states_are_enumerated() {
    // A ring of forty nodes, but in one phase only the first can turn, and what turned stays so: the misaligned ones
    // always are the first so many.
    let mut draft = Draft::new(3);
    let first = draft.node(&[0.1], &[1.0]);
    let mut last = first;
    for _ in 0..40 {
        let next = draft.node(&[0.0], &[1.0]);
        draft.link(last, next, &[0.9]);
        last = next;
    }
    draft.link(last, first, &[0.9]);
    draft.0.nodes[last].kind = NodeKind::Outcome;
    let document = draft.document();
    let eliminated = solved(Technique::Elimination, &document);
    assert!(matches!(eliminated, Err(Stop::Unaffordable(_))));
    let found = analyze(&document, &Study::default(), &Unmonitored).expect("solved");
    assert_eq!(found.method, Method::Exact);
    let wanted = (0..40).fold(0.1, |p, _| p * 0.9);
    let first = found.pooled.any_outcome[0].value;
    assert!((first - wanted).abs() <= 1e-12 * wanted, "{first} for {wanted}");
}

#[test]
fn what_nothing_depends_on_costs_nothing() {
    // Thirty outcomes of one host: each is a question of two nodes.
    let mut draft = Draft::new(3);
    let host = draft.node(&[0.05], &[0.5]);
    for _ in 0..30 {
        let end = draft.outcome();
        draft.0.nodes[end].persistence = super::documents::series(&[0.5]);
        draft.link(host, end, &[0.1]);
    }
    let found = solved(Technique::Elimination, &draft.document()).expect("affordable");
    let miss = libm::pow(0.9, 30.0);
    assert!((found[0].any_outcome[1] - 0.05 * (1.0 - miss)).abs() <= 1e-14);
}

/// The headline with one probability replaced, under the first hypothesis.
fn headline(program: &mut Program, variable: Variable, phase: usize, p: f64) -> f64 {
    let place = |chances: &mut crate::analysis::program::Chances, p: f64| {
        let place = match variable {
            Variable::Emergence(v) => &mut chances.emergence[phase][v],
            Variable::Opening(e) => &mut chances.opening[phase][e],
            Variable::Working(m) => &mut chances.working[phase][m],
            Variable::Initial(_) | Variable::Persistence(_) => unreachable!("not asked"),
        };
        std::mem::replace(place, p)
    };
    let old = place(&mut program.chances[0], p);
    let supports = Support::all(program);
    let mut budget = Budget::whole(60_000_000);
    let ways = Technique::Enumeration;
    let solved = solve_by(ways, program, &supports, &mut budget, &Unmonitored).expect("solved");
    place(&mut program.chances[0], old);
    *solved[0].any_outcome.last().expect("a time")
}

#[test]
fn a_derivative_is_what_certainty_makes_to_impossibility() {
    let sizes = [
        Size { nodes: 4, links: 7, mitigations: 2, phases: 2, hypotheses: 1 },
        Size { nodes: 6, links: 10, mitigations: 3, phases: 2, hypotheses: 0 },
    ];
    let (mut compared, mut above) = (0, 0);
    for draft in sizes.into_iter().flat_map(|size| cases(40, size)) {
        let mut program = Program::new(&draft.document());
        let mut budget = Budget::whole(60_000_000);
        let found = gradient(&program, &mut budget, &Unmonitored).expect("affordable");
        let Gradient { emergence, opening, working } = &found[0];
        for phase in 0..program.phase_count {
            let of = |row: &[f64], variable: fn(usize) -> Variable| -> Vec<(Variable, f64)> {
                row.iter().enumerate().map(|(i, d)| (variable(i), *d)).collect()
            };
            let mut all = of(&emergence[phase], Variable::Emergence);
            all.extend(of(&opening[phase], Variable::Opening));
            all.extend(of(&working[phase], Variable::Working));
            for (variable, found) in all {
                let mut at = |p| headline(&mut program, variable, phase, p);
                let wanted = at(1.0) - at(0.0);
                assert!((found - wanted).abs() <= 1e-12, "{variable:?}: {found} for {wanted}");
                compared += 1;
                above += usize::from(wanted.abs() > 1e-9);
            }
        }
    }
    assert!(compared > 1_000 && above > 300, "{above} of {compared}");
}
