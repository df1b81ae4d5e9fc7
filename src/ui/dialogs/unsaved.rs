//! What to do with unsaved changes.

use eframe::egui::Ui;

use super::heading;
use crate::ui::{view::Cx, widgets};

/// The user's decision.
pub(super) enum Choice {
    /// Save, then go on.
    Save,
    /// Go on without saving.
    Discard,
    /// Do not go on.
    Cancel,
}

/// Asks; `None` until the user has decided.
pub(super) fn unsaved_ui(ui: &mut Ui, cx: &Cx<'_>) -> Option<Choice> {
    ui.set_width(380.0);
    heading(ui, "Save your changes?");
    let title = &cx.session.assessment().about().title;
    ui.label(format!("“{title}” has changes that are not in its file yet."));
    ui.add_space(10.0);
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
