//! How things stand and look on the canvas: positions, zones, annotations, views. Nothing here bears on a number.

use super::Id;

/// A place in canvas units, y downwards; both finite, in documents at most [`super::rules::COORDINATE_MAX`] from 0. Of a card it is the top left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Position {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Position {
    /// The place moved by `x` to the right and `y` downwards.
    #[must_use]
    pub fn moved(self, x: f64, y: f64) -> Self {
        Self { x: self.x + x, y: self.y + y }
    }

    /// Whether both coordinates are finite.
    pub fn is_finite(self) -> bool {
        self.x.is_finite() && self.y.is_finite()
    }
}

/// A color that an author gives an element to tell it from others; it means nothing by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Accent {
    /// Blue.
    Blue,
    /// Teal.
    Teal,
    /// Green.
    Green,
    /// Amber.
    Amber,
    /// Red.
    Red,
    /// Violet.
    Violet,
    /// Gray.
    Gray,
}

impl Accent {
    /// All accents in the order in which they are offered.
    pub const ALL: [Self; 7] =
        [Self::Blue, Self::Teal, Self::Green, Self::Amber, Self::Red, Self::Violet, Self::Gray];

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Blue => "blue",
            Self::Teal => "teal",
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
            Self::Violet => "violet",
            Self::Gray => "gray",
        }
    }
}

/// A named region that groups nodes, such as the internal deployment.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// Its id.
    pub id: Id<Self>,
    /// What people call it.
    pub name: String,
    /// Its color, if it has one of its own.
    pub accent: Option<Accent>,
    /// Whether it is shown as one box in place of its nodes.
    pub is_collapsed: bool,
}

impl Zone {
    /// A zone that is shown as a region.
    pub fn new(id: Id<Self>, name: &str) -> Self {
        Self { id, name: name.to_owned(), accent: None, is_collapsed: false }
    }
}

/// Something on the canvas that is for readers alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    /// Its id.
    pub id: Id<Self>,
    /// What it looks like.
    pub kind: AnnotationKind,
    /// What it says: the text of a note, the title of a frame.
    pub text: String,
    /// Its top left corner.
    pub position: Position,
    /// From left to right, in canvas units; within [`super::rules::LENGTHS`].
    pub width: f64,
    /// From top to bottom, in canvas units; within [`super::rules::LENGTHS`].
    pub height: f64,
    /// Its color, if it has one of its own.
    pub accent: Option<Accent>,
}

/// What an annotation looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnnotationKind {
    /// A sheet with text.
    #[default]
    Note,
    /// A titled border around what lies in it.
    Frame,
}

/// A view of the canvas to come back to.
#[derive(Clone, Debug, PartialEq)]
pub struct Bookmark {
    /// What people call it.
    pub name: String,
    /// The middle of what is seen.
    pub center: Position,
    /// Screen points for each canvas unit; within [`super::rules::ZOOMS`].
    pub zoom: f64,
}
