//! What the pointer means on the canvas: a state machine from presses, moves and releases to intentions.

mod machine;
#[cfg(test)]
mod proofs;

use crate::{
    drawing::{
        Frame, Point,
        hit::{Hit, Marquee},
    },
    model::{Annotation, Id, Link, Node, Subject, Zone},
};

/// What lies under the pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// Nothing.
    #[default]
    Ground,
    /// A node's card.
    Node(Id<Node>),
    /// The border of a node's card: links start here.
    Rim(Id<Node>),
    /// A link.
    Link(Id<Link>),
    /// A handle of a selected link.
    Handle(Id<Link>, LinkEnd),
    /// A zone's name.
    Zone(Id<Zone>),
    /// The card of a collapsed zone.
    Fold(Id<Zone>),
    /// A note, or the head or border of a frame.
    Note(Id<Annotation>),
    /// A handle of something selected.
    Grip(Grip),
}

/// A handle that changes how something looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grip {
    /// A bend of a link, by its place.
    Bend(Id<Link>, usize),
    /// The lower right corner of a note or frame.
    Corner(Id<Annotation>),
}

/// An end of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkEnd {
    /// Where it comes from.
    Source,
    /// Where it leads.
    Target,
}

/// The line that is being drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wire {
    /// A new link from a node.
    Fresh(Id<Node>),
    /// An end of an existing link that is led elsewhere.
    Rewired(Id<Link>, LinkEnd),
}

/// A button of the pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Button {
    /// The left one, for most people.
    Primary,
    /// The right one, for most people.
    Secondary,
    /// The wheel.
    Middle,
}

/// Keys that are held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own, held or not")]
pub struct Held {
    /// Ctrl, or Command.
    pub ctrl: bool,
    /// Shift.
    pub shift: bool,
    /// Alt.
    pub alt: bool,
    /// The space bar.
    pub space: bool,
}

/// Where the pointer is, and with what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pointer {
    /// In screen points.
    pub screen: Point,
    /// In canvas units.
    pub world: Point,
    /// What lies under it.
    pub target: Target,
    /// Whether that is selected.
    pub is_selected: bool,
    /// Keys that are held.
    pub held: Held,
}

/// Something that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A button goes down.
    Press(Button),
    /// The pointer moves.
    Move,
    /// A button comes up, perhaps as the second time in short order.
    Release(Button, Clicks),
    /// Escape, or something else that ends every gesture.
    Cancel,
}

/// How often a button was clicked in short order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clicks {
    /// Once.
    One,
    /// Twice.
    Two,
}

/// How something picked joins the selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// It replaces the selection.
    Only,
    /// It is taken in.
    Add,
    /// It is taken in, or out if it was in.
    Toggle,
}

/// What the user means.
#[derive(Clone, Debug, PartialEq)]
pub enum Intention {
    /// Move the view by some screen points.
    Pan(Point),
    /// Select an element.
    Pick(Pick, Subject),
    /// Select nothing.
    PickNone,
    /// A rectangle of selection begins.
    MarqueeBegins,
    /// Select what a rectangle takes, joined to what was selected when it began.
    Marquee(Frame, Marquee, Pick),
    /// Back to what was selected when the rectangle began.
    MarqueeCancelled,
    /// What is selected begins to move; the named element is under the pointer.
    MoveBegins(Subject),
    /// What is selected is so far from where it began, in canvas units; whether it snaps to others and to the grid.
    Move(Point, bool),
    /// What is selected stays where it is now.
    MoveEnds,
    /// What is selected goes back to where it began.
    MoveCancelled,
    /// A handle is taken hold of.
    GripBegins(Grip),
    /// The handle is here now; whether it snaps to the grid.
    Grip(Point, bool),
    /// The handle goes back to where it was.
    GripCancelled,
    /// A new bend of a link here.
    AddBend(Id<Link>, Point),
    /// A bend less.
    RemoveBend(Id<Link>, usize),
    /// Show what a collapsed zone hides.
    Expand(Id<Zone>),
    /// A line was drawn onto a node, or onto nothing.
    Connect(Wire, Option<Id<Node>>, Point),
    /// A new node here.
    AddNode(Point),
    /// Put what is on the clipboard here.
    Paste(Point),
    /// Edit a name.
    Rename(Subject),
    /// Offer what can be done here.
    Menu(Target, Point),
}

/// The shape of the pointer: what a press would do, or what a drag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// Nothing of note.
    Plain,
    /// A click selects.
    Hand,
    /// A drag moves nodes.
    Move,
    /// A drag draws a link.
    Crosshair,
    /// A drag would move the view.
    Grab,
    /// The view moves.
    Grabbing,
    /// A release here does nothing.
    Forbidden,
}

/// A gesture under way, or none.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Gesture {
    /// None.
    #[default]
    Idle,
    /// The primary button is down and has not moved yet.
    Pressed(Pointer),
    /// The secondary button is down and has not moved yet.
    PressedSecondary(Pointer),
    /// The view follows the pointer, seen last at this place of the screen.
    Panning(Point),
    /// What is selected follows the pointer since it was at this place of the canvas.
    Moving(Point),
    /// A handle follows the pointer.
    Gripping,
    /// A rectangle of selection from one corner to the pointer.
    Selecting {
        /// The fixed corner.
        from: Point,
        /// The corner at the pointer.
        to: Point,
        /// How it joins the selection.
        pick: Pick,
    },
    /// A line follows the pointer.
    Connecting {
        /// Which line.
        wire: Wire,
        /// Where the pointer is.
        to: Point,
        /// The node under the pointer, if the line could end there.
        onto: Option<Id<Node>>,
    },
    /// Cancelled; waits for the button to come up.
    Spent,
}

impl From<Option<Hit>> for Target {
    fn from(hit: Option<Hit>) -> Self {
        match hit {
            None => Self::Ground,
            Some(Hit::Node(id)) => Self::Node(id),
            Some(Hit::Rim(id)) => Self::Rim(id),
            Some(Hit::Link(id)) => Self::Link(id),
            Some(Hit::Zone(id)) => Self::Zone(id),
            Some(Hit::Fold(id)) => Self::Fold(id),
            Some(Hit::Note(id)) => Self::Note(id),
        }
    }
}

impl Target {
    /// The element, if there is one.
    pub fn subject(&self) -> Option<Subject> {
        match self {
            Self::Ground => None,
            Self::Node(id) | Self::Rim(id) => Some(Subject::Node(id.clone())),
            Self::Link(id) | Self::Handle(id, _) | Self::Grip(Grip::Bend(id, _)) => {
                Some(Subject::Link(id.clone()))
            }
            Self::Zone(id) | Self::Fold(id) => Some(Subject::Zone(id.clone())),
            Self::Note(id) | Self::Grip(Grip::Corner(id)) => Some(Subject::Annotation(id.clone())),
        }
    }

    /// The node, if it is one.
    pub fn node(&self) -> Option<&Id<Node>> {
        match self {
            Self::Node(id) | Self::Rim(id) => Some(id),
            _ => None,
        }
    }
}
