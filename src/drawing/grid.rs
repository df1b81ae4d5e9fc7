//! A coarse grid that finds what lies near a frame without looking at everything.

use std::collections::BTreeMap;

use super::Frame;

/// Values by the cells that their frames touch.
pub(super) struct Grid<T> {
    cells: BTreeMap<(i32, i32), Vec<T>>,
    cell: f32,
}

impl<T: Copy> Grid<T> {
    /// An empty grid of square cells.
    pub(super) fn new(cell: f32) -> Self {
        Self { cells: BTreeMap::new(), cell }
    }

    /// Adds a value to every cell that its frame touches.
    pub(super) fn add(&mut self, frame: &Frame, value: T) {
        for cell in self.cells_of(frame) {
            self.cells.entry(cell).or_default().push(value);
        }
    }

    /// What may touch a frame; a value that spans cells may come more than once.
    pub(super) fn near(&self, frame: &Frame) -> impl Iterator<Item = T> + '_ {
        let (left, top, right, bottom) = self.reach_of(frame);
        (left..=right)
            .flat_map(move |x| self.cells.range((x, top)..=(x, bottom)))
            .flat_map(|(_, values)| values.iter().copied())
    }

    fn cells_of(&self, frame: &Frame) -> impl Iterator<Item = (i32, i32)> + use<T> {
        let (left, top, right, bottom) = self.reach_of(frame);
        (left..=right).flat_map(move |x| (top..=bottom).map(move |y| (x, y)))
    }

    fn reach_of(&self, frame: &Frame) -> (i32, i32, i32, i32) {
        let cell = |v: f32| (v / self.cell).floor() as i32;
        (cell(frame.min.x), cell(frame.min.y), cell(frame.max.x), cell(frame.max.y))
    }
}
