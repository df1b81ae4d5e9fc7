//! Making, leading and turning links, and nodes on them.

use std::collections::BTreeSet;

use crate::{
    drawing::{Frame, Point, Scene, card},
    model::{Assessment, Edit, Id, Link, Mechanism, Node, NodeKind, Pathway, Row, Subject, Table},
    ui::{
        canvas::{
            edits::{moving::Start, snapped},
            gesture::LinkEnd,
        },
        dialogs::insert,
    },
};

/// How far apart the cards of nodes stand that are linked by a key.
const BESIDE: (f32, f32) = (card::WIDTH + 72.0, card::HEIGHT + 48.0);
/// Most places that are tried for a node that is linked by a key.
const TRIES_MAX: u8 = 24;

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
    // It goes another way now.
    link.bends.clear();
    Some(Edit::Named("lead link elsewhere", vec![Edit::put(link)]))
}

/// The link the other way round.
pub fn reversed(link: &Link) -> Edit {
    let bends = link.bends.iter().rev().copied().collect();
    let (from, to) = (link.to.clone(), link.from.clone());
    Edit::put(Link { from, to, bends, ..link.clone() })
}

/// The selected links the other way round; `None` without links.
pub fn all_reversed(document: &Assessment, subjects: &BTreeSet<Subject>) -> Option<Edit> {
    let links = document.links().iter();
    let links = links.filter(|link| subjects.contains(&Subject::Link(link.id.clone())));
    let edits: Vec<Edit> = links.map(reversed).collect();
    (!edits.is_empty()).then_some(Edit::Named("reverse link", edits))
}

/// A new node beside another, in a direction, with a link to it, and the node. It stands where there is room.
pub fn connect_beside(
    document: &Assessment,
    scene: &Scene,
    from: &Id<Node>,
    (x, y): (f32, f32),
) -> Option<(Edit, Subject)> {
    let place = document.nodes().position(from)?;
    let card = scene.places.get(place)?;
    let start = card.center().moved(x * BESIDE.0, y * BESIDE.1);
    let is_free = |at: &Point| {
        let wanted = Frame::around(*at, card::WIDTH, card::HEIGHT).grown(4.0);
        !scene.places.iter().any(|card| card.overlaps(&wanted))
    };
    // Beside the wanted place, on one side and the other in turn.
    let tries = (0..TRIES_MAX).map(|n| {
        let far = f32::from(n.div_ceil(2)) * if n % 2 == 1 { 1.0 } else { -1.0 };
        start.moved(y.abs() * far * (card::WIDTH + 16.0), x.abs() * far * (card::HEIGHT + 16.0))
    });
    let at = tries.into_iter().find(is_free).unwrap_or(start);
    Some(connect_to_new(document, scene, from, at))
}

/// A new node in the middle of a link, and the node: the link leads to it, and a new link of the same mechanism on from
/// it. `None` where there is no such link.
pub fn split_by_new(
    document: &Assessment,
    scene: &Scene,
    link: &Id<Link>,
    at: Point,
) -> Option<(Edit, Subject)> {
    let corner = at.moved(-card::WIDTH / 2.0, -card::HEIGHT / 2.0);
    let (made, subject) = insert::new_node(document, snapped(corner));
    let Subject::Node(node) = &subject else { return None };
    let mut edits = vec![made];
    edits.extend(halves(document, link, node)?);
    Some((Edit::Named("insert node", vec![settled(document, scene, edits)]), subject))
}

/// A node put onto a link: the link leads to it, and a new link on from it. `None` where the node is an end of the
/// link already.
pub fn split_by(document: &Assessment, link: &Id<Link>, node: &Id<Node>) -> Option<Edit> {
    let whole = document.links().get(link)?;
    if whole.from == *node || whole.to == *node {
        return None;
    }
    Some(Edit::Named("insert node", halves(document, link, node)?))
}

/// The first half keeps the link's id and scores; the second spreads alike and is not scored: a chance that was judged
/// for the whole way is no chance of its last step.
fn halves(document: &Assessment, link: &Id<Link>, node: &Id<Node>) -> Option<Vec<Edit>> {
    let whole = document.links().get(link)?;
    let id = free_id(document.links(), &format!("{node}-{}", whole.to));
    let onward = Link {
        mechanism: whole.mechanism,
        intent: whole.intent,
        accent: whole.accent,
        ..Link::new(id.clone(), node.clone(), whole.to.clone())
    };
    let first = Link { to: node.clone(), bends: Vec::new(), ..whole.clone() };
    let mut edits = vec![Edit::put(first), Edit::put(onward)];
    edits.extend(pathways_through(document, link, |pathway, at| {
        pathway.links.insert(at + 1, id.clone());
    }));
    Some(edits)
}

