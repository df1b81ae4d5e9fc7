//! Charts from plain numbers: lines over phases, and bars with names.

use super::{Anchor, Dash, Drawing, FontWeight, Frame, Ink, Outline, Point, Shape, Stroke, text};

/// Lines over the phases.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineChart {
    /// What it shows, in words, for readers who cannot see it.
    pub description: String,
    /// Names of the phases, in order.
    pub phases: Vec<String>,
    /// The lines; later ones lie above earlier ones.
    pub series: Vec<Series>,
    /// How the axis of values is divided.
    pub axis: Axis,
    /// Width and height of the whole in canvas units; [`LineChart::SIZE`] where absent.
    pub size: Option<[f32; 2]>,
}

/// One line of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Its name, written at its end.
    pub name: String,
    /// Its meaning.
    pub ink: Ink,
    /// Whether and how it is broken.
    pub dash: Dash,
    /// A probability for each phase; NaN leaves a gap.
    pub values: Vec<f64>,
    /// Bands around it, the widest first.
    pub bands: Vec<Band>,
    /// Whether it is the one that matters: heavier, with points.
    pub leads: bool,
}

/// A band around a line: lower and upper ends for each phase.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Band {
    /// Lower ends.
    pub low: Vec<f64>,
    /// Upper ends.
    pub high: Vec<f64>,
}

/// How an axis of probabilities is divided.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Axis {
    /// Evenly from 0 to just above the largest value.
    #[default]
    Linear,
    /// Evenly between these two, for values that are all near 1.
    Between(f64, f64),
    /// By powers of ten; what is below the smallest positive value's power stands at the bottom.
    Logarithmic,
}

/// Bars with their names and figures, one a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BarTable {
    /// What it shows, in words, for readers who cannot see it.
    pub description: String,
    /// The rows, top to bottom.
    pub rows: Vec<Bar>,
    /// Width of the whole in canvas units.
    pub width: Option<f32>,
}

/// One row of a [`BarTable`].
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What it is about.
    pub name: String,
    /// How long; negative values go to the left of a common zero.
    pub value: f64,
    /// The value in words.
    pub figure: String,
    /// Its meaning.
    pub ink: Ink,
}

const TICK_SIZE: f32 = 11.0;
const LABEL_STEP: f32 = 15.0;
const LABEL_ROOM: f32 = 150.0;
const HEAD: f32 = 16.0;
const FOOT: f32 = 40.0;
const ROW: f32 = 34.0;

impl LineChart {
    /// Width and height of a chart for which none are given.
    pub const SIZE: [f32; 2] = [720.0, 320.0];

    /// The chart as a picture.
    pub fn drawing(&self) -> Drawing {
        let [width, height] = self.size.unwrap_or(Self::SIZE);
        let frame = Frame::sized(Point::default(), width, height);
        let plot = Plot::new(self, frame);
        let mut shapes = Vec::new();
        plot.axes(&mut shapes);
        for series in &self.series {
            for (rank, band) in series.bands.iter().enumerate() {
                plot.band(series, band, rank, &mut shapes);
            }
        }
        for series in &self.series {
            plot.line(series, &mut shapes);
        }
        plot.names(&mut shapes);
        Drawing { frame, description: self.description.clone(), shapes }
    }
}

