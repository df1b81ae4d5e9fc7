//! Notes, frames, bends, accents and pins: what only looks.

use std::collections::BTreeSet;

use super::{on_grid, position};
use crate::{
    drawing::{Frame, Point, card, routing::distance_to_piece},
    model::{
        Accent, Annotation, AnnotationKind, Assessment, Edit, Element, Id, Link, Node, Position,
        Subject,
    },
};

/// The least width and height that a note or frame can be given by its corner.
const SIZE_MIN: f64 = 32.0;
/// How far a new frame stands off from what is selected.
const FRAME_MARGIN: f32 = 24.0;
/// The room at the top of a new frame for its words.
const FRAME_HEAD: f32 = 16.0;

/// A new note near a point where no card covers it, and the note.
pub fn new_note(document: &Assessment, cards: &[Frame], at: Point) -> (Edit, Subject) {
    let wanted = Frame::around(at, 176.0, 88.0);
    new_annotation(document, AnnotationKind::Note, uncovered(document, cards, wanted))
}

/// Steps in which a free place is sought, and how many of them away from where it is wanted.
const SEEK: (f32, i32) = (44.0, 24);

/// The frame moved to the nearest place where no card and no other note is, or as it is where there is none near by:
/// cards are drawn over notes.
fn uncovered(document: &Assessment, cards: &[Frame], wanted: Frame) -> Frame {
    let notes = document.annotations().iter().filter(|a| a.kind == AnnotationKind::Note);
    let taken: Vec<Frame> = notes.map(frame_of).chain(cards.iter().copied()).collect();
    let (step, rings) = SEEK;
    let moved = |x: i32, y: i32| Frame {
        min: wanted.min.moved(x as f32 * step, y as f32 * step),
        max: wanted.max.moved(x as f32 * step, y as f32 * step),
    };
    let ring = |r: i32| {
        let sides = move |i: i32| [(i, -r), (i, r), (-r, i), (r, i)];
        (-r..=r).flat_map(sides)
    };
    let mut places = (0..=rings).flat_map(ring).map(|(x, y)| moved(x, y));
    let is_free = |frame: &Frame| !taken.iter().any(|other| other.overlaps(&frame.grown(8.0)));
    places.find(is_free).unwrap_or(wanted)
}

fn frame_of(annotation: &Annotation) -> Frame {
    let Position { x, y } = annotation.position;
    let corner = Point::new(x as f32, y as f32);
    Frame::sized(corner, annotation.width as f32, annotation.height as f32)
}

/// A new frame around what a frame holds, or around a point, and the frame.
pub fn new_frame(document: &Assessment, around: Option<Frame>, at: Point) -> (Edit, Subject) {
    let mut frame = around
        .unwrap_or_else(|| Frame::around(at, card::WIDTH * 2.0, card::HEIGHT * 4.0))
        .grown(FRAME_MARGIN);
    frame.min.y -= FRAME_HEAD;
    new_annotation(document, AnnotationKind::Frame, frame)
}

fn new_annotation(document: &Assessment, kind: AnnotationKind, frame: Frame) -> (Edit, Subject) {
    let (name, text, label) = match kind {
        AnnotationKind::Note => ("note", "", "add note"),
        AnnotationKind::Frame => ("frame", "Frame", "add frame"),
    };
    let id = Id::from_name(name, |id| document.annotations().contains(id));
    let annotation = Annotation {
        id: id.clone(),
        kind,
        text: text.to_owned(),
        position: super::snapped(frame.min),
        width: on_grid(frame.width().into()),
        height: on_grid(frame.height().into()),
        accent: None,
    };
    (Edit::Named(label, vec![Edit::put(annotation)]), Subject::Annotation(id))
}

/// A note or frame with its lower right corner at a point.
pub fn resized(annotation: &Annotation, corner: Point, snaps: bool) -> Edit {
    let settle = |v: f64| if snaps { on_grid(v) } else { v };
    let (x, y) = (settle(corner.x.into()), settle(corner.y.into()));
    let width = (x - annotation.position.x).max(SIZE_MIN);
    let height = (y - annotation.position.y).max(SIZE_MIN);
    Edit::Named("resize", vec![Edit::put(Annotation { width, height, ..annotation.clone() })])
}

