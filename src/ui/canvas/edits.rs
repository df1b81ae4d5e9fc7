//! What gestures on the canvas change in the document.

use std::collections::BTreeSet;

use crate::{
    drawing::{Point, Scene, card},
    model::{Assessment, Edit, Id, Link, Mechanism, Node, NodeKind, Position, Row, Subject, Table},
    ui::{canvas::gesture::LinkEnd, dialogs::insert},
};

/// The grid that nodes snap to, in canvas units.
pub const GRID: f64 = 8.0;

/// Where nodes stood when a drag began.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Start {
    /// The node under the pointer.
    pub anchor: Option<Id<Node>>,
    /// The nodes that move, with their places.
    pub moving: Vec<(Id<Node>, Position)>,
    /// Nodes that had no place of their own yet; they keep the one that they were shown at.
    pub settled: Vec<(Id<Node>, Position)>,
}

impl Start {
    /// The places of some nodes as they are shown.
    pub fn of(document: &Assessment, scene: &Scene, moving: &BTreeSet<Subject>) -> Self {
        let moves = |id: &Id<Node>| moving.contains(&Subject::Node(id.clone()));
        let all = || document.nodes().iter().zip(&scene.cards);
        let place = |(node, card): (&Node, &crate::drawing::Frame)| {
            (node.id.clone(), node.position.unwrap_or_else(|| position(card.min)))
        };
        Self {
            anchor: None,
            moving: all().filter(|(node, _)| moves(&node.id)).map(place).collect(),
            settled: all()
                .filter(|(node, _)| !moves(&node.id) && node.position.is_none())
                .map(place)
                .collect(),
        }
    }

    /// The edit that brings the moving nodes `by` away from where they began. With `snaps` the anchor stands on the
    /// grid, and the others keep their distance to it.
    pub fn moved(&self, by: Point, snaps: bool) -> Edit {
        let mut by = Position { x: f64::from(by.x), y: f64::from(by.y) };
        let anchor = self.moving.iter().find(|(id, _)| Some(id) == self.anchor.as_ref());
        if let Some((_, start)) = anchor.or(self.moving.first()).filter(|_| snaps) {
            by = Position {
                x: on_grid(start.x + by.x) - start.x,
                y: on_grid(start.y + by.y) - start.y,
            };
        }
        let moved = self
            .moving
            .iter()
            .map(|(id, start)| (id.clone(), Position { x: start.x + by.x, y: start.y + by.y }));
        Edit::Move(moved.chain(self.settled.iter().cloned()).collect())
    }
}

/// A new node whose card has its middle at a point, and the element that it is.
pub fn add_node(document: &Assessment, scene: &Scene, at: Point) -> (Edit, Subject) {
    let corner = at.moved(-card::WIDTH / 2.0, -card::HEIGHT / 2.0);
    let (edit, subject) = insert::new_node(document, snapped(corner));
    (settled(document, scene, vec![edit]), subject)
}

/// A new link between two nodes, and the element that it is.
pub fn connect(document: &Assessment, from: &Id<Node>, to: &Id<Node>) -> (Edit, Subject) {
    let link = new_link(document, from, to, document.nodes().get(to));
    let subject = Subject::Link(link.id.clone());
    (Edit::put(link), subject)
}

/// A new node in the middle of a point with a link from another, and the node.
pub fn connect_to_new(
    document: &Assessment,
    scene: &Scene,
    from: &Id<Node>,
    at: Point,
) -> (Edit, Subject) {
    let corner = at.moved(-card::WIDTH / 2.0, -card::HEIGHT / 2.0);
    let (node, subject) = insert::new_node(document, snapped(corner));
    let mut edits = vec![node];
    if let Subject::Node(to) = &subject {
        edits.push(Edit::put(new_link(document, from, to, None)));
    }
    (settled(document, scene, edits), subject)
}

/// The link with one end at another node; `None` where that changes nothing.
pub fn rewired(
    document: &Assessment,
    link: &Id<Link>,
    end: LinkEnd,
    to: &Id<Node>,
) -> Option<Edit> {
    let mut link = document.links().get(link)?.clone();
    let place = match end {
        LinkEnd::Source => &mut link.from,
        LinkEnd::Target => &mut link.to,
    };
    if place == to {
        return None;
    }
    *place = to.clone();
    Some(Edit::put(link))
}

/// The link the other way round.
pub fn reversed(link: &Link) -> Edit {
    Edit::put(Link { from: link.to.clone(), to: link.from.clone(), ..link.clone() })
}

/// A position on the grid.
pub fn snapped(corner: Point) -> Position {
    Position { x: on_grid(f64::from(corner.x)), y: on_grid(f64::from(corner.y)) }
}

fn on_grid(v: f64) -> f64 {
    (v / GRID).round() * GRID
}

