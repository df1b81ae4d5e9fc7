//! The inspector: every field of the selected element.

use eframe::egui::Ui;

use crate::{model::Subject, ui::view::Cx};

/// What the inspector remembers.
#[derive(Debug, Default)]
pub struct InspectorView {
    rename: Option<Subject>,
}

impl InspectorView {
    /// Puts the focus into the name field of an element at the next frame.
    pub fn rename(&mut self, subject: Subject) {
        self.rename = Some(subject);
    }
}

/// Shows the fields of what is selected.
pub fn inspector_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut InspectorView) {
    let _ = (ui, cx, view);
}
