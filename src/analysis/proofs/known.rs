//! Known answers.

use std::num::NonZeroU32;

use super::documents::Draft;
use crate::{
    analysis::{Analysis, AnalysisError, Cancelled, Method, Monitor, Unmonitored, analyze},
    model::{Assessment, Gate, MethodChoice, NodeKind, Study},
};

fn exact(document: &Assessment) -> Analysis {
    let study = Study { method: MethodChoice::Exact, ..Study::default() };
    analyze(document, &study, &Unmonitored).expect("solved")
}

fn headline(draft: &Draft) -> f64 {
    exact(&draft.document()).pooled.any_outcome.last().expect("a phase").value
}

fn assert_near(found: f64, wanted: f64, tolerance: f64) {
    assert!((found - wanted).abs() <= tolerance, "{found} for {wanted}");
}

/// A node that is misaligned from the first phase on.
fn source(draft: &mut Draft) -> usize {
    draft.node(&[1.0], &[1.0])
}

/// The bridge between two ends. Its undirected middle link is two directed ones: only one of them is ever asked in a
/// trial in which it matters, so the probability is the same.
fn bridge(p: f64) -> f64 {
    let mut draft = Draft::new(1);
    let start = source(&mut draft);
    let (upper, lower) = (draft.node(&[0.0], &[0.0]), draft.node(&[0.0], &[0.0]));
    let end = draft.outcome();
    for (from, to) in
        [(start, upper), (start, lower), (upper, end), (lower, end), (upper, lower), (lower, upper)]
    {
        draft.link(from, to, &[p]);
    }
    headline(&draft)
}

#[test]
fn the_bridge_has_its_textbook_reliability() {
    for (p, wanted) in [(0.9, 0.978_48), (0.5, 0.5), (0.1, 0.021_52)] {
        assert_near(bridge(p), wanted, 1e-12);
    }
}

/// A self-dual lattice: n rows of n steps from the left side to the right one, links both ways between neighbors.
fn lattice(n: usize) -> f64 {
    let mut draft = Draft::new(1);
    let left = source(&mut draft);
    let rows: Vec<Vec<usize>> =
        (0..n).map(|_| (1..n).map(|_| draft.node(&[0.0], &[0.0])).collect()).collect();
    let right = draft.outcome();
    for row in &rows {
        let way: Vec<usize> = [left].into_iter().chain(row.clone()).chain([right]).collect();
        for step in way.windows(2) {
            draft.link(step[0], step[1], &[0.5]);
            draft.link(step[1], step[0], &[0.5]);
        }
    }
    for (upper, lower) in rows.iter().zip(&rows[1..]).flat_map(|(u, l)| u.iter().zip(l)) {
        draft.link(*upper, *lower, &[0.5]);
        draft.link(*lower, *upper, &[0.5]);
    }
    headline(&draft)
}

#[test]
fn a_self_dual_lattice_is_crossed_with_probability_one_half() {
    for n in 1..=3 {
        assert_near(lattice(n), 0.5, 1e-12);
    }
}

#[test]
fn series_multiply_and_parallels_join() {
    let mut draft = Draft::new(1);
    let a = source(&mut draft);
    let (b, end) = (draft.node(&[0.0], &[0.0]), draft.outcome());
    draft.link(a, b, &[0.3]);
    draft.link(b, end, &[0.4]);
    draft.link(a, end, &[0.2]);
    assert_near(headline(&draft), 1.0 - (1.0 - 0.12) * 0.8, 1e-15);
}

#[test]
fn one_node_over_ten_phases() {
    let mut draft = Draft::new(10);
    draft.node(&[0.05], &[0.8]);
    let result = exact(&draft.document());
    let node = result.pooled.nodes.values().next().expect("a node");
    assert_near(node.prevalence[9].value, 0.194_939_814_7, 5e-11);
    assert_near(node.ever[9].value, 0.401_263_060_8, 5e-11);
}

#[test]
fn gates_count() {
    for (k, n, p, wanted) in [(2, 3, 0.1, 0.028), (3, 5, 0.3, 0.163_08)] {
        let mut draft = Draft::new(1);
        let start = source(&mut draft);
        let end = draft.outcome();
        draft.gate(end, Gate::AtLeast(NonZeroU32::new(k).expect("above 0")));
        for _ in 0..n {
            draft.link(start, end, &[p]);
        }
        assert_near(headline(&draft), wanted, 1e-15);
    }
}

#[test]
fn rare_outcomes_keep_their_digits() {
    let mut draft = Draft::new(3);
    let mut last = draft.node(&[1e-12], &[0.0]);
    for _ in 0..4 {
        let next = draft.node(&[0.0], &[0.0]);
        draft.link(last, next, &[1e-6]);
        last = next;
    }
    draft.0.nodes[last].kind = NodeKind::Outcome;
    // 1 − stability has lost some digits of 1e-12 before the solver sees it.
    let emergence = 1.0 - (1.0 - 1e-12_f64);
    let wanted = 3.0 * emergence * 1e-24;
    assert_near(headline(&draft) / wanted, 1.0, 1e-9);
}

#[test]
fn any_number_of_trials_is_honored() {
    let mut draft = Draft::new(2);
    let a = source(&mut draft);
    let end = draft.outcome();
    draft.link(a, end, &[1.0]);
    for trials in [1, 63, 511, 512, 513, 1_000] {
        let study = Study { trials, method: MethodChoice::Simulation, ..Study::default() };
        let result = analyze(&draft.document(), &study, &Unmonitored).expect("simulated");
        assert_eq!(result.trials, trials);
        let figure = result.pooled.any_outcome[1];
        assert_near(figure.value, 1.0, 0.0);
        assert_near(figure.standard_error, 0.0, 0.0);
    }
}

