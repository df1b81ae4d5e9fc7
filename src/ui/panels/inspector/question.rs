//! An open question or a tension: who holds what since when, and what would settle it.

use eframe::egui::Ui;

use super::{InspectorView, choices, form::Form};
use crate::{
    model::{Question, Stance, Subject},
    ui::{
        view::Cx,
        widgets::{self, icon, icon_button, property, quiet_area, quiet_field, section_label},
    },
};

/// Shows a question.
pub(super) fn question_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut InspectorView,
    question: &Question,
) {
    let subject = Subject::Question(question.id.clone());
    let mut draft = question.clone();
    let mut form = Form::begin(cx);
    form.statement(ui, cx, view, (&subject, &mut draft.text));
    form.choice(ui, "Kind", &mut draft.kind, choices::question_kinds());
    form.text(ui, "Owner", &mut draft.owner);
    section_label(ui, "Positions");
    let mut removed = None;
    for (place, stance) in draft.positions.iter_mut().enumerate() {
        ui.push_id(("position", place), |ui| {
            ui.horizontal(|ui| {
                let size = eframe::egui::vec2(ui.available_width() - 28.0, 26.0);
                let field = ui
                    .allocate_ui(size, |ui| quiet_field(ui, "Who", "Who holds it", &stance.holder))
                    .inner;
                form.typed(ui, field, &mut stance.holder);
                if icon_button(ui, icon::CLOSE, "Remove position").clicked() {
                    removed = Some(place);
                }
            });
            let field = quiet_area(ui, "Position", "What they hold", &stance.statement);
            form.typed(ui, field, &mut stance.statement);
            let field = property(ui, "Since", |ui| quiet_field(ui, "Since", "–", &stance.since));
            form.typed(ui, field, &mut stance.since);
            let cited = widgets::references(ui, cx, "Cite evidence", &stance.evidence);
            if let Some(cited) = cited {
                stance.evidence = cited;
                form.change();
            }
        });
    }
    if let Some(place) = removed {
        draft.positions.remove(place);
        form.change();
    }
    if ui.button("Add position").clicked() {
        draft.positions.push(Stance::default());
        form.change();
    }
    form.area(ui, "What would settle it", "A test, a finding, a decision", &mut draft.settled_by);
    form.area(ui, "Answer", "Open while empty", &mut draft.answer);
    form.area(ui, "Notes", "Anything else", &mut draft.notes);
    form.subjects(ui, cx, ("About", "Add what it is about"), &mut draft.about);
    form.finish(cx, draft);
}
