//! A fault while the window is drawn loses nothing: it is caught, told, and the next frame is drawn.

use std::panic::{AssertUnwindSafe, catch_unwind};

use eframe::egui::{self, RichText, Ui};

use super::App;
use crate::{
    session::{Action, Notice, Offer, Workspace, crash},
    ui::command::Command,
};

/// So many faults in a row, and another workspace is shown.
const PATIENCE: u32 = 3;
/// So many, and only what is needed to save.
const END: u32 = 6;

impl App {
    /// Draws a frame by `draw`, and catches what goes wrong in it. The document is as it was: what a frame asks for is
    /// carried out at its end.
    pub fn guard(&mut self, ui: &mut Ui, draw: impl FnOnce(&mut Self, &mut Ui)) {
        if self.faults >= END {
            self.last_resort_ui(ui);
            self.leave_on_close(ui);
            return;
        }
        let drawn = catch_unwind(AssertUnwindSafe(|| draw(self, ui)));
        if drawn.is_ok() {
            self.faults = 0;
            return;
        }
        self.faults += 1;
        self.leave_on_close(ui);
        let report = crash::take_report().unwrap_or_else(|| "nothing is known of it".to_owned());
        if self.faults == 1 {
            self.session().flush();
            let text = "something went wrong in the window; the document is as it was. Save it, and send the report to those \
                        who can mend that";
            let notice = Notice::failed(text).offering(Offer::CopyReport(report));
            self.session_mut().dispatch(Action::Notify(notice));
        }
        if self.faults == PATIENCE {
            self.show_workspace(Workspace::Scores);
        }
        ui.ctx().request_repaint();
    }

    /// Where nobody can be asked, a window that closes leaves what is not saved for the next start.
    fn leave_on_close(&mut self, ui: &Ui) {
        if ui.input(|input| input.viewport().close_requested()) {
            self.leave_journals();
        }
    }

    /// What is shown where nothing else can be: how to save.
    fn last_resort_ui(&mut self, ui: &mut Ui) {
        self.tabs.iter_mut().for_each(|tab| tab.session.tick());
        egui::CentralPanel::default().show(ui, |ui| {
            ui.add_space(24.0);
            ui.label(RichText::new("The window cannot be drawn").heading());
            ui.label("The document is as it was, and its changes are kept for recovery.");
            ui.add_space(12.0);
            ui.horizontal(|ui| {
                if ui.button("Save").clicked() {
                    self.act(Action::Save);
                }
                if ui.button("Try again").clicked() {
                    self.faults = 0;
                }
                if ui.button("Quit").clicked() {
                    self.command(ui, Command::Quit);
                }
            });
            if self.session().is_saving() {
                ui.label("Saving…");
            } else if let Some(notice) = self.session().notices().last() {
                ui.label(&notice.text);
            }
        });
    }
}
