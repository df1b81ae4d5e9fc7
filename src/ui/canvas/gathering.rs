//! What is focused on and stands far apart, brought together for reading: a picture of its own, never a change.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Weak},
    time::{Duration, Instant},
};

use crate::{
    drawing::{
        Frame, Point,
        arrange::{self, Style},
        card::{HEIGHT, WIDTH},
        layout,
    },
    model::{Assessment, Edit, Id, Link, Node, Position, Subject, Zone},
    session::filter::Focus,
};

/// More nodes than this are not brought together: no screen shows them all in readable size.
const GATHERED_MAX: usize = 240;
/// Finding places takes no longer than this; else everything is left where it stands.
const LONGEST: Duration = Duration::from_millis(300);

/// What stands together, and what that was made of.
#[derive(Debug, Default)]
pub struct Gathering {
    made_of: Option<(Weak<Assessment>, Focus)>,
    shown: Option<Arc<Assessment>>,
    /// Whether what is focused on had no room to be read where it stands.
    is_needed: bool,
    places: Places,
}

/// Places that were found, with what they were found for.
#[derive(Debug, Default)]
struct Places {
    nodes: Vec<Id<Node>>,
    links: Vec<[Id<Node>; 2]>,
    found: BTreeMap<Id<Node>, Position>,
}

impl Gathering {
    /// The part of the document that a focus takes in, brought together; `None` where there is no focus, or where all of
    /// it can be read where it stands. `is_readable` says whether a part of the canvas fits the screen in readable size;
    /// it is asked once for a focus, so that nothing jumps while one works.
    pub fn update(
        &mut self,
        document: &Arc<Assessment>,
        focus: Option<&Focus>,
        is_readable: impl Fn(&Frame) -> bool,
    ) -> Option<Arc<Assessment>> {
        let Some(focus) = focus else {
            *self = Self::default();
            return None;
        };
        let known = self.made_of.as_ref();
        let is_same_focus = known.is_some_and(|(_, known)| known == focus);
        let is_same = known.is_some_and(|(of, _)| std::ptr::eq(of.as_ptr(), Arc::as_ptr(document)));
        if is_same_focus && is_same {
            return self.shown.clone();
        }
        let nodes = taken_in(document, focus);
        if !is_same_focus {
            let hull = hull(document, &nodes);
            self.is_needed = hull.is_some_and(|hull| !is_readable(&hull));
        }
        self.made_of = Some((Arc::downgrade(document), focus.clone()));
        let is_wanted = self.is_needed && (2..=GATHERED_MAX).contains(&nodes.len());
        self.shown = is_wanted.then(|| self.gathered(document, (focus, &nodes))).flatten();
        self.shown.clone()
    }

    fn gathered(
        &mut self,
        document: &Assessment,
        (focus, nodes): (&Focus, &BTreeSet<Subject>),
    ) -> Option<Arc<Assessment>> {
        let part = loose(&document.fragment(nodes, &layout::positions(document))?)?;
        let ids: Vec<Id<Node>> = part.nodes().iter().map(|node| node.id.clone()).collect();
        let ends = |link: &Link| [link.from.clone(), link.to.clone()];
        let links: Vec<[Id<Node>; 2]> = part.links().iter().map(ends).collect();
        // What is only scored or renamed stays where it is.
        if self.places.nodes != ids || self.places.links != links {
            let found = found(&part, anchor(document, focus))?;
            self.places = Places { nodes: ids, links, found };
        }
        let moves = self.places.found.iter().map(|(id, place)| (id.clone(), *place)).collect();
        part.edited(&Edit::Move(moves)).ok().map(Arc::new)
    }
}

/// The nodes that a focus takes in.
fn taken_in(document: &Assessment, focus: &Focus) -> BTreeSet<Subject> {
    let near = focus.nodes(document).into_iter().zip(document.nodes().iter());
    near.filter(|(is_near, _)| *is_near).map(|(_, node)| Subject::Node(node.id.clone())).collect()
}

/// What holds the cards of nodes where they stand.
fn hull(document: &Assessment, nodes: &BTreeSet<Subject>) -> Option<Frame> {
    let places = layout::positions(document);
    let cards = nodes.iter().filter_map(|subject| match subject {
        Subject::Node(id) => {
            let place = document.nodes().get(id)?.position.or_else(|| places.get(id).copied())?;
            Some(Frame::sized(Point::new(place.x as f32, place.y as f32), WIDTH, HEIGHT))
        }
        _ => None,
    });
    cards.reduce(|a, b| a.union(b))
}

/// The part with nothing that holds nodes in place: no pins, no bends, all zones open.
fn loose(part: &Assessment) -> Option<Assessment> {
    let mut parts = part.to_parts();
    parts.nodes.iter_mut().for_each(|node| node.is_pinned = false);
    parts.links.iter_mut().for_each(|link| link.bends.clear());
    let open = |zone: &mut Zone| zone.is_collapsed = false;
    parts.zones.iter_mut().for_each(open);
    Assessment::new(parts).ok()
}

