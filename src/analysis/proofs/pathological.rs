//! Documents that nobody draws but somebody generates: every quantity of them ends, and says something sane.

use std::num::NonZeroU32;

use super::documents::{Draft, Targets};
use crate::{
    analysis::{
        Analysis, AnalysisError, Band, Estimated, Figure, Outlook, Unmonitored, analyze, compare,
        curve, cut, importance, routes, spread, tornado, uncertainty,
    },
    model::{Assessment, Dimension, Gate, MethodChoice, NodeKind, Study, Subject},
};

/// Few trials: what ends with them ends with any number, later.
fn study(method: MethodChoice) -> Study {
    Study { trials: 512, threads: 2, draws: 3, method, ..Study::default() }
}

/// The first node is the outcome; every other may turn by itself. Links lead from each to each.
fn clique(size: usize, phases: usize, [emergence, likelihood]: [f64; 2], gate: Gate) -> Draft {
    let mut draft = Draft::new(phases);
    draft.outcome();
    (1..size).for_each(|_| _ = draft.node(&[emergence], &[0.9]));
    for from in 0..size {
        draft.gate(from, gate);
        (0..size).filter(|to| *to != from).for_each(|to| _ = draft.link(from, to, &[likelihood]));
    }
    draft
}

/// A circle of nodes with an outcome beside it.
fn ring(size: usize, phases: usize, gate: Gate) -> Draft {
    let mut draft = Draft::new(phases);
    (0..size).for_each(|_| _ = draft.node(&[0.01], &[0.7]));
    let outcome = draft.outcome();
    for v in 0..size {
        draft.gate(v, gate);
        draft.link(v, (v + 1) % size, &[0.2]);
        draft.link((v + 7) % size, v, &[0.1]);
    }
    draft.link(0, outcome, &[0.05]);
    draft
}

fn at_least(k: u32) -> Gate {
    Gate::AtLeast(NonZeroU32::new(k).expect("not 0"))
}

fn is_share(value: f64) -> bool {
    (0.0..=1.0).contains(&value)
}

fn check_figure(figure: &Figure) {
    assert!(is_share(figure.value), "{figure:?}");
    assert!((0.0..=1.0).contains(&figure.standard_error), "{figure:?}");
    assert!(figure.upper.is_none_or(|upper| upper > 0.0 && upper <= 1.0), "{figure:?}");
    assert!(figure.upper.is_none() || figure.value <= 0.0, "{figure:?}");
}

fn check_estimate(found: Estimated) {
    assert!(found.value.is_finite() && found.standard_error.is_finite(), "{found:?}");
    assert!(found.standard_error >= 0.0, "{found:?}");
}

fn check_outlook(outlook: &Outlook) {
    let nodes = outlook.nodes.values().flat_map(|n| n.prevalence.iter().chain(&n.ever));
    nodes.chain(&outlook.any_outcome).chain([&outlook.initial_any_outcome]).for_each(check_figure);
    let rises = outlook.any_outcome.windows(2).all(|pair| pair[0].value <= pair[1].value);
    assert!(rises, "{:?}", outlook.any_outcome);
}

fn check_analysis(found: &Analysis) {
    check_outlook(&found.pooled);
    found.hypotheses.iter().for_each(|of| check_outlook(&of.outlook));
}

fn check_band(band: &Band) {
    let all = [band.q05, band.q25, band.q50, band.q75, band.q95];
    assert!(all.is_sorted() && all.iter().all(|q| is_share(*q)) && is_share(band.mean), "{band:?}");
}

/// What only an insisted-on exact solution may answer instead.
fn given<T>(result: Result<T, AnalysisError>, method: MethodChoice) -> Option<T> {
    match result {
        Ok(found) => Some(found),
        Err(AnalysisError::TooLargeForExact(_)) if method == MethodChoice::Exact => None,
        Err(error) => panic!("{error}"),
    }
}

