//! Pictures of the window without display or GPU: a small triangle rasterizer, equal from run to run.

use std::{collections::BTreeMap, sync::Arc};

use driftline::ui::egui::{
    self, Color32, ColorImage, TextureId, TexturesDelta,
    epaint::{ClippedPrimitive, ImageData, Mesh, Primitive, Vertex},
};
use egui_kittest::TestRenderer;
use image::{Rgba, RgbaImage};

/// Parts of a pixel that corners of triangles are rounded to.
const SUBPIXELS: f32 = 256.0;

/// Paints what egui would send to a GPU.
#[derive(Default)]
pub(crate) struct CpuPainter {
    textures: BTreeMap<TextureId, ColorImage>,
}

impl TestRenderer for CpuPainter {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        let mut changes: Vec<_> = std::mem::take(&mut delta.set).into_iter().collect();
        changes.sort_by_key(|(id, _)| *id);
        for (id, patches) in changes {
            for patch in patches {
                let ImageData::Color(image) = &patch.image;
                self.patch(id, image, patch.pos);
            }
        }
        let mut freed: Vec<_> = std::mem::take(&mut delta.free).into_iter().collect();
        freed.sort();
        for id in freed {
            self.textures.remove(&id);
        }
    }

    fn render(
        &mut self,
        ctx: &egui::Context,
        output: &egui::FullOutput,
    ) -> Result<RgbaImage, String> {
        let scale = ctx.pixels_per_point();
        let size = ctx.content_rect().size() * scale;
        let mut canvas = RgbaImage::new(size.x.round() as u32, size.y.round() as u32);
        for ClippedPrimitive { clip_rect, primitive } in
            ctx.tessellate(output.shapes.clone(), output.pixels_per_point)
        {
            let Primitive::Mesh(mesh) = primitive else { continue };
            let clip = Clip::of(clip_rect, scale, &canvas);
            let texture = self.textures.get(&mesh.texture_id).ok_or("a texture is missing")?;
            paint(&mut canvas, &mesh, texture, &clip, scale);
        }
        Ok(canvas)
    }
}

impl CpuPainter {
    fn patch(&mut self, id: TextureId, image: &Arc<ColorImage>, pos: Option<[usize; 2]>) {
        let Some([left, top]) = pos else {
            self.textures.insert(id, ColorImage::clone(image));
            return;
        };
        let texture = self.textures.get_mut(&id).expect("a texture to patch");
        let [width, height] = image.size;
        for y in 0..height {
            for x in 0..width {
                let to = (top + y) * texture.size[0] + left + x;
                texture.pixels[to] = image.pixels[y * width + x];
            }
        }
    }
}

/// The pixels that may be painted.
struct Clip {
    left: i64,
    top: i64,
    right: i64,
    bottom: i64,
}

impl Clip {
    fn of(rect: egui::Rect, scale: f32, canvas: &RgbaImage) -> Self {
        let at = |v: f32, most: u32| ((v * scale).round() as i64).clamp(0, i64::from(most));
        Self {
            left: at(rect.min.x, canvas.width()),
            top: at(rect.min.y, canvas.height()),
            right: at(rect.max.x, canvas.width()),
            bottom: at(rect.max.y, canvas.height()),
        }
    }
}

fn paint(canvas: &mut RgbaImage, mesh: &Mesh, texture: &ColorImage, clip: &Clip, scale: f32) {
    for corners in mesh.indices.chunks_exact(3) {
        let corners = [corners[0], corners[1], corners[2]].map(|i| mesh.vertices[i as usize]);
        triangle(canvas, corners, texture, clip, scale);
    }
}

