//! A slider on the axis of log-odds, where 1 % and 2 % are as far apart as 98 % and 99 %.

use eframe::egui::{self, EventFilter, Key, Response, Sense, Stroke, Ui, Vec2, WidgetInfo};

use super::focus_ring;
use crate::{
    model::{Probability, Range, logistic, logit},
    ui::theme::Tokens,
};

/// Where the axis may end on either side, in log-odds: about 1 in 10 000, in a million, in 500 million.
const ENDS: [f64; 3] = [9.21, 13.82, 20.0];
/// Step of an arrow key in log-odds: about a tenth of the odds.
const STEP: f64 = 0.1;
/// Radius of the thumb.
const THUMB: f32 = 6.0;

/// The part of log-odds that a slider and what is drawn below it show: one axis for all of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    low: f64,
    high: f64,
}

impl Default for Axis {
    fn default() -> Self {
        Self { low: -ENDS[0], high: ENDS[0] }
    }
}

impl Axis {
    /// About 1 in 10 000 on either side, longer on the side where the estimate reaches further.
    pub fn of(p: Probability, range: Option<&Range>) -> Self {
        let [low, high] = range.map_or([p, p], |range| [range.low(), range.high()]);
        let reaching = |x: f64| ENDS.into_iter().find(|end| x <= *end).unwrap_or(ENDS[2]);
        Self { low: -reaching(-logit(low.get())), high: reaching(logit(high.get())) }
    }

    /// The axis of an estimate that is edited under this id. While a button of the pointer is down it stays what it was,
    /// so that nothing moves away from under a thumb.
    pub fn held(ui: &Ui, id: egui::Id, p: Probability, range: Option<&Range>) -> Self {
        let id = id.with("axis");
        let is_pressed = ui.input(|input| input.pointer.any_down());
        let held: Option<Self> = ui.data(|data| data.get_temp(id)).filter(|_| is_pressed);
        let axis = held.unwrap_or_else(|| Self::of(p, range));
        ui.data_mut(|data| data.insert_temp(id, axis));
        axis
    }

    /// The place of log-odds on the axis, 0..=1; what lies beyond is at its ends.
    pub fn share_of(&self, x: f64) -> f64 {
        (x.clamp(self.low, self.high) - self.low) / (self.high - self.low)
    }

    /// The place of a probability on the axis, 0..=1.
    pub fn share(&self, p: Probability) -> f64 {
        self.share_of(logit(p.get()))
    }

    /// The probability at a place of the axis, 0..=1.
    pub fn value(&self, share: f64) -> Probability {
        Probability::clamped(logistic(self.at(share)))
    }

    /// Whether log-odds lie on it.
    pub fn shows(&self, x: f64) -> bool {
        (self.low..=self.high).contains(&x)
    }

    /// How far the axis goes on from log-odds on it, upwards or, with `sign` −1, downwards.
    pub fn reach(&self, x: f64, sign: f64) -> f64 {
        if sign > 0.0 { self.high - x } else { x - self.low }
    }

    fn at(&self, share: f64) -> f64 {
        self.low + share * (self.high - self.low)
    }
}

/// A slider called `name` on an axis for a probability, with its range drawn on the track; the changed probability. It stays
/// within the range where there is one.
pub fn log_odds_slider(
    ui: &mut Ui,
    name: &str,
    axis: &Axis,
    (p, range): (Probability, Option<&Range>),
) -> (Response, Option<Probability>) {
    let size = Vec2::new(ui.available_width(), 22.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::drag());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::slider(enabled, p.get(), name));
    let track = track(rect);
    let wanted = moved(ui, &response, (axis, track), p).map(|x| rounded(logistic(x)));
    let wanted = wanted.map(|p| match range {
        Some(range) => p.clamp(range.low().get(), range.high().get()),
        None => p,
    });
    paint(ui, &response, (axis, track), p, range);
    let change = wanted.map(Probability::clamped).filter(|new| *new != p);
    (response, change)
}

/// Where the axis runs in the room of a slider.
pub fn track(rect: egui::Rect) -> egui::Rangef {
    egui::Rangef::new(rect.left() + THUMB, rect.right() - THUMB)
}

