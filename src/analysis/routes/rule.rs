//! One step of a derivation: by which rule an atom comes about, and what the rule takes.

use super::{
    reach::ends,
    space::{Event, RouteEvent, Space},
};

/// How an atom is derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// Not at all yet: it is where the derivation starts.
    Goal,
    /// By one event of the element at that place.
    Event(RouteEvent, u32),
    /// By all links into the node.
    All,
    /// By a node that undermines the mitigation: its atom.
    Undermined(u32),
    /// By a link that is one of several that the gate asks for: its place among the inbound ones.
    Pick(u32),
}

/// What a rule takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// An event of its own.
    Event(Event),
    /// A failing that may serve other rules too.
    Failure(Event),
    /// An atom that must be derived.
    Premise(u32),
}

impl Rule {
    /// Tells everything that deriving the atom by this rule takes.
    pub(super) fn parts(self, space: &Space<'_>, atom: u32, tell: &mut dyn FnMut(Part)) {
        match self {
            Self::Goal => {}
            Self::Event(kind, place) => event_parts(space, atom, (kind, place), tell),
            Self::All => {
                for e in inbound(space, atom) {
                    event_parts(space, atom, (RouteEvent::Opening, *e as u32), tell);
                }
            }
            Self::Pick(place) => {
                let e = inbound(space, atom)[place as usize] as u32;
                event_parts(space, atom, (RouteEvent::Opening, e), tell);
            }
            Self::Undermined(node) => tell(Part::Premise(node)),
        }
    }
}

/// The existing links into the node of a node atom.
pub(super) fn inbound<'a>(space: &Space<'a>, atom: u32) -> &'a [usize] {
    match space.atom(atom) {
        super::space::Atom::Node(v, _) => &space.place(v).inbound,
        super::space::Atom::Down(..) => &[],
    }
}

fn event_parts(
    space: &Space<'_>,
    atom: u32,
    (kind, place): (RouteEvent, u32),
    tell: &mut dyn FnMut(Part),
) {
    let time = space.time(atom);
    tell(Part::Event(Event { time: time as u32, kind, place }));
    if let (Some(source), _) = ends(space, kind, place as usize, time) {
        tell(Part::Premise(source));
    }
    for m in space.mitigations(kind, place as usize) {
        if space.is_undermined(*m) {
            tell(Part::Premise(space.down(*m, time)));
        } else {
            let kind = RouteEvent::Failure;
            tell(Part::Failure(Event { time: time as u32, kind, place: *m as u32 }));
        }
    }
}