/// Many independent nodes that lead to one outcome.
fn wide(nodes: usize) -> Draft {
    let mut draft = Draft::new(2);
    let end = draft.outcome();
    for _ in 0..nodes {
        let v = draft.node(&[0.01], &[0.5]);
        draft.link(v, end, &[0.1]);
    }
    draft
}

/// Many nodes that lead to each other, all persistent.
fn tangle(nodes: usize) -> Draft {
    let mut draft = Draft::new(2);
    let end = draft.outcome();
    let all: Vec<usize> = (0..nodes).map(|_| draft.node(&[0.01], &[0.5])).collect();
    for (i, v) in all.iter().enumerate() {
        for step in [1, 3, 7] {
            draft.link(*v, all[(i + step) % nodes], &[0.1]);
        }
        draft.link(*v, end, &[0.1]);
    }
    draft
}

#[test]
fn a_large_document_is_simulated_unless_exactness_is_asked_for() {
    for nodes in [40, 100] {
        let document = tangle(nodes).document();
        let study = Study { trials: 1_000, ..Study::default() };
        let result = analyze(&document, &study, &Unmonitored).expect("simulated");
        assert_ne!(result.method, Method::Exact);
    }
    let study = Study { method: MethodChoice::Exact, ..Study::default() };
    let refused = analyze(&tangle(100).document(), &study, &Unmonitored);
    assert!(matches!(refused, Err(AnalysisError::TooLargeForExact(_))));
}

#[test]
fn a_wide_document_is_exact_however_wide() {
    for nodes in [40, 100] {
        let result = exact(&wide(nodes).document());
        // One host alone: it is misaligned in phase 1, or only in phase 2, and each time passes it on or not.
        let (e, r, p) = (0.01, 0.5, 0.1);
        let again = r + (1.0 - r) * e;
        let none = (1.0 - e) * (1.0 - e * p) + e * (1.0 - p) * (1.0 - again * p);
        let wanted =
            [e * p, 1.0 - none].map(|reached| 1.0 - libm::pow(1.0 - reached, nodes as f64));
        for (found, wanted) in result.pooled.any_outcome.iter().zip(wanted) {
            assert_near(found.value, wanted, 1e-14);
        }
    }
}

#[test]
fn a_chain_is_exact_however_long() {
    let mut draft = Draft::new(3);
    let mut last = draft.node(&[0.3], &[0.5]);
    for _ in 0..40 {
        let next = draft.node(&[0.0], &[0.0]);
        draft.link(last, next, &[0.9]);
        last = next;
    }
    draft.0.nodes[last].kind = NodeKind::Outcome;
    let study = Study { trials: 10, ..Study::default() };
    let result = analyze(&draft.document(), &study, &Unmonitored).expect("solved");
    assert_eq!(result.method, Method::Exact);
    let p = (0..40).fold(0.3, |p, _| p * 0.9);
    assert_near(result.pooled.any_outcome[0].value, p, 1e-15);
}

struct Impatient;

impl Monitor for Impatient {
    fn advance(&self, _done: u64, _total: u64) -> Result<(), Cancelled> {
        Err(Cancelled)
    }
}

#[test]
fn work_stops_when_the_monitor_says_so() {
    for method in [MethodChoice::Exact, MethodChoice::Simulation, MethodChoice::Automatic] {
        let study = Study { method, ..Study::default() };
        let result = analyze(&wide(3).document(), &study, &Impatient);
        assert_eq!(result, Err(AnalysisError::Cancelled));
    }
}

#[test]
fn no_trials_are_refused() {
    let study = Study { trials: 0, ..Study::default() };
    let result = analyze(&wide(3).document(), &study, &Unmonitored);
    assert!(matches!(result, Err(AnalysisError::Study(_))));
}

#[test]
fn what_can_happen_but_did_not_has_a_bound_and_the_impossible_none() {
    // A link that hardly ever opens: no cause is rare, so no estimator of rare causes resolves it.
    let mut draft = Draft::new(1);
    let cause = draft.node(&[0.5], &[1.0]);
    let rare = draft.node(&[0.0], &[1.0]);
    let never = draft.node(&[0.0], &[1.0]);
    draft.link(cause, rare, &[1e-9]);
    draft.0.nodes[rare].kind = NodeKind::Outcome;
    let study = Study { trials: 1_000, method: MethodChoice::Simulation, ..Study::default() };
    let document = draft.document();
    let result = analyze(&document, &study, &Unmonitored).expect("simulated");
    let upper = |place: usize| {
        result.pooled.nodes[&document.nodes().at(place).expect("a node").id].ever[0].upper
    };
    assert!(upper(rare).is_some_and(|u| (u - 0.002_991_24).abs() < 1e-7));
    assert_eq!(upper(never), None);
    assert!(result.warnings.iter().any(|w| w.contains("No outcome was reached")));
}

#[test]
fn a_rare_cause_is_resolved_although_no_trial_met_it() {
    let mut draft = Draft::new(1);
    let rare = draft.node(&[1e-9], &[1.0]);
    draft.0.nodes[rare].kind = NodeKind::Outcome;
    let study = Study { trials: 1_000, method: MethodChoice::Simulation, ..Study::default() };
    let result = analyze(&draft.document(), &study, &Unmonitored).expect("simulated");
    assert_eq!(result.method, Method::RareEvent);
    let found = result.pooled.any_outcome[0];
    assert_eq!(found.upper, None);
    // Emergence is kept as 1 − stability, which rounds at 1e-16.
    assert!((found.value - 1e-9).abs() < 1e-15, "{}", found.value);
}
