//! Which element of a scene lies at a point or in a frame.

use super::{Frame, Item, Point, Scene};
use crate::model::{Id, Link, Node, Subject, Zone};

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

impl Hit {
    /// The element that was hit.
    pub fn subject(&self) -> Subject {
        match self {
            Self::Node(id) | Self::Rim(id) => Subject::Node(id.clone()),
            Self::Link(id) => Subject::Link(id.clone()),
            Self::Zone(id) => Subject::Zone(id.clone()),
        }
    }
}

/// The topmost element at a point: cards above labels above lines, of lines the nearest, then names of zones.
pub fn hit(scene: &Scene, point: Point, reach: Reach) -> Option<Hit> {
    node_at(scene, point, reach.rim)
        .or_else(|| label_at(scene, point))
        .or_else(|| link_at(scene, point, reach.link))
        .or_else(|| zone_at(scene, point))
}

/// All nodes and links in a frame, in the order of the document, nodes first.
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
    nodes.chain(links.map(|(item, _)| item.subject.clone())).collect()
}

fn node_at(scene: &Scene, point: Point, rim: f32) -> Option<Hit> {
    let inward = rim.min(RIM_INSIDE_MAX);
    let cards = || scene.nodes.iter().zip(&scene.cards).rev();
    // A card under the point wins over the outer rim of a card above it.
    let inside = cards().find(|(_, card)| card.contains(point));
    let (item, card) =
        inside.or_else(|| cards().find(|(_, card)| card.grown(rim).contains(point)))?;
    let Subject::Node(id) = &item.subject else { return None };
    let is_inner = card.grown(-inward).contains(point);
    Some(if is_inner { Hit::Node(id.clone()) } else { Hit::Rim(id.clone()) })
}

fn label_at(scene: &Scene, point: Point) -> Option<Hit> {
    let label = scene.labels.iter().rev().find(|label| label.bounds.contains(point));
    label.and_then(link_of)
}

fn link_at(scene: &Scene, point: Point, reach: f32) -> Option<Hit> {
    let near = scene.links.iter().zip(&scene.routes);
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
