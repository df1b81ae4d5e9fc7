//! Aligning and distributing.

use std::collections::BTreeSet;

use super::moving::Start;
use crate::drawing::Scene;
use crate::{
    drawing::card,
    model::{Annotation, Assessment, Edit, Id, Node, Position, Subject},
};

/// What is brought into line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// The left edges.
    Left,
    /// The vertical middles.
    Center,
    /// The right edges.
    Right,
    /// The top edges.
    Top,
    /// The horizontal middles.
    Middle,
    /// The bottom edges.
    Bottom,
}

/// A direction in which gaps are made equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// From left to right.
    Horizontal,
    /// From top to bottom.
    Vertical,
}

/// Something that stands on the canvas.
struct Block {
    what: What,
    corner: Position,
    width: f64,
    height: f64,
}

enum What {
    Node(Id<Node>),
    Annotation(Box<Annotation>),
}

impl Block {
    fn center(&self) -> Position {
        self.corner.moved(self.width / 2.0, self.height / 2.0)
    }
}

/// Brings the selected elements into line; `None` with fewer than two. Pinned nodes stay, and the others line up with
/// all of them.
pub fn aligned(
    document: &Assessment,
    scene: &Scene,
    subjects: &BTreeSet<Subject>,
    how: Alignment,
) -> Option<Edit> {
    let blocks = blocks(document, scene, subjects);
    if blocks.len() < 2 {
        return None;
    }
    let least = |f: &dyn Fn(&Block) -> f64| blocks.iter().map(f).fold(f64::INFINITY, f64::min);
    let most = |f: &dyn Fn(&Block) -> f64| blocks.iter().map(f).fold(f64::NEG_INFINITY, f64::max);
    let (left, right) = (least(&|b| b.corner.x), most(&|b| b.corner.x + b.width));
    let (top, bottom) = (least(&|b| b.corner.y), most(&|b| b.corner.y + b.height));
    let corner = |b: &Block| match how {
        Alignment::Left => Position { x: left, ..b.corner },
        Alignment::Center => Position { x: f64::midpoint(left, right) - b.width / 2.0, ..b.corner },
        Alignment::Right => Position { x: right - b.width, ..b.corner },
        Alignment::Top => Position { y: top, ..b.corner },
        Alignment::Middle => {
            Position { y: f64::midpoint(top, bottom) - b.height / 2.0, ..b.corner }
        }
        Alignment::Bottom => Position { y: bottom - b.height, ..b.corner },
    };
    let places: Vec<Position> = blocks.iter().map(corner).collect();
    Some(placed("align", document, scene, blocks.into_iter().zip(places)))
}

/// Makes the gaps between the selected elements equal, the outermost staying where they are; `None` with fewer than
/// three.
pub fn distributed(
    document: &Assessment,
    scene: &Scene,
    subjects: &BTreeSet<Subject>,
    axis: Axis,
) -> Option<Edit> {
    let mut blocks = blocks(document, scene, subjects);
    if blocks.len() < 3 {
        return None;
    }
    let along = |p: Position| if axis == Axis::Horizontal { p.x } else { p.y };
    let size = |b: &Block| if axis == Axis::Horizontal { b.width } else { b.height };
    blocks.sort_by(|a, b| along(a.center()).total_cmp(&along(b.center())));
    let start = along(blocks[0].corner);
    let last = &blocks[blocks.len() - 1];
    let room = along(last.corner) + size(last) - start;
    let taken: f64 = blocks.iter().map(size).sum();
    let gap = (room - taken) / (blocks.len() - 1) as f64;
    let mut next = start;
    let mut places = Vec::new();
    for block in &blocks {
        places.push(match axis {
            Axis::Horizontal => Position { x: next, ..block.corner },
            Axis::Vertical => Position { y: next, ..block.corner },
        });
        next += size(block) + gap;
    }
    Some(placed("distribute", document, scene, blocks.into_iter().zip(places)))
}

fn blocks(document: &Assessment, scene: &Scene, subjects: &BTreeSet<Subject>) -> Vec<Block> {
    let start = Start::of(document, scene, &BTreeSet::new());
    let shown = |node: &Node| {
        let settled = start.settled.iter().find(|(id, _)| *id == node.id);
        node.position.or(settled.map(|(_, place)| *place)).unwrap_or_default()
    };
    let wanted = |subject: Subject| subjects.contains(&subject);
    let nodes = document.nodes().iter().filter(|node| wanted(Subject::Node(node.id.clone())));
    let nodes = nodes.map(|node| Block {
        what: What::Node(node.id.clone()),
        corner: shown(node),
        width: card::WIDTH.into(),
        height: card::HEIGHT.into(),
    });
    let annotations = document.annotations().iter();
    let annotations = annotations.filter(|a| wanted(Subject::Annotation(a.id.clone())));
    let annotations = annotations.map(|a| Block {
        what: What::Annotation(Box::new(a.clone())),
        corner: a.position,
        width: a.width,
        height: a.height,
    });
    nodes.chain(annotations).collect()
}

fn placed(
    name: &'static str,
    document: &Assessment,
    scene: &Scene,
    blocks: impl Iterator<Item = (Block, Position)>,
) -> Edit {
    let settled = Start::of(document, scene, &BTreeSet::new()).settled;
    let mut moves = settled;
    let mut edits = Vec::new();
    for (block, corner) in blocks {
        match block.what {
            What::Node(id) => {
                moves.retain(|(other, _)| *other != id);
                moves.push((id, corner));
            }
            What::Annotation(a) => edits.push(Edit::put(Annotation { position: corner, ..*a })),
        }
    }
    edits.push(Edit::Move(moves));
    Edit::Named(name, edits)
}
