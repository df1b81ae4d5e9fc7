//! Routes and cuts against the definition: every set of events of small documents is tried.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    definition::{Letter, fixpoint, variables},
    documents::{Draft, Size, cases, series},
};
use crate::{
    analysis::{Route, RouteEvent, Separation, Unmonitored, cut, routes},
    model::{Assessment, Dimension, NodeKind, Subject},
};

/// An event: its time (0 before the first phase), what, and the id of the element.
type Named = (usize, RouteEvent, String);

/// A document with its events and their probabilities by hypothesis.
struct Listed {
    document: Assessment,
    events: Vec<(usize, Letter)>,
    chances: Vec<Vec<f64>>,
    weights: Vec<f64>,
}

impl Listed {
    fn new(document: Assessment) -> Self {
        let hypotheses = document.weighed_hypotheses();
        let mut events = Vec::new();
        let mut chances: Vec<Vec<f64>> = vec![Vec::new(); hypotheses.len()];
        for (v, node) in document.nodes().iter().enumerate() {
            let p = node.initially_misaligned.as_ref().map_or(0.0, |score| {
                score.estimate.central(Dimension::InitiallyMisaligned, None).get()
            });
            if p > 0.0 {
                events.push((0, Letter::E(v)));
                for all in &mut chances {
                    all.push(p);
                }
            }
        }
        for t in 0..document.phases().len() {
            let by_hypothesis: Vec<_> =
                hypotheses.iter().map(|(h, _)| variables(&document, h, t)).collect();
            for letter in by_hypothesis[0].keys() {
                let chance = |of: &BTreeMap<Letter, f64>| match letter {
                    Letter::M(_) => 1.0 - of[letter],
                    Letter::E(_) | Letter::R(_) | Letter::L(_) => of[letter],
                };
                let happens: Vec<f64> = by_hypothesis.iter().map(chance).collect();
                // A disabled mitigation is not there to fail.
                let is_there = match letter {
                    Letter::M(m) => document.mitigations().at(*m).expect("one").enabled,
                    Letter::L(e) => document.link_exists(document.links().at(*e).expect("one")),
                    Letter::E(_) | Letter::R(_) => true,
                };
                if is_there && happens.iter().any(|p| *p > 0.0) {
                    events.push((t + 1, *letter));
                    chances.iter_mut().zip(&happens).for_each(|(all, p)| all.push(*p));
                }
            }
        }
        let weights = hypotheses.iter().map(|(_, weight)| *weight).collect();
        Self { document, events, chances, weights }
    }

    /// Whether the events of a mask reach an outcome when everything else goes well.
    fn reaches(&self, mask: u32) -> bool {
        let document = &self.document;
        let nodes = document.nodes().iter().enumerate();
        let outcomes: u32 =
            nodes.map(|(v, node)| u32::from(node.kind == NodeKind::Outcome) << v).sum();
        let happened =
            || (0..self.events.len()).filter(|i| mask >> i & 1 == 1).map(|i| self.events[i]);
        let initial = happened().filter(|(time, _)| *time == 0);
        let mut x: u32 = initial
            .map(|(_, letter)| match letter {
                Letter::E(v) => 1 << v,
                _ => 0,
            })
            .sum();
        if x & outcomes != 0 {
            return true;
        }
        for time in 1..=document.phases().len() {
            let mut b: BTreeMap<Letter, bool> = BTreeMap::new();
            for v in 0..document.nodes().len() {
                b.insert(Letter::E(v), false);
                b.insert(Letter::R(v), false);
            }
            (0..document.links().len()).for_each(|e| _ = b.insert(Letter::L(e), false));
            for (m, mitigation) in document.mitigations().iter().enumerate() {
                b.insert(Letter::M(m), mitigation.enabled);
            }
            for (_, letter) in happened().filter(|(t, _)| *t == time) {
                b.insert(letter, !matches!(letter, Letter::M(_)));
            }
            x = fixpoint(document, x, &b);
            if x & outcomes != 0 {
                return true;
            }
        }
        false
    }

    /// Every minimal scenario, as a mask.
    fn minimal(&self) -> Vec<u32> {
        let count = self.events.len();
        let mut reaches = vec![false; 1 << count];
        let mut minimal = Vec::new();
        for mask in 0..1_u32 << count {
            let is_beyond =
                (0..count).any(|i| mask >> i & 1 == 1 && reaches[(mask & !(1 << i)) as usize]);
            if is_beyond {
                reaches[mask as usize] = true;
            } else if self.reaches(mask) {
                reaches[mask as usize] = true;
                minimal.push(mask);
            }
        }
        minimal
    }