/// The pathways that run along a link, changed.
fn pathways_through(
    document: &Assessment,
    link: &Id<Link>,
    change: impl Fn(&mut Pathway, usize),
) -> Vec<Edit> {
    let through = document.pathways().iter().filter_map(|pathway| {
        let at = pathway.links.iter().position(|id| id == link)?;
        let mut pathway = pathway.clone();
        change(&mut pathway, at);
        Some(Edit::put(pathway))
    });
    through.collect()
}

/// Takes a node out and joins its neighbors: each link into it leads on to where its links out lead. Joined links
/// are not scored: no score was given for them. `None` where there is no such node.
pub fn dissolved(document: &Assessment, node: &Id<Node>) -> Option<Edit> {
    document.nodes().get(node)?;
    let into = document.links_into(node).filter(|link| link.from != *node);
    let out: Vec<&Link> = document.links_out_of(node).filter(|link| link.to != *node).collect();
    let mut edits = Vec::new();
    let mut made: Vec<Link> = Vec::new();
    for first in into {
        for second in &out {
            let known = document.links().iter().chain(&made);
            let is_known = |link: &Link| link.from == first.from && link.to == second.to;
            if first.from == second.to || known.into_iter().any(is_known) {
                continue;
            }
            let name = format!("{}-{}", first.from, second.to);
            let id = Id::from_name(&name, |id| {
                document.links().contains(id) || made.iter().any(|link| link.id == *id)
            });
            let joined = Link::new(id, first.from.clone(), second.to.clone());
            made.push(Link { mechanism: first.mechanism, intent: first.intent, ..joined });
        }
    }
    edits.extend(made.into_iter().map(Edit::put));
    edits.push(Edit::remove(Subject::Node(node.clone())));
    Some(Edit::Named("dissolve node", edits))
}

/// Gives all links of one node to another in its stead, and takes it away; the other stands in its place. Links between
/// the two become none. `None` unless both exist and differ.
pub fn replaced(document: &Assessment, old: &Id<Node>, new: &Id<Node>) -> Option<Edit> {
    let (gone, heir) = (document.nodes().get(old)?, document.nodes().get(new)?);
    if old == new {
        return None;
    }
    let swap = |id: &Id<Node>| if id == old { new.clone() } else { id.clone() };
    let mut edits = Vec::new();
    let mut inner = BTreeSet::from([Subject::Node(old.clone())]);
    for link in document.links().iter().filter(|link| link.from == *old || link.to == *old) {
        let led = Link { from: swap(&link.from), to: swap(&link.to), ..link.clone() };
        if led.from == led.to && link.from != link.to {
            inner.insert(Subject::Link(link.id.clone()));
        } else {
            edits.push(Edit::put(led));
        }
    }
    let heir = Node { position: gone.position.or(heir.position), ..heir.clone() };
    edits.push(Edit::put(heir));
    edits.push(Edit::Remove(inner));
    Some(Edit::Named("replace node", edits))
}

/// With a new node, a layout of its own would shuffle the nodes that have no place yet: they keep what is seen.
fn settled(document: &Assessment, scene: &Scene, mut edits: Vec<Edit>) -> Edit {
    let start = Start::of(document, scene, &BTreeSet::new());
    if !start.settled.is_empty() {
        edits.push(Edit::Move(start.settled));
    }
    Edit::Named("add node", edits)
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
    use crate::{
        drawing::SceneView,
        model::{Parts, Position},
    };

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
        let start = start.anchored(&Subject::Node(id("a")));
        let by = start.on_grid(Point::new(10.0, 10.0));
        let moved = document.edited(&start.moved(by)).expect("valid");
        assert_eq!(place(&moved, "a"), Position { x: 16.0, y: 16.0 });
        assert_eq!(place(&moved, "b"), Position { x: 413.5, y: 11.0 });
        let free = document.edited(&start.moved(Point::new(1.5, 0.0))).expect("valid");
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
