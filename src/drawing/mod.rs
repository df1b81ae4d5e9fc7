//! Pictures as data: the canvas, the report and the command line draw the same [`Drawing`], so that an export cannot
//! differ from the screen. Knows meanings ([`Ink`]), not colors; canvas units, not pixels.

mod apart;
pub mod argument;
pub mod arrange;
mod bends;
mod blocks;
pub mod card;
pub mod chart;
mod dashing;
mod fold;
pub mod follow;
mod grid;
pub mod heat;
pub mod hit;
pub mod icon;
mod index;
pub mod judgements;
pub mod labels;
pub mod layout;
mod legend;
mod look;
mod note;
mod organic;
pub mod palette;
pub mod routing;
pub mod scene;
pub mod shift;
pub mod svg;
pub mod swing;
pub mod text;
pub mod triangle;
mod wire;
mod words;
mod wrap;

pub use dashing::Dashing;
pub use labels::Labeler;
pub use legend::Caption;
pub use look::{Look, SceneView};
pub use scene::{Item, Scene};

use crate::model::Accent;

/// A point in canvas units, y downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

impl Point {
    /// A point.
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// The point moved by `x` to the right and `y` downwards.
    #[must_use]
    pub fn moved(self, x: f32, y: f32) -> Self {
        Self::new(self.x + x, self.y + y)
    }

    /// The point at `t` on the way to another: 0 here, 1 there.
    #[must_use]
    pub fn toward(self, other: Self, t: f32) -> Self {
        Self::new(self.x + (other.x - self.x) * t, self.y + (other.y - self.y) * t)
    }

    /// How far another point is away.
    pub fn distance(self, other: Self) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// An upright rectangle; `min` is its top left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Frame {
    /// Top left.
    pub min: Point,
    /// Bottom right.
    pub max: Point,
}

impl Frame {
    /// A frame by its top left corner and its size.
    pub fn sized(min: Point, width: f32, height: f32) -> Self {
        Self { min, max: min.moved(width, height) }
    }

    /// A frame by its center and its size.
    pub fn around(center: Point, width: f32, height: f32) -> Self {
        Self::sized(center.moved(-width / 2.0, -height / 2.0), width, height)
    }

    /// The smallest frame that holds all points; `None` without points.
    pub fn hull(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        points.into_iter().map(|p| Self { min: p, max: p }).reduce(|hull, point| hull.union(point))
    }

    /// From left to right.
    pub fn width(&self) -> f32 {
        self.max.x - self.min.x
    }

    /// From top to bottom.
    pub fn height(&self) -> f32 {
        self.max.y - self.min.y
    }

    /// The middle.
    pub fn center(&self) -> Point {
        self.min.toward(self.max, 0.5)
    }

    /// Whether a point lies in it or on its edge.
    pub fn contains(&self, point: Point) -> bool {
        (self.min.x..=self.max.x).contains(&point.x) && (self.min.y..=self.max.y).contains(&point.y)
    }

    /// Whether another frame lies in it wholly.
    pub fn encloses(&self, other: &Self) -> bool {
        self.contains(other.min) && self.contains(other.max)
    }

    /// Whether the two share more than an edge.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.min.x < other.max.x
            && other.min.x < self.max.x
            && self.min.y < other.max.y
            && other.min.y < self.max.y
    }

    /// The smallest frame that holds both.
    #[must_use]
    pub fn union(&self, other: Self) -> Self {
        Self {
            min: Point::new(self.min.x.min(other.min.x), self.min.y.min(other.min.y)),
            max: Point::new(self.max.x.max(other.max.x), self.max.y.max(other.max.y)),
        }
    }

    /// The frame moved by `x` to the right and `y` downwards.
    #[must_use]
    pub fn shifted(&self, x: f32, y: f32) -> Self {
        Self { min: self.min.moved(x, y), max: self.max.moved(x, y) }
    }

    /// The frame with `by` more on every side.
    #[must_use]
    pub fn grown(&self, by: f32) -> Self {
        Self { min: self.min.moved(-by, -by), max: self.max.moved(by, by) }
    }
}

/// What a color means; themes decide what it looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ink {
    /// Plain text.
    Text,
    /// Text of second rank.
    Secondary,
    /// The lines of links.
    Link,
    /// Text that may be overlooked, such as carried-forward values.
    Faint,
    /// Hairlines.
    Line,
    /// The ground of the canvas.
    Canvas,
    /// The ground of cards.
    Surface,
    /// The one accent: selection, focus, the series that matters.
    Accent,
    /// A faint version of the accent, for bands and selected grounds.
    AccentSoft,
    /// Between the two, for the inner of two bands.
    AccentBand,
    /// Under mitigation.
    Mitigated,
    /// Needs attention.
    Warning,
    /// A probability, 0..=1, on the logarithmic color ramp.
    Probability(f32),
    /// A series of a chart by number: 0, 1, 2, …
    Series(u8),
    /// The color that somebody gave an element, for lines and text.
    Mark(Accent),
    /// A faint version of it, for grounds.
    Tint(Accent),
}

