//! What to do with unsaved changes.

use eframe::egui::Ui;

use super::heading;
use crate::{
    report::wording,
    ui::{view::Cx, widgets},
};

/// The user's decision.
#[derive(Clone, Copy)]
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
    let choices: &[(&str, Choice)] = if is_dirty {
        &[("Save", Choice::Save), ("Don't save", Choice::Discard), ("Cancel", Choice::Cancel)]
    } else {
        &[("Go back", Choice::Cancel), ("Close anyway", Choice::Discard)]
    };
    buttons_ui(ui, choices)
}

/// A row of buttons; Enter takes the first one.
fn buttons_ui(ui: &mut Ui, choices: &[(&str, Choice)]) -> Option<Choice> {
    let mut chosen = None;
    ui.horizontal(|ui| {
        for (place, (name, choice)) in choices.iter().enumerate() {
            let button =
                if place == 0 { widgets::primary_button(ui, name) } else { ui.button(*name) };
            if place == 0 && ui.memory(|memory| memory.focused().is_none()) {
                button.request_focus();
            }
            if button.clicked() {
                chosen = Some(*choice);
            }
        }
    });
    chosen
}
