//! Several selected elements: how many of each kind, and what can be done to all of them.

use std::collections::BTreeMap;

use eframe::egui::{Button, RichText, Ui};

use super::choices;
use crate::{
    model::{Edit, Element, Id, Node, NodeKind, Subject, Zone},
    report::wording,
    ui::{
        canvas::edits::placing,
        command::Command,
        theme,
        view::Cx,
        widgets::{Item, Listed, Shown, icon_of, pick, property, row, section_label, strong},
    },
};

/// Shows what is selected.
pub(super) fn several_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let selection = cx.session.selection();
    let count = selection.subjects().len();
    let font = theme::font(crate::drawing::FontWeight::SemiBold, theme::HEADING);
    ui.label(strong(format!("{count} selected")).font(font));
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for subject in selection.subjects() {
        *kinds.entry(subject.kind_name()).or_default() += 1;
    }
    let words: Vec<String> =
        kinds.iter().map(|(kind, n)| wording::counted(*n, kind, plural(kind))).collect();
    super::scores::wrapped(ui, &crate::report::wording::joined(&words));
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        for (command, title) in [(Command::Duplicate, "Duplicate"), (Command::Delete, "Delete")] {
            if ui.add(Button::new(RichText::new(title).size(theme::SMALL))).clicked() {
                cx.command(command);
            }
        }
    });
    let document = cx.session.assessment();
    let nodes: Vec<&Node> = selection
        .subjects()
        .iter()
        .filter_map(|subject| match subject {
            Subject::Node(id) => document.nodes().get(id),
            _ => None,
        })
        .collect();
    if nodes.len() > 1 {
        nodes_ui(ui, cx, &nodes);
    }
    section_label(ui, "Selection");
    for (place, subject) in selection.subjects().iter().enumerate() {
        let name = document.label(subject);
        let shown = crate::ui::widgets::Row {
            icon: icon_of(cx.session.assessment(), subject),
            icon_color: None,
            name: &name,
            figure: "",
            is_selected: false,
        };
        if ui.push_id(place, |ui| row(ui, &shown)).inner.clicked() {
            cx.select(subject.clone());
        }
    }
}

fn plural(kind: &str) -> &str {
    match kind {
        "phase" => "phases",
        "node" => "nodes",
        "link" => "links",
        "mitigation" => "mitigations",
        "hypothesis" => "hypotheses",
        "pathway" => "pathways",
        "zone" => "zones",
        "evidence" => "pieces of evidence",
        "annotation" => "notes and frames",
        other => other,
    }
}

/// What can be set for all selected nodes.
fn nodes_ui(ui: &mut Ui, cx: &mut Cx<'_>, nodes: &[&Node]) {
    section_label(ui, "Selected nodes");
    let (kinds, words) = choices::node_kinds();
    let first = nodes[0].kind;
    let is_same = nodes.iter().all(|node| node.kind == first);
    let title = if is_same { words(first).0 } else { "Mixed" };
    let shown = Shown { title, icon: None, is_faint: !is_same };
    let kind = property(ui, "Kind", |ui| {
        pick(ui, "Kind of all", &shown, || {
            let item = |kind: &NodeKind| Item {
                key: *kind,
                title: words(*kind).0.to_owned(),
                icon: words(*kind).1,
            };
            kinds.iter().map(item).collect()
        })
    });
    if let Some(kind) = kind {
        put_all(cx, nodes, |node| Node { kind, ..node.clone() });
    }
    zone_ui(ui, cx, nodes);
    color_ui(ui, cx);
}

/// The color of all that is selected.
fn color_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (document, selected) = (cx.session.assessment(), cx.session.selection().subjects());
    let mut accents = selected.iter().map(|subject| placing::accent_of(document, subject));
    let first = accents.next().flatten();
    let is_same = accents.all(|accent| accent == first);
    let (all, words) = choices::accents();
    let title = match first {
        _ if !is_same => "Mixed",
        Some(accent) => words(accent).0,
        None => "–",
    };
    let shown = Shown { title, icon: None, is_faint: !is_same || first.is_none() };
    let wanted = property(ui, "Color", |ui| {
        pick(ui, "Color of all", &shown, || {
            let none = Item { key: None, title: "–".to_owned(), icon: None };
            let colors = all.iter().map(|accent| Item {
                key: Some(*accent),
                title: words(*accent).0.to_owned(),
                icon: None,
            });
            std::iter::once(none).chain(colors).collect()
        })
    });
    if let Some(accent) = wanted {
        let edit = placing::accented(document, selected, accent);
        cx.edit_if(edit);
    }
}

fn zone_ui(ui: &mut Ui, cx: &mut Cx<'_>, nodes: &[&Node]) {
    let document = cx.session.assessment();
    let first = &nodes[0].zone;
    let is_same = nodes.iter().all(|node| node.zone == *first);
    let label = |zone: &Id<Zone>| document.label(&Subject::Zone(zone.clone()));
    let title = match first {
        _ if !is_same => "Mixed".to_owned(),
        Some(zone) => label(zone),
        None => "–".to_owned(),
    };
    let shown = Shown { title: &title, icon: None, is_faint: !is_same || first.is_none() };
    let zone = property(ui, "Zone", |ui| {
        pick(ui, "Zone of all", &shown, || {
            let none = Item { key: None, title: "–".to_owned(), icon: None };
            let zones = document.zones().iter().map(|zone| Item {
                key: Some(zone.id.clone()),
                title: zone.name.clone(),
                icon: Some(Listed::icon(zone)),
            });
            std::iter::once(none).chain(zones).collect()
        })
    });
    if let Some(zone) = zone {
        put_all(cx, nodes, |node| Node { zone: zone.clone(), ..node.clone() });
    }
}

fn put_all(cx: &mut Cx<'_>, nodes: &[&Node], changed: impl Fn(&Node) -> Node) {
    let edits = nodes.iter().map(|node| Edit::put(Element::Node(changed(node))));
    cx.edit(Edit::Named("change nodes", edits.collect()));
}
