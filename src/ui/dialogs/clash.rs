//! The file was changed by another program since it was read: what becomes of both versions.

use eframe::egui::{self, RichText, Ui};

use super::{Outcome, heading, list_height, set_width};
use crate::{
    model::{Choices, Conflict, Merged, Side},
    report::wording,
    session::{Action, Clash},
    ui::{command::Command, theme, view::Cx, widgets},
};

/// What was chosen, and what it comes to.
#[derive(Debug, Default)]
pub(super) struct ClashDialog {
    choices: Choices,
    /// The merge with the choices that it was made of, and of which state of the document.
    merged: Option<(Choices, u64, Option<Merged>)>,
}

impl ClashDialog {
    /// Asks; nothing is replaced before somebody has chosen.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, clash: &Clash) -> Outcome {
        set_width(ui, 620.0);
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
        self.follow(cx);
        if let Some((_, _, Some(merged))) = &self.merged {
            conflicts_ui(ui, merged, &mut self.choices);
        }
        ui.add_space(10.0);
        self.buttons_ui(ui, cx, clash)
    }

    /// Merges anew where something else was chosen.
    fn follow(&mut self, cx: &Cx<'_>) {
        let revision = cx.session.document().revision();
        let is_known = self
            .merged
            .as_ref()
            .is_some_and(|(choices, of, _)| *choices == self.choices && *of == revision);
        if !is_known {
            let merged = cx.session.merged_with_theirs(&self.choices);
            self.merged = Some((self.choices.clone(), revision, merged));
        }
    }

    fn buttons_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, clash: &Clash) -> Outcome {
        let mut outcome = Outcome::Open;
        let mut act = |cx: &mut Cx<'_>, action: Action| {
            cx.act(action);
            outcome = Outcome::Closed;
        };
        let merged = self.merged.as_ref().and_then(|(_, _, merged)| merged.as_ref());
        let is_settled = merged.is_some_and(|merged| merged.conflicts.is_empty());
        ui.horizontal_wrapped(|ui| {
            if merged.is_some() {
                let button = |ui: &mut Ui| widgets::primary_button(ui, "Merge both");
                if ui.add_enabled_ui(is_settled, button).inner.clicked() {
                    act(cx, Action::MergeTheirs(self.choices.clone()));
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

/// What the file has that the document has not, and what both changed, each with a choice.
fn conflicts_ui(ui: &mut Ui, merged: &Merged, choices: &mut Choices) {
    let changes = wording::counted(merged.changes.len(), "change", "changes");
    widgets::secondary(ui, format!("{changes} of theirs can be taken"));
    let height = list_height(ui, 320.0, 220.0);
    let scroll = egui::ScrollArea::vertical().max_height(height);
    scroll.show(ui, |ui| {
        for conflict in &merged.conflicts {
            ui.push_id(&conflict.path, |ui| conflict_ui(ui, conflict, choices));
        }
    });
    if !choices.is_empty() && ui.link("Choose anew").clicked() {
        choices.clear();
    }
}

fn conflict_ui(ui: &mut Ui, conflict: &Conflict, choices: &mut Choices) {
    ui.separator();
    let what = if conflict.field.is_empty() {
        conflict.name.clone()
    } else {
        format!("{}: {}", conflict.name, conflict.field)
    };
    ui.label(widgets::strong(what));
    for (side, title) in
        [(Side::Ours, "Here"), (Side::Theirs, "In the file"), (Side::Base, "Before both")]
    {
        if side == Side::Base && !conflict.offers_base {
            continue;
        }
        let words = conflict.words(side).unwrap_or("not there");
        let words = wording::shortened(&wording::name(words), 160);
        ui.horizontal_wrapped(|ui| {
            let name = format!("{title}: {words}");
            let is_chosen = choices.get(&conflict.path) == Some(&side);
            let text = RichText::new(name).size(theme::SMALL);
            if ui.radio(is_chosen, text).clicked() {
                choices.insert(conflict.path.clone(), side);
            }
        });
    }
}
