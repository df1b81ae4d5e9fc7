//! The review of a published report, and a criterion of reviews.

use eframe::egui::Ui;

use super::{InspectorView, choices, form::Form};
use crate::{
    model::{Criterion, Review, Subject},
    ui::view::Cx,
};

/// Shows what is known of a report; its findings stand in the matrix.
pub(super) fn review_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut InspectorView, review: &Review) {
    let subject = Subject::Review(review.id.clone());
    let mut draft = review.clone();
    let mut form = Form::begin(cx);
    form.heading(ui, cx, view, (&subject, &mut draft.name));
    form.text(ui, "Developer", &mut draft.developer);
    form.text(ui, "Published", &mut draft.date);
    form.area(ui, "Source", "Where it can be found", &mut draft.source);
    form.area(ui, "Notes", "Anything else", &mut draft.notes);
    form.finish(cx, draft);
}

/// Shows a criterion.
pub(super) fn criterion_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut InspectorView,
    criterion: &Criterion,
) {
    let subject = Subject::Criterion(criterion.id.clone());
    let mut draft = criterion.clone();
    let mut form = Form::begin(cx);
    form.heading(ui, cx, view, (&subject, &mut draft.name));
    form.optional(ui, "Mechanism", &mut draft.mechanism, choices::mechanisms());
    form.area(ui, "Question", "What counts as an answer", &mut draft.question);
    form.finish(cx, draft);
}
