//! Where the sheet's lines and columns are.

use eframe::egui::{self, Pos2, Rect, Vec2};

use crate::ui::workspaces::scores::sheet::Place;

/// Height of a line.
pub(super) const LINE: f32 = 26.0;
/// Height of the head.
pub(super) const HEAD: f32 = 30.0;
/// Width of the column that names the dimension.
pub(super) const DIMENSION: f32 = 132.0;
/// In sheets narrower than this names and dimensions take less, so that two phases have room.
pub(super) const NARROW: f32 = 480.0;
/// Width of the column of names, and of that of dimensions, in a narrow sheet.
pub(super) const NARROW_COLUMNS: [f32; 2] = [116.0, 92.0];
/// Narrowest and widest columns of names.
pub(super) const NAME: [f32; 2] = [176.0, 340.0];
/// Narrowest and widest columns of phases.
pub(super) const PHASE: [f32; 2] = [86.0, 168.0];
/// Where things are in this frame.
pub(super) struct Frame {
    /// All lines, as if there were room for them.
    pub(super) content: Rect,
    /// What is in view, head and names included.
    pub(super) view: Rect,
    pub(super) name_width: f32,
    pub(super) dimension_width: f32,
    pub(super) phase_width: f32,
    pub(super) phases: usize,
}

impl Frame {
    pub(super) fn frozen(&self) -> f32 {
        self.name_width + self.dimension_width
    }

    /// The part of the view that scrolls both ways.
    pub(super) fn body(&self) -> Rect {
        Rect::from_min_max(self.view.min + Vec2::new(self.frozen(), HEAD), self.view.max)
    }

    /// The part of the view that holds names.
    pub(super) fn names(&self) -> Rect {
        self.view.with_min_y(self.view.top() + HEAD).with_max_x(self.view.left() + self.frozen())
    }

    pub(super) fn line_top(&self, line: usize) -> f32 {
        self.content.top() + HEAD + line as f32 * LINE
    }

    pub(super) fn cell(&self, place: Place) -> Rect {
        let x = self.content.left() + self.frozen() + place.column as f32 * self.phase_width;
        let at = egui::pos2(x, self.line_top(place.line));
        Rect::from_min_size(at, Vec2::new(self.phase_width, LINE))
    }

    /// What is at a point: a line, and a column right of the names.
    pub(super) fn hit(&self, at: Pos2) -> Option<(usize, Option<usize>)> {
        let line = (at.y - self.content.top() - HEAD) / LINE;
        if !self.view.contains(at) || at.y < self.view.top() + HEAD || line < 0.0 {
            return None;
        }
        Some((line as usize, self.column_at(at.x).filter(|_| at.x >= self.body().left())))
    }

    pub(super) fn column_at(&self, x: f32) -> Option<usize> {
        let column = (x - self.content.left() - self.frozen()) / self.phase_width;
        (column >= 0.0 && (column as usize) < self.phases).then_some(column as usize)
    }

    /// The place nearest to a point, for dragging beyond the edges.
    pub(super) fn nearest(&self, at: Pos2, lines: usize) -> Place {
        let line = ((at.y - self.content.top() - HEAD) / LINE).max(0.0) as usize;
        let x = (at.x - self.content.left() - self.frozen()) / self.phase_width;
        Place {
            line: line.min(lines.saturating_sub(1)),
            column: (x.max(0.0) as usize).min(self.phases.saturating_sub(1)),
        }
    }

    pub(super) fn lines_in_view(&self, count: usize) -> std::ops::Range<usize> {
        let first = ((self.view.top() - self.content.top()) / LINE).max(0.0) as usize;
        let fitting = (self.view.height() / LINE) as usize + 2;
        first.min(count)..(first + fitting).min(count)
    }

    pub(super) fn columns_in_view(&self) -> std::ops::Range<usize> {
        let body = self.body();
        let first = (body.left() - self.content.left() - self.frozen()) / self.phase_width;
        let first = first.max(0.0) as usize;
        let fitting = (body.width() / self.phase_width) as usize + 2;
        first.min(self.phases)..(first + fitting).min(self.phases)
    }
}
