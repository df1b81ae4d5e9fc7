//! Cards, and zones with all that is in them, moved apart where they overlap, as little as possible.

use super::{
    Frame, Point,
    arrange::GoesOn,
    card::{HEIGHT, WIDTH},
    grid::Grid,
};
use crate::model::Position;

/// Something that takes room.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece {
    /// Its top left corner.
    pub(super) at: Position,
    /// Width and height.
    pub(super) size: [f64; 2],
    /// Whether it may be moved.
    pub(super) is_free: bool,
}

/// Width and height of a card.
pub(super) const CARD: [f64; 2] = [WIDTH as f64, HEIGHT as f64];

/// What is left free between two cards.
const GAP: f64 = 16.0;
/// Rounds of pushing before what still overlaps is put into the nearest gap.
const ROUNDS: usize = 80;
const CELL: f32 = 224.0;

impl Piece {
    /// A card.
    pub(super) fn card(at: Position, is_free: bool) -> Self {
        Self { at, size: CARD, is_free }
    }

    /// What it takes, and so much around it.
    fn frame(&self, room: f64) -> Frame {
        let corner = Point::new(self.at.x as f32, self.at.y as f32);
        Frame::sized(corner, self.size[0] as f32, self.size[1] as f32).grown(room as f32)
    }

    fn middle(&self) -> [f64; 2] {
        [self.at.x + self.size[0] / 2.0, self.at.y + self.size[1] / 2.0]
    }

    /// How far another one would have to move to both sides and up or down for the two to be `gap` apart; not above 0
    /// where they are.
    fn into(&self, other: &Self, gap: f64) -> [f64; 2] {
        let (here, there) = (self.middle(), other.middle());
        [0, 1].map(|axis| {
            let room = self.size[axis].midpoint(other.size[axis]) + gap;
            room - (there[axis] - here[axis]).abs()
        })
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.into(other, 0.0).into_iter().all(|into| into > 0.0)
    }
}

/// Places without overlaps near to those that the pieces have; what is not free stays where it is. `None` where the work
/// was ended.
pub(super) fn apart(wished: &[Piece], goes_on: GoesOn<'_>) -> Option<Vec<Position>> {
    let mut pieces = wished.to_vec();
    for _ in 0..ROUNDS {
        if !goes_on() {
            return None;
        }
        if !push(&mut pieces) {
            break;
        }
    }
    Some(settled(&pieces, wished))
}

/// Moves each of two overlapping pieces half of the way that separates them; whether any did overlap.
fn push(pieces: &mut [Piece]) -> bool {
    let mut grid = Grid::with_room(CELL, pieces.len());
    for (place, piece) in pieces.iter().enumerate() {
        grid.add(&piece.frame(GAP / 2.0), place);
    }
    let mut by = vec![(0.0_f64, 0.0_f64, 0.0_f64); pieces.len()];
    let mut has_overlap = false;
    for one in 0..pieces.len() {
        let mut near: Vec<usize> =
            grid.near(&pieces[one].frame(GAP / 2.0)).filter(|other| *other > one).collect();
        near.sort_unstable();
        near.dedup();
        let is_free = pieces[one].is_free;
        for other in near.into_iter().filter(|other| is_free || pieces[*other].is_free) {
            let Some((x, y)) = way_apart(&pieces[one], &pieces[other], GAP) else { continue };
            has_overlap = true;
            let share = if is_free && pieces[other].is_free { 0.5 } else { 1.0 };
            for (node, sign) in [(one, -share), (other, share)] {
                if pieces[node].is_free {
                    let (sx, sy, count) = by[node];
                    by[node] = (sx + x * sign, sy + y * sign, count + 1.0);
                }
            }
        }
    }
    for (piece, (x, y, count)) in pieces.iter_mut().zip(by) {
        if count > 0.0 {
            // Pushes from several sides add up, but not fully: that would shake.
            let ease = count.sqrt().recip();
            piece.at = piece.at.moved(x * ease, y * ease);
        }
    }
    has_overlap
}

/// How far the second of two pieces has to move for the two to be `gap` apart, the shorter way; `None` where they are.
fn way_apart(one: &Piece, other: &Piece, gap: f64) -> Option<(f64, f64)> {
    let [into_x, into_y] = one.into(other, gap);
    if into_x <= 0.01 || into_y <= 0.01 {
        return None;
    }
    let (here, there) = (one.middle(), other.middle());
    let away = |axis: usize, into: f64| if there[axis] < here[axis] { -into } else { into };
    Some(if into_x < into_y { (away(0, into_x), 0.0) } else { (0.0, away(1, into_y)) })
}

/// Each piece at its place on the grid, or, where another is in the way, at the nearest free one. Pieces that are not
/// free come first, then those that have not moved, then the large ones, for which room is harder to find.
fn settled(pieces: &[Piece], wished: &[Piece]) -> Vec<Position> {
    let area = |piece: &Piece| (piece.size[0] * piece.size[1]) as u64;
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by_key(|place| {
        let (piece, wished) = (&pieces[*place], &wished[*place]);
        (piece.is_free, piece.at != wished.at, u64::MAX - area(piece))
    });
    let mut taken: Grid<Piece> = Grid::with_room(CELL, pieces.len());
    let mut settled = vec![Position::default(); pieces.len()];
    for place in order {
        let mut piece = pieces[place];
        if piece.is_free {
            let was = wished[place];
            let is_still = piece.at == was.at && is_clear(&taken, &was);
            piece.at = if is_still { was.at } else { nearest(&taken, piece) };
        }
        settled[place] = piece.at;
        taken.add(&piece.frame(0.0), piece);
    }
    settled
}

fn nearest(taken: &Grid<Piece>, piece: Piece) -> Position {
    const STEP: f64 = 24.0;
    let at = on_grid(piece.at);
    let mut ring = 0_i32;
    loop {
        let mut around = Vec::new();
        for x in -ring..=ring {
            for y in -ring..=ring {
                if x.abs() == ring || y.abs() == ring {
                    around.push((f64::from(x) * STEP, f64::from(y) * STEP));
                }
            }
        }
        around.sort_by(|a, b| a.0.hypot(a.1).total_cmp(&b.0.hypot(b.1)));
        let spots = around.into_iter().map(|(x, y)| at.moved(x, y));
        // Finitely many pieces cannot fill the plane.
        let is_free = |spot: &Position| is_clear(taken, &Piece { at: *spot, ..piece });
        if let Some(spot) = spots.into_iter().find(is_free) {
            return spot;
        }
        ring += 1;
    }
}

fn is_clear(taken: &Grid<Piece>, piece: &Piece) -> bool {
    taken.near(&piece.frame(0.0)).all(|other| !other.overlaps(piece))
}

fn on_grid(at: Position) -> Position {
    Position { x: (at.x / 8.0).round() * 8.0, y: (at.y / 8.0).round() * 8.0 }
}
