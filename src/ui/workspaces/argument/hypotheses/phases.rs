//! The results under each hypothesis beside each other, phase by phase.

use eframe::egui::{self, RichText, Ui};

use crate::{
    analysis::{Figure, Outlook},
    model::Subject,
    report::wording,
    ui::{theme, view::Cx, widgets},
};

/// Room for the name of a phase and for one figure.
const WIDTHS: [f32; 2] = [150.0, 132.0];

/// Shows any outcome so far by phase: one column a hypothesis, and the weighted mean.
pub(super) fn phases_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let Some(results) = cx.session.results() else { return };
    let analysis = &results.analysis;
    if analysis.hypotheses.len() < 2 {
        return;
    }
    widgets::section_label(ui, "Any outcome so far, under each");
    let document = cx.session.assessment();
    let name = |h: &crate::analysis::HypothesisOutlook| {
        let subject = Subject::Hypothesis(h.id.clone());
        if document.contains(&subject) { document.label(&subject) } else { h.name.clone() }
    };
    let columns: Vec<(String, &Outlook)> =
        analysis.hypotheses.iter().map(|h| (name(h), &h.outlook)).collect();
    let scroll = egui::ScrollArea::horizontal().id_salt("outcomes by hypothesis");
    scroll.show(ui, |ui| {
        let grid = egui::Grid::new("outcomes by hypothesis").striped(true).spacing([14.0, 6.0]);
        grid.show(ui, |ui| {
            ui.label("");
            for (name, _) in &columns {
                head_ui(ui, name);
            }
            head_ui(ui, "Weighted");
            ui.end_row();
            for (place, phase) in document.phases().iter().enumerate() {
                let label = document.label(&Subject::Phase(phase.id.clone()));
                ui.allocate_ui(egui::vec2(WIDTHS[0], 20.0), |ui| {
                    ui.add(egui::Label::new(label).truncate());
                });
                for (_, outlook) in &columns {
                    figure_ui(ui, outlook.any_outcome.get(place), false);
                }
                figure_ui(ui, analysis.pooled.any_outcome.get(place), true);
                ui.end_row();
            }
        });
    });
}

fn head_ui(ui: &mut Ui, name: &str) {
    let text = RichText::new(name).size(theme::SMALL).color(theme::Tokens::of(ui).secondary);
    ui.allocate_ui(egui::vec2(WIDTHS[1], 20.0), |ui| {
        ui.add(egui::Label::new(text).truncate());
    });
}

fn figure_ui(ui: &mut Ui, figure: Option<&Figure>, is_strong: bool) {
    let text = figure.map_or_else(|| "–".to_owned(), wording::figure);
    let text = if is_strong { RichText::new(text).strong() } else { RichText::new(text) };
    ui.label(text);
}
