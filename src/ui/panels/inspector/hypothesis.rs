//! A motivation hypothesis: its weight and what it shifts.

use eframe::egui::Ui;

use super::{InspectorView, choices, form::Form, scores::wrapped};
use crate::{
    model::{Hypothesis, Shift, Subject, Weight},
    report::wording,
    ui::{
        view::Cx,
        widgets::{secondary, section_label},
    },
};

/// Shows a hypothesis.
pub(super) fn hypothesis_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut InspectorView,
    hypothesis: &Hypothesis,
) {
    let subject = Subject::Hypothesis(hypothesis.id.clone());
    let mut draft = hypothesis.clone();
    let mut form = Form::begin(cx);
    form.heading(ui, cx, view, (&subject, &mut draft.name));
    form.choice(ui, "Archetype", &mut draft.archetype, choices::archetypes());
    let document = cx.session.assessment();
    let others: f64 = document
        .hypotheses()
        .iter()
        .filter(|other| other.id != hypothesis.id)
        .map(|other| other.weight.get())
        .fold(0.0, f64::max);
    let weight = form.number(ui, "Weight", draft.weight.get(), |weight| {
        let is_only = weight <= 0.0 && others <= 0.0;
        match Weight::try_from(weight) {
            Err(_) => Err("Use a number of at least 0".to_owned()),
            Ok(_) if is_only => Err("At least one weight must be above 0".to_owned()),
            Ok(_) => Ok(()),
        }
    });
    if let Some(weight) = weight.and_then(|w| Weight::try_from(w).ok()) {
        draft.weight = weight;
    }
    let weighed = document.weighed_hypotheses();
    if let Some((_, share)) = weighed.iter().find(|(h, _)| h.id == hypothesis.id) {
        let count = weighed.len();
        let share = wording::percent(*share);
        crate::ui::widgets::property(ui, "Share", |ui| {
            ui.horizontal(|ui| {
                ui.add_space(7.0);
                secondary(ui, format!("{share} over {count} hypotheses"));
            });
        });
    }
    section_label(ui, "Shifts in log-odds");
    for (label, shift) in [
        ("Emergence", &mut draft.emergence_shift),
        ("Spread", &mut draft.spread_shift),
        ("Persistence", &mut draft.persistence_shift),
    ] {
        let new = form.number(ui, label, shift.get(), |_| Ok(()));
        if let Some(new) = new.and_then(|x| Shift::try_from(x).ok()) {
            *shift = new;
        }
    }
    wrapped(ui, "0.7 doubles the odds, −0.7 halves them");
    form.area(ui, "Rationale", "Why this weight and these shifts", &mut draft.rationale);
    form.references(ui, cx, ("Evidence", "Cite evidence"), &mut draft.evidence);
    form.area(ui, "Notes", "Anything else", &mut draft.notes);
    form.finish(cx, draft);
}
