//! A zone: its name and its members.

use eframe::egui::Ui;

use super::{InspectorView, choices, form::Form};
use crate::{
    model::{Edit, Element, Id, Node, Subject, Zone},
    ui::{
        view::Cx,
        widgets::{property, references, section_label, switch},
    },
};

/// Shows a zone.
pub(super) fn zone_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut InspectorView, zone: &Zone) {
    let subject = Subject::Zone(zone.id.clone());
    let mut draft = zone.clone();
    let mut form = Form::begin(cx);
    form.heading(ui, cx, view, (&subject, &mut draft.name));
    form.optional(ui, "Color", &mut draft.accent, choices::accents());
    let wanted = property(ui, "Collapsed", |ui| {
        ui.horizontal(|ui| {
            ui.add_space(7.0);
            switch(ui, zone.is_collapsed, "Collapsed").clicked()
        })
        .inner
    });
    if wanted {
        draft.is_collapsed = !zone.is_collapsed;
        form.change();
    }
    form.finish(cx, draft);
    section_label(ui, "Members");
    let document = cx.session.assessment();
    let members: Vec<Id<Node>> = document
        .nodes()
        .iter()
        .filter(|node| node.zone.as_ref() == Some(&zone.id))
        .map(|node| node.id.clone())
        .collect();
    if let Some(wanted) = references(ui, cx, "Add member", &members) {
        let edits = document.nodes().iter().filter_map(|node| {
            let (was, is) = (members.contains(&node.id), wanted.contains(&node.id));
            let zone = is.then(|| zone.id.clone());
            (was != is).then(|| Edit::put(Element::Node(Node { zone, ..node.clone() })))
        });
        cx.edit(Edit::Named("change members", edits.collect()));
    }
}
