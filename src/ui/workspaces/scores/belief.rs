//! The belief in a score as a curve over log-odds: what low, best and high say together.

use eframe::egui::{
    self, Align2, Color32, Mesh, Pos2, Rangef, Rect, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo,
    accesskit::Role,
};

use crate::{
    drawing::FontWeight,
    model::{Probability, Range, Z_95, logit},
    ui::{
        theme::{self, Tokens},
        widgets::{self, LogOddsAxis},
    },
};

/// Height of the picture.
const HEIGHT: f32 = 92.0;
/// Room for the labels below the axis.
const LABELS: f32 = 18.0;
/// Points of the curve on either side of the median.
const POINTS: usize = 32;
/// Probabilities that may be named on the axis.
const TICKS: [(f64, &str); 9] = [
    (1e-6, "10⁻⁶"),
    (1e-4, "0.01 %"),
    (1e-3, "0.1 %"),
    (0.01, "1 %"),
    (0.1, "10 %"),
    (0.5, "50 %"),
    (0.9, "90 %"),
    (0.99, "99 %"),
    (0.999, "99.9 %"),
];

/// Shows the belief over an axis: a range as a two-piece normal curve with its 5 %, 50 % and 95 % points, a point as a line.
pub(super) fn belief_ui(
    ui: &mut Ui,
    tokens: &Tokens,
    axis: &LogOddsAxis,
    (range, central): (Option<Range>, Probability),
) {
    let size = Vec2::new(ui.available_width(), HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let spoken = match range {
        Some(_) => "Curve of the belief from low to high",
        None => "A point: no belief around it",
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, spoken));
    if !ui.is_rect_visible(rect) {
        return;
    }
    // As wide as the slider above it.
    let axis = Scaled { axis, track: widgets::log_odds_track(rect) };
    axis_ui(ui, tokens, &axis, rect);
    let plot = rect.with_max_y(rect.bottom() - LABELS);
    if let Some(range) = range {
        curve_ui(ui, tokens, (&axis, plot), &range);
    } else {
        let x = axis.place(logit(central.get()));
        ui.painter().vline(x, plot.shrink(6.0).y_range(), Stroke::new(2.0, tokens.accent));
    }
    response.on_hover_text(spoken);
}

/// An axis of log-odds in a part of the screen.
struct Scaled<'a> {
    axis: &'a LogOddsAxis,
    track: Rangef,
}

impl Scaled<'_> {
    fn place(&self, x: f64) -> f32 {
        egui::lerp(self.track, self.axis.share_of(x) as f32)
    }
}

fn axis_ui(ui: &Ui, tokens: &Tokens, axis: &Scaled<'_>, rect: Rect) {
    let y = rect.bottom() - LABELS;
    ui.painter().hline(axis.track, y, Stroke::new(1.0, tokens.line));
    let font = theme::font(FontWeight::Regular, theme::LABEL);
    let mut taken = f32::NEG_INFINITY;
    for (p, label) in TICKS {
        let x = logit(p);
        if !axis.axis.shows(x) {
            continue;
        }
        let at = egui::pos2(axis.place(x), y + 4.0);
        let galley = ui.painter().layout_no_wrap(label.to_owned(), font.clone(), tokens.secondary);
        let left = at.x - galley.size().x / 2.0;
        let is_free = left > taken + 6.0 && left >= rect.left() - 2.0;
        if is_free && at.x + galley.size().x / 2.0 <= rect.right() + 2.0 {
            taken = left + galley.size().x;
            ui.painter().vline(at.x, y..=y + 3.0, Stroke::new(1.0, tokens.line));
            ui.painter().galley(egui::pos2(left, at.y), galley, tokens.secondary);
        }
    }
}

