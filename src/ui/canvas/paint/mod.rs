//! Marks of a drawing as marks of the screen.

mod cards;
mod shapes;
mod tools;

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

use eframe::egui::{
    self, Color32, CornerRadius, Galley, Painter, Pos2, Rect, Shape as Mark, Vec2,
    epaint::{ClippedShape, Primitive},
    pos2, vec2,
};

pub use cards::Ring;
pub use tools::{port, ports};

use crate::{
    drawing::{FontWeight, Frame, Ink, Point, Shape, Stroke as Line},
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
/// The distance of the grid's dots in canvas units.
const DOTS: f32 = 24.0;
/// Dots closer than this on the screen are thinned out.
const DOTS_MIN: f32 = 16.0;
/// How strongly what does not pass the filter is drawn.
pub const FADED: f32 = 0.2;
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

    /// The nearest whole pixel.
    pub fn on_pixel(&self, at: Pos2) -> Pos2 {
        let scale = self.painter.pixels_per_point();
        pos2((at.x * scale).round() / scale, (at.y * scale).round() / scale)
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

/// The size of the texture of glyphs in pixels.
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method itself is not general enough over lifetimes"
)]
pub fn texture_size(ctx: &egui::Context) -> [usize; 2] {
    ctx.fonts(|fonts| fonts.font_image_size())
}
