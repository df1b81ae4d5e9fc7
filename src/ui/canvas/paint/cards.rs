//! Elements on the screen: cards and labels as closely as the zoom allows, and lines that stand out.

use eframe::egui::{self, Color32, Stroke, StrokeKind, epaint::RectShape, pos2};

use super::{Brush, FIGURES_BELOW, LABEL_ROOM, NAMES_BELOW, ink_of};
use crate::{
    drawing::{Anchor, FontWeight, Frame, Ink, Item, Outline, Point, Shape, text},
    ui::theme,
};

/// Below this zoom even names have no room.
const NO_NAMES_BELOW: f32 = 0.3;
/// Names of nodes do not get smaller than this on the screen.
const NAME_MIN: f32 = 8.25;
/// Figures on cards do not get smaller than this on the screen.
const FIGURE_MIN: f32 = 8.0;
/// Labels of links do not get smaller than this on the screen where there is room around them.
const LABEL_MIN: f32 = 7.75;
/// How much wider lines are that stand out, in canvas units.
const STRONGER: f32 = 0.6;
/// A card's first marks: its edge, its ground and its border.
const GROUND_MARKS: usize = 3;

/// A line around a card that stands out.
#[derive(Clone, Copy, Debug)]
pub struct Ring {
    /// Its look.
    pub stroke: Stroke,
    /// How far outside the card's border, in screen points.
    pub distance: f32,
}

