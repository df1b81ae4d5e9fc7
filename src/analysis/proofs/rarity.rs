//! The estimators of rare events against the exact solution, on random documents and on known ones.

use std::{collections::BTreeMap, num::NonZeroU32};

use super::{
    super::{Case, rare},
    documents::{Draft, Size, Targets, cases, probability, series},
};
use crate::{
    analysis::{
        Analysis, Estimated, Extremes, Figure, Method, Unmonitored, analyze, compare, importance,
    },
    model::{
        Assessment, Dimension, Edit, Element, Gate, Id, MethodChoice, NodeKind, Phase, Score,
        Study, VectorWidth,
    },
};

const SIZE: Size = Size { nodes: 6, links: 12, mitigations: 3, phases: 3, hypotheses: 3 };

fn study(method: MethodChoice) -> Study {
    Study { trials: 20_000, seed: 20_261_121, threads: 2, method, ..Study::default() }
}

fn solved(document: &Assessment) -> Analysis {
    analyze(document, &study(MethodChoice::Exact), &Unmonitored).expect("solved")
}

fn simulated(document: &Assessment) -> Analysis {
    analyze(document, &study(MethodChoice::Simulation), &Unmonitored).expect("simulated")
}

/// The same document with every cause less likely by a factor.
fn scaled(draft: &Draft, factor: f64) -> Draft {
    let mut draft = draft.clone();
    for node in &mut draft.0.nodes {
        let calmer = |score: &Score| 1.0 - (1.0 - point(score)) * factor;
        let scaled = |(phase, score): (&Id<Phase>, &Score)| {
            (phase.clone(), Score::point(probability(calmer(score))))
        };
        node.stability = node.stability.iter().map(scaled).collect();
        node.initially_misaligned = node
            .initially_misaligned
            .as_ref()
            .map(|score| Score::point(probability(point(score) * factor)));
    }
    draft
}

fn point(score: &Score) -> f64 {
    score.estimate.central(Dimension::Stability, None).get()
}

/// By hypothesis, weighed and at last pooled: what the estimator says of something, by time from 0 on.
struct Found {
    estimates: rare::Estimates,
    hypotheses: usize,
    times: usize,
}

impl Found {
    fn new(document: &Assessment, wanted: impl Fn(&Case<'_>) -> rare::Wanted) -> Option<Self> {
        let study = study(MethodChoice::Simulation);
        let case = Case::new(document, &study).expect("a case");
        let hypotheses = case.odds.len();
        let alone = (0..hypotheses).map(|h| {
            let mut weights = vec![0.0; hypotheses];
            weights[h] = 1.0;
            weights
        });
        let weighings: Vec<_> = alone.chain([case.program.weights.clone()]).collect();
        let ask = rare::Ask {
            wanted: wanted(&case),
            weighings: &weighings,
            guides: 1,
            precision: 0.01,
            shares: 1,
        };
        let subject =
            rare::Subject { layout: &case.layout, variants: &case.odds, supports: &case.supports };
        let estimates =
            rare::estimate(&[subject], &ask, &study, &Unmonitored).expect("not cancelled")?;
        Some(Self { estimates, hypotheses, times: case.program.phase_count + 1 })
    }

    fn believed(&self, weighing: usize, time: usize) -> Option<Estimated> {
        self.estimates.believed(weighing, time)
    }
}

/// Sums of squares of z, to see whether errors are as large as they claim to be.
#[derive(Default)]
struct Spread {
    count: f64,
    squares: f64,
}

impl Spread {
    fn add(&mut self, found: Estimated, wanted: f64, what: &str) {
        let difference = found.value - wanted;
        if difference.abs() <= 1e-12 * wanted + 1e-16 {
            // Where nothing is left to chance there is no error to judge; and the exact solution takes differences of
            // numbers near 1, which leaves it an absolute error of some 1e-17.
            return;
        }
        let z = difference / found.standard_error;
        assert!(z.abs() <= 4.5, "{what}: {} for {wanted}, z {z}", found.value);
        self.count += 1.0;
        self.squares += z * z;
    }

