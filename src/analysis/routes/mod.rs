//! The most probable ways in which an outcome can come about: the k best minimal scenarios (SEMANTICS §5, routes).
//!
//! A scenario is a set of events that reaches an outcome when everything else goes well, and of which nothing can be
//! left out. Certain events (probability 1) belong to it like any other, so a missing score shows as a step.

mod ahead;
mod picture;
mod reach;
mod replay;
mod rule;
mod search;
pub(in crate::analysis) mod space;

use std::collections::BTreeSet;

use super::{AnalysisError, Cancelled, Monitor, NUMBERS_MAX, program::Program};
use crate::model::{Assessment, Id, Link, Mitigation, Node, Subject};
use replay::replay;
use search::{Found, Search};
use space::{Event, Space};

pub use space::RouteEvent;

/// The most probable routes of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Routes {
    /// The routes, most probable first. Fewer than asked for where there are no more.
    pub routes: Vec<Route>,
    /// How much more probable than the last route listed (than 0, if fewer than asked for are listed) a scenario that
    /// is not listed can be at most; 0 where the ranking is exact.
    pub gap: f64,
    /// Whether the ranking is exact.
    pub is_exact: bool,
}

/// One way in which an outcome can come about.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// P[all events of the scenario], weighted over the hypotheses.
    pub probability: f64,
    /// The same by hypothesis, in file order.
    pub by_hypothesis: Vec<f64>,
    /// The outcome that it reaches.
    pub outcome: Id<Node>,
    /// The events, causes before effects.
    pub steps: Vec<Step>,
    /// The same route at other times, in order of time; the one shown is the most probable of all and not among them.
    pub shifts: Vec<TimeShift>,
}

/// One event of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The phase, 0-based; `None` before the first one.
    pub phase: Option<usize>,
    /// What happens.
    pub event: RouteEvent,
    /// To which element: a node, a link or a mitigation.
    pub element: Subject,
}

/// A copy of a route that happens some phases earlier or later.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeShift {
    /// The phase of its first event, 0-based.
    pub first_phase: usize,
    /// Its probability, weighted over the hypotheses.
    pub probability: f64,
}

impl Route {
    /// The links that carry, in order: what to highlight, or to make a named pathway of. Each once.
    pub fn links(&self) -> Vec<Id<Link>> {
        let mut links = Vec::new();
        for step in &self.steps {
            if let Subject::Link(id) = &step.element
                && !links.contains(id)
            {
                links.push(id.clone());
            }
        }
        links
    }
}

/// The `count` most probable routes to an outcome; copies of a route that differ in time alone count as one.
///
/// The search is complete, and so the ranking exact, unless it meets its limits (about a second, some 100 MB); then the
/// best routes met so far are given with the gap that remains.
///
/// # Errors
/// [`AnalysisError`] when the monitor asks to stop or the document is too large.
pub fn routes(
    document: &Assessment,
    count: usize,
    monitor: &dyn Monitor,
) -> Result<Routes, AnalysisError> {
    let rows = document.nodes().len() * 2 + document.links().len() + document.mitigations().len();
    let hypotheses = document.hypotheses().len() + 1;
    let numbers = rows.saturating_mul(document.phases().len() + 1).saturating_mul(hypotheses);
    if numbers > NUMBERS_MAX {
        return Err(AnalysisError::Study(format!(
            "routes through the document ask for {numbers} numbers at once (elements × phases × \
             hypotheses); the limit is {NUMBERS_MAX}"
        )));
    }
    best(document, &Program::new(document), count, monitor)
        .map_err(|Cancelled| AnalysisError::Cancelled)
}

/// The same for a document whose program is made already.
pub(in crate::analysis) fn best(
    document: &Assessment,
    program: &Program,
    count: usize,
    monitor: &dyn Monitor,
) -> Result<Routes, Cancelled> {
    let space = Space::new(program);
    let mut search = Search::new(&space);
    let mut shapes = BTreeSet::new();
    let mut limit = 0.0;
    while shapes.len() < count {
        match search.next(monitor)? {
            Found::Scenario(events) => note(&mut shapes, &events),
            Found::End => break,
            Found::Limit(bound) => {
                limit = bound;
                search.rest(monitor)?.iter().for_each(|events| note(&mut shapes, events));
                break;
            }
        }
    }
    let names = Names::new(document);
    let mut routes: Vec<Route> =
        shapes.iter().filter_map(|shape| route(&space, &names, shape)).collect();
    // Shapes come in their own order, which settles ties.
    routes.sort_by(|a, b| {
        b.probability.total_cmp(&a.probability).then(a.steps.len().cmp(&b.steps.len()))
    });
    routes.truncate(count);
    let last = routes.last().filter(|_| routes.len() == count).map_or(0.0, |r| r.probability);
    let gap = (limit - last).max(0.0);
    Ok(Routes { routes, gap, is_exact: gap <= 0.0 })
}

