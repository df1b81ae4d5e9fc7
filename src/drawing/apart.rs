//! Cards moved apart where they overlap, as little as possible.

use super::{
    Frame, Point,
    arrange::GoesOn,
    card::{HEIGHT, WIDTH},
    grid::Grid,
};
use crate::model::Position;

/// What is left free between two cards.
const GAP: f64 = 16.0;
/// Rounds of pushing before what still overlaps is put into the nearest gap.
const ROUNDS: usize = 80;
const CELL: f32 = 224.0;

const WIDE: f64 = WIDTH as f64;
const HIGH: f64 = HEIGHT as f64;

/// Places without overlaps near to the wished ones; nodes that are not free stay where they are. `None` where the work
/// was ended.
pub(super) fn apart(
    wished: &[Position],
    is_free: &[bool],
    goes_on: GoesOn<'_>,
) -> Option<Vec<Position>> {
    let mut places = wished.to_vec();
    for _ in 0..ROUNDS {
        if !goes_on() {
            return None;
        }
        if !push(&mut places, is_free) {
            break;
        }
    }
    Some(settled(&places, wished, is_free))
}

/// Moves each of two overlapping cards half of the way that separates them; whether any did overlap.
fn push(places: &mut [Position], is_free: &[bool]) -> bool {
    let mut grid = Grid::with_room(CELL, places.len());
    for (place, at) in places.iter().enumerate() {
        grid.add(&frame(*at, GAP / 2.0), place);
    }
    let mut by = vec![(0.0_f64, 0.0_f64, 0.0_f64); places.len()];
    let mut has_overlap = false;
    for one in 0..places.len() {
        let mut near: Vec<usize> =
            grid.near(&frame(places[one], GAP / 2.0)).filter(|other| *other > one).collect();
        near.sort_unstable();
        near.dedup();
        for other in near.into_iter().filter(|other| is_free[one] || is_free[*other]) {
            let Some((x, y)) = way_apart(places[one], places[other], GAP) else { continue };
            has_overlap = true;
            let share = if is_free[one] && is_free[other] { 0.5 } else { 1.0 };
            for (node, sign) in [(one, -share), (other, share)] {
                if is_free[node] {
                    let (sx, sy, count) = by[node];
                    by[node] = (sx + x * sign, sy + y * sign, count + 1.0);
                }
            }
        }
    }
    for (place, (x, y, count)) in places.iter_mut().zip(by) {
        if count > 0.0 {
            // Pushes from several sides add up, but not fully: that would shake.
            let ease = count.sqrt().recip();
            *place = place.moved(x * ease, y * ease);
        }
    }
    has_overlap
}

/// How far the second of two cards has to move for the two to be `gap` apart, the shorter way; `None` where they are.
fn way_apart(one: Position, other: Position, gap: f64) -> Option<(f64, f64)> {
    let (x, y) = (other.x - one.x, other.y - one.y);
    let (into_x, into_y) = (WIDE + gap - x.abs(), HIGH + gap - y.abs());
    if into_x <= 0.01 || into_y <= 0.01 {
        return None;
    }
    Some(if into_x < into_y {
        (if x < 0.0 { -into_x } else { into_x }, 0.0)
    } else {
        (0.0, if y < 0.0 { -into_y } else { into_y })
    })
}

/// Each card at its place on the grid, or, where another is in the way, at the nearest free one. Cards that are not free
/// come first, then those that have not moved.
fn settled(places: &[Position], wished: &[Position], is_free: &[bool]) -> Vec<Position> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|place| (is_free[*place], places[*place] != wished[*place]));
    let mut taken: Grid<Position> = Grid::with_room(CELL, places.len());
    let mut settled = places.to_vec();
    for place in order {
        if is_free[place] {
            let is_still = places[place] == wished[place] && is_clear(&taken, wished[place]);
            settled[place] =
                if is_still { wished[place] } else { nearest(&taken, on_grid(places[place])) };
        }
        let at = settled[place];
        taken.add(&frame(at, 0.0), at);
    }
    settled
}

fn nearest(taken: &Grid<Position>, at: Position) -> Position {
    const STEP: f64 = 24.0;
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
        // Finitely many cards cannot fill the plane.
        if let Some(spot) = spots.into_iter().find(|spot| is_clear(taken, *spot)) {
            return spot;
        }
        ring += 1;
    }
}

fn is_clear(taken: &Grid<Position>, at: Position) -> bool {
    taken
        .near(&frame(at, 0.0))
        .all(|other| (other.x - at.x).abs() >= WIDE || (other.y - at.y).abs() >= HIGH)
}

fn frame(at: Position, room: f64) -> Frame {
    Frame::sized(Point::new(at.x as f32, at.y as f32), WIDTH, HEIGHT).grown(room as f32)
}

fn on_grid(at: Position) -> Position {
    Position { x: (at.x / 8.0).round() * 8.0, y: (at.y / 8.0).round() * 8.0 }
}
