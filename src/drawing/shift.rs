//! What shifts in log-odds make of probabilities: before from left to right, after from bottom to top.

use super::{
    Anchor, Dash, Drawing, FontWeight, Frame, Ink, Outline, Point, Shape, Stroke,
    chart::tick_label, text,
};

/// Curves of probabilities before and after a shift.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShiftChart {
    /// What it shows, in words, for readers who cannot see it.
    pub description: String,
    /// What is shifted.
    pub title: String,
    /// The curves.
    pub curves: Vec<Curve>,
}

/// One curve of a [`ShiftChart`].
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Its meaning.
    pub ink: Ink,
    /// Whether and how it is broken.
    pub dash: Dash,
    /// Whether it stands out.
    pub leads: bool,
    /// Pairs of probabilities before and after, by rising probability before.
    pub points: Vec<[f64; 2]>,
    /// The pairs that occur in the document.
    pub marks: Vec<[f64; 2]>,
}

/// Side of the square.
const SIDE: f32 = 210.0;
const LEFT: f32 = 44.0;
const HEAD: f32 = 26.0;
const FOOT: f32 = 36.0;
const SIZE: f32 = 11.0;
/// Where the axes are divided, as shares of their reach.
const PARTS: [f64; 3] = [0.0, 0.5, 1.0];
/// How far the axes may reach.
const REACHES: [f64; 5] = [0.02, 0.1, 0.2, 0.5, 1.0];

impl ShiftChart {
    /// As far as the scores that are marked reach, before or after.
    fn reach(&self) -> f64 {
        let marks = self.curves.iter().flat_map(|curve| curve.marks.iter().flatten());
        let most = marks.copied().fold(0.0, f64::max);
        let fitting = REACHES.into_iter().find(|reach| *reach >= most && most > 0.0);
        fitting.unwrap_or(1.0)
    }

    /// The chart as a picture.
    pub fn drawing(&self) -> Drawing {
        let reach = self.reach();
        let at = |[before, after]: [f64; 2]| {
            let share = |p: f64| (p / reach).clamp(0.0, 1.0) as f32;
            Point::new(LEFT + share(before) * SIDE, HEAD + (1.0 - share(after)) * SIDE)
        };
        let mut shapes = Vec::new();
        let title = text::elided(&self.title, 12.0, FontWeight::Medium, LEFT + SIDE);
        let title = Shape::text(Point::new(LEFT, 10.0), title, 12.0, Ink::Text);
        shapes.push(title.weighing(FontWeight::Medium));
        let grid = Stroke::solid(Ink::Line, 1.0);
        for part in PARTS {
            let (value, label) = (part * reach, tick_label(part * reach));
            shapes.push(Shape::line(at([0.0, value]), at([reach, value]), grid));
            shapes.push(Shape::line(at([value, 0.0]), at([value, reach]), grid));
            let left = at([0.0, value]).moved(-6.0, 0.0);
            shapes.push(Shape::text(left, &*label, SIZE, Ink::Secondary).anchored(Anchor::End));
            let below = at([value, 0.0]).moved(0.0, 13.0);
            let anchor = if part < 1.0 { Anchor::Middle } else { Anchor::End };
            shapes.push(Shape::text(below, label, SIZE, Ink::Secondary).anchored(anchor));
        }
        let unchanged = grid.dashed(Dash::Dotted);
        let unchanged = Stroke { ink: Ink::Faint, ..unchanged };
        shapes.push(Shape::line(at([0.0, 0.0]), at([reach, reach]), unchanged));
        for curve in &self.curves {
            let inside = curve.points.iter().filter(|pair| pair.iter().all(|p| *p <= reach));
            let points: Vec<Point> = inside.map(|pair| at(*pair)).collect();
            let width = if curve.leads { 2.5 } else { 1.5 };
            let stroke = Stroke::solid(curve.ink, width).dashed(curve.dash);
            shapes.push(Shape::stroked(Outline::Polyline(points), stroke));
        }
        for curve in &self.curves {
            for mark in &curve.marks {
                let radius = if curve.leads { 3.0 } else { 2.0 };
                shapes.push(Shape::filled(Outline::Circle(at(*mark), radius), curve.ink));
            }
        }
        let below = Point::new(LEFT + SIDE / 2.0, HEAD + SIDE + 28.0);
        let axis = Shape::text(below, "As scored, to as shifted (upwards)", SIZE, Ink::Secondary);
        shapes.push(axis.anchored(Anchor::Middle));
        let size = [LEFT + SIDE + 10.0, HEAD + SIDE + FOOT];
        let frame = Frame::sized(Point::default(), size[0], size[1]);
        Drawing { frame, description: self.description.clone(), shapes }
    }
}

/// Several pictures beside each other, as wide as they are together.
pub fn beside(drawings: &[Drawing], gap: f32) -> Drawing {
    let mut whole = Drawing::default();
    let mut left = 0.0;
    let mut height = 0.0_f32;
    for drawing in drawings {
        for shape in &drawing.shapes {
            let mut shape = shape.clone();
            shape.shift(left - drawing.frame.min.x, -drawing.frame.min.y);
            whole.shapes.push(shape);
        }
        left += drawing.frame.width() + gap;
        height = height.max(drawing.frame.height());
    }
    whole.frame = Frame::sized(Point::default(), (left - gap).max(1.0), height);
    let told: Vec<&str> = drawings.iter().map(|drawing| &*drawing.description).collect();
    whole.description = told.join("\n");
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_holds_all_that_is_drawn_and_so_do_several_beside_each_other() {
        let points: Vec<[f64; 2]> = (0..=10).map(|i| [f64::from(i) / 10.0; 2]).collect();
        let curve = Curve {
            ink: Ink::Accent,
            dash: Dash::Solid,
            leads: true,
            marks: vec![[0.0, 0.4]],
            points,
        };
        let chart =
            ShiftChart { curves: vec![curve], title: "Spread".to_owned(), ..Default::default() };
        let one = chart.drawing();
        let both = beside(&[one.clone(), one.clone()], 12.0);
        assert_eq!(both.shapes.len(), 2 * one.shapes.len());
        for drawing in [one, both] {
            for shape in &drawing.shapes {
                if let Shape::Path { outline: Outline::Polyline(points), .. } = shape {
                    assert!(points.iter().all(|point| drawing.frame.contains(*point)));
                }
            }
        }
    }
}
