//! Where things stand on the canvas: positions and zones.

use super::Id;

/// The top left corner of a node's card, in canvas units; both finite.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Position {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// A named region that groups nodes, such as the internal deployment.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// Its id.
    pub id: Id<Self>,
    /// What people call it.
    pub name: String,
}