fn check_probabilities(document: &Assessment, study: &Study) {
    if let Some(found) = given(analyze(document, study, &Unmonitored), study.method) {
        check_analysis(&found);
    }
    if let Some(found) = given(compare(document, document, study, &Unmonitored), study.method) {
        check_analysis(&found.altered);
        // The same document twice, on the same random numbers.
        assert!(found.difference.iter().all(|d| d.value.abs() <= 0.0), "{:?}", found.difference);
    }
}

fn check_depths(document: &Assessment, study: &Study) {
    let found = spread(document, study, &Unmonitored).expect("spread");
    assert!(found.reproduction_number.iter().all(|r| r.is_finite() && *r >= 0.0));
    found.expected_reach.values().flatten().for_each(|reach| {
        check_estimate(*reach);
        assert!(reach.value >= 0.0 && reach.value <= document.nodes().len() as f64);
    });
    let found = importance(document, study, &Unmonitored).expect("importance");
    for element in &found.elements {
        element.birnbaum.iter().for_each(|of| check_estimate(*of));
        let Some(extremes) = element.extremes else { continue };
        assert!(is_share(extremes.certain.min(1.0)) && extremes.impossible >= 0.0);
        let ratios = [extremes.achievement_worth, extremes.reduction_worth];
        let others = [extremes.fussell_vesely, extremes.benefit];
        ratios.into_iter().chain(others).flatten().for_each(check_estimate);
    }
    for swing in given(tornado(document, study, &Unmonitored), study.method).into_iter().flatten() {
        check_figure(&swing.low);
        check_figure(&swing.high);
    }
    if let Some(found) = given(uncertainty(document, study, &Unmonitored), study.method) {
        found.any_outcome.iter().for_each(check_band);
        let nodes = found.nodes.values();
        nodes.flat_map(|n| n.prevalence.iter().chain(&n.ever)).for_each(check_band);
    }
}

fn check_ways(document: &Assessment) {
    let found = routes(document, 10, &Unmonitored).expect("routes");
    assert!(found.gap >= 0.0 && found.gap.is_finite() && found.routes.len() <= 10);
    assert!(found.routes.iter().all(|route| is_share(route.probability)));
    cut(document, &|_| 1.0, &Unmonitored).expect("a cut or none");
}

fn check_curves(document: &Assessment, study: &Study) {
    let phases: Vec<usize> = (0..document.phases().len()).collect();
    let node = document.nodes().iter().last().map(|n| Subject::Node(n.id.clone()));
    let link = document.links().iter().next().map(|e| Subject::Link(e.id.clone()));
    let parameters = [(node, Dimension::Stability), (link, Dimension::Likelihood)];
    for (subject, dimension) in parameters {
        let Some(subject) = subject else { continue };
        let found = curve(document, (&subject, dimension, &phases), study, &Unmonitored);
        let Some(found) = given(found, study.method) else { continue };
        for p in [0.0, 1e-300, 0.3, 1.0] {
            let at = found.at(p);
            assert!(is_share(at.value) && at.standard_error.is_finite(), "{at:?}");
        }
    }
}

/// Everything, by simulation and as the program chooses.
fn check(draft: &Draft) {
    check_by(&[MethodChoice::Simulation, MethodChoice::Automatic], draft);
}

fn check_by(methods: &[MethodChoice], draft: &Draft) {
    let document = draft.document();
    for method in methods {
        let study = study(*method);
        check_probabilities(&document, &study);
        check_depths(&document, &study);
        check_curves(&document, &study);
    }
    check_ways(&document);
}

#[test]
fn a_thousand_nodes_all_joined_have_probabilities_and_a_reproduction_number() {
    let document = clique(1_000, 1, [0.001, 0.000_5], Gate::Any).document();
    let study = study(MethodChoice::Simulation);
    check_analysis(&analyze(&document, &study, &Unmonitored).expect("simulated"));
}