fn position(point: Point) -> Position {
    Position { x: f64::from(point.x), y: f64::from(point.y) }
}

/// With a new node, a layout of its own would shuffle the nodes that have no place yet: they keep what is seen.
fn settled(document: &Assessment, scene: &Scene, mut edits: Vec<Edit>) -> Edit {
    let start = Start::of(document, scene, &BTreeSet::new());
    if !start.settled.is_empty() {
        edits.push(Edit::Move(start.settled));
    }
    Edit::All(edits)
}

fn new_link(document: &Assessment, from: &Id<Node>, to: &Id<Node>, target: Option<&Node>) -> Link {
    let id = free_id(document.links(), &format!("{from}-{to}"));
    let mechanism = mechanism_between(document.nodes().get(from), target);
    Link { mechanism, ..Link::new(id, from.clone(), to.clone()) }
}

fn free_id<T: Row>(table: &Table<T>, name: &str) -> Id<T> {
    Id::from_name(name, |id| table.contains(id))
}

/// How a new link spreads, as far as its ends tell: as the channel does, else as whichever end has a mechanism.
fn mechanism_between(from: Option<&Node>, to: Option<&Node>) -> Mechanism {
    let ends = || [from, to].into_iter().flatten();
    let channel = ends().filter(|node| node.kind == NodeKind::Channel);
    channel.chain(ends()).find_map(|node| node.mechanism).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{drawing::SceneView, model::Parts};

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    fn document() -> Assessment {
        let at = |x, y| Some(Position { x, y });
        let host = Node { position: at(3.0, 5.0), ..Node::new(id("a"), "A", NodeKind::Host) };
        let mechanism = Some(Mechanism::SharedContext);
        let channel = Node {
            mechanism,
            position: at(400.5, 0.0),
            ..Node::new(id("b"), "B", NodeKind::Channel)
        };
        let loose = Node::new(id("c"), "C", NodeKind::Outcome);
        let blank = Assessment::blank("t").to_parts();
        Assessment::new(Parts { nodes: vec![host, channel, loose], ..blank }).expect("valid")
    }

    fn scene(document: &Assessment) -> Scene {
        let numbers = BTreeMap::new();
        Scene::of(document, &SceneView { phase: 0, numbers: &numbers, labels: &|p| p.to_string() })
    }

    fn place(document: &Assessment, text: &str) -> Position {
        document.nodes().get(&id(text)).and_then(|node| node.position).expect("a place")
    }

    #[test]
    fn the_anchor_snaps_and_the_others_keep_their_distance() {
        let document = document();
        let both = BTreeSet::from([Subject::Node(id("a")), Subject::Node(id("b"))]);
        let start = Start::of(&document, &scene(&document), &both);
        let start = Start { anchor: Some(id("a")), ..start };
        let moved = document.edited(&start.moved(Point::new(10.0, 10.0), true)).expect("valid");
        assert_eq!(place(&moved, "a"), Position { x: 16.0, y: 16.0 });
        assert_eq!(place(&moved, "b"), Position { x: 413.5, y: 11.0 });
        let free = document.edited(&start.moved(Point::new(1.5, 0.0), false)).expect("valid");
        assert_eq!(place(&free, "a"), Position { x: 4.5, y: 5.0 });
    }

    #[test]
    fn nodes_without_a_place_stay_where_they_are_seen() {
        let document = document();
        let before = scene(&document);
        let (edit, subject) = add_node(&document, &before, Point::new(900.0, 300.0));
        let after = scene(&document.edited(&edit).expect("valid"));
        assert_eq!(after.cards[..3], before.cards[..]);
        assert_eq!(after.nodes[3].subject, subject);
    }

    #[test]
    fn a_new_link_spreads_as_its_channel_does() {
        let document = document();
        let (edit, subject) = connect(&document, &id("a"), &id("b"));
        assert_eq!(subject, Subject::Link(id("a-b")));
        let document = document.edited(&edit).expect("valid");
        let link = document.links().get(&id("a-b")).expect("made");
        assert_eq!(link.mechanism, Mechanism::SharedContext);
        let (edit, _) = connect(&document, &id("a"), &id("b"));
        assert_eq!(document.edited(&edit).expect("valid").links().len(), 2);
        let (edit, _) = connect(&document, &id("c"), &id("a"));
        let document = document.edited(&edit).expect("valid");
        let other = document.links().get(&id("c-a")).expect("made");
        assert_eq!(other.mechanism, Mechanism::Other);
    }

    #[test]
    fn a_link_to_a_new_node_is_one_edit() {
        let document = document();
        let at = Point::new(900.0, 300.0);
        let (edit, subject) = connect_to_new(&document, &scene(&document), &id("a"), at);
        let document = document.edited(&edit).expect("valid");
        let link = document.links().iter().next().expect("made");
        assert_eq!(Subject::Node(link.to.clone()), subject);
    }
}
