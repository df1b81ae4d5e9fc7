//! The tornado: the headline with each score at low and at high, all others at best.

use eframe::egui::{
    self, Align2, Rangef, Rect, Sense, Stroke, Ui, Vec2, WidgetInfo, accesskit::Role,
};

use super::{
    Shown,
    section::{self, Rank, Section},
};
use crate::{
    analysis::Swing,
    drawing::{FontWeight, chart},
    report::wording,
    session::Stage,
    ui::{
        theme::{self, Tokens},
        view::Cx,
        widgets,
    },
};

/// So many scores are shown at first.
const FIRST: usize = 8;
/// More scores than these are not shown even when all are asked for.
const MOST: usize = 200;
/// Height of a row.
const ROW: f32 = 28.0;
/// Height of the axis.
const AXIS: f32 = 22.0;
/// Room for both figures.
const FIGURES: f32 = 132.0;

/// What the section remembers.
#[derive(Debug, Default)]
pub(super) struct TornadoView {
    shows_all: bool,
}

/// Where headlines are in the width of the bars.
struct Scale {
    low: f64,
    high: f64,
    room: Rangef,
}

impl Scale {
    fn place(&self, p: f64) -> f32 {
        let share = (p - self.low) / (self.high - self.low);
        self.room.min + (share as f32).clamp(0.0, 1.0) * self.room.span()
    }
}

/// Shows the section.
pub(super) fn tornado_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut TornadoView, shown: &Shown<'_>) {
    let section = Section {
        title: "What each uncertain score moves",
        stage: Stage::Tornado,
        rank: Rank::Chapter,
        height: 40.0 + AXIS + FIRST as f32 * ROW,
    };
    let insight = shown.session.insights().tornado.as_ref();
    section::section_ui(ui, shown, &section, insight, |ui, swings| {
        found_ui(ui, cx, view, (shown, swings));
    });
}

fn found_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut TornadoView,
    (shown, swings): (&Shown<'_>, &Vec<Swing>),
) {
    let Some(first) = swings.first() else {
        section::note_ui(
            ui,
            "No score is uncertain: all are points. Give ranges or levels to see what they move",
        );
        return;
    };
    let headline = shown.analysis.pooled.any_outcome.last().map_or(0.0, |figure| figure.value);
    section::note_ui(ui, &sentence(shown, first));
    ui.spacing_mut().item_spacing.y = 0.0;
    let rows = swings.iter().take(if view.shows_all { MOST } else { FIRST });
    let ends = rows.clone().flat_map(|swing| [swing.low.value, swing.high.value]);
    let (low, high) = ends.fold((headline, headline), |(low, high), p| (low.min(p), high.max(p)));
    let ticks = chart::ticks(low, high.max(low + 1e-9));
    let left = ui.cursor().left();
    let names = (ui.available_width() * 0.36).clamp(120.0, 300.0);
    let room = Rangef::new(left + names + 12.0, left + ui.available_width() - FIGURES - 10.0);
    let scale = Scale { low, high: high.max(low + 1e-12), room };
    let top = ui.cursor().top();
    for swing in rows {
        swing_ui(ui, cx, shown, (swing, &scale, headline));
    }
    let bottom = ui.cursor().top();
    let x = scale.place(headline);
    ui.painter().vline(x, top..=bottom, Stroke::new(1.0, cx.tokens.text));
    axis_ui(ui, cx.tokens, &scale, &ticks);
    if swings.len() > FIRST {
        let more = format!("Show {} more", swings.len().min(MOST) - FIRST);
        let title = if view.shows_all { "Show fewer" } else { &more };
        if section::quiet_button(ui, title).clicked() {
            view.shows_all = !view.shows_all;
        }
    }
}

/// What the leading score does, in words.
fn sentence(shown: &Shown<'_>, swing: &Swing) -> String {
    let name = shown.session.assessment().label(&swing.subject);
    let dimension = wording::dimension(swing.dimension).to_lowercase();
    let (low, high) = (shown.brief(&swing.low), shown.brief(&swing.high));
    format!(
        "The {dimension} of {name} matters most: any outcome {low} at its low estimate, {high} at \
         its high one. Light: at low, full: at high, line: at best"
    )
}

fn swing_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    shown: &Shown<'_>,
    (swing, scale, headline): (&Swing, &Scale, f64),
) {
    let tokens = cx.tokens;
    let size = Vec2::new(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let document = shown.session.assessment();
    let dimension = wording::dimension(swing.dimension);
    let name = format!("{}, {}", document.label(&swing.subject), dimension.to_lowercase());
    let (low, high) = (wording::figure(&swing.low), wording::figure(&swing.high));
    let difference = wording::points(swing.difference.value, swing.difference.standard_error);
    let spoken = format!("{name}: {low} at low, {high} at high, difference {difference}");
    let is_selected = cx.session.selection().contains(&swing.subject);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_selected, &spoken));
    section::follow_focus(ui, &response);
    if ui.is_rect_visible(rect) {
        section::ground_ui(ui, tokens, &response, rect, is_selected);
        let color = if is_selected { tokens.accent } else { tokens.text };
        let glyph = widgets::icon_of(document, &swing.subject);
        let words = rect.with_max_x(scale.room.min - 4.0);
        section::words_ui(ui, words, (glyph, &name, ""), color);
        for (figure, ink) in [(&swing.low, tokens.accent_mid), (&swing.high, tokens.accent)] {
            let (a, b) = (scale.place(headline), scale.place(figure.value));
            let bar = Rect::from_x_y_ranges(a.min(b)..=a.max(b), rect.y_range().shrink(7.0));
            ui.painter().rect_filled(bar, 2.0, ink);
        }
        let figures = format!("{} – {}", shown.brief(&swing.low), shown.brief(&swing.high));
        let font = theme::font(FontWeight::Medium, theme::SMALL);
        let galley = widgets::elided(ui, &figures, font, tokens.secondary, FIGURES);
        let at = rect.right_center() - Vec2::new(galley.size().x + 6.0, galley.size().y / 2.0);
        ui.painter().galley(at, galley, tokens.secondary);
    }
    section::pick(cx, &response, &swing.subject);
    response.on_hover_text(spoken);
}

fn axis_ui(ui: &mut Ui, tokens: &Tokens, scale: &Scale, ticks: &[f64]) {
    let size = Vec2::new(ui.available_width(), AXIS);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    ui.painter().hline(scale.room, rect.top() + 1.0, tokens.hairline());
    let font = theme::font(FontWeight::Regular, theme::LABEL);
    let mut free = f32::NEG_INFINITY;
    for tick in ticks.iter().filter(|tick| (scale.low..=scale.high).contains(*tick)) {
        let at = egui::pos2(scale.place(*tick), rect.top() + 12.0);
        let label = chart::tick_label(*tick);
        // Labels that would touch the one before are left out.
        if at.x > free {
            let drawn =
                ui.painter().text(at, Align2::CENTER_CENTER, label, font.clone(), tokens.secondary);
            free = drawn.right() + drawn.width() / 2.0 + 8.0;
        }
    }
}
