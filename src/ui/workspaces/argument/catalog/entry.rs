//! An entry of the catalog, set out: what it says, what of the model stands for it, and what can be done with it.

use eframe::egui::{Button, Ui, vec2};

use super::{
    CatalogView, Listed, Standing,
    taking::{self, Entry},
    texts::{common_ui, details_ui, list_ui, observations_ui, paragraph},
};
use crate::{
    analysis::relevance,
    model::{
        Catalog, CatalogEntry, Dismissal, Edit, Id, MechanismEntry, MitigationEntry, Node,
        PhaseEntry, Subject,
    },
    report::wording,
    ui::{
        view::Cx,
        widgets::{self, Item, Row, Shown, icon, icon_button},
    },
};

impl CatalogView {
    /// Shows an entry below its line.
    pub(super) fn entry_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        (listed, catalog): (&Listed<'_>, &Catalog),
    ) {
        details_ui(ui, |ui| {
            paragraph(ui, &listed.entry.definition);
            ui.horizontal_wrapped(|ui| {
                insert_ui(ui, cx, listed.of);
                link_ui(ui, cx, listed.of);
            });
            if listed.standing != Standing::Linked && matches!(listed.of, Entry::Mechanism(_)) {
                ui.horizontal_wrapped(|ui| match &listed.standing {
                    Standing::Dismissed(reason) => reconsider_ui(ui, cx, listed.entry, reason),
                    Standing::Open | Standing::Related => self.dismiss_ui(ui, cx, listed.entry),
                    Standing::Linked => {}
                });
            }
            linked_ui(ui, cx, listed.entry);
            let grounds = self.grounds.get(&listed.entry.id).map_or(&[][..], Vec::as_slice);
            list_ui(ui, "Grounds to look at it", grounds);
            match listed.of {
                Entry::Mechanism(e) => mechanism_ui(ui, (e, catalog)),
                Entry::Mitigation(e) => mitigation_ui(ui, (e, catalog)),
                Entry::Phase(e) => phase_ui(ui, e),
            }
            common_ui(ui, listed.entry, catalog);
        });
    }

    fn dismiss_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, entry: &CatalogEntry) {
        ui.allocate_ui(vec2(260.0, 30.0), |ui| {
            let hint = "Why it does not apply";
            let field = widgets::text_field(ui, "Reason to set aside", hint, &self.reason);
            if let Some(reason) = field.1 {
                self.reason = reason;
            }
        });
        let has_reason = !self.reason.trim().is_empty();
        if ui.add_enabled(has_reason, Button::new("Set aside")).clicked() {
            let mut all = cx.session.assessment().dismissals().to_vec();
            let reason = std::mem::take(&mut self.reason);
            all.push(Dismissal { entry: entry.id.clone(), reason });
            cx.edit(Edit::Dismissals(all));
        }
    }
}

/// Puts what was made of an entry into the model, and selects it.
fn take(cx: &mut Cx<'_>, (edit, subject): (Edit, Subject)) {
    cx.edit(edit);
    cx.select(subject);
}

/// Buttons that make an element of an entry.
fn insert_ui(ui: &mut Ui, cx: &mut Cx<'_>, entry: Entry<'_>) {
    let document = cx.session.assessment();
    match entry {
        Entry::Mechanism(e) => insert_mechanism_ui(ui, cx, e),
        Entry::Mitigation(e) => {
            if ui.button("Insert into the model").clicked() {
                take(cx, taking::as_mitigation(document, e));
            }
        }
        Entry::Phase(e) => {
            if ui.button("Add as last phase").clicked() {
                take(cx, taking::as_phase(document, e));
            }
        }
    }
}

/// A mechanism as a node, or as a link between the selected nodes, or from the selected one to another.
fn insert_mechanism_ui(ui: &mut Ui, cx: &mut Cx<'_>, e: &MechanismEntry) {
    let document = cx.session.assessment();
    if ui.button("Insert as node").clicked() {
        let (edit, subject) = taking::as_node(document, e);
        cx.edit(edit);
        cx.go_to(subject);
    }
    let name = |id: &Id<Node>| document.label(&Subject::Node(id.clone()));
    match &selected_nodes(cx)[..] {
        [from, to] => {
            let title = format!("Insert as link from {} to {}", name(from), name(to));
            if ui.button(title).clicked() {
                take(cx, taking::as_link(document, e, (from, to)));
            }
        }
        [from] => {
            let title = format!("Insert as link from {} to…", name(from));
            let shown = Shown { title: &title, icon: Some(icon::ARROW_RIGHT), is_faint: false };
            let size = vec2(280.0, widgets::VALUE_HEIGHT);
            let to = ui.allocate_ui(size, |ui| {
                widgets::pick(ui, "Insert as link", &shown, || {
                    let others = document.nodes().iter().filter(|node| node.id != *from);
                    let item = |node: &Node| Item {
                        key: node.id.clone(),
                        title: node.name.clone(),
                        icon: Some(crate::drawing::icon::of_kind(node.kind)),
                    };
                    others.map(item).collect()
                })
            });
            if let Some(to) = to.inner {
                take(cx, taking::as_link(document, e, (from, &to)));
            }
        }
        _ => {
            let hint = "Select one or two nodes first";
            ui.add_enabled(false, Button::new("Insert as link")).on_disabled_hover_text(hint);
        }
    }
}