impl BarTable {
    /// The table as a picture.
    pub fn drawing(&self) -> Drawing {
        let width = self.width.unwrap_or(480.0);
        let values = || self.rows.iter().map(|row| row.value).filter(|v| v.is_finite());
        let (low, high) = values().fold((0.0_f64, 0.0_f64), |(l, h), v| (l.min(v), h.max(v)));
        let scale = if high > low { f64::from(width) / (high - low) } else { 0.0 };
        let at = |v: f64| ((v - low) * scale) as f32;
        let mut shapes = Vec::new();
        for (i, row) in self.rows.iter().enumerate() {
            let top = i as f32 * ROW;
            let figure = text::elided(&row.figure, 12.0, FontWeight::Medium, width * 0.4);
            let taken = text::width(&figure, 12.0, FontWeight::Medium) + 12.0;
            let name = text::elided(&row.name, 12.0, FontWeight::Regular, width - taken);
            shapes.push(Shape::text(Point::new(0.0, top + 9.0), name, 12.0, Ink::Text));
            let figure = Shape::text(Point::new(width, top + 9.0), figure, 12.0, Ink::Secondary);
            shapes.push(figure.weighing(FontWeight::Medium).anchored(Anchor::End));
            let track = Frame::sized(Point::new(0.0, top + 20.0), width, 6.0);
            shapes.push(Shape::filled(Outline::Rect(track, [3.0; 4]), Ink::Line));
            let value = if row.value.is_finite() { row.value } else { 0.0 };
            let (left, right) = (at(value.min(0.0)), at(value.max(0.0)));
            let bar = Frame::sized(Point::new(left, top + 20.0), (right - left).max(1.0), 6.0);
            shapes.push(Shape::filled(Outline::Rect(bar, [3.0; 4]), row.ink));
        }
        let height = self.rows.len() as f32 * ROW;
        let frame = Frame::sized(Point::default(), width, height.max(1.0)).grown(8.0);
        Drawing { frame, description: self.description.clone(), shapes }
    }
}

/// Round values of a probability axis: from `low` to at least `high` in steps of 1, 2, 2.5 or 5 times a power of ten,
/// four to eight of them for ordinary ranges.
pub fn ticks(low: f64, high: f64) -> Vec<f64> {
    let span = (high - low).max(1e-9);
    let power = libm::pow(10.0, libm::floor(libm::log10(span / 4.0)));
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|nice| nice * power)
        .find(|step| span / step <= 6.0)
        .unwrap_or(power * 10.0);
    let first = libm::floor(low / step + 1e-9);
    let count = (libm::ceil(high / step - 1e-9) - first) as usize;
    (0..=count).map(|i| (first + i as f64) * step).collect()
}

/// A tick in percent with as many decimals as it needs.
pub fn tick_label(value: f64) -> String {
    let percent = value * 100.0;
    let decimals = (0..9).find(|decimals| {
        let scaled = percent * libm::pow(10.0, f64::from(*decimals));
        (scaled - scaled.round()).abs() < 1e-6 * scaled.abs().max(1.0)
    });
    format!("{:.*} %", usize::try_from(decimals.unwrap_or(9)).unwrap_or(0), percent + 0.0)
}

/// A chart with its scales settled.
struct Plot<'a> {
    chart: &'a LineChart,
    /// Where the lines are.
    area: Frame,
    ticks: Vec<f64>,
}

impl<'a> Plot<'a> {
    fn new(chart: &'a LineChart, frame: Frame) -> Self {
        let ticks = chart.ticks();
        let widest = |texts: &mut dyn Iterator<Item = &str>, size: f32| {
            texts.map(|t| text::width(t, size, FontWeight::Medium)).fold(0.0, f32::max)
        };
        let labels: Vec<String> = ticks.iter().map(|t| tick_label(*t)).collect();
        let left = widest(&mut labels.iter().map(String::as_str), TICK_SIZE) + 22.0;
        let names = &mut chart.series.iter().map(|s| s.name.as_str());
        let right = widest(names, TICK_SIZE).min(LABEL_ROOM) + 22.0;
        let area = Frame { min: frame.min.moved(left, HEAD), max: frame.max.moved(-right, -FOOT) };
        Self { chart, area, ticks }
    }

    /// Phases stand in the middle of equal columns, so that their names have room.
    fn x(&self, phase: usize) -> f32 {
        let count = self.chart.phases.len().max(1) as f32;
        let inset = (self.area.width() / count / 2.0).min(36.0);
        if count < 2.0 {
            return self.area.center().x;
        }
        let room = self.area.width() - inset - 4.0;
        self.area.min.x + inset + phase as f32 / (count - 1.0) * room
    }

