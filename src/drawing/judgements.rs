//! What several people said to one question: a dot and an interval each, with what was made of them below.

use super::{
    Anchor, Dash, Drawing, FontWeight, Frame, Ink, Outline, Point, Shape, Stroke,
    chart::tick_label, text,
};
use crate::model::{Axis, logistic};

/// Judgements of one quantity, one a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JudgementChart {
    /// What it shows, in words, for readers who cannot see it.
    pub description: String,
    /// The axis of the quantity.
    pub axis: Axis,
    /// The judgements, top to bottom.
    pub rows: Vec<JudgementRow>,
    /// What was made of them, below.
    pub results: Vec<JudgementResult>,
    /// Between which values the middle half of the judgements lies.
    pub middle_half: Option<(f64, f64)>,
    /// Belief over the axis, as pairs of a value and a density in any unit: what all of them together believe.
    pub curve: Vec<[f64; 2]>,
    /// Width of the column of names in canvas units; [`JudgementChart::NAMES`] where absent.
    pub names: Option<f32>,
}

/// One row of a [`JudgementChart`].
#[derive(Clone, Debug, PartialEq)]
pub struct JudgementRow {
    /// Who.
    pub name: String,
    /// Low, best and high; the same three for a point, `None` for who said none.
    pub numbers: Option<[f64; 3]>,
    /// What they said in the round before.
    pub before: Option<[f64; 3]>,
    /// The number in words.
    pub figure: String,
    /// Whether it lies far from the rest.
    pub is_outlying: bool,
}

/// What was made of judgements.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgementResult {
    /// What it is.
    pub name: String,
    /// Low, best and high; the same three for a point.
    pub numbers: [f64; 3],
    /// The number in words.
    pub figure: String,
    /// Whether it is the one that counts.
    pub leads: bool,
}

/// Width of the whole.
const WIDTH: f32 = 760.0;
const ROW: f32 = 24.0;
const SIZE: f32 = 12.0;
/// Room for the number in words, at the right.
const FIGURES: f32 = 190.0;
/// Height of the curve above the rows.
const CURVE: f32 = 44.0;
/// Room between the axis and the names, and between judgements and results.
const GAP: f32 = 12.0;
/// Widest part of log-odds that is shown, on either side: about one in a million.
const REACH: f64 = 13.9;
/// Probabilities at which an axis of log-odds is divided.
const CHANCES: [f64; 13] =
    [1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99, 0.999, 0.9999];
/// Least room between the labels of the axis.
const LABEL: f32 = 46.0;

/// Where values lie in the picture.
struct Places {
    axis: Axis,
    ends: [f64; 2],
    sides: [f32; 2],
}

impl Places {
    fn x(&self, value: f64) -> f32 {
        let place = self.axis.place(value);
        let place = if place.is_nan() { self.ends[0] } else { place };
        let share = (place.clamp(self.ends[0], self.ends[1]) - self.ends[0])
            / (self.ends[1] - self.ends[0]);
        self.sides[0] + share as f32 * (self.sides[1] - self.sides[0])
    }
}

impl JudgementChart {
    /// Usual width of the column of names in canvas units.
    pub const NAMES: f32 = 150.0;

    /// The chart as a picture.
    pub fn drawing(&self) -> Drawing {
        let left = self.names.unwrap_or(Self::NAMES) + GAP;
        let places =
            Places { axis: self.axis, ends: self.ends(), sides: [left, WIDTH - FIGURES - GAP] };
        let head = if self.curve.is_empty() { 6.0 } else { CURVE };
        let said = head + self.rows.len() as f32 * ROW;
        let bottom = said
            + if self.results.is_empty() { 0.0 } else { GAP }
            + self.results.len() as f32 * ROW;
        let mut shapes = Vec::new();
        if let Some((low, high)) = self.middle_half {
            let (a, b) = (places.x(low), places.x(high));
            let band = Frame::sized(Point::new(a, head), (b - a).max(1.0), said - head);
            shapes.push(Shape::block(band, Ink::AccentSoft));
        }
        self.divide(&places, (head, bottom), &mut shapes);
        self.draw_curve(&places, head, &mut shapes);
        for (i, row) in self.rows.iter().enumerate() {
            row.draw(head + (i as f32 + 0.5) * ROW, &places, &mut shapes);
        }
        if !self.results.is_empty() && !self.rows.is_empty() {
            let y = said + GAP / 2.0;
            let line = (Point::new(0.0, y), Point::new(WIDTH, y));
            shapes.push(Shape::line(line.0, line.1, Stroke::solid(Ink::Line, 1.0)));
        }
        for (i, result) in self.results.iter().enumerate() {
            result.draw(said + GAP + (i as f32 + 0.5) * ROW, &places, &mut shapes);
        }
        let frame = Frame::sized(Point::default(), WIDTH, bottom + 24.0).grown(6.0);
        Drawing { frame, description: self.description.clone(), shapes }
    }

