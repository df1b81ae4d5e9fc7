//! What gestures and commands on the canvas change in the document.

pub mod arranging;
pub mod bookmarks;
pub mod grouping;
pub mod linking;
pub mod moving;
pub mod placing;
#[cfg(test)]
mod proofs;

use crate::{drawing::Point, model::Position};

/// The grid that nodes snap to, in canvas units.
pub const GRID: f64 = 8.0;

/// A position on the grid.
pub fn snapped(corner: Point) -> Position {
    Position { x: on_grid(f64::from(corner.x)), y: on_grid(f64::from(corner.y)) }
}

/// The nearest line of the grid.
pub fn on_grid(v: f64) -> f64 {
    (v / GRID).round() * GRID
}

/// A point as a position.
pub fn position(point: Point) -> Position {
    Position { x: f64::from(point.x), y: f64::from(point.y) }
}
