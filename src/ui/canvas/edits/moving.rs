//! Moving elements, with all that goes along.

use std::collections::BTreeSet;

use super::{on_grid, position};
use crate::{
    drawing::{Frame, Point, Scene},
    model::{Annotation, AnnotationKind, Assessment, Edit, Id, Link, Node, Position, Subject},
};

/// Where everything stood when a drag began.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Start {
    /// The place of the element under the pointer, if any: with it the others snap to the grid.
    pub anchor: Option<Position>,
    /// The nodes that move, with their places.
    pub moving: Vec<(Id<Node>, Position)>,
    /// The notes and frames that move.
    pub annotations: Vec<Annotation>,
    /// Links with bends between nodes that move: their bends go along.
    pub links: Vec<Link>,
    /// Nodes that had no place of their own yet; they keep the one that they were shown at.
    pub settled: Vec<(Id<Node>, Position)>,
    /// What holds all that moves; `None` where nothing does.
    pub hull: Option<Frame>,
}

impl Start {
    /// The places of some elements as they are shown. A zone stands for its nodes, a frame takes along what lies in it.
    pub fn of(document: &Assessment, scene: &Scene, wanted: &BTreeSet<Subject>) -> Self {
        let annotations = moving_annotations(document, scene, wanted);
        let frames: Vec<Frame> = frames_of(scene, &annotations);
        let all = || document.nodes().iter().zip(&scene.places);
        let moves = |node: &Node, place: &Frame| {
            let zone = node.zone.clone().map(Subject::Zone);
            wanted.contains(&Subject::Node(node.id.clone()))
                || zone.is_some_and(|zone| wanted.contains(&zone))
                || frames.iter().any(|frame| frame.encloses(place))
        };
        let place = |(node, card): (&Node, &Frame)| {
            (node.id.clone(), node.position.unwrap_or_else(|| position(card.min)))
        };
        let moving: Vec<(Id<Node>, Position)> =
            all().filter(|(node, card)| moves(node, card)).map(place).collect();
        let is_moving: BTreeSet<&Id<Node>> = moving.iter().map(|(id, _)| id).collect();
        let links = document.links().iter().filter(|link| {
            !link.bends.is_empty() && is_moving.contains(&link.from) && is_moving.contains(&link.to)
        });
        let shown = all().filter(|(node, card)| moves(node, card)).map(|(_, card)| *card);
        let notes = scene.notes.iter().filter(|item| {
            annotations.iter().any(|a| item.subject == Subject::Annotation(a.id.clone()))
        });
        let hull = shown.chain(notes.map(|item| item.bounds)).reduce(|a, b| a.union(b));
        Self {
            anchor: None,
            links: links.cloned().collect(),
            settled: all()
                .filter(|(node, card)| !moves(node, card) && node.position.is_none())
                .map(place)
                .collect(),
            moving,
            annotations,
            hull,
        }
    }

    /// The same with the element under the pointer.
    #[must_use]
    pub fn anchored(mut self, subject: &Subject) -> Self {
        self.anchor = match subject {
            Subject::Node(id) => {
                self.moving.iter().find(|(moving, _)| moving == id).map(|(_, place)| *place)
            }
            Subject::Annotation(id) => {
                self.annotations.iter().find(|a| a.id == *id).map(|a| a.position)
            }
            _ => None,
        };
        self
    }

    /// Whether nothing moves.
    pub fn is_empty(&self) -> bool {
        self.moving.is_empty() && self.annotations.is_empty()
    }

    /// How far it goes so that the anchor stands on the grid; the others keep their distance to it.
    pub fn on_grid(&self, by: Point) -> Point {
        let first = || self.moving.first().map(|(_, place)| *place);
        let note = || self.annotations.first().map(|a| a.position);
        let Some(start) = self.anchor.or_else(first).or_else(note) else { return by };
        let x = on_grid(start.x + f64::from(by.x)) - start.x;
        let y = on_grid(start.y + f64::from(by.y)) - start.y;
        Point::new(x as f32, y as f32)
    }

    /// The edit that brings all of it `by` away from where it began.
    pub fn moved(&self, by: Point) -> Edit {
        let (x, y) = (f64::from(by.x), f64::from(by.y));
        let nodes = self.moving.iter().map(|(id, start)| (id.clone(), start.moved(x, y)));
        let nodes = Edit::Move(nodes.chain(self.settled.iter().cloned()).collect());
        if self.annotations.is_empty() && self.links.is_empty() {
            return nodes;
        }
        let annotations = self
            .annotations
            .iter()
            .map(|a| Edit::put(Annotation { position: a.position.moved(x, y), ..a.clone() }));
        let links = self.links.iter().map(|link| {
            let bends = link.bends.iter().map(|bend| bend.moved(x, y)).collect();
            Edit::put(Link { bends, ..link.clone() })
        });
        Edit::Named("move", annotations.chain(links).chain([nodes]).collect())
    }
}

/// The wanted notes and frames, and the notes and frames that lie in wanted frames.
fn moving_annotations(
    document: &Assessment,
    scene: &Scene,
    wanted: &BTreeSet<Subject>,
) -> Vec<Annotation> {
    let is_wanted = |a: &Annotation| wanted.contains(&Subject::Annotation(a.id.clone()));
    let all = document.annotations();
    let named: Vec<Annotation> = all.iter().filter(|a| is_wanted(a)).cloned().collect();
    let frames = frames_of(scene, &named);
    let lies_in = |a: &Annotation| {
        let subject = Subject::Annotation(a.id.clone());
        let item = scene.notes.iter().find(|item| item.subject == subject);
        item.is_some_and(|item| frames.iter().any(|frame| frame.encloses(&item.bounds)))
    };
    all.iter().filter(|a| is_wanted(a) || lies_in(a)).cloned().collect()
}

/// Where the frames among some annotations are drawn.
fn frames_of(scene: &Scene, annotations: &[Annotation]) -> Vec<Frame> {
    let frames = annotations.iter().filter(|a| a.kind == AnnotationKind::Frame);
    let ids: BTreeSet<Subject> = frames.map(|a| Subject::Annotation(a.id.clone())).collect();
    let items = scene.notes.iter().filter(|item| ids.contains(&item.subject));
    items.map(|item| item.bounds).collect()
}