/// A note or frame with other words; `None` where they are the same.
pub fn reworded(annotation: &Annotation, text: &str) -> Option<Edit> {
    let changed = Annotation { text: text.to_owned(), ..annotation.clone() };
    (annotation.text != text).then(|| Edit::Named("edit note", vec![Edit::put(changed)]))
}

/// The link with one more bend at a point, between the neighbors that it is nearest to. `ends` are where the link
/// leaves and arrives.
pub fn with_bend(link: &Link, (from, to): (Point, Point), at: Point) -> Edit {
    let bends = link.bends.iter().map(|bend| Point::new(bend.x as f32, bend.y as f32));
    let points: Vec<Point> = std::iter::once(from).chain(bends).chain([to]).collect();
    let pieces = points.windows(2).map(|pair| distance_to_piece(at, pair[0], pair[1]));
    let nearest = pieces.enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
    let mut link = link.clone();
    link.bends.insert(nearest.map_or(0, |(place, _)| place), position(at));
    Edit::Named("add bend", vec![Edit::put(link)])
}

/// The link with a bend elsewhere; `None` where it has no such bend.
pub fn bent(link: &Link, place: usize, at: Point, snaps: bool) -> Option<Edit> {
    let mut link = link.clone();
    *link.bends.get_mut(place)? = if snaps { super::snapped(at) } else { position(at) };
    Some(Edit::Named("move bend", vec![Edit::put(link)]))
}

/// The link without a bend; `None` where it has no such bend.
pub fn straightened(link: &Link, place: usize) -> Option<Edit> {
    let mut link = link.clone();
    (place < link.bends.len()).then(|| {
        link.bends.remove(place);
        Edit::Named("remove bend", vec![Edit::put(link)])
    })
}

/// The selected nodes, links, zones and annotations in a color, or in none; `None` where none can have one.
pub fn accented(
    document: &Assessment,
    subjects: &BTreeSet<Subject>,
    accent: Option<Accent>,
) -> Option<Edit> {
    let colored = |subject: &Subject| -> Option<Element> {
        let mut element = element(document, subject)?;
        match &mut element {
            Element::Node(e) => e.accent = accent,
            Element::Link(e) => e.accent = accent,
            Element::Zone(e) => e.accent = accent,
            Element::Annotation(e) => e.accent = accent,
            _ => return None,
        }
        Some(element)
    };
    let edits: Vec<Edit> = subjects.iter().filter_map(colored).map(Edit::put).collect();
    (!edits.is_empty()).then_some(Edit::Named("change color", edits))
}

/// The color of an element of the canvas.
pub fn accent_of(document: &Assessment, subject: &Subject) -> Option<Accent> {
    match element(document, subject)? {
        Element::Node(e) => e.accent,
        Element::Link(e) => e.accent,
        Element::Zone(e) => e.accent,
        Element::Annotation(e) => e.accent,
        _ => None,
    }
}

/// Pins the selected nodes where they are, or lets them go where all are pinned; `None` without nodes.
pub fn pinned(document: &Assessment, subjects: &BTreeSet<Subject>) -> Option<Edit> {
    let nodes = document.nodes().iter();
    let nodes: Vec<&Node> =
        nodes.filter(|node| subjects.contains(&Subject::Node(node.id.clone()))).collect();
    if nodes.is_empty() {
        return None;
    }
    let is_pinned = !nodes.iter().all(|node| node.is_pinned);
    let name = if is_pinned { "pin" } else { "unpin" };
    let put = |node: &Node| Edit::put(Node { is_pinned, ..node.clone() });
    Some(Edit::Named(name, nodes.into_iter().map(put).collect()))
}

fn element(document: &Assessment, subject: &Subject) -> Option<Element> {
    match subject {
        Subject::Node(id) => document.nodes().get(id).cloned().map(Element::Node),
        Subject::Link(id) => document.links().get(id).cloned().map(Element::Link),
        Subject::Zone(id) => document.zones().get(id).cloned().map(Element::Zone),
        Subject::Annotation(id) => document.annotations().get(id).cloned().map(Element::Annotation),
        _ => None,
    }
}
