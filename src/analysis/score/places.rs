//! Where the variables of all phases stand in one row of numbers.

#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined is compiled for the narrowest vectors"
)]

use super::super::{
    closure::Draw,
    layout::{Layout, Odds},
};

/// `X(0)` of all rows; then for each phase emergence and persistence of all rows, opening of all slots, working of all
/// mitigations.
#[derive(Clone, Copy)]
pub(super) struct Places {
    rows: usize,
    slots: usize,
    measures: usize,
    phases: usize,
}

impl Places {
    /// The places of a layout over some phases.
    pub(super) fn new(layout: &Layout, phases: usize) -> Self {
        Self {
            rows: layout.places.len(),
            slots: layout.targets.len(),
            measures: layout.measures.len(),
            phases,
        }
    }

    /// How many there are.
    pub(super) fn count(self) -> usize {
        self.rows + self.phases * self.stride()
    }

    #[inline(always)]
    fn stride(self) -> usize {
        2 * self.rows + self.slots + self.measures
    }

    /// The place of a variable in a phase (0-based; initial variables have none).
    #[inline(always)]
    pub(super) fn of(self, draw: Draw, phase: usize) -> usize {
        let start = self.rows + phase * self.stride();
        match draw {
            Draw::Initial(row) => row,
            Draw::Emergence(row) => start + row,
            Draw::Persistence(row) => start + self.rows + row,
            Draw::Opening(slot) => start + 2 * self.rows + slot,
            Draw::Working(m) => start + 2 * self.rows + self.slots + m,
        }
    }

    /// The variable at a place, and its phase.
    pub(super) fn at(self, place: usize) -> (Draw, usize) {
        let Some(later) = place.checked_sub(self.rows) else {
            return (Draw::Initial(place), 0);
        };
        let (phase, place) = (later / self.stride(), later % self.stride());
        let draw = if place < self.rows {
            Draw::Emergence(place)
        } else if place < 2 * self.rows {
            Draw::Persistence(place - self.rows)
        } else if place < 2 * self.rows + self.slots {
            Draw::Opening(place - 2 * self.rows)
        } else {
            Draw::Working(place - 2 * self.rows - self.slots)
        };
        (draw, phase)
    }

    /// The probability of the variable at a place.
    pub(super) fn chance(self, odds: &Odds, place: usize) -> f64 {
        match self.at(place) {
            (Draw::Initial(row), _) => odds.initial[row],
            (Draw::Emergence(row), phase) => odds.emergence[phase][row],
            (Draw::Persistence(row), phase) => odds.persistence[phase][row],
            (Draw::Opening(slot), phase) => odds.opening[phase][slot],
            (Draw::Working(m), phase) => odds.working[phase][m],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_one_variable() {
        let places = Places { rows: 3, slots: 5, measures: 2, phases: 4 };
        for place in 0..places.count() {
            let (draw, phase) = places.at(place);
            assert_eq!(places.of(draw, phase), place);
        }
    }
}