impl Brush<'_> {
    /// Covers what runs below a card.
    pub fn blank(&self, item: &Item, card: &Frame) {
        let radius = self.radius(radii_of(item, card), 0.0);
        self.add(egui::epaint::RectShape::filled(
            self.camera.rect(card),
            radius,
            self.tokens.canvas,
        ));
    }

    /// An element as it is drawn.
    pub fn item(&self, item: &Item) {
        for shape in &item.shapes {
            self.shape(shape, self.tokens.ink(ink_of(shape)));
        }
    }

    /// An element with all its lines in one color and a little stronger.
    pub fn emphasized(&self, item: &Item, color: Color32) {
        for shape in &item.shapes {
            self.shape_wider(shape, color, STRONGER);
        }
    }

    /// A link's label, perhaps in another color of text, on its own ground. With `has_room` it is kept readable when
    /// the view is far; from very far only the mark of a mitigation is left of it.
    pub fn label(&self, item: &Item, color: Option<Color32>, has_room: bool) {
        let zoom = self.camera.zoom();
        if zoom < FIGURES_BELOW {
            let marks = item.shapes.iter().filter(|shape| ink_of(shape) == Ink::Mitigated);
            marks.for_each(|mark| self.shape(mark, self.tokens.ink(Ink::Mitigated)));
            return;
        }
        let size = item.shapes.iter().find_map(|shape| match shape {
            Shape::Text { size, .. } => Some(*size),
            _ => None,
        });
        let wanted = size.map_or(1.0, |size| LABEL_MIN / (size * zoom));
        let factor = if has_room { wanted.clamp(1.0, LABEL_ROOM) } else { 1.0 };
        for shape in &item.shapes {
            let own = self.tokens.ink(ink_of(shape));
            let is_ground = matches!(shape, Shape::Path { .. });
            let shape = enlarged(shape, item.bounds.center(), factor);
            self.shape(&shape, color.filter(|_| !is_ground).unwrap_or(own));
        }
    }

    /// A card, its left edge in a given color and perhaps with a ring around it, as closely as the zoom allows.
    pub fn card(&self, item: &Item, card: &Frame, (edge, ring): (Color32, Option<Ring>)) {
        let zoom = self.camera.zoom();
        if zoom >= NAMES_BELOW {
            self.shadow(item, card);
        }
        for (place, shape) in item.shapes.iter().enumerate() {
            let is_ground = matches!(shape, Shape::Path { outline: Outline::Rect(frame, _), .. }
                if frame.height() > card.height() * 0.7);
            if zoom < NAMES_BELOW && !is_ground {
                continue;
            }
            let color = match shape {
                _ if place == 0 => edge,
                // The figure of the chosen phase is the only text that ends at the right.
                Shape::Text { anchor: Anchor::End, .. } if self.is_stale => self.tokens.faint,
                _ => self.tokens.ink(ink_of(shape)),
            };
            self.card_mark(shape, card, color);
            // Below the name and the badges, which the ring would cross out.
            if let Some(ring) = ring.filter(|_| place == GROUND_MARKS - 1) {
                self.outline(item, card, ring);
            }
        }
        if (NO_NAMES_BELOW..NAMES_BELOW).contains(&zoom) {
            self.small_name(item, card);
        }
    }

    /// A mark of a card; its name and its figure stay readable.
    fn card_mark(&self, shape: &Shape, card: &Frame, color: Color32) {
        let Shape::Text { at, text, size, weight: FontWeight::SemiBold, anchor, .. } = shape else {
            return self.shape(shape, color);
        };
        let least = match anchor {
            Anchor::Start => NAME_MIN,
            Anchor::End => FIGURE_MIN,
            Anchor::Middle => 0.0,
        };
        if self.font_size(*size) >= least {
            return self.shape(shape, color);
        }
        let place = self.camera.screen_from_world(*at);
        let font = theme::font(FontWeight::SemiBold, least);
        let room = match anchor {
            Anchor::Start => self.camera.rect(card).right() - place.x - 4.0,
            _ => f32::INFINITY,
        };
        let text = text::elided(text, least, FontWeight::SemiBold, room);
        self.text_at((place, *anchor), &text, font, color);
    }

    /// A line around a card, following its corners.
    fn outline(&self, item: &Item, card: &Frame, Ring { stroke, distance }: Ring) {
        let rect = self.camera.rect(card).expand(distance);
        let radius = self.radius(radii_of(item, card), distance);
        self.add(RectShape::stroke(rect, radius, stroke, StrokeKind::Middle));
    }

    /// A hint of depth, so that cards lie on the ground and links run below.
    fn shadow(&self, item: &Item, card: &Frame) {
        if self.tokens.is_dark {
            return;
        }
        let color = Color32::from_black_alpha(14);
        let shadow = egui::epaint::Shadow { offset: [0, 1], blur: 4, spread: 0, color };
        let radius = self.radius(radii_of(item, card), 0.0);
        self.add(shadow.as_shape(self.camera.rect(card), radius));
    }

    /// A name in readable size, for a card too small for anything else.
    fn small_name(&self, item: &Item, card: &Frame) {
        let name = item.shapes.iter().find_map(|shape| match shape {
            Shape::Text { text, weight: FontWeight::SemiBold, anchor: Anchor::Start, .. } => {
                Some(text)
            }
            _ => None,
        });
        let Some(name) = name else { return };
        let rect = self.camera.rect(card);
        let size = 9.5;
        let name = text::elided(name, size, FontWeight::Medium, rect.width() - 10.0);
        let at = pos2(rect.left() + 6.0, rect.center().y);
        let font = theme::font(FontWeight::Medium, size);
        self.text_at((at, Anchor::Start), &name, font, self.tokens.text);
    }
}

/// A label's mark, as much larger around the label's middle.
fn enlarged(shape: &Shape, middle: Point, factor: f32) -> Shape {
    let place = |at: &Point| middle.toward(*at, factor);
    let mut shape = shape.clone();
    match &mut shape {
        Shape::Path { outline: Outline::Rect(frame, radii), .. } => {
            *frame = Frame { min: place(&frame.min), max: place(&frame.max) };
            *radii = radii.map(|radius| radius * factor);
        }
        Shape::Path { .. } => {}
        Shape::Text { at, size, .. } | Shape::Icon { at, size, .. } => {
            *at = place(at);
            *size *= factor;
        }
    }
    shape
}

/// The corners of a card: those of the line around all of it.
fn radii_of(item: &Item, card: &Frame) -> [f32; 4] {
    let whole = item.shapes.iter().find_map(|shape| match shape {
        Shape::Path { outline: Outline::Rect(frame, radii), stroke: Some(_), .. }
            if frame == card =>
        {
            Some(*radii)
        }
        _ => None,
    });
    whole.unwrap_or([theme::RADIUS_CARD.into(); 4])
}
