//! A coarse grid that finds what lies near a frame without looking at everything.

use super::{Frame, Point};

/// Values by the square cells that their frames touch. Cells share a fixed number of buckets, so that a few far-flung
/// elements cost no memory.
pub(super) struct Grid<T> {
    buckets: Vec<Vec<T>>,
    cell: f32,
}

const BUCKETS_MIN: usize = 2048;
const BUCKETS_MAX: usize = 1 << 18;

impl<T: Copy> Grid<T> {
    /// An empty grid with cells of this size.
    pub(super) fn new(cell: f32) -> Self {
        Self::with_room(cell, 0)
    }

    /// An empty grid that stays quick with so many values.
    pub(super) fn with_room(cell: f32, count: usize) -> Self {
        let buckets = count.next_power_of_two().clamp(BUCKETS_MIN, BUCKETS_MAX);
        Self { buckets: vec![Vec::new(); buckets], cell }
    }

    /// Adds a value to every cell that its frame touches.
    pub(super) fn add(&mut self, frame: &Frame, value: T) {
        for bucket in self.buckets_of(frame) {
            self.buckets[bucket].push(value);
        }
    }

    /// Adds a value to the cell of a point.
    pub(super) fn add_at(&mut self, point: Point, value: T) {
        let bucket = bucket(self.cell_of(point.x), self.cell_of(point.y), self.buckets.len());
        self.buckets[bucket].push(value);
    }

    /// What may lie at a point, and some values that do not.
    pub(super) fn at(&self, point: Point) -> &[T] {
        &self.buckets[bucket(self.cell_of(point.x), self.cell_of(point.y), self.buckets.len())]
    }

    /// What may touch a frame, and some values that do not; a value may come more than once.
    pub(super) fn near(&self, frame: &Frame) -> impl Iterator<Item = T> + '_ {
        self.buckets_of(frame).flat_map(|bucket| self.buckets[bucket].iter().copied())
    }

    fn buckets_of(&self, frame: &Frame) -> impl Iterator<Item = usize> + use<T> {
        let (left, right) = (self.cell_of(frame.min.x), self.cell_of(frame.max.x));
        let (top, bottom) = (self.cell_of(frame.min.y), self.cell_of(frame.max.y));
        let count = self.buckets.len();
        (left..=right).flat_map(move |x| (top..=bottom).map(move |y| bucket(x, y, count)))
    }

    fn cell_of(&self, place: f32) -> i32 {
        let cells = place / self.cell;
        let toward_zero = cells as i32;
        // The library's floor is a call; this is the hottest line of routing.
        if toward_zero as f32 > cells { toward_zero - 1 } else { toward_zero }
    }
}

/// Neighboring cells get different buckets; any fixed mixing will do, for it changes speed only.
fn bucket(x: i32, y: i32, count: usize) -> usize {
    let mixed = x.wrapping_mul(61) ^ y.wrapping_mul(977);
    // Counts are powers of two: their remainder is a mask.
    mixed as usize & (count - 1)
}
