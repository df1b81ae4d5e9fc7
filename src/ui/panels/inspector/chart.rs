//! A small chart of one figure a phase, with the chosen phase marked.

use eframe::egui::{
    self, Align2, Color32, Mesh, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, accesskit::Role,
};

use crate::{
    analysis::Figure,
    drawing::FontWeight,
    report::wording,
    ui::{
        theme,
        view::Cx,
        widgets::{figure_in, section_label},
    },
};

/// Height of the plot.
const HEIGHT: f32 = 72.0;
/// Room for the figures above the line.
const MARGIN: f32 = 16.0;

/// Shows how a node's prevalence develops over the phases; nothing without results.
pub(super) fn prevalence_ui(ui: &mut Ui, cx: &mut Cx<'_>, figures: &[Figure]) {
    if figures.is_empty() {
        return;
    }
    section_label(ui, "Misaligned by the end of each phase");
    let tokens = cx.tokens;
    let size = Vec2::new(ui.available_width(), HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let words = figures.iter().map(wording::figure).collect::<Vec<_>>().join(", ");
    let spoken = format!("Misaligned by the end of each phase: {words}");
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &spoken));
    let largest = figures.iter().map(|f| f.value + 1.96 * f.standard_error).fold(0.0, f64::max);
    let largest = if largest > 0.0 { largest } else { 1.0 };
    let step = (rect.width() - 12.0) / (figures.len().max(2) - 1) as f32;
    let place = |index: usize, value: f64| {
        let share = (value / largest).clamp(0.0, 1.0) as f32;
        let x = rect.left() + 6.0 + step * index as f32;
        egui::pos2(x, rect.bottom() - 3.0 - share * (HEIGHT - MARGIN - 3.0))
    };
    ui.painter().hline(rect.x_range(), rect.bottom(), tokens.hairline());
    band(ui, figures, &place, tokens.accent.gamma_multiply(0.16));
    let line: Vec<_> = figures.iter().enumerate().map(|(i, f)| place(i, f.value)).collect();
    let is_current = cx.session.has_current_results();
    let color = if is_current { tokens.accent } else { tokens.faint };
    ui.painter().add(Shape::line(line.clone(), Stroke::new(1.8, color)));
    let chosen = cx.session.phase();
    if let Some((at, figure)) = line.get(chosen).zip(figures.get(chosen)) {
        ui.painter().circle(*at, 3.5, tokens.surface, Stroke::new(1.8, color));
        let words = figure_in(figure, cx.session.preferences().notation);
        let (align, x) = match chosen {
            0 => (Align2::LEFT_BOTTOM, at.x - 4.0),
            last if last + 1 == figures.len() => (Align2::RIGHT_BOTTOM, at.x + 4.0),
            _ => (Align2::CENTER_BOTTOM, at.x),
        };
        let font = theme::font(FontWeight::Medium, theme::SMALL);
        ui.painter().text(egui::pos2(x, at.y - 5.0), align, words, font, tokens.text);
    }
    hover(cx, response, figures, (rect.left() + 6.0, step));
}

fn band(ui: &Ui, figures: &[Figure], place: &dyn Fn(usize, f64) -> egui::Pos2, color: Color32) {
    let mut mesh = Mesh::default();
    for (i, figure) in figures.iter().enumerate() {
        let spread = 1.96 * figure.standard_error;
        mesh.colored_vertex(place(i, figure.value - spread), color);
        mesh.colored_vertex(place(i, figure.upper.unwrap_or(figure.value + spread)), color);
        if i > 0 {
            let n = (i * 2) as u32;
            mesh.add_triangle(n - 2, n - 1, n);
            mesh.add_triangle(n - 1, n, n + 1);
        }
    }
    ui.painter().add(Shape::mesh(mesh));
}

fn hover(cx: &Cx<'_>, response: egui::Response, figures: &[Figure], (left, step): (f32, f32)) {
    let Some(pointer) = response.hover_pos() else { return };
    let index = (((pointer.x - left) / step).round().max(0.0) as usize).min(figures.len() - 1);
    let phase = cx.session.assessment().phases().at(index);
    if let Some((phase, figure)) = phase.zip(figures.get(index)) {
        response.on_hover_text(format!("{}: {}", phase.name, wording::figure(figure)));
    }
}