    fn probability(&self, mask: u32) -> f64 {
        let product = |chances: &Vec<f64>| -> f64 {
            (0..self.events.len()).filter(|i| mask >> i & 1 == 1).map(|i| chances[i]).product()
        };
        self.chances.iter().zip(&self.weights).map(|(c, weight)| weight * product(c)).sum()
    }

    fn named(&self, mask: u32) -> BTreeSet<Named> {
        let name = |(time, letter): (usize, Letter)| {
            let node = |v: usize| self.document.nodes().at(v).expect("one").id.to_string();
            let (event, id) = match letter {
                Letter::E(v) if time == 0 => (RouteEvent::InitialMisalignment, node(v)),
                Letter::E(v) => (RouteEvent::Emergence, node(v)),
                Letter::R(v) => (RouteEvent::Persistence, node(v)),
                Letter::L(e) => {
                    (RouteEvent::Opening, self.document.links().at(e).expect("one").id.to_string())
                }
                Letter::M(m) => {
                    let id = &self.document.mitigations().at(m).expect("one").id;
                    (RouteEvent::Failure, id.to_string())
                }
            };
            (time, event, id)
        };
        (0..self.events.len())
            .filter(|i| mask >> i & 1 == 1)
            .map(|i| name(self.events[i]))
            .collect()
    }
}

/// The events moved so that the first phase with an event is phase 1, unless something happens before it.
fn shape(events: &BTreeSet<Named>) -> BTreeSet<Named> {
    let first = events.first().map_or(0, |(time, _, _)| *time);
    let by = first.saturating_sub(1);
    events.iter().map(|(time, event, id)| (time - by, *event, id.clone())).collect()
}

fn events_of(route: &Route) -> BTreeSet<Named> {
    let name = |subject: &Subject| subject.id_str().to_owned();
    route
        .steps
        .iter()
        .map(|step| (step.phase.map_or(0, |t| t + 1), step.event, name(&step.element)))
        .collect()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.max(b)
}

fn agree_with_every_scenario(draft: &Draft) -> Option<usize> {
    let listed = Listed::new(draft.document());
    if listed.events.len() > 14 {
        return None;
    }
    // By shape: its copies, by the events of each.
    let mut wanted: BTreeMap<BTreeSet<Named>, BTreeMap<BTreeSet<Named>, f64>> = BTreeMap::new();
    for mask in listed.minimal() {
        let p = listed.probability(mask);
        if p > 0.0 {
            let events = listed.named(mask);
            wanted.entry(shape(&events)).or_default().insert(events, p);
        }
    }
    let all = routes(&listed.document, 1_000, &Unmonitored).expect("routes");
    assert!(all.is_exact && all.gap == 0.0, "{draft:#?}");
    let found: BTreeSet<_> = all.routes.iter().map(|route| shape(&events_of(route))).collect();
    assert_eq!(found, wanted.keys().cloned().collect(), "{draft:#?}");
    assert_eq!(found.len(), all.routes.len(), "{draft:#?}");
    for route in &all.routes {
        let copies = &wanted[&shape(&events_of(route))];
        assert!(near(copies[&events_of(route)], route.probability), "{route:#?} {copies:#?}");
        assert_eq!(copies.len(), route.shifts.len() + 1, "{route:#?} {copies:#?}");
        for shift in &route.shifts {
            let is_it = |events: &&BTreeSet<Named>| {
                events.first().is_some_and(|first| first.0 == shift.first_phase + 1)
            };
            let copy = copies.keys().find(is_it).expect("the copy");
            assert!(near(copies[copy], shift.probability), "{route:#?} {copies:#?}");
            assert!(shift.probability <= route.probability, "{route:#?}");
        }
    }
    let mut best: Vec<f64> =
        wanted.values().map(|copies| copies.values().copied().fold(0.0, f64::max)).collect();
    best.sort_by(|a, b| b.total_cmp(a));
    for count in [1, 3] {
        let some = routes(&listed.document, count, &Unmonitored).expect("routes");
        assert!(some.is_exact && some.routes.len() == best.len().min(count), "{draft:#?}");
        for (route, p) in some.routes.iter().zip(&best) {
            assert!(near(route.probability, *p), "{} for {p}: {draft:#?}", route.probability);
        }
    }
    Some(best.len())
}