#[test]
fn nodes_all_joined_have_everything_whatever_their_gates() {
    for gate in [Gate::Any, Gate::All, at_least(2), at_least(40)] {
        check_by(&[MethodChoice::Simulation], &clique(25, 2, [0.02, 0.3], gate));
    }
}

#[test]
fn certain_and_impossible_values_are_answered_exactly_as_such() {
    for (emergence, likelihood) in [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)] {
        let draft = clique(12, 3, [emergence, likelihood], Gate::All);
        check(&draft);
        let found = analyze(&draft.document(), &study(MethodChoice::Simulation), &Unmonitored);
        let headline = found.expect("simulated").pooled.any_outcome[2];
        // Links both from and into the outcome: all others being misaligned is enough.
        let wanted = if emergence * likelihood > 0.5 { 1.0 } else { 0.0 };
        assert!((headline.value - wanted).abs() <= 0.0 && headline.upper.is_none(), "{headline:?}");
    }
}

#[test]
fn the_smallest_probabilities_are_neither_lost_nor_endless() {
    for gate in [Gate::Any, Gate::All] {
        let none = clique(6, 3, [0.0, 1e-300], gate);
        let mut initial = clique(6, 3, [0.01, 1e-300], gate);
        initial.initial(1, 1e-300);
        for draft in [none, initial] {
            check_by(&[MethodChoice::Simulation], &draft);
        }
    }
    // Emergence is stored as stability: below 1e-15 it is lost, and nothing is left but initial misalignment.
    let mut draft = Draft::new(1);
    let outcome = draft.outcome();
    draft.initial(outcome, 1e-300);
    check(&draft);
    let found = analyze(&draft.document(), &study(MethodChoice::Exact), &Unmonitored);
    assert_eq!(found.expect("solved").pooled.any_outcome[0].value.to_bits(), 1e-300_f64.to_bits());
}

#[test]
fn two_hundred_phases_have_everything() {
    for gate in [Gate::Any, at_least(2)] {
        check_by(&[MethodChoice::Simulation], &ring(9, 200, gate));
    }
    let mut draft = ring(9, 200, Gate::All);
    for m in 0..5 {
        draft.mitigation(&[0.5]);
        let targets = Targets {
            prevents: vec![m],
            restores: vec![m, m + 1],
            blocks: vec![m, m + 3],
            undermined_by: vec![m + 2],
        };
        draft.covers(m, &targets);
    }
    check_by(&[MethodChoice::Simulation], &draft);
}

#[test]
fn a_hundred_mitigations_that_undermine_each_other_have_everything() {
    let mut draft = ring(30, 3, Gate::Any);
    for m in 0..100 {
        draft.mitigation(&[0.9]);
        let targets = Targets {
            blocks: vec![m % 61, (7 * m) % 61],
            undermined_by: vec![m % 30, (11 * m) % 30],
            ..Targets::default()
        };
        draft.covers(m, &targets);
    }
    check_by(&[MethodChoice::Simulation], &draft);
}

#[test]
fn what_is_hardly_a_document_has_everything() {
    let empty = Draft::new(1);
    let mut one = Draft::new(1);
    one.node(&[0.3], &[0.5]);
    let mut alone = Draft::new(3);
    alone.outcome();
    let mut without_link = Draft::new(3);
    (0..20).for_each(|_| _ = without_link.node(&[0.1], &[0.5]));
    without_link.outcome();
    let mut without_outcome = clique(8, 2, [0.1, 0.3], Gate::Any);
    without_outcome.0.nodes[0].kind = NodeKind::Host;
    let mut to_itself = without_link.clone();
    (0..20).for_each(|v| _ = to_itself.link(v, v, &[0.5]));
    let mut weightless = clique(5, 2, [0.1, 0.3], Gate::Any);
    weightless.hypothesis(1.0, [700.0, -700.0, 0.0]);
    weightless.hypothesis(0.0, [-700.0, 700.0, 700.0]);
    for draft in [empty, one, alone, without_link, without_outcome, to_itself, weightless] {
        check(&draft);
    }
}
