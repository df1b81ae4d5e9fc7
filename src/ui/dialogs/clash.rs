//! The file was changed by another program since it was read: what becomes of both versions.

use eframe::egui::Ui;

use super::{Outcome, heading, set_width};
use crate::{
    session::{Action, Clash},
    ui::{command::Command, view::Cx, widgets},
};

/// Asks; nothing is replaced before somebody has chosen.
pub(super) fn clash_ui(ui: &mut Ui, cx: &mut Cx<'_>, clash: &Clash) -> Outcome {
    set_width(ui, 460.0);
    heading(ui, "The file was changed meanwhile");
    let name = clash.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let text = match &clash.theirs {
        Ok(_) => format!(
            "Another program has written to {name} since it was opened here. Which version shall it have?"
        ),
        Err(reason) => {
            format!("Another program has written to {name}, and it cannot be read now: {reason}")
        }
    };
    ui.label(text);
    ui.add_space(10.0);
    let mut outcome = Outcome::Open;
    let mut act = |cx: &mut Cx<'_>, action: Action| {
        cx.act(action);
        outcome = Outcome::Closed;
    };
    ui.horizontal_wrapped(|ui| {
        let hint = "The version that is in the file now is kept as a backup";
        if widgets::primary_button(ui, "Keep this version").on_hover_text(hint).clicked() {
            act(cx, Action::Overwrite);
        }
        let hint = "As a step: undo brings this version back";
        if clash.theirs.is_ok()
            && ui.button("Take the file’s version").on_hover_text(hint).clicked()
        {
            act(cx, Action::TakeTheirs);
        }
        if ui.button("Save as…").clicked() {
            act(cx, Action::LeaveClash);
            cx.command(Command::SaveAs);
        }
        if ui.button("Not now").clicked() {
            act(cx, Action::LeaveClash);
        }
    });
    outcome
}
