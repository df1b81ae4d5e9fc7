//! The views that were looked at, to go back to and forth again.

use crate::{model::Subject, ui::canvas::camera::View};

/// Most views that are kept.
const STOPS_MAX: usize = 100;
/// A view must be looked at for so many seconds to be kept.
const SETTLED_SECONDS: f64 = 0.4;
/// Views whose middles are nearer than this, in screen points, are the same.
const NEAR: f32 = 64.0;
/// Views whose zooms differ by less than this ratio are the same.
const CLOSE: f32 = 1.1;

/// What was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// From where.
    pub view: View,
    /// The chosen phase, 0-based.
    pub phase: usize,
    /// What the inspector showed.
    pub focus: Option<Subject>,
}

impl Stop {
    /// Whether the canvas looks nearly the same.
    fn is_near(&self, other: &Self) -> bool {
        let (a, b) = (self.view, other.view);
        let ratio = if a.zoom > b.zoom { a.zoom / b.zoom } else { b.zoom / a.zoom };
        self.phase == other.phase
            && ratio < CLOSE
            && a.center.distance(b.center) * a.zoom.max(b.zoom) < NEAR
    }
}

/// Views in the order in which they were looked at.
#[derive(Clone, Debug, Default)]
pub struct Trail {
    stops: Vec<Stop>,
    /// The place of the view that is looked at; of one that lasts.
    at: usize,
    /// What was seen last, and since when.
    seen: Option<(Stop, f64)>,
}

impl Trail {
    /// Looks at what is looked at now; what has lasted is kept.
    pub fn watch(&mut self, stop: Stop, now: f64) {
        let since = match &self.seen {
            Some((seen, since)) if seen.view == stop.view && seen.phase == stop.phase => *since,
            _ => now,
        };
        if self.stops.is_empty() || now - since >= SETTLED_SECONDS {
            self.keep(stop.clone());
        }
        self.seen = Some((stop, since));
    }

    /// The window's size has changed, and with it what shows the same: not a view of its own.
    pub fn refit(&mut self, view: View) {
        if let Some(stop) = self.stops.get_mut(self.at) {
            stop.view = view;
        }
    }

    /// Whether there is a view before this one.
    pub fn has_before(&self, now: &Stop) -> bool {
        self.at > 0 || self.stops.get(self.at).is_some_and(|stop| !stop.is_near(now))
    }

    /// Whether there is a view after this one.
    pub fn has_after(&self, now: &Stop) -> bool {
        self.at + 1 < self.stops.len()
            && self.stops.get(self.at).is_some_and(|stop| stop.is_near(now))
    }

    /// The view before this one.
    pub fn back(&mut self, now: Stop) -> Option<Stop> {
        self.keep(now);
        self.at = self.at.checked_sub(1)?;
        self.seen = None;
        self.stops.get(self.at).cloned()
    }

    /// The view that was gone back from.
    pub fn forth(&mut self, now: &Stop) -> Option<Stop> {
        if !self.has_after(now) {
            return None;
        }
        self.at += 1;
        self.seen = None;
        self.stops.get(self.at).cloned()
    }

    fn keep(&mut self, stop: Stop) {
        if let Some(here) = self.stops.get_mut(self.at)
            && here.is_near(&stop)
        {
            here.focus = stop.focus;
            return;
        }
        self.stops.truncate(self.at + 1);
        self.stops.push(stop);
        if self.stops.len() > STOPS_MAX {
            self.stops.remove(0);
        }
        self.at = self.stops.len() - 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::drawing::Point;

    fn stop(x: f32, phase: usize) -> Stop {
        Stop { view: View { center: Point::new(x, 0.0), zoom: 1.0 }, phase, focus: None }
    }

    fn x(stop: Option<Stop>) -> Option<f32> {
        stop.map(|stop| stop.view.center.x)
    }

    #[test]
    fn only_what_has_lasted_is_kept() {
        let mut trail = Trail::default();
        trail.watch(stop(0.0, 0), 0.0);
        // On the way.
        for step in 1..20_u8 {
            trail.watch(stop(f32::from(step) * 100.0, 0), f64::from(step) * 0.02);
        }
        trail.watch(stop(2_000.0, 0), 1.0);
        trail.watch(stop(2_000.0, 0), 1.5);
        assert_eq!(x(trail.back(stop(2_000.0, 0))), Some(0.0));
        assert_eq!(x(trail.back(stop(0.0, 0))), None);
        assert_eq!(x(trail.forth(&stop(0.0, 0))), Some(2_000.0));
        assert_eq!(x(trail.forth(&stop(2_000.0, 0))), None);
    }

    #[test]
    fn another_phase_is_another_view_and_going_elsewhere_ends_what_lay_ahead() {
        let mut trail = Trail::default();
        for (time, stop) in [stop(0.0, 0), stop(0.0, 1), stop(900.0, 1)].into_iter().enumerate() {
            trail.watch(stop.clone(), time as f64 * 2.0);
            trail.watch(stop, time as f64 * 2.0 + 1.0);
        }
        assert_eq!(trail.back(stop(900.0, 1)).map(|s| (s.view.center.x, s.phase)), Some((0.0, 1)));
        assert_eq!(trail.back(stop(0.0, 1)).map(|s| s.phase), Some(0));
        assert!(trail.has_after(&stop(0.0, 0)));
        // Elsewhere without waiting: going back returns to where that began.
        assert_eq!(x(trail.back(stop(-700.0, 0))), Some(0.0));
        assert_eq!(x(trail.forth(&stop(0.0, 0))), Some(-700.0));
        assert!(!trail.has_after(&stop(-700.0, 0)));
    }

    proptest! {
        #[test]
        fn forth_undoes_back(places in prop::collection::vec(-9_i16..9, 2..12)) {
            let mut trail = Trail::default();
            let mut last = stop(0.0, 0);
            for (time, place) in places.iter().enumerate() {
                last = stop(f32::from(*place) * 1_000.0, 0);
                trail.watch(last.clone(), time as f64);
                trail.watch(last.clone(), time as f64 + 0.5);
            }
            if let Some(before) = trail.back(last.clone()) {
                prop_assert!(!before.is_near(&last));
                prop_assert_eq!(trail.forth(&before), Some(last));
            }
        }
    }
}
