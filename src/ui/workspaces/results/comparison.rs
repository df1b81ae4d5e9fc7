//! The what-if scenario beside the document, phase by phase.

use eframe::egui::{self, Align2, Sense, Ui, Vec2, WidgetInfo, accesskit::Role};

use super::{Shown, section};
use crate::{
    analysis::Comparison,
    drawing::FontWeight,
    report::wording,
    ui::{
        theme::{self, Tokens},
        widgets,
    },
};

/// Height of a row.
const ROW: f32 = 24.0;

/// The columns' right ends, as shares of the width, and the room that each has.
const COLUMNS: [(f32, f32); 3] = [(0.46, 0.18), (0.64, 0.18), (1.0, 0.36)];

/// Shows both results side by side, with their difference and its error.
pub(super) fn comparison_ui(ui: &mut Ui, shown: &Shown<'_>) {
    let is_wanted = !shown.session.switched().is_empty();
    let Some(comparison) = shown.comparison.filter(|_| is_wanted) else { return };
    ui.scope(|ui| {
        if !shown.is_current {
            ui.multiply_opacity(0.55);
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let color = Tokens::of(ui).secondary;
        let titles = ["Any outcome by", "As it is", "Scenario", "Difference"].map(str::to_owned);
        row_ui(ui, &titles, [color; 4], FontWeight::Regular);
        for (place, id) in comparison.altered.phases.iter().enumerate() {
            phase_ui(ui, shown, comparison, (place, &shown.phase_name(id)));
        }
    });
    ui.add_space(2.0);
    section::note_ui(ui, "Both on the same random numbers: ± is the error of the difference");
}

fn phase_ui(ui: &mut Ui, shown: &Shown<'_>, comparison: &Comparison, (place, name): (usize, &str)) {
    let tokens = Tokens::of(ui);
    let before = comparison.baseline.pooled.any_outcome.get(place);
    let after = comparison.altered.pooled.any_outcome.get(place);
    let Some(difference) = comparison.difference.get(place) else { return };
    let brief = |figure: Option<&crate::analysis::Figure>| {
        figure.map_or_else(String::new, |figure| shown.brief(figure))
    };
    let words = wording::points(difference.value, difference.standard_error);
    let color = match difference.value {
        value if value < 0.0 => tokens.mitigated,
        value if value > 0.0 => tokens.warning,
        _ => tokens.secondary,
    };
    let is_last = place + 1 == comparison.altered.phases.len();
    let weight = if is_last { FontWeight::SemiBold } else { FontWeight::Regular };
    let texts = [name.to_owned(), brief(before), brief(after), words];
    row_ui(ui, &texts, [tokens.text, tokens.text, tokens.text, color], weight);
}

fn row_ui(ui: &mut Ui, texts: &[String; 4], colors: [egui::Color32; 4], weight: FontWeight) {
    let size = Vec2::new(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let spoken = texts.join(", ");
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, &spoken));
    let painter = ui.painter();
    painter.hline(rect.x_range(), rect.bottom() - 0.5, Tokens::of(ui).hairline());
    let font = theme::font(weight, theme::SMALL);
    let name = widgets::elided(ui, &texts[0], font.clone(), colors[0], rect.width() * 0.27);
    let at = egui::pos2(rect.left(), rect.center().y - name.size().y / 2.0);
    painter.galley(at, name, colors[0]);
    for (place, (right, room)) in COLUMNS.into_iter().enumerate() {
        let (text, color) = (&texts[place + 1], colors[place + 1]);
        let text = widgets::elided(ui, text, font.clone(), color, rect.width() * room - 4.0);
        let at = Align2::RIGHT_CENTER.anchor_size(
            egui::pos2(rect.left() + rect.width() * right, rect.center().y),
            text.size(),
        );
        painter.galley(at.min, text, color);
    }
    response.on_hover_text(spoken);
}
