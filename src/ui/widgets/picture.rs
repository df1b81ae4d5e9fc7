//! Paints a finished picture into a part of the window.

use eframe::egui::{
    self, Align2, Color32, CornerRadius, Painter, Pos2, Rect, Sense, Ui, Vec2, WidgetInfo,
    accesskit::Role, epaint,
};

use crate::{
    drawing::{Anchor, Dash, Drawing, Outline, Point, Shape, Stroke},
    ui::theme::{self, Tokens},
};

/// How a picture's units become pixels.
struct Placement {
    origin: Pos2,
    offset: Point,
    scale: f32,
}

impl Placement {
    fn at(&self, point: Point) -> Pos2 {
        let offset = Vec2::new(point.x - self.offset.x, point.y - self.offset.y);
        self.origin + offset * self.scale
    }
}

/// Height of a drawing where it is `width` wide.
pub fn height_of(drawing: &Drawing, width: f32) -> f32 {
    let frame = drawing.frame;
    let aspect = (frame.max.y - frame.min.y) / (frame.max.x - frame.min.x).max(1.0);
    width * aspect.clamp(0.0, 8.0)
}

/// Smallest scale at which a picture can still be read.
const SCALE_MIN: f32 = 0.7;

/// Shows a drawing as wide as there is room, or scrolled where it could not be read so; it is told by its description.
pub fn figure_ui(ui: &mut Ui, tokens: &Tokens, drawing: &Drawing) {
    scaled_ui(ui, tokens, drawing, 1.0);
}

/// The same, up to so many times its own size.
pub fn scaled_ui(ui: &mut Ui, tokens: &Tokens, drawing: &Drawing, scale_max: f32) {
    let frame = drawing.frame;
    let scale = (ui.available_width() / frame.width().max(1.0)).clamp(SCALE_MIN, scale_max);
    let scroll = egui::ScrollArea::horizontal().id_salt(&drawing.description);
    scroll.show(ui, |ui| {
        let size = Vec2::new(frame.width(), frame.height()) * scale;
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &drawing.description));
        paint(ui.painter(), tokens, drawing, rect);
    });
}

/// Paints a drawing into a rectangle of its own shape.
pub fn paint(painter: &Painter, tokens: &Tokens, drawing: &Drawing, rect: Rect) {
    let frame = drawing.frame;
    let scale = rect.width() / (frame.max.x - frame.min.x).max(1.0);
    let placement = Placement { origin: rect.min, offset: frame.min, scale };
    let painter = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
    for shape in &drawing.shapes {
        match shape {
            Shape::Path { outline, fill, stroke } => {
                let fill = fill.map_or(Color32::TRANSPARENT, |ink| tokens.ink(ink));
                path(&painter, tokens, &placement, outline, (fill, *stroke));
            }
            Shape::Text { at, text, size, weight, anchor, ink } => {
                let align = match anchor {
                    Anchor::Start => Align2::LEFT_CENTER,
                    Anchor::Middle => Align2::CENTER_CENTER,
                    Anchor::End => Align2::RIGHT_CENTER,
                };
                let font = theme::font(*weight, size * scale);
                painter.text(placement.at(*at), align, text, font, tokens.ink(*ink));
            }
            Shape::Icon { at, size, glyph, ink } => {
                let font = theme::icon_font(size * scale);
                let at = placement.at(*at);
                painter.text(at, Align2::CENTER_CENTER, glyph, font, tokens.ink(*ink));
            }
        }
    }
}

fn path(
    painter: &Painter,
    tokens: &Tokens,
    placement: &Placement,
    outline: &Outline,
    (fill, stroke): (Color32, Option<Stroke>),
) {
    let pen = stroke.map_or(egui::Stroke::NONE, |stroke| {
        egui::Stroke::new((stroke.width * placement.scale).max(0.6), tokens.ink(stroke.ink))
    });
    let dash = stroke.map_or(Dash::Solid, |stroke| stroke.dash);
    match outline {
        Outline::Rect(frame, radii) => {
            let rect = Rect::from_min_max(placement.at(frame.min), placement.at(frame.max));
            let [nw, ne, se, sw] = radii.map(|radius| (radius * placement.scale).round() as u8);
            let radius = CornerRadius { nw, ne, sw, se };
            painter.rect(rect, radius, fill, pen, egui::StrokeKind::Middle);
        }
        Outline::Circle(center, radius) => {
            painter.circle(placement.at(*center), radius * placement.scale, fill, pen);
        }
        Outline::Polyline(points) => {
            let points: Vec<Pos2> = points.iter().map(|point| placement.at(*point)).collect();
            if fill != Color32::TRANSPARENT {
                let none = egui::Stroke::NONE;
                painter.add(epaint::PathShape::convex_polygon(points.clone(), fill, none));
            }
            line(painter, &points, pen, dash);
        }
        Outline::Polygon(points) => polygon(painter, placement, points, (fill, pen)),
        Outline::Cubic(points) => {
            let curve = epaint::CubicBezierShape::from_points_stroke(
                points.map(|point| placement.at(point)),
                false,
                Color32::TRANSPARENT,
                pen,
            );
            line(painter, &curve.flatten(Some(0.2)), pen, dash);
        }
    }
}

/// A polygon; bands are not convex, so they are filled as a strip between their two long sides.
fn polygon(
    painter: &Painter,
    placement: &Placement,
    points: &[Point],
    (fill, pen): (Color32, egui::Stroke),
) {
    let points: Vec<Pos2> = points.iter().map(|point| placement.at(*point)).collect();
    let half = points.len() / 2;
    if points.len() > 4 && points.len().is_multiple_of(2) {
        // One mesh: the softened edges of single pieces would show as stripes.
        let mut band = egui::Mesh::default();
        let last = points.len() - 1;
        for i in 0..half {
            band.colored_vertex(points[i], fill);
            band.colored_vertex(points[last - i], fill);
            if i > 0 {
                let n = 2 * i as u32;
                band.add_triangle(n - 2, n - 1, n);
                band.add_triangle(n - 1, n, n + 1);
            }
        }
        painter.add(band);
        painter.add(epaint::PathShape::closed_line(points, pen));
    } else {
        painter.add(epaint::PathShape::convex_polygon(points, fill, pen));
    }
}

fn line(painter: &Painter, points: &[Pos2], pen: egui::Stroke, dash: Dash) {
    match dash {
        _ if pen.is_empty() => {}
        Dash::Solid => {
            painter.add(epaint::PathShape::line(points.to_vec(), pen));
        }
        Dash::Dashed => {
            painter.extend(egui::Shape::dashed_line(points, pen, 5.0, 3.5));
        }
        Dash::Dotted => {
            painter.extend(egui::Shape::dashed_line(points, pen, 1.5, 3.0));
        }
    }
}
