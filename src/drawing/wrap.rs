//! Layers wrapped like lines of text, so that a long or a wide graph fills a screen and is no ribbon.

use super::{
    apart::CARD,
    layout::{COLUMN_STEP, ROW_STEP},
};
use crate::model::Position;

/// The wished ratio of width to height.
const RATIO: f64 = 1.7;
/// Ratios that are left alone.
const RATIO_MIN: f64 = 0.6;
const RATIO_MAX: f64 = 3.2;
/// A smaller share of the area than this is too little for cards: room that was made for links has driven them apart.
const SHARE_MIN: f64 = 0.15;
/// The same where there are things larger than cards: columns as wide as the largest leave much unused.
const SHARE_MIN_SIZED: f64 = 0.4;
/// Fewer nodes than this can be read in whatever shape they have.
const WRAPPED_MIN: usize = 16;
/// Of what is in a zone fewer still: a zone as high as a tower leaves no room beside it.
const WRAPPED_MIN_INNER: usize = 5;
/// Between two lines of columns.
const LINE_GAP: f64 = 64.0;
/// What is left free beside and below things.
const BESIDE: f64 = COLUMN_STEP - CARD[0];
const BELOW: f64 = ROW_STEP - CARD[1];
/// Most lines of columns of things of different sizes.
const LINES_MAX: usize = 12;

/// The places, on the grid, or, where they are far too wide or far too high, the same layers wrapped. What is in a zone
/// may be wide: chains read better unbroken.
pub(super) fn fitted(places: Vec<Position>, sizes: &[[f64; 2]], is_inner: bool) -> Vec<Position> {
    let [width, height] = [0, 1].map(|axis| extent(&places, sizes, axis));
    let (wide, high) = (width + BESIDE, height + BELOW);
    let ratio = wide / high;
    let share = area(sizes) / (wide * high);
    let share_min = if is_even(sizes) { SHARE_MIN } else { SHARE_MIN_SIZED };
    let least = if is_inner { WRAPPED_MIN_INNER } else { WRAPPED_MIN };
    let is_few = cards(sizes) < WRAPPED_MIN;
    let ratio_max = if is_inner && is_few { f64::INFINITY } else { RATIO_MAX };
    let is_fitting = (RATIO_MIN..=ratio_max).contains(&ratio) && share >= share_min;
    if is_fitting || cards(sizes) < least {
        return places.into_iter().map(snapped).collect();
    }
    wrapped(&columns(&places, sizes), sizes)
}

/// Whether all are cards.
fn is_even(sizes: &[[f64; 2]]) -> bool {
    sizes.iter().all(|size| size.map(f64::to_bits) == CARD.map(f64::to_bits))
}

/// For how many cards there would be room in all.
fn cards(sizes: &[[f64; 2]]) -> usize {
    (area(sizes) / (COLUMN_STEP * ROW_STEP)).round() as usize
}

/// What things take with what is left free around them.
fn area(sizes: &[[f64; 2]]) -> f64 {
    sizes.iter().map(|[wide, high]| (wide + BESIDE) * (high + BELOW)).sum()
}