fn triangle(
    canvas: &mut RgbaImage,
    corners: [Vertex; 3],
    texture: &ColorImage,
    clip: &Clip,
    scale: f32,
) {
    let fixed = |v: f32| (v * scale * SUBPIXELS).round() as i64;
    let mut v = corners;
    let mut p = v.map(|v| (fixed(v.pos.x), fixed(v.pos.y)));
    let mut area = edge(p[0], p[1], p[2]);
    if area == 0 {
        return;
    }
    if area < 0 {
        v.swap(1, 2);
        p.swap(1, 2);
        area = -area;
    }
    let sub = SUBPIXELS as i64;
    let low = |a: i64| a.div_euclid(sub);
    let (xs, ys) = (p.map(|p| p.0), p.map(|p| p.1));
    let left = low(min3(xs)).max(clip.left);
    let right = (low(max3(xs)) + 1).min(clip.right);
    let top = low(min3(ys)).max(clip.top);
    let bottom = (low(max3(ys)) + 1).min(clip.bottom);
    for y in top..bottom {
        for x in left..right {
            let at = (x * sub + sub / 2, y * sub + sub / 2);
            let weights = [edge(p[1], p[2], at), edge(p[2], p[0], at), edge(p[0], p[1], at)];
            let ends = [(p[1], p[2]), (p[2], p[0]), (p[0], p[1])];
            let is_inside = weights
                .iter()
                .zip(ends)
                .all(|(w, (a, b))| *w > 0 || (*w == 0 && is_top_left(a, b)));
            if is_inside {
                let shares = weights.map(|w| w as f32 / area as f32);
                blend(canvas.get_pixel_mut(x as u32, y as u32), shade(&v, shares, texture));
            }
        }
    }
}

fn edge(a: (i64, i64), b: (i64, i64), c: (i64, i64)) -> i64 {
    (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)
}

/// Pixels on an edge that two triangles share belong to one of them.
fn is_top_left(a: (i64, i64), b: (i64, i64)) -> bool {
    (a.1 == b.1 && b.0 > a.0) || b.1 < a.1
}

fn min3(v: [i64; 3]) -> i64 {
    v[0].min(v[1]).min(v[2])
}

fn max3(v: [i64; 3]) -> i64 {
    v[0].max(v[1]).max(v[2])
}

/// The color of a point: texture times the color between the corners, premultiplied.
fn shade(v: &[Vertex; 3], shares: [f32; 3], texture: &ColorImage) -> [f32; 4] {
    let mix = |f: &dyn Fn(&Vertex) -> f32| {
        f(&v[0]) * shares[0] + f(&v[1]) * shares[1] + f(&v[2]) * shares[2]
    };
    let texel = sample(texture, mix(&|v| v.uv.x), mix(&|v| v.uv.y));
    std::array::from_fn(|i| mix(&|v| f32::from(v.color.to_array()[i])) * texel[i] / 255.0)
}

/// The texture between its four nearest pixels, 0..=255.
fn sample(texture: &ColorImage, u: f32, v: f32) -> [f32; 4] {
    let [width, height] = texture.size;
    // Where a glyph lies in the texture differs from run to run, and with it the last digits of its coordinates.
    let at =
        |share: f32, size: usize| ((share * size as f32 - 0.5) * SUBPIXELS).round() / SUBPIXELS;
    let (x, y) = (at(u, width), at(v, height));
    let (fx, fy) = (x - x.floor(), y - y.floor());
    let pixel = |dx: i64, dy: i64| -> Color32 {
        let x = (x.floor() as i64 + dx).clamp(0, width as i64 - 1) as usize;
        let y = (y.floor() as i64 + dy).clamp(0, height as i64 - 1) as usize;
        texture.pixels[y * width + x]
    };
    let corners = [pixel(0, 0), pixel(1, 0), pixel(0, 1), pixel(1, 1)].map(|c| c.to_array());
    std::array::from_fn(|i| {
        let [upper_left, upper_right, lower_left, lower_right] = corners.map(|c| f32::from(c[i]));
        let upper = upper_left * (1.0 - fx) + upper_right * fx;
        let lower = lower_left * (1.0 - fx) + lower_right * fx;
        upper * (1.0 - fy) + lower * fy
    })
}

fn blend(pixel: &mut Rgba<u8>, color: [f32; 4]) {
    let rest = 1.0 - color[3] / 255.0;
    for (old, new) in pixel.0.iter_mut().zip(color) {
        *old = (new + f32::from(*old) * rest).round().clamp(0.0, 255.0) as u8;
    }
}
