//! A phase: what sort of deployment it is, how long, how much, and how far from the evidence.

use eframe::egui::Ui;

use super::{InspectorView, choices, form::Form};
use crate::{
    model::{Edit, Phase, Subject},
    ui::{
        view::Cx,
        widgets::{icon, icon_button, property, secondary},
    },
};

/// Shows a phase.
pub(super) fn phase_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut InspectorView, phase: &Phase) {
    let subject = Subject::Phase(phase.id.clone());
    let mut draft = phase.clone();
    let mut form = Form::begin(cx);
    form.heading(ui, cx, view, (&subject, &mut draft.name));
    place_ui(ui, cx, phase);
    form.choice(ui, "Kind", &mut draft.kind, choices::phase_kinds());
    form.amount(ui, "Days", &mut draft.days);
    form.amount(ui, "Exposure", &mut draft.exposure);
    form.text(ui, "Unit", &mut draft.exposure_unit);
    form.optional(ui, "Input shift", &mut draft.distribution_shift, choices::shifts());
    form.optional(ui, "Evidence overlap", &mut draft.evidence_overlap, choices::overlaps());
    form.area(ui, "Affordances", "What the system can newly do or reach", &mut draft.affordances);
    form.area(ui, "Notes", "Anything else", &mut draft.notes);
    form.finish(cx, draft);
}

/// Where it stands among the phases, with buttons to move it.
fn place_ui(ui: &mut Ui, cx: &mut Cx<'_>, phase: &Phase) {
    let phases = cx.session.assessment().phases();
    let Some(place) = phases.position(&phase.id) else { return };
    let count = phases.len();
    let subject = Subject::Phase(phase.id.clone());
    property(ui, "Place", |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.add_space(7.0);
            secondary(ui, format!("{} of {count}", place + 1));
            let layout = eframe::egui::Layout::right_to_left(eframe::egui::Align::Center);
            ui.with_layout(layout, |ui| steps_ui(ui, cx, &subject, (place, count)));
        });
    });
}

/// Buttons that move a phase later or earlier, by its place among how many.
fn steps_ui(ui: &mut Ui, cx: &mut Cx<'_>, subject: &Subject, (place, count): (usize, usize)) {
    let mut step = |ui: &mut Ui, glyph: char, name: &str, to: Option<usize>| {
        let button = ui.add_enabled_ui(to.is_some(), |ui| icon_button(ui, glyph, name)).inner;
        if let Some(to) = to.filter(|_| button.clicked()) {
            cx.edit(Edit::Order(subject.clone(), to));
        }
    };
    step(ui, icon::CHEVRON_RIGHT, "Move later", (place + 1 < count).then_some(place + 1));
    step(ui, icon::CHEVRON_LEFT, "Move earlier", place.checked_sub(1));
}
