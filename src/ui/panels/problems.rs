//! The problems: findings and refusals; a click goes to the element.

use eframe::egui::Ui;

use crate::ui::view::Cx;

/// Shows the problems.
pub fn problems_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let _ = (ui, cx);
}
