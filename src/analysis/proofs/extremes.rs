//! Routes and cuts of documents with a known answer, and of documents that try the limits.

use std::num::NonZeroU32;

use super::documents::{Draft, Size, Targets, cases, series};
use crate::{
    analysis::{
        AnalysisError, Cancelled, Cut, Monitor, Route, RouteEvent, Routes, Separation, Unmonitored,
        cut, routes,
    },
    model::{Assessment, Gate, Id, Node, NodeKind, Pathway},
};

fn ten(document: &Assessment) -> Routes {
    routes(document, 10, &Unmonitored).expect("routes")
}

fn fewest(document: &Assessment) -> Cut {
    match cut(document, &|_| 1.0, &Unmonitored).expect("a cut") {
        Separation::Cut(cut) => cut,
        Separation::Unavoidable(outcomes) => panic!("{outcomes:?}"),
    }
}

fn words(route: &Route) -> Vec<String> {
    let word = |event| match event {
        RouteEvent::InitialMisalignment => "starts",
        RouteEvent::Emergence => "emerges",
        RouteEvent::Persistence => "persists",
        RouteEvent::Opening => "opens",
        RouteEvent::Failure => "fails",
    };
    let phase = |phase: Option<usize>| phase.map_or("before".to_owned(), |t| t.to_string());
    let step = |s: &crate::analysis::Step| {
        format!("{} {} {}", phase(s.phase), s.element.id_str(), word(s.event))
    };
    route.steps.iter().map(step).collect()
}

/// n0 emerges and spreads over n1 to the outcome n2, the links l0 and l1 under one mitigation m0.
fn guarded(phases: usize) -> Draft {
    let mut draft = Draft::new(phases);
    draft.node(&[0.1], &[0.5]);
    draft.node(&[0.0], &[0.5]);
    draft.outcome();
    draft.link(0, 1, &[0.4]);
    draft.link(1, 2, &[0.3]);
    draft.mitigation(&[0.75]);
    draft.covers(0, &Targets { blocks: vec![0, 1], ..Targets::default() });
    draft
}

/// Every node but the first, the outcome, emerges with a chance of 1 %; links from each to each.
fn clique(size: usize, likelihood: f64, gate: Gate) -> Assessment {
    let mut draft = Draft::new(3);
    draft.outcome();
    (1..size).for_each(|_| _ = draft.node(&[0.01], &[0.9]));
    for from in 0..size {
        draft.gate(from, gate);
        (0..size).filter(|to| *to != from).for_each(|to| _ = draft.link(from, to, &[likelihood]));
    }
    draft.document()
}

#[test]
fn one_failing_serves_a_whole_phase_and_another_phase_needs_another() {
    let found = ten(&guarded(2).document());
    assert!(found.is_exact);
    let best = &found.routes[0];
    assert_eq!(words(best), ["0 n0 emerges", "0 m0 fails", "0 l0 opens", "0 l1 opens"]);
    assert!((best.probability - 0.1 * 0.4 * 0.3 * 0.25).abs() < 1e-15);
    assert_eq!((best.shifts.len(), best.shifts[0].first_phase), (1, 1));
    let spread_out = "0 n0 emerges, 0 m0 fails, 0 l0 opens, 1 n1 persists, 1 m0 fails, 1 l1 opens";
    assert!(found.routes.iter().any(|route| words(route).join(", ") == spread_out));
}

#[test]
fn what_the_route_undermines_needs_no_failing() {
    let mut draft = guarded(1);
    let undermined_by = vec![0];
    draft.covers(0, &Targets { blocks: vec![0, 1], undermined_by, ..Targets::default() });
    let found = ten(&draft.document());
    assert_eq!(found.routes.len(), 1);
    assert_eq!(words(&found.routes[0]), ["0 n0 emerges", "0 l0 opens", "0 l1 opens"]);
    assert!((found.routes[0].probability - 0.1 * 0.4 * 0.3).abs() < 1e-15);
}

#[test]
fn the_links_of_a_route_make_a_pathway() {
    let mut draft = guarded(1);
    let route = ten(&draft.document()).routes.remove(0);
    let mut pathway = Pathway::new(Id::new("p").expect("an id"), "Best", route.links());
    pathway.outcome = Some(route.outcome);
    draft.0.pathways.push(pathway);
    assert_eq!(draft.document().pathways().len(), 1);
}

#[test]
fn an_all_gate_is_cut_by_one_link() {
    let mut draft = Draft::new(1);
    (0..3).for_each(|_| _ = draft.node(&[0.1], &[1.0]));
    let outcome = draft.outcome();
    (0..3).for_each(|v| _ = draft.link(v, outcome, &[0.5]));
    assert_eq!(fewest(&draft.document()).links.len(), 3);
    draft.gate(outcome, Gate::AtLeast(NonZeroU32::new(2).expect("not 0")));
    assert_eq!(fewest(&draft.document()).links.len(), 2);
    draft.gate(outcome, Gate::All);
    let found = fewest(&draft.document());
    assert_eq!((found.links.len(), found.is_minimum), (1, true));
}