/// The node that keeps its place, so that the eye does.
fn anchor(document: &Assessment, focus: &Focus) -> Option<Id<Node>> {
    let of = |subject: &Subject| match subject {
        Subject::Node(id) => Some(id.clone()),
        Subject::Link(id) => document.links().get(id).map(|link| link.from.clone()),
        Subject::Zone(id) => {
            let mut nodes = document.nodes().iter();
            nodes.find(|node| node.zone.as_ref() == Some(id)).map(|node| node.id.clone())
        }
        _ => None,
    };
    focus.anchors.iter().find_map(of)
}

/// Places in layers near where the anchor stands.
fn found(part: &Assessment, anchor: Option<Id<Node>>) -> Option<BTreeMap<Id<Node>, Position>> {
    let began = Instant::now();
    let goes_on = || began.elapsed() < LONGEST;
    let moves = arrange::arranged(part, &BTreeSet::new(), Style::Layers, &goes_on)?;
    let was: BTreeMap<Id<Node>, Position> =
        part.nodes().iter().filter_map(|node| Some((node.id.clone(), node.position?))).collect();
    let mut found = was.clone();
    found.extend(moves);
    let held = anchor.and_then(|id| Some((*was.get(&id)?, *found.get(&id)?)));
    if let Some((was, is)) = held {
        for place in found.values_mut() {
            *place = place.moved(was.x - is.x, was.y - is.y);
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::NodeKind, session::filter::Way};

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    /// A hub at the origin whose neighbors stand far away in all directions, and a crowd between.
    fn document() -> Arc<Assessment> {
        let mut parts = Assessment::blank("t").to_parts();
        let mut put = |name: &str, x: f64, y: f64| {
            let mut node = Node::new(id(name), name, NodeKind::Host);
            node.position = Some(Position { x, y });
            node.is_pinned = true;
            parts.nodes.push(node);
        };
        put("hub", 0.0, 0.0);
        for i in 0..6 {
            put(&format!("n{i}"), 8_000.0 * (f64::from(i) - 3.0), 5_000.0 * f64::from(i % 2));
        }
        for i in 0..300 {
            put(&format!("x{i}"), 240.0 * f64::from(i % 20), 90.0 * f64::from(i / 20 + 2));
        }
        for i in 0..6 {
            let far = id(&format!("n{i}"));
            parts.links.push(Link::new(id(&format!("l{i}")), id("hub"), far));
        }
        Arc::new(Assessment::new(parts).expect("valid"))
    }

    fn focus(hops: u8) -> Focus {
        let anchors = BTreeSet::from([Subject::Node(id("hub"))]);
        Focus { anchors, way: Way::Around, hops: Some(hops) }
    }

    #[test]
    fn far_neighbors_stand_together_around_what_keeps_its_place() {
        let document = document();
        let before = document.as_ref().clone();
        let mut gathering = Gathering::default();
        let shown = gathering.update(&document, Some(&focus(1)), |_| false).expect("gathered");
        assert_eq!((shown.nodes().len(), shown.links().len()), (7, 6));
        let place = |id: &Id<Node>| shown.nodes().get(id).and_then(|node| node.position);
        assert_eq!(place(&id("hub")), Some(Position { x: 0.0, y: 0.0 }));
        let cards: Vec<Frame> = (shown.nodes().iter())
            .filter_map(|node| node.position)
            .map(|p| Frame::sized(Point::new(p.x as f32, p.y as f32), WIDTH, HEIGHT))
            .collect();
        let all = cards.iter().copied().reduce(|a, b| a.union(b)).expect("cards");
        assert!(all.width() < 1_500.0 && all.height() < 1_000.0, "{all:?}");
        for (place, card) in cards.iter().enumerate() {
            assert!(!cards[..place].iter().any(|other| other.overlaps(card)));
        }
        assert_eq!(*document, before);
        // Without a change the very same; without the focus nothing.
        let again = gathering.update(&document, Some(&focus(1)), |_| true).expect("gathered");
        assert!(Arc::ptr_eq(&again, &shown));
        assert!(gathering.update(&document, None, |_| false).is_none());
    }

    #[test]
    fn what_changes_meanwhile_is_shown_where_it_stood_and_readable_parts_are_left_alone() {
        let document = document();
        let mut gathering = Gathering::default();
        let shown = gathering.update(&document, Some(&focus(1)), |_| false).expect("gathered");
        let node = document.nodes().get(&id("n3")).expect("a node").clone();
        let renamed = Edit::put(Node { name: "Renamed".to_owned(), ..node });
        let after = Arc::new(document.edited(&renamed).expect("valid"));
        let then = gathering.update(&after, Some(&focus(1)), |_| true).expect("gathered");
        let of = |shown: &Assessment| shown.nodes().get(&id("n3")).cloned().expect("a node");
        assert_eq!(of(&then).name, "Renamed");
        assert_eq!(of(&then).position, of(&shown).position);
        assert!(gathering.update(&after, None, |_| true).is_none());
        assert!(gathering.update(&after, Some(&focus(1)), |_| true).is_none());
    }
}
