//! The file was changed by another program since it was read: what becomes of both versions.

use eframe::egui::Ui;

use super::{Outcome, heading, set_width};
use crate::{
    report::wording,
    session::{Action, Clash},
    ui::{
        command::Command,
        comparing::{Comparison, Step},
        view::Cx,
        widgets,
    },
};

/// Both versions with what was chosen, and whether they are looked at side by side.
#[derive(Debug, Default)]
pub(super) struct ClashDialog {
    comparison: Option<Comparison>,
    is_comparing: bool,
    has_asked: bool,
}

impl ClashDialog {
    /// Whether both versions are looked at side by side, over the whole window.
    pub(super) fn is_full(&self) -> bool {
        self.is_comparing
    }

    /// Goes back to the question; whether it was not there already.
    pub(super) fn go_back(&mut self) -> bool {
        std::mem::take(&mut self.is_comparing)
    }

    /// Asks; nothing is replaced before somebody has chosen.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, clash: &Clash) -> Outcome {
        if !std::mem::replace(&mut self.has_asked, true) {
            self.comparison = Comparison::of_clash(clash);
        }
        if let Some(comparison) = self.comparison.as_mut().filter(|_| self.is_comparing) {
            match comparison.ui(ui, cx) {
                Step::Stay => {}
                Step::Leave => self.is_comparing = false,
                Step::Merge => {
                    cx.act(comparison.merging());
                    return Outcome::Closed;
                }
            }
            return Outcome::Open;
        }
        set_width(ui, 660.0);
        heading(ui, "The file was changed meanwhile");
        let name = clash.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = match &clash.theirs {
            Ok(_) => format!("Another program has written to {name} since it was opened here."),
            Err(reason) => {
                format!(
                    "Another program has written to {name}, and it cannot be read now: {reason}"
                )
            }
        };
        ui.label(text);
        if let Some(comparison) = &mut self.comparison {
            comparison.follow(cx.session);
            outlook_ui(ui, comparison);
        }
        ui.add_space(10.0);
        self.buttons_ui(ui, cx, clash)
    }

    fn buttons_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, clash: &Clash) -> Outcome {
        let mut outcome = Outcome::Open;
        let mut act = |cx: &mut Cx<'_>, action: Action| {
            cx.act(action);
            outcome = Outcome::Closed;
        };
        ui.horizontal_wrapped(|ui| {
            if let Some(comparison) = &self.comparison {
                if widgets::primary_button(ui, "Compare…").clicked() {
                    self.is_comparing = true;
                }
                let is_settled = comparison.why_not().is_none();
                let button = |ui: &mut Ui| ui.button("Merge both");
                if ui.add_enabled_ui(is_settled, button).inner.clicked() {
                    act(cx, comparison.merging());
                }
            }
            let hint = "The version that is in the file now is kept as a backup";
            if ui.button("Keep this version").on_hover_text(hint).clicked() {
                act(cx, Action::Overwrite);
            }
            let hint = "As a step: undo brings this version back";
            let take = |ui: &mut Ui| ui.button("Take the file’s version").on_hover_text(hint);
            if clash.theirs.is_ok() && take(ui).clicked() {
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
}

/// What merging both would come to, and what has to be chosen before.
fn outlook_ui(ui: &mut Ui, comparison: &Comparison) {
    let changes = wording::counted(comparison.taken(), "change", "changes");
    widgets::secondary(ui, format!("{changes} of theirs can be taken"));
    if let Some(progress) = comparison.progress() {
        let hint = match comparison.why_not() {
            Some(_) => ": compare both versions to choose",
            None => "",
        };
        widgets::secondary(ui, format!("{progress}{hint}"));
    }
}
