//! The cards that a link should not cross.

use super::{Card, Wire, curve::on_cubic};
use crate::drawing::{Frame, Point, grid::Grid};

const CLEARANCE: f32 = 6.0;
/// Steps along a curve that leap over no card, nor over more than a tip of its corner: in any direction, and along its
/// width.
const STRIDE: f32 = 24.0;
const LEVEL_STRIDE: f32 = 150.0;

/// The cards that wires should not cross.
pub(super) struct Obstacles<'a> {
    cards: &'a [Card],
    /// Places of cards with the frames that a wire should stay out of.
    grid: Grid<(usize, Frame)>,
}

impl<'a> Obstacles<'a> {
    /// All cards, or none.
    pub(super) fn new(cards: &'a [Card], minds_cards: bool) -> Self {
        let mut grid = Grid::new(96.0);
        for (i, card) in cards.iter().enumerate().filter(|_| minds_cards) {
            let frame = card.frame.grown(CLEARANCE);
            grid.add(&frame, (i, frame));
        }
        Self { cards, grid }
    }

    /// The cards other than its own that a wire along these curves would cross.
    pub(super) fn crossed(&self, wire: &Wire, curves: &[[Point; 4]]) -> Vec<Frame> {
        let mut crossed: Vec<usize> = Vec::new();
        for point in curves.iter().flat_map(strides) {
            for (card, frame) in self.grid.at(point) {
                let is_own = *card == wire.from || *card == wire.to;
                if frame.contains(point) && !is_own && !crossed.contains(card) {
                    crossed.push(*card);
                }
            }
        }
        crossed.into_iter().map(|card| self.cards[card].frame).collect()
    }
}

/// Points along a curve, just close enough that no card lies between two of them.
fn strides(curve: &[Point; 4]) -> impl Iterator<Item = Point> + '_ {
    let is_level = (curve[0].y - curve[3].y).abs() < 1.0;
    let stride = if is_level { LEVEL_STRIDE } else { STRIDE };
    let steps = (curve[0].distance(curve[3]) / stride).clamp(3.0, 64.0) as usize + 1;
    (1..=steps).map(move |i| on_cubic(curve, i as f32 / steps as f32))
}
