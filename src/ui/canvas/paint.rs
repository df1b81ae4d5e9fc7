//! Marks of a drawing as marks of the screen.

use eframe::egui::{
    self, Color32, CornerRadius, FontId, Painter, Pos2, Rect, Shape as Mark, Stroke, StrokeKind,
    Vec2, epaint::CubicBezierShape, pos2, vec2,
};

use crate::{
    drawing::{
        Anchor, Dash, FontWeight, Frame, Ink, Item, Outline, Point, Shape, Stroke as Line, routing,
        text,
    },
    ui::{
        canvas::{camera::Camera, far::Far},
        theme::{self, Tokens},
    },
};

/// How much larger a label may be drawn, at most, to stay readable.
pub const LABEL_ROOM: f32 = 1.35;
/// Below this zoom cards show their kind and name only.
pub const NAMES_BELOW: f32 = 0.45;
/// Below this zoom links show only what protects them: figures would be too small to read.
pub const FIGURES_BELOW: f32 = 0.5;
/// Below this zoom cards are flat boxes.
pub const BOXES_BELOW: f32 = 12.0 / crate::drawing::card::HEIGHT;
/// Below this zoom even names have no room.
const NO_NAMES_BELOW: f32 = 0.3;
/// The distance of the grid's dots in canvas units.
const DOTS: f32 = 24.0;
/// Dots closer than this on the screen are thinned out.
const DOTS_MIN: f32 = 16.0;
/// Text smaller than this on the screen cannot be read.
const TEXT_MIN: f32 = 4.0;
/// Names of nodes do not get smaller than this on the screen.
const NAME_MIN: f32 = 8.25;
/// Figures on cards do not get smaller than this on the screen.
const FIGURE_MIN: f32 = 8.0;
/// Labels of links do not get smaller than this on the screen where there is room around them.
const LABEL_MIN: f32 = 7.75;

/// How strongly what does not pass the filter is drawn.
pub const FADED: f32 = 0.2;

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

/// Puts drawings on the screen.
pub struct Brush<'a> {
    painter: Painter,
    camera: &'a Camera,
    tokens: &'static Tokens,
    /// Whether the figures on cards are of an older state of the document.
    is_stale: bool,
}

impl<'a> Brush<'a> {
    /// A brush for one frame.
    pub fn new(
        painter: Painter,
        camera: &'a Camera,
        tokens: &'static Tokens,
        is_stale: bool,
    ) -> Self {
        Self { painter, camera, tokens, is_stale }
    }

    /// The same brush for what does not pass the filter.
    #[must_use]
    pub fn faded(&self) -> Self {
        let mut painter = self.painter.clone();
        painter.multiply_opacity(FADED);
        Self { painter, ..*self }
    }

    /// Covers what runs below a card.
    pub fn blank(&self, item: &Item, card: &Frame) {
        let radius = self.radius(radii_of(item, card), 0.0);
        self.painter.rect_filled(self.camera.rect(card), radius, self.tokens.canvas);
    }

    /// How closely it is looked at.
    pub fn zoom(&self) -> f32 {
        self.camera.zoom()
    }

