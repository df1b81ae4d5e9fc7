//! The record of an incident: when it began, was noticed and ended, how bad it was, and what happened one after the other.

use eframe::egui::{self, Ui};

use super::super::{
    choices,
    form::{Form, subject_row},
};
use crate::{
    model::{Assessment, Event, Incident, Subject, days_between, is_moment},
    report::wording,
    ui::{
        theme::Tokens,
        view::Cx,
        widgets::{
            self, Item, Shown, icon, icon_button, pick, property, quiet_area, quiet_field,
            secondary, section_label, subheading, switch,
        },
    },
};

/// Shows the record; whether it is to be removed.
pub(super) fn incident_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    form: &mut Form,
    incident: &mut Incident,
) -> bool {
    let mut is_removed = false;
    ui.horizontal(|ui| {
        section_label(ui, "Incident");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            is_removed = icon_button(ui, icon::CLOSE, "Remove incident record").clicked();
        });
    });
    moment_ui(ui, form, "Began", &mut incident.start);
    moment_ui(ui, form, "Noticed", &mut incident.detected);
    moment_ui(ui, form, "Ended", &mut incident.end);
    if let Some(days) = days_between(&incident.start, &incident.detected) {
        let days = wording::counted(days as usize, "day", "days");
        secondary(ui, format!("{days} until it was noticed"));
    }
    form.text(ui, "Noticed by", &mut incident.detection);
    form.optional(ui, "Severity", &mut incident.severity, choices::severities());
    property(ui, "Near miss", |ui| {
        if switch(ui, incident.is_near_miss, "Near miss").clicked() {
            incident.is_near_miss = !incident.is_near_miss;
            form.change();
        }
    });
    form.area(ui, "Response", "What was done about it", &mut incident.response);
    form.references(ui, cx, ("Pathways it ran along", "Add pathway"), &mut incident.pathways);
    events_ui(ui, cx, form, &mut incident.events);
    is_removed
}

/// A row with a moment, and what is wrong with it.
fn moment_ui(ui: &mut Ui, form: &mut Form, label: &str, text: &mut String) {
    form.text(ui, label, text);
    if !text.trim().is_empty() && !is_moment(text.trim()) {
        let hint = "Use 2026-07-08 or 2026-07-08 18:30";
        ui.colored_label(Tokens::of(ui).warning, hint);
    }
}

fn events_ui(ui: &mut Ui, cx: &mut Cx<'_>, form: &mut Form, events: &mut Vec<Event>) {
    subheading(ui, "What happened", "");
    let mut removed = None;
    for (place, event) in events.iter_mut().enumerate() {
        ui.push_id(("event", place), |ui| {
            if event_ui(ui, cx, form, event) {
                removed = Some(place);
            }
        });
    }
    if let Some(place) = removed {
        events.remove(place);
        form.change();
    }
    if ui.button("Add event").clicked() {
        events.push(Event::default());
        form.change();
    }
}

/// Time, text, and the node or link that it bears out; whether it is to be removed.
fn event_ui(ui: &mut Ui, cx: &mut Cx<'_>, form: &mut Form, event: &mut Event) -> bool {
    let mut is_removed = false;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let size = egui::vec2(ui.available_width() - 28.0, 26.0);
        let field = ui.allocate_ui(size, |ui| quiet_field(ui, "When", "When", &event.at)).inner;
        form.typed(ui, field, &mut event.at);
        is_removed = icon_button(ui, icon::CLOSE, "Remove event").clicked();
    });
    let field = quiet_area(ui, "Event", "What happened", &event.text);
    form.typed(ui, field, &mut event.text);
    if let Some(subject) = event.about.clone() {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let size = egui::vec2(ui.available_width() - 26.0, widgets::VALUE_HEIGHT);
            ui.allocate_ui(size, |ui| subject_row(ui, cx, &subject, ""));
            if icon_button(ui, icon::CLOSE, "Bears nothing out").clicked() {
                event.about = None;
                form.change();
            }
        });
    } else {
        let document = cx.session.assessment();
        let shown = Shown { title: "Bears out…", icon: Some(icon::PLUS), is_faint: true };
        if let Some(subject) = pick(ui, "Node or link it bears out", &shown, || parts(document)) {
            event.about = Some(subject);
            form.change();
        }
    }
    ui.add_space(4.0);
    is_removed
}

/// The nodes and links of the model.
fn parts(document: &Assessment) -> Vec<Item<Subject>> {
    let nodes = document.nodes().iter().map(|node| Subject::Node(node.id.clone()));
    let links = document.links().iter().map(|link| Subject::Link(link.id.clone()));
    nodes
        .chain(links)
        .map(|subject| Item {
            title: document.label(&subject),
            icon: Some(widgets::icon_of(document, &subject)),
            key: subject,
        })
        .collect()
}