/// Files a scenario under its shape: the same events, moved to the first phase unless something happens before it.
fn note(shapes: &mut BTreeSet<Vec<Event>>, events: &[Event]) {
    let first = events.first().map_or(0, |event| event.time);
    shapes.insert(moved(events, 1 - i64::from(first), first));
}

/// The events some phases later (earlier if negative); those of a scenario that begins before the first phase stay.
fn moved(events: &[Event], by: i64, first: u32) -> Vec<Event> {
    let by = if first == 0 { 0 } else { by };
    let time = |event: &Event| (i64::from(event.time) + by) as u32;
    events.iter().map(|event| Event { time: time(event), ..*event }).collect()
}

/// The route of a shape: its most probable copy, with the others beside it.
fn route(space: &Space<'_>, names: &Names<'_>, shape: &[Event]) -> Option<Route> {
    let (first, last) = (shape.first()?.time, shape.last()?.time as usize);
    let moves = if first == 0 { 0 } else { space.times().saturating_sub(last) };
    let copies: Vec<(Vec<Event>, f64)> = (0..=moves)
        .map(|by| moved(shape, by as i64, first))
        .filter(|events| is_possible(space, events))
        .map(|events| {
            let probability = pooled(space, &by_hypothesis(space, &events));
            (events, probability)
        })
        .collect();
    let mut shown = 0;
    for (i, (_, probability)) in copies.iter().enumerate() {
        if *probability > copies[shown].1 {
            shown = i;
        }
    }
    let (events, probability) = copies.get(shown)?;
    let course = replay(space, events);
    let shifts = copies.iter().enumerate().filter(|(i, _)| *i != shown);
    Some(Route {
        probability: *probability,
        by_hypothesis: by_hypothesis(space, events),
        outcome: (*names.nodes.get(course.outcome?)?).clone(),
        steps: course.order.iter().filter_map(|event| names.step(*event)).collect(),
        shifts: shifts
            .map(|(_, (events, probability))| TimeShift {
                first_phase: (events[0].time as usize).saturating_sub(1),
                probability: *probability,
            })
            .collect(),
    })
}

/// Whether some hypothesis that has a weight gives every event a chance; a product could fall to 0 by rounding alone.
fn is_possible(space: &Space<'_>, events: &[Event]) -> bool {
    (0..space.program.weights.len())
        .filter(|h| space.program.weights[*h] > 0.0)
        .any(|h| events.iter().all(|event| space.chance(h, *event) > 0.0))
}

fn by_hypothesis(space: &Space<'_>, events: &[Event]) -> Vec<f64> {
    (0..space.program.weights.len())
        .map(|h| events.iter().map(|event| space.chance(h, *event)).product())
        .collect()
}

fn pooled(space: &Space<'_>, by_hypothesis: &[f64]) -> f64 {
    by_hypothesis.iter().zip(&space.program.weights).map(|(p, weight)| p * weight).sum()
}

/// Ids of the elements by their places in a program.
struct Names<'a> {
    nodes: Vec<&'a Id<Node>>,
    links: Vec<&'a Id<Link>>,
    mitigations: Vec<&'a Id<Mitigation>>,
}

impl<'a> Names<'a> {
    fn new(document: &'a Assessment) -> Self {
        let links = document.links().iter().filter(|link| document.link_exists(link));
        let enabled = document.mitigations().iter().filter(|m| m.enabled);
        Self {
            nodes: document.nodes().iter().map(|node| &node.id).collect(),
            links: links.map(|link| &link.id).collect(),
            mitigations: enabled.map(|m| &m.id).collect(),
        }
    }

    fn step(&self, event: Event) -> Option<Step> {
        let place = event.place as usize;
        let element = match event.kind {
            RouteEvent::Opening => Subject::Link((*self.links.get(place)?).clone()),
            RouteEvent::Failure => Subject::Mitigation((*self.mitigations.get(place)?).clone()),
            RouteEvent::InitialMisalignment | RouteEvent::Emergence | RouteEvent::Persistence => {
                Subject::Node((*self.nodes.get(place)?).clone())
            }
        };
        let phase = (event.time as usize).checked_sub(1);
        Some(Step { phase, event: event.kind, element })
    }
}
