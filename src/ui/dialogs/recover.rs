//! Documents that were left with changes that no file has, as after a crash or a loss of power: a choice for each.

use eframe::egui::{self, Ui};

use super::{Outcome, heading, list_height, set_width};
use crate::{
    report::wording,
    session::Lost,
    ui::{
        view::{Cx, Wish},
        widgets,
    },
};

/// Shows them; the wishes name them by their place.
pub(super) fn recover_ui(ui: &mut Ui, cx: &mut Cx<'_>, lost: &[Lost]) -> Outcome {
    set_width(ui, 560.0);
    heading(ui, "Changes that were not saved");
    widgets::secondary(
        ui,
        "The program ended before these were saved. Recovering opens the document with its history; the file itself is as it was.",
    );
    ui.add_space(6.0);
    let height = list_height(ui, 380.0, 180.0);
    egui::ScrollArea::vertical().max_height(height).show(ui, |ui| {
        for (place, lost) in lost.iter().enumerate() {
            ui.push_id(place, |ui| lost_ui(ui, cx, (place, lost)));
        }
    });
    ui.add_space(6.0);
    if ui.button("Later").clicked() || lost.is_empty() { Outcome::Closed } else { Outcome::Open }
}

fn lost_ui(ui: &mut Ui, cx: &mut Cx<'_>, (place, lost): (usize, &Lost)) {
    let title = if lost.title.trim().is_empty() { "Untitled" } else { &lost.title };
    ui.label(widgets::strong(title));
    let path = lost.path.as_ref().map(|path| path.display().to_string());
    let path = path.unwrap_or_else(|| "without a file".to_owned());
    let changes = wording::counted(lost.changes, "change", "changes");
    widgets::secondary(ui, format!("{path} · {changes}, the last at {}", lost.at));
    if lost.is_cut {
        widgets::secondary(ui, "The last change could not be read; all before it can.");
    }
    ui.horizontal(|ui| {
        if widgets::primary_button(ui, "Recover").clicked() {
            cx.wishes.push(Wish::Recover(place));
        }
        if ui.button("Delete these changes").clicked() {
            cx.wishes.push(Wish::ForgetLost(place));
        }
    });
    ui.add_space(8.0);
}
