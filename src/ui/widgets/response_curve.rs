//! The headline as a function of one score, drawn small below its slider.

use eframe::egui::{
    self, Align2, Mesh, Pos2, Rangef, Rect, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo,
    accesskit::Role,
};

use super::{
    figure_in,
    log_odds::{self, Axis},
};
use crate::{
    analysis::{Curve, Figure},
    drawing::{FontWeight, chart},
    model::{Probability, ScoreKey},
    report::wording,
    session::{Action, Notation, Response},
    ui::{
        theme::{self, Tokens},
        view::Cx,
    },
};

/// Height of the sentence.
const LINE: f32 = 20.0;
/// Height of the curve.
const CURVE: f32 = 64.0;
/// So many points make the curve look smooth.
const POINTS: usize = 49;

/// What the headline would be at `p`, and at every other value. It is read off the curve: nothing is run while a
/// slider is dragged. It always takes the same room.
pub fn response_curve(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    key: &ScoreKey,
    (p, axis): (Probability, &Axis),
) {
    let size = Vec2::new(ui.available_width(), LINE + CURVE);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let known = cx.session.response(key);
    if matches!(known, Response::Unasked) {
        cx.act(Action::Trace(key.clone()));
    }
    let notation = cx.session.preferences().notation;
    let words = match known {
        Response::Unasked | Response::Pending => "Any outcome: computing…".to_owned(),
        Response::Unavailable(reason) => format!("Any outcome: not available: {reason}"),
        Response::Ready(curve) => format!("Any outcome: {}", headline(curve, p, notation)),
    };
    let hint = match known {
        Response::Ready(curve) => wording::figure(&figure(curve, p)),
        _ => words.clone(),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    if !ui.is_rect_visible(rect) {
        return;
    }
    let color =
        if matches!(known, Response::Ready(_)) { cx.tokens.text } else { cx.tokens.secondary };
    let font = theme::font(FontWeight::Medium, theme::SMALL);
    let galley = super::elided(ui, &words, font, color, rect.width());
    ui.painter().galley(rect.min, galley, color);
    let area = rect.with_min_y(rect.top() + LINE);
    let track = log_odds::track(area);
    ui.painter().hline(track, area.bottom() - 6.0, cx.tokens.hairline());
    if let Response::Ready(curve) = known {
        curve_ui(ui, cx.tokens, (curve, axis), (p, area, track));
    }
    response.on_hover_text(format!("{hint}\nThe curve: any outcome at every value of this score"));
}

/// The headline in few digits with what it is.
fn headline(curve: &Curve, p: Probability, notation: Notation) -> String {
    figure_in(&figure(curve, p), notation)
}

fn figure(curve: &Curve, p: Probability) -> Figure {
    curve.at(p.get())
}

/// The curve over the same axis as the slider above it, with its error and the current value.
fn curve_ui(
    ui: &Ui,
    tokens: &Tokens,
    (curve, axis): (&Curve, &Axis),
    (p, area, track): (Probability, Rect, Rangef),
) {
    let plot = Rect::from_x_y_ranges(track, area.top() + 4.0..=area.bottom() - 6.0);
    let samples: Vec<(f32, Figure)> = (0..POINTS)
        .map(|i| {
            let share = i as f32 / (POINTS - 1) as f32;
            let x = egui::lerp(track, share);
            (x, figure(curve, axis.value(f64::from(share))))
        })
        .collect();
    let largest = samples.iter().map(|(_, figure)| figure.value).fold(0.0, f64::max);
    let top = chart::ticks(0.0, largest.max(1e-9)).last().copied().unwrap_or(1.0).max(largest);
    let y = |value: f64| plot.bottom() - (value / top).clamp(0.0, 1.0) as f32 * plot.height();
    let mut error = Mesh::default();
    for (i, (x, figure)) in samples.iter().enumerate() {
        let color = tokens.accent.gamma_multiply(0.2);
        error.colored_vertex(Pos2::new(*x, y(figure.value - figure.standard_error)), color);
        error.colored_vertex(Pos2::new(*x, y(figure.value + figure.standard_error)), color);
        if i > 0 {
            let n = (i * 2) as u32;
            error.add_triangle(n - 2, n - 1, n);
            error.add_triangle(n - 1, n, n + 1);
        }
    }
    let painter = ui.painter();
    painter.add(Shape::mesh(error));
    let line: Vec<Pos2> = samples.iter().map(|(x, f)| Pos2::new(*x, y(f.value))).collect();
    painter.line(line, Stroke::new(1.6, tokens.accent));
    let font = theme::font(FontWeight::Regular, theme::LABEL);
    let label = chart::tick_label(top);
    painter.text(plot.right_top(), Align2::RIGHT_TOP, label, font, tokens.secondary);
    let at = Pos2::new(egui::lerp(track, axis.share(p) as f32), y(figure(curve, p).value));
    painter.vline(at.x, plot.y_range(), Stroke::new(1.0, tokens.line));
    painter.circle(at, 3.6, tokens.accent, Stroke::new(1.5, tokens.surface));
}