/// The place in log-odds to which the pointer or the keys have moved the thumb.
fn moved(
    ui: &Ui,
    response: &Response,
    (axis, track): (&Axis, egui::Rangef),
    p: Probability,
) -> Option<f64> {
    if response.dragged() {
        response.request_focus();
        let x = response.interact_pointer_pos()?.x;
        let share = f64::from(((x - track.min) / track.span()).clamp(0.0, 1.0));
        return Some(axis.at(share));
    }
    if !response.has_focus() {
        return None;
    }
    ui.memory_mut(|memory| {
        let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
        memory.set_focus_lock_filter(response.id, filter);
    });
    let (less, more) =
        ui.input(|input| (input.key_pressed(Key::ArrowLeft), input.key_pressed(Key::ArrowRight)));
    let step = f64::from(u8::from(more)) - f64::from(u8::from(less));
    (less != more).then(|| logit(p.get()).clamp(axis.low, axis.high) + step * STEP)
}

fn paint(
    ui: &Ui,
    response: &Response,
    (axis, track): (&Axis, egui::Rangef),
    p: Probability,
    range: Option<&Range>,
) {
    let tokens = Tokens::of(ui);
    let middle = response.rect.center().y;
    let place = |p: Probability| track.min + axis.share(p) as f32 * track.span();
    let painter = ui.painter();
    painter.hline(track, middle, Stroke::new(2.0, tokens.line));
    if let Some(range) = range {
        let band = egui::Rangef::new(place(range.low()), place(range.high()));
        painter.hline(band, middle, Stroke::new(4.0, tokens.accent.gamma_multiply(0.35)));
    }
    let at = egui::pos2(place(p), middle);
    let edge =
        if response.hovered() || response.has_focus() { tokens.accent } else { tokens.secondary };
    painter.circle(at, THUMB, tokens.surface, Stroke::new(1.5, edge));
    let thumb = egui::Rect::from_center_size(at, Vec2::splat(THUMB * 2.0 + 3.0));
    focus_ring(ui, response, thumb, 9);
}

/// Two significant digits of the nearer end are as fine as a thumb can mean.
fn rounded(p: f64) -> f64 {
    let nearer = p.min(1.0 - p);
    let unit = libm::pow(10.0, libm::floor(libm::log10(nearer)) - 1.0);
    let round = libm::round(nearer / unit) * unit;
    // Through text, so that 0.03 is the number that typing 0.03 gives.
    let round: f64 = format!("{round:.2e}").parse().unwrap_or(round);
    if p > 0.5 { format!("{:.8}", 1.0 - round).parse().unwrap_or(p) } else { round }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(value: f64) -> Probability {
        Probability::clamped(value)
    }

    #[test]
    fn an_axis_reaches_as_far_as_the_estimate_and_places_read_back() {
        let range = |low, best, high| Range::new(p(low), p(best), p(high)).expect("in order");
        let usual = range(0.01, 0.1, 0.4);
        assert_eq!(Axis::of(p(0.1), Some(&usual)), Axis::default());
        // Wherever the best stands within its range, the axis is the same.
        let far = range(1e-6, 1e-3, 0.01);
        let axis = Axis::of(p(1e-3), Some(&far));
        assert_eq!(axis, Axis::of(p(1e-5), Some(&range(1e-6, 1e-5, 0.01))));
        for value in [1e-6, 1e-3, 0.01] {
            assert!(axis.shows(logit(value)), "{value}");
            let read = axis.value(axis.share(p(value))).get();
            assert!((read / value - 1.0).abs() < 1e-9, "{read}");
        }
        assert!(axis.share(p(1.0)) >= 1.0 && axis.share(p(0.0)) <= 0.0);
    }

    #[test]
    fn the_thumb_gives_round_numbers() {
        for (p, wanted) in
            [(0.030_01, 0.03), (0.000_123_4, 0.000_12), (0.987_65, 0.988), (0.5, 0.5)]
        {
            assert!((rounded(p) - wanted).abs() < 1e-12, "{p} gives {}", rounded(p));
        }
    }
}
