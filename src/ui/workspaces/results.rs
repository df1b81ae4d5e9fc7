//! The Results workspace: what follows.

use eframe::egui::Ui;

use crate::ui::view::Cx;

/// What the Results workspace remembers.
#[derive(Debug, Default)]
pub struct ResultsView {}

impl ResultsView {
    /// Shows the results.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let _ = (ui, cx);
    }
}
