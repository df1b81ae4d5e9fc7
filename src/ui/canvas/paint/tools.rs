//! What gestures show: wires being drawn, handles, guides and badges.

use eframe::egui::{
    Color32, CornerRadius, Rect, Shape as Mark, Stroke, StrokeKind,
    epaint::{CircleShape, CubicBezierShape, RectShape, TextShape},
    vec2,
};

use super::{BOXES_BELOW, Brush};
use crate::{
    drawing::{FontWeight, Frame, Ink, Point},
    ui::{canvas::guides::Gap, theme},
};

impl Brush<'_> {
    /// A curve from one point to another with an arrow head, for a link that is being drawn.
    pub fn wire(&self, from: Point, to: Point, color: Color32) {
        let (start, end) = (self.camera.screen_from_world(from), self.camera.screen_from_world(to));
        let reach = ((end.x - start.x).abs() * 0.5).max(24.0_f32.min((end - start).length() * 0.5));
        let toward = if end.x >= start.x { 1.0 } else { -1.0 };
        let handle = vec2(reach * toward, 0.0);
        let points = [start, start + handle, end - handle, end];
        let stroke = Stroke::new(1.75, color);
        self.add(CubicBezierShape::from_points_stroke(points, false, Color32::TRANSPARENT, stroke));
        let back = vec2(-toward * 8.0, 0.0);
        let head = vec![end, end + back + vec2(0.0, 4.0), end + back - vec2(0.0, 4.0)];
        self.add(Mark::convex_polygon(head, color, Stroke::NONE));
        self.add(CircleShape { center: start, radius: 3.5, fill: self.tokens.surface, stroke });
    }

    /// A small mark on its own ground, readable at every zoom that shows cards: around a point, or hanging from it.
    pub fn badge(&self, (at, hangs): (Point, bool), words: &str, ink: Ink, is_icon: bool) {
        let (zoom, at) = (self.camera.zoom(), self.camera.screen_from_world(at));
        if zoom < BOXES_BELOW || !self.painter.clip_rect().expand(40.0).contains(at) {
            return;
        }
        let size = (11.0 * zoom).clamp(8.0, 16.0);
        let font =
            if is_icon { theme::icon_font(size) } else { theme::font(FontWeight::SemiBold, size) };
        let color = self.tokens.ink(ink);
        let galley = self.painter.layout_no_wrap(words.to_owned(), font, color);
        let room =
            vec2(galley.size().x.max(galley.size().y * 0.8) + size * 0.5, galley.size().y + 2.0);
        let at = if hangs { at + vec2(0.0, room.y / 2.0 - 1.0) } else { at };
        let rect = Rect::from_center_size(at, room);
        let radius = CornerRadius::same((room.y / 2.0) as u8);
        let stroke = Stroke::new(1.0, color);
        self.add(RectShape::new(rect, radius, self.tokens.surface, stroke, StrokeKind::Inside));
        self.add(TextShape::new(self.on_pixel(at - galley.size() / 2.0), galley, color));
    }

    /// A handle: a small ring.
    pub fn handle(&self, at: Point) {
        let stroke = Stroke::new(1.5, self.tokens.accent);
        self.add(CircleShape {
            center: self.camera.screen_from_world(at),
            radius: 4.5,
            fill: self.tokens.surface,
            stroke,
        });
    }

    /// A line around something selected.
    pub fn frame(&self, frame: &Frame, color: Color32) {
        let rect = self.camera.rect(frame).expand(2.0);
        self.add(RectShape::stroke(rect, 4.0, Stroke::new(1.5, color), StrokeKind::Middle));
    }

    /// A line that shows what is in line with what.
    pub fn guide(&self, from: Point, to: Point, color: Color32) {
        let ends = [from, to].map(|p| self.camera.screen_from_world(p));
        self.add(Mark::line_segment(ends, Stroke::new(1.0, color)));
    }

    /// A gap with its width, as draftsmen tell it: a line between two ticks.
    pub fn gap(&self, gap: &Gap, color: Color32) {
        const TICK: f32 = 4.0;
        let [from, to] = [gap.from, gap.to].map(|p| self.camera.screen_from_world(p));
        let stroke = Stroke::new(1.0, color);
        let along = (to - from).normalized();
        let across = vec2(-along.y, along.x) * TICK;
        for ends in [[from, to], [from - across, from + across], [to - across, to + across]] {
            self.add(Mark::line_segment(ends, stroke));
        }
        let font = theme::font(FontWeight::Medium, theme::LABEL);
        let words = format!("{:.0}", gap.size());
        let galley = self.painter.layout_no_wrap(words, font, color);
        let room = galley.size() + vec2(6.0, 2.0);
        // Where it has no room on the line it stands beside it.
        let is_narrow = (to - from).length() < (along * room).length() + 10.0;
        let beside = across.abs().normalized() * (room * across.abs().normalized()).length();
        let shift = if is_narrow { beside / 2.0 + across.abs() * 1.5 } else { vec2(0.0, 0.0) };
        let middle = from.lerp(to, 0.5) + shift;
        let rect = Rect::from_center_size(middle, room);
        self.add(RectShape::filled(rect, 3.0, self.tokens.canvas));
        self.add(TextShape::new(self.on_pixel(middle - galley.size() / 2.0), galley, color));
    }

    /// A rectangle of selection.
    pub fn marquee(&self, from: Point, to: Point) {
        let corners = [from, to].map(|p| self.camera.screen_from_world(p));
        let rect = Rect::from_two_pos(corners[0], corners[1]);
        let fill = self.tokens.accent.gamma_multiply(0.08);
        let stroke = Stroke::new(1.0, self.tokens.accent);
        self.add(RectShape::new(rect, 2.0, fill, stroke, StrokeKind::Inside));
    }
}

/// The middle of the side of a card that faces a point.
pub fn port(card: &Frame, toward: Point) -> Point {
    let center = card.center();
    if toward.x > card.max.x {
        Point::new(card.max.x, center.y)
    } else if toward.x < card.min.x {
        Point::new(card.min.x, center.y)
    } else if toward.y > center.y {
        Point::new(center.x, card.max.y)
    } else {
        Point::new(center.x, card.min.y)
    }
}

/// The four places of a card's rim that show where links start.
pub fn ports(card: &Frame) -> [Point; 4] {
    let center = card.center();
    [
        Point::new(card.min.x, center.y),
        Point::new(card.max.x, center.y),
        Point::new(center.x, card.min.y),
        Point::new(center.x, card.max.y),
    ]
}
