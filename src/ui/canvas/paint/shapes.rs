//! Marks of a drawing, one at a time.

use eframe::egui::{
    Color32, FontId, Pos2, Rect, Shape as Mark, Stroke, StrokeKind, Vec2,
    epaint::{CircleShape, CubicBezierShape, RectShape, TextShape},
    pos2, vec2,
};

use super::{BOXES_BELOW, Brush};
use crate::{
    drawing::{Anchor, Dash, Ink, Outline, Point, Shape, Stroke as Line, routing, text},
    ui::theme,
};

/// Text smaller than this on the screen cannot be read.
const TEXT_MIN: f32 = 4.0;

/// How a line is broken.
#[derive(Clone, Copy, Debug, Default)]
struct Breaks {
    dash: Dash,
    /// The width that the pattern is made for, in screen points.
    width: f32,
}

impl Brush<'_> {
    pub(super) fn shape(&self, shape: &Shape, color: Color32) {
        self.shape_wider(shape, color, 0.0);
    }

    /// A mark with its lines wider by so many canvas units, but broken as they were: it may lie over itself.
    pub(super) fn shape_wider(&self, shape: &Shape, color: Color32, by: f32) {
        match shape {
            Shape::Path { outline, fill, stroke } => {
                let fill = fill.map(|ink| if stroke.is_none() { color } else { self.ink(ink) });
                let line = stroke
                    .map(|line| (line, if fill.is_none() { color } else { self.ink(line.ink) }));
                self.outline_shape(outline, fill, line.map(|(line, color)| (line, color, by)));
            }
            Shape::Text { at, text, size, weight, anchor, .. } => {
                let size = self.font_size(*size);
                if size >= TEXT_MIN {
                    let at = self.camera.screen_from_world(*at);
                    self.text_at((at, *anchor), text, theme::font(*weight, size), color);
                }
            }
            Shape::Icon { at, size, glyph, .. } => {
                let size = self.font_size(*size);
                let at = self.camera.screen_from_world(*at);
                let font = theme::icon_font(size);
                let galley = self.painter.layout_no_wrap(glyph.to_string(), font, color);
                let corner = at - galley.size() / 2.0;
                self.add(TextShape::new(self.on_pixel(corner), galley, color));
            }
        }
    }

    fn ink(&self, ink: Ink) -> Color32 {
        self.tokens.ink(ink)
    }

    /// Sizes in quarters of a point, so that zooming does not fill the font texture with sizes that nobody can tell
    /// apart.
    pub(super) fn font_size(&self, size: f32) -> f32 {
        (size * self.camera.zoom() * 4.0).round() / 4.0
    }

    /// One line of text with the middle of its capitals at a height.
    pub(super) fn text_at(
        &self,
        (at, anchor): (Pos2, Anchor),
        text: &str,
        font: FontId,
        color: Color32,
    ) {
        let capital = font.size * text::CAPITALS;
        let galley = self.painter.layout_no_wrap(text.to_owned(), font, color);
        let row = galley.rows.first();
        let baseline = row.and_then(|row| row.glyphs.first().map(|glyph| row.pos.y + glyph.pos.y));
        let baseline = baseline.unwrap_or(galley.size().y * 0.8);
        let back = match anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => galley.size().x / 2.0,
            Anchor::End => galley.size().x,
        };
        let corner = pos2(at.x - back, at.y + capital / 2.0 - baseline);
        self.add(TextShape::new(self.on_pixel(corner), galley, color));
    }

    fn outline_shape(
        &self,
        outline: &Outline,
        fill: Option<Color32>,
        line: Option<(Line, Color32, f32)>,
    ) {
        let fill = fill.unwrap_or(Color32::TRANSPARENT);
        let stroke = line.map_or(Stroke::NONE, |(line, color, by)| {
            Stroke::new(self.line_width(line.width + by), color)
        });
        let breaks = line.map_or(Breaks::default(), |(line, ..)| Breaks {
            dash: line.dash,
            width: self.line_width(line.width),
        });
        match outline {
            Outline::Rect(frame, radii) if breaks.dash == Dash::Solid => {
                let rect = self.camera.rect(frame);
                let radius = self.radius(*radii, 0.0);
                self.add(RectShape::new(rect, radius, fill, stroke, StrokeKind::Middle));
            }
            Outline::Rect(frame, radii) => {
                let points =
                    rounded(self.camera.rect(frame), radii.map(|r| r * self.camera.zoom()));
                if fill != Color32::TRANSPARENT {
                    self.add(Mark::convex_polygon(points.clone(), fill, Stroke::NONE));
                }
                self.broken(&points, stroke, breaks);
            }
            Outline::Circle(center, radius) => {
                let at = self.camera.screen_from_world(*center);
                self.add(CircleShape {
                    center: at,
                    radius: radius * self.camera.zoom(),
                    fill,
                    stroke,
                });
            }
            Outline::Polyline(points) => self.broken(&self.points(points), stroke, breaks),
            Outline::Polygon(points) => {
                self.add(Mark::convex_polygon(self.points(points), fill, stroke));
            }
            Outline::Cubic(points) => self.curve(points, stroke, breaks),
        }
    }

    fn curve(&self, whole: &[Point; 4], stroke: Stroke, breaks: Breaks) {
        let points = &self.seen_of(whole);
        let points = points.map(|p| self.camera.screen_from_world(p));
        let curve =
            CubicBezierShape::from_points_stroke(points, false, Color32::TRANSPARENT, stroke);
        if breaks.dash == Dash::Solid || self.camera.zoom() < BOXES_BELOW {
            self.add(curve);
        } else {
            self.broken(&curve.flatten(Some(0.2)), stroke, breaks);
        }
    }

    /// A curve that reaches far out of view without what cannot be seen of it: it would be cut into thousands of pieces.
    fn seen_of(&self, curve: &[Point; 4]) -> [Point; 4] {
        const FAR: f32 = 3.0;
        let view = self.view();
        let is_near = |a: Point, b: Point| {
            (a.x - b.x).abs() < view.width() * FAR && (a.y - b.y).abs() < view.height() * FAR
        };
        if is_near(curve[0], curve[3]) {
            return *curve;
        }
        let seen = routing::seen_part(curve, &view);
        let whole = CubicBezierShape::from_points_stroke(
            curve.map(|p| pos2(p.x, p.y)),
            false,
            Color32::TRANSPARENT,
            Stroke::NONE,
        );
        whole.split_range(seen).points.map(|p| Point::new(p.x, p.y))
    }

    /// A line in pieces as long as in exported pictures.
    fn broken(&self, points: &[Pos2], stroke: Stroke, breaks: Breaks) {
        let zoom = self.camera.zoom();
        match breaks.dash {
            Dash::Solid => {
                self.add(Mark::line(points.to_vec(), stroke));
            }
            Dash::Dashed => {
                let long = (3.0 * zoom + breaks.width).max(3.0);
                for mark in Mark::dashed_line(points, stroke, long, long * 0.8) {
                    self.add(mark);
                }
            }
            Dash::Dotted => {
                let gap = (2.4 * zoom + breaks.width * 1.2).max(2.5);
                let radius = stroke.width / 2.0;
                for mark in Mark::dotted_line(points, stroke.color, gap, radius) {
                    self.add(mark);
                }
            }
        }
    }

    fn points(&self, points: &[Point]) -> Vec<Pos2> {
        points.iter().map(|p| self.camera.screen_from_world(*p)).collect()
    }
}

/// The border of a rectangle with round corners, closed.
fn rounded(rect: Rect, radii: [f32; 4]) -> Vec<Pos2> {
    const PIECES: u8 = 6;
    let room = rect.width().min(rect.height()) / 2.0;
    let corners = [
        (rect.left_top(), vec2(1.0, 1.0), std::f32::consts::PI),
        (rect.right_top(), vec2(-1.0, 1.0), 1.5 * std::f32::consts::PI),
        (rect.right_bottom(), vec2(-1.0, -1.0), 0.0),
        (rect.left_bottom(), vec2(1.0, -1.0), 0.5 * std::f32::consts::PI),
    ];
    let mut points = Vec::new();
    for ((corner, inward, angle), radius) in corners.into_iter().zip(radii) {
        let radius = radius.min(room);
        let center = corner + inward * radius;
        for piece in 0..=PIECES {
            let turn = std::f32::consts::FRAC_PI_2 * f32::from(piece) / f32::from(PIECES);
            points.push(center + Vec2::angled(angle + turn) * radius);
        }
    }
    points.extend(points.first().copied());
    points
}
