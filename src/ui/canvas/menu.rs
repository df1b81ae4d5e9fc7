//! What can be done with what lies under the pointer.

use std::num::NonZeroU32;

use eframe::egui::{
    Align, Button, Id as UiId, Layout, Popup, PopupKind, ScrollArea, SetOpenCommand, Ui,
    containers::menu,
};

use crate::{
    drawing::Point,
    model::{
        Accent, Annotation, Edit, Gate, Id, Link, Marked, Mechanism, Node, NodeKind, Reason,
        Subject, Zone,
    },
    report::wording,
    ui::{
        canvas::{
            camera::Camera,
            edits::{linking, placing},
            gesture::{Grip, Intention, Target},
        },
        command::{COMMANDS, Command, Group},
        panels::top_bar::is_possible,
        view::Cx,
        widgets::marking_edit,
    },
};

/// All mechanisms in the order of the menus.
pub const MECHANISMS: [Mechanism; 17] = [
    Mechanism::RareInput,
    Mechanism::Affordance,
    Mechanism::Reflection,
    Mechanism::CulturalSelection,
    Mechanism::SharedCodebase,
    Mechanism::SharedContext,
    Mechanism::LongTermMemory,
    Mechanism::AgentMessaging,
    Mechanism::Internet,
    Mechanism::RogueDeployment,
    Mechanism::ApiManipulation,
    Mechanism::InferenceServer,
    Mechanism::ExternalInjection,
    Mechanism::CentralControl,
    Mechanism::CrossGeneration,
    Mechanism::ContinualLearning,
    Mechanism::Other,
];

/// An open menu.
#[derive(Clone, Debug)]
pub struct Menu {
    target: Target,
    at: Point,
    is_new: bool,
}

impl Menu {
    /// Opens the menu of what lies at a canvas point.
    pub fn new(target: Target, at: Point) -> Self {
        Self { target, at, is_new: true }
    }

    /// Shows it; gives what was chosen, and whether it stays open.
    pub fn ui(&mut self, ui: &Ui, cx: &mut Cx<'_>, camera: &Camera) -> (Vec<Intention>, bool) {
        let id = ui.scope_id().with("menu");
        let mut chosen = Vec::new();
        let open = std::mem::take(&mut self.is_new).then_some(SetOpenCommand::Bool(true));
        let place = camera.screen_from_world(self.at);
        popup(ui, id, place).open_memory(open).show(|ui| {
            ui.set_min_width(190.0);
            match &self.target {
                Target::Node(node) | Target::Rim(node) => node_ui(ui, cx, node, &mut chosen),
                Target::Link(link) | Target::Handle(link, _) => {
                    link_ui(ui, cx, (link, self.at), &mut chosen);
                }
                Target::Zone(zone) | Target::Fold(zone) => zone_ui(ui, cx, zone, &mut chosen),
                Target::Note(note) | Target::Grip(Grip::Corner(note)) => {
                    note_ui(ui, cx, note, &mut chosen);
                }
                Target::Grip(Grip::Bend(link, place)) => {
                    if ui.button("Remove bend").clicked() {
                        chosen.push(Intention::RemoveBend(link.clone(), *place));
                    }
                }
                Target::Ground => ground_ui(ui, cx, self.at, &mut chosen),
            }
        });
        (chosen, Popup::is_id_open(ui.ctx(), id))
    }
}

fn popup(ui: &Ui, id: UiId, place: eframe::egui::Pos2) -> Popup<'static> {
    Popup::new(id, ui.ctx().clone(), place, ui.layer_id())
        .kind(PopupKind::Menu)
        .layout(Layout::top_down_justified(Align::Min))
        .style(menu::menu_style)
        .gap(0.0)
        .accessible_name("What can be done here")
}

fn node_ui(ui: &mut Ui, cx: &mut Cx<'_>, id: &Id<Node>, chosen: &mut Vec<Intention>) {
    if entry(ui, "Rename", Command::Rename) {
        chosen.push(Intention::Rename(Subject::Node(id.clone())));
    }
    clipboard_ui(ui, cx);
    ui.menu_button("Link to", |ui| link_to_ui(ui, cx, id));
    around_ui(ui, cx);
    ui.separator();
    let Some(node) = cx.session.assessment().nodes().get(id).cloned() else { return };
    ui.menu_button("Kind", |ui| {
        for kind in NodeKind::ALL {
            if choice(ui, wording::node_kind(kind), node.kind == kind) {
                change_nodes(cx, |node| node.kind = kind);
            }
        }
    });
    ui.menu_button("Gate", |ui| gate_ui(ui, cx, node.gate));
    ui.menu_button("Zone", |ui| zones_ui(ui, cx, node.zone.as_ref()));
    color_ui(ui, cx, node.accent);
    ui.menu_button("Arrange", |ui| arrange_ui(ui, cx));
    house_ui(ui, cx, Subject::Node(id.clone()));
    ui.separator();
    if entry(ui, "Delete", Command::Delete) {
        cx.command(Command::Delete);
    }
}

