//! A pathway: its links in the order of the story, and how it is judged.

use eframe::egui::Ui;

use super::{InspectorView, choices, form::Form};
use crate::{
    drawing,
    model::{Id, Link, Node, NodeKind, Pathway, Subject},
    ui::{
        view::Cx,
        widgets::{Row, add_reference, icon, icon_button, row, secondary, section_label},
    },
};

/// Shows a pathway.
pub(super) fn pathway_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut InspectorView,
    pathway: &Pathway,
) {
    let subject = Subject::Pathway(pathway.id.clone());
    let mut draft = pathway.clone();
    let mut form = Form::begin(cx);
    form.heading(ui, cx, view, (&subject, &mut draft.name));
    let is_outcome = |node: &Node| node.kind == NodeKind::Outcome;
    form.reference(ui, cx, "Outcome", (&mut draft.outcome, is_outcome));
    form.optional(ui, "Frequency", &mut draft.frequency, choices::grades());
    form.optional(ui, "Complexity", &mut draft.complexity, choices::grades());
    form.optional(ui, "Severity", &mut draft.severity, choices::severities());
    form.optional(ui, "Reversibility", &mut draft.reversibility, choices::reversibilities());
    section_label(ui, "Links in order");
    if let Some(links) = links_ui(ui, cx, &draft.links) {
        draft.links = links;
        form.change();
    }
    form.area(ui, "Detection", "How it would be noticed", &mut draft.detection);
    form.area(ui, "Notes", "Anything else", &mut draft.notes);
    form.finish(cx, draft);
}

/// The links, each with buttons to move and remove it, and a menu to add one; the changed list.
fn links_ui(ui: &mut Ui, cx: &mut Cx<'_>, links: &[Id<Link>]) -> Option<Vec<Id<Link>>> {
    let document = cx.session.assessment();
    let mut change = None;
    for (place, id) in links.iter().enumerate() {
        let changed = ui.push_id(place, |ui| link_row(ui, cx, (place, id), links)).inner;
        change = change.or(changed);
    }
    let is_broken = links.windows(2).any(|pair| {
        let ends = pair.iter().map(|id| document.links().get(id)).collect::<Vec<_>>();
        matches!(ends[..], [Some(a), Some(b)] if a.to != b.from)
    });
    if is_broken {
        secondary(ui, "Some links do not continue where the one before ends");
    }
    if let Some(id) = add_reference(ui, document, "Add link", links) {
        change = Some(links.iter().cloned().chain([id]).collect());
    }
    change
}

fn link_row(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    (place, id): (usize, &Id<Link>),
    links: &[Id<Link>],
) -> Option<Vec<Id<Link>>> {
    let document = cx.session.assessment();
    let subject = Subject::Link(id.clone());
    let name = document.label(&subject);
    let mechanism = document.links().get(id).map(|link| link.mechanism).unwrap_or_default();
    let mut change = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let size = eframe::egui::vec2(ui.available_width() - 78.0, 26.0);
        let shown = Row {
            icon: drawing::icon::of_mechanism(mechanism),
            icon_color: None,
            name: &name,
            figure: "",
            is_selected: false,
        };
        if ui.allocate_ui(size, |ui| row(ui, &shown).clicked()).inner {
            cx.go_to(subject.clone());
        }
        let moved = |to: usize| {
            let mut moved = links.to_vec();
            moved.swap(place, to);
            Some(moved)
        };
        ui.add_enabled_ui(place > 0, |ui| {
            if icon_button(ui, icon::CHEVRON_UP, &format!("Move {name} earlier")).clicked() {
                change = moved(place - 1);
            }
        });
        ui.add_enabled_ui(place + 1 < links.len(), |ui| {
            if icon_button(ui, icon::CHEVRON_DOWN, &format!("Move {name} later")).clicked() {
                change = moved(place + 1);
            }
        });
        if icon_button(ui, icon::CLOSE, &format!("Remove {name}")).clicked() {
            let mut rest = links.to_vec();
            rest.remove(place);
            change = Some(rest);
        }
    });
    change
}
