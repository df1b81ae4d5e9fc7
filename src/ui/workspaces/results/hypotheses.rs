//! The hypotheses beside each other: weight and headline.

use eframe::egui::{self, CornerRadius, Sense, Ui, Vec2, WidgetInfo, accesskit::Role};

use super::Shown;
use crate::{
    analysis::HypothesisOutlook,
    drawing::FontWeight,
    model::Subject,
    report::wording,
    ui::{theme, view::Cx, widgets},
};

/// Room for the headline of a hypothesis, from the right.
const FIGURE_WIDTH: f32 = 128.0;
/// Room for its weight and its headline.
const FIGURES_WIDTH: f32 = 176.0;

/// Shows the hypotheses where there is more than one.
pub(super) fn hypotheses_ui(ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>) {
    if shown.analysis.hypotheses.len() < 2 {
        return;
    }
    widgets::section_label(ui, "By hypothesis");
    head_ui(ui);
    for hypothesis in &shown.analysis.hypotheses {
        hypothesis_ui(ui, cx, hypothesis);
    }
}

/// What the columns are.
fn head_ui(ui: &mut Ui) {
    let size = Vec2::new(ui.available_width(), 18.0);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let color = theme::Tokens::of(ui).secondary;
    let font = theme::font(FontWeight::Regular, theme::LABEL);
    for (title, right) in [("Any outcome", 6.0), ("Weight", FIGURE_WIDTH)] {
        let at = egui::pos2(rect.right() - right, rect.center().y);
        ui.painter().text(at, egui::Align2::RIGHT_CENTER, title, font.clone(), color);
    }
}

/// One hypothesis: name, weight, headline with its error. A click selects it.
fn hypothesis_ui(ui: &mut Ui, cx: &mut Cx<'_>, hypothesis: &HypothesisOutlook) {
    let tokens = cx.tokens;
    let size = Vec2::new(ui.available_width(), 26.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let subject = Subject::Hypothesis(hypothesis.id.clone());
    let is_selected = cx.session.selection().contains(&subject);
    let figure = hypothesis.outlook.any_outcome.last().map_or_else(String::new, wording::figure);
    let weight = wording::percent_as_given(hypothesis.weight);
    let spoken = format!("{}, weight {weight}, any outcome {figure}", hypothesis.name);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_selected, &spoken));
    if is_selected || response.hovered() {
        let ground = if is_selected { tokens.accent_soft } else { tokens.sunken };
        ui.painter().rect_filled(rect, CornerRadius::same(theme::RADIUS_ROW), ground);
    }
    widgets::focus_ring(ui, &response, rect, theme::RADIUS_ROW);
    let texts = [
        (figure, FontWeight::Medium, tokens.text, 6.0, FIGURE_WIDTH - 12.0),
        (weight, FontWeight::Regular, tokens.secondary, FIGURE_WIDTH, 44.0),
    ];
    for (text, heaviness, color, right, room) in texts {
        let font = theme::font(heaviness, theme::SMALL);
        let galley = widgets::elided(ui, &text, font, color, room);
        let at = rect.right_center() - Vec2::new(right + galley.size().x, galley.size().y / 2.0);
        ui.painter().galley(at, galley, color);
    }
    let color = if is_selected { tokens.accent } else { tokens.text };
    let font = theme::font(FontWeight::Regular, theme::BODY);
    let name =
        widgets::elided(ui, &hypothesis.name, font, color, rect.width() - FIGURES_WIDTH - 8.0);
    let at = egui::pos2(rect.left() + 6.0, rect.center().y - name.size().y / 2.0);
    ui.painter().galley(at, name, color);
    if response.clicked() {
        cx.select(subject);
    }
    response.on_hover_text(spoken);
}
