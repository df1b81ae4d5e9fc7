//! Bars from a low to a high value around a common middle, one a row: what each uncertain score moves.

use super::{
    Anchor, Drawing, FontWeight, Frame, Ink, Point, Shape, Stroke,
    chart::{tick_label, ticks},
    text,
};

/// Bars around a common middle.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SwingChart {
    /// What it shows, in words, for readers who cannot see it.
    pub description: String,
    /// The common middle: the value with nothing moved.
    pub middle: f64,
    /// What the middle is, in words.
    pub middle_name: String,
    /// The rows, top to bottom.
    pub rows: Vec<SwingRow>,
}

/// One row of a [`SwingChart`].
#[derive(Clone, Debug, PartialEq)]
pub struct SwingRow {
    /// What is moved.
    pub name: String,
    /// The value with it at its low end, and in words.
    pub low: (f64, String),
    /// The value with it at its high end, and in words.
    pub high: (f64, String),
}

const WIDTH: f32 = 860.0;
const NAME: f32 = 320.0;
const ROW: f32 = 26.0;
const SIZE: f32 = 12.0;
/// Room for a figure beside the end of a bar.
const FIGURE: f32 = 62.0;

impl SwingChart {
    /// The chart as a picture.
    pub fn drawing(&self) -> Drawing {
        let ticks = self.ticks();
        let (low, high) = (ticks[0], ticks[ticks.len() - 1]);
        let (left, right) = (NAME + FIGURE, WIDTH - FIGURE);
        let x = |value: f64| {
            let share = ((value - low) / (high - low)).clamp(0.0, 1.0) as f32;
            left + share * (right - left)
        };
        let bottom = 24.0 + self.rows.len() as f32 * ROW;
        let mut shapes = Vec::new();
        for tick in &ticks {
            let (top, foot) = (Point::new(x(*tick), 24.0), Point::new(x(*tick), bottom));
            shapes.push(Shape::line(top, foot, Stroke::solid(Ink::Line, 1.0)));
            let label = Shape::text(foot.moved(0.0, 14.0), tick_label(*tick), 11.0, Ink::Secondary);
            shapes.push(label.anchored(Anchor::Middle));
        }
        for (i, row) in self.rows.iter().enumerate() {
            row.draw(24.0 + i as f32 * ROW, (&x, self.middle), &mut shapes);
        }
        let middle = x(self.middle);
        let line = (Point::new(middle, 18.0), Point::new(middle, bottom));
        shapes.push(Shape::line(line.0, line.1, Stroke::solid(Ink::Text, 1.25)));
        let name = Shape::text(line.0.moved(0.0, -9.0), &*self.middle_name, 11.0, Ink::Text);
        shapes.push(name.anchored(Anchor::Middle));
        let frame = Frame::sized(Point::default(), WIDTH, bottom + 24.0).grown(10.0);
        Drawing { frame, description: self.description.clone(), shapes }
    }

    fn ticks(&self) -> Vec<f64> {
        let ends = self.rows.iter().flat_map(|row| [row.low.0, row.high.0]).chain([self.middle]);
        let ends = ends.filter(|value| value.is_finite());
        let (low, high) =
            ends.fold((f64::INFINITY, 0.0_f64), |(low, high), v| (low.min(v), high.max(v)));
        let low = if low.is_finite() { low } else { 0.0 };
        // Bars that start far from 0 would all look alike on an axis from 0.
        let from = if low > 0.5 * high { low } else { 0.0 };
        ticks(from, if high > from { high } else { from + 0.01 })
    }
}

impl SwingRow {
    fn draw(&self, top: f32, (x, middle): (&dyn Fn(f64) -> f32, f64), shapes: &mut Vec<Shape>) {
        let y = top + ROW / 2.0;
        let name = text::elided(&self.name, SIZE, FontWeight::Regular, NAME - 12.0);
        shapes.push(Shape::text(Point::new(0.0, y), name, SIZE, Ink::Text));
        let ends = [(&self.low, Ink::AccentBand), (&self.high, Ink::Accent)];
        for ((value, _), ink) in ends {
            let (a, b) = (x(value.min(middle)), x(value.max(middle)));
            let bar = Frame::sized(Point::new(a, y - 6.0), (b - a).max(1.0), 12.0);
            shapes.push(Shape::block(bar, ink));
        }
        let (first, last) = if self.low.0 <= self.high.0 {
            (&self.low, &self.high)
        } else {
            (&self.high, &self.low)
        };
        let at = Point::new(x(first.0.min(middle)) - 6.0, y);
        let figure = Shape::text(at, &*first.1, 11.0, Ink::Secondary);
        shapes.push(figure.anchored(Anchor::End));
        let at = Point::new(x(last.0.max(middle)) + 6.0, y);
        shapes.push(Shape::text(at, &*last.1, 11.0, Ink::Secondary));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::drawing::Outline;

    proptest! {
        #[test]
        fn every_bar_lies_in_the_picture_and_reaches_from_the_middle_to_its_end(
            values in prop::collection::vec((0.0_f64..=1.0, 0.0_f64..=1.0), 0..20),
            middle in 0.0_f64..=1.0,
        ) {
            let words = |v: f64| (v, tick_label(v));
            let row = |(low, high): &(f64, f64)| {
                SwingRow { name: "A score".repeat(20), low: words(*low), high: words(*high) }
            };
            let rows: Vec<SwingRow> = values.iter().map(row).collect();
            let chart = SwingChart { middle, rows, ..SwingChart::default() };
            let drawing = chart.drawing();
            let bars = drawing.shapes.iter().filter_map(|shape| match shape {
                Shape::Path { outline: Outline::Rect(bar, _), .. } => Some(*bar),
                _ => None,
            });
            let bars: Vec<Frame> = bars.collect();
            prop_assert_eq!(bars.len(), 2 * values.len());
            prop_assert!(bars.iter().all(|bar| drawing.frame.encloses(bar)));
        }
    }
}
