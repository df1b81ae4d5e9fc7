//! Which element of a scene lies at a point or in a frame.

use super::{Frame, Item, Point, Scene, Shape, note};
use crate::model::{Annotation, Id, Link, Node, Subject, Zone};

/// What lies at a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hit {
    /// A node's card.
    Node(Id<Node>),
    /// The band along the border of a node's card, from which links are drawn.
    Rim(Id<Node>),
    /// A link's line or its label.
    Link(Id<Link>),
    /// A zone's name.
    Zone(Id<Zone>),
    /// The card of a collapsed zone.
    Fold(Id<Zone>),
    /// A note, or the head or border of a frame.
    Note(Id<Annotation>),
}

/// How far a point may be off, in canvas units. On a screen, divide by the zoom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// From a link's line.
    pub link: f32,
    /// From a card's border, inward and outward.
    pub rim: f32,
}

/// Which elements a frame takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marquee {
    /// Those that it touches.
    Touching,
    /// Those that it holds wholly.
    Enclosing,
}

/// However far out the view is, this much of a card's inside is no rim.
const RIM_INSIDE_MAX: f32 = 8.0;
const ZONE_NAME_HEIGHT: f32 = 32.0;
/// How far from the border of a frame a point may be.
const BORDER_REACH: f32 = 5.0;

impl Hit {
    /// The element that was hit.
    pub fn subject(&self) -> Subject {
        match self {
            Self::Node(id) | Self::Rim(id) => Subject::Node(id.clone()),
            Self::Link(id) => Subject::Link(id.clone()),
            Self::Zone(id) | Self::Fold(id) => Subject::Zone(id.clone()),
            Self::Note(id) => Subject::Annotation(id.clone()),
        }
    }
}

/// The topmost element at a point: cards above labels above lines, of lines the nearest, then notes, names of zones, and
/// the heads and borders of frames.
pub fn hit(scene: &Scene, point: Point, reach: Reach) -> Option<Hit> {
    node_at(scene, point, reach.rim)
        .or_else(|| label_at(scene, point))
        .or_else(|| link_at(scene, point, reach.link))
        .or_else(|| note_at(scene, point, true))
        .or_else(|| zone_at(scene, point))
        .or_else(|| note_at(scene, point, false))
}

/// All nodes, collapsed zones, annotations and links in a frame, in this order and each in the order of the document.
pub fn marquee(scene: &Scene, frame: &Frame, takes: Marquee) -> Vec<Subject> {
    let nodes = scene.nodes.iter().zip(&scene.cards).filter(|(_, card)| match takes {
        Marquee::Touching => card.overlaps(frame),
        Marquee::Enclosing => frame.encloses(card),
    });
    let links = scene.links.iter().zip(&scene.routes).filter(|(item, route)| {
        let points = || route.samples().into_iter();
        item.bounds.overlaps(frame)
            && match takes {
                Marquee::Touching => points().any(|point| frame.contains(point)),
                Marquee::Enclosing => points().all(|point| frame.contains(point)),
            }
    });
    let nodes = nodes.map(|(item, _)| item.subject.clone());
    let notes = scene.notes.iter().filter(|item| match takes {
        Marquee::Touching => is_note(item) && item.bounds.overlaps(frame),
        Marquee::Enclosing => frame.encloses(&item.bounds),
    });
    let nodes = nodes.chain(notes.map(|item| item.subject.clone()));
    nodes.chain(links.map(|(item, _)| item.subject.clone())).collect()
}

fn node_at(scene: &Scene, point: Point, rim: f32) -> Option<Hit> {
    let inward = rim.min(RIM_INSIDE_MAX);
    let near = scene.nodes_near(&Frame { min: point, max: point }.grown(rim + 1.0));
    let card = |place: &u32| scene.nodes.get(*place as usize).zip(scene.cards.get(*place as usize));
    let cards = || near.iter().rev().filter_map(card);
    // A card under the point wins over the outer rim of a card above it.
    let inside = cards().find(|(_, card)| card.contains(point));
    let (item, card) =
        inside.or_else(|| cards().find(|(_, card)| card.grown(rim).contains(point)))?;
    let id = match &item.subject {
        Subject::Node(id) => id,
        Subject::Zone(id) if card.contains(point) => return Some(Hit::Fold(id.clone())),
        _ => return None,
    };
    let is_inner = card.grown(-inward).contains(point);
    Some(if is_inner { Hit::Node(id.clone()) } else { Hit::Rim(id.clone()) })
}

fn label_at(scene: &Scene, point: Point) -> Option<Hit> {
    let label = scene.labels.iter().rev().find(|label| label.bounds.contains(point));
    label.and_then(link_of)
}

fn link_at(scene: &Scene, point: Point, reach: f32) -> Option<Hit> {
    let near = scene.links_near(&Frame { min: point, max: point }.grown(reach + 1.0));
    let near = near.iter().filter_map(|place| {
        scene.links.get(*place as usize).zip(scene.routes.get(*place as usize))
    });
    let near = near.filter(|(item, _)| item.bounds.grown(reach).contains(point));
    let (item, distance) = near
        .map(|(item, route)| (item, route.distance(point)))
        .min_by(|a, b| a.1.total_cmp(&b.1))?;
    link_of(item).filter(|_| distance <= reach)
}

