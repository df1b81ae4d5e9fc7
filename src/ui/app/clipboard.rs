//! What comes in and goes out by the system: its clipboard, and files dropped on the window.

use eframe::egui::{self, Ui};

use super::App;
use crate::{
    session::{Action, Notice},
    ui::{
        command::Command,
        view::{Wish, Workspace},
    },
};

/// Within so many frames the clipboard answers a request to paste.
const PASTE_FRAMES_MAX: u64 = 3;

impl App {
    pub(super) fn copy(&mut self, ui: &Ui, command: Command) {
        let Some(text) = self.session().copied() else {
            let notice = Notice::partial("select nodes, notes or zones to copy first");
            return self.act(Action::Notify(notice));
        };
        ui.copy_text(text);
        if command == Command::Cut {
            self.act(Action::CutSelection);
        }
    }

    /// Takes in what the system's clipboard sends while the graph is looked at and nothing is typed.
    pub(super) fn follow_clipboard(&mut self, ui: &Ui, wishes: &mut Vec<Wish>) {
        let is_ours = self.tab().view.workspace == Workspace::Model
            && self.dialogs.is_quiet()
            && self.welcome.is_none()
            && !self.tab().view.model.is_busy()
            && !ui.ctx().text_edit_focused();
        if !is_ours {
            return;
        }
        for event in ui.input(|input| input.events.clone()) {
            match event {
                egui::Event::Copy => wishes.push(Wish::Command(Command::Copy)),
                egui::Event::Cut => wishes.push(Wish::Command(Command::Cut)),
                egui::Event::Paste(text) => {
                    let asked = self.tab_mut().view.paste_in_place.take();
                    let now = ui.ctx().cumulative_frame_nr();
                    let is_in_place = asked.is_some_and(|asked| now <= asked + PASTE_FRAMES_MAX);
                    let landing = self.tab().view.model.landing(is_in_place);
                    wishes.push(Wish::Do(Action::Paste(text, landing)));
                }
                _ => {}
            }
        }
    }
}

pub(super) fn take_dropped_files(ui: &Ui, wishes: &mut Vec<Wish>) {
    let dropped = ui.input(|input| input.raw.dropped_files.clone());
    let paths = dropped.into_iter().map(|file| file.path().to_owned());
    let named = paths.filter(|path| !path.as_os_str().is_empty());
    wishes.extend(named.map(|path| Wish::Do(Action::Open(path))));
}
