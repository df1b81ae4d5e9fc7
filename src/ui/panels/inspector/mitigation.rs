//! A mitigation: what it does, how well, what it covers and what undermines it.

use eframe::egui::Ui;

use super::{
    Aim, InspectorView, choices,
    form::{Form, rows_ui},
    scores::{self, Column},
};
use crate::{
    model::{Dimension, Mitigation, Subject},
    ui::{
        view::Cx,
        widgets::{self, property},
    },
};

/// Shows a mitigation.
pub(super) fn mitigation_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut InspectorView,
    mitigation: &Mitigation,
) {
    let subject = Subject::Mitigation(mitigation.id.clone());
    let mut draft = mitigation.clone();
    let mut form = Form::begin(cx);
    form.heading(ui, cx, view, (&subject, &mut draft.name));
    let is_switched = property(ui, "Enabled", |ui| {
        ui.horizontal(|ui| {
            ui.add_space(7.0);
            widgets::switch(ui, draft.enabled, "Enabled").clicked()
        })
        .inner
    });
    if is_switched {
        draft.enabled = !draft.enabled;
        form.change();
    }
    form.choice(ui, "Mainly", &mut draft.kind, choices::mitigation_kinds());
    form.choice(ui, "Strength", &mut draft.strength, choices::strengths());
    form.amount(ui, "Cost", &mut draft.cost);
    form.text(ui, "Owner", &mut draft.owner);
    form.text(ui, "MIT code", &mut draft.mit_code);
    let columns =
        [Column { dimension: Dimension::Effectiveness, series: &mitigation.effectiveness }];
    scores::scores_ui(ui, cx, view, (&subject, &columns));
    if view.takes_aim(Aim::Targets) {
        ui.scroll_to_cursor(Some(eframe::egui::Align::Min));
    }
    form.references(ui, cx, ("Prevents emergence of", "Add prevented node"), &mut draft.prevents);
    form.references(ui, cx, ("Restores", "Add restored node"), &mut draft.restores);
    form.references(ui, cx, ("Blocks", "Add blocked link"), &mut draft.blocks);
    form.references(ui, cx, ("Undermined by", "Add undermining node"), &mut draft.undermined_by);
    let document = cx.session.assessment();
    let dual: Vec<Subject> = document
        .links()
        .iter()
        .filter(|link| link.requires.as_ref() == Some(&mitigation.id))
        .map(|link| Subject::Link(link.id.clone()))
        .collect();
    rows_ui(ui, cx, "Ways in that it brings along", &dual);
    form.area(ui, "Limitations", "What it does not cover", &mut draft.limitations);
    form.references(ui, cx, ("Evidence", "Add evidence"), &mut draft.evidence);
    form.area(ui, "Notes", "Anything else", &mut draft.notes);
    form.finish(cx, draft);
}