fn link_of(item: &Item) -> Option<Hit> {
    match &item.subject {
        Subject::Link(id) => Some(Hit::Link(id.clone())),
        _ => None,
    }
}

/// A note is hit everywhere; a frame where it is drawn, so that what lies in it can be reached.
fn note_at(scene: &Scene, point: Point, wants_note: bool) -> Option<Hit> {
    scene.notes.iter().rev().find_map(|item| {
        let Frame { min, max } = item.bounds;
        let head = Frame { min, max: Point::new(max.x, min.y + note::HEAD) };
        let is_on_line = item.bounds.grown(BORDER_REACH).contains(point)
            && !item.bounds.grown(-BORDER_REACH).contains(point);
        let is_hit = match is_note(item) {
            is_note if is_note != wants_note => false,
            true => item.bounds.contains(point),
            false => head.contains(point) || is_on_line,
        };
        match &item.subject {
            Subject::Annotation(id) if is_hit => Some(Hit::Note(id.clone())),
            _ => None,
        }
    })
}

/// Whether an annotation is a note: only notes have a ground.
fn is_note(item: &Item) -> bool {
    matches!(item.shapes.first(), Some(Shape::Path { fill: Some(_), .. }))
}

fn zone_at(scene: &Scene, point: Point) -> Option<Hit> {
    scene.zones.iter().rev().find_map(|item| {
        let Frame { min, max } = item.bounds;
        let head = Frame { min, max: Point::new(max.x, min.y + ZONE_NAME_HEIGHT) };
        match &item.subject {
            Subject::Zone(id) if head.contains(point) => Some(Hit::Zone(id.clone())),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{
        drawing::{SceneView, routing},
        model::{Assessment, NodeKind, Position},
    };

    fn scene() -> Scene {
        let id = |text: &str| Id::new(text).expect("an id");
        let mut parts = Assessment::blank("test").to_parts();
        parts.zones = vec![Zone::new(Id::new("z").expect("an id"), "Zone")];
        for (name, x) in [("a", 0.0), ("b", 400.0), ("c", 420.0)] {
            let mut node = Node::new(id(name), name, NodeKind::Host);
            node.position = Some(Position { x, y: if name == "c" { 30.0 } else { 0.0 } });
            node.zone = Some(Id::new("z").expect("an id"));
            parts.nodes.push(node);
        }
        for (link, to) in [("ab", "b"), ("ac", "c")] {
            parts.links.push(Link::new(Id::new(link).expect("an id"), id("a"), id(to)));
        }
        let document = Assessment::new(parts).expect("valid");
        let numbers = BTreeMap::new();
        Scene::of(&document, &SceneView { phase: 0, numbers: &numbers, labels: &|_| String::new() })
    }

    const REACH: Reach = Reach { link: 5.0, rim: 6.0 };

    fn name_at(scene: &Scene, x: f32, y: f32) -> Option<String> {
        let found = hit(scene, Point::new(x, y), REACH)?;
        let sort = match &found {
            Hit::Node(_) => "node",
            Hit::Rim(_) => "rim",
            Hit::Link(_) => "link",
            Hit::Zone(_) => "zone",
            Hit::Fold(_) => "fold",
            Hit::Note(_) => "note",
        };
        Some(format!("{sort} {}", found.subject().id_str()))
    }

    #[test]
    fn the_topmost_card_wins_and_its_border_is_a_rim() {
        let scene = scene();
        let found = |x, y| name_at(&scene, x, y).unwrap_or_default();
        assert_eq!(found(20.0, 28.0), "node a");
        assert_eq!(found(480.0, 45.0), "node c");
        assert_eq!(found(410.0, 20.0), "node b");
        assert_eq!([found(2.0, 28.0), found(-4.0, 28.0)], ["rim a", "rim a"]);
        assert_eq!(found(100.0, -25.0), "zone z");
        assert_eq!(name_at(&scene, 250.0, 500.0), None);
    }

    #[test]
    fn a_link_is_found_along_its_whole_way_but_not_far_from_it() {
        let scene = scene();
        for (route, item) in scene.routes.iter().zip(&scene.links) {
            for t in [0.2, 0.5, 0.8] {
                let on = route.at(t);
                let found = hit(&scene, on, REACH).map(|found| found.subject());
                assert_eq!(found.as_ref(), Some(&item.subject), "{t}");
            }
            let near = routing::on_cubic(&route.curves[0], 0.5).moved(0.0, 60.0);
            assert!(!matches!(hit(&scene, near, REACH), Some(Hit::Link(_))));
        }
    }

    #[test]
    fn a_marquee_takes_what_it_touches_or_only_what_it_holds() {
        let scene = scene();
        let frame = Frame { min: Point::new(-10.0, -10.0), max: Point::new(405.0, 60.0) };
        let taken = |takes| -> Vec<String> {
            marquee(&scene, &frame, takes).iter().map(|s| s.id_str().to_owned()).collect()
        };
        assert_eq!(taken(Marquee::Touching), ["a", "b", "ab", "ac"]);
        assert_eq!(taken(Marquee::Enclosing), ["a", "ab"]);
    }
}