/// Places for columns of things from left to right: high columns in several pieces side by side, many columns in
/// several lines.
pub(super) fn wrapped(columns: &[Vec<usize>], sizes: &[[f64; 2]]) -> Vec<Position> {
    if !is_even(sizes) {
        return shelved(columns, sizes);
    }
    let count = sizes.len();
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

/// The same for things of different sizes.
fn shelved(columns: &[Vec<usize>], sizes: &[[f64; 2]]) -> Vec<Position> {
    let ideal = libm::sqrt(area(sizes) / RATIO);
    let shelves = (1..=LINES_MAX).map(|lines| Shelves::new(columns, sizes, (ideal, lines)));
    let best = shelves.min_by(|a, b| a.misfit(sizes).total_cmp(&b.misfit(sizes)));
    best.map(|shelves| shelves.places).unwrap_or_default()
}

/// Things in lines of columns.
struct Shelves {
    places: Vec<Position>,
    width: f64,
    height: f64,
}

impl Shelves {
    /// About so many lines, all together about as high as wished.
    fn new(columns: &[Vec<usize>], sizes: &[[f64; 2]], (ideal, lines): (f64, usize)) -> Self {
        let limit = ideal / lines as f64;
        let pieces: Vec<Piece> =
            columns.iter().flat_map(|column| pieces(column, sizes, limit)).collect();
        let widest = pieces.iter().map(|piece| piece.width).fold(0.0, f64::max);
        let room = pieces.iter().map(|piece| piece.width).sum::<f64>() / lines as f64;
        let room = room.max(widest) * 1.05;
        let mut shelves =
            Self { places: vec![Position::default(); sizes.len()], width: 0.0, height: 0.0 };
        let mut line: Vec<&Piece> = Vec::new();
        let mut taken = 0.0;
        for piece in &pieces {
            if taken + piece.width > room && !line.is_empty() {
                shelves.add(&line, sizes);
                line.clear();
                taken = 0.0;
            }
            taken += piece.width;
            line.push(piece);
        }
        shelves.add(&line, sizes);
        shelves
    }

    fn add(&mut self, line: &[&Piece], sizes: &[[f64; 2]]) {
        let highest = line.iter().map(|piece| piece.height).fold(0.0, f64::max);
        let mut left = 0.0;
        for piece in line {
            let mut top = self.height + (highest - piece.height) / 2.0;
            for thing in &piece.things {
                let [wide, high] = sizes[*thing];
                let x = left + (piece.width - wide - BESIDE) / 2.0;
                self.places[*thing] = snapped(Position { x, y: top });
                top += high + BELOW;
            }
            left += piece.width;
        }
        self.width = self.width.max(left);
        self.height += highest;
    }

    /// How far it is from filling a screen.
    fn misfit(&self, sizes: &[[f64; 2]]) -> f64 {
        let ratio = libm::fabs(libm::log(self.width / self.height / RATIO));
        ratio + libm::log(self.width * self.height / area(sizes))
    }
}

/// A piece of a column.
struct Piece {
    things: Vec<usize>,
    width: f64,
    height: f64,
}

/// A column in pieces no higher than a limit, as far as single things allow, and about as high as each other.
fn pieces(column: &[usize], sizes: &[[f64; 2]], limit: f64) -> Vec<Piece> {
    let high = |thing: &usize| sizes[*thing][1] + BELOW;
    let whole: f64 = column.iter().map(high).sum();
    let limit = whole / (whole / limit).ceil().max(1.0) * 1.02;
    let mut pieces: Vec<Piece> = Vec::new();
    for thing in column {
        let (wide, high) = (sizes[*thing][0] + BESIDE, high(thing));
        match pieces.last_mut() {
            Some(piece) if piece.height + high <= limit => {
                piece.things.push(*thing);
                piece.width = piece.width.max(wide);
                piece.height += high;
            }
            _ => pieces.push(Piece { things: vec![*thing], width: wide, height: high }),
        }
    }
    pieces
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

/// Things with their middles in a column, from top to bottom.
fn columns(places: &[Position], sizes: &[[f64; 2]]) -> Vec<Vec<usize>> {
    let middle = |place: usize| places[place].x + sizes[place][0] / 2.0;
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|a, b| middle(*a).total_cmp(&middle(*b)));
    let mut columns: Vec<Vec<usize>> = Vec::new();
    let mut last = f64::NEG_INFINITY;
    for place in order {
        let x = middle(place);
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

fn extent(places: &[Position], sizes: &[[f64; 2]], axis: usize) -> f64 {
    let start = |place: &Position| if axis == 0 { place.x } else { place.y };
    let ends =
        places.iter().zip(sizes).map(|(place, size)| (start(place), start(place) + size[axis]));
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (from, to)| {
        (low.min(from), high.max(to))
    });
    (high - low).max(0.0)
}

fn snapped(place: Position) -> Position {
    Position { x: (place.x / 8.0).round() * 8.0, y: (place.y / 8.0).round() * 8.0 }
}
