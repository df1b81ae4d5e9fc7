//! Layers wrapped like lines of text, so that a long or a wide graph fills a screen and is no ribbon.

use super::layout::{COLUMN_STEP, ROW_STEP};
use crate::model::Position;

/// The wished ratio of width to height.
const RATIO: f64 = 1.7;
/// Ratios that are left alone.
const RATIO_MIN: f64 = 0.6;
const RATIO_MAX: f64 = 3.2;
/// A smaller share of the area than this is too little for cards: room that was made for links has driven them apart.
const SHARE_MIN: f64 = 0.15;
/// Fewer nodes than this can be read in whatever shape they have.
const WRAPPED_MIN: usize = 16;
/// Between two lines of columns.
const LINE_GAP: f64 = 64.0;

/// The places, on the grid, or, where they are far too wide or far too high, the same layers wrapped.
pub(super) fn fitted(places: Vec<Position>) -> Vec<Position> {
    let (width, height) = (extent(&places, |p| p.x), extent(&places, |p| p.y));
    let ratio = (width + COLUMN_STEP) / (height + ROW_STEP);
    let needed = places.len() as f64 * COLUMN_STEP * ROW_STEP;
    let share = needed / ((width + COLUMN_STEP) * (height + ROW_STEP));
    let is_fitting = (RATIO_MIN..=RATIO_MAX).contains(&ratio) && share >= SHARE_MIN;
    if is_fitting || places.len() < WRAPPED_MIN {
        return places.into_iter().map(snapped).collect();
    }
    wrapped(&columns(&places), places.len())
}

/// Places for columns of nodes from left to right: high columns in several pieces side by side, many columns in
/// several lines.
pub(super) fn wrapped(columns: &[Vec<usize>], count: usize) -> Vec<Position> {
    let tallest = columns.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let shapes = (1..=tallest).map(|rows| {
        let wide: usize = columns.iter().map(|column| column.len().div_ceil(rows)).sum();
        let lines = best_lines(wide, rows);
        (misfit(wide.div_ceil(lines), rows * lines), rows, lines)
    });
    // Of shapes that fit about as well the one with the highest columns: it breaks the fewest layers.
    let best = shapes.fold((f64::INFINITY, 1, 1), |best, shape| {
        if shape.0 <= best.0 + 0.05 { (shape.0.min(best.0), shape.1, shape.2) } else { best }
    });
    let (_, rows, lines) = best;
    let pieces: Vec<&[usize]> =
        columns.iter().flat_map(|column| column.chunks(even(column.len(), rows))).collect();
    let per_line = pieces.len().div_ceil(lines).max(1);
    let mut places = vec![Position::default(); count];
    let mut top = 0.0;
    for line in pieces.chunks(per_line) {
        let highest = line.iter().map(|piece| piece.len()).max().unwrap_or(0);
        for (column, piece) in line.iter().enumerate() {
            let inset = (highest - piece.len()) as f64 * ROW_STEP / 2.0;
            for (row, node) in piece.iter().enumerate() {
                let y = top + inset + row as f64 * ROW_STEP;
                let place = Position { x: column as f64 * COLUMN_STEP, y };
                if let Some(slot) = places.get_mut(*node) {
                    *slot = snapped(place);
                }
            }
        }
        top += highest as f64 * ROW_STEP + LINE_GAP;
    }
    places
}

/// Pieces of about the same length, none above `rows`.
fn even(length: usize, rows: usize) -> usize {
    length.div_ceil(length.div_ceil(rows).max(1)).max(1)
}

fn best_lines(wide: usize, rows: usize) -> usize {
    let fit = |lines: usize| misfit(wide.div_ceil(lines), rows * lines);
    (1..=wide.max(1)).min_by(|a, b| fit(*a).total_cmp(&fit(*b))).unwrap_or(1)
}

fn misfit(columns: usize, rows: usize) -> f64 {
    let ratio = columns.max(1) as f64 * COLUMN_STEP / (rows.max(1) as f64 * ROW_STEP);
    libm::fabs(libm::log(ratio / RATIO))
}

/// Nodes that stand in a column, from top to bottom.
fn columns(places: &[Position]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|a, b| places[*a].x.total_cmp(&places[*b].x));
    let mut columns: Vec<Vec<usize>> = Vec::new();
    let mut last = f64::NEG_INFINITY;
    for place in order {
        let x = places[place].x;
        match columns.last_mut() {
            Some(column) if x - last < 1.0 => column.push(place),
            _ => columns.push(vec![place]),
        }
        last = x;
    }
    for column in &mut columns {
        column.sort_by(|a, b| places[*a].y.total_cmp(&places[*b].y));
    }
    columns
}

fn extent(places: &[Position], of: impl Fn(&Position) -> f64) -> f64 {
    let ends = places
        .iter()
        .map(of)
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    (ends.1 - ends.0).max(0.0)
}

fn snapped(place: Position) -> Position {
    Position { x: (place.x / 8.0).round() * 8.0, y: (place.y / 8.0).round() * 8.0 }
}
