//! Pictures as data: the canvas, the report and the command line draw the same [`Drawing`], so that an export cannot
//! differ from the screen. Knows meanings ([`Ink`]), not colors; canvas units, not pixels.

pub mod palette;
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
}

/// An upright rectangle; `min` is its top left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Frame {
    /// Top left.
    pub min: Point,
    /// Bottom right.
    pub max: Point,
}

/// What a color means; themes decide what it looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ink {
    /// Plain text.
    Text,
    /// Text of second rank, and the lines of links.
    Secondary,
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
    /// Under mitigation.
    Mitigated,
    /// Needs attention.
    Warning,
    /// A probability, 0..=1, on the logarithmic color ramp.
    Probability(f32),
    /// A series of a chart by number: 0, 1, 2, …
    Series(u8),
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
