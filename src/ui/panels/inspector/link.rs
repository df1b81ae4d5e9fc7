//! A link: its ends, how it carries, its scores, what blocks it and what uses it.

use eframe::egui::Ui;

use super::{
    InspectorView, choices, comments,
    form::{Form, delete_button, rows_ui, switch_row},
    scores::{self, Column},
};
use crate::{
    model::{Dimension, Edit, Id, Link, Mitigation, Node, Subject},
    ui::{
        view::Cx,
        widgets::{Item, Listed, Shown, icon, icon_button, pick, property, section_label, strong},
    },
};

/// Shows a link.
pub(super) fn link_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut InspectorView, link: &Link) {
    let subject = Subject::Link(link.id.clone());
    let mut draft = link.clone();
    let mut form = Form::begin(cx);
    heading_ui(ui, cx, view, (&subject, &mut form, &mut draft));
    end_ui(ui, cx, &mut form, ("From", &mut draft.from));
    end_ui(ui, cx, &mut form, ("To", &mut draft.to));
    form.choice(ui, "Mechanism", &mut draft.mechanism, choices::mechanisms());
    form.choice(ui, "Intent", &mut draft.intent, choices::intents());
    form.choice(ui, "Carries in", &mut draft.delay, choices::delays());
    form.reference(ui, cx, "Requires", (&mut draft.requires, |_: &Mitigation| true));
    form.optional(ui, "Color", &mut draft.accent, choices::accents());
    let columns = [Column { dimension: Dimension::Likelihood, series: &link.likelihood }];
    scores::scores_ui(ui, cx, view, (&subject, &columns));
    blockers_ui(ui, cx, link);
    let document = cx.session.assessment();
    let pathways: Vec<Subject> = document
        .pathways()
        .iter()
        .filter(|pathway| pathway.links.contains(&link.id))
        .map(|pathway| Subject::Pathway(pathway.id.clone()))
        .collect();
    rows_ui(ui, cx, "Pathways that use it", &pathways);
    form.references(ui, cx, ("Evidence", "Add evidence"), &mut draft.evidence);
    form.area(ui, "Notes", "Anything else", &mut draft.notes);
    form.finish(cx, draft);
}

/// What it is, with buttons to turn it around and to delete it.
fn heading_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut InspectorView,
    (subject, form, draft): (&Subject, &mut Form, &mut Link),
) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let font =
            crate::ui::theme::font(crate::drawing::FontWeight::SemiBold, crate::ui::theme::HEADING);
        ui.add_space(7.0);
        ui.label(strong("Link").font(font));
        let layout = eframe::egui::Layout::right_to_left(eframe::egui::Align::Center);
        ui.with_layout(layout, |ui| {
            delete_button(ui, cx, subject);
            if icon_button(ui, icon::SWAP, "Swap ends").clicked() {
                std::mem::swap(&mut draft.from, &mut draft.to);
                form.change();
            }
            comments::of_element_ui(ui, cx, view, subject);
        });
    });
}

/// An end of the link: a choice among all nodes, with a button that goes there.
fn end_ui(ui: &mut Ui, cx: &mut Cx<'_>, form: &mut Form, (label, end): (&str, &mut Id<Node>)) {
    let document = cx.session.assessment();
    let title = document.label(&Subject::Node(end.clone()));
    let symbol = document.nodes().get(end).map(Listed::icon);
    let wanted = property(ui, label, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let size = eframe::egui::vec2(ui.available_width() - 26.0, 26.0);
            let shown = Shown { title: &title, icon: symbol, is_faint: false };
            let wanted = ui.allocate_ui(size, |ui| pick(ui, label, &shown, || nodes(cx))).inner;
            if icon_button(ui, icon::ARROW_RIGHT, &format!("Go to {title}")).clicked() {
                cx.go_to(Subject::Node(end.clone()));
            }
            wanted
        })
        .inner
    });
    if let Some(new) = wanted.filter(|new| new != end) {
        *end = new;
        form.change();
    }
}

fn nodes(cx: &Cx<'_>) -> Vec<Item<Id<Node>>> {
    let nodes = cx.session.assessment().nodes().iter();
    nodes
        .map(|node| Item {
            key: node.id.clone(),
            title: node.name.clone(),
            icon: Some(Listed::icon(node)),
        })
        .collect()
}

/// Mitigations that block the link, and a menu to let another one do so.
fn blockers_ui(ui: &mut Ui, cx: &mut Cx<'_>, link: &Link) {
    let document = cx.session.assessment();
    if document.mitigations().is_empty() {
        return;
    }
    section_label(ui, "Blocked by");
    let blocking: Vec<Id<Mitigation>> = document
        .mitigations()
        .iter()
        .filter(|m| m.blocks.contains(&link.id))
        .map(|m| m.id.clone())
        .collect();
    for mitigation in blocking.iter().filter_map(|id| document.mitigations().get(id)) {
        let subject = Subject::Mitigation(mitigation.id.clone());
        let word = crate::report::wording::strength(mitigation.strength);
        let is_switched = ui
            .push_id(&mitigation.id, |ui| switch_row(ui, cx, (&subject, mitigation.enabled), word))
            .inner;
        if is_switched {
            let enabled = !mitigation.enabled;
            cx.edit(Edit::put(Mitigation { enabled, ..mitigation.clone() }));
        }
    }
    let wanted =
        crate::ui::widgets::add_reference(ui, document, "Add blocking mitigation", &blocking);
    if let Some(mitigation) = wanted.and_then(|id| document.mitigations().get(&id).cloned()) {
        let mut changed = mitigation;
        changed.blocks.push(link.id.clone());
        cx.edit(Edit::put(changed));
    }
}
