//! A slider on the axis of log-odds, where 1 % and 2 % are as far apart as 98 % and 99 %.

use eframe::egui::{self, EventFilter, Key, Response, Sense, Stroke, Ui, Vec2, WidgetInfo};

use super::focus_ring;
use crate::{
    model::{Probability, Range, logistic, logit},
    ui::theme::Tokens,
};

/// The ends of the axis: about 1 in 10 000 on either side.
const END: f64 = 9.21;
/// Step of an arrow key in log-odds: about a tenth of the odds.
const STEP: f64 = 0.1;
/// Radius of the thumb.
const THUMB: f32 = 6.0;

/// A slider called `name` for a probability, with its range drawn on the track; the changed probability. It stays
/// within the range where there is one.
pub fn log_odds_slider(
    ui: &mut Ui,
    name: &str,
    p: Probability,
    range: Option<&Range>,
) -> (Response, Option<Probability>) {
    let size = Vec2::new(ui.available_width(), 22.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::drag());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::slider(enabled, p.get(), name));
    let track = track(rect);
    let wanted = moved(ui, &response, track, p).map(|x| rounded(logistic(x)));
    let wanted = wanted.map(|p| match range {
        Some(range) => p.clamp(range.low().get(), range.high().get()),
        None => p,
    });
    paint(ui, &response, track, p, range);
    let change = wanted.map(Probability::clamped).filter(|new| *new != p);
    (response, change)
}

/// Where the axis runs in the room of a slider.
pub(super) fn track(rect: egui::Rect) -> egui::Rangef {
    egui::Rangef::new(rect.left() + THUMB, rect.right() - THUMB)
}

/// The place of a probability on the axis, 0..=1.
pub(super) fn share(p: Probability) -> f64 {
    f64::midpoint(logit(p.get()).clamp(-END, END) / END, 1.0)
}

/// The probability at a place of the axis, 0..=1.
pub(super) fn value(share: f64) -> Probability {
    Probability::clamped(logistic((share * 2.0 - 1.0) * END))
}

/// The place in log-odds to which the pointer or the keys have moved the thumb.
fn moved(ui: &Ui, response: &Response, track: egui::Rangef, p: Probability) -> Option<f64> {
    if response.dragged() {
        response.request_focus();
        let x = response.interact_pointer_pos()?.x;
        let share = f64::from(((x - track.min) / track.span()).clamp(0.0, 1.0));
        return Some((share * 2.0 - 1.0) * END);
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
    (less != more).then(|| logit(p.get()).clamp(-END, END) + step * STEP)
}

fn paint(ui: &Ui, response: &Response, track: egui::Rangef, p: Probability, range: Option<&Range>) {
    let tokens = Tokens::of(ui);
    let middle = response.rect.center().y;
    let place = |p: Probability| track.min + share(p) as f32 * track.span();
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

    #[test]
    fn the_thumb_gives_round_numbers() {
        for (p, wanted) in
            [(0.030_01, 0.03), (0.000_123_4, 0.000_12), (0.987_65, 0.988), (0.5, 0.5)]
        {
            assert!((rounded(p) - wanted).abs() < 1e-12, "{p} gives {}", rounded(p));
        }
    }
}
