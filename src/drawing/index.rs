//! What lies near a frame, for any number of frames of any size, found without looking at all of them.

use super::Frame;

/// Frames by the cells that their middles lie in; frames of different sizes lie on levels of their own, each with cells
/// as large as its frames, so that a frame reaches at most half a cell beyond its own cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Index {
    levels: Vec<Level>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Level {
    /// By row, then column.
    entries: Vec<Entry>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    row: i32,
    column: i32,
    place: u32,
}

const CELL_MIN: f32 = 256.0;
const LEVELS: usize = 12;

impl Index {
    /// An index of places by their frames; a place may have several.
    pub(super) fn of(frames: impl Iterator<Item = (u32, Frame)>) -> Self {
        let mut levels = vec![Level::default(); LEVELS];
        for (place, frame) in frames {
            let size = frame.width().max(frame.height());
            let level = (0..LEVELS - 1).find(|level| size <= cell(*level)).unwrap_or(LEVELS - 1);
            let (center, cell) = (frame.center(), cell(level));
            let (row, column) = (floor(center.y / cell), floor(center.x / cell));
            levels[level].entries.push(Entry { row, column, place });
        }
        for level in &mut levels {
            level.entries.sort_unstable();
        }
        Self { levels }
    }

    /// The places of all frames that may touch a frame, and of some that do not, in no order and some more than once.
    pub(super) fn near(&self, frame: &Frame) -> Vec<u32> {
        let mut found = Vec::new();
        for (place, level) in self.levels.iter().enumerate() {
            // The largest may be larger than their cells.
            let is_last = place + 1 == LEVELS;
            level.near(frame, cell(place), is_last, &mut found);
        }
        found
    }
}

impl Level {
    fn near(&self, frame: &Frame, cell: f32, takes_all: bool, found: &mut Vec<u32>) {
        if self.entries.is_empty() {
            return;
        }
        let wide = frame.grown(cell / 2.0);
        let (top, bottom) = (floor(wide.min.y / cell), floor(wide.max.y / cell));
        let (left, right) = (floor(wide.min.x / cell), floor(wide.max.x / cell));
        let rows = bottom.saturating_sub(top).max(0) as usize;
        if takes_all || rows >= self.entries.len() / 4 {
            found.extend(self.entries.iter().map(|entry| entry.place));
            return;
        }
        for row in top..=bottom {
            let first = self.entries.partition_point(|e| (e.row, e.column) < (row, left));
            let here = self.entries[first..].iter();
            let here = here.take_while(|e| e.row == row && e.column <= right);
            found.extend(here.map(|entry| entry.place));
        }
    }
}

fn cell(level: usize) -> f32 {
    CELL_MIN * (1_u32 << level) as f32
}

fn floor(v: f32) -> i32 {
    let toward_zero = v as i32;
    if toward_zero as f32 > v { toward_zero.saturating_sub(1) } else { toward_zero }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::drawing::Point;

    fn frame((x, y, w, h): (i32, i32, u16, u16)) -> Frame {
        Frame::sized(Point::new(x as f32, y as f32), f32::from(w), f32::from(h))
    }

    proptest! {
        #[test]
        fn nothing_near_is_missed(
            frames in prop::collection::vec((-9_000..9_000, -9_000..9_000, 0..9_000_u16, 0..900_u16), 0..80),
            asked in (-9_000..9_000, -9_000..9_000, 0..4_000_u16, 0..4_000_u16),
        ) {
            let frames: Vec<Frame> = frames.into_iter().map(frame).collect();
            let found = Index::of((0..).zip(frames.iter().copied())).near(&frame(asked));
            for (place, each) in frames.iter().enumerate() {
                prop_assert!(!each.overlaps(&frame(asked)) || found.contains(&(place as u32)));
            }
        }
    }
}
