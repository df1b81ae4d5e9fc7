//! A piece of evidence: what it is, where it is found, what it shows, and what rests on it.

use eframe::egui::{OpenUrl, Ui};

use super::{
    InspectorView, choices,
    form::{Form, rows_ui},
};
use crate::{
    model::{Assessment, Evidence, Id, Series, Subject},
    ui::{
        view::Cx,
        widgets::{icon, icon_button, property, quiet_field},
    },
};

/// Shows a piece of evidence.
pub(super) fn evidence_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut InspectorView,
    evidence: &Evidence,
) {
    let subject = Subject::Evidence(evidence.id.clone());
    let mut draft = evidence.clone();
    let mut form = Form::begin(cx);
    form.heading(ui, cx, view, (&subject, &mut draft.title));
    form.optional(ui, "Kind", &mut draft.kind, choices::evidence_kinds());
    form.optional(ui, "Grade", &mut draft.grade, choices::evidence_grades());
    source_ui(ui, &mut form, &mut draft.source);
    form.text(ui, "Locator", &mut draft.locator);
    form.text(ui, "Date", &mut draft.date);
    form.area(ui, "Finding", "What it shows", &mut draft.finding);
    form.area(ui, "Limits", "What it does not show", &mut draft.limits);
    let users = used_by(cx.session.assessment(), &evidence.id);
    rows_ui(ui, cx, "Used by", &users);
    form.finish(cx, draft);
}

/// The source, with a button that opens it where it is an address of the web.
fn source_ui(ui: &mut Ui, form: &mut Form, source: &mut String) {
    let is_address = source.starts_with("https://") || source.starts_with("http://");
    let field = property(ui, "Source", |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let room = if is_address { 26.0 } else { 0.0 };
            let size = eframe::egui::vec2(ui.available_width() - room, 26.0);
            let field = ui.allocate_ui(size, |ui| quiet_field(ui, "Source", "–", source)).inner;
            if is_address && icon_button(ui, icon::EXTERNAL, "Open source in browser").clicked() {
                ui.open_url(OpenUrl::new_tab(&*source));
            }
            field
        })
        .inner
    });
    form.typed(ui, field, source);
}

/// The elements that refer to the evidence, as a whole or in one of their scores.
fn used_by(document: &Assessment, id: &Id<Evidence>) -> Vec<Subject> {
    let lists = |list: &[Id<Evidence>]| list.contains(id);
    let scores = |series: &Series| series.iter().any(|(_, score)| lists(&score.evidence));
    let nodes = document.nodes().iter().filter(|node| {
        let initial = node.initially_misaligned.as_ref();
        lists(&node.evidence)
            || scores(&node.stability)
            || scores(&node.persistence)
            || initial.is_some_and(|score| lists(&score.evidence))
    });
    let links = document.links().iter().filter(|l| lists(&l.evidence) || scores(&l.likelihood));
    let mitigations =
        document.mitigations().iter().filter(|m| lists(&m.evidence) || scores(&m.effectiveness));
    (nodes.map(|node| Subject::Node(node.id.clone())))
        .chain(links.map(|link| Subject::Link(link.id.clone())))
        .chain(mitigations.map(|mitigation| Subject::Mitigation(mitigation.id.clone())))
        .collect()
}
