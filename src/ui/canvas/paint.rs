//! Marks of a drawing as marks of the screen.

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

use eframe::egui::{
    self, Color32, CornerRadius, FontId, Galley, Painter, Pos2, Rect, Shape as Mark, Stroke,
    StrokeKind, Vec2,
    epaint::{CircleShape, ClippedShape, CubicBezierShape, Primitive, RectShape, TextShape},
    pos2, vec2,
};

use crate::{
    drawing::{
        Anchor, Dash, FontWeight, Frame, Ink, Item, Outline, Point, Shape, Stroke as Line, routing,
        text,
    },
    ui::{
        canvas::{
            camera::Camera,
            far::{Far, Sheet},
        },
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

/// What the dots of the ground depend on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GridKey {
    screen: Rect,
    /// Their distance in screen points.
    step: f32,
    color: Color32,
}

/// A state of the texture of glyphs.
#[derive(Clone, Debug)]
pub struct Glyphs {
    /// Its size in pixels.
    pub size: [usize; 2],
    /// Text that was laid out while it was filled as it is: another one comes with another texture.
    probe: Arc<Galley>,
}

impl PartialEq for Glyphs {
    fn eq(&self, other: &Self) -> bool {
        self.size == other.size && Arc::ptr_eq(&self.probe, &other.probe)
    }
}

/// How a line is broken.
#[derive(Clone, Copy, Debug, Default)]
struct Breaks {
    dash: Dash,
    /// The width that the pattern is made for, in screen points.
    width: f32,
}

/// Puts drawings on the screen.
pub struct Brush<'a> {
    painter: Painter,
    camera: &'a Camera,
    tokens: &'static Tokens,
    /// Whether the figures on cards are of an older state of the document.
    is_stale: bool,
    /// What is gathered to become one mesh; `None` where it is painted at once.
    gathered: Option<RefCell<Vec<Mark>>>,
    /// Whether what is painted now does not pass the filter.
    is_faded: Cell<bool>,
}

impl<'a> Brush<'a> {
    /// A brush for one frame.
    pub fn new(
        painter: Painter,
        camera: &'a Camera,
        tokens: &'static Tokens,
        is_stale: bool,
    ) -> Self {
        Self { painter, camera, tokens, is_stale, gathered: None, is_faded: Cell::new(false) }
    }

    /// Paints what does not pass the filter.
    pub fn faded(&self, paint: impl FnOnce(&Self)) {
        self.is_faded.set(true);
        paint(self);
        self.is_faded.set(false);
    }

    /// Covers what runs below a card.
    pub fn blank(&self, item: &Item, card: &Frame) {
        let radius = self.radius(radii_of(item, card), 0.0);
        self.add(egui::epaint::RectShape::filled(
            self.camera.rect(card),
            radius,
            self.tokens.canvas,
        ));
    }

    /// How closely it is looked at.
    pub fn zoom(&self) -> f32 {
        self.camera.zoom()
    }

