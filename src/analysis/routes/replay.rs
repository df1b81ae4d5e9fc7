//! What a set of events brings about when everything else goes well: the least fixpoint of SEMANTICS §1 over a few events.

use std::collections::{BTreeMap, BTreeSet};

use super::space::{Event, RouteEvent, Space};

/// The course that a set of events takes.
pub(super) struct Course {
    /// The events that had an effect, causes first.
    pub(super) order: Vec<Event>,
    /// The outcome that is reached first, if any.
    pub(super) outcome: Option<usize>,
}

/// Plays the events (in order of time) until an outcome is reached.
pub(super) fn replay(space: &Space<'_>, events: &[Event]) -> Course {
    let mut course = Course { order: Vec::new(), outcome: None };
    let mut before = BTreeSet::new();
    let mut time_before = 0;
    for phase in events.chunk_by(|a, b| a.time == b.time) {
        let time = phase[0].time;
        if time > time_before + 1 {
            before = BTreeSet::new();
        }
        let now = Moment { space, events: phase, before: &before }.play(&mut course);
        if course.outcome.is_some() {
            break;
        }
        (before, time_before) = (now, time);
    }
    course
}

/// Whether the events reach an outcome and no smaller set of them does. X is monotone in the events, so it is enough to
/// leave out one at a time.
pub(super) fn is_minimal(space: &Space<'_>, events: &[Event]) -> bool {
    let reaches = |events: &[Event]| replay(space, events).outcome.is_some();
    reaches(events)
        && (0..events.len()).all(|i| {
            let mut fewer = events.to_vec();
            fewer.remove(i);
            !reaches(&fewer)
        })
}

/// One phase of a course.
struct Moment<'a> {
    space: &'a Space<'a>,
    /// The events of the phase.
    events: &'a [Event],
    /// The nodes that end the phase before misaligned.
    before: &'a BTreeSet<usize>,
}

impl Moment<'_> {
    fn play(&self, course: &mut Course) -> BTreeSet<usize> {
        let mut now = BTreeSet::new();
        loop {
            let turning = self.turning(&now);
            if turning.is_empty() {
                return now;
            }
            for (v, causes) in turning {
                for cause in causes {
                    self.log(&mut course.order, cause);
                }
                now.insert(v);
                if self.space.is_outcome(v) {
                    course.outcome = Some(v);
                    return now;
                }
            }
        }
    }

    /// The nodes that turn next, with what turns them.
    fn turning(&self, now: &BTreeSet<usize>) -> BTreeMap<usize, Vec<Event>> {
        let mut turning = BTreeMap::new();
        let mut carrying: BTreeMap<usize, Vec<Event>> = BTreeMap::new();
        for event in self.events {
            let place = event.place as usize;
            let is_clear = || {
                let mitigations = self.space.mitigations(event.kind, place);
                mitigations.iter().all(|m| self.is_down(*m, now))
            };
            match event.kind {
                RouteEvent::InitialMisalignment | RouteEvent::Emergence => {
                    if !now.contains(&place) && is_clear() {
                        turning.insert(place, vec![*event]);
                    }
                }
                RouteEvent::Persistence => {
                    if !now.contains(&place) && self.before.contains(&place) && is_clear() {
                        turning.insert(place, vec![*event]);
                    }
                }
                RouteEvent::Opening => {
                    let wire = &self.space.program.network.links[place];
                    let sources = if wire.is_delayed { self.before } else { now };
                    if !now.contains(&wire.target) && sources.contains(&wire.source) && is_clear() {
                        carrying.entry(wire.target).or_default().push(*event);
                    }
                }
                RouteEvent::Failure => {}
            }
        }
        for (v, links) in carrying {
            if self.space.place(v).threshold.is_some_and(|k| links.len() >= k) {
                turning.entry(v).or_insert(links);
            }
        }
        turning
    }

    fn failure(&self, m: usize) -> Option<Event> {
        let time = self.events[0].time;
        let event = Event { kind: RouteEvent::Failure, place: m as u32, time };
        self.events.binary_search(&event).is_ok().then_some(event)
    }

    fn is_down(&self, m: usize, now: &BTreeSet<usize>) -> bool {
        self.failure(m).is_some()
            || self.space.program.network.mitigations[m]
                .underminers
                .iter()
                .any(|u| now.contains(u) || self.before.contains(u))
    }

    /// Notes a cause after the failures that made way for it.
    fn log(&self, order: &mut Vec<Event>, cause: Event) {
        for m in self.space.mitigations(cause.kind, cause.place as usize) {
            if let Some(failure) = self.failure(*m).filter(|failure| !order.contains(failure)) {
                order.push(failure);
            }
        }
        order.push(cause);
    }
}
