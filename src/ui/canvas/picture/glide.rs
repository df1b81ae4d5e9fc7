//! Nodes on their way from where they stood to where they stand.

use std::sync::Arc;

use super::EASE_SECONDS;
use crate::{
    drawing::follow,
    model::{Assessment, Edit, Id, Node, Position},
};

/// More nodes than this jump.
const GLIDERS_MAX: usize = 2_000;

/// A document in which only places have changed, shown as a motion.
#[derive(Debug)]
pub(super) struct Glide {
    from: Arc<Assessment>,
    /// Where nodes stood and where they stand.
    moves: Vec<(Id<Node>, Position, Position)>,
    pub(super) to: Arc<Assessment>,
    began: f64,
}

impl Glide {
    pub(super) fn new(from: &Arc<Assessment>, to: &Arc<Assessment>, began: f64) -> Option<Self> {
        let moved = follow::moves(from, to)?.nodes;
        if !(1..=GLIDERS_MAX).contains(&moved.len()) {
            return None;
        }
        let ends = moved.into_iter().filter_map(|place| {
            let (was, is) = (from.nodes().at(place)?, to.nodes().at(place)?);
            Some((is.id.clone(), was.position?, is.position?))
        });
        Some(Self { moves: ends.collect(), from: Arc::clone(from), to: Arc::clone(to), began })
    }

    /// The document on the way; `None` at the end.
    pub(super) fn at(&self, now: f64) -> Option<Assessment> {
        let t = ((now - self.began) / EASE_SECONDS).max(0.0);
        let eased = 1.0 - (1.0 - t) * (1.0 - t);
        let between = |a: f64, b: f64| a + (b - a) * eased;
        let moves = self.moves.iter().map(|(id, was, is)| {
            (id.clone(), Position { x: between(was.x, is.x), y: between(was.y, is.y) })
        });
        if t >= 1.0 { None } else { self.from.edited(&Edit::Move(moves.collect())).ok() }
    }
}