/// Whether it stays in the house.
fn house_ui(ui: &mut Ui, cx: &mut Cx<'_>, subject: Subject) {
    let what = Marked::Element(subject);
    let is_internal = cx.session.assessment().mark(&what).is_some();
    let title = if is_internal { "Let it leave the house" } else { "Keep in the house" };
    if ui.button(title).clicked() {
        let reason = (!is_internal).then(Reason::default);
        cx.edit(marking_edit(cx, &what, reason));
    }
}

/// What is near to what is selected.
fn around_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    const AROUND: [Command; 5] = [
        Command::GoToParents,
        Command::GoToChildren,
        Command::FocusWider,
        Command::FocusUpstream,
        Command::FocusDownstream,
    ];
    ui.menu_button("Around it", |ui| {
        ui.set_min_width(300.0);
        for command in AROUND {
            if entry(ui, command.entry().title, command) {
                cx.command(command);
            }
        }
    });
}

fn link_to_ui(ui: &mut Ui, cx: &mut Cx<'_>, from: &Id<Node>) {
    ui.set_min_width(200.0);
    let nodes: Vec<(Id<Node>, String)> = (cx.session.assessment().nodes().iter())
        .filter(|node| node.id != *from)
        .map(|node| (node.id.clone(), node.name.clone()))
        .collect();
    ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
        for (id, name) in nodes {
            if ui.button(name).clicked() {
                let (edit, link) = linking::connect(cx.session.assessment(), from, &id);
                cx.edit(edit);
                cx.select(link);
                ui.close();
            }
        }
    });
}

fn gate_ui(ui: &mut Ui, cx: &mut Cx<'_>, gate: Gate) {
    let at_least = (2..=4).filter_map(NonZeroU32::new).map(Gate::AtLeast);
    let gates = [Gate::Any, Gate::All].into_iter().chain(at_least);
    for offered in gates {
        let words = match offered {
            Gate::Any => "Any inbound link".to_owned(),
            Gate::All => "All inbound links".to_owned(),
            Gate::AtLeast(k) => format!("At least {k} inbound links"),
        };
        if choice(ui, &words, gate == offered) {
            change_nodes(cx, |node| node.gate = offered);
        }
    }
}

fn zones_ui(ui: &mut Ui, cx: &mut Cx<'_>, current: Option<&Id<Zone>>) {
    let zones: Vec<Zone> = cx.session.assessment().zones().to_vec();
    if choice(ui, "None", current.is_none()) {
        change_nodes(cx, |node| node.zone = None);
    }
    for zone in &zones {
        if choice(ui, &zone.name, current == Some(&zone.id)) {
            change_nodes(cx, |node| node.zone = Some(zone.id.clone()));
        }
    }
    ui.separator();
    if ui.button("New zone").clicked() {
        let document = cx.session.assessment();
        let id = Id::from_name("new zone", |id| document.zones().contains(id));
        let zone = Edit::put(Zone::new(id.clone(), "New zone"));
        let edits = std::iter::once(zone).chain(changed(cx, |node| node.zone = Some(id.clone())));
        let edits = Edit::Named("group into a zone", edits.collect());
        cx.edit(edits);
        ui.close();
    }
}

fn link_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    (id, at): (&Id<Link>, Point),
    chosen: &mut Vec<Intention>,
) {
    let Some(link) = cx.session.assessment().links().get(id).cloned() else { return };
    ui.menu_button("Mechanism", |ui| {
        ui.set_min_width(180.0);
        for mechanism in MECHANISMS {
            if choice(ui, wording::mechanism(mechanism), link.mechanism == mechanism) {
                cx.edit(Edit::put(Link { mechanism, ..link.clone() }));
            }
        }
    });
    if entry(ui, "Reverse", Command::ReverseLinks) {
        cx.command(Command::ReverseLinks);
    }
    if entry(ui, "Insert node", Command::InsertOnLink) {
        cx.command(Command::InsertOnLink);
    }
    if ui.button("Add bend here").clicked() {
        chosen.push(Intention::AddBend(id.clone(), at));
    }
    let straight = Link { bends: Vec::new(), ..link.clone() };
    if !link.bends.is_empty() && ui.button("Remove all bends").clicked() {
        cx.edit(Edit::Named("remove bends", vec![Edit::put(straight)]));
    }
    color_ui(ui, cx, link.accent);
    if ui.button("Make a pathway of selected links").clicked() {
        cx.command(Command::AddPathway);
    }
    ui.separator();
    if entry(ui, "Delete", Command::Delete) {
        cx.command(Command::Delete);
    }
}

