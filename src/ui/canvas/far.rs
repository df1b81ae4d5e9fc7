//! The graph from afar: plain boxes and lines, all of them in one mesh.

use std::sync::Arc;

use eframe::egui::{Color32, Mesh, Pos2, Rect, Vec2, epaint::Vertex, epaint::WHITE_UV, pos2, vec2};

use crate::{
    drawing::{
        Dash, Frame, Point,
        routing::{Route, on_cubic},
    },
    ui::canvas::camera::Camera,
};

/// Lines thinner than this many screen points are drawn as wide, and paler in its place.
const LINE_MIN: f32 = 1.0;
/// How far the soft border of a line reaches, in screen points.
const SOFT: f32 = 0.6;
/// Pieces of an unbroken way.
const PIECES: u8 = 6;
/// How far apart dashes and dots begin, in screen points, and most of them.
const DASH: f32 = 11.0;
const DOT: f32 = 6.5;
const BREAKS_MAX: f32 = 96.0;
/// How pale broken lines are.
pub const PALE: f32 = 0.7;
/// Boxes and lines smaller than this many screen points could not be seen.
const SIZE_MIN: f32 = 1.5;

/// A mesh with what it was made of, kept while only the view moves.
#[derive(Debug)]
pub struct Sheet<K> {
    made: Option<(K, Pos2, Arc<Mesh>)>,
}

impl<K> Default for Sheet<K> {
    fn default() -> Self {
        Self { made: None }
    }
}

impl<K: PartialEq> Sheet<K> {
    /// The mesh of what a key tells, moved along with an origin; made only where the key is another than before.
    pub fn at(&mut self, key: K, origin: Pos2, make: impl FnOnce() -> Mesh) -> Arc<Mesh> {
        if let Some((made_of, at, mesh)) = &mut self.made
            && *made_of == key
        {
            let by = origin - *at;
            if by != Vec2::ZERO {
                // Nobody else has it any more once the frame before is on the screen.
                Arc::make_mut(mesh).translate(by);
                *at = origin;
            }
            return Arc::clone(mesh);
        }
        let mesh = Arc::new(make());
        self.made = Some((key, origin, Arc::clone(&mesh)));
        mesh
    }
}

/// Boxes and lines in screen points, painted in the order in which they are added.
#[derive(Debug)]
pub struct Far {
    mesh: Mesh,
    scale: f32,
    offset: Pos2,
}

impl Far {
    /// Nothing yet, seen through a camera, with room for so many boxes and lines.
    pub fn new(camera: &Camera, room: usize) -> Self {
        let mut mesh = Mesh::default();
        mesh.reserve_vertices(room * 4);
        mesh.reserve_triangles(room * 2);
        let offset = camera.screen_from_world(Point::default());
        Self { mesh, scale: camera.zoom(), offset }
    }

    /// The mesh.
    pub fn into_mesh(self) -> Mesh {
        self.mesh
    }

    /// A box.
    pub fn block(&mut self, frame: &Frame, color: Color32) {
        let rect = Rect::from_min_max(self.place(frame.min), self.place(frame.max));
        let rect = if rect.width() < SIZE_MIN || rect.height() < SIZE_MIN {
            Rect::from_center_size(rect.center(), rect.size().max(vec2(SIZE_MIN, SIZE_MIN)))
        } else {
            rect
        };
        let corners = [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom()];
        self.quad(corners, [color; 4]);
    }

    /// A box with a border of so many screen points around it.
    pub fn bordered(&mut self, frame: &Frame, by: f32, (fill, border): (Color32, Color32)) {
        self.block(&frame.grown(by / self.scale), border);
        self.block(frame, fill);
    }

    /// A straight line, `width` in screen points.
    pub fn line(&mut self, [from, to]: [Point; 2], width: f32, color: Color32) {
        let (from, to) = (self.place(from), self.place(to));
        let along = to - from;
        let length = along.length();
        if length < SIZE_MIN {
            return;
        }
        let pale = (width / LINE_MIN).clamp(0.25, 1.0);
        let color = if pale < 1.0 { color.gamma_multiply(pale) } else { color };
        let half = width.max(LINE_MIN) / 2.0 / length;
        let side = vec2(-along.y * half, along.x * half);
        self.quad([from + side, to + side, to - side, from - side], [color; 4]);
    }