    fn check(&self, least: f64) {
        let rms = (self.squares / self.count).sqrt();
        assert!(self.count >= least, "only {} figures compared", self.count);
        assert!((0.8..1.2).contains(&rms), "rms of z is {rms} over {} figures", self.count);
    }
}

fn agrees(factor: f64, documents: usize, least: f64) {
    let mut spread = Spread::default();
    for (i, draft) in cases(documents, SIZE).iter().enumerate() {
        let document = scaled(draft, factor).document();
        let exact = solved(&document);
        let found = Found::new(&document, |_| rare::Wanted::AnyOutcome).expect("an estimate");
        let outlooks = exact.hypotheses.iter().map(|h| &h.outlook).chain([&exact.pooled]);
        for (weighing, outlook) in outlooks.enumerate() {
            let figures = [&outlook.initial_any_outcome].into_iter().chain(&outlook.any_outcome);
            for (time, truth) in figures.enumerate() {
                if let Some(estimate) = found.believed(weighing, time) {
                    let what = format!("document {i}, weighing {weighing}, time {time}");
                    spread.add(estimate, truth.value, &what);
                }
            }
        }
    }
    spread.check(least);
}

#[test]
fn rare_outcomes_agree_with_the_exact_solution_within_their_errors() {
    agrees(1e-3, 40, 100.0);
    agrees(1e-7, 40, 60.0);
}

#[test]
fn what_elements_are_worth_is_told_of_rare_outcomes_too() {
    let mut all = 0;
    for i in 0..4 {
        let mut draft = Draft::new(2);
        let (a, b) = (draft.node(&[1e-6], &[0.5]), draft.node(&[3e-6], &[0.4]));
        let (c, outcome) = (draft.node(&[1e-7 * f64::from(i)], &[0.6]), draft.outcome());
        let first = draft.link(a, c, &[0.5]);
        draft.link(b, c, &[0.3]);
        draft.link(c, outcome, &[0.6]);
        draft.link(b, outcome, &[0.05]);
        let measure = draft.mitigation(&[0.4]);
        draft.covers(measure, &Targets { blocks: vec![first], ..Targets::default() });
        let document = draft.document();
        let of = |method| importance(&document, &study(method), &Unmonitored).expect("importance");
        let (found, exact) = (of(MethodChoice::Simulation), of(MethodChoice::Exact));
        let truths: BTreeMap<_, _> =
            exact.elements.iter().map(|e| (e.subject.clone(), e.extremes.as_ref())).collect();
        for element in &found.elements {
            let pair = (element.extremes.as_ref(), truths.get(&element.subject).copied().flatten());
            let (Some(extremes), Some(truth)) = pair else { continue };
            let worths = |of: &Extremes| {
                [of.achievement_worth, of.reduction_worth, of.fussell_vesely, of.benefit]
            };
            for (found, truth) in worths(extremes).into_iter().zip(worths(truth)) {
                let (Some(found), Some(truth)) = (found, truth) else { continue };
                let what = format!("document {i}, {:?}: {found:?} for {truth:?}", element.subject);
                let off = (found.value - truth.value).abs();
                // Below it the exact solution has no more digits: it takes differences of numbers near 1.
                let rounding = 1e-9 * truth.value.abs().max(1.0);
                assert!(off <= 4.5 * found.standard_error + rounding, "{what}");
                assert!(found.standard_error <= 0.1 * truth.value.abs().max(1.0), "{what}");
                all += 1;
            }
        }
    }
    assert!(all > 15, "only {all} figures compared");
}

#[test]
fn the_estimator_has_no_bias_where_nothing_is_rare() {
    agrees(1.0, 40, 100.0);
    agrees(0.1, 40, 100.0);
}

#[test]
fn rare_nodes_agree_with_the_exact_solution_within_their_errors() {
    let mut spread = Spread::default();
    for draft in cases(15, SIZE) {
        let document = scaled(&draft, 1e-4).document();
        let exact = solved(&document);
        for (place, node) in document.nodes().iter().enumerate() {
            let row = |case: &Case<'_>| case.layout.rows[place];
            let ever = Found::new(&document, |case| rare::Wanted::Ever(row(case)));
            let now = Found::new(&document, |case| rare::Wanted::Prevalence(row(case)));
            let truth = &exact.pooled.nodes[&node.id];
            for (found, truth) in [(ever, &truth.ever), (now, &truth.prevalence)] {
                let Some(found) = found else { continue };
                let believed = |time| Some((time, found.believed(found.hypotheses, time)?));
                for (time, estimate) in (1..found.times).filter_map(believed) {
                    spread.add(estimate, truth[time - 1].value, node.id.as_str());
                }
            }
        }
    }
    spread.check(100.0);
}

/// Three hosts that lead to an outcome over two ways, one of them delayed and held back by a mitigation.
fn fleet(emergence: f64, gate: Gate) -> Draft {
    let mut draft = Draft::new(4);
    let hosts: Vec<usize> = (0..3).map(|_| draft.node(&[emergence], &[0.7])).collect();
    let hub = draft.node(&[0.0], &[0.5]);
    let outcome = draft.outcome();
    draft.gate(hub, gate);
    for host in &hosts {
        draft.link(*host, hub, &[0.4]);
    }
    draft.link(hub, outcome, &[0.3]);
    let late = draft.link(hosts[0], outcome, &[0.1]);
    draft.delay(late);
    let measure = draft.mitigation(&[0.6]);
    draft.covers(measure, &Targets { blocks: vec![late], ..Targets::default() });
    draft.hypothesis(0.7, [0.0; 3]);
    draft.hypothesis(0.3, [0.5, 0.3, 0.1]);
    draft
}

fn two() -> Gate {
    Gate::AtLeast(NonZeroU32::new(2).expect("above 0"))
}

fn assert_resolved(document: &Assessment, below: f64) {
    let (exact, found) = (solved(document), simulated(document));
    assert_eq!(found.method, Method::RareEvent);
    let outlooks = |analysis: &Analysis| -> Vec<Figure> {
        let all = analysis.hypotheses.iter().map(|h| &h.outlook).chain([&analysis.pooled]);
        all.flat_map(|outlook| outlook.any_outcome.clone()).collect()
    };
    for (truth, estimate) in outlooks(&exact).into_iter().zip(outlooks(&found)) {
        assert!(truth.value < below && estimate.upper.is_none(), "{truth:?} {estimate:?}");
        assert!(estimate.standard_error < 0.02 * truth.value, "{truth:?} {estimate:?}");
        let difference = (estimate.value - truth.value).abs();
        assert!(difference < 4.5 * estimate.standard_error, "{truth:?} {estimate:?}");
    }
    for outlook in found.hypotheses.iter().map(|h| &h.outlook).chain([&found.pooled]) {
        assert!(outlook.any_outcome.is_sorted_by(|a, b| a.value <= b.value));
    }
}

#[test]
fn a_simulation_without_hits_resolves_what_is_rare() {
    for emergence in [1e-6, 1e-8, 1e-13] {
        assert_resolved(&fleet(emergence, Gate::Any).document(), 1e-4);
        assert_resolved(&fleet(emergence, two()).document(), 1e-4);
    }
}

/// Nothing but two hosts together reach the outcome: with a probability of the order of the square of emergence.
fn pair(emergence: f64) -> Draft {
    let mut draft = Draft::new(2);
    let hosts: Vec<usize> = (0..4).map(|_| draft.node(&[emergence], &[0.7])).collect();
    let outcome = draft.outcome();
    draft.gate(outcome, two());
    for host in hosts {
        draft.link(host, outcome, &[0.5]);
    }
    draft
}

#[test]
fn causes_that_must_come_together_are_resolved() {
    for emergence in [1e-4, 1e-6] {
        assert_resolved(&pair(emergence).document(), 1e-7);
    }
}

/// A cause that hardly ever happens needs one that often does, and another hardly ever suffices alone.
#[test]
fn a_seldom_cause_is_met_beside_a_common_or_a_certain_one() {
    for common in [0.3, 1.0] {
        let mut draft = Draft::new(2);
        let (often, seldom) = (draft.node(&[common], &[0.5]), draft.node(&[1e-7], &[0.5]));
        let (both, alone) = (draft.node(&[0.0], &[0.5]), draft.node(&[1e-8], &[0.5]));
        let outcome = draft.outcome();
        draft.gate(both, Gate::All);
        draft.link(often, both, &[0.9]);
        draft.link(seldom, both, &[0.9]);
        draft.link(both, outcome, &[0.8]);
        draft.link(alone, outcome, &[0.5]);
        let document = draft.document();
        let (found, exact) = (simulated(&document), solved(&document));
        for (found, exact) in found.pooled.any_outcome.iter().zip(&exact.pooled.any_outcome) {
            assert!(found.upper.is_none(), "{found:?}");
            let z = (found.value - exact.value) / found.standard_error;
            assert!(z.abs() <= 4.5, "{found:?} for {exact:?}");
        }
    }
}

#[test]
fn a_mitigation_that_is_undermined_is_resolved() {
    let mut draft = Draft::new(3);
    let (host, saboteur) = (draft.node(&[1e-5], &[0.8]), draft.node(&[1e-5], &[0.8]));
    let outcome = draft.outcome();
    let link = draft.link(host, outcome, &[0.4]);
    draft.link(host, saboteur, &[0.3]);
    let measure = draft.mitigation(&[0.95]);
    draft.covers(
        measure,
        &Targets { blocks: vec![link], undermined_by: vec![saboteur], ..Targets::default() },
    );
    assert_resolved(&draft.document(), 1e-4);
}

/// An outcome that hardly ever emerges by itself, and to which common misalignment spreads along links of which some
/// hardly ever open: what the trials do not draw must not be left out without a word.
fn overlooked(likelihoods: &[f64], gate: Gate) -> Draft {
    let mut draft = Draft::new(2);
    let (origin, helper) = (draft.node(&[0.4], &[0.5]), draft.node(&[0.3], &[0.5]));
    let mut last = origin;
    for likelihood in likelihoods {
        let next = draft.node(&[0.0], &[0.9]);
        draft.link(last, next, &[*likelihood]);
        last = next;
    }
    draft.0.nodes[last].kind = NodeKind::Outcome;
    let phases: Vec<_> = draft.0.phases.iter().map(|phase| phase.id.clone()).collect();
    for phase in phases {
        let score = Score::point(probability(1.0 - 1e-9));
        draft.0.nodes[last].stability.set(phase, Some(score));
    }
    if gate != Gate::Any {
        draft.link(helper, last, &[0.5]);
        draft.gate(last, gate);
    }
    draft
}

#[test]
fn what_is_hardly_ever_drawn_is_not_left_out_without_a_word() {
    for likelihoods in [&[1e-7][..], &[0.1, 2e-7], &[1e-3, 1e-3], &[1e-4, 0.01, 0.1]] {
        for gate in [Gate::Any, two()] {
            let document = overlooked(likelihoods, gate).document();
            let (exact, found) = (solved(&document), simulated(&document));
            for (truth, figure) in exact.pooled.any_outcome.iter().zip(&found.pooled.any_outcome) {
                let is_honest = match figure.upper {
                    Some(upper) => truth.value <= upper,
                    None => (truth.value - figure.value).abs() <= 4.5 * figure.standard_error,
                };
                assert!(is_honest, "{likelihoods:?} {gate:?}: {figure:?} for {truth:?}");
            }
        }
    }
}

#[test]
fn what_no_method_resolves_keeps_its_bound() {
    let mut draft = Draft::new(1);
    let (source, middle) = (draft.node(&[1.0], &[1.0]), draft.node(&[0.0], &[0.0]));
    let outcome = draft.outcome();
    // Not emergence is rare but spread.
    draft.link(source, middle, &[1e-6]);
    draft.link(middle, outcome, &[1e-6]);
    let found = simulated(&draft.document());
    let headline = found.pooled.any_outcome[0];
    assert_eq!(found.method, Method::Simulation);
    assert!(headline.value <= 0.0 && headline.upper.is_some());
    assert!(found.warnings.iter().any(|warning| warning.contains("No outcome was reached")));
}

#[test]
fn frequent_outcomes_stay_with_the_counts() {
    let found = simulated(&fleet(0.2, Gate::Any).document());
    assert_eq!(found.method, Method::Simulation);
}

#[test]
fn threads_and_vectors_change_no_bit_of_a_rare_figure() {
    for gate in [Gate::Any, two()] {
        let document = fleet(1e-7, gate).document();
        let run = |threads, vectors| {
            let study = Study { threads, vectors, ..study(MethodChoice::Simulation) };
            let mut found = analyze(&document, &study, &Unmonitored).expect("simulated");
            (found.study.threads, found.study.vectors) = (1, VectorWidth::Widest);
            found
        };
        let one = run(1, VectorWidth::Widest);
        assert_eq!(one.method, Method::RareEvent);
        assert_eq!(one, run(3, VectorWidth::Widest));
        assert_eq!(one, run(2, VectorWidth::Avx2));
        assert_eq!(one, run(2, VectorWidth::Baseline));
    }
}

#[test]
fn a_rare_difference_is_sharper_than_its_sides() {
    let document = fleet(1e-7, Gate::Any).document();
    let measure = document.mitigations().iter().next().expect("a mitigation").clone();
    let mut stronger = measure.clone();
    stronger.effectiveness = series(&[0.65]);
    let altered = document.edited(&Edit::put(Element::Mitigation(stronger))).expect("valid");
    let run = |method| compare(&document, &altered, &study(method), &Unmonitored).expect("done");
    let (exact, found) = (run(MethodChoice::Exact), run(MethodChoice::Simulation));
    for (time, (truth, estimate)) in exact.difference.iter().zip(&found.difference).enumerate() {
        let error = estimate.standard_error;
        let sides = [&found.baseline, &found.altered].map(|side| side.pooled.any_outcome[time]);
        // The exact sides are each right to their last digits, so where they are equal their difference is not quite 0.
        let rounding = 1e-12 * sides[0].value;
        let distance = (estimate.value - truth.value).abs();
        assert!(distance <= 4.5 * error + rounding, "{truth:?} {estimate:?}");
        let square = |side: &Figure| side.standard_error * side.standard_error;
        let apart: f64 = sides.iter().map(square).sum();
        assert!(error * error * 2.0 <= apart, "{error} against {apart}");
    }
    assert!(exact.difference.last().expect("a phase").value < 0.0);
    assert_eq!(found.baseline.method, Method::RareEvent);
}

#[test]
fn an_outcome_that_starts_misaligned_is_computed_before_the_first_phase() {
    let mut draft = Draft::new(1);
    let outcome = draft.node(&[0.0], &[0.0]);
    draft.0.nodes[outcome].kind = NodeKind::Outcome;
    draft.initial(outcome, 1e-9);
    let found = simulated(&draft.document());
    let initial = found.pooled.initial_any_outcome;
    assert!((initial.value - 1e-9).abs() < 1e-22, "{initial:?}");
    assert!(initial.standard_error < 1e-15, "{initial:?}");
}

#[test]
fn rare_outcomes_are_resolved_one_by_one() {
    let mut draft = fleet(1e-8, Gate::Any);
    let second = draft.outcome();
    draft.link(0, second, &[0.2]);
    let document = draft.document();
    let (exact, found) = (solved(&document), simulated(&document));
    for node in document.nodes().iter().filter(|node| node.kind == NodeKind::Outcome) {
        let (truth, estimate) = (&exact.pooled.nodes[&node.id], &found.pooled.nodes[&node.id]);
        let pairs = truth.ever.iter().zip(&estimate.ever);
        for (truth, estimate) in pairs.chain(truth.prevalence.iter().zip(&estimate.prevalence)) {
            assert!(estimate.upper.is_none(), "{truth:?} {estimate:?}");
            let difference = (estimate.value - truth.value).abs();
            let error = estimate.standard_error;
            assert!(
                error < 0.02 * truth.value && difference < 4.5 * error,
                "{truth:?} {estimate:?}"
            );
        }
    }
}
