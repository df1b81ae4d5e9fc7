//! Outlines, lines and icons as elements and path data.

use std::{fmt::Write, sync::LazyLock};

use ttf_parser::{Face, OutlineBuilder};

use crate::drawing::{Dash, Frame, Outline, Point, Stroke};

/// An icon of the bundled font as SVG path data, centered on a point; `None` where the font lacks it.
pub fn icon_path(glyph: char, center: Point, size: f32) -> Option<String> {
    static FACE: LazyLock<Option<Face<'static>>> =
        LazyLock::new(|| Face::parse(include_bytes!("../../../assets/fonts/Lucide.ttf"), 0).ok());
    let face = FACE.as_ref()?;
    let id = face.glyph_index(glyph)?;
    let scale = size / f32::from(face.units_per_em());
    let middle = f32::from(face.ascender() + face.descender()) / 2.0;
    let wide = f32::from(face.glyph_hor_advance(id)?);
    let origin = center.moved(-wide / 2.0 * scale, middle * scale);
    let mut path = IconPath { data: String::new(), origin, scale };
    face.outline_glyph(id, &mut path)?;
    Some(path.data)
}

pub(super) fn line_attributes(stroke: &Stroke) -> String {
    let width = number(stroke.width);
    let dash = match stroke.dash {
        Dash::Solid => String::new(),
        Dash::Dashed => {
            let long = 3.0 + stroke.width;
            format!(" stroke-dasharray=\"{} {}\"", number(long), number(long * 0.8))
        }
        // Strokes of no length with round ends are dots.
        Dash::Dotted => {
            let gap = number(stroke.width * 1.2 + 2.4);
            format!(" stroke-dasharray=\"0 {gap}\" stroke-linecap=\"round\"")
        }
    };
    format!(" stroke-width=\"{width}\" stroke-linejoin=\"round\"{dash}")
}

/// The element's name with its geometry.
pub(super) fn element(outline: &Outline) -> String {
    match outline {
        Outline::Circle(center, radius) => {
            let (x, y, r) = (number(center.x), number(center.y), number(*radius));
            format!("circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"")
        }
        Outline::Polyline(points) => format!("polyline points=\"{}\"", list(points)),
        Outline::Polygon(points) => format!("polygon points=\"{}\"", list(points)),
        Outline::Cubic([a, b, c, d]) => {
            format!("path d=\"M{}C{} {} {}\"", pair(*a), pair(*b), pair(*c), pair(*d))
        }
        Outline::Rect(frame, radii) => rectangle(frame, *radii),
    }
}

fn rectangle(frame: &Frame, radii: [f32; 4]) -> String {
    let (x, y) = (number(frame.min.x), number(frame.min.y));
    let (width, height) = (frame.width().max(0.0), frame.height().max(0.0));
    let radius_max = (width / 2.0).min(height / 2.0);
    // A lone radius may take a whole side; two on one side share it.
    let [tl, tr, br, bl] = radii.map(|r| r.clamp(0.0, radius_max.max(0.0)));
    let is_even = [tr, br, bl].iter().all(|r| (r - tl).abs() < 1e-3);
    if is_even {
        let size = format!("width=\"{}\" height=\"{}\"", number(width), number(height));
        let corner = if tl > 0.0 { format!(" rx=\"{}\"", number(tl)) } else { String::new() };
        return format!("rect x=\"{x}\" y=\"{y}\" {size}{corner}");
    }
    let Frame { min, max } = *frame;
    let mut data = format!("M{}", pair(min.moved(tl, 0.0)));
    let corners = [
        (tr, max.x - tr, min.y, max.x, min.y + tr),
        (br, max.x, max.y - br, max.x - br, max.y),
        (bl, min.x + bl, max.y, min.x, max.y - bl),
        (tl, min.x, min.y + tl, min.x + tl, min.y),
    ];
    for (radius, x, y, to_x, to_y) in corners {
        let straight = pair(Point::new(x, y));
        data.extend(["L", &straight]);
        if radius > 0.0 {
            let (r, corner) = (number(radius), pair(Point::new(to_x, to_y)));
            data.extend(["A", &r, " ", &r, " 0 0 1 ", &corner]);
        }
    }
    format!("path d=\"{data}Z\"")
}

fn list(points: &[Point]) -> String {
    points.iter().map(|p| format!("{},{}", number(p.x), number(p.y))).collect::<Vec<_>>().join(" ")
}

fn pair(point: Point) -> String {
    format!("{} {}", number(point.x), number(point.y))
}

/// At most two decimals, no trailing zeros, no negative zero; what is no number becomes 0.
pub(super) fn number(value: f32) -> String {
    let rounded = (f64::from(value) * 100.0).round() / 100.0;
    if !rounded.is_finite() {
        return "0".to_owned();
    }
    format!("{}", rounded + 0.0)
}

struct IconPath {
    data: String,
    origin: Point,
    scale: f32,
}

impl IconPath {
    fn put(&mut self, letter: char, points: &[(f32, f32)]) {
        self.data.push(letter);
        for (i, (x, y)) in points.iter().enumerate() {
            let (x, y) = (self.origin.x + x * self.scale, self.origin.y - y * self.scale);
            let gap = if i > 0 { " " } else { "" };
            // Writing to a string cannot fail.
            write!(self.data, "{gap}{} {}", number(x), number(y)).unwrap_or_default();
        }
    }
}

impl OutlineBuilder for IconPath {
    fn move_to(&mut self, x: f32, y: f32) {
        self.put('M', &[(x, y)]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.put('L', &[(x, y)]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.put('Q', &[(x1, y1), (x, y)]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.put('C', &[(x1, y1), (x2, y2), (x, y)]);
    }

    fn close(&mut self) {
        self.data.push('Z');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::icon;

    #[test]
    fn numbers_are_short_and_never_strange() {
        let numbers = [(1.0, "1"), (-0.001, "0"), (2.345_6, "2.35"), (-12.5, "-12.5")];
        for (value, text) in numbers {
            assert_eq!(number(value), text);
        }
        assert_eq!((number(f32::NAN), number(f32::INFINITY)), ("0".to_owned(), "0".to_owned()));
    }

    #[test]
    fn an_icon_is_centered_on_its_place() {
        let path = icon_path(icon::SHIELD, Point::new(50.0, 50.0), 24.0);
        let path = path.expect("an outline");
        let numbers: Vec<f32> = path
            .split(|c: char| c.is_ascii_alphabetic() || c == ' ')
            .filter_map(|n| n.parse().ok())
            .collect();
        assert!(numbers.len() > 10);
        assert!(numbers.iter().all(|n| (38.0..=62.0).contains(n)));
    }
}