    /// The camera.
    pub fn camera(&self) -> &'a Camera {
        self.camera
    }

    /// Triangles in screen points.
    pub fn mesh(&self, mesh: egui::Mesh) {
        self.painter.add(mesh);
    }

    /// Whether any of a frame can be seen.
    pub fn is_visible(&self, frame: &Frame) -> bool {
        self.camera.rect(frame).expand(2.0).intersects(self.painter.clip_rect())
    }

    /// The dotted ground.
    pub fn grid(&self) {
        let zoom = self.camera.zoom();
        let mut step = DOTS;
        while step * zoom < DOTS_MIN {
            step *= 2.0;
        }
        let visible = self.camera.visible();
        let radius = (zoom.sqrt() * 0.9).clamp(0.7, 1.4);
        let first = |v: f32| (v / step).floor() * step;
        let columns = ((visible.width() / step) as usize).saturating_add(2);
        let rows = ((visible.height() / step) as usize).saturating_add(2);
        let (left, top) = (first(visible.min.x), first(visible.min.y));
        let dots = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        // Small squares look the same as circles, and in one mesh they cost next to nothing.
        let mut far = Far::new(self.camera, rows * columns);
        for (row, column) in dots {
            let at = Point::new(left + column as f32 * step, top + row as f32 * step);
            let rect = Rect::from_center_size(
                self.on_pixel(self.camera.screen_from_world(at)),
                Vec2::splat(radius * 1.6),
            );
            let corners =
                [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom()];
            far.quad(corners, [self.tokens.dots; 4]);
        }
        self.mesh(far.into_mesh());
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
            self.shape(&stronger(shape), color);
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
        self.painter.rect_stroke(rect, radius, stroke, StrokeKind::Middle);
    }

    /// A curve from one point to another with an arrow head, for a link that is being drawn.
    pub fn wire(&self, from: Point, to: Point, color: Color32) {
        let (start, end) = (self.camera.screen_from_world(from), self.camera.screen_from_world(to));
        let reach = ((end.x - start.x).abs() * 0.5).max(24.0_f32.min((end - start).length() * 0.5));
        let toward = if end.x >= start.x { 1.0 } else { -1.0 };
        let handle = vec2(reach * toward, 0.0);
        let points = [start, start + handle, end - handle, end];
        let stroke = Stroke::new(1.75, color);
        self.painter.add(CubicBezierShape::from_points_stroke(
            points,
            false,
            Color32::TRANSPARENT,
            stroke,
        ));
        let back = vec2(-toward * 8.0, 0.0);
        let head = vec![end, end + back + vec2(0.0, 4.0), end + back - vec2(0.0, 4.0)];
        self.painter.add(Mark::convex_polygon(head, color, Stroke::NONE));
        self.painter.circle(start, 3.5, self.tokens.surface, stroke);
    }

    /// A small mark on its own ground, readable at every zoom that shows cards.
    pub fn badge(&self, at: Point, words: &str, ink: Ink, is_icon: bool) {
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
        let rect = Rect::from_center_size(at, room);
        let radius = CornerRadius::same((room.y / 2.0) as u8);
        let stroke = Stroke::new(1.0, color);
        self.painter.rect(rect, radius, self.tokens.surface, stroke, StrokeKind::Inside);
        self.painter.galley(self.on_pixel(at - galley.size() / 2.0), galley, color);
    }

    /// A handle: a small ring.
    pub fn handle(&self, at: Point) {
        let stroke = Stroke::new(1.5, self.tokens.accent);
        self.painter.circle(self.camera.screen_from_world(at), 4.5, self.tokens.surface, stroke);
    }

    /// A line around something selected.
    pub fn frame(&self, frame: &Frame, color: Color32) {
        let rect = self.camera.rect(frame).expand(2.0);
        self.painter.rect_stroke(rect, 4.0, Stroke::new(1.5, color), StrokeKind::Middle);
    }

    /// A line that shows what is in line with what.
    pub fn guide(&self, from: Point, to: Point, color: Color32) {
        let ends = [from, to].map(|p| self.camera.screen_from_world(p));
        self.painter.line_segment(ends, Stroke::new(1.0, color));
    }

    /// A rectangle of selection.
    pub fn marquee(&self, from: Point, to: Point) {
        let corners = [from, to].map(|p| self.camera.screen_from_world(p));
        let rect = Rect::from_two_pos(corners[0], corners[1]);
        let fill = self.tokens.accent.gamma_multiply(0.08);
        let stroke = Stroke::new(1.0, self.tokens.accent);
        self.painter.rect(rect, 2.0, fill, stroke, StrokeKind::Inside);
    }

    /// A hint of depth, so that cards lie on the ground and links run below.
    fn shadow(&self, item: &Item, card: &Frame) {
        if self.tokens.is_dark {
            return;
        }
        let color = Color32::from_black_alpha(14);
        let shadow = egui::epaint::Shadow { offset: [0, 1], blur: 4, spread: 0, color };
        let radius = self.radius(radii_of(item, card), 0.0);
        self.painter.add(shadow.as_shape(self.camera.rect(card), radius));
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

    fn shape(&self, shape: &Shape, color: Color32) {
        match shape {
            Shape::Path { outline, fill, stroke } => {
                let fill = fill.map(|ink| if stroke.is_none() { color } else { self.ink(ink) });
                let line = stroke
                    .map(|line| (line, if fill.is_none() { color } else { self.ink(line.ink) }));
                self.outline_shape(outline, fill, line);
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
                self.painter.galley(self.on_pixel(corner), galley, color);
            }
        }
    }

    fn ink(&self, ink: Ink) -> Color32 {
        self.tokens.ink(ink)
    }

    /// Sizes in quarters of a point, so that zooming does not fill the font texture with sizes that nobody can tell
    /// apart.
    fn font_size(&self, size: f32) -> f32 {
        (size * self.camera.zoom() * 4.0).round() / 4.0
    }

    fn on_pixel(&self, at: Pos2) -> Pos2 {
        let scale = self.painter.pixels_per_point();
        pos2((at.x * scale).round() / scale, (at.y * scale).round() / scale)
    }

    /// One line of text with the middle of its capitals at a height.
    fn text_at(&self, (at, anchor): (Pos2, Anchor), text: &str, font: FontId, color: Color32) {
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
        self.painter.galley(self.on_pixel(corner), galley, color);
    }

    fn outline_shape(
        &self,
        outline: &Outline,
        fill: Option<Color32>,
        line: Option<(Line, Color32)>,
    ) {
        let fill = fill.unwrap_or(Color32::TRANSPARENT);
        let stroke = line
            .map_or(Stroke::NONE, |(line, color)| Stroke::new(self.line_width(line.width), color));
        let dash = line.map_or(Dash::Solid, |(line, _)| line.dash);
        match outline {
            Outline::Rect(frame, radii) if dash == Dash::Solid => {
                let rect = self.camera.rect(frame);
                let radius = self.radius(*radii, 0.0);
                self.painter.rect(rect, radius, fill, stroke, StrokeKind::Middle);
            }
            Outline::Rect(frame, radii) => {
                let points =
                    rounded(self.camera.rect(frame), radii.map(|r| r * self.camera.zoom()));
                if fill != Color32::TRANSPARENT {
                    self.painter.add(Mark::convex_polygon(points.clone(), fill, Stroke::NONE));
                }
                self.broken(&points, stroke, dash);
            }
            Outline::Circle(center, radius) => {
                let at = self.camera.screen_from_world(*center);
                self.painter.circle(at, radius * self.camera.zoom(), fill, stroke);
            }
            Outline::Polyline(points) => self.broken(&self.points(points), stroke, dash),
            Outline::Polygon(points) => {
                self.painter.add(Mark::convex_polygon(self.points(points), fill, stroke));
            }
            Outline::Cubic(points) => self.curve(points, stroke, dash),
        }
    }

    fn curve(&self, whole: &[Point; 4], stroke: Stroke, dash: Dash) {
        let points = &self.seen_of(whole);
        let points = points.map(|p| self.camera.screen_from_world(p));
        let curve =
            CubicBezierShape::from_points_stroke(points, false, Color32::TRANSPARENT, stroke);
        if dash == Dash::Solid || self.camera.zoom() < BOXES_BELOW {
            self.painter.add(curve);
        } else {
            self.broken(&curve.flatten(Some(0.2)), stroke, dash);
        }
    }

    /// A curve that reaches far out of view without what cannot be seen of it: it would be cut into thousands of pieces.
    fn seen_of(&self, curve: &[Point; 4]) -> [Point; 4] {
        const FAR: f32 = 3.0;
        let view = self.camera.visible();
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
    fn broken(&self, points: &[Pos2], stroke: Stroke, dash: Dash) {
        let zoom = self.camera.zoom();
        match dash {
            Dash::Solid => {
                self.painter.add(Mark::line(points.to_vec(), stroke));
            }
            Dash::Dashed => {
                let long = (3.0 * zoom + stroke.width).max(3.0);
                self.painter.extend(Mark::dashed_line(points, stroke, long, long * 0.8));
            }
            Dash::Dotted => {
                let gap = (2.4 * zoom + stroke.width * 1.2).max(2.5);
                let radius = stroke.width / 2.0;
                self.painter.extend(Mark::dotted_line(points, stroke.color, gap, radius));
            }
        }
    }

    fn points(&self, points: &[Point]) -> Vec<Pos2> {
        points.iter().map(|p| self.camera.screen_from_world(*p)).collect()
    }

    /// Lines grow less than what they frame, and never vanish.
    pub fn line_width(&self, width: f32) -> f32 {
        let zoom = self.camera.zoom();
        width * if zoom > 1.0 { zoom.sqrt() } else { zoom.max(0.45) }
    }

    fn radius(&self, radii: [f32; 4], distance: f32) -> CornerRadius {
        let [nw, ne, se, sw] =
            radii.map(|r| (r * self.camera.zoom() + distance).clamp(0.0, 255.0).round() as u8);
        CornerRadius { nw, ne, sw, se }
    }
}

/// The meaning of a shape's one color: of its ground, or of its line where it has no ground.
fn ink_of(shape: &Shape) -> Ink {
    match shape {
        Shape::Path { fill: Some(ink), .. }
        | Shape::Path { stroke: Some(Line { ink, .. }), .. }
        | Shape::Text { ink, .. }
        | Shape::Icon { ink, .. } => *ink,
        Shape::Path { .. } => Ink::Line,
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

fn stronger(shape: &Shape) -> Shape {
    let mut shape = shape.clone();
    if let Shape::Path { stroke: Some(stroke), .. } = &mut shape {
        stroke.width += 0.6;
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