    /// The part of the axis that holds all numbers, with some room at its ends.
    fn ends(&self) -> [f64; 2] {
        let said = self.rows.iter().flat_map(|row| row.numbers.into_iter().chain(row.before));
        let all = said.chain(self.results.iter().map(|result| result.numbers));
        let places = all.flatten().map(|value| self.axis.place(value));
        let places = places.map(|place| match self.axis {
            Axis::LogOdds => place.clamp(-REACH, REACH),
            Axis::Log | Axis::Linear => place,
        });
        let places = places.filter(|place| place.is_finite());
        let none = (f64::INFINITY, f64::NEG_INFINITY);
        let (low, high) = places.fold(none, |(low, high), x| (low.min(x), high.max(x)));
        if low > high {
            return [-1.0, 1.0];
        }
        let room = ((high - low) * 0.06).max(match self.axis {
            Axis::LogOdds | Axis::Log => 0.4,
            Axis::Linear => low.abs().max(high.abs()).max(1e-9) * 0.02,
        });
        [low - room, high + room]
    }

    fn divisions(&self, ends: [f64; 2]) -> Vec<(f64, String)> {
        let inside = |value: &f64| {
            let place = self.axis.place(*value);
            (ends[0]..=ends[1]).contains(&place)
        };
        match self.axis {
            Axis::LogOdds => {
                let known = CHANCES.into_iter().filter(inside);
                let mut all: Vec<(f64, String)> = known.map(|p| (p, tick_label(p))).collect();
                if all.len() < 2 {
                    all = ends.map(logistic).map(|p| (p, tick_label(p))).to_vec();
                }
                all
            }
            Axis::Log => {
                let (from, to) =
                    (ends[0] / std::f64::consts::LN_10, ends[1] / std::f64::consts::LN_10);
                let decades = (from.floor() as i32)..=(to.ceil() as i32);
                let steps = decades
                    .flat_map(|n| [1.0, 2.0, 5.0].map(|m| m * libm::pow(10.0, f64::from(n))));
                steps.filter(inside).map(|value| (value, plain(value))).collect()
            }
            Axis::Linear => {
                let step = nice((ends[1] - ends[0]) / 4.0);
                let first = (ends[0] / step).ceil();
                let all = (0..8).map(|i| (first + f64::from(i)) * step);
                all.filter(inside).map(|value| (value, plain(value))).collect()
            }
        }
    }

    /// Lines and labels of the axis.
    fn divide(&self, places: &Places, (head, bottom): (f32, f32), shapes: &mut Vec<Shape>) {
        let mut free = f32::NEG_INFINITY;
        for (value, label) in self.divisions(places.ends) {
            let x = places.x(value);
            let line = (Point::new(x, head), Point::new(x, bottom));
            shapes.push(Shape::line(line.0, line.1, Stroke::solid(Ink::Line, 1.0)));
            if x >= free {
                let label = Shape::text(line.1.moved(0.0, 13.0), label, 11.0, Ink::Secondary);
                shapes.push(label.anchored(Anchor::Middle));
                free = x + LABEL;
            }
        }
    }

