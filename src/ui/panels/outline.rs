//! The outline: all elements with search.

use eframe::egui::Ui;

use crate::ui::view::Cx;

/// What the outline remembers.
#[derive(Debug, Default)]
pub struct OutlineView {}

/// Shows the outline.
pub fn outline_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut OutlineView) {
    let _ = (ui, cx, view);
}
