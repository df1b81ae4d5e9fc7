//! The Report workspace: choice of sections, live preview, export.

use eframe::egui::Ui;

use crate::{report::Options, ui::view::Cx};

/// What the Report workspace remembers.
#[derive(Debug, Default)]
pub struct ReportView {
    options: Options,
}

impl ReportView {
    /// Shows the report.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let _ = (ui, cx);
    }

    /// The chosen sections, for export.
    pub fn options(&self) -> &Options {
        &self.options
    }
}