    fn y(&self, value: f64) -> f32 {
        let (low, high) = (self.ticks[0], self.ticks[self.ticks.len() - 1]);
        let share = match self.chart.axis {
            Axis::Logarithmic if value <= low => 0.0,
            Axis::Logarithmic => libm::log(value / low) / libm::log(high / low),
            _ => (value - low) / (high - low),
        };
        self.area.max.y - (share.clamp(0.0, 1.0) as f32) * self.area.height()
    }

    fn axes(&self, shapes: &mut Vec<Shape>) {
        for tick in &self.ticks {
            let y = self.y(*tick);
            let (left, right) = (Point::new(self.area.min.x, y), Point::new(self.area.max.x, y));
            shapes.push(Shape::line(left, right, Stroke::solid(Ink::Line, 1.0)));
            let label =
                Shape::text(left.moved(-10.0, 0.0), tick_label(*tick), TICK_SIZE, Ink::Secondary);
            shapes.push(label.anchored(Anchor::End));
        }
        let count = self.chart.phases.len();
        let room = if count > 1 { self.x(1) - self.x(0) } else { self.area.width() } - 8.0;
        // Where names would be cut to nothing, only every second, third … is written, on up to two lines.
        let every = (52.0 / room.max(1.0)).ceil().max(1.0) as usize;
        for (phase, name) in self.chart.phases.iter().enumerate().step_by(every) {
            let room = room * every as f32;
            let mut lines = text::wrapped(name, TICK_SIZE, FontWeight::Regular, room);
            if lines.len() > 2 {
                let rest = lines.split_off(1).join(" ");
                let rest = text::elided(&rest, TICK_SIZE, FontWeight::Regular, room).into_owned();
                lines.push(rest);
            }
            for (i, line) in lines.into_iter().enumerate() {
                let at = Point::new(self.x(phase), self.area.max.y + 17.0 + i as f32 * 13.0);
                let label = Shape::text(at, line, TICK_SIZE, Ink::Secondary);
                shapes.push(label.anchored(Anchor::Middle));
            }
        }
    }

    fn band(&self, series: &Series, band: &Band, rank: usize, shapes: &mut Vec<Shape>) {
        let points = |values: &[f64]| -> Vec<Point> {
            let count = self.chart.phases.len();
            (values.iter().take(count).enumerate())
                .filter(|(_, v)| v.is_finite())
                .map(|(i, v)| Point::new(self.x(i), self.y(*v)))
                .collect()
        };
        let (low, high) = (points(&band.low), points(&band.high));
        let ink = if rank == 0 { Ink::AccentSoft } else { Ink::AccentBand };
        if let ([low], [high]) = (&low[..], &high[..]) {
            let span = Frame { min: high.moved(-10.0, 0.0), max: low.moved(10.0, 0.0) };
            shapes.push(Shape::block(span, ink));
            return;
        }
        // Quadrilaterals, because painters of the window fill only what is convex; a hair wider than they should be, so
        // that no seam shows between them.
        let wider = |p: Point, i: usize, last: usize| if i < last { p.moved(0.5, 0.0) } else { p };
        let last = low.len().min(high.len()).saturating_sub(2);
        for (i, (l, h)) in low.windows(2).zip(high.windows(2)).enumerate() {
            let (l1, h1) = (wider(l[1], i, last), wider(h[1], i, last));
            shapes.push(Shape::filled(Outline::Polygon(vec![l[0], l1, h1, h[0]]), ink));
        }
        // Printed in grey, a pale band needs an edge; bands of other lines are told by theirs alone.
        let edge = match (series.leads, rank) {
            (true, 0) => Stroke::solid(Ink::AccentBand, 1.0),
            (true, _) => return,
            (false, _) => Stroke::solid(series.ink, 0.75).dashed(Dash::Dotted),
        };
        shapes.extend([low, high].map(|line| Shape::stroked(Outline::Polyline(line), edge)));
    }