/// A line's look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Its meaning.
    pub ink: Ink,
    /// Its width in canvas units.
    pub width: f32,
    /// Whether and how it is broken.
    pub dash: Dash,
}

impl Stroke {
    /// An unbroken line.
    pub const fn solid(ink: Ink, width: f32) -> Self {
        Self { ink, width, dash: Dash::Solid }
    }

    /// The same line, broken or not.
    #[must_use]
    pub const fn dashed(self, dash: Dash) -> Self {
        Self { dash, ..self }
    }
}

/// How a line is broken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dash {
    /// Not at all.
    #[default]
    Solid,
    /// Long strokes: weak or second rank.
    Dashed,
    /// Dots: not scored.
    Dotted,
}

/// A geometric outline.
#[derive(Clone, Debug, PartialEq)]
pub enum Outline {
    /// A rectangle with its corners rounded: top left, top right, bottom right, bottom left.
    Rect(Frame, [f32; 4]),
    /// A circle: center, radius.
    Circle(Point, f32),
    /// Straight lines through points, closed when filled.
    Polyline(Vec<Point>),
    /// A closed polygon.
    Polygon(Vec<Point>),
    /// A cubic Bézier curve: start, two handles, end.
    Cubic([Point; 4]),
}

/// How heavy text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FontWeight {
    /// 400.
    #[default]
    Regular,
    /// 500.
    Medium,
    /// 600.
    SemiBold,
}

/// Which point of a text its position names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    /// The left end.
    #[default]
    Start,
    /// The middle.
    Middle,
    /// The right end.
    End,
}

/// One mark of a drawing.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// An outline, filled, stroked or both.
    Path {
        /// Its geometry.
        outline: Outline,
        /// Its ground.
        fill: Option<Ink>,
        /// Its line.
        stroke: Option<Stroke>,
    },
    /// One line of text; `at` is on the vertical middle of the line.
    Text {
        /// The anchor point.
        at: Point,
        /// The text.
        text: String,
        /// Font size in canvas units.
        size: f32,
        /// How heavy.
        weight: FontWeight,
        /// Which point of the text `at` names.
        anchor: Anchor,
        /// Its meaning.
        ink: Ink,
    },
    /// A symbol of the icon font, centered.
    Icon {
        /// The center.
        at: Point,
        /// Its height and width in canvas units.
        size: f32,
        /// The code point in the icon font.
        glyph: char,
        /// Its meaning.
        ink: Ink,
    },
}

impl Shape {
    /// A filled outline without a line.
    pub fn filled(outline: Outline, ink: Ink) -> Self {
        Self::Path { outline, fill: Some(ink), stroke: None }
    }

    /// A line along an outline that is not filled.
    pub fn stroked(outline: Outline, stroke: Stroke) -> Self {
        Self::Path { outline, fill: None, stroke: Some(stroke) }
    }

    /// An upright rectangle with sharp corners, filled.
    pub fn block(frame: Frame, ink: Ink) -> Self {
        Self::filled(Outline::Rect(frame, [0.0; 4]), ink)
    }

    /// A straight line.
    pub fn line(from: Point, to: Point, stroke: Stroke) -> Self {
        Self::stroked(Outline::Polyline(vec![from, to]), stroke)
    }

    /// Text in regular weight that starts at a point.
    pub fn text(at: Point, text: impl Into<String>, size: f32, ink: Ink) -> Self {
        let (weight, anchor) = (FontWeight::Regular, Anchor::Start);
        Self::Text { at, text: text.into(), size, weight, anchor, ink }
    }

    /// The same text in another weight; other shapes stay what they are.
    #[must_use]
    pub fn weighing(mut self, heavier: FontWeight) -> Self {
        if let Self::Text { weight, .. } = &mut self {
            *weight = heavier;
        }
        self
    }

    /// Moves the mark by `x` to the right and `y` downwards.
    pub fn shift(&mut self, x: f32, y: f32) {
        let shift = |point: &mut Point| *point = point.moved(x, y);
        match self {
            Self::Text { at, .. } | Self::Icon { at, .. } => shift(at),
            Self::Path { outline, .. } => match outline {
                Outline::Rect(frame, _) => *frame = frame.shifted(x, y),
                Outline::Circle(center, _) => shift(center),
                Outline::Polyline(points) | Outline::Polygon(points) => {
                    points.iter_mut().for_each(shift);
                }
                Outline::Cubic(points) => points.iter_mut().for_each(shift),
            },
        }
    }

    /// The same text anchored elsewhere; other shapes stay what they are.
    #[must_use]
    pub fn anchored(mut self, there: Anchor) -> Self {
        if let Self::Text { anchor, .. } = &mut self {
            *anchor = there;
        }
        self
    }
}

/// A finished picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// What is shown; shapes outside may be cut.
    pub frame: Frame,
    /// What the picture shows, in words, for readers who cannot see it.
    pub description: String,
    /// The marks, painted in order.
    pub shapes: Vec<Shape>,
}