    fn draw_curve(&self, places: &Places, head: f32, shapes: &mut Vec<Shape>) {
        let most = self.curve.iter().map(|pair| pair[1]).fold(0.0, f64::max);
        if most <= 0.0 || !most.is_finite() {
            return;
        }
        let shown = self.curve.iter().filter(|pair| {
            let place = self.axis.place(pair[0]);
            (places.ends[0]..=places.ends[1]).contains(&place)
        });
        let above: Vec<Point> = shown
            .map(|[value, density]| {
                let height = (density / most) as f32 * (CURVE - 10.0);
                Point::new(places.x(*value), head - 3.0 - height)
            })
            .collect();
        let below = above.iter().rev().map(|point| Point::new(point.x, head - 3.0));
        let area: Vec<Point> = above.iter().copied().chain(below).collect();
        if area.len() > 4 {
            shapes.push(Shape::filled(Outline::Polygon(area), Ink::AccentBand));
            let stroke = Stroke::solid(Ink::Accent, 1.25);
            shapes.push(Shape::stroked(Outline::Polyline(above), stroke));
        }
    }
}

impl JudgementRow {
    fn draw(&self, y: f32, places: &Places, shapes: &mut Vec<Shape>) {
        named((&self.name, FontWeight::Regular), y, places, shapes);
        let ink = if self.is_outlying { Ink::Warning } else { Ink::Text };
        if let Some([low, best, high]) = self.before {
            let y = y + 6.0;
            let stroke = Stroke::solid(Ink::Faint, 1.25).dashed(Dash::Dotted);
            let ends = [low, high].map(|value| Point::new(places.x(value), y));
            shapes.push(Shape::line(ends[0], ends[1], stroke));
            let dot = Outline::Circle(Point::new(places.x(best), y), 2.5);
            shapes.push(Shape::stroked(dot, Stroke::solid(Ink::Faint, 1.25)));
        }
        let number = if let Some([low, best, high]) = self.numbers {
            let ends = [low, high].map(|value| Point::new(places.x(value), y));
            shapes.push(Shape::line(ends[0], ends[1], Stroke::solid(ink, 1.75)));
            let dot = Outline::Circle(Point::new(places.x(best), y), 4.0);
            shapes.push(Shape::filled(dot, ink));
            Ink::Text
        } else {
            Ink::Secondary
        };
        figured(&self.figure, (y, number), shapes);
    }
}

impl JudgementResult {
    fn draw(&self, y: f32, places: &Places, shapes: &mut Vec<Shape>) {
        let weight = if self.leads { FontWeight::SemiBold } else { FontWeight::Regular };
        named((&self.name, weight), y, places, shapes);
        let ink = if self.leads { Ink::Accent } else { Ink::Secondary };
        let [low, best, high] = self.numbers.map(|value| places.x(value));
        let bar = Frame::sized(Point::new(low, y - 3.0), (high - low).max(1.0), 6.0);
        shapes.push(Shape::block(bar, if self.leads { Ink::AccentBand } else { Ink::Line }));
        let corners = [(0.0, -6.0), (5.0, 0.0), (0.0, 6.0), (-5.0, 0.0)];
        let diamond = corners.map(|(dx, dy)| Point::new(best + dx, y + dy));
        shapes.push(Shape::filled(Outline::Polygon(diamond.to_vec()), ink));
        figured(&self.figure, (y, Ink::Text), shapes);
    }
}

fn named((name, weight): (&str, FontWeight), y: f32, places: &Places, shapes: &mut Vec<Shape>) {
    let name = text::elided(name, SIZE, weight, places.sides[0] - GAP - 4.0);
    shapes.push(Shape::text(Point::new(0.0, y), name, SIZE, Ink::Text).weighing(weight));
}

fn figured(figure: &str, (y, ink): (f32, Ink), shapes: &mut Vec<Shape>) {
    let at = Point::new(WIDTH - FIGURES, y);
    let figure = text::elided(figure, SIZE, FontWeight::Regular, FIGURES);
    shapes.push(Shape::text(at, figure, SIZE, ink));
}

/// The next of 1, 2 and 5 times a power of ten from a positive length on.
fn nice(length: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(length.max(1e-300))));
    let of = [1.0, 2.0, 5.0].into_iter().find(|of| of * power >= length * (1.0 - 1e-9));
    of.unwrap_or(10.0) * power
}