    fn line(&self, series: &Series, shapes: &mut Vec<Shape>) {
        let width = if series.leads { 2.25 } else { 1.5 };
        let stroke = Stroke::solid(series.ink, width).dashed(series.dash);
        let points = || self.points(series);
        let mut run: Vec<Point> = Vec::new();
        for point in points().chain([None]) {
            match point {
                Some(point) => run.push(point),
                None if run.len() > 1 => {
                    shapes
                        .push(Shape::stroked(Outline::Polyline(std::mem::take(&mut run)), stroke));
                }
                // A lone point between gaps would vanish as a line.
                None => shapes.extend(
                    run.drain(..).map(|p| Shape::filled(Outline::Circle(p, width), series.ink)),
                ),
            }
        }
        if series.leads {
            for point in points().flatten() {
                shapes.push(Shape::Path {
                    outline: Outline::Circle(point, 4.25),
                    fill: Some(series.ink),
                    stroke: Some(Stroke::solid(Ink::Canvas, 1.5)),
                });
            }
        }
    }

    /// A point a phase; `None` for a gap.
    fn points<'s>(&'s self, series: &'s Series) -> impl Iterator<Item = Option<Point>> + 's {
        let values = series.values.iter().take(self.chart.phases.len()).enumerate();
        values.map(|(i, v)| v.is_finite().then(|| Point::new(self.x(i), self.y(*v))))
    }

    /// Each name at its line's end, moved apart where ends are close.
    fn names(&self, shapes: &mut Vec<Shape>) {
        let ends = self.chart.series.iter().filter_map(|series| {
            let end = self.points(series).flatten().last()?;
            Some((end, series))
        });
        let mut ends: Vec<(Point, &Series)> =
            ends.filter(|(_, series)| !series.name.is_empty()).collect();
        ends.sort_by(|a, b| a.0.y.total_cmp(&b.0.y));
        let wished: Vec<f32> = ends.iter().map(|(end, _)| end.y).collect();
        let places = spread(&wished, LABEL_STEP);
        for ((end, series), y) in ends.into_iter().zip(places) {
            let name = text::elided(&series.name, TICK_SIZE, FontWeight::Medium, LABEL_ROOM);
            let at = Point::new(self.area.max.x + 10.0, y);
            if (end.y - y).abs() > 3.0 {
                let (from, to) = (Point::new(end.x + 5.0, end.y), at.moved(-3.0, 0.0));
                shapes.push(Shape::line(from, to, Stroke::solid(Ink::Line, 1.0)));
            }
            let weight = if series.leads { FontWeight::SemiBold } else { FontWeight::Medium };
            shapes.push(Shape::text(at, name, TICK_SIZE, series.ink).weighing(weight));
        }
    }
}

impl LineChart {
    /// At least two values of the axis, rising; the first and the last are its ends.
    fn ticks(&self) -> Vec<f64> {
        let bands = || self.series.iter().flat_map(|s| &s.bands);
        let lines = self.series.iter().flat_map(|s| &s.values);
        let values = lines.chain(bands().flat_map(|b| b.low.iter().chain(&b.high)));
        let values: Vec<f64> = values.copied().filter(|v| v.is_finite()).collect();
        let high = values.iter().copied().fold(0.0, f64::max);
        match self.axis {
            Axis::Linear => ticks(0.0, if high > 0.0 { high.min(1.0) } else { 0.01 }),
            Axis::Between(low, high) if high > low => ticks(low, high),
            Axis::Between(low, _) => ticks(low, low + 0.01),
            Axis::Logarithmic => {
                let positive = values.into_iter().filter(|v| *v > 0.0);
                powers(positive.fold(f64::INFINITY, f64::min), high)
            }
        }
    }
}

/// Powers of ten around two positive values, at most seven decades down.
fn powers(low: f64, high: f64) -> Vec<f64> {
    if low > high {
        return vec![0.001, 0.01, 0.1, 1.0];
    }
    let top = libm::ceil(libm::log10(high) - 1e-9) as i32;
    let bottom = (libm::floor(libm::log10(low) + 1e-9) as i32).clamp(top - 7, top - 1);
    (bottom..=top).map(|power| libm::pow(10.0, f64::from(power))).collect()
}

