//! What to do with unsaved changes.

use eframe::egui::Ui;

use super::heading;
use crate::{
    report::wording,
    ui::{view::Cx, widgets},
};

/// The user's decision.
pub(super) enum Choice {
    /// Save, then go on.
    Save,
    /// Go on without saving.
    Discard,
    /// Do not go on.
    Cancel,
}

/// Asks; `None` until the user has decided. So many texts in the score sheet could not be read as scores.
pub(super) fn unsaved_ui(ui: &mut Ui, cx: &Cx<'_>, unread: usize) -> Option<Choice> {
    super::set_width(ui, 380.0);
    let is_dirty = cx.session.document().is_dirty();
    heading(ui, if is_dirty { "Save your changes?" } else { "Leave entries behind?" });
    let title = &cx.session.assessment().about().title;
    if is_dirty {
        ui.label(format!("“{title}” has changes that are not in its file yet."));
    }
    if unread > 0 {
        let entries = wording::counted(unread, "entry", "entries");
        ui.label(format!(
            "{entries} in the score sheet of “{title}” could not be read as scores. They are not part of the document \
             and will be lost."
        ));
    }
    ui.add_space(10.0);
    if is_dirty { unsaved_buttons_ui(ui) } else { unread_buttons_ui(ui) }
}

fn unread_buttons_ui(ui: &mut Ui) -> Option<Choice> {
    let mut choice = None;
    ui.horizontal(|ui| {
        let back = widgets::primary_button(ui, "Go back");
        if ui.memory(|memory| memory.focused().is_none()) {
            back.request_focus();
        }
        if back.clicked() {
            choice = Some(Choice::Cancel);
        }
        if ui.button("Close anyway").clicked() {
            choice = Some(Choice::Discard);
        }
    });
    choice
}

fn unsaved_buttons_ui(ui: &mut Ui) -> Option<Choice> {
    let mut choice = None;
    ui.horizontal(|ui| {
        let save = widgets::primary_button(ui, "Save");
        if ui.memory(|memory| memory.focused().is_none()) {
            save.request_focus();
        }
        if save.clicked() {
            choice = Some(Choice::Save);
        }
        if ui.button("Don't save").clicked() {
            choice = Some(Choice::Discard);
        }
        if ui.button("Cancel").clicked() {
            choice = Some(Choice::Cancel);
        }
    });
    choice
}