/// The selected nodes, where nothing else is selected; the one selected last is the last.
fn selected_nodes(cx: &Cx<'_>) -> Vec<Id<Node>> {
    let selection = cx.session.selection();
    let mut nodes = Vec::new();
    for subject in selection.subjects() {
        match subject {
            Subject::Node(id) => nodes.push(id.clone()),
            _ => return Vec::new(),
        }
    }
    let is_last = |id: &Id<Node>| selection.focus() == Some(&Subject::Node(id.clone()));
    nodes.sort_by_key(is_last);
    nodes
}

/// A button that links the selected element with the entry, where it can be.
fn link_ui(ui: &mut Ui, cx: &mut Cx<'_>, entry: Entry<'_>) {
    let document = cx.session.assessment();
    let Some(focus) = cx.session.selection().focus() else { return };
    let Some(edit) = taking::linked_to(document, focus, entry) else { return };
    let title = format!("Link ‘{}’ with this entry", document.label(focus));
    if ui.button(title).clicked() {
        cx.edit(edit);
    }
}

/// What is linked with the entry; a click goes there, a cross takes the link away.
fn linked_ui(ui: &mut Ui, cx: &mut Cx<'_>, entry: &CatalogEntry) {
    let document = cx.session.assessment();
    let linked = relevance::linked(document, &entry.id);
    if linked.is_empty() {
        return;
    }
    widgets::section_label(ui, "Linked with");
    for subject in linked {
        let name = document.label(&subject);
        let shown = Row {
            icon: widgets::icon_of(document, &subject),
            icon_color: None,
            name: &name,
            figure: subject.kind_name(),
            is_selected: cx.session.selection().contains(&subject),
        };
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let size = vec2(ui.available_width().min(460.0) - 26.0, widgets::VALUE_HEIGHT);
            let is_clicked = ui.allocate_ui(size, |ui| widgets::row(ui, &shown).clicked()).inner;
            if is_clicked {
                cx.go_to(subject.clone());
            }
            if icon_button(ui, icon::CLOSE, &format!("Unlink {name}")).clicked() {
                cx.edit_if(taking::unlinked(document, &subject));
            }
        });
    }
}

fn reconsider_ui(ui: &mut Ui, cx: &mut Cx<'_>, entry: &CatalogEntry, reason: &str) {
    widgets::secondary(ui, format!("Set aside: {reason}"));
    if ui.button("Consider again").clicked() {
        let mut all = cx.session.assessment().dismissals().to_vec();
        all.retain(|dismissal| dismissal.entry != entry.id);
        cx.edit(Edit::Dismissals(all));
    }
}

fn mechanism_ui(ui: &mut Ui, (e, catalog): (&MechanismEntry, &Catalog)) {
    list_ui(ui, "What must hold", &e.preconditions);
    observations_ui(ui, "Seen and claimed", (&e.entry, catalog), &e.incidents);
    let names = e.mitigations.iter().filter_map(|id| catalog.mitigation(id));
    let names: Vec<String> = names.map(|m| m.entry.name.clone()).collect();
    list_ui(ui, "Typical mitigations", &[names.join(", ")]);
}

fn mitigation_ui(ui: &mut Ui, (e, catalog): (&MitigationEntry, &Catalog)) {
    let names = e.cuts.iter().filter_map(|id| catalog.mechanism(id));
    let names: Vec<String> = names.map(|m| m.entry.name.clone()).collect();
    list_ui(ui, "Acts on", &[names.join(", ")]);
    list_ui(ui, "How it fails", &e.failure_modes);
    list_ui(ui, "What undermines it", &e.undermined_by);
    list_ui(ui, "Dual use", std::slice::from_ref(&e.dual_use));
    observations_ui(ui, "Evidence", (&e.entry, catalog), &e.evidence);
}

fn phase_ui(ui: &mut Ui, e: &PhaseEntry) {
    list_ui(ui, "What is new", &e.changes);
    list_ui(ui, "Published use", std::slice::from_ref(&e.exposure));
    list_ui(ui, "What evidence covers", std::slice::from_ref(&e.evidence_covers));
    let shift = e.distribution_shift.map(wording::distribution_shift);
    let shift = shift.map(|shift| format!("{shift}: {}", e.shift_reason)).unwrap_or_default();
    list_ui(ui, "Distribution shift, a proposal", &[shift]);
}