/// The density on the axis of log-odds: normal on either side of the median with the spread of that side, each side
/// holding half of the belief.
fn curve_ui(ui: &Ui, tokens: &Tokens, (axis, plot): (&Scaled<'_>, Rect), range: &Range) {
    let [low, best, high] = [range.low(), range.best(), range.high()].map(|p| logit(p.get()));
    let spreads = [(best - low) / Z_95, (high - best) / Z_95];
    let narrowest = spreads.into_iter().filter(|s| *s > 1e-9).fold(f64::INFINITY, f64::min);
    if !narrowest.is_finite() {
        let x = axis.place(best);
        ui.painter().vline(x, plot.shrink(6.0).y_range(), Stroke::new(2.0, tokens.accent));
        return;
    }
    let height = f64::from(plot.height() - 10.0);
    for (spread, sign) in spreads.into_iter().zip([-1.0, 1.0]) {
        if spread <= 1e-9 {
            continue;
        }
        let reach = axis.axis.reach(best, sign) / spread;
        let reach = reach.clamp(0.0, 3.0);
        let points: Vec<Pos2> = (0..POINTS)
            .map(|i| {
                // What lies beyond the axis is left out.
                let z = reach * i as f64 / (POINTS - 1) as f64;
                let density = libm::exp(-z * z / 2.0) * narrowest / spread;
                let x = axis.place(best + sign * z * spread);
                egui::pos2(x, plot.bottom() - (density * height) as f32)
            })
            .collect();
        fill(ui, &points, plot.bottom(), tokens.accent.gamma_multiply(0.18));
        ui.painter().line(points, Stroke::new(1.5, tokens.accent));
    }
    for (x, width) in [(low, 1.0), (best, 2.0), (high, 1.0)] {
        let at = axis.place(x);
        let top = if width > 1.0 { plot.top() + 8.0 } else { plot.bottom() - 14.0 };
        ui.painter().vline(at, top..=plot.bottom(), Stroke::new(width, tokens.accent));
    }
    let font = theme::font(FontWeight::Regular, theme::LABEL);
    let words = format!("odds span × {}", odds_span(low, high));
    // On the side where the curve is not.
    let (at, anchor) = if axis.place(best) > plot.center().x {
        (plot.left_top(), Align2::LEFT_TOP)
    } else {
        (plot.right_top(), Align2::RIGHT_TOP)
    };
    ui.painter().text(at, anchor, words, font, tokens.secondary);
}

/// By how much the odds at high exceed those at low.
fn odds_span(low: f64, high: f64) -> String {
    let ratio = libm::exp((high - low).min(40.0));
    crate::report::wording::number(ratio, 0.0)
}

fn fill(ui: &Ui, points: &[Pos2], bottom: f32, color: Color32) {
    let mut mesh = Mesh::default();
    for (i, point) in points.iter().enumerate() {
        mesh.colored_vertex(*point, color);
        mesh.colored_vertex(egui::pos2(point.x, bottom), color);
        if i > 0 {
            let n = (i * 2) as u32;
            mesh.add_triangle(n - 2, n - 1, n);
            mesh.add_triangle(n - 1, n, n + 1);
        }
    }
    ui.painter().add(Shape::mesh(mesh));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::logistic;

    #[test]
    fn all_of_a_belief_lies_on_the_axis() {
        let rect = Rect::from_min_size(Pos2::ZERO, Vec2::new(280.0, HEIGHT));
        for x in [-12.0, -4.0, 0.0, 5.0, 11.0] {
            let [low, best, high] =
                [x - 1.5, x, x + 0.5].map(|x| Probability::clamped(logistic(x)));
            let range = Range::new(low, best, high).expect("in order");
            let axis = LogOddsAxis::of(best, Some(&range));
            let axis = Scaled { axis: &axis, track: widgets::log_odds_track(rect) };
            let places = [low, best, high].map(|p| axis.place(logit(p.get())));
            assert!(places.is_sorted(), "{x}: {places:?}");
            assert!(places.iter().all(|place| axis.track.contains(*place)), "{x}: {places:?}");
        }
    }
}
