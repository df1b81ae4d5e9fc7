//! Metamorphic laws: what must not change, and what may change in one direction only.

use super::documents::{Draft, Size, cases, probability, series};
use crate::{
    analysis::{Analysis, Method, Outlook, Unmonitored, analyze, compare},
    model::{Assessment, Gate, MethodChoice, Score, Study},
};

const SIZE: Size = Size { nodes: 5, links: 9, mitigations: 2, phases: 2, hypotheses: 2 };

fn run(document: &Assessment, method: MethodChoice) -> Analysis {
    let study = Study { method, trials: 3_000, ..Study::default() };
    analyze(document, &study, &Unmonitored).expect("done")
}

fn values(outlook: &Outlook) -> Vec<f64> {
    let nodes = outlook.nodes.values().flat_map(|n| n.prevalence.iter().chain(&n.ever));
    nodes.chain(&outlook.any_outcome).map(|figure| figure.value).collect()
}

#[test]
fn the_order_of_the_elements_does_not_matter() {
    for draft in cases(60, SIZE) {
        let mut turned = draft.clone();
        turned.0.nodes.reverse();
        let half = turned.0.links.len() / 2;
        turned.0.links.rotate_left(half);
        turned.0.mitigations.reverse();
        let (a, b) = (draft.document(), turned.document());
        let exact = |d| values(&run(d, MethodChoice::Exact).pooled);
        for (x, y) in exact(&a).into_iter().zip(exact(&b)) {
            assert!((x - y).abs() <= 1e-12, "{x} {y}");
        }
        let simulated = |d| run(d, MethodChoice::Simulation);
        assert_eq!(simulated(&a).pooled, simulated(&b).pooled, "not one bit");
    }
}

#[test]
fn a_link_is_two_in_series_with_the_product_of_their_likelihoods() {
    for draft in cases(60, Size { hypotheses: 0, ..SIZE }) {
        let whole = draft.document();
        let mut split = draft.clone();
        let Some(e) = split.0.links.iter().position(|link| link.requires.is_none()) else {
            continue;
        };
        let middle = split.node(&[0.0], &[0.0]);
        let end = split.0.links[e].to.clone();
        split.0.links[e].to = split.0.nodes[middle].id.clone();
        let second = split.link(middle, middle, &[0.7]);
        split.0.links[second].to = end;
        let mut product = whole.to_parts();
        let factor = |p: f64| Some(Score::point(probability(p * 0.7)));
        for phase in &product.phases.clone() {
            let scored = product.links[e].likelihood.given(&phase.id).map(|s| &s.estimate);
            if let Some(crate::model::Estimate::Point(p)) = scored.cloned() {
                product.links[e].likelihood.set(phase.id.clone(), factor(p.get()));
            }
        }
        let one = run(&Assessment::new(product).expect("valid"), MethodChoice::Exact);
        let two = run(&split.document(), MethodChoice::Exact);
        for (id, node) in &one.pooled.nodes {
            for (x, y) in node.ever.iter().zip(&two.pooled.nodes[id].ever) {
                assert!((x.value - y.value).abs() <= 1e-12, "{id}: {} {}", x.value, y.value);
            }
        }
    }
}

#[test]
fn results_rise_with_every_probability_that_pushes_up() {
    let mut compared = 0;
    for draft in cases(60, SIZE) {
        let low = draft.document();
        let mut higher: Vec<Draft> = Vec::new();
        for e in 0..draft.0.links.len() {
            higher.push(draft.clone());
            higher.last_mut().expect("one").0.links[e].likelihood = series(&[1.0]);
        }
        for v in 0..draft.0.nodes.len() {
            for persists in [true, false] {
                let mut more = draft.clone();
                if persists {
                    more.0.nodes[v].persistence = series(&[1.0]);
                } else {
                    more.0.nodes[v].stability = series(&[0.0]);
                }
                higher.push(more);
            }
        }
        for m in 0..draft.0.mitigations.len() {
            higher.push(draft.clone());
            higher.last_mut().expect("one").0.mitigations[m].effectiveness = series(&[0.0]);
        }
        for method in [MethodChoice::Exact, MethodChoice::Simulation] {
            let before = run(&low, method);
            for more in &higher {
                let after = run(&more.document(), method);
                // Rare outcomes are estimated in trials of their own.
                if [before.method, after.method].contains(&Method::RareEvent) {
                    continue;
                }
                compared += 1;
                let (before, after) = (values(&before.pooled), values(&after.pooled));
                // On common random numbers the order holds in every trial, so no tolerance for errors is needed.
                let pairs = before.iter().zip(&after);
                pairs.for_each(|(x, y)| assert!(x - y <= 1e-12, "{x} {y}"));
            }
        }
    }
    assert!(compared > 500, "only {compared}");
}

#[test]
fn switching_a_mitigation_off_helps_no_trial() {
    let mut seen = 0;
    for draft in cases(60, SIZE) {
        // Dual use brings ways in that go with the mitigation; without it the order is strict.
        let mut on = draft.clone();
        on.0.links.iter_mut().for_each(|link| link.requires = None);
        on.0.mitigations.iter_mut().for_each(|m| m.enabled = true);
        let mut off = on.clone();
        let Some(first) = off.0.mitigations.first_mut() else { continue };
        first.enabled = false;
        let study = Study { trials: 512, method: MethodChoice::Simulation, ..Study::default() };
        let found = compare(&on.document(), &off.document(), &study, &Unmonitored).expect("done");
        for (h, t) in (0..found.baseline.hypotheses.len()).flat_map(|h| [(h, 0), (h, 1)]) {
            let value = |a: &Analysis| a.hypotheses[h].outlook.any_outcome[t].value;
            assert!(value(&found.baseline) <= value(&found.altered));
        }
        for difference in &found.difference {
            assert!(difference.value >= 0.0);
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn a_gate_without_enough_links_never_opens() {
    let mut draft = Draft::new(1);
    let a = draft.node(&[1.0], &[1.0]);
    let b = draft.outcome();
    draft.gate(b, Gate::AtLeast(std::num::NonZeroU32::new(2).expect("above 0")));
    draft.link(a, b, &[1.0]);
    let found = run(&draft.document(), MethodChoice::Automatic);
    assert!(found.pooled.any_outcome[0].value <= 0.0);
}