    /// The camera.
    pub fn camera(&self) -> &'a Camera {
        self.camera
    }

    /// What is painted in a part of the screen, as one mesh.
    pub fn gathered(&self, clip: Rect, paint: impl FnOnce(&Self)) -> egui::Mesh {
        let Self { camera, tokens, is_stale, .. } = *self;
        let mut painter = self.painter.clone();
        painter.set_clip_rect(clip);
        let gathered = Some(RefCell::default());
        let is_faded = Cell::new(false);
        let brush = Self { painter, camera, tokens, is_stale, gathered, is_faded };
        paint(&brush);
        let marks = brush.gathered.map(RefCell::into_inner).unwrap_or_default();
        let shapes = marks.into_iter().map(|shape| ClippedShape::new(clip, shape));
        let scale = self.painter.pixels_per_point();
        let mut mesh = egui::Mesh::default();
        for part in self.painter.ctx().tessellate(shapes.collect(), scale) {
            // All of it is of one texture: that of the glyphs.
            if let Primitive::Mesh(part) = part.primitive {
                mesh.append(part);
            }
        }
        mesh
    }

    /// Where glyphs lie in their texture: meshes with text are good only as long as this stays the same.
    pub fn glyphs(&self) -> Glyphs {
        let font = theme::font(FontWeight::Regular, theme::LABEL);
        let probe = self.painter.layout_no_wrap("0".to_owned(), font, Color32::WHITE);
        let size = texture_size(self.painter.ctx());
        Glyphs { size, probe }
    }

    fn add(&self, mark: impl Into<Mark>) {
        let mut mark = mark.into();
        if self.is_faded.get() {
            let fade = |color: &mut Color32| {
                if *color != Color32::PLACEHOLDER {
                    *color = color.gamma_multiply(FADED);
                }
            };
            egui::epaint::shape_transform::adjust_colors(&mut mark, fade);
        }
        match &self.gathered {
            Some(gathered) => gathered.borrow_mut().push(mark),
            None => {
                self.painter.add(mark);
            }
        }
    }

    /// What of the canvas can be seen.
    fn view(&self) -> Frame {
        let clip = self.painter.clip_rect();
        let [min, max] = [clip.min, clip.max].map(|at| self.camera.world_from_screen(at));
        Frame { min, max }
    }

    /// Triangles in screen points.
    pub fn mesh(&self, mesh: impl Into<Arc<egui::Mesh>>) {
        self.add(Mark::Mesh(mesh.into()));
    }

    /// A large mesh that is kept from frame to frame. What is cut to the same part of the screen becomes one mesh, which
    /// would be copied again and again as it grows: this one is cut to a part of its own, a hair larger.
    pub fn kept_mesh(&self, mesh: Arc<egui::Mesh>, hairs: u8) {
        let clip = self.painter.clip_rect().expand(f32::from(hairs) / 16.0);
        let mut painter = self.painter.clone();
        painter.set_clip_rect(clip);
        painter.add(Mark::Mesh(mesh));
    }

    /// Where the origin of the canvas is on the screen.
    pub fn origin(&self) -> Pos2 {
        self.camera.screen_from_world(Point::default())
    }

    /// Whether figures are of an older state of the document.
    pub fn is_stale(&self) -> bool {
        self.is_stale
    }

    /// Whether any of a frame can be seen.
    pub fn is_visible(&self, frame: &Frame) -> bool {
        self.camera.rect(frame).expand(2.0).intersects(self.painter.clip_rect())
    }

    /// The dotted ground.
    pub fn grid(&self, kept: &mut Sheet<GridKey>) {
        let zoom = self.camera.zoom();
        let mut step = DOTS;
        while step * zoom < DOTS_MIN {
            step *= 2.0;
        }
        let (screen, step) = (self.camera.screen(), step * zoom);
        let key = GridKey { screen, step, color: self.tokens.dots };
        // The first dot above and left of the screen: the ground repeats itself.
        let first = (self.origin() - screen.min).to_pos2();
        let first = pos2(first.x.rem_euclid(step), first.y.rem_euclid(step)) - Vec2::splat(step);
        let first = self.on_pixel(screen.min + first.to_vec2());
        let mesh = kept.at(key, first, || self.dots(first, step));
        self.kept_mesh(mesh, 1);
    }

    /// Dots for a whole screen, and one more on each side.
    fn dots(&self, first: Pos2, step: f32) -> egui::Mesh {
        let screen = self.camera.screen();
        let size = Vec2::splat((self.zoom().sqrt() * 0.9).clamp(0.7, 1.4) * 1.6);
        let columns = (screen.width() / step) as usize + 3;
        let rows = (screen.height() / step) as usize + 3;
        let mut far = Far::new(self.camera, rows * columns);
        for row in 0..rows {
            for column in 0..columns {
                let at = first + vec2(column as f32, row as f32) * step;
                // Small squares look the same as circles and take a quarter.
                let rect = Rect::from_center_size(self.on_pixel(at), size);
                let corners =
                    [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom()];
                far.quad(corners, [self.tokens.dots; 4]);
            }
        }
        far.into_mesh()
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

    /// A rectangle of selection.
    pub fn marquee(&self, from: Point, to: Point) {
        let corners = [from, to].map(|p| self.camera.screen_from_world(p));
        let rect = Rect::from_two_pos(corners[0], corners[1]);
        let fill = self.tokens.accent.gamma_multiply(0.08);
        let stroke = Stroke::new(1.0, self.tokens.accent);
        self.add(RectShape::new(rect, 2.0, fill, stroke, StrokeKind::Inside));
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

    fn shape(&self, shape: &Shape, color: Color32) {
        self.shape_wider(shape, color, 0.0);
    }

    /// A mark with its lines wider by so many canvas units, but broken as they were: it may lie over itself.
    fn shape_wider(&self, shape: &Shape, color: Color32, by: f32) {
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
    fn font_size(&self, size: f32) -> f32 {
        (size * self.camera.zoom() * 4.0).round() / 4.0
    }

    /// The nearest whole pixel.
    pub fn on_pixel(&self, at: Pos2) -> Pos2 {
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

/// The size of the texture of glyphs in pixels.
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method itself is not general enough over lifetimes"
)]
pub fn texture_size(ctx: &egui::Context) -> [usize; 2] {
    ctx.fonts(|fonts| fonts.font_image_size())
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
