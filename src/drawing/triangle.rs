//! A triangle of three weights: how a value that is their weighted mean changes with them.
//!
//! Each corner stands for all of the weight on one of three; a place inside mixes them by its barycentric coordinates.

use super::{
    Anchor, Drawing, FontWeight, Frame, Ink, Outline, Point, Shape, Stroke,
    chart::{tick_label, ticks},
    text,
};

/// Three weights and the value that follows from each alone.
#[derive(Clone, Debug, PartialEq)]
pub struct TriangleChart {
    /// What it shows, in words, for readers who cannot see it.
    pub description: String,
    /// The corners: left, right, top.
    pub corners: [Corner; 3],
    /// The weights now, in the order of the corners; they sum to 1.
    pub weights: [f64; 3],
    /// The value with these weights, in words.
    pub figure: String,
}

/// One corner of a [`TriangleChart`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Corner {
    /// What has all of the weight there.
    pub name: String,
    /// The value there, a probability.
    pub value: f64,
    /// The value in words.
    pub figure: String,
}

/// Length of a side.
const SIDE: f32 = 360.0;
/// Height of a triangle of side 1.
const RISE: f32 = 0.866_025_4;
/// The left corner.
const LEFT: Point = Point { x: 0.0, y: SIDE * RISE };
const RIGHT: Point = Point { x: SIDE, y: SIDE * RISE };
const TOP: Point = Point { x: SIDE / 2.0, y: 0.0 };
/// Room at the sides for the values of levels.
const BESIDE: f32 = 60.0;
/// Values that differ by less are as good as equal: no levels are drawn.
const SPAN_MIN: f64 = 1e-3;
/// Strips of the ground.
const STRIPS: usize = 40;
/// Room for the names of the corners.
const ROOM: f32 = 190.0;
const SIZE: f32 = 12.0;

impl TriangleChart {
    /// The chart as a picture.
    pub fn drawing(&self) -> Drawing {
        let mut shapes = Vec::new();
        self.ground(&mut shapes);
        self.levels(&mut shapes);
        let outline = Outline::Polyline(vec![LEFT, RIGHT, TOP, LEFT]);
        shapes.push(Shape::stroked(outline, Stroke::solid(Ink::Secondary, 1.25)));
        let places = [
            (LEFT.moved(0.0, 27.0), Anchor::Start),
            (RIGHT.moved(0.0, 27.0), Anchor::End),
            (TOP.moved(0.0, -30.0), Anchor::Middle),
        ];
        for (corner, (at, anchor)) in self.corners.iter().zip(places) {
            let room = if anchor == Anchor::Middle { 2.0 * ROOM } else { SIDE / 2.0 - 10.0 };
            let name = text::elided(&corner.name, SIZE, FontWeight::Medium, room);
            let name = Shape::text(at, name, SIZE, Ink::Text).weighing(FontWeight::Medium);
            shapes.push(name.anchored(anchor));
            let figure = Shape::text(at.moved(0.0, 15.0), &*corner.figure, SIZE, Ink::Secondary);
            shapes.push(figure.anchored(anchor));
        }
        let here = place(self.weights);
        shapes.push(Shape::Path {
            outline: Outline::Circle(here, 7.0),
            fill: Some(Ink::Surface),
            stroke: Some(Stroke::solid(Ink::Accent, 2.5)),
        });
        let anchor = if here.x > SIDE / 2.0 { Anchor::End } else { Anchor::Start };
        let aside: f32 = if anchor == Anchor::End { -14.0 } else { 14.0 };
        // A plate below the value keeps it readable on every color.
        let width = text::width(&self.figure, SIZE, FontWeight::SemiBold);
        let middle = here.moved(aside.signum() * (14.0 + width / 2.0), 0.0);
        let plate = Outline::Rect(Frame::around(middle, width + 8.0, 18.0), [4.0; 4]);
        shapes.push(Shape::filled(plate, Ink::Surface));
        let figure = Shape::text(here.moved(aside, 0.0), &*self.figure, SIZE, Ink::Text);
        shapes.push(figure.weighing(FontWeight::SemiBold).anchored(anchor));
        let frame = Frame {
            min: Point::new(-BESIDE, -46.0),
            max: Point::new(SIDE + BESIDE, LEFT.y + 54.0),
        };
        Drawing { frame, description: self.description.clone(), shapes }
    }

