//! What is read beside the window: files that are opened, and documents that are recovered. What is quick is there before
//! the next frame.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use eframe::egui::{self, Align2, Ui, Vec2, accesskit::Live};

use super::App;
use crate::{
    session::{Action, Contents, Errand, Lost, Notice, Recovered},
    ui::widgets,
};

/// So long the window waits for what is read, as most of it is quick.
const MOMENT: Duration = Duration::from_millis(400);

/// What is under way.
#[derive(Default)]
pub(super) struct Waiting {
    files: Vec<(PathBuf, Errand<Contents>)>,
    lost: Option<Errand<(Vec<Lost>, Vec<String>)>>,
    /// By the titles of the documents.
    recovered: Vec<(String, Errand<Recovered>)>,
}

impl Waiting {
    /// What is being done, a line each.
    fn lines(&self) -> Vec<String> {
        let name =
            |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let files = self.files.iter().map(|(path, _)| format!("Opening {}…", name(path)));
        let looking = "Looking for changes that were not saved…";
        let lost = self.lost.iter().map(|_| looking.to_owned());
        let recovered = self.recovered.iter().map(|(title, _)| format!("Recovering “{title}”…"));
        files.chain(lost).chain(recovered).collect()
    }

    /// Tells what is being read, and that closing waits for a file; everything else can be worked with meanwhile.
    pub(super) fn ui(&self, ui: &Ui, is_closing: bool) {
        let mut lines = self.lines();
        lines.extend(is_closing.then(|| "Saving, then closing…".to_owned()));
        if lines.is_empty() {
            return;
        }
        let area = egui::Area::new(egui::Id::unique("what is being read"))
            .anchor(Align2::CENTER_TOP, Vec2::new(0.0, 96.0))
            .order(egui::Order::Foreground)
            .interactable(false);
        area.show(ui.ctx(), |ui| {
            egui::Frame::popup(ui.style()).inner_margin(14.0).show(ui, |ui| {
                for line in lines {
                    let label = ui.label(widgets::strong(&line));
                    // Read out to whoever does not see it.
                    ui.ctx().accesskit_node_builder(label.id, |node| node.set_live(Live::Polite));
                }
            });
        });
    }
}

impl App {
    /// Reads a file and shows what is found in it.
    pub(super) fn read(&mut self, path: &Path) {
        if self.waiting.files.iter().any(|(known, _)| known == path) {
            return;
        }
        let errand = self.session().reading(path);
        match errand.outcome_within(MOMENT) {
            Some(outcome) => self.take_contents(path, outcome),
            None => self.waiting.files.push((path.to_owned(), errand)),
        }
    }

    /// Looks for documents that were left with unsaved changes, and offers them.
    pub fn look_for_lost(&mut self) {
        let Some(errand) = self.session().looking_for_lost() else { return };
        match errand.outcome_within(MOMENT) {
            Some(outcome) => self.take_lost(outcome),
            None => self.waiting.lost = Some(errand),
        }
    }

    /// Recovers one of the documents that are offered.
    pub(super) fn recover(&mut self, place: usize) {
        let Some(lost) = self.dialogs.take_lost(place) else { return };
        let title = lost.title.clone();
        let errand = self.session().recovering(lost);
        match errand.outcome_within(MOMENT) {
            Some(outcome) => self.take_recovered(outcome),
            None => self.waiting.recovered.push((title, errand)),
        }
    }

    /// Takes what has been read meanwhile, unless somebody is in the middle of something that belongs to what is shown.
    pub(super) fn take_waited(&mut self) {
        let is_private = self.ballot.is_some() || self.tab().view.workshop.is_private();
        if is_private || !self.dialogs.is_quiet() || self.dialogs.waits_for().is_some() {
            return;
        }
        for (path, errand) in std::mem::take(&mut self.waiting.files) {
            match errand.outcome() {
                Some(outcome) => self.take_contents(&path, outcome),
                None => self.waiting.files.push((path, errand)),
            }
        }
        if let Some(outcome) = self.waiting.lost.as_ref().and_then(Errand::outcome) {
            self.waiting.lost = None;
            self.take_lost(outcome);
        }
        for (title, errand) in std::mem::take(&mut self.waiting.recovered) {
            match errand.outcome() {
                Some(outcome) => self.take_recovered(outcome),
                None => self.waiting.recovered.push((title, errand)),
            }
        }
    }

    fn take_contents(&mut self, path: &Path, outcome: Result<Contents, Notice>) {
        match outcome {
            Ok(contents) => self.show_contents(path, contents),
            Err(notice) => self.act(Action::Notify(notice)),
        }
    }

    fn take_lost(&mut self, outcome: Result<(Vec<Lost>, Vec<String>), Notice>) {
        match outcome {
            Ok((lost, faults)) => {
                self.dialogs.offer_recovery(lost);
                let faults = faults.into_iter().map(|fault| Action::Notify(Notice::failed(fault)));
                faults.for_each(|fault| self.act(fault));
            }
            Err(notice) => self.act(Action::Notify(notice)),
        }
    }

    fn take_recovered(&mut self, outcome: Result<Recovered, Notice>) {
        match outcome {
            Ok(recovered) => self.show_recovered(recovered),
            Err(notice) => self.act(Action::Notify(notice)),
        }
    }
}