fn zone_ui(ui: &mut Ui, cx: &mut Cx<'_>, id: &Id<Zone>, chosen: &mut Vec<Intention>) {
    if entry(ui, "Rename", Command::Rename) {
        chosen.push(Intention::Rename(Subject::Zone(id.clone())));
    }
    let zone = cx.session.assessment().zones().get(id).cloned();
    let is_collapsed = zone.as_ref().is_some_and(|zone| zone.is_collapsed);
    if entry(ui, if is_collapsed { "Expand" } else { "Collapse" }, Command::FoldZone) {
        cx.command(Command::FoldZone);
    }
    color_ui(ui, cx, zone.and_then(|zone| zone.accent));
    clipboard_ui(ui, cx);
    if entry(ui, "Dissolve", Command::DissolveZone) {
        cx.command(Command::DissolveZone);
    }
    ui.separator();
    if entry(ui, "Delete", Command::Delete) {
        cx.command(Command::Delete);
    }
}

fn note_ui(ui: &mut Ui, cx: &mut Cx<'_>, id: &Id<Annotation>, chosen: &mut Vec<Intention>) {
    if entry(ui, "Edit words", Command::Rename) {
        chosen.push(Intention::Rename(Subject::Annotation(id.clone())));
    }
    let annotation = cx.session.assessment().annotations().get(id);
    let accent = annotation.and_then(|annotation| annotation.accent);
    color_ui(ui, cx, accent);
    clipboard_ui(ui, cx);
    ui.separator();
    if entry(ui, "Delete", Command::Delete) {
        cx.command(Command::Delete);
    }
}

fn clipboard_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    for command in [Command::Cut, Command::Copy, Command::Duplicate] {
        if entry(ui, command.entry().title, command) {
            cx.command(command);
        }
    }
}

/// Gives all that is selected a color.
fn color_ui(ui: &mut Ui, cx: &mut Cx<'_>, current: Option<Accent>) {
    ui.menu_button("Color", |ui| {
        let none = std::iter::once(None);
        for accent in none.chain(Accent::ALL.map(Some)) {
            let title = accent.map_or("None", accent_words);
            if choice(ui, title, current == accent) {
                let selected = cx.session.selection().subjects();
                let edit = placing::accented(cx.session.assessment(), selected, accent);
                cx.edit_if(edit);
            }
        }
    });
}

/// What people call a color.
pub fn accent_words(accent: Accent) -> &'static str {
    match accent {
        Accent::Blue => "Blue",
        Accent::Teal => "Teal",
        Accent::Green => "Green",
        Accent::Amber => "Amber",
        Accent::Red => "Red",
        Accent::Violet => "Violet",
        Accent::Gray => "Gray",
    }
}

/// The commands that bring in line, group and lead links elsewhere.
fn arrange_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.set_min_width(250.0);
    for row in COMMANDS.iter().filter(|row| row.group == Group::Arrange) {
        let keys = row.shortcut.map(|keys| ui.ctx().format_shortcut(&keys));
        let button = Button::new(row.title).shortcut_text(keys.unwrap_or_default());
        if ui.add_enabled(is_possible(cx, row.command), button).clicked() {
            cx.command(row.command);
            ui.close();
        }
    }
}

fn ground_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: Point, chosen: &mut Vec<Intention>) {
    if ui.button("New node here").clicked() {
        chosen.push(Intention::AddNode(at));
    }
    if ui.button("New note").clicked() {
        cx.command(Command::AddNote);
    }
    if entry(ui, Command::Paste.entry().title, Command::Paste) {
        chosen.push(Intention::Paste(at));
    }
    if entry(ui, Command::PasteInPlace.entry().title, Command::PasteInPlace) {
        cx.command(Command::PasteInPlace);
    }
    ui.separator();
    for command in [Command::TidyUp, Command::ArrangeLayers, Command::ArrangeOrganic] {
        if entry(ui, command.entry().title, command) {
            cx.command(command);
        }
    }
    ui.separator();
    for command in [Command::SelectAll, Command::ZoomToFit, Command::ZoomActual] {
        if entry(ui, command.entry().title, command) {
            cx.command(command);
        }
    }
}

/// An entry with the shortcut of a command.
fn entry(ui: &mut Ui, title: &str, command: Command) -> bool {
    let keys = command.entry().shortcut.map(|keys| ui.ctx().format_shortcut(&keys));
    ui.add(Button::new(title).shortcut_text(keys.unwrap_or_default())).clicked()
}

/// One of several values; whether another one was chosen.
fn choice(ui: &mut Ui, title: &str, is_current: bool) -> bool {
    ui.radio(is_current, title).clicked() && !is_current
}

/// Changes all selected nodes alike.
fn change_nodes(cx: &mut Cx<'_>, change: impl Fn(&mut Node)) {
    let edits = Edit::Named("change nodes", changed(cx, change));
    cx.edit(edits);
}

fn changed(cx: &Cx<'_>, change: impl Fn(&mut Node)) -> Vec<Edit> {
    let nodes = cx.session.assessment().nodes();
    let selected = cx.session.selection().subjects().iter().filter_map(|subject| match subject {
        Subject::Node(id) => nodes.get(id),
        _ => None,
    });
    let changed = selected.map(|node| {
        let mut node = node.clone();
        change(&mut node);
        Edit::put(node)
    });
    changed.collect()
}