/// A number in as few digits as an axis needs.
fn plain(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-3..1e6).contains(&size) {
        return format!("{value:e}");
    }
    // Multiples of a tenth are not exact.
    let rounded = (value * 1e6).round() / 1e6;
    format!("{rounded}").replace('-', "\u{2212}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(numbers: [f64; 3]) -> JudgementRow {
        JudgementRow {
            name: "A name that goes on and on and on".to_owned(),
            numbers: Some(numbers),
            before: Some(numbers.map(|p| p * 0.5)),
            figure: "7 % (1 % to 20 %)".to_owned(),
            is_outlying: false,
        }
    }

    fn chart(axis: Axis, all: &[[f64; 3]]) -> JudgementChart {
        let result = |numbers: &[f64; 3]| JudgementResult {
            name: "Log-odds".to_owned(),
            numbers: *numbers,
            figure: String::new(),
            leads: true,
        };
        JudgementChart {
            axis,
            rows: all.iter().map(|numbers| row(*numbers)).collect(),
            results: all.first().map(result).into_iter().collect(),
            middle_half: Some((all[0][0], all[0][2])),
            curve: all.iter().flatten().map(|value| [*value, 1.0]).collect(),
            ..JudgementChart::default()
        }
    }

    fn dots(drawing: &Drawing, wanted: f32) -> Vec<Point> {
        let dots = drawing.shapes.iter().filter_map(|shape| match shape {
            Shape::Path { outline: Outline::Circle(at, radius), fill: Some(_), .. } => {
                ((radius - wanted).abs() < 1e-6).then_some(*at)
            }
            _ => None,
        });
        dots.collect()
    }

    fn three() -> impl Strategy<Value = [f64; 3]> {
        prop::array::uniform3(0.0_f64..=1.0).prop_map(|mut three| {
            three.sort_by(f64::total_cmp);
            three
        })
    }

    proptest! {
        #[test]
        fn every_number_has_its_place_in_the_picture(
            all in prop::collection::vec(three(), 1..20),
            axis in prop::sample::select(vec![Axis::LogOdds, Axis::Log, Axis::Linear]),
        ) {
            let drawing = chart(axis, &all).drawing();
            let found = dots(&drawing, 4.0);
            prop_assert_eq!(found.len(), all.len());
            prop_assert!(found.iter().all(|at| drawing.frame.contains(*at)));
            // Who says more lies farther to the right.
            for (a, b) in found.iter().zip(&found[1..]).zip(all.iter().zip(&all[1..])).filter_map(
                |((at, next), (a, b))| (a[1] <= b[1]).then_some((at.x, next.x)),
            ) {
                prop_assert!(a <= b + 1e-3, "{} {}", a, b);
            }
        }
    }

    #[test]
    fn axes_are_divided_at_round_values() {
        let labels = |axis, all: &[[f64; 3]]| -> Vec<String> {
            let chart = chart(axis, all);
            chart.divisions(chart.ends()).into_iter().map(|(_, label)| label).collect()
        };
        let chances = labels(Axis::LogOdds, &[[0.005, 0.02, 0.3]]);
        assert!(chances.contains(&tick_label(0.01)) && chances.contains(&tick_label(0.2)));
        assert_eq!(labels(Axis::Linear, &[[40.0, 50.0, 60.0]])[0], "20");
        let decades = labels(Axis::Log, &[[20.0, 100.0, 900.0]]);
        assert!(decades.contains(&"100".to_owned()), "{decades:?}");
        assert!((nice(0.03) - 0.05).abs() < 1e-12);
        assert_eq!(plain(-0.1 * 3.0), "\u{2212}0.3");
    }

    #[test]
    fn nothing_said_is_drawn_too() {
        let drawing = JudgementChart::default().drawing();
        assert!(drawing.frame.height() > 0.0);
        let silent = JudgementRow { numbers: None, before: None, ..row([0.1; 3]) };
        let chart = JudgementChart { rows: vec![silent], ..JudgementChart::default() };
        assert!(dots(&chart.drawing(), 4.0).is_empty());
    }
}