    /// Strips of about equal value, the lowest first; each is painted over what is above it, so that no seam shows.
    fn ground(&self, shapes: &mut Vec<Shape>) {
        let values = self.corners.each_ref().map(|corner| corner.value);
        let (low, high) = range(values);
        for step in 0..STRIPS {
            let share = |step: usize| step as f64 / STRIPS as f64;
            let level = low + (high - low) * share(step);
            let points = above(values, level);
            if points.len() >= 3 {
                let middle = low + (high - low) * (share(step) + 0.5 / STRIPS as f64);
                let ink = Ink::Probability(middle as f32);
                shapes.push(Shape::filled(Outline::Polygon(points), ink));
            }
            if high - low < 1e-9 {
                break;
            }
        }
    }

    /// Lines of equal value; they are straight, because the value is linear in the weights.
    fn levels(&self, shapes: &mut Vec<Shape>) {
        let values = self.corners.each_ref().map(|corner| corner.value);
        let (low, high) = range(values);
        if high - low < SPAN_MIN {
            return;
        }
        for level in ticks(low, high).into_iter().filter(|level| (low..high).contains(level)) {
            let corners = [LEFT, RIGHT, TOP];
            let ends: Vec<Point> = [(0, 1), (1, 2), (2, 0)]
                .into_iter()
                .filter_map(|(a, b)| {
                    let (from, to) = (values[a], values[b]);
                    let share = (level - from) / (to - from);
                    (0.0..=1.0)
                        .contains(&share)
                        .then(|| corners[a].toward(corners[b], share as f32))
                })
                .collect();
            let (Some(first), Some(last)) = (ends.first(), ends.last()) else { continue };
            if first.distance(*last) < 12.0 {
                continue;
            }
            shapes.push(Shape::line(*first, *last, Stroke::solid(Ink::Surface, 1.5)));
            let (outer, anchor) = outside(if first.x < last.x { *first } else { *last });
            let label = Shape::text(outer, tick_label(level), 10.5, Ink::Secondary);
            shapes.push(label.anchored(anchor));
        }
    }
}

fn range(values: [f64; 3]) -> (f64, f64) {
    values.iter().fold((f64::INFINITY, 0.0_f64), |(l, h), v| (l.min(*v), h.max(*v)))
}

/// The part of the triangle where a linear value is at least a level: what cutting off one side leaves.
fn above(values: [f64; 3], level: f64) -> Vec<Point> {
    let corners = [LEFT, RIGHT, TOP];
    let mut points = Vec::new();
    for (a, b) in [(0, 1), (1, 2), (2, 0)] {
        let (from, to) = (values[a] - level, values[b] - level);
        if from >= 0.0 {
            points.push(corners[a]);
        }
        if (from < 0.0 && to > 0.0) || (from > 0.0 && to < 0.0) {
            points.push(corners[a].toward(corners[b], (from / (from - to)) as f32));
        }
    }
    points
}

/// Beside a point on the edge, away from the inside.
fn outside(edge: Point) -> (Point, Anchor) {
    if edge.y >= LEFT.y - 1.0 {
        (edge.moved(0.0, 8.0), Anchor::Middle)
    } else if edge.x <= SIDE / 2.0 {
        (edge.moved(-6.0, -2.0), Anchor::End)
    } else {
        (edge.moved(6.0, -2.0), Anchor::Start)
    }
}

/// Where a mixture is.
pub fn place(weights: [f64; 3]) -> Point {
    let [a, b, c] = weights.map(|weight| weight as f32);
    Point::new(a * LEFT.x + b * RIGHT.x + c * TOP.x, a * LEFT.y + b * RIGHT.y + c * TOP.y)
}