    /// A line along a link's way with soft borders and its arrow head. Broken lines are paler, too.
    pub fn way(&mut self, route: &Route, (width, dash): (f32, Dash), color: Color32) {
        let color = if dash == Dash::Solid { color } else { color.gamma_multiply(PALE) };
        for curve in &route.curves {
            let place = |t: f32| self.place(on_cubic(curve, t));
            let length = place(0.0).distance(place(1.0));
            let (count, share) = match dash {
                Dash::Solid => (PIECES, 1.0),
                Dash::Dashed => (pieces(length, DASH), 0.6),
                Dash::Dotted => (pieces(length, DOT), 0.45),
            };
            for piece in 0..count {
                let [from, to] = [0.0, share].map(|more| {
                    let t = (f32::from(piece) + more) / f32::from(count);
                    self.place(on_cubic(curve, t))
                });
                self.soft_line(from, to, width, color);
            }
        }
        let (tip, base) = (self.place(route.tip), self.place(route.base));
        let side = (tip - base).rot90() * 0.45;
        self.quad([tip, base + side, base - side, tip], [color; 4]);
    }

    fn soft_line(&mut self, from: Pos2, to: Pos2, width: f32, color: Color32) {
        let along = to - from;
        let length = along.length();
        if length < 0.05 {
            return;
        }
        let normal = vec2(-along.y, along.x) / length;
        let (inner, outer) =
            (normal * (width / 2.0 - SOFT / 2.0).max(0.05), normal * (width / 2.0 + SOFT));
        let none = Color32::TRANSPARENT;
        let soft = [color, color, none, none];
        self.quad([from + inner, to + inner, to - inner, from - inner], [color; 4]);
        self.quad([from + inner, to + inner, to + outer, from + outer], soft);
        self.quad([from - inner, to - inner, to - outer, from - outer], soft);
    }

    /// Four corners around.
    pub fn quad(&mut self, corners: [Pos2; 4], colors: [Color32; 4]) {
        let first = self.mesh.vertices.len() as u32;
        let vertex = |i: usize| Vertex { pos: corners[i], uv: WHITE_UV, color: colors[i] };
        self.mesh.vertices.extend_from_slice(&[vertex(0), vertex(1), vertex(2), vertex(3)]);
        self.mesh.indices.extend_from_slice(&[0, 1, 2, 0, 2, 3].map(|i| first + i));
    }

    fn place(&self, point: Point) -> Pos2 {
        pos2(point.x * self.scale + self.offset.x, point.y * self.scale + self.offset.y)
    }
}

/// In how many pieces a broken line of a length falls.
fn pieces(length: f32, step: f32) -> u8 {
    (length / step).clamp(f32::from(PIECES), BREAKS_MAX) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_afar_broken_lines_are_broken() {
        let curve = [0.0, 100.0, 200.0, 300.0].map(|x| Point::new(x, 0.0));
        let tip = Point::new(310.0, 0.0);
        let route = Route { curves: vec![curve], tip, base: curve[3] };
        let covered = |dash: Dash| {
            let mut far = Far::new(&Camera::default(), 200);
            far.way(&route, (2.0, dash), Color32::WHITE);
            // The middle of each piece is a quad of its own before its soft borders.
            let quads = far.mesh.vertices.chunks(12).map(|piece| piece[1].pos.x - piece[0].pos.x);
            quads.filter(|long| *long > 0.0).sum::<f32>()
        };
        let [solid, dashed, dotted] = [Dash::Solid, Dash::Dashed, Dash::Dotted].map(covered);
        assert!(solid > 280.0 && dashed < solid * 0.75 && dotted < dashed, "{dashed} {dotted}");
    }

    #[test]
    fn a_kept_mesh_moves_along_until_its_key_changes() {
        let make = |x: f32| {
            move || {
                let mut mesh = Mesh::default();
                mesh.colored_vertex(pos2(x, 0.0), Color32::WHITE);
                mesh
            }
        };
        let first = |mesh: &Mesh| mesh.vertices[0].pos;
        let mut sheet = Sheet::default();
        assert_eq!(first(&sheet.at(1, pos2(10.0, 10.0), make(5.0))), pos2(5.0, 0.0));
        assert_eq!(first(&sheet.at(1, pos2(13.0, 9.0), make(7.0))), pos2(8.0, -1.0));
        assert_eq!(first(&sheet.at(2, pos2(13.0, 9.0), make(7.0))), pos2(7.0, 0.0));
        assert_eq!(first(&sheet.at(2, pos2(13.0, 9.0), make(1.0))), pos2(7.0, 0.0));
    }
}