/// Places at least `step` apart, in order, each group of neighbors centered on where it wishes to be.
fn spread(wished: &[f32], step: f32) -> Vec<f32> {
    // Groups that touch merge until none do: each is (sum of its wished starts, count).
    let mut groups: Vec<(f32, usize)> = Vec::new();
    for (i, y) in wished.iter().enumerate() {
        groups.push((y - i as f32 * step, 1));
        while let [.., (a, m), (b, n)] = groups[..] {
            if a / m as f32 <= b / n as f32 {
                break;
            }
            groups.truncate(groups.len() - 2);
            groups.push((a + b, m + n));
        }
    }
    let starts = groups.into_iter().flat_map(|(sum, n)| std::iter::repeat_n(sum / n as f32, n));
    starts.enumerate().map(|(i, start)| start + i as f32 * step).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ticks_are_round_and_hold_the_range() {
        assert_eq!(
            ticks(0.0, 0.23).iter().map(|t| tick_label(*t)).collect::<Vec<_>>(),
            ["0 %", "5 %", "10 %", "15 %", "20 %", "25 %"]
        );
        assert_eq!(tick_label(0.0005), "0.05 %");
        assert_eq!(powers(0.004, 0.3), [0.001, 0.01, 0.1, 1.0]);
    }

    #[test]
    fn a_gap_in_the_values_is_a_gap_in_the_line() {
        let chart = LineChart {
            phases: ["A", "B", "C", "D", "E"].map(str::to_owned).to_vec(),
            series: vec![Series {
                name: "Line".to_owned(),
                ink: Ink::Text,
                dash: Dash::Solid,
                values: vec![0.1, 0.2, f64::NAN, 0.3, 0.4],
                bands: Vec::new(),
                leads: false,
            }],
            ..LineChart::default()
        };
        let runs = chart.drawing().shapes.into_iter().filter(|shape| {
            let Shape::Path { stroke: Some(stroke), .. } = shape else { return false };
            stroke.ink == Ink::Text
        });
        assert_eq!(runs.count(), 2);
    }

    proptest! {
        #[test]
        fn any_range_gets_few_ticks_that_hold_it(low in 0.0_f64..0.9, span in 1e-6_f64..1.0) {
            let ticks = ticks(low, low + span);
            prop_assert!((2..=9).contains(&ticks.len()));
            prop_assert!(ticks[0] <= low + 1e-9 && ticks[ticks.len() - 1] >= low + span - 1e-9);
        }

        #[test]
        fn names_never_collide_and_keep_their_order(mut wished in prop::collection::vec(0.0_f32..300.0, 0..20)) {
            wished.sort_by(f32::total_cmp);
            let places = spread(&wished, 15.0);
            prop_assert_eq!(places.len(), wished.len());
            prop_assert!(places.windows(2).all(|pair| pair[1] - pair[0] > 14.9));
        }

        #[test]
        fn every_chart_stays_within_its_frame(
            values in prop::collection::vec(prop_oneof![0.0_f64..=1.0, Just(f64::NAN)], 0..40),
            is_logarithmic in any::<bool>(),
        ) {
            let series = Series {
                name: "A series with a long name".repeat(3),
                ink: Ink::Series(0),
                dash: Dash::Dashed,
                bands: vec![Band { low: values.clone(), high: values.clone() }],
                values: values.clone(),
                leads: true,
            };
            let axis = if is_logarithmic { Axis::Logarithmic } else { Axis::Linear };
            let phases = values.iter().map(|_| "A phase with a name".to_owned()).collect();
            let chart = LineChart { phases, series: vec![series], axis, ..LineChart::default() };
            let drawing = chart.drawing();
            for shape in &drawing.shapes {
                if let Shape::Path { outline: Outline::Polyline(points), .. } = shape {
                    prop_assert!(points.iter().all(|p| drawing.frame.contains(*p)));
                }
            }
        }
    }
}
