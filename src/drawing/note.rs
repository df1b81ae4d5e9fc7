//! Notes and frames on the canvas.

use super::{FontWeight, Frame, Ink, Item, Outline, Point, Shape, Stroke, scene, text};
use crate::model::{Accent, Annotation, AnnotationKind, Assessment, Subject};

/// Font size of a note's words.
const SIZE: f32 = 12.0;
/// Height of a line of a note.
const LINE: f32 = 16.0;
const PADDING: f32 = 10.0;
/// Height of the strip at the top of a frame that has its words, and by which it is taken hold of.
pub(super) const HEAD: f32 = 26.0;
/// What notes look like unless somebody chose otherwise.
const NOTE: Accent = Accent::Amber;

/// All frames, then all notes.
pub(super) fn items(document: &Assessment) -> Vec<Item> {
    let of = |kind: AnnotationKind| {
        let all = document.annotations().iter();
        all.filter(move |annotation| annotation.kind == kind).map(item)
    };
    of(AnnotationKind::Frame).chain(of(AnnotationKind::Note)).collect()
}

fn item(annotation: &Annotation) -> Item {
    let frame = frame(annotation);
    let (shapes, kind) = match annotation.kind {
        AnnotationKind::Note => (note(annotation, frame), "Note"),
        AnnotationKind::Frame => (border(annotation, frame), "Frame"),
    };
    let words = annotation.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = if words.is_empty() { kind.to_owned() } else { format!("{kind} {words}") };
    Item { subject: Subject::Annotation(annotation.id.clone()), bounds: frame, shapes, title }
}

/// Where an annotation is drawn.
fn frame(annotation: &Annotation) -> Frame {
    let side = |v: f64| v.clamp(1.0, 1e5) as f32;
    let corner = scene::drawn(annotation.position);
    Frame::sized(corner, side(annotation.width), side(annotation.height))
}

fn note(annotation: &Annotation, frame: Frame) -> Vec<Shape> {
    let accent = annotation.accent.unwrap_or(NOTE);
    let outline = Outline::Rect(frame, [4.0; 4]);
    let (fill, stroke) = (Some(Ink::Tint(accent)), Some(Stroke::solid(Ink::Mark(accent), 1.0)));
    let mut shapes = vec![Shape::Path { outline, fill, stroke }];
    let room = frame.width() - 2.0 * PADDING;
    let lines_max = ((frame.height() - PADDING) / LINE).max(1.0) as usize;
    let lines: Vec<String> = (annotation.text.lines())
        .flat_map(|line| text::wrapped(line, SIZE, FontWeight::Regular, room.max(SIZE)))
        .take(lines_max + 1)
        .collect();
    let is_cut = lines.len() > lines_max;
    for (row, line) in lines.into_iter().take(lines_max).enumerate() {
        let middle = PADDING + (row as f32 + 0.5) * LINE - 2.0;
        let at = frame.min.moved(PADDING, middle);
        let is_last = row + 1 == lines_max;
        let line = if is_cut && is_last { format!("{line} {}", text::ELLIPSIS) } else { line };
        let line = text::elided(&line, SIZE, FontWeight::Regular, room).into_owned();
        shapes.push(Shape::text(at, line, SIZE, Ink::Text));
    }
    shapes
}

fn border(annotation: &Annotation, frame: Frame) -> Vec<Shape> {
    let ink = annotation.accent.map_or(Ink::Faint, Ink::Mark);
    let outline = Outline::Rect(frame, [8.0; 4]);
    let mut shapes = vec![Shape::stroked(outline, Stroke::solid(ink, 1.25))];
    let first = annotation.text.lines().next().unwrap_or_default();
    let room = frame.width() - 24.0;
    let words = text::elided(first, SIZE, FontWeight::SemiBold, room).into_owned();
    let at = Point::new(frame.min.x + 12.0, frame.min.y + HEAD / 2.0 + 1.0);
    let ink = annotation.accent.map_or(Ink::Secondary, Ink::Mark);
    shapes.push(Shape::text(at, words, SIZE, ink).weighing(FontWeight::SemiBold));
    shapes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Edit, Id, Position};

    #[test]
    fn the_words_of_a_note_stay_inside_it() {
        for (width, height) in [(208.0, 56.0), (60.0, 30.0), (20.0, 10.0)] {
            let annotation = Annotation {
                id: Id::from_name("note", |_| false),
                kind: AnnotationKind::Note,
                text: "Ask the team about consistent adversarial misalignment ".repeat(4),
                position: Position { x: 10.0, y: 20.0 },
                width,
                height,
                accent: None,
            };
            let document = Assessment::blank("t").edited(&Edit::put(annotation)).expect("valid");
            let item = items(&document).remove(0);
            for shape in &item.shapes {
                if let Shape::Text { at, text, size, weight, .. } = shape {
                    assert!(at.x + text::width(text, *size, *weight) <= item.bounds.max.x);
                    assert!(item.bounds.contains(*at) || height < 24.0);
                }
            }
            assert!(item.title.starts_with("Note Ask the team"));
        }
    }
}
