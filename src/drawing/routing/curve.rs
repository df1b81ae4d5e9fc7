//! Ways as curves, and what is asked about them.

use crate::drawing::{Frame, Point};

/// How many straight pieces stand for a curve where its distance or its course is measured.
pub const PIECES: usize = 24;

/// The way of one link.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// Cubic Bézier curves, each starting where the one before ends; empty for a wire without cards.
    pub curves: Vec<[Point; 4]>,
    /// Where the arrow head touches the target's card.
    pub tip: Point,
    /// The point at the middle of the arrow head's base.
    pub base: Point,
}

impl Route {
    /// The point at `t`, 0 at the source and 1 at the arrow head's base.
    pub fn at(&self, t: f32) -> Point {
        let place = t.clamp(0.0, 1.0) * self.curves.len() as f32;
        let which = (place as usize).min(self.curves.len().saturating_sub(1));
        self.curves.get(which).map_or(self.tip, |curve| on_cubic(curve, place - which as f32))
    }

    /// Points along the way in order, the tip included.
    pub fn samples(&self) -> Vec<Point> {
        let mut points: Vec<Point> = self.curves.iter().flat_map(sampled).collect();
        points.push(self.tip);
        points
    }

    /// Its start and its tip.
    pub fn ends(&self) -> [Point; 2] {
        [self.curves.first().map_or(self.tip, |curve| curve[0]), self.tip]
    }

    /// The way moved by `x` to the right and `y` downwards.
    #[must_use]
    pub fn shifted(&self, x: f32, y: f32) -> Self {
        let curve = |curve: &[Point; 4]| curve.map(|point| point.moved(x, y));
        Self {
            curves: self.curves.iter().map(curve).collect(),
            tip: self.tip.moved(x, y),
            base: self.base.moved(x, y),
        }
    }

    /// A frame that holds the whole way.
    pub fn bounds(&self) -> Frame {
        let handles = self.curves.iter().flatten().copied();
        Frame::hull(handles.chain([self.tip])).unwrap_or_default()
    }

    /// Frames that hold the whole way between them, none much larger than a size, as far as 64 for a curve do.
    pub(in crate::drawing) fn pieces(&self, size: f32, mut each: impl FnMut(Frame)) {
        for curve in &self.curves {
            let Some(hull) = Frame::hull(curve.iter().copied()) else { continue };
            let long = hull.width().max(hull.height());
            let count = (long / size).ceil().clamp(1.0, 64.0);
            // A piece leaves its chord by at most an eighth of the largest second derivative.
            let room = 1.5 * long / (count * count);
            let mut from = curve[0];
            for piece in 1..=count as u16 {
                let to = on_cubic(curve, f32::from(piece) / count);
                let chord = Frame { min: from, max: from }.union(Frame { min: to, max: to });
                each(if count > 1.0 { chord.grown(room) } else { hull });
                from = to;
            }
        }
        let head = Frame { min: self.base, max: self.base };
        each(head.union(Frame { min: self.tip, max: self.tip }));
    }

    /// How far a point is from the way.
    pub fn distance(&self, point: Point) -> f32 {
        let samples = self.samples();
        let pieces = samples.windows(2).map(|pair| distance_to_piece(point, pair[0], pair[1]));
        pieces.fold(f32::INFINITY, f32::min)
    }
}

/// The point of a cubic Bézier curve at `t`, 0..=1.
#[expect(
    clippy::many_single_char_names,
    reason = "the four points of a curve have no better names"
)]
pub fn on_cubic(curve: &[Point; 4], t: f32) -> Point {
    let [a, b, c, d] = *curve;
    let (ab, bc, cd) = (a.toward(b, t), b.toward(c, t), c.toward(d, t));
    ab.toward(bc, t).toward(bc.toward(cd, t), t)
}

/// The part of a curve that may come through a frame, from `t` to `t`; empty where none does.
pub fn seen_part(curve: &[Point; 4], frame: &Frame) -> std::ops::Range<f32> {
    let step = 1.0 / PIECES as f32;
    let mut seen = 0.0..0.0_f32;
    let mut last = curve[0];
    for piece in 0..PIECES {
        let next = on_cubic(curve, (piece + 1) as f32 * step);
        let hull = Frame { min: last, max: last }.union(Frame { min: next, max: next });
        // Between its ends a piece bends a little beyond them.
        let room = 8.0 + last.distance(next) * 0.25;
        if hull.grown(room).overlaps(frame) {
            if seen.is_empty() {
                seen.start = piece as f32 * step;
            }
            seen.end = ((piece + 1) as f32 * step).min(1.0);
        }
        last = next;
    }
    seen
}

/// How far a point is from a straight piece.
pub fn distance_to_piece(point: Point, from: Point, to: Point) -> f32 {
    let (x, y) = (to.x - from.x, to.y - from.y);
    let squared = x * x + y * y;
    let t = if squared > 0.0 {
        ((point.x - from.x) * x + (point.y - from.y) * y) / squared
    } else {
        0.0
    };
    point.distance(from.toward(to, t.clamp(0.0, 1.0)))
}

fn sampled(curve: &[Point; 4]) -> impl Iterator<Item = Point> + '_ {
    (0..=PIECES).map(|i| on_cubic(curve, i as f32 / PIECES as f32))
}
