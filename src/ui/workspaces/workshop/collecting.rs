//! How answers come in: at this machine, in files, or from phones and laptops in the room.

use eframe::egui::Ui;

use super::{laptop::Laptop, part_ui};
use crate::{
    model::{Round, RoundState},
    ui::{command::Command, view::Cx, widgets},
};

/// Shows the ways; gives the machine when it is to go round.
pub(super) fn collecting_ui(ui: &mut Ui, cx: &mut Cx<'_>, round: &Round) -> Option<Laptop> {
    part_ui(ui, "Collect answers", "");
    let is_open = round.state == RoundState::Open;
    let mut laptop = None;
    ui.horizontal_wrapped(|ui| {
        ui.add_enabled_ui(is_open, |ui| {
            let hint = "One person after the other answers at this machine, unseen by the others";
            if ui.button("Pass this machine round").on_hover_text(hint).clicked() {
                laptop = Some(Laptop::new(round.id.clone()));
            }
            let hint = "One page for each expert, to fill in with a browser and send back";
            if ui.button("Write ballots…").on_hover_text(hint).clicked() {
                cx.command(Command::ExportBallots);
            }
            let hint = "The file that somebody sent back; in any order, and twice without harm";
            if ui.button("Merge a ballot…").on_hover_text(hint).clicked() {
                cx.command(Command::MergeBallot);
            }
            let hint = "All ballots in the folder of the one that you choose";
            if ui.button("Merge a folder of ballots…").on_hover_text(hint).clicked() {
                cx.command(Command::MergeBallots);
            }
        });
        let hint =
            "A table with columns expert, item, round, low, best, high, confidence, rationale";
        if ui.button("Import a table…").on_hover_text(hint).clicked() {
            cx.command(Command::ImportJudgements);
        }
    });
    if !is_open {
        widgets::secondary(ui, "Answers come in while the round is open.");
    }
    laptop
}