/// The mixture at a place, or at the nearest one in the triangle; the weights sum to 1.
pub fn weights_at(at: Point) -> [f64; 3] {
    let top = f64::from(1.0 - at.y / (SIDE * RISE));
    let right = f64::from(at.x / SIDE) - top / 2.0;
    let weights = [1.0 - top - right, right, top].map(|weight| weight.max(0.0));
    let sum: f64 = weights.iter().sum();
    if sum > 0.0 && sum.is_finite() { weights.map(|weight| weight / sum) } else { [1.0 / 3.0; 3] }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chart(values: [f64; 3], weights: [f64; 3]) -> TriangleChart {
        let corner =
            |value| Corner { name: "Fitness-seeker".repeat(4), value, figure: tick_label(value) };
        TriangleChart {
            description: String::new(),
            corners: values.map(corner),
            weights,
            figure: "37.5 % ± 0.2".to_owned(),
        }
    }

    /// Twice the area of a polygon.
    fn doubled_area(points: &[Point]) -> f32 {
        let next = points.iter().cycle().skip(1);
        points.iter().zip(next).map(|(a, b)| a.x * b.y - b.x * a.y).sum::<f32>().abs()
    }

    #[test]
    fn a_level_cuts_off_what_lies_below_it() {
        let whole = doubled_area(&[LEFT, RIGHT, TOP]);
        // Half-way up from one corner, three quarters of the triangle are left.
        let kept = above([0.0, 0.4, 0.4], 0.2);
        assert!((doubled_area(&kept) / whole - 0.75).abs() < 1e-4);
        assert_eq!(above([0.1, 0.2, 0.3], 0.1).len(), 3);
        assert!(above([0.1, 0.2, 0.3], 0.4).is_empty());
    }

    proptest! {
        #[test]
        fn a_place_and_its_weights_belong_together(a in 0.0_f64..1.0, b in 0.0_f64..1.0) {
            let (low, high) = (a.min(b), a.max(b));
            let weights = [low, high - low, 1.0 - high];
            let found = weights_at(place(weights));
            for (given, found) in weights.iter().zip(found) {
                prop_assert!((given - found).abs() < 1e-5, "{given} {found}");
            }
        }

        #[test]
        fn every_place_gives_weights(x in -1e4_f32..1e4, y in -1e4_f32..1e4) {
            let weights = weights_at(Point::new(x, y));
            prop_assert!(weights.iter().all(|weight| (0.0..=1.0).contains(weight)));
            prop_assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        }

        #[test]
        fn the_picture_holds_all_that_is_drawn(
            values in prop::array::uniform3(0.0_f64..=1.0),
            a in 0.0_f64..1.0,
        ) {
            let drawing = chart(values, [a, (1.0 - a) / 2.0, (1.0 - a) / 2.0]).drawing();
            for shape in &drawing.shapes {
                match shape {
                    Shape::Path { outline: Outline::Polygon(points), .. } => {
                        prop_assert!(points.iter().all(|point| drawing.frame.contains(*point)));
                    }
                    Shape::Text { at, text, size, weight, anchor, .. } => {
                        let width = text::width(text, *size, *weight);
                        let left = match anchor {
                            Anchor::Start => at.x,
                            Anchor::Middle => at.x - width / 2.0,
                            Anchor::End => at.x - width,
                        };
                        let right = left + width;
                        prop_assert!(left >= drawing.frame.min.x && right <= drawing.frame.max.x, "{text} {left} {right}");
                    }
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn a_corner_has_all_of_the_weight() {
        assert_eq!(place([1.0, 0.0, 0.0]), LEFT);
        assert_eq!(place([0.0, 0.0, 1.0]), TOP);
        let at_right = weights_at(RIGHT);
        assert!((at_right[1] - 1.0).abs() < 1e-6, "{at_right:?}");
    }
}