#[test]
fn the_routes_are_the_minimal_scenarios_of_the_definition() {
    let sizes = [
        Size { nodes: 3, links: 3, mitigations: 2, phases: 2, hypotheses: 2 },
        Size { nodes: 4, links: 5, mitigations: 2, phases: 1, hypotheses: 3 },
        Size { nodes: 3, links: 5, mitigations: 1, phases: 2, hypotheses: 0 },
        Size { nodes: 2, links: 3, mitigations: 1, phases: 3, hypotheses: 2 },
        Size { nodes: 5, links: 7, mitigations: 0, phases: 1, hypotheses: 2 },
        Size { nodes: 4, links: 6, mitigations: 4, phases: 1, hypotheses: 0 },
    ];
    let (mut compared, mut scenarios) = (0, 0);
    for draft in sizes.into_iter().flat_map(|size| cases(150, size)) {
        if let Some(count) = agree_with_every_scenario(&draft) {
            compared += 1;
            scenarios += count;
        }
    }
    assert!(compared > 300 && scenarios > 500, "{compared} {scenarios}");
}

/// Sets of links whose cutting leaves no scenario weigh at least this; `None` if there are none.
fn least_cut(listed: &Listed, weights: &[f64]) -> Option<f64> {
    let scenarios: Vec<u32> =
        listed.minimal().into_iter().filter(|mask| listed.probability(*mask) > 0.0).collect();
    let links_of = |mask: u32| {
        let letters = (0..listed.events.len()).filter(|i| mask >> i & 1 == 1);
        letters.fold(0_u32, |set, i| match listed.events[i].1 {
            Letter::L(e) => set | 1 << e,
            _ => set,
        })
    };
    let sets: Vec<u32> = scenarios.into_iter().map(links_of).collect();
    let weight = |cut: u32| -> f64 {
        (0..weights.len()).filter(|e| cut >> e & 1 == 1).map(|e| weights[e]).sum()
    };
    let cuts = (0..1_u32 << weights.len()).filter(|cut| sets.iter().all(|set| set & cut != 0));
    cuts.map(weight).fold(None, |least: Option<f64>, w| Some(least.map_or(w, |l| l.min(w))))
}

#[test]
fn the_cut_is_the_lightest_of_all_sets_of_links_that_leave_no_scenario() {
    let sizes = [
        Size { nodes: 4, links: 7, mitigations: 0, phases: 1, hypotheses: 0 },
        Size { nodes: 4, links: 5, mitigations: 3, phases: 1, hypotheses: 2 },
        Size { nodes: 3, links: 5, mitigations: 2, phases: 2, hypotheses: 0 },
    ];
    let (mut compared, mut unavoidable, mut heavy) = (0, 0, 0);
    for draft in sizes.into_iter().flat_map(|size| cases(400, size)) {
        let mut draft = draft;
        // Outcomes that emerge by themselves would leave nothing to cut.
        for (v, node) in draft.0.nodes.iter_mut().enumerate() {
            if node.kind == NodeKind::Outcome || v == 0 {
                node.kind = NodeKind::Outcome;
                node.stability = series(&[1.0]);
            }
        }
        let listed = Listed::new(draft.document());
        if listed.events.len() > 13 {
            continue;
        }
        let weights: Vec<f64> =
            (0..draft.0.links.len()).map(|e| [1.0, 2.5, 0.7, 1.0][e % 4]).collect();
        let weight = |link: &crate::model::Link| {
            weights[listed.document.links().position(&link.id).expect("a link")]
        };
        compared += 1;
        match cut(&listed.document, &weight, &Unmonitored).expect("a cut") {
            Separation::Unavoidable(outcomes) => {
                assert!(!outcomes.is_empty());
                assert_eq!(least_cut(&listed, &weights), None, "{draft:#?}");
                unavoidable += 1;
            }
            Separation::Cut(found) => {
                let least = least_cut(&listed, &weights).expect("one exists");
                assert!(found.is_minimum, "{found:?} {draft:#?}");
                assert!((found.weight - least).abs() < 1e-9, "{found:?} {least} {draft:#?}");
                let mut without = draft.clone();
                for id in &found.links {
                    let e = listed.document.links().position(id).expect("a link");
                    without.0.links[e].likelihood = series(&[0.0]);
                }
                assert_eq!(routes(&without.document(), 1, &Unmonitored).expect("none").routes, []);
                heavy += usize::from(found.links.len() > 1);
            }
        }
    }
    assert!(compared > 300 && unavoidable > 5 && heavy > 30, "{compared} {unavoidable} {heavy}");
}
