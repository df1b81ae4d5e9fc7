//! All shortcuts and canvas manners, searchable.

use eframe::egui::{self, Grid, RichText, ScrollArea, Ui};

use super::{Outcome, heading, list_height, padded, set_width};
use crate::ui::{
    command::{COMMANDS, Group},
    theme::Tokens,
    widgets,
};

/// What the hand can do on the canvas, beside the commands.
const MANNERS: &[(&str, &str)] = &[
    ("Move the view", "Space-drag, middle button, two fingers"),
    ("Play the phases", "Space, tapped on the canvas"),
    ("Zoom at the pointer", "Ctrl and wheel, or pinch"),
    ("Move what is selected by a step", "Arrows, with Shift five steps"),
    ("Move it by one unit", "Ctrl, Shift and an arrow"),
    ("Walk from a link to its ends", "Arrows"),
    ("Next and previous hit of a search", "Enter and Shift+Enter"),
    ("New node", "Double-click on empty canvas"),
    ("New link", "Drag from the rim of a node"),
    ("New linked node", "Drag from the rim to empty canvas"),
    ("New linked node by key", "Ctrl and an arrow"),
    ("Put a node on a link", "Drop a node without links on it"),
    ("Bend a link", "Double-click on it, drag the bend"),
    ("Remove a bend", "Double-click on it"),
    ("Open a collapsed zone", "Double-click on it"),
    ("Edit the words of a note", "Double-click on it, Ctrl+Enter ends"),
    ("Add to the selection", "Ctrl or Shift and click"),
    ("Select what an area holds", "Drag to the right over empty canvas"),
    ("Select what an area touches", "Drag to the left"),
    ("Drag off grid and guides", "Hold Alt"),
    ("Choose a phase", "Click in the timeline"),
    ("Edit a phase", "Double-click in the timeline"),
    ("Move a panel", "Drag the dots at its top, or click them"),
    ("Make a panel wider or higher", "Drag its edge, or arrows at its dots"),
    ("Next and previous difference of two versions", "N and P, or arrows"),
];

/// Shows all shortcuts that match the filter.
pub(super) fn help_ui(ui: &mut Ui, filter: &mut String) -> Outcome {
    set_width(ui, 520.0);
    heading(ui, "Keyboard and mouse");
    let (response, typed) = widgets::text_field(ui, "Filter shortcuts", "Filter", filter);
    if let Some(typed) = typed {
        *filter = typed;
    }
    if ui.memory(|memory| memory.focused().is_none()) {
        response.request_focus();
    }
    let height = list_height(ui, f32::INFINITY, 204.0);
    ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
        padded(ui, |ui| lists_ui(ui, &filter.to_lowercase()));
    });
    ui.add_space(6.0);
    if ui.button("Close").clicked() { Outcome::Closed } else { Outcome::Open }
}

fn lists_ui(ui: &mut Ui, filter: &str) {
    let is_wanted = |title: &str| title.to_lowercase().contains(filter);
    for group in Group::ALL {
        let entries = COMMANDS.iter().filter(|entry| entry.group == group);
        let rows: Vec<(&str, String)> = entries
            .filter(|entry| is_wanted(entry.title))
            .filter_map(|entry| Some((entry.title, ui.ctx().format_shortcut(&entry.shortcut?))))
            .collect();
        rows_ui(ui, group.title(), &rows);
    }
    let manners = MANNERS.iter().filter(|(title, _)| is_wanted(title));
    let manners: Vec<(&str, String)> =
        manners.map(|(title, how)| (*title, (*how).to_owned())).collect();
    rows_ui(ui, "Canvas", &manners);
}

fn rows_ui(ui: &mut Ui, title: &str, rows: &[(&str, String)]) {
    if rows.is_empty() {
        return;
    }
    widgets::section_label(ui, title);
    let color = Tokens::of(ui).secondary;
    Grid::new(title).num_columns(2).min_col_width(220.0).spacing([16.0, 6.0]).show(ui, |ui| {
        for (what, keys) in rows {
            ui.label(*what);
            ui.add(egui::Label::new(RichText::new(keys).color(color)));
            ui.end_row();
        }
    });
}