#[test]
fn a_path_that_the_order_of_the_phases_forbids_needs_no_cut() {
    let mut draft = guarded(2);
    draft.0.links[0].likelihood = series(&[0.0, 0.4]);
    draft.0.links[1].likelihood = series(&[0.3, 0.0]);
    let document = draft.document();
    assert_eq!(ten(&document), Routes { routes: Vec::new(), gap: 0.0, is_exact: true });
    let found = fewest(&document);
    assert_eq!((found.links.len(), found.is_minimum), (0, true));
}

#[test]
fn outcomes_that_come_about_by_themselves_are_named() {
    let mut draft = guarded(1);
    draft.initial(2, 0.1);
    let found = cut(&draft.document(), &|_| 1.0, &Unmonitored).expect("an answer");
    let outcome: Id<Node> = Id::new("n2").expect("an id");
    assert_eq!(found, Separation::Unavoidable(vec![outcome.clone()]));
    let locked = cut(&guarded(1).document(), &|_| f64::INFINITY, &Unmonitored).expect("an answer");
    assert_eq!(locked, Separation::Unavoidable(vec![outcome]));
}

#[test]
fn chances_too_small_for_their_product_still_make_a_route() {
    let mut draft = guarded(1);
    draft.0.links[0].likelihood = series(&[1e-300]);
    draft.0.links[1].likelihood = series(&[1e-300]);
    let found = ten(&draft.document());
    assert_eq!((found.routes.len(), found.is_exact), (1, true));
    assert_eq!((found.routes[0].steps.len(), found.routes[0].probability), (4, 0.0));
}

#[test]
fn nothing_leads_to_an_outcome_where_there_is_none_or_no_link() {
    let mut lone = Draft::new(1);
    lone.node(&[0.5], &[1.0]);
    let mut apart = lone.clone();
    apart.outcome();
    for draft in [Draft::new(1), lone, apart] {
        let document = draft.document();
        assert_eq!(ten(&document), Routes { routes: Vec::new(), gap: 0.0, is_exact: true });
        let found = fewest(&document);
        assert_eq!((found.links.len(), found.is_minimum), (0, true));
    }
    let mut alone = Draft::new(3);
    alone.node(&[0.5], &[1.0]);
    alone.0.nodes[0].kind = NodeKind::Outcome;
    let found = ten(&alone.document());
    assert_eq!((found.routes.len(), found.routes[0].shifts.len()), (1, 2));
}

#[test]
fn cliques_of_certain_links_give_the_shortest_routes_exactly() {
    let document = clique(60, 1.0, Gate::Any);
    let found = ten(&document);
    assert!(found.is_exact && found.routes.len() == 10);
    assert!(found.routes.iter().all(|route| route.steps.len() == 2), "{:?}", found.routes);
    let found = fewest(&document);
    assert_eq!((found.links.len(), found.is_minimum), (59, true));
}

#[test]
fn cliques_of_gates_end_with_a_stated_gap() {
    for gate in [Gate::All, Gate::AtLeast(NonZeroU32::new(20).expect("not 0"))] {
        let document = clique(40, 0.5, gate);
        let found = ten(&document);
        assert!(!found.routes.is_empty(), "{gate:?}");
        assert_eq!(found.is_exact, found.gap == 0.0);
        let separation = fewest(&document);
        let needed = if gate == Gate::All { 1 } else { 20 };
        assert_eq!((separation.links.len(), separation.is_minimum), (needed, true));
    }
}

#[test]
fn two_hundred_phases_end() {
    let mut draft = guarded(200);
    draft.delay(0);
    draft.link(2, 0, &[0.5]);
    draft.link(1, 0, &[0.5]);
    let found = ten(&draft.document());
    assert!(found.is_exact && found.routes.len() == 10);
    assert_eq!(found.routes[0].shifts.len(), 198);
    assert!(fewest(&draft.document()).is_minimum);
}

#[test]
fn the_same_document_gives_the_same_routes_and_cut() {
    let size = Size { nodes: 6, links: 12, mitigations: 2, phases: 3, hypotheses: 2 };
    for document in cases(20, size).iter().map(Draft::document) {
        assert_eq!(ten(&document), ten(&document));
        let cut = || cut(&document, &|_| 1.0, &Unmonitored).expect("an answer");
        assert_eq!(cut(), cut());
    }
}

/// Asks to stop at once.
struct Impatient;

impl Monitor for Impatient {
    fn advance(&self, _done: u64, _total: u64) -> Result<(), Cancelled> {
        Err(Cancelled)
    }
}

#[test]
fn work_stops_when_asked_to() {
    let document = guarded(2).document();
    assert_eq!(routes(&document, 3, &Impatient), Err(AnalysisError::Cancelled));
    assert_eq!(cut(&document, &|_| 1.0, &Impatient), Err(AnalysisError::Cancelled));
}
