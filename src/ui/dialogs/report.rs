//! Choosing for whom and in which formats a report is exported.

use std::collections::BTreeSet;

use eframe::egui::{Grid, Ui};

use super::{Outcome, file::Purpose, heading};
use crate::{
    model::{Assessment, Profile},
    report::{Options, Target},
    session::{Action, Preferences, Session, export::Order},
    ui::{view::Cx, widgets},
};

/// What has been chosen so far.
#[derive(Debug)]
pub(super) struct ReportDialog {
    profile: Profile,
    is_public: bool,
    targets: BTreeSet<Target>,
    opens: bool,
}

impl ReportDialog {
    /// The document's reader, with the formats of last time.
    pub(super) fn new(document: &Assessment, is_public: bool, preferences: &Preferences) -> Self {
        let known = preferences.formats.iter().filter_map(|name| Target::from_extension(name));
        let mut targets: BTreeSet<Target> = known.filter(|t| Target::ALL.contains(t)).collect();
        if targets.is_empty() {
            targets.insert(Target::Html);
        }
        let profile = document.report().profile;
        Self { profile, is_public, targets, opens: preferences.opens_exports }
    }

    /// Shows the choices; with what to ask a file for, once that is decided.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> (Outcome, Option<Purpose>) {
        super::set_width(ui, 470.0);
        heading(ui, "Export the report");
        Grid::new("report").num_columns(2).spacing([16.0, 12.0]).show(ui, |ui| {
            ui.label("For");
            let words = |profile: Profile| (profile.title(), None);
            let chosen = widgets::choice(ui, "Reader", self.profile, &Profile::ALL, words);
            self.profile = chosen.unwrap_or(self.profile);
            ui.end_row();
            ui.label("Formats");
            ui.vertical(|ui| self.formats_ui(ui));
            ui.end_row();
            ui.label("Readers");
            ui.vertical(|ui| {
                ui.checkbox(&mut self.is_public, "Outside the house");
                widgets::secondary(ui, "Leaves out notes, owners and costs, and says so");
            });
            ui.end_row();
            ui.label("Then");
            ui.checkbox(&mut self.opens, "Open the file when it is done");
            ui.end_row();
        });
        ui.add_space(10.0);
        let mut outcome = (Outcome::Open, None);
        ui.horizontal(|ui| {
            let is_ready = cx.session.has_current_results() && !self.targets.is_empty();
            let button = |ui: &mut Ui| widgets::primary_button(ui, "Choose a place…").clicked();
            if ui.add_enabled_ui(is_ready, button).inner {
                self.keep(cx);
                let purpose = Purpose::Export(Box::new(self.order(cx.session)));
                outcome = (Outcome::Closed, Some(purpose));
            }
            if ui.button("Cancel").clicked() {
                outcome = (Outcome::Closed, None);
            }
            if !cx.session.has_current_results() {
                widgets::secondary(ui, "Waits for the results of your last change");
            } else if self.targets.is_empty() {
                widgets::secondary(ui, "Choose a format");
            }
        });
        outcome
    }

    fn formats_ui(&mut self, ui: &mut Ui) {
        Grid::new("formats").num_columns(2).spacing([24.0, 4.0]).show(ui, |ui| {
            for (place, target) in Target::ALL.iter().enumerate() {
                let mut is_chosen = self.targets.contains(target);
                let name = format!("{} (.{})", target.name(), target.extension());
                ui.checkbox(&mut is_chosen, &name);
                self.targets.retain(|other| other != target);
                self.targets.extend(is_chosen.then_some(*target));
                if place % 2 == 1 {
                    ui.end_row();
                }
            }
        });
    }

    fn order(&self, session: &Session) -> Order {
        let document = session.assessment();
        let is_other = self.profile != document.report().profile;
        let usual = Options::of(document, is_other.then_some(self.profile));
        let since = session.since().cloned();
        let options = Options { is_public: self.is_public, since, ..usual };
        // In the order in which they are offered: the first is the one that is opened.
        let targets = Target::ALL.iter().filter(|target| self.targets.contains(target));
        Order { options, targets: targets.copied().collect(), opens: self.opens }
    }

    /// The next export begins with the same choices.
    fn keep(&self, cx: &mut Cx<'_>) {
        let known = cx.session.preferences();
        let formats = self.targets.iter().map(|t| t.extension().to_owned()).collect();
        let preferences = Preferences { formats, opens_exports: self.opens, ..known.clone() };
        if preferences != *known {
            cx.act(Action::Prefer(Box::new(preferences)));
        }
    }
}
