//! What stands above and below both pictures: how far one is, where one looks, and what is decided.

use eframe::egui::{Align, Layout, RichText, Ui};

use super::{Comparison, Step, With};
use crate::{
    drawing::FontWeight,
    report::wording,
    session::{Basis, Session},
    ui::{
        theme::{self, Tokens},
        widgets::{self, icon},
    },
};

impl Comparison {
    /// The title, how far the conflicts are settled, and the ways to look.
    pub(super) fn header_ui(&mut self, ui: &mut Ui) {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            if widgets::icon_button(ui, icon::FIT, "Fit both pictures").clicked() {
                self.panes.fit();
            }
            if widgets::icon_button(ui, icon::ZOOM_IN, "Zoom in").clicked() {
                self.panes.zoom(true);
            }
            if widgets::icon_button(ui, icon::ZOOM_OUT, "Zoom out").clicked() {
                self.panes.zoom(false);
            }
            ui.add_space(6.0);
            let has_rows = !self.rows().is_empty();
            ui.add_enabled_ui(has_rows, |ui| {
                let next = widgets::icon_button(ui, icon::ARROW_DOWN, "Next difference");
                if next.on_hover_text("N").clicked() {
                    self.step(true);
                }
                let previous = widgets::icon_button(ui, icon::ARROW_UP, "Previous difference");
                if previous.on_hover_text("P").clicked() {
                    self.step(false);
                }
            });
            ui.add_space(6.0);
            self.counter_ui(ui);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let font = theme::font(FontWeight::SemiBold, theme::HEADING);
                let title = format!("Compare with {}", self.name);
                let (tokens, room) = (Tokens::of(ui), ui.available_width());
                let title = widgets::elided(ui, &title, font, tokens.text, room);
                ui.label(title);
            });
        });
    }

    fn counter_ui(&self, ui: &mut Ui) {
        let tokens = Tokens::of(ui);
        let conflicts = self.settling.progress();
        let is_open = self.settling.why_not().is_some();
        let color = if is_open { tokens.warning } else { tokens.secondary };
        let differences = wording::counted(self.rows().len(), "difference", "differences");
        let words = conflicts.unwrap_or(differences);
        ui.label(RichText::new(words).size(theme::SMALL).color(color));
    }

    /// What is decided, and why it cannot be yet.
    pub(super) fn footer_ui(&mut self, ui: &mut Ui, session: &Session) -> Step {
        let mut step = Step::Stay;
        ui.horizontal_centered(|ui| {
            if self.merge.is_some() {
                let why_not = self.settling.why_not();
                let button = |ui: &mut Ui| widgets::primary_button(ui, "Merge both");
                if ui.add_enabled_ui(why_not.is_none(), button).inner.clicked() {
                    step = Step::Merge;
                }
            } else if ui.button("Merge…").clicked() {
                self.begin_merging(session);
            }
            let title = if self.with == With::Theirs { "Back" } else { "Close" };
            if ui.button(title).clicked() {
                step = Step::Leave;
            }
            if !self.settling.choices().is_empty() && ui.button("Choose anew").clicked() {
                self.settling.clear();
                self.choices += 1;
            }
            if self.with == With::Other && self.merge.is_some() {
                self.basis_ui(ui, session);
            }
            let words = self.outlook(session);
            let room = ui.available_width();
            let font = theme::font(FontWeight::Regular, theme::SMALL);
            let words_line = widgets::elided(ui, &words, font, Tokens::of(ui).secondary, room);
            let is_cut = words_line.elided;
            let label = ui.label(words_line);
            if is_cut {
                label.on_hover_text(words);
            }
        });
        step
    }

    /// What both are taken to have begun with, where there is a choice.
    fn basis_ui(&mut self, ui: &mut Ui, session: &Session) {
        let choices = [(Basis::Saved, "Since last saved"), (Basis::Nothing, "Nothing in common")];
        let Some(basis) = self.merge.filter(|_| session.as_saved().is_some()) else { return };
        if let Some(wanted) = widgets::segmented(ui, basis, &choices) {
            self.merge = Some(wanted);
            self.settling.clear();
            self.chosen = None;
            self.focus = None;
        }
    }

    /// Begins with what the file of the document had, where something was changed since: else all would be taken from the
    /// other document, and nothing asked.
    fn begin_merging(&mut self, session: &Session) {
        let has_base = session.as_saved().is_some() && session.document().is_dirty();
        self.merge = Some(if has_base { Basis::Saved } else { Basis::Nothing });
        self.chosen = None;
        self.focus = None;
    }

    /// What merging would do, or why it cannot be done.
    fn outlook(&self, session: &Session) -> String {
        if let Some(why_not) = self.settling.why_not() {
            return why_not;
        }
        let Some(basis) = self.merge else {
            return "Only looked at: nothing is changed".to_owned();
        };
        if self.settling.taken() == 0 {
            return "The file has nothing that is not here already".to_owned();
        }
        let changes = wording::counted(self.settling.taken(), "change", "changes");
        if basis == Basis::Saved && self.with == With::Other && !session.document().is_dirty() {
            return format!(
                "Nothing was changed here since it was saved: all that the file has is taken, {changes}"
            );
        }
        format!("{changes} of the file can be taken; undo brings this version back")
    }
}
