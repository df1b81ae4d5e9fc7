//! A claim: what is claimed, what carries it, and what would end it.

use eframe::egui::Ui;

use super::{InspectorView, choices, form::Form, scores::wrapped};
use crate::{
    analysis::claims::support,
    formats::entry,
    model::{Claim, Defeater, Dimension, Subject, Trigger},
    report::wording,
    ui::{
        view::Cx,
        widgets::{icon, icon_button, property, quiet_area, quiet_field, section_label, switch},
    },
};

/// Shows a claim.
pub(super) fn claim_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut InspectorView, claim: &Claim) {
    let subject = Subject::Claim(claim.id.clone());
    let mut draft = claim.clone();
    let mut form = Form::begin(cx);
    form.statement(ui, cx, view, (&subject, &mut draft.text));
    let own = claim.id.clone();
    form.reference(ui, cx, "Carries", (&mut draft.parent, |other: &Claim| other.id != own));
    form.choice(ui, "Subclaims", &mut draft.aggregation, choices::aggregations());
    estimate_ui(ui, cx, &mut form, &mut draft);
    form.optional(ui, "Confidence", &mut draft.confidence, choices::confidences());
    carried_ui(ui, cx, claim);
    form.area(ui, "Argument", "Why this suffices", &mut draft.argument);
    let evidence = ("Evidence", "Cite evidence");
    form.references(ui, cx, evidence, &mut draft.evidence);
    let against = ("Counter-evidence", "Cite evidence against it");
    form.references(ui, cx, against, &mut draft.counter_evidence);
    defeaters_ui(ui, &mut form, &mut draft.defeaters);
    ending_ui(ui, &mut form, &mut draft);
    form.area(ui, "Notes", "Anything else", &mut draft.notes);
    form.subjects(ui, cx, ("About", "Add what it is about"), &mut draft.about);
    form.finish(cx, draft);
}

/// The judged probability, typed as scores are.
fn estimate_ui(ui: &mut Ui, cx: &Cx<'_>, form: &mut Form, draft: &mut Claim) {
    let scale = cx.session.assessment().scale();
    let shown = draft.estimate.as_ref();
    let shown = shown.map(|of| wording::estimate_brief(of, Dimension::Likelihood, scale));
    let shown = shown.unwrap_or_default();
    let field = property(ui, "Judged", |ui| quiet_field(ui, "Judged probability", "–", &shown));
    let read = field.1.as_ref().map(|text| {
        let text = text.trim();
        if text.is_empty() {
            return Some(None);
        }
        entry::estimate(text, Dimension::Likelihood, scale).ok().map(Some)
    });
    if let Some(Some(estimate)) = read
        && estimate != draft.estimate
    {
        draft.estimate = estimate;
        form.step(Some(crate::ui::widgets::gesture_of(ui, &field.0)));
    }
}

/// What subclaims make of it.
fn carried_ui(ui: &mut Ui, cx: &Cx<'_>, claim: &Claim) {
    let all = support(cx.session.assessment());
    let Some(carried) = all.get(&claim.id).and_then(|support| support.carried) else { return };
    let bounds =
        format!("{} to {}", wording::percent(carried.lower), wording::percent(carried.upper));
    let text = match carried.independent {
        Some(p) => format!(
            "From its subclaims: {} if they are independent, {bounds} under any dependence",
            wording::percent(p)
        ),
        None => format!("From its subclaims: {bounds}; no single value follows"),
    };
    wrapped(ui, &text);
}

fn defeaters_ui(ui: &mut Ui, form: &mut Form, defeaters: &mut Vec<Defeater>) {
    section_label(ui, "What would defeat it");
    let mut removed = None;
    for (place, defeater) in defeaters.iter_mut().enumerate() {
        ui.push_id(("defeater", place), |ui| {
            ui.horizontal(|ui| {
                let size = eframe::egui::vec2(ui.available_width() - 28.0, 26.0);
                let hint = "What speaks against it";
                let field = ui
                    .allocate_ui(size, |ui| quiet_area(ui, "Defeater", hint, &defeater.text))
                    .inner;
                form.typed(ui, field, &mut defeater.text);
                if icon_button(ui, icon::CLOSE, "Remove defeater").clicked() {
                    removed = Some(place);
                }
            });
            let field =
                quiet_area(ui, "Answer", "Why it does not; open while empty", &defeater.answer);
            form.typed(ui, field, &mut defeater.answer);
        });
    }
    if let Some(place) = removed {
        defeaters.remove(place);
        form.change();
    }
    if ui.button("Add defeater").clicked() {
        defeaters.push(Defeater::default());
        form.change();
    }
}

/// Whether the conclusion rests on it, when it ends, who watches for that.
fn ending_ui(ui: &mut Ui, form: &mut Form, draft: &mut Claim) {
    property(ui, "Load-bearing", |ui| {
        if switch(ui, draft.is_load_bearing, "Load-bearing").clicked() {
            draft.is_load_bearing = !draft.is_load_bearing;
            form.change();
        }
    });
    form.area(ui, "No longer holds if", "A condition", &mut draft.invalidated_by);
    form.text(ui, "Owner", &mut draft.owner);
    section_label(ui, "Trigger");
    let mut trigger = draft.trigger.clone().unwrap_or_default();
    let before = trigger.clone();
    form.area(ui, "Watched for", "monitoring coverage falls below 80 %", &mut trigger.condition);
    form.text(ui, "Then", &mut trigger.response);
    form.text(ui, "Came about on", &mut trigger.fired);
    if trigger != before {
        draft.trigger = (trigger != Trigger::default()).then_some(trigger);
    }
}
